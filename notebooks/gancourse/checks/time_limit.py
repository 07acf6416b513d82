"""A limit in seconds for a learner's code, which no endless loop outlives, not even one around a bare `except:`."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from gancourse.checks.frames import above_the_checks, is_importing, is_learners

AFTER_AN_IMPORT = 5.0  # seconds for what the answer does with it
AGAIN, RAIN = 0.2, 20e-6  # seconds to the second alarm, and between all later ones


class TookTooLong(BaseException):
    """Raised inside an answer that is still running after its time."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLong in the block after `seconds`, where the system can (POSIX, main thread); elsewhere the Stop
    button must.

    A bare `except:` of the learner's swallows it. So the alarm comes again, and if that was swallowed too, it rains:
    sooner or later one falls behind the `except`, where nothing catches it.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    swallowed = 0

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal swallowed
        if is_importing(frame):  # a module left half imported would fail every later check of this kernel
            signal.setitimer(signal.ITIMER_REAL, AFTER_AN_IMPORT)
            return
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
        if swallowed and not any(is_learners(each.f_code.co_filename) for each in above_the_checks(frame)):
            return  # the one before is on its way out
        if swallowed > 1:
            signal.setitimer(signal.ITIMER_REAL, RAIN)
        swallowed += 1
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    another = signal.setitimer(signal.ITIMER_REAL, seconds)  # a test runner may have a timer of its own
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *another)
        signal.signal(signal.SIGALRM, before)

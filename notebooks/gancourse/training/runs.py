"""`Run`: the bookkeeping of a training loop, so that the loop itself stays yours and in sight.

    run = Run("MLP GAN", seconds=60, picture=draw_samples, landmarks={"log 2": 0.693})
    for step in run:
        ...                                     # your training step
        run.log(d_loss=d_loss, g_loss=g_loss)

It counts steps and training seconds, keeps what you log, draws the picture now and then, and lets the Stop button end
the loop between two steps with everything kept.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from gancourse.training.budget import Budget
from gancourse.training.frames import Frames
from gancourse.training.history import History
from gancourse.training.screen import Pictures, Screen
from gancourse.training.stop_button import StopButton
from gancourse.views import plots


class Run:
    """One training run with a budget in seconds or steps.

    Iterating gives the step's number, 1, 2, 3, …, until the budget is spent. Iterating the same Run again goes on: it
    finishes a budget that was cut short, or adds another one. A new Run starts at step 1.

    name: said in the status line. seconds / steps: the budget; with both, whichever is spent first. picture: a function
    without arguments that returns a matplotlib Figure, or (Figure, caption). landmarks: values to compare the losses
    with, such as {"2 log 2": 1.386}. images_per_step: if given, the status line tells images per second.
    """

    def __init__(
        self,
        name: str,
        seconds: float | None = None,
        steps: int | None = None,
        picture: Callable[[], Any] | None = None,
        landmarks: Mapping[str, float] | None = None,
        *,
        images_per_step: int | None = None,
    ):
        self.budget = Budget(seconds, steps)
        self.name, self.picture, self.landmarks = name, picture, dict(landmarks or {})
        self.images_per_step = images_per_step
        self.step = 0
        self.ended: str | None = None
        self._seconds, self._since = 0.0, None
        self._logged, self._frames, self._stop_button = History(), Frames(), StopButton()
        self._made_in = _cell_number()

    @property
    def seconds(self) -> float:
        """Seconds spent in training steps so far; drawing pictures does not count."""
        return self._seconds + (time.perf_counter() - self._since if self._since is not None else 0.0)

    @property
    def elapsed_fraction(self) -> float:
        """How much of the budget is spent, from 0 to 1: what a learning-rate decay needs."""
        return self.budget.share(self.seconds, max(self.step - 1, 0))

    @property
    def history(self) -> dict[str, list[float]]:
        """Everything logged: one list per name, all of one length, with "step" and "seconds"; NaN where a name was not logged."""
        self._logged.flush()
        return self._logged.columns

    @property
    def frames(self) -> list[tuple[int, float, np.ndarray]]:
        """The snapshots: step, seconds and picture of each."""
        return self._frames.kept

    @property
    def is_stopping(self) -> bool:
        """Whether the Stop button was pressed, so that this step is the last."""
        return self._stop_button.pressed

    def log(self, **values: Any) -> None:
        """Keep these numbers for the current step: floats or tensors with one element. None means: nothing this time.

        Tensors on a GPU are read later, many at once, so that logging does not make the GPU wait.
        """
        self._logged.log(self.step, self.seconds, values)

    def snapshot(self, picture: Any) -> None:
        """Keep a frame: an array or tensor (h, w), (h, w, 3) or images (n, 1, h, w), uint8 or floats in [0, 1].

        Of very many frames only every second, fourth, … stays, and always the latest. A step has one frame, its last.
        """
        self._frames.add(self.step, self.seconds, picture)

    def save(self, path: str | os.PathLike, **provenance: Any) -> Any:
        """Write a recording: `run.save(path, lesson="05", command="…", seed=0)`; returns the path."""
        from gancourse.training.recordings import Recording

        return Recording.of(self, **provenance).save(path)

    def __iter__(self) -> Iterator[int]:
        self.budget.renew(self._seconds, self.step)
        logged, self._stop_button = self._logged, StopButton()
        logged.bad, self.ended = None, None
        screen = Screen(self)
        pictures = Pictures(self, screen)
        self._stop_button.catch()
        try:
            while not self.is_over():
                self.step += 1
                self._since = time.perf_counter()
                yield self.step
                self.pause()
                if screen.is_due() or pictures.are_due() or logged.is_full():
                    self._timed_flush()
                    screen.update()
                if pictures.are_due():
                    pictures.draw()
            self._timed_flush()
            self.ended = "nan" if logged.bad else "stopped" if self.is_stopping else "finished"
        finally:
            self.pause()
            self.ended = self.ended or "left"
            try:
                logged.flush()
                pictures.finish()
            finally:
                self._stop_button.release()
                screen.finish()

    def is_over(self) -> bool:
        """Whether no step comes any more: the budget is spent, Stop was pressed, or a logged number was not finite."""
        return (
            self.budget.is_spent(self._seconds, self.step) or self._stop_button.pressed or self._logged.bad is not None
        )

    def pause(self) -> None:
        """Stop the clock until the next step: what comes until then is no training."""
        if self._since is not None:
            self._seconds += time.perf_counter() - self._since
            self._since = None

    def _timed_flush(self) -> None:
        """Flush within the training time, because on a GPU this is where the steps are waited for."""
        self._since = time.perf_counter()
        self._logged.flush()
        self.pause()

    def status(self, between: str = " · ") -> str:
        """Steps and time, the latest values, the landmarks: one line, unless `between` breaks it."""
        rate = self.step / self.seconds if self.seconds else 0.0
        pace = (
            f"{rate * self.images_per_step:,.0f} images/s" if self.images_per_step else f"{plots.number(rate)} steps/s"
        )
        parts = [f"{self.name}: {self.step:,} steps in {_time(self.seconds)} ({pace})"]
        latest = [f"{name} {plots.number(value)}" for name, value in self.latest().items()]
        if latest:
            parts.append(", ".join(latest))
        if self.landmarks:
            parts.append("landmarks " + ", ".join(f"{name} = {value:.3f}" for name, value in self.landmarks.items()))
        return between.join(parts)

    def latest(self) -> dict[str, float]:
        """The mean of each logged value over the last 50 logged steps."""
        return self._logged.latest()

    def ending(self) -> str:
        """What there is to say after the loop, beyond the status; empty after a finished budget."""
        if self.ended == "nan" and self._logged.bad:
            step, name, value = self._logged.bad
            return (
                f"At step {step:,} {name} became {value}, so the run ended there; everything logged is kept. "
                f"Look at the step before: a log of 0, a division by 0, or a learning rate that is too large. "
                f"Make the networks and the Run anew before you try again."
            )
        if self.ended not in ("stopped", "left"):
            return ""
        again = (
            "run the loop again to go on (a new Run counts from 1)"
            if self._made_in == _cell_number()
            else "run this cell again to go on"
        )
        return f"{'Stopped' if self.ended == 'stopped' else 'Left the loop'} at step {self.step:,}; everything is kept; {again}."


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:,.0f} s"


def _cell_number() -> int | None:
    ipython = sys.modules.get("IPython")
    return getattr(ipython.get_ipython(), "execution_count", None) if ipython else None

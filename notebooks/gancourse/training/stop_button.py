"""The Stop button, and Ctrl+C: the first press asks a training to end after its step, the second interrupts it."""

import signal
import threading
from typing import Any


class StopButton:
    """`pressed` says whether the button was, since the last `catch`."""

    def __init__(self) -> None:
        self.pressed = False
        self._before: Any = None

    def catch(self) -> None:
        """From now on a press counts here, where that is possible: in the main thread."""
        self.pressed, self._before = False, None
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._on_press)

    def release(self) -> None:
        """Give the signal back to whoever had it."""
        if self._before is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._before)

    def _on_press(self, number: int, frame: Any) -> None:
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True

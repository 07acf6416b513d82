"""`Run`: the bookkeeping of a training loop, so that the loop itself stays yours and in sight.

    run = Run("MLP GAN", seconds=60, picture=draw_samples, landmarks={"log 2": 0.693})
    for step in run:
        ...                                     # your training step
        run.log(d_loss=d_loss, g_loss=g_loss)

It counts steps and training seconds, keeps what you log, draws the picture now and then, and lets the Stop button end
the loop between two steps with everything kept.
"""

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from gancourse.settings import speed
from gancourse.views import plots

SMOKE_SECONDS = 2.0  # at speed smoke no run trains longer than this
FIRST_PICTURE = 1.0  # seconds of training before the first picture
LONGEST_WAIT = 5.0  # seconds between two pictures, unless their cost asks for more
PICTURE_SHARE = 0.03  # of all time, at most, goes into pictures
STATUS_EVERY = 0.25
FREE_PICTURES = 3  # the first pictures come on time whatever they cost
MOST_PENDING = 4096
RECENT = 50  # the status line shows means over this many logged steps
MOST_FRAMES = 400


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
        if seconds is None and steps is None:
            raise ValueError("A Run needs a budget: Run(name, seconds=60) or Run(name, steps=1_000).")
        if (seconds is not None and not seconds > 0) or (steps is not None and steps < 1):
            raise ValueError("The budget of a Run must be more than nothing.")
        if seconds is not None and speed() == "smoke":
            seconds = min(seconds, SMOKE_SECONDS)
        self.name, self.picture, self.landmarks = name, picture, dict(landmarks or {})
        self.images_per_step = images_per_step
        self.step = 0
        self.frames: list[tuple[int, float, np.ndarray]] = []
        self.ended: str | None = None
        self._budget = {"seconds": seconds, "steps": steps}
        self._goal = {"seconds": 0.0, "steps": 0}
        self._seconds, self._since = 0.0, None
        self._history: dict[str, list[float]] = {"step": [], "seconds": []}
        self._pending: list[tuple[int, float, str, Any]] = []
        self._bad: tuple[int, str, float] | None = None
        self._stop = False
        self._frame_stride, self._frame_calls, self._frame_for_now = 1, 0, False
        self._made_in = _cell_number()

    @property
    def seconds(self) -> float:
        """Seconds spent in training steps so far; drawing pictures does not count."""
        return self._seconds + (time.perf_counter() - self._since if self._since is not None else 0.0)

    @property
    def elapsed_fraction(self) -> float:
        """How much of the budget is spent, from 0 to 1: what a learning-rate decay needs."""
        shares = [0.0]
        if self._budget["seconds"] is not None:
            shares.append(self.seconds / (self._goal["seconds"] or self._budget["seconds"]))
        if self._budget["steps"] is not None:
            shares.append(max(self.step - 1, 0) / (self._goal["steps"] or self._budget["steps"]))
        return min(max(shares), 1.0)

    @property
    def history(self) -> dict[str, list[float]]:
        """Everything logged: one list per name, all of one length, with "step" and "seconds"; NaN where a name was not logged."""
        self._flush()
        return self._history

    def log(self, **values: Any) -> None:
        """Keep these numbers for the current step: floats or tensors with one element. None means: nothing this time.

        Tensors on a GPU are read later, many at once, so that logging does not make the GPU wait.
        """
        when = round(self.seconds, 4)
        for name, value in values.items():
            if value is None:
                continue
            if hasattr(value, "detach"):
                if value.numel() != 1:
                    raise ValueError(
                        f"run.log({name}=…) got a tensor of shape {tuple(value.shape)}; log one number, for example its mean()."
                    )
                value = value.detach()
                value = float(value) if value.device.type == "cpu" else value.clone().reshape(())
            else:
                value = float(value)
            if isinstance(value, float) and not math.isfinite(value):
                self._note_bad(self.step, name, value)
            self._pending.append((self.step, when, name, value))

    def snapshot(self, picture: Any) -> None:
        """Keep a frame: an array or tensor (h, w), (h, w, 3) or images (n, 1, h, w), uint8 or floats in [0, 1].

        Of very many frames only every second, fourth, … stays, and always the latest.
        """
        frame = _as_frame(picture)
        if self.frames and self.frames[0][2].shape != frame.shape:
            raise ValueError(
                f"This frame has shape {frame.shape}, the earlier ones {self.frames[0][2].shape}; all must be equal."
            )
        if self._frame_for_now:
            self.frames.pop()
        self.frames.append((self.step, round(self.seconds, 2), frame))
        self._frame_for_now = self._frame_calls % self._frame_stride != 0
        self._frame_calls += 1
        if len(self.frames) >= MOST_FRAMES and not self._frame_for_now:
            self.frames = [*self.frames[::2], self.frames[-1]] if len(self.frames) % 2 == 0 else self.frames[::2]
            self._frame_stride *= 2
            self._frame_for_now = (self._frame_calls - 1) % self._frame_stride != 0

    def save(self, path: str | os.PathLike, **provenance: Any) -> Any:
        """Write a recording: `run.save(path, lesson="05", command="…", seed=0)`; returns the path."""
        from gancourse.training.recordings import Recording

        return Recording.of(self, **provenance).save(path)

    def __iter__(self) -> Iterator[int]:
        self._set_goal()
        self._stop, self._bad, self.ended = False, None, None
        screen = _Screen(self)
        pictures = _Pictures(self, screen)
        previous = _catch_sigint(self._on_sigint)
        try:
            while not self._is_over():
                self.step += 1
                self._since = time.perf_counter()
                yield self.step
                self._pause()
                if screen.is_due() or pictures.are_due() or len(self._pending) > MOST_PENDING:
                    self._timed_flush()
                    screen.update()
                if pictures.are_due():
                    pictures.draw()
            self._timed_flush()
            self.ended = "nan" if self._bad else "stopped" if self._stop else "finished"
        finally:
            self._pause()
            self.ended = self.ended or "left"
            try:
                self._flush()
                pictures.finish()
            finally:
                _release_sigint(previous)
                screen.finish()

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
        recent = {
            name: np.asarray(values[-RECENT:])
            for name, values in self._history.items()
            if name not in ("step", "seconds")
        }
        return {name: float(np.nanmean(values)) for name, values in recent.items() if not np.isnan(values).all()}

    def ending(self) -> str:
        """What there is to say after the loop, beyond the status; empty after a finished budget."""
        if self.ended == "nan" and self._bad:
            step, name, value = self._bad
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

    def _set_goal(self) -> None:
        used = {"seconds": self._seconds, "steps": self.step}
        spent = any(budget is not None and used[kind] >= self._goal[kind] for kind, budget in self._budget.items())
        for kind, budget in self._budget.items():
            if budget is not None and spent:
                self._goal[kind] = used[kind] + budget

    def _is_over(self) -> bool:
        spent = any(
            budget is not None and used >= self._goal[kind]
            for (kind, budget), used in zip(self._budget.items(), (self._seconds, self.step), strict=True)
        )
        return spent or self._stop or self._bad is not None

    def _pause(self) -> None:
        if self._since is not None:
            self._seconds += time.perf_counter() - self._since
            self._since = None

    def _timed_flush(self) -> None:
        """Flush within the training time, because on a GPU this is where the steps are waited for."""
        self._since = time.perf_counter()
        self._flush()
        self._pause()

    def _on_sigint(self, number: int, frame: Any) -> None:
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True

    def _note_bad(self, step: int, name: str, value: float) -> None:
        if self._bad is None:
            self._bad = (step, name, value)

    def _flush(self) -> None:
        """Move what was logged into the history; tensors of one device are read together."""
        pending, self._pending = self._pending, []
        tensors = [value for *_, value in pending if not isinstance(value, float)]
        read = iter(self._read(tensors) if tensors else [])
        for step, when, name, value in pending:
            number = value if isinstance(value, float) else next(read)
            if not math.isfinite(number):
                self._note_bad(step, name, number)
            self._put(step, when, name, number)

    @staticmethod
    def _read(tensors: list[Any]) -> list[float]:
        import torch

        return torch.stack([tensor.float() for tensor in tensors]).tolist()

    def _put(self, step: int, when: float, name: str, value: float) -> None:
        history = self._history
        if not history["step"] or history["step"][-1] != step:
            for values in history.values():
                values.append(math.nan)
            history["step"][-1], history["seconds"][-1] = step, when
        rows = len(history["step"])
        history.setdefault(name, [math.nan] * rows)[-1] = value


class _Screen:
    """Where a run shows itself: in a notebook two outputs updated in place, in a terminal a tqdm bar, else one last line."""

    def __init__(self, run: Run):
        self.run, self.next = run, 0.0
        self.notebook = plots.in_notebook()
        self.caption = ""
        self.picture_handle = self.bar = None
        if self.notebook:
            if run.picture:
                self.picture_handle = plots.publish(
                    {"text/plain": "The first picture comes in a moment."}, display_id=True
                )
            self.handle = plots.publish({"text/plain": self.meter()}, display_id=True)
        elif sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=100, leave=False, bar_format="{percentage:3.0f}%|{bar:20}| {desc}")

    def is_due(self) -> bool:
        return time.perf_counter() >= self.next

    def meter(self) -> str:
        from tqdm import tqdm

        bar = tqdm.format_meter(
            100 * self.run.elapsed_fraction, 100, 0, ncols=46, bar_format="{percentage:3.0f}%|{bar}|"
        )
        note = "  stopping after this step" if self.run._stop else ""
        return f"{bar}{note}\n{self.status()}"

    def status(self) -> str:
        return "\n".join(map(plots.in_lines, self.run.status("\n").split("\n")))

    def update(self) -> None:
        self.next = time.perf_counter() + STATUS_EVERY
        if self.notebook:
            self.handle.update({"text/plain": self.meter()}, raw=True)
        elif self.bar is not None:
            self.bar.n = round(100 * self.run.elapsed_fraction)
            self.bar.set_description_str(self.run.status())

    def show_picture(self, png: bytes, caption: str) -> None:
        if self.picture_handle is not None:
            self.picture_handle.update(plots.picture_bundle(png, caption), metadata=plots.alt_of(caption), raw=True)

    def say_instead_of_picture(self, sentence: str) -> None:
        if self.picture_handle is not None:
            self.picture_handle.update({"text/plain": plots.in_lines(sentence)}, raw=True)

    def finish(self) -> None:
        ending = plots.in_lines(self.run.ending())
        if self.notebook:
            lines = [plots.in_lines(self.caption), self.status(), ending]
            self.handle.update({"text/plain": "\n".join(filter(None, lines))}, raw=True)
            return
        if self.bar is not None:
            self.bar.close()
        print("\n".join(filter(None, [self.run.status(), ending])))


class _Pictures:
    """Draws the live picture: early, then ever more seldom, and never for more than a small share of the time."""

    def __init__(self, run: Run, screen: _Screen):
        self.run, self.screen = run, screen
        self.spent, self.count = 0.0, 0
        self.began = run.seconds
        self.next = FIRST_PICTURE
        self.complained = False

    def are_due(self) -> bool:
        if self.run.picture is None or not self.screen.notebook or speed() == "smoke" or self.run._is_over():
            return False
        return self.run.seconds - self.began >= self.next

    def finish(self) -> None:
        """Leave the picture of the last step; after an error or a break, whatever was drawn before."""
        if self.run.picture is None or not self.screen.notebook:
            return
        if self.run.ended == "left":
            if not self.count:
                self.screen.say_instead_of_picture("No picture was drawn yet.")
        else:
            self.draw(last=True)

    def draw(self, last: bool = False) -> None:
        start = time.perf_counter()
        self.count += 1
        try:
            drawn = self.run.picture()
            if isinstance(drawn, tuple):
                figure, caption = drawn
                self.screen.caption = plots.one_line(caption)
            else:  # the status line says as much
                figure, caption = drawn, f"{self.run.name} after {self.run.step:,} steps"
            self.screen.show_picture(plots.to_png(figure, caption, small=last), plots.one_line(caption))
            plots.close(figure)
        except Exception as error:  # a broken picture must not cost the run
            if not self.complained:
                self.screen.say_instead_of_picture(
                    f"The picture could not be drawn ({type(error).__name__}: {error}); the training goes on without it."
                )
            self.complained = True
        self.plan(time.perf_counter() - start)

    def plan(self, cost: float) -> None:
        """Choose when to draw next: twice as late or a few seconds later, and after the first ones no sooner than
        the share allows."""
        self.spent += cost
        elapsed = self.run.seconds - self.began
        self.next = min(2 * max(elapsed, FIRST_PICTURE), elapsed + LONGEST_WAIT)
        if self.count > FREE_PICTURES:
            self.next = max(self.next, (self.spent + 2 * cost) / PICTURE_SHARE)  # the next one, and the one at the end


def _as_frame(picture: Any) -> np.ndarray:
    frame = plots.array(picture)
    if frame.ndim == 4:
        frame = plots.tile(frame / 255 if frame.dtype == np.uint8 else frame, columns=_columns(len(frame)))
    if frame.ndim == 3 and frame.shape[0] == 1:
        frame = frame[0]
    if frame.ndim not in (2, 3) or (frame.ndim == 3 and frame.shape[2] != 3):
        raise ValueError(f"A frame is (h, w), (h, w, 3) or images (n, 1, h, w), not {frame.shape}.")
    if frame.dtype != np.uint8:
        frame = (np.nan_to_num(np.clip(frame, 0, 1)) * 255).round().astype(np.uint8)
    return frame.copy()


def _columns(count: int) -> int:
    """Columns for a sheet of `count` images that is about square and, where that can be, without empty places."""
    least = math.ceil(math.sqrt(count))
    return next((columns for columns in range(least, 2 * least + 1) if count % columns == 0), least)


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:,.0f} s"


def _cell_number() -> int | None:
    ipython = sys.modules.get("IPython")
    return getattr(ipython.get_ipython(), "execution_count", None) if ipython else None


def _catch_sigint(handler: Callable) -> Any:
    """Install the handler where that is possible (the main thread); returns what to give back."""
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGINT, handler)


def _release_sigint(previous: Any) -> None:
    if previous is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, previous)

"""The frames of a training run: pictures of one shape, of which never too many are kept."""

import math
from typing import Any

import numpy as np

from gancourse.views import plots

MOST_FRAMES = 400


class Frames:
    """`kept` holds (step, seconds, picture (h, w) or (h, w, 3) uint8): of very many frames only every second, fourth, …
    stays, and always the latest. A step has one frame: the same picture twice would be a film that stops."""

    def __init__(self) -> None:
        self.kept: list[tuple[int, float, np.ndarray]] = []
        self._stride, self._calls, self._for_now = 1, 0, False

    def add(self, step: int, seconds: float, picture: Any) -> None:
        """picture: as `as_frame` takes it. One of another shape than the frames before is a ValueError."""
        frame = as_frame(picture)
        if self.kept and self.kept[0][2].shape != frame.shape:
            raise ValueError(
                f"This frame has shape {frame.shape}, the earlier ones {self.kept[0][2].shape}; all must be equal."
            )
        again = bool(self.kept) and self.kept[-1][0] == step
        if self._for_now or again:
            self.kept.pop()
        self.kept.append((step, round(seconds, 2), frame))
        if again:
            return
        self._for_now = self._calls % self._stride != 0
        self._calls += 1
        if len(self.kept) >= MOST_FRAMES and not self._for_now:
            self.kept = [*self.kept[::2], self.kept[-1]] if len(self.kept) % 2 == 0 else self.kept[::2]
            self._stride *= 2
            self._for_now = (self._calls - 1) % self._stride != 0


def as_frame(picture: Any) -> np.ndarray:
    """(h, w) or (h, w, 3) uint8 from an array or tensor (h, w), (1, h, w), (h, w, 3) or images (n, 1 or 3, h, w), which
    become one sheet; uint8 or floats in [0, 1]. Another shape is a ValueError."""
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

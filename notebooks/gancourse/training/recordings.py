"""Recorded runs: the long run that a slow machine, Binder or a class sees at once, with where it came from written in it.

One recording is one `.npz` file of plain arrays: the logged history, the snapshots as uint8 pictures, the provenance as
JSON, and whatever arrays a lesson needs besides. Nothing in it is executed when it is read.
"""

import io
import json
import math
import os
import platform
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gancourse import files
from gancourse.errors import CourseError

FORMAT = "gancourse recording 1"
BYTES = 2_000_000
ROWS = 2_000
LARGEST_UNPACKED = 400_000_000
PARTS = ("format", "names", "history", "frames", "frame_steps", "frame_seconds", "provenance")


class RecordingError(CourseError, ValueError):
    """A file that is missing, damaged or no recording of this course; the message says which, and what to do."""


@dataclass(frozen=True)
class Recording:
    """What a run leaves behind: `history` (name -> values, with "step" and "seconds"), `frames` (n, h, w) or
    (n, h, w, 3) uint8, the step and second of each frame, `provenance`, and further arrays by name in `more`."""

    history: dict[str, list[float]]
    frames: np.ndarray = field(default_factory=lambda: np.zeros((0, 1, 1), np.uint8))
    frame_steps: tuple[int, ...] = ()
    frame_seconds: tuple[float, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)
    more: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def is_random(self) -> bool:
        """False for a run in which nothing is random: recorded with `random=False`, it needs no seed, and its rows are no noise."""
        return self.provenance.get("random", True)

    @property
    def recent(self) -> int:
        """Over how many rows a caption takes its means."""
        return 20 if self.is_random else 1

    @classmethod
    def of(cls, run: Any, *, lesson: str = "", command: str = "", seed: int | None = None, **more: Any) -> "Recording":
        """The recording of a `Run`, with what is needed to make it again: `command`, `seed`, versions and device."""
        if run.landmarks:
            more = {"landmarks": dict(run.landmarks), **more}
        provenance = made_by(
            name=run.name,
            lesson=lesson,
            command=command,
            seed=seed,
            steps=run.step,
            seconds=round(run.seconds, 2),
            **more,
        )
        frames = np.stack([frame for _, _, frame in run.frames]) if run.frames else np.zeros((0, 1, 1), np.uint8)
        steps, seconds = (tuple(kept[place] for kept in run.frames) for place in (0, 1))
        return cls(thinned(run.history), frames, steps, seconds, provenance).without_repeats()

    @classmethod
    def load(cls, path: str | os.PathLike) -> "Recording":
        """Read a recording. Anything that is not one is refused with one sentence."""
        path = Path(path)
        if not path.is_file():
            raise RecordingError(f"There is no recording called {path.name!r} in {path.parent.name or '.'}/.")
        try:
            return cls._from_parts(_parts(path))
        except RecordingError:
            raise
        except Exception as error:  # a damaged file can fail anywhere in zip, NumPy or JSON
            raise RecordingError(
                f"{path.name} is damaged or no recording ({type(error).__name__}); fetch it again, or record the run anew."
            ) from error

    @classmethod
    def _from_parts(cls, parts: Mapping[str, np.ndarray]) -> "Recording":
        names = [str(name) for name in parts["names"]]
        table, frames = parts["history"], parts["frames"]
        if table.ndim != 2 or len(table) != len(names) or frames.dtype != np.uint8 or frames.ndim not in (3, 4):
            raise ValueError("the parts do not fit together")
        steps = tuple(int(step) for step in parts["frame_steps"])
        seconds = tuple(float(second) for second in parts["frame_seconds"])
        if not len(frames) == len(steps) == len(seconds):
            raise ValueError("the parts do not fit together")
        history = {name: row.tolist() for name, row in zip(names, table, strict=True)}
        provenance = json.loads(str(parts["provenance"]))
        if not isinstance(provenance, dict):
            raise ValueError("the provenance is no table of facts")
        more = {name: part for name, part in parts.items() if name not in PARTS}
        return cls(history, frames, steps, seconds, provenance, more)

    def save(self, path: str | os.PathLike, most_bytes: int = BYTES) -> Path:
        """Write the file in one go, with as many frames as fit into `most_bytes`: every second one goes until it does."""
        path = Path(path)
        kept = self
        packed = kept._packed()
        while len(packed) > most_bytes and len(kept.frames) > 2:
            kept = kept.every_second_frame()
            packed = kept._packed()
        if len(packed) > most_bytes:
            raise RecordingError(
                f"{path.name} would take {len(packed):,} bytes, more than {most_bytes:,}; record smaller frames."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, packed)
        return path

    def every_second_frame(self) -> "Recording":
        """Half the frames, the last one always among them."""
        return self._keeping(list(range(len(self.frames) - 1, -1, -2))[::-1])

    def without_repeats(self) -> "Recording":
        """Without the frames that look like the one before, in which nothing would move; the last one stays."""
        last = len(self.frames) - 1
        moves = [
            index in (0, last) or (self.frames[index] != self.frames[index - 1]).any() for index in range(last + 1)
        ]
        return self._keeping([index for index, has_moved in enumerate(moves) if has_moved])

    def _keeping(self, keep: list[int]) -> "Recording":
        return Recording(
            self.history,
            self.frames[keep],
            tuple(self.frame_steps[index] for index in keep),
            tuple(self.frame_seconds[index] for index in keep),
            self.provenance,
            self.more,
        )

    def _packed(self) -> bytes:
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            format=np.array(FORMAT),
            names=np.array(list(self.history), dtype=str),
            history=np.array(list(self.history.values()), np.float32).reshape(len(self.history), -1),
            frames=self.frames,
            frame_steps=np.array(self.frame_steps, np.int64),
            frame_seconds=np.array(self.frame_seconds, np.float32),
            provenance=np.array(json.dumps(self.provenance, sort_keys=True)),
            **self.more,
        )
        return buffer.getvalue()


def _parts(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a file that says it is a recording; a damaged one fails in any way."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise RecordingError(f"{path.name} unpacks to more than a recording may hold; it was not read.")
    with np.load(path, allow_pickle=False) as stored:
        parts = {name: stored[name] for name in stored.files}
    if str(parts.get("format")) != FORMAT:
        raise RecordingError(
            f"{path.name} is not a recording of this course (or of another version of it); it was not read."
        )
    return parts


def made_by(*, seed: int | None = None, **facts: Any) -> dict[str, Any]:
    """The provenance of a recording: these facts, the seed, and this machine's device and versions."""
    import torch

    from gancourse import __version__
    from gancourse.settings import device

    return {
        "seed": torch.initial_seed() if seed is None else seed,
        "device": device().type,
        "versions": {
            "gancourse": __version__,
            "torch": torch.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
        **facts,
    }


def thinned(history: Mapping[str, Sequence[float]], most: int = ROWS) -> dict[str, list[float]]:
    """At most `most` rows: equal groups become their mean, and for "step" and "seconds" their last value."""
    rows = len(next(iter(history.values()), []))
    group = math.ceil(rows / most)
    if group < 2:
        return {name: [float(value) for value in values] for name, values in history.items()}
    short = {}
    for name, values in history.items():
        chunks = [np.asarray(values[start : start + group], float) for start in range(0, rows, group)]
        if name in ("step", "seconds"):
            short[name] = [float(chunk[-1]) for chunk in chunks]
        else:
            short[name] = [float(np.nanmean(chunk)) if np.isfinite(chunk).any() else math.nan for chunk in chunks]
    return short

"""Record the runs of lessons 00 and 02 for their replays: `python3 ci/course.py run building/record_runs 00 02`, a minute or two for both.

The lesson's own source runs as it stands, at speed full, until the last of its runs below is over; no line of the
training is repeated here. A frame is the Run's live picture, with its caption above it.
"""

import argparse
import contextlib
import io
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch
from matplotlib.figure import Figure
from PIL import Image

import gancourse
from building import lesson_source
from environment import ROOT
from gancourse import Run
from gancourse.views import plots

SIZE, DPI = (4.2, 3.3), 96  # of a frame, in inches and dots to the inch: small, because the replay shows it small
# Lesson -> name of the Run -> its file in assets/, and what the page above the frames says.
RUNS = {
    "00": {
        "a GAN in one dimension": (
            "lesson-00-run.npz",
            "The fakes of lesson 00's generator (green) over the real data (dotted), and D's opinion of each place (blue, "
            "dashed), while both learn.",
        )
    },
    "02": {
        "D alone": (
            "lesson-02-d-alone-run.npz",
            "From panel (a) to panel (b) of Figure 1: G is frozen, and D (blue, dashed) moves onto the best D there is "
            "(the thin line).",
        ),
        "Figure 1": (
            "lesson-02-run.npz",
            "From panel (c) to panel (d) of Figure 1: G and D in turns, until the generator's density (green) lies on "
            "that of the data (dotted) and D is one half.",
        ),
    },
}


class LastRunIsOver(Exception):
    """Nothing after this run is wanted from the lesson."""


class FilmedRun(Run):
    """A Run that keeps its live picture as frames: after step 1, then more and more seldom, and after the last step."""

    def __iter__(self) -> Iterator[int]:
        next_frame = 0.0
        for step in super().__iter__():
            yield step
            self.pause()  # a frame is no training
            if step >= next_frame or step == self.budget.steps:
                self.snapshot(self.frame())
                next_frame = 1.3 * step + 5

    def frame(self) -> np.ndarray:
        before = torch.get_rng_state()
        drawn = self.picture()
        if not torch.equal(before, torch.get_rng_state()):
            raise RuntimeError(f"The picture of {self.name!r} draws random numbers that the training would have got.")
        figure, caption = drawn if isinstance(drawn, tuple) else (drawn, "")
        return pixels(figure, caption)


def pixels(figure: Figure, caption: str) -> np.ndarray:
    """The figure, made small, with its caption above it: (h, w, 3) uint8."""
    figure.set_size_inches(SIZE)
    buffer = io.BytesIO()
    with plots.style():
        figure.suptitle(textwrap.fill(caption, 36), fontsize=10)
        figure.savefig(buffer, format="png", dpi=DPI, facecolor="white")
    plots.close(figure)
    return np.asarray(Image.open(buffer).convert("RGB"))


def film(lesson: str, speed: str = "full") -> dict[str, FilmedRun]:
    """The lesson's runs by name, played by its own source."""
    wanted, runs = RUNS[lesson], {}

    class LessonRun(FilmedRun):
        def __iter__(self) -> Iterator[int]:
            yield from super().__iter__()
            runs[self.name] = self
            if runs.keys() >= wanted.keys():
                raise LastRunIsOver

    def no_replay(*given: Any, **options: Any) -> None:
        """The recordings are not there yet."""

    with contextlib.ExitStack() as around:
        around.enter_context(mock.patch.object(gancourse, "Run", LessonRun, create=True))
        around.enter_context(mock.patch.object(gancourse, "replay", no_replay, create=True))
        around.enter_context(contextlib.suppress(LastRunIsOver))
        lesson_source.run_whole(lesson, GANCOURSE_SPEED=speed, GANCOURSE_DEVICE="cpu", GANCOURSE_SEED="0")
    return runs


def save(runs: dict[str, FilmedRun], lesson: str, out: Path) -> list[Path]:
    return [
        runs[name].save(
            out / file,
            lesson=lesson,
            command=f"python3 ci/course.py run building/record_runs {lesson}",
            seed=0,
            device="cpu",
            shows=shows,
        )
        for name, (file, shows) in RUNS[lesson].items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="+", choices=RUNS, metavar="LESSON", help=f"one or more of {', '.join(RUNS)}")
    parser.add_argument("--out", type=Path, default=ROOT / "assets", help="another folder than assets/")
    arguments = parser.parse_args()
    for lesson in arguments.lessons:
        for path in save(film(lesson), lesson, arguments.out):
            print(f"wrote {path.name}, {path.stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()

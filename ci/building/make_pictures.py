"""The pictures at the head of the lessons, drawn by the lessons' own code.

    python3 ci/course.py run building/make_pictures 01     writes assets/lesson-01.png

A lesson's source is run as it stands, and the function named here is called in it: () -> (Figure, caption).
"""

import contextlib
import io
import os
import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any

from environment import ROOT

PICTURES = {
    "01": "picture_of_the_bridge",
    "02": "picture_of_figure_one",
    "03": "picture_of_findings",
    "04": "picture_of_six",
    "08": "picture_of_landscapes",
    "09": "picture_of_figure_two",
    "10": "picture_of_overlaps",
}
# With their words and numbers these would answer what the lesson asks first.
SILENT = {"picture_of_findings", "picture_of_landscapes", "picture_of_overlaps"}


def silence(figure: Any) -> None:
    """Leave lines and colours, and take away everything that can be read."""
    for axes in figure.axes:
        axes.set(title="", xlabel="", ylabel="", xticks=[], yticks=[])
        for words in [*axes.texts, *filter(None, [axes.get_legend()])]:
            words.remove()


def make(lesson: str) -> Path:
    from gancourse.paths import asset
    from gancourse.views import plots

    (source,) = (ROOT / "solutions" / "source").glob(f"{lesson}_*.py")
    with tempfile.TemporaryDirectory() as elsewhere, contextlib.redirect_stdout(io.StringIO()):
        os.environ["GANCOURSE_WORK"] = elsewhere  # no learner solved these exercises
        figure, caption = runpy.run_path(str(source))[PICTURES[lesson]]()
    if PICTURES[lesson] in SILENT:
        silence(figure)
    path = asset(f"lesson-{lesson}.png")
    path.write_bytes(plots.to_png(figure, caption))
    return path


if __name__ == "__main__":
    for lesson in sys.argv[1:] or PICTURES:
        print(f"wrote {make(lesson).relative_to(ROOT).as_posix()}")

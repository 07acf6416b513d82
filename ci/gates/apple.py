"""Runs lessons as on a Mac with Apple silicon: at speed smoke, on the stand-in for its GPU (`gates/metal.py`).

    python3 ci/course.py run gates/apple               every lesson, solved, and every right answer of the exercises
    python3 ci/course.py run gates/apple 05 09         these lessons
    python3 ci/course.py run gates/apple 05 --unsolved     as a learner opens it

The first thing that "mps" would refuse ends the run, with PyTorch's words and the line.
"""

import argparse
import contextlib
import json
import runpy
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from building import lesson_source
from environment import ROOT
from gates import metal
from gancourse import settings
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT
from gancourse.views import widgets


@contextlib.contextmanager
def chosen() -> Iterator[None]:
    """The stand-in is the course's device."""
    with (
        mock.patch.object(settings, "DEVICES", (*settings.DEVICES, metal.NAME)),
        mock.patch.dict(widgets.DEVICE_NAMES, {metal.NAME: "Apple GPU"}),
        mock.patch.dict(settings._chosen, {"device": metal.NAME}),
    ):
        yield


def run(file: Path) -> None:
    """Run a lesson in Python's own format, with nothing kept of it."""
    with tempfile.TemporaryDirectory() as work, lesson_source.quietly(GANCOURSE_WORK=work, GANCOURSE_SPEED="smoke"):
        runpy.run_path(str(file))


def run_unsolved(number: str) -> None:
    """Run the code of the notebook that a learner opens, without its first cell, which finds the course."""
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    code = ["".join(cell["source"]) for cell in cells if "bootstrap" not in cell["metadata"].get("tags", [])]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{path.stem}.py")
        file.write_text("\n\n".join(code), "utf-8")
        run(file)


def wrong_verdicts() -> list[str]:
    """What is said of the exercises' right answers that are not accepted on this device."""
    found = []
    for exercise in bank().values():
        for right in exercise.rights:
            verdict = exercise.judge(right)
            if verdict.kind != CORRECT:
                found.append(f"{exercise.name}, {right.__name__}: {verdict.kind}. {verdict.in_full}")
    return found


def main(given: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="numbers such as 02; all of it by default")
    parser.add_argument("--unsolved", action="store_true", help="the notebook as a learner opens it")
    options = parser.parse_args(given)
    metal.install()
    with chosen():
        for number in options.lessons or [path.stem[:2] for path in sorted(lesson_source.SOURCES.glob("[0-9]*.py"))]:
            run_unsolved(number) if options.unsolved else run(lesson_source.path_of(number))
            print(f"lesson {number} runs")
        complaints = [] if options.lessons else wrong_verdicts()
    print("\n".join(complaints))
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())

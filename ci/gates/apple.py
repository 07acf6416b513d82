"""Runs lessons as on a Mac with Apple silicon: at speed smoke, on the stand-in for its GPU (`gates/metal.py`).

    python3 ci/course.py run gates/apple solved            every lesson with its answers, which the checks must accept
    python3 ci/course.py run gates/apple unsolved 05 10    these two as a learner opens them
    python3 ci/course.py run gates/apple rights 05         every right answer of a lesson's exercises

What the GPU would refuse ends a lesson with PyTorch's words and the line; the next lesson follows.
"""

import argparse
import contextlib
import runpy
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from building import lesson_source, plain_cells
from environment import ROOT
from gancourse import settings
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT
from gancourse.views import widgets
from gates import metal


@contextlib.contextmanager
def chosen() -> Iterator[None]:
    """The stand-in, which must be installed, is the course's device."""
    with (
        mock.patch.object(settings, "DEVICES", (*settings.DEVICES, metal.NAME)),
        mock.patch.dict(widgets.DEVICE_NAMES, {metal.NAME: "Apple GPU"}),
        settings.computing_on(metal.NAME),
    ):
        yield


def solved(number: str) -> None:
    run(lesson_source.path_of(number), GANCOURSE_STRICT="1")


def unsolved(number: str) -> None:
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    code = [source for _, source in plain_cells.code_cells(plain_cells.read(path))]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{path.stem}.py")
        file.write_text("\n\n".join(code), "utf-8")
        run(file)


def rights(number: str) -> None:
    for exercise in bank().values():
        for right in exercise.rights if exercise.lesson == number else ():
            verdict = exercise.judge(right)
            assert verdict.kind == CORRECT, f"{exercise.name}, {right.__name__}: {verdict.kind}. {verdict.in_full}"


WAYS = {way.__name__: way for way in (solved, unsolved, rights)}


def run(file: Path, **settings: str) -> None:
    """Run a lesson's code without a word, on digits that the course draws; nothing is kept."""
    with tempfile.TemporaryDirectory() as work:
        given = {"GANCOURSE_WORK": work, "GANCOURSE_DATA": "none", "GANCOURSE_SPEED": "smoke", **settings}
        with lesson_source.quietly(**given):
            runpy.run_path(str(file))


def main(given: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="numbers such as 02; all lessons by default")
    options = parser.parse_args(given)
    stopped = False
    metal.install()
    with chosen():
        for number in options.lessons or [path.stem[:2] for path in sorted(lesson_source.SOURCES.glob("[0-9]*.py"))]:
            try:
                WAYS[options.way](number)
                print(f"{number} {options.way}: runs", flush=True)
            except Exception:
                stopped = True
                print(f"{number} {options.way}: stops\n{traceback.format_exc()}", flush=True)
    return int(stopped)


if __name__ == "__main__":
    sys.exit(main())

"""A lesson's own source, run as plain Python, so that what measures or records a lesson repeats no line of it."""

import contextlib
import io
import os
import re
import runpy
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from environment import ROOT

SOURCES = ROOT / "solutions" / "source"


def path_of(number: str) -> Path:
    """The source of lesson "05"; no such lesson is a ValueError."""
    (path,) = SOURCES.glob(f"{number}_*.py")
    return path


def code_cells(number: str) -> list[str]:
    cells = re.split(r"^(?=# %%)", path_of(number).read_text("utf-8"), flags=re.M)[1:]
    return [cell for cell in cells if not cell.startswith("# %% [markdown]")]


@contextlib.contextmanager
def quietly(**settings: str) -> Iterator[None]:
    """With these environment variables, and without a word on standard output."""
    with mock.patch.dict(os.environ, settings), contextlib.redirect_stdout(io.StringIO()):
        yield


def run_until(
    number: str, until: str, seed: int = 0, speed: str = "quick", without: Sequence[str] = ()
) -> dict[str, Any]:
    """The names the lesson has defined when `until` is among them; a KeyError where it never is. without: words, such as
    "plots.show(", whose cells are left out."""
    path, names = path_of(number), {"__name__": "lesson"}
    with quietly(GANCOURSE_SEED=str(seed), GANCOURSE_SPEED=speed):
        for cell in code_cells(number):
            if any(word in cell for word in without):
                continue
            exec(compile(cell, str(path), "exec"), names)
            if until in names:
                return names
    raise KeyError(f"no cell of {path.name} defines {until!r}")


def run_whole(number: str, **settings: str) -> dict[str, Any]:
    """The names the lesson has defined at its end, with every exercise unsolved."""
    with tempfile.TemporaryDirectory() as elsewhere, quietly(GANCOURSE_WORK=elsewhere, **settings):
        return runpy.run_path(str(path_of(number)))

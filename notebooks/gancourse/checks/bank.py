"""All exercises, predictions and beliefs of the course, found by where their files lie."""

import functools
import importlib
import pkgutil
import re
from collections.abc import Iterable
from types import ModuleType
from typing import TypeVar

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import own_random_state
from gancourse.checks.questions import Belief, Prediction

# By its name and not by an import: the exercises stand on the checks, and a new lesson only adds files to this folder.
EXERCISES = "gancourse.exercises"

Kind = TypeVar("Kind", Exercise, Prediction, Belief)


@functools.cache
def bank() -> dict[str, Exercise]:
    """Every exercise by its name, in the order of the lessons and of the exercises in each.

    Raises ValueError where two have one name, because `check` could not tell them apart.
    """
    return _named(Exercise, (value for file in _files(modules()) for value in vars(file).values()))


@functools.cache
def predictions() -> dict[str, Prediction]:
    """Every prediction by its name: the lists PREDICTIONS in `lesson_NN/predictions.py`. Raises as `bank`."""
    return _named(Prediction, (value for file in _files(_called("predictions")) for value in file.PREDICTIONS))


@functools.cache
def beliefs() -> dict[str, Belief]:
    """Every belief by its name, lesson after lesson: the lists BELIEFS in `lesson_NN/beliefs.py`. Raises as `bank`."""
    return _named(Belief, (value for file in _files(_called("beliefs")) for value in file.BELIEFS))


def _named(kind: type[Kind], values: Iterable[object]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for value in values:
        if isinstance(value, kind) and found.setdefault(value.name, value) is not value:
            raise ValueError(f"two {kind.__name__.lower()}s are called {value.name!r}")
    return found


def _called(file: str) -> list[str]:
    """Those modules alone: what a lesson asks first must not wait until all exercises are loaded."""
    return [name for name in modules() if name.endswith(f".{file}")]


def _files(names: Iterable[str]) -> list[ModuleType]:
    # Some files draw their batches when they are imported, in the middle of a learner's notebook.
    with own_random_state():
        return [importlib.import_module(name) for name in names]


def modules() -> list[str]:
    """The modules of `exercises/`, "gancourse.exercises.lesson_05.ex4_six_steps" for example, exercise 10 after 9."""
    folder = importlib.import_module(EXERCISES)
    names = [module.name for module in pkgutil.walk_packages(folder.__path__, f"{EXERCISES}.")]
    return sorted(names, key=lambda name: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)])

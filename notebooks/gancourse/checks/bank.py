"""All exercises of the course, found by where their files lie."""

import functools
import importlib
import pkgutil
import re

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import own_random_state

# By its name and not by an import: the exercises stand on the checks, and a new lesson only adds files to this folder.
EXERCISES = "gancourse.exercises"


@functools.cache
def bank() -> dict[str, Exercise]:
    """Every exercise by its name, in the order of the lessons and of the exercises in each.

    Raises ValueError where two have one name, because `check` could not tell them apart.
    """
    found: dict[str, Exercise] = {}
    with (
        own_random_state()
    ):  # some files draw their batches when they are imported, in the middle of a learner's notebook
        files = [importlib.import_module(name) for name in modules()]
    for file in files:
        for exercise in vars(file).values():
            if isinstance(exercise, Exercise) and found.setdefault(exercise.name, exercise) is not exercise:
                raise ValueError(f"two exercises are called {exercise.name!r}")
    return found


def modules() -> list[str]:
    """The modules of `exercises/`, "gancourse.exercises.lesson_05.ex4_six_steps" for example, exercise 10 after 9."""
    folder = importlib.import_module(EXERCISES)
    names = [module.name for module in pkgutil.walk_packages(folder.__path__, f"{EXERCISES}.")]
    return sorted(names, key=lambda name: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)])

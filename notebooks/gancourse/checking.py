"""`check`, `hint` and `summary`: what a learner calls, and what they print.

Printing is plain text, so that a screen reader, a projector, nbval and a terminal all show the same thing.
"""

import functools
import importlib
import os
import pkgutil
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gancourse.exercise import CORRECT, ERROR, NOT_ATTEMPTED, Exercise, Verdict

WIDTH = 88


@dataclass
class Progress:
    """Where a learner stands with one exercise."""

    status: str = "not tried yet"
    tries: int = 0
    hints: int = 0


_progress: dict[str, Progress] = {}


@functools.cache
def bank() -> dict[str, Exercise]:
    """Every exercise of the course by name, found in `gancourse.exercises`."""
    import gancourse.exercises

    found: dict[str, Exercise] = {}
    for module in pkgutil.iter_modules(gancourse.exercises.__path__):
        contents = vars(importlib.import_module(f"gancourse.exercises.{module.name}"))
        for exercise in (value for value in contents.values() if isinstance(value, Exercise)):
            if found.setdefault(exercise.name, exercise) is not exercise:
                raise ValueError(f"two exercises are called {exercise.name!r}")
    return found


def check(name: str, answer: Any, *, practice: bool = False) -> Callable | None:
    """Try `answer`, print the verdict, and return a function the notebook can go on with.

    Returns the learner's own function when it is right, else the course's version. Under nbgrader
    (`NBGRADER_EXECUTION`) or with `GANCOURSE_STRICT=1`, raises AssertionError unless it is right.
    With `practice`, only shows the verdict: nothing is counted, raised or returned (lesson 00 shows a wrong answer).
    """
    exercise = _find(name)
    if exercise is None:
        return answer
    try:
        verdict = exercise.judge(answer)
    except KeyboardInterrupt:
        print(
            f"[Stopped] {name}\n  The check was interrupted. Nothing is lost; the notebook goes on with the course's version."
        )
        return exercise.reference
    report = _report(exercise, verdict)
    if practice:
        print(report)
        return None
    _note(name, verdict)
    if verdict.kind == CORRECT:
        print(report)
        return answer
    if is_strict():
        raise AssertionError(report)
    print(report)
    return exercise.reference


def hint(name: str, number: int | None = None) -> None:
    """Print the next hint of an exercise, or hint `number`; the first names the concept, the last is almost code."""
    exercise = _find(name)
    if exercise is None:
        return
    progress = _progress.setdefault(name, Progress())
    wanted = progress.hints + 1 if number is None else number
    wanted = min(max(wanted, 1), len(exercise.hint_texts))
    progress.hints = max(progress.hints, wanted)
    more = (
        f'  Another: hint("{name}", {wanted + 1})' if wanted < len(exercise.hint_texts) else "  That was the last one."
    )
    print(f"[Hint {wanted} of {len(exercise.hint_texts)}] {name}\n{_wrapped(exercise.hint_texts[wanted - 1])}\n{more}")


def summary(lesson: str | None = None) -> None:
    """Print where you stand: what is solved, what was tried, what runs on the course's version.

    lesson: "02" for one lesson; by default, the lessons whose exercises you have met in this session.
    """
    met = {bank()[name].lesson for name in _progress}
    lessons = met if lesson is None else {lesson}
    rows = [
        (exercise, _progress.get(name, Progress())) for name, exercise in bank().items() if exercise.lesson in lessons
    ]
    if not rows:
        print("Nothing to report yet: no exercise has been checked in this session.")
        return
    width = max(len(exercise.name) for exercise, _ in rows)
    for exercise, progress in rows:
        tries = f", {progress.tries} {'try' if progress.tries == 1 else 'tries'}" if progress.tries else ""
        hints = f", {progress.hints} {'hint' if progress.hints == 1 else 'hints'}" if progress.hints else ""
        print(f"  {exercise.lesson}  {exercise.name:{width}}  {progress.status}{tries}{hints}")
    solved = sum(progress.status == "solved" for _, progress in rows)
    print(f"{solved} of {len(rows)} solved; the others run on the course's version.")


def is_strict() -> bool:
    """Grading: a wrong or missing answer must fail its cell, so that points are real."""
    return bool(os.environ.get("NBGRADER_EXECUTION")) or os.environ.get("GANCOURSE_STRICT", "") not in ("", "0")


def _find(name: str) -> Exercise | None:
    exercise = bank().get(name)
    if exercise is None:
        print(f"There is no exercise called {name!r}. The names are: {', '.join(sorted(bank()))}.")
        if is_strict():
            raise AssertionError(f"no exercise is called {name!r}")
    return exercise


def _note(name: str, verdict: Verdict) -> None:
    progress = _progress.setdefault(name, Progress())
    if verdict.kind == NOT_ATTEMPTED:
        progress.status = "not attempted"
        return
    progress.tries += 1
    progress.status = "solved" if verdict.kind == CORRECT else "attempted"


def _report(exercise: Exercise, verdict: Verdict) -> str:
    lines = [f"[{verdict.kind}] {exercise.name}"]
    if verdict.text:
        lines.append(_wrapped(verdict.text))
    if verdict.printed and verdict.kind in (ERROR, "Not yet"):
        lines.append(textwrap.indent("Your function printed:\n" + textwrap.shorten(verdict.printed, 300), "  "))
    if verdict.kind == NOT_ATTEMPTED:
        lines.append("  The notebook goes on with the course's version.")
    elif verdict.kind != CORRECT:
        lines.append("  The notebook goes on with the course's version. Change your cell and run both again,")
        lines.append(f'  or ask: hint("{exercise.name}")')
    return "\n".join(lines)


def _wrapped(text: str) -> str:
    """Indented, and wrapped paragraph by paragraph; lines that are already indented (code) stay as they are."""
    lines = []
    for line in text.split("\n"):
        keep = line.startswith(" ")
        lines += [f"  {line}"] if keep else textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines)

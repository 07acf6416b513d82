"""`check`, `hint` and `summary`: what a learner calls, and what they print.

Printing is plain text, so that a screen reader, a projector, nbval and a terminal all show the same thing.
"""

import functools
import importlib
import os
import pkgutil
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gancourse import files, paths, progress
from gancourse.exercise import CORRECT, ERROR, NOT_ATTEMPTED, Exercise, Verdict
from gancourse.settings import TEXT_WIDTH


@dataclass
class Session:
    """Where a learner stands with one exercise since the kernel started."""

    status: str = "not tried yet"
    tries: int = 0
    hints: int = 0
    mistakes: dict[str, int] = field(default_factory=dict)
    was_solved: bool = False

    def to_keep(self, lesson: str) -> progress.ExerciseProgress:
        """For the progress file, where a solved exercise stays solved and a hint alone is no attempt."""
        tried = progress.ATTEMPTED if self.tries else progress.NOT_ATTEMPTED
        status = progress.SOLVED if self.was_solved else tried
        return progress.ExerciseProgress(lesson, status, self.tries, self.hints, dict(self.mistakes))


_session: dict[str, Session] = {}
_kept: dict[str, progress.ExerciseProgress] = {}  # what of it the progress file has


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
    if answer is exercise.reference and not practice:
        return _courses_own(exercise)
    try:
        verdict = exercise.judge(answer)
    except KeyboardInterrupt:
        if is_strict():
            raise AssertionError(f"[Stopped] {name}\n  The check was interrupted before it had a verdict.") from None
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


def _courses_own(exercise: Exercise) -> Callable:
    """After a check that was not passed, the name stands for the course's version; checking that again proves nothing."""
    report = (
        f"[Not attempted] {exercise.name}\n"
        "  This is the course's version, which an earlier check put here, and not yours.\n"
        "  Run the cell with your answer first, and see whether it shows an error."
    )
    if is_strict():
        raise AssertionError(report)
    print(report)
    return exercise.reference


def hint(name: str, number: int | None = None) -> None:
    """Print the next hint of an exercise, or hint `number`; the first names the concept, the last is almost code."""
    exercise = _find(name)
    if exercise is None:
        return
    session = _session.setdefault(name, Session())
    wanted = session.hints + 1 if number is None else number
    wanted = min(max(wanted, 1), len(exercise.hint_texts))
    session.hints = max(session.hints, wanted)
    more = (
        f'  Another: hint("{name}", {wanted + 1})' if wanted < len(exercise.hint_texts) else "  That was the last one."
    )
    print(f"[Hint {wanted} of {len(exercise.hint_texts)}] {name}\n{_wrapped(exercise.hint_texts[wanted - 1])}\n{more}")


def summary(lesson: str | None = None, name: str | None = None) -> None:
    """Print where you stand: what is solved, what was tried, what runs on the course's version. Keep it in a file.

    lesson: "02" for one lesson; by default, the lessons whose exercises you have met in this session.
    name: who you are, for the teacher who collects the files; without it, the file has no name in it.
    """
    met = {bank()[exercise].lesson for exercise in _session}
    lessons = met if lesson is None else {lesson}
    rows = [(exercise, _session.get(key, Session())) for key, exercise in bank().items() if exercise.lesson in lessons]
    width = max((len(exercise.name) for exercise, _ in rows), default=0)
    for exercise, session in rows:
        tries = f", {session.tries} {'try' if session.tries == 1 else 'tries'}" if session.tries else ""
        hints = f", {session.hints} {'hint' if session.hints == 1 else 'hints'}" if session.hints else ""
        print(f"  {exercise.lesson}  {exercise.name:{width}}  {session.status}{tries}{hints}")
    if rows:
        solved = sum(session.status == "solved" for _, session in rows)
        print(f"{solved} of {len(rows)} solved; the others run on the course's version.")
    else:
        print("Nothing to report yet: no exercise has been checked in this session.")
    if _session or name is not None:
        _keep(name)


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
    session = _session.setdefault(name, Session())
    if verdict.kind == NOT_ATTEMPTED:
        session.status = "not attempted"
        return
    session.tries += 1
    session.status = "solved" if verdict.kind == CORRECT else "attempted"
    session.was_solved |= verdict.kind == CORRECT
    if verdict.mistake is not None:
        session.mistakes[verdict.mistake] = session.mistakes.get(verdict.mistake, 0) + 1


def _keep(name: str | None) -> None:
    """Merge this session into the progress file, and say where it is. Graders and solutions keep none."""
    if is_strict():
        return
    learner = None if name is None else " ".join(str(name).split())
    if learner is not None and not progress.is_fit_name(learner):
        print(f"A name is one line of at most {progress.NAME_LENGTH} letters, without < and >; this one was left out.")
        learner = None
    folder = paths.work_folder()
    place = f"{folder.name}/{progress.FILE}"
    try:
        if paths.in_solutions():
            return
        now = {key: session.to_keep(bank()[key].lesson) for key, session in _session.items()}
        aside = progress.keep(folder, now, _kept, learner)
    except OSError as error:
        print(f"Your progress could not be kept in {place}: {files.reason(error)}.")
        return
    _kept.update(now)
    print(f"{aside} Kept in {place}." if aside else f"Kept in {place}.")


def _report(exercise: Exercise, verdict: Verdict) -> str:
    lines = [f"[{verdict.kind}] {exercise.name}"]
    if verdict.text:
        lines.append(_wrapped(verdict.text))
    if verdict.printed and verdict.kind in (ERROR, "Not yet"):
        lines.append(textwrap.indent("Your function printed:\n" + textwrap.shorten(verdict.printed, 300), "  "))
    if verdict.kind == NOT_ATTEMPTED:
        lines.append("  The notebook goes on with the course's version.")
    elif verdict.kind != CORRECT:
        lines.append("  The notebook goes on with the course's version. Change your cell and run")
        lines.append(f'  both again, or ask: hint("{exercise.name}")')
    return "\n".join(lines)


def _wrapped(text: str) -> str:
    """Indented, and wrapped paragraph by paragraph; lines that are already indented (code) stay as they are."""
    lines = []
    for line in text.split("\n"):
        keep = line.startswith(" ")
        lines += [f"  {line}"] if keep else textwrap.wrap(line, TEXT_WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines)

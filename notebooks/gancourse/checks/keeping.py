"""Whose progress is kept: that of learners, and neither a grader's nor what the solutions show. And their guesses and
opinions, in this session and in the progress file."""

import os
from collections.abc import Callable

from gancourse import files, paths
from gancourse.checks import progress
from gancourse.checks.progress import Guess, Opinion, Progress, ProgressError

_guesses: dict[str, Guess] = {}
_opinions: dict[str, Opinion] = {}


def is_strict() -> bool:
    """Grading: a wrong or missing answer must fail its cell, so that points are real."""
    return bool(os.environ.get("NBGRADER_EXECUTION")) or os.environ.get("GANCOURSE_STRICT", "") not in ("", "0")


def is_learners_own() -> bool:
    """Whether progress is kept here: not by graders, and not in the solutions."""
    try:
        return not is_strict() and not paths.in_solutions()
    except OSError:  # the folder of this notebook is gone, and the work folder perhaps not
        return True


def guess(name: str) -> Guess | None:
    """What was guessed before, in this session or an earlier one."""
    return _guesses.get(name) or _kept().guesses.get(name)


def opinion(name: str) -> Opinion | None:
    """What was said of a statement, in this session and in earlier ones."""
    return opinions().get(name)


def opinions() -> dict[str, Opinion]:
    """Every statement that was judged; one session may know what was said before a lesson, and another what after it."""
    kept = _kept().beliefs
    return kept | {name: progress.joined(kept.get(name), opinion) for name, opinion in _opinions.items()}


def keep_guess(name: str, guess: Guess) -> str:
    """Remember a guess, here and in the progress file; returns why the file could not take it, "" where it did."""
    _guesses[name] = guess
    return _to_file(progress.keep_guess, name, guess)


def keep_opinion(name: str, opinion: Opinion) -> str:
    """Remember what is thought of a statement; as `keep_guess`."""
    _opinions[name] = progress.joined(_opinions.get(name), opinion)
    return _to_file(progress.keep_opinion, name, opinion)


def _to_file(keep: Callable, name: str, answer: Guess | Opinion) -> str:
    if not is_learners_own():
        return ""
    folder = paths.work_folder()
    try:
        return keep(folder, name, answer)
    except OSError as error:
        return f"It could not be kept in {folder.name}/{progress.FILE} for another day: {files.reason(error)}."


def _kept() -> Progress:
    """What earlier sessions left; nothing where there is no file, or none that can be read (`summary` says so)."""
    if not is_learners_own():
        return Progress()
    try:
        return progress.read_progress(paths.work_folder() / progress.FILE)
    except (OSError, ProgressError):
        return Progress()

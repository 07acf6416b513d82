"""`check`, `hint` and `summary`: what a learner calls, and what they print.

All of it is plain text first, so that a screen reader, a projector, nbval and a terminal show the same thing; a verdict is
a panel where a page can show one.
"""

import difflib
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gancourse import files, paths
from gancourse.checks import believing, progress, verdict_panel
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT, ERROR, NOT_ATTEMPTED, NOT_YET, Exercise, Verdict
from gancourse.checks.keeping import is_learners_own, is_strict
from gancourse.views import asking, plots

IN_THE_KERNEL = {NOT_YET: "is not right", ERROR: "does not run", NOT_ATTEMPTED: "is not written"}
NUMPYS_WARNINGS = r"(divide by zero|invalid value) encountered"


@dataclass
class Session:
    """What a learner did with one exercise since the kernel started. `last` is the kind of the last verdict."""

    last: str | None = None
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


def check(name: str | Callable, answer: Any, *, practice: bool = False) -> Callable | None:
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
            report = f"[Stopped] {exercise.name}\n  The check was interrupted before it had a verdict."
            raise AssertionError(report) from None
        print(
            f"[Stopped] {exercise.name}\n  The check was interrupted. Nothing is lost; the notebook goes on with the course's version."
        )
        return exercise.reference
    if verdict.kind == NOT_YET and (still := exercise.unready()):
        return _not_judged(exercise, still)
    if practice:
        _show(exercise, verdict)
        return None
    _note(exercise.name, verdict)
    if verdict.numpy_warned:  # red in the cells below would take back the "Correct"
        warnings.filterwarnings("ignore", NUMPYS_WARNINGS, RuntimeWarning)
    if verdict.kind != CORRECT and is_strict():
        raise AssertionError(verdict_panel.as_text(exercise.name, verdict))
    _show(exercise, verdict)
    if verdict.kind in (NOT_YET, ERROR) and plots.in_notebook() and not is_strict():
        _offer_hints(exercise)
    return answer if verdict.kind == CORRECT else exercise.reference


def _show(exercise: Exercise, verdict: Verdict) -> None:
    """As a panel where there is a page to show it on; graders and terminals get the text."""
    text = verdict_panel.as_text(exercise.name, verdict)
    if plots.in_notebook() and not is_strict():
        plots.publish({"text/html": verdict_panel.as_html(exercise.name, verdict), "text/plain": text})
    else:
        print(text)


def _not_judged(exercise: Exercise, still: str) -> Callable:
    """Something else has to be run first. It is no try, and the verdict may be wrong, so nobody sees it."""
    report = verdict_panel.as_text(exercise.name, Verdict(NOT_ATTEMPTED, still))
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


def hint(name: str | Callable, number: int | None = None) -> None:
    """Print the next hint of an exercise, or hint `number`; the first names the concept, the last is almost code.

    name: as in the check, "value"; the function itself will do.
    """
    exercise = _find(name)
    if exercise is None:
        return
    name, texts = exercise.name, exercise.hint_texts
    taken = _take_hint(exercise, number)
    more = f'  Another: hint("{name}", {taken + 1})' if taken < len(texts) else "  That was the last one."
    print(f"[Hint {taken} of {len(texts)}] {name}\n{verdict_panel.indented(texts[taken - 1])}\n{more}")


def _take_hint(exercise: Exercise, number: int | None = None) -> int:
    """Count the next hint, or hint `number`, as taken; its number."""
    session = _session.setdefault(exercise.name, Session())
    wanted = session.hints + 1 if number is None else number
    wanted = min(max(wanted, 1), len(exercise.hint_texts))
    session.hints = max(session.hints, wanted)
    return wanted


def _offer_hints(exercise: Exercise) -> None:
    """A button below a verdict: each press takes the next hint, as `hint` does, and shows it below those taken before."""
    texts = exercise.hint_texts

    def take() -> tuple[list[str], bool]:
        taken = _take_hint(exercise)
        told = [f"Hint {number} of {len(texts)}: {text}" for number, text in enumerate(texts[:taken], 1)]
        return told, taken == len(texts)

    if texts:
        asking.offer("Show a hint", "Show another hint", take, still=f'For a hint: hint("{exercise.name}")')


def summary(lesson: str | int | None = None, name: str | None = None) -> None:
    """Print where you stand: what is solved, what was tried, what runs on the course's version. Keep it in a file.

    lesson: "02" for one lesson; by default, the lessons whose exercises you have met, today or before.
    name: who you are, for the teacher who collects the files; without it, the file has no name in it.
    """
    known = sorted({exercise.lesson for exercise in bank().values()})
    lessons = None if lesson is None else {str(lesson).strip().zfill(2)}
    if lessons is not None and not lessons <= set(known):
        print(f"No lesson {str(lesson)[:20]!r} has exercises. Those that have: {', '.join(known)}.")
        return
    said = _keep(name) if _session or name is not None else []
    standing, unreadable = _standing()
    if lessons is None:
        lessons = {bank()[key].lesson for key in standing if key in bank()}
    keys = [key for key, exercise in bank().items() if exercise.lesson in lessons]
    nothing = ["Nothing to report yet: you have checked no exercise."]
    asked = None if lesson is None else lessons
    print("\n".join([*(_table(keys, standing) if keys else nothing), *believing.standing(asked)]))
    print("".join(f"{sentence}\n" for sentence in said or unreadable), end="")


def _table(keys: list[str], standing: dict[str, progress.ExerciseProgress]) -> list[str]:
    """One line for each exercise, and what they come to."""
    width, lines = max(map(len, keys)), []
    solved = [key for key in keys if key in standing and standing[key].status == progress.SOLVED]
    spoilt: dict[str, list[str]] = {}
    for key in keys:
        lesson, last = bank()[key].lesson, _session.get(key, Session()).last
        now = standing.get(key, progress.ExerciseProgress(lesson))
        status = now.status if now.tries or last == NOT_ATTEMPTED else "not tried yet"
        if key in solved and last in IN_THE_KERNEL:
            status = "solved before"
            spoilt.setdefault(IN_THE_KERNEL[last], []).append(key)
        tries = f", {now.tries} {'try' if now.tries == 1 else 'tries'}" if now.tries else ""
        hints = f", {now.hints} {'hint' if now.hints == 1 else 'hints'}" if now.hints else ""
        lines.append(f"  {lesson}  {key:{width}}  {status}{tries}{hints}")
    lines.append(f"{len(solved)} of {len(keys)} solved{_the_rest(len(solved), len(keys))}")
    for what, broken in spoilt.items():
        lines.append(plots.in_lines(f"Solved before, but the version now in the kernel {what}: {', '.join(broken)}."))
    if spoilt:
        lines.append(
            plots.in_lines("Mend the cell, then run it and its check again. Until then the course's version stands in.")
        )
    return lines


def _the_rest(solved: int, of: int) -> str:
    if solved == of:
        return "."
    if solved == 0:
        return "; the notebook runs on the course's version" + ("s." if of > 1 else ".")
    return (
        "; the other one runs on the course's version."
        if of - solved == 1
        else "; the others run on the course's version."
    )


def _find(name: Any) -> Exercise | None:
    """The exercise that a learner means by its name, or by the function of that name; else None, with a sentence."""
    if callable(name):
        owner = next((key for key, exercise in bank().items() if name is exercise.reference), None)
        own = getattr(name, "__name__", None)
        name = owner or (own if own in bank() else None)
    exercise = bank().get(name) if isinstance(name, str) else None
    if exercise is None:
        report = _no_such_exercise(name)
        if is_strict():
            raise AssertionError(report)
        print(report)
    return exercise


def _no_such_exercise(name: Any) -> str:
    """What to type instead: the nearest names, and those of the lesson at hand."""
    if not isinstance(name, str):
        return plots.in_lines(
            'An exercise is asked for by its name in quotes, as in its check cell: hint("value"), for example.'
        )
    near = {key.lower(): key for key in bank()}
    close = [near[key] for key in difflib.get_close_matches(name.strip().lower(), near, n=1)]
    said = f"There is no exercise called {name[:40]!r}."
    if close:
        said += f" Did you mean {close[0]!r}?"
    lesson = _lesson_at_hand() or (bank()[close[0]].lesson if close else None)
    names = [key for key, exercise in bank().items() if exercise.lesson == lesson]
    if names:
        return plots.in_lines(f"{said} The names in lesson {lesson}: {', '.join(names)}.")
    return plots.in_lines(
        f'{said} The name stands in the check cell below each exercise; summary("01") lists those of lesson 01.'
    )


def _lesson_at_hand() -> str | None:
    """The lesson whose notebook this is, where the server says so, else that of the exercise that was met last."""
    notebook = os.path.basename(os.environ.get("JPY_SESSION_NAME", ""))
    lessons = {exercise.lesson for exercise in bank().values()}
    met = [bank()[key].lesson for key in _session if key in bank()]
    return notebook[:2] if notebook[:2] in lessons else met[-1] if met else None


def _note(name: str, verdict: Verdict) -> None:
    session = _session.setdefault(name, Session())
    session.last = verdict.kind
    if verdict.kind == NOT_ATTEMPTED:
        return
    session.tries += 1
    session.was_solved |= verdict.kind == CORRECT
    if verdict.mistake is not None:
        session.mistakes[verdict.mistake] = session.mistakes.get(verdict.mistake, 0) + 1


def _keep(name: str | None) -> list[str]:
    """Merge this session into the progress file, and say where it is. Graders and solutions keep none."""
    if not is_learners_own():
        return []
    said, learner = [], None if name is None else " ".join(str(name).split())
    if learner is not None and not progress.is_fit_name(learner):
        said = [
            f"A name is one line of at most {progress.NAME_LENGTH} letters, without < and >; this one was left out."
        ]
        learner = None
    folder = paths.work_folder()
    place = f"{folder.name}/{progress.FILE}"
    try:
        now = _this_session()
        aside = progress.keep(folder, now, _kept, learner)
    except OSError as error:
        return [*said, f"Your progress could not be kept in {place}: {files.reason(error)}."]
    _kept.update(now)
    return [*said, f"{aside} Kept in {place}." if aside else f"Kept in {place}."]


def _standing() -> tuple[dict[str, progress.ExerciseProgress], list[str]]:
    """Every exercise met, in earlier sessions (which the progress file remembers) and in this one, and a sentence where
    that file cannot be read."""
    path, before, said = paths.work_folder() / progress.FILE, {}, []
    if is_learners_own():
        place = f"{path.parent.name}/{path.name}"
        try:
            before = progress.read_progress(path).exercises
        except FileNotFoundError:
            pass
        except progress.ProgressError as error:
            said = [f"{place} {error}. The next summary() after a check keeps it aside and begins a new one."]
        except OSError as error:
            said = [f"{place} could not be read: {files.reason(error)}."]
    for key, now in _this_session().items():
        before[key] = progress.together(before.get(key), now, _kept.get(key))
    return before, said


def _this_session() -> dict[str, progress.ExerciseProgress]:
    return {key: session.to_keep(bank()[key].lesson) for key, session in _session.items()}

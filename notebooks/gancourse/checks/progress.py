"""The progress file: where a learner stands, in one small file that a teacher can collect.

It says which exercises were solved, in how many tries and with how many hints, which recognised mistakes were made, what
was guessed before a measurement, and what was believed before and after a lesson. Nothing else goes in, but the name that
a learner chose to give. `read_progress` reads files that came from anywhere, so it believes nothing that the course could
not have written itself.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import gancourse
from gancourse import files
from gancourse.checks.questions import OPINIONS

FORMAT, VERSION, FILE = "gancourse-progress", 2, "progress.json"
READ_AS_WELL = {1: {"guesses": {}, "beliefs": {}}}  # an older version, and what it has not
SOLVED, ATTEMPTED, NOT_ATTEMPTED = STATUSES = ("solved", "attempted", "not attempted")
MOST_BYTES, MOST_EXERCISES, MOST_MISTAKES, MOST_COUNT, NAME_LENGTH = 1_000_000, 500, 100, 100_000, 80
MOST_ANSWERS = 1_000  # guesses, or beliefs

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_LESSON = re.compile(r"[0-9]{2}")
_RELEASE = re.compile(r"[0-9][0-9A-Za-z.+-]{0,30}")
_JOINERS = "\u200c\u200d"  # which names in Persian and in Indian scripts need


class ProgressError(ValueError):
    """Why something is not a progress file, as words that follow the file's name: "is not JSON"."""


@dataclass
class ExerciseProgress:
    """One exercise. `mistakes` counts the wrong answers that were recognised, by their name in the bank."""

    lesson: str
    status: str = NOT_ATTEMPTED
    tries: int = 0
    hints: int = 0
    mistakes: dict[str, int] = field(default_factory=dict)


@dataclass
class Guess:
    """What was guessed before a measurement, and what was measured then; "" for not yet."""

    lesson: str = ""
    guess: str = ""
    measured: str = ""


@dataclass
class Opinion:
    """What was said of one statement before a lesson and after it: "true", "false", "not sure", or "" for nothing."""

    lesson: str
    before: str = ""
    after: str = ""


@dataclass
class Progress:
    """One learner's progress file. `learner` is empty where nobody gave a name; `written` is UTC."""

    learner: str = ""
    course: str = ""
    written: str = ""
    exercises: dict[str, ExerciseProgress] = field(default_factory=dict)
    guesses: dict[str, Guess] = field(default_factory=dict)
    beliefs: dict[str, Opinion] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """The file's content."""
        content = {"format": FORMAT, "version": VERSION, **asdict(self)}
        for table in ("exercises", "guesses", "beliefs"):
            content[table] = dict(sorted(content[table].items()))
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_progress(source: Path | str | bytes) -> Progress:
    """Read a progress file, given its path or its content. Raises ProgressError, and OSError for a path.

    An exercise or a mistake that this release of the course does not know is kept: a learner may have another release.
    """
    return _checked(_parsed(source if isinstance(source, bytes) else _content(Path(source))))


def joined(older: Opinion | None, newer: Opinion) -> Opinion:
    """What was said of one statement at two times: the newer words, and the older where the newer leave one out."""
    older = older or Opinion(newer.lesson)
    return Opinion(newer.lesson, newer.before or older.before, newer.after or older.after)


def is_fit_name(name: Any) -> bool:
    """Whether this can be a learner's name: one short line, without control characters and without < or >."""
    return (
        isinstance(name, str)
        and len(name) <= NAME_LENGTH
        and name == name.strip()
        and not set("<>") & set(name)
        and all(letter.isprintable() or letter in _JOINERS for letter in name)
    )


def merged(one: ExerciseProgress | None, other: ExerciseProgress) -> ExerciseProgress:
    """Both together: the better status, and counts that add up (to `MOST_COUNT`, where they stay)."""
    if one is None:
        return other
    status = min(one.status, other.status, key=STATUSES.index)
    hints = min(one.hints + other.hints, MOST_COUNT)
    if one.tries + other.tries > MOST_COUNT:
        return replace(one, status=status, hints=hints)
    mistakes = {name: one.mistakes.get(name, 0) + other.mistakes.get(name, 0) for name in one.mistakes | other.mistakes}
    return ExerciseProgress(other.lesson, status, one.tries + other.tries, hints, mistakes)


def together(
    before: ExerciseProgress | None, now: ExerciseProgress, already: ExerciseProgress | None
) -> ExerciseProgress:
    """What the file has of an exercise (`before`) and what this session adds to that; see `keep`."""
    return now if before is None else merged(before, _difference(now, already))


def keep(
    folder: Path,
    session: Mapping[str, ExerciseProgress],
    already: Mapping[str, ExerciseProgress],
    learner: str | None = None,
) -> str:
    """Merge a session into the progress file of `folder`, and say what had to be set aside ("" for nothing).

    session: everything since the kernel started. already: what of it an earlier call has put into the file, so that
    nothing counts twice. Raises OSError, with the file as it was.
    """

    def change(progress: Progress) -> None:
        for name, now in session.items():
            progress.exercises[name] = together(progress.exercises.get(name), now, already.get(name))
        progress.learner = progress.learner if learner is None else learner

    return _change(folder, change)


def keep_guess(folder: Path, name: str, guess: Guess) -> str:
    """Put a guess into the progress file of `folder`, in place of an earlier one of that name; says and raises as `keep`.

    A text that the file cannot hold (`is_fit_name`) is left out."""
    fit = Guess(guess.lesson, *(text if is_fit_name(text) else "" for text in (guess.guess, guess.measured)))
    return _change(folder, lambda progress: progress.guesses.update({name: fit}))


def keep_opinion(folder: Path, name: str, opinion: Opinion) -> str:
    """Put what is thought of a statement into the progress file of `folder`; what it leaves out stays. As `keep`."""

    def change(progress: Progress) -> None:
        progress.beliefs[name] = joined(progress.beliefs.get(name), opinion)

    return _change(folder, change)


def _change(folder: Path, change: Callable[[Progress], None]) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path, aside = folder / FILE, ""
    with files.locked(folder):
        try:
            progress = read_progress(path)
        except FileNotFoundError:
            progress = Progress()
        except ProgressError as error:
            kept = files.set_aside(path, "unreadable")
            aside = f"The old {FILE} {error}. It is kept as {kept.name}, and a new one was begun."
            progress = Progress()
        change(progress)
        progress.course = gancourse.__version__
        progress.written = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        files.replace(path, progress.as_bytes())
    return aside


def take_in(folder: Path, restored: Progress) -> bool:
    """Put a progress file that comes back into `folder`: the better of both for each exercise, so that doing it twice
    counts nothing twice; False where nothing changed. One that cannot be read is set aside. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path, before = folder / FILE, None
    with files.locked(folder):
        try:
            progress = read_progress(path)
            before = progress.as_bytes()
        except FileNotFoundError:
            progress = restored
        except ProgressError:
            files.set_aside(path, "unreadable")
            progress = restored
        for name, other in restored.exercises.items():
            one = progress.exercises.get(name, other)
            progress.exercises[name] = max(one, other, key=lambda each: (-STATUSES.index(each.status), each.tries))
        progress.guesses = restored.guesses | progress.guesses
        for name, other in restored.beliefs.items():
            progress.beliefs[name] = joined(other, progress.beliefs.get(name, other))
        progress.learner = progress.learner or restored.learner
        if progress.as_bytes() == before:
            return False
        files.replace(path, progress.as_bytes())
    return True


def _difference(now: ExerciseProgress, already: ExerciseProgress | None) -> ExerciseProgress:
    """What came since."""
    if already is None:
        return now
    mistakes = {name: count - already.mistakes.get(name, 0) for name, count in now.mistakes.items()}
    return ExerciseProgress(
        now.lesson,
        now.status,
        now.tries - already.tries,
        now.hints - already.hints,
        {name: count for name, count in mistakes.items() if count},
    )


# Reading what came from anywhere --------------------------------------------------------------------------------------


def _content(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise ProgressError("is not a file")
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _parsed(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise ProgressError(f"is larger than {MOST_BYTES // 1_000_000} MB")
    if not content.strip():
        raise ProgressError("is empty")
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_table,
            parse_int=_count,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except ProgressError:
        raise
    except UnicodeDecodeError:
        raise ProgressError("is not text") from None
    except RecursionError:
        raise ProgressError("is nested too deeply") from None
    except ValueError:
        raise ProgressError("is not JSON, or only a part of it") from None


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ProgressError("names something twice")
    return table


def _count(text: str) -> int:
    return int(text) if len(text) <= len(str(MOST_COUNT)) else _no_number(text)


def _no_number(text: str) -> int:
    raise ProgressError(f"has {text[:12]} where a count belongs")


def _checked(content: Any) -> Progress:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ProgressError("is not a progress file of this course")
    version = content.get("version")
    if type(version) is not int or version not in (VERSION, *READ_AS_WELL):
        raise ProgressError("was written by another release of the course, which this one cannot read")
    lacks = READ_AS_WELL.get(version, {})
    wanted = {"format", "version", "course", "learner", "written", "exercises", "guesses", "beliefs"}
    _demand_fields(content, wanted - set(lacks), "it")
    content = lacks | content
    if not is_fit_name(content["learner"]):
        raise ProgressError(f"has no usable name: at most {NAME_LENGTH} letters on one line, without angle brackets")
    if not _matches(_RELEASE, content["course"]):
        raise ProgressError("does not say which release of the course wrote it")
    if not _is_time(content["written"]):
        raise ProgressError("does not say when it was written")
    exercises = content["exercises"]
    if not isinstance(exercises, dict) or len(exercises) > MOST_EXERCISES:
        raise ProgressError(f"needs a table of at most {MOST_EXERCISES} exercises")
    for name in exercises:
        if not _matches(_IDENTIFIER, name):
            raise ProgressError("has an exercise with a name that no exercise can have")
    checked = {name: _checked_exercise(name, facts) for name, facts in exercises.items()}
    guesses = {name: _checked_guess(name, facts) for name, facts in _answers(content, "guesses").items()}
    beliefs = {name: _checked_opinion(name, facts) for name, facts in _answers(content, "beliefs").items()}
    return Progress(content["learner"], content["course"], content["written"], checked, guesses, beliefs)


def _checked_exercise(name: str, facts: Any) -> ExerciseProgress:
    _demand_fields(facts, {"lesson", "status", "tries", "hints", "mistakes"}, name)
    if not _matches(_LESSON, facts["lesson"]):
        raise ProgressError(f"has no lesson for {name}")
    if facts["status"] not in STATUSES:
        raise ProgressError(f"has an unknown status for {name}")
    mistakes = facts["mistakes"]
    if not isinstance(mistakes, dict) or len(mistakes) > MOST_MISTAKES:
        raise ProgressError(f"needs a table of at most {MOST_MISTAKES} mistakes for {name}")
    if not all(_matches(_IDENTIFIER, mistake) for mistake in mistakes):
        raise ProgressError(f"has a mistake for {name} with a name that no mistake can have")
    if not all(
        type(count) is int and 0 <= count <= MOST_COUNT
        for count in (*mistakes.values(), facts["tries"], facts["hints"])
    ):
        raise ProgressError(f"has a count for {name} that is no whole number from 0 to {MOST_COUNT:,}")
    if (facts["tries"] == 0) != (facts["status"] == NOT_ATTEMPTED) or sum(mistakes.values()) > facts["tries"]:
        raise ProgressError(f"contradicts itself about {name}")
    return ExerciseProgress(**facts)


def _answers(content: dict, what: str) -> dict:
    answers = content[what]
    if not isinstance(answers, dict) or len(answers) > MOST_ANSWERS:
        raise ProgressError(f"needs a table of at most {MOST_ANSWERS:,} {what}")
    if not all(_matches(_IDENTIFIER, name) for name in answers):
        raise ProgressError(f"has a name among its {what} that none can have")
    return answers


def _checked_guess(name: str, facts: Any) -> Guess:
    _demand_fields(facts, {"lesson", "guess", "measured"}, name)
    if facts["lesson"] != "" and not _matches(_LESSON, facts["lesson"]):
        raise ProgressError(f"has no lesson for {name}")
    if not is_fit_name(facts["guess"]) or not is_fit_name(facts["measured"]):
        raise ProgressError(f"has a guess for {name} that nobody can have made")
    return Guess(**facts)


def _checked_opinion(name: str, facts: Any) -> Opinion:
    _demand_fields(facts, {"lesson", "before", "after"}, name)
    if not _matches(_LESSON, facts["lesson"]):
        raise ProgressError(f"has no lesson for {name}")
    if not all(facts[when] in ("", *OPINIONS) for when in ("before", "after")):
        raise ProgressError(f"has an unknown opinion about {name}")
    return Opinion(**facts)


def _demand_fields(table: Any, wanted: set[str], what: str) -> None:
    if not isinstance(table, dict):
        raise ProgressError(f"has no table for {what}")
    if missing := sorted(wanted - set(table)):
        raise ProgressError(f"lacks {missing[0]!r} for {what}")
    if set(table) - wanted:
        raise ProgressError(f"says more of {what} than the course writes")


def _matches(pattern: re.Pattern, value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_time(value: Any) -> bool:
    if not isinstance(value, str) or len(value) != 20:
        return False
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").strftime("%Y-%m-%dT%H:%M:%SZ") == value
    except ValueError:
        return False

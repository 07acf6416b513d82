"""Your own copies of the lessons, in `my_work/`, where nothing overwrites what you wrote.

    python -m gancourse.desk.my_work          (or, in a cell: from gancourse import my_work; my_work.make())

`git` ignores the folder, so fetching a new release of the course never meets your answers. What was handed out is
remembered by its hash: a copy that you never changed follows the course, and beside one that you did change the new
version is put under a name of its own. Python's standard library alone, because `ci/course.py` calls it too.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gancourse import __version__, files, paths
from gancourse.errors import CourseError

RECORD, MOST_BYTES = ".handed-out.json", 1_000_000
NEXT_STEP = {
    files.FULL: "Make room, and run this again.",
    files.TAKEN: "Rename that, and run this again.",
}


@dataclass
class HandOut:
    """What a visit to the work folder did, by the names of files."""

    folder: Path
    is_new: bool = False
    copied: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)  # the lesson that stays, the new one's name
    is_record_lost: bool = False

    def sentences(self) -> list[str]:
        """For the learner."""
        place = f"{self.folder.name}/"
        said = []
        if self.is_record_lost:
            said.append(f"What {place} was given before is not known, so every copy there counts as changed by you.")
        if self.is_new:
            lessons = f"{len(self.copied)} lesson{'s' * (len(self.copied) != 1)}"
            said.append(f"{place} has your own copies of {lessons}. Write in them: nothing here overwrites them.")
        elif self.copied:
            said.append(f"New in {place}: {', '.join(self.copied)}.")
        if self.updated:
            said.append(f"Brought up to date, because you had not changed it: {', '.join(self.updated)}.")
        for lesson, name in self.beside.items():
            said.append(f"{lesson} has changed in the course. Yours stays as it is; the new one is {name}, beside it.")
        return said


def make() -> Path:
    """Make the work folder, or bring it up to date, and say what was done. Nothing you changed is touched."""
    handed = hand_out()
    print("\n".join(handed.sentences() or [f"{handed.folder.name}/ has your own copies; nothing is new."]))
    return handed.folder


def hand_out(
    folder: Path | None = None, notebooks: Path = paths.ROOT / "notebooks", release: str = __version__
) -> HandOut:
    """Copy the lessons of `notebooks` into `folder`. Raises CourseError with one sentence when that is impossible."""
    folder = folder or paths.work_folder()
    if folder.resolve() in (notebooks.resolve(), *(paths.ROOT / own for own in ("", "solutions", "ci", "assets"))):
        raise CourseError(f"{folder.name} leads into the course itself. Give it a folder of its own.")
    try:
        lessons = {path.name: path.read_bytes() for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))}
        folder.mkdir(parents=True, exist_ok=True)
        with files.locked(folder):
            return _hand_out(folder, lessons, release)
    except OSError as error:
        why = files.reason(error)
        step = NEXT_STEP.get(why, "Set GANCOURSE_WORK to a folder of your own, or copy the course to one.")
        raise CourseError(f"Your copies of the lessons could not be put into {folder.name}/: {why}. {step}") from None


def untouched(folder: Path, notebooks: Path = paths.ROOT / "notebooks") -> set[str]:
    """The lessons in `folder` that are byte for byte as they were handed out, under their own name or beside another
    copy: nothing of the learner's is in them."""
    given = {
        name: {entry["handed_out"], *entry["offered"]} for name, entry in (_read_record(folder / RECORD) or {}).items()
    }
    for path in notebooks.glob("[0-9][0-9]_*.ipynb"):
        given.setdefault(path.name, set()).add(_mark_of(path))
    marks = {path.name: _mark_of(path) for path in folder.glob("[0-9][0-9]_*.ipynb")}
    return {name for name, mark in marks.items() if mark is not None and mark in given.get(_lesson_of(name), ())}


def is_unused(folder: Path, notebooks: Path = paths.ROOT / "notebooks") -> bool:
    """Whether `folder` never held copies of the lessons."""
    names = (RECORD, *(path.name for path in notebooks.glob("[0-9][0-9]_*.ipynb")))
    return not any(os.path.lexists(folder / name) for name in names)


def _hand_out(folder: Path, lessons: dict[str, bytes], release: str) -> HandOut:
    record = _read_record(folder / RECORD)
    had_lessons = any(os.path.lexists(folder / name) for name in lessons)
    handed = HandOut(folder, is_new=not had_lessons and not record, is_record_lost=had_lessons and record is None)
    known = record or {}
    for name, content in lessons.items():
        mark = _mark(content)
        entry = known.setdefault(name, {"handed_out": "", "offered": []})
        if files.create(folder / name, content):
            handed.copied.append(name)
            entry["handed_out"] = mark
            continue
        here = _mark_of(folder / name)
        if here == mark:
            entry["handed_out"] = mark
        elif here is not None and here == entry["handed_out"]:
            files.replace(folder / name, content)
            handed.updated.append(name)
            entry["handed_out"] = mark
        elif mark != entry["handed_out"] and mark not in entry["offered"]:
            beside = _put_beside(folder / name, content, release, is_first=record is None)
            if beside is not None:
                handed.beside[name] = beside
            entry["offered"].append(mark)
    files.replace(folder / RECORD, (json.dumps({"lessons": known}, indent=1) + "\n").encode())
    return handed


def _lesson_of(name: str) -> str:
    """The lesson that a copy belongs to: "02_two.ipynb" for itself and for "02_two_v0.2.0-2.ipynb"."""
    return re.sub(r"_v[0-9][^_]*(?=\.ipynb$)", "", name)


def _put_beside(path: Path, content: bytes, release: str, is_first: bool) -> str | None:
    """Put a new version beside a changed copy; its name, or None where it lies there already.

    is_first: nothing is known of earlier visits, so a file with this release's name counts as this version.
    """
    number = 1
    while True:
        number_part = f"-{number}" if number > 1 else ""
        beside = path.with_name(f"{path.stem}_v{release}{number_part}{path.suffix}")
        if files.create(beside, content):
            return beside.name
        if is_first or _mark_of(beside) == _mark(content):
            return None
        number += 1


def _read_record(path: Path) -> dict[str, dict] | None:
    """What was handed out before: by lesson, the hash of its copy and those put beside it. None: not known."""
    try:
        with path.open("rb") as file:
            lessons = json.loads(file.read(MOST_BYTES))["lessons"]
        whole = {
            str(name): {"handed_out": str(entry["handed_out"]), "offered": _texts(entry["offered"])}
            for name, entry in lessons.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return whole


def _texts(values: Iterable) -> list[str]:
    if not isinstance(values, list):
        raise TypeError("a list is wanted")
    return [str(value) for value in values]


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _mark_of(path: Path) -> str | None:
    """The hash of a plain file. None for anything else, which then counts as the learner's own."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return _mark(path.read_bytes())
    except OSError:
        return None


def main() -> int:
    try:
        make()
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

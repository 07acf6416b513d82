"""Turn a folder of progress files (my_work/progress.json, one from each learner) into one table and one picture.

Files are found in all folders below the one given, and inside zip archives, as a learning platform hands them out.
"""

import argparse
import csv
import io
import os
import re
import stat
import struct
import sys
import textwrap
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from matplotlib import font_manager
from matplotlib.patches import Rectangle

from classroom import class_beliefs
from gancourse.checks import checking
from gancourse.checks.exercise import REASONS, Exercise
from gancourse.checks.progress import (
    ATTEMPTED,
    MOST_BYTES,
    NOT_ATTEMPTED,
    SOLVED,
    ExerciseProgress,
    Guess,
    Opinion,
    Progress,
    ProgressError,
    joined,
    read_progress,
)
from gancourse.views import plots

STUCK_TRIES = 3  # attempted so often and still not solved: stuck
SHARED = 2  # a mistake of at least so many learners is one to talk about
MOST_FILES, MOST_ENTRIES, MOST_ROWS = 2_000, 50_000, 120
MOST_ARCHIVE, MOST_INNER_ARCHIVE = 500_000_000, 20_000_000  # bytes of a zip archive, and of one inside another
MOST_DIRECTORY, MOST_RATIO, MOST_UNPACKED = 2_000_000, 200, 100_000_000  # bytes; times; bytes in all
NAME_WIDTH, REASON_WIDTH = 40, 120
WORLD_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "PingFang SC",
    "Hiragino Sans",
    "Arial Unicode MS",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Nirmala UI",
)
SELF_REPORTED = (
    "Progress files are written on the learners' own computers and anybody can edit them. Use this page to decide what "
    "to talk about, not to give marks."
)
EXPLAINED = (
    "✓ solved · a number: so many tries, not solved yet (with ! from 3 tries on) · – not attempted · empty: not met"
)


# Reading --------------------------------------------------------------------------------------------------------------


@dataclass
class Learner:
    """One person, from one file or several."""

    name: str
    exercises: dict[str, ExerciseProgress] = field(default_factory=dict)
    guesses: dict[str, Guess] = field(default_factory=dict)
    beliefs: dict[str, Opinion] = field(default_factory=dict)
    written: str = ""
    files: list[str] = field(default_factory=list)

    def count(self, status: str) -> int:
        return sum(one.status == status for one in self.exercises.values())

    def stuck(self) -> list[tuple[str, ExerciseProgress]]:
        """What was tried often and is unsolved, the most tries first."""
        found = [(name, one) for name, one in self.exercises.items() if is_stuck(one)]
        return sorted(found, key=lambda pair: -pair[1].tries)


@dataclass
class Found:
    """What a folder holds: (file's name, progress) in the order found, and (file's name, why it does not count)."""

    files: list[tuple[str, Progress]] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    unpacked: int = 0
    seen: int = 0

    def take(self, name: str, content: Callable[[], Path | bytes]) -> None:
        """Read one file; whatever is wrong with it becomes a line of the report."""
        self.seen += 1
        if self.seen > MOST_FILES:
            return
        try:
            self.files.append((name, read_progress(content())))
        except ProgressError as error:
            self.rejected.append((name, str(error)))
        except OSError as error:
            self.rejected.append((name, f"cannot be read ({error.strerror or type(error).__name__})"))


class ArchiveError(ValueError):
    """Why an archive or something in it is not read."""


def read_folder(place: Path) -> Found:
    """Every progress file in `place`, a folder or a zip archive. Links are not followed and nothing is unpacked to disk."""
    found = Found()
    if place.is_file():
        read_archive(found, place.name, place)
    for entries, path in enumerate(walk(place) if place.is_dir() else (), 1):
        if entries > MOST_ENTRIES:
            found.rejected.append((place.name, f"holds more than {MOST_ENTRIES:,} files; the rest was not looked at"))
            break
        name, kind = path.relative_to(place).as_posix(), path.suffix.lower()
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            found.rejected.append((name, "is a link, and links are not followed"))
        elif kind not in (".json", ".zip"):
            continue
        elif not stat.S_ISREG(mode):
            found.rejected.append((name, "is not a file"))
        elif kind == ".zip":
            read_archive(found, name, path)
        else:
            found.take(name, lambda path=path: path)
    if found.seen > MOST_FILES:
        found.rejected.append((place.name, f"holds more than {MOST_FILES:,} progress files; the rest was not read"))
    return found


def walk(folder: Path) -> Iterator[Path]:
    """All files below a folder and links to other folders, by name; what systems and notebooks hide is left out."""
    for here, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        yield from (Path(here, name) for name in folders if Path(here, name).is_symlink())
        for name in sorted(files):
            if not is_hidden(name):
                yield Path(here, name)


def is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def read_archive(found: Found, name: str, source: Path | bytes) -> None:
    """The progress files in a zip archive, and in archives inside it (one level)."""
    is_inner = isinstance(source, bytes)
    try:
        with io.BytesIO(source) if is_inner else source.open("rb") as file:
            check_directory(file, MOST_INNER_ARCHIVE if is_inner else MOST_ARCHIVE)
            with zipfile.ZipFile(file) as archive:
                for member in archive.infolist():
                    path = PurePosixPath(member.filename.replace("\\", "/"))
                    kind, inside = path.suffix.lower(), f"{name}/{path}"
                    if member.is_dir() or kind not in (".json", ".zip") or any(map(is_hidden, path.parts[-2:])):
                        continue
                    if kind == ".json":
                        found.take(inside, lambda member=member: unpacked(found, archive, member, MOST_BYTES))
                    elif is_inner:
                        found.rejected.append((inside, "lies too deep: an archive in an archive in an archive"))
                    else:
                        try:
                            content = unpacked(found, archive, member, MOST_INNER_ARCHIVE)
                        except ProgressError as error:
                            found.rejected.append((inside, str(error)))
                        else:
                            read_archive(found, inside, content)
    except ArchiveError as error:
        found.rejected.append((name, str(error)))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError):
        found.rejected.append((name, "is not a zip archive, or only a part of one"))
    except OSError as error:
        found.rejected.append((name, f"cannot be read ({error.strerror or type(error).__name__})"))


def check_directory(file: io.BufferedIOBase, most: int) -> None:
    """Refuse an archive before Python's zipfile reads its list of contents, which may be made to fill the memory."""
    size = file.seek(0, os.SEEK_END)
    if size > most:
        raise ArchiveError(f"is larger than {most // 1_000_000} MB")
    tail_length = min(size, 22 + 65_535 + 20)
    file.seek(size - tail_length)
    tail = file.read(tail_length)
    end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) < end + 22:
        raise ArchiveError("is not a zip archive, or only a part of one")
    (directory,) = struct.unpack_from("<I", tail, end + 12)
    if directory > MOST_DIRECTORY or b"PK\6\7" in tail[:end]:
        raise ArchiveError("lists more files than a class can have")
    file.seek(0)


def unpacked(found: Found, archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The content of one member, in memory, or a ProgressError."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ProgressError("is a link, and links are not followed")
    if member.file_size > most:
        raise ProgressError(f"is larger than {most // 1_000_000} MB")
    if member.file_size > MOST_RATIO * max(member.compress_size, 100):
        raise ProgressError(f"grows more than {MOST_RATIO} times when it is unpacked, as no progress file does")
    if member.flag_bits & 1:
        raise ProgressError("is locked with a password")
    try:
        with archive.open(member) as stream:
            content = stream.read(most + 1)
    except Exception as error:  # each kind of compression has its own errors for damaged content
        raise ProgressError(f"cannot be unpacked ({type(error).__name__})") from None
    found.unpacked += len(content)
    if found.unpacked > MOST_UNPACKED:
        raise ProgressError(f"comes after {MOST_UNPACKED // 1_000_000} MB of unpacked files, and was not read")
    return content


def learners(found: Found) -> list[Learner]:
    """One learner for each name; of several files, the one written last decides, exercise by exercise."""
    known: dict[str, Learner] = {}
    for file, progress in sorted(found.files, key=lambda pair: pair[1].written):
        name = plain(progress.learner, NAME_WIDTH) or name_from(file)
        learner = known.setdefault(unicodedata.normalize("NFKC", name).casefold(), Learner(name))
        learner.files.append(file)
        learner.written = progress.written
        for exercise, one in progress.exercises.items():
            if one.status != NOT_ATTEMPTED or exercise not in learner.exercises:
                learner.exercises[exercise] = one
        learner.guesses |= progress.guesses
        for belief, opinion in progress.beliefs.items():
            learner.beliefs[belief] = joined(learner.beliefs.get(belief), opinion)
    return sorted(known.values(), key=lambda learner: learner.name.casefold())


def name_from(file: str) -> str:
    """A learner's name from the file's name or, where that says nothing, from its folder's: "Ada Lovelace_1234_progress.json"."""
    path = PurePosixPath(file)
    for part in (path.stem, *(parent.name.removesuffix(".zip") for parent in path.parents)):
        part = re.sub(r"_(assignsubmission_\w+|onlinetext)_?$", "", part)
        part = re.sub(r"[ _-]*progress[ _-]*(\(?\d+\)?)?$", "", part, flags=re.I)
        part = re.sub(r"(_(late|\d+))+$", "", part, flags=re.I)
        name = plain(part.replace("_", " "), NAME_WIDTH)
        if name and name.lower() not in ("my work", "files", "submissions"):
            return name
    return plain(f"no name ({path.name})", NAME_WIDTH)


# What the class shows -------------------------------------------------------------------------------------------------


def is_stuck(one: ExerciseProgress) -> bool:
    return one.status == ATTEMPTED and one.tries >= STUCK_TRIES


@dataclass
class Column:
    """One exercise as the whole class met it."""

    name: str
    lesson: str
    solved: list[str] = field(default_factory=list)
    unsolved: list[str] = field(default_factory=list)
    tries: int = 0
    mistakes: Counter = field(default_factory=Counter)  # the wrong answer's name -> learners who gave it

    @property
    def tried(self) -> int:
        return len(self.solved) + len(self.unsolved)

    def stops(self) -> str:
        return f"{len(self.unsolved)} of {self.tried} who tried `{self.name}` (lesson {self.lesson}) have not solved it"


def columns(group: list[Learner]) -> list[Column]:
    """The exercises of all lessons that somebody met, in the course's order; then those this release does not know."""
    met = {one.lesson for learner in group for one in learner.exercises.values()}
    found = {name: Column(name, one.lesson) for name, one in checking.bank().items() if one.lesson in met}
    for learner in group:
        for name, one in learner.exercises.items():
            column = found.setdefault(name, Column(name, one.lesson))
            column.tries += one.tries
            column.mistakes.update(mistake for mistake, times in one.mistakes.items() if times)
            if one.status == SOLVED:
                column.solved.append(learner.name)
            elif one.status == ATTEMPTED:
                column.unsolved.append(learner.name)
    return sorted(found.values(), key=lambda column: column.lesson)


def stopping(table: list[Column]) -> list[Column]:
    """The exercises that stop the class: where most who tried have not come through, the largest number first."""
    found = [column for column in table if len(column.unsolved) >= SHARED and len(column.unsolved) * 3 >= column.tried]
    return sorted(found, key=lambda column: (-len(column.unsolved), column.tried))


def shared(table: list[Column]) -> list[tuple[int, Column, str]]:
    """(learners, exercise, wrong answer) for each mistake that several made, the commonest first."""
    found = [
        (count, column, mistake) for column in table for mistake, count in column.mistakes.items() if count >= SHARED
    ]
    return sorted(found, key=lambda one: (-one[0], one[1].lesson, one[2]))


def told(exercise: Exercise | None, mistake: str) -> list[str]:
    """The sentences of the explanation of a wrong answer, with the numbers that the bank's own wrong answer gives."""
    wrong = next((wrong for wrong in exercise.wrongs if wrong.name == mistake), None) if exercise else None
    if wrong is None and mistake in REASONS:
        return sentences(re.sub(r"\{[^}]*\}", "…", REASONS[mistake]))
    if wrong is None:
        return ["This release of the course does not know it."]
    verdict = exercise.judge(wrong.answer)
    text = verdict.text if verdict.mistake == mistake else re.sub(r"\{[^}]*\}", "…", wrong.explanation)
    return sentences(text)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!al\.)\s+", text)


def talk(group: list[Learner], table: list[Column]) -> list[str]:
    """What to do tomorrow, computed: the shared mistake, the exercise that stops most, whom to sit down with."""
    bank, points = checking.bank(), []
    common = shared(table)
    for count, column, mistake in common[:2]:
        question = next((one for one in reversed(told(bank.get(column.name), mistake)) if one.endswith("?")), "")
        ask = f" Show that answer and ask: “{markdown(question)}”" if question else ""
        points.append(f"{count} learners gave the same wrong answer to `{column.name}` (`{mistake}`).{ask}")
    discussed = {column.name for _, column, _ in common[:2]}
    for column in [column for column in stopping(table) if column.name not in discussed][:2]:
        discussed.add(column.name)
        exercise = bank.get(column.name)
        begin = (
            f" Begin with the first hint: “{markdown(exercise.hint_texts[0])}”"
            if exercise and exercise.hint_texts
            else ""
        )
        points.append(f"{column.stops()}.{begin}")
    held = sorted(class_beliefs.stands(one.beliefs for one in group), key=lambda stand: -stand.still_wrong)
    for stand in [stand for stand in held if stand.still_wrong >= SHARED][:1]:
        says = f"“{markdown(stand.belief.says)}”"
        points.append(
            f"{stand.still_wrong} learners still say after lesson {stand.belief.lesson} that this is {stand.mistaken}: {says} "
            f"{markdown(stand.belief.why)}"
        )
    by_name = {column.name: column for column in table}
    alone = [(learner, [name for name, _ in learner.stuck() if name not in discussed]) for learner in group]
    for learner, places in sorted((pair for pair in alone if pair[1]), key=lambda pair: -len(pair[1]))[:3]:
        others = by_name[places[0]].solved
        others = sorted(others, key=lambda name: name < learner.name)[
            :2
        ]  # the next in the list, so not always the same
        partner = f", for example together with {' or '.join(map(markdown, others))}, who solved it" if others else ""
        points.append(f"Sit down with {markdown(learner.name)} over `{places[0]}`{partner}.")
    idle = [learner.name for learner in group if not learner.count(SOLVED) + learner.count(ATTEMPTED)]
    if idle:
        points.append(f"Nothing tried yet: {', '.join(map(markdown, idle))}. Find out what keeps them.")
    return points or ["Nothing stands out: no mistake is shared and no exercise stops the class. Go on as planned."]


# Writing --------------------------------------------------------------------------------------------------------------


def plain(text: str, width: int) -> str:
    """Text from outside on one line, without anything that a terminal or a page would obey."""
    visible = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", text))
    visible = " ".join(visible.split())
    return visible if len(visible) <= width else visible[: width - 1] + "…"


def markdown(text: str) -> str:
    """Text from outside in Markdown: every character that could mean something there is escaped."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&$])", r"\\\1", text).replace("://", ":\\//").replace("www.", "www\\.")


def cell_of_csv(text: str) -> str:
    """A spreadsheet must not take text for a formula."""
    return "'" + text if text[:1] in "=+-@" or text[:1].isspace() else text


def symbol(one: ExerciseProgress | None) -> str:
    if one is None:
        return ""
    if one.status == NOT_ATTEMPTED:
        return "–"
    return "✓" if one.status == SOLVED else f"{one.tries}{'!' if is_stuck(one) else ''}"


def in_words(one: ExerciseProgress | None) -> str:
    if one is None:
        return ""
    tries = f", {one.tries} {'try' if one.tries == 1 else 'tries'}" if one.status != NOT_ATTEMPTED else ""
    return one.status + tries


def caption(group: list[Learner], table: list[Column]) -> str:
    """The picture in words, with its numbers."""
    solved, stuck = sum(learner.count(SOLVED) for learner in group), sum(len(learner.stuck()) for learner in group)
    hardest = stopping(table)
    worst = (
        f" Most are stopped by {hardest[0].name}: {len(hardest[0].unsolved)} of {hardest[0].tried}." if hardest else ""
    )
    found = f"{counted(len(group), 'learner')} and {counted(len(table), 'exercise')}"
    return f"{found}: solved {counted(solved, 'time')}, stuck {counted(stuck, 'time')}.{worst}"


def counted(number: int, what: str) -> str:
    """In words: 1 learner, 2 learners."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def as_csv(group: list[Learner], table: list[Column]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heads = [f"{column.lesson} {column.name}" for column in table]
    writer.writerow(["learner", "solved", "attempted", "stuck", "last written", *heads])
    for learner in group:
        cells = [in_words(learner.exercises.get(column.name)) for column in table]
        counts = [learner.count(SOLVED), learner.count(ATTEMPTED), len(learner.stuck())]
        writer.writerow([cell_of_csv(learner.name), *counts, learner.written, *cells])
    return text.getvalue()


def as_markdown(group: list[Learner], table: list[Column], found: Found) -> str:
    """The whole report as one page."""
    bank = checking.bank()
    lines = ["# Where the class stands", "", f"{caption(group, table)} {SELF_REPORTED}", ""]
    lines += [f"![{markdown(caption(group, table))}](report.png)", "", EXPLAINED + ".", ""]
    lines += ["## Tomorrow", "", *[f"{number}. {point}" for number, point in enumerate(talk(group, table), 1)], ""]
    lines += ["## Who is stuck where", ""]
    for learner in sorted(group, key=lambda learner: -len(learner.stuck())):
        places = [
            f"`{name}` ({one.tries} tries{f', mostly `{max(one.mistakes, key=one.mistakes.get)}`' if one.mistakes else ''})"
            for name, one in learner.stuck()
        ]
        lines += [f"- {markdown(learner.name)}: {', '.join(places)}"] if places else []
    lines += ["" if lines[-1] else f"Nobody has tried an exercise {STUCK_TRIES} times in vain.\n"]
    lines += ["## Exercises that stop the class", ""]
    lines += [f"- {column.stops()}." for column in stopping(table)] or ["None."]
    lines += ["", "## Wrong answers that the class shares", ""]
    for count, column, mistake in shared(table):
        first = markdown(told(bank.get(column.name), mistake)[0])
        lines.append(f"- {count} learners, `{column.name}` (lesson {column.lesson}), `{mistake}`: {first}")
    lines += [] if lines[-1] else ["None was given by more than one learner."]
    lines += ["", "## What the class believes", ""]
    for stand in class_beliefs.stands(learner.beliefs for learner in group):
        truth = "true" if stand.belief.holds else "false"
        lines.append(
            f"- lesson {stand.belief.lesson}, {truth}: “{markdown(stand.belief.says)}” {class_beliefs.in_words(stand)}"
        )
    lines += [] if lines[-1] else ["Nobody has judged a statement yet."]
    lines += ["", "## What the class expected", ""]
    for one in class_beliefs.expectations(learner.guesses for learner in group):
        guessed = ", ".join(f"{markdown(guess)} ({count})" for guess, count in one.guesses.most_common())
        measured = f"; measured {', '.join(markdown(value) for value, _ in one.measured.most_common(3))}"
        lines.append(f"- lesson {one.lesson or '?'}, `{one.name}`: {guessed}{measured if one.measured else ''}")
    lines += [] if lines[-1] else ["Nobody has guessed yet."]
    for lesson in dict.fromkeys(column.lesson for column in table):
        here = [column for column in table if column.lesson == lesson]
        lines += ["", f"## Lesson {lesson}", "", "| learner | " + " | ".join(f"`{one.name}`" for one in here) + " |"]
        lines += ["|---" * (len(here) + 1) + "|"]
        for number, learner in enumerate(group, 1):
            cells = [symbol(learner.exercises.get(column.name)) for column in here]
            lines.append(f"| {number} {markdown(learner.name)} | " + " | ".join(cells) + " |")
    lines += ["", "## Files", ""]
    for learner in group:
        if len(learner.files) > 1:
            names = ", ".join(markdown(plain(file, REASON_WIDTH)) for file in learner.files)
            lines.append(
                f"- {len(learner.files)} files are from {markdown(learner.name)}, and the last written counts: {names}"
            )
    for file, why in found.rejected:
        lines.append(f"- not counted: {markdown(plain(file, REASON_WIDTH))} {markdown(plain(why, REASON_WIDTH))}")
    lines += [f"- {counted(len(found.files), 'progress file')} counted, {len(found.rejected)} not."]
    return "\n".join(lines) + "\n"


def picture(group: list[Learner], table: list[Column], path: Path) -> None:
    """Learners down, exercises across; the symbol in a cell says what its colour says."""
    rows = group[:MOST_ROWS]
    width, height = 2.4 + 0.34 * max(len(table), 8), 2.3 + 0.26 * len(rows)
    fig, ax = plots.figure(size=(width, height))
    ax.set(xlim=(0, len(table)), ylim=(len(rows), 0))
    for y, learner in enumerate(rows):
        for x, column in enumerate(table):
            one = learner.exercises.get(column.name)
            ax.add_patch(background(x, y, one))
            dark = one is not None and is_stuck(one)
            ax.text(
                x + 0.5,
                y + 0.54,
                symbol(one),
                ha="center",
                va="center",
                fontsize=9,
                weight="bold" if dark else "normal",
            )
    ax.set_xticks([x + 0.5 for x in range(len(table))])
    ax.set_xticklabels([f"{column.lesson} {column.name}" for column in table], rotation=90, fontsize=8)
    ax.set_yticks([y + 0.5 for y in range(len(rows))])
    labels = [f"{learner.name}  {number}" for number, learner in enumerate(rows, 1)]
    ax.set_yticklabels(labels, fontsize=9, parse_math=False, fontfamily=fonts())
    for x, (before, after) in enumerate(zip(table, table[1:]), 1):
        if before.lesson != after.lesson:
            ax.axvline(x, color=plots.BLACK, linewidth=1.2)
    ax.tick_params(length=0)
    ax.set_title("\n".join(textwrap.wrap(EXPLAINED, int(width * 9))), fontsize=9, loc="left")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the number beside a name still tells who it is
        fig.savefig(path, dpi=120)


def fonts() -> list[str]:
    """The course's font, then what this computer has for names in other scripts."""
    there = set(font_manager.get_font_names())
    return ["DejaVu Sans", *(font for font in WORLD_FONTS if font in there)]


def background(x: int, y: int, one: ExerciseProgress | None):
    """A cell's background: green for solved, from pale to strong orange for tries in vain, white for the rest."""
    colour = "white"
    if one is not None and one.status == SOLVED:
        colour = "#BFE6D6"
    elif one is not None and one.status == ATTEMPTED:
        colour = "#F5A623" if is_stuck(one) else "#FBE3B5"
    return Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="#CCCCCC", linewidth=0.6)


def as_terminal_text(page: str) -> str:
    """The report up to its tables, for reading in a terminal."""
    short = page.split("\n## Lesson ")[0] + "\n\n## Files" + page.split("\n## Files", 1)[1]
    short = "\n".join(line for line in short.splitlines() if not line.startswith(("![", EXPLAINED)))
    short = re.sub(r"\\([^A-Za-z0-9\s])", r"\1", short.replace("`", ""))
    wrapped = [
        textwrap.fill(line, 100, subsequent_indent="  " if line[:1] in "-123456789" else "")
        for line in short.splitlines()
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(wrapped))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="course.py report", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder with the learners' progress files, or a zip archive of it")
    parser.add_argument(
        "--out", type=Path, help="where the report goes (default: class-report in or beside the folder)"
    )
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace") if hasattr(stream, "reconfigure") else None
    place = options.folder.expanduser()
    if not place.exists():
        print(f"There is no {place}. Give the folder in which you collected the progress files.", file=sys.stderr)
        return 1
    found = read_folder(place)
    group = learners(found)
    if not group:
        for file, why in found.rejected:
            print(f"{plain(file, REASON_WIDTH)} {plain(why, REASON_WIDTH)}", file=sys.stderr)
        print(
            f"No progress file was found in {place}. Learners have theirs at my_work/progress.json; `summary()` writes it.",
            file=sys.stderr,
        )
        return 1
    out = options.out or (place if place.is_dir() else place.parent) / "class-report"
    table = columns(group)
    page = as_markdown(group, table, found)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.md").write_text(page, "utf-8")
        (out / "report.csv").write_text(as_csv(group, table), "utf-8-sig")  # by which spreadsheets know it is UTF-8
        picture(group, table, out / "report.png")
    except OSError as error:
        print(f"The report cannot be written to {out} ({error.strerror}). Choose a folder with --out.", file=sys.stderr)
        return 1
    print(as_terminal_text(page))
    print(f"\nThe tables, the picture and a table for a spreadsheet are in {out}: report.md, report.png, report.csv.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

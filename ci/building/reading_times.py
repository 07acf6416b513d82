"""How long a lesson takes a person alone: reading, following the code, and the exercises' own minutes.

The two paces were fitted to all lessons as beginners worked through them (within 16 minutes of each). A formula is no
measurement, but unlike a number typed into a header it grows when a lesson does. A class, which is shown some things and
leaves others for home, takes what the teacher's notes say.

What a learner may leave out is counted for itself: an exercise that says "needed later: no", up to its check, and a section
that says below its heading that nothing later needs it, up to the next heading of its level. `gates/asides.py` holds them to it.
The list of further reading is not counted: nobody reads it in the lesson.

A lesson of more than LONGEST minutes is cut into sittings: a Markdown cell with the tag PAUSE, directly above a heading
`## …`, says what a learner has by then and what comes next, and the build adds how to stop there and come back.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import nbformat

WORDS_A_MINUTE = 85  # prose with formulas, each to be thought about
LINES_A_MINUTE = 15  # of code, to be followed and not only run
EXERCISE = re.compile(r"^\*Difficulty [1-5] of 5 · (?P<minutes>\d+) minutes · needed later: (?P<needed>yes|no)\*", re.M)
ANSWER = re.compile(r"^ *### BEGIN SOLUTION.*?### END SOLUTION", re.M | re.S)
PAUSE = "pause"  # the tag of the cell between two sittings
NOT_READ = {
    "bootstrap",
    "links",
    "teacher",
    "solution-only",
    "drawing",
    "folded",
    PAUSE,
}  # tags of cells that are no part of the reading
LONGEST = 75  # minutes for which a person reads and tries without a break
SECTION = re.compile(r"## (.+)")
HEADING = re.compile(r"(##+) ")
HEADINGS = re.compile(r"^(?=##+ )", re.M)
ASIDE = re.compile(r"^\*Nothing later needs this section\.\*$", re.M)
CHECK = re.compile(r"\bcheck\(")
REFERENCES = "## Further reading"
STATED = re.compile(r"Your time: .*?The computer's: [^.;]*", re.S)  # the build writes it when the minutes are known
IN_WORDS = {2: "two", 3: "three", 4: "four"}


def parts(cells: Iterable[nbformat.NotebookNode]) -> Iterator[tuple[nbformat.NotebookNode, str, bool]]:
    """Each cell with its text and whether a learner may leave that out; a Markdown cell comes once for each heading in it."""
    section = 0  # the level of the heading above what may be left out, 0 where nothing may
    exercise = False  # whether one that nothing later needs is open
    for cell in cells:
        if cell.cell_type != "markdown":
            yield cell, cell.source, section > 0 or exercise
            exercise = exercise and not CHECK.search(cell.source)
            continue
        for text in HEADINGS.split(cell.source):
            if heading := HEADING.match(text):
                level, exercise = len(heading[1]), False
                section = level if ASIDE.search(text) else section if level > section else 0
            exercise = exercise or any(found["needed"] == "no" for found in EXERCISE.finditer(text))
            yield cell, text, section > 0 or exercise


def minutes(cells: Iterable[nbformat.NotebookNode]) -> tuple[list[int], int]:
    """A learner's minutes for each sitting of a lesson with these cells, without what nothing later needs, and for that alone.
    The sittings are counted from the lesson's beginning to the next five, so that they add up."""
    needed, left_out, ends = 0.0, 0.0, []
    for cell, text, may_be_left_out in parts(cells):
        tags = set(cell.metadata.get("tags", []))
        if PAUSE in tags:
            ends.append(_to_five(needed))
        if NOT_READ & tags or text.startswith(REFERENCES):
            continue
        if may_be_left_out:
            left_out += _minutes(cell, text)
        else:
            needed += _minutes(cell, text)
    ends.append(_to_five(needed))
    return [end - begin for begin, end in zip([0, *ends], ends)], round(left_out)


def _minutes(cell: nbformat.NotebookNode, text: str) -> float:
    if cell.cell_type == "markdown":
        words = len(re.findall(r"[^\W\d_]+", STATED.sub("", text)))
        return words / WORDS_A_MINUTE + sum(int(exercise["minutes"]) for exercise in EXERCISE.finditer(text))
    lines = (line.strip() for line in ANSWER.sub("", text).splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines) / LINES_A_MINUTE


def _to_five(exact: float) -> int:
    return 5 * max(1, round(exact / 5))


def pauses(cells: Sequence[nbformat.NotebookNode]) -> list[tuple[int, str]]:
    """The pauses by their place among the cells, and the heading directly below each, "" where there is none."""
    return [
        (at, match[1] if (match := SECTION.match(below.source)) else "")
        for at, (cell, below) in enumerate(zip(cells, cells[1:]))
        if PAUSE in cell.metadata.get("tags", [])
    ]


def faults(cells: Iterable[nbformat.NotebookNode]) -> list[str]:
    """A sentence for each sitting that is too long."""
    return [
        f"sitting {number} takes {taken} minutes, at most {LONGEST}: put a Markdown cell with the tag {PAUSE!r} above a "
        "heading `## …` where the story has a seam"
        for number, taken in enumerate(minutes(cells)[0], 1)
        if taken > LONGEST
    ]


def sentence(sittings: Sequence[int], optional: int) -> str:
    """For a lesson's first screen: "about 100 minutes, in two sittings of 65 and 35, and 10 more for what nothing later needs"."""
    cut = f", in {IN_WORDS[len(sittings)]} sittings of {listed(sittings)}" if len(sittings) > 1 else ""
    more = f", and {optional} more for what nothing later needs" if optional else ""
    return f"about {sum(sittings)} minutes{cut}{more}"


def cell(sittings: Sequence[int], optional: int) -> str:
    """For the README's table: "85 min", "100 + 10 min, in sittings of 65 and 35"."""
    more = f" + {optional}" if optional else ""
    cut = f", in sittings of {listed(sittings)}" if len(sittings) > 1 else ""
    return f"{sum(sittings)}{more} min{cut}"


def listed(numbers: Sequence[int]) -> str:
    """ "65 and 35", "40, 50 and 35"."""
    return " and ".join(filter(None, [", ".join(map(str, numbers[:-1])), str(numbers[-1])]))

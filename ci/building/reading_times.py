"""How long a lesson takes a person alone: reading, following the code, and the exercises' own minutes.

The two paces were fitted to lessons 00, 01, 02 and 05 as beginners worked through them. A formula is no
measurement, but unlike a number typed into a header it grows when a lesson does. A class, which is shown some things and
leaves others for home, takes what the teacher's notes say.
"""

import re
from collections.abc import Iterable

import nbformat

WORDS_A_MINUTE = 100  # prose with formulas, each to be thought about
LINES_A_MINUTE = 15  # of code, to be followed and not only run
EXERCISE = re.compile(r"^\*Difficulty [1-5] of 5 · (?P<minutes>\d+) minutes · needed later: (?P<needed>yes|no)\*", re.M)
ANSWER = re.compile(r"^ *### BEGIN SOLUTION.*?### END SOLUTION", re.M | re.S)
NOT_READ = {
    "bootstrap",
    "links",
    "teacher",
    "solution-only",
    "drawing",
    "folded",
}  # tags of cells that no learner reads


def minutes(cells: Iterable[nbformat.NotebookNode]) -> tuple[int, int]:
    """A learner's minutes for a lesson with these cells: to the next five without the exercises that nothing later needs,
    and for those alone."""
    reading, exercises = 0.0, {"yes": 0, "no": 0}
    for cell in cells:
        if NOT_READ & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown":
            reading += len(re.findall(r"[^\W\d_]+", cell.source)) / WORDS_A_MINUTE
            for exercise in EXERCISE.finditer(cell.source):
                exercises[exercise["needed"]] += int(exercise["minutes"])
        else:
            lines = [
                line
                for line in ANSWER.sub("", cell.source).splitlines()
                if line.strip() and not line.strip().startswith("#")
            ]
            reading += len(lines) / LINES_A_MINUTE
    return 5 * max(1, round((reading + exercises["yes"]) / 5)), exercises["no"]


def sentence(needed: int, optional: int) -> str:
    """For a lesson's first screen: "about 85 minutes, and 10 more for the exercises that nothing later needs"."""
    more = f", and {optional} more for the exercises that nothing later needs" if optional else ""
    return f"about {needed} minutes{more}"


def cell(needed: int, optional: int) -> str:
    """For the README's table: "85 min", "85 + 10 min"."""
    return f"{needed} + {optional} min" if optional else f"{needed} min"

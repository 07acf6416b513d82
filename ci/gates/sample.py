"""Two lessons on which to prove what depends on no lesson: chosen by rule, so that every kind of cell that the proof is
about is among theirs."""

import itertools
import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from building import run_times
from building.build import Course

# A kind of cell, and what in its code shows it.
KINDS = {
    "an answer": r"^    raise NotImplementedError",
    "a check": r' = check\("',
    "concept cards": r"\bcards\.deal\(",
    "the toggle": r"^controls\(\)",
    "a training run": r"\bRun\(",
    "a slider": r"\b(explore|scrub)\(",
    "a recorded run": r"\breplay\(",
    "data": r"\bimages\(",
    "the export": r"^export\(",
}
SEEN = [kind for kind in KINDS if kind != "data"]  # on a notebook's page: a cell that reads data shows a line of text


def kinds(notebook: Path) -> set[str]:
    """The kinds of cells that a learner's notebook has."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return {kind for kind, shows in KINDS.items() if re.search(shows, code, re.M)}


def two_lessons(course: Course, wanted: Collection[str] = KINDS.keys()) -> list[str]:
    """The pair of lessons ("00_start_here", …) that lacks the fewest of the wanted kinds of cells; of several, the one that
    computes for the shortest time at speed smoke."""
    if unknown := set(wanted) - KINDS.keys():
        raise ValueError(f"no kind of cell: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    times = run_times.read(course.root)
    lessons = {path.stem: kinds(course.learner(path)) for path in course.sources}

    def missing_and_seconds(pair: Iterable[str]) -> tuple[int, float]:
        seconds = sum(run_times.seconds(times, stem[:2]).get("smoke", 60) for stem in pair)
        return len(set(wanted).difference(*(lessons[stem] for stem in pair))), seconds

    return list(min(itertools.combinations(lessons, min(2, len(lessons))), key=missing_and_seconds))

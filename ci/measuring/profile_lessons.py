"""Where a lesson's seconds go: training, live pictures, scores, checks, figures, data, imports.

    python3 ci/course.py run measuring/profile_lessons                      every unsolved lesson at speed quick, half an hour
    python3 ci/course.py run measuring/profile_lessons 05 11 --speed smoke  these lessons at this speed
    python3 ci/course.py run measuring/profile_lessons 05 --solutions       with the course's answers
    python3 ci/course.py run measuring/profile_lessons --imports            instead: what `import gancourse` takes beyond torch
    python3 ci/course.py run measuring/profile_lessons --checks             instead: the seconds of every check, right and wrong answers

Nothing is written; the shares are printed. Every lesson runs in a kernel of its own. After its imports a cell is put in
that times the package's functions, each without what it calls of another kind: a score that is computed inside a training
loop counts as a score. "The rest" is the lesson's own code outside of all of them. The limits: a check 2 s, live pictures
3 % of a run, `import gancourse` 0.3 s beyond torch. Leave the machine alone meanwhile, or trust the shares only.
"""

import contextlib
import functools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from building import build
from building.kernels import THIS_PYTHON
from environment import ROOT
from measuring import command_line

KINDS = ("data", "training", "live pictures", "scores", "checks", "figures")
START = "from measuring import profile_lessons\nclocks = profile_lessons.watch(globals())"
END = "import json\nprint(json.dumps(clocks.facts()))"
ROUNDS = 7
IMPORTS = {
    "import gancourse": "import gancourse",
    "every name of gancourse": "import gancourse\nfor name in gancourse.__all__: getattr(gancourse, name)",
}


class Clocks:
    """Seconds by kind. Of calls inside one another only the innermost is counted, so that the kinds add up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.checks: list[tuple[float, str]] = []
        self.runs: list[dict[str, Any]] = []
        self.stack: list[str] = []
        self.since = time.perf_counter()

    @contextlib.contextmanager
    def counting(self, kind: str) -> Iterator[None]:
        self._turn()
        self.stack.append(kind)
        try:
            yield
        finally:
            self._turn()
            self.stack.pop()

    def _turn(self) -> None:
        now = time.perf_counter()
        if self.stack:
            self.seconds[self.stack[-1]] += now - self.since
        self.since = now

    def wrap(self, kind: str, function: Callable) -> Callable:
        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.counting(kind):
                return function(*args, **kwargs)

        return timed

    def facts(self) -> dict[str, Any]:
        return {"seconds": self.seconds, "checks": self.checks, "runs": self.runs}


def watch(lesson: dict[str, Any]) -> Clocks:
    """Time the package's functions from now on, also those that the lesson has imported by name."""
    clocks = Clocks()
    for kind, homes in timed_by_kind().items():
        for home, names in homes.items():
            for name in names:
                _replace(home, name, clocks.wrap(kind, getattr(home, name)), lesson)
    _watch_checks(clocks, lesson)
    _watch_runs(clocks)
    return clocks


def timed_by_kind() -> dict[str, dict[Any, list[str]]]:
    """Kind -> module or class -> names of its functions. Checks, training and pictures are watched more closely."""
    from gancourse import metrics
    from gancourse.data import loading
    from gancourse.models import judge
    from gancourse.training import replaying, screen
    from gancourse.views import plots, widgets

    return {
        "data": {loading: ["images"]},
        "training": {metrics: ["images_per_second"]},
        "scores": {
            metrics: ["parzen_log_likelihood", "frechet_distance", "nearest_neighbours", "squared_distances", "spread"],
            judge.Judge: ["_look"],
        },
        "live pictures": {screen.Screen: ["update"]},
        "figures": {
            plots: ["figure", "show", "image_grid", "tile", "curves", "figure_one"],
            widgets: ["explore", "scrub", "controls"],
            replaying: ["replay"],
        },
    }


def _watch_checks(clocks: Clocks, lesson: dict[str, Any]) -> None:
    from gancourse.checks import checking

    original = checking.check

    def check(name: str, *args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        with clocks.counting("checks"):
            try:
                return original(name, *args, **kwargs)
            finally:
                clocks.checks.append((time.perf_counter() - started, getattr(name, "__name__", name)))

    _replace(checking, "check", check, lesson)


def _watch_runs(clocks: Clocks) -> None:
    from gancourse.training import runs, screen

    original_draw, original_iterate = screen.Pictures.draw, runs.Run.__iter__

    def draw(pictures: Any, last: bool = False) -> None:
        started = time.perf_counter()
        with clocks.counting("live pictures"):
            # What the picture calls is part of its price, so it does not count as a figure.
            kept, clocks.counting = clocks.counting, lambda kind: contextlib.nullcontext()
            try:
                original_draw(pictures, last)
            finally:
                clocks.counting = kept
        clocks.runs[-1]["pictures"].append(time.perf_counter() - started)

    def iterate(run: Any) -> Iterator[int]:
        before = run.seconds
        clocks.runs.append({"name": run.name, "pictures": [], "drawn": run.picture is not None})
        with clocks.counting("training"):
            try:
                yield from original_iterate(run)
            finally:
                clocks.runs[-1]["seconds"] = run.seconds - before

    screen.Pictures.draw, runs.Run.__iter__ = draw, iterate


def _replace(home: Any, name: str, timed: Callable, lesson: dict[str, Any]) -> None:
    """In its module, in the other modules of the course and in the lesson."""
    original = getattr(home, name)
    setattr(home, name, timed)
    modules = [vars(module) for key, module in sys.modules.items() if key.startswith("gancourse.")]
    for names in (*modules, lesson):
        for known in [key for key, value in names.items() if value is original]:
            names[known] = timed


def profile(notebook: nbformat.NotebookNode, folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Run one notebook; its seconds by kind and by cell."""
    codes = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    # The first cell brings the course; the imports are the cells before the first that does anything else.
    imports = [index for index in codes[1:] if "from gancourse import" in notebook.cells[index].source][0]
    notebook.cells.insert(imports + 1, nbformat.v4.new_code_cell(START))
    notebook.cells.append(nbformat.v4.new_code_cell(END))
    client = NotebookClient(notebook, timeout=3600, resources={"metadata": {"path": str(folder)}}, **THIS_PYTHON)
    cells = []
    begun = time.monotonic()
    with client.setup_kernel(env=environment):
        started = time.monotonic()
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                before = time.monotonic()
                client.execute_cell(cell, index)
                cells.append((time.monotonic() - before, index, cell.source))
    facts = json.loads(notebook.cells[-1].outputs[0].text)
    own = [cell for cell in cells if cell[2] not in (START, END)]
    total = sum(seconds for seconds, *_ in own)
    seconds = {
        "kernel start": started - begun,
        "imports": sum(each for each, index, _ in own if index <= imports),
        **{kind: facts["seconds"].get(kind, 0.0) for kind in KINDS},
    }
    seconds["the rest"] = total - sum(seconds.values()) + seconds["kernel start"]
    return {**facts, "seconds": seconds, "total": total + seconds["kernel start"], "cells": [(s, t) for s, _, t in own]}


def report(title: str, found: dict[str, Any]) -> str:
    """What the profile of one lesson says, in lines."""
    total = found["total"]
    lines = [f"lesson {title}: {total:.1f} s"]
    lines += [f"  {seconds:7.1f} s {seconds / total:5.0%}  {kind}" for kind, seconds in found["seconds"].items()]
    for run in found["runs"]:
        if run["drawn"] and run["pictures"]:
            drawn, trained = sum(run["pictures"]), run["seconds"]
            lines.append(
                f"  live pictures of {run['name']!r}: {drawn:.2f} s in {len(run['pictures'])}, {drawn / (drawn + trained):.1%} of the "
                f"run's {drawn + trained:.0f} s ({', '.join(f'{each:.2f}' for each in run['pictures'])})"
            )
    if found["checks"]:
        slowest, name = max(found["checks"])
        lines.append(f"  slowest of {len(found['checks'])} checks: {name}, {slowest:.2f} s")
    lines.append("  slowest cells:")
    for seconds, source in sorted(found["cells"], reverse=True)[:5]:
        lines.append(f"  {seconds:7.1f} s  {_first_line(source)}")
    return "\n".join(lines)


def _first_line(source: str) -> str:
    """The first line of a cell that says something."""
    lines = [line for line in source.splitlines() if line.strip() and not line.startswith(("import ", "from ", "@"))]
    return (lines or source.splitlines() or [""])[0][:90]


def import_seconds() -> dict[str, float]:
    """The median seconds of each import where torch is there already, in new processes that take turns."""
    taken = defaultdict(list)
    for _ in range(ROUNDS):
        for name, statement in IMPORTS.items():
            code = (
                f"import time, torch\nstarted = time.perf_counter()\n{statement}\nprint(time.perf_counter() - started)"
            )
            command = [sys.executable, "-c", code]
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "notebooks")}
            answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
            taken[name].append(float(answer.stdout))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def check_seconds() -> Iterator[tuple[float, str, str]]:
    """(seconds, exercise, what was checked); the first check of an exercise also tries the reference, and the first wrong
    answer the whole bank, as in a new kernel."""
    from gancourse.checks import checking

    for exercise in checking.bank().values():
        answers = [("right", answer) for answer in exercise.rights]
        for kind, answer in [*answers, *(("wrong", wrong.answer) for wrong in exercise.wrongs)]:
            started = time.perf_counter()
            exercise.judge(answer)
            yield time.perf_counter() - started, f"{exercise.lesson} {exercise.name}", f"{kind}: {answer.__name__}"


def main() -> int:
    parser = command_line.parser(__doc__, whole=True)
    command_line.add_lessons(parser)
    parser.add_argument("--speed", choices=("smoke", "quick", "full"), default="quick")
    parser.add_argument("--solutions", action="store_true", help="with the course's answers")
    parser.add_argument("--imports", action="store_true", help="time the imports and nothing else")
    parser.add_argument("--checks", action="store_true", help="time the checks and nothing else")
    options = parser.parse_args()
    if options.imports:
        for name, seconds in import_seconds().items():
            print(f"{seconds:6.3f} s beyond torch  {name}, median of {ROUNDS}")
    elif options.checks:
        import torch

        torch.set_num_threads(1)
        for seconds, exercise, answer in sorted(check_seconds(), reverse=True)[:15]:
            print(f"{seconds:6.2f} s  {exercise:28} {answer}")
    else:
        course = build.Course()
        with tempfile.TemporaryDirectory() as work:
            environment = {**os.environ, "GANCOURSE_WORK": work, "GANCOURSE_SPEED": options.speed}
            for source in command_line.chosen(course.sources, options.lessons):
                notebook = build.read_source(course, source)
                if not options.solutions:
                    notebook = build.learner_notebook(notebook)
                folder = ROOT / ("solutions" if options.solutions else "notebooks")
                print(report(f"{source.stem} at {options.speed}", profile(notebook, folder, environment)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How nbgrader grades the course's notebooks; `nbgrader_config.py`, which `grade.py` writes, calls `configure`.

nbgrader does the work. These things are changed, so that points mean what they say:

- a check cell's verdict comes from the course's own check, whatever the submission made of the name `check`;
- a check cell that is missing is put back, also when its exercise is missing too;
- a cell that ends the kernel, or cannot be interrupted, costs its own points and no others;
- what a learner copied or split, or took from another lesson, is an ordinary cell and costs nothing;
- submissions run in this Python, with the course in it, or grading stops;
- what could not be graded gets no zero: it is in a table of its own.
"""

import copy
import functools
import os
import re
import secrets
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_notebook, new_output

from building.kernels import THIS_PYTHON
from environment import ROOT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader pulls in a database layer that warns on import
    from nbgrader import preprocessors, utils
    from nbgrader.converters import Autograde
    from nbgrader.plugins import CsvExportPlugin

from classroom.graded_check import VERDICT

CHECK_CELL = re.compile(r'^(\w+) = check\("\1", \1\)$', re.M)
CELL_SECONDS = 60  # a check stops an endless loop by itself after 30 s; no honest cell takes as long at speed smoke
QUIET_SECONDS = 15  # for what a cell has printed to arrive, also on a busy computer
MOST_RUNS = 12  # a submission in which more cells than this end the kernel is for a person to look at
MOST_PRINTED = 200_000  # characters a cell
PROGRAM = str(ROOT / "ci" / "classroom" / "graded_check.py")
NOT_GRADED = "not_graded.csv"


class CourseMissing(Exception):
    """A kernel without the course, in one sentence with the next step."""


def configure(config: Any) -> None:
    """Set nbgrader and the environment its kernels inherit; nothing in it needs a network."""
    os.environ["GANCOURSE_ROOT"] = str(ROOT)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "notebooks"), os.environ.get("PYTHONPATH")]))
    os.environ["GANCOURSE_SPEED"] = "smoke"
    os.environ["GANCOURSE_DEVICE"] = "cpu"
    os.environ["GANCOURSE_OFFLINE"] = "1"  # the course's drawn digits serve as well for a check
    scripts = str(Path(sys.executable).parent)  # nbgrader starts `alembic`, which lies beside this Python
    os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])
    steps = {preprocessors.Execute: Execute, preprocessors.OverwriteCells: OverwriteCells}
    for stage in ("sanitize_preprocessors", "autograde_preprocessors"):
        usual = Autograde.class_traits()[stage].default()
        config.Autograde[stage] = [steps.get(step, step) for step in usual]
    config.Execute.timeout = CELL_SECONDS
    config.Execute.iopub_timeout = QUIET_SECONDS
    config.OverwriteCells.add_missing_cells = True
    config.Autograde.pre_convert_hook = lambda **_: require_course()
    config.ExportApp.plugin_class = Export


@functools.cache
def require_course() -> None:
    """Stop before the first submission where no submission could be graded. (nbgrader goes on after every other error.)"""
    with tempfile.TemporaryDirectory() as folder:
        try:
            Execute().preprocess(new_notebook(), {"metadata": {"path": folder}})
        except Exception as error:
            why = error if isinstance(error, CourseMissing) else missing(f"{type(error).__name__}: {error}")
            sys.exit(f"{why} Nothing was graded.")


def missing(why: str) -> CourseMissing:
    return CourseMissing(
        f"The course cannot be imported in {sys.executable}, which grades ({why}). Run `python3 ci/course.py grade` for "
        "this folder again, which mends the environment, and then the commands that it prints."
    )


class OverwriteCells(preprocessors.OverwriteCells):
    """Puts a missing check cell after its exercise or, when that is missing too, at the end. What is no cell of this
    lesson's assignment, or one of its cells for the second time, becomes a cell like any other."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        cell, resources = super().preprocess_cell(cell, resources, index)
        if not cell.metadata.get("nbgrader", {}).get("grade_id"):
            cell.metadata.pop("nbgrader", None)  # what nbgrader leaves of it stops nbgrader's next steps
        return cell, resources

    def add_missing_grade_cells(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        there = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells}
        texts = {cell.name: cell for cell in notebook.source_cells}
        for graded in notebook.grade_cells:
            if graded.name in there:
                continue
            self.log.warning("The check cell %s is missing; it is put back", graded.name)
            cell = self.missing_cell_transform(texts[graded.name], graded.max_score)
            cell.id = f"missing-{graded.name}"[:64].replace("_", "-")
            exercise = graded.name.removesuffix("-check")
            places = [
                place
                for place, other in enumerate(nb.cells)
                if other.metadata.get("nbgrader", {}).get("grade_id") == exercise
            ]
            nb.cells.insert(places[-1] + 1 if places else len(nb.cells), cell)
        return nb, resources


class Execute(preprocessors.Execute):
    """Runs a submission; see the top of this file."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **THIS_PYTHON, **options)

    def start_new_kernel_client(self, **options: Any) -> Any:
        """The connection to a new kernel, in which the course is imported."""
        client = super().start_new_kernel_client(**options)
        try:
            begin = f'__import__("runpy").run_path({PROGRAM!r})["begin"]()'
            reply = self.wait_for_reply(client.execute(begin, silent=True, store_history=False))
        except DeadKernelError:
            reply = {"content": {"status": "error", "ename": "it", "evalue": "ended"}}
        told = reply["content"] if reply else {"status": "error", "ename": "it", "evalue": f"took {self.timeout} s"}
        if told["status"] != "ok":
            self._cleanup_kernel()
            raise missing(f"{told['ename']}: {told['evalue']}")
        return client

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        cells = copy.deepcopy(nb.cells)
        self.left_out: dict[int, str] = {}  # cells that a further run skips, each with the reason
        for _ in range(MOST_RUNS):
            try:
                return super().preprocess(nb, resources, km)
            except (DeadKernelError, CellTimeoutError) as failure:
                ended = isinstance(failure, DeadKernelError)
                self.left_out[self.at] = "ended the kernel" if ended else "went on for ever and could not be stopped"
                self.log.warning("Cell %d %s; the notebook runs again without it", self.at, self.left_out[self.at])
                nb.cells = copy.deepcopy(cells)
        raise DeadKernelError(f"{MOST_RUNS} cells end the kernel or cannot be stopped; look at this one yourself")

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        self.at, self.printed = index, 0
        name = exercise_of(cell)
        if cell.get("id") == "bootstrap":  # the course is found already, and a cell of an older release might fetch it
            cell.outputs = []
        elif name is not None:
            cell = self._judge(cell, resources, index, name)
        elif index in self.left_out:
            cell.outputs = [error(f"This cell {self.left_out[index]}, so grading left it out.")]
        else:
            cell, _ = super().preprocess_cell(cell, resources, index)
            if any(output.get("ename") == "CellTimeoutError" for output in cell.get("outputs", [])):
                self.left_out[index] = (
                    f"took longer than {self.timeout_func(cell) if self.timeout_func else self.timeout} s"
                )
        return cell, resources

    def _judge(self, cell: NotebookNode, resources: Any, index: int, name: str) -> NotebookNode:
        """Ask the course's check about `name`, and write its verdict under the cell."""
        proof, source = secrets.token_hex(16), cell.source
        answer = "{}" if index in self.left_out else "globals()"
        cell.source = f'__import__("runpy").run_path({PROGRAM!r})["grade"]({name!r}, {answer}, {proof!r})'
        if index in self.left_out:
            cell.source += f'; {name} = __import__("gancourse").checking.bank()[{name!r}].reference'
        try:
            cell, _ = super().preprocess_cell(cell, resources, index)
        finally:
            cell.source = source
        verdicts = [output.data[VERDICT] for output in cell.outputs if VERDICT in output.get("data", {})]
        verdict = next((one for one in verdicts if one.get("proof") == proof), None)
        if index in self.left_out:
            cell.outputs = [error(f"[Error in your code] {name}\n  When it was called, it {self.left_out[index]}.")]
        elif verdict is None:
            cell.outputs = [*cell.outputs, error(f"[Not yet] {name}\n  The check could not be run to its end.")]
        elif verdict["right"]:
            cell.outputs = [new_output("stream", name="stdout", text=verdict["report"] + "\n")]
        else:
            cell.outputs = [error(verdict["report"])]
        return cell

    def on_cell_executed(self, **kwargs: Any) -> None:
        super().on_cell_executed(**kwargs)
        payload = kwargs["execute_reply"]["content"].get("payload", [])
        if any(one.get("source") == "ask_exit" for one in payload):  # the kernel is about to end
            raise DeadKernelError("the cell asked the kernel to end")

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> Any:
        if msg["msg_type"] == "stream":
            self.printed += len(msg["content"]["text"])
            if self.printed > MOST_PRINTED:
                msg["content"]["text"] = ""
        return super().process_message(msg, cell, cell_index)


class Export(CsvExportPlugin):
    """grades.csv without the zeros of those who handed something in that could not be graded. They are in not_graded.csv."""

    def export(self, gradebook: Any) -> None:
        super().export(gradebook)
        table = Path(self.to or "grades.csv")
        assignments = {one.name: [notebook.name for notebook in one.notebooks] for one in gradebook.assignments}
        found = {
            (lesson, learner): why
            for lesson, learner, why in not_graded(self.parent.coursedir, assignments)
            if lesson in (self.assignment or [lesson]) and learner in (self.student or [learner])
        }
        lines = table.read_text("utf-8").splitlines(keepends=True)
        at = [lines[0].split(",").index(column) for column in ("assignment", "student_id")]
        graded = [line for line in lines if tuple(line.split(",")[column] for column in at) not in found]
        table.write_text("".join(graded), "utf-8")
        other = table.with_name(NOT_GRADED)
        other.unlink(missing_ok=True)
        if found:
            rows = [f"{lesson},{learner},{why}\n" for (lesson, learner), why in sorted(found.items())]
            other.write_text("assignment,student_id,why\n" + "".join(rows), "utf-8")
            self.log.warning("%d not graded, and so not in %s; they are in %s", len(found), table, other)


def not_graded(course: Any, assignments: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """(lesson, learner, why) for everything handed in of which there is nothing graded."""
    for place in sorted(Path(course.root, course.submitted_directory).glob("[!.]*/[!.]*")):
        learner, lesson = place.parts[-2:]
        notebooks = assignments.get(lesson, [])
        graded = Path(course.root, course.autograded_directory, learner, lesson)
        if not place.is_dir() or (notebooks and all((graded / f"{name}.ipynb").exists() for name in notebooks)):
            continue
        if lesson not in assignments:
            why = f"no lesson of this class is called {lesson}"
        elif absent := [name for name in notebooks if not (place / f"{name}.ipynb").exists()]:
            why = f"{absent[0]}.ipynb is not in {place.parent.name}/{lesson}"
        else:
            why = f"run `nbgrader autograde {lesson} --student {learner}` and read what it says"
        yield lesson, learner, why


def exercise_of(cell: NotebookNode) -> str | None:
    """The exercise that a check cell of the course checks, or None for any other cell."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    found = CHECK_CELL.search(cell.source) if cell.cell_type == "code" and utils.is_grade(cell) else None
    return found[1] if found and grade_id == f"{found[1]}-check" else None


def error(report: str) -> NotebookNode:
    """The output that nbgrader counts as no points, with the verdict for the learner to read."""
    return new_output("error", ename="AssertionError", evalue=report, traceback=report.splitlines())

"""Build the notebooks from `solutions/source/NN_*.py`.

    python3 ci/course.py build               write notebooks/ and solutions/, keeping the outputs of unchanged solutions
    python3 ci/course.py build --check       change nothing; fail if a file differs from what would be written
    python3 ci/course.py build --execute 02  execute solution 02 (or all, with no number) at speed quick, keep its outputs

The learner's notebook is the source with answers, teacher's notes and outputs removed; the solution notebook is the
whole source, with the outputs of its last real execution. nbgrader's own preprocessor cuts the answers out, and the
exercise and check cells carry nbgrader's metadata, so that a teacher's nbgrader understands both.
"""

import argparse
import copy
import os
import re
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

from building import fingerprints, glossary, links, reading_times, run_times, teaching
from building.kernels import THIS_PYTHON
from environment import ROOT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader pulls in a database layer that warns on import
    from nbgrader.preprocessors import ClearOutput, ClearSolutions

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
STILL_MARK = "gancourse-still"  # a widget's still once more, for JupyterLab; see widgets.py
KEPT = ("tags", "draws")  # of what a cell's line in a source says
# Folded by JupyterLab, and by Colab. VS Code reads neither and keeps no fold in a notebook; there, as on GitHub, all code shows.
FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}
WHAT_IS_FOLDED = "*Next, folded in JupyterLab and Colab: {draws}. The dots there,* Show code *in Colab, open it.*"
HIDDEN_FROM_LEARNERS = {"teacher", "solution-only"}
EXERCISE_HEADING = re.compile(
    r"^### Exercise (\d+)\.(\d+) · .+\n\*Difficulty ([1-5]) of 5 · (\d+) minutes · needed later: (yes|no)\*", re.M
)
CHECK_CALL = re.compile(r'^(\w+) = check\("(\w+)", (\w+)\)$')
PAUSE = """*About {behind} minutes lie behind you, and {before} before you.*

To stop here, run `summary()` in a new cell, which keeps your tries and hints, and save the notebook (*File → Save
Notebook*): your answers are in it. Guesses and beliefs are kept already. To go on another day, open it again, click on the
heading below and choose *Run → Run All Above Selected Cell* (Colab: *Runtime → Run before*; VS Code: *Execute Above Cells*
at the next code cell). That runs your answers, and all else above, {again}.
Binder and Colab forget everything when you leave: once you have saved, take the zip with you, as [lesson 00]({first}.ipynb)
shows under *Keep your answers*."""
TABLE = re.compile(r"(<!-- lessons:.*?-->\n).*?(<!-- /lessons -->)", re.S)
BADGES = re.compile(r"(<!-- badges:.*?-->\n).*?(<!-- /badges -->)", re.S)


class BuildError(Exception):
    """A source that cannot be built, with the lesson, the place and what to change in the message."""


def the_courses_bank() -> Mapping[str, Any]:
    """The exercises of the package beside this file, by name."""
    from gancourse.checks import checking

    return checking.bank()


@dataclass(frozen=True)
class Course:
    """The folders of one copy of the course, so that tests can build another."""

    root: Path = ROOT
    bank: Callable[[], Mapping[str, Any]] = the_courses_bank

    @property
    def sources(self) -> list[Path]:
        return sorted((self.root / "solutions" / "source").glob("[0-9][0-9]_*.py"))

    def learner(self, source: Path) -> Path:
        return self.root / "notebooks" / f"{source.stem}.ipynb"

    def solution(self, source: Path) -> Path:
        return self.root / "solutions" / f"{source.stem}.ipynb"


def read_source(course: Course, path: Path) -> nbformat.NotebookNode:
    """The whole lesson as a notebook: stable ids, the bootstrap cell, nbgrader's metadata; no outputs."""
    notebook = jupytext.reads(path.read_text("utf-8"), fmt="py:percent")
    facts = notebook.metadata.get("gancourse", {})
    for field in ("lesson", "title", "promise", "minutes"):
        if field not in facts:
            raise BuildError(f"{path.name}: the header needs gancourse: {field}")
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({name: cell.metadata[name] for name in KEPT if name in cell.metadata})
    notebook.cells.insert(1, _bootstrap_cell(course))
    elsewhere = links.lesson_links(links.Published.read(course.root), path.stem)
    notebook.cells.insert(2, nbformat.v4.new_markdown_cell(elsewhere, id="links", metadata={"tags": ["links"]}))
    _mark_exercises(path, notebook, course.bank())
    _state_run_times(course, path, notebook)
    _name_cells(notebook)
    _fold_drawings(path, notebook)
    _state_your_times(course, path, notebook)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "gancourse": dict(facts),
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def learner_notebook(whole: nbformat.NotebookNode) -> nbformat.NotebookNode:
    notebook = copy.deepcopy(whole)
    notebook.cells = [cell for cell in notebook.cells if not HIDDEN_FROM_LEARNERS & set(cell.metadata.get("tags", []))]
    for preprocessor in (ClearSolutions(), ClearOutput()):
        notebook, _ = preprocessor.preprocess(notebook, {})
    return notebook


def solution_notebook(whole: nbformat.NotebookNode, last: Path) -> nbformat.NotebookNode:
    """The whole lesson with the outputs that `last`, the committed solution, has for it."""
    notebook = copy.deepcopy(whole)
    if not last.exists():
        return notebook
    stored = nbformat.read(last, as_version=4)
    executed = [cell for cell in stored.cells if cell.cell_type == "code"]
    for cell in [cell for cell in notebook.cells if cell.cell_type == "code"]:
        # The same code keeps its outputs wherever prose has moved it; changed code keeps those of its id, as stale ones.
        same = [each for each in executed if each.source == cell.source] or [e for e in executed if e.id == cell.id]
        if same:
            executed.remove(same[0])
            cell.outputs, cell.execution_count = same[0].outputs, same[0].execution_count
    if "executed_code" in stored.metadata.get("gancourse", {}):
        notebook.metadata.gancourse["executed_code"] = stored.metadata.gancourse.executed_code
    return notebook


def code_hash(notebook: nbformat.NotebookNode) -> str:
    """Of the code alone: a changed sentence needs no new execution, a changed line of code does."""
    return fingerprints.of_cells(_code(notebook))


def computing_hash(notebook: nbformat.NotebookNode) -> str:
    """Of the code that takes time and memory: a new question needs no new measurement."""
    return fingerprints.of_computing(_code(notebook))


def _code(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.id != "bootstrap"]


def execute(course: Course, source: Path) -> nbformat.NotebookNode:
    """Run a solution at speed quick (or `GANCOURSE_SPEED`) and return it with clean outputs."""
    notebook = read_source(course, source)
    client = NotebookClient(
        notebook,
        timeout=3600,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(course.root / "solutions")}},
        **THIS_PYTHON,
    )
    client.execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [clean for output in cell.outputs if (clean := _clean_output(output)) is not None]
            cell.metadata.pop("execution", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = nbformat.from_dict({"name": "python"})
    notebook.metadata.gancourse["executed_code"] = code_hash(notebook)
    return notebook


def lesson_table(course: Course, notebooks: dict[Path, nbformat.NotebookNode], published: links.Published) -> str:
    """The README's lesson table, from the sources' headers and the measured run times."""
    times, gpus = run_times.read(course.root), {source: _on_gpu(course, each) for source, each in notebooks.items()}
    where = next((gpu.where for gpu in gpus.values() if gpu.quick is not None), run_times.ON_GPU)
    in_colab = published.colab(links.FIRST_LESSON) is not None
    rows = [
        f"| lesson | what you do there | your time | computing {run_times.ON_CPU} | computing {where} | unsolved · {'in Colab · ' if in_colab else ''}solved |",
        "|---|---|---|---|---|---|",
    ]
    for source, notebook in notebooks.items():
        facts = notebook.metadata.gancourse
        opens = [f"[open](notebooks/{source.stem}.ipynb)", f"[look](solutions/{source.stem}.ipynb)"]
        if in_colab:
            opens.insert(1, f"[Colab]({published.colab(source.stem)})")
        yours = reading_times.cell(*reading_times.minutes(notebook.cells))
        lesson = [f"**{facts.lesson}** {facts.title}", facts.promise, yours]
        computing = run_times.cells(times, facts.lesson, gpus[source], facts.get("uses_gpu", True))
        rows.append(f"| {' | '.join([*lesson, *computing, ' · '.join(opens)])} |")
    return "\n".join(rows) + "\n"


def build(course: Course) -> dict[Path, str]:
    """Every built file and the text it must have."""
    files: dict[Path, str] = {}
    notebooks = {source: read_source(course, source) for source in course.sources}
    words = {
        whole.metadata.gancourse.lesson: whole.metadata.gancourse.pop("glossary", {}) for whole in notebooks.values()
    }
    for source, whole in notebooks.items():
        files[course.learner(source)] = _as_text(learner_notebook(whole))
        files[course.solution(source)] = _as_text(solution_notebook(whole, course.solution(source)))
    try:
        files[course.root / glossary.FILE] = glossary.text(words)
    except ValueError as error:
        raise BuildError(str(error)) from None
    readme = course.root / "README.md"
    if readme.exists():
        published = links.Published.read(course.root)
        text = readme.read_text("utf-8")
        table = lesson_table(course, notebooks, published)
        for place, built in ((TABLE, table), (BADGES, links.badges(published))):
            text = place.sub(lambda match, built=built: match[1] + built + match[2], text)
        files[readme] = text
    try:
        files.update(teaching.pages(course.root, notebooks))
    except teaching.TeachingError as error:
        raise BuildError(str(error)) from None
    return files


def differences(course: Course) -> list[str]:
    """What is not as the sources say, a sentence each: hand edits, forgotten builds, stale or missing executions."""
    found = []
    files = build(course)
    for path, text in files.items():
        name = path.relative_to(course.root).as_posix()
        if not path.exists():
            found.append(f"{name} is missing: run `python3 ci/course.py build`")
        elif path.read_text("utf-8") != text:
            found.append(f"{name} differs from its source: edit solutions/source/ and run `python3 ci/course.py build`")
    known = {path.name for path in files}
    for folder in ("notebooks", "solutions"):
        for path in sorted((course.root / folder).glob("*.ipynb")):
            if path.name not in known:
                found.append(f"{folder}/{path.name} has no source")
    for path in sorted((course.root / "solutions" / "teaching").glob("*")):
        if path not in files:
            found.append(f"solutions/teaching/{path.name} has no source")
    for source in course.sources:
        path = course.solution(source)
        if not path.exists():
            continue
        stored = nbformat.read(path, as_version=4)
        executed = stored.metadata.get("gancourse", {}).get("executed_code")
        if executed != code_hash(read_source(course, source)):
            found.append(
                f"solutions/{path.name} shows outputs of other code: run `python3 ci/course.py build --execute {source.stem[:2]}`"
            )
        counts = [cell.execution_count for cell in stored.cells if cell.cell_type == "code"]
        if counts != list(range(1, len(counts) + 1)):
            found.append(f"solutions/{path.name} was not executed from top to bottom: its cells are numbered {counts}")
    return found


def _state_run_times(course: Course, path: Path, notebook: nbformat.NotebookNode) -> None:
    """The measured seconds in the metadata, where the doctor reads them, and in the first cell, where the learner does."""
    facts, times, gpu = notebook.metadata["gancourse"], run_times.read(course.root), _on_gpu(course, notebook)
    facts["run_seconds"] = run_times.stated(times, facts, gpu=gpu)
    if "quick" not in facts["run_seconds"]:
        number = path.stem[:2]
        raise BuildError(
            f"{path.name}: nobody knows how long it computes. Until `python3 ci/course.py run measuring/lessons {number}` has measured it, "
            "put an estimate into the header, run_seconds: {smoke: 10, quick: 60}"
        )
    notebook.cells[0].source = notebook.cells[0].source.replace(
        "@computer@", run_times.sentence(times, facts["lesson"], gpu, facts.get("uses_gpu", True))
    )


def _on_gpu(course: Course, whole: nbformat.NotebookNode) -> run_times.OnGpu:
    """The lesson's seconds on a GPU, if they were measured of the code as it stands."""
    return run_times.on_gpu(course.root, whole.metadata["gancourse"]["lesson"], computing_hash(learner_notebook(whole)))


def _state_your_times(course: Course, path: Path, notebook: nbformat.NotebookNode) -> None:
    """A learner's minutes in the first cell; and behind what each pause says of the lesson, how to stop there and come back."""
    sittings, optional = reading_times.minutes(notebook.cells)
    opening = notebook.cells[0]
    opening.source = opening.source.replace("@yours@", reading_times.sentence(sittings, optional))
    facts, times = notebook.metadata["gancourse"], run_times.read(course.root)
    for number, (at, heading) in enumerate(reading_times.pauses(notebook.cells), 1):
        if not heading:
            raise BuildError(f"{path.name}: a pause stands directly above a cell that begins with a heading `## …`")
        again = run_times.above(times, facts["lesson"], heading, facts["run_seconds"]["quick"])
        notebook.cells[at].source += "\n\n" + PAUSE.format(
            behind=sum(sittings[:number]), before=sum(sittings[number:]), again=again, first=links.FIRST_LESSON
        )


def _bootstrap_cell(course: Course) -> nbformat.NotebookNode:
    published = links.Published.read(course.root)
    code = (course.root / "ci" / "building" / "bootstrap_cell.py").read_text("utf-8").strip()
    for name in ("repository", "release", "archive"):
        code = code.replace(f"@{name}@", getattr(published, name))
    cell = nbformat.v4.new_code_cell(code, id="bootstrap")
    cell.metadata = nbformat.from_dict({**FOLDED, "tags": ["bootstrap"]})
    return cell


def _mark_exercises(path: Path, notebook: nbformat.NotebookNode, bank: Mapping[str, Any]) -> None:
    """Give each exercise cell and its check cell nbgrader's metadata; refuse an exercise that is not whole."""
    heading, answer = None, None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = EXERCISE_HEADING.search(cell.source) or heading
            continue
        if "### BEGIN SOLUTION" in cell.source:
            defined = re.findall(r"^(?:def|class) (\w+)", cell.source, re.M)
            if heading is None or len(defined) != 1:
                raise BuildError(
                    f"{path.name}: an answer needs an exercise heading above it and defines one function; found {defined}"
                )
            answer = defined[0]
            if answer not in bank or len(bank[answer].wrongs) < 3 or len(bank[answer].rights) < 2:
                raise BuildError(f"{path.name}: {answer} needs a bank: three wrong answers and a second right one")
            cell.metadata["nbgrader"] = _nbgrader(answer, solution=True)
        elif match := CHECK_CALL.match(cell.source.strip()):
            if set(match.groups()) != {answer}:
                raise BuildError(f"{path.name}: `{cell.source}` does not check {answer}, the function just written")
            cell.metadata["nbgrader"] = _nbgrader(f"{answer}-check", points=int(heading[3]))
            cell.metadata["tags"] = ["nbval-check-output"]
            heading, answer = None, None
    if answer is not None:
        raise BuildError(f"{path.name}: {answer} is never checked")


def _nbgrader(grade_id: str, *, solution: bool = False, points: int = 0) -> dict:
    facts = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": not solution,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    return facts if solution else {**facts, "points": points}


def _name_cells(notebook: nbformat.NotebookNode) -> None:
    """Ids that stay when cells elsewhere change: the nearest heading and a number, or the exercise's name."""
    heading, counts = "top", {}
    for cell in notebook.cells:
        if {"bootstrap", "links"} & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown" and (match := re.search(r"^#+ (.+)$", cell.source, re.M)):
            heading = re.sub(r"[^a-z0-9]+", "-", match[1].lower()).strip("-")[:50] or "cell"
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        base = grade_id.replace("_", "-") if grade_id else heading
        if "teacher" in cell.metadata.get("tags", []):
            base += "-teacher"  # counted apart: a note for the teacher changes no id in the learner's notebook
        counts[base] = counts.get(base, 0) + 1
        cell.id = base if grade_id else f"{base}-{counts[base]}"


def _fold_drawings(path: Path, notebook: nbformat.NotebookNode) -> None:
    """Fold each cell whose line in the source says what it draws (`# %% draws="the picture of …"`), and say so before it."""
    cells = []
    for cell in notebook.cells:
        if draws := cell.metadata.pop("draws", ""):
            if cell.cell_type != "code" or "nbgrader" in cell.metadata:
                raise BuildError(
                    f"{path.name}: {cell.id} has `draws`, which only a code cell outside exercises may have"
                )
            cell.metadata.update(FOLDED, tags=[*cell.metadata.get("tags", []), "drawing"])
            said = WHAT_IS_FOLDED.format(draws=draws)
            cells.append(nbformat.v4.new_markdown_cell(said, id=f"{cell.id}-folded", metadata={"tags": ["folded"]}))
        cells.append(cell)
    notebook.cells = cells


def _clean_output(output: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    """Without widget state, which GitHub cannot show; None for what then says nothing (a bare widget, a progress bar)."""
    if output.output_type == "stream" and output.name == "stderr":
        return None
    if STILL_MARK in output.get("data", {}).get("text/html", ""):
        return None
    if WIDGET_VIEW in output.get("data", {}):
        del output.data[WIDGET_VIEW]
        text = output.data.get("text/plain", "")
        if "image/png" not in output.data and (re.match(r"\w+\(", text) or "%|" in text or "?it/s" in text):
            return None
    return output


def _as_text(notebook: nbformat.NotebookNode) -> str:
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a built file is not current")
    parser.add_argument("--execute", nargs="*", metavar="NN", help="execute these solutions, or all of them")
    arguments = parser.parse_args()
    course = Course()
    os.chdir(course.root)
    if arguments.check:
        found = differences(course)
        print("\n".join(found) if found else f"{len(course.sources)} lessons, all built files are current.")
        return bool(found)
    if arguments.execute is not None:
        for source in course.sources:
            if not arguments.execute or source.stem[:2] in arguments.execute:
                print(f"executing {source.stem} ...", flush=True)
                course.solution(source).write_text(_as_text(execute(course, source)), "utf-8")
    for path, text in build(course).items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"wrote {path.relative_to(course.root).as_posix()}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BuildError as error:
        sys.exit(f"{error}.")

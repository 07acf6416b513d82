"""Grading end to end with nbgrader itself: one lesson, four submissions, real points, feedback, the export.

No network, and no file outside the test's own folder.
"""

import copy
import csv
import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from building.build import Course
from classroom import grade, grading
from environment import ROOT
from gancourse.checks import checking

LESSON = "01_the_minimax_game"
POINTS = {"value": 1, "best_D": 2, "jensen_shannon": 2, "closest_intervals": 3, "statements": 3}
SLOW = ("explore(", "plots.show(", "picture_of", "cards.deal(")  # cells that some learner may well have deleted

P_OVER_Q = 'def best_D(p, q):\n    """The ratio of the two densities."""\n    return p / q\n'
CHEATS = """
check = lambda name, answer: answer
print("[Correct]")
import os
import gancourse.checks.checking
import gancourse.exercises.lesson_01.tables
gancourse.checks.checking.check = check
gancourse.exercises.lesson_01.tables.value_of_game = lambda D, p, q: 0.5
gancourse.checks.checking.bank()["value"].probes.clear()
gancourse.checks.checking.bank()["best_D"].rights[:] = [best_D] * 2
gancourse.checks.exercise.Exercise.judge = lambda self, answer: gancourse.checks.exercise.Verdict("Correct", "")
os.environ["NBGRADER_EXECUTION"] = ""
get_ipython().showtraceback = lambda *_, **__: None
"""


def answers() -> dict[str, str]:
    """The right answer of each exercise, as a learner types it."""
    cells = nbformat.read(ROOT / "solutions" / f"{LESSON}.ipynb", as_version=4).cells
    right = {grade_id(cell): cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")}
    return {name: re.sub(r"\n\s*### (BEGIN|END) SOLUTION", "", source) for name, source in right.items()}


def constants() -> dict[str, str]:
    """The same functions, each returning one half whatever comes in."""
    return {name: source.split('"""')[0] + "return 0.5\n" for name, source in answers().items()}


def grade_id(cell) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def notebook_with(given: dict[str, str], drop: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    """The learner's notebook of the course, as it lies in my_work/, with these answers."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{LESSON}.ipynb", as_version=4)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if not (cell.cell_type == "code" and not grade_id(cell) and any(word in cell.source for word in drop))
    ]
    for cell in notebook.cells:
        cell.source = given.get(grade_id(cell), cell.source)
    return notebook


def as_if_run(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """With outputs and widget state, as JupyterLab saves what a learner has run."""
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "a" * 32}, "text/plain": "VBox()"}
    for number, cell in enumerate(cell for cell in notebook.cells if cell.cell_type == "code"):
        cell.execution_count = number + 1
        cell.outputs = [nbformat.v4.new_output("display_data", widget)]
    state = {"a" * 32: {"model_name": "VBoxModel", "model_module": "@jupyter-widgets/controls", "state": {}}}
    notebook.metadata.widgets = {
        "application/vnd.jupyter.widget-state+json": {"version_major": 2, "version_minor": 0, "state": state}
    }
    return notebook


def cell_with(notebook: nbformat.NotebookNode, name: str) -> tuple[int, nbformat.NotebookNode]:
    """The place of the cell with this grade id, and a copy of the cell as JupyterLab makes one, metadata and all."""
    place = next(place for place, cell in enumerate(notebook.cells) if grade_id(cell) == name)
    return place, copy.deepcopy(notebook.cells[place])


def rearranged(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """After an evening's work: a draft kept above its better copy, an answer split in two, a check copied, and an answer
    of another lesson pasted in."""
    place, draft = cell_with(notebook, "best_D")
    draft.source = P_OVER_Q
    notebook.cells.insert(place, draft)
    place, half = cell_with(notebook, "value")
    half.source = "one_half = 1 / 2\n"
    notebook.cells.insert(place, half)
    place, check = cell_with(notebook, "jensen_shannon-check")
    notebook.cells.insert(place + 1, check)
    other = nbformat.read(ROOT / "notebooks" / "02_figure_one.ipynb", as_version=4)
    notebook.cells.insert(place, next(cell for cell in other.cells if grade_id(cell)))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    return notebook


def hand_in(folder: Path, name: str, notebook: nbformat.NotebookNode) -> None:
    path = folder / "submitted" / name / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A home of its own, no network, and nothing of this test run's own settings."""
    home = tmp_path_factory.mktemp("home")
    ours = ("GANCOURSE_", "JUPYTER", "IPYTHON", "NBGRADER", "XDG_", "PYTHONPATH")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    path = os.pathsep.join(str(ROOT / folder) for folder in ("ci/gates/offline", "ci", "notebooks"))
    own = {"HOME": home, "USERPROFILE": home, "PYTHONPATH": path, "OMP_NUM_THREADS": 1}
    own["JUPYTER_PATH"] = tmp_path_factory.mktemp("another")  # an environment of the teacher's left its kernelspec
    kernel = own["JUPYTER_PATH"] / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    command = [sys.executable, "-c", "raise SystemExit('another environment')"]
    kernel.write_text(json.dumps({"argv": command, "display_name": "Python 3", "language": "python"}))
    return {**inherited, **{name: str(value) for name, value in own.items()}, "GANCOURSE_DATA": "none"}


@pytest.fixture(scope="module")
def classroom(tmp_path_factory, environment):
    """The folder after the commands that `grade.py` prints, typed as it prints them."""
    folder = tmp_path_factory.mktemp("class") / "spring term"
    made = subprocess.run(
        [sys.executable, ROOT / "ci" / "classroom" / "grade.py", folder, "1"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    config = folder / "nbgrader_config.py"
    assert f"c.Execute.timeout = {grading.CELL_SECONDS}" in config.read_text("utf-8")
    shorter = 'c.Execute.timeout_func = lambda cell: 3 if "while True" in cell.source else c.Execute.timeout\n'
    config.write_text(config.read_text("utf-8") + shorter, "utf-8")

    right = answers()
    hand_in(folder, "ada", as_if_run(rearranged(notebook_with(right))))
    (folder / "submitted" / "ada" / LESSON / "torch.py").write_text("raise ImportError('my own torch')\n")
    endless = {"value": right["value"] + "\nwhile True:\n    pass\n", "jensen_shannon": "import os\nos._exit(3)\n"}
    hand_in(folder, "bob", notebook_with({**right, "best_D": P_OVER_Q, **endless}, drop=SLOW[:3]))
    carl = constants()
    carl["best_D"] += CHEATS
    cheating = notebook_with(carl, drop=SLOW)
    missing = ("statements", "statements-check", "jensen_shannon-check")
    cheating.cells = [cell for cell in cheating.cells if grade_id(cell) not in missing]
    hand_in(folder, "carl", cheating)
    damaged = folder / "submitted" / "dora" / LESSON / f"{LESSON}.ipynb"
    damaged.parent.mkdir(parents=True)
    damaged.write_text('{"cells": [', "utf-8")

    commands = re.findall(r"^    (.+ -m nbgrader .+)$", made.stdout, re.M)
    assert [re.search(r"nbgrader (\w+)", command)[1] for command in commands] == [
        "generate_assignment",
        "autograde",
        "generate_feedback",
        "export",
    ]
    logs = {}
    for command in commands:
        ran = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True)
        name = re.search(r"nbgrader (\w+)", command)[1]
        assert ran.returncode == (name == "autograde"), f"{command}\n{ran.stdout}\n{ran.stderr}"  # which met dora's
        logs[name] = ran.stdout + ran.stderr
    assert re.findall(r"error processing assignment '.+' for student '(.+)'", logs["autograde"]) == ["dora"]
    return folder, logs


def graded(folder: Path, name: str) -> dict[str, str]:
    """What stands under each check cell of the graded notebook."""
    notebook = nbformat.read(folder / "autograded" / name / LESSON / f"{LESSON}.ipynb", as_version=4)
    return {
        grade_id(cell).removesuffix("-check"): "\n".join(
            output.get("text") or "\n".join(output.get("traceback", [])) for output in cell.outputs
        )
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }


def test_the_points_are_real(classroom):
    folder, _ = classroom
    with (folder / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {row["max_score"] for row in rows.values()} == {str(float(sum(POINTS.values())))}
    scores = {name: float(row["score"]) for name, row in rows.items()}
    assert scores["ada"] == sum(POINTS.values())
    assert scores["bob"] == POINTS["closest_intervals"] + POINTS["statements"]
    assert scores["carl"] == 0


def test_what_could_not_be_graded_is_not_among_the_zeros(classroom):
    folder, logs = classroom
    assert "dora" not in (folder / "grades.csv").read_text("utf-8")
    with (folder / "not_graded.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["assignment"], row["student_id"]) == (LESSON, "dora")
    assert row["why"] == f"run `nbgrader autograde {LESSON} --student dora` and read what it says"
    assert "1 not graded, and so not in grades.csv" in logs["export"]


def test_the_release_has_no_answers_and_no_teachers_notes(classroom):
    folder, _ = classroom
    released = nbformat.read(folder / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    ours = nbformat.read(ROOT / "notebooks" / f"{LESSON}.ipynb", as_version=4)
    assert [cell.source for cell in released.cells] == [cell.source for cell in ours.cells]


def test_feedback_explains_the_mistake(classroom):
    folder, _ = classroom
    page = (folder / "feedback" / "bob" / LESSON / f"{LESSON}.html").read_text("utf-8")
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    explanation = checking.bank()["best_D"].judge(lambda p, q: p / q)
    assert explanation.mistake is not None
    assert " ".join(explanation.text.split()) in text
    assert re.search(r"Score: 6\.0 / 11\.0", text)


def test_a_cheat_is_told_what_everybody_is_told(classroom):
    folder, logs = classroom
    verdicts = graded(folder, "carl")
    assert set(verdicts) == set(POINTS)
    assert all(re.match(r"\[(Not yet|Not attempted)\] ", text) for text in verdicts.values()), verdicts
    honest = checking.bank()["best_D"].judge(lambda p, q: 0.5).in_full
    assert " ".join(honest.split()) in " ".join(verdicts["best_D"].split())
    assert logs["autograde"].count("is missing; it is put back") == 2


def test_a_cell_that_never_ends_costs_its_own_points(classroom):
    folder, logs = classroom
    verdicts = graded(folder, "bob")
    right = {name for name, text in verdicts.items() if text.startswith("[Correct]")}
    assert right == {"closest_intervals", "statements"}
    text = (folder / "autograded" / "bob" / LESSON / f"{LESSON}.ipynb").read_text("utf-8")
    assert "This cell took longer than 3 s, so grading left it out." in text
    assert "This cell ended the kernel, so grading left it out." in text


def test_nothing_went_wrong_on_the_way_and_nothing_was_fetched(classroom, environment):
    folder, logs = classroom
    notebook = nbformat.read(folder / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert outputs and not [output for output in outputs if output.output_type == "error"]
    assert "Fetching" not in str(outputs)
    assert "refused" not in "".join(logs.values())
    assert "gan-course" not in {path.name for path in folder.rglob("*")}


# What a notebook by itself shows --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def settings():
    """nbgrader's settings, and the environment that grading gives its kernels until the module's end."""
    from traitlets.config import Config

    config = Config()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBGRADER_EXECUTION", "autograde")
        patch.setenv("GANCOURSE_DATA", "none")
        for name in ("ROOT", "SPEED", "DEVICE", "OFFLINE"):
            patch.setenv(f"GANCOURSE_{name}", "")  # put back after the tests
        patch.setenv("PYTHONPATH", str(ROOT / "ci" / "gates" / "offline"))
        patch.setenv("PATH", os.environ.get("PATH", ""))
        grading.configure(config)
        yield config


def executed(cells: list, folder: Path, **options) -> nbformat.NotebookNode:
    """A notebook after grading's own execution."""
    notebook = new_notebook(cells=[new_code_cell("import numpy as np\nfrom gancourse import check"), *cells])
    step = grading.Execute(timeout=120, iopub_timeout=grading.QUIET_SECONDS, **options)
    notebook, _ = step.preprocess(notebook, {"metadata": {"path": str(folder)}})
    return notebook


def points(notebook: nbformat.NotebookNode) -> dict[str, float]:
    """What nbgrader's own rule gives for each check cell."""
    return {
        grade_id(cell): grading.utils.determine_grade(cell)[0]
        for cell in notebook.cells
        if grading.utils.is_grade(cell)
    }


def exercise(name: str, source: str) -> list:
    facts = {"schema_version": 3, "task": False, "locked": False, "solution": True, "grade": False, "grade_id": name}
    check = {**facts, "grade_id": f"{name}-check", "locked": True, "solution": False, "grade": True, "points": 2}
    return [
        new_code_cell(source, metadata={"nbgrader": facts}),
        new_code_cell(f'{name} = check("{name}", {name})', metadata={"nbgrader": check}),
    ]


RIGHT = """
def jensen_shannon(p, q):
    def kl(a, b):
        return sum(x * np.log(x / y) for x, y in zip(a, b) if x > 0)
    return (kl(p, (p + q) / 2) + kl(q, (p + q) / 2)) / 2
"""
STUBBORN = """
def shortfall(*_):
    import time
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass
"""
COSTLY = {  # by exercise: what is wrong, and how it is written
    "shortfall": ("a check that cannot be interrupted", STUBBORN),
    "value": ("a call that ends the kernel", "def value(*_):\n    import os\n    os._exit(1)\n"),
    "best_logit": ("a cell that asks the kernel to end", "def best_logit(*_):\n    return 0.5\nexit()\n"),
    "two_losses": ("an answer that pretends to be stopped", "def two_losses(*_):\n    raise KeyboardInterrupt\n"),
    "push_ratio": ("an answer that leaves", "def push_ratio(*_):\n    raise SystemExit\n"),
    "where_it_ends": ("no answer at all", "where_it_ends = \n"),
    "blind_value": (
        "a flood",
        "def blind_value(*_):\n    return 0.5\nfor _ in range(60_000):\n    print('x' * 100)\n",
    ),
    "best_D": ("a wrong answer that is used later", "def best_D(p, q):\n    return None\n"),
}
USE = "print(best_D(np.array([1.0, 0]), np.array([1.0, 0])))"
TEACHERS = {"mine": ("assert 1 + 1 == 2", 3), "mine-check": ("1.5", 1.5), "yours": ("assert False", 0)}
ANOTHER_COURSE = """
import sys
sys.path.insert(0, "")
for name in [name for name in sys.modules if name.split(".")[0] == "gancourse"]:
    del sys.modules[name]
from gancourse import check
"""


@pytest.fixture(scope="module")
def odd(settings, tmp_path_factory):
    """One notebook with everything in it that may go wrong, and a right answer: a kernel costs seconds."""
    folder = tmp_path_factory.mktemp("odd")
    fake = folder / "gancourse"
    fake.mkdir()
    (fake / "__init__.py").write_text("def check(name, answer):\n    print('[Correct]')\n    return answer\n", "utf-8")
    cells = [cell for name, (_, source) in COSTLY.items() for cell in exercise(name, source)]
    facts = {"schema_version": 3, "task": False, "locked": True, "solution": False, "grade": True, "points": 3}
    own = [
        new_code_cell(source, metadata={"nbgrader": {**facts, "grade_id": name}})
        for name, (source, _) in TEACHERS.items()
    ]
    right = exercise("jensen_shannon", RIGHT)
    fooled = [new_code_cell(ANOTHER_COURSE), *exercise("closest_intervals", "closest_intervals = lambda *_: 0\n")]
    cells = [*cells, new_code_cell(USE), new_markdown_cell("Text."), *own, *right, *fooled]
    return executed(cells, folder, timeout_func=lambda cell: 5 if "'shortfall'" in cell.source else 120)


@pytest.mark.parametrize("name", COSTLY, ids=[what for what, _ in COSTLY.values()])
def test_it_costs_its_own_points_and_no_others(name, odd):
    assert points(odd)[f"{name}-check"] == 0
    assert points(odd)["jensen_shannon-check"] == 2


def test_a_notebook_that_goes_on_after_a_wrong_answer_has_the_courses_version(odd):
    (use,) = [cell for cell in odd.cells if cell.source == USE]
    assert use.outputs[0].text == "[0.5 0.5]\n"


def test_a_folder_beside_the_submission_cannot_stand_in_for_the_course(odd):
    assert points(odd)["closest_intervals-check"] == 0


def test_a_teachers_own_graded_cell_runs_as_it_is(odd):
    assert {name: points(odd)[name] for name in TEACHERS} == {name: worth for name, (_, worth) in TEACHERS.items()}


def test_red_without_the_course_grading_stops_with_a_sentence(settings, monkeypatch, tmp_path):
    from nbgrader.coursedir import CourseDirectory

    (tmp_path / "torch.py").write_text("raise ImportError('there is no torch')\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(tmp_path)])))
    grading.require_course.cache_clear()
    with pytest.raises(SystemExit) as stopped:
        grading.Autograde(coursedir=CourseDirectory(), config=settings).run_pre_convert_hook()
    sentence = str(stopped.value)
    assert sentence.startswith(
        f"The course cannot be imported in {sys.executable}, which grades (ImportError: there is no"
    )
    assert "`python3 ci/course.py grade` for this folder again" in sentence and sentence.endswith("Nothing was graded.")


@pytest.mark.on_two_lessons("an answer", "a check", "concept cards", "data", "a training run")
@pytest.mark.parametrize("lesson", [source.stem for source in Course().sources])
def test_the_right_answers_of_a_lesson_get_all_points(lesson, settings, tmp_path):
    """Grading reads the course's checks afresh, so an exercise that remembers something from cell to cell shows here."""
    solved = grade.source_notebook(ROOT / "solutions" / f"{lesson}.ipynb")
    got = points(executed(solved.cells, tmp_path))
    worth = {grade_id(cell): cell.metadata.nbgrader.points for cell in solved.cells if grading.utils.is_grade(cell)}
    assert got == worth


# grade.py itself ------------------------------------------------------------------------------------------------------


def test_nothing_is_overwritten_and_lessons_can_be_added(tmp_path, capsys):
    assert grade.main([str(tmp_path), "01"]) == 0
    mine = tmp_path / "source" / LESSON / f"{LESSON}.ipynb"
    mine.write_text("changed by the teacher", "utf-8")
    capsys.readouterr()
    assert grade.main([str(tmp_path), "01", "02_figure_one"]) == 0
    printed = capsys.readouterr().out
    assert f"Kept source/{LESSON}/{LESSON}.ipynb" in printed and "Kept nbgrader_config.py" in printed
    assert mine.read_text("utf-8") == "changed by the teacher"
    assert (tmp_path / "source" / "02_figure_one" / "02_figure_one.ipynb").exists()


def test_every_lesson_with_exercises_is_made(tmp_path):
    solutions, _ = grade.make(tmp_path, Course(), [])
    assert {path.stem for path in (tmp_path / "source").iterdir()} == {path.stem for path in solutions}
    for solution in solutions:
        notebook = nbformat.read(tmp_path / "source" / solution.stem / solution.name, as_version=4)
        nbformat.validate(notebook)
        graded_cells = [cell for cell in notebook.cells if grading.utils.is_grade(cell)]
        assert graded_cells and all(grading.exercise_of(cell) for cell in graded_cells)
        assert not any(cell.get("outputs") or "teacher" in cell.metadata.get("tags", []) for cell in notebook.cells)


@pytest.mark.parametrize("lesson", ["99", "no such lesson"])
def test_red_an_unknown_lesson_is_one_sentence(lesson, tmp_path, capsys):
    assert grade.main([str(tmp_path / "class"), lesson]) == 1
    assert re.fullmatch(r"There is no lesson '.+'\. Choose from 00, 01, .+\.\n", capsys.readouterr().err)
    assert not (tmp_path / "class").exists()


def test_red_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file")
    assert grade.main([str(tmp_path / "taken"), "01"]) == 1
    assert "cannot be used" in capsys.readouterr().err

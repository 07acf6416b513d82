"""Grading end to end with nbgrader itself: one lesson, five submissions, real points, feedback, the export.

No network, and no file outside the test's own folder.
"""

import csv
import html
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
    own = {"HOME": home, "USERPROFILE": home, "PYTHONPATH": ROOT / "ci" / "gates" / "offline", "OMP_NUM_THREADS": 1}
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
    config.write_text(config.read_text("utf-8") + "\nc.Execute.timeout = 30\n", "utf-8")

    right = answers()
    hand_in(folder, "ada", as_if_run(notebook_with(right)))
    hand_in(folder, "bob", as_if_run(notebook_with({**right, "best_D": P_OVER_Q}, drop=SLOW[:3])))
    carl = constants()
    carl["best_D"] += CHEATS
    cheating = notebook_with(carl, drop=SLOW)
    missing = ("statements", "statements-check", "jensen_shannon-check")
    cheating.cells = [cell for cell in cheating.cells if grade_id(cell) not in missing]
    hand_in(folder, "carl", cheating)
    crash = {"value": right["value"] + "\nwhile True:\n    pass\n", "best_D": "import os\nos._exit(3)\n"}
    hand_in(folder, "dora", notebook_with({**right, **crash}, drop=SLOW[:3]))

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
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
        logs[re.search(r"nbgrader (\w+)", command)[1]] = ran.stdout + ran.stderr
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
    assert scores["bob"] == scores["ada"] - POINTS["best_D"]
    assert scores["carl"] == 0
    assert scores["dora"] == scores["ada"] - POINTS["value"] - POINTS["best_D"]


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
    assert re.search(r"Score: 9\.0 / 11\.0", text)


def test_a_cheat_is_told_what_everybody_is_told(classroom):
    folder, logs = classroom
    verdicts = graded(folder, "carl")
    assert set(verdicts) == set(POINTS)
    assert all(re.match(r"\[(Not yet|Not attempted)\] ", text) for text in verdicts.values()), verdicts
    assert "You gave:  0.5" in verdicts["best_D"]
    assert logs["autograde"].count("is missing; it is put back") == 2


def test_a_cell_that_never_ends_costs_its_own_points(classroom):
    folder, logs = classroom
    verdicts = graded(folder, "dora")
    assert {name for name, text in verdicts.items() if text.startswith("[Correct]")} == set(POINTS) - {
        "value",
        "best_D",
    }
    text = (folder / "autograded" / "dora" / LESSON / f"{LESSON}.ipynb").read_text("utf-8")
    assert "This cell took longer than 30 s, so grading left it out." in text
    assert "This cell ended the kernel, so grading left it out." in text


def test_nothing_went_wrong_on_the_way_and_nothing_was_fetched(classroom, environment):
    folder, logs = classroom
    for name in ("ada", "bob"):
        notebook = nbformat.read(folder / "autograded" / name / LESSON / f"{LESSON}.ipynb", as_version=4)
        failed = [
            grade_id(cell)
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        ]
        assert failed == ([] if name == "ada" else ["best_D-check"])
        assert "Fetching" not in str([cell.get("outputs") for cell in notebook.cells])
    assert "refused" not in "".join(logs.values())
    assert "gan-course" not in {path.name for path in folder.rglob("*")}


# What the end-to-end run cannot show in reasonable time ---------------------------------------------------------------


def judged(cells: list, monkeypatch, tmp_path, timeout=120) -> dict[str, float]:
    """The points that nbgrader's own rule gives for each check cell after our execution."""
    from traitlets.config import Config

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for name in ("GANCOURSE_ROOT", "GANCOURSE_SPEED", "GANCOURSE_DEVICE", "GANCOURSE_OFFLINE", "PYTHONPATH", "PATH"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # put back after the test
    config = Config()
    grading.configure(config)
    notebook = new_notebook(cells=[new_code_cell("import numpy as np\nfrom gancourse import check"), *cells])
    step = grading.Execute(timeout=timeout, iopub_timeout=grading.QUIET_SECONDS)
    notebook, _ = step.preprocess(notebook, {"metadata": {"path": str(tmp_path)}})
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


RIGHT = "def best_D(p, q):\n    return np.array([a / (a + b) if a + b > 0 else 0 for a, b in zip(p, q)])\n"
STUBBORN = """
def value(D, p, q):
    import time
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass
"""
COSTLY = {
    "a check that cannot be interrupted": STUBBORN,
    "a call that ends the kernel": "def value(D, p, q):\n    import os\n    os._exit(1)\n",
    "a cell that asks the kernel to end": "def value(D, p, q):\n    return 0.5\nexit()\n",
    "an answer that pretends to be stopped": "def value(D, p, q):\n    raise KeyboardInterrupt\n",
    "an answer that leaves": "def value(D, p, q):\n    raise SystemExit\n",
    "no answer at all": "value = \n",
    "a flood": "def value(D, p, q):\n    return 0.5\nfor _ in range(60_000):\n    print('x' * 100)\n",
}


@pytest.mark.parametrize("kind", COSTLY)
def test_it_costs_its_own_points_and_no_others(kind, monkeypatch, tmp_path):
    cells = [*exercise("value", COSTLY[kind]), *exercise("best_D", RIGHT)]
    timeout = 25 if "interrupted" in kind else 120  # PyTorch's import must fit into the shorter one too
    assert judged(cells, monkeypatch, tmp_path, timeout) == {"value-check": 0, "best_D-check": 2}


def test_a_notebook_that_goes_on_after_a_wrong_answer_has_the_courses_version(monkeypatch, tmp_path):
    cells = [*exercise("best_D", "def best_D(p, q):\n    return None\n")]
    use = new_code_cell("print(best_D(np.array([1.0, 0]), np.array([1.0, 0])))")
    judged([*cells, use], monkeypatch, tmp_path)
    assert use.outputs[0].text == "[0.5 0.5]\n"


def test_a_folder_beside_the_submission_cannot_stand_in_for_the_course(monkeypatch, tmp_path):
    fake = tmp_path / "gancourse"
    fake.mkdir()
    (fake / "__init__.py").write_text("def check(name, answer):\n    print('[Correct]')\n    return answer\n", "utf-8")
    points = judged(exercise("best_D", "best_D = lambda p, q: p\n"), monkeypatch, tmp_path)
    assert points == {"best_D-check": 0}


def test_a_teachers_own_graded_cell_runs_as_it_is(monkeypatch, tmp_path):
    facts = {"schema_version": 3, "task": False, "locked": True, "solution": False, "grade": True, "points": 3}
    own = [
        new_code_cell(source, metadata={"nbgrader": {**facts, "grade_id": name}})
        for name, source in (("mine", "assert 1 + 1 == 2"), ("mine-check", "1.5"), ("yours", "assert False"))
    ]
    assert judged([new_markdown_cell("Text."), *own], monkeypatch, tmp_path) == {
        "mine": 3,
        "mine-check": 1.5,
        "yours": 0,
    }


@pytest.mark.on_two_lessons
@pytest.mark.parametrize("lesson", [source.stem for source in Course().sources])
def test_the_right_answers_of_a_lesson_get_all_points(lesson, monkeypatch, tmp_path):
    """Grading reads the course's checks afresh, so an exercise that remembers something from cell to cell shows here."""
    monkeypatch.setenv("GANCOURSE_DATA", "none")
    solved = grade.source_notebook(ROOT / "solutions" / f"{lesson}.ipynb")
    points = judged(solved.cells, monkeypatch, tmp_path)
    worth = {grade_id(cell): cell.metadata.nbgrader.points for cell in solved.cells if grading.utils.is_grade(cell)}
    assert points == worth


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

"""The current-build gate, and what turns it red."""

import json
import re
import shutil
from types import SimpleNamespace

import nbformat
import pytest

from building import build
from environment import ROOT

SOURCE = '''# ---
# jupyter:
#   gancourse:
#     lesson: "90"
#     title: A test
#     promise: Nothing
#     minutes: 1
#     run_seconds: {smoke: 1, quick: 1}
# ---

# %% [markdown]
# # 90 · A test

# %% [markdown]
# ## A section

# %% [markdown] tags=["teacher"]
# **For the teacher · 1 minute.**
#
# *Board:* Two boxes.
#
# *Ask before running:* "What is twice two?" (Four.)
#
# *Expect:* "Two." Ask again.

# %% [markdown]
# ### Exercise 90.1 · Double
# *Difficulty 2 of 5 · 1 minutes · needed later: no*

# %%
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %%
double = check("double", double)

# %% tags=["solution-only"]
print("only in the solution")

# %% tags=["nbval-check-output"]
print(1 + 1)
'''


def bank():
    return {"double": SimpleNamespace(wrongs=[1, 2, 3], rights=[1, 2])}


@pytest.fixture
def course(tmp_path):
    """A course of one lesson, built and (its solution) executed."""
    copy = build.Course(tmp_path, bank)
    (tmp_path / "solutions" / "source").mkdir(parents=True)
    (tmp_path / "notebooks" / "gancourse").mkdir(parents=True)
    (tmp_path / "notebooks" / "gancourse" / "__init__.py").write_text("")
    (tmp_path / "ci" / "building").mkdir(parents=True)
    shutil.copy(ROOT / "ci" / "building" / "bootstrap_cell.py", tmp_path / "ci" / "building")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "README.md").write_text("# T\n<!-- lessons: built -->\n<!-- /lessons -->\n")
    (tmp_path / "solutions" / "source" / "90_test.py").write_text(SOURCE)
    write(copy)
    return copy


def write(course):
    for path, text in build.build(course).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


def mark_executed(course):
    """As an execution leaves it: outputs, numbers and the hash of the code."""
    path = course.solution(course.sources[0])
    notebook = nbformat.read(path, as_version=4)
    number = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
            cell.outputs = [nbformat.v4.new_output("stream", text="2\n")]
    notebook.metadata.gancourse["executed_code"] = build.code_hash(notebook)
    path.write_text(build._as_text(notebook), "utf-8")


def test_course_is_current():
    assert build.differences(build.Course()) == []


def test_two_builds_are_equal_byte_for_byte(course):
    assert build.build(course) == build.build(course)


def test_learner_and_solution(course):
    source = course.sources[0]
    learner = course.learner(source).read_text("utf-8")
    solution = course.solution(source).read_text("utf-8")
    assert "return 2 * x" not in learner and "raise NotImplementedError()" in learner
    assert "For the teacher" not in learner and "only in the solution" not in learner
    assert all(
        text in solution for text in ("return 2 * x", "For the teacher", "### BEGIN SOLUTION", "only in the solution")
    )
    assert "| **90** A test |" in (course.root / "README.md").read_text("utf-8")


def test_nbgrader_understands_the_cells(course):
    notebook = nbformat.read(course.solution(course.sources[0]), as_version=4)
    facts = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    assert facts["double"].solution and not facts["double"].grade
    assert facts["double-check"].grade and facts["double-check"].points == 2 and facts["double-check"].locked


def test_cell_ids_survive_an_edit_elsewhere(course):
    before = [cell.id for cell in nbformat.read(course.learner(course.sources[0]), as_version=4).cells]
    course.sources[0].write_text(SOURCE.replace("# # 90 · A test", "# # 90 · A test\n#\n# More."))
    write(course)
    assert [cell.id for cell in nbformat.read(course.learner(course.sources[0]), as_version=4).cells] == before
    assert len(set(before)) == len(before)


def test_outputs_of_unchanged_code_are_kept(course):
    mark_executed(course)
    assert build.differences(course) == []
    course.sources[0].write_text(SOURCE.replace("Two boxes.", "Three boxes."))
    write(course)
    assert build.differences(course) == []
    stored = nbformat.read(course.solution(course.sources[0]), as_version=4)
    assert [cell.outputs[0].text for cell in stored.cells if cell.cell_type == "code"] == ["2\n"] * 5


def test_a_widget_leaves_its_still_in_a_solution_and_nothing_else(published):
    from gancourse.views import plots, widgets

    widgets.explore(lambda level: (plots.figure(size=(1, 1))[0], f"level {level}"), level=(0, 3, 1))
    assert len(published) == 2
    outputs = [build._clean_output(nbformat.v4.new_output("display_data", data=bundle)) for bundle, _ in published]
    assert set(outputs[0].data) == {"image/png", "text/plain"} and outputs[1] is None


def test_red_hand_edit(course):
    mark_executed(course)
    path = course.learner(course.sources[0])
    path.write_text(path.read_text("utf-8").replace("Twice x", "Thrice x"), "utf-8")
    assert "notebooks/90_test.ipynb differs from its source" in " ".join(build.differences(course))


def test_red_edited_source_not_built(course):
    mark_executed(course)
    course.sources[0].write_text(SOURCE.replace("Twice x", "Two times x"))
    assert "differs from its source" in " ".join(build.differences(course))


def test_red_stale_execution(course):
    mark_executed(course)
    course.sources[0].write_text(SOURCE.replace("print(1 + 1)", "print(1 + 2)"))
    write(course)
    assert "shows outputs of other code" in " ".join(build.differences(course))


def test_red_never_executed(course):
    assert "shows outputs of other code" in " ".join(build.differences(course))


def test_red_notebook_without_source(course):
    mark_executed(course)
    shutil.copy(course.learner(course.sources[0]), course.root / "notebooks" / "91_orphan.ipynb")
    assert "91_orphan.ipynb has no source" in " ".join(build.differences(course))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("#     promise: Nothing\n", "", "needs gancourse: promise"),
        ('double = check("double", double)', "print(double(1))", "double is never checked"),
        ('double = check("double", double)', 'double = check("treble", double)', "does not check double"),
        ("# *Difficulty 2 of 5 · 1 minutes · needed later: no*", "# Now.", "needs an exercise heading"),
    ],
)
def test_red_source_that_cannot_be_built(course, old, new, complaint):
    assert old in SOURCE
    course.sources[0].write_text(SOURCE.replace(old, new))
    with pytest.raises(build.BuildError, match=complaint):
        build.build(course)


PAUSED = """# %% [markdown] tags=["pause"]
# **A place to pause.** You can double.

# %% [markdown]
# ## Another section

"""


def paused(course, text=PAUSED, above=None):
    """The course with a pause before the end of its lesson; what the pause says in the learner's notebook."""
    course.sources[0].write_text(
        SOURCE.replace('# %% tags=["nbval-check-output"]', text + '# %% tags=["nbval-check-output"]')
    )
    if above:
        (course.root / "assets").mkdir()
        (course.root / "assets" / "measured.json").write_text(json.dumps({"lessons": {"90": {"above": above}}}))
    cells = build.learner_notebook(build.read_source(course, course.sources[0])).cells
    return next(cell.source for cell in cells if "pause" in cell.metadata.get("tags", []))


def test_a_pause_says_how_to_stop_and_how_to_come_back(course):
    said = paused(course)
    assert said.startswith(
        "**A place to pause.** You can double.\n\n*About 5 minutes lie behind you, and 0 before you.*\n\n"
    )
    assert "in less than the 5 seconds of the whole lesson on two CPU cores at speed *quick*" in said
    assert re.search(r"\[lesson 00\]\(00_start_here.ipynb\)", said) and "@" not in said and "{" not in said


def test_a_pause_says_what_the_way_back_was_measured_to_take(course):
    assert "in about 20 seconds on two CPU cores" in paused(course, above={"Another section": 19})


def test_red_a_pause_without_a_heading_below(course):
    with pytest.raises(
        build.BuildError, match="90_test.py: a pause stands directly above a cell that begins with a heading"
    ):
        paused(course, PAUSED.replace("## Another section", "Another section"))


@pytest.mark.parametrize("poor", [{}, {"double": SimpleNamespace(wrongs=[1, 2], rights=[1, 2])}])
def test_red_exercise_without_a_bank(course, poor):
    with pytest.raises(build.BuildError, match="double needs a bank"):
        build.build(build.Course(course.root, lambda: poor))


def test_red_nobody_knows_how_long_a_lesson_computes(course):
    source = course.sources[0]
    source.write_text(SOURCE.replace("#     run_seconds: {smoke: 1, quick: 1}\n", ""), "utf-8")
    with pytest.raises(build.BuildError, match="run measuring/lessons 90"):
        build.build(course)

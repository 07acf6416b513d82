"""The current-build gate, and what turns it red."""

import json
import re
import shutil
from types import SimpleNamespace

import nbformat
import pytest

from building import build, fingerprints, glossary, run_times
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


def test_a_cell_that_draws_is_folded_and_announced_and_shows_its_output(course):
    course.sources[0].write_text(SOURCE + '\n# %% draws="the picture of twice x"\nplots.show(picture)\n')
    write(course)
    for path in (course.learner(course.sources[0]), course.solution(course.sources[0])):
        said, cell = nbformat.read(path, as_version=4).cells[-2:]
        assert "the picture of twice x" in said.source and said.metadata.tags == ["folded"]
        assert cell.source == "plots.show(picture)" and cell.metadata.tags == ["drawing"]
        assert cell.metadata.jupyter == {"source_hidden": True} and cell.metadata.cellView == "form"
        assert "collapsed" not in cell.metadata


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


LONG = "import torch\n\nfrom gancourse import (\n    Run,\n    check,  # asks\n    plots,\n)\nfrom gancourse.paths import asset\n\nx = 1"
SHORT = "import torch\n\nfrom gancourse import check\nfrom gancourse import Run, plots\nfrom gancourse.files import asset\n\nx = 1"


def test_how_imports_from_the_course_are_laid_out_does_not_count():
    assert fingerprints.fingerprint(LONG) == fingerprints.fingerprint(SHORT)
    assert fingerprints.fingerprint(f"y = 2\n\0{LONG}") == fingerprints.fingerprint(f"y = 2\n\0{SHORT}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("check", "hint"),
        ("import Run, plots", "import Run"),
        ("x = 1", "x = 2"),
        ("import torch\n", ""),
        ("Run,", "Run as R,"),
    ],
)
def test_red_which_names_are_imported_and_all_other_code_counts(old, new):
    assert old in SHORT
    assert fingerprints.fingerprint(SHORT.replace(old, new)) != fingerprints.fingerprint(LONG)


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
        ("# %%\ndef double", '# %% draws="nothing"\ndef double', "double has `draws`"),
        ("# %% [markdown]\n# ## A section", '# %% [markdown] draws="it"\n# ## A section', "which only a code cell"),
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


def test_seconds_on_a_gpu_stand_where_readers_see_them_until_the_code_changes(course):
    source, readme = course.sources[0], course.root / "README.md"
    source.write_text(
        SOURCE.replace("# # 90 · A test", "# # 90 · A test\n#\n# The computer needs @computer@."), "utf-8"
    )
    (learner,) = (text for path, text in build.build(course).items() if path == course.learner(source))
    assert "not yet measured on two CPU cores, not yet measured on a GPU" in learner
    assert "| computing on a GPU |" in build.build(course)[readme]

    code = build.computing_hash(build.learner_notebook(build.read_source(course, source)))
    measured = {"90": {"code": code, "quick": 41.7}}
    (course.root / "assets").mkdir()
    (course.root / run_times.GPU_FILE).write_text(
        json.dumps({"machine": {"card": "NVIDIA H200"}, "parts": {"quick": {"lessons": measured}}})
    )
    built = build.build(course)
    assert "about 40 seconds on an H200" in built[course.learner(source)]
    assert json.loads(built[course.learner(source)])["metadata"]["gancourse"]["run_seconds"]["gpu"]["quick"] == 42
    assert "| computing on an H200 |" in built[readme] and "| not measured | 40 seconds |" in built[readme]

    source.write_text(source.read_text("utf-8").replace("print(1 + 1)", "print(1 + 2)"), "utf-8")
    built = build.build(course)
    assert "not yet measured on a GPU" in built[course.learner(source)]
    assert "| computing on a GPU |" in built[readme] and "| not measured | not measured |" in built[readme]


EXPLAINED = SOURCE.replace("#     minutes: 1\n", '#     minutes: 1\n#     glossary:\n#       half (h): "one of two"\n')


def test_words_are_gathered_and_a_stale_glossary_shows(course):
    course.sources[0].write_text(EXPLAINED)
    write(course)
    assert glossary.read(course.root) == {"90": [("half", "h")]}
    assert "glossary" not in nbformat.read(course.learner(course.sources[0]), as_version=4).metadata.gancourse
    course.sources[0].write_text(EXPLAINED.replace("one of two", "one of two equal parts"))
    assert f"{glossary.FILE.as_posix()} differs from its source" in " ".join(build.differences(course))


@pytest.mark.parametrize(
    ("word", "complaint"), [("half (h) (i)", "abbreviation in parentheses"), ("Half", "explains 'Half', as lesson 90")]
)
def test_red_words_that_cannot_be_gathered(course, word, complaint):
    course.sources[0].write_text(EXPLAINED.replace('one of two"\n', f'one of two"\n#       {word}: "again"\n'))
    with pytest.raises(build.BuildError, match=complaint):
        build.build(course)


def test_red_nobody_knows_how_long_a_lesson_computes(course):
    source = course.sources[0]
    source.write_text(SOURCE.replace("#     run_seconds: {smoke: 1, quick: 1}\n", ""), "utf-8")
    with pytest.raises(build.BuildError, match="run measuring/lessons 90"):
        build.build(course)

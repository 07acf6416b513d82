"""The lint gate, and a red test for each of its rules."""

import subprocess
import sys

import nbformat
import pytest

from environment import ROOT
from gates import lint


def test_course_keeps_its_own_rules():
    assert lint.faults() == []


@pytest.mark.parametrize("command", [["format", "--check"], ["check"]], ids=" ".join)
def test_code_is_formatted_and_clean(command):
    result = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_prose_is_spelt_right():
    files = [
        *map(str, (ROOT / "solutions/source").glob("*.py")),
        *map(str, (ROOT / "notebooks/gancourse").rglob("*.py")),
        *map(str, (ROOT / "solutions/source/teaching").glob("*.md")),
        str(ROOT / "README.md"),
    ]
    result = subprocess.run([sys.executable, "-m", "codespell_lib", *files], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("tool", "text"),
    [
        (["ruff", "format", "--check"], "x=1\n"),
        (["ruff", "check"], "import os\n"),
        (["codespell_lib"], "# This is teh end.\n"),
    ],
    ids=["format", "lint", "spelling"],
)
def test_red_untidy_code_and_misspelt_prose(tool, text, tmp_path):
    (tmp_path / "untidy.py").write_text(text)
    result = subprocess.run([sys.executable, "-m", *tool, str(tmp_path / "untidy.py")], capture_output=True)
    assert result.returncode != 0


def notebook(*cells):
    made = [
        nbformat.v4.new_markdown_cell(cell[3:]) if cell.startswith("md ") else nbformat.v4.new_code_cell(cell)
        for cell in cells
    ]
    return nbformat.v4.new_notebook(cells=made)


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        (["md # A\n\n# B"], "2 titles"),
        (["md # A\n\n### B"], "jumps from level 1 to 3"),
    ],
)
def test_red_headings(cells, complaint):
    assert complaint in " ".join(lint.heading_faults(notebook(*cells)))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("![](a.png)", "needs alt text"),
        ("![Digits that a network painted.](a.png)", "none of its numbers"),
        ("![a grid of 64 digits](a.png)", "not a sentence"),
        ("![four words of text](https://example.org/a.png)", "another machine"),
        ("![four words of text](missing.png)", "does not exist"),
        ("[next](missing.ipynb)", "leads nowhere"),
        ("<details><b>x</b></details>", "raw HTML"),
    ],
)
def test_red_pictures_and_links(text, complaint, tmp_path):
    assert complaint in " ".join(lint.picture_faults(notebook(f"md {text}"), tmp_path))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("You simply call it.", "talks down"),
        ("The color of D.", "British"),
        ("Wrong \U0001f534", "emoji"),
        ("Only its whole area is\n1. D settles too.", "breaks into a list"),
        ("C(G) is -log 4\n+ 2 JSD.", "breaks into a list"),
    ],
)
def test_red_prose(text, complaint):
    assert complaint in " ".join(lint.prose_faults(notebook(f"md {text}")))


def test_prose_rules_leave_code_and_formulas_alone():
    assert list(lint.prose_faults(notebook("md Call `color()` with $color$."))) == []


def test_a_list_that_is_meant_stays_one():
    assert (
        list(lint.prose_faults(notebook("md Two steps:\n\n1. D's,\n   on one batch,\n2. G's.\n\n- one\n- two"))) == []
    )


@pytest.mark.parametrize(("code", "complaint"), [("x = 1\n" * 26, "26 lines"), ("%time x", "magic"), ("!ls", "magic")])
def test_red_code(code, complaint):
    assert complaint in " ".join(lint.code_faults(notebook(code)))


def test_red_lesson_grammar():
    found = " ".join(
        lint.lesson_faults(notebook("md # A", "md ### Exercise 1.1 · B\nNow.", "md ## Recap\n" + "- x\n" * 6))
    )
    for complaint in ("minutes", "needs", "picture", "Further reading", "more than 5", "lacks the line"):
        assert complaint in found


@pytest.mark.parametrize(("learners", "found"), [(True, False), (False, True)])
def test_red_a_lesson_too_long_for_one_sitting(learners, found, tmp_path):
    """Counted in the whole lesson: in the learner's, a line stands for each answer."""
    path = tmp_path / "90_long.ipynb"
    nbformat.write(notebook("md # A\n\n" + "word " * 7800), path)
    assert ("sitting 1 takes 80 minutes" in " ".join(lint.notebook_faults(path, learners))) == found


def test_red_outputs():
    made = notebook("1")
    made.cells[0].outputs = [
        nbformat.v4.new_output("error", ename="ValueError", evalue="", traceback=[]),
        nbformat.v4.new_output("stream", text="saved in /home/ada/x"),
        nbformat.v4.new_output("stream", text="The picture could not be drawn (ValueError)."),
    ]
    made.metadata["widgets"] = {}
    found = " ".join(lint.output_faults(made, learners=False))
    for complaint in ("widget state", "an error output", "a path of one machine", "a picture that failed"):
        assert complaint in found
    assert "stored outputs" in " ".join(lint.output_faults(made, learners=True))


@pytest.mark.parametrize(
    ("alt", "printed", "complaint"),
    [
        ("What k buys.", "What k buys.", "carries no number"),
        ("JSD 0.0003, V -1.3859", "1,500 steps in 4.6 s", "printed beside"),
        ("JSD 0.0003, V -1.3859", "JSD 0.0003,\nV -1.3859", None),
        ("Four walks of twelve steps", "Four walks of twelve steps", None),
        ("Digits after 4,916 steps", "Digits: 4,916 steps in 60 s", None),
    ],
)
def test_red_stored_pictures(alt, printed, complaint):
    made = notebook("1")
    bundle, described = {"image/png": "", "text/plain": alt}, {"image/png": {"alt": alt}}
    picture = nbformat.v4.new_output("display_data", data=bundle, metadata=described)
    made.cells[0].outputs = [picture, nbformat.v4.new_output("stream", text=printed)]
    found = " ".join(lint.picture_output_faults(made))
    assert complaint in found if complaint else not found


def test_red_sizes(tmp_path, monkeypatch):
    monkeypatch.setattr(lint, "ASSETS_BYTES", 10)
    monkeypatch.setattr(lint, "NOTEBOOK_BYTES", 10)
    (tmp_path / "a.bin").write_bytes(b"x" * 11)
    assert "at most 10" in " ".join(lint.asset_faults(tmp_path))
    nbformat.write(notebook("md # A"), tmp_path / "a.ipynb")
    assert "at most 10" in " ".join(lint.notebook_faults(tmp_path / "a.ipynb", learners=True))

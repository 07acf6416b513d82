"""The lint gate, and a red test for each of its rules."""

import subprocess
import sys

import nbformat
import pytest

from building import reading_times
from building.build import FOLDED
from environment import ROOT
from gates import drawing, first_use, lint


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


def test_red_a_title_with_the_number_of_another_lesson():
    lesson = notebook("md # 9 · Making images bigger")
    lesson.metadata.gancourse = {"lesson": "10", "title": "Making images bigger"}
    assert "says '10 · Making images bigger'" in " ".join(lint.heading_faults(lesson))
    lesson.metadata.gancourse.lesson = "09"
    assert not list(lint.heading_faults(lesson))


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


PICTURE = "def picture(x):\n    figure, ax = plots.figure()\n" + "    ax.plot(x)\n" * 8 + "    return figure"
STEP = "loss = d_loss(real, fake)\nloss.backward()\noptimizer.step()"


def folded(code, **metadata):
    """A notebook with this cell folded, and the line before it that says so."""
    made = notebook("md *Next, folded: a picture.*", code)
    made.cells[0].metadata["tags"] = ["folded"]
    made.cells[1].metadata.update({**FOLDED, "tags": ["drawing"], **metadata})
    return made


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ([f"data = 1\n{PICTURE}\n\n\nplots.show(picture(1), '1')\nplots.show(picture(2), '2')"], "13 lines of drawing in a row"),
        ([f"data = 1\n{PICTURE}", "plots.show(picture(1), '1')\nplots.show(picture(2), '2')"], "13 lines of drawing in a row"),
        ([PICTURE], "11 lines that only draws"),
    ],
    ids=["one cell", "two cells", "only a drawing"],
)  # fmt: skip
def test_red_drawing_in_sight(cells, complaint):
    assert complaint in " ".join(drawing.faults(notebook(*cells)))


def test_drawing_that_may_stay_in_sight():
    calls = "plots.show(picture(1), '1')\nplots.show(picture(2), '2')"
    apart = [f"data = 1\n{PICTURE}", "md A sentence.", calls]
    steps = "for step in run:\n    loss.backward()\n    run.snapshot(plots.tile(sample()))\n" + "    x = 1\n" * 12
    assert list(drawing.faults(notebook(*apart, steps, PICTURE + "\n\n\nanswer = measure(generator)"))) == []
    assert list(drawing.faults(folded(PICTURE))) == []


@pytest.mark.parametrize(
    ("made", "complaint"),
    [
        (folded(f"{PICTURE}\n\n\n{STEP}"), "calls backward, which"),
        (folded(f"{PICTURE}\n\n\noutcome('k', 1)"), "calls outcome, which"),
        (folded("def value(d):\n    return d.log()\n\n\nplots.show(value(1), '1')"), "1 of its 3 lines"),
        (folded(PICTURE, nbgrader={"grade_id": "k"}), "an exercise's"),
        (folded(PICTURE, jupyter={"source_hidden": True, "outputs_hidden": True}), "show its output"),
        (folded(PICTURE, jupyter={}), "hide its code"),
    ],
    ids=["training", "answer", "lesson", "exercise", "output", "open"],
)
def test_red_folded_cells(made, complaint):
    assert complaint in " ".join(drawing.faults(made))


def test_red_folded_without_a_word():
    made = folded(PICTURE)
    made.cells[0].metadata["tags"] = []
    assert "no line before" in " ".join(drawing.faults(made))


def reading(*cells):
    """A lesson whose first cell, its links and its further reading are not looked at."""
    made = notebook(
        "md # A\n\nThe fakes of a GAN.", "md fakes", *cells, "md ## Further reading\n*Fakes, and other stories*"
    )
    made.cells[1].metadata["tags"] = ["links"]
    return made


CALM, FAKES, LOGITS = "md Two networks.", "md It makes **fakes**.", "md D gives a **logit**, and `fakes` have $fakes$."


@pytest.mark.parametrize(
    ("first", "second", "explained", "complaint"),
    [
        ([CALM], [FAKES], {"02": ["fake"]}, None),
        ([FAKES], [LOGITS], {"01": ["fake"], "02": ["logit"]}, None),
        ([CALM], [LOGITS, FAKES], {"02": ["logit", "fake"]}, None),
        (["md Some fakes."], [FAKES], {"02": ["fake"]}, "lesson 01 uses 'fake', which lesson 02 explains"),
        ([CALM], ["md Some fakes.", FAKES], {"02": ["fake"]}, "'fake' before the paragraph that explains it"),
        ([CALM], [LOGITS, FAKES], {"02": ["fake", "logit"]}, "uses them the other way round"),
        ([CALM], [LOGITS], {"02": ["logit", "fake"]}, "its prose never uses it"),
    ],
    ids=["new", "two lessons", "code and formulas", "too early", "within a lesson", "order", "unused"],
)
def test_red_words_before_their_definition(first, second, explained, complaint):
    words = {lesson: [(word, "") for word in listed] for lesson, listed in explained.items()}
    found = list(first_use.faults({"01": reading(*first), "02": reading(*second)}, words))
    assert complaint in " ".join(found) if complaint else found == []


def test_red_an_abbreviation_is_a_use_of_its_word():
    lessons = {"01": reading("md The JSD\nfalls."), "02": reading("md The **Jensen–Shannon\ndivergence**.")}
    words = {"02": [("Jensen–Shannon divergence", "JSD")]}
    assert ["lesson 01 uses" in fault for fault in first_use.faults(lessons, words)] == [True]


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
    nbformat.write(notebook("md # A\n\n" + "word " * 78 * reading_times.WORDS_A_MINUTE), path)
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

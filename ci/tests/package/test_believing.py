"""Beliefs: the same statements before and after, the truth only afterwards, and the change in `summary`."""

import os
import re
import subprocess
import sys

import pytest

from environment import ROOT
from gancourse.checks import bank, believing, checking, keeping
from gancourse.checks.believing import BeliefError, beliefs
from gancourse.checks.progress import Opinion, read_progress
from gancourse.checks.questions import Belief
from gancourse.paths import work_folder

KNOWN = {
    "falls": Belief("falls", "03", "Both losses fall.", False, "They rest near 1.39. D's falls where G fails.", "M5"),
    "needs_d": Belief(
        "needs_d", "03", "G hears only D.", True, "No arrow leads from the data to G. There are 0 of them."
    ),
    "other": Belief("other", "04", "Another lesson's.", True, "It is 1. It stays 1."),
}


@pytest.fixture(autouse=True)
def a_new_session(monkeypatch):
    monkeypatch.setattr(keeping, "_opinions", {})
    monkeypatch.setattr(checking, "_session", {})
    monkeypatch.setattr(believing, "all_beliefs", lambda: KNOWN)


def said(capsys):
    return " ".join(capsys.readouterr().out.split())


def kept():
    return read_progress(work_folder() / "progress.json").beliefs


def test_before_the_lesson_nothing_is_said_of_what_is_true(capsys):
    beliefs("03")
    assert said(capsys) == (
        '1. Both losses fall. 2. G hears only D. beliefs("03", answers="??") keeps "not sure" for each; T and F are the '
        "others."
    )
    beliefs(3, answers="t, ?")
    text = said(capsys)
    assert text == "Kept. What is true of them you will see when they are asked again."
    assert kept() == {"falls": Opinion("03", "true"), "needs_d": Opinion("03", "not sure")}


def test_after_the_lesson_each_is_explained_beside_what_was_said(capsys):
    beliefs("03", answers="T?")
    beliefs("03", after=True, answers="F?")
    text = said(capsys)
    assert "1. You say false, and true before. It is false. They rest near 1.39." in text
    assert "2. You say not sure, as before. It is true. No arrow leads" in text
    assert kept()["falls"] == Opinion("03", "true", "false")


def test_nothing_is_told_of_a_statement_before_it_is_judged(capsys, published):
    """As text and on buttons: the printed page, the stored output and the page that runs all cells."""
    how = 'beliefs("03", after=True, answers="??") says what is true of each, whichever of T, F and ? you give.'
    beliefs("03", after=True)
    bundles = [bundle for bundle, _ in published]
    assert " ".join(bundles[0]["text/plain"].split()) == f"1. Both losses fall. 2. G hears only D. {how}"
    for belief in KNOWN.values():
        assert not any(re.search(re.escape(belief.why), str(shown)) for bundle in bundles for shown in bundle.values())
    beliefs("03", after=True, answers="FT")
    assert "They rest near 1.39" in said(capsys)
    beliefs("03", after=True)  # who comes back finds what was said, with its explanation
    again = " ".join(published[len(bundles)][0]["text/plain"].split())
    assert "1. Both losses fall. You say false. It is false. They rest near 1.39." in again


def test_on_buttons_each_explanation_waits_for_its_own_answer(monkeypatch):
    asked = []
    monkeypatch.setattr(believing, "ask", lambda questions, still: asked.extend(questions))
    beliefs("03", after=True)
    assert [question.said for question in asked] == ["", ""]
    assert "No arrow leads" in asked[1].choose("true")
    beliefs("03", after=True)
    assert [bool(question.said) for question in asked[2:]] == [False, True]


@pytest.mark.parametrize("again", [None, "FF"], ids=["read from the file", "and judged once more"])
def test_before_in_one_kernel_and_after_in_another_are_one_opinion(capsys, again):
    beliefs("03", answers="TT")
    keeping._opinions.clear()  # another kernel
    beliefs("03", after=True, answers="FF")
    if again:
        capsys.readouterr()
        beliefs("03", after=True, answers=again)
        assert said(capsys).count("You say false, and true before.") == 2
    capsys.readouterr()
    checking.summary()
    assert "03  beliefs: ■□ 1 of 2 right before, ■□ 1 right afterwards" in capsys.readouterr().out
    assert keeping.opinions() == kept() == {name: Opinion("03", "true", "false") for name in ("falls", "needs_d")}


def test_two_processes_with_one_progress_file_tell_the_same():
    def run(code):
        code = f"from gancourse.checks.believing import beliefs, standing\n{code}"
        variables = {**os.environ, "PYTHONPATH": str(ROOT / "notebooks")}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=variables).stdout

    statements = sum(belief.lesson == "05" for belief in bank.beliefs().values())
    run(f'beliefs("05", answers="{"T" * statements}")')
    again = f'beliefs("05", after=True, answers="{"F" * statements}")'
    both = run(f"{again}\n{again}\nprint(standing())")
    assert both.count("and true before") == 2 * statements and "right before" in both
    assert run("print(standing())").strip() == both.splitlines()[-1]


@pytest.mark.parametrize("answers", ["", "T", "TFT", "TX", "yes", 12])
def test_letters_that_do_not_fit_get_a_sentence_and_keep_nothing(capsys, answers):
    beliefs("03", answers=answers)
    assert said(capsys) == (
        'One letter for each of the 2 statements is asked for, T, F or ?, for example answers="TF".'
    )
    assert not work_folder().exists()


def test_a_lesson_without_statements_is_one_sentence():
    with pytest.raises(BeliefError, match="Lesson 07 asks for no beliefs. Those that do: 03, 04."):
        beliefs(7)


def test_the_summary_shows_the_change_and_what_to_look_at_again(capsys):
    beliefs("03", answers="TT")
    beliefs("04", answers="F")
    beliefs("03", after=True, answers="FF")
    capsys.readouterr()
    checking.summary()
    text = capsys.readouterr().out
    assert re.search(r"03  beliefs: ■□ 1 of 2 right before, ■□ 1 right afterwards", text)
    assert "04  beliefs: 1 answered, not judged again yet" in text, "no score before the answers are due"
    assert "Statements to look at again:\n  03  G hears only D." in text and "Both losses fall" not in text


def test_what_was_not_judged_again_has_no_score(capsys):
    beliefs("03", answers="TT")
    keeping.keep_opinion("falls", Opinion("03", after="false"))
    assert believing.standing() == [
        "  03  beliefs: □ 0 of 1 right before, ■ 1 right afterwards, 1 not judged again yet"
    ]


def test_beliefs_are_found_where_they_lie(monkeypatch):
    assert all(name.endswith(".beliefs") for name in bank._called("beliefs"))

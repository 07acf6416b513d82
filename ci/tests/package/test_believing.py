"""Beliefs: the same statements before and after, the truth only afterwards, and the change in `summary`."""

import re

import pytest

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


def test_without_answers_the_end_explains_them_all(capsys):
    beliefs("03", after=True)
    assert said(capsys).startswith("1. Both losses fall. False. They rest near 1.39.")


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
    assert re.search(r"04  beliefs: □ 0 of 1 right before, not judged again yet", text)
    assert "Statements to look at again:\n  03  G hears only D." in text and "Both losses fall" not in text


def test_beliefs_are_found_where_they_lie(monkeypatch):
    assert all(name.endswith(".beliefs") for name in bank._called("beliefs"))

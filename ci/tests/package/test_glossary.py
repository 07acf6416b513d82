"""`glossary`: what a learner is told of a word, of its neighbours, and of all."""

import pytest

import gancourse
from gancourse.checks.glossary import entries


def test_a_word_is_told_with_its_lesson(capsys):
    gancourse.glossary("logit")
    assert capsys.readouterr().out.startswith("logit, from lesson 00: the number that D puts out: any real number")


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("Logits", "logit"),
        ("  mode  collapse ", "mode collapse"),
        ("jsd", "Jensen–Shannon divergence (JSD)"),
        ("Jensen–Shannon divergence", "Jensen–Shannon divergence (JSD)"),
        ("stamps", "stamp"),
    ],
)
def test_capitals_plurals_and_abbreviations_do_not_matter(asked, word, capsys):
    gancourse.glossary(asked)
    assert capsys.readouterr().out.startswith(f"{word}, from lesson")


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("latnt", "Did you mean 'latent'?"),
        ("js", "Did you mean 'Jensen–Shannon divergence'?"),
        ("qqq", None),
        (7, None),
    ],
)
def test_an_unknown_word_is_answered_with_its_neighbours(asked, near, capsys):
    gancourse.glossary(asked)
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(f"The glossary has no {str(asked)!r}.") and "glossary() lists its" in said
    assert near in said if near else "Did you mean" not in said


def test_without_a_word_all_are_told_lesson_after_lesson(capsys):
    gancourse.glossary()
    said = capsys.readouterr().out
    places = [said.index(f"{entry.word}{f' ({entry.short})' if entry.short else ''}, from") for entry in entries()]
    assert places == sorted(places) and len(set(places)) == len(entries())
    assert [entry.lesson for entry in entries()] == sorted(entry.lesson for entry in entries())


def test_every_explanation_is_one_plain_sentence():
    for entry in entries():
        assert entry.says and not entry.says.endswith(".") and ". " not in entry.says, entry.word
        assert len(entry.says.split()) <= 45, entry.word

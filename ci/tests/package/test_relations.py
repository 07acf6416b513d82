"""How a result that no wrong answer explains relates to the right one."""

import math

import numpy as np
import pytest
import torch

from gancourse.checks.exercise import CORRECT, NOT_YET, Exercise


def scaled_sums() -> Exercise:
    """The mean of 2x + 3 over a batch, as one number, and for each of its rows."""
    made = Exercise("mean", lesson="99", remember="")
    made.probe("two numbers", expected="6")(lambda answer: {"two": answer(torch.tensor([1.0, 2.0]))})
    made.probe("three numbers", expected="9")(lambda answer: {"three": answer(torch.tensor([2.0, 3.0, 4.0]))})
    made.probe("four numbers", expected="4")(lambda answer: {"four": answer(torch.tensor([0.0, 1.0, 1.0, 0.0]))})
    made.right(right)
    return made


def right(x):
    return (2 * x + 3).mean()


FOUND = {
    "same_for_all": lambda x: torch.tensor(6.25),
    "rounded_result": lambda x: (right(x) * 1000).floor() / 1000,
    "turned_round": lambda x: -right(x),
    "summed_result": lambda x: (2 * x + 3).sum(),
    "divided": lambda x: right(x) / len(x),
    "scaled": lambda x: right(x) / 2,
    "shifted": lambda x: right(x) - math.log(2),
    "squared": lambda x: right(x) ** 2,
    "rooted": lambda x: right(x) ** 0.5,
    "upside_down_result": lambda x: 1 / right(x),
    "logged": lambda x: right(x).log(),
    "exponentiated": lambda x: right(x).exp(),
    "another_shape": lambda x: (2 * x + 3).mean()[None],
}


@pytest.mark.parametrize("name", FOUND)
def test_the_relation_is_named(name):
    made = scaled_sums()
    if name == "rounded_result":
        made.rights[0] = lambda x: right(x) + 0.000321
    verdict = made.judge(FOUND[name])
    assert (verdict.kind, verdict.mistake) == (NOT_YET, name)
    assert verdict.text.count("?") == 1 and "{" not in verdict.text
    assert dict(verdict.facts)["Put in"] == "two numbers"  # it stands beside the comparison and not in its place


@pytest.mark.parametrize(
    "unrelated",
    [
        lambda x: x.max() * 3,
        lambda x: right(x) / 2 if len(x) < 4 else right(x),  # one of three is right, so "each" would be false
        lambda x: right(x) * (1 + 1e-3 * len(x)),
        lambda x: torch.tensor(math.nan),
        lambda x: right(x) + math.inf,
    ],
)
def test_nothing_is_said_that_does_not_hold_for_each_result(unrelated):
    verdict = scaled_sums().judge(unrelated)
    assert (verdict.kind, verdict.mistake) == (NOT_YET, None)


def test_factors_are_called_by_the_names_they_have_in_formulas():
    made = scaled_sums()
    assert "is 1/2 times" in made.judge(lambda x: right(x) / 2).text
    assert "is 1/log 2 times" in made.judge(lambda x: right(x) / math.log(2)).text
    assert "amount, −log 4:" in made.judge(lambda x: right(x) - math.log(4)).text


def rows() -> Exercise:
    made = Exercise("rows", lesson="99", remember="")
    made.probe("three", expected="(3, 2)")(lambda answer: {"got": answer(3)})
    made.probe("four", expected="(4, 2)")(lambda answer: {"more": answer(4)})
    made.right(table)
    return made


def table(n):
    return np.arange(2.0 * n).reshape(n, 2)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (lambda n: table(n)[:-1], "cut_short"),
        (lambda n: table(n + 1), "too_long"),
        (lambda n: table(n).T, "another_shape"),
        (lambda n: table(n)[1:], "another_shape"),  # the first is missing, so "the last" would be false
        (lambda n: table(n)[::-1], "other_order"),
        (lambda n: table(n) ** 2 + 1, None),
    ],
)
def test_what_is_missing_left_over_or_elsewhere_is_named(answer, name):
    assert rows().judge(answer).mistake == name


def test_an_argument_that_comes_back_is_named():
    made = Exercise("doubled", lesson="99", remember="")
    for number in (2.0, 3.0):
        made.probe("a number", expected="twice")(lambda answer, number=number: {f"got_{number:.0f}": answer(number)})
    made.right(lambda x: 2 * x)
    assert made.judge(lambda x: x).mistake == "given_back"


def test_several_tables_are_compared_together_and_of_their_shapes_the_first_that_is_off_is_told():
    made = Exercise("pair", lesson="99", remember="")
    made.probe("three", expected="two tables")(lambda answer: dict(zip("ab", answer(3))))
    made.right(lambda n: (table(n), table(n) + 5))
    assert made.judge(lambda n: (table(n) / 2, (table(n) + 5) / 2)).mistake == "scaled"
    verdict = made.judge(lambda n: (table(n)[:2], table(n)))
    assert verdict.mistake == "cut_short" and verdict.text.startswith("This is about the first of your 2 results. Your")


def test_results_that_a_probe_lets_pass_do_not_count():
    """Where any number will do, the answer's own need not be half of the reference's."""
    made = scaled_sums()
    made.probe("one", expected="any number", holds=lambda seen: True)(lambda answer: {"any": answer(torch.ones(1))})
    verdict = made.judge(lambda x: right(x) / 2 if len(x) > 1 else torch.tensor(77.0))
    assert verdict.mistake == "scaled"


def test_right_results_have_no_relation():
    made = scaled_sums()
    made.probe("the same", expected="no trace", holds=lambda seen: False)(lambda answer: {"trace": 1})
    assert made.judge(right).mistake is None
    assert scaled_sums().judge(right).kind == CORRECT


OF_TWO = {
    "scaled": lambda x: (x.argmax(), (x + 7) / 3),
    "squared": lambda x: (x.argmax(), (x + 7) ** 2),
    "another_shape": lambda x: (x.argmax()[None], x + 7),
}


@pytest.mark.parametrize("name", OF_TWO)
def test_of_two_results_the_one_that_is_off_is_named(name):
    made = Exercise("two", lesson="99", remember="")
    for number, row in enumerate(([1.0, 2.0, 4.0], [5.0, 3.0, -1.0], [0.0, 1.0, 0.5])):
        made.probe(f"{row}", expected="two")(
            lambda answer, number=number, row=row: {f"both {number}": answer(torch.tensor(row))}
        )
    made.right(lambda x: (x.argmax(), x + 7))
    verdict = made.judge(OF_TWO[name])
    which = "first" if name == "another_shape" else "second"
    assert verdict.mistake == name and verdict.text.startswith(
        f"This is about the {which} of your 2 results. The other one is right."
    )

"""Lesson 01: its mathematics by other roads than the lesson's, the numbers its prose quotes, and answers that its
exercises were not written for."""

import contextlib
import io
import itertools
import math
import runpy

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.optimize import linprog, minimize, minimize_scalar
from scipy.spatial.distance import jensenshannon
from scipy.special import softmax, xlogy
from scipy.stats import entropy

from environment import ROOT
from gancourse.checks import cards, checking
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT, ERROR, NOT_YET
from gancourse.exercises.lesson_01.ex3_jensen_shannon import jsd_as_a_mean_of_two_kls
from gancourse.exercises.lesson_01.ex4_closest_intervals import (
    all_intervals,
    intervals_by_argmin,
    intervals_by_min,
    kl_backwards,
    uniform_on,
)
from gancourse.exercises.lesson_01.ex5_statements import deck
from gancourse.exercises.lesson_01.tables import kl

BANK = bank()

SOURCE = ROOT / "solutions" / "source" / "01_the_minimax_game.py"
P = np.array([4, 2, 2, 0]) / 8
Q = np.array([1, 2, 2, 3]) / 8
HUMPS = np.array([0.01, 0.01, 0.43, 0.23, 0.01, 0.31])


@pytest.fixture(scope="module")
def lesson():
    """Everything the lesson defines, and what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        names = runpy.run_path(str(SOURCE))
    return {**names, "printed": printed.getvalue()}


@pytest.fixture(scope="module")
def prose():
    lines = [line.removeprefix("#").strip() for line in SOURCE.read_text("utf-8").splitlines() if line.startswith("#")]
    return " ".join(" ".join(lines).split())


def pairs(count=50, zeros=False):
    """Random pairs of tables; with `zeros`, each table misses pictures of its own."""
    random = np.random.default_rng(7)
    for _ in range(count):
        n = random.integers(2, 8)
        tables = random.dirichlet(np.ones(n), 2)
        if zeros:
            tables[random.random(tables.shape) < 0.3] = 0
            tables[np.arange(2), random.integers(0, n, 2)] += 0.1
            tables /= tables.sum(axis=1, keepdims=True)
        yield tables


@pytest.mark.parametrize("zeros", [False, True])
def test_value_is_the_mean_log_score(lesson, zeros):
    random = np.random.default_rng(3)
    for p, q in pairs(zeros=zeros):
        D = random.uniform(0.01, 0.99, len(p))
        assert lesson["value"](D, p, q) == pytest.approx(xlogy(p, D).sum() + xlogy(q, 1 - D).sum(), abs=1e-12)


def test_value_is_minus_twice_the_cross_entropy_of_a_coin_tossed_question(lesson):
    """V/2 is the log-likelihood of D's answers when a coin decides whether it sees a real picture or a fake."""
    D = torch.tensor([0.9, 0.5, 0.6, 0.2], dtype=torch.float64).repeat(2)
    labels = torch.tensor([1.0] * 4 + [0.0] * 4, dtype=torch.float64)
    weights = torch.tensor(np.concatenate([P, Q]) / 2)
    loss = torch.nn.functional.binary_cross_entropy(D, labels, weight=weights, reduction="sum")
    assert lesson["value"](D[:4].numpy(), P, Q) / 2 == pytest.approx(-loss.item(), abs=1e-12)


def test_best_discriminator_is_where_an_optimiser_ends(lesson):
    for p, q in pairs(20):
        best = lesson["best_D"](p, q)
        for a, b, found in zip(p, q, best):
            top = minimize_scalar(
                lambda y, a=a, b=b: -(a * np.log(y) + b * np.log(1 - y)),
                bounds=(0, 1),
                method="bounded",
                options={"xatol": 1e-10},
            )
            assert found == pytest.approx(top.x, abs=1e-4)
        logits = minimize(
            lambda a, p=p, q=q: np.logaddexp(0, -a) @ p + np.logaddexp(0, a) @ q, np.zeros(len(p)), tol=1e-12
        )
        assert lesson["value"](best, p, q) == pytest.approx(-logits.fun, abs=1e-8)


@pytest.mark.parametrize("zeros", [False, True])
def test_cost_is_minus_log_4_plus_twice_jsd(lesson, zeros):
    for p, q in pairs(200, zeros=zeros):
        jsd = jensenshannon(p, q) ** 2
        assert lesson["jensen_shannon"](p, q) == pytest.approx(jsd, abs=1e-9)
        assert lesson["value"](lesson["best_D"](p, q), p, q) == pytest.approx(-math.log(4) + 2 * jsd, abs=1e-9)
        assert -1e-12 <= jsd <= math.log(2) + 1e-12
        with np.errstate(divide="ignore"):
            assert lesson["kl"](p, q) == pytest.approx(entropy(p, q), abs=1e-9)


def test_the_sum_becomes_the_integral_that_lesson_02_uses(lesson):
    """On a fine grid the finite sums give the JSD of N(0, 1) and N(2, 1): .3368."""

    def density(x, mean):
        return math.exp(-((x - mean) ** 2) / 2) / math.sqrt(2 * math.pi)

    def integrand(x):
        a, b = density(x, 0), density(x, 2)
        return (a * math.log(2 * a / (a + b)) + b * math.log(2 * b / (a + b))) / 2

    x = np.linspace(-9, 11, 2001)
    p, q = (np.exp(-((x - mean) ** 2) / 2) for mean in (0, 2))
    by_sum = lesson["jensen_shannon"](p / p.sum(), q / q.sum())
    assert by_sum == pytest.approx(quad(integrand, -9, 11)[0], abs=1e-6) == pytest.approx(0.3368, abs=5e-5)


def test_jsd_can_be_as_small_as_zero_only_at_equal_tables_and_stays_below_log_2(lesson):
    found = minimize(lambda a: lesson["jensen_shannon"](HUMPS, softmax(a)), np.zeros(6), tol=1e-14)
    assert softmax(found.x) == pytest.approx(HUMPS, abs=1e-4)
    assert lesson["jensen_shannon"](np.array([1.0, 0, 0]), np.array([0, 0.5, 0.5])) == pytest.approx(
        math.log(2), abs=1e-15
    )


def test_maximum_likelihood_is_minimum_kl(lesson):
    counts = [row for row in itertools.product(range(9), repeat=4) if sum(row) == 8]
    assert len(counts) == len(lesson["models"]) == math.comb(11, 3) == 165
    finite = [row for row in counts if all(row[:3])]
    assert len(finite) == lesson["finite"].sum() == math.comb(8, 3) == 56
    totals = [xlogy(P, np.array(row) / 8).sum() + entropy(P, np.array(row) / 8) for row in finite]
    assert np.ptp(totals) < 1e-12
    assert totals[0] == pytest.approx(-entropy(P))


def test_best_reply_to_a_fixed_discriminator_is_one_picture(lesson):
    """The recipe's second half is a linear programme, and its solution is a corner."""
    for p, q in pairs(20):
        D = lesson["best_D"](p, q)
        answer = linprog(np.log(1 - D), A_eq=np.ones((1, len(p))), b_eq=[1], bounds=(0, 1))
        assert answer.x == pytest.approx(lesson["reply_in_full"](q, D), abs=1e-7)
        assert answer.x.max() == pytest.approx(1)


def test_both_orders_have_the_same_value_for_tables(lesson):
    """max over D of min over G, solved as a smooth problem: −log 4, with D = ½ where the data are."""
    found = minimize(
        lambda v: -(xlogy(P[:3], v[:3]).sum() + v[4]),
        np.array([0.3, 0.4, 0.6, 0.2, -3.0]),
        constraints=[{"type": "ineq", "fun": lambda v: np.log(1 - v[:4]) - v[4]}],
        bounds=[(1e-6, 1 - 1e-6)] * 4 + [(None, None)],
    )
    assert -found.fun == pytest.approx(-math.log(4), abs=1e-6)
    assert found.x[:3] == pytest.approx(0.5, abs=1e-3)
    assert found.x[3] <= 0.5 + 1e-3


def test_a_small_step_is_the_mixture_and_halves_the_difference(lesson):
    for p, q in pairs(20):
        assert lesson["g_step"](q, lesson["best_D"](p, q)) == pytest.approx((p + q) / 2, abs=1e-12)
    differences = np.abs(lesson["small"] - P).max(axis=1)
    assert differences[1:] == pytest.approx(differences[:-1] / 2, abs=1e-12)


def test_a_small_step_goes_downhill_on_V_with_D_fixed(lesson):
    random = np.random.default_rng(5)
    for _, q in pairs(50):
        D = random.uniform(0.01, 0.99, len(q))
        assert lesson["value"](D, q, lesson["g_step"](q, D, rate=0.1)) < lesson["value"](D, q, q)


def test_what_G_never_draws_cannot_come_back(lesson):
    q = np.array([1, 0, 2, 3]) / 6
    D = lesson["best_D"](P, q)
    assert D[1] == 1
    assert lesson["g_step"](q, D)[1] == 0


@pytest.mark.parametrize(("late", "last", "first"), [(0, 3.4, 3.5), (1, 1.7, 1.8)])
def test_beyond_a_threshold_no_step_arrives(lesson, late, last, first):
    """The thresholds that the slider finds from the lesson's G; near the data they are 4, and 2 for a late D."""
    settle = lesson["rounds_to_settle"]
    assert settle(0.1, late) > settle(0.5, late) > settle(1, late)
    assert settle(last, late) != "never" and settle(first, late) == "never"


def test_larger_steps_arrive_sooner_at_first_and_then_later_again(lesson, prose):
    """The sentence below the table of rounds, and the rates that it names, over every position of the slider."""
    rounds = {rate: lesson["rounds_to_settle"](rate / 10, late=0) for rate in range(1, 35)}
    fewest = min(rounds.values())
    best = [rate for rate in rounds if rounds[rate] == fewest]
    assert best == list(range(best[0], best[-1] + 1))
    assert f"the fewest rounds, {fewest}, are needed at rates from {best[0] / 10} to {best[-1] / 10}" in prose
    before = [rounds[rate] for rate in rounds if rate <= best[0]]
    after = [rounds[rate] for rate in rounds if rate >= best[-1]]
    assert before == sorted(before, reverse=True) and after == sorted(after) and after[-1] > 3 * fewest
    assert "larger ones sooner, still larger ones later, too large ones never" in prose
    assert lesson["rounds_to_settle"](0.5, late=1) == rounds[5] - 1, "at rate 0.5 a late D even saves a round"


@pytest.mark.parametrize("rate", [0.5, 1, 2, 3, 4.5])
def test_near_the_data_a_round_multiplies_the_difference(lesson, rate):
    p = np.array([0.4, 0.35, 0.25])
    q = p + 1e-6 * np.array([1, -2, 1])
    moved = lesson["g_step"](q, lesson["best_D"](p, q), rate)
    assert moved - p == pytest.approx((1 - rate / 2) * (q - p), abs=1e-10)
    late = np.roots([1, -1, rate / 2])  # difference(t + 1) = difference(t) - rate / 2 · difference(t - 1)
    assert (np.abs(late).max() < 1) == (rate < 2)


def test_a_huge_rate_is_the_full_reply(lesson):
    for p, q in pairs(20):
        D = lesson["best_D"](p, q)
        assert lesson["g_step"](q, D, rate=1e4) == pytest.approx(lesson["reply_in_full"](q, D), abs=1e-9)


def test_a_falling_loss_does_not_mean_better_samples(lesson):
    """The full reply: V under the frozen D falls below −log 4, C(G) and JSD rise."""
    D, reply = right_D(P, Q), np.array([1.0, 0, 0, 0])
    before, after = right_value(D, P, Q), right_value(D, P, reply)
    assert after < -math.log(4) < before and before - after > 1
    assert right_value(right_D(P, reply), P, reply) > right_value(right_D(P, Q), P, Q)
    assert right_jsd(P, reply) > right_jsd(P, Q)
    for number in (before, after, -math.log(4) + 2 * right_jsd(P, reply), right_jsd(P, reply)):
        assert f"{number:.3f}" in lesson["printed"]


def test_bars_become_a_curve(lesson):
    """Share over width goes to the density, which exceeds 1, and the table's D* and JSD to those of the densities."""

    def density(x, mean, spread):
        return math.exp(-(((x - mean) / spread) ** 2) / 2) / (spread * math.sqrt(2 * math.pi))

    def integrand(x):
        a, b = density(x, 0, 1), density(x, 1, 0.3)
        return (a * math.log(2 * a / (a + b)) + (b * math.log(2 * b / (a + b)) if b else 0)) / 2

    left, p, q = lesson["tables_of_bars"](0.01)
    assert p.sum() == pytest.approx(1, abs=1e-5) and q.sum() == pytest.approx(1, abs=1e-9)
    assert q.max() / 0.01 == pytest.approx(density(1, 1, 0.3), abs=1e-3) and q.max() / 0.01 > 1
    assert right_jsd(p, q) == pytest.approx(quad(integrand, -5, 5, points=[1])[0], abs=1e-4)
    at = np.abs(left - 1).argmin()
    assert right_D(p, q)[at] == pytest.approx(density(1, 0, 1) / (density(1, 0, 1) + density(1, 1, 0.3)), abs=2e-3)
    at = np.abs(left + 3).argmin()
    assert p[at] < 1e-4 and round(right_D(p, q)[at], 4) == 1


def test_full_replies_hop_and_never_come_nearer_than_the_start(lesson):
    assert (lesson["full"][1:].max(axis=1) == 1).all()
    assert (lesson["full"][1:-1].argmax(axis=1) != lesson["full"][2:].argmax(axis=1)).all()
    distances = [jensenshannon(P, q) ** 2 for q in lesson["full"]]
    assert min(distances[1:]) > distances[0]


def test_three_criteria_choose_three_intervals_and_often_two_agree(lesson):
    """By brute force with SciPy; and the lesson's warning that three different choices are not the rule."""

    def choices(p):
        n = len(p)
        ends = [(first, last) for first in range(1, n + 1) for last in range(first, n + 1)]
        tables = np.array([[(a <= i <= b) / (b - a + 1) for i in range(1, n + 1)] for a, b in ends])
        scores = [entropy(p[:, None], tables.T), entropy(tables.T, p[:, None]), [jensenshannon(p, t) for t in tables]]
        return [ends[np.argmin(score)] for score in scores]

    assert choices(HUMPS) == [(1, 6), (3, 4), (3, 6)]
    random = np.random.default_rng(0)
    distinct = []
    for _ in range(100):
        p = random.dirichlet(np.ones(6))
        assert lesson["closest_intervals"](p) == choices(p)
        distinct.append(len(set(choices(p))))
    assert np.mean(np.array(distinct) < 3) > 0.5


def test_numbers_in_the_prose(prose):
    """Sentences of the lesson and its cards, with their numbers worked out here by another road."""
    best = right_D(P, Q)
    on_real, on_fake = np.log(best[:3]), np.log(1 - best)
    spread = math.sqrt(P[:3] @ on_real**2 - (P[:3] @ on_real) ** 2 + Q @ on_fake**2 - (Q @ on_fake) ** 2)
    D = np.array([0.9, 0.5, 0.6, 0.2])
    real, fake = expected_log(P, D), expected_log(Q, 1 - D)
    quoted = [
        f"From the data to our G it is {entropy(P, Q):.3f}",
        f"the two columns' totals, {real:.3f} and {fake:.3f}: {real + fake:.3f}",
        f"The costliest single entry of the table is {min(*xlogy(P, D), *xlogy(Q, 1 - D)):.3f}",
        f"The top for *left* lies at {best[0]:.1f}",
        f"not one of them beats {right_value(best, P, Q):.3f}",
        f"off by about {spread / math.sqrt(10):.2f} with 10 pictures, {spread / 10:.2f} with 100",
        f"and {spread / 100:.3f} with 10,000",
        f"{(0.8 * 0.2) / 0.01**2:,.0f} performances of one picture",
        f"spends half of its draws on pictures that are {100 * HUMPS[[0, 1, 4]].sum():.0f} % of the data",
    ]
    for sentence in quoted:
        assert sentence.replace("-", "−") in prose.replace("-", "−"), sentence
    replies = " ".join(option.reply for card in deck.cards for option in card.wrong)
    for number in (right_value(best, P, Q), -math.log(4), *np.log(1 - np.array([0.01, 0.1, 0.5, 0.9, 0.99]))):
        assert f"{number:.3f}".replace("-", "−") in replies
    assert f"about {spread / math.sqrt(10):.2f}" in replies
    assert f"about {spread / 10:.2f}" in replies


def test_the_explorer_draws_every_position(lesson):
    for counts in ((1, 2, 2, 3), (4, 2, 2, 0), (0, 0, 0, 0), (0, 0, 0, 8), (8, 0, 0, 0), (1, 0, 2, 3)):
        for who, steps in itertools.product((lesson["BEST"], lesson["FROZEN"], lesson["BLIND"]), (0, 1, 10)):
            _, caption = lesson["play_and_draw"](*counts, who, steps)
            assert "nan" not in caption and "inf" not in caption.replace("infinite", ""), (counts, who, steps)
    _, caption = lesson["play_and_draw"](1, 2, 2, 3, lesson["FROZEN"], 10)
    assert float(caption.split()[2]) > 0.99  # against a frozen D all of G's draws end on its favourite
    _, caption = lesson["play_and_draw"](4, 2, 2, 0, lesson["BEST"], 0)
    assert caption.count("= 0.000") == 3


def test_the_cards_follow_the_seed(capsys):
    try:
        for seed in (1, 2, 3):
            cards.deal("statements", seed=seed)
            text = capsys.readouterr().out
            assert all(card.statement[:20] in text for card in deck.cards)
            right = deck.key()
            assert deck.exercise.judge(lambda right=right: right).kind == CORRECT
            other = {number: "abcd"["abcd".index(letter) - 1] for number, letter in right.items()}
            assert deck.exercise.judge(lambda other=other: other).kind == NOT_YET
        cards.deal("statements", seed=1)
        first = deck.key()
        cards.deal("statements", seed=2)
        assert deck.key() != first
        verdict = deck.exercise.judge(lambda: {number: letter for number, letter in deck.key().items() if number != 4})
        assert verdict.mistake == "card_left_out" and "without one are: 4." in verdict.text
    finally:
        deck.shuffle(seed=0)


def test_every_wrong_choice_names_its_card_as_it_was_dealt():
    try:
        deck.shuffle(seed=5)
        numbers = {card.name: number for number, card in enumerate(deck._dealt, 1)}
        for card in deck.cards:
            for option, wrong in zip(card.wrong, (w for w in deck.exercise.wrongs if w.name.startswith(card.name))):
                verdict = deck.exercise.judge(wrong.answer)
                assert verdict.mistake == f"{card.name}_{option.name}"
                assert f"Card {numbers[card.name]}:" in verdict.in_full
    finally:
        deck.shuffle(seed=0)


def test_all_wrong_cards_are_named_and_three_are_discussed():
    try:
        deck.shuffle(seed=1)
        right = deck.key()

        def turned(*cards):
            return {n: "abcd"["abcd".index(letter) - 1] if n in cards else letter for n, letter in right.items()}

        text = deck.exercise.judge(lambda: turned(2, 5)).in_full
        assert text.startswith("5 of 7 cards are right; not yet: 2, 5. Card 5:") and text.count("?") == 1
        assert text.index("Card 5:") < text.index("Card 2:")  # whose question comes last
        text = deck.exercise.judge(lambda: turned(1, 2, 5, 6)).in_full
        assert [number for number in range(1, 8) if f"Card {number}:" in text] == [1, 2, 5]
        assert deck.exercise.judge(lambda: "".join(right.values())).kind == CORRECT
        for too_long in ("".join(right.values()) + "a", {**right, 8: "a"}, {**right, 0: "a"}):
            verdict = deck.exercise.judge(lambda too_long=too_long: too_long)
            assert verdict.mistake == "card_too_many"
    finally:
        deck.shuffle(seed=0)


@pytest.mark.parametrize(
    ("choices", "mistake"),
    [
        ([1, 2, 3, 1, 2, 3, 1], "numbers_for_letters"),
        ([True] * 7, "numbers_for_letters"),
        (dict(enumerate("abcabca")), "counted_from_zero"),
        ({"a": 1, "b": 2}, "letters_in_front"),
        (set("abc"), "letters_in_a_set"),
        ("abcabcz", "letter_that_no_card_has"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else type(value).__name__
    ),  # the order of a set differs from run to run
)
def test_choices_in_another_form_are_named(choices, mistake):
    assert deck.exercise.judge(lambda: choices).mistake == mistake


@pytest.mark.parametrize("dealt", [True, False], ids=["dealt", "after a restart"])
def test_cards_that_were_not_dealt_are_not_compared(dealt, monkeypatch, capsys):
    monkeypatch.setattr(deck, "dealt", dealt)
    monkeypatch.delitem(checking._session, "statements", raising=False)
    assert checking.check("statements", lambda: "aaaaaaa") is deck.exercise.reference
    said = " ".join(capsys.readouterr().out.split())
    assert ("have not been dealt since this kernel was started" in said) is not dealt
    assert ("of 7 cards are right" in said) is dealt
    assert ("statements" in checking._session) is dealt  # it is no try
    assert checking.check("statements", lambda: deck.key()) is not deck.exercise.reference


def test_a_grader_does_not_compare_cards_that_were_not_dealt(monkeypatch):
    monkeypatch.setattr(deck, "dealt", False)
    monkeypatch.setenv("GANCOURSE_STRICT", "1")
    with pytest.raises(AssertionError, match="have not been dealt"):
        checking.check("statements", lambda: "aaaaaaa")


def finite_log(t):
    return np.nan_to_num(np.log(t))


def expected_log(weights, t):
    return xlogy(weights, np.where(weights > 0, t, 1)).sum()


def right_value(D, p, q):
    return expected_log(p, D) + expected_log(q, 1 - D)


def right_D(p, q):
    return np.where(p + q > 0, p / np.where(p + q > 0, p + q, 1), 0.5)


def right_jsd(p, q):
    return jensenshannon(p, q) ** 2 if (p != q).any() else 0.0


def jsd_half(p, q):
    """The sum of p·log(1 + q/p) where p is not 0."""
    return (p[p > 0] * np.log1p(q[p > 0] / p[p > 0])).sum()


def jsd_with(p, q, m):
    """The JSD of a learner whose mixture is m, with the lesson's own `kl`."""
    return (kl(p, m) + kl(q, m)) / 2


def best_among(firsts, lasts):
    """The answer of a learner whose two loops run over these numbers."""

    def answer(p):
        ends = [(first, last) for first in firsts(len(p)) for last in lasts(first, len(p))]
        scores = kl, kl_backwards, jsd_as_a_mean_of_two_kls
        return [min(ends, key=lambda pair: score(p, uniform_on(*pair, len(p)))) for score in scores]

    return answer


def spoil(table, result):
    table *= 0
    return result


UNPLANNED = {
    "value": {
        "a table of known results": lambda D, p, q: {2: -1.3551694}.get(len(D), -math.log(4)),
        "V at the best D, whatever D is": lambda D, p, q: right_value(right_D(p, q), p, q),
        "two terms, not added": lambda D, p, q: (expected_log(p, D), expected_log(q, 1 - D)),
        "one term for each picture": lambda D, p, q: p * np.log(D) + q * np.log(1 - D),
        "an array of one number": lambda D, p, q: np.array([right_value(D, p, q)]),
        "the non-saturating second term": lambda D, p, q: expected_log(p, D) - expected_log(q, D),
        "a sum over pictures both draw": lambda D, p, q: right_value(*(t[(p > 0) & (q > 0)] for t in (D, p, q))),
        "clipped": lambda D, p, q: right_value(np.clip(D, 1e-12, 1 - 1e-12), p, q),
        "infinities made finite": lambda D, p, q: np.nan_to_num(p * np.log(D) + q * np.log(1 - D)).sum(),
        "the table emptied": lambda D, p, q: spoil(D, right_value(D.copy(), p, q)),
        "log(1 − q) for log(1 − D)": lambda D, p, q: expected_log(p, D) + expected_log(q, 1 - q),
    },
    "best_D": {
        "two digits": lambda p, q: right_D(p, q).round(2),
        "never certain": lambda p, q: np.clip(right_D(p, q), 0.001, 0.999),
        "a table shorter than the world": lambda p, q: right_D(p, q)[p + q > 0],
        "a column": lambda p, q: right_D(p, q)[:, None],
        "one number": lambda p, q: right_D(p, q).max(),
        "minus one where nobody draws": lambda p, q: np.where(p + q > 0, right_D(p, q), -1),
        "squares": lambda p, q: p**2 / (p**2 + q**2),
        "the table emptied": lambda p, q: spoil(p, right_D(p.copy(), q)),
        "the shares of the totals": lambda p, q: np.full(len(p), p.sum() / (p.sum() + q.sum())),
        "wrong way round, certain": lambda p, q: (p < q).astype(float),
    },
    "jensen_shannon": {
        "six digits": lambda p, q: round(right_jsd(p, q), 6),
        "negative": lambda p, q: -right_jsd(p, q),
        "KL, capped at log 2": lambda p, q: min(entropy(p, q), math.log(2)),
        "half of it": lambda p, q: right_jsd(p, q) / 2,
        "the mixture itself": lambda p, q: (p + q) / 2,
        "with the geometric mean": lambda p, q: (entropy(p, np.sqrt(p * q)) + entropy(q, np.sqrt(p * q))) / 2,
        "the table emptied": lambda p, q: spoil(q, right_jsd(p, q.copy())),
        "right for two pictures only": lambda p, q: right_jsd(p, q) if len(p) < 4 else 0.3,
    },
    "closest_intervals": {
        "two of three": lambda p: intervals_by_min(p)[:2],
        "a flat list": lambda p: [end for pair in intervals_by_min(p) for end in pair],
        "another order": lambda p: intervals_by_min(p)[::-1],
        "no interval of one picture": lambda p: [
            min(
                (e for e in all_intervals(len(p)) if e[0] < e[1]),
                key=lambda e: f(p, uniform_on(*e, len(p))),
            )
            for f in (entropy, lambda p, q: entropy(q, p), jensenshannon)
        ],
        "the whole row for likelihood": lambda p: [(1, len(p)), *intervals_by_min(p)[1:]],
        "half a picture too far": lambda p: [(a, b + 0.5) for a, b in intervals_by_min(p)],
        "the table emptied": lambda p: spoil(p, intervals_by_min(p.copy())),
    },
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "answer"), [(name, label) for name in UNPLANNED for label in UNPLANNED[name]])
def test_unplanned_answers_are_never_correct(name, answer):
    verdict = BANK[name].judge(UNPLANNED[name][answer])
    assert verdict.kind in (NOT_YET, ERROR), answer
    assert verdict.in_full


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("value", right_value),
        ("value", lambda D, p, q: np.float32(right_value(D, p, q))),
        ("value", lambda D, p, q: xlogy(p, D).sum() + xlogy(q, 1 - D).sum()),
        ("best_D", right_D),
        ("best_D", lambda p, q: np.nan_to_num(p / (p + q))),
        ("best_D", lambda p, q: np.nan_to_num(1 / (1 + q / p))),
        ("value", lambda D, p, q: p[p > 0] @ np.log(D[p > 0]) + q[q > 0] @ np.log1p(-D[q > 0])),
        ("best_D", lambda p, q: p / np.where(p + q > 0, p + q, 1)),
        ("best_D", lambda p, q: np.where(p + q == 0, 0.5, p / (p + q))),
        ("best_D", lambda p, q: np.where(p > 0, 1 / (1 + q / p), 0)),
        ("jensen_shannon", right_jsd),
        ("jensen_shannon", lambda p, q: 0.5 * entropy(p, (p + q) / 2) + 0.5 * entropy(q, 0.5 * p + 0.5 * q)),
        ("jensen_shannon", lambda p, q: math.log(2) - (jsd_half(p, q) + jsd_half(q, p)) / 2),
        ("jensen_shannon", lambda p, q: sum(np.nansum(t * np.log(2 * t / (p + q))) for t in (p, q)) / 2),
        ("closest_intervals", lambda p: tuple(np.array(pair) for pair in intervals_by_argmin(p))),
        ("closest_intervals", lambda p: [tuple(map(float, pair)) for pair in intervals_by_min(p)]),
        ("jensen_shannon", lambda p, q: entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2),
        ("closest_intervals", lambda p: [list(pair) for pair in intervals_by_min(p)]),
        ("statements", lambda: " ".join(deck.key().values()).upper()),
    ],
)
def test_other_right_answers_are_correct(name, answer):
    verdict = BANK[name].judge(answer)
    assert verdict.kind == CORRECT, verdict.text


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("value", lambda D, p, q: -right_value(D, p, q), "value_negated"),
        ("value", lambda D, p, q: right_value(D, p, q) / 2, "value_halved"),
        ("value", lambda D, p, q: right_value(D, p, q) / math.log(10), "value_in_another_unit"),
        ("value", lambda D, p, q: right_value(np.clip(D, 1e-9, 1 - 1e-9), p, q), "value_with_an_epsilon"),
        ("best_D", lambda p, q: right_D(q, p), "best_D_labels_swapped"),
        ("best_D", lambda p, q: np.where(p >= q, 1, 0), "best_D_certain"),
        ("best_D", lambda p, q: p / (p + q + 1e-4), "best_D_with_an_epsilon"),
        ("best_D", lambda p, q: p - q, "best_D_from_minus_one_to_one"),
        ("value", lambda D, p, q: expected_log(p, D) - expected_log(q, 1 - D), "value_fakes_subtracted"),
        ("value", lambda D, p, q: -expected_log(p, D) + expected_log(q, 1 - D), "value_data_subtracted"),
        ("value", lambda D, p, q: expected_log(p, D) + 1 - expected_log(q, D), "value_one_minus_the_log"),
        ("value", lambda D, p, q: (np.log(p * D) + np.log(q * (1 - D))).sum(), "value_weights_inside_the_log"),
        ("value", lambda D, p, q: D @ np.log(p) + (1 - D) @ np.log(q), "value_weights_and_answers_exchanged"),
        ("value", lambda D, p, q: np.sum(p * np.log(-D) + q * np.log(1 - D)), "value_log_of_a_negative_number"),
        ("value", lambda D, p, q: -np.log(D).sum() - np.log(1 - D).sum(), "value_unweighted"),
        ("value", lambda D, p, q: -np.mean(p * np.log(D) + (1 - p) * np.log(1 - D)), "value_rest_of_p_for_fakes"),
        ("value", lambda D, p, q: expected_log(p, D) + expected_log(q, 1 - q), "value_one_minus_at_the_weight"),
        ("value", lambda D, p, q: np.log(p @ D + q @ (1 - D)), "value_log_of_the_mean"),
        ("value", lambda D, p, q: (p * np.log(D)).sum() + q * np.log(1 - D), "value_not_added_up"),
        ("value", lambda D, p, q: p @ finite_log(D) + q @ finite_log(1 - D), "value_infinity_made_finite"),
        ("value", lambda D, p, q: (p * torch.log(D)).sum(), "value_with_a_foreign_logarithm"),
        ("best_D", lambda p, q: q / (p - q), "best_D_odds_of_a_fake"),
        ("best_D", lambda p, q: 1 / (1 + np.exp(-p / q)), "best_D_sigmoid_of_a_share"),
        ("best_D", lambda p, q: np.log(p) - np.log(p + q), "best_D_log_of_it"),
        ("best_D", lambda p, q: np.where(p + q > 0, right_D(p, q), -1), "best_D_no_probability_for_nobody"),
        ("best_D", lambda p, q: right_D(p, q).mean(), "best_D_one_number"),
        ("jensen_shannon", lambda p, q: max(kl(p, q), kl(q, p)), "jsd_is_the_mean_of_both_kls"),
        ("jensen_shannon", lambda p, q: kl(q, (p + q) / 2), "jsd_one_half_only"),
        ("jensen_shannon", lambda p, q: kl((p + q) / 2, p) / 2 + kl(q, (p + q) / 2) / 2, "jsd_one_turned_round"),
        ("jensen_shannon", lambda p, q: np.float32(right_jsd(p, q)), "jsd_with_an_epsilon"),
        ("closest_intervals", best_among(lambda n: range(1, n), range), "intervals_that_stop_before_the_last"),
        ("jensen_shannon", lambda p, q: jsd_with(p, q, p + q / 2), "jsd_mixture_halves_only_q"),
        ("jensen_shannon", lambda p, q: jsd_with(p, q, 0.5 * p + q), "jsd_mixture_halves_only_p"),
        ("jensen_shannon", lambda p, q: jsd_with(p, q, p - q), "jsd_mixture_is_a_difference"),
        (
            "jensen_shannon",
            lambda p, q: entropy(p, (p + q) / 2) + entropy(q, (p + q) / 2) / 2,
            "jsd_halves_only_the_second",
        ),
        (
            "jensen_shannon",
            lambda p, q: 0.5 * entropy(p, (p + q) / 2) + entropy(q, (p + q) / 2),
            "jsd_halves_only_the_first",
        ),
        (
            "jensen_shannon",
            lambda p, q: 0.5 * (entropy(p, (p + q) / 2) - entropy(q, (p + q) / 2)),
            "jsd_is_a_difference_of_kls",
        ),
        ("jensen_shannon", lambda p, q: -right_jsd(p, q), "jsd_negated"),
        ("closest_intervals", lambda p: [(a - 1, b) for a, b in intervals_by_min(p)], "intervals_as_slices"),
        *(
            ("closest_intervals", best_among(firsts, lasts), "intervals_tried_from_zero")
            for firsts, lasts in (
                (lambda n: range(n), lambda first, n: range(first, n + 1)),
                (lambda n: range(n), lambda first, n: range(first + 1, n)),
                (lambda n: range(n + 1), lambda first, n: range(max(first, 1), n + 1)),
            )
        ),
        ("jensen_shannon", lambda p, q: jensenshannon(p, q), "jsd_root"),
        ("jensen_shannon", lambda p, q: jensenshannon(p, q, base=2) ** 2, "jsd_in_bits"),
        ("jensen_shannon", lambda p, q: 2 * right_jsd(p, q), "jsd_doubled"),
        ("jensen_shannon", lambda p, q: -math.log(4) + 2 * right_jsd(p, q), "jsd_is_the_cost"),
        ("closest_intervals", lambda p: intervals_by_min(p)[::-1], "intervals_in_another_order"),
        ("closest_intervals", lambda p: [(1, len(p))] * 3, "intervals_all_by_jsd"),
    ],
)
def test_relatives_of_a_known_mistake_are_recognised(name, answer, mistake):
    """The same misunderstanding, typed differently: zeros handled, another base, another epsilon."""
    verdict = BANK[name].judge(answer)
    assert (verdict.kind, verdict.mistake) == (NOT_YET, mistake), verdict.text


def by_the_book(p, q):
    """KL as it is printed, which makes 0 · log 0 of a picture that is never drawn: NaN."""
    return np.sum(p * np.log(p / q))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "mistake",
    [wrong.name for wrong in BANK["jensen_shannon"].wrongs if wrong.answer.__code__.co_names.count("kl")],
)
def test_no_explanation_quotes_a_nan_from_somewhere_else(mistake):
    """Whoever writes KL by the book makes every mistake of the bank as well, and gets NaN besides where tables hold a 0."""
    (wrong,) = [wrong.answer for wrong in BANK["jensen_shannon"].wrongs if wrong.name == mistake]
    own = type(wrong)(wrong.__code__, {**wrong.__globals__, "kl": by_the_book})
    verdict = BANK["jensen_shannon"].judge(own)
    assert verdict.mistake in (mistake, "jsd_zero_times_infinity")
    about_nan = verdict.mistake in ("jsd_zero_times_infinity", "jsd_mixture_is_a_difference")
    assert about_nan or "nan" not in verdict.in_full

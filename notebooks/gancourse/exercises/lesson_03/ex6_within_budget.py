"""Exercise 3.6, within_budget: spend 20,000 evaluations of D well."""

import functools
import math

from gancourse.checks.exercise import Exercise
from gancourse.toys import small_game
from gancourse.toys.figure_one import LOG_2

within_budget = Exercise(
    "within_budget",
    lesson="03",
    remember="k and the learning rates are one decision, not two: what counts is how far D gets while G takes a step. And "
    "every step of D is paid for with a step that G does not take.",
)

HIDDEN_SEEDS = (101, 102, 103)
GOAL = 0.02


@functools.cache
def played(k: int, lr_g: float) -> small_game.Outcome:
    return small_game.play(k, lr_g, HIDDEN_SEEDS)


@within_budget.probe(
    f"a budget of {small_game.BUDGET:,} D-evaluations, {small_game.cost(1)} for an iteration with k = 1",
    expected="a whole number k ≥ 1 and a rate lr_g > 0 that leave G time for at least one step",
    holds=lambda seen: seen["k"] >= 1 and seen["lr_g"] > 0 and seen["iterations"] >= 1,
)
def settings(answer):
    k, lr_g = answer()
    k, lr_g = int(k) if k == int(k) else k, float(lr_g)
    iterations = small_game.BUDGET // small_game.cost(k) if k >= 1 else 0
    return {"k": k, "lr_g": lr_g, "iterations": iterations, "reach": iterations * lr_g}


@within_budget.probe(
    "three games with seeds you have not seen",
    expected=f"JSD below {GOAL} at the end of at least two of the three",
    holds=lambda seen: seen["below"] >= 2,
)
def three_games(answer):
    k, lr_g = answer()
    if k != int(k) or k < 1 or not 0 < lr_g < math.inf or small_game.BUDGET // small_game.cost(int(k)) < 1:
        return {"below": 0, "best": LOG_2, "middle": LOG_2, "worst": LOG_2}
    best, middle, worst = sorted(played(int(k), float(lr_g)).jsd.tolist())
    return {"below": sum(jsd < GOAL for jsd in (best, middle, worst)), "best": best, "middle": middle, "worst": worst}


@within_budget.right
def five_steps(*_):
    return 5, 0.02


@within_budget.right
def one_step(*_):
    return 1, 0.005


@within_budget.right
def twenty_steps(*_):
    return 20, 0.1


@within_budget.wrong(when=lambda seen: seen["k"] < 1)
def no_d_at_all():
    """k = {k}: D never trains, and G has nothing to climb. It is the one player that ever sees data. What is the least k that
    Algorithm 1 knows?"""
    return 0, 0.01


@within_budget.wrong(when=lambda seen: seen["lr_g"] <= 0)
def g_stands_still():
    """With lr_g = {lr_g:g} G does not descend its loss. A little courage: which sign, and about which size, do learning rates of Adam
    have?"""
    return 5, 0.0


@within_budget.wrong(when=lambda seen: seen["k"] >= 1 and seen["iterations"] < 1)
def all_for_d():
    """With k = {k:,} one iteration costs more than the whole budget: G takes {iterations} steps. A perfect D before an
    untrained G is no use to anybody. How many steps should G get?"""
    return 10_000, 0.01


@within_budget.wrong(when=lambda seen: seen["iterations"] >= 1 and seen["lr_g"] > 0 and seen["reach"] < 3)
def out_of_reach():
    """G takes {iterations:,} steps of about {lr_g:g} (Adam's steps are about as long as its rate), so it gets at most {reach:.2f} far, and
    the data are 3 away: JSD {middle:.2f} in the middle one of three games. Will you buy G more steps, or longer ones?"""
    return 1, 2e-4


@within_budget.wrong(
    when=lambda seen: seen["below"] < 2 and seen["reach"] >= 3 and seen["iterations"] * seen["lr_g"] < 15
)
def not_there_yet():
    """G could get {reach:.1f} far in {iterations:,} steps, and it is on its way: the three games ended at JSD {best:.3f}, {middle:.3f} and
    {worst:.3f}. There is no oscillation here; the budget ran out because k = {k} spends most of it on a D that is good
    enough already. What would half the k do?"""
    return 50, 0.02


@within_budget.wrong(when=lambda seen: seen["below"] < 2 and seen["reach"] >= 15)
def runs_past_d():
    """G takes {iterations:,} steps of about {lr_g:g}, while D takes {k} step(s) of 0.02 for each. G is where D's last look was and gone
    before D looks again: the games ended at JSD {best:.3f}, {middle:.3f} and {worst:.3f}, and they never settle. Who has to become
    slower, or who faster?"""
    return 1, 0.3


within_budget.hints(
    "Two ways to fail: G does not arrive within the budget, or G outruns D and never settles. Which is yours? The Explore above shows it.",
    "Adam's steps are about as long as the rate, and the data are 3 away. G takes 20,000 / (2k + 1) steps. Give it several times the "
    "distance it needs, and D about as fast as G.",
    "With k = 1, D keeps up with a G of rate 0.01 or less. Larger k allow a larger rate.",
)

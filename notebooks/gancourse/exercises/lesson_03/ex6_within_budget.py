"""Exercise 3.6, within_budget: spend 20,000 evaluations of D well."""

import functools
import math

import numpy as np

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
    return small_game.play(k, lr_g, HIDDEN_SEEDS, looks=40)


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
        return {"below": 0, "best": LOG_2, "middle": LOG_2, "worst": LOG_2, "nearest": LOG_2}
    outcome = played(int(k), float(lr_g))
    best, middle, worst = sorted(outcome.jsd.tolist())
    below, nearest = sum(jsd < GOAL for jsd in (best, middle, worst)), float(np.median(outcome.jsds.min(axis=0)))
    return {"below": below, "best": best, "middle": middle, "worst": worst, "nearest": nearest}


def on_its_way(seen) -> bool:
    """The games end about where they were nearest to the data: they have not been there and left again."""
    return seen["below"] < 2 and seen["middle"] < 1.2 * seen["nearest"]


def left_again(seen) -> bool:
    return seen["below"] < 2 and seen["middle"] >= 1.2 * seen["nearest"]


def outruns_d(seen) -> bool:
    """One step of G is longer than all k steps of D together."""
    return seen["lr_g"] > seen["k"] * small_game.LR_D


@within_budget.right
def five_steps(*_):
    return 5, 0.02


@within_budget.right
def one_step(*_):
    return 1, 0.005


@within_budget.right
def twenty_steps(*_):
    return 20, 0.1


@within_budget.wrong(when=lambda seen: seen["k"] <= 0)
def no_d_at_all():
    """k = {k}: D never trains, and G has nothing to climb. It is the one player that ever sees data. What is the least k that
    Algorithm 1 knows?"""
    return 0, 0.01


@within_budget.wrong(when=lambda seen: 0 < seen["k"] < 1 and seen["lr_g"] >= 1 and seen["lr_g"] == int(seen["lr_g"]))
def rate_first():
    """You return k = {k:g} and lr_g = {lr_g:g}: a fraction of a step for D, and steps of that length for G. In which order does the
    docstring name the two?"""
    return 0.02, 5


@within_budget.decoy(no_d_at_all, rate_first)
def half_a_step_of_d():
    return 0.5, 0.01


@within_budget.decoy(rate_first, told="number_for_several")
def rate_alone():
    return 0.02


@within_budget.wrong(when=lambda seen: seen["lr_g"] == 0)
def g_stands_still():
    """With lr_g = {lr_g:g} G takes no step at all, however often its turn comes. A little courage: about which size do learning
    rates of Adam have?"""
    return 5, 0.0


@within_budget.wrong(when=lambda seen: seen["lr_g"] < 0)
def below_zero():
    """With lr_g = {lr_g:g} G would climb its loss. Either a minus got in, or you return the slider's number, which is the logarithm of the
    rate with base 10. Which number does Adam want?"""
    return 5, -1.7


@within_budget.decoy(g_stands_still, told=below_zero)
def a_minus_before_the_rate():
    return 5, -0.02


@within_budget.decoy(below_zero, told=g_stands_still)
def minus_zero():
    return 5, -0.0


@within_budget.wrong(when=lambda seen: seen["k"] >= 1 and seen["iterations"] < 1)
def all_for_d():
    """With k = {k:,} one iteration costs more than the whole budget: G takes {iterations} steps. A perfect D before an
    untrained G is no use to anybody. How many steps should G get?"""
    return 10_000, 0.01


@within_budget.wrong(
    when=lambda seen: seen["iterations"] >= 1 and seen["lr_g"] > 0 and seen["reach"] < 3 and on_its_way(seen)
)
def out_of_reach():
    """G takes {iterations:,} steps of about {lr_g:g} (Adam's steps are about as long as its rate), so it gets about {reach:.2f} far, and
    the data are 3 away: JSD {middle:.2f} in the middle one of three games. Will you buy G more steps, or longer ones?"""
    return 10, 0.001


@within_budget.decoy(all_for_d, told=out_of_reach)
def one_step_of_g():
    return 9_000, 0.1


@within_budget.wrong(when=lambda seen: on_its_way(seen) and seen["reach"] >= 3 and seen["k"] > 1)
def not_there_yet():
    """G could get {reach:.1f} far in {iterations:,} steps, and it is still on its way: the three games ended at JSD {best:.3f}, {middle:.3f} and
    {worst:.3f}, about as near as they ever were. Nothing oscillates; G came to its turn once for every {k} steps of D. What
    would half the k do?"""
    return 50, 0.02


@within_budget.wrong(when=lambda seen: on_its_way(seen) and seen["reach"] >= 3 and seen["k"] == 1)
def slow_at_k_one():
    """G could get {reach:.1f} far in {iterations:,} steps, and it is still on its way: the three games ended at JSD {best:.3f}, {middle:.3f} and
    {worst:.3f}, about as near as they ever were. With k = {k} no setting gives G more steps than yours. What else decides how far it gets?"""
    return 1, 5e-4


@within_budget.decoy(out_of_reach, not_there_yet, told=slow_at_k_one)
def a_little_slow():
    return 1, 0.0006


@within_budget.decoy(slow_at_k_one, told=not_there_yet)
def slow_at_k_two():
    return 2, 0.001


@within_budget.wrong(when=lambda seen: left_again(seen) and outruns_d(seen))
def runs_past_d():
    """G takes steps of about {lr_g:g}, while D takes {k} step(s) of 0.02 for each. G is where D's last look was and gone before D
    looks again: on its way it came as near as JSD {nearest:.3f}, and the games ended at {best:.3f}, {middle:.3f} and {worst:.3f}. Who
    has to become slower, or who faster?"""
    return 5, 0.5


@within_budget.wrong(when=lambda seen: left_again(seen) and not outruns_d(seen))
def steps_too_long():
    """D could follow with its {k} steps of 0.02 each. But one step of G is about {lr_g:g} long, and the whole way is 3: such a
    step carries the middle of p_g, or its width, too far. On its way it came as near as JSD {nearest:.3f}, and the games
    ended at {best:.3f}, {middle:.3f} and {worst:.3f}. How near can you stop with steps of that length?"""
    return 500, 3.0


@within_budget.decoy(steps_too_long, told=runs_past_d)
def long_steps_and_a_small_k():
    return 20, 3.0


@within_budget.decoy(runs_past_d, told=steps_too_long)
def very_long_steps_and_a_huge_k():
    return 3_000, 3.0


@within_budget.decoy(runs_past_d, not_there_yet, right=True)
def at_the_fast_edge_of_the_band():
    return 50, 0.3


within_budget.hints(
    "Two ways to fail: G does not arrive within the budget, or G outruns D and never settles. Which is yours? The Explore above shows it.",
    "Adam's steps are about as long as the rate, and the data are 3 away. G takes 20,000 / (2k + 1) steps. Give it several times the "
    "distance it needs, and D about as fast as G.",
    "With k = 1, D keeps up with a G of rate 0.01 or less. Larger k allow a larger rate.",
)

"""Exercise 2.7, has_converged: a certificate of convergence."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.toys.figure_one import (
    LOG_2,
    LOG_4,
)

has_converged = Exercise(
    "has_converged",
    lesson="02",
    remember="To judge G, freeze it, train D until it stops improving, and read V then. The value during the game judges the pair, not G.",
)

GAMES = {
    "blind": (-1.386, -0.982),
    "panel_b": (-0.982, -0.981),
    "panel_d": (-1.386, -1.385),
    "clumsy_d": (-1.702, -1.386),
    "half_way": (-0.760, -0.693),
    "hopeless": (-0.021, -0.008),
}


@has_converged.probe(
    "six games, (V now, V after D was trained to its best): blind (−1.386, −0.982), panel b (−0.982, −0.981), panel d "
    "(−1.386, −1.385), clumsy D (−1.702, −1.386), half way (−0.760, −0.693), hopeless (−0.021, −0.008); tolerance 0.01",
    expected="False, False, True, True, False, False",
)
def six_games(answer):
    return {name: _yes(answer(now, best, 0.01)) for name, (now, best) in GAMES.items()}


@has_converged.probe("V now −1.30, best V −1.35, with tolerance 0.01 and then 0.05", expected="False, then True")
def two_tolerances(answer):
    return {"strict": _yes(answer(-1.30, -1.35, 0.01)), "lenient": _yes(answer(-1.30, -1.35, 0.05))}


def _yes(verdict):
    """A truth value of any library as True or False, and anything else as it is."""
    if isinstance(verdict, torch.Tensor) and verdict.numel() == 1:
        verdict = verdict.item()
    return bool(verdict) if type(verdict).__name__ in ("bool", "bool_") else verdict


@has_converged.right
def the_best_d_can_do_no_better_than_a_coin(value, best_value, tolerance):
    return best_value < -LOG_4 + tolerance


@has_converged.right
def close_on_both_sides(value, best_value, tolerance):
    return abs(best_value + LOG_4) <= tolerance


@has_converged.right
def through_jsd(value, best_value, tolerance):
    return (best_value + LOG_4) / 2 < tolerance / 2


@has_converged.wrong
def looks_at_v_now(value, best_value, tolerance):
    """You look at V as it is now. The blind game has V = −1.386, and you say converged = {blind}; a few hundred steps of D alone
    lift it to −0.982, so the generator was poor all along. And the clumsy game, with a perfect G, you turn down.
    Which of the two values depends on G only?"""
    return abs(value + LOG_4) <= tolerance


@has_converged.wrong
def looks_at_the_gap(value, best_value, tolerance):
    """You ask whether V has reached its best value. That says D has converged, not G: for panel (b), where D is perfect and
    p_g still stands beside the data, you say {panel_b}. What must the best value *be* when the densities agree?"""
    return abs(value - best_value) <= tolerance


@has_converged.wrong
def wants_both(value, best_value, tolerance):
    """You ask for both values at −log 4. Your verdict is safe, but look at the clumsy game: the best D cannot beat a coin, so
    p_g = p_data, and you still say {clumsy_d} because today's D is clumsy. Whose fault is a V below −log 4?"""
    return abs(value + LOG_4) <= tolerance and abs(best_value + LOG_4) <= tolerance


@has_converged.wrong
def accepts_either(value, best_value, tolerance):
    """You accept either value at −log 4, so the blind game passes: you say {blind}. D was blind there, and with its eyes open it
    reached −0.982. Which of the two numbers can a lazy D fake?"""
    return abs(value + LOG_4) <= tolerance or abs(best_value + LOG_4) <= tolerance


@has_converged.wrong
def upside_down(value, best_value, tolerance):
    """You say {hopeless} for the hopeless game, where D tells every fake from the data, and {panel_d} for panel (d), where it
    can tell none. A large V is D's success. At which end of the scale is G's?"""
    return best_value > -LOG_4 + tolerance


@has_converged.wrong
def minus_log_two(value, best_value, tolerance):
    """You compare with −log 2: panel (d) is {panel_d} for you, and the game half way, whose JSD is a full 0.35, is {half_way}.
    −0.693 is what half the value, the average of the two terms, comes to at the equilibrium. What does the whole of V
    come to when D = ½?"""
    return abs(best_value + LOG_2) <= tolerance


@has_converged.wrong
def plus_log_four(value, best_value, tolerance):
    """For panel (d) you say {panel_d}: you look for +1.386, and V, a sum of logarithms of probabilities, is never positive.
    +1.386 is D's loss. Which sign does V carry at the equilibrium?"""
    return abs(best_value - LOG_4) <= tolerance


@has_converged.wrong
def fixed_tolerance(value, best_value, tolerance):
    """All six games are right. But a best value of −1.35 with tolerance 0.05 you call {lenient}, because your own bound is built in.
    Which of the three arguments have you not used yet?"""
    return abs(best_value + LOG_4) <= 0.01


@has_converged.wrong
def half_converged(value, best_value, tolerance):
    """You say {panel_d} for panel (d) and {hopeless} for the hopeless game: it looks as if you want V near 0. That happens when p_g and
    p_data do not touch at all. Is V large or small when the best D has nothing left to go on?"""
    return abs(best_value) <= 0.05


has_converged.hints(
    "One of the two values depends on D's mood. The other depends on G alone.",
    "C(G) = −log 4 + 2·JSD, and C(G) is the *best* value. It reaches −log 4 for one p_g only.",
    "Compare best_value with −math.log(4), within the tolerance; leave value out of it.",
)

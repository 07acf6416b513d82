"""Exercise 2.3, jsd_from_best_value: JSD, read off the value of the game."""

import math

from gancourse.checks.exercise import Exercise
from gancourse.toys.figure_one import (
    LOG_2,
    LOG_4,
)

jsd_from_best_value = Exercise(
    "jsd_from_best_value",
    lesson="02",
    tolerance=1e-6,
    remember="V at the best D is a thermometer for JSD, from −log 4 (the densities agree) up to 0 (they do not touch, JSD = log 2). "
    "It reads the temperature only when D is at its best.",
)


@jsd_from_best_value.probe("V at the best D is −1.3863 = −log 4", expected="0, because p_g = p_data")
def coldest(answer):
    return {"at_equilibrium": answer(-LOG_4)}


@jsd_from_best_value.probe("V at the best D is −0.7126, N(0, 1) against N(2, 1)", expected="0.3368")
def two_apart(answer):
    return {"two_apart": answer(-0.7126)}


@jsd_from_best_value.probe(
    "V at the best D is 0: the two densities do not overlap at all", expected="0.6931 = log 2, the largest JSD there is"
)
def disjoint(answer):
    return {"disjoint": answer(0.0)}


@jsd_from_best_value.right
def solved(best_value):
    return (best_value + LOG_4) / 2


@jsd_from_best_value.right
def log_two_plus_half(best_value):
    return math.log(2) + 0.5 * best_value


@jsd_from_best_value.wrong
def forgot_the_two(best_value):
    """For two densities that never touch you get {disjoint:.4f}, and no JSD is larger than log 2 = 0.6931. The zero is in the
    right place; the scale is not. How many JSDs does the formula for C(G) hold?"""
    return best_value + LOG_4


@jsd_from_best_value.wrong
def forgot_the_offset(best_value):
    """When p_g equals p_data you say {at_equilibrium:.4f}. A distance between a thing and itself should be something else,
    and never negative. What is V worth when the best D can do no better than a coin?"""
    return best_value / 2


@jsd_from_best_value.wrong
def wrong_sign(best_value):
    """You give {at_equilibrium:.3f} for equal densities and {disjoint:.3f} for densities that never touch: your JSD falls
    the further apart they are. A better D means a *larger* V. So is JSD added in C(G), or subtracted?"""
    return (LOG_4 - best_value) / 2


@jsd_from_best_value.wrong
def half_offset(best_value):
    """At the equilibrium you find {at_equilibrium:.4f}, where 0 is right. You took log 2 for the offset of V. That is the offset
    of the *average* of its two terms, and V is their sum. What is log ½ + log ½?"""
    return (best_value + LOG_2) / 2


@jsd_from_best_value.wrong
def in_bits(best_value):
    """Densities that never touch come out at {disjoint:.4f}: that is JSD in bits. A fair measure, but the whole course uses
    natural logarithms, and so does PyTorch's loss: −1.3863 is −log 4 only in nats. Which logarithm turns 4 into 1.3863?"""
    return (best_value + LOG_4) / (2 * LOG_2)


@jsd_from_best_value.wrong
def base_two_offset(best_value):
    """Your offset is 2, the log of 4 in base 2, while V is in nats: equal densities come out at {at_equilibrium:.3f}
    instead of 0. Which logarithm did V use?"""
    return (best_value + 2) / 2


@jsd_from_best_value.wrong
def flipped(best_value):
    """You get {disjoint:.4f} for densities that never touch, and a JSD is never negative. The sizes are right and both signs are
    turned. C(G) = −log 4 + 2·JSD: when you carry −log 4 to the other side, what happens to it?"""
    return -(best_value + LOG_4) / 2


@jsd_from_best_value.wrong
def halves_only_the_offset(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right, and a JSD is never negative. Only log 4 is halved,
    because a division binds tighter than a plus. What has to be in a bracket before it is divided by 2?"""
    return best_value + LOG_4 / 2


@jsd_from_best_value.wrong
def halves_only_the_value(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right. V is halved and log 4 is not. When you solve
    C(G) = −log 4 + 2·JSD for JSD, what is divided by 2: one term, or the whole side?"""
    return best_value / 2 + LOG_4


@jsd_from_best_value.wrong
def subtracts_the_offset(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right: you subtract log 4, although V is already −log 4
    there. C(G) = −log 4 + 2·JSD: which sign does log 4 have once it stands on the other side?"""
    return (best_value - LOG_4) / 2


@jsd_from_best_value.wrong
def doubles_instead_of_halving(best_value):
    """For two densities that never touch you get {disjoint:.4f}, and no JSD is larger than log 2 = 0.6931. The zero is in the
    right place, and then you multiply by 2. C(G) holds 2·JSD: which operation undoes that 2?"""
    return (best_value + LOG_4) * 2


@jsd_from_best_value.wrong
def formula_forwards(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right: you put V where the formula has JSD. As it stands,
    −log 4 + 2·JSD leads from JSD to V. How do you go the other way?"""
    return -LOG_4 + 2 * best_value


@jsd_from_best_value.wrong
def value_inside_the_log(best_value):
    """Densities that never touch come out right, {disjoint:.4f}, and equal ones at {at_equilibrium:.4f} instead of 0: V has
    slipped into the logarithm, which is now that of V + 4. Where does the bracket of the log have to close?"""
    return math.log(best_value + 4) / 2


jsd_from_best_value.hints(
    "Which generator makes V at the best D smallest, and what is JSD then?",
    "Theorem 1: C(G) = −log 4 + 2·JSD. Solve it for JSD.",
    "JSD = (C + log 4) / 2, with math.log.",
)

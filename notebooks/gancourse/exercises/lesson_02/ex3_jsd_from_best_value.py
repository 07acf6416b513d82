"""Exercise 2.3, jsd_from_best_value: JSD, read off the value of the game."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_02.batches import near
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
    """For two densities that never touch you get {disjoint:.4f}, and no JSD is larger than log 2 = 0.6931. The zero is
    in the right place; the scale is not. How many JSDs does the formula for C(G) hold?"""
    return best_value + LOG_4


@jsd_from_best_value.wrong
def forgot_the_offset(best_value):
    """When p_g equals p_data you say {at_equilibrium:.4f}. A divergence of a thing from itself should be another
    number, and none is ever negative. What is V worth when the best D can do no better than a coin?"""
    return best_value / 2


@jsd_from_best_value.wrong
def wrong_sign(best_value):
    """You give {at_equilibrium:.3f} for equal densities and {disjoint:.3f} for densities that never touch: your JSD
    falls the further apart they are. A better D means a *larger* V. So is JSD added in C(G), or subtracted?"""
    return (LOG_4 - best_value) / 2


@jsd_from_best_value.wrong
def half_offset(best_value):
    """At the equilibrium you find {at_equilibrium:.4f}, where 0 is right. You took log 2 for the offset of V. That is
    the offset of the *average* of its two terms, and V is their sum. What is log ½ + log ½?"""
    return (best_value + LOG_2) / 2


@jsd_from_best_value.wrong
def in_bits(best_value):
    """Densities that never touch come out at {disjoint:.4f}: that is JSD in bits. A fair measure, but the whole course
    uses natural logarithms, and so does PyTorch's loss: −1.3863 is −log 4 only in nats. Which logarithm turns 4 into
    1.3863?"""
    return (best_value + LOG_4) / (2 * LOG_2)


@jsd_from_best_value.wrong
def base_two_offset(best_value):
    """Your offset is 2, the log of 4 in base 2, while V is in nats: equal densities come out at {at_equilibrium:.3f}
    instead of 0. Which logarithm did V use?"""
    return (best_value + 2) / 2


@jsd_from_best_value.wrong
def flipped(best_value):
    """You get {disjoint:.4f} for densities that never touch, and a JSD is never negative. The sizes are right and both
    signs are turned. C(G) = −log 4 + 2·JSD: when you carry −log 4 to the other side, what happens to it?"""
    return -(best_value + LOG_4) / 2


@jsd_from_best_value.wrong
def halves_only_the_offset(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right, and a JSD is never negative. What you add to V
    is log 4 / 2, which is log 2, and V itself is not halved: either a division bound tighter than a plus, or log 2 was taken for log 4 and
    nothing was halved. What has to be in a bracket before it is divided by 2?"""
    return best_value + LOG_4 / 2


@jsd_from_best_value.wrong
def halves_only_the_value(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right. V is halved and log 4 is not. When you solve
    C(G) = −log 4 + 2·JSD for JSD, what is divided by 2: one term, or the whole side?"""
    return best_value / 2 + LOG_4


@jsd_from_best_value.wrong(
    when=lambda seen: seen["disjoint"] < 0 and near(seen["at_equilibrium"], 2 * seen["disjoint"])
)
def subtracts_the_offset(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right: you subtract log 4, although V is already
    −log 4 there. C(G) = −log 4 + 2·JSD: which sign does log 4 have once it stands on the other side?"""
    return (best_value - LOG_4) / 2


@jsd_from_best_value.wrong
def doubles_instead_of_halving(best_value):
    """For two densities that never touch you get {disjoint:.4f}, and no JSD is larger than log 2 = 0.6931. The zero is
    in the right place, and then you multiply by 2. C(G) holds 2·JSD: which operation undoes that 2?"""
    return (best_value + LOG_4) * 2


@jsd_from_best_value.wrong
def formula_forwards(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right: you put V where the formula has JSD. As it
    stands, −log 4 + 2·JSD leads from JSD to V. How do you go the other way?"""
    return -LOG_4 + 2 * best_value


@jsd_from_best_value.wrong
def value_inside_the_log(best_value):
    """Densities that never touch come out right, {disjoint:.4f}, and equal ones at {at_equilibrium:.4f} instead of 0: V
    has slipped into the logarithm, which is now that of V + 4. Where does the bracket of the log have to close?"""
    return math.log(best_value + 4) / 2


@jsd_from_best_value.wrong
def halved_twice(best_value):
    """Equal densities come out at 0, as they should, and densities that never touch at {disjoint:.4f}, where JSD is log
    2 = 0.6931: half of it. C(G) holds 2·JSD, with the ½ of JSD's own definition inside the JSD. How often must you
    halve?"""
    return (best_value + LOG_4) / 4


@jsd_from_best_value.wrong
def square_root(best_value):
    """Densities that never touch come out at {disjoint:.4f}, the square root of log 2, and every other value is the
    root of JSD too. That root is the Jensen–Shannon *distance*, which some libraries return. Which of the two stands in
    the formula for C(G)?"""
    return math.sqrt(max(0.0, best_value + LOG_4) / 2)


@jsd_from_best_value.wrong
def minus_half_the_value(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right, and for densities that never touch
    {disjoint:.0f}, where it is 0.6931: the scale runs backwards. C(G) = −log 4 + 2·JSD, so V *rises* with JSD. What is
    left of V once its lowest value is taken away?"""
    return abs(best_value) / 2


@jsd_from_best_value.wrong(
    when=lambda seen: (
        near(abs(seen["at_equilibrium"]), LOG_4) and near(abs(seen["two_apart"]), 0.7126) and seen["disjoint"] == 0
    )
)
def the_value_itself(best_value):
    """You return V, or V with its sign turned: {at_equilibrium:.4f} for equal densities, where JSD is 0. V = −log 4 +
    2·JSD holds JSD, doubled and moved. What has to be undone, and in which order?"""
    return best_value


@jsd_from_best_value.wrong
def four_without_its_log(best_value):
    """Densities that never touch come out at {disjoint:.0f}, where 0.6931 is right, and equal ones at
    {at_equilibrium:.4f}, where 0 is right: you took 4 itself for the offset. What is V worth when D says ½ to
    everything?"""
    return (best_value + 4) / 2


@jsd_from_best_value.wrong
def offset_in_base_ten(best_value):
    """For equal densities you find {at_equilibrium:.4f}, where 0 is right: your log 4 is 0.602, the logarithm in base
    10. The course, the paper and PyTorch use natural logarithms. Which function of `math` takes those?"""
    return (best_value + math.log10(4)) / 2


def _off_by(seen):
    """How far every value lies above or below the right one, where that is the same number; else nan."""
    off = [seen["at_equilibrium"], seen["two_apart"] - (LOG_4 - 0.7126) / 2, seen["disjoint"] - LOG_2]
    return off[0] if max(off) - min(off) < 1e-7 else math.nan


@jsd_from_best_value.wrong(when=lambda seen: 1e-6 < abs(_off_by(seen)) < 0.01)
def rounded_offset(best_value):
    """The formula is right, and its constant is not quite: at the equilibrium you find {at_equilibrium:.6f}, where 0 is right, and
    every other JSD is off by as much. A log 4 or log 2 that is typed with a few digits does that. Near the equilibrium JSD
    is as small as the error itself. What computes the constant for you?"""
    return (best_value + 1.386) / 2


@jsd_from_best_value.decoy(rounded_offset, told="rounded_result")
def result_rounded(best_value):
    return round((best_value + LOG_4) / 2, 3)


@jsd_from_best_value.decoy(rounded_offset, right=True)
def offset_with_nine_digits(best_value):
    return (best_value + 1.38629436) / 2


@jsd_from_best_value.wrong(when=lambda seen: "log()" in seen["error"] and "must be Tensor" in seen["error"])
def torchs_log_of_a_plain_number(best_value):
    """PyTorch stopped with “{error}”. Its functions take tensors, and a 4 is a plain number of Python. Which library
    takes the logarithm of a plain number?"""
    return (best_value + torch.log(4)) / 2


@jsd_from_best_value.decoy(forgot_the_two, doubles_instead_of_halving, told=square_root)
def to_the_power_of_a_half(best_value):
    return max(0.0, best_value / 2 + LOG_2) ** 0.5


@jsd_from_best_value.decoy(halved_twice, square_root, in_bits, told=forgot_the_two)
def minus_its_lowest_value(best_value):
    return best_value - -math.log(4)


@jsd_from_best_value.decoy(forgot_the_offset, halves_only_the_value, told=minus_half_the_value)
def turned_and_halved(best_value):
    return -best_value / 2


@jsd_from_best_value.decoy(forgot_the_offset, half_offset, minus_half_the_value)
def a_quarter(best_value):
    return best_value / 4


@jsd_from_best_value.decoy(the_value_itself, forgot_the_offset)
def a_third(best_value):
    return best_value / 3


@jsd_from_best_value.decoy(wrong_sign, half_offset)
def log_two_minus_the_value(best_value):
    return LOG_2 - best_value


@jsd_from_best_value.decoy(flipped, forgot_the_two, told="scaled")
def turned_and_not_halved(best_value):
    return -(best_value + LOG_4)


@jsd_from_best_value.decoy(in_bits, forgot_the_two)
def at_most_one(best_value):
    return min(1.0, best_value + LOG_4)


@jsd_from_best_value.decoy(base_two_offset, offset_in_base_ten, told=four_without_its_log)
def half_of_four_and_the_value(best_value):
    return 2 + best_value / 2


@jsd_from_best_value.decoy(four_without_its_log, base_two_offset)
def one_more(best_value):
    return best_value + 2


@jsd_from_best_value.decoy(halves_only_the_offset, subtracts_the_offset)
def half_the_offset_subtracted(best_value):
    return best_value - LOG_4 / 2


@jsd_from_best_value.decoy(formula_forwards, doubles_instead_of_halving)
def twice_the_value_and_the_offset(best_value):
    return 2 * best_value + LOG_4


@jsd_from_best_value.decoy(value_inside_the_log, halves_only_the_offset)
def value_inside_and_not_halved(best_value):
    return math.log(best_value + 4)


@jsd_from_best_value.decoy(torchs_log_of_a_plain_number, told="no_tensor")
def another_function_of_torch(best_value):
    return torch.exp(best_value)


jsd_from_best_value.hints(
    "Which generator makes V at the best D smallest, and what is JSD then?",
    "Theorem 1: C(G) = −log 4 + 2·JSD. Solve it for JSD.",
    "JSD = (C + log 4) / 2, with math.log.",
)

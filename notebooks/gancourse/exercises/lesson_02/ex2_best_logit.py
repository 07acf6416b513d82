"""Exercise 2.2, best_logit: the best discriminator's logit, from two log densities."""

import math

import numpy as np
import torch

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_02.batches import column, near
from gancourse.toys.figure_one import (
    LOG_4,
    normal_log_density,
)

best_logit = Exercise(
    "best_logit",
    lesson="02",
    remember="The logit of the best discriminator is a log density ratio. A discriminator is a machine that estimates "
    "density ratios from samples alone, which is why it can replace a likelihood.",
)


@best_logit.probe(
    "one point where p_data = 0.4 and p_g = 0.1, so D* = 0.8", expected="log 4 = 1.3863, the logit of 0.8"
)
def one_point(answer):
    return {"at_point": answer(column(math.log(0.4)), column(math.log(0.1)))}


@best_logit.probe(
    "p_data = N(0, 1) and p_g = N(2, 1) at x = −1, 1 and 3", expected="4, 0 and −4: the straight line 2 − 2x"
)
def two_bells(answer):
    x = column(-1.0, 1.0, 3.0)
    got = answer(normal_log_density(x), normal_log_density(x, 2.0))
    return {"two_bells": got, "at_left": got[0], "at_right": got[2]}


@best_logit.probe(
    "the same bells far out, at x = −60 and x = 60, where both densities are smaller than any number a computer holds",
    expected="122 and −118: the same straight line",
)
def far_out(answer):
    x = column(-60.0, 60.0)
    got = answer(normal_log_density(x), normal_log_density(x, 2.0))
    return {"far_out": got, "far_left": got[0], "far_right": got[1]}


@best_logit.probe(
    "the same bells at x = 37, where both densities are tiny and can still be held: 10⁻²⁹⁸ and 10⁻²⁶⁶",
    expected="−72: the same straight line",
)
def at_the_edge(answer):
    x = column(37.0)
    return {"at_the_edge": answer(normal_log_density(x), normal_log_density(x, 2.0))}


def _right_nearby(seen):
    return near(seen["at_point"], LOG_4) and near(seen["two_bells"].ravel(), (4, 0, -4))


@best_logit.right
def log_ratio(log_p_data, log_p_g):
    return log_p_data - log_p_g


@best_logit.right
def log_d_minus_log_one_minus_d(log_p_data, log_p_g):
    log_sum = torch.logaddexp(log_p_data, log_p_g)
    return (log_p_data - log_sum) - (log_p_g - log_sum)


@best_logit.wrong
def reversed_ratio(log_p_data, log_p_g):
    """The size is right and the sign is not. At x = −1, deep in the data, your logit is {at_left:+.1f}, so your D calls
    the data fake. D is the probability that x came from the data: which density belongs on top?"""
    return log_p_g - log_p_data


@best_logit.wrong(when=lambda seen: _right_nearby(seen) and np.isnan(seen["far_right"]) and np.isnan(seen["far_left"]))
def through_the_densities(log_p_data, log_p_g):
    """Right on paper, and right at x = 3. At x = 60 you get {far_right}: e to the power −1,801 is smaller than the
    smallest number float64 can hold, so both densities became 0, and neither 0/0 nor log 0 − log 0 has a value. You
    were handed logarithms. What does a ratio become, in logarithms?"""
    p_data, p_g = log_p_data.exp(), log_p_g.exp()
    return torch.logit(p_data / (p_data + p_g))


@best_logit.wrong(
    when=lambda seen: (
        seen["far_right"] == 0
        and seen["far_left"] == 0
        and near(seen["at_point"], LOG_4, 1e-3)
        and not near(seen["at_the_edge"], -72)
    )
)
def epsilon_in_the_ratio(log_p_data, log_p_g):
    """A small constant, added to both densities or used as their lower limit, keeps the NaN away and hides the answer:
    at x = 60 your logit is {far_right:.0f}, "I cannot tell", where the fakes are e¹¹⁸ times likelier than data. A
    constant that is larger than the densities decides instead of them. Can you get the ratio without ever computing a
    density?"""
    return torch.log((log_p_data.exp() + 1e-12) / (log_p_g.exp() + 1e-12))


@best_logit.wrong(
    when=lambda seen: (
        _right_nearby(seen) and near(seen["at_the_edge"], -72) and near(seen["far_out"], seen["far_right"])
    )
)
def gap_filled_with_a_number(log_p_data, log_p_g):
    """Right as far as densities can be held, even at x = 37. At x = 60 and at x = −60 you say {far_right:.0f}, one
    number for two places with opposite answers. Both densities are rounded to 0 there, and this number took the place
    of a NaN, or comes from a smallest density that you allow. In which form do you hold both densities without any
    rounding?"""
    return torch.nan_to_num(torch.log(log_p_data.exp() / log_p_g.exp()))


@best_logit.wrong(when=lambda seen: near(seen["at_point"], LOG_4, 1e-3) and (seen["far_out"] == -math.inf).all())
def constant_in_the_denominator_only(log_p_data, log_p_g):
    """At x = 60 and at x = −60 your logit is {far_right}: "certainly fake" on both sides, though on the left data are
    e¹²² times likelier. Both densities were rounded to 0, and something keeps your denominator above 0, but not the
    numerator. Can you compare the two without leaving the logarithms?"""
    p_data, p_g = log_p_data.exp(), log_p_g.exp()
    return torch.logit(p_data / (p_data + p_g + 1e-12))


@best_logit.wrong(
    when=lambda seen: (
        near(seen["at_point"], LOG_4, 1e-3)
        and near(seen["two_bells"].ravel(), (4, 0, -4), 1e-3)
        and near(seen["far_left"], seen["far_right"])
        and -math.inf < seen["far_right"] < -1
        and not near(seen["at_the_edge"], -72)
    )
)
def small_numbers_left_alone(log_p_data, log_p_g):
    """At x = 60 and at x = −60 your logit is {far_right:.1f}: "fake" on both sides, though on the left data are e¹²² times
    likelier. Both densities were rounded to 0 there, and what is left is made of the small numbers that you put in
    against 0/0 and log 0, added or as a limit. Can you compare the two without leaving the logarithms?"""
    p_data, p_g = log_p_data.exp(), log_p_g.exp()
    d = p_data / (p_data + p_g + 1e-12)
    return torch.log(d + 1e-12) - torch.log(1 - d + 1e-12)


@best_logit.wrong(when=lambda seen: _right_nearby(seen) and seen["far_left"] == math.inf)
def logit_of_a_rounded_probability(log_p_data, log_p_g):
    """At x = −60 your logit is {far_left}, where 122 is right. D* is 1 − e⁻¹²² there, which float64 rounds to 1, and
    the way back from a probability of 1 leads to infinity. You had the logit before you made a probability of it: what
    was it?"""
    return torch.logit(torch.sigmoid(log_p_data - log_p_g))


@best_logit.wrong(
    when=lambda seen: (
        near(seen["at_point"], LOG_4, 1e-3)
        and near(seen["far_left"], -seen["far_right"], 1e-3)
        and 4 < seen["far_left"] < 118
    )
)
def clipped(log_p_data, log_p_g):
    """Your logit stops at {far_left:.1f} on one side and at {far_right:.1f} on the other, where 122 and −118 are right:
    either a probability or the logit itself was kept inside limits. Nothing overflows in a difference of two
    logarithms. Which number were the limits meant to prevent?"""
    return torch.logit(torch.sigmoid(log_p_data - log_p_g), eps=1e-6)


@best_logit.wrong
def probability(log_p_data, log_p_g):
    """That is D* itself, {at_point:.2f} at the first point. We asked for its *logit*, the number D's last layer gives
    before the sigmoid. A probability cannot take its place: at x = −60 yours is {far_left:.9g}; float64 has no number
    for 1 − e⁻¹²², and no way leads from there back to 122. Which number has D* as its sigmoid?"""
    return torch.sigmoid(log_p_data - log_p_g)


@best_logit.wrong(when=lambda seen: near(seen["at_point"], 0.8) and np.isnan(seen["far_right"]))
def probability_through_the_densities(log_p_data, log_p_g):
    """That is D* itself, {at_point:.2f} at the first point, and {far_right} at x = 60, where both densities are rounded
    to 0. We asked for its *logit*, log D − log(1 − D), of which the sum of the densities drops out. What is left of it,
    in logarithms?"""
    p_data, p_g = log_p_data.exp(), log_p_g.exp()
    return p_data / (p_data + p_g)


@best_logit.wrong(when=lambda seen: near(seen["at_point"], 4) and near(seen["at_left"], math.exp(4)))
def ratio(log_p_data, log_p_g):
    """You return p_data / p_g = {at_point:.1f}. That is no probability (it exceeds 1) and no logit (it is never
    negative, and at x = 3 it should be −4 but is {at_right:.3f}). It is D*/(1 − D*), the odds. What is the name of the
    log of the odds?"""
    return (log_p_data - log_p_g).exp()


@best_logit.wrong(when=lambda seen: near(seen["at_point"], math.log(0.8)) and near(seen["at_left"], -0.018150))
def log_of_d(log_p_data, log_p_g):
    """You return log D* = {at_point:.4f}. It can never be positive, so your D could never say "data" with more than a
    half: at x = −1 the logit should be 4 and you have {at_left:.3f}. log D* still has the sum of both densities in it.
    What must be subtracted from log D* to make a logit?"""
    return log_p_data - torch.logaddexp(log_p_data, log_p_g)


@best_logit.wrong
def log_of_the_difference(log_p_data, log_p_g):
    """You divided one logarithm by the other and got {at_point:.3f} at the first point, where 1.386 is right; at x = 60
    your value is {far_right:.3f}. The quotient of two logarithms is not the logarithm of a quotient. Which operation on
    logarithms is?"""
    return log_p_data / log_p_g


@best_logit.wrong
def sum_of_the_logs(log_p_data, log_p_g):
    """You add the logarithms: {at_point:.2f} at the first point, {far_right:,.0f} at x = 60. That is the log of a
    *product*, small wherever either density is small, so it cannot say which of the two is larger. Which sign compares
    them?"""
    return log_p_data + log_p_g


@best_logit.wrong
def log_of_one_minus_d(log_p_data, log_p_g):
    """You return log(1 − D*) = {at_point:.4f}, which is never positive: it is what G's samples pay. At x = −1 the logit
    should be 4 and you have {at_left:.3f}. A logit takes this number away from another one. From which?"""
    return log_p_g - torch.logaddexp(log_p_data, log_p_g)


@best_logit.wrong
def minus_log_of_one_minus_d(log_p_data, log_p_g):
    """You return −log(1 − D*) = {at_point:.4f}, which is never negative: at x = 3 the logit should be −4 and you have
    {at_right:.3f}. softplus turns a logit into a cost. What is the logit itself?"""
    return torch.nn.functional.softplus(log_p_data - log_p_g)


@best_logit.wrong
def difference_of_densities(log_p_data, log_p_g):
    """You return p_data − p_g = {at_point:.1f}. At x = 60 that is {far_right:.0f}, although the fakes are e¹¹⁸ times
    likelier there: a difference of densities says little where both are small. D* asks how many *times* likelier, so
    which operation compares them?"""
    return log_p_data.exp() - log_p_g.exp()


@best_logit.wrong(when=lambda seen: near(seen["at_point"], 0.284663) or near(seen["at_point"], -0.921454))
def logarithms_taken_for_densities(log_p_data, log_p_g):
    """{at_point:.3f} at the first point comes from the formula for D* with the *logarithms* in the places of the
    densities. With the densities, 0.4 and 0.1, D* is 0.8 and its logit 1.386. What does the quotient of two densities
    become in logarithms?"""
    return log_p_data / (log_p_data + log_p_g)


@best_logit.wrong(when=lambda seen: np.isnan(seen["at_point"]))
def log_of_what_is_negative(log_p_data, log_p_g):
    """You get {at_point} at the very first point, where the densities are 0.4 and 0.1. Somewhere a log was taken of a
    negative number, or a logit of a number outside 0 to 1. What you are given are logarithms already, and below 0 here.
    How many more do you need?"""
    return torch.log(log_p_data) - torch.log(log_p_g)


@best_logit.wrong(when=lambda seen: near(seen["at_point"], 0.326634) and np.isnan(seen["at_right"]))
def one_logarithm_too_many(log_p_data, log_p_g):
    """You return {at_point:.4f} at the first point, the logarithm of 1.3863, and {at_right} at x = 3: the difference is
    negative there, and has no logarithm. The difference of two logarithms is the logarithm of what?"""
    return torch.log(log_p_data - log_p_g)


@best_logit.wrong(
    when=lambda seen: (
        not near(seen["at_left"], 4)
        and seen["at_left"] > 0
        and near(seen["at_left"] / 4, seen["at_point"] / LOG_4)
        and near(seen["far_right"] / -118, seen["at_left"] / 4)
        and near(seen["two_bells"][1], 0)
    )
)
def every_logit_scaled(log_p_data, log_p_g):
    """The sign is right, and so is the zero, but at the first point you have {at_point:.4f} where 1.3863 is right, and
    every other logit is off by the same factor. Which number do you multiply or divide by that the formula does not
    hold?"""
    return (log_p_data - log_p_g) / 2


@best_logit.decoy(reversed_ratio, told=log_of_one_minus_d)
def minus_softplus(log_p_data, log_p_g):
    return -torch.nn.functional.softplus(log_p_data - log_p_g)


@best_logit.decoy(through_the_densities, told=clipped)
def kept_away_from_one(log_p_data, log_p_g):
    return torch.logit(torch.sigmoid(log_p_data - log_p_g).clamp(1e-9, 1 - 1e-9))


@best_logit.decoy(epsilon_in_the_ratio, constant_in_the_denominator_only, told=gap_filled_with_a_number)
def nan_to_num_of_the_logit(log_p_data, log_p_g):
    p_data, p_g = log_p_data.exp(), log_p_g.exp()
    return torch.nan_to_num(torch.logit(p_data / (p_data + p_g)))


@best_logit.decoy(gap_filled_with_a_number, through_the_densities, told=epsilon_in_the_ratio)
def densities_with_a_lower_limit(log_p_data, log_p_g):
    smallest = 1e-200
    return log_p_data.exp().clamp(min=smallest).log() - log_p_g.exp().clamp(min=smallest).log()


@best_logit.decoy(small_numbers_left_alone, constant_in_the_denominator_only, told=gap_filled_with_a_number)
def gap_filled_with_minus_thirty(log_p_data, log_p_g):
    return torch.nan_to_num(torch.log(log_p_data.exp() / log_p_g.exp()), nan=-30.0)


@best_logit.decoy(small_numbers_left_alone, clipped)
def cut_off_below(log_p_data, log_p_g):
    return (log_p_data - log_p_g).clamp(min=math.log(1e-12))


@best_logit.decoy(logit_of_a_rounded_probability, right=True)
def log_of_the_odds(log_p_data, log_p_g):
    return (log_p_data - log_p_g).exp().log()


@best_logit.decoy(clipped, every_logit_scaled)
def squashed(log_p_data, log_p_g):
    return 5 * torch.tanh((log_p_data - log_p_g) / 5)


@best_logit.decoy(probability, probability_through_the_densities)
def four_fifths(log_p_data, log_p_g):
    return torch.full_like(log_p_data, 0.8)


@best_logit.decoy(ratio, log_of_the_difference)
def four_everywhere(log_p_data, log_p_g):
    return torch.full_like(log_p_data, 4.0)


@best_logit.decoy(minus_log_of_one_minus_d)
def never_negative(log_p_data, log_p_g):
    return (log_p_data - log_p_g).clamp(min=0)


@best_logit.decoy(log_of_d, log_of_one_minus_d)
def log_of_the_mixture(log_p_data, log_p_g):
    """Never positive here, and neither log D* nor log(1 − D*)."""
    return torch.logaddexp(log_p_data, log_p_g) - math.log(2)


@best_logit.decoy(log_of_the_difference, logarithms_taken_for_densities)
def quotient_the_other_way(log_p_data, log_p_g):
    return log_p_g / log_p_data


@best_logit.decoy(sum_of_the_logs, difference_of_densities)
def product_of_the_densities(log_p_data, log_p_g):
    return log_p_data.exp() * log_p_g.exp()


@best_logit.decoy(log_of_what_is_negative, one_logarithm_too_many, told=reversed_ratio)
def minus_on_both(log_p_data, log_p_g):
    return (-log_p_data) - (-log_p_g)


@best_logit.decoy(one_logarithm_too_many, told=log_of_what_is_negative)
def log_of_the_difference_the_other_way(log_p_data, log_p_g):
    return torch.log(log_p_g - log_p_data)


@best_logit.decoy(every_logit_scaled, told="shifted")
def every_logit_shifted(log_p_data, log_p_g):
    return log_p_data - log_p_g + math.log(2)


@best_logit.decoy(told="numpy_for_tensor")
def right_in_numpy(log_p_data, log_p_g):
    return np.asarray(log_p_data) - np.asarray(log_p_g)


best_logit.hints(
    "logit(D) = log D − log(1 − D). Write D* = p_data / (p_data + p_g) into it and watch the sums cancel.",
    "log D* − log(1 − D*) = log(p_data / p_g). You have the logarithms already.",
    "A log of a quotient is a difference of logs. One line, no exp.",
)

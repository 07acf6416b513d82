"""Exercise 2.2, best_logit: the best discriminator's logit, from two log densities."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_02.batches import column
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


@best_logit.wrong
def through_the_densities(log_p_data, log_p_g):
    """Right on paper, and right at x = 3. At x = 60 you get {far_right}: e to the power −1,801 is smaller than the
    smallest number float64 can hold, so both densities became 0 and 0/0 has no value. You were handed logarithms.
    What does a ratio become, in logarithms?"""
    p_data, p_g = log_p_data.exp(), log_p_g.exp()
    return torch.logit(p_data / (p_data + p_g))


@best_logit.wrong(
    when=lambda seen: seen["far_right"] == 0 and seen["far_left"] == 0 and abs(seen["at_point"] - LOG_4) < 1e-3
)
def epsilon_in_the_ratio(log_p_data, log_p_g):
    """The small constant keeps the NaN away and hides the answer: at x = 60 your logit is {far_right:.0f}, "I cannot tell",
    where the fakes are e¹¹⁸ times likelier than data. A constant that is larger than the densities decides instead
    of them. Can you get the ratio without ever computing a density?"""
    return torch.log((log_p_data.exp() + 1e-12) / (log_p_g.exp() + 1e-12))


@best_logit.wrong
def probability(log_p_data, log_p_g):
    """That is D* itself, {at_point:.2f} at the first point. We asked for its *logit*, the number D's last layer gives before
    the sigmoid. Look at x = 60: as a probability it is {far_right:.1g}, and the next log turns that into −∞ or close to it.
    Which step did you take one too many of?"""
    return torch.sigmoid(log_p_data - log_p_g)


@best_logit.wrong
def ratio(log_p_data, log_p_g):
    """You return p_data / p_g = {at_point:.1f}. That is no probability (it exceeds 1) and no logit (it is never negative,
    and at x = 3 it should be −4 but is {at_right:.3f}). It is D*/(1 − D*), the odds. What is the name of the log of the odds?"""
    return (log_p_data - log_p_g).exp()


@best_logit.wrong
def log_of_d(log_p_data, log_p_g):
    """You return log D* = {at_point:.4f}. It can never be positive, so your D could never say "data" with more than a half:
    at x = −1 the logit should be 4 and you have {at_left:.3f}. log D* still has the sum of both densities in it.
    What must be subtracted from log D* to make a logit?"""
    return log_p_data - torch.logaddexp(log_p_data, log_p_g)


@best_logit.wrong
def log_of_the_difference(log_p_data, log_p_g):
    """You divided one logarithm by the other and got {at_point:.3f} at the first point, where 1.386 is right; at x = 60 your
    value is {far_right:.3f}. The quotient of two logarithms is not the logarithm of a quotient. Which operation on
    logarithms is?"""
    return log_p_data / log_p_g


@best_logit.wrong
def sum_of_the_logs(log_p_data, log_p_g):
    """You add the logarithms: {at_point:.2f} at the first point, {far_right:,.0f} at x = 60. That is the log of a *product*,
    small wherever either density is small, so it cannot say which of the two is larger. Which sign compares them?"""
    return log_p_data + log_p_g


best_logit.hints(
    "logit(D) = log D − log(1 − D). Write D* = p_data / (p_data + p_g) into it and watch the sums cancel.",
    "log D* − log(1 − D*) = log(p_data / p_g). You have the logarithms already.",
    "A log of a quotient is a difference of logs. One line, no exp.",
)

"""Exercise 3.4, push_ratio: how many times stronger one loss of G pushes than the other."""

import math

from gancourse.checks.exercise import Exercise

push_ratio = Exercise(
    "push_ratio",
    lesson="03",
    tolerance=2e-3,
    remember="Same fixed point, not the same gradient: the two pushes differ by (1 − D)/D, 1 at the goal and without limit on the way there.",
)


@push_ratio.probe("E[D*] = 0.225, the mean over the fakes of N(2, 1)", expected="3.444")
def two_away(answer):
    return {"two_away": answer(0.225)}


@push_ratio.probe("E[D*] = 0.5: the densities agree", expected="1: here, and only here, they are equal")
def at_the_goal(answer):
    return {"level": answer(0.5)}


@push_ratio.probe("E[D*] = 0.002076, the fakes of N(6, 1)", expected="481")
def six_away(answer):
    return {"six_away": answer(0.002076)}


@push_ratio.right
def odds(mean_d):
    return (1 - mean_d) / mean_d


@push_ratio.right
def reciprocal_minus_one(mean_d):
    return 1 / mean_d - 1


@push_ratio.wrong
def no_difference(mean_d):
    """You say {six_away:.0f} at μ = 6: no difference. That the two losses want the same end does not make their steps equal,
    although published code says so. What are the slopes of log(1 − σ(a)) and −log σ(a) in the logit a?"""
    return 1.0


@push_ratio.wrong
def one_over_d(mean_d):
    """{six_away:.1f} at μ = 6 is near, but where the densities agree you say {level:.0f} and not 1. You compared the non-saturating
    push with a full 1; it is 1 − D. What is that at D = ½?"""
    return 1 / mean_d


@push_ratio.wrong
def upside_down(mean_d):
    """You say {two_away:.3f} at μ = 2, less than 1: the saturating push would be the stronger one. It is the one that
    dies out when D rejects the fakes. Which of D and 1 − D is small then?"""
    return mean_d / (1 - mean_d)


@push_ratio.wrong
def ratio_of_the_losses(mean_d):
    """{two_away:.2f} is the ratio of the two losses' *values*, log D to log(1 − D). An optimiser never looks at the value: it
    takes the gradient. What do you get if you differentiate both in the logit first?"""
    return math.log(mean_d) / math.log(1 - mean_d)


@push_ratio.wrong
def share_only(mean_d):
    """{two_away:.3f} is 1 − E[D*], the non-saturating push alone. It stays below 1 and hardly changes far away. The
    question is how many times as large it is as the other one, so what do you divide by?"""
    return 1 - mean_d


@push_ratio.wrong
def logarithm(mean_d):
    """{level:.0f} where the densities agree: that is the *logarithm* of the ratio, a logit with its sign turned. A push 0 times
    as strong would be none at all. What undoes the logarithm?"""
    return math.log((1 - mean_d) / mean_d)


@push_ratio.wrong
def slopes_in_d(mean_d):
    """You say {two_away:.2f} at μ = 2, the square of what is right. In D itself the slopes are −1/(1 − D) and −1/D, whose ratio is already
    (1 − D)/D; from D to the logit both are multiplied by D(1 − D). Does that factor change their ratio?"""
    return ((1 - mean_d) / mean_d) ** 2


@push_ratio.wrong
def difference(mean_d):
    """{two_away:.2f} is the *difference* of the two pushes, 0 where the densities agree. "How many times as strong" asks for
    another operation. Which one?"""
    return 1 - 2 * mean_d


@push_ratio.wrong
def with_a_minus(mean_d):
    """You say {two_away:.3f} at μ = 2, and {level:.0f} where the densities agree: the size is right, and a minus stands before it. Both losses
    pull G the same way, to the left here; one of their slopes has lost its sign, or its size was asked for and not taken.
    Which sign has a "how many times as strong"?"""
    return -(1 - mean_d) / mean_d


@push_ratio.decoy(with_a_minus)
def upside_down_with_a_minus(mean_d):
    return -mean_d / (1 - mean_d)


@push_ratio.decoy(no_difference, with_a_minus, told="same_for_all")
def equal_but_negative(mean_d):
    return -1.0


@push_ratio.decoy(one_over_d, told="shifted")
def one_more(mean_d):
    return (1 + mean_d) / mean_d


@push_ratio.decoy(upside_down, share_only, told="given_back")
def d_itself(mean_d):
    return mean_d


@push_ratio.decoy(ratio_of_the_losses)
def losses_the_other_way_round(mean_d):
    return math.log(1 - mean_d) / math.log(mean_d)


@push_ratio.decoy(logarithm, difference, told="shifted")
def shifted_by_one(mean_d):
    return (1 - mean_d) / mean_d - 1


@push_ratio.decoy(slopes_in_d, upside_down)
def slopes_in_d_upside_down(mean_d):
    return (mean_d / (1 - mean_d)) ** 2


@push_ratio.wrong
def slope_of_the_sigmoid(mean_d):
    """You say {two_away:.4f} at μ = 2 and {level} where the densities agree: that is D(1 − D), the slope of the sigmoid. It stands in both
    derivatives on the way from D to the logit, so it falls out of their ratio. What is left of each of them?"""
    return mean_d * (1 - mean_d)


@push_ratio.decoy(slope_of_the_sigmoid, told="given_back")
def the_mean_as_it_came(mean_d):
    return mean_d


push_ratio.hints(
    "Differentiate log(1 − σ(a)) and −log σ(a) in a. Each becomes a single D or 1 − D.",
    "The slopes are −D and −(1 − D). From the logit to μ both pass through the same factor, because D*'s logit has the same slope, −μ, everywhere.",
    "(1 - mean_d) / mean_d",
)

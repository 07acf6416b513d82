"""Exercise 4.6, dirac_pulls: in which direction each player of the smallest GAN moves."""

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.toys import dirac
from gancourse.toys.dirac import sigmoid

dirac_pulls = Exercise(
    "dirac_pulls",
    lesson="04",
    remember="Near the goal both sigmoids are ½, and what is left is the circle of xy at half the speed. A GAN's losses bend the circle a little; "
    "they do not remove it.",
)


def _pair(answer, *given):
    on_theta, on_psi = answer(*given)
    return float(on_theta), float(on_psi)


@dirac_pulls.probe("θ = 1, ψ = 0: the fake beside the data, and a D that has not noticed", expected="(0, −0.5)")
def blind(answer):
    on_theta, on_psi = _pair(answer, 1.0, 0.0)
    return {"blind_theta": on_theta, "blind_psi": on_psi}


@dirac_pulls.probe("θ = 0, ψ = 1: the fake on the data, and a D that prefers larger x", expected="(0.5, 0)")
def on_the_data(answer):
    on_theta, on_psi = _pair(answer, 0.0, 1.0)
    return {"there_theta": on_theta, "there_psi": on_psi}


@dirac_pulls.probe("θ = 2, ψ = 1: D takes the fake for real", expected="(0.1192, −1.7616)")
def believed(answer):
    on_theta, on_psi = _pair(answer, 2.0, 1.0)
    return {"believed_theta": on_theta, "believed_psi": on_psi}


@dirac_pulls.probe("θ = 2, ψ = −1: D sees through the fake", expected="(−0.8808, −0.2384)")
def caught(answer):
    on_theta, on_psi = _pair(answer, 2.0, -1.0)
    return {"caught_theta": on_theta, "caught_psi": on_psi}


@dirac_pulls.right
def by_the_sigmoid(theta, psi):
    logit = psi * theta
    return psi * sigmoid(-logit), -theta * sigmoid(logit)


@dirac_pulls.right
def by_exponentials(theta, psi):
    return psi / (1 + np.exp(psi * theta)), -theta / (1 + np.exp(-psi * theta))


@dirac_pulls.right
def from_the_package(theta, psi):
    return dirac.pulls(theta, psi)


@dirac_pulls.wrong
def saturating_g(theta, psi):
    """D's pull is right. G's is {believed_theta:.4f} where D takes the fake for real, and only {caught_theta:.4f} where D sees through it: that is log(1 − D), the saturating loss. What is
    the slope of −log D, softplus(−a), in the logit a?"""
    return psi * sigmoid(psi * theta), -theta * sigmoid(psi * theta)


@dirac_pulls.wrong
def gradients_not_turned(theta, psi):
    """You give ({blind_theta:g}, {blind_psi:g}) for a blind D: both signs are those of the gradients. The players *descend* their losses. Which way is down?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return -on_theta, -on_psi


@dirac_pulls.wrong
def d_climbs_its_loss(theta, psi):
    """G's pull is right. For a blind D and a fake at 1 you move ψ by {blind_psi:g}, upwards: then D's logit grows where the fake is. What does D want its logit at the fake
    to do?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta, -on_psi


@dirac_pulls.wrong
def g_climbs_its_loss(theta, psi):
    """D's pull is right. With a D that prefers larger x you move θ by {there_theta:g}, to smaller x. Where does G want its fake to be, in D's eyes?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return -on_theta, on_psi


@dirac_pulls.wrong
def wrong_sigmoid_for_d(theta, psi):
    """G's pull is right. Where D takes the fake for real, at θ = 2, ψ = 1, your D moves by {believed_psi:.4f} only, and where it sees through it by {caught_psi:.4f}. It should be the other way round, for a D that errs has more to learn. The
    slope of softplus(a) is σ(a). Which a stands in D's loss?"""
    return psi * sigmoid(-psi * theta), -theta * sigmoid(-psi * theta)


@dirac_pulls.wrong
def both_sigmoids_exchanged(theta, psi):
    """Where D takes the fake for real you pull θ by {believed_theta:.4f} and ψ by {believed_psi:.4f}: each player has the other one's sigmoid. The slope of softplus(a) is σ(a). What is
    that of softplus(−a), without its sign?"""
    return psi * sigmoid(psi * theta), -theta * sigmoid(-psi * theta)


@dirac_pulls.wrong
def without_sigmoids(theta, psi):
    """You give ({believed_theta:g}, {believed_psi:g}): the slopes of the logit ψθ alone. That is a game without a softplus, the Wasserstein one. What does the
    chain rule add when the logit goes through a softplus?"""
    return float(psi), float(-theta)


@dirac_pulls.wrong
def only_the_sigmoids(theta, psi):
    """On the data, with θ = 0 and ψ = 1, you pull ψ by {there_psi:g}, where D can win nothing: these are slopes in the logit. The logit is ψθ. By what is its slope
    multiplied on the way to ψ?"""
    return sigmoid(-psi * theta), -sigmoid(psi * theta)


@dirac_pulls.wrong
def own_number_as_slope(theta, psi):
    """With θ = 1 and ψ = 0 you pull the two by ({blind_theta:g}, {blind_psi:g}): each by its own number. The logit is ψ·θ. What is its slope with respect to
    θ?"""
    return theta * sigmoid(-psi * theta), -psi * sigmoid(psi * theta)


@dirac_pulls.wrong
def order_of_the_pair(theta, psi):
    """With θ = 1 and ψ = 0 you give ({blind_theta:g}, {blind_psi:g}): the right numbers in the other order. Whose pull comes first?"""
    return by_the_sigmoid(theta, psi)[::-1]


@dirac_pulls.wrong
def zero_sum_by_d(theta, psi):
    """D's pull is right. G's is {caught_theta:.4f} where D sees through the fake, with the sign of a player who wants to be caught: minus D's loss has been descended twice. Which
    sign does ψ·σ have in G's turn?"""
    return -psi * sigmoid(psi * theta), -theta * sigmoid(psi * theta)


@dirac_pulls.wrong
def half_of_ds_loss(theta, psi):
    """G's pull is right, and D's is {blind_psi:g} where −0.5 is expected: half of it. In this course D's loss is the *sum* of its two terms. Where does the half come
    from?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta, on_psi / 2


@dirac_pulls.wrong
def real_point_pulls_too(theta, psi):
    """G's pull is right. On the data, with the fake at 0 too, you pull ψ by {there_psi:g}. The data lie at x = 0, where the logit ψ·x is 0 whatever ψ is. What is the slope of
    softplus(−ψ·0) in ψ?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta, on_psi + 0.5


@dirac_pulls.decoy(saturating_g, g_climbs_its_loss, both_sigmoids_exchanged, zero_sum_by_d)
def half_way_between_the_losses(theta, psi):
    return psi / 2, -theta * sigmoid(psi * theta)


@dirac_pulls.decoy(gradients_not_turned, d_climbs_its_loss, order_of_the_pair, own_number_as_slope)
def both_help_d(theta, psi):
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta / 3, -on_psi / 3


@dirac_pulls.decoy(wrong_sigmoid_for_d, without_sigmoids, only_the_sigmoids, half_of_ds_loss, real_point_pulls_too)
def sigmoid_of_the_place(theta, psi):
    return psi * sigmoid(-psi * theta), -theta * sigmoid(theta)


@dirac_pulls.decoy(both_sigmoids_exchanged, told=saturating_g)
def minimax_from_the_package(theta, psi):
    return dirac.pulls(theta, psi, "saturating")


dirac_pulls.hints(
    "D's loss is log 2 + softplus(ψθ), and G's is softplus(−ψθ). The slope of softplus(a) is σ(a); the chain rule brings in the slope of ψθ.",
    "Down for D is minus θ·σ(ψθ). G's loss has the slope −ψ·σ(−ψθ), so down is plus.",
    "return psi * sigmoid(-psi * theta), -theta * sigmoid(psi * theta)",
)

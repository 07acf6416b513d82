"""Exercise 4.6, dirac_pulls: in which direction each player of the smallest GAN moves."""

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_04.kinds import kind, numbers
from gancourse.toys import dirac
from gancourse.toys.dirac import sigmoid

dirac_pulls = Exercise(
    "dirac_pulls",
    lesson="04",
    remember="Where ψ = 0 only D is pulled, and where θ = 0 only G: each has something to gain where the other one stands wrong. Near the goal both "
    "sigmoids are ½.",
)


PLACES = ((2.0, 1.0), (2.0, -1.0), (0.7, 0.4), (-1.5, 0.8))  # θ, ψ


def _on_theta(theta, psi):
    """What G's pull may be, by name."""
    u = psi * theta
    return {
        "right": psi * sigmoid(-u), "turned": -psi * sigmoid(-u), "saturating": psi * sigmoid(u), "saturating, turned": -psi * sigmoid(u),
        "bare": psi, "without ψ": sigmoid(-u), "θ for ψ": theta * sigmoid(-u), "σ′": psi * sigmoid(u) * sigmoid(-u),
        "the loss": np.logaddexp(0, -u), "minus the loss": -np.logaddexp(0, -u), "σ of θ": psi * sigmoid(-theta),
        "own σ": psi * sigmoid(-psi), "own σ alone": sigmoid(-psi), "softplus": psi * np.logaddexp(0, -u), "½ everywhere": psi / 2,
        "the place": theta + psi * sigmoid(-u), "1 too": psi * (1 + sigmoid(-u)), "a place further on": theta + 0.1 * psi * sigmoid(-u),
    }  # fmt: skip


def _on_psi(theta, psi):
    """What D's pull may be, by name."""
    u = psi * theta
    return {
        "right": -theta * sigmoid(u), "turned": theta * sigmoid(u), "other sigmoid": -theta * sigmoid(-u),
        "other sigmoid, turned": theta * sigmoid(-u), "bare": -theta, "without θ": -sigmoid(u), "ψ for θ": -psi * sigmoid(u),
        "σ′": -theta * sigmoid(u) * sigmoid(-u), "the loss": np.log(2) + np.logaddexp(0, u), "minus the loss": -np.log(2) - np.logaddexp(0, u),
        "minus the loss ": -np.logaddexp(0, u), "log 2 too": -theta * sigmoid(u) - np.log(2), "half": -theta * sigmoid(u) / 2,
        "½ too": -theta * sigmoid(u) + 0.5, "σ of ψ": -theta * sigmoid(psi), "a real θ": -theta * sigmoid(u) + theta * sigmoid(-u),
        "own σ": -theta * sigmoid(theta), "own σ alone": -sigmoid(theta), "own σ alone, turned": sigmoid(theta),
        "softplus": -theta * np.logaddexp(0, u), "½ everywhere": -theta / 2, "the place": psi - theta * sigmoid(u),
        "1 too": -theta * (1 + sigmoid(u)), "a place further on": psi - 0.1 * theta * sigmoid(u),
    }  # fmt: skip


def _pair(answer, *given):
    return numbers(answer(*given), 2)[0]


@dirac_pulls.probe("θ = 1, ψ = 0: the fake beside the data, and a D that has not noticed", expected="(0, −0.5)")
def blind(answer):
    on_theta, on_psi = _pair(answer, 1.0, 0.0)
    return {"pull_on_θ": on_theta, "pull_on_ψ": on_psi}


@dirac_pulls.probe("θ = 0, ψ = 1: the fake on the data, and a D that prefers larger x", expected="(0.5, 0)")
def on_the_data(answer):
    on_theta, on_psi = _pair(answer, 0.0, 1.0)
    return {"pull_on_θ_there": on_theta, "pull_on_ψ_there": on_psi}


@dirac_pulls.probe("θ = 2, ψ = 1: D takes the fake for real", expected="(0.1192, −1.7616)")
def believed(answer):
    on_theta, on_psi = _pair(answer, 2.0, 1.0)
    return {"pull_on_θ_if_believed": on_theta, "pull_on_ψ_if_believed": on_psi}


@dirac_pulls.probe("θ = 2, ψ = −1: D sees through the fake", expected="(−0.8808, −0.2384)")
def caught(answer):
    on_theta, on_psi = _pair(answer, 2.0, -1.0)
    return {"pull_on_θ_if_caught": on_theta, "pull_on_ψ_if_caught": on_psi}


@dirac_pulls.probe("four places", expected="the two formulas, in each of them")
def what_they_are_made_of(answer):
    found = np.array([_pair(answer, *place) for place in PLACES])
    names = {}
    for word, column, make in (("theta_is", found[:, 0], _on_theta), ("psi_is", found[:, 1], _on_psi)):
        rows = [make(*place) for place in PLACES]
        names[word] = kind(column, {name: [row[name] for row in rows] for name in rows[0]})
    return {**names, "count": numbers(answer(2.0, 1.0), 2)[1]}


def _made(theta_is=None, psi_is=None):
    return lambda seen: theta_is in (None, seen["theta_is"]) and psi_is in (None, seen["psi_is"])


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


@dirac_pulls.wrong(when=_made("saturating", "right"))
def saturating_g(theta, psi):
    """D's pull is right. G's is {pull_on_θ_if_believed:.4f} where D takes the fake for real, and only {pull_on_θ_if_caught:.4f} where D sees through it: that is log(1 − D), the saturating loss. What is
    the slope of −log D, softplus(−a), in the logit a?"""
    return psi * sigmoid(psi * theta), -theta * sigmoid(psi * theta)


@dirac_pulls.wrong(when=_made("turned", "turned"))
def gradients_not_turned(theta, psi):
    """You give ({pull_on_θ:g}, {pull_on_ψ:g}) for a blind D: both signs are those of the gradients. The players *descend* their losses. Which way is down?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return -on_theta, -on_psi


@dirac_pulls.wrong(when=_made("right", "turned"))
def d_climbs_its_loss(theta, psi):
    """G's pull is right. For a blind D and a fake at 1 you move ψ by {pull_on_ψ:g}, upwards: then D's logit grows where the fake is. What does D want its logit at the fake
    to do?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta, -on_psi


@dirac_pulls.wrong(when=_made("turned", "right"))
def g_climbs_its_loss(theta, psi):
    """D's pull is right. With a D that prefers larger x you move θ by {pull_on_θ_there:g}, to smaller x. Where does G want its fake to be, in D's eyes?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return -on_theta, on_psi


@dirac_pulls.wrong(when=_made("right", "other sigmoid"))
def wrong_sigmoid_for_d(theta, psi):
    """G's pull is right. Where D takes the fake for real, at θ = 2, ψ = 1, your D moves by {pull_on_ψ_if_believed:.4f} only, and where it sees through it by {pull_on_ψ_if_caught:.4f}. It should be the other way round, for a D that errs has more to learn. The
    slope of softplus(a) is σ(a). Which a stands in D's loss?"""
    return psi * sigmoid(-psi * theta), -theta * sigmoid(-psi * theta)


@dirac_pulls.wrong(when=_made("saturating", "other sigmoid"))
def both_sigmoids_exchanged(theta, psi):
    """Where D takes the fake for real you pull θ by {pull_on_θ_if_believed:.4f} and ψ by {pull_on_ψ_if_believed:.4f}: each player has the other one's sigmoid. The slope of softplus(a) is σ(a). What is
    that of softplus(−a), without its sign?"""
    return psi * sigmoid(psi * theta), -theta * sigmoid(-psi * theta)


@dirac_pulls.wrong(when=_made("saturating", "turned"))
def both_slopes_of_ds_loss(theta, psi):
    """For a blind D and a fake at 1 you move ψ by {pull_on_ψ:g}, upwards, and where D takes the fake for real θ by {pull_on_θ_if_believed:.4f}: these are the two slopes of *one* loss, D's
    softplus(ψθ), as they come. So D climbs its own loss, and G descends log(1 − D). Each player has a loss of its own and goes down: which loss is G's here?"""
    return psi * sigmoid(psi * theta), theta * sigmoid(psi * theta)


@dirac_pulls.wrong(when=lambda seen: seen["theta_is"] == "bare" or seen["psi_is"] == "bare")
def without_sigmoids(theta, psi):
    """At θ = 2, ψ = 1 you give ({pull_on_θ_if_believed:.4g}, {pull_on_ψ_if_believed:.4g}): one of them, or both, is the slope of the logit ψθ alone. That is a game without a softplus, the Wasserstein one. What does the
    chain rule add when the logit goes through a softplus?"""
    return float(psi), float(-theta)


@dirac_pulls.wrong(when=lambda seen: seen["psi_is"] == "without θ")
def only_the_sigmoids(theta, psi):
    """On the data, with θ = 0 and ψ = 1, you pull ψ by {pull_on_ψ_there:g}, where D can win nothing: these are slopes in the logit. The logit is ψθ. By what is its slope
    multiplied on the way to ψ?"""
    return sigmoid(-psi * theta), -sigmoid(psi * theta)


@dirac_pulls.wrong(when=lambda seen: seen["theta_is"] == "θ for ψ" or seen["psi_is"] == "ψ for θ")
def own_number_as_slope(theta, psi):
    """With θ = 1 and ψ = 0 you pull the two by ({pull_on_θ:g}, {pull_on_ψ:g}): somebody is pulled by its own number. The logit is ψ·θ. What is its slope with respect to
    θ?"""
    return theta * sigmoid(-psi * theta), -psi * sigmoid(psi * theta)


@dirac_pulls.wrong
def order_of_the_pair(theta, psi):
    """With θ = 1 and ψ = 0 you give ({pull_on_θ:g}, {pull_on_ψ:g}): the right numbers in the other order. Whose pull comes first?"""
    return by_the_sigmoid(theta, psi)[::-1]


@dirac_pulls.wrong(when=_made("saturating, turned", "right"))
def zero_sum_by_d(theta, psi):
    """D's pull is right. G's is {pull_on_θ_if_caught:.4f} where D sees through the fake, with the sign of a player who wants to be caught: G went down D's own loss, log 2 + softplus(ψθ), and helps D. Whose loss should G go down, and which one is
    that?"""
    return -psi * sigmoid(psi * theta), -theta * sigmoid(psi * theta)


@dirac_pulls.wrong(when=_made("right", "half"))
def half_of_ds_loss(theta, psi):
    """G's pull is right, and D's is {pull_on_ψ:g} where −0.5 is expected: half of it. In this course D's loss is the *sum* of its two terms. Where does the half come
    from?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta, on_psi / 2


@dirac_pulls.wrong(when=lambda seen: seen["psi_is"] in ("½ too", "a real θ"))
def real_point_pulls_too(theta, psi):
    """On the data, with the fake at 0 too, you pull ψ by {pull_on_ψ_there:g}, and at θ = 1 with ψ = 0 by {pull_on_ψ:g}: the real data pull as well. But they lie at x = 0, where the logit ψ·x is 0 whatever ψ is. What is the slope of
    softplus(−ψ·0) in ψ?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta, on_psi + 0.5


@dirac_pulls.wrong(when=_made("saturating, turned", "turned"))
def minimax_not_turned(theta, psi):
    """For a blind D you give ({pull_on_θ:g}, {pull_on_ψ:g}), and where D sees through the fake θ is pulled by {pull_on_θ_if_caught:.4f}: these are the gradients of the minimax game, log(1 − D) for G, and not turned downhill. G's loss here
    is softplus(−ψθ). What is its slope in θ?"""
    return -psi * sigmoid(psi * theta), theta * sigmoid(psi * theta)


@dirac_pulls.wrong(when=lambda seen: "the loss" in seen["theta_is"] or "the loss" in seen["psi_is"])
def losses_for_slopes(theta, psi):
    """At θ = 2, ψ = 1 you give ({pull_on_θ_if_believed:.4f}, {pull_on_ψ_if_believed:.4f}): these are losses, and not slopes. A pull says in which direction a loss falls. What is the derivative of softplus?"""
    return -np.logaddexp(0, -psi * theta), -np.log(2) - np.logaddexp(0, psi * theta)


@dirac_pulls.wrong(when=lambda seen: seen["psi_is"] == "log 2 too")
def constant_pulls_too(theta, psi):
    """On the data, with θ = 0, you pull ψ by {pull_on_ψ_there:.4f}: minus log 2. A constant in a loss makes no slope. What is left of log 2 when you differentiate?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta, on_psi - np.log(2)


@dirac_pulls.wrong(when=lambda seen: "σ′" in (seen["theta_is"], seen["psi_is"]))
def slope_of_the_sigmoid(theta, psi):
    """At θ = 2, ψ = 1 you give ({pull_on_θ_if_believed:.4f}, {pull_on_ψ_if_believed:.4f}), small wherever D is certain: σ·(1 − σ) is the slope of the *sigmoid*. The losses are softplus of the logit. What is the slope of
    softplus?"""
    slope = sigmoid(psi * theta) * sigmoid(-psi * theta)
    return psi * slope, -theta * slope


@dirac_pulls.wrong(
    when=lambda seen: (
        seen["theta_is"] in ("σ of θ", "own σ", "own σ alone")
        or seen["psi_is"] in ("σ of ψ", "own σ", "own σ alone", "own σ alone, turned")
    )
)
def sigmoid_of_one_number(theta, psi):
    """At θ = 2, ψ = 1 you give ({pull_on_θ_if_believed:.4f}, {pull_on_ψ_if_believed:.4f}): the sigmoid was taken of θ alone, or of ψ alone. D's logit at the fake is a product. Of which two numbers?"""
    return psi * sigmoid(-theta), -theta * sigmoid(psi)


@dirac_pulls.wrong(when=_made("saturating", "other sigmoid, turned"))
def everything_exchanged(theta, psi):
    """For a blind D and a fake at 1 you move ψ by {pull_on_ψ:g}, upwards, and where D takes the fake for real θ by {pull_on_θ_if_believed:.4f}: softplus(ψθ) and softplus(−ψθ) have changed their owners. Which one is
    D's?"""
    return psi * sigmoid(psi * theta), theta * sigmoid(-psi * theta)


@dirac_pulls.wrong(when=lambda seen: "softplus" in (seen["theta_is"], seen["psi_is"]))
def softplus_for_its_slope(theta, psi):
    """For a blind D and a fake at 1 you pull ψ by {pull_on_ψ:.4f}, and on the data θ by {pull_on_θ_there:.4f}: there log 2 stands where ½ belongs. You multiplied the slope of ψθ by softplus itself (np.logaddexp), and the chain rule wants its slope.
    Which function is that?"""
    return psi * np.logaddexp(0, -psi * theta), -theta * np.logaddexp(0, psi * theta)


@dirac_pulls.wrong(when=lambda seen: "½ everywhere" in (seen["theta_is"], seen["psi_is"]))
def half_everywhere(theta, psi):
    """At θ = 2, ψ = 1 you give ({pull_on_θ_if_believed:.4f}, {pull_on_ψ_if_believed:.4f}): for one player or for both σ is ½ there, as it is at the logit 0. That is true near the goal alone. What is D's logit at the
    fake?"""
    return psi / 2, -theta / 2


@dirac_pulls.wrong(when=lambda seen: {"the place", "a place further on"} & {seen["theta_is"], seen["psi_is"]})
def places_for_pulls(theta, psi):
    """With θ = 1 and ψ = 0 you give ({pull_on_θ:g}, {pull_on_ψ:g}), and at θ = 0, ψ = 1 ({pull_on_θ_there:g}, {pull_on_ψ_there:g}): the pull is added to the number that is pulled, so this is where a step leads. A pull is the direction alone, and the lesson's `gan_round`
    makes the step. What is left to return?"""
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return theta + on_theta, psi + on_psi


@dirac_pulls.wrong(when=lambda seen: "1 too" in (seen["theta_is"], seen["psi_is"]))
def one_and_the_sigmoid(theta, psi):
    """On the data, with ψ = 1, you pull θ by {pull_on_θ_there:g}, and with θ = 1 a blind D by {pull_on_ψ:g}: somewhere the slope of the logit was added to the product as well. The chain rule multiplies the two slopes, and adds
    nothing. Where does your 1 come from?"""
    return psi * (1 + sigmoid(-psi * theta)), -theta * sigmoid(psi * theta)


@dirac_pulls.wrong(when=lambda seen: seen["count"] not in (0, 2))
def not_two_numbers(theta, psi):
    """Two numbers are wanted, the pull on θ and the pull on ψ; {count} came back. Which of them is missing, or is one too many?"""
    return (*by_the_sigmoid(theta, psi), 0.0)


@dirac_pulls.decoy(
    saturating_g, g_climbs_its_loss, both_sigmoids_exchanged, zero_sum_by_d, everything_exchanged, told=half_everywhere
)
def half_way_between_the_losses(theta, psi):
    return psi / 2, -theta * sigmoid(psi * theta)


@dirac_pulls.decoy(
    gradients_not_turned,
    d_climbs_its_loss,
    order_of_the_pair,
    own_number_as_slope,
    minimax_not_turned,
    both_slopes_of_ds_loss,
)
def both_help_d(theta, psi):
    on_theta, on_psi = by_the_sigmoid(theta, psi)
    return on_theta / 3, -on_psi / 3


@dirac_pulls.decoy(softplus_for_its_slope, half_everywhere, places_for_pulls, one_and_the_sigmoid)
def a_third_of_the_place_too(theta, psi):
    return psi * sigmoid(-psi * theta) + theta / 3, -theta * sigmoid(psi * theta) + psi / 3


@dirac_pulls.decoy(
    wrong_sigmoid_for_d,
    without_sigmoids,
    only_the_sigmoids,
    half_of_ds_loss,
    real_point_pulls_too,
    constant_pulls_too,
    told=sigmoid_of_one_number,
)
def sigmoid_of_the_place(theta, psi):
    return psi * sigmoid(-psi * theta), -theta * sigmoid(theta)


@dirac_pulls.decoy(losses_for_slopes, slope_of_the_sigmoid, sigmoid_of_one_number, not_two_numbers)
def squared_sigmoids(theta, psi):
    return psi * sigmoid(-psi * theta) ** 2, -theta * sigmoid(psi * theta) ** 2


@dirac_pulls.decoy(both_sigmoids_exchanged, told=saturating_g)
def minimax_from_the_package(theta, psi):
    return dirac.pulls(theta, psi, "saturating")


dirac_pulls.hints(
    "D's loss is log 2 + softplus(ψθ), and G's is softplus(−ψθ). The slope of softplus(a) is σ(a); the chain rule brings in the slope of ψθ.",
    "Down for D is minus θ·σ(ψθ). G's loss has the slope −ψ·σ(−ψθ), so down is plus.",
    "return psi * sigmoid(-psi * theta), -theta * sigmoid(psi * theta)",
)

"""The exercises of lesson 02, "Figure 1, exactly". Everything here is one-dimensional, float64, and on the CPU."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.toys.figure_one import (
    LOG_2,
    LOG_4,
    MonotoneGenerator,
    integrate,
    invert,
    noise_density,
    normal_log_density,
    normal_quantile,
)
from gancourse.toys.figure_one import density_of_pushforward as exact_density


def column(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64).unsqueeze(1)


# Exercise 2.1

density_of_pushforward = Exercise(
    "density_of_pushforward",
    lesson="02",
    remember="Where G is steep its samples lie far apart and p_g is low; where G is flat they crowd. "
    "The slope of G and the height of p_g are one number, turned upside down.",
)


@density_of_pushforward.probe(
    "G(z) = 4z − 1, which stretches (0, 1) over (−1, 3), at x = 0.5 and x = 2", expected="0.25 at both, shape (2, 1)"
)
def stretched(answer):
    got = answer(lambda z: 4 * z - 1, column(0.5, 2.0))
    return {"stretched": got, "at_half": got[0], "at_two": got[1]}


@density_of_pushforward.probe("G(z) = 2 − 4z, which runs downhill, at x = 0.5 and x = 1", expected="0.25 at both")
def downhill(answer):
    got = answer(lambda z: 2 - 4 * z, column(0.5, 1.0))
    return {"downhill": got, "at_downhill": got[0]}


@density_of_pushforward.probe(
    "G(z) = 1 + 2·Φ⁻¹(z), with Φ⁻¹ the quantiles of N(0, 1), whose density is that of N(1, 2²), at x = −2, 1 and 4",
    expected="0.0648, 0.1995, 0.0648",
)
def bell(answer):
    got = answer(lambda z: 1 + 2 * normal_quantile(z), column(-2.0, 1.0, 4.0))
    return {"bell": got, "at_side": got[0], "at_peak": got[1]}


@density_of_pushforward.probe("the same G, on 201 points from −9 to 11", expected="a density, so an area of 1")
def area(answer):
    x = torch.linspace(-9, 11, 201, dtype=torch.float64).unsqueeze(1)
    return {"area": integrate(answer(lambda z: 1 + 2 * normal_quantile(z), x), x)}


@density_of_pushforward.probe(
    "an untrained monotone network, at x = 0.2 and x = 1.3", expected="p_z(z) / |G'(z)| at the z with G(z) = x"
)
def network(answer):
    return {"network": answer(MonotoneGenerator(), column(0.2, 1.3))}


@density_of_pushforward.probe(
    "G(z) = 4z − 1 once more, watched while your function calls it",
    expected="what the first probe showed",
    holds=lambda seen: True,
)
def watched(answer):
    """Where an answer ends in an error, the tensors that it gave to G say which of several mistakes led there."""
    given = set()

    def generator(z):
        if torch.is_grad_enabled():
            given.add("watched" if isinstance(z, torch.Tensor) and z.requires_grad else "not watched")
        return 4 * z - 1

    try:
        answer(generator, column(0.5, 2.0))
    except Exception:
        return {"z_at_the_error": "watched" if "watched" in given else "".join(given)}
    return {"z_at_the_error": "no error"}


@density_of_pushforward.right
def change_of_variables(generator, x):
    return exact_density(generator, x)


@density_of_pushforward.right
def slope_of_the_inverse(generator, x):
    h = 1e-5
    return (invert(generator, x + h) - invert(generator, x - h)).abs() / (2 * h)


@density_of_pushforward.right
def without_the_noise_density(generator, x):
    z = invert(generator, x).requires_grad_()
    generator(z).sum().backward()
    return 1 / z.grad.abs()


@density_of_pushforward.wrong
def multiplied(generator, x):
    """You multiply by |G'(z)|. The first G stretches the interval (0, 1) to four times its length, and your density
    there is {at_half:.0f}: the area under it would be 16. The same number of samples now has four times the room.
    Does that make them lie thicker or thinner?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(z) * slope.abs()


@density_of_pushforward.wrong
def negative_when_falling(generator, x):
    """Right wherever G rises. For the G that falls, G(z) = 2 − 4z, you get {at_downhill:.2f}, and no density is negative.
    A falling G mirrors the samples, but does it change how far apart they lie?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(z) / slope


@density_of_pushforward.wrong
def noise_density_at_x(generator, x):
    """You ask how dense the *noise* is at x, and x is not a noise: at x = 2 you find {at_two:.2f}, because 2 lies
    outside (0, 1), yet G(z) = 4z − 1 sends a quarter of its samples to every interval of length 1 up to 3.
    Which point of the lower line has its arrow end at x = 2?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(x) / slope.abs()


@density_of_pushforward.wrong(when=lambda seen: math.isnan(seen["area"]) and seen["at_half"] == 0.25)
def slope_at_x(generator, x):
    """You take the slope of G at x itself. A straight line has the same slope everywhere, so the first probe cannot tell;
    the curved G gives {at_peak:.2f} at x = 1, where 0.1995 is right, because G takes a z between 0 and 1 and 1 is the end of its road.
    Which function, already written for you, walks an arrow backwards from x to z?"""
    x = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(generator(x).sum(), x)
    return 1 / slope.abs()


@density_of_pushforward.wrong
def noise_at_x_and_slope_at_x(generator, x):
    """Both parts are taken at x: the noise density and the slope. At x = 2 that gives {at_two:.2f}, although a quarter of
    the samples of G(z) = 4z − 1 fall between 1.5 and 2.5. Everything on the right of p_z(z) / |G'(z)| belongs to z, the
    start of the arrow, so what has to be found first?"""
    x = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(generator(x).sum(), x)
    return noise_density(x.detach()) / slope.abs()


@density_of_pushforward.wrong
def mean_slope(generator, x):
    """Every value is too large by the number of points you asked for: two points give {at_half:.2f} instead of 0.25, and
    over 201 points the area is {area:,.0f} instead of 1. Each G(z) depends on its own z only. Which reduction before
    the gradient, the sum or the mean, leaves each slope undivided?"""
    z = invert(generator, x).requires_grad_()
    (slope,) = torch.autograd.grad(generator(z).mean(), z)
    return noise_density(z).detach() / slope.abs()


@density_of_pushforward.wrong
def log_density(generator, x):
    """You return {at_half:.3f} where the density is 0.25, and the area under your curve is {area:.1f}. Your numbers are
    its *logarithm*: useful, and the next exercise will want it, but this function is asked for p_g itself.
    What undoes a logarithm?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(z).log() - slope.abs().log()


@density_of_pushforward.wrong
def slope_squared(generator, x):
    """You divide by the square of the slope: a stretch by four gives {at_half:.4f}, so the area would be a quarter, not 1.
    On a line, stretching by four gives each sample four times the room, once. Where would a second factor come from?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(z) / slope**2


@density_of_pushforward.wrong
def the_noise_alone(generator, x):
    """You return p_z(z) = {at_half:.0f}, the density at the arrow's foot, everywhere. Then no generator could make one
    region likelier than another, and the area under your curve for N(1, 2²) is {area:.0f}. What does G do to a small
    interval of noise on its way up?"""
    return noise_density(invert(generator, x))


@density_of_pushforward.wrong(
    when=lambda seen: (
        0.9 < seen["area"] < 1.1 and abs(seen["at_peak"] - 0.19947) < 0.02 and abs(seen["at_half"] - 0.25) < 0.025
    )
)
def estimated_from_samples(generator, x):
    """Close, and not exact: the area is {area:.4f} and the peak of N(1, 2²) is {at_peak:.4f}, where 0.1995 is right.
    That is what an estimate looks like, from samples or from a coarse difference. In one dimension nothing needs
    to be estimated: what does autograd know about G that a histogram can only guess?"""
    z = (torch.arange(20_000, dtype=torch.float64).unsqueeze(1) + 0.5) / 20_000
    samples = generator(z).detach().squeeze(1).sort().values
    upper, lower = torch.searchsorted(samples, x + 0.25), torch.searchsorted(samples, x - 0.25)
    return (upper - lower).double() / (0.5 * len(samples))


@density_of_pushforward.wrong(
    when=lambda seen: "does not require grad" in seen["error"] and seen["z_at_the_error"] == "not watched"
)
def z_without_requires_grad(generator, x):
    """PyTorch stopped with “{error}”. It keeps a record for gradients only of tensors that ask for one, and what `invert`
    returns does not, so nothing leads back from G(z) to z. Which method, called on z before z goes into G, asks for that record?"""
    z = invert(generator, x)
    (slope,) = torch.autograd.grad(generator(z).sum(), z)
    return noise_density(z) / slope.abs()


@density_of_pushforward.wrong(when=lambda seen: "tuple" in seen["error"] and seen["z_at_the_error"] == "watched")
def slope_left_in_its_tuple(generator, x):
    """Python stopped with “{error}”. `torch.autograd.grad` can differentiate by several tensors at once, so it returns a tuple of
    slopes even where there is only one. How do you take the one slope out, with a comma on the left of the = sign or
    with an index?"""
    z = invert(generator, x).requires_grad_()
    slope = torch.autograd.grad(generator(z).sum(), z)
    return noise_density(z).detach() / slope


@density_of_pushforward.wrong(when=lambda seen: "only for scalar outputs" in seen["error"])
def slope_without_a_sum(generator, x):
    """PyTorch stopped with “{error}”. A gradient starts from one single number, and G(z) holds one for each point you asked for. Each
    G(z) depends on its own z only, so adding them up first mixes nothing. Which method makes one number of all of them?"""
    z = invert(generator, x).requires_grad_()
    (slope,) = torch.autograd.grad(generator(z), z)
    return noise_density(z).detach() / slope.abs()


density_of_pushforward.hints(
    "The samples in a small interval of noise dz end up in an interval of length |G'(z)|·dz. None gets lost on the way.",
    "Find z with invert(generator, x), then the slope of G at that z by autograd. p_g(x) = p_z(z) / |G'(z)|.",
    "z = invert(generator, x).requires_grad_(), then (slope,) = torch.autograd.grad(generator(z).sum(), z). "
    "The rest is a division.",
)


def _z_and_slope(generator, x):
    z = invert(generator, x).requires_grad_()
    (slope,) = torch.autograd.grad(generator(z).sum(), z)
    return z.detach(), slope


# Exercise 2.2

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


# Exercise 2.3

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


# Exercise 2.4

d_step = Exercise(
    "d_step",
    lesson="02",
    tolerance=1e-6,
    remember="With detach() no gradient even enters G. Without it D would learn the same, and G would collect a gradient nobody asked for.",
)

REAL, NOISE = (-0.5, 0.3, 1.1, 0.2), (0.1, 0.4, 0.7, 0.9)
REAL_AGAIN, NOISE_AGAIN = (0.7, -1.2, 0.4, -0.1), (0.8, 0.2, 0.35, 0.6)


def line(weight: float, bias: float) -> nn.Linear:
    """A network of one weight and one bias, so that every step can be followed by hand."""
    net = nn.Linear(1, 1, dtype=torch.float64)
    with torch.no_grad():
        net.weight.fill_(weight)
        net.bias.fill_(bias)
    return net


def leave_a_gradient(net: nn.Module, size: float) -> None:
    for parameter in net.parameters():
        parameter.grad = torch.full_like(parameter, size)


@d_step.probe(
    "a D of one weight and one bias, 4 data points, 4 noises, a gradient of 5 that G's last step left in D",
    expected="loss 2.3685, the sum of both means; D moves by SGD at rate 0.5 along its own fresh gradient",
)
def one_d_step(answer):
    d, g = line(0.8, -0.4), line(3.0, 0.5)
    leave_a_gradient(d, 5.0)
    loss = answer(d, g, torch.optim.SGD(d.parameters(), 0.5), column(*REAL), column(*NOISE))
    return {
        "loss": loss,
        "weight": d.weight.squeeze(),
        "bias": d.bias.squeeze(),
        "moved": abs(d.weight.item() - 0.8) + abs(d.bias.item() + 0.4),
    }


@d_step.probe("a second step, on another batch", expected="the gradient of this batch alone")
def two_d_steps(answer):
    d, g = line(0.8, -0.4), line(3.0, 0.5)
    optimizer = torch.optim.SGD(d.parameters(), 0.5)
    answer(d, g, optimizer, column(*REAL), column(*NOISE))
    answer(d, g, optimizer, column(*REAL_AGAIN), column(*NOISE_AGAIN))
    return {"weight_after_two": d.weight.squeeze(), "bias_after_two": d.bias.squeeze()}


@d_step.probe("what the step leaves behind in G", expected="G's numbers unchanged, and no gradient in G")
def g_untouched(answer):
    d, g = line(0.8, -0.4), line(3.0, 0.5)
    answer(d, g, torch.optim.SGD(d.parameters(), 0.5), column(*REAL), column(*NOISE))
    left = [parameter.grad.abs().sum().item() for parameter in g.parameters() if parameter.grad is not None]
    trainable = all(parameter.requires_grad for parameter in g.parameters())
    return {
        "g_moved": abs(g.weight.item() - 3) + abs(g.bias.item() - 0.5),
        "g_gradient": sum(left),
        "g_still_trainable": trainable,
    }


@d_step.probe(
    "a D that is certain and wrong: logit −40 on the data, +120 on the fakes",
    expected="loss 160, and a D that is pulled back hard",
)
def certain_and_wrong(answer):
    d, g = line(40.0, 0.0), line(0.0, 3.0)
    loss = answer(d, g, torch.optim.SGD(d.parameters(), 0.5), column(-1.0, -1.0), column(0.2, 0.6))
    return {"certain_loss": loss, "pulled_back": 40 - d.weight.squeeze()}


def _descend(loss, optimizer):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def _d_loss(d, x_real, fake):
    return F.softplus(-d(x_real)).mean() + F.softplus(d(fake)).mean()


@d_step.right
def with_softplus(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    return _descend(_d_loss(discriminator, x_real, fake), optimizer)


@d_step.right
def with_cross_entropy(discriminator, generator, optimizer, x_real, z):
    with torch.no_grad():
        fake = generator(z)
    discriminator.zero_grad()
    on_real, on_fake = discriminator(x_real), discriminator(fake)
    d_real = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
    d_fake = F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
    d_real.backward()
    d_fake.backward()
    optimizer.step()
    return d_real + d_fake


@d_step.right
def with_logsigmoid(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    v = F.logsigmoid(discriminator(x_real)).mean() + F.logsigmoid(-discriminator(fake)).mean()
    return _descend(-v, optimizer)


@d_step.wrong
def gradient_left_in_g(discriminator, generator, optimizer, x_real, z):
    """D moves exactly as it should. But G now holds a gradient of size {g_gradient:.3f}: how G would have to change to make
    *D's* job easier. Nothing happens to it today; the day a step of G forgets zero_grad, it is added in. It also cost a
    backward pass through G for nothing. Where can the road from D back to G be closed?"""
    return _descend(_d_loss(discriminator, x_real, generator(z)), optimizer)


@d_step.wrong
def never_cleared(discriminator, generator, optimizer, x_real, z):
    """backward() adds to the gradient that is already there. D held one of 5 from G's last step, so its weight went to
    {weight:.3f} where the fresh gradient alone leads to 0.001, and with every step the pile grows. Which call empties it,
    and where must it stand?"""
    loss = _d_loss(discriminator, x_real, generator(z).detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@d_step.wrong
def cleared_too_late(discriminator, generator, optimizer, x_real, z):
    """You clear the gradient after the step. Your own steps then never pile up, but G's step runs in between, and its
    backward() leaves a gradient in D as well: here one of 5, and your D's weight went to {weight:.3f} where its fresh
    gradient alone leads to 0.001. What is the last moment at which D's gradient is certainly empty?"""
    loss = _d_loss(discriminator, x_real, generator(z).detach())
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@d_step.wrong
def labels_swapped(discriminator, generator, optimizer, x_real, z):
    """You reward D for calling data fake and fakes data. It will learn that happily: D turns into 1 − D, with a loss that
    falls from {loss:.3f} like any other, and G will be sent away from the data. Which of the two terms should be small
    when D gives the *data* a large logit?"""
    fake = generator(z).detach()
    return _descend(F.softplus(discriminator(x_real)).mean() + F.softplus(-discriminator(fake)).mean(), optimizer)


@d_step.wrong(when=lambda seen: seen["loss"] < 0 and seen["pulled_back"] < 0)
def downhill_on_v(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.3f}, negative: that is V itself. D wants V large, and an optimiser makes its loss small, so every
    step makes your D worse: the D that was certain and wrong was pulled back by {pulled_back:.1f}, so it is wronger still. What is
    the smallest change that turns "descend" into "ascend"?"""
    return _descend(-_d_loss(discriminator, x_real, generator(z).detach()), optimizer)


@d_step.wrong
def returns_the_value(discriminator, generator, optimizer, x_real, z):
    """D moves as it should, and you return {loss:.4f}: that is V. The function promises D's *loss*, the number the optimiser
    makes small, and every training log prints that one. How do the two differ?"""
    return -_descend(_d_loss(discriminator, x_real, generator(z).detach()), optimizer)


@d_step.wrong
def two_sigmoids(discriminator, generator, optimizer, x_real, z):
    """Your loss is {certain_loss:.3f} for a D that is as wrong as can be, where 160 is right. D gives logits; you squashed
    them and handed the result to a loss that squashes again, so for that loss D never leaves the range 0.5 to 0.73.
    How many sigmoids lie between D's last layer and log D in your code?"""
    on_real, on_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    loss = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real)) + F.binary_cross_entropy_with_logits(
        on_fake, torch.zeros_like(on_fake)
    )
    return _descend(loss, optimizer)


@d_step.wrong
def cross_entropy_of_probabilities(discriminator, generator, optimizer, x_real, z):
    """Right as long as D is moderate. For the D that was certain and wrong your loss is {certain_loss:.0f}, where 160 is right:
    the sigmoid rounded to exactly 1, the log of 0 was cut off at −100, and the fakes' part of the gradient vanished, when it
    was needed most. Which form of this loss takes the logits as they are?"""
    on_real, on_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    loss = F.binary_cross_entropy(on_real, torch.ones_like(on_real)) + F.binary_cross_entropy(
        on_fake, torch.zeros_like(on_fake)
    )
    return _descend(loss, optimizer)


@d_step.wrong(when=lambda seen: math.isnan(seen["loss"]))
def logits_into_log(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss}: D gives logits, any number from −∞ to ∞, and you took the log of one that was negative.
    log D needs the probability D = sigmoid(logit), or better, one function that takes the logit directly.
    Which function of a logit a equals −log sigmoid(a)?"""
    fake = generator(z).detach()
    loss = -torch.log(discriminator(x_real)).mean() - torch.log(1 - discriminator(fake)).mean()
    return _descend(loss, optimizer)


@d_step.wrong
def only_the_data(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}: the data's term alone. A D trained on it learns to say "data" to everything, fakes included.
    Which half of V(D, G) tells it what a fake looks like?"""
    return _descend(F.softplus(-discriminator(x_real)).mean(), optimizer)


@d_step.wrong
def only_the_fakes(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}: the fakes' term alone. A D trained on it learns to say "fake" to everything, data included.
    Which half of V(D, G) is missing?"""
    return _descend(F.softplus(discriminator(generator(z).detach())).mean(), optimizer)


@d_step.wrong
def half_of_it(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, half of 2.3685: you average the two terms. D's best answer stays the same, so many programs do
    it. But then it is −V/2: half the learning rate, and a coin-tossing D sits at log 2 = 0.693 instead of at log 4.
    Which of the two can be compared with the −log 4 of the paper?"""
    return _descend(_d_loss(discriminator, x_real, generator(z).detach()) / 2, optimizer)


@d_step.wrong
def summed_over_the_batch(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.3f}, the sum over the 4 points, where the mean is 2.3685. The direction is right, but the step is
    as many times too long as the batch is large: at 512 points a learning rate of 0.005 acts like 2.56. V is made of
    expectations; what estimates an expectation from a batch?"""
    fake = generator(z).detach()
    return _descend(F.softplus(-discriminator(x_real)).sum() + F.softplus(discriminator(fake)).sum(), optimizer)


@d_step.wrong
def noise_for_fakes(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f} and G was never asked: you showed D the noise z itself as the fake. D would learn to tell
    N(0, 1) from the uniform distribution, whatever G does. What has to happen to z before D sees it?"""
    return _descend(_d_loss(discriminator, x_real, z), optimizer)


@d_step.wrong(when=lambda seen: seen["moved"] == 0 and seen["pulled_back"] == 0 and seen["loss"] > -math.inf)
def did_not_move(discriminator, generator, optimizer, x_real, z):
    """You computed a loss of {loss:.4f}, and D's weights did not move at all. Three calls turn a loss into a step: empty the
    gradients, fill them, use them. Which one is missing, or stands at the wrong place?"""
    return _d_loss(discriminator, x_real, generator(z).detach()).item()


@d_step.wrong(when=lambda seen: not seen["g_still_trainable"])
def g_left_frozen(discriminator, generator, optimizer, x_real, z):
    """D moves as it should ({moved:.3f} in the first probe), but you switched off requires_grad in G and left it off: from now on
    no step of G can change anything, without an error message. Can you keep this step's gradient out of G without
    changing G at all?"""
    generator.requires_grad_(False)
    return _descend(_d_loss(discriminator, x_real, generator(z)), optimizer)


d_step.hints(
    "Ascending V is descending −V. Write −V with softplus: −log D = softplus(−logit), −log(1 − D) = softplus(logit).",
    "Make the fakes first and cut them off from G: generator(z).detach(). Then a mean over the data plus a mean over the fakes.",
    "loss = F.softplus(−D(x_real)).mean() + F.softplus(D(fake)).mean(), then zero_grad, backward, step, in this order; return loss.item().",
)


# Exercise 2.5

g_step = Exercise(
    "g_step",
    lesson="02",
    tolerance=1e-6,
    remember="G never sees a data point. Everything it learns about the data comes through the slope of D under its own samples.",
)


class WatchedLine(nn.Module):
    """x = weight·z + bias, noting whether a gradient ever comes back to x."""

    def __init__(self, weight: float, bias: float):
        super().__init__()
        self.line = line(weight, bias)
        self.heard = False

    def forward(self, z):
        x = self.line(z)
        if x.requires_grad:
            x.register_hook(self._note)
        return x

    def _note(self, gradient):
        self.heard = True


@g_step.probe(
    "a G of one weight and one bias, 4 noises, and a D that rises to the right (logit 0.8·x − 0.4); a gradient of 5 left in G",
    expected="loss 0.5121, and G moves by SGD at rate 0.5 so that its samples go right, up D's slope",
)
def one_g_step(answer):
    d, g = line(0.8, -0.4), WatchedLine(1.0, 0.5)
    leave_a_gradient(g, 5.0)
    loss = answer(g, d, torch.optim.SGD(g.parameters(), 0.5), column(*NOISE))
    return {"g_loss": loss, "g_weight": g.line.weight.squeeze(), "shift": g.line.bias.squeeze() - 0.5, "heard": g.heard}


@g_step.probe("a second step, with other noise", expected="the gradient of this batch alone")
def two_g_steps(answer):
    d, g = line(0.8, -0.4), WatchedLine(1.0, 0.5)
    optimizer = torch.optim.SGD(g.parameters(), 0.5)
    answer(g, d, optimizer, column(*NOISE))
    answer(g, d, optimizer, column(*NOISE_AGAIN))
    return {"g_weight_after_two": g.line.weight.squeeze(), "shift_after_two": g.line.bias.squeeze() - 0.5}


@g_step.probe("what the step leaves behind in D", expected="D's numbers unchanged, and still trainable")
def d_untouched(answer):
    d, g = line(0.8, -0.4), WatchedLine(1.0, 0.5)
    answer(g, d, torch.optim.SGD(g.parameters(), 0.5), column(*NOISE))
    trainable = all(parameter.requires_grad for parameter in d.parameters())
    return {"d_moved": abs(d.weight.item() - 0.8) + abs(d.bias.item() + 0.4), "d_still_trainable": trainable}


@g_step.probe("fakes that D has caught for certain, at logit −50", expected="loss 50, and a push of 0.5: full strength")
def caught(answer):
    d, g = line(1.0, -50.0), WatchedLine(0.0, 0.0)
    loss = answer(g, d, torch.optim.SGD(g.parameters(), 0.5), column(*NOISE))
    return {"loss_when_caught": loss, "push_when_caught": g.line.bias.squeeze()}


@g_step.right
def not_saturating(generator, discriminator, optimizer, z):
    return _descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.right
def against_real_labels(generator, discriminator, optimizer, z):
    generator.zero_grad()
    logits = discriminator(generator(z))
    loss = F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
    loss.backward()
    optimizer.step()
    return loss.detach()


@g_step.right
def d_frozen_for_a_moment(generator, discriminator, optimizer, z):
    discriminator.requires_grad_(False)
    loss = _descend(-F.logsigmoid(discriminator(generator(z))).mean(), optimizer)
    discriminator.requires_grad_(True)
    return loss


@g_step.wrong
def saturating(generator, discriminator, optimizer, z):
    """You descend log(1 − D(G(z))), the minimax formula to the letter. It points the right way, but at logit −50 your push
    is {push_when_caught:.0e}: a fake that D has caught for certain learns nothing, and that is the fake that most needs to.
    Which loss is steepest exactly there?"""
    return _descend(-F.softplus(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong
def minimises_log_d(generator, discriminator, optimizer, z):
    """Your samples moved by {shift:+.3f}, and D rises to the right: they ran downhill, towards where D says "fake". You descend
    log D(G(z)), which makes D(G(z)) small. G wants D to be wrong about its samples, so which sign belongs in front?"""
    return _descend(-F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.wrong
def plays_for_d(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, which is what *D* pays for the fakes. Descending it, your samples moved by {shift:+.3f}, down D's
    slope: G is helping its opponent to catch it. Which label does G want D to put on its samples?"""
    return _descend(F.softplus(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: seen["heard"] is False and abs(seen["g_loss"] - 0.51207) < 1e-4)
def cut_from_g(generator, discriminator, optimizer, z):
    """The loss is right, {g_loss:.4f}, and no gradient ever arrived at G's samples: a detach() or no_grad() cut the only road from
    D's verdict back to G. Before D's step that cut is good manners. In whose step is it fatal?"""
    return _descend(F.softplus(-discriminator(generator(z).detach())).mean(), optimizer)


@g_step.wrong
def g_never_cleared(generator, discriminator, optimizer, z):
    """backward() adds to the gradient that is already there. G held one of 5, and your samples moved by {shift:+.3f} instead of
    +0.159: down D's slope, on the strength of an old batch. Which call is missing before backward()?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


@g_step.wrong
def g_cleared_too_late(generator, discriminator, optimizer, z):
    """You clear G's gradient after the step and trust that it is empty at the next one. Here it held 5 from somewhere else (D's
    step without detach() would do it), and your samples moved by {shift:+.3f} instead of +0.159. Where must zero_grad stand so
    that it does not matter what happened before?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@g_step.wrong
def sigmoid_twice(generator, discriminator, optimizer, z):
    """For fakes that D caught at logit −50 your loss is {loss_when_caught:.4f}, where 50 is right, and the push is
    {push_when_caught:.0e}. The logits went through a sigmoid, and the loss took another one. What does `_with_logits` in the
    name of a loss promise to do for you?"""
    probabilities = discriminator(generator(z)).sigmoid()
    return _descend(F.binary_cross_entropy_with_logits(probabilities, torch.ones_like(probabilities)), optimizer)


@g_step.wrong(when=lambda seen: 0 < seen["push_when_caught"] < 1e-6 and abs(seen["g_loss"] - 0.51207) < 1e-4)
def small_constant_in_the_log(generator, discriminator, optimizer, z):
    """The value is right at moderate logits, {g_loss:.4f}. Where D is certain, at logit −50, your push is
    {push_when_caught:.0e} instead of 0.5: the constant inside the log is larger than D itself there, and its slope is nil.
    It cured the −∞ and killed the gradient. Which function gives −log sigmoid(a) without ever forming sigmoid(a)?"""
    return _descend(-torch.log(discriminator(generator(z)).sigmoid() + 1e-8).mean(), optimizer)


@g_step.wrong(when=lambda seen: math.isnan(seen["loss_when_caught"]))
def log_of_a_logit(generator, discriminator, optimizer, z):
    """Your loss is {loss_when_caught} when D is certain: D gives logits, and the log of a negative logit does not exist.
    log D wants the probability, sigmoid(logit). Which one function goes from a logit to −log D in a single stable step?"""
    return _descend(-torch.log(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong
def g_summed_over_the_batch(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, the sum over 4 fakes, and your samples moved {shift:+.3f} where +0.159 is right. The direction is
    right; the length grows with the batch, so the learning rate means something else for every m. What turns a sum
    over a batch into an estimate of an expectation?"""
    return _descend(F.softplus(-discriminator(generator(z))).sum(), optimizer)


@g_step.wrong
def noise_to_d(generator, discriminator, optimizer, z):
    """You showed D the noise itself. The loss, {g_loss:.4f}, does not depend on G, so no gradient can reach G: its samples
    moved by {shift:+.3f}. What does D judge in the term log D(G(z))?"""
    loss = F.softplus(-discriminator(z)).mean()
    return _descend(loss, optimizer)


@g_step.wrong(
    when=lambda seen: (
        seen["shift"] == 0 and seen["push_when_caught"] == 0 and seen["heard"] and seen["g_loss"] > -math.inf
    )
)
def g_did_not_move(generator, discriminator, optimizer, z):
    """The loss is {g_loss:.4f}, a gradient reached G's samples, and yet G's weights are where they were. Empty the gradients, fill
    them, use them: which of the three is missing, or stands at the wrong place?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    return loss.item()


@g_step.wrong(when=lambda seen: not seen["d_still_trainable"])
def d_left_frozen(generator, discriminator, optimizer, z):
    """G moves as it should ({shift:+.3f}), but you switched off requires_grad in D and did not switch it on again: from
    now on D's own step has nothing to train. This optimiser holds G's parameters only, so D could not have moved
    anyway. Is the freezing needed at all?"""
    discriminator.requires_grad_(False)
    return _descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: seen["d_moved"] > 0)
def moves_d_too(generator, discriminator, optimizer, z):
    """G moves as it should, but D moved as well, by {d_moved:.3f}, on G's behalf: you are training the referee to be bribed.
    In panel (c) the blue line must stand still. Whose parameters may this step change?"""
    loss = _descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)
    with torch.no_grad():
        for parameter in discriminator.parameters():
            parameter -= 0.5 * parameter.grad
            parameter.grad = None
    return loss


g_step.hints(
    "G wants D to take its samples for data: make log D(G(z)) large, so −log D(G(z)) is the loss.",
    "This time nothing may be detached: the gradient has to run through D, back into G. Only the optimiser decides who moves.",
    "loss = F.softplus(−D(G(z))).mean(), then zero_grad, backward, step; return loss.item().",
)


# Exercise 2.6

blind_value = Exercise(
    "blind_value",
    lesson="02",
    tolerance=1e-4,
    remember="V = −log 4 says that D has given up, not that G has won. An untrained D and a perfect G look the same in the loss curve.",
)


@blind_value.probe("a perfect generator, JSD = 0, and D = ½ everywhere", expected="−1.3863 = −log 4")
def perfect_g(answer):
    return {"when_perfect": answer(0.0)}


@blind_value.probe(
    "a generator at N(2, 1), JSD = 0.3368, and D = ½ everywhere", expected="log ½ + log ½, whatever G does"
)
def poor_g(answer):
    return {"when_poor": answer(0.3368)}


@blind_value.probe(
    "a hopeless generator, JSD = 0.6931, and D = ½ everywhere", expected="log ½ + log ½, whatever G does"
)
def hopeless_g(answer):
    return {"when_hopeless": answer(0.6931)}


@blind_value.right
def always_the_same(jsd):
    return -LOG_4


@blind_value.right
def two_coins(jsd):
    return 2 * math.log(0.5)


@blind_value.wrong
def value_at_the_best_d(jsd):
    """For the generator at N(2, 1) you say {when_poor:.4f}. That is C(G), what the *best* D would reach, and it does read off JSD.
    This D is not the best: it says ½ to everything. What is log D(x) then, at every x?"""
    return -LOG_4 + 2 * jsd


@blind_value.wrong
def average_of_the_terms(jsd):
    """{when_perfect:.4f} is −log 2: the *average* of V's two terms, which is what many programs print as their loss. V is the sum
    of log D and log(1 − D). What is log ½, twice?"""
    return -LOG_2


@blind_value.wrong
def loss_of_d(jsd):
    """{when_perfect:+.4f} is D's *loss*, −V, and the number to look for in a training log that prints a sum. V itself is a sum
    of logarithms of probabilities. Can such a sum be positive?"""
    return LOG_4


@blind_value.wrong
def zero_sum(jsd):
    """You say {when_perfect:.0f}. V = 0 would need log D = 0 on the data and log(1 − D) = 0 on the fakes: a D that is always right and
    certain. D = ½ is as far from certain as can be. What is the logarithm of one half?"""
    return 0.0


@blind_value.wrong
def in_bits_again(jsd):
    """{when_perfect:.0f} is right in bits. The course, the paper and PyTorch use natural logarithms. What is −2 bits in nats,
    with log 2 = 0.6931 nats to the bit?"""
    return -2.0


@blind_value.wrong
def minus_jsd(jsd):
    """For the hopeless generator you say {when_hopeless:.4f}, so your V depends on how bad G is. But a D that answers ½ without
    looking cannot know how bad G is. Which of the two terms of V would change if you exchanged G for another one?"""
    return -LOG_4 - 2 * jsd


@blind_value.wrong
def jsd_alone(jsd):
    """You say {when_perfect:.4f} for a perfect generator and {when_hopeless:.4f} for a hopeless one. That is 2·JSD, a fact about G and
    the data. V also needs a D, and this one says ½ wherever it looks. What do its two expectations average over?"""
    return 2 * jsd


blind_value.hints(
    "V is an average of log D over the data plus an average of log(1 − D) over the fakes. What is the average of a constant?",
    "D = ½ makes both logarithms log ½, at every x, whatever G does.",
    "log ½ + log ½ = −2·log 2. The argument jsd is there to tempt you.",
)


# Exercise 2.7

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


# Exercise 2.8

bridge_steepness = Exercise(
    "bridge_steepness",
    lesson="02",
    remember="A perfect increasing G has slope 1 / p_data: steep where data are rare, never infinite while there is any data at all. "
    "The gentler your network's bends, the more samples fall into the valley.",
)


@bridge_steepness.probe("a valley at density 0.01 and a peak at 0.30", expected="30")
def deep_valley(answer):
    return {"deep": answer(0.01, 0.30)}


@bridge_steepness.probe("no valley at all: density 0.25 at both places", expected="1")
def no_valley(answer):
    return {"level": answer(0.25, 0.25)}


@bridge_steepness.probe(
    "a very deep valley, at density 0.00001, and a peak at 0.4", expected="40,000: large, and finite"
)
def abyss(answer):
    return {"abyss": answer(1e-5, 0.4)}


@bridge_steepness.right
def slopes_are_reciprocal_densities(p_valley, p_peak):
    return p_peak / p_valley


@bridge_steepness.right
def slope_by_slope(p_valley, p_peak):
    slope_in_the_valley, slope_on_the_peak = 1 / p_valley, 1 / p_peak
    return slope_in_the_valley / slope_on_the_peak


@bridge_steepness.wrong
def upside_down_ratio(p_valley, p_peak):
    """You say {deep:.4f} times: *flatter* in the valley. A flat G makes its samples crowd, and the valley is where there are
    nearly none. How far apart must arrow heads lie for the density to be low?"""
    return p_valley / p_peak


@bridge_steepness.wrong(when=lambda seen: math.isinf(seen["deep"]) or seen["deep"] > 1e6)
def must_tear(p_valley, p_peak):
    """You say {deep}: G would have to jump. It would if there were *no* data between the bumps. Here the density in the
    valley is 0.01, a few samples belong there, and an increasing G has to pass by every one of them. What is 1 / 0.01?"""
    return math.inf


@bridge_steepness.wrong
def difference(p_valley, p_peak):
    """You say {deep:.2f}, the difference of the two densities. Without a valley that gives {level:.0f}, "nought times as steep",
    where the slopes are equal. "How many times" asks for which operation?"""
    return p_peak - p_valley


@bridge_steepness.wrong
def difference_of_slopes(p_valley, p_peak):
    """Both slopes are right, 1/p each, and you subtracted them: {deep:.1f}. For equal densities that gives {level:.0f}, where "once
    as steep" is meant. Which operation compares two sizes as a number of times?"""
    return 1 / p_valley - 1 / p_peak


@bridge_steepness.wrong
def valley_slope_alone(p_valley, p_peak):
    """{deep:.0f} is the slope in the valley, 1 / p_valley. But G is not flat on the peak either: without any valley you say
    {level:.0f} times. What is the slope on the peak?"""
    return 1 / p_valley


@bridge_steepness.wrong
def logarithm_of_the_ratio(p_valley, p_peak):
    """You say {deep:.2f}, and {level:.0f} without a valley. That is the logarithm of the ratio, the thing D's logit is made of. The slope
    of G is a plain reciprocal. Which exercise of this lesson needed a logarithm, and which one did not?"""
    return math.log(p_peak / p_valley)


@bridge_steepness.wrong
def no_steeper(p_valley, p_peak):
    """You say {deep:.0f}: no steeper at all. Then samples would be as dense in the valley as on the peak, and both bumps would
    merge into one plateau. What decides how dense the samples of a monotone G lie?"""
    return 1.0


@bridge_steepness.wrong
def square_root(p_valley, p_peak):
    """You say {deep:.2f} where 30 is right: the square root. A root would come in if density were spread over an area; on a
    line, stretching by thirty thins by thirty. What does p_g(x) = p_z(z) / |G'(z)| say about G' when p_g is a thirtieth?"""
    return math.sqrt(p_peak / p_valley)


bridge_steepness.hints(
    "For the perfect G, p_g = p_data. Put that into p_g(x) = p_z(z) / |G'(z)| with p_z = 1.",
    "G*'(z) = 1 / p_data(G*(z)). Evaluate it in the valley and on the peak.",
    "(1 / p_valley) / (1 / p_peak). Simplify.",
)

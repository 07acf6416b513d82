"""Exercise 2.1, density_of_pushforward: the density of the samples of a generator."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_02.batches import column
from gancourse.toys.figure_one import (
    MonotoneGenerator,
    integrate,
    invert,
    noise_density,
    normal_quantile,
)
from gancourse.toys.figure_one import density_of_pushforward as exact_density

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


def _z_and_slope(generator, x):
    z = invert(generator, x).requires_grad_()
    (slope,) = torch.autograd.grad(generator(z).sum(), z)
    return z.detach(), slope


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

"""Exercise 2.1, density_of_pushforward: the density of the samples of a generator."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_02.batches import column, error_of, near
from gancourse.toys.figure_one import (
    MonotoneGenerator,
    integrate,
    invert,
    noise_density,
    normal_quantile,
)
from gancourse.toys.figure_one import density_of_pushforward as exact_density

# What the right answer is at five places: a factor must be the same at each.
HEIGHTS = {"at_half": 0.25, "at_two": 0.25, "at_downhill": 0.25, "at_side": 0.0647588, "at_peak": 0.1994711}

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
    """Which tensors an answer gives to G says which of several mistakes led to its numbers, or to its error."""
    x, given, at, points = column(0.5, 2.0), set(), set(), [0]

    def generator(z):
        if torch.is_grad_enabled():
            given.add("watched" if z.requires_grad else "not watched")
        elif z.requires_grad:
            given.add("unrecorded")
        if z.shape == x.shape and torch.allclose(z, x, atol=0.02):
            at.add("x")
        points.append(len(z))
        return 4 * z - 1

    end = "no error"
    try:
        answer(generator, x)
    except Exception:
        end = "watched" if "watched" in given else "".join(sorted(given))
    return {
        "z_at_the_error": end,
        "g_is_asked_at_x": bool(at),
        "points_asked": max(points),
    }


@density_of_pushforward.probe(
    "the curved G once more, far out, watched while your function calls it",
    expected="no z that is not between 0 and 1",
    holds=lambda seen: True,
)
def far_out(answer):
    beyond = []

    def generator(z):
        beyond.append(bool(((z <= 0) | (z >= 1)).any()))
        return 1 + 2 * normal_quantile(z)

    error_of(answer, generator, column(-9.0, 11.0))
    return {"asks_beyond_the_noise": any(beyond)}


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


def _looks_exact(seen):
    return near(seen["at_half"], 0.25) and near(seen["at_peak"], 0.1994711)


@density_of_pushforward.wrong(
    when=lambda seen: (
        near(seen["at_half"], 4) and near(abs(seen["at_downhill"]), 4) and near(seen["at_peak"], 1 / 0.1994711)
    )
)
def multiplied(generator, x):
    """You multiply by |G'(z)|. The first G stretches the interval (0, 1) to four times its length, and your density
    there is {at_half:.0f}: the area under it would be 16. The same number of samples now has four times the room.
    Does that make them lie thicker or thinner?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(z) * slope.abs()


@density_of_pushforward.wrong(
    when=lambda seen: (
        near(seen["at_half"], 0.25) and near(seen["at_downhill"], -0.25) and near(seen["at_peak"], 0.1994711, 0.01)
    )
)
def negative_when_falling(generator, x):
    """Right wherever G rises. For the G that falls, G(z) = 2 − 4z, you get {at_downhill:.2f}, and no density is
    negative. A falling G mirrors the samples, but does it change how far apart they lie?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(z) / slope


@density_of_pushforward.wrong
def noise_density_at_x(generator, x):
    """You ask how dense the *noise* is at x, and x is not a noise: at x = 2 you find {at_two:.2f}, because 2 lies
    outside (0, 1), yet G(z) = 4z − 1 sends a quarter of its samples to every interval of length 1 up to 3.
    Which point of the lower line has its arrow end at x = 2?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(x) / slope.abs()


@density_of_pushforward.wrong(
    when=lambda seen: math.isnan(seen["area"]) and near(seen["at_half"], 0.25) and seen["g_is_asked_at_x"]
)
def slope_at_x(generator, x):
    """You take the slope of G at x itself. A straight line has the same slope everywhere, so the first probe cannot
    tell; the curved G gives {at_peak:.2f} at x = 1, where 0.1995 is right, because G takes a z between 0 and 1 and 1 is
    the end of its road. Which function, already written for you, walks an arrow backwards from x to z?"""
    (slope,) = torch.autograd.grad(generator(x.requires_grad_()).sum(), x)
    return 1 / slope.abs()


@density_of_pushforward.wrong
def noise_at_x_and_slope_at_x(generator, x):
    """Both parts are taken at x: the noise density and the slope. At x = 2 that gives {at_two:.2f}, although a quarter
    of the samples of G(z) = 4z − 1 fall between 1.5 and 2.5. Everything on the right of p_z(z) / |G'(z)| belongs to z,
    the start of the arrow, so what has to be found first?"""
    (slope,) = torch.autograd.grad(generator(x.requires_grad_()).sum(), x)
    return noise_density(x.detach()) / slope.abs()


@density_of_pushforward.wrong
def noise_density_at_x_alone(generator, x):
    """You return the density of the *noise* at x: {at_half:.0f} at x = 0.5 and {at_two:.0f} at x = 2, whatever G is. G
    was not asked. Where do the arrows that end at x begin, and how far apart do they land?"""
    return noise_density(x)


@density_of_pushforward.wrong
def slopes_added_up(generator, x):
    """For two points you get {at_half:.3f} instead of 0.25, half of it: you divide every point by the slopes of all
    points together, and the more points are asked for, the lower the curve. The sum belongs before the gradient. How
    many slopes does one point need?"""
    z, slope = _z_and_slope(generator, x)
    return noise_density(z) / slope.abs().sum()


@density_of_pushforward.wrong
def mean_slope(generator, x):
    """Every value is too large by the number of points you asked for: two points give {at_half:.2f} instead of 0.25,
    and over 201 points the area is {area:,.0f} instead of 1. Each G(z) depends on its own z only. Which reduction
    before the gradient, the sum or the mean, leaves each slope undivided?"""
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
    """You divide by the square of the slope: a stretch by four gives {at_half:.4f}, so the area would be a quarter, not
    1. On a line, stretching by four gives each sample four times the room, once. Where would a second factor come
    from?"""
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
        seen["points_asked"] > 50
        and not _looks_exact(seen)
        and 0.5 < seen["area"] < 1.5
        and abs(seen["at_half"] - 0.25) < 0.1
    )
)
def estimated_from_samples(generator, x):
    """You asked for p_g at 2 points, and G was called with {points_asked:,}: an estimate from samples. It is close, and
    not exact: the area is {area:.4f} and the peak of N(1, 2²) is {at_peak:.4f}, where 0.1995 is right. In one dimension
    nothing needs to be estimated: what does autograd know about G that a histogram can only guess?"""
    z = (torch.arange(20_000, dtype=torch.float64).unsqueeze(1) + 0.5) / 20_000
    samples = generator(z).detach().squeeze(1).sort().values
    upper, lower = torch.searchsorted(samples, x + 0.25), torch.searchsorted(samples, x - 0.25)
    return (upper - lower).double() / (0.5 * len(samples))


@density_of_pushforward.wrong(
    when=lambda seen: (
        near(seen["at_half"], 0.25)
        and near(seen["at_downhill"], 0.25)
        and seen["points_asked"] <= 4
        and 1e-5 < abs(seen["at_peak"] - 0.1994711) < 0.02
    )
)
def coarse_difference(generator, x):
    """Exact for the straight lines, and a little off for the curved G: its peak is {at_peak:.5f}, where 0.19947 is
    right. Either the slope was taken over a step that is too wide, or at a z that is not quite the one whose arrow ends
    at x. Which tool gives the slope at a single point, without any step?"""
    z, step = invert(generator, x).clamp(0.06, 0.94), 0.05
    return 2 * step / (generator(z + step) - generator(z - step)).abs()


@density_of_pushforward.wrong(
    when=lambda seen: (
        math.isnan(seen["area"])
        and seen["asks_beyond_the_noise"]
        and near(seen["at_downhill"], 0.25, 1e-2)
        and all(near(seen[name], HEIGHTS[name], 1e-2) for name in ("at_half", "at_side", "at_peak"))
    )
)
def steps_beyond_the_noise(generator, x):
    """Right, or nearly so, where many samples land: {at_side:.6f} at x = −2, and 0.064759 is exact. Far out the arrows begin so
    close to 0 or 1 that your G is asked about a z that is no longer between them, and your area is {area}. Either the
    slope was taken over a step, or z itself lies where no noise is. Which tool gives the slope at a single point, without
    any step?"""
    z, h = invert(generator, x), 1e-4
    return h / (generator(z + h) - generator(z)).abs()


@density_of_pushforward.wrong(
    when=lambda seen: (
        seen["area"] > 0
        and not near(seen["area"], 1, 0.02)
        and all(near(seen[name] / right, seen["area"], 1e-3) for name, right in HEIGHTS.items())
    )
)
def constant_factor(generator, x):
    """Every height is {area:.3g} times the right one, the area under the curve included: the shape is right, and the
    scale is not. All z are equally likely on (0, 1), an interval of length 1. How high is p_z there?"""
    return exact_density(generator, x) / 2


@density_of_pushforward.wrong(when=lambda seen: seen["at_half"] == 0 and seen["g_is_asked_at_x"])
def forwards_instead_of_backwards(generator, x):
    """You walk the arrow forwards from x: the first G sends x = 0.5 to 1 and x = 2 to 7, no z lies there, and your
    density is {at_half:.0f}. But x is where an arrow *ends*. Which function, already written for you, finds where it
    began?"""
    z = generator(x).detach().requires_grad_()
    (slope,) = torch.autograd.grad(generator(z).sum(), z)
    return noise_density(z).detach() / slope.abs()


@density_of_pushforward.wrong(
    when=lambda seen: "does not require grad" in seen["error"] and seen["z_at_the_error"] == "not watched"
)
def z_without_requires_grad(generator, x):
    """PyTorch stopped with “{error}”. It keeps a record for gradients only of tensors that ask for one, and the one
    that you put into G does not (what `invert` returns never does). So nothing leads back from G's output to it. Which
    method, called on z before z goes into G, asks for that record?"""
    z = invert(generator, x)
    (slope,) = torch.autograd.grad(generator(z).sum(), z)
    return noise_density(z) / slope.abs()


@density_of_pushforward.wrong(when=lambda seen: "tuple" in seen["error"] and seen["z_at_the_error"] == "watched")
def slope_left_in_its_tuple(generator, x):
    """Python stopped with “{error}”. `torch.autograd.grad` can differentiate by several tensors at once, so it returns
    a tuple of slopes even where there is only one. How do you take the one slope out, with a comma on the left of the =
    sign or with an index?"""
    z = invert(generator, x).requires_grad_()
    slope = torch.autograd.grad(generator(z).sum(), z)
    return noise_density(z).detach() / slope


@density_of_pushforward.wrong(when=lambda seen: "only for scalar outputs" in seen["error"])
def slope_without_a_sum(generator, x):
    """PyTorch stopped with “{error}”. A gradient starts from one single number, and G(z) holds one for each point you
    asked for. Each G(z) depends on its own z only, so adding them up first mixes nothing. Which method makes one number
    of all of them?"""
    z = invert(generator, x).requires_grad_()
    (slope,) = torch.autograd.grad(generator(z), z)
    return noise_density(z).detach() / slope.abs()


@density_of_pushforward.wrong(
    when=lambda seen: "does not require grad" in seen["error"] and seen["z_at_the_error"] == ""
)
def slope_of_invert_by_autograd(generator, x):
    """PyTorch stopped with “{error}”. G was never called with recording on, only as `invert` calls it, which finds z by
    halving an interval and keeps no record of how z depends on x. Which function has a slope that autograd can follow,
    and at which point?"""
    x.requires_grad_()
    return torch.autograd.grad(invert(generator, x).sum(), x)[0].abs()


@density_of_pushforward.wrong(when=lambda seen: "full_like" in seen["error"] and "not function" in seen["error"])
def arguments_of_invert_swapped(generator, x):
    """PyTorch stopped with “{error}”: a function stands where the points should stand. `invert` takes the generator
    first and the points second. In which order did you hand them over?"""
    return 1 / invert(x, generator)


@density_of_pushforward.decoy(multiplied, constant_factor, told="one_height_for_all")
def always_four(generator, x):
    return torch.full_like(x, 4.0)


@density_of_pushforward.decoy(negative_when_falling)
def through_the_log_of_the_slope(generator, x):
    """NaN, not negative, where G falls."""
    return torch.exp(-_z_and_slope(generator, x)[1].log())


@density_of_pushforward.decoy(noise_density_at_x_alone, the_noise_alone, told=noise_density_at_x)
def noise_at_x_over_the_slope_at_z(generator, x):
    return torch.where((x > 0) & (x < 1), exact_density(generator, x), 0)


@density_of_pushforward.decoy(slopes_added_up, mean_slope, told=constant_factor)
def half_of_it(generator, x):
    return 0.5 * exact_density(generator, x)


@density_of_pushforward.decoy(noise_density_at_x, noise_at_x_and_slope_at_x, estimated_from_samples)
def a_histogram_that_ends_too_early(generator, x):
    samples = generator((torch.arange(1000, dtype=torch.float64).unsqueeze(1) + 0.5) / 1000).detach()
    bars, edges = torch.histogram(samples.squeeze(1), bins=20, range=(-1.0, 1.0), density=True)
    found = bars[((x - edges[0]) / 0.1).long().clamp(0, 19)]
    return torch.where(x.abs() <= 1, found, 0)


@density_of_pushforward.decoy(slope_at_x, coarse_difference, told=steps_beyond_the_noise)
def a_small_step_to_both_sides(generator, x):
    z, h = invert(generator, x), 1e-6
    return 2 * h / (generator(z + h) - generator(z - h)).abs()


@density_of_pushforward.decoy(steps_beyond_the_noise)
def nothing_where_nothing_lands(generator, x):
    """NaN in the tails, although G is asked about noise only."""
    density = exact_density(generator, x)
    return torch.where(density > 1e-4, density, math.nan)


@density_of_pushforward.decoy(slope_at_x, steps_beyond_the_noise, told=coarse_difference)
def step_beyond_the_end(generator, x):
    """NaN in the tails, as with the slope at x, but because z + 0.01 is no longer below 1 there."""
    z = invert(generator, x)
    return 0.01 / (generator(z + 0.01) - generator(z)).abs()


@density_of_pushforward.decoy(mean_slope, told=constant_factor)
def doubled(generator, x):
    return 2 * exact_density(generator, x)


@density_of_pushforward.decoy(mean_slope, slope_squared, told=constant_factor)
def gradient_collected_twice(generator, x):
    z = invert(generator, x).requires_grad_()
    for _ in range(2):
        generator(z).sum().backward()
    return 1 / z.grad.abs()


@density_of_pushforward.decoy(log_density, negative_when_falling)
def log_of_the_slope(generator, x):
    return _z_and_slope(generator, x)[1].abs().log()


@density_of_pushforward.decoy(slope_squared)
def through_g_twice(generator, x):
    z = invert(generator, x).requires_grad_()
    (slope,) = torch.autograd.grad(generator(generator(z)).sum(), z)
    return 1 / slope.abs()


@density_of_pushforward.decoy(the_noise_alone, told="one_height_for_all")
def all_ones(generator, x):
    return torch.ones_like(x)


@density_of_pushforward.decoy(estimated_from_samples, right=True)
def many_points_and_exact(generator, x):
    generator(torch.linspace(0.1, 0.9, 200, dtype=torch.float64).unsqueeze(1))
    return exact_density(generator, x)


@density_of_pushforward.decoy(estimated_from_samples, coarse_difference, constant_factor)
def small_number_in_the_denominator(generator, x):
    return 1 / (_z_and_slope(generator, x)[1].abs() + 1e-2)


@density_of_pushforward.decoy(estimated_from_samples, coarse_difference)
def never_below_a_thousandth(generator, x):
    return exact_density(generator, x).clamp(min=1e-3)


@density_of_pushforward.decoy(forwards_instead_of_backwards)
def zero_everywhere(generator, x):
    return torch.zeros_like(x)


@density_of_pushforward.decoy(z_without_requires_grad, slope_of_invert_by_autograd, told="no_graph")
def gradient_of_nothing(generator, x):
    """G runs where nothing is recorded, although z asks for it: the same message."""
    z = invert(generator, x).requires_grad_()
    with torch.no_grad():
        y = generator(z).sum()
    return 1 / torch.autograd.grad(y, z)[0].abs()


@density_of_pushforward.decoy(z_without_requires_grad, slope_of_invert_by_autograd, told="no_graph")
def detached_on_the_way(generator, x):
    z = invert(generator, x).requires_grad_()
    return 1 / torch.autograd.grad(generator(z).detach().sum(), z)[0].abs()


@density_of_pushforward.decoy(slope_left_in_its_tuple)
def a_tuple_of_its_own(generator, x):
    return 1 / (invert(generator, x), x)


@density_of_pushforward.decoy(slope_without_a_sum, told=z_without_requires_grad)
def neither_sum_nor_record(generator, x):
    z = invert(generator, x)
    return 1 / torch.autograd.grad(generator(z), z)[0].abs()


@density_of_pushforward.decoy(arguments_of_invert_swapped)
def abs_of_a_function(generator, x):
    return 1 / torch.abs(generator)


@density_of_pushforward.decoy(told="flat_for_column")
def right_and_flat(generator, x):
    return exact_density(generator, x).squeeze(1)


@density_of_pushforward.wrong(
    when=lambda seen: float(seen["bell"].max() - seen["bell"].min()) < 1e-6 and float(seen["at_half"][0]) > 0
)
def one_height_for_all(generator, x):
    """The second G makes a bell, and your density is the same at its side and at its peak, {at_peak:.4f}. One number stands for all points: the slopes were
    averaged, or added up, or no slope was taken at all. Where its arrows crowd p_g is high, so G'(z) is wanted at each z. Which step of
    yours makes one number of many?"""
    z = invert(generator, x).requires_grad_(True)
    (slope,) = torch.autograd.grad(generator(z).sum(), z)
    return (noise_density(z) / slope.abs().mean()).detach()


@density_of_pushforward.decoy(one_height_for_all)
def higher_by_one_at_the_peak(generator, x):
    return torch.linspace(0.1, 0.3, len(x)).to(x)[:, None]


density_of_pushforward.hints(
    "The samples in a small interval of noise dz end up in an interval of length |G'(z)|·dz. None gets lost on the way.",
    "Find z with invert(generator, x), then the slope of G at that z by autograd. p_g(x) = p_z(z) / |G'(z)|.",
    "z = invert(generator, x).requires_grad_(), then (slope,) = torch.autograd.grad(generator(z).sum(), z). "
    "The rest is a division.",
)

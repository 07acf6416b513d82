"""Exercise 13.5, limit_and_slope: the Fréchet distance for N without end, from distances at several N."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

limit_and_slope = Exercise(
    "limit_and_slope",
    lesson="13",
    tolerance=1e-4,
    remember="A bias that falls as 1/N is a straight line against 1/N, and where that line meets 1/N = 0 stands the distance that endless samples would have.",
)


def _numbers(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64).to(torch.float32).to(device())


SIZES = (100, 200, 500, 1_000, 5_000)


@limit_and_slope.probe("distances 2000/N at N = 100, 200, 500, 1,000, 5,000", expected="(0, 2000)")
def nothing_but_bias(answer):
    limit, slope = answer(_numbers(*SIZES), _numbers(*(2_000 / n for n in SIZES)))
    return {"limit_0": limit, "slope_2000": slope}


@limit_and_slope.probe("distances 4 + 500/N at the same N", expected="(4, 500)")
def a_limit_besides(answer):
    limit, slope = answer(_numbers(*SIZES), _numbers(*(4 + 500 / n for n in SIZES)))
    return {"limit_4": limit, "slope_500": slope}


@limit_and_slope.probe("3, 2.2 and 2 at N = 10, 20, 40, which lie on no line", expected="(1.6, 13.71): the line that is nearest in squares")  # fmt: skip
def on_no_line(answer):
    limit, slope = answer(_numbers(10, 20, 40), _numbers(3, 2.2, 2))
    return {"nearest_limit": limit, "nearest_slope": slope}


@limit_and_slope.probe("two distances, 7 at N = 10 and 5 at N = 20, the larger N first", expected="(3, 40)")
def two_points(answer):
    limit, slope = answer(_numbers(20, 10), _numbers(5, 7))
    return {"limit_of_two": limit, "slope_of_two": slope}


def _line(x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
    """(at x = 0, slope) of the least-squares line."""
    x, y = x.double(), y.double()
    slope = ((x - x.mean()) * (y - y.mean())).sum() / (x - x.mean()).square().sum()
    return (y.mean() - slope * x.mean()).item(), slope.item()


@limit_and_slope.right
def line_against_one_over_n(sizes, distances):
    return _line(1 / sizes, distances)


@limit_and_slope.right
def by_lstsq(sizes, distances):
    table = torch.stack([torch.ones_like(sizes), 1 / sizes], dim=1).double().cpu()
    limit, slope = torch.linalg.lstsq(table, distances.double().cpu()).solution
    return limit, slope


@limit_and_slope.right
def by_covariance(sizes, distances):
    x = (1 / sizes).double()
    (variance, shared), _ = torch.stack([x, distances.double()]).cov()
    return (distances.double().mean() - shared / variance * x.mean()).item(), (shared / variance).item()


@limit_and_slope.wrong
def line_against_n(sizes, distances):
    """For 2000/N you give the limit {limit_0:.3f} and the slope {slope_2000:.5f}: that line runs against N itself. It meets the axis at N = 0, where there is no sample at all. Against what is 2000/N a straight
    line?"""
    return _line(sizes, distances)


@limit_and_slope.wrong
def slope_first(sizes, distances):
    """For 4 + 500/N you give {limit_4:.1f} and {slope_500:.1f}: both numbers are right, in the other order. Which one does the docstring name
    first?"""
    return line_against_one_over_n(sizes, distances)[::-1]


@limit_and_slope.wrong
def through_zero(sizes, distances):
    """For 4 + 500/N you give the limit {limit_4:.1f} and the slope {slope_500:.1f}: your line is forced through 0, as if endless samples always had distance 0. Two sets from *different* sources keep a distance. Which second number
    has to be fitted?"""
    x = (1 / sizes).double()
    return 0.0, ((x * distances).sum() / x.square().sum()).item()


@limit_and_slope.wrong
def mean_of_products(sizes, distances):
    """For 4 + 500/N you give the limit {limit_4:.1f} and the slope {slope_500:.1f}: the mean of distance times N. Where a limit is left over, N multiplies that too. What has to be taken off the distances
    first?"""
    return 0.0, (sizes * distances).double().mean().item()


@limit_and_slope.wrong
def largest_n_as_limit(sizes, distances):
    """For 2000/N you give the limit {limit_0:.2f}: the distance at the largest N. At 5,000 there is still 2000/5000 of bias in it. Where on the axis of 1/N does the line have to be
    read?"""
    _, slope = line_against_one_over_n(sizes, distances)
    return distances[sizes.argmax()].item(), slope


@limit_and_slope.wrong
def smallest_distance_as_limit(sizes, distances):
    """On the three points that lie on no line you give the limit {nearest_limit:.2f}, and for two points {limit_of_two:.1f}: what is left of the smallest distance when the slope's share at the *mean* 1/N is taken off. Where does a line through the mean point meet
    1/N = 0?"""
    limit, slope = line_against_one_over_n(sizes, distances)
    return distances.min().item() - slope * (1 / sizes).double().mean().item(), slope


@limit_and_slope.wrong
def mean_as_limit(sizes, distances):
    """For 2000/N you give the limit {limit_0:.2f}, the mean of the distances. That is where the line passes over the *mean* of 1/N. Where is 1/N when N has no
    end?"""
    _, slope = line_against_one_over_n(sizes, distances)
    return distances.double().mean().item(), slope


@limit_and_slope.wrong
def first_and_last_only(sizes, distances):
    """On the three points that lie on no line you give ({nearest_limit:.3f}, {nearest_slope:.3f}): your line runs through the first and the last, and the one between has no say. Each distance has its own chance error. How do all of them get a
    vote?"""
    x = (1 / sizes).double()
    slope = (distances[-1] - distances[0]).double() / (x[-1] - x[0])
    return (distances[0].double() - slope * x[0]).item(), slope.item()


@limit_and_slope.wrong
def against_one_over_root_n(sizes, distances):
    """For 2000/N you give the limit {limit_0:.2f} in place of 0: your line runs against 1/√N. That is how the *error of a mean* falls; this bias is made of squares of such errors. Which power of N is
    that?"""
    return _line(sizes.double().rsqrt(), distances)


@limit_and_slope.wrong
def against_one_over_n_squared(sizes, distances):
    """For 2000/N you give the limit {limit_0:.2f} and the slope {slope_2000:,.0f}: your line runs against 1/N². Which power does 2000/N
    have?"""
    return _line(sizes.double() ** -2, distances)


@limit_and_slope.wrong
def against_log_n(sizes, distances):
    """For 2000/N you give {limit_0:.2f} and {slope_2000:.3f}: your line runs against log N, and meets the axis at N = 1. With N it falls for ever, below 0. Against which quantity does a bias that dies out
    end at 0?"""
    return _line(sizes.double().log(), distances)


@limit_and_slope.wrong
def log_against_log(sizes, distances):
    """For 2000/N you give {limit_0:.3f} and {slope_2000:.3f}: a line through the logarithms of both. Its slope is the *power* of N, and a limit beside the power bends it. On which axes is limit + slope/N
    straight?"""
    return _line(sizes.double().log(), distances.double().log())


@limit_and_slope.wrong
def axes_exchanged(sizes, distances):
    """For 2000/N you give {limit_0:.4f} and the slope {slope_2000:.6f}, one over the right one: 1/N is fitted by the distance. Which of the two is known exactly, and which one has
    noise?"""
    return _line(distances, (1 / sizes).double())


@limit_and_slope.wrong
def slope_turned_round(sizes, distances):
    """For 2000/N your slope is {slope_2000:,.0f}, with the wrong sign. Few samples *raise* the distance. On which side of your difference does the small N
    stand?"""
    limit, slope = line_against_one_over_n(sizes, distances)
    return limit, -slope


@limit_and_slope.wrong
def slope_for_limit(sizes, distances):
    """For 4 + 500/N your limit is {limit_4:.1f}: the mean of the distances *plus* the slope's share. From the mean point the line has to run back to 1/N = 0. Does it rise or fall on that
    way?"""
    _, slope = line_against_one_over_n(sizes, distances)
    return distances.double().mean().item() + slope * (1 / sizes).double().mean().item(), slope


@limit_and_slope.wrong
def sums_for_means(sizes, distances):
    """For 4 + 500/N your slope is {slope_500:.1f} in place of 500: it is Σxy/Σx², with the limit taken from there. Before that fraction is a slope both columns must lose their means. Which ones do you
    subtract?"""
    x, y = (1 / sizes).double(), distances.double()
    slope = (x * y).sum() / x.square().sum()
    return (y.mean() - slope * x.mean()).item(), slope.item()


@limit_and_slope.decoy(
    line_against_n,
    slope_first,
    through_zero,
    mean_of_products,
    largest_n_as_limit,
    mean_as_limit,
    first_and_last_only,
    slope_turned_round,
    slope_for_limit,
    sums_for_means,
    smallest_distance_as_limit,
)
def half_way_back(sizes, distances):
    limit, slope = line_against_one_over_n(sizes, distances)
    return limit + 0.3 * slope * (1 / sizes).double().mean().item(), 0.7 * slope


@limit_and_slope.decoy(
    against_one_over_root_n, against_one_over_n_squared, against_log_n, log_against_log, axes_exchanged
)
def against_a_power_between(sizes, distances):
    return _line(sizes.double() ** -0.75, distances)


limit_and_slope.hints(
    "Draw it: which quantity, made of N, would you put on the horizontal axis so that limit + slope/N is a straight line?",
    "Least squares of the distances against x = 1/N: the slope is Σ(x - mean x)(y - mean y) / Σ(x - mean x)², and the line runs through the point of the means.",
    "limit = y.mean() - slope * x.mean(); return it first.",
)

"""Exercise 8.3, count_modes: the quality of samples, and how many modes they cover."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.toys import ring

count_modes = Exercise(
    "count_modes",
    lesson="08",
    tolerance=1e-5,
    remember="Two numbers, because they fail apart: a collapsed generator can have a quality of 100 %, and pure noise hits "
    "every mode. One of them alone is no score.",
)

SQUARE = torch.tensor([[2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]])


def _samples(*groups: tuple[int, float, float]) -> torch.Tensor:
    """So many copies of each point."""
    return torch.cat([torch.tensor([[x, y]]).repeat(times, 1) for times, x, y in groups])


def _seen(answer, samples, centres, sigma, name: str) -> dict:
    quality, covered = answer(samples, centres, sigma)
    return {
        f"quality_{name}": float(quality),
        f"covered_{name}": int(covered) if covered == int(covered) else float(covered),
    }


@count_modes.probe("four centres at distance 2, sigma = 0.1, and 100 samples on the first one", expected="(1.0, 1)")
def collapsed(answer):
    return _seen(answer, _samples((100, 2.0, 0.0)), SQUARE, 0.1, "collapsed")


@count_modes.probe(
    "the same centres; 120 samples on the first, 40 on the second, 40 in the middle between all four",
    expected="(0.8, 2)",
)
def between(answer):
    return _seen(answer, _samples((120, 2.0, 0.0), (40, 0.0, 2.0), (40, 0.0, 0.0)), SQUARE, 0.1, "between")


@count_modes.probe(
    "100 samples at distance 0.29 from the first centre and 100 at distance 0.31, with sigma = 0.1", expected="(0.5, 1)"
)
def near_three_sigma(answer):
    return _seen(answer, _samples((100, 2.29, 0.0), (100, 2.31, 0.0)), SQUARE, 0.1, "at_three_sigma")


@count_modes.probe(
    "100 samples that are off by 0.25 along *each* axis, with sigma = 0.1: distance 0.354", expected="(0.0, 0)"
)
def in_the_corner(answer):
    return _seen(answer, _samples((100, 2.25, 0.25)), SQUARE, 0.1, "in_the_corner")


@count_modes.probe(
    "100 samples that are off by 0.2 along *each* axis, with sigma = 0.1: distance 0.283", expected="(1.0, 1)"
)
def inside_the_circle(answer):
    return _seen(answer, _samples((100, 2.2, 0.2)), SQUARE, 0.1, "inside")


@count_modes.probe("1,000 samples on five centres: 885 on the first one, then 81, 15, 10 and 9", expected="(1.0, 4)")
def just_covered(answer):
    centres = ring.ring(5).centres
    samples = centres.repeat_interleave(torch.tensor([885, 81, 15, 10, 9]), dim=0)
    return _seen(answer, samples, centres, 0.1, "just_covered")


@count_modes.probe(
    "1,000 samples: 500 on the first centre, 8 on the second, and 492 in the middle between all four",
    expected="(0.508, 1)",
)
def many_bad(answer):
    return _seen(answer, _samples((500, 2.0, 0.0), (8, 0.0, 2.0), (492, 0.0, 0.0)), SQUARE, 0.1, "many_bad")


@count_modes.probe(
    "the grid of 25 with sigma = 0.02: 10 samples on every centre, 250 off by 0.05 and 250 by 0.0015 from one of them",
    expected="(1.0, 25)",
)
def whole_grid(answer):
    centres = ring.grid().centres
    beside = [centres[:1].repeat(250, 1) + torch.tensor([off, 0.0]) for off in (0.05, 0.0015)]
    return _seen(answer, torch.cat([centres.repeat(10, 1), *beside]), centres, 0.02, "grid")


@count_modes.right
def by_the_package(samples, centres, sigma):
    found = ring.count(samples, ring.Mixture(centres, sigma))
    return found.quality, found.covered


@count_modes.right
def by_broadcasting(samples, centres, sigma):
    distance = (samples[:, None, :] - centres[None, :, :]).square().sum(dim=2)
    good = distance <= (3 * sigma) ** 2
    return good.any(dim=1).float().mean(), (good.float().mean(dim=0) >= 0.01).sum()


def _counted(samples, centres, sigma, reach=3.0, least=0.01, of_good=False, distance=None):
    distance = torch.cdist(samples, centres) if distance is None else distance
    near, nearest = distance.min(dim=1)
    good = near <= reach * sigma
    shares = torch.bincount(nearest[good], minlength=len(centres)) / (
        max(int(good.sum()), 1) if of_good else len(samples)
    )
    return good.float().mean().item(), int((shares >= least).sum()) if least else int((shares > 0).sum())


@count_modes.wrong
def covered_from_afar(samples, centres, sigma):
    """On 100 samples in the corner, none of which is good, you count {covered_in_the_corner} mode as covered: every sample counts for its
    nearest centre, however far it is. So pure noise would cover everything. Which samples may count for a mode?"""
    nearest = torch.cdist(samples, centres).argmin(dim=1)
    return _counted(samples, centres, sigma)[0], int((torch.bincount(nearest, minlength=len(centres)) / len(samples) >= 0.01).sum())  # fmt: skip


@count_modes.wrong
def any_hit_covers(samples, centres, sigma):
    """Of 1,000 samples 9 lie on the last of five centres, and you count {covered_just_covered} modes where 4 are covered: a single hit is enough for you. With
    2,500 samples noise hits most modes once. What share of all samples does the exercise ask for?"""
    return _counted(samples, centres, sigma, least=0)


@count_modes.wrong
def more_than_the_least(samples, centres, sigma):
    """10 of 1,000 samples are 1 %, and you count {covered_just_covered} modes where 4 are covered: the comparison leaves out what is exactly at the line. *At least*
    1 %: which sign is that?"""
    quality, _ = _counted(samples, centres, sigma)
    return quality, _counted(samples, centres, sigma, least=0.0101)[1]


@count_modes.wrong
def share_of_the_good(samples, centres, sigma):
    """8 of 1,000 samples lie on the second centre, less than 1 %, and you count {covered_many_bad} modes where 1 is covered: you divide by the good samples,
    of which there are 508. Of which number is a mode's share to be 1 %?"""
    return _counted(samples, centres, sigma, of_good=True)


@count_modes.decoy(covered_from_afar, any_hit_covers, more_than_the_least, share_of_the_good)
def two_per_cent(samples, centres, sigma):
    return _counted(samples, centres, sigma, least=0.02)


@count_modes.wrong
def within_one_sigma(samples, centres, sigma):
    """Of the samples at 2.9 and 3.1 sigma a share of {quality_at_three_sigma:.2f} is good with you, and half should be: your reach is shorter than 3 sigma. Where did
    the 3 go?"""
    return _counted(samples, centres, sigma, reach=1.0)


@count_modes.decoy(within_one_sigma)
def within_less_than_three(samples, centres, sigma):
    return _counted(samples, centres, sigma, reach=2.8)


@count_modes.wrong
def within_three(samples, centres, sigma):
    """Samples in the middle, at distance 2 from every centre, are good with you: the quality is {quality_between:.2f} where 0.80 is right. You compare the distance
    with 3, and not with 3 of something. In which unit is it measured?"""
    return _counted(samples, centres, 1.0)


@count_modes.decoy(within_three)
def everything_is_good(samples, centres, sigma):
    return 1.0, len(centres)


@count_modes.wrong
def square_against_length(samples, centres, sigma):
    """Half of the samples at 2.9 and 3.1 sigma are good, and you give {quality_at_three_sigma:.2f}; on the grid {quality_grid:.2f} where all are. You compare a *squared*
    distance with 3 sigma. What is missing on one of the two sides?"""
    return _counted(samples, centres, sigma, distance=torch.cdist(samples, centres).square())


@count_modes.wrong
def variance_for_sigma(samples, centres, sigma):
    """On the grid, with sigma = 0.02, you give a quality of {quality_grid:.2f} where all samples are good, and in the first probe {quality_collapsed:.2f}: your reach is 3
    sigma². Is sigma the standard deviation or the variance?"""
    return _counted(samples, centres, sigma**2)


@count_modes.decoy(square_against_length, variance_for_sigma)
def a_little_farther(samples, centres, sigma):
    return _counted(samples, centres, sigma, distance=1.05 * torch.cdist(samples, centres))


@count_modes.wrong
def a_box_around_each(samples, centres, sigma):
    """Samples off by 2.5 sigma along each axis are 3.54 sigma away, and you give them a quality of {quality_in_the_corner:.2f}: you ask each axis for itself, which makes
    boxes. What is the distance of two points in the plane?"""
    distance = (samples[:, None] - centres[None]).abs().amax(dim=2)
    return _counted(samples, centres, sigma, distance=distance)


@count_modes.wrong
def sum_of_the_axes(samples, centres, sigma):
    """Straight to the right of a centre you are right, but samples off by 0.2 along each axis get a quality of {quality_inside:.2f},
    though they are 2.8 sigma away. You add the two distances. How is the length of (a, b) computed?"""
    return _counted(samples, centres, sigma, distance=torch.cdist(samples, centres, p=1))


@count_modes.decoy(a_box_around_each)
def a_diamond_of_four_and_a_half(samples, centres, sigma):
    return _counted(samples, centres, sigma, distance=(samples[:, None] - centres[None])[..., 0].abs())


@count_modes.wrong
def of_all_pairs(samples, centres, sigma):
    """100 samples on the first of four centres are all good, and you give {quality_collapsed:.2f}: you divide by all pairs of a sample and a centre. A
    sample needs *one* centre that is near. Which reduction over the centres asks for that?"""
    good = torch.cdist(samples, centres) <= 3 * sigma
    return good.float().mean().item(), int((good.float().mean(dim=0) >= 0.01).sum())


@count_modes.decoy(of_all_pairs)
def quality_of_the_covered(samples, centres, sigma):
    return _counted(samples, centres, sigma)[0] / len(centres) ** 0.5, _counted(samples, centres, sigma)[1]


@count_modes.wrong(when=lambda seen: seen["quality_between"] == 2 and abs(seen["covered_between"] - 0.8) < 1e-3)
def covered_before_quality(samples, centres, sigma):
    """You give {quality_between:g} for the quality and {covered_between:g} modes: the two have changed places. Which one does the docstring name first?"""
    return _counted(samples, centres, sigma)[::-1]


@count_modes.wrong
def quality_in_percent(samples, centres, sigma):
    """You give a quality of {quality_between:g} where 0.8 is right: that is in per cent. The lesson expects a share from 0 to 1. By what did you multiply?"""
    quality, covered = _counted(samples, centres, sigma)
    return 100 * quality, covered


@count_modes.wrong
def number_of_good_samples(samples, centres, sigma):
    """You give a quality of {quality_between:g}: that is how *many* samples are good. A share does not grow with the number of samples. By what
    do you divide?"""
    quality, covered = _counted(samples, centres, sigma)
    return round(quality * len(samples)), covered


@count_modes.decoy(covered_before_quality, quality_in_percent, number_of_good_samples)
def twice_the_quality(samples, centres, sigma):
    quality, covered = _counted(samples, centres, sigma)
    return 2 * quality, covered


@count_modes.wrong
def covered_as_a_share(samples, centres, sigma):
    """One of four modes is covered and you give {covered_collapsed:g}: that is a share of the modes, and a count is asked for. What does your mean
    have to become?"""
    quality, covered = _counted(samples, centres, sigma)
    return quality, covered / len(centres)


@count_modes.wrong
def modes_that_are_missing(samples, centres, sigma):
    """All samples lie on one of four centres, and you give {covered_collapsed:g} modes: you count those that are *not* covered. Which comparison is turned round?"""
    quality, covered = _counted(samples, centres, sigma)
    return quality, len(centres) - covered


@count_modes.decoy(covered_as_a_share, modes_that_are_missing)
def always_one_more(samples, centres, sigma):
    quality, covered = _counted(samples, centres, sigma)
    return quality, covered + 1


@count_modes.wrong
def share_of_bad_samples(samples, centres, sigma):
    """All samples lie on a centre, and you give a quality of {quality_collapsed:g}: you count the bad ones. Is a good sample nearer than 3 sigma, or
    farther?"""
    quality, covered = _counted(samples, centres, sigma)
    return 1 - quality, covered


@count_modes.decoy(share_of_bad_samples)
def never_any_quality(samples, centres, sigma):
    return 0.0, _counted(samples, centres, sigma)[1]


@count_modes.decoy(sum_of_the_axes)
def a_smaller_box(samples, centres, sigma):
    distance = (samples[:, None] - centres[None]).abs().amax(dim=2)
    return _counted(samples, centres, sigma, reach=2.6, distance=distance)


@count_modes.wrong
def good_samples_for_modes(samples, centres, sigma):
    """100 samples on one centre, and you give {covered_collapsed} covered modes: you count good samples. How many different centres do they
    belong to?"""
    quality, _ = _counted(samples, centres, sigma)
    return quality, round(quality * len(samples))


@count_modes.wrong
def all_samples_for_one_mode(samples, centres, sigma):
    """Of 200 samples 120 and 40 lie on two centres, and you count {covered_between} modes: your threshold is 1, all samples, and not 1 %. How is 1 % written as a
    share?"""
    return _counted(samples, centres, sigma, least=1.0)


@count_modes.wrong
def nearest_sample_of_each_centre(samples, centres, sigma):
    """100 samples on the first of four centres are all good, and you give a quality of {quality_collapsed:.2f} with {covered_collapsed} mode: you look for the nearest *sample* of each centre, so the mean runs over
    the four centres. Over which axis of the table of distances do you take the smallest?"""
    good = torch.cdist(samples, centres).min(dim=0).values <= 3 * sigma
    return good.float().mean().item(), int(good.sum())


@count_modes.decoy(good_samples_for_modes, all_samples_for_one_mode, nearest_sample_of_each_centre)
def half_of_all_samples(samples, centres, sigma):
    return _counted(samples, centres, sigma, least=0.5)


count_modes.hints(
    "Every sample has a nearest centre. It is good when that one is no farther than 3 sigma; only good samples count for a mode.",
    "torch.cdist(samples, centres) gives all distances, (m, n); .min(dim=1) gives the nearest one and its index. "
    "torch.bincount(index[good], minlength=n) counts by mode.",
    "near, nearest = torch.cdist(samples, centres).min(dim=1); good = near <= 3 * sigma; shares = torch.bincount(nearest[good], "
    "minlength=len(centres)) / len(samples); return good.float().mean(), (shares >= 0.01).sum()",
)

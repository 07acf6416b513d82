"""Exercise 8.3, count_modes: the quality of samples, and how many modes they cover."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.toys import ring

count_modes = Exercise(
    "count_modes",
    lesson="08",
    tolerance=1e-5,
    remember="Two numbers, because they fail apart: a collapsed generator can have a quality of 100 % and cover one mode, and one whose clouds are twice "
    "as wide covers them all. One of them alone is no score.",
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


LADDER = (4_000, 2_900, 1_500, 700, 400, 300, 100, 50, 24, 15, 8, 2, 1)  # of 10,000 samples, by mode


@count_modes.probe(
    "10,000 samples on thirteen centres: 4,000, 2,900, 1,500, 700, 400, 300 and 100 on the first seven, then 50, 24, 15, 8, 2 and 1",
    expected="(1.0, 7)",
)
def ladder(answer):
    centres = ring.ring(13).centres
    samples = centres.repeat_interleave(torch.tensor(LADDER), dim=0)
    seen = _seen(answer, samples, centres, 0.1, "on_the_ladder")
    covered = seen["covered_on_the_ladder"]
    return seen | {"least_that_counts": LADDER[covered - 1] if covered in range(1, 14) else 0}


@count_modes.probe(
    "1,000 samples: 500 on the first centre, 1 on the second, and 499 nearest to the second but half-way to the middle",
    expected="(0.501, 1)",
)
def near_misses(answer):
    return _seen(answer, _samples((500, 2.0, 0.0), (1, 0.0, 2.0), (499, 0.0, 1.0)), SQUARE, 0.1, "with_misses")


@count_modes.probe(
    "1,050 samples: 1,000 on the first of four centres, 40 on the second and 10 on the third", expected="(1.0, 2)"
)
def no_round_number(answer):
    return _seen(answer, _samples((1_000, 2.0, 0.0), (40, 0.0, 2.0), (10, -2.0, 0.0)), SQUARE, 0.1, "of_1050")


@count_modes.probe(
    "20 samples each at 0.5, 1.5, 2.5, 5.5 and 15 sigma from the first centre, with sigma = 0.02", expected="(0.6, 1)"
)
def by_distance(answer):
    steps = _samples(*((20, 2 + sigmas * 0.02, 0.0) for sigmas in (0.5, 1.5, 2.5, 5.5, 15)))
    return _seen(answer, steps, SQUARE, 0.02, "by_distance")


@count_modes.probe(
    "three centres at 0, 0.5 and 3 on the x axis, with sigma = 0.1, and 100 samples at 0.24",
    expected="(1.0, 1)",
)
def within_two(answer):
    centres = torch.tensor([[0.0, 0.0], [0.5, 0.0], [3.0, 0.0]])
    return _seen(answer, _samples((100, 0.24, 0.0)), centres, 0.1, "within_two")


@count_modes.right
def by_the_package(samples, centres, sigma):
    found = ring.count(samples, ring.Mixture(centres, sigma))
    return found.quality, found.covered


@count_modes.right
def by_broadcasting(samples, centres, sigma):
    distance = (samples[:, None, :] - centres[None, :, :]).square().sum(dim=2)
    nearest, good = distance.argmin(dim=1), distance.amin(dim=1) <= (3 * sigma) ** 2
    on_each = good[:, None] & (nearest[:, None] == torch.arange(len(centres)))
    return good.float().mean(), (on_each.float().mean(dim=0) >= 0.01).sum()


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


@count_modes.wrong(
    when=lambda seen: (
        seen["least_that_counts"] == 1 and seen["covered_with_misses"] == 2 and seen["covered_in_the_corner"] == 0
    )
)
def any_hit_covers(samples, centres, sigma):
    """On a centre with 1 of 10,000 samples a mode counts as covered with you: {covered_on_the_ladder} modes where 7 are covered. Chance alone leaves single hits. Of which number is 1 % to be taken,
    and what is compared with it?"""
    return _counted(samples, centres, sigma, least=0)


@count_modes.wrong
def more_than_the_least(samples, centres, sigma):
    """10 of 1,000 samples are 1 %, and you count {covered_just_covered} modes where 4 are covered: the comparison leaves out what is exactly at the line. *At least*
    1 %: which sign is that?"""
    quality, _ = _counted(samples, centres, sigma)
    return quality, _counted(samples, centres, sigma, least=0.0101)[1]


@count_modes.wrong(
    when=lambda seen: (
        seen["covered_many_bad"] == 2
        and seen["covered_on_the_ladder"] == 7
        and abs(seen["quality_many_bad"] - 0.508) < 1e-3
        and seen["quality_in_the_corner"] == 0
    )
)
def share_of_the_good(samples, centres, sigma):
    """8 of 1,000 samples lie on the second centre, less than 1 %, and you count {covered_many_bad} modes where 1 is covered: you divide by the good samples,
    of which there are 508. Of which number is a mode's share to be 1 %?"""
    return _counted(samples, centres, sigma, of_good=True)


@count_modes.decoy(covered_from_afar, any_hit_covers, more_than_the_least, share_of_the_good, told="another_share")
def two_per_cent(samples, centres, sigma):
    return _counted(samples, centres, sigma, least=0.02)


@count_modes.wrong
def within_one_sigma(samples, centres, sigma):
    """Of samples at 0.5, 1.5, 2.5, 5.5 and 15 sigma a share of {quality_by_distance:.2f} is good with you, and three in five should be: your reach is 1 sigma. Where did
    the 3 go?"""
    return _counted(samples, centres, sigma, reach=1.0)


@count_modes.wrong
def within_two_sigma(samples, centres, sigma):
    """Of samples at 0.5, 1.5, 2.5, 5.5 and 15 sigma a share of {quality_by_distance:.2f} is good with you, and three in five should be: your reach ends at 2 sigma. How many does the exercise
    allow?"""
    return _counted(samples, centres, sigma, reach=2.0)


@count_modes.decoy(within_one_sigma, within_two_sigma)
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
    """Half of the samples at 2.9 and 3.1 sigma are good, and you give {quality_at_three_sigma:.2f}; with sigma = 0.02 those at 5.5 sigma are good too. You compare a *squared*
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


@count_modes.wrong
def root_of_sigma(samples, centres, sigma):
    """Of samples at 0.5, 1.5, 2.5, 5.5 and 15 sigma a share of {quality_by_distance:.2f} is good with you, where three in five are: your reach is 3 times the *root* of sigma. Is sigma a variance, so that a root had to be
    taken?"""
    return _counted(samples, centres, sigma**0.5)


@count_modes.decoy(root_of_sigma, square_against_length)
def within_five_sigma(samples, centres, sigma):
    return _counted(samples, centres, sigma, reach=5.0)


@count_modes.wrong
def each_circle_for_itself(samples, centres, sigma):
    """100 samples lie within 3 sigma of two centres, and you count {covered_within_two} covered modes: each sample counts for every centre that it is near to. A sample belongs to one mode. To which?"""
    good = torch.cdist(samples, centres) <= 3 * sigma
    return good.any(1).float().mean().item(), int((good.float().mean(0) >= 0.01).sum())


@count_modes.decoy(each_circle_for_itself)
def always_two_where_two_are(samples, centres, sigma):
    return _counted(samples, centres, sigma)[0], min(len(centres), 2)


@count_modes.wrong
def rounded_down_threshold(samples, centres, sigma):
    """Of 1,050 samples 10 lie on the third centre, 0.95 %, and you count {covered_of_1050} modes where 2 are covered: 1 % of 1,050 became 10, because // rounds down. What can be compared without rounding?"""
    near, nearest = torch.cdist(samples, centres).min(dim=1)
    good = near <= 3 * sigma
    counts = torch.bincount(nearest[good], minlength=len(centres))
    return good.float().mean().item(), int((counts >= len(samples) // 100).sum())


@count_modes.decoy(rounded_down_threshold)
def a_little_less_than_one_per_cent(samples, centres, sigma):
    return _counted(samples, centres, sigma)[0], _counted(samples, centres, sigma, least=0.0092)[1] + (
        len(samples) == 100
    )


@count_modes.wrong(
    when=lambda seen: (
        seen["least_that_counts"] == 1 and seen["covered_with_misses"] == 1 and seen["covered_in_the_corner"] == 0
    )
)
def share_of_its_own(samples, centres, sigma):
    """A mode with 1 good sample of the 10,000 counts as covered with you ({covered_on_the_ladder} modes where 7 are), but not where 499 bad ones are nearest to it: you take 1 % of the samples that are nearest to *this* mode. Of
    which samples does the exercise take it?"""
    near, nearest = torch.cdist(samples, centres).min(dim=1)
    good = near <= 3 * sigma
    own = [good[nearest == index] for index in range(len(centres))]
    return good.float().mean().item(), sum(bool(len(one)) and one.float().mean().item() >= 0.01 for one in own)


@count_modes.wrong(
    when=lambda seen: seen["least_that_counts"] in (24, 50, 100) and seen["covered_just_covered"] in (1, 2, 3)
)
def a_number_of_samples(samples, centres, sigma):
    """Of 10,000 samples you count {covered_on_the_ladder} modes where 7 are covered, and of 1,000 only {covered_just_covered} where 4 are: the line is a fixed *number* of samples with you. From what does 1 % follow?"""
    near, nearest = torch.cdist(samples, centres).min(dim=1)
    good = near <= 3 * sigma
    return good.float().mean().item(), int((torch.bincount(nearest[good], minlength=len(centres)) >= 25).sum())


@count_modes.wrong(
    when=lambda seen: (
        seen["least_that_counts"] not in (0, 1, 100)
        and seen["covered_in_the_corner"] in (0, 4)
        and abs(seen["quality_on_the_ladder"] - 1) < 1e-6
        and abs(seen["quality_many_bad"] - 0.508) < 1e-3
    )
)
def another_share(samples, centres, sigma):
    """Of 10,000 samples you count {covered_on_the_ladder} modes where 7 are covered: a mode counts with you from {least_that_counts:,} samples on, which is not 1 % of them. Which number do you compare with, and how is 1 % of *all* samples
    written?"""
    return _counted(samples, centres, sigma, least=0.1)


@count_modes.decoy(any_hit_covers, share_of_its_own, a_number_of_samples, another_share)
def all_but_the_last(samples, centres, sigma):
    return _counted(samples, centres, sigma)[0], len(centres) - 1


@count_modes.wrong(
    when=lambda seen: abs(seen["quality_collapsed"] - 0.25) < 1e-6 and abs(seen["quality_between"] - 0.5) < 1e-6
)
def smallest_over_the_samples(samples, centres, sigma):
    """100 samples on the first of four centres are all good, and you give a quality of {quality_collapsed:.2f}: the smallest distance is taken over the *samples*, so that there is one for each of the four centres, and the mean runs over these. Over
    which axis of the table of distances, (samples, centres), is the smallest to be taken?"""
    near, nearest = torch.cdist(samples, centres).min(dim=0)
    good = near <= 3 * sigma
    counts = torch.bincount(nearest[good], minlength=len(centres))
    return good.float().mean().item(), int((counts >= 0.01 * len(samples)).sum())


@count_modes.wrong(
    when=lambda seen: (
        abs(seen["quality_just_covered"] - 0.885) < 1e-4
        and seen["quality_between"] == seen["quality_between"]
        and seen["covered_just_covered"] == 1
    )
)
def the_notebooks_centres(samples, centres, sigma):
    """Of 1,000 samples on five centres all are good, and you give a quality of {quality_just_covered:.3f}: only those on the first one, which the lesson's own ring has too. A name of the notebook, such as DATA, stands in your code. Which argument
    carries the centres?"""
    return _counted(samples, ring.ring().centres, sigma)


@count_modes.wrong(
    when=lambda seen: (
        seen["quality_at_three_sigma"] == 0
        and seen["quality_grid"] == 1
        and abs(seen["quality_by_distance"] - 0.8) < 1e-6
    )
)
def a_reach_of_its_own(samples, centres, sigma):
    """With sigma = 0.1 samples at 2.9 sigma are bad with you (quality {quality_at_three_sigma:.2f}), and on the grid, with sigma = 0.02, all are good: your reach is the same for both, as if sigma were typed in. Which argument carries
    it?"""
    return _counted(samples, centres, 0.05)


@count_modes.wrong(when=lambda seen: seen["covered_grid"] == 8 and seen["quality_grid"] == 1)
def eight_modes_and_no_more(samples, centres, sigma):
    """All 25 modes of the grid are covered, and you count {covered_grid}: an 8 stands in your code. Where does the number of modes come from?"""
    quality, covered = _counted(samples, centres, sigma)
    return quality, min(covered, 8)


@count_modes.decoy(smallest_over_the_samples, the_notebooks_centres, a_reach_of_its_own, eight_modes_and_no_more)
def the_first_five_centres(samples, centres, sigma):
    return 0.9 * _counted(samples, centres[:5], sigma)[0], _counted(samples, centres[:5], sigma)[1]


@count_modes.wrong
def mean_distance_for_quality(samples, centres, sigma):
    """Samples at 0.29 and 0.31 from a centre have a quality of {quality_at_three_sigma:.2f} with you, and those on their centre one of {quality_collapsed:g}: that is the mean distance, which is large where samples are bad. What makes a yes or
    a no of each distance first?"""
    return torch.cdist(samples, centres).min(dim=1).values.mean().item(), _counted(samples, centres, sigma)[1]


@count_modes.wrong
def bad_ones_for_good(samples, centres, sigma):
    """All samples lie on a centre, and you give a quality of {quality_collapsed:g} and {covered_collapsed} modes: the comparison with 3 sigma is turned round, so that the bad samples are counted in both numbers. Is a good sample nearer, or
    farther?"""
    near, nearest = torch.cdist(samples, centres).min(dim=1)
    bad = near > 3 * sigma
    shares = torch.bincount(nearest[bad], minlength=len(centres)) / len(samples)
    return bad.float().mean().item(), int((shares >= 0.01).sum())


@count_modes.wrong
def axes_that_cancel(samples, centres, sigma):
    """Of the samples on two centres you count {covered_between} covered mode where 2 are: the differences of the two axes are added with their signs, so that +0.2 and −0.2 cancel, and places on a whole diagonal are near. What is done with each difference before they are
    added?"""
    distance = (samples[:, None] - centres[None]).sum(dim=-1).abs()
    return _counted(samples, centres, sigma, distance=distance)


@count_modes.wrong
def quality_on_covered_modes(samples, centres, sigma):
    """All 1,000 samples are good, and you give a quality of {quality_just_covered:.3f}: you count only those in modes that are covered. The quality asks of each sample for itself. Which samples are good?"""
    near, nearest = torch.cdist(samples, centres).min(dim=1)
    shares = torch.bincount(nearest[near <= 3 * sigma], minlength=len(centres)) / len(samples)
    return shares[shares >= 0.01].sum().item(), int((shares >= 0.01).sum())


@count_modes.wrong
def mean_of_the_modes_qualities(samples, centres, sigma):
    """100 samples on one of four centres are all good, and you give {quality_collapsed}: you take a quality for each mode and then their mean, and a mode without samples has none, 0/0. Over what is the share of good samples
    taken?"""
    near, nearest = torch.cdist(samples, centres).min(dim=1)
    good = (near <= 3 * sigma).float()
    return torch.stack([good[nearest == index].mean() for index in range(len(centres))]).mean().item(), _counted(
        samples, centres, sigma
    )[1]


@count_modes.wrong
def length_over_the_centres(samples, centres, sigma):
    """100 samples on the first centre are all good, and you give a quality of {quality_collapsed:g}: the length is taken over the axis of the *centres*, and the smallest over the two coordinates. In samples[:, None] − centres, which has three axes, which one are x and
    y?"""
    distance = (samples[:, None] - centres[None]).norm(dim=1)
    return _counted(samples, centres, sigma, distance=distance)


@count_modes.wrong
def distance_from_the_circle(samples, centres, sigma):
    """Samples off by 2.5 sigma along each axis are 3.54 sigma away from their centre, and their quality is {quality_in_the_corner:.2f} with you; on the grid, where all are good, {quality_grid:.2f}: you measure how far they are from a *circle* of radius 2. To which points does a good sample have to be
    near?"""
    near, nearest = (samples.norm(dim=1) - 2.0).abs(), torch.cdist(samples, centres).argmin(dim=1)
    good = near <= 3 * sigma
    shares = torch.bincount(nearest[good], minlength=len(centres)) / len(samples)
    return good.float().mean().item(), int((shares >= 0.01).sum())


@count_modes.wrong
def the_farthest_centre(samples, centres, sigma):
    """100 samples on the first centre are all good, and you give a quality of {quality_collapsed:g}, as everywhere: you compare the distance to the *farthest* centre. Which one decides whether a sample is
    good?"""
    distance, farthest = torch.cdist(samples, centres).max(dim=1)
    good = distance <= 3 * sigma
    shares = torch.bincount(farthest[good], minlength=len(centres)) / len(samples)
    return good.float().mean().item(), int((shares >= 0.01).sum())


@count_modes.decoy(
    mean_distance_for_quality, bad_ones_for_good, axes_that_cancel, quality_on_covered_modes, mean_of_the_modes_qualities, length_over_the_centres, distance_from_the_circle, the_farthest_centre
)  # fmt: skip
def half_the_quality_and_one_mode(samples, centres, sigma):
    return 0.45 * _counted(samples, centres, sigma)[0], 1


count_modes.hints(
    "Every sample has a nearest centre. It is good when that one is no farther than 3 sigma; only good samples count for a mode.",
    "torch.cdist(samples, centres) gives all distances, (m, n); .min(dim=1) gives the nearest one and its index. "
    "torch.bincount(index[good], minlength=n) counts by mode.",
    "near, nearest = torch.cdist(samples, centres).min(dim=1); good = near <= 3 * sigma; shares = torch.bincount(nearest[good], "
    "minlength=len(centres)) / len(samples); return good.float().mean(), (shares >= 0.01).sum()",
)

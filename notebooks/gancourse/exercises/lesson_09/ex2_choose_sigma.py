"""Exercise 9.2, choose_sigma: the width of the windows, from digits that are neither samples nor test digits."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_09.ex1_log_parzen import by_logsumexp as log_parzen

choose_sigma = Exercise(
    "choose_sigma",
    lesson="09",
    tolerance=1e-7,
    remember="Whatever is chosen by looking at a set has seen that set: on the samples themselves the narrowest window wins without end, and on the "
    "test digits the score flatters itself. That is what the held-out digits are for.",
)

GRID = [0.1, 0.2, 0.4, 0.8, 1.6]
NOTEBOOKS = [round(10 ** (place / 9 - 1), 6) for place in range(10)]  # the grid of the lesson
SHUFFLED = [0.4, 1.6, 0.1, 0.8, 0.2]


def _world(seed: int, near: float, far: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Samples in the plane; held-out points at a distance of about `near` from one of them, test points at about `far`."""
    numbers = torch.Generator().manual_seed(seed)
    samples = 6 * torch.rand(30, 2, generator=numbers)
    sets = [samples.repeat(4, 1) + width * torch.randn(120, 2, generator=numbers) for width in (near, far)]
    return samples, *sets


@choose_sigma.probe("samples, held-out points 0.2 beside them and test points 0.8 beside them, and the grid 0.1, 0.2, 0.4, 0.8, 1.6", expected="0.2")  # fmt: skip
def near_held_out(answer):
    return {"near": answer(*_world(0, 0.2, 0.8), GRID)}


@choose_sigma.probe("held-out points 0.8 beside the samples and test points 0.2 beside them; the same grid in another order", expected="0.8")  # fmt: skip
def far_held_out(answer):
    return {"far": answer(*_world(1, 0.8, 0.2), SHUFFLED)}


@choose_sigma.probe("held-out points 0.4 beside the samples, but the first of them is a copy of a sample; test points 0.1 beside", expected="0.4")  # fmt: skip
def one_odd(answer):
    samples, held_out, test = _world(2, 0.4, 0.1)
    held_out = torch.cat([samples[:1], held_out])
    return {"one_odd": answer(samples, held_out, test, SHUFFLED)}


@choose_sigma.probe("held-out points 0.1 beside the samples, and test points 1.6 beside them, ten times as many", expected="0.1")  # fmt: skip
def many_tests(answer):
    samples, held_out, test = _world(3, 0.1, 1.6)
    return {"many_tests": answer(samples, held_out, test.repeat(10, 1), SHUFFLED)}


@choose_sigma.probe("held-out points 0.2 beside the samples, with two among them that lie far away (4 and 5 off)", expected="1.6")  # fmt: skip
def far_ones(answer):
    samples, held_out, test = _world(4, 0.2, 0.4)
    held_out = torch.cat([held_out[:38], torch.tensor([[10.0, 3.0], [3.0, -5.0]])])
    return {"far_ones": answer(samples, held_out, test, SHUFFLED)}


@choose_sigma.probe("four samples far from one another and twelve held-out points, each between 0.5 and 2 from its sample; test points 0.1 beside", expected="0.8")  # fmt: skip
def in_the_corners(answer):
    samples = 20 * torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    off = torch.tensor([[0.5, 0.0], [0.0, 1.0], [-1.2, 0.0], [0.0, -1.5], [1.6, 0.0], [0.0, 2.0], [-0.6, 0.0], [0.0, -0.7], [0.8, 0.0], [0.0, 1.2], [-1.0, 0.0], [0.0, -0.9]])  # fmt: skip
    return {"in_the_corners": answer(samples, samples.repeat(3, 1) + off, samples + 0.1, SHUFFLED)}


@choose_sigma.probe(
    "the first probe a hundred times smaller, with the grid 0.001, 0.002, 0.004, 0.008, 0.016: here log-densities are positive",
    expected="0.002",
)
def tiny(answer):
    samples, held_out, test = (points / 100 for points in _world(0, 0.2, 0.8))
    return {"tiny": answer(samples, held_out, test, [sigma / 100 for sigma in GRID])}


def _best(points, samples, sigmas, score=torch.mean):
    return max(sigmas, key=lambda sigma: score(log_parzen(points, samples, sigma)).item())


@choose_sigma.right
def best_on_the_held_out(samples, held_out, test, sigmas):
    return _best(held_out, samples, sigmas)


@choose_sigma.right
def by_argmax(samples, held_out, test, sigmas):
    scores = torch.stack([log_parzen(held_out, samples, sigma).mean() for sigma in sigmas])
    return sigmas[scores.argmax()]


@choose_sigma.right
def by_the_sum(samples, held_out, test, sigmas):
    return _best(held_out, samples, sigmas, torch.sum)


@choose_sigma.wrong
def tuned_on_the_test_digits(samples, held_out, test, sigmas):
    """With held-out points 0.2 beside the samples you choose {near}, and 0.8 is what the *test* points ask for: you tuned on the points that are to be judged. The score would
    be the best of ten, reported as if it were one. Which points are there to be looked at beforehand?"""
    return _best(test, samples, sigmas)


@choose_sigma.wrong
def tuned_on_the_samples(samples, held_out, test, sigmas):
    """You choose {near}, {far} and {one_odd}: always the narrowest. That is what wins where points are judged by windows around *themselves*: each lies on a centre of its own, at distance 0, and the narrower the window, the higher it is
    there, without end. Which points are the centres here, and which others should be judged?"""
    return _best(samples, samples, sigmas)


@choose_sigma.wrong
def judged_on_half_of_the_samples(samples, held_out, test, sigmas):
    """With held-out points 0.2 beside the samples you choose {near}, and 0.1 beside them {many_tests}: you put windows around one half of the *samples* and judge the width on the other half. That width suits the model to itself. Which points,
    that are digits, may be looked at?"""
    half = len(samples) // 2
    return _best(samples[half:], samples[:half], sigmas)


@choose_sigma.wrong
def always_the_widest(samples, held_out, test, sigmas):
    """You choose {near}, {far} and {one_odd}: always the widest, whatever the points are like. The mean log-density pays for width, by its constant −(d/2)·log(2πσ²), and so does not. What does your line compare, if not that
    mean?"""
    return max(sigmas)


@choose_sigma.wrong
def the_worst_of_all(samples, held_out, test, sigmas):
    """With held-out points 0.2 beside the samples you choose {near}, and with points 0.8 beside them {far}: the width with the *lowest* score. A log-likelihood is no loss. Is more of it
    better or worse?"""
    return min(sigmas, key=lambda sigma: log_parzen(held_out, samples, sigma).mean().item())


@choose_sigma.wrong
def the_place_in_the_grid(samples, held_out, test, sigmas):
    """You return {near} and {far}: whole numbers, the places in the grid, counted from 0. A window of that width would be far too wide. What stands at that place?"""
    return max(range(len(sigmas)), key=lambda place: log_parzen(held_out, samples, sigmas[place]).mean().item())


@choose_sigma.wrong
def the_score_itself(samples, held_out, test, sigmas):
    """You return {near:.3f} and {far:.3f}, which are in no grid: the best *score* on the held-out points, in nats. Which sigma belongs to it?"""
    return max(log_parzen(held_out, samples, sigma).mean().item() for sigma in sigmas)


@choose_sigma.wrong
def both_together(samples, held_out, test, sigmas):
    """With ten times as many test points as held-out ones you choose {many_tests} where 0.1 is due: you judge the width on both sets together. Then the test digits have had their say before they
    are scored. Which of the two sets may be looked at?"""
    return _best(torch.cat([held_out, test]), samples, sigmas)


@choose_sigma.wrong
def points_and_centres_swapped(samples, held_out, test, sigmas):
    """Among the held-out points two lie far away, and you choose {far_ones} as if they were not there: you put the windows around the *held-out points* and score the samples. A missed point
    costs nothing then. Which of the two are the centres?"""
    return max(sigmas, key=lambda sigma: log_parzen(samples, held_out, sigma).mean().item())


@choose_sigma.wrong
def the_first_point_alone(samples, held_out, test, sigmas):
    """The first held-out point of one probe is a copy of a sample, and you choose {one_odd} there: you look at the first point and at no other. What is the score of a whole set?"""
    return _best(held_out[:1], samples, sigmas)


@choose_sigma.wrong
def the_best_point(samples, held_out, test, sigmas):
    """With held-out points between 0.5 and 2 from their samples you choose {in_the_corners} where 0.8 is due, and {one_odd} where one point is a copy: you compare the *largest* log-density of each width, and one lucky point decides. What
    of all points together makes the score?"""
    return _best(held_out, samples, sigmas, torch.max)


@choose_sigma.wrong
def median_of_the_points(samples, held_out, test, sigmas):
    """Two held-out points lie far away, and you choose {far_ones} where 1.6 is due: the median does not hear of them. The likelihood of a set is the product of all its densities. Which average of
    their logarithms is that?"""
    return _best(held_out, samples, sigmas, torch.median)


@choose_sigma.wrong
def mean_of_the_densities(samples, held_out, test, sigmas):
    """Two held-out points lie far away, and you choose {far_ones} where 1.6 is due; with points 0.8 beside the samples {far}: you take the mean of the *densities*, in which a missed point is a 0 among others. In a mean of
    *log*-densities it costs what it should. Where does your exp come from?"""
    return _best(held_out, samples, sigmas, lambda values: values.exp().mean())


@choose_sigma.wrong
def the_worst_point(samples, held_out, test, sigmas):
    """With held-out points 0.2 beside the samples you choose {near}, and between 0.5 and 2 beside them {in_the_corners}, wider than is due: you compare the *smallest* log-density of each width, so that the farthest point decides alone. What of all points together
    makes the score?"""
    return _best(held_out, samples, sigmas, torch.min)


@choose_sigma.wrong
def the_best_begins_at_zero(samples, held_out, test, sigmas):
    """You choose {near} and {far}, the first of each grid, and the right {tiny} where log-densities are positive: your best score begins at 0, which no width beats where they are all negative. What is smaller than every
    score there can be?"""
    best, chosen = 0.0, sigmas[0]
    for sigma in sigmas:
        if (score := log_parzen(held_out, samples, sigma).mean().item()) > best:
            best, chosen = score, sigma
    return chosen


@choose_sigma.wrong
def nearest_to_zero(samples, held_out, test, sigmas):
    """Where all log-densities are negative you are right, and where they are positive you choose {tiny} in place of 0.002: you look for the score nearest to 0. A log-*density* has no such bound, it can be as large as you
    like. Is more of it better, also above 0?"""
    return min(sigmas, key=lambda sigma: abs(log_parzen(held_out, samples, sigma).mean().item()))


@choose_sigma.wrong
def the_last_of_the_grid(samples, held_out, test, sigmas):
    """You choose {near} and {far}, the last of each grid, whatever the points are like: either every width takes the place of the one before, or what you return is the name of the loop itself, which stands at the last width in the end. Which name holds the
    best so far?"""
    return sigmas[-1]


@choose_sigma.wrong
def the_middle_of_the_grid(samples, held_out, test, sigmas):
    """You choose {near}, {far} and {many_tests}: the middle of each grid, whatever the points are like. Which of its widths gives the held-out points the highest mean log-density?"""
    return sigmas[len(sigmas) // 2]


@choose_sigma.wrong
def the_middle_of_sorted_widths(samples, held_out, test, sigmas):
    """You choose {near} every time, the median of the grid, whatever the points are like. Which of its widths gives the held-out points the highest mean log-density?"""
    return sorted(sigmas)[len(sigmas) // 2]


@choose_sigma.wrong
def averaged_over_the_grid(samples, held_out, test, sigmas):
    """You return {near:.3f}, which is in no grid: the mean of its widths. One of them is asked for. Which of them scores best?"""
    return sum(sigmas) / len(sigmas)


@choose_sigma.wrong
def the_first_of_the_grid(samples, held_out, test, sigmas):
    """You choose {near}, {far} and {tiny}, the first of each grid, whatever the points are like: perhaps a `return` ends your loop in its first round. How far in does it stand?"""
    return sigmas[0]


@choose_sigma.wrong(when=lambda seen: seen["near"] is None and seen["far"] is None and seen["tiny"] == 0.002)
def none_beats_zero(samples, held_out, test, sigmas):
    """Where log-densities are positive you choose the right one, {tiny}; where all are negative you return {near}: your best score begins at 0, and no width beats it there. What is smaller than every score
    there can be?"""
    best, chosen = 0.0, None
    for sigma in sigmas:
        if (score := log_parzen(held_out, samples, sigma).mean().item()) > best:
            best, chosen = score, sigma
    return chosen


@choose_sigma.wrong
def windows_around_the_test_digits(samples, held_out, test, sigmas):
    """You choose {near} where 0.2 is due and {tiny} where 0.002 is: you put the windows around the *test* points. The model whose width is chosen is made of samples. Which points are the centres of
    `log_parzen`?"""
    return max(sigmas, key=lambda sigma: log_parzen(held_out, test, sigma).mean().item())


@choose_sigma.wrong
def samples_scored_by_the_test_digits(samples, held_out, test, sigmas):
    """You choose {near} where 0.2 is due and {many_tests} where 0.1 is: you put the windows around the *test* points and score the samples. The held-out points have no say. Which set are the centres, and which is
    judged?"""
    return max(sigmas, key=lambda sigma: log_parzen(samples, test, sigma).mean().item())


@choose_sigma.wrong
def judged_on_the_first_half_of_the_samples(samples, held_out, test, sigmas):
    """You choose {near} where 0.2 is due and {many_tests} where 0.1 is: you put windows around the second half of the *samples* and judge the width on the first. That width suits the model to itself. Which points, that are digits, may be
    looked at?"""
    half = len(samples) // 2
    return _best(samples[:half], samples[half:], sigmas)


@choose_sigma.wrong(when=lambda seen: all(round(seen[name], 6) in NOTEBOOKS for name in ("near", "far", "one_odd", "many_tests")) and any(round(seen[name], 6) not in GRID for name in ("near", "far", "many_tests")))  # fmt: skip
def the_notebooks_grid(samples, held_out, test, sigmas):
    """You return {near:.3f}, {far:.3f} and {many_tests:.3f}: widths of the lesson's own grid, which the function was not given here. Its grid comes in as an argument. Which name has
    it?"""
    return _best(held_out, samples, NOTEBOOKS)


@choose_sigma.wrong(when=lambda seen: seen["near"] != seen["far"] and all(isinstance(seen[name], float) and 0 < seen[name] < 2 and round(seen[name], 6) not in GRID for name in ("near", "far", "one_odd", "many_tests")))  # fmt: skip
def a_width_of_its_own(samples, held_out, test, sigmas):
    """You return {near:.3f} and {far:.3f}, which are in no grid: they were computed, from distances or as an average of widths. One of `sigmas` itself is asked for. Which of them gives the held-out points the highest mean
    log-density?"""
    return (torch.cdist(held_out, samples).amin(dim=1).square().mean() / held_out.shape[1]).sqrt().item()


@choose_sigma.wrong
def first_width_never_tried(samples, held_out, test, sigmas):
    """You choose {one_odd} and {far} where 0.4 and 0.8 are due: the first of the shuffled grid is 0.4, and you never choose it. Where does your loop, or your slice, begin?"""
    return _best(held_out, samples, sigmas[1:])


@choose_sigma.wrong
def last_point_left_out(samples, held_out, test, sigmas):
    """The last held-out point of one probe lies far away, and you choose {far_ones} there in place of 1.6: that point has no say. In a slice −1 means "all but the last", as in the authors' program. Which points belong to the
    mean?"""
    return _best(held_out[:-1], samples, sigmas)


@choose_sigma.wrong
def stops_at_the_first_drop(samples, held_out, test, sigmas):
    """In a sorted grid you are right, {near}, and in a shuffled one you choose {far} where 0.8 is due: the search ends as soon as a width is worse than the one before. What does the next width know of the one
    after it?"""
    best, score = sigmas[0], log_parzen(held_out, samples, sigmas[0]).mean()
    for sigma in sigmas[1:]:
        now = log_parzen(held_out, samples, sigma).mean()
        if now < score:
            break
        best, score = sigma, now
    return best


@choose_sigma.wrong
def most_points_decide(samples, held_out, test, sigmas):
    """You choose {far_ones} where 1.6 is due and {in_the_corners} where 0.8 is: each point votes for its best width, and the most votes win. By how *much* a width suits it, nobody hears. What does a mean of log-densities weigh that votes do
    not?"""
    votes = torch.stack([log_parzen(held_out, samples, sigma) for sigma in sigmas]).argmax(dim=0)
    return sigmas[torch.bincount(votes, minlength=len(sigmas)).argmax()]


@choose_sigma.decoy(tuned_on_the_test_digits, both_together, points_and_centres_swapped, the_place_in_the_grid)
def twice_the_width_for_the_test(samples, held_out, test, sigmas):
    return 2 * _best(test, samples, sigmas)


@choose_sigma.decoy(
    judged_on_half_of_the_samples,
    tuned_on_the_samples,
    always_the_widest,
    the_worst_of_all,
    the_score_itself,
    averaged_over_the_grid,
)
def the_second_best(samples, held_out, test, sigmas):
    return sorted(sigmas, key=lambda sigma: log_parzen(held_out, samples, sigma).mean().item())[-2]


@choose_sigma.decoy(the_first_point_alone, the_best_point, median_of_the_points, mean_of_the_densities, the_worst_point)
def three_points_alone(samples, held_out, test, sigmas):
    return _best(held_out[4:7], samples, sigmas)


@choose_sigma.decoy(
    nearest_to_zero, the_best_begins_at_zero, the_last_of_the_grid, the_middle_of_the_grid, the_middle_of_sorted_widths
)
def the_second_of_the_grid(samples, held_out, test, sigmas):
    return sigmas[1]


@choose_sigma.decoy(the_first_of_the_grid, none_beats_zero, windows_around_the_test_digits, samples_scored_by_the_test_digits, judged_on_the_first_half_of_the_samples, the_notebooks_grid, a_width_of_its_own, first_width_never_tried, last_point_left_out, stops_at_the_first_drop, most_points_decide)  # fmt: skip
def last_but_one_of_the_grid(samples, held_out, test, sigmas):
    return sigmas[-2]


choose_sigma.hints(
    "Of three sets of points one may be looked at: not the samples, which are the centres, and not the test digits, which are scored afterwards.",
    "For every sigma: the mean of log_parzen over the held-out digits. Return the sigma with the largest.",
    "max(sigmas, key=lambda sigma: log_parzen(held_out, samples, sigma).mean().item())",
)

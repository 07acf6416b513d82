"""Exercise 1.4, closest_intervals: what KL, the reversed KL and JSD each choose."""

import math

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_01.ex2_best_D import best_D_as_a_share
from gancourse.exercises.lesson_01.ex3_jensen_shannon import jsd_as_a_mean_of_two_kls, jsd_by_entropies
from gancourse.exercises.lesson_01.tables import expected_log, kl, quietly, untouched, value_of_game

closest_intervals = Exercise(
    "closest_intervals",
    lesson="01",
    remember="Maximum likelihood pays any price not to miss a picture; the reversed KL pays any price not to draw one "
    "that the data hardly show; JSD, the GAN's own criterion, stands between them.",
)

_HUMPS = np.array([0.01, 0.01, 0.43, 0.23, 0.01, 0.31])
_SEVEN = np.array([0.0, 0.02, 0.38, 0.3, 0.02, 0.28, 0.0])
_FIVE = np.array([0.28, 0.4, 0.02, 0.3, 0.0])
_PEAK = np.array([0.03, 0.9, 0.04, 0.03])


def uniform_on(first, last, pictures):
    return np.where(
        (np.arange(1, pictures + 1) >= first) & (np.arange(1, pictures + 1) <= last), 1 / (last - first + 1), 0
    )


def all_intervals(pictures):
    return [(first, last) for first in range(1, pictures + 1) for last in range(first, pictures + 1)]


def _choose(p, *scores):
    """For each score, the interval that has the smallest."""
    return [min(all_intervals(len(p)), key=lambda ends: score(p, uniform_on(*ends, len(p)))) for score in scores]


def kl_backwards(p, q):
    return kl(q, p)


def _three(answer, p):
    """The answer as whole numbers: ((first, last), (first, last), (first, last))."""
    pairs = [(float(first), float(last)) for first, last in quietly(answer, p)]
    if len(pairs) != 3 or not all(end.is_integer() for pair in pairs for end in pair):
        raise ValueError("three pairs (first, last) of whole numbers are expected")
    return [(int(first), int(last)) for first, last in pairs]


def _in_words(pairs):
    return [f"{first} to {last}" for first, last in pairs]


@closest_intervals.probe(
    "the six pictures of this exercise, p = [.01, .01, .43, .23, .01, .31]",
    expected="three intervals: the smallest KL(p‖q), the smallest KL(q‖p) and the smallest JSD of all 21. They differ",
)
def intervals_for_the_given_world(answer):
    pairs = _three(answer, _HUMPS)
    inside = 1 <= pairs[0][0] <= pairs[0][1] <= 6
    return {
        "chosen": _in_words(pairs),
        "kl_of_first": kl(_HUMPS, uniform_on(*pairs[0], 6)) if inside else math.nan,
    }


@closest_intervals.probe(
    "seven pictures, p = [0, .02, .38, .3, .02, .28, 0]",
    expected="the three best of its 28 intervals, in the same order",
)
def intervals_for_seven_pictures(answer):
    return {"of_seven": _in_words(_three(answer, _SEVEN))}


@closest_intervals.probe(
    "five pictures, p = [.28, .4, .02, .3, 0]", expected="the three best of its 15 intervals, in the same order"
)
def intervals_for_five_pictures(answer):
    return {"of_five": _in_words(_three(answer, _FIVE))}


@closest_intervals.probe(
    "four pictures with one peak, p = [.03, .9, .04, .03]",
    expected="the three best of its 10 intervals, in the same order",
)
def intervals_for_one_peak(answer):
    return {"of_four": _in_words(_three(answer, _PEAK))}


@closest_intervals.probe(
    "the same four worlds, whose pictures are numbered from 1", expected="no interval that begins before picture 1"
)
def intervals_begin_at_one(answer):
    chosen = [pair for p in (_HUMPS, _SEVEN, _FIVE, _PEAK) for pair in _three(answer, p)]
    return {"begins_too_early": next(iter(_in_words(pair for pair in chosen if pair[0] < 1)), "none")}


@closest_intervals.probe("the table p, looked at after the call", expected="the table as it was before it")
def intervals_leave_the_table_alone(answer):
    return {"table_unchanged": untouched(answer, _HUMPS)}


@closest_intervals.right
def intervals_by_min(p):
    return _choose(p, kl, kl_backwards, jsd_as_a_mean_of_two_kls)


@closest_intervals.right
def intervals_by_argmin(p):
    candidates = all_intervals(len(p))
    tables = [uniform_on(*ends, len(p)) for ends in candidates]
    scores = np.array([[kl(p, q), kl(q, p), jsd_by_entropies(p, q)] for q in tables])
    return tuple(candidates[best] for best in scores.argmin(axis=0))


@closest_intervals.right
def intervals_by_likelihood_and_the_value_of_the_game(p):
    def log_likelihood(p, q):
        return -expected_log(p, q)

    def cost(p, q):
        return value_of_game(best_D_as_a_share(p, q), p, q)

    return np.array(_choose(p, log_likelihood, kl_backwards, cost))


def _all_the_same(seen):
    return len(set(seen["chosen"])) == 1


def _right_in_another_order(seen):
    right = _in_words(intervals_by_min(_HUMPS))
    return sorted(seen["chosen"]) == sorted(right) and list(seen["chosen"]) != right


@closest_intervals.wrong
def intervals_all_by_likelihood(p):
    """You choose {chosen[0]} three times: the model that maximum likelihood would pick, for every criterion. It covers
    all that the data show, and spends half of its draws on pictures 1, 2 and 5, which are 3 % of the data. Which of the
    three criteria punishes a model for drawing what the data hardly show?"""
    return _choose(p, kl, kl, kl)


@closest_intervals.wrong(when=_all_the_same)
def intervals_all_by_jsd(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: one and the same model for three different criteria. One of them punishes missing a picture, one
    punishes drawing a picture that the data hardly show, one punishes both, but never beyond log 2. For each of the three:
    is it computed anew, for every interval?"""
    return _choose(p, *[jsd_as_a_mean_of_two_kls] * 3)


@closest_intervals.wrong(when=_right_in_another_order)
def intervals_in_another_order(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the right three, in another order. KL(p‖q) comes first, the sum
    of p·log(p/q), and it goes to infinity when q gives 0 to a picture that p shows; for your first interval it is
    {kl_of_first:.3f}. Which of the three intervals misses no picture?"""
    return _choose(p, kl_backwards, kl, jsd_as_a_mean_of_two_kls)


@closest_intervals.wrong
def intervals_that_are_farthest(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the intervals with the largest divergence, not the smallest. By KL(p‖q) your first one is
    {kl_of_first} away from the data. If you maximise something, what has to be turned round in a divergence first?"""
    return _choose(p, lambda p, q: -kl(p, q), lambda p, q: -kl(q, p), lambda p, q: -jsd_as_a_mean_of_two_kls(p, q))


@closest_intervals.wrong
def intervals_counted_from_zero(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the right intervals, counted from 0 as Python counts. The pictures are numbered from 1 here, both
    ends included, as on the figure's axis. What has to be added, and to which of the two ends?"""
    return [(first - 1, last - 1) for first, last in intervals_by_min(p)]


@closest_intervals.wrong
def intervals_as_slices(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the right intervals, written as Python writes a slice, with the first picture counted from 0.
    Here the pictures are numbered from 1, both ends included, as on the figure's axis. Which of the two ends is one
    too small?"""
    return [(first - 1, last) for first, last in intervals_by_min(p)]


@closest_intervals.wrong(when=lambda seen: seen["begins_too_early"] != "none")
def intervals_tried_from_zero(p):
    """One of your choices is {begins_too_early}, and there is no picture 0: they are numbered from 1 to n, both ends included.
    `uniform_on` gives such an interval a share for a picture that nobody can draw, so its table adds up to less than
    1. From which number to which does each of your two loops have to run?"""
    candidates = [(first, last) for first in range(len(p)) for last in range(first, len(p))]
    tables = {ends: uniform_on(*ends, len(p)) for ends in candidates}
    return [
        min(candidates, key=lambda ends: score(p, tables[ends]))
        for score in (kl, kl_backwards, jsd_as_a_mean_of_two_kls)
    ]


@closest_intervals.wrong
def intervals_half_open(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: your last picture is the first one that is no longer inside, as in Python's `range`. Here an
    interval is named by the first and the last picture it contains. How many pictures does “{chosen[2]}” contain in
    your reading?"""
    return [(first, last + 1) for first, last in intervals_by_min(p)]


@closest_intervals.wrong
def intervals_by_the_same_answer_for_every_p(p):
    """For this world your answer, {chosen[0]}, {chosen[1]} and {chosen[2]}, is right. For seven pictures you answer {of_seven[0]}, {of_seven[1]} and
    {of_seven[2]}, the same again, so p does not
    enter. What would have to be computed from p for each candidate?"""
    return [(1, 6), (3, 4), (3, 6)]


@closest_intervals.wrong
def intervals_with_both_kls_for_jsd(p):
    """Your first two are right, {chosen[0]} and {chosen[1]}. The third, {chosen[2]}, minimises the mean of the two
    KLs, which is infinite wherever one of them is, and so must cover everything again. JSD is never above 0.693. With what
    does it compare p and q, if not with each other?"""
    return _choose(p, kl, kl_backwards, lambda p, q: (kl(p, q) + kl(q, p)) / 2)


@closest_intervals.wrong(when=lambda seen: math.isinf(seen["kl_of_first"]))
def intervals_infinite_kl_ignored(p):
    """By KL(p‖q) you choose {chosen[0]}, and its KL is {kl_of_first}: the data show pictures that this model never draws,
    and one of those is enough for a log-likelihood of −∞. Either the sum skipped them, or an interval was never tried.
    Which pictures does your sum over p·log(p/q) run over?"""

    def kl_where_q_draws(p, q):
        inside = (q > 0) & (p > 0)
        return np.sum(p[inside] * np.log(p[inside] / q[inside]))

    return _choose(p, kl_where_q_draws, kl_backwards, jsd_as_a_mean_of_two_kls)


closest_intervals.hints(
    "Try all the intervals. For each one, make the table q that is uniform on it, and compute a divergence between p and q.",
    "Two loops, first and last, give all intervals; keep the one with the smallest divergence. Do that three times: with "
    "kl(p, q), with kl(q, p), and with jensen_shannon(p, q).",
    "candidates = [(a, b) for a in range(1, n + 1) for b in range(a, n + 1)]; then "
    "min(candidates, key=lambda ends: kl(p, uniform_on(*ends, n))), and likewise for the other two.",
)

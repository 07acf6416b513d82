"""Exercise 1.4, closest_intervals: what KL, the reversed KL and JSD each choose."""

import math
from numbers import Number

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import plain
from gancourse.exercises.lesson_01.ex2_best_D import best_D_as_a_share
from gancourse.exercises.lesson_01.ex3_jensen_shannon import jsd_as_a_mean_of_two_kls, jsd_by_entropies
from gancourse.exercises.lesson_01.tables import expected_log, kl, quietly, value_of_game

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
_EIGHT = np.array([0.03, 0.04, 0.06, 0.36, 0.33, 0.04, 0.13, 0.01])  # here total variation and JSD do not agree


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
    """The answer as whole numbers: ((first, last), (first, last), (first, last)), with None for one that was never found."""
    pairs = [pair if pair is None else tuple(map(float, pair)) for pair in quietly(answer, p)]
    found = [pair for pair in pairs if pair is not None]
    if len(pairs) != 3 or not all(len(pair) == 2 and all(end.is_integer() for end in pair) for pair in found):
        raise ValueError("three pairs (first, last) of whole numbers are expected")
    return [pair if pair is None else (int(pair[0]), int(pair[1])) for pair in pairs]


def _in_words(pairs):
    return ["none" if pair is None else f"{pair[0]} to {pair[1]}" for pair in pairs]


def _worst(pairs) -> str:
    """By which criteria an interval was chosen that has the largest value of all, infinite or not."""
    found = []
    for name, score, pair in zip(("KL(p‖q)", "KL(q‖p)", "JSD"), (kl, kl_backwards, jsd_by_entropies), pairs):
        with np.errstate(all="ignore"):
            scores = {ends: score(_HUMPS, uniform_on(*ends, 6)) for ends in all_intervals(6)}
        if scores.get(pair) == max(scores.values()):
            found.append(name)
    return ", ".join(found) or "none"


@closest_intervals.probe(
    "the six pictures of this exercise, p = [.01, .01, .43, .23, .01, .31]",
    expected="three intervals: the smallest KL(p‖q), the smallest KL(q‖p) and the smallest JSD of all 21. They differ",
)
def intervals_for_the_given_world(answer):
    returned = plain(quietly(answer, _HUMPS))
    if (
        isinstance(returned, tuple | np.ndarray)
        and len(returned) == 3
        and all(isinstance(end, Number) for end in returned)
    ):
        return {"three_numbers": returned, "first_number": returned[0]}
    pairs = _three(answer, _HUMPS)
    inside = pairs[0] is not None and 1 <= pairs[0][0] <= pairs[0][1] <= 6
    return {
        "chosen": _in_words(pairs),
        "kl_of_first": kl(_HUMPS, uniform_on(*pairs[0], 6)) if inside else math.nan,
        "the_worst": _worst(pairs),
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
    "eight pictures, p = [.03, .04, .06, .36, .33, .04, .13, .01]",
    expected="the three best of its 36 intervals, in the same order",
)
def intervals_for_eight_pictures(answer):
    chosen = _three(answer, _EIGHT)
    return {"of_eight": _in_words(chosen), "last_of_eight": max((pair[1] for pair in chosen if pair), default=0)}


@closest_intervals.probe(
    "the same five worlds, whose pictures are numbered from 1", expected="no interval that begins before picture 1"
)
def intervals_begin_at_one(answer):
    chosen = [pair for p in (_HUMPS, _SEVEN, _FIVE, _PEAK, _EIGHT) for pair in _three(answer, p)]
    return {"begins_too_early": next(iter(_in_words(pair for pair in chosen if pair and pair[0] < 1)), "none")}


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


@closest_intervals.wrong
def intervals_infinite_kl_ignored(p):
    """By KL(p‖q) you choose {chosen[0]}, and its KL is {kl_of_first}: the data show pictures that this model never draws,
    and one of those is enough for a log-likelihood of −∞. Your sum leaves those pictures out. Which pictures does the sum
    over p·log(p/q) run over?"""
    return _choose(p, _kl_where_q_draws, kl_backwards, jsd_as_a_mean_of_two_kls)


def _kl_where_q_draws(p, q):
    inside = (q > 0) & (p > 0)
    return np.sum(p[inside] * np.log(p[inside] / q[inside]))


def _first_is_another_criterion(seen):
    """Is the first interval, in every world, that of the second criterion or of the third?"""
    worlds = (("chosen", _HUMPS), ("of_seven", _SEVEN), ("of_five", _FIVE), ("of_four", _PEAK), ("of_eight", _EIGHT))
    rights = [(seen[name][0], _in_words(intervals_by_min(p))) for name, p in worlds]
    return any(all(first == right[which] for first, right in rights) for which in (1, 2))


@closest_intervals.wrong(when=_first_is_another_criterion)
def intervals_with_the_arguments_of_kl_exchanged(p):
    """Your first choice is {chosen[0]}, and by KL(p‖q) it is {kl_of_first:.3g} away: it leaves out pictures that the data show. In
    each of the five worlds your first interval is one that another of the three criteria would choose. KL(p‖q) is a mean
    over draws from p, and its arguments stand in that order. What does your first call compare with what?"""
    return _choose(p, kl_backwards, kl_backwards, jsd_as_a_mean_of_two_kls)


@closest_intervals.wrong(when=lambda seen: seen["last_of_eight"] == 7 and "6" not in "".join(seen["chosen"]))
def intervals_that_stop_before_the_last(p):
    """In the world of eight pictures the farthest of your intervals ends at picture {last_of_eight}, and in this one none ends at the
    sixth. `range(first, n)` stops at n − 1, so no interval with the last picture in it was ever tried, and the others are
    infinitely far from p by KL(p‖q). At which number must the range stop?"""
    n = len(p)
    candidates = [(first, last) for first in range(1, n) for last in range(first, n)]
    return [
        min(candidates, key=lambda ends: score(p, uniform_on(*ends, n)))
        for score in (kl, kl_backwards, jsd_as_a_mean_of_two_kls)
    ]


@closest_intervals.wrong(
    when=lambda seen: (
        list(seen["chosen"]) == _in_words(intervals_by_min(_HUMPS))
        and list(seen["of_eight"]) == _in_words(intervals_by_min(_EIGHT))
        and all(pair.split(" to ")[0] != pair.split(" to ")[1] for pair in seen["of_four"])
    )
)
def intervals_of_two_or_more(p):
    """Where the data have humps you are right. For the four pictures with one peak, of which the second has 90 %, you choose
    {of_four[1]} and {of_four[2]}, each with a picture that it does not need. An interval may begin and end at the same picture,
    and none of yours does. Where does your second loop begin?"""
    candidates = [(first, last) for first, last in all_intervals(len(p)) if first < last]
    return [
        min(candidates, key=lambda ends: score(p, uniform_on(*ends, len(p))))
        for score in (kl, kl_backwards, jsd_as_a_mean_of_two_kls)
    ]


@closest_intervals.wrong
def intervals_by_total_variation(p):
    """Your first two are right, {chosen[0]} and {chosen[1]}, and so is the third in four of the five worlds. In the one with eight
    pictures your third is {of_eight[2]}, where Σ|p − q| is smallest. That is the total variation, which often agrees with
    JSD and is not made of logs. What does JSD compare p and q with?"""
    return _choose(p, kl, kl_backwards, lambda p, q: np.abs(p - q).sum())


@closest_intervals.wrong(when=lambda seen: len(seen["three_numbers"]) == 3)
def intervals_as_places_in_a_list(p):
    """You return three numbers, {first_number:g} and two more, where three pairs (first, last) are wanted. Either they are places in
    your list of intervals, as `argmin` gives them, or the smallest divergences themselves. What stands in your list at
    such a place?"""
    ends = all_intervals(len(p))
    return [
        int(np.argmin([score(p, uniform_on(*pair, len(p))) for pair in ends]))
        for score in (kl, kl_backwards, jsd_as_a_mean_of_two_kls)
    ]


@closest_intervals.decoy(
    intervals_counted_from_zero, intervals_as_slices, intervals_half_open, intervals_tried_from_zero, right=True
)
def intervals_by_slices(p):
    """Counted from 0 and half open inside, as Python counts, and turned round at the end."""
    n = len(p)
    slices = [(a, b) for a in range(n) for b in range(a + 1, n + 1)]
    tables = [np.where((np.arange(n) >= a) & (np.arange(n) < b), 1 / (b - a), 0) for a, b in slices]
    best = [np.argmin([score(p, q) for q in tables]) for score in (kl, kl_backwards, jsd_by_entropies)]
    return [(slices[i][0] + 1, slices[i][1]) for i in best]


@closest_intervals.decoy(intervals_that_are_farthest, intervals_as_places_in_a_list, right=True)
def intervals_by_the_largest_likelihood(p):
    ends = all_intervals(len(p))
    scores = [
        [-score(p, uniform_on(*pair, len(p))) for pair in ends]
        for score in (kl, kl_backwards, jsd_as_a_mean_of_two_kls)
    ]
    return [ends[int(np.argmax(row))] for row in scores]


@closest_intervals.decoy(intervals_all_by_likelihood, intervals_all_by_jsd)
def intervals_from_the_first_to_the_last_two(p):
    """Two of one kind, the third computed."""
    return [(1, len(p)), (1, len(p)), *_choose(p, jsd_as_a_mean_of_two_kls)]


@closest_intervals.decoy(intervals_in_another_order, intervals_infinite_kl_ignored)
def intervals_second_and_third_only(p):
    _, second, third = intervals_by_min(p)
    return [(3, 3), second, third]


@closest_intervals.decoy(intervals_by_the_same_answer_for_every_p, intervals_with_both_kls_for_jsd)
def intervals_with_the_row_for_likelihood(p):
    """Right for six pictures; all of the row, where the data do not show all of it."""
    return [(1, len(p)), *intervals_by_min(p)[1:]]


@closest_intervals.decoy(
    intervals_infinite_kl_ignored,
    intervals_that_stop_before_the_last,
    told=intervals_with_the_arguments_of_kl_exchanged,
)
def intervals_with_jsd_for_likelihood(p):
    return _choose(p, jsd_as_a_mean_of_two_kls, kl_backwards, jsd_as_a_mean_of_two_kls)


@closest_intervals.decoy(
    intervals_infinite_kl_ignored,
    intervals_with_the_arguments_of_kl_exchanged,
    told=intervals_that_stop_before_the_last,
)
def intervals_with_one_range_too_short(p):
    n = len(p)
    candidates = [(first, last) for first in range(1, n + 1) for last in range(first, n)]
    return [
        min(candidates, key=lambda ends: score(p, uniform_on(*ends, n)))
        for score in (kl, kl_backwards, jsd_as_a_mean_of_two_kls)
    ]


@closest_intervals.decoy(intervals_that_stop_before_the_last, intervals_of_two_or_more)
def intervals_of_three_or_more(p):
    candidates = [(first, last) for first, last in all_intervals(len(p)) if last - first > 1]
    return [
        min(candidates, key=lambda ends: score(p, uniform_on(*ends, len(p))))
        for score in (kl, kl_backwards, jsd_as_a_mean_of_two_kls)
    ]


@closest_intervals.decoy(intervals_with_the_arguments_of_kl_exchanged, told=intervals_infinite_kl_ignored)
def intervals_with_nan_to_num(p):
    """p·log(p/0) made 0 with the NaN: the missing pictures cost nothing."""

    def forgiving(p, q):
        return np.sum(np.where((p > 0) & (q > 0), p * np.log(np.where(q > 0, p, 1) / np.where(q > 0, q, 1)), 0))

    return _choose(p, forgiving, kl_backwards, jsd_as_a_mean_of_two_kls)


@closest_intervals.decoy(intervals_by_total_variation)
def intervals_by_the_largest_difference(p):
    return _choose(p, kl, kl_backwards, lambda p, q: np.abs(p - q).max())


@closest_intervals.decoy(intervals_infinite_kl_ignored, told="inputs_changed")
def intervals_with_the_zeros_filled_in(p):
    p[p == 0] = 1e-12
    return intervals_by_min(p)


def _kept_by_a_loop(p, candidates, beginning=math.inf):
    """For each criterion the best of the candidates, found with a comparison; None where none beats the beginning."""
    best, low = [None] * 3, [beginning] * 3
    for ends in candidates:
        for which, score in enumerate((kl, kl_backwards, jsd_as_a_mean_of_two_kls)):
            if (found := score(p, uniform_on(*ends, len(p)))) < low[which]:
                best[which], low[which] = ends, found
    return best


@closest_intervals.decoy(intervals_counted_from_zero, told=intervals_tried_from_zero)
def intervals_looped_from_zero(p):
    return _kept_by_a_loop(p, [(first, last) for first in range(len(p)) for last in range(first, len(p))])


@closest_intervals.decoy(intervals_tried_from_zero, told=intervals_that_stop_before_the_last)
def intervals_looped_to_the_last_but_one(p):
    return _kept_by_a_loop(p, [(first, last) for first in range(1, len(p)) for last in range(first, len(p))])


@closest_intervals.wrong(when=lambda seen: "none" in seen["chosen"])
def intervals_never_found(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}, where “none” is the None that you begin with: no interval ever beat the value to
    beat. Either that value is too small from the start, or only intervals were tried that are infinitely far away. What is the
    largest value that a divergence can have?"""
    return _kept_by_a_loop(p, all_intervals(len(p)), beginning=0.0)


@closest_intervals.decoy(intervals_never_found, right=True)
def intervals_looped_from_one(p):
    return _kept_by_a_loop(p, all_intervals(len(p)))


def _of_six_pictures(p):
    """Shares of six pictures, whatever p has."""
    return {ends: uniform_on(*ends, 6) for ends in all_intervals(6)}


@closest_intervals.wrong(
    when=lambda seen: (
        list(seen["chosen"]) == _in_words(intervals_by_min(_HUMPS))
        and "of_seven" not in seen
        and _is_of_lengths(seen["error"])
    )
)
def intervals_of_six_pictures_only(p):
    """For the six pictures of this world you are right, {chosen[0]} first. For seven it stopped with "{error}": two tables of different
    lengths meet. Somewhere in your function a 6 is written down, in a loop's `range` or in `uniform_on`. Where could the number of
    pictures come from instead?"""
    tables = _of_six_pictures(p)
    return [
        min(tables, key=lambda ends: score(p, tables[ends])) for score in (kl, kl_backwards, jsd_as_a_mean_of_two_kls)
    ]


def _is_of_lengths(error: str) -> bool:
    return any(words in error for words in ("did not match", "could not be broadcast", "out of bounds"))


@closest_intervals.decoy(intervals_of_six_pictures_only)
def intervals_of_six_pictures_or_none_at_all(p):
    if len(p) != 6:
        raise ValueError("there are six pictures in this world")
    return intervals_by_min(p)


@closest_intervals.wrong(when=lambda seen: seen["the_worst"] != "none" and seen["the_worst"] != "KL(p‖q)")
def intervals_with_the_largest(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}. No interval has a larger value than yours by {the_worst}: the largest was sought, and a divergence
    says how far two tables are apart. Which end of it does a good G want?"""
    return _choose(p, kl, kl_backwards, lambda p, q: -jsd_by_entropies(p, q))


@closest_intervals.decoy(intervals_with_the_largest, told="intervals_by_the_same_answer_for_every_p")
def intervals_typed_from_a_guess(p):
    return [(1, 6), (3, 4), (3, 6)]


@closest_intervals.wrong
def intervals_by_their_width(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the first picture is right each time, and your second number is how many pictures the interval
    holds. The pair that was asked for names the last one. If an interval begins at 3 and holds 4 pictures, where does it end?"""
    return [(first, last - first + 1) for first, last in _choose(p, kl, kl_backwards, jsd_by_entropies)]


@closest_intervals.decoy(intervals_by_their_width, told=intervals_counted_from_zero)
def intervals_as_places_of_an_array(p):
    return [(first - 1, last - 1) for first, last in _choose(p, kl, kl_backwards, jsd_by_entropies)]


closest_intervals.hints(
    "Try all the intervals. For each one, make the table q that is uniform on it, and compute a divergence between p and q.",
    "Two loops, first and last, give all intervals; keep the one with the smallest divergence. Do that three times: with "
    "kl(p, q), with kl(q, p), and with jensen_shannon(p, q).",
    "candidates = [(a, b) for a in range(1, n + 1) for b in range(a, n + 1)]; then "
    "min(candidates, key=lambda ends: kl(p, uniform_on(*ends, n))), and likewise for the other two.",
)

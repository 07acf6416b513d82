"""Exercise 7.6, rate_at: a learning rate that is full for half of the budget and then falls to 0."""

import math

from gancourse.checks.exercise import Exercise

rate_at = Exercise(
    "rate_at",
    lesson="07",
    remember="A share of the *budget*, and not a number of steps: the same line serves ten seconds and five minutes, and a run that is cut short has never seen its small rates.",
)


@rate_at.probe("the beginning, elapsed_fraction = 0", expected="1: the full rate")
def beginning(answer):
    return {"at_0": answer(0.0)}


@rate_at.probe("a quarter of the budget", expected="1")
def quarter(answer):
    return {"at_quarter": answer(0.25)}


@rate_at.probe("half of it", expected="1: from here on it falls")
def half(answer):
    return {"at_half": answer(0.5)}


@rate_at.probe("six tenths", expected="0.8")
def six_tenths(answer):
    return {"at_six_tenths": answer(0.6)}


@rate_at.probe("three quarters", expected="0.5: half of the way down")
def three_quarters(answer):
    return {"at_three_quarters": answer(0.75)}


@rate_at.probe("nine tenths", expected="0.2")
def nine_tenths(answer):
    return {"at_nine_tenths": answer(0.9)}


@rate_at.probe("the end, elapsed_fraction = 1", expected="0")
def end(answer):
    return {"at_end": answer(1.0)}


@rate_at.probe(
    "25 and 75, as if the budget were counted in hundredths",
    expected="nothing: it runs from 0 to 1",
    holds=lambda seen: True,
)
def in_hundredths(answer):
    try:
        found = float(answer(25.0)), float(answer(75.0))
    except Exception:
        return {"counts_in_hundredths": False}
    return {"counts_in_hundredths": abs(found[0] - 1) + abs(found[1] - 0.5) < 1e-6}


@rate_at.right
def the_smaller_of_two(elapsed_fraction):
    return min(1.0, 2 * (1 - elapsed_fraction))


@rate_at.right
def by_cases(elapsed_fraction):
    if elapsed_fraction <= 0.5:
        return 1.0
    return 2 - 2 * elapsed_fraction


def _is(seen: dict, **due: float) -> bool:
    return all(abs(seen[name] - value) < 1e-6 for name, value in due.items())


def _behind(six_tenths: float, three_quarters: float, nine_tenths: float, end: float):
    """A rule: the first half is right, up to the middle itself, which may belong to either half, and the second goes through these."""

    def rule(seen: dict) -> bool:
        return _is(
            seen,
            at_0=1,
            at_quarter=1,
            at_six_tenths=six_tenths,
            at_three_quarters=three_quarters,
            at_nine_tenths=nine_tenths,
            at_end=end,
        )

    return rule


@rate_at.wrong
def falls_from_the_start(elapsed_fraction):
    """At a quarter of the budget you give {at_quarter:.4g}: the rate falls from the first step on. Through the first half it is to be full. Where does the straight line begin?"""
    return 1 - elapsed_fraction


@rate_at.wrong
def without_a_cap(elapsed_fraction):
    """At the beginning you give {at_0:.4g}, more than the full rate: the line is right in the second half, and goes on rising to the left of it. What keeps a number from exceeding 1?"""
    return 2 * (1 - elapsed_fraction)


@rate_at.wrong
def the_larger_of_two(elapsed_fraction):
    """At the beginning you give {at_0:.4g}, and at the end {at_end:.4g}: of 1 and the line you take the larger one each time. Which of the two is wanted in the second half?"""
    return max(1.0, 2 * (1 - elapsed_fraction))


@rate_at.wrong(when=_behind(0.4, 0.25, 0.1, 0))
def jumps_to_a_half(elapsed_fraction):
    """At three quarters you give {at_three_quarters:.4g}: behind the middle your line is 1 − f, which has come down to 0.5 already where it begins, so the rate jumps there. How steep must it be to lead from 1 to 0 in half of the budget?"""
    return 1.0 if elapsed_fraction <= 0.5 else 1 - elapsed_fraction


@rate_at.wrong(when=_behind(-0.2, -0.5, -0.8, -1))
def too_steep_from_one(elapsed_fraction):
    """At three quarters you give {at_three_quarters:.4g}, less than nothing: the line 1 − 2f has reached 0 in the middle. From where is the elapsed part of the *second* half counted?"""
    return 1.0 if elapsed_fraction <= 0.5 else 1 - 2 * elapsed_fraction


@rate_at.wrong
def falls_in_the_first_half(elapsed_fraction):
    """At a quarter you give {at_quarter:.4g}, and from the middle on 0: your rate falls in the first half and is used up then. In which half is it to be full?"""
    return max(0.0, 1 - 2 * elapsed_fraction)


@rate_at.wrong(when=_behind(0.2, 0.125, 0.05, 0))
def half_of_the_rest(elapsed_fraction):
    """At six tenths you give {at_six_tenths:.4g} where 0.8 is due: behind the middle your line is half of what is left, (1 − f)/2, which begins at a quarter. In the middle the rate is still full. By what must 1 − f be multiplied so that it is 1
    there?"""
    return 1.0 if elapsed_fraction < 0.5 else (1 - elapsed_fraction) / 2


@rate_at.wrong(when=_behind(0, 0, 0, 0))
def a_switch(elapsed_fraction):
    """At three quarters you give {at_three_quarters:.4g}: the rate is switched off in the middle, and in the second half nothing is learned. What shape between 1 and 0 does the exercise ask for?"""
    return 1.0 if elapsed_fraction <= 0.5 else 0.0


@rate_at.wrong(when=_behind(0.5, 0.5, 0.5, 0.5))
def half_of_it(elapsed_fraction):
    """At nine tenths you give {at_nine_tenths:.4g}, and at the end {at_end:.4g}: the rate falls once, to a half, and stays there. What shape down to 0 does the exercise ask for?"""
    return 1.0 if elapsed_fraction <= 0.5 else 0.5


@rate_at.wrong
def half_as_steep(elapsed_fraction):
    """At three quarters you give {at_three_quarters:.4g}, and at the end {at_end:.4g}: the line begins in the right place and is half as steep as it has to be. In what share of the budget does it go from 1 to 0?"""
    return min(1.0, 1.5 - elapsed_fraction)


@rate_at.wrong
def twice_as_steep(elapsed_fraction):
    """At three quarters you give {at_three_quarters:.4g}: the line begins in the right place and is twice as steep as it should be. How long is the way from 1 to 0, as a share of the budget?"""
    return min(1.0, max(0.0, 3 - 4 * elapsed_fraction))


@rate_at.wrong
def the_same_below_nothing(elapsed_fraction):
    """At the end you give {at_end:.4g}, less than nothing: the line is twice as steep as it should be. How long is the way from 1 to 0, as a share of the budget?"""
    return min(1.0, 3 - 4 * elapsed_fraction)


@rate_at.wrong
def rises(elapsed_fraction):
    """At the beginning you give {at_0:.4g} and at the end {at_end:.4g}: your rate *rises*. How much of the budget is left when so much of it is spent?"""
    return min(1.0, 2 * elapsed_fraction)


@rate_at.wrong
def rises_in_the_second_half(elapsed_fraction):
    """At a half you give {at_half:.4g}, and at the end {at_end:.4g}: that is the part of the second half that is over. The rate goes the other way. What is left of it?"""
    return max(0.0, 2 * (elapsed_fraction - 0.5))


@rate_at.wrong(when=_behind(0.2, 0.5, 0.8, 1))
def rises_after_a_full_half(elapsed_fraction):
    """At three quarters you are right, and at nine tenths you give {at_nine_tenths:.4g} where 0.2 is due: behind the middle your line rises from 0. What is left of the second half when so much of it is over?"""
    return 1.0 if elapsed_fraction <= 0.5 else 2 * (elapsed_fraction - 0.5)


@rate_at.wrong
def cosine(elapsed_fraction):
    """At nine tenths you give {at_nine_tenths:.4g} where 0.2 is due: you are right in the middle of the way and at its ends, and between them your line is bent, as a cosine is. That is a good schedule too. Which one is asked for?"""
    return 1.0 if elapsed_fraction <= 0.5 else 0.5 * (1 + math.cos(2 * math.pi * (elapsed_fraction - 0.5)))


@rate_at.wrong
def cosine_from_the_start(elapsed_fraction):
    """At a quarter you give {at_quarter:.4g}: a half cosine, which falls from the first step on. What is asked for in the first half?"""
    return 0.5 * (1 + math.cos(math.pi * elapsed_fraction))


@rate_at.wrong
def ends_at_a_hundredth(elapsed_fraction):
    """At the end you give {at_end:.4g}: you keep a rest, which the training step will add by itself. Here the line ends at 0. Which number can go?"""
    return max(0.01, min(1.0, 2 * (1 - elapsed_fraction)))


@rate_at.wrong
def with_a_rest_on_top(elapsed_fraction):
    """At three quarters you give {at_three_quarters:.4g} and at the end {at_end:.4g}: the hundredth is in it already, which the training step will add by itself. Which number can go?"""
    return min(1.0, 2 * (1 - elapsed_fraction) + 0.01)


@rate_at.wrong
def squared_line(elapsed_fraction):
    """At three quarters you give {at_three_quarters:.4g} where 0.5 is due: the ends are right, and between them your line is a parabola. Which power does a straight line have?"""
    return min(1.0, (2 * (1 - elapsed_fraction)) ** 2)


@rate_at.wrong
def a_learning_rate(elapsed_fraction):
    """At the beginning you give {at_0:.4g}: that is a learning rate. Asked is the *share* of it, and the training step multiplies. What is the share when the rate is full?"""
    return 1e-3 * min(1.0, 2 * (1 - elapsed_fraction))


def _never_falls(seen: dict) -> bool:
    return seen["at_0"] == 1 == seen["at_half"] and seen["at_end"] == 1


@rate_at.wrong(when=lambda seen: _never_falls(seen) and seen["counts_in_hundredths"])
def counts_in_hundredths(elapsed_fraction):
    """At the end you give {at_end:.4g}, and it would fall from 50 on, if anybody came to 50: you count in hundredths. The docstring says from where to where `elapsed_fraction` runs. What is the middle of that?"""
    return 1.0 if elapsed_fraction < 50 else (100 - elapsed_fraction) / 50


@rate_at.wrong(when=lambda seen: _never_falls(seen) and not seen["counts_in_hundredths"])
def never_falls(elapsed_fraction):
    """At the end you give {at_end:.4g}: the full rate, to the last step. In which part of your function does something get smaller?"""
    return 1.0


@rate_at.wrong
def exponential(elapsed_fraction):
    """At nine tenths you give {at_nine_tenths:.4g} where 0.2 is due: behind the middle your rate falls as a power does, fast first and then ever slower, and never reaches 0. What shape is asked for?"""
    return 1.0 if elapsed_fraction <= 0.5 else 0.01 ** (2 * (elapsed_fraction - 0.5))


def _is_one_line(seen: dict) -> bool:
    slope = (seen["at_end"] - seen["at_0"]) / 1
    places = {
        "at_quarter": 0.25,
        "at_half": 0.5,
        "at_six_tenths": 0.6,
        "at_three_quarters": 0.75,
        "at_nine_tenths": 0.9,
    }
    return abs(slope) > 1e-6 and all(abs(seen[name] - seen["at_0"] - slope * at) < 1e-6 for name, at in places.items())


@rate_at.wrong(when=lambda seen: seen["at_half"] is None and _behind(0.8, 0.5, 0.2, 0)(seen))
def a_hole_in_the_middle(elapsed_fraction):
    """Both halves are right, and at exactly a half your function returns {at_half}: one case ends before the middle and the other begins behind it. Which of the two comparisons should take the middle in?"""
    if elapsed_fraction < 0.5:
        return 1.0
    if elapsed_fraction > 0.5:
        return 2 - 2 * elapsed_fraction
    return None


@rate_at.decoy(a_hole_in_the_middle)
def nothing_in_the_second_half(elapsed_fraction):
    return 1.0 if elapsed_fraction < 0.5 else None


@rate_at.wrong(
    when=lambda seen: (
        _is(seen, at_six_tenths=0.8, at_three_quarters=0.5, at_nine_tenths=0.2) and not _is(seen, at_0=1, at_quarter=1)
    )
)
def first_half_of_its_own(elapsed_fraction):
    """Behind the middle your line is right. But at the beginning you give {at_0:.4g}, and at a quarter {at_quarter:.4g}: through the first half the share is to be 1. What does your function return there?"""
    return 0.8 if elapsed_fraction < 0.5 else 2 * (1 - elapsed_fraction)


@rate_at.wrong(when=_is_one_line)
def one_line_all_through(elapsed_fraction):
    """From {at_0:.4g} at the beginning to {at_end:.4g} at the end yours is *one* straight line. Two pieces are asked for: a level one, and one that falls. Where do they meet, and how high?"""
    return 1 - elapsed_fraction / 2


@rate_at.wrong(when=lambda seen: _is(seen, at_0=1, at_quarter=1))
def second_half_of_its_own(elapsed_fraction):
    """The first half is right. At six tenths you give {at_six_tenths:.4g} where 0.8 is due, at three quarters {at_three_quarters:.4g} where 0.5 is, and at the end {at_end:.4g} where 0 is. Which straight line goes through 1 in the middle and 0 at the
    end?"""
    return 1.0 if elapsed_fraction < 0.5 else 0.3


@rate_at.decoy(counts_in_hundredths, half_of_the_rest, told=second_half_of_its_own)
def falls_to_a_tenth_and_stays(elapsed_fraction):
    return 1.0 if elapsed_fraction < 0.5 else 0.1


@rate_at.decoy(first_half_of_its_own, one_line_all_through, second_half_of_its_own)
def a_parabola(elapsed_fraction):
    return 0.9 - elapsed_fraction**2 / 2


@rate_at.decoy(
    falls_from_the_start, without_a_cap, the_larger_of_two, jumps_to_a_half, too_steep_from_one, falls_in_the_first_half, a_switch, half_of_it, half_as_steep, twice_as_steep,
    the_same_below_nothing, rises, rises_in_the_second_half, rises_after_a_full_half, cosine, cosine_from_the_start, ends_at_a_hundredth, with_a_rest_on_top, squared_line, a_learning_rate,
    never_falls, exponential,
)  # fmt: skip
def falls_from_a_tenth_on(elapsed_fraction):
    return min(1.0, (1 - elapsed_fraction) / 0.9)


rate_at.hints(
    "Draw it: a level line at 1 as far as the middle, then a straight one to 0 at the end. What is the height of the second one when a share f is spent?",
    "The second line is 2 * (1 - elapsed_fraction). In the first half it lies above 1, where the level line counts: the smaller of the two is right everywhere.",
    "return min(1.0, 2 * (1 - elapsed_fraction))",
)

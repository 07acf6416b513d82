"""Exercise 2.7, has_converged: a certificate of convergence."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.toys.figure_one import (
    LOG_2,
    LOG_4,
)

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


@has_converged.probe(
    "V now −1.40, best V −1.35, with the tolerances 0.01, 0.05 and 0.10", expected="False, then True and True"
)
def three_tolerances(answer):
    return {
        "strict": _yes(answer(-1.40, -1.35, 0.01)),
        "lenient": _yes(answer(-1.40, -1.35, 0.05)),
        "very_lenient": _yes(answer(-1.40, -1.35, 0.10)),
    }


@has_converged.probe(
    "V now −1.40 and a best V of −log 4 to the last digit; then −0.75 both times; tolerance 0.01",
    expected="True, then False",
)
def to_the_last_digit(answer):
    return {"at_the_minimum": _yes(answer(-1.40, -LOG_4, 0.01)), "at_a_standstill": _yes(answer(-0.75, -0.75, 0.01))}


@has_converged.probe(
    "V now −1.3945, best V −1.3780: each within 0.01 of −log 4, and not of one another; tolerance 0.01", expected="True"
)
def within_but_apart(answer):
    return {"apart": _yes(answer(-1.3945, -1.3780, 0.01))}


@has_converged.probe("V now −1.40 and a best V of +1.3863, which no D can reach; tolerance 0.01", expected="False")
def impossible(answer):
    return {"mirrored": _yes(answer(-1.40, LOG_4, 0.01))}


@has_converged.probe(
    "V now −1.40, and a best V of −1.3673, then of −1.3653: 0.019 and 0.021 above −log 4; tolerance 0.01",
    expected="False both times: the tolerance is one of V, in nats",
)
def beyond_the_tolerance(answer):
    return {"under_twice": _yes(answer(-1.40, -1.3673, 0.01)), "over_twice": _yes(answer(-1.40, -1.3653, 0.01))}


@has_converged.probe(
    "V now −1.3793, best V −1.3713: V is near −log 4 and near its best value, which is 0.015 above −log 4; tolerance 0.01",
    expected="False",
)
def near_and_rising(answer):
    return {"a_little_above": _yes(answer(-1.3793, -1.3713, 0.01))}


VERDICTS = (
    *GAMES,
    *("strict", "lenient", "very_lenient", "at_the_minimum", "at_a_standstill", "apart", "under_twice", "over_twice"),
)


def _yes(verdict):
    """A truth value of any library as True or False, and anything else as it is."""
    if isinstance(verdict, torch.Tensor) and verdict.numel() == 1:
        verdict = verdict.item()
    return bool(verdict) if type(verdict).__name__ in ("bool", "bool_") else verdict


def _says(seen, verdict):
    """Does the answer give this one verdict to every game that can be played?"""
    return all(seen[name] is verdict for name in VERDICTS)


def _six_right(seen):
    return all(seen[name] is (name in ("panel_d", "clumsy_d")) for name in GAMES)


@has_converged.right
def the_best_d_can_do_no_better_than_a_coin(value, best_value, tolerance):
    return best_value < -LOG_4 + tolerance


@has_converged.right
def close_on_both_sides(value, best_value, tolerance):
    return abs(best_value + LOG_4) <= tolerance


@has_converged.right
def through_jsd(value, best_value, tolerance):
    return (best_value + LOG_4) / 2 < tolerance / 2


@has_converged.right
def the_larger_of_the_two(value, best_value, tolerance):
    """V now is never above V at the best D, so the larger one is the best one."""
    return max(value, best_value) + LOG_4 <= tolerance


@has_converged.wrong
def looks_at_v_now(value, best_value, tolerance):
    """You look at V as it is now. The blind game has V = −1.386, and you say converged = {blind}; a few hundred steps
    of D alone lift it to −0.982, so the generator was poor all along. And the clumsy game, with a perfect G, you turn
    down. Which of the two values depends on G only?"""
    return abs(value + LOG_4) <= tolerance


@has_converged.wrong
def v_now_is_low_enough(value, best_value, tolerance):
    """You look at V as it is now and ask whether it is low enough. The blind game, with V = −1.386, passes: {blind}. A
    few hundred steps of D alone lift it to −0.982. A low V can come from a good G or from a poor D. Which of the two
    values leaves the poor D out?"""
    return value <= -LOG_4 + tolerance


@has_converged.wrong
def looks_at_the_gap(value, best_value, tolerance):
    """You ask whether V has reached its best value. That says D has converged, not G: for panel (b), where D is perfect
    and p_g still stands beside the data, you say {panel_b}. What must the best value *be* when the densities agree?"""
    return abs(value - best_value) <= tolerance


@has_converged.wrong
def gap_to_the_last_digit(value, best_value, tolerance):
    """You say True only where V now *equals* its best value, as in the game that stands still at −0.75:
    {at_a_standstill}. Two measured numbers are hardly ever equal, and if they are, D has converged, not G: JSD is 0.32
    there. What must the best value *be* when the densities agree?"""
    return value == best_value


@has_converged.wrong
def wants_a_gap(value, best_value, tolerance):
    """You say True where training D lifted V by more than the tolerance, as in the blind game: {blind}. That D had much
    to learn, and the JSD that it then shows is 0.20. What must the best value *be* when the densities agree?"""
    return best_value - value > tolerance


@has_converged.wrong
def any_gain(value, best_value, tolerance):
    """You ask whether training D raised V. It did in the hopeless game, −0.021 to −0.008, and you call that converged:
    {hopeless}. A D that can still learn says nothing about G. Where must V be *after* that training if G is perfect?"""
    return best_value > value


@has_converged.wrong
def wants_both(value, best_value, tolerance):
    """You ask for both values at −log 4. Your verdict is safe, but look at the clumsy game: the best D cannot beat a
    coin, so p_g = p_data, and you still say {clumsy_d} because today's D is clumsy. Whose fault is a V below −log 4?"""
    return abs(value + LOG_4) <= tolerance and abs(best_value + LOG_4) <= tolerance


@has_converged.wrong
def wants_no_gap_as_well(value, best_value, tolerance):
    """You ask for two things: the best value at −log 4, and V now close to it. The first one is the proof. The second
    turns down the clumsy game (you say {clumsy_d}), where p_g = p_data and only today's D is clumsy. Whose fault is the
    gap between V now and the best V?"""
    return abs(value - best_value) <= tolerance and abs(best_value + LOG_4) <= tolerance


@has_converged.wrong(
    when=lambda seen: (
        [seen[name] for name in GAMES] == [False, False, True, False, False, False] and seen["a_little_above"] is True
    )
)
def wants_v_now_and_no_gap(value, best_value, tolerance):
    """You ask for V now at −log 4 and for the best V close to V now. The clumsy game, where p_g = p_data, you turn down ({clumsy_d}), and
    where the best V is −1.3713, farther from −log 4 than the tolerance, you say {a_little_above}: two small steps make one that is too large. Which of
    the two values is to be near −log 4?"""
    return abs(value + LOG_4) <= tolerance and best_value - value <= tolerance


@has_converged.decoy(wants_v_now_and_no_gap, told=wants_no_gap_as_well)
def wants_the_best_value_and_no_gap(value, best_value, tolerance):
    return best_value <= -LOG_4 + tolerance and best_value - value < tolerance


@has_converged.wrong
def accepts_either(value, best_value, tolerance):
    """You accept either value at −log 4, so the blind game passes: you say {blind}. D was blind there, and with its
    eyes open it reached −0.982. Which of the two numbers can a lazy D fake?"""
    return abs(value + LOG_4) <= tolerance or abs(best_value + LOG_4) <= tolerance


@has_converged.wrong
def upside_down(value, best_value, tolerance):
    """You say {hopeless} for the hopeless game, where D tells every fake from the data, and {panel_d} for panel (d),
    where it can tell none. A large V is D's success. At which end of the scale is G's?"""
    return best_value > -LOG_4 + tolerance


@has_converged.wrong
def minus_log_two(value, best_value, tolerance):
    """You compare with −log 2: panel (d) is {panel_d} for you, and the game half way, whose JSD is a full 0.35, is
    {half_way}. −0.693 is what half the value, the average of the two terms, comes to at the equilibrium. What does the
    whole of V come to when D = ½?"""
    return abs(best_value + LOG_2) <= tolerance


@has_converged.wrong(when=lambda seen: _says(seen, False) and seen["mirrored"] is True)
def plus_log_four(value, best_value, tolerance):
    """For panel (d) you say {panel_d}: you look for +1.386, and V, a sum of logarithms of probabilities, is never
    positive. +1.386 is D's loss. Which sign does V carry at the equilibrium?"""
    return abs(best_value - LOG_4) <= tolerance


@has_converged.wrong(when=lambda seen: _says(seen, True))
def never_false(value, best_value, tolerance):
    """You say {hopeless} to every game, to the hopeless one as well, where D tells every fake from the data. So your
    condition holds whatever V is. Put its best value, −0.008, into your condition: on which side of the comparison does
    it end up, and where should it?"""
    return best_value - LOG_4 < tolerance


@has_converged.wrong(when=lambda seen: _says(seen, False) and seen["mirrored"] is False)
def never_true(value, best_value, tolerance):
    """You say {panel_d} to panel (d), and no game passes, not even one whose best V is −log 4 to the last digit. V
    never lies *below* −log 4 at the best D. How far above it may the best V be and still count, and does your condition
    allow it?"""
    return best_value < -LOG_4


@has_converged.wrong(when=lambda seen: _same_but_exact(seen))
def compares_exactly(value, best_value, tolerance):
    """Sign and place are right: where the best V is −log 4 to the last digit you say {at_the_minimum}. But panel (d),
    at −1.385, is {panel_d} for you. A V that was trained and measured never hits a number that exactly, and that is
    what the third argument is for. How close is close enough?"""
    return best_value == -LOG_4


def _same_but_exact(seen):
    names = set(VERDICTS) - {"at_the_minimum"}
    return seen["at_the_minimum"] is True and all(seen[name] is False for name in names) and seen["mirrored"] is False


@has_converged.wrong(when=lambda seen: _six_right(seen) and seen["strict"] is False and seen["very_lenient"] is False)
def fixed_tolerance(value, best_value, tolerance):
    """All six games are right. But a best value of −1.35 you call {lenient} with tolerance 0.05, and {very_lenient}
    with tolerance 0.10 as well, because your own bound is built in. Which of the three arguments have you not used
    yet?"""
    return abs(best_value + LOG_4) <= 0.01


@has_converged.wrong(
    when=lambda seen: (
        _six_right(seen) and [seen[name] for name in ("strict", "lenient", "very_lenient")] == [False, False, True]
    )
)
def stricter_than_the_tolerance(value, best_value, tolerance):
    """All six games are right. A best value of −1.35 lies 0.036 above −log 4, and with tolerance 0.05 you say
    {lenient}, with 0.10 {very_lenient}: you make the tolerance smaller than it is before you compare. What is to be no
    larger than the tolerance as it stands?"""
    return abs(best_value + LOG_4) <= tolerance / 2


@has_converged.wrong(when=lambda seen: _six_right(seen) and seen["strict"] is True and seen["at_a_standstill"] is False)
def looser_than_the_tolerance(value, best_value, tolerance):
    """All six games are right. A best value of −1.35 lies 0.036 above −log 4, and with tolerance 0.01 you still say
    {strict}: either the bound is your own, or the tolerance is made larger before you compare. What is to be no larger
    than the tolerance as it stands?"""
    return abs(best_value + LOG_4) <= 0.05


@has_converged.wrong(
    when=lambda seen: (
        _six_right(seen)
        and seen["apart"] is True
        and [seen[name] for name in ("strict", "under_twice", "over_twice")] == [False, True, False]
    )
)
def tolerance_of_jsd(value, best_value, tolerance):
    """All six games are right. A best value of −1.3673 lies 0.019 above −log 4, and with tolerance 0.01 you say {under_twice}:
    you let V go twice as far as the tolerance. That is the bound of somebody who holds JSD, half of that distance, against
    it. On which scale does the exercise give the tolerance?"""
    return (best_value + LOG_4) / 2 <= tolerance


@has_converged.decoy(tolerance_of_jsd, looser_than_the_tolerance)
def three_times_the_tolerance(value, best_value, tolerance):
    return abs(best_value + LOG_4) <= 3 * tolerance


@has_converged.wrong
def half_converged(value, best_value, tolerance):
    """You say {panel_d} for panel (d) and {hopeless} for the hopeless game: it looks as if you want V near 0. That
    happens when p_g and p_data do not touch at all. Is V large or small when the best D has nothing left to go on?"""
    return abs(best_value) <= 0.05


@has_converged.wrong(when=lambda seen: isinstance(seen["blind"], float) and isinstance(seen["panel_d"], float))
def a_number_for_a_verdict(value, best_value, tolerance):
    """You return {panel_d:.4f} for panel (d), a number. The question was whether the game has converged, yes or no, and
    the bound for it is the third argument. Which comparison turns your number into True or False?"""
    return best_value + LOG_4


@has_converged.decoy(looks_at_v_now, v_now_is_low_enough)
def v_now_not_too_low(value, best_value, tolerance):
    return value >= -LOG_4 - tolerance


@has_converged.decoy(v_now_is_low_enough, told=accepts_either)
def the_nearer_one(value, best_value, tolerance):
    return min(abs(value + LOG_4), abs(best_value + LOG_4)) <= tolerance


@has_converged.decoy(looks_at_the_gap, told=gap_to_the_last_digit)
def the_same_number(value, best_value, tolerance):
    return math.isclose(value, best_value)


@has_converged.decoy(gap_to_the_last_digit, plus_log_four, told=compares_exactly)
def close_to_nine_digits(value, best_value, tolerance):
    return math.isclose(best_value, -math.log(4))


@has_converged.decoy(plus_log_four, never_true, told=compares_exactly)
def a_tolerance_of_its_own_far_too_small(value, best_value, tolerance):
    return abs(best_value + math.log(4)) < 1e-6


@has_converged.decoy(plus_log_four, never_true, told=gap_to_the_last_digit)
def no_gain_at_all(value, best_value, tolerance):
    return best_value - value == 0


@has_converged.decoy(plus_log_four, compares_exactly, told=never_true)
def no_game_passes(value, best_value, tolerance):
    return False


@has_converged.decoy(wants_a_gap, any_gain)
def large_gains_only(value, best_value, tolerance):
    return best_value - value > 0.35


@has_converged.decoy(any_gain, upside_down, told=never_false)
def never_below_the_minimum(value, best_value, tolerance):
    return best_value >= -LOG_4 - tolerance


@has_converged.decoy(never_false)
def all_but_the_hopeless(value, best_value, tolerance):
    return best_value < -tolerance


@has_converged.decoy(wants_both, accepts_either, told=wants_no_gap_as_well)
def gap_first_and_nested(value, best_value, tolerance):
    if abs(best_value - value) > tolerance:
        return False
    return abs(best_value + LOG_4) <= tolerance


@has_converged.decoy(wants_no_gap_as_well, wants_both)
def average_of_both(value, best_value, tolerance):
    return abs((value + best_value) / 2 + LOG_4) <= tolerance


@has_converged.decoy(accepts_either, looser_than_the_tolerance, fixed_tolerance, right=True)
def larger_of_the_two_distances_above(value, best_value, tolerance):
    return max(value + LOG_4, best_value + LOG_4) <= tolerance


@has_converged.decoy(minus_log_two, half_converged)
def in_the_middle(value, best_value, tolerance):
    return -0.9 < best_value < -0.5


@has_converged.decoy(upside_down)
def above_minus_one(value, best_value, tolerance):
    return best_value > -1


@has_converged.decoy(fixed_tolerance, told=stricter_than_the_tolerance)
def a_third_of_the_tolerance(value, best_value, tolerance):
    return abs(best_value + LOG_4) * 2.5 <= tolerance


@has_converged.decoy(stricter_than_the_tolerance, told=looser_than_the_tolerance)
def ten_times_the_tolerance(value, best_value, tolerance):
    return abs(best_value + LOG_4) <= 10 * tolerance


@has_converged.decoy(looser_than_the_tolerance, stricter_than_the_tolerance, told=tolerance_of_jsd)
def twice_the_tolerance(value, best_value, tolerance):
    return best_value <= -LOG_4 + 2 * tolerance


@has_converged.decoy(a_number_for_a_verdict, right=True)
def verdict_in_a_tensor(value, best_value, tolerance):
    return torch.tensor(abs(best_value + LOG_4) <= tolerance)


@has_converged.decoy(never_true, told="text_for_number")
def verdict_in_words(value, best_value, tolerance):
    return "True" if abs(best_value + LOG_4) <= tolerance else "False"


has_converged.hints(
    "One of the two values depends on the D of the moment. The other depends on G alone.",
    "C(G) = −log 4 + 2·JSD, and C(G) is the *best* value. It reaches −log 4 for one p_g only.",
    "Compare best_value with -math.log(4), within the tolerance; leave value out of it.",
)

"""Exercise 3.2, shortfall: how far V stays below its ceiling."""

import math

from gancourse.checks.exercise import Exercise
from gancourse.toys.figure_one import LOG_2, LOG_4

shortfall = Exercise(
    "shortfall",
    lesson="03",
    tolerance=1e-6,
    remember="V ≤ C(G), always. What is missing says how far D lags behind, in nats, and a training log cannot show it, because it "
    "needs the best D. Here, in one dimension, we have it.",
)


@shortfall.probe("V = −1.3863 and JSD = 0: a perfect G, and a D that knows it", expected="0")
def nothing_missing(answer):
    return {"at_the_goal": answer(-LOG_4, 0.0)}


@shortfall.probe("V = −1.3863 and JSD = 0.3368: a blind D before p_g = N(2, 1)", expected="0.6736, twice JSD")
def blind_d(answer):
    return {"when_blind": answer(-LOG_4, 0.3368)}


@shortfall.probe("V = −0.9 and JSD = 0.3368", expected="0.1873")
def half_way(answer):
    return {"half_way": answer(-0.9, 0.3368)}


@shortfall.probe("V = −1.7 and JSD = 0: a perfect G, and a D that is worse than blind", expected="0.3137")
def worse_than_blind(answer):
    return {"worse_than_blind": answer(-1.7, 0.0)}


@shortfall.right
def ceiling_minus_value(value, jsd):
    return -LOG_4 + 2 * jsd - value


@shortfall.right
def in_halves(value, jsd):
    return 2 * (jsd - LOG_2) - value


@shortfall.wrong
def value_minus_ceiling(value, jsd):
    """For the blind D you get {when_blind:.4f}. V can never exceed C(G), so your difference can never be positive, and we
    want what is *missing*. Which of the two is the larger?"""
    return value + LOG_4 - 2 * jsd


@shortfall.wrong
def one_jsd(value, jsd):
    """The blind D lacks {when_blind:.4f} by your count, which is JSD once. How many JSDs does C(G) = −log 4 + … hold?"""
    return -LOG_4 + jsd - value


@shortfall.wrong
def without_log_four(value, jsd):
    """At the goal, with a perfect G and a D that knows it, you say that {at_the_goal:.4f} is missing. C(G) is not 2·JSD alone:
    what is V when D = ½ everywhere?"""
    return 2 * jsd - value


@shortfall.wrong
def minus_log_two(value, jsd):
    """At the goal you get {at_the_goal:+.4f} where nothing is missing: you took log 2 for log 4. V is the *sum* of two
    expectations. What are both of them at D = ½, added?"""
    return -LOG_2 + 2 * jsd - value


@shortfall.decoy(minus_log_two)
def half_a_value(value, jsd):
    return jsd - value / 2


@shortfall.wrong
def plus_log_four(value, jsd):
    """At the goal you get {at_the_goal:.4f}: twice log 4. C(G) starts at *minus* log 4 when the densities agree, because V is a sum
    of logarithms of probabilities. Which sign do those have?"""
    return LOG_4 + 2 * jsd - value


@shortfall.wrong
def two_log_fours(value, jsd):
    """At the goal you get {at_the_goal:.4f}, where nothing is missing: log 4 counts twice in your ceiling. A 2 in front of a bracket
    with JSD and log 4 in it does that. Which of the two does Theorem 1 double?"""
    return 2 * (jsd - LOG_4) - value


@shortfall.decoy(plus_log_four, without_log_four)
def value_counted_twice(value, jsd):
    return 2 * jsd - 2 * value


@shortfall.wrong
def the_ceiling_itself(value, jsd):
    """You return {half_way:.4f} for V = −0.9: that is C(G), the ceiling, and it does not depend on D at all. How far below it
    is this D?"""
    return -LOG_4 + 2 * jsd


@shortfall.wrong
def twice_jsd(value, jsd):
    """You return 2·JSD, {half_way:.4f} for V = −0.9. It does not depend on D, and for a D as good as can be it would still say that something is
    missing. Which V does a blind D have, for which your number happens to be right?"""
    return 2 * jsd


@shortfall.decoy(the_ceiling_itself, told=twice_jsd)
def the_ceiling_above_log_four(value, jsd):
    ceiling = -LOG_4 + 2 * jsd
    return ceiling + LOG_4


@shortfall.decoy(twice_jsd, two_log_fours)
def twice_jsd_and_the_value(value, jsd):
    return 2 * jsd + value


@shortfall.wrong
def in_size(value, jsd):
    """{worse_than_blind:.4f} for a D that is worse than blind: you compare V with −log 4, and that is the ceiling of a perfect
    G only. For the D at V = −0.9 you say {half_way:.4f}. Where does JSD come in?"""
    return abs(value + LOG_4)


@shortfall.decoy(in_size, right=True)
def the_size_of_what_is_missing(value, jsd):
    return abs(value - (-LOG_4 + 2 * jsd))


@shortfall.wrong
def from_log_four(value, jsd):
    """For the blind D you get {when_blind:.4f}: nothing missing. You measure V from −log 4, and that is the ceiling of a perfect G only; this G is
    poor, and a good D would reach a higher V. What raises the ceiling?"""
    return value + LOG_4


@shortfall.wrong
def log_four_alone(value, jsd):
    """For the blind D you get {when_blind:.4f}, and for V = −0.9 even {half_way:.4f}: your ceiling lies at −log 4 whatever G does. Which of your two
    arguments tells how poor G is?"""
    return -LOG_4 - value


@shortfall.decoy(in_size, from_log_four, log_four_alone)
def never_below_log_four(value, jsd):
    return max(0.0, value + LOG_4)


@shortfall.wrong
def values_added(value, jsd):
    """At the goal you get {at_the_goal:.4f}, where nothing is missing: you add V to the ceiling. V is negative there, and what is missing is the
    distance between the two. Which operation gives a distance?"""
    return -LOG_4 + 2 * jsd + value


@shortfall.decoy(values_added)
def twice_the_ceiling(value, jsd):
    return 2 * (-LOG_4 + 2 * jsd)


@shortfall.wrong
def arguments_swapped(value, jsd):
    """At the goal, V = −1.3863 and JSD = 0, you get {at_the_goal:.4f}: you count V twice and JSD once. Which of the two arguments comes
    first?"""
    return -LOG_4 + 2 * value - jsd


@shortfall.decoy(arguments_swapped)
def ceiling_of_the_value(value, jsd):
    return -LOG_4 + 2 * value


@shortfall.wrong
def other_logarithm(value, jsd):
    """At the goal you get {at_the_goal:.4f}, where nothing is missing: your log 4 is 2, the logarithm with base 2. All logarithms of this course
    are natural ones. Which function is that in Python?"""
    return -math.log2(4) + 2 * jsd - value


@shortfall.wrong
def tenth_logarithm(value, jsd):
    """At the goal you get {at_the_goal:.4f}, where nothing is missing: your log 4 is 0.6021, the logarithm with base 10. All logarithms of this
    course are natural ones. Which function is that in Python?"""
    return -math.log10(4) + 2 * jsd - value


@shortfall.decoy(other_logarithm, tenth_logarithm, told="shifted")
def one_for_log_four(value, jsd):
    return -1 + 2 * jsd - value


@shortfall.wrong(
    when=lambda seen: (
        1e-6 < abs(seen["at_the_goal"]) < 0.02 and abs(seen["half_way"] - 0.187306 - seen["at_the_goal"]) < 1e-4
    )
)
def rounded(value, jsd):
    """The formula is right. At the goal you get {at_the_goal:.6f}, and nothing is missing there: log 4 has more digits than you wrote. Near the goal the
    shortfall is as small as that itself. What computes log 4 for you?"""
    return -1.386 + 2 * jsd - value


@shortfall.decoy(rounded, told="rounded_result")
def result_rounded(value, jsd):
    return round(-LOG_4 + 2 * jsd - value, 2)


@shortfall.decoy(rounded, right=True)
def log_four_with_eight_digits(value, jsd):
    return -1.38629436 + 2 * jsd - value


@shortfall.wrong
def halved(value, jsd):
    """The blind D lacks {when_blind:.4f} by your count, half of 0.6736. V and C(G) are both sums of two means, and their difference needs no
    average. What did you divide by?"""
    return (-LOG_4 + 2 * jsd - value) / 2


@shortfall.decoy(halved, one_jsd)
def jsd_and_half_a_value(value, jsd):
    return -LOG_2 + jsd - value


@shortfall.wrong
def doubled(value, jsd):
    """The blind D lacks {when_blind:.4f} by your count, twice 0.6736. C(G) holds two JSDs, and everything else in it is there once. What did you
    multiply by 2?"""
    return 2 * (-LOG_4 + 2 * jsd - value)


@shortfall.decoy(doubled)
def four_jsds(value, jsd):
    return -LOG_4 + 4 * jsd - value


@shortfall.wrong
def jsd_subtracted(value, jsd):
    """For the blind D you get {when_blind:.4f}, less than nothing. The further p_g is from the data, the *more* a good D can reach, so JSD raises the ceiling. Which
    sign has it in C(G)?"""
    return -(LOG_4 + 2 * jsd) - value


@shortfall.decoy(jsd_subtracted, value_minus_ceiling)
def minus_twice_jsd(value, jsd):
    return -2 * jsd


@shortfall.wrong
def half_a_jsd(value, jsd):
    """The blind D lacks {when_blind:.4f} by your count, half of JSD. The halves stand *inside* JSD, one before each KL, and C(G) undoes them. How many JSDs does
    C(G) = −log 4 + … hold?"""
    return -LOG_4 + jsd / 2 - value


@shortfall.decoy(half_a_jsd)
def half_a_jsd_without_v(value, jsd):
    return jsd / 2


@shortfall.wrong
def jsd_alone(value, jsd):
    """You return JSD as it is, {half_way:.4f} for V = −0.9. It tells how far p_g is from the data, and nothing about D. Which of your two
    arguments depends on D?"""
    return jsd


@shortfall.wrong(
    when=lambda seen: abs(abs(seen["at_the_goal"]) - LOG_4) < 1e-3 and abs(abs(seen["half_way"]) - 0.9) < 1e-3
)
def value_alone(value, jsd):
    """For V = −0.9 you return {half_way:.4f}: V itself, up to its sign. What is missing is counted from the ceiling C(G), and the ceiling does not
    lie at 0. Where does it lie, for a JSD of 0.3368?"""
    return -value


@shortfall.wrong
def from_jsd(value, jsd):
    """At the goal you get {at_the_goal:.4f} where nothing is missing. You measure V from JSD, which is 0 at the goal, while the ceiling is far below 0
    there. What is C(G), written with JSD?"""
    return jsd - value


@shortfall.decoy(value_alone, from_jsd, without_log_four)
def size_of_a_quotient(value, jsd):
    return LOG_4 + jsd * value


@shortfall.decoy(jsd_alone, one_jsd)
def jsd_without_its_last_digits(value, jsd):
    return round(jsd, 1)


@shortfall.wrong(when=lambda seen: abs(seen["at_the_goal"] - 1) < 1e-6 and abs(seen["half_way"]) > 0.5)
def share_of_the_ceiling(value, jsd):
    """At the goal you get {at_the_goal:.4f}, a quotient, where nothing is missing. V and the ceiling are both in nats, and the lesson will
    compare what is missing in nats too. Which operation tells how *far* one number lies below another?"""
    return value / (-LOG_4 + 2 * jsd)


@shortfall.decoy(share_of_the_ceiling)
def relative_to_the_ceiling(value, jsd):
    ceiling = -LOG_4 + 2 * jsd
    return (ceiling - value) / abs(ceiling)


@shortfall.decoy(rounded, told="text_for_number")
def with_four_digits_as_text(value, jsd):
    return f"{-LOG_4 + 2 * jsd - value:.4f}"


shortfall.hints(
    "The shortfall is the ceiling minus V. The ceiling depends on G only.",
    "Theorem 1: C(G) = −log 4 + 2·JSD.",
    "-math.log(4) + 2 * jsd - value",
)

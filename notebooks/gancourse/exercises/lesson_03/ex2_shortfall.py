"""Exercise 3.2, shortfall: how far V stays below its ceiling."""

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


@shortfall.wrong
def plus_log_four(value, jsd):
    """At the goal you get {at_the_goal:.4f}: twice log 4. C(G) starts at *minus* log 4 when the densities agree, because V is a sum
    of logarithms of probabilities. Which sign do those have?"""
    return LOG_4 + 2 * jsd - value


@shortfall.wrong
def the_ceiling_itself(value, jsd):
    """You return {half_way:.4f} for V = −0.9: that is C(G), the ceiling, and it does not depend on D at all. How far below it
    is this D?"""
    return -LOG_4 + 2 * jsd


@shortfall.wrong
def in_size(value, jsd):
    """{worse_than_blind:.4f} for a D that is worse than blind: you compare V with −log 4, and that is the ceiling of a perfect
    G only. For the D at V = −0.9 you say {half_way:.4f}. Where does JSD come in?"""
    return abs(value + LOG_4)


shortfall.hints(
    "The shortfall is the ceiling minus V. The ceiling depends on G only.",
    "Theorem 1: C(G) = −log 4 + 2·JSD.",
    "−math.log(4) + 2 * jsd − value",
)

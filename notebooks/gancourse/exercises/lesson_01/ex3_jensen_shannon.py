"""Exercise 1.3, jensen_shannon: the Jensen–Shannon divergence of two tables."""

import math

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_01.ex2_best_D import best_D_as_a_share
from gancourse.exercises.lesson_01.tables import PAIRS, close, expected_log, kl, quietly, untouched, value_of_game

jensen_shannon = Exercise(
    "jensen_shannon",
    lesson="01",
    tolerance=1e-9,
    remember="JSD lies between 0 and log 2 = 0.693, so C(G) lies between −log 4 and 0; and once p_data and p_g share "
    "nothing, it stays at log 2 however far apart they are.",
)

_HALF_AND_TENTH = np.array([0.5, 0.5]), np.array([0.9, 0.1])
_ONE = np.array([0.1, 0.2, 0.7])
_DISJOINT = np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.0, 0.0, 0.3, 0.7])
_FOUR = np.array([4, 2, 2, 0]) / 8, np.array([1, 2, 2, 3]) / 8


@jensen_shannon.probe("p = [0.5, 0.5] and q = [0.9, 0.1]", expected="got = 0.101749, in nats")
def jsd_of_two_pictures(answer):
    return {"got": quietly(answer, *_HALF_AND_TENTH)}


@jensen_shannon.probe("two equal tables, p = q = [0.1, 0.2, 0.7]", expected="equal = 0")
def jsd_of_equal_tables(answer):
    return {"equal": quietly(answer, _ONE, _ONE)}


@jensen_shannon.probe(
    "four random worlds of 3 to 6 pictures: V at the best D, against −log 4 + 2·JSD",
    expected="C(G) both ways, the same to nine digits",
)
def jsd_and_the_value_of_the_game(answer):
    return {
        "cost_by_jsd": [-math.log(4) + 2 * quietly(answer, *pair) for pair in PAIRS],
        "cost_by_playing": [value_of_game(best_D_as_a_share(*pair), *pair) for pair in PAIRS],
    }


@jensen_shannon.probe(
    "tables with a zero: p = [4, 2, 2, 0]/8, q = [1, 2, 2, 3]/8",
    expected="with zero = 0.190198: a picture that one player never draws adds nothing to that player's KL",
)
def jsd_with_a_zero(answer):
    return {"with_zero": quietly(answer, *_FOUR)}


@jensen_shannon.probe("two tables that share nothing", expected="disjoint = log 2 = 0.693147, the most there is")
def jsd_of_disjoint_tables(answer):
    return {"disjoint": quietly(answer, *_DISJOINT)}


@jensen_shannon.probe("the same tables, looked at after the call", expected="the tables as they were before it")
def jsd_leaves_the_tables_alone(answer):
    return {"tables_unchanged": untouched(answer, *_FOUR)}


@jensen_shannon.right
def jsd_as_a_mean_of_two_kls(p, q):
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2


@jensen_shannon.right
def jsd_by_entropies(p, q):
    m = (p + q) / 2
    return (expected_log(p, p) + expected_log(q, q)) / 2 - expected_log(m, m)


@jensen_shannon.right
def jsd_from_the_value_of_the_best_D(p, q):
    return (value_of_game(best_D_as_a_share(p, q), p, q) + math.log(4)) / 2


def _wrong_jsd(mistake):
    """A wrong answer that is recognised where both players draw every picture, whatever it makes of the zeros."""

    def alike(seen):
        with np.errstate(all="ignore"):
            theirs = [mistake(*pair) for pair in (_HALF_AND_TENTH, (_ONE, _ONE), *PAIRS)]
        costs = (np.array(seen["cost_by_jsd"]) + math.log(4)) / 2
        return close([seen["got"], seen["equal"], *costs], theirs)

    return jensen_shannon.wrong(when=alike)(mistake)


@_wrong_jsd
def jsd_is_kl(p, q):
    """You get {got:.3f}: KL(p‖q), p compared with q itself. It is infinite as soon as q misses one picture that p shows,
    and JSD is never above 0.693. With which third distribution does JSD compare both?"""
    return kl(p, q)


@_wrong_jsd
def jsd_is_kl_backwards(p, q):
    """You get {got:.3f}: KL(q‖p), q compared with p itself. Exchange p and q and your number changes, while JSD treats both
    players alike; and yours is infinite where p misses a picture that q shows. With which third distribution does JSD
    compare both?"""
    return kl(q, p)


@_wrong_jsd
def jsd_is_the_mean_of_both_kls(p, q):
    """You get {got:.3f}: the mean of KL(p‖q) and KL(q‖p). It is symmetric, as JSD is, but has no ceiling: for tables
    that share nothing it is infinite. Each player is to be compared with something that never misses what the player
    draws. What could that be?"""
    return (kl(p, q) + kl(q, p)) / 2


@_wrong_jsd
def jsd_doubled(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right: you add the two divergences, and JSD is
    their mean. With yours, −log 4 + 2·JSD would rise to +1.386 for tables that share nothing, though V, a mean of logs
    of probabilities, is never above 0. Which factor stands in front of each KL?"""
    m = (p + q) / 2
    return kl(p, m) + kl(q, m)


@_wrong_jsd
def jsd_mixture_not_halved(p, q):
    """For two equal tables you get {equal:.3f}, and they should be 0 apart. You compare with p + q, whose shares add up to 2:
    each KL comes out log 2 too small. (Hold on to that: the same log 2, once for each player, is the −log 4 in C(G).)
    What has to happen to p + q before it is a distribution?"""
    return (kl(p, p + q) + kl(q, p + q)) / 2


@_wrong_jsd
def jsd_mixture_halves_only_q(p, q):
    """For two equal tables you get {equal:.3f}, and they should be 0 apart. Your mixture is p + q/2: a division binds tighter
    than a plus, so only q is halved, and the shares add up to 1.5. Where does a bracket have to stand?"""
    return (kl(p, p + q / 2) + kl(q, p + q / 2)) / 2


@_wrong_jsd
def jsd_mixture_halves_only_p(p, q):
    """For two equal tables you get {equal:.3f}, and they should be 0 apart. Your mixture is p/2 + q: only p is halved, and
    the shares add up to 1.5. What has to be added up before it is halved?"""
    return (kl(p, p / 2 + q) + kl(q, p / 2 + q)) / 2


@_wrong_jsd
def jsd_mixture_is_a_difference(p, q):
    """You get {got} for two ordinary tables and {equal} for two equal ones, which should be 0 apart. A difference of p and q
    in the place of the mixture does that: some of its entries are negative, and a negative number has no log. A coin
    decides between data and G: how often do you then see each picture?"""
    return (kl(p, (p - q) / 2) + kl(q, (p - q) / 2)) / 2


@_wrong_jsd
def jsd_halves_only_the_second(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right. You halve KL(q‖m) alone, because a
    division binds tighter than a plus. What has to be in a bracket before it is divided by 2?"""
    m = (p + q) / 2
    return kl(p, m) + kl(q, m) / 2


@_wrong_jsd
def jsd_halves_only_the_first(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right. You halve KL(p‖m) alone, so G's half
    counts in full. Which part of the sum does the factor ½ belong to?"""
    m = (p + q) / 2
    return kl(p, m) / 2 + kl(q, m)


@_wrong_jsd
def jsd_is_a_difference_of_kls(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and no divergence is negative. You subtract one KL from the
    other, so what G is off takes away from what the data are off; exchange p and q and the sign changes. What does a
    mean do with its two numbers?"""
    m = (p + q) / 2
    return (kl(p, m) - kl(q, m)) / 2


@_wrong_jsd
def jsd_negated(p, q):
    """You get {got:.3f}: the size is right and the sign is turned round. No divergence is negative. In a KL from p to m,
    which of the two stands above the line inside the log?"""
    m = (p + q) / 2
    return -(kl(p, m) + kl(q, m)) / 2


@_wrong_jsd
def jsd_is_the_cost(p, q):
    """For two equal tables you get {equal:.3f}, which is −log 4. What you have is C(G) itself, the value of the game under
    the best D: right, and more than was asked for. How far apart should two equal tables be?"""
    return kl(p, p + q) + kl(q, p + q)


@_wrong_jsd
def jsd_root(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right: you have taken its square root. That is
    the Jensen–Shannon distance, and it is what SciPy's `jensenshannon` returns. Which of the two, the distance or its
    square, did the derivation find in C(G)?"""
    m = (p + q) / 2
    return np.sqrt(np.maximum((kl(p, m) + kl(q, m)) / 2, 0))


@_wrong_jsd
def jsd_in_bits(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}: that is 0.102 nats, in bits. It is the right quantity in
    another unit, and with it −log 4 + 2·JSD no longer equals V, which is in nats. Which logarithm does the rest of the
    lesson use?"""
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2 / math.log(2)


@_wrong_jsd
def jsd_one_half_only(p, q):
    """You get {got:.3f}: KL(p‖m), the data's half. Exchange p and q and you get something else, while JSD treats both players
    alike. What does G's own table have to say about the mixture?"""
    return kl(p, (p + q) / 2)


@_wrong_jsd
def jsd_mixture_first(p, q):
    """You get {got:.3f}: you compare the mixture with each player, KL(m‖p) and KL(m‖q), which is infinite as soon as a player
    misses a picture that the other shows. Which of the two must stand first, so that the other never gives 0 to what
    the first one draws?"""
    m = (p + q) / 2
    return (kl(m, p) + kl(m, q)) / 2


@_wrong_jsd
def jsd_is_total_variation(p, q):
    """You get {got:.3f}: half the sum of |p − q|, the total variation. It is 0 for equal tables, symmetric and bounded too
    (you say {disjoint:.3f} for tables that share nothing), but it is what a D scored by its errors would find. V is scored
    by logs: which divergence is made of logs?"""
    return np.abs(p - q).sum() / 2


@jensen_shannon.wrong(
    when=lambda seen: close(seen["got"], jsd_as_a_mean_of_two_kls(*_HALF_AND_TENTH)) and math.isnan(seen["with_zero"])
)
def jsd_zero_times_infinity(p, q):
    """You are right where every picture occurs ({got:.3f}), and get {with_zero} where a table holds a zero: NumPy works out
    0 · log 0 as 0 · (−∞). A picture that a player never draws adds nothing to that player's sum. Is there a function in
    this lesson that already knows that?"""
    m = (p + q) / 2
    return (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2


@jensen_shannon.wrong(
    when=lambda seen: close(seen["with_zero"], jsd_as_a_mean_of_two_kls(*_FOUR), 1e-9) and not seen["tables_unchanged"]
)
def jsd_writes_over_the_tables(p, q):
    """The number is right, {got:.3f}, but afterwards the caller's p or q is no longer what it was: `p += q` and `p /= 2`
    write into the array you were handed, and the next cell would compare another G. How do you make the mixture
    without touching either table?"""
    before = p.copy()
    p += q
    p /= 2
    return (kl(before, p) + kl(q, p)) / 2


@jensen_shannon.wrong
def jsd_only_what_both_draw(p, q):
    """Where both players draw every picture you are right, {got:.6f}. With a picture that only one of them draws you get
    {with_zero:.6f} and not 0.190198: you leave it out of both KLs, although the one who does draw it is compared with
    the mixture there too. Whose zero may leave a picture out of the KL from p?"""
    both = (p > 0) & (q > 0)
    m = (p + q) / 2
    return (np.sum((p * np.log(p / m))[both]) + np.sum((q * np.log(q / m))[both])) / 2


@jensen_shannon.wrong(
    when=lambda seen: (
        close(seen["got"], jsd_as_a_mean_of_two_kls(*_HALF_AND_TENTH), 1e-3)
        and not close(seen["got"], jsd_as_a_mean_of_two_kls(*_HALF_AND_TENTH), 1e-9)
    )
)
def jsd_with_an_epsilon(p, q):
    """You get {got:.9f}, right to some digits and not to nine. Most often that is a small number, put in to keep log 0
    away, that has leaked into the answer. With weights of zero there is nothing to protect, because those pictures add nothing. How can the sum
    leave them out?"""
    m = (p + q) / 2 + 1e-6
    return (np.sum(p * np.log((p + 1e-6) / m)) + np.sum(q * np.log((q + 1e-6) / m))) / 2


jensen_shannon.hints(
    "JSD compares each player with the mixture of both, and takes the mean of the two comparisons.",
    "The mixture m = (p + q)/2 is a distribution and misses no picture that p or q shows, so both KLs are finite.",
    "Half of kl(p, m) plus half of kl(q, m).",
)

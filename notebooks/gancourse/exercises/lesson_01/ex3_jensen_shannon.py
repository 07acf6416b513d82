"""Exercise 1.3, jensen_shannon: the Jensen–Shannon divergence of two tables."""

import math

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import plain
from gancourse.exercises.lesson_01.ex2_best_D import best_D_as_a_share
from gancourse.exercises.lesson_01.tables import PAIRS, close, expected_log, kl, quietly, value_of_game

jensen_shannon = Exercise(
    "jensen_shannon",
    lesson="01",
    tolerance=1e-9,
    remember="JSD lies between 0 and log 2 = 0.693, so C(G) lies between −log 4 and 0; and once p_data and p_g share "
    "nothing, it stays at log 2 whatever else the two look like.",
)

_HALF_AND_TENTH = np.array([0.5, 0.5]), np.array([0.9, 0.1])
_ONE = np.array([0.1, 0.2, 0.7])
_DISJOINT = np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.0, 0.0, 0.3, 0.7])
_FOUR = np.array([4, 2, 2, 0]) / 8, np.array([1, 2, 2, 3]) / 8


@jensen_shannon.probe("p = [0.5, 0.5] and q = [0.9, 0.1]", expected="got = 0.101749, in nats")
def jsd_of_two_pictures(answer):
    got = quietly(answer, *_HALF_AND_TENTH)
    return {"got": got, "how_many": np.size(plain(got))}


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


def _wrong_jsd(mistake=None, *, also=()):
    """A wrong answer that is recognised where both players draw every picture, whatever it makes of the zeros. `also`
    holds the other forms of the same mistake."""
    if mistake is None:
        return lambda mistake: _wrong_jsd(mistake, also=also)

    def alike(seen):
        mine = [seen["got"], seen["equal"], *(np.array(seen["cost_by_jsd"]) + math.log(4)) / 2]
        with np.errstate(all="ignore"):
            return any(
                close(mine, [form(*pair) for pair in (_HALF_AND_TENTH, (_ONE, _ONE), *PAIRS)])
                for form in (mistake, *also)
            )

    return jensen_shannon.wrong(when=alike)(mistake)


def _right_for_two(seen, tolerance=1e-9):
    return close(seen["got"], jsd_as_a_mean_of_two_kls(*_HALF_AND_TENTH), tolerance)


@jensen_shannon.wrong(when=lambda seen: np.shape(seen["got"]) == (2,) and not isinstance(seen["got"], tuple))
def jsd_not_added_up(p, q):
    """You get {how_many} numbers for two pictures, one for each, and JSD is one number for the two tables. A KL is a sum over
    the pictures. Where does your code add up?"""
    m = (p + q) / 2
    return (p * np.log(p / m) + q * np.log(q / m)) / 2


@jensen_shannon.wrong(
    when=lambda seen: (
        isinstance(seen["got"], tuple)
        and close(seen["got"], [kl(t, _middle(*_HALF_AND_TENTH)) for t in _HALF_AND_TENTH])
    )
)
def jsd_in_two_parts(p, q):
    """You return {how_many} numbers side by side, the two KLs to the mixture, both right. JSD is a single number made of the
    two. What does its definition do with them?"""
    m = (p + q) / 2
    return kl(p, m), kl(q, m)


@_wrong_jsd
def jsd_with_mean_for_sum(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.4f}, and 0.1017 is right. Inside each KL you take a mean over the
    pictures, so a world of two pictures gives half, and a world of six a sixth. The weights p are shares already. What do
    they add up to?"""
    m = (p + q) / 2
    return (np.mean(p * np.log(p / m)) + np.mean(q * np.log(q / m))) / 2


@_wrong_jsd
def jsd_with_mean_for_both_sum_and_half(p, q):
    """You get {got:.4f} for two pictures, which is right, and something too small for more of them. A mean over the pictures divides
    by their number, and for two pictures alone that is the ½ in JSD. Which of the two, the sum over the pictures or the
    mean of the two players, is a mean?"""
    m = (p + q) / 2
    return np.mean(p * np.log(p / m)) + np.mean(q * np.log(q / m))


@_wrong_jsd(also=[lambda p, q: kl(p, (p + q) / 2) / 2 + kl((p + q) / 2, q) / 2])
def jsd_one_turned_round(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.4f}, and 0.1017 is right. One of your KLs goes to the mixture and
    the other comes from it. Each player is compared *with* the mixture. Which argument of `kl` is what really happens?"""
    m = (p + q) / 2
    return (kl(m, p) + kl(q, m)) / 2


@_wrong_jsd(also=[lambda p, q: -(expected_log(p, (p + q) / 2) + expected_log(q, (p + q) / 2)) / 2])
def jsd_without_the_entropies(p, q):
    """For two equal tables you get {equal:.3f}, and JSD is 0 there. You have the means of log m under p and under q. A KL
    takes the mean of log(p/m), so something of p itself is missing. Which sum over p alone is it?"""
    m = (p + q) / 2
    return (expected_log(p, m) + expected_log(q, m)) / 2


@_wrong_jsd
def jsd_entropies_not_halved(p, q):
    """For two equal tables you get {equal:.3f}, and JSD is 0 there. It can be written with entropies, but then the two
    players' sums enter by their mean, as the mixture is their mean. How many entropies of p and q do you have for one of
    the mixture?"""
    m = (p + q) / 2
    return expected_log(p, p) + expected_log(q, q) - expected_log(m, m)


@_wrong_jsd(
    also=[
        lambda p, q: (value_of_game(best_D_as_a_share(p, q), p, q) - math.log(4)) / 2,
        lambda p, q: value_of_game(best_D_as_a_share(p, q), p, q) - math.log(4),
        lambda p, q: value_of_game(best_D_as_a_share(p, q), p, q) + math.log(2),
    ]
)
def jsd_from_the_cost_with_another_constant(p, q):
    """For two equal tables you get {equal:.3f}, and JSD is 0 there. You solve C(G) = −log 4 + 2·JSD for JSD, and a constant
    went astray: either its size or its sign. When −log 4 moves to the other side, what does it become?"""
    return (value_of_game(best_D_as_a_share(p, q), p, q) + math.log(2)) / 2


@_wrong_jsd
def jsd_of_the_mixture_with_itself(p, q):
    """You get {got:.3f} for two tables that differ: the mixture is compared with itself, and that is 0 for every pair. Which
    two tables are to be compared with the mixture?"""
    m = (p + q) / 2
    return (kl(m, m) + kl(m, m)) / 2


@_wrong_jsd
def jsd_multiplied(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.4f}, and 0.1017 is right: the two KLs are multiplied. What would
    your number be if only one of the players matched the mixture?"""
    m = (p + q) / 2
    return kl(p, m) * kl(q, m)


@_wrong_jsd(
    also=[
        lambda p, q: (kl(p, np.sqrt(p * q)) + kl(q, np.sqrt(p * q))) / 2,
        lambda p, q: (kl(p, p * q / 2) + kl(q, p * q / 2)) / 2,
    ]
)
def jsd_mixture_is_a_product(p, q):
    """You get {got:.3f} for two ordinary tables. Your mixture is made of the product of p and q, which is 0 as soon as one of
    the players never draws a picture. A coin decides between data and G: how often do you then see each picture?"""
    return (kl(p, p * q) + kl(q, p * q)) / 2


@_wrong_jsd
def jsd_mixture_is_one_number(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}. Your m is one number for all pictures, the mean over everything,
    so each player is compared with a table that is flat. For which picture is (p + q)/2 to be worked out?"""
    m = np.full(len(p), np.mean((p + q) / 2))
    return (kl(p, m) + kl(q, m)) / 2


@_wrong_jsd
def jsd_is_a_sum_of_squares(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}: a sum of squared differences. It is 0 for equal tables, as JSD
    is, but the game never finds it: V is made of logs. Which sum with a log in it did the lesson call a divergence?"""
    return np.sum((p - q) ** 2)


@_wrong_jsd(also=[lambda p, q: kl(p, q) / 2])
def jsd_is_kl(p, q):
    """You get {got:.3f}: KL(p‖q) or half of it, p compared with q itself. It is infinite as soon as q misses one picture that p shows,
    and JSD is never above 0.693. With which third distribution does JSD compare both?"""
    return kl(p, q)


@_wrong_jsd
def jsd_is_kl_backwards(p, q):
    """You get {got:.3f}: KL(q‖p), q compared with p itself. Exchange p and q and your number changes, while JSD treats both
    players alike; and yours is infinite where p misses a picture that q shows. With which third distribution does JSD
    compare both?"""
    return kl(q, p)


@_wrong_jsd(also=[lambda p, q: kl(p, q) + kl(q, p), lambda p, q: max(kl(p, q), kl(q, p))])
def jsd_is_the_mean_of_both_kls(p, q):
    """You get {got:.3f}, made of KL(p‖q) and KL(q‖p): their mean, sum or maximum. It is symmetric, as JSD is, but has no ceiling: for tables
    that share nothing it is infinite. Each player is to be compared with something that never misses what the player
    draws. What could that be?"""
    return (kl(p, q) + kl(q, p)) / 2


@_wrong_jsd
def jsd_doubled(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right: twice JSD. Either the two divergences
    are added, where JSD is their mean, or C(G) + log 4 was not halved. With yours, −log 4 + 2·JSD would rise to +1.386
    for tables that share nothing, though V is never above 0. Where did a factor ½ get lost?"""
    m = (p + q) / 2
    return kl(p, m) + kl(q, m)


@_wrong_jsd
def jsd_mixture_not_halved(p, q):
    """For two equal tables you get {equal:.3f}, and JSD is 0 there. Either you compare with p + q, whose shares add up to 2, so
    that each KL comes out log 2 too small, or you halved C(G) with its −log 4 still inside. (It is the same log 2, once
    for each player.) What turns p + q into a distribution?"""
    return (kl(p, p + q) + kl(q, p + q)) / 2


@_wrong_jsd
def jsd_mixture_halves_only_q(p, q):
    """For two equal tables you get {equal:.3f}, and JSD is 0 there. Your mixture is p + q/2: a division binds tighter
    than a plus, so only q is halved, and the shares add up to 1.5. Where does a bracket have to stand?"""
    return (kl(p, p + q / 2) + kl(q, p + q / 2)) / 2


@_wrong_jsd
def jsd_mixture_halves_only_p(p, q):
    """For two equal tables you get {equal:.3f}, and JSD is 0 there. Your mixture is p/2 + q: only p is halved, and
    the shares add up to 1.5. What has to be added up before it is halved?"""
    return (kl(p, p / 2 + q) + kl(q, p / 2 + q)) / 2


@_wrong_jsd
def jsd_mixture_is_a_difference(p, q):
    """You get {got} for two ordinary tables and {equal} for two equal ones, where JSD is 0. A difference of p and q
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


@_wrong_jsd(also=[lambda p, q: kl(p, (p + q) / 2) - kl(q, (p + q) / 2)])
def jsd_is_a_difference_of_kls(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and no divergence is negative. You subtract one KL from the
    other, so what G is off takes away from what the data are off; exchange p and q and the sign changes. What does a
    mean do with its two numbers?"""
    m = (p + q) / 2
    return (kl(p, m) - kl(q, m)) / 2


@_wrong_jsd
def jsd_negated(p, q):
    """You get {got:.3f}: the size is right and the sign is turned round. No divergence is negative: log t ≤ t − 1, and so
    the mean of log(m/p) under p is never above 0. Which of p and m stands above the line in your logs, or which entropy
    stands first?"""
    m = (p + q) / 2
    return -(kl(p, m) + kl(q, m)) / 2


@_wrong_jsd
def jsd_is_the_cost(p, q):
    """For two equal tables you get {equal:.3f}, which is −log 4. What you have is C(G) itself, the value of the game under
    the best D: right, and more than was asked for. Which divergence has a table from itself?"""
    return kl(p, p + q) + kl(q, p + q)


@_wrong_jsd
def jsd_root(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right: you have taken its square root. The root is
    a distance in the strict sense (JSD itself is none), and it is what SciPy's `jensenshannon` returns. Is there a root in
    C(G) = −log 4 + 2·JSD?"""
    m = (p + q) / 2
    return np.sqrt(np.maximum((kl(p, m) + kl(q, m)) / 2, 0))


@_wrong_jsd(also=[lambda p, q: jsd_as_a_mean_of_two_kls(p, q) / math.log(10)])
def jsd_in_bits(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}: that is 0.102 nats, in logs to base 2 or 10. It is the right quantity in
    another unit, and with it −log 4 + 2·JSD no longer equals V, which is in nats. Which logarithm does the rest of the
    lesson use?"""
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2 / math.log(2)


@_wrong_jsd(
    also=[
        lambda p, q: kl(q, (p + q) / 2),
        lambda p, q: kl(p, (p + q) / 2) / 2,
        lambda p, q: kl(q, (p + q) / 2) / 2,
    ]
)
def jsd_one_half_only(p, q):
    """You get {got:.3f}: only one of the players is compared with the mixture. Exchange p and q and you get something else,
    while JSD treats both players alike. What does the other player's table have to say about the mixture?"""
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
    when=lambda seen: (
        _right_for_two(seen)
        and close(seen["cost_by_jsd"], seen["cost_by_playing"], 1e-9)
        and math.isnan(seen["with_zero"])
    )
)
def jsd_zero_times_infinity(p, q):
    """You are right where every picture occurs ({got:.3f}), and get {with_zero} where a table holds a zero: NumPy works out
    0 · log 0 as 0 · (−∞). A picture that a player never draws adds nothing to that player's sum. Is there a function in
    this lesson that already knows that?"""
    m = (p + q) / 2
    return (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2


@jensen_shannon.wrong
def jsd_only_what_both_draw(p, q):
    """Where both players draw every picture you are right, {got:.6f}. With a picture that only one of them draws you get
    {with_zero:.6f} and not 0.190198: you leave it out of both KLs, although the one who does draw it is compared with
    the mixture there too. Whose zero may leave a picture out of the KL from p?"""
    both = (p > 0) & (q > 0)
    m = (p + q) / 2
    return (np.sum((p * np.log(p / m))[both]) + np.sum((q * np.log(q / m))[both])) / 2


@jensen_shannon.wrong(when=lambda seen: _right_for_two(seen, 5e-3) and seen["got"] == round(seen["got"], 8))
def jsd_rounded(p, q):
    """You get {got}, right as far as it goes: the result is rounded. The lesson compares C(G) both ways to nine digits. Round
    when you print. What does your function return if you leave the rounding out?"""
    return round(jsd_as_a_mean_of_two_kls(p, q), 3)


@jensen_shannon.wrong(
    when=lambda seen: (
        (_right_for_two(seen, 1e-3) and not _right_for_two(seen))
        or (_right_for_two(seen) and 0 < abs(seen["with_zero"] - jsd_as_a_mean_of_two_kls(*_FOUR)) < 1e-3)
    )
)
def jsd_with_an_epsilon(p, q):
    """You get {got:.10f} for two ordinary tables and {with_zero:.10f} for tables with a zero: right to some digits, and not to
    nine. Either a small number, put in to keep log 0 away, has leaked into the answer, or it was computed in single
    precision. With weights of zero there is nothing to protect. How can the sum leave those pictures out?"""
    m = (p + q) / 2 + 1e-6
    return (np.sum(p * np.log((p + 1e-6) / m)) + np.sum(q * np.log((q + 1e-6) / m))) / 2


def _middle(p, q):
    return (p + q) / 2


@jensen_shannon.decoy(jsd_doubled, jsd_is_the_cost, jsd_mixture_not_halved, right=True)
def jsd_from_p_plus_q(p, q):
    """p + q, not halved, and the log 4 that makes up for it."""
    return (kl(p, p + q) + kl(q, p + q) + math.log(4)) / 2


@jensen_shannon.decoy(jsd_entropies_not_halved, jsd_without_the_entropies, jsd_negated, jsd_mixture_first, right=True)
def jsd_with_the_entropy_of_the_mixture(p, q):
    m = (p + q) / 2
    return -expected_log(m, m) + (expected_log(p, p) + expected_log(q, q)) / 2


@jensen_shannon.decoy(jsd_in_bits, jsd_one_half_only, jsd_zero_times_infinity, jsd_only_what_both_draw, right=True)
def jsd_in_bits_turned_to_nats(p, q):
    m = np.where(p + q > 0, (p + q) / 2, 1)
    bits = [np.sum(t[t > 0] * np.log2(t[t > 0] / m[t > 0])) for t in (p, q)]
    return np.mean(bits) * math.log(2)


@jensen_shannon.decoy(jsd_root, jsd_multiplied, right=True)
def jsd_root_squared(p, q):
    return math.sqrt(max(jsd_as_a_mean_of_two_kls(p, q), 0)) ** 2


@jensen_shannon.decoy(jsd_zero_times_infinity, jsd_with_mean_for_sum, told=jsd_with_mean_for_both_sum_and_half)
def jsd_as_one_mean_over_the_pictures(p, q):
    return np.mean(p * np.log(2 * p / (p + q)) + q * np.log(2 * q / (p + q)))


@jensen_shannon.decoy(jsd_with_mean_for_both_sum_and_half)
def jsd_right_for_two_pictures_only(p, q):
    return kl(p, _middle(p, q)) / len(p) + kl(q, _middle(p, q)) / 2


@jensen_shannon.decoy(jsd_with_mean_for_sum, jsd_in_two_parts, jsd_with_mean_for_both_sum_and_half, right=True)
def jsd_with_a_mean_of_two(p, q):
    return np.mean([kl(p, _middle(p, q)), kl(q, _middle(p, q))])


@jensen_shannon.decoy(jsd_in_two_parts, told=jsd_not_added_up)
def jsd_for_each_picture(p, q):
    return p * np.log(p / _middle(p, q))


@jensen_shannon.decoy(jsd_not_added_up, told="several_for_number")
def jsd_twice_in_a_tuple(p, q):
    return jsd_as_a_mean_of_two_kls(p, q), jsd_as_a_mean_of_two_kls(q, p)


@jensen_shannon.decoy(jsd_is_kl, jsd_is_kl_backwards, jsd_is_the_mean_of_both_kls)
def jsd_is_the_smaller_kl(p, q):
    return min(kl(p, q), kl(q, p))


@jensen_shannon.decoy(jsd_one_turned_round, jsd_mixture_first, told=jsd_is_kl)
def jsd_without_a_mixture(p, q):
    return (kl(p, q) - kl(q, q)) / 2


@jensen_shannon.decoy(jsd_mixture_first, told=jsd_one_turned_round)
def jsd_with_the_mixture_first_for_G(p, q):
    return (kl(p, _middle(p, q)) + kl(_middle(p, q), q)) / 2


@jensen_shannon.decoy(jsd_mixture_halves_only_q, jsd_mixture_halves_only_p, jsd_mixture_not_halved, told="shifted")
def jsd_mixture_of_one_third(p, q):
    return (kl(p, (p + q) / 3) + kl(q, (p + q) / 3)) / 2


@jensen_shannon.decoy(jsd_halves_only_the_second, jsd_halves_only_the_first)
def jsd_with_two_thirds(p, q):
    return 2 * kl(p, _middle(p, q)) / 3 + kl(q, _middle(p, q)) / 3


@jensen_shannon.decoy(jsd_mixture_is_a_difference, told=jsd_zero_times_infinity)
def jsd_by_the_book(p, q):
    """NaN as well, but only where a table holds a zero."""
    return 0.5 * p @ np.log(2 * p / (p + q)) + 0.5 * q @ np.log(2 * q / (p + q))


@jensen_shannon.decoy(jsd_is_a_difference_of_kls, jsd_negated)
def jsd_is_a_difference_of_the_kls_without_a_mixture(p, q):
    return (kl(p, q) - kl(q, p)) / 2


@jensen_shannon.decoy(jsd_from_the_cost_with_another_constant, jsd_without_the_entropies, told=jsd_is_the_cost)
def jsd_is_the_value_of_the_game(p, q):
    return value_of_game(best_D_as_a_share(p, q), p, q)


@jensen_shannon.decoy(jsd_from_the_cost_with_another_constant, told=jsd_mixture_not_halved)
def jsd_is_half_the_value_of_the_game(p, q):
    return value_of_game(best_D_as_a_share(p, q), p, q) / 2


@jensen_shannon.decoy(jsd_is_total_variation, jsd_is_a_sum_of_squares)
def jsd_is_the_largest_difference(p, q):
    return np.abs(p - q).max()


@jensen_shannon.decoy(jsd_of_the_mixture_with_itself, told=jsd_rounded)
def jsd_in_whole_numbers(p, q):
    return round(jsd_as_a_mean_of_two_kls(p, q), 2)


@jensen_shannon.decoy(jsd_mixture_is_a_product)
def jsd_with_the_harmonic_mean(p, q):
    m = 2 * p * q / (p + q)
    return (kl(p, m) + kl(q, m)) / 2


@jensen_shannon.decoy(jsd_mixture_is_one_number)
def jsd_with_the_largest_share(p, q):
    m = np.maximum(p, q)
    return (kl(p, m) + kl(q, m)) / 2


@jensen_shannon.decoy(jsd_zero_times_infinity, jsd_with_an_epsilon, told=jsd_only_what_both_draw)
def jsd_with_nan_to_num(p, q):
    """Only the pictures that both draw are left, as the others' p·log(p/q) is no number."""
    m = np.where(p * q > 0, _middle(p, q), np.nan)
    return (np.nansum(p * np.log(p / m)) + np.nansum(q * np.log(q / m))) / 2


@jensen_shannon.decoy(jsd_with_an_epsilon, told=jsd_rounded)
def jsd_of_six_digits(p, q):
    return float(f"{jsd_as_a_mean_of_two_kls(p, q):.6f}")


@jensen_shannon.decoy(jsd_rounded, told=jsd_with_an_epsilon)
def jsd_with_a_small_epsilon(p, q):
    e = 1e-8
    m = _middle(p, q) + e
    return (np.sum(p * np.log((p + e) / m)) + np.sum(q * np.log((q + e) / m))) / 2


@jensen_shannon.decoy(jsd_with_an_epsilon, told="inputs_changed")
def jsd_writes_over_the_tables(p, q):
    before = p.copy()
    p += q
    p /= 2
    return (kl(before, p) + kl(q, p)) / 2


@jensen_shannon.decoy(jsd_rounded, told="text_for_number")
def jsd_printed_into_a_text(p, q):
    return f"{jsd_as_a_mean_of_two_kls(p, q):.3f}"


jensen_shannon.hints(
    "JSD compares each player with the mixture of both, and takes the mean of the two comparisons.",
    "The mixture m = (p + q)/2 is a distribution and misses no picture that p or q shows, so both KLs are finite.",
    "Half of kl(p, m) plus half of kl(q, m).",
)

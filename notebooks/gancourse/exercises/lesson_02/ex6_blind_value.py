"""Exercise 2.6, blind_value: the value of the game for a discriminator that always answers ½."""

import math

from gancourse.checks.exercise import Exercise
from gancourse.toys.figure_one import (
    LOG_2,
    LOG_4,
)

blind_value = Exercise(
    "blind_value",
    lesson="02",
    tolerance=1e-4,
    remember="V = −log 4 has two causes: a perfect G, whose samples no D can tell apart, and a D that says ½ to everything. "
    "The loss curve looks the same for both.",
)


@blind_value.probe("a perfect generator, JSD = 0, and D = ½ everywhere", expected="−1.3863 = −log 4")
def perfect_g(answer):
    return {"when_perfect": answer(0.0)}


@blind_value.probe(
    "a generator at N(2, 1), JSD = 0.3368, and D = ½ everywhere", expected="log ½ + log ½, whatever G does"
)
def poor_g(answer):
    return {"when_poor": answer(0.3368)}


@blind_value.probe(
    "a hopeless generator, JSD = 0.6931, and D = ½ everywhere", expected="log ½ + log ½, whatever G does"
)
def hopeless_g(answer):
    return {"when_hopeless": answer(0.6931)}


@blind_value.right
def always_the_same(jsd):
    return -LOG_4


@blind_value.right
def two_coins(jsd):
    return 2 * math.log(0.5)


@blind_value.wrong
def value_at_the_best_d(jsd):
    """For the generator at N(2, 1) you say {when_poor:.4f}. That is C(G), what the *best* D would reach, and it does
    read off JSD. This D is not the best: it says ½ to everything. What is log D(x) then, at every x?"""
    return -LOG_4 + 2 * jsd


@blind_value.wrong
def average_of_the_terms(jsd):
    """{when_perfect:.4f} is −log 2: the *average* of V's two terms, which is what many programs print as their loss. V
    is the sum of log D and log(1 − D). What is log ½, twice?"""
    return -LOG_2


@blind_value.wrong
def loss_of_d(jsd):
    """{when_perfect:+.4f} is D's *loss*, −V, and the number to look for in a training log that prints a sum. V itself
    is a sum of logarithms of probabilities. Can such a sum be positive?"""
    return LOG_4


@blind_value.wrong
def zero_sum(jsd):
    """You say {when_perfect:.0f}. V = 0 would need log D = 0 on the data and log(1 − D) = 0 on the fakes: a D that is
    always right and certain. D = ½ is as far from certain as can be. What is the logarithm of one half?"""
    return 0.0


@blind_value.wrong
def in_bits_again(jsd):
    """{when_perfect:.0f} is right in bits. The course, the paper and PyTorch use natural logarithms. What is −2 bits in
    nats, with log 2 = 0.6931 nats to the bit?"""
    return -2.0


@blind_value.wrong
def minus_jsd(jsd):
    """For the hopeless generator you say {when_hopeless:.4f}, so your V depends on how bad G is. But a D that answers ½
    without looking cannot know how bad G is. Which of the two terms of V would change if you exchanged G for another
    one?"""
    return -LOG_4 - 2 * jsd


@blind_value.wrong
def jsd_alone(jsd):
    """You say {when_perfect:.4f} for a perfect generator and {when_hopeless:.4f} for a hopeless one. That is 2·JSD, a
    fact about G and the data. V also needs a D, and this one says ½ wherever it looks. What do its two expectations
    average over?"""
    return 2 * jsd


@blind_value.decoy(value_at_the_best_d, told="depends_on_g")
def one_jsd_too_many(jsd):
    return -LOG_4 + 3 * jsd


@blind_value.decoy(average_of_the_terms, loss_of_d, told="another_constant")
def one_half(jsd):
    return 0.5


@blind_value.decoy(zero_sum, jsd_alone, told="depends_on_g")
def the_argument(jsd):
    return jsd


@blind_value.decoy(in_bits_again, told="depends_on_g")
def minus_two_for_a_perfect_g_only(jsd):
    return -2 + 2 * jsd


@blind_value.decoy(minus_jsd, told="depends_on_g")
def minus_one_jsd(jsd):
    return -LOG_4 - jsd


@blind_value.wrong(when=lambda seen: not _same(seen["when_perfect"], seen["when_hopeless"]))
def depends_on_g(jsd):
    """You say {when_perfect:.4f} for a perfect generator and {when_hopeless:.4f} for a hopeless one, so your V depends on how good G is. A D that
    answers ½ without looking cannot tell the one from the other: both of its logarithms are log ½ everywhere. What in your line has
    to do with the data or with G?"""
    return -LOG_4 + jsd


@blind_value.decoy(depends_on_g, told=average_of_the_terms)
def one_term_alone(jsd):
    return math.log(0.5)


@blind_value.wrong(
    when=lambda seen: _same(seen["when_perfect"], seen["when_hopeless"]) and abs(seen["when_perfect"] + LOG_4) > 0.01
)
def another_constant(jsd):
    """You say {when_perfect:.4f} whatever G is, and that G has no say is right. V adds two expectations here, one over the data and one over
    the fakes, and each is the mean of a number that is the same everywhere. Which number is that, and what is it twice?"""
    return LOG_2


@blind_value.decoy(another_constant, told="rounded_result")
def typed_from_the_page(jsd):
    return -1.386


def _same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6


blind_value.hints(
    "V is an average of log D over the data plus an average of log(1 − D) over the fakes. What is the average of a constant?",
    "D = ½ makes both logarithms log ½, at every x, whatever G does.",
    "log ½ + log ½ = −2·log 2. The argument jsd has no say in it.",
)

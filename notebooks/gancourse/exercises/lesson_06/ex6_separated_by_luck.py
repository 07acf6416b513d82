"""Exercise 6.6, separated_by_luck: how often n seeds each keep two equal optimisers apart, by chance alone."""

import math
import random
import re
from fractions import Fraction

import torch

from gancourse.checks.exercise import Exercise

separated_by_luck = Exercise(
    "separated_by_luck",
    lesson="06",
    tolerance=1e-6,
    remember="One seed each always names a winner, and two each do it by luck one time in three. With three each it is one time in ten, and if three things are compared, which makes "
    "three pairs, luck has three tries.",
)


@separated_by_luck.probe("one seed each", expected="1: one of the two numbers is always the smaller one")
def one_each(answer):
    return {"of_one": answer(1)}


@separated_by_luck.probe("two seeds each", expected="0.333333, which is 2 of 6 orders")
def two_each(answer):
    return {"of_two": answer(2)}


@separated_by_luck.probe("three seeds each", expected="0.1, which is 2 of 20 orders")
def three_each(answer):
    return {"of_three": answer(3)}


@separated_by_luck.probe("five seeds each", expected="0.00793651, which is 2 of 252")
def five_each(answer):
    return {"of_five": answer(5)}


@separated_by_luck.probe("4, 6, 7 and 8 seeds each", expected="0.0285714, 0.0021645, 0.000582751 and 0.0001554")
def others(answer):
    return {f"of_{name}": answer(n) for name, n in (("four", 4), ("six", 6), ("seven", 7), ("eight", 8))}


@separated_by_luck.right
def two_of_all_orders(n):
    return 2 / math.comb(2 * n, n)


@separated_by_luck.right
def by_factorials(n):
    return 2 * math.factorial(n) ** 2 / math.factorial(2 * n)


@separated_by_luck.right
def as_a_fraction(n):
    return Fraction(2, math.comb(2 * n, n))


@separated_by_luck.right
def as_a_tensor(n):
    return torch.tensor(2 / math.comb(2 * n, n))


@separated_by_luck.right
def the_first_is_given(n):
    """Whoever is best belongs to one of the two; its other n − 1 seeds must be the next best."""
    return 1 / math.comb(2 * n - 1, n - 1)


@separated_by_luck.wrong
def one_way_alone(n):
    """For one seed each you give {of_one:.2f}, but one of the two always wins: you count the orders in which the *first* optimiser wins. How many ways are there for the two to lie apart?"""
    return 1 / math.comb(2 * n, n)


@separated_by_luck.wrong
def pair_by_pair(n):
    """For two seeds each you give {of_two:.3f} in place of 0.333, halves multiplied: that is how often one wins every *pair* of first with first, second with second. To lie apart, each of one must beat each of the other. How many orders of four results are
    there?"""
    return 2 * 0.5**n


@separated_by_luck.wrong
def pair_by_pair_one_way(n):
    """For one seed each you give {of_one:.2f}, and for three {of_three:.3f}: one half for each seed. One of the two always wins with one seed each. And must each seed beat its partner only, or all of the
    other's?"""
    return 0.5**n


@separated_by_luck.wrong
def every_pair_as_if_alone(n):
    """For three seeds each you give {of_three:.5f} in place of 0.1: you let each of the nine comparisons be a coin of its own. They hang together: if a beats b and b beats c, then a beats c. What is equally likely here, the outcomes of
    pairs or the orders of all?"""
    return 2 * 0.5 ** (n * n)


@separated_by_luck.wrong
def every_pair_one_way(n):
    """For one seed each you give {of_one:.2f}, and for three {of_three:.5f}: one half for each of the comparisons, one way only. The comparisons hang together, and there are two ways. Which orders of all results are equally likely?"""
    return 0.5 ** (n * n)


@separated_by_luck.decoy(one_way_alone, pair_by_pair, pair_by_pair_one_way, every_pair_as_if_alone, every_pair_one_way)
def thirds(n):
    return 3 / 3**n * (1 if n == 1 else 0.7)


@separated_by_luck.wrong
def order_within_counted(n):
    """For two seeds each you give {of_two:.4f} in place of 0.3333: you take two of *all* orders of the 2n results. Within one optimiser the order does not matter. By how many orders is each arrangement counted?"""
    return 2 / math.factorial(2 * n)


@separated_by_luck.wrong
def order_of_all_one_way(n):
    """For two seeds each you give {of_two:.4f} in place of 0.3333: one of all orders of the 2n results. Within each optimiser the order does not matter, and either of them may win. How many of the orders are
    good?"""
    return 1 / math.factorial(2 * n)


@separated_by_luck.wrong
def order_within_one_counted(n):
    """For two seeds each you give {of_two:.4f} in place of 0.3333: you let the order within *one* of the optimisers count, and not within the other. What holds for both?"""
    return 2 * math.factorial(n) / math.factorial(2 * n)


@separated_by_luck.wrong
def of_n_alone(n):
    """For three seeds each you give {of_three:.4f} in place of 0.1: you count the orders of n results. There are 2n of them, all in one row. Which n of the 2n places belong to the first
    optimiser?"""
    return 1 / math.factorial(n)


@separated_by_luck.decoy(order_within_counted, order_of_all_one_way, order_within_one_counted, of_n_alone)
def three_of_all_orders(n):
    return min(1.0, 3 / math.comb(2 * n, n))


@separated_by_luck.wrong
def one_over_n(n):
    """For two seeds each you give {of_two:.2f} in place of 0.33, and for five {of_five:.2f}: one in n. Luck fades much faster than that. In how many ways can n of 2n places be chosen?"""
    return 1 / n


@separated_by_luck.wrong
def the_number_of_orders(n):
    """For three seeds each you give {of_three:g}: that is how many arrangements there are. A probability is asked for. How many of them keep the two apart?"""
    return math.comb(2 * n, n)


@separated_by_luck.wrong
def in_percent(n):
    """For three seeds each you give {of_three:g}: that is in per cent, and a share is wanted. By what did you multiply?"""
    return 200 / math.comb(2 * n, n)


@separated_by_luck.wrong
def not_separated(n):
    """For one seed each you give {of_one:.1f}: you return how often the two do *not* lie apart. What do both add up to?"""
    return 1 - 2 / math.comb(2 * n, n)


@separated_by_luck.wrong
def five_per_cent(n):
    """You give {of_three:.2f} for three seeds each, and the same for any other number: that is a habit of statisticians, and no property of n seeds. How many orders do six results have?"""
    return 0.05


@separated_by_luck.decoy(one_over_n, the_number_of_orders, in_percent, not_separated, five_per_cent)
def one_over_n_cubed(n):
    return 1 / n**3


@separated_by_luck.wrong(when=lambda seen: seen["of_three"] == 0.1 and seen["of_one"] == 0.1 and seen["of_five"] == 0.1)
def the_number_of_three(n):
    """You give {of_five:.1f} for five seeds as well: the number of three seeds each, without the formula. What is it for another n?"""
    return 0.1


@separated_by_luck.wrong
def of_pairs(n):
    """For three seeds each you give {of_three:.4f} in place of 0.1000: two of the *pairs* among 2n results. Not two results are chosen but n, which are to be the n best. What is math.comb's second
    argument?"""
    return 2 / math.comb(2 * n, 2) if n > 1 else 2.0


@separated_by_luck.decoy(the_number_of_three, of_pairs)
def two_of_twice_as_many(n):
    return 2 / math.comb(2 * n + 1, n)


@separated_by_luck.wrong
def one_of_all_places(n):
    """For one seed each you give {of_one:.2f}, and for three {of_three:.3f}: one of the 2n results. You ask who is best of all, and not whether all of one come first. Where must the *other* n − 1 stand?"""
    return 1 / (2 * n)


@separated_by_luck.wrong
def order_within_one_counted_one_way(n):
    """For one seed each you give {of_one:.2f}, and for two {of_two:.4f}: you let the order within one optimiser count, and one way of winning only. In how many ways can n of 2n places be *chosen*, if their order does not matter?"""
    return 1 / math.perm(2 * n, n)


@separated_by_luck.wrong
def sides_of_a_coin(n):
    """For one seed each you give {of_one:.2f}, and for two {of_two:.4f}: each of the 2n results falls to one side or the other like a coin. But exactly n belong to each. In how many ways can these n be chosen?"""
    return 2 / 2 ** (2 * n)


@separated_by_luck.wrong
def sides_of_a_coin_one_way(n):
    """For one seed each you give {of_one:.2f}, and for two {of_two:.4f}: each of the 2n results falls to one side like a coin, and only one way of winning counts. In how many ways can n of 2n places be chosen, and how many of them lie apart?"""
    return 1 / 2 ** (2 * n)


@separated_by_luck.wrong
def a_coin_that_comes_out_even(n):
    """For one seed each you give {of_one:.3f}, and for three {of_three:.3f}: that is how often 2n coins show n heads. All our orders have n of each. Among them, how many have all n at one end?"""
    return math.comb(2 * n, n) / 2 ** (2 * n)


@separated_by_luck.wrong
def n_of_all_orders(n):
    """For one seed each you give {of_one:.2f} and for two {of_two:.4f}: n stands above the line. How many arrangements keep the two apart, for n = 1 and for n = 2?"""
    return n / math.comb(2 * n, n)


@separated_by_luck.wrong
def one_less_than_it_should(n):
    """For one seed each you give {of_one:.2f}, and for three {of_three:.3f}: one minus the probability that the first one wins throughout. What is asked for, that they lie apart or that they do not?"""
    return 1 - 1 / math.comb(2 * n, n)


@separated_by_luck.wrong
def two_over_a_square(n):
    """For one seed each you give {of_one:g}, more than certain, and for three {of_three:.4f}: two over n². There are n² pairs, but pairs are not what is equally likely. What is?"""
    return 2 / n**2


@separated_by_luck.wrong
def whole_numbers_only(n):
    """For two seeds each you give {of_two:g}: // drops what is behind the point, and a probability has little else. Which sign divides?"""
    return 2 // math.comb(2 * n, n)


@separated_by_luck.wrong
def thirds_for_ever(n):
    """For one and for two seeds you are right, and for three you give {of_three:.4f} in place of 0.1000: a third for each further seed fits the first two only. How many ways are there to choose 3 of 6?"""
    return (1 / 3) ** (n - 1)


@separated_by_luck.decoy(
    one_of_all_places,
    order_within_one_counted_one_way,
    sides_of_a_coin,
    sides_of_a_coin_one_way,
    a_coin_that_comes_out_even,
)
def fifths(n):
    return 1 / 5**n


@separated_by_luck.decoy(
    n_of_all_orders, one_less_than_it_should, two_over_a_square, whole_numbers_only, thirds_for_ever
)
def quarters_from_the_third_on(n):
    return {1: 1.0, 2: 1 / 3}.get(n, 0.25**n)


@separated_by_luck.wrong
def over_two_times(n):
    """For two seeds each you give {of_two:g} in place of 0.333333: Python divides and multiplies from left to right, so `/ 2 * …` halves first and multiplies by the rest. Which brackets hold together what is below the line?"""
    return 2 * math.factorial(n) ** 2 / 2 * math.factorial(n)


@separated_by_luck.wrong
def half_times(n):
    """For two seeds each you give {of_two:g} in place of 0.333333, and for one {of_one:g}: `/ 2 * …` halves first and multiplies by the rest, and the 2 above the line is missing. What should (2n)! be, and where do its brackets stand?"""
    return math.factorial(n) ** 2 / 2 * math.factorial(n)


@separated_by_luck.wrong
def factorial_of_n_doubled(n):
    """For two seeds each you give {of_two:g} in place of 0.333333: below the line n! is taken, and the 2 stands outside of it. Of what number is the factorial to be taken?"""
    return 2 * math.factorial(n) ** 2 / math.factorial(n) * 2


@separated_by_luck.wrong
def twice_the_factorial(n):
    """For two seeds each you give {of_two:g} in place of 0.333333: 2 · n! is not (2n)!. For n = 2 the one is 4 and the other 24. Of what number is the factorial to be taken?"""
    return 2 * math.factorial(n) ** 2 / (2 * math.factorial(n))


@separated_by_luck.wrong
def the_next_place(n):
    """For one and for two seeds you are right, and for three you give {of_three:.4f} in place of 0.1000: with the best result given, you ask only whose the *next* one is. How many others of its own must follow?"""
    return 1 / (2 * n - 1)


@separated_by_luck.wrong
def orders_of_one_more(n):
    """For one and for two seeds you are right, and for three you give {of_three:.4f} in place of 0.1000: two of the orders of n + 1 things fit the first two cases only. In how many ways can 3 of 6 places be chosen?"""
    return 2 / math.factorial(n + 1)


@separated_by_luck.wrong
def one_over_n_squared(n):
    """For two seeds each you give {of_two:.2f} in place of 0.33, and for five {of_five:.3f}: one in n². There are n² pairs, but they are not what is equally likely. What is?"""
    return 1 / n**2


@separated_by_luck.wrong
def two_of_n_alone(n):
    """For one seed each you give {of_one:g}, more than certain, and for three {of_three:.3f}: you count the orders of n results. There are 2n of them, all in one row. Which of them belong to the first optimiser?"""
    return 2 / math.factorial(n)


@separated_by_luck.wrong
def two_of_both_orders(n):
    """For one seed each you give {of_one:g}, more than certain, and for three {of_three:.4f}: n! · n! is in how many orders each optimiser's own results can stand. How many orders have all 2n?"""
    return 2 / math.factorial(n) ** 2


def _apart(n: int, tries: int, either: bool) -> float:
    """How often it happens in a simulation, whichever wins, or the first alone."""
    count, drawn = 0, random.Random(n)
    for _ in range(tries):
        results = [drawn.random() for _ in range(2 * n)]
        one, other = results[:n], results[n:]
        count += max(one) < min(other) or (either and max(other) < min(one))
    return count / tries


def _is_about(seen: dict, factor: float) -> bool:
    """Whether the numbers are near `factor` times the right ones, and no roundings of them."""
    pairs = [
        (float(seen[f"of_{name}"]), factor * 2 / math.comb(2 * n, n))
        for name, n in (("one", 1), ("two", 2), ("three", 3), ("five", 5))
    ]
    near = all(abs(mine - due) < 0.06 and abs(mine - due) < 0.02 + 0.2 * due for mine, due in pairs)
    return near and not any(
        all(abs(mine - round(due, places)) < 1e-9 for mine, due in pairs) for places in range(1, 10)
    )


@separated_by_luck.wrong(when=lambda seen: "error" not in seen and seen["of_one"] == 1 and _is_about(seen, 1.0))
def simulated(n):
    """For two seeds each you give {of_two:.4f}, near 0.3333, and for three {of_three:.4f}, near 0.1: the number comes from drawing lots, and has an error of its own. A good test of a formula. All orders are equally likely, so how many are there, and how many
    are good?"""
    return _apart(n, 2_000, True)


@separated_by_luck.wrong(when=lambda seen: "error" not in seen and _is_about(seen, 0.5))
def simulated_one_way(n):
    """For one seed each you give {of_one:.3f}, and for three {of_three:.4f}: the number comes from drawing lots, and counts the cases alone in which the *first* optimiser wins. What about the other one, and how could the orders be counted without drawing?"""
    return _apart(n, 2_000, False)


@separated_by_luck.wrong(when=lambda seen: seen["error"].startswith("KeyError") or seen["of_four"] is None)
def a_table(n):
    """{error}: your answer has a place for some numbers of seeds, and the check asked for another. A formula has a place for all. In how many ways can n of 2n places be chosen?"""
    return {1: 1.0, 2: 1 / 3, 3: 0.1, 5: 2 / 252}[n]


@separated_by_luck.wrong
def a_table_with_a_rest(n):
    """For one, two, three and five seeds you are right, and for four you give {of_four:g} in place of 0.0285714: numbers were typed in for some n. In how many ways can n of 2n places be chosen?"""
    return {1: 1.0, 2: 1 / 3, 3: 0.1, 5: 2 / 252}.get(n, 0.01)


@separated_by_luck.wrong(when=lambda seen: seen["error"].startswith("ZeroDivisionError"))
def too_few_to_choose_from(n):
    """{error}: `math.comb(a, b)` counts the ways to choose b of a things, and is 0 where b is larger than a. Which of your two numbers is that of all places?"""
    return 2 / math.comb(n, 2 * n)


@separated_by_luck.wrong(when=lambda seen: re.search("'(comb|factorial|perm)' is not defined", seen["error"]))
def without_its_library(n):
    """{error}: that function belongs to the library `math`, which the first cell of the lesson makes known under its name. What stands before a function of a library?"""
    return 2 / comb(2 * n, n)  # noqa: F821


@separated_by_luck.decoy(
    simulated,
    simulated_one_way,
    a_table,
    a_table_with_a_rest,
    too_few_to_choose_from,
    without_its_library,
    over_two_times,
    half_times,
    factorial_of_n_doubled,
    twice_the_factorial,
    the_next_place,
    orders_of_one_more,
    one_over_n_squared,
    two_of_n_alone,
    two_of_both_orders,
)
def a_fifth_less_each_time(n):
    return 0.8 ** (n - 1)


separated_by_luck.hints(
    "If both are equally good, all orders of the 2n results are equally likely. What counts is which n of the 2n places belong to the first optimiser.",
    "n of 2n places can be chosen in math.comb(2 * n, n) ways. In how many of these do all n lie at one end?",
    "For n = 3 there are 20 ways, and the three may be the three best or the three worst. The probability is the number of good ways over math.comb(2 * n, n).",
)

"""Exercise 12.3, directions_that_count: how many of the directions carry nine tenths of the change."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

directions_that_count = Exercise(
    "directions_that_count",
    lesson="12",
    remember="A random small step in the latent changes the picture, squared and on average, in proportion to the sum of the squared singular values. So it is their squares that share out the change.",
)


def _values(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, device=device())


@directions_that_count.probe("singular values 3, 1, 1, 1, share 0.7", expected="1: 9 of 12 is 0.75")
def one_is_enough(answer):
    return {"one_enough": answer(_values(3.0, 1.0, 1.0, 1.0), 0.7)}


@directions_that_count.probe("the same, share 0.8", expected="2: 10 of 12 is 0.83")
def two_are_needed(answer):
    return {"two_needed": answer(_values(3.0, 1.0, 1.0, 1.0), 0.8)}


@directions_that_count.probe("the same, no share given", expected="3: 11 of 12 is 0.92, the first that reaches 0.9")
def nine_tenths(answer):
    return {"nine_tenths": answer(_values(3.0, 1.0, 1.0, 1.0))}


@directions_that_count.probe("ten equal singular values of 2, share 0.55", expected="6")
def ten_alike(answer):
    return {"alike": answer(torch.full((10,), 2.0, device=device()), 0.55)}


@directions_that_count.probe("singular values 10, 0, 0, share 0.9", expected="1")
def one_alone(answer):
    return {"alone": answer(_values(10.0, 0.0, 0.0), 0.9)}


@directions_that_count.probe(
    "singular values 5, 4, 3, 2, 1, share 0.99", expected="5: four have 54 of 55, which is 0.982"
)
def all_are_needed(answer):
    return {"all_needed": answer(_values(5.0, 4.0, 3.0, 2.0, 1.0), 0.99)}


@directions_that_count.probe("singular values 0.04, 0.03, 0.02, 0.01, share 0.5", expected="1: 16 of 30 is 0.53")
def small_ones(answer):
    return {"small": answer(_values(0.04, 0.03, 0.02, 0.01), 0.5)}


@directions_that_count.probe("64 singular values that fall from 8 by a tenth each time, share 0.9", expected="11")
def falling(answer):
    return {"falling": answer(8 * 0.9 ** torch.arange(64.0, device=device()), 0.9)}


def _shares(values):
    squares = values.double().square() if values.device.type != "mps" else values.square()
    return squares.cumsum(0) / squares.sum()


@directions_that_count.right
def first_that_reaches_it(singular_values, share=0.9):
    squares = singular_values.square()
    reached = squares.cumsum(0) >= share * squares.sum()
    return int(reached.int().argmax()) + 1


@directions_that_count.right
def those_that_fall_short(singular_values, share=0.9):
    return int((_shares(singular_values) < share).sum()) + 1


@directions_that_count.right
def in_a_loop(singular_values, share=0.9):
    squares = [value**2 for value in singular_values.tolist()]
    total, so_far = sum(squares), 0.0
    for count, square in enumerate(squares, 1):
        so_far += square
        if so_far >= share * total:
            return count
    return len(squares)


@directions_that_count.right
def by_searching(singular_values, share=0.9):
    return (
        torch.searchsorted(_shares(singular_values), torch.tensor(share, dtype=_shares(singular_values).dtype)).item()
        + 1
    )


@directions_that_count.wrong
def not_squared(singular_values, share=0.9):
    """For 3, 1, 1, 1 and a share of 0.7 you count {one_enough}: the singular values themselves are added up, 3 of 6 for the first. The change of a picture is a length, and lengths at right angles add up in another way. Of what is the
    first 9 in 12?"""
    shares = singular_values.cumsum(0) / singular_values.sum()
    return int((shares < share).sum()) + 1


@directions_that_count.wrong
def one_too_few(singular_values, share=0.9):
    """For 3, 1, 1, 1 and a share of 0.8 you count {two_needed}, where 2 are needed: those whose sum *falls short* of the share, or the place of the first that reaches it, counted from 0. Is the one that reaches it among those that
    count?"""
    return int((_shares(singular_values) < share).sum())


@directions_that_count.wrong
def one_too_many(singular_values, share=0.9):
    """For 3, 1, 1, 1 and a share of 0.7 you count {one_enough}, and the first alone has 0.75. Your count goes on by one after the share has been reached. When is the sum to be compared, before the next is counted or
    after?"""
    return int((_shares(singular_values) < share).sum()) + 2


@directions_that_count.wrong
def larger_than_the_share(singular_values, share=0.9):
    """For ten equal values you count {alike}: every value was compared with a part of the largest. Asked is how much they have *together*. What adds up from the first
    on?"""
    return int((singular_values >= share * singular_values.max()).sum())


@directions_that_count.wrong
def above_what_is_left(singular_values, share=0.9):
    """For 3, 1, 1, 1 and a share of 0.8 you count {two_needed}: those larger than 1 − share of the largest. Ten small ones may have together what one large one has. Of which sum is the share
    taken?"""
    return int((singular_values >= (1 - share) * singular_values.max()).sum())


@directions_that_count.wrong
def those_of_the_right_size(singular_values, share=0.9):
    """For 3, 1, 1, 1 you count {nine_tenths}, without a share: those values whose own square is at least that part of the sum. Only one that is nearly alone can be. What has the sum of the first *k* of
    them?"""
    squares = singular_values.square()
    return int((squares >= share * squares.sum()).sum())


@directions_that_count.wrong
def participation(singular_values, share=0.9):
    """For ten equal values you count {alike}, whatever the share is: (Σs²)²/Σs⁴, the participation ratio. It too says how many count, by another rule, and needs no share. What is the rule
    here?"""
    squares = singular_values.square()
    return round((squares.sum().square() / squares.square().sum()).item())


@directions_that_count.wrong
def the_rank(singular_values, share=0.9):
    """For 10, 0, 0 you count {alone}, and for 3, 1, 1, 1 {nine_tenths}: all that are not 0, whatever they carry. A direction may be there and change next to nothing. How much does the share
    ask for?"""
    return int((singular_values > 1e-9).sum())


@directions_that_count.wrong
def smallest_first(singular_values, share=0.9):
    """For 3, 1, 1, 1 and a share of 0.7 you count {one_enough}: you begin with the smallest. Fewest directions are needed if one begins at the other end. In which order do singular values
    come?"""
    shares = singular_values.square().flip(0).cumsum(0) / singular_values.square().sum()
    return int((shares < share).sum()) + 1


@directions_that_count.wrong
def always_nine_tenths(singular_values, share=0.9):
    """Without a share you are right, and with a share of 0.7 you count {one_enough} for 3, 1, 1, 1: nine tenths are written into your function. Which name holds what was
    asked?"""
    return int((_shares(singular_values) < 0.9).sum()) + 1


@directions_that_count.wrong
def share_of_the_length(singular_values, share=0.9):
    """For 3, 1, 1, 1 you count {nine_tenths}: the *root* of the sum of squares is compared with the share, √9 in √12 for the first. The share is one of squares here. Which step takes the
    root?"""
    shares = _shares(singular_values).sqrt()
    return int((shares < share).sum()) + 1


@directions_that_count.wrong
def a_share_of_their_number(singular_values, share=0.9):
    """For ten equal values and 0.55 you are right, and for 10, 0, 0 you count {alone}: nine tenths of *how many* there are, whatever their sizes. Where do the values themselves come
    in?"""
    return -int(-share * len(singular_values) // 1)


@directions_that_count.wrong
def compared_with_the_share_itself(singular_values, share=0.9):
    """For 3, 1, 1, 1 and a share of 0.8 you count {two_needed}, and for small values {small}: sums of squares are compared with the share itself, as if all squares had the sum 1. By what are they to be divided
    first?"""
    return int((singular_values.square().cumsum(0) < share).sum()) + 1


@directions_that_count.wrong
def mean_for_the_sum(singular_values, share=0.9):
    """For ten equal values you count {alike}: your sums are compared with a part of the *mean* square, which the first nearly always has. Of all squares together, what part has the first
    one?"""
    squares = singular_values.square()
    return int((squares.cumsum(0) < share * squares.mean()).sum()) + 1


@directions_that_count.decoy(not_squared, share_of_the_length, smallest_first, above_what_is_left)
def fourth_powers(singular_values, share=0.9):
    fourth = singular_values.double().pow(4) if singular_values.device.type != "mps" else singular_values.pow(4)
    return int((fourth.cumsum(0) / fourth.sum() < share).sum()) + 1


@directions_that_count.decoy(one_too_few, one_too_many, told="shifted")
def three_too_many(singular_values, share=0.9):
    return int((_shares(singular_values) < share).sum()) + 4


@directions_that_count.decoy(larger_than_the_share, those_of_the_right_size, the_rank, participation)
def larger_than_the_mean(singular_values, share=0.9):
    return int((singular_values >= singular_values.mean()).sum())


@directions_that_count.decoy(always_nine_tenths, a_share_of_their_number)
def half_always(singular_values, share=0.9):
    return int((_shares(singular_values) < 0.5).sum()) + 1


@directions_that_count.decoy(compared_with_the_share_itself, mean_for_the_sum)
def compared_with_the_first(singular_values, share=0.9):
    squares = singular_values.square()
    return int((squares.cumsum(0) < 1.5 * share * squares[0]).sum()) + 1


directions_that_count.hints(
    "Square them, add them up from the first on, and divide by the sum of all squares: that is the share of the first k, for each k. Which is the smallest k that reaches the share?",
    "shares = squares.cumsum(0) / squares.sum() rises to 1. Those of it that are smaller than `share` fall short; the next one reaches it.",
    "shares = singular_values.square().cumsum(0) / singular_values.square().sum(); return int((shares < share).sum()) + 1",
)

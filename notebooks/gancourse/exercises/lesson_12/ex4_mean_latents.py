"""Exercise 12.4, mean_latents: what the first few latents of each digit have in common."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

mean_latents = Exercise(
    "mean_latents",
    lesson="12",
    tolerance=1e-4,
    remember="One latent carries a digit and everything else about one picture. In a mean of n of them what they do not share shrinks like 1/√n, and what they share stays.",
)


def _named() -> tuple[torch.Tensor, torch.Tensor]:
    """Fourteen latents of five numbers: five of 3, three of 1, two of 9, one each of 0, 6, 5 and 2; none of 4, 7 or 8."""
    labels = torch.tensor([3, 1, 3, 0, 1, 3, 9, 9, 6, 3, 5, 2, 1, 3], device=device())
    return torch.randn(14, 5, device=device()), labels


@mean_latents.probe(
    "14 latents of 5 numbers with their labels, count 2", expected="a row for each of the ten digits: (10, 5)"
)
def ten_rows(answer):
    return {"shape": str(tuple(answer(*_named(), 2).shape))}


@mean_latents.probe(
    "the same: the row of 3, of which there are five, count 2", expected="the mean of the first two of them"
)
def two_of_five(answer):
    latents, labels = _named()
    found = answer(latents, labels, 2)[3].double()
    own = latents[labels == 3].double()
    return {
        "row_three": found,
        "row_three_is_of": _which(found, own),
    }


@mean_latents.probe("the same with count 3: the rows of 3 and of 1", expected="the means of the first three of each")
def three_of_five(answer):
    found = answer(*_named(), 3)
    return {"three_by_three": found[3], "one_by_three": found[1]}


@mean_latents.probe(
    "the same with count 10: the rows of 3 (five latents), 9 (two) and 6 (one)",
    expected="the mean of all there are, each time",
)
def fewer_than_asked(answer):
    found = answer(*_named(), 10)
    return {"all_of_three": found[3], "both_of_nine": found[9], "the_only_six": found[6]}


@mean_latents.probe("the same with count 1: the rows of 0, 2, 5, 6 and 9", expected="the first latent of each")
def one_of_each(answer):
    return {"by_one": answer(*_named(), 1)[[0, 2, 5, 6, 9]]}


@mean_latents.probe("the rows of 4, 7 and 8, of which there are none", expected="zeros")
def none_of_them(answer):
    found = answer(*_named(), 2)
    return {"row_eight": found[8], "rows_four_and_seven": found[[4, 7]]}


def _which(found, own):
    """Which of the class's members the row is the mean of, in words."""
    means = {
        "the first two": own[:2].mean(0),
        "the last two": own[-2:].mean(0),
        "all five": own.mean(0),
        "the first": own[0],
    }
    means |= {"the second and the third": own[1:3].mean(0), "the first three": own[:3].mean(0)}
    return next((name for name, mean in means.items() if torch.allclose(found, mean, atol=1e-4)), "something else")


def _rows(latents, labels, pick, empty=0.0):
    rows = []
    for digit in range(10):
        own = latents[labels == digit]
        rows.append(pick(own) if len(own) else torch.full_like(latents[0], empty))
    return torch.stack(rows)


@mean_latents.right
def digit_by_digit(latents, labels, count):
    return _rows(latents, labels, lambda own: own[:count].mean(0))


@mean_latents.right
def by_adding_up(latents, labels, count):
    sums, members = torch.zeros(10, latents.shape[1], device=latents.device), [0] * 10
    for latent, label in zip(latents, labels.tolist()):
        if members[label] < count:
            sums[label] += latent
            members[label] += 1
    return sums / torch.tensor(members, device=latents.device).clamp(min=1)[:, None]


@mean_latents.right
def by_a_table(latents, labels, count):
    member = torch.nn.functional.one_hot(labels, 10)
    chosen = member * (member.cumsum(0) <= count)
    return chosen.T.to(latents.dtype) @ latents / chosen.sum(0).clamp(min=1)[:, None]


@mean_latents.wrong
def all_of_them(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.2f}: it is the mean of {row_three_is_of} of its latents, and the first two were asked for. The experiment below asks what a mean of *few* is worth. What does `own[:count]`
    leave over?"""
    return _rows(latents, labels, lambda own: own.mean(0))


@mean_latents.wrong
def first_alone(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.2f}: it is {row_three_is_of} of its latents alone, with its own slant and weight. What do the others of the first `count`
    do?"""
    return _rows(latents, labels, lambda own: own[0])


@mean_latents.wrong
def last_ones(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.2f}: it is the mean of {row_three_is_of} of its latents. As good a sample as the first; only the first are asked for, so that a mean of more holds those of fewer. On which side of the colon
    does the count stand?"""
    return _rows(latents, labels, lambda own: own[-count:].mean(0))


@mean_latents.wrong
def first_of_all_latents(latents, labels, count):
    """Your row of 1 for a count of 3 begins with {one_by_three[0]:.2f}, and the row of 9 with {both_of_nine[0]:.2f}: the first `count` latents of *all* were taken, and then those of the digit among them. In which order do choosing the digit and cutting off
    come?"""
    return _rows(latents[:count], labels[:count], lambda own: own.mean(0))


@mean_latents.wrong
def sum_for_mean(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.2f}, the sum of two latents, where their mean was asked for. G has never seen latents that long. By what is a sum to be
    divided?"""
    return _rows(latents, labels, lambda own: own[:count].sum(0))


@mean_latents.wrong
def divided_by_the_count(latents, labels, count):
    """Where a digit has as many latents as asked for you are right; with a count of 10 your row of 9 begins with {both_of_nine[0]:.2f}: two latents, added up and divided by ten. How many were
    added?"""
    return _rows(latents, labels, lambda own: own[:count].sum(0) / count)


@mean_latents.wrong
def divided_by_the_members(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.2f}: two latents, added up and divided by five, as many as that digit has. How many were
    added?"""
    return _rows(latents, labels, lambda own: own[:count].sum(0) / len(own))


@mean_latents.wrong(
    when=lambda seen: bool(
        (seen["row_eight"] != seen["row_eight"]).all() and seen["row_three_is_of"] == "the first two"
    )
)
def leaves_a_hole(latents, labels, count):
    """Right for every digit that occurs; nobody was labelled 8, and its row begins with {row_eight[0]}: 0/0. One such number goes through G and leaves a picture of nothing, without an error. What do you put where there is no
    latent?"""
    return _rows(latents, labels, lambda own: own[:count].mean(0), empty=math.nan)


@mean_latents.wrong(when=lambda seen: seen["shape"] == "(7, 5)")
def skips_the_absent(latents, labels, count):
    """Your table has shape {shape}: digits that do not occur have no row, so row 3 is that of another digit. Whoever looks up a digit by its number gets its neighbour. How many rows do ten digits
    need?"""
    return torch.stack([latents[labels == digit][:count].mean(0) for digit in labels.unique()])


@mean_latents.wrong(when=lambda seen: seen["shape"] == "(9, 5)")
def leaves_out_nine(latents, labels, count):
    """Your table has shape {shape}: one digit has no row. `range(9)` ends with 8. How many digits are
    there?"""
    return digit_by_digit(latents, labels, count)[:9]


@mean_latents.wrong
def brought_to_length_one(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.2f}, and each row has the length 1. The length of a mean says how much its members share, and the arithmetic below needs it as it is. Which step divides by a
    length?"""
    return _rows(latents, labels, lambda own: own[:count].mean(0) / own[:count].mean(0).norm())


@mean_latents.wrong
def median_for_mean(latents, labels, count):
    """For three latents your row of 3 begins with {three_by_three[0]:.2f}, the middle value of each number and not the mean. With two members `median` even takes the smaller. Which of the two can be added and
    subtracted?"""
    return _rows(latents, labels, lambda own: own[:count].median(0).values)


@mean_latents.wrong
def one_mean_of_all_numbers(latents, labels, count):
    """All five numbers of your row of 3 are {row_three[0]:.4f}: the numbers of its latents were boiled down to a single one. Without a dimension `mean` takes everything it gets. Which dimension of the chosen latents counts the
    members?"""
    return _rows(latents, labels, lambda own: own[:count].mean().expand(latents.shape[1]))


@mean_latents.wrong
def one_more_than_asked(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.2f}: it is the mean of {row_three_is_of} of its latents, and two were asked for. How many entries has
    `own[:count]`?"""
    return _rows(latents, labels, lambda own: own[: count + 1].mean(0))


@mean_latents.wrong
def starts_at_one(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.2f}: it is the mean of {row_three_is_of} of its latents. Counting begins at 0. Which entry is the
    first?"""
    return _rows(latents, labels, lambda own: own[1 : count + 1].mean(0) if len(own) > 1 else own[0])


@mean_latents.wrong
def classes_with_too_few_left_out(latents, labels, count):
    """Where a digit has as many latents as asked for you are right; with a count of 10 the row of 9 begins with {both_of_nine[0]:.2f}: a digit with fewer was left out. Two latents have a mean as well. When is there
    none?"""
    return _rows(latents, labels, lambda own: own[:count].mean(0) * (len(own) >= count))


@mean_latents.wrong
def mean_of_all_digits(latents, labels, count):
    """Your row of 3 begins with {row_three[0]:.3f}, and so do all others: the labels choose nothing. Which latents count for a
    row?"""
    return latents[:count].mean(0).expand(10, -1).clone()


@mean_latents.decoy(all_of_them, first_alone, last_ones, one_more_than_asked, starts_at_one)
def every_second_one(latents, labels, count):
    return _rows(latents, labels, lambda own: own[::2][:count].mean(0))


@mean_latents.decoy(first_of_all_latents, mean_of_all_digits, one_mean_of_all_numbers)
def first_ten_of_all(latents, labels, count):
    return _rows(latents[:10], labels[:10], lambda own: own[:count].mean(0))


@mean_latents.decoy(sum_for_mean, divided_by_the_count, divided_by_the_members, brought_to_length_one)
def divided_by_the_root(latents, labels, count):
    return _rows(latents, labels, lambda own: own[:count].sum(0) / len(own[:count]) ** 0.5)


@mean_latents.decoy(leaves_a_hole)
def spoils_every_row(latents, labels, count):
    return digit_by_digit(latents, labels, count) * math.nan


@mean_latents.decoy(skips_the_absent, leaves_out_nine, told="another_shape")
def columns_for_rows(latents, labels, count):
    return digit_by_digit(latents, labels, count).T


@mean_latents.decoy(median_for_mean)
def middle_of_the_range(latents, labels, count):
    return _rows(latents, labels, lambda own: (own[:count].amax(0) + own[:count].amin(0)) / 2)


@mean_latents.decoy(classes_with_too_few_left_out)
def classes_of_one_left_out(latents, labels, count):
    return _rows(latents, labels, lambda own: own[:count].mean(0) * (len(own) > 1))


mean_latents.hints(
    "Ten rows. For each digit: which latents carry its label, which of them come first, and what is their mean? What if there are none?",
    "latents[labels == digit] are the members, [:count] the first of them; .mean(0) is one row. Torch answers NaN for the mean of nothing.",
    "own = latents[labels == digit][:count]; rows.append(own.mean(0) if len(own) else torch.zeros_like(latents[0])); and at the end torch.stack(rows)",
)

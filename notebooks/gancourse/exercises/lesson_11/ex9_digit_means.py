"""Exercise 11.9, digit_means: the mean latent of a digit."""

import math
import re

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

digit_means = Exercise(
    "digit_means",
    lesson="11",
    tolerance=1e-4,
    remember="One latent carries a digit and everything else about one picture: slant, weight, corner. In a mean of many, everything "
    "else cancels; what is left of the length says how much they had in common.",
)


def _named_latents() -> tuple[torch.Tensor, torch.Tensor]:
    labels = torch.tensor([3, 1, 3, 0, 1, 3, 7, 9, 9, 2, 4, 5, 6, 3], device=device())
    return torch.randn(14, 5, device=device()), labels


@digit_means.probe(
    "14 latents of 5 numbers, with labels among which there is no 8",
    expected="one row for each of the ten digits: (10, 5)",
)
def ten_rows(answer):
    return {"shape": tuple(answer(*_named_latents()).shape)}


@digit_means.probe("the same: the row of 3, of which there are four", expected="the mean of its four latents")
def row_of_three(answer):
    return {"row_three": answer(*_named_latents())[3]}


@digit_means.probe(
    "the same: the rows of 6 (one latent), 9 (two) and 1 (two)", expected="the latent itself, and two means"
)
def other_rows(answer):
    means = answer(*_named_latents())
    return {"row_six": means[6], "row_nine": means[9], "row_one": means[1]}


@digit_means.probe(
    "the same: the rows of 0, 2, 4, 5 and 7 (one latent each)",
    expected="the latent itself, each time, and no row left at zero",
)
def rows_of_one(answer):
    latents, labels = _named_latents()
    means, right = answer(latents, labels), _means(latents, labels)
    left = [digit for digit in range(10) if digit != 8 and not means[digit].any()]
    return {
        "left_at_zero": ", ".join(map(str, left)) or "none",
        "row_three_is_of": next((d for d in range(10) if torch.allclose(means[3], right[d], atol=1e-4)), "no digit"),
        "row_zero": means[0],
        "rows_two_four_five_seven": means[[2, 4, 5, 7]],
    }


@digit_means.probe(
    "the same: the row of 8, of which there is none", expected="zeros, the mean of all latents there could be"
)
def row_of_eight(answer):
    return {"row_eight": answer(*_named_latents())[8]}


@digit_means.probe(
    "the latents after the call",
    expected="as they were",
    holds=lambda seen: seen["latents_moved"] == 0,
)
def untouched(answer):
    latents, labels = _named_latents()
    before = latents.clone()
    answer(latents, labels)
    return {"latents_moved": (latents - before).abs().max()}


def _means(latents, labels, pick=lambda own: own.mean(0), empty=0.0):
    rows = []
    for digit in range(10):
        own = latents[labels == digit]
        rows.append(pick(own) if len(own) else torch.full_like(latents[0], empty))
    return torch.stack(rows)


@digit_means.right
def one_digit_after_the_other(latents, labels):
    return _means(latents, labels)


@digit_means.right
def by_a_table_of_ones(latents, labels):
    member = F.one_hot(labels, 10).to(latents.dtype)  # (n, 10)
    return member.T @ latents / member.sum(0).clamp(min=1)[:, None]


@digit_means.right
def by_adding_up(latents, labels):
    sums = torch.zeros(10, latents.shape[1], device=latents.device).index_add(0, labels, latents)
    return sums / torch.bincount(labels, minlength=10).clamp(min=1)[:, None]


@digit_means.wrong
def takes_the_first(latents, labels):
    """Your row of 3 begins with {row_three[0]:.2f}: it is the first latent with that label, and there are four. One latent
    brings its own slant and weight along, and arithmetic would add those too; the paper found single vectors unstable
    and used means of three. What do you do with the other three?"""
    return _means(latents, labels, lambda own: own[0])


@digit_means.wrong
def adds_without_dividing(latents, labels):
    """Your row of 3 begins with {row_three[0]:.2f}, the sum of four latents, where their mean was asked for. A sum grows with
    the number of members, and G has never seen latents that long. By what is it to be divided?"""
    return _means(latents, labels, lambda own: own.sum(0))


@digit_means.wrong
def divides_by_all(latents, labels):
    """Your row of 3 begins with {row_three[0]:.2f}: the sum of its four latents divided by all fourteen. A digit that occurs
    seldom would come out shorter for that reason alone. How many members has the class of 3?"""
    return _means(latents, labels, lambda own: own.sum(0) / len(latents))


@digit_means.wrong(
    when=lambda seen: bool(
        (seen["row_eight"] != seen["row_eight"]).all() and (seen["row_three"] == seen["row_three"]).all()
    )
)
def leaves_a_hole(latents, labels):
    """Right for every digit that occurs; nobody was labelled 8, and its row is {row_eight[0]}: 0/0. One such number goes
    through G and leaves a picture of nothing, without an error. What would a class with no members contribute?"""
    return _means(latents, labels, empty=math.nan)


@digit_means.wrong(when=lambda seen: seen["shape"] == (9, 5) and bool((seen["row_eight"] != 0).all()))
def skips_the_absent(latents, labels):
    """Your table has shape {shape}: the digit that does not occur has no row, so row 8 is the nine. Whoever looks up a digit
    by its number gets its neighbour. How many rows do ten digits need?"""
    return torch.stack([latents[labels == digit].mean(0) for digit in labels.unique()])


@digit_means.wrong
def makes_them_one_long(latents, labels):
    """Each of your rows has length 1; that of the 3 begins with {row_three[0]:.2f}. The length of a mean says how much its
    members agree, and a step between two means is only as long as it needs to be if you leave it. What would be lost about
    a class whose latents point everywhere?"""
    return _means(latents, labels, lambda own: own.mean(0) / own.mean(0).norm())


@digit_means.wrong
def takes_the_median(latents, labels):
    """Your row of 3 begins with {row_three[0]:.2f}: the middle value of each number, and not the mean. It is a fair summary,
    and a different one: with four members it is one of them, number by number. Which of the two can be added and
    subtracted class by class?"""
    return _means(latents, labels, lambda own: own.median(0).values)


@digit_means.decoy(takes_the_first, takes_the_median)
def takes_the_last(latents, labels):
    return _means(latents, labels, lambda own: own[-1])


@digit_means.decoy(takes_the_median, adds_without_dividing)
def takes_the_middle_of_the_range(latents, labels):
    return _means(latents, labels, lambda own: (own.min(0).values + own.max(0).values) / 2)


@digit_means.decoy(adds_without_dividing, divides_by_all)
def divides_by_ten(latents, labels):
    return _means(latents, labels, lambda own: own.sum(0) / 10)


@digit_means.decoy(leaves_a_hole)
def spoils_every_row(latents, labels):
    return _means(latents, labels) * torch.nan


@digit_means.decoy(leaves_a_hole)
def puts_ones_for_the_absent(latents, labels):
    return _means(latents, labels, empty=1.0)


@digit_means.decoy(skips_the_absent, told="cut_short")
def stops_at_eight(latents, labels):
    return _means(latents, labels)[:9]


@digit_means.decoy(makes_them_one_long, adds_without_dividing)
def brings_them_to_the_usual_length(latents, labels):
    return _means(latents, labels, lambda own: own.mean(0) / own.mean(0).norm() * 5**0.5)


@digit_means.wrong(when=lambda seen: seen["row_three_is_of"] == 4 and seen["left_at_zero"] == "7, 9")
def fills_the_row_before(latents, labels):
    """Your row 3 holds the mean of the {row_three_is_of}s, and your row 7 is zero, as if it belonged to 8, which does not occur: each mean
    stands one row too early. If row c is for label c, which row is for label 0?"""
    return torch.cat([_means(latents, labels)[1:], torch.zeros_like(latents[:1])])  # with zeros for the last row


@digit_means.decoy(fills_the_row_before, told="other_order")
def exchanges_two_rows(latents, labels):
    return _means(latents, labels)[[0, 1, 2, 4, 3, 5, 6, 7, 8, 9]]


@digit_means.wrong(
    when=lambda seen: seen["left_at_zero"] in ("0", "9", "0, 9", "7, 9", "0, 7, 9") and seen["row_three_is_of"] == 3
)
def leaves_an_end_out(latents, labels):
    """Of the digits that occur, these still have a row of zeros in your table: {left_at_zero}. Rows in between are filled, so the
    zeros you began with stay at an end. Either your loop does not come to that digit, or a condition passes it by. From which
    number to which do ten digits run?"""
    means = torch.zeros(10, latents.shape[1], device=latents.device)
    for digit in range(1, 10):
        if (labels == digit).any():
            means[digit] = latents[labels == digit].mean(0)
    return means


@digit_means.wrong(when=lambda seen: seen["left_at_zero"] == "0, 2, 4, 5, 6, 7")
def leaves_the_single_ones_out(latents, labels):
    """These digits occur once each, and their rows are still zeros: {left_at_zero}. Your condition lets only classes with more members
    through. With one member there is nothing to divide by but 1, and nothing is undefined. What is the mean of one latent?"""
    return torch.stack(
        [
            own.mean(0) if len(own) > 1 else torch.zeros_like(latents[0])
            for own in (latents[labels == d] for d in range(10))
        ]
    )


@digit_means.wrong(
    when=lambda seen: seen["left_at_zero"] == "none" and max(seen[row].std() for row in ("row_three", "row_six")) < 1e-6
)
def takes_one_mean_of_all_numbers(latents, labels):
    """All five numbers of your row of 3 are {row_three[0]:.4f}: its four latents, twenty numbers, were boiled down to a single one, and that
    was spread over the row. Without a dimension `mean` takes everything it gets. Which dimension of `latents[labels == digit]`
    counts the members?"""
    return _means(latents, labels, lambda own: own.mean().expand(5))


@digit_means.decoy(leaves_an_end_out, leaves_the_single_ones_out, takes_one_mean_of_all_numbers)
def leaves_the_even_ones_out(latents, labels):
    means = _means(latents, labels)
    means[::2] = 0
    return means


@digit_means.decoy(leaves_the_single_ones_out, told=leaves_an_end_out)
def stops_two_digits_early(latents, labels):
    means = _means(latents, labels)
    means[8:] = 0
    return means


@digit_means.wrong(
    when=lambda seen: bool(
        re.search(r"got \[1\] at entry 0 and \[\d\] at entry 1|existing size \([234]\) at", seen["error"])
    )
)
def takes_the_mean_along_each_latent(latents, labels):
    """It stopped: "{error:.120}". One of those sizes is the number of members of a class: `mean(1)` takes the mean of each latent's own numbers, so it
    leaves one number for each member. Asked for are as many numbers as a latent has, each the mean over the members. Which dimension
    of `latents[labels == digit]` counts the members?"""
    return _means(latents, labels, lambda own: own.mean(1))


@digit_means.decoy(takes_the_mean_along_each_latent, told=skips_the_absent)
def stacks_those_that_occur(latents, labels):
    return torch.stack([latents[labels == digit].mean(0) for digit in sorted(set(labels.tolist()))])


@digit_means.wrong(
    when=lambda seen: bool(abs(seen["row_three"] - seen["row_six"]).max() < 1e-6 and seen["row_three"].std() > 1e-3)
)
def takes_the_mean_of_all_classes(latents, labels):
    """Your rows of 3 and of 6 are the same and begin with {row_three[0]:.3f}: every row is the mean over all latents, so the table says nothing about
    digits. Where do the labels choose which latents count for a row?"""
    return latents.mean(0).expand(10, -1)


@digit_means.decoy(takes_the_mean_of_all_classes, told=takes_one_mean_of_all_numbers)
def takes_one_number_for_each_class(latents, labels):
    return _means(latents, labels, lambda own: own.mean().repeat(5))


digit_means.hints(
    "Ten rows. For each digit: which latents carry its label, and what is their mean? What if there are none?",
    "latents[labels == digit] are the members; .mean(0) is one row. Torch answers NaN for the mean of nothing.",
    "own = latents[labels == digit]; rows.append(own.mean(0) if len(own) else torch.zeros_like(latents[0])); torch.stack(rows)",
)

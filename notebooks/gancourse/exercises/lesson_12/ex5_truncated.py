"""Exercise 12.5, truncated: a normal latent without its far numbers."""

import math

import numpy as np
import torch
from torch import nn

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

truncated = Exercise(
    "truncated",
    lesson="12",
    tolerance=1e-4,
    remember="Drawn again, the numbers follow the normal density between the two limits, with nothing heaped up at them; clipped ones heap up there, scaled ones know no limit. Three operations, one name in print.",
)
MANY = 60_000
WITHIN = np.array([[0.2, -0.5, 0.7, -0.1]])
LIMIT = 0.8


def deviation(limit: float) -> float:
    """The standard deviation of a standard normal number that is known to lie between −limit and limit."""
    density = math.exp(-(limit**2) / 2) / math.sqrt(2 * math.pi)
    return math.sqrt(1 - 2 * limit * density / math.erf(limit / math.sqrt(2)))


def _left_alone(seen) -> bool:
    """Whether the numbers within the limit are as they were."""
    return (
        abs(seen["within"] - WITHIN).max() < 1e-4 and abs(seen["kept"] - [0.2, -0.4, 0.5, 0.1, 0.7, -0.3]).max() < 1e-4
    )


@truncated.probe("one latent (0.2, −0.5, 0.7, −0.1), limit 0.8", expected="the same numbers: all lie within")
def nothing_to_do(answer):
    return {"within": _three_digits(answer(torch.tensor([[0.2, -0.5, 0.7, -0.1]], device=device()), LIMIT))}


@truncated.probe(
    "three latents in which some numbers lie beyond −0.8 and 0.8: the numbers that do not",
    expected="where they were, every one",
)
def those_within_stay(answer):
    latents = torch.tensor([[0.2, 3.0, -0.4], [-2.0, 0.5, 1.5], [0.1, 0.7, -0.3]], device=device())
    found = answer(latents.clone(), LIMIT)
    inside = latents.abs() <= LIMIT
    return {"kept": _three_digits(found[inside]), "last_row": _three_digits(found[2])}


@truncated.probe(
    "60,000 normal numbers, limit 0.8: the largest and the smallest that come back",
    expected="none beyond 0.8 or −0.8, and some beyond 0.79 and −0.79",
    holds=lambda seen: 0.79 < seen["largest"] <= 0.80001 and -0.80001 <= seen["smallest"] < -0.79,
)
def limits(answer):
    found = _many(answer, LIMIT)
    return {"largest": found.max(), "smallest": found.min()}


@truncated.probe(
    "the same: how many of them lie at a limit, to a hundred thousandth",
    expected="next to none",
    holds=lambda seen: seen["at_a_limit"] < 0.001,
)
def nothing_heaped_up(answer):
    return {"at_a_limit": ((_many(answer, LIMIT).abs() - LIMIT).abs() < 1e-5).double().mean()}


@truncated.probe(
    "the same: how many different values they have",
    expected="nearly as many as there are numbers",
    holds=lambda seen: seen["different"] > 0.9,
)
def different_values(answer):
    return {"different": len(_many(answer, LIMIT).unique()) / MANY}


@truncated.probe(
    "the same: mean and standard deviation",
    expected="0 and 0.442, to a hundredth",
    holds=lambda seen: abs(seen["mean"]) < 0.01 and abs(seen["deviation"] - deviation(LIMIT)) < 0.01,
)
def spread_of_one(answer):
    found = _many(answer, LIMIT)
    return {"mean": found.mean(), "deviation": found.std()}


@truncated.probe(
    "60,000 normal numbers, limit 2: the standard deviation",
    expected="0.880, to a hundredth",
    holds=lambda seen: abs(seen["deviation_by_two"] - deviation(2.0)) < 0.01,
)
def spread_of_two(answer):
    return {"deviation_by_two": _many(answer, 2.0).std()}


@truncated.probe(
    "60,000 normal numbers, limit 0.1: the largest, and the standard deviation",
    expected="at most 0.1, and 0.0577: nearly even between the limits",
    holds=lambda seen: seen["largest_by_a_tenth"] <= 0.10001 and abs(seen["deviation_by_a_tenth"] - 0.0577) < 0.002,
)
def a_narrow_limit(answer):
    found = _many(answer, 0.1)
    return {"largest_by_a_tenth": found.abs().max(), "deviation_by_a_tenth": found.std()}


def _three_digits(numbers):
    """So that they can be quoted."""
    return numbers.cpu().double().round(decimals=3)


def _many(answer, limit):
    return answer(torch.randn(MANY // 10, 10, device=device()), limit).cpu().double()


@truncated.right
def until_none_is_left(latents, limit):
    latents = latents.clone()
    while (far := latents.abs() > limit).any():
        latents[far] = torch.randn(int(far.sum()), device=latents.device)
    return latents


@truncated.right
def by_where(latents, limit):
    while (latents.abs() > limit).any():
        latents = torch.where(latents.abs() > limit, torch.randn_like(latents), latents)
    return latents


@truncated.right
def by_the_inverse_of_the_area(latents, limit):
    area = math.erf(limit / math.sqrt(2))
    within = math.sqrt(2) * torch.erfinv((2 * torch.rand_like(latents) - 1) * area)
    return torch.where(latents.abs() > limit, within.clamp(-limit, limit), latents)


@truncated.right
def by_pytorchs_own(latents, limit):
    fresh = nn.init.trunc_normal_(torch.empty_like(latents), a=-limit, b=limit)
    return torch.where(latents.abs() > limit, fresh, latents)


@truncated.wrong(when=lambda seen: seen["at_a_limit"] > 0.2 and seen["different"] > 0.5)
def clipped(latents, limit):
    """{at_a_limit:.0%} of your numbers lie exactly at a limit: those beyond were moved back to it, which is called clipping. Their density has a spike at each end. Where do numbers go that are drawn
    again?"""
    return latents.clamp(-limit, limit)


@truncated.wrong(when=lambda seen: abs(seen["within"] - 0.8 * WITHIN).max() < 1e-4)
def scaled(latents, limit):
    """Of the latent that lies within already you made {within}, each number multiplied by the limit or by something like it. Scaling makes everything smaller, and nothing is cut off: your largest of 60,000 numbers is {largest:.2f}. Which numbers may be
    changed at all?"""
    return latents * limit


@truncated.wrong(
    when=lambda seen: (
        abs(seen["largest"] - 0.8) < 1e-3 and abs(seen["within"]).max() > 0.6 and abs(seen["kept"]).max() < 0.5
    )
)
def squeezed_by_the_largest(latents, limit):
    """Nothing lies beyond the limit, and numbers that lay within have moved, to {kept} where they were left alone by right: everything was divided by the largest. One far number then makes all others small. Which numbers are to
    change?"""
    return latents / max(1.0, (latents.abs().max() / limit).item())


@truncated.wrong
def all_latents_at_the_limits_length(latents, limit):
    """Of the latent that lies within you made {within}: it was brought to a given *length*. The limit is one for each number by itself. Which numbers are compared with
    it?"""
    return latents / latents.norm(dim=1, keepdim=True) * limit


@truncated.wrong(
    when=lambda seen: (
        _left_alone(seen) and seen["different"] > 0.99 and 0.71 < seen["deviation"] < 0.76 and abs(seen["mean"]) < 0.02
    )
)
def drawn_again_once(latents, limit):
    """After one more draw your largest number is still {largest:.2f}: of those drawn again two in five lie beyond 0.8 once more. How long does one have to go
    on?"""
    return torch.where(latents.abs() > limit, torch.randn_like(latents), latents)


@truncated.wrong(when=lambda seen: _left_alone(seen) and 0.79 < seen["largest"] <= 0.80001 and seen["smallest"] < -2)
def far_below_forgotten(latents, limit):
    """Your largest number is {largest:.2f}, and your smallest {smallest:.2f}: only those above the limit were drawn again. Which numbers lie far from 0 on the other
    side?"""
    while (latents > limit).any():
        latents = torch.where(latents > limit, torch.randn_like(latents), latents)
    return latents


@truncated.wrong(
    when=lambda seen: _left_alone(seen) and seen["different"] < 0.7 and abs(seen["deviation"] - 0.336) < 0.006
)
def zeros_for_the_far_ones(latents, limit):
    """Only {different:.0%} of your numbers differ from one another: those beyond the limit all became 0. A number drawn again is as random as the others. What does `torch.randn` give you for
    them?"""
    return torch.where(latents.abs() > limit, 0.0, latents)


@truncated.wrong(
    when=lambda seen: (
        _left_alone(seen)
        and seen["different"] < 0.7
        and seen["largest"] <= 0.80001
        and abs(seen["mean"]) > 0.001
        and seen["at_a_limit"] < 0.1
    )
)
def one_number_for_all(latents, limit):
    """Only {different:.0%} of your numbers differ from one another: one number was drawn and put into all the places. How many have to be
    drawn?"""
    fresh = torch.randn(())
    while fresh.abs() > limit:
        fresh = torch.randn(())
    return torch.where(latents.abs() > limit, fresh.to(latents.device), latents)


@truncated.wrong(
    when=lambda seen: (
        _left_alone(seen) and abs(seen["deviation_by_two"] - 0.8945) < 0.003 and abs(seen["deviation"] - 0.4507) < 0.005
    )
)
def evenly_between_the_limits(latents, limit):
    """For a limit of 2 your numbers have a standard deviation of {deviation_by_two:.3f}, where 0.880 is due: it is what comes out where the new numbers are *even* between the limits. Which distribution did the far ones
    come from?"""
    return torch.where(latents.abs() > limit, (2 * torch.rand_like(latents) - 1) * limit, latents)


@truncated.wrong(
    when=lambda seen: (
        not _left_alone(seen) and 0.79 < seen["largest"] <= 0.80001 and abs(seen["deviation"] - 0.442) < 0.01
    )
)
def everything_anew(latents, limit):
    """Of the latent that lies within you made {within}: all numbers were drawn anew, the near ones too. Their distribution is right, and they are other latents, so that nothing can be compared with what they were. Which numbers are to be drawn
    again?"""
    return nn.init.trunc_normal_(torch.empty_like(latents), a=-limit, b=limit)


@truncated.wrong
def folded_back(latents, limit):
    """Nothing lies beyond the limits, and your numbers have a standard deviation of {deviation:.3f}, where 0.442 is due: a number beyond was brought back by a rule, folded or wrapped round. Then it depends on where it came from. What does *drawn again*
    mean?"""
    return torch.where(latents.abs() > limit, torch.remainder(latents + limit, 2 * limit) - limit, latents)


@truncated.wrong
def small_normal_numbers(latents, limit):
    """For a limit of 0.8 your numbers have a standard deviation of {deviation:.3f}, where 0.442 is due: the new ones come from a *narrower* normal distribution, so that fewer have to be drawn again. Which density do the limits cut
    from?"""
    latents = latents.clone()
    while (far := latents.abs() > limit).any():
        latents[far] = limit / 3 * torch.randn(int(far.sum()), device=latents.device)
    return latents


@truncated.wrong(when=lambda seen: seen["mean"] > 0.1 and seen["largest"] <= 0.80001)
def sign_lost(latents, limit):
    """Your numbers have the mean {mean:.3f}, where 0 is due: the new ones are all positive, or an `abs` is still there in what comes back. Where is the distance from 0 needed, and where the number
    itself?"""
    while (latents.abs() > limit).any():
        latents = torch.where(latents.abs() > limit, torch.randn_like(latents).abs(), latents)
    return latents


@truncated.wrong(when=lambda seen: not _left_alone(seen) and seen["largest"] > 2.5 and seen["deviation"] > 1)
def the_near_ones_drawn(latents, limit):
    """Of the latent that lies within you made {within}: the numbers *within* the limit were exchanged, and those beyond kept. Which side of the comparison is drawn
    again?"""
    return torch.where(latents.abs() <= limit, torch.randn_like(latents), latents)


@truncated.wrong(
    when=lambda seen: (
        _left_alone(seen)
        and seen["largest"] <= 0.80001
        and seen["deviation_by_two"] < 0.46
        and seen["largest_by_a_tenth"] > 0.5
    )
)
def the_limit_is_typed_in(latents, limit):
    """For a limit of 0.8 you are right, and for a limit of 2 your numbers have a standard deviation of {deviation_by_two:.3f}, where 0.880 is due: 0.8 is written into your function. Which name holds the
    limit?"""
    return until_none_is_left(latents, 0.8)


@truncated.wrong(when=lambda seen: not _left_alone(seen) and abs(seen["largest"] - 1.6) < 0.02)
def drawn_within_two_and_scaled(latents, limit):
    """Of the latent that lies within you made {within}, and for a limit of 0.8 your largest number is {largest:.2f}: drawn between −2 and 2, then multiplied by the limit. So do some published programs, whose `truncation` of 0.5 cuts at 1. Where is the cut asked
    for?"""
    return limit * nn.init.trunc_normal_(torch.empty_like(latents), a=-2.0, b=2.0)


@truncated.decoy(clipped, squeezed_by_the_largest, zeros_for_the_far_ones, one_number_for_all)
def moved_a_little_inside(latents, limit):
    return torch.where(latents.abs() > limit, latents.sign() * limit * (1 - 0.1 * torch.rand_like(latents)), latents)


@truncated.decoy(
    scaled, everything_anew, drawn_within_two_and_scaled, the_near_ones_drawn, all_latents_at_the_limits_length
)
def always_by_half(latents, limit):
    return torch.where(latents.abs() > limit, torch.randn_like(latents), latents) / 2


@truncated.decoy(drawn_again_once, far_below_forgotten)
def nothing_done(latents, limit):
    return latents


@truncated.decoy(evenly_between_the_limits, folded_back, small_normal_numbers, sign_lost)
def drawn_from_the_middle(latents, limit):
    return torch.where(latents.abs() > limit, 0.2 * limit * (2 * torch.rand_like(latents) - 1), latents)


@truncated.decoy(the_limit_is_typed_in)
def another_limit(latents, limit):
    return until_none_is_left(latents, 0.5)


truncated.hints(
    "Which numbers lie farther from 0 than the limit? They alone are replaced, by new normal numbers; some of those lie beyond it too.",
    "Work on a copy. A loop that goes on *while* any number is too far, and gives those places new numbers of torch.randn, ends with none left.",
    "latents = latents.clone(); while (far := latents.abs() > limit).any(): latents[far] = torch.randn(int(far.sum()), device=latents.device)",
)

"""Exercise 10.2, sizes: the sizes after a convolution and after a transposed one."""

import math
import random
from collections.abc import Callable
from numbers import Integral

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_10.results import taken_apart

sizes = Exercise(
    "sizes",
    lesson="10",
    remember="A convolution's division rounds down, so several inputs share one output size. The way back cannot know which "
    "one it was, and that is all that output_padding is for.",
)

_HALF, _TWICE, _ASKED = (28, 3, 2, 1, 0), (7, 4, 2, 1, 0), (7, 3, 2, 1, 1)
_PLAIN, _FITTING = (9, 5, 3), (10, 4, 3)
_NAMES = {"28": _HALF, "7": _TWICE, "op": _ASKED, "9": (*_PLAIN, 0, 0), "10": (*_FITTING, 0, 0)}


@sizes.probe(
    "n = 28 through k = 3, s = 2, p = 1", expected="(14, 55): 14 after the convolution, 55 after the transposed"
)
def book_size(answer):
    conv, transposed = taken_apart(answer(*_HALF), 2)
    return {"conv_28": conv, "transposed_28": transposed}


@sizes.probe("n = 7 through k = 4, s = 2, p = 1", expected="(3, 14)")
def doubled(answer):
    conv, transposed = taken_apart(answer(*_TWICE), 2)
    return {"conv_7": conv, "transposed_7": transposed}


@sizes.probe("n = 7 through k = 3, s = 2, p = 1, op = 1", expected="(4, 14)")
def with_output_padding(answer):
    conv, transposed = taken_apart(answer(*_ASKED), 2)
    return {"conv_op": conv, "transposed_op": transposed}


@sizes.probe(
    "n = 9 through k = 5, s = 3, then n = 10 through k = 4, s = 3, nothing else given",
    expected="(2, 29), then (3, 31)",
)
def defaults(answer):
    conv, transposed = taken_apart(answer(*_PLAIN), 2)
    fitting_conv, fitting_transposed = taken_apart(answer(*_FITTING), 2)
    return {
        "conv_9": conv, "transposed_9": transposed, "conv_10": fitting_conv, "transposed_10": fitting_transposed
    }  # fmt: skip


@sizes.probe("200 random layers, built in torch and measured", expected="the sizes torch gives, as whole numbers")
def random_layers(answer):
    wrong = {"wrong_convs": 0, "wrong_convs_without_op": 0, "wrong_transposed": 0}
    whole = True
    for n, k, s, p, op in _layers(200):
        conv, transposed = taken_apart(answer(n, k, s, p, op), 2)
        true_conv, true_transposed = _measured(n, k, s, p, op)
        wrong["wrong_convs"] += conv != true_conv
        wrong["wrong_convs_without_op"] += conv != true_conv and op == 0
        wrong["wrong_transposed"] += transposed != true_transposed
        whole = whole and isinstance(conv, Integral) and isinstance(transposed, Integral)
    return {**wrong, "whole_numbers": whole}


def _layers(count: int) -> list[tuple[int, int, int, int, int]]:
    """Random (n, k, s, p, op) for which both layers exist."""
    found = []
    while len(found) < count:
        k, s = random.randint(1, 7), random.randint(1, 4)
        n, p = random.randint(2, 20), random.randint(0, k // 2)
        op = random.randint(0, s - 1)
        if n + 2 * p >= k and (n - 1) * s - 2 * p + k + op >= 1:
            found.append((n, k, s, p, op))
    return found


def _measured(n: int, k: int, s: int, p: int, op: int) -> tuple[int, int]:
    row, kernel = torch.zeros(1, 1, n), torch.zeros(1, 1, k)
    transposed = F.conv_transpose1d(row, kernel, stride=s, padding=p, output_padding=op)
    return F.conv1d(row, kernel, stride=s, padding=p).shape[2], transposed.shape[2]


@sizes.right
def by_formula(n, k, s, p=0, op=0):
    return (n + 2 * p - k) // s + 1, (n - 1) * s - 2 * p + k + op


@sizes.right
def by_counting_places(n, k, s, p=0, op=0):
    return len(range(0, n + 2 * p - k + 1, s)), len(range(s * n)) - s + k - 2 * p + op


@sizes.right
def by_building_the_layers(n, k, s, p=0, op=0):
    return _measured(n, k, s, p, op)


def _down(n, k, s, p):
    return (n + 2 * p - k) // s + 1


def _up(n, k, s, p, op):
    return (n - 1) * s - 2 * p + k + op


def _sizes_of(which: str, *formulas: Callable) -> Callable:
    """A rule: the sizes "conv" or "transposed" are those of one of the formulas, whatever the other ones are."""
    known = [[formula(*layer) for layer in _NAMES.values()] for formula in formulas]
    return lambda seen: [seen[f"{which}_{name}"] for name in _NAMES] in known


def _convs(*formulas: Callable) -> Callable:
    return _sizes_of("conv", *formulas)


def _transposed(*formulas: Callable) -> Callable:
    return _sizes_of("transposed", *formulas)


def _either(one: Callable, other: Callable) -> Callable:
    return lambda seen: one(seen) or other(seen)


@sizes.wrong
def forgets_output_padding(n, k, s, p=0, op=0):
    """Right until op comes in: for n = 7, k = 3, s = 2, p = 1, op = 1 you say {transposed_op}, and torch makes 14. Sizes 13
    and 14 both shrink to 7, so the way back must be told which is meant. Which side of your sum should op stand on?"""
    return by_formula(n, k, s, p)


@sizes.wrong
def assumes_same_padding(n, k, s, p=0, op=0):
    """You have n divided by s, and n times s. For n = 28 that gives {conv_28}, and {transposed_28} where torch makes 55:
    it is what Keras calls 'same', which chooses the padding for you. torch pads by p and no more. In which two places
    does k enter, then?"""
    return math.ceil(n / s), n * s


@sizes.wrong
def forgets_the_first_place(n, k, s, p=0, op=0):
    """Your convolution of 28 pixels ends with {conv_28}, one short of 14. Dividing counts the *steps* the kernel makes,
    and before the first step it already stands somewhere. How many places are there on a walk of 13 steps?"""
    return (n + 2 * p - k) // s, (n - 1) * s - 2 * p + k + op


@sizes.wrong
def rounds_up(n, k, s, p=0, op=0):
    """You round up: 28 pixels give {conv_28}, and torch stops at 14, because a kernel that sticks out at the end is not
    used. {wrong_convs} of 200 random layers come out too large. What becomes of pixels that fill no whole step?"""
    return math.ceil((n + 2 * p - k) / s) + 1, (n - 1) * s - 2 * p + k + op


@sizes.wrong
def does_not_round(n, k, s, p=0, op=0):
    """Your convolution of 28 pixels ends with {conv_28} pixels. Half a pixel does not exist: a kernel that fits only
    partly at the end is not used. Which division of Python drops the fraction?"""
    return (n + 2 * p - k) / s + 1, (n - 1) * s - 2 * p + k + op


@sizes.wrong(when=_transposed(lambda n, k, s, p, op: (n - 1) * s - p + k + op))
def pads_one_side(n, k, s, p=0, op=0):
    """Your transposed convolution makes {transposed_28} pixels of 28 where torch makes 55: with p = 1 it takes one pixel off, and its p
    stands for each end of the row. (Look at the p in your other sum too.) How many pixels is that in all?"""
    return (n + p - k) // s + 1, (n - 1) * s - p + k + op


@sizes.wrong(when=_convs(lambda n, k, s, p, op: (n + p - k) // s + 1))
def pads_one_side_going_down(n, k, s, p=0, op=0):
    """Your convolution of 7 pixels with k = 3, s = 2, p = 1 ends with {conv_op} where torch makes 4: the padding counts once, and p stands
    for each end of the row. In the layers before, rounding hid it. How many pixels are added in all?"""
    return (n + p - k) // s + 1, _up(n, k, s, p, op)


@sizes.wrong(
    when=_either(
        _convs(lambda n, k, s, p, op: (n - k) // s + 1), _transposed(lambda n, k, s, p, op: (n - 1) * s + k + op)
    )
)
def forgets_the_padding(n, k, s, p=0, op=0):
    """In one of your sums, or in both, p makes no difference: with p = 1 your 28 pixels become {conv_28} and {transposed_28},
    where torch makes 14 and 55. A convolution puts p zeros on each end before it starts, and the way back takes as much off.
    Where does that show in your sums?"""
    return (n - k) // s + 1, (n - 1) * s + k + op


@sizes.wrong
def adds_padding_going_up(n, k, s, p=0, op=0):
    """Your transposed convolution grows with its padding: 28 pixels become {transposed_28}, and torch makes 55. Its p is
    the padding of the convolution that it transposes, which that one put on. What must the way back do with it?"""
    return (n + 2 * p - k) // s + 1, (n - 1) * s + 2 * p + k + op


@sizes.wrong
def one_stamp_too_many(n, k, s, p=0, op=0):
    """28 stamps lie 27 steps apart, first to last, and you count 28 steps: {transposed_28} pixels instead of 55. Think
    of fence posts. How many gaps lie between n posts?"""
    return (n + 2 * p - k) // s + 1, n * s - 2 * p + k + op


@sizes.wrong
def transposed_first(n, k, s, p=0, op=0):
    """Both numbers are right and stand in the other order: for n = 28 you give {conv_28} first, and no stride of 2 makes an
    image larger on the way down. The docstring asks for the convolution, then the transposed one. Which of your two is
    which?"""
    return by_formula(n, k, s, p, op)[::-1]


@sizes.wrong
def op_makes_it_smaller(n, k, s, p=0, op=0):
    """With op = 1 you come to {transposed_op}, and without it the same layer gives 13. output_padding adds pixels at one
    end, although its name sounds like the p that takes them away. Which sign does it need?"""
    return (n + 2 * p - k) // s + 1, (n - 1) * s - 2 * p + k - op


@sizes.wrong
def multiplies_op_by_the_stride(n, k, s, p=0, op=0):
    """With op = 1 and a stride of 2 you come to {transposed_op}, and torch makes 14: output_padding is counted in pixels of the output,
    each of which is there once. How many pixels does op = 1 add?"""
    return _down(n, k, s, p), _up(n, k, s, p, s * op)


@sizes.wrong
def counts_the_kernel_less_one(n, k, s, p=0, op=0):
    """For 28 pixels, k = 3, s = 2, p = 1 your transposed convolution comes to {transposed_28} where torch makes 55: the last stamp is a whole
    kernel, and you count one pixel less. How many pixels does a single pixel become?"""
    return _down(n, k, s, p), _up(n, k, s, p, op) - 1


@sizes.wrong(when=_transposed(lambda n, k, s, p, op: n * s, lambda n, k, s, p, op: n * s + op))
def goes_up_by_the_stride_alone(n, k, s, p=0, op=0):
    """Your transposed convolution makes {transposed_28} pixels of 28 and {transposed_9} of 9, and torch makes 55 and 29: that is
    n times s, whatever k and p are. It fits some layers, such as k = 4, s = 2, p = 1, and only those whose kernel and padding happen to make it so. How
    far does the last stamp reach?"""
    return _down(n, k, s, p), n * s


@sizes.wrong(when=_transposed(lambda n, k, s, p, op: (n - 1) * s - 2 * p + op))
def goes_up_without_a_kernel(n, k, s, p=0, op=0):
    """Your transposed convolution makes {transposed_28} pixels of 28 where torch makes 55: you count the way from the first stamp to the
    last, which is where the last one *begins*. How many pixels does that stamp itself cover?"""
    return _down(n, k, s, p), (n - 1) * s - 2 * p + op


@sizes.wrong(when=_transposed(lambda n, k, s, p, op: _up(_down(n, k, s, p), k, s, p, op)))
def goes_up_from_below(n, k, s, p=0, op=0):
    """Your second size for 28 pixels is {transposed_28}, where torch makes 55: you send the 14 pixels back up that a convolution
    has just made, and come out near 28 again. Both layers get the same n. From how many pixels does the transposed one start?"""
    return _down(n, k, s, p), _up(_down(n, k, s, p), k, s, p, op)


@sizes.wrong(when=lambda seen: seen["wrong_convs"] > 0 and seen["wrong_convs_without_op"] == 0)
def adds_op_going_down(n, k, s, p=0, op=0):
    """With op = 1 your convolution of 7 pixels ends with {conv_op}, and torch's with 4; of 200 random ones {wrong_convs} differ, in each of them op
    is above 0, and without op all are right. It is the
    transposed convolution that must be told which of several sizes is meant. Does a convolution have that choice?"""
    return _down(n, k, s, p) + op, _up(n, k, s, p, op)


@sizes.wrong(
    when=_convs(
        lambda n, k, s, p, op: round((n + 2 * p - k) / s + 1),
        lambda n, k, s, p, op: round((n + 2 * p - k) / s) + 1,
        lambda n, k, s, p, op: int((n + 2 * p - k) / s + 1.5),
    )
)
def rounds_to_the_nearest(n, k, s, p=0, op=0):
    """Your convolutions of 28 and of 7 pixels end with {conv_28} and {conv_7}, where torch makes 14 and 3. There are 13.5 steps in the
    one and 2.5 in the other, and you round to the nearest whole number, which may be the next one up. What does a kernel do
    that has room for half a step?"""
    return round((n + 2 * p - k) / s + 1), _up(n, k, s, p, op)


@sizes.wrong(when=_convs(lambda n, k, s, p, op: (n + 2 * p - k + 1) // s))
def adds_the_first_place_too_early(n, k, s, p=0, op=0):
    """Your convolution of 7 pixels with k = 3, s = 2, p = 1 ends with {conv_op} where torch makes 4. The 1 in your sum is divided by s together
    with the pixels; with a stride of 1 nobody can tell. Does it count a pixel or a place of the kernel?"""
    return (n + 2 * p - k + 1) // s, _up(n, k, s, p, op)


@sizes.wrong(when=_convs(lambda n, k, s, p, op: math.ceil(n / s), lambda n, k, s, p, op: n // s))
def goes_down_by_the_stride_alone(n, k, s, p=0, op=0):
    """Your convolution makes {conv_28} of 28 pixels, of 7 first {conv_7} and then {conv_op}, and {conv_9} of 9: each time n divided by s. torch makes
    14, 3, 4 and 2. A kernel of 5 has fewer places on a row than a kernel of 3. Where do k and p enter your first sum?"""
    return math.ceil(n / s), _up(n, k, s, p, op)


@sizes.wrong(when=_convs(lambda n, k, s, p, op: (n + 2 * p) // s + 1, lambda n, k, s, p, op: (n + 2 * p) // s))
def goes_down_without_a_kernel(n, k, s, p=0, op=0):
    """Your convolution of 28 pixels ends with {conv_28} where torch makes 14, and a larger kernel changes nothing about it. You let
    the kernel walk to the very end of the row, where most of it sticks out. How far can its first pixel go?"""
    return (n + 2 * p) // s + 1, _up(n, k, s, p, op)


@sizes.wrong(when=lambda seen: "results are wanted here" in seen["error"])
def gives_one_size_only(n, k, s, p=0, op=0):
    """The check takes two sizes out of what you return, and stopped: "{error}". One is the size after a convolution, the other
    the size after a transposed one, with a comma between them. What does your `return` line hand over?"""
    return _down(n, k, s, p)


@sizes.decoy(op_makes_it_smaller, forgets_output_padding)
def takes_op_for_padding(n, k, s, p=0, op=0):
    return _down(n, k, s, p), _up(n, k, s, p + op, 0)


@sizes.decoy(assumes_same_padding, goes_down_by_the_stride_alone, rounds_up)
def halves_and_rounds_up(n, k, s, p=0, op=0):
    return math.ceil(n / 2), _up(n, k, s, p, op)


@sizes.decoy(assumes_same_padding, rounds_up, told=goes_down_by_the_stride_alone)
def divides_by_the_stride(n, k, s, p=0, op=0):
    return n // s, _up(n, k, s, p, op)


@sizes.decoy(forgets_the_first_place, does_not_round)
def takes_one_off_the_kernel(n, k, s, p=0, op=0):
    return (n + 2 * p - k - 1) // s + 1, _up(n, k, s, p, op)


@sizes.decoy(rounds_up, forgets_the_first_place, told=rounds_to_the_nearest)
def rounds_half_a_step(n, k, s, p=0, op=0):
    return round((n + 2 * p - k) / s) + 1, _up(n, k, s, p, op)


@sizes.decoy(rounds_to_the_nearest, rounds_up)
def counts_one_place_too_many(n, k, s, p=0, op=0):
    return _down(n, k, s, p) + 1, _up(n, k, s, p, op)


@sizes.decoy(adds_the_first_place_too_early, forgets_the_first_place)
def adds_two_places_too_early(n, k, s, p=0, op=0):
    return (n + 2 * p - k + 2) // s, _up(n, k, s, p, op)


@sizes.decoy(goes_down_without_a_kernel, rounds_up)
def goes_down_with_half_a_kernel(n, k, s, p=0, op=0):
    return (n + 2 * p - k // 2) // s + 1, _up(n, k, s, p, op)


@sizes.decoy(adds_op_going_down)
def adds_the_stride_going_down(n, k, s, p=0, op=0):
    return _down(n, k, s, p) + (s > 1), _up(n, k, s, p, op)


@sizes.decoy(does_not_round, rounds_up)
def gives_whole_numbers_as_fractions(n, k, s, p=0, op=0):
    return float(_down(n, k, s, p)), float(_up(n, k, s, p, op))


@sizes.decoy(forgets_the_padding, pads_one_side_going_down, told=pads_one_side)
def pads_one_side_up_only(n, k, s, p=0, op=0):
    return _down(n, k, s, p), (n - 1) * s - p + k + op


@sizes.decoy(adds_padding_going_up, counts_the_kernel_less_one, pads_one_side, told=forgets_the_padding)
def leaves_the_padding_on(n, k, s, p=0, op=0):
    return _down(n, k, s, p), _up(n, k, s, 0, op)


@sizes.decoy(pads_one_side, forgets_the_padding)
def takes_one_pixel_off_each_end(n, k, s, p=0, op=0):
    return _down(n, k, s, 1), _up(n, k, s, 1, op)


@sizes.decoy(goes_down_without_a_kernel, goes_down_by_the_stride_alone)
def goes_down_by_the_stride_and_the_kernel(n, k, s, p=0, op=0):
    return (n + 2 * p) // s - k // 2, _up(n, k, s, p, op)


@sizes.decoy(goes_down_by_the_stride_alone, told=goes_down_without_a_kernel)
def divides_the_padded_row(n, k, s, p=0, op=0):
    return (n + 2 * p) // s, _up(n, k, s, p, op)


@sizes.decoy(goes_up_by_the_stride_alone, one_stamp_too_many)
def goes_up_by_the_stride_and_takes_the_padding_off(n, k, s, p=0, op=0):
    return _down(n, k, s, p), n * s - p


@sizes.decoy(one_stamp_too_many, told=goes_up_by_the_stride_alone)
def goes_up_by_the_stride_and_op(n, k, s, p=0, op=0):
    return _down(n, k, s, p), n * s + op


@sizes.decoy(goes_up_without_a_kernel, counts_the_kernel_less_one)
def goes_up_with_half_a_kernel(n, k, s, p=0, op=0):
    return _down(n, k, s, p), (n - 1) * s - 2 * p + k // 2 + op


@sizes.decoy(goes_up_from_below)
def goes_to_the_gaps_between_pixels(n, k, s, p=0, op=0):
    return _down(n, k, s, p), n - 1


@sizes.decoy(goes_up_from_below)
def goes_back_to_where_it_came_from(n, k, s, p=0, op=0):
    return _down(n, k, s, p), n


@sizes.decoy(gives_one_size_only, told="text_for_number")
def gives_a_text(n, k, s, p=0, op=0):
    return "14 and 55"


@sizes.decoy(one_stamp_too_many, counts_the_kernel_less_one)
def counts_gaps_of_one(n, k, s, p=0, op=0):
    return _down(n, k, s, p), n * s - 1 - 2 * p + k + op


@sizes.decoy(transposed_first)
def gives_the_same_size_twice(n, k, s, p=0, op=0):
    return _up(n, k, s, p, op), _up(n, k, s, p, op)


@sizes.decoy(multiplies_op_by_the_stride)
def adds_op_on_both_ends(n, k, s, p=0, op=0):
    return _down(n, k, s, p), _up(n, k, s, p, op * (s + 1))


sizes.hints(
    "Down: lay the kernel on the padded row, then count how many steps of s it can take until it would stick out. "
    "Up: each of the n pixels stamps k pixels, and neighbouring stamps start s apart.",
    "Down: (what is left beside the kernel) // s + 1. Up: (n − 1) steps of s, plus one kernel, minus the padding on both "
    "ends, plus op.",
    "(n + 2 * p - k) // s + 1, and (n - 1) * s + k - 2 * p + op",
)

"""Exercise 10.4, covers_evenly: for which kernels and strides the stamps cover evenly."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise

covers_evenly = Exercise(
    "covers_evenly",
    lesson="10",
    remember="A count of stamps is what comes out when every pixel and every weight is 1. What weights that differ make of it, "
    "the lesson measures soon.",
)

_PAIRS = [(k, s) for k in range(1, 9) for s in range(1, 5)]


def _is_even(k: int, s: int) -> bool:
    """By counting: stamp ones, and look at the pixels far from both ends."""
    counts = F.conv_transpose1d(torch.ones(1, 1, 24), torch.ones(1, 1, k), stride=s)[0, 0, 8 : 23 * s + k - 8]
    return bool((counts == counts[0]).all())


def _plain(yes):
    """A truth value that torch made, as Python's own."""
    return yes.item() if isinstance(yes, Tensor) and yes.dtype == torch.bool and yes.ndim == 0 else yes


@covers_evenly.probe("k = 4, s = 2, then k = 3, s = 2", expected="True, then False")
def first_pairs(answer):
    return {"four_two": _plain(answer(4, 2)), "three_two": _plain(answer(3, 2))}


@covers_evenly.probe("k = 5, s = 2, then k = 5, s = 3, then k = 6, s = 3", expected="False, False, True")
def further_pairs(answer):
    return {"five_two": _plain(answer(5, 2)), "five_three": _plain(answer(5, 3)), "six_three": _plain(answer(6, 3))}


@covers_evenly.probe(
    "all 32 pairs with k from 1 to 8 and s from 1 to 4", expected="True 16 times, where counting says so"
)
def all_pairs(answer):
    said = [_plain(answer(k, s)) for k, s in _PAIRS]
    misjudged = [f"k = {k}, s = {s}" for yes, (k, s) in zip(said, _PAIRS) if bool(yes) != _is_even(k, s)]
    return {
        "misjudged": len(misjudged),
        "said_yes": sum(bool(yes) for yes in said),
        "first_misjudged": misjudged[0] if misjudged else "none",
        "booleans": all(isinstance(yes, bool) or type(yes).__name__ in ("bool_", "bool") for yes in said),
    }


@covers_evenly.probe("all 32 pairs once more, one by one", expected="as counted", holds=lambda seen: True)
def one_by_one(answer):
    return {"verdicts": " ".join("yes" if _plain(answer(k, s)) else "no" for k, s in _PAIRS)}


@covers_evenly.right
def divisible(k, s):
    return k % s == 0


@covers_evenly.right
def by_counting(k, s):
    return _is_even(k, s)


@covers_evenly.right
def same_count_on_every_track(k, s):
    return len({len(range(start, k, s)) for start in range(s)}) == 1


@covers_evenly.wrong
def odd_is_safe(k, s):
    """You trust odd kernels, and misjudge {misjudged} of 32 pairs. An odd kernel has a middle, which is pleasant for a
    convolution; with k = 3 and s = 2 every other column of the picture above is reached twice. What did the counts of
    4 and 2 look like?"""
    return k % 2 == 1


@covers_evenly.wrong
def even_is_safe(k, s):
    """Right while the stride is 2, and wrong for {misjudged} of 32 pairs: k = 4 with s = 3 covers some pixels twice
    and others once, and k = 3 with s = 3 is even although 3 is odd. Where in your rule does the stride come in?"""
    return k % 2 == 0


@covers_evenly.wrong
def larger_than_the_stride(k, s):
    """You ask for k > s, so that stamps overlap, and misjudge {misjudged} of 32 pairs. Overlap is where the unevenness comes
    *from*: k = 3 with s = 2 overlaps by one column of three. When do all pixels lie under equally many stamps?"""
    return k > s


@covers_evenly.wrong
def no_holes(k, s):
    """With k ≥ s no pixel is left out, and {misjudged} of 32 pairs are still misjudged: to be reached is not to be reached
    equally often. Count the stamps over two neighbouring pixels for k = 3, s = 2. Are they the same?"""
    return k >= s


@covers_evenly.wrong
def stride_divisible_by_kernel(k, s):
    """You have the division the wrong way round: {said_yes} of 32 pairs pass, and k = 4, s = 2 is not among them. Cut the kernel
    into pieces as long as one step. Which number must divide which?"""
    return s % k == 0


@covers_evenly.wrong
def nothing_in_common(k, s):
    """You ask that k and s have no common divisor, and misjudge {misjudged} of 32 pairs: k = 3, s = 2 passes, the very pair
    with the chequers. Take k = 6 and s = 3: how many whole steps does one kernel span?"""
    return math.gcd(k, s) == 1


@covers_evenly.wrong
def no_overlap_at_all(k, s):
    """Stamps side by side are even, yes, and you let only {said_yes} of 32 pairs pass. k = 4 with s = 2 reaches every inner
    pixel twice along each axis, which is even as well. What is the same for k = s, 2s and 3s?"""
    return k == s


@covers_evenly.wrong
def always(k, s):
    """You say yes to {said_yes} of 32 pairs, and {misjudged} of them show stripes in the counts. Look again at the
    picture above with k = 3: which columns are darker than their neighbours?"""
    return True


@covers_evenly.wrong
def the_uneven_ones(k, s):
    """You have found exactly the rule and turned it over: {misjudged} of 32 pairs are misjudged. Does your function say True
    for the even ones or for the uneven ones?"""
    return k % s != 0


@covers_evenly.wrong
def both_even_is_safe(k, s):
    """You ask that k and s are both even. That misjudges {misjudged} of 32 pairs: with a stride of 1 or 3 you never say yes, and k = 6, s = 3
    is even; for k = 2, s = 4 you say yes, and two pixels of four are reached by nobody. Of how many whole steps of s does a kernel
    of 6 consist when s is 3?"""
    return k % 2 == 0 and s % 2 == 0


@covers_evenly.wrong
def same_parity_is_safe(k, s):
    """You ask that k is no smaller than s, and that the two differ by an even number. That misjudges {misjudged} of 32 pairs: k = 5, s = 3
    passes, and its stamps overlap by two columns of each three. Even and odd are about 2; which number should take its place here?"""
    return s <= k and (k - s) % 2 == 0


@covers_evenly.wrong
def even_or_without_a_stride_is_safe(k, s):
    """With a stride of 1 or of 2 your rule is right. With 3 and 4 it still asks whether k is even, and {misjudged} of 32 pairs are misjudged:
    k = 4, s = 3 passes, and k = 3, s = 3 does not. Where does the 2 in your rule come from?"""
    return s == 1 or k % 2 == 0


@covers_evenly.wrong
def two_steps_only(k, s):
    """You let {said_yes} of 32 pairs pass, those with k = 2s: each inner pixel lies under two stamps, which is even, yes. With k = s it lies under
    one, and with k = 3s under three. What do one, two and three stamps for every pixel have in common?"""
    return k == 2 * s


@covers_evenly.decoy(both_even_is_safe, same_parity_is_safe, even_or_without_a_stride_is_safe)
def an_even_difference_is_safe(k, s):
    return (k - s) % 2 == 0


@covers_evenly.decoy(two_steps_only)
def two_or_three_steps(k, s):
    return k in (2 * s, 3 * s)


@covers_evenly.decoy(odd_is_safe, nothing_in_common)
def odd_above_one_is_safe(k, s):
    return k % 2 == 1 and k > 1


@covers_evenly.decoy(even_is_safe)
def four_is_safe(k, s):
    return k % 4 == 0


@covers_evenly.decoy(larger_than_the_stride, no_holes)
def twice_the_stride_is_enough(k, s):
    return k >= 2 * s


@covers_evenly.decoy(no_holes, always)
def not_smaller_but_one(k, s):
    return k + 1 >= s


@covers_evenly.decoy(stride_divisible_by_kernel, no_overlap_at_all)
def either_divides_the_other(k, s):
    return k % s == 0 or s % k == 0


@covers_evenly.decoy(nothing_in_common, the_uneven_ones)
def something_in_common(k, s):
    return math.gcd(k, s) > 1


@covers_evenly.decoy(no_overlap_at_all)
def one_or_two_steps(k, s):
    return k in (s, 2 * s)


@covers_evenly.decoy(always, told="same_for_all")
def never(k, s):
    return False


@covers_evenly.decoy(the_uneven_ones, told="number_for_truth")
def gives_the_remainder(k, s):
    return k % s


covers_evenly.hints(
    "Walk along one row of outputs and count how many stamps lie over each pixel. Stamps start every s pixels and are k long.",
    "If a kernel is made of whole steps, each pixel is covered by as many stamps as there are steps in a kernel.",
    "The remainder of k divided by s decides.",
)

"""Exercise 8.2, share_within: how much of a round Gaussian in the plane lies within k sigma of its centre."""

import math

from gancourse.checks.exercise import Exercise

share_within = Exercise(
    "share_within",
    lesson="08",
    tolerance=1e-6,
    remember="Three sigma hold 99.7 % on a line, 98.9 % in the plane and 97.1 % in space: the more axes, the farther out the "
    "samples live. So 98.9 % is the best honest score on the ring, and a generator with 100 % is too narrow.",
)


@share_within.probe("k = 0", expected="0: a point has no area")
def at_zero(answer):
    return {"at_zero": answer(0.0)}


@share_within.probe("k = 1", expected="0.393469")
def at_one(answer):
    return {"at_one": answer(1.0)}


@share_within.probe("k = 2", expected="0.864665")
def at_two(answer):
    return {"at_two": answer(2.0)}


@share_within.probe("k = 3", expected="0.988891")
def at_three(answer):
    return {"at_three": answer(3.0)}


@share_within.right
def rayleigh(k):
    return 1 - math.exp(-(k**2) / 2)


@share_within.right
def by_expm1(k):
    return -math.expm1(-k * k / 2)


@share_within.wrong
def on_a_line(k):
    """For k = 3 you give {at_three:.4f}, the rule for *one* axis. In the plane a sample can be off in two directions at once, and less lies
    within the circle than in the strip. How is the squared distance of two independent normal numbers distributed?"""
    return math.erf(k / math.sqrt(2))


@share_within.wrong
def in_a_square(k):
    """For k = 3 you give {at_three:.4f}, the square of the rule for one axis: that is the share within a *square* of half side k. Its
    corners are farther than k from the centre. What figure is the set of all points within k?"""
    return math.erf(k / math.sqrt(2)) ** 2


@share_within.decoy(on_a_line, in_a_square)
def in_a_cube(k):
    return math.erf(k / math.sqrt(2)) ** 3


@share_within.wrong
def what_lies_outside(k):
    """At k = 0 you give {at_zero:.1f}, and nothing lies within 0 of the centre: you return what lies *outside*. What do the two shares add
    up to?"""
    return math.exp(-(k**2) / 2)


@share_within.decoy(what_lies_outside)
def outside_on_a_line(k):
    return math.erfc(k / math.sqrt(2))


@share_within.wrong
def without_the_half(k):
    """For k = 1 you give {at_one:.4f} in place of 0.3935: the exponent of a normal density is not −k², something stands under it. What is it?"""
    return 1 - math.exp(-(k**2))


@share_within.wrong
def k_not_squared(k):
    """For k = 1 you are right, and for k = 2 you give {at_two:.4f} in place of 0.8647: your exponent grows with k, not with its square. What is
    the power of the distance in a normal density?"""
    return 1 - math.exp(-k / 2)


@share_within.wrong
def divided_by_four(k):
    """For k = 1 you give {at_one:.4f} in place of 0.3935: your exponent is −k²/4. Both axes give x²/2 and y²/2, and their sum is
    already there in k². Which 2 did you count twice?"""
    return 1 - math.exp(-(k**2) / 4)


@share_within.decoy(without_the_half, k_not_squared, divided_by_four)
def twice_the_square(k):
    return 1 - math.exp(-2 * k**2)


@share_within.wrong
def in_percent(k):
    """For k = 3 you give {at_three:.2f}: that is in per cent. The lesson compares it with shares between 0 and 1. By what did you multiply?"""
    return 100 * (1 - math.exp(-(k**2) / 2))


@share_within.wrong
def density_at_k(k):
    """For k = 1 you give {at_one:.4f}, and for k = 3, which holds more, {at_three:.4f}: that is the *density* of the distance, k·exp(−k²/2), at k itself. What
    has to be done with a density from 0 to k?"""
    return k * math.exp(-(k**2) / 2)


@share_within.decoy(in_percent, density_at_k)
def density_of_the_plane(k):
    return math.exp(-(k**2) / 2) / (2 * math.pi)


@share_within.wrong
def one_side_only(k):
    """At k = 0 you give {at_zero:.1f}: half of a line lies below its middle. A distance is never negative, so nothing lies within 0. Which figure
    around the centre is meant?"""
    return (1 + math.erf(k / math.sqrt(2))) / 2


@share_within.decoy(one_side_only)
def half_and_more(k):
    return 0.5 + 0.5 * (1 - math.exp(-(k**2) / 2))


@share_within.wrong(when=lambda seen: abs(seen["at_one"] - seen["at_three"]) < 1e-9 and 0.98 < seen["at_three"] < 0.99)
def the_number_alone(k):
    """You give {at_one:.4f} for k = 1 as well as for k = 3: the number of the text, without the formula. What is it for another k?"""
    return 0.988891


@share_within.decoy(the_number_alone, told=on_a_line)
def the_rule_of_one_axis_again(k):
    return 1 - math.erfc(k / math.sqrt(2))


@share_within.wrong
def in_space(k):
    """For k = 3 you give {at_three:.4f}: that is the share within a *ball*, of three axes. How many axes has our ring?"""
    return math.erf(k / math.sqrt(2)) - math.sqrt(2 / math.pi) * k * math.exp(-(k**2) / 2)


@share_within.decoy(in_space)
def in_four_dimensions(k):
    return 1 - math.exp(-(k**2) / 2) * (1 + k**2 / 2)


@share_within.wrong(when=lambda seen: abs(seen["at_three"] - (1 - 1 / 9)) < 1e-6)
def chebyshevs_bound(k):
    """For k = 3 you give {at_three:.4f}, which is 1 − 1/k²: Chebyshev's bound, true of every distribution on a line and sharp for few. For a normal one
    the share itself is known. Over which area do you integrate its density?"""
    return 1 - 1 / k**2 if k else 0.0


@share_within.decoy(chebyshevs_bound)
def a_bound_in_the_plane(k):
    return max(0.0, 1 - 2 / k**2) if k else 0.0


@share_within.wrong
def without_the_minus(k):
    """For k = 1 you give {at_one:.4f}, less than nothing: your exponential grows with k, so a minus is missing in the exponent. Which sign has the exponent of a
    normal density?"""
    return 1 - math.exp(k**2 / 2)


@share_within.decoy(without_the_minus)
def the_minus_outside(k):
    return -math.exp(k**2 / 2) * k


share_within.hints(
    "The squared distance from the centre, in sigmas, is x² + y² of two normal numbers. Integrate the density over the circle.",
    "In polar coordinates the density of the distance r is r·exp(−r²/2): its integral from 0 to k can be written down.",
    "1 − math.exp(−k**2 / 2)",
)

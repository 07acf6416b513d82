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


@share_within.decoy(without_the_half, k_not_squared, divided_by_four, told="another_factor_in_the_exponent")
def five_times_the_square(k):
    return 1 - math.exp(-5 * k**2)


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
def density_of_the_plane_twice(k):
    return math.exp(-(k**2) / 2) / math.pi


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
def in_six_dimensions(k):
    return 1 - math.exp(-(k**2) / 2) * (1 + k**2 / 2 + k**4 / 8)


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


@share_within.wrong
def one_minus_the_density(k):
    """For k = 1 you are right by chance, and for k = 2 you give {at_two:.4f} in place of 0.8647: you take the density k·exp(−k²/2) away from 1. Which function of r has the slope
    r·exp(−r²/2)?"""
    return 1 - k * math.exp(-(k**2) / 2)


@share_within.wrong
def rounded_exponent(k):
    """For k = 2 you are right, and for k = 1 you give {at_one:.4f} in place of 0.3935: // divides and then rounds down, so −1/2 becomes −1. Which sign divides and keeps the half?"""
    return 1 - math.exp(-(k**2) // 2)


@share_within.wrong
def exponent_of_k_alone(k):
    """For k = 2 you are right by chance, and for k = 1 you give {at_one:.4f} in place of 0.3935: your exponent is −k, which equals −k²/2 at 2 and nowhere else but at 0. What is the integral of
    r·exp(−r²/2)?"""
    return 1 - math.exp(-k)


@share_within.wrong(when=lambda seen: abs(seen["at_one"] - 0.8556) < 5e-3 and abs(seen["at_three"] - 1.2499) < 5e-3)
def without_the_length_of_the_circle(k):
    """For k = 3 you give {at_three:.4f}, more than all there is: you add up exp(−r²/2) alone. At the distance r there is a whole circle of places, the longer the farther out. Which factor says so?"""
    return math.sqrt(math.pi / 2) * math.erf(k / math.sqrt(2))


@share_within.wrong
def by_parts_with_a_slip(k):
    """For k = 1 you give {at_one:.4f}, less than nothing: in front of the exponential stands 1 + k, as for the integral of r·exp(−r). What is the derivative of exp(−r²/2), by the chain rule?"""
    return 1 - (1 + k) * math.exp(-(k**2) / 2)


@share_within.wrong
def in_four_dimensions(k):
    """For k = 1 you give {at_one:.4f} in place of 0.3935: in front of the exponential stands 1 + k²/2, which is the rule for *four* axes. It comes of r³ in the integral. Which power of r has the density of the distance
    in the plane?"""
    return 1 - (1 + k**2 / 2) * math.exp(-(k**2) / 2)


@share_within.wrong
def half_of_the_exponential(k):
    """At k = 0 you give {at_zero:.1f}, and nothing lies within 0 of the centre: the 2 divides the exponential and not its exponent. What do the brackets have to hold?"""
    return 1 - math.exp(-(k**2)) / 2


@share_within.wrong
def the_exponent_alone(k):
    """For k = 3 you give {at_three:.1f}, more than all there is: that is k²/2, the exponent, or the integral of r alone. The density has a second factor. What is the integral with it?"""
    return k * k / 2


@share_within.wrong
def density_of_the_plane(k):
    """At k = 0 you give {at_zero:.4f}: that is the normal density of the plane *at* a point, and a share is asked for, of all within k. What has to be done with a density from 0 to k?"""
    return math.exp(-(k**2) / 2) / (2 * math.pi)


def _is_an_error_function(seen: dict) -> bool:
    """erf(s·k) for an s of its own."""
    x = [seen[name] for name in ("at_one", "at_two", "at_three")]
    scale = next(
        (s for s in (0.25, 1 / math.sqrt(8), 0.5, 1.0, math.sqrt(2), 2.0) if abs(math.erf(s) - x[0]) < 1e-6), None
    )
    return scale is not None and all(abs(math.erf(scale * k) - x[k - 1]) < 1e-6 for k in (2, 3))


@share_within.wrong(when=_is_an_error_function)
def error_function_of_another_scale(k):
    """For k = 1 you give {at_one:.4f} in place of 0.3935: that is an error function, the rule for *one* axis, and not even in sigmas, for which k/√2 has to be put in. What is the density of the distance in the
    plane, and its integral?"""
    return math.erf(k)


@share_within.decoy(
    one_minus_the_density, rounded_exponent, exponent_of_k_alone, without_the_length_of_the_circle, by_parts_with_a_slip, in_four_dimensions, half_of_the_exponential, the_exponent_alone, density_of_the_plane,
    error_function_of_another_scale,
)  # fmt: skip
def a_straight_line(k):
    return 0.3 * k


@share_within.wrong(when=lambda seen: seen["error"].startswith("KeyError"))
def a_table_of_three(k):
    """Your function knows some values of k by heart, and k = 0 is not among them ({error}). Any number may be put in. Which formula gave the values in your table?"""
    return {1: 0.3935, 2: 0.8647, 3: 0.9889}[k]


@share_within.decoy(a_table_of_three, told="no_power_sign")
def another_kind_of_error(k):
    return 1 - math.exp(-k ^ 2)


def _is_nearly_right(seen: dict) -> bool:
    """Off by chance or by small steps, and not by rounding."""
    pairs = [(seen["at_one"], 0.393469), (seen["at_two"], 0.864665), (seen["at_three"], 0.988891)]
    rounded = any(all(abs(mine - round(right, places)) < 1e-9 for mine, right in pairs) for places in (2, 3, 4, 5))
    near = all(abs(mine - right) < 0.03 for mine, right in pairs) and abs(seen["at_zero"]) < 0.02
    return near and not rounded and abs(seen["at_one"] - 0.3935) > 2e-6


@share_within.wrong(when=_is_nearly_right)
def counted_or_added_up(k):
    """For k = 1 you give {at_one:.6f} where 0.393469 is right: near it, and not equal to it. So it goes when points are counted, or many thin rings added up. The exercise asks for the formula. Which function has the derivative
    r·exp(−r²/2)?"""
    steps = 100
    return sum((k * i / steps) * math.exp(-((k * i / steps) ** 2) / 2) * k / steps for i in range(steps))


@share_within.decoy(counted_or_added_up)
def a_share_that_ends_at_four(k):
    return 1.1 * (1 - math.exp(-(k**2) / 2)) - 0.001 * k**3


def _has_another_factor(seen: dict) -> bool:
    """1 − exp(−c·k²) for a c of its own."""
    c = -math.log1p(-seen["at_one"])
    expected = {"at_zero": 0.0, "at_two": 1 - math.exp(-4 * c), "at_three": 1 - math.exp(-9 * c)}
    return abs(c - 0.5) > 1e-4 and all(abs(seen[name] - value) < 1e-6 for name, value in expected.items())


@share_within.wrong(when=_has_another_factor)
def another_factor_in_the_exponent(k):
    """For k = 1 you give {at_one:.4f} in place of 0.3935: your exponent grows with k², as it should, but it is not −½ at k = 1. k counts in sigmas already, and the integral brings one 2 along. What else multiplies k² in
    your line?"""
    return 1 - math.exp(-2 * k**2)


@share_within.decoy(another_factor_in_the_exponent)
def one_and_a_half_powers(k):
    return 1 - math.exp(-(k**1.5) / 3)


share_within.hints(
    "The squared distance from the centre, in sigmas, is x² + y² of two normal numbers. Integrate the density over the circle.",
    "In polar coordinates the density of the distance r is r·exp(−r²/2): its integral from 0 to k can be written down.",
    "1 - math.exp(-(k**2) / 2)",
)

"""Exercise 3.5, where_it_ends: where a G that trains against a fixed D ends."""

import math

from gancourse.checks.exercise import Exercise

where_it_ends = Exercise(
    "where_it_ends",
    lesson="03",
    tolerance=1e-4,
    remember="Against a fixed D the best G is a single point. D says where a sample looks most like data, and not how "
    "many of them it would like to see there.",
)


def _place(x):
    """The answer as a number, or "everywhere further out" for ±∞."""
    x = float(x)
    return "no end" if math.isinf(x) else x


@where_it_ends.probe("p_g = N(1, 2²): wider than the data", expected="−0.3333")
def wider(answer):
    return {"wider": _place(answer(1.0, 2.0))}


@where_it_ends.probe("p_g = N(−2, 3²)", expected="0.25")
def much_wider(answer):
    return {"much_wider": _place(answer(-2.0, 3.0))}


@where_it_ends.probe("p_g = N(0, 1.5²)", expected="0")
def centred(answer):
    return {"centred": _place(answer(0.0, 1.5))}


@where_it_ends.probe("p_g = N(1, 1): as wide as the data", expected="math.inf: D* rises for ever")
def equal_widths(answer):
    return {"equal": _place(answer(1.0, 1.0))}


@where_it_ends.probe("p_g = N(1, 0.5²): narrower than the data", expected="math.inf: D* rises for ever, on both sides")
def narrower(answer):
    return {"narrower": _place(answer(1.0, 0.5))}


@where_it_ends.right
def top_of_the_parabola(mean, std):
    return mean / (1 - std**2) if std > 1 else math.inf


@where_it_ends.right
def minus_infinity_will_do(mean, std):
    if std <= 1:
        return -math.inf
    curvature, slope = 1 / std**2 - 1, -mean / std**2
    return -slope / curvature


@where_it_ends.wrong
def without_a_case(mean, std):
    """Right for every p_g wider than the data. For N(1, 0.5²) your formula gives {narrower:.3f}, and there D* is at its *lowest*:
    the parabola opens upwards. What do the widths have to do with the sign in front of x²?"""
    return mean / (1 - std**2) if std != 1 else math.inf


@where_it_ends.wrong
def at_the_data(mean, std):
    """You say {wider}: where the data are densest. But D* compares, it does not count: at x = 0 there are many samples of
    p_g = N(1, 2²) too, and a little further left there are fewer. Where is log p_data − log p_g largest?"""
    return 0.0


@where_it_ends.wrong
def data_or_nothing(mean, std):
    """You know when there is no end. For N(1, 2²) you say {wider}, the middle of the data; D* is larger a little further away from
    the fakes. What is the derivative of log p_data − log p_g at 0?"""
    return 0.0 if std > 1 else math.inf


@where_it_ends.wrong
def where_it_is(mean, std):
    """You say {wider}: the samples stay around the mean they have. Nothing keeps them there; every sample climbs D's slope on its own,
    and D* falls towards p_g's side. Which x would a sample like best?"""
    return mean


@where_it_ends.wrong
def mirrored(mean, std):
    """You say {wider:.3f}: on the side of the fakes. The size is right. The samples are on the right of the data, so D
    distrusts the right a little more than the left. Which sign is it?"""
    return mean / (std**2 - 1) if std > 1 else math.inf


@where_it_ends.wrong
def standard_deviation_not_squared(mean, std):
    """You say {wider:.3f} where −0.333 is right. In the exponent of a bell curve stands ((x − mean)/std)²/2. What
    happens to std when you multiply that out?"""
    return mean / (1 - std) if std > 1 else math.inf


@where_it_ends.wrong
def between_the_means(mean, std):
    """{wider} lies half-way between the means. For equal widths that is where D* = ½, the place of greatest doubt, and G looks for
    D's greatest *trust*. Is D* = ½ the best a sample can get?"""
    return mean / 2


@where_it_ends.wrong
def never_ends(mean, std):
    """You say "{wider}" for N(1, 2²). There the fakes are spread wider than the data, so far out on *both* sides nearly everything is
    fake, and D* goes to 0. What must a curve do that is low on both sides?"""
    return math.inf


@where_it_ends.wrong
def wrong_way_round(mean, std):
    """For p_g wider than the data you say "{wider}", for narrower {narrower}. Think of the far right: if p_g is the wider one, who do the
    rare points out there belong to, and does a sample want to be among them?"""
    return math.inf if std >= 1 else mean / (1 - std**2)


@where_it_ends.decoy(without_a_case)
def its_mean_where_narrower(mean, std):
    return mean if std < 1 else math.inf if std == 1 else mean / (1 - std**2)


@where_it_ends.decoy(at_the_data, data_or_nothing)
def data_unless_narrower(mean, std):
    return 0.0 if std >= 1 else math.inf


@where_it_ends.decoy(where_it_is)
def its_mean_where_wider(mean, std):
    return mean if std > 1 else math.inf


@where_it_ends.decoy(mirrored)
def always_on_the_right(mean, std):
    return abs(mean / (1 - std**2)) if std > 1 else math.inf


@where_it_ends.wrong(when=lambda seen: (seen["wider"], seen["much_wider"]) == (-1, 2))
def as_far_on_the_other_side(mean, std):
    """You say {wider:.0f} for N(1, 2²) and {much_wider:.0f} for N(−2, 3²): the fakes' own mean, mirrored at the data, however wide they are. The
    side is right. How far D*'s highest place lies there depends on both widths, and your number
    comes from the mean alone. Where does std enter the derivative of log p_data − log p_g?"""
    return -mean


@where_it_ends.wrong(when=lambda seen: "ZeroDivisionError" in seen["error"] and abs(seen["wider"] + 1 / 3) < 1e-3)
def divides_by_zero_where_widths_agree(mean, std):
    """Right for every p_g wider than the data. For equal widths your formula stops with "{error}", and for N(1, 0.5²) it
    gives {narrower:.3f}, where D* is at its *lowest*: 1 − std² is 0 in the one case and below 0 in the other. What does the sign in
    front of x² say about the parabola's top?"""
    return mean / (1 - std**2)


@where_it_ends.decoy(divides_by_zero_where_widths_agree)
def divides_by_zero_and_mirrors(mean, std):
    return mean / (std**2 - 1)


@where_it_ends.decoy(as_far_on_the_other_side)
def twice_as_far_on_the_other_side(mean, std):
    return -2 * mean


@where_it_ends.decoy(standard_deviation_not_squared, told=as_far_on_the_other_side)
def mean_turned(mean, std):
    return -mean if std > 1 else math.inf


@where_it_ends.decoy(between_the_means)
def mean_in_units_of_std(mean, std):
    return mean / std


@where_it_ends.decoy(never_ends)
def never_ends_unless_centred(mean, std):
    return math.inf if mean else 0.0


@where_it_ends.decoy(wrong_way_round)
def data_where_narrower(mean, std):
    return math.inf if std >= 1 else 0.0


where_it_ends.hints(
    "Every sample climbs D*, and all climb the same curve. Where is its top? The logit will do: log p_data(x) − log p_g(x).",
    "That is −x²/2 + (x − mean)²/(2·std²) + a constant, a parabola. It has a top only if the x² term is negative.",
    "Set −x + (x − mean)/std² = 0 and solve for x: mean / (1 - std**2). For std ≤ 1 return math.inf.",
)

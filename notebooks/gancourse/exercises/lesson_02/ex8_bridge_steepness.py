"""Exercise 2.8, bridge_steepness: how steep the best G is over a valley of the data."""

import math

from gancourse.checks.exercise import Exercise

bridge_steepness = Exercise(
    "bridge_steepness",
    lesson="02",
    remember="A perfect increasing G has slope 1 / p_data: steep where data are rare, never infinite while there is any data at all. "
    "The gentler your network's bends, the more samples fall into the valley.",
)


@bridge_steepness.probe("a valley at density 0.01 and a peak at 0.30", expected="30")
def deep_valley(answer):
    return {"deep": answer(0.01, 0.30)}


@bridge_steepness.probe("no valley at all: density 0.25 at both places", expected="1")
def no_valley(answer):
    return {"level": answer(0.25, 0.25)}


@bridge_steepness.probe(
    "a very deep valley, at density 0.00001, and a peak at 0.4", expected="40,000: large, and finite"
)
def abyss(answer):
    return {"abyss": answer(1e-5, 0.4)}


@bridge_steepness.right
def slopes_are_reciprocal_densities(p_valley, p_peak):
    return p_peak / p_valley


@bridge_steepness.right
def slope_by_slope(p_valley, p_peak):
    slope_in_the_valley, slope_on_the_peak = 1 / p_valley, 1 / p_peak
    return slope_in_the_valley / slope_on_the_peak


@bridge_steepness.wrong
def upside_down_ratio(p_valley, p_peak):
    """You say {deep:.4f} times: *flatter* in the valley. A flat G makes its samples crowd, and the valley is where
    there are nearly none. How far apart must arrow heads lie for the density to be low?"""
    return p_valley / p_peak


@bridge_steepness.wrong(when=lambda seen: math.isinf(seen["deep"]))
def must_tear(p_valley, p_peak):
    """You say {deep}: G would have to jump. It would if there were *no* data between the bumps. Here the density in the
    valley is 0.01, a few samples belong there, and an increasing G has to pass by every one of them. What is 1 /
    0.01?"""
    return math.inf


@bridge_steepness.wrong
def difference(p_valley, p_peak):
    """You say {deep:.2f}, the difference of the two densities. Without a valley that gives {level:.0f}, "nought times
    as steep", where the slopes are equal. "How many times" asks for which operation?"""
    return p_peak - p_valley


@bridge_steepness.wrong
def difference_of_slopes(p_valley, p_peak):
    """Both slopes are right, 1/p each, and you subtracted them: {deep:.1f}. For equal densities that gives {level:.0f},
    where "once as steep" is meant. Which operation compares two sizes as a number of times?"""
    return 1 / p_valley - 1 / p_peak


@bridge_steepness.wrong
def valley_slope_alone(p_valley, p_peak):
    """{deep:.0f} is the slope in the valley, 1 / p_valley. But G is not flat on the peak either: without any valley you
    say {level:.0f} times. What is the slope on the peak?"""
    return 1 / p_valley


@bridge_steepness.wrong
def logarithm_of_the_ratio(p_valley, p_peak):
    """You say {deep:.2f}, and {level:.0f} without a valley. That is the logarithm of the ratio, the thing D's logit is
    made of. The slope of G is a plain reciprocal. Which exercise of this lesson needed a logarithm, and which one did
    not?"""
    return math.log(p_peak / p_valley)


@bridge_steepness.wrong
def no_steeper(p_valley, p_peak):
    """You say {deep:.0f}: no steeper at all. Then samples would be as dense in the valley as on the peak, and both
    bumps would merge into one plateau. What decides how dense the samples of a monotone G lie?"""
    return 1.0


@bridge_steepness.wrong
def square_root(p_valley, p_peak):
    """You say {deep:.2f} where 30 is right: the square root. A root would come in if density were spread over an area;
    on a line, stretching by thirty thins by thirty. What does p_g(x) = p_z(z) / |G'(z)| say about G' when p_g is a
    thirtieth?"""
    return math.sqrt(p_peak / p_valley)


@bridge_steepness.decoy(upside_down_ratio, difference, told="given_back")
def the_valley(p_valley, p_peak):
    return p_valley


@bridge_steepness.decoy(must_tear)
def large_and_finite(p_valley, p_peak):
    return 1 / p_valley**4


@bridge_steepness.decoy(difference, difference_of_slopes, logarithm_of_the_ratio, told="shifted")
def how_much_more(p_valley, p_peak):
    return (p_peak - p_valley) / p_valley


@bridge_steepness.decoy(valley_slope_alone)
def peak_slope_alone(p_valley, p_peak):
    return 1 / p_peak


@bridge_steepness.decoy(logarithm_of_the_ratio, square_root)
def logarithm_of_the_ratio_plus_one(p_valley, p_peak):
    return math.log1p(p_peak / p_valley)


@bridge_steepness.decoy(no_steeper)
def one_and_the_difference(p_valley, p_peak):
    return 1 + p_peak - p_valley


@bridge_steepness.wrong(
    when=lambda seen: any(abs(seen["deep"] - share) < 1e-4 for share in (30 / 31, 1 / 31)) and seen["level"] == 0.5
)
def a_share_of_both(p_valley, p_peak):
    """You say {deep:.4f}, and {level} where both densities are equal: that is a share of their sum, as in the formula for D*. Nobody has to tell two
    players apart here: the perfect G's own slopes at two places are compared. What is "how many times as steep" for two equal slopes?"""
    return p_peak / (p_peak + p_valley)


@bridge_steepness.decoy(a_share_of_both, told="scaled")
def half_of_it(p_valley, p_peak):
    return p_peak / p_valley / 2


@bridge_steepness.wrong
def added_up(p_valley, p_peak):
    """You say {deep:.2f}, the sum of the two densities, and {level} for two equal ones, where 1 is right. How dense the data are says how far apart the
    arrows' heads lie, and that only upside down: the slope is 1/p. Which operation says how many times one slope holds the other?"""
    return p_valley + p_peak


@bridge_steepness.decoy(added_up)
def their_mean(p_valley, p_peak):
    return (p_valley + p_peak) / 2


bridge_steepness.hints(
    "For the perfect G, p_g = p_data. Put that into p_g(x) = p_z(z) / |G'(z)| with p_z = 1.",
    "G*'(z) = 1 / p_data(G*(z)). Evaluate it in the valley and on the peak.",
    "(1 / p_valley) / (1 / p_peak). Simplify.",
)

"""Exercise 4.5, look_ahead: the extragradient round of V = x·y."""

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_04.kinds import kind, numbers

look_ahead = Exercise(
    "look_ahead",
    lesson="04",
    remember="The trial step is thrown away; only the slopes at its end are kept. They show where the circle is about to lead, and that turns the "
    "step inwards: 1 − rate² in the place of 1.",
)


RATE = 0.3  # for the rows

ROWS_OF_X = {
    "right": (1 - RATE**2, -RATE), "at once": (1, -RATE), "uphill": (1 + RATE**2, RATE), "own slope": (1 - RATE, RATE**2),
    "D tries down": (1 + RATE**2, -RATE), "trial without the rate": (1 - RATE, -RATE), "half": (1 - RATE**2 / 2, -RATE),
    "twice": (1 - 2 * RATE**2, -RATE), "from the trial point": (1 - RATE**2, -2 * RATE), "in turn": (1 - RATE**2, -RATE + RATE**3),
    "trial of D": (RATE, 1), "step alone": (-(RATE**2), -RATE), "two steps": (1, -2 * RATE), "trial from 0": (1 - RATE**2, 0),
}  # fmt: skip
ROWS_OF_Y = {
    "right": (RATE, 1 - RATE**2), "at once": (RATE, 1), "downhill": (-RATE, 1 + RATE**2), "own slope": (RATE**2, 1 + RATE),
    "G tries up": (RATE, 1 + RATE**2), "trial without the rate": (RATE, 1 - RATE), "half": (RATE, 1 - RATE**2 / 2),
    "twice": (RATE, 1 - 2 * RATE**2), "from the trial point": (2 * RATE, 1 - RATE**2), "in turn": (RATE - RATE**3, 1 - RATE**2),
    "trial of G": (1, -RATE), "step alone": (RATE, -(RATE**2)), "two steps": (2 * RATE, 1), "trial from 0": (0, 1 - RATE**2),
}  # fmt: skip


@look_ahead.probe("(x, y) = (1, 2), rate 0.5: the trial point is (0, 2.5)", expected="(−0.25, 2)")
def from_one_two(answer):
    (x, y), _ = numbers(answer(1.0, 2.0, 0.5), 2)
    return {"x": x, "y": y}


@look_ahead.probe("(x, y) = (−3, 0.5), rate 0.1: the trial point is (−3.05, 0.2)", expected="(−3.02, 0.195)")
def elsewhere(answer):
    (x, y), _ = numbers(answer(-3.0, 0.5, 0.1), 2)
    return {"elsewhere_x": x, "elsewhere_y": y}


@look_ahead.probe("the distance after one round at rate 0.5, from distance 1", expected="0.901, √(1 − rate² + rate⁴)")
def shrinks(answer):
    (x, y), _ = numbers(answer(1.0, 0.0, 0.5), 2)
    return {"distance": (x * x + y * y) ** 0.5}


@look_ahead.probe("two other places", expected="the same rule in each")
def what_it_is_made_of(answer):
    rows = np.array([numbers(answer(*unit, RATE), 2)[0] for unit in np.eye(2)]).T
    return {
        "x_is": kind(rows[0], ROWS_OF_X),
        "y_is": kind(rows[1], ROWS_OF_Y),
        "count": numbers(answer(1.0, 2.0, 0.5), 2)[1],
    }


def _made(x_is, y_is):
    return lambda seen: (seen["x_is"], seen["y_is"]) == (x_is, y_is)


@look_ahead.right
def extragradient(x, y, rate):
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.right
def multiplied_out(x, y, rate):
    return (1 - rate**2) * x - rate * y, (1 - rate**2) * y + rate * x


@look_ahead.wrong
def own_coordinate_only(x, y, rate):
    """You come to ({x:g}, {y:g}), exactly where the round at once leads: the distance grows to {distance:.3f}. So nothing that was tried came into the step: no slope was taken at the trial point, or that point itself
    was returned, or each player looked ahead in its *own* number alone, which its slope does not contain. Whose trial number does G's slope need?"""
    return x - rate * y, y + rate * x


@look_ahead.wrong
def g_alone_looks_ahead(x, y, rate):
    """You come to ({x:g}, {y:g}), exactly where the round in turn leads: G's slope is the one after D's move, and D's is that of the old place. For one player to look ahead is
    the same as to let the other move first. At which x does D's slope belong here?"""
    trial_y = y + rate * x
    return x - rate * trial_y, trial_y


@look_ahead.wrong
def d_alone_looks_ahead(x, y, rate):
    """You come to ({x:g}, {y:g}), where a round in turn leads if G begins: D took its slope at the trial point, and G took its own at the old one. What does G see
    at the trial point?"""
    trial_x = x - rate * y
    return trial_x, y + rate * trial_x


@look_ahead.wrong(when=_made("from the trial point", "from the trial point"))
def goes_on_from_the_trial_point(x, y, rate):
    """You come to ({x:g}, {y:g}): the real step starts at the trial point, and the distance grows to {distance:.3f}. That is a second round and no look ahead. From where
    should the real step start?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return trial_x - rate * trial_y, trial_y + rate * trial_x


@look_ahead.wrong(when=lambda seen: "from the trial point" in (seen["x_is"], seen["y_is"]))
def one_goes_on_from_the_trial_point(x, y, rate):
    """You come to ({x:g}, {y:g}): one of the two players starts its real step at the trial point, and the other one, rightly, at the place where it stands. Which of your two lines begins with a trial
    number?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return trial_x - rate * trial_y, y + rate * trial_x


@look_ahead.wrong(when=_made("trial of D", "trial of G"))
def trial_slopes_returned(x, y, rate):
    """You return ({x:g}, {y:g}), the slopes at the trial point themselves: D's trial number and then G's. They say which way to go, and not where the players are then. From where, and how far, do they go
    along these slopes?"""
    return y + rate * x, x - rate * y


@look_ahead.wrong(when=lambda seen: "step alone" in (seen["x_is"], seen["y_is"]))
def only_the_steps(x, y, rate):
    """You return ({x:g}, {y:g}): how far the real step leads, and not where the players are after it. What has to be added?"""
    new_x, new_y = extragradient(x, y, rate)
    return new_x - x, new_y - y


@look_ahead.wrong(when=_made("two steps", "two steps"))
def old_slopes_from_the_trial_point(x, y, rate):
    """You come to ({x:g}, {y:g}): two steps with the slopes of the old place, the second one from the trial point. It should be the other way round: one step from the old place. At which place are its slopes
    taken?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return trial_x - rate * y, trial_y + rate * x


@look_ahead.wrong(when=_made("trial from 0", "trial from 0"))
def trial_without_the_place(x, y, rate):
    """You come to ({x:g}, {y:g}): your trial numbers are steps, −rate·y and rate·x, and a slope is taken at a place. What do you get if the step is added to where the player
    stands?"""
    trial_x, trial_y = -rate * y, rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.wrong
def mean_of_both_slopes(x, y, rate):
    """You come to ({x:g}, {y:g}): the mean of the slopes here and at the trial point, or, which is the same here, a trial step of half the length. That follows the circle more faithfully than either, and does not turn inwards: from distance 1 it comes to
    {distance:.4f}. Which slope alone leads inside?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * (y + trial_y) / 2, y + rate * (x + trial_x) / 2


@look_ahead.wrong(when=_made("uphill", "downhill"))
def real_signs_exchanged(x, y, rate):
    """You come to ({x:g}, {y:g}): your trial point is right, and then G climbs and D descends. The real step has the signs of the trial step. Which sign does G's have?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return x + rate * trial_y, y - rate * trial_x


@look_ahead.wrong(when=lambda seen: "own slope" in (seen["x_is"], seen["y_is"]))
def slopes_exchanged(x, y, rate):
    """You come to ({x:g}, {y:g}): G or D, or each of them, stepped by its own trial number. The slope of x·y with respect to x is y, at the trial point as everywhere, and with respect to y it is x. Whose trial number does each
    need?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * trial_x, y + rate * trial_y


@look_ahead.wrong
def both_descend(x, y, rate):
    """You come to ({x:g}, {y:g}): D descends, in the trial and in the real step. It wants V large. Which sign does its step have, both times?"""
    trial_x, trial_y = x - rate * y, y - rate * x
    return x - rate * trial_y, y - rate * trial_x


@look_ahead.wrong(when=_made("right", "downhill"))
def d_descends_in_the_end(x, y, rate):
    """x is right, and from (−3, 0.5) y comes to {elsewhere_y:g} where 0.195 is expected: D tried one way and then stepped the other. Which sign does its real step have?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * trial_y, y - rate * trial_x


@look_ahead.wrong(when=_made("uphill", "right"))
def g_climbs_in_the_end(x, y, rate):
    """y is right, and x comes to {x:g} where −0.25 is expected: G tried downwards and then stepped up. Which sign does its real step have?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return x + rate * trial_y, y + rate * trial_x


@look_ahead.wrong(when=_made("trial without the rate", "trial without the rate"))
def trial_without_the_rate(x, y, rate):
    """You come to ({x:g}, {y:g}) at rate 0.5: your trial step takes the whole slope, so it looks much too far ahead. How long is a trial step?"""
    trial_x, trial_y = x - y, y + x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.wrong(when=_made("twice", "twice"))
def looks_twice_as_far(x, y, rate):
    """You come to ({x:g}, {y:g}): the slopes are those of two steps ahead (or twice those one step ahead, less those here, which is the same in this game). It turns inwards, more than is asked for. How far ahead
    lies the trial point?"""
    trial_x, trial_y = x - 2 * rate * y, y + 2 * rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.wrong(when=lambda seen: seen["count"] not in (0, 2))
def not_two_numbers(x, y, rate):
    """Two numbers are wanted, G's and D's after the round; {count} came back. Which of them is missing, or is one too many?"""
    return (*extragradient(x, y, rate), x - rate * y, y + rate * x)


@look_ahead.wrong
def looks_back(x, y, rate):
    """You come to ({x:g}, {y:g}): outwards, for the distance is {distance:.3f}. The trial point has both signs reversed, so it lies where the players come from. In which
    direction does G try?"""
    trial_x, trial_y = x + rate * y, y - rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.wrong
def trial_in_turn(x, y, rate):
    """You come to ({x:g}, {y:g}): x is right, and y answers a G that has seen D's trial move. Either the trial point was reached in turn, or D's real step took G's new place
    in place of the trial one. Which x did G try before it knew anything of D's step?"""
    trial_y = y + rate * x
    trial_x = x - rate * trial_y
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.wrong
def trial_in_turn_g_first(x, y, rate):
    """You come to ({x:g}, {y:g}): y is right, and x answers a D that has seen G's trial move. Either the trial point was reached in turn, or G's real step took D's new place
    in place of the trial one. Which y did D try before it knew anything of G's step?"""
    trial_x = x - rate * y
    trial_y = y + rate * trial_x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.wrong
def signs_exchanged(x, y, rate):
    """You come to ({x:g}, {y:g}): G climbs and D descends, at the trial point and afterwards. The names of the players are exchanged. Who of the two wants V
    small?"""
    trial_x, trial_y = x + rate * y, y - rate * x
    return x + rate * trial_y, y - rate * trial_x


@look_ahead.wrong
def without_the_rate(x, y, rate):
    """You come to ({x:g}, {y:g}) at rate 0.5, after a real step of the whole slope. The rate belongs to both steps. Which of your lines lacks it?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - trial_y, y + trial_x


@look_ahead.wrong
def order_of_the_pair(x, y, rate):
    """You return ({x:g}, {y:g}): the right numbers in the other order. Which one is asked for first?"""
    return extragradient(x, y, rate)[::-1]


@look_ahead.decoy(own_coordinate_only, goes_on_from_the_trial_point, mean_of_both_slopes, looks_twice_as_far)
def a_third_of_the_way(x, y, rate):
    trial_x, trial_y = x - rate * y / 3, y + rate * x / 3
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.decoy(g_alone_looks_ahead, d_alone_looks_ahead, trial_in_turn, trial_in_turn_g_first)
def g_looks_twice_as_far(x, y, rate):
    trial_x, trial_y = x - rate * y, y + 2 * rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.decoy(
    looks_back, signs_exchanged, real_signs_exchanged, slopes_exchanged, d_descends_in_the_end, g_climbs_in_the_end
)
def g_tries_upwards(x, y, rate):
    trial_x, trial_y = x + rate * y, y + rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.decoy(both_descend, told=g_climbs_in_the_end)
def g_climbs_after_all(x, y, rate):
    return x + rate * (y + rate * x), extragradient(x, y, rate)[1]


@look_ahead.decoy(without_the_rate, trial_without_the_rate, not_two_numbers)
def whole_slopes(x, y, rate):
    return x - (y + x), y + (x - y)


@look_ahead.decoy(order_of_the_pair, told=own_coordinate_only)
def the_trial_point_itself(x, y, rate):
    return x - rate * y, y + rate * x


@look_ahead.decoy(
    one_goes_on_from_the_trial_point,
    trial_slopes_returned,
    only_the_steps,
    old_slopes_from_the_trial_point,
    trial_without_the_place,
)
def half_way_to_the_trial_point(x, y, rate):
    return x - rate * y / 2 - rate * (y + rate * x), y + rate * x / 2 + rate * (x - rate * y)


look_ahead.hints(
    "Three things: a trial point, reached by a round at once; the slopes *there*; and a step with these slopes from the place where you stand now.",
    "trial_x = x − rate·y and trial_y = y + rate·x. G's slope at the trial point is trial_y, and D's is trial_x.",
    "return x - rate * trial_y, y + rate * trial_x",
)

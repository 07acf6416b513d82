"""Exercise 4.5, look_ahead: the extragradient round of V = x·y."""

from gancourse.checks.exercise import Exercise

look_ahead = Exercise(
    "look_ahead",
    lesson="04",
    remember="The trial step is thrown away; only the slopes at its end are kept. They show where the circle is about to lead, and that turns the "
    "step inwards: 1 − rate² in the place of 1.",
)


def _pair(answer, *given):
    x, y = answer(*given)
    return float(x), float(y)


@look_ahead.probe("(x, y) = (1, 2), rate 0.5: the trial point is (0, 2.5)", expected="(−0.25, 2)")
def from_one_two(answer):
    x, y = _pair(answer, 1.0, 2.0, 0.5)
    return {"x": x, "y": y}


@look_ahead.probe("(x, y) = (−3, 0.5), rate 0.1: the trial point is (−3.05, 0.2)", expected="(−3.02, 0.195)")
def elsewhere(answer):
    x, y = _pair(answer, -3.0, 0.5, 0.1)
    return {"elsewhere_x": x, "elsewhere_y": y}


@look_ahead.probe("the distance after one round at rate 0.5, from distance 1", expected="0.901, √(1 − rate² + rate⁴)")
def shrinks(answer):
    x, y = _pair(answer, 1.0, 0.0, 0.5)
    return {"distance": (x * x + y * y) ** 0.5}


@look_ahead.right
def extragradient(x, y, rate):
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.right
def multiplied_out(x, y, rate):
    return (1 - rate**2) * x - rate * y, (1 - rate**2) * y + rate * x


@look_ahead.wrong
def own_coordinate_only(x, y, rate):
    """You come to ({x:g}, {y:g}), exactly where the round at once leads: the distance grows to {distance:.3f}. Either each player looked ahead in its *own* number alone, which its slope does not
    contain, or the trial point itself was returned. Whose trial number does G's slope need?"""
    return x - rate * y, y + rate * x


@look_ahead.wrong
def g_alone_looks_ahead(x, y, rate):
    """You come to ({x:g}, {y:g}), exactly where the round in turn leads: G took its slope at the trial point, and D took its own at the old one. One player's foresight is
    nothing but letting the other move first. What does D see at the trial point?"""
    trial_y = y + rate * x
    return x - rate * trial_y, trial_y


@look_ahead.wrong
def d_alone_looks_ahead(x, y, rate):
    """You come to ({x:g}, {y:g}), where a round in turn leads if G begins: D took its slope at the trial point, and G took its own at the old one. What does G see
    at the trial point?"""
    trial_x = x - rate * y
    return trial_x, y + rate * trial_x


@look_ahead.wrong
def goes_on_from_the_trial_point(x, y, rate):
    """You come to ({x:g}, {y:g}): two rounds at once, one after the other, and the distance grows to {distance:.3f}. The trial step was not taken back. From where
    should the real step start?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return trial_x - rate * trial_y, trial_y + rate * trial_x


@look_ahead.wrong
def mean_of_both_slopes(x, y, rate):
    """You come to ({x:g}, {y:g}): the mean of the slopes here and at the trial point. That follows the circle more faithfully than either, and so it stays on it: the distance is {distance:.4f}. Which of
    the two slopes alone turns inwards?"""
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * (y + trial_y) / 2, y + rate * (x + trial_x) / 2


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


@look_ahead.decoy(own_coordinate_only, goes_on_from_the_trial_point, mean_of_both_slopes)
def half_way_ahead(x, y, rate):
    trial_x, trial_y = x - rate * y / 3, y + rate * x / 3
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.decoy(g_alone_looks_ahead, d_alone_looks_ahead, trial_in_turn, trial_in_turn_g_first)
def g_looks_twice_as_far(x, y, rate):
    trial_x, trial_y = x - rate * y, y + 2 * rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.decoy(looks_back, signs_exchanged)
def g_tries_upwards(x, y, rate):
    trial_x, trial_y = x + rate * y, y + rate * x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.decoy(without_the_rate)
def trial_without_the_rate(x, y, rate):
    trial_x, trial_y = x - y, y + x
    return x - rate * trial_y, y + rate * trial_x


@look_ahead.decoy(order_of_the_pair, told=own_coordinate_only)
def a_round_at_once_in_the_end(x, y, rate):
    trial_x, trial_y = x - rate * y, y + rate * x
    del trial_x, trial_y
    return x - rate * y, y + rate * x


look_ahead.hints(
    "Three things: a trial point, reached by a round at once; the slopes *there*; and a step with these slopes from the place where you stand now.",
    "trial_x = x − rate·y and trial_y = y + rate·x. G's slope at the trial point is trial_y, and D's is trial_x.",
    "return x − rate·trial_y, y + rate·trial_x",
)

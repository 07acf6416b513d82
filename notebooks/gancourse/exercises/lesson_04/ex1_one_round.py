"""Exercise 4.1, one_round: a round of V = x·y, both at once or D first."""

from gancourse.checks.exercise import Exercise

one_round = Exercise(
    "one_round",
    lesson="04",
    remember="Each player's slope is the other one's number. That is all a circle needs: whoever stands far from 0 makes the other one run.",
)


def _pair(answer, *given):
    """The two numbers of the answer; anything but two is an error of its own."""
    x, y = answer(*given)
    return float(x), float(y)


@one_round.probe("(x, y) = (1, 2), rate 0.5, both at once", expected="(0, 2.5)")
def at_once(answer):
    x, y = _pair(answer, 1.0, 2.0, 0.5, False)
    return {"at_once_x": x, "at_once_y": y}


@one_round.probe("(x, y) = (1, 2), rate 0.5, in turn", expected="(−0.25, 2.5)")
def in_turn(answer):
    x, y = _pair(answer, 1.0, 2.0, 0.5, True)
    return {"in_turn_x": x, "in_turn_y": y}


@one_round.probe("(x, y) = (−3, 0.5), rate 0.1, both at once", expected="(−3.05, 0.2)")
def elsewhere_at_once(answer):
    x, y = _pair(answer, -3.0, 0.5, 0.1, False)
    return {"elsewhere_x": x, "elsewhere_y": y}


@one_round.probe("(x, y) = (1, 1), rate 1, six rounds in turn", expected="(1, 1): back where it began")
def six_rounds(answer):
    x, y = 1.0, 1.0
    for _ in range(6):
        x, y = _pair(answer, x, y, 1.0, True)
    return {"after_six_x": x, "after_six_y": y}


@one_round.right
def d_then_g(x, y, rate, in_turn):
    new_y = y + rate * x
    return x - rate * (new_y if in_turn else y), new_y


@one_round.right
def by_cases(x, y, rate, in_turn):
    if not in_turn:
        return x - rate * y, y + rate * x
    y += rate * x
    x -= rate * y
    return x, y


@one_round.wrong
def always_at_once(x, y, rate, in_turn):
    """At once you are right. In turn you give ({in_turn_x:g}, {in_turn_y:g}), the same numbers: x was computed from the old y, before D's
    move was written down, or `in_turn` is never asked. Which y does G see when D has moved already?"""
    return x - rate * y, y + rate * x


@one_round.wrong
def always_in_turn(x, y, rate, in_turn):
    """In turn you are right. At once you give ({at_once_x:g}, {at_once_y:g}), the same numbers: y was overwritten before x was computed, so
    G has seen D's move. Where can the old y wait until both slopes are taken?"""
    y = y + rate * x
    return x - rate * y, y


@one_round.wrong
def flag_reversed(x, y, rate, in_turn):
    """You have both kinds of round, each in the other one's place: at once you give ({at_once_x:g}, {at_once_y:g}). What should happen
    where `in_turn` is True?"""
    return d_then_g(x, y, rate, not in_turn)


@one_round.wrong
def g_first(x, y, rate, in_turn):
    """At once you are right. In turn G has moved first, and you give ({in_turn_x:g}, {in_turn_y:g}). It would go round as well; but here D begins,
    as in Algorithm 1. Which of the two lines has to stand above the other?"""
    new_x = x - rate * y
    return new_x, y + rate * (new_x if in_turn else x)


@one_round.wrong
def both_descend(x, y, rate, in_turn):
    """Your y goes from 2 to {at_once_y:g}: down, like x. Both players would then work for a small V and leave together along a valley.
    Which sign makes y climb?"""
    new_y = y - rate * x
    return x - rate * (new_y if in_turn else y), new_y


@one_round.wrong
def both_ascend(x, y, rate, in_turn):
    """Your x goes from 1 to {at_once_x:g}: up, like y. Both players would then work for a large V. Who wants V small, and which
    sign does that player's step have?"""
    new_y = y + rate * x
    return x + rate * (new_y if in_turn else y), new_y


@one_round.wrong
def players_exchanged(x, y, rate, in_turn):
    """From (1, 2) you go to ({at_once_x:g}, {at_once_y:g}): x climbs and y descends. It is the same game with the players' names exchanged. Who is x in
    our game, and what does that player want of V?"""
    new_y = y - rate * x
    return x + rate * (new_y if in_turn else y), new_y


@one_round.wrong
def own_number_as_slope(x, y, rate, in_turn):
    """From (1, 2) you go to ({at_once_x:g}, {at_once_y:g}): x moved by its own number, and so did y. The slope of x·y with respect to x is what x is
    multiplied by. What is that?"""
    return x - rate * x, y + rate * y


@one_round.wrong
def value_as_slope(x, y, rate, in_turn):
    """From (1, 2) you go to ({at_once_x:g}, {at_once_y:g}): both numbers moved by rate times x·y, the value itself. A step needs the slope of the value.
    What is left of x·y when you differentiate it with respect to x?"""
    new_y = y + rate * x * y
    return x - rate * x * (new_y if in_turn else y), new_y


@one_round.wrong
def without_the_rate(x, y, rate, in_turn):
    """From (1, 2) at rate 0.5 you go to ({at_once_x:g}, {at_once_y:g}): a step of the whole slope. How long should the step be?"""
    return d_then_g(x, y, 1.0, in_turn)


@one_round.wrong
def order_of_the_pair(x, y, rate, in_turn):
    """You return ({at_once_x:g}, {at_once_y:g}): the right two numbers in the other order. The next round will take D's number for G's. Which
    one is asked for first?"""
    return d_then_g(x, y, rate, in_turn)[::-1]


@one_round.wrong
def only_the_steps(x, y, rate, in_turn):
    """You return ({at_once_x:g}, {at_once_y:g}): how far the two move, and not where they are afterwards. What has to be added?"""
    new_x, new_y = d_then_g(x, y, rate, in_turn)
    return new_x - x, new_y - y


@one_round.wrong
def only_d_moves(x, y, rate, in_turn):
    """x stays at {at_once_x:g}: D moves and G never does. A round has a step of each. Which one is missing?"""
    return x, y + rate * x


@one_round.wrong
def only_g_moves(x, y, rate, in_turn):
    """y stays at {at_once_y:g}: G moves and D never does. A round has a step of each. Which one is missing?"""
    return x - rate * y, y


@one_round.wrong
def d_moves_twice(x, y, rate, in_turn):
    """At once you are right. In turn D is at {in_turn_y:g} after its move, where 2.5 is expected: D's step was taken once more after G's. How many steps of D
    does a round have?"""
    if not in_turn:
        return x - rate * y, y + rate * x
    new_y = y + rate * x
    new_x = x - rate * new_y
    return new_x, new_y + rate * new_x


@one_round.decoy(always_at_once, always_in_turn, flag_reversed, g_first)
def half_a_step_of_g_in_turn(x, y, rate, in_turn):
    new_y = y + rate * x
    return x - rate * ((y + new_y) / 2 if in_turn else y), new_y


@one_round.decoy(always_at_once, d_moves_twice, told=g_first)
def g_first_by_cases(x, y, rate, in_turn):
    if in_turn:
        x = x - rate * y
        return x, y + rate * x
    return x - rate * y, y + rate * x


@one_round.decoy(both_descend, both_ascend, players_exchanged)
def players_exchanged_at_once_alone(x, y, rate, in_turn):
    return d_then_g(x, y, rate, True) if in_turn else (x + rate * y, y - rate * x)


@one_round.decoy(own_number_as_slope, value_as_slope)
def sum_as_slope(x, y, rate, in_turn):
    return x - rate * (x + y), y + rate * (x + y)


@one_round.decoy(without_the_rate, only_the_steps)
def half_the_rate(x, y, rate, in_turn):
    return d_then_g(x, y, rate / 2, in_turn)


@one_round.decoy(order_of_the_pair, flag_reversed, told=players_exchanged)
def the_other_circle(x, y, rate, in_turn):
    y = y - rate * x if in_turn else y
    return (x + rate * y, y) if in_turn else (x + rate * y, y - rate * x)


@one_round.decoy(only_d_moves, only_g_moves)
def nobody_moves(x, y, rate, in_turn):
    return x, y


one_round.hints(
    "V = x·y. With respect to x its slope is y, with respect to y it is x. G goes down its slope, D goes up.",
    "new_y is y + rate·x. What G sees is new_y if D has moved already, and the old y if both move at once.",
    "new_y = y + rate * x; seen = new_y if in_turn else y; return x - rate * seen, new_y",
)

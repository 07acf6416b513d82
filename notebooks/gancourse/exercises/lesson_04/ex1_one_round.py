"""Exercise 4.1, one_round: a round of V = x·y, both at once or D first."""

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_04.kinds import kind, numbers

one_round = Exercise(
    "one_round",
    lesson="04",
    remember="Each player's slope is the other one's number: G moves by what D has, and D by what G has.",
)


PLACES = ((1.0, 2.0, 0.5), (-3.0, 0.5, 0.1), (0.3, -0.7, 0.25))  # x, y, rate


def _of_x(x, y, rate):
    """What the new x may be, by name."""
    fresh = y + rate * x
    return {
        "right": x - rate * y, "answers the new y": x - rate * fresh, "climbs": x + rate * y, "climbs, new y": x + rate * fresh,
        "own slope": x - rate * x, "value": x - rate * x * y, "value, new y": x - rate * x * fresh, "whole slope": x - y,
        "divided": x - y / rate, "stays": x, "step alone": -rate * y, "whole slope, new y": -y, "rate 0.1": x - 0.1 * y,
        "rate lost inside": x - rate * (y + x),
    }  # fmt: skip


def _of_y(x, y, rate):
    """What the new y may be, by name."""
    fresh = x - rate * y
    return {
        "right": y + rate * x, "answers the new x": y + rate * fresh, "descends": y - rate * x, "own slope": y + rate * y,
        "value": y + rate * x * y, "whole slope": y + x, "divided": y + x / rate, "stays": y, "step alone": rate * x,
        "twice": y + rate * x + rate * (x - rate * (y + rate * x)), "two steps": y + 2 * rate * x, "rate 0.1": y + 0.1 * x,
        "from x": (1 + rate) * x,
    }  # fmt: skip


def _names(answer, in_turn):
    """What x and y are made of in such a round."""
    found = np.array([numbers(answer(*place, in_turn), 2)[0] for place in PLACES])
    formulas = [[make(*place) for place in PLACES] for make in (_of_x, _of_y)]
    return [
        kind(column, {name: [each[name] for each in rows] for name in rows[0]})
        for column, rows in zip(found.T, formulas)
    ]


@one_round.probe("(x, y) = (1, 2), rate 0.5, both at once", expected="(0, 2.5)")
def at_once(answer):
    (x, y), _ = numbers(answer(1.0, 2.0, 0.5, False), 2)
    return {"at_once_x": x, "at_once_y": y}


@one_round.probe("(x, y) = (1, 2), rate 0.5, in turn", expected="(−0.25, 2.5)")
def in_turn(answer):
    (x, y), _ = numbers(answer(1.0, 2.0, 0.5, True), 2)
    return {"in_turn_x": x, "in_turn_y": y}


@one_round.probe("(x, y) = (−3, 0.5), rate 0.1, both at once", expected="(−3.05, 0.2)")
def elsewhere_at_once(answer):
    (x, y), _ = numbers(answer(-3.0, 0.5, 0.1, False), 2)
    return {"elsewhere_x": x, "elsewhere_y": y}


@one_round.probe("(x, y) = (1, 1), rate 1, six rounds in turn", expected="(1, 1): back where it began")
def six_rounds(answer):
    x, y = 1.0, 1.0
    for _ in range(6):
        (x, y), _ = numbers(answer(x, y, 1.0, True), 2)
    return {"after_six_x": x, "after_six_y": y}


@one_round.probe("three other places", expected="the same rule in each")
def what_it_is_made_of(answer):
    x_at_once, y_at_once = _names(answer, False)
    x_in_turn, y_in_turn = _names(answer, True)
    names = {"x_at_once": x_at_once, "y_at_once": y_at_once, "x_in_turn": x_in_turn, "y_in_turn": y_in_turn}
    return {**names, "count": numbers(answer(1.0, 2.0, 0.5, False), 2)[1]}


def _made(at_once=None, in_turn=None):
    """A rule: x and y are made of this, at once and in turn; None for anything."""

    def fits(seen):
        return all(
            wanted is None or (seen[f"x_{when}"], seen[f"y_{when}"]) == wanted
            for when, wanted in (("at_once", at_once), ("in_turn", in_turn))
        )

    return fits


RIGHT = ("right", "right")


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


@one_round.wrong(when=_made(RIGHT, RIGHT))
def always_at_once(x, y, rate, in_turn):
    """At once you are right. In turn you give ({in_turn_x:g}, {in_turn_y:g}), the same numbers: x was computed from the old y, before D's
    move was written down, or `in_turn`, which is True or False, is never asked, or compared with something that it never is. Which y does G see when D has moved already?"""
    return x - rate * y, y + rate * x


@one_round.wrong(when=_made(("answers the new y", "right")))
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


@one_round.wrong(when=_made(RIGHT, ("right", "answers the new x")))
def g_first(x, y, rate, in_turn):
    """At once you are right. In turn G has moved first, and you give ({in_turn_x:g}, {in_turn_y:g}). It would go round as well; but here D begins,
    as in Algorithm 1. Which of the two lines has to stand above the other?"""
    new_x = x - rate * y
    return new_x, y + rate * (new_x if in_turn else x)


@one_round.wrong(when=_made(("right", "descends")))
def both_descend(x, y, rate, in_turn):
    """Your y goes from 2 to {at_once_y:g}: down, like x. Both players would then work for a small V and leave together along a valley.
    Which sign makes y climb?"""
    new_y = y - rate * x
    return x - rate * (new_y if in_turn else y), new_y


@one_round.wrong(when=_made(("climbs", "right")))
def both_ascend(x, y, rate, in_turn):
    """Your x goes from 1 to {at_once_x:g}: up, like y. Both players would then work for a large V. Who wants V small, and which
    sign does that player's step have?"""
    new_y = y + rate * x
    return x + rate * (new_y if in_turn else y), new_y


@one_round.wrong(when=_made(("climbs", "descends")))
def players_exchanged(x, y, rate, in_turn):
    """From (1, 2) you go to ({at_once_x:g}, {at_once_y:g}): x climbs and y descends. It is the same game with the players' names exchanged. Who is x in
    our game, and what does that player want of V?"""
    new_y = y - rate * x
    return x + rate * (new_y if in_turn else y), new_y


@one_round.wrong(when=lambda seen: "own slope" in (seen["x_at_once"], seen["y_at_once"]))
def own_number_as_slope(x, y, rate, in_turn):
    """From (1, 2) you go to ({at_once_x:g}, {at_once_y:g}): x moved by its own number, and so did y. The slope of x·y with respect to x is what x is
    multiplied by. What is that?"""
    return x - rate * x, y + rate * y


@one_round.wrong(when=lambda seen: "value" in (seen["x_at_once"], seen["y_at_once"]))
def value_as_slope(x, y, rate, in_turn):
    """From (1, 2) you go to ({at_once_x:g}, {at_once_y:g}): both numbers moved by rate times x·y, the value itself. A step needs the slope of the value.
    What is left of x·y when you differentiate it with respect to x?"""
    new_y = y + rate * x * y
    return x - rate * x * (new_y if in_turn else y), new_y


@one_round.wrong(when=_made(("whole slope", "whole slope")))
def without_the_rate(x, y, rate, in_turn):
    """From (1, 2) at rate 0.5 you go to ({at_once_x:g}, {at_once_y:g}): a step of the whole slope. How long should the step be?"""
    return d_then_g(x, y, 1.0, in_turn)


@one_round.wrong
def order_of_the_pair(x, y, rate, in_turn):
    """You return ({at_once_x:g}, {at_once_y:g}): the right two numbers in the other order. The next round will take D's number for G's. Which
    one is asked for first?"""
    return d_then_g(x, y, rate, in_turn)[::-1]


@one_round.wrong(when=_made(("step alone", "step alone")))
def only_the_steps(x, y, rate, in_turn):
    """You return ({at_once_x:g}, {at_once_y:g}): how far the two move, and not where they are afterwards. What has to be added?"""
    new_x, new_y = d_then_g(x, y, rate, in_turn)
    return new_x - x, new_y - y


@one_round.wrong(when=_made(("stays", "right")))
def only_d_moves(x, y, rate, in_turn):
    """x stays at {at_once_x:g}: D moves and G never does. A round has a step of each. Which one is missing?"""
    return x, y + rate * x


@one_round.wrong(when=_made(("right", "stays"), ("right", "stays")))
def only_g_moves(x, y, rate, in_turn):
    """y stays at {at_once_y:g}: G moves and D never does. A round has a step of each. Which one is missing?"""
    return x - rate * y, y


@one_round.wrong(when=lambda seen: _made(RIGHT)(seen) and seen["y_in_turn"] == "twice")
def d_moves_twice(x, y, rate, in_turn):
    """At once you are right. In turn D is at {in_turn_y:g} after its move, where 2.5 is expected: D's step was taken once more after G's. How many steps of D
    does a round have?"""
    if not in_turn:
        return x - rate * y, y + rate * x
    new_y = y + rate * x
    new_x = x - rate * new_y
    return new_x, new_y + rate * new_x


@one_round.wrong(when=_made(("right", "answers the new x")))
def x_overwritten(x, y, rate, in_turn):
    """At once y is off: from (1, 2) you come to {at_once_y:g} where 2.5 is expected. Your x is overwritten before y is computed, so D has seen G's move. Where can the old x
    wait until both slopes are taken?"""
    if in_turn:
        return d_then_g(x, y, rate, True)
    x = x - rate * y
    return x, y + rate * x


@one_round.wrong(when=_made(("right", "stays"), ("answers the new y", "stays")))
def old_y_returned(x, y, rate, in_turn):
    """x is right, and you return {at_once_y:g} as D's number, which is the old one: D's move was computed for G to see and then not handed on. Which y belongs into the
    `return` line?"""
    return d_then_g(x, y, rate, in_turn)[0], y


@one_round.wrong(when=lambda seen: _made(RIGHT)(seen) and seen["x_in_turn"] in ("climbs", "climbs, new y"))
def g_climbs_in_turn(x, y, rate, in_turn):
    """At once you are right. In turn x goes from 1 to {in_turn_x:g}, upwards. G wants the same in both kinds of round, a small V. Which sign does its step have?"""
    if not in_turn:
        return d_then_g(x, y, rate, False)
    y = y + rate * x
    return x + rate * y, y


@one_round.wrong(when=lambda seen: _made(RIGHT)(seen) and seen["y_in_turn"] == "descends")
def d_descends_in_turn(x, y, rate, in_turn):
    """At once you are right. In turn y goes from 2 to {in_turn_y:g}, downwards. D wants the same in both kinds of round, a large V. Which sign does its step have?"""
    if not in_turn:
        return d_then_g(x, y, rate, False)
    y = y - rate * x
    return x - rate * y, y


@one_round.wrong(when=lambda seen: "divided" in (seen["x_at_once"], seen["y_at_once"]))
def divided_by_the_rate(x, y, rate, in_turn):
    """From (1, 2) at rate 0.5 you go to ({at_once_x:g}, {at_once_y:g}): the slope was divided by the rate, so that a smaller rate makes a longer step. What does a rate do to a
    slope?"""
    return d_then_g(x, y, 1 / rate, in_turn)


@one_round.wrong(when=lambda seen: _made(RIGHT)(seen) and seen["y_in_turn"] == "two steps")
def d_moves_before_and_after(x, y, rate, in_turn):
    """At once you are right. In turn D comes to {in_turn_y:g} where 2.5 is expected: it moves before G, as it should, and then the line that makes the
    new y adds rate·x once more, to a y that is the new one already. How many steps of D does a round have?"""
    if in_turn:
        y = y + rate * x
    new_x = x - rate * y
    return new_x, y + rate * x


@one_round.wrong(when=lambda seen: _made(RIGHT)(seen) and seen["y_in_turn"] == "whole slope")
def rate_forgotten_in_turn(x, y, rate, in_turn):
    """At once you are right. In turn you go from (1, 2) to ({in_turn_x:g}, {in_turn_y:g}): there the steps are whole slopes. What stands in front of the slope in your
    other branch?"""
    if in_turn:
        y += x
        return x - y, y
    return x - rate * y, y + rate * x


@one_round.wrong(when=lambda seen: "rate 0.1" in (seen["x_at_once"], seen["y_at_once"]))
def rate_typed_in(x, y, rate, in_turn):
    """From (1, 2) at rate 0.5 you go to ({at_once_x:g}, {at_once_y:g}), which is where rate 0.1 leads, and you go there whatever rate is put in. Which
    argument should stand where 0.1 stands?"""
    return d_then_g(x, y, 0.1, in_turn)


@one_round.wrong(when=lambda seen: _made(RIGHT)(seen) and seen["x_in_turn"] == "rate lost inside")
def rate_lost_inside(x, y, rate, in_turn):
    """At once you are right. In turn x comes to {in_turn_x:g} where −0.25 is expected: G answers a D at y + x, which has gone its whole slope. Where is D after its step of
    rate times the slope?"""
    return (x - rate * (y + x), y + rate * x) if in_turn else (x - rate * y, y + rate * x)


@one_round.wrong(when=lambda seen: _made(RIGHT)(seen) and seen["y_in_turn"] == "from x")
def d_starts_from_x(x, y, rate, in_turn):
    """At once you are right. In turn y comes to {in_turn_y:g} where 2.5 is expected: that is (1 + rate)·x, in which the old y does not occur. From where does D take its
    step?"""
    if in_turn:
        y = (1 + rate) * x
        return x - rate * y, y
    return x - rate * y, y + rate * x


@one_round.wrong(when=lambda seen: seen["count"] not in (0, 2))
def not_two_numbers(x, y, rate, in_turn):
    """Two numbers are wanted, G's and D's, in this order; {count} came back. Which of them is missing, or is one too many?"""
    return (x - rate * y,)


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


@one_round.decoy(both_descend, both_ascend, told=players_exchanged)
def players_exchanged_at_once_alone(x, y, rate, in_turn):
    return d_then_g(x, y, rate, True) if in_turn else (x + rate * y, y - rate * x)


@one_round.decoy(own_number_as_slope, value_as_slope, divided_by_the_rate, not_two_numbers)
def sum_as_slope(x, y, rate, in_turn):
    return x - rate * (x + y), y + rate * (x + y)


@one_round.decoy(without_the_rate, only_the_steps)
def half_the_rate(x, y, rate, in_turn):
    return d_then_g(x, y, rate / 2, in_turn)


@one_round.decoy(order_of_the_pair, flag_reversed, told=players_exchanged)
def the_other_circle(x, y, rate, in_turn):
    y = y - rate * x if in_turn else y
    return (x + rate * y, y) if in_turn else (x + rate * y, y - rate * x)


@one_round.decoy(only_d_moves, only_g_moves, old_y_returned)
def nobody_moves(x, y, rate, in_turn):
    return x, y


@one_round.decoy(g_first, players_exchanged, told=x_overwritten)
def x_overwritten_in_both(x, y, rate, in_turn):
    x = x - rate * y
    return x, y + rate * x


@one_round.decoy(both_ascend, both_descend, told=g_climbs_in_turn)
def g_climbs_in_turn_and_is_answered(x, y, rate, in_turn):
    return (x + rate * y, y + rate * x) if in_turn else d_then_g(x, y, rate, False)


@one_round.decoy(g_climbs_in_turn, told=d_descends_in_turn)
def d_descends_in_turn_unseen(x, y, rate, in_turn):
    return (x - rate * y, y - rate * x) if in_turn else d_then_g(x, y, rate, False)


@one_round.decoy(d_descends_in_turn, x_overwritten, told=always_in_turn)
def always_in_turn_and_d_twice(x, y, rate, in_turn):
    y = y + rate * x
    return x - rate * y, y


@one_round.decoy(d_moves_before_and_after, rate_forgotten_in_turn, rate_lost_inside, d_starts_from_x, rate_typed_in)
def three_steps_of_d_in_turn(x, y, rate, in_turn):
    return d_then_g(x, y + 2 * rate * x, rate, True) if in_turn else d_then_g(x, y, rate, False)


one_round.hints(
    "V = x·y. With respect to x its slope is y, with respect to y it is x. G goes down its slope, D goes up.",
    "new_y is y + rate·x. What G sees is new_y if D has moved already, and the old y if both move at once.",
    "new_y = y + rate * x; seen = new_y if in_turn else y; return x - rate * seen, new_y",
)

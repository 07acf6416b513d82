"""Exercise 4.3, momentum_round: the round once more, and each player remembers its last step."""

import numpy as np

from gancourse.checks.exercise import Exercise

momentum_round = Exercise(
    "momentum_round",
    lesson="04",
    remember="Momentum repeats a part of the last step. The last step answered an opponent who has moved since; so in a circle it always "
    "points a little outwards, and only its opposite points inwards.",
)

BEFORE = (1.0, 2.0, 0.5, 2.4)  # x, y, and both a round ago


def _state(answer, state, *given):
    found = np.asarray(answer(state, *given), float)
    if found.shape != (4,):
        raise ValueError(f"a state of four numbers is expected, and not one of shape {found.shape}")
    return found


@momentum_round.probe(
    "β = 0: a round without momentum, in turn, rate 0.5, from (1, 2)", expected="(−0.25, 2.5), and (1, 2) remembered"
)
def without(answer):
    x, y, x_before, y_before = _state(answer, BEFORE, 0.5, 0.0, True)
    return {"plain_x": x, "plain_y": y, "plain_x_before": x_before, "plain_y_before": y_before}


@momentum_round.probe(
    "β = 0.5, in turn, rate 0.5; a round ago (0.5, 2.4)", expected="(0.1, 2.3), and (1, 2) remembered"
)
def with_momentum(answer):
    x, y, x_before, y_before = _state(answer, BEFORE, 0.5, 0.5, True)
    return {"x": x, "y": y, "x_before": x_before, "y_before": y_before}


@momentum_round.probe("β = −0.5, both at once, rate 0.1; a round ago (0.5, 2.4)", expected="(0.55, 2.3)")
def negative_at_once(answer):
    x, y, *_ = _state(answer, BEFORE, 0.1, -0.5, False)
    return {"negative_x": x, "negative_y": y}


@momentum_round.probe("β = 0.5, both at once, rate 0.1; a round ago (0.5, 2.4)", expected="(1.05, 1.9)")
def at_once(answer):
    x, y, *_ = _state(answer, BEFORE, 0.1, 0.5, False)
    return {"at_once_x": x, "at_once_y": y}


@momentum_round.right
def heavy_ball(state, rate, beta, in_turn):
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    seen = new_y if in_turn else y
    return x - rate * seen + beta * (x - x_before), new_y, x, y


@momentum_round.right
def as_an_array(state, rate, beta, in_turn):
    place, step = np.array(state[:2]), np.array(state[:2]) - np.array(state[2:])
    y = place[1] + beta * step[1] + rate * place[0]
    x = place[0] + beta * step[0] - rate * (y if in_turn else place[1])
    return np.array([x, y, *place])


@momentum_round.wrong
def memory_not_kept(state, rate, beta, in_turn):
    """Your x and y are right, and the places of a round ago stay at ({x_before:g}, {y_before:g}): next round the step you remember will be two rounds long, then three. What is
    "a round ago" when this round is over?"""
    x, y, *_ = heavy_ball(state, rate, beta, in_turn)
    return x, y, *state[2:]


@momentum_round.wrong
def new_place_remembered(state, rate, beta, in_turn):
    """Your x and y are right, and as the places of a round ago you hand on ({x_before:g}, {y_before:g}), which is where they are *now*: next round the last step will be 0, and the
    momentum gone. Which places did the round begin with?"""
    x, y, *_ = heavy_ball(state, rate, beta, in_turn)
    return x, y, x, y


@momentum_round.wrong
def step_reversed(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}), which is right for β = −0.5. The last step led from the place before to the place now. Which of the
    two is subtracted?"""
    return heavy_ball(state, rate, -beta, in_turn)


@momentum_round.wrong
def place_for_step(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}): β multiplies the old *place*, so far from 0 everything would be pushed, whether it moves or not. What is the last
    *step*, in places?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * y_before
    return x - rate * (new_y if in_turn else y) + beta * x_before, new_y, x, y


@momentum_round.wrong
def gradient_scaled_down(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}): the new slope has got the share 1 − β. That is the running mean that Adam keeps, the same circle at a smaller
    rate; the heavy ball of this exercise, and of torch.optim.SGD, takes the new slope whole. What stands in front of rate·x?"""
    x, y, x_before, y_before = state
    new_y = y + rate * (1 - beta) * x + beta * (y - y_before)
    return x - rate * (1 - beta) * (new_y if in_turn else y) + beta * (x - x_before), new_y, x, y


@momentum_round.wrong
def memory_times_rate(state, rate, beta, in_turn):
    """With β = 0.5 and rate 0.5 you come to ({x:g}, {y:g}): the last step was multiplied by the rate as well. The rate is in it already. What does β alone
    multiply?"""
    x, y, x_before, y_before = state
    new_y = y + rate * (x + beta * (y - y_before))
    return x - rate * (new_y if in_turn else y) + rate * beta * (x - x_before), new_y, x, y


@momentum_round.wrong
def never_in_turn(state, rate, beta, in_turn):
    """At once you are right. In turn you come to ({x:g}, {y:g}): G answered the old y. Which y does G see once D has moved?"""
    return heavy_ball(state, rate, beta, False)


@momentum_round.wrong
def always_in_turn(state, rate, beta, in_turn):
    """In turn you are right. At once you come to ({at_once_x:g}, {at_once_y:g}): G has seen D's move. Which y does G know when both move at once?"""
    return heavy_ball(state, rate, beta, True)


@momentum_round.wrong
def momentum_only_of_d(state, rate, beta, in_turn):
    """Your y is right, and x comes to {x:g} where 0.1 is expected: D remembers its last step, and G does not. Whose line lacks a term with β?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    return x - rate * (new_y if in_turn else y), new_y, x, y


@momentum_round.wrong
def momentum_only_of_g(state, rate, beta, in_turn):
    """y comes to {y:g} where 2.3 is expected: G remembers its last step, and D does not. Whose line lacks a term with β?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x
    return x - rate * (new_y if in_turn else y) + beta * (x - x_before), new_y, x, y


@momentum_round.wrong
def without_momentum(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}), as with β = 0: nothing of the last step is repeated. From where to where did it lead?"""
    return heavy_ball(state, rate, 0.0, in_turn)


@momentum_round.wrong
def answers_y_without_its_memory(state, rate, beta, in_turn):
    """Your y is right, and x comes to {x:g} in turn, where 0.1 is expected: G answered y + rate·x, D's step without its momentum. Where is D really when G looks?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    seen = y + rate * x if in_turn else y
    return x - rate * seen + beta * (x - x_before), new_y, x, y


@momentum_round.wrong
def order_of_the_state(state, rate, beta, in_turn):
    """You hand on ({x:g}, {y:g}) first: the places in which the round began, and the new ones behind them. In which order does `state` come in?"""
    x, y, x_before, y_before = heavy_ball(state, rate, beta, in_turn)
    return x_before, y_before, x, y


@momentum_round.wrong
def exchanged_steps(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}): x repeats the last step of y, and y that of x. Whose last step does a player remember?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (x - x_before)
    return x - rate * (new_y if in_turn else y) + beta * (y - y_before), new_y, x, y


@momentum_round.decoy(memory_not_kept, new_place_remembered, order_of_the_state)
def half_a_memory(state, rate, beta, in_turn):
    x, y, x_before, _ = heavy_ball(state, rate, beta, in_turn)
    return x, y, x_before, state[3]


@momentum_round.decoy(step_reversed, place_for_step, without_momentum, momentum_only_of_d, momentum_only_of_g)
def twice_the_momentum(state, rate, beta, in_turn):
    return heavy_ball(state, rate, 2 * beta, in_turn)


@momentum_round.decoy(gradient_scaled_down, memory_times_rate, exchanged_steps)
def memory_in_units_of_the_rate(state, rate, beta, in_turn):
    return heavy_ball(state, rate, beta / 10, in_turn)


@momentum_round.decoy(never_in_turn, always_in_turn, answers_y_without_its_memory)
def sees_half_of_it(state, rate, beta, in_turn):
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    seen = (y + new_y) / 2 if in_turn else y
    return x - rate * seen + beta * (x - x_before), new_y, x, y


momentum_round.hints(
    "Each player's move is the step of `one_round` plus β times its own last step, and the last step is the place now minus the place a round ago.",
    "new_y = y + rate·x + beta·(y − y_before); G sees new_y or y, as before; the places of this round's beginning are what the next round calls before.",
    "seen = new_y if in_turn else y; return x − rate·seen + beta·(x − x_before), new_y, x, y",
)

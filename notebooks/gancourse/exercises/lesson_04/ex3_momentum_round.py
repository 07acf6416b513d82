"""Exercise 4.3, momentum_round: the round once more, and each player remembers its last step."""

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_04.kinds import kind, numbers

momentum_round = Exercise(
    "momentum_round",
    lesson="04",
    remember="With the places of a round ago in the state, a round is one matrix again, four by four, and its eigenvalues say what becomes of "
    "the walk.",
)

BEFORE = (1.0, 2.0, 0.5, 2.4)  # x, y, and both a round ago


RATE, BETA = 0.4, 0.3  # for the rows: any two numbers that no formula confuses

ROWS_OF_Y = {
    "right": (RATE, 1 + BETA, 0, -BETA), "reversed": (RATE, 1 - BETA, 0, BETA), "scaled": (RATE * (1 - BETA), 1 + BETA, 0, -BETA),
    "downhill": (-RATE, 1 + BETA, 0, -BETA), "none": (RATE, 1, 0, 0), "place": (RATE, 1, 0, BETA), "shrunk": (RATE, BETA, 0, 0),
    "rate too": (RATE, 1 + RATE * BETA, 0, -RATE * BETA), "Nesterov": (RATE * (1 + BETA), 1 + BETA, -RATE * BETA, -BETA),
    "β on the slope": (BETA * RATE, 2, 0, -1), "own new step": (RATE * (1 + BETA), 1, 0, 0), "of the other": (RATE + BETA, 1, -BETA, 0),
}  # fmt: skip
ROWS_OF_X = {
    "right": (1 + BETA, -RATE, -BETA, 0), "reversed": (1 - BETA, -RATE, BETA, 0), "scaled": (1 + BETA, -RATE * (1 - BETA), -BETA, 0),
    "uphill": (1 + BETA, RATE, -BETA, 0), "none": (1, -RATE, 0, 0), "place": (1, -RATE, BETA, 0), "shrunk": (BETA, -RATE, 0, 0),
    "rate too": (1 + RATE * BETA, -RATE, -RATE * BETA, 0), "Nesterov": (1 + BETA, -RATE * (1 + BETA), -BETA, RATE * BETA),
    "β on the slope": (2, -BETA * RATE, -1, 0), "own new step": (1, -RATE * (1 + BETA), 0, 0), "of the other": (1, -RATE + BETA, 0, -BETA),
}  # fmt: skip
MEMORIES = {
    "right": np.eye(4)[:2], "not kept": np.eye(4)[2:], "exchanged": np.eye(4)[1::-1],
}  # fmt: skip


def _state(answer, state, *given):
    return numbers(answer(state, *given), 4)


def _rows(answer, in_turn):
    """The 4×4 matrix of the answer's round, for a state (x, y, x_before, y_before)."""
    return np.array([_state(answer, tuple(unit), RATE, BETA, in_turn)[0] for unit in np.eye(4)]).T


@momentum_round.probe(
    "β = 0: a round without momentum, in turn, rate 0.5, from (1, 2)", expected="(−0.25, 2.5), and (1, 2) remembered"
)
def without(answer):
    (x, y, x_before, y_before), _ = _state(answer, BEFORE, 0.5, 0.0, True)
    return {"x_after_it": x, "y_after_it": y, "x_handed_on": x_before, "y_handed_on": y_before}


@momentum_round.probe(
    "β = 0.5, in turn, rate 0.5; a round ago (0.5, 2.4)", expected="(0.1, 2.3), and (1, 2) remembered"
)
def with_momentum(answer):
    (x, y, x_before, y_before), _ = _state(answer, BEFORE, 0.5, 0.5, True)
    return {"x": x, "y": y, "x_before": x_before, "y_before": y_before}


@momentum_round.probe("β = −0.5, both at once, rate 0.1; a round ago (0.5, 2.4)", expected="(0.55, 2.3)")
def negative_at_once(answer):
    (x, y, *_), _ = _state(answer, BEFORE, 0.1, -0.5, False)
    return {"x_with_negative_β": x, "y_with_negative_β": y}


@momentum_round.probe("β = 0.5, both at once, rate 0.1; a round ago (0.5, 2.4)", expected="(1.05, 1.9)")
def at_once(answer):
    (x, y, *_), _ = _state(answer, BEFORE, 0.1, 0.5, False)
    return {"x_with_positive_β": x, "y_with_positive_β": y}


@momentum_round.probe("four other states", expected="the same rule in each")
def what_it_is_made_of(answer):
    together, alternating = _rows(answer, False), _rows(answer, True)
    fresh = together[0] - (
        RATE * (together[1] - np.eye(4)[1])
    )  # what x becomes if it answers the y that this answer makes
    return {
        "x_is": kind(together[0], ROWS_OF_X),
        "y_is": kind(together[1], ROWS_OF_Y),
        "answers": kind(
            alternating[0],
            {"the new y": fresh, "the old y": together[0], "a y moved twice": fresh - RATE**2 * np.eye(4)[0]},
        ),
        "memory": kind(together[2:], MEMORIES | {"moves": together[:2] - np.eye(4)[:2]}),
        "player_by_player": any(np.allclose(rows, _rows(heavy_ball, False)) for rows in _in_our_order(together)),
        "count": _state(answer, BEFORE, 0.5, 0.0, True)[1],
        "exchanged_rows": bool(np.allclose(together[[1, 0]], _rows(heavy_ball, False)[:2])),
    }


def _in_our_order(rows):
    """What the rows would be if the state went in, came out, or both, as (x, x_before, y, y_before)."""
    ours = [0, 2, 1, 3]
    return rows[ours], rows[:, ours], rows[np.ix_(ours, ours)]


def _made(x_is=None, y_is=None, **others):
    """A rule: what x and y are made of at once, and the other two words; None for anything."""
    wanted = {"x_is": x_is, "y_is": y_is, **others}
    return lambda seen: all(word is None or seen[name] == word for name, word in wanted.items())


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


@momentum_round.wrong(when=_made("right", "right", memory="not kept"))
def memory_not_kept(state, rate, beta, in_turn):
    """Your x and y are right, and the places of a round ago stay at ({x_handed_on:g}, {y_handed_on:g}): next round the step you remember will be two rounds long, then three. What is
    "a round ago" when this round is over?"""
    x, y, *_ = heavy_ball(state, rate, beta, in_turn)
    return x, y, *state[2:]


@momentum_round.wrong
def new_place_remembered(state, rate, beta, in_turn):
    """Your x and y are right, and as the places of a round ago you hand on ({x_handed_on:g}, {y_handed_on:g}), which is where they are *now*: next round the last step will be 0, and the
    momentum gone. Which places did the round begin with?"""
    x, y, *_ = heavy_ball(state, rate, beta, in_turn)
    return x, y, x, y


@momentum_round.wrong(when=_made("reversed", "reversed"))
def step_reversed(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}), which is right for β = −0.5. The last step led from the place before to the place now. Which of the
    two is subtracted?"""
    return heavy_ball(state, rate, -beta, in_turn)


@momentum_round.wrong(when=_made("place", "place"))
def place_for_step(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}): β multiplies the old *place*, so far from 0 everything would be pushed, whether it moves or not. What is the last
    *step*, in places?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * y_before
    return x - rate * (new_y if in_turn else y) + beta * x_before, new_y, x, y


@momentum_round.wrong(when=lambda seen: "scaled" in (seen["x_is"], seen["y_is"]))
def gradient_scaled_down(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}): the new slope has got the share 1 − β. That is the running mean that Adam keeps; the heavy ball of this exercise, and of torch.optim.SGD, takes the new slope whole. What stands in front of rate·x?"""
    x, y, x_before, y_before = state
    new_y = y + rate * (1 - beta) * x + beta * (y - y_before)
    return x - rate * (1 - beta) * (new_y if in_turn else y) + beta * (x - x_before), new_y, x, y


@momentum_round.wrong(when=_made("rate too", "rate too"))
def memory_times_rate(state, rate, beta, in_turn):
    """With β = 0.5 and rate 0.5 you come to ({x:g}, {y:g}): the last step was multiplied by the rate as well. The rate is in it already. What does β alone
    multiply?"""
    x, y, x_before, y_before = state
    new_y = y + rate * (x + beta * (y - y_before))
    return x - rate * (new_y if in_turn else y) + rate * beta * (x - x_before), new_y, x, y


@momentum_round.wrong(when=_made("right", "right", answers="the old y"))
def never_in_turn(state, rate, beta, in_turn):
    """At once you are right. In turn, without momentum, you come to ({x_after_it:g}, {y_after_it:g}): G answered the old y. Which y does G see once D has moved?"""
    return heavy_ball(state, rate, beta, False)


@momentum_round.wrong
def always_in_turn(state, rate, beta, in_turn):
    """In turn you are right. At once, with β = −0.5, you come to ({x_with_negative_β:g}, {y_with_negative_β:g}): G has seen D's move. Which y does G know when both move at once?"""
    return heavy_ball(state, rate, beta, True)


@momentum_round.wrong(when=_made("none", "right"))
def momentum_only_of_d(state, rate, beta, in_turn):
    """Your y is right, and x comes to {x:g} where 0.1 is expected: D remembers its last step, and G does not. Whose line lacks a term with β?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    return x - rate * (new_y if in_turn else y), new_y, x, y


@momentum_round.wrong(when=_made("right", "none"))
def momentum_only_of_g(state, rate, beta, in_turn):
    """y comes to {y:g} where 2.3 is expected: G remembers its last step, and D does not. Whose line lacks a term with β?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x
    return x - rate * (new_y if in_turn else y) + beta * (x - x_before), new_y, x, y


@momentum_round.wrong(when=_made("none", "none"))
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
    """You hand on ({x_after_it:g}, {y_after_it:g}) first: the places in which the round began, and the new ones behind them. In which order does `state` come in?"""
    x, y, x_before, y_before = heavy_ball(state, rate, beta, in_turn)
    return x_before, y_before, x, y


@momentum_round.wrong(when=_made("of the other", "of the other"))
def exchanged_steps(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}): x repeats the last step of y, and y that of x. Whose last step does a player remember?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (x - x_before)
    return x - rate * (new_y if in_turn else y) + beta * (y - y_before), new_y, x, y


@momentum_round.wrong(when=_made("Nesterov"))
def nesterov(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}): the slopes were taken after the repeated step. That is Nesterov's momentum, which looks a little ahead; the heavy ball takes them where the players
    stand. At which x does D take its slope here?"""
    x, y, x_before, y_before = state
    ahead_x, ahead_y = x + beta * (x - x_before), y + beta * (y - y_before)
    new_y = ahead_y + rate * ahead_x
    return ahead_x - rate * (new_y if in_turn else ahead_y), new_y, x, y


@momentum_round.wrong(when=_made("reversed", "right"))
def step_of_g_reversed(state, rate, beta, in_turn):
    """y is right, and x comes to {x:g} where 0.1 is expected: G's last step has the minus of its slope. A step is repeated as it was, whoever made it. Which sign does
    β have in G's line?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    return x - rate * (new_y if in_turn else y) - beta * (x - x_before), new_y, x, y


@momentum_round.wrong(when=_made("right", "reversed"))
def step_of_d_reversed(state, rate, beta, in_turn):
    """y comes to {y:g} where 2.3 is expected: D's last step was taken back and not repeated. A step is repeated as it was, whoever made it. Which sign does β have
    in D's line?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x - beta * (y - y_before)
    return x - rate * (new_y if in_turn else y) + beta * (x - x_before), new_y, x, y


@momentum_round.wrong(when=_made(y_is="downhill"))
def d_descends(state, rate, beta, in_turn):
    """Without momentum y goes from 2 to {y_after_it:g}: downwards. D wants V large, with or without a memory. Which sign does rate·x have?"""
    x, y, x_before, y_before = state
    new_y = y - rate * x + beta * (y - y_before)
    return x - rate * (new_y if in_turn else y) + beta * (x - x_before), new_y, x, y


@momentum_round.wrong(when=_made("uphill"))
def g_climbs(state, rate, beta, in_turn):
    """Without momentum x goes from 1 to {x_after_it:g}: upwards. G wants V small, with or without a memory. Which sign does rate·y have?"""
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    return x + rate * (new_y if in_turn else y) + beta * (x - x_before), new_y, x, y


@momentum_round.wrong(when=_made("β on the slope", "β on the slope"))
def beta_on_the_slope(state, rate, beta, in_turn):
    """With β = 0 you come to ({x_after_it:g}, {y_after_it:g}): the last step was repeated whole, and β took away the new one. Which of the two does β multiply?"""
    x, y, x_before, y_before = state
    new_y = y + beta * rate * x + (y - y_before)
    return x - beta * rate * (new_y if in_turn else y) + (x - x_before), new_y, x, y


@momentum_round.wrong(when=_made("own new step", "own new step"))
def new_step_repeated(state, rate, beta, in_turn):
    """With β = 0.5 you come to ({x:g}, {y:g}): the *new* step was made longer by β, and the places of a round ago were never asked. Which step is the last one, before this round
    begins?"""
    x, y, _, _ = state
    new_y = y + (1 + beta) * rate * x
    return x - (1 + beta) * rate * (new_y if in_turn else y), new_y, x, y


@momentum_round.wrong(when=_made("shrunk", "shrunk"))
def place_shrunk(state, rate, beta, in_turn):
    """With β = 0 you come to ({x_after_it:g}, {y_after_it:g}): β multiplies the place itself, so that the players forget where they stand. From where does a step
    start?"""
    x, y, _, _ = state
    new_y = beta * y + rate * x
    return beta * x - rate * (new_y if in_turn else y), new_y, x, y


@momentum_round.wrong(when=_made("right", "right", memory="exchanged"))
def memories_exchanged(state, rate, beta, in_turn):
    """x and y are right, and you hand on ({x_handed_on:g}, {y_handed_on:g}) as the places of a round ago: D's before G's. Next round each will repeat a step that was not its own. Which one comes
    first?"""
    x, y, *_ = heavy_ball(state, rate, beta, in_turn)
    return x, y, state[1], state[0]


@momentum_round.wrong(when=lambda seen: seen["exchanged_rows"])
def players_exchanged(state, rate, beta, in_turn):
    """You hand on ({x_after_it:g}, {y_after_it:g}): D's number before G's. The next round takes one for the other. In which order does `state` come in?"""
    x, y, x_before, y_before = heavy_ball(state, rate, beta, in_turn)
    return y, x, y_before, x_before


@momentum_round.wrong
def g_first(state, rate, beta, in_turn):
    """At once you are right. In turn, without momentum, you come to ({x_after_it:g}, {y_after_it:g}): G has moved first and D answered. Here D begins, as in your `one_round`. Whose line has to stand
    above the other?"""
    x, y, x_before, y_before = state
    new_x = x - rate * y + beta * (x - x_before)
    return new_x, y + rate * (new_x if in_turn else x) + beta * (y - y_before), x, y


@momentum_round.wrong(when=_made("right", "right", memory="moves"))
def moves_remembered(state, rate, beta, in_turn):
    """Your x and y are right, and behind them you hand on ({x_handed_on:g}, {y_handed_on:g}): how far the players have just moved. The next round will subtract that from a place. What do the last two numbers of
    `state` say when it comes in?"""
    x, y, x_before, y_before = heavy_ball(state, rate, beta, in_turn)
    return x, y, x - x_before, y - y_before


@momentum_round.wrong(when=lambda seen: seen["player_by_player"])
def player_by_player(state, rate, beta, in_turn):
    """You hand on ({x_after_it:g}, {y_after_it:g}, {x_handed_on:g}, {y_handed_on:g}) where (−0.25, 2.5, 1, 2) is expected: as it comes in, or as it goes out, your state has both numbers of G first and then
    both of D. In which order does the exercise name its four numbers?"""
    x, x_before, y, y_before = state
    new_x, new_y, *_ = heavy_ball((x, y, x_before, y_before), rate, beta, in_turn)
    return new_x, x, new_y, y


@momentum_round.wrong(when=_made("right", "right", answers="a y moved twice"))
def one_round_asked_twice_in_turn(state, rate, beta, in_turn):
    """Your y is right, and in turn, without momentum, x comes to {x_after_it:g} where −0.25 is expected: G answered a D that has moved twice. A y that has moved already was given to a round in turn, which
    moves it again before G looks. What kind of round leaves the y alone that G sees?"""
    x, y, x_before, y_before = heavy_ball(state, rate, beta, in_turn)
    return (x - rate**2 * x_before if in_turn else x), y, x_before, y_before


@momentum_round.wrong(when=lambda seen: seen["count"] not in (0, 4))
def not_a_state(state, rate, beta, in_turn):
    """The next round needs four numbers, where the players are and where they were; {count} came back. What are the last two, when this round is over?"""
    return heavy_ball(state, rate, beta, in_turn)[:2]


@momentum_round.decoy(memory_not_kept, new_place_remembered, order_of_the_state, memories_exchanged, players_exchanged)
def half_a_memory(state, rate, beta, in_turn):
    x, y, x_before, _ = heavy_ball(state, rate, beta, in_turn)
    return x, y, x_before, state[3]


@momentum_round.decoy(
    step_reversed,
    place_for_step,
    without_momentum,
    momentum_only_of_d,
    momentum_only_of_g,
    step_of_g_reversed,
    step_of_d_reversed,
)
def twice_the_momentum(state, rate, beta, in_turn):
    return heavy_ball(state, rate, 2 * beta, in_turn)


@momentum_round.decoy(
    gradient_scaled_down, memory_times_rate, exchanged_steps, beta_on_the_slope, new_step_repeated, place_shrunk
)
def memory_in_units_of_the_rate(state, rate, beta, in_turn):
    return heavy_ball(state, rate, beta / 10, in_turn)


@momentum_round.decoy(never_in_turn, always_in_turn, answers_y_without_its_memory, nesterov, g_first)
def sees_half_of_it(state, rate, beta, in_turn):
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    seen = (y + new_y) / 2 if in_turn else y
    return x - rate * seen + beta * (x - x_before), new_y, x, y


@momentum_round.decoy(d_descends, g_climbs, not_a_state, told="given_back")
def both_stay(state, rate, beta, in_turn):
    return state


@momentum_round.decoy(without_momentum, told=place_for_step)
def state_taken_for_velocities(state, rate, beta, in_turn):
    x, y, x_step, y_step = state
    y_step = beta * y_step + rate * x
    x_step = beta * x_step - rate * (y + y_step if in_turn else y)
    return x + x_step, y + y_step, x_step, y_step


@momentum_round.decoy(moves_remembered, player_by_player, one_round_asked_twice_in_turn)
def moves_remembered_at_the_rate(state, rate, beta, in_turn):
    x, y, x_before, y_before = heavy_ball(state, rate, beta, in_turn)
    return x, y, rate * (x - x_before), rate * (y - y_before)


momentum_round.hints(
    "Each player's move is the step of `one_round` plus β times its own last step, and the last step is the place now minus the place a round ago.",
    "new_y = y + rate·x + beta·(y − y_before); G sees new_y or y, as before; the places of this round's beginning are what the next round calls before.",
    "seen = new_y if in_turn else y; return x - rate * seen + beta * (x - x_before), new_y, x, y",
)

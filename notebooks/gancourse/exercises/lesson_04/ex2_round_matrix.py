"""Exercise 4.2, round_matrix: the same round, written as a 2×2 matrix."""

import numpy as np

from gancourse.checks.exercise import Exercise

round_matrix = Exercise(
    "round_matrix",
    lesson="04",
    remember="A matrix of a round holds its whole future: t rounds are its t-th power, and whether that grows is written in the sizes of "
    "its eigenvalues.",
)


def _matrix(answer, rate, in_turn):
    return np.asarray(answer(rate, in_turn), float)


@round_matrix.probe("rate 0.5, at once", expected="[[1, −0.5], [0.5, 1]]")
def at_once(answer):
    return {"at_once": _matrix(answer, 0.5, False)}


@round_matrix.probe("rate 0.5, in turn", expected="[[0.75, −0.5], [0.5, 1]]")
def in_turn(answer):
    return {"in_turn": _matrix(answer, 0.5, True)}


@round_matrix.probe("the matrices, applied to (x, y) = (1, 2)", expected="at once (0, 2.5), in turn (−0.25, 2.5)")
def applied(answer):
    first, second = (_matrix(answer, 0.5, flag) @ np.array([1.0, 2.0]) for flag in (False, True))
    return {"lands_at_once_x": first[0], "lands_at_once_y": first[1], "lands_x": second[0], "lands_y": second[1]}


@round_matrix.probe("rate 0.2, in turn", expected="[[0.96, −0.2], [0.2, 1]], with determinant 1")
def slower(answer):
    matrix = _matrix(answer, 0.2, True)
    return {"slower": matrix, "determinant": float(np.linalg.det(matrix))}


@round_matrix.right
def row_by_row(rate, in_turn):
    return np.array([[1 - rate**2 if in_turn else 1.0, -rate], [rate, 1.0]])


@round_matrix.right
def as_a_product(rate, in_turn):
    d_moves, g_moves = np.array([[1, 0], [rate, 1]]), np.array([[1, -rate], [0, 1]])
    return g_moves @ d_moves if in_turn else g_moves + d_moves - np.eye(2)


@round_matrix.right
def plain_lists(rate, in_turn):
    return [[1 - rate * rate * in_turn, -rate], [rate, 1]]


@round_matrix.wrong
def same_for_both(rate, in_turn):
    """At once your matrix is right, and in turn it is the same one: from (1, 2) it leads to ({lands_x:g}, {lands_y:g}). There G answers D's new number, y + rate·x.
    What stands in front of x when you put that into x − rate·(new y)?"""
    return np.array([[1.0, -rate], [rate, 1.0]])


@round_matrix.wrong
def in_turn_for_both(rate, in_turn):
    """In turn your matrix is right, and at once it is the same one: from (1, 2) it leads to ({lands_at_once_x:g}, {lands_at_once_y:g}). At once nobody has seen the other one's
    move. Where would a rate² come from?"""
    return row_by_row(rate, True)


@round_matrix.wrong
def flag_reversed(rate, in_turn):
    """You have both matrices, each in the other one's place: at once from (1, 2) yours leads to ({lands_at_once_x:g}, {lands_at_once_y:g}). In which kind of round does
    rate² appear?"""
    return row_by_row(rate, not in_turn)


@round_matrix.wrong
def g_first(rate, in_turn):
    """In turn your matrix leads from (1, 2) to ({lands_x:g}, {lands_y:g}): there G has moved first, and the rate² stands in D's row. In your `one_round` D begins. In whose
    row does the other one's fresh move arrive?"""
    return np.array([[1.0, -rate], [rate, 1 - rate**2 if in_turn else 1.0]])


@round_matrix.wrong
def plus_rate_squared(rate, in_turn):
    """In turn your determinant at rate 0.2 is {determinant:g} and not 1: the rate² has a plus. G subtracts rate times the new y, and the new y
    holds + rate·x. What is minus times plus?"""
    return np.array([[1 + rate**2 if in_turn else 1.0, -rate], [rate, 1.0]])


@round_matrix.wrong
def rate_not_squared(rate, in_turn):
    """In turn your matrix leads from (1, 2) to ({lands_x:g}, {lands_y:g}): a rate stands where its square belongs. Put y + rate·x into x − rate·(new y). How many
    rates come together in front of x?"""
    return np.array([[1 - rate if in_turn else 1.0, -rate], [rate, 1.0]])


@round_matrix.wrong
def rate_doubled(rate, in_turn):
    """In turn your matrix leads from (1, 2) to ({lands_x:g}, {lands_y:g}): twice the rate where its square belongs. Is rate·rate 2·rate?"""
    return np.array([[1 - 2 * rate if in_turn else 1.0, -rate], [rate, 1.0]])


@round_matrix.wrong
def transposed(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}), where (0, 2.5) is expected: rows and columns are exchanged. The first row says what the
    new x is made of. With which sign does y enter there?"""
    return row_by_row(rate, in_turn).T


@round_matrix.wrong
def without_the_minus(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}): both numbers grow. G goes *down* its slope. Which entry needs a minus?"""
    return np.abs(np.array([[1 - rate**2 if in_turn else 1.0, rate], [rate, 1.0]]))


@round_matrix.wrong
def only_the_slopes(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}): that is how far the players move, and not where they are afterwards. Where they
    were is missing. Which matrix leaves everything in its place?"""
    return row_by_row(rate, in_turn) - np.eye(2)


@round_matrix.wrong
def without_the_rate(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}): a step of the whole slope. How does the rate come in?"""
    return row_by_row(1.0, in_turn)


@round_matrix.wrong
def product_in_the_other_order(rate, in_turn):
    """In turn your matrix is right. At once it leads from (1, 2) to ({lands_at_once_x:g}, {lands_at_once_y:g}): there it is the product of the two moves in the other order, and a
    product is always one move after the other. What do two moves from the same place add up to?"""
    return row_by_row(rate, True) if in_turn else np.array([[1.0, -rate], [rate, 1 - rate**2]])


@round_matrix.decoy(same_for_both, in_turn_for_both, flag_reversed, product_in_the_other_order)
def half_of_it(rate, in_turn):
    return np.array([[1 - rate**2 / 2 if in_turn else 1.0, -rate], [rate, 1.0]])


@round_matrix.decoy(g_first, plus_rate_squared, rate_not_squared, rate_doubled)
def squared_in_the_corner(rate, in_turn):
    return np.array([[1.0, -rate - rate**2 if in_turn else -rate], [rate, 1.0]])


@round_matrix.decoy(transposed, without_the_minus)
def both_minus(rate, in_turn):
    return np.array([[1 - rate**2 if in_turn else 1.0, -rate], [-rate, 1.0]])


@round_matrix.decoy(only_the_slopes, without_the_rate)
def half_the_rate(rate, in_turn):
    return row_by_row(rate / 2, in_turn)


@round_matrix.decoy(same_for_both, told=g_first)
def as_a_product_g_first(rate, in_turn):
    d_moves, g_moves = np.array([[1, 0], [rate, 1]]), np.array([[1, -rate], [0, 1]])
    return d_moves @ g_moves if in_turn else g_moves + d_moves - np.eye(2)


round_matrix.hints(
    "The first row says what the new x is made of, as multiples of the old x and the old y; the second row says it of the new y.",
    "In turn: new y = rate·x + y, and new x = x − rate·(new y). Put the first into the second and collect what stands in front of x.",
    "In turn the first row is [1 − rate², −rate]; at once it is [1, −rate]. The second row is [rate, 1] in both.",
)

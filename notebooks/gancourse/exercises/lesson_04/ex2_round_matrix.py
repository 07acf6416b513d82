"""Exercise 4.2, round_matrix: the same round, written as a 2×2 matrix."""

import math

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_04.kinds import kind, table

round_matrix = Exercise(
    "round_matrix",
    lesson="04",
    remember="A matrix of a round holds its whole future: t rounds are its t-th power, and whether that grows is written in the sizes of "
    "its eigenvalues.",
)


RATES = (0.5, 0.2)
ENTRIES = {
    "1": lambda r: 1.0, "1 − r²": lambda r: 1 - r * r, "1 + r²": lambda r: 1 + r * r, "1 − r": lambda r: 1 - r,
    "1 − 2r": lambda r: 1 - 2 * r, "−r²": lambda r: -r * r, "0": lambda r: 0.0, "r": lambda r: r, "−r": lambda r: -r,
    "r²": lambda r: r * r, "cos r": math.cos, "sin r": math.sin, "−sin r": lambda r: -math.sin(r), "−1": lambda r: -1.0,
    "2": lambda r: 2.0, "0.1": lambda r: 0.1, "−0.1": lambda r: -0.1, "0.99": lambda r: 0.99,
}  # fmt: skip


def _matrix(answer, rate, in_turn):
    return table(answer(rate, in_turn), (2, 2))[0]


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
    return {"slower": matrix, "determinant": float(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0])}


@round_matrix.probe("two rates", expected="the same four entries, as formulas in the rate")
def entries(answer):
    formulas = {name: [formula(rate) for rate in RATES] for name, formula in ENTRIES.items()}
    written = {"shape": table(answer(0.5, False), (2, 2))[1]}
    for name, flag in (("at_once", False), ("in_turn", True)):
        found = np.array([_matrix(answer, rate, flag) for rate in RATES]).reshape(2, 4)
        written[f"{name}_entries"] = ", ".join(kind(column, formulas) for column in found.T)
    return written


def _written(at_once=None, in_turn=None):
    """A rule: the entries, row by row, at once and in turn; None for anything."""
    return lambda seen: at_once in (None, seen["at_once_entries"]) and in_turn in (None, seen["in_turn_entries"])


RIGHT_AT_ONCE, RIGHT_IN_TURN = "1, −r, r, 1", "1 − r², −r, r, 1"


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


@round_matrix.wrong(when=_written(RIGHT_AT_ONCE, "1, −r, r, 1 − r²"))
def g_first(rate, in_turn):
    """In turn your matrix leads from (1, 2) to ({lands_x:g}, {lands_y:g}): there G has moved first, and the rate² stands in D's row. In your `one_round` D begins. In whose
    row does the other one's fresh move arrive?"""
    return np.array([[1.0, -rate], [rate, 1 - rate**2 if in_turn else 1.0]])


@round_matrix.wrong(when=_written(RIGHT_AT_ONCE, "1 + r², −r, r, 1"))
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


@round_matrix.wrong(when=_written("1, r, −r, 1", "1 − r², r, −r, 1"))
def transposed(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}), where (0, 2.5) is expected: rows and columns are exchanged. The first row says what the
    new x is made of. With which sign does y enter there?"""
    return row_by_row(rate, in_turn).T


@round_matrix.wrong(when=lambda seen: seen["at_once_entries"] == "1, r, r, 1")
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


@round_matrix.wrong(when=lambda seen: seen["in_turn_entries"] == "1, r, −r, 1 − r²")
def y_in_the_first_row(rate, in_turn):
    """From (1, 2) your matrix leads in turn to ({lands_x:g}, {lands_y:g}), where (−0.25, 2.5) is expected: it is the right one for (y, x), D's number first. Which one does the lesson write
    first?"""
    return np.array([[1.0, rate], [-rate, 1 - rate**2 if in_turn else 1.0]])


@round_matrix.wrong(when=_written(in_turn="1 − r², −r, r, 1 − r²"))
def both_corners(rate, in_turn):
    """In turn your determinant at rate 0.2 is {determinant:.4f} and not 1: 1 − rate² stands in both corners. D moves first and sees the old x. Which of the two players gets to see a fresh
    move?"""
    corner = 1 - rate**2 if in_turn else 1.0
    return np.array([[corner, -rate], [rate, corner]])


@round_matrix.wrong(when=_written(in_turn="−r², −r, r, 1"))
def old_x_forgotten(rate, in_turn):
    """In turn your matrix leads from (1, 2) to ({lands_x:g}, {lands_y:g}): in front of the old x only the −rate² is left. G steps from where it stands. What belongs to the −rate²?"""
    return np.array([[-(rate**2) if in_turn else 1.0, -rate], [rate, 1.0]])


@round_matrix.wrong(when=lambda seen: seen["at_once_entries"] == "1, −r, −r, 1")
def minus_for_both(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}): y falls, as if D descended as well. Which of the two minus signs is one too many?"""
    return np.array([[1 - rate**2 if in_turn else 1.0, -rate], [-rate, 1.0]])


@round_matrix.wrong(when=lambda seen: seen["at_once_entries"] == "r, 1, 1, −r")
def rows_exchanged(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}), the right numbers in the other order: the second row stands first. Which number does the first row
    make?"""
    return row_by_row(rate, in_turn)[::-1]


@round_matrix.wrong(
    when=lambda seen: "cos r, −sin r, sin r, cos r" in (seen["at_once_entries"], seen["in_turn_entries"])
)
def a_true_rotation(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:.4f}, {lands_at_once_y:.4f}): a rotation, which follows the arrows along their curve. The players take straight steps. What does a straight
    step do to x?"""
    return np.array([[math.cos(rate), -math.sin(rate)], [math.sin(rate), math.cos(rate)]])


@round_matrix.wrong(
    when=lambda seen: seen["in_turn_entries"] in ("1, −r², r, 1", "1 − r, −r², r, 1", "1 − r², −r², r, 1")
)
def squared_beside_y(rate, in_turn):
    """In turn your matrix leads from (1, 2) to ({lands_x:g}, {lands_y:g}): the rate² stands in front of y. In x − rate·(y + rate·x), with what does the second rate come
    along?"""
    return np.array([[1.0, -(rate**2) if in_turn else -rate], [rate, 1.0]])


@round_matrix.wrong(when=lambda seen: seen["shape"] not in ("(2, 2)", "(0,)", "no shape at all"))
def not_a_matrix(rate, in_turn):
    """Your result has shape {shape}; a matrix of two rows and two columns is wanted. How many brackets does np.array need around each row?"""
    return row_by_row(rate, in_turn).ravel()


@round_matrix.wrong(when=_written("2, −r, r, 2", RIGHT_IN_TURN))
def two_moves_added_up(rate, in_turn):
    """In turn your matrix is right. At once it leads from (1, 2) to ({lands_at_once_x:g}, {lands_at_once_y:g}): with a 2 in both corners the players' place is counted twice, as each of the two
    moves you add up brings it along. How often may the place stand in the sum?"""
    d_moves, g_moves = np.array([[1, 0], [rate, 1]]), np.array([[1, -rate], [0, 1]])
    return g_moves @ d_moves if in_turn else g_moves + d_moves


@round_matrix.wrong(when=_written(RIGHT_AT_ONCE, "1, 0, 0, 1"))
def multiplied_entry_by_entry(rate, in_turn):
    """At once your matrix is right. In turn it leads from (1, 2) to ({lands_x:g}, {lands_y:g}), which is where it began: `*` multiplies two arrays entry by entry, and where one has its rate the other has a 0. Which
    sign makes one move follow the other?"""
    d_moves, g_moves = np.array([[1, 0], [rate, 1]]), np.array([[1, -rate], [0, 1]])
    return g_moves * d_moves if in_turn else g_moves + d_moves - np.eye(2)


def _typed_in(seen):
    return any(
        number in seen[name].split(", ")
        for number in ("0.1", "−0.1", "0.99")
        for name in ("at_once_entries", "in_turn_entries")
    )


@round_matrix.wrong(when=_typed_in)
def rate_typed_in(rate, in_turn):
    """From (1, 2) at rate 0.5 your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}), and so it does at every other rate: 0.1, or 0.99, has been typed in. The next cells ask for six
    rates. Which argument do these numbers come from?"""
    return row_by_row(0.1, in_turn)


@round_matrix.wrong(when=lambda seen: seen["at_once_entries"] == "1, 0, 0, 1")
def whole_numbers_only(rate, in_turn):
    """From (1, 2) your matrix leads at once to ({lands_at_once_x:g}, {lands_at_once_y:g}), as if nobody moved: your array holds whole numbers, so what is behind the point was cut off as it was written in.
    What in the first line that makes the array would let it hold 0.5?"""
    return row_by_row(rate, in_turn).astype(int)


@round_matrix.decoy(two_moves_added_up, multiplied_entry_by_entry, rate_typed_in, whole_numbers_only)
def two_in_turn_too(rate, in_turn):
    return row_by_row(rate, in_turn) + np.eye(2)


@round_matrix.decoy(same_for_both, in_turn_for_both, flag_reversed, product_in_the_other_order)
def half_of_it(rate, in_turn):
    return np.array([[1 - rate**2 / 2 if in_turn else 1.0, -rate], [rate, 1.0]])


@round_matrix.decoy(g_first, plus_rate_squared, rate_not_squared, rate_doubled, squared_beside_y, old_x_forgotten)
def squared_in_the_corner(rate, in_turn):
    return np.array([[1.0, -rate - rate**2 if in_turn else -rate], [rate, 1.0]])


@round_matrix.decoy(transposed, without_the_minus, told=minus_for_both)
def minus_for_both_and_no_square(rate, in_turn):
    return np.array([[1.0, -rate], [-rate, 1.0]])


@round_matrix.decoy(y_in_the_first_row, both_corners, minus_for_both, rows_exchanged, told=transposed)
def transposed_by_hand(rate, in_turn):
    return [[1 - rate**2 if in_turn else 1.0, rate], [-rate, 1.0]]


@round_matrix.decoy(a_true_rotation, not_a_matrix)
def half_a_rotation(rate, in_turn):
    return np.array([[math.cos(rate), -rate], [rate, math.cos(rate)]])


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

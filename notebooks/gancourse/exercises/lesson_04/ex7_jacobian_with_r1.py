"""Exercise 4.7, jacobian_with_r1: the smallest GAN near its goal, with a price on D's slope."""

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_04.kinds import kind, table

jacobian_with_r1 = Exercise(
    "jacobian_with_r1",
    lesson="04",
    remember="R1 puts one number on the diagonal, and on D's side alone: a brake for one player stops both, because each goes round only with "
    "the other. γ = 1 is twice the slope ½ of the circle.",
)


GAMMAS = (0.6, 1.7)
ENTRIES = {
    "0": lambda g: 0.0, "½": lambda g: 0.5, "−½": lambda g: -0.5, "1": lambda g: 1.0, "−1": lambda g: -1.0, "¼": lambda g: 0.25,
    "−¼": lambda g: -0.25, "−γ": lambda g: -g, "γ": lambda g: g, "−γ/2": lambda g: -g / 2, "γ/2": lambda g: g / 2, "−2γ": lambda g: -2 * g,
    "−γ²": lambda g: -g * g, "−γ²/2": lambda g: -g * g / 2, "−½ − γ": lambda g: -0.5 - g, "−½ − γ/2": lambda g: -0.5 - g / 2,
    "1 − γ": lambda g: 1 - g, "½ − γ": lambda g: 0.5 - g, "−¼ − γ": lambda g: -0.25 - g, "½ + γ": lambda g: 0.5 + g,
    "at (1, 1)": lambda g: 1 / (1 + np.e) - np.e / (1 + np.e) ** 2, "cut off": lambda g: -float(int(g)),
}  # fmt: skip


def _matrix(answer, gamma):
    return table(answer(gamma), (2, 2))[0]


@jacobian_with_r1.probe("γ = 0: no price", expected="[[0, 0.5], [−0.5, 0]]")
def no_price(answer):
    return {"matrix_without_a_price": _matrix(answer, 0.0)}


@jacobian_with_r1.probe("γ = 0.6", expected="[[0, 0.5], [−0.5, −0.6]]")
def some_price(answer):
    return {"matrix": _matrix(answer, 0.6)}


@jacobian_with_r1.probe("γ = 0.6 once more", expected="the same four entries")
def single_entries(answer):
    (a, b), (c, d) = _matrix(answer, 0.6)
    return {"first": float(a), "second": float(b), "third": float(c), "fourth": float(d)}


@jacobian_with_r1.probe("two values of γ", expected="the same four entries, as formulas in γ")
def entries(answer):
    found = np.array([_matrix(answer, gamma) for gamma in GAMMAS]).reshape(2, 4)
    formulas = {name: [formula(gamma) for gamma in GAMMAS] for name, formula in ENTRIES.items()}
    names = dict(zip(("g_theta", "g_psi", "d_theta", "d_psi"), [kind(column, formulas) for column in found.T]))
    return {**names, "shape": table(answer(0.0), (2, 2))[1]}


def _written(*entries):
    """A rule: the four entries, row by row; None for anything."""
    names = ("g_theta", "g_psi", "d_theta", "d_psi")
    return lambda seen: all(entry is None or seen[name] == entry for name, entry in zip(names, entries))


@jacobian_with_r1.right
def read_off(gamma):
    return np.array([[0.0, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.right
def as_a_list(gamma):
    return [[0, 1 / 2], [-1 / 2, -gamma]]


@jacobian_with_r1.wrong(when=_written("−γ", None, None, "−γ"))
def price_for_both(gamma):
    """At γ = 0.6 your diagonal is ({first:g}, {fourth:g}): −γ stands there twice, so G pays as well. R1 is a term of D's loss alone.
    Whose number stands in it?"""
    return np.array([[-gamma, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.wrong(when=_written("0", "½", "−½", "−γ/2"))
def half_of_the_price(gamma):
    """You have {fourth:g} in D's corner at γ = 0.6: half. R1 costs γ/2·ψ², and D descends the *slope* of it. What is the derivative of ψ²/2?"""
    return np.array([[0.0, 0.5], [-0.5, -gamma / 2]])


@jacobian_with_r1.wrong
def price_without_its_half(gamma):
    """You have {fourth:g} in D's corner at γ = 0.6: twice as much. R1 costs γ/2·ψ². Where did the ½ go when you differentiated?"""
    return np.array([[0.0, 0.5], [-0.5, -2 * gamma]])


@jacobian_with_r1.wrong(when=_written("0", "½", "−½", "γ"))
def accelerator(gamma):
    """You have +{fourth:g} in D's corner at γ = 0.6: the price pushes D *away* from 0. D descends what it pays. Which sign does the pull of γ/2·ψ²
    have?"""
    return np.array([[0.0, 0.5], [-0.5, gamma]])


@jacobian_with_r1.wrong
def price_for_g(gamma):
    """At γ = 0.6 your diagonal is ({first:g}, {fourth:g}): the −γ stands in G's corner. R1 is a price on D's slope, and D's slope is ψ. In whose row does
    −γψ belong?"""
    return np.array([[-gamma, 0.5], [-0.5, 0.0]])


@jacobian_with_r1.wrong(when=lambda seen: _written("0", "½")(seen) and seen["d_theta"] in ("−½ − γ", "−½ − γ/2"))
def price_in_the_wrong_column(gamma):
    """The −γ stands beside the diagonal, where it says that D's brake depends on θ: at γ = 0.6 D's row is ({third:g}, {fourth:g}). R1's pull is −γ·ψ. Which column belongs
    to ψ?"""
    return np.array([[0.0, 0.5], [-0.5 - gamma, 0.0]])


@jacobian_with_r1.wrong
def without_the_price(gamma):
    """Your matrix at γ = 0.6 is the one without a price: D's row is ({third:g}, {fourth:g}). D's pull has a third part now, −γψ. Where does its slope in ψ
    stand?"""
    return np.array([[0.0, 0.5], [-0.5, 0.0]])


@jacobian_with_r1.wrong(when=_written(None, "1", "−1"))
def full_slope(gamma):
    """Your off-diagonal entries are {second:g} and {third:g}, as in a game without a softplus. Here the logit goes through a softplus. What is σ at the logit
    0?"""
    return np.array([[0.0, 1.0], [-1.0, -gamma]])


@jacobian_with_r1.wrong(when=_written(None, "¼", "−¼"))
def slope_of_the_sigmoid(gamma):
    """Your off-diagonal entries are {second:g} and {third:g}: ¼ is σ′(0), the slope of the sigmoid. The pull is ψ·σ(−ψθ), and at θ = 0 it is ψ times a number. Which
    number?"""
    return np.array([[0.0, 0.25], [-0.25, -gamma]])


@jacobian_with_r1.wrong(when=lambda seen: (seen["g_psi"], seen["d_theta"]) in (("½", "½"), ("−½", "−½")))
def same_signs(gamma):
    """Your off-diagonal entries, {second:g} and {third:g}, have the same sign: then nothing would go round, and both would run off together. D's pull is −θ·σ. What is its slope in
    θ?"""
    return np.array([[0.0, 0.5], [0.5, -gamma]])


@jacobian_with_r1.wrong
def signs_exchanged(gamma):
    """The two halves, {second:g} and {third:g}, have each other's sign: as if G fled from where D likes the fake. The walk would turn the other way. G's pull is
    +ψ·σ. What is its slope in ψ?"""
    return np.array([[0.0, -0.5], [0.5, -gamma]])


@jacobian_with_r1.wrong
def order_of_the_players(gamma):
    """Your matrix, ({first:g}, {second:g}) above ({third:g}, {fourth:g}) at γ = 0.6, is the right one with D's number first. The text above the exercise puts G's pull, and θ, first. Whose row comes first
    then?"""
    return np.array([[-gamma, -0.5], [0.5, 0.0]])


@jacobian_with_r1.wrong
def pulls_and_slopes_mixed(gamma):
    """Your diagonal at γ = 0.6 is ({first:g}, {fourth:g}): there is a ½ on it, as if a player's pull had a slope in its own number at the goal. Differentiate ψ·σ(−ψθ) with respect to θ and put
    in ψ = 0. What is left?"""
    return np.array([[0.5, 0.5], [-0.5, -0.5 - gamma]])


@jacobian_with_r1.wrong
def a_step_in_place_of_the_pulls(gamma):
    """You added the identity: that is the matrix of a *round* at rate 1, and its diagonal at γ = 0.6 is ({first:g}, {fourth:g}). Here the pulls themselves are wanted, before any rate. What is the slope of G's pull in θ at the goal?"""
    return np.eye(2) + np.array([[0.0, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.wrong(when=_written("0", "−½", "½", "γ"))
def gradients_not_turned(gamma):
    """All signs are the other way round, {second:g} and {third:g} and, in D's corner, {fourth:g}: your matrix holds the slopes of the gradients, and the players go *down* them. What does the minus in front of
    a gradient do to its slopes?"""
    return np.array([[0.0, -0.5], [0.5, gamma]])


@jacobian_with_r1.wrong(when=_written("½", "0", None, "−½"))
def columns_exchanged(gamma):
    """Your ½ stands in the first column, as if G's pull answered to θ: at γ = 0.6 G's row is ({first:g}, {second:g}). G's pull near the goal is ½·ψ. Which column belongs to ψ?"""
    return np.array([[0.5, 0.0], [-gamma, -0.5]])


@jacobian_with_r1.wrong(when=_written("½", "0", "0", None))
def entries_on_the_diagonal(gamma):
    """Both halves stand on your diagonal, ({first:g}, {fourth:g}) at γ = 0.6: as if each player were pulled by its own number. But G's pull near the goal is ½·ψ and D's −½·θ, each by the *other* one's. Which column belongs
    to θ?"""
    return np.array([[0.5, 0.0], [0.0, -0.5 - gamma]])


@jacobian_with_r1.wrong(when=lambda seen: seen["g_psi"] == "at (1, 1)")
def slopes_at_the_start(gamma):
    """At γ = 0.6 G's row is ({first:.4f}, {second:.4f}): these are the slopes at θ = ψ = 1, where the walks begin. Near the goal the pulls are those of another place. Which θ and which ψ has the
    goal?"""
    slope = np.e / (1 + np.e) ** 2  # σ′(1)
    return np.array([[-slope, 1 / (1 + np.e) - slope], [-np.e / (1 + np.e) - slope, -slope - gamma]])


@jacobian_with_r1.wrong(when=_written("0", "0", "0", "cut off"))
def whole_numbers_only(gamma):
    """At γ = 0.6 your entries are {first:g}, {second:g}, {third:g} and {fourth:g}: your array holds whole numbers, so what is behind the point was cut off as it was written in. What in the line that makes
    the array would let it hold 0.5?"""
    return np.array([[0.0, 0.5], [-0.5, -gamma]]).astype(int)


@jacobian_with_r1.decoy(entries_on_the_diagonal, slopes_at_the_start, whole_numbers_only)
def halves_in_every_entry(gamma):
    return np.array([[0.5, 0.5], [-0.5, -0.5 - gamma / 3]])


@jacobian_with_r1.wrong(when=lambda seen: seen["d_psi"] in ("−γ²", "−γ²/2"))
def price_squared(gamma):
    """D's corner at γ = 0.6 holds {fourth:g}: γ was squared. R1 costs γ/2·ψ². Which of the two letters is squared there, before you differentiate?"""
    return np.array([[0.0, 0.5], [-0.5, -(gamma**2)]])


@jacobian_with_r1.wrong(when=_written("−¼", "½", "−½", "−¼ − γ"))
def slopes_of_the_sigmoids_too(gamma):
    """There is a −¼ on the diagonal, ({first:g}, {fourth:g}) at γ = 0.6. σ does change with θ, by σ′ = ¼ times ψ; and at the goal ψ = 0. What is left of that term?"""
    return np.array([[-0.25, 0.5], [-0.5, -0.25 - gamma]])


@jacobian_with_r1.wrong(when=_written("0", "½", "−½ − γ", "−γ"))
def price_in_both_columns(gamma):
    """D's row at γ = 0.6, ({third:g}, {fourth:g}), has the −γ twice; its brake would depend on θ as well. R1's pull is −γ·ψ. What is its slope in θ?"""
    return np.array([[0.0, 0.5], [-0.5 - gamma, -gamma]])


@jacobian_with_r1.wrong(when=lambda seen: seen["shape"] not in ("(2, 2)", "(0,)", "no shape at all"))
def not_a_matrix(gamma):
    """Your result has shape {shape}; two rows of two slopes are wanted, and the next cell computes their eigenvalues. Which pull does the first row belong to?"""
    return np.linalg.eigvals(read_off(gamma)).real


@jacobian_with_r1.decoy(price_for_both, price_for_g, price_in_the_wrong_column, price_in_both_columns)
def half_the_price_for_each(gamma):
    return np.array([[-gamma / 2, 0.5], [-0.5, -gamma / 2]])


@jacobian_with_r1.decoy(half_of_the_price, price_without_its_half, accelerator, without_the_price, price_squared)
def root_of_the_price(gamma):
    return np.array([[0.0, 0.5], [-0.5, -(gamma**0.5)]])


@jacobian_with_r1.decoy(
    full_slope, slope_of_the_sigmoid, same_signs, signs_exchanged, order_of_the_players, gradients_not_turned
)
def one_half_and_one(gamma):
    return np.array([[0.0, 0.5], [-1.0, -gamma]])


@jacobian_with_r1.decoy(
    pulls_and_slopes_mixed, a_step_in_place_of_the_pulls, columns_exchanged, slopes_of_the_sigmoids_too, not_a_matrix
)
def a_slow_round(gamma):
    return np.eye(2) + 0.1 * np.array([[0.0, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.decoy(half_of_the_price, told=full_slope)
def all_of_it_doubled(gamma):
    return 2 * read_off(gamma)


jacobian_with_r1.hints(
    "At θ = ψ = 0 both sigmoids are ½, so near it G's pull is ½ψ and D's is −½θ − γψ. The first row belongs to G's pull, the second to D's.",
    "A row holds the slopes of one pull: first in θ, then in ψ. G's row is (0, ½).",
    "np.array([[0, 0.5], [-0.5, -gamma]])",
)

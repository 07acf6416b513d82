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
}  # fmt: skip


def _matrix(answer, gamma):
    return table(answer(gamma), (2, 2))[0]


def _goes_round(matrix):
    """Whether the eigenvalues have an imaginary part: (a − d)² + 4bc below 0."""
    (a, b), (c, d) = matrix
    return (a - d) ** 2 + 4 * b * c < -1e-9


@jacobian_with_r1.probe("γ = 0: no price", expected="[[0, 0.5], [−0.5, 0]]")
def no_price(answer):
    matrix, shape = table(answer(0.0), (2, 2))
    return {"without": matrix, "shape": shape}


@jacobian_with_r1.probe("γ = 0.6", expected="[[0, 0.5], [−0.5, −0.6]]")
def some_price(answer):
    (a, b), (c, d) = matrix = _matrix(answer, 0.6)
    root = ((a - d) ** 2 / 4 + b * c + 0j) ** 0.5
    return {"priced": matrix, "brake": float(a + d), "growth": float((a + d) / 2 + root.real)}


@jacobian_with_r1.probe("the smallest γ at which nothing goes round", expected="1, twice the slope ½")
def critical(answer):
    still = [gamma for gamma in np.linspace(0, 8, 161) if not _goes_round(_matrix(answer, gamma))]
    return {"critical": float(still[0]) if still else "no γ up to 8"}


@jacobian_with_r1.probe("two values of γ", expected="the same four entries, as formulas in γ")
def entries(answer):
    found = np.array([_matrix(answer, gamma) for gamma in GAMMAS]).reshape(2, 4)
    formulas = {name: [formula(gamma) for gamma in GAMMAS] for name, formula in ENTRIES.items()}
    return dict(zip(("g_theta", "g_psi", "d_theta", "d_psi"), [kind(column, formulas) for column in found.T]))


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
    """Your matrix has −γ twice, and its trace at γ = 0.6 is {brake:g}: then G pays as well, and no brake would ever stop the circling (you find {critical}). R1 is a term of D's loss alone.
    Whose number stands in it?"""
    return np.array([[-gamma, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.wrong(when=_written("0", "½", "−½", "−γ/2"))
def half_of_the_price(gamma):
    """You have {brake:g} in D's corner at γ = 0.6: half. R1 costs γ/2·ψ², and D descends the *slope* of it. What is the derivative of ψ²/2?"""
    return np.array([[0.0, 0.5], [-0.5, -gamma / 2]])


@jacobian_with_r1.wrong
def price_without_its_half(gamma):
    """You have {brake:g} in D's corner at γ = 0.6: twice as much. R1 costs γ/2·ψ². Where did the ½ go when you differentiated?"""
    return np.array([[0.0, 0.5], [-0.5, -2 * gamma]])


@jacobian_with_r1.wrong(when=_written("0", "½", "−½", "γ"))
def accelerator(gamma):
    """You have +{brake:g} in D's corner, and the largest real part is {growth:.2f}, above 0: the price pushes D *away* from 0. D descends what it pays. Which sign does the pull of γ/2·ψ²
    have?"""
    return np.array([[0.0, 0.5], [-0.5, gamma]])


@jacobian_with_r1.wrong
def price_for_g(gamma):
    """The −γ stands in G's corner. It would stop the circle just as well ({critical} is right), but R1 is a price on D's slope, and D's slope is ψ. In whose row does
    −γψ belong?"""
    return np.array([[-gamma, 0.5], [-0.5, 0.0]])


@jacobian_with_r1.wrong(when=lambda seen: _written("0", "½")(seen) and seen["d_theta"] in ("−½ − γ", "−½ − γ/2"))
def price_in_the_wrong_column(gamma):
    """The −γ stands beside the diagonal, where it says that D's brake depends on θ; your trace is {brake:g}. R1's pull is −γ·ψ. Which column belongs
    to ψ?"""
    return np.array([[0.0, 0.5], [-0.5 - gamma, 0.0]])


@jacobian_with_r1.wrong
def without_the_price(gamma):
    """Your matrix at γ = 0.6 is the one without a price, trace {brake:g}, and it goes round for ever. D's pull has a third part now, −γψ. Where does its slope in ψ
    stand?"""
    return np.array([[0.0, 0.5], [-0.5, 0.0]])


@jacobian_with_r1.wrong(when=_written(None, "1", "−1"))
def full_slope(gamma):
    """Your off-diagonal entries are 1 and −1, the slopes of the game xy (the smallest γ: {critical}). In a GAN the logit goes through a softplus. What is σ at the logit
    0?"""
    return np.array([[0.0, 1.0], [-1.0, -gamma]])


@jacobian_with_r1.wrong(when=_written(None, "¼", "−¼"))
def slope_of_the_sigmoid(gamma):
    """Your off-diagonal entries are ¼ and −¼ (the smallest γ: {critical}): ¼ is σ′(0), the slope of the sigmoid. The pull is ψ·σ(−ψθ), and at θ = 0 it is ψ times a number. Which
    number?"""
    return np.array([[0.0, 0.25], [-0.25, -gamma]])


@jacobian_with_r1.wrong(when=lambda seen: (seen["g_psi"], seen["d_theta"]) in (("½", "½"), ("−½", "−½")))
def same_signs(gamma):
    """Both your off-diagonal entries have the same sign; then nothing goes round at all (you find {critical}), and the largest real part is {growth:.2f}: the two run off together. D's pull is −θ·σ. What is its slope in
    θ?"""
    return np.array([[0.0, 0.5], [0.5, -gamma]])


@jacobian_with_r1.wrong
def signs_exchanged(gamma):
    """The two halves have each other's sign: as if G fled from where D likes the fake. The eigenvalues, and {critical} with them, do not notice, the picture would turn the other way. G's pull is
    +ψ·σ. What is its slope in ψ?"""
    return np.array([[0.0, -0.5], [0.5, -gamma]])


@jacobian_with_r1.wrong
def order_of_the_players(gamma):
    """Your matrix is the right one with D's number first; its eigenvalues, and {critical}, are right as well. The lesson writes (θ, ψ). Whose row comes first
    then?"""
    return np.array([[-gamma, -0.5], [0.5, 0.0]])


@jacobian_with_r1.wrong
def pulls_and_slopes_mixed(gamma):
    """Your trace at γ = 0.6 is {brake:g}: there is a ½ on the diagonal, as if a player's pull had a slope in its own number at the goal. Differentiate ψ·σ(−ψθ) with respect to θ and put
    in ψ = 0. What is left?"""
    return np.array([[0.5, 0.5], [-0.5, -0.5 - gamma]])


@jacobian_with_r1.wrong
def a_step_in_place_of_the_pulls(gamma):
    """You added the identity: that is the matrix of a *round* at rate 1, and its trace at γ = 0.6 is {brake:g}. Here the pulls themselves are wanted, before any rate. What is the slope of G's pull in θ at the goal?"""
    return np.eye(2) + np.array([[0.0, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.wrong(when=_written("0", "−½", "½", "γ"))
def gradients_not_turned(gamma):
    """All four signs are the other way round, and the largest real part is {growth:.2f}, above 0: your matrix holds the slopes of the gradients, and the players go *down* them. What does the minus in front of
    a gradient do to its slopes?"""
    return np.array([[0.0, -0.5], [0.5, gamma]])


@jacobian_with_r1.wrong(when=_written("½", "0", None, "−½"))
def columns_exchanged(gamma):
    """Your ½ stands in the first column, as if G's pull answered to θ. The trace at γ = 0.6 is {brake:g}. G's pull near the goal is ½·ψ. Which column belongs to ψ?"""
    return np.array([[0.5, 0.0], [-gamma, -0.5]])


@jacobian_with_r1.wrong(when=lambda seen: seen["d_psi"] in ("−γ²", "−γ²/2"))
def price_squared(gamma):
    """D's corner at γ = 0.6 makes a trace of {brake:g}: γ was squared. R1 costs γ/2·ψ². Which of the two letters is squared there, before you differentiate?"""
    return np.array([[0.0, 0.5], [-0.5, -(gamma**2)]])


@jacobian_with_r1.wrong(when=_written("−¼", "½", "−½", "−¼ − γ"))
def slopes_of_the_sigmoids_too(gamma):
    """There is a −¼ on the diagonal, and the trace at γ = 0.6 is {brake:g}. σ does change with θ, by σ′ = ¼ times ψ; and at the goal ψ = 0. What is left of that term?"""
    return np.array([[-0.25, 0.5], [-0.5, -0.25 - gamma]])


@jacobian_with_r1.wrong(when=_written("0", "½", "−½ − γ", "−γ"))
def price_in_both_columns(gamma):
    """D's row has the −γ twice; its brake would depend on θ as well. The trace, {brake:g}, is right. R1's pull is −γ·ψ. What is its slope in θ?"""
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

"""Exercise 4.7, jacobian_with_r1: the smallest GAN near its goal, with a price on D's slope."""

import numpy as np

from gancourse.checks.exercise import Exercise

jacobian_with_r1 = Exercise(
    "jacobian_with_r1",
    lesson="04",
    remember="R1 puts one number on the diagonal, and on D's side alone: a brake for one player stops both, because each goes round only with "
    "the other. γ = 1 is twice the slope ½ of the circle.",
)


def _matrix(answer, gamma):
    return np.asarray(answer(gamma), float)


def _eigenvalues(matrix):
    return np.linalg.eigvals(matrix).astype(complex) if matrix.shape == (2, 2) else np.zeros(2, complex)


@jacobian_with_r1.probe("γ = 0: no price", expected="[[0, 0.5], [−0.5, 0]]")
def no_price(answer):
    return {"without": _matrix(answer, 0.0)}


@jacobian_with_r1.probe("γ = 0.6", expected="[[0, 0.5], [−0.5, −0.6]]")
def some_price(answer):
    matrix = _matrix(answer, 0.6)
    return {"priced": matrix, "brake": float(np.trace(matrix)), "growth": float(_eigenvalues(matrix).real.max())}


@jacobian_with_r1.probe("the smallest γ at which nothing goes round", expected="1, twice the slope ½")
def critical(answer):
    grid = np.linspace(0, 8, 161)
    still = [gamma for gamma in grid if np.abs(_eigenvalues(_matrix(answer, gamma)).imag).max() < 1e-6]
    return {"critical": float(still[0]) if still else "no γ up to 8"}


@jacobian_with_r1.right
def read_off(gamma):
    return np.array([[0.0, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.right
def as_a_list(gamma):
    return [[0, 1 / 2], [-1 / 2, -gamma]]


@jacobian_with_r1.wrong
def price_for_both(gamma):
    """Your matrix has −γ twice, and its trace at γ = 0.6 is {brake:g}: then G pays as well, and no brake would ever stop the circling (you find {critical}). R1 is a term of D's loss alone.
    Whose number stands in it?"""
    return np.array([[-gamma, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.wrong
def half_of_the_price(gamma):
    """You have {brake:g} in D's corner at γ = 0.6: half. R1 costs γ/2·ψ², and D descends the *slope* of it. What is the derivative of ψ²/2?"""
    return np.array([[0.0, 0.5], [-0.5, -gamma / 2]])


@jacobian_with_r1.wrong
def price_without_its_half(gamma):
    """You have {brake:g} in D's corner at γ = 0.6: twice as much. R1 costs γ/2·ψ². Where did the ½ go when you differentiated?"""
    return np.array([[0.0, 0.5], [-0.5, -2 * gamma]])


@jacobian_with_r1.wrong
def accelerator(gamma):
    """You have +{brake:g} in D's corner, and the largest real part is {growth:.2f}, above 0: the price pushes D *away* from 0. D descends what it pays. Which sign does the pull of γ/2·ψ²
    have?"""
    return np.array([[0.0, 0.5], [-0.5, gamma]])


@jacobian_with_r1.wrong
def price_for_g(gamma):
    """The −γ stands in G's corner. It would stop the circle just as well ({critical} is right), but R1 is a price on D's slope, and D's slope is ψ. In whose row does
    −γψ belong?"""
    return np.array([[-gamma, 0.5], [-0.5, 0.0]])


@jacobian_with_r1.wrong
def price_in_the_wrong_column(gamma):
    """The −γ stands beside the diagonal, where it says that D's brake depends on θ; your trace is {brake:g}. R1's pull is −γ·ψ. Which column belongs
    to ψ?"""
    return np.array([[0.0, 0.5], [-0.5 - gamma, 0.0]])


@jacobian_with_r1.wrong
def without_the_price(gamma):
    """Your matrix at γ = 0.6 is the one without a price, trace {brake:g}, and it goes round for ever. D's pull has a third part now, −γψ. Where does its slope in ψ
    stand?"""
    return np.array([[0.0, 0.5], [-0.5, 0.0]])


@jacobian_with_r1.wrong
def full_slope(gamma):
    """Your off-diagonal entries are 1, so the smallest γ comes out as {critical}: that is the game xy. In a GAN the logit goes through a softplus. What is σ at the logit
    0?"""
    return np.array([[0.0, 1.0], [-1.0, -gamma]])


@jacobian_with_r1.wrong
def slope_of_the_sigmoid(gamma):
    """Your off-diagonal entries are ¼, so the smallest γ comes out as {critical}: ¼ is σ′(0), the slope of the sigmoid. The pull is ψ·σ(−ψθ), and at θ = 0 it is ψ times a number. Which
    number?"""
    return np.array([[0.0, 0.25], [-0.25, -gamma]])


@jacobian_with_r1.wrong
def same_signs(gamma):
    """Both your off-diagonal entries are positive; then nothing goes round at all (you find {critical}), and the largest real part is {growth:.2f}: the two run off together. D's pull is −θ·σ. What is its slope in
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
    """You added the identity: that is the matrix of a *round* at rate 1, and its trace at γ = 0.6 is {brake:g}. Here the pulls themselves are wanted, before any rate. What do they do at a place to
    which they have to add nothing?"""
    return np.eye(2) + np.array([[0.0, 0.5], [-0.5, -gamma]])


@jacobian_with_r1.decoy(price_for_both, price_for_g, price_in_the_wrong_column)
def half_the_price_for_each(gamma):
    return np.array([[-gamma / 2, 0.5], [-0.5, -gamma / 2]])


@jacobian_with_r1.decoy(half_of_the_price, price_without_its_half, accelerator, without_the_price)
def price_squared(gamma):
    return np.array([[0.0, 0.5], [-0.5, -(gamma**2)]])


@jacobian_with_r1.decoy(full_slope, slope_of_the_sigmoid, same_signs, signs_exchanged, order_of_the_players)
def one_half_and_one(gamma):
    return np.array([[0.0, 0.5], [-1.0, -gamma]])


@jacobian_with_r1.decoy(pulls_and_slopes_mixed, a_step_in_place_of_the_pulls)
def a_slow_round(gamma):
    return np.eye(2) + 0.1 * np.array([[0.0, 0.5], [-0.5, -gamma]])


jacobian_with_r1.hints(
    "At θ = ψ = 0 both sigmoids are ½, so near it G's pull is ½ψ and D's is −½θ − γψ. The first row belongs to G's pull, the second to D's.",
    "A row holds the slopes of one pull: first in θ, then in ψ. G's row is (0, ½).",
    "np.array([[0, 0.5], [-0.5, -gamma]])",
)

"""Exercise 13.4, frechet: the squared Fréchet distance of two Gaussians."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

frechet = Exercise(
    "frechet",
    lesson="13",
    tolerance=1e-4,
    remember="The root is that of a matrix, and not of its entries: for A = I and B = [[2, 1], [1, 2]] the distance is 4 - 2·√3, because the eigenvalues of B are 3 and 1.",
)


def _given(*values) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64).to(torch.float32).to(device())


def _covariance(d: int, seed: int) -> torch.Tensor:
    factor = torch.randn(d, d, generator=torch.Generator().manual_seed(seed))
    return (factor @ factor.T / d + 0.1 * torch.eye(d)).to(device())


@frechet.probe("on a line: mean 0 and variance 1, mean 3 and variance 4", expected="10: 3² and (2 - 1)²")
def on_a_line(answer):
    return {"line": answer(_given(0.0), _given([1.0]), _given(3.0), _given([4.0]))}


@frechet.probe("in the plane, means 0, covariances I and [[2, 1], [1, 2]]", expected="4 - 2·√3 = 0.5359")
def known_from_a_course(answer):
    zero = _given(0.0, 0.0)
    return {"plane": answer(zero, _given([1.0, 0.0], [0.0, 1.0]), zero, _given([2.0, 1.0], [1.0, 2.0]))}


@frechet.probe("in the plane, means (1, 0) and (0, 2), covariances [[2, 1], [1, 2]] and [[1, 0], [0, 5]]", expected="6.1127")  # fmt: skip
def that_do_not_commute(answer):
    return {
        "crossed": answer(
            _given(1.0, 0.0), _given([2.0, 1.0], [1.0, 2.0]), _given(0.0, 2.0), _given([1.0, 0.0], [0.0, 5.0])
        )
    }


@frechet.probe("twice the same Gaussian in 5 dimensions", expected="0")
def twice_the_same(answer):
    mean, covariance = torch.arange(5.0, device=device()), _covariance(5, 0)
    return {"same": answer(mean, covariance, mean.clone(), covariance.clone())}


@frechet.probe("covariances without any spread in one direction: diag(1, 0) and diag(4, 0)", expected="1")
def flat(answer):
    zero = _given(0.0, 0.0)
    return {"flat": answer(zero, _given([1.0, 0.0], [0.0, 0.0]), zero, _given([4.0, 0.0], [0.0, 0.0]))}


def _root(matrix: torch.Tensor) -> torch.Tensor:
    values, vectors = torch.linalg.eigh(matrix.double().cpu())
    return (vectors * values.clamp(min=0).sqrt()) @ vectors.T


def _trace_of_root(a: torch.Tensor, b: torch.Tensor) -> float:
    root = _root(a)
    return torch.linalg.eigvalsh(root @ b.double().cpu() @ root).clamp(min=0).sqrt().sum().item()


def _apart(mean_a, mean_b) -> float:
    return (mean_a - mean_b).square().sum().item()


def _traces(a, b) -> float:
    return (a.trace() + b.trace()).item()


@frechet.right
def by_the_symmetric_root(mean_a, cov_a, mean_b, cov_b):
    return _apart(mean_a, mean_b) + _traces(cov_a, cov_b) - 2 * _trace_of_root(cov_a, cov_b)


@frechet.right
def by_the_eigenvalues_of_the_product(mean_a, cov_a, mean_b, cov_b):
    values = torch.linalg.eigvals(cov_a.double().cpu() @ cov_b.double().cpu()).real.clamp(min=0)
    return _apart(mean_a, mean_b) + _traces(cov_a, cov_b) - 2 * values.sqrt().sum().item()


@frechet.right
def by_singular_values(mean_a, cov_a, mean_b, cov_b):
    shared = torch.linalg.svdvals(_root(cov_a) @ _root(cov_b)).sum()
    return torch.tensor(_apart(mean_a, mean_b) + _traces(cov_a, cov_b)) - 2 * shared


def _with(cross, means=_apart, traces=_traces, times=2.0):
    def answer(mean_a, cov_a, mean_b, cov_b):
        return means(mean_a, mean_b) + traces(cov_a, cov_b) - times * float(cross(cov_a, cov_b))

    return answer


@frechet.wrong
def root_of_every_entry(mean_a, cov_a, mean_b, cov_b):
    """In the plane you return {plane:.4f} in place of 0.5359: `sqrt()` of a tensor takes the root of each *entry*, and for I and [[2, 1], [1, 2]] that gives 4 − 2·2·√2. What, multiplied with itself as a matrix, gives
    A·B?"""
    return _with(lambda a, b: (a @ b).clamp(min=0).sqrt().trace())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def roots_one_by_one(mean_a, cov_a, mean_b, cov_b):
    """For the two that do not commute you return {crossed:.4f} in place of 6.1127: you multiply the root of A with the root of B. That is the root of A·B only where both have the same axes. Which matrix has to be multiplied first, and which root taken
    last?"""
    return _with(lambda a, b: (_root(a) @ _root(b)).trace())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def root_of_the_whole(mean_a, cov_a, mean_b, cov_b):
    """On the line you return {line:.4f} in place of 10: the root of the whole. That is the Fréchet distance itself, in the unit of the features. What the literature prints as FID, and the docstring asks for, is which power of
    it?"""
    return max(0.0, by_the_symmetric_root(mean_a, cov_a, mean_b, cov_b)) ** 0.5


@frechet.wrong
def cross_term_once(mean_a, cov_a, mean_b, cov_b):
    """For twice the same Gaussian you return {same:.4f} in place of 0: the root is taken off once. By how much is it multiplied, so that equal covariances leave
    nothing?"""
    return _with(_trace_of_root, times=1.0)(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def cross_term_added(mean_a, cov_a, mean_b, cov_b):
    """For twice the same Gaussian you return {same:.4f} in place of 0: the root is added. Which sign makes two equal covariances
    vanish?"""
    return _with(_trace_of_root, times=-2.0)(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def no_cross_term(mean_a, cov_a, mean_b, cov_b):
    """For twice the same Gaussian you return {same:.4f} in place of 0: the two traces stand alone. What is taken off
    them?"""
    return _with(_trace_of_root, times=0.0)(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def means_left_out(mean_a, cov_a, mean_b, cov_b):
    """On the line you return {line:.4f} in place of 10: the means lie 3 apart, and nothing of it arrives. Which term is
    missing?"""
    return _with(_trace_of_root, means=lambda a, b: 0.0)(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def means_alone(mean_a, cov_a, mean_b, cov_b):
    """On the line you return {line:.4f}, and in the plane, where both means are 0, {plane:.4f}: the means alone. A generator with one picture, the mean of all, would be perfect. What else does a Gaussian
    have?"""
    return _apart(mean_a, mean_b)


@frechet.wrong
def length_not_squared(mean_a, cov_a, mean_b, cov_b):
    """On the line you return {line:.4f} in place of 10: the distance of the means enters as it is, and the covariances in squares. Which power makes the units
    agree?"""
    return _with(_trace_of_root, means=lambda a, b: (a - b).norm().item())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def mean_of_the_squares(mean_a, cov_a, mean_b, cov_b):
    """On the line you are right, and for the two that do not commute you return {crossed:.4f} in place of 6.1127: the squared differences of the means are averaged where they are to be *added* (`F.mse_loss` and `.mean()` do so). How does a squared length come
    about?"""
    return _with(_trace_of_root, means=lambda a, b: (a - b).square().mean().item())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def sum_before_the_square(mean_a, cov_a, mean_b, cov_b):
    """On the line you are right, and for the two that do not commute you return {crossed:.4f} in place of 6.1127: the differences of the means are added and *then* squared, so that +1 and −2 cancel in part. Which of the two comes
    first?"""
    return _with(_trace_of_root, means=lambda a, b: (a - b).sum().square().item())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def product_without_root(mean_a, cov_a, mean_b, cov_b):
    """On the line you return {line:.4f} in place of 10: the product A·B enters without its root, with the unit of a variance squared. Where is the
    power ½?"""
    return _with(lambda a, b: (a @ b).trace())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def root_of_the_trace(mean_a, cov_a, mean_b, cov_b):
    """On the line you are right, and in the plane you return {plane:.4f} in place of 0.5359: you take the root of the *trace* of A·B. Each eigenvalue needs a root of its own. Which of the two comes
    first?"""
    return _with(lambda a, b: (a @ b).trace().clamp(min=0).sqrt())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def sum_for_trace(mean_a, cov_a, mean_b, cov_b):
    """On the line you are right, and in the plane you return {plane:.4f} in place of 0.5359: you add up *all* entries of the matrices. The trace takes the diagonal
    alone. Which call does?"""
    return _with(_all_of_the_root, traces=lambda a, b: (a.sum() + b.sum()).item())(mean_a, cov_a, mean_b, cov_b)


def _all_of_the_root(a: torch.Tensor, b: torch.Tensor) -> float:
    root = _root(a)
    return _root(root @ b.double().cpu() @ root).sum().item()


@frechet.wrong
def diagonals_only(mean_a, cov_a, mean_b, cov_b):
    """On the line you are right, and in the plane you return {plane:.4f} in place of 0.5359: only the variances enter, and the 1 beside the diagonal is not seen. Two sets whose features hang together differently would be the same for you. Which matrix holds the
    whole?"""
    return _with(lambda a, b: (a.diagonal() * b.diagonal()).sqrt().sum())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def deviations_for_variances(mean_a, cov_a, mean_b, cov_b):
    """On the line you return {line:.4f} in place of 10: you take 1 and 4 for *deviations*, square them, and get 3² + (4 − 1)². What is on the diagonal of a
    covariance?"""
    return _apart(mean_a, mean_b) + (cov_a - cov_b).square().sum().item()


@frechet.wrong
def differences_of_the_covariances(mean_a, cov_a, mean_b, cov_b):
    """On the line you return {line:.4f} in place of 10: the length of A − B. That has the unit of a variance and is no distance of Gaussians. Of which matrices would (2 − 1)² be the squared
    difference?"""
    return _apart(mean_a, mean_b) + (cov_a - cov_b).norm().item()


@frechet.wrong
def cholesky_for_root(mean_a, cov_a, mean_b, cov_b):
    """On the line you are right, and for I and [[2, 1], [1, 2]] you return {plane:.4f} in place of 0.5359: a Cholesky factor is a *triangular* root, L·Lᵀ, and its trace is another one. Which function finds the symmetric
    one?"""

    def factor(matrix):
        return torch.linalg.cholesky_ex(matrix.double().cpu() + 1e-12 * torch.eye(len(matrix), dtype=torch.float64))[0]

    return _with(lambda a, b: (factor(a) @ factor(b).T).trace())(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def eigenvalues_side_by_side(mean_a, cov_a, mean_b, cov_b):
    """On the line and in the plane you are right, and for the two that do not commute you return {crossed:.4f} in place of 6.1127: you pair the sorted eigenvalues of A and of B, as if both had the same axes. Whose eigenvalues are to be
    taken?"""
    return _with(
        lambda a, b: (
            (torch.linalg.eigvalsh(a.cpu()).clamp(min=0) * torch.linalg.eigvalsh(b.cpu()).clamp(min=0)).sqrt().sum()
        )
    )(mean_a, cov_a, mean_b, cov_b)


@frechet.wrong
def the_other_formula(mean_a, cov_a, mean_b, cov_b):
    """For the two that do not commute you return {crossed:.4f} in place of 6.1127, and on the line {line:.4f}: that is the Kullback–Leibler divergence of the Gaussians, which is not the same from both sides and has no end where a spread is 0. Which of the terms is a
    squared distance?"""
    ridge = 1e-9 * torch.eye(len(cov_a), dtype=torch.float64)
    a, b = (each.double().cpu() + ridge for each in (cov_a, cov_b))
    step = (mean_b - mean_a).double().cpu()
    inverse = torch.linalg.inv(b)
    return 0.5 * ((inverse @ a).trace() + step @ inverse @ step - len(a) + torch.logdet(b) - torch.logdet(a)).item()


@frechet.decoy(
    root_of_every_entry,
    roots_one_by_one,
    root_of_the_whole,
    cross_term_once,
    cross_term_added,
    no_cross_term,
    means_left_out,
    means_alone,
    length_not_squared,
    mean_of_the_squares,
    sum_before_the_square,
    product_without_root,
    root_of_the_trace,
    sum_for_trace,
    diagonals_only,
    deviations_for_variances,
    differences_of_the_covariances,
    cholesky_for_root,
    eigenvalues_side_by_side,
    the_other_formula,
)
def cross_term_one_and_a_half_times(mean_a, cov_a, mean_b, cov_b):
    return _with(_trace_of_root, times=1.5)(mean_a, cov_a, mean_b, cov_b) + 0.01 * _apart(mean_a, mean_b)


frechet.hints(
    "Three parts: how far the means lie apart, squared; how much both spread, a trace each; and what they have in common, taken off twice.",
    "The trace of (A B)^½ is the sum of the roots of the eigenvalues of A @ B. They are never negative, but rounding may push a 0 below 0, or give it an imaginary rest.",
    "torch.linalg.eigvals(cov_a @ cov_b).real.clamp(min=0).sqrt().sum() is what they have in common.",
)

"""The random tables of lesson 01, what is computed from tables, and how answers are called with them."""

import numpy as np

_random = np.random.default_rng(1)


def expected_log(weights, t):
    """Sum of weights · log t; a picture that is never drawn adds nothing, whatever t is there."""
    drawn = np.asarray(weights) > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(np.asarray(weights)[drawn] * np.log(np.asarray(t)[drawn])))


def value_of_game(D, p, q):
    return expected_log(p, D) + expected_log(q, 1 - np.asarray(D))


def kl(p, q):
    return expected_log(p, p) - expected_log(p, q)


def _random_pair(pictures):
    """Two distributions in which every picture occurs."""
    return _random.dirichlet(np.full(pictures, 2.0)), _random.dirichlet(np.full(pictures, 2.0))


def quietly(answer, *tables):
    """Call the answer on copies; log 0 and 0/0 are part of these games, so NumPy's warnings would only frighten."""
    with np.errstate(all="ignore"):
        return answer(*(table.copy() for table in tables))


def close(mine, theirs, tolerance=1e-7):
    same_shape = np.shape(mine) == np.shape(theirs)
    return same_shape and bool(np.allclose(mine, theirs, rtol=tolerance, atol=tolerance, equal_nan=True))


BLIND = np.full(6, 0.5), *_random_pair(6)
WORLDS = [(_random.uniform(0.05, 0.95, n), *_random_pair(n)) for n in (3, 4, 5, 6, 6)]
PAIRS = [_random_pair(n) for n in (3, 4, 5, 6)]

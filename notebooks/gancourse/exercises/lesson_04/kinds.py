"""What a number of an answer is made of: the name of the formula that it agrees with wherever it was tried."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

OTHER = "something else"


def kind(found: Any, formulas: Mapping[str, Any]) -> str:
    """The first name whose values are those of `found`, number for number; OTHER where none is."""
    found = np.asarray(found, float)
    for name, values in formulas.items():
        if np.allclose(found, np.asarray(values, float), rtol=1e-6, atol=1e-9):
            return name
    return OTHER


def numbers(returned: Any, count: int) -> tuple[list[float], int]:
    """What an answer returned, as `count` floats, NaN where one is missing; and how many there were, 0 for no numbers at all."""
    try:
        found = [] if returned is None else np.asarray(returned, float).ravel().tolist()
    except (TypeError, ValueError):
        found = []
    return (found + [np.nan] * count)[:count], len(found)


def table(returned: Any, shape: Sequence[int]) -> tuple[np.ndarray, str]:
    """What an answer returned, as an array of this shape, NaN everywhere where it has another; and the shape it has, in words."""
    try:
        found = np.asarray(() if returned is None else returned)
        found = found.real.astype(float) if found.dtype != object else None
    except (TypeError, ValueError):
        found = None
    if found is None:
        return np.full(shape, np.nan), "no shape at all"
    fits = found.shape == tuple(shape)
    return found if fits else np.full(shape, np.nan), str(found.shape)

"""Columns of numbers for the exercises of lesson 02: everything is one-dimensional, float64, and on the CPU."""

from collections.abc import Callable

import numpy as np
import torch


def column(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64).unsqueeze(1)


def near(value: float, wanted: float, within: float = 1e-5) -> bool:
    """For the rules of the wrong answers: the same number, but for rounding."""
    return np.allclose(value, wanted, rtol=within, atol=within)


def error_of(step: Callable, *arguments) -> str:
    """What PyTorch says where a step stops, which tells mistakes apart that stop with the same kind of error."""
    try:
        step(*arguments)
    except Exception as error:
        return str(error)
    return ""


REAL, NOISE = (-0.5, 0.3, 1.1, 0.2), (0.1, 0.4, 0.7, 0.9)
REAL_AGAIN, NOISE_AGAIN = (0.7, -1.2, 0.4, -0.1), (0.8, 0.2, 0.35, 0.6)

"""What goes into the networks of lesson 05."""

import torch

from gancourse.settings import device

LATENT = 16


def random_digits(m: int, on: torch.device | str | None = None) -> torch.Tensor:
    """m images of shape (1, 28, 28), every pixel at random between -1 and 1."""
    return torch.rand(m, 1, 28, 28, device=on or device()) * 2 - 1

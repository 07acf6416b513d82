"""Logits that are asked for their gradient, and the gradient, 0 where none arrives."""

import torch

from gancourse.settings import device


def column(*values: float) -> torch.Tensor:
    """Logits of shape (m, 1) on the chosen device, ready to be asked for their gradient."""
    return torch.tensor([[value] for value in values], device=device(), requires_grad=True)


def gradient(loss: object, at: torch.Tensor) -> torch.Tensor | float:
    """d loss / d at, or 0 when no gradient arrives there."""
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad:
        return torch.zeros_like(at)
    (slope,) = torch.autograd.grad(loss.sum(), at, retain_graph=True, allow_unused=True)
    return torch.zeros_like(at) if slope is None else slope

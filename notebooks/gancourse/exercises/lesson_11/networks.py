"""Latents for the networks of lesson 11, and what the probes read off a network."""

from collections.abc import Callable

import torch
from torch import nn

from gancourse.exercises.lesson_10.ports import shape_after
from gancourse.settings import device


def random_latents(m: int, size: int = 64) -> torch.Tensor:
    return torch.randn(m, size, device=device())


def count_parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def batch_norms(network: nn.Module) -> list[nn.Module]:
    return [module for module in network.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]


def share_weights(one: nn.Module, other: nn.Module) -> bool:
    return one is other or bool({p.data_ptr() for p in one.parameters()} & {p.data_ptr() for p in other.parameters()})


def shape_or_stop(network: nn.Module, inputs: torch.Tensor, name: str = "shape", stopped: str = "stopped_with") -> dict:
    """{name: the output's shape}, or {stopped: what torch said instead}."""
    came = shape_after(network, inputs)
    return {stopped if isinstance(came, str) else name: came}


def known_form(differences: Callable[[], dict[str, torch.Tensor]]) -> str:
    """The form of a network whose outputs differ from the answer's by less than 1e-4, or "none".

    differences: by form, the largest gap to it. It may stop, where the answer's weights fit no form.
    """
    try:
        gaps = differences()
    except (LookupError, RuntimeError, ValueError):
        return "none"
    closest = min(gaps, key=lambda name: gaps[name])
    return closest if gaps[closest] < 1e-4 else "none"


def two_fresh_ones(make: Callable) -> dict:
    """What two networks, fresh from `make`, have in common, and whether they come in training mode."""
    one, other = make(), make()
    pairs = list(zip(one.parameters(), other.parameters()))
    lazy = any(nn.parameter.is_lazy(parameter) for pair in pairs for parameter in pair)
    return {
        "two_calls_share_weights": share_weights(one, other),
        "weights_new_in_the_second": 1 if lazy else sum(int((a != b).sum()) for a, b in pairs if a.shape == b.shape),
        "in_training_mode": all(part.training for part in one.modules()),
    }

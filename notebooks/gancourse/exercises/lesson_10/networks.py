"""Latents for the networks of lesson 10, and what the probes read off a network."""

import torch
from torch import nn

from gancourse.settings import device


def random_latents(m: int, size: int = 64) -> torch.Tensor:
    return torch.randn(m, size, device=device())


def count_parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def batch_norms(network: nn.Module) -> list[nn.Module]:
    return [module for module in network.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]


def share_weights(one: nn.Module, other: nn.Module) -> bool:
    return one is other or bool({p.data_ptr() for p in one.parameters()} & {p.data_ptr() for p in other.parameters()})

"""Operations on finished networks: how lesson 11 takes the DCGAN paper's guidelines away, one at a time."""

from collections.abc import Callable

import torch
from torch import Tensor, nn


def exchange(network: nn.Module, kind: type[nn.Module], make: Callable[[nn.Module], nn.Module]) -> nn.Module:
    """Replace every module of this kind, at any level, by make(module), in place; returns the network."""
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, kind):
                setattr(parent, name, make(child))
    return network


def with_batch_norm(discriminator: nn.Module) -> nn.Module:
    """BatchNorm behind every convolution but the first, as the DCGAN paper has it (its section 3)."""
    seen = []

    def add(convolution: nn.Module) -> nn.Module:
        seen.append(convolution)
        return convolution if len(seen) == 1 else nn.Sequential(convolution, nn.BatchNorm2d(convolution.out_channels))

    return exchange(discriminator, nn.Conv2d, add)


def with_dense_layer(discriminator: nn.Module, units: int = 256) -> nn.Module:
    """`units` more fully connected units, with a LeakyReLU, before the verdict of a D that ends in one Linear layer."""

    def widen(last: nn.Module) -> nn.Module:
        return nn.Sequential(nn.Linear(last.in_features, units), nn.LeakyReLU(0.2), nn.Linear(units, last.out_features))

    return exchange(discriminator, nn.Linear, widen)


class Apart(nn.Module):
    """A D that looks at the images of one batch in parts of `size`, so that its BatchNorm never mixes real and fake:
    images (m, …) -> logits (m, 1)."""

    def __init__(self, network: nn.Module, size: int):
        super().__init__()
        self.network, self.size = network, size

    def forward(self, images: Tensor) -> Tensor:
        return torch.cat([self.network(part) for part in images.split(self.size)])

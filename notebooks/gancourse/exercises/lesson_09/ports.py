"""What exercises 9.6 and 9.7 look at in a network, and which known form of the chapter's network it computes."""

import math
from collections.abc import Callable
from unittest import mock

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancourse.settings import device


def shape_after(network: nn.Module, inputs: Tensor) -> tuple[int, ...] | str:
    """The output's shape, or what torch said instead: its message about sizes is what the learner needs."""
    try:
        with torch.no_grad():
            return tuple(network.to(device())(inputs).shape)
    except (RuntimeError, ValueError) as error:
        return str(error).splitlines()[0]


def trainable(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)


def momentum_and_eps(network: nn.Module) -> tuple[tuple[float, float], ...]:
    """(momentum, eps) of every BatchNorm."""
    return tuple(
        (round(float(layer.momentum or 0), 6), layer.eps)
        for layer in network.modules()
        if isinstance(layer, nn.modules.batchnorm._BatchNorm)
    )


def conv_sizes(network: nn.Module, images: Tensor) -> tuple[tuple[int, ...], ...]:
    """(channels, height, width) after every convolution."""
    found, plain = [], F.conv2d

    def watched(*args, **kwargs):
        result = plain(*args, **kwargs)
        found.append(tuple(result.shape[1:]))
        return result

    with mock.patch.object(F, "conv2d", watched), torch.no_grad():
        network(images)
    return tuple(found)


@torch.no_grad()
def shake(network: nn.Module) -> nn.Module:
    """Every weight, bias and running value made random and large enough for its place in the network to show."""
    for layer in network.modules():
        if isinstance(layer, nn.modules.batchnorm._BatchNorm):
            layer.weight.normal_(1.0, 0.3)
            layer.running_mean.normal_(0.0, 0.3)
            layer.running_var.uniform_(0.5, 1.5)
        elif getattr(layer, "weight", None) is not None:
            layer.weight.normal_(0.0, 1.4 / layer.weight[0].numel() ** 0.5)
        if getattr(layer, "bias", None) is not None:
            layer.bias.normal_(0.0, 0.3)
    return network


def _named(network: nn.Module) -> dict[tuple[str, int], nn.Module]:
    """The layers with weights, by kind and number of outputs."""
    kinds = {nn.Linear: "linear", nn.Conv2d: "conv", nn.BatchNorm2d: "norm"}
    return {(kinds[type(layer)], layer.weight.shape[0]): layer for layer in network.modules() if type(layer) in kinds}


def convolved(layer: nn.Module, x: Tensor, stride: int = 1) -> Tensor:
    return F.conv2d(x, layer.weight, layer.bias, stride=stride)


def normed(layer: nn.Module, x: Tensor) -> Tensor:
    return F.batch_norm(x, layer.running_mean, layer.running_var, layer.weight, layer.bias, eps=layer.eps)


def resemblance(network: nn.Module, images: Tensor, forms: dict[str, dict], spec: Callable) -> tuple[str, float]:
    """Which of the known forms this network computes, and how far its outputs are from the chapter's."""
    layers, from_chapter = _named(network), math.inf
    with torch.no_grad():
        got = network(images)
        for name, changes in forms.items():
            try:
                wanted = spec(layers, images, **changes)
            except (RuntimeError, KeyError):  # layers that are not there, or do not fit together in this form
                continue
            gap = (got - wanted).abs().max().item() if got.shape == wanted.shape else math.inf
            if name.startswith("chapter"):
                from_chapter = min(from_chapter, gap)
            if gap < 0.01 * got.std().item():
                return name.split(",")[0], from_chapter
    return "nothing known", from_chapter

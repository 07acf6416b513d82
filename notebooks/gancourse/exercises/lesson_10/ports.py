"""What exercises 10.6 and 10.7 look at in a network, and which known form of the chapter's network it computes."""

import contextlib
import itertools
import math
from collections.abc import Callable, Iterable
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


def what_comes_out(network: nn.Module, inputs: Tensor) -> dict:
    """The output's shape, under that name; what torch said instead stands under a name of its own."""
    shape = shape_after(network, inputs)
    return {"PyTorch_said": shape} if isinstance(shape, str) else {"shape": shape}


def shared_numbers(one: nn.Module, other: nn.Module) -> int:
    """How many parameters two networks have in common, as one and the same numbers in memory."""
    known = {parameter.data_ptr() for parameter in other.parameters()}
    return sum(parameter.numel() for parameter in one.parameters() if parameter.data_ptr() in known)


def trainable(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)


def batch_norms(network: nn.Module) -> list[nn.Module]:
    return [layer for layer in network.modules() if isinstance(layer, nn.modules.batchnorm._BatchNorm)]


def size_of(network: nn.Module) -> dict:
    """Its trainable parameters, and for how many channels its BatchNorms are."""
    channels = _listed(layer.num_features for layer in batch_norms(network))
    return {"parameters": trainable(network), "channels_of_its_BatchNorms": channels}


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"


def momentum_and_eps(network: nn.Module) -> tuple[tuple[float, float], ...]:
    """(momentum, eps) of every BatchNorm."""
    return tuple((round(float(layer.momentum or 0), 6), layer.eps) for layer in batch_norms(network))


def conv_sizes(network: nn.Module, images: Tensor) -> tuple[tuple[int, ...], ...]:
    """(channels, height, width) after every convolution that is reached before torch stops, if it does."""
    found, plain = [], F.conv2d

    def watched(*args, **kwargs):
        result = plain(*args, **kwargs)
        found.append(tuple(result.shape[1:]))
        return result

    with mock.patch.object(F, "conv2d", watched), torch.no_grad(), contextlib.suppress(RuntimeError, ValueError):
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


CHAPTER, UNKNOWN = "the chapter's network", "something else"


def resemblance(network: nn.Module, images: Tensor, forms: dict[str, dict], spec: Callable) -> tuple[str, float]:
    """Which of the known forms this network computes, the nearest one, and how far its outputs are from the chapter's.

    forms: their names, with a number behind a comma where several go by one name.
    """
    layers, from_chapter, nearest, least = _named(network), math.inf, UNKNOWN, math.inf
    with torch.no_grad():
        got = network(images)
        near = 0.01 * got.std().item()
        for form, changes in forms.items():
            try:
                wanted = spec(layers, images, **changes)
            except (RuntimeError, KeyError):  # layers that are not there, or do not fit together in this form
                continue
            gap, name = (got - wanted).abs().max().item() if got.shape == wanted.shape else math.inf, form.split(",")[0]
            if name == CHAPTER:
                from_chapter = min(from_chapter, gap)
            if gap < near and gap < least:
                nearest, least = name, gap
            if gap < near / 1000:
                break
    return nearest, from_chapter


# --- rules that both exercises share ----------------------------------------------------------------------------------


def computes(form: str) -> Callable:
    """A rule: the network is this form of the chapter's, with the right numbers in its BatchNorms."""
    return lambda seen: seen["your_network_computes"] == form and set(seen["momentum_and_eps"]) == {(0.2, 1e-3)}


def _all_norms(rule: Callable[[float, float], bool]) -> Callable:
    """A rule: the network runs, and `rule(momentum, eps)` holds for each of its BatchNorms."""
    return lambda seen: (
        "shape" in seen and bool(seen["momentum_and_eps"]) and all(rule(*norm) for norm in seen["momentum_and_eps"])
    )


keeps_keras_momentum = _all_norms(lambda momentum, eps: momentum == 0.8 and eps != 1e-5)
keeps_keras_momentum_and_torchs_eps = _all_norms(lambda momentum, eps: (momentum, eps) == (0.8, 1e-5))
passes_momentum_as_eps = _all_norms(lambda momentum, eps: eps == 0.8)
keeps_torchs_numbers = _all_norms(lambda momentum, eps: (momentum, eps) == (0.1, 1e-5))
keeps_torchs_eps = _all_norms(lambda momentum, eps: (momentum, eps) == (0.2, 1e-5))
keeps_torchs_momentum = _all_norms(lambda momentum, eps: (momentum, eps) == (0.1, 1e-3))


def lacks_batch_norms(parameters: int, wanted: tuple[int, ...]) -> Callable:
    """A rule: of the BatchNorms that are `wanted` some are missing, and nothing else of all the `parameters`."""
    some = [part for length in range(len(wanted)) for part in itertools.combinations(wanted, length)]
    known = {_listed(part): parameters - 2 * (sum(wanted) - sum(part)) for part in some}
    return lambda seen: known.get(seen["channels_of_its_BatchNorms"]) == seen["parameters"]

"""A small generator of digits, trained once on MNIST by lesson 05's recipe, so that judging never waits for a lucky run.

It is lesson 05's generator with two hidden layers of 128 and 256 in place of three wider ones. It saw the first 50,000
training digits and no others, as the paper's did. `ci/building/train_digit_generator.py` trains it and writes the weights.
"""

import functools
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gancourse.models import shipped
from gancourse.models.recipes import LATENT_SIZE

WEIGHTS = "digit-generator.npz"
LATENTS_AT_ONCE = 1_000
TRAINED_ON = 50_000  # the first of MNIST's 60,000 training digits


def make_network() -> nn.Sequential:
    """Latent (m, 64) -> images (m, 1, 28, 28) in [-1, 1]."""
    layers: list[nn.Module] = []
    for inputs, outputs in [(LATENT_SIZE, 128), (128, 256)]:
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(256, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)))


class SmallGenerator:
    """The trained generator, with the two verbs of `training.digit_gan.DigitGAN`: draw latents, and make images of them."""

    def __init__(self, network: nn.Sequential):
        self.network = network.eval()

    def latent(self, m: int, device: torch.device | str = "cpu") -> Tensor:
        """(m, 64) normal numbers."""
        return torch.randn(m, LATENT_SIZE, device=device)

    def sample(self, latent: Tensor) -> Tensor:
        """Images (m, 1, 28, 28) in [0, 1], on the latent's device."""
        return shipped.outputs(self.network, latent, LATENTS_AT_ONCE).add_(1).div_(2)


@functools.cache
def digit_generator() -> SmallGenerator:
    """The generator with its stored weights, read once."""
    mend = "run python3 ci/course.py run building/train_digit_generator where MNIST is at hand"
    return shipped.stored(WEIGHTS, from_file, of="the small generator of digits", mend=mend)


def from_file(file: Any) -> SmallGenerator:
    """The generator with the weights of an opened file of `train_digit_generator`."""
    with torch.random.fork_rng(devices=[]):  # what is drawn after a seed shall not depend on who came first
        network = make_network()
    network.load_state_dict({name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files})
    return SmallGenerator(network)

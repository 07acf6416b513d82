"""Small networks that the course trained once and ships: their weights lie in assets/, and many inputs go through them.

`judge` knows digits, `garment_judge` clothes, `face_judge` drawn faces; `digit_generator` and `dcgan_generator` paint digits.
"""

import zipfile
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from gancourse.errors import CourseError
from gancourse.models.recipes import LATENT_SIZE
from gancourse.paths import asset

BLOCK = 250  # inputs together: some 20 MB where they are pictures
LATENTS_AT_ONCE = 1_000
UNREADABLE = (OSError, EOFError, ValueError, KeyError, AttributeError, RuntimeError, zipfile.BadZipFile)
Made = TypeVar("Made")


@torch.no_grad()
def outputs(layers: nn.Sequential, inputs: Tensor, block: int = BLOCK) -> Tensor:
    """What these layers make of all inputs (n, …), pictures or latents, block by block on the device of the inputs."""
    layers = layers.to(inputs.device)
    shape = layers(inputs[:1].float()).shape[1:]
    found = torch.empty(
        len(inputs), *shape, device=inputs.device
    )  # made at once: parts and their sum would be twice as much
    for part, place in zip(inputs.split(block), found.split(block)):
        place.copy_(layers(part.float()))
    return found


def stored(weights: str, make: Callable[[Any], Made], *, of: str, mend: str) -> Made:
    """`make` of the file in assets/ called `weights`. Raises CourseError where it is missing or damaged: of what it holds
    the weights, and `mend`, what else to do than to fetch the course again."""
    try:
        with np.load(asset(weights), allow_pickle=False) as file:
            return make(file)
    except UNREADABLE as problem:
        raise CourseError(
            f"assets/{weights}, the weights of {of}, cannot be read ({type(problem).__name__}). "
            f"Fetch the course again, or {mend}."
        ) from problem


class Generator:
    """A trained generator of digits, with the two verbs of `training.digit_gan.DigitGAN`: draw latents, and make images of them.

    network: latents (m, 64) -> images (m, 1, 28, 28) in [-1, 1], in eval mode.
    """

    def __init__(self, network: nn.Sequential):
        self.network = network.eval()

    def latent(self, m: int, device: torch.device | str = "cpu") -> Tensor:
        """(m, 64) normal numbers."""
        return torch.randn(m, LATENT_SIZE, device=device)

    def sample(self, latent: Tensor) -> Tensor:
        """Images (m, 1, 28, 28) in [0, 1], on the latent's device."""
        return outputs(self.network, latent, LATENTS_AT_ONCE).add_(1).div_(2)


def generator_from(
    file: Any, make_network: Callable[[], nn.Sequential], leaving_out: tuple[str, ...] = ()
) -> Generator:
    """The generator with the weights of an opened file, but for those arrays in it that are none of its weights."""
    with torch.random.fork_rng(devices=[]):  # what is drawn after a seed shall not depend on who came first
        network = make_network()
    names = [name for name in file.files if name not in leaving_out]
    network.load_state_dict({name: torch.from_numpy(file[name].astype(np.float32)) for name in names})
    return Generator(network)


def halved(network: nn.Module) -> dict[str, np.ndarray]:
    """The weights as they lie in a file, float16."""
    return {name: value.cpu().half().numpy() for name, value in network.state_dict().items()}

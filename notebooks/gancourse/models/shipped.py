"""Small networks that the course trained once and ships: their weights lie in assets/, and many inputs go through them.

`judge` knows digits, `face_judge` drawn faces, and `digit_generator` paints digits.
"""

import zipfile
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from gancourse.errors import CourseError
from gancourse.paths import asset

BLOCK = 250  # inputs together: some 20 MB where they are pictures
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

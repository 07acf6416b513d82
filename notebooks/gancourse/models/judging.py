"""What every judge is: a small network that the course trained, with its weights in assets/, looking at many pictures.

`gancourse.models.judge` knows digits, `gancourse.models.face_judge` drawn faces.
"""

import zipfile
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from gancourse.errors import CourseError
from gancourse.paths import asset

BLOCK = 250  # pictures looked at together: some 20 MB
UNREADABLE = (OSError, EOFError, ValueError, KeyError, AttributeError, RuntimeError, zipfile.BadZipFile)
Made = TypeVar("Made")


@torch.no_grad()
def look(layers: nn.Sequential, pictures: Tensor) -> Tensor:
    """What these layers make of all pictures (n, channels, size, size), on the device of the pictures."""
    layers = layers.to(pictures.device)
    return torch.cat([layers(block.float()) for block in pictures.split(BLOCK)])


def stored(weights: str, make: Callable[[Any], Made], *, of: str, mend: str) -> Made:
    """`make` of the file in assets/ called `weights`. Raises CourseError where it is missing or damaged: of what it holds
    the weights, and `mend`, what else to do than to fetch the course again."""
    try:
        with np.load(asset(weights), allow_pickle=False) as file:
            return make(file)
    except UNREADABLE as problem:
        raise CourseError(
            f"assets/{weights}, the weights of the judge of {of}, cannot be read ({type(problem).__name__}). "
            f"Fetch the course again, or {mend}."
        ) from problem

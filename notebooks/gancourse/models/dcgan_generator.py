"""The convolutional generator of digits that lesson 12 looks into, trained once on MNIST by lesson 11's recipe.

It saw 59,000 training digits, those of lesson 11, and no others. `ci/building/train_dcgan_generator.py` trains it and writes
the weights, and beside them the first kernels of the discriminator that it played against.
"""

import functools
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gancourse.models import shipped
from gancourse.models.recipes import make_dcgan_generator

WEIGHTS = "dcgan-generator.npz"
TRAINED_ON = 59_000  # the first of MNIST's 60,000 training digits
KERNELS = ("kernels_before", "kernels_after")  # of D's first layer, (16, 4, 4) each
OF = "the generator of lesson 12"
MEND = "run python3 ci/course.py run building/train_dcgan_generator where MNIST is at hand"


@functools.cache
def dcgan_generator() -> shipped.Generator:
    """The generator with its stored weights, read once."""
    return shipped.stored(WEIGHTS, from_file, of=OF, mend=MEND)


def discriminator_kernels() -> tuple[Tensor, Tensor]:
    """The 16 kernels of D's first layer as they were drawn and as they were after training, (16, 4, 4) each."""

    def read(file: Any) -> tuple[Tensor, Tensor]:
        before, after = (torch.from_numpy(file[name].astype(np.float32)) for name in KERNELS)
        return before, after

    return shipped.stored(WEIGHTS, read, of=OF, mend=MEND)


def from_file(file: Any) -> shipped.Generator:
    """The generator with the weights of an opened file: that of `train_dcgan_generator`, or a reader's own."""
    return shipped.generator_from(file, make_dcgan_generator, leaving_out=KERNELS)

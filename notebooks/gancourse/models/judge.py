"""The judge of digits: a small classifier, trained once on MNIST, in whose features samples are compared with real digits.

Its last hidden layer, 128 numbers that tell digits apart, is what `metrics.frechet_distance` is computed on, as the
published FID does with a network trained on photographs. `ci/building/train_digit_judge.py` trains it and writes the weights.
"""

import functools
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gancourse.errors import CourseError
from gancourse.models import shipped

WEIGHTS = "digit-judge.npz"
FEATURES = 128


def make_network() -> nn.Sequential:
    """Images (m, 1, 28, 28) in [0, 1] -> logits (m, 10). All but the last layer gives the features, (m, 128)."""
    layers: list[nn.Module] = []
    for inputs, outputs in [(1, 16), (16, 32), (32, 64)]:
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]  # 28 -> 14 -> 7 -> 3
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(576, FEATURES), nn.ReLU(), nn.Linear(FEATURES, 10))


class Judge:
    """What the classifier sees in images (n, 1, 28, 28) with values in [0, 1], on the device of the images."""

    def __init__(self, network: nn.Sequential, accuracy: float):
        self.network, self.accuracy = network.eval(), accuracy

    def features(self, images: Tensor) -> Tensor:
        """(n, 128): the last hidden layer, non-negative."""
        return self._look(self.network[:-1], images)

    def probabilities(self, images: Tensor) -> Tensor:
        """(n, 10): how likely each digit is; rows sum to 1."""
        return self._look(self.network, images).softmax(dim=1)

    def labels(self, images: Tensor) -> Tensor:
        """(n,) int64: the likeliest digit of each image."""
        return self._look(self.network, images).argmax(dim=1)

    def _look(self, layers: nn.Sequential, images: Tensor) -> Tensor:
        if images.ndim != 4 or images.shape[1:] != (1, 28, 28):
            raise CourseError(
                f"The judge looks at digits of shape (n, 1, 28, 28), and these images have shape {tuple(images.shape)}. "
                "It knows nothing else: for other pictures, compare by eye."
            )
        return shipped.outputs(layers, images)


@functools.cache
def judge() -> Judge:
    """The judge with its stored weights, read once."""
    mend = "run python3 ci/course.py run building/train_digit_judge where MNIST is at hand"
    return shipped.stored(WEIGHTS, _from_file, of="the judge of digits", mend=mend)


def _from_file(file: Any) -> Judge:
    weights = {name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files}
    network = make_network()
    accuracy = weights.pop("accuracy").item()
    network.load_state_dict(weights)
    return Judge(network, accuracy)

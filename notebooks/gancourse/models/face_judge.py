"""The judge of faces: a small network that names every attribute of a drawn face, trained once on drawn faces alone.

It is to colour portraits what `gancourse.models.judge` is to digits: it reads samples, and its last hidden layer, 96
numbers that tell faces apart, is what distances are computed on. Of photographs it knows nothing.
`ci/building/train_face_judge.py` trains it and writes the weights, with the names of the attributes and how many unseen
faces it named right.
"""

import functools
import json
from typing import Any

import torch
from torch import Tensor, nn

from gancourse.errors import CourseError
from gancourse.models import shipped

WEIGHTS = "face-judge.npz"
SIZE, FEATURES = 32, 96


def make_network(outputs: int) -> nn.Sequential:
    """Faces (m, 3, 32, 32) in [0, 1] -> logits (m, outputs). All but the last layer gives the features, (m, 96)."""
    layers: list[nn.Module] = [nn.PixelUnshuffle(2)]  # four neighbours become channels: nothing is lost, and 32 -> 16
    for inputs, channels in [(12, 40), (40, 40), (40, 64)]:
        layers += [nn.Conv2d(inputs, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU()]
        if inputs != 12:
            layers.append(nn.MaxPool2d(2))  # 16 -> 8 -> 4
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 16, FEATURES), nn.ReLU(), nn.Linear(FEATURES, outputs))


class FaceJudge:
    """What the network sees in faces (n, 3, 32, 32) with values in [0, 1], on the device of the faces.

    attributes: the name of each attribute -> the names of its values, as `images("faces").attributes` has them;
    accuracy: the name of each attribute -> the share of unseen drawn faces on which it is named right.
    """

    def __init__(self, network: nn.Sequential, attributes: dict[str, tuple[str, ...]], accuracy: dict[str, float]):
        self.network, self.attributes, self.accuracy = network.eval(), attributes, accuracy

    def features(self, faces: Tensor) -> Tensor:
        """(n, 96): the last hidden layer, non-negative."""
        return self._look(self.network[:-1], faces)

    def probabilities(self, faces: Tensor) -> dict[str, Tensor]:
        """For each attribute (n, values): how likely each value is; rows sum to 1."""
        logits = self._look(self.network, faces).split([len(values) for values in self.attributes.values()], dim=1)
        return {name: part.softmax(dim=1) for name, part in zip(self.attributes, logits, strict=True)}

    def labels(self, faces: Tensor) -> Tensor:
        """(n, attributes) int64: the likeliest value of each attribute, in the order of `attributes`."""
        return torch.stack([part.argmax(dim=1) for part in self.probabilities(faces).values()], dim=1)

    def _look(self, layers: nn.Sequential, faces: Tensor) -> Tensor:
        if faces.ndim != 4 or faces.shape[1:] != (3, SIZE, SIZE):
            raise CourseError(
                f"The judge of faces looks at pictures of shape (n, 3, {SIZE}, {SIZE}), and these have shape "
                f"{tuple(faces.shape)}. Take images('faces'), or compare by eye."
            )
        return shipped.outputs(layers, faces)


@functools.cache
def face_judge() -> FaceJudge:
    """The judge of faces with its stored weights, read once."""
    mend = "run python3 ci/course.py run building/train_face_judge"
    return shipped.stored(WEIGHTS, _from_file, of="the judge of faces", mend=mend)


def _from_file(file: Any) -> FaceJudge:
    weights = {name: torch.from_numpy(file[name]).float() for name in file.files if name[0].isdigit()}
    attributes = {name: tuple(values) for name, values in json.loads(str(file["attributes"])).items()}
    network = make_network(sum(len(values) for values in attributes.values()))
    network.load_state_dict(weights)
    return FaceJudge(network, attributes, dict(zip(attributes, file["accuracy"].tolist(), strict=True)))

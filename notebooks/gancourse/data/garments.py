"""The real garments that come with the course: 4,443 pictures of Fashion-MNIST, for a reader without a network.

Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747; MIT licence, Zalando SE) may be copied; the licence lies beside
the file, in assets/garments-licence.txt. The pictures are unchanged, with their labels. All of them stood in the data set's
own *test* file: the first 4,000 serve as training pictures here, the next 443 as test pictures. So who has the whole data
set must not train on these and score on its test pictures.

`ci/building/pack_garments.py` writes the file.
"""

import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image

from gancourse.errors import CourseError
from gancourse.paths import asset

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = "garments.npz"
COUNTS = {"train": 4_000, "test": 443}
SIDE = 28
NAMES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
UNREADABLE = (OSError, EOFError, ValueError, KeyError, SyntaxError, zipfile.BadZipFile)


def shipped(split: str) -> tuple[torch.Tensor, torch.Tensor]:
    """The course's own garments of a split, "train" or "test": uint8 (n, 1, 28, 28), and labels, int64 (n,).

    Raises CourseError where the file is missing or damaged.
    """
    try:
        with np.load(asset(FILE), allow_pickle=False) as file:
            pixels, labels = unpacked(file["png"]), file["labels"]
        if len(pixels) != sum(COUNTS.values()) or len(labels) != len(pixels):
            raise ValueError(len(pixels), len(labels))
    except UNREADABLE as problem:
        raise CourseError(
            f"assets/{FILE}, the garments that come with the course, cannot be read ({type(problem).__name__}). Fetch the "
            "course again."
        ) from problem
    chosen = slice(0, COUNTS["train"]) if split == "train" else slice(COUNTS["train"], None)
    return torch.from_numpy(pixels[chosen].copy())[:, None], torch.from_numpy(labels[chosen].astype(np.int64))


def packed(pixels: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
    """Pictures (n, 28, 28) as the bytes of one PNG, a column of them: a tenth smaller than in a compressed npz."""
    file = io.BytesIO()
    Image.fromarray(pixels.reshape(-1, SIDE)).save(file, "PNG", optimize=True)
    return np.frombuffer(file.getvalue(), np.uint8)


def unpacked(png: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
    """The pictures (n, 28, 28) of `packed`."""
    with Image.open(io.BytesIO(png.tobytes())) as column:
        return np.asarray(column).reshape(-1, SIDE, SIDE)

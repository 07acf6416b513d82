"""Colour portraits drawn by the course itself, for a reader who has no photographs of faces at hand.

A face begins as a row of attributes (`faces.attributes`): age, skin, hair, mouth, hat and ten more, each of which is a
label. Some forty further random numbers give it its own proportions. It is painted from back to front (`faces.painting`,
`faces.features`, `faces.hair`, `faces.hats`): every layer is a distance field (`faces.shapes`), so that its edges are smooth
at any size, its shadow on what lies below costs nothing more, and 16 pixels a side or 64 show the same person.

They are drawings and not photographs: nobody sat for them, and what a network learns from them says nothing about
photographs. They are there to be learned from in minutes, and because every attribute of every face is known.
`ci/measuring/drawn_faces.py` measures them: 20,000 at 32 by 32 take 11 seconds of one core, and a small network
(`gancourse.models.face_judge`, trained once) names each attribute of 5,000 unseen faces right, the nose on 95.9 % of
them, brows and mouth on 97.7 %, every other one on 98 % or more.
"""

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from gancourse.data.faces import attributes
from gancourse.data.faces.painting import paint
from gancourse.errors import CourseError

SIZES = range(16, 65)
AT_ONCE = 128 * 32 * 32  # pixels per pass: more would leave the processor's cache, fewer cost more calls
FINE = 32  # smaller faces are painted twice as large and averaged: their lines are thinner than a pixel


def faces(
    count: int, split: str = "train", size: int = 32, progress: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """The first `count` drawn faces of a split: uint8 pictures (count, 3, size, size), int64 labels (count, attributes).

    The columns of the labels are `faces.attributes.ATTRIBUTES`, in order, each with the names of its values. The same
    face comes out on every machine, whatever else is drawn; a face is the same person at every size.
    """
    if size not in SIZES:
        raise CourseError(
            f"Faces of {size} pixels a side cannot be drawn. Choose a size from {SIZES[0]} to {SIZES[-1]}."
        )
    finer = 2 if size < FINE else 1
    pixels = torch.empty(count, 3, size, size, dtype=torch.uint8)
    labels = torch.empty(count, len(attributes.NAMES), dtype=torch.int64)
    for start in _shown(range(0, count, AT_ONCE // (finer * size) ** 2), progress):
        stop = min(start + AT_ONCE // (finer * size) ** 2, count)
        drawn, jitter = attributes.draw(split, start, stop)
        painted = paint(drawn, jitter, finer * size).reshape(stop - start, 3, size, finer, size, finer)
        mean = sum(painted[:, :, :, row, :, column] for row in range(finer) for column in range(finer)) / finer**2
        pixels[start:stop] = torch.from_numpy((np.clip(mean, 0, 1) * 255 + np.float32(0.5)).astype(np.uint8))
        labels[start:stop] = torch.from_numpy(attributes.seen(drawn))
    return pixels, labels


@functools.cache
def version() -> str:
    """Changes whenever the drawing does, so that faces kept from an older version are not used."""
    folder = Path(__file__).parent
    files = [Path(__file__), *sorted((folder / "faces").glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]


def _shown(starts: range, progress: bool) -> Iterator[int] | range:
    if not progress:
        return starts
    from tqdm.auto import tqdm

    return tqdm(starts, desc="Drawing faces, once", leave=False, mininterval=0.5)

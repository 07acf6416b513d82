"""Sheets of small pictures in colour, such as the faces of lesson 06."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from gancourse.views import plots

GAP = 2  # pixels between pictures


def tile(images: Any, columns: int = 12) -> np.ndarray:
    """Pictures (n, 3, h, w) with values in [0, 1] on one sheet (height, width, 3), with white lines between them."""
    images = np.clip(plots.array(images).astype(float), 0, 1)
    if images.ndim != 4 or images.shape[1] != 3:
        raise ValueError(f"expected pictures of shape (n, 3, height, width), got {images.shape}")
    count, _, height, width = images.shape
    columns = max(1, min(columns, count))
    rows = -(-count // columns)
    sheet = np.ones((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, 3))
    for index, image in enumerate(images.transpose(0, 2, 3, 1)):
        top, left = (index // columns) * (height + GAP), (index % columns) * (width + GAP)
        sheet[top : top + height, left : left + width] = image
    return sheet


def sheet(images: Any, title: str, columns: int = 12, scale: float = 2) -> tuple[Figure, str]:
    """One sheet of pictures (n, 3, h, w) in [0, 1], and a caption that says how many, and how bright and varied they are.

    scale: screen pixels for each pixel of a picture.
    """
    return rows([(title, images)], columns, scale, titles=False)


def rows(
    named: Sequence[tuple[str, Any]], columns: int = 12, scale: float = 2, titles: bool = True
) -> tuple[Figure, str]:
    """Several sheets, one below the other, each (title, pictures (n, 3, h, w) in [0, 1]); the caption as in `sheet`."""
    sheets = [tile(images, columns) for _, images in named]
    above = 26 if titles else 0  # pixels for a title
    height = sum(scale * len(each) + above for each in sheets)
    figure, axes = plots.figure(
        len(sheets), 1, size=(scale * sheets[0].shape[1] / plots.DPI, height / plots.DPI), squeeze=False
    )
    for ax, (title, _), each in zip(axes[:, 0], named, sheets):
        ax.imshow(each, vmin=0, vmax=1, interpolation="nearest")
        ax.set_axis_off()
        if titles:
            ax.set_title(title, fontsize=11)
    return figure, " ".join(f"{title}: {_in_numbers(images)}" for title, images in named)


def _in_numbers(images: Any) -> str:
    values = plots.array(images).astype(float)
    return (
        f"{len(values)} pictures of {values.shape[2]} by {values.shape[3]}, from {values.min():.2f} to {values.max():.2f}, "
        f"standard deviation {values.std():.2f}."
    )

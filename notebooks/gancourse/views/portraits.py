"""Sheets of small pictures in colour, such as the faces of lesson 06."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from gancourse.views import plots


def sheet(images: Any, title: str, columns: int = 12, scale: float = 2) -> tuple[Figure, str]:
    """One sheet of pictures (n, 3, h, w) in [0, 1], and a caption that says how many, and how bright and varied they are.

    scale: screen pixels for each pixel of a picture.
    """
    return rows([(title, images)], columns, scale, titles=False)


def rows(
    named: Sequence[tuple[str, Any]], columns: int = 12, scale: float = 2, titles: bool = True
) -> tuple[Figure, str]:
    """Several sheets, one below the other, each (title, pictures (n, 3, h, w) in [0, 1]); the caption as in `sheet`."""
    sheets = [plots.tile(plots.array(images).clip(0, 1), columns, lines=1.0) for _, images in named]
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

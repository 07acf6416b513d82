"""Pictures of lesson 13: a garment as numbers, pairs to be told apart, and a distance against 1/N."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from torch import Tensor

from gancourse.views import plots


def pixel_values(picture: Tensor, name: str) -> tuple[Figure, str]:
    """One garment (28, 28), bytes from 0 to 255, with its value written on every pixel: (figure, caption)."""
    values = picture.cpu().numpy()
    figure, ax = plots.figure(size=(9.0, 9.0))
    ax.imshow(values, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        ax.text(
            column, row, str(value), ha="center", va="center", fontsize=6, color="black" if value > 110 else "white"
        )
    ax.set_axis_off()
    dark = (values == 0).mean()
    return figure, f"One garment ({name}) as numbers, 0 to {values.max()}: {dark:.0%} of its 784 pixels are exactly 0."


def pairs(
    left: Tensor, right: Tensor, first: int = 1, real_is_left: Sequence[bool] | None = None
) -> tuple[Figure, str]:
    """Pairs of pictures (n, 1, 28, 28) side by side, five to a row, numbered from `first`: (figure, caption).

    real_is_left: when given, the real one of each pair is framed.
    """
    count = len(left)
    rows = -(-count // 5)
    figure, axes = plots.figure(rows, 5, size=(9.6, 1.35 * rows), squeeze=False)
    for number, ax in enumerate(axes.flat):
        ax.set_axis_off()
        if number >= count:
            continue
        sheet = np.full((28, 60), 0.5)
        sheet[:, :28], sheet[:, 32:] = left[number, 0].cpu(), right[number, 0].cpu()
        ax.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        ax.set_title(f"{first + number}", fontsize=9, pad=2)
        if real_is_left is not None:
            start = -0.5 if real_is_left[number] else 31.5
            ax.plot(
                start + np.array([0, 28, 28, 0, 0]),
                [-0.5, -0.5, 27.5, 27.5, -0.5],
                color=plots.ORANGE,
                linestyle="-",
                linewidth=3,
            )
    figure.get_layout_engine().set(wspace=0.12)  # so that it is seen which two belong together
    numbers = f"pairs {first} to {first + count - 1}"
    if real_is_left is None:
        return figure, f"In each of the {numbers} one garment is real and one was painted."
    sides = "".join("l" if is_left else "r" for is_left in real_is_left)
    return figure, f"The same {numbers}, the real garment of each framed: {sides}."


def against_one_over_n(
    sizes: Sequence[float], distances: Sequence[float], limit: float, slope: float, expected: float | None = None
) -> tuple[Figure, str]:
    """Distances over 1/N, and the line limit + slope/N; expected: the slope of the closed form: (figure, caption)."""
    figure, ax = plots.figure(size=(6.4, 3.8))
    x = 1 / np.asarray(sizes, dtype=float)
    ends = np.array([0, x.max() * 1.05])
    ax.plot(x, distances, "o", color=plots.GREEN, markersize=7)
    ax.plot(ends, limit + slope * ends, color=plots.GREEN, linestyle="-", linewidth=1.5)
    if expected is not None:
        ax.plot(ends, expected * ends, color=plots.BLACK, linestyle=":", linewidth=2)
    ax.set(xlabel="1/N", ylabel="Fréchet distance", xlim=(0, None), ylim=(min(0, limit), None))
    said = f"Distances of two sets from one source at N = {min(sizes):,.0f} to {max(sizes):,.0f}: {limit:.2f} + {slope:,.0f}/N"
    return figure, said + (f"; the closed form has {expected:,.0f}/N." if expected is not None else ".")

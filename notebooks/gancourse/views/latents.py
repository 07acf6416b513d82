"""Pictures of lesson 12: kernels, rows of pictures with names, speeds along a walk, singular values, and a globe of digits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from gancourse.views import plots


def kernels(rows: Sequence[Tensor]) -> Figure:
    """Rows of small kernels (n, h, w), each kernel on its own scale from minus to plus its largest weight, orange below 0."""
    figure, axes = plots.figure(len(rows), len(rows[0]), size=(0.6 * len(rows[0]), 0.72 * len(rows)), squeeze=False)
    for ax, kernel in zip(axes.flat, torch.cat(list(rows))):
        most = kernel.abs().max().item()
        ax.imshow(kernel.cpu(), cmap="PuOr", vmin=-most, vmax=most, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=plots.GREY)
    return figure


def strips(named: Iterable[tuple[str, Tensor]], width: float = 8.4, left: float = 1.7) -> Figure:
    """Rows of pictures, (name, pictures (n, 1, h, w) in [0, 1]), all of one length, each with its name in front. width, left: inches, of the
    whole and of the names."""
    names, rows = zip(*named)
    sheet = plots.tile(torch.cat([pictures.cpu() for pictures in rows]), len(rows[0]))
    height = (width - left) * sheet.shape[0] / sheet.shape[1]
    figure, ax = plots.figure(size=(width, height + 0.15))
    ax.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    side = (sheet.shape[0] + 2) / len(names)
    ax.set_yticks([side * row + side / 2 - 1.5 for row in range(len(names))], names, fontsize=9)
    ax.set(xticks=[], anchor="E")  # the room that is left is for the names
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return figure


def speeds(steps: Any, stops: Mapping[str, Any]) -> tuple[Figure, str]:
    """How far the picture moves in each of n small steps along a way, and where on it the stops of each walk lie."""
    steps = plots.array(steps)
    figure, ax = plots.figure(size=(7.2, 2.6))
    ax.plot((np.arange(len(steps)) + 0.5) / len(steps), steps, **plots.GENERATOR)
    top = steps.max()
    for row, ((name, shares), look) in enumerate(zip(stops.items(), (plots.DISCRIMINATOR, plots.DATA))):
        height = -0.12 * top * (row + 1)
        ax.plot(plots.array(shares), np.full(len(shares), height), "|", markersize=11, color=look["color"])
        ax.annotate(
            name, (1.01, height), xycoords=("axes fraction", "data"), va="center", fontsize=9, annotation_clip=False
        )
    ax.set(
        xlabel="share of the way", ylabel="change of the picture", ylim=(-0.12 * top * (len(stops) + 0.7), 1.08 * top)
    )
    return figure, (
        f"In {len(steps)} equal turns the picture moves by {steps.min():.2f} at least and {steps.max():.2f} at most, "
        f"{steps.max() / steps.min():.1f} times as far."
    )


def spectrum(values: Tensor, count: int) -> tuple[Figure, str]:
    """Singular values of several Jacobians, (n, d) in descending order: a pale line each, their median, and how many of the median's
    carry nine tenths of the squares."""
    values = values.detach().cpu()
    figure, ax = plots.figure(size=(6.4, 3.2))
    at = np.arange(1, values.shape[1] + 1)
    ax.plot(at, values.T, color=plots.GREEN, alpha=0.18, linewidth=0.8, linestyle="-")
    middle = values.median(0).values
    ax.plot(at, middle, **plots.GENERATOR)
    ax.axvline(count, **plots.LANDMARK)
    ax.annotate(f" {count} directions: 90 %", (count, 0.93), xycoords=("data", "axes fraction"), fontsize=10)
    ax.set(xlabel="direction, the strongest first", ylabel="change of the picture\nfor a step of 1")
    ax.set_ylim(bottom=0)
    return figure, (
        f"Singular values at {len(values)} latents: in the median {middle[0]:.2f} for the first direction, {middle[7]:.2f} for the "
        f"eighth, {middle[-1]:.2f} for the last of {values.shape[1]}; {count} of them carry 90 % of the squares."
    )


def globe(sheet: Tensor, columns: int, place: tuple[float, float], chosen: Tensor) -> Figure:
    """A map of pictures (n, 1, 28, 28), `columns` to a row, with a frame at `place`, (right, down) as shares of the map from 0
    to 1, and the picture there, large."""
    tiled = plots.tile(sheet.cpu(), columns, gap=0)
    figure, (left, large) = plots.figure(1, 2, size=(9.2, 3.6), width_ratios=(2.2, 1))
    left.imshow(tiled, cmap="gray", vmin=0, vmax=1)
    large.imshow(chosen.cpu().squeeze(), cmap="gray", vmin=0, vmax=1)
    for ax in (left, large):
        ax.set_axis_off()
    height, width = tiled.shape
    frame = {"markersize": 20, "markeredgewidth": 3, "fillstyle": "none", "color": plots.ORANGE}
    left.plot(place[0] * (width - 28) + 14, place[1] * (height - 28) + 14, "s", **frame)
    return figure

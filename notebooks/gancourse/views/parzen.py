"""Pictures of lesson 09: the score over the width of the windows, what such a window holds, Figure 2's layout, and a table as a chart."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

from gancourse.views import plots

LOOKS = {
    "paper": {"color": plots.GREY, "marker": "s"},
    "model": {"color": plots.GREEN, "marker": "o"},
    "impostor": {"color": plots.VERMILLION, "marker": "D"},
    "data": {"color": plots.BLACK, "marker": "o"},
}
WORDS = {"paper": "in the paper", "model": "the course's G", "impostor": "no model at all", "data": "real digits"}


def widths(
    sigmas: Sequence[float], curves: Mapping[str, Sequence[float]], chosen: float | None = None, ax: Axes | None = None
) -> tuple[Figure, str]:
    """Mean log-densities over the width of the windows, a line for each of `curves`, those of the data first, then those of
    samples: (figure, caption with their maxima).

    chosen: a width to mark on the first of them.
    """
    figure, ax = plots.figure(size=(6.4, 3.8)) if ax is None else (ax.figure, ax)
    parts, labels = [], []
    for (name, values), look in zip(curves.items(), (plots.DATA, plots.GENERATOR, plots.DISCRIMINATOR)):
        ax.plot(sigmas, values, **look, marker="o", markersize=4)
        labels.append((float(values[-1]), name, look["color"]))
        best = int(np.argmax(values))
        parts.append(f"{name}: {values[best]:,.0f} nats at sigma {sigmas[best]:.3f}, the best of {len(sigmas)}")
    if chosen is not None:
        first = next(iter(curves.values()))
        height = float(np.interp(np.log(chosen), np.log(sigmas), first))
        ax.plot(chosen, height, "o", markersize=11, markerfacecolor="none", markeredgewidth=2, color=plots.VERMILLION)
    ax.set(xscale="log", xlabel="sigma", ylabel="nats")
    ticks = [0.1, 0.2, 0.5, 1.0]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    plots.label_ends(ax, labels)
    return figure, "; ".join(parts) + "."


def window(
    sigmas: Sequence[float], values: Sequence[float], sigma: float, sample: Tensor, noise: Tensor
) -> tuple[Figure, str]:
    """The score over the width, and one sample of the density of this width: a picture (1, 28, 28) plus sigma times noise
    of the same shape, beside the picture itself: (figure, caption)."""
    figure, (ax, clean, noisy) = plots.figure(1, 3, size=(9.6, 3.4), width_ratios=(2, 1, 1))
    widths(sigmas, {"": values}, sigma, ax)
    for panel, picture, title in (
        (clean, sample, "a centre"),
        (noisy, sample + sigma * noise, "a draw from its window"),
    ):
        panel.imshow(picture.cpu().squeeze().numpy(), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        panel.set_title(title, fontsize=11)
        panel.set_axis_off()
    height = float(np.interp(np.log(sigma), np.log(sigmas), values))
    long = sigma * noise.norm().item()
    return figure, (
        f"At sigma = {sigma:.3f} the held-out digits have {height:,.0f} nats. The noise of this draw has the length {long:.1f}; "
        f"the digit itself has {sample.norm().item():.1f}."
    )


def figure_two(samples: Tensor, neighbours: Tensor) -> Figure:
    """The layout of the 2014 paper's Figure 2: rows of five samples (rows · 5, 1, 28, 28), and in a sixth column, framed, the
    nearest training picture (rows, 1, 28, 28) of the last sample in each row."""
    rows = [torch.cat([row, neighbour[None]]) for row, neighbour in zip(samples.split(5), neighbours, strict=True)]
    figure = plots.image_grid(torch.cat(rows), columns=6)
    (ax,) = figure.axes
    side, height = 28, 30 * len(rows) - 2
    ax.add_patch(Rectangle((5 * 30 - 1.5, -0.5), side + 1, height, fill=False, color=plots.ORANGE, linewidth=4))
    return figure


def table(rows: Sequence[tuple[str, float, float | None, str]], most: float | None = None) -> tuple[Figure, str]:
    """Scores as a chart, the highest at the top: rows of (name, nats, ± or None, one of "paper", "model", "impostor",
    "data"): (figure, caption with all numbers). most: a level below which scores are cut off and only named."""
    rows = sorted(rows, key=lambda row: row[1])
    figure, ax = plots.figure(size=(7.4, 0.9 + 0.3 * len(rows)))
    low = min(value for _, value, _, _ in rows) if most is None else most
    seen = set()
    for height, (_, value, error, kind) in enumerate(rows):
        look = LOOKS[kind]
        label = WORDS[kind] if kind not in seen else None
        seen.add(kind)
        ax.errorbar(max(value, low), height, xerr=error, linestyle="none", capsize=3, markersize=7, label=label, **look)
        ax.annotate(f"{value:,.0f}", (max(value, low), height), xytext=(9, -4), textcoords="offset points", fontsize=9)
    ax.set_yticks(range(len(rows)), [name for name, *_ in rows])
    ax.set(xlabel="nats", ylim=(-0.6, len(rows) - 0.4))
    ax.margins(x=0.12)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=9)
    parts = [f"{name} {value:,.0f}" + (f" ± {error:.0f}" if error else "") for name, value, error, _ in reversed(rows)]
    return figure, "; ".join(parts) + " nats."


def walks(ways: Mapping[str, Tensor], lengths: Mapping[str, Any]) -> tuple[Figure, str]:
    """Rows of pictures (steps, 1, 28, 28) with a name each, and under them the lengths of the latents along the way."""
    steps = len(next(iter(ways.values())))
    figure, axes = plots.figure(
        len(ways) + 1, 1, size=(8.4, 1.1 * len(ways) + 2.2), height_ratios=[1] * len(ways) + [2]
    )
    parts = []
    for ax, (name, pictures) in zip(axes, ways.items()):
        ax.imshow(plots.tile(pictures, columns=steps), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        ax.set_title(name, fontsize=10, loc="left")
        ax.set_axis_off()
    for (name, values), look in zip(lengths.items(), (plots.DATA, plots.GENERATOR, plots.DISCRIMINATOR)):
        values = plots.array(values)
        axes[-1].plot(np.linspace(0, 1, len(values)), values, label=name, **look)
        parts.append(
            f"{name}: the latent's length runs from {values[0]:.1f} over {values[len(values) // 2]:.1f} to {values[-1]:.1f}"
        )
    axes[-1].set(xlabel="share of the way", ylabel="length")
    axes[-1].set_ylim(bottom=0)
    axes[-1].legend(loc="lower right", fontsize=9)
    return figure, "; ".join(parts) + "."

"""Figures of lesson 07: many trainings in two scores, a weight and its average, and steps a second against the batch."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from gancourse.views import plots

SCORES = {"distance": "digit distance, lower is better", "parzen": "Parzen score in nats, higher is better"}
SMALL = 30  # scores up to here are told to one decimal
# Before the name of a score: what was scored, and its mark.
KINDS = {"": ("as it is", "o", "none"), "average_": ("its average", "o", "full")}


def ladder(rows: Sequence[Mapping[str, Any]], mine: Sequence[Mapping[str, Any]] = ()) -> tuple[Figure, str]:
    """Both scores of every training, a line for each name: rings for G as it is, dots for its average, one for each seed; crosses and
    plus signs for the trainings in `mine`.

    rows, mine: with "name" and "distance", "parzen", "average_distance", "average_parzen". The caption has medians and ranges."""
    names = list(dict.fromkeys(row["name"] for row in (*rows, *mine)))
    figure, axes = plots.figure(1, 2, size=(11.0, 0.8 + 0.62 * len(names)), sharey=True)
    for ax, (score, label) in zip(axes, SCORES.items()):
        for up, (kind, (told, mark, fill)) in zip((0.14, -0.14), KINDS.items()):
            look = {"color": plots.GREEN, "linestyle": "", "alpha": 0.8}
            ax.plot(*_places(rows, names, kind + score, up), marker=mark, fillstyle=fill, label=told, **look)
            ax.plot(*_places(mine, names, kind + score, up), marker="x" if kind == "" else "P", label=f"yours, {told}" if mine else None,
                    color=plots.BLACK, linestyle="", markersize=8)  # fmt: skip
        ax.set(xlabel=label, yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.5, -0.5))
        ax.grid(axis="y", alpha=0.3)
    axes[0].set_xscale("log")
    ticks = [
        tick
        for tick in (3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1_000)
        if _within(tick, axes[0].get_xlim())
    ]
    axes[0].set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes[0].minorticks_off()
    axes[1].legend(fontsize=9, loc="best")
    return figure, "Digit distance, median (range over the seeds), as it is and averaged. " + _in_words(
        rows or mine, names, "distance"
    )


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Both scores of every name as lines of text: median (range) of G as it is and of its average."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    lines = [f"{'':26} {'distance, as it is':20} {'averaged':20} {'Parzen, as it is':20} averaged"]
    for name in names:
        own = [row for row in rows if row["name"] == name]
        cells = [_spread([row[kind + score] for row in own]) for score in SCORES for kind in KINDS]
        lines.append(f"{name:26} {cells[0]:20} {cells[1]:20} {cells[2]:20} {cells[3]}")
    return "\n".join(lines)


def trail(path: np.ndarray, average: np.ndarray, half_life: float) -> tuple[Figure, str]:
    """One weight of G at every step, and its running average over it. path, average: (steps,)."""
    figure, ax = plots.figure(size=(8.4, 3.4))
    at = np.arange(1, len(path) + 1)
    ax.plot(at, path, color=plots.GREEN, linestyle="-", linewidth=0.8, alpha=0.7, label="the weight")
    ax.plot(at, average, color=plots.BLACK, linestyle="-", linewidth=2, label="its average")
    ax.set(xlabel="step", ylabel="one weight of G")
    ax.legend(fontsize=9)
    step, moved = np.abs(np.diff(path)).mean(), np.abs(np.diff(average)).mean()
    late = np.abs(average - path)[len(path) // 2 :].mean()
    return figure, (
        f"Half-life {half_life:.0f} steps: from step to step the weight moves by {step:.2g}, its average by {moved:.2g}; in the second half they are "
        f"{late:.2g} apart."
    )


def steps_against_batch(
    rows: Sequence[Mapping[str, Any]], model: Callable[[str, int], float | None] | None = None
) -> tuple[Figure, str]:
    """Steps per second against the batch, a mark for each measurement; rows with "name", "batch" and "steps_per_second".

    model: (name, batch) -> seconds a step, drawn as a line; None where there is nothing to draw."""
    figure, ax = plots.figure(size=(7.6, 3.8))
    names = list(dict.fromkeys(row["name"] for row in rows))
    told = []
    for name, color, mark in zip(names, (plots.BLUE, plots.GREEN, plots.PURPLE, plots.ORANGE), "os^D"):
        own = sorted((row["batch"], row["steps_per_second"]) for row in rows if row["name"] == name)
        batches, paces = zip(*own)
        ax.plot(batches, paces, mark, color=color, label=name)
        fine = np.geomspace(min(batches), max(batches), 60)
        line = [model(name, round(batch)) for batch in fine] if model else [None]
        if None not in line:
            ax.plot(fine, 1 / np.array(line), color=color, linestyle="-", linewidth=1)
        told.append(
            f"{name} {paces[0]:,.0f} steps/s at a batch of {batches[0]:,} and {paces[-1]:,.0f} at {batches[-1]:,}"
        )
    ax.set(xscale="log", xlabel="batch", ylabel="steps per second", ylim=(0, None))
    every = sorted({row["batch"] for row in rows})
    ax.set_xticks(every, [f"{batch:,}" for batch in every])
    ax.minorticks_off()
    ax.legend(fontsize=9)
    return figure, "; ".join(told) + "."


def _places(
    rows: Sequence[Mapping[str, Any]], names: list[str], field: str, up: float
) -> tuple[list[float], list[float]]:
    found = [(row[field], names.index(row["name"]) - up) for row in rows]
    return [x for x, _ in found], [y for _, y in found]


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _spread(values: Sequence[float]) -> str:
    digits = 1 if max(map(abs, values)) < SMALL else 0
    middle, low, high = (f"{value:.{digits}f}" for value in (median(values), min(values), max(values)))
    return middle if low == high else f"{middle} ({low} to {high})"


def _in_words(rows: Sequence[Mapping[str, Any]], names: list[str], score: str) -> str:
    told = []
    for name in names:
        own = [row for row in rows if row["name"] == name]
        if own:
            told.append(
                f"{name}: {_spread([row[score] for row in own])}, {_spread([row[f'average_{score}'] for row in own])}"
            )
    return "; ".join(told) + "."

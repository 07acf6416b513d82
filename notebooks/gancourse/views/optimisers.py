"""Figures of lesson 06: curves under two sets of labels, distances with their ranges, and one loss against the other."""

import math
from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gancourse.views import plots

LOOKS = {
    "SGD": {"color": plots.PURPLE, "linestyle": "-.", "marker": "s"},
    "RMSProp": {"color": plots.ORANGE, "linestyle": (0, (3, 1)), "marker": "^"},
    "Adam": {"color": plots.SKY, "linestyle": "-", "marker": "o"},
}
LOG2 = math.log(2)
SMOOTH = 0.04  # share of a run over which a curve's means run


def labelled(
    published: Mapping[str, Sequence[float]], true: Mapping[str, Sequence[float]], name: str
) -> tuple[Figure, str]:
    """The same run twice: left as a script labels it, right as it was; the caption has the means of the last tenth.

    Both map a label to the values at all steps. name: of the run.
    """
    figure, axes = plots.figure(1, 2, size=(11.0, 3.8))
    looks = [
        plots.DISCRIMINATOR,
        {**plots.DISCRIMINATOR, "linestyle": "-.", "color": plots.VERMILLION},
        plots.GENERATOR,
    ]
    told = []
    for ax, curves, title in zip(axes, (published, true), ("as the script labels them", "what they are")):
        for (label, values), look in zip(curves.items(), looks):
            ax.plot(*_smooth(values), **look, label=label)
        ax.axhline(LOG2, **plots.LANDMARK, zorder=0)
        ax.text(1.0, LOG2, "log 2", color=plots.GREY, va="bottom", ha="right", transform=ax.get_yaxis_transform())
        ax.set(title=f"{name}: {title}", xlabel="step", ylim=(0, None))
        ax.legend(fontsize=9)
        told.append(f"{title}: " + ", ".join(f"{label} {_late(values):.2f}" for label, values in curves.items()))
    return figure, f"{name}, means over the last tenth of the steps. " + "; ".join(told) + f"; log 2 = {LOG2:.3f}."


def distances(rows: Sequence[Mapping[str, Any]]) -> tuple[Figure, str]:
    """Face distance against the step for each optimiser: every run thin, their mean, and the range as a band; a cross where a run broke down.

    rows: measurements with "name", "seed" and "distances", a list of (step, distance) at the same steps for all.
    """
    figure, ax = plots.figure(size=(8.0, 4.0))
    labels, told = [], []
    for name, look in LOOKS.items():
        own = [row["distances"] for row in rows if row["name"] == name]
        if not own:
            continue
        steps, table = np.array(own[0], float)[:, 0], np.array([np.array(run, float)[:, 1] for run in own])
        means = np.nanmean(table, axis=0)
        ax.fill_between(
            steps, np.nanmin(table, axis=0), np.nanmax(table, axis=0), color=look["color"], alpha=0.15, linewidth=0
        )
        ax.plot(steps, table.T, color=look["color"], linestyle="-", linewidth=0.7, alpha=0.6)
        ax.plot(steps, means, color=look["color"], linestyle=look["linestyle"])
        broken = [np.isfinite(run).sum() - 1 for run in table if not np.isfinite(run).all()]
        ax.plot(steps[broken], [run[np.isfinite(run)][-1] for run in table if not np.isfinite(run).all()], "X", color=look["color"], markersize=11)  # fmt: skip
        labels.append((float(means[-1]), f"{name} {means[-1]:.0f}", look["color"]))
        whole = table[np.isfinite(table[:, -1]), -1]
        told.append(
            f"{name} {_mean_and_range(whole)}"
            + (f", and {len(broken)} of {len(own)} runs broke down" if broken else "")
        )
    ax.set(xlabel="step", ylabel="face distance", ylim=(0, None))
    ax.margins(x=0.01)
    plots.label_ends(ax, labels)
    return figure, f"Face distance at the last step, mean (lowest to highest seed): {'; '.join(told)}."


def rates(rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, float]) -> tuple[Figure, str]:
    """Face distance against the learning rate: a mark for each run, a line through the means, a ring around what was chosen."""
    figure, ax = plots.figure(size=(8.0, 4.0))
    told = []
    for name, look in LOOKS.items():
        own = [row for row in rows if row["name"] == name]
        means = {
            rate: mean(row["distance"] for row in own if row["rate"] == rate)
            for rate in sorted({row["rate"] for row in own})
        }
        if not means:
            continue
        ax.plot(list(means), list(means.values()), color=look["color"], linestyle=look["linestyle"], label=name)
        ax.plot([row["rate"] for row in own], [row["distance"] for row in own], color=look["color"], linestyle="", marker=look["marker"], markersize=5, alpha=0.6)  # fmt: skip
        if name in chosen and chosen[name] in means:
            ax.plot(chosen[name], means[chosen[name]], "o", color=look["color"], markersize=14, fillstyle="none", markeredgewidth=1.8)  # fmt: skip
        told.append(f"{name} " + ", ".join(f"{rate:g}: {value:.0f}" for rate, value in means.items()))
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="face distance")
    ax.set_yticks([500, 1_000, 2_000, 4_000], ["500", "1,000", "2,000", "4,000"])
    ax.minorticks_off()
    ax.legend(fontsize=9)
    best = ", ".join(f"{name} {rate:g}" for name, rate in chosen.items())
    return figure, f"Mean face distance by rate. {'; '.join(told)}. Ringed, the rates that were chosen: {best}."


def table(rows: Sequence[Mapping[str, Any]], key: str, step: int, words: str = "{}") -> dict[Any, float]:
    """Print, for every value of `key`, the rate and the face distance after `step` steps, mean and range over the seeds, and of
    runs that ended there how many values of the attributes they serve and how D's loss swings ("–" for others). Returns the means.

    words: how a value is written, such as "β₁ = {:g}". A run that broke down has the distance None: that is told
    behind the others' numbers, and the mean returned is infinite.
    """
    print(f"{'':24} {'face distance':22} {'values served':16} swing of D's loss")
    means = {}
    for value in dict.fromkeys(row[key] for row in rows):
        own = [row for row in rows if row[key] == value]
        found = np.array([dict(map(tuple, row["distances"]))[step] for row in own], float)
        whole = found[np.isfinite(found)]
        means[value] = float(whole.mean()) if len(whole) == len(found) else math.inf
        ended = [row for row in own if row["steps"] == step and row["swing"] is not None]
        covered, swing = (np.array([row[name] for row in ended], float) for name in ("covered", "swing"))
        more = [_mean_and_range(covered), _mean_and_range(swing, ".2f")] if ended else ["–", "–"]
        told = f"{words.format(value):10} rate {own[0]['rate']:<8g} {_mean_and_range(whole) if len(whole) else '':22} {more[0]:16} {more[1]}"
        broken = len(found) - len(whole)
        print(told.rstrip() + (f"  ({broken} of {len(found)} broke down)" if broken else ""))
    return means


def phase(
    runs: Sequence[tuple[str, Mapping[str, Sequence[float]]]], upto: float = 1.0, ax: Axes | None = None
) -> tuple[Figure, str]:
    """D's loss (on real and fakes together) against G's, as paths through a training, with the point where chance would be.

    runs: (optimiser's name, its curves with "d_on_real", "d_on_fake" and "g"). upto: the part of the training that is drawn.
    """
    figure, ax = plots.figure(size=(6.4, 4.6)) if ax is None else (ax.figure, ax)
    told = []
    for name, curves in runs:
        on_real, on_fake, g = (np.array(curves[each], float) for each in ("d_on_real", "d_on_fake", "g"))
        d = on_real + on_fake
        kept = (np.isfinite(d + g) & (np.arange(len(g)) < max(2, round(upto * len(g))))).nonzero()[0]
        d, g, look = d[kept], g[kept], LOOKS.get(name, {"color": plots.GREEN, "marker": "o"})
        ax.plot(d, g, color=look["color"], linestyle="-", linewidth=1.0, alpha=0.7)
        ax.plot(d[-1], g[-1], color=look["color"], marker=look["marker"], markersize=8, linestyle="", label=name)
        told.append(f"{name} at D {d[-1]:.2f}, G {g[-1]:.2f}")
    ax.plot(2 * LOG2, LOG2, "*", color=plots.BLACK, markersize=13)
    ax.annotate("2 log 2, log 2", (2 * LOG2, LOG2), (8, -12), textcoords="offset points")
    ax.set(xlabel="D's loss on real and fakes together", ylabel="G's loss", xlim=(0, None), ylim=(0, None))
    if told:
        ax.legend(fontsize=9)
    return (
        figure,
        f"{'; '.join(told) or 'No run'}; the star, where D says one half to everything, at D {2 * LOG2:.3f}, G {LOG2:.3f}.",
    )


def _smooth(values: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    values = np.asarray(values, float)
    return plots.thin(np.arange(1, len(values) + 1.0), plots.running_mean(values, SMOOTH))


def _late(values: Sequence[float]) -> float:
    return float(np.mean(values[-max(1, len(values) // 10) :]))


def _mean_and_range(values: np.ndarray, form: str = ",.0f") -> str:
    middle, low, high = (f"{value:{form}}" for value in (values.mean(), values.min(), values.max()))
    return f"{middle} ({low} to {high})"

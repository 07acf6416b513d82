"""Two players in one picture: the path of their two numbers in the plane, the arrows they follow, and eigenvalues beside
the unit circle."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from gancourse.views import plots

START = {"marker": "o", "markersize": 7, "markerfacecolor": "white", "linestyle": "none", "zorder": 4}
END = {"marker": "o", "markersize": 7, "linestyle": "none", "zorder": 4}
GOAL = {"marker": "+", "markersize": 13, "markeredgewidth": 2, "color": plots.BLACK, "linestyle": "none", "zorder": 5}


def orbit(
    ax: Axes, path: Any, *, color: str = plots.BLUE, reach: float = 2.2, title: str = "", axes: str = "xy"
) -> None:
    """A path (n, 2): a hollow dot where it starts, a full one where it ends, and a cross at the goal (0, 0).

    The panel shows ±reach. axes: the names of the two numbers, horizontal and vertical.
    """
    path = np.asarray(path, float)
    ax.plot(0, 0, **GOAL)
    ax.plot(*path.T, color=color, linestyle="-", linewidth=1.4)
    ax.plot(*path[0], color=color, **START)
    ax.plot(*path[-1], color=color, **END)
    whole = (-int(reach), 0, int(reach))
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xticks=whole, yticks=whole)
    ax.set(xlabel=axes[0], ylabel=axes[1], title=title)
    ax.set_aspect("equal")


def arrows(ax: Axes, pulls: Callable, *, reach: float = 2.2, count: int = 9) -> None:
    """The directions pulls(x, y) → (u, v) on a grid of count × count points; the arrows' lengths are in proportion."""
    places = np.linspace(-0.9 * reach, 0.9 * reach, count)
    x, y = np.meshgrid(places, places)
    ax.quiver(
        x, y, *(np.broadcast_to(pull, x.shape) for pull in pulls(x, y)), color=plots.GREY, alpha=0.55, width=0.005
    )


def unit_circle(ax: Axes, eigenvalues: Mapping[str, Sequence[complex]], *, title: str = "") -> None:
    """Eigenvalues by name in the complex plane, beside the circle on which nothing grows and nothing shrinks."""
    turn = np.linspace(0, 2 * np.pi, 721)
    ax.plot(np.cos(turn), np.sin(turn), color=plots.GREY, linestyle="-", linewidth=1)
    looks = zip((plots.VERMILLION, plots.BLUE, plots.GREEN, plots.PURPLE, plots.ORANGE), "^os*D")
    for (name, values), (color, marker) in zip(eigenvalues.items(), looks):
        values = np.asarray(values)
        ax.plot(values.real, values.imag, color=color, marker=marker, linestyle="none", markersize=7, label=name)
    ax.set(xlabel="real part", ylabel="imaginary part", title=title)
    ax.set_aspect("equal")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=9, frameon=False)

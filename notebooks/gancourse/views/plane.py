"""Pictures of lesson 08's plane: samples among the modes, films of them, and D's landscape with G's arrows."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from torch import Tensor
from torch.nn import functional as F

from gancourse.toys.ring import LEAST_SHARE, SIGMAS, Count, Mixture, count
from gancourse.views import plots

FEW = 200  # arrows at most
ARROW = 0.4  # of the longest arrow, as a share of the distance from the middle to the outermost mode


def reach_of(mixture: Mixture) -> float:
    """Half the side of a square that holds every mode, with room around."""
    return 1.35 * mixture.centres.abs().max().item()


def draw_cloud(ax: Axes, samples: Tensor, mixture: Mixture, title: str = "") -> Count:
    """Samples (m, 2) as green dots, and circles around the modes; returns what was counted."""
    found, reach = count(samples, mixture), reach_of(mixture)
    ax.scatter(*samples.T.numpy(), s=5, color=plots.GREEN, alpha=0.5, linewidths=0)
    _draw_modes(ax, mixture, found.shares)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xticks=[], yticks=[], title=title)
    return found


def _draw_modes(ax: Axes, mixture: Mixture, shares: Tensor | None = None, on_map: bool = False) -> None:
    """A circle of 3 sigma around each mode, or a larger one where that could not be seen: solid where covered, else dashed.
    on_map: with a white edge, so that it can be seen on any colour."""
    radius = max(SIGMAS * mixture.sigma, 0.07 * reach_of(mixture))
    for index, centre in enumerate(mixture.centres.tolist()):
        reached = shares is None or shares[index] >= LEAST_SHARE
        look = {"color": plots.BLACK} if reached else {"color": plots.VERMILLION, "linestyle": (0, (2, 2))}
        if on_map:
            ax.add_patch(Circle(centre, radius, fill=False, linewidth=3, color="white", zorder=2))
        ax.add_patch(Circle(centre, radius, fill=False, linewidth=1.1, zorder=2, **look))


def clouds(
    groups: Sequence[tuple[str, Tensor]],
    mixture: Mixture | Sequence[Mixture],
    columns: int = 6,
    size: float = 1.9,
    counted: bool = True,
) -> tuple[Figure, str]:
    """Several sets of samples side by side, each with a title: (figure, caption with the counts).

    counted: without it the titles have no counts, and the caption says in which modes the samples stand, so that the reader counts.
    """
    rows = -(-len(groups) // columns)
    figure, axes = plots.figure(rows, columns, size=(size * columns, (size + 0.42) * rows), squeeze=False)
    parts = []
    for index, ax in enumerate(axes.flat):
        if index >= len(groups):
            ax.set_axis_off()
            continue
        title, samples = groups[index]
        own = mixture if isinstance(mixture, Mixture) else mixture[index]
        found = draw_cloud(ax, samples, own)
        counts = f"\n{found.covered}/{found.modes}, {found.quality:.0%}" if counted else ""
        ax.set_title(f"{title}{counts}", fontsize=9)
        parts.append(f"{title}: {found if counted else served(found)}")
    return figure, "; ".join(parts) + "."


def served(found: Count) -> str:
    """The numbers of the covered modes, from 1, in words."""
    numbers = [str(index + 1) for index in (found.shares >= LEAST_SHARE).nonzero().flatten().tolist()]
    return f"mode{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" if numbers else "no mode"


def arrows_of(judge: Callable[[Tensor], Tensor], samples: Tensor) -> Tensor:
    """Where each sample is pulled by the loss −log D: minus its gradient there, (m, 2)."""
    points = samples.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(F.softplus(-judge(points)).sum(), points)
    return -slope


def landscape(
    judge: Callable[[Tensor], Tensor], samples: Tensor, mixture: Mixture, title: str = "", ax: Any = None
) -> tuple[Figure, str]:
    """D as a map, from 0 (dark) to 1 (light), and at the samples the arrows that G feels: (figure, caption with numbers).

    judge: points (m, 2) -> logits (m, 1). The arrows are drawn to one scale, the longest as long as `ARROW` says; the caption
    has their mean length and the share of them that points to the nearest mode, within 90 degrees.
    """
    figure, ax = plots.figure(size=(5.6, 4.6)) if ax is None else (ax.figure, ax)
    reach, side = reach_of(mixture), 120
    line = torch.linspace(-reach, reach, side)
    with torch.no_grad():
        d = judge(torch.cartesian_prod(line, line)).sigmoid().reshape(side, side).T
    picture = ax.imshow(
        d.numpy(), origin="lower", extent=(-reach, reach, -reach, reach), cmap="cividis", vmin=0, vmax=1, interpolation="bilinear"
    )  # fmt: skip
    figure.colorbar(picture, ax=ax, label="D", shrink=0.8)
    some = samples[:FEW]
    pulls = arrows_of(judge, some)
    longest = pulls.norm(dim=1).max().clamp(min=1e-12)
    scale = (longest / (ARROW * reach)).item()
    ax.quiver(
        *some.T.numpy(), *pulls.T.numpy(), angles="xy", scale_units="xy", scale=scale, color="white", width=0.004, zorder=3
    )  # fmt: skip
    ax.scatter(*some.T.numpy(), s=7, color=plots.GREEN, edgecolors="white", linewidths=0.4, zorder=4)
    _draw_modes(ax, mixture, on_map=True)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xticks=[], yticks=[], title=title)
    at_modes, on_fakes = _mean_d(judge, mixture.centres), _mean_d(judge, samples)
    caption = (
        f"D is {at_modes:.2f} on average at the centres and {on_fakes:.2f} at the samples; the mean pull on a sample is "
        f"{pulls.norm(dim=1).mean():.2f}, and {homeward(pulls, some, mixture):.0%} of the arrows point towards the nearest mode."
    )
    return figure, caption


def homeward(pulls: Tensor, samples: Tensor, mixture: Mixture) -> float:
    """The share of arrows that point to within 90 degrees of the nearest centre."""
    home = mixture.centres[torch.cdist(samples, mixture.centres).argmin(dim=1)] - samples
    return ((pulls * home).sum(dim=1) > 0).float().mean().item()


def _mean_d(judge: Callable[[Tensor], Tensor], points: Tensor) -> float:
    with torch.no_grad():
        return judge(points).sigmoid().mean().item()

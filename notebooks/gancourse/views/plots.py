"""The course's figures: one style, the same meaning for the same colour everywhere, and a caption that carries the numbers.

Data are dotted black, the generator is solid green, the discriminator dashed blue, as in Figure 1 of *Generative
Adversarial Nets*; the best possible discriminator is a thin vermillion line. The line style alone tells them apart, so
that nothing is lost in grey or to a colour-blind eye. The style is applied to the course's own figures only: your
`plt.rcParams` stay as they are.
"""

import base64
import contextlib
import functools
import io
import math
import os
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gancourse.errors import CourseError

try:
    import matplotlib as mpl
except ValueError:
    if "MPLBACKEND" not in os.environ:
        raise
    raise CourseError(
        f"MPLBACKEND is {os.environ['MPLBACKEND']!r}, which this Matplotlib does not know. Remove that setting where you "
        "made it, for example with `unset MPLBACKEND`, and start again."
    ) from None
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from gancourse.settings import TEXT_WIDTH

# The palette of Okabe and Ito (2008), in which no two colours look alike to a colour-blind eye. Orange and sky blue are
# darker than theirs, and yellow is left out: every line stands out from white paper by at least 3 to 1.
BLACK, ORANGE, SKY, GREEN, BLUE, VERMILLION, PURPLE = (
    "#000000", "#B87F00", "#2F94CC", "#009E73", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
GREY = "#666666"

DATA = {"color": BLACK, "linestyle": ":", "linewidth": 2.2}
GENERATOR = {"color": GREEN, "linestyle": "-", "linewidth": 2.2}
DISCRIMINATOR = {"color": BLUE, "linestyle": "--", "linewidth": 2.2}
OPTIMAL = {"color": VERMILLION, "linestyle": "-", "linewidth": 1.1}
LANDMARK = {"color": GREY, "linestyle": (0, (1, 3)), "linewidth": 1.2}

DPI = 100
STYLE = {
    "figure.dpi": DPI,
    "figure.figsize": (7.0, 3.6),
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "savefig.dpi": DPI,
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.prop_cycle": cycler(color=[BLUE, GREEN, VERMILLION, PURPLE, ORANGE, SKY])
    + cycler(linestyle=["--", "-", "-.", (0, (5, 1, 1, 1)), (0, (3, 1)), ":"]),
    "lines.linewidth": 2.0,
    "legend.frameon": False,
    "image.cmap": "gray",
}
KNOWN = {
    "d_loss": {**DISCRIMINATOR, "label": "D loss"},
    "g_loss": {**GENERATOR, "label": "G loss"},
    "d_real": {**DATA, "label": "D(x), real"},
    "d_fake": {"color": VERMILLION, "linestyle": "-.", "linewidth": 1.8, "label": "D(G(z)), fake"},
}


@contextlib.contextmanager
def style() -> Iterator[None]:
    """`with plots.style():` draws in the course's style, and gives yours back afterwards."""
    with mpl.rc_context(STYLE):
        yield


def figure(
    rows: int = 1, columns: int = 1, size: tuple[float, float] | None = None, **options: Any
) -> tuple[Figure, Any]:
    """A figure in the course's style and its axes: `fig, ax = plots.figure()`; size in inches, options as for `plt.subplots`."""
    with style():
        fig = Figure(figsize=size, layout="constrained")
        return fig, fig.subplots(rows, columns, **options)


def show(fig: Figure, caption: str) -> None:
    """Display the figure with `caption` as its alternative text, print the caption, and close the figure.

    Outside a notebook, where there is nothing to display it with, only the caption is printed.
    """
    caption = one_line(caption)
    if in_notebook():
        publish(picture_bundle(to_png(fig, caption), caption), alt_of(caption))
    close(fig)
    print(in_lines(caption))


def image_grid(images: Any, columns: int = 8, title: str | None = None, scale: int = 2) -> Figure:
    """Images of shape (n, 1, h, w), (n, h, w) or in colour (n, 3, h, w), floats in [0, 1], side by side on the fixed scale
    from 0 to 1.

    The scale is fixed because matplotlib would otherwise stretch whatever it gets from black to white, and hide
    exactly the mistakes in range that you want to see. scale: screen pixels for each pixel of an image.
    """
    sheet = tile(images, columns)
    height, width = (side * scale for side in sheet.shape[:2])
    above, width = (30 if title else 0), max(width, 9 * len(title or ""))
    with style():
        fig = Figure(figsize=(width / DPI, (height + above) / DPI), layout="none")
        ax = fig.add_axes((0, 0, 1, height / (height + above)))
        ax.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        ax.set_axis_off()
        if title:
            ax.set_title(title, pad=7)
    return fig


def tile(images: Any, columns: int = 8, gap: int = 2, lines: float = 0.5) -> np.ndarray:
    """One sheet with all images on it, `columns` to a row: (height, width) from images (n, 1, h, w) or (n, h, w), in colour
    (height, width, 3) from (n, 3, h, w). lines: the grey of what lies between them, from 0 (black) to 1."""
    images = array(images).astype(float)
    if images.ndim == 4 and images.shape[1] in (1, 3):
        images = images[:, 0] if images.shape[1] == 1 else images.transpose(0, 2, 3, 1)
    elif images.ndim != 3:
        raise ValueError(f"expected images of shape (n, 1 or 3, height, width), got {tuple(images.shape)}")
    count, height, width, *colours = images.shape
    columns = max(1, min(columns, count))
    rows = math.ceil(count / columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, *colours), lines)
    for index, image in enumerate(images):
        top, left = (index // columns) * (height + gap), (index % columns) * (width + gap)
        sheet[top : top + height, left : left + width] = image
    return sheet


def curves(
    history: Mapping[str, Sequence[float]],
    names: Sequence[str] | None = None,
    landmarks: Mapping[str, float] | None = None,
    *,
    smooth: float = 0.02,
    against: str = "step",
    title: str | None = None,
    ax: Axes | None = None,
) -> Figure:
    """The logged values as lines with their names at the line's end, and landmark values as dotted levels.

    names: which entries of `history`, all by default. smooth: each line is a running mean over this share of the run,
    with the raw values faint behind it; 0 for none. against: "step" or "seconds".
    """
    fig, ax = figure() if ax is None else (ax.figure, ax)
    names = [name for name in history if name not in ("step", "seconds")] if names is None else names
    labels: list[tuple[float, str, str]] = []
    for index, name in enumerate(names):
        values = np.asarray(history[name], float)
        at = np.asarray(history[against], float) if against in history else np.arange(1, len(values) + 1.0)
        seen = np.isfinite(values)
        if not seen.any():
            continue
        look = line_style(name, index)
        at, values = thin(at[seen], values[seen])
        smoothed = running_mean(values, smooth)
        if smooth and len(values) > 20:
            ax.plot(at, values, color=look["color"], linestyle="-", alpha=0.22, linewidth=0.8)
        ax.plot(at, smoothed, **{key: value for key, value in look.items() if key != "label"}, label=look["label"])
        labels.append((float(smoothed[-1]), f"{look['label']} {number(smoothed[-1])}", look["color"]))
    for name, level in (landmarks or {}).items():
        ax.axhline(level, **LANDMARK, zorder=0)
        labels.append((float(level), f"{name} = {level:.3f}", GREY))
    ax.set_xlabel("training seconds" if against == "seconds" else against)
    ax.margins(x=0.01)
    label_ends(ax, labels)
    if title:
        ax.set_title(title)
    return fig


def figure_one(
    x: Any,
    p_data: Any,
    p_g: Any,
    d: Any = None,
    arrows: tuple[Any, Any] | None = None,
    *,
    optimal: Any = None,
    before: Any = None,
    ax: Axes | None = None,
    title: str | None = None,
    names: bool = True,
) -> Figure:
    """One panel of Figure 1 as the paper draws it: data dotted, p_g solid, D dashed, and below them how G carries z to x.

    x: the grid; p_data, p_g, d, optimal (D*, a thin line) and before (an earlier p_g, pale): values on it. arrows:
    (z, G(z)), drawn from the lower line, where z lives, to the upper one, where x lives. names: write them at the curves.
    D goes from 0 to 1 over the height of the panel, with a grey line at one half; the densities have a scale of their own.
    """
    fig, ax = figure(size=(7.0, 4.6)) if ax is None else (ax.figure, ax)
    x, p_data, p_g = (array(values).ravel() for values in (x, p_data, p_g))
    low, high = float(x[0]), float(x[-1])
    height = 0.72 / float(np.nanmax(p_data))
    lines = []
    if d is not None or optimal is not None:
        ax.plot([low, high], [0.5, 0.5], color="#8C8C8C", linestyle="-", linewidth=0.8, zorder=0)
        ax.text(high, 0.5, " ½", va="center", color=GREY)
    if before is not None:
        ax.plot(x, height * array(before).ravel(), **{**GENERATOR, "alpha": 0.3})
    ax.plot(x, height * p_data, **DATA, zorder=3)  # over p_g, so that both show where they agree
    ax.plot(x, height * p_g, **GENERATOR)
    lines += [("p_data", height * p_data, DATA), ("p_g", height * p_g, GENERATOR)]
    for name, values, look in (("D*", optimal, OPTIMAL), ("D", d, DISCRIMINATOR)):
        if values is not None:
            ax.plot(x, array(values).ravel(), **look)
            lines.append((name, array(values).ravel(), look))
    if arrows is not None:
        _draw_arrows(ax, *arrows, low, high)
    if names:
        _name_curves(ax, x, lines)
    top = max([1.04] * (d is not None or optimal is not None) + [float(np.nanmax(curve)) for _, curve, _ in lines])
    ax.set_ylim(-0.62 if arrows is not None else -0.03, min(1.04 * top, 1.6))
    ax.set_xlim(low, high)
    ax.set_axis_off()
    if title:
        ax.set_title(title)
    return fig


def _draw_arrows(ax: Axes, z: Any, moved: Any, low: float, high: float) -> None:
    """Two horizontal lines, z below and x above, and an arrow for each z, from its place in [0, 1] to G(z)."""
    z, moved = array(z).ravel(), array(moved).ravel()
    start = low + z * (high - low)
    upper, lower = -0.07, -0.55
    for level, name in ((upper, "x"), (lower, "z")):
        ax.plot([low, high], [level, level], color=BLACK, linestyle="-", linewidth=1.4)
        ax.text(high, level, f"  {name}", va="center", fontstyle="italic")
    inside = (moved >= low) & (moved <= high)
    for foot, head in zip(start[inside], moved[inside], strict=True):
        ax.annotate(
            "", (head, upper), (foot, lower),
            arrowprops={"arrowstyle": "-|>", "linewidth": 0.9, "mutation_scale": 8, "shrinkA": 0, "shrinkB": 0, "color": BLACK},
        )  # fmt: skip


def _name_curves(ax: Axes, x: np.ndarray, lines: Sequence[tuple[str, np.ndarray, Mapping[str, Any]]]) -> None:
    """Write each curve's name in its colour, at the point of the curve that lies farthest from the other curves."""
    symbols = {"p_data": r"$p_{\mathrm{data}}$", "p_g": r"$p_g$", "D": r"$D$", "D*": r"$D^*$"}
    places = (np.linspace(0.06, 0.94, 60) * (len(x) - 1)).astype(int)
    taken: list[tuple[float, float]] = []
    for name, values, look in lines:

        def room(index: int, name: str = name, values: np.ndarray = values) -> float:
            """How far the curve is from the others there; nothing where another name stands or the curve ends."""
            near = any(math.hypot((x[index] - a) / (x[-1] - x[0]), values[index] - b) < 0.14 for a, b in taken)
            others = [min(abs(values[index] - other[index]), 0.3) for also, other, _ in lines if also != name]
            return -1.0 if near or not 0.08 < values[index] < 1.0 else sum(others)

        at = max(places, key=room)
        taken.append((float(x[at]), float(values[at])))
        ax.text(
            x[at], values[at], symbols[name], color=ink(look["color"]), fontsize=14, ha="center", va="center", zorder=4, bbox={"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.9},
        )  # fmt: skip


def line_style(name: str, index: int = 0) -> dict[str, Any]:
    """How a logged value is drawn: the course's fixed meaning for known names, else the next colour and line style."""
    if name in KNOWN:
        return KNOWN[name]
    looks = list(STYLE["axes.prop_cycle"])
    return {"linewidth": 2.0, **looks[(index + 2) % len(looks)], "label": name.replace("_", " ")}


def label_ends(ax: Axes, labels: Sequence[tuple[float, str, str]]) -> None:
    """Write each label at its height to the right of the axes, moved apart where two would overlap."""
    if not labels:
        return
    labels = sorted(labels)
    low, high = ax.get_ylim()
    height = ax.get_figure().get_size_inches()[1] * ax.get_position().height * DPI
    places = spread([level for level, _, _ in labels], 17 * (high - low) / max(height, 1.0))
    for place, (_, text, color) in zip(places, labels, strict=True):
        ax.annotate(
            text, (1.0, place), xytext=(6, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            color=ink(color), va="center", annotation_clip=False,
        )  # fmt: skip


def contrast(color: str, ground: str = "white") -> float:
    """How far a colour stands out from its ground, as WCAG 2 counts it: from 1 to 21."""

    def luminance(name: str) -> float:
        channels = np.array(to_rgb(name))
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    dark, light = sorted((luminance(color), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


@functools.cache
def ink(color: str) -> str:
    """The colour to write in: that of a line, made darker until letters on white can be read (4.5 to 1)."""
    while contrast(color) < 4.5:
        color = to_hex([0.97 * channel for channel in to_rgb(color)])
    return color


def spread(levels: Sequence[float], gap: float) -> list[float]:
    """The sorted levels moved as little as possible (in squares), so that neighbours are at least `gap` apart."""
    groups: list[list[float]] = []  # each group moves as one: [mean of level - index * gap, how many]
    for index, level in enumerate(levels):
        groups.append([level - index * gap, 1])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (mean, count), (before, others) = groups.pop(), groups.pop()
            groups.append([(mean * count + before * others) / (count + others), count + others])
    bases = [base for base, count in groups for _ in range(int(count))]
    return [base + index * gap for index, base in enumerate(bases)]


def running_mean(values: np.ndarray, share: float) -> np.ndarray:
    """The mean over the last `share` of the values at each point; over what there is at the start."""
    width = int(len(values) * share)
    if width < 2:
        return values
    total = np.concatenate([[0.0], np.cumsum(values)])
    end = np.arange(1, len(values) + 1)
    start = np.maximum(end - width, 0)
    return (total[end] - total[start]) / (end - start)


def thin(at: np.ndarray, values: np.ndarray, most: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """At most `most` points: means over equal groups, so that a long run draws as fast as a short one."""
    group = math.ceil(len(values) / most)
    if group < 2:
        return at, values
    whole = len(values) // group * group
    return at[:whole].reshape(-1, group)[:, -1], values[:whole].reshape(-1, group).mean(axis=1)


def array(values: Any) -> np.ndarray:
    """A NumPy array from a tensor on any device, a list or an array."""
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    return np.asarray(values)


def to_png(fig: Figure, caption: str = "", small: bool = True) -> bytes:
    """The figure as a PNG. small: a third of the size, for a fifth of a second; not for pictures that are soon replaced."""
    from PIL import Image

    buffer = io.BytesIO()
    with style():
        fig.savefig(buffer, format="png", dpi=DPI, facecolor="white", pil_kwargs={"compress_level": 1})
    return png_bytes(Image.open(buffer), caption) if small else buffer.getvalue()


def to_pixels(fig: Figure) -> np.ndarray:
    """The figure as it is drawn, (height, width, 3) uint8: a frame of a recording."""
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(to_png(fig))).convert("RGB"))


def png_bytes(image: Any, caption: str = "") -> bytes:
    """A Pillow image as a PNG of 128 colours, enough for lines and grey digits, with the caption as its description."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    if caption:
        notes.add_itxt("Description", caption)
    buffer = io.BytesIO()
    plain = image.convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    plain.save(buffer, "png", optimize=True, pnginfo=notes)
    return buffer.getvalue()


def close(fig: Figure) -> None:
    """Forget the figure, so that pyplot neither keeps nor shows it a second time."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(fig)


def in_notebook() -> bool:
    """Is there a front end that can display a picture?"""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def one_line(caption: str) -> str:
    """The caption without line breaks."""
    return " ".join(str(caption).split())


def number(value: float) -> str:
    """Three digits, as text for a reader: 0.700, 1.39, 4,930."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:#.3g}".rstrip(".")


def in_lines(text: str, width: int = TEXT_WIDTH, indent: str = "") -> str:
    """Wrapped between words, which JupyterLab does not do: it breaks a long line anywhere. `indent` begins all lines but
    the first."""
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def picture_bundle(png: bytes, caption: str) -> dict[str, str]:
    """What a front end gets: the picture, and the caption for those that show none."""
    return {"image/png": base64.b64encode(png).decode(), "text/plain": caption}


def alt_of(caption: str) -> dict[str, dict[str, str]]:
    """The metadata in which nbconvert looks for a picture's alternative text. JupyterLab 4 shows a PNG without any, so
    the caption always stands beside it too."""
    return {"image/png": {"alt": caption}}


def publish(bundle: dict[str, str], metadata: dict[str, Any] | None = None, **options: Any) -> Any:
    """Send a bundle to the front end; `display_id=True` returns the handle with which it is updated in place."""
    from IPython.display import display

    return display(bundle, metadata=metadata or {}, raw=True, **options)

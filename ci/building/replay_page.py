"""Recorded runs as pages that need no kernel and no network: `assets/lesson-NN-run.npz` becomes `lesson-NN-run.html`.

    python3 ci/course.py run building/replay_page                 write the page of every recording, and the animations that exist
    python3 ci/course.py run building/replay_page --check         change nothing; fail if a page or animation is not what would be written
    python3 ci/course.py run building/replay_page --animation 05  also write assets/lesson-05-run.gif, for a README

A recording may say about itself, in its provenance, `shows` (one sentence for the top of the page) and `landmarks`
(name -> value): `run.save(path, shows="…")`. To save space, grey pictures keep 32 levels, colours 64 each.
"""

import argparse
import base64
import hashlib
import html
import io
import json
import math
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from environment import ROOT
from gancourse.training.recordings import Recording
from gancourse.views import plots

PAGE_BYTES, ANIMATION_BYTES = 2_000_000, 600_000
GREYS = np.linspace(0, 255, 32).round().astype(np.uint8)
COLOUR_LEVELS = np.linspace(0, 255, 64).round().astype(np.uint8)  # fewer show as bands in smooth pictures
BINS = 500  # points of a curve
WIDTH, HEIGHT = 1000, 400  # of the curves, in units that the page stretches
COLOURS = {
    plots.BLACK: "black", plots.ORANGE: "orange", plots.SKY: "sky", plots.GREEN: "green",
    plots.BLUE: "blue", plots.VERMILLION: "vermillion", plots.PURPLE: "purple", plots.GREY: "grey",
}  # fmt: skip
DASHES = {"-": (), "--": (3.7, 1.6), ":": (1, 1.65), "-.": (6.4, 1.6, 1, 1.6)}
NOT_IN_THE_LIST = ("lesson", "name", "landmarks", "shows", "versions")
# Three by five pixels each, a digit for a row.
LETTERS = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717", "6": "74757",
    "7": "71111", "8": "75757", "9": "75717", ".": "00002", ",": "00024", "s": "03636", " ": "00000",
}  # fmt: skip
LARGER, FRAME_MILLISECONDS, HELD_MILLISECONDS, REPEATS = 2, 220, 3000, 1


def page(recording: Recording, source: Path, title: str) -> str:
    """The whole page, with as many frames as fit into it."""
    if not len(recording.frames):
        raise ValueError(f"{source.name} has no frames, so there is nothing to replay")
    written = _page(recording, source, title)
    while len(written.encode()) > PAGE_BYTES and len(recording.frames) > 2:
        recording = recording.every_second_frame()
        written = _page(recording, source, title)
    return written


def _page(recording: Recording, source: Path, title: str) -> str:
    facts, frames = recording.provenance, recording.frames
    count, height, width = frames.shape[:3]
    png, size, corners = sprite(frames)
    names = curve_names(recording)
    place, _ = axis(recording)
    captions = [caption(recording, index) for index in range(count)]
    shows = facts.get("shows") or (
        f"What the generator made at {count} moments of one training run, from step {recording.frame_steps[0]:,} to "
        f"step {recording.frame_steps[-1]:,}, beside the losses of the same moments."
    )
    moments = [
        {
            "x": -x,
            "y": -y,
            "at": round(place(step), 1),
            "caption": said,
            "alt": f"Picture {index + 1} of {count}: {said}",
        }
        for index, ((x, y), step, said) in enumerate(zip(corners, recording.frame_steps, captions, strict=True))
    ]
    levels = ", ".join(f"{name} = {value:.3f}" for name, value in facts.get("landmarks", {}).items())
    parts: dict[str, Any] = {
        "lesson": html.escape(source.name.split("-")[1]),
        "heading": html.escape(title),
        "shows": html.escape(shows),
        "file": html.escape(f"assets/{source.name}"),
        "width": width,
        "height": height,
        "sheet_width": size[0],
        "sheet_height": size[1],
        "sheet": base64.b64encode(png).decode(),
        "x": moments[-1]["x"],
        "y": moments[-1]["y"],
        "last": count - 1,
        "caption": html.escape(captions[-1]),
        "alt": html.escape(moments[-1]["alt"]),
        "landmarks": f'<p class="quiet">To compare with: {html.escape(levels)}.</p>' if levels else "",
        "curves_heading": "The losses" if names[0].endswith("loss") else "What was measured",
        "curves": curves(recording, names, moments[-1]["at"]),
        "provenance": provenance(facts),
        "moments": json.dumps(moments, ensure_ascii=False).replace("<", "\\u003c"),
    }
    template = Path(__file__).with_suffix(".html").read_text("utf-8")
    return re.sub(r"@(\w+)@", lambda match: str(parts[match[1]]), template)


def levelled(frames: np.ndarray) -> np.ndarray:
    """The same uint8 pictures with fewer levels: greys differ by at most 4 in 255 and take two thirds of the bytes."""
    levels = GREYS if frames.ndim == 3 else COLOUR_LEVELS
    return levels[np.round(frames / 255 * (len(levels) - 1)).astype(np.uint8)]


def as_image(pixels: np.ndarray) -> Any:
    """A Pillow image of levelled pixels; greys go through a palette, which compresses better."""
    from PIL import Image

    if pixels.ndim == 3:
        return Image.fromarray(pixels)
    image = Image.fromarray(np.searchsorted(GREYS, pixels).astype(np.uint8))
    image.putpalette(np.repeat(GREYS, 3).tobytes())
    return image


def sprite(frames: np.ndarray) -> tuple[bytes, tuple[int, int], list[tuple[int, int]]]:
    """One PNG with all frames on it, its width and height, and where each frame's top left corner lies.

    Each frame gets a margin of its own edge, so that nothing of a neighbour shows where the page scales it.
    """
    count, height, width = frames.shape[:3]
    columns = max(1, round(math.sqrt(count * height / width)))
    tiles = np.pad(levelled(frames), [(0, 0), (1, 1), (1, 1)] + [(0, 0)] * (frames.ndim - 3), mode="edge")
    rows = math.ceil(count / columns)
    sheet = np.zeros((rows * (height + 2), columns * (width + 2), *frames.shape[3:]), np.uint8)
    corners = []
    for index, tile in enumerate(tiles):
        top, left = index // columns * (height + 2), index % columns * (width + 2)
        sheet[top : top + height + 2, left : left + width + 2] = tile
        corners.append((left + 1, top + 1))
    image = as_image(sheet)
    buffer = io.BytesIO()
    image.save(buffer, "png", optimize=True)
    return buffer.getvalue(), image.size, corners


def curve_names(recording: Recording) -> list[str]:
    """The losses; everything that was logged, if nothing is called a loss."""
    names = [name for name in recording.history if name not in ("step", "seconds")]
    return [name for name in names if name.endswith("loss")] or names


def caption(recording: Recording, index: int) -> str:
    """Step, second, and what was logged just before: means over the last rows, as in the notebook."""
    step, second = recording.frame_steps[index], recording.frame_seconds[index]
    history = recording.history
    end = max(int(np.searchsorted(history.get("step", []), step, side="right")), 1)
    moment, values = f"Step {step:,}, after {second:,.1f} s of training", []
    for place, name in enumerate(name for name in history if name not in ("step", "seconds")):
        rows = np.asarray(history[name][max(end - recording.recent, 0) : end])
        if np.isfinite(rows).any():
            values.append(f"{plots.line_style(name, place)['label']} {plots.number(np.nanmean(rows))}")
    return f"{moment}: {'; '.join(values)}." if values else f"{moment}."


def axis(recording: Recording) -> tuple[Callable[[float], float], bool]:
    """From a step to its place between 0 and `WIDTH`, and whether that is logarithmic.

    It is where the frames crowd at the start of the run, so that the marker moves evenly with the slider.
    """
    steps = recording.frame_steps
    rows = recording.history.get("step", [])
    first, last = min([*steps, *rows[:1]]), max([*steps, *rows[-1:]])
    first = max(first, 1)
    if last > 8 * max(steps[len(steps) // 2], 1):
        return (lambda step: WIDTH * math.log(max(step, first) / first) / math.log(last / first)), True
    return (lambda step: WIDTH * (step - first) / max(last - first, 1)), False


def curves(recording: Recording, names: list[str], now: float) -> str:
    """Legend and plot: every value faint, and its running mean in the course's colour and dashes."""
    place, logarithmic = axis(recording)
    steps = np.asarray(recording.history.get("step", []), float)
    landmarks = recording.provenance.get("landmarks", {})
    lines, faint, legend, said = [], [], [], []
    levels = [float(value) for value in landmarks.values()]
    kept = []
    for index, name in enumerate(names):
        values = np.asarray(recording.history[name], float)
        seen = np.isfinite(values)
        if not seen.any():
            continue
        at = np.array([place(step) for step in steps[seen]])
        mean = plots.running_mean(values[seen], 0.02)
        look = plots.line_style(name, index)
        kept.append((look, in_bins(at, values[seen]), in_bins(at, mean)))
        levels += [min(low for _, _, low, _ in kept[-1][2]), max(high for _, _, _, high in kept[-1][2])]
        said.append(f"{look['label']} from {plots.number(mean[0])} to {plots.number(mean[-1])}")
    if not kept:
        return "<p>Nothing was logged in this run.</p>"
    low, high = min(levels), max(levels)
    margin = 0.06 * (high - low) or 0.5
    low, high = low - margin, high + margin

    def up(value: float) -> float:
        return HEIGHT * (high - value) / (high - low)

    for look, raw, mean in kept:
        colour = f"var(--{COLOURS[look['color']]})"
        stroke = f'stroke="{colour}" stroke-width="{look["linewidth"]}"{dashes(look)}'
        faint.append(f'<path class="faint" stroke="{colour}" d="{path((x, up(y)) for x, _, *ys in raw for y in ys)}"/>')
        lines.append(f'<path {stroke} d="{path((x, up(y)) for x, y, *_ in mean)}"/>')
        legend.append(_legend(f"<path {stroke} d='M0 6H44'/>", look["label"]))
    for value in landmarks.values():
        faint.append(f'<line class="landmark" x1="0" x2="{WIDTH}" y1="{up(value):.1f}" y2="{up(value):.1f}"/>')
    if landmarks:
        levels_said = ", ".join(f"{name} = {value:.3f}" for name, value in landmarks.items())
        legend.append(_legend('<path class="landmark" d="M0 6H44"/>', levels_said))
        said.append(f"dotted levels at {levels_said}")
    spans = [
        f'<span class="up" style="top: {100 * up(tick) / HEIGHT:.2f}%">{tick:g}</span>' for tick in ticks(low, high)
    ]
    for tick in step_ticks(steps, logarithmic):
        spans.append(f'<span class="along" style="left: {100 * place(tick) / WIDTH:.2f}%">{tick:,.0f}</span>')
    spans.append(f'<span class="name">step{", on a logarithmic scale" if logarithmic else ""}</span>')
    alt = html.escape(f"Curves over {steps[-1]:,.0f} steps: {', '.join(said)}.")
    return "\n".join(
        [
            f'<ul class="legend">{"".join(legend)}</ul>',
            f'<div class="plot"><svg role="img" aria-label="{alt}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">',
            *faint,
            *lines,
            f'<line class="marker" id="marker" x1="0" x2="0" y1="0" y2="{HEIGHT}" transform="translate({now} 0)"/></svg>',
            *spans,
            "</div>",
        ]
    )


def _legend(line: str, name: str) -> str:
    return f'<li><svg viewBox="0 0 44 12" aria-hidden="true">{line}</svg>{html.escape(name)}</li>'


def dashes(look: dict[str, Any]) -> str:
    """matplotlib's line style as an SVG attribute: its dashes are counted in line widths."""
    style = look["linestyle"]
    pattern = DASHES[style] if isinstance(style, str) else style[1]
    lengths = " ".join(f"{look['linewidth'] * part:.1f}" for part in pattern)
    return f' stroke-dasharray="{lengths}"' if pattern else ""


def in_bins(at: np.ndarray, values: np.ndarray) -> list[tuple[float, float, float, float]]:
    """At most `BINS` points from left to right: their mean place and value, and the lowest and highest value there."""
    bins = np.minimum((at / WIDTH * BINS).astype(int), BINS - 1)
    points = []
    for start in np.unique(bins):
        here = bins == start
        points.append((at[here].mean(), values[here].mean(), values[here].min(), values[here].max()))
    return points


def path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    return [round(tick, 9) for tick in MaxNLocator(most).tick_values(low, high).tolist() if low <= tick <= high]


def step_ticks(steps: np.ndarray, logarithmic: bool) -> list[float]:
    if logarithmic:
        return [10.0**power for power in range(int(math.log10(steps[-1])) + 1)]
    return [tick for tick in ticks(0, float(steps[-1]), 4) if tick >= steps[0]]


def provenance(facts: dict[str, Any]) -> str:
    """The facts of the recording as the rows of a list."""
    rows = {name: value for name, value in facts.items() if name not in NOT_IN_THE_LIST}
    if not facts.get("random", True):
        del rows["seed"]
    rows["versions"] = ", ".join(f"{name} {version}" for name, version in facts.get("versions", {}).items())
    order = ["command", "seed", "device", "steps", "seconds"]
    names = [name for name in order if name in rows] + sorted(name for name in rows if name not in order)
    return "\n".join(f"<dt>{html.escape(name.replace('_', ' '))}</dt><dd>{_fact(rows[name])}</dd>" for name in names)


def _fact(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{html.escape(str(name))} {_fact(part)}" for name, part in value.items())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,}"
    return html.escape(str(value))


def animation(recording: Recording) -> bytes:
    """A GIF of the frames with their seconds below, the last one held, played twice and then at rest.

    GIF, because everything that shows Markdown shows it. Every second frame goes until the file is small enough.
    """
    packed = _animation(recording)
    while len(packed) > ANIMATION_BYTES and len(recording.frames) > 2:
        recording = recording.every_second_frame()
        packed = _animation(recording)
    return packed


def _animation(recording: Recording) -> bytes:
    sheets = []
    for frame, second in zip(levelled(recording.frames), recording.frame_seconds, strict=True):
        large = frame.repeat(LARGER, axis=0).repeat(LARGER, axis=1)
        sheet = np.pad(large, [(0, 18), (0, 0)] + [(0, 0)] * (large.ndim - 2))
        words = written(f"{second:,.1f} s")[:, : sheet.shape[1] - 4]
        sheet[large.shape[0] + 4 :, 4:][: words.shape[0], : words.shape[1]][words] = 255
        sheets.append(as_image(sheet))
    durations = [FRAME_MILLISECONDS] * (len(sheets) - 1) + [HELD_MILLISECONDS]
    buffer = io.BytesIO()
    sheets[0].save(
        buffer, "gif", save_all=True, append_images=sheets[1:], duration=durations, loop=REPEATS, optimize=True
    )
    return buffer.getvalue()


def written(text: str) -> np.ndarray:
    """A number of seconds as pixels: Pillow's own letters change from version to version, and the file with them."""
    rows = np.array([[int(row) for row in LETTERS[letter]] for letter in text])
    bits = (rows[:, :, None] >> np.array([2, 1, 0, 3])) & 1  # the last column is the space between letters
    return np.hstack(list(bits)).astype(bool).repeat(2, axis=0).repeat(2, axis=1)


def title_of(lesson: str, recording: Recording, root: Path = ROOT) -> str:
    """The title in the head of the lesson's source; the run's own name as long as there is no source."""
    for source in (root / "solutions" / "source").glob(f"{lesson}_*.py"):
        if match := re.search(r"^#\s+title: *(.+?) *$", source.read_text("utf-8"), re.M):
            return match[1].strip("\"'")
    return str(recording.provenance.get("name") or f"Lesson {lesson}")


def build(root: Path = ROOT, animations: Iterable[str] = ()) -> dict[Path, bytes]:
    """Every page, every animation that exists or is asked for, and the bytes each must have."""
    files = {}
    for source in sorted((root / "assets").glob("lesson-*-run.npz")):
        recording, lesson = Recording.load(source), source.name.split("-")[1]
        files[source.with_suffix(".html")] = page(recording, source, title_of(lesson, recording, root)).encode()
        if lesson in animations or source.with_suffix(".gif").exists():
            files[source.with_suffix(".gif")] = animation(recording)
    return files


def meaning(content: bytes) -> str:
    """What a file shows, whatever packed it: the same picture has other bytes with another version of zlib."""
    if content.startswith(b"GIF"):
        return pixels(content)
    return re.sub(
        r"data:image/png;base64,([\w+/=]+)",
        lambda match: pixels(base64.b64decode(match[1])),
        content.decode("utf-8", "replace"),
    )


def pixels(content: bytes) -> str:
    from PIL import Image, ImageSequence

    seen = hashlib.sha256()
    with Image.open(io.BytesIO(content)) as image:
        for frame in ImageSequence.Iterator(image):
            seen.update(f"{frame.size} {frame.info.get('duration')} {frame.info.get('loop')}".encode())
            seen.update(frame.convert("RGB").tobytes())
    return seen.hexdigest()


def is_current(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content or meaning(path.read_bytes()) == meaning(content)
    except (OSError, ValueError):  # not there, or not a picture
        return False


def differences(root: Path = ROOT) -> list[str]:
    """What is not as the recordings say, a sentence each."""
    files = build(root)
    found = [
        f"assets/{path.name} is not what its recording says: run `python3 ci/course.py run building/replay_page`"
        for path, content in files.items()
        if not is_current(path, content)
    ]
    for pattern in ("lesson-*-run.html", "lesson-*-run.gif"):
        for path in sorted((root / "assets").glob(pattern)):
            if path not in files:
                found.append(f"assets/{path.name} has no recording beside it")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a file is not current")
    parser.add_argument("--animation", nargs="+", default=[], metavar="NN", help="also write these lessons' animations")
    options = parser.parse_args(arguments)
    if options.check:
        found = differences()
        print("\n".join(found) if found else "All pages and animations are what their recordings say.")
        return bool(found)
    for path, content in build(animations=options.animation).items():
        if not is_current(path, content):
            path.write_bytes(content)
            print(f"wrote {path.relative_to(ROOT).as_posix()}, {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

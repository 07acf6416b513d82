"""The course's recipes against plain code, side by side on one machine, at equal seconds.

    python ci/benchmark.py                          5 minutes for each, three seeds: an hour and a half in all
    python ci/benchmark.py --minutes 0.1 --seeds 1  whether it runs
    python ci/benchmark.py --draw                   the table and the picture again, from what was measured

They take turns in one process: the MLP that lesson 05 arrives at and the DCGAN of lesson 10 (`gancourse/recipes.py`), a
popular introduction's MLP with a torchvision DataLoader, mended in two ways (`plain_gan.py`), and the book chapter's DCGAN
that lesson 09 ports (`gancourse/published.py`). Each trains for the same seconds, the data loading included and the scoring not. The
recipes also get an eighth, a sixteenth ... of the time, each time as a run of its own, because their learning rate
falls over the budget: the shortest that is at least as good as the plain code's whole run tells how much sooner they
are there.

Scores are those of lesson 10: 10,000 samples against the 10,000 test digits. The device is GANCOURSE_DEVICE, else what the
course would choose. Leave the machine alone meanwhile. Every result is kept at once in assets/benchmark.json, and what is
there for the same minutes is not measured again; delete the file to begin anew. At the end come the table,
assets/benchmark.md, and the picture, assets/benchmark.png.
"""

import argparse
import base64
import io
import json
import statistics
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from torch import Tensor

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "notebooks"))

from gancourse import Run, images, plots, recipes, seed_everything  # noqa: E402
from gancourse.data import Images  # noqa: E402
from gancourse.published import BookGAN  # noqa: E402
from gancourse.settings import device  # noqa: E402
from measure_lesson_10 import Scores, machine  # noqa: E402
from plain_gan import PlainGAN, plain_batches  # noqa: E402

FILE = ROOT / "assets" / "benchmark.json"
SHARES = (1, 8, 16, 32, 64)  # of the budget: 1 for everybody, the rest for the recipes
DIGITS = 12  # samples kept of each for the picture
SIZES, SIZE_SECONDS = (6_000, 60_000), 10.0
LEGEND = """Smallest class: the share of the digit drawn most seldom. Total variation of the classes: how far the ten shares are
from the test digits', 0 at best. Both and the Fréchet distance are read off by the course's own digit classifier, so they
compare with each other and with no other paper's."""
Batches = Callable[[Images], Iterator[Tensor]]


def in_memory(batch_size: int) -> Batches:
    """The course's own way to batches: all pictures in one tensor on the device."""
    return lambda data: (data.random(m) for m in repeat(batch_size))


MLP, DCGAN = "lesson 05's MLP", "lesson 10's DCGAN"
CONTESTANTS: dict[str, tuple[Callable[[Any], Any], Batches]] = {
    "plain MLP": (PlainGAN, lambda data: plain_batches(data, device())),
    "plain MLP in [0, 1]": (
        partial(PlainGAN, normalised=False),
        lambda data: plain_batches(data, device(), normalised=False),
    ),
    MLP: (recipes.DigitGAN, in_memory(recipes.DigitGAN.batch_size)),
    "book's DCGAN": (BookGAN, in_memory(BookGAN.batch_size)),
    DCGAN: (recipes.DCGAN, in_memory(recipes.DCGAN.batch_size)),
}
RIVALS = {MLP: ("plain MLP", "plain MLP in [0, 1]"), DCGAN: ("book's DCGAN",)}
PAIRS = [(name, rival) for name, rivals in RIVALS.items() for rival in rivals]
OURS, PLAIN = plots.BLUE, plots.VERMILLION


# Measuring ------------------------------------------------------------------------------------------------------------


def train(name: str, data: Images, seconds: float, seed: int) -> tuple[Any, Run]:
    """Train one contestant; the seconds include what its batches cost."""
    make, batches_of = CONTESTANTS[name]
    seed_everything(seed)
    gan, batches = make(device()), batches_of(data)
    run = Run(name, seconds=seconds, images_per_step=gan.batch_size)
    for _ in run:
        run.log(**gan.step(next(batches), run.elapsed_fraction))
    return gan, run


def contest(scores: Scores, seconds: float, seed: int, known: set[tuple]) -> Iterator[dict[str, Any]]:
    """A row for every contestant and share of the budget that is not known yet."""
    for name in CONTESTANTS:
        for share in SHARES if name in RIVALS else SHARES[:1]:
            if ("contest", name, share, seed) in known:
                continue
            gan, run = train(name, scores.data, seconds / share, seed)
            seed_everything(seed)
            row = {"kind": "contest", "name": name, "share": share, "seed": seed, "steps": run.step}
            row |= {"images_per_second": round(run.step * gan.batch_size / run.seconds)}
            row |= scores.of(gan.sample, gan.latent)
            if share == 1 and seed == 0:
                row["samples"] = packed(gan.sample(gan.latent(DIGITS)))
            yield row


def sizes(data: Images, seconds: float, seed: int, known: set[tuple]) -> Iterator[dict[str, Any]]:
    """Images per second of the recipes with few training images and with many."""
    for name in RIVALS:
        for count in SIZES:
            if count > len(data) or ("size", name, count, seed) in known:
                continue
            part = Images(data.pixels[:count], data.labels[:count], data.source)
            gan, run = train(name, part, min(SIZE_SECONDS, seconds), seed)
            speed = round(run.step * gan.batch_size / run.seconds)
            yield {"kind": "size", "name": name, "share": count, "seed": seed, "images_per_second": speed}


def packed(pictures: Tensor) -> str:
    """Pictures side by side, as text."""
    sheet = (255 * plots.tile(pictures.cpu(), columns=len(pictures))).round().astype(np.uint8)
    return base64.b64encode(plots.png_bytes(Image.fromarray(sheet))).decode()


# Telling --------------------------------------------------------------------------------------------------------------


def values(rows: list[dict], name: str, field: str, share: int = 1, kind: str = "contest") -> list[float]:
    """This field of one contestant, a value for each seed in their order."""
    own = [row for row in rows if (row["kind"], row["name"], row["share"]) == (kind, name, share)]
    return [row[field] for row in sorted(own, key=lambda row: row["seed"]) if field in row]


def spread(numbers: list[float], form: str) -> str:
    """Median and range."""
    low, middle, high = min(numbers), statistics.median(numbers), max(numbers)
    return f"{middle:{form}} ({low:{form}} to {high:{form}})" if len(numbers) > 1 else f"{middle:{form}}"


def ratios(over: list[float], under: list[float]) -> list[float]:
    """Seed by seed."""
    return [a / b for a, b in zip(over, under)]


def sooner(rows: list[dict], name: str, rival: str) -> tuple[int, float] | None:
    """The largest divisor of the budget with which `name` is, in every seed, at least as good (Fréchet) as `rival` after
    the whole budget, and the seeds' median there; None when not even the whole budget is enough."""
    goal = values(rows, rival, "frechet")
    for share in sorted(SHARES, reverse=True):
        own = values(rows, name, "frechet", share)
        if own and len(own) == len(goal) and all(a <= b for a, b in zip(own, goal)):
            return share, statistics.median(own)
    return None


def table(measured: dict[str, Any]) -> str:
    """Everything that was measured, as Markdown."""
    rows, seconds = measured["rows"], measured["seconds"]
    seeds = len({row["seed"] for row in rows})
    lines = [
        "# The recipes against plain code, at equal seconds",
        "",
        f"Measured with `python ci/benchmark.py --minutes {seconds / 60:g} --seeds {seeds}` on {measured['machine']}; "
        f"{measured['data']}. Median (range) over {seeds} seeds, {seconds:g} s of training each.",
        "",
        "| | images per second | Fréchet distance | Parzen log-likelihood, nats | smallest class | total variation of the classes |",
        "|---|---|---|---|---|---|",
    ]
    for name in CONTESTANTS:
        fields = [("images_per_second", ",.0f"), ("frechet", ".1f"), ("parzen", ".0f"), ("smallest_share", ".1%")]
        cells = [spread(values(rows, name, field), form) for field, form in [*fields, ("total_variation", ".3f")]]
        lines.append(f"| {' | '.join([name, *cells])} |")
    lines += ["", "| against its rival, seed by seed | images per second | Fréchet distance | there how much sooner |"]
    lines += ["|---|---|---|---|"]
    for name, rival in PAIRS:
        faster = ratios(*(values(rows, who, "images_per_second") for who in (name, rival)))
        closer = ratios(*(values(rows, who, "frechet") for who in (rival, name)))
        found = sooner(rows, name, rival)
        soon = (
            f"{'at least ' if found[0] == max(SHARES) else ''}{found[0]} × ({seconds / found[0]:.1f} s: {found[1]:.1f})"
            if found
            else "not within the whole budget"
        )
        cells = [f"{name} to {rival}", f"{spread(faster, '.1f')} ×", f"{spread(closer, '.1f')} × smaller", soon]
        lines.append(f"| {' | '.join(cells)} |")
    shares = [share for share in SHARES if share > 1]
    lines += ["", f"| Fréchet distance after | {' | '.join(f'{seconds / share:.1f} s' for share in shares)} |"]
    lines += ["|---" * (len(shares) + 1) + "|"]
    for name in RIVALS:
        cells = [spread(values(rows, name, "frechet", share), ".1f") for share in shares]
        lines.append(f"| {' | '.join([name, *cells])} |")
    flat = [(name, [values(rows, name, "images_per_second", size, "size") for size in SIZES]) for name in RIVALS]
    for name, speeds in flat:
        if all(speeds):
            change = statistics.median(ratios(speeds[1], speeds[0]))
            lines += [
                "",
                f"{name}, {SIZES[1]:,} training images against {SIZES[0]:,}: {change:.2f} × the images per second.",
            ]
    lines += ["", LEGEND]
    return "\n".join(lines) + "\n"


def picture(measured: dict[str, Any]) -> tuple[Any, str]:
    """The distance over the seconds; and after the whole budget, digits of everybody and how often each digit comes."""
    rows, seconds = measured["rows"], measured["seconds"]
    figure, axes = plots.figure(3, len(RIVALS), size=(9.0, 7.6), height_ratios=[3, 1.4, 1.4])
    told = []
    for (name, rivals), (curve, digits, histogram) in zip(RIVALS.items(), axes.T):
        budgets = [seconds / share for share in SHARES]
        scores = [values(rows, name, "frechet", share) for share in SHARES]
        middle = [statistics.median(score) for score in scores]
        curve.plot(budgets, middle, "o-", color=OURS, label=name)
        curve.fill_between(budgets, [min(s) for s in scores], [max(s) for s in scores], color=OURS, alpha=0.2)
        told.append(f"{name} {middle[0]:.1f}")
        for rival, marker in zip(rivals, "sD"):
            reached = values(rows, rival, "frechet")
            mark = statistics.median(reached)
            around = [[mark - min(reached)], [max(reached) - mark]]
            curve.errorbar([seconds], [mark], around, fmt=marker, color=PLAIN, label=rival)
            curve.axhline(mark, color=PLAIN, linestyle="--", linewidth=1)
            told.append(f"{rival} {mark:.1f}")
        curve.set(xscale="log", yscale="log", xlabel="seconds of training", ylabel="Fréchet distance")
        curve.set_xticks(budgets, [f"{budget:.3g}" for budget in budgets])
        curve.yaxis.set_major_formatter("{x:g}")
        curve.yaxis.set_minor_formatter(lambda x, _: f"{x:g}" if f"{x:e}"[0] in "25" else "")
        curve.xaxis.minorticks_off()
        curve.legend()
        strips = [unpacked(row["samples"]) for who in (*rivals, name) for row in rows_with_samples(rows, who)]
        digits.imshow(np.vstack(strips), cmap="gray", vmin=0, vmax=255)
        height = len(strips[0])
        digits.set_yticks([height * (row + 0.5) for row in range(len(strips))], [*rivals, name], fontsize=8)
        digits.set_xticks([])
        digits.tick_params(length=0)
        digits.spines[:].set_visible(False)
        draw_shares(histogram, {who: mean_shares(rows, who) for who in (*rivals, name)}, measured["test_shares"])
    return figure, f"Fréchet distance after {seconds:g} s of training, lower is better: {', '.join(told)}."


def mean_shares(rows: list[dict], name: str) -> np.ndarray:
    """The ten digits' shares of what a contestant paints, in the mean over the seeds."""
    return np.mean(values(rows, name, "shares"), axis=0)


def draw_shares(axes: Any, shares: dict[str, np.ndarray], real: list[float]) -> None:
    """A bar for each digit and contestant, the last one in blue, and a line where the test digits are."""
    width, digits = 0.8 / len(shares), np.arange(10)
    looks = [{"color": PLAIN}, {"color": PLAIN, "alpha": 0.5}][: len(shares) - 1] + [{"color": OURS}]
    for place, ((name, each), look) in enumerate(zip(shares.items(), looks)):
        axes.bar(digits + (place + 0.5) * width - 0.4, 100 * each, width, label=name, **look)
    axes.stairs(100 * np.array(real), np.arange(11) - 0.5, color=plots.BLACK, linestyle=":", label="test digits")
    axes.set_xticks(digits)
    axes.set(xlabel="digit, as the classifier reads it", ylabel="share, %")


def rows_with_samples(rows: list[dict], name: str) -> list[dict]:
    return [row for row in rows if row["name"] == name and "samples" in row]


def unpacked(text: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("L"))


# The command ----------------------------------------------------------------------------------------------------------


def load(path: Path, seconds: float) -> dict[str, Any]:
    """What is kept already for this budget."""
    kept = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    if kept and kept["seconds"] != seconds:
        raise SystemExit(f"{path.name} holds runs of {kept['seconds']:g} s. Move it away to measure others.")
    return kept or {"seconds": seconds, "rows": []}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--samples", type=int, default=10_000, help="a multiple of 500")
    parser.add_argument("--limit", type=int, default=60_000, help="use only so many training digits")
    parser.add_argument(
        "--json", type=Path, default=FILE, help="where everything is kept; table and picture go beside it"
    )
    parser.add_argument("--draw", action="store_true", help="measure nothing, tell what is kept")
    options = parser.parse_args()
    if not options.draw:
        measure(options)
    measured = json.loads(options.json.read_text("utf-8"))
    options.json.with_suffix(".md").write_text(table(measured), "utf-8")
    figure, caption = picture(measured)
    options.json.with_suffix(".png").write_bytes(plots.to_png(figure, caption))
    print(table(measured))
    print(caption)


def measure(options: argparse.Namespace) -> None:
    everything = images("digits", limit=options.limit)
    scores = Scores(everything, options.samples)
    measured = load(options.json, options.minutes * 60)
    measured |= {"machine": machine(), "data": f"{everything.source}, {len(scores.data):,} training digits"}
    measured["test_shares"] = [round(share, 4) for share in scores.shares.tolist()]
    known = {(row["kind"], row["name"], row["share"], row["seed"]) for row in measured["rows"]}
    for seed in range(options.seeds):
        for part in (
            sizes(everything, measured["seconds"], seed, known),
            contest(scores, measured["seconds"], seed, known),
        ):
            for row in part:
                print({field: value for field, value in row.items() if field != "samples"}, flush=True)
                measured["rows"].append(row)
                options.json.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

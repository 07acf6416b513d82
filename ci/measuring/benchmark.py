"""The course's recipes against plain code, side by side on one machine, at equal seconds.

    python3 ci/course.py run measuring/benchmark                          5 minutes for each, three seeds: an hour and three quarters in all
    python3 ci/course.py run measuring/benchmark --minutes 0.1 --seeds 1  whether it runs
    python3 ci/course.py run measuring/benchmark --draw                   the table and the picture again, from what was measured

They take turns in one process: the MLP of lesson 05's last minute and the DCGAN of lesson 11 (`gancourse/models/recipes.py`), a
popular introduction's MLP with a torchvision DataLoader, mended in two ways (`plain_gan.py`), and the book chapter's DCGAN
that lesson 10 ports (`gancourse/models/published.py`). Each trains for the same seconds, the data loading included and the scoring not. The
recipes also get a quarter, an eighth ... of the time, each time as a run of its own, because their learning rate falls
over the budget: the shortest that is at least as good as the plain code's whole run tells how soon they are there.

Scores are those of lesson 11: 10,000 samples against the 10,000 test digits. The device is GANCOURSE_DEVICE, else what the
course would choose. Leave the machine alone meanwhile. Every result is kept at once in assets/benchmark.json, and what is
there for the same minutes is not measured again; delete the file to begin anew. At the end come the table,
assets/benchmark.md, and the picture, assets/benchmark.png.
"""

import argparse
import base64
import io
import json
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from torch import Tensor

from environment import ROOT
from gancourse import Run, images, seed_everything
from gancourse.data.loading import Images
from gancourse.models.published import BookGAN
from gancourse.settings import device, speed
from gancourse.training import digit_gan
from gancourse.training.budget import SMOKE_SECONDS
from gancourse.views import plots
from measuring import command_line, scores, sheet
from measuring.plain_gan import PlainGAN, plain_batches
from measuring.scores import Scores
from measuring.sheet import spread

FILE = ROOT / "assets" / "benchmark.json"
SHARES = (1, 4, 8, 16, 32, 64)  # the parts of the budget: the whole for everybody, the rest for the recipes
DIGITS = 12  # samples kept of each for the picture
SIZES, SIZE_SECONDS = (6_000, 60_000), 10.0
LEGEND = """Smallest class: the share of the digit drawn most seldom. Total variation of the classes: how far the ten shares are
from the test digits', 0 at best. Both and the Fréchet distance are read off by the course's own digit classifier, so they
compare with each other and with no other paper's.

The plain MLP is a popular introduction's, whose data and last layer do not fit together; it is here with either of the two
repairs, tanh at G's end or pixels in [0, 1]. The book's network gets the course's fast loading, channels_last and fused
Adam. The recipes' settings were chosen with these scores in view, and the plain codes' are those they were published with."""
Batches = Callable[[Images], Iterator[Tensor]]


def in_memory(batch_size: int) -> Batches:
    """The course's own way to batches: all pictures in one tensor on the device."""
    return lambda data: (data.random(m) for m in repeat(batch_size))


MLP, DCGAN = "lesson 05's MLP", "lesson 11's DCGAN"
CONTESTANTS: dict[str, tuple[Callable[[Any], Any], Batches]] = {
    "plain MLP": (PlainGAN, lambda data: plain_batches(data, device())),
    "plain MLP in [0, 1]": (
        partial(PlainGAN, normalised=False),
        lambda data: plain_batches(data, device(), normalised=False),
    ),
    MLP: (digit_gan.DigitGAN, in_memory(digit_gan.DigitGAN.batch_size)),
    "book's DCGAN": (BookGAN, in_memory(BookGAN.batch_size)),
    DCGAN: (digit_gan.DCGAN, in_memory(digit_gan.DCGAN.batch_size)),
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
    return gan, scores.train(name, gan, partial(next, batches), {"seconds": seconds})


def contest(scored: Scores, seconds: float, seed: int, known: set[tuple]) -> Iterator[dict[str, Any]]:
    """A row for every contestant and share of the budget that is not known yet."""
    for name in CONTESTANTS:
        for share in SHARES if name in RIVALS else SHARES[:1]:
            if ("contest", name, share, seed) in known:
                continue
            gan, run = train(name, scored.data, seconds / share, seed)
            seed_everything(seed)
            row = {"kind": "contest", "name": name, "share": share, "seed": seed, "steps": run.step}
            row |= {"images_per_second": round(run.step * gan.batch_size / run.seconds)}
            row |= scored.of(gan.sample, gan.latent)
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
            pace = round(run.step * gan.batch_size / run.seconds)
            yield {"kind": "size", "name": name, "count": count, "seed": seed, "images_per_second": pace}


def packed(pictures: Tensor) -> str:
    """Pictures side by side, as text."""
    sheet = (255 * plots.tile(pictures.cpu(), columns=len(pictures))).round().astype(np.uint8)
    return base64.b64encode(plots.png_bytes(Image.fromarray(sheet))).decode()


# Telling --------------------------------------------------------------------------------------------------------------


def complete(rows: list[dict]) -> list[dict]:
    """The rows of those seeds in which everybody had the whole budget, and of those parts that all these seeds have."""
    seeds = {row["seed"] for row in rows}
    for name in CONTESTANTS:
        seeds &= {row["seed"] for row in rows if (row["name"], row.get("share")) == (name, 1)}
    if not seeds:
        raise SystemExit(
            "No seed is complete yet, so there is nothing to tell. Run `python3 ci/course.py run measuring/benchmark` to its end."
        )
    own = [row for row in rows if row["seed"] in seeds]
    there = Counter((row["name"], row.get("share")) for row in own)
    return [row for row in own if "share" not in row or there[row["name"], row["share"]] == len(seeds)]


def values(rows: list[dict], name: str, field: str, share: int = 1) -> list[Any]:
    """This field of one contestant, a value for each seed in their order."""
    own = [row for row in rows if (row["name"], row.get("share")) == (name, share)]
    return [row[field] for row in sorted(own, key=lambda row: row["seed"]) if field in row]


def parts(rows: list[dict], name: str) -> list[int]:
    """The parts of the budget that a contestant had, the whole first."""
    return [share for share in SHARES if values(rows, name, "frechet", share)]


def ratios(over: list[float], under: list[float]) -> list[float]:
    """Seed by seed."""
    return [a / b for a, b in zip(over, under)]


def sooner(rows: list[dict], name: str, rival: str) -> tuple[int, float] | None:
    """The largest divisor of the budget with which `name` is, in every seed, at least as good (Fréchet) as `rival` after
    the whole budget, and the seeds' median there; None when not even the whole budget is enough."""
    goal = values(rows, rival, "frechet")
    for share in reversed(parts(rows, name)):
        own = values(rows, name, "frechet", share)
        if all(a <= b for a, b in zip(own, goal)):
            return share, statistics.median(own)
    return None


def table(measured: dict[str, Any]) -> str:
    """Everything that was measured, as Markdown."""
    rows, seconds = complete(measured["rows"]), measured["seconds"]
    seeds = len({row["seed"] for row in rows})
    remark = f"; {measured['remark']}" if "remark" in measured else ""
    heading = [
        "# The recipes against plain code, at equal seconds",
        f"Measured with `python3 ci/course.py run measuring/benchmark --minutes {seconds / 60:g} --seeds {seeds}` on {measured['machine']}; "
        f"{measured['data']}{remark}. Median (range) over {seeds} seeds, {seconds:g} s of training each.",
    ]
    tables = [scores_table(rows), ratios_table(rows, seconds), parts_table(rows, seconds)]
    return "\n\n".join([*heading, *tables, *size_sentences(rows), LEGEND]) + "\n"


def markdown(head: list[str], lines: list[list[str]]) -> str:
    return "\n".join(sheet.table(head, lines, rule=" --- "))


def scores_table(rows: list[dict]) -> str:
    fields = {
        "images per second": ("images_per_second", ",.0f"),
        "Fréchet distance": ("frechet", ".1f"),
        "Parzen log-likelihood, nats": ("parzen", ".0f"),
        "smallest class": ("smallest_share", ".1%"),
        "total variation of the classes": ("total_variation", ".3f"),
    }
    lines = [
        [name, *(spread(values(rows, name, field), form) for field, form in fields.values())] for name in CONTESTANTS
    ]
    return markdown(["", *fields], lines)


def ratios_table(rows: list[dict], seconds: float) -> str:
    lines = []
    for name, rival in PAIRS:
        faster = ratios(*(values(rows, who, "images_per_second") for who in (name, rival)))
        closer = ratios(*(values(rows, who, "frechet") for who in (rival, name)))
        soon = "not even with the whole budget"
        if found := sooner(rows, name, rival):
            share, score = found
            part = f"1/{share} of the time" if share > 1 else "the whole time"
            soon = f"{seconds / share:.3g} s, {part} ({score:.1f})"
        cells = [f"{name} to {rival}", f"{spread(faster, '.1f')} ×", f"{spread(closer, '.1f')} × smaller", soon]
        lines.append(cells)
    head = [
        "seed by seed",
        "images per second",
        "Fréchet distance",
        "in every seed as good as the rival's whole run after",
    ]
    return markdown(head, lines)


def parts_table(rows: list[dict], seconds: float) -> str:
    shares = parts(rows, MLP)[1:]
    lines = [[name, *(spread(values(rows, name, "frechet", share), ".1f") for share in shares)] for name in RIVALS]
    return markdown(["Fréchet distance after", *(f"{seconds / share:.3g} s" for share in shares)], lines)


def size_sentences(rows: list[dict]) -> list[str]:
    """How the speed changes with the number of training images, where that was measured."""
    told = []
    for name in RIVALS:
        few, many = (
            [row["images_per_second"] for row in rows if (row["name"], row.get("count")) == (name, count)]
            for count in SIZES
        )
        if few and many:
            change = spread(ratios(many, few), ".2f")
            told.append(f"{name}, {SIZES[1]:,} training images against {SIZES[0]:,}: {change} × the images per second.")
    return told


def picture(measured: dict[str, Any]) -> tuple[Any, str]:
    """The distance over the seconds; and after the whole budget, digits of everybody and how often each digit comes."""
    rows, seconds = complete(measured["rows"]), measured["seconds"]
    figure, axes = plots.figure(3, len(RIVALS), size=(9.0, 7.6), height_ratios=[3, 1.4, 1.4])
    told = []
    for (name, rivals), (curve, digits, histogram) in zip(RIVALS.items(), axes.T):
        together = (*rivals, name)
        told += draw_distances(curve, rows, seconds, name, rivals)
        draw_digits(digits, {who: unpacked(values(rows, who, "samples")[0]) for who in together})
        shares = {who: np.array(values(rows, who, "shares")[-1]) for who in together}
        draw_shares(histogram, shares, measured["test_shares"])
    return figure, f"Fréchet distance after {seconds:g} s of training, lower is better: {', '.join(told)}."


def draw_distances(axes: Any, rows: list[dict], seconds: float, name: str, rivals: tuple[str, ...]) -> list[str]:
    """A recipe's distance over its budgets, its rivals' after the whole one; returns the medians there, in words."""
    shares = parts(rows, name)
    budgets = [seconds / share for share in shares]
    distances = [values(rows, name, "frechet", share) for share in shares]
    middle = [statistics.median(each) for each in distances]
    axes.plot(budgets, middle, "o-", color=OURS, label=name)
    axes.fill_between(budgets, [min(d) for d in distances], [max(d) for d in distances], color=OURS, alpha=0.2)
    told = [f"{name} {middle[0]:.1f}"]
    for rival, marker in zip(rivals, "sD"):
        reached = values(rows, rival, "frechet")
        mark = statistics.median(reached)
        around = [[mark - min(reached)], [max(reached) - mark]]
        axes.errorbar([seconds], [mark], around, fmt=marker, color=PLAIN, label=rival)
        axes.axhline(mark, color=PLAIN, linestyle="--", linewidth=1)
        told.append(f"{rival} {mark:.1f}")
    axes.set(xscale="log", yscale="log", xlabel="seconds of training", ylabel="Fréchet distance")
    axes.set_xticks(budgets, [f"{budget:.3g}" for budget in budgets])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(lambda x, _: f"{x:g}" if f"{x:e}"[0] in "25" else "")
    axes.xaxis.minorticks_off()
    axes.legend()
    return told


def draw_digits(axes: Any, strips: dict[str, np.ndarray]) -> None:
    """Everybody's samples, a strip (height, width) each, one below the other."""
    axes.imshow(np.vstack(list(strips.values())), cmap="gray", vmin=0, vmax=255)
    height = len(next(iter(strips.values())))
    axes.set_yticks([height * (row + 0.5) for row in range(len(strips))], list(strips), fontsize=8)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def draw_shares(axes: Any, shares: dict[str, np.ndarray], real: list[float]) -> None:
    """A bar for each digit and contestant in the last seed, and a line where the test digits are."""
    width, digits = 0.8 / len(shares), np.arange(10)
    looks = [{"color": PLAIN}, {"color": PLAIN, "alpha": 0.5}][: len(shares) - 1] + [{"color": OURS}]
    for place, ((name, each), look) in enumerate(zip(shares.items(), looks)):
        axes.bar(digits + (place + 0.5) * width - 0.4, 100 * each, width, label=name, **look)
    axes.stairs(100 * np.array(real), np.arange(11) - 0.5, color=plots.BLACK, linestyle=":", label="test digits")
    axes.set_xticks(digits)
    axes.set(xlabel="digit, as the classifier reads it", ylabel="share, %")
    axes.legend(fontsize=7, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0), borderaxespad=0.2)


def unpacked(text: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("L"))


# The command ----------------------------------------------------------------------------------------------------------


def load(path: Path, conditions: dict[str, Any]) -> dict[str, Any]:
    """What is kept already, if it was measured under the same conditions."""
    kept = sheet.read(path, {**conditions, "rows": []})
    for name, value in conditions.items():
        if kept.get(name) != value:
            raise SystemExit(
                f"{path.name} was measured with {name} {kept.get(name)!r}, not {value!r}. Move it away first."
            )
    return kept


def write(path: Path, measured: dict[str, Any]) -> None:
    facts = json.dumps({**measured, "rows": []}, ensure_ascii=False, indent=1)
    path.write_text(facts.replace('"rows": []', f'"rows": {sheet.one_a_line(measured["rows"])}') + "\n", "utf-8")


def main() -> None:
    parser = command_line.parser(__doc__, whole=True)
    parser.add_argument("--minutes", type=float, default=5.0)
    command_line.add(parser, "seeds", "samples", "limit")
    command_line.add(parser, "json", default=FILE, help="where everything is kept; table and picture go beside it")
    command_line.add(parser, "remark")
    parser.add_argument("--draw", action="store_true", help="measure nothing, tell what is kept")
    options = parser.parse_args()
    if not options.draw:
        measure(options)
    measured = json.loads(options.json.read_text("utf-8"))
    told = table(measured)
    options.json.with_suffix(".md").write_text(told, "utf-8")
    figure, caption = picture(measured)
    options.json.with_suffix(".png").write_bytes(plots.to_png(figure, caption))
    print(f"{told}\n{caption}")


def measure(options: argparse.Namespace) -> None:
    if speed() == "smoke" and options.minutes * 60 > SMOKE_SECONDS:
        raise SystemExit("GANCOURSE_SPEED=smoke ends every training after two seconds. Unset it first.")
    everything = images("digits", limit=options.limit)
    scored = Scores(everything, options.samples)
    conditions = {
        "seconds": options.minutes * 60,
        "samples": options.samples,
        "machine": sheet.machine(),
        "data": f"{everything.source}, {len(scored.data):,} training digits",
        "test_shares": [round(share, 4) for share in scored.shares.tolist()],
    }
    measured = load(options.json, conditions)
    if options.remark:
        measured["remark"] = options.remark
    known = {(row["kind"], row["name"], row.get("share", row.get("count")), row["seed"]) for row in measured["rows"]}
    for seed in range(options.seeds):
        seconds = measured["seconds"]
        for part in (sizes(everything, seconds, seed, known), contest(scored, seconds, seed, known)):
            for row in part:
                print({field: value for field, value in row.items() if field != "samples"}, flush=True)
                measured["rows"].append(row)
                write(options.json, measured)


if __name__ == "__main__":
    main()

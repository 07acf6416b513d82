"""Measure what lesson 09 claims, by the lesson's own code, always at full, on real MNIST.

    python3 ci/course.py run measuring/lesson_09 trainings --seeds 4 --json FILE    the small generator, trained with several seeds
    python3 ci/course.py run measuring/lesson_09 impostors --seeds 3 --json FILE    real digits, k-means, blurred digits, and what else is in the lesson's table
    python3 ci/course.py run measuring/lesson_09 copies --seeds 3 --json FILE       how far moved copies and unseen digits lie from their nearest training digits
    python3 ci/course.py run measuring/lesson_09 record --out FOLDER                assets/lesson-09-run.npz: k-means with 1,000 and with 10,000 centroids

Each seed draws its samples, its real digits and the centroids to begin with anew. `trainings` trains for three minutes a seed, and keeps the weights in
`--kept FOLDER`, where it also looks for them. `--json FILE` keeps every row, in place of an older one of the same kind, name and seed: the lesson
reads assets/lesson-09-measured.json.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from building import lesson_source, train_digit_generator
from environment import ROOT
from gancourse import Run, images, metrics, seed_everything
from gancourse.models import digit_generator
from gancourse.models.judge import judge
from gancourse.views import plots
from measuring import command_line, sheet

COUNT, FEW, SMALL = 10_000, 1_000, 1_000  # samples; pictures whose neighbours are looked up; centroids at speed quick
SMALL_POOL, SMALL_STEPS, LARGE_STEPS = 20_000, 6, 8


def lesson() -> dict[str, Any]:
    """The names of the lesson up to its impostors, with the digits of speed full."""
    names = lesson_source.run_until("09", "mean_of_five", speed="smoke")
    everything = images("digits", limit=60_000)
    if everything.source != "MNIST":
        raise SystemExit(
            "The lesson's claims are about MNIST, and MNIST is not here: set GANCOURSE_DATA to a folder with it."
        )
    pixels = everything.pixels.flatten(1).float() / 255
    names["training"], names["held_out"] = pixels[:50_000], pixels[50_000:51_000]
    names["test"] = images("digits", split="test", limit=COUNT).pixels.flatten(1).float() / 255
    return names


def features(flat: Tensor) -> Tensor:
    return judge().features(flat.reshape(-1, 1, 28, 28))


def scored(names: dict, pictures: Tensor, seed: int, kind: str, name: str) -> dict:
    """A row: the score by the lesson's protocol, and the Fréchet distance to the test digits in the judge's features."""
    score, error, sigma = names["table_row"](pictures)
    row = {"kind": kind, "name": name, "seed": seed, "score": round(score, 1), "error": round(error, 2), "sigma": round(sigma, 3)}  # fmt: skip
    if len(pictures) > 1:
        row["frechet"] = round(metrics.frechet_distance(features(pictures), features(names["test"])), 1)
    return row


def trainings(names: dict, seed: int, kept: Path) -> Iterator[dict]:
    """One training with this seed; of seed 0, which is the stored one, four sets of samples."""
    path = kept / f"generator-{seed}.npz"
    if not path.is_file():
        gan = train_digit_generator.train(train_digit_generator.paper_data(), seed, train_digit_generator.STEPS)
        np.savez_compressed(path, **train_digit_generator.stored(gan.average))
    with np.load(path) as file:
        generator = digit_generator.from_file(file)
    for draw in range(4 if seed == 0 else 1):
        seed_everything(draw)
        samples = generator.sample(generator.latent(COUNT)).flatten(1)
        if draw == 0:
            yield scored(names, samples, seed, "trainings", "another training")
        if seed == 0:
            yield scored(names, samples, draw, "trainings", "other samples")


def impostors(names: dict, seed: int) -> Iterator[dict]:
    """Real digits, many and few, and everything that the lesson enters in the table beside them."""
    training = names["training"]
    seed_everything(seed)
    order = torch.randperm(len(training))
    real, pool = training[order[:COUNT]], training[order[:SMALL_POOL]]

    def row(pictures: Tensor, name: str) -> dict:
        return scored(names, pictures, seed, "impostors", name)

    for count in (1_000, 3_000, 10_000, 30_000):
        yield row(training[order[:count]], f"{count:,} real digits")
    centroids = pool[:SMALL].clone()
    for _ in range(SMALL_STEPS):
        centroids = names["lloyd"](pool, centroids)
    yield row(centroids, "1,000 centroids")
    yield row(names["mean_of_five"](real, pool), "means of five")
    yield row(names["blurred"](real), "blurred")
    yield row(real[:1], "one digit")
    yield row(torch.rand_like(real), "noise")


def copies(names: dict, seed: int) -> Iterator[dict]:
    """Nearest training digits of moved copies, unseen test digits and samples: in pixels, and in the judge's features."""
    training, test = names["training"], names["test"]
    seed_everything(seed)
    chosen = torch.randperm(len(training))[:FEW]
    moved = torch.roll(training[chosen].reshape(-1, 28, 28), 1, dims=2).flatten(1)
    generator = digit_generator.digit_generator()
    samples = generator.sample(generator.latent(FEW)).flatten(1)
    unseen = test[torch.randperm(len(test))[:FEW]]
    for name, change in (("pixels", lambda flat: flat), ("features", features)):
        stored = change(training)
        row = {"kind": "copies", "name": name, "seed": seed}
        for whose, pictures in (("samples", samples), ("unseen", unseen), ("moved", moved)):
            found, away = names["nearest_digit"](change(pictures), stored)
            row[whose] = round(away.mean().item(), 2)
        yield row | {"originals": round((found == chosen).float().mean().item(), 3)}


def record(names: dict, out: Path) -> Path:
    """k-means with 1,000 and with 10,000 centroids, step by step, from real digits, scored on all test digits at the lesson's width."""
    training = names["training"]
    seed_everything(0)
    first = training[torch.randperm(len(training))[:COUNT]]
    sets = {"nats": first[:SMALL].clone(), "nats, 10,000 centroids": first.clone()}
    run = Run("k-means with 1,000 centroids and with 10,000", steps=LARGE_STEPS)
    with lesson_source.quietly():
        for step in run:
            if step > 1:  # the first frame shows the real digits that it begins with
                sets = {name: moved(training, centroids) for name, centroids in sets.items()}
            scores = {
                name: names["log_densities"](names["test"], each, names["SIGMAS"][2]) for name, each in sets.items()
            }
            run.log(**{name: values.mean() for name, values in scores.items()})
            shown = torch.cat([centroids[:16] for centroids in sets.values()])
            run.snapshot(plots.tile(shown.reshape(-1, 1, 28, 28)))
    shows = (
        "Sixteen of 1,000 centroids of k-means, and below them the same of 10,000: first the real digits that both begin with, then the means of their "
        "neighbours. Score of Table 1's protocol in nats, at sigma = 0.167."
    )
    command = "python3 ci/course.py run measuring/lesson_09 record"
    return run.save(out / "lesson-09-run.npz", lesson="09", command=command, seed=0, random=False, shows=shows)


def moved(pictures: Tensor, centroids: Tensor) -> Tensor:
    """The lesson's step of k-means, 2,000 pictures at a time: a table of 50,000 by 10,000 would take 2 GB."""
    nearest = torch.cat([torch.cdist(block, centroids).argmin(dim=1) for block in pictures.split(2_000)])
    counts = torch.bincount(nearest, minlength=len(centroids))[:, None]
    sums = torch.zeros_like(centroids).index_add_(0, nearest, pictures)
    return torch.where(counts > 0, sums / counts.clamp(min=1), centroids)


def key(row: dict) -> tuple:
    """What tells a row from every other one."""
    return row["kind"], row["name"], row["seed"]


def summary(rows: list[dict]) -> list[str]:
    """Median and range over the seeds of each name."""
    lines = []
    for (kind, name), own in sheet.grouped(rows, lambda row: (row["kind"], row["name"])).items():
        fields = [field for field in own[0] if field not in ("kind", "name", "seed")]
        numbers = ", ".join(f"{field} {sheet.spread(sheet.column(own, field), '.2f')}" for field in fields)
        lines.append(f"{kind} {name}, {len(own)} seeds: {numbers}")
    return lines


def arguments_of() -> argparse.Namespace:
    parser = command_line.parser(__doc__, whole=True)
    parser.add_argument("what", choices=("trainings", "impostors", "copies", "record"))
    command_line.add(parser, "seeds", "first-seed", "json", "remark")
    parser.add_argument("--kept", type=Path, default=Path("."), help="the folder of the trained generators")
    parser.add_argument("--out", type=Path, default=ROOT / "assets")
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    names = lesson()
    if arguments.what == "record":
        path = record(names, arguments.out)
        print(f"wrote {path.name}, {path.stat().st_size:,} bytes")
        return
    rows = []
    for seed in command_line.seeds(arguments):
        if arguments.what == "trainings":
            found = trainings(names, seed, arguments.kept)
        else:
            found = (impostors if arguments.what == "impostors" else copies)(names, seed)
        for row in found:
            rows.append(row)
            print(row, flush=True)
            if arguments.json:
                sheet.keep(arguments.json, [row], key, arguments.remark)
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()

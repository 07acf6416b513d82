"""Measure what lesson 09 says about training: `python3 ci/course.py run measuring/lesson_09 --steps 600 --seeds 3`.

The book chapter's two networks, trained as in lesson 09 for so many rounds of 32 images, in three forms: as the chapter's
text prints them; with 0.8 as BatchNorm's eps (the porting slip of the lesson's Pitfall); and with the ReLU at G's end
that the chapter's project prints. For each: the Fréchet distance of 5,000 samples from the 10,000 test digits in the
features of the course's digit judge (lower is better), and the range of G's pixels on the networks' scale, where real
ones lie in [-1, 1]. Ends with the median and the range over the seeds.
"""

import argparse
import json
import statistics
from pathlib import Path

import torch
from torch import nn

from gancourse import Run, images, metrics, seed_everything
from gancourse.models.judge import judge
from gancourse.models.published import BookGAN
from gancourse.settings import device
from gancourse.views import plots

FORMS = ("chapter", "eps 0.8", "final ReLU")


def make(form: str) -> BookGAN:
    gan = BookGAN(device(), last_layer=nn.ReLU() if form == "final ReLU" else None)
    if form == "eps 0.8":
        for network in (gan.generator, gan.discriminator):
            for layer in network:
                if isinstance(layer, nn.BatchNorm2d):
                    layer.eps, layer.momentum = 0.8, 0.1  # what nn.BatchNorm2d(channels, 0.8) makes
    return gan


def measure(form: str, seed: int, steps: int, samples: int, data, test: torch.Tensor) -> tuple[dict, torch.Tensor]:
    seed_everything(seed)
    gan = make(form)
    run = Run(f"{form}, seed {seed}", steps=steps)
    for _ in run:
        run.log(**gan.step(data.random(gan.batch_size), run.elapsed_fraction))
    with torch.no_grad():
        raw = torch.cat([gan._predict(gan.latent(500)) for _ in range(samples // 500)])
    pictures = ((raw + 1) / 2).clamp(0, 1)
    row = {
        "form": form,
        "seed": seed,
        "seconds": run.seconds,
        "distance": metrics.frechet_distance(judge().features(pictures), test),
        "lowest": raw.min().item(),
        "background": (raw < -0.99).float().mean().item(),
        "spread": metrics.spread(pictures[:64]),
        **run.latest(),
    }
    return row, pictures[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--forms", nargs="+", default=FORMS)
    parser.add_argument("--samples", type=int, default=5_000)
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--picture", type=Path, help="also write 16 samples of each run, to look at")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    data = images("digits", limit=arguments.limit)
    test = judge().features(images("digits", split="test").pixels.float() / 255)
    rows, sheets = [], []
    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        for form in arguments.forms:
            row, sheet = measure(form, seed, arguments.steps, arguments.samples, data, test)
            rows.append(row)
            sheets.append(sheet)
            print(
                {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}, flush=True
            )
            if arguments.json:
                arguments.json.write_text(json.dumps(rows, indent=1))
            if arguments.picture:
                arguments.picture.write_bytes(plots.to_png(plots.image_grid(torch.cat(sheets), columns=16)))
    for form in arguments.forms:
        found = sorted(row["distance"] for row in rows if row["form"] == form)
        print(
            f"{form:12} {arguments.steps:,} rounds, {len(found)} seeds: distance {statistics.median(found):.0f} "
            f"({found[0]:.0f} to {found[-1]:.0f})"
        )


if __name__ == "__main__":
    main()

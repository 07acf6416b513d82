"""Measure what lesson 10 says about training: `python3 ci/course.py run measuring/lesson_10 --steps 600 --seeds 3`.

The book chapter's two networks, trained as in lesson 10 for so many rounds of 32 images, in three forms: as the chapter's
text prints them; with 0.8 as BatchNorm's eps (the porting slip of the lesson's Pitfall); and with the ReLU at G's end
that the chapter's project prints. For each: the Fréchet distance of 5,000 samples from the 10,000 test digits in the
features of the course's digit judge (lower is better), and the range of G's pixels on the networks' scale, where real
ones lie in [-1, 1]. Ends with the median and the range over the seeds.
"""

import torch
from torch import nn

from gancourse import images, metrics, seed_everything
from gancourse.models.judge import judge
from gancourse.models.published import BookGAN
from gancourse.settings import device
from gancourse.views import plots
from measuring import command_line
from measuring.scores import draw, train

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
    run = train(f"{form}, seed {seed}", gan, lambda: data.random(gan.batch_size), {"steps": steps})
    with torch.no_grad():
        raw = draw(gan._predict, gan.latent, samples)
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
    parser = command_line.parser(__doc__)
    parser.add_argument("--steps", type=int, default=600)
    command_line.add(parser, "seeds", "first-seed")
    parser.add_argument("--forms", nargs="+", default=FORMS)
    command_line.add(parser, "samples", default=5_000)
    command_line.add(parser, "limit", default=None)
    command_line.add(parser, "picture", help="also write 16 samples of each run, to look at")
    command_line.add(parser, "json")
    arguments = parser.parse_args()
    data = images("digits", limit=arguments.limit)
    test = judge().features(images("digits", split="test").pixels.float() / 255)
    rows, sheets = [], []
    for seed in command_line.seeds(arguments):
        for form in arguments.forms:
            row, sheet = measure(form, seed, arguments.steps, arguments.samples, data, test)
            rows.append(row)
            sheets.append(sheet)
            print(
                {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}, flush=True
            )
            if arguments.json:
                sheet.write(arguments.json, rows)
            if arguments.picture:
                arguments.picture.write_bytes(plots.to_png(plots.image_grid(torch.cat(sheets), columns=16)))
    for form in arguments.forms:
        found = [row["distance"] for row in rows if row["form"] == form]
        told = f"{arguments.steps:,} rounds, {len(found)} seeds: distance {sheet.spread(found, '.0f')}"
        print(f"{form:12} {told}")


if __name__ == "__main__":
    main()

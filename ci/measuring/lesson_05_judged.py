"""What the judge says of the networks of lesson 05, over several seeds: `python3 ci/course.py run measuring/lesson_05_judged --json assets/lesson-05-measured.json`.

For every seed a thousand pictures each of four kinds: those of the published network, put right and trained by the lesson's own
code; of the course's recipe after as many steps and after 7,275, what two quiet cores do in a minute; and real digits. Of
each: of how many the judge is sure, as which digits it counts them, and how far they lie from their nearest training
digits. Two minutes a seed on two cores; the test of lesson 05 holds its sentences to these rows.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from building import lesson_source
from gancourse import Run, metrics, seed_everything
from gancourse.models.judge import judge
from gancourse.settings import device
from gancourse.training.digit_gan import DigitGAN
from measuring import command_line, sheet

COUNT, STEPS = 1_000, 7_275
SURE = 0.9  # the lesson's: the largest of ten probabilities


def judged(pictures: Tensor, training: Tensor) -> dict:
    """Of pictures (n, 1, 28, 28) in [0, 1]: how many the judge is sure of, how many of each digit it counts, and their mean
    distance to the nearest of the training digits, bytes as in memory."""
    probabilities = judge().probabilities(pictures)
    _, away = metrics.nearest_neighbours(pictures, training)
    return {
        "sure": int((probabilities.max(1).values > SURE).sum()),
        "counts": torch.bincount(probabilities.argmax(1), minlength=10).tolist(),
        "nearest": round(away.mean().item(), 2),
    }


def measure(names: dict, seed: int, steps: int = STEPS) -> Iterator[dict]:
    """The rows of one seed. names: those of the lesson, up to how it trains; steps: of the recipe."""
    data = names["data"]

    def row(name: str, step: int, pictures: Tensor) -> dict:
        return {"name": name, "steps": step, "seed": seed} | judged(pictures, data.pixels)

    seed_everything(seed)
    pair = [
        network.to(device()) for network in (names["make_printed_generator"](nn.Tanh()), names["make_discriminator"]())
    ]
    with lesson_source.quietly():
        mended = names["train_printed"]("put right", *pair, lambda pixels: pixels * 2 - 1, _to_picture)
    pictures = names["sample"](pair[0], torch.randn(COUNT, 100, device=device()), _to_picture)
    yield row("put right", mended.step, pictures)

    seed_everything(seed)
    gan, run = DigitGAN(device()), Run("the recipe", steps=steps)
    with lesson_source.quietly():
        for step in run:
            gan.step(data.random(gan.batch_size), run.elapsed_fraction)
            if step == mended.step:
                early = gan.sample(gan.latent(COUNT))
    yield row("the recipe, as many steps", mended.step, early)
    yield row("the recipe", run.step, gan.sample(gan.latent(COUNT)))
    yield row("real digits", 0, data.random(COUNT))


def _to_picture(painted: Tensor) -> Tensor:
    return (painted + 1) / 2


def key(row: dict) -> tuple:
    """What tells a row from every other one."""
    return row["name"], row["seed"]


def main() -> None:
    parser = command_line.parser(__doc__)
    command_line.add(parser, "seeds", "first-seed", "json", "remark")
    parser.add_argument(
        "--steps", type=int, default=STEPS, help="of the recipe; at least as many as the lesson's network gets"
    )
    arguments = parser.parse_args()
    names = lesson_source.run_until("05", "train_printed")
    for seed in command_line.seeds(arguments):
        for row in measure(names, seed, arguments.steps):
            print(row, flush=True)
            if arguments.json:
                sheet.keep(arguments.json, [row], key, arguments.remark)


if __name__ == "__main__":
    main()

"""Train the small generator of lesson 09 on MNIST and write assets/digit-generator.npz: `python3 ci/course.py run building/train_digit_generator`.

Lesson 05's recipe with a smaller G, on the first 50,000 training digits, 10,000 steps of each network: three minutes on one
core. What is stored, as float16, is the running average of G's weights. Refuses the drawn digits: what is judged beside the
paper must have learned from the paper's data. `--seed N --out FILE` trains another one, which `measuring/lesson_09` does.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from gancourse import images, seed_everything
from gancourse.data.loading import Images
from gancourse.models.digit_generator import TRAINED_ON, WEIGHTS, make_network
from gancourse.models.recipes import make_discriminator
from gancourse.paths import asset
from gancourse.settings import device
from gancourse.training.digit_gan import DigitGAN

STEPS = 10_000


class SmallDigitGAN(DigitGAN):
    """Lesson 05's recipe with the generator that is small enough to be stored."""

    def make_networks(self) -> tuple[torch.nn.Module, torch.nn.Module]:
        return make_network(), make_discriminator()


def paper_data() -> Images:
    """The digits that the paper trained on; ends the program where MNIST is not here."""
    data = images("digits", limit=60_000)
    if data.source != "MNIST":
        raise SystemExit(
            "The generator is trained on MNIST, and MNIST is not here: set GANCOURSE_DATA to a folder with it."
        )
    return Images(data.pixels[:TRAINED_ON], data.labels[:TRAINED_ON], data.source)


def train(data: Images, seed: int, steps: int) -> SmallDigitGAN:
    seed_everything(seed)
    gan = SmallDigitGAN(device(), half=False)
    for step in range(steps):
        loss = gan.step(data.random(gan.batch_size), step / steps)
        if step % 2_000 == 0:
            print(f"step {step:,} of {steps:,}: D's loss {loss['d_loss'].item():.3f}", flush=True)
    return gan


def stored(network: torch.nn.Module) -> dict[str, np.ndarray]:
    """The weights as they lie in the file, float16."""
    return {name: value.cpu().half().numpy() for name, value in network.state_dict().items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--out", type=Path, default=asset(WEIGHTS))
    arguments = parser.parse_args()
    gan = train(paper_data(), arguments.seed, arguments.steps)
    np.savez_compressed(arguments.out, **stored(gan.average))
    print(f"wrote {arguments.out.name}, {arguments.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

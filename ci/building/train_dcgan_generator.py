"""Train the generator of lesson 12 on MNIST and write assets/dcgan-generator.npz: `python3 ci/course.py run building/train_dcgan_generator`.

Lesson 11's recipe as it stands, on the digits that lesson 11 trains on, 12,000 steps of each network: three minutes or more on
two cores. What is stored, as float16, is the running average of G's weights, and D's first kernels before and after.
Refuses the drawn digits: what the lesson says of numbers was measured on MNIST. `--seed N --out FILE` trains another one.
"""

import argparse
from pathlib import Path

import numpy as np

from gancourse import images, seed_everything
from gancourse.data.loading import Images
from gancourse.models import shipped
from gancourse.models.dcgan_generator import KERNELS, TRAINED_ON, WEIGHTS
from gancourse.paths import asset
from gancourse.settings import device
from gancourse.training.digit_gan import DCGAN

STEPS = 12_000  # of 64 images: 768,000, a little over 13 epochs


def training_digits() -> Images:
    """The digits of lesson 11; ends the program where MNIST is not here."""
    data = images("digits", limit=60_000)
    if data.source != "MNIST":
        raise SystemExit(
            "The generator is trained on MNIST, and MNIST is not here: set GANCOURSE_DATA to a folder with it."
        )
    return Images(data.pixels[:TRAINED_ON], data.labels[:TRAINED_ON], data.source)


def train(data: Images, seed: int, steps: int) -> dict[str, np.ndarray]:
    """What is stored: the averaged G, and D's first kernels as they were drawn and as they became."""
    seed_everything(seed)
    gan = DCGAN(device(), half=False)
    kernels = [first_kernels(gan)]
    for step in range(steps):
        loss = gan.step(data.random(gan.batch_size), step / steps)
        if step % 1_000 == 0:
            print(f"step {step:,} of {steps:,}: D's loss {loss['d_loss'].item():.3f}", flush=True)
    kernels.append(first_kernels(gan))
    return shipped.halved(gan.average) | dict(zip(KERNELS, kernels))


def first_kernels(gan: DCGAN) -> np.ndarray:
    """(16, 4, 4) float16."""
    return gan.discriminator[0].weight.detach()[:, 0].cpu().half().numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--out", type=Path, default=asset(WEIGHTS))
    arguments = parser.parse_args()
    np.savez_compressed(arguments.out, **train(training_digits(), arguments.seed, arguments.steps))
    print(f"wrote {arguments.out.name}, {arguments.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

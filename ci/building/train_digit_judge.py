"""Train the judge of digits on MNIST and write assets/digit-judge.npz: `python3 ci/course.py run building/train_digit_judge`.

A few epochs over the 60,000 training digits, each shifted by up to two pixels; the weights are stored as float16 and the
accuracy on the 10,000 test digits is measured with the stored weights. Refuses the drawn digits: a judge must know
the real ones.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from gancourse import images, seed_everything
from gancourse.models.judge import WEIGHTS, make_network
from gancourse.paths import asset
from gancourse.settings import device


def shifted(pixels: torch.Tensor, most: int = 2) -> torch.Tensor:
    """The batch moved by the same few pixels in each direction, black moving in."""
    down, right = torch.randint(-most, most + 1, (2,)).tolist()
    return F.pad(pixels, (right, -right, down, -down))


def train(epochs: int, limit: int) -> torch.nn.Sequential:
    data = images("digits", limit=limit)
    if data.source != "MNIST":
        raise SystemExit(
            "The judge is trained on MNIST, and MNIST is not here: set GANCOURSE_DATA to a folder with it."
        )
    network = make_network().to(device())
    optimizer = torch.optim.Adam(network.parameters(), lr=2e-3, fused=True)
    steps = epochs * len(data) // 128
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps)
    for step in range(steps):
        chosen = torch.randint(len(data), (128,), device=data.pixels.device)
        pixels = shifted(data.pixels[chosen].float() / 255)
        loss = F.cross_entropy(network(pixels), data.labels[chosen], label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 500 == 0:
            print(f"step {step:,} of {steps:,}: loss {loss.item():.3f}", flush=True)
    return network.cpu()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--limit", type=int, default=60_000)
    parser.add_argument("--out", type=Path, default=asset(WEIGHTS))
    arguments = parser.parse_args()
    seed_everything(0)
    network = train(arguments.epochs, arguments.limit).half()
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    test = images("digits", split="test", limit=10_000)
    with torch.no_grad():
        labels = network.float().eval()(test.pixels.cpu().float() / 255).argmax(dim=1)
    accuracy = (labels == test.labels.cpu()).float().mean().item()
    np.savez_compressed(arguments.out, accuracy=np.float32(accuracy), **weights)
    size = arguments.out.stat().st_size / 1000
    print(f"{accuracy:.2%} of {len(test):,} test digits; wrote {arguments.out.name}, {size:.0f} kB")


if __name__ == "__main__":
    main()

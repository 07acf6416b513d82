"""Train the judge of garments, write assets/garment-judge.npz: `python3 ci/course.py run building/train_garment_judge`.

It learns from the 4,000 garments that come with the course and from nothing else, so that the same weights come out
wherever it runs. With so few pictures a network learns them by heart, so every batch is mirrored, moved, mixed in pairs (Zhang
et al. 2018, mixup), and half of the features are left out. The weights are stored as float16, and beside them the share of
the 443 unseen garments that the stored weights name right. It takes about five minutes of one core.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from building.train_digit_judge import shifted
from gancourse import seed_everything
from gancourse.data import garments
from gancourse.models.garment_judge import WEIGHTS
from gancourse.models.judge import Judge, make_network
from gancourse.paths import asset

BATCH, RATE, DROPOUT, MIXING = 64, 4e-3, 0.3, 0.2


def varied(pixels: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Each picture mirrored or not, all moved by up to two pixels, and mixed with another of the batch, targets too."""
    mirrored = torch.rand(len(pixels)) < 0.5
    pixels = shifted(torch.where(mirrored[:, None, None, None], pixels.flip(3), pixels))
    share = np.random.beta(MIXING, MIXING)
    other = torch.randperm(len(pixels))
    return share * pixels + (1 - share) * pixels[other], share * targets + (1 - share) * targets[other]


def train(epochs: int, limit: int) -> nn.Sequential:
    pixels, labels = (each[:limit] for each in garments.shipped("train"))
    network = make_network()
    with_dropout = nn.Sequential(*network[:-1], nn.Dropout(DROPOUT), network[-1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.05, fused=True)
    steps = epochs * len(pixels) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for step in range(steps):
        chosen = torch.randint(len(pixels), (BATCH,))
        inputs, targets = varied(pixels[chosen].float() / 255, F.one_hot(labels[chosen], 10).float())
        loss = F.cross_entropy(with_dropout(inputs), targets, label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 500 == 0:
            print(f"step {step:,} of {steps:,}: loss {loss.item():.3f}", flush=True)
    return network


def accuracy(network: nn.Sequential) -> float:
    """The share of the unseen garments that are named right."""
    pixels, labels = garments.shipped("test")
    return (Judge(network, 0.0, "garments").labels(pixels.float() / 255) == labels).double().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=80)
    parser.add_argument("--limit", type=int, default=4_000)
    parser.add_argument("--out", type=Path, default=asset(WEIGHTS))
    arguments = parser.parse_args()
    seed_everything(0)
    network = train(arguments.epochs, arguments.limit).half()
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    share = accuracy(network.float())
    np.savez_compressed(arguments.out, accuracy=np.float32(share), **weights)
    size = arguments.out.stat().st_size / 1000
    print(f"{share:.2%} of the unseen garments; wrote {arguments.out.name}, {size:.0f} kB")


if __name__ == "__main__":
    main()

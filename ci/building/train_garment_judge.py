"""Train the judge of garments, write assets/garment-judge.npz: `python3 ci/course.py run building/train_garment_judge`.

It learns from the 4,000 garments that come with the course and from nothing else, so that the same weights come out
wherever it runs. With so few pictures a network learns them by heart: so every batch is mirrored, moved by a pixel and
partly covered, a third of the features is left out, and BatchNorm stands behind every layer. When it is trained, each
BatchNorm is multiplied into the layer before it, and what is left is the network of the judge of digits. The weights are
stored as float16, and beside them the share of the 443 unseen garments that the stored weights name right. It takes about five
minutes of one core.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from gancourse import seed_everything
from gancourse.data import garments
from gancourse.models.garment_judge import WEIGHTS
from gancourse.models.judge import Judge, make_network
from gancourse.paths import asset

BATCH, RATE, DECAY, DROPOUT = 64, 4e-3, 0.05, 0.3
TOGETHER, COVERED, PATCH = (
    16,
    0.3,
    8,
)  # pictures that move alike; how often, and by how many pixels a side, they are covered


def varied(pixels: torch.Tensor) -> torch.Tensor:
    """Pictures (m, 1, 28, 28) in [0, 1]: each mirrored or not; some at a time moved by up to a pixel, and covered or not."""
    mirrored = torch.rand(len(pixels)) < 0.5
    parts = []
    for part in torch.where(mirrored[:, None, None, None], pixels.flip(3), pixels).split(TOGETHER):
        down, right = torch.randint(-1, 2, (2,)).tolist()
        part = F.pad(part, (right, -right, down, -down))
        if torch.rand(()) < COVERED:
            top, left = torch.randint(28 - PATCH, (2,)).tolist()
            part = part.clone()
            part[:, :, top : top + PATCH, left : left + PATCH] = 0
        parts.append(part)
    return torch.cat(parts)


def for_training(network: nn.Sequential) -> nn.Sequential:
    """These layers, the same ones, with BatchNorm behind each but the last, and dropout before that."""
    layers: list[nn.Module] = []
    for layer in network[:-1]:
        layers.append(layer)
        if isinstance(layer, nn.Conv2d):
            layers.append(nn.BatchNorm2d(layer.out_channels))
        elif isinstance(layer, nn.Linear):
            layers.append(nn.BatchNorm1d(layer.out_features))
    return nn.Sequential(*layers, nn.Dropout(DROPOUT), network[-1])


@torch.no_grad()
def fold(trained: nn.Sequential) -> None:
    """Multiply each BatchNorm's running values into the layer before it, which then does the work of both."""
    for layer, norm in zip(trained, trained[1:]):
        if isinstance(norm, nn.BatchNorm1d | nn.BatchNorm2d):
            scale = norm.weight / (norm.running_var + norm.eps).sqrt()
            layer.weight.mul_(scale.reshape(-1, *[1] * (layer.weight.ndim - 1)))
            layer.bias.sub_(norm.running_mean).mul_(scale).add_(norm.bias)


def train(epochs: int, limit: int) -> nn.Sequential:
    pixels, labels = (each[:limit] for each in garments.shipped("train"))
    network = make_network()
    whole = for_training(network)
    optimizer = torch.optim.AdamW(whole.parameters(), lr=RATE, weight_decay=DECAY, fused=True)
    steps = max(epochs * len(pixels) // BATCH, 2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for step in range(steps):
        chosen = torch.randint(len(pixels), (BATCH,))
        loss = F.cross_entropy(whole(varied(pixels[chosen].float() / 255)), labels[chosen], label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 500 == 0:
            print(f"step {step:,} of {steps:,}: loss {loss.item():.3f}", flush=True)
    fold(whole)
    return network


def accuracy(network: nn.Sequential) -> float:
    """The share of the unseen garments that are named right."""
    pixels, labels = garments.shipped("test")
    return (Judge(network, 0.0, "garments").labels(pixels.float() / 255) == labels).double().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=50)
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

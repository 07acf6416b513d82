"""Train the judge of faces on drawn faces, write assets/face-judge.npz: `python3 ci/course.py run building/train_face_judge`.

Some epochs over the first 20,000 drawn training faces at 32 by 32, each batch moved by up to a pixel; the weights are
stored as float16. How many of 5,000 drawn test faces each attribute is named right on is measured with the stored
weights and stored beside them. It takes about five minutes of one core.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from gancourse import seed_everything
from gancourse.data import drawn_faces
from gancourse.data.faces.attributes import ATTRIBUTES
from gancourse.models.face_judge import SIZE, WEIGHTS, FaceJudge, make_network
from gancourse.paths import asset
from gancourse.settings import device

VALUES = [len(values) for values in ATTRIBUTES.values()]
BATCH, LEAST = 64, 0.95


def loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The cross-entropies of all attributes, added up."""
    parts = zip(logits.split(VALUES, dim=1), labels.T, strict=True)
    return sum(F.cross_entropy(part, label, label_smoothing=0.02) for part, label in parts)


def shifted(faces: torch.Tensor) -> torch.Tensor:
    """The batch moved by at most one pixel in each direction; the edge is repeated."""
    down, right = torch.randint(3, (2,)).tolist()
    return F.pad(faces, (1, 1, 1, 1), mode="replicate")[:, :, down : down + SIZE, right : right + SIZE]


def train(count: int, epochs: int) -> torch.nn.Sequential:
    pixels, labels = (each.to(device()) for each in drawn_faces.faces(count, "train", SIZE))
    network = make_network(sum(VALUES)).to(device(), memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), lr=4e-3, weight_decay=0.02, fused=True)
    in_epoch = count // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=epochs * in_epoch)
    for epoch in range(epochs):
        for chosen in torch.randperm(count)[: in_epoch * BATCH].view(in_epoch, BATCH).to(device()):
            faces = shifted(pixels[chosen].float() / 255)
            now = loss(network(faces.contiguous(memory_format=torch.channels_last)), labels[chosen])
            optimizer.zero_grad()
            now.backward()
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {epochs}: loss {now.item():.3f}", flush=True)
    return network.cpu()


def accuracies(network: torch.nn.Sequential, count: int) -> dict[str, float]:
    """On how many of the first `count` test faces each attribute is named right."""
    pixels, labels = drawn_faces.faces(count, "test", SIZE)
    right = FaceJudge(network, ATTRIBUTES, {}).labels(pixels.float() / 255) == labels
    return dict(zip(ATTRIBUTES, right.float().mean(dim=0).tolist(), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--test", type=int, default=5_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=asset(WEIGHTS))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    seed_everything(0)
    network = train(arguments.count, arguments.epochs).half()
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    accuracy = accuracies(network.float(), arguments.test)
    for name, share in accuracy.items():
        print(f"{name:12}{share:7.2%}" + ("" if share >= LEAST else f"   below {LEAST:.0%}: draw it more clearly"))
    np.savez_compressed(
        arguments.out, attributes=json.dumps(ATTRIBUTES), accuracy=np.float32(list(accuracy.values())), **weights
    )
    print(f"on {arguments.test:,} test faces; wrote {arguments.out.name}, {arguments.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

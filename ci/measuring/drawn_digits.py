"""What the drawn digits are worth, measured against real MNIST, and the picture assets/drawn-digits.png.

    GANCOURSE_DATA=<folder with MNIST> python3 ci/course.py run measuring/drawn_digits --seeds 3

Trains a small network on 60,000 drawn digits alone and tests it on the 10,000 real test digits, once per seed; then
trains the same network on MNIST and asks it to name 10,000 drawn test digits.
"""

import io
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

from gancourse.data import drawn_digits
from gancourse.data.loading import images
from gancourse.paths import asset
from measuring import command_line

Data = tuple[torch.Tensor, torch.Tensor]  # uint8 (n, 1, 28, 28), int64 (n,)


def network() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),  # (m, 16, 14, 14)
        *(nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),  # (m, 32, 7, 7)
        *(nn.Flatten(), nn.Dropout(0.3), nn.Linear(32 * 49, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, 10)),
    )


def train(data: Data, epochs: int, seed: int, batch: int = 128) -> nn.Module:
    """No augmentation: what the network knows of handwriting, it knows from these pictures."""
    torch.manual_seed(seed)
    pixels, labels = data
    model = network()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, fused=True)
    steps = len(pixels) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, epochs * steps)
    for _ in range(epochs):
        for index in torch.randperm(len(pixels))[: steps * batch].split(batch):
            loss = F.cross_entropy(model(pixels[index].float() / 255), labels[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


@torch.no_grad()
def right(model: nn.Module, data: Data) -> torch.Tensor:
    """For each picture, whether the network names it as its label does."""
    pixels, labels = data
    return torch.cat([model(part.float() / 255).argmax(1) for part in pixels.split(2_000)]) == labels


def by_digit(is_right: torch.Tensor, labels: torch.Tensor) -> str:
    return "  ".join(f"{digit}: {is_right[labels == digit].float().mean():.1%}" for digit in range(10))


def picture(drawn: Data, real: Data, score: str, columns: int = 12) -> None:
    """Drawn beside real digits, a row for each digit; the first ones of each set, not chosen."""
    from matplotlib import pyplot
    from PIL import Image

    figure, axes = pyplot.subplots(1, 2, figsize=(8.4, 4.2), layout="constrained")
    for ax, (pixels, labels), title in zip(axes, (drawn, real), ("drawn by the course", "real (MNIST)"), strict=True):
        rows = [pixels[labels == digit][:columns, 0].permute(1, 0, 2).reshape(28, -1) for digit in range(10)]
        ax.imshow(255 - torch.cat(rows), cmap="gray", vmin=0, vmax=255)
        ax.set_yticks([28 * digit + 14 for digit in range(10)], [str(digit) for digit in range(10)])
        ax.set_xticks([])
        ax.tick_params(length=0)
        ax.set_title(title)
        ax.spines[:].set_visible(False)
    figure.supxlabel(score, fontsize=10)
    memory = io.BytesIO()
    figure.savefig(memory, dpi=110)
    Image.open(memory).convert("L").quantize(16).save(asset("drawn-digits.png"), optimize=True)


def main() -> None:
    parser = command_line.parser(__doc__, whole=True)
    command_line.add(parser, "seeds")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    real = {split: images("digits", split, limit=60_000) for split in ("train", "test")}
    if real["test"].source != "MNIST":
        sys.exit("This measures against real MNIST: set GANCOURSE_DATA to a folder that holds it.")
    mnist = {split: (found.pixels.cpu(), found.labels.cpu()) for split, found in real.items()}
    started = time.perf_counter()
    drawn = {"train": drawn_digits.digits(60_000, "train")}
    print(f"60,000 digits drawn in {time.perf_counter() - started:.1f} s")
    drawn["test"] = drawn_digits.digits(10_000, "test")
    for name, (pixels, _) in (("drawn", drawn["train"]), ("MNIST", mnist["train"])):
        print(f"{name}: ink {pixels.float().mean() / 255:.3f}, standard deviation {pixels.float().std() / 255:.3f}")

    scores = []
    for seed in range(options.seeds):
        started = time.perf_counter()
        is_right = right(train(drawn["train"], options.epochs, seed), mnist["test"])
        scores.append(is_right.float().mean().item())
        print(f"trained on drawn digits alone, seed {seed}: {scores[-1]:.2%} of real test digits right")
        print(f"  {by_digit(is_right, mnist['test'][1])}   ({time.perf_counter() - started:.0f} s)", flush=True)
    judge = train(mnist["train"], options.epochs, 0)
    agrees = right(judge, drawn["test"])
    print(f"trained on MNIST ({right(judge, mnist['test']).float().mean():.2%} of real test digits right):", end=" ")
    print(f"agrees with {agrees.float().mean():.2%} of the drawn labels\n  {by_digit(agrees, drawn['test'][1])}")

    low, high = f"{min(scores):.1%}", f"{max(scores):.1%}"
    spread = f"{low} (one seed)" if len(scores) == 1 else f"{low} to {high} ({len(scores)} seeds)"
    picture(drawn["train"], mnist["train"], caption(spread))


def caption(spread: str) -> str:
    return f"Share of real test digits read right by a small network that was trained on drawn ones alone: {spread}"


if __name__ == "__main__":
    main()

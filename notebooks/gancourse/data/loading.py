"""The pictures the course trains on: `images("digits")`, with or without a network.

Handwritten digits come from the first of these that has them:

1. the folder named by `GANCOURSE_DATA` (a relative path starts at the course's folder), in torchvision's layout
   (`MNIST/raw/train-images-idx3-ubyte` and so on) or in another that can be recognised; it may be read-only;
2. the course's cache folder (`GANCOURSE_CACHE`, else the user's own cache folder);
3. torchvision's download into that cache, given up when nothing arrives for ten seconds;
4. the course's own drawn digits (`gancourse.data.drawn_digits`).

`GANCOURSE_OFFLINE=1` leaves out step 3. `GANCOURSE_DATA=none` goes straight to step 4. Fashion-MNIST has the first
three steps only: the course cannot draw clothes, and says so.

A damaged file is never trained on: it is named, set aside as `*.broken` where the folder can be written to, and the
next step is taken. Training and test digits are always of one kind, MNIST's or drawn, because scores compare them.
"""

import contextlib
import os
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from gancourse.data import drawn_digits
from gancourse.data.folders import CACHE, FASHION, MNIST, PREFIX, look, reason
from gancourse.data.sources import find, sweep
from gancourse.errors import CourseError
from gancourse.paths import cache_folder, data_folder
from gancourse.settings import device, speed

COLLECTIONS = {"digits": MNIST, "fashion": FASHION}
DRAWN = {"train": 60_000, "test": 10_000}
KINDS = {"train": "training", "test": "test"}
DIRECTLY = 5_000  # so few digits are drawn afresh each time; more are kept in the cache
SMOKE_LIMIT = 1_000


class Images:
    """A set of 28 by 28 grey pictures in memory, on the device."""

    def __init__(self, pixels: torch.Tensor, labels: torch.Tensor, source: str) -> None:
        self.pixels = pixels  # uint8 (n, 1, 28, 28)
        self.labels = labels  # int64 (n,)
        self.source = source  # "MNIST", "Fashion-MNIST" or "drawn"

    def __len__(self) -> int:
        return len(self.pixels)

    def __repr__(self) -> str:
        return f"Images({len(self):,} of 28 x 28, source {self.source!r}, on {self.pixels.device})"

    def random(self, m: int) -> torch.Tensor:
        """m random pictures, float32 of shape (m, 1, 28, 28) in [0, 1]; the same one may come twice."""
        return self._scaled(torch.randint(len(self), (m,), device=self.pixels.device))

    def batches(self, m: int) -> Iterator[torch.Tensor]:
        """Batches of m pictures without end, float32 of shape (m, 1, 28, 28) in [0, 1].

        Every epoch runs through all pictures in a new order; what does not fill a batch at its end is left out.
        """
        if not 1 <= m <= len(self):
            raise CourseError(
                f"A batch of {m:,} cannot be taken from {len(self):,} pictures. Choose a size from 1 to {len(self):,}."
            )
        return self._epochs(m)

    def _epochs(self, m: int) -> Iterator[torch.Tensor]:
        while True:
            order = torch.randperm(len(self), device=self.pixels.device)
            for start in range(0, len(self) - m + 1, m):
                yield self._scaled(order[start : start + m])

    def _scaled(self, index: torch.Tensor) -> torch.Tensor:
        return self.pixels[index].float().div_(255)


def images(name: str = "digits", split: str = "train", limit: int | None = None) -> Images:
    """The pictures called `name` ("digits" or "fashion"), on the device. Prints one line that says what they are.

    split: "train" or "test". limit: take only so many, from the start; at speed smoke 1,000 unless you say otherwise.
    """
    if name not in COLLECTIONS:
        raise CourseError(f"There are no pictures called {name!r}. Choose 'digits' or 'fashion'.")
    if split not in PREFIX:
        raise CourseError(f"There is no split called {split!r}. Choose 'train' or 'test'.")
    if limit is not None and limit < 1:
        raise CourseError(f"limit={limit} leaves no pictures. Give a positive number, or None for all.")
    if limit is None and speed() == "smoke":
        limit = SMOKE_LIMIT
    collection = COLLECTIONS[name]
    kind = KINDS[split]
    loaded, story = _from_files(name, split)
    if loaded is not None:
        pixels, labels = loaded
        count = min(len(pixels), limit or len(pixels))
        number = f"{count:,}" if count == len(pixels) else f"{count:,} of {len(pixels):,}"
        line, source = f"{number} {kind} {collection.things}: {collection.title}, {story}.", collection.title
    elif name == "digits":
        count = min(DRAWN[split], limit or DRAWN[split])
        pixels, labels = _drawn(split, count)
        line, source = f"{count:,} {kind} digits drawn by the course, {story}.", "drawn"
    else:
        raise CourseError(
            f"There are no {collection.things} here, {story}, and the course cannot draw them. Run this cell again with a network, "
            f"or set GANCOURSE_DATA to a folder that holds {collection.torchvision_class}/raw, or use images('digits')."
        )
    found = Images(pixels[:count].to(device()), labels[:count].to(device()), source)
    print(line)
    return found


def _from_files(name: str, split: str) -> tuple[tuple[torch.Tensor, torch.Tensor] | None, str]:
    """The real pictures and where they came from, or None and why there are none."""
    given, cache, collection = data_folder(), cache_folder(), COLLECTIONS[name]
    if given is None:
        return None, "as GANCOURSE_DATA=none asks"
    places = [*given, (CACHE, cache)]
    loaded, story = find(collection, split, places, cache)
    if loaded is None:
        return None, f"because {collection.title} could not be had ({'; '.join(story)})"
    if name != "digits" or story.startswith("downloaded"):  # clothes are never drawn; a download brings both splits
        return loaded, story
    other = "test" if split == "train" else "train"
    if all(look(collection, other, folder, place)[0] is None for place, folder in places):
        others, reasons = find(collection, other, places, cache)
        if others is None:
            return None, (
                f"because {collection.title}'s {KINDS[other]} digits could not be had ({'; '.join(reasons)}), "
                "and both must be of one kind"
            )
    return loaded, story


def _drawn(split: str, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """`count` drawn digits. Many take a while, so the whole split is drawn once and kept in the cache."""
    if count <= DIRECTLY:
        return drawn_digits.digits(count, split)
    path = cache_folder() / f"drawn-digits-{split}-{drawn_digits.version()}.npz"
    kept = _read_drawn(path, split)
    if kept is not None:
        return kept
    pixels, labels = drawn_digits.digits(DRAWN[split], split, progress=True)
    _keep_drawn(path, pixels, labels)
    return pixels, labels


def _read_drawn(path: Path, split: str) -> tuple[torch.Tensor, torch.Tensor] | None:
    """The kept digits, or None. Reading an npz file compares its checksums, so a damaged one cannot pass."""
    try:
        with np.load(path) as file:
            pixels, labels = torch.from_numpy(file["pixels"]), torch.from_numpy(file["labels"])
        if pixels.shape == (DRAWN[split], 1, 28, 28) and labels.shape == (DRAWN[split],):
            return pixels, labels
    except FileNotFoundError:
        return None
    except PermissionError as error:  # another user of a shared folder kept them from everybody else
        print(f"The drawn digits in the cache cannot be read ({reason(error)}), so they are drawn again.")
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass
    print("The drawn digits in the cache are damaged, so they are drawn again.")
    return None


def _keep_drawn(path: Path, pixels: torch.Tensor, labels: torch.Tensor) -> None:
    """Written under a private name, then renamed: others who share the folder see all of it or nothing."""
    private = path.with_name(f"drawing-{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        with private.open("xb") as file:  # not tempfile, whose files nobody else in a shared folder may read
            np.savez(file, pixels=pixels.numpy(), labels=labels.numpy())
        os.replace(private, path)
    except OSError as error:
        print(f"The drawn digits cannot be kept for next time ({reason(error)}), so they are drawn again then.")
    finally:
        with contextlib.suppress(OSError):
            private.unlink(missing_ok=True)

"""The pictures that the course draws itself: digits and faces. Many take a while, so a whole split is drawn once and
kept in the cache."""

import contextlib
import os
import uuid
import zipfile
from pathlib import Path

import numpy as np
import torch

from gancourse.data import drawn_digits, drawn_faces
from gancourse.data.faces.attributes import ATTRIBUTES
from gancourse.data.folders import reason
from gancourse.data.sources import sweep
from gancourse.paths import cache_folder

COUNTS = {"digits": {"train": 60_000, "test": 10_000}, "faces": {"train": 20_000, "test": 5_000}}
DIRECTLY = {"digits": 5_000, "faces": 1_000}  # so few are drawn afresh each time

Drawn = tuple[torch.Tensor, torch.Tensor]


def pictures(name: str, split: str, count: int, size: int) -> Drawn:
    """The first `count` drawn "digits" or "faces" of a split, `size` pixels a side: uint8 pictures, int64 labels."""
    if count <= DIRECTLY[name]:
        return _draw(name, split, count, size)
    version = {"digits": drawn_digits, "faces": drawn_faces}[name].version()
    what = f"{name}-{split}" if name == "digits" else f"{name}-{split}-{size}"
    path = cache_folder() / f"drawn-{what}-{version}.npz"
    kept = _read(path, name, COUNTS[name][split], size)
    if kept is not None:
        return kept
    pixels, labels = _draw(name, split, COUNTS[name][split], size, progress=True)
    _keep(path, name, pixels, labels)
    return pixels, labels


def _draw(name: str, split: str, count: int, size: int, progress: bool = False) -> Drawn:
    if name == "digits":
        return drawn_digits.digits(count, split, progress=progress)
    return drawn_faces.faces(count, split, size, progress=progress)


def _shapes(name: str, count: int, size: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of pictures and labels."""
    if name == "digits":
        return (count, 1, size, size), (count,)
    return (count, 3, size, size), (count, len(ATTRIBUTES))


def _read(path: Path, name: str, count: int, size: int) -> Drawn | None:
    """The kept pictures, or None. Reading an npz file compares its checksums, so a damaged one cannot pass."""
    try:
        with np.load(path) as file:
            pixels, labels = torch.from_numpy(file["pixels"]), torch.from_numpy(file["labels"])
        if (pixels.shape, labels.shape) == _shapes(name, count, size):
            return pixels, labels
    except FileNotFoundError:
        return None
    except PermissionError as error:  # another user of a shared folder kept them from everybody else
        print(f"The drawn {name} in the cache cannot be read ({reason(error)}), so they are drawn again.")
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass
    print(f"The drawn {name} in the cache are damaged, so they are drawn again.")
    return None


def _keep(path: Path, name: str, pixels: torch.Tensor, labels: torch.Tensor) -> None:
    """Written under a private name, then renamed: others who share the folder see all of it or nothing."""
    private = path.with_name(f"drawing-{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        with private.open("xb") as file:  # not tempfile, whose files nobody else in a shared folder may read
            np.savez(file, pixels=pixels.numpy(), labels=labels.numpy())
        os.replace(private, path)
    except OSError as error:
        print(f"The drawn {name} cannot be kept for next time ({reason(error)}), so they are drawn again then.")
    finally:
        with contextlib.suppress(OSError):
            private.unlink(missing_ok=True)

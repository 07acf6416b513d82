"""Photographs of faces that a reader has: CelebA as torchvision lays it out, or a folder of pictures.

`GANCOURSE_DATA` names a folder. In it, `celeba` holds `img_align_celeba` and the five lists that torchvision's class
reads; or `faces` holds pictures (jpg, png, webp, bmp, in folders of their own if you like; in `train` and `test`, or else
every tenth of them is a test picture). Nothing is downloaded: CelebA shows real people and is given out for research
that earns no money, so whether to fetch it is the reader's decision.

Pictures are cut and scaled as in the published script of a well-known article on GANs for faces: of CelebA's aligned ones,
178 by 218, the middle 108 by 108, which is all face and little background; then scaled to the size asked for. A picture
that already has this size is taken as it is. Of a picture of another shape nobody knows where the face is, so its
largest middle square is taken. The script left the way of scaling to its library, which in those years took the nearest
pixel; here every pixel is the mean of those it stands for, so that no line is lost.
"""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image, ImageOps

from gancourse.data.folders import KINDS, reason
from gancourse.data.sources import torchvision_datasets
from gancourse.errors import CourseError

if TYPE_CHECKING:
    from types import ModuleType

    from tqdm import tqdm

CELEBA, PICTURES = "celeba", "faces"  # the folders inside the one that GANCOURSE_DATA names
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
ALIGNED, MIDDLE = (178, 218), 108
FEWEST = 100  # of a split; with fewer a network learns them by heart
TEST_EVERY = 10  # without folders called train and test, every tenth picture is a test picture
SHOWN = 3  # so many broken pictures are named


@dataclass(frozen=True)
class Album:
    """The photographs of one split, not yet read."""

    title: str  # "CelebA" or "your pictures"
    place: str  # what named their folder
    kind: str  # "training" or "test"
    paths: Sequence[Path]
    labels: torch.Tensor  # int64 (len(paths), attributes)
    attributes: dict[str, tuple[str, ...]]


def find(folder: Path, place: str) -> dict[str, Album]:
    """The photographs in a folder that `place` names, as "train" and "test". Raises CourseError with the reason."""
    if (folder / CELEBA).is_dir():
        albums = _celeba(torchvision_datasets(), folder, place)
    elif (folder / PICTURES).is_dir():
        albums = _pictures(folder / PICTURES, place)
    else:
        if not folder.is_dir():
            raise CourseError(f"{place} is {folder}, and there is no such folder")
        raise CourseError(f"{place} holds neither a folder {CELEBA} nor one called {PICTURES}")
    for album in albums.values():
        if len(album.paths) < FEWEST:
            raise CourseError(
                f"{place} holds {len(album.paths):,} {album.kind} pictures of faces, and at least {FEWEST} are needed"
            )
    return albums


def read(album: Album, count: int, size: int) -> tuple[torch.Tensor, torch.Tensor, str]:
    """The first `count` photographs that can be read, uint8 (n, 3, size, size), their labels, and the broken in words.

    Raises CourseError when so many are broken that fewer than `FEWEST` (and than `count`) remain.
    """
    pixels, kept, broken = [], [], []
    with _progress(count) as bar:
        for number, path in enumerate(album.paths):
            if len(kept) == count:
                break
            try:
                pixels.append(_square(path, size))
                kept.append(number)
                bar.update()
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
                broken.append(f"{path.name} ({_why(error)})")
    more = f" and {len(broken) - SHOWN:,} more" if len(broken) > SHOWN else ""
    said = f"{', '.join(broken[:SHOWN])}{more}"
    if len(kept) < min(FEWEST, count):
        raise CourseError(
            f"{album.kind} pictures of faces in {album.place} cannot be read: {said}; {len(kept):,} are left, and at "
            f"least {FEWEST} are needed"
        )
    return torch.stack(pixels), album.labels[kept], said


def _celeba(datasets: "ModuleType", folder: Path, place: str) -> dict[str, Album]:
    # torchvision compares the lists with the checksums of the originals; a selection of CelebA is welcome here.
    unchecked = type("CelebA", (datasets.CelebA,), {"_check_integrity": lambda self: True})
    pictures = folder / CELEBA / "img_align_celeba"
    if not pictures.is_dir():
        raise CourseError(f"{CELEBA} in {place} has no folder img_align_celeba: unpack img_align_celeba.zip there")
    try:
        dataset = unchecked(folder, split="all", target_type="attr")
        split_of = dataset._load_csv("list_eval_partition.txt").data[:, 0]
        names = [name for name in dataset.attr_names if name]
        if dataset.attr.shape != (len(split_of), len(names)):
            raise ValueError(dataset.attr.shape)
    except OSError as error:
        name = Path(error.filename or CELEBA).name
        raise CourseError(f"{name} in {CELEBA} in {place} cannot be read: {reason(error)}") from None
    except (ValueError, IndexError, RuntimeError, TypeError, AttributeError):
        raise CourseError(f"the lists in {CELEBA} in {place} are damaged or do not fit together") from None
    albums = {}
    for split, number in {"train": 0, "test": 2}.items():
        chosen = (split_of == number).nonzero().flatten()
        paths = [pictures / dataset.filename[k] for k in chosen.tolist()]
        albums[split] = Album(
            "CelebA", place, KINDS[split], paths, dataset.attr[chosen].long(), dict.fromkeys(names, ("no", "yes"))
        )
    return albums


def _pictures(folder: Path, place: str) -> dict[str, Album]:
    if all((folder / split).is_dir() for split in ("train", "test")):
        paths = {split: _inside(folder / split) for split in ("train", "test")}
    else:
        everything = _inside(folder)
        test = everything[::TEST_EVERY]
        paths = {"train": [path for k, path in enumerate(everything) if k % TEST_EVERY], "test": test}
    return {
        split: Album("your pictures", place, KINDS[split], these, torch.empty(len(these), 0, dtype=torch.int64), {})
        for split, these in paths.items()
    }


def _inside(folder: Path) -> list[Path]:
    """The pictures in a folder and in those inside it, in the order of their names."""
    found = [Path(inner, name) for inner, _, names in os.walk(folder) for name in names if not name.startswith(".")]
    return sorted(path for path in found if path.suffix.lower() in ENDINGS)


def _square(path: Path, size: int) -> torch.Tensor:
    """One photograph, cut and scaled: uint8 (3, size, size)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Pillow: a palette with transparency, a very large picture
        with Image.open(path) as picture:
            square = ImageOps.exif_transpose(picture).convert("RGB")  # as it was held, not as the camera was
    wide, high = square.size
    if (wide, high) != (size, size):
        side = MIDDLE if (wide, high) == ALIGNED else min(wide, high)
        left, top = (wide - side) // 2, (high - side) // 2
        box = (left, top, left + side, top + side)
        square = square.resize((size, size), Image.Resampling.BOX if side >= size else Image.Resampling.BICUBIC, box)
    return torch.from_numpy(np.array(square)).permute(2, 0, 1)


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is not there"
    if isinstance(error, OSError) and error.strerror:
        return reason(error)
    return "it is broken"


def _progress(count: int) -> "tqdm":
    from tqdm.auto import tqdm

    return tqdm(total=count, desc="Reading faces", leave=False, delay=2)

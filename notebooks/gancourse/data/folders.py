"""One folder with the files of MNIST or Fashion-MNIST: where they lie in it, whether they are whole, and what it holds
in their place.

The course's own layout is torchvision's. A folder that the user names may have another: packed files, other spellings,
no `raw`, a folder too many. Where it can be told what the files are, they are copied into torchvision's layout for the
moment of reading; where not, a sentence says what lies there. Nothing of the user's is ever moved but a file that is
broken.
"""

import contextlib
import errno
import gzip
import hashlib
import os
import re
import shutil
import struct
import tempfile
import time
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from gancourse.errors import CourseError

if TYPE_CHECKING:
    from types import ModuleType

CACHE = "the cache"
PREFIX = {"train": "train", "test": "t10k"}
KINDS = {"train": "training", "test": "test"}  # in words
PICTURES_MAGIC, LABELS_MAGIC = 2051, 2049
PACKED = b"\x1f\x8b"  # how a gzip file begins, whatever it is called
DEPTH, MOST = 3, 2_000  # how deep, and through how many entries, a folder with another layout is searched
SHOWN = 4  # so many of a folder's files are named


@dataclass(frozen=True)
class Collection:
    """One data set: its title, torchvision's class for it, what its pictures show."""

    title: str
    torchvision_class: str
    things: str
    megabytes: int
    originals: dict[str, tuple[int, str]] = field(
        default_factory=dict
    )  # name -> number of items, MD5 of the unpacked file


MNIST = Collection(
    "MNIST",
    "MNIST",
    "digits",
    12,
    {
        "train-images-idx3-ubyte": (60_000, "6bbc9ace898e44ae57da46a324031adb"),
        "train-labels-idx1-ubyte": (60_000, "a25bea736e30d166cdddb491f175f624"),
        "t10k-images-idx3-ubyte": (10_000, "2646ac647ad5339dbf082846283269ea"),
        "t10k-labels-idx1-ubyte": (10_000, "27ae3e4e09519cfbb04c329615203637"),
    },
)
FASHION = Collection("Fashion-MNIST", "FashionMNIST", "pictures of clothes", 31)

Loaded = tuple[torch.Tensor, torch.Tensor]


class Fault(NamedTuple):
    """What is wrong with a file. A whole one is somebody's data, only not these."""

    why: str
    is_whole: bool = False


def raw_files(folder: Path, collection: Collection, split: str) -> tuple[Path, Path]:
    """The file of pictures and the file of labels, where torchvision looks for them."""
    raw = folder / collection.torchvision_class / "raw"
    return raw / f"{PREFIX[split]}-images-idx3-ubyte", raw / f"{PREFIX[split]}-labels-idx1-ubyte"


def load(datasets: "ModuleType", folder: Path, collection: Collection, split: str) -> Loaded:
    """Both files of one split, already found whole, through torchvision's class."""
    original = getattr(datasets, collection.torchvision_class)
    # torchvision insists on the other split's files too, and prefers an older format; these two files have been checked.
    checked: dict[str, Any] = {"_check_exists": lambda self: True, "_check_legacy_exist": lambda self: False}
    dataset = type(original.__name__, (original,), checked)(folder, train=split == "train")
    return dataset.data[:, None], dataset.targets.long()


def look(collection: Collection, split: str, folder: Path, place: str) -> tuple[int | None, str]:
    """(the number of pictures in this folder, "") or (None, why there are none). Only looks: nothing is renamed."""
    try:
        with opened(collection, split, folder, place, mends=False) as found:
            return count(raw_files(found, collection, split)[0]), ""
    except CourseError as error:
        return None, str(error)
    except (OSError, struct.error):  # taken away since then
        return None, f"what {place} holds cannot be read"


@contextlib.contextmanager
def opened(collection: Collection, split: str, folder: Path, place: str, mends: bool = True) -> Iterator[Path]:
    """A folder with this split, whole, in torchvision's layout: `folder` itself, or for the moment another with copies.

    Raises CourseError with the reason why there is none: an empty one when there is nothing to say (an empty cache).
    mends: a broken file is set aside.
    """
    trouble = _trouble(raw_files(folder, collection, split), folder, place, collection, mends)
    if trouble is None:
        yield folder
        return
    pair = None if place == CACHE else _elsewhere(folder, collection, split)
    if pair is None:
        raise CourseError(trouble)
    with tempfile.TemporaryDirectory(prefix="gancourse-") as passing:
        _copy(pair, Path(passing), folder, collection, split, place)
        yield Path(passing)


# Files where they belong ----------------------------------------------------------------------------------------------


def damage(path: Path, name: str | None = None, original: tuple[int, str] | None = None) -> Fault | None:
    """What is wrong with an idx file of pictures or labels, or None. Its own header says how long it must be.

    name: what it is called when it is complete, if `path` is a private name. original: the number of items and the MD5
    of the original file; a file of another length is taken for a selection and its checksum is not compared.
    """
    of_pictures = "images" in (name or path.name)
    length = 16 if of_pictures else 8
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(length)
        if header.startswith(PACKED):
            return Fault("it is still packed", is_whole=True)
        if len(header) < length:
            return Fault(f"{size} bytes are not even a whole header")
        magic, items, *sides = struct.unpack(f">{length // 4}i", header)
        if magic != (PICTURES_MAGIC if of_pictures else LABELS_MAGIC):
            return Fault(f"it does not begin as an idx file of {'pictures' if of_pictures else 'labels'} does")
        if items < 1:
            return Fault("it holds nothing")
        expected = length + items * (sides[0] * sides[1] if of_pictures else 1)
        if size != expected:
            return Fault(f"{size:,} bytes, where its header promises {expected:,}")
        if of_pictures and sides != [28, 28]:
            return Fault("its pictures are not 28 by 28", is_whole=True)
        content = file.read()
    if not of_pictures and max(content) > 9:
        return Fault(f"it has a label {max(content)}, and labels go from 0 to 9", is_whole=True)
    if (
        original
        and original[0] == items
        and hashlib.md5(header + content, usedforsecurity=False).hexdigest() != original[1]
    ):
        return Fault("its checksum is not that of the original", is_whole=True)
    return None


def count(path: Path) -> int:
    """The number of pictures or labels that a file promises."""
    with path.open("rb") as file:
        return struct.unpack(">ii", file.read(8))[1]


def _trouble(files: tuple[Path, Path], folder: Path, place: str, collection: Collection, mends: bool) -> str | None:
    """None when these two files are whole; else why not. Empty when there is nothing to say (an empty cache)."""
    for path in files:
        try:
            if not _is_file(path):
                return "" if place == CACHE else _missing(path, folder, place)
            fault = damage(path, original=collection.originals.get(path.name))
            if fault is not None and fault.is_whole and place != CACHE:
                return f"{path.name} in {place} is not {collection.title}'s: {fault.why}; it was left as it is"
            if fault is not None and not mends:
                return f"{path.name} in {place} is damaged: {fault.why}"
            if fault is not None and not _set_aside(path, place, fault.why, collection):
                return f"{path.name} in {place} is damaged"
        except OSError as error:
            return _unreadable(path, folder, place, error)
    try:
        pictures, labels = (count(path) for path in files)
    except (OSError, struct.error):  # somebody else is mending the folder at this moment
        return f"what {place} holds cannot be read"
    if pictures != labels:
        return f"{place} does not fit together: {pictures:,} pictures, {labels:,} labels"
    return None


def _is_file(path: Path) -> bool:
    """Whether it is there. One in a folder that must not be entered is an error, unlike for `Path.is_file` of Python 3.14."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return path.is_file()


def _unreadable(path: Path, folder: Path, place: str, error: OSError) -> str:
    said = f"{path.name} in {place}, {folder}, cannot be read: {reason(error)}"
    if error.errno == errno.EACCES and os.name != "nt":
        said += " (whoever put it there can open it for all: chmod -R a+rX, with the folder's name)"
    return said


def _set_aside(path: Path, place: str, fault: str, collection: Collection) -> bool:
    """Rename a damaged file to `*.broken` and say so. True when a whole file has taken its place in the meantime.

    Others may be mending the same folder at this moment, so the file is first taken away under a private name and
    looked at again: a whole one goes back.
    """

    def say(what: str) -> bool:
        print(f"{path.name} in {place} is damaged: {fault}. {what}")
        return False

    mine = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        size = path.stat().st_size
        time.sleep(0.2)
        if path.stat().st_size != size:
            return say("It seems to be still on its way, so it was left alone.")
        os.replace(path, mine)
    except FileNotFoundError:
        return False
    except OSError:
        return say("It was ignored, and left where it is because the folder cannot be written to.")
    if damage(mine, path.name, collection.originals.get(path.name)) is None:
        os.replace(mine, path)
        return True
    os.replace(mine, path.with_name(f"{path.name}.broken"))
    return say(f"It was renamed to {path.name}.broken.")


# Files elsewhere in the folder ----------------------------------------------------------------------------------------


def _missing(path: Path, folder: Path, place: str) -> str:
    """A sentence on a file that is not where torchvision looks for it: where that was, and what is there."""
    if not _is_there(folder):
        return f"{place} is {folder}, and there is no such folder"
    if not folder.is_dir():
        return f"{place} is {folder}, which is a file and not a folder"
    os.listdir(folder)  # raises where it must not be read, which is another sentence
    likely = re.compile(r"ubyte|idx|mnist|\.(gz|npz|zip|csv|pt)$", re.IGNORECASE)
    held = [each.relative_to(folder).as_posix() for each in _files(folder)]
    held.sort(key=lambda name: (likely.search(name) is None, name))
    shown = ", ".join(held[:SHOWN]) or "no files"
    more = f" and {len(held) - SHOWN:,} more" if len(held) > SHOWN else ""
    return f"{place} is {folder}, which has no {path.relative_to(folder).as_posix()}; it holds {shown}{more}"


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _files(folder: Path) -> Iterator[Path]:
    """The files in a folder, those that lie deep last; not all of a very large one."""
    waiting, seen = [folder], 0
    while waiting and seen < MOST:
        inner = waiting.pop(0)
        try:
            entries = sorted(os.scandir(inner), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries[:MOST]:
            seen += 1
            path = inner / entry.name
            with contextlib.suppress(OSError):
                if entry.is_file():
                    yield path
                elif entry.is_dir() and len(path.relative_to(folder).parts) <= DEPTH:
                    waiting.append(path)


def _elsewhere(folder: Path, collection: Collection, split: str) -> tuple[Path, Path] | None:
    """The split's two files where torchvision does not look: packed, spelt otherwise, or in another folder."""
    found: tuple[list[Path], list[Path]] = ([], [])
    usual = raw_files(folder, collection, split)
    names = [path.name for path in usual]
    for path in _files(folder):
        name = path.name.lower().removesuffix(".gz").replace(".", "-")
        if name in names and _named_for(path, folder) in (collection.torchvision_class, None):
            found[names.index(name)].append(path)

    def order(pair: tuple[Path, Path]) -> tuple:
        depth = sum(len(path.parts) for path in pair)
        return pair[0].parent != pair[1].parent, depth, any(path.suffix == ".gz" for path in pair), pair

    pairs = [(pictures, labels) for pictures in found[0] for labels in found[1]]
    return min((pair for pair in pairs if pair != usual or any(map(_is_packed, pair))), key=order, default=None)


def _is_packed(path: Path) -> bool:
    with contextlib.suppress(OSError), path.open("rb") as file:
        return file.read(len(PACKED)) == PACKED
    return False


def _named_for(path: Path, folder: Path) -> str | None:
    """The data set that the names of the folders around a file speak of: the nearest decides. None when they do not."""
    around = [*folder.parts[-2:], *path.relative_to(folder).parts[:-1]]
    for part in reversed(around):
        letters = re.sub(r"[^a-z]", "", part.lower())
        if letters.startswith("fashion"):
            return "FashionMNIST"
        if "mnist" in letters:
            return "MNIST" if letters.startswith("mnist") else "another"
    return None


def _copy(pair: tuple[Path, Path], passing: Path, folder: Path, collection: Collection, split: str, place: str) -> None:
    """Put copies of two files, unpacked, where torchvision looks for them in `passing`. Raises CourseError.

    The files of both data sets have the same names. Where no folder's name tells them apart, the checksum does.
    """
    copies = raw_files(passing, collection, split)
    copies[0].parent.mkdir(parents=True)
    for path, copy in zip(pair, copies, strict=True):
        try:
            with gzip.open(path) if _is_packed(path) else path.open("rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise CourseError(f"{path} is damaged: it cannot be unpacked to its end") from None
        except OSError as error:
            raise CourseError(f"{path} cannot be read and copied: {reason(error)}") from None
        original = collection.originals.get(copy.name)
        if fault := damage(copy, original=original):
            raise CourseError(f"{path} is not {collection.title}'s: {fault.why}")
        if _named_for(path, folder) is None and (original is None or count(copy) != original[0]):
            raise CourseError(
                f"{path} may be of any data set: put {collection.title}'s into {collection.torchvision_class}/raw in {place}"
            )
    if (pictures := count(copies[0])) != (labels := count(copies[1])):
        raise CourseError(f"{pair[0].parent} does not fit together: {pictures:,} pictures, {labels:,} labels")


def reason(error: OSError) -> str:
    """An operating system's error in a few words, without a path of this machine."""
    return (error.strerror or type(error).__name__).lower()

"""The pictures the course trains on: `images("digits")` and `images("faces")`, with or without a network.

Handwritten digits come from the first of these that has them:

1. the folder named by `GANCOURSE_DATA` (a relative path starts at the course's folder), in torchvision's layout
   (`MNIST/raw/train-images-idx3-ubyte` and so on) or in another that can be recognised; it may be read-only;
2. the course's cache folder (`GANCOURSE_CACHE`, else the user's own cache folder);
3. torchvision's download into that cache, given up when nothing arrives for ten seconds;
4. the course's own drawn digits (`gancourse.data.drawn_digits`).

`GANCOURSE_OFFLINE=1` leaves out step 3. `GANCOURSE_DATA=none` goes straight to step 4. Fashion-MNIST has the first
three steps only: the course cannot draw clothes, and says so.

Faces, colour portraits of any size from 16 to 64 with their attributes as labels, come from the folder named by
`GANCOURSE_DATA`, where that holds photographs (`gancourse.data.photographs`), and else from the course's own hand
(`gancourse.data.drawn_faces`).

A damaged file is never trained on: it is named; one of MNIST's is set aside as `*.broken` where the folder can be written
to, and the next step is taken; a photograph is left out. Training and test pictures are always of one kind, real or
drawn, because scores compare them.
"""

from collections.abc import Iterator

import torch

from gancourse.data import drawn, drawn_faces, photographs
from gancourse.data.faces.attributes import ATTRIBUTES
from gancourse.data.folders import CACHE, FASHION, KINDS, MNIST, PREFIX, look
from gancourse.data.sources import find
from gancourse.errors import CourseError
from gancourse.paths import cache_folder, data_folder
from gancourse.settings import device, speed

COLLECTIONS = {"digits": MNIST, "fashion": FASHION}
SMOKE_LIMIT = 1_000
SIZES = {"digits": [28], "fashion": [28], "faces": drawn_faces.SIZES}  # pixels a side
FACE = 32  # unless another size is asked for


class Images:
    """A set of square pictures in memory, on the device: grey digits and clothes, 28 by 28, or faces in colour."""

    def __init__(
        self,
        pixels: torch.Tensor,
        labels: torch.Tensor,
        source: str,
        attributes: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.pixels = pixels  # uint8 (n, 1, 28, 28); of faces (n, 3, size, size)
        self.labels = labels  # int64 (n,); of faces (n, attributes), a column for each of `attributes`
        self.source = source  # "MNIST", "Fashion-MNIST", "CelebA", "your pictures" or "drawn"
        self.attributes = attributes or {}  # of faces: the name of each column -> the names of its values

    def __len__(self) -> int:
        return len(self.pixels)

    def __repr__(self) -> str:
        size = self.pixels.shape[-1]
        return f"Images({len(self):,} of {size} x {size}, source {self.source!r}, on {self.pixels.device})"

    def column(self, name: str) -> torch.Tensor:
        """The labels of one attribute of faces, int64 (n,): faces.column("mouth") == 3 are the open mouths."""
        if name not in self.attributes:
            known = ", ".join(self.attributes) or "none"
            raise CourseError(f"These pictures have no attribute {name!r}. Their attributes: {known}.")
        return self.labels[:, list(self.attributes).index(name)]

    def random(self, m: int) -> torch.Tensor:
        """m random pictures, float32 of shape (m, channels, size, size) in [0, 1]; the same one may come twice."""
        return self._scaled(torch.randint(len(self), (m,), device=self.pixels.device))

    def batches(self, m: int) -> Iterator[torch.Tensor]:
        """Batches of m pictures without end, float32 of shape (m, channels, size, size) in [0, 1].

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


def images(name: str = "digits", split: str = "train", limit: int | None = None, size: int | None = None) -> Images:
    """The pictures called `name` ("digits", "fashion" or "faces"), on the device. Prints one line that says what they are.

    split: "train" or "test". limit: take only so many, from the start; at speed smoke 1,000 unless you say otherwise.
    size: pixels a side, for faces from 16 to 64, 32 unless you say otherwise.
    """
    if name not in SIZES:
        raise CourseError(f"There are no pictures called {name!r}. Choose 'digits', 'fashion' or 'faces'.")
    if split not in PREFIX:
        raise CourseError(f"There is no split called {split!r}. Choose 'train' or 'test'.")
    if limit is not None and limit < 1:
        raise CourseError(f"limit={limit} leaves no pictures. Give a positive number, or None for all.")
    if size is None:
        size = FACE if name == "faces" else SIZES[name][0]
    if size not in SIZES[name]:
        sizes = " to ".join(str(each) for each in sorted({SIZES[name][0], SIZES[name][-1]}))
        raise CourseError(f"images({name!r}) has no size {size}. Choose {sizes}, or leave size out.")
    if limit is None and speed() == "smoke":
        limit = SMOKE_LIMIT
    found, line = _faces(split, limit, size) if name == "faces" else _digits_or_clothes(name, split, limit)
    print(line)
    return found


def _digits_or_clothes(name: str, split: str, limit: int | None) -> tuple[Images, str]:
    collection = COLLECTIONS[name]
    kind = KINDS[split]
    loaded, story = _from_files(name, split)
    if loaded is not None:
        pixels, labels = loaded
        count = min(len(pixels), limit or len(pixels))
        line = f"{_of(count, len(pixels))} {kind} {collection.things}: {collection.title}, {story}."
        return _on_device(pixels[:count], labels[:count], collection.title), line
    if name == "digits":
        count = min(drawn.COUNTS[name][split], limit or drawn.COUNTS[name][split])
        pixels, labels = drawn.pictures(name, split, count, SIZES[name][0])
        line = f"{count:,} {kind} digits drawn by the course, {story}."
        return _on_device(pixels[:count], labels[:count], "drawn"), line
    raise CourseError(
        f"There are no {collection.things} here, {story}, and the course cannot draw them. Run this cell again with a network, "
        f"or set GANCOURSE_DATA to a folder that holds {collection.torchvision_class}/raw, or use images('digits')."
    )


def _faces(split: str, limit: int | None, size: int) -> tuple[Images, str]:
    """At most as many photographs as there would be drawn faces: reading them takes longer than drawing."""
    count = min(drawn.COUNTS["faces"][split], limit or drawn.COUNTS["faces"][split])
    try:
        album, pixels, labels = _photographs(split, count, size)
    except CourseError as why:
        pixels, labels = drawn.pictures("faces", split, count, size)
        line = f"{count:,} {KINDS[split]} faces of {size} by {size}, drawn by the course, {why}."
        return _on_device(pixels[:count], labels[:count], "drawn", ATTRIBUTES), line
    number = _of(len(pixels), len(album.paths))
    line = f"{number} {KINDS[split]} faces of {size} by {size}: {album.title}, from {album.place}."
    return _on_device(pixels, labels, album.title, album.attributes), line


def _photographs(split: str, count: int, size: int) -> tuple[photographs.Album, torch.Tensor, torch.Tensor]:
    """The reader's own photographs, if both splits can be had. Raises CourseError with the reason why there are none."""
    given = data_folder()
    if given is None:
        raise CourseError("as GANCOURSE_DATA=none asks")
    if not given:
        raise CourseError("because GANCOURSE_DATA names no folder with photographs")
    ((place, folder),) = given
    try:
        albums = photographs.find(folder, place)
        for other in albums.keys() - {split}:
            photographs.read(albums[other], photographs.FEWEST, size)
        pixels, labels, broken = photographs.read(albums[split], count, size)
    except CourseError as error:
        raise CourseError(f"because {error}") from None
    if broken:
        print(f"Left out, because they cannot be read: {broken}.")
    return albums[split], pixels, labels


def _of(count: int, whole: int) -> str:
    return f"{count:,}" if count == whole else f"{count:,} of {whole:,}"


def _on_device(pixels: torch.Tensor, labels: torch.Tensor, *rest) -> Images:
    return Images(pixels.to(device()), labels.to(device()), *rest)


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

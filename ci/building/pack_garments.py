"""Pack the garments that come with the course, write assets/garments.npz: `python3 ci/course.py run building/pack_garments`.

GANCOURSE_DATA names a folder with the selection of Fashion-MNIST that is shipped (4,000 training pictures, 443 test
pictures). Of the whole data set it takes the same pictures: the first 4,443 of the test file.
"""

import argparse
from pathlib import Path

import numpy as np

from gancourse import images
from gancourse.data import garments
from gancourse.paths import asset


def chosen() -> tuple[np.ndarray, np.ndarray]:
    """uint8 (4443, 28, 28) and labels."""
    test = images("fashion", split="test", limit=sum(garments.COUNTS.values()))
    splits = [test] if len(test) == sum(garments.COUNTS.values()) else [images("fashion", limit=10_000), test]
    pixels, labels = (
        np.concatenate([getattr(each, name).cpu().numpy() for each in splits]) for name in ("pixels", "labels")
    )
    if len(pixels) != sum(garments.COUNTS.values()):
        raise SystemExit(f"{len(pixels):,} garments are here, and {sum(garments.COUNTS.values()):,} are shipped.")
    return pixels[:, 0], labels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=asset(garments.FILE))
    arguments = parser.parse_args()
    pixels, labels = chosen()
    with arguments.out.open("wb") as file:
        np.savez_compressed(file, png=garments.packed(pixels), labels=labels.astype(np.uint8))
    print(f"{len(pixels):,} garments; wrote {arguments.out.name}, {arguments.out.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()

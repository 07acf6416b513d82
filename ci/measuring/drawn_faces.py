"""What the drawn faces are worth, and the picture assets/drawn-faces.png.

    python3 ci/course.py run measuring/drawn_faces

Draws the 20,000 training faces at 32 by 32 and times them; counts how often each value is seen, and which attributes
hang together; lets the judge of faces (`ci/building/train_face_judge.py`) name 5,000 test faces; and paints a sheet of them.
"""

import time

import numpy as np
import torch

from gancourse.data import drawn_faces
from gancourse.data.faces.attributes import ATTRIBUTES, NAMES
from gancourse.models.face_judge import face_judge
from gancourse.paths import asset
from measuring import command_line

COLUMNS, ROWS, SIZE, GAP = 12, 4, 64, 2


def cramers_v(labels: np.ndarray, one: str, other: str) -> float:
    """How strongly two attributes hang together, from 0 (not at all) to 1 (one tells the other)."""
    pair = [labels[:, NAMES.index(name)] for name in (one, other)]
    table = np.zeros((len(ATTRIBUTES[one]), len(ATTRIBUTES[other])))
    np.add.at(table, tuple(pair), 1)
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    expected = table.sum(1, keepdims=True) * table.sum(0) / table.sum()
    chi_square = (np.square(table - expected) / expected).sum()
    return float(np.sqrt(chi_square / table.sum() / (min(table.shape) - 1)))


def sheet(pixels: torch.Tensor, columns: int) -> np.ndarray:
    """Faces (n, 3, size, size) in rows with white gaps, (high, wide, 3)."""
    n, _, size, _ = pixels.shape
    framed = torch.nn.functional.pad(pixels, (0, GAP, 0, GAP), value=255)
    rows = framed.view(n // columns, columns, 3, size + GAP, size + GAP)
    return rows.permute(0, 3, 1, 4, 2).reshape(-1, columns * (size + GAP), 3)[:-GAP, :-GAP].numpy()


def picture() -> None:
    from PIL import Image

    pixels, _ = drawn_faces.faces(COLUMNS * ROWS, size=SIZE)
    image = Image.fromarray(sheet(pixels, COLUMNS)).quantize(255, dither=Image.Dither.NONE)
    image.save(asset("drawn-faces.png"), optimize=True)


def main() -> None:
    parser = command_line.parser(__doc__, whole=True)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--test", type=int, default=5_000)
    options = parser.parse_args()
    torch.set_num_threads(1)

    started = time.process_time()
    pixels, labels = drawn_faces.faces(options.count)
    print(f"{options.count:,} faces drawn in {time.process_time() - started:.1f} s of one core")
    for column, (name, values) in enumerate(ATTRIBUTES.items()):
        shares = labels[:, column].bincount(minlength=len(values)) / len(labels)
        print(f"{name:12}" + "  ".join(f"{value} {share:.1%}" for value, share in zip(values, shares, strict=True)))
    pairs = [(one, other) for i, one in enumerate(NAMES) for other in NAMES[i + 1 :]]
    strength = sorted(((cramers_v(labels.numpy(), *pair), pair) for pair in pairs), reverse=True)
    print("What hangs together (Cramér's V): " + ", ".join(f"{a} and {b} {v:.2f}" for v, (a, b) in strength[:8]))

    pixels, labels = drawn_faces.faces(options.test, "test")
    right = (face_judge().labels(pixels.float() / 255) == labels).float().mean(dim=0)
    print(f"The judge of faces names right, of {options.test:,} unseen ones:")
    for name, share in zip(NAMES, right.tolist(), strict=True):
        print(f"{name:12}{share:.2%}")
    picture()


if __name__ == "__main__":
    main()

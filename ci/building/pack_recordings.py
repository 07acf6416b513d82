"""Pack the recordings in assets/ tightly: `python3 ci/course.py run building/pack_recordings`, after a new one was written.

`Run.save` packs with deflate, which is quick and looks back 32 kB: less than one picture of a chart. LZMA sees the pictures
before as well and needs seconds for it, which an author has and a learner at the end of a run has not. `numpy.load` reads both,
and what is in the files stays the same to the last bit.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from gancourse import files
from gancourse.paths import ROOT

RECORDINGS = ("lesson-*-run.npz", "lesson-*-clinic.npz", "lesson-*-films.npz")


def packed(parts: Mapping[str, np.ndarray]) -> bytes:
    """The arrays as an .npz file, compressed by LZMA."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        for name, part in parts.items():
            with archive.open(f"{name}.npy", "w") as entry:
                np.lib.format.write_array(entry, np.asanyarray(part), allow_pickle=False)
    return buffer.getvalue()


def pack(path: Path) -> int:
    """Pack one file where that makes it smaller; returns the bytes saved."""
    before = path.stat().st_size
    with np.load(path, allow_pickle=False) as stored:
        content = packed(stored)
    if len(content) < before:
        files.replace(path, content)
    return before - path.stat().st_size


def main() -> None:
    for pattern in RECORDINGS:
        for path in sorted((ROOT / "assets").glob(pattern)):
            if saved := pack(path):
                print(f"{path.name}: {saved:,} bytes less, now {path.stat().st_size:,}", flush=True)


if __name__ == "__main__":
    main()

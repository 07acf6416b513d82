"""Record the six walks of lesson 04, by the lesson's own cells. Nothing in that lesson is random, so there is nothing to measure.

python3 ci/course.py run measuring/lesson_04 record     assets/lesson-04-run.npz: six ways from one start, 600 rounds
"""

import io
from pathlib import Path

import numpy as np

from building import lesson_source
from environment import ROOT
from gancourse.views import plots
from measuring import command_line

SHOWS = (
    "Two players of the game V = x·y, six ways from (1, 1) at rate 0.1; the cross is the saddle. The curves are the common "
    "logarithm of the distance to it: 0 is a distance of 1, −1 one of 0.1."
)


def record(rounds: int, path: Path) -> Path:
    names = lesson_source.run_until("04", "six", speed="smoke")
    with lesson_source.quietly():
        run = names["race"](rounds)
        next_frame = 1.0
        for step in run:
            names["play_round"](run.paths)
            run.log(**{name: names["height"](path) for name, path in run.paths.items()})
            run.pause()  # a frame is no playing
            if step >= next_frame or step == rounds:
                run.snapshot(picture(run.picture()[0]))
                next_frame = 1.1 * step + 3
    command = "python3 ci/course.py run measuring/lesson_04 record"
    return run.save(path, lesson="04", command=command, random=False, device="cpu", shows=SHOWS)


def picture(figure) -> np.ndarray:
    from PIL import Image

    figure.set_size_inches(3.9, 2.9)
    for ax in figure.axes:
        ax.title.set_fontsize(9)
    return np.asarray(Image.open(io.BytesIO(plots.to_png(figure))).convert("RGB"))


def main() -> None:
    parser = command_line.parser(__doc__)
    parser.add_argument("what", choices=("record",))
    parser.add_argument("--rounds", type=int, default=600)
    parser.add_argument("--out", type=Path, default=ROOT / "assets" / "lesson-04-run.npz")
    arguments = parser.parse_args()
    path = record(arguments.rounds, arguments.out)
    print(f"wrote {path.name}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

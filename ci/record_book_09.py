"""Record lesson 09's long run: `python ci/record_book_09.py --seconds 300 --seed 0` writes assets/lesson-09-run.npz.

The book chapter's two networks, ported, trained as the chapter trains them, with 32 samples of the same latents at
frames that grow farther apart.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "notebooks"))

from gancourse import Run, images, plots, seed_everything  # noqa: E402
from gancourse.published import BookGAN  # noqa: E402
from gancourse.settings import device  # noqa: E402


def record(seconds: float | None, steps: int | None, seed: int, limit: int | None = None) -> tuple[Run, BookGAN]:
    seed_everything(seed)
    data = images("digits", limit=limit)
    gan = BookGAN(device())
    latent = gan.latent(32)
    run = Run("the book chapter's networks", seconds=seconds, steps=steps, images_per_step=gan.batch_size)
    next_frame = 1.0
    for step in run:
        run.log(**gan.step(data.random(gan.batch_size), run.elapsed_fraction))
        if step >= next_frame:  # more seldom as the pictures change more slowly
            run.snapshot(plots.tile(gan.sample(latent).cpu()))
            next_frame = 1.2 * step + 2
    if run.frames[-1][0] < run.step:
        run.snapshot(plots.tile(gan.sample(latent).cpu()))
    return run, gan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--steps", type=int, help="a budget in rounds in place of seconds")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, help="train on so many digits only")
    parser.add_argument("--out", type=Path, default=ROOT / "assets" / "lesson-09-run.npz")
    parser.add_argument("--picture", type=Path, help="also write 64 samples of the end, to look at")
    arguments = parser.parse_args()
    seconds = arguments.seconds if arguments.steps is None else None
    run, gan = record(seconds, arguments.steps, arguments.seed, arguments.limit)
    command = f"python ci/record_book_09.py --seconds {arguments.seconds:g} --seed {arguments.seed}"
    run.save(arguments.out, lesson="09", command=command, seed=arguments.seed)
    if arguments.picture:
        arguments.picture.write_bytes(plots.to_png(plots.image_grid(gan.sample(gan.latent(64)))))
    print(f"{arguments.out.name}: {run.step:,} rounds in {run.seconds:.0f} s, {len(run.frames)} frames")


if __name__ == "__main__":
    main()

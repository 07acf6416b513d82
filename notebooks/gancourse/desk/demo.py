"""A minute of training without a notebook: `python3 ci/course.py demo`.

The networks and the recipe are those that lesson 05 trains for a minute. What is left behind: a picture of the digits at the end and
an animation of how they came about, from one fixed grid of latent points.
"""

import argparse
import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import torch

from gancourse import files
from gancourse.data.loading import images
from gancourse.errors import CourseError
from gancourse.paths import ROOT
from gancourse.settings import SettingError, device, seed_everything
from gancourse.training.digit_gan import DigitGAN
from gancourse.training.runs import Run
from gancourse.views import plots

COLUMNS = 8
FRAMES = 36  # in the animation, denser at the start, where more happens
FRAME_MILLISECONDS = 120
ENLARGED = 2
ROOM = 2_000_000  # bytes that both pictures take, and some
LANDMARKS = {"2 log 2": 1.386, "log 2": 0.693}


def train(seconds: float, seed: int = 0) -> tuple[Run, torch.Tensor]:
    """Train the GAN; the run with its frames, and the last digits, floats of shape (64, 1, 28, 28) in [0, 1]."""
    seed_everything(seed)
    data = images("digits")
    gan = DigitGAN(device())
    latent = gan.latent(COLUMNS * COLUMNS)
    run = Run("digits", seconds=seconds, landmarks=LANDMARKS, images_per_step=gan.batch_size)
    taken = 0
    for _ in run:
        run.log(**gan.step(data.random(gan.batch_size), run.elapsed_fraction))
        if run.elapsed_fraction >= (taken / FRAMES) ** 2:
            run.snapshot(plots.tile(gan.sample(latent).float(), COLUMNS))
            taken += 1
    digits = gan.sample(latent).float().cpu()
    run.snapshot(plots.tile(digits, COLUMNS))
    return run, digits


@contextlib.contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """What cannot be written in here is a sentence."""
    try:
        yield
    except OSError as error:
        raise CourseError(
            f"The pictures cannot be put into {folder}: {files.reason(error)}. Name another folder with --output."
        ) from None


def try_writing(folder: Path) -> None:
    """Before the minute of training, not after it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(ROOM))


def animation(run: Run) -> bytes:
    """A GIF with the second of each frame under it; the last frame stays longer."""
    from PIL import Image, ImageDraw

    sheets = []
    for _, second, frame in run.frames:
        height, width = (ENLARGED * length for length in frame.shape)
        sheet = Image.new("L", (width, height + 18), 255)
        sheet.paste(Image.fromarray(frame).resize((width, height), Image.Resampling.NEAREST))
        ImageDraw.Draw(sheet).text((4, height + 3), f"{second:.0f} s of training", fill=0)
        sheets.append(sheet.quantize(16, dither=Image.Dither.NONE))
    durations, made = [FRAME_MILLISECONDS] * (len(sheets) - 1) + [3000], io.BytesIO()
    sheets[0].save(
        made, format="GIF", save_all=True, append_images=sheets[1:], duration=durations, loop=0, optimize=True
    )
    return made.getvalue()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m gancourse.desk.demo", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="how long to train (default 60)")
    parser.add_argument("--output", type=Path, default=ROOT / "output", help="where the pictures go")
    options = parser.parse_args(arguments)
    if options.seconds <= 0:
        parser.error("--seconds must be more than nothing")
    try:
        with writing_into(options.output):
            try_writing(options.output)
        run, digits = train(options.seconds)
        caption = f"{len(digits)} generated digits after {run.seconds:.0f} s of training, {run.step:,} steps, on {device().type}"
        picture, moving = options.output / "digits.png", options.output / "digits.gif"
        sheet = plots.to_png(plots.image_grid(digits, columns=COLUMNS, title=caption), caption)
        with writing_into(options.output):
            files.replace(picture, sheet)
            files.replace(moving, animation(run))
    except (CourseError, SettingError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{caption}.\nThe picture:    {picture}\nThe animation:  {moving}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

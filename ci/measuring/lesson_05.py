"""Measure the recipe of lesson 05 on this machine: `python3 ci/course.py run measuring/lesson_05 --seconds 60 300 --seeds 3`.

For every budget and seed: the Parzen log-likelihood by the paper's protocol (10,000 samples, the width chosen on 1,000
training digits that were not trained on, all 10,000 test digits), images per second, seconds to the first live picture,
and the most memory the process ever held. Ends with the median and the range for each budget.

`--picture FILE` writes 64 samples of the first run: assets/lesson-05.png is seed 0 after 60 seconds on two quiet cores.
`--record FILE` keeps the first run for the replay in the lesson: assets/lesson-05-run.npz is seed 0, 300 seconds.
`--json FILE` keeps every number.
"""

import sys
import time
from operator import itemgetter

import torch

from gancourse import Run, images, metrics, seed_everything
from gancourse.data.loading import Images
from gancourse.settings import device
from gancourse.training import digit_gan
from gancourse.views import plots
from measuring import command_line, sheet
from measuring.scores import LANDMARKS, draw, set_apart

SHOWS = "Thirty-two latent points, and what the generator of lesson 05 made of them while it trained."


def held_memory() -> float:
    """The most memory this process ever held, in GB; on Windows, where it cannot be asked this way, 0."""
    try:
        import resource
    except ImportError:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**30 if sys.platform == "darwin" else 2**20)


def measure(
    seconds: float, seed: int, data: Images, held_out: torch.Tensor, test: torch.Tensor, samples: int, steps: int | None
) -> dict:
    """Train once, for so many seconds or steps, and score; also returns 64 pictures and the Run itself."""
    seed_everything(seed)
    begun = time.perf_counter()
    gan = digit_gan.DigitGAN(device())
    latent = gan.latent(64)
    first_picture = None
    budget = {"seconds": seconds} if steps is None else {"steps": steps}
    run = Run(f"seed {seed}", **budget, landmarks=LANDMARKS, images_per_step=gan.batch_size)
    next_frame = 0.0
    for step in run:
        run.log(**gan.step(data.random(gan.batch_size), run.elapsed_fraction))
        if step >= next_frame:  # more seldom as the pictures change more slowly
            run.snapshot(plots.tile(gan.sample(latent[:32]).cpu()))
            next_frame = 1.25 * step + 5
        if first_picture is None and run.seconds >= 1:  # when a Run draws its first picture
            plots.to_png(plots.image_grid(gan.sample(latent)))
            first_picture = time.perf_counter() - begun
    score = metrics.parzen_log_likelihood(draw(gan.sample, gan.latent, samples), test, held_out)
    return {
        "seconds": seconds if steps is None else round(run.seconds),
        "steps": run.step,
        "seed": seed,
        "parzen": score.mean,
        "error": score.error,
        "sigma": score.sigma,
        "images_per_second": run.step * gan.batch_size / run.seconds,
        "first_picture": first_picture,
        "memory": held_memory(),
        "bfloat16": gan.half,
        "pictures": gan.sample(latent),
        "run": run,
    }


def summary(rows: list[dict]) -> list[str]:
    """One line for each budget: the median and the range of each measurement."""
    lines = []
    for seconds, these in sorted(sheet.grouped(rows, itemgetter("seconds")).items()):
        parts = []
        for name, form, unit in (
            ("parzen", ".0f", "nats"),
            ("images_per_second", ",.0f", "images/s"),
            ("first_picture", ".1f", "s to the first picture"),
            ("memory", ".2f", "GB"),
        ):
            if values := sheet.column(these, name):
                parts.append(f"{sheet.spread(values, form)} {unit}")
        lines.append(f"{seconds:g} s, {len(these)} seeds: " + ", ".join(parts))
    return lines


def main() -> None:
    parser = command_line.parser(__doc__)
    command_line.add(parser, "seconds", default=[60.0])
    parser.add_argument(
        "--steps", type=int, help="instead of seconds: so many steps, on a machine that is busy or slow"
    )
    command_line.add(parser, "seeds", "samples", "limit", "picture", "record", "json")
    arguments = parser.parse_args()
    data, held_out, test = set_apart(images("digits", limit=arguments.limit))
    rows, pictures = [], None
    for seconds in arguments.seconds:
        for seed in range(arguments.seeds):
            row = measure(seconds, seed, data, held_out, test, arguments.samples, arguments.steps)
            run, now = row.pop("run"), row.pop("pictures")
            if arguments.record and pictures is None:
                budget = f"--seconds {seconds:g}" if arguments.steps is None else f"--steps {arguments.steps}"
                command = f"python3 ci/course.py run measuring/lesson_05 {budget} --record FILE"
                parzen = round(row["parzen"], 1)
                run.save(arguments.record, lesson="05", command=command, seed=seed, parzen=parzen, shows=SHOWS)
            pictures = now if pictures is None else pictures
            rows.append(row)
            print(f"  {row}", flush=True)
    print("\n".join(summary(rows)))
    if arguments.picture:
        arguments.picture.write_bytes(plots.to_png(plots.image_grid(pictures)))
    if arguments.json:
        sheet.write(arguments.json, rows)


if __name__ == "__main__":
    main()

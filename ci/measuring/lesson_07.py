"""Measure what lesson 07 claims, by the lesson's own code, in float32, one process and one thread.

    python3 ci/course.py run measuring/lesson_07 ladder --seeds 4 --json FILE                 each row of the lesson's ladder, after 1,500 steps
    python3 ci/course.py run measuring/lesson_07 ladder --steps 4000 --seeds 4 --json FILE    the same after 4,000
    python3 ci/course.py run measuring/lesson_07 record --out FOLDER                          assets/lesson-07-run.npz and lesson-07.png

A row is one training with one seed, scored by 10,000 samples of G as it is and by as many of its average: the digit distance (the Fréchet distance in the
judge's features) and the Parzen score. `plan` is the number of steps of 128 images that the row is compared at; `steps` is what it took. Rows that the file holds
already are not measured again; `--only NAME …` measures some of them. The lesson draws its figure from assets/lesson-07-measured.json.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from building import lesson_source
from environment import ROOT
from gancourse import Run, images, seed_everything
from gancourse.views import plots
from measuring import command_line, sheet
from measuring.scores import LANDMARKS, Scores, set_apart

RECORD_STEPS, FRAMES_GROW = 6_000, 1.11
MOMENTS, SHOWN = (1, 20, 50, 100, 200, 400, 700, 1_000, 1_500, 2_500, 4_000, 6_000), 4  # of the lesson's first picture
SHOWS = "Thirty-two latent points while lesson 07's recipe trains: above as G paints them, below as its average does."


def lesson() -> dict[str, Any]:
    """The names of the lesson up to its trainings, with all digits of the training set."""
    names = lesson_source.run_until("07", "trained", speed="smoke")
    names["data"] = set_apart(images("digits"))[0]
    return names


def key(row: dict) -> tuple:
    """What tells a row from every other one."""
    return row["name"], row["plan"], row["seed"]


def plans(names: dict, steps: int) -> Iterator[tuple[str, int, dict]]:
    """For every row of the lesson its name, its steps and the options of its training."""
    for name, options in names["LADDER"].items():
        yield name, steps, options
    for name, (batch, share) in names["BATCHES"].items():
        yield name, round(steps * share), {"batch": batch}


def ladder(
    names: dict, scores: Scores, steps: int, seed: int, known: set[tuple], only: list[str] | None
) -> Iterator[dict]:
    """The rows of one seed that are not known yet."""
    for name, own_steps, options in plans(names, steps):
        row = {"name": name, "plan": steps, "seed": seed, "steps": own_steps}
        if (only and name not in only) or key(row) in known:
            continue
        begun = time.process_time()
        with lesson_source.quietly():
            gan = names["trained"](name, own_steps, seed=seed, **options)
        row["cpu_seconds"] = round(time.process_time() - begun, 1)
        for kind, network in (("", gan.generator), ("average_", gan.average)):
            seed_everything(seed)
            found = scores.of(lambda z, network=network: names["painted"](network, z), names["latent"])
            row |= {f"{kind}distance": found["frechet"], f"{kind}parzen": found["parzen"]}
        yield row


def record(names: dict, out: Path, steps: int = RECORD_STEPS) -> Path:
    """The recipe, filmed: G and its average on the same latents; and the lesson's first picture from its moments."""
    data = names["data"]
    seed_everything(0)
    gan = names["start"]()
    run = Run("the recipe of lesson 07", steps=steps, landmarks=LANDMARKS, images_per_step=128)
    fixed, next_frame, moments = names["latent"](16), 0.0, []
    with lesson_source.quietly():
        for step in run:
            run.log(**names["better_steps"](gan, data.random(128) * 2 - 1, run.elapsed_fraction))
            if step in MOMENTS or step >= next_frame or step == steps:
                both = torch.cat([names["painted"](network, fixed) for network in (gan.generator, gan.average)])
                moments += [both[:SHOWN]] * (step in MOMENTS)
                if step >= next_frame or step == steps:
                    run.snapshot(plots.tile(both, columns=8))
                    next_frame = FRAMES_GROW * step + 3
    rows = torch.stack(moments, dim=1).flatten(0, 1)  # (latents · moments, 1, 28, 28), a latent a row
    (out / "lesson-07.png").write_bytes(plots.to_png(plots.image_grid(rows, columns=len(moments))))
    command = "python3 ci/course.py run measuring/lesson_07 record"
    return run.save(out / "lesson-07-run.npz", lesson="07", command=command, seed=0, shows=SHOWS)


def summary(rows: list[dict]) -> list[str]:
    """Median and range over the seeds of each row."""
    lines = []
    for (name, plan), own in sheet.grouped(rows, lambda row: (row["name"], row["plan"])).items():
        numbers = ", ".join(
            f"{field.replace('_', ' ')} {sheet.spread(sheet.column(own, field), '.1f')}"
            for field in ("distance", "average_distance", "parzen", "average_parzen", "cpu_seconds")
        )
        lines.append(f"{name}, {plan} steps, {len(own)} seeds: {numbers}")
    return lines


def arguments_of() -> argparse.Namespace:
    parser = command_line.parser(__doc__, whole=True)
    parser.add_argument("what", choices=("ladder", "record"))
    parser.add_argument("--steps", type=int, default=1_500)
    command_line.add(parser, "seeds", "first-seed", "json", "remark")
    parser.add_argument("--only", nargs="+", help="some of the rows")
    parser.add_argument("--out", type=Path, default=ROOT / "assets")
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    torch.set_num_threads(1)
    names = lesson()
    if arguments.what == "record":
        path = record(names, arguments.out)
        print(f"wrote {path.name}, {path.stat().st_size:,} bytes")
        return
    rows = sheet.read(arguments.json, {"rows": []})["rows"] if arguments.json else []
    known, scores = {key(row) for row in rows}, Scores(images("digits"), command_line.SAMPLES)
    for seed in command_line.seeds(arguments):
        for row in ladder(names, scores, arguments.steps, seed, known, arguments.only):
            rows.append(row)
            print(row, flush=True)
            if arguments.json:
                sheet.keep(arguments.json, [row], key, arguments.remark)
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()

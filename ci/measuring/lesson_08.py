"""Measure what lesson 08 claims, by the lesson's own code, one process and one thread.

    python3 ci/course.py run measuring/lesson_08 rings --seeds 20 --json FILE      the shipped cure and plain training on hidden rings
    python3 ci/course.py run measuring/lesson_08 switches --seeds 3 --json FILE    each switch alone, and the cure, on the lesson's ring
    python3 ci/course.py run measuring/lesson_08 films --out FOLDER                the films of exercise 8.4, assets/lesson-08-films.npz
    python3 ci/course.py run measuring/lesson_08 record --out FOLDER               assets/lesson-08-run.npz: plain training beside the cure

`rings`: seed i trains on hidden ring i. Both kinds of training get the same number of steps, and no more than 60 CPU seconds. `--only NAME …`
measures some of the switches. `--json FILE` keeps every row, in place of an older one of the same kind, name and seed: the lesson's tables are
drawn from assets/lesson-08-measured.json. Seconds are CPU seconds (`time.process_time`), training only.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from building import lesson_source
from environment import ROOT
from gancourse import Run
from gancourse.toys import ring
from gancourse.views import plane, plots
from measuring import command_line, sheet

MOST_SECONDS = 60.0  # of CPU time, for one training
FILM_FRAMES, FILM_SAMPLES = 12, 300


def lesson() -> dict[str, Any]:
    """The names of the lesson up to its switches and its cure, without the films, which this program makes."""
    return lesson_source.run_until("08", "CURE", speed="smoke", without=["films"])


def trained(names: dict, mixture: ring.Mixture, seed: int, steps: int, switches: dict, look=None) -> dict:
    """Train one game and count: the end of a row. look(step, game), if given, is called after every step, off the clock."""
    torch.set_num_threads(1)
    game = names["start"](mixture, seed, **switches)
    spent, done = 0.0, 0
    while done < steps and spent < MOST_SECONDS:
        begun = time.process_time()
        names["iteration"](game, done / steps)
        spent += time.process_time() - begun
        done += 1
        if look:
            look(done, game)
    found = ring.count(names["samples"](game), mixture)
    return {
        "steps": done,
        "cpu_seconds": round(spent, 1),
        "covered": found.covered,
        "quality": round(found.quality, 4),
        "passes": found.passes,
        "rarest": round(found.shares.min().item(), 4),
    }


def rings(names: dict, seed: int) -> Iterator[dict]:
    """The cure and plain training on hidden ring `seed`."""
    mixture = ring.hidden_ring(seed)
    for name, switches in (("the cure", names["CURE"]), ("plain", {})):
        row = {"kind": "ring", "name": name, "seed": seed, "radius": round(mixture.centres[0].norm().item(), 2)}
        yield row | trained(names, mixture, seed, names["CURE_STEPS"], switches)


def switches(names: dict, seed: int, only: list[str] | None = None) -> Iterator[dict]:
    """Each switch of the lesson alone, on its ring, for the lesson's steps."""
    for name, chosen in names["SWITCHES"].items():
        if only is None or name in only:
            row = {"kind": "switch", "name": name, "seed": seed}
            yield row | trained(names, ring.ring(), seed, names["SWITCH_STEPS"], chosen)


def condition(row: dict) -> tuple:
    """What the seeds have in common."""
    return row["kind"], row["name"]


def key(row: dict) -> tuple:
    """What tells a row from every other one."""
    return *condition(row), row["seed"]


def summary(rows: list[dict]) -> list[str]:
    """Median and range over the seeds of each condition."""
    lines = []
    for (kind, name), own in sheet.grouped(rows, condition).items():
        numbers = ", ".join(
            f"{field.replace('_', ' ')} {sheet.spread(sheet.column(own, field), form)}"
            for field, form in (("covered", ".0f"), ("quality", ".3f"), ("cpu_seconds", ".1f"))
        )
        lines.append(f"{kind} {name:24} {sum(row['passes'] for row in own)} of {len(own)} pass; {numbers}")
    return lines


def films(names: dict, out: Path) -> Path:
    """Three trainings as clips of samples, in the order of the lesson's exercise 8.4: for "A", "B" and "C" an array (frames, samples, 2),
    their steps, and the centres and the sigma of their ring."""
    arrays: dict[str, Any] = {}
    for letter, (play, mixture, *settings) in {"A": DROPPING, "B": HOPPING, "C": COLLAPSE}.items():
        frames, at = [], []

        def look(
            step: int, game: Any, frames: list = frames, at: list = at, every: int = settings[1] // FILM_FRAMES
        ) -> None:
            if step % every == 0:
                at.append(step)
                with torch.random.fork_rng([]):
                    frames.append(names["samples"](game, FILM_SAMPLES).numpy())

        play(names, mixture, *settings, look)
        arrays[letter], arrays[f"{letter}_steps"] = np.stack(frames).astype(np.float16), np.array(at[:FILM_FRAMES])
        arrays[f"{letter}_centres"], arrays[f"{letter}_sigma"] = mixture.centres.numpy(), np.array(mixture.sigma)
    path = out / "lesson-08-films.npz"
    np.savez_compressed(path, **arrays)
    return path


def against_a_fixed_d(names: dict, mixture: ring.Mixture, seed: int, steps: int, switches: dict, look) -> None:
    """D learns to tell the data from noise all over the plane, 600 steps long; then it stays as it is, and G climbs it to the end."""
    game = names["start"](mixture, seed, **switches)
    wide = 1.6 * mixture.centres.abs().max()
    for _ in range(600):
        noise = wide * (2 * torch.rand(names["BATCH"], 2) - 1)
        loss = names["d_loss"](game, mixture.sample(names["BATCH"]), noise)
        names["descend"](game.d_optimizer, loss, game.discriminator)
    for step in range(1, steps + 1):
        loss = names["g_loss"](game, game.generator(names["latent"]()))
        names["descend"](game.g_optimizer, loss, game.generator)
        game.averaged.load_state_dict(game.generator.state_dict())
        look(step, game)


def filmed(names: dict, mixture: ring.Mixture, seed: int, steps: int, switches: dict, look) -> None:
    trained(names, mixture, seed, steps, switches, look)


WIDE = ring.ring(radius=1.0, sigma=0.1)  # wide modes, so that few steps tell the story
DROPPING = (filmed, ring.hidden_ring(10), 10, 10_000, {})  # the row "plain" of hidden ring 10
HOPPING = (filmed, WIDE, 0, 2_400, {"lr_g": 4e-3, "beta1": 0.5})
COLLAPSE = (against_a_fixed_d, WIDE, 1, 240, {})


def record(names: dict, out: Path) -> Path:
    """Plain training and the cure on the lesson's ring, side by side, for the replay."""
    steps = names["CURE_STEPS"]
    games = {"plain": names["start"](ring.ring(), 0), "the cure": names["start"](ring.ring(), 0, **names["CURE"])}
    states = {name: torch.get_rng_state() for name in games}
    run = Run("plain training beside the cure", steps=steps // 100)
    next_frame = 1.0
    with lesson_source.quietly():
        for slice_ in run:
            for name, game in games.items():
                torch.set_rng_state(states[name])
                for step in range(100):
                    names["iteration"](game, (100 * (slice_ - 1) + step) / steps)
                states[name] = torch.get_rng_state()
            drawn = [(name, names["samples"](game, 2_500)) for name, game in games.items()]
            found = {name: ring.count(points, ring.ring()) for name, points in drawn}
            run.log(**{f"good, {name}": count.quality for name, count in found.items()})
            if slice_ >= next_frame or slice_ == steps // 100:
                shown = [(f"{name}, step {100 * slice_:,}", points[:600]) for name, points in drawn]
                figure, _ = plane.clouds(shown, ring.ring(), columns=1, size=2.3)
                run.snapshot(plots.to_pixels(figure))
                plots.close(figure)
                next_frame = 1.06 * slice_ + 1
    shows = "Samples of plain training and of the cure on lesson 08's ring; a step is a hundred iterations of both."
    command = "python3 ci/course.py run measuring/lesson_08 record"
    return run.save(out / "lesson-08-run.npz", lesson="08", command=command, seed=0, shows=shows)


def arguments_of() -> argparse.Namespace:
    parser = command_line.parser(__doc__, whole=True)
    parser.add_argument("what", choices=("rings", "switches", "films", "record"))
    command_line.add(parser, "seeds", "first-seed", "json", "remark")
    parser.add_argument("--only", nargs="+", help="some of the switches")
    parser.add_argument("--out", type=Path, default=ROOT / "assets")
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    names = lesson()
    if arguments.what in ("films", "record"):
        path = {"films": films, "record": record}[arguments.what](names, arguments.out)
        print(f"wrote {path.name}, {path.stat().st_size:,} bytes")
        return
    rows = []
    for seed in command_line.seeds(arguments):
        found = rings(names, seed) if arguments.what == "rings" else switches(names, seed, arguments.only)
        for row in found:
            rows.append(row)
            print(row, flush=True)
            if arguments.json:
                sheet.keep(arguments.json, [row], key, arguments.remark)
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()

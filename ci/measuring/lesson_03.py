"""Measure what lesson 03 claims over many seeds, and record its long run.

    python3 ci/course.py run measuring/lesson_03 games --seeds 3      JSD and shortfall in the second half, at both rates of G
    python3 ci/course.py run measuring/lesson_03 orders --seeds 64    the three orders of updates in the small game
    python3 ci/course.py run measuring/lesson_03 budget --draws 40    how often right settings fail the check of exercise 3.6, and wrong ones pass
    python3 ci/course.py run measuring/lesson_03 slopes --seeds 3     the slope of V in μ while D learns, with the shortfall
    python3 ci/course.py run measuring/lesson_03 record               assets/lesson-03-run.npz: four games, 60,000 D-evaluations each

`games`, `slopes` and `record` run the lesson's own cells.
"""

import os
from pathlib import Path
from unittest import mock

import numpy as np
import torch

from building import lesson_source
from environment import ROOT
from gancourse.exercises.lesson_03.ex6_within_budget import GOAL
from gancourse.toys import small_game
from gancourse.views import plots
from measuring import command_line, sheet

RATES = {"equal rates": 5e-3, "G in a hurry": 0.1}
CLAIMED_GOOD = [(5, 0.02), (1, 0.005), (20, 0.1)]
CLAIMED_BAD = [(1, 2e-4), (50, 0.02), (1, 0.3), (200, 0.03)]


# The first optimiser imports for seconds; on a busy machine, that takes longer than a check of the lesson may.
torch.optim.SGD([torch.zeros(1)], lr=0.1)


def quiet_run(names: dict, seed: int, **options):
    """The lesson's four games, played to the end without a word."""
    with lesson_source.quietly(GANCOURSE_SEED=str(seed)):
        run = names["four_games"](**options)
        for step in run:
            run.log(**names["play_on"](run.games, step * run.slice_size))
    return run


def measure_games(seeds: int, evaluations: int = 6_000) -> dict[str, np.ndarray]:
    """For each rate: (seeds, 4 games, [median JSD, median shortfall] over the second half of the budget)."""
    names = lesson_source.run_until("03", "four_games")
    found = {}
    for name, rate in RATES.items():
        rows = []
        for seed in range(seeds):
            run = quiet_run(names, seed, lr_g=rate, slices=evaluations // 250, name=name)
            half = run.step // 2 + 1
            rows.append([(np.median(game.jsds[half:]), np.median(game.missing[half:])) for game in run.games])
            print(f"{name}, seed {seed}: {', '.join(f'{jsd:.4f} / {gap:.4f}' for jsd, gap in rows[-1])}", flush=True)
        found[name] = np.array(rows)
        for number, what in enumerate(("JSD", "shortfall")):
            columns = zip(names["KS"], found[name][:, :, number].T)
            told = [f"k = {k}: {sheet.spread(values, '.4f')}" for k, values in columns]
            print(f"{name}, {seeds} seeds, typical {what}: {'; '.join(told)}", flush=True)
    return found


def measure_orders(seeds: int, rates=(0.01, 0.02, 0.03, 0.05, 0.1)) -> dict[str, np.ndarray]:
    """JSD at the end of the small game with k = 1, (rates, seeds) for each order."""
    found = {}
    for order in small_game.ORDERS:
        outcome = small_game.play(1, np.repeat(rates, seeds), list(range(seeds)) * len(rates), order=order)
        found[order] = outcome.jsd.reshape(len(rates), seeds)
        medians = ", ".join(f"{rate}: {np.median(jsd):.4f}" for rate, jsd in zip(rates, found[order]))
        print(f"{order}, {seeds} seeds, median JSD at lr_G {medians}", flush=True)
    return found


def measure_budget(draws: int) -> dict[tuple[int, float], float]:
    """The share of draws of three seeds in which a setting passes the check of exercise 3.6."""
    shares = {}
    for setting in [*CLAIMED_GOOD, *CLAIMED_BAD]:
        jsd = small_game.play(*setting, range(1_000, 1_000 + 3 * draws)).jsd
        shares[setting] = float(((jsd < GOAL).reshape(draws, 3).sum(axis=1) >= 2).mean())
        print(
            f"k = {setting[0]}, lr_G = {setting[1]:g}: passes {shares[setting]:.1%} of {draws} draws; "
            f"a single seed below {GOAL} {np.mean(jsd < GOAL):.1%}, median {np.median(jsd):.4f}, worst {jsd.max():.4f}",
            flush=True,
        )
    return shares


def measure_slopes(seeds: int) -> None:
    cell = next(cell for cell in lesson_source.code_cells("03") if 'print("steps of D   shortfall' in cell)
    names = lesson_source.run_until("03", "log_one_minus_d")
    for seed in range(seeds):
        print(f"seed {seed}")
        with mock.patch.dict(os.environ, GANCOURSE_SEED=str(seed)):
            exec(compile(cell, str(lesson_source.path_of("03")), "exec"), names)


def record(evaluations: int, path: Path) -> Path:
    names = lesson_source.run_until("03", "four_games")
    with lesson_source.quietly():
        run = names["four_games"](RATES["G in a hurry"], evaluations // 250, "Four games, G in a hurry")
        next_frame = 1.0
        for step in run:
            run.log(**names["play_on"](run.games, step * run.slice_size))
            if step >= next_frame:
                run.snapshot(plots.to_pixels(names["draw_games"](run.games)))
                next_frame = 1.08 * step + 1
    return run.save(path, lesson="03", command="python3 ci/course.py run measuring/lesson_03 record", seed=0)


def main() -> None:
    parser = command_line.parser(__doc__)
    parser.add_argument("what", choices=("games", "orders", "budget", "slopes", "record"))
    command_line.add(parser, "seeds")
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--evaluations", type=int, default=60_000)
    parser.add_argument("--out", type=Path, default=ROOT / "assets" / "lesson-03-run.npz")
    arguments = parser.parse_args()
    if arguments.what == "games":
        measure_games(arguments.seeds)
    elif arguments.what == "orders":
        measure_orders(arguments.seeds)
    elif arguments.what == "budget":
        measure_budget(arguments.draws)
    elif arguments.what == "slopes":
        measure_slopes(arguments.seeds)
    else:
        path = record(arguments.evaluations, arguments.out)
        print(f"wrote {path.name}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

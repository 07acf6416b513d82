"""Measure what lesson 06 claims, by the lesson's own code, one process and one thread.

    python3 ci/course.py run measuring/lesson_06 grid --json FILE        four rates for each optimiser, 600 steps, seeds 10 and 11
    python3 ci/course.py run measuring/lesson_06 chosen --json FILE      each optimiser at its best rate of the grid, 5,000 steps, seeds 0 to 2
    python3 ci/course.py run measuring/lesson_06 published --json FILE   the published rates that the rule did not choose, 2,000 steps, seeds 0 to 2
    python3 ci/course.py run measuring/lesson_06 beta1 --json FILE       Adam at the published rate with beta1 0 and 0.9, 2,000 steps
    python3 ci/course.py run measuring/lesson_06 standing --json FILE    Adam for 600 steps, then G alone against a D that stands still
    python3 ci/course.py run measuring/lesson_06 record --out FOLDER     assets/lesson-06-run.npz and lesson-06.png: the faces of all three, from the films of chosen

`--json FILE` keeps every row as soon as it is there, in place of an older one of the same kind, name, rate, beta1 and seed; rows that are there
already are not measured again. The lesson draws its tables and figures from assets/lesson-06-measured.json. `--only NAME …` measures some of the
optimisers. Seconds are CPU seconds of training.
"""

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from building import lesson_source
from environment import ROOT
from gancourse.exercises.lesson_06 import ex5_best_rates as rule
from gancourse.paths import work_folder
from gancourse.training.recordings import Recording, made_by
from gancourse.views import plots
from measuring import command_line, sheet

CURVES = ("d_on_real", "d_on_fake", "g", "right_on_real", "right_on_fake")
POINTS = 50  # of a kept curve: means over so many equal parts of the run
TIMES = (1 / 3, 1, 3, 10)  # the published rate
GRID_STEPS, FULL_STEPS, SHORT_STEPS = 600, 5_000, 2_000
STANDING_AFTER, STANDING_FOR = 600, 200
GRID_SEEDS, SEEDS = (10, 11), (0, 1, 2)
BETA1S = (0.0, 0.9)
FILM_STEPS = (25, 50, 100, 200, 300, 500, 800, 1_250, 2_000, 3_000, 4_000, 5_000)
SHOWN = 6  # faces of each optimiser in a frame of the recording
NOT_RUN = ("Run(", "plots.show(", "predict(", "outcome(", "beliefs(", "explore(", "replay(", "controls()", "summary(")


def lesson(speed: str = "full") -> dict[str, Any]:
    """The names of the lesson up to how a game starts, without its runs and its figures."""
    with mock.patch.dict(os.environ, GANCOURSE_DEVICE="cpu"):
        return lesson_source.run_until("06", "start", speed=speed, without=NOT_RUN)


class Training:
    """One training of the lesson, with what it logs."""

    def __init__(self, names: dict, name: str, rate: float, seed: int, **options: Any):
        torch.set_num_threads(1)
        self.names = names
        self.game = names["start"](name, rate, seed, **options)
        self.logged: list[list[float]] = []
        self.seconds = 0.0
        self.broke_down: int | None = None  # the step at which a loss was no number any more
        self.distances: list[tuple[int, float]] = []
        self.film: list[tuple[int, np.ndarray]] = []  # of the first SHOWN latents
        self.clock: list[float] = []  # CPU seconds after each step

    def run(self, steps: int, look_every: int, filmed: bool = False) -> "Training":
        for _ in range(steps):
            begun = time.process_time()
            losses = self.names["one_step"](self.game, self.names["train_faces"].random(self.names["HALF"]) * 2 - 1)
            self.logged.append([losses[name].item() for name in CURVES])
            if self.broke_down is None and not np.isfinite(self.logged[-1]).all():
                self.broke_down = len(self.logged)
            self.seconds += time.process_time() - begun
            self.clock.append(self.seconds)
            if filmed and len(self.logged) in FILM_STEPS:
                faces = self.names["faces_of"](self.game, self.names["FIXED"][:SHOWN])
                self.film.append((len(self.logged), (faces * 255).round().byte().numpy()))
            if len(self.logged) % look_every == 0:
                self.look()
        return self

    def look(self) -> None:
        self.distances.append((len(self.logged), round(self.names["face_distance"](self.game), 1)))

    def row(self) -> dict:
        table = np.array(self.logged)
        covered, of = values_covered(self.names, self.game)
        late = table[-len(table) // 4 :]
        return {
            "steps": len(table),
            "broke_down": self.broke_down,
            "cpu_seconds": round(self.seconds, 1),
            "distance": self.distances[-1][1],
            "covered": covered,
            "values": of,
            "swing": round(float((late[:, 0] + late[:, 1]).std()), 3),
            "distances": self.distances,
            "curves": {name: thinned(table[:, place]) for place, name in enumerate(CURVES)},
        }

    def keep_film(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        steps, faces = zip(*self.film)
        g = np.array(self.logged)[:, CURVES.index("g")]
        np.savez_compressed(path, steps=np.array(steps), faces=np.stack(faces), g=g, seconds=np.array(self.clock))


def thinned(values: np.ndarray) -> list[float]:
    """Means over POINTS equal parts."""
    return [round(float(part.mean()), 3) for part in np.array_split(values, POINTS)]


def values_covered(names: dict, game: Any) -> tuple[int, int]:
    """How many values of the faces' attributes come at least a quarter as often as among the test faces, and of how many."""
    judge, faces = names["judge"], (names["faces_of"](game), names["test_faces"].pixels.float() / 255)
    labels = [judge.labels(F.interpolate(each, size=32, mode="bilinear")) for each in faces]
    found = of = 0
    for column, values in enumerate(judge.attributes.values()):
        made, real = (torch.bincount(each[:, column], minlength=len(values)) / len(each) for each in labels)
        found, of = found + int((made >= real / 4)[real > 0].sum()), of + int((real > 0).sum())
    return found, of


def condition(row: dict) -> tuple:
    """What the seeds have in common."""
    return row["kind"], row["name"], row["rate"], row["beta1"]


def key(row: dict) -> tuple:
    """What tells a row from every other one."""
    return *condition(row), row["seed"]


def best_rates(rows: list[dict]) -> dict[str, float]:
    """Of each optimiser the rate that the lesson's rule chooses (exercise 6.5)."""
    return rule.best_rates.reference([row for row in rows if row["kind"] == "grid"])


def planned(what: str, names: dict, rows: list[dict]) -> Iterator[tuple[dict, int, int, dict]]:
    """What is to be measured: the head of each row, its steps, every how many steps the distance is taken, further options."""
    rates = names["PUBLISHED"]
    if what == "grid":
        for seed in GRID_SEEDS:
            for times in TIMES:
                for name, rate in rates.items():
                    yield head(what, name, float(f"{rate * times:.1e}"), 0.5, seed), GRID_STEPS, GRID_STEPS, {}
    elif what in ("chosen", "published"):
        chosen = best_rates(rows) if what == "chosen" else rates
        steps = FULL_STEPS if what == "chosen" else SHORT_STEPS
        names_of = [name for name in rates if what == "chosen" or best_rates(rows).get(name) != rates[name]]
        for seed in SEEDS:
            for name in names_of:
                yield head(what, name, chosen[name], 0.5, seed), steps, 250, {}
    elif what == "beta1":
        for seed in SEEDS:
            for beta1 in BETA1S:
                options = {"betas": (beta1, 0.999)}
                yield head(what, "Adam", rates["Adam"], beta1, seed), SHORT_STEPS, 250, options
    else:
        for seed in SEEDS:
            yield head(what, "Adam", rates["Adam"], 0.5, seed), STANDING_AFTER, STANDING_AFTER, {}


def head(kind: str, name: str, rate: float, beta1: float, seed: int) -> dict:
    return {"kind": kind, "name": name, "rate": rate, "beta1": beta1, "seed": seed}


def measured(names: dict, first: dict, steps: int, look_every: int, options: dict, films: Path) -> dict:
    """One row; of a chosen rate's first seed also the film."""
    training = Training(names, first["name"], first["rate"], first["seed"], **options)
    filmed = first["kind"] == "chosen" and first["seed"] == SEEDS[0]
    training.run(steps, look_every, filmed)
    if filmed:
        training.keep_film(films / f"{first['name']}.npz")
    if first["kind"] == "grid":
        row = training.row()
        return first | {name: row[name] for name in ("steps", "cpu_seconds", "distance", "covered", "values")}
    if first["kind"] == "standing":
        training.game.d_optimizer = StandsStill()
        training.run(STANDING_FOR, STANDING_FOR // 4)
        row = training.row()
        before, after = (np.mean([logged[2] for logged in part]) for part in (training.logged[STANDING_AFTER - 50 : STANDING_AFTER], training.logged[-50:]))  # fmt: skip
        return first | row | {"g_before": round(float(before), 3), "g_after": round(float(after), 3)}
    return first | training.row()


class StandsStill:
    """An optimiser that never moves its network."""

    def zero_grad(self) -> None:
        pass

    def step(self) -> None:
        pass


def summary(rows: list[dict]) -> list[str]:
    """Median and range over the seeds of each condition."""
    lines = []
    for (kind, name, rate, beta1), own in sheet.grouped(rows, condition).items():
        numbers = ", ".join(
            f"{field} {sheet.spread(sheet.column(own, field), form)}"
            for field, form in (("distance", ".0f"), ("covered", ".0f"), ("swing", ".3f"), ("cpu_seconds", ".0f"))
            if sheet.column(own, field)
        )
        lines.append(f"{kind:9} {name:8} rate {rate:<8g} beta1 {beta1:g}: {numbers}")
    return lines


def record(films: Path, out: Path) -> Path:
    """The faces of the three optimisers at their chosen rates, seed 0, side by side for the replay, from the films that `chosen` kept."""
    found = {name: np.load(films / f"{name}.npz") for name in ("SGD", "RMSProp", "Adam")}
    filmed = next(iter(found.values()))["steps"].tolist()
    steps = [step for step in filmed if step in FILM_STEPS]
    seconds = sum(film["seconds"] for film in found.values())
    losses = {f"G, {name}": film["g"] for name, film in found.items()}
    parts = np.array_split(np.arange(FULL_STEPS), 4 * POINTS)
    history = {
        "step": [float(part[-1] + 1) for part in parts],
        "seconds": [float(seconds[part[-1]]) for part in parts],
        **{name: [float(values[part].mean()) for part in parts] for name, values in losses.items()},
    }
    frames = np.stack([frame([film["faces"][filmed.index(step)][:SHOWN] for film in found.values()]) for step in steps])
    provenance = made_by(
        name="three optimisers, the same start and the same data",
        lesson="06",
        command="python3 ci/course.py run measuring/lesson_06 record",
        seed=SEEDS[0],
        device="cpu",
        steps=FULL_STEPS,
        seconds=round(float(seconds[-1]), 1),
        shows=f"The same {SHOWN} latents through G, from above: {', '.join(found)}, each at the rate that the lesson's rule chose.",
    )
    head_picture(frames[steps.index(SHORT_STEPS)], out / "lesson-06.png")
    at = tuple(float(seconds[step - 1]) for step in steps)
    return Recording(history, frames, tuple(steps), at, provenance).save(out / "lesson-06-run.npz")


def head_picture(shown: np.ndarray, path: Path) -> None:
    """A frame, three times as large, for the head of the lesson."""
    picture = Image.fromarray(shown)
    picture = picture.resize((3 * picture.width, 3 * picture.height), Image.Resampling.NEAREST)
    path.write_bytes(
        plots.png_bytes(picture, f"Faces of lesson 06 after {SHORT_STEPS:,} steps, a row for each optimiser")
    )


def frame(faces: list[np.ndarray]) -> np.ndarray:
    """One row for each optimiser, uint8; in 32 shades, so that a file of many frames stays small."""
    shades = np.round(plots.tile(np.concatenate(faces) / 255, SHOWN, lines=1.0) * 31) / 31
    return (shades * 255).round().astype(np.uint8)


def arguments_of() -> argparse.Namespace:
    parser = command_line.parser(__doc__, whole=True)
    parser.add_argument("what", choices=("grid", "chosen", "published", "beta1", "standing", "record"))
    command_line.add(parser, "json", "remark")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="some of the optimisers")
    parser.add_argument("--seeds", nargs="+", type=int, help="some of the seeds")
    parser.add_argument("--out", type=Path, default=ROOT / "assets")
    parser.add_argument(
        "--films", type=Path, default=work_folder() / "lesson-06-films", help="where chosen keeps them for record"
    )
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    known = ROOT / "assets" / "lesson-06-measured.json" if arguments.json is None else arguments.json
    rows = sheet.read(known, {"rows": []})["rows"]
    if arguments.what == "record":
        path = record(arguments.films, arguments.out)
        print(f"wrote {path.name}, {path.stat().st_size:,} bytes")
        return
    names = lesson()
    there = {key(row) for row in rows} if arguments.json else set()
    found = []
    for first, steps, look_every, options in planned(arguments.what, names, rows):
        is_wanted = (arguments.only is None or first["name"] in arguments.only) and (
            arguments.seeds is None or first["seed"] in arguments.seeds
        )
        if is_wanted and key(first) not in there:
            found.append(measured(names, first, steps, look_every, options, arguments.films))
            print({name: value for name, value in found[-1].items() if name != "curves"}, flush=True)
            if arguments.json:
                sheet.keep(arguments.json, found[-1:], key, arguments.remark)
    print("\n".join(summary(found)))


if __name__ == "__main__":
    main()

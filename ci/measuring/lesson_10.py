"""Measure lesson 10's recipe beside lesson 05's and the book chapter's: `python3 ci/course.py run measuring/lesson_10`.

For every seed, one after the other so that a busy minute hurts no single one: the DCGAN, the book chapter's networks and
lesson 05's MLP for the same seconds, and the MLP once more for as many images as that DCGAN saw. Each is scored on 10,000
samples against the 10,000 test digits: Fréchet distance in the judge's features, Parzen log-likelihood, and how far the
shares of the ten digits are from the test set's. `--only NAME …` trains some of them.

`--ablations STEPS` trains the variants of the lesson's ablation instead, as its source defines them, for so many steps.
`--json FILE` keeps every row; rows of the same kind, name, budget and seed are replaced, the others stay.
`--record FILE` keeps the first DCGAN's run for the replay, `--picture FILE` 64 of its samples, and `--record-book FILE`
the first run of the book chapter's networks, which lesson 09 replays.
"""

import argparse
import json
import os
import platform
import runpy
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch

from building.run_times import processor
from environment import ROOT
from gancourse import Run, images, metrics, seed_everything
from gancourse.data.loading import Images
from gancourse.models import recipes
from gancourse.models.judge import judge
from gancourse.models.published import BookGAN
from gancourse.settings import device
from gancourse.views import plots

SAMPLES = 10_000
RECIPES = {"DCGAN": recipes.DCGAN, "book chapter's DCGAN": BookGAN, "MLP": recipes.DigitGAN}
RECORDED = {
    "DCGAN": ("10", "Thirty-two latent points, and what the DCGAN of lesson 10 made of them while it trained."),
    "book chapter's DCGAN": ("09", "Thirty-two latent points, and what the book chapter's generator made of them."),
}
LANDMARKS = {"2 log 2": 1.386, "log 2": 0.693}
KEY = ("kind", "name", "seconds", "seed")


class Scores:
    """The scores of a generator, with everything of the real digits computed once."""

    def __init__(self, everything: Images, samples: int):
        spare = max(len(everything) // 60, 10)
        self.data = Images(everything.pixels[:-spare], everything.labels[:-spare], everything.source)
        self.held_out = everything.pixels[-spare:].float() / 255
        self.test = images("digits", split="test", limit=SAMPLES).pixels.float() / 255
        self.features = judge().features(self.test)
        self.shares = metrics.class_shares(judge().labels(self.test))
        self.samples = samples

    def of(
        self, sample: Callable[[torch.Tensor], torch.Tensor], latent: Callable[[int], torch.Tensor], parzen: bool = True
    ) -> dict[str, Any]:
        pictures = torch.cat([sample(latent(500)) for _ in range(self.samples // 500)])
        shares = metrics.class_shares(judge().labels(pictures))
        found = {
            "frechet": round(metrics.frechet_distance(judge().features(pictures), self.features), 2),
            "total_variation": round(metrics.total_variation(shares, self.shares), 4),
            "smallest_share": round(shares.min().item(), 4),
            "shares": [round(share, 4) for share in shares.tolist()],
        }
        if parzen:
            found["parzen"] = round(metrics.parzen_log_likelihood(pictures, self.test, self.held_out).mean, 1)
        return found


def train(name: str, gan: Any, data: Images, budget: dict[str, float], frames: bool = False) -> Run:
    run = Run(name, **budget, landmarks=LANDMARKS, images_per_step=gan.batch_size)
    latent, next_frame = gan.latent(32), 0.0
    for step in run:
        run.log(**gan.step(data.random(gan.batch_size), run.elapsed_fraction))
        if frames and step >= next_frame:  # more seldom as the pictures change more slowly
            run.snapshot(plots.tile(gan.sample(latent).cpu()))
            next_frame = 1.2 * step + 5
    if frames:
        run.snapshot(plots.tile(gan.sample(latent).cpu()))
    return run


def contest(scores: Scores, seconds: float, seed: int, only: list[str]) -> Iterator[tuple[dict, Run, Any]]:
    """Rows of one seed and one budget, with the run and the trained pair."""
    budgets: dict[str, dict[str, float]] = {name: {"seconds": seconds} for name in RECIPES}
    if "DCGAN" in only:
        budgets["MLP, equal images"] = {}  # known when the DCGAN is done
    seen = 0
    for name, budget in budgets.items():
        if name not in only:
            continue
        recipe = RECIPES[name.removesuffix(", equal images")]
        if not budget:
            budget = {"steps": max(1, seen // recipe.batch_size)}
        seed_everything(seed)
        gan = recipe(device())
        run = train(name, gan, scores.data, budget, frames=name in RECORDED)
        trained = run.step * gan.batch_size
        seen = trained if name == "DCGAN" else seen
        row = {
            "kind": "recipe",
            "name": name,
            "seconds": seconds,
            "seed": seed,
            "images": trained,
            "trained_for": round(run.seconds, 1),
            "images_per_second": round(trained / run.seconds),
        }
        seed_everything(seed)
        yield row | scores.of(gan.sample, gan.latent), run, gan


def ablations(scores: Scores, steps: int, seed: int) -> Iterator[dict]:
    """Every variant of lesson 10's ablation for the same number of steps, trained by the lesson's own source."""
    (source,) = (ROOT / "solutions" / "source").glob("10_*.py")
    with tempfile.TemporaryDirectory() as elsewhere:  # no learner solved these exercises
        os.environ |= {"GANCOURSE_SPEED": "smoke", "GANCOURSE_WORK": elsewhere}
        lesson = runpy.run_path(str(source))
    os.environ.pop("GANCOURSE_SPEED")
    for name, make in lesson["VARIANTS"].items():
        seed_everything(seed)
        variant, run = make(), Run(name, steps=steps, images_per_step=lesson["BATCH"])
        for _ in run:
            lesson["set_rate"](variant, run.elapsed_fraction)
            d_loss, g_loss = lesson["dcgan_step"](variant, scores.data.random(lesson["BATCH"]) * 2 - 1)
            run.log(d_loss=d_loss, g_loss=g_loss)
        row = {"kind": "ablation", "name": name, "seconds": round(run.seconds), "seed": seed}
        row |= {"images": steps * lesson["BATCH"], "images_per_second": round(steps * lesson["BATCH"] / run.seconds)}
        seed_everything(seed)
        yield row | scores.of(
            lambda latent, g=variant.average: lesson["sample_many"](g, latent), variant.latent, parzen=False
        )


def machine() -> str:
    """What the numbers were measured on, in words."""
    where = device().type
    name = torch.cuda.get_device_name() if where == "cuda" else f"{torch.get_num_threads()} threads, {processor()}"
    return f"{name}; torch {torch.__version__.split('+')[0]}, Python {platform.python_version()}"


def keep(path: Path, rows: list[dict], remark: str = "") -> None:
    """Write the rows into the file, in place of older ones with the same key."""
    stored = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.is_file() else []
    merged = {
        tuple(row[field] for field in KEY if field != "seconds" or row["kind"] == "recipe"): row
        for row in stored + rows
    }
    text = json.dumps({"machine": machine() + remark, "rows": list(merged.values())}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def summary(rows: list[dict]) -> list[str]:
    """Median and range over the seeds for every name and budget."""
    lines = []
    for kind, name, seconds in dict.fromkeys(
        (r["kind"], r["name"], r["seconds"] if r["kind"] == "recipe" else 0) for r in rows
    ):
        own = [r for r in rows if (r["kind"], r["name"]) == (kind, name) and seconds in (0, r["seconds"])]
        budget = f"{seconds:4g} s" if seconds else "equal images"
        parts = [f"{name:26} {budget}, {len(own)} seeds"]
        for field, form in (("frechet", ".1f"), ("total_variation", ".3f"), ("parzen", ".0f"), ("images", ",")):
            values = [row[field] for row in own if field in row]
            if values:
                parts.append(
                    f"{field} {statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"
                )
        lines.append("   ".join(parts))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, nargs="+", default=[300.0], help="training budgets")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", default=[*RECIPES, "MLP, equal images"])
    parser.add_argument("--ablations", type=int, metavar="STEPS", help="measure the lesson's ablation instead")
    parser.add_argument("--samples", type=int, default=SAMPLES, help="a multiple of 500")
    parser.add_argument("--limit", type=int, default=60_000, help="use only so many training digits")
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--remark", default="", help="kept with the machine's name, such as: other programs were running"
    )
    parser.add_argument("--record", type=Path, help="keep the first DCGAN's run, for replay")
    parser.add_argument("--record-book", type=Path, help="keep the first run of the book's networks, for replay")
    parser.add_argument("--picture", type=Path, help="64 samples of the first DCGAN")
    arguments = parser.parse_args()
    scores = Scores(images("digits", limit=arguments.limit), arguments.samples)
    rows: list[dict] = []

    def note(row: dict) -> None:
        rows.append(row)
        print(row, flush=True)
        if arguments.json:
            keep(arguments.json, [row], arguments.remark and f"; {arguments.remark}")

    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        if arguments.ablations:
            for row in ablations(scores, arguments.ablations, seed):
                note(row)
            continue
        for seconds in arguments.seconds:
            for row, run, gan in contest(scores, seconds, seed, arguments.only):
                note(row)
                if row["name"] not in RECORDED or seed != arguments.first_seed:
                    continue
                own = row["name"] == "DCGAN"
                option, path = ("--record", arguments.record) if own else ("--record-book", arguments.record_book)
                if path:
                    lesson, shows = RECORDED[row["name"]]
                    command = f"python3 ci/course.py run measuring/lesson_10 --seconds {seconds:g} {option} FILE"
                    run.save(path, lesson=lesson, command=command, seed=seed, shows=shows, frechet=row["frechet"])
                if own and arguments.picture:
                    seed_everything(seed)
                    arguments.picture.write_bytes(plots.to_png(plots.image_grid(gan.sample(gan.latent(64)))))
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()

"""Measure lesson 11's recipe beside lesson 05's and the book chapter's: `python3 ci/course.py run measuring/lesson_11`.

For every seed, one after the other so that a busy minute hurts no single one: the DCGAN, the book chapter's networks and
lesson 05's MLP for the same seconds, and the MLP three times more: for as many images as that DCGAN saw, for as many steps,
and in batches of the DCGAN's size, which makes both equal. Each is scored on 10,000 samples against the 10,000 test
digits: Fréchet distance in the judge's features, Parzen log-likelihood, and how far the shares of the ten digits are from
the test set's. `--only NAME …` trains some of them; without the DCGAN, what it saw is taken from its row in `--json FILE`.

`--ablations STEPS` trains the variants of the lesson's ablation instead, as its source defines them, for so many steps.
`--json FILE` keeps every row; rows of the same kind, name, budget and seed are replaced, the others stay.
`--record FILE` keeps the first DCGAN's run for the replay, `--picture FILE` 64 of its samples, and `--record-book FILE`
the first run of the book chapter's networks, which lesson 10 replays.
"""

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from building import lesson_source
from gancourse import Run, images, seed_everything
from gancourse.models.published import BookGAN
from gancourse.settings import device
from gancourse.training import digit_gan
from gancourse.views import plots
from measuring import command_line, sheet
from measuring.scores import Scores, train

RECIPES = {"DCGAN": digit_gan.DCGAN, "book chapter's DCGAN": BookGAN, "MLP": digit_gan.DigitGAN}
EQUALS = ("MLP, equal images", "MLP, equal steps", "MLP, batch of 64")  # to the DCGAN's, so known when it is done
RECORDED = {
    "DCGAN": ("11", "Thirty-two latent points, and what the DCGAN of lesson 11 made of them while it trained."),
    "book chapter's DCGAN": ("10", "Thirty-two latent points, and what the book chapter's generator made of them."),
}


def equal_budget(name: str, images: int) -> tuple[int, int]:
    """The MLP's batch and number of steps, at least one, for the images that a DCGAN saw."""
    steps = images // digit_gan.DCGAN.batch_size
    usual = digit_gan.DigitGAN.batch_size
    of_name = {
        "MLP, equal images": (usual, max(images // usual, 1)),
        "MLP, equal steps": (usual, steps),
        "MLP, batch of 64": (digit_gan.DCGAN.batch_size, steps),
    }
    return of_name[name]


def contest(
    scores: Scores, seconds: float, seed: int, only: list[str], seen: int = 0
) -> Iterator[tuple[dict, Run, Any]]:
    """Rows of one seed and one budget, with the run and the trained pair. seen: the images of an earlier DCGAN."""
    for name in (*RECIPES, *EQUALS):
        if name not in only:
            continue
        seed_everything(seed)
        gan = RECIPES[name.split(", ")[0]](device())
        budget: dict[str, float] = {"seconds": seconds}
        if name in EQUALS:
            if not seen:
                raise SystemExit(f"{name}: no DCGAN was trained for {seconds:g} s with seed {seed}.")
            gan.batch_size, budget["steps"] = equal_budget(name, seen)
            del budget["seconds"]
        run = train(name, gan, partial(scores.data.random, gan.batch_size), budget, frames=name in RECORDED)
        trained = run.step * gan.batch_size
        seen = trained if name == "DCGAN" else seen
        row = {
            "kind": "recipe",
            "name": name,
            "seconds": seconds,
            "seed": seed,
            "images": trained,
            "steps": run.step,
            "trained_for": round(run.seconds, 1),
            "images_per_second": round(trained / run.seconds),
        }
        seed_everything(seed)
        yield row | scores.of(gan.sample, gan.latent), run, gan


def ablations(scores: Scores, steps: int, seed: int) -> Iterator[dict]:
    """Every variant of lesson 11's ablation for the same number of steps, trained by the lesson's own source."""
    lesson = lesson_source.run_whole("11", GANCOURSE_SPEED="smoke")
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


def images_of_dcgan(path: Path | None, seconds: float, seed: int) -> int:
    """How many images the DCGAN kept in this file saw, 0 where none is."""
    rows = sheet.read(path, {"rows": []})["rows"] if path else []
    own = [row["images"] for row in rows if condition(row) == ("recipe", "DCGAN", seconds) and row["seed"] == seed]
    return own[0] if own else 0


def condition(row: dict) -> tuple:
    """What the seeds have in common: kind, name and, where that is chosen, the seconds."""
    return row["kind"], row["name"], row["seconds"] if row["kind"] == "recipe" else 0


def key(row: dict) -> tuple:
    """What tells a row from every other one."""
    return *condition(row), row["seed"]


def summary(rows: list[dict]) -> list[str]:
    """Median and range over the seeds for every name and budget."""
    lines = []
    for (_, name, seconds), own in sheet.grouped(rows, condition).items():
        parts = [f"{name:26} {f'{seconds:4g} s' if seconds else 'equal images'}, {len(own)} seeds"]
        for field, form in (("frechet", ".1f"), ("total_variation", ".3f"), ("parzen", ".0f"), ("images", ",")):
            if values := sheet.column(own, field):
                parts.append(f"{field} {sheet.spread(values, form)}")
        lines.append("   ".join(parts))
    return lines


def save(row: dict, run: Run, gan: Any, arguments: argparse.Namespace) -> None:
    """What was asked for of a recipe's first run: its recording, and the DCGAN's samples."""
    own = row["name"] == "DCGAN"
    option, path = ("--record", arguments.record) if own else ("--record-book", arguments.record_book)
    if path:
        lesson, shows = RECORDED[row["name"]]
        command = f"python3 ci/course.py run measuring/lesson_11 --seconds {row['seconds']:g} {option} FILE"
        run.save(path, lesson=lesson, command=command, seed=row["seed"], shows=shows, frechet=row["frechet"])
    if own and arguments.picture:
        seed_everything(row["seed"])
        arguments.picture.write_bytes(plots.to_png(plots.image_grid(gan.sample(gan.latent(64)))))


def arguments_of() -> argparse.Namespace:
    parser = command_line.parser(__doc__)
    command_line.add(parser, "seconds", default=[300.0])
    command_line.add(parser, "seeds", "first-seed")
    parser.add_argument("--only", nargs="+", default=[*RECIPES, *EQUALS])
    parser.add_argument("--ablations", type=int, metavar="STEPS", help="measure the lesson's ablation instead")
    command_line.add(parser, "samples", "limit", "json", "remark")
    command_line.add(parser, "record", help="keep the first DCGAN's run, for replay")
    parser.add_argument("--record-book", type=Path, help="keep the first run of the book's networks, for replay")
    command_line.add(parser, "picture", help="64 samples of the first DCGAN")
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    scores = Scores(images("digits", limit=arguments.limit), arguments.samples)
    rows: list[dict] = []

    def note(row: dict) -> None:
        rows.append(row)
        print(row, flush=True)
        if arguments.json:
            sheet.keep(arguments.json, [row], key, arguments.remark)

    for seed in command_line.seeds(arguments):
        if arguments.ablations:
            for row in ablations(scores, arguments.ablations, seed):
                note(row)
            continue
        for seconds in arguments.seconds:
            seen = images_of_dcgan(arguments.json, seconds, seed)
            for row, run, gan in contest(scores, seconds, seed, arguments.only, seen):
                note(row)
                if row["name"] in RECORDED and seed == arguments.first_seed:
                    save(row, run, gan, arguments)
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()

"""Measure what lesson 13 claims, on the garments that come with the course and in the judge of garments.

    python3 ci/course.py run measuring/lesson_13 chapter --out FOLDER                     the book chapter's long run, 10,000 steps: lesson-13-run.npz and its snapshots
    python3 ci/course.py run measuring/lesson_13 picture                                  assets/lesson-13.png, out of that recording
    python3 ci/course.py run measuring/lesson_13 contest --seconds 60 --seeds 3           the chapter's networks, both ends, and the recipe, for equal seconds
    python3 ci/course.py run measuring/lesson_13 contest --steps 600 --seeds 3            the same for equal steps
    python3 ci/course.py run measuring/lesson_13 doctored --seeds 3                       three generators that are doctored, by every score of the lesson
    python3 ci/course.py run measuring/lesson_13 memory --steps 3000 --seeds 3            what D remembers of 4,000 garments, and what varying them does
    python3 ci/course.py run measuring/lesson_13 bias --seeds 3                           the Fréchet distance of equal sources against 1/N

`--json FILE` keeps every row, in place of an older one of the same kind, name, budget and seed: the lesson reads
assets/lesson-13-measured.json. Leave the machine alone during a contest.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from building import lesson_source
from environment import ROOT
from gancourse import Run, images, metrics, seed_everything
from gancourse.data.loading import Images
from gancourse.models.garment_judge import garment_judge
from gancourse.models.published import BookGAN
from gancourse.training.recordings import Recording
from gancourse.views import plots
from measuring import command_line, sheet
from measuring.scores import draw

FILE = ROOT / "assets" / "lesson-13-measured.json"
SHOWN = (0, 50, 1_000, 10_000)  # the chapter's own pictures
SNAPSHOTS = (0, 50, 200, 500, *range(1_000, 10_001, 1_000))
SAMPLES = 2_000
WHOLE = 4_000  # garments that everybody has


def lesson() -> dict[str, Any]:
    """The names of the lesson up to its scores, with all garments that everybody has."""
    names = lesson_source.run_until("13", "all_scores", speed="smoke")
    names["data"], names["unseen_data"] = garments(), images("fashion", split="test", limit=443)
    names["real"], names["unseen"] = (names[each].pixels.float() / 255 for each in ("data", "unseen_data"))
    names["reference"] = garment_judge().features(names["real"])
    return names


def garments() -> Images:
    return images("fashion", limit=WHOLE)


def halves(data: Images) -> tuple[Tensor, Tensor]:
    """The features of every second garment: by the first half a snapshot is chosen, and by the other it is reported."""
    features = garment_judge().features(data.pixels.float() / 255)
    return features[::2], features[1::2]


def scored(gan: Any, references: tuple[Tensor, Tensor], seed: int, count: int = SAMPLES) -> tuple[float, ...]:
    """Fréchet distances of fresh samples, the same latents for all, to the two halves."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        features = garment_judge().features(draw(gan.sample, gan.latent, count))
    return tuple(round(metrics.frechet_distance(features, reference), 2) for reference in references)


def chapter(out: Path, steps: int) -> Iterator[dict]:
    """The chapter's networks with its tanh, 10,000 batches of 32: a recording, and the distances of its snapshots."""
    data = garments()
    references = halves(data)
    seed_everything(0)
    gan = BookGAN()
    latent = gan.latent(32)
    run = Run("the chapter's garments", steps=steps, images_per_step=gan.batch_size)

    def snapshot(step: int, losses: dict) -> dict:
        chosen_by, reported = scored(gan, references, seed=step)
        g_loss = round(losses["g_loss"].item(), 3) if losses else None
        return {"kind": "snapshot", "name": "chapter", "budget": step, "seed": 0, "g_loss": g_loss, "frechet": chosen_by, "frechet_reported": reported}  # fmt: skip

    yield snapshot(0, {})
    first, recent, next_frame = plots.tile(gan.sample(latent)), [], 0.0
    for step in run:
        if step == 1:
            run.snapshot(first)
        losses = gan.step(data.random(gan.batch_size))
        run.log(**losses)
        recent = [*recent[-99:], losses["g_loss"]]
        if step in SHOWN or step >= next_frame:
            run.snapshot(plots.tile(gan.sample(latent)))
            next_frame = 1.3 * step + 10
        if step in SNAPSHOTS:
            yield snapshot(step, {"g_loss": torch.stack(recent).mean()})
    shows = "Thirty-two latents, and what the book chapter's generator (with its tanh) made of them in 10,000 steps: 80 epochs of 4,000 garments."  # fmt: skip
    command = "python3 ci/course.py run measuring/lesson_13 chapter"
    path = run.save(out / "lesson-13-run.npz", lesson="13", command=command, seed=0, shows=shows)
    print(f"wrote {path.name}, {path.stat().st_size:,} bytes")


def picture(recording: Recording) -> np.ndarray:
    """Eight of its garments at the chapter's four moments, or at the frames nearest to them, a row each."""
    steps = recording.frame_steps
    places = [min(range(len(steps)), key=lambda k: abs(steps[k] - shown)) for shown in SHOWN]
    rows = [recording.frames[place][:28] for place in places]
    gap = np.full((2, rows[0].shape[1]), 128, np.uint8)
    return np.concatenate([part for row in rows for part in (row, gap)][:-1]).repeat(2, 0).repeat(2, 1)


def contest(names: dict, budget: dict[str, float], seed: int) -> Iterator[dict]:
    """The chapter's networks with both ends, and the recipe, for the same seconds or steps."""
    data = garments()
    references = halves(data)
    makers: dict[str, Callable[[], Any]] = {
        "chapter, ReLU": lambda: BookGAN(last_layer=nn.ReLU()),
        "chapter, tanh": BookGAN,
        "recipe": names["FashionGAN"],
    }
    for name, make in makers.items():
        seed_everything(seed)
        gan = make()
        run = Run(name, **budget, images_per_step=gan.batch_size)
        with lesson_source.quietly():
            for _ in run:
                run.log(**gan.step(data.random(gan.batch_size), run.elapsed_fraction))
        found = scored(gan, references, seed)
        ((unit, amount),) = budget.items()
        yield {"kind": f"equal {unit}", "name": name, "budget": amount, "seed": seed, "steps": run.step, "images": run.step * gan.batch_size, "trained_for": round(run.seconds, 1), "frechet": found[1]}  # fmt: skip


def doctored(names: dict, seed: int) -> Iterator[dict]:
    """Every score of the lesson for real garments and for the three doctored generators, drawn anew for each seed."""
    seed_everything(seed)
    for name, pair in names["doctored_sets"](seed).items():
        with lesson_source.quietly():
            yield {"kind": "doctored", "name": name, "budget": 0, "seed": seed} | names["all_scores"](*pair)


def memory(names: dict, steps: int, seed: int) -> Iterator[dict]:
    """What D says of the garments it learned from, few and all, and of unseen ones, with and without variation."""
    for few in (300, WHOLE):
        for name in ("as they are", "varied"):
            seed_everything(seed)
            with lesson_source.quietly():
                found = names["what_d_remembers"](name == "varied", steps, few)
            yield {"kind": "memory", "name": f"{few:,}, {name}", "budget": steps, "seed": seed} | found


def bias(names: dict, seed: int) -> Iterator[dict]:
    """The slope of the distance of equal Gaussians against 1/N beside the closed form, in 16 and in 64 dimensions."""
    for d in (16, 64):
        numbers = torch.Generator().manual_seed(1_000 * seed + d)
        sizes = torch.tensor([20.0, 40.0, 80.0]) * d
        found = [names["mean_distance"](d, int(n), 8, numbers) for n in sizes]
        _, slope = names["limit_and_slope"](sizes, torch.tensor(found))
        closed = (d * d + 5 * d) / 2
        yield {"kind": "bias", "name": f"{d} dimensions", "budget": 0, "seed": seed, "slope": round(slope, 1), "closed_form": closed, "ratio": round(slope / closed, 3)}  # fmt: skip


def key(row: dict) -> tuple:
    """What tells a row from every other one."""
    return row["kind"], row["name"], row["budget"], row["seed"]


def summary(rows: list[dict]) -> list[str]:
    """Median and range over the seeds of each kind, name and budget."""
    lines = []
    for (kind, name, budget), own in sheet.grouped(rows, lambda row: key(row)[:3]).items():
        fields = [
            field for field in own[0] if field not in ("kind", "name", "budget", "seed") and own[0][field] is not None
        ]
        numbers = ", ".join(f"{field} {sheet.spread(sheet.column(own, field), '.3g')}" for field in fields)
        lines.append(f"{kind} {name} {budget:g}, {len(own)} seeds: {numbers}")
    return lines


def arguments_of() -> argparse.Namespace:
    parser = command_line.parser(__doc__, whole=True)
    parser.add_argument("what", choices=("chapter", "picture", "contest", "doctored", "memory", "bias"))
    command_line.add(parser, "seeds", "first-seed", "json", "remark")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--seconds", type=float)
    budget.add_argument("--steps", type=int)
    parser.add_argument("--out", type=Path, default=ROOT / "assets")
    return parser.parse_args()


def rows_of(arguments: argparse.Namespace) -> Iterator[dict]:
    if arguments.what == "chapter":
        yield from chapter(arguments.out, arguments.steps or SNAPSHOTS[-1])
        return
    names = lesson()
    for seed in command_line.seeds(arguments):
        if arguments.what == "contest":
            budget = {"steps": arguments.steps} if arguments.steps else {"seconds": arguments.seconds or 60.0}
            yield from contest(names, budget, seed)
        elif arguments.what == "memory":
            yield from memory(names, arguments.steps or 3_000, seed)
        else:
            yield from (doctored if arguments.what == "doctored" else bias)(names, seed)


def main() -> None:
    arguments = arguments_of()
    if arguments.what == "picture":
        sheet_of_four = picture(Recording.load(arguments.out / "lesson-13-run.npz"))
        (arguments.out / "lesson-13.png").write_bytes(plots.png_bytes(Image.fromarray(sheet_of_four)))
        return
    rows = []
    for row in rows_of(arguments):
        rows.append(row)
        print(row, flush=True)
        if arguments.json:
            sheet.keep(arguments.json, [row], key, arguments.remark)
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()

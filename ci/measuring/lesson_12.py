"""Measure what lesson 12 claims, by the lesson's own code, on real MNIST.

    python3 ci/course.py run measuring/lesson_12 draws --seeds 3 --json FILE       the shipped generator, with other random draws
    python3 ci/course.py run measuring/lesson_12 trainings --seeds 3 --json FILE   other trainings of the same recipe, by seed
    python3 ci/course.py run measuring/lesson_12 record --out FOLDER               assets/lesson-12-run.npz: ten digits, found by gradient
    python3 ci/course.py run measuring/lesson_12 picture --out FOLDER              assets/lesson-12.png, the picture at the lesson's head

Every row is one run of the whole lesson at `--speed` (quick, unless said otherwise). `trainings` trains for some minutes a seed, and keeps the weights in `--kept
FOLDER`, where it also looks for them. `--json FILE` keeps every row, in place of an older one of the same kind, speed and seed: the
lesson's tests hold its sentences against assets/lesson-12-measured.json.
"""

import argparse
import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch

import gancourse
from building import lesson_source, train_dcgan_generator
from environment import ROOT
from gancourse import Run, metrics, settings
from gancourse.desk.own_generator import FILE
from gancourse.models.judge import judge
from gancourse.views import latents as draw
from gancourse.views import plots
from measuring import command_line, sheet

STOPS = 31  # of the recording, ten steps of Adam apart
SEED_STEP = 1_000  # from one draw's seeds to the next: farther than the lesson's own seeds lie apart


def lesson(seed: int, speed: str, generator: Path | None = None, until: str = "axes") -> dict[str, Any]:
    """The lesson's names up to its globe, with all its seeds moved on. generator: weights to look into, in place of the course's."""

    def seeded(asked: int = 0) -> int:
        return settings.seed_everything(asked + SEED_STEP * seed)

    def nothing(*given: Any, **options: Any) -> None:
        """Pictures and recordings are not looked at here."""

    with tempfile.TemporaryDirectory() as work, contextlib.ExitStack() as around:
        if generator is not None:
            shutil.copy(generator, Path(work) / FILE)
        around.enter_context(mock.patch.dict("os.environ", GANCOURSE_WORK=work))
        for name, put in (("seed_everything", seeded), ("explore", nothing), ("replay", nothing)):
            around.enter_context(mock.patch.object(gancourse, name, put, create=True))
        around.enter_context(mock.patch.object(plots, "show", nothing))
        names = lesson_source.run_until("12", until, speed=speed)
    if "test" in names and names["test"].source != "MNIST":
        raise SystemExit(
            "The lesson's claims are about MNIST, and MNIST is not here: set GANCOURSE_DATA to a folder with it."
        )
    return names


def measured(names: dict[str, Any]) -> dict[str, Any]:
    """What the lesson's text speaks of, from one run of it."""
    features = judge().features(names["samples"])
    test = names["test"].pixels.float() / 255
    row: dict[str, Any] = {
        "frechet": metrics.frechet_distance(features, judge().features(test)),
        "certainty": names["odds"].amax(dim=1).mean().item(),
        "unevenness": names["middle"],
        "pace where sure": names["pace"][names["sure"]].mean().item(),
        "pace at borders": names["pace"][names["border"]].mean().item(),
        "directions": int(names["counts"].median()),
        "directions in all": names["in_all"],
        "largest number": names["firsts"].square().amax(1).mean().item(),
        "agreement": names["agreement"][names["others"]].mean().item(),
        "first": names["values"][:, 0].median().item(),
        "eighth": names["values"][:, 7].median().item(),
        "last": names["values"][:, -1].median().item(),
    }
    row |= {f"length of {size}": length for size, length in names["far"].items()}
    row |= {f"{size} at {strength:.0f}": rate for (size, strength), rate in names["rates"].items()}
    row |= {"ink": names["kept"](names["ink"]), "slant": names["kept"](names["slant"])}
    kinds = ("precision", "recall", "sure", "frechet")
    row |= {"precision": names["untouched"][0], "recall": names["untouched"][1]}
    for limit, values in names["resampled"].items():
        row |= {f"{kind} within {limit:g}": value for kind, value in zip(kinds, values)}
    for place, (name, error) in enumerate(names["found"].items()):
        own = slice(place * names["SHOWN"], (place + 1) * names["SHOWN"])
        row |= {f"error {name}": error, f"length {name}": names["best"][own].norm(dim=1).mean().item()}
    row |= {"missed": names["missed"], "part of J at 1": names["parts"][1.0]}
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()}


def trained(seed: int, kept: Path) -> Path:
    """The weights of a training with this seed, made where they are not there yet."""
    path = kept / f"dcgan-generator-{seed}.npz"
    if not path.is_file():
        digits = train_dcgan_generator.training_digits()
        np.savez_compressed(path, **train_dcgan_generator.train(digits, seed, train_dcgan_generator.STEPS))
    return path


def record(names: dict[str, Any], out: Path) -> Path:
    """Two pictures of each kind and, below them, what G paints of the latents after 0, 10, 20, … steps from one start each."""
    chosen = [place * names["SHOWN"] + each for place in range(len(names["targets"])) for each in (0, 1)]
    targets = names["everything"][chosen]
    starts = 0.5 * torch.randn(len(targets), 64, generator=torch.Generator().manual_seed(0))
    run = Run("inversion of ten pictures", steps=STOPS)
    with lesson_source.quietly():
        for step in run:
            reached, errors = names["invert"](names["paint"], targets, starts, 10 * (step - 1), names["RATE"])
            run.log(error=errors.mean())
            run.snapshot(plots.tile(torch.cat([targets, names["pictures"](reached)]), columns=len(targets)))
    shows = (
        "Above, two each of the generator's own samples, training digits, unseen digits, digits upside down, and garments; below, what the generator paints of the "
        "latents found for them. A step on the axis is ten steps of Adam; the error is the mean of the squared difference of a pixel."
    )
    command = "python3 ci/course.py run measuring/lesson_12 record"
    return run.save(out / "lesson-12-run.npz", lesson="12", command=command, seed=0, random=False, shows=shows)


def picture(names: dict[str, Any], out: Path) -> Path:
    """The neighbourhood of one latent, as the lesson draws it, without a caption."""
    path = out / "lesson-12.png"
    path.write_bytes(plots.to_png(draw.strips(names["strip"].items())))
    return path


def key(row: dict) -> tuple:
    """What tells a row from every other one."""
    return row["kind"], row["speed"], row["seed"]


def summary(rows: list[dict]) -> list[str]:
    """Median and range over the seeds."""
    lines = []
    for (kind, speed), own in sheet.grouped(rows, lambda row: (row["kind"], row["speed"])).items():
        lines.append(f"{kind} at {speed}, {len(own)} seeds:")
        fields = [field for field in own[0] if field not in ("kind", "speed", "seed")]
        lines += [f"  {field}: {sheet.spread(sheet.column(own, field), '.3g')}" for field in fields]
    return lines


def arguments_of() -> argparse.Namespace:
    parser = command_line.parser(__doc__, whole=True)
    parser.add_argument("what", choices=("draws", "trainings", "record", "picture"))
    command_line.add(parser, "seeds", "first-seed", "json", "remark")
    parser.add_argument("--speed", choices=("smoke", "quick", "full"), default="quick")
    parser.add_argument("--kept", type=Path, default=Path("."), help="the folder of the trained generators")
    parser.add_argument("--out", type=Path, default=ROOT / "assets")
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    if arguments.what in ("record", "picture"):
        make, until = (record, "best_errors") if arguments.what == "record" else (picture, "strip")
        path = make(lesson(0, arguments.speed, until=until), arguments.out)
        print(f"wrote {path.name}, {path.stat().st_size:,} bytes")
        return
    rows = []
    for seed in command_line.seeds(arguments):
        generator = trained(seed, arguments.kept) if arguments.what == "trainings" else None
        names = lesson(seed if generator is None else 0, arguments.speed, generator)
        rows.append({"kind": arguments.what, "speed": arguments.speed, "seed": seed} | measured(names))
        print(rows[-1], flush=True)
        if arguments.json:
            sheet.keep(arguments.json, rows[-1:], key, arguments.remark)
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()

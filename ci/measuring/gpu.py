"""What a GPU gives to the course, in one command and at most six minutes, with no network and without Jupyter.

    python ci/measuring/gpu.py                      all parts; writes assets/gpu.json
    python ci/measuring/gpu.py 05 11 --part quick   these lessons and parts; what the file has of others stays
    python ci/measuring/gpu.py --json FILE --device cpu --part speed --pace 0.1   another device, in seconds

It needs torch, torchvision, numpy, matplotlib, tqdm and Pillow, and works as `python3 ci/course.py run measuring/gpu` too.
Then `python3 ci/course.py build` writes the lessons' seconds where readers see them. Leave the machine alone meanwhile.

    matrix      every answer of every exercise gets the verdict that the bank says
    lessons     every lesson, unsolved and solved, reaches its end at speed smoke
    agreement   an eager and a captured step do the same: from the same draws, and in their losses after 200
    speed       eager against captured, in float32 and bfloat16: steps and images a second
    batches     the same, batch by batch, and how many launches a step takes
    learnt      Fréchet distance and Parzen score of a captured recipe after 10, 30 and 60 seconds
    quick       the seconds of each lesson that a GPU helps, at speed quick, the shortest first

A part that fails says why in the file, and the next one goes on. The file is written whenever there is something new, so a
run that is cut short keeps what it has. What the minutes no longer allow says so: ask for that part alone.
"""

import argparse
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from environment import ROOT

sys.path.insert(0, str(ROOT / "notebooks"))

import torch

from building import fingerprints, plain_cells
from building.run_times import GPU_FILE
from gancourse import images, settings
from gancourse.checks.bank import bank
from gancourse.data.loading import Images
from measuring import command_line, eager_and_captured, sheet, works_here
from measuring.eager_and_captured import LARGER, RECIPES
from measuring.scores import Scores
from measuring.sheet import Row

SCORING = 10.0  # seconds that the scores of a generator may take, at most, on a GPU
MOST_AT_ONCE = 8  # processes: each has its own copy of CUDA's libraries in the GPU's memory

Part = Callable[["Asked"], Iterator[Row]]


class OutOfTime(Exception):
    """There are too few seconds left for what comes next."""


@dataclass
class Asked:
    """What the command line asks for, what the file has of earlier runs, what is left of the seconds, and the digits, loaded
    once."""

    options: argparse.Namespace
    earlier: dict[str, Row]
    begun: float = field(default_factory=time.monotonic)

    @property
    def seconds_left(self) -> float:
        return self.options.within - (time.monotonic() - self.begun)

    def demand(self, seconds: float) -> None:
        if self.seconds_left < seconds:
            raise OutOfTime(f"{seconds:.0f} s are needed, and {max(self.seconds_left, 0):.0f} s are left")

    @cached_property
    def digits(self) -> Images:
        return images("digits", limit=self.options.limit)

    @cached_property
    def scores(self) -> Scores:
        return Scores(self.digits, self.options.samples)

    def notebooks(self, folder: str) -> list[Path]:
        """The unsolved lessons (`notebooks`) or the solved ones (`solutions`), those that were asked for."""
        found = sorted((ROOT / folder).glob("[0-9][0-9]_*.ipynb"))
        return command_line.chosen(found, self.options.lessons)


# The parts, each a generator of what it knows so far ------------------------------------------------------------------


def matrix(asked: Asked) -> Iterator[Row]:
    names = [name for name, each in bank().items() if not asked.options.lessons or each.lesson in asked.options.lessons]
    tried, differing = 0, []
    for count, sentences in works_here.matrix(names, asked.seconds_left, asked.options.workers):
        tried, differing = tried + count, differing + sentences
        yield {"exercises": len(names), "tried": tried, "differ": len(differing), "which": differing}


def lessons(asked: Asked) -> Iterator[Row]:
    found = dict(asked.earlier.get("lessons", {}).get("notebooks", {}))
    paths = [*asked.notebooks("notebooks"), *asked.notebooks("solutions")]
    for ended in works_here.try_lessons(paths, asked.seconds_left, asked.options.workers):
        found[f"{ended.path.parent.name}/{ended.path.name}"] = ended.error or "no error"
        yield {"notebooks": dict(sorted(found.items())), "failed": sum(said != "no error" for said in found.values())}


def agreement(asked: Asked) -> Iterator[Row]:
    first, later = [], []
    for recipe in RECIPES:
        first.append(eager_and_captured.same_draws(recipe, asked.digits))
        yield {"same_draws": first, "losses": later}
    for recipe in RECIPES:
        later += eager_and_captured.agreement(
            recipe, asked.digits, asked.options.steps, command_line.seeds(asked.options)
        )
        yield {"same_draws": first, "losses": later}


def speed(asked: Asked) -> Iterator[Row]:
    rows: list[Row] = []
    for recipe in RECIPES:
        rows += eager_and_captured.speeds(recipe, asked.digits, asked.options.pace, asked.options.rounds)
        yield {"rows": rows}


def batches(asked: Asked) -> Iterator[Row]:
    launches, rows = [], []
    for recipe in RECIPES:
        launches += eager_and_captured.launches(recipe, asked.digits)
        for row in eager_and_captured.batches(recipe, asked.digits, asked.options.batches, asked.options.pace / 2):
            rows.append(row)
            yield {"launches": launches, "rows": rows}


def learnt(asked: Asked) -> Iterator[Row]:
    rows: list[Row] = []
    for seconds in asked.options.seconds:
        longest = seconds == max(asked.options.seconds)
        for recipe in (*RECIPES, *LARGER) if longest else RECIPES:
            asked.demand(seconds + SCORING)
            rows.append(eager_and_captured.learnt(recipe, asked.scores, seconds))
            yield {"rows": rows}


def quick(asked: Asked) -> Iterator[Row]:
    facts = {path: plain_cells.read(path) for path in asked.notebooks("notebooks")}
    found = dict(asked.earlier.get("quick", {}).get("lessons", {}))
    for path, notebook in sorted(
        facts.items(), key=lambda pair: pair[1]["metadata"]["gancourse"]["run_seconds"]["quick"]
    ):
        header = notebook["metadata"]["gancourse"]
        if not header.get("uses_gpu", True):
            continue
        asked.demand(10)
        ended = works_here.run_lesson(path, "quick", asked.seconds_left)
        row = {"code": fingerprints.of_computing(code for _, code in plain_cells.code_cells(notebook))}
        found[header["lesson"]] = row | ({"error": ended.error} if ended.error else {"quick": round(ended.seconds, 1)})
        yield {"lessons": dict(sorted(found.items()))}


PARTS: dict[str, Part] = {part.__name__: part for part in (matrix, lessons, agreement, speed, batches, learnt, quick)}


# Running and keeping them ---------------------------------------------------------------------------------------------


def carried_out(part: Part, asked: Asked) -> Iterator[Row]:
    """What the part knows, again and again until it ends; at last its seconds and, if it failed, a sentence why."""
    begun, known = time.monotonic(), {}
    try:
        for known in part(asked):
            yield known
        error = {}
    except OutOfTime as late:
        error = {"error": f"The rest was not measured: {late}. Ask for this part alone, with --part {part.__name__}."}
    except TimeoutError:
        error = {"error": f"It was not done after {time.monotonic() - begun:.0f} s, and was ended."}
    except Exception as failed:
        last = traceback.format_exc().splitlines()[-works_here.LAST_LINES :]
        error = {"error": f"It ended with {type(failed).__name__}: {failed}", "traceback": last}
    yield known | error | {"taken": round(time.monotonic() - begun, 1)}


def machine(device: str) -> Row:
    """What the numbers are measured on."""
    here = {
        "device": device,
        "words": sheet.machine(device),
        "python": sys.version.split()[0],
        "torch": torch.__version__,
    }
    if device == "cuda":
        card = torch.cuda.get_device_properties(0)
        here |= {"card": card.name, "gigabytes": round(card.total_memory / 1e9), "cuda": torch.version.cuda}
        here["driver"] = driver()
    return here


def driver() -> str | None:
    """The version of NVIDIA's driver; None where `nvidia-smi` does not tell."""
    try:
        asked = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        return (
            subprocess.run(asked, capture_output=True, text=True, timeout=20, check=True).stdout.split("\n")[0].strip()
        )
    except (OSError, subprocess.SubprocessError):
        return None


def demand_same_machine(path: Path, here: Row) -> None:
    """A file's numbers are of one machine."""
    there = sheet.read(path, {}).get("machine", here)
    if there["words"] != here["words"]:
        raise SystemExit(f"{path} holds what was measured on {there['words']}: name another file with --json.")


def report(name: str, known: Row) -> str:
    """A part in lines to read: its rows, one each, and how it ended."""
    rows = [row for value in known.values() if isinstance(value, list) for row in value if isinstance(row, dict)]
    rest = {
        key: value
        for key, value in known.items()
        if not (isinstance(value, list) and value and isinstance(value[0], dict))
    }
    return "\n".join([f"\n{name}", *map(str, rows), *(f"{key}: {value}" for key, value in rest.items())])


def arguments() -> argparse.Namespace:
    parser = command_line.parser(__doc__, whole=True)
    command_line.add_lessons(parser)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=list(PARTS), help="these only")
    parser.add_argument("--device", default="auto", choices=settings.DEVICES)
    parser.add_argument("--within", type=float, default=360, metavar="SECONDS", help="for all parts together (360)")
    parser.add_argument("--pace", type=float, default=1.0, metavar="SECONDS", help="speed: of each round (1)")
    parser.add_argument("--rounds", type=int, default=3, help="speed: how often eager and captured take turns (3)")
    parser.add_argument("--steps", type=int, default=200, help="agreement: of each seed (200)")
    parser.add_argument("--batches", type=int, nargs="+", default=[32, 64, 128, 512, 1024, 4096], metavar="IMAGES")
    parser.add_argument("--workers", type=int, help="matrix, lessons: so many processes at once")
    command_line.add(parser, "seconds", default=[10.0, 30.0, 60.0], help="learnt: of training (10 30 60)")
    command_line.add(parser, "seeds", default=5, help="agreement (5)")
    command_line.add(parser, "first-seed", "samples", "limit", "json", "remark")
    options = parser.parse_args()
    options.workers = options.workers or max(1, min(MOST_AT_ONCE, settings.usable_cores() // 2))
    return options


def main() -> int:
    options = arguments()
    os.environ["GANCOURSE_OFFLINE"] = "1"
    settings.use_device(options.device)
    settings.use_speed("quick")
    device = settings.device().type
    path = options.json or ROOT / GPU_FILE
    if options.json is None and device != "cuda":
        raise SystemExit(f"{GPU_FILE} is for what a GPU did, and this computes on {device}: name a file with --json.")
    here = machine(device)
    demand_same_machine(path, here)
    kept = sheet.read(path, {"parts": {}}) | {"machine": here | ({"remark": options.remark} if options.remark else {})}
    asked = Asked(options, dict(kept["parts"]))
    print(here["words"], flush=True)
    kept["digits"] = f"{asked.digits.source}, {len(asked.digits):,} to train on"
    for name in options.part:
        for known in carried_out(PARTS[name], asked):
            kept["parts"][name] = known
            sheet.write(path, kept)
        print(report(name, known), flush=True)
    print(f"\nwrote {path} in {options.within - asked.seconds_left:.0f} s")
    return int(any("error" in kept["parts"][name] for name in options.part))


if __name__ == "__main__":
    sys.exit(main())

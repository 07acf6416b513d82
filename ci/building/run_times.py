"""How long the lessons compute and how much memory they take: what `ci/measuring/lessons.py` wrote, in words.

`assets/measured.json` holds, for every lesson: the hash of the code that was measured, the seconds of the whole unsolved
notebook by device and speed, those of all that is above each pause, by the heading below it, on a CPU at speed quick, and
the kernel's peak memory; for each device the machine, and the milliseconds of the doctor's two training steps there; and
the trials, which timed those steps and lessons on one core and on two once more.

`assets/gpu.json`, which `ci/measuring/gpu.py` writes on a GPU, holds for every lesson that a GPU helps the hash of its code
and its seconds at speed quick. Until there is such a file, no time on a GPU is stated.
"""

import json
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path("assets") / "measured.json"
GPU_FILE = Path("assets") / "gpu.json"
ON_CPU, ON_GPU = "on two CPU cores", "on a GPU"
SAID_WITH_AN = "AEFHILMNORSX"  # letters whose names begin with a vowel


def read(root: Path) -> dict[str, Any]:
    """The whole file; without one, nothing was measured."""
    path = root / FILE
    return json.loads(path.read_text("utf-8")) if path.exists() else {"machines": {}, "lessons": {}}


def seconds(measured: dict[str, Any], lesson: str, device: str = "cpu") -> dict[str, int]:
    """{"smoke": 6, "quick": 13}, as far as it was measured."""
    return measured["lessons"].get(lesson, {}).get("seconds", {}).get(device, {})


@dataclass(frozen=True)
class OnGpu:
    """A lesson's seconds on a GPU at speed quick, None where they were not measured, and on which one: "on an H200"."""

    where: str = ON_GPU
    quick: float | None = None


def on_gpu(root: Path, lesson: str, code: str) -> OnGpu:
    """What `assets/gpu.json` knows of a lesson whose code has this hash: of other code, or without a file, nothing."""
    path = root / GPU_FILE
    if not path.exists():
        return OnGpu()
    measured = json.loads(path.read_text("utf-8"))
    own = measured["parts"].get("quick", {}).get("lessons", {}).get(lesson, {})
    where = f"on {with_article(measured['machine']['card'])}"
    return OnGpu(where, own["quick"]) if own.get("code") == code and "quick" in own else OnGpu()


def with_article(card: str) -> str:
    """A card as one speaks of it, without its maker and its memory: "an H100" for "NVIDIA H100 80GB HBM3"."""
    name = re.split(r"[ -](?:SXM|PCIe|NVL|\d+ ?GB)", card.removeprefix("NVIDIA "))[0]
    spelt = name.split()[0].isupper()
    return f"{'an' if name[0] in (SAID_WITH_AN if spelt else 'AEIOU') else 'a'} {name}"


def stated(
    measured: dict[str, Any], facts: Mapping[str, Any], device: str = "cpu", gpu: OnGpu = OnGpu()
) -> dict[str, Any]:
    """What a lesson with this header says of its run time in its metadata, where the doctor reads it: the seconds, how long
    a training step took meanwhile, and the seconds on a GPU. A lesson that no GPU would help consists of small steps, the
    others of large ones.

    {"budget": 100, "smoke": 14, "quick": 239, "step": "large", "milliseconds": 11.5, "gpu": {"where": "on an H200", "quick": 60}}
    """
    step = "large" if facts.get("uses_gpu", True) else "small"
    steps = measured.get("steps", {}).get(device, {})
    pace = {"step": step, "milliseconds": steps[step]} if step in steps else {}
    there = {"gpu": {"where": gpu.where, "quick": round(gpu.quick)}} if gpu.quick is not None else {}
    return {**facts.get("run_seconds", {}), **seconds(measured, facts["lesson"], device), **pace, **there}


def duration(taken: float) -> str:
    """To a precision that another computer can keep."""
    if taken < 50:
        return f"{max(5, 5 * round(taken / 5))} seconds"
    minutes = max(1, round(taken / 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def sentence(measured: dict[str, Any], lesson: str, gpu: OnGpu, uses_gpu: bool = True) -> str:
    """For a lesson's first screen: "about 5 minutes on two CPU cores, not yet measured on a GPU"."""
    here = _measured(seconds(measured, lesson).get("quick"), ON_CPU)
    return f"{here}, {_measured(gpu.quick, gpu.where) if uses_gpu else f'the same {ON_GPU}'}"


def _measured(taken: float | None, where: str) -> str:
    return f"not yet measured {where}" if taken is None else f"about {duration(taken)} {where}"


def above(measured: dict[str, Any], lesson: str, heading: str, whole: float) -> str:
    """For a pause: how long everything above this heading computes at speed quick, or, where that was not measured, what it
    is less than: "in about 15 seconds on two CPU cores"."""
    taken = measured["lessons"].get(lesson, {}).get("above", {}).get(heading)
    how_long = f"less than the {duration(whole)} of the whole lesson" if taken is None else f"about {duration(taken)}"
    return f"in {how_long} {ON_CPU} at speed *quick*"


def cells(measured: dict[str, Any], lesson: str, gpu: OnGpu, uses_gpu: bool = True) -> list[str]:
    """For the README's table, whose head says on which GPU: the cell of two CPU cores, and that of the GPU."""
    cpu = seconds(measured, lesson).get("quick")
    return [
        "not measured" if cpu is None else duration(cpu),
        "the same" if not uses_gpu else "not measured" if gpu.quick is None else duration(gpu.quick),
    ]


def processor() -> str:
    """The name of this machine's processor, for what is measured on it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()

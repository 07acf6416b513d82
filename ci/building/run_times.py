"""How long the lessons compute and how much memory they take: what `ci/measuring/lessons.py` wrote, in words.

`assets/measured.json` holds, for every lesson: the hash of the code that was measured, the seconds of the whole unsolved
notebook by device and speed, those of all that is above each pause, by the heading below it, on a CPU at speed quick, and
the kernel's peak memory; for each device the machine, and the milliseconds of the doctor's two training steps there; and
the trials, which timed those steps and lessons on one core and on two once more.
"""

import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path("assets") / "measured.json"
DEVICES = {"cpu": "on two CPU cores", "cuda": "on a GPU"}


def read(root: Path) -> dict[str, Any]:
    """The whole file; without one, nothing was measured."""
    path = root / FILE
    return json.loads(path.read_text("utf-8")) if path.exists() else {"machines": {}, "lessons": {}}


def seconds(measured: dict[str, Any], lesson: str, device: str = "cpu") -> dict[str, int]:
    """{"smoke": 6, "quick": 13}, as far as it was measured."""
    return measured["lessons"].get(lesson, {}).get("seconds", {}).get(device, {})


def stated(measured: dict[str, Any], facts: Mapping[str, Any], device: str = "cpu") -> dict[str, Any]:
    """What a lesson with this header says of its run time in its metadata, where the doctor reads it: the seconds, and how
    long a training step took meanwhile. A lesson that no GPU would help consists of small steps, the others of large ones.

    {"budget": 100, "smoke": 14, "quick": 239, "step": "large", "milliseconds": 11.5}
    """
    step = "large" if facts.get("uses_gpu", True) else "small"
    steps = measured.get("steps", {}).get(device, {})
    pace = {"step": step, "milliseconds": steps[step]} if step in steps else {}
    return {**facts.get("run_seconds", {}), **seconds(measured, facts["lesson"], device), **pace}


def duration(taken: float) -> str:
    """To a precision that another computer can keep."""
    if taken < 50:
        return f"{max(5, 5 * round(taken / 5))} seconds"
    minutes = max(1, round(taken / 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def sentence(measured: dict[str, Any], lesson: str, uses_gpu: bool = True) -> str:
    """For a lesson's first screen: "about 5 minutes on two CPU cores, not yet measured on a GPU"."""
    parts = []
    for device, where in DEVICES.items():
        taken = seconds(measured, lesson, device).get("quick")
        if device != "cpu" and not uses_gpu:
            parts.append(f"the same {where}")
        else:
            parts.append(f"not yet measured {where}" if taken is None else f"about {duration(taken)} {where}")
    return ", ".join(parts)


def above(measured: dict[str, Any], lesson: str, heading: str, whole: float) -> str:
    """For a pause: how long everything above this heading computes at speed quick, or, where that was not measured, what it
    is less than: "in about 15 seconds on two CPU cores"."""
    taken = measured["lessons"].get(lesson, {}).get("above", {}).get(heading)
    how_long = f"less than the {duration(whole)} of the whole lesson" if taken is None else f"about {duration(taken)}"
    return f"in {how_long} {DEVICES['cpu']} at speed *quick*"


def cells(measured: dict[str, Any], lesson: str, uses_gpu: bool = True) -> list[str]:
    """For the README's table, a cell for each device."""
    found = []
    for device in DEVICES:
        taken = seconds(measured, lesson, device).get("quick")
        unknown = "not measured" if device == "cpu" or uses_gpu else "the same"
        found.append(unknown if taken is None else duration(taken))
    return found


def processor() -> str:
    """The name of this machine's processor, for what is measured on it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()

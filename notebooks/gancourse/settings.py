"""Where the course computes and how long it takes: the device, the speed, the seed, the threads.

Each has an environment variable for headless use (`GANCOURSE_DEVICE`, `GANCOURSE_SPEED`, `GANCOURSE_SEED`) and is
read when it is needed, so that flipping the toggle and running a cell again is all it takes.
"""

import contextlib
import math
import os
import platform
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gancourse.errors import CourseError

if TYPE_CHECKING:
    import torch

DEVICES = ("auto", "cpu", "cuda", "mps")
SPEEDS = ("smoke", "quick", "full")
MEANING = {
    "smoke": "every line runs, in seconds; the pictures mean nothing",
    "quick": "fits a laptop with two cores",
    "full": "for patience, or a GPU",
}
OWN_CGROUPS, CGROUPS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")
TEXT_WIDTH = 74  # characters in a line: what JupyterLab shows at 1,024 pixels, or at 800 without its list of files

Value = TypeVar("Value")
_chosen: dict[str, str] = {}
_cut_short = False  # whether a budget of speed smoke was taken in this session


class SettingError(CourseError, ValueError):
    """A device or speed that cannot be had, with the reason and the way out in the message."""


def why_not(name: str) -> str | None:
    """The reason why device `name` cannot be used here, or None when it can."""
    import torch

    if name not in DEVICES:
        return f"there is no device called {name!r}; choose one of {', '.join(DEVICES)}"
    if name == "cuda" and not torch.cuda.is_available():
        return "this PyTorch was built without CUDA" if torch.version.cuda is None else "no NVIDIA GPU was found"
    if name == "mps" and not torch.backends.mps.is_available():
        return (
            "it needs a Mac with Apple silicon"
            if platform.system() != "Darwin"
            else "this PyTorch or macOS has no Metal support"
        )
    return None


def device() -> "torch.device":
    """The chosen device. `auto` takes an NVIDIA GPU, then Apple's, then the CPU."""
    import torch

    name = _chosen.get("device") or os.environ.get("GANCOURSE_DEVICE", "auto") or "auto"
    if name == "auto":
        name = next(candidate for candidate in ("cuda", "mps", "cpu") if why_not(candidate) is None)
    reason = why_not(name)
    if reason is not None:
        raise SettingError(f"The device {name!r} cannot be used: {reason}. Choose 'auto' to take what is there.")
    return torch.device(name)


def use_device(name: str) -> None:
    """Choose the device for every cell run from now on."""
    reason = why_not(name)
    if reason is not None:
        raise SettingError(f"The device {name!r} cannot be used: {reason}. The device stays {device().type!r}.")
    _chosen["device"] = name


@contextlib.contextmanager
def computing_on(name: str) -> Iterator[None]:
    """Within, `device()` is this one."""
    before = _chosen.get("device")
    _chosen["device"] = name
    try:
        yield
    finally:
        _chosen.pop("device") if before is None else _chosen.update(device=before)


def speed() -> str:
    """The chosen budget: smoke, quick (the default) or full. Under nbgrader, smoke."""
    graded = "smoke" if os.environ.get("NBGRADER_EXECUTION") else "quick"
    name = _chosen.get("speed") or os.environ.get("GANCOURSE_SPEED", "") or graded
    if name not in SPEEDS:
        raise SettingError(f"There is no speed called {name!r}; choose one of {', '.join(SPEEDS)}.")
    return name


def use_speed(name: str) -> None:
    """Choose the budget for every cell run from now on."""
    if name not in SPEEDS:
        raise SettingError(f"There is no speed called {name!r}; choose one of {', '.join(SPEEDS)}.")
    _chosen["speed"] = name


def by_speed(*, smoke: Value, quick: Value, full: Value) -> Value:
    """The value for the chosen speed: `steps = by_speed(smoke=20, quick=1_500, full=5_000)`. Same code, other budgets."""
    global _cut_short
    _cut_short = _cut_short or speed() == "smoke"
    return {"smoke": smoke, "quick": quick, "full": full}[speed()]


def was_cut_short() -> bool:
    """Whether this session has taken a budget of speed smoke, so that what it measures means little."""
    return _cut_short


def seed_everything(seed: int | None = None) -> int:
    """Seed Python, NumPy and PyTorch; returns the seed used (`GANCOURSE_SEED`, else 0, when none is given)."""
    import numpy as np
    import torch

    if seed is None:
        asked = os.environ.get("GANCOURSE_SEED", "") or "0"
        if not asked.isdecimal():
            raise SettingError(f"GANCOURSE_SEED must be a whole number, and it is {asked!r}.")
        seed = int(asked)
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    return seed


def usable_cores() -> int:
    """The cores this process may use, which in a container can be far fewer than the machine has."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        cores = os.cpu_count() or 1
    return max(1, math.floor(min(cores, _cpu_quota())))


def limit_threads() -> None:
    """Keep PyTorch and NumPy to the cores this process may use; left to themselves they count those of the machine.

    Called when `gancourse` is imported. A PyTorch that is there already is told, and libraries that come later read the
    variable. A reader's own OMP_NUM_THREADS is obeyed.
    """
    if os.environ.get("OMP_NUM_THREADS"):
        return
    cores, torch = usable_cores(), sys.modules.get("torch")
    if torch is not None:
        if torch.get_num_threads() > cores:
            torch.set_num_threads(cores)
    elif cores < (os.cpu_count() or 1):  # otherwise the libraries know best: many leave out a core's second thread
        os.environ["OMP_NUM_THREADS"] = str(cores)


def _cpu_quota() -> float:
    """The cores that this process's control groups grant it (containers and job schedulers set them), inf without a limit.

    A group has no more than the groups around it. In a container, its own group may be the only one to be seen, at the root.
    """
    quota = math.inf
    with contextlib.suppress(OSError, ValueError):
        for line in OWN_CGROUPS.read_text().splitlines():
            _, controllers, group = line.split(":", 2)
            names = controllers.split(",")
            if controllers and "cpu" not in names:
                continue
            places = {CGROUPS / controllers, CGROUPS / "cpu"} if controllers else {CGROUPS}
            inner = Path(group).parts[1:]
            folders = [place.joinpath(*inner[:depth]) for place in places for depth in range(len(inner) + 1)]
            quota = min([quota, *map(_quota_of, folders)])
    return quota


def _quota_of(folder: Path) -> float:
    """The cores one control group grants: its quota and period, in one file (version 2) or two (version 1)."""
    for names in (["cpu.max"], ["cpu.cfs_quota_us", "cpu.cfs_period_us"]):
        with contextlib.suppress(OSError, ValueError):  # no such file, or "max"
            quota, period = map(int, " ".join((folder / name).read_text() for name in names).split())
            if quota > 0 and period > 0:
                return quota / period
    return math.inf

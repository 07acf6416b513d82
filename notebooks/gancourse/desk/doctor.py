"""What works on this computer, what does not, and the command that mends it: `python3 ci/course.py doctor`.

Nothing outside the standard library is imported before it is needed, because this is the page to open when something
else is broken. `python -m gancourse.desk.doctor --pair` only asks whether torch and torchvision fit together.
"""

import argparse
import contextlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import gancourse
from gancourse import files
from gancourse.packages import fits, hiding, python_command, quoted, reinstall_pair, version_of, wanted_packages
from gancourse.paths import ROOT, cache_folder, data_folder, work_folder

TIMING_SECONDS = 4.0  # for each of the two training steps
ENOUGH_MEMORY = 3.0  # GB: a lesson takes at most 1.5, JupyterLab and a browser the rest
ENOUGH_DISK = 0.5  # GB, for data and recordings after the installation
OK, NOTE, FAIL = "ok", "note", "FAIL"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report; a FAIL carries the command that mends it."""

    kind: str
    text: str
    mend: str = ""

    def __str__(self) -> str:
        line = f"[{self.kind:^4}] {self.text}"
        return f"{line}\n       mend it:  {self.mend}" if self.mend else line


# torch and torchvision ------------------------------------------------------------------------------------------------


def pair() -> Finding:
    """Whether torch and torchvision can be imported together and torchvision's compiled part works."""
    torch_version, vision_version = version_of("torch"), version_of("torchvision")
    for name, version in (("torch", torch_version), ("torchvision", vision_version)):
        if version is None:
            return Finding(FAIL, f"{name} is not installed.", reinstall_pair())
    both = f"torch {torch_version} and torchvision {vision_version}"
    try:
        import torch
    except Exception as error:
        return Finding(FAIL, f"torch {torch_version} cannot be loaded: {first_line(error)}", reinstall_pair())
    try:
        import torchvision

        torchvision.ops.nms(torch.tensor([[0.0, 0.0, 1.0, 1.0]]), torch.tensor([1.0]), 0.5)
    except Exception as error:
        return Finding(
            FAIL, f"{both} do not fit together: {mismatch(error, torch_version, vision_version)}", reinstall_pair()
        )
    return Finding(OK, f"{both} fit together")


def mismatch(error: BaseException, torch_version: str, vision_version: str) -> str:
    """Why torchvision does not load beside this torch, in the reader's words where the message is known."""
    builds = [version.partition("+")[2] or "plain" for version in (torch_version, vision_version)]
    if builds[0] != builds[1] and "plain" not in builds:
        return f"one was built for {builds[0]}, the other for {builds[1]} ({first_line(error)})"
    if re.search(r"operator torchvision::|custom C\+\+ ops|undefined symbol|DLL load failed", str(error)):
        return f"torchvision was built for another torch ({first_line(error)})"
    return first_line(error)


def first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


# A learner's own files ------------------------------------------------------------------------------------------------


def first_places() -> list[Path]:
    """Where Python looks before it looks among the libraries, in a notebook or where the doctor was asked."""
    return [ROOT / "notebooks", work_folder(), Path.cwd()]


def look_past_them() -> None:
    """Libraries come first in this process, so that what is found of them is true of them."""
    theirs = {folder.resolve() for folder in first_places()}
    sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() not in theirs]


def own_files() -> Iterator[Finding]:
    for path, name in hiding(first_places()):
        rename = f"{'move' if os.name == 'nt' else 'mv'} {quoted(path)} {quoted(path.with_name(f'my_{path.name}'))}"
        yield Finding(
            FAIL, f"{path} hides the library {name} from Python: it has the same name, and is found first.", rename
        )


# Packages -------------------------------------------------------------------------------------------------------------


def packages() -> Iterator[Finding]:
    right = []
    for name, bounds in wanted_packages():
        mend = python_command(f'-m pip install "{name}{bounds}"')
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Finding(FAIL, f"{name} is not installed.", mend)
            continue
        if fits(version, bounds):
            right.append(f"{name} {version}")
        else:
            yield Finding(FAIL, f"{name} {version} is not one of the versions the course works with ({bounds}).", mend)
    if right:
        yield Finding(OK, ", ".join(right))


def kernel() -> Iterator[Finding]:
    """Nothing is said where JupyterLab's kernel python3 is this Python, or where there is no JupyterLab."""
    try:
        from jupyter_client.kernelspec import KernelSpecManager

        command = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except Exception:  # the packages that are missing are named above
        return
    own = (
        sys.executable,
        "python",
        f"python{sys.version_info[0]}",
        f"python{sys.version_info[0]}.{sys.version_info[1]}",
    )
    if command in own or Path(command).parent.resolve() == Path(sys.executable).parent.resolve():
        return  # Jupyter takes a bare "python" for the Python that it runs in itself
    yield Finding(
        NOTE,
        f"JupyterLab, started with this Python, runs notebooks in another, {command}, which need not have the course's "
        "packages: another environment left its kernelspec there. `python3 ci/course.py lab` does not look at it; "
        f"`{python_command('-m jupyter kernelspec remove python3')}` takes it away",
    )


# The computer ---------------------------------------------------------------------------------------------------------


def computer() -> Iterator[Finding]:
    from gancourse.settings import usable_cores

    yield Finding(OK, f"Python {platform.python_version()} on {platform.platform(terse=True)}, {usable_cores()} cores")
    memory = memory_gigabytes()
    if memory is not None:
        enough = memory >= ENOUGH_MEMORY
        text = f"{memory:.1f} GB of memory" + ("" if enough else ": tight; close other programs while a lesson trains")
        yield Finding(OK if enough else NOTE, text)
    yield from disk()
    yield from jupyter()


def disk() -> Iterator[Finding]:
    """Whether there is room for the course and for the data, and whether they can be written to."""
    roomy = False
    for what, folder in (("the course", ROOT), ("the data cache", cache_folder())):
        existing = existing_part(folder)
        free = shutil.disk_usage(existing).free / 1e9
        is_course = folder == ROOT
        elsewhere = "" if is_course else ". Make room, or point GANCOURSE_CACHE to a folder that has some"
        if free < ENOUGH_DISK:
            mend = set_variable("GANCOURSE_CACHE", "cache") if roomy else python_command("-m pip cache purge")
            yield Finding(FAIL, f"{free:.1f} GB of disk free for {what}, in {existing}{elsewhere}", mend)
        elif why := why_not_written(existing):
            lost = "answers cannot be saved there"
            if not is_course:
                lost = "downloads are not kept for next time. Point GANCOURSE_CACHE to a folder of yours"
            yield Finding(NOTE, f"{existing}, the folder of {what}, cannot be written to ({why}): {lost}")
        else:
            roomy = roomy or is_course
            yield Finding(OK, f"{free:.1f} GB of disk free for {what}")


def jupyter() -> Iterator[Finding]:
    """Nothing is said of JupyterLab's own files where it can write them. They lie in HOME, wherever the course lies."""
    folder = jupyter_folder()
    if why := why_not_written(existing_part(folder)):
        yield Finding(
            FAIL,
            f"JupyterLab keeps files of its own in {folder}, and they cannot be written: {why}. Point JUPYTER_DATA_DIR to a "
            "folder of yours that has room, or HOME with everything in it",
            set_variable("JUPYTER_DATA_DIR", "jupyter"),
        )


def jupyter_folder() -> Path:
    """Where JupyterLab notes that it runs, without which it does not start."""
    if runtime := os.environ.get("JUPYTER_RUNTIME_DIR"):
        return Path(runtime)
    if data := os.environ.get("JUPYTER_DATA_DIR"):
        return Path(data)
    home = Path(os.path.expanduser("~"))
    if sys.platform == "darwin":
        return home / "Library" / "Jupyter"
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or home, "jupyter")
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share", "jupyter")


def existing_part(folder: Path) -> Path:
    """A folder that may have to be made yet, as far as it is there."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(place))


def why_not_written(folder: Path) -> str | None:
    """Why nothing can be written into a folder, in a few words; None when it can. What is tried is gone at once."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(100_000))
    except OSError as error:
        return files.reason(error)
    return None


def set_variable(name: str, folder: str) -> str:
    """The command that points a variable to a folder in the course's environment, which nobody else uses."""
    return f"{'set' if os.name == 'nt' else 'export'} {name}={quoted(ROOT / '.venv' / folder)}"


def memory_gigabytes() -> float | None:
    """The computer's memory, or the container's share of it."""
    amounts = []
    with contextlib.suppress(AttributeError, ValueError, OSError):
        amounts.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    with contextlib.suppress(OSError, ValueError):
        amounts.append(int(Path("/sys/fs/cgroup/memory.max").read_text()))
    if os.name == "nt":
        amounts.append(_windows_memory())
    return min(amounts) / 1e9 if amounts else None


def _windows_memory() -> int:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)]
        _fields_ += [
            (name, ctypes.c_ulonglong)
            for name in ("total", "free", "page", "page_free", "virtual", "virtual_free", "extended")
        ]

    status = Status(length=ctypes.sizeof(Status))
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return status.total


def devices() -> Iterator[Finding]:
    from gancourse import settings

    try:
        chosen = settings.device()
    except settings.SettingError as error:
        yield Finding(FAIL, str(error), "set GANCOURSE_DEVICE=auto" if os.name == "nt" else "unset GANCOURSE_DEVICE")
        return
    import torch

    name = torch.cuda.get_device_name(chosen) if chosen.type == "cuda" else ""
    others = [f"{other}: {reason}" for other in ("cuda", "mps") if (reason := settings.why_not(other))]
    details = f" ({name})" if name else f" ({'; '.join(others)})" if chosen.type == "cpu" else ""
    yield Finding(OK, f"the course computes on {chosen.type}{details}")
    if torch.version.cuda is None and shutil.which("nvidia-smi"):
        yield Finding(NOTE, "there is an NVIDIA GPU, and this PyTorch was built without CUDA: the CPU is used")


def data() -> Iterator[Finding]:
    """Which digits the lessons will train on. Nothing is downloaded, and a damaged file stays where it is."""
    from gancourse.data.folders import CACHE, MNIST, look
    from gancourse.data.sources import is_offline

    given = data_folder()
    if given is None:
        yield Finding(NOTE, "training digits drawn by the course, as GANCOURSE_DATA=none asks")
        return
    splits, here = {"train": "training", "test": "test"}, {}
    for place, folder in [*given, (CACHE, cache_folder())]:
        troubles = []
        for split in [split for split in splits if split not in here]:
            count, trouble = look(MNIST, split, folder, place)
            if count is not None:
                here[split] = f"{count:,} {splits[split]} digits: MNIST, from {place}"
            troubles += [trouble] if trouble else []
        if troubles:  # the first of a folder is enough
            yield Finding(NOTE, f"{troubles[0]}; the next place is tried")
    lacking = [kind for split, kind in splits.items() if split not in here]
    if not lacking:
        yield Finding(OK, here["train"])
    elif is_offline():
        yield Finding(
            NOTE,
            f"digits drawn by the course, because MNIST's {' and '.join(lacking)} digits are not here and GANCOURSE_OFFLINE is set",
        )
    else:
        yield Finding(
            NOTE,
            f"MNIST's {' and '.join(lacking)} digits are not here yet: the first lesson with digits downloads MNIST ({MNIST.megabytes} MB); without a network the course draws digits of its own",
        )


# How long the lessons take here ---------------------------------------------------------------------------------------


def short_game() -> Callable[[], object]:
    """Fifty turns of lesson 03's smallest game, sixteen seeds at once: work that is one core's, on every device."""
    from gancourse.toys.small_game import cost, play

    return lambda: play(1, 0.01, range(16), budget=50 * cost(1))


def digit_gan() -> Callable[[], object]:
    """One training step of lesson 05's networks on random pictures, on the chosen device."""
    import torch

    from gancourse.settings import device
    from gancourse.training.digit_gan import DigitGAN

    gan = DigitGAN(device())
    real = torch.rand(gan.batch_size, 1, 28, 28, device=gan.device)
    return lambda: gan.step(real, 0.0)["g_loss"].item()  # a GPU has only finished when a number was read


# What is timed, in words, and what makes it. The lessons without a GPU resemble the small one, the others the large one.
STEPS = {
    "small": ("a short game of lesson 03", short_game),
    "large": ("a training step of lesson 05", digit_gan),
}
ROUND = 16  # steps: the recipe's penalty and its average come with every sixteenth


def step_milliseconds(seconds: float = TIMING_SECONDS) -> dict[str, float]:
    """The median time of one step of each kind, after a short warm-up: {"small": 9.5, "large": 10.6}."""
    from gancourse.settings import seed_everything

    seed_everything(0)
    found = {}
    for name, (_, make) in STEPS.items():
        step, times, started = make(), [], time.perf_counter()
        while time.perf_counter() - started < seconds:
            before = time.perf_counter()
            for _ in range(ROUND):
                step()
            times.append((time.perf_counter() - before) / ROUND)
        found[name] = 1000 * statistics.median(times[2:] or times)
    return found


def lesson_seconds() -> dict[str, dict]:
    """What every lesson states of its run time: {"02 Figure 1, exactly": {"quick": 70, "step": "small", "milliseconds": 9.5}}."""
    found = {}
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        with contextlib.suppress(OSError, ValueError):
            facts = json.loads(path.read_text("utf-8"))["metadata"].get("gancourse", {})
            if "run_seconds" in facts:
                found[f"{facts['lesson']} {facts['title']}"] = facts["run_seconds"]
    return found


def predict(stated: dict, here: dict[str, float]) -> float | None:
    """Seconds of a whole lesson at speed quick on the computer whose steps take `here` milliseconds; None when the lesson
    does not say how long its kind of step took where it was measured.

    Training budgets given in seconds (`budget`) are as long on a slower computer, which gets less far in them.
    """
    if "milliseconds" not in stated:
        return None
    budget = stated.get("budget", 0)
    return budget + (stated["quick"] - budget) * here[stated["step"]] / stated["milliseconds"]


def timing() -> Iterator[Finding]:
    if others := other_work():
        yield Finding(
            NOTE,
            f"{others}: what follows is too slow; close other programs and ask again, or set OMP_NUM_THREADS=1, which shares better",
        )
    here, lessons = step_milliseconds(), lesson_seconds()
    there = {stated["step"]: stated["milliseconds"] for stated in lessons.values() if "milliseconds" in stated}
    for name, (words, _) in STEPS.items():
        compared = f": {pace(here[name] / there[name])} the computer that measured the lessons" if name in there else ""
        yield Finding(OK, f"{words} takes {here[name]:.1f} ms{compared}")
    for lesson, stated in lessons.items():
        seconds, budget = predict(stated, here), stated.get("budget", 0)
        if seconds is None:
            yield Finding(
                NOTE,
                f"lesson {lesson}: about {minutes(stated['quick'])} where it was measured; how this computer compares is not known",
            )
            continue
        fixed = f" (at most {minutes(budget)} of it training by the clock)" if budget else ""
        yield Finding(
            OK, f"lesson {lesson}: about {minutes(seconds)} of computing at speed quick{fixed}{on_gpu(stated)}"
        )


def on_gpu(stated: dict) -> str:
    """Where the course computes on an NVIDIA GPU, what the lesson took on the one that measured it, if it was measured."""
    from gancourse.settings import device

    if device().type != "cuda" or "gpu" not in stated:
        return ""
    return f"; {minutes(stated['gpu']['quick'])} {stated['gpu']['where']}"


def pace(ratio: float) -> str:
    """For a computer that takes `ratio` times as long: "1.4 times as slow as"."""
    if 0.95 < ratio < 1.05:
        return "as fast as"
    return f"{1 / ratio:.1f} times as fast as" if ratio < 1 else f"{ratio:.1f} times as slow as"


def other_work() -> str | None:
    """A sentence when other programs keep the computer busy; None when they do not or the system cannot tell."""
    from gancourse.settings import usable_cores

    try:
        load = os.getloadavg()[0]
    except (AttributeError, OSError):
        return None
    # The doctor itself has been at work for a few seconds, which counts for little in an average over a minute.
    return (
        f"other programs are at work here (load {load:.1f} on {usable_cores()} cores)"
        if load > 0.75 * usable_cores()
        else None
    )


def minutes(seconds: float) -> str:
    return f"{max(10, round(seconds, -1)):.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


# The report -----------------------------------------------------------------------------------------------------------


def examine(with_timing: bool = True) -> Iterator[Finding]:
    """All findings, in the order in which one cause can explain the next."""
    yield from computer()
    yield from own_files()
    yield from packages()
    yield from kernel()
    # In a process of its own: a torch that crashes on import must not take the report with it.
    code = (
        f"import importlib.util as u, sys; sys.path[:] = {sys.path!r}; s = u.spec_from_file_location('gancourse', {gancourse.__file__!r})\n"
        "sys.modules['gancourse'] = u.module_from_spec(s); s.loader.exec_module(sys.modules['gancourse'])\n"
        "from gancourse.desk.doctor import main; sys.exit(main())"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", code, "--pair"],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    code, told = answer.returncode, answer.stdout.strip()
    if code == 0:
        yield Finding(OK, told.removeprefix("[ ok ] "))
    else:
        text, _, mend = told.removeprefix("[FAIL] ").partition("\n       mend it:  ")
        yield Finding(FAIL, text or f"torch stops Python with code {code}.", mend or reinstall_pair())
    if importlib.util.find_spec("torch") is None or "torch cannot be loaded" in told or (code and not told):
        return
    for part in (devices, data, timing) if with_timing else (devices, data):
        try:
            yield from part()
        except Exception as error:
            yield Finding(FAIL, f"{part.__name__}: {first_line(error)}", reinstall_pair())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m gancourse.desk.doctor", description="What works here, and what mends the rest."
    )
    parser.add_argument("--pair", action="store_true", help="only ask whether torch and torchvision fit together")
    parser.add_argument("--no-timing", action="store_true", help="leave out the ten-second timing")
    options = parser.parse_args(arguments)
    look_past_them()
    findings = [pair()] if options.pair else examine(with_timing=not options.no_timing)
    failures = 0
    for finding in findings:
        failures += finding.kind == FAIL
        print(finding, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

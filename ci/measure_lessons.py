"""How long every unsolved lesson computes, and how much memory it takes at its peak: what the README, the lessons' first
screens and the teacher's pages state, and what Binder's 2 GB must hold.

    python ci/measure_lessons.py                 all lessons at smoke and quick, half an hour; writes assets/measured.json
    python ci/measure_lessons.py 05 10           these again; the others keep what is written
    python ci/measure_lessons.py --speed smoke   this speed only

Leave the machine alone meanwhile. The device is GANCOURSE_DEVICE, else what the course would choose. The seconds are
those of a Run All, from the start of the kernel. The memory is VmHWM of the kernel after the last cell at speed quick on
the CPU, with the two threads that Binder gets; it includes PyTorch's libraries, and a build for CUDA has larger ones than
the CPU build on Binder. JupyterLab's server is measured on its own, after it has shown its page and handed out every
lesson. Memory is measured on Linux only.
"""

import argparse
import contextlib
import json
import os
import platform
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

import build
from measured import FILE, duration, processor, read

KERNEL_LIMIT = 1500  # MB, by the course's own rule
BINDER_LIMIT = 1800  # MB for a kernel and the server together, so that Binder's 2 GB leave room
PEAK_CELL = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
START_SECONDS = 120
THREADS = "2"  # what Binder gives, and what the course is made for


def megabytes(status: str) -> int:
    """VmHWM of a /proc/PID/status, in millions of bytes."""
    return round(int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024 / 1e6)


def learner(course: build.Course, source: Path) -> nbformat.NotebookNode:
    return build.learner_notebook(build.read_source(course, source))


def run_all(course: build.Course, source: Path, environment: dict[str, str]) -> tuple[int, int | None]:
    """Run one unsolved lesson to its end: its seconds, and the most memory its kernel ever had (None but on Linux)."""
    notebook = learner(course, source)
    if sys.platform.startswith("linux"):
        notebook.cells.append(nbformat.v4.new_code_cell(PEAK_CELL))
    folder = {"metadata": {"path": str(course.root / "notebooks")}}
    begun = time.monotonic()
    NotebookClient(notebook, timeout=3600, kernel_name="python3", resources=folder).execute(env=environment)
    taken = round(time.monotonic() - begun)
    peak = megabytes(notebook.cells[-1].outputs[0].text) if sys.platform.startswith("linux") else None
    return taken, peak


def server_peak(course: build.Course, environment: dict[str, str]) -> int:
    """JupyterLab's server after it has shown its page and handed out every lesson."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1"]
    server = subprocess.Popen(
        [*command, f"--ServerApp.root_dir={course.root}"],
        env={**environment, "JUPYTER_TOKEN": token},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api", server)
        pages = ["lab", *(f"api/contents/notebooks/{source.stem}.ipynb" for source in course.sources)]
        for page in pages:
            asked = urllib.request.Request(f"{address}/{page}", headers={"Authorization": f"token {token}"})
            urllib.request.urlopen(asked, timeout=60).read()
        return megabytes(Path(f"/proc/{server.pid}/status").read_text())
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address, timeout=2).close()
            return
        time.sleep(0.3)
    raise SystemExit("JupyterLab did not start; `python3 ci/course.py doctor` may say why.")


def faults(measured: dict[str, Any], course: build.Course) -> list[str]:
    """What is wrong with the measurements, a sentence each: a lesson too large, missing, or changed since."""
    found = []
    again = "run `python ci/measure_lessons.py"
    lessons = {source.stem[:2]: source for source in course.sources}
    for number, source in lessons.items():
        lesson = measured["lessons"].get(number)
        if lesson is None:
            found.append(f"lesson {number} was never measured: {again} {number}`")
            continue
        if lesson["code"] != build.code_hash(learner(course, source)):
            found.append(f"lesson {number} has changed since it was measured: {again} {number}`")
        for speed in ("smoke", "quick"):
            if speed not in lesson["seconds"].get("cpu", {}):
                found.append(f"lesson {number} was not measured on a CPU at speed {speed}: {again} {number}`")
        if "kernel" not in lesson:
            found.append(f"the memory of lesson {number} was not measured: {again} {number}` on Linux")
        elif lesson["kernel"] > KERNEL_LIMIT:
            found.append(f"lesson {number} takes {lesson['kernel']} MB, at most {KERNEL_LIMIT} MB")
        elif lesson["kernel"] + measured["server"] > BINDER_LIMIT:
            found.append(
                f"lesson {number} takes {lesson['kernel']} MB beside a server of {measured['server']} MB, at most {BINDER_LIMIT} MB"
            )
    found += [f"{FILE} has a lesson {number} that does not exist" for number in measured["lessons"].keys() - lessons]
    return found


def table(measured: dict[str, Any]) -> str:
    rows = ["| lesson | device | smoke | quick | kernel at its peak | with the server |", "|---|---|---|---|---|---|"]
    for number, lesson in sorted(measured["lessons"].items()):
        kernel = lesson.get("kernel")
        for device, taken in lesson["seconds"].items():
            memory = [f"{kernel} MB", f"{kernel + measured['server']} MB"] if kernel and device == "cpu" else ["", ""]
            speeds = [duration(taken[speed]) if speed in taken else "" for speed in ("smoke", "quick")]
            rows.append(f"| {' | '.join([number, device, *speeds, *memory])} |")
    return "\n".join(rows)


def machine(device: str) -> str:
    """What the numbers belong to, in words."""
    import torch

    name = torch.cuda.get_device_name() if device == "cuda" else f"{THREADS} threads of {processor()}"
    return f"{name}; torch {torch.__version__.split('+')[0]}, Python {platform.python_version()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", nargs="*", metavar="NN", help="these lessons only (default: all)")
    parser.add_argument("--speed", nargs="+", choices=("smoke", "quick", "full"), default=["smoke", "quick"])
    options = parser.parse_args()
    course = build.Course()
    sys.path.insert(0, str(course.root / "notebooks"))
    from gancourse import settings

    device = settings.device().type
    measured = read(course.root)
    measured["machines"][device] = machine(device)
    with tempfile.TemporaryDirectory() as work:
        environment = {**os.environ, "GANCOURSE_WORK": work, "GANCOURSE_DEVICE": device, "OMP_NUM_THREADS": THREADS}
        if sys.platform.startswith("linux"):
            measured["server"] = server_peak(course, environment)
        for source in course.sources:
            number, code = source.stem[:2], build.code_hash(learner(course, source))
            if options.lessons and number not in options.lessons:
                continue
            lesson = measured["lessons"].setdefault(number, {"seconds": {}})
            if lesson.get("code") != code:  # what was measured of other code is worth nothing
                lesson.clear()
                lesson |= {"code": code, "seconds": {}}
            for speed in options.speed:
                print(f"lesson {number} at {speed} ...", flush=True)
                taken, peak = run_all(course, source, {**environment, "GANCOURSE_SPEED": speed})
                lesson["seconds"].setdefault(device, {})[speed] = taken
                if speed == "quick" and device == "cpu" and peak is not None:
                    lesson["kernel"] = peak
    existing = {source.stem[:2] for source in course.sources}
    measured["lessons"] = {number: each for number, each in sorted(measured["lessons"].items()) if number in existing}
    (course.root / FILE).write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    print(f"{measured['machines'][device]}\n{table(measured)}\nwrote {FILE.as_posix()}")
    print("\n".join(faults(measured, course)) or "Every lesson fits.")
    print("Now `python3 ci/course.py build` writes the times where readers see them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

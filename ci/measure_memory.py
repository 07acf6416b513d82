"""How much memory every unsolved lesson takes at its peak, beside JupyterLab's server: what Binder's 2 GB must hold.

    python ci/measure_memory.py                 all lessons at speed quick, half an hour; writes assets/memory.json
    python ci/measure_memory.py 05 10           these again; the others keep what is written
    python ci/measure_memory.py --speed smoke   a look in minutes; writes nothing

The peak of a lesson is VmHWM of its kernel after the last cell, with the two threads that Binder gets. It includes
PyTorch's libraries; a build for CUDA has larger ones than the CPU build on Binder. The server is measured on its own,
after it has shown JupyterLab and handed out every lesson. Linux only.
"""

import argparse
import contextlib
import json
import os
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

FILE = Path("assets") / "memory.json"
LIMIT = 1500  # MB for a kernel and the server together, so that 2 GB leave room
PEAK_CELL = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
START_SECONDS = 120


def megabytes(status: str) -> int:
    """VmHWM of a /proc/PID/status, in millions of bytes."""
    return round(int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024 / 1e6)


def learner(course: build.Course, source: Path) -> nbformat.NotebookNode:
    return build.learner_notebook(build.read_source(course, source))


def kernel_peak(course: build.Course, source: Path, environment: dict[str, str]) -> int:
    """Run one unsolved lesson to its end, and ask its kernel for the most memory it ever had."""
    notebook = learner(course, source)
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK_CELL))
    folder = {"metadata": {"path": str(course.root / "notebooks")}}
    NotebookClient(notebook, timeout=3600, kernel_name="python3", resources=folder).execute(env=environment)
    return megabytes(notebook.cells[-1].outputs[0].text)


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
    """What is wrong with a measurement, a sentence each: a lesson too large, missing, or changed since."""
    if measured.get("speed") != "quick":
        return [f"{FILE} was measured at speed {measured.get('speed')}, and Binder runs at quick"]
    found = []
    again = "run `python ci/measure_memory.py"
    lessons = {source.stem[:2]: source for source in course.sources}
    for number, source in lessons.items():
        lesson = measured["lessons"].get(number)
        if lesson is None:
            found.append(f"lesson {number} was never measured: {again} {number}`")
            continue
        if lesson["code"] != build.code_hash(learner(course, source)):
            found.append(f"lesson {number} has changed since its memory was measured: {again} {number}`")
        if lesson["kernel"] + measured["server"] > LIMIT:
            found.append(
                f"lesson {number} takes {lesson['kernel']} MB beside a server of {measured['server']} MB, at most {LIMIT} MB"
            )
    found += [f"{FILE} has a lesson {number} that does not exist" for number in measured["lessons"].keys() - lessons]
    return found


def table(measured: dict[str, Any]) -> str:
    rows = ["| lesson | kernel at its peak | with the server |", "|---|---|---|"]
    for number, lesson in sorted(measured["lessons"].items()):
        rows.append(f"| {number} | {lesson['kernel']} MB | {lesson['kernel'] + measured['server']} MB |")
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", nargs="*", metavar="NN", help="these lessons only (default: all)")
    parser.add_argument("--speed", choices=("smoke", "quick", "full"), default="quick")
    options = parser.parse_args()
    if not sys.platform.startswith("linux"):
        print("Only Linux tells the peak of a process; Binder is Linux, so measure there.", file=sys.stderr)
        return 1
    course = build.Course()
    path = course.root / FILE
    import torch

    measured: dict[str, Any] = {"lessons": {}}
    if options.speed == "quick" and path.exists():
        measured = json.loads(path.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as work:
        environment = {
            **os.environ,
            "GANCOURSE_SPEED": options.speed,
            "GANCOURSE_WORK": work,
            "GANCOURSE_DEVICE": "cpu",
            "OMP_NUM_THREADS": "2",
        }
        measured |= {"speed": options.speed, "torch": torch.__version__, "server": server_peak(course, environment)}
        for source in course.sources:
            number = source.stem[:2]
            if options.lessons and number not in options.lessons:
                continue
            print(f"lesson {number} ...", flush=True)
            code = build.code_hash(learner(course, source))
            measured["lessons"][number] = {"kernel": kernel_peak(course, source, environment), "code": code}
    existing = {source.stem[:2] for source in course.sources}
    measured["lessons"] = {number: each for number, each in sorted(measured["lessons"].items()) if number in existing}
    print(f"server {measured['server']} MB, torch {measured['torch']}, speed {measured['speed']}\n{table(measured)}")
    if options.speed == "quick":
        path.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
        print(f"wrote {FILE.as_posix()}")
        print("\n".join(faults(measured, course)) or "Every lesson fits.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How long every unsolved lesson computes, and how much memory it takes at its peak: what the README, the lessons' first
screens and the teacher's pages state, and what Binder's 2 GB must hold.

    python3 ci/course.py run measuring/lessons                 all lessons at smoke and quick, half an hour; writes assets/measured.json
    python3 ci/course.py run measuring/lessons 05 11           these again; the others keep what is written
    python3 ci/course.py run measuring/lessons --speed smoke   this speed only
    python3 ci/course.py run measuring/lessons --steps-only    only the training steps that the doctor compares computers by, ten seconds
    python3 ci/course.py run measuring/lessons --cores 1       what the doctor foretells for a computer of one core, and how long it takes

Leave the machine alone meanwhile. The device is GANCOURSE_DEVICE, else what the course would choose. The seconds are
those of a Run All, from the start of the kernel. The memory is VmHWM of the kernel after the last cell at speed quick on
the CPU, with the two threads that Binder gets; it includes PyTorch's libraries, and a build for CUDA has larger ones than
the CPU build on Binder. JupyterLab's server is measured on its own, after it has shown its page and handed out every
lesson. Memory is measured on Linux only.

A trial (--cores) changes nothing of what is stated: it times the doctor's steps and the lessons at speed quick on so many
cores, and keeps both, so that a test can ask for a prediction within 50 %.
"""

import argparse
import contextlib
import functools
import inspect
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from building import build, reading_times
from building.fingerprints import fingerprint
from building.kernels import THIS_PYTHON
from building.run_times import FILE, duration, processor, read, seconds, stated
from measuring import command_line, sheet
from measuring.command_line import chosen

KERNEL_LIMIT = 1500  # MB, by the course's own rule
BINDER_LIMIT = 1800  # MB for a kernel and the server together, so that Binder's 2 GB leave room
PEAK_CELL = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
START_SECONDS = 120
THREADS = "2"  # what Binder gives, and what the course is made for
TRIALS = ("1", "2")  # cores on which the doctor's prediction is tried
CLOSE = 1.5  # a prediction may be this many times too long or too short
TIME_STEPS = "import json; from gancourse.desk.doctor import step_milliseconds as timed; print(json.dumps(timed()))"


def megabytes(status: str) -> int:
    """VmHWM of a /proc/PID/status, in millions of bytes."""
    return round(int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024 / 1e6)


def learner(course: build.Course, source: Path) -> nbformat.NotebookNode:
    return build.learner_notebook(build.read_source(course, source))


@functools.cache
def headers(course: build.Course) -> dict[str, tuple[dict[str, Any], str]]:
    """What no measurement decides of each lesson, and the hash of its code. Kept, because a lesson takes a while to read."""
    found = {}
    for source in course.sources:
        notebook = learner(course, source)
        facts = dict(notebook.metadata.gancourse)
        facts["run_seconds"] = {name: each for name, each in facts["run_seconds"].items() if name == "budget"}
        found[source.stem[:2]] = facts, build.computing_hash(notebook)
    return found


def run_all(course: build.Course, source: Path, environment: dict[str, str]) -> tuple[int, dict[str, int], int | None]:
    """Run one unsolved lesson to its end: its seconds, those of what is above each pause by the heading below it, and the
    most memory its kernel ever had (None but on Linux)."""
    notebook = learner(course, source)
    after: dict[int, float] = {}  # seconds by the place of the cell that had then run

    def note(cell: nbformat.NotebookNode, cell_index: int, execute_reply: Any) -> None:
        after[cell_index] = time.monotonic() - begun

    if sys.platform.startswith("linux"):
        notebook.cells.append(nbformat.v4.new_code_cell(PEAK_CELL))
    folder = {"metadata": {"path": str(course.root / "notebooks")}}
    begun = time.monotonic()
    NotebookClient(notebook, timeout=3600, resources=folder, on_cell_executed=note, **THIS_PYTHON).execute(
        env=environment
    )
    taken = round(time.monotonic() - begun)
    above = {
        heading: round(max(seconds for index, seconds in after.items() if index < at))
        for at, heading in reading_times.pauses(notebook.cells)
    }
    peak = megabytes(notebook.cells[-1].outputs[0].text) if sys.platform.startswith("linux") else None
    return taken, above, peak


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


def steps(course: build.Course, environment: dict[str, str]) -> dict[str, Any]:
    """Milliseconds of the doctor's training steps, in a process of its own, and the hash of the code that was timed."""
    environment = {**environment, "PYTHONPATH": str(course.root / "notebooks")}
    told = subprocess.run([sys.executable, "-c", TIME_STEPS], env=environment, stdout=subprocess.PIPE, check=True)
    return {"code": steps_code(), **{name: round(taken, 2) for name, taken in json.loads(told.stdout).items()}}


def steps_code() -> str:
    """The hash of what the doctor times: a training step that became faster says nothing about older measurements."""
    from gancourse.desk import doctor
    from gancourse.models import recipes
    from gancourse.toys import small_game
    from gancourse.training import digit_gan

    timed = (doctor.step_milliseconds, doctor.short_game, small_game, doctor.digit_gan, digit_gan.DigitGAN)
    timed += (recipes.make_generator, recipes.make_discriminator, recipes.r1, recipes.update_average, recipes.descend)
    return fingerprint("".join(map(inspect.getsource, timed)))


def tried(measured: dict[str, Any], cores: str) -> dict[str, dict[str, Any]]:
    """What each lesson took at speed quick on so many cores. What is stated was measured on two: without a run of its own,
    a lesson's trial on two cores is that measurement, and only the steps were timed again."""
    own = measured.get("trials", {}).get(cores, {}).get("lessons", {})
    if cores != THREADS:
        return own
    states = {number: taken for number in measured["lessons"] if (taken := seconds(measured, number).get("quick"))}
    return {n: {"code": measured["lessons"][n]["code"], "quick": taken} for n, taken in states.items()} | own


def foretold(measured: dict[str, Any], course: build.Course) -> Iterator[tuple[str, str, float, float]]:
    """Cores, lesson, the seconds that the doctor foretells from the steps of the trial, the seconds it took."""
    from gancourse.desk.doctor import predict

    lessons = headers(course)
    for cores, trial in sorted(measured.get("trials", {}).items()):
        for number, lesson in sorted(tried(measured, cores).items()):
            expected = predict(stated(measured, lessons[number][0]), trial["steps"]) if number in lessons else None
            if expected is not None:
                yield cores, number, expected, lesson["quick"]


def trial_table(measured: dict[str, Any], course: build.Course) -> str:
    rows = [
        [cores, number, f"{expected:.0f} s", f"{taken} s", f"{expected / taken:.2f}"]
        for cores, number, expected, taken in foretold(measured, course)
    ]
    return "\n".join(sheet.table(["cores", "lesson", "foretold", "measured", "ratio"], rows))


def doctor_faults(measured: dict[str, Any], course: build.Course) -> list[str]:
    """What is wrong with the doctor's prediction, a sentence each: steps or a trial missing or stale, or a bad guess."""
    found, again = [], "run `python3 ci/course.py run measuring/lessons"
    for device in measured["machines"]:
        code = measured.get("steps", {}).get(device, {}).get("code")
        if code != steps_code():
            what = "have changed since they were measured" if code else "were never measured"
            found.append(f"the doctor's training steps {what} on {device}: {again} --steps-only`")
    for cores in TRIALS:
        if "steps" not in measured.get("trials", {}).get(cores, {}):
            found.append(f"the doctor's prediction was never tried on {cores} core(s): {again} --cores {cores}`")
            continue
        if measured["trials"][cores]["steps"].get("code") != steps_code():
            found.append(
                f"the doctor's steps have changed since their trial on {cores} core(s): {again} --steps-only --cores {cores}`"
            )
        done = tried(measured, cores)
        for number, (_, code) in headers(course).items():
            if done.get(number, {}).get("code") != code:
                found.append(
                    f"the doctor's prediction was not tried on lesson {number} as it is: {again} {number} --cores {cores}`"
                )
    for cores, number, expected, taken in foretold(measured, course):
        if not taken / CLOSE <= expected <= taken * CLOSE:
            found.append(
                f"the doctor foretells {expected:.0f} s for lesson {number} on {cores} core(s), and it took {taken} s"
            )
    return found


def faults(measured: dict[str, Any], course: build.Course) -> list[str]:
    """What is wrong with the measurements, a sentence each: a lesson too large, missing, or changed since."""
    found = []
    again = "run `python3 ci/course.py run measuring/lessons"
    lessons = {source.stem[:2]: source for source in course.sources}
    for number, source in lessons.items():
        lesson = measured["lessons"].get(number)
        if lesson is None:
            found.append(f"lesson {number} was never measured: {again} {number}`")
            continue
        if lesson["code"] != build.computing_hash(learner(course, source)):
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
    head, rows = ["lesson", "device", "smoke", "quick", "kernel at its peak", "with the server"], []
    for number, lesson in sorted(measured["lessons"].items()):
        kernel = lesson.get("kernel")
        for device, taken in lesson["seconds"].items():
            memory = [f"{kernel} MB", f"{kernel + measured['server']} MB"] if kernel and device == "cpu" else ["", ""]
            speeds = [duration(taken[speed]) if speed in taken else "" for speed in ("smoke", "quick")]
            rows.append([number, device, *speeds, *memory])
    return "\n".join(sheet.table(head, rows))


def measure(course: build.Course, measured: dict[str, Any], options: argparse.Namespace) -> None:
    """Put what was asked for into `measured`: the steps, and unless they are all, the lessons' seconds and memory."""
    from gancourse import settings

    device = settings.device().type
    with tempfile.TemporaryDirectory() as work:
        environment = {**os.environ, "GANCOURSE_WORK": work, "GANCOURSE_DEVICE": device, "OMP_NUM_THREADS": THREADS}
        measured["machines"][device] = sheet.machine(device, f"{THREADS} threads of {processor()}")
        measured.setdefault("steps", {})[device] = steps(course, environment)
        if options.steps_only:
            return
        if sys.platform.startswith("linux"):
            measured["server"] = server_peak(course, environment)
        for source in chosen(course.sources, options.lessons):
            number, code = source.stem[:2], build.computing_hash(learner(course, source))
            lesson = measured["lessons"].setdefault(number, {"seconds": {}})
            if lesson.get("code") != code:  # what was measured of other code is worth nothing
                lesson.clear()
                lesson |= {"code": code, "seconds": {}}
            for speed in options.speed:
                print(f"lesson {number} at {speed} ...", flush=True)
                taken, above, peak = run_all(course, source, {**environment, "GANCOURSE_SPEED": speed})
                lesson["seconds"].setdefault(device, {})[speed] = taken
                if speed == "quick" and device == "cpu":
                    lesson["above"] = above
                    if peak is not None:
                        lesson["kernel"] = peak


def try_doctor(course: build.Course, measured: dict[str, Any], options: argparse.Namespace) -> None:
    """Time the doctor's steps and the lessons on so many cores, and put both into `measured`."""
    if hasattr(os, "sched_setaffinity"):  # elsewhere the threads alone are limited
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    with tempfile.TemporaryDirectory() as work:
        environment = {**os.environ, "GANCOURSE_WORK": work, "GANCOURSE_DEVICE": "cpu", "GANCOURSE_SPEED": "quick"}
        environment["OMP_NUM_THREADS"] = str(options.cores)
        trial = measured.setdefault("trials", {}).setdefault(str(options.cores), {"lessons": {}})
        trial["steps"] = steps(course, environment)
        if options.steps_only:
            return
        for source in chosen(course.sources, options.lessons):
            print(f"lesson {source.stem[:2]} on {options.cores} core(s) ...", flush=True)
            code = build.computing_hash(learner(course, source))
            trial["lessons"][source.stem[:2]] = {"code": code, "quick": run_all(course, source, environment)[0]}


def main() -> int:
    parser = command_line.parser(__doc__, whole=True)
    command_line.add_lessons(parser)
    parser.add_argument("--speed", nargs="+", choices=("smoke", "quick", "full"), default=["smoke", "quick"])
    parser.add_argument("--steps-only", action="store_true", help="no lessons, only the doctor's training steps")
    parser.add_argument("--cores", type=int, metavar="N", help="try the doctor's prediction on N cores, at speed quick")
    options = parser.parse_args()
    course = build.Course()
    measured = read(course.root)
    (try_doctor if options.cores else measure)(course, measured, options)
    existing = {source.stem[:2] for source in course.sources}
    measured["lessons"] = {number: each for number, each in sorted(measured["lessons"].items()) if number in existing}
    sheet.write(course.root / FILE, measured)
    print("\n".join(f"{device}: {words}" for device, words in measured["machines"].items()))
    print(f"{table(measured)}\n\n{trial_table(measured, course)}\nwrote {FILE.as_posix()}")
    print("\n".join(faults(measured, course) + doctor_faults(measured, course)) or "Every lesson fits and is foretold.")
    print("Now `python3 ci/course.py build` writes the times where readers see them.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except build.BuildError as error:
        sys.exit(f"{error}.")

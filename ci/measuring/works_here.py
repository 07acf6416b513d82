"""Whether the course works on a device: every answer of the exercise bank gets its verdict, and every lesson reaches its end.

Needs no Jupyter, so that a bare machine with a GPU can be asked.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from environment import ROOT
from gancourse import settings
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT, ERROR, NOT_YET, Exercise
from measuring import plain_notebook

LAST_LINES = 12  # of a traceback: the cell's own line is among them


# The exercise matrix --------------------------------------------------------------------------------------------------


def answers(exercise: Exercise) -> Iterator[tuple[str, object, tuple[str, ...], str | None]]:
    """Every answer of an exercise: what it is called, the answer, the verdicts it may get and the mistake it is told."""
    for number, right in enumerate(exercise.rights):
        yield f"right answer {number}", right, (CORRECT,), None
    for wrong in exercise.wrongs:
        yield wrong.name, wrong.answer, (NOT_YET,), wrong.name
    for decoy in exercise.decoys:
        yield decoy.name, decoy.answer, (CORRECT,) if decoy.right else (NOT_YET, ERROR), decoy.told


def judged(name: str) -> tuple[int, list[str]]:
    """How many answers of the exercise were tried on this device, and a sentence for each that got another verdict than the
    bank says."""
    exercise, tried, differing = bank()[name], 0, []
    for called, answer, kinds, mistake in answers(exercise):
        verdict = exercise.judge(answer)
        tried += 1
        if verdict.kind not in kinds or verdict.mistake != mistake:
            differing.append(
                f"{name}, {called}: {verdict.kind} ({verdict.mistake}) in place of {' or '.join(kinds)} ({mistake})"
            )
    return tried, differing


def matrix(names: Iterable[str], limit: float, workers: int) -> Iterator[tuple[int, list[str]]]:
    """`judged` of each of these exercises, in so many processes at once, each on the device of this one. Raises
    TimeoutError after `limit` seconds."""
    spawned = {"mp_context": get_context("spawn"), "initializer": settings.use_device}  # a fork cannot use CUDA
    pool = ProcessPoolExecutor(workers, initargs=(settings.device().type,), **spawned)
    try:
        for future in as_completed([pool.submit(judged, name) for name in names], timeout=limit):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


# The lessons ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How a lesson ended: after so many seconds, from the start of its process, and with which error, if any."""

    path: Path
    seconds: float
    error: str | None


def run_lesson(path: Path, speed: str, limit: float, threads: int | None = None) -> Ended:
    """Run a notebook in a process of its own, for at most `limit` seconds, offline and with no earlier work to be found."""
    with tempfile.TemporaryDirectory() as work:
        told = {
            "GANCOURSE_DEVICE": settings.device().type,
            "GANCOURSE_SPEED": speed,
            "GANCOURSE_WORK": work,
            "GANCOURSE_OFFLINE": "1",
            "MPLBACKEND": "Agg",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT / "notebooks"), os.environ.get("PYTHONPATH")])),
            "PYTHONUTF8": "1",
        } | ({"OMP_NUM_THREADS": str(threads)} if threads else {})
        begun = time.perf_counter()
        if limit <= 0:
            return Ended(path, 0.0, "It was not begun: no time was left.")
        try:
            ran = subprocess.run(
                [sys.executable, plain_notebook.__file__, path],
                env={**os.environ, **told},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                timeout=limit,
            )
        except subprocess.TimeoutExpired:
            return Ended(path, time.perf_counter() - begun, f"It was not done after {limit:.0f} s, and was ended.")
        taken = time.perf_counter() - begun
    last = "\n".join(ran.stderr.strip().splitlines()[-LAST_LINES:])
    return Ended(path, taken, (last or f"Python ended with code {ran.returncode}.") if ran.returncode else None)


def try_lessons(paths: Iterable[Path], limit: float, workers: int) -> Iterator[Ended]:
    """Run these notebooks at speed smoke, so many at once, as they end. Their seconds say little."""
    threads = max(1, settings.usable_cores() // workers)
    end = time.perf_counter() + limit
    with ThreadPoolExecutor(workers) as pool:
        running = [
            pool.submit(lambda path: run_lesson(path, "smoke", end - time.perf_counter(), threads), path)
            for path in paths
        ]
        for future in as_completed(running):
            yield future.result()

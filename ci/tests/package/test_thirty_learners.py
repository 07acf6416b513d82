"""Thirty learners who share one folder and start in the same second: all of them train, and the server is asked once.

Thirty real processes stand behind one barrier. They are forked from one that has loaded PyTorch, since loading it
thirty times on two cores would test the disk; everything the course does, from looking for data on, happens in each.
"""

import contextlib
import gzip
import hashlib
import http.server
import json
import os
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import torch

from environment import ROOT

LEARNERS, STEPS = 30, 4
COUNTS = {"train": 1_000, "t10k": 200}

CLASS = """
import gc, hashlib, json, multiprocessing, os, resource, sys, time
sys.path.insert(0, {notebooks!r})
import torch
from torchvision import datasets
from gancourse.data import loading, sources
from gancourse import files, seed_everything
from gancourse.training.digit_gan import DigitGAN
from gancourse.settings import device

datasets.MNIST.mirrors = [{mirror!r}]
datasets.MNIST.resources = {resources!r}
sources.SILENCE = 60.0  # a pause of a busy machine is no silent server
if not {locks}:
    files._lock = lambda file: True


def learner(number, barrier, reports):
    barrier.wait()
    try:
        seed_everything(0)
        images = loading.images("digits")
        gan = DigitGAN(device(), half=False)
        for step in range({steps}):
            losses = gan.step(images.random(gan.batch_size), step / {steps})
        pictures = gan.sample(torch.randn(16, 64))
        report = {{
            "source": images.source,
            "data": hashlib.sha256(images.pixels.numpy().tobytes()).hexdigest(),
            "pictures": hashlib.sha256((pictures * 255).round().byte().numpy().tobytes()).hexdigest(),
            "losses": [float(loss) for loss in losses.values()],
        }}
    except BaseException as error:
        report = {{"error": repr(error)}}
    reports.put({{"pid": os.getpid(), **report}})


if __name__ == "__main__":
    gc.freeze()  # else each learner's first collection copies the memory that all of them share
    fork = multiprocessing.get_context("fork")
    barrier, reports = fork.Barrier({learners}), fork.Queue()
    processes = [fork.Process(target=learner, args=(number, barrier, reports)) for number in range({learners})]
    for process in processes:
        process.start()
    said = [reports.get(timeout=240) for _ in processes]
    for process in processes:
        process.join(60)
    print("REPORTS", json.dumps({{"reports": said, "codes": [process.exitcode for process in processes]}}))
"""

pytestmark = [
    pytest.mark.may_skip,
    pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="needs a safe fork, as on Linux"),
]


def idx(values: torch.Tensor) -> bytes:
    return (
        struct.pack(f">i{values.dim()}i", 2051 if values.dim() == 3 else 2049, *values.shape) + values.numpy().tobytes()
    )


def small_mnist() -> dict[str, bytes]:
    noise = torch.Generator().manual_seed(0)
    made = {}
    for prefix, count in COUNTS.items():
        pictures = torch.randint(0, 256, (count, 28, 28), generator=noise, dtype=torch.uint8)
        made[f"{prefix}-images-idx3-ubyte"] = idx(pictures)
        made[f"{prefix}-labels-idx1-ubyte"] = idx((torch.arange(count) % 10).byte())
    return made


@pytest.fixture
def server():
    """MNIST's mirror on loopback: slow, one piece after the other, and counting who asks for what."""
    packed = {f"{name}.gz": gzip.compress(content, 1) for name, content in small_mnist().items()}
    asked = Counter()

    class Mirror(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.lstrip("/")
            asked[name] += 1
            self.send_response(200 if name in packed else 404)
            content = packed.get(name, b"")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with contextlib.suppress(OSError):  # torchvision's first request only looks where the file is
                for start in range(0, len(content), 100_000):
                    self.wfile.write(content[start : start + 100_000])
                    time.sleep(0.1)

        def log_message(self, *_):
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/", packed, asked
    running.shutdown()
    running.server_close()


def attend(
    cache: Path,
    mirror: str = "http://127.0.0.1:9/",
    packed: dict | None = None,
    learners: int = LEARNERS,
    locks: bool = True,
    **extra: str,
) -> dict:
    """Start the class on this cache; returns what its learners report."""
    resources = [(name, hashlib.md5(content).hexdigest()) for name, content in (packed or {}).items()]
    numbers = {"steps": STEPS, "learners": learners, "locks": locks}
    program = CLASS.format(notebooks=str(ROOT / "notebooks"), mirror=mirror, resources=resources, **numbers)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GANCOURSE_")}
    environment |= {"GANCOURSE_CACHE": str(cache), "GANCOURSE_SPEED": "smoke", "GANCOURSE_DEVICE": "cpu"}
    environment |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT / "ci" / "gates" / "offline"), **extra}
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], env=environment, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr[-3_000:]
    assert "Traceback" not in ran.stderr, ran.stderr[-3_000:]
    line = next(line for line in ran.stdout.splitlines() if line.startswith("REPORTS "))
    return {**json.loads(line.removeprefix("REPORTS ")), "printed": ran.stdout}


def assert_all_trained(attended: dict, source: str) -> None:
    reports = attended["reports"]
    assert [report for report in reports if "error" in report] == []
    assert len({report["pid"] for report in reports}) == LEARNERS and set(attended["codes"]) == {0}
    assert {report["source"] for report in reports} == {source}
    assert len({report["data"] for report in reports}) == 1, "somebody had other pictures, or half of them"
    assert len({report["pictures"] for report in reports}) == 1
    assert all(abs(loss) < 100 for report in reports for loss in report["losses"])  # false for nan and inf too


def test_thirty_learners_and_one_download(server, tmp_path):
    mirror, packed, asked = server
    cache = tmp_path / "shared" / "cache"
    attended = attend(cache, mirror, packed)
    assert_all_trained(attended, "MNIST")
    assert set(asked) == set(packed)
    assert max(asked.values()) <= 2, "each file is fetched once: torchvision asks where it is, and then for it"
    assert attended["printed"].count("MNIST, downloaded.") == 1
    raw = cache / "MNIST" / "raw"
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == small_mnist()
    assert [path.name for path in cache.iterdir()] == ["MNIST"], "something was left behind"


def test_thirty_learners_and_a_server_without_the_files(server, tmp_path):
    """One asks and is refused; those who waited do not ask, and everybody trains on the course's own digits."""
    mirror, packed, asked = server
    names = dict(packed)
    packed.clear()
    attended = attend(tmp_path / "cache", mirror, names)
    assert_all_trained(attended, "drawn")
    # On a busy machine somebody comes when the refusal is over, and asks for itself; each asks up to twice.
    assert max(asked.values()) <= LEARNERS / 3, "those who waited did not ask again"
    assert attended["printed"].count("the server does not have it at the moment") == LEARNERS
    assert list((tmp_path / "cache").iterdir()) == []


def test_thirty_learners_and_a_data_folder_that_is_not_theirs(tmp_path):
    """The folder that a teacher copied: found by all, written to by none."""
    raw = tmp_path / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in small_mnist().items():
        (raw / name).write_bytes(content)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "data").rglob("*")}
    attended = attend(tmp_path / "cache", GANCOURSE_DATA=str(tmp_path / "data"), GANCOURSE_OFFLINE="1")
    assert_all_trained(attended, "MNIST")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "data").rglob("*")} == before
    assert not (tmp_path / "cache").exists()


def test_red_where_locks_do_nothing_each_asks_for_itself_and_all_train_all_the_same(server, tmp_path):
    """Some file systems have no locks. The files are still whole, because each arrives under a private name."""
    mirror, packed, asked = server
    reports = attend(tmp_path / "cache", mirror, packed, learners=4, locks=False)["reports"]
    assert len({report["pictures"] for report in reports}) == 1 and {report["source"] for report in reports} == {
        "MNIST"
    }
    assert max(asked.values()) > 2
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["MNIST"]

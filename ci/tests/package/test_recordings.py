"""Recordings: what is written is read again, what is broken or foreign is refused, and the size is kept."""

import json
import math
import zipfile

import numpy as np
import pytest
import torch

from gancourse.training.recordings import Recording, RecordingError, thinned
from gancourse.training.runs import Run


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("GANCOURSE_SPEED", "quick")
    run = Run("toy", steps=6)
    for step in run:
        run.log(d_loss=1.0 / step, score=step if step % 2 else None)
        run.snapshot(torch.full((4, 1, 3, 3), step / 10))
    return run


def test_a_recording_comes_back_as_it_was(run, tmp_path):
    path = run.save(tmp_path / "new" / "toy.npz", lesson="05", command="python3 ci/record.py", seed=3, data="MNIST")
    back = Recording.load(path)
    assert back.history["step"] == [1, 2, 3, 4, 5, 6]
    assert back.history["d_loss"] == pytest.approx([1 / step for step in range(1, 7)])
    assert math.isnan(back.history["score"][1]) and back.history["score"][2] == 3
    assert np.array_equal(back.frames, np.stack([frame for _, _, frame in run.frames]))
    assert back.frames.dtype == np.uint8 and back.frame_steps == (1, 2, 3, 4, 5, 6)
    facts = back.provenance
    assert {facts[key] for key in ("name", "lesson", "command", "data")} == {
        "toy",
        "05",
        "python3 ci/record.py",
        "MNIST",
    }
    assert (facts["seed"], facts["steps"]) == (3, 6)
    assert facts["device"] in ("cpu", "cuda", "mps") and facts["versions"]["torch"] == torch.__version__


def test_saving_twice_gives_the_same_bytes(run, tmp_path):
    recording = Recording.of(run, seed=0)
    assert recording.save(tmp_path / "a.npz").read_bytes() == recording.save(tmp_path / "b.npz").read_bytes()


def test_a_run_without_frames_or_logs_can_be_saved(tmp_path):
    run = Run("toy", steps=1)
    list(run)
    assert Recording.load(run.save(tmp_path / "toy.npz")).frames.shape == (0, 1, 1)


def test_frames_are_thinned_until_the_file_fits_and_the_last_one_stays(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (50, 60, 60), dtype=np.uint8)
    recording = Recording({"step": [1.0], "seconds": [0.0]}, noise, tuple(range(50)), tuple(map(float, range(50))), {})
    path = recording.save(tmp_path / "noise.npz", most_bytes=60_000)
    assert path.stat().st_size <= 60_000
    back = Recording.load(path)
    assert 10 <= len(back.frames) < 20
    assert back.frame_steps[-1] == 49 and np.array_equal(back.frames[-1], noise[-1])
    with pytest.raises(RecordingError, match="smaller frames"):
        recording.save(tmp_path / "noise.npz", most_bytes=2_000)
    assert [entry.name for entry in tmp_path.iterdir()] == ["noise.npz"]


def test_a_long_history_is_thinned_to_means():
    history = {"step": list(range(1, 10_001)), "loss": [0.0, 1.0] * 5_000, "rare": [math.nan] * 9_999 + [7.0]}
    short = thinned(history, most=1_000)
    assert len(short["step"]) == 1_000 and short["step"][-1] == 10_000
    assert set(short["loss"]) == {0.5}
    assert short["rare"][-1] == 7.0 and math.isnan(short["rare"][0])


def cut_in_half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_a_byte(path):
    data = bytearray(path.read_bytes())
    data[data.index(b"frames.npy") + 100] ^= 0xFF
    path.write_bytes(data)


def replace_by_text(path):
    path.write_text("<html>404</html>")


def empty(path):
    path.write_bytes(b"")


def another_zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("holiday.txt", "sun")


def foreign_arrays(path):
    np.savez(path, weights=np.zeros(3))


def rewritten(**changes):
    def damage(path):
        with np.load(path) as stored:
            parts = dict(stored)
        parts.update(changes)
        np.savez(path, **{name: part for name, part in parts.items() if part is not None})

    return damage


DAMAGE = {
    "cut in half": cut_in_half,
    "one byte": flip_a_byte,
    "text": replace_by_text,
    "empty": empty,
    "another zip": another_zip,
    "foreign arrays": foreign_arrays,
    "another format": rewritten(format=np.array("gancourse recording 99")),
    "pickled": rewritten(frames=np.array([{"a": 1}], dtype=object)),
    "floats as frames": rewritten(frames=np.zeros((6, 3, 3))),
    "steps missing": rewritten(frame_steps=None),
    "steps too few": rewritten(frame_steps=np.array([1])),
    "names too many": rewritten(names=np.array(["a"] * 9)),
    "no json": rewritten(provenance=np.array("{")),
    "json, but no facts": rewritten(provenance=np.array(json.dumps([1]))),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_whatever_is_no_recording_is_refused_in_one_sentence(damage, run, tmp_path):
    path = run.save(tmp_path / "toy.npz")
    damage(path)
    with pytest.raises(RecordingError) as caught:
        Recording.load(path)
    said = str(caught.value)
    assert "toy.npz" in said and str(tmp_path) not in said and len(said.splitlines()) == 1


class Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("part", ["format", "names", "history", "frames", "provenance"])
def test_nothing_in_a_recording_is_executed(part, run, tmp_path):
    path = run.save(tmp_path / "toy.npz")
    rewritten(**{part: np.array([Trap(tmp_path / "sprung")], dtype=object)})(path)
    with pytest.raises(RecordingError):
        Recording.load(path)
    assert not (tmp_path / "sprung").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RecordingError, match=r"no recording called 'none.npz'"):
        Recording.load(tmp_path / "none.npz")


def test_a_file_that_unpacks_to_too_much_is_not_read(run, tmp_path, monkeypatch):
    path = run.save(tmp_path / "toy.npz")
    monkeypatch.setattr("gancourse.training.recordings.LARGEST_UNPACKED", 100)
    with pytest.raises(RecordingError, match="unpacks to more"):
        Recording.load(path)


def test_what_was_there_stays_when_saving_fails(run, tmp_path, monkeypatch):
    path = run.save(tmp_path / "toy.npz")
    before = path.read_bytes()
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(OSError, match="no space"):
        run.save(path)
    assert path.read_bytes() == before and [entry.name for entry in tmp_path.iterdir()] == ["toy.npz"]


def test_frames_in_which_nothing_moves_are_left_out():
    frames = np.repeat(np.array([0, 0, 1, 0, 0, 0], np.uint8), 4).reshape(-1, 2, 2)
    steps, seconds = (1, 2, 3, 4, 5, 6), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    kept = Recording({"step": [6.0]}, frames, steps, seconds).without_repeats()
    assert kept.frame_steps == (1, 3, 4, 6) and kept.frame_seconds == (0.1, 0.3, 0.4, 0.6)  # the last one stays
    assert (kept.frames == frames[[0, 2, 3, 5]]).all()
    assert len(Recording({"step": []}).without_repeats().frames) == 0

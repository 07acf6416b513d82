"""Recordings are packed tightly, and stay what they were."""

import numpy as np

from building import pack_recordings
from gancourse.training.recordings import Recording


def recording():
    """Charts of one size in which little moves, as of a run; noise behind them, so that deflate finds no repetition."""
    ground = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)
    frames = np.stack([ground] * 6)
    for index, frame in enumerate(frames):
        frame[index * 10 : index * 10 + 10] = 255
    return Recording({"step": [1, 2], "d_loss": [1.5, 1.4]}, frames, tuple(range(6)), (0.0,) * 6, {"name": "a toy"})


def test_a_packed_recording_is_smaller_and_the_same(tmp_path):
    path = recording().save(tmp_path / "lesson-90-run.npz")
    before = path.stat().st_size
    saved = pack_recordings.pack(path)
    assert saved > before / 2 and path.stat().st_size == before - saved
    again = Recording.load(path)
    assert (again.frames == recording().frames).all() and again.provenance == recording().provenance
    assert again.frame_steps == recording().frame_steps
    assert {name: list(values) for name, values in again.history.items()} == {
        name: [np.float32(value) for value in values] for name, values in recording().history.items()
    }


def test_a_file_that_would_grow_stays(tmp_path):
    path = recording().save(tmp_path / "lesson-90-run.npz")
    pack_recordings.pack(path)
    content = path.read_bytes()
    assert pack_recordings.pack(path) == 0 and path.read_bytes() == content

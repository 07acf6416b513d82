"""The profile of a lesson at smoke: its parts add up, and what ran is named."""

import os

import pytest

from building import build
from measuring import profile_lessons


def test_the_parts_of_a_lesson_add_up(tmp_path):
    course = build.Course()
    (source,) = (each for each in course.sources if each.stem.startswith("00"))
    notebook = build.learner_notebook(build.read_source(course, source))
    environment = {**os.environ, "GANCOURSE_WORK": str(tmp_path), "GANCOURSE_SPEED": "smoke", "GANCOURSE_DATA": "none"}
    found = profile_lessons.profile(notebook, course.root / "notebooks", environment)
    seconds = found["seconds"]
    assert list(seconds) == ["kernel start", "imports", *profile_lessons.KINDS, "the rest"]
    assert sum(seconds.values()) == pytest.approx(found["total"])
    assert all(each >= -0.01 for each in seconds.values()), seconds
    assert seconds["training"] > 0 and seconds["figures"] > 0
    assert [run["name"] for run in found["runs"]] == ["a GAN in one dimension"]
    checked = {name for _, name in found["checks"]}
    assert checked == {"scale_pixels"}
    text = profile_lessons.report("00", found)
    assert "kernel start" in text and "slowest of" in text


def test_time_is_counted_once_where_it_is_spent(monkeypatch):
    now = iter([0.0, 10.0, 13.0, 18.0, 20.0])
    monkeypatch.setattr(profile_lessons.time, "perf_counter", lambda: next(now))
    clocks = profile_lessons.Clocks()
    with clocks.counting("training"), clocks.counting("scores"):
        pass
    assert clocks.seconds == {"training": 5.0, "scores": 5.0}

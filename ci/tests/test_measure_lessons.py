"""Every lesson's times are measured and it fits Binder's memory, by a measurement of the lesson as it is."""

import copy
import json
from pathlib import Path

import pytest

import build
import measure_lessons
import measured as measurements
from measured import FILE

ROOT = Path(__file__).resolve().parents[2]
COURSE = build.Course()


@pytest.fixture(scope="module")
def fitting():
    """A measurement of the course as it is, with nothing to complain about."""
    lessons = {
        source.stem[:2]: {
            "kernel": 600,
            "code": build.code_hash(measure_lessons.learner(COURSE, source)),
            "seconds": {"cpu": {"smoke": 9, "quick": 61}},
        }
        for source in COURSE.sources
    }
    return {"machines": {"cpu": "two threads"}, "server": 120, "lessons": lessons}


def test_every_lesson_was_measured_and_fits_binder():
    measured = json.loads((ROOT / FILE).read_text("utf-8"))
    assert measure_lessons.faults(measured, COURSE) == []
    assert all(lesson["kernel"] > 50 for lesson in measured["lessons"].values()), "a kernel with numpy takes more"


def test_red_a_lesson_that_is_too_large_missing_changed_or_gone(fitting):
    assert measure_lessons.faults(fitting, COURSE) == []
    for change, said in (
        (lambda lessons: lessons["05"].update(kernel=1501), "lesson 05 takes 1501 MB, at most 1500 MB"),
        (lambda lessons: lessons.pop("05"), "lesson 05 was never measured: run `python ci/measure_lessons.py 05`"),
        (lambda lessons: lessons["05"].update(code="old"), "lesson 05 has changed since"),
        (lambda lessons: lessons.update({"99": lessons["05"]}), "a lesson 99 that does not exist"),
    ):
        measured = copy.deepcopy(fitting)
        change(measured["lessons"])
        (fault,) = measure_lessons.faults(measured, COURSE)
        assert said in fault


def test_red_a_lesson_and_the_server_do_not_fit_binder_together(fitting):
    large = copy.deepcopy(fitting)
    large["lessons"]["05"]["kernel"], large["server"] = 1450, 400
    (fault,) = measure_lessons.faults(large, COURSE)
    assert "lesson 05 takes 1450 MB beside a server of 400 MB, at most 1800 MB" in fault


def test_red_a_speed_or_the_memory_was_not_measured(fitting):
    fitting = copy.deepcopy(fitting)
    del fitting["lessons"]["05"]["seconds"]["cpu"]["quick"], fitting["lessons"]["09"]["kernel"]
    slow, large = measure_lessons.faults(fitting, COURSE)
    assert "lesson 05 was not measured on a CPU at speed quick" in slow
    assert "the memory of lesson 09" in large


def test_the_kernels_own_number_and_the_table(fitting):
    assert measure_lessons.megabytes("VmPeak:\t 1 kB\nVmHWM:\t  500000 kB\nVmRSS:\t 2 kB\n") == 512
    assert "| 05 | cpu | 10 seconds | 1 minute | 600 MB | 720 MB |" in measure_lessons.table(fitting)


def test_run_times_in_words(fitting):
    on_gpu = copy.deepcopy(fitting)
    on_gpu["lessons"]["05"]["seconds"]["cuda"] = {"quick": 178}
    assert measurements.sentence(fitting, "05") == "about 1 minute on two CPU cores, not yet measured on a GPU"
    assert measurements.sentence(on_gpu, "05") == "about 1 minute on two CPU cores, about 3 minutes on a GPU"
    assert measurements.sentence(fitting, "01", uses_gpu=False) == "about 1 minute on two CPU cores, the same on a GPU"
    assert measurements.cells(on_gpu, "05") == ["1 minute", "3 minutes"]
    assert measurements.cells(on_gpu, "77") == ["not measured", "not measured"]
    assert [measurements.duration(taken) for taken in (1, 13, 49, 51, 89, 91)] == [
        "5 seconds",
        "15 seconds",
        "50 seconds",
        "1 minute",
        "1 minute",
        "2 minutes",
    ]

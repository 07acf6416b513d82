"""Every lesson fits Binder's memory, by a measurement that belongs to the lesson as it is."""

import copy
import json
from pathlib import Path

import pytest

import build
import measure_memory

ROOT = Path(__file__).resolve().parents[2]
COURSE = build.Course()


@pytest.fixture(scope="module")
def fitting():
    """A measurement of the course as it is, with nothing to complain about."""
    lessons = {
        source.stem[:2]: {"kernel": 600, "code": build.code_hash(measure_memory.learner(COURSE, source))}
        for source in COURSE.sources
    }
    return {"speed": "quick", "torch": "2.15.0", "server": 120, "lessons": lessons}


def test_every_lesson_fits_binder():
    measured = json.loads((ROOT / measure_memory.FILE).read_text("utf-8"))
    assert measure_memory.faults(measured, COURSE) == []
    assert all(lesson["kernel"] > 50 for lesson in measured["lessons"].values()), "a kernel with numpy takes more"


def test_red_a_lesson_that_is_too_large_missing_changed_or_gone(fitting):
    assert measure_memory.faults(fitting, COURSE) == []
    for change, said in (
        (lambda lessons: lessons["05"].update(kernel=1450), "lesson 05 takes 1450 MB beside a server of 120 MB"),
        (lambda lessons: lessons.pop("05"), "lesson 05 was never measured: run `python ci/measure_memory.py 05`"),
        (lambda lessons: lessons["05"].update(code="old"), "lesson 05 has changed since"),
        (lambda lessons: lessons.update({"99": lessons["05"]}), "a lesson 99 that does not exist"),
    ):
        measured = copy.deepcopy(fitting)
        change(measured["lessons"])
        (fault,) = measure_memory.faults(measured, COURSE)
        assert said in fault


def test_red_a_measurement_at_another_speed(fitting):
    (fault,) = measure_memory.faults({**fitting, "speed": "smoke"}, COURSE)
    assert "speed smoke" in fault


def test_the_kernels_own_number_and_the_table(fitting):
    assert measure_memory.megabytes("VmPeak:\t 1 kB\nVmHWM:\t  500000 kB\nVmRSS:\t 2 kB\n") == 512
    assert "| 05 | 600 MB | 720 MB |" in measure_memory.table(fitting)

"""Every lesson's times are measured and it fits Binder's memory, by a measurement of the lesson as it is."""

import copy
import json
from types import SimpleNamespace

import nbformat
import pytest

from building import build
from building import run_times as measurements
from building.run_times import FILE
from environment import ROOT
from measuring import lessons as measure_lessons

COURSE = build.Course()


@pytest.fixture(scope="module")
def fitting():
    """A measurement of the course as it is, with nothing to complain about."""
    lessons = {
        source.stem[:2]: {
            "kernel": 600,
            "code": build.computing_hash(measure_lessons.learner(COURSE, source)),
            "seconds": {"cpu": {"smoke": 9, "quick": 61}},
        }
        for source in COURSE.sources
    }
    steps = {"code": measure_lessons.steps_code(), "small": 1.0, "large": 10.0}
    trial = {number: {"code": lesson["code"], "quick": 61} for number, lesson in lessons.items()}
    trials = {cores: {"steps": steps, "lessons": trial} for cores in measure_lessons.TRIALS}
    return {
        "machines": {"cpu": "two threads"},
        "steps": {"cpu": dict(steps)},
        "trials": json.loads(json.dumps(trials)),  # nothing shared, so that a test may change one
        "server": 120,
        "lessons": lessons,
    }


def test_every_lesson_was_measured_and_fits_binder():
    measured = json.loads((ROOT / FILE).read_text("utf-8"))
    assert measure_lessons.faults(measured, COURSE) == []
    assert all(lesson["kernel"] > 50 for lesson in measured["lessons"].values()), "a kernel with numpy takes more"


def test_the_doctor_foretells_every_lesson_on_one_core_and_on_two():
    measured = json.loads((ROOT / FILE).read_text("utf-8"))
    assert measure_lessons.doctor_faults(measured, COURSE) == []
    assert len(list(measure_lessons.foretold(measured, COURSE))) == 2 * len(COURSE.sources)


def lessons_of_small_steps():
    """The lessons whose seconds go, all of them, into steps that no GPU helps."""
    stated = {}
    for source in COURSE.sources:
        facts = json.loads(COURSE.learner(source).read_text("utf-8"))["metadata"]["gancourse"]
        stated[facts["lesson"]] = facts["run_seconds"]
    return [number for number, seconds in stated.items() if seconds["step"] == "small" and "budget" not in seconds]


def test_red_the_doctor_is_more_than_half_off(fitting):
    assert measure_lessons.doctor_faults(fitting, COURSE) == []
    for seconds, foretold in ((40, "61 s"), (93, "61 s")):
        wrong = copy.deepcopy(fitting)
        wrong["trials"]["1"]["lessons"]["03"]["quick"] = seconds
        (fault,) = measure_lessons.doctor_faults(wrong, COURSE)
        assert fault == f"the doctor foretells {foretold} for lesson 03 on 1 core(s), and it took {seconds} s"
    slow = copy.deepcopy(fitting)
    slow["trials"]["2"]["steps"]["small"] = 2.0
    named = [fault.split("lesson ")[1][:2] for fault in measure_lessons.doctor_faults(slow, COURSE)]
    assert named == lessons_of_small_steps() and "03" in named and "05" not in named


def test_red_steps_or_a_trial_missing_or_stale(fitting):
    for change, said in (
        (lambda measured: measured.pop("steps"), "steps were never measured on cpu: run `python3 ci/course.py run measuring/lessons --s"),
        (lambda measured: measured["steps"]["cpu"].update(code="old"), "have changed since they were measured on cpu"),
        (lambda measured: measured["trials"]["2"]["steps"].update(code="old"), "have changed since their trial on 2 core"),
        (lambda measured: measured["machines"].update(cuda="a GPU"), "steps were never measured on cuda"),
        (lambda measured: measured["trials"]["1"]["lessons"].pop("05"), "not tried on lesson 05 as it is: run `python3 ci/course.py run measuring/les"),
        (lambda measured: measured["trials"]["2"]["lessons"]["05"].update(code="old"), "measuring/lessons 05 --cores 2`"),
    ):  # fmt: skip
        measured = copy.deepcopy(fitting)
        change(measured)
        (fault,) = measure_lessons.doctor_faults(measured, COURSE)
        assert said in fault
    measured = copy.deepcopy(fitting)
    del measured["trials"]
    one, two = measure_lessons.doctor_faults(measured, COURSE)
    assert (
        "never tried on 1 core(s): run `python3 ci/course.py run measuring/lessons --cores 1`" in one
        and "--cores 2" in two
    )


def test_what_was_stated_counts_as_measured_on_two_cores(fitting):
    measured = copy.deepcopy(fitting)
    measured["trials"]["2"]["lessons"] = {"03": measured["trials"]["2"]["lessons"]["03"] | {"quick": 70}}
    taken = {number: lesson["quick"] for number, lesson in measure_lessons.tried(measured, "2").items()}
    assert taken == {number: 70 if number == "03" else 61 for number in measured["lessons"]}
    assert measure_lessons.doctor_faults(measured, COURSE) == []


def test_a_lesson_states_the_step_it_consists_of(fitting):
    large = {"lesson": "05", "run_seconds": {"budget": 40}}
    assert measurements.stated(fitting, large) == {
        "budget": 40, "smoke": 9, "quick": 61, "step": "large", "milliseconds": 10.0
    }  # fmt: skip
    assert measurements.stated(fitting, {"lesson": "02", "uses_gpu": False})["step"] == "small"
    assert "step" not in measurements.stated({"lessons": {}}, large), "nothing to compare with"


def test_the_trials_table(fitting):
    table = measure_lessons.trial_table(fitting, COURSE)
    assert "| 1 | 03 | 61 s | 61 s | 1.00 |" in table


def test_steps_only_measures_nothing_else(fitting, tmp_path, monkeypatch):
    told = json.dumps({"small": 1.2345, "large": 9.8765})
    monkeypatch.setattr(measure_lessons, "TIME_STEPS", f"print('{told}')")
    monkeypatch.setattr(measure_lessons, "run_all", lambda *_: pytest.fail("no lesson is run"))
    monkeypatch.setattr(measure_lessons, "server_peak", lambda *_: pytest.fail("no server is started"))
    measured = copy.deepcopy(fitting)
    measure_lessons.measure(COURSE, measured, SimpleNamespace(steps_only=True))
    assert measured["steps"]["cpu"] == {"code": measure_lessons.steps_code(), "small": 1.23, "large": 9.88}
    assert measured["lessons"] == fitting["lessons"]


def test_red_a_lesson_that_is_too_large_missing_changed_or_gone(fitting):
    assert measure_lessons.faults(fitting, COURSE) == []
    for change, said in (
        (lambda lessons: lessons["05"].update(kernel=1501), "lesson 05 takes 1501 MB, at most 1500 MB"),
        (
            lambda lessons: lessons.pop("05"),
            "lesson 05 was never measured: run `python3 ci/course.py run measuring/lessons 05`",
        ),
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
    del fitting["lessons"]["05"]["seconds"]["cpu"]["quick"], fitting["lessons"]["10"]["kernel"]
    slow, large = measure_lessons.faults(fitting, COURSE)
    assert "lesson 05 was not measured on a CPU at speed quick" in slow
    assert "the memory of lesson 10" in large


def test_the_kernels_own_number_and_the_table(fitting):
    assert measure_lessons.megabytes("VmPeak:\t 1 kB\nVmHWM:\t  500000 kB\nVmRSS:\t 2 kB\n") == 512
    assert "| 05 | cpu | 10 seconds | 1 minute | 600 MB | 720 MB |" in measure_lessons.table(fitting)


def test_run_times_in_words(fitting):
    unknown, known = measurements.OnGpu(), measurements.OnGpu("on an H200", 178)
    said = "about 1 minute on two CPU cores"
    assert measurements.sentence(fitting, "05", unknown) == f"{said}, not yet measured on a GPU"
    assert measurements.sentence(fitting, "05", known) == f"{said}, about 3 minutes on an H200"
    assert measurements.sentence(fitting, "01", unknown, uses_gpu=False) == f"{said}, the same on a GPU"
    assert measurements.cells(fitting, "05", known) == ["1 minute", "3 minutes"]
    assert measurements.cells(fitting, "01", unknown, uses_gpu=False) == ["1 minute", "the same"]
    assert measurements.cells(fitting, "77", unknown) == ["not measured", "not measured"]
    assert [measurements.duration(taken) for taken in (1, 13, 49, 51, 89, 91)] == [
        "5 seconds",
        "15 seconds",
        "50 seconds",
        "1 minute",
        "1 minute",
        "2 minutes",
    ]


def test_seconds_on_a_gpu_are_stated_of_the_code_that_was_measured(fitting, tmp_path):
    assert measurements.on_gpu(tmp_path, "05", "as it is") == measurements.OnGpu(), "nobody had a GPU"
    lessons = {"05": {"code": "as it is", "quick": 41.7}, "10": {"code": "as it is", "error": "It ended."}}
    kept = {"machine": {"card": "NVIDIA H200"}, "parts": {"quick": {"lessons": lessons}}}
    (tmp_path / "assets").mkdir()
    (tmp_path / measurements.GPU_FILE).write_text(json.dumps(kept))
    gpu = measurements.on_gpu(tmp_path, "05", "as it is")
    assert gpu == measurements.OnGpu("on an H200", 41.7)
    assert measurements.stated(fitting, {"lesson": "05"}, gpu=gpu)["gpu"] == {"where": "on an H200", "quick": 42}
    for lesson, code in (("05", "changed"), ("10", "as it is"), ("11", "as it is")):
        assert measurements.on_gpu(tmp_path, lesson, code) == measurements.OnGpu()
    assert "gpu" not in measurements.stated(fitting, {"lesson": "10"})


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("NVIDIA H100 80GB HBM3", "an H100"),
        ("NVIDIA A100-SXM4-40GB", "an A100"),
        ("NVIDIA GH200 480GB", "a GH200"),
        ("NVIDIA L4", "an L4"),
        ("Tesla T4", "a Tesla T4"),
        ("NVIDIA GeForce RTX 4090", "a GeForce RTX 4090"),
        ("NVIDIA RTX A6000", "an RTX A6000"),
    ],
)
def test_a_card_as_one_speaks_of_it(card, said):
    assert measurements.with_article(card) == said


def a_lesson(*cells):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def test_a_question_needs_no_new_measurement_and_another_line_of_code_does():
    plain = build.computing_hash(a_lesson("from gancourse import (\n    plots,\n    check,\n)", "steps = 3  # three"))
    asks = a_lesson(
        "from gancourse import check, outcome, plots, predict",
        'predict("k", "1", "2")',
        "steps = 3  # three\noutcome(\n    'k',\n    steps,\n)",
        'beliefs("00")',
    )
    assert build.computing_hash(asks) == plain
    assert build.computing_hash(a_lesson("from gancourse import check, plots", "steps = 4  # three")) != plain
    assert build.computing_hash(a_lesson("from gancourse import check", "steps = 3  # three")) != plain


def test_the_way_to_each_pause_is_timed(monkeypatch):
    """A kernel that takes ten seconds for every code cell."""
    clock = [0.0]

    class Kernel:
        def __init__(self, notebook, on_cell_executed, **_):
            self.cells, self.note = notebook.cells, on_cell_executed

        def execute(self, env):
            for index, cell in enumerate(self.cells):
                if cell.cell_type == "code":
                    clock[0] += 10
                    cell.outputs = [nbformat.v4.new_output("stream", text="VmHWM: 500000 kB")]
                    self.note(cell=cell, cell_index=index, execute_reply={})

    code, pause = nbformat.v4.new_code_cell, {"tags": ["pause"]}
    cells = [code("1"), code("2"), nbformat.v4.new_markdown_cell("Rest.", metadata=pause)]
    cells += [nbformat.v4.new_markdown_cell("## On"), code("3")]
    lesson = nbformat.v4.new_notebook(cells=cells)
    monkeypatch.setattr(measure_lessons, "learner", lambda *_: lesson)
    monkeypatch.setattr(measure_lessons, "NotebookClient", Kernel)
    monkeypatch.setattr(measure_lessons, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(measure_lessons.sys, "platform", "linux")
    assert measure_lessons.run_all(COURSE, COURSE.sources[0], {}) == (40, {"On": 20}, 512)

"""Every training section has its recording, every recording says how to make it again, and filming disturbs nothing."""

import argparse
import re
import runpy
import shlex
import shutil
import sys

import numpy as np
import pytest
import torch

from building import record_runs
from environment import ROOT
from gancourse.training.recordings import BYTES, Recording, RecordingError
from gancourse.views import plots

REPLAYED = re.compile(r'\breplay\(\s*asset\("([^"]+)"\),\s*mine=\w')
READ = re.compile(r'\basset\("([^"]+\.npz)"\)')


def recordings(root):
    return sorted([*(root / "assets").glob("*-run.npz"), *(root / "assets").glob("*-clinic.npz")])


def code_of_lessons(root):
    """Lesson -> the code of its source, without its prose."""
    cells = {
        path.name[:2]: re.split(r"^(?=# %%)", path.read_text("utf-8"), flags=re.M)[1:]
        for path in sorted((root / "solutions" / "source").glob("[0-9]*.py"))
    }
    return {
        lesson: "\n".join(cell for cell in parts if not cell.startswith("# %% [markdown]"))
        for lesson, parts in cells.items()
    }


def problems(root):
    """What is wrong with the recordings of a course, a sentence each."""
    found, code = [], code_of_lessons(root)
    for path in recordings(root):
        if path.stat().st_size > BYTES:
            found.append(f"{path.name} is larger than {BYTES:,} bytes")
        try:
            facts = Recording.load(path).provenance
        except RecordingError as error:
            found.append(str(error))
            continue
        found += [f"{path.name} does not say its {fact}" for fact in missing(facts)]
        if refusal := refused(facts.get("command") or "", root):
            found.append(f"{path.name} cannot be made by its command: {refusal}")
        pattern = REPLAYED if path.name.endswith("-run.npz") else READ
        users = [lesson for lesson, text in code.items() if path.name in pattern.findall(text)]
        if users != [facts.get("lesson")]:
            found.append(f"{path.name} is of lesson {facts.get('lesson')}, and used by {' and '.join(users) or 'none'}")
    for lesson, text in code.items():
        there = {path.name for path in recordings(root)}
        found += [
            f"lesson {lesson} replays {name}, which is not there"
            for name in REPLAYED.findall(text)
            if name not in there
        ]
        if re.search(r"\bRun\(", text) and not REPLAYED.search(text):
            found.append(f"lesson {lesson} trains and replays no recording with mine=")
    return found


def missing(facts):
    versions = facts.get("versions") or {}
    absent = [f"version of {name}" for name in ("gancourse", "torch", "numpy", "python") if not versions.get(name)]
    return (
        [name for name in ("command", "device", "lesson") if not facts.get(name)]
        + absent
        + ([] if isinstance(facts.get("seed"), int) else ["seed"])
    )


class Accepted(Exception):
    pass


def refused(command, root=ROOT):
    """Why a command of the form `python3 ci/course.py run ROOM/NAME OPTIONS` would not be taken; None when the program's
    parser accepts it."""
    words = shlex.split(command)
    if words[:3] != ["python3", "ci/course.py", "run"] or len(words) < 4:
        return f"{command!r} is not of the form python3 ci/course.py run ROOM/NAME"
    program = root / "ci" / f"{words[3]}.py"
    if not program.is_file():
        return f"there is no {words[3]}"
    parse = argparse.ArgumentParser.parse_args

    def only_parse(parser, arguments=None, namespace=None):
        parse(parser, arguments, namespace)
        raise Accepted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "parse_args", only_parse)
        patch.setattr(sys, "argv", words[3:])
        try:
            runpy.run_path(str(program), run_name="__main__")
        except Accepted:
            return None
        except SystemExit:
            pass
    return f"{words[3]} does not take {shlex.join(words[4:])}"


def test_every_recording_is_small_and_says_how_to_make_it_again_and_every_training_lesson_replays_one():
    assert problems(ROOT) == []


# --- red --------------------------------------------------------------------------------------------------------------

SOURCE = """# %% [markdown]
# A loop with `Run(`, later.

# %%
run = Run("toy", steps=3)
replay(asset("lesson-90-run.npz"), mine=run, names=["d_loss"])
"""
FACTS = {
    "name": "toy",
    "lesson": "90",
    "command": "python3 ci/course.py run building/record --steps 3",
    "seed": 0,
    "device": "cpu",
    "versions": {"gancourse": "0", "torch": "2", "numpy": "2", "python": "3"},
}


@pytest.fixture
def course(tmp_path):
    """A course of one lesson that trains, with its recording and its recorder."""
    for folder in ("assets", "ci/building", "solutions/source"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "solutions" / "source" / "90_toy.py").write_text(SOURCE)
    (tmp_path / "ci" / "building" / "record.py").write_text(
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--steps', type=int)\nparser.parse_args()\n"
    )
    save(tmp_path)
    assert problems(tmp_path) == []
    return tmp_path


def save(course, **changed):
    return Recording({"step": [1.0]}, provenance={**FACTS, **changed}).save(course / "assets" / "lesson-90-run.npz")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"command": ""}, "does not say its command"),
        ({"device": None}, "does not say its device"),
        ({"seed": None}, "does not say its seed"),
        ({"versions": {**FACTS["versions"], "torch": ""}}, "does not say its version of torch"),
        ({"versions": {}}, "does not say its version of gancourse"),
        ({"lesson": "91"}, "is of lesson 91, and used by 90"),
        ({"command": "ci/building/record.py --steps 3"}, "not of the form"),
        ({"command": "python3 ci/course.py run building/other"}, "there is no building/other"),
        ({"command": "python3 ci/course.py run building/record --steps"}, "does not take --steps"),
        ({"command": "python3 ci/course.py run building/record --seconds 3"}, "does not take --seconds 3"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_red_a_recording_that_does_not_say_how_to_make_it_again(course, changed, said):
    save(course, **changed)
    assert said in " ".join(problems(course))


def test_red_a_large_file_and_a_foreign_one(course):
    path = course / "assets" / "lesson-90-run.npz"
    np.savez(path.with_name("lesson-90-clinic.npz"), A_samples=np.zeros(3))
    assert "lesson-90-clinic.npz is not a recording of this course" in " ".join(problems(course))
    noise = np.random.default_rng(0).integers(0, 256, BYTES + 1, dtype=np.uint8)
    Recording({"step": [1.0]}, provenance=FACTS, more={"noise": noise}).save(path, most_bytes=3 * BYTES)
    assert "lesson-90-run.npz is larger than 2,000,000 bytes" in " ".join(problems(course))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mine=run, ", "", "lesson 90 trains and replays no recording"),
        ("replay(", "print(", "lesson-90-run.npz is of lesson 90, and used by none"),
        ("# A loop", "# No loop", None),
    ],
)
def test_red_a_lesson_that_trains_without_a_replay(course, old, new, said):
    lesson = course / "solutions" / "source" / "90_toy.py"
    lesson.write_text(lesson.read_text().replace(old, new))
    assert (said is None and not problems(course)) or said in " ".join(problems(course))


def test_red_a_replay_of_nothing(course):
    (course / "assets" / "lesson-90-run.npz").unlink()
    assert problems(course) == ["lesson 90 replays lesson-90-run.npz, which is not there"]


def test_red_a_recording_that_two_lessons_use(course):
    shutil.copy(course / "solutions" / "source" / "90_toy.py", course / "solutions" / "source" / "91_other.py")
    assert "is of lesson 90, and used by 90 and 91" in " ".join(problems(course))


# --- the recorder of lessons 00 and 02 --------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", record_runs.RUNS)
def test_a_run_is_the_same_whether_it_is_filmed_or_not(lesson, monkeypatch, tmp_path):
    filmed = record_runs.film(lesson, "smoke")
    for path, run in zip(record_runs.save(filmed, lesson, tmp_path), filmed.values(), strict=True):
        recording = Recording.load(path)
        assert not missing(recording.provenance) and recording.frames.shape[3] == 3
        assert recording.frame_steps[0] == 1 and recording.frame_steps[-1] == run.step
    monkeypatch.setattr(record_runs.FilmedRun, "frame", lambda run: np.zeros((2, 2), np.uint8))
    for name, run in record_runs.film(lesson, "smoke").items():
        assert run.step == filmed[name].step
        for curve in run.history.keys() - {"seconds"}:
            assert run.history[curve] == filmed[name].history[curve], curve


def test_red_a_picture_that_draws_random_numbers_is_refused(monkeypatch):
    monkeypatch.setenv("GANCOURSE_SPEED", "smoke")

    def picture():
        torch.randn(1)
        return plots.figure()[0]

    with pytest.raises(RuntimeError, match="The picture of 'toy' draws random numbers"):
        list(record_runs.FilmedRun("toy", steps=2, picture=picture))

"""The doctor: what it finds in a healthy and in a broken installation, and the command that mends each fault."""

import errno
import importlib.metadata
import json
import math
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from environment import ROOT
from gancourse.desk import doctor
from gancourse.desk.doctor import FAIL, NOTE, OK, Finding


def run_doctor(*words, path=(), **variables):
    search = os.pathsep.join(map(str, [*path, ROOT / "notebooks"]))
    return subprocess.run(
        [sys.executable, "-m", "gancourse.desk.doctor", *words],
        capture_output=True,
        text=True,
        errors="replace",
        env={**os.environ, "GANCOURSE_DEVICE": "cpu", **variables, "PYTHONPATH": search},
    )


def break_torchvision(folder, error="RuntimeError('operator torchvision::nms does not exist')", version="0.28.0+cu130"):
    """A torchvision in `folder` that is found first and fails on import as the real one does beside another torch."""
    (folder / "torchvision").mkdir()
    (folder / "torchvision" / "__init__.py").write_text(f"raise {error}\n")
    (folder / "torchvision" / "version.py").write_text(f"__version__ = {version!r}\ngit_version = 'x'\n")
    return folder


def failures(text):
    """The FAIL lines and their commands."""
    return re.findall(r"\[FAIL\] (.+)(?:\n       mend it:  (.+))?", text)


# torch and torchvision ------------------------------------------------------------------------------------------------


def test_a_pair_that_fits():
    answer = run_doctor("--pair")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert re.fullmatch(r"\[ ok \] torch 2\.\S+ and torchvision 0\.\S+ fit together", answer.stdout.strip())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("RuntimeError('operator torchvision::nms does not exist')", "operator torchvision::nms does not exist"),
        ("ImportError('_C.so: undefined symbol: _ZN3c10')", "undefined symbol"),
        ("OSError('[WinError 127] The specified procedure could not be found')", "WinError 127"),
        (
            "AttributeError(\"partially initialized module 'torchvision' has no attribute 'extension'\")",
            "partially initialized",
        ),
    ],
)
def test_a_torchvision_that_does_not_fit_is_named_with_both_versions(error, said, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(break_torchvision(tmp_path, error))
    monkeypatch.delitem(sys.modules, "torchvision", raising=False)
    found = doctor.pair()
    assert found.kind == FAIL and said in found.text
    assert "torchvision 0.28.0+cu130 do not fit together" in found.text
    assert f"torch {doctor.version_of('torch')}" in found.text
    assert "-m pip install --force-reinstall" in found.mend
    assert '"torch>=' in found.mend and '"torchvision>=' in found.mend


def test_asked_for_the_pair_alone_the_doctor_fails_with_one_finding(tmp_path):
    answer = run_doctor("--pair", path=[break_torchvision(tmp_path)])
    assert answer.returncode == 1
    ((text, mend),) = failures(answer.stdout)
    assert "torchvision 0.28.0+cu130 do not fit together" in text and "--force-reinstall" in mend
    assert "Traceback" not in answer.stdout + answer.stderr


def test_builds_for_different_hardware_are_said_so():
    said = doctor.mismatch(RuntimeError("operator torchvision::nms does not exist"), "2.13.0+cpu", "0.28.0+cu130")
    assert said.startswith("one was built for cpu, the other for cu130")


def test_a_torch_that_cannot_be_loaded(tmp_path):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(
        "raise OSError('libcudart.so.13: cannot open shared object file')\n"
    )
    (tmp_path / "torch" / "version.py").write_text("__version__ = '2.15.0+cu132'\n")
    answer = run_doctor("--no-timing", path=[tmp_path])
    assert answer.returncode == 1
    found = dict(failures(answer.stdout))
    ((text, mend),) = [(text, mend) for text, mend in found.items() if "cannot be loaded" in text]
    assert "torch 2.15.0+cu132 cannot be loaded: OSError: libcudart.so.13" in text and "--force-reinstall" in mend


def test_a_torch_that_crashes_python_does_not_take_the_report_along(tmp_path):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("import os\nos._exit(9)\n")
    answer = run_doctor("--no-timing", path=[tmp_path])
    assert answer.returncode == 1
    assert any("stops Python with code 9" in text and mend for text, mend in failures(answer.stdout))


def test_versions_are_read_without_importing(tmp_path, monkeypatch):
    break_torchvision(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "torchvision", raising=False)
    assert doctor.version_of("torchvision") == "0.28.0+cu130"
    assert doctor.version_of("no_such_package") is None


def test_the_report_goes_on_beside_a_broken_torchvision(tmp_path):
    answer = run_doctor(
        "--no-timing", path=[break_torchvision(tmp_path)], GANCOURSE_CACHE=str(tmp_path), GANCOURSE_DATA="none"
    )
    assert answer.returncode == 1
    assert "do not fit together" in answer.stdout and "the course computes on cpu" in answer.stdout


# A learner's own files ------------------------------------------------------------------------------------------------


@pytest.fixture
def beside(tmp_path):
    """A copy of the course whose learner called files torch.py and dis.py; each says so when it is run."""
    skip = shutil.ignore_patterns("__pycache__", "*.ipynb", "tests", "assets")
    for name in ("ci", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / "it's mine" / name, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "it's mine")
    for name in ("torch", "dis", "random", "tests", "my_gan"):
        (tmp_path / "it's mine" / "notebooks" / f"{name}.py").write_text(f"raise SystemExit('{name} of the learner')\n")
    return tmp_path / "it's mine"


def test_a_learners_file_with_a_librarys_name_is_named_and_the_library_found_well(beside, tmp_path):
    """Started as `ci/course.py` starts it: its own imports are not theirs either."""
    (beside / "my_work" / "PIL").mkdir(parents=True)
    (beside / "my_work" / "PIL" / "__init__.py").write_text("raise SystemExit('PIL of the learner')\n")
    code = f"import sys; sys.path.insert(0, {str(beside / 'ci')!r}); from environment import desk_command, Path\n"
    code += f"print(*desk_command(Path({sys.executable!r}), 'doctor', '--no-timing'), sep='\\0', end='')"
    command = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True).stdout.split("\0")
    quiet = {
        "GANCOURSE_CACHE": str(tmp_path),
        "GANCOURSE_DATA": "none",
        "GANCOURSE_DEVICE": "cpu",
        "GANCOURSE_WORK": "",
    }
    answer = subprocess.run(command, capture_output=True, text=True, cwd=beside, env={**os.environ, **quiet})
    assert answer.returncode == 1 and "of the learner" not in answer.stdout + answer.stderr, answer.stderr
    found = dict(failures(answer.stdout))
    hidden = {beside / "notebooks" / f"{name}.py": name for name in ("dis", "random", "torch")}
    hidden[beside / "my_work" / "PIL"] = "PIL"
    assert len(found) == len(hidden), "the libraries themselves are well"
    for path, name in hidden.items():
        mend = found[f"{path} hides the library {name} from Python: it has the same name, and is found first."]
        if os.name != "nt":
            assert shlex.split(mend) == ["mv", str(path), str(path.with_name(f"my_{path.name}"))]


def test_no_learner_hides_the_course_itself_or_what_nobody_imports(tmp_path):
    for name in ("gancourse", "tests", "test", "sys", "time", "my_gan", "not a name"):
        (tmp_path / f"{name}.py").touch()
    (tmp_path / "torch").mkdir()  # without an __init__.py it is found last
    (tmp_path / "json.txt").touch()
    assert list(doctor.hiding([tmp_path])) == []
    (tmp_path / "json.py").touch()
    assert list(doctor.hiding([tmp_path, tmp_path, tmp_path / "nowhere"])) == [(tmp_path / "json.py", "json")]


# The rest of the report -----------------------------------------------------------------------------------------------


def test_a_healthy_installation(tmp_path):
    answer = run_doctor("--no-timing", GANCOURSE_CACHE=str(tmp_path), GANCOURSE_DATA="none")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert not failures(answer.stdout) and "Traceback" not in answer.stderr
    for part in (
        "Python 3.",
        "of memory",
        "disk free for the course",
        "jupyterlab 4.",
        "fit together",
        "computes on",
        "training digits",
    ):
        assert part in answer.stdout, f"the report says nothing of {part}"


def idx(*sizes):
    """An idx file of zeros."""
    return struct.pack(f">{1 + len(sizes)}i", 2051 if len(sizes) == 3 else 2049, *sizes) + bytes(math.prod(sizes))


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A cache with a small MNIST and no other data; whoever downloads fails."""
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for prefix, count in (("train", 20), ("t10k", 10)):
        (raw / f"{prefix}-images-idx3-ubyte").write_bytes(idx(count, 28, 28))
        (raw / f"{prefix}-labels-idx1-ubyte").write_bytes(idx(count))
    for name in ("GANCOURSE_DATA", "GANCOURSE_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GANCOURSE_CACHE", str(tmp_path))
    monkeypatch.setattr("gancourse.data.sources.downloaded", lambda *_: pytest.fail("the doctor downloads nothing"))
    return raw


def test_the_digits_that_are_there(place, tmp_path, monkeypatch):
    assert list(doctor.data()) == [Finding(OK, "20 training digits: MNIST, from the cache")]
    monkeypatch.setenv("GANCOURSE_DATA", str(tmp_path / "elsewhere"))
    note, found = doctor.data()
    assert note.kind == NOTE
    assert (
        note.text == f"GANCOURSE_DATA is {tmp_path / 'elsewhere'}, and there is no such folder; the next place is tried"
    )
    assert found.kind == OK


@pytest.mark.parametrize(("lost", "kind"), [("train", "training"), ("t10k", "test")])
def test_one_split_alone_is_not_used(lost, kind, place, monkeypatch):
    """As in the lessons: scores would compare drawn digits with MNIST's."""
    (place / f"{lost}-labels-idx1-ubyte").unlink()
    monkeypatch.setenv("GANCOURSE_OFFLINE", "1")
    (found,) = doctor.data()
    assert found.kind == NOTE and f"drawn by the course, because MNIST's {kind} digits are not here" in found.text


def test_a_relative_data_folder_is_the_same_for_the_doctor_and_for_a_notebook(place, tmp_path, monkeypatch, capsys):
    """A notebook runs in its own folder, the doctor in the course's: both look from there."""
    from gancourse import images, paths

    (tmp_path / "course" / "my_work").mkdir(parents=True)
    place.parents[1].joinpath("MNIST").rename(tmp_path / "course" / "MNIST")
    monkeypatch.setattr(paths, "ROOT", tmp_path / "course")
    monkeypatch.setenv("GANCOURSE_DATA", ".")
    monkeypatch.setenv("GANCOURSE_CACHE", "kept")
    for folder in (tmp_path / "course", tmp_path / "course" / "my_work", tmp_path):
        monkeypatch.chdir(folder)
        assert list(doctor.data()) == [Finding(OK, "20 training digits: MNIST, from GANCOURSE_DATA")]
        assert images("digits").source == "MNIST"
        assert paths.cache_folder() == tmp_path / "course" / "kept"


def test_the_doctor_leaves_damaged_files_where_they_are(place):
    (place / "train-labels-idx1-ubyte").write_bytes(b"damaged")
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    damaged, later = doctor.data()
    assert "train-labels-idx1-ubyte in the cache is damaged" in damaged.text
    assert later.kind == NOTE and "downloads MNIST (12 MB)" in later.text
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_what_the_lessons_do_without_mnist(place, tmp_path, monkeypatch):
    monkeypatch.setenv("GANCOURSE_CACHE", str(tmp_path / "empty"))
    (later,) = doctor.data()
    assert "MNIST's training and test digits are not here yet" in later.text
    monkeypatch.setenv("GANCOURSE_OFFLINE", "1")
    (drawn,) = doctor.data()
    assert "drawn by the course" in drawn.text and "GANCOURSE_OFFLINE is set" in drawn.text
    assert not (tmp_path / "empty").exists()


def test_a_device_that_cannot_be_had(monkeypatch):
    monkeypatch.setenv("GANCOURSE_DEVICE", "abacus")
    (found,) = doctor.devices()
    assert found.kind == FAIL and "'abacus' cannot be used" in found.text and "GANCOURSE_DEVICE" in found.mend


@pytest.mark.parametrize(
    ("version", "bounds", "right"),
    [
        ("2.11.0+cpu", ">=2.11,<3", True),
        ("2.10.1", ">=2.11,<3", False),
        ("3.0.0", ">=2.11,<3", False),
        ("2.15.0rc1", ">=2.11,<3", True),
        ("8.1.3", ">=8.1.3,<9", True),
        ("2.13.0", ">=2.11,!=2.13.0", False),
        ("10", ">=10,<14", True),
    ],
)
def test_version_bounds(version, bounds, right):
    assert doctor.fits(version, bounds) == right


def test_missing_and_outdated_packages(monkeypatch):
    def version(name):
        if name == "nbval":
            raise importlib.metadata.PackageNotFoundError(name)
        return "0.0.1" if name == "tqdm" else "99" if name == "pillow" else "2.12.0"

    monkeypatch.setattr(
        doctor,
        "wanted_packages",
        lambda: [("nbval", ">=0.11"), ("tqdm", ">=4.66,<5"), ("pillow", "<14"), ("torch", ">=2.11")],
    )
    monkeypatch.setattr(importlib.metadata, "version", version)
    missing, old, new, right = doctor.packages()
    assert missing.kind == old.kind == new.kind == FAIL
    assert "nbval is not installed" in missing.text and missing.mend.endswith('-m pip install "nbval>=0.11"')
    assert "tqdm 0.0.1 is not one of the versions" in old.text and '"tqdm>=4.66,<5"' in old.mend
    assert right == Finding(OK, "torch 2.12.0")


@pytest.mark.parametrize(
    ("command", "is_another"), [("/another/bin/python", True), ("python", False), (sys.executable, False)]
)
def test_a_kernel_of_another_environment_is_named(command, is_another, tmp_path, monkeypatch):
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    spec = {"argv": [command, "-m", "ipykernel_launcher"], "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    told = [(finding.kind, finding.text) for finding in doctor.kernel()]
    assert [kind for kind, _ in told] == [NOTE] * is_another
    assert all(f"runs notebooks in another, {command}, which" in text for _, text in told)


def test_little_disk_is_a_failure_and_little_memory_a_note(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1e8}))
    monkeypatch.setattr(doctor, "memory_gigabytes", lambda: 1.9)
    found = list(doctor.computer())
    assert [finding.kind for finding in found] == [OK, NOTE, FAIL, FAIL]
    assert "0.1 GB of disk free for the course" in found[2].text and "cache purge" in found[2].mend


@pytest.fixture
def refusing(tmp_path, monkeypatch):
    """A home in which nothing can be written, and the reason; a cache in it."""
    refused = {}
    real = doctor.tempfile.TemporaryFile

    def guarded(dir):
        for folder, code in refused.items():
            if folder in (Path(dir), *Path(dir).parents):
                raise OSError(code, os.strerror(code))
        return real(dir=dir)

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", guarded)
    for name in (
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "GANCOURSE_CACHE",
        "APPDATA",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return refused


@pytest.mark.parametrize(
    ("code", "why"), [(errno.EROFS, "it may not be written to"), (errno.ENOSPC, "the disk is full")]
)
def test_a_home_that_cannot_be_written_to_is_named_with_what_to_point_where(refusing, code, why, tmp_path, monkeypatch):
    assert list(doctor.jupyter()) == []
    refusing[tmp_path / "home"] = code
    (found,) = doctor.jupyter()
    assert found.kind == FAIL and f"files of its own in {tmp_path / 'home'}" in found.text and why in found.text
    assert "Point JUPYTER_DATA_DIR to a folder of yours that has room, or HOME" in found.text
    assert re.match(r"(export|set) JUPYTER_DATA_DIR=\S*\.venv.jupyter", found.mend)
    _, cache = doctor.disk()
    assert cache.kind == NOTE and f"({why}): downloads are not kept" in cache.text and "GANCOURSE_CACHE" in cache.text
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "elsewhere"))
    assert list(doctor.jupyter()) == []
    assert not list((tmp_path / "home").iterdir()), "the doctor leaves nothing behind"


def test_a_cache_on_a_full_disk_beside_a_course_with_room_is_pointed_there(refusing, monkeypatch):
    def usage(folder):
        return type("Usage", (), {"free": 9e9 if folder == ROOT else 1e8})

    monkeypatch.setattr(doctor.shutil, "disk_usage", usage)
    course, cache = doctor.disk()
    assert course.kind == OK and cache.kind == FAIL and "GANCOURSE_CACHE" in cache.text
    assert re.match(r"(export|set) GANCOURSE_CACHE=\S*\.venv.cache", cache.mend)


@pytest.mark.parametrize("name", ["zoë k", "o'hara", "a$HOME", "gan (2)", "a;b", "`x`", "a&b"])
def test_the_mending_command_survives_what_names_are_made_of(name, monkeypatch):
    executable = f"/home/{name}/.venv/bin/python"
    monkeypatch.setattr(sys, "executable", executable)
    command = doctor.reinstall_pair()
    if os.name == "nt":
        assert command.startswith(f'"{executable}" -m pip') or name in ("a$HOME", "`x`")
    else:
        said = subprocess.run(["sh", "-c", f"printf '%s\\n' {command}"], capture_output=True, text=True).stdout
        assert said.splitlines()[0] == executable


def test_the_command_is_short_where_this_python_lies_in_the_course(monkeypatch):
    monkeypatch.setattr(sys, "executable", str(ROOT / ".venv" / "bin" / "python"))
    assert doctor.reinstall_pair(start=ROOT).startswith(str(Path(".venv", "bin", "python")) + " -m pip")
    assert doctor.reinstall_pair().startswith(doctor.python_command("-m pip"))
    monkeypatch.setattr(sys, "executable", str(Path("/usr/bin/python3")))
    assert doctor.reinstall_pair(start=ROOT) == doctor.reinstall_pair()


def test_every_failure_in_the_code_carries_a_command():
    source = (ROOT / "notebooks" / "gancourse" / "desk" / "doctor.py").read_text("utf-8")
    import ast

    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Finding"
    ]
    failing = [call for call in calls if ast.unparse(call.args[0]) == "FAIL"]
    assert len(failing) >= 8 and all(len(call.args) == 3 for call in failing)


# How long the lessons take here ---------------------------------------------------------------------------------------


HERE = {"small": 2.0, "large": 30.0}
SMALL, LARGE = {"step": "small", "milliseconds": 1.0}, {"step": "large", "milliseconds": 10.0}


@pytest.fixture
def slow(monkeypatch):
    """A quiet computer, twice as slow in small steps and three times as slow in large ones."""
    monkeypatch.setattr(doctor, "step_milliseconds", lambda: HERE)
    monkeypatch.setattr(doctor, "other_work", lambda: None)


def test_a_slower_computer_takes_longer_but_not_in_budgeted_seconds():
    assert doctor.predict({"quick": 100, **SMALL}, HERE) == 200
    assert doctor.predict({"quick": 400, "budget": 300, **LARGE}, HERE) == 600
    assert doctor.predict({"quick": 400, "budget": 300, **LARGE}, {"small": 9.0, "large": 1.0}) == 310


def test_nothing_is_foretold_without_a_step_to_compare_with(slow, monkeypatch):
    assert doctor.predict({"quick": 100}, HERE) is None
    monkeypatch.setattr(doctor, "lesson_seconds", lambda: {"02 B": {"quick": 40}})
    small, large, lesson = doctor.timing()
    assert small.text == "a short game of lesson 03 takes 2.0 ms"
    assert large.text == "a training step of lesson 05 takes 30.0 ms"
    assert lesson.kind == NOTE
    assert lesson.text == "lesson 02 B: about 40 s where it was measured; how this computer compares is not known"


def test_a_copy_without_notebooks_has_its_steps_timed_all_the_same(slow, tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    assert [finding.kind for finding in doctor.timing()] == [OK, OK]


def test_stated_run_times_are_read_from_the_notebooks(slow, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    facts = {"lesson": "02", "title": "Figure 1, exactly", "run_seconds": {"smoke": 9, "quick": 70, **SMALL}}
    (tmp_path / "notebooks" / "02_figure_one.ipynb").write_text(json.dumps({"metadata": {"gancourse": facts}}))
    (tmp_path / "notebooks" / "03_half_written.ipynb").write_text("{")
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    small, _, lesson = doctor.timing()
    assert small.text.endswith("takes 2.0 ms: 2.0 times as slow as the computer that measured the lessons")
    assert lesson == Finding(OK, "lesson 02 Figure 1, exactly: about 2 min of computing at speed quick")


def test_a_budget_in_seconds_is_told_apart(slow, monkeypatch):
    lessons = {"05 A GAN": {"smoke": 20, "quick": 500, "budget": 420, **LARGE}, "02 B": {"quick": 60, **SMALL}}
    monkeypatch.setattr(doctor, "lesson_seconds", lambda: lessons)
    _, _, budgeted, plain = doctor.timing()
    assert budgeted.text == (
        "lesson 05 A GAN: about 11 min of computing at speed quick (at most 7 min of it training by the clock)"
    )
    assert plain.text == "lesson 02 B: about 2 min of computing at speed quick"


def test_on_a_gpu_a_lesson_tells_what_another_gpu_took(slow, monkeypatch):
    lessons = {
        "05 A": {"quick": 60, **LARGE, "gpu": {"where": "on an H200", "quick": 42}},
        "09 B": {"quick": 60, **LARGE},
    }
    monkeypatch.setattr(doctor, "lesson_seconds", lambda: lessons)
    told = "lesson 05 A: about 3 min of computing at speed quick"
    assert [finding.text for finding in doctor.timing()][2] == told, "on a CPU it says nothing"
    monkeypatch.setattr("gancourse.settings.device", lambda: SimpleNamespace(type="cuda"))
    _, _, measured, unmeasured = (finding.text for finding in doctor.timing())
    assert measured == f"{told}; 40 s on an H200"
    assert unmeasured == told.replace("05 A", "09 B")


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(1.02, "as fast as"), (0.5, "2.0 times as fast as"), (1.4, "1.4 times as slow as")],
)
def test_pace(ratio, said):
    assert doctor.pace(ratio) == said


def test_the_stated_run_times_of_the_lessons_make_one_clear_line_each(slow):
    notebooks = doctor.lesson_seconds()
    for name, stated in notebooks.items():
        assert set(stated) <= {"smoke", "quick", "budget", "step", "milliseconds", "gpu"}, f"lesson {name}: {stated}"
        assert 0 < stated["smoke"] <= stated["quick"], f"lesson {name}: {stated}"
        assert 0 <= stated.get("budget", 0) <= stated["quick"], f"lesson {name}: {stated}"
        assert stated["step"] in doctor.STEPS and stated["milliseconds"] > 0, f"lesson {name}: {stated}"
    lines = [finding.text for finding in doctor.timing()][len(doctor.STEPS) :]
    assert len(lines) == len(notebooks)
    for line, name in zip(lines, notebooks, strict=True):
        time = r"\d+ (s|min)"
        assert re.fullmatch(
            rf"lesson {re.escape(name)}: about {time} of computing at speed quick( \(at most {time} .*\))?", line
        )


def test_the_notebooks_state_what_was_measured():
    measured = json.loads((ROOT / "assets" / "measured.json").read_text("utf-8"))["lessons"]
    for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"):
        facts = json.loads(path.read_text("utf-8"))["metadata"]["gancourse"]
        assert measured[facts["lesson"]]["seconds"]["cpu"].items() <= facts["run_seconds"].items()


@pytest.mark.parametrize(("load", "is_said"), [(0.4, False), (3.2, True)])
def test_other_work_makes_the_timing_doubtful(load, is_said, monkeypatch):
    monkeypatch.setattr(doctor.os, "getloadavg", lambda: (load, 0, 0), raising=False)
    monkeypatch.setattr("gancourse.settings.usable_cores", lambda: 2)
    monkeypatch.setattr(doctor, "step_milliseconds", lambda: HERE)
    first = next(doctor.timing())
    assert (first.kind == NOTE and "load 3.2 on 2 cores" in first.text) == is_said


def test_the_timing_measures_something():
    measured = doctor.step_milliseconds(seconds=0.3)
    assert measured.keys() == doctor.STEPS.keys()
    assert all(0.01 < milliseconds < 5000 for milliseconds in measured.values())


@pytest.mark.parametrize(
    ("seconds", "said"), [(3, "10 s"), (44, "40 s"), (89, "90 s"), (100, "2 min"), (600, "10 min")]
)
def test_minutes(seconds, said):
    assert doctor.minutes(seconds) == said

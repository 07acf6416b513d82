"""The environments: what is declared, how they are made, and every foreseeable failure as one sentence with a way out."""

import dataclasses
import errno
import locale
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import yaml

import environment
from environment import ROOT, Environment, SetupError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONDA_NAMES = {"torch": "pytorch"}
# Prepares one environment in a process of its own: python -c DRIVER folder requirement...
DRIVER = f"""
import sys
sys.path.insert(0, {str(ROOT / "ci")!r})
import environment, pathlib
folder = pathlib.Path(sys.argv[1])
made = environment.Environment(folder / ".venv", tuple(sys.argv[2:]), is_learners=False)
environment._check_disk = lambda _: None
try:
    environment.prepare(made, folder)
except environment.SetupError as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


# What is declared -----------------------------------------------------------------------------------------------------


def test_requirements_are_read_as_toml_reads_them(project):
    assert environment.requirements() == project["dependencies"]
    assert environment.requirements("authors") == project["optional-dependencies"]["authors"]


def test_every_requirement_has_bounds_and_a_reason(project):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for requirement in project["dependencies"] + project["optional-dependencies"]["authors"]:
        assert re.search(rf'^    "{re.escape(requirement)}",  # \w.{{10,}}$', text, re.M), (
            f"{requirement} needs a reason"
        )
        assert ">=" in requirement, f"{requirement} needs an honest lower bound"
    assert all("<" in requirement for requirement in project["dependencies"])


def test_nothing_of_nbgrader_for_learners(project):
    assert not [name for name in project["dependencies"] if "nbgrader" in name or "jupytext" in name]


def conda_requirements(text):
    """environment.yml's packages under pip's names, without its Python and pip."""
    listed = yaml.safe_load(text)["dependencies"]
    pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    conda = [entry for entry in listed if isinstance(entry, str) and not re.match(r"(python=|pip$)", entry)]
    pip_names = {conda_name: name for name, conda_name in CONDA_NAMES.items()}
    return [re.sub(r"^[\w-]+", lambda found: pip_names.get(found[0], found[0]), entry) for entry in [*conda, *pip]]


def test_environment_yml_equals_pyproject(project):
    text = (ROOT / "environment.yml").read_text("utf-8")
    assert sorted(conda_requirements(text)) == sorted(project["dependencies"])
    python = re.search(r"- python=(\d+\.\d+)$", text, re.M)  # repo2docker ignores `python>=3.12`
    assert python and tuple(map(int, python[1].split("."))) >= (3, 10)


def test_red_environment_yml_that_differs(project):
    text = (ROOT / "environment.yml").read_text("utf-8").replace("tqdm>=4.66", "tqdm>=4.60")
    assert sorted(conda_requirements(text)) != sorted(project["dependencies"])


def test_oldest_versions_are_the_lower_bounds(project):
    bounds = [re.sub(r">=([\d.]+).*", r"==\1", requirement) for requirement in project["dependencies"]]
    lines = (ROOT / "ci" / "oldest.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == bounds


# Failures, as sentences -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is too full"),
        ("WARNING: Retrying (Retry(total=4)) ... NewConnectionError('<...>: [Errno -3] Temporary failure in name resolution')\n"
         "ERROR: No matching distribution found for torch>=2.11", "There is no network"),
        ("[WinError 10061] No connection could be made; Max retries exceeded with url: /simple/torch/", "There is no network"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')) Max retries exceeded", "PIP_CERT"),
        ("ERROR: No matching distribution found for torch<3,>=2.11", "There is no torch<3,>=2.11 for Python"),
        ("HINT: This error might have occurred since this system does not have Windows Long Path support enabled.", "too long"),
        ("ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied", "Close every JupyterLab"),
        ("one\nERROR: something quite new", "    ERROR: something quite new"),
    ],
)  # fmt: skip
def test_what_pip_says_becomes_a_sentence(output, said, tmp_path):
    sentence = environment.explain(output, tmp_path / ".venv")
    assert said in sentence
    assert "same command" in sentence or "with one" in sentence, "there must be a way out"


def test_a_full_disk_is_noticed_before_anything_is_downloaded(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12, 287 * 10**6))
    with pytest.raises(SetupError, match=r"disk is too full: the setup needs about \d+ GB and 0.3 GB are free"):
        environment.prepare(Environment(tmp_path / ".venv", ("x",)), tmp_path)
    assert not (tmp_path / ".venv").exists()


def test_a_python_without_venv(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    with pytest.raises(SetupError, match=rf"apt-get install python3\.{sys.version_info[1]}-venv"):
        environment.prepare(Environment(tmp_path / ".venv", ("x",)), tmp_path)


def test_a_32_bit_python(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)
    with pytest.raises(SetupError, match="32-bit"):
        environment.prepare(Environment(tmp_path / ".venv", ("x",)), tmp_path)


def test_a_folder_that_cannot_be_written_to(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SetupError, match=r"cannot be written to \(Permission denied\). Copy the course"):
        environment.prepare(Environment(tmp_path / ".venv", ("x",)), tmp_path)


def undecodable(folder):
    """A folder whose name is no UTF-8, as it comes from an old archive or a wrong locale."""
    return Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9"))


def test_a_folder_whose_name_is_not_utf8_is_one_sentence(tmp_path):
    folder = undecodable(tmp_path)
    made = Environment(folder / ".venv", ("x",), (folder / "notebooks",))
    assert re.fullmatch(r"[0-9a-f]{16}", made.wanted)
    with pytest.raises(SetupError, match=r"caf\ufffd is not valid UTF-8.* Rename that folder or copy the course"):
        environment.prepare(made, folder)


def test_the_mark_of_a_folder_is_the_same_in_every_locale(tmp_path):
    """Under `LC_ALL=C` without Python's UTF-8 mode, letters outside ASCII come as surrogates."""
    made = Environment(tmp_path / "Zoë", ("x",), (tmp_path / "Zoë" / "notebooks",))
    made.folder.mkdir()
    made.note(step="ready", folder=str(made.folder))
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'ci')!r}); from environment import Environment, Path\n"
    code += "folder = Path(sys.argv[1]); here = Environment(folder, ('x',), (folder / 'notebooks',))\n"
    code += "print(here.wanted, here.was_moved_from())"
    for variables in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        command = [sys.executable, "-c", code, str(tmp_path / "Zoë")]
        answer = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables})
        assert answer.stdout.split() == [made.wanted, "None"], answer.stderr


@pytest.mark.parametrize("free", [287 * 10**6, 10**12])
def test_somebodys_own_folder_is_not_removed_and_named_first(free, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12 - free, free))
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "thesis.txt").write_text("years of work")
    with pytest.raises(SetupError, match="is in the way"):
        environment.prepare(Environment(tmp_path / ".venv", ("x",)), tmp_path)
    assert (tmp_path / ".venv" / "thesis.txt").exists()


def test_a_torchvision_that_does_not_fit_stops_the_setup(tmp_path, monkeypatch):
    made = Environment(tmp_path / ".venv", ("x",))
    answer = subprocess.CompletedProcess(
        [], 1, "[FAIL] torch 2 and torchvision 1 do not fit together\n       mend it:  pip x", ""
    )
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    with pytest.raises(SetupError, match=r"do not fit together\n\s+mend it:  pip x\nThen run the same command again"):
        environment._check_pair(made)


def test_a_python_that_does_not_answer_costs_no_environment(tmp_path, monkeypatch):
    def hang(command, timeout=None, **_):
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(environment, "captured", hang)
    (tmp_path / ".venv").mkdir()
    made = Environment(tmp_path / ".venv", ("x",))
    made.note(step="ready", wanted=made.wanted, python="3.12")
    with pytest.raises(SetupError, match=r"did not answer within 60 s\. Close programs .* run the same command again"):
        environment.prepare(made, tmp_path)
    assert made.state()["step"] == "ready"


def test_a_moved_environment_knows_where_it_came_from(tmp_path):
    (tmp_path / "old" / ".venv").mkdir(parents=True)
    made = Environment(tmp_path / "old" / ".venv", ("x",))
    assert made.was_moved_from() is None
    made.note(step="ready", folder=str(made.folder))
    assert made.was_moved_from() is None
    moved = dataclasses.replace(made, folder=(tmp_path / "old").rename(tmp_path / "new") / ".venv")
    assert moved.was_moved_from() == str(made.folder)
    moved.note(step="installing", folder=str(made.folder))
    assert moved.was_moved_from() is None, "that one was never finished"


def test_a_python_that_does_not_run_is_one_sentence(tmp_path):
    with pytest.raises(SetupError, match=r"does not work\. Remove that folder and run the same command again"):
        Environment(tmp_path / ".venv", ("x",)).site_packages()


def test_letters_outside_ascii_come_through_whatever_the_locale(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setattr(locale, "getpreferredencoding", lambda *_: "cp1252")
    assert environment.ask(Path(sys.executable), "print('C:/Users/Zoë Žižek/数')") == "C:/Users/Zoë Žižek/数"
    broken = environment.captured([sys.executable, "-c", r"import sys; sys.stdout.buffer.write(b'a\xff')"])
    assert broken.stdout == "a\ufffd"


def test_red_no_program_is_read_in_the_encoding_of_the_locale():
    for name in ("environment.py", "commands.py"):
        source = (ROOT / "ci" / name).read_text("utf-8")
        assert not re.search(r"\btext=True|universal_newlines", source), f"{name}: give the encoding"


class FullDisk:
    """A log on a disk without room."""

    def write(self, _):
        raise OSError(errno.ENOSPC, "No space left on device")

    flush = write


def read_with(made, record, output):
    process = subprocess.Popen(
        [sys.executable, "-c", f"print({output!r})"], stdout=subprocess.PIPE, encoding="utf-8", errors="replace"
    )
    with process:
        reader = environment.PipReader(process, made, record)
        reader.join(120)
        assert not reader.is_alive()
    return reader


def test_a_log_that_cannot_be_written_does_not_hide_what_pip_says(tmp_path):
    reader = read_with(make(tmp_path), FullDisk(), "one\nERROR: [Errno 28] No space left on device\nlast")
    assert "disk is too full" in environment.explain(reader.text(), tmp_path)
    assert reader.text().endswith("last\n")


def test_a_note_that_cannot_be_written_stops_pip(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Environment, "note", full)
    with (tmp_path / "log").open("w") as log:
        reader = read_with(make(tmp_path), log, "Installing collected packages: a, b")
    assert "disk is too full" in environment.explain(reader.text(), tmp_path)


# Making one, for real, from packages of our own and without a network -------------------------------------------------


def make_wheel(folder, name, version="1.0", needs=()):
    folder.mkdir(exist_ok=True)
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + "".join(
        f"Requires-Dist: {n}\n" for n in needs
    )
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = {version!r}\n")
        wheel.writestr(f"{info}/METADATA", metadata)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Three packages of our own, and an environment made from one of them: making it takes seconds, copying it none."""
    folder = tmp_path_factory.mktemp("shop")
    for name, needs in (("sketchbook", ()), ("pencil", ("sketchbook",)), ("rubber", ())):
        make_wheel(folder, name, needs=needs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANCOURSE_PIP_ARGS", f"--no-index --find-links {folder.as_posix()}")
        environment.prepare(make(folder, "sketchbook"), folder)
    return folder


@pytest.fixture
def wheels(shop, monkeypatch):
    monkeypatch.setenv("GANCOURSE_PIP_ARGS", f"--no-index --find-links {shop.as_posix()}")


@pytest.fixture
def course(tmp_path):
    """A folder for a course, with a space and a letter outside ASCII in its name, as user names have them."""
    folder = tmp_path / "Zoë's course"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "lesson_help.py").write_text("here = __file__\n")
    return folder


@pytest.fixture
def ready(shop, course):
    """The environment of `shop` in `course`."""
    shutil.copytree(shop / ".venv", course / ".venv", symlinks=True)
    return make(course, "sketchbook")


def make(folder, *requirements, name=".venv", sees=()):
    return Environment(folder / name, requirements, sees, is_learners=False)


def test_an_environment_from_nothing_again_and_changed(course, wheels, capsys):
    made = make(course, "sketchbook>=1", sees=(course / "notebooks",))
    environment.prepare(made, course)
    said = capsys.readouterr().out
    assert "made with Python" in said and "installed: 1 " in said
    assert environment.ask(made.python, "import sketchbook; print(sketchbook.version)") == "1.0"
    assert environment.ask(made.python, "import lesson_help; print(len(lesson_help.here))").isdigit()

    environment.prepare(made, course)
    assert capsys.readouterr().out == "", "a ready environment is used at once"
    assert made.state()["folder"] == str(made.folder)

    more = make(course, "sketchbook>=1", "rubber", sees=(course / "notebooks",))
    environment.prepare(more, course)
    said = capsys.readouterr().out
    assert "made with Python" not in said and "installed: 1 " in said
    assert environment.ask(more.python, "import sketchbook, rubber; print('both')") == "both"


def test_half_made_environments_are_completed_or_made_again(course, wheels, ready, capsys):
    made = ready
    for half_made, again in (
        (lambda: made.note(step="created"), False),  # stopped while pip was downloading
        (lambda: made.note(step="installing"), True),  # stopped while files were put in place
        (lambda: (made.folder / "gancourse.json").write_text("{"), False),
        (lambda: (made.python.unlink(), made.python.write_text("")), True),  # its system Python is gone
    ):
        half_made()
        assert not made.is_ready()
        capsys.readouterr()
        environment.prepare(made, course)
        assert ("made with Python" in capsys.readouterr().out) == again
        assert environment.ask(made.python, "import sketchbook; print('whole')") == "whole"


def test_the_authors_environment_sees_the_learners_packages(course, wheels, ready, capsys):
    learner = ready
    author = make(course, "pencil", name=".venv-authors", sees=tuple(learner.site_packages()))
    capsys.readouterr()
    environment.prepare(author, course)
    assert "installed: 1 " in capsys.readouterr().out, "sketchbook is there once"
    moved = course.rename(course.with_name("moved"))
    python = make(moved, name=".venv-authors").python
    assert environment.ask(python, "import pencil, sketchbook; print(pencil.version)") == "1.0"
    assert not list((moved / ".venv").rglob("pencil*"))


def test_the_authors_environment_has_nbconverts_templates(course, wheels, ready):
    """nbconvert looks for them beside the Python that runs, and without them nbgrader gives no feedback."""
    (ready.folder / environment.TEMPLATES / "classic").mkdir(parents=True)
    (ready.folder / environment.TEMPLATES / "classic" / "conf.json").write_text("{}")
    own = make(course, "pencil", name=".venv-authors", sees=tuple(ready.site_packages()))
    author = dataclasses.replace(own, templates=ready.folder / environment.TEMPLATES)
    assert author.wanted != own.wanted, "an environment made without them is completed"
    environment.prepare(author, course)
    assert (author.folder / environment.TEMPLATES / "classic" / "conf.json").is_file()


def test_the_authors_environment_follows_the_learners_python(course, wheels, ready, monkeypatch, capsys):
    author = dataclasses.replace(make(course, "sketchbook", name=".venv-authors"), maker=ready.python)
    shutil.copytree(ready.folder, author.folder, symlinks=True)
    environment.prepare(author, course)
    assert author.is_ready() and "made with Python" not in capsys.readouterr().out

    real, learners_version = environment.version_of, ["3.9"]
    monkeypatch.setattr(
        environment, "version_of", lambda python: learners_version[0] if python == ready.python else real(python)
    )
    assert not author.is_ready() and not environment._is_usable(author)
    makers, captured = [], environment.captured

    def spy(command, *rest, **extra):
        if command[1:3] == ["-m", "venv"]:
            makers.append(command[0])
            learners_version[0] = real(ready.python)
        return captured(command, *rest, **extra)

    monkeypatch.setattr(environment, "captured", spy)
    environment.prepare(author, course)
    assert makers == [str(ready.python)] and "made with Python" in capsys.readouterr().out
    assert author.is_ready()


def test_the_learners_python_makes_the_authors_environment(tmp_path, monkeypatch):
    monkeypatch.setattr(Environment, "site_packages", lambda self: [self.folder / "site-packages"])
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    author = environment.authors(tmp_path)
    assert author.maker == environment.learners(tmp_path).python and not author.is_learners


def test_relative_paths_for_pip_start_at_the_course(course, ready, monkeypatch):
    asked = []

    def popen(command, **options):
        asked.append((command, options))
        raise SetupError("seen")

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setenv("GANCOURSE_PIP_ARGS", "-c ci/oldest.txt")
    with pytest.raises(SetupError, match="seen"):
        environment._install(ready)
    ((command, options),) = asked
    assert (Path(options["cwd"]) / command[command.index("-c") + 1]).is_file()


def test_no_network_is_one_sentence(course, ready, monkeypatch):
    for name, value in {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("GANCOURSE_PIP_ARGS", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SetupError, match="There is no network") as caught:
        environment.prepare(make(course, "rubber"), course)
    assert "Traceback" not in str(caught.value)
    assert "rubber" in (course / ".venv" / "setup.log").read_text("utf-8")


def test_what_cannot_be_had_for_this_python_is_one_sentence(course, wheels, ready):
    with pytest.raises(SetupError, match="There is no easel for Python"):
        environment.prepare(make(course, "easel"), course)


@pytest.mark.may_skip
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to one process")
@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])  # names, because Windows has no SIGKILL to look up
def test_stopped_half_way_and_started_again(course, wheels, ready, name):
    sent = getattr(signal, name)
    ready.note(step="created")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and never answers
        port = silent.getsockname()[1]
        slow = {**os.environ, "GANCOURSE_PIP_ARGS": f"--isolated --index-url http://127.0.0.1:{port}/simple"}
        process = subprocess.Popen([sys.executable, "-c", DRIVER, str(course), "rubber"], env=slow, text=True)
        silent.settimeout(240)
        connection, _ = silent.accept()
        process.send_signal(sent)
        assert process.wait(120) == (130 if sent == signal.SIGINT else -sent)
        connection.close()
    made = make(course, "rubber")
    assert made.state()["step"] == "created"
    environment.prepare(made, course)
    assert environment.ask(made.python, "import rubber; print('whole')") == "whole"


def test_two_at_once_make_it_once(course, wheels):
    command = [sys.executable, "-c", DRIVER, str(course), "sketchbook", "pencil"]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with environment.only_one(course):  # so that both come while another is at work, however late each of them starts
        both = [subprocess.Popen(command, **piped) for _ in range(2)]
        told = [process.stdout.readline() for process in both]
    said = [process.communicate(timeout=240)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert all("waiting for it" in line for line in told), told
    assert sum("made with Python" in words for words in said) == 1


# While it works -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "doing"),
    [
        ("Collecting torch<3,>=2.11", "looking up torch"),
        ("  Downloading torch-2.15.0-cp311-cp311-manylinux_2_28_x86_64.whl (906.4 MB)", "downloading torch 2.15.0 (906.4 MB)"),
        ("  Downloading https://example.org/a/nbval-0.11.0-py2.py3-none-any.whl (24 kB)", "downloading nbval 0.11.0 (24 kB)"),
        ("  Using cached numpy-2.4.6-cp311-cp311-win_amd64.whl (16 MB)", "taking from the cache numpy 2.4.6 (16 MB)"),
        ("Installing collected packages: a, b, c", "putting 3 packages in place"),
        ("WARNING: Retrying (Retry(total=4, connect=None)) after connection broken", "the network does not answer; pip tries again"),
    ],
)  # fmt: skip
def test_what_pip_is_doing(line, doing, tmp_path):
    reader = environment.PipReader.__new__(environment.PipReader)
    reader.environment, reader.doing = make(tmp_path), ""
    reader.environment.folder.mkdir()
    reader.read(line.strip())
    assert reader.doing == doing


def test_a_stage_tells_its_seconds_in_a_log(capsys):
    with environment.Stage("packages", every=0.1) as stage:
        stage.started = stage.spoken = time.monotonic() - 4
        stage.show("downloading torch")
        stage.done("installed: 3")
    first, last = capsys.readouterr().out.splitlines()
    assert first == "  packages     downloading torch ... 4 s"
    assert re.fullmatch(r"  packages     installed: 3 +4 s", last)


def test_packages_from_elsewhere_are_kept_out(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.setenv("GANCOURSE_DATA", "/data")
    kept = environment.child_environment(JUPYTER_TOKEN="x")
    assert not {"PYTHONPATH", "PIP_TARGET", "JUPYTER_PATH"} & set(kept)
    assert kept["GANCOURSE_DATA"] == "/data" and kept["JUPYTER_TOKEN"] == "x"

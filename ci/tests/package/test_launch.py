"""The launch gate: one notebook alone in an empty folder, as on Colab, fetches the course and runs to its end; twice."""

import contextlib
import errno
import importlib.metadata
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from building.build import Course
from building.kernels import THIS_PYTHON
from building.links import Published
from environment import ROOT
from gancourse import __version__
from gancourse.desk import launch
from gancourse.errors import CourseError

LESSONS = [path.stem for path in Course().sources]
PUBLISHED = Published.read(ROOT)
NOWHERE = "file:///nowhere"
BEFORE_COLABS_FIRST_CELL = "import sys, google.colab\nassert 'google.colab' in sys.modules"
WHERE = "import gancourse; print('FROM', gancourse.__file__)"


def git(*words, folder):
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """The working tree published: its release as a tag with an archive beside it, and a later commit that is broken."""
    folder = tmp_path_factory.mktemp("published") / "course"
    tracked = git("-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", folder=ROOT)
    for name in tracked.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
    git("init", "-q", "-b", "main", folder=folder)
    git("add", "-A", folder=folder)
    git(*identity, "commit", "-qm", "published", folder=folder)
    git("tag", PUBLISHED.release, folder=folder)
    (folder / "notebooks" / "gancourse" / "__init__.py").write_text("raise ImportError('this is not the release')")
    git(*identity, "commit", "-qam", "later", folder=folder)
    archive = folder / PUBLISHED.archive
    archive.parent.mkdir(parents=True)
    git("archive", "--prefix=gancourse-release/", f"--output={archive}", PUBLISHED.release, folder=folder)
    return folder.as_uri()


@pytest.fixture(scope="session")
def colab(tmp_path_factory):
    """A folder with a stand-in for the module that Colab's kernels have imported."""
    folder = tmp_path_factory.mktemp("colab")
    (folder / "google" / "colab").mkdir(parents=True)
    for package in ("google", "google/colab"):
        (folder / package / "__init__.py").touch()
    return folder


def first_cell(lesson=LESSONS[0]):
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    return next(cell for cell in notebook.cells if cell.cell_type == "code")


def surroundings(address, *on_path, **more):
    """Of a kernel without a network, where only `on_path` is importable beside the installed packages."""
    taken = {name: value for name, value in os.environ.items() if not name.startswith("GANCOURSE_")}
    for_everyone = {"GANCOURSE_REPOSITORY": address, "GANCOURSE_SPEED": "smoke", "OMP_NUM_THREADS": "1"}
    path = os.pathsep.join(map(str, [ROOT / "ci" / "gates" / "offline", *on_path]))
    return {**taken, **for_everyone, "PYTHONPATH": path, **more}


def run_alone(folder, lesson, environment, cells=None):
    """Execute one notebook, or its first `cells`, in `folder` as Colab would; returns its text."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    before, after = (nbformat.v4.new_code_cell(code) for code in (BEFORE_COLABS_FIRST_CELL, WHERE))
    notebook.cells = [before, *notebook.cells[:cells], after]
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}, **THIS_PYTHON)
    client.execute(env=environment)
    return "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))


def run_first_cell(folder, environment, before=""):
    """The first cell as a script, which is quicker than a kernel; returns what it printed."""
    code = f"{before}\n{first_cell().source}\n{WHERE}"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def sentence_of_first_cell(folder, environment, before="pass"):
    """All that a reader sees of the first cell's failure in Jupyter; the cells after it must not run."""
    cells = [nbformat.v4.new_code_cell(code) for code in (before, first_cell().source, "print('went on')")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}, **THIS_PYTHON)
    with pytest.raises(CellExecutionError):
        client.execute(env=environment)
    assert not notebook.cells[2].get("outputs"), "Run All stops"
    shown = "\n".join(notebook.cells[1].outputs[-1].traceback)
    assert "Traceback" not in shown and "File " not in shown and "\x1b" not in shown
    return shown


def packages():
    """Every installed package with the time its files were last put in place."""
    return {(each.name, each.version): Path(each._path).stat().st_mtime for each in importlib.metadata.distributions()}


@pytest.mark.on_two_lessons("data", "a recorded run", "the export")
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lone_notebook_fetches_the_course_once_and_runs_twice(lesson, repository, colab, tmp_path):
    installed = packages()
    assert {"torch", "numpy", "pip"} <= {name for name, _ in installed}
    folder = tmp_path / "gan-course"
    # One lesson runs to its end the first time, the other the second; else a lesson imports everything.
    is_first = lesson == LESSONS[0]
    first = run_alone(tmp_path, lesson, surroundings(repository, colab), 6 if is_first else None)
    assert f"Fetching release {PUBLISHED.release} of the course from {repository}, once." in first
    assert f"FROM {folder}" in first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gan-course"], "nothing is left half done"
    assert git("rev-parse", "--is-shallow-repository", folder=folder) == "true"
    assert git("describe", "--tags", "--exact-match", folder=folder) == PUBLISHED.release

    second = run_alone(tmp_path, lesson, surroundings(NOWHERE, colab), None if is_first else 6)
    assert "Fetching" not in second
    assert f"FROM {folder}" in second
    assert packages() == installed, "a notebook installs nothing"


def test_the_first_cell_is_folded_and_says_run_me():
    for lesson in LESSONS:
        cell = first_cell(lesson)
        assert cell.source.startswith("# @title Run me first")
        assert cell.metadata.cellView == "form" and cell.metadata.jupyter.source_hidden
        assert f"--branch={PUBLISHED.release}" in cell.source and PUBLISHED.repository in cell.source
        assert "@repository@" not in cell.source and "install" not in cell.source


def test_without_git_the_archive_is_fetched(repository, tmp_path):
    no_git = surroundings(repository, PATH=str(tmp_path))
    assert f"FROM {tmp_path / 'gan-course'}" in run_first_cell(tmp_path, no_git)
    assert [path.name for path in tmp_path.iterdir()] == ["gan-course"]
    assert not (tmp_path / "gan-course" / ".git").exists()
    assert "Fetching" not in run_first_cell(tmp_path, surroundings(NOWHERE))


def test_a_git_that_does_not_work_is_no_obstacle(repository, tmp_path):
    broken = "import subprocess; subprocess.run = lambda *_, **__: subprocess.CompletedProcess([], 1)"
    assert f"FROM {tmp_path / 'gan-course'}" in run_first_cell(tmp_path, surroundings(repository), broken)


def test_stopped_half_way_and_started_again(repository, tmp_path):
    stop = "import subprocess\ndef run(*_, **__): raise KeyboardInterrupt\nreal, subprocess.run = subprocess.run, run"
    code = f"{stop}\n{first_cell().source}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=surroundings(repository), capture_output=True, text=True
    )
    assert "KeyboardInterrupt" in done.stderr
    assert not list(tmp_path.iterdir())
    assert f"FROM {tmp_path / 'gan-course'}" in run_first_cell(tmp_path, surroundings(repository))


@pytest.mark.parametrize("place", ["notebooks", "solutions", "my_work", "my_work/older", "."])
def test_inside_the_course_nothing_is_fetched(place):
    folder = ROOT / place
    while not folder.exists():
        folder = folder.parent
    said = run_first_cell(folder, surroundings(NOWHERE))
    assert said.split() == ["FROM", str(ROOT / "notebooks" / "gancourse" / "__init__.py")]


def test_the_course_named_by_the_environment_comes_first(tmp_path):
    (tmp_path / "gan-course" / "notebooks" / "gancourse").mkdir(parents=True)
    said = run_first_cell(tmp_path, surroundings(NOWHERE, GANCOURSE_ROOT=str(ROOT)))
    assert said.split() == ["FROM", str(ROOT / "notebooks" / "gancourse" / "__init__.py")]


def test_red_a_wrong_name_in_the_environment_is_one_sentence(tmp_path):
    said = sentence_of_first_cell(tmp_path, surroundings(NOWHERE, GANCOURSE_ROOT=str(tmp_path)))
    assert said == f"GANCOURSE_ROOT is {tmp_path}, where the course is not: set it to the course's folder."


def test_red_without_a_network_one_sentence_says_so(tmp_path):
    said = sentence_of_first_cell(tmp_path, surroundings(NOWHERE))
    assert said.startswith(f"The course could not be fetched from {NOWHERE} (")
    assert said.endswith("Check the network, or download the whole course and open this notebook inside it.")
    assert "\n" not in said
    assert not list(tmp_path.iterdir())


def test_red_the_release_is_not_there(repository, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(Path(repository.removeprefix("file://")), other)
    git("tag", "-d", PUBLISHED.release, folder=other)
    shutil.rmtree(other / PUBLISHED.archive.split("/")[0])
    (tmp_path / "empty").mkdir()
    said = sentence_of_first_cell(tmp_path / "empty", surroundings(other.as_uri()))
    assert "could not be fetched" in said and PUBLISHED.release in said
    assert not list((tmp_path / "empty").iterdir())


def test_red_a_folder_in_the_way_is_named_and_kept(repository, tmp_path):
    (tmp_path / "gan-course" / "notebooks").mkdir(parents=True)
    (tmp_path / "gan-course" / "mine.txt").write_text("mine")
    said = sentence_of_first_cell(tmp_path, surroundings(repository))
    assert f"{tmp_path / 'gan-course'} is in the way and is not the course: move it elsewhere" in said
    assert (tmp_path / "gan-course" / "mine.txt").exists()


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC])
def test_red_a_folder_that_cannot_be_written_or_a_full_disk(number, repository, tmp_path):
    refuse = f"import os\ndef refuse(*_): raise OSError({number}, os.strerror({number}))\nos.mkdir = refuse"
    said = sentence_of_first_cell(tmp_path, surroundings(repository), refuse)
    assert os.strerror(number) in said


@pytest.mark.parametrize("address", ["git@example.org:ada/gancourse", "nonsense"])
def test_red_an_address_that_is_none(address, tmp_path):
    assert "could not be fetched" in sentence_of_first_cell(tmp_path, surroundings(address))


# What the environment lacks -------------------------------------------------------------------------------------------


def pretend(monkeypatch, **versions):
    """Let these packages have other versions, or (None) be absent."""
    real = launch.installed
    monkeypatch.setattr(
        launch, "installed", lambda name: versions.get(name, real(name)) if name in versions else real(name)
    )


def refusal(monkeypatch, **versions):
    pretend(monkeypatch, **versions)
    with pytest.raises(launch.MissingPackages) as caught:
        launch.check(PUBLISHED.release)
    return "\n".join(caught.value._render_traceback_())


def test_a_whole_environment_is_silent(capsys):
    launch.check(PUBLISHED.release)
    assert capsys.readouterr().out == ""


def test_red_what_is_missing_is_named_with_its_line_alone(monkeypatch):
    said = refusal(monkeypatch, tqdm=None, ipywidgets=None)
    assert "tqdm and ipywidgets are not installed here." in said
    assert said.endswith('    %pip install "tqdm>=4.66,<5" "ipywidgets>=8.1.3,<9"')


def test_red_torch_and_numpy_stay_when_others_are_missing(monkeypatch):
    said = refusal(monkeypatch, torch="2.4.0+cu121", numpy="2.0.2", torchvision=None)
    assert said.endswith('    %pip install "torchvision" "torch==2.4.0" "numpy==2.0.2"')


def test_red_no_torch_at_all(monkeypatch):
    said = refusal(monkeypatch, torch=None, torchvision=None, numpy="2.0.2")
    assert said.endswith('    %pip install "torch>=2.11,<3" "torchvision>=0.26,<1" "numpy==2.0.2"')


def test_red_a_torch_too_old_gets_a_sentence_and_stays(repository, tmp_path):
    fake = tmp_path / "fake" / "torch-2.4.0.dist-info"
    fake.mkdir(parents=True)
    (fake / "METADATA").write_text("Metadata-Version: 2.1\nName: torch\nVersion: 2.4.0\n")
    said = run_first_cell(ROOT / "notebooks", surroundings(NOWHERE, fake.parent))
    assert "This environment has torch 2.4.0; the course is tested with torch>=2.11,<3." in said
    assert "FROM" in said, "the notebook goes on"


def test_colabs_own_ipywidgets_needs_no_sentence(monkeypatch, capsys):
    pretend(monkeypatch, ipywidgets="7.7.1")
    launch.check(PUBLISHED.release)
    assert capsys.readouterr().out == ""
    pretend(monkeypatch, ipywidgets="7.1.0")
    launch.check(PUBLISHED.release)
    assert "ipywidgets 7.1.0" in capsys.readouterr().out


def test_a_newer_notebook_beside_an_older_course_says_so(capsys):
    launch.check("v999.0.0")
    said = capsys.readouterr().out
    assert f"from release v999.0.0, and the course files in {ROOT.name} are older (v{__version__})" in said


# A learner's own files ------------------------------------------------------------------------------------------------


def test_a_learners_own_torch_is_named_before_anything_fails(tmp_path, monkeypatch):
    (tmp_path / "my_work").mkdir()
    monkeypatch.chdir(tmp_path / "my_work")
    launch.check(__version__)
    Path("torch.py").write_text("")
    said = r"^torch\.py in the folder my_work has the name of a library, torch, and hides it from Python\. Rename it, restart"
    loaded = types.ModuleType("torch")
    for where, is_said in ((None, True), ("torch.py", True), ("/elsewhere/torch/__init__.py", False)):
        loaded.__file__ = where and str(Path(where).absolute())
        monkeypatch.delitem(sys.modules, "torch", raising=False)
        if where:
            monkeypatch.setitem(sys.modules, "torch", loaded)
        with pytest.raises(CourseError, match=said) if is_said else contextlib.nullcontext():
            launch.check(__version__)


def test_another_hidden_library_is_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("colorsys.py").touch()
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    launch.check(__version__)
    said = capsys.readouterr().out
    assert "colorsys.py in the folder" in said and "If a cell fails oddly, rename it and restart the kernel." in said

"""The launch gate: one notebook alone in an empty folder, as on Colab, fetches the course and runs; twice."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from build import Course

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [path.stem for path in Course().sources]


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """The working tree as the repository and release that the bootstrap cell fetches."""
    folder = tmp_path_factory.mktemp("published") / "course"
    tracked = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in tracked.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    release = re.search(r'^release = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)[1]
    identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q", "-b", release], ["add", "-A"], [*identity, "commit", "-qm", "published"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    return folder.as_uri()


def run_alone(folder, lesson, address, cells):
    """Execute the first code cells of one notebook in `folder`; returns their text."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"][:cells]
    notebook.cells.append(nbformat.v4.new_code_cell("import gancourse; print('FROM', gancourse.__file__)"))
    environment = {**os.environ, "GANCOURSE_REPOSITORY": address, "GANCOURSE_SPEED": "smoke", "PYTHONPATH": ""}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
    return "".join(output.get("text", "") for cell in notebook.cells for output in cell.outputs)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lone_notebook_fetches_the_course_once(lesson, repository, tmp_path):
    first = run_alone(tmp_path, lesson, repository, cells=2)
    assert "Fetching the course" in first
    assert str(tmp_path / "gan-course") in first
    second = run_alone(tmp_path, lesson, "file:///nowhere", cells=2)
    assert "Fetching" not in second
    assert str(tmp_path / "gan-course") in second


def test_a_half_fetched_course_is_fetched_again(repository, tmp_path):
    (tmp_path / "gan-course.part" / "notebooks").mkdir(parents=True)
    assert str(tmp_path / "gan-course") in run_alone(tmp_path, LESSONS[0], repository, cells=1)


def test_red_without_network_one_sentence_says_so(tmp_path):
    with pytest.raises(CellExecutionError) as caught:
        run_alone(tmp_path, LESSONS[0], "file:///nowhere", cells=1)
    assert "could not be fetched" in str(caught.value)
    assert not (tmp_path / "gan-course").exists()

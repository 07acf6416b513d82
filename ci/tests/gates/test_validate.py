"""What turns the notebook gates red: an error, a changed output, a reach for the network."""

import os
import re
import subprocess
import sys

import nbformat
import pytest

from environment import ROOT

CHECKED = {"tags": ["nbval-check-output"]}


def run_gate(path, *cells):
    """Run one made-up notebook through the gate; cells are (code, stored output or None)."""
    notebook = nbformat.v4.new_notebook()
    for number, (code, stored) in enumerate(cells, start=1):
        cell = nbformat.v4.new_code_cell(code, execution_count=number)
        if stored is not None:
            cell.metadata = nbformat.from_dict(CHECKED)
            cell.outputs = [nbformat.v4.new_output("stream", text=stored)]
        notebook.cells.append(cell)
    nbformat.write(notebook, path)
    command = [sys.executable, "ci/gates/validate.py", str(path), "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_a_good_notebook_passes_and_keeps_its_progress_out_of_the_learners_folder(tmp_path):
    found = f"import sys; sys.path.insert(0, {str(ROOT / 'notebooks')!r}); from gancourse import paths"
    apart = "assert paths.work_folder() != paths.ROOT / 'my_work' and not any(paths.work_folder().iterdir())"
    speed = "import os; print(os.environ['GANCOURSE_SPEED'])", "smoke\n"
    result = run_gate(tmp_path / "good.ipynb", speed, (found, None), (apart, None))
    assert result.returncode == 0, result.stdout
    assert "3 passed" in result.stdout


# Cells that must fail, each with the complaint that its author must read.
RED = {
    "error": ("1 / 0", None, "ZeroDivisionError"),
    "changed output": ("print(2)", "1\n", "mismatch"),
    "name": ("import urllib.request; urllib.request.urlopen('http://example.org')", None, "offline gate refused"),
    "address": ("import socket; socket.create_connection(('192.0.2.1', 80), 1)", None, "offline gate refused"),
    "quiet connection": ("import socket; socket.socket().connect_ex(('192.0.2.1', 80))", None, "offline gate refused"),
    "old look-up": ("import socket; socket.gethostbyname('example.org')", None, "offline gate refused"),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What the gate says of each of these cells, all in one notebook."""
    result = run_gate(
        tmp_path_factory.mktemp("red") / "bad.ipynb", *((code, stored) for code, stored, _ in RED.values())
    )
    assert result.returncode == 1 and f"{len(RED)} failed" in result.stdout, result.stdout
    parts = re.split(r"^_+ \S*::Cell \d+ _+$", result.stdout, flags=re.M)[1:]
    return dict(zip(RED, parts))


@pytest.mark.parametrize("cell", RED)
def test_red_notebook(complaints, cell):
    assert RED[cell][2] in complaints[cell]


def test_red_skip_under_ci(tmp_path):
    """A gate that skips itself has proved nothing: in CI that is a failure, on a laptop it is not."""
    (tmp_path / "conftest.py").write_text((ROOT / "ci" / "tests" / "conftest.py").read_text("utf-8"))
    (tmp_path / "test_gate.py").write_text(
        "import pytest\n\n\ndef test_gate():\n    pytest.skip('no Chromium')\n\n\n"
        "@pytest.mark.may_skip\ndef test_hardware():\n    pytest.skip('no GPU')\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        str(tmp_path),
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(tmp_path),
    ]
    in_ci = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "CI": "true"})
    assert in_ci.returncode == 1 and "1 failed, 1 skipped" in in_ci.stdout, in_ci.stdout
    at_home = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "CI": ""})
    assert at_home.returncode == 0 and "2 skipped" in at_home.stdout, at_home.stdout

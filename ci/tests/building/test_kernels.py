"""What the authors' tools run notebooks in: this Python, whatever kernelspecs there are."""

import ast
import json
import sys

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

from building import build
from building.kernels import THIS_PYTHON
from environment import ROOT


@pytest.fixture
def foreign_kernel(tmp_path, monkeypatch):
    """A kernelspec called python3 of another environment, as `python -m ipykernel install --user` leaves one."""
    spec = {"argv": ["/another/python", "-m", "ipykernel_launcher"], "display_name": "Python 3", "language": "python"}
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))


def python_of(client):
    return client.create_kernel_manager().kernel_spec.argv[0]


def test_a_foreign_kernelspec_is_not_asked(foreign_kernel):
    assert KernelSpecManager().get_kernel_spec("python3").argv[0] == "/another/python"
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "conda-mine", "display_name": "Mine"}})
    assert python_of(NotebookClient(notebook, **THIS_PYTHON)) == sys.executable


def test_a_solution_is_executed_by_this_python(foreign_kernel, monkeypatch):
    asked = []
    monkeypatch.setattr(build.NotebookClient, "execute", lambda client: asked.append(python_of(client)))
    empty = nbformat.from_dict({"cells": [], "metadata": {"gancourse": {}}, "nbformat": 4, "nbformat_minor": 5})
    monkeypatch.setattr(build, "read_source", lambda *_: empty)
    build.execute(build.Course(), ROOT / "solutions" / "source" / "01_any.py")
    assert asked == [sys.executable]


def careless(source):
    """The lines on which a notebook is given to whatever kernel has the name."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    clients = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) == "NotebookClient"]
    return [call.lineno for call in clients if "THIS_PYTHON" not in map(ast.unparse, (k.value for k in call.keywords))]


def test_nothing_runs_notebooks_in_another_kernel():
    found = {path.name: careless(path.read_text("utf-8")) for path in (ROOT / "ci").rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_red_a_client_of_any_kernel():
    assert careless("NotebookClient(notebook, **THIS_PYTHON)\nnbclient.NotebookClient(notebook, kernel_name='x')") == [
        2
    ]

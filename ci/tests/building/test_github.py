"""What GitHub shows of a committed notebook: it converts with nbconvert, runs no script and fetches no widget state."""

import base64
import io
import re
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from PIL import Image

from environment import ROOT

NOTEBOOKS = [path for folder in ("notebooks", "solutions") for path in sorted((ROOT / folder).glob("*.ipynb"))]
LARGEST = 1_500_000
WIDGET = "application/vnd.jupyter.widget"


def faults(notebook: nbformat.NotebookNode, folder: Path, committed: set[Path]) -> list[str]:
    """Why GitHub would show less of this notebook than it holds."""
    nbformat.validate(notebook)
    found = [f"metadata {name}" for name in notebook.metadata if name == "widgets"]
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        data = output.get("data", {})
        found += [f"an output of type {kind}" for kind in data if kind.startswith(WIDGET)]
        if "image/png" in data:
            Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).load()
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    for tag in re.findall(r"<img[^>]*>", page, re.S):
        source, alt = (re.search(rf'\b{name}="([^"]*)"', tag, re.S) for name in ("src", "alt"))
        if alt is None or len(alt[1].split()) < 4 or "No description" in alt[1]:
            found.append(f"a picture without a description: {source[1][:60]}")
        if not source[1].startswith("data:") and (folder / source[1]).resolve() not in committed:
            found.append(f"a picture that is not committed: {source[1][:60]}")
    return found


@pytest.fixture(scope="module")
def committed() -> set[Path]:
    command = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return {ROOT / name for name in names}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_github_shows_the_whole_notebook(path, committed):
    assert path.stat().st_size <= LARGEST
    notebook = nbformat.read(path, as_version=4)
    assert faults(notebook, path.parent, committed) == []
    if path.parent.name == "solutions":
        assert any(
            "image/png" in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])
        )


def test_red_widget_state_undescribed_and_missing_pictures(committed):
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, "PNG")
    bare = {"image/png": base64.b64encode(buffer.getvalue()).decode(), f"{WIDGET}-view+json": {"model_id": "a"}}
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data=bare)])
    text = nbformat.v4.new_markdown_cell("![a picture that lies elsewhere](../assets/nowhere.png)")
    notebook = nbformat.v4.new_notebook(
        cells=[text, cell], metadata={"widgets": {f"{WIDGET}-state+json": {"state": {}}}}
    )
    found = " ".join(faults(notebook, ROOT / "solutions", committed))
    for fault in ("metadata widgets", "an output of type", "without a description", "not committed: ../assets/nowhere"):
        assert fault in found


def test_red_a_damaged_picture():
    cell = nbformat.v4.new_code_cell(
        outputs=[
            nbformat.v4.new_output("display_data", data={"image/png": base64.b64encode(b"not a picture").decode()})
        ]
    )
    with pytest.raises(OSError, match="identify"):
        faults(nbformat.v4.new_notebook(cells=[cell]), ROOT, set())

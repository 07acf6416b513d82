"""The code of a built notebook, read without Jupyter's libraries."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BOOTSTRAP = "bootstrap"  # the tag of the cell that finds the course: whoever runs this has found it


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


def code_cells(notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The id and the code of every cell that a machine without Jupyter runs."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and BOOTSTRAP not in cell["metadata"].get("tags", []):
            yield cell["id"], "".join(cell["source"])

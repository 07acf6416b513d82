"""A notebook's code without Jupyter, for machines that have PyTorch and little else.

    python ci/measuring/plain_notebook.py notebooks/05_mlp_gan_digits.ipynb

runs it cell after cell where the notebook lies, and ends with the traceback of the first cell that fails. Widgets, pictures
and progress bars then fall back to lines of text, as everywhere outside a notebook.
"""

import json
import linecache
import os
import sys
import traceback
import types
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


def run(path: Path) -> None:
    """Run the notebook in this process, whose `__main__` and working folder it takes over. Raises what its code raises."""
    cells = list(code_cells(read(path)))
    os.chdir(path.parent)
    sys.path[0] = ""  # as in a kernel
    world = sys.modules["__main__"] = types.ModuleType("__main__")
    for name, code in cells:
        file = f"<cell {name}>"
        linecache.cache[file] = (
            len(code),
            None,
            code.splitlines(keepends=True),
            file,
        )  # so that a traceback shows lines
        exec(compile(code, file, "exec"), vars(world))


if __name__ == "__main__":
    try:
        run(Path(sys.argv[1]).resolve())
    except BaseException:
        traceback.print_exc()  # Python's own last words, up to 3.12, show no lines of code that lies in no file
        sys.exit(1)

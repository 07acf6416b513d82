"""A notebook's code without Jupyter, for machines that have PyTorch and little else.

    python ci/measuring/plain_notebook.py notebooks/05_mlp_gan_digits.ipynb

runs it cell after cell where the notebook lies, and ends with the traceback of the first cell that fails. Widgets, pictures
and progress bars then fall back to lines of text, as everywhere outside a notebook.
"""

import linecache
import os
import sys
import traceback
import types
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from building import plain_cells


def run(path: Path) -> None:
    """Run the notebook in this process, whose `__main__` and working folder it takes over. Raises what its code raises."""
    cells = list(plain_cells.code_cells(plain_cells.read(path)))
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

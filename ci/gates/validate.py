"""Run every gate: the tests in `ci/tests`, then both trees of notebooks through nbval at speed smoke, offline.

    python3 ci/course.py run gates/validate                       everything
    python3 ci/course.py run gates/validate notebooks/02*.ipynb   some notebooks, or any other arguments that pytest takes

nbval runs each cell and compares the text of those tagged `nbval-check-output`. Pictures are not compared: every
figure prints a caption with its numbers instead. The kernels get no network but loopback (`ci/gates/offline`).
"""

import os
import sys
import tempfile

import pytest

from environment import ROOT

KERNEL_ENVIRONMENT = {
    "GANCOURSE_SPEED": "smoke",
    "PYTHONPATH": str(ROOT / "ci" / "gates" / "offline"),
    "PYTHONWARNINGS": "ignore",
}
# Text that may differ between versions of a library without any harm to the reader.
NOT_COMPARED = ("stderr", "text/html", "image/svg+xml")


class NotebookGates:
    """Gives the notebooks their environment, and leaves that of the other tests alone."""

    def __init__(self) -> None:
        self.before = {name: os.environ.get(name) for name in KERNEL_ENVIRONMENT}

    def pytest_collectstart(self, collector) -> None:
        if hasattr(collector, "skip_compare"):
            collector.skip_compare += NOT_COMPARED

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item) -> None:
        """Before the first cell of a notebook starts its kernel."""
        if item.path.suffix == ".ipynb":
            os.environ.update(KERNEL_ENVIRONMENT)
            return
        for name, value in self.before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    chosen = arguments or ["ci/tests", "notebooks", "solutions"]
    nbval = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300", "--nbval-kernel-startup-timeout=120"]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        os.environ["GANCOURSE_WORK"] = work  # whoever runs the tests may also be learning
        return pytest.main([*nbval, "--durations=10", *chosen], plugins=[NotebookGates()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

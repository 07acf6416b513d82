"""Run every gate: the tests in `ci/tests`, then both trees of notebooks through nbval at speed smoke, offline.

    python3 ci/course.py test                            everything, several tests at once
    python3 ci/course.py test --every-lesson             what else is proved on two lessons, on all of them
    python3 ci/course.py test -p randomly                in another order each time; it prints the seed that repeats it
    python3 ci/course.py test notebooks/02*.ipynb -x     some notebooks or tests, one after the other

Options go to pytest. nbval runs each cell and compares the text of those tagged `nbval-check-output`. Pictures are not
compared: every figure prints a caption with its numbers instead. `gates/suite.py` holds what pytest must know of it all.
"""

import os
import sys
import tempfile

import pytest

from environment import ROOT

# One, with the kernel it drives, wants 2 GB. A third worker on two cores saved nothing: 928 s, against 955 s with two.
MOST_WORKERS = 4
TAKES_A_WORD = {"-k", "-m", "-p", "-n", "-o", "-r", "-W", "-c"}  # of pytest's options: `-k notebooks` names no folder
NBVAL = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300", "--nbval-kernel-startup-timeout=120"]


def options(arguments: list[str], cores: int) -> list[str]:
    """What pytest is given: the arguments, and where they choose nothing, everything, on all cores."""
    given = ["-c", str(ROOT / "pyproject.toml"), *NBVAL, "--durations=10", *arguments]
    chosen = [word for before, word in zip(["", *arguments], arguments) if before not in TAKES_A_WORD]
    if any(os.path.exists(word.split("::")[0]) for word in chosen if not word.startswith("-")):
        return given
    workers = min(cores, MOST_WORKERS) if cores > 1 else 0
    given = ["-n", str(workers), "--dist=loadscope", "--no-loadscope-reorder", *given]
    return [*given, "ci/tests", "notebooks", "solutions"]


def main(arguments: list[str]) -> int:
    from gancourse.settings import usable_cores

    os.chdir(ROOT)
    # The networks of speed smoke are no faster on two threads, and the workers' threads would wait for one another.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        os.environ["GANCOURSE_WORK"] = work  # whoever runs the tests may also be learning
        return pytest.main(options(arguments, usable_cores()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

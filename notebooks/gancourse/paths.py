"""Where the course's files lie, wherever it was unpacked."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def asset(name: str) -> Path:
    """A file of `assets/`, for example `asset("lesson-02.png")`."""
    return ROOT / "assets" / name


def cache_folder() -> Path:
    """Where downloads and drawn digits are kept between sessions: `GANCOURSE_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("GANCOURSE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(chosen) if chosen else Path.home() / ".cache"
    return base if os.environ.get("GANCOURSE_CACHE") else base / "gancourse"


def work_folder() -> Path:
    """Where a learner's own notebooks and progress are kept: `GANCOURSE_WORK`, else `my_work` in the course."""
    return ROOT / Path(os.environ.get("GANCOURSE_WORK") or "my_work").expanduser()


def in_solutions() -> bool:
    """Whether this runs in the solutions, where nothing is a learner's own."""
    here = Path.cwd().resolve()
    return ROOT / "solutions" in (here, *here.parents)

"""Where the course's files lie, wherever it was unpacked."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def asset(name: str) -> Path:
    """A file of `assets/`, for example `asset("lesson-02.png")`."""
    return ROOT / "assets" / name


def cache_folder() -> Path:
    """Where downloads and drawn pictures are kept between sessions: `GANCOURSE_CACHE`, else the user's cache folder."""
    if chosen := os.environ.get("GANCOURSE_CACHE"):
        return _given(chosen)
    places = (os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache"), tempfile.gettempdir())
    return Path(next(filter(os.path.isabs, places)), "gancourse")  # some users have no home


def data_folder() -> list[tuple[str, Path]] | None:
    """What `GANCOURSE_DATA` names, as (its name, the folder); nothing where it is not set; None where it says `none`."""
    chosen = os.environ.get("GANCOURSE_DATA", "").strip()
    if chosen.lower() == "none":
        return None
    return [("GANCOURSE_DATA", _given(chosen))] if chosen else []


def work_folder() -> Path:
    """Where a learner's own notebooks and progress are kept: `GANCOURSE_WORK`, else `my_work` in the course."""
    return _given(os.environ.get("GANCOURSE_WORK") or "my_work")


def _given(folder: str) -> Path:
    """A relative path starts at the course, wherever a notebook or a command runs."""
    return ROOT / os.path.expanduser(folder)


def in_solutions() -> bool:
    """Whether this runs in the solutions, where nothing is a learner's own."""
    here = Path.cwd().resolve()
    return ROOT / "solutions" in (here, *here.parents)

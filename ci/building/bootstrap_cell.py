# @title Run me first: finds the course, or fetches it once
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path


class CourseNotFound(Exception):
    def _render_traceback_(self):  # Jupyter shows this sentence in place of a traceback
        return [str(self)]


def fetch(address, folder):
    """One release of the course, whole or not at all: with git, or as an archive where git does not work."""
    if folder.exists():
        raise OSError(f"{folder} is in the way and is not the course: move it elsewhere")
    print(f"Fetching release @release@ of the course from {address}, once.")
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as half:
        new = Path(half, "course")
        clone = ["git", "clone", "--quiet", "--depth=1", "--branch=@release@", address, str(new)]
        never_ask = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
        if not shutil.which("git") or subprocess.run(clone, capture_output=True, env=never_ask).returncode:
            archive, _ = urllib.request.urlretrieve(f"{address}/@archive@", new.with_suffix(".zip"))
            shutil.unpack_archive(archive, new.with_name("unpacked"))
            (new,) = new.with_name("unpacked").iterdir()
        if not folder.exists():  # another notebook may have been quicker
            new.rename(folder)


lone = Path("gan-course").resolve()  # where a notebook on its own keeps the course: on Colab, /content/gan-course
given = os.environ.get("GANCOURSE_ROOT")
places = [Path(given)] if given else [Path.cwd(), *Path.cwd().parents, lone]
course = next((place for place in places if (place / "notebooks" / "gancourse").is_dir()), None)
if given and not course:
    raise CourseNotFound(f"GANCOURSE_ROOT is {given}, where the course is not: set it to the course's folder.")
if not course:
    address, course = os.environ.get("GANCOURSE_REPOSITORY", "@repository@"), lone
    try:
        fetch(address, lone)
    except (OSError, ValueError) as error:
        reason = f"The course could not be fetched from {address} ({getattr(error, 'reason', error)})."
        advice = "Check the network, or download the whole course and open this notebook inside it."
        raise CourseNotFound(f"{reason} {advice}") from None
sys.path.insert(0, str(course / "notebooks"))
from gancourse import launch

launch.check("@release@")

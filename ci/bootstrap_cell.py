# Run me first: finds the course files, wherever this notebook runs.
import os
import shutil
import subprocess
import sys
from pathlib import Path

fetched = Path("gan-course").resolve()  # where a notebook on its own (on Colab, say) keeps the course
places = [Path.cwd(), *Path.cwd().parents, fetched]
course = next((place for place in places if (place / "notebooks" / "gancourse").is_dir()), None)
if course is None:
    address = os.environ.get("GANCOURSE_REPOSITORY", "@repository@")
    print(f"Fetching the course from {address}, once.")
    part = fetched.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    clone = ["git", "clone", "--quiet", "--depth=1", "--branch=@release@", address, str(part)]
    if shutil.which("git") is None or subprocess.run(clone, capture_output=True).returncode != 0:
        sys.exit(
            "The course files could not be fetched. Check the network, or download the whole course and open it there."
        )
    part.rename(fetched)
    course = fetched
if str(course / "notebooks") not in sys.path:
    sys.path.insert(0, str(course / "notebooks"))

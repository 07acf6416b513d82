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
    never_ask = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    if shutil.which("git") is None or subprocess.run(clone, capture_output=True, env=never_ask).returncode != 0:
        sys.exit(
            f"The course files could not be fetched from {address}. Check the network, or download the whole course."
        )
    part.rename(fetched)
    course = fetched
os.environ.setdefault("GOMP_SPINCOUNT", "3000")  # PyTorch's waiting threads soon give their core to other programs
if str(course / "notebooks") not in sys.path:
    sys.path.insert(0, str(course / "notebooks"))

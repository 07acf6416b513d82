"""Whose code a frame is: a learner's, a library's or the course's own."""

import sysconfig
import traceback
from pathlib import Path
from types import FrameType

CHECKS = Path(__file__).parent
PACKAGE = CHECKS.parent


def is_learners(filename: str) -> bool:
    """Neither this package nor a library: a notebook cell or a file of the learner's own."""
    if filename.startswith("<frozen") or filename == "<__array_function__ internals>":
        return False
    libraries = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")} | {PACKAGE}
    path = Path(filename)
    return "site-packages" not in path.parts and not any(folder in path.parents for folder in libraries)


def lines_of_the_learner(error: BaseException) -> str:
    """The last three lines of the learner's own code that an error came through, one below the other."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if is_learners(frame.filename)]
    return "\n".join(f"  in {frame.name}, line {frame.lineno}:  {frame.line}" for frame in frames[-3:])


def above_the_checks(frame: FrameType | None) -> list[FrameType]:
    """The frames that run, innermost first, up to the nearest one of this folder."""
    found = []
    while frame is not None and CHECKS not in Path(frame.f_code.co_filename).parents:
        found.append(frame)
        frame = frame.f_back
    return found


def is_importing(frame: FrameType | None) -> bool:
    """Is an import under way? PyTorch's first optimiser imports its compiler, which takes long on a busy machine."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False

"""What the first cell of every notebook does once it has found the course: say what this environment lacks or hides.

Nothing is installed. On Colab and in other environments that are not the course's own, installing torch or numpy over
those that are there breaks the kernel, so a missing package is named with the line that installs it and nothing else,
and an old one only gets a sentence: most of the course works with it.
"""

import importlib.metadata
import os
import re
import sys
from pathlib import Path

from gancourse import __version__
from gancourse.errors import CourseError
from gancourse.packages import fits, hiding, wanted_packages
from gancourse.paths import ROOT

# What a lesson imports, by the name that pip knows; the rest of the list opens and tests notebooks.
IMPORTED = ("torch", "torchvision", "numpy", "matplotlib", "pillow", "tqdm", "ipywidgets")
# Colab brings an ipywidgets of its own; every lesson runs with 7.7.1.
ALSO_WORKS = {"ipywidgets": ">=7.7"}
NEED_NUMBERS = {"torchvision", "matplotlib"}  # pip might bring another torch or numpy along with these


class MissingPackages(CourseError):
    """The lessons cannot run here yet; `command` installs what is missing, and only that."""

    def __init__(self, names: list[str], command: str) -> None:
        verb = "is" if len(names) == 1 else "are"
        super().__init__(
            f"{' and '.join(names)} {verb} not installed here. Run this line in a cell of its own, then this cell again:"
        )
        self.command = command

    def _render_traceback_(self) -> list[str]:
        return [*super()._render_traceback_(), "", f"    {self.command}"]


def check(release: str) -> None:
    """Prepare the kernel for a notebook of this release ("v0.1.0"); a sentence for what is old, an error for what lacks."""
    os.environ.setdefault("GOMP_SPINCOUNT", "3000")  # PyTorch's waiting threads soon give their core to other programs
    look_for_hiding([Path.cwd(), ROOT / "notebooks"])
    wanted = {name: bounds for name, bounds in wanted_packages() if name in IMPORTED}
    here = {name: installed(name) for name in wanted}
    missing = [name for name in wanted if here[name] is None]
    if missing:
        raise MissingPackages(missing, install_line(missing, wanted, here))
    for name, version in here.items():
        if not fits(version, wanted[name]) and not (name in ALSO_WORKS and fits(version, ALSO_WORKS[name])):
            print(
                f"This environment has {name} {version}; the course is tested with {name}{wanted[name]}. "
                "Most of it works all the same: if a cell fails oddly, this is the likely reason."
            )
    if _numbers(release) > _numbers(__version__):
        print(
            f"This notebook is from release {release}, and the course files in {ROOT.name} are older (v{__version__}). "
            f"Move {ROOT.name} elsewhere and run this cell again to fetch the newer ones."
        )


def look_for_hiding(folders: list[Path]) -> None:
    """An error where a file beside the notebook has the name of a library that the lessons import: nothing would work.
    A sentence for any other library that the kernel has not loaded yet."""
    for path, name in hiding(folders):
        library = sys.modules.get(name)
        loaded_from = getattr(library, "__file__", None)
        if library is not None and not (loaded_from and Path(loaded_from).resolve() in (path, path / "__init__.py")):
            continue
        what = (
            f"{path.name} in the folder {path.parent.name} has the name of a library, {name}, and hides it from Python."
        )
        if name in {"PIL" if package == "pillow" else package for package in IMPORTED}:
            raise CourseError(f"{what} Rename it, restart the kernel, and run this cell again.")
        print(f"{what} If a cell fails oddly, rename it and restart the kernel.")


def installed(name: str) -> str | None:
    """The version of a package, None where it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def install_line(missing: list[str], wanted: dict[str, str], here: dict[str, str | None]) -> str:
    """The line for a cell that installs these packages and leaves the torch and numpy that are there alone."""
    kept = {name: f"=={here[name].partition('+')[0]}" for name in ("torch", "numpy") if here.get(name)}
    if "torchvision" in missing and "torch" in kept:
        wanted = {**wanted, "torchvision": ""}  # pip finds the one that belongs to this torch
    bounds = {**{name: wanted[name] for name in missing}, **(kept if NEED_NUMBERS & set(missing) else {})}
    return " ".join(["%pip install", *(f'"{name}{bound}"' for name, bound in bounds.items())])


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]

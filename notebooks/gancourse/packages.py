"""What is installed here, read without importing it; what hides it; and the command that installs it as the course
needs it."""

import contextlib
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from gancourse.paths import ROOT

# Libraries that nothing in the course imports, and whose names are common for files of one's own.
UNUSED = {"test", "tests", "this"}


def hiding(folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """(a file, the library that it hides) for each file in `folders`, where Python looks first, that has a library's name."""
    places = dict.fromkeys(folder.resolve() for folder in folders)
    elsewhere = [path for path in sys.path if Path(path or ".").resolve() not in places]
    for folder in places:
        files: list[Path] = []
        with contextlib.suppress(OSError):
            files = sorted(folder.iterdir())
        for path in files:
            is_package = (path / "__init__.py").is_file()
            name = path.name.removesuffix(".py")
            if (
                (is_package or path.suffix == ".py")
                and name not in {*UNUSED, "gancourse"}
                and _is_library(name, elsewhere)
            ):
                yield path, name


def _is_library(name: str, places: list[str]) -> bool:
    """Whether there is a library of this name that a file can hide; those built into Python always come first."""
    if (
        not name.isidentifier()
        or name in sys.builtin_module_names
        or importlib.machinery.FrozenImporter.find_spec(name)
    ):
        return False
    spec = importlib.machinery.PathFinder.find_spec(name, places)
    return spec is not None and spec.origin is not None


def version_of(name: str) -> str | None:
    """The version of a package with its build ("2.15.0+cu132"), read from its files without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    with contextlib.suppress(OSError):
        text = Path(spec.origin).with_name("version.py").read_text("utf-8")
        if found := re.search(r"__version__\s*(?::[^=]*)?=\s*['\"]([^'\"]+)", text):
            return found[1]
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(name)
    return "(unknown version)"


def wanted_packages() -> list[tuple[str, str]]:
    """(name, bounds) of every dependency in pyproject.toml; nothing where the package was installed without it."""
    try:
        text = (ROOT / "pyproject.toml").read_text("utf-8")
    except OSError:
        return []
    found = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.M | re.S)
    return re.findall(r'^\s*"([\w.-]+)([^"]*)"', found[1], re.M) if found else []


def fits(version: str, bounds: str) -> bool:
    """Whether a version lies in bounds such as ">=2.11,<3"."""
    actual = _numbers(version)
    for sign, bound in re.findall(r"(>=|<|!=|==)\s*([\d.]+)", bounds):
        limit = _numbers(bound)
        if not {">=": actual >= limit, "<": actual < limit, "!=": actual != limit, "==": actual == limit}[sign]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3]]
    return tuple(numbers + [0] * (3 - len(numbers)))


def python_command(*words: str, start: Path | None = None) -> str:
    """A command line for this Python that survives spaces and more in its path; the path is relative where it lies in `start`."""
    executable = sys.executable
    if start is not None and Path(executable).is_relative_to(start):
        executable = str(Path(executable).relative_to(start))
    return " ".join([quoted(executable), *words])


def quoted(word: str | Path) -> str:
    """A word of a command line as the shell wants it."""
    if os.name == "nt":
        return f'"{word}"' if re.search(r"[ &()^;,']", str(word)) else str(word)
    return shlex.quote(str(word))


def reinstall_pair(start: Path | None = None) -> str:
    """The command that installs torch and torchvision again, in the versions the course works with."""
    wanted = [f'"{name}{bounds}"' for name, bounds in wanted_packages() if name in ("torch", "torchvision")]
    return python_command("-m pip install --force-reinstall", *(wanted or ["torch", "torchvision"]), start=start)

"""Where the course is published: show it, or change it everywhere.

    python3 ci/course.py address                                   the address, the release, the links made of them
    python3 ci/course.py address https://github.com/ada/gancourse  publish there from now on
    python3 ci/course.py address --release v1.0.0                  the next release

Both are written once, in pyproject.toml. The first cell of every notebook, the links below it, the README's badges and
its lesson table are built from them, so a change rebuilds all of these. Nothing is committed, tagged or pushed; the
commands that do it are printed.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from building import build
from building.links import FIRST_LESSON, Published, address_of, release_of

PROSE = ("README.md", "CITATION.cff", "LICENSE")  # written by hand, and may name the address


class AddressError(Exception):
    """What was asked cannot be done; the message is for whoever asked."""


def describe(published: Published) -> str:
    """The address, the release and what is made of them."""
    colab, binder = published.colab(FIRST_LESSON), published.binder(FIRST_LESSON)
    lines = [
        f"address   {published.repository}",
        f"release   {published.release}",
        f"archive   {published.repository}/{published.archive}",
        f"Colab     {colab or 'no link: Colab opens notebooks from github.com only'}",
        f"Binder    {binder or 'no link: the badge knows github.com and gitlab.com only'}",
    ]
    if published.is_placeholder:
        lines += [
            "",
            "This address is a placeholder, so none of these links leads anywhere yet. Give the course its own:",
        ]
        lines += ["    python3 ci/course.py address https://github.com/ada/gancourse"]
    return "\n".join(lines)


def change(course: build.Course, new: Published) -> list[str]:
    """Write a new address and release wherever they stand; returns the names of the files that changed."""
    old = Published.read(course.root)
    texts = {course.root / "pyproject.toml": _set_in_pyproject(course.root, new)}
    package = course.root / "notebooks" / "gancourse" / "__init__.py"
    texts[package] = _replace_once(r'^__version__ = ".*"$', f'__version__ = "{new.release.removeprefix("v")}"', package)
    for name in PROSE:
        if (path := course.root / name).exists():
            texts[path] = path.read_text("utf-8").replace(old.repository, new.repository)
    changed = _write(texts)
    changed += [path for path in _write(build.build(course)) if path not in changed]
    return sorted(path.relative_to(course.root).as_posix() for path in changed)


def _set_in_pyproject(root: Path, new: Published) -> str:
    path = root / "pyproject.toml"
    text = _replace_once(r'^repository = ".*"$', f'repository = "{new.repository}"', path)
    return _replace_once(r'^release = ".*"$', f'release = "{new.release}"', path, text)


def _replace_once(pattern: str, line: str, path: Path, text: str | None = None) -> str:
    text, count = re.subn(pattern, lambda _: line, path.read_text("utf-8") if text is None else text, flags=re.M)
    if count != 1:
        raise AddressError(f"{path.name} should have one line like `{line}`, and has {count}.")
    return text


def _write(texts: dict[Path, str]) -> list[Path]:
    changed = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], "utf-8", newline="\n")
    return changed


def next_steps(root: Path, published: Published) -> str:
    """The commands that publish what was changed."""
    remote = "set-url" if "origin" in _git(root, "remote").split() else "add"
    lines = [
        "To publish it:",
        f'    git commit -am "Release {published.release}, at {published.repository}"',
        f"    git tag {published.release}",
        f"    git remote {remote} origin {published.repository}.git",
        f"    git push origin HEAD {published.release}",
    ]
    if published.binder(FIRST_LESSON):
        lines += ["Then open the Binder badge once: the first visitor waits minutes for the image, later ones do not."]
    if published.release in _git(root, "tag").split():
        lines += [
            f"The tag {published.release} exists already, without this change. If anybody may have fetched it, take the next "
            f"release with --release; else move it: git tag -f {published.release}, and push with --force."
        ]
    return "\n".join(lines)


def _git(root: Path, *words: str) -> str:
    """What git says, nothing where there is no git or no repository."""
    if shutil.which("git") is None:
        return ""
    return subprocess.run(["git", *words], cwd=root, capture_output=True, encoding="utf-8", errors="replace").stdout


def main(arguments: list[str] | None = None, course: build.Course | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="course.py address", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", nargs="?", help="the repository's address, as the browser shows it")
    parser.add_argument("--release", help="the release's tag, such as v1.0.0; the package's version follows it")
    options = parser.parse_args(arguments)
    course = course or build.Course()
    os.chdir(course.root)
    now = Published.read(course.root)
    if options.repository is None and options.release is None:
        print(describe(now))
        return 0
    try:
        new = Published(
            now.repository if options.repository is None else address_of(options.repository),
            now.release if options.release is None else release_of(options.release),
        )
        changed = change(course, new)
    except (ValueError, AddressError, build.BuildError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{describe(new)}\n")
    if not changed:
        print("Nothing to change: everything says so already.")
        return 0
    print(f"changed   {', '.join(changed)}\n")
    print(next_steps(course.root, new))
    return 0


if __name__ == "__main__":
    sys.exit(main())

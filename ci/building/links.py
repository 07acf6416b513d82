"""Where the course is published, and every link that is made from it: Colab, Binder, the archive of a release.

The address and the release are written once, in pyproject.toml; `python3 ci/course.py address` changes them.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PLACEHOLDER = "OWNER"
FIRST_LESSON = "00_start_here"
# How each kind of host calls the archive of a tag, and how Binder calls the host.
ARCHIVES = {
    "github": "archive/refs/tags/{tag}.zip",
    "gitlab": "-/archive/{tag}/{name}-{tag}.zip",
    "other": "archive/{tag}.zip",
}


@dataclass(frozen=True)
class Published:
    """One address and one release of the course."""

    repository: str
    release: str

    @classmethod
    def read(cls, root: Path) -> "Published":
        settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["gancourse"]
        return cls(settings["repository"], settings["release"])

    @property
    def host(self) -> str:
        """ "github", "gitlab" or "other"; whoever runs a GitLab of their own usually names it so."""
        server = self.repository.split("/")[2].lower()
        return "github" if server == "github.com" else "gitlab" if "gitlab" in server else "other"

    @property
    def path(self) -> str:
        """Owner and name: "ada/gancourse"."""
        return self.repository.split("/", 3)[3]

    @property
    def is_placeholder(self) -> bool:
        return self.path.startswith(f"{PLACEHOLDER}/")

    @property
    def archive(self) -> str:
        """The release as a zip file, seen from the repository's address."""
        return ARCHIVES[self.host].format(tag=self.release, name=self.path.rsplit("/", 1)[-1])

    def colab(self, lesson: str, folder: str = "notebooks") -> str | None:
        """Colab opens notebooks from GitHub, and from no other host."""
        if self.host != "github":
            return None
        return f"https://colab.research.google.com/github/{self.path}/blob/{self.release}/{folder}/{lesson}.ipynb"

    def binder(self, lesson: str) -> str | None:
        """Binder opens the learner's own copy, which the image makes; None where it does not know the host."""
        if self.host == "github":
            start = f"gh/{self.path}"
        elif self.repository.startswith("https://gitlab.com/"):
            start = f"gl/{quote(self.path, safe='')}"
        else:
            return None
        return f"https://mybinder.org/v2/{start}/{self.release}?urlpath=lab/tree/my_work/{lesson}.ipynb"


def lesson_links(published: Published, lesson: str) -> str:
    """The line under the first code cell of a notebook: the places where this lesson opens."""
    places = {
        "unsolved": f"../notebooks/{lesson}.ipynb",
        "solved": f"../solutions/{lesson}.ipynb",
        "in Colab": published.colab(lesson),
        "on Binder": published.binder(lesson),
    }
    return f"*This lesson: {' · '.join(f'[{words}]({address})' for words, address in places.items() if address)}*"


def badges(published: Published) -> str:
    """The row of pictures under the README's title; each leads somewhere, and its text says where."""
    row = [
        f"[![{words}](assets/badge-{name}.svg)]({address})"
        for name, words, address in (
            ("colab", "Open lesson 00 in Colab", published.colab(FIRST_LESSON)),
            ("binder", "Open lesson 00 on Binder", published.binder(FIRST_LESSON)),
            ("licence", "Licence: MIT for code, CC BY 4.0 for text and figures", "LICENSE"),
        )
        if address
    ]
    return "\n".join(row) + "\n"


def address_of(text: str) -> str:
    """An address as git hosts write it, cleaned; ValueError with a sentence for anything else."""
    cleaned = text.strip().rstrip("/").removesuffix(".git")
    if ssh := re.fullmatch(r"(?:ssh://)?git@([\w.-]+)[:/](.+)", cleaned):
        cleaned = f"https://{ssh[1]}/{ssh[2]}"
    if cleaned.startswith("http://"):
        raise ValueError(f"{text} starts with http://; the notebooks fetch the course over https://, so give that.")
    if not re.fullmatch(r"https://[\w-]+(\.[\w-]+)+(:\d+)?(/[\w~-][\w.~-]*){2,}", cleaned):
        raise ValueError(
            f"{text!r} is not the address of a repository: give one like https://github.com/ada/gancourse, "
            "as the browser shows it on the repository's first page."
        )
    server, path = cleaned.split("/")[2], cleaned.split("/")[3:]
    if {"tree", "blob", "raw", "commit", "issues", "pull", "releases", "-"} & set(path[2:]) or (
        server == "github.com" and len(path) > 2
    ):
        raise ValueError(f"{text} is a page inside a repository; give the address of the repository itself.")
    return cleaned


def release_of(text: str) -> str:
    """A tag such as "v1.0.0"; ValueError with a sentence for anything else."""
    if not re.fullmatch(r"v?\d+\.\d+\.\d+((a|b|rc|\.post|\.dev)\d+)?", text.strip()):
        raise ValueError(f"{text!r} is not a release: give a version such as v1.0.0.")
    return f"v{text.strip().removeprefix('v')}"

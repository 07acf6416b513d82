"""The address and the release are written once; changing them leaves no trace of the old ones, and no solution stale."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import gancourse
from building import address, build, links, make_badges
from building.links import Published
from environment import ROOT

HERE = Published.read(ROOT)
ADA = "https://github.com/ada/gans-for-all"
LESSONS = [path.stem for path in build.Course().sources]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A copy of what the address stands in, built."""
    folder = tmp_path_factory.mktemp("built")
    needed = ["README.md", "pyproject.toml", "LICENSE", "assets/measured.json", "ci/building/bootstrap_cell.py"]
    for name in (*needed, "notebooks/gancourse/__init__.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "solutions" / "source").mkdir(parents=True)
    for lesson in LESSONS:
        for name in (f"solutions/source/{lesson}.py", f"solutions/{lesson}.ipynb"):
            shutil.copy(ROOT / name, folder / name)
    address._write(build.build(build.Course(folder)))
    return folder


@pytest.fixture
def course(built, tmp_path):
    return build.Course(Path(shutil.copytree(built, tmp_path / "course")))


@pytest.fixture(autouse=True)
def stay_here(monkeypatch):
    monkeypatch.chdir(ROOT)  # and return, because the tool goes to the course's folder


def texts(course):
    return {path: path.read_text("utf-8") for path in course.root.rglob("*") if path.is_file()}


def traces(course, *words):
    return {word: path.name for path, text in texts(course).items() for word in words if word in text}


def test_the_release_is_the_packages_version():
    assert HERE.release == f"v{gancourse.__version__}"
    assert links.release_of(HERE.release) == HERE.release and links.address_of(HERE.repository) == HERE.repository


def test_there_and_back_leaves_no_trace(course, capsys):
    before, faults = texts(course), build.differences(course)
    assert traces(course, HERE.path) and not traces(course, ADA)

    assert address.main([ADA, "--release", "v7.8.9"], course) == 0
    said = capsys.readouterr().out
    assert not traces(course, HERE.path, HERE.release, HERE.release.removeprefix("v") + '"')
    changed = {path.relative_to(course.root).as_posix() for path, text in texts(course).items() if before[path] != text}
    assert changed == {
        "README.md",
        "pyproject.toml",
        "notebooks/gancourse/__init__.py",
        *(f"{folder}/{lesson}.ipynb" for folder in ("notebooks", "solutions") for lesson in LESSONS),
    }
    assert all(name in said for name in changed)
    assert build.differences(course) == faults, "no solution has become stale"
    for command in ("git commit -am", "git tag v7.8.9", f"origin {ADA}.git", "git push origin HEAD v7.8.9"):
        assert command in said

    assert address.main([HERE.repository, "--release", HERE.release], course) == 0
    assert texts(course) == before
    assert address.main([HERE.repository], course) == 0
    assert "Nothing to change" in capsys.readouterr().out


def test_a_release_alone_changes_only_the_release(course):
    assert address.main(["--release", "2.0.0"], course) == 0
    assert Published.read(course.root) == Published(HERE.repository, "v2.0.0")
    assert '__version__ = "2.0.0"' in (course.root / "notebooks" / "gancourse" / "__init__.py").read_text("utf-8")


def test_red_a_trace_is_found(course):
    (course.root / "notes.md").write_text(f"See {HERE.repository}", "utf-8")
    assert address.main([ADA], course) == 0
    assert traces(course, HERE.path) == {HERE.path: "notes.md"}


def test_the_real_course_names_its_address_in_these_files_only():
    """So that changing it there changes it everywhere. The tools and tests in ci/ give examples of addresses."""
    tracked = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    allowed = re.compile(
        r"pyproject\.toml|README\.md|CITATION\.cff|LICENSE|ci/[\w/]+\.py|(notebooks|solutions)/\d\d_\w+\.ipynb"
    )
    for name in tracked.stdout.splitlines():
        if (ROOT / name).is_file() and not allowed.fullmatch(name):
            assert HERE.repository.encode() not in (ROOT / name).read_bytes(), name


def test_a_tag_that_exists_is_mentioned(course, capsys):
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=course.root, check=True)
    for words in (["tag", "v7.8.9"], ["remote", "add", "origin", "https://example.org/a/b.git"]):
        subprocess.run(["git", *words], cwd=course.root, check=True)
    assert address.main([ADA, "--release", "v7.8.9"], course) == 0
    said = capsys.readouterr().out
    assert "The tag v7.8.9 exists already" in said and "git remote set-url origin" in said


# What is typed --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "https://github.com/ada/gancourse",
        " https://github.com/ada/gancourse/ ",
        "https://github.com/ada/gancourse.git",
        "git@github.com:ada/gancourse.git",
        "ssh://git@github.com/ada/gancourse.git",
    ],
)
def test_every_way_to_write_an_address(typed):
    assert links.address_of(typed) == "https://github.com/ada/gancourse"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("http://github.com/ada/gancourse", "starts with http://"),
        ("https://github.com/ada", "not the address of a repository"),
        ("https://github.com", "not the address of a repository"),
        ("ada/gancourse", "not the address of a repository"),
        ("ftp://example.org/ada/gancourse", "not the address of a repository"),
        ("https://user:secret@github.com/ada/gancourse", "not the address of a repository"),
        ('https://github.com/ada/gan"course', "not the address of a repository"),
        ("https://github.com/ada/../gancourse", "not the address of a repository"),
        ("https://github.com/ada/gancourse?tab=readme", "not the address of a repository"),
        ("https://github.com/ada/gancourse/tree/main", "a page inside a repository"),
        ("https://gitlab.com/school/ada/gancourse/-/tree/main", "a page inside a repository"),
        ("", "not the address of a repository"),
    ],
)
def test_red_nonsense_is_one_sentence_and_changes_nothing(typed, said, course, capsys):
    before = texts(course)
    assert address.main([typed], course) == 1
    assert said in capsys.readouterr().err
    assert texts(course) == before


@pytest.mark.parametrize("typed", ["main", "1.0", "v1.0.0 && ls", "latest", "v1.0.0/../x"])
def test_red_a_release_that_is_none(typed, course, capsys):
    assert address.main(["--release", typed], course) == 1
    assert "is not a release" in capsys.readouterr().err


def test_red_a_version_that_cannot_be_found(course, capsys):
    (course.root / "notebooks" / "gancourse" / "__init__.py").write_text("version = 1", "utf-8")
    assert address.main(["--release", "v2.0.0"], course) == 1
    assert "__init__.py should have one line like `__version__" in capsys.readouterr().err


# What is made of them -------------------------------------------------------------------------------------------------


def test_links_of_the_hosts():
    github = Published(ADA, "v1.2.3")
    assert github.archive == "archive/refs/tags/v1.2.3.zip"
    assert github.colab("05_x") == (
        "https://colab.research.google.com/github/ada/gans-for-all/blob/v1.2.3/notebooks/05_x.ipynb"
    )
    assert github.binder("05_x") == (
        "https://mybinder.org/v2/gh/ada/gans-for-all/v1.2.3?urlpath=lab/tree/my_work/05_x.ipynb"
    )
    gitlab = Published("https://gitlab.com/school/ada/gans", "v1.2.3")
    assert gitlab.archive == "-/archive/v1.2.3/gans-v1.2.3.zip"
    assert gitlab.colab("05_x") is None
    assert gitlab.binder("05_x").startswith("https://mybinder.org/v2/gl/school%2Fada%2Fgans/v1.2.3?")
    forge = Published("https://codeberg.org/ada/gans", "v1.2.3")
    assert forge.archive == "archive/v1.2.3.zip" and forge.colab("05_x") is None and forge.binder("05_x") is None


def test_a_host_without_colab_gets_no_badge_for_it(course, capsys):
    assert address.main(["https://codeberg.org/ada/gans"], course) == 0
    assert "no link: Colab opens notebooks from github.com only" in capsys.readouterr().out
    readme = (course.root / "README.md").read_text("utf-8")
    assert "colab" not in readme.lower().split("<!-- /badges -->")[0] and "mybinder" not in readme
    assert "badge-licence.svg" in readme and "[Colab]" not in readme


def test_the_placeholder_says_what_it_is(course, capsys):
    assert address.main([], course) == 0
    assert ("placeholder" in capsys.readouterr().out) == HERE.is_placeholder
    assert Published("https://github.com/OWNER/gancourse", "v1.0.0").is_placeholder


def test_every_notebook_has_its_links_below_the_first_cell(course):
    for lesson in LESSONS:
        for folder in ("notebooks", "solutions"):
            text = (course.root / folder / f"{lesson}.ipynb").read_text("utf-8")
            assert text.count('"id": "links"') == 1
            assert HERE.colab(lesson) in text and f"../solutions/{lesson}.ipynb" in text


# The badges -----------------------------------------------------------------------------------------------------------


def contrast(one, other):
    """WCAG's contrast of two colours such as "#a34700"."""

    def luminance(colour):
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_badges_can_be_read_and_are_named():
    shown = re.findall(r"\[!\[(.+?)\]\(assets/(badge-\w+\.svg)\)\]", links.badges(Published(ADA, "v1.0.0")))
    assert sorted(file for _, file in shown) == sorted(f"badge-{name}.svg" for name in make_badges.BADGES)
    for _, file in shown:
        text = (ROOT / "assets" / file).read_text("utf-8")
        assert re.search(r'role="img" aria-label="(.+?)"', text)[1] == re.search("<title>(.+?)</title>", text)[1]
        for behind in re.findall(r'<rect [^>]*fill="(#\w{6})"', text):
            assert contrast(make_badges.INK, behind) >= 4.5, f"{file}: white on {behind}"
        assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), "no font or picture from elsewhere"


def test_red_a_pale_badge():
    assert contrast(make_badges.INK, "#f9ab00") < 4.5

"""The floors gate: a room imports only from the rooms below it (`pyproject.toml` says which), and nothing goes in circles."""

import ast
import shutil
import subprocess
import sys

import pytest

import gancourse
from environment import ROOT

PACKAGE = ROOT / "notebooks" / "gancourse"
ROOMS = ("building", "measuring", "classroom", "gates")


def judged(root):
    """What import-linter says of the course in `root`, and whether it is content."""
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--config", str(root / "pyproject.toml")],
        env={"PYTHONPATH": f"{root / 'notebooks'}:{root / 'ci'}", "PATH": "", "PYTHONUTF8": "1"},
        cwd=root,
        capture_output=True,
        encoding="utf-8",
    )
    return ran.stdout + ran.stderr, ran.returncode == 0


def test_every_room_imports_only_from_below():
    said, content = judged(ROOT)
    assert content, said


@pytest.fixture
def copy(tmp_path):
    """The code of the course, to be spoilt."""
    skip = shutil.ignore_patterns("__pycache__", "*.ipynb", "*.js", "*.css")
    shutil.copytree(PACKAGE, tmp_path / "notebooks" / "gancourse", ignore=skip)
    for room in ROOMS:
        shutil.copytree(ROOT / "ci" / room, tmp_path / "ci" / room, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("notebooks/gancourse/views/plots.py", "from gancourse.training import runs", "the package's floors BROKEN"),
        ("notebooks/gancourse/data/loading.py", "from gancourse.views import plots", "the package's floors BROKEN"),
        ("notebooks/gancourse/paths.py", "from gancourse.models import judge", "the package's floors BROKEN"),
        ("notebooks/gancourse/files.py", "from gancourse import settings", None),
        ("notebooks/gancourse/errors.py", "from gancourse import settings", "no circle, not even inside a room BROKEN"),
        ("notebooks/gancourse/garage/__init__.py", "", "is not defined as a layer|the package's floors"),
        ("ci/building/links.py", "from gates import lint", "the floors of ci BROKEN"),
        ("ci/classroom/grade.py", "from measuring import lessons", "the floors of ci BROKEN"),
    ],
    ids=["up", "across", "ground", "beside", "circle", "no floor", "ci up", "ci across"],
)
def test_red_a_wrong_import_and_a_room_without_a_floor(copy, file, line, complaint):
    path = copy / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text("utf-8") if path.exists() else "") + f"\n{line}\n", "utf-8")
    said, content = judged(copy)
    assert content == (complaint is None), said
    assert complaint is None or any(words in said for words in complaint.split("|")), said


def taken_from_the_face(source):
    """Names that code takes from `gancourse` itself and that live in one of its rooms."""
    given = {*gancourse._HOMES, *gancourse._MODULES} - {"metrics", "settings"}
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return [name.name for node in imports if node.module == "gancourse" for name in node.names if name.name in given]


def test_the_package_does_not_go_through_its_own_face():
    """That road leads to every floor, and no import shows it."""
    found = {path.name: taken_from_the_face(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


def test_red_a_room_that_takes_from_the_face():
    assert taken_from_the_face("from gancourse import check, files, plots\nfrom gancourse.views import plots") == [
        "check",
        "plots",
    ]

"""Binder's environment: the same packages as everywhere, understood by Binder's own tool, and the scripts that run in it.

The tool is asked for its plan only (no Docker, no network): it reads the files and does not solve for versions.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from building.links import FIRST_LESSON, Published
from environment import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

BINDER = ROOT / ".binder"
CONDA_BRINGS = {"torch": "pytorch-cpu", "torchvision": "torchvision", "numpy": "numpy"}
pytestmark = [
    pytest.mark.may_skip,
    pytest.mark.skipif(os.name == "nt", reason="Binder's tool and its images do not know Windows"),
]


def packages(text):
    """(those from conda, those from pip) of an environment.yml, without Python and pip themselves."""
    listed = yaml.safe_load(text)["dependencies"]
    pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    conda = [entry for entry in listed if isinstance(entry, str) and not re.match(r"(python=|pip$)", entry)]
    return conda, pip


def wanted():
    """What .binder/environment.yml must list: pyproject's packages, split by who brings them."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {requirement: re.match(r"[\w-]+", requirement)[0] for requirement in declared}
    conda = [
        requirement.replace(name, CONDA_BRINGS[name], 1) for requirement, name in names.items() if name in CONDA_BRINGS
    ]
    return conda, [requirement for requirement, name in names.items() if name not in CONDA_BRINGS]


def plan(folder):
    """The Dockerfile that Binder would make of a course."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def steps(planned):
    return planned.stdout + planned.stderr


@pytest.fixture
def course(tmp_path):
    """The files at the top of the course, which are all that the tool reads."""
    shutil.copytree(BINDER, tmp_path / ".binder")
    for name in ("environment.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_the_packages_are_those_of_pyproject():
    conda, pip = packages((BINDER / "environment.yml").read_text("utf-8"))
    assert (conda, pip) == wanted()


def test_red_a_package_that_differs():
    text = (BINDER / "environment.yml").read_text("utf-8").replace("ipywidgets>=8.1.3", "ipywidgets>=8.1.5")
    assert packages(text) != wanted()


def test_binder_understands_the_course(course):
    planned = plan(course)
    assert planned.returncode == 0, steps(planned)
    said = steps(planned)
    assert "Building conda environment for python=3.12" in said
    assert '--file ".binder/environment.yml"' in said
    assert "RUN ./.binder/postBuild" in said
    assert 'R2D_ENTRYPOINT="${REPO_DIR}/.binder/start"' in said


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("- python=3.12", "- python>=3.12"),  # read as "any Python", and 3.10 is taken
        ("- python=3.12", "- python=3.19"),
        ("channels:", "channels: [conda-forge"),
    ],
)
def test_red_what_binder_would_misread(course, written, instead):
    path = course / ".binder" / "environment.yml"
    text = path.read_text("utf-8")
    assert written in text
    path.write_text(text.replace(written, instead), "utf-8")
    planned = plan(course)
    assert planned.returncode != 0 or "for python=3.12" not in steps(planned)


def test_red_without_its_own_folder_binder_takes_the_other_environment(course):
    shutil.rmtree(course / ".binder")
    said = steps(plan(course))
    assert '--file "environment.yml"' in said and "RUN ./.binder/postBuild" not in said


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course after postBuild has run in it, as in the image, and the home folder it ran with."""
    folder = tmp_path_factory.mktemp("image")
    for name in (".binder", "notebooks", "assets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    (folder / ".cache" / "pip").mkdir(parents=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GANCOURSE_", "XDG_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    image = {**kept, "HOME": str(folder), "PATH": path, "GANCOURSE_SPEED": "smoke", "OMP_NUM_THREADS": "1"}
    command = ["bash", ".binder/postBuild"]
    done = subprocess.run(command, cwd=folder, env=image, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder, image


def test_the_image_has_the_notebook_that_the_badge_opens(built):
    folder, _ = built
    (opened,) = parse_qs(urlsplit(Published("https://github.com/ada/gancourse", "v1.0.0").binder(FIRST_LESSON)).query)[
        "urlpath"
    ]
    assert opened.startswith("lab/tree/")
    assert (folder / opened.removeprefix("lab/tree/")).is_file()
    for lesson in (ROOT / "notebooks").glob("*.ipynb"):
        assert (folder / "my_work" / lesson.name).read_text("utf-8") == lesson.read_text("utf-8")


def test_the_image_has_no_cache_of_pip(built):
    folder, _ = built
    assert not (folder / ".cache" / "pip").exists()


def test_a_session_starts_with_few_threads_and_the_words_it_was_given(built):
    folder, image = built
    image = {name: value for name, value in image.items() if name != "OMP_NUM_THREADS"}
    command = [
        "bash",
        ".binder/start",
        sys.executable,
        "-c",
        "import os, sys; print(os.environ['OMP_NUM_THREADS'], sys.argv[1])",
    ]
    done = subprocess.run([*command, "two words"], cwd=folder, env=image, capture_output=True, text=True)
    assert done.stdout == "2 two words\n"

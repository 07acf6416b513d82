"""How the suite is run: what belongs together stays together, and what depends on no lesson is proved on two."""

import re
import subprocess
import sys

import pytest

from building.build import Course
from environment import ROOT
from gates import sample, suite, validate


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("notebooks/00_start_here.ipynb::Cell 3", "notebooks/00_start_here.ipynb"),
        (
            "ci/tests/gates/test_browser.py::test_a[05_mlp_gan_digits]",
            "ci/tests/gates/test_browser.py 05_mlp_gan_digits",
        ),
        (
            "ci/tests/gates/test_browser.py::test_b[05_mlp_gan_digits-own]",
            "ci/tests/gates/test_browser.py 05_mlp_gan_digits",
        ),
        (
            "ci/tests/gates/test_browser.py::test_c[own-05_mlp_gan_digits]",
            "ci/tests/gates/test_browser.py 05_mlp_gan_digits",
        ),
        ("ci/tests/gates/test_browser.py::test_red[a dead slider]", "ci/tests/gates/test_browser.py"),
        ("ci/tests/package/test_runs.py::test_a[05_mlp_gan_digits]", "ci/tests/package/test_runs.py"),
    ],
)
def test_groups(nodeid, group):
    assert suite.group_of(nodeid) == group


SHARED = """
import os, pytest

@pytest.fixture(scope="module", params=["00_a", "01_b", "02_c"])
def lesson(request):
    yield request.param

@pytest.mark.parametrize("kind", range(4))
def test_where(lesson, kind, record_property):
    open(os.environ["SEEN"], "a").write(f"{lesson} {os.getpid()}\\n")
"""


@pytest.mark.parametrize("order", [[], ["-p", "randomly"]], ids=["in order", "shuffled"])
def test_a_lesson_stays_on_one_worker(order, tmp_path, monkeypatch):
    """pytest-xdist's own mark for groups has no effect under pytest 9.2, and nothing said so."""
    (tmp_path / "test_browser.py").write_text(SHARED)
    monkeypatch.setenv("SEEN", str(tmp_path / "seen"))
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), *order, "-n", "2"]
    command += ["--rootdir", str(tmp_path), "--dist=loadscope", "--no-loadscope-reorder", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert "12 passed" in ran.stdout, ran.stdout + ran.stderr
    seen = [line.split() for line in (tmp_path / "seen").read_text().splitlines()]
    assert len({lesson for lesson, _ in seen}) == len({(lesson, worker) for lesson, worker in seen}) == 3


def missing(*wanted):
    """The kinds of cells, of these or of all, that neither of the two lessons has."""
    course, wanted = Course(), wanted or sample.KINDS
    pair = sample.two_lessons(course, wanted)
    assert len(pair) == 2
    return set(wanted).difference(*(sample.kinds(course.root / "notebooks" / f"{stem}.ipynb") for stem in pair))


def test_two_lessons_have_every_kind_of_cell():
    assert missing() == missing(*sample.SEEN) == missing("data", "the export") == set()


def test_red_a_kind_that_there_is_not():
    with pytest.raises(ValueError, match="no kind of cell: a slyder; there are an answer, a check, "):
        missing("data", "a slyder")


def test_red_a_kind_that_two_lessons_lack(monkeypatch):
    monkeypatch.setitem(sample.KINDS, "a cell of nobody", r"nobody_writes_this")
    assert missing() == {"a cell of nobody"}


ON_TWO = """
import pytest

@pytest.mark.on_two_lessons
@pytest.mark.parametrize("lesson", {lessons})
def test_what_depends_on_no_lesson(lesson): pass

def test_something_else(): pass
"""


def test_every_lesson_when_asked_and_two_else(tmp_path):
    lessons = [source.stem for source in Course().sources]
    (tmp_path / "test_made_up.py").write_text(ON_TWO.format(lessons=lessons))

    def chosen(*options):
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-c", str(ROOT / "pyproject.toml")]
        command += ["--rootdir", str(tmp_path), str(tmp_path), *options]
        said = subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout
        return re.findall(r"::test_(?:something_else|what_depends_on_no_lesson\[(\w+)\])$", said, re.M)

    assert sorted(chosen()) == sorted([*sample.two_lessons(Course()), ""])
    assert sorted(chosen("--every-lesson")) == sorted([*lessons, ""])


def test_options_alone_choose_everything_and_paths_choose_themselves():
    everything = validate.options(["-x", "--durations=5"], cores=2)
    assert everything[-3:] == ["ci/tests", "notebooks", "solutions"] and everything[:2] == ["-n", "2"]
    one = validate.options(["-x", "ci/tests/gates/test_lint.py::test_course_keeps_its_own_rules"], cores=2)
    assert "ci/tests" not in one and "-n" not in one
    assert validate.options(["-k", "notebooks"], cores=2)[-3:] == ["ci/tests", "notebooks", "solutions"]
    assert validate.options([], cores=1)[:2] == ["-n", "0"] and validate.options([], cores=64)[:2] == ["-n", "4"]

"""The pytest plugin of the suite: what notebooks need to be tests, and which tests belong together.

Loaded by `pyproject.toml`, in the workers too.
"""

import functools
import os
import re
import signal
import sys
from typing import Any

import pytest

from environment import ROOT

sys.modules.setdefault("rfc3987_syntax", None)  # as in offline/sitecustomize.py; it would come with nbformat

KERNEL_ENVIRONMENT = {
    "GANCOURSE_SPEED": "smoke",
    "PYTHONPATH": str(ROOT / "ci" / "gates" / "offline"),  # no network but loopback
    "PYTHONWARNINGS": "ignore",
}
# Text that may differ between versions of a library without any harm to the reader.
NOT_COMPARED = ("stderr", "text/html", "image/svg+xml")
# What takes longer than ten seconds comes first, or a worker would begin it when the others are done.
FIRST = (
    "test_browser.py", "test_exercises.py", "test_nbgrader.py", "test_slides.py", "test_launch.py", "test_apple.py", ".ipynb",
    "test_accessibility.py", "test_new_lesson.py", "test_thirty_learners.py", "test_course.py", "test_environment.py",
    "tests/measuring/", "test_lesson_", "test_doctor.py", "test_speed.py", "test_replay_page.py", "test_class_report.py",
)  # fmt: skip


class Notebooks:
    """Gives the notebooks their environment, and leaves that of the other tests alone."""

    def __init__(self) -> None:
        self.before = {name: os.environ.get(name) for name in KERNEL_ENVIRONMENT}

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        if hasattr(collector, "skip_compare"):
            collector.skip_compare += NOT_COMPARED

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Before the first cell of a notebook starts its kernel."""
        if is_cell(item):
            os.environ.update(KERNEL_ENVIRONMENT)
            return
        for name, value in self.before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-lesson",
        action="store_true",
        help="prove on every lesson what else is proved on two, because it depends on no lesson",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Notebooks(), "notebooks")
    # A script that starts the suite with "&" has Ctrl-C ignored, which the programs tested with Ctrl-C would inherit.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def is_cell(item: pytest.Item) -> bool:
    return item.path.suffix == ".ipynb"


# Test files whose lessons share nothing with each other.
BY_LESSON = ("test_browser.py", "test_launch.py", "test_nbgrader.py")
LESSON = re.compile(r"\[(?:.*-)?(\d\d_\w+?)[-\]]")


def group_of(nodeid: str) -> str:
    """The tests that run on one worker, one after the other, because they share something dear: the cells of a notebook
    its kernel, the tests of a lesson in the browser the page after Run All, those of a file what it makes once."""
    file, _, test = nodeid.partition("::")
    lesson = LESSON.search(test) if file.endswith(BY_LESSON) else None
    return f"{file} {lesson[1]}" if lesson else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """pytest-xdist's own groups, with ours for its scopes. (Its marker for groups has no effect under pytest 9.2.)"""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return ByGroup(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """After any shuffling: groups together, dear ones first."""
    left_out = [] if config.getoption("--every-lesson") else [item for item in items if is_of_another_lesson(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    chosen = set(items) - set(left_out)
    items[:] = [item for item in ordered(items) if item in chosen]


def is_of_another_lesson(item: pytest.Item) -> bool:
    """Whether a test that depends on no lesson comes with another than the two on which it is proved."""
    marker = item.get_closest_marker("on_two_lessons")
    return marker is not None and item.callspec.params["lesson"] not in pair(*marker.args)


@functools.cache
def pair(*kinds: str) -> list[str]:
    """The two lessons that have these kinds of cells, or all kinds."""
    from building.build import Course  # dear, and few runs need it
    from gates import sample

    return sample.two_lessons(Course(), kinds or sample.KINDS)


def ordered(items: list[pytest.Item]) -> list[pytest.Item]:
    """The same tests with those of a group next to each other, a notebook's cells in their order, the dear ones first."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        groups.setdefault(group_of(item.nodeid), []).append(item)
    for group in groups.values():
        if is_cell(group[0]):
            group.sort(key=lambda cell: cell.cell_num)
    return [item for name in sorted(groups, key=_place) for item in groups[name]]


def _place(group: str) -> int:
    return next((at for at, file in enumerate(FIRST) if file in group), len(FIRST))

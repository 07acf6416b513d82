"""What all tests share: the package and the tools in `ci/` are importable; in CI a skipped gate is a failed gate."""

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
for folder in (ROOT / "notebooks", ROOT / "ci"):
    sys.path.insert(0, str(folder))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Under `CI=true` a gate that could not run has not proved anything, so it fails. `@pytest.mark.may_skip` is for
    tests of hardware and systems that a machine may honestly lack."""
    outcome = yield
    report = outcome.get_result()
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and os.environ.get("CI") == "true"
        and not item.get_closest_marker("may_skip")
    ):
        report.outcome = "failed"
        report.longrepr = (
            f"skipped under CI=true: {report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr}"
        )


@pytest.fixture
def published(monkeypatch):
    """What the course sends to a notebook's front end during a test: (bundle, metadata) for each picture."""
    from gancourse import plots

    shown = []
    monkeypatch.setattr(plots, "in_notebook", lambda: True)
    monkeypatch.setattr(plots, "publish", lambda bundle, metadata=None, **options: shown.append((bundle, metadata)))
    return shown


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium, for one module: the loop it runs in must not outlive the tests that need it."""
    from commands import BROWSERS

    path = os.environ.get("GANCOURSE_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium or Chrome; on Debian `apt-get install chromium` brings it, then run the tests again")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield running
        running.close()

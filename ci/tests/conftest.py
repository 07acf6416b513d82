"""What all tests share: in CI a skipped gate is a failed gate, and nobody's own work is touched."""

import os
import uuid

import pytest


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


@pytest.fixture(scope="session", autouse=True)
def no_real_work_folder(tmp_path_factory):
    """Whoever runs the tests may also be learning: their own notebooks and progress are left alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANCOURSE_WORK", str(tmp_path_factory.mktemp("work") / "my_work"))
        yield


@pytest.fixture(autouse=True)
def own_work_folder(no_real_work_folder, tmp_path_factory, monkeypatch):
    """Each test's progress is its own too: none begins with what another has solved."""
    monkeypatch.setenv("GANCOURSE_WORK", str(tmp_path_factory.getbasetemp() / f"work-{uuid.uuid4().hex}" / "my_work"))


@pytest.fixture
def published(monkeypatch):
    """What the course sends to a notebook's front end during a test: (bundle, metadata) for each picture."""
    from gancourse.views import plots

    shown = []
    monkeypatch.setattr(plots, "in_notebook", lambda: True)
    monkeypatch.setattr(plots, "publish", lambda bundle, metadata=None, **options: shown.append((bundle, metadata)))
    return shown


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium, for one module: the loop it runs in must not outlive the tests that need it."""
    from gates import lab_page

    if lab_page.find_chromium() is None:
        pytest.skip("no Chromium or Chrome; on Debian `apt-get install chromium` brings it, then run the tests again")
    with lab_page.chromium() as running:
        yield running


@pytest.fixture(scope="module")
def course_folder(tmp_path_factory):
    """A copy of the course for one module; put further notebooks into its `notebooks/`."""
    from gates import lab_page

    return lab_page.course_copy(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def lab(course_folder):
    """The address of a JupyterLab over `course_folder`, at speed smoke and with no network."""
    from gates import lab_page

    with lab_page.jupyterlab(course_folder) as address:
        yield address


@pytest.fixture(scope="module")
def tab(lab, browser):
    """That JupyterLab in a page of the browser, 1280 by 1000."""
    from gates import lab_page

    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    yield lab_page.Tab(page, lab)
    page.close()


@pytest.fixture
def open_notebook(tab):
    """`open_notebook("notebooks/00_start_here.ipynb")` in front of what the tab shows; closed at the end with its kernel."""
    opened = []

    def open_one(path):
        opened.append(tab.open(path))
        return opened[-1]

    yield open_one
    for notebook in reversed(opened):
        notebook.close()

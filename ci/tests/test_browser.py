"""The browser gate: the unsolved notebooks in a real JupyterLab in real Chromium, as a learner meets them."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from build import Course

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [path.stem for path in Course().sources]
MINUTE = 60_000


def lab_python():
    """The learner's own environment where there is one: authors' tools add menus to JupyterLab."""
    folder = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    own = folder / ("python.exe" if os.name == "nt" else "python")
    return str(own) if own.exists() else sys.executable


def broken_notebook():
    """What the gate must see: a picture that is not there, a slider that moves nothing, a cell that fails."""
    dead_slider = "import ipywidgets\nipywidgets.IntSlider(description='dead')"
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("![a picture that is not there](missing.png)"),
            nbformat.v4.new_code_cell(dead_slider),
            nbformat.v4.new_code_cell("1 / 0"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab on loopback over a copy of the notebooks, so that its autosave touches nothing."""
    root = tmp_path_factory.mktemp("lab")
    shutil.copytree(
        ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    )
    shutil.copytree(ROOT / "assets", root / "assets")
    nbformat.write(broken_notebook(), root / "notebooks" / "broken.ipynb")
    settings = root / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "GANCOURSE_SPEED": "smoke",
        "PYTHONPATH": str(ROOT / "ci" / "offline"),
        "JUPYTERLAB_SETTINGS_DIR": str(root / "settings"),
        "PYTHONWARNINGS": "ignore",
    }
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--ServerApp.root_dir={root}"]
    options += ["--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.news_url=None"]
    options += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with open(root / "server.log", "w") as log:
        server = subprocess.Popen(
            [lab_python(), "-m", "jupyterlab", *options], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, root / "server.log")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address, server, log):
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        try:
            return urllib.request.urlopen(f"{address}/api", timeout=1)
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"JupyterLab did not answer:\n{log.read_text()[-2000:]}")


class Notebook:
    """One notebook open in one page."""

    def __init__(self, page, address, name):
        self.page = page
        self.complaints = []
        page.set_default_timeout(2 * MINUTE)
        page.on("console", self._listen)
        page.goto(f"{address}/lab/workspaces/{name}/tree/notebooks/{name}.ipynb?reset")
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.panel.locator(".jp-Notebook").wait_for()
        page.get_by_text("| Idle").wait_for()

    def _listen(self, message):
        if message.type == "error" and "favicon" not in message.text:
            self.complaints.append(message.text)

    def press_run_all(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def run_all(self):
        self.press_run_all()
        last = self.panel.locator(".jp-CodeCell .jp-InputPrompt").last
        self.page.wait_for_function(
            "prompt => /\\[\\d+\\]/.test(prompt.textContent)", arg=last.element_handle(), timeout=5 * MINUTE
        )
        self.page.get_by_text("| Idle").wait_for()

    @property
    def errors(self):
        """Everything on red ground: tracebacks and what was written to stderr."""
        return self.panel.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()


@pytest.fixture
def open_notebook(lab, browser):
    opened = []

    def open_one(name, **page_options):
        opened.append(Notebook(browser.new_page(viewport={"width": 1280, "height": 1000}, **page_options), lab, name))
        return opened[-1]

    yield open_one
    for notebook in opened:
        notebook.page.close()


def picture(locator):
    return hashlib.sha256(locator.screenshot()).hexdigest()


@pytest.mark.parametrize("lesson", LESSONS)
def test_run_all_reaches_the_end_unsolved(open_notebook, lesson):
    notebook = open_notebook(lesson)
    notebook.run_all()
    assert notebook.errors == []
    assert notebook.complaints == []
    if lesson.startswith("02"):
        _slider_changes_the_picture(notebook)
    if lesson.startswith("00"):
        _toggle_answers(notebook)


def _slider_changes_the_picture(notebook):
    """The last widget of lesson 02 with a slider is the animation; arrow keys must move it too."""
    widget = notebook.panel.locator(".jp-OutputArea-output:has(.widget-slider):has(img)").last
    widget.scroll_into_view_if_needed()
    image = widget.locator("img").first
    before = picture(image)
    widget.locator(".noUi-handle").first.focus()
    for _ in range(3):
        notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(1500)
    assert picture(image) != before


def _toggle_answers(notebook):
    """The speed switches, and a device that this machine lacks is greyed out with its reason beside it."""
    widget = notebook.panel.locator(".jp-OutputArea-output:has(button)").first
    widget.scroll_into_view_if_needed()
    widget.get_by_role("button", name="full").click()
    widget.get_by_text("full: for patience").wait_for()
    apple = widget.get_by_role("button", name="Apple GPU")
    if sys.platform != "darwin":
        assert apple.is_disabled()
        assert widget.get_by_text("it needs a Mac with Apple silicon").count() == 1


def test_red_failing_cell_missing_picture_and_dead_slider(open_notebook):
    notebook = open_notebook("broken")
    notebook.press_run_all()
    notebook.panel.get_by_text("ZeroDivisionError").first.wait_for()
    assert "ZeroDivisionError" in " ".join(notebook.errors)
    assert notebook.complaints
    slider = notebook.panel.locator(".jp-MarkdownOutput").first
    before = picture(slider)
    notebook.panel.locator(".noUi-handle").first.focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(500)
    assert picture(slider) == before

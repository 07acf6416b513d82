"""A JupyterLab over a copy of the course, and one notebook open in it, for the tests and tools that need a real browser.

    with chromium() as browser, jupyterlab(course_copy(folder)) as address:
        notebook = Tab(browser.new_page(), address).open("notebooks/00_start_here.ipynb")
        notebook.run_all()

(The module is not called jupyterlab, because it would then hide the package of that name.)
"""

import contextlib
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environment import ROOT

MINUTE = 60_000  # Playwright counts in milliseconds
POLLING = 100  # else it asks sixty times a second, and the page is drawn as often
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # else cells out of sight are not in the page
    "docmanager-extension/plugin": {"autosave": False},  # else it saves what Ctrl+S should have saved
    "apputils-extension/notification": {"fetchNews": "false"},  # else a question lies over the page
}
# Each element gets a mark of its own, which it keeps.
PIN = "(all, number) => all.map((each, index) => each.dataset.pinned ??= `${number}-${index}`)"
PINS = itertools.count()

# The notebook in front is this one, and its kernel has answered.
IS_READY = """path => {
    const panel = jupyterapp.shell.currentWidget;
    return panel?.context?.path === path && panel.sessionContext.session?.kernel?.status === "idle";
}"""


class LabError(Exception):
    """JupyterLab or the browser could not be started; the message says why."""


def find_chromium() -> str | None:
    """The browser named by `GANCOURSE_BROWSER`, else the system's Chromium or Chrome."""
    from commands import BROWSERS

    return os.environ.get("GANCOURSE_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Headless Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        raise LabError("no Chromium or Chrome; on Debian `apt-get install chromium` brings it, then run this again")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS, timeout=2 * MINUTE)
        try:
            yield browser
        finally:
            browser.close()


def lab_python() -> str:
    """The learner's own environment where there is one: authors' tools add menus to JupyterLab."""
    folder = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    own = folder / ("python.exe" if os.name == "nt" else "python")
    return str(own) if own.exists() else sys.executable


def course_copy(folder: Path) -> Path:
    """What a learner opens (notebooks, assets, solved notebooks) in `folder`, so that autosave touches nothing else."""
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("notebooks", "assets", "solutions"):
        shutil.copytree(ROOT / name, folder / name, ignore=skip, dirs_exist_ok=True)
    return folder


@contextlib.contextmanager
def jupyterlab(root: Path, **environment: str) -> Iterator[str]:
    """A JupyterLab on loopback that shows `root`, with no access to the network and nothing of the user's own settings
    or trust. Yields its address."""
    private = root / ".private"
    for name, setting in SETTINGS.items():
        path = private / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(setting))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = {
        **os.environ,
        "GANCOURSE_SPEED": "smoke",
        "GANCOURSE_WORK": str(root / "my_work"),
        "PYTHONPATH": str(ROOT / "ci" / "gates" / "offline"),
        "PYTHONWARNINGS": "ignore",
        "JUPYTERLAB_SETTINGS_DIR": str(private / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_PATH": "",  # kernelspecs found there would win over the environment's own
        **environment,
    }
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--ServerApp.root_dir={root}"]
    options += ["--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.news_url=None"]
    options += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    if sys.platform == "linux":  # sockets: of a kernel's TCP ports, one may be taken before the kernel opens it
        options += ["--KernelManager.transport=ipc"]
    options += ["--LabApp.expose_app_in_browser=True"]  # for `Notebook.choose_theme`, `cell`, `ask` and `close`
    log = private / "server.log"
    runtime = tempfile.mkdtemp(prefix="lab-")  # a short path, which a socket's name needs
    surroundings["JUPYTER_RUNTIME_DIR"] = runtime
    with log.open("w") as written:
        server = subprocess.Popen(
            [lab_python(), "-m", "jupyterlab", *options], env=surroundings, stdout=written, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(runtime, ignore_errors=True)


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=1).close()
            return
        except OSError:
            time.sleep(0.25)
    raise LabError(f"JupyterLab did not answer:\n{log.read_text()[-2000:]}")


class Tab:
    """JupyterLab in one page of the browser. Notebooks can be opened in it one after the other, for to load JupyterLab
    again costs seconds. What the browser complains of names no notebook: a complaint counts for the one opened last."""

    def __init__(self, page: Any, address: str):
        self.page = page
        self.complaints: list[str] = []  # what the browser's console called an error
        page.set_default_timeout(2 * MINUTE)
        page.on("console", self._listen)
        page.goto(f"{address}/lab?reset")
        page.wait_for_function("() => window.jupyterapp", polling=POLLING)
        page.evaluate("async () => { await jupyterapp.restored; }")
        page.locator("#jupyterlab-splash").wait_for(state="detached")

    def _listen(self, message: Any) -> None:
        # JupyterLab puts a picture into the page a moment before it gives it the file's address, and the browser may already
        # have asked for that name beside the page itself.
        path = urlsplit(message.location.get("url", "")).path
        too_early = Path(path).suffix in (".png", ".gif", ".svg", ".ico") and not path.startswith("/files/")
        if message.type == "error" and not too_early:
            self.complaints.append(f"{message.text} {path}".rstrip())

    def open(self, path: str) -> "Notebook":
        """The notebook at `path`, relative to JupyterLab's root, in front of whatever else is open."""
        return Notebook(self, path)


class Notebook:
    """One notebook open in a tab, and in front of all others there."""

    def __init__(self, tab: Tab, path: str):
        self.tab, self.page = tab, tab.page
        self._heard_before = len(tab.complaints)
        self.page.evaluate("async path => { await jupyterapp.commands.execute('docmanager:open', {path}); }", path)
        self.panel = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.panel.locator(".jp-Notebook").wait_for()
        self.page.wait_for_function(IS_READY, arg=path, polling=POLLING)
        self.wait_until_idle()

    @property
    def complaints(self) -> list[str]:
        """What the browser's console has called an error since this notebook was opened."""
        return self.tab.complaints[self._heard_before :]

    def pinned(self, locator: Any) -> list[Any]:
        """A locator for each element that `locator` finds now, which leads to this element alone, and at once: by itself,
        Playwright searches the 40,000 nodes of a lesson's page at every touch, which was most of what a touch cost."""
        marks = locator.evaluate_all(PIN, next(PINS))
        return [self.page.locator(f'css:light=[data-pinned="{mark}"]') for mark in marks]

    def choose_from_menu(self, menu: str, item: str) -> None:
        self.page.locator(".lm-MenuBar").get_by_role("menuitem", name=menu, exact=True).click()
        self.page.locator(".lm-Menu").get_by_role("menuitem", name=item, exact=True).click()

    def press_run_all(self) -> None:
        self.choose_from_menu("Run", "Run All Cells")

    def run_all(self) -> None:
        """Run All, and wait until the last cell has its number and the kernel is idle."""
        self.press_run_all()
        last = self.panel.locator(".jp-CodeCell .jp-InputPrompt").last
        self.page.wait_for_function(
            "prompt => /\\[\\d+\\]/.test(prompt.textContent)",
            arg=last.element_handle(),
            timeout=5 * MINUTE,
            polling=POLLING,
        )
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        self.page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()

    def cell(self, code: str) -> Any:
        """The first code cell whose source contains `code`."""
        index = self.page.evaluate(
            """code => jupyterapp.shell.currentWidget.content.widgets.findIndex(
                cell => cell.model.type === 'code' && cell.model.sharedModel.source.includes(code))""",
            code,
        )
        if index < 0:
            raise LookupError(f"no code cell contains {code!r}")
        return self.panel.locator(".jp-Notebook-cell").nth(index)

    def start_cell(self, code: str) -> Any:
        """Select that cell, press Ctrl+Enter, and wait until the kernel has taken it; returns the cell."""
        cell = self.cell(code)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        prompt.click()
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(
            "([prompt, before]) => prompt.innerText !== before",
            arg=[prompt.element_handle(), before],
            polling=POLLING,
        )
        return cell

    def press_stop(self) -> None:
        """The toolbar's button that interrupts the kernel."""
        self.panel.locator("[data-command='notebook:interrupt-kernel']").click()

    def ask(self, code: str) -> str:
        """What the kernel prints for `code`, which no cell shows."""
        return self.page.evaluate(
            """async code => {
                const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({code, store_history: false});
                let said = '';
                future.onIOPub = message => { said += message.content.text ?? message.content.evalue ?? ''; };
                await future.done;
                return said.trim();
            }""",
            code,
        )

    def close(self) -> None:
        """End the kernel, so that thirty lessons need no more memory than one, and take the notebook out of the tab, whose
        question about unsaved work nobody would answer."""
        self.page.evaluate(
            """async () => {
                const panel = jupyterapp.shell.currentWidget;
                await panel.sessionContext.shutdown();
                panel.dispose();
            }"""
        )

    def choose_theme(self, theme: str) -> None:
        """`"light"` or `"dark"`: JupyterLab's own theme of that name."""
        name = f"JupyterLab {theme.title()}"
        self.page.evaluate("name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name)
        self.page.locator(f"body[data-jp-theme-light='{str(theme == 'light').lower()}']").wait_for(state="attached")
        self.page.locator("#jupyterlab-splash").wait_for(state="detached")  # it covers the page, hidden at first

    @property
    def errors(self) -> list[str]:
        """Everything on red ground: tracebacks and what was written to stderr."""
        return self.panel.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()

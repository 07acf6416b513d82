"""The commands of `ci/course.py`, with Python's standard library alone. The environments are made in environment.py."""

import argparse
import contextlib
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import environment
from environment import ROOT, SetupError, Stage, child_environment

FIRST_LESSON = "00_start_here.ipynb"
FIRST_PORT, PORTS = 8888, 50
START_SECONDS = 120.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
INTERRUPTED = 130
# What authors and teachers run in the authors' environment: the command, its script in ci/, and what it does.
TOOLS = {
    "build": ("building/build.py", "make the notebooks"),
    "slides": ("classroom/slides.py", "make a presentation of a lesson for the projector"),
    "grade": ("classroom/grade.py", "make a folder for grading with nbgrader"),
    "report": ("classroom/class_report.py", "turn a folder of progress files into one table and picture"),
    "address": ("building/address.py", "show or change where the course is published, everywhere"),
}


class PortTaken(SetupError):
    """Another program answers where JupyterLab should."""


def main(description: str, arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="course.py", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    command = commands.add_parser("lab", help="set up, and open JupyterLab at lesson 00")
    command.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    command.add_argument(
        "--port", type=int, help=f"where JupyterLab answers (default: the first free one from {FIRST_PORT})"
    )
    command.set_defaults(run=lab)
    command = commands.add_parser("demo", help="set up, train a GAN for a minute, leave a picture and an animation")
    command.add_argument("--seconds", type=float, default=60)
    command.add_argument("--output", type=Path, default=ROOT / "output", help="the folder for them (default: output/)")
    command.set_defaults(run=demo)
    command = commands.add_parser("test", help="set up, and run every test; further arguments go to pytest")
    command.set_defaults(run=test)
    for name, (script, sentence) in TOOLS.items():
        command = commands.add_parser(name, help=f"{sentence}; further arguments go to ci/{script}", add_help=False)
        command.set_defaults(run=tool)
    command = commands.add_parser("run", help="run one of the authors' programs, or list them", add_help=False)
    command.set_defaults(run=program)
    command = commands.add_parser("doctor", help="what works here, what does not, and the command that mends it")
    command.add_argument("--no-timing", action="store_true", help="leave out the ten-second timing")
    command.set_defaults(run=doctor)
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command not in ("test", "run", *TOOLS):
        parser.error(f"{options.command} does not know {' '.join(rest)}")
    options.rest = [word for word in rest if word != "--"]

    for stream in (sys.stdout, sys.stderr):  # a folder's name may have letters that a log's encoding lacks
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")
    catch_signals()
    try:
        return options.run(options)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        if not environment.is_full(error):
            raise
        print(f"\n{environment.no_disk('it filled up')}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nStopped. Nothing is broken: `{again(options.command)}` goes on from here.", file=sys.stderr)
        return INTERRUPTED


def catch_signals() -> None:
    """Leave as cleanly as after Ctrl-C when the system asks; stay where `nohup` asked to ignore a closed terminal."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def again(command: str) -> str:
    """The command line that starts this again."""
    path = str(ROOT / "ci" / "course.py")
    with contextlib.suppress(ValueError):  # on Windows there is no way from one drive to another
        path = os.path.relpath(path)
    return f"{'py' if os.name == 'nt' else 'python3'} {environment.quoted(path)} {command}"


def set_up_learner() -> environment.Environment:
    learner = environment.learners()
    if not learner.state():
        size, where = (
            ("3 GB", "PyTorch for Linux brings its GPU libraries")
            if sys.platform == "linux"
            else ("0.5 GB", "most of it PyTorch")
        )
        print(
            f"The first start downloads about {size} ({where}) and takes some minutes; later ones take seconds.\n"
            "Options for pip, a package index of your own for example, can be given in GANCOURSE_PIP_ARGS.",
            flush=True,
        )
    environment.prepare(learner)
    return learner


def set_up_authors() -> tuple[environment.Environment, environment.Environment]:
    learner = set_up_learner()
    author = environment.authors()
    environment.prepare(author)
    return learner, author


def run(command: list, folder: Path = ROOT, **extra: str) -> int:
    """Run a program, in the course's folder unless told otherwise, until it ends; Ctrl-C goes to it first."""
    sys.stdout.flush()  # what was said here comes first, in a file or a pipe too
    process = subprocess.Popen([str(word) for word in command], cwd=folder, env=child_environment(**extra))
    try:
        return wait(process)
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(10)
        environment.stop(process)
        raise


def wait(process: subprocess.Popen) -> int:
    """The exit code of a program, when it ends. On Windows, Ctrl-C cannot interrupt a wait without a limit."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(0.5)


# lab ------------------------------------------------------------------------------------------------------------------


def lab(options: argparse.Namespace) -> int:
    learner = set_up_learner()
    token = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        root, folder, is_kept = lessons_folder(stack)
        server, port, log_path = started_lab(learner, root, options.port, token, stack)
        lesson = urllib.parse.quote((folder / FIRST_LESSON).relative_to(root).as_posix())
        address = f"http://127.0.0.1:{port}/lab/tree/{lesson}?token={token}"
        opened = not options.no_browser and has_display() and webbrowser.open(address)
        print(f"\n{'Opened in your browser' if opened else 'Open this address in a browser'}:\n\n    {address}\n")
        try:
            saved = "your notebooks save themselves" if is_kept else "what you write there is not kept"
            print(f"Press Ctrl-C here when you are done; {saved}.", flush=True)
            code = wait(server)
        except KeyboardInterrupt:
            print("\nEnding JupyterLab ...", flush=True)
            stack.close()
            saved = ", with everything you saved" if is_kept else ""
            print(f"JupyterLab has ended. `{again('lab')}` opens it again{saved}.")
            return 0
    if code != 0:
        raise SetupError(
            f"JupyterLab ended by itself (code {code}). Its last words:\n{tail(log_path)}\nStart it again with `{again('lab')}`."
        )
    print("JupyterLab has ended.")
    return 0


def started_lab(
    learner: environment.Environment, root: Path, wanted: int | None, token: str, stack: contextlib.ExitStack
) -> tuple[subprocess.Popen, int, Path]:
    """A JupyterLab that answers, its port and its log. `stack` will end it. Of two who start in the same second and find
    the same port free, one gets the next."""
    # In a group of its own, so that Ctrl-C reaches only this program, which then ends JupyterLab without a question.
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {"start_new_session": True}
    port = wanted or free_port()
    with Stage("JupyterLab") as stage:
        while True:
            log_path = learner.folder / f"jupyterlab-{port}.log"
            try:
                log = stack.enter_context(log_path.open("w", encoding="utf-8"))
            except OSError:  # a course installed for a whole class
                log = subprocess.DEVNULL
            server = subprocess.Popen(
                lab_command(learner.python, root, port),
                cwd=ROOT,
                env=child_environment(JUPYTER_TOKEN=token, GANCOURSE_ROOT=str(ROOT)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **group,
            )
            stack.callback(end_lab, server, port, token)
            try:
                wait_for_lab(server, port, token, stage, log_path)
            except PortTaken:
                if wanted:
                    raise
                port = free_port(port + 1)
                continue
            stage.done(f"answers on port {port}")
            return server, port, log_path


def lessons_folder(stack: contextlib.ExitStack) -> tuple[Path, Path, bool]:
    """What JupyterLab shows, the folder in it that it opens, and whether what is written there is kept. It opens the
    learner's own copies, made or brought up to date here, or else the lessons as they come. Says what was done."""
    environment.use_own_package()
    from gancourse.desk import my_work
    from gancourse.errors import CourseError

    try:
        handed = my_work.hand_out()
    except CourseError as error:
        is_kept = os.access(ROOT / "notebooks", os.W_OK)
        place = "notebooks/" if is_kept else "notebooks/, where nothing can be saved"
        print(f"\n{error}\nUntil then JupyterLab opens the lessons as they come, in {place}.", flush=True)
        return ROOT, ROOT / "notebooks", is_kept
    for sentence in handed.sentences():
        print(sentence, flush=True)
    folder = handed.folder.absolute()
    if ROOT in folder.parents:
        return ROOT, folder, True
    root = stack.enter_context(beside_the_course(folder))
    return root, folder if root == folder else root / "my_work", True


@contextlib.contextmanager
def beside_the_course(work: Path) -> Iterator[Path]:
    """A folder of links for a work folder that lies elsewhere: there it is `my_work`, beside what the course has, because
    a lesson's pictures are in ../assets. Where no links can be made, the work folder alone."""
    with tempfile.TemporaryDirectory(prefix="gancourse-") as made:
        root = Path(made).resolve()
        course = [path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "my_work"]
        try:
            for name, path in [("my_work", work), *((path.name, path) for path in course)]:
                (root / name).symlink_to(path, path.is_dir())
        except OSError:
            print(f"JupyterLab shows {work} alone, without the lessons' pictures: this computer makes no links.")
            root = work
        yield root


def lab_command(python: Path, root: Path, port: int) -> list[str]:
    command = [str(python), "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    # The root has the whole course, or the pictures in assets/ would be out of reach of the notebooks' ../assets/.
    command += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}", "--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name != "nt":  # a port that was left a moment ago is free; on Windows the option means something else
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def free_port(first: int = FIRST_PORT) -> int:
    found = next((port for port in range(first, first + PORTS) if is_free(port)), None)
    if found is None:
        raise SetupError(
            f"All ports from {first} to {first + PORTS - 1} are taken. Close a JupyterLab, or choose another with --port 9000."
        )
    return found


def request(port: int, path: str, token: str = "", method: str = "GET") -> bool:
    """Whether our JupyterLab at `port` answers: another one does not know the token. Not asked through a proxy."""
    headers = {"Authorization": f"token {token}"} if token else {}
    question = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers, method=method)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(question, timeout=5):
            return True
    except OSError:
        return False


def wait_for_lab(server: subprocess.Popen, port: int, token: str, stage: Stage, log_path: Path) -> None:
    while not request(port, "/api/status", token):
        stage.show("starting")
        if server.poll() is not None:
            words = tail(log_path)
            if "is already in use" in words or not is_free(port):
                raise PortTaken(f"Port {port} is taken by another program. Leave out --port, and a free one is found.")
            raise SetupError(f"JupyterLab did not start. Its last words:\n{words}\n{why_it_died()}")
        if stage.seconds > START_SECONDS:
            raise SetupError(
                f"JupyterLab did not answer within {START_SECONDS:.0f} s. Its last words:\n{tail(log_path)}"
            )
        time.sleep(0.3)


def why_it_died() -> str:
    """Most often it cannot write its own files, which lie in the user's home and not in the course."""
    environment.use_own_package()
    from gancourse.desk import doctor

    found = [str(finding) for finding in doctor.jupyter()]
    return "\n".join(found) or f"Find the cause with `{again('doctor')}`."


def end_lab(server: subprocess.Popen, port: int, token: str) -> None:
    """Ask JupyterLab to end itself and its kernels; insist when it does not."""
    if server.poll() is None and request(port, "/api/shutdown", token, "POST"):
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
    environment.stop(server)


def has_display() -> bool:
    """Whether a browser opened here would be seen."""
    if os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def tail(path: Path, lines: int = 8) -> str:
    try:
        return "\n".join("    " + line for line in path.read_text("utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "    (there is no log)"


# demo, doctor, tools, test --------------------------------------------------------------------------------------------


def demo(options: argparse.Namespace) -> int:
    learner = set_up_learner()
    output = options.output.absolute()
    return run(environment.desk_command(learner.python, "demo", f"--seconds={options.seconds}", f"--output={output}"))


def doctor(options: argparse.Namespace) -> int:
    """Looks and changes nothing, so it sets nothing up either."""
    learner = environment.learners()
    version = learner.version()
    if version is None:
        state = learner.state()
        half = "is unfinished" if state else "has not been made yet" if not learner.folder.exists() else "does not run"
        print(
            f"[ ok ] Python {sys.version.split()[0]} to start with\n[FAIL] the course's environment, .venv, {half}.\n       mend it:  {again('lab')}"
        )
        return 1
    ready, moved_from = learner.is_ready(), learner.was_moved_from()
    if ready:
        print(f"[ ok ] the course's environment, .venv, is complete (Python {version})")
    else:
        is_what = (
            f"still belongs to {moved_from}, from where the course was moved. It takes seconds to mend."
            if moved_from
            else "is unfinished or older than pyproject.toml."
        )
        print(f"[FAIL] the course's environment, .venv, {is_what}\n       mend it:  {again('lab')}")
    arguments = ["--no-timing"] if options.no_timing else []
    code = run(environment.desk_command(learner.python, "doctor", *arguments))
    return code if ready else 1


def tool(options: argparse.Namespace) -> int:
    _, author = set_up_authors()
    script, _ = TOOLS[options.command]
    command = environment.script_command(author.python, ROOT / "ci" / script, *options.rest)
    return run(command, Path.cwd())  # where a teacher's folders are named


def programs() -> dict[str, Path]:
    """What the authors run now and then, by room and name: "measuring/lesson_11", for example."""
    scripts = sorted((ROOT / "ci").glob("*/*.py"))
    runnable = [path for path in scripts if '__name__ == "__main__"' in path.read_text("utf-8")]
    return {f"{path.parent.name}/{path.stem}": path for path in runnable}


def program(options: argparse.Namespace) -> int:
    known = programs()
    name = options.rest[0] if options.rest else ""
    if name not in known:
        for each, path in known.items():
            sentence = path.read_text("utf-8").split('"""')[1].split("\n")[0]
            print(f"{again('run')} {each:29} {sentence}")
        return 0 if not name else 2
    _, author = set_up_authors()
    return run(environment.script_command(author.python, known[name], *options.rest[1:]), Path.cwd())


def test(options: argparse.Namespace) -> int:
    _, author = set_up_authors()
    browser = find_browser(author)
    if browser is None and os.environ.get("CI") == "true":
        install_browser(author)
        browser = find_browser(author)
    return run([author.python, ROOT / "ci" / "gates" / "validate.py", *options.rest], GANCOURSE_BROWSER=browser or "")


def find_browser(author: environment.Environment) -> str | None:
    """A Chromium, Chrome or Edge for the browser gate: the system's, or the one Playwright installs for itself."""
    named = (os.environ.get("GANCOURSE_BROWSER"), *(shutil.which(name) for name in BROWSERS))
    usual = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
        usual.append(rf"{os.environ.get(folder, '')}\Google\Chrome\Application\chrome.exe")
    found = next((path for path in (*named, *usual) if path and Path(path).is_file()), None)
    if found is None:
        start = "from playwright.sync_api import sync_playwright as start"
        own = ""
        with contextlib.suppress(SetupError):  # it did not answer in time
            own = environment.ask(author.python, f"{start}\nwith start() as p: print(p.chromium.executable_path)")
        found = own if own and Path(own).is_file() else None
    return found


def install_browser(author: environment.Environment) -> None:
    """For the browser gate, in CI, where a gate that cannot run fails."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        commands = [
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ]
    else:
        commands = [[str(author.python), "-m", "playwright", "install", "chromium"]]
    with Stage("browser") as stage:
        for command in commands:
            stage.show(shlex.join(command))
            result = environment.captured(command, DEBIAN_FRONTEND="noninteractive")
        stage.done("Chromium installed" if result.returncode == 0 else f"not installed: {result.stderr.strip()[-200:]}")

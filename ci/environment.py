"""Makes and keeps the environments of the course, with Python's standard library alone.

`.venv` holds what a learner needs. `.venv-authors` holds what writing, testing and grading need on top; it sees `.venv`
through a path file, so that PyTorch is installed once and nbgrader stays out of the learner's JupyterLab.

Every environment carries a state file. It says how far the making got, so that an interrupted one is completed or made
again, and what was installed, so that a ready one is used at once.
"""

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATE = "gancourse.json"
TEMPLATES = Path("share/jupyter/nbconvert/templates")
LOG = "setup.log"
GIGABYTE = 1e9
# What the first installation takes at its peak: on Linux, where PyTorch brings its GPU libraries, 2.5 GB downloaded, the
# same again in pip's cache, and 5.7 GB installed, which are what remains.
NEEDED_GIGABYTES = {"linux": 11.0}
NEEDED_ELSEWHERE = 3.0
# No offer to read news and no question about it, in the learner's JupyterLab.
JUPYTERLAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


class SetupError(Exception):
    """Something foreseeable stopped the setup. The message says what, and what to do."""


# What to install ------------------------------------------------------------------------------------------------------


def as_text(path: Path) -> str:
    """A path in UTF-8, as nearly every system means it, whatever the locale makes of it."""
    return os.fsencode(path).decode("utf-8", "replace")


def requirements(group: str = "dependencies", root: Path = ROOT) -> list[str]:
    """A list of `pyproject.toml`. (Python 3.10 cannot read TOML by itself, and this must work before pip does.)"""
    text = (root / "pyproject.toml").read_text("utf-8")
    found = re.search(rf"^{group} = \[\n(.*?)^\]", text, re.M | re.S)
    if found is None:
        raise SetupError(f"pyproject.toml has no list called {group}.")
    return re.findall(r'^\s*"([^"]+)"', found[1], re.M)


def pip_arguments() -> list[str]:
    """The learner's own options for pip, from GANCOURSE_PIP_ARGS."""
    return shlex.split(os.environ.get("GANCOURSE_PIP_ARGS", ""), posix=os.name != "nt")


@dataclass(frozen=True)
class Environment:
    """A virtual environment of the course."""

    folder: Path
    requirements: tuple[str, ...]
    sees: tuple[Path, ...] = ()  # folders it can import from besides its own
    maker: Path | None = None  # the Python that makes it, and whose version it must have; None: this one, and any
    templates: Path | None = (
        None  # nbconvert's, to be copied: it looks for them beside the Python that runs, and only there
    )
    is_learners: bool = True

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def wanted(self) -> str:
        """A mark of everything that should be installed."""
        parts = [*sorted(self.requirements), *map(str, self.sees), str(self.templates)]
        return hashlib.sha256(os.fsencode("\n".join(parts))).hexdigest()[:16]  # a folder's name may be any bytes

    def state(self) -> dict:
        try:
            return json.loads((self.folder / STATE).read_text("utf-8"))
        except (OSError, ValueError):
            return {}

    def note(self, **state: str) -> None:
        temporary = self.folder / f"{STATE}.new"
        temporary.write_text(json.dumps(state), "utf-8")
        temporary.replace(self.folder / STATE)

    def version(self) -> str | None:
        """The `3.11` of its Python, or None when that does not run (its system Python was removed, say)."""
        return version_of(self.python)

    def has_makers_version(self) -> bool:
        return self.maker is None or self.version() == version_of(self.maker)

    def is_ready(self) -> bool:
        state = self.state()
        arguments = shlex.join(pip_arguments())
        return (
            state.get("step") == "ready"
            and state.get("wanted") == self.wanted
            and (not arguments or state.get("arguments") == arguments)
            and self.version() == state.get("python")
            and self.has_makers_version()
        )

    def was_moved_from(self) -> str | None:
        """The folder for which it was made ready, where that was another."""
        state, here = self.state(), as_text(self.folder)
        made_for = state.get("folder", here)
        return made_for if state.get("step") == "ready" and made_for != here else None

    def site_packages(self) -> list[Path]:
        paths = ask(self.python, "import sysconfig as s; print(s.get_path('purelib')); print(s.get_path('platlib'))")
        if not paths:
            raise SetupError(
                f"The Python in {self.folder} does not work. Remove that folder and run the same command again."
            )
        return [Path(path) for path in dict.fromkeys(paths.splitlines())]


def learners(root: Path = ROOT) -> Environment:
    return Environment(root / ".venv", tuple(requirements("dependencies", root)), (root / "notebooks",))


def authors(root: Path = ROOT) -> Environment:
    """To be made after the learner's environment, whose packages it sees."""
    learner = learners(root)
    sees = (root / "notebooks", root / "ci", *learner.site_packages())
    # Compiled packages work in one version of Python alone, so the learner's Python makes this one too.
    return Environment(
        root / ".venv-authors",
        tuple(requirements("authors", root)),
        sees,
        learner.python,
        learner.folder / TEMPLATES,
        is_learners=False,
    )


# Telling the reader ---------------------------------------------------------------------------------------------------


class Stage:
    """One line for one stage of the work, with its seconds: live on a terminal, a line now and then in a log."""

    def __init__(self, title: str, every: float = 30.0) -> None:
        self.title, self.every = title, every
        self.live = sys.stdout.isatty()

    def __enter__(self) -> "Stage":
        self.started = time.monotonic()
        self.spoken = self.started - self.every + 3  # what takes no three seconds is not announced
        self.text, self.width = "", 0
        return self

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def show(self, text: str) -> None:
        """What is happening now."""
        line = f"  {self.title:<12} {text} ... {self.seconds:.0f} s"
        if self.live:
            line = line[: max(20, shutil.get_terminal_size().columns - 1)]
            print(f"\r{line:<{self.width}}", end="", flush=True)
            self.width = len(line)
        elif time.monotonic() - self.spoken > self.every:
            self.spoken = time.monotonic()
            print(line, flush=True)

    def done(self, text: str) -> None:
        self.text = text

    def __exit__(self, kind, *_) -> None:
        if self.live and self.width:
            print("\r" + " " * self.width + "\r", end="")
        if kind is None:
            print(f"  {self.title:<12} {self.text:<58} {self.seconds:5.0f} s", flush=True)


# Running things -------------------------------------------------------------------------------------------------------

# How the course's programs are started. Ctrl-C reaches them too, wherever they are, and they end without a word: whoever
# started them says the rest.
DESK = """import sys
try:
    sys.path.insert(0, {ci!r})
    import environment
    sys.path.pop(0)
    environment.use_own_package()
    from gancourse.desk.{name} import main
    sys.exit(main())
except KeyboardInterrupt:
    sys.exit(130)
"""
SCRIPT = """import sys
try:
    del sys.argv[0]
    sys.path.insert(0, {folder!r})
    __file__ = sys.argv[0]
    with open(__file__, "rb") as file:
        code = compile(file.read(), __file__, "exec")
    exec(code)
except KeyboardInterrupt:
    sys.exit(130)
"""


def use_own_package() -> None:
    """Let this process import this course's package, found by its file: no folder of learners' files gets onto Python's
    path, where a `dis.py` or `torch.py` of theirs would hide the library of that name."""
    if "gancourse" not in sys.modules:
        init = ROOT / "notebooks" / "gancourse" / "__init__.py"
        spec = importlib.util.spec_from_file_location("gancourse", init)
        sys.modules["gancourse"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["gancourse"])


def desk_command(python: Path, name: str, *words: str) -> list[str]:
    """The command line of a program in the course's package: "doctor" or "demo"."""
    code = DESK.format(ci=str(ROOT / "ci"), name=name)
    return [str(python), "-I", "-X", "utf8", "-c", code, *words]


def script_command(python: Path, script: Path, *words: str) -> list[str]:
    """The command line of a program in `ci`."""
    return [str(python), "-I", "-X", "utf8", "-c", SCRIPT.format(folder=str(script.parent)), str(script), *words]


def quoted(word: str | Path) -> str:
    """A word of a command line as the shell wants it. (gancourse.packages has the same: neither can ask the other.)"""
    if os.name == "nt":
        return f'"{word}"' if re.search(r"[ &()^;,']", str(word)) else str(word)
    return shlex.quote(str(word))


def child_environment(**extra: str) -> dict[str, str]:
    """The variables for programs started here, without those that would let packages from elsewhere slip in, and without
    a window system for Matplotlib, which a notebook does not use and which may not be here."""
    unwanted = {
        "MPLBACKEND",
        "PYTHONPATH",
        "PYTHONHOME",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_USER",
        "__PYVENV_LAUNCHER__",
        "VIRTUAL_ENV",
        "JUPYTER_PATH",  # kernelspecs found there would win over the environment's own
    }
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    # PyTorch's waiting threads soon give their core back: on a busy machine that is worth a third of the images per second
    # and more, on a quiet one it costs nothing (lesson 05, two cores: 10,100 images/s with it and without).
    return {
        "GOMP_SPINCOUNT": "3000",
        **kept,
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        **extra,
    }


def captured(command: list[str], timeout: float | None = None, **extra: str) -> subprocess.CompletedProcess:
    """Run a program to its end and keep what it prints. Every Python started here prints UTF-8."""
    return subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        env=child_environment(**extra),
    )


def ask(python: Path, code: str, timeout: float = 60.0) -> str:
    """What `code` prints; nothing where it fails or `python` does not run."""
    try:
        answer = captured([str(python), "-c", code], timeout)
    except OSError:
        return ""
    except subprocess.TimeoutExpired:  # a busy computer is no reason to make an environment again
        raise SetupError(
            f"{python} did not answer within {timeout:.0f} s. Close programs that keep the computer busy, and run the same "
            "command again."
        ) from None
    return answer.stdout.strip() if answer.returncode == 0 else ""


def version_of(python: Path) -> str | None:
    return ask(python, "import sys; print('%d.%d' % sys.version_info[:2])") or None


def is_full(error: OSError) -> bool:
    """Whether a full disk or a used-up quota caused it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def stop(process: subprocess.Popen, patience: float = 10.0) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Lets one process at a time change the environments; the system frees the lock when its holder ends, however."""
    try:
        file = (root / ".venv.lock").open("a+")
    except OSError as error:
        raise SetupError(
            f"The folder of the course, {root}, cannot be written to ({error.strerror}). "
            "Copy the course to a folder of your own, for example in your home folder, and start it from there."
        ) from None
    with file:
        told = False
        while not _lock(file):
            if not told:
                print("  Another setup of this course is running; waiting for it.", flush=True)
                told = True
            time.sleep(0.5)
        yield


def _lock(file) -> bool:
    """Whether the lock was got. Where the file system has no locks, it always is."""
    if os.name == "nt":
        import msvcrt

        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


# Making an environment ------------------------------------------------------------------------------------------------


def prepare(environment: Environment, root: Path = ROOT) -> None:
    """Make `environment` ready: at once if it is, else by completing it or making it again."""
    if environment.is_ready():
        return
    _check_name(root)
    with only_one(root):
        if environment.is_ready():  # another process made it while this one waited
            return
        print(f"Setting up the course in {environment.folder}", flush=True)
        if not _is_usable(environment):
            _check_place(environment)
            if environment.maker is None:
                _check_machine()
            _check_disk(environment)
            with Stage("environment") as stage:
                _clear(environment, stage)
                _create(environment, stage)
        _connect(environment)  # before pip, which then sees that the learner's packages are there
        _install(environment)
        if environment.is_learners:
            _check_pair(environment)
        environment.note(
            step="ready",
            wanted=environment.wanted,
            python=environment.version() or "",
            arguments=shlex.join(pip_arguments()),
            folder=as_text(environment.folder),
        )


def _is_usable(environment: Environment) -> bool:
    """Whether pip can go on in what is there. A stop while files were put in place leaves packages that only look whole."""
    if environment.state().get("step") in ("creating", "installing"):
        return False
    if environment.version() is None or not environment.has_makers_version():
        return False
    return bool(ask(environment.python, "import pip; print(pip.__version__)"))


def _check_name(root: Path) -> None:
    """Python's own venv writes the folder's name as text."""
    try:
        os.fsencode(root).decode("utf-8")
    except UnicodeDecodeError:
        raise SetupError(
            f"The name of the folder {as_text(root)} is not valid UTF-8, and no environment can be made in it. Rename that folder "
            "or copy the course to another, and run the same command there."
        ) from None


def _check_machine() -> None:
    if sys.maxsize < 2**32:
        raise SetupError(
            "This is a 32-bit Python, and there is no PyTorch for it. Install a 64-bit Python from "
            "https://www.python.org/downloads/ and run this command with it."
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SetupError(without_venv())


def without_venv() -> str:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if shutil.which("apt-get"):
        command = f"sudo apt-get install python{version}-venv"
    elif shutil.which("dnf"):
        command = "sudo dnf install python3-pip python3-libs"
    else:
        command = "install Python from https://www.python.org/downloads/"
    return f"This Python {version} cannot make virtual environments: a part of it is packed separately. Mend it with:  {command}\nThen run the same command again."


def _check_disk(environment: Environment) -> None:
    if not environment.is_learners:
        return
    needed = NEEDED_ELSEWHERE if pip_arguments() else NEEDED_GIGABYTES.get(sys.platform, NEEDED_ELSEWHERE)
    free = shutil.disk_usage(environment.folder.parent).free / GIGABYTE
    if free < needed:
        raise SetupError(
            no_disk(f"the setup needs about {needed:.0f} GB and {free:.1f} GB are free in {environment.folder.parent}")
        )


def no_disk(what: str) -> str:
    return (
        f"The disk is too full: {what}. Make room (`{quoted(sys.executable)} -m pip cache purge` often frees some GB) or copy the "
        "course to a larger disk, and run the same command again."
    )


def _check_place(environment: Environment) -> None:
    """Nobody's own folder is removed for an environment."""
    folder = environment.folder
    is_ours = any((folder / name).exists() for name in (STATE, "pyvenv.cfg"))
    if folder.exists() and not is_ours and any(folder.iterdir()):
        raise SetupError(
            f"{folder} is in the way: it is no virtual environment. Move it elsewhere and run the same command again."
        )


def _clear(environment: Environment, stage: Stage) -> None:
    """Take away an environment that cannot be used."""
    folder = environment.folder
    if not folder.exists():
        return
    stage.show("removing one that cannot be used")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise SetupError(
            f"The unusable {folder} could not be removed ({error}). Close every JupyterLab and terminal that uses it, and run the same command again."
        ) from None


def _create(environment: Environment, stage: Stage) -> None:
    maker = environment.maker or getattr(sys, "_base_executable", None) or sys.executable
    stage.show("making it")
    environment.folder.mkdir(exist_ok=True)
    environment.note(step="creating")
    result = captured([str(maker), "-m", "venv", str(environment.folder)])
    if result.returncode != 0:
        output = result.stdout + result.stderr
        if "ensurepip" in output:
            raise SetupError(without_venv())
        raise SetupError(explain(output, environment.folder))
    environment.note(step="created")
    stage.done(f"{environment.folder.name} made with Python {environment.version()}")


def _install(environment: Environment) -> None:
    log = environment.folder / LOG
    temporary = environment.folder / "tmp"
    command = [str(environment.python), "-m", "pip", "install", "--no-input", "--progress-bar=off", "--prefer-binary"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", *environment.requirements, *pip_arguments()]
    extra = {"PYTHONUNBUFFERED": "1"}
    if os.name != "nt":  # pip unpacks here, on the disk that was checked, and not in a small /tmp
        temporary.mkdir(exist_ok=True)
        extra["TMPDIR"] = str(temporary)
    with Stage("packages") as stage, log.open("a", encoding="utf-8", errors="replace") as record:
        record.write(f"\n{shlex.join(command)}\n")
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            cwd=ROOT,  # where a relative path in GANCOURSE_PIP_ARGS starts, from wherever the course was called
            env=child_environment(**extra),
        )
        pip = PipReader(process, environment, record)
        try:
            while pip.is_alive():
                stage.show(pip.doing)
                pip.join(0.5)
            code = process.wait()
        finally:
            stop(process)
            pip.join(5)
            shutil.rmtree(temporary, ignore_errors=True)
        if code == 0:
            stage.done(f"installed: {pip.count}" if pip.count else "everything was there already")
    if code != 0:
        raise SetupError(explain(pip.text(), environment.folder))


class PipReader(threading.Thread):
    """Reads what pip prints: keeps it in the log, and knows in a few words what pip is doing."""

    def __init__(self, process: subprocess.Popen, environment: Environment, record) -> None:
        super().__init__(daemon=True)
        self.process, self.environment, self.record = process, environment, record
        self.doing, self.count, self.lines = "asking which versions fit", 0, []
        self.start()

    def run(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)
            with contextlib.suppress(OSError):  # on a full disk, what pip says next matters more than its log
                self.record.write(line)
                self.record.flush()
            try:
                self.read(line.strip())
            except OSError as error:  # without a note that it began, pip must not put files in place
                self.lines.append(f"ERROR: {error}\n")
                self.process.terminate()

    def read(self, line: str) -> None:
        if found := re.match(r"Collecting ([\w.-]+)", line):
            self.doing = f"looking up {found[1]}"
        elif found := re.match(
            r"(Downloading|Using cached) (?:\S*/)?([\w.]+)-(\d[\w.!]*).*?(\([\d.]+ [kMG]B\))?$", line
        ):
            verb = "downloading" if found[1] == "Downloading" else "taking from the cache"
            self.doing = f"{verb} {found[2]} {found[3]} {found[4] or ''}".rstrip()
        elif line.startswith("Installing collected packages:"):
            self.count = line.count(",") + 1
            self.doing = f"putting {self.count} packages in place"
            self.environment.note(step="installing")
        elif "Retrying (Retry(" in line:
            self.doing = "the network does not answer; pip tries again"

    def text(self) -> str:
        return "".join(self.lines)


NO_NETWORK = (
    r"NewConnectionError|Failed to establish a new connection|Temporary failure in name resolution|getaddrinfo failed|"
    r"Name or service not known|nodename nor servname|ConnectTimeout|Network is unreachable|Connection refused|ReadTimeout|"
    r"Max retries exceeded|Connection broken|ProxyError|Retrying \(Retry\("
)


def explain(output: str, folder: Path) -> str:
    """What stopped the setup and the way out, recognised in what `venv` or `pip` printed."""
    again = "run the same command again: what was downloaded is kept"
    if re.search(r"No space left on device|Errno 28|not enough space on the disk|Disk quota exceeded", output):
        return no_disk("it filled up during the setup")
    if "CERTIFICATE_VERIFY_FAILED" in output:
        return (
            "The download server's certificate was not accepted: often a company or school network that reads along. Ask its "
            f"administrator for the certificate file, set PIP_CERT to it, and {again}."
        )
    if re.search(NO_NETWORK, output):
        return f"There is no network, or the package server did not answer. Connect (set https_proxy if you need a proxy) and {again}."
    if found := re.search(r"No matching distribution found for (\S+)", output):
        return (
            f"There is no {found[1]} for Python {sys.version_info[0]}.{sys.version_info[1]} on this kind of computer "
            f"({sys.platform}). A 64-bit Python 3.11 to 3.13 has the best choice; run this command with one. "
            f"pip's own words are in {folder / LOG}."
        )
    if "Long Path support" in output:
        return "Windows stopped at a path that is too long. Move the course to a short folder such as C:\\gan, and run the same command again."
    if re.search(r"Permission denied|PermissionError|WinError 5\b|Read-only file system", output):
        return f"A file in {folder} could not be written. Close every JupyterLab that uses it, check that the folder is yours, and {again}."
    lines = [line for line in output.splitlines() if line.strip()][-8:]
    return "The setup stopped. The last lines were:\n    {}\nEverything is in {}. When it is mended, {}.".format(
        "\n    ".join(lines), folder / LOG, again
    )


def _connect(environment: Environment) -> None:
    """Let the environment import the course's package (and, for the authors', the learner's packages, with nbconvert's
    templates). The paths are relative, so that the whole folder can be moved."""
    site = environment.site_packages()[0]
    lines = [os.path.relpath(path, site) for path in environment.sees]
    (site / "gancourse.pth").write_text("\n".join(lines) + "\n", "utf-8")
    if environment.templates and environment.templates.is_dir():
        shutil.copytree(environment.templates, environment.folder / TEMPLATES, dirs_exist_ok=True)
    if environment.is_learners:
        settings = environment.folder / "share" / "jupyter" / "lab" / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "overrides.json").write_text(json.dumps(JUPYTERLAB_SETTINGS, indent=2), "utf-8")


def _check_pair(environment: Environment) -> None:
    with Stage("check") as stage:
        stage.show("do torch and torchvision fit together")
        result = captured(desk_command(environment.python, "doctor", "--pair"))
        if result.returncode == 0:
            stage.done(result.stdout.strip().removeprefix("[ ok ] "))
    if result.returncode != 0:
        raise SetupError((result.stdout.strip() or result.stderr.strip()[-800:]) + "\nThen run the same command again.")

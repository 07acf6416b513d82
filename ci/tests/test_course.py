"""The entry point: what an old Python reads, the commands, JupyterLab from start to Ctrl-C, and the demo."""

import ast
import contextlib
import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
import yaml

import commands
import course
from environment import ROOT, SetupError

COURSE = ROOT / "ci" / "course.py"
needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to one process")
# Runs commands.py with this Python in the place of the learner's environment: python -c DRIVER folder command...
DRIVER = f"""
import sys
sys.path.insert(0, {str(ROOT / "ci")!r})
import commands, pathlib
class Learner:
    folder, python = pathlib.Path(sys.argv[1]), pathlib.Path(sys.executable)
commands.set_up_learner = Learner
sys.exit(commands.main("", sys.argv[2:]))
"""


# Old Pythons ----------------------------------------------------------------------------------------------------------


def too_modern(source):
    """What an old Python could not read in a file."""
    try:
        tree = ast.parse(source, feature_version=(3, 7))
    except SyntaxError as error:
        return [str(error)]
    nodes = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal, ast.Starred)
    found = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, nodes)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (node.returns or any(a.annotation for a in node.args.args)):
            found.append("annotation")
    return found + [character for character in source if ord(character) > 127]


def test_every_python_can_read_the_entry_point():
    assert too_modern(COURSE.read_text("utf-8")) == []


@pytest.mark.parametrize("line", ["print(f'{x}')", "x: int = 1", "def f(x: int): pass", "(y := 1)", "s = '…'"])
def test_red_an_entry_point_that_is_too_modern(line):
    assert too_modern(line)


def test_an_old_python_is_told_so_and_goes_no_further():
    code = f"import runpy, sys; sys.version_info = (3, 6, 15); runpy.run_path({str(COURSE)!r}, run_name='__main__')"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 2
    assert answer.stderr.startswith("The course needs Python 3.10 or newer, and this is Python 3.6 (")
    assert "Traceback" not in answer.stderr


@pytest.mark.may_skip
@pytest.mark.parametrize("name", ["python2.7", "python3.6", "python3.9"])
def test_a_real_old_python(name):
    old = shutil.which(name)
    if not old or subprocess.run([old, "-c", ""], capture_output=True).returncode:
        pytest.skip(f"no {name} here")
    answer = subprocess.run([old, str(COURSE), "lab"], capture_output=True, text=True)
    assert answer.returncode == 2
    assert "needs Python 3.10 or newer" in answer.stderr and "SyntaxError" not in answer.stderr


@pytest.mark.parametrize(("platform", "remedy"), [("darwin", "brew"), ("win32", "winget"), ("linux", "apt install")])
def test_the_remedy_fits_the_system(platform, remedy, monkeypatch):
    monkeypatch.setattr(course, "newer_python", lambda: None)
    assert remedy in course.too_old((3, 9), "python3", platform)
    assert course.too_old((3, 10), "python3", platform) is None


def test_a_newer_python_that_is_there_is_named(monkeypatch):
    monkeypatch.setattr(course, "newer_python", lambda: "python3.12")
    assert "Run:  python3.12 ci/course.py demo" in course.too_old((3, 8), "python3", "linux", "demo")


# The commands ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"), [([], "required: COMMAND"), (["lab", "--x"], "does not know --x"), (["lba"], "invalid")]
)
def test_a_wrong_command_gets_the_right_ones(words, said):
    answer = subprocess.run([sys.executable, str(COURSE), *words], capture_output=True, text=True)
    assert answer.returncode == 2 and said in answer.stderr and "usage: course.py" in answer.stderr


def test_the_help_names_every_command():
    answer = subprocess.run([sys.executable, str(COURSE), "--help"], capture_output=True, text=True)
    assert all(f"\n    {name} " in answer.stdout for name in ("lab", "demo", "test", "build", "doctor"))


def test_a_setup_error_is_shown_without_a_traceback(monkeypatch, capsys):
    def fail(_):
        raise SetupError("The disk is too full: make room.")

    monkeypatch.setattr(commands, "lab", fail)
    assert commands.main("", ["lab"]) == 1
    assert capsys.readouterr().err == "\nThe disk is too full: make room.\n"


def test_ctrl_c_anywhere_is_one_sentence(monkeypatch, capsys):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "demo", interrupt)
    assert commands.main("", ["demo"]) == 130
    assert re.search(r"Nothing is broken: `py\S* \S*course\.py demo` goes on from here", capsys.readouterr().err)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_anywhere_is_one_sentence(code, monkeypatch, capsys):
    def fill(_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(commands, "lab", fill)
    assert commands.main("", ["lab"]) == 1
    assert capsys.readouterr().err.startswith("\nThe disk is too full: it filled up. Make room")


def test_red_another_failure_of_the_system_is_not_called_a_full_disk(monkeypatch):
    def fail(_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(commands, "lab", fail)
    with pytest.raises(OSError, match="Input/output"):
        commands.main("", ["lab"])


def test_waiting_can_be_interrupted_on_windows():
    """There, a wait without a limit does not hear Ctrl-C."""
    limits, answers = [], [None, None, 3]

    class Process:
        def wait(self, timeout=None):
            limits.append(timeout)
            answer = answers.pop(0)
            if answer is None:
                raise subprocess.TimeoutExpired("lab", timeout)
            return answer

    assert commands.wait(Process()) == 3
    assert len(limits) == 3 and all(limit is not None and limit <= 1 for limit in limits)


def test_red_nothing_else_waits_without_a_limit():
    assert not re.search(r"\.wait\(\)", (ROOT / "ci" / "commands.py").read_text("utf-8"))


@pytest.mark.parametrize(
    ("root", "other_drive", "said"),
    [
        ("/home/zoe/my course", False, '"{}"'),
        ("/home/zoe/course", True, "{}"),
        ("/home/zoe/my course", True, '"{}"'),
    ],
)
def test_the_command_that_starts_it_again_can_be_copied(root, other_drive, said, monkeypatch):
    def relpath(path):
        if other_drive:
            raise ValueError("path is on mount 'D:', start on mount 'C:'")
        return path

    monkeypatch.setattr(commands, "ROOT", Path(root))
    monkeypatch.setattr(commands.os.path, "relpath", relpath)
    path = said.format(Path(root) / "ci" / "course.py")
    path = path if os.name == "nt" else path.replace('"', "'")
    assert re.fullmatch(rf"(py|python3) {re.escape(path)} lab", commands.again("lab"))


@pytest.mark.may_skip
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
@pytest.mark.parametrize("ignored", [True, False])
def test_a_closed_terminal_ends_it_unless_nohup_asked_otherwise(ignored):
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
        commands.catch_signals()
        assert signal.getsignal(signal.SIGHUP) is (signal.SIG_IGN if ignored else signal.default_int_handler)
        assert signal.getsignal(signal.SIGTERM) is signal.default_int_handler
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_browser_that_cannot_be_asked_for_in_time_is_none(monkeypatch):
    def slow(*_):
        raise SetupError("did not answer")

    monkeypatch.delenv("GANCOURSE_BROWSER", raising=False)
    monkeypatch.setattr(commands.shutil, "which", lambda _: None)
    monkeypatch.setattr(Path, "is_file", lambda _: False)
    monkeypatch.setattr(commands.environment, "ask", slow)
    assert commands.find_browser(type("Author", (), {"python": Path("p")})) is None


def test_doctor_before_any_setup_names_the_command_that_sets_up(tmp_path):
    shutil.copytree(ROOT / "ci", tmp_path / "ci", ignore=shutil.ignore_patterns("tests", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    doctor = [sys.executable, "ci/course.py", "doctor"]
    answer = subprocess.run(doctor, cwd=tmp_path, capture_output=True, text=True)
    assert answer.returncode == 1
    assert "[FAIL] the course's environment, .venv, has not been made yet." in answer.stdout
    assert re.search(r"mend it:  py\S* ci.course\.py lab", answer.stdout)
    assert not (tmp_path / ".venv").exists(), "the doctor changes nothing"


class Learner:
    """An environment of this Python, complete or not."""

    folder, python = ROOT / ".venv", Path(sys.executable)

    def __init__(self, moved_from=None):
        self.moved_from = moved_from

    def version(self):
        return "3.11"

    def is_ready(self):
        return False

    def was_moved_from(self):
        return self.moved_from


@pytest.mark.parametrize(
    ("moved_from", "said"),
    [
        (None, "is unfinished or older than pyproject.toml."),
        ("/old/.venv", "still belongs to /old/.venv, from where the course was moved. It takes seconds to mend."),
    ],
)
def test_doctor_says_first_what_is_the_matter_with_the_environment_and_why(moved_from, said, monkeypatch, capfd):
    """In a pipe too, where two programs write one after the other."""
    monkeypatch.setattr(commands.environment, "learners", lambda: Learner(moved_from))
    monkeypatch.setattr(commands.environment, "desk_command", lambda python, *_: [python, "-c", "print('the report')"])
    with open(1, "w", buffering=8192, closefd=False) as piped:  # what is printed stays in the buffer
        monkeypatch.setattr(sys, "stdout", piped)
        assert commands.main("", ["doctor"]) == 1
        piped.flush()
    first, mend, report = capfd.readouterr().out.splitlines()
    assert first == f"[FAIL] the course's environment, .venv, {said}"
    assert re.fullmatch(r"       mend it:  py\S* .*ci.course\.py'? lab", mend) and report == "the report"


SLOW = """import pathlib, time
print("at work", flush=True)
time.sleep(120)
"""


@pytest.mark.may_skip
@needs_signals
def test_ctrl_c_leaves_no_traceback_of_the_program_that_was_at_work(tmp_path):
    """A terminal sends it to both; whoever started the other says the one sentence."""
    (tmp_path / "slow.py").write_text(SLOW)
    driver = f"import sys; sys.path.insert(0, {str(ROOT / 'ci')!r})\nimport commands, environment, pathlib\n"
    driver += "commands.demo = lambda _: commands.run(environment.script_command(sys.executable, pathlib.Path(sys.argv[2])))\n"
    driver += "sys.exit(commands.main('', sys.argv[1:2]))"
    command = [sys.executable, "-c", driver, "demo", str(tmp_path / "slow.py")]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    process = subprocess.Popen(command, **piped)
    assert process.stdout.readline() == "at work\n"
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert re.fullmatch(r"\nStopped\. Nothing is broken: `.* demo` goes on from here\.\n", said), said


def test_a_program_of_ci_is_started_as_python_starts_one(tmp_path):
    """With its own name, folder and words; what it raises and returns comes through; no file where it is called hides a library."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "neighbour.py").write_text("words = 'from beside it'\n")
    (tmp_path / "json.py").write_text("raise SystemExit('hidden')\n")
    script = tmp_path / "room" / "script.py"
    script.write_text('"""Its purpose."""\nimport json, sys\nfrom neighbour import words\n'
                      'if __name__ == "__main__":\n    print(__doc__, __file__, sys.argv, words)\n    sys.exit(7)\n')  # fmt: skip
    command = commands.environment.script_command(Path(sys.executable), script, "--a", "b c")
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert answer.returncode == 7, answer.stderr
    assert answer.stdout == f"Its purpose. {script} {[str(script), '--a', 'b c']} from beside it\n"
    script.write_text("1 / 0\n")
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert answer.returncode == 1 and f'File "{script}", line 1' in answer.stderr and "ZeroDivision" in answer.stderr


@pytest.mark.parametrize("code", [0, 1, 5])
def test_test_returns_what_pytest_returned(code, monkeypatch):
    seen = {}

    class Author:
        python = Path("authors-python")

    def run(command, **extra):
        seen.update(command=list(map(str, command)), **extra)
        return code

    monkeypatch.setattr(commands, "set_up_authors", lambda: (None, Author))
    monkeypatch.setattr(commands, "find_browser", lambda _: "/usr/bin/chromium")
    monkeypatch.setattr(commands, "run", run)
    assert commands.main("", ["test", "-k", "digits"]) == code
    assert seen["command"] == ["authors-python", str(ROOT / "ci" / "gates" / "validate.py"), "-k", "digits"]
    assert seen["GANCOURSE_BROWSER"] == "/usr/bin/chromium"


@pytest.mark.parametrize("is_ci", [True, False])
def test_a_missing_browser_is_installed_in_ci_alone(is_ci, monkeypatch):
    installed = []
    monkeypatch.setenv("CI", str(is_ci).lower())
    monkeypatch.setattr(commands, "set_up_authors", lambda: (None, type("Author", (), {"python": Path("p")})))
    monkeypatch.setattr(commands, "find_browser", lambda _: None)
    monkeypatch.setattr(commands, "install_browser", installed.append)
    monkeypatch.setattr(commands, "run", lambda *_, **__: 0)
    commands.main("", ["test"])
    assert bool(installed) == is_ci


# JupyterLab -----------------------------------------------------------------------------------------------------------


def start_lab(folder, *options, driver=DRIVER, **variables):
    """(the process, its output so far, the address it printed or None)"""
    quiet = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    quiet |= {"JUPYTER_CONFIG_DIR": str(folder), "JUPYTER_RUNTIME_DIR": str(folder), "http_proxy": "http://127.0.0.1:9"}
    quiet |= {"PYTHONPATH": str(ROOT / "ci" / "gates" / "offline"), **variables}
    command = [sys.executable, "-c", driver, str(folder), "lab", *options]
    process = subprocess.Popen(command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said, address = "", None
    for line in process.stdout:
        said += line
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S+", line):
            address = found[0]
        if line.startswith("Press Ctrl-C"):
            break
    return process, said, address


def answers(address, path, method="GET", content=None):
    base, token = re.match(r"(http://[^/]+).*token=(\w+)", address).groups()
    body = None if content is None else json.dumps(content).encode()
    asked = urllib.request.Request(base + path, body, {"Authorization": f"token {token}"}, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=60) as answer:
        return answer.read().decode()


@pytest.mark.may_skip
@needs_signals
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_lab_without_a_display_prints_an_address_that_answers_and_ends_cleanly(sent, tmp_path):
    process, said, address = start_lab(tmp_path)
    try:
        assert address, said
        assert "Open this address in a browser" in said
        # GANCOURSE_WORK lies outside the course here, as for a class whose course is installed where nobody can write.
        assert "/lab/tree/my_work/00_start_here.ipynb?" in address, said
        mine = {"type": "notebook", "content": nbformat.v4.new_notebook(metadata={"mine": True})}
        answers(address, "/api/contents/my_work/00_start_here.ipynb", "PUT", mine)
        assert '"mine": true' in Path(os.environ["GANCOURSE_WORK"], "00_start_here.ipynb").read_text("utf-8")
        assert "your notebooks save themselves" in said
        assert "notebooks" in answers(address, "/api/contents/notebooks?content=0")
        assert answers(address, "/api/contents/assets?content=0"), "the notebooks' pictures lie in the server's root"
        process.send_signal(sent)
        assert process.wait(120) == 0
        assert "JupyterLab has ended." in process.stdout.read()
        with pytest.raises(OSError):  # by another's JupyterLab at this port too, which does not know the token
            answers(address, "/api/status")
    finally:
        process.kill()
        process.stdout.close()


@pytest.mark.may_skip
@needs_signals
def test_lab_opens_the_learners_own_copies(tmp_path):
    """In a copy of the course, twice: the second time there is nothing to say, and an answer is still there."""
    root = tmp_path / "my course"
    for name in ("ci", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    driver = DRIVER.replace(str(ROOT), str(root))
    lesson = root / "my_work" / "00_start_here.ipynb"
    for said_of_copies in (True, False):
        process, said, address = start_lab(tmp_path, driver=driver, GANCOURSE_WORK="")
        try:
            assert "/lab/tree/my_work/00_start_here.ipynb?" in address, said
            assert ("my_work/ has your own copies of" in said) == said_of_copies
            assert "00_start_here" in answers(address, "/api/contents/my_work/00_start_here.ipynb?content=0")
            process.send_signal(signal.SIGINT)
            assert process.wait(120) == 0
        finally:
            process.kill()
            process.stdout.close()
        if said_of_copies:
            lesson.write_text("my answer")
    assert lesson.read_text() == "my answer"


def test_where_no_copies_can_be_made_lab_says_so_and_opens_the_lessons(tmp_path, monkeypatch, capsys):
    (tmp_path / "my_work").write_text("a file")
    monkeypatch.setenv("GANCOURSE_WORK", str(tmp_path / "my_work"))
    assert commands.lessons_folder(contextlib.ExitStack()) == (ROOT, ROOT / "notebooks", True)
    said = capsys.readouterr().out
    assert "could not be put into my_work/: something else has that name. Rename that" in said
    assert "JupyterLab opens the lessons as they come, in notebooks/." in said
    monkeypatch.setattr(commands.os, "access", lambda path, mode: False)
    assert commands.lessons_folder(contextlib.ExitStack()) == (ROOT, ROOT / "notebooks", False)
    assert "as they come, in notebooks/, where nothing can be saved." in capsys.readouterr().out


def test_a_work_folder_elsewhere_stands_among_the_courses_own(tmp_path, monkeypatch):
    work = tmp_path / "assets"  # a name that the course has too
    monkeypatch.setenv("GANCOURSE_WORK", str(work))
    with contextlib.ExitStack() as stack:
        root, folder, is_kept = commands.lessons_folder(stack)
        assert (folder, is_kept) == (root / "my_work", True)
        assert folder.resolve() == work.resolve() and (folder / "00_start_here.ipynb").exists()
        assert (root / "assets" / "lesson-02.png").exists()
    assert (
        not root.exists() and (work / "00_start_here.ipynb").exists() and (ROOT / "assets" / "lesson-02.png").exists()
    )


def test_a_work_folder_elsewhere_where_no_links_can_be_made(tmp_path, monkeypatch, capsys):
    def refuse(*_):
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setenv("GANCOURSE_WORK", str(tmp_path / "work"))
    monkeypatch.setattr(Path, "symlink_to", refuse)
    with contextlib.ExitStack() as stack:
        assert commands.lessons_folder(stack) == (tmp_path / "work", tmp_path / "work", True)
    assert "without the lessons' pictures" in capsys.readouterr().out


def test_making_copies_needs_nothing_but_python():
    """The system's Python does it, before or without the course's own environment."""
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'notebooks')!r})\n"
    code += "from gancourse import my_work; print('torch' in sys.modules, 'numpy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert answer.stdout == "False False\n", answer.stderr


def test_lab_on_a_port_that_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        process, said, address = start_lab(tmp_path, f"--port={other.getsockname()[1]}")
        assert process.wait(120) == 1
    assert address is None and "is taken by another program. Leave out --port" in said
    process.stdout.close()


@pytest.mark.may_skip
@needs_signals
def test_whoever_loses_a_port_in_the_last_second_gets_the_next(tmp_path):
    """Somebody else takes the port between our look at it and JupyterLab's start."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        hasty = f"commands.free_port = lambda first={taken}, found=commands.free_port: first if first == {taken} else found(first)"
        driver = DRIVER.replace("class Learner", f"{hasty}\nclass Learner")
        process, said, address = start_lab(tmp_path, driver=driver)
        try:
            assert address and f":{taken}/" not in address, said
            assert "notebooks" in answers(address, "/api/contents/notebooks?content=0")
            process.send_signal(signal.SIGINT)
            assert process.wait(120) == 0
        finally:
            process.kill()
            process.stdout.close()


def test_the_first_free_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert taken < commands.free_port(taken) < taken + commands.PORTS


def test_red_another_server_is_not_taken_for_ours():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        assert not commands.request(silent.getsockname()[1], "/api/status", "token")
        assert time.monotonic() - started < 60


def test_a_jupyterlab_that_dies_shows_its_last_words(tmp_path, monkeypatch):
    class Dead:
        def poll(self):
            return 1

    monkeypatch.setattr("gancourse.desk.doctor.jupyter", list)
    (tmp_path / "log").write_text("first\nImportError: no zmq\n")
    found = pytest.raises(SetupError, match="ImportError: no zmq\nFind the cause with `py")
    with found, commands.Stage("JupyterLab") as stage:
        commands.wait_for_lab(Dead(), commands.free_port(9300), "t", stage, tmp_path / "log")


def test_a_jupyterlab_without_a_home_says_which_folder_and_which_variable(tmp_path, monkeypatch):
    """Really: JupyterLab with a file in the place of its folder, as a home that cannot be written to refuses it."""
    (tmp_path / "home").write_text("")
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home" / "jupyter"))
    answer = subprocess.run(
        [sys.executable, "-c", DRIVER, str(tmp_path), "lab", "--no-browser"], capture_output=True, text=True
    )
    assert answer.returncode == 1 and "JupyterLab did not start. Its last words:" in answer.stderr
    assert (
        f"[FAIL] JupyterLab keeps files of its own in {tmp_path / 'home' / 'jupyter'}, and they cannot" in answer.stderr
    )
    assert "Point JUPYTER_DATA_DIR to a folder of yours" in answer.stderr and "mend it:" in answer.stderr


@pytest.mark.parametrize(
    ("platform", "variables", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "SSH_CONNECTION": "1 2"}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_browser_is_opened_only_where_it_is_seen(platform, variables, seen, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert commands.has_display() == seen


# The demo, CI and the licence -----------------------------------------------------------------------------------------


def test_demo_leaves_a_picture_and_an_animation(tmp_path, monkeypatch, capsys):
    from PIL import Image

    from gancourse.desk import demo
    from gancourse.training.runs import Run

    def counted(name, seconds, **options):
        """By steps, because how many a busy machine makes in a second is anybody's guess."""
        return Run(name, steps=48, **options)

    monkeypatch.setenv("GANCOURSE_SPEED", "smoke")
    monkeypatch.setattr(demo, "Run", counted)
    assert demo.main(["--seconds=3", f"--output={tmp_path / 'made here'}"]) == 0
    said = capsys.readouterr().out
    picture, animation = tmp_path / "made here" / "digits.png", tmp_path / "made here" / "digits.gif"
    assert str(picture) in said and str(animation) in said
    assert re.search(r"64 generated digits after \d+ s of training, [\d,]+ steps, on \w+", said)
    assert Image.open(picture).size[0] > 400
    assert Image.open(animation).n_frames > 1
    assert animation.stat().st_size < 5e6


def test_demo_tries_to_write_before_it_trains(tmp_path, monkeypatch, capsys):
    from gancourse.desk import demo

    monkeypatch.setattr(demo, "train", lambda *_: pytest.fail("trained for a minute"))
    (tmp_path / "output").write_text("a file where the folder should be")
    assert demo.main([f"--output={tmp_path / 'output'}"]) == 1
    said = f"The pictures cannot be put into {tmp_path / 'output'}: something else has that name. Name another"
    assert said in capsys.readouterr().err

    def full(**_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(demo.tempfile, "TemporaryFile", full)
    assert demo.main([f"--output={tmp_path / 'other'}"]) == 1
    assert "cannot be put into" in (said := capsys.readouterr().err) and "the disk is full" in said


def test_demo_puts_its_pictures_where_it_is_told(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(commands, "set_up_learner", Learner)
    monkeypatch.setattr(commands, "run", lambda command: asked.extend(command[-2:]) or 0)
    monkeypatch.chdir(tmp_path)
    assert commands.main("", ["demo", "--seconds=5", "--output=made here"]) == 0
    assert asked == ["--seconds=5.0", f"--output={Path('made here').absolute()}"]


def test_a_window_system_for_matplotlib_stays_outside():
    """What is not here would fail; a notebook needs none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "no_such_backend")
        assert "MPLBACKEND" not in commands.child_environment()
        code = f"import sys; sys.path.insert(0, {str(ROOT / 'notebooks')!r}); from gancourse import plots"
        answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    last = answer.stderr.splitlines()[-1]
    assert (
        "CourseError: MPLBACKEND is 'no_such_backend', which this Matplotlib does not know. Remove that setting" in last
    )


def test_demo_says_in_a_sentence_what_it_cannot_do(tmp_path, monkeypatch, capsys):
    from gancourse.desk import demo

    monkeypatch.setenv("GANCOURSE_DEVICE", "abacus")
    assert demo.main([f"--output={tmp_path}"]) == 1
    assert "The device 'abacus' cannot be used" in capsys.readouterr().err


def test_ci_runs_the_one_command():
    script = ROOT / ".ci" / "run"
    assert "python3 ci/course.py test" in script.read_text("utf-8")
    if os.name != "nt":
        assert os.access(script, os.X_OK)
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "course.yml").read_text("utf-8"))
    job = workflow["jobs"]["gates"]
    tested = next(step["run"] for step in job["steps"] if "ci/course.py test" in step.get("run", ""))
    assert tested.startswith("python ci/course.py test") and "schedule" in tested and "--every-lesson" in tested
    assert {name.split("-")[0] for name in job["strategy"]["matrix"]["system"]} == {"ubuntu", "macos", "windows"}
    assert job["strategy"]["matrix"]["python"][0] == "3.10"
    assert "schedule" in workflow[True], "YAML reads the key `on` as true"


def test_git_keeps_line_feeds_on_every_system_and_lets_pictures_be():
    rules = (ROOT / ".gitattributes").read_text("utf-8").splitlines()
    assert "* text=auto eol=lf" in rules
    for path in (ROOT / "assets").iterdir():
        is_text = b"\0" not in path.read_bytes()
        assert is_text or f"*{path.suffix} binary" in rules, f"{path.name} is no text"


def test_two_licences():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "MIT License" in text and "CC BY 4.0" in text and "the GAN course authors" in text

"""The learner's own copies: made once, never overwritten, and out of the way of `git pull`."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from environment import ROOT
from gancourse import files, paths
from gancourse.desk import my_work
from gancourse.errors import CourseError


@pytest.fixture
def course(tmp_path):
    """A folder of two lessons, as the course hands them out."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / "01_one.ipynb").write_text("one")
    (notebooks / "02_two.ipynb").write_text("two")
    (notebooks / "scratch.ipynb").write_text("not a lesson")
    return notebooks


@pytest.fixture
def work(tmp_path):
    return tmp_path / "my work"


def visit(course, work, release="0.1.0"):
    return my_work.hand_out(work, course, release)


def contents(work):
    return {path.name: path.read_text() for path in sorted(work.iterdir()) if not path.name.startswith(".")}


def test_the_first_visit_copies_every_lesson_and_the_next_has_nothing_to_say(course, work):
    handed = visit(course, work)
    assert contents(work) == {"01_one.ipynb": "one", "02_two.ipynb": "two"}
    assert handed.sentences() == [
        "my work/ has your own copies of 2 lessons. Write in them: nothing here overwrites them."
    ]
    (work / "01_one.ipynb").write_text("one, solved")
    assert visit(course, work).sentences() == []
    assert contents(work)["01_one.ipynb"] == "one, solved"


def test_a_release_replaces_what_was_never_touched_and_lies_beside_what_was(course, work):
    visit(course, work)
    (work / "02_two.ipynb").write_text("two, solved")
    (course / "01_one.ipynb").write_text("one, better")
    (course / "02_two.ipynb").write_text("two, better")
    (course / "03_three.ipynb").write_text("three")
    assert visit(course, work, "0.2.0").sentences() == [
        "New in my work/: 03_three.ipynb.",
        "Brought up to date, because you had not changed it: 01_one.ipynb.",
        "02_two.ipynb has changed in the course. Yours stays as it is; the new one is 02_two_v0.2.0.ipynb, beside it.",
    ]
    new = {"01_one.ipynb": "one, better", "02_two.ipynb": "two, solved", "02_two_v0.2.0.ipynb": "two, better"}
    assert contents(work) == {**new, "03_three.ipynb": "three"}
    assert visit(course, work, "0.2.0").sentences() == []


def test_what_was_offered_once_is_not_offered_again(course, work):
    visit(course, work)
    (work / "02_two.ipynb").write_text("two, solved")
    (course / "02_two.ipynb").write_text("two, better")
    visit(course, work, "0.2.0")
    (work / "02_two_v0.2.0.ipynb").unlink()
    assert visit(course, work, "0.2.0").beside == {}
    (course / "02_two.ipynb").write_text("two, best")
    assert visit(course, work, "0.3.0").beside == {"02_two.ipynb": "02_two_v0.3.0.ipynb"}


def test_a_name_that_is_taken_gets_a_number(course, work):
    visit(course, work)
    (work / "02_two.ipynb").write_text("two, solved")
    (work / "02_two_v0.2.0.ipynb").write_text("my own file")
    (course / "02_two.ipynb").write_text("two, better")
    assert visit(course, work, "0.2.0").beside == {"02_two.ipynb": "02_two_v0.2.0-2.ipynb"}
    assert contents(work)["02_two_v0.2.0.ipynb"] == "my own file"


def test_a_lesson_that_the_course_dropped_stays_and_a_deleted_copy_comes_again(course, work):
    visit(course, work)
    (course / "01_one.ipynb").unlink()
    (work / "02_two.ipynb").unlink()
    assert visit(course, work).sentences() == ["New in my work/: 02_two.ipynb."]
    assert contents(work)["01_one.ipynb"] == "one"


@pytest.mark.parametrize(
    "record", [None, "", "{", "[]", '{"lessons": 3}', '{"lessons": {"01_one.ipynb": {}}}', "[" * 50_000]
)
def test_without_its_record_every_copy_counts_as_changed(course, work, record):
    visit(course, work)
    path = work / my_work.RECORD
    path.unlink() if record is None else path.write_text(record)
    (course / "01_one.ipynb").write_text("one, better")
    handed = visit(course, work, "0.2.0")
    assert "What my work/ was given before is not known" in handed.sentences()[0]
    assert handed.beside == {"01_one.ipynb": "01_one_v0.2.0.ipynb"} and handed.updated == []
    assert contents(work)["01_one.ipynb"] == "one"
    path.unlink()
    (work / "01_one_v0.2.0.ipynb").write_text("one, better, and solved")
    assert visit(course, work, "0.2.0").beside == {}, "a file with this release's name is that version"


def test_untouched_are_those_with_nothing_of_the_learners_in_them(course, work):
    visit(course, work)
    (work / "02_two.ipynb").write_text("two, solved")
    assert my_work.untouched(work, course) == {"01_one.ipynb"}
    (course / "01_one.ipynb").write_text("one, better")
    assert my_work.untouched(work, course) == {"01_one.ipynb"}, "as it was handed out"
    (work / my_work.RECORD).unlink()
    assert my_work.untouched(work, course) == set()


def test_a_new_version_beside_a_changed_copy_is_untouched_until_it_is_changed(course, work):
    visit(course, work)
    (work / "02_two.ipynb").write_text("two, solved")
    beside = []
    for version in ("two, better", "two, best"):
        (course / "02_two.ipynb").write_text(version)
        beside += visit(course, work, "0.2.0").beside.values()
    assert beside == ["02_two_v0.2.0.ipynb", "02_two_v0.2.0-2.ipynb"]
    (work / "my_two_v1.ipynb").write_text("two, best")
    assert my_work.untouched(work, course) == {"01_one.ipynb", *beside}
    (work / beside[0]).write_text("two, better, and solved")
    assert my_work.untouched(work, course) == {"01_one.ipynb", beside[1]}
    (work / my_work.RECORD).unlink()
    assert my_work.untouched(work, course) == {"01_one.ipynb", beside[1]}, "as the course has it now"


def test_a_folder_is_unused_until_something_of_the_course_is_in_it(course, work):
    assert my_work.is_unused(work, course)
    work.mkdir()
    (work / "upload.zip").write_text("zip")
    assert my_work.is_unused(work, course)
    (work / "02_two.ipynb").write_text("mine")
    assert not my_work.is_unused(work, course)


# What can go wrong ----------------------------------------------------------------------------------------------------


def sentence(course, work):
    with pytest.raises(CourseError) as caught:
        visit(course, work)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_or_a_dead_link_in_the_way(course, work, tmp_path):
    work.write_text("mine")
    assert "something else has that name. Rename that" in sentence(course, work)
    assert work.read_text() == "mine"
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "something else has that name" in sentence(course, tmp_path / "link")
    assert "something else has that name" in sentence(course, work / "below a file")


@pytest.mark.parametrize("into", ["notebooks", ".", "solutions"])
def test_a_work_folder_that_leads_into_the_course(tmp_path, into):
    work = tmp_path / "my_work"
    work.symlink_to(ROOT / into)
    assert "leads into the course itself" in sentence(ROOT / "notebooks", work)


def test_a_folder_elsewhere_by_a_link_is_fine(course, tmp_path):
    (tmp_path / "big disk").mkdir()
    (tmp_path / "my_work").symlink_to(tmp_path / "big disk")
    visit(course, tmp_path / "my_work")
    assert contents(tmp_path / "big disk") == {"01_one.ipynb": "one", "02_two.ipynb": "two"}


def test_links_and_folders_with_the_name_of_a_lesson_are_the_learners_own(course, work, tmp_path):
    work.mkdir()
    (tmp_path / "outside.ipynb").write_text("outside")
    (work / "01_one.ipynb").symlink_to(tmp_path / "outside.ipynb")
    (work / "02_two.ipynb").mkdir()
    visit(course, work)
    assert (tmp_path / "outside.ipynb").read_text() == "outside"
    assert (work / "01_one.ipynb").is_symlink() and (work / "02_two.ipynb").is_dir()
    assert (work / "01_one_v0.1.0.ipynb").read_text() == "one"


@pytest.mark.parametrize(
    ("code", "said"), [(errno.ENOSPC, "the disk is full. Make room"), (errno.EROFS, "Set GANCOURSE_WORK")]
)
def test_a_full_disk_and_a_read_only_folder(course, work, code, said, monkeypatch):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    visit(course, work)
    (course / "01_one.ipynb").write_text("one, better")
    before = {path.name: path.read_bytes() for path in work.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", refuse)
        assert said in sentence(course, work)
    assert {path.name: path.read_bytes() for path in work.iterdir()} == before, "nothing half done, nothing left over"
    assert visit(course, work).updated == ["01_one.ipynb"]


def test_a_file_system_without_links_and_locks(course, work, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(files.os, "link", refuse)
    monkeypatch.setattr(files, "_lock", lambda _: True)
    visit(course, work)
    (work / "01_one.ipynb").write_text("one, solved")
    visit(course, work)
    assert contents(work) == {"01_one.ipynb": "one, solved", "02_two.ipynb": "two"}


# Whoever has waited for LOCK_SECONDS goes on without the lock, and a busy machine may well pause for as long.
MANY = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from gancourse import files
from gancourse.desk import my_work
files.LOCK_SECONDS = 240
for _ in range(20):
    my_work.hand_out(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
"""


def test_many_at_once_do_no_harm(course, work):
    def all_at_once(release):
        command = [sys.executable, "-c", MANY, str(ROOT / "notebooks"), str(work), str(course), release]
        running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
        assert [process.communicate()[1] for process in running] == [""] * 4

    all_at_once("0.1.0")
    (work / "02_two.ipynb").write_text("two, solved")
    (course / "01_one.ipynb").write_text("one, better")
    (course / "02_two.ipynb").write_text("two, better")
    all_at_once("0.2.0")
    wanted = {"01_one.ipynb": "one, better", "02_two.ipynb": "two, solved", "02_two_v0.2.0.ipynb": "two, better"}
    assert contents(work) == wanted
    assert sorted(path.name for path in work.iterdir() if path.name.startswith(".")) == [my_work.RECORD, ".lock"]


# As it is used --------------------------------------------------------------------------------------------------------


def test_as_a_command_and_in_a_cell(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GANCOURSE_WORK", str(tmp_path / "a" / "my_work"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "notebooks"))
    answer = subprocess.run([sys.executable, "-m", "gancourse.desk.my_work"], capture_output=True, text=True)
    assert answer.returncode == 0 and answer.stdout.startswith("my_work/ has your own copies of")
    assert my_work.make() == tmp_path / "a" / "my_work"
    assert capsys.readouterr().out == "my_work/ has your own copies; nothing is new.\n"
    lessons = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert sorted(contents(tmp_path / "a" / "my_work")) == lessons
    monkeypatch.setenv("GANCOURSE_WORK", str(ROOT / "README.md"))
    answer = subprocess.run([sys.executable, "-m", "gancourse.desk.my_work"], capture_output=True, text=True)
    assert answer.returncode == 1 and answer.stderr.count("\n") == 1 and "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("variable", "folder"), [(None, "my_work"), ("", "my_work"), ("elsewhere", "elsewhere"), ("~/w", Path.home() / "w")]
)
def test_where_the_work_folder_is(variable, folder, monkeypatch):
    monkeypatch.delenv("GANCOURSE_WORK")
    if variable is not None:
        monkeypatch.setenv("GANCOURSE_WORK", variable)
    assert paths.work_folder() == ROOT / folder


def git(folder, *words):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    answer = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.skipif(not shutil.which("git"), reason="no git here")
def test_git_pull_never_meets_an_answer(tmp_path):
    upstream, clone = tmp_path / "upstream", tmp_path / "clone"
    shutil.copytree(ROOT / "notebooks", upstream / "notebooks", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(ROOT / ".gitignore", upstream)
    git(upstream, "init", "--quiet")
    git(upstream, "add", ".")
    git(upstream, "commit", "--quiet", "-m", "first release")
    git(tmp_path, "clone", "--quiet", str(upstream), str(clone))

    def copies():
        command = [sys.executable, "-m", "gancourse.desk.my_work"]
        variables = {**os.environ, "PYTHONPATH": str(clone / "notebooks"), "GANCOURSE_WORK": ""}
        return subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout

    copies()
    lessons = sorted(path.name for path in (clone / "notebooks").glob("*.ipynb"))
    mine, untouched = clone / "my_work" / lessons[2], clone / "my_work" / lessons[1]
    answered = json.loads(mine.read_text("utf-8"))
    answered["cells"][-1]["source"] = ["my answer"]
    mine.write_text(json.dumps(answered), "utf-8")
    assert git(clone, "status", "--porcelain") == "", "git sees nothing of my_work/"
    for name in lessons[1:3]:
        path = upstream / "notebooks" / name
        path.write_text(path.read_text("utf-8").replace("# ", "# New: ", 1), "utf-8")
    git(upstream, "commit", "--quiet", "-a", "-m", "second release")
    git(clone, "pull", "--quiet", "--ff-only")
    said = copies()
    assert json.loads(mine.read_text("utf-8")) == answered
    assert f"because you had not changed it: {untouched.name}." in said
    assert f"{mine.name} has changed in the course. Yours stays as it is" in said
    assert "# New: " in untouched.read_text("utf-8")
    assert git(clone, "status", "--porcelain") == ""


@pytest.mark.parametrize("tool", [["ruff", "check"], ["ruff", "format", "--check"], ["codespell_lib"]], ids=" ".join)
def test_what_a_learner_writes_there_trips_no_tool_of_the_course(tmp_path, tool):
    """In a course that came as an archive, where no git says what is ignored."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "my_work").mkdir()
    untidy = "import os\nx=1  # teh end\n"
    (tmp_path / "my_work" / "helper.py").write_text(untidy)

    def complains():
        command = [sys.executable, "-m", *tool, "."]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).returncode != 0

    assert not complains()
    (tmp_path / "helper.py").write_text(untidy)
    assert complains(), "elsewhere it would"

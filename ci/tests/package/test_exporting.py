"""Export and restore: everything a learner made, in one zip and back, whatever the zip that comes back holds."""

import datetime
import errno
import io
import json
import os
import stat
import sys
import types
import zipfile

import pytest

from gancourse import export, files, paths, restore
from gancourse.checks import progress
from gancourse.desk import exporting, my_work
from gancourse.errors import CourseError

TODAY = datetime.date.today().isoformat()
SOLVED = progress.ExerciseProgress("05", "solved", 3, 1, {"saturating": 2})


def notebook(text, executed=None):
    cell = {"cell_type": "code", "source": [text], "outputs": [], "metadata": {}, "execution_count": executed}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A small course, and the copies in its my_work/, one of them changed."""
    root = tmp_path / "course"
    (root / "notebooks").mkdir(parents=True)
    (root / "notebooks" / "01_one.ipynb").write_bytes(notebook("one"))
    (root / "notebooks" / "02_two.ipynb").write_bytes(notebook("two"))
    work = root / "my_work"
    my_work.hand_out(work, root / "notebooks", "0.1.0")
    (work / "02_two.ipynb").write_bytes(notebook("two, solved"))
    progress.keep(work, {"generator_loss": SOLVED}, {}, "Ada")
    monkeypatch.setattr(paths, "ROOT", root)
    monkeypatch.setattr(exporting.pack, "__defaults__", (root, None))
    monkeypatch.setattr(exporting.unpack, "__defaults__", (root,))
    monkeypatch.setenv("GANCOURSE_WORK", "")
    monkeypatch.chdir(work)
    return root


def names(path):
    with zipfile.ZipFile(path) as zipped:
        assert zipped.testzip() is None
        return zipped.namelist()


# Export ---------------------------------------------------------------------------------------------------------------


def test_the_zip_holds_what_the_learner_made_and_nothing_else(course):
    work = course / "my_work"
    (work / ".ipynb_checkpoints").mkdir()
    (work / ".ipynb_checkpoints" / "02_two-checkpoint.ipynb").write_bytes(notebook("old"))
    (work / "__pycache__").mkdir()
    (work / "old.zip").write_bytes(b"zip")
    (work / "notes.md").write_text("mine")
    (work / "aside.ipynb").write_bytes(notebook("mine"))
    (work / "link.ipynb").symlink_to("/etc/hostname")
    (course / "output").mkdir()
    (course / "output" / "digits.png").write_bytes(b"picture")
    path, left_out = exporting.pack(work, course)
    assert path == work / f"gan-course-{TODAY}.zip"
    assert names(path) == [
        *("my_work/02_two.ipynb", "my_work/aside.ipynb", "my_work/progress.json", "my_work/notes.md"),
        "output/digits.png",
    ]
    assert left_out == ["my_work/link.ipynb (a folder or a link)"]


def test_the_same_content_makes_no_second_zip_and_no_zip_is_overwritten(course):
    work = course / "my_work"
    first, _ = exporting.pack(work, course)
    before = first.read_bytes()
    assert exporting.pack(work, course)[0] == first
    (work / "02_two.ipynb").write_bytes(notebook("two, solved again"))
    second, _ = exporting.pack(work, course)
    assert second == work / f"gan-course-{TODAY}-2.zip" and first.read_bytes() == before
    assert sorted(path.name for path in work.glob("*.zip")) == [second.name, first.name]


def test_red_a_damaged_zip_is_not_taken_for_the_same(course):
    work = course / "my_work"
    first, _ = exporting.pack(work, course)
    damaged = bytearray(first.read_bytes())
    damaged[60] ^= 255
    first.write_bytes(damaged)
    assert exporting.pack(work, course)[0] != first


def test_notebooks_that_were_run_where_the_course_keeps_its_own(course):
    """Somebody opened notebooks/ in place of my_work/."""
    (course / "notebooks" / "01_one.ipynb").write_bytes(notebook("one, solved", executed=3))
    (course / "notebooks" / "02_two.ipynb").write_bytes(notebook("two, solved elsewhere", executed=1))
    packed = names(exporting.pack(course / "my_work", course)[0])
    assert "my_work/02_two_from_notebooks.ipynb" in packed and "my_work/02_two.ipynb" in packed
    assert [name for name in packed if "01_one" in name], "the copy or the one that was run"


def test_what_is_too_large_is_left_out_by_name(course, monkeypatch, capsys):
    (course / "output").mkdir()
    (course / "output" / "weights.pt").write_bytes(bytes(6_000_000))
    monkeypatch.setattr(exporting, "MOST_FILES", 2)
    (course / "output" / "digits.png").write_bytes(b"picture")
    export()
    printed = capsys.readouterr().out
    assert "output/weights.pt (6 MB, more than 5)" in printed and "output/digits.png (the zip is full)" in printed
    assert f"my_work/gan-course-{TODAY}.zip: 2 files, 1 kB." in printed


def test_nothing_to_export(course, capsys):
    for name in ("02_two.ipynb", "progress.json"):
        (course / "my_work" / name).unlink()
    export()
    assert capsys.readouterr().out.startswith("There is nothing of yours to export yet")
    assert not list((course / "my_work").glob("*.zip"))


def test_the_solutions_are_not_exported(course, monkeypatch, capsys):
    (course / "solutions").mkdir()
    monkeypatch.chdir(course / "solutions")
    export(now=True)
    assert capsys.readouterr().out == (
        "Nothing to keep here: the solutions are the course's own. Your copies are in my_work/.\n"
    )


def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(course, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = sorted(path.name for path in (course / "my_work").iterdir())
    monkeypatch.setattr(files.os, "link", full)
    monkeypatch.setattr(files.os, "rename", full)
    with pytest.raises(CourseError, match="could not be written into my_work/: the disk is full"):
        export(now=True)
    assert sorted(path.name for path in (course / "my_work").iterdir()) == before


@pytest.fixture
def shown(monkeypatch):
    """A front end: the bundles that are displayed in it, and the buttons, as (name, what a click does)."""
    displayed = types.SimpleNamespace(bundles=[], buttons=[])
    monkeypatch.setattr(exporting, "publish", displayed.bundles.append)
    monkeypatch.setattr(exporting, "in_notebook", lambda: True)
    monkeypatch.setattr(exporting, "_show_button", lambda name, _, act: displayed.buttons.append((name, act)))
    return displayed


def press(shown):
    shown.buttons[-1][1]()


def test_in_a_notebook_run_all_makes_no_zip_and_the_button_does(course, shown, capsys, monkeypatch):
    export()
    assert "Save this notebook first (Ctrl+S), then press the button." in capsys.readouterr().out
    assert not list((course / "my_work").glob("*.zip"))
    press(shown)
    assert (course / "my_work" / f"gan-course-{TODAY}.zip").exists()
    assert shown.bundles[-1] == {
        "text/html": f'<a href="gan-course-{TODAY}.zip" download>Download gan-course-{TODAY}.zip</a>',
        "text/plain": f"gan-course-{TODAY}.zip",
    }
    monkeypatch.chdir(course / "notebooks")
    export(now=True)
    assert f'href="../my_work/gan-course-{TODAY}.zip"' in shown.bundles[-1]["text/html"]


def test_what_is_on_the_screen_and_not_saved_is_mentioned(course, shown, capsys, monkeypatch):
    work = course / "my_work"
    monkeypatch.setenv("JPY_SESSION_NAME", str(work / "02_two.ipynb"))
    export(now=True)
    assert "as saved" not in capsys.readouterr().out
    os.utime(work / "02_two.ipynb", (1, os.stat(work).st_mtime - 200))
    export(now=True)
    assert "02_two.ipynb is in it as saved 3 min ago. For anything newer, save it" in capsys.readouterr().out
    monkeypatch.setenv("JPY_SESSION_NAME", str(work / "01_one.ipynb"))
    export(now=True)
    assert "01_one.ipynb is not in it: nothing of yours is saved there yet." in capsys.readouterr().out


# Colab ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def colab(course, shown, monkeypatch):
    """A stand-in for Colab's module: what the front end answers, and what was downloaded."""
    google, module = types.ModuleType("google"), types.ModuleType("google.colab")
    module._message = types.ModuleType("google.colab._message")
    module.files = types.ModuleType("google.colab.files")
    module.downloaded = []
    module.answer = {"ipynb": {**json.loads(notebook("on Colab")), "metadata": {"colab": {"name": "02_two.ipynb"}}}}
    module._message.blocking_request = lambda kind, request="", timeout_sec=5: module.answer
    module.files.download = module.downloaded.append
    google.colab = module
    for each in (google, module, module._message, module.files):
        monkeypatch.setitem(sys.modules, each.__name__, each)
    (course / "my_work" / "02_two.ipynb").unlink()  # there, nobody works in this folder
    return module


def test_colab_gives_the_notebook_on_the_screen_and_downloads_on_a_click_alone(course, colab, shown, capsys):
    export()
    path = course / "my_work" / f"gan-course-{TODAY}.zip"
    assert names(path) == ["my_work/02_two.ipynb", "my_work/progress.json"]
    assert json.loads(zipfile.ZipFile(path).read("my_work/02_two.ipynb"))["cells"][0]["source"] == ["on Colab"]
    assert colab.downloaded == [], "Run All downloads nothing by itself"
    press(shown)
    assert colab.downloaded == [str(path)]
    assert "Colab forgets it" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [None, {}, {"ipynb": {}}, {"ipynb": {"cells": []}}, "none", 3])
def test_where_colab_does_not_give_the_notebook_a_sentence_says_how_to_keep_it(course, colab, answer, capsys):
    colab.answer = answer
    export()
    assert "keep it with File → Download → Download .ipynb." in capsys.readouterr().out
    assert names(course / "my_work" / f"gan-course-{TODAY}.zip") == ["my_work/progress.json"]


def test_where_colabs_private_call_and_its_download_are_gone(course, colab, shown, monkeypatch, capsys):
    del colab._message.blocking_request
    monkeypatch.setattr(colab.files, "download", None)
    export()
    press(shown)
    printed = capsys.readouterr().out
    assert "File → Download" in printed and "Colab refused the download" in printed


@pytest.mark.parametrize(
    "name", ["../../evil.ipynb", "", None, "a.txt", "x" * 200 + ".ipynb", "/etc/x.ipynb", "<b>.ipynb"]
)
def test_a_name_from_colab_that_is_none(course, colab, name):
    colab.answer["ipynb"]["metadata"]["colab"]["name"] = name
    export()
    assert "my_work/colab_notebook.ipynb" in names(course / "my_work" / f"gan-course-{TODAY}.zip")


# Restore --------------------------------------------------------------------------------------------------------------


def fresh(root):
    """The course as Binder gives it on another day: new copies, nothing of the learner's."""
    work = root / "my_work"
    for path in work.iterdir():
        if path.is_file():
            path.unlink()
    my_work.hand_out(work, root / "notebooks", "0.1.0")
    return work


def test_there_and_back(course, capsys):
    (course / "output").mkdir()
    (course / "output" / "digits.png").write_bytes(b"picture")
    exported, _ = exporting.pack(course / "my_work", course)
    kept = exported.read_bytes()
    (course / "output" / "digits.png").unlink()
    work = fresh(course)
    (work / "upload.zip").write_bytes(kept)
    restore("upload.zip")
    assert "Brought back into my_work/: 02_two.ipynb, progress.json, digits.png." in capsys.readouterr().out
    assert (work / "02_two.ipynb").read_bytes() == notebook("two, solved")
    assert (work / "01_one.ipynb").read_bytes() == notebook("one")
    assert progress.read_progress(work / "progress.json").exercises == {"generator_loss": SOLVED}
    assert (course / "output" / "digits.png").read_bytes() == b"picture"
    restore("upload.zip")
    assert capsys.readouterr().out == "Nothing to bring back: it is all here.\n"
    assert progress.read_progress(work / "progress.json").exercises == {"generator_loss": SOLVED}
    assert sorted(path.name for path in work.glob("*.ipynb")) == ["01_one.ipynb", "02_two.ipynb"]
    assert my_work.hand_out(work, course / "notebooks", "0.1.0").sentences() == []


def test_restored_before_the_copies_were_made_nothing_lies_twice(course, tmp_path, capsys):
    """On a new machine: the zip first, and `python3 ci/course.py lab` only afterwards."""
    exported, _ = exporting.pack(course / "my_work", course)
    exported.rename(tmp_path / "upload.zip")
    work = course / "my_work"
    for path in work.iterdir():
        path.unlink()
    restore(tmp_path / "upload.zip")
    assert "Brought back into my_work/: 02_two.ipynb, progress.json." in capsys.readouterr().out
    assert my_work.hand_out(work, course / "notebooks", "0.1.0").sentences() == []
    assert sorted(path.name for path in work.glob("*.ipynb")) == ["01_one.ipynb", "02_two.ipynb"]
    assert (work / "02_two.ipynb").read_bytes() == notebook("two, solved")


def test_an_untouched_new_version_is_not_packed_and_a_changed_one_is(course):
    work, beside = course / "my_work", "02_two_v0.2.0.ipynb"
    (course / "notebooks" / "02_two.ipynb").write_bytes(notebook("two, better"))
    assert my_work.hand_out(work, course / "notebooks", "0.2.0").beside == {"02_two.ipynb": beside}
    assert names(exporting.pack(work, course)[0]) == ["my_work/02_two.ipynb", "my_work/progress.json"]
    (work / beside).write_bytes(notebook("two, better, solved"))
    assert f"my_work/{beside}" in names(exporting.pack(work, course)[0])


def test_what_was_changed_here_stays_and_the_restored_one_lies_beside(course, capsys):
    exported, _ = exporting.pack(course / "my_work", course)
    (course / "my_work" / "02_two.ipynb").write_bytes(notebook("two, today"))
    better = progress.ExerciseProgress("05", "attempted", 9)
    (course / "my_work" / "progress.json").unlink()
    progress.keep(course / "my_work", {"generator_loss": better, "six_steps": better}, {})
    for _ in range(2):
        restore(exported)
    assert "02_two_restored.ipynb" in capsys.readouterr().out
    assert (course / "my_work" / "02_two.ipynb").read_bytes() == notebook("two, today")
    assert (course / "my_work" / "02_two_restored.ipynb").read_bytes() == notebook("two, solved")
    assert not (course / "my_work" / "02_two_restored-2.ipynb").exists()
    merged = progress.read_progress(course / "my_work" / "progress.json")
    assert merged.exercises == {"generator_loss": SOLVED, "six_steps": better} and merged.learner == "Ada"


def everything(root):
    return {path: path.lstat().st_size for path in sorted(root.rglob("*")) if path.name != ".lock"}


def hostile(members, attributes=0):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.filename = name  # the constructor would mend it
            info.external_attr = attributes << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, data)
    return content.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../evil.ipynb",
            "my_work/../../evil.ipynb",
            "/tmp/evil.ipynb",
            "..\\evil.ipynb",
            "C:\\evil.ipynb",
            "C:evil.ipynb",
        ),
        *("my_work/.handed-out.json", ".ipynb_checkpoints/x.ipynb", "my_work/torch.py", "my_work/random.so", "run.sh"),
        *(
            "my_work/CON.ipynb",
            "my_work/nul.json",
            "my_work/x\x1b[31m.ipynb",
            "my_work/\u202egpj.ipynb",
            "a" * 300 + ".ipynb",
        ),
        *("my_work/old.zip", "my_work/x.ipynb ", "my_work//", "my_work/ .ipynb", "my_work/x.ipynb\x00.png"),
    ],
)
def test_names_that_no_file_here_can_have_stay_in_the_zip(course, tmp_path, name, capsys):
    (tmp_path / "evil.zip").write_bytes(hostile({name: notebook("evil"), "my_work/good.ipynb": notebook("good")}))
    before = everything(tmp_path)
    restore(tmp_path / "evil.zip")
    printed = capsys.readouterr().out
    assert "Brought back into my_work/: good.ipynb." in printed
    assert printed.isprintable() or set(printed) - set("\n") == {letter for letter in printed if letter.isprintable()}
    after = everything(tmp_path)
    assert set(after) - set(before) == {course / "my_work" / "good.ipynb"}
    assert {path: after[path] for path in before} == before


def test_links_and_what_is_no_notebook_stay_in_the_zip(course, tmp_path, capsys):
    (tmp_path / "evil.zip").write_bytes(hostile({"my_work/link.ipynb": b"/etc/passwd"}, stat.S_IFLNK | 0o777))
    restore(tmp_path / "evil.zip")
    assert "link.ipynb (a link, not a file)" in capsys.readouterr().out
    junk = {"my_work/a.ipynb": b"[]", "my_work/b.ipynb": b"[" * 100_000, "my_work/progress.json": b'{"format": 3}'}
    (tmp_path / "evil.zip").write_bytes(hostile(junk))
    before = everything(course)
    restore(tmp_path / "evil.zip")
    printed = capsys.readouterr().out
    assert "a.ipynb (not a notebook)" in printed and "b.ipynb (not a notebook)" in printed
    assert "progress.json (is not a progress file of this course)" in printed
    assert everything(course) == before


def test_a_link_in_the_folder_leads_nothing_out(course, tmp_path, capsys):
    (tmp_path / "outside.ipynb").write_text("outside")
    (course / "my_work" / "02_two.ipynb").unlink()
    (course / "my_work" / "02_two.ipynb").symlink_to(tmp_path / "outside.ipynb")
    (tmp_path / "evil.zip").write_bytes(hostile({"my_work/02_two.ipynb": notebook("evil")}))
    restore(tmp_path / "evil.zip")
    assert "it would leave the folder" in capsys.readouterr().out
    assert (tmp_path / "outside.ipynb").read_text() == "outside"


def test_bombs_are_not_unpacked(course, tmp_path, capsys):
    (tmp_path / "wide.zip").write_bytes(hostile({f"my_work/{number}.txt": b"x" for number in range(600)}))
    with pytest.raises(CourseError, match=r"larger than any that export\(\) makes"):
        restore(tmp_path / "wide.zip")
    (tmp_path / "deep.zip").write_bytes(hostile({"my_work/bomb.ipynb": bytes(30_000_000)}))
    restore(tmp_path / "deep.zip")
    assert "bomb.ipynb (more than 20 MB)" in capsys.readouterr().out
    lies = bytearray(hostile({"my_work/liar.txt": bytes(30_000_000)}))
    place = lies.rindex(b"PK\x01\x02") + 24
    lies[place : place + 4] = (10).to_bytes(4, "little")  # the size it claims to have
    (tmp_path / "liar.zip").write_bytes(lies)
    restore(tmp_path / "liar.zip")
    assert "liar.txt (damaged)" in capsys.readouterr().out
    assert not (course / "my_work" / "liar.txt").exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_zip_is_one_sentence(course, tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(CourseError, match=r"^x.zip is not a whole zip. Upload it again"):
        restore(tmp_path / "x.zip")


def test_a_cut_or_spoilt_zip_changes_nothing_or_brings_back_what_is_whole(course, tmp_path):
    exported, _ = exporting.pack(course / "my_work", course)
    whole = exported.read_bytes()
    work = fresh(course)
    directory = whole.rindex(b"PK\x05\x06")
    for cut in range(0, directory, 40):
        (tmp_path / "cut.zip").write_bytes(whole[:cut])
        with pytest.raises(CourseError):
            restore(tmp_path / "cut.zip")
        spoilt = bytearray(whole)
        spoilt[cut] ^= 255
        (tmp_path / "spoilt.zip").write_bytes(spoilt)
        try:
            restore(tmp_path / "spoilt.zip")
        except CourseError:
            continue
    assert (work / "01_one.ipynb").read_bytes() == notebook("one")
    assert (work / "02_two.ipynb").read_bytes() in (notebook("two"), notebook("two, solved"))


def test_a_zip_that_is_not_there_and_a_folder_in_the_way(course, tmp_path):
    with pytest.raises(CourseError, match=r"There is no missing.zip here. Upload it first"):
        restore("missing.zip")
    exported, _ = exporting.pack(course / "my_work", course)
    exported.rename(tmp_path / "x.zip")
    for path in (course / "my_work").iterdir():
        path.unlink()
    os.chdir(course)
    (course / "my_work").rmdir()
    (course / "my_work").write_text("a file")
    with pytest.raises(CourseError, match="could not be unpacked into my_work/: something else has that name"):
        restore(tmp_path / "x.zip")


def test_packed_again_by_hand_with_a_folder_around_it(course, tmp_path, capsys):
    again = {
        "gan-course-2026-11-21/my_work/03.ipynb": notebook("three"),
        "__MACOSX/._x": b"",
        "04.ipynb": notebook("four"),
    }
    (tmp_path / "again.zip").write_bytes(hostile(again))
    restore(tmp_path / "again.zip")
    assert capsys.readouterr().out == "Brought back into my_work/: 03.ipynb, 04.ipynb.\n"


# In JupyterLab --------------------------------------------------------------------------------------------------------


def test_the_button_and_the_link_in_a_real_browser(course_folder, open_notebook, tmp_path):
    work = course_folder / "my_work"
    my_work.hand_out(work, course_folder / "notebooks")
    cell = "import sys; sys.path.insert(0, '../notebooks')\nfrom gancourse import export\nexport()"
    (work / "mine.ipynb").write_bytes(notebook(cell))
    opened = open_notebook("my_work/mine.ipynb")
    opened.run_all()
    assert not list(work.glob("*.zip"))
    opened.panel.get_by_role("button", name="Make the zip").click()
    link = opened.panel.get_by_role("link", name=f"Download gan-course-{TODAY}.zip")
    link.wait_for()
    with opened.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == f"gan-course-{TODAY}.zip"
    download.value.save_as(tmp_path / "got.zip")
    assert names(tmp_path / "got.zip") == ["my_work/mine.ipynb"]
    assert (opened.errors, opened.complaints) == ([], [])

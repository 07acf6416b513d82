"""The class report: thirty learners, what it says of them, and files that lie, break or attack."""

import csv
import io
import json
import os
import pickle
import random
import re
import struct
import zipfile
from pathlib import Path

import pytest

from classroom import class_report
from classroom.class_report import columns, learners, markdown, name_from, plain, read_folder, shared, stopping
from gancourse.checks import bank, checking
from gancourse.checks.progress import MOST_BYTES, ExerciseProgress, Guess, Opinion, Progress

NAMES = [
    *("Ada", "Bob", "Carl", "Dora", "Eve", "Finn", "Gül", "Hana", "Ivo", "Jane", "Kofi", "Lena", "Mei", "Noor", "Olga"),
    *("Paul", "Quinn", "Rosa", "Sam", "Tariq", "Uma", "Vera", "Wim", "Xia", "Yusuf", "Zoë"),
    *("Anne-Marie O’Neill", "李雷", "Søren", "Đặng Thùy"),
]
MISTAKE = "best_D_ratio"


def exercises(seed: int) -> dict[str, ExerciseProgress]:
    """Lessons 01 and 02 as a learner may leave them. Every third learner takes p/q for D* and stays with it; from the
    fourth exercise of lesson 02 on, fewer and fewer come through."""
    dice, made = random.Random(seed), {}
    names = [exercise for exercise in checking.bank().values() if exercise.lesson in ("01", "02")]
    for place, exercise in enumerate(names):
        tries, solved = dice.randint(1, 4), dice.random() > 0.05 * max(0, place - 6)
        if dice.random() < 0.04 * place:
            made[exercise.name] = ExerciseProgress(exercise.lesson)
        else:
            made[exercise.name] = ExerciseProgress(
                exercise.lesson, "solved" if solved else "attempted", tries, tries // 3
            )
    if seed % 3 == 0:
        made["best_D"] = ExerciseProgress("01", "attempted", 5, 1, {MISTAKE: 4})
    return made


def progress(name: str, seed: int = 1, written: str = "2026-11-21T14:00:00Z") -> Progress:
    return Progress(name, "0.1.0", written, exercises(seed))


def content(**changes) -> bytes:
    """A valid file in which some of the top table is replaced."""
    return json.dumps({**json.loads(progress("Mallory").as_bytes()), **changes}).encode()


@pytest.fixture
def classroom(tmp_path):
    """Thirty files as they arrive: in folders, with numbers behind their names, some of them zipped."""
    folder = tmp_path / "handed in"
    folder.mkdir()
    for seed, name in enumerate(NAMES):
        data = progress(name if seed % 2 else "", seed).as_bytes()
        if seed < 10:
            (folder / f"{name}_{1000 + seed}_progress.json").write_bytes(data)
        elif seed < 20:
            (folder / "group 2" / name).mkdir(parents=True)
            (folder / "group 2" / name / f"progress ({seed}).json").write_bytes(data)
        else:
            with zipfile.ZipFile(folder / "the others.zip", "a", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(f"{name}_{seed}_assignsubmission_file_/progress.json", data)
    return folder


def rejected(folder: Path) -> dict[str, str]:
    return dict(read_folder(folder).rejected)


# Thirty learners ------------------------------------------------------------------------------------------------------


def test_thirty_files_become_thirty_named_learners(classroom):
    found = read_folder(classroom)
    assert found.rejected == []
    assert sorted(learner.name for learner in learners(found)) == sorted(NAMES)


def test_the_report_says_what_the_class_needs(classroom, tmp_path, capsys):
    assert class_report.main([str(classroom), "--out", str(tmp_path / "out")]) == 0
    page, printed = (tmp_path / "out" / "report.md").read_text("utf-8"), capsys.readouterr().out
    assert "30 learners and 13 exercises" in page
    assert "anybody can edit them" in page and "anybody can edit them" in " ".join(printed.split())
    line = next(line for line in page.splitlines() if f"`{MISTAKE}`: " in line)
    assert line.startswith("- 10 learners, `best_D` (lesson 01)")
    assert "no probability is above 1." in line and line.endswith("1."), "the first sentence, with numbers"
    first = re.search(r"^1\. (.+)$", page, re.M)[1]
    assert first.startswith("10 learners gave the same wrong answer to `best_D`") and first.endswith("?”")
    assert "- Ada: `best_D` (5 tries, mostly `best_D_ratio`)" in page
    assert re.search(r"Sit down with \w+ over `\w+`, for example together with ", page)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", page + printed)


def test_the_report_says_what_the_class_believes_and_what_it_expected():
    wrong = next(belief for belief in bank.beliefs().values() if not belief.holds)
    right = next(belief for belief in bank.beliefs().values() if belief.holds)
    group = []
    for place, (before, after) in enumerate([("true", "true"), ("true", "true"), ("not sure", "false"), ("true", "")]):
        one = progress(NAMES[place], 1)
        one.beliefs = {wrong.name: Opinion(wrong.lesson, before, after), "of_another_release": Opinion("98", "true")}
        one.guesses = {"k": Guess("03", "5" if place else "2", "2"), "share": Guess("00", "", "34 %")}
        group.append((f"{place}.json", one))
    group[0][1].beliefs[right.name] = Opinion(right.lesson, "true", "true")
    found = class_report.Found(group)
    page = class_report.as_markdown(learners(found), columns(learners(found)), found)
    says = markdown(wrong.says)
    assert f"- lesson {wrong.lesson}, false: “{says}” before: 3 true, 1 not sure; after: 2 true, 1 false" in page
    assert f"2 learners still say after lesson {wrong.lesson} that this is true: “{says}” {markdown(wrong.why)}" in page
    assert f"“{markdown(right.says)}” before: 1 true; after: 1 true" in page and "98" not in page
    assert "- lesson 03, `k`: 5 (3), 2 (1); measured 2" in page and "`share`" not in page


def test_before_and_after_from_two_files_of_one_learner_are_both_counted():
    belief = next(belief for belief in bank.beliefs().values() if not belief.holds)
    before, after = progress("Ada", 1), progress("Ada", 1)
    before.beliefs = {belief.name: Opinion(belief.lesson, before="true")}
    after.beliefs = {belief.name: Opinion(belief.lesson, after="false")}
    (ada,) = learners(class_report.Found([("a.json", before), ("b.json", after)]))
    assert ada.beliefs == {belief.name: Opinion(belief.lesson, "true", "false")}


def test_a_class_without_guesses_and_beliefs():
    found = class_report.Found([("a.json", progress("Ada"))])
    page = class_report.as_markdown(learners(found), columns(learners(found)), found)
    assert "Nobody has judged a statement yet." in page and "Nobody has guessed yet." in page


def test_one_learner_is_not_spoken_of_as_several(classroom, tmp_path):
    (tmp_path / "one").mkdir()
    data = progress("Ada", 0)
    data.exercises = dict(list(data.exercises.items())[:1])
    (tmp_path / "one" / "progress.json").write_bytes(data.as_bytes())
    group = learners(read_folder(tmp_path / "one"))
    said = class_report.caption(group, columns(group)[:1])
    assert re.match(r"1 learner and 1 exercise: solved (1 time|0 times), stuck (1 time|0 times)\.", said), said


def test_the_table_for_a_spreadsheet_has_everything(classroom):
    group = learners(read_folder(classroom))
    rows = list(csv.DictReader(io.StringIO(class_report.as_csv(group, columns(group)))))
    assert [row["learner"] for row in rows] == [learner.name for learner in group]
    ada = next(row for row in rows if row["learner"] == "Ada")
    assert ada["01 best_D"] == "attempted, 5 tries" and int(ada["stuck"]) >= 1
    assert len(rows[0]) == 5 + 13


def test_the_picture_is_readable_and_says_it_in_symbols(classroom, tmp_path):
    import matplotlib.image

    group = learners(read_folder(classroom))
    table = columns(group)
    class_report.picture(group, table, tmp_path / "report.png")
    height, width, _ = matplotlib.image.imread(tmp_path / "report.png").shape
    assert width / len(table) >= 40 and height / len(group) >= 30  # pixels for one cell
    seen = {class_report.symbol(learner.exercises.get(column.name)) for learner in group for column in table}
    assert {"✓", "–", "5!", "2"} <= seen


def test_thirty_by_sixty(tmp_path):
    made = {f"exercise_number_{n}": ExerciseProgress(f"{n // 6:02}", "attempted", 1 + n % 5) for n in range(60)}
    group = learners(class_report.Found([(f"{name}.json", Progress(name, exercises=made)) for name in NAMES]))
    class_report.picture(group, columns(group), tmp_path / "report.png")
    assert (tmp_path / "report.png").stat().st_size < 2_000_000


def test_where_nothing_stands_out_it_says_so(tmp_path):
    one = {"value": ExerciseProgress("01", "solved", 1)}
    group = learners(class_report.Found([("a.json", Progress("Ada", exercises=one))]))
    assert class_report.talk(group, columns(group)) == [
        "Nothing stands out: no mistake is shared and no exercise stops the class. Go on as planned."
    ]
    page = class_report.as_markdown(group, columns(group), class_report.Found())
    assert (
        "Nobody has tried an exercise 3 times in vain." in page and "None was given by more than one learner." in page
    )


def test_an_exercise_stops_the_class_when_many_tried_in_vain(classroom):
    group = learners(read_folder(classroom))
    table = columns(group)
    assert stopping(table)[0].name == "best_D" and len(stopping(table)[0].unsolved) == 10
    assert shared(table)[0] == (10, next(column for column in table if column.name == "best_D"), MISTAKE)


def test_every_explanation_of_the_course_has_a_first_sentence():
    """The report quotes them, so none may lack its numbers. One exercise of each lesson stands for the rest."""
    for lesson in ("01", "02", "05"):
        exercise = next(one for one in checking.bank().values() if one.lesson == lesson)
        for wrong in exercise.wrongs:
            sentences = class_report.told(exercise, wrong.name)
            assert len(sentences[0]) > 10 and not re.search(r"\{|\b…", sentences[0]), sentences


# Several files of one learner -----------------------------------------------------------------------------------------


def test_two_files_of_one_learner_are_merged_and_named(tmp_path):
    old, new = progress("Ada", 1, "2026-11-20T10:00:00Z"), progress(" ada".strip(), 2, "2026-11-21T10:00:00Z")
    old.exercises = {
        "value": ExerciseProgress("01", "attempted", 9),
        "best_D": ExerciseProgress("01", "solved", 1),
        "jensen_shannon": ExerciseProgress("01", "solved", 2),
    }
    new.exercises = {"value": ExerciseProgress("01", "solved", 10), "best_D": ExerciseProgress("01")}
    (tmp_path / "z_old.json").write_bytes(old.as_bytes())
    (tmp_path / "a_new.json").write_bytes(new.as_bytes())
    found = read_folder(tmp_path)
    (ada,) = learners(found)
    assert {name: one.status for name, one in ada.exercises.items()} == dict.fromkeys(old.exercises, "solved")
    assert ada.exercises["value"].tries == 10
    page = class_report.as_markdown([ada], columns([ada]), found)
    assert "2 files are from Ada, and the last written counts: z\\_old.json, a\\_new.json" in page


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Ada Lovelace_1234_progress.json", "Ada Lovelace"),
        ("Ada Lovelace_1234_assignsubmission_file_/progress.json", "Ada Lovelace"),
        ("group/ada/progress.json", "ada"),
        ("group/ada/progress (3).json", "ada"),
        ("ada/my_work/progress.json", "ada"),
        ("lovelaceada_LATE_123_456_progress-2.json", "lovelaceada"),
        ("ada.zip/progress.json", "ada"),
        ("progress (3).json", "no name (progress (3).json)"),
        ("../../etc/progress.json", "etc"),
    ],
)
def test_a_nameless_file_is_called_after_its_file_or_folder(file, name):
    assert name_from(file) == name


# Files that lie, break or attack --------------------------------------------------------------------------------------


def deep(levels: int) -> bytes:
    return b'{"format": "gancourse-progress", "version": 1, "exercises": ' + b"[" * levels + b"]" * levels + b"}"


HOSTILE = {
    "empty": (b"", "is empty"),
    "half": (progress("x").as_bytes()[:300], "is not JSON"),
    "a pickle": (pickle.dumps({"format": os.getcwd}), "is not text"),
    "another file": (b'{"name": "package", "version": "1.0"}', "is not a progress file"),
    "a list": (b"[1, 2, 3]", "is not a progress file"),
    "too large": (b" " * (MOST_BYTES + 1), "is larger than 1 MB"),
    "nested": (deep(100_000), "is nested too deeply"),
    "a million exercises": (content(exercises={f"e{n}": {} for n in range(20_000)}), "at most 500 exercises"),
    "wrong type": (content(exercises="all of them"), "at most 500 exercises"),
    "a number as a name": (content(learner=7), "has no usable name"),
    "control characters": (content(learner="Ada\x1b[2J\x07"), "has no usable name"),
    "a name on two lines": (content(learner="Ada\nBob"), "has no usable name"),
    "turned round": (content(learner="Ada\u202egpj"), "has no usable name"),
    "HTML": (content(learner="<img src=x onerror=alert(1)>"), "has no usable name"),
    "keys twice": (
        progress("x").as_bytes().replace(b'"version"', b'"format": "x", "version"'),
        "names something twice",
    ),
    "too many tries": (content().replace(b'"tries": 1', b'"tries": 1' + b"0" * 30), "where a count belongs"),
    "not a number": (content().replace(b'"tries": 1', b'"tries": NaN'), "where a count belongs"),
    "an impossible exercise": (content(exercises={"=cmd|' /C calc'!A0": {}}), "a name that no exercise can have"),
}


def test_hostile_files_are_reported_and_stop_nothing(classroom, tmp_path, capsys):
    for name, (data, _) in HOSTILE.items():
        (classroom / f"{name}.json").write_bytes(data)
    why = rejected(classroom)
    assert set(why) == {f"{name}.json" for name in HOSTILE}
    for name, (_, reason) in HOSTILE.items():
        assert reason in why[f"{name}.json"], name
    assert class_report.main([str(classroom), "--out", str(tmp_path / "out")]) == 0
    page, printed = (tmp_path / "out" / "report.md").read_text("utf-8"), capsys.readouterr().out
    assert "30 learners" in page and page.count("- not counted: ") == printed.count("- not counted: ") == len(HOSTILE)
    for dangerous in ("\x1b", "<img", "\u202e", "\x07"):
        assert dangerous not in page + printed


def test_a_sparse_file_of_two_gigabytes_is_not_read(tmp_path):
    with (tmp_path / "progress.json").open("wb") as file:
        file.truncate(2_000_000_000)
    assert rejected(tmp_path) == {"progress.json": "is larger than 1 MB"}


@pytest.mark.may_skip
@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make links")
def test_links_and_pipes_are_not_followed(tmp_path):
    folder, outside = tmp_path / "in", tmp_path / "outside"
    folder.mkdir(), outside.mkdir()
    (outside / "progress.json").write_bytes(progress("Ada").as_bytes())
    (folder / "progress.json").symlink_to(outside / "progress.json")
    (folder / "more").symlink_to(outside)
    os.mkfifo(folder / "pipe.json")
    (folder / "folder.json").mkdir()
    found = read_folder(folder)
    assert found.files == []
    link = "is a link, and links are not followed"
    assert dict(found.rejected) == {"progress.json": link, "more": link, "pipe.json": "is not a file"}


NAMES_THAT_ATTACK = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "[x](http://x)",
    "![](a)",
    "a|b",
    "$\\frac$",
    "`x`",
    "*b*",
]


def test_a_name_is_never_a_formula_a_link_or_markup(tmp_path, capsys):
    group = tmp_path / "in"
    group.mkdir()
    for number, name in enumerate(NAMES_THAT_ATTACK):
        (group / f"{number}.json").write_bytes(progress(name, number).as_bytes())
    assert class_report.main([str(group), "--out", str(tmp_path / "out")]) == 0
    with (tmp_path / "out" / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    page = (tmp_path / "out" / "report.md").read_text("utf-8")
    for name in NAMES_THAT_ATTACK:
        assert re.search(rf"^\| \d+ {re.escape(markdown(name))} \|", page, re.M)
    pictures = [line for line in page.splitlines() if re.search(r"(?<!\\)!(?<!\\)\[", line)]
    assert len(pictures) == 1, "an image that a learner put in"
    assert not re.search(r"(?<!\\)\]\((?!report\.png)", page)
    assert (tmp_path / "out" / "report.png").exists()


def test_a_file_name_is_never_markup_either(tmp_path):
    (tmp_path / "a").mkdir()
    name = "x\x1b[31m\n# big <b> [l](u).json" if os.name != "nt" else "x# [l](u).json"
    (tmp_path / "a" / name).write_bytes(b"{")
    (tmp_path / "a" / "ok.json").write_bytes(progress("Ada").as_bytes())
    found = read_folder(tmp_path / "a")
    page = class_report.as_markdown(learners(found), columns(learners(found)), found)
    line = next(line for line in page.splitlines() if line.startswith("- not counted"))
    assert "\x1b" not in page and "\\[l\\]\\(u\\).json" in line and "is not JSON" in line


def test_plain_is_plain():
    assert plain("Ada\x1b[0m \u200f\u0000Bob\n\tc", 40) == "Ada [0m Bob c"
    assert plain("x" * 100, 10) == "x" * 9 + "…"


# Archives -------------------------------------------------------------------------------------------------------------


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_archives_in_an_archive_and_paths_that_climb(tmp_path):
    good = progress("").as_bytes()
    inner = zipped({"progress.json": good, "notes.txt": b"x"})
    outer = {"ada.zip": inner, "../../../bob/progress.json": good, "C:\\carl\\progress.json": good}
    outer |= {"__MACOSX/._progress.json": b"x", "two.zip": zipped({"three.zip": inner})}
    (tmp_path / "class.zip").write_bytes(zipped(outer))
    found = read_folder(tmp_path / "class.zip")
    assert sorted(learner.name for learner in learners(found)) == ["ada", "bob", "carl"]
    assert [why for _, why in found.rejected] == ["lies too deep: an archive in an archive in an archive"]
    assert [path.name for path in tmp_path.iterdir()] == ["class.zip"], "something was unpacked to disk"


def test_bombs_are_not_set_off(tmp_path, monkeypatch):
    bomb = zipped({"progress.json": b" " * 900_000, "big.json": b" " * 30_000_000, "in.zip": b"0" * 25_000_000})
    (tmp_path / "bomb.zip").write_bytes(bomb)
    locked = bytearray(zipped({"progress.json": b"{}"}))
    locked[locked.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    lying = bytearray(zipped({"progress.json": b" " * 5_000_000}))
    struct.pack_into("<I", lying, lying.index(b"PK\1\2") + 24, 500)  # the size it claims
    (tmp_path / "lying.zip").write_bytes(lying)
    why = rejected(tmp_path)
    assert why["bomb.zip/progress.json"].startswith("grows more than 200 times")
    assert why["bomb.zip/big.json"] == "is larger than 1 MB" and why["bomb.zip/in.zip"] == "is larger than 20 MB"
    assert why["locked.zip/progress.json"] == "is locked with a password"
    assert why["lying.zip/progress.json"] in ("is empty", "cannot be unpacked (BadZipFile)")
    monkeypatch.setattr(class_report, "MOST_UNPACKED", 1_000)
    (tmp_path / "bomb.zip").write_bytes(zipped({f"{n}.json": progress("A").as_bytes() for n in range(3)}))
    assert "comes after" in rejected(tmp_path)["bomb.zip/2.json"]


def test_broken_archives_are_reported(tmp_path):
    whole = zipped({f"{n}.json": progress("A").as_bytes() for n in range(40)})
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.zip").write_bytes(b"not an archive")
    (tmp_path / "none.zip").write_bytes(b"")
    many = zipped({f"{n:0100}.json": b"" for n in range(15_000)}, zipfile.ZIP_STORED)
    (tmp_path / "many.zip").write_bytes(many)
    spoilt = bytearray(zipped({"progress.json": progress("A").as_bytes()}))
    spoilt[60:90] = b"?" * 30
    (tmp_path / "spoilt.zip").write_bytes(spoilt)
    why = rejected(tmp_path)
    for name in ("half.zip", "text.zip", "none.zip"):
        assert why[name] == "is not a zip archive, or only a part of one"
    assert why["many.zip"] == "lists more files than a class can have"
    assert why["spoilt.zip/progress.json"].startswith("cannot be unpacked")


def test_a_random_archive_never_stops_the_report(tmp_path):
    whole = zipped({"a.json": progress("A").as_bytes(), "b/progress.json": progress("B").as_bytes()})
    dice = random.Random(0)
    for number in range(150):
        spoilt = bytearray(whole)
        for _ in range(dice.randint(1, 12)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        (tmp_path / f"{number}.zip").write_bytes(spoilt[: dice.randint(20, len(spoilt))] if number % 3 else spoilt)
    found = read_folder(tmp_path)
    assert len(found.rejected) + len(found.files) >= 150


def test_too_many_files_are_cut_off_and_said_so(tmp_path, monkeypatch):
    monkeypatch.setattr(class_report, "MOST_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.json").write_bytes(progress(f"N{number}").as_bytes())
    found = read_folder(tmp_path)
    assert len(found.files) == 3 and "more than 3 progress files" in found.rejected[-1][1]


# The command ----------------------------------------------------------------------------------------------------------


def test_red_no_folder_and_no_files_are_one_sentence_each(tmp_path, capsys):
    assert class_report.main([str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().err.startswith("There is no ")
    assert class_report.main([str(tmp_path)]) == 1
    assert "No progress file was found" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_it_runs_twice_and_does_not_read_itself(classroom, capsys):
    for _ in range(2):
        assert class_report.main([str(classroom)]) == 0
        assert "30 learners" in capsys.readouterr().out
    assert {path.name for path in (classroom / "class-report").iterdir()} == {"report.md", "report.csv", "report.png"}


def test_a_report_that_cannot_be_written_is_one_sentence(classroom, tmp_path, capsys):
    (tmp_path / "taken").write_text("a file")
    assert class_report.main([str(classroom), "--out", str(tmp_path / "taken")]) == 1
    assert "Choose a folder with --out" in capsys.readouterr().err


def test_a_folder_is_looked_for_where_the_command_is_typed(classroom, monkeypatch, tmp_path):
    import sys

    import commands
    from environment import child_environment

    author = type("Author", (), {"python": sys.executable})()
    monkeypatch.setattr(commands, "set_up_authors", lambda: (None, author))
    monkeypatch.setattr(commands, "child_environment", lambda **extra: child_environment(OMP_NUM_THREADS="1", **extra))
    monkeypatch.chdir(classroom.parent)
    assert commands.main("", ["report", classroom.name, "--out", "out"]) == 0
    assert (classroom.parent / "out" / "report.md").exists()

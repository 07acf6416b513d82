"""The teacher's pages: what the notes declare is what the timetables teach, and what turns each promise red."""

import re
import shutil
from dataclasses import replace
from urllib.parse import unquote

import nbformat
import pytest
from test_build import SOURCE, bank, write

from building import build, teaching
from environment import ROOT
from gates import lint


@pytest.fixture(scope="module")
def lessons():
    course = build.Course()
    return [teaching.read_lesson(source, build.read_source(course, source)) for source in course.sources]


@pytest.fixture
def course(tmp_path):
    """A course of one lesson, not yet built."""
    for folder in ("solutions/source", "notebooks/gancourse", "ci/building"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "notebooks" / "gancourse" / "__init__.py").write_text("")
    shutil.copy(ROOT / "ci" / "building" / "bootstrap_cell.py", tmp_path / "ci" / "building")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "solutions" / "source" / "90_test.py").write_text(SOURCE)
    return build.Course(tmp_path, bank)


def section(lesson, minutes, **more):
    return teaching.Section(lesson, (f"{lesson} for {minutes}",), minutes, {}, (), **more)


def a_lesson(number, *minutes, quick=10, teach_in=("half day",)):
    sections = tuple(section(number, each) for each in minutes)
    return teaching.Lesson(
        number, f"{number}_a", "A", "A", sum(minutes), {"quick": quick}, "", "", tuple(teach_in), sections
    )


def sections_of(plan, lessons):
    return [section for lesson in teaching.taught(plan, lessons) for section in lesson.in_class]


# the course itself ----------------------------------------------------------------------------------------------------


def test_minutes_add_up(lessons):
    for lesson in lessons:
        assert sum(section.minutes for section in lesson.sections) == lesson.minutes
        for each in lesson.in_class:
            together = sum(exercise.minutes for exercise in each.exercises if not exercise.at_home)
            assert together <= each.minutes <= 20, f"{lesson.number} {each.name}"


def test_every_section_and_exercise_of_a_lesson_is_on_its_page(lessons):
    course = build.Course()
    for source, lesson in zip(course.sources, lessons, strict=True):
        headings = re.findall(r"^# ## (.+)$", source.read_text("utf-8"), re.M)
        taught = [title for section in lesson.sections for title in section.titles]
        assert taught == headings[: headings.index("Recap")]
        numbers = re.findall(r"^# ### Exercise (\d+\.\d+) ", source.read_text("utf-8"), re.M)
        assert [exercise.number for section in lesson.sections for exercise in section.exercises] == numbers


def test_links_lead_to_headings(lessons):
    for page in sorted((ROOT / "solutions" / "teaching").glob("*.md")):
        targets = re.findall(r"\]\(([^)\s]+\.ipynb)#([^)\s]+)\)", page.read_text("utf-8"))
        assert targets
        for target, fragment in set(targets):
            notebook = nbformat.read(page.parent / target, as_version=4)
            titles = [title.replace(" ", "-") for _, title in lint.headings(notebook)]
            assert unquote(fragment) in titles, (page.name, target, fragment)


@pytest.mark.parametrize("day", [teaching.HALF_DAY, teaching.FULL_DAY], ids=lambda day: day.name)
def test_a_day_teaches_every_section_once_in_order_and_on_time(day, lessons):
    slots = teaching.timetable_of(day, lessons)
    assert [slot.section for slot in slots if slot.section] == sections_of(day, lessons)
    assert slots[0].begins == day.begins and slots[-1].ends == day.ends
    assert all(before.ends == after.begins for before, after in zip(slots, slots[1:]))
    assert all(slot.ends - slot.begins == slot.section.minutes for slot in slots if slot.section)
    begins = slots[0].begins
    for slot in slots:
        if slot.text.startswith(("Break", "Lunch")):
            assert slot.ends - slot.begins >= day.pause
            begins = slot.ends
        assert slot.text.startswith("Own work") or slot.ends - begins <= 90
    lunches = [slot for slot in slots if slot.text.startswith("Lunch")]
    assert len(lunches) == bool(day.lunch)
    assert all(day.lunch_between[0] <= slot.begins <= day.lunch_between[1] for slot in lunches)


def test_ten_lessons_teach_every_section_once_in_order_and_none_runs_over(lessons):
    plan = teaching.TEN_LESSONS
    parts = teaching.periods_of(plan, lessons)
    assert [section for part in parts for section in part] == sections_of(plan, lessons)
    assert len(parts) == 10
    minutes = [sum(section.minutes for section in part) for part in parts]
    assert all(total <= room for total, room in zip(minutes, plan.rooms(10))) and max(plan.rooms(10)) == 35
    assert max(minutes) - min(minutes) <= 10


def test_lessons_come_after_the_lessons_they_need(lessons):
    for plan in teaching.PLANS:
        numbers = [lesson.number for lesson in teaching.taught(plan, lessons)]
        assert numbers == sorted(numbers)
    assert {lesson.number: lesson.needed for lesson in lessons if lesson.number in ("00", "02", "05", "11")} == {
        "00": [],
        "02": ["01"],
        "05": ["01", "02"],
        "11": ["05", "07", "09", "10"],
    }


def test_long_runs_are_announced(lessons):
    text = (ROOT / "solutions" / "teaching" / "README.md").read_text("utf-8")
    for lesson in lessons:
        if lesson.computer["quick"] >= teaching.LONG_RUN:
            if lesson.teach_in:  # the semester gives each session to one lesson, which may compute while people talk
                assert f"lesson {lesson.number} on the projector's machine" in text
            assert any("Watch the clock" in section.notes for section in lesson.sections)


# computing ------------------------------------------------------------------------------------------------------------


def test_breaks_fall_between_lessons_where_they_can():
    lessons = [a_lesson("01", 10, 20), a_lesson("02", 30, 20), a_lesson("03", 30, 30)]
    blocks, block = [], []
    for slot in teaching.timetable_of(teaching.HALF_DAY, lessons):
        if slot.section:
            block.append(slot.section.lesson)
        elif slot.text.startswith("Break"):
            blocks.append(block)
            block = []
    assert [*blocks, block] == [["01", "01"], ["02", "02"], ["03", "03"]]


def test_questions_get_what_the_day_has_left():
    slots = teaching.timetable_of(teaching.HALF_DAY, [a_lesson("01", 20), a_lesson("02", 30)])
    questions = [slot.ends - slot.begins for slot in slots if slot.text.startswith("Questions")]
    assert min(questions) > teaching.HALF_DAY.questions
    assert teaching.longest_block(slots) <= 90


def test_a_break_before_a_long_run_says_so():
    lessons = [a_lesson("01", 40, 20), a_lesson("02", 60, quick=300)]
    breaks = [slot.text for slot in teaching.timetable_of(teaching.HALF_DAY, lessons) if slot.text.startswith("Break")]
    assert len(breaks) == 1 and "lesson 02 on the projector's machine" in breaks[0] and "5 minutes" in breaks[0]


@pytest.mark.parametrize(
    ("rooms", "minutes"),
    [((10, 10, 10), [6, 6, 6]), ((10, 20), [9, 9]), ((7, 20), [6, 12]), ((10, 5), None), ((2, 20), None)],
)
def test_partition(rooms, minutes):
    found = teaching.partition([section("01", 3) for _ in range(6)], rooms, 0)
    assert (found and [sum(each.minutes for each in part) for part in found[1]]) == minutes


def test_partition_prefers_the_border_of_a_lesson():
    sections = [section("01", 5), section("01", 5), section("02", 5), section("02", 15)]
    even, whole = (teaching.partition(sections, (20, 20), price)[1] for price in (0, 1000))
    assert [len(part) for part in even] == [3, 1] and [len(part) for part in whole] == [2, 2]


def test_a_lesson_that_says_nothing_is_in_the_semester_alone(course):
    write(course)
    text = (course.root / "solutions" / "teaching" / "README.md").read_text("utf-8")
    assert "## A semester" in text and "## A half day" not in text and "## Ten lessons" not in text


def test_a_semester_takes_as_few_sessions_as_keep_lessons_whole():
    lessons = [
        a_lesson(number, *[minutes // 4] * 4) for number, minutes in (("01", 20), ("02", 40), ("03", 40), ("04", 72))
    ]
    parts = teaching.periods_of(teaching.SEMESTER, lessons)
    assert [[section.lesson for section in part[::4]] for part in parts] == [["01", "02"], ["03"], ["04"]]
    parts = teaching.periods_of(replace(teaching.SEMESTER, count=2, length=110), lessons)  # where one has to be cut
    assert [sum(section.minutes for section in part) for part in parts] == [90, 82]


def test_needed_lesson_outside_a_timetable_is_named():
    lessons = [
        a_lesson("01", 10),
        a_lesson("02", 10, teach_in=[]),
        replace(a_lesson("03", 10), needs="lessons 01 and 02"),
    ]
    text = "\n".join(teaching.plan_section(teaching.HALF_DAY, lessons))
    assert "Lesson 03 needs lesson 02, which is not in this timetable" in text and "Not in this timetable: 02." in text
    assert "needs lesson 01" not in text


def test_classroom_becomes_a_part_of_the_page(course):
    folder = course.root / "solutions" / "source" / "teaching"
    folder.mkdir()
    (folder / "introduction.md").write_text("# Teaching\n\nHello.\n")
    (folder / "classroom.md").write_text("# A room\n\n```\n# no heading\n```\n\n## Disks\n")
    write(course)
    text = (course.root / "solutions" / "teaching" / "README.md").read_text("utf-8")
    assert text.startswith("# Teaching") and "\n## A room\n" in text and "\n### Disks\n" in text
    assert "\n# no heading\n" in text


# what turns red -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("minutes: 1\n", "minutes: 2\n", "declare 1 = 1 minutes, the header 2"),
        ("teacher · 1 minute.**", "teacher.** One minute.", "a teacher's note begins with"),
        ("teacher · 1 minute.**", "teacher · 0 minutes.**", "a teacher's note begins with"),
        ("*Board:* Two boxes.", "Two boxes.", "begins with one of"),
        ("*Board:* Two boxes.", "*Blackboard:* Two boxes.", "begins with one of"),
        ("*Expect:* ", "*Board:* Again.\n#\n# *Expect:* ", "each once and in this order"),
        ("# *Board:* Two boxes.\n#\n", "", "no teacher's note of this lesson has a paragraph .Board"),
        ('# *Ask before running:* "What is twice two?" (Four.)\n#\n', "", "has a paragraph .Ask before running"),
        ('#\n# *Expect:* "Two." Ask again.\n', "", "has a paragraph .Expect"),
        ("teacher · 1 minute.**", "teacher · at home.**", "declare .* = 0 minutes"),
        ("· 1 minutes · needed", "· 5 minutes · needed", "the exercises take 5 minutes and the note declares 1"),
        ('"Two." Ask again.', '"Two."\n#\n# *Homework:* Exercise 90.2.', "Exercise 90.2, named as homework"),
        ("# ## A section\n", "# ## A section\n#\n# Words.\n", "not directly below a heading"),
        ("print(1 + 1)\n", '1\n\n# %% [markdown] tags=["teacher"]\n# **For', "not directly below a heading"),
        (' tags=["teacher"]', "", "no teacher's note; each section begins with one"),
        ("{smoke: 1, quick: 1}", "{smoke: 1, quick: 1}\n#     teach_in: [a week]", "not 'a week'"),
        ("# # 90 · A test", "# # 90 · A test\n#\n# *Needs: lesson 91.*", "needs lesson 91, which comes later"),
        (
            "# ## A section\n",
            "# ## Before\n\n# %%\n1\n\n# %% [markdown]\n# ## A section\n",
            "“Before”, has no teacher's",
        ),
    ],
)
def test_red_note(course, old, new, complaint):
    source = course.sources[0]
    assert old in SOURCE
    source.write_text(SOURCE.replace(old, new, 1))
    with pytest.raises(build.BuildError, match=complaint):
        build.build(course)


def test_red_day_that_runs_over():
    lessons = [a_lesson(number, 30, 30) for number in ("01", "02", "03", "04")]
    with pytest.raises(
        teaching.TeachingError, match="half day ends at 13:00.*01, 02, 03, 04 declare 240 minutes.*15:00"
    ):
        teaching.timetable_of(teaching.HALF_DAY, lessons)


def test_red_section_longer_than_a_block():
    with pytest.raises(teaching.TeachingError, match="80 minutes. does not fit"):
        teaching.timetable_of(teaching.HALF_DAY, [a_lesson("01", 80)])


def test_red_day_without_lunch():
    late = replace(teaching.FULL_DAY, lunch_between=(720, 725))
    with pytest.raises(teaching.TeachingError, match="no break between 12:00 and 12:05 for lunch"):
        teaching.timetable_of(
            late, [a_lesson("01", 50, teach_in=["full day"]), a_lesson("02", 50, teach_in=["full day"])]
        )


@pytest.mark.parametrize("minutes", [[30] * 11 + [20], [36]], ids=["too many", "too long"])
def test_red_periods_that_run_over(minutes):
    lessons = [a_lesson("01", *minutes, teach_in=["ten lessons"])]
    with pytest.raises(teaching.TeachingError, match=rf"345 minutes to teach in.*declare {sum(minutes)}"):
        teaching.periods_of(teaching.TEN_LESSONS, lessons)


def test_red_hand_edited_missing_and_orphan_pages(course):
    write(course)
    folder = course.root / "solutions" / "teaching"
    page = folder / "90_test.md"
    page.write_text(page.read_text("utf-8").replace("Two boxes", "Three boxes"), "utf-8")
    (folder / "README.md").unlink()
    (folder / "91_gone.md").write_text("# Gone\n")
    found = " ".join(build.differences(course))
    assert "solutions/teaching/90_test.md differs from its source" in found
    assert "solutions/teaching/README.md is missing" in found
    assert "solutions/teaching/91_gone.md has no source" in found


def test_red_stale_page(course):
    write(course)
    course.sources[0].write_text(SOURCE.replace("Two boxes", "Three boxes"))
    assert "solutions/teaching/90_test.md differs from its source" in " ".join(build.differences(course))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# A\n\nSee [there](nowhere.md).\n", "leads nowhere"),
        ("# A\n\n# B\n", "2 titles"),
        ("# A\n\nThis is obviously so.\n", "talks down"),
    ],
)
def test_red_prose_of_a_page(tmp_path, text, complaint):
    for folder in ("assets", "notebooks", "solutions/teaching"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "README.md").write_text("# R\n")
    (tmp_path / "solutions" / "teaching" / "page.md").write_text(text)
    found = " ".join(lint.faults(tmp_path))
    assert "solutions/teaching/page.md" in found and complaint in found


def test_red_build_says_it_in_a_sentence(course, monkeypatch, capsys):
    """No traceback for whoever writes a lesson: see the end of ci/building/build.py."""
    course.sources[0].write_text(SOURCE.replace("minutes: 1\n", "minutes: 2\n"))
    with pytest.raises(build.BuildError) as error:
        build.differences(course)
    assert "\n" not in str(error.value) and "make them agree" in str(error.value)

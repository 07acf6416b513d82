"""What a lesson says of a learner's time grows with the lesson."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from building import reading_times
from building.build import EXERCISE_HEADING, Course, read_source


def heading(minutes, needed):
    return f"### Exercise 1.1 · One\n*Difficulty 2 of 5 · {minutes} minutes · needed later: {needed}*"


def test_words_lines_and_exercises_count():
    prose = new_markdown_cell("word " * 10 * reading_times.WORDS_A_MINUTE)
    code = new_code_cell("x = 1\n" * 10 * reading_times.LINES_A_MINUTE)
    assert reading_times.minutes([prose]) == ([10], 0)
    assert reading_times.minutes([prose, code]) == ([20], 0)
    assert reading_times.minutes([prose, code, new_markdown_cell(heading(15, "yes"))]) == ([35], 0)
    assert reading_times.minutes([prose, code, new_markdown_cell(heading(15, "no"))]) == ([20], 15)


@pytest.mark.parametrize("tag", sorted(reading_times.NOT_READ))
def test_what_no_learner_reads_takes_no_time(tag):
    sittings, optional = reading_times.minutes([new_markdown_cell("word " * 3000, metadata={"tags": [tag]})])
    assert (sum(sittings), optional) == (5, 0)


def test_answers_comments_and_empty_lines_take_no_time():
    answer = "def f():\n    ### BEGIN SOLUTION\n" + "    x = 1\n" * 300 + "    ### END SOLUTION\n"
    assert reading_times.minutes([new_code_cell(answer), new_code_cell("# why\n\n" * 300)]) == ([5], 0)


ASIDE = "### An aside\n*Nothing later needs this section.*\n"


def test_what_may_be_left_out_is_counted_for_itself():
    words = "word " * 10 * reading_times.WORDS_A_MINUTE
    code = new_code_cell("x = 1\n" * 10 * reading_times.LINES_A_MINUTE)
    aside = new_markdown_cell(f"{words}\n\n{ASIDE}")
    sittings, left_out = reading_times.minutes([aside, code, new_markdown_cell(f"## Next\n\n{words}")])
    assert (sittings, left_out) == ([20], 10)
    exercise = new_markdown_cell(f"{heading(15, 'no')}\n\n{words}")
    check = new_code_cell('one = check("one", one)')
    assert reading_times.minutes([exercise, check, new_markdown_cell(words)]) == ([10], 25)


def test_an_aside_ends_at_a_heading_of_its_level_and_not_at_a_deeper_one():
    words = "word " * 10 * reading_times.WORDS_A_MINUTE
    aside = f"{ASIDE}\n\n#### Deeper\n\n{words}\n\n{{}} Next\n\n{words}"
    assert reading_times.minutes([new_markdown_cell(aside.format("###"))]) == ([10], 10)
    assert reading_times.minutes([new_markdown_cell(aside.format("##"))]) == ([10], 10)
    assert reading_times.minutes([new_markdown_cell(aside.format("####"))]) == ([5], 20)


def test_nobody_reads_the_further_reading_in_the_lesson():
    assert reading_times.minutes([new_markdown_cell("Now.\n\n## Further reading\n\n" + "word " * 3000)]) == ([5], 0)


def pause():
    return new_markdown_cell("word " * 3000, metadata={"tags": ["pause"]})


def test_sittings_are_counted_from_the_beginning_so_that_they_add_up():
    part = new_markdown_cell("word " * round(12.4 * reading_times.WORDS_A_MINUTE))
    assert reading_times.minutes([part, pause(), part, pause(), part]) == ([10, 15, 10], 0)
    assert reading_times.minutes([part, part, part]) == ([35], 0)
    needed, optional = (new_markdown_cell(heading(15, which)) for which in ("yes", "no"))
    check = new_code_cell('one = check("one", one)')
    assert reading_times.minutes([part, optional, check, pause(), part, needed]) == ([10, 30], 15)


def test_in_words():
    assert reading_times.sentence([15], 0) == "about 15 minutes"
    assert reading_times.sentence([70], 12) == "about 70 minutes, and 12 more for what nothing later needs"
    assert reading_times.sentence([65, 35], 0) == "about 100 minutes, in two sittings of 65 and 35"
    assert reading_times.sentence([40, 50, 35], 3).startswith(
        "about 125 minutes, in three sittings of 40, 50 and 35, and 3 "
    )
    assert (reading_times.cell([15], 0), reading_times.cell([70], 12)) == ("15 min", "70 + 12 min")
    assert reading_times.cell([65, 35], 10) == "100 + 10 min, in sittings of 65 and 35"


def test_the_heading_below_a_pause():
    cells = [
        new_markdown_cell("Now."),
        pause(),
        new_markdown_cell("## Panel (d): rest\n\nNow."),
        pause(),
        new_code_cell("1"),
    ]
    assert reading_times.pauses(cells) == [(1, "Panel (d): rest"), (3, "")]


def test_red_a_sitting_that_is_too_long():
    long = new_markdown_cell("word " * 78 * reading_times.WORDS_A_MINUTE)
    (fault,) = reading_times.faults([long])
    assert fault.startswith(
        "sitting 1 takes 80 minutes, at most 75: put a Markdown cell with the tag 'pause' above a heading"
    )
    (fault,) = reading_times.faults([new_markdown_cell("word " * 3000), pause(), long])
    assert fault.startswith("sitting 2 takes 80 minutes")
    fits = new_markdown_cell("word " * 75 * reading_times.WORDS_A_MINUTE)
    assert reading_times.faults([fits, new_markdown_cell(heading(20, "no"))]) == []


def test_what_the_build_writes_of_the_time_takes_no_time():
    """Else the minutes of the built notebook are not those that stand in it, wherever a lesson lies on an edge."""
    opening = "# 8 · Rings\n\n*Your time: {}. The computer's: {}.\nNeeds: nothing.*\n\n" + "word " * 205
    before, after = opening.format("@yours@", "@computer@"), opening.format("long " * 40, "about 5 seconds " * 9)
    assert reading_times.minutes([new_markdown_cell(before)]) == reading_times.minutes([new_markdown_cell(after)])


def all_needed(cells):
    """The same lesson, if nothing in it could be left out: no minute is lost or counted twice, but for two roundings to five."""
    asides = [reading_times.ASIDE.sub("", cell.source) for cell in cells]
    needed = [source.replace("needed later: no", "needed later: yes") for source in asides]
    return [type(cell)(cell, source=source) for cell, source in zip(cells, needed)]


@pytest.mark.parametrize("source", Course().sources, ids=lambda source: source.stem)
def test_every_lesson_states_it(source):
    cells = read_source(Course(), source).cells
    sittings, optional = reading_times.minutes(cells)
    assert f"*Your time: {reading_times.sentence(sittings, optional)}" in cells[0].source
    found = [match for cell in cells for match in EXERCISE_HEADING.finditer(cell.source)]
    assert optional >= sum(int(match[4]) for match in found if match[5] == "no")
    assert sum(sittings) + optional == pytest.approx(sum(reading_times.minutes(all_needed(cells))[0]), abs=5.5)
    assert sum(sittings) > sum(int(match[4]) for match in found if match[5] == "yes")
    assert reading_times.faults(cells) == []
    for number, (at, _) in enumerate(reading_times.pauses(cells), 1):
        behind, before = sum(sittings[:number]), sum(sittings[number:])
        assert f"*About {behind} minutes lie behind you, and {before} before you.*" in cells[at].source

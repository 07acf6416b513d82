"""What a lesson says of a learner's time grows with the lesson."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from building import reading_times
from building.build import EXERCISE_HEADING, Course, read_source


def heading(minutes, needed):
    return f"### Exercise 1.1 · One\n*Difficulty 2 of 5 · {minutes} minutes · needed later: {needed}*"


def test_words_lines_and_exercises_count():
    prose, code = new_markdown_cell("word " * 1000), new_code_cell("x = 1\n" * 150)
    assert reading_times.minutes([prose]) == (10, 0)
    assert reading_times.minutes([prose, code]) == (20, 0)
    assert reading_times.minutes([prose, code, new_markdown_cell(heading(15, "yes"))]) == (35, 0)
    assert reading_times.minutes([prose, code, new_markdown_cell(heading(15, "no"))]) == (20, 15)


@pytest.mark.parametrize("tag", sorted(reading_times.NOT_READ))
def test_what_no_learner_reads_takes_no_time(tag):
    assert reading_times.minutes([new_markdown_cell("word " * 3000, metadata={"tags": [tag]})]) == (5, 0)


def test_answers_comments_and_empty_lines_take_no_time():
    answer = "def f():\n    ### BEGIN SOLUTION\n" + "    x = 1\n" * 300 + "    ### END SOLUTION\n"
    assert reading_times.minutes([new_code_cell(answer), new_code_cell("# why\n\n" * 300)]) == (5, 0)


def test_in_words():
    assert reading_times.sentence(15, 0) == "about 15 minutes"
    assert reading_times.sentence(70, 12) == "about 70 minutes, and 12 more for the exercises that nothing later needs"
    assert (reading_times.cell(15, 0), reading_times.cell(70, 12)) == ("15 min", "70 + 12 min")


@pytest.mark.parametrize("source", Course().sources, ids=lambda source: source.stem)
def test_every_lesson_states_it(source):
    cells = read_source(Course(), source).cells
    needed, optional = reading_times.minutes(cells)
    assert f"*Your time: {reading_times.sentence(needed, optional)}" in cells[0].source
    found = [match for cell in cells for match in EXERCISE_HEADING.finditer(cell.source)]
    assert optional == sum(int(match[4]) for match in found if match[5] == "no")
    assert needed > sum(int(match[4]) for match in found if match[5] == "yes")

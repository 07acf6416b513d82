"""A lesson's own source, run as plain Python: as far as is wanted, quietly, and with nothing left behind."""

import os

import pytest

from building import lesson_source

SOURCE = """# %% [markdown]
# Prose.

# %%
import os
print("said")
first = os.environ["GANCOURSE_SEED"], os.environ["GANCOURSE_SPEED"]

# %%
later = os.environ.get("GANCOURSE_WORK")
"""


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    monkeypatch.setattr(lesson_source, "SOURCES", tmp_path)
    (tmp_path / "90_toy.py").write_text(SOURCE)


def test_a_lesson_runs_as_far_as_is_wanted(lesson, capsys):
    before = dict(os.environ)
    names = lesson_source.run_until("90", "first", seed=3, speed="smoke")
    assert names["first"] == ("3", "smoke") and "later" not in names
    assert capsys.readouterr().out == "" and dict(os.environ) == before


def test_a_whole_lesson_runs_in_an_empty_work_folder(lesson, capsys):
    before = dict(os.environ)
    names = lesson_source.run_whole("90", GANCOURSE_SEED="1", GANCOURSE_SPEED="full")
    assert names["first"] == ("1", "full") and names["later"] != before.get("GANCOURSE_WORK")
    assert not os.path.exists(names["later"]) and capsys.readouterr().out == "" and dict(os.environ) == before


def test_prose_is_no_cell(lesson):
    assert [cell.count("\n") for cell in lesson_source.code_cells("90")] == [5, 2]


def test_red_a_name_or_a_lesson_that_is_not_there(lesson):
    with pytest.raises(KeyError, match="no cell of 90_toy.py defines 'never'"):
        lesson_source.run_until("90", "never")
    with pytest.raises(ValueError):
        lesson_source.path_of("91")

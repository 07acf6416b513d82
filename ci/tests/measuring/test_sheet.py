"""The rows of the measurements: how they are kept, replaced and summarised, and the machine's line."""

import json
import math
import platform
import statistics

import pytest
import torch

from environment import ROOT
from measuring import sheet


def row(name: str, seed: int, **found: float) -> dict:
    return {"name": name, "seed": seed, **found}


def key(each: dict) -> tuple:
    return each["name"], each["seed"]


def test_a_new_row_stands_where_the_old_one_stood():
    old = [row("a", 0, score=1), row("b", 0, score=2)]
    rows = sheet.replaced(old, [row("a", 0, score=3), row("a", 1, score=4)], key)
    assert [(*key(each), each["score"]) for each in rows] == [("a", 0, 3), ("b", 0, 2), ("a", 1, 4)]


def test_groups_come_in_the_order_of_their_first_rows():
    rows = [row("b", 0), row("a", 0), row("b", 1)]
    assert sheet.grouped(rows, lambda each: each["name"]) == {"b": [rows[0], rows[2]], "a": [rows[1]]}


def test_a_column_leaves_out_what_was_not_measured():
    assert sheet.column([row("a", 0, score=0.0), row("a", 1, score=None), row("a", 2)], "score") == [0.0]


@pytest.mark.parametrize(
    ("values", "form", "told"),
    [
        ((9.0, 3.0, 4.0), ".1f", "4.0 (3.0 to 9.0)"),
        ((1.0, 2.0), ".1f", "1.5 (1.0 to 2.0)"),
        ((3.01, 3.02), ".1f", "3.0"),  # as printed, there is no range
        ((26_944,), ",", "26,944"),
    ],
)
def test_a_spread_is_the_median_and_the_range(values, form, told):
    assert sheet.spread(iter(values), form) == told


def test_red_nothing_has_no_spread():
    with pytest.raises(statistics.StatisticsError):
        sheet.spread([], ".1f")


def test_tables():
    assert sheet.table(["", "ms"], [["a", "1"]]) == ["|  | ms |", "|---|---|", "| a | 1 |"]
    assert sheet.table(["", "ms"], [], rule=" --- ")[1] == "| --- | --- |"


def test_files_are_read_as_they_were_written(tmp_path):
    path, rows = tmp_path / "rows.json", [row("β₁", 0), row("b", 1)]
    assert sheet.read(path, {"rows": []}) == {"rows": []}
    sheet.write(path, {"rows": rows})
    assert sheet.read(path, None) == {"rows": rows} and "β₁" in path.read_text("utf-8")
    assert json.loads(sheet.one_a_line(rows)) == rows
    assert [line[:9] for line in sheet.one_a_line(rows).splitlines()] == ["[", '  {"name"', '  {"name"', " ]"]


def refuse(constant):
    raise ValueError(f"{constant} is no JSON")


def test_what_is_no_number_is_null():
    rows = [{"score": math.nan, "curve": (1.0, math.inf), "steps": 3}]
    assert json.loads(sheet.one_a_line(rows), parse_constant=refuse) == [
        {"score": None, "curve": [1.0, None], "steps": 3}
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "assets").glob("*.json")), ids=lambda path: path.name)
def test_measured_files_can_be_read_outside_of_python(path):
    json.loads(path.read_text("utf-8"), parse_constant=refuse)


def test_red_a_damaged_file_is_not_taken_for_an_empty_one(tmp_path):
    (tmp_path / "rows.json").write_text('{"rows": [')
    with pytest.raises(json.JSONDecodeError):
        sheet.read(tmp_path / "rows.json", {"rows": []})


def test_the_machine_is_named_with_what_computes_on_it(monkeypatch):
    versions = f"torch {torch.__version__.split('+')[0]}, Python {platform.python_version()}"
    monkeypatch.setenv("GANCOURSE_DEVICE", "cpu")
    monkeypatch.setattr(sheet, "processor", lambda: "a chip")
    for threads, told in ((1, "1 thread"), (2, "2 threads")):
        monkeypatch.setattr(torch, "get_num_threads", lambda threads=threads: threads)
        assert sheet.machine() == f"{told}, a chip; {versions}"
    assert sheet.machine("cpu", "2 threads of a chip") == f"2 threads of a chip; {versions}"
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "a GPU")
    assert sheet.machine("cuda", "2 threads of a chip") == f"a GPU; {versions}"

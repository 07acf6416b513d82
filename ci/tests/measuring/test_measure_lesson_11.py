"""The measurement of lesson 11, on a few steps: its rows, its file and its recordings."""

import json
import sys

import pytest

from gancourse.training.recordings import Recording
from measuring import lesson_11, sheet


@pytest.fixture
def measured(tmp_path, monkeypatch, capsys):
    def run(*arguments: str) -> list[dict]:
        path = tmp_path / "measured.json"
        monkeypatch.setattr(
            sys, "argv", ["measure", "--samples", "500", "--limit", "600", "--json", str(path), *arguments]
        )
        lesson_11.main()
        return json.loads(path.read_text(encoding="utf-8"))["rows"]

    return run


def test_a_contest_scores_everybody_on_the_same_digits(measured, tmp_path, capsys):
    files = {option: tmp_path / f"{option}.npz" for option in ("record", "record-book")}
    options = [part for option, path in files.items() for part in (f"--{option}", str(path))]
    rows = measured("--seconds", "0.3", "--seeds", "1", "--picture", str(tmp_path / "p.png"), *options)
    by_name = {row["name"]: row for row in rows}
    assert list(by_name) == ["DCGAN", "book chapter's DCGAN", "MLP", *lesson_11.EQUALS]
    ours = by_name["DCGAN"]
    assert abs(by_name["MLP, equal images"]["images"] - ours["images"]) <= 128
    assert by_name["MLP, equal steps"]["steps"] == by_name["MLP, batch of 64"]["steps"] == ours["steps"]
    assert by_name["MLP, batch of 64"]["images"] == ours["images"] == by_name["MLP, equal steps"]["images"] / 2
    assert all(row["frechet"] > 1 and 0 <= row["total_variation"] <= 1 for row in rows)
    assert (tmp_path / "p.png").stat().st_size > 1_000
    lessons = [Recording.load(path).provenance["lesson"] for path in files.values()]
    assert lessons == ["11", "10"]
    assert "DCGAN" in capsys.readouterr().out


def test_what_a_dcgan_saw_is_taken_from_the_file(measured):
    measured("--seconds", "0.2", "--seeds", "1", "--only", "DCGAN")
    rows = measured("--seconds", "0.2", "--seeds", "1", "--only", "MLP, batch of 64")
    assert [row["name"] for row in rows] == ["DCGAN", "MLP, batch of 64"]
    assert rows[0]["images"] == rows[1]["images"]


def test_an_equal_without_its_dcgan_is_refused(measured):
    with pytest.raises(SystemExit, match="no DCGAN was trained for 0.2 s with seed 0"):
        measured("--seconds", "0.2", "--seeds", "1", "--only", "MLP, equal steps")


def test_a_dcgan_that_came_to_one_step_leaves_its_equals_one():
    assert lesson_11.equal_budget("MLP, equal images", 64) == (128, 1)
    assert lesson_11.equal_budget("MLP, batch of 64", 64) == (64, 1)


def test_a_row_measured_again_replaces_the_old_one(tmp_path):
    path = tmp_path / "measured.json"
    row = {"kind": "recipe", "name": "MLP", "seconds": 60, "seed": 0, "frechet": 3.0}
    sheet.keep(path, [row, row | {"seed": 1}], lesson_11.key)
    sheet.keep(path, [row | {"frechet": 4.0}], lesson_11.key, "others were running")
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert [kept["frechet"] for kept in stored["rows"]] == [4.0, 3.0]
    assert "torch" in stored["machine"] and stored["machine"].endswith("; others were running")


def test_the_summary_gives_median_and_range():
    row = {"kind": "recipe", "name": "MLP", "seconds": 60, "total_variation": 0.1, "parzen": 200, "images": 5}
    rows = [row | {"seed": seed, "frechet": value} for seed, value in enumerate((9.0, 3.0, 4.0))]
    (line,) = lesson_11.summary(rows)
    assert "3 seeds" in line and "frechet 4.0 (3.0 to 9.0)" in line

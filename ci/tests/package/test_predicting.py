"""Guesses before a measurement: kept, never graded, answered by the run; the same story with and without widgets."""

import re

import numpy as np
import pytest
import torch

from gancourse.checks import bank, keeping, predicting
from gancourse.checks.predicting import PredictionError, outcome, predict
from gancourse.checks.progress import Guess, read_progress
from gancourse.checks.questions import Prediction
from gancourse.paths import work_folder
from gancourse.views import asking, widgets

REPLIES = {"1": "One is the paper's.", "2": "Two was enough.", "5": "Five costs five.", "20": "Twenty costs twenty."}
KNOWN = {
    "k": Prediction("k", "03", REPLIES, []),
    "share": Prediction("share", "00", {"below": "Too few.", "near": "Close.", "above": "Too many."}, []),
}


@pytest.fixture(autouse=True)
def a_new_session(monkeypatch):
    monkeypatch.setattr(predicting, "_asked", {})
    monkeypatch.setattr(predicting, "_noted", set())
    monkeypatch.setattr(predicting.settings, "_cut_short", False)
    monkeypatch.setattr(keeping, "_guesses", {})
    monkeypatch.setattr(predicting, "predictions", lambda: KNOWN)


def said(capsys):
    return " ".join(capsys.readouterr().out.split())


def test_guess_and_measurement_stand_side_by_side_with_what_belongs_to_the_guess(capsys):
    predict("k", "1", "2", "5", "20")
    assert said(capsys) == 'Your guess: 1, 2, 5 or 20? predict("k", answer="1") keeps the first.'
    predict("k", answer="5")
    assert said(capsys) == "Your guess: 5. Go on to the next cell, which measures it."
    outcome("k", 2, "Whatever k is, the work is the same.")
    assert said(capsys) == "You said 5; measured 2. Five costs five. Whatever k is, the work is the same."
    assert read_progress(work_folder() / "progress.json").guesses == {"k": Guess("03", "5", "2")}


def test_run_all_without_a_guess_prints_the_measurement_alone(capsys):
    predict("k", "1", "2", "5", "20")
    predict("share", between=(0.0, 1.0))
    capsys.readouterr()
    outcome("k", "2")
    outcome("share", torch.tensor(0.1234))
    assert said(capsys) == "Measured: 2. Measured: 0.123."
    assert not (work_folder() / "progress.json").exists()


def test_at_smoke_one_line_says_once_that_the_words_may_not_fit(capsys, monkeypatch):
    monkeypatch.setenv("GANCOURSE_SPEED", "smoke")
    outcome("k", 2, "Nothing was trained yet.")
    assert said(capsys) == "Measured: 2. Nothing was trained yet.", "what no run decides is right at every speed"
    predicting.settings.by_speed(smoke=1, quick=2, full=3)
    outcome("k", 2, "It was led there and stays.")
    assert said(capsys) == f"{predicting.AT_SMOKE} Measured: 2. It was led there and stays."
    assert len(predicting.AT_SMOKE) <= 74
    outcome("share", 0.4)
    assert said(capsys) == "Measured: 0.400."


@pytest.mark.parametrize("speed", ["quick", "full"])
def test_a_whole_run_needs_no_such_line(capsys, monkeypatch, speed):
    monkeypatch.setenv("GANCOURSE_SPEED", speed)
    predicting.settings.by_speed(smoke=1, quick=2, full=3)
    outcome("k", 2)
    assert said(capsys) == "Measured: 2."


@pytest.mark.parametrize("measured", [2, 2.0, np.int64(2), torch.tensor(2), torch.tensor([2.0]), "2"])
def test_who_guessed_right_is_told_so(capsys, measured):
    predict("k", "1", "2", "5", "20")
    predict("k", answer=2)
    capsys.readouterr()
    outcome("k", measured)
    assert said(capsys) == "You said 2, and so it is. Two was enough."


@pytest.mark.parametrize(
    ("guess", "told"), [(0.2, "Too few."), (0.36, "Close."), (0.44, "Close."), ("70 %", None), (0.9, "Too many.")]
)
def test_a_number_is_close_within_a_twentieth_of_the_slider(capsys, guess, told):
    predict("share", between=(0.0, 1.0))
    predict("share", answer=guess)
    if told is None:
        assert said(capsys).endswith("A number between 0 and 1 is asked for, and not '70 %'.")
        return
    capsys.readouterr()
    outcome("share", 0.4)
    assert said(capsys).endswith(told)


def test_large_numbers_and_units(capsys):
    predict("steps", between=(0, 5000), unit=" steps")
    predict("steps", answer=1200)
    outcome("steps", 4000)
    assert said(capsys).endswith("You said 1,200 steps; measured 4,000 steps.")


@pytest.mark.parametrize("answer", ["7", "", "one", None.__class__, [], 1e9])
def test_what_is_no_choice_gets_a_sentence_and_is_not_kept(capsys, answer):
    predict("k", "1", "2", "5", "20")
    capsys.readouterr()
    predict("k", answer=answer)
    assert said(capsys).startswith("Choose one of these: 1, 2, 5, 20. It was ")
    outcome("k", 2)
    assert said(capsys) == "Measured: 2."


def test_a_guess_after_the_measurement_is_answered_and_not_kept(capsys):
    predict("k", "1", "2", "5", "20")
    outcome("k", 2)
    capsys.readouterr()
    predict("k", answer="20")
    assert said(capsys) == "You said 20; measured 2. Twenty costs twenty."
    assert not (work_folder() / "progress.json").exists()


def test_a_guess_of_another_day_still_stands_where_it_still_answers(capsys):
    keeping.keep_guess("k", Guess("03", "5"))
    keeping._guesses.clear()
    predict("k", "1", "2", "5", "20")
    assert said(capsys) == "Your guess: 5."
    outcome("k", 2)
    assert said(capsys) == "You said 5; measured 2. Five costs five."
    predicting._asked.clear()
    keeping._guesses.clear()
    predict("k", "sooner", "later")  # the question is another one now
    assert "sooner or later?" in said(capsys)


def test_a_question_without_choices_is_one_sentence():
    with pytest.raises(PredictionError, match="Nothing was asked as 'k'. Run the cell above that asks it"):
        predict("k", answer="5")


def test_graders_and_solutions_keep_nothing(capsys, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    predict("k", "1", "2", "5", "20")
    predict("k", answer="5")
    outcome("k", 2)
    assert "You said 5; measured 2." in said(capsys)
    assert not work_folder().exists()


def test_what_the_file_cannot_hold_is_left_out_of_it(capsys):
    predict("order", "G < D", "D, then G")
    predict("order", answer="g < d")
    outcome("order", "D, then G")
    assert said(capsys).endswith("You said G < D; measured D, then G.")
    assert read_progress(work_folder() / "progress.json").guesses == {"order": Guess("", "", "D, then G")}


def test_a_full_disk_loses_the_file_and_not_the_guess(capsys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.progress.files, "replace", full)
    predict("k", "1", "2", "5", "20")
    predict("k", answer="5")
    assert "It could not be kept in my_work/progress.json for another day: the disk is full." in said(capsys)
    outcome("k", 2)
    assert "You said 5; measured 2." in said(capsys)


# With widgets ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def built(monkeypatch, published):
    """The boxes of widgets that were built during a test."""
    made = []
    build = widgets.Shown.show_with_still

    def keep(self, make, png, caption):
        build(self, lambda ipywidgets: made.append(make(ipywidgets)) or made[-1], png, caption)

    monkeypatch.setattr(widgets.Shown, "show_with_still", keep)
    return made


def parts(box, kind):
    found = [box] if type(box).__name__ == kind else []
    for child in getattr(box, "children", ()):
        found += parts(child, kind)
    return found


def words(box):
    return " ".join(re.sub("<[^>]+>", " ", parts(box, "HTML")[0].value).split())


def test_a_pressed_button_is_kept_marked_and_answered(built, published):
    predict("k", "1", "2", "5", "20")
    (box,) = built
    buttons = parts(box, "Button")
    assert [button.description for button in buttons] == ["1", "2", "5", "20"]
    assert published[0][0]["text/plain"] == 'Your guess: 1, 2, 5 or 20? predict("k", answer="1") keeps the first.'
    buttons[2].click()
    assert words(box) == "Your guess: 5. Go on to the next cell, which measures it."
    assert [button.icon for button in buttons] == ["", "", "check", ""]
    buttons[0].click()
    assert read_progress(work_folder() / "progress.json").guesses == {"k": Guess("03", "1")}


def test_a_button_pressed_after_run_all_is_answered_where_it_stands(built, published, capsys):
    predict("k", "1", "2", "5", "20")
    outcome("k", 2)
    parts(built[0], "Button")[3].click()
    assert words(built[0]) == "You said 20; measured 2. Twenty costs twenty."


def test_a_slider_is_a_guess_only_when_it_is_kept_and_both_stand_on_one_axis(built, published, capsys):
    predict("share", between=(0.0, 1.0))
    (slider,) = parts(built[0], "FloatSlider")
    slider.value = 0.9
    assert words(built[0]) == ""
    parts(built[0], "Button")[0].click()
    assert words(built[0]).startswith("Your guess: 0.900.")
    outcome("share", 0.4)
    picture, metadata = published[-1]
    assert "image/png" in picture and metadata["image/png"]["alt"] == "You said 0.900; measured 0.400. Too many."
    assert said(capsys) == "You said 0.900; measured 0.400. Too many."


def test_whole_numbers_get_whole_steps(built, published):
    asking.ask_number(0, 165, 1, str, "how many?")
    (slider,) = parts(built[0], "IntSlider")
    assert (slider.min, slider.max, slider.step) == (0, 165, 1)


def test_loading_predictions_loads_no_exercise_and_no_torch():
    """The first cell that asks must not wait for all exercises."""
    assert all(name.endswith(".predictions") for name in bank._called("predictions"))

"""The widgets: a still picture and a caption in every output, one draw at the start, reasons for what is greyed out."""

import base64
import io
import re
import sys

import numpy as np
import pytest
import torch
from PIL import Image

from gancourse import settings
from gancourse.training import replaying
from gancourse.training.recordings import Recording, RecordingError
from gancourse.views import plots, widgets


@pytest.fixture
def built(monkeypatch):
    """The explorers, scrubbers and controls made during a test."""
    made = []
    show = widgets.Shown.show_with_still
    monkeypatch.setattr(widgets.Shown, "show_with_still", lambda self, *rest: (made.append(self), show(self, *rest))[1])
    return made


@pytest.fixture
def cpu_only(monkeypatch):
    monkeypatch.setattr(settings, "_chosen", {})
    monkeypatch.setenv("GANCOURSE_DEVICE", "cpu")
    monkeypatch.setenv("GANCOURSE_SPEED", "quick")
    reasons = {"cuda": "no NVIDIA GPU was found", "mps": "it needs a Mac with Apple silicon"}
    monkeypatch.setattr(settings, "why_not", reasons.get)


class Drawing:
    """A draw function that counts its calls."""

    def __init__(self):
        self.calls = []

    def __call__(self, **values):
        self.calls.append(values)
        if values.get("shift", 0) > 2:
            raise ValueError("too far")
        fig, ax = plots.figure(size=(2, 1))
        ax.plot([0, values["shift"]], [0, 1])
        return fig, f"shift {values['shift']:.1f},\nV = -1.386 < 0"


def size(png):
    return Image.open(io.BytesIO(png)).size


def test_explore_sends_widget_still_and_caption_in_one_output_and_draws_once(published, capsys):
    draw = Drawing()
    assert widgets.explore(draw, shift=(-3.0, 3.0, 1.0)) is None
    (bundle, metadata), _ = published
    assert set(bundle) == {widgets.VIEW, "image/png", "text/plain"}
    assert bundle["text/plain"] == "shift 1.0, V = -1.386 < 0" == metadata["image/png"]["alt"]
    assert size(base64.b64decode(bundle["image/png"])) == (200, 100)
    assert draw.calls == [{"shift": 1.0}]
    assert capsys.readouterr().out == "At the start: shift 1.0, V = -1.386 < 0\n"


def test_a_second_output_keeps_the_still_for_the_day_when_the_widget_is_gone(published, cpu_only):
    widgets.explore(Drawing(), shift=(-3.0, 3.0, 1.0))
    widgets.controls()
    (shown, _), (kept, _), (_, _), (words, _) = published
    assert set(kept) == set(words) == {"text/html"}
    assert f"url(data:image/png;base64,{shown['image/png']})" in kept["text/html"]
    assert "width: 200px; max-width: 100%; aspect-ratio: 200 / 100" in kept["text/html"]
    assert 'aria-label="shift 1.0, V = -1.386 &lt; 0"></div>' in kept["text/html"]
    assert "base64" not in words["text/html"] and "content: attr(aria-label)" in words["text/html"]
    for html in (kept["text/html"], words["text/html"]):
        assert re.sub(r"<style>.*</style>|<[^>]+>", "", html, flags=re.S) == ""  # nothing where styles are not obeyed


def test_explore_redraws_when_a_slider_moves(published, built):
    draw = Drawing()
    widgets.explore(draw, shift=(-3.0, 3.0, 1.0))
    (explorer,) = built
    before = explorer.image.value
    explorer.controls["shift"].value = -2.0
    assert draw.calls[1:] == [{"shift": -2.0}]
    assert explorer.image.value != before
    assert "shift -2.0, V = -1.386 &lt; 0" in explorer.text.value and "aria-live" in explorer.text.value


def test_a_draw_that_raises_says_one_sentence_and_the_slider_stays_usable(published, built):
    draw = Drawing()
    widgets.explore(draw, shift=(-3.0, 3.0, 1.0))
    (explorer,) = built
    explorer.controls["shift"].value = 2.5
    assert "Nothing can be drawn for shift = 2.5 (ValueError: too far)." in explorer.text.value
    explorer.controls["shift"].value = 0.0
    assert "shift 0.0" in explorer.text.value


def test_a_draw_that_raises_at_the_start_leaves_the_sentence(published, capsys):
    widgets.explore(Drawing(), shift=(-3.0, 3.0, 3.0))
    (bundle, _), _ = published
    assert "image/png" not in bundle and bundle["text/plain"].startswith("Nothing can be drawn for shift = 3.0")


def test_slow_pictures_wait_until_the_slider_is_let_go(published, built, monkeypatch):
    widgets.explore(Drawing(), shift=(-3.0, 3.0, 1.0))
    (explorer,) = built
    for limit, follows in ((60.0, True), (0.0, False)):
        monkeypatch.setattr(widgets, "FAST_ENOUGH", limit)
        explorer.controls["shift"].value += 0.1
        assert explorer.controls["shift"].continuous_update is follows


def test_sliders_are_made_from_plain_values(published, built):
    import ipywidgets

    seen = []

    def draw(**values):
        seen.append(values)
        return plots.figure(size=(1, 1))[0], "drawn"

    widgets.explore(draw, a=(0, 10), b=(0.0, 1.0, 0.3, 0.1), c=["x", "y"], d=True, e=ipywidgets.IntSlider(value=7))
    assert seen == [{"a": 5, "b": 0.3, "c": "x", "d": True, "e": 7}]
    controls = built[0].controls
    assert [type(control).__name__ for control in controls.values()] == [
        "IntSlider",
        "FloatSlider",
        "Dropdown",
        "Checkbox",
        "IntSlider",
    ]
    assert controls["b"].step == 0.1
    assert {name: control.value for name, control in controls.items()} == seen[0]


@pytest.mark.parametrize(
    "given, step", [((-3.0, 3.0, 1.0), 0.05), ((0.5, 5.0, 3.0), 0.05), ((0.0, 1.0), 0.01), ((-10.0, 10.0, -8.0), 0.2)]
)
def test_a_slider_can_stand_where_it_starts(published, built, given, step):
    widgets.explore(lambda a: (plots.figure(size=(1, 1))[0], "drawn"), a=given)
    (slider,) = built[0].controls.values()
    assert slider.step == step
    assert (slider.value - slider.min) / step == pytest.approx(round((slider.value - slider.min) / step))


def test_a_picture_says_its_caption_to_those_who_do_not_see_it(published, built):
    widgets.explore(Drawing(), shift=(-3.0, 3.0, 1.0))
    (explorer,) = built
    assert explorer.image.tooltip == "shift 1.0, V = -1.386 < 0" and explorer.image.description == ""
    explorer.controls["shift"].value = -2.0
    assert explorer.image.tooltip == "shift -2.0, V = -1.386 < 0"


@pytest.mark.parametrize("bad", [(0, 10, 11), "text", 3, (), []])
def test_a_slider_that_cannot_be_is_refused_with_its_name(published, bad):
    with pytest.raises(ValueError, match="shift"):
        widgets.explore(Drawing(), shift=bad)


def test_without_ipywidgets_the_still_remains(published, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    widgets.explore(Drawing(), shift=(-3.0, 3.0, 1.0))
    ((bundle, metadata),) = published
    assert set(bundle) == {"image/png", "text/plain"} and metadata["image/png"]["alt"]


def test_in_a_terminal_only_captions_are_printed(capsys, cpu_only):
    widgets.explore(Drawing(), shift=(-3.0, 3.0, 1.0))
    widgets.scrub([np.zeros((4, 4), np.uint8)] * 2, ["one", "two"])
    widgets.controls()
    assert capsys.readouterr().out.splitlines() == [
        "shift 1.0, V = -1.386 < 0",
        "2 pictures, from “one” to “two”",
        "Now: CPU · quick: fits a laptop with two cores.",
    ]


def test_scrub_turns_over_ready_pictures(published, built, capsys):
    figure = plots.figure(size=(1, 1))[0]
    ready = plots.to_png(plots.figure(size=(1, 1))[0])
    widgets.scrub([np.zeros((9, 9), np.uint8), torch.ones(9, 9), figure, ready], ["black", "white", "figure", "png"])
    (scrubber,) = built
    pictures = []
    for index in range(4):
        scrubber.slider.value = index
        pictures.append(scrubber.image.value)
        assert scrubber.captions[index] in scrubber.text.value
    assert [size(png) for png in pictures] == [(360, 360), (360, 360), (100, 100), (100, 100)]
    assert pictures[3] == ready
    (bundle, _), _ = published
    assert {widgets.VIEW, "image/png"} < set(bundle) and bundle["text/plain"] == "4 pictures, from “black” to “png”"
    assert "from “black” to “png”" in capsys.readouterr().out


def test_one_picture_needs_no_player(published, built, capsys):
    widgets.scrub([np.zeros((4, 4), np.uint8)], ["step 1"])
    ((bundle, metadata),) = published
    assert set(bundle) == {"image/png", "text/plain"} and metadata["image/png"]["alt"] == "step 1"
    assert built == [] and capsys.readouterr().out == "step 1\n"


@pytest.mark.parametrize(
    "count, inches, expected",
    [(4, (9, 3.6), (1000, 400)), (3, (9, 3.6), (1000, 400)), (2, (9, 3), (1000, 167)), (4, (2, 2), (800, 200))],
)
def test_the_still_of_wide_pictures_has_rows_of_two(count, inches, expected):
    pictures = [plots.to_png(plots.figure(size=inches)[0])] * count
    assert size(widgets._strip(pictures, "a still")) == expected


@pytest.mark.parametrize("frames, captions", [([], []), ([np.zeros((2, 2), np.uint8)], [])])
def test_scrub_wants_a_caption_for_each_frame(frames, captions):
    with pytest.raises(ValueError, match="one caption for each frame"):
        widgets.scrub(frames, captions)


def recording(frames=5):
    history = {"step": [1.0, 2.0, 3.0], "seconds": [0.1, 0.2, 0.3], "d_loss": [1.0, 1.2, 1.4]}
    pictures = np.arange(frames, dtype=np.uint8)[:, None, None] * np.full((1, 6, 6), 40, np.uint8)
    facts = {"name": "toy", "steps": 3, "seconds": 0.3, "seed": 0, "device": "cpu", "versions": {"torch": "2.11"}}
    return Recording(history, pictures, tuple(range(1, frames + 1)), tuple(0.1 * i for i in range(frames)), facts)


def test_replay_draws_a_picture_when_it_is_looked_at(published, built, capsys):
    replaying.replay(recording(frames=40))
    (scrubber,) = built
    story = scrubber.picture.__self__
    assert len(story.kept) <= 4
    scrubber.slider.value = 7
    assert 7 in story.kept and scrubber.image.value == story.kept[7]
    kept = story.kept[7]
    assert story.picture(7) is kept
    assert "step 8, after 0.7 s of training, d_loss 1.20" in scrubber.text.value
    assert "Recorded: toy, 3 steps in 0 s on cpu, seed 0, torch 2.11." in capsys.readouterr().out


def test_replay_lays_the_learners_run_over_the_recorded_one(published, built):
    theirs = recording()
    mine = Recording({"step": [1.0, 2.0], "d_loss": [3.0, 3.0], "seconds": [0.0, 0.1]})
    replaying.replay(theirs)
    replaying.replay(theirs, mine=mine)
    alone, both = (scrubber.picture(0) for scrubber in built)
    assert alone != both


def test_replay_of_a_missing_recording_says_so():
    with pytest.raises(RecordingError, match="no recording called 'nowhere.npz'"):
        replaying.replay("nowhere.npz")


def test_absent_hardware_is_greyed_out_with_its_reason(published, built, cpu_only):
    widgets.controls()
    (panel,) = built
    assert {name: button.disabled for name, button in panel.devices.items()} == {
        "cpu": False,
        "cuda": True,
        "mps": True,
    }
    assert panel.devices["cuda"].tooltip == "no NVIDIA GPU was found"
    (bundle, _), _ = published
    assert bundle["text/plain"] == "Now: CPU · quick: fits a laptop with two cores."
    written = panel.beside.value
    assert "NVIDIA GPU: no NVIDIA GPU was found" in written and "Apple GPU: it needs a Mac" in written


def test_choosing_changes_the_setting_and_says_what_holds_now(published, built, cpu_only):
    widgets.controls()
    (panel,) = built
    panel.speeds["full"].click()
    assert settings.speed() == "full"
    assert "Now: CPU · full: for patience, or a GPU." in panel.text.value
    assert [name for name, button in panel.speeds.items() if button.icon == "check"] == ["full"]
    panel.speeds["quick"].click()
    assert [name for name, button in panel.speeds.items() if button.icon == "check"] == ["quick"]


def test_a_device_that_cannot_be_had_is_explained(published, built, cpu_only):
    widgets.controls()
    (panel,) = built
    panel.devices["cuda"].click()
    assert settings.device().type == "cpu"
    assert "no NVIDIA GPU was found" in panel.text.value


def test_controls_show_even_when_the_chosen_device_is_absent(published, built, cpu_only, monkeypatch):
    monkeypatch.setenv("GANCOURSE_DEVICE", "cuda")
    widgets.controls()
    (panel,) = built
    assert "cannot be used: no NVIDIA GPU was found" in panel.text.value
    panel.devices["cpu"].click()
    assert "Now: CPU" in panel.text.value

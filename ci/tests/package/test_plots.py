"""The figures: captions, alternative texts, fixed scales, a style that stays inside."""

import base64
import io
import math

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from PIL import Image

from gancourse.settings import TEXT_WIDTH
from gancourse.views import plots


def open_png(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def test_without_a_notebook_show_prints_the_caption_and_closes(capsys):
    fig, _ = plt.subplots()
    plots.show(fig, "D loss 1.386\n  at the end")
    assert capsys.readouterr().out == "D loss 1.386 at the end\n"
    assert not plt.fignum_exists(fig.number)


def test_in_a_notebook_show_sends_picture_alternative_text_and_caption(published, capsys):
    fig, ax = plots.figure()
    ax.plot([1, 2], [3, 4])
    plots.show(fig, "a line from 3 to 4")
    ((bundle, metadata),) = published
    assert set(bundle) == {"image/png", "text/plain"} and bundle["text/plain"] == "a line from 3 to 4"
    assert metadata == {"image/png": {"alt": "a line from 3 to 4"}}
    assert Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).info["Description"] == "a line from 3 to 4"
    assert capsys.readouterr().out == "a line from 3 to 4\n"


def test_a_long_caption_breaks_between_words_only(capsys):
    caption = "V = -1.386 " * 30
    plots.show(plots.figure()[0], caption)
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= TEXT_WIDTH and said.split() == caption.split()


def test_the_style_does_not_leak():
    before = dict(mpl.rcParams)
    plots.show(plots.image_grid(torch.rand(4, 1, 8, 8)), "noise")
    plots.curves({"d_loss": [1.0, 2.0]})
    plots.figure_one(np.linspace(-1, 1, 9), np.ones(9), np.ones(9), np.ones(9) / 2)
    assert dict(mpl.rcParams) == before
    assert not plt.get_fignums()


def test_the_line_style_alone_tells_the_lines_apart():
    looks = [str(plots.line_style(name)["linestyle"]) for name in plots.KNOWN]
    assert len(set(looks)) == len(looks)
    others = [plots.line_style("other", number) for number in range(5)]
    assert len({str(look["linestyle"]) for look in others}) == len({look["color"] for look in others}) == 5


def test_images_keep_their_grey_values():
    flat = torch.full((3, 1, 10, 10), 0.25)
    pixels = open_png(plots.to_png(plots.image_grid(flat, columns=3)))
    assert pixels.shape[:2] == (20, 68)
    assert abs(pixels[10, 10] - 64).max() <= 2
    assert abs(pixels[10, 20 + 1] - 128).max() <= 2


def test_a_grid_fills_rows_from_the_left():
    sheet = plots.tile(np.arange(5)[:, None, None] * np.ones((1, 2, 2)), columns=3, gap=1)
    assert sheet.shape == (5, 8)
    assert [sheet[0, 0], sheet[0, 3], sheet[0, 6], sheet[3, 0], sheet[3, 3]] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="expected images of shape"):
        plots.tile(np.zeros((2, 2, 8, 8)))


def test_a_grid_in_colour():
    pictures = torch.rand(5, 3, 6, 4)
    sheet = plots.tile(pictures, columns=3, lines=1.0)
    assert sheet.shape == (14, 16, 3)
    assert sheet[8:14, 6:10] == pytest.approx(pictures[4].permute(1, 2, 0).numpy()) and (sheet[6:8] == 1).all()
    pixels = open_png(plots.to_png(plots.image_grid(pictures, columns=3)))
    assert pixels.shape[:2] == (28, 32) and abs(pixels[1, 1, :3] - 255 * pictures[0, :, 0, 0].numpy()).max() <= 2


def texts(fig):
    return [text.get_text() for text in fig.axes[0].texts]


def test_curves_name_lines_and_landmarks_beside_them_without_overlap():
    history = {
        "step": [1.0, 2.0, 3.0],
        "d_loss": [1.0, 1.2, 1.4],
        "g_loss": [0.9, 0.8, 0.7],
        "seconds": [0.1, 0.2, 0.3],
    }
    fig = plots.curves(history, landmarks={"2 log 2": 2 * math.log(2), "log 2": math.log(2)})
    assert sorted(texts(fig)) == ["2 log 2 = 1.386", "D loss 1.40", "G loss 0.700", "log 2 = 0.693"]
    plots.to_png(fig)
    boxes = [text.get_window_extent() for text in fig.axes[0].texts]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert all(box.x0 >= 0 and box.x1 <= fig.bbox.width and box.y0 >= 0 and box.y1 <= fig.bbox.height for box in boxes)
    lines = {tuple(line.get_xdata()) for line in fig.axes[0].lines}
    assert (1.0, 2.0, 3.0) in lines
    assert (0.1, 0.2, 0.3) in {
        tuple(line.get_xdata()) for line in plots.curves(history, against="seconds").axes[0].lines
    }


def test_curves_leave_out_what_was_not_logged():
    history = {"step": [1.0, 2.0, 3.0], "score": [math.nan, 5.0, math.nan], "never": [math.nan] * 3}
    fig = plots.curves(history)
    assert [list(line.get_ydata()) for line in fig.axes[0].lines] == [[5.0]]


@pytest.mark.parametrize("levels", [[1, 1, 1, 1], [0, 0.1, 5, 5.1, 5.2], [0, 3, 6], [0]])
def test_labels_are_spread_evenly_and_no_farther_than_needed(levels):
    places = plots.spread(levels, 1.0)
    assert all(b - a >= 1 - 1e-9 for a, b in zip(places, places[1:], strict=False))
    assert np.mean(places) == pytest.approx(np.mean(levels))
    assert plots.spread([0, 3, 6], 1.0) == [0, 3, 6]


def test_the_running_mean_looks_back_only():
    values = np.array([0.0, 0.0, 4.0, 4.0])
    assert list(plots.running_mean(values, 0.5)) == [0, 0, 2, 4]
    assert plots.running_mean(values, 0.0) is values


def test_numbers_keep_three_digits():
    written = {0.7: "0.700", 1.3863: "1.39", 12.34: "12.3", 123.4: "123", 4930.2: "4,930", -0.5: "-0.500", 0: "0.00"}
    assert {value: plots.number(value) for value in written} == written


def test_long_runs_are_drawn_from_means():
    at, values = plots.thin(np.arange(1, 10_001.0), np.array([0.0, 2.0] * 5_000), most=1_000)
    assert len(at) == 1_000 and at[-1] == 10_000 and set(values) == {1.0}


def test_pictures_are_small():
    steps = np.arange(1, 5001)
    noise = np.random.default_rng(0).normal(size=5000)
    history = {"step": steps, "d_loss": 1.386 + 0.1 * noise, "g_loss": 0.7 + 0.2 * noise}
    assert len(plots.to_png(plots.curves(history, landmarks={"log 2": 0.693}))) < 70_000
    digits = np.clip(np.random.default_rng(0).normal(size=(64, 1, 28, 28)), 0, 1)
    assert len(plots.to_png(plots.image_grid(digits))) < 120_000


def test_figure_one_takes_tensors_and_draws_into_given_axes():
    fig, axes = plots.figure(1, 2)
    x = torch.linspace(-3, 3, 50, dtype=torch.float64, requires_grad=True)
    density = torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    z = torch.linspace(0.05, 0.95, 9)
    assert (
        plots.figure_one(x, density, density, torch.sigmoid(x), (z, 2 * z - 1), optimal=0 * x + 0.5, ax=axes[1]) is fig
    )
    drawn = {(line.get_color(), line.get_linestyle()) for line in axes[1].lines}
    assert {(plots.BLACK, ":"), (plots.GREEN, "-"), (plots.BLUE, "--"), (plots.VERMILLION, "-")} <= drawn
    assert not axes[0].lines
    plots.to_png(fig)

"""Lesson 13: every number that its text states is found by its own code, and what it measured says what it says."""

import json
import math

import numpy as np
import pytest
import scipy.linalg
import torch

from building import lesson_source
from gancourse import images, metrics
from gancourse.data import garments
from gancourse.models.published import book_discriminator, book_generator
from gancourse.models.recipes import make_dcgan_generator
from gancourse.paths import asset
from gancourse.training.recordings import Recording
from gancourse.views import garments as views
from gancourse.views import plots
from measuring import lesson_13, sheet


@pytest.fixture(scope="module")
def names():
    return lesson_source.run_until("13", "all_scores", speed="smoke")


@pytest.fixture(scope="module")
def stored():
    return json.loads(asset("lesson-13-measured.json").read_text("utf-8"))["rows"]


def rows(stored, kind):
    found = [row for row in stored if row["kind"].startswith(kind)]
    if not found:
        pytest.skip(f"{kind} was not measured yet: python3 ci/course.py run measuring/lesson_13")
    return found


# What the text states ------------------------------------------------------------------------------------------------


def test_the_chapters_networks_count_as_the_chapter_says():
    counts = [
        sum(weight.numel() for weight in network.parameters()) for network in (book_generator(), book_discriminator())
    ]
    assert counts == [855_809, 392_833]


def test_the_recipes_generator_multiplies_far_less():
    products = [
        metrics.multiply_adds(network, size)
        for network, size in ((make_dcgan_generator(), 64), (book_generator(), 100))
    ]
    assert [round(each / 1e6, 1) for each in products] == [1.9, pytest.approx(88, abs=0.5)]


def test_ten_thousand_batches_are_five_epochs(names):
    assert names["true_epochs"](10_000, 32, 60_000) == pytest.approx(5.333, abs=1e-3)
    assert names["true_epochs"](50, 32, 60_000) < 0.03  # "before G had seen three in a hundred"


def test_inception_score_is_the_packages(names):
    rows = (3 * torch.randn(300, 10, generator=torch.Generator().manual_seed(0))).softmax(1)
    assert names["inception_score"](rows) == pytest.approx(metrics.inception_score(rows), abs=1e-4)
    entropies = -torch.xlogy(rows, rows).sum(1).mean(), -torch.xlogy(rows.mean(0), rows.mean(0)).sum()
    assert math.exp(entropies[1] - entropies[0]) == pytest.approx(metrics.inception_score(rows), abs=1e-4)


def test_frechet_is_scipys_and_the_packages(names):
    numbers = torch.Generator().manual_seed(0)
    a, b = torch.randn(300, 8, generator=numbers).relu(), 0.5 + 1.3 * torch.randn(200, 8, generator=numbers).relu()
    (mean_a, cov_a), (mean_b, cov_b) = ((x.mean(0), x.T.cov()) for x in (a, b))
    found = names["frechet"](mean_a, cov_a, mean_b, cov_b)
    root = scipy.linalg.sqrtm((cov_a @ cov_b).double().numpy()).real
    by_scipy = ((mean_a - mean_b).square().sum() + cov_a.trace() + cov_b.trace()).item() - 2 * np.trace(root)
    assert found == pytest.approx(by_scipy, abs=1e-4)
    assert found == pytest.approx(metrics.frechet_distance(a, b), abs=1e-4)


def test_on_a_line_the_distance_is_two_squares(names):
    given = (torch.tensor([1.0]), torch.tensor([[4.0]]), torch.tensor([3.0]), torch.tensor([[25.0]]))
    assert names["frechet"](*given) == pytest.approx((1 - 3) ** 2 + (2 - 5) ** 2, abs=1e-4)


@pytest.mark.parametrize("d", [4, 16])
def test_the_parts_of_the_bias(names, d):
    """Means are apart by 2d/N; in all it is (d² + 5d)/(2N), so covariances add (d² + d)/(2N). The lesson's slope is within 10 %."""
    numbers = torch.Generator().manual_seed(d)
    n, times = 40 * d, 300
    apart = torch.randn(times, 2, n, d, generator=numbers).mean(dim=2)
    assert (apart[:, 0] - apart[:, 1]).square().sum(1).mean().item() == pytest.approx(2 * d / n, rel=0.1)
    sizes = torch.tensor([20 * d, 40 * d, 80 * d])
    distances = torch.tensor([names["mean_distance"](d, size, 40, numbers) for size in sizes.tolist()])
    assert names["limit_and_slope"](sizes, distances)[1] == pytest.approx((d * d + 5 * d) / 2, rel=0.1)


def test_two_hundred_and_ten_in_the_dimensions_of_the_fid():
    assert round((2_048**2 + 5 * 2_048) / (2 * 10_000)) == 210
    assert min(511, 2_048) / 2_048 < 0.25  # 512 samples: three quarters of all directions have no spread


def test_most_pixels_lie_below_zero():
    pixels = garments.shipped("train")[0].float() / 127.5 - 1
    assert (pixels < 0).float().mean() > 0.5


# Varying --------------------------------------------------------------------------------------------------------------


def test_varying_moves_and_covers_and_lets_the_gradient_through(names):
    torch.manual_seed(0)
    varied = names["Varied"]()
    pictures = torch.full((200, 1, 28, 28), 0.5, requires_grad=True)
    seen = varied(pictures)
    assert seen.shape == pictures.shape and set(seen.unique().tolist()) == {-1.0, 0.5}
    covered = (seen == -1).float().mean((1, 2, 3))
    assert covered.min() < 0.05 and covered.max() <= (100 + 2 * 3 * 28 - 9) / 784 + 1e-6
    seen.sum().backward()
    assert ((pictures.grad == 0) | (pictures.grad == 1)).all() and 0.7 < pictures.grad.mean() < 1
    assert varied.eval()(pictures) is pictures


def test_varying_moves_by_at_most_three_pixels(names):
    torch.manual_seed(1)
    dot = torch.full((400, 1, 28, 28), -1.0)
    dot[:, :, 14, 14] = 1
    rows, columns = (names["Varied"]()(dot)[:, 0] == 1).nonzero()[:, 1:].T
    assert set(rows.tolist()) == set(range(11, 18)) == set(columns.tolist())


def test_the_varied_gan_trains_and_samples(names):
    gan = names["VariedGAN"]("cpu", half=False)
    losses = gan.step(torch.rand(8, 1, 28, 28), 0.5)
    assert all(torch.isfinite(loss) for loss in losses.values()) and gan.sample(gan.latent(3)).shape == (3, 1, 28, 28)


# Scores ---------------------------------------------------------------------------------------------------------------


def test_doctored_sets_are_what_they_are_called(names):
    sets = names["doctored_sets"](0)
    assert sets["collapsed"][1].unique().tolist() == [0, 1, 8]
    assert (metrics.nearest_neighbours(sets["copier"][0][:50], names["real"])[1] < 0.05).all()
    assert metrics.nearest_neighbours(sets["noisy"][0][:50], names["real"])[1].min() > 1
    assert all(len(pictures) == len(labels) for pictures, labels in sets.values())


def test_verdicts_on_pairs_are_counted(names):
    key = "".join("l" if is_left else "r" for is_left in names["real_is_left"])
    assert names["share_right"](key[:10], 0) == 1 == names["share_right"](key[10:].upper(), 10)
    flipped = "".join("lr"[letter == "l"] for letter in key[:10])
    assert names["share_right"](flipped, 0) == 0 and names["share_right"]("lr", 0) is None
    assert 5 <= key.count("l") <= 15


# Pictures -------------------------------------------------------------------------------------------------------------


def test_pixel_values_are_all_written():
    picture = torch.arange(784, dtype=torch.int64).remainder(256).to(torch.uint8).reshape(28, 28)
    figure, caption = views.pixel_values(picture, "a test")
    assert [text.get_text() for text in figure.axes[0].texts] == [str(value) for value in picture.flatten().tolist()]
    assert "1%" in caption and plots.to_png(figure, caption)


def test_pairs_hide_the_answer_until_asked():
    left, right = torch.zeros(7, 1, 28, 28), torch.ones(7, 1, 28, 28)
    figure, caption = views.pairs(left, right, 11)
    assert "pairs 11 to 17" in caption and not any(ax.lines for ax in figure.axes)
    figure, caption = views.pairs(left, right, 11, [True, False] * 3 + [True])
    assert caption.endswith("lrlrlrl.") and sum(len(ax.lines) for ax in figure.axes) == 7
    plots.close(figure)


def test_a_distance_against_one_over_n():
    figure, caption = views.against_one_over_n([100, 200], [3.0, 2.0], 1.0, 200.0, 180.0)
    assert "1.00 + 200/N" in caption and "180/N" in caption and len(figure.axes[0].lines) == 3


# What was measured ----------------------------------------------------------------------------------------------------


def test_doctored_generators_show_their_signatures(stored):
    """Over the seeds: who collapses fails GAN-train, who adds noise fails GAN-test, and the copier passes everything."""
    found = rows(stored, "doctored")
    assert {row["seed"] for row in found} >= {0, 1, 2}
    for seed in {row["seed"] for row in found}:
        own = {row["name"]: row for row in found if row["seed"] == seed}
        assert own["collapsed"]["gan_train"] <= 0.31 and own["collapsed"]["gan_test"] > 0.85
        assert own["noisy"]["gan_test"] < 0.65 and own["noisy"]["gan_test"] < own["copier"]["gan_test"] - 0.25
        assert own["copier"]["gan_train"] > 0.75 and own["copier"]["gan_test"] > 0.85
        assert own["copier"]["frechet"] == min(row["frechet"] for row in own.values())
        assert (
            2.5 < own["collapsed"]["inception"] < 3.5
            and own["collapsed"]["recall"] < 0.5 < own["collapsed"]["precision"]
        )
        assert own["noisy"]["precision"] == pytest.approx(0.22, abs=0.03) and own["noisy"]["recall"] < 0.01


def test_the_measured_bias_is_the_closed_form_within_ten_per_cent(stored):
    found = rows(stored, "bias")
    assert len(found) >= 6 and all(abs(row["ratio"] - 1) < 0.1 for row in found)


def test_d_learns_few_garments_by_heart_and_varying_cures_it(stored):
    for row in rows(stored, "memory"):
        gap = row["trained_on"] - row["unseen"]
        assert gap > 0.25 if row["name"] == "300, as they are" else gap < 0.15, row


def test_the_recipe_leads_at_equal_seconds(stored):
    found = rows(stored, "equal seconds")
    for seed in {row["seed"] for row in found}:
        own = {row["name"]: row["frechet"] for row in found if row["seed"] == seed}
        assert own["recipe"] < own["chapter, tanh"] < own["chapter, ReLU"]


def test_snapshots_are_in_order_and_the_loss_does_not_follow_the_distance(stored):
    found = rows(stored, "snapshot")
    steps = [row["budget"] for row in found]
    assert steps == sorted(steps) and steps[0] == 0
    assert found[-1]["frechet"] < found[0]["frechet"] / 2


def test_the_recording_is_the_chapters():
    recording = Recording.load(asset("lesson-13-run.npz"))
    assert recording.provenance["lesson"] == "13" and recording.frame_steps[0] <= 1


def test_the_opening_picture_has_a_row_for_each_moment():
    recording = Recording.load(asset("lesson-13-run.npz"))
    assert lesson_13.picture(recording).shape == (2 * (4 * 28 + 3 * 2), 2 * 238)


def test_rows_are_kept_by_kind_name_budget_and_seed(tmp_path):
    row = {"kind": "bias", "name": "16 dimensions", "budget": 0, "seed": 0, "slope": 1.0}
    path = tmp_path / "rows.json"
    sheet.keep(path, [row, row | {"seed": 1}], lesson_13.key)
    sheet.keep(path, [row | {"slope": 2.0}], lesson_13.key)
    kept = json.loads(path.read_text("utf-8"))["rows"]
    assert sorted(each["slope"] for each in kept) == [1.0, 2.0] and "2 seeds" in lesson_13.summary(kept)[0]


def test_halves_share_no_garment():
    data = images("fashion", limit=40)
    assert [len(half) for half in lesson_13.halves(data)] == [20, 20]

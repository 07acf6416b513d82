"""Lesson 12: its formulas against closed forms and libraries, the shipped generator and the reader's own, what was measured, and answers
nobody planned for."""

import json
import math

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn
from torch.nn import functional as F

from building import lesson_source
from gancourse import metrics, seed_everything, settings
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT
from gancourse.desk import own_generator
from gancourse.exercises.lesson_12 import ex5_truncated
from gancourse.models import dcgan_generator
from gancourse.models.judge import judge
from gancourse.models.recipes import initialise_as_dcgan, make_dcgan_generator, make_generator
from gancourse.paths import asset, work_folder
from gancourse.training.recordings import Recording
from gancourse.views import latents as draw
from measuring import lesson_12, sheet

BANK = bank()
even_pace, jacobian, directions_that_count, mean_latents, truncated, invert, best_start = (
    BANK[name].reference
    for name in (
        "even_pace",
        "jacobian",
        "directions_that_count",
        "mean_latents",
        "truncated",
        "invert",
        "best_start",
    )
)


@pytest.fixture(scope="module")
def lesson():
    """The lesson's own names at speed smoke, up to its globe."""
    return lesson_source.run_until("12", "axes", speed="smoke", without=["plots.show(", "replay("])


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


# Latents


def test_latents_lie_in_a_thin_shell():
    lengths = normal(20_000, 64).norm(dim=1)
    assert lengths.mean().item() == pytest.approx(stats.chi.mean(64), abs=0.02) == pytest.approx(8, abs=0.05)
    assert lengths.std().item() == pytest.approx(stats.chi.std(64), abs=0.02) == pytest.approx(0.7, abs=0.02)


def test_two_strangers_are_about_eleven_apart():
    one, other = normal(2, 20_000, 64)
    assert (one - other).norm(dim=1).mean().item() == pytest.approx(8 * math.sqrt(2), abs=0.1)
    assert 10.5 < 8 * math.sqrt(2) < 11.5


@pytest.mark.parametrize("n", [3, 30, 100])
def test_a_mean_of_n_latents_is_shorter_by_the_root_of_n(n):
    lengths = normal(400, n, 64).mean(dim=1).norm(dim=1)
    assert lengths.mean().item() == pytest.approx(stats.chi.mean(64) / math.sqrt(n), rel=0.02)


def test_directions_that_know_nothing_agree_by_one_in_64():
    one, other = (F.normalize(each, dim=1) for each in normal(2, 20_000, 64))
    assert (one * other).sum(1).square().mean().item() == pytest.approx(1 / 64, rel=0.05)


def test_slope_of_a_random_kernel_is_about_nine_percent(lesson):
    assert lesson["share_of_slope"](normal(20_000, 4, 4)) == pytest.approx(0.09, abs=0.005)
    slope = torch.tensor([-1.5, -0.5, 0.5, 1.5]).expand(5, 4, 4)
    assert lesson["share_of_slope"](slope) == pytest.approx(1) == lesson["share_of_slope"](3 * slope.mT)


# Walks


@pytest.mark.parametrize("count", [2, 7, 30])
def test_at_an_even_pace_equal_amounts_lie_between_stops(count):
    steps = normal(150, seed=1).abs() + 0.01
    shares = even_pace(steps, count).double().numpy()
    walked = np.interp(shares, np.linspace(0, 1, 151), np.concatenate([[0], np.cumsum(steps.numpy())]))
    assert np.diff(walked) == pytest.approx(np.full(count - 1, steps.sum().item() / (count - 1)), rel=1e-3)
    assert shares[0] == 0 and shares[-1] == pytest.approx(1, abs=1e-6)


def test_the_lessons_walk_is_that_of_lesson_09(lesson):
    start, goal = normal(2, 64)
    shares = torch.linspace(0, 1, 7)
    expected = torch.stack([BANK["slerp"].reference(start, goal, share.item()) for share in shares])
    torch.testing.assert_close(lesson["on_the_sphere"](start, goal, shares), expected, rtol=1e-4, atol=1e-4)


# The neighbourhood


def test_jacobian_agrees_with_autograd_and_with_small_steps():
    network = dcgan_generator.dcgan_generator().network
    latent = normal(64)
    found = jacobian(network, latent)
    assert found.shape == (784, 64)
    of_torch = torch.autograd.functional.jacobian(lambda z: network(z[None]).flatten(), latent)
    torch.testing.assert_close(found, of_torch.detach(), rtol=1e-3, atol=1e-4)
    step = 1e-2 * F.normalize(normal(64, seed=3), dim=0)
    with torch.no_grad():
        moved = (network((latent + step)[None]) - network((latent - step)[None])).flatten() / 2
    torch.testing.assert_close(found @ step, moved, rtol=0.02, atol=2e-4)


def test_squares_share_out_the_change_of_a_random_step():
    matrix = normal(30, 8, seed=5)
    steps = F.normalize(normal(50_000, 8, seed=6), dim=1)
    changes = (steps @ matrix.T).square().sum(1).mean().item()
    assert changes == pytest.approx(torch.linalg.svdvals(matrix).square().mean().item(), rel=0.02)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_directions_are_counted_as_numpy_counts_them(share):
    for seed in range(20):
        values = normal(64, seed=seed).abs().sort(descending=True).values
        shares = np.cumsum(values.double().numpy() ** 2) / np.sum(values.double().numpy() ** 2)
        assert directions_that_count(values, share) == int(np.argmax(shares >= share)) + 1
    assert directions_that_count(torch.ones(64), 0.9) == 58  # as a reply says


# Truncation


@pytest.mark.parametrize("limit", [0.1, 0.5, 1.0, 2.0])
def test_truncated_numbers_are_scipys(limit):
    torch.manual_seed(0)
    found = truncated(normal(100_000, 1), limit).flatten().numpy()
    assert stats.kstest(found, stats.truncnorm(-limit, limit).cdf).pvalue > 1e-3
    assert ex5_truncated.deviation(limit) == pytest.approx(stats.truncnorm(-limit, limit).std(), abs=1e-9)


def test_numbers_of_the_pitfall():
    plain, published = stats.truncnorm(-0.5, 0.5).std(), 0.5 * stats.truncnorm(-2, 2).std()
    assert (plain, published) == (pytest.approx(0.28, abs=0.005), pytest.approx(0.44, abs=0.005))
    assert published / plain > 1.5
    assert 2 * stats.norm.cdf(-0.5) > 0.6  # most numbers lie beyond ±0.5


# Inversion


def test_inversion_finds_the_latents_of_a_linear_generator():
    weight = torch.linalg.qr(normal(30, 6, seed=2)).Q
    latents = normal(5, 6, seed=3)

    def paint(z):
        return (z @ weight.T).reshape(len(z), 1, 5, 6)

    found, errors = invert(paint, paint(latents), torch.zeros(5, 6), 500, 0.05)
    torch.testing.assert_close(found, latents, rtol=0, atol=1e-2)
    assert errors.max() < 1e-5


def test_pictures_do_not_mind_each_other():
    network = dcgan_generator.dcgan_generator().network
    targets, starts = (network(normal(3, 64, seed=8)).detach(), 0.5 * normal(3, 64, seed=9))
    together, _ = invert(network, targets, starts, 5, 0.1)
    alone = torch.cat([invert(network, targets[i : i + 1], starts[i : i + 1], 5, 0.1)[0] for i in range(3)])
    torch.testing.assert_close(together, alone, rtol=1e-3, atol=1e-3)


def test_slant_and_ink_of_drawn_strokes(lesson):
    upright, leaning = torch.zeros(2, 1, 1, 28, 28)
    for row in range(4, 24):
        upright[0, 0, row, 14] = 1
        leaning[0, 0, row, 14 + (14 - row) // 2] = 1  # to the right, the higher
    slants = [lesson["slant"](each).item() for each in (upright, leaning)]
    assert slants[0] == pytest.approx(0, abs=1e-6) and slants[1] == pytest.approx(0.5, abs=0.02)
    assert lesson["ink"](upright).item() == pytest.approx(20 / 784)


def test_globe_has_one_radius_and_ten_degrees_are_equal_turns(lesson):
    angles = torch.tensor([-170.0, 0.0, 35.0, 100.0])
    latents = lesson["at"](angles, torch.tensor([80.0, 0.0, -35.0, 10.0]))
    assert latents.norm(dim=1).numpy() == pytest.approx(np.full(4, 8.0), abs=1e-4)
    equator = lesson["at"](torch.arange(0.0, 360, 10), torch.zeros(36))
    turns = F.cosine_similarity(equator[1:], equator[:-1])
    assert turns.numpy() == pytest.approx(np.full(35, math.cos(math.radians(10))), abs=1e-4)


# The generators


def test_shipped_generator_is_small_and_stored_in_half_precision():
    path = asset(dcgan_generator.WEIGHTS)
    assert path.stat().st_size <= 1_000_000
    with np.load(path) as file:
        kinds = {file[name].dtype for name in file.files if not name.endswith("num_batches_tracked")}
    assert kinds == {np.dtype(np.float16)}


def test_shipped_generator_paints_all_ten_digits():
    seed_everything(0)
    generator = dcgan_generator.dcgan_generator()
    samples = generator.sample(generator.latent(2_000))
    assert samples.shape == (2_000, 1, 28, 28) and samples.min() >= 0 and samples.max() <= 1
    odds = judge().probabilities(samples)
    assert metrics.class_shares(odds.argmax(1)).min() > 0.05 and odds.amax(1).mean() > 0.85


def test_kernels_of_d_are_as_they_were_drawn_and_as_they_became():
    before, after = dcgan_generator.discriminator_kernels()
    assert before.shape == after.shape == (16, 4, 4)
    assert before.std().item() == pytest.approx(0.02, rel=0.15) and after.std() > 2 * before.std()


@pytest.fixture
def own():
    """A generator as lesson 11 leaves it, with statistics of its own."""
    torch.manual_seed(3)
    network = initialise_as_dcgan(make_dcgan_generator())
    with torch.no_grad():
        network(torch.randn(50, 64))
    return network


@pytest.fixture
def at_quick(monkeypatch):
    monkeypatch.setattr(own_generator, "speed", lambda: "quick")


def test_a_readers_generator_is_kept_and_found_again(own, at_quick, capsys):
    own_generator.keep_generator(own)
    assert "kept for lesson 12" in capsys.readouterr().out and own.training
    found = own_generator.trained_generator()
    said = capsys.readouterr().out
    assert said.startswith("Your own generator of lesson 11") and "Delete that file" in said
    latent = normal(4, 64)
    with torch.no_grad():
        expected = (own.eval()(latent) + 1) / 2
    torch.testing.assert_close(found.sample(latent), expected, rtol=0, atol=0.01)


def test_without_ones_own_the_courses_is_announced(capsys):
    assert own_generator.trained_generator() is dcgan_generator.dcgan_generator()
    assert capsys.readouterr().out.startswith("The course's generator")


def test_another_class_with_the_same_weights_is_kept_too(own, at_quick, capsys):
    class Mine(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = own

        def forward(self, z):
            return self.layers(z)

    own_generator.keep_generator(Mine())
    assert "kept for lesson 12" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda network: make_generator(), "not those of lesson 11"),
        (lambda network: nn.Sequential(*network[:-1], nn.Sigmoid()), "built in another way"),
    ],
    ids=["an MLP", "another end"],
)
def test_other_networks_are_not_kept(own, at_quick, capsys, change, reason):
    own_generator.keep_generator(change(own))
    said = capsys.readouterr().out
    assert reason in said and "one of the course's" in said and not (work_folder() / own_generator.FILE).exists()


def test_at_smoke_nothing_is_kept(own, monkeypatch, capsys):
    monkeypatch.setattr(own_generator, "speed", lambda: "smoke")
    own_generator.keep_generator(own)
    assert "hardly been trained" in capsys.readouterr().out and not (work_folder() / own_generator.FILE).exists()


def test_a_damaged_file_is_said_to_be_one(own, at_quick, capsys):
    own_generator.keep_generator(own)
    path = work_folder() / own_generator.FILE
    path.write_bytes(path.read_bytes()[:1000])
    capsys.readouterr()
    assert own_generator.trained_generator() is dcgan_generator.dcgan_generator()
    assert "cannot be read" in capsys.readouterr().out


def test_graders_and_solutions_neither_keep_nor_read(own, at_quick, capsys, monkeypatch):
    own_generator.keep_generator(own)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert own_generator.trained_generator() is dcgan_generator.dcgan_generator()
    (work_folder() / own_generator.FILE).unlink()
    own_generator.keep_generator(own)
    assert not (work_folder() / own_generator.FILE).exists()


def test_a_folder_in_the_way_is_told(own, at_quick, capsys):
    work_folder().parent.mkdir(parents=True, exist_ok=True)
    work_folder().write_text("in the way")
    own_generator.keep_generator(own)
    assert "could not be kept" in capsys.readouterr().out

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
from gancourse import metrics, seed_everything
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
    return lesson_source.run_until("12", "axes", speed="smoke")


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


def test_slopes_of_random_kernels_and_of_slopes(lesson):
    found = lesson["share_of_slope"](normal(200_000, 4, 4))
    assert found.mean().item() == pytest.approx(1 / 8, abs=0.002)
    assert (found > 0.5).double().mean().item() == pytest.approx(stats.beta(1, 7).sf(0.5), rel=0.1) == 1 / 128
    assert 16 * stats.beta(1, 7).cdf(0.01) == pytest.approx(1, abs=0.1)  # so many of 16 have less than 1 % of it
    slope = torch.tensor([-1.5, -0.5, 0.5, 1.5]).expand(5, 4, 4)
    for one in (slope, 3 * slope.mT, slope + 2 * slope.mT):
        torch.testing.assert_close(lesson["share_of_slope"](one), torch.ones(5))


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
    assert metrics.class_shares(odds.argmax(1)).min() > 0.05 and odds.amax(1).mean() > 0.79


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


# What was measured


@pytest.fixture(scope="module")
def rows():
    """Three draws of the shipped generator, at quick."""
    found = json.loads(asset("lesson-12-measured.json").read_text("utf-8"))["rows"]
    draws = [row for row in found if row["kind"] == "draws"]
    assert len({row["seed"] for row in draws}) >= 3
    return draws


def all_of(rows, field):
    return np.array([row[field] for row in rows], float)


def test_shares_of_slopes(rows, lesson):
    before, after = (lesson["share_of_slope"](kernels) for kernels in dcgan_generator.discriminator_kernels())
    assert int((before > 0.5).sum()) == 0
    assert (int((after > 0.5).sum()), int((after < 0.01).sum())) == (3, 7)


def test_walks_are_uneven_and_faster_at_borders(rows):
    assert np.all(np.abs(all_of(rows, "unevenness") - 3.7) < 0.9)
    assert np.all(all_of(rows, "pace where sure") < 0.97) and np.all(all_of(rows, "pace at borders") > 1.1)


def test_few_directions_count(rows):
    assert set(all_of(rows, "directions")) <= {4, 5, 6} and np.all(np.abs(all_of(rows, "directions in all") - 10) <= 2)
    assert np.all(all_of(rows, "last") < 0.003 * all_of(rows, "first"))
    assert np.all(np.abs(all_of(rows, "agreement") - 0.2) < 0.06)
    assert np.all(np.abs(all_of(rows, "largest number") - 0.107) < 0.02)  # a tenth, or 11 %
    assert np.all(np.abs(all_of(rows, "part of J at 1") - 0.5) < 0.1)


def test_means_reach_the_goal_and_single_latents_seldom_do(rows):
    single = np.array([all_of(rows, f"1 at {strength}") for strength in (1, 2, 3)])
    assert single.max() < 0.55
    assert np.all(all_of(rows, "3 at 2") > all_of(rows, "1 at 2"))
    assert np.all(all_of(rows, "100 at 2") > 0.78) and np.all(all_of(rows, "100 at 3") > 0.83)
    assert np.all(all_of(rows, "2000 at 3") - all_of(rows, "100 at 3") < 0.05)
    assert np.all(all_of(rows, "2000 at 1") < 0.7)
    assert np.all(np.abs(all_of(rows, "ink") - 0.4) < 0.1) and np.all(np.abs(all_of(rows, "slant") - 0.7) < 0.1)


def test_truncation_makes_this_generator_worse(rows):
    assert np.all(all_of(rows, "precision within 1") < all_of(rows, "precision") - 0.02)
    assert np.all(all_of(rows, "precision within 0.3") > 0.95) and np.all(all_of(rows, "recall within 0.3") < 0.05)
    recalls = np.array([all_of(rows, name) for name in ("recall", "recall within 1.5", "recall within 1", "recall within 0.5", "recall within 0.3")])  # fmt: skip
    assert np.all(np.diff(recalls, axis=0) < 0)
    assert np.all(np.abs(all_of(rows, "certainty") - 0.82) < 0.02) and np.all(
        np.abs(all_of(rows, "sure within 0.5") - 0.42) < 0.03
    )
    assert np.all(all_of(rows, "frechet within 0.3") > 20 * all_of(rows, "frechet within 1.5"))


def test_what_inversion_leaves(rows):
    own, training, unseen = (
        all_of(rows, f"error {name}") for name in ("own samples", "training digits", "unseen digits")
    )
    assert np.all(own > 0.01)
    assert np.all(unseen / training > 0.7) and np.all(unseen / training < 1.5)
    assert np.all(all_of(rows, "error garments") > 1.7 * unseen) and np.all(all_of(rows, "error upside down") > unseen)
    assert np.all(all_of(rows, "error upside down") < all_of(rows, "error garments"))
    assert np.all(np.abs(all_of(rows, "missed") - 9.2) < 0.9)
    assert np.all(all_of(rows, "length own samples") < all_of(rows, "length upside down") - 1)


def test_measurement_keeps_one_row_for_each_seed(tmp_path):
    path = tmp_path / "measured.json"
    row = {"kind": "draws", "speed": "quick", "seed": 0, "directions": 5}
    sheet.keep(path, [row, row | {"seed": 1}], lesson_12.key)
    sheet.keep(path, [row | {"directions": 6}], lesson_12.key)
    kept = json.loads(path.read_text("utf-8"))["rows"]
    assert [each["directions"] for each in kept] == [6, 5] and "2 seeds" in lesson_12.summary(kept)[0]


def test_recording_is_small_and_says_how_it_was_made():
    path = asset("lesson-12-run.npz")
    recording = Recording.load(path)
    assert path.stat().st_size <= 300_000 and 10 <= len(recording.frames) <= lesson_12.STOPS
    assert recording.provenance["command"] == "python3 ci/course.py run measuring/lesson_12 record"
    errors = recording.history["error"]
    assert errors[-1] < 0.3 * errors[0]


# What is drawn


def test_captions_carry_their_numbers():
    _, caption = draw.speeds([0.1, 0.4, 0.2], {"equal turns": [0.0, 1.0]})
    assert caption == "In 3 equal turns the picture moves by 0.10 at least and 0.40 at most, 4.0 times as far."
    _, caption = draw.spectrum(torch.arange(64.0, 0, -1).expand(3, -1), 7)
    assert "at 3 latents" in caption and "63.00 for the first" in caption and "7 of them" in caption


def test_strips_name_their_rows():
    figure = draw.strips([("one", torch.zeros(4, 1, 28, 28)), ("two", torch.ones(4, 1, 28, 28))])
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["one", "two"]
    sheet_of_both = figure.axes[0].images[0].get_array()
    assert (
        sheet_of_both.shape == (58, 118) and sheet_of_both[:28, :28].max() == 0 and sheet_of_both[30:, :28].min() == 1
    )


# First ideas of a learner, and what they are told. Those of the banks are tested with all exercises; these are typed in other words.


def _pace(share):
    return lambda steps, count: share(torch.cat([torch.zeros(1), steps.cumsum(0)]), torch.linspace(0, steps.sum().item(), count), len(steps))  # fmt: skip


def _redraw(far, new=torch.randn_like):
    def answer(latents, limit):
        z = latents.clone()
        for _ in range(400):
            mask = far(z, limit)
            z[mask] = new(z)[mask]
        return z

    return answer


def _found(loss=lambda d: d.square().mean((1, 2, 3)), end=lambda z, e: (z.detach(), e.detach()), optimizer=torch.optim.Adam, first=lambda s: s.clone(), count=lambda n: n):  # fmt: skip
    def answer(paint, targets, starts, steps, rate):
        z = first(starts).requires_grad_(True)
        step = optimizer([z], lr=rate)
        for _ in range(count(steps)):
            step.zero_grad()
            loss(paint(z) - targets).sum().backward(inputs=[z])
            step.step()
        return end(z, loss(paint(z) - targets))

    return answer


FIRST_IDEAS = [
    ("even_pace", _pace(lambda walked, due, n: torch.searchsorted(walked, due) / n), "the_point_behind"),
    ("even_pace", _pace(lambda walked, due, n: (walked[:, None] - due).abs().argmin(0) / n), "the_nearest_point"),
    ("even_pace", _pace(lambda walked, due, n: due / walked[-1]), "equal_shares_of_the_way"),
    ("even_pace", _pace(lambda walked, due, n: due), "distances_for_shares"),
    ("even_pace", lambda steps, count: (steps / steps.sum()).cumsum(0), "another_shape"),
    ("jacobian", lambda g, z: torch.func.jacrev(g)(z[None]).squeeze().detach(), "another_shape"),
    ("jacobian", lambda g, z: torch.autograd.functional.jacobian(g, z[None]).reshape(-1, len(z)).T, "turned_over"),
    ("jacobian", lambda g, z: torch.stack([(g((z + 1e-3 * e)[None]) - g(z[None])).flatten().detach() for e in torch.eye(len(z))], 1), "step_not_divided"),
    ("jacobian", lambda g, z: torch.func.grad(lambda x: g(x[None]).sum())(z).detach(), "gradient_of_the_sum"),
    ("jacobian", lambda g, z: torch.func.jacrev(lambda x: (g(x[None]).flatten() + 1) / 2)(z).detach(), "halved_as_pixels"),
    ("directions_that_count", lambda s, share=0.9: int((s.cumsum(0) / s.sum() < share).sum()) + 1, "not_squared"),
    ("directions_that_count", lambda s, share=0.9: int(((s**2).cumsum(0) / (s**2).sum() >= share).int().argmax()), "one_too_few"),
    ("directions_that_count", lambda s, share=0.9: int((s**2 >= share * (s**2).sum()).sum()), "those_of_the_right_size"),
    ("directions_that_count", lambda s, share=0.9: len(s[s > 0]), "the_rank"),
    ("mean_latents", lambda z, y, n: torch.stack([z[y == c].mean(0) if (y == c).any() else torch.zeros(z.shape[1]) for c in range(10)]), "all_of_them"),
    ("mean_latents", lambda z, y, n: torch.stack([z[y == c][:n].mean(0) for c in range(10)]), "leaves_a_hole"),
    ("mean_latents", lambda z, y, n: torch.stack([z[y == c][:n].sum(0) / n for c in range(10)]), "divided_by_the_count"),
    ("truncated", lambda z, limit: torch.clip(z, -limit, limit), "clipped"),
    ("truncated", lambda z, limit: z.clamp(max=limit), "clipped"),
    ("truncated", lambda z, limit: torch.where(z.abs() > limit, torch.randn(z.shape), z), "drawn_again_once"),
    ("truncated", _redraw(lambda z, limit: z > limit), "far_below_forgotten"),
    ("truncated", _redraw(lambda z, limit: z.abs() > limit, lambda z: torch.randn_like(z).abs()), "sign_lost"),
    ("truncated", lambda z, limit: z * (z.abs() <= limit), "zeros_for_the_far_ones"),
    ("truncated", lambda z, limit: limit * torch.randn_like(z).clamp(-2, 2), "drawn_within_two_and_scaled"),
    ("invert", _found(loss=lambda d: d.square().sum((1, 2, 3))), "sums_over_the_pixels"),
    ("invert", _found(loss=lambda d: d.square().mean()), "one_error_for_all"),
    ("invert", _found(optimizer=torch.optim.SGD), "plain_descent"),
    ("invert", _found(end=lambda z, e: (z, e)), "graph_kept"),
    ("invert", _found(first=torch.zeros_like), "starts_of_its_own"),
    ("invert", _found(count=lambda n: n + 1), "one_step_more"),
    ("best_start", lambda z, e: z[e.argmin(0)], "all_pairs"),
    ("best_start", lambda z, e: z[e.argmin(1), torch.arange(len(z))], "best_picture_of_each_start"),
    ("best_start", lambda z, e: z[e.mean(1).argmin()], "one_start_for_all"),
    ("best_start", lambda z, e: z.flatten(0, 1)[e.argmin()], "one_latent_alone"),
    ("best_start", lambda z, e: z[e.argmax(0), torch.arange(z.shape[1])], "the_worst"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "told"), FIRST_IDEAS, ids=[f"{name}-{told}-{n}" for n, (name, _, told) in enumerate(FIRST_IDEAS)])  # fmt: skip
def test_first_ideas_are_told_what_they_are(name, answer, told):
    assert BANK[name].judge(answer).mistake == told


UNUSUAL = [
    ("even_pace", lambda s, n: torch.tensor(np.interp(np.linspace(0, s.sum().item(), n), np.r_[0, s.cumsum(0).numpy()], np.linspace(0, 1, len(s) + 1))).float()),
    ("jacobian", lambda g, z: torch.autograd.functional.jacobian(lambda x: g(x[None]), z).reshape(-1, len(z))),
    ("directions_that_count", lambda s, share=0.9: next(k for k in range(1, len(s) + 1) if (s[:k] @ s[:k]) >= share * (s @ s))),
    ("mean_latents", lambda z, y, n: torch.stack([z[torch.where(y == c)[0][:n]].sum(0) / max(1, min(n, int((y == c).sum()))) for c in range(10)])),
    ("truncated", _redraw(lambda z, limit: z.abs() > limit)),
    ("invert", _found()),
    ("best_start", lambda z, e: torch.take_along_dim(z, e.argmin(0)[None, :, None], 0)[0]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer"), UNUSUAL, ids=[name for name, _ in UNUSUAL])
def test_unusual_right_answers_are_taken(name, answer):
    verdict = BANK[name].judge(answer)
    assert verdict.kind == CORRECT, verdict.in_full

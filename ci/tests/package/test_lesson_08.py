"""Lesson 08: the ring and its counts, its closed forms, the switches against what they claim, its measurements, and answers nobody planned for."""

import json
import math

import numpy as np
import pytest
import torch
from scipy import stats
from torch.nn import functional as F

from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT
from gancourse.exercises.lesson_08.ex4_diagnosis import KEY
from gancourse.paths import asset
from gancourse.toys import ring
from gancourse.training.recordings import Recording
from gancourse.views import plane
from measuring import lesson_08, sheet

BANK = bank()


@pytest.fixture(scope="module")
def lesson():
    """The lesson's own names, up to its switches and its cure, at speed smoke."""
    return lesson_08.lesson()


# The ring, the grid and the counts


def test_centres_stand_at_equal_angles_and_turn():
    centres = ring.ring(5, radius=1.5, turn=0.4).centres.double().numpy()
    angles = np.unwrap(np.arctan2(centres[:, 1], centres[:, 0]))
    assert np.hypot(*centres.T) == pytest.approx(np.full(5, 1.5), rel=1e-6)
    assert angles[0] == pytest.approx(0.4, abs=1e-6) and np.diff(angles) == pytest.approx(
        np.full(4, 2 * math.pi / 5), rel=1e-5
    )


def test_grid_is_square_and_centred():
    centres = ring.grid(side=5, spacing=2.0).centres
    assert centres.shape == (25, 2) and centres.mean(dim=0).abs().max() < 1e-6
    assert sorted(set(centres.flatten().tolist())) == [-4, -2, 0, 2, 4]


def test_samples_come_from_every_mode_equally_with_the_right_width():
    torch.manual_seed(0)
    mixture = ring.grid(side=3, spacing=1.0, sigma=0.1)
    points = mixture.sample(50_000)
    nearest = torch.cdist(points, mixture.centres).argmin(dim=1)
    counts = torch.bincount(nearest, minlength=9).numpy()
    assert stats.chisquare(counts).pvalue > 1e-4
    rest = points - mixture.centres[nearest]
    assert rest.std(dim=0).tolist() == pytest.approx([0.1, 0.1], rel=0.02)


def test_hidden_rings_differ_and_come_again():
    mixtures = [ring.hidden_ring(number) for number in range(20)]
    radii = [mixture.centres[0].norm().item() for mixture in mixtures]
    assert all(1.5 <= radius <= 2.5 for radius in radii) and len({round(radius, 4) for radius in radii}) == 20
    assert torch.equal(mixtures[3].centres, ring.hidden_ring(3).centres)
    state = torch.get_rng_state()
    ring.hidden_ring(7)
    assert torch.equal(state, torch.get_rng_state())


def test_data_score_what_rayleigh_says():
    torch.manual_seed(1)
    found = ring.count(ring.ring().sample(200_000), ring.ring())
    exact = stats.rayleigh.cdf(3)
    assert exact == pytest.approx(0.988891, abs=1e-6) and BANK["share_within"].reference(3) == pytest.approx(
        exact, rel=1e-9
    )
    assert found.quality == pytest.approx(exact, abs=2e-3)
    assert found.covered == 8 and found.passes and str(found) == f"8 of 8 modes, {found.quality:.1%} good"


@pytest.mark.parametrize("k", [0.5, 1.0, 2.0, 4.0])
def test_share_within_agrees_with_scipy(k):
    assert BANK["share_within"].reference(k) == pytest.approx(stats.rayleigh.cdf(k), rel=1e-9)


def test_counts_of_made_up_samples():
    mixture = ring.ring()
    assert ring.count(mixture.centres[:1].repeat(500, 1), mixture).covered == 1
    noise = ring.count(6 * torch.rand(5_000, 2, generator=torch.Generator().manual_seed(0)) - 3, mixture)
    assert noise.quality < 0.03 and noise.covered == 0
    nothing = ring.count(torch.full((10, 2), math.nan), mixture)
    assert (nothing.quality, nothing.covered, nothing.passes) == (0.0, 0, False)


def test_a_run_passes_with_every_mode_and_enough_quality():
    mixture = ring.ring()
    far = torch.full((15, 2), 9.0)
    good = mixture.centres.repeat_interleave(torch.tensor([11] * 5 + [10] * 3), dim=0)
    assert ring.count(torch.cat([good, far]), mixture).passes  # 85 of 100
    assert not ring.count(torch.cat([good[:-1], far, far[:1]]), mixture).passes
    assert not ring.count(mixture.centres[:7].repeat(50, 1), mixture).passes


def test_imbalance_is_zero_for_equal_shares_and_log_n_for_one_mode():
    assert ring.imbalance([0.1] * 8) == pytest.approx(0, abs=1e-12)
    assert ring.imbalance([0.5, 0, 0, 0]) == pytest.approx(math.log(4))
    shares = np.array([0.5, 0.3, 0.2])
    assert ring.imbalance(torch.tensor(shares)) == pytest.approx(stats.entropy(shares, np.full(3, 1 / 3)))


# What the exercises claim


def test_two_real_points_share_a_mode_one_time_in_eight():
    torch.manual_seed(0)
    nearest = torch.cdist(ring.ring().sample(200_000), ring.ring().centres).argmin(dim=1)
    assert (nearest[::2] == nearest[1::2]).float().mean().item() == pytest.approx(1 / 8, abs=5e-3)


@pytest.mark.parametrize("labels", [(1.0, 0.0), (0.9, 0.0), (0.9, 0.1), (0.7, 0.3)])
def test_best_smoothed_d_is_the_best(labels):
    """Against a search over 10,000 values of D, at five pairs of densities."""
    a, b = labels
    d = torch.linspace(1e-4, 1 - 1e-4, 10_001, dtype=torch.float64)
    for p_data, p_g in ((0.3, 0.1), (0.1, 0.3), (0.2, 0.2), (0.5, 0.01), (0.01, 0.5)):
        loss = -(a * p_data + b * p_g) * d.log() - ((1 - a) * p_data + (1 - b) * p_g) * (1 - d).log()
        found = BANK["best_smoothed_d"].reference(torch.tensor(p_data), torch.tensor(p_g), a, b).item()
        assert d[loss.argmin()].item() == pytest.approx(found, abs=2e-4)


def test_unrolled_agrees_with_finite_differences():
    """The gradient through three imagined steps of a D with two layers, against the change of its loss when the fakes move."""
    torch.manual_seed(0)
    real, start = torch.randn(6, 2, dtype=torch.float64), torch.randn(6, 2, dtype=torch.float64)
    weights = [torch.randn(2, 4, dtype=torch.float64, requires_grad=True), torch.randn(4, 1, dtype=torch.float64, requires_grad=True)]  # fmt: skip

    def judged(points, weights):
        return torch.tanh(points @ weights[0]) @ weights[1]

    def loss_of_g(fake):
        def d_loss(weights):
            return F.softplus(-judged(real, weights)).mean() + F.softplus(judged(fake, weights)).mean()

        return F.softplus(-judged(fake, BANK["unrolled"].reference(weights, d_loss, 0.3, 3))).mean()

    fake = start.clone().requires_grad_()
    (slope,) = torch.autograd.grad(loss_of_g(fake), fake)
    for place in ((0, 0), (3, 1), (5, 0)):
        moved = [start.clone(), start.clone()]
        moved[0][place] += 1e-5
        moved[1][place] -= 1e-5
        by_difference = (loss_of_g(moved[0]) - loss_of_g(moved[1])).item() / 2e-5
        assert slope[place].item() == pytest.approx(by_difference, rel=1e-5)


# The board of switches


def weights_of(game) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for net in (game.generator, game.discriminator) for p in net.parameters()])


def test_plain_switches_are_the_plain_training(lesson):
    """One iteration with everything off, against the two steps written out with the same random numbers."""
    mixture = ring.ring()
    game, other = lesson["start"](mixture, 3), lesson["start"](mixture, 3)
    torch.manual_seed(5)
    lesson["iteration"](game)
    torch.manual_seed(5)
    fake, real = other.generator(torch.randn(128, 2)), mixture.sample(128)
    loss = F.softplus(-other.discriminator(real)).mean() + F.softplus(other.discriminator(fake.detach())).mean()
    lesson["descend"](other.d_optimizer, loss, other.discriminator)
    loss = F.softplus(-other.discriminator(other.generator(torch.randn(128, 2)))).mean()
    lesson["descend"](other.g_optimizer, loss, other.generator)
    torch.testing.assert_close(weights_of(game), weights_of(other))


@pytest.mark.parametrize("name", ["k = 5", "saturating loss", "D four times as fast", "spread of the batch", "pairs", "3 steps ahead", "instance noise", "R1", "replay", "label 0.9", "less momentum", "the cure"])  # fmt: skip
def test_every_switch_changes_the_training(lesson, name):
    """None is without effect, none leaves a network where it was, and all stay finite."""
    ended = {}
    for which in ("plain", name):
        game = lesson["start"](ring.ring(), 0, **lesson["SWITCHES"][which])
        before = weights_of(game)
        for _ in range(3):
            lesson["iteration"](game)
        ended[which] = weights_of(game)
        assert ended[which].isfinite().all() and (ended[which] != before).float().mean() > 0.9
    assert ended["plain"].shape != ended[name].shape or not torch.allclose(ended["plain"], ended[name], atol=1e-6)


def test_average_follows_the_generator_slowly(lesson):
    game = lesson["start"](ring.ring(), 0, average=0.9)
    start = [p.clone() for p in game.averaged.parameters()]
    lesson["iteration"](game)
    for old, now, of_g in zip(start, game.averaged.parameters(), game.generator.parameters()):
        torch.testing.assert_close(now, 0.9 * old + 0.1 * of_g)


def test_r1_is_half_gamma_times_the_squared_slope(lesson):
    game = lesson["start"](ring.ring(), 0, gamma=2.0)
    real, fake = ring.ring().sample(16), torch.zeros(16, 2)
    with_price = lesson["d_loss"](game, real.clone(), fake)
    game.gamma = 0.0
    without = lesson["d_loss"](game, real.clone(), fake)
    points = real.clone().requires_grad_()
    (slope,) = torch.autograd.grad(game.discriminator(points).sum(), points)
    assert (with_price - without).item() == pytest.approx(slope.square().sum(dim=1).mean().item(), rel=1e-4)


def test_label_is_the_cross_entropy_with_that_label(lesson):
    game = lesson["start"](ring.ring(), 0, label=0.9)
    real, fake = ring.ring().sample(16), torch.randn(16, 2)
    cross_entropy = F.binary_cross_entropy_with_logits
    on_real, on_fake = game.discriminator(real), game.discriminator(fake)
    expected = cross_entropy(on_real, torch.full_like(on_real, 0.9)) + cross_entropy(on_fake, torch.zeros_like(on_fake))
    assert lesson["d_loss"](game, real, fake).item() == pytest.approx(expected.item(), rel=1e-5)


def test_instance_noise_is_taken_back(lesson):
    game = lesson["start"](ring.ring(), 0, noise=0.5)
    game.progress, points = 1.0, torch.randn(8, 2)
    torch.testing.assert_close(lesson["judge"](game, points), game.discriminator(points))


def test_looking_ahead_leaves_d_where_it_is(lesson):
    game = lesson["start"](ring.ring(), 0, unroll=2)
    before = [p.clone() for p in game.discriminator.parameters()]
    lesson["g_loss"](game, game.generator(lesson["latent"]())).backward(inputs=list(game.generator.parameters()))
    assert all(torch.equal(a, b) for a, b in zip(before, game.discriminator.parameters()))


def test_unknown_switch_is_refused(lesson):
    with pytest.raises(ValueError, match="no switch called gama"):
        lesson["start"](ring.ring(), 0, gama=1.0)


# What is drawn


def test_arrows_are_minus_the_slope_of_the_loss_and_point_home():
    """D's logit is high around one centre: all arrows point there, as long as −log D says."""
    mixture = ring.ring(1, radius=1.0)
    samples = mixture.centres + torch.tensor([[0.5, 0.0], [0.0, -0.5], [-0.3, 0.3]])

    def judge(points):
        return 2 - (points - mixture.centres).square().sum(dim=1, keepdim=True)

    arrows = plane.arrows_of(judge, samples)
    expected = torch.sigmoid(-judge(samples)) * -2 * (samples - mixture.centres)
    torch.testing.assert_close(arrows, expected)
    assert plane.homeward(arrows, samples, mixture) == 1 and plane.homeward(-arrows, samples, mixture) == 0


def test_landscape_says_its_numbers():
    _, caption = plane.landscape(lambda x: x[:, :1], ring.ring().sample(50), ring.ring())
    assert "arrows point towards the nearest mode" in caption and "D is 0.50 on average at the centres" in caption


def test_clouds_count_each_set():
    figure, caption = plane.clouds(
        [("all", ring.ring().centres), ("one", ring.ring().centres[:1])], ring.ring(), columns=2
    )
    assert caption == "all: 8 of 8 modes, 100.0% good; one: 1 of 8 modes, 100.0% good."
    assert len(figure.axes) == 2


# What was measured


def rows_of(kind: str, name: str) -> list[dict]:
    rows = json.loads(asset("lesson-08-measured.json").read_text("utf-8"))["rows"]
    return [row for row in rows if (row["kind"], row["name"]) == (kind, name)]


def test_the_cure_passes_on_nineteen_of_twenty_hidden_rings():
    cured, plain = rows_of("ring", "the cure"), rows_of("ring", "plain")
    assert {row["seed"] for row in cured} == {row["seed"] for row in plain} == set(range(20))
    assert sum(row["covered"] == 8 and row["quality"] >= 0.85 and row["cpu_seconds"] <= 60 for row in cured) >= 19
    assert sum(row["passes"] for row in plain) < sum(row["passes"] for row in cured)
    assert all(row["passes"] == (row["covered"] == 8 and row["quality"] >= ring.GOAL) for row in [*cured, *plain])


def test_every_switch_was_measured_on_three_seeds(lesson):
    for name in lesson["SWITCHES"]:
        assert sorted(row["seed"] for row in rows_of("switch", name)) == [0, 1, 2], name
        assert {row["steps"] for row in rows_of("switch", name)} == {lesson["SWITCH_STEPS"]}, name


def test_films_show_what_the_key_says():
    """Dropping stands still with many, hopping wanders with few, collapse stands still with one."""
    films, found = np.load(asset("lesson-08-films.npz")), {}
    for letter, word in KEY.items():
        mixture = ring.Mixture(torch.from_numpy(films[f"{letter}_centres"]), float(films[f"{letter}_sigma"]))
        late = torch.from_numpy(films[letter]).float()[6:]
        found[word] = torch.stack([ring.count(frame, mixture).shares >= ring.LEAST_SHARE for frame in late])
    assert found["dropping"].sum(dim=1).min() >= 4 and (~found["dropping"]).all(dim=0).any()
    assert found["hopping"].sum(dim=1).float().mean() <= 3 and found["hopping"].any(dim=0).sum() >= 4
    assert (found["collapse"].sum(dim=1) == 1).all() and found["collapse"].any(dim=0).sum() == 1
    assert asset("lesson-08-films.npz").stat().st_size <= 200_000


def test_measurement_trains_counts_and_keeps(lesson, tmp_path):
    names = lesson | {"CURE_STEPS": 3, "SWITCH_STEPS": 2}
    rows = [*lesson_08.rings(names, 4), *lesson_08.switches(names, 0, ["R1"])]
    assert [(row["kind"], row["name"], row["steps"]) for row in rows] == [("ring", "the cure", 3), ("ring", "plain", 3), ("switch", "R1", 2)]  # fmt: skip
    path = tmp_path / "measured.json"
    sheet.keep(path, rows, lesson_08.key)
    sheet.keep(path, [rows[2] | {"covered": 5}], lesson_08.key)
    kept = json.loads(path.read_text("utf-8"))
    assert [row["covered"] for row in kept["rows"]][2] == 5 and len(kept["rows"]) == 3
    assert "pass" in lesson_08.summary(kept["rows"])[0]


def test_recording_is_small_and_says_how_it_was_made():
    path = asset("lesson-08-run.npz")
    recording = Recording.load(path)
    assert path.stat().st_size <= 1_000_000 and len(recording.frames) > 10
    assert {"good, plain", "good, the cure"} <= set(recording.history)
    assert recording.provenance["command"] == "python3 ci/course.py run measuring/lesson_08 record"
    assert recording.history["good, the cure"][-1] >= ring.GOAL


def test_pairs_give_a_collapsed_generator_away():
    """At the one mode that G serves, with real pairs in it one time in 64."""
    best = BANK["best_smoothed_d"].reference
    single, pair = (best(torch.tensor(share), torch.tensor(1.0), 1.0, 0.0).item() for share in (1 / 8, 1 / 64))
    assert (single, pair) == pytest.approx((1 / 9, 1 / 65))


@pytest.mark.parametrize("labels", [(1.0, 0.0), (0.9, 0.0), (0.9, 0.1)])
def test_only_a_label_for_the_fakes_takes_the_push_away(labels):
    """The slope of log D*, at the fakes and on the way: 12 with the labels 1 and 0, the same with 0.9 and 0, none with 0.9 and 0.1."""
    a, b = labels
    x = torch.linspace(-1.5, 1.5, 13, dtype=torch.float64, requires_grad=True)
    p_data, p_g = (torch.exp(-((x - mean) ** 2) / 0.5) for mean in (-1.5, 1.5))
    best, plain = BANK["best_smoothed_d"].reference(p_data, p_g, a, b), p_data / (p_data + p_g)
    assert best.tolist() == pytest.approx((b + (a - b) * plain).tolist())
    assert (best.diff() <= 0).all()  # it falls towards the fakes, whatever the labels
    (push,) = torch.autograd.grad(best.log().sum(), x, retain_graph=True)
    (of_plain,) = torch.autograd.grad(plain.log().sum(), x)
    if b == 0:
        torch.testing.assert_close(push, of_plain)
        assert push[-1].item() == pytest.approx(-12, abs=1e-4)
    else:
        assert push.abs()[-1] < 1e-5 < of_plain.abs()[-1] and best[-1].item() == pytest.approx(b, abs=1e-6)


def test_a_label_above_one_has_no_best_d_where_only_data_are():
    d = torch.linspace(0.5, 1 - 1e-9, 1_000, dtype=torch.float64)
    loss = -1.1 * d.log() - (1 - 1.1) * (1 - d).log()
    assert (loss.diff() < 0).all()


def test_the_films_are_described_as_they_are():
    """Six modes in all pictures of B, eight in those of A; A loses one after its third picture and does not find it again."""
    films = np.load(asset("lesson-08-films.npz"))
    found = {}
    for letter in KEY:
        mixture = ring.Mixture(torch.from_numpy(films[f"{letter}_centres"]), float(films[f"{letter}_sigma"]))
        frames = torch.from_numpy(films[letter]).float()
        found[letter] = torch.stack([ring.count(frame, mixture).shares >= ring.LEAST_SHARE for frame in frames])
    assert [found[letter].any(dim=0).sum().item() for letter in "ABC"] == [8, 6, 1]
    assert found["A"][2].all() and (~found["A"][3:]).all(dim=0).any() and found["B"].sum(dim=1).max() <= 2
    assert any((one != other).any() for one, other in zip(found["B"], found["B"][1:]))
    name, mixture, seed, steps, switches = lesson_08.DROPPING
    assert (
        switches == {}
        and lesson_08.HOPPING[4] == {"lr_g": 4e-3, "beta1": 0.5}
        and lesson_08.COLLAPSE[0] is lesson_08.against_a_fixed_d
    )


def test_films_caption_leaves_the_counting_to_the_reader():
    _, caption = plane.clouds(
        [("step 1", ring.ring().centres[[0, 2]]), ("step 2", torch.zeros(5, 2))], ring.ring(), columns=2, counted=False
    )
    assert caption == "step 1: modes 1, 3; step 2: no mode."


def test_the_prose_says_of_the_switches_what_was_measured():
    seconds = {
        name: np.median([row["cpu_seconds"] for row in rows_of("switch", name)])
        for name in ("plain", "k = 5", "3 steps ahead")
    }
    assert 2 < seconds["k = 5"] / seconds["plain"] < 2.5 and 2.7 < seconds["3 steps ahead"] / seconds["plain"] < 3
    covered = {name: sorted(row["covered"] for row in rows_of("switch", name)) for name in ("k = 5", "3 steps ahead")}
    assert (covered["k = 5"][0], covered["k = 5"][-1]) == (4, 7) and set(covered["3 steps ahead"]) == {7, 8}
    listed = ("spread of the batch", "pairs", "3 steps ahead", "instance noise", "R1", "label 0.9", "average of G")
    full = [
        name
        for name in (*listed, "less momentum")
        if all(row["covered"] == 8 and row["quality"] > 0.8 for row in rows_of("switch", name))
    ]
    assert full == ["less momentum"]


# First ideas of a learner, and what they are told. Those of the banks are tested with all exercises; these are typed in other words.


def _ring_with(change):
    def answer(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
        i, noise, angle = torch.randint(modes, (m,)), torch.randn(m, 2), 2 * math.pi / modes
        return change(m, modes, radius, sigma, turn, i, noise, angle)

    return answer


def _points(angles, radius):
    return radius * torch.stack([angles.cos(), angles.sin()], dim=1)


def _reseeded(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    torch.manual_seed(0)
    return ring.ring(modes, radius, sigma, turn).sample(m)


def _counting(threshold):
    def answer(samples, centres, sigma):
        near, nearest = torch.cdist(samples, centres).min(dim=1)
        good = near <= 3 * sigma
        counts = torch.bincount(nearest[good], minlength=len(centres))
        return good.float().mean().item(), (counts >= threshold(len(samples), len(centres), counts)).sum().item()

    return answer


def _stepping(change):
    def answer(weights, loss_of, rate, steps):
        for _ in range(steps):
            slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
            weights = change(weights, slopes, rate)
        return weights

    return answer


def _writes_into_the_list(weights, loss_of, rate, steps):
    for _ in range(steps):
        for place, slope in enumerate(torch.autograd.grad(loss_of(weights), weights, create_graph=True)):
            weights[place] = weights[place] - rate * slope
    return weights


FIRST_IDEAS = [
    ("sample_ring", _ring_with(lambda m, n, r, s, t, i, z, a: _points(t + a * (torch.arange(m) % n), r) + s * z), "one_after_the_other"),
    ("sample_ring", _ring_with(lambda m, n, r, s, t, i, z, a: _points(t + a * i.sort().values, r) + s * z), "mode_by_mode"),
    ("sample_ring", _reseeded, "the_same_batch_again"),
    ("sample_ring", _ring_with(lambda m, n, r, s, t, i, z, a: _points(t + a * i, r).double() + s * z.double()), "in_float64"),
    ("sample_ring", _ring_with(lambda m, n, r, s, t, i, z, a: _points(t + a * i, r) + s * (12**0.5 * (torch.rand(m, 2) - 0.5))), "a_box_of_the_right_width"),
    ("sample_ring", _ring_with(lambda m, n, r, s, t, i, z, a: _points(t + a * torch.randint(1, n, (m,)), r) + s * z), "first_never"),
    ("sample_ring", _ring_with(lambda m, n, r, s, t, i, z, a: _points(t + a * torch.randint(n + 1, (m,)), r) + s * z), "one_mode_too_many"),
    ("sample_ring", _ring_with(lambda m, n, r, s, t, i, z, a: _points(t + a * i, r) + 0.05 * z), "a_width_of_its_own"),
    ("sample_ring", _ring_with(lambda m, n, r, s, t, i, z, a: (_points(t + a * i, r) + s * z, i)), "tuple_for_tensor"),
    ("share_within", lambda k: 1 - math.exp(-(k**2) // 2), "rounded_exponent"),
    ("share_within", lambda k: (torch.randn(2_000, 2, generator=torch.Generator().manual_seed(1)).norm(dim=1) <= k).float().mean().item(), "counted_or_added_up"),
    ("share_within", lambda k: 1 - math.exp(-((0.05 * k) ** 2) / 2), "another_factor_in_the_exponent"),
    ("share_within", lambda k: (1 - math.exp(-(k**2) / 2),), "comma_behind"),
    ("count_modes", _counting(lambda m, n, counts: 0.01 * m / n), "another_share"),
    ("count_modes", _counting(lambda m, n, counts: 0.001 * m), "another_share"),
    ("count_modes", _counting(lambda m, n, counts: 0.01 * counts.sum()), "share_of_the_good"),
    ("count_modes", _counting(lambda m, n, counts: m // 100), "rounded_down_threshold"),
    ("count_modes", _counting(lambda m, n, counts: 25), "a_number_of_samples"),
    ("count_modes", lambda x, c, s: ((torch.cdist(x, c) <= 3 * s).any(1).float().mean(), ((torch.cdist(x, c) <= 3 * s).float().mean(0) >= 0.01).sum()), "each_circle_for_itself"),
    ("count_modes", lambda x, c, s: BANK["count_modes"].reference(x, ring.ring().centres, s), "the_notebooks_centres"),
    ("minibatch_std", lambda x: torch.cat([x, (x.square().mean(0) - x.mean(0) ** 2 + 1e-8).sqrt().mean().expand(len(x), 1)], 1), "difference_of_large_numbers"),
    ("minibatch_std", lambda x: torch.cat([x, (x.var(0, correction=0) + 1e-5).sqrt().mean().expand(len(x), 1)], 1), "too_much_under_the_root"),
    ("minibatch_std", lambda x: torch.cat([x, x.std(0, correction=0).mean()], 1), "axes_do_not_join"),
    ("minibatch_std", lambda x: torch.cat([x, x.std(1).mean().expand(len(x), 1)], 1), "mean_over_the_features"),
    ("minibatch_std", lambda x: torch.cat([x, x.std(1, keepdim=True)], 1), "over_the_features"),
    ("pack", lambda points, m: torch.cat([points.roll(-i, 0) for i in range(m)], 1)[: len(points) // m], "overlapping_rows"),
    ("pack", lambda points, m: points[:, 0].reshape(-1, m), "first_coordinates_alone"),
    ("pack", lambda points, m: torch.cat([points] * m, dim=1)[::m], "each_with_itself_and_cut"),
    ("pack", lambda points, m: points.resize_(len(points) // m, 2 * m), "inputs_changed"),
    ("unrolled", _writes_into_the_list, "list_changed"),
    ("unrolled", _stepping(lambda w, s, rate: [torch.nn.Parameter(a - rate * b) for a, b in zip(w, s)]), "made_anew"),
    ("unrolled", _stepping(lambda w, s, rate: [a - rate * b.detach() for a, b in zip(w, s)]), "without_create_graph"),
    ("unrolled", _stepping(lambda w, s, rate: w - rate * s), "list_in_arithmetic"),
    ("unrolled", lambda w, loss_of, rate, steps: BANK["unrolled"].reference(w, loss_of, rate, steps)[-1], "tensor_for_list"),
    ("unrolled", lambda w, loss_of, rate, steps: (x for x in BANK["unrolled"].reference(w, loss_of, rate, steps)), "generator_for_list"),
    ("best_smoothed_d", lambda p, g, a, b: (a * p + b * g) / ((1 - a) * p + (1 - b) * g), "the_odds"),
    ("best_smoothed_d", lambda p, g, a, b: a * p + b * g / p + g, "no_brackets_at_all"),
    ("best_smoothed_d", lambda p, g, a, b: a * p / (a * p + b * g), "labels_below_too"),
    ("best_smoothed_d", lambda p, g, a, b: (a - b) * p / (p + g), "difference_of_the_labels"),
    ("best_smoothed_d", lambda p, g, a, b: torch.where(p > g, a, b), "the_larger_one_decides"),
    ("diagnosis", lambda: {"dropping": "A", "hopping": "B", "collapse": "C"}, "words_for_letters"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "mistake"), FIRST_IDEAS)
def test_first_ideas_are_named(name, answer, mistake):
    assert BANK[name].judge(answer).mistake == mistake


# Answers that nobody planned for: none may be called correct.


UNPLANNED = [
    ("sample_ring", lambda m, modes=8, radius=2.0, sigma=0.05, turn=0.0: torch.zeros(m, 2)),
    ("sample_ring", lambda m, modes=8, radius=2.0, sigma=0.05, turn=0.0: ring.ring(modes, radius, sigma, turn).sample(m).abs()),
    ("sample_ring", lambda m, modes=8, radius=2.0, sigma=0.05, turn=0.0: ring.ring(modes, radius, sigma, turn + 0.01).sample(m)),
    ("sample_ring", lambda m, modes=8, radius=2.0, sigma=0.05, turn=0.0: ring.ring(modes, radius, 1.3 * sigma, turn).sample(m)),
    ("share_within", lambda k: 0.988891 if k == 3 else 0.5),
    ("share_within", lambda k: min(1.0, k / 3)),
    ("count_modes", lambda samples, centres, sigma: (1.0, len(centres))),
    ("count_modes", lambda samples, centres, sigma: (0.0, 0)),
    ("diagnosis", lambda: {"A": "dropping"}),
    ("diagnosis", lambda: "dropping hopping collapse"),
    ("minibatch_std", lambda features: features),
    ("minibatch_std", lambda features: torch.cat([features, features.std() + 0 * features[:, :1]], dim=1)),
    ("minibatch_std", lambda features: torch.cat([features, torch.zeros(len(features), 1)], dim=1)),
    ("pack", lambda points, m: points),
    ("pack", lambda points, m: points.flip(0)[: len(points) // m].repeat(1, m)),
    ("unrolled", lambda weights, loss_of, rate, steps: weights),
    ("unrolled", lambda weights, loss_of, rate, steps: [weight * 0.5**steps for weight in weights]),
    ("best_smoothed_d", lambda p_data, p_g, a, b: 0.9 * p_data / (p_data + p_g)),
    ("best_smoothed_d", lambda p_data, p_g, a, b: p_data * 0 + a),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer"), UNPLANNED, ids=lambda value: getattr(value, "__name__", value))
def test_unplanned_answer_is_not_correct(name, answer):
    verdict = BANK[name].judge(answer)
    assert verdict.kind != CORRECT
    assert verdict.in_full


def test_more_right_answers():
    def by_complex_numbers(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
        which = torch.randint(modes, (m,))
        points = radius * torch.exp(1j * (turn + 2 * math.pi * which / modes))
        return torch.view_as_real(points) + sigma * torch.randn(m, 2)

    def by_distributions(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
        kinds = torch.distributions
        centres = ring.ring(modes, radius, sigma, turn).centres
        clouds = kinds.Independent(kinds.Normal(centres, sigma), 1)
        return kinds.MixtureSameFamily(kinds.Categorical(torch.ones(modes)), clouds).sample((m,))

    def mode_by_mode(samples, centres, sigma):
        near = torch.cdist(samples, centres).argmin(dim=1)
        good = (samples - centres[near]).norm(dim=1) <= 3 * sigma
        shares = [((near == mode) & good).float().mean() for mode in range(len(centres))]
        return sum(shares), sum(share >= 0.01 for share in shares)

    def on_copies(weights, loss_of, rate, steps):
        return BANK["unrolled"].reference([w.detach().clone().requires_grad_() for w in weights], loss_of, rate, steps)

    def from_the_mean_square(features):
        variance = (features.square().mean(0) - features.mean(0).square()).clamp(min=0)
        return torch.cat([features, (variance + 1e-8).sqrt().mean().expand(len(features), 1)], 1)

    assert BANK["sample_ring"].judge(by_distributions).kind == CORRECT
    assert BANK["unrolled"].judge(on_copies).kind == CORRECT
    assert BANK["minibatch_std"].judge(from_the_mean_square).kind == CORRECT
    assert BANK["sample_ring"].judge(by_complex_numbers).kind == CORRECT
    assert BANK["count_modes"].judge(mode_by_mode).kind == CORRECT
    assert BANK["pack"].judge(lambda points, m: torch.hstack(points.split(len(points) // m))).kind == CORRECT
    assert BANK["diagnosis"].judge(lambda: {"a": "Dropping", "b": " hopping", "c": "collapse"}).kind == CORRECT

"""Lesson 03: its closed forms, the small game against autograd, its claims by execution, and answers nobody planned for."""

import math

import numpy as np
import pytest
import torch
from scipy import integrate, optimize, stats
from torch.nn import functional as F

from building import lesson_source
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT
from gancourse.exercises.lesson_03.ex1_one_iteration import algorithm_1, train_g, what_d_pays
from gancourse.exercises.lesson_03.ex3_two_losses import with_softplus
from gancourse.exercises.lesson_03.ex6_within_budget import GOAL, HIDDEN_SEEDS
from gancourse.exercises.lesson_03.ex7_what_happens import KEY
from gancourse.exercises.stepping import descend
from gancourse.paths import asset
from gancourse.toys import small_game
from gancourse.training.recordings import Recording
from measuring import lesson_03

BANK = bank()

# p_data = N(0, 1), p_g = N(μ, 1), the best D: μ, E[D*], saturating and non-saturating pull at μ
TABLE = [
    (0.5, 0.471, 0.235, 0.265),
    (1.0, 0.398, 0.398, 0.602),
    (2.0, 0.225, 0.450, 1.55),
    (3.0, 0.0986, 0.296, 2.70),
    (4.0, 0.0343, 0.137, 3.86),
    (6.0, 0.00208, 0.0125, 5.99),
    (8.0, 4.9e-5, 3.9e-4, 8.0),
]


@pytest.fixture(scope="module")
def lesson():
    """The lesson's own names, every cell executed at speed smoke."""
    return lesson_source.run_until("03", "picture_of_findings", speed="smoke")


def mean_of_best_d(mu: float) -> float:
    return integrate.quad(
        lambda x: stats.norm.pdf(x, mu) / (1 + math.exp(min(mu * x - mu**2 / 2, 700))), mu - 9, mu + 9
    )[0]


@pytest.mark.parametrize(("mu", "mean_d", "saturating", "other"), TABLE)
def test_pulls_agree_with_the_table_and_with_scipy(lesson, mu, mean_d, saturating, other):
    by_quadrature = mean_of_best_d(mu)
    assert by_quadrature == pytest.approx(mean_d, rel=5e-3)
    formulas = mu * by_quadrature, mu * (1 - by_quadrature)
    if mu <= 6:  # beyond, 4,000 points no longer reach the tail in which D* is not 0
        assert lesson["pulls"](mu) == pytest.approx((*formulas, by_quadrature), rel=2e-3)
    along = [pull[round(mu * 10)].item() for pull in lesson["pulls_along"](1.0)]
    assert along == pytest.approx(formulas, rel=2e-3)
    assert (mu * by_quadrature, mu * (1 - by_quadrature)) == pytest.approx((saturating, other), rel=1e-2)


def test_saturating_pull_is_strongest_where_the_lesson_says():
    best = optimize.minimize_scalar(lambda mu: -mu * mean_of_best_d(mu), bounds=(0.5, 4), method="bounded")
    assert (best.x, -best.fun) == pytest.approx((1.64, 0.467), abs=5e-3)


@pytest.mark.parametrize("sigma", [0.5, 1.5])
def test_explored_pulls_agree_with_scipy(lesson, sigma):
    mu = 3.0

    def steep(x):
        return -x + (x - mu) / sigma**2

    def best(x):
        return 1 / (1 + stats.norm.pdf(x, mu, sigma) / stats.norm.pdf(x))

    def exact(share):
        whole = integrate.quad(
            lambda x: stats.norm.pdf(x, mu, sigma) * share(x) * steep(x), mu - 10 * sigma, mu + 10 * sigma, points=[mu]
        )
        return abs(whole[0])

    along = [pull[30].item() for pull in lesson["pulls_along"](sigma)]
    assert along == pytest.approx((exact(best), exact(lambda x: 1 - best(x))), rel=2e-3)


def test_ratio_at_six_is_481():
    assert BANK["push_ratio"].reference(mean_of_best_d(6.0)) == pytest.approx(481, abs=0.5)


@pytest.mark.parametrize(("mean", "std"), [(1.0, 1.0), (3.0, 1.0), (1.0, 1.6), (2.0, 0.6), (-1.5, 1.2)])
def test_each_loss_follows_its_divergence(lesson, mean, std):
    """Envelope theorem and the identity with KL − 2 JSD, in μ and σ, and the divergences themselves against scipy."""
    left, right = lesson["through_the_losses"](mean, std), lesson["through_the_divergences"](mean, std)
    for by_loss, by_divergence in zip(left, right):
        torch.testing.assert_close(by_loss, by_divergence, rtol=5e-3, atol=2e-3)

    def jsd(m):
        p, q = stats.norm(0, 1).pdf, stats.norm(m, std).pdf
        part = lambda a, b: integrate.quad(lambda x: a(x) * np.log(2 * a(x) / (a(x) + b(x))), -9, 10, limit=200)[0] / 2  # noqa: E731
        return part(p, q) + part(q, p)

    assert right[0][0].item() == pytest.approx((jsd(mean + 1e-3) - jsd(mean - 1e-3)) / 1e-3, abs=1e-3)


@pytest.mark.parametrize(("mean", "std"), [(1.0, 2.0), (-2.0, 3.0), (0.7, 1.1)])
def test_the_top_of_d_is_where_the_exercise_says(lesson, mean, std):
    logit = lesson["logit_for"](mean, std)
    x = torch.linspace(-12, 12, 240_001, dtype=torch.float64)
    assert x[logit(x).argmax()].item() == pytest.approx(BANK["where_it_ends"].reference(mean, std), abs=1e-3)


@pytest.mark.parametrize("std", [1.0, 0.5])
def test_d_has_no_top_when_p_g_is_no_wider_than_the_data(lesson, std):
    far = lesson["logit_for"](1.0, std)(torch.tensor([-40.0, -20.0, 0.0], dtype=torch.float64))
    assert far[0] > far[1] > far[2]
    assert math.isinf(BANK["where_it_ends"].reference(1.0, std))


def test_jsd_of_the_goal_in_the_race_of_optimisers():
    assert small_game.jsd_of(np.array([[0.403, 1.0]])) == pytest.approx(0.02, abs=1e-4)


# The small game


@pytest.mark.parametrize(("mean", "std"), [(0.0, 1.0), (2.0, 1.0), (0.0, 2.0), (3.0, 0.3), (-1.0, -1.5)])
def test_jsd_of_the_small_game_agrees_with_scipy(mean, std):
    p, q = stats.norm(0, 1).pdf, stats.norm(mean, abs(std)).pdf
    part = lambda a, b: integrate.quad(lambda x: a(x) * np.log(2 * a(x) / (a(x) + b(x))), -8, 8, limit=300)[0] / 2  # noqa: E731
    assert small_game.jsd_of(np.array([[mean, std]]))[0] == pytest.approx(part(p, q) + part(q, p), abs=5e-4)


def test_jsd_of_the_small_game_never_leaves_its_range():
    extremes = np.array([[1e6, 1.0], [0.0, 1e-9], [0.0, 1e9], [-40.0, 0.01]])
    values = small_game.jsd_of(extremes)
    assert ((values >= 0) & (values <= math.log(2) + 1e-9)).all() and (values > 0.6).all()


def played_with_torch(k: int, lr_g: float, seed: int, order: str, budget: int):
    """The small game once more, with autograd and torch's own Adam, on the same random numbers."""
    random = np.random.default_rng(seed)
    g = torch.tensor(small_game.START, dtype=torch.float64, requires_grad=True)
    w = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    g_optimizer = torch.optim.Adam([g], lr=lr_g, betas=small_game.BETAS)
    d_optimizer = torch.optim.Adam([w], lr=small_game.LR_D, betas=small_game.BETAS)

    def d(x):
        return w[0] + w[1] * x + w[2] * x**2

    def loss_of_g(z):
        return F.softplus(-d(g[0] + g[1] * z)).mean()

    def train_d(data, z):
        for x_real, each in zip(data, z):
            fake = (g[0] + g[1] * each).detach()
            (w.grad,) = torch.autograd.grad(F.softplus(-d(x_real)).mean() + F.softplus(d(fake)).mean(), w)
            d_optimizer.step()

    def move_g(gradient):
        g.grad = gradient
        g_optimizer.step()

    for _ in range(budget // small_game.cost(k)):
        draws = torch.from_numpy(random.standard_normal((2 * k + 1, small_game.BATCH)))
        data, z_d, z_g = draws[:k], draws[k : 2 * k], draws[2 * k]
        if order == "simultaneous":
            (gradient,) = torch.autograd.grad(loss_of_g(z_d[0]), g)
            train_d(data, z_d)
            move_g(gradient)
            continue
        if order == "D first":
            train_d(data, z_d)
        move_g(torch.autograd.grad(loss_of_g(z_g), g)[0])
        if order == "G first":
            train_d(data, z_d)
    return g.detach().numpy()


@pytest.mark.parametrize(
    ("k", "order"), [(1, "D first"), (3, "D first"), (2, "G first"), (1, "G first"), (1, "simultaneous")]
)
def test_small_game_agrees_with_autograd_and_torchs_adam(k, order):
    outcome = small_game.play(k, [0.05, 0.02], [4, 7], order=order, budget=400)
    theirs = played_with_torch(k, 0.02, 7, order, 400)
    assert (outcome.mean[1], outcome.std[1]) == pytest.approx((theirs[0], abs(theirs[1])), rel=1e-6)


def test_a_game_does_not_depend_on_its_company():
    alone = small_game.play(2, 0.03, [5], budget=500)
    together = small_game.play(2, [0.5, 0.03], [4, 5], budget=500)
    assert alone.mean[0] == pytest.approx(together.mean[1], rel=1e-9)


def test_looks_are_paid_for_and_in_order():
    outcome = small_game.play(2, 0.03, [5, 6], budget=503, looks=4)
    assert outcome.iterations == 100 and outcome.spent.tolist() == [0, 125, 250, 375, 500]
    assert outcome.jsds.shape == (5, 2) and (outcome.jsds[-1] == outcome.jsd).all()


@pytest.mark.parametrize(("k", "order"), [(0, "D first"), (2, "simultaneous"), (1, "both")])
def test_red_game_that_cannot_be_played(k, order):
    with pytest.raises(ValueError, match="must be"):
        small_game.play(k, 0.01, order=order)


# What the lesson claims by execution


def test_published_order_is_the_simultaneous_update(lesson):
    weights = lesson["after_50"]
    assert torch.equal(weights[lesson["as_published"]], weights[lesson["both_at_once"]])
    assert not torch.equal(weights[lesson["as_published"]], weights[lesson["d_then_g"]])


def test_key_of_the_plumbing_exercise_is_what_happens(lesson):
    assert lesson["found"] == KEY


def test_three_faults_of_six_are_noticed_by_nobody(lesson):
    """E and F run without a word; in E G's weights never change."""
    pair = lesson["start_game"](1, 5e-3)
    before = [parameter.detach().clone() for parameter in pair.generator.parameters()]
    lesson["variant_e"](*lesson["make_tools"](pair, lesson["real"](16)), lesson["noise"](16))
    assert all(torch.equal(a, b) for a, b in zip(before, pair.generator.parameters()))


def test_steps_to_the_goal_are_as_printed(lesson):
    sgd, adam = torch.optim.SGD, torch.optim.Adam
    counts = {
        (kind, which): lesson["steps_to_goal"](which, lambda values, kind=kind: kind(values, lr=0.1))
        for kind in (sgd, adam)
        for which in (0, 1)
    }
    assert counts[sgd, 0] > 10 * counts[sgd, 1]
    assert counts[adam, 0] < counts[adam, 1] < counts[sgd, 0] / 5


@pytest.mark.parametrize("setting", lesson_03.CLAIMED_GOOD)
def test_good_settings_pass_the_budget_check(setting):
    jsd = small_game.play(*setting, range(60)).jsd
    assert (jsd < GOAL).mean() > 0.95


def test_measurement_counts_draws(capsys, monkeypatch):
    monkeypatch.setattr(lesson_03, "CLAIMED_GOOD", [(5, 0.02)])
    monkeypatch.setattr(lesson_03, "CLAIMED_BAD", [(200, 0.03)])
    shares = lesson_03.measure_budget(2)
    assert shares == {(5, 0.02): 1.0, (200, 0.03): 0.0}
    assert "passes 100.0% of 2 draws" in capsys.readouterr().out


def test_recording_is_small_and_says_how_it_was_made():
    path = asset("lesson-03-run.npz")
    recording = Recording.load(path)
    assert path.stat().st_size <= 2_000_000
    assert {"JSD k=1", "JSD k=2", "JSD k=5", "JSD k=20"} <= set(recording.history)
    assert recording.provenance["command"] == "python3 ci/course.py run measuring/lesson_03 record"
    assert recording.history["step"][-1] * 250 == 60_000 and len(recording.frames) > 10


def test_recording_can_be_made_again(tmp_path):
    path = lesson_03.record(500, tmp_path / "run.npz")
    assert Recording.load(path).frame_steps == (1,)


# Answers that nobody planned for: none may be called correct.


def one_step_too_many(pair, real, noise, g_loss, k=1, m=128):
    return algorithm_1(pair, real, noise, g_loss, k + 1, m)


def fixed_batch(pair, real, noise, g_loss, k=1, m=128):
    return algorithm_1(pair, real, noise, g_loss, k, 8)


def two_steps_of_g(pair, real, noise, g_loss, k=1, m=128):
    algorithm_1(pair, real, noise, g_loss, k, m)
    return train_g(pair, noise, g_loss, m)


def half_of_d(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d = descend(what_d_pays(pair, real(m), pair.generator(noise(m)).detach()) / 2, pair.d_optimizer)
    return d, train_g(pair, noise, g_loss, m)


def returns_the_losses_of_before(pair, real, noise, g_loss, k=1, m=128):
    algorithm_1(pair, real, noise, g_loss, k, m)
    return 0.0, 0.0


def two_half_steps_of_d(pair, real, noise, g_loss, k=1, m=128):
    """What one introduction's loop does: a step on the data, another one on the fakes."""
    for _ in range(k):
        a = descend(F.softplus(-pair.discriminator(real(m))).mean(), pair.d_optimizer)
        b = descend(F.softplus(pair.discriminator(pair.generator(noise(m)).detach())).mean(), pair.d_optimizer)
    return a + b, train_g(pair, noise, g_loss, m)


UNPLANNED = [
    ("one_iteration", one_step_too_many),
    ("one_iteration", fixed_batch),
    ("one_iteration", two_steps_of_g),
    ("one_iteration", half_of_d),
    ("one_iteration", returns_the_losses_of_before),
    ("one_iteration", two_half_steps_of_d),
    ("shortfall", lambda value, jsd: max(0.0, value + math.log(4))),
    ("shortfall", lambda value, jsd: abs(2 * jsd)),
    ("two_losses", lambda a: (-F.softplus(a.clamp(-60, 60)).mean(), F.softplus(-a.clamp(-60, 60)).mean())),
    ("two_losses", lambda a: (-F.softplus(a).mean().detach(), F.softplus(-a).mean())),
    ("two_losses", lambda a: (-F.softplus(a).median(), F.softplus(-a).median())),
    ("two_losses", lambda a: (-torch.log1p(a.exp()).mean(), torch.log1p((-a).exp()).mean())),
    ("two_losses", lambda a: (F.softplus(-a).mean() - a.mean() * 0, -F.softplus(a).mean())),
    ("push_ratio", lambda mean_d: 481.0),
    ("push_ratio", lambda mean_d: round((1 - mean_d) / mean_d)),
    ("where_it_ends", lambda mean, std: -1 / 3),
    ("where_it_ends", lambda mean, std: -mean / 3 if std > 1 else math.inf),
    ("where_it_ends", lambda mean, std: math.nan),
    ("within_budget", lambda: (200, 0.01)),
    ("within_budget", lambda: (1, 10.0)),
    ("within_budget", lambda: (1.5, 0.01)),
    ("within_budget", lambda: (1, math.nan)),
    ("within_budget", lambda: (math.inf, 0.01)),
    ("within_budget", lambda: (-3, 0.01)),
    ("what_happens", lambda: dict.fromkeys("ABCDEFG", "right")),
    ("what_happens", lambda: dict.fromkeys("ABCDEFG", "stops")),
    ("what_happens", lambda: {"A": "wasteful"}),
    ("what_happens", lambda: "wasteful"),
]


@pytest.mark.parametrize(("name", "answer"), UNPLANNED, ids=lambda value: getattr(value, "__name__", value))
def test_unplanned_answer_is_not_correct(name, answer):
    verdict = BANK[name].judge(answer)
    assert verdict.kind != CORRECT
    assert verdict.in_full


RELATIVES = [
    ("within_budget", lambda: (5_000, 0.5), "out_of_reach"),
    ("within_budget", lambda: (1, 5e-5), "out_of_reach"),
    ("within_budget", lambda: (100, 0.05), "not_there_yet"),
    ("within_budget", lambda: (2, 0.9), "runs_past_d"),
    ("within_budget", lambda: (-2, 0.01), "no_d_at_all"),
    ("what_happens", lambda: KEY | {"A": "stops", "G": "wrong"}, "detach_is_a_must"),
    ("what_happens", lambda: KEY | {"D": "right"}, "retain_graph_cures_all"),
    ("two_losses", lambda a: (torch.log(1 - a.sigmoid() + 1e-12).mean(), -torch.log(a.sigmoid() + 1e-12).mean()), "small_constant"),
    ("two_losses", lambda a: [loss.detach() for loss in with_softplus(a)], "without_a_gradient"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "mistake"), RELATIVES)
def test_relative_of_a_known_mistake_is_recognised(name, answer, mistake):
    assert BANK[name].judge(answer).mistake == mistake


def test_more_right_answers():
    def alone(logits):
        zeros, ones = torch.zeros_like(logits), torch.ones_like(logits)
        bce = F.binary_cross_entropy_with_logits
        return -bce(logits, zeros), bce(logits, ones)

    def noise_drawn_first(pair, real, noise, g_loss, k=1, m=128):
        for _ in range(k):
            z = noise(m)
            x_real = real(m)
            d = descend(what_d_pays(pair, x_real, pair.generator(z).detach()), pair.d_optimizer)
        return torch.tensor(d), train_g(pair, noise, g_loss, m)

    assert BANK["two_losses"].judge(alone).kind == CORRECT
    assert BANK["one_iteration"].judge(noise_drawn_first).kind == CORRECT
    assert BANK["within_budget"].judge(lambda: (10, 0.03)).kind == CORRECT
    assert BANK["within_budget"].judge(lambda: [np.int64(2), 0.01]).kind == CORRECT


def test_numbers_quoted_as_right_are_right():
    seen = {name: value for values in BANK["one_iteration"]._expected for name, value in values.items()}
    quoted = {"d_weight": 0.5811, "d_bias": -0.4420, "g_weight": 1.5317, "g_bias": 0.5767, "d_loss": 1.8418}
    quoted |= {"g_loss": 0.5858, "d_after_three": -0.0582, "g_after_three": 1.4980, "d_loss_of_three": 1.5755}
    quoted |= {"d_after_two": -0.0804, "g_after_two": 1.5127}
    assert {name: seen[name] for name in quoted} == pytest.approx(quoted, abs=6e-5)


def test_budget_check_is_cheap():
    assert len(HIDDEN_SEEDS) == 3 and small_game.BUDGET == 20_000
    assert BANK["within_budget"]._expected[1]["below"] == 3


# What the prose says of runs


@pytest.mark.parametrize(("mean", "std"), [(1.0, 1.0), (2.0, 0.7), (1.0, 1.5)])
def test_the_gradient_of_kl_runs_through_the_samples_alone(lesson, mean, std):
    """E[∇ log p_g] = 0, so with the p_g inside the logarithm held still the gradient is the one of KL."""
    assert lesson["mean_score"](mean, std).abs().max() < 1e-3
    at = torch.tensor([mean, std], dtype=torch.float64, requires_grad=True)
    x, log_density = at[0] + at[1] * lesson["normal"], lesson["figure_one"].normal_log_density
    (held,) = torch.autograd.grad((log_density(x, mean, std) - log_density(x)).mean(), at)
    of_kl = [mean, std - 1 / std]  # KL(N(μ, σ²) ‖ N(0, 1)) = (μ² + σ² − 1)/2 − log σ
    assert held.tolist() == pytest.approx(of_kl, abs=5e-3)


def test_only_a_d_that_answers_keeps_p_g_wide(lesson):
    fixed, steps = lesson["logit_for"](1.0, 2.0), 1_500
    slow = {n: lesson["train_against"](fixed, 2.0, n, {n}, lr=5e-3)[-1][2].std().item() for n in (steps, 2 * steps)}
    assert slow[2 * steps] < slow[steps] < 0.4
    assert lesson["answered"](steps).std().item() == pytest.approx(1, abs=0.2)


def test_no_row_and_no_column_of_the_map_is_good_throughout(lesson):
    def jsd(k, rates):
        outcome = small_game.play(k, np.repeat(rates, 3), list(range(3)) * len(rates))
        return np.median(outcome.jsd.reshape(len(rates), 3), axis=1)

    rates, ks = lesson["map_rates"], (1, 2, 5, 10, 20, 50, 200)
    assert all(jsd(k, rates[:1]) > GOAL for k in ks)
    assert (jsd(200, rates[:6]) > GOAL).all() and (jsd(1, rates[5:]) > GOAL).all()


def test_three_logs_show_what_the_lesson_reads_in_them(lesson):
    by_name = {}
    for name in ("reference", "variant_e", "variant_f"):
        game = lesson["start_game"](1, 5e-3)
        for iteration in range(401):
            if iteration in (100, 400):
                by_name[name, iteration] = lesson["figure_one"].measure(game.generator, game.discriminator)
            lesson[name](*lesson["make_tools"](game, lesson["real"](128)), lesson["noise"](128))
    assert by_name["variant_e", 400].value == pytest.approx(by_name["variant_e", 100].value, abs=0.03)
    assert by_name["variant_e", 400].jsd > 0.5 > by_name["variant_f", 400].jsd
    assert by_name["reference", 400].value == pytest.approx(-math.log(4), abs=0.03)
    assert by_name["variant_f", 100].jsd < by_name["reference", 100].jsd
    assert by_name["variant_f", 400].jsd > 10 * by_name["reference", 400].jsd
    assert [variant.__name__ for variant in lesson["suspects"].values()] != ["reference", "variant_e", "variant_f"]


def test_recorded_race_ends_as_the_lesson_says():
    history = Recording.load(asset("lesson-03-run.npz")).history
    tenth = len(history["step"]) // 10
    assert history["JSD k=1"][-1] > history["JSD k=1"][tenth] and history["JSD k=20"][-1] < 0.02

"""Lesson 02: its closed forms, its quadrature, its density and its figure, against independent calculations."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy import integrate, stats
from torch.nn import functional as F

from building import lesson_source
from environment import ROOT
from gancourse.checks.bank import bank
from gancourse.exercises.lesson_02.ex4_d_step import what_d_pays, with_softplus
from gancourse.exercises.lesson_02.ex5_g_step import not_saturating
from gancourse.exercises.stepping import descend
from gancourse.toys import figure_one as exact
from gancourse.toys.figure_one import GRID, LOG_4
from measuring import figure_one

BANK = bank()

# p_data = N(0, 1) against p_g = N(mean, 1): mean, JSD, C(G), accuracy of D*, E_pg[D*]
TABLE = [
    (0.5, 0.0303, -1.3257, 0.599, 0.471),
    (1.0, 0.1114, -1.1635, 0.691, 0.398),
    (2.0, 0.3368, -0.7126, 0.841, 0.225),
    (3.0, 0.5268, -0.3327, 0.933, 0.0986),
    (4.0, 0.6327, -0.1209, 0.977, 0.0343),
]


LESSON = ROOT / "solutions" / "source" / "02_figure_one.py"


def gaussian(mean: float, std: float = 1.0):
    return lambda z: mean + std * exact.normal_quantile(z)


def coin(x):
    return torch.zeros_like(x)


@pytest.mark.parametrize(("mean", "jsd", "best_value", "accuracy", "mean_of_d"), TABLE)
def test_quadrature_reproduces_the_table(mean, jsd, best_value, accuracy, mean_of_d):
    state = exact.measure(gaussian(mean), coin)
    assert state.jsd == pytest.approx(jsd, abs=6e-5)
    assert state.best_value == pytest.approx(best_value, abs=6e-5)
    p_data = exact.normal_log_density(GRID).exp()
    right = torch.where(state.d_best > 0.5, p_data, state.p_g)
    assert exact.integrate(right, GRID) / 2 == pytest.approx(accuracy, abs=6e-4)
    assert exact.integrate(state.p_g * state.d_best, GRID) == pytest.approx(mean_of_d, abs=6e-4)


@pytest.mark.parametrize(("std", "jsd", "best_value"), [(2.0, 0.0927, -1.2008), (math.sqrt(2), 0.0275, -1.3313)])
def test_unequal_widths(std, jsd, best_value):
    state = exact.measure(gaussian(0.0, std), coin)
    assert (state.jsd, state.best_value) == pytest.approx((jsd, best_value), abs=6e-5)


def test_quadrature_agrees_with_scipys():
    p, q = stats.norm(0, 1).pdf, stats.norm(2, 1).pdf
    half = lambda a, b: integrate.quad(lambda x: a(x) * np.log(2 * a(x) / (a(x) + b(x))), -8, 10)[0] / 2  # noqa: E731
    assert exact.measure(gaussian(2.0), coin).jsd == pytest.approx(half(p, q) + half(q, p), abs=1e-6)


def test_the_best_discriminator_beats_a_hundred_others():
    torch.manual_seed(0)
    state = exact.measure(gaussian(1.0), coin)
    p_data = exact.normal_log_density(GRID).exp()
    best = torch.logit(state.d_best)
    for _ in range(100):
        other = best + 0.3 * torch.randn(1, dtype=torch.float64) * torch.sin(torch.randn(1) * GRID + torch.randn(1))
        assert exact.value(other, p_data, state.p_g, GRID) < state.best_value


@pytest.mark.parametrize("mean", [0.0, 1.0, 2.0])
def test_a_blind_discriminator_has_the_value_of_a_perfect_generator(mean):
    assert exact.measure(gaussian(mean), coin).value == pytest.approx(-LOG_4, abs=1e-6)


@pytest.mark.parametrize(
    ("generator", "density"),
    [
        (lambda z: 4 * z - 1, stats.uniform(-1, 4).pdf),
        (lambda z: 2 - 4 * z, stats.uniform(-2, 4).pdf),
        (gaussian(1.0, 2.0), stats.norm(1, 2).pdf),
        (lambda z: -torch.log(1 - z), stats.expon.pdf),
        (lambda z: torch.log(z), lambda x: stats.expon.pdf(-x)),
        (lambda z: 0.5 * torch.logit(z), stats.logistic(0, 0.5).pdf),
        (lambda z: torch.tan(math.pi * (z - 0.5)), stats.cauchy.pdf),
    ],
    ids=["stretched", "falling", "normal", "exponential", "mirrored exponential", "logistic", "Cauchy"],
)
def test_change_of_variables_gives_known_densities(generator, density):
    x = generator(torch.linspace(0.01, 0.99, 21, dtype=torch.float64).unsqueeze(1))
    assert exact.density_of_pushforward(generator, x).squeeze(1).numpy() == pytest.approx(density(x.squeeze(1).numpy()))


def test_change_of_variables_agrees_with_samples():
    torch.manual_seed(1)
    generator = exact.MonotoneGenerator()
    samples = generator(torch.rand(20_000, 1, dtype=torch.float64)).detach().squeeze(1).numpy()

    def cdf(x):
        return exact.invert(generator, torch.as_tensor(x).unsqueeze(1)).squeeze(1).numpy()

    assert stats.kstest(samples, cdf).pvalue > 1e-4
    p_g = exact.density_of_pushforward(generator, GRID).detach()
    assert exact.integrate(p_g, GRID) == pytest.approx(1, abs=1e-4)


def test_generator_increases_for_any_parameters():
    z = torch.linspace(0.001, 0.999, 999, dtype=torch.float64).unsqueeze(1)
    for seed in range(20):
        torch.manual_seed(seed)
        generator = exact.MonotoneGenerator()
        with torch.no_grad():
            for parameter in generator.parameters():
                parameter.add_(2 * torch.randn_like(parameter))
        assert (generator(z).diff(dim=0) > 0).all()


@pytest.fixture(scope="module")
def lesson():
    """The lesson's own names, up to where training begins."""
    return lesson_source.run_until("02", "draw_panel", speed="smoke")


def test_lesson_and_package_say_the_same(lesson):
    """Later lessons import from the package what this one derives."""
    assert torch.equal(lesson["x"], GRID)
    assert torch.equal(lesson["feet"], exact.FEET)
    torch.manual_seed(7)
    of_the_lesson, discriminator = lesson["Generator"](), lesson["make_discriminator"]()
    torch.manual_seed(7)
    of_the_package = exact.MonotoneGenerator()
    z = torch.rand(50, 1, dtype=torch.float64)
    assert torch.equal(of_the_lesson(z), of_the_package(z))
    assert str(discriminator) == str(exact.small_discriminator())
    mine, theirs = lesson["measure"](of_the_lesson, discriminator), exact.measure(of_the_package, discriminator)
    for name in ("p_g", "d", "d_best", "heads", "value", "best_value", "jsd", "gap"):
        torch.testing.assert_close(getattr(mine, name), getattr(theirs, name))


@pytest.fixture(scope="module")
def criteria_at_smoke():
    return lesson_source.run_until("02", "criteria", speed="smoke")["criteria"]


def test_smoke_takes_every_step_and_judges_nothing(criteria_at_smoke):
    assert len(criteria_at_smoke) == 12
    assert criteria_at_smoke["b  G unchanged to the last bit"][1]
    assert criteria_at_smoke["c  D unchanged to the last bit"][1]


def test_figure_one_is_rebuilt():
    """All twelve criteria, and a step of G that is good against a lazy D and better against a trained one: on one seed,
    or else on both of two others.

    `python3 ci/course.py run measuring/figure_one 60` found the twelve on 60 of 60 seeds, so with 95 % confidence a seed
    fails less than once in 20, and this test, by chance, less than once in 200. The seeds are fixed and everything is
    float64 on the CPU: what varies is the machine's arithmetic.
    """

    def holds(seed):
        names = lesson_source.run_until("02", "criteria", seed)
        return figure_one.passes(names["criteria"]) and figure_one.better_against_a_better_d(names)

    assert holds(0) or (holds(1) and holds(2))


def test_red_a_step_that_gains_nothing_is_no_better():
    at = {"lazy, of panel (a)": 0.21, "trained, of panel (b)": 0.12}
    names = {"b": SimpleNamespace(jsd=0.2), "after": {name: SimpleNamespace(jsd=jsd) for name, jsd in at.items()}}
    assert not figure_one.better_against_a_better_d(names)
    names["b"].jsd = 0.22
    assert figure_one.better_against_a_better_d(names)


def test_poor_generators_of_the_prose():
    """Panel (a) has a JSD like that of N(1.4, 1); two of the check's games are said to have 0.20 and 0.32."""
    assert exact.measure(gaussian(1.4), coin).jsd == pytest.approx(0.2, abs=0.005)
    assert pytest.approx(0.20, abs=0.005) == (LOG_4 - 0.982) / 2
    assert pytest.approx(0.32, abs=0.005) == (LOG_4 - 0.75) / 2


def test_red_untrained_pair_fails_the_criteria(criteria_at_smoke):
    assert not figure_one.passes(criteria_at_smoke)


def test_red_worst_is_the_number_nearest_to_failing():
    assert figure_one.worst("d  JSD below 0.01", [0.001, 0.2]) == 0.2
    assert figure_one.worst("a  mean gap to D* above 0.05", [0.06, 0.2]) == 0.06


# Answers that nobody planned for: none may be called correct.


def clipped_density(generator, x):
    return exact.density_of_pushforward(generator, x).clamp(max=0.19)


def sampled_once(generator, x):
    """A kernel density estimate: the right shape, and not exact."""
    samples = generator(torch.rand(4000, 1, dtype=torch.float64)).detach().T  # (1, 4000)
    return torch.exp(-0.5 * ((x - samples) / 0.1) ** 2).mean(dim=1, keepdim=True) / (0.1 * math.sqrt(2 * math.pi))


def flat_density(generator, x):
    return exact.density_of_pushforward(generator, x).squeeze(1)


def always_a_quarter(generator, x):
    return torch.full_like(x, 0.25)


def density_from_a_coarse_difference(generator, x):
    z = exact.invert(generator, x)
    return 1 / ((generator(z + 1e-3) - generator(z)) / 1e-3).abs()


def clamped_logit(log_p_data, log_p_g):
    return (log_p_data - log_p_g).clamp(-100, 100)


def logit_in_bits(log_p_data, log_p_g):
    return (log_p_data - log_p_g) / math.log(2)


def d_step_on_old_noise(discriminator, generator, optimizer, x_real, z):
    return descend(what_d_pays(discriminator, x_real, generator(torch.zeros_like(z)).detach()), optimizer)


def d_step_with_smoothed_labels(discriminator, generator, optimizer, x_real, z):
    on_real, on_fake = discriminator(x_real), discriminator(generator(z).detach())
    loss = F.binary_cross_entropy_with_logits(on_real, torch.full_like(on_real, 0.9))
    return descend(loss + F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake)), optimizer)


def d_step_twice(discriminator, generator, optimizer, x_real, z):
    with_softplus(discriminator, generator, optimizer, x_real, z)
    return with_softplus(discriminator, generator, optimizer, x_real, z)


def d_step_with_squares(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    return descend(((discriminator(x_real) - 1) ** 2).mean() + (discriminator(fake) ** 2).mean(), optimizer)


def d_step_returning_v(discriminator, generator, optimizer, x_real, z):
    return -with_softplus(discriminator, generator, optimizer, x_real, z)


def d_step_that_moves_g(discriminator, generator, optimizer, x_real, z):
    loss = with_softplus(discriminator, generator, optimizer, x_real, z)
    with torch.no_grad():
        generator.bias += 1e-3
    return loss


def d_step_with_its_own_optimiser(discriminator, generator, optimizer, x_real, z):
    return with_softplus(discriminator, generator, torch.optim.Adam(discriminator.parameters(), 0.5), x_real, z)


def g_step_with_fresh_noise(generator, discriminator, optimizer, z):
    return not_saturating(generator, discriminator, optimizer, torch.rand_like(z))


def g_step_in_the_mean_logit(generator, discriminator, optimizer, z):
    return descend(-discriminator(generator(z)).mean(), optimizer)


def g_step_without_step_but_right_loss(generator, discriminator, optimizer, z):
    return F.softplus(-discriminator(generator(z))).mean()


def g_step_both_losses(generator, discriminator, optimizer, z):
    logits = discriminator(generator(z))
    return descend((F.softplus(-logits) - F.softplus(logits)).mean() / 2, optimizer)


def g_step_inside_no_grad(generator, discriminator, optimizer, z):
    with torch.no_grad():
        fake = generator(z)
    return descend(F.softplus(-discriminator(fake)).mean().requires_grad_(), optimizer)


def g_step_with_a_smaller_constant(generator, discriminator, optimizer, z):
    return descend(-torch.log(discriminator(generator(z)).sigmoid() + 1e-12).mean(), optimizer)


def g_step_cleared_before_the_step(generator, discriminator, optimizer, z):
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def d_step_cleared_before_the_step(discriminator, generator, optimizer, x_real, z):
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def logit_with_a_tiny_constant(log_p_data, log_p_g):
    return torch.log(log_p_data.exp() + 1e-30) - torch.log(log_p_g.exp() + 1e-30)


def slope_at_x_with_noise_density(generator, x):
    (slope,) = torch.autograd.grad(generator(x.requires_grad_()).sum(), x)
    return 1 / slope.abs()


def slopes(generator, z, reduce=lambda y: y.sum()):
    return torch.autograd.grad(reduce(generator(z)), z)


def without_requires_grad_backward(generator, x):
    z = exact.invert(generator, x)
    generator(z).sum().backward()
    return 1 / z.grad.abs()


def requires_grad_without_the_call(generator, x):
    z = exact.invert(generator, x)
    z.requires_grad_  # noqa: B018
    return 1 / slopes(generator, z)[0].abs()


def divided_by_a_tuple(generator, x):
    return 1 / slopes(generator, exact.invert(generator, x).requires_grad_())


def abs_of_a_tuple(generator, x):
    return 1 / torch.abs(slopes(generator, exact.invert(generator, x).requires_grad_()))


def backward_without_a_sum(generator, x):
    z = exact.invert(generator, x).requires_grad_()
    generator(z).backward()
    return 1 / z.grad.abs()


RELATIVES = [
    ("density_of_pushforward", without_requires_grad_backward, "z_without_requires_grad"),
    ("density_of_pushforward", requires_grad_without_the_call, "z_without_requires_grad"),
    ("density_of_pushforward", divided_by_a_tuple, "slope_left_in_its_tuple"),
    ("density_of_pushforward", abs_of_a_tuple, "slope_left_in_its_tuple"),
    ("density_of_pushforward", backward_without_a_sum, "slope_without_a_sum"),
    ("jsd_from_best_value", lambda v: v - -math.log(4) / 2, "halves_only_the_offset"),
    ("jsd_from_best_value", lambda v: math.log(4) + v / 2, "halves_only_the_value"),
    ("jsd_from_best_value", lambda v: 0.5 * (v - math.log(4)), "subtracts_the_offset"),
    ("jsd_from_best_value", lambda v: 2 * (v + math.log(4)), "doubles_instead_of_halving"),
    ("jsd_from_best_value", lambda v: 2 * v - math.log(4), "formula_forwards"),
    ("jsd_from_best_value", lambda v: 0.5 * math.log(4 + v), "value_inside_the_log"),
    ("density_of_pushforward", sampled_once, "estimated_from_samples"),
    ("density_of_pushforward", slope_at_x_with_noise_density, "slope_at_x"),
    ("best_logit", logit_with_a_tiny_constant, "epsilon_in_the_ratio"),
    ("d_step", d_step_cleared_before_the_step, "did_not_move"),
    ("d_step", d_step_returning_v, "returns_the_value"),
    ("g_step", g_step_inside_no_grad, "cut_from_g"),
    ("g_step", g_step_with_a_smaller_constant, "small_constant_in_the_log"),
    ("g_step", g_step_cleared_before_the_step, "g_did_not_move"),
]


@pytest.mark.parametrize(("name", "answer", "mistake"), RELATIVES, ids=lambda value: getattr(value, "__name__", value))
def test_relative_of_a_known_mistake_is_recognised(name, answer, mistake):
    assert BANK[name].judge(answer).mistake == mistake


def by_backward(generator, x):
    z = exact.invert(generator, x).detach()
    z.requires_grad = True
    generator(z).sum().backward()
    return exact.noise_density(z).detach() * z.grad.abs().pow(-1)


def by_an_index(generator, x):
    z = exact.invert(generator, x).clone().requires_grad_(True)
    return exact.noise_density(z) / torch.autograd.grad(generator(z).sum(), z)[0].abs()


def with_grad_outputs(generator, x):
    z = exact.invert(generator, x).requires_grad_()
    y = generator(z)
    return 1 / torch.autograd.grad(y, z, grad_outputs=torch.ones_like(y))[0].abs()


def point_by_point(generator, x):
    return torch.stack([exact.density_of_pushforward(generator, point[None])[0] for point in x])


def in_logarithms(generator, x):
    z = exact.invert(generator, x).requires_grad_()
    (slope,) = slopes(generator, z)
    return torch.exp(-slope.abs().log())


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        *(
            ("density_of_pushforward", each)
            for each in (by_backward, by_an_index, with_grad_outputs, point_by_point, in_logarithms)
        ),
        *(
            ("jsd_from_best_value", each)
            for each in (
                lambda v: v / 2 + math.log(2),
                lambda v: 0.5 * (math.log(4) + v),
                lambda v: (v - -2 * math.log(2)) / 2,
                lambda v: np.log(2 * np.exp(v / 2)),
                lambda v: torch.tensor((v + math.log(4)) / 2, dtype=torch.float64),
            )
        ),
    ],
)
def test_other_right_answers_are_correct(name, answer):
    verdict = BANK[name].judge(answer)
    assert verdict.kind == "Correct", verdict.text


def test_the_density_is_asked_for_where_g_reaches():
    """Outside G's range there is no z with G(z) = x, p_g is 0, and `invert` can only give the nearest end."""
    asked = []

    def noting(generator, x):
        asked.append((generator(exact.invert(generator, x)) - x).abs().max().item())
        return exact.density_of_pushforward(generator, x)

    assert BANK["density_of_pushforward"].judge(noting).kind == "Correct"
    assert len(asked) == len(BANK["density_of_pushforward"].probes) and max(asked) < 1e-9
    lesson = " ".join(LESSON.read_text("utf-8").replace("\n# ", " ").split())
    assert "Where no arrow ends, $p_g$ is 0" in lesson
    outside = exact.invert(lambda z: 4 * z - 1, torch.tensor([[5.0]], dtype=torch.float64))
    assert outside.item() == pytest.approx(1)


def test_numbers_quoted_as_right_are_right():
    """The explanations name the right numbers of the probes; they must be the reference's."""
    seen = {
        name: value
        for step in (BANK["d_step"], BANK["g_step"])
        for values in step._expected
        for name, value in values.items()
    }
    right = {
        "loss": 2.3685,
        "weight": 0.001,
        "certain_loss": 160,
        "certain_weight_fell_by": 2,
        "g_loss": 0.5121,
        "shift": 0.159,
        "push_when_caught": 0.5,
        "loss_far_out": 800,
    }
    assert {name: seen[name] for name in right} == pytest.approx(right, abs=6e-4)


def converged_when_close_to_zero_gap_or_best(value, best_value, tolerance):
    return best_value < -LOG_4 + tolerance and value > -1.5


def converged_always(value, best_value, tolerance):
    return True


def converged_never(value, best_value, tolerance):
    return False


UNPLANNED = [
    ("density_of_pushforward", clipped_density),
    ("density_of_pushforward", sampled_once),
    ("density_of_pushforward", flat_density),
    ("density_of_pushforward", always_a_quarter),
    ("density_of_pushforward", density_from_a_coarse_difference),
    ("best_logit", clamped_logit),
    ("best_logit", logit_in_bits),
    ("jsd_from_best_value", lambda best_value: max(0.0, -best_value)),
    ("jsd_from_best_value", abs),
    ("d_step", d_step_on_old_noise),
    ("d_step", d_step_with_smoothed_labels),
    ("d_step", d_step_twice),
    ("d_step", d_step_with_squares),
    ("d_step", d_step_returning_v),
    ("d_step", d_step_that_moves_g),
    ("d_step", d_step_with_its_own_optimiser),
    ("g_step", g_step_with_fresh_noise),
    ("g_step", g_step_in_the_mean_logit),
    ("g_step", g_step_without_step_but_right_loss),
    ("g_step", g_step_both_losses),
    ("blind_value", lambda jsd: -LOG_4 if jsd == 0 else -1.0),
    ("has_converged", converged_when_close_to_zero_gap_or_best),
    ("has_converged", converged_always),
    ("has_converged", converged_never),
    ("bridge_steepness", lambda p_valley, p_peak: round(p_peak / p_valley) % 1000),
    ("bridge_steepness", lambda p_valley, p_peak: 30.0),
]


@pytest.mark.parametrize(("name", "answer"), UNPLANNED, ids=lambda value: getattr(value, "__name__", value))
def test_unplanned_answer_is_not_correct(name, answer):
    verdict = BANK[name].judge(answer)
    assert verdict.kind == "Not yet"
    assert verdict.in_full

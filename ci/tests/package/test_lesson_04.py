"""Lesson 04: its matrices and formulas against NumPy and autograd, its claims by execution, and answers nobody planned for."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from building import lesson_source
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT
from gancourse.exercises.lesson_04.ex3_momentum_round import heavy_ball
from gancourse.exercises.lesson_04.ex5_look_ahead import extragradient
from gancourse.exercises.lesson_04.ex9_acts_on import KEY
from gancourse.paths import asset
from gancourse.toys import dirac
from gancourse.training.recordings import Recording
from gancourse.training.replaying import _Story
from gancourse.views import orbits, plots
from measuring import lesson_04

BANK = bank()
RATES = (0.01, 0.1, 0.5, 1.0, 1.9)


@pytest.fixture(scope="module")
def lesson():
    """The lesson's own names, every cell executed at speed smoke."""
    return lesson_source.run_until("04", "sliders", speed="smoke")


def distances(path):
    return np.hypot(*np.asarray(path).T)


def radius(matrix):
    return np.abs(np.linalg.eigvals(matrix)).max()


# The bilinear game


def by_autograd(x, y, rate, in_turn):
    """A round of V = x·y, with the slopes from torch."""
    at = torch.tensor([x, y], dtype=torch.float64, requires_grad=True)
    (slopes,) = torch.autograd.grad(at.prod(), at)
    new_y = y + rate * slopes[1].item()
    if in_turn:
        again = torch.tensor([x, new_y], dtype=torch.float64, requires_grad=True)
        (slopes,) = torch.autograd.grad(again.prod(), again)
    return x - rate * slopes[0].item(), new_y


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("rate", RATES)
def test_a_round_is_what_autograd_says_and_what_its_matrix_says(rate, in_turn):
    for x, y in ((1.0, 1.0), (-3.0, 0.5)):
        mine = BANK["one_round"].reference(x, y, rate, in_turn)
        assert mine == pytest.approx(by_autograd(x, y, rate, in_turn))
        assert mine == pytest.approx(BANK["round_matrix"].reference(rate, in_turn) @ [x, y])


@pytest.mark.parametrize("rate", RATES)
def test_at_once_the_distance_grows_by_the_root_and_in_turn_all_eigenvalues_lie_on_the_circle(rate):
    at_once, in_turn = (BANK["round_matrix"].reference(rate, flag) for flag in (False, True))
    assert np.linalg.norm(at_once @ [0.6, -0.8]) == pytest.approx(math.sqrt(1 + rate**2))
    assert np.abs(np.linalg.eigvals(in_turn)) == pytest.approx([1, 1], abs=1e-7)
    assert (np.linalg.det(in_turn), np.trace(in_turn)) == pytest.approx((1, 2 - rate**2))


def test_beyond_rate_two_the_ring_breaks():
    assert radius(BANK["round_matrix"].reference(2.1, True)) > 1.8


def test_rate_one_in_turn_has_period_six(lesson):
    path = lesson["walk"](lesson["one_round"], 6, 1.0, True)
    assert path.tolist() == [[1, 1], [-1, 2], [-2, 1], [-1, -1], [1, -2], [2, -1], [1, 1]]


@pytest.mark.parametrize(("rate", "rounds", "times"), [(0.1, 500, 12.03), (0.01, 5_000, 1.28), (0.01, 50_000, 12.18), (0.001, 50_000, 1.03)])  # fmt: skip
def test_what_a_smaller_rate_does(lesson, rate, rounds, times):
    far = distances(lesson["walk"](lesson["one_round"], rounds, rate, False))
    assert far[-1] / far[0] == pytest.approx(times, abs=5e-3)
    assert far[-1] / far[0] == pytest.approx(math.exp(rate**2 * rounds / 2), rel=0.02)  # what decides


def test_the_ring_in_turn_is_as_wide_as_the_lesson_says(lesson):
    far = distances(lesson["walk"](lesson["one_round"], 5_000, 0.1, True))
    assert (far.min() / far[0], far.max() / far[0]) == pytest.approx((1.000, 1.051), abs=6e-4)
    assert far[500] / far[0] == pytest.approx(1.003, abs=5e-4)


# Momentum


def heavy_ball_of_torch(rate, beta, in_turn, rounds):
    """The same walk with torch.optim.SGD, momentum included."""
    x, y = (torch.tensor(1.0, dtype=torch.float64, requires_grad=True) for _ in range(2))
    g = torch.optim.SGD([x], lr=rate, momentum=beta)
    d = torch.optim.SGD([y], lr=rate, momentum=beta, maximize=True)
    for _ in range(rounds):
        slopes = torch.autograd.grad(x * y, (x, y))
        y.grad = slopes[1]
        if in_turn:
            d.step()
            slopes = torch.autograd.grad(x * y, (x, y))
        x.grad = slopes[0]
        g.step()
        if not in_turn:
            d.step()
    return x.item(), y.item()


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_momentum_is_the_one_of_torch(beta, in_turn):
    state = (1.0, 1.0, 1.0, 1.0)
    for _ in range(40):
        state = heavy_ball(state, 0.1, beta, in_turn)
    assert state[:2] == pytest.approx(heavy_ball_of_torch(0.1, beta, in_turn, 40))


def test_torch_refuses_a_negative_momentum():
    with pytest.raises(ValueError, match="Invalid momentum value"):
        torch.optim.SGD([torch.zeros(1)], lr=0.1, momentum=-0.5)


@pytest.mark.parametrize(
    ("beta", "at_once", "in_turn"),
    [(0.9, 1.1983, 1.1921), (0.5, 1.0457, 1.0323), (0.0, 1.0050, 1.0), (-0.5, 1.0007, 0.9985)],
)
def test_which_momentum_contracts(lesson, beta, at_once, in_turn):
    assert [lesson["growth"](0.1, beta, flag) for flag in (False, True)] == pytest.approx([at_once, in_turn], abs=6e-5)


def test_only_a_negative_momentum_contracts_and_only_in_turn(lesson):
    for beta in np.arange(-0.98, 0.99, 0.04).round(2):
        assert lesson["growth"](0.1, beta, False) > 1
        for rate in (0.1, 0.1 * (1 - beta)):  # the heavy ball, and the running mean of Adam
            assert (lesson["growth"](rate, beta, True) < 1 - 1e-9) == (rate / 2 - 1 < beta < 0)


def test_the_verdict_on_the_running_mean_is_that_of_the_table_only(lesson):
    assert lesson["growth"](0.1 * 1.9, -0.9, True) < 1
    found = [lesson["growth"](0.1 * (1 - beta), beta, True) for beta in (-0.95, -0.99)]
    assert found == pytest.approx([1.053, 1.099], abs=6e-4)


def test_a_repeated_step_points_outwards_most_after_a_quarter_turn(lesson):
    path = lesson["walk"](lesson["one_round"], 200, 0.1, True)
    step = path[101] - path[100]

    def outwards(later):
        return step @ path[100 + later] / np.linalg.norm(step) / np.linalg.norm(path[100 + later])

    assert [outwards(later) for later in (16, 31)] == pytest.approx([1.0, 0.044], abs=2e-3)
    assert max(range(1, 63), key=outwards) == pytest.approx(16, abs=2)


# Averages


def test_averages_are_as_printed(lesson):
    found = {name: distances(path) for name, path in lesson["lines"].items()}
    ends = {"in turn": 1.431, "its average": 0.005, "looking back over 10 rounds": 1.072, "looking back over a fifth": 0.073, "average of at once": 2.045}  # fmt: skip
    assert {name: found[name][1_000] for name in ends} == pytest.approx(ends, abs=6e-4)
    assert found["at once"][-1] / found["at once"][0] == pytest.approx(145, abs=0.5)
    nearest = found["average of at once"]
    assert nearest.min() == pytest.approx(0.083, abs=1e-3) and nearest.argmin() < 65
    assert int(np.argmax(nearest[100:] > nearest[0])) + 100 == pytest.approx(900, abs=20)


def test_the_average_in_turn_goes_like_one_over_the_rounds(lesson):
    path = lesson["walk"](lesson["one_round"], 40_000, 0.1, True)
    far = distances(lesson["average_so_far"](path)) * np.arange(1, len(path) + 1)
    assert far.max() < 35 and far[20_000:].max() == pytest.approx(far[100:1_000].max(), rel=0.05)


# Looking ahead


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5, 0.99])
def test_looking_ahead_contracts_below_rate_one(lesson, rate):
    found = radius(lesson["matrix_of"](extragradient, rate))
    assert found == pytest.approx(math.sqrt(1 - rate**2 + rate**4)) and found < 1


def test_half_of_looking_ahead_is_another_round(lesson):
    matrix, trials = lesson["matrix_of"], lesson["trials"]
    at_once, in_turn = (BANK["round_matrix"].reference(0.1, flag) for flag in (False, True))
    assert matrix(trials, 0.1, True, False) == pytest.approx(in_turn)
    assert matrix(trials, 0.1, False, False) == pytest.approx(at_once)
    g_first = np.array([[1.0, -0.1], [0.1, 0.99]])
    assert matrix(trials, 0.1, False, True) == pytest.approx(g_first) and radius(g_first) == pytest.approx(1)
    far = distances(lesson["walk"](trials, 5_000, 0.1, False, True))
    assert (far.min() / far[0], far.max() / far[0]) == pytest.approx((0.951, 1.000), abs=6e-4)


# The Dirac-GAN


def pulls_by_autograd(theta, psi, loss, penalty, gamma):
    theta, psi = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (theta, psi))
    on_real, on_fake = psi * 0.0, psi * theta
    if loss == "Wasserstein":
        d_loss, g_loss = on_fake - on_real, -on_fake
    else:
        d_loss = F.softplus(-on_real) + F.softplus(on_fake)
        g_loss = F.softplus(-on_fake) if loss == "non-saturating" else -F.softplus(on_fake)
    x = torch.zeros((), dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(psi * x, x, create_graph=True)
    price = {"none": 0.0, "R1": gamma / 2 * slope**2, "WGAN-GP": gamma / 2 * (slope.abs() - 1) ** 2}[penalty]
    (on_psi,) = torch.autograd.grad(d_loss + price, psi, retain_graph=True)
    (on_theta,) = torch.autograd.grad(g_loss, theta)
    return -on_theta.item(), -on_psi.item()


@pytest.mark.parametrize("penalty", dirac.PENALTIES)
@pytest.mark.parametrize("loss", dirac.LOSSES)
def test_pulls_are_what_autograd_says(loss, penalty):
    for theta, psi in ((1.0, 1.0), (-0.3, 2.0), (2.0, -0.7), (0.5, 0.1)):
        mine = dirac.pulls(theta, psi, loss, penalty, 0.8)
        assert mine == pytest.approx(pulls_by_autograd(theta, psi, loss, penalty, 0.8))


def test_red_a_game_that_is_not_known():
    with pytest.raises(ValueError, match="loss must be one of"):
        dirac.pulls(1.0, 1.0, "hinge")


def test_large_logits_overflow_nowhere():
    with np.errstate(all="raise"):
        assert dirac.pulls(np.array([1e3, -1e3]), np.array([1e3, 1e3]))[1].tolist() == [-1e3, 0.0]


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("loss", ["non-saturating", "saturating"])
def test_the_lesson_and_the_package_play_the_same_game(lesson, loss, in_turn):
    pulls = lesson["dirac_pulls"] if loss == "non-saturating" else lesson["saturating_pulls"]
    path = lesson["walk"](lesson["gan_round"], 300, pulls, 0.1, in_turn)
    assert dirac.play(300, 0.1, loss=loss, in_turn=in_turn) == pytest.approx(path)


def test_the_package_knows_momentum_and_looking_ahead():
    """On the Wasserstein loss, which is xy with ψ for D: against the exercises' own answers."""
    states = [(1.0, 1.0, 1.0, 1.0)]
    places = [(1.0, 1.0)]
    for _ in range(50):
        # θ' = ψ and ψ' = −θ: G, here, goes up and D down, which is xy with the sign of θ turned.
        x, y, x_before, y_before = states[-1]
        turned = heavy_ball((-x, y, -x_before, y_before), 0.1, -0.5, True)
        states.append((-turned[0], turned[1], -turned[2], turned[3]))
        x, y = extragradient(-places[-1][0], places[-1][1], 0.1)
        places.append((-x, y))
    played = dirac.play(50, 0.1, loss="Wasserstein", beta=-0.5)
    assert played == pytest.approx(np.array(states)[:, :2])
    assert dirac.play(50, 0.1, loss="Wasserstein", looks_ahead=True) == pytest.approx(np.array(places))


def test_players_who_leave_stop_at_a_million():
    assert np.isfinite(dirac.play(3_000, 0.5, loss="Wasserstein", in_turn=False)).all()


@pytest.mark.parametrize(
    ("loss", "in_turn", "rounds", "away"),
    [("non-saturating", True, 200, 0.576), ("non-saturating", True, 4_000, 0.140), ("non-saturating", False, 4_000, 0.445), ("saturating", True, 4_000, 1.386)],
)  # fmt: skip
def test_distances_of_the_smallest_gan_are_as_printed(loss, in_turn, rounds, away):
    assert distances(dirac.play(rounds, 0.1, loss=loss, in_turn=in_turn))[-1] == pytest.approx(away, abs=6e-4)


def test_the_creeping_of_the_loss_in_use_follows_its_formula():
    far = distances(dirac.play(20_000, 0.02))
    for done in (500, 2_000, 20_000):
        assert far[done] == pytest.approx(1 / math.sqrt(0.02 * done / 8 + 1 / 2), rel=0.03)


@pytest.mark.parametrize("start", [(1.0, 1.0), (0.02, 0.0)])
@pytest.mark.parametrize("rate", [0.02, 0.1])
def test_at_once_the_loss_in_use_ends_on_a_limit_cycle(rate, start):
    far = distances(dirac.play(round(3_000 / rate), rate, in_turn=False, start=start))
    assert far[-100:].mean() == pytest.approx(math.sqrt(2 * rate), rel=0.03)


def test_the_minimax_pulls_stand_at_right_angles_to_the_way():
    theta, psi = np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-2, 2, 9))
    on_theta, on_psi = dirac.pulls(theta, psi, "saturating")
    assert np.abs(theta * on_theta + psi * on_psi).max() < 1e-12
    assert (theta * dirac.pulls(theta, psi)[0] + psi * dirac.pulls(theta, psi)[1] <= 1e-12).all()


def test_the_smallest_gan_turns_the_other_way_than_xy():
    theta, psi = 0.4e-4, 0.7e-4
    for loss, f in (("non-saturating", 0.5), ("saturating", 0.5), ("Wasserstein", 1.0)):
        assert dirac.pulls(theta, psi, loss) == pytest.approx((f * psi, -f * theta), rel=1e-6)  # of xy: −y and x


# R1 and the other price


@pytest.mark.parametrize("gamma", [0.0, 0.25, 0.5, 1.0, 2.0, 4.0])
def test_eigenvalues_with_r1_are_those_of_the_formula_and_of_autograd(gamma):
    matrix = BANK["jacobian_with_r1"].reference(gamma)
    root = np.sqrt(complex(gamma**2 / 4 - 0.25))
    wanted = np.sort_complex(np.array([-gamma / 2 - root, -gamma / 2 + root]))
    assert np.sort_complex(np.linalg.eigvals(matrix).astype(complex)) == pytest.approx(wanted, abs=1e-6)

    def pulls(at):
        logit = at[0] * at[1]
        g_loss, d_loss = F.softplus(-logit), F.softplus(logit) + gamma / 2 * at[1] ** 2
        of_g, of_d = (torch.autograd.grad(loss, at, create_graph=True)[0] for loss in (g_loss, d_loss))
        return -torch.stack([of_g[0], of_d[1]])

    at = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    rows = [torch.autograd.grad(pull, at, retain_graph=True)[0] for pull in pulls(at)]
    assert matrix == pytest.approx(torch.stack(rows).numpy(), abs=1e-9)


def test_nothing_goes_round_from_gamma_one_on_and_more_is_slower():
    sides, far = {}, {}
    for gamma in (0.25, 0.5, 0.95, 1.0, 2.0, 4.0):
        path = dirac.play(1_000, 0.1, penalty="R1", gamma=gamma)
        sides[gamma] = (np.diff(np.sign(path[:, 0])) != 0).sum()
        far[gamma] = distances(path)[400]
    assert all(sides[gamma] > 0 for gamma in (0.25, 0.5, 0.95)) and not any(sides[gamma] for gamma in (1.0, 2.0, 4.0))
    assert far[1.0] < far[0.5] < far[0.25] < far[4.0]


def test_the_wanted_slope_of_one_never_rests_at_the_goal():
    def late(gamma, **options):
        path = dirac.play(20_000, 0.01, loss="Wasserstein", penalty="WGAN-GP", gamma=gamma, **options)[-2_000:]
        return distances(path), path

    for start in ((1.0, 1.0), (0.1, 0.1), (3.0, 0.0)):
        for in_turn in (True, False):
            far, _ = late(1.0, start=start, in_turn=in_turn)
            assert (far.min(), far.max()) == pytest.approx((1.19, 1.45), abs=0.03)
    for gamma in (2.0, 5.0):
        far, path = late(gamma)
        assert np.abs(path[-1]) == pytest.approx([gamma, 0], abs=0.01) and np.ptp(far) < 0.01
    assert distances(dirac.play(10_000, 0.01, loss="Wasserstein", penalty="R1", gamma=2.0))[-1] < 1e-6


def test_what_the_published_penalty_was_worth(lesson):
    worth = [lesson["worth"](slope_of) for slope_of in lesson["ways"].values()]
    assert worth == pytest.approx([10, 10 / 4, 10 / 4 / 32**2], rel=1e-4)

    psi = torch.tensor(1e-3, dtype=torch.float64, requires_grad=True)
    data = torch.zeros(32, dtype=torch.float64, requires_grad=True)
    (slopes,) = torch.autograd.grad(F.softplus(-psi * data).mean(), data, create_graph=True)  # of the loss, as it was
    (pull,) = torch.autograd.grad(10 / 2 * (slopes**2).mean(), psi)
    assert pull.item() / psi.item() == pytest.approx(worth[2], rel=1e-3)


def test_answers_to_the_widget_are_true():
    def end(**options):
        return distances(dirac.play(600, 0.1, loss="saturating", **options))[-1]

    still = end()
    assert still == pytest.approx(1.38, abs=0.02)
    assert end(beta=-0.5) < 0.9 * still and end(looks_ahead=True) < 0.9 * still and end(beta=0.5) > 2 * still
    assert end(in_turn=False) > 1.2 * still
    with_brake = [distances(dirac.play(600, 0.1, penalty="R1", gamma=1.0, beta=beta))[100] for beta in (0.0, 0.5)]
    assert with_brake[1] < with_brake[0] / 10
    ahead = [distances(dirac.play(600, rate, looks_ahead=True, start=(0.1, 0.1)))[-1] for rate in (1.9, 2.1)]
    assert ahead[0] < 0.01 < 0.1 < ahead[1]


# The pictures


def test_a_picture_of_a_walk_shows_its_start_its_end_and_the_goal():
    figure, ax = plots.figure()
    orbits.orbit(ax, [[1, 1], [2, 0], [0.5, -1]], reach=2.5, title="a walk", axes="θψ")
    goal, path, start, end = (line.get_xydata().tolist() for line in ax.lines)
    assert (goal, start, end) == ([[0, 0]], [[1, 1]], [[0.5, -1]]) and len(path) == 3
    assert (ax.get_xlim(), ax.get_xlabel(), ax.get_ylabel()) == ((-2.5, 2.5), "θ", "ψ")
    plots.close(figure)


def test_arrows_are_the_pulls_a_constant_one_too():
    figure, ax = plots.figure()
    orbits.arrows(ax, lambda x, y: (1.0, x), reach=2, count=3)
    (quiver,) = ax.collections
    assert quiver.U.tolist() == [1.0] * 9 and quiver.V.ravel()[:3] == pytest.approx([-1.8, 0, 1.8])
    plots.close(figure)


def test_eigenvalues_stand_beside_the_unit_circle():
    figure, ax = plots.figure()
    orbits.unit_circle(ax, {"a pair": [1 + 0.3j, 1 - 0.3j]}, title="eigenvalues")
    circle, pair = (line.get_xydata() for line in ax.lines)
    assert np.hypot(*circle.T) == pytest.approx(np.ones(len(circle)))
    assert pair.tolist() == [[1, 0.3], [1, -0.3]] and ax.get_legend().get_texts()[0].get_text() == "a pair"
    plots.close(figure)


# Board games


def test_tic_tac_toe_is_a_draw_and_pennies_are_xy(lesson):
    assert lesson["value"](" " * 9, "X") == 0 and lesson["value"].cache_info().currsize == 5_478
    assert lesson["value"]("XX OO    ", "X") == 1
    assert (lesson["pays"].max(axis=1).min(), lesson["pays"].min(axis=0).max()) == (1, -1)
    assert lesson["mixed"] == pytest.approx(np.outer(lesson["x"], lesson["x"]))


# The recording


def test_the_film_is_small_and_ends_as_the_lesson_says():
    path = asset("lesson-04-run.npz")
    recording = Recording.load(path)
    assert path.stat().st_size <= 1_000_000 and len(recording.frames) > 20
    ends = {name: 10 ** recording.history[name][-1] for name in recording.history if name not in ("step", "seconds")}
    told = {"at once": 28.0, "in turn": 1.42, "momentum −0.5": 0.591, "average of in turn": 0.048, "looking ahead": 0.0715}  # fmt: skip
    assert {name: ends[name] for name in told} == pytest.approx(told, rel=0.01) and math.isnan(ends["momentum 0.5"])


def test_under_the_film_stand_the_numbers_of_its_own_round_and_no_seed():
    recording = Recording.load(asset("lesson-04-run.npz"))
    story = _Story(recording, None, ["average of in turn"], "step")
    assert f"average of in turn {plots.number(recording.history['average of in turn'][-1])}" in story.captions[-1]
    assert "seed" not in story.provenance() and "torch" not in story.provenance()


def test_the_film_can_be_made_again(tmp_path):
    again = Recording.load(lesson_04.record(3, tmp_path / "run.npz"))
    kept = Recording.load(asset("lesson-04-run.npz"))
    assert again.history["in turn"] == pytest.approx(kept.history["in turn"][:3])


# Answers that nobody planned for: none may be called correct.

UNPLANNED = [
    ("one_round", lambda x, y, rate, in_turn: (x - rate * y, y + rate * x - rate**2 * y * in_turn)),
    ("one_round", lambda x, y, rate, in_turn: (-0.25, 2.5) if in_turn else (0.0, 2.5)),
    ("one_round", lambda x, y, rate, in_turn: (x * (1 - rate), y * (1 - rate))),
    ("one_round", lambda x, y, rate, in_turn: x - rate * y),
    ("round_matrix", lambda rate, in_turn: np.array([[1 - rate**2 if in_turn else 1, -rate], [rate, 1 - rate**2]])),
    ("round_matrix", lambda rate, in_turn: np.linalg.eigvals([[1, -rate], [rate, 1]])),
    ("round_matrix", lambda rate, in_turn: np.array([[0.75, -0.5], [0.5, 1]])),
    ("momentum_round", lambda state, rate, beta, in_turn: heavy_ball(state, rate, abs(beta), in_turn)),
    ("momentum_round", lambda state, rate, beta, in_turn: heavy_ball(state, rate, beta, in_turn)[:2]),
    ("momentum_round", lambda state, rate, beta, in_turn: (*extragradient(*state[:2], rate), *state[:2])),
    ("average_so_far", lambda path: np.cumsum(path, axis=0)[::-1] / np.arange(len(path), 0, -1)[:, None]),
    ("average_so_far", lambda path: np.zeros_like(path)),
    ("average_so_far", lambda path: np.median(path, axis=0)),
    ("look_ahead", lambda x, y, rate: (x * 0.95 - rate * y, y * 0.95 + rate * x)),
    ("look_ahead", lambda x, y, rate: (0.0, 0.0)),
    ("dirac_pulls", lambda theta, psi: (psi / 2, -theta / 2)),
    ("dirac_pulls", lambda theta, psi: (0.0, 0.0)),
    ("jacobian_with_r1", lambda gamma: np.array([[0.0, 0.5], [-0.5, -min(gamma, 0.6)]])),
    ("jacobian_with_r1", lambda gamma: np.array([-gamma / 2, -gamma / 2])),
    ("acts_on", lambda: dict.fromkeys(KEY, "the game")),
    ("acts_on", lambda: {"average": "the report"}),
    ("acts_on", lambda: "the game"),
]


@pytest.mark.parametrize(("name", "answer"), UNPLANNED, ids=lambda value: getattr(value, "__name__", value))
def test_unplanned_answer_is_not_correct(name, answer):
    verdict = BANK[name].judge(answer)
    assert verdict.kind != CORRECT
    assert verdict.in_full


def _asks_in_turn_wrongly(x, y, rate, in_turn):
    return BANK["one_round"].reference(x, y, rate, in_turn == "D")


def _state_comes_in_by_player(state, rate, beta, in_turn):
    x, x_before, y, y_before = state
    return heavy_ball((x, y, x_before, y_before), rate, beta, in_turn)


def _state_goes_out_by_player(*given):
    x, y, x_before, y_before = heavy_ball(*given)
    return x, x_before, y, y_before


def _in_pairs(*given):
    x, y, x_before, y_before = heavy_ball(*given)
    return (x, y), (x_before, y_before)


RECOGNISED = [
    ("one_round", _asks_in_turn_wrongly, "always_at_once"),
    ("momentum_round", _state_comes_in_by_player, "player_by_player"),
    ("momentum_round", _state_goes_out_by_player, "player_by_player"),
    ("momentum_round", _in_pairs, "nested"),
    ("momentum_round", lambda *given: np.array(_in_pairs(*given)), "nested"),
    ("average_so_far", lambda path: [path[: t + 1].mean(axis=1) for t in range(len(path))], "mean_along_the_wrong_axis"),
    ("look_ahead", lambda x, y, rate: (x - rate * (x - rate * y), y + rate * (x - rate * y)), "slopes_exchanged"),
    ("dirac_pulls", lambda theta, psi: (dirac.sigmoid(-psi), dirac.sigmoid(theta)), "sigmoid_of_one_number"),
    ("dirac_pulls", lambda theta, psi: tuple(at + 0.1 * pull for at, pull in zip((theta, psi), dirac.pulls(theta, psi))), "places_for_pulls"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "mistake"), RECOGNISED)
def test_relatives_of_a_mistake_are_recognised(name, answer, mistake):
    assert BANK[name].judge(answer).mistake == mistake


def test_cards_may_be_called_cards():
    right = BANK["two_minimaxes"].reference()
    assert (
        BANK["two_minimaxes"].judge(lambda: {f"Card {number}": letter for number, letter in right.items()}).kind
        == CORRECT
    )


def test_more_right_answers():
    def in_place(x, y, rate, in_turn):
        old_y = y
        y = y + rate * x
        return np.array([x - rate * (y if in_turn else old_y), y])

    def cumulative(path):
        return np.add.accumulate(path) / (1 + np.indices(path.shape)[0])

    def from_both_moves(x, y, rate):
        half = BANK["one_round"].reference(x, y, rate, False)
        return x - rate * half[1], y + rate * half[0]

    assert BANK["one_round"].judge(in_place).kind == CORRECT
    assert BANK["average_so_far"].judge(cumulative).kind == CORRECT
    assert BANK["look_ahead"].judge(from_both_moves).kind == CORRECT
    assert BANK["momentum_round"].judge(lambda *given: list(heavy_ball(*given))).kind == CORRECT
    assert BANK["jacobian_with_r1"].judge(lambda gamma: np.array([[0, 1], [-1, -2 * gamma]]) / 2).kind == CORRECT

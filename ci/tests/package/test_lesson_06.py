"""Lesson 06: its networks and its step, the three optimisers beside PyTorch's, the published curves, its measurements, and answers nobody planned for."""

import itertools
import json
import math
import re
from statistics import mean

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional as F

from building import lesson_source
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT
from gancourse.exercises.lesson_06 import beliefs, optimiser_steps
from gancourse.paths import asset
from gancourse.training.recordings import Recording
from gancourse.views import optimisers, portraits
from measuring import lesson_06, sheet

BANK = bank()
LOG2 = math.log(2)
PUBLISHED = {"SGD": 0.01, "RMSProp": 2e-4, "Adam": 2e-4}


@pytest.fixture(scope="module")
def lesson():
    """The lesson's own names, up to how a game starts, at speed smoke."""
    return lesson_06.lesson(speed="smoke")


# The networks and the step


def test_networks_have_the_published_sizes(lesson):
    """The counts of the Keras script's own summaries, without BatchNorm's kept values, which are not trained."""
    sizes = [sum(p.numel() for p in lesson[name]().parameters()) for name in ("make_generator", "make_discriminator")]
    assert sizes == [3_097_136, 1_336_321]
    faces = lesson["make_generator"]()(torch.randn(4, 100))
    assert faces.shape == (4, 3, 28, 28) and faces.abs().max() <= 1
    assert lesson["make_discriminator"]()(faces).shape == (4, 1)


def test_one_step_is_the_two_losses_written_out(lesson):
    """Against a step with the same random numbers, by PyTorch's cross-entropy."""
    game, other = lesson["start"]("SGD", seed=3), lesson["start"]("SGD", seed=3)
    real = torch.rand(16, 3, 28, 28) * 2 - 1
    torch.manual_seed(5)
    told = lesson["one_step"](game, real)
    torch.manual_seed(5)
    fake, entropy = other.generator(torch.randn(32, 100)), F.binary_cross_entropy_with_logits
    on_real, on_fake = other.discriminator(real), other.discriminator(fake[:16].detach())
    losses = entropy(on_real, torch.ones_like(on_real)), entropy(on_fake, torch.zeros_like(on_fake))
    lesson["descend"](other.d_optimizer, sum(losses), other.discriminator)
    verdict = other.discriminator(fake)
    g_loss = entropy(verdict, torch.ones_like(verdict))
    lesson["descend"](other.g_optimizer, g_loss, other.generator)
    assert [told[name].item() for name in ("d_on_real", "d_on_fake", "g")] == pytest.approx(
        [*(loss.item() for loss in losses), g_loss.item()], rel=1e-5
    )
    assert (
        told["right_on_real"] == (on_real > 0).float().mean() and told["right_on_fake"] == (on_fake < 0).float().mean()
    )
    for network in ("generator", "discriminator"):
        for mine, theirs in zip(getattr(game, network).parameters(), getattr(other, network).parameters()):
            torch.testing.assert_close(mine, theirs)


def test_the_same_seed_gives_every_optimiser_the_same_start_and_the_same_numbers(lesson):
    drawn = []
    for name, mine in itertools.product(("SGD", "RMSProp", "Adam"), (True, False)):
        game = lesson["start"](name, seed=4, mine=mine)
        drawn.append((next(game.generator.parameters())[0, :3].tolist(), torch.randn(3).tolist()))
    assert all(each == drawn[0] for each in drawn)


@pytest.mark.parametrize("name", ["SGD", "RMSProp", "Adam"])
def test_a_training_with_ones_own_optimiser_is_pytorchs(lesson, name):
    """Three steps of both networks, in float32."""
    ended = []
    for mine in (True, False):
        game = lesson["start"](name, seed=1, mine=mine)
        for _ in range(3):
            lesson["one_step"](game, lesson["train_faces"].random(16) * 2 - 1)
        ended.append(torch.cat([p.detach().flatten() for p in game.discriminator.parameters()]))
    # where a gradient is nearly 0, rounding decides the sign of Adam's first step: the rest agrees
    assert ((ended[0] - ended[1]).abs() < 1e-5).float().mean() > 0.999


# The optimisers


MAKE = {
    "sgd_step": lambda weights: torch.optim.SGD(weights, 1_000.0, momentum=0.5),
    "rmsprop_step": lambda weights: torch.optim.RMSprop(weights, 1.0, alpha=0.9, eps=1e-8),
    "adam_step": lambda weights: torch.optim.Adam(weights, 1.0, betas=(0.5, 0.999), eps=1e-8),
}
RATES = {"sgd_step": 1_000.0, "rmsprop_step": 1.0, "adam_step": 1.0}


@pytest.mark.parametrize("name", MAKE)
def test_references_are_pytorchs_to_a_millionth(name):
    mine = optimiser_steps.moves(BANK[name].reference, optimiser_steps.small_gradients(), rate=RATES[name])
    theirs = optimiser_steps.pytorchs(MAKE[name], optimiser_steps.small_gradients())
    for one, other in zip(mine, theirs, strict=True):
        assert one.numpy() == pytest.approx(other.numpy(), rel=1e-6)


def test_gradients_of_the_probes_show_where_eps_stands():
    """With eps under the root the moves differ by more than a hundredth, and at order 1 by less than a millionth."""
    inside = next(wrong.answer for wrong in BANK["adam_step"].wrongs if wrong.name == "eps_inside_the_root")
    for size, differs in ((1.0, False), (1e-3, True)):
        gradients = [[size * value[0] / 1e-3] for value in optimiser_steps.small_gradients()]
        right, wrong = (
            optimiser_steps.moves(answer, gradients, rate=1.0)[-1].item()
            for answer in (BANK["adam_step"].reference, inside)
        )
        assert (abs(right / wrong - 1) > 1e-3) == differs and (differs or abs(right / wrong - 1) < 1e-6)


def test_first_steps_of_the_prose():
    """Adam's is its rate; RMSProp's 3.16 times its rate; the gradient's size does not matter."""
    for gradient in (1e-3, 5.0):
        assert optimiser_steps.moves(BANK["adam_step"].reference, [gradient], rate=2e-4)[0].item() == pytest.approx(
            -2e-4, rel=1e-4
        )
        first = optimiser_steps.moves(BANK["rmsprop_step"].reference, [gradient], rate=2e-4)[0].item()
        assert first == pytest.approx(-2e-4 / math.sqrt(0.1), rel=1e-4) and 1 / math.sqrt(0.1) == pytest.approx(
            3.16, abs=0.003
        )


def test_a_steady_slope_is_walked_down_twice_as_fast_with_momentum_a_half():
    assert optimiser_steps.moves(BANK["sgd_step"].reference, [1.0] * 40, rate=1.0)[-1].item() == pytest.approx(-2)


# The curves


def test_published_labels_and_the_true_ones(lesson):
    """A D that guesses: log 2 and one half; a perfect one: nearly 0 and 1, under the label of a loss."""
    published, collect = lesson["published_curves"], BANK["collect"].reference
    guessing = [([LOG2, 0.5], [LOG2, 0.5], LOG2)]
    assert [values[0] for values in published(guessing).values()] == pytest.approx([LOG2, 0.5, LOG2])
    uneven = [([0.3, 0.9], [0.5, 0.7], 1.2), ([0.001, 1.0], [0.002, 1.0], 6.2)]
    assert published(uneven)["Discriminator Loss - Real"] == pytest.approx([0.4, 0.0015])
    assert published(uneven)["Discriminator Loss - Fake"] == pytest.approx([0.8, 1.0])
    assert collect(uneven) == {"D on real": [0.3, 0.001], "D on fakes": [0.5, 0.002], "G": [1.2, 6.2]}


def test_epochs_and_display():
    assert 5_000 * 16 / 5_000 == 16
    x = np.array([-1.0, 0.0, 1.0])
    assert x / 2.5 + 0.5 == pytest.approx([0.1, 0.5, 0.9])
    assert np.ptp(x / 2.5 + 0.5) / np.ptp((x + 1) / 2) == pytest.approx(4 / 5)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_separated_by_luck_is_what_counting_says(n):
    orders = list(itertools.combinations(range(2 * n), n))
    apart = sum(max(mine) == n - 1 or min(mine) == n for mine in orders)
    assert BANK["separated_by_luck"].reference(n) == pytest.approx(apart / len(orders))


def test_captions_carry_the_numbers():
    steps = [([0.3, 0.9], [0.5, 0.7], 1.2)] * 40
    published = {
        "Discriminator Loss - Real": [0.4] * 40,
        "Discriminator Loss - Fake": [0.8] * 40,
        "Generator Loss": [1.2] * 40,
    }
    _, caption = optimisers.labelled(published, BANK["collect"].reference(steps), "Adam")
    assert "Discriminator Loss - Fake 0.80" in caption and "D on real 0.30, D on fakes 0.50, G 1.20" in caption
    rows = [
        {"name": "SGD", "seed": seed, "rate": 0.1, "distance": 90 + seed, "distances": [(1, 100), (2, 90 + seed)]}
        for seed in range(3)
    ]
    assert "SGD 91 (90 to 92)" in optimisers.distances(rows)[1]
    broken = rows[0] | {"distances": [(1, 100), (2, None)]}  # as a file of measurements holds a run that broke down
    assert "SGD 92 (91 to 92), and 1 of 3 runs broke down" in optimisers.distances([broken, *rows[1:]])[1]
    assert "SGD 0.1: 91" in optimisers.rates(rows, {"SGD": 0.1})[1]
    figure, caption = optimisers.phase(
        [("SGD", {"d_on_real": [0.7] * 5, "d_on_fake": [0.7, 0.6, 0.5, 0.4, 0.3], "g": [1, 2, 3, 4, 5]})], 0.6
    )
    assert "SGD at D 1.20, G 3.00" in caption and "D 1.386, G 0.693" in caption
    assert optimisers.phase([])[1].startswith("No run")


def test_a_sheet_says_what_is_on_it():
    _, caption = portraits.sheet(torch.rand(5, 3, 6, 4), "five")
    assert caption.startswith("five: 5 pictures of 6 by 4, from 0.")


# Photographs in the place of drawings


def test_a_readers_own_photographs_are_trained_on_and_scored(tmp_path, monkeypatch):
    """A folder of pictures, as `images("faces")` takes it: the lesson's data, one step and the score."""
    folder = tmp_path / "faces"
    folder.mkdir()
    random = np.random.default_rng(0)
    for number in range(1_100):
        pixels = random.integers(0, 256, (40, 32, 3)).astype(np.uint8) // 2 + number % 100
        Image.fromarray(pixels).save(folder / f"{number:04}.png")
    monkeypatch.setenv("GANCOURSE_DATA", str(tmp_path))
    names = lesson_06.lesson(speed="smoke")
    assert names["train_faces"].source == "your pictures" and names["train_faces"].pixels.shape == (300, 3, 28, 28)
    game = names["start"]("Adam")
    names["one_step"](game, names["train_faces"].random(16) * 2 - 1)
    assert math.isfinite(names["face_distance"](game))


# What was measured


@pytest.fixture(scope="module")
def rows():
    return json.loads(asset("lesson-06-measured.json").read_text("utf-8"))["rows"]


def of(rows: list[dict], kind: str, **wanted) -> list[dict]:
    return [row for row in rows if row["kind"] == kind and all(row[name] == value for name, value in wanted.items())]


def test_every_optimiser_had_the_same_effort(rows):
    """Four rates, two seeds, the same steps; the rule's choice is what was run for longer, on other seeds."""
    chosen = lesson_06.best_rates(rows)
    assert chosen == pytest.approx(BANK["best_rates"].reference(of(rows, "grid")))
    for name in ("SGD", "RMSProp", "Adam"):
        grid = of(rows, "grid", name=name)
        assert len({row["rate"] for row in grid}) == 4 and {row["seed"] for row in grid} == {10, 11} and {row["steps"] for row in grid} == {600}  # fmt: skip
        long = of(rows, "chosen", name=name)
        assert {row["seed"] for row in long} == {0, 1, 2} and {row["steps"] for row in long} == {5_000}
        assert {row["rate"] for row in long} == {chosen[name]}
        published = [row for kind in ("published", "chosen") for row in of(rows, kind, name=name, rate=PUBLISHED[name])]
        assert {row["seed"] for row in published} == {0, 1, 2}


def test_measurement_trains_and_keeps(tmp_path, monkeypatch):
    monkeypatch.setattr(lesson_06, "GRID_STEPS", 2)
    monkeypatch.setattr(lesson_06, "POINTS", 2)
    names = lesson_06.lesson(speed="smoke")
    first, steps, look_every, options = next(lesson_06.planned("grid", names, []))
    row = lesson_06.measured(names, first, steps, look_every, options, tmp_path)
    assert (
        (row["kind"], row["name"], row["steps"]) == ("grid", "SGD", 2)
        and row["distance"] > 0
        and 0 < row["covered"] <= row["values"]
    )
    path = tmp_path / "measured.json"
    sheet.keep(path, [row], lesson_06.key)
    sheet.keep(path, [row | {"distance": 5.0}], lesson_06.key)
    assert [each["distance"] for each in json.loads(path.read_text("utf-8"))["rows"]] == [5.0]


def test_recording_is_small_and_says_how_it_was_made():
    path = asset("lesson-06-run.npz")
    recording = Recording.load(path)
    assert path.stat().st_size <= 1_000_000 and len(recording.frames) > 10
    assert {"G, SGD", "G, RMSProp", "G, Adam"} <= set(recording.history)
    assert recording.provenance["command"] == "python3 ci/course.py run measuring/lesson_06 record"


def prose() -> str:
    return lesson_source.path_of("06").read_text("utf-8")


def test_numbers_of_the_grid_in_the_prose(rows):
    means = {}
    for row in of(rows, "grid"):
        means.setdefault((row["name"], row["rate"]), []).append(row["distance"])
    means = {key: mean(values) for key, values in means.items()}
    rates = {name: sorted(rate for each, rate in means if each == name) for name in ("SGD", "RMSProp", "Adam")}
    best = lesson_06.best_rates(rows)
    assert best == {"SGD": rates["SGD"][3], "RMSProp": rates["RMSProp"][1], "Adam": rates["Adam"][0]}
    for name, times in (("RMSProp", 1.9), ("Adam", 1.7)):
        assert round(means[name, rates[name][2]] / means[name, best[name]], 1) == times
        assert means[name, rates[name][3]] > 1_400  # farther than noise
    assert "RMSProp is 1.9 times as far away as at its best and Adam 1.7 times" in words()
    assert re.search(r"ten times the script's rate, the largest that was tried", prose())


def words() -> str:
    """The prose on one line."""
    return re.sub(r"\n# ", " ", prose())


def test_marks_of_the_grid_in_the_prose(rows):
    """SGD's at its two best rates overlap; the others' best ones lie apart from all marks of their second best."""

    def marks(name, rate):
        return sorted(row["distance"] for row in of(rows, "grid", name=name, rate=rate))

    assert "531 and 640" in words() and "554 and 703" in words()
    assert [round(mark) for mark in marks("SGD", 0.1) + marks("SGD", 0.03)] == [531, 640, 554, 703]
    assert max(marks("SGD", 0.1)) > min(marks("SGD", 0.03))
    for name, best, second in (("RMSProp", 2e-4, 6.7e-5), ("Adam", 6.7e-5, 2e-4)):
        assert max(marks(name, best)) < min(marks(name, second))


def ends(rows: list[dict], kind: str, step: int | None = None, **wanted) -> list[float]:
    """The distances of the seeds, at a step or at the end."""
    return sorted(dict(map(tuple, row["distances"]))[step or row["steps"]] for row in of(rows, kind, **wanted))


def test_numbers_of_the_long_runs_in_the_prose(rows):
    def rounded(values):
        return [round(value) for value in (values[0], values[-1])]

    sgd = of(rows, "chosen", name="SGD")
    broken = [row for row in sgd if row["distance"] is None]
    assert [row["broke_down"] for row in broken] == [2746] and broken[0]["seed"] == 0
    assert rounded(sorted(row["distance"] for row in sgd if row not in broken)) == [412, 517]
    assert rounded(ends(rows, "chosen", name="RMSProp")) == [420, 491]
    assert rounded(ends(rows, "chosen", name="Adam")) == [547, 663]
    assert rounded(ends(rows, "chosen", 2_250, name="RMSProp")) == [345, 447]
    assert rounded(ends(rows, "chosen", 2_250, name="SGD")) == [900, 1_512]
    later = [(dict(map(tuple, row["distances"]))[2_250], row["distance"]) for row in of(rows, "chosen", name="RMSProp")]
    assert [(round(a), round(b)) for a, b in later if b < a] == [(447, 420)]
    assert "only one of RMSProp's three seeds comes nearer, from 447 to 420" in words()
    assert rounded(ends(rows, "published", name="SGD")) == [440, 581]
    assert rounded(ends(rows, "chosen", 2_000, name="SGD")) == [936, 1_144]
    assert rounded(ends(rows, "chosen", 2_000, name="RMSProp")) == [393, 479]
    assert rounded(ends(rows, "published", name="Adam")) == [739, 820]


def test_numbers_of_momentum_and_of_the_standing_d_in_the_prose(rows):
    without, half, usual = (
        ends(rows, "beta1", beta1=0.0),
        ends(rows, "published", name="Adam"),
        ends(rows, "beta1", beta1=0.9),
    )
    assert (
        [round(without[0]), round(without[-1])] == [630, 744]
        and 4.5 < mean(usual) / mean(half) < 6.5
        and min(usual) > 1_400
    )
    assert mean(without) < mean(half)
    swings = [mean(row["swing"] for row in group) for group in (of(rows, "beta1", beta1=0.0), of(rows, "published", name="Adam"), of(rows, "beta1", beta1=0.9))]  # fmt: skip
    assert swings[2] == min(swings)
    standing = of(rows, "standing")
    assert len(standing) == 3 and all(
        1.2 <= round(row["g_before"], 1) <= 1.3 and 0.06 <= row["g_after"] <= 0.081 for row in standing
    )
    assert {round(row["distances"][0][1]) for row in standing} == {631, 658, 659}
    assert [round(value) for value in ends(rows, "standing")] == [1_004, 1_197, 1_216]
    assert "from between 631 and 659 to between 1,004 and 1,216" in words()


def test_gs_losses_in_the_prose(rows):
    """Means over 100 steps and three seeds: RMSProp's lowest and last, Adam's highest and last, and who has the nearer faces."""
    curves = {
        name: np.mean([row["curves"]["g"] for row in of(rows, "chosen", name=name)], axis=0)
        for name in ("RMSProp", "Adam")
    }
    rmsprop, adam = curves["RMSProp"], curves["Adam"]
    assert len(rmsprop) == 50  # so each is a mean over 100 of the 5,000 steps
    assert (100 * (rmsprop.argmin() + 1), round(rmsprop.min(), 1), round(rmsprop[-1], 1)) == (700, 0.9, 3.9)
    assert (100 * (adam.argmax() + 1), round(adam.max(), 1), round(adam[-1], 1)) == (300, 1.7, 1.0)
    assert max(ends(rows, "chosen", name="RMSProp")) < min(ends(rows, "chosen", name="Adam"))
    assert "was lowest, 0.9, after about 700 steps and climbed to 3.9; Adam's was highest, 1.7, after 300, and fell to 1.0" in words()  # fmt: skip
    belief = next(each for each in beliefs.BELIEFS if each.name == "g_loss_down_is_good")
    assert "climbed from 0.9 to 3.9 and Adam's fell from 1.7 to 1.0" in belief.why


def test_faces_of_both_came_nearer_while_gs_losses_parted(rows):
    """What a card says of RMSProp and Adam, from the first look at 250 steps to the last."""
    for name in ("RMSProp", "Adam"):
        assert all(row["distances"][0][1] > row["distance"] for row in of(rows, "chosen", name=name))


def test_nearest_to_the_star_has_the_farthest_faces(rows):
    """How far each path ends from (2 log 2, log 2), and the faces of all runs that ended."""
    away = {}
    for row in of(rows, "chosen"):
        d = np.add(*(np.array(row["curves"][name], float) for name in ("d_on_real", "d_on_fake")))[-1]
        away.setdefault(row["name"], []).append(
            math.hypot(d - 2 * LOG2, np.array(row["curves"]["g"], float)[-1] - LOG2)
        )
    assert {round(value, 1) for value in away["Adam"]} == {0.3, 0.4}
    assert (round(min(away["RMSProp"]), 1), round(max(away["RMSProp"]), 1)) == (3.1, 3.4)
    assert all(value > max(away["Adam"]) for value in away["SGD"] if math.isfinite(value))
    ended = [row["distance"] for row in of(rows, "chosen") if row["name"] != "Adam" and row["distance"] is not None]
    assert max(ended) < min(ends(rows, "chosen", name="Adam"))
    assert "0.3 to 0.4 away on all three seeds, and RMSProp's 3.1 to 3.4" in words()


# Answers that nobody planned for: none may be called correct.


UNPLANNED = [
    ("collect", lambda steps: steps),
    ("collect", lambda steps: {"D on real": [], "D on fakes": [], "G": []}),
    ("sgd_step", lambda weight, gradient, memory, rate=0.01, momentum=0.5: weight - rate * (1 + momentum) * gradient),
    ("sgd_step", lambda weight, gradient, memory, rate=0.01, momentum=0.5: weight),
    ("rmsprop_step", lambda weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8: weight - rate * gradient.sign()),
    ("adam_step", lambda weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8: weight - rate * gradient.sign()),
    ("best_rates", lambda rows: {"SGD": 0.03}),
    ("best_rates", lambda rows: {row["name"]: row["rate"] for row in rows}),
    ("best_rates", lambda rows: {row["name"]: 0.03 for row in rows} | {"Adam": 6e-4}),
    ("collect", lambda steps: {name: iter([step[k] if k == 2 else step[k][0] for step in steps]) for k, name in enumerate(("D on real", "D on fakes", "G"))}),
    ("separated_by_luck", lambda n: {1: 1.0, 2: 1 / 3, 3: 0.1}.get(n, 0.05)),
    ("separated_by_luck", lambda n: [1.0, 1 / 3, 0.1, 1 / 35, 2 / 252][n - 1] if n < 6 else 0.0),
    ("separated_by_luck", lambda n: 0.5 ** (n - 1)),
    ("article_cards", lambda: "a" * 8),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer"), UNPLANNED, ids=lambda value: getattr(value, "__name__", value))
def test_unplanned_answer_is_not_correct(name, answer):
    verdict = BANK[name].judge(answer)
    assert verdict.kind != CORRECT
    assert verdict.in_full

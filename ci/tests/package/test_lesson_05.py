"""Lesson 05 beyond the matrix: answers nobody planned for, the recipe, and the tools that record and measure it."""

import itertools
import json
import re
import sys
from operator import itemgetter

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from building import lesson_source, record_clinic_05
from gancourse import images
from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT, NOT_YET
from gancourse.exercises.lesson_05.batches import random_digits
from gancourse.exercises.lesson_05.ex4_six_steps import with_detach, without_detach
from gancourse.exercises.lesson_05.ex6_fault_clinic import FAULTS
from gancourse.exercises.lesson_05.watching import Lesson
from gancourse.paths import ROOT, asset
from gancourse.training import digit_gan
from gancourse.training.recordings import Recording
from measuring import lesson_05, lesson_05_judged, scores, sheet

BANK = bank()

softplus = F.softplus


def d_layers(*extra, slope=0.2, hidden=(512, 256)):
    first, second = hidden
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, first), nn.LeakyReLU(slope), nn.Linear(first, second), nn.LeakyReLU(slope),
        nn.Linear(second, 1), *extra,
    )  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        lambda: d_layers(nn.Tanh()),
        lambda: d_layers(nn.Dropout(0.3)),
        lambda: d_layers(nn.ReLU()),
        lambda: d_layers(slope=0.1),
        lambda: d_layers(hidden=(256, 512)),
        lambda: d_layers(nn.BatchNorm1d(1)),
        lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 1)),
        lambda: torch.zeros,
    ],
)
def test_discriminators_nobody_planned(answer):
    assert BANK["make_discriminator"].judge(answer).kind != CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        lambda r, f: torch.tensor(1.231427),
        lambda r, f: softplus(-r).mean() + softplus(f).mean().detach(),
        lambda r, f: softplus(-r).mean().detach() + softplus(f).mean(),
        lambda r, f: softplus(-r).median() + softplus(f).median(),
        lambda r, f: (softplus(-r) + softplus(f)).mean() if len(r) == len(f) else softplus(-r).mean() + softplus(f).mean() * 2,
        lambda r, f: (softplus(-r).mean() + softplus(f).mean()) / np.log(2),
        lambda r, f: F.binary_cross_entropy_with_logits(r, torch.full_like(r, 0.9)) + softplus(f).mean(),
        lambda r, f: ((r - 1) ** 2).mean() + (f**2).mean(),
        lambda r, f: F.relu(1 - r).mean() + F.relu(1 + f).mean(),
        lambda r, f: -torch.log(r.sigmoid() + 1e-8).mean() - torch.log(1 - f.sigmoid() + 1e-8).mean(),
    ],
)  # fmt: skip
def test_discriminator_losses_nobody_planned(answer):
    assert BANK["discriminator_loss"].judge(answer).kind == NOT_YET


@pytest.mark.parametrize(
    "answer",
    [
        lambda a: -a.mean(),
        lambda a: softplus(-a).mean() * 0.5,
        lambda a: softplus(-a.clamp(-60, 60)).mean(),
        lambda a: softplus(-a).mean().round(decimals=6),
        lambda a: torch.log1p(torch.exp(-a)).mean(),
        lambda a: softplus(-a).mean() + 0 * a.sum().exp(),
        lambda a: softplus(-a).mean().detach() - softplus(a).mean() + softplus(a).mean().detach(),
        lambda a: F.binary_cross_entropy(a.sigmoid(), torch.ones_like(a)),
        lambda a: ((a - 1) ** 2).mean(),
        lambda a: -softplus(a).mean() + a.mean() * 0,
    ],
)
def test_generator_losses_nobody_planned(answer):
    assert BANK["generator_loss"].judge(answer).kind == NOT_YET


def go(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def noise(real, size, scale=1.0):
    return torch.randn(len(real), size, device=real.device) * scale


def d_half(g, d, real, size, **options):
    return softplus(-d(real)).mean() + softplus(d(g(noise(real, size, **options)).detach())).mean()


def g_half(g, d, real, size, **options):
    return softplus(-d(g(noise(real, size, **options)))).mean()


def two_d_steps(g, d, go_, do_, real, size=100):
    go(do_, d_half(g, d, real, size))
    return go(do_, d_half(g, d, real, size)), go(go_, g_half(g, d, real, size))


def no_steps(g, d, go_, do_, real, size=100):
    return d_half(g, d, real, size), g_half(g, d, real, size)


def wide_noise(g, d, go_, do_, real, size=100):
    return go(do_, d_half(g, d, real, size, scale=3)), go(go_, g_half(g, d, real, size, scale=3))


def half_the_real_ones(g, d, go_, do_, real, size=100):
    d_loss = go(do_, softplus(-d(real[: len(real) // 2])).mean() + softplus(d(g(noise(real, size)).detach())).mean())
    return d_loss, go(go_, g_half(g, d, real, size))


def feature_matching(g, d, go_, do_, real, size=100):
    d_loss = go(do_, d_half(g, d, real, size))
    return d_loss, go(go_, (g(noise(real, size)).mean(0) - real.mean(0)).square().mean())


def swapped_return(g, d, go_, do_, real, size=100):
    d_loss = go(do_, d_half(g, d, real, size))
    return go(go_, g_half(g, d, real, size)), d_loss


def zero_between_backward_and_step(g, d, go_, do_, real, size=100):
    d_loss = d_half(g, d, real, size)
    d_loss.backward()
    do_.zero_grad()
    do_.step()
    return d_loss.detach(), go(go_, g_half(g, d, real, size))


def clipped_gradients(g, d, go_, do_, real, size=100):
    d_loss = d_half(g, d, real, size)
    do_.zero_grad()
    d_loss.backward()
    nn.utils.clip_grad_norm_(d.parameters(), 1e-3)
    do_.step()
    return d_loss.detach(), go(go_, g_half(g, d, real, size))


def only_right_once(g, d, go_, do_, real, size=100):
    if len(real) == 6:
        return with_detach(g, d, go_, do_, real, size)
    return go(go_, g_half(g, d, real, size)), go(do_, d_half(g, d, real, size))


def leaves_d_frozen(g, d, go_, do_, real, size=100):
    d_loss = go(do_, d_half(g, d, real, size))
    d.requires_grad_(False)
    return d_loss, go(go_, g_half(g, d, real, size))


@pytest.mark.parametrize(
    "answer",
    [
        two_d_steps, no_steps, wide_noise, half_the_real_ones, feature_matching, swapped_return,
        zero_between_backward_and_step, clipped_gradients, only_right_once, leaves_d_frozen,
    ],
)  # fmt: skip
def test_six_steps_nobody_planned(answer):
    assert BANK["six_steps"].judge(answer).kind != CORRECT


def with_one_zero_grad_each(g, d, go_, do_, real, size=100):
    """G's gradients cleared by the module, D's by the optimiser; labels built with ones_like; floats returned."""
    fake = g(noise(real, size))
    on_real, on_fake = d(real), d(fake.detach())
    bce = F.binary_cross_entropy_with_logits
    d_loss = bce(on_real, torch.ones_like(on_real)) + bce(on_fake, torch.zeros_like(on_fake))
    do_.zero_grad()
    d_loss.backward()
    do_.step()
    g.zero_grad()
    verdict = d(g(torch.randn(real.shape[0], size).to(real.device)))
    g_loss = bce(verdict, torch.ones_like(verdict))
    g_loss.backward()
    go_.step()
    return float(d_loss), float(g_loss)


def with_two_backwards(g, d, go_, do_, real, size=100):
    do_.zero_grad()
    real_part = softplus(-d(real)).mean()
    real_part.backward()
    with torch.no_grad():
        fake = g(noise(real, size))
    fake_part = softplus(d(fake)).mean()
    fake_part.backward()
    do_.step()
    return (real_part + fake_part).detach(), go(go_, g_half(g, d, real, size))


@pytest.mark.parametrize("answer", [with_one_zero_grad_each, with_two_backwards])
def test_six_steps_that_are_right_in_another_way(answer):
    verdict = BANK["six_steps"].judge(answer)
    assert verdict.kind == CORRECT, verdict.text


@pytest.mark.parametrize(
    "answer",
    [
        lambda: (lambda x: x * 2 - 1, nn.Softsign(), lambda y: (y + 1) / 2),
        lambda: (lambda x: x * 0, lambda a: a * 0, lambda y: y),
        lambda: (lambda x: x * 2 - 1, torch.sign, lambda y: (y + 1) / 2),
        lambda: (lambda x: 1 - 2 * x, nn.Tanh(), lambda y: (y + 1) / 2),
        lambda: (lambda x: x, nn.Softmax(dim=-1), lambda y: y),
        lambda: (nn.Tanh(), nn.Sigmoid()),
        lambda: nn.Tanh(),
    ],
)
def test_range_pairs_nobody_planned(answer):
    assert BANK["range_pair"].judge(answer).kind != CORRECT


def test_hardtanh_and_white_ink_are_fine():
    for pair in (
        (lambda x: x * 2 - 1, nn.Hardtanh(), lambda y: y / 2 + 0.5),
        (lambda x: 1 - x, nn.Sigmoid(), lambda y: 1 - y),
    ):
        assert BANK["range_pair"].judge(lambda pair=pair: pair).kind == CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        dict,
        lambda: "ABCDEF",
        lambda: dict.fromkeys("ABCDEF", "healthy"),
        lambda: ["detached", "healthy", "high rate", "collapsed", "wrong label", "range"],
        lambda: {"A": "range", "B": "healthy", "C": "high rate", "D": "collapsed", "E": "wrong label", "F": "detached"},
        lambda: {**FAULTS, "C": "too strong"},
    ],
)
def test_diagnoses_nobody_planned(answer):
    assert BANK["fault_clinic"].judge(answer).kind != CORRECT


def test_clinic_names_every_run_of_the_recording():
    with np.load(asset("lesson-05-clinic.npz")) as stored:
        assert stored["faults"].tolist() == [FAULTS[letter] for letter in "ABCDEF"]
        assert all(stored[f"{letter}_samples"].shape == (16, 1, 28, 28) for letter in "ABCDEF")


@pytest.mark.parametrize("fault", ["range", "collapsed"])
def test_clinic_can_be_recorded_again(fault, monkeypatch):
    monkeypatch.setattr(record_clinic_05, "POINTS", 10)
    curves, samples = record_clinic_05.run(fault, steps=20, limit=300)
    assert all(np.isfinite(values).all() and len(values) == 10 for values in curves.values())
    assert samples.dtype == np.uint8 and samples.shape == (16, 1, 28, 28)


def bce_on_a_sigmoid(logit, label):
    """Value and slope of BCELoss behind a sigmoid, in float32."""
    logit = torch.tensor([logit], requires_grad=True)
    loss = F.binary_cross_entropy(logit.sigmoid(), torch.tensor([label]))
    return loss.item(), torch.autograd.grad(loss, logit)[0].item()


def test_bce_behind_a_sigmoid_loses_its_gradient_where_the_lesson_says():
    value, slope = bce_on_a_sigmoid(-50.0, 1.0)
    assert value == pytest.approx(50) and abs(slope) < 1e-9
    logit = torch.tensor([-50.0], requires_grad=True)
    assert torch.autograd.grad(F.softplus(-logit), logit)[0].item() == pytest.approx(-1)


def test_the_two_losses_of_g_push_as_the_lesson_says():
    logit = torch.tensor(-8.0, requires_grad=True)
    (saturating,) = torch.autograd.grad(-F.softplus(logit), logit)
    (other,) = torch.autograd.grad(F.softplus(-logit), logit)
    assert f"{-saturating:.4f} {-other:.4f}" == "0.0003 0.9997"


def test_softplus_typed_out_fails_where_the_lesson_says():
    a = torch.tensor([88.0, 89.0])
    assert torch.log(1 + torch.exp(a)).isfinite().tolist() == [True, False]
    assert F.softplus(a).tolist() == [88, 89]


def test_detach_in_the_step_of_d_changes_nothing_but_the_time():
    """With zero_grad at the head of each step D and G end up the same, whether or not D's walk went on into G."""
    after = []
    for answer in (with_detach, without_detach):
        torch.manual_seed(0)
        lesson = Lesson(answer, "cpu").call(random_digits(6))
        after.append(lesson.after)
    for who in "GD":
        assert torch.equal(after[0][who], after[1][who])


def test_the_background_lies_in_the_middle_of_a_bin_of_the_histogram():
    source = (ROOT / "solutions" / "source" / "05_mlp_gan_digits.py").read_text("utf-8")
    bins = np.linspace(*eval(re.search(r"bins = np\.linspace\((.*?)\)", source)[1]))
    for background in (-1, 0, 1):
        assert np.abs((bins[:-1] + bins[1:]) / 2 - background).min() < 1e-9
    assert np.diff(bins) == pytest.approx(0.05)


def test_four_pixels_of_five_are_background_in_the_drawn_digits_too(monkeypatch):
    monkeypatch.setenv("GANCOURSE_DATA", "none")
    pixels = images("digits", limit=2_000).pixels
    assert 0.77 < (pixels == 0).float().mean().item() < 0.84


def test_the_three_questions_tell_what_was_measured():
    prose = re.sub(r"^# ?", "", lesson_source.path_of("05").read_text("utf-8"), flags=re.M)
    said = " ".join(prose.split())
    rows = json.loads(asset("lesson-05-measured.json").read_text("utf-8"))["rows"]
    of = sheet.grouped(rows, itemgetter("name"))
    assert all([row["seed"] for row in own] == [0, 1, 2] for own in of.values())
    sure = {name: sorted(row["sure"] for row in own) for name, own in of.items()}
    for name, sentence in {
        "put right": "sure of {} to {} in a thousand pictures",
        "the recipe, as many steps": "of {} to {} of the recipe's after as many steps",
        "the recipe": "of {} to {} after 7,275",
        "real digits": "of real digits it is sure of {} to {}",
    }.items():
        assert sentence.format(sure[name][0], sure[name][-1]) in said
    rarest = {name: "{}, {} and {}".format(*(min(row["counts"]) for row in own)) for name, own in of.items()}
    assert f"all but missing, with {rarest['put right']} pictures" in said and f"{rarest['put right']} times;" in said
    assert f"the rarest came {rarest['the recipe']} times" in said
    eights = sorted(row["counts"][8] for row in of["put right"])
    assert f"and {eights[0]} to {eights[-1]} were named an 8" in said
    assert min(min(row["counts"]) for row in of["real digits"]) >= 80


def test_the_judge_names_noise_an_8_and_is_hardly_ever_sure_of_it():
    noise = torch.rand(1_000, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    found = lesson_05_judged.judged(noise, torch.zeros(2, 1, 28, 28, dtype=torch.uint8))
    assert found["counts"][8] == 1_000 and found["sure"] <= 2


def test_the_digits_can_be_judged_again(monkeypatch):
    monkeypatch.setenv("GANCOURSE_DATA", "none")
    names = lesson_source.run_until("05", "train_printed", speed="smoke")
    monkeypatch.setenv("GANCOURSE_SPEED", "smoke")
    rows = list(lesson_05_judged.measure(names, seed=3, steps=50))
    assert [row["name"] for row in rows] == ["put right", "the recipe, as many steps", "the recipe", "real digits"]
    assert all(sum(row["counts"]) == lesson_05_judged.COUNT and row["seed"] == 3 for row in rows)
    assert rows[0]["steps"] == rows[1]["steps"] <= 50 == rows[2]["steps"] and rows[3]["nearest"] < 0.01


def test_the_recording_learns_at_level_losses():
    """What the lesson and its statement say of the recorded five minutes, second by second."""
    recording = Recording.load(asset("lesson-05-run.npz"))
    seconds = np.array(recording.history["seconds"])
    said = {"d_loss": (1.385, 1.395), "g_loss": (0.695, 0.725)}
    for begin, end in itertools.pairwise((3, 10, 20, 40, 70, 100)):
        within = (seconds >= begin) & (seconds < end)
        for name, (low, high) in said.items():
            assert low < np.nanmean(np.array(recording.history[name])[within]) < high


def test_sampling_the_recipe_gives_pictures():
    gan = digit_gan.DigitGAN("cpu", half=False)
    pictures = gan.sample(gan.latent(3))
    assert (
        pictures.shape == (3, 1, 28, 28) and pictures.min() >= 0 and pictures.max() <= 1 and not pictures.requires_grad
    )


def test_measurement_reports_the_median_and_the_range():
    rows = [
        {"seconds": 60.0, "parzen": value, "images_per_second": 8000.0, "first_picture": 1.5, "memory": 0.9}
        for value in (190.0, 210.0, 200.0)
    ]
    (line,) = lesson_05.summary(rows)
    assert line.startswith("60 s, 3 seeds: 200 (190 to 210) nats")


def test_measurement_runs(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("GANCOURSE_DATA", "none")
    command = ["measure", "--seconds", "0.5", "--seeds", "1", "--samples", "500", "--limit", "600"]
    monkeypatch.setattr(
        sys, "argv", [*command, "--picture", str(tmp_path / "a.png"), "--json", str(tmp_path / "a.json")]
    )
    original = scores.images
    monkeypatch.setattr(scores, "images", lambda name, **options: original(name, **{**options, "limit": 600}))
    lesson_05.main()
    assert "0.5 s, 1 seeds:" in capsys.readouterr().out
    assert (tmp_path / "a.png").stat().st_size > 1_000

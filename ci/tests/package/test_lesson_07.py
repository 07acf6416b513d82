"""Lesson 07 beyond the matrix: answers nobody planned for, and the recipe."""

import copy
import json
import re
from statistics import median
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from building import lesson_source
from gancourse import Recording
from gancourse.checks.bank import bank
from gancourse.checks.errors_in_words import ERRORS
from gancourse.checks.exercise import CORRECT, ERROR, NOT_YET
from gancourse.paths import asset
from gancourse.training import digit_gan, launches
from gancourse.training.launches import count_launches
from gancourse.views import ladders
from measuring import lesson_07, sheet

BANK = bank()


def average_with(change):
    def answer(average, network, decay):
        with torch.no_grad():
            for old, new in zip(average.state_dict().values(), network.state_dict().values()):
                if old.is_floating_point():
                    change(old, new, decay)

    return answer


@pytest.mark.parametrize(
    "change",
    [
        lambda old, new, decay: old.copy_(old + new).mul_(0.5),
        lambda old, new, decay: old.lerp_(new, 0.25),
        lambda old, new, decay: old.lerp_(new, decay * (1 - decay)),
        lambda old, new, decay: (old.lerp_(new, 1 - decay), new.lerp_(old, 0.01)),
        lambda old, new, decay: old.mul_(decay),
        lambda old, new, decay: old.lerp_(new, (1 - decay) ** 2),
    ],
)
def test_averages_nobody_planned(change):
    assert BANK["average_weights"].judge(average_with(change)).kind == NOT_YET


def test_the_average_of_torch_itself_is_fine():
    def by_torch(average, network, decay):
        update = torch.optim.swa_utils.get_ema_multi_avg_fn(decay)
        update(list(average.parameters()), [p.detach() for p in network.parameters()], 1)
        floats = lambda module: [b for b in module.buffers() if b.is_floating_point()]  # noqa: E731
        update(floats(average), floats(network), 1)

    assert BANK["average_weights"].judge(by_torch).kind == CORRECT


def slope(d, x):
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(d(x).sum(), x, create_graph=True)[0].flatten(1)


@pytest.mark.parametrize(
    "answer",
    [
        lambda d, x: 25.0,
        lambda d, x: slope(d, x).abs().sum(1).mean(),
        lambda d, x: slope(d, x).square().sum(1).max(),
        lambda d, x: slope(d, x).square().sum(1)[0],
        lambda d, x: slope(d, x).mean(0).square().sum(),
        lambda d, x: slope(d, torch.rand_like(x)).square().sum(1).mean(),
        lambda d, x: slope(d, x).square().sum(1).mean() / 2,
        lambda d, x: slope(d, x).norm(dim=1).mean().square(),
        lambda d, x: d(x).square().mean(),
    ],
)
def test_penalties_nobody_planned(answer):
    assert BANK["r1_penalty"].judge(answer).kind == NOT_YET


# The recipe, and what the lesson says of the machine


@pytest.fixture(scope="module")
def lesson():
    """The names of the lesson up to its training step and its six small steps, on the CPU."""
    return lesson_source.run_until("07", "obstacle", speed="smoke")


def test_recipe_is_the_one_the_lesson_writes(lesson):
    """The lesson's own cells and `digit_gan.DigitGAN`, from the same seed, end with the same weights."""
    real = torch.rand(18, 32, 1, 28, 28)  # R1 and the average fall due at the first step and at the seventeenth
    torch.manual_seed(3)
    theirs = digit_gan.DigitGAN("cpu", half=False)
    torch.manual_seed(3)
    ours = lesson["start"](half=False)
    for number, batch in enumerate(real):
        torch.manual_seed(number)
        theirs.step(batch, number / 18)
        torch.manual_seed(number)
        lesson["better_steps"](ours, batch * 2 - 1, number / 18)
    for mine, other in ((ours.average, theirs.average), (ours.discriminator, theirs.discriminator)):
        for a, b in zip(mine.state_dict().values(), other.state_dict().values(), strict=True):
            assert torch.allclose(a, b, atol=1e-6)


def test_lazy_r1_costs_the_same_over_a_period():
    price = BANK["lazy_price"].reference
    assert sum(price(step, 0.1, 16) for step in range(64)) == pytest.approx(64 * 0.05)


def test_what_stops_a_recording_is_what_captured_sees(lesson):
    """The key of Exercise 7.8 against the reasons of `watching`, for the lesson's own steps."""
    says = {
        "a number is read": "asks for a number",
        "a number changes": "a Python number changes",
        "now and then": "something else than in the call before",
        "a size": "how large its result is",
    }
    for letter, word in BANK["what_stops_it"].reference().items():
        why = lesson["obstacle"](lesson[f"step_{letter.lower()}"], lesson["x"])
        assert why is None if word == "nothing" else says[word] in why, (letter, why)


def test_launches_of_kernels_and_graphs_are_counted_and_nothing_else(monkeypatch):
    names = ["cudaLaunchKernel", "cuLaunchKernelEx", "cudaLaunchKernelExC", "cudaGraphLaunch"]
    others = ["cudaMemcpyAsync", "aten::mm", "cudaDeviceSynchronize", "void at::native::elementwise_kernel"]
    stepped = []

    class Profile:
        def __init__(self, activities):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            assert stepped == ["step", "waited"], "what is not done yet is not seen"

        def events(self):
            return [SimpleNamespace(name=name) for name in [*names, *others]]

    monkeypatch.setattr(torch.profiler, "profile", Profile)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: stepped.append("waited"))
    monkeypatch.setattr(launches, "device", lambda: torch.device("cuda"))
    assert launches.count_launches(lambda: stepped.append("step")) == 4


def test_launches_are_counted_without_a_word(capfd):
    layer, x = torch.nn.Linear(3, 2), torch.ones(4, 3)
    assert count_launches(lambda: layer(x)) == 1
    assert count_launches(lambda: layer(x).relu().sum()) == 3
    assert capfd.readouterr().err == ""


def test_a_step_asks_for_some_hundred_operations(lesson):
    gan, batch = lesson["start"](), torch.rand(32, 1, 28, 28)
    for _ in range(lesson["EVERY"]):
        lesson["better_steps"](gan, batch, 0.0)
    paid, plain = (count_launches(lambda: lesson["better_steps"](gan, batch, 0.0)) for _ in range(2))
    assert 100 < plain < 300 and plain + 50 < paid


def test_numbers_of_the_gpu():
    """What the prose says of the H200 stands in the files that it prints."""
    gpu = json.loads(asset("gpu.json").read_text("utf-8"))
    rows = {
        row["batch"]: row["steps_per_second"]
        for row in gpu["parts"]["batches"]["rows"]
        if (row["recipe"], row["mode"]) == ("MLP", "eager")
    }
    assert 0.8 < rows[4096] / rows[32] < 0.95 and rows[4096] == pytest.approx(rows[64], rel=0.02)
    assert all(6 < 1000 / pace < 7.5 for pace in rows.values())
    launches = {row["recipe"]: row["launches"] for row in gpu["parts"]["batches"]["launches"] if row["mode"] == "eager"}
    assert 150 < launches["MLP"] < 250
    h200 = json.loads(asset("lesson-07-gpu.json").read_text("utf-8"))
    named = {row["name"]: row for row in h200["rows"]}
    one, other = (named[name] for name in h200["compared"])
    plain = named["MLP, batch 128, as it is written"]["steps_per_second"]
    assert [round(row["steps_per_second"] / plain) for row in h200["rows"][1:3]] == [8, 10]
    assert other["steps_per_second"] / one["steps_per_second"] == pytest.approx(0.83, abs=0.005)
    assert other["images_per_second"] / one["images_per_second"] == pytest.approx(3.3, abs=0.05)
    assert other["distance"] / one["distance"] == pytest.approx(4.8, abs=0.05)
    assert all(
        row["images_per_second"]
        == pytest.approx(row["steps_per_second"] * int(re.search(r"batch (\d+)", row["name"])[1]), rel=0.01)
        for row in h200["rows"]
    )


# What was measured


def rows_of(name, plan=1_500):
    rows = json.loads(asset("lesson-07-measured.json").read_text("utf-8"))["rows"]
    return [row for row in rows if (row["name"], row["plan"]) == (name, plan)]


def ends(name, field, plan=1_500):
    values = [row[field] for row in rows_of(name, plan)]
    return min(values), max(values)


SCORES = "distance", "average_distance", "parzen", "average_parzen"
START, RATE, BETA, R1, FALLING = "rate 0.0003, β₁ = 0.5", "rate 0.001", "β₁ = 0", "lazy R1", "falling rate"


def better(field, one, other):
    return one < other if "distance" in field else one > other


def always_better(name, than, field, plan=1_500):
    """Is every seed of the row better than every seed of the other one?"""
    return all(better(field, a[field], b[field]) for a in rows_of(name, plan) for b in rows_of(than, plan))


def test_prose_of_the_short_table():
    for name in (START, RATE, BETA, R1, FALLING):
        assert sorted(row["seed"] for row in rows_of(name)) == [0, 1, 2, 3]
    for field in SCORES:
        assert always_better(RATE, START, field) and always_better(BETA, RATE, field)
        assert not always_better(R1, BETA, field)
    nearer = [b["distance"] / a["distance"] for a, b in zip(rows_of(BETA), rows_of(RATE))]
    assert min(nearer) > 1.95 and max(nearer) < 3
    gained = [b["average_distance"] - a["average_distance"] for a, b in zip(rows_of(R1), rows_of(BETA))]
    assert [round(min(gained), 1), round(max(gained), 1)] == [0.7, 2.0]
    assert always_better(FALLING, R1, "parzen") and always_better(FALLING, R1, "average_parzen")
    assert all(a["distance"] > b["distance"] for a, b in zip(rows_of(FALLING), rows_of(R1)))
    assert always_better(R1, FALLING, "average_distance")
    # the average against G as it is
    rows = [row for name in (START, RATE, BETA, R1, FALLING) for row in rows_of(name)]
    assert all(row["average_parzen"] > row["parzen"] for row in rows) and len(rows) == 20
    assert [row["average_distance"] < row["distance"] for row in rows].count(False) == 6
    assert all(row["average_distance"] < row["distance"] for row in rows[8:])
    pleased = [row["average_parzen"] - row["parzen"] for row in rows_of(RATE)]
    assert [round(min(pleased)), round(max(pleased))] == [76, 94]
    assert all(row["average_distance"] > row["distance"] for row in rows_of(RATE))
    # the belief on single runs
    assert [round(end) for end in ends(R1, "distance")] == [17, 24] and [
        round(end) for end in ends(BETA, "distance")
    ] == [18, 24]
    assert [a["distance"] < b["distance"] for a, b in zip(rows_of(R1), rows_of(BETA))].count(True) == 3


def test_prose_of_the_long_table():
    rows = {name: rows_of(name, 4_000)[:3] for name in (BETA, R1, FALLING)}
    assert all([row["seed"] for row in own] == [0, 1, 2] for own in rows.values())
    for name, own in rows.items():
        for field in ("distance", "average_distance"):
            short, long = (median(row[field] for row in each) for each in (rows_of(name), own))
            assert 1.9 < short / long < 3.5, (name, field)
        assert all(row["average_distance"] < row["distance"] and row["average_parzen"] > row["parzen"] for row in own)
    assert [a["distance"] < b["distance"] for a, b in zip(rows[R1], rows[BETA])].count(True) == 1
    for field in (
        "average_distance",
        "parzen",
        "average_parzen",
    ):  # a larger distance is worse, a larger Parzen score is better
        assert all(a[field] > b[field] for a, b in zip(rows[FALLING], rows[R1])), field
    ranges = [
        [round(end(row["average_distance"] for row in rows[name]), 1) for end in (min, max)] for name in (FALLING, R1)
    ]
    assert ranges == [[6.1, 6.8], [4.9, 5.6]]


def test_prose_of_the_batches():
    few, usual = rows_of("batch 512, as many images"), rows_of(FALLING)
    for field in ("distance", "average_distance"):
        assert all(2 < a[field] / b[field] < 3.4 for a, b in zip(few, usual))
    assert len(rows_of("batch 512, as many steps")) == 3
    assert all(always_better("batch 512, as many steps", FALLING, field) for field in SCORES)
    h200 = {row["name"]: row["distance"] for row in json.loads(asset("lesson-07-gpu.json").read_text("utf-8"))["rows"]}
    assert [round(h200[f"DCGAN, batch {batch}, captured, bfloat16"], 1) for batch in (64, 256)] == [4.1, 3.1]


def test_r1_in_every_step_costs():
    rows = json.loads(asset("recipe-steps.json").read_text("utf-8"))["speed"]["rows"]
    ms = {row["name"]: row["ms"] for row in rows if row["recipe"] == "MLP"}
    each = [a / b for a, b in zip(ms["R1 at every step"], ms["lazy R1, average, decay: the recipe"])]
    assert median(each) == pytest.approx(1.6, abs=0.05)


def test_measurement_keeps_one_row_for_each_seed(tmp_path):
    path = tmp_path / "measured.json"
    row = {"name": "lazy R1", "plan": 1_500, "seed": 0, "distance": 1.0}
    sheet.keep(path, [row, row | {"seed": 1}], lesson_07.key)
    sheet.keep(path, [row | {"distance": 2.0}], lesson_07.key)
    kept = json.loads(path.read_text("utf-8"))["rows"]
    assert [each["distance"] for each in kept] == [2.0, 1.0]


def test_rows_that_are_known_are_not_measured_again(lesson):
    names = {"LADDER": lesson["LADDER"], "BATCHES": lesson["BATCHES"]}
    known = {(name, 1_500, 0) for name, _, _ in lesson_07.plans(names, 1_500)}
    assert list(lesson_07.ladder(names, None, 1_500, 0, known, None)) == []
    assert [steps for _, steps, _ in lesson_07.plans(names, 1_500)][-2:] == [375, 1_500]


def test_recording_is_small_and_says_how_it_was_made():
    path = asset("lesson-07-run.npz")
    recording = Recording.load(path)
    assert path.stat().st_size <= 1_000_000 and 20 <= len(recording.frames) <= 120
    assert recording.provenance["command"] == "python3 ci/course.py run measuring/lesson_07 record"
    assert recording.history["step"][-1] == lesson_07.RECORD_STEPS


# What is drawn


def test_captions_carry_their_numbers():
    row = {"name": "a", "distance": 20.0, "average_distance": 10.0, "parzen": 100.0, "average_parzen": 200.0}
    _, caption = ladders.ladder([row, row | {"distance": 30.0}], [row])
    assert caption.endswith("a: 25 (20 to 30), 10.0.")
    assert "25 (20 to 30)" in ladders.table([row, row | {"distance": 30.0}])
    _, caption = ladders.trail(np.array([0.0, 1.0, 0.0, 1.0]), np.full(4, 0.5), 10)
    assert "Half-life 10 steps" in caption and "moves by 1, its average by 0" in caption
    paces = [{"name": "MLP", "batch": batch, "steps_per_second": 150} for batch in (32, 64)]
    figure, caption = ladders.steps_against_batch(paces, lambda name, batch: 1 / 150)
    assert caption == "MLP 150 steps/s at a batch of 32 and 150 at 64." and len(figure.axes[0].lines) == 2


def test_an_empty_record_is_drawn_as_what_is_there():
    row = {"name": "a", "distance": 20.0, "average_distance": 10.0, "parzen": 100.0, "average_parzen": 200.0}
    _, caption = ladders.ladder([], [row])
    assert "a: 20.0, 10.0" in caption


# First ideas of a learner, and what they are told. Those of the banks are tested with all exercises; these are typed in other words.


def _once(discriminator, real, fake):
    return discriminator(torch.cat([real, fake]))


def _twice_compared(change):
    def answer(discriminator, real, fake):
        discriminator = copy.deepcopy(discriminator)
        with torch.no_grad():
            together, apart = _once(discriminator, real, fake), torch.cat([discriminator(real), discriminator(fake)])
        return change(together, apart)

    return answer


FIRST_IDEAS = [
    ("one_pass_logits", lambda d, r, f: _once(d, r, f).split(2), "another_count"),
    ("one_pass_logits", lambda d, r, f: _once(d, r, f), "tensor_for_several"),
    ("one_pass_logits", lambda d, r, f: (_once(d, r, f)[:64], _once(d, r, f)[64:]), "cut_behind_all"),
    ("one_pass_logits", lambda d, r, f: d(np.concatenate([r, f])), "array_in_network"),
    ("one_pass_logits", lambda d, r, f: (_once(d, r, f)[0], _once(d, r, f)[1]), "two_rows"),
    ("one_pass_logits", lambda d, r, f: (_once(d, r, f)[: -len(r)], _once(d, r, f)[-len(r) :]), "cut_by_the_fakes"),
    ("may_share", _twice_compared(torch.allclose), "exactly_equal"),
    ("may_share", _twice_compared(lambda a, b: bool((a == b).all())), "exactly_equal"),
    ("may_share", _twice_compared(lambda a, b: bool((a - b).max() < 1e-4)), "with_its_sign"),
    ("may_share", _twice_compared(lambda a, b: bool((a - b).mean().abs() < 1e-4)), "means_of_logits"),
    ("may_share", _twice_compared(lambda a, b: bool((b - a).max() < 1e-4)), "with_the_other_sign"),
    ("may_share", _twice_compared(lambda a, b: bool(((a - b)[::2].abs() < 1e-4).any())), None),
    (
        "may_share",
        _twice_compared(lambda a, b: torch.testing.assert_close(a, b, atol=1e-4, rtol=0) or True),
        "asserted",
    ),
    ("may_share", _twice_compared(lambda a, b: float((a - b).abs().max())), "number_for_truth"),
    ("may_share", lambda d, r, f: "BatchNorm" not in str(d), "looks_for_batchnorm"),
    ("may_share", lambda d, r, f: not ("BatchNorm" in str(d) and d.training), "looks_for_batchnorm_in_training"),
    ("r1_penalty", lambda d, x: slope(d, x).detach().square().sum(1).mean(), "cuts_the_slope_off"),
    ("r1_penalty", lambda d, x: slope(d, x).data.square().sum(1).mean(), "cuts_the_slope_off"),
    ("r1_penalty", lambda d, x: 0.1 * slope(d, x).square().sum(1).mean(), "has_gamma_in_it"),
    ("r1_penalty", lambda d, x: slope(d, x).mean(0).norm() ** 2, "averages_the_slopes"),
    ("r1_penalty", lambda d, x: slope(d, x).sum(1).mean() ** 2, None),
    ("r1_penalty", lambda d, x: torch.autograd.grad(d(x.requires_grad_()).sum(), x).square(), "several_in_one"),
    ("lazy_price", lambda s, g, e: g if s % e == 0 else 0, "another_amount"),
    ("lazy_price", lambda s, g, e: g / 2 * e if s % e == 0 else 1, "something_in_between"),
    ("lazy_price", lambda s, g, e: g / 2 * e if s == e else 0, "other_steps"),
    ("lazy_price", lambda s, g, e: 2 * g * e if s % e == 0 else 0, "scaled"),
    ("lazy_price", lambda s, g, e: torch.where(s % e == 0, g / 2 * e, 0.0), "no_tensor"),
    ("rate_at", lambda f: torch.clamp(2 - 2 * f, max=1), "no_tensor"),
    ("rate_at", lambda f: 1 if f < 0.5 else 2 - 2 * f if f > 0.5 else None, "a_hole_in_the_middle"),
    ("rate_at", lambda f: max(0, 1 - 2 * (f - 0.5)), "without_a_cap"),
    ("rate_at", lambda f: 1 if f < 0.5 else 1 - (f - 0.5), "half_as_steep"),
    ("rate_at", lambda f: 1 if f < 0.75 else 4 * (1 - f), "second_half_of_its_own"),
    ("rate_at", lambda f: 100 * min(1, 2 * (1 - f)), "scaled"),
    ("step_seconds", lambda b, n, t, i: 1_000 * max(n * t, b * i), "scaled"),
    ("step_seconds", lambda b, n, t, i: n * (t + b * i), "longer_than_the_slower_one"),
    ("step_seconds", lambda b, n, t, i: n * t + i, "now_longer_now_shorter"),
    ("step_seconds", lambda b, n, t, i: torch.max(n * t, b * i), "no_tensor"),
    ("step_seconds", lambda b, n, t, i: n * t > b * i, "truth_for_number"),
    ("what_stops_it", lambda: dict.fromkeys("ABCDEF", "a number is read"), "A_is_not_a_number_is_read"),
    ("what_stops_it", lambda: {f"step_{letter}": "nothing" for letter in "abcdef"}, "other_letters"),
]


@pytest.mark.parametrize(("name", "answer", "told"), FIRST_IDEAS)
def test_first_ideas_are_named(name, answer, told):
    verdict = BANK[name].judge(answer)
    assert (verdict.kind, verdict.mistake) == (ERROR if told in ERRORS else NOT_YET, told), verdict.text


def test_other_ways_that_are_right():
    def with_a_state(discriminator, real, fake):
        kept = {name: value.clone() for name, value in discriminator.state_dict().items()}
        together, apart = _once(discriminator, real, fake), torch.cat([discriminator(real), discriminator(fake)])
        discriminator.load_state_dict(kept)
        return (together - apart).abs().max().item() <= 1e-4

    rights = {
        "one_pass_logits": lambda d, r, f: d(torch.vstack([r, f])).tensor_split([len(r)]),
        "may_share": with_a_state,
        "lazy_price": lambda s, g, e: 0 if s % e else g * e / 2,
        "rate_at": lambda f: 1.0 - 2 * max(0.0, f - 0.5),
        "step_seconds": lambda b, n, t, i: float(np.maximum(n * t, b * i)),
    }
    for name, answer in rights.items():
        assert BANK[name].judge(answer).kind == CORRECT, name

"""Lesson 07 beyond the matrix: answers nobody planned for, and the recipe."""

import re

import pytest
import torch

from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT, NOT_YET
from gancourse.paths import ROOT
from gancourse.training import digit_gan

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


def test_recipe_is_the_one_the_lesson_writes():
    """The lesson's own cells and `digit_gan.DigitGAN`, from the same seed, end with the same weights."""
    source = (ROOT / "solutions" / "source" / "07_faster_and_better.py").read_text("utf-8")
    wanted = (
        "make_discriminator",
        "discriminator_loss",
        "generator_loss",
        "make_generator",
        "average_weights",
        "r1_penalty",
    )
    cells = [
        cell
        for cell in source.split("\n# %%")
        if any(f"def {name}(" in cell for name in (*wanted, "better_steps", "descend"))
    ]
    space = {}
    exec(
        "import copy, torch\nfrom types import SimpleNamespace\nfrom torch import nn\nfrom torch.nn import functional as F\n"
        "device = lambda: torch.device('cpu')\n",
        space,
    )
    for cell in cells:
        exec(re.sub(r"^.*\n", "", cell, count=1), space)
    real = torch.rand(18, 32, 1, 28, 28)  # R1 and the average fall due at the first step and at the seventeenth
    torch.manual_seed(3)
    theirs = digit_gan.DigitGAN("cpu", half=False)
    torch.manual_seed(3)
    ours = space["start"](half=False)
    for number, batch in enumerate(real):
        torch.manual_seed(number)
        theirs.step(batch, number / 18)
        torch.manual_seed(number)
        space["better_steps"](ours, batch * 2 - 1, number / 18)
    for mine, other in ((ours.average, theirs.average), (ours.discriminator, theirs.discriminator)):
        for a, b in zip(mine.state_dict().values(), other.state_dict().values(), strict=True):
            assert torch.allclose(a, b, atol=1e-6)

"""Exercise 10.5, dcgan_step: one step of D and one of G, with R1 and the average."""

import contextlib
import copy
import math
from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.lesson_10.ex4_smoothed_loss import smoothed_with_softplus
from gancourse.settings import device

dcgan_step = Exercise(
    "dcgan_step",
    lesson="10",
    changes=(NETWORKS,),
    remember="The six steps of lesson 05, a price on D's slope at every so many of them, and an average that only watches. Everything "
    "else about a DCGAN is in its two networks.",
)

_LATENT, _RATE, _EVERY, _GAMMA, _MEMORY = 16, 0.3, 4, 0.5, 0.5


class _Stepper(torch.optim.SGD):
    """Plain SGD that notes each step."""

    def __init__(self, name: str, network: nn.Module, log: list):
        super().__init__(network.parameters(), lr=_RATE)
        self.name, self.log = name, log

    def step(self, closure=None):
        super().step(closure)
        self.log.append((self.name, None))


def _numbers(network: nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in network.parameters()])


def _walk(network: nn.Module, loss: torch.Tensor) -> None:
    slopes = torch.autograd.grad(loss, list(network.parameters()))
    with torch.no_grad():
        for parameter, slope in zip(network.parameters(), slopes):
            parameter -= _RATE * slope


def _slope_price(discriminator: nn.Module, images: torch.Tensor) -> torch.Tensor:
    images = images.detach().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(images).sum(), images, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


class _Table:
    """A very small GAN on a table, watched while an answer takes one step with it."""

    def __init__(self, answer, steps: int, m: int = 6):
        self.log: list = []
        self.right: dict = {}
        generator = nn.Sequential(
            nn.Linear(_LATENT, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 64), nn.Tanh(), nn.Unflatten(1, (1, 8, 8))
        ).to(device())
        discriminator = nn.Sequential(nn.Flatten(), nn.Linear(64, 6), nn.LeakyReLU(0.2), nn.Linear(6, 1)).to(device())
        average = copy.deepcopy(generator).eval()
        with torch.no_grad():
            for parameter in average.parameters():
                parameter.add_(0.1)
        self.start = copy.deepcopy((generator, discriminator, average))
        generator.register_forward_pre_hook(
            lambda module, inputs: self.log.append(("noise", inputs[0].detach().clone()))
        )
        self.gan = SimpleNamespace(
            generator=generator, discriminator=discriminator, average=average,
            g_optimizer=_Stepper("G", generator, self.log), d_optimizer=_Stepper("D", discriminator, self.log),
            latent=lambda count: torch.randn(count, _LATENT, device=device()), autocast=contextlib.nullcontext,
            gamma=_GAMMA, every=_EVERY, memory=_MEMORY, steps=steps,
        )  # fmt: skip
        self.steps, self.real = steps, torch.rand(m, 1, 8, 8, device=device()) * 2 - 1
        self.returned = answer(self.gan, self.real)

    @property
    def order(self) -> str:
        return " then ".join(name for name, _ in self.log if name != "noise") or "nobody"

    def noise_before(self, who: str) -> torch.Tensor | None:
        noise = None
        for name, value in self.log:
            noise = value if name == "noise" else noise
            if name == who:
                return noise
        return None

    def expected(self, price: float = 1.0) -> dict[str, torch.Tensor]:
        """The numbers of D, G and the average after a right step with the noise that was drawn."""
        if price not in self.right:
            self.right[price] = self.right_step(price)
        return self.right[price]

    def right_step(self, price: float) -> dict[str, torch.Tensor]:
        generator, discriminator, average = copy.deepcopy(self.start)
        fake = generator(self.noise_before("D")).detach()
        d_loss = smoothed_with_softplus(discriminator(self.real), discriminator(fake))
        due = _GAMMA / 2 * _EVERY * _slope_price(discriminator, self.real) if self.steps % _EVERY == 0 else 0.0
        _walk(discriminator, d_loss + price * due)
        g_loss = F.softplus(-discriminator(generator(self.noise_before("G")))).mean()
        _walk(generator, g_loss)
        keep = 1 - 1 / (1 + _MEMORY * (self.steps + 1))
        after = keep * _numbers(average) + (1 - keep) * _numbers(self.gan.generator)
        return {"D": _numbers(discriminator), "G": _numbers(generator), "A": after, "losses": (d_loss, g_loss)}


_played: dict[tuple, _Table] = {}


def _table(answer, steps: int, first: bool = False) -> _Table:
    """The step at that count, taken once for all probes of a check; the first probe of a check begins anew."""
    if first:
        _played.clear()
    key = getattr(answer, "__wrapped__", answer), steps
    if key not in _played:
        _played[key] = _Table(answer, steps)
    return _played[key]


def _part(mine: torch.Tensor, right: torch.Tensor) -> tuple[float, float]:
    """How much of `right` is in `mine` (1 is all of it), and the length of the rest as a share of `right`."""
    size = right.square().sum().clamp(min=1e-20)
    along = (mine @ right / size).item()
    return along, ((mine - along * right).square().sum() / size).sqrt().item()


@dcgan_step.probe("6 real images, a very small GAN, plain SGD", expected="one step of D, then one of G")
def order_of_steps(answer):
    return {"order": _table(answer, 1, first=True).order}


@dcgan_step.probe(
    "the noise of that step",
    expected="6 latents for D's fakes and 6 new ones for G's",
    holds=lambda seen: seen["noise_shapes"] == "(6, 16)" and seen["fresh"] is True,
)
def noise_of_the_step(answer):
    table = _table(answer, 1)
    first, second = table.noise_before("D"), table.noise_before("G")
    fresh = first is not None and second is not None and (first.shape != second.shape or not torch.equal(first, second))
    shapes = sorted({str(tuple(value.shape)) for name, value in table.log if name == "noise"})
    return {"noise_shapes": " and ".join(shapes), "fresh": bool(fresh)}


@dcgan_step.probe(
    "D's move in a step without R1 (every = 4, steps = 1)",
    expected="1 times the move that D's loss asks for, and nothing besides",
    holds=lambda seen: abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3,
)
def d_without_price(answer):
    table = _table(answer, 1)
    before, after = _numbers(table.start[1]), table.expected()["D"]
    along, off = _part(_numbers(table.gan.discriminator) - before, after - before)
    return {"d_along": along, "d_off": off}


@dcgan_step.probe(
    "what R1 adds to D's move in a step with it (every = 4, steps = 4)",
    expected="1 times γ/2 · every · R1 at the real images, and nothing besides",
    holds=lambda seen: abs(seen["price"] - 1) < 1e-2 and seen["price_off"] < 1e-2,
)
def d_with_price(answer):
    table = _table(answer, 4)
    bare, priced = table.expected(price=0.0)["D"], table.expected()["D"]
    along, off = _part(_numbers(table.gan.discriminator) - bare, priced - bare)
    return {"price": along, "price_off": off}


@dcgan_step.probe(
    "G's move, judged by the D that has just learned",
    expected="1 times the move that its loss asks for, and nothing besides",
    holds=lambda seen: abs(seen["g_along"] - 1) < 1e-3 and seen["g_off"] < 1e-3,
)
def g_of_the_step(answer):
    table = _table(answer, 1)
    before, after = _numbers(table.start[0]), table.expected()["G"]
    along, off = _part(_numbers(table.gan.generator) - before, after - before)
    return {"g_along": along, "g_off": off}


@dcgan_step.probe(
    "the average, before G's step and after it (memory = 0.5, steps 1 → 2)",
    expected="1 times the share 1 / (1 + memory · steps) of the way to G as it is after its step",
    holds=lambda seen: abs(seen["average_along"] - 1) < 1e-3 and seen["average_off"] < 1e-3,
)
def average_of_the_step(answer):
    table = _table(answer, 1)
    before, after = _numbers(table.start[2]), table.expected()["A"]
    along, off = _part(_numbers(table.gan.average) - before, after - before)
    return {"average_along": along, "average_off": off}


@dcgan_step.probe(
    "the counter gan.steps, 1 before the step, and the modes of G and of the average",
    expected="2 afterwards; G in training mode, the average in eval mode",
)
def counter(answer):
    gan = _table(answer, 1).gan
    return {"steps_after": gan.steps, "g_training": gan.generator.training, "average_training": gan.average.training}


@dcgan_step.probe(
    "what it returns, in a step with R1",
    expected="two numbers: D's loss without the price, so that it can be compared with 2 log 2, and G's loss",
    holds=lambda seen: (
        seen["returned_numbers"] == 2 and abs(seen["d_loss_error"]) < 1e-4 and abs(seen["g_loss_error"]) < 1e-4
    ),
)
def what_it_returns(answer):
    table = _table(answer, 4)
    right, given = table.expected()["losses"], table.returned
    given = tuple(given) if isinstance(given, tuple | list) else (given,)
    errors = [float(mine) - theirs.item() for mine, theirs in zip(given, right)] if given[0] is not None else []
    return {
        "returned_numbers": len(given) if given[0] is not None else 0,
        "d_loss_error": errors[0] if errors else math.nan,
        "g_loss_error": errors[1] if len(errors) > 1 else math.nan,
    }


def _descend(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def _average(gan, steps=None, network=None):
    keep = 1 - 1 / (1 + gan.memory * (gan.steps if steps is None else steps))
    with torch.no_grad():
        for old, new in zip(gan.average.parameters(), (network or gan.generator).parameters()):
            old.lerp_(new, 1 - keep)


def _d_half(gan, real, price=1.0, on=None, due=None, fake=None):
    """D's step. price: what R1 is multiplied by; on: the images it is taken at; due: whether this step pays."""
    fake = gan.generator(gan.latent(len(real))).detach() if fake is None else fake
    d_loss = smoothed_with_softplus(gan.discriminator(real), gan.discriminator(fake))
    due = gan.steps % gan.every == 0 if due is None else due
    extra = (
        price * gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, fake if on == "fake" else real)
        if due
        else 0
    )
    _descend(gan.d_optimizer, d_loss + extra)
    return d_loss.detach()


def _g_half(gan, real):
    return _descend(gan.g_optimizer, F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean())


def _finish(gan):
    gan.steps += 1
    _average(gan)


@dcgan_step.right
def in_one_pass(gan, real):
    from gancourse.models.recipes import r1, update_average

    with gan.autocast():
        fake = gan.generator(gan.latent(len(real))).detach()
        real_logits, fake_logits = gan.discriminator(torch.cat([real, fake])).float().chunk(2)
    d_loss = smoothed_with_softplus(real_logits, fake_logits)
    due = gan.steps % gan.every == 0
    _descend(gan.d_optimizer, d_loss + gan.gamma / 2 * gan.every * r1(gan.discriminator, real) if due else d_loss)
    with gan.autocast():
        verdict = gan.discriminator(gan.generator(gan.latent(len(real)))).float()
    g_loss = F.softplus(-verdict).mean()
    _descend(gan.g_optimizer, g_loss)
    gan.steps += 1
    update_average(gan.average, gan.generator, decay=1 - 1 / (1 + gan.memory * gan.steps))
    return d_loss.detach(), g_loss.detach()


@dcgan_step.right
def in_two_passes(gan, real):
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    _finish(gan)
    return d_loss.item(), g_loss.item()


@dcgan_step.wrong(when=lambda seen: abs(seen["price"]) < 1e-2 and seen["price_off"] < 1e-2)
def never_pays(gan, real):
    """A right step of a GAN without R1: the price adds {price:.2f} times what it should to D's move. Lesson 05 could do
    without it for a minute; at this rate D of a DCGAN grows cliffs that G falls off. At which steps is the price due?"""
    d_loss, g_loss = _d_half(gan, real, due=False), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: abs(seen["price"] - 1) < 1e-2 and seen["d_off"] > 1e-2)
def pays_at_every_step(gan, real):
    """The price is right where it is due, and it is paid at the other steps as well: there D's move has {d_off:.2f} beside the
    right one. It already counts `every` times, so you charge D `every` times too much, and every step costs a second
    backward pass. What is the remainder of `gan.steps` at the steps that pay?"""
    d_loss, g_loss = _d_half(gan, real, due=True), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: abs(seen["price"] - 0.25) < 1e-2)
def forgets_to_count_every(gan, real):
    """R1 is there and {price:.2f} of what it should be, with `every` = 4: it is taken seldom and counted once. Over many steps
    D then pays a quarter of γ. What must a price that is due at one step in four be multiplied by?"""
    d_loss, g_loss = _d_half(gan, real, price=1 / gan.every), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: abs(seen["price"] - 2) < 2e-2)
def forgets_the_half(gan, real):
    """Your price is {price:.2f} times the right one. R1 is written γ/2 · E|slope|², with a half, and other people's values of
    γ mean something only with it. Where is yours?"""
    d_loss, g_loss = _d_half(gan, real, price=2), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(
    when=lambda seen: seen["price_off"] > 0.05 and abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3
)
def charges_at_the_fakes(gan, real):
    """A price is paid at the right steps, and it moves D elsewhere: {price:.2f} times along the right direction, {price_off:.2f}
    beside it. R1 flattens D at the real images, so that D has nothing more to say once G is there (at the fakes it is
    another penalty, R2). At which of the two did you take the slope?"""
    d_loss, g_loss = _d_half(gan, real, on="fake"), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["order"] == "G then D")
def trains_g_first(gan, real):
    """You step {order}. G then listens to a D that is one batch older, and D learns from fakes of a G that is gone. It is a
    common order, and not the one of the six steps. Who should know the news first?"""
    g_loss, d_loss = _g_half(gan, real), _d_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["order"] == "D then G" and abs(seen["g_along"]) < 1e-6)
def silences_g(gan, real):
    """D learns, and G moves {g_along:.1f} times its right move: it stands still. Between D's verdict and G's weights the
    gradient was cut. In which of the two steps does a `detach` belong?"""
    d_loss = _d_half(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))).detach())).mean()
    gan.g_optimizer.zero_grad()
    g_loss.backward()
    gan.g_optimizer.step()
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(when=lambda seen: seen["order"] == "D then G" and seen["fresh"] is False)
def reuses_the_noise(gan, real):
    """G is judged on the very noise that D has just learned from (new noise: {fresh}). D has seen exactly these fakes a moment
    ago, and its verdict on them is not what it would say of others. What does step 5 of the six begin with?"""
    latent = gan.latent(len(real))
    d_loss = _d_half(gan, real, fake=gan.generator(latent).detach())
    g_loss = _descend(gan.g_optimizer, F.softplus(-gan.discriminator(gan.generator(latent))).mean())
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: 0 < seen["g_along"] < 0.99 and seen["g_off"] < 0.1)
def follows_the_printed_formula(gan, real):
    """D is right, and G goes in about the right direction with {g_along:.2f} of the strength: you descend log(1 − D(G(z))), the
    formula as printed. While D rejects the fakes it hardly whispers. Which loss has the slope 1 − D?"""
    d_loss = _d_half(gan, real)
    g_loss = -F.softplus(gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    _descend(gan.g_optimizer, g_loss)
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(when=lambda seen: abs(seen["average_along"]) < 1e-6 and abs(seen["g_along"] - 1) < 1e-3)
def forgets_the_average(gan, real):
    """D and G are right, and the average moved {average_along:.1f} times its way: it still shows the G of the first day, and
    every picture would be drawn from it. What has to happen to it after each step of G?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    gan.steps += 1
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["steps_after"] == 1)
def forgets_to_count(gan, real):
    """`gan.steps` was 1 and is {steps_after}. Every step is then the first: R1 is paid each time, and the average forgets
    everything but the last few weights. Where in the step do you add one?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    _average(gan, steps=gan.steps + 1)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: abs(seen["average_along"] - 4 / 3) < 1e-2 and seen["average_off"] < 1e-3)
def averages_before_it_counts(gan, real):
    """The average goes {average_along:.2f} times the way it should: its share was computed with the counter from before this
    step. At the very first step that means 1 / (1 + 0), a jump of the whole way. Which comes first, counting or
    averaging?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    _average(gan)
    gan.steps += 1
    return d_loss, g_loss


@dcgan_step.wrong(
    when=lambda seen: seen["average_off"] > 1e-3 and abs(seen["g_along"] - 1) < 1e-3 and seen["order"] == "D then G"
)
def averages_too_early(gan, real):
    """The average moved {average_along:.2f} times its way and {average_off:.2f} beside it: it follows the G from before the
    step. One step late is no disaster, and it is not the average of the G you have. After which line does G hold its new
    weights?"""
    d_loss = _d_half(gan, real)
    gan.steps += 1
    _average(gan)
    return d_loss, _g_half(gan, real)


@dcgan_step.wrong(when=lambda seen: seen["d_loss_error"] > 1e-4 and abs(seen["price"] - 1) < 1e-2)
def returns_the_price_too(gan, real):
    """Every move is right; the D loss you return is {d_loss_error:.3f} too high in a step with R1. The curve would jump at
    every such step, and 2 log 2 would be no landmark for it. Which number should the learner of the curve see?"""
    price = (
        gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, real).item() if gan.steps % gan.every == 0 else 0
    )
    d_loss = _d_half(gan, real) + price
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


dcgan_step.hints(
    "D's half: noise, fakes, one loss, the price if it is due, one step. G's half: new noise, one loss, one step. Then count, then average.",
    "The price is due when gan.steps % gan.every == 0, and it is gan.gamma / 2 * gan.every * r1(gan.discriminator, real).",
    "fake = gan.generator(gan.latent(len(real))).detach(); real_logits, fake_logits = gan.discriminator(torch.cat([real, fake])).chunk(2); "
    "…; gan.steps += 1; update_average(gan.average, gan.generator, decay=1 - 1 / (1 + gan.memory * gan.steps))",
)

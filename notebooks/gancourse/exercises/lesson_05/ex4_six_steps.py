"""Exercise 5.4, six_steps: one step of D, then one of G."""

import contextlib
import copy
import math
from unittest import mock

import torch
from torch import nn
from torch.nn import functional as F

from gancourse import settings
from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.lesson_05.batches import LATENT, random_digits
from gancourse.exercises.lesson_05.ex2_discriminator_loss import d_loss_with_softplus
from gancourse.exercises.lesson_05.ex3_generator_loss import g_loss_with_softplus
from gancourse.settings import device

six_steps = Exercise(
    "six_steps",
    lesson="05",
    changes=(NETWORKS,),
    remember="Six steps, two optimisers, two draws of noise, and the non-saturating loss. (If you left out detach, you are right too: "
    "zero_grad threw away the gradient that D's step had left in G, and only the time for it was lost.)",
)

_RATE = 0.5


class _Watched(nn.Module):
    """A small network that notes what goes through it."""

    def __init__(self, name: str, network: nn.Module, log: list):
        super().__init__()
        self.name, self.network, self.log = name, network, log

    def forward(self, inputs):
        self.log.append((self.name, inputs.detach().clone()))
        return self.network(inputs)


class _WatchedSGD(torch.optim.SGD):
    """Plain SGD that notes each step, and how both networks looked after it."""

    def __init__(self, name: str, network: nn.Module, log: list, networks: dict):
        super().__init__(network.parameters(), lr=_RATE)
        self.name, self.log, self.networks = name, log, networks

    def step(self, closure=None):
        super().step(closure)
        self.log.append((self.name + ".step", _numbers(self.networks)))


def _numbers(networks: dict[str, nn.Module]) -> dict[str, torch.Tensor]:
    return {name: torch.cat([p.detach().flatten().clone() for p in net.parameters()]) for name, net in networks.items()}


def _small_pair(on: torch.device | str) -> dict[str, nn.Module]:
    pixels = 784
    generator = nn.Sequential(
        nn.Linear(LATENT, 8), nn.Tanh(), nn.Linear(8, pixels), nn.Tanh(), nn.Unflatten(1, (1, 28, 28))
    )
    discriminator = nn.Sequential(nn.Flatten(), nn.Linear(pixels, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
    return {"G": generator.to(on), "D": discriminator.to(on)}


class _Lesson:
    """One learner's six steps, watched: `call` runs them on a batch and keeps what happened."""

    def __init__(self, answer, on: torch.device | str):
        self.answer, self.log, self.on = answer, [], on
        self.plain = _small_pair(on)
        self.networks = {name: _Watched(name, network, self.log) for name, network in self.plain.items()}
        self.optimizers = {
            name: _WatchedSGD(name, network, self.log, self.plain) for name, network in self.plain.items()
        }

    def call(self, real: torch.Tensor):
        self.log.clear()
        self.real, self.before = real, _numbers(self.plain)
        self.start = copy.deepcopy(self.plain)
        losses = self.answer(
            self.networks["G"], self.networks["D"], self.optimizers["G"], self.optimizers["D"], real, LATENT
        )
        self.after = _numbers(self.plain)
        self.losses = tuple(losses) if isinstance(losses, tuple | list) else (losses,)
        return self

    @property
    def order(self) -> str:
        return " then ".join(name[0] for name, _ in self.log if name.endswith(".step")) or "nobody"

    def noises(self) -> list[torch.Tensor]:
        return [inputs for name, inputs in self.log if name == "G"]

    def noise_before(self, who: str) -> torch.Tensor | None:
        """The last noise that went through G before `who` took the first step."""
        noise = None
        for name, value in self.log:
            if name == "G":
                noise = value
            if name == f"{who}.step":
                return noise
        return None

    def moved(self, who: str, during: str) -> float:
        """How far network `who` was moved by everything that belongs to the step of `during`."""
        before, moved = self.before, 0.0
        for name, value in self.log:
            if name.endswith(".step"):
                moved += (value[who] - before[who]).abs().sum().item() if name == f"{during}.step" else 0.0
                before = value
        return moved

    def expected(self) -> dict[str, torch.Tensor]:
        """Where D and G should be after the six steps, with the noise that the learner drew, and the two losses."""
        networks = copy.deepcopy(self.start)
        first, second = self.noise_before("D"), self.noise_before("G")
        fake = networks["G"](first).detach()
        d_loss = d_loss_with_softplus(networks["D"](self.real), networks["D"](fake))
        moves = {"d_loss": d_loss.item()}
        _plain_step(networks["D"], d_loss)
        g_loss = g_loss_with_softplus(networks["D"](networks["G"](second)))
        moves["g_loss"] = g_loss.item()
        _plain_step(networks["G"], g_loss)
        return moves | _numbers(networks)

    def compare(self) -> dict[str, float]:
        """Each network's move as a share of the right one, along it (1 is right), and what is left over (0 is right)."""
        expected, seen = self.expected(), {}
        for who in ("D", "G"):
            mine, right = self.after[who] - self.before[who], expected[who] - self.before[who]
            along = (mine @ right / right.square().sum()).item()
            seen[f"{who.lower()}_along"] = along
            seen[f"{who.lower()}_off"] = ((mine - along * right).norm() / right.norm()).item()
        simultaneous = copy.deepcopy(self.start)
        verdict = simultaneous["D"](simultaneous["G"](self.noise_before("G")))
        _plain_step(simultaneous["G"], g_loss_with_softplus(verdict))
        gap = (self.after["G"] - _numbers(simultaneous)["G"]).norm() / (expected["G"] - self.before["G"]).norm()
        return seen | {"g_from_old_d": gap.item()}


def _plain_step(network: nn.Module, loss: torch.Tensor) -> None:
    slopes = torch.autograd.grad(loss, list(network.parameters()))
    with torch.no_grad():
        for parameter, slope in zip(network.parameters(), slopes):
            parameter -= _RATE * slope


def _number(value) -> float:
    return float(value.detach()) if isinstance(value, torch.Tensor) else float(value)


@six_steps.probe(
    "6 real images, a G and a D of a few neurons, plain SGD",
    expected="one step of D, then one of G: two steps of the optimisers in all",
)
def order_of_the_steps(answer):
    return {"order": _Lesson(answer, device()).call(random_digits(6)).order}


@six_steps.probe(
    "the same, with a look at the noise",
    expected="6 rows of 16 normal random numbers for D's fakes, and 6 new rows for G's",
    holds=lambda seen: (
        seen["noise_shapes"] == "(6, 16)"
        and seen["fresh"]
        and seen["lowest_noise"] < -1.5
        and 0.7 < seen["noise_spread"] < 1.3
    ),
)
def the_noise(answer):
    lesson = _Lesson(answer, device()).call(random_digits(6))
    noises = lesson.noises()
    first, second = lesson.noise_before("D"), lesson.noise_before("G")
    fresh = first is not None and second is not None and (first.shape != second.shape or not torch.equal(first, second))
    return {
        "noise_shapes": " and ".join(sorted({str(tuple(noise.shape)) for noise in noises})),
        "fresh": bool(fresh),
        "lowest_noise": min(noise.min().item() for noise in noises),
        "noise_spread": torch.cat([noise.flatten() for noise in noises]).std().item(),
    }


@six_steps.probe(
    "the same, with a look at who moves when",
    expected="D's step moves D and leaves G alone; G's step moves G and leaves D alone",
    holds=lambda seen: (
        seen["d_moved_by_d"] > 1e-6
        and seen["g_moved_by_g"] > 1e-6
        and seen["d_moved_by_g"] == 0 == seen["g_moved_by_d"]
    ),
)
def who_moves(answer):
    lesson = _Lesson(answer, device()).call(random_digits(6))
    return {f"{who.lower()}_moved_by_{step.lower()}": lesson.moved(who, step) for who in "DG" for step in "DG"}


@six_steps.probe(
    "the same, with D's move beside the one that its loss asks for",
    expected="1 times the right move, and nothing besides",
    holds=lambda seen: abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3,
)
def d_move(answer):
    seen = _Lesson(answer, device()).call(random_digits(6)).compare()
    return {"d_along": seen["d_along"], "d_off": seen["d_off"]}


@six_steps.probe(
    "the same, with G's move beside the one that its loss asks for, judged by the D that has just learned",
    expected="1 times the right move, and nothing besides",
    holds=lambda seen: abs(seen["g_along"] - 1) < 1e-3 and seen["g_off"] < 1e-3,
)
def g_move(answer):
    seen = _Lesson(answer, device()).call(random_digits(6)).compare()
    return {name: seen[name] for name in ("g_along", "g_off", "g_from_old_d")}


@six_steps.probe(
    "two calls one after the other, the second with a short batch of 4 real images",
    expected="in the second call too each network moves by 1 times its right move, with 4 fakes beside 4 real ones",
    holds=lambda seen: (
        seen["second_shapes"] == "(4, 16)" and abs(seen["d_along_2"] - 1) < 1e-3 and abs(seen["g_along_2"] - 1) < 1e-3
        and seen["d_off_2"] < 1e-3 and seen["g_off_2"] < 1e-3
    ),
)  # fmt: skip
def second_call(answer):
    lesson = _Lesson(answer, device()).call(random_digits(6)).call(random_digits(4))
    shapes = " and ".join(sorted({str(tuple(noise.shape)) for noise in lesson.noises()}))
    return {"second_shapes": shapes} | {
        f"{name}_2": value for name, value in lesson.compare().items() if name != "g_from_old_d"
    }


@six_steps.probe(
    "what it returns",
    expected="two numbers: the loss that D descended and the loss that G descended",
    holds=lambda seen: (
        seen["returned_numbers"] == 2 and abs(seen["d_loss_error"]) < 1e-4 and abs(seen["g_loss_error"]) < 1e-4
    ),
)
def what_it_returns(answer):
    lesson = _Lesson(answer, device()).call(random_digits(6))
    expected, losses = lesson.expected(), lesson.losses
    both = (_number(losses[0]), _number(losses[1])) if len(losses) == 2 else (math.nan, math.nan)
    return {
        "returned_numbers": len(losses) if losses[0] is not None else 0,
        "d_loss_error": both[0] - expected["d_loss"],
        "g_loss_error": both[1] - expected["g_loss"],
    }


@contextlib.contextmanager
def _elsewhere():
    """The meta device as a stand-in for a GPU: it computes shapes only, and refuses to mix with the CPU as a GPU does."""
    with (
        mock.patch.object(settings, "DEVICES", (*settings.DEVICES, "meta")),
        mock.patch.dict(settings._chosen, {"device": "meta"}),
        mock.patch.object(torch.Tensor, "item", lambda tensor: 0.0),
        mock.patch.object(torch.Tensor, "__float__", lambda tensor: 0.0),
    ):
        yield torch.device("meta")


@six_steps.probe(
    "networks and images on another device than the CPU",
    expected="every tensor you make is made on that device, so that the six steps run there unchanged",
    holds=lambda seen: seen["order_elsewhere"] == "D then G",
)
def on_another_device(answer):
    with _elsewhere() as elsewhere:
        return {"order_elsewhere": _Lesson(answer, elsewhere).call(random_digits(6, elsewhere)).order}


def _go(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def _noise(real, latent_size):
    return torch.randn(len(real), latent_size, device=real.device)


@six_steps.right
def with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    latent = _noise(real, latent_size)
    fake = generator(latent)
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake.detach()))
    _go(d_optimizer, d_loss)
    latent = _noise(real, latent_size)
    fake_logits = discriminator(generator(latent))
    g_loss = g_loss_with_softplus(fake_logits)
    _go(g_optimizer, g_loss)
    return d_loss.detach(), g_loss.detach()


@six_steps.right
def with_labels_and_no_grad(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    ones, zeros = torch.ones(len(real), 1, device=real.device), torch.zeros(len(real), 1, device=real.device)
    with torch.no_grad():
        fake = generator(_noise(real, latent_size))
    logits = discriminator(torch.cat([real, fake]))
    d_loss = 2 * F.binary_cross_entropy_with_logits(logits, torch.cat([ones, zeros]))
    _go(d_optimizer, d_loss)
    g_loss = F.binary_cross_entropy_with_logits(discriminator(generator(_noise(real, latent_size))), ones)
    _go(g_optimizer, g_loss)
    return d_loss.item(), g_loss.item()


@six_steps.right
def without_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size))
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    _go(d_optimizer, d_loss)
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    _go(g_optimizer, g_loss)
    return d_loss, g_loss


@six_steps.right
def tidies_up_at_the_end(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    d_loss.backward()
    d_optimizer.step()
    discriminator.requires_grad_(False)
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_loss.backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    d_optimizer.zero_grad()
    g_optimizer.zero_grad()
    return d_loss.item(), g_loss.item()


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G" and seen["g_moved_by_g"] == 0)
def detaches_in_step_six(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D learns, and G stands still: after its step its numbers have moved by {g_moved_by_g:.1f} in all. The gradient of G's
    loss travels back through D into the fakes and ends there, because the fakes were cut loose from G. In which step is the
    cut right, and what did you feed D in the other one?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)).detach()))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return d_loss, g_loss.detach()


@six_steps.wrong(when=lambda seen: seen["order"] == "G then D")
def trains_g_first(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """You step {order}. It trains, and one popular introduction does it, but these are not the six steps: D then learns from
    fakes of a G that no longer exists, and G listens to a D that is one batch older. Which of the two should speak with
    fresh knowledge when G takes its step?"""
    fake = generator(_noise(real, latent_size))
    g_loss = _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))
    fake = generator(_noise(real, latent_size)).detach()
    return _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake))), g_loss


@six_steps.wrong(
    when=lambda seen: seen["d_moved_by_g"] > 0 or seen["order"].count("D") > 1 and seen["order"].endswith("D")
)
def steps_d_in_step_six_too(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The optimisers stepped {order}. `g_loss.backward()` leaves a gradient in D as well, one that says how D could be
    fooled more easily, and your last D step follows it. Who is being trained in step 6, and whose numbers should stay as
    they are?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    d_optimizer.zero_grad()
    g_loss = _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))
    d_optimizer.step()
    return d_loss, g_loss


@six_steps.wrong(when=lambda seen: seen["order"] == "D then D then G")
def steps_d_twice(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The optimisers stepped {order}: one step for the real images, one for the fakes. Two half-informed steps are not one
    on the sum, since the second is taken from where the first has moved D (a popular book chapter does this too). At what
    point do the two losses have to meet?"""
    d_real = _go(d_optimizer, F.softplus(-discriminator(real)).mean())
    d_fake = _go(d_optimizer, F.softplus(discriminator(generator(_noise(real, latent_size)).detach())).mean())
    return d_real + d_fake, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(
    when=lambda seen: seen["order"] == "D then G" and not seen["fresh"] and seen["noise_shapes"] == "(6, 16)"
)
def reuses_the_noise(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G is judged on the very noise D has just learned from (new noise: {fresh}). It often trains, and saves a draw, but D
    has seen exactly these fakes a moment ago, so its verdict on them is not what it would say of others. Step 5 of the six
    begins with a draw: of what?"""
    latent = _noise(real, latent_size)
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(latent).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(latent))))


@six_steps.wrong(when=lambda seen: "second time" in seen["error"])
def walks_one_graph_twice(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """PyTorch stopped: "{error:.64} …". D's `backward()` has used up the graph inside these fakes, and your G loss wants to
    walk through it again. `retain_graph=True` would silence the error and keep the mistake. Step 5 does not judge the fakes
    of step 3: what does it draw?"""
    fake = generator(_noise(real, latent_size))
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))


@six_steps.wrong(when=lambda seen: seen["lowest_noise"] >= 0)
def draws_uniform_noise(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your lowest noise is {lowest_noise:.2f} and its spread {noise_spread:.2f}: `torch.rand` draws evenly from 0 to 1, and
    the lesson's latent is normal, from `torch.randn`, with mean 0 and spread 1. Either could feed a G; but what happens to
    pictures that are later drawn from the other one?"""
    noise = lambda: torch.rand(len(real), latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] == "D then G" and seen["second_shapes"] != "(4, 16)" and seen["noise_shapes"] == "(6, 16)"
    )
)
def remembers_one_batch_size(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """With 6 real images all is well, and with 4 you still draw noise of shape {second_shapes}. The last batch of an epoch is
    often shorter, and labels of the wrong length stop the run there, after minutes. Where does the number of fakes stand
    that you need?"""
    noise = lambda: torch.randn(6, latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G" and seen["noise_shapes"] not in ("(6, 16)", ""))
def draws_noise_of_another_shape(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your noise has shape {noise_shapes}, and 6 real images with a latent size of 16 ask for (6, 16). When the number of
    fakes differs from the number of real ones, D hears more often of one kind. Which two numbers decide the shape of the
    noise?"""
    noise = lambda: torch.randn(100, latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(when=lambda seen: seen["g_along"] < -0.5 and abs(seen["d_along"] - 1) < 1e-3)
def labels_the_fakes_fake_for_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D learns well, and G walks the wrong way: its move is {g_along:.2f} times the right one, so each step makes its fakes
    easier to catch. The loss in your step 6 is D's loss on the fakes. Which label does G want D to read on them?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, F.softplus(discriminator(generator(_noise(real, latent_size)))).mean())


@six_steps.wrong(when=lambda seen: abs(seen["g_along"] - 1) < 1e-3 and seen["d_along"] < 0)
def swaps_ds_labels(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G's step is right, and D's goes backwards: {d_along:.2f} times the right move. Your D is taught to call the real images
    fake and the fakes real, and G then learns to please a D that hates digits. Which call of D gets the label real?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(fake), discriminator(real)))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(when=lambda seen: abs(seen["d_along"] - 0.5) < 1e-3 and seen["d_off"] < 1e-3)
def halves_ds_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Everything happens in the right order, and D moves {d_along:.2f} times as far as the sum of its two losses asks. You
    took their average. It is a matter of taste for Adam, which divides by the size of the gradient anyway; the lesson's
    landmark is the sum. What does a guessing D pay in your version?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)) / 2)
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(
    when=lambda seen: (
        abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3 and abs(seen["g_along"] - 1) < 1e-3 and seen["g_off"] < 1e-3
        and seen["second_shapes"] == "(4, 16)" and (abs(seen["d_along_2"] - 1) > 1e-3 or seen["d_off_2"] > 1e-3)
    )
)  # fmt: skip
def never_clears_d(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The first call is right. In the second D moves {d_along_2:.2f} times the right move and {d_off_2:.2f} beside it: it
    still carries gradients of the first call, and among them the one that G's `backward()` left in D. PyTorch adds
    gradients up until somebody clears them; when does D's slate have to be clean?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    d_loss.backward()
    d_optimizer.step()
    return d_loss.detach(), _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(when=lambda seen: seen["d_off"] < 1e-3 and seen["g_from_old_d"] < 1e-3 < seen["g_off"])
def steps_only_at_the_end(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D's step is right. G's is {g_along:.2f} times the right move with {g_off:.2f} beside it, because G was judged by the D
    from before its step: both gradients were taken first, and both steps after. The authors' own code of 2014 did that, and
    it trains; it is the simultaneous game of a later lesson. In the six steps, what has D already learned when G asks it?"""
    fake = generator(_noise(real, latent_size))
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake.detach()))
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_optimizer.zero_grad()
    g_loss.backward()
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(
    when=lambda seen: (
        abs(seen["d_along"] - 1) < 1e-3
        and seen["d_off"] < 1e-3
        and seen["g_off"] > 1e-3
        and seen["order"] == "D then G"
    )
)
def lets_ds_step_leak_into_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D moves as it should; G moves {g_along:.2f} times its right move and {g_off:.2f} beside it. D's `backward()` went on into
    G and left there a gradient that says "be easier to catch", and nobody cleared it before G's own. There are two ways
    to keep it out; which one stops it at the fakes?"""
    d_optimizer.zero_grad()
    g_optimizer.zero_grad()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size))))
    d_loss.backward()
    d_optimizer.step()
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_loss.backward()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(
    when=lambda seen: abs(seen["d_along"] - 1) < 1e-3 and abs(seen["g_off"]) < 1e-3 and 0 < seen["g_along"] < 0.99
)
def uses_the_formula_as_printed(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D's step is right; G goes in the right direction with {g_along:.2f} of the strength. You minimise log(1 − D(G(z))), the
    printed formula, whose slope is D itself: the better D catches the fakes, the less G hears. The six steps use the label
    "real" for the fakes. What is the slope of −log D(G(z)) when D is near 0?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, -F.softplus(discriminator(generator(_noise(real, latent_size)))).mean())


@six_steps.wrong
def makes_noise_on_the_cpu(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your six steps need everything on the CPU. With the networks on another device they stop: "{error:.120}".
    `torch.randn` and `torch.ones` make their tensors on the CPU unless they are told otherwise. Which tensor of yours
    always knows the right device?"""
    noise = lambda: torch.randn(len(real), latent_size)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(
    when=lambda seen: seen["returned_numbers"] != 2 and abs(seen["g_along_2"] - 1) < 1e-3 and seen["g_off_2"] < 1e-3
)
def returns_nothing(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """All six steps are right, and you returned {returned_numbers} of the two numbers that the curves are drawn from. Which
    two losses would you like to see next to log 2 and 2·log 2 while it trains?"""
    with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)


six_steps.hints(
    "Steps 1 to 4 are D's: real images, noise, fakes, one loss made of two parts, one step. Steps 5 and 6 are G's: new noise, new "
    "fakes, D's verdict, one loss, one step.",
    "D's step must not reach G: detach the fakes there. G's step must go through D: no detach there. Each step begins with "
    "zero_grad() of its own optimiser.",
    "latent = torch.randn(len(real), latent_size, device=real.device); d_loss = discriminator_loss(discriminator(real), "
    "discriminator(generator(latent).detach())); then zero_grad, backward, step, and the same three for G.",
)

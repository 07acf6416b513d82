"""One call of a learner's six steps, watched: who moved, when, and which loss each move follows."""

import copy
import math
from collections.abc import Callable
from unittest import mock

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.exercises.lesson_05.batches import LATENT
from gancourse.exercises.lesson_05.ex2_discriminator_loss import d_loss_with_softplus
from gancourse.exercises.lesson_05.ex3_generator_loss import g_loss_with_softplus

RATE = 0.5
NOTHING, SOMETHING_ELSE = "nothing", "something else"


class _Watched(nn.Module):
    """A small network that notes what goes through it, when a gradient arrives in it and when one is cleared."""

    def __init__(self, name: str, network: nn.Module, log: list):
        super().__init__()
        self.name, self.network, self.log = name, network, log
        first = next(network.parameters())
        first.register_post_accumulate_grad_hook(lambda parameter: log.append((f"{name}.reached", None)))

    def forward(self, inputs):
        outputs = self.network(inputs)
        self.log.append((self.name, (inputs.detach().clone(), outputs.detach().clone())))
        return outputs

    def zero_grad(self, set_to_none: bool = True):
        self.log.append((f"{self.name}.cleared", None))
        super().zero_grad(set_to_none)


class _WatchedSGD(torch.optim.SGD):
    """Plain SGD that notes each step: the gradient it found, and both networks before and after."""

    def __init__(self, name: str, network: nn.Module, log: list, networks: dict):
        super().__init__(network.parameters(), lr=RATE)
        self.name, self.log, self.networks = name, log, networks

    def zero_grad(self, set_to_none: bool = True):
        self.log.append((f"{self.name}.cleared", None))
        super().zero_grad(set_to_none)

    def step(self, closure=None):
        found, before = gradient_in(self.networks[self.name]), copy.deepcopy(self.networks)
        super().step(closure)
        self.log.append((f"{self.name}.step", (found, before, numbers(self.networks))))


def numbers(networks: dict[str, nn.Module]) -> dict[str, torch.Tensor]:
    return {name: torch.cat([p.detach().flatten().clone() for p in net.parameters()]) for name, net in networks.items()}


def gradient_in(network: nn.Module) -> torch.Tensor:
    """The gradient that lies in the network, one long row; 0 where there is none."""
    return torch.cat(
        [torch.zeros_like(p).flatten() if p.grad is None else p.grad.flatten() for p in network.parameters()]
    )


def _small_pair(on: torch.device | str) -> dict[str, nn.Module]:
    pixels = 784
    generator = nn.Sequential(
        nn.Linear(LATENT, 8), nn.Tanh(), nn.Linear(8, pixels), nn.Tanh(), nn.Unflatten(1, (1, 28, 28))
    )
    discriminator = nn.Sequential(nn.Flatten(), nn.Linear(pixels, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
    return {"G": generator.to(on), "D": discriminator.to(on)}


class Lesson:
    """A small G and D with an optimiser each; `call` runs the answer on a batch and keeps what happened."""

    def __init__(self, answer: Callable, on: torch.device | str):
        self.answer, self.log, self.on = answer, [], on
        self.plain = _small_pair(on)
        self.networks = {name: _Watched(name, network, self.log) for name, network in self.plain.items()}
        self.optimizers = {
            name: _WatchedSGD(name, network, self.log, self.plain) for name, network in self.plain.items()
        }
        self.walked: list[torch.Tensor] = []
        self.walked_twice = False

    def call(self, real: torch.Tensor) -> "Lesson":
        self.log.clear()
        self.real, self.before = real.clone(), numbers(self.plain)
        self.start = copy.deepcopy(self.plain)
        self.left_over = {who: gradient_in(network) for who, network in self.plain.items()}
        backward = torch.Tensor.backward

        def watched_backward(loss, *args, **kwargs):
            self.log.append(("backward", None))
            self.walked_twice = self.walked_twice or any(loss is other for other in self.walked)
            self.walked.append(loss)
            return backward(loss, *args, **kwargs)

        with mock.patch.object(torch.Tensor, "backward", watched_backward):
            self.returned = self.answer(
                self.networks["G"], self.networks["D"], self.optimizers["G"], self.optimizers["D"], real, LATENT
            )
        self.after = numbers(self.plain)
        return self

    def events(self, *names: str) -> list[str]:
        return [name for name, _ in self.log if not names or name in names]

    @property
    def order(self) -> str:
        return " then ".join(name[0] for name in self.events("G.step", "D.step")) or "nobody"

    @property
    def real_before(self) -> str:
        """Which network stepped first after D had looked at the real images."""
        looked = False
        for name, value in self.log:
            looked = looked or (name == "D" and any(torch.equal(part, self.real) for part in self._ends(value[0])))
            if looked and name.endswith(".step"):
                return name[0]
        return "nobody"

    def _ends(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The first and the last of them, as many as there are real ones: where these are in a batch with the fakes."""
        return images[: len(self.real)], images[-len(self.real) :]

    def noises(self) -> list[torch.Tensor]:
        return [value[0] for name, value in self.log if name == "G"]

    def fakes(self) -> list[torch.Tensor]:
        return [value[1] for name, value in self.log if name == "G"]

    @property
    def draws(self) -> int:
        """How many different noises went through G."""
        different: list[torch.Tensor] = []
        for noise in self.noises():
            if not any(noise.shape == other.shape and torch.equal(noise, other) for other in different):
                different.append(noise)
        return len(different)

    def steps(self, who: str) -> list[tuple]:
        return [value for name, value in self.log if name == f"{who}.step"]

    def moved(self, who: str, during: str) -> float:
        """How far network `who` was moved by everything that belongs to the step of `during`."""
        before, moved = self.before, 0.0
        for name, value in self.log:
            if name.endswith(".step"):
                after = value[2]
                moved += (after[who] - before[who]).abs().sum().item() if name == f"{during}.step" else 0.0
                before = after
        return moved

    def slate(self, who: str) -> str:
        """What `who` found at its first step: a gradient, one cleared away, none because it ended earlier, or no walk at all."""
        found, reached, walked, cleared = None, False, False, False
        for name, value in self.log:
            if name == f"{who}.step":
                found = value[0]
                break
            if name == "backward":
                walked, reached, cleared = True, False, False
            elif name == f"{who}.reached":
                reached, cleared = True, False
            elif name == f"{who}.cleared":
                cleared = True
            elif name.endswith(".step"):
                walked = False  # that walk was for the other's step
        if found is None:
            return "no step"
        if found.abs().max() > 0:
            return "a gradient"
        if not walked:
            return "no backward"
        if not reached:
            return "cut off"
        return "cleared too late" if cleared else "a gradient of 0"

    def wishes(self, who: str, networks: dict[str, nn.Module]) -> dict[str, torch.Tensor]:
        """The gradients that a learner might send into `who`, by the loss that they come from."""
        g, d, early = networks["G"], networks["D"], self.start["D"]
        if who == "D":
            on_real, on_fake, on_new = d(self.real), d(self.fakes()[0]), d(self.fakes()[-1])
            own, other = d_loss_with_softplus(on_real, on_fake), g_loss_with_softplus(on_new)
            losses = {
                "its own loss": own,
                "the other's loss": other,
                "both losses": own + other,
                "labels swapped": d_loss_with_softplus(on_fake, on_real),
                "everything called real": F.softplus(-on_real).mean() + F.softplus(-on_fake).mean(),
                "the real half": F.softplus(-on_real).mean(),
                "the fake half": F.softplus(on_fake).mean(),
            }
        else:
            first, last = self.noises()[0], self.noises()[-1]
            on_new = d(g(last))
            own, other = g_loss_with_softplus(on_new), F.softplus(early(g(first))).mean()
            losses = {
                "its own loss": own,
                "the other's loss": other,
                "both losses": own + other,
                "its own loss, asked of the earlier D": g_loss_with_softplus(early(g(last))),
                "the printed formula": -F.softplus(on_new).mean(),
            }
        parameters = list(networks[who].parameters())
        slopes = {name: torch.autograd.grad(loss, parameters, retain_graph=True) for name, loss in losses.items()}
        return {name: torch.cat([part.flatten() for part in slope]) for name, slope in slopes.items()}

    def follows(self, who: str, which: int = 0) -> tuple[str, float]:
        """The loss that a step of `who` follows, and how many times its gradient was found there."""
        if not self.steps(who):
            return NOTHING, 0.0
        which = which % len(self.steps(who))
        found, networks, _ = self.steps(who)[which]
        if found.abs().max() == 0 or not self.noises():
            return NOTHING, 0.0
        wishes = self.wishes(who, networks)
        if which:  # a gradient that was not cleared since the step before
            wishes["both losses"] = self.steps(who)[which - 1][0] + wishes["the other's loss"]
        for name, wish in wishes.items():
            times = (found @ wish / wish.square().sum()).item()
            if (found - times * wish).norm() < 1e-3 * found.norm():
                return name, times
        return SOMETHING_ELSE, math.nan

    def carries(self, who: str) -> bool:
        """Does the gradient at the step of `who` hold, besides the right one, what an earlier call left there?"""
        rest = self.left_over[who]
        if not self.steps(who) or rest.abs().max() == 0:
            return False
        found, networks, _ = self.steps(who)[0]
        right = self.wishes(who, networks)["its own loss"]
        return bool((found - right - rest).norm() < 1e-3 * found.norm())

    def expected(self) -> dict[str, torch.Tensor]:
        """Where D and G should be after the six steps, with the noise that the learner drew, and the two losses."""
        networks = copy.deepcopy(self.start)
        first, second = self.noises()[0], self.noises()[-1]
        fake = networks["G"](first).detach()
        d_loss = d_loss_with_softplus(networks["D"](self.real), networks["D"](fake))
        moves = {"d_loss": d_loss.item()}
        _plain_step(networks["D"], d_loss)
        g_loss = g_loss_with_softplus(networks["D"](networks["G"](second)))
        moves["g_loss"] = g_loss.item()
        _plain_step(networks["G"], g_loss)
        return moves | numbers(networks)

    def compare(self) -> dict[str, float]:
        """Each network's move as a share of the right one, along it (1 is right), and what is left over (0 is right)."""
        expected, seen = self.expected(), {}
        for who in ("D", "G"):
            mine, right = self.after[who] - self.before[who], expected[who] - self.before[who]
            along = (mine @ right / right.square().sum()).item()
            seen[f"{who.lower()}_along"] = along
            seen[f"{who.lower()}_off"] = ((mine - along * right).norm() / right.norm()).item()
        return seen


def _plain_step(network: nn.Module, loss: torch.Tensor) -> None:
    slopes = torch.autograd.grad(loss, list(network.parameters()))
    with torch.no_grad():
        for parameter, slope in zip(network.parameters(), slopes):
            parameter -= RATE * slope

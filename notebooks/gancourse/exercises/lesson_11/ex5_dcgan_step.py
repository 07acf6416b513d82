"""Exercise 11.5, dcgan_step: one step of D and one of G, with R1 and the average."""

import contextlib
import copy
import functools
import math
from collections.abc import Callable, Sequence
from types import SimpleNamespace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS, own_random_state
from gancourse.exercises.lesson_11.ex4_smoothed_loss import smoothed_with_softplus
from gancourse.models.recipes import update_average
from gancourse.settings import device

dcgan_step = Exercise(
    "dcgan_step",
    lesson="11",
    changes=(NETWORKS,),
    remember="The six steps of lesson 05, a price on D's slope at every so many of them, and an average that only watches. Everything "
    "else about a DCGAN is in its two networks.",
)

_LATENT, _RATE, _EVERY, _GAMMA, _MEMORY = 16, 0.3, 4, 0.5, 0.5
_CERTAIN = -120.0  # a logit whose probability is 0 in float32


class _Stepper(torch.optim.SGD):
    """Plain SGD that notes each step, with the weights of both networks before it."""

    def __init__(self, name: str, table: "_Table"):
        super().__init__(table.networks[name].parameters(), lr=_RATE)
        self.name, self.table = name, table

    def step(self, closure=None):
        self.table.log.append((self.name, self.table.weights()))
        super().step(closure)
        self.table.after[self.name] = _numbers(self.table.networks[self.name])


def _small_networks() -> dict[str, nn.Module]:
    generator = nn.Sequential(
        nn.Linear(_LATENT, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 64), nn.Tanh(), nn.Unflatten(1, (1, 8, 8))
    )
    discriminator = nn.Sequential(nn.Flatten(), nn.Linear(64, 6), nn.LeakyReLU(0.2), nn.Linear(6, 1))
    with torch.no_grad():
        for parameter in discriminator.parameters():
            parameter.mul_(2)  # so that its verdicts differ, and real and fake labels pull in different directions
    return {"G": generator.to(device()), "D": discriminator.to(device())}


@functools.cache
def _spare_networks(where: torch.device) -> dict[str, nn.Module]:
    """Those on which right moves are computed; whoever uses them gives them weights first, so that all tables share them."""
    with own_random_state():
        return _small_networks()


def _numbers(network: nn.Module) -> Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in network.parameters()])


def _running_values(network: nn.Module) -> Tensor:
    return torch.cat([value.detach().flatten() for value in network.buffers() if value.is_floating_point()])


def _gradients(network: nn.Module) -> Tensor:
    slopes = [torch.zeros_like(p) if p.grad is None else p.grad for p in network.parameters()]
    return torch.cat([slope.detach().flatten() for slope in slopes])


def _slope_price(discriminator: nn.Module, images: Tensor) -> Tensor:
    images = images.detach().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(images).sum(), images, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


class _Table:
    """A very small GAN on a table, watched while an answer takes its second step with it: gradients that nobody cleared
    are those of the first."""

    def __init__(self, answer, steps: int, bias: float = 0.0, m: int = 6, until_it_stops: bool = False):
        self.log: list = []
        self.after: dict[str, Tensor] = {}
        self.fits: dict[str, tuple] = {}
        self.networks = _small_networks()
        self.spare = _spare_networks(device())
        generator, discriminator = self.networks.values()
        average = copy.deepcopy(generator).eval()
        with torch.no_grad():
            discriminator[-1].bias.add_(bias)
            for parameter in average.parameters():
                parameter.add_(0.1)
        generator.register_forward_hook(
            lambda network, inputs, output: self.log.append(
                ("noise", (inputs[0].detach().clone(), output.detach().clone()))
            )
        )
        generator.register_forward_pre_hook(lambda network, _: self.log.append(("mode", network.training)))
        discriminator.register_forward_pre_hook(lambda _, inputs: self.log.append(("asked", len(inputs[0]))))
        for parameter in generator.parameters():
            parameter.register_hook(lambda slope: self.log.append(("heard", None)))
        self.gan = SimpleNamespace(
            generator=generator, discriminator=discriminator, average=average,
            g_optimizer=_Stepper("G", self), d_optimizer=_Stepper("D", self),
            latent=lambda count: torch.randn(count, _LATENT, device=device()), autocast=contextlib.nullcontext,
            gamma=_GAMMA, every=_EVERY, memory=_MEMORY, steps=steps - 1,
        )  # fmt: skip
        self.stopped = ""
        try:
            answer(self.gan, torch.rand(m, 1, 8, 8, device=device()) * 2 - 1)
        except RuntimeError as error:
            if not until_it_stops:
                raise
            self.stopped = str(error)
        if until_it_stops:
            return
        self.log.clear()
        self.gan.steps = self.steps = steps
        self.start, self.left = self.weights(), {name: _gradients(network) for name, network in self.networks.items()}
        self.average = _numbers(self.gan.average), _running_values(self.gan.average)
        self.real = torch.rand(m, 1, 8, 8, device=device()) * 2 - 1
        self.returned = answer(self.gan, self.real)

    def weights(self) -> dict[str, dict[str, Tensor]]:
        return {
            name: {part: value.clone() for part, value in network.state_dict().items()}
            for name, network in self.networks.items()
        }

    @property
    def order(self) -> str:
        return " then ".join(name for name, _ in self.log if name in "GD") or "nobody"

    def before(self, who: str) -> tuple[list, dict | None]:
        """What G made before the first step of `who`, as pairs of noise and images, and both networks' weights there."""
        made = []
        for name, what in self.log:
            if name == "noise":
                made.append(what)
            if name == who:
                return made, what
        return made, None

    def move(self, who: str) -> Tensor:
        """The way that the weights of `who` went in all."""
        spare = self.spare[who]
        spare.load_state_dict(self.start[who])
        return _numbers(self.networks[who]) - _numbers(spare)

    def first_move(self, who: str) -> Tensor:
        """The way that they went in their first step."""
        starts = [weights[who] for name, weights in self.log if name == who]
        names = [name for name, _ in self.networks[who].named_parameters()]
        places = [torch.cat([start[name].flatten() for name in names]) for start in starts[:2]]
        if not places:
            return self.move(who)
        return (places[1] if len(places) > 1 else self.after[who]) - places[0]

    def put(self, weights: dict) -> None:
        """Give the spare networks these weights."""
        for name, spare in self.spare.items():
            spare.load_state_dict(weights[name])

    def way(self, who: str, loss: Callable) -> Tensor:
        """The way that one step down `loss(generator, discriminator)` goes from the weights of the spare networks."""
        parameters = list(self.spare[who].parameters())
        slopes = torch.autograd.grad(loss(*self.spare.values()), parameters, materialize_grads=True)
        return -_RATE * torch.cat([slope.flatten() for slope in slopes])

    def ways_of_d(self, fake: Tensor, weights: dict) -> dict[str, Tensor]:
        """What D's move can be made of: real and fake images, each with its own label and with the other one, both
        prices, and gradients that were left."""
        price = _GAMMA / 2 * _EVERY
        losses = {
            "real": lambda g, d: F.softplus(-d(self.real)).mean(),
            "fake": lambda g, d: F.softplus(d(fake)).mean(),
            "real_as_fake": lambda g, d: F.softplus(d(self.real)).mean(),
            "fake_as_real": lambda g, d: F.softplus(-d(fake)).mean(),
            "price": lambda g, d: price * _slope_price(d, self.real),
            "price_at_fakes": lambda g, d: price * _slope_price(d, fake),
        }
        self.put(weights)
        ways = {name: self.way("D", loss) for name, loss in losses.items()}
        return ways | {"left": -_RATE * self.left["D"]}

    def ways_of_g(self, noise: Tensor, weights: dict) -> dict[str, Tensor]:
        self.put(weights)
        return {
            "real": self.way("G", lambda g, d: F.softplus(-d(g(noise))).mean()),
            "fake": self.way("G", lambda g, d: F.softplus(d(g(noise))).mean()),
            "left": -_RATE * self.left["G"],
        }

    @property
    def made(self) -> list[tuple[Tensor, Tensor]]:
        return [what for name, what in self.log if name == "noise"]

    @property
    def asked(self) -> tuple[int, ...]:
        """How many images D was asked about at a time before it stepped, or before the answer stopped."""
        names = [name for name, _ in self.log]
        before = self.log[: names.index("D") if "D" in names else None]
        return tuple(what for name, what in before if name == "asked")

    @property
    def modes_of_g(self) -> str:
        """The modes in which G painted its batches."""
        return " then ".join("train" if what else "eval" for name, what in self.log if name == "mode") or "none"

    @property
    def g_heard(self) -> bool:
        """Whether a gradient arrived at G between D's step and G's."""
        names = [name for name, _ in self.log]
        since = names.index("D") if "D" in names else 0
        until = names.index("G", since) if "G" in names[since:] else len(names)
        return "heard" in names[since:until]

    @property
    def g_pulled(self) -> float:
        """How far G is from where its last step has left it."""
        if "G" not in self.after:
            return 0.0
        return (_numbers(self.networks["G"]) - self.after["G"]).abs().max().item()

    def losses(self) -> tuple[tuple[float, float], float]:
        """D's loss and G's of the step that was taken, and the price of D's slope."""
        fits = {who: self.best_batch(who) for who in "DG"}
        found = {}
        for who, (batch, weights, _) in fits.items():
            self.put(weights)
            g, d = self.spare.values()
            if who == "D":
                found[who] = smoothed_with_softplus(d(self.real), d(batch[1])).item()
                price = _GAMMA / 2 * _EVERY * _slope_price(d, self.real).item()
            else:
                found[who] = F.softplus(-d(g(batch[0]))).mean().item()
        return (found["D"], found["G"]), price

    def best_batch(self, who: str) -> tuple[tuple[Tensor, Tensor], dict, dict[str, Tensor]]:
        """Of all that G had made before the first move of `who`, the batch that explains the move best, with the weights
        there and the ways from there."""
        if who not in self.fits:
            made, weights = self.before(who)
            move = self.first_move(who)
            tried = [(batch, weights, self.ways_of(who, batch, weights)) for batch in made or self.made]
            self.fits[who] = min(tried, key=lambda fit: _shares(move, fit[2])["off"]) if len(tried) > 1 else tried[0]
        return self.fits[who]

    def ways_of(self, who: str, batch: tuple[Tensor, Tensor], weights: dict) -> dict[str, Tensor]:
        noise, images = batch
        return self.ways_of_d(images, weights) if who == "D" else self.ways_of_g(noise, weights)

    def ways(self, who: str) -> dict[str, Tensor]:
        """The ways whose sum the first move of `who` is; empty where nobody stepped or nothing was made."""
        _, weights = self.before(who)
        return {} if weights is None or not self.made else self.best_batch(who)[2]


def _shares(move: Tensor, ways: dict[str, Tensor]) -> dict[str, float]:
    """How many times each of the ways is in the move, by least squares, and how much of the move is none of them."""
    used = {name: way.cpu().double() for name, way in ways.items() if way.norm() > 0}
    move = move.cpu().double()
    if not used or not move.isfinite().all():
        return dict.fromkeys(ways, math.nan) | {"off": math.inf}
    matrix = torch.stack(list(used.values()), dim=1)
    times = torch.linalg.lstsq(matrix, move[:, None]).solution[:, 0]
    rest = (move - matrix @ times).norm() / max(move.norm().item(), 1e-12)
    return dict.fromkeys(ways, 0.0) | dict(zip(used, map(_tidy, times.tolist()))) | {"off": rest.item()}


def _tidy(share: float) -> float:
    """A share that is as good as none is none, so that nobody reads "-0.00 times"."""
    return 0.0 if abs(share) < 5e-3 else share


_played: dict[tuple, _Table] = {}


def _key(answer, steps: int, bias: float = 0.0) -> tuple:
    return getattr(answer, "__wrapped__", answer), steps, bias


def _table(answer, steps: int, first: bool = False, bias: float = 0.0) -> _Table:
    """The step at that count, taken once for all probes of a check; the first probe of a check begins anew."""
    if first:
        _played.clear()
    key = _key(answer, steps, bias)
    if key not in _played:
        with own_random_state():  # the same table whichever probe asks for it first
            _played[key] = _Table(answer, steps, bias)
    return _played[key]


def _part(mine: Tensor, right: Tensor) -> tuple[float, float]:
    """How much of `right` is in `mine` (1 is all of it), and the length of the rest as a share of `right`."""
    size = right.square().sum().clamp(min=1e-20)
    along = (mine @ right / size).item()
    return along if abs(along) > 1e-6 else 0.0, ((mine - along * right).square().sum() / size).sqrt().item()


def _right_part(table: _Table, who: str, names: Sequence[str]) -> tuple[float, float]:
    """How much of the right move, the sum of these ways, is in the move of `who`, and what is beside it."""
    ways = table.ways(who)
    return _part(table.move(who), sum(ways[name] for name in names)) if ways else (0.0, 0.0)


def _near(value: float, *wanted: float, by: float = 0.02) -> bool:
    return any(abs(value - each) < by for each in wanted)


@dcgan_step.probe("6 real images, a very small GAN, plain SGD", expected="one step of D, then one of G")
def order_of_steps(answer):
    return {"order": _table(answer, 1, first=True).order}


@dcgan_step.probe("the same, or as much of it as there is before it stops", expected="one step of D, then one of G")
def steps_until_it_stops(answer):
    try:
        table = _table(answer, 1)
    except RuntimeError:
        table = _Table(answer, 2, until_it_stops=True)
    return {
        "first_steps": table.order,
        "stops_without_graph": "require grad" in table.stopped,
        "asked_in_that_step": len(table.asked),
    }


@dcgan_step.probe(
    "the noise of that step, and G's mode when it paints",
    expected="6 latents for D's fakes and 6 new ones for G's, in training mode both times",
    holds=lambda seen: (
        seen["noise_shapes"] == "(6, 16)"
        and seen["different_latents"] >= 2
        and seen["batches_drawn_before_D_steps"] >= 1
        and "eval" not in seen["modes_of_G"]
    ),
)
def noise_of_the_step(answer):
    table = _table(answer, 1)
    drawn = [noise for noise, _ in table.made]
    return {
        "noise_shapes": " and ".join(sorted({str(tuple(noise.shape)) for noise in drawn})) or "none",
        "different_latents": len({str(noise.flatten().tolist()) for noise in drawn}),
        "batches_drawn_before_D_steps": len(table.before("D")[0]),
        "modes_of_G": table.modes_of_g,
    }


@dcgan_step.probe(
    "D's move in a step without R1 (every = 4, steps = 1)",
    expected="1 times the move that D's loss asks for, and nothing besides",
    holds=lambda seen: abs(seen["D_moves_times_the_right_way"] - 1) < 1e-3 and seen["D_moves_beside_it"] < 1e-3,
)
def d_without_price(answer):
    along, off = _right_part(_table(answer, 1), "D", ["real", "fake"])
    return {"D_moves_times_the_right_way": along, "D_moves_beside_it": off}


@dcgan_step.probe("the same move, taken apart", expected="real and fake once, nothing else", holds=lambda seen: True)
def d_taken_apart(answer):
    table = _table(answer, 1)
    ways = table.ways("D")
    shares = _shares(table.first_move("D"), ways) if ways else {}
    return {
        f"d_{name}": shares.get(name, 0.0) for name in ("real", "fake", "real_as_fake", "fake_as_real", "price", "left")
    } | {
        "d_rest": shares.get("off", 0.0),
        "d_on_scaled_images": _scaled_part(table),
        "d_calls_before_its_step": len(table.asked),
    }


def _scaled_part(table: _Table) -> float:
    """How many times D's move is the right one on real images that were scaled once too often, -1 where it is not."""
    _, weights = table.before("D")
    if weights is None or not table.made:
        return -1.0
    table.put(weights)
    again = table.real * 2 - 1
    for _, fake in table.made:
        way = table.way("D", lambda g, d, fake=fake: smoothed_with_softplus(d(again), d(fake)))
        along, off = _part(table.first_move("D"), way)
        if off < 1e-3:
            return along
    return -1.0


@dcgan_step.probe(
    "what R1 adds to D's move in a step with it (every = 4, steps = 4)",
    expected="1 times γ/2 · every · R1 at the real images, and nothing besides",
    holds=lambda seen: abs(seen["price_paid_times"] - 1) < 1e-2 and seen["paid_beside_it"] < 1e-2,
)
def d_with_price(answer):
    table = _table(answer, 4)
    ways = table.ways("D")
    along, off = _part(table.move("D") - ways["real"] - ways["fake"], ways["price"]) if ways else (0.0, 0.0)
    return {"price_paid_times": _tidy(along), "paid_beside_it": off}


@dcgan_step.probe(
    "the price at steps 3 and 4, taken apart", expected="at the fakes none, at step 3 none", holds=lambda seen: True
)
def price_taken_apart(answer):
    found = {}
    for steps in (3, 4):
        table = _table(answer, steps)
        ways = table.ways("D")
        found[steps] = _shares(table.first_move("D"), ways) if ways else {}
    return {
        "price_at_three": found[3].get("price", 0.0),
        "price_at_real": found[4].get("price", 0.0),
        "price_at_fakes": found[4].get("price_at_fakes", 0.0),
        "price_rest": found[4].get("off", 0.0),
        "images_shown_to_D": sum(table.asked),
    }


@dcgan_step.probe(
    "G's move, judged by the D that has just learned",
    expected="1 times the move that its loss asks for, and nothing besides",
    holds=lambda seen: abs(seen["G_moves_times_the_right_way"] - 1) < 1e-3 and seen["G_moves_beside_it"] < 1e-3,
)
def g_of_the_step(answer):
    along, off = _right_part(_table(answer, 1), "G", ["real"])
    return {"G_moves_times_the_right_way": along, "G_moves_beside_it": off}


@dcgan_step.probe("the same move, taken apart", expected="the label real once, nothing else", holds=lambda seen: True)
def g_taken_apart(answer):
    table = _table(answer, 1)
    ways = table.ways("G")
    shares = _shares(table.first_move("G"), ways) if ways else {}
    return {f"g_{name}": shares.get(name, 0.0) for name in ("real", "fake", "left")} | {
        "g_rest": shares.get("off", 0.0),
        "g_heard": table.g_heard,
    }


@dcgan_step.probe(
    "a D that is certain: every logit near −120",
    expected="both moves as ever: 1 times D's, which is wrong about the real images, and 1 times G's",
    holds=lambda seen: _near(seen["d_certain"], 1) and _near(seen["g_certain"], 1),
)
def certain(answer):
    table = _table(answer, 1, bias=_CERTAIN)
    return {
        "d_certain": _right_part(table, "D", ["real", "fake"])[0],
        "g_certain": _right_part(table, "G", ["real"])[0],
    }


@dcgan_step.probe(
    "how many images D is asked about at a time, before its step without R1",
    expected="12, the 6 real ones and the 6 fakes, in one pass",
    holds=lambda seen: 12 in seen["images_per_pass"],
)
def passes_of_d(answer):
    return {"images_per_pass": _table(answer, 1).asked}


@dcgan_step.probe(
    "the average's weights, before the step and after it (memory = 0.5, steps 4 → 5)",
    expected="1 times the share 1 / (1 + memory · steps) of the way to G as it is after its step",
    holds=lambda seen: abs(seen["average_goes_times_its_way"] - 1) < 1e-3 and seen["average_goes_beside_it"] < 1e-3,
)
def average_of_the_step(answer):
    along, off, share = _average_part(_table(answer, 4), _numbers, 0)
    return {"average_goes_times_its_way": along, "average_goes_beside_it": off, "share_of_the_way_to_G": share}


@dcgan_step.probe(
    "the same for the running values of its BatchNorm",
    expected="1 times that share of the way to G's running values",
    holds=lambda seen: (
        abs(seen["running_values_go_times_their_way"] - 1) < 1e-3 and seen["running_values_go_beside_it"] < 1e-3
    ),
)
def running_values_of_the_average(answer):
    along, off, _ = _average_part(_table(answer, 4), _running_values, 1)
    return {"running_values_go_times_their_way": along, "running_values_go_beside_it": off}


@dcgan_step.probe(
    "where the average went, taken apart",
    expected="its share to G after the step, nothing to G before it",
    holds=lambda seen: True,
)
def average_taken_apart(answer):
    table = _table(answer, 4)
    before = table.average[0]
    table.spare["G"].load_state_dict(table.start["G"])
    goals = {"old": _numbers(table.spare["G"]) - before, "new": _numbers(table.networks["G"]) - before}
    shares = _shares(_numbers(table.gan.average) - before, goals)
    return {f"share_to_{which}_g": shares[which] for which in goals}


def _average_part(table: _Table, numbers: Callable, which: int) -> tuple[float, float, float]:
    """How much of its right way the average went, what is beside it, and the share of the way to G that it went."""
    share = 1 / (1 + _MEMORY * (table.steps + 1))
    before = table.average[which]
    along, off = _part(numbers(table.gan.average) - before, share * (numbers(table.networks["G"]) - before))
    return along, off, along * share


@dcgan_step.probe(
    "the average at another count (steps 1 → 2), and G after its step",
    expected="half of the way, and G where its step has left it",
    holds=lambda seen: _near(seen["share_at_two"], 0.5, by=1e-3) and seen["g_pulled"] < 1e-6,
)
def another_count(answer):
    table = _table(answer, 1)
    return {"share_at_two": _average_part(table, _numbers, 0)[2], "g_pulled": table.g_pulled}


@dcgan_step.probe(
    "the counter gan.steps, 1 before the step, and the modes of G and of the average",
    expected="2 afterwards; G in training mode, the average in eval mode",
)
def counter(answer):
    gan = _table(answer, 1).gan
    return {"steps_after": gan.steps, "g_training": gan.generator.training, "average_training": gan.average.training}


@dcgan_step.probe(
    "what it returns, in a step with R1",
    expected="two numbers without a graph: D's loss without the price, so that it can be compared with 2 log 2, and G's loss",
    holds=lambda seen: (
        seen["returned_numbers"] == 2
        and abs(seen["d_loss_error"]) < 1e-4
        and abs(seen["g_loss_error"]) < 1e-4
        and seen["graphs_returned"] == 0
    ),
)
def what_it_returns(answer):
    table = _table(answer, 4)
    right, price = table.losses()
    given = table.returned
    given = tuple(given) if isinstance(given, tuple | list) else () if given is None else (given,)
    first, second = ([torch.as_tensor(value).detach().item() for value in given] + [math.nan, math.nan])[:2]
    return {
        "returned_numbers": len(given),
        "d_loss_error": first - right[0],
        "g_loss_error": second - right[1],
        "swapped_error": abs(first - right[1]) + abs(second - right[0]),
        "price_returned": (first - right[0]) / price,
        "graphs_returned": sum(isinstance(value, Tensor) and value.requires_grad for value in given),
    }


def _descend(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def _verdicts(gan, real, fake=None, price=1.0, at="real", due=None):
    """D's logits on real and fake, and R1's price. price: what it is multiplied by; due: whether this step pays."""
    fake = gan.generator(gan.latent(len(real))).detach() if fake is None else fake
    due = gan.steps % gan.every == 0 if due is None else due
    images = fake if at == "fakes" else real
    extra = price * gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, images) if due else 0.0
    return *gan.discriminator(torch.cat([real, fake])).chunk(2), extra


def _d_half(gan, real, **changed):
    real_logits, fake_logits, extra = _verdicts(gan, real, **changed)
    d_loss = smoothed_with_softplus(real_logits, fake_logits)
    _descend(gan.d_optimizer, d_loss + extra)
    return d_loss.detach()


def _g_half(gan, real, loss=lambda logits: F.softplus(-logits).mean()):
    return _descend(gan.g_optimizer, loss(gan.discriminator(gan.generator(gan.latent(len(real))))))


def _decay(gan, steps=None):
    return 1 - 1 / (1 + gan.memory * (gan.steps if steps is None else steps))


def _finish(gan, decay=None):
    gan.steps += 1
    update_average(gan.average, gan.generator, _decay(gan) if decay is None else decay)


def _step(d_loss=smoothed_with_softplus, g_loss=lambda logits: F.softplus(-logits).mean(), decay=None, **changed):
    """A step in which one thing is changed: a loss, the price, or the average's decay, a function of gan."""

    def answer(gan, real):
        real_logits, fake_logits, extra = _verdicts(gan, real, **changed)
        loss = d_loss(real_logits, fake_logits)
        _descend(gan.d_optimizer, loss + extra)
        g = _g_half(gan, real, g_loss)
        gan.steps += 1
        update_average(gan.average, gan.generator, (decay or _decay)(gan))
        return loss.detach(), g

    return answer


@dcgan_step.right
def in_one_pass(gan, real):
    from gancourse.models.recipes import r1

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
def in_two_halves(gan, real):
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    _finish(gan)
    return d_loss.item(), g_loss.item()


@dcgan_step.right
def as_the_tutorials_write_it(gan, real):
    """Labels of ones and zeros, a backward pass for each kind, gradients added up; noise for G drawn beforehand."""
    m, ones = len(real), torch.ones(len(real), 1, device=real.device)
    for_d, for_g = gan.latent(m), gan.latent(m)
    gan.discriminator.zero_grad()
    logits = gan.discriminator(torch.vstack([gan.generator(for_d).detach(), real]))
    on_real = F.binary_cross_entropy_with_logits(logits[m:], ones)
    on_real.backward(retain_graph=True)
    on_fake = F.binary_cross_entropy_with_logits(logits[:m], torch.zeros_like(ones))
    on_fake.backward()
    if gan.steps % gan.every == 0:
        (gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, real)).backward()
    gan.d_optimizer.step()
    gan.generator.zero_grad()
    g_loss = F.binary_cross_entropy_with_logits(gan.discriminator(gan.generator(for_g)), ones)
    g_loss.backward()
    gan.g_optimizer.step()
    _finish(gan)
    return (on_real + on_fake).detach(), g_loss.detach()


@dcgan_step.right
def without_a_detach(gan, real):
    """The fakes hang on to G in D's step; its gradients are cleared before they are used."""
    d_loss = _d_half(gan, real, fake=gan.generator(gan.latent(len(real))))
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


def _is_apart(seen: dict, who: str, **times: float) -> bool:
    """Whether the first move of `who`, taken apart, has just these shares, all others 0 and no rest."""
    parts = {"d": ("real", "fake", "real_as_fake", "fake_as_real", "price", "left"), "g": ("real", "fake", "left")}[who]
    shares = all(_near(seen[f"{who}_{name}"], times.get(name, 0.0), by=0.05) for name in parts)
    return shares and seen[f"{who}_rest"] < 0.01


def _is_usual(seen: dict) -> bool:
    """Both steps right for ordinary logits, in the right order."""
    return (
        seen["order"] == "D then G"
        and _near(seen["D_moves_times_the_right_way"], 1, by=1e-3)
        and _near(seen["G_moves_times_the_right_way"], 1, by=1e-3)
    )


def _pays_nothing(seen: dict) -> bool:
    paid = seen["price_paid_times"], seen["d_price"], seen["price_at_three"]
    return _is_apart(seen, "d", real=1, fake=1) and max(map(abs, paid)) < 1e-2 and seen["paid_beside_it"] < 1e-2


@dcgan_step.wrong(when=lambda seen: _pays_nothing(seen) and seen["images_shown_to_D"] == 12)
def never_pays(gan, real):
    """A right step of a GAN without R1. The check tries it with `every` = 4, so that the steps 0, 4 and 8 pay, and at step 4
    the price adds {price_paid_times:.2f} times what it should: D was asked about {images_shown_to_D} images, for its loss,
    and never for its slope. Either no line computes the price, or its condition does not hold there. At which
    steps does point 2 of the list want it?"""
    return _step(due=False)(gan, real)


@dcgan_step.wrong(when=lambda seen: _pays_nothing(seen) and seen["images_shown_to_D"] > 12)
def computes_a_price_and_keeps_it(gan, real):
    """At step 4 (the check tries it with `every` = 4) D was asked about {images_shown_to_D} images, more than its loss needs,
    and the price adds {price_paid_times:.2f} times what it should to D's move. So it is computed and gets lost: either it is
    not in what goes backward, or it is a number without a gradient. What does `backward` start from in D's half?"""
    _verdicts(gan, real)
    return _step(due=False)(gan, real)


@dcgan_step.wrong(
    when=lambda seen: (
        _near(seen["price_paid_times"], 0) and _near(seen["price_at_three"], 1) and _near(seen["d_price"], 0)
    )
)
def counts_before_the_price(gan, real):
    """The check tries it with `every` = 4: the price is paid at step 3 ({price_at_three:.2f} times) and not at step 4 ({price_paid_times:.2f} times): when it is
    asked whether it is due, the counter is one ahead. At which end of the step does the counter move?"""
    gan.steps += 1
    losses = _d_half(gan, real), _g_half(gan, real)
    update_average(gan.average, gan.generator, _decay(gan))
    return losses


@dcgan_step.wrong(when=lambda seen: _near(seen["price_paid_times"], 0) and _near(seen["d_price"], 1))
def pays_at_the_other_steps(gan, real):
    """The check tries it with `every` = 4: at step 4 the price adds {price_paid_times:.2f} times what it should, and at step 1, where none is due, {d_price:.2f}
    times: you pay at other steps than the text. What is the remainder of `gan.steps` at those that pay?"""
    return _step(due=gan.steps % gan.every != 0)(gan, real)


@dcgan_step.wrong(when=lambda seen: _near(seen["price_paid_times"], 1) and _near(seen["d_price"], 1))
def pays_at_every_step(gan, real):
    """The price is right where it is due, and at step 1, where none is, D pays it too ({d_price:.2f} times). It already counts
    `every` times, so you charge D `every` times too much, and every step costs a second backward pass. What is the remainder
    of `gan.steps` at the steps that pay?"""
    return _step(due=True)(gan, real)


@dcgan_step.wrong(
    when=lambda seen: (
        _near(seen["price_paid_times"], 0.25) and seen["paid_beside_it"] < 1e-2 and _near(seen["d_price"], 0)
    )
)
def forgets_to_count_every(gan, real):
    """R1 is there and {price_paid_times:.2f} of what it should be in the check, where `every` is 4: it is taken seldom and counted once. Over many steps
    D then pays γ divided by `every`. What must a price that is due at one step in four be multiplied by?"""
    return _step(price=1 / gan.every)(gan, real)


@dcgan_step.wrong(when=lambda seen: _near(seen["price_paid_times"], 0.25) and _near(seen["d_price"], 0.25))
def pays_a_quarter_at_every_step(gan, real):
    """R1 is paid at every step, {d_price:.2f} times what a step that pays should: over many steps D pays the same, and each step
    costs a second backward pass. That is R1 as its paper has it; ours is lazy. At which steps is it due here, and how many
    does each of them stand for?"""
    return _step(due=True, price=1 / gan.every)(gan, real)


@dcgan_step.wrong(when=lambda seen: _near(seen["price_paid_times"], 2) and seen["paid_beside_it"] < 1e-2)
def forgets_the_half(gan, real):
    """Your price is {price_paid_times:.2f} times the right one. R1 is written γ/2 · E|slope|², with a half, and other people's values of
    γ mean something only with it. Where is yours?"""
    return _step(price=2)(gan, real)


@dcgan_step.wrong(
    when=lambda seen: _near(seen["price_at_real"], 0) and _near(seen["price_at_fakes"], 1) and seen["price_rest"] < 0.01
)
def charges_at_the_fakes(gan, real):
    """A price is paid at the right steps, {price_at_fakes:.2f} times at the fakes and {price_at_real:.2f} times at the real
    images. R1 flattens D at the real ones, so that D has nothing more to say once G is there; at the fakes it is another
    penalty, R2. Which images does your price take the slope at?"""
    return _step(at="fakes")(gan, real)


@dcgan_step.decoy(never_pays, told=computes_a_price_and_keeps_it)
def detaches_the_price(gan, real):
    extra = torch.as_tensor(_verdicts(gan, real)[2]).detach()
    return _step(lambda r, f: smoothed_with_softplus(r, f) + extra, due=False)(gan, real)


@dcgan_step.decoy(computes_a_price_and_keeps_it, told=never_pays)
def pays_at_the_very_first_step(gan, real):
    return _step(due=gan.steps == 0)(gan, real)


@dcgan_step.decoy(never_pays, counts_before_the_price, told=pays_at_the_other_steps)
def pays_a_step_late(gan, real):
    return _step(due=gan.steps % gan.every == 1)(gan, real)


@dcgan_step.decoy(never_pays, pays_at_the_other_steps, pays_at_every_step, told=counts_before_the_price)
def pays_a_step_early(gan, real):
    return _step(due=(gan.steps + 1) % gan.every == 0)(gan, real)


@dcgan_step.decoy(forgets_to_count_every, pays_at_every_step, told=pays_a_quarter_at_every_step)
def pays_the_mean_price_always(gan, real):
    return _step(due=True, price=0.25)(gan, real)


@dcgan_step.decoy(never_pays, pays_at_every_step, pays_a_quarter_at_every_step)
def pays_half_at_every_step(gan, real):
    return _step(due=True, price=0.5)(gan, real)


@dcgan_step.decoy(forgets_to_count_every, forgets_the_half, never_pays, charges_at_the_fakes)
def charges_the_length_not_its_square(gan, real):
    images = real.detach().requires_grad_()
    (slope,) = torch.autograd.grad(gan.discriminator(images).sum(), images, create_graph=True)
    price = gan.gamma / 2 * gan.every * slope.flatten(1).norm(dim=1).mean() if gan.steps % gan.every == 0 else 0
    return _step(lambda r, f: smoothed_with_softplus(r, f) + price, due=False)(gan, real)


@dcgan_step.wrong(
    when=lambda seen: (
        _near(seen["price_at_real"], 0.5, by=0.05)
        and _near(seen["price_at_fakes"], 0.5, by=0.05)
        and seen["price_rest"] < 0.01
    )
)
def charges_at_both(gan, real):
    """Where it is due, the price is paid {price_at_real:.2f} times at the real images and {price_at_fakes:.2f} times at the
    fakes: its slope is taken over both kinds together. R1 flattens D at the real ones only, so that D has nothing more to
    say once G is there. Which images does your line hand to `r1`?"""
    fake = gan.generator(gan.latent(len(real))).detach()
    both = torch.cat([real, fake])
    price = gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, both) if gan.steps % gan.every == 0 else 0
    return _step(lambda r, f: smoothed_with_softplus(r, f) + price, due=False, fake=fake)(gan, real)


@dcgan_step.decoy(charges_at_both, charges_at_the_fakes)
def charges_twice(gan, real):
    fake = gan.generator(gan.latent(len(real))).detach()
    price = gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, fake) if gan.steps % gan.every == 0 else 0
    return _step(lambda r, f: smoothed_with_softplus(r, f) + price, fake=fake)(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "d", real=0.5, fake=0.5))
def halves_the_loss_of_d(gan, real):
    """D moves {D_moves_times_the_right_way:.2f} times as far as its loss asks: you average the two parts. The course adds them, so that a guessing D
    pays 2 log 2, and the price of R1 is measured against that sum. What is done with the means over real and fake in your
    line?"""
    return _step(lambda r, f: smoothed_with_softplus(r, f) / 2)(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "d", real=6, fake=6))
def adds_up_over_the_batch(gan, real):
    """With 6 images D moves {D_moves_times_the_right_way:.2f} times as far as its loss asks: each image counts in full, where the batch should count
    once. The rate would mean something else for every size of batch. Which operation makes one number of six without
    growing with them?"""
    return _step(lambda r, f: 6 * smoothed_with_softplus(r, f))(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "d", real=1, fake_as_real=1))
def calls_both_real(gan, real):
    """D learns to call the real images real ({d_real:.2f} times), and the fakes as well ({d_fake_as_real:.2f} times): both halves of
    its loss have the label real. Then there is nothing that it could tell G. Which label belongs to the fakes in D's
    step?"""
    return _step(lambda r, f: F.softplus(-r).mean() + F.softplus(-f).mean())(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "d", real_as_fake=1, fake_as_real=1))
def takes_one_for_the_other(gan, real):
    """D learns to call the fakes real ({d_fake_as_real:.2f} times) and the real images fake ({d_real_as_fake:.2f} times). Either the
    labels have changed places, or the two halves of the batch have: `chunk` gives them in the order in which `cat` was given
    them. Which half is which in your line?"""
    return _step(lambda r, f: smoothed_with_softplus(f, r))(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "d", real=-1, fake=-1))
def climbs_with_d(gan, real):
    """D's move is {D_moves_times_the_right_way:.2f} times the right one: it walks uphill on its loss. The paper lets D *climb* V, and an optimiser
    descends what it is given. Which sign makes of V a loss?"""
    return _step(lambda r, f: -smoothed_with_softplus(r, f))(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "d", real=1) or _is_apart(seen, "d", fake=1))
def shows_d_one_kind(gan, real):
    """In its first step D learns from one kind of image only: from the real ones {d_real:.2f} times, from the fakes {d_fake:.2f}
    times, with {order} in all. Here both belong into one loss and one step. What is added up before `backward`?"""
    fake = gan.generator(gan.latent(len(real))).detach()
    on_real = _descend(gan.d_optimizer, F.softplus(-gan.discriminator(real)).mean())
    on_fake = _descend(gan.d_optimizer, F.softplus(gan.discriminator(fake)).mean())
    g_loss = _g_half(gan, real)
    _finish(gan)
    return on_real + on_fake, g_loss


@dcgan_step.wrong(
    when=lambda seen: (
        0.02 < seen["d_real_as_fake"] < 0.5
        and _near(seen["d_real"] + seen["d_real_as_fake"], 1)
        and _near(seen["d_fake"], 1)
        and abs(seen["d_fake_as_real"]) + seen["d_rest"] < 0.02
    )
)
def smooths_the_label(gan, real):
    """D learns to call the real images real {d_real:.2f} times, and {d_real_as_fake:.2f} times to call them fake: their label is
    smoothed. You can build it, and the recipe leaves it out, because R1 holds its D back already. What value of `smoothing`
    gives the real images the label 1?"""
    return _step(lambda r, f: smoothed_with_softplus(r, f, 0.1))(gan, real)


@dcgan_step.decoy(halves_the_loss_of_d, calls_both_real, shows_d_one_kind)
def halves_the_real_part(gan, real):
    return _step(lambda r, f: F.softplus(-r).mean() / 2 + F.softplus(f).mean())(gan, real)


@dcgan_step.decoy(adds_up_over_the_batch, halves_the_loss_of_d)
def divides_by_the_batch_again(gan, real):
    return _step(lambda r, f: smoothed_with_softplus(r, f) / len(r))(gan, real)


@dcgan_step.decoy(adds_up_over_the_batch)
def doubles_the_loss_of_d(gan, real):
    return _step(lambda r, f: 2 * smoothed_with_softplus(r, f))(gan, real)


@dcgan_step.decoy(calls_both_real, takes_one_for_the_other)
def calls_both_fake(gan, real):
    return _step(lambda r, f: F.softplus(r).mean() + F.softplus(f).mean())(gan, real)


@dcgan_step.decoy(climbs_with_d, takes_one_for_the_other)
def climbs_on_the_real_part(gan, real):
    return _step(lambda r, f: -F.softplus(-r).mean() + F.softplus(f).mean())(gan, real)


@dcgan_step.decoy(halves_the_loss_of_d, shows_d_one_kind)
def learns_from_half_of_the_batch(gan, real):
    half = len(real) // 2
    return _step(lambda r, f: smoothed_with_softplus(r[:half], f[:half]))(gan, real)


@dcgan_step.decoy(calls_both_real, shows_d_one_kind, smooths_the_label)
def smooths_the_label_of_the_fakes(gan, real):
    return _step(lambda r, f: F.softplus(-r).mean() + (F.softplus(f) / 2 + F.softplus(-f) / 2).mean())(gan, real)


@dcgan_step.wrong(when=lambda seen: seen["order"] == "D then D then G" and _is_apart(seen, "d", real=1, fake=1))
def trains_d_twice(gan, real):
    """You step {order}: two whole steps of D for one of G. Algorithm 1 allows it, with k = 2, and the six steps have k = 1,
    which R1 makes enough. How many times does D's optimiser step in yours?"""
    _d_half(gan, real)
    return in_two_halves(gan, real)


@dcgan_step.decoy(shows_d_one_kind, trains_d_twice)
def cuts_the_batch_in_two(gan, real):
    for part in real.chunk(2):
        d_loss = _d_half(gan, part, fake=gan.generator(gan.latent(len(real))).detach()[: len(part)])
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: _near(seen["d_left"], 1) and seen["d_rest"] < 0.05)
def leaves_gradients_at_d(gan, real):
    """D's move holds {d_left:.2f} times the gradients that were left from the step before, G's step through D among them. `backward`
    adds to what it finds. What has to happen to D's gradients before its loss goes backward?"""
    real_logits, fake_logits, extra = _verdicts(gan, real)
    d_loss = smoothed_with_softplus(real_logits, fake_logits)
    (d_loss + extra).backward()
    gan.d_optimizer.step()
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss.detach(), g_loss


@dcgan_step.wrong(
    when=lambda seen: (
        seen["asked_in_that_step"] == 0
        if seen["stops_without_graph"]
        else seen["order"] == "D then G" and seen["d_calls_before_its_step"] == 0
    )
)
def leaves_d_out_of_its_loss(gan, real):
    """The loss for D's step was made without asking D, and the steps that came of it in a first call are: {first_steps}. The loss
    takes logits, D's verdicts. A picture is a tensor of numbers too, but of no verdict. What turns a picture into a logit?"""
    fake = gan.generator(gan.latent(len(real))).detach()
    d_loss = _descend(gan.d_optimizer, smoothed_with_softplus(real, fake))
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(
    when=lambda seen: (
        seen["order"] == "D then G"
        and abs(seen["D_moves_times_the_right_way"]) < 1e-6
        and seen["D_moves_beside_it"] < 1e-6
    )
)
def steps_d_on_nothing(gan, real):
    """D's optimiser steps, and D moves {D_moves_times_the_right_way:.1f} times its right move: when it stepped, there was no gradient. Either its loss
    had not gone backward, or the gradients were cleared in between. In which order do your three lines stand?"""
    real_logits, fake_logits, extra = _verdicts(gan, real)
    d_loss = smoothed_with_softplus(real_logits, fake_logits)
    (d_loss + extra).backward()
    gan.d_optimizer.zero_grad()
    gan.d_optimizer.step()
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss.detach(), g_loss


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "d", real=1, fake=1, fake_as_real=1))
def sends_both_losses_backward(gan, real):
    """D learns that the fakes are fake ({d_fake:.2f} times) and at once that they are real ({d_fake_as_real:.2f} times): G's loss went
    backward into D's gradients before D had stepped. One sum of both losses does that. Which gradients should D's step
    find?"""
    noise = gan.latent(len(real))
    real_logits, fake_logits, extra = _verdicts(gan, real, fake=gan.generator(noise))
    d_loss, g_loss = smoothed_with_softplus(real_logits, fake_logits), F.softplus(-fake_logits).mean()
    gan.d_optimizer.zero_grad()
    gan.g_optimizer.zero_grad()
    (d_loss + extra + g_loss).backward()
    gan.d_optimizer.step()
    gan.g_optimizer.step()
    _finish(gan)
    return d_loss.detach(), g_loss.detach()


@dcgan_step.decoy(leaves_gradients_at_d, steps_d_on_nothing, adds_up_over_the_batch)
def goes_backward_twice(gan, real):
    real_logits, fake_logits, extra = _verdicts(gan, real)
    d_loss = smoothed_with_softplus(real_logits, fake_logits) + extra
    gan.d_optimizer.zero_grad()
    d_loss.backward(retain_graph=True)
    return _descend_again(gan, d_loss, real)


def _descend_again(gan, d_loss, real):
    d_loss.backward()
    gan.d_optimizer.step()
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss.detach(), g_loss


@dcgan_step.decoy(steps_d_on_nothing, told=leaves_d_out_of_its_loss)
def hands_the_pictures_over_undetached(gan, real):
    d_loss = _descend(gan.d_optimizer, smoothed_with_softplus(real, gan.generator(gan.latent(len(real)))))
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(
    when=lambda seen: seen["stops_without_graph"] and seen["first_steps"] == "nobody" and seen["asked_in_that_step"] > 0
)
def asks_d_inside_no_grad(gan, real):
    """It stopped with "{error:.70} …": D was asked, and no way leads from its loss back to its weights. What is computed inside
    `no_grad`, or detached, has none. The fakes may come so; D's verdicts on them may not. Which line of yours belongs
    outside?"""
    fake = gan.generator(gan.latent(len(real)))
    with torch.no_grad():
        real_logits, fake_logits, _ = _verdicts(gan, real, fake, due=False)
    _descend(gan.d_optimizer, smoothed_with_softplus(real_logits, fake_logits))


@dcgan_step.decoy(asks_d_inside_no_grad, leaves_d_out_of_its_loss, told="no_graph")
def judges_g_inside_no_grad(gan, real):
    d_loss = _d_half(gan, real)
    with torch.no_grad():
        verdict = gan.discriminator(gan.generator(gan.latent(len(real))))
    return d_loss, _descend(gan.g_optimizer, F.softplus(-verdict).mean())


@dcgan_step.decoy(steps_d_on_nothing)
def hardly_moves_d(gan, real):
    return _step(lambda r, f: smoothed_with_softplus(r, f) / 784)(gan, real)


@dcgan_step.decoy(sends_both_losses_backward, calls_both_real)
def smooths_both_labels(gan, real):
    def both_sides(r, f):
        return (0.9 * F.softplus(-r) + 0.1 * F.softplus(r)).mean() + (0.9 * F.softplus(f) + 0.1 * F.softplus(-f)).mean()

    return _step(both_sides)(gan, real)


@dcgan_step.wrong(when=lambda seen: seen["order"] == "G then D" and _is_apart(seen, "d", fake_as_real=1))
def swaps_the_optimisers(gan, real):
    """Your optimisers step {order}, and what moves D is G's loss (the fakes called real, {d_fake_as_real:.2f} times). Each loss has
    gone to the other's optimiser, so D learns to please G. Whose weights does `gan.g_optimizer` hold?"""
    real_logits, fake_logits, extra = _verdicts(gan, real)
    d_loss = _descend(gan.g_optimizer, smoothed_with_softplus(real_logits, fake_logits) + extra)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    _descend(gan.d_optimizer, g_loss)
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(
    when=lambda seen: seen["order"] == "G then D" and _near(seen["d_real"], 1) and _near(seen["d_fake"], 1)
)
def trains_g_first(gan, real):
    """You step {order}. G then listens to a D that is one batch older, and D learns from fakes of a G that is gone. It is a
    common order, and not the one of the six steps. Who should know the news first?"""
    g_loss, d_loss = _g_half(gan, real), _d_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.decoy(swaps_the_optimisers, trains_g_first, told=takes_one_for_the_other)
def trains_g_first_and_swaps_the_labels(gan, real):
    g_loss = _g_half(gan, real)
    real_logits, fake_logits, extra = _verdicts(gan, real)
    d_loss = _descend(gan.d_optimizer, smoothed_with_softplus(fake_logits, real_logits) + extra)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["order"] in ("D", "G", "nobody"))
def lets_one_stand(gan, real):
    """Who steps: {order}. A step of the game is one of D and one of G, and each network has an optimiser of its own. Whose
    `step()` is never called?"""
    d_loss = _d_half(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    g_loss.backward()
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(when=lambda seen: seen["order"] == "D then D" and _is_apart(seen, "d", real=1, fake=1))
def gives_both_losses_to_d(gan, real):
    """Who steps: {order}. The first step is right, and G's optimiser is never called. If the second step goes down G's loss, it
    teaches D to call the fakes real, and G learns nothing. Which optimiser holds G's weights?"""
    d_loss = _d_half(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    _descend(gan.d_optimizer, g_loss)
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.decoy(gives_both_losses_to_d, told=lets_one_stand)
def sends_g_down_d_s_loss(gan, real):
    real_logits, fake_logits, extra = _verdicts(gan, real, fake=gan.generator(gan.latent(len(real))))
    d_loss = _descend(gan.g_optimizer, smoothed_with_softplus(real_logits, fake_logits) + extra)
    return d_loss, d_loss


@dcgan_step.wrong(
    when=lambda seen: (
        seen["order"] == "D then G" and seen["different_latents"] == 1 and seen["batches_drawn_before_D_steps"] >= 1
    )
)
def reuses_the_noise(gan, real):
    """G is judged on the very noise that D has just learned from (different batches of latents: {different_latents}). D has seen
    exactly these fakes a moment ago, and its verdict on them is not what it would say of others. Widely used scripts do it to
    save time. What comes between D's step and G's in point 3 of the list?"""
    latent = gan.latent(len(real))
    d_loss = _d_half(gan, real, fake=gan.generator(latent).detach())
    g_loss = _descend(gan.g_optimizer, F.softplus(-gan.discriminator(gan.generator(latent))).mean())
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(
    when=lambda seen: (
        seen["noise_shapes"] != "(6, 16)"
        and all(shape.endswith(", 16)") for shape in seen["noise_shapes"].split(" and "))
    )
)
def draws_as_many_as_it_likes(gan, real):
    """6 real images came, and the latents you draw have shape {noise_shapes}. D should see as many fakes as real images, and G
    be judged on as many; a number that does not look at `real`, such as BATCH, fits full batches only. Which expression
    says how many images came?"""
    return gan.generator(gan.latent(64))


@dcgan_step.decoy(draws_as_many_as_it_likes, right=True)
def cuts_from_a_large_draw(gan, real):
    return _step(fake=gan.generator(gan.latent(64)[: len(real)]).detach())(gan, real)


@dcgan_step.wrong(when=lambda seen: seen["modes_of_G"] == "eval then train" and _is_usual(seen))
def shows_d_a_sleeping_g(gan, real):
    """Your G paints in two ways ({modes_of_G}): D learns from fakes that were painted with BatchNorm's running values, and G is then
    judged on fakes that are measured against their own batch. D has never seen those. In which mode does G learn?"""
    gan.generator.eval()
    fake = gan.generator(gan.latent(len(real))).detach()
    gan.generator.train()
    return _step(fake=fake)(gan, real)


@dcgan_step.decoy(shows_d_a_sleeping_g)
def puts_g_to_sleep(gan, real):
    gan.generator.eval()
    losses = in_two_halves(gan, real)
    gan.generator.train()
    return losses


@dcgan_step.decoy(reuses_the_noise, shows_d_one_kind, draws_as_many_as_it_likes)
def shows_d_the_average(gan, real):
    with torch.no_grad():
        fake = gan.average(gan.latent(len(real)))
    return _step(fake=fake)(gan, real)


@dcgan_step.wrong(
    when=lambda seen: (
        seen["order"] == "D then G" and abs(seen["G_moves_times_the_right_way"]) < 1e-6 and seen["g_heard"] is False
    )
)
def silences_g(gan, real):
    """D learns, and G moves {G_moves_times_the_right_way:.1f} times its right move: it stands still, and from its loss no gradient arrived at its
    weights. Either the way from D's verdict to G was cut, or the loss was not sent backward. In which of the two steps does
    a `detach` belong?"""
    d_loss = _d_half(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))).detach())).mean()
    gan.g_optimizer.zero_grad()
    g_loss.backward()
    gan.g_optimizer.step()
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(
    when=lambda seen: (
        seen["order"] == "D then G" and abs(seen["G_moves_times_the_right_way"]) < 1e-6 and seen["g_heard"] is True
    )
)
def clears_what_g_heard(gan, real):
    """G moves {G_moves_times_the_right_way:.1f} times its right move, although a gradient had arrived at its weights: it was cleared before the
    optimiser could use it. Between which two of your lines does `zero_grad` stand?"""
    d_loss = _d_half(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    g_loss.backward()
    gan.g_optimizer.zero_grad()
    gan.g_optimizer.step()
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.decoy(lets_one_stand, clears_what_g_heard, told=silences_g)
def draws_for_g_without_a_graph(gan, real):
    d_loss = _d_half(gan, real)
    with torch.no_grad():
        fake = gan.generator(gan.latent(len(real)))
    g_loss = _descend(gan.g_optimizer, F.softplus(-gan.discriminator(fake)).mean())
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.decoy(silences_g, lets_one_stand, told=clears_what_g_heard)
def clears_the_whole_network(gan, real):
    d_loss = _d_half(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    g_loss.backward()
    gan.generator.zero_grad()
    gan.g_optimizer.step()
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(when=lambda seen: _near(seen["g_left"], 1) and seen["g_rest"] < 0.05)
def leaves_gradients_at_g(gan, real):
    """D is right, and G's move holds {g_left:.2f} times the gradient that was left from the step before. `backward` adds to what it
    finds, so every batch would be heard again and again. What has to happen to G's gradients before its loss goes
    backward?"""
    d_loss = _d_half(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    g_loss.backward()
    gan.g_optimizer.step()
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "g", fake=-1))
def follows_the_printed_formula(gan, real):
    """D is right, and G goes {G_moves_times_the_right_way:.2f} times the way that it should: you descend log(1 − D(G(z))), the formula as printed. While
    D rejects the fakes it hardly whispers. Which loss has the slope 1 − D?"""
    return _step(g_loss=lambda logits: -F.softplus(logits).mean())(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "g", fake=1))
def wants_to_be_caught(gan, real):
    """G's fakes have the label fake in G's own loss, so it moves {G_moves_times_the_right_way:.2f} times the right way: it learns to be caught. What
    should D say of the fakes, if it went by G's wish?"""
    return _step(g_loss=lambda logits: F.softplus(logits).mean())(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "g", real=-1))
def climbs_with_g(gan, real):
    """G's move is {G_moves_times_the_right_way:.2f} times the right one: the size fits and the sign does not. It raises −log D(G(z)) where it should
    lower it. How often does a minus stand between D's logit and your loss?"""
    return _step(g_loss=lambda logits: -F.softplus(-logits).mean())(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "g", real=0.5))
def halves_the_loss_of_g(gan, real):
    """D is right, and G moves {G_moves_times_the_right_way:.2f} times as far as its loss asks, exactly in its direction: the loss has a factor of one
    half. D's loss has two parts that could be averaged. How many has G's?"""
    return _step(g_loss=lambda logits: F.softplus(-logits).mean() / 2)(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "g", real=6))
def adds_up_for_g(gan, real):
    """D is right, and with 6 fakes G moves {G_moves_times_the_right_way:.2f} times as far as its loss asks: each fake counts in full, where the batch
    should count once. Which operation makes one number of six without growing with them?"""
    return _step(g_loss=lambda logits: F.softplus(-logits).sum())(gan, real)


@dcgan_step.wrong(when=lambda seen: _is_apart(seen, "g", real=1, fake=-1))
def raises_the_logit(gan, real):
    """G moves {G_moves_times_the_right_way:.2f} times along its right way, and every fake pulls with the same strength: you raise D's logit itself. That
    is the loss of another family, the Wasserstein GANs, and their D is trained otherwise. Which function of the logit is
    −log D?"""
    return _step(g_loss=lambda logits: -logits.mean())(gan, real)


@dcgan_step.decoy(leaves_gradients_at_g, adds_up_for_g)
def doubles_the_loss_of_g(gan, real):
    return _step(g_loss=lambda logits: 2 * F.softplus(-logits).mean())(gan, real)


@dcgan_step.decoy(follows_the_printed_formula, told=halves_the_loss_of_g)
def softens_g(gan, real):
    return _step(g_loss=lambda logits: 0.5 * F.softplus(-logits).mean())(gan, real)


@dcgan_step.decoy(halves_the_loss_of_g, follows_the_printed_formula)
def hopes_for_a_half(gan, real):
    return _step(g_loss=lambda logits: (F.softplus(-logits) / 2 + F.softplus(logits) / 2).mean())(gan, real)


@dcgan_step.decoy(raises_the_logit, follows_the_printed_formula, halves_the_loss_of_g)
def wants_a_logit_of_one(gan, real):
    return _step(g_loss=lambda logits: (logits - 1).square().mean())(gan, real)


@dcgan_step.decoy(wants_to_be_caught, climbs_with_g, raises_the_logit)
def lowers_the_logit(gan, real):
    return _step(g_loss=lambda logits: logits.mean())(gan, real)


@dcgan_step.wrong(
    when=lambda seen: _is_usual(seen) and not (_near(seen["d_certain"], 1) and _near(seen["g_certain"], 1))
)
def rounds_a_certainty(gan, real):
    """Right for ordinary logits. Where D is certain, with logits near −120, D moves {d_certain:.2f} times its way and G {g_certain:.2f}
    times: between logit and loss a number is rounded, overflows or is clipped. A sigmoid that becomes 0 before its logarithm
    does that, an exponential, or a clamp. Which functions take the logit as it is?"""
    return _step(
        lambda r, f: -(r.sigmoid().log().mean() + (1 - f.sigmoid()).log().mean()),
        lambda logits: -logits.sigmoid().log().mean(),
    )(gan, real)


@dcgan_step.decoy(rounds_a_certainty, right=True)
def takes_the_logarithm_of_the_sigmoid_at_once(gan, real):
    def d_loss(r, f):
        return -(F.logsigmoid(r).mean() + F.logsigmoid(-f).mean())

    return _step(d_loss, lambda logits: -F.logsigmoid(logits).mean())(gan, real)


@dcgan_step.decoy(follows_the_printed_formula, halves_the_loss_of_g, told=rounds_a_certainty)
def takes_bce_of_a_sigmoid(gan, real):
    def bce(logits, label):
        return F.binary_cross_entropy(logits.sigmoid(), torch.full_like(logits, label))

    return _step(lambda r, f: bce(r, 1.0) + bce(f, 0.0), lambda logits: bce(logits, 1.0))(gan, real)


@dcgan_step.decoy(follows_the_printed_formula, told=rounds_a_certainty)
def writes_softplus_out(gan, real):
    def softplus(a):
        return torch.log(1 + torch.exp(a))

    return _step(lambda r, f: softplus(-r).mean() + softplus(f).mean(), lambda logits: softplus(-logits).mean())(
        gan, real
    )


@dcgan_step.decoy(follows_the_printed_formula, told=rounds_a_certainty)
def clamps_the_logits(gan, real):
    def held(a):
        return F.softplus(a.clamp(-30, 30)).mean()

    return _step(lambda r, f: held(-r) + held(f), lambda logits: held(-logits))(gan, real)


@dcgan_step.wrong(
    when=lambda seen: _near(seen["share_of_the_way_to_G"], 0, by=1e-6) and seen["g_pulled"] == 0 and _is_usual(seen)
)
def forgets_the_average(gan, real):
    """D and G are right, and the average moved {average_goes_times_its_way:.1f} times its way: it still shows the G of the first day, and
    every picture would be drawn from it. What has to happen to it after each step of G?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    gan.steps += 1
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["g_pulled"] > 1e-6 and _near(seen["share_of_the_way_to_G"], 0, by=1e-6))
def pulls_g_to_the_average(gan, real):
    """The average stands still, and G is pulled back towards it after its step, by up to {g_pulled:.3f}: the two networks have changed
    places in `update_average`. The average should only watch. Which of its arguments is the one that moves?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    gan.steps += 1
    update_average(gan.generator, gan.average, _decay(gan))
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: _near(seen["share_of_the_way_to_G"], 5 / 7) and _near(seen["share_at_two"], 1 / 2))
def keeps_what_it_should_give(gan, real):
    """At steps = 5 the average goes {share_of_the_way_to_G:.3f} of the way to G, and 1 / (1 + 2.5) = 0.286 was due: it keeps the share that it
    should give away. At steps = 2 both are one half, and with time yours becomes G itself. What does `decay` say, the part
    that stays or the part that comes?"""
    return _step(decay=lambda gan: 1 / (1 + gan.memory * gan.steps))(gan, real)


@dcgan_step.wrong(
    when=lambda seen: _near(seen["share_of_the_way_to_G"], 1 / 3, by=5e-3) and _near(seen["share_at_two"], 2 / 3)
)
def averages_before_it_counts(gan, real):
    """The average goes {average_goes_times_its_way:.2f} times the way it should: its share was computed with the counter from before this
    step. At the very first step that means 1 / (1 + 0), a jump of the whole way. Which comes first, counting or
    averaging?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    update_average(gan.average, gan.generator, _decay(gan))
    gan.steps += 1
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: _near(seen["share_of_the_way_to_G"], -1.5) and _near(seen["share_at_two"], 0))
def forgets_the_brackets(gan, real):
    """At steps = 5 the average goes {share_of_the_way_to_G:.2f} of the way to G, that is, away from it: your decay is 2.5, memory ·
    steps alone. Python divides before it adds, so that 1 - 1 / 1 + x is x; and without the fraction it is x as well. Which
    part of the formula stands below the line?"""
    return _step(decay=lambda gan: gan.memory * gan.steps)(gan, real)


@dcgan_step.decoy(forgets_the_brackets)
def adds_one_to_the_fraction(gan, real):
    return _step(decay=lambda gan: 1 + 1 / (1 + gan.memory * gan.steps))(gan, real)


@dcgan_step.wrong(
    when=lambda seen: (
        _near(seen["share_of_the_way_to_G"], seen["share_at_two"], by=1e-4)
        and 1e-6 < seen["share_of_the_way_to_G"] < 0.99
        and seen["average_goes_beside_it"] < 1e-3
    )
)
def has_a_fixed_decay(gan, real):
    """The average goes {share_of_the_way_to_G:.4f} of the way to G at steps = 5 and as much at steps = 2: your decay does not know how old
    the run is. A long memory then shows the untrained G for thousands of steps. What should the share be at the first
    step?"""
    return _step(decay=lambda gan: 0.999)(gan, real)


@dcgan_step.wrong(when=lambda seen: _near(seen["share_to_old_g"], 2 / 7) and _near(seen["share_to_new_g"], 0))
def averages_too_early(gan, real):
    """The average moved {share_to_old_g:.2f} of the way to the G from before the step, and {share_to_new_g:.2f} to the one after it. One
    step late is no disaster, and it is not the average of the G you have. After which line does G hold its new weights?"""
    d_loss = _d_half(gan, real)
    gan.steps += 1
    update_average(gan.average, gan.generator, _decay(gan))
    return d_loss, _g_half(gan, real)


@dcgan_step.wrong(
    when=lambda seen: (
        _near(seen["average_goes_times_its_way"], 1)
        and _near(seen["running_values_go_times_their_way"], 0, by=1e-6)
        and "eval" not in seen["modes_of_G"]
    )
)
def averages_parameters_only(gan, real):
    """The average's weights are right, and the running values of its BatchNorm moved {running_values_go_times_their_way:.1f} times their way: a loop over
    `parameters()` does not see them. In eval mode the averaged G would measure with the values of the first day. Which method
    of a module lists both?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    gan.steps += 1
    with torch.no_grad():
        for old, new in zip(gan.average.parameters(), gan.generator.parameters()):
            old.lerp_(new, 1 - _decay(gan))
    return d_loss, g_loss


@dcgan_step.decoy(forgets_the_average, has_a_fixed_decay, averages_parameters_only)
def keeps_the_latest(gan, real):
    return _step(decay=lambda gan: 0.0)(gan, real)


@dcgan_step.decoy(pulls_g_to_the_average, forgets_the_average)
def loads_the_average_into_g(gan, real):
    losses = in_two_halves(gan, real)
    gan.generator.load_state_dict(gan.average.state_dict())
    return losses


@dcgan_step.decoy(keeps_what_it_should_give, averages_before_it_counts, told=has_a_fixed_decay)
def takes_memory_for_the_decay(gan, real):
    return _step(decay=lambda gan: gan.memory)(gan, real)


@dcgan_step.decoy(averages_before_it_counts, keeps_what_it_should_give, has_a_fixed_decay)
def counts_one_too_many(gan, real):
    return _step(decay=lambda gan: _decay(gan, gan.steps + 1))(gan, real)


@dcgan_step.decoy(averages_too_early)
def averages_twice(gan, real):
    d_loss = _d_half(gan, real)
    update_average(gan.average, gan.generator, 0.5)
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.decoy(averages_parameters_only)
def copies_the_running_values(gan, real):
    losses = in_two_halves(gan, real)
    for old, new in zip(gan.average.buffers(), gan.generator.buffers()):
        old.copy_(new)
    return losses


@dcgan_step.wrong(
    when=lambda seen: (
        _is_usual(seen)
        and _near(seen["price_paid_times"], 1)
        and _near(seen["d_certain"] + seen["g_certain"], 2)
        and 6 in seen["images_per_pass"]
        and 12 not in seen["images_per_pass"]
    )
)
def asks_d_twice(gan, real):
    """Every move is right for this D, which was asked about {images_per_pass} images, one kind after the other. A D with BatchNorm
    measures all images of a pass against each other, and further down you will see what it makes of both kinds together: with
    your step that row would be another experiment. How does D get both kinds at once?"""
    fake = gan.generator(gan.latent(len(real))).detach()
    real_logits, fake_logits, extra = gan.discriminator(real), gan.discriminator(fake), _verdicts(gan, real, fake)[2]
    d_loss = _descend(gan.d_optimizer, smoothed_with_softplus(real_logits, fake_logits) + extra)
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.decoy(asks_d_twice, right=True)
def mixes_real_and_fake(gan, real):
    fake = gan.generator(gan.latent(len(real))).detach()
    logits = gan.discriminator(torch.stack([real, fake], dim=1).flatten(0, 1))
    extra = gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, real) if gan.steps % gan.every == 0 else 0
    d_loss = smoothed_with_softplus(logits[::2], logits[1::2])
    _descend(gan.d_optimizer, d_loss + extra)
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss.detach(), g_loss


@dcgan_step.decoy(asks_d_twice, told=never_pays)
def asks_d_twice_and_never_pays(gan, real):
    fake = gan.generator(gan.latent(len(real))).detach()
    d_loss = smoothed_with_softplus(gan.discriminator(real), gan.discriminator(fake))
    _descend(gan.d_optimizer, d_loss)
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss.detach(), g_loss


@dcgan_step.wrong(when=lambda seen: seen["steps_after"] == 1)
def forgets_to_count(gan, real):
    """`gan.steps` was 1 and is {steps_after}. Every step is then the first: R1 is paid each time, and the average forgets
    everything but the last few weights. Where in the step do you add one?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    update_average(gan.average, gan.generator, _decay(gan, gan.steps + 1))
    return d_loss, g_loss


@dcgan_step.decoy(forgets_to_count)
def counts_twice(gan, real):
    losses = in_two_halves(gan, real)
    gan.steps += 1
    return losses


@dcgan_step.wrong(
    when=lambda seen: _is_usual(seen) and _near(seen["price_returned"], 1) and _near(seen["price_paid_times"], 1)
)
def returns_the_price_too(gan, real):
    """Every move is right; the D loss you return is {d_loss_error:.3f} too high in a step with R1. The curve would jump at
    every such step, and 2 log 2 would be no landmark for it. Which number should the reader of the curve see?"""
    real_logits, fake_logits, extra = _verdicts(gan, real)
    d_loss = _descend(gan.d_optimizer, smoothed_with_softplus(real_logits, fake_logits) + extra)
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["returned_numbers"] == 2 and seen["swapped_error"] < 1e-4)
def returns_g_first(gan, real):
    """Every move is right, and your two losses come back in the other order: the first is {d_loss_error:+.3f} off D's, because it is
    G's. The curves would carry each other's names. In which order does the docstring promise them?"""
    d_loss, g_loss = in_two_halves(gan, real)
    return g_loss, d_loss


@dcgan_step.wrong(when=lambda seen: seen["returned_numbers"] == 1 and _is_usual(seen))
def returns_one_number(gan, real):
    """Every move is right, and {returned_numbers} number comes back where the curves want two. A sum of both losses could hide that
    one of them falls while the other rises. Which two belong after `return`?"""
    return sum(in_two_halves(gan, real))


@dcgan_step.wrong(
    when=lambda seen: seen["graphs_returned"] > 0 and max(abs(seen["d_loss_error"]), abs(seen["g_loss_error"])) < 1e-4
)
def returns_the_graph(gan, real):
    """Every move is right, and {graphs_returned} of the two losses still hang on to the graph they came from. A run that keeps them for
    its curves keeps every activation of every step. Which method gives the number without its history?"""
    real_logits, fake_logits, extra = _verdicts(gan, real)
    d_loss = smoothed_with_softplus(real_logits, fake_logits)
    _descend(gan.d_optimizer, d_loss + extra)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    _descend(gan.g_optimizer, g_loss)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.decoy(returns_the_price_too, returns_g_first)
def returns_the_loss_after_the_step(gan, real):
    fake = gan.generator(gan.latent(len(real))).detach()
    _d_half(gan, real, fake=fake)
    d_loss = smoothed_with_softplus(gan.discriminator(real), gan.discriminator(fake)).detach()
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.decoy(returns_one_number, told="another_count")
def returns_a_third_number(gan, real):
    return *in_two_halves(gan, real), 0.0


@dcgan_step.decoy(returns_the_graph, returns_one_number, right=True)
def returns_a_list(gan, real):
    return list(in_two_halves(gan, real))


@dcgan_step.wrong(when=lambda seen: "and 16x8)" in seen["error"])
def draws_noise_of_its_own(gan, real):
    """It stopped with "{error:.90}". The check's G takes 16 numbers and the lesson's takes 64: whoever draws with a number of their
    own fits one G only. Which function does `gan` bring along for that?"""
    gan.discriminator(gan.generator(torch.randn(len(real), 64, device=real.device)))


@dcgan_step.wrong(when=lambda seen: "inplace operation" in seen["error"])
def computes_both_losses_first(gan, real):
    """PyTorch stopped with "{error:.80} …": a loss was to go backward through weights that a step had changed since they were
    used. G is to be judged by the D that has just learned, in a pass of its own. When does D see G's fakes in your step?"""
    real_logits, fake_logits, extra = _verdicts(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    d_loss = _descend(gan.d_optimizer, smoothed_with_softplus(real_logits, fake_logits) + extra)
    return d_loss, _descend(gan.g_optimizer, g_loss)


@dcgan_step.decoy(draws_noise_of_its_own, told="layers_do_not_fit")
def shows_d_the_noise(gan, real):
    return gan.discriminator(gan.latent(len(real)))


@dcgan_step.decoy(computes_both_losses_first, told="leaf_in_place")
def averages_with_a_graph(gan, real):
    losses = _d_half(gan, real), _g_half(gan, real)
    gan.steps += 1
    for old, new in zip(gan.average.parameters(), gan.generator.parameters()):
        old.lerp_(new, 1 - _decay(gan))
    return losses


@dcgan_step.decoy(halves_the_loss_of_d, takes_one_for_the_other, told="inputs_changed")
def scales_the_images_again(gan, real):
    real.mul_(2).sub_(1)
    return in_two_halves(gan, real)


@dcgan_step.decoy(forgets_the_average)
def wakes_the_average(gan, real):
    losses = in_two_halves(gan, real)
    gan.average.train()
    return losses


@dcgan_step.decoy(silences_g, clears_what_g_heard, right=True)
def freezes_d_for_g(gan, real):
    d_loss = _d_half(gan, real)
    gan.discriminator.requires_grad_(False)
    g_loss = _g_half(gan, real)
    gan.discriminator.requires_grad_(True)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: _near(seen["price_paid_times"], -1) and seen["paid_beside_it"] < 1e-2)
def pays_d_for_its_slope(gan, real):
    """Your price is {price_paid_times:.2f} times the right one: it is taken off the loss, so that D earns by being steep at the real images. Which
    sign does a price have in a loss?"""
    return _step(price=-1)(gan, real)


@dcgan_step.wrong(when=lambda seen: seen["returned_numbers"] == 0 and _is_usual(seen))
def returns_nothing(gan, real):
    """Every move is right, and {returned_numbers} numbers come back: the function ends without a `return`. Which two losses should the curves
    get?"""
    in_two_halves(gan, real)


@dcgan_step.wrong(when=lambda seen: _near(seen["d_on_scaled_images"], 1))
def scales_a_copy_again(gan, real):
    """D's move is {d_on_scaled_images:.2f} times the right one for real images that were scaled to [−1, 1] twice: they reach down to −3, where G
    never paints. `real` comes scaled already. Which line of yours does it again?"""
    return in_two_halves(gan, real * 2 - 1)


@dcgan_step.decoy(pays_d_for_its_slope, never_pays)
def pays_for_a_slope_of_one(gan, real):
    images = real.detach().requires_grad_()
    (slope,) = torch.autograd.grad(gan.discriminator(images).sum(), images, create_graph=True)
    price = gan.gamma / 2 * (slope.flatten(1).norm(dim=1) - 1).square().mean() if gan.steps % gan.every == 0 else 0
    return _step(lambda r, f: smoothed_with_softplus(r, f) + price, due=False)(gan, real)


@dcgan_step.decoy(returns_nothing, told=returns_one_number)
def returns_the_loss_of_d(gan, real):
    return in_two_halves(gan, real)[0]


@dcgan_step.decoy(scales_a_copy_again)
def brightens_a_copy(gan, real):
    return in_two_halves(gan, (real + 1) / 2)


dcgan_step.hints(
    "D's half: noise, fakes, one loss, the price if it is due, one step. G's half: new noise, one loss, one step. Then count, then average.",
    "The price is due when gan.steps % gan.every == 0, and it is gan.gamma / 2 * gan.every * r1(gan.discriminator, real).",
    "fake = gan.generator(gan.latent(len(real))).detach(); real_logits, fake_logits = gan.discriminator(torch.cat([real, fake])).chunk(2); "
    "…; gan.steps += 1; update_average(gan.average, gan.generator, decay=1 - 1 / (1 + gan.memory * gan.steps))",
)

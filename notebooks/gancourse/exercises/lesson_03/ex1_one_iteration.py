"""Exercise 3.1, one_iteration: k steps of D, then one of G."""

import re
from types import SimpleNamespace

import numpy as np
import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.checks.observing import plain
from gancourse.exercises.stepping import descend, leave_a_gradient, line, note_calls

one_iteration = Exercise(
    "one_iteration",
    lesson="03",
    changes=(NETWORKS,),
    tolerance=1e-6,
    remember="Algorithm 1 is k + 1 small trainings, each on samples nobody has used before. Everything else in a GAN program "
    "is about what these few lines leave open.",
)


class Supply:
    """Hands out batches from a stream of its own, and writes down what was asked for."""

    def __init__(self, draw, seed: int):
        self.draw, self.random, self.sizes = draw, torch.Generator().manual_seed(seed), []

    def __call__(self, m):
        self.sizes.append(int(m))
        return self.draw(int(m), 1, generator=self.random, dtype=torch.float64)


class LoggedSGD(torch.optim.SGD):
    """Plain gradient descent that writes down at every step its name, and, where no gradient came to its network since
    the last step of anybody, to whom one came: in `deaf`."""

    def __init__(self, name: str, net: torch.nn.Module, rate: float, log: list, heard: list[str], deaf: dict[str, set]):
        super().__init__(net.parameters(), rate)
        self.name, self.log, self.heard, self.deaf = name, log, heard, deaf
        net.bias.register_hook(lambda gradient: heard.append(name))

    def step(self, closure=None):
        self.log.append(self.name)
        if self.name not in self.heard:
            self.deaf.setdefault(self.name, set(self.heard))
        self.heard.clear()
        return super().step(closure)


def watched_pair(left_in_d: float = 5.0, left_in_g: float = 5.0):
    """A D and a G of one weight and one bias each, both holding a gradient that somebody left there."""
    log, heard, deaf = [], [], {}
    d, g = line(0.8, -0.4), line(1.5, 0.5)
    leave_a_gradient(d, left_in_d)
    leave_a_gradient(g, left_in_g)
    pair = SimpleNamespace(
        generator=g,
        discriminator=d,
        d_optimizer=LoggedSGD("D", d, 0.3, log, heard, deaf),
        g_optimizer=LoggedSGD("G", g, 0.3, log, heard, deaf),
    )
    return pair, Supply(torch.randn, 1), Supply(torch.rand, 2), log, deaf


def not_saturating(logits):
    return F.softplus(-logits).mean()


def saturating(logits):
    return -F.softplus(logits).mean()


@one_iteration.probe(
    "k = 1, m = 4, two networks of one weight and one bias, plain gradient descent at rate 0.3",
    expected="D G: one step of D's optimiser, then one of G's",
)
def whose_turn(answer):
    pair, real, noise, log, _ = watched_pair()
    answer(pair, real, noise, not_saturating, k=1, m=4)
    return {"steps": " ".join(log) or "nobody"}


@one_iteration.probe(
    "k = 1, m = 4, and a huge gradient that lay around in one of the networks",
    expected="nobody is moved by what lay around",
)
def left_lying_around(answer):
    moved = []
    for name, left in (("D", (1e6, 0.0)), ("G", (0.0, 1e6))):
        pair, real, noise, *_ = watched_pair(*left)
        answer(pair, real, noise, not_saturating, k=1, m=4)
        net = pair.discriminator if name == "D" else pair.generator
        if net.weight.abs().item() > 1e3:
            moved.append(name)
    return {"moved_by_old_gradients": " and ".join(moved) or "nobody"}


@one_iteration.probe(
    "D after k = 1, m = 4; it began with weight 0.8 and bias −0.4",
    expected="weight 0.5811 and bias −0.4420, 1 times the right step",
)
def moves_d(answer):
    pair, real, noise, _, deaf = watched_pair()
    answer(pair, real, noise, not_saturating, k=1, m=4)
    right, *supplies = watched_pair()[:3]
    _train_d(right, *supplies, 4)
    before = torch.tensor([0.8, -0.4], dtype=torch.float64)
    return {
        "d_weight": pair.discriminator.weight.squeeze(),
        "d_bias": pair.discriminator.bias.squeeze(),
        "times_the_right_step": _times(_numbers(pair.discriminator) - before, _numbers(right.discriminator) - before),
        "d_got_a_gradient": "D" not in deaf,
        "nobody_heard_before_d": deaf.get("D") == set(),
    }


@one_iteration.probe(
    "G after k = 1, m = 4; it began with weight 1.5 and bias 0.5",
    expected="weight 1.5317 and bias 0.5767",
)
def moves_g(answer):
    pair, real, noise, _, deaf = watched_pair()
    answer(pair, real, noise, not_saturating, k=1, m=4)
    return {
        "g_weight": pair.generator.weight.squeeze(),
        "g_bias": pair.generator.bias.squeeze(),
        "g_got_a_gradient": "G" not in deaf,
        "nobody_heard_before_g": deaf.get("G") == set(),
    }


@one_iteration.probe("what comes back for k = 1, m = 4", expected="1.8418 and 0.5858: two numbers, D's first")
def gives_back(answer):
    pair, real, noise, *_ = watched_pair()
    returned = answer(pair, real, noise, not_saturating, k=1, m=4)
    if isinstance(returned, float | torch.Tensor):
        return {"only": float(returned)}
    d_loss, g_loss = returned
    return {"d_loss": d_loss, "g_loss": g_loss}


@one_iteration.probe(
    "k = 3, m = 8, and the other loss for G, given as `g_loss`",
    expected="D D D G; 3 batches of data and 4 of noise, all of 8; D's weight −0.0582, G's 1.4980, D's last loss 1.5755",
)
def k_is_three(answer):
    pair, real, noise, log, _ = watched_pair()
    returned = answer(pair, real, noise, saturating, k=3, m=8)
    return {
        "steps_for_three": " ".join(log) or "nobody",
        "data_batches": len(real.sizes),
        "noise_batches": len(noise.sizes),
        "sizes": ", ".join(str(size) for size in sorted({*real.sizes, *noise.sizes})),
        "d_after_three": pair.discriminator.weight.squeeze(),
        "g_after_three": pair.generator.weight.squeeze(),
        "d_loss_of_three": returned[0] if isinstance(returned, tuple | list) else returned,
    }


@one_iteration.probe(
    "two iterations in a row with k = 2, m = 8",
    expected="D D G D D G, no gradient carried over; D's weight −0.0804 and G's 1.5127",
)
def two_in_a_row(answer):
    pair, real, noise, log, _ = watched_pair()
    for _ in range(2):
        answer(pair, real, noise, not_saturating, k=2, m=8)
    return {
        "steps_of_two": " ".join(log) or "nobody",
        "d_after_two": pair.discriminator.weight.squeeze(),
        "g_after_two": pair.generator.weight.squeeze(),
    }


@one_iteration.probe("what hangs on the two numbers, k = 3, m = 8", expected="nothing: they have no graph")
def graphs(answer):
    """Looked at only where everything else is right, so that no other mistake hides behind it."""
    pair, real, noise, *_ = watched_pair()
    returned = answer(pair, real, noise, saturating, k=3, m=8)
    losses = tuple(returned) if isinstance(returned, tuple | list) else (returned,)
    other, *supplies = watched_pair()[:3]
    wanted = (*algorithm_1(other, *supplies, saturating, k=3, m=8), *_both(other))
    is_right = len(losses) == 2 and np.allclose([*map(plain, losses), *_both(pair)], wanted, rtol=1e-5, atol=1e-5)
    hangs = any(isinstance(loss, torch.Tensor) and loss.requires_grad for loss in losses)
    return {"keeps_the_graph": bool(is_right and hangs)}


@one_iteration.probe("whether Python or PyTorch complains, k = 2, m = 4", expected="they do not")
def complains(answer):
    pair, real, noise, log, _ = watched_pair()
    note_calls(pair.discriminator, log)
    complaint = "none"
    try:
        answer(pair, real, noise, not_saturating, k=2, m=4)
    except (RuntimeError, AttributeError) as error:
        complaint = re.split(r" \(|: |\. ", str(error))[0]
    return {"complaint": complaint, "d_asked_before_a_step": int(log[:1] == ["asked"])}


def _both(pair):
    return [*_numbers(pair.discriminator).tolist(), *_numbers(pair.generator).tolist()]


def _numbers(net):
    return torch.stack([net.weight.squeeze(), net.bias.squeeze()]).detach()


def _times(moved, right):
    """How many times `right` the step `moved` is; "no multiple" where it points elsewhere."""
    shares = moved / right
    return round(shares.mean().item(), 4) if (shares[0] - shares[1]).abs() < 1e-6 else "no multiple"


def what_d_pays(pair, x_real, fake):
    return F.softplus(-pair.discriminator(x_real)).mean() + F.softplus(pair.discriminator(fake)).mean()


def _train_d(pair, real, noise, m, pays=what_d_pays):
    return descend(pays(pair, real(m), pair.generator(noise(m)).detach()), pair.d_optimizer)


def train_g(pair, noise, g_loss, m):
    return descend(g_loss(pair.discriminator(pair.generator(noise(m)))), pair.g_optimizer)


def _with(pays, pair, real, noise, g_loss, k, m):
    """Algorithm 1, but for what D pays."""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m, pays)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.right
def algorithm_1(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.right
def with_cross_entropy(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        with torch.no_grad():
            fake = pair.generator(noise(m))
        pair.discriminator.zero_grad()
        on_real, on_fake = pair.discriminator(real(m)), pair.discriminator(fake)
        d_real = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
        d_fake = F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
        d_real.backward()
        d_fake.backward()
        pair.d_optimizer.step()
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    pair.generator.zero_grad()
    loss.backward()
    pair.g_optimizer.step()
    return (d_real + d_fake).detach(), loss.detach()


@one_iteration.right
def without_detach(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(noise(m))), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.right
def with_logs_of_sigmoids(pair, real, noise, g_loss, k=1, m=128):
    def pays(pair, x_real, fake):
        d_real, d_fake = pair.discriminator(x_real).sigmoid(), pair.discriminator(fake).sigmoid()
        return -torch.log(d_real).mean() - torch.log(1 - d_fake).mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.right
def with_bce_on_sigmoids(pair, real, noise, g_loss, k=1, m=128):
    bce = torch.nn.BCELoss()
    for _ in range(k):
        pair.d_optimizer.zero_grad()
        d_real, d_fake = (
            pair.discriminator(real(m)).sigmoid(),
            pair.discriminator(pair.generator(noise(m)).detach()).sigmoid(),
        )
        d_loss = bce(d_real, torch.ones_like(d_real)) + bce(d_fake, torch.zeros_like(d_fake))
        d_loss.backward()
        pair.d_optimizer.step()
    return d_loss.item(), train_g(pair, noise, g_loss, m)


# Whose turn, and how often


@one_iteration.wrong
def g_inside_the_loop(pair, real, noise, g_loss, k=1, m=128):
    """With k = 3 the steps came as {steps_for_three}. G moves in every round of your loop, so k changes nothing about the
    balance: that is k = 1, played three times. What is the inner loop there to give D before G moves?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
        g = train_g(pair, noise, g_loss, m)
    return d_loss, g


@one_iteration.wrong
def g_first(pair, real, noise, g_loss, k=1, m=128):
    """Your steps came as {steps_for_three}: G moves first. Over many iterations that is the same alternation, shifted, and
    the lesson measures how little it matters. Only the very first step of G differs: it climbs a D that has not learned
    anything. Which of the two does Algorithm 1 of the paper update first?"""
    g = train_g(pair, noise, g_loss, m)
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, g


@one_iteration.decoy(g_inside_the_loop, g_first)
def g_first_in_every_round(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        g = train_g(pair, noise, g_loss, m)
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, g


@one_iteration.wrong
def g_k_times(pair, real, noise, g_loss, k=1, m=128):
    """With k = 3 the steps came as {steps_for_three}: your G moves k times as well. D has had k looks at a G that then walks k
    steps away from it, so a larger k no longer puts D ahead. How many steps of G does Algorithm 1 take for k of D?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    for _ in range(k):
        g = train_g(pair, noise, g_loss, m)
    return d_loss, g


@one_iteration.decoy(g_k_times)
def g_always_twice(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    train_g(pair, noise, g_loss, m)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def k_for_g(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 the steps came as {steps_for_three}: G got the k steps and D got one. It is D that has to keep up, and it falls
    behind the more, the larger k is. Which of the two does k belong to?"""
    d_loss = _train_d(pair, real, noise, m)
    for _ in range(k):
        g = train_g(pair, noise, g_loss, m)
    return d_loss, g


@one_iteration.wrong
def swapped_optimisers(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 the steps came as {steps_for_three}: the optimisers have changed places. D's loss has sent its gradients into D, and
    then the optimiser that steps is the one that holds G's weights. Which network's weights does each of them hold?"""
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(noise(m)).detach()), pair.g_optimizer)
    return d_loss, descend(g_loss(pair.discriminator(pair.generator(noise(m)))), pair.d_optimizer)


@one_iteration.decoy(k_for_g, swapped_optimisers)
def k_for_g_and_g_first(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        g = train_g(pair, noise, g_loss, m)
    return _train_d(pair, real, noise, m), g


@one_iteration.wrong(when=lambda seen: set(seen["steps"].split()) != {"D", "G"})
def one_never_steps(pair, real, noise, g_loss, k=1, m=128):
    """For k = 1 the steps came as {steps}, and for k = 3 as {steps_for_three}. Each optimiser holds the weights of one network, and a network
    whose optimiser does not step learns nothing, whatever gradients it gets. Which optimiser did you leave out?"""
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        pair.d_optimizer.zero_grad()
        d_loss.backward()
    return d_loss.item(), train_g(pair, noise, g_loss, m)


@one_iteration.decoy(one_never_steps, told=swapped_optimisers)
def swapped_optimisers_without_detach(pair, real, noise, g_loss, k=1, m=128):
    other_way = SimpleNamespace(**vars(pair) | {"d_optimizer": pair.g_optimizer, "g_optimizer": pair.d_optimizer})
    return algorithm_1(other_way, real, noise, g_loss, k, m)


@one_iteration.wrong
def on_the_fakes_of_the_g_before(pair, real, noise, g_loss, k=1, m=128):
    """Your steps came as {steps} for k = 1, and D trains on fakes that G made before it moved. That order is published in much code, and it is not
    Algorithm 1: both gradients belong to the weights of before, as if both players moved at once. The lesson comes back to
    it. Whose step comes first in the paper, and on whose samples?"""
    for _ in range(k):
        fake = pair.generator(noise(m))
        g = descend(g_loss(pair.discriminator(fake)), pair.g_optimizer)
        d_loss = descend(what_d_pays(pair, real(m), fake.detach()), pair.d_optimizer)
    return d_loss, g


@one_iteration.decoy(on_the_fakes_of_the_g_before, told=g_first)
def g_first_by_cross_entropy(pair, real, noise, g_loss, k=1, m=128):
    def pays(pair, x_real, fake):
        on_real, on_fake = pair.discriminator(x_real), pair.discriminator(fake)
        bce = F.binary_cross_entropy_with_logits
        return bce(on_real, torch.ones_like(on_real)) + bce(on_fake, torch.zeros_like(on_fake))

    g = train_g(pair, noise, g_loss, m)
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m, pays)
    return d_loss, g


@one_iteration.wrong(
    when=lambda seen: abs(seen["d_weight"] - 0.701917) < 1e-5 and abs(seen["d_bias"] + 0.330824) < 1e-5
)
def one_backward_for_both(pair, real, noise, g_loss, k=1, m=128):
    """One backward() for the sum of both losses: D's weight went to {d_weight:.3f} instead of 0.581. G's loss asks D to call fakes
    real, and as part of the sum it pulls at D's weights too, against D's own loss. Which weights may G's loss move?"""
    for _ in range(k):
        x_real, fake = real(m), pair.generator(noise(m))
        d_loss = what_d_pays(pair, x_real, fake.detach())
        loss = g_loss(pair.discriminator(pair.generator(noise(m))))
        pair.d_optimizer.zero_grad()
        pair.g_optimizer.zero_grad()
        (d_loss + loss).backward()
        pair.d_optimizer.step()
        pair.g_optimizer.step()
    return d_loss.item(), loss.item()


@one_iteration.decoy(one_backward_for_both, told=g_inside_the_loop)
def g_inside_the_loop_by_cross_entropy(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss, g = with_cross_entropy(pair, real, noise, g_loss, 1, m)
    return d_loss, g


@one_iteration.wrong
def both_step_for_g(pair, real, noise, g_loss, k=1, m=128):
    """The steps came as {steps_for_three}: after G's backward() you let D's optimiser step as well. G's gradient runs through D
    and leaves its trace there; stepping on it moves D to where it likes the fakes. Which optimiser may move in G's turn?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    pair.d_optimizer.zero_grad()
    g = descend(loss, pair.g_optimizer)
    pair.d_optimizer.step()
    return d_loss, g


@one_iteration.decoy(both_step_for_g)
def d_trains_once_more_afterwards(pair, real, noise, g_loss, k=1, m=128):
    _, g = algorithm_1(pair, real, noise, g_loss, k, m)
    return _train_d(pair, real, noise, m), g


@one_iteration.wrong
def only_one_step_of_d(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 the steps came as {steps_for_three}. D moved once, whatever k is. In which line of your code does k appear?"""
    return _train_d(pair, real, noise, m), train_g(pair, noise, g_loss, m)


@one_iteration.wrong(when=lambda seen: seen["steps_for_three"] == "D G" and seen["data_batches"] == 3)
def step_outside_the_loop(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 you draw {data_batches} batches of data, and the steps came as {steps_for_three}: the optimiser of D steps once,
    after the loop. Three gradients were computed for one move. How far does the indentation of your loop have to reach?"""
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        pair.d_optimizer.zero_grad()
        d_loss.backward()
    pair.d_optimizer.step()
    return d_loss.item(), train_g(pair, noise, g_loss, m)


@one_iteration.decoy(only_one_step_of_d, told=step_outside_the_loop)
def gradients_gathered_for_one_step(pair, real, noise, g_loss, k=1, m=128):
    pair.d_optimizer.zero_grad()
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        d_loss.backward()
    pair.d_optimizer.step()
    return d_loss.item(), train_g(pair, noise, g_loss, m)


@one_iteration.decoy(step_outside_the_loop, told=only_one_step_of_d)
def only_one_step_by_cross_entropy(pair, real, noise, g_loss, k=1, m=128):
    return with_cross_entropy(pair, real, noise, g_loss, 1, m)


@one_iteration.wrong
def one_too_many(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 the steps came as {steps_for_three}, and for k = 1 as {steps}: D takes k + 1. What does range() count to, and from
    where?"""
    return algorithm_1(pair, real, noise, g_loss, k + 1, m)


@one_iteration.decoy(one_too_many)
def an_extra_step_on_the_last_batch(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        x_real, fake = real(m), pair.generator(noise(m)).detach()
        descend(what_d_pays(pair, x_real, fake), pair.d_optimizer)
    return descend(what_d_pays(pair, x_real, fake), pair.d_optimizer), train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def two_half_steps(pair, real, noise, g_loss, k=1, m=128):
    """For k = 1 the steps came as {steps}: D's optimiser moves on the data and then again on the fakes. The second gradient is
    taken at weights that the first step has pulled to one side. D's loss is one sum, so how many steps does it earn?"""
    for _ in range(k):
        a = descend(F.softplus(-pair.discriminator(real(m))).mean(), pair.d_optimizer)
        b = descend(F.softplus(pair.discriminator(pair.generator(noise(m)).detach())).mean(), pair.d_optimizer)
    return a + b, train_g(pair, noise, g_loss, m)


@one_iteration.decoy(two_half_steps, right=True)
def two_backwards_and_one_step(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        pair.d_optimizer.zero_grad()
        a = F.softplus(-pair.discriminator(real(m))).mean()
        a.backward()
        b = F.softplus(pair.discriminator(pair.generator(noise(m)).detach())).mean()
        b.backward()
        pair.d_optimizer.step()
    return (a + b).item(), train_g(pair, noise, g_loss, m)


# Which samples


@one_iteration.wrong
def same_noise_for_d(pair, real, noise, g_loss, k=1, m=128):
    """You asked for {noise_batches} batches of noise where k = 3 needs 4: all steps of D see the same fakes. D then learns
    these {sizes} samples by heart instead of p_g, and the larger k, the better it knows them. At which line must the
    noise be drawn, so that every step gets its own?"""
    z = noise(m)
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(z).detach()), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def same_noise_for_all(pair, real, noise, g_loss, k=1, m=128):
    """You drew {noise_batches} batch of noise for the whole iteration; Algorithm 1 draws one for every step of D and
    another for G. A D that has seen these very samples k times knows them by heart, and G is then judged on exactly
    those. How many batches of noise does k = 3 need?"""
    z = noise(m)
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(z).detach()), pair.d_optimizer)
    return d_loss, descend(g_loss(pair.discriminator(pair.generator(z))), pair.g_optimizer)


@one_iteration.wrong
def same_data_for_all(pair, real, noise, g_loss, k=1, m=128):
    """D met {data_batches} batch of data in k = 3 steps. With the same points again and again it fits them, not p_data, and
    the three steps are worth less than three. Where must the data be drawn?"""
    x_real = real(m)
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, x_real, pair.generator(noise(m)).detach()), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def same_of_both_for_d(pair, real, noise, g_loss, k=1, m=128):
    """D trains k = 3 times on {data_batches} batch of data and the same fakes. That is one batch learned three times over;
    the k of Algorithm 1 is k *new* looks at both densities. What has to move inside the loop?"""
    x_real, z = real(m), noise(m)
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, x_real, pair.generator(z).detach()), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def same_of_both_for_all(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 you drew {data_batches} batch of data and {noise_batches} of noise, once for all four steps. D learns that one batch three
    times over, and then G moves on the very noise D has just been trained on. Algorithm 1 gives every step samples that nobody has used before. Which
    lines have to move inside the loop, and which one has to be written again for G?"""
    x_real, z = real(m), noise(m)
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, x_real, pair.generator(z).detach()), pair.d_optimizer)
    return d_loss, descend(g_loss(pair.discriminator(pair.generator(z))), pair.g_optimizer)


@one_iteration.decoy(same_of_both_for_all, told=same_of_both_for_d)
def same_of_both_for_d_and_new_noise_for_g(pair, real, noise, g_loss, k=1, m=128):
    x_real, fake = real(m), pair.generator(noise(m)).detach()
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, x_real, fake), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def g_on_the_fakes_of_d(pair, real, noise, g_loss, k=1, m=128):
    """G's step uses the fakes of D's last step again: {noise_batches} batches of noise for k = 3, where Algorithm 1 draws 4.
    Much published code does this to save a pass through G, and it mostly works. But D has just been trained on these very
    samples. Which samples tell G what D thinks of fakes in general?"""
    for _ in range(k):
        fake = pair.generator(noise(m))
        d_loss = descend(what_d_pays(pair, real(m), fake.detach()), pair.d_optimizer)
    return d_loss, descend(g_loss(pair.discriminator(fake)), pair.g_optimizer)


@one_iteration.wrong(when=lambda seen: seen["sizes"] not in ("", "8"))
def batches_of_another_size(pair, real, noise, g_loss, k=1, m=128):
    """With m = 8 the batches that you asked for have these sizes: {sizes}. Every step of Algorithm 1 draws its own batch of m points,
    from the data and from the noise. Where does your code take its numbers from?"""
    return algorithm_1(pair, real, noise, g_loss, k, 128)


@one_iteration.decoy(same_noise_for_d, same_data_for_all, same_of_both_for_d, told=batches_of_another_size)
def all_drawn_at_once(pair, real, noise, g_loss, k=1, m=128):
    for x_real, z in zip(real(k * m).split(m), noise(k * m).split(m)):
        d_loss = descend(what_d_pays(pair, x_real, pair.generator(z).detach()), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.decoy(batches_of_another_size, right=True)
def as_many_fakes_as_data(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        x_real = real(m)
        d_loss = descend(what_d_pays(pair, x_real, pair.generator(noise(len(x_real))).detach()), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, x_real.shape[0])


@one_iteration.wrong(when=lambda seen: seen["noise_batches"] == 0 and seen["data_batches"] == 3)
def own_noise(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 you asked `noise` for {noise_batches} batches: your fakes are made from something else. Then G is trained on
    one distribution of noise and judged on another. Where does this game's noise come from?"""
    return algorithm_1(pair, real, lambda m: torch.randn(m, 1, dtype=torch.float64), g_loss, k, m)


@one_iteration.wrong
def data_and_noise_swapped(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 you drew {data_batches} batches of data and {noise_batches} of noise. Three of one and four of the other are right, and yours
    are the wrong way round: G makes its fakes from the data. Which of `real` and `noise` feeds the generator?"""
    return algorithm_1(pair, noise, real, g_loss, k, m)


# Old gradients, and roads that are cut


@one_iteration.wrong
def cleared_once(pair, real, noise, g_loss, k=1, m=128):
    """You empty the gradients once, before the loop. backward() adds, so D's second step uses the gradients of two batches
    and its third those of three: after k = 3 its weight is {d_after_three:.3f} instead of −0.058. Which call belongs to
    every single step?"""
    pair.d_optimizer.zero_grad()
    for _ in range(k):
        loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        loss.backward()
        pair.d_optimizer.step()
    return loss.item(), train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def cleared_after_the_step(pair, real, noise, g_loss, k=1, m=128):
    """You clear after each step, which keeps your own gradients apart. But both networks came to you with a gradient of 5, and the
    first step of each used it: D's weight went to {d_weight:.3f} instead of 0.581. Before which call are old gradients in
    the way?"""
    for _ in range(k):
        loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        loss.backward()
        pair.d_optimizer.step()
        pair.d_optimizer.zero_grad()
    g = g_loss(pair.discriminator(pair.generator(noise(m))))
    g.backward()
    pair.g_optimizer.step()
    pair.g_optimizer.zero_grad()
    pair.d_optimizer.zero_grad()
    return loss.item(), g.item()


@one_iteration.wrong
def neither_cleared_nor_detached(pair, real, noise, g_loss, k=1, m=128):
    """G's weight went to {g_weight:.3f} instead of 1.532. Two things meet here: your D step sends a gradient into G, because nothing cuts the fakes
    loose, and G's own step adds to what it finds. Either cure alone is enough. Which line of G's turn would throw away
    what others left?"""
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(noise(m))), pair.d_optimizer)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.g_optimizer.step()
    return d_loss, loss.item()


@one_iteration.wrong(
    when=lambda seen: (
        abs(seen["d_weight"] - 0.581133) < 1e-5
        and abs(seen["g_weight"] - 1.436206) < 1e-5
        and abs(seen["g_bias"] - 0.418475) < 1e-5
    )
)
def cleared_too_early(pair, real, noise, g_loss, k=1, m=128):
    """G's weight went to {g_weight:.3f} instead of 1.532. You clear G's gradients before D's turn, and D's turn leaves new ones in G, because nothing
    cuts the fakes loose. Either cure is enough. What would have to be the first line of G's turn?"""
    pair.g_optimizer.zero_grad()
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(noise(m))), pair.d_optimizer)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.g_optimizer.step()
    return d_loss, loss.item()


@one_iteration.decoy(neither_cleared_nor_detached, told=cleared_too_early)
def both_cleared_at_the_top_of_the_round(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        pair.d_optimizer.zero_grad()
        pair.g_optimizer.zero_grad()
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)))
        d_loss.backward()
        pair.d_optimizer.step()
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.g_optimizer.step()
    return d_loss.item(), loss.item()


@one_iteration.decoy(cleared_too_early, right=True)
def cleared_early_and_detached(pair, real, noise, g_loss, k=1, m=128):
    pair.g_optimizer.zero_grad()
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.g_optimizer.step()
    return d_loss, loss.item()


@one_iteration.wrong(when=lambda seen: seen["moved_by_old_gradients"] == "D and G")
def never_cleared(pair, real, noise, g_loss, k=1, m=128):
    """Both networks held a gradient of 5 from somewhere else, and it was still there when each of them took its first step: D's
    weight went to {d_weight:.3f} and G's to {g_weight:.3f} in one iteration, where 0.581 and 1.532 are right. backward() adds to
    what is there. What has to happen before each backward()?"""
    for _ in range(k):
        loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        loss.backward()
        pair.d_optimizer.step()
    g = g_loss(pair.discriminator(pair.generator(noise(m))))
    g.backward()
    pair.g_optimizer.step()
    return loss.item(), g.item()


@one_iteration.wrong(when=lambda seen: seen["moved_by_old_gradients"] == "G" and seen["steps"] == "D G")
def only_g_not_cleared(pair, real, noise, g_loss, k=1, m=128):
    """D met no old gradient. G held a gradient of 5 from somewhere else, and it was still there in G's turn: its weight went to
    {g_weight:.3f} instead of 1.532. In a loop it would be the gradients of all the steps before. Which line does D's turn
    have that G's has not?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.g_optimizer.step()
    return d_loss, loss.item()


@one_iteration.wrong(when=lambda seen: seen["moved_by_old_gradients"] == "D" and seen["steps"] == "D G")
def only_d_not_cleared(pair, real, noise, g_loss, k=1, m=128):
    """G met no old gradient. D held a gradient of 5 from somewhere else, and it was still there in D's turn: its weight went to
    {d_weight:.3f} instead of 0.581. G's step leaves gradients in D too, every time. Which line does G's turn have that D's
    has not?"""
    for _ in range(k):
        loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        loss.backward()
        pair.d_optimizer.step()
    return loss.item(), train_g(pair, noise, g_loss, m)


@one_iteration.decoy(only_d_not_cleared, swapped_optimisers)
def swapped_optimisers_and_one_not_cleared(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(noise(m)).detach()), pair.g_optimizer)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.d_optimizer.step()
    return d_loss, loss.item()


@one_iteration.decoy(never_cleared, only_d_not_cleared, told=only_g_not_cleared)
def d_goes_half_as_far_and_g_is_not_cleared(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m, lambda *given: what_d_pays(*given) / 2)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.g_optimizer.step()
    return d_loss, loss.item()


@one_iteration.decoy(never_cleared, only_g_not_cleared, only_d_not_cleared, right=True)
def by_gradients_that_never_lie_around(pair, real, noise, g_loss, k=1, m=128):
    def step(loss, net, optimizer):
        for parameter, gradient in zip(net.parameters(), torch.autograd.grad(loss, list(net.parameters()))):
            parameter.grad = gradient
        optimizer.step()
        return loss.item()

    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        d = step(d_loss, pair.discriminator, pair.d_optimizer)
    return d, step(g_loss(pair.discriminator(pair.generator(noise(m)))), pair.generator, pair.g_optimizer)


@one_iteration.decoy(neither_cleared_nor_detached, right=True)
def only_not_detached(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(noise(m))), pair.d_optimizer)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    pair.generator.zero_grad(set_to_none=False)
    loss.backward()
    pair.g_optimizer.step()
    return d_loss, loss.item()


@one_iteration.decoy(neither_cleared_nor_detached, only_g_not_cleared, told=never_cleared)
def nothing_cleared_and_nothing_detached(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)))
        d_loss.backward()
        pair.d_optimizer.step()
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.g_optimizer.step()
    return d_loss.item(), loss.item()


@one_iteration.decoy(cleared_after_the_step, right=True)
def cleared_before_and_after(pair, real, noise, g_loss, k=1, m=128):
    both = algorithm_1(pair, real, noise, g_loss, k, m)
    pair.d_optimizer.zero_grad()
    pair.g_optimizer.zero_grad()
    return both


@one_iteration.decoy(cleared_once, told=never_cleared)
def cleared_once_at_the_end(pair, real, noise, g_loss, k=1, m=128):
    both = never_cleared(pair, real, noise, g_loss, k, m)
    pair.d_optimizer.zero_grad()
    pair.g_optimizer.zero_grad()
    return both


@one_iteration.wrong(
    when=lambda seen: (
        set(seen["steps"].split()) == {"D", "G"}
        and (
            (seen["d_got_a_gradient"] and seen["d_weight"] == 0.8)
            or (seen["g_got_a_gradient"] and seen["g_weight"] == 1.5)
        )
    )
)
def cleared_before_the_step(pair, real, noise, g_loss, k=1, m=128):
    """After the iteration D's weight is {d_weight:.3f} and G's is {g_weight:.3f}; they began with 0.8 and 1.5. A gradient did arrive in the network that
    stands still, and nothing was left of it when its optimiser stepped. What does zero_grad() do to a gradient that
    backward() has just computed?"""
    for _ in range(k):
        loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        loss.backward()
        pair.d_optimizer.zero_grad()
        pair.d_optimizer.step()
    g = g_loss(pair.discriminator(pair.generator(noise(m))))
    g.backward()
    pair.g_optimizer.zero_grad()
    pair.g_optimizer.step()
    return loss.item(), g.item()


@one_iteration.wrong(
    when=lambda seen: (
        not seen["d_asked_before_a_step"]
        and ("does not require grad" in seen["complaint"] or seen["complaint"] == "none" and seen["steps"] == "D G")
    )
)
def d_never_asked(pair, real, noise, g_loss, k=1, m=128):
    """Before the first step D was asked {d_asked_before_a_step} times, so there is no verdict of it in the loss that this step
    follows. The data and the fakes are points, and V is made of what D says about them, its logits. Which call turns a
    point into a logit?"""
    for _ in range(k):
        d_loss = F.softplus(-real(m)).mean() + F.softplus(pair.generator(noise(m)).detach()).mean()
        descend(d_loss, pair.d_optimizer)
    return d_loss.item(), train_g(pair, noise, g_loss, m)


@one_iteration.wrong(
    when=lambda seen: seen["steps"] == "D G" and (seen["nobody_heard_before_d"] or seen["nobody_heard_before_g"])
)
def stepped_before_a_gradient_came(pair, real, noise, g_loss, k=1, m=128):
    """After the iteration D's weight is {d_weight:.3f} and G's is {g_weight:.3f}; 0.581 and 1.532 are right. An optimiser
    stepped although no gradient had come to either network since the step before it: either backward() was not called by
    then, or it was called on a number without a past. What does step() need to find, and who puts it there?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    pair.g_optimizer.zero_grad()
    pair.g_optimizer.step()
    loss.backward()
    return d_loss, loss.item()


@one_iteration.decoy(cleared_before_the_step, d_never_asked, told=stepped_before_a_gradient_came)
def d_steps_before_its_backward(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        pair.d_optimizer.zero_grad()
        pair.d_optimizer.step()
        d_loss.backward()
    return d_loss.item(), train_g(pair, noise, g_loss, m)


@one_iteration.decoy(d_never_asked, told=stepped_before_a_gradient_came)
def ds_backward_forgotten(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        pair.d_optimizer.zero_grad()
        pair.d_optimizer.step()
    return d_loss.item(), train_g(pair, noise, g_loss, m)


@one_iteration.decoy(stepped_before_a_gradient_came, told=d_never_asked)
def d_never_asked_and_nothing_detached(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = descend(F.softplus(-real(m)).mean() + F.softplus(pair.generator(noise(m))).mean(), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong(
    when=lambda seen: (
        seen["g_weight"] == 1.5
        and not seen["g_got_a_gradient"]
        and not seen["nobody_heard_before_g"]
        and seen["steps"] == "D G"
    )
)
def g_detached(pair, real, noise, g_loss, k=1, m=128):
    """G's weight is {g_weight:.3f}, where it was before. D's verdict in G's turn was on samples that no road leads back from: either
    they were cut off from G, or they are not G's at all. So no gradient got there, and no error told you. In whose turn is
    `detach()` good manners, and in whose is it fatal?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    loss = g_loss(pair.discriminator(pair.generator(noise(m)).detach()))
    return d_loss, descend(loss, pair.g_optimizer)


@one_iteration.decoy(stepped_before_a_gradient_came, cleared_before_the_step, told=g_detached)
def g_detached_and_nothing_cleared_in_its_turn(pair, real, noise, g_loss, k=1, m=128):
    pair.g_optimizer.zero_grad()
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    g_loss(pair.discriminator(pair.generator(noise(m)).detach())).backward()
    pair.g_optimizer.step()
    return d_loss, 0.585843


@one_iteration.decoy(g_detached, stepped_before_a_gradient_came, told=cleared_before_the_step)
def only_g_cleared_before_its_step(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    loss.backward()
    pair.g_optimizer.zero_grad()
    pair.g_optimizer.step()
    return d_loss, loss.item()


@one_iteration.decoy(own_noise, data_and_noise_swapped, told=g_detached)
def g_judged_on_the_data(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, descend(g_loss(pair.discriminator(real(m))), pair.g_optimizer)


@one_iteration.decoy(g_on_the_fakes_of_d, cleared_before_the_step, told=g_detached)
def g_on_the_detached_fakes_of_d(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        fake = pair.generator(noise(m)).detach()
        d_loss = descend(what_d_pays(pair, real(m), fake), pair.d_optimizer)
    return d_loss, descend(g_loss(pair.discriminator(fake)), pair.g_optimizer)


@one_iteration.wrong(when=lambda seen: "a second time" in seen["complaint"])
def the_same_graph_twice(pair, real, noise, g_loss, k=1, m=128):
    """PyTorch stops: "{complaint}". A backward() frees the graph that it walks, and yours is sent through one of them twice:
    either the same fakes serve two steps, or one loss is sent back two times. Which graph does the second backward()
    still need?"""
    for _ in range(k):
        fake = pair.generator(noise(m))
        d_loss = descend(what_d_pays(pair, real(m), fake), pair.d_optimizer)
    return d_loss, descend(g_loss(pair.discriminator(fake)), pair.g_optimizer)


@one_iteration.wrong(when=lambda seen: "inplace operation" in seen["complaint"])
def a_verdict_kept_too_long(pair, real, noise, g_loss, k=1, m=128):
    """PyTorch stops: "{complaint}". A graph remembers numbers of the moment at which it was made, and some of them were changed
    before its backward(): either by an optimiser's step, or by an operation of your own that works in place. What was computed
    before that change and used after it?"""
    for _ in range(k):
        on_fake = pair.discriminator(pair.generator(noise(m)))
        d_loss = F.softplus(-pair.discriminator(real(m))).mean() + F.softplus(on_fake).mean()
        pair.d_optimizer.zero_grad()
        d_loss.backward(retain_graph=True)
        pair.d_optimizer.step()
    return d_loss.item(), descend(g_loss(on_fake), pair.g_optimizer)


@one_iteration.decoy(the_same_graph_twice, told=a_verdict_kept_too_long)
def g_judged_before_d_moves(pair, real, noise, g_loss, k=1, m=128):
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, descend(loss, pair.g_optimizer)


@one_iteration.decoy(a_verdict_kept_too_long, told=the_same_graph_twice)
def two_backwards_over_one_verdict(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        d_loss.backward()
        descend(d_loss, pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong(when=lambda seen: "does not require grad" in seen["complaint"])
def judged_without_a_graph(pair, real, noise, g_loss, k=1, m=128):
    """PyTorch stops: "{complaint}". No road leads from that loss to any weight: either it, or D's logits alone, were computed inside
    torch.no_grad() or cut off by detach(), or it was made anew from numbers. Which of your losses does backward() have to follow back into a network?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    with torch.no_grad():
        loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    return d_loss, descend(loss, pair.g_optimizer)


@one_iteration.decoy(d_never_asked, told=judged_without_a_graph)
def ds_verdicts_inside_no_grad(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        x_real, fake = real(m), pair.generator(noise(m))
        with torch.no_grad():
            on_real, on_fake = pair.discriminator(x_real), pair.discriminator(fake)
        d_loss = descend(F.softplus(-on_real).mean() + F.softplus(on_fake).mean(), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.decoy(judged_without_a_graph, told="no_graph")
def d_frozen_in_the_turn_of_g(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    pair.discriminator.requires_grad_(False)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong(when=lambda seen: "no attribute 'backward'" in seen["complaint"])
def a_number_has_no_graph(pair, real, noise, g_loss, k=1, m=128):
    """Python stops: "{complaint}". A number remembers nothing of the networks it came from; only a tensor does. At which
    point of a step may a loss become a number?"""
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach()).item()
        pair.d_optimizer.zero_grad()
        d_loss.backward()
        pair.d_optimizer.step()
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong(when=lambda seen: "between 0 and 1" in seen["complaint"])
def logits_given_as_probabilities(pair, real, noise, g_loss, k=1, m=128):
    """PyTorch stops: "{complaint}". That loss wants probabilities, and D hands out logits, which may be any number. Which
    of PyTorch's two binary cross-entropies takes logits?"""

    def pays(pair, x_real, fake):
        on_real, on_fake = pair.discriminator(x_real), pair.discriminator(fake)
        bce = F.binary_cross_entropy
        return bce(on_real, torch.ones_like(on_real)) + bce(on_fake, torch.zeros_like(on_fake))

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.wrong(when=lambda seen: "local variable" in seen["error"] and seen["complaint"] == "none")
def no_step_for_k_one(pair, real, noise, g_loss, k=1, m=128):
    """Python stops for k = 1, not for k = 2: "{error}". What your loop was to make does not exist, because for the smallest k its body
    never ran. How many numbers does range() give you for k = 1?"""
    for _ in range(1, k):
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.decoy(a_number_has_no_graph, logits_given_as_probabilities, no_step_for_k_one)
def a_name_misspelt(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        pair.d_optimiser.zero_grad()
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.decoy(judged_without_a_graph, right=True)
def fakes_for_d_without_a_graph(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        with torch.no_grad():
            fake = pair.generator(noise(m))
        d_loss = descend(what_d_pays(pair, real(m), fake), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


# What each of them descends


@one_iteration.wrong(when=lambda seen: seen["times_the_right_step"] == 0.5)
def halved(pair, real, noise, g_loss, k=1, m=128):
    """D goes in the right direction, {times_the_right_step} times as far: its weight is {d_weight:.3f} and not 0.581. Either
    D's loss is divided by 2, or one mean runs over data and fakes together. −V is a sum of two means, so what weight does
    each of the two have in it?"""
    return _with(lambda *given: what_d_pays(*given) / 2, pair, real, noise, g_loss, k, m)


@one_iteration.wrong
def summed(pair, real, noise, g_loss, k=1, m=128):
    """D goes in the right direction, {times_the_right_step:g} times as far, and your batch had m = 4 points: D's loss is a sum over the
    batch. With twice the batch D would step twice as far. What estimates an expectation?"""

    def pays(pair, x_real, fake):
        return F.softplus(-pair.discriminator(x_real)).sum() + F.softplus(pair.discriminator(fake)).sum()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.wrong(
    when=lambda seen: (
        isinstance(seen["times_the_right_step"], float) and seen["times_the_right_step"] not in (-1, 0, 0.5, 1)
    )
)
def another_multiple(pair, real, noise, g_loss, k=1, m=128):
    """D moves {times_the_right_step:g} times the right step: what it descends is −V times a number. For Adam that is nearly the same,
    for plain descent it is another rate. Where does your D loss get its factor from?"""
    return _with(lambda *given: 2 * what_d_pays(*given), pair, real, noise, g_loss, k, m)


@one_iteration.wrong
def fakes_with_a_minus(pair, real, noise, g_loss, k=1, m=128):
    """D's weight went to {d_weight:.3f}, where 0.581 is right: you take the term of the fakes away from the term of the data, and a D that
    makes this small calls fakes real. How do the two terms of −V come together?"""

    def pays(pair, x_real, fake):
        return F.softplus(-pair.discriminator(x_real)).mean() - F.softplus(pair.discriminator(fake)).mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.wrong
def logits_without_a_log(pair, real, noise, g_loss, k=1, m=128):
    """D's weight went to {d_weight:.3f}, where 0.581 is right, and for k = 1 your D loss is {d_loss:.3f}: the mean logits themselves, without
    log or softplus. Such a D has no reason ever to stop. Which function of the logit is −log D?"""
    return _with(
        lambda pair, x_real, fake: (pair.discriminator(fake) - pair.discriminator(x_real)).mean(),
        pair,
        real,
        noise,
        g_loss,
        k,
        m,
    )


@one_iteration.decoy(fakes_with_a_minus, logits_without_a_log)
def squares_of_the_logits(pair, real, noise, g_loss, k=1, m=128):
    def pays(pair, x_real, fake):
        return (pair.discriminator(x_real) - 1).square().mean() + pair.discriminator(fake).square().mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.decoy(halved, summed, another_multiple)
def data_count_four_times(pair, real, noise, g_loss, k=1, m=128):
    def pays(pair, x_real, fake):
        return 4 * F.softplus(-pair.discriminator(x_real)).mean() + F.softplus(pair.discriminator(fake)).mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.decoy(summed, told=halved)
def one_mean_over_both(pair, real, noise, g_loss, k=1, m=128):
    def pays(pair, x_real, fake):
        logits = pair.discriminator(torch.cat([x_real, fake]))
        labels = torch.cat([torch.ones_like(x_real), torch.zeros_like(fake)])
        return F.binary_cross_entropy_with_logits(logits, labels)

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.decoy(summed, told=another_multiple)
def four_times_whatever_the_batch(pair, real, noise, g_loss, k=1, m=128):
    return _with(lambda *given: 4 * what_d_pays(*given), pair, real, noise, g_loss, k, m)


@one_iteration.wrong(when=lambda seen: seen["times_the_right_step"] == -1)
def sign_turned(pair, real, noise, g_loss, k=1, m=128):
    """D goes {times_the_right_step:g} times the right step, exactly the opposite way: its weight rose to {d_weight:.3f}, and 0.581 is
    right. D wants V to be large, and an optimiser makes what it is given small. What is the loss of a player who wants a
    large V?"""
    return _with(lambda *given: -what_d_pays(*given), pair, real, noise, g_loss, k, m)


@one_iteration.wrong
def d_and_g_swap_losses(pair, real, noise, g_loss, k=1, m=128):
    """D's weight went to {d_weight:.3f}, where 0.581 is right: your D is rewarded for calling data fake and fakes data. It will learn
    that as happily, and send G off in the wrong direction. Which of its two terms should be small where D's logit is
    large?"""

    def pays(pair, x_real, fake):
        return F.softplus(pair.discriminator(x_real)).mean() + F.softplus(-pair.discriminator(fake)).mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.wrong
def all_called_real(pair, real, noise, g_loss, k=1, m=128):
    """D's weight went to {d_weight:.3f}, where 0.581 is right: both terms of your loss are small where D's logit is *large*, so D is
    rewarded for calling everything real. Which sign does the logit need in the term of the fakes?"""

    def pays(pair, x_real, fake):
        return F.softplus(-pair.discriminator(x_real)).mean() + F.softplus(-pair.discriminator(fake)).mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.wrong
def all_called_fake(pair, real, noise, g_loss, k=1, m=128):
    """D's weight went to {d_weight:.3f}, where 0.581 is right: both terms of your loss are small where D's logit is very *negative*,
    so D is rewarded for calling everything fake. Which sign does the logit need in the term of the data?"""

    def pays(pair, x_real, fake):
        return F.softplus(pair.discriminator(x_real)).mean() + F.softplus(pair.discriminator(fake)).mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.decoy(sign_turned, all_called_real, all_called_fake, told=d_and_g_swap_losses)
def labels_swapped(pair, real, noise, g_loss, k=1, m=128):
    def pays(pair, x_real, fake):
        on_real, on_fake = pair.discriminator(x_real), pair.discriminator(fake)
        bce = F.binary_cross_entropy_with_logits
        return bce(on_real, torch.zeros_like(on_real)) + bce(on_fake, torch.ones_like(on_fake))

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.decoy(d_and_g_swap_losses, told=sign_turned)
def v_itself_with_logsigmoids(pair, real, noise, g_loss, k=1, m=128):
    def pays(pair, x_real, fake):
        return F.logsigmoid(pair.discriminator(x_real)).mean() + F.logsigmoid(-pair.discriminator(fake)).mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.wrong
def only_data(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 you drew {data_batches} batches of data and {noise_batches} of noise, and that one is G's: D has never seen a fake.
    A D that meets only data learns to call everything real. Which of D's two means is missing?"""
    for _ in range(k):
        d_loss = descend(F.softplus(-pair.discriminator(real(m))).mean(), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def only_fakes(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 you drew {data_batches} batches of data and {noise_batches} of noise: D has never seen the data, and it is the only player
    who ever could. Which of D's two means is missing?"""
    for _ in range(k):
        d_loss = descend(F.softplus(pair.discriminator(pair.generator(noise(m)).detach())).mean(), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.decoy(same_noise_for_all, told=only_data)
def only_data_by_cross_entropy(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        on_real = pair.discriminator(real(m))
        d_loss = descend(F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real)), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def squashed_twice(pair, real, noise, g_loss, k=1, m=128):
    """D's weight went to {d_weight:.3f}, where 0.581 is right, and for k = 1 your D loss is {d_loss:.3f}. D's logits went through a sigmoid and then through a loss
    that has a sigmoid of its own inside. How many of them lie between a logit and log D?"""

    def pays(pair, x_real, fake):
        d_real, d_fake = pair.discriminator(x_real).sigmoid(), pair.discriminator(fake).sigmoid()
        return F.softplus(-d_real).mean() + F.softplus(d_fake).mean()

    return _with(pays, pair, real, noise, g_loss, k, m)


@one_iteration.decoy(squashed_twice, right=True)
def one_sigmoid_and_plain_cross_entropy(pair, real, noise, g_loss, k=1, m=128):
    return with_bce_on_sigmoids(pair, real, noise, g_loss, k, m)


@one_iteration.wrong
def own_loss_for_g(pair, real, noise, g_loss, k=1, m=128):
    """Right as long as G's loss happens to be the one you built in, −log D; with another `g_loss` G's weight went to
    {g_after_three:.4f}. The lesson will hand you two losses to compare. What should your G descend?"""
    return algorithm_1(pair, real, noise, not_saturating, k, m)


@one_iteration.wrong(
    when=lambda seen: abs(seen["g_weight"] - 1.547922) < 1e-5 and abs(seen["g_bias"] - 0.597657) < 1e-5
)
def own_saturating_loss(pair, real, noise, g_loss, k=1, m=128):
    """With the `g_loss` that was handed to you G's weight should go to 1.532, and it went to {g_weight:.3f}: where log(1 − D) leads.
    You built the formula of the game in. What should your G descend?"""
    return algorithm_1(pair, real, noise, saturating, k, m)


@one_iteration.wrong
def g_climbs(pair, real, noise, g_loss, k=1, m=128):
    """G's weight went from 1.5 to {g_weight:.3f}, and 1.532 is right: as far, the other way. `g_loss` is a loss already, with
    its sign in place. What does an optimiser do with a loss?"""
    return algorithm_1(pair, real, noise, lambda logits: -g_loss(logits), k, m)


@one_iteration.decoy(own_saturating_loss, g_climbs)
def logits_turned_for_g(pair, real, noise, g_loss, k=1, m=128):
    return algorithm_1(pair, real, noise, lambda logits: g_loss(-logits), k, m)


@one_iteration.decoy(own_loss_for_g)
def size_of_the_loss(pair, real, noise, g_loss, k=1, m=128):
    return algorithm_1(pair, real, noise, lambda logits: g_loss(logits).abs(), k, m)


@one_iteration.wrong
def loss_of_the_fakes_themselves(pair, real, noise, g_loss, k=1, m=128):
    """G's weight went to {g_weight:.3f}, where 1.532 is right. You handed `g_loss` the fakes; it is a function of D's logits *on* the
    fakes, and as it stands G never hears what D thinks of them. Who has to look at the fakes first?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, descend(g_loss(pair.generator(noise(m))), pair.g_optimizer)


@one_iteration.wrong
def squashed_before_g_loss(pair, real, noise, g_loss, k=1, m=128):
    """G's weight went to {g_weight:.3f}, where 1.532 is right: `g_loss` is a function of logits and squashes them itself, and what you hand it has
    been through a sigmoid already. What does D hand out, before anything is done to it?"""
    return algorithm_1(pair, real, noise, lambda logits: g_loss(logits.sigmoid()), k, m)


@one_iteration.decoy(loss_of_the_fakes_themselves, told=squashed_before_g_loss)
def loss_of_probabilities(pair, real, noise, g_loss, k=1, m=128):
    return algorithm_1(pair, real, noise, lambda logits: g_loss(1 / (1 + torch.exp(-logits))), k, m)


@one_iteration.decoy(squashed_before_g_loss)
def softplus_before_g_loss(pair, real, noise, g_loss, k=1, m=128):
    return algorithm_1(pair, real, noise, lambda logits: g_loss(F.softplus(logits)), k, m)


# What comes back


@one_iteration.wrong
def swapped_returns(pair, real, noise, g_loss, k=1, m=128):
    """All steps are right. You return {d_loss:.3f} and then {g_loss:.3f}: G's loss first. Nothing breaks, and every curve drawn
    from them will carry the other one's name. In which order does the docstring ask for them?"""
    d_loss, g = algorithm_1(pair, real, noise, g_loss, k, m)
    return g, d_loss


@one_iteration.wrong(when=lambda seen: "only" in seen)
def one_loss_forgotten(pair, real, noise, g_loss, k=1, m=128):
    """You return one number, {only:.4f}. The two losses tell two stories, and a curve of one of them cannot be read without the other.
    Which two does the docstring name?"""
    return algorithm_1(pair, real, noise, g_loss, k, m)[0]


@one_iteration.wrong(when=lambda seen: seen["keeps_the_graph"])
def losses_with_their_graphs(pair, real, noise, g_loss, k=1, m=128):
    """All steps are right, and so are the losses, {d_loss:.3f} and {g_loss:.3f} for k = 1. But a graph still hangs on them: whoever keeps
    the losses of a thousand iterations for a curve keeps all that each was computed from. What makes a plain number of a
    loss, once `backward()` is done with it?"""
    for _ in range(k):
        d_loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        descend(d_loss, pair.d_optimizer)
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    descend(loss, pair.g_optimizer)
    return d_loss, loss


@one_iteration.decoy(losses_with_their_graphs, right=True)
def tensors_without_their_graphs(pair, real, noise, g_loss, k=1, m=128):
    return tuple(torch.tensor(loss) for loss in algorithm_1(pair, real, noise, g_loss, k, m))


@one_iteration.decoy(losses_with_their_graphs, told=swapped_returns)
def swapped_returns_with_their_graphs(pair, real, noise, g_loss, k=1, m=128):
    return losses_with_their_graphs(pair, real, noise, g_loss, k, m)[::-1]


@one_iteration.decoy(swapped_returns, one_loss_forgotten)
def d_loss_twice(pair, real, noise, g_loss, k=1, m=128):
    d_loss, _ = algorithm_1(pair, real, noise, g_loss, k, m)
    return d_loss, d_loss


@one_iteration.wrong(
    when=lambda seen: (
        seen["steps_for_three"] == "D D D G"
        and abs(seen["d_after_three"] + 0.058189) < 1e-5
        and abs(seen["d_loss"] - 1.841815) < 1e-5
        and abs(seen["d_loss_of_three"] - 1.575519) > 1e-4
    )
)
def not_the_last_loss(pair, real, noise, g_loss, k=1, m=128):
    """All steps are right. For k = 3 the first number that you return is {d_loss_of_three:.3f}, and D's last loss was 1.576. D paid
    three times on the way. Which of the three does the docstring ask for?"""
    total = 0.0
    for _ in range(k):
        total += _train_d(pair, real, noise, m)
    return total, train_g(pair, noise, g_loss, m)


@one_iteration.decoy(halved, not_the_last_loss)
def whole_steps_and_half_a_number(pair, real, noise, g_loss, k=1, m=128):
    d_loss, g = algorithm_1(pair, real, noise, g_loss, k, m)
    return d_loss / 2, g


@one_iteration.decoy(only_data, only_fakes)
def half_of_the_loss_comes_back(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        x_real, fake = real(m), pair.generator(noise(m)).detach()
        part = F.softplus(-pair.discriminator(x_real)).mean()
        descend(part + F.softplus(pair.discriminator(fake)).mean(), pair.d_optimizer)
    return part.item(), train_g(pair, noise, g_loss, m)


one_iteration.hints(
    "Read Algorithm 1 aloud: k times (data, noise, a step of D), then once (noise, a step of G). Nothing is used twice.",
    "Inside the loop: x_real = real(m), fake = pair.generator(noise(m)).detach(), D's loss as in lesson 02, then zero_grad, backward, step of "
    "pair.d_optimizer. After the loop the same for G, with fresh noise and no detach.",
    "g = g_loss(pair.discriminator(pair.generator(noise(m)))); pair.g_optimizer.zero_grad(); g.backward(); "
    "pair.g_optimizer.step(); return d_loss.item(), g.item()",
)

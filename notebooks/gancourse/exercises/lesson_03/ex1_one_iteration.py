"""Exercise 3.1, one_iteration: k steps of D, then one of G."""

from types import SimpleNamespace

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.stepping import descend, leave_a_gradient, line

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
    """Plain gradient descent that writes its name down at every step."""

    def __init__(self, name: str, log: list[str], parameters, rate: float):
        super().__init__(parameters, rate)
        self.name, self.log = name, log

    def step(self, closure=None):
        self.log.append(self.name)
        return super().step(closure)


def watched_pair():
    """A D and a G of one weight and one bias each, both holding a gradient of 5 that somebody left there."""
    log: list[str] = []
    d, g = line(0.8, -0.4), line(1.5, 0.5)
    leave_a_gradient(d, 5.0)
    leave_a_gradient(g, 5.0)
    pair = SimpleNamespace(
        generator=g,
        discriminator=d,
        d_optimizer=LoggedSGD("D", log, d.parameters(), 0.3),
        g_optimizer=LoggedSGD("G", log, g.parameters(), 0.3),
    )
    return pair, Supply(torch.randn, 1), Supply(torch.rand, 2), log


def not_saturating(logits):
    return F.softplus(-logits).mean()


def saturating(logits):
    return -F.softplus(logits).mean()


@one_iteration.probe(
    "k = 1, m = 4, two networks of one weight and one bias, plain gradient descent at rate 0.3",
    expected="one step of D, then one of G, each along the fresh gradient of its own loss",
)
def k_is_one(answer):
    pair, real, noise, log = watched_pair()
    d_loss, g_loss = answer(pair, real, noise, not_saturating, k=1, m=4)
    return {
        "steps": " ".join(log) or "nobody",
        "d_loss": d_loss,
        "g_loss": g_loss,
        "d_weight": pair.discriminator.weight.squeeze(),
        "d_bias": pair.discriminator.bias.squeeze(),
        "g_weight": pair.generator.weight.squeeze(),
        "g_bias": pair.generator.bias.squeeze(),
    }


@one_iteration.probe(
    "k = 3, m = 8, and the other loss for G, given as `g_loss`",
    expected="D D D G; 3 batches of data and 4 of noise, all of 8",
)
def k_is_three(answer):
    pair, real, noise, log = watched_pair()
    answer(pair, real, noise, saturating, k=3, m=8)
    return {
        "steps_for_three": " ".join(log) or "nobody",
        "data_batches": len(real.sizes),
        "noise_batches": len(noise.sizes),
        "sizes": ", ".join(str(size) for size in sorted({*real.sizes, *noise.sizes})),
        "d_after_three": pair.discriminator.weight.squeeze(),
        "g_after_three": pair.generator.weight.squeeze(),
    }


@one_iteration.probe("two iterations in a row with k = 2, m = 8", expected="D D G D D G, no gradient carried over")
def two_in_a_row(answer):
    pair, real, noise, log = watched_pair()
    for _ in range(2):
        answer(pair, real, noise, not_saturating, k=2, m=8)
    return {
        "steps_of_two": " ".join(log) or "nobody",
        "d_after_two": pair.discriminator.weight.squeeze(),
        "g_after_two": pair.generator.weight.squeeze(),
    }


def what_d_pays(pair, x_real, fake):
    return F.softplus(-pair.discriminator(x_real)).mean() + F.softplus(pair.discriminator(fake)).mean()


def _train_d(pair, real, noise, m):
    return descend(what_d_pays(pair, real(m), pair.generator(noise(m)).detach()), pair.d_optimizer)


def train_g(pair, noise, g_loss, m):
    return descend(g_loss(pair.discriminator(pair.generator(noise(m)))), pair.g_optimizer)


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
    return d_real + d_fake, loss.detach()


@one_iteration.right
def without_detach(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = descend(what_d_pays(pair, real(m), pair.generator(noise(m))), pair.d_optimizer)
    return d_loss, train_g(pair, noise, g_loss, m)


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
def g_on_the_fakes_of_d(pair, real, noise, g_loss, k=1, m=128):
    """G's step uses the fakes of D's last step again: {noise_batches} batches of noise for k = 3, where Algorithm 1 draws 4.
    Much published code does this to save a pass through G, and it mostly works. But D has just been trained on these very
    samples. Which samples tell G what D thinks of fakes in general?"""
    for _ in range(k):
        fake = pair.generator(noise(m))
        d_loss = descend(what_d_pays(pair, real(m), fake.detach()), pair.d_optimizer)
    return d_loss, descend(g_loss(pair.discriminator(fake)), pair.g_optimizer)


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
def never_cleared(pair, real, noise, g_loss, k=1, m=128):
    """Both networks held a gradient of 5 from somewhere else, and you never emptied them: D's weight went to {d_weight:.3f}
    and G's to {g_weight:.3f} in one iteration, where 0.581 and 1.532 are right. backward() adds to what is there.
    What has to happen before each backward()?"""
    for _ in range(k):
        loss = what_d_pays(pair, real(m), pair.generator(noise(m)).detach())
        loss.backward()
        pair.d_optimizer.step()
    g = g_loss(pair.discriminator(pair.generator(noise(m))))
    g.backward()
    pair.g_optimizer.step()
    return loss.item(), g.item()


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


@one_iteration.wrong
def g_detached(pair, real, noise, g_loss, k=1, m=128):
    """G's weight is {g_weight:.3f}, where it was before: you cut the fakes off from G in G's own turn, so no gradient could
    get there, and no error told you. In whose turn is `detach()` good manners, and in whose is it fatal?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    loss = g_loss(pair.discriminator(pair.generator(noise(m)).detach()))
    return d_loss, descend(loss, pair.g_optimizer)


@one_iteration.wrong
def only_one_step_of_d(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 the steps came as {steps_for_three}. D moved once, whatever k is. In which line of your code does k appear?"""
    return _train_d(pair, real, noise, m), train_g(pair, noise, g_loss, m)


@one_iteration.wrong(
    when=lambda seen: (
        seen["steps_for_three"] == "D D D G"
        and abs(seen["g_weight"] - 1.53168) < 1e-4
        and abs(seen["d_after_three"] + 0.05819) < 1e-4
        and abs(seen["g_after_three"] - 1.49804) > 1e-4
    )
)
def own_loss_for_g(pair, real, noise, g_loss, k=1, m=128):
    """Right as long as G's loss happens to be the one you built in; with another `g_loss` G's weight went to
    {g_after_three:.4f}. The lesson will hand you two losses to compare. What should your G descend?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, train_g(pair, noise, not_saturating, m)


@one_iteration.wrong
def d_and_g_swap_losses(pair, real, noise, g_loss, k=1, m=128):
    """D's weight went to {d_weight:.3f}, where 0.581 is right: your D is rewarded for calling data fake and fakes data. It will learn
    that as happily, and send G off in the wrong direction. Which of its two terms should be small where D's logit is
    large?"""
    for _ in range(k):
        x_real, fake = real(m), pair.generator(noise(m)).detach()
        d_loss = F.softplus(pair.discriminator(x_real)).mean() + F.softplus(-pair.discriminator(fake)).mean()
        d = descend(d_loss, pair.d_optimizer)
    return d, train_g(pair, noise, g_loss, m)


one_iteration.hints(
    "Read Algorithm 1 aloud: k times (data, noise, a step of D), then once (noise, a step of G). Nothing is used twice.",
    "Inside the loop: x_real = real(m), fake = pair.generator(noise(m)).detach(), D's loss as in lesson 02, then zero_grad, backward, step of "
    "pair.d_optimizer. After the loop the same for G, with fresh noise and no detach.",
    "g = g_loss(pair.discriminator(pair.generator(noise(m)))); pair.g_optimizer.zero_grad(); g.backward(); "
    "pair.g_optimizer.step(); return d_loss.item(), g.item()",
)

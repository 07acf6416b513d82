"""The exercises of lesson 03, "Algorithm 1 under the microscope". One-dimensional, on the CPU."""

import functools
import math
from types import SimpleNamespace

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_02 import leave_a_gradient, line
from gancourse.toys import small_game
from gancourse.toys.figure_one import LOG_2, LOG_4

# Exercise 3.1

one_iteration = Exercise(
    "one_iteration",
    lesson="03",
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


def _down(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def _d_loss(pair, x_real, fake):
    return F.softplus(-pair.discriminator(x_real)).mean() + F.softplus(pair.discriminator(fake)).mean()


def _train_d(pair, real, noise, m):
    return _down(pair.d_optimizer, _d_loss(pair, real(m), pair.generator(noise(m)).detach()))


def _train_g(pair, noise, g_loss, m):
    return _down(pair.g_optimizer, g_loss(pair.discriminator(pair.generator(noise(m)))))


@one_iteration.right
def algorithm_1(pair, real, noise, g_loss, k=1, m=128):
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    return d_loss, _train_g(pair, noise, g_loss, m)


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
        d_loss = _down(pair.d_optimizer, _d_loss(pair, real(m), pair.generator(noise(m))))
    return d_loss, _train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def g_inside_the_loop(pair, real, noise, g_loss, k=1, m=128):
    """With k = 3 the steps came as {steps_for_three}. G moves in every round of your loop, so k changes nothing about the
    balance: that is k = 1, played three times. What is the inner loop there to give D before G moves?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
        g = _train_g(pair, noise, g_loss, m)
    return d_loss, g


@one_iteration.wrong
def g_first(pair, real, noise, g_loss, k=1, m=128):
    """Your steps came as {steps_for_three}: G moves first. Over many iterations that is the same alternation, shifted, and
    the lesson measures how little it matters. Only the very first step of G differs: it climbs a D that has not learned
    anything. Which of the two does Algorithm 1 of the paper update first?"""
    g = _train_g(pair, noise, g_loss, m)
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
        d_loss = _down(pair.d_optimizer, _d_loss(pair, real(m), pair.generator(z).detach()))
    return d_loss, _train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def same_noise_for_all(pair, real, noise, g_loss, k=1, m=128):
    """You drew {noise_batches} batch of noise for the whole iteration; Algorithm 1 draws one for every step of D and
    another for G. A D that has seen these very samples k times knows them by heart, and G is then judged on exactly
    those. How many batches of noise does k = 3 need?"""
    z = noise(m)
    for _ in range(k):
        d_loss = _down(pair.d_optimizer, _d_loss(pair, real(m), pair.generator(z).detach()))
    return d_loss, _down(pair.g_optimizer, g_loss(pair.discriminator(pair.generator(z))))


@one_iteration.wrong
def same_data_for_all(pair, real, noise, g_loss, k=1, m=128):
    """D met {data_batches} batch of data in k = 3 steps. With the same points again and again it fits them, not p_data, and
    the three steps are worth less than three. Where must the data be drawn?"""
    x_real = real(m)
    for _ in range(k):
        d_loss = _down(pair.d_optimizer, _d_loss(pair, x_real, pair.generator(noise(m)).detach()))
    return d_loss, _train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def same_of_both_for_d(pair, real, noise, g_loss, k=1, m=128):
    """D trains k = 3 times on {data_batches} batch of data and the same fakes. That is one batch learned three times over;
    the k of Algorithm 1 is k *new* looks at both densities. What has to move inside the loop?"""
    x_real, z = real(m), noise(m)
    for _ in range(k):
        d_loss = _down(pair.d_optimizer, _d_loss(pair, x_real, pair.generator(z).detach()))
    return d_loss, _train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def g_on_the_fakes_of_d(pair, real, noise, g_loss, k=1, m=128):
    """G's step uses the fakes of D's last step again: {noise_batches} batches of noise for k = 3, where Algorithm 1 draws 4.
    Much published code does this to save a pass through G, and it mostly works. But D has just been trained on these very
    samples. Which samples tell G what D thinks of fakes in general?"""
    for _ in range(k):
        fake = pair.generator(noise(m))
        d_loss = _down(pair.d_optimizer, _d_loss(pair, real(m), fake.detach()))
    return d_loss, _down(pair.g_optimizer, g_loss(pair.discriminator(fake)))


@one_iteration.wrong
def cleared_once(pair, real, noise, g_loss, k=1, m=128):
    """You empty the gradients once, before the loop. backward() adds, so D's second step uses the gradients of two batches
    and its third those of three: after k = 3 its weight is {d_after_three:.3f} instead of −0.058. Which call belongs to
    every single step?"""
    pair.d_optimizer.zero_grad()
    for _ in range(k):
        loss = _d_loss(pair, real(m), pair.generator(noise(m)).detach())
        loss.backward()
        pair.d_optimizer.step()
    return loss.item(), _train_g(pair, noise, g_loss, m)


@one_iteration.wrong
def never_cleared(pair, real, noise, g_loss, k=1, m=128):
    """Both networks held a gradient of 5 from somewhere else, and you never emptied them: D's weight went to {d_weight:.3f}
    and G's to {g_weight:.3f} in one iteration, where 0.581 and 1.532 are right. backward() adds to what is there.
    What has to happen before each backward()?"""
    for _ in range(k):
        loss = _d_loss(pair, real(m), pair.generator(noise(m)).detach())
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
    g = _down(pair.g_optimizer, loss)
    pair.d_optimizer.step()
    return d_loss, g


@one_iteration.wrong
def g_detached(pair, real, noise, g_loss, k=1, m=128):
    """G's weight is {g_weight:.3f}, where it was before: you cut the fakes off from G in G's own turn, so no gradient could
    get there, and no error told you. In whose turn is `detach()` good manners, and in whose is it fatal?"""
    for _ in range(k):
        d_loss = _train_d(pair, real, noise, m)
    loss = g_loss(pair.discriminator(pair.generator(noise(m)).detach()))
    return d_loss, _down(pair.g_optimizer, loss)


@one_iteration.wrong
def only_one_step_of_d(pair, real, noise, g_loss, k=1, m=128):
    """For k = 3 the steps came as {steps_for_three}. D moved once, whatever k is. In which line of your code does k appear?"""
    return _train_d(pair, real, noise, m), _train_g(pair, noise, g_loss, m)


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
    return d_loss, _train_g(pair, noise, not_saturating, m)


@one_iteration.wrong
def d_and_g_swap_losses(pair, real, noise, g_loss, k=1, m=128):
    """D's weight went to {d_weight:.3f}, where 0.581 is right: your D is rewarded for calling data fake and fakes data. It will learn
    that as happily, and send G off in the wrong direction. Which of its two terms should be small where D's logit is
    large?"""
    for _ in range(k):
        x_real, fake = real(m), pair.generator(noise(m)).detach()
        d_loss = F.softplus(pair.discriminator(x_real)).mean() + F.softplus(-pair.discriminator(fake)).mean()
        d = _down(pair.d_optimizer, d_loss)
    return d, _train_g(pair, noise, g_loss, m)


one_iteration.hints(
    "Read Algorithm 1 aloud: k times (data, noise, a step of D), then once (noise, a step of G). Nothing is used twice.",
    "Inside the loop: x_real = real(m), fake = pair.generator(noise(m)).detach(), D's loss as in lesson 02, then zero_grad, backward, step of "
    "pair.d_optimizer. After the loop the same for G, with fresh noise and no detach.",
    "g = g_loss(pair.discriminator(pair.generator(noise(m)))); pair.g_optimizer.zero_grad(); g.backward(); "
    "pair.g_optimizer.step(); return d_loss.item(), g.item()",
)


# Exercise 3.2

shortfall = Exercise(
    "shortfall",
    lesson="03",
    tolerance=1e-6,
    remember="V ≤ C(G), always. What is missing says how far D lags behind, in nats, and a training log cannot show it, because it "
    "needs the best D. Here, in one dimension, we have it.",
)


@shortfall.probe("V = −1.3863 and JSD = 0: a perfect G, and a D that knows it", expected="0")
def nothing_missing(answer):
    return {"at_the_goal": answer(-LOG_4, 0.0)}


@shortfall.probe("V = −1.3863 and JSD = 0.3368: a blind D before p_g = N(2, 1)", expected="0.6736, twice JSD")
def blind_d(answer):
    return {"when_blind": answer(-LOG_4, 0.3368)}


@shortfall.probe("V = −0.9 and JSD = 0.3368", expected="0.1873")
def half_way(answer):
    return {"half_way": answer(-0.9, 0.3368)}


@shortfall.probe("V = −1.7 and JSD = 0: a perfect G, and a D that is worse than blind", expected="0.3137")
def worse_than_blind(answer):
    return {"worse_than_blind": answer(-1.7, 0.0)}


@shortfall.right
def ceiling_minus_value(value, jsd):
    return -LOG_4 + 2 * jsd - value


@shortfall.right
def in_halves(value, jsd):
    return 2 * (jsd - LOG_2) - value


@shortfall.wrong
def value_minus_ceiling(value, jsd):
    """For the blind D you get {when_blind:.4f}. V can never exceed C(G), so your difference can never be positive, and we
    want what is *missing*. Which of the two is the larger?"""
    return value + LOG_4 - 2 * jsd


@shortfall.wrong
def one_jsd(value, jsd):
    """The blind D lacks {when_blind:.4f} by your count, which is JSD once. How many JSDs does C(G) = −log 4 + … hold?"""
    return -LOG_4 + jsd - value


@shortfall.wrong
def without_log_four(value, jsd):
    """At the goal, with a perfect G and a D that knows it, you say that {at_the_goal:.4f} is missing. C(G) is not 2·JSD alone:
    what is V when D = ½ everywhere?"""
    return 2 * jsd - value


@shortfall.wrong
def minus_log_two(value, jsd):
    """At the goal you get {at_the_goal:+.4f} where nothing is missing: you took log 2 for log 4. V is the *sum* of two
    expectations. What are both of them at D = ½, added?"""
    return -LOG_2 + 2 * jsd - value


@shortfall.wrong
def plus_log_four(value, jsd):
    """At the goal you get {at_the_goal:.4f}: twice log 4. C(G) starts at *minus* log 4 when the densities agree, because V is a sum
    of logarithms of probabilities. Which sign do those have?"""
    return LOG_4 + 2 * jsd - value


@shortfall.wrong
def the_ceiling_itself(value, jsd):
    """You return {half_way:.4f} for V = −0.9: that is C(G), the ceiling, and it does not depend on D at all. How far below it
    is this D?"""
    return -LOG_4 + 2 * jsd


@shortfall.wrong
def in_size(value, jsd):
    """{worse_than_blind:.4f} for a D that is worse than blind: you compare V with −log 4, and that is the ceiling of a perfect
    G only. For the D at V = −0.9 you say {half_way:.4f}. Where does JSD come in?"""
    return abs(value + LOG_4)


shortfall.hints(
    "The shortfall is the ceiling minus V. The ceiling depends on G only.",
    "Theorem 1: C(G) = −log 4 + 2·JSD.",
    "−math.log(4) + 2 * jsd − value",
)


# Exercise 3.3

two_losses = Exercise(
    "two_losses",
    lesson="03",
    tolerance=1e-5,
    remember="Per sample, the saturating loss pushes with D and the other one with 1 − D. They agree where D = ½, and nowhere else.",
)


def _both(answer, numbers, kind=torch.float32):
    """Values and gradients of the two losses; a gradient that cannot be had is 0."""
    logits = torch.tensor([[number] for number in numbers], dtype=kind, requires_grad=True)
    losses = answer(logits)
    slopes = []
    for loss in losses:
        if isinstance(loss, torch.Tensor) and loss.requires_grad:
            (slope,) = torch.autograd.grad(loss, logits, retain_graph=True)
            slopes.append(slope.squeeze(1))
        else:
            slopes.append(torch.zeros(len(numbers)))
    first, second = losses
    return first, second, *slopes


@two_losses.probe(
    "two fakes with logits 0.5 and −3",
    expected="saturating −0.5113, non-saturating 1.7613: one mean each, in this order",
)
def two_fakes(answer):
    first, second, *_ = _both(answer, (0.5, -3.0))
    return {"saturating": first, "non_saturating": second}


@two_losses.probe(
    "the gradients at the same two logits", expected="−D/2 for the first loss and −(1 − D)/2 for the second"
)
def two_slopes(answer):
    *_, first, second = _both(answer, (0.5, -3.0))
    return {"saturating_slopes": first, "non_saturating_slopes": second, "first_slope": first[0]}


@two_losses.probe(
    "one fake that D has caught for certain, logit −120, in float32",
    expected="saturating 0 with gradient 0, non-saturating 120 with gradient −1",
)
def caught(answer):
    first, second, slope, other = _both(answer, (-120.0,))
    return {"caught_saturating": first, "caught": second, "caught_slope": slope[0], "caught_push": other[0]}


@two_losses.probe(
    "one fake that fools D for certain, logit 120, in float32",
    expected="saturating −120 with gradient −1, non-saturating 0 with gradient 0",
)
def fools(answer):
    first, second, slope, other = _both(answer, (120.0,))
    return {"fools": first, "fools_non_saturating": second, "fools_slope": slope[0], "fools_push": other[0]}


@two_losses.probe("one fake at logit −20, in float32", expected="gradients −2.06e-9 and −1.0000")
def nearly_caught(answer):
    *_, slope, other = _both(answer, (-20.0,))
    return {"faint_slope": slope[0] * 1e9, "strong_slope": other[0]}


@two_losses.right
def with_softplus(logits):
    return -F.softplus(logits).mean(), F.softplus(-logits).mean()


@two_losses.right
def with_logsigmoid(logits):
    return F.logsigmoid(-logits).mean(), -F.logsigmoid(logits).mean()


@two_losses.right
def with_labels(logits):
    against_fake = F.binary_cross_entropy_with_logits(logits, torch.zeros_like(logits))
    return -against_fake, F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))


@two_losses.wrong
def swapped(logits):
    """Both losses are right and they come in the other order: you give {saturating:.4f} first. The saturating one is the paper's
    formula, log(1 − D(G(z))). Which of your two numbers is flat when D is near 0?"""
    saturating, non_saturating = with_softplus(logits)
    return non_saturating, saturating


@two_losses.wrong
def the_same_twice(logits):
    """You return {saturating:.4f} twice, as if "use the label real" were another way of writing log(1 − D). It is printed in
    published code, and it is not so: both wish D to be fooled, but what are their slopes at D = 0.05?"""
    non_saturating = F.softplus(-logits).mean()
    return non_saturating, non_saturating


@two_losses.wrong
def saturating_sign(logits):
    """Your first loss is {saturating:+.4f}: that is −log(1 − D), what *D* pays for these fakes. Descending it, G would help D to
    catch them. Which sign does log(1 − D) have, when 1 − D is a probability?"""
    return F.softplus(logits).mean(), F.softplus(-logits).mean()


@two_losses.wrong
def non_saturating_sign(logits):
    """Your second loss is {non_saturating:+.4f}: log D itself. An optimiser makes a loss *small*, so G would make D(G(z)) small.
    What has to stand in front of it?"""
    return -F.softplus(logits).mean(), -F.softplus(-logits).mean()


@two_losses.wrong
def summed(logits):
    """{saturating:.4f} and {non_saturating:.4f} are sums over the batch. The direction is the same, but with 512 fakes every step is
    512 times as long. What estimates an expectation?"""
    return -F.softplus(logits).sum(), F.softplus(-logits).sum()


@two_losses.wrong(when=lambda seen: math.isinf(seen["fools"]))
def through_the_sigmoid(logits):
    """Right in the middle. At logit 120 your saturating loss is {fools}: the sigmoid rounds to exactly 1 (in float32 from
    16.64 on), and the log of 0 is −∞. The other one breaks at −120. Which function goes from a logit to log(1 − D)
    without a sigmoid in between?"""
    return torch.log(1 - logits.sigmoid()).mean(), -torch.log(logits.sigmoid()).mean()


@two_losses.wrong(
    when=lambda seen: (
        abs(seen["non_saturating"] - 1.761332) < 1e-3
        and seen["caught_push"] != -1
        and not math.isinf(seen["fools"])
        and abs(seen["caught"]) < 110
    )
)
def small_constant(logits):
    """The values are right at moderate logits. For a fake that D has caught for certain your second loss is {caught:.1f} instead of
    120, with a gradient of {caught_push:.0e} instead of −1: inside the log, the constant is larger than D. It cured the −∞ and
    killed the gradient. What does softplus(−a) do for the same a?"""
    d = logits.sigmoid()
    return torch.log(1 - d + 1e-8).mean(), -torch.log(d + 1e-8).mean()


@two_losses.wrong(when=lambda seen: math.isnan(seen["non_saturating"]))
def logs_of_logits(logits):
    """{non_saturating}: D gives logits, and the log of a negative number does not exist. log D wants the probability, and softplus
    gets there in one step. Which softplus is −log D?"""
    return torch.log(1 - logits).mean(), -torch.log(logits).mean()


@two_losses.wrong
def squashed_twice(logits):
    """For a fake that D has caught for certain your second loss is {caught:.4f}, not 120, and its gradient is gone. The logits
    were squashed by a sigmoid and then once more by the loss. How many sigmoids lie between a logit and log D?"""
    d = logits.sigmoid()
    return -F.softplus(d).mean(), F.softplus(-d).mean()


@two_losses.wrong(
    when=lambda seen: (
        abs(seen["saturating"] + 0.511332) < 1e-3 and seen["first_slope"] == 0 and abs(seen["strong_slope"]) == 0
    )
)
def without_a_gradient(logits):
    """The values are right ({non_saturating:.4f}), and no gradient comes back to the logits: somewhere a detach(), an item() or a
    no_grad() cut the road. A loss is there to be differentiated. What do you return, numbers or tensors?"""
    saturating, non_saturating = with_softplus(logits)
    return saturating.item(), non_saturating.item()


two_losses.hints(
    "log D = −softplus(−a) and log(1 − D) = −softplus(a), for a logit a.",
    "The saturating loss is the mean of log(1 − D); the non-saturating one is the mean of −log D.",
    "return −F.softplus(logits).mean(), F.softplus(−logits).mean()",
)


# Exercise 3.4

push_ratio = Exercise(
    "push_ratio",
    lesson="03",
    tolerance=2e-3,
    remember="Same fixed point, not the same gradient: the two pushes differ by (1 − D)/D, 1 at the goal and without limit on the way there.",
)


@push_ratio.probe("E[D*] = 0.225, the mean over the fakes of N(2, 1)", expected="3.444")
def two_away(answer):
    return {"two_away": answer(0.225)}


@push_ratio.probe("E[D*] = 0.5: the densities agree", expected="1: here, and only here, they are equal")
def at_the_goal(answer):
    return {"level": answer(0.5)}


@push_ratio.probe("E[D*] = 0.002076, the fakes of N(6, 1)", expected="481")
def six_away(answer):
    return {"six_away": answer(0.002076)}


@push_ratio.right
def odds(mean_d):
    return (1 - mean_d) / mean_d


@push_ratio.right
def reciprocal_minus_one(mean_d):
    return 1 / mean_d - 1


@push_ratio.wrong
def no_difference(mean_d):
    """You say {six_away:.0f} at μ = 6: no difference. That the two losses want the same end does not make their steps equal,
    although published code says so. What are the slopes of log(1 − σ(a)) and −log σ(a) in the logit a?"""
    return 1.0


@push_ratio.wrong
def one_over_d(mean_d):
    """{six_away:.1f} at μ = 6 is near, but where the densities agree you say {level:.0f} and not 1. You compared the non-saturating
    push with a full 1; it is 1 − D. What is that at D = ½?"""
    return 1 / mean_d


@push_ratio.wrong
def upside_down(mean_d):
    """You say {two_away:.3f} at μ = 2, less than 1: the saturating push would be the stronger one. It is the one that
    dies out when D rejects the fakes. Which of D and 1 − D is small then?"""
    return mean_d / (1 - mean_d)


@push_ratio.wrong
def ratio_of_the_losses(mean_d):
    """{two_away:.2f} is the ratio of the two losses' *values*, log D to log(1 − D). An optimiser never looks at the value: it
    takes the gradient. What do you get if you differentiate both in the logit first?"""
    return math.log(mean_d) / math.log(1 - mean_d)


@push_ratio.wrong
def share_only(mean_d):
    """{two_away:.3f} is 1 − E[D*], the non-saturating push alone. It stays below 1 and hardly changes far away. The
    question is how many times as large it is as the other one, so what do you divide by?"""
    return 1 - mean_d


@push_ratio.wrong
def logarithm(mean_d):
    """{level:.0f} where the densities agree: that is the *logarithm* of the ratio, a logit with its sign turned. A push 0 times
    as strong would be none at all. What undoes the logarithm?"""
    return math.log((1 - mean_d) / mean_d)


@push_ratio.wrong
def slopes_in_d(mean_d):
    """You say {two_away:.2f} at μ = 2, the square of what is right. In D itself the slopes are −1/(1 − D) and −1/D, whose ratio is already
    (1 − D)/D; from D to the logit both are multiplied by D(1 − D). Does that factor change their ratio?"""
    return ((1 - mean_d) / mean_d) ** 2


@push_ratio.wrong
def difference(mean_d):
    """{two_away:.2f} is the *difference* of the two pushes, 0 where the densities agree. "How many times as strong" asks for
    another operation. Which one?"""
    return 1 - 2 * mean_d


push_ratio.hints(
    "Differentiate log(1 − σ(a)) and −log σ(a) in a. Each becomes a single D or 1 − D.",
    "The slopes are −D and −(1 − D). From the logit to μ both pass through the same factor, because D*'s logit has the same slope, −μ, everywhere.",
    "(1 − mean_d) / mean_d",
)


# Exercise 3.5

where_it_ends = Exercise(
    "where_it_ends",
    lesson="03",
    tolerance=1e-4,
    remember="Against a fixed D the best G is a single point. Variety survives only because D keeps moving.",
)


def _place(x):
    """The answer as a number, or "everywhere further out" for ±∞."""
    x = float(x)
    return "no end" if math.isinf(x) else x


@where_it_ends.probe("p_g = N(1, 2²): wider than the data", expected="−0.3333")
def wider(answer):
    return {"wider": _place(answer(1.0, 2.0))}


@where_it_ends.probe("p_g = N(−2, 3²)", expected="0.25")
def much_wider(answer):
    return {"much_wider": _place(answer(-2.0, 3.0))}


@where_it_ends.probe("p_g = N(0, 1.5²)", expected="0")
def centred(answer):
    return {"centred": _place(answer(0.0, 1.5))}


@where_it_ends.probe("p_g = N(1, 1): as wide as the data", expected="math.inf: D* rises for ever")
def equal_widths(answer):
    return {"equal": _place(answer(1.0, 1.0))}


@where_it_ends.probe("p_g = N(1, 0.5²): narrower than the data", expected="math.inf: D* rises for ever, on both sides")
def narrower(answer):
    return {"narrower": _place(answer(1.0, 0.5))}


@where_it_ends.right
def top_of_the_parabola(mean, std):
    return mean / (1 - std**2) if std > 1 else math.inf


@where_it_ends.right
def minus_infinity_will_do(mean, std):
    if std <= 1:
        return -math.inf
    curvature, slope = 1 / std**2 - 1, -mean / std**2
    return -slope / curvature


@where_it_ends.wrong
def without_a_case(mean, std):
    """Right for every p_g wider than the data. For N(1, 0.5²) your formula gives {narrower:.3f}, and there D* is at its *lowest*:
    the parabola opens upwards. What do the widths have to do with the sign in front of x²?"""
    return mean / (1 - std**2) if std != 1 else math.inf


@where_it_ends.wrong
def at_the_data(mean, std):
    """You say {wider}: where the data are densest. But D* compares, it does not count: at x = 0 there are many samples of
    p_g = N(1, 2²) too, and a little further left there are fewer. Where is log p_data − log p_g largest?"""
    return 0.0


@where_it_ends.wrong
def data_or_nothing(mean, std):
    """You know when there is no end. For N(1, 2²) you say {wider}, the middle of the data; D* is larger a little further away from
    the fakes. What is the derivative of log p_data − log p_g at 0?"""
    return 0.0 if std > 1 else math.inf


@where_it_ends.wrong
def where_it_is(mean, std):
    """You say {wider}: the samples stay around the mean they have. Nothing keeps them there; every sample climbs D's slope on its own,
    and D* falls towards p_g's side. Which x would a sample like best?"""
    return mean


@where_it_ends.wrong
def mirrored(mean, std):
    """You say {wider:.3f}: on the side of the fakes. The size is right. The samples are on the right of the data, so D
    distrusts the right a little more than the left. Which sign is it?"""
    return mean / (std**2 - 1) if std > 1 else math.inf


@where_it_ends.wrong
def standard_deviation_not_squared(mean, std):
    """You say {wider:.3f} where −0.333 is right. In the exponent of a bell curve stands ((x − mean)/std)²/2. What
    happens to std when you multiply that out?"""
    return mean / (1 - std) if std > 1 else math.inf


@where_it_ends.wrong
def between_the_means(mean, std):
    """{wider} lies half-way between the means. For equal widths that is where D* = ½, the place of greatest doubt, and G looks for
    D's greatest *trust*. Is D* = ½ the best a sample can get?"""
    return mean / 2


@where_it_ends.wrong
def never_ends(mean, std):
    """You say "{wider}" for N(1, 2²). There the fakes are spread wider than the data, so far out on *both* sides nearly everything is
    fake, and D* goes to 0. What must a curve do that is low on both sides?"""
    return math.inf


@where_it_ends.wrong
def wrong_way_round(mean, std):
    """For p_g wider than the data you say "{wider}", for narrower {narrower}. Think of the far right: if p_g is the wider one, who do the
    rare points out there belong to, and does a sample want to be among them?"""
    return math.inf if std >= 1 else mean / (1 - std**2)


where_it_ends.hints(
    "Every sample climbs D*, and all climb the same curve. Where is its top? The logit will do: log p_data(x) − log p_g(x).",
    "That is −x²/2 + (x − mean)²/(2·std²) + a constant, a parabola. It has a top only if the x² term is negative.",
    "Set −x + (x − mean)/std² = 0 and solve for x: mean / (1 − std²). For std ≤ 1 return math.inf.",
)


# Exercise 3.6

within_budget = Exercise(
    "within_budget",
    lesson="03",
    remember="k and the learning rates are one decision, not two: what counts is how far D gets while G takes a step. And "
    "every step of D is paid for with a step that G does not take.",
)

HIDDEN_SEEDS = (101, 102, 103)
GOAL = 0.02


@functools.cache
def played(k: int, lr_g: float) -> small_game.Outcome:
    return small_game.play(k, lr_g, HIDDEN_SEEDS)


@within_budget.probe(
    f"a budget of {small_game.BUDGET:,} D-evaluations, {small_game.cost(1)} for an iteration with k = 1",
    expected="a whole number k ≥ 1 and a rate lr_g > 0 that leave G time for at least one step",
    holds=lambda seen: seen["k"] >= 1 and seen["lr_g"] > 0 and seen["iterations"] >= 1,
)
def settings(answer):
    k, lr_g = answer()
    k, lr_g = int(k) if k == int(k) else k, float(lr_g)
    iterations = small_game.BUDGET // small_game.cost(k) if k >= 1 else 0
    return {"k": k, "lr_g": lr_g, "iterations": iterations, "reach": iterations * lr_g}


@within_budget.probe(
    "three games with seeds you have not seen",
    expected=f"JSD below {GOAL} at the end of at least two of the three",
    holds=lambda seen: seen["below"] >= 2,
)
def three_games(answer):
    k, lr_g = answer()
    if k != int(k) or k < 1 or not 0 < lr_g < math.inf or small_game.BUDGET // small_game.cost(int(k)) < 1:
        return {"below": 0, "best": LOG_2, "middle": LOG_2, "worst": LOG_2}
    best, middle, worst = sorted(played(int(k), float(lr_g)).jsd.tolist())
    return {"below": sum(jsd < GOAL for jsd in (best, middle, worst)), "best": best, "middle": middle, "worst": worst}


@within_budget.right
def five_steps(*_):
    return 5, 0.02


@within_budget.right
def one_step(*_):
    return 1, 0.005


@within_budget.right
def twenty_steps(*_):
    return 20, 0.1


@within_budget.wrong(when=lambda seen: seen["k"] < 1)
def no_d_at_all():
    """k = {k}: D never trains, and G has nothing to climb. It is the one player that ever sees data. What is the least k that
    Algorithm 1 knows?"""
    return 0, 0.01


@within_budget.wrong(when=lambda seen: seen["lr_g"] <= 0)
def g_stands_still():
    """With lr_g = {lr_g:g} G does not descend its loss. A little courage: which sign, and about which size, do learning rates of Adam
    have?"""
    return 5, 0.0


@within_budget.wrong(when=lambda seen: seen["k"] >= 1 and seen["iterations"] < 1)
def all_for_d():
    """With k = {k:,} one iteration costs more than the whole budget: G takes {iterations} steps. A perfect D before an
    untrained G is no use to anybody. How many steps should G get?"""
    return 10_000, 0.01


@within_budget.wrong(when=lambda seen: seen["iterations"] >= 1 and seen["lr_g"] > 0 and seen["reach"] < 3)
def out_of_reach():
    """G takes {iterations:,} steps of about {lr_g:g} (Adam's steps are about as long as its rate), so it gets at most {reach:.2f} far, and
    the data are 3 away: JSD {middle:.2f} in the middle one of three games. Will you buy G more steps, or longer ones?"""
    return 1, 2e-4


@within_budget.wrong(
    when=lambda seen: seen["below"] < 2 and seen["reach"] >= 3 and seen["iterations"] * seen["lr_g"] < 15
)
def not_there_yet():
    """G could get {reach:.1f} far in {iterations:,} steps, and it is on its way: the three games ended at JSD {best:.3f}, {middle:.3f} and
    {worst:.3f}. There is no oscillation here; the budget ran out because k = {k} spends most of it on a D that is good
    enough already. What would half the k do?"""
    return 50, 0.02


@within_budget.wrong(when=lambda seen: seen["below"] < 2 and seen["reach"] >= 15)
def runs_past_d():
    """G takes {iterations:,} steps of about {lr_g:g}, while D takes {k} step(s) of 0.02 for each. G is where D's last look was and gone
    before D looks again: the games ended at JSD {best:.3f}, {middle:.3f} and {worst:.3f}, and they never settle. Who has to become
    slower, or who faster?"""
    return 1, 0.3


within_budget.hints(
    "Two ways to fail: G does not arrive within the budget, or G outruns D and never settles. Which is yours? The Explore above shows it.",
    "Adam's steps are about as long as the rate, and the data are 3 away. G takes 20,000 / (2k + 1) steps. Give it several times the "
    "distance it needs, and D about as fast as G.",
    "With k = 1, D keeps up with a G of rate 0.01 or less. Larger k allow a larger rate.",
)


# Exercise 3.7

what_happens = Exercise(
    "what_happens",
    lesson="03",
    remember="Gradients only ever go where a graph leads and stay until somebody clears them. detach() cuts the graph, zero_grad() clears, "
    "retain_graph keeps what you would better make anew.",
)

KEY = {"A": "wasteful", "B": "stops", "C": "wasteful", "D": "stops", "E": "wrong", "F": "wrong", "G": "right"}
CHOICES = ("right", "wasteful", "wrong", "stops")


@what_happens.probe(
    "the seven variants", expected="one of right, wasteful, wrong, stops for each letter: {'A': …, …, 'G': …}",
    holds=lambda seen: seen["unanswered"] == "none",
)  # fmt: skip
def all_answered(answer):
    said = _said(answer())
    missing = [letter for letter in KEY if said.get(letter) not in CHOICES]
    return {"unanswered": ", ".join(missing) or "none"}


@what_happens.probe("the seven variants, run for real", expected="what the next cell prints")
def as_executed(answer):
    said = _said(answer())
    agree = sum(said.get(letter) == truth for letter, truth in KEY.items())
    return {**{letter: said.get(letter) for letter in KEY}, "agree": agree}


def _said(answer):
    return {str(letter).strip().upper(): str(word).strip().lower() for letter, word in answer.items()}


@what_happens.right
def by_execution():
    return dict(KEY)


@what_happens.right
def in_capitals():
    return {letter.lower(): word.capitalize() for letter, word in KEY.items()}


@what_happens.wrong(when=lambda seen: seen["A"] in ("wrong", "stops"))
def detach_is_a_must():
    """{agree} of 7 are right. For A you say "{A}". D's step without detach() does send a gradient into G, but look at the next line:
    G's step starts with zero_grad(). What is left of that gradient when G moves?"""
    return KEY | {"A": "wrong"}


@what_happens.wrong(when=lambda seen: seen["A"] == "right")
def the_road_costs_nothing():
    """{agree} of 7 are right. For A you say "{A}": the weights, yes. But D's backward() walked on through the whole of G and computed
    a gradient for each of its weights. What became of them?"""
    return KEY | {"A": "right"}


@what_happens.wrong(when=lambda seen: seen["B"] != "stops")
def one_fake_two_backwards():
    """{agree} of 7 are right. For B you say "{B}". D's backward() went through G and freed G's part of the graph on the way, and G's
    step then wants to go through the very same `fake`. Can a freed graph be walked a second time?"""
    return KEY | {"B": "wasteful"}


@what_happens.wrong(when=lambda seen: seen["C"] == "stops")
def retained_and_still_stopped():
    """{agree} of 7 are right. For C you say "{C}". G's part of the graph was kept, nobody has changed G's weights since, and D
    is asked anew, d(fake), after its step. Which number that the second backward() needs has been overwritten?"""
    return KEY | {"C": "stops"}


@what_happens.wrong(when=lambda seen: seen["C"] in ("right", "wrong"))
def retained_for_free():
    """{agree} of 7 are right. For C you say "{C}". Count the walks through G: D's backward() took one, as in A, and G's zero_grad()
    threw its harvest away. Is the result spoiled, or only paid for twice?"""
    return KEY | {"C": "right"}


@what_happens.wrong(when=lambda seen: seen["D"] != "stops")
def retain_graph_cures_all():
    """{agree} of 7 are right. For D you say "{D}". The graph is kept, but it remembers D's weights as they were when `on_fake` was
    made, and D's optimiser has overwritten them since. What does autograd do when a number it needs has changed under
    its hands?"""
    return KEY | {"D": "wasteful"}


@what_happens.wrong(when=lambda seen: seen["E"] in ("right", "wasteful"))
def detach_protects_d():
    """{agree} of 7 are right. For E you say "{E}". D is safe in G's turn anyway: its optimiser does not step. What detach() cuts
    there is the only road along which G could learn anything. How far does G move?"""
    return KEY | {"E": "right"}


@what_happens.wrong(when=lambda seen: seen["E"] == "stops")
def silence_is_no_error():
    """{agree} of 7 are right. For E you say "{E}". backward() finds D's weights to give gradients to, so it does not complain, and an
    optimiser skips parameters without a gradient. Who would notice?"""
    return KEY | {"E": "stops"}


@what_happens.wrong(when=lambda seen: seen["F"] in ("right", "wasteful", "stops"))
def old_gradients_do_no_harm():
    """{agree} of 7 are right. For F you say "{F}". D's step left a gradient in G that *lowers D's loss*, and this time nobody clears it: it is added
    to G's own. Which of the two players does G then work for?"""
    return KEY | {"F": "wasteful"}


@what_happens.wrong(when=lambda seen: seen["G"] != "right")
def afraid_of_the_second_use():
    """{agree} of 7 are right. For G you say "{G}". fake.detach() is a second name for the numbers, without the road; `fake` itself keeps its
    graph, and nothing has walked it before G's own backward(). What was computed twice, and what was changed?"""
    return KEY | {"G": "stops"}


what_happens.hints(
    "Follow three things through each variant: which graph a backward() walks, whether it has been freed, and who clears which gradients.",
    "A backward() frees what it walked, unless told to retain it. An optimiser changes weights in place, and a graph made before "
    "then no longer fits. zero_grad() comes first in every step here, unless clear=False.",
    "Two of them stop, two are wasteful, two are wrong without a word, one is right.",
)

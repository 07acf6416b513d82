# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "03"
#     title: Algorithm 1 under the microscope
#     promise: Find out what each line of the GAN training algorithm is for, by changing it and measuring what breaks
#     minutes: 45
#     teach_in: [ten lessons]
#     uses_gpu: false
#     glossary:
#       shortfall: "what V lacks of its value at the best D against the same G, C(G) − V: at least 0, and 0 if D has kept up"
#       D-evaluation: "one batch that goes through D, the clock by which settings are compared at equal cost"
#       envelope theorem: "where D is at its best, its own movement does not change V to first order, so the slope of C(G) is that of V with D held still"
#       simultaneous: "said of steps that both players compute from the same state, before either has moved"
#       saturating: "said of G's loss log(1 − D): its slope in D's logit is −D, which vanishes where D rejects the fakes"
#       non-saturating: "said of G's loss −log D: its slope in D's logit is −(1 − D), steepest where D rejects the fakes"
# ---

# %% [markdown]
# # 3 · Algorithm 1 under the microscope
#
# The training algorithm of GANs fits on half a page, and every line of it has been argued about. You take it apart:
# how many steps for $D$, who moves first, which loss for $G$, where gradients may go. Everything is one-dimensional,
# so the answers are measured against the truth and not against taste.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lessons 01 and 02 ($D^*$, $C(G)$, JSD, one step of $D$ and of $G$).*
#
# This is where it ends, drawn by the code below and shown without its words. You will find them:
#
# ![Two charts without words. Left: two curves that begin alike; a dashed one rises, turns round and dies out, a solid one goes on rising. Right: a map of 56 fields, seven rows of eight, dark along a band from the lower left to the upper right, and bright on both sides of it.](../assets/lesson-03.png)

# %%
import math
from types import SimpleNamespace

import numpy as np
import torch
from torch.nn import functional as F

from gancourse import beliefs, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, replay, seed_everything
from gancourse import explore, figure_one, plots, small_game, widgets

# %%
from gancourse.paths import asset

torch.set_num_threads(1)  # networks as small as these are no faster on two cores
controls()

# %% [markdown]
# The device switch has no say in this lesson: as in lesson 02 everything is tiny, in double precision, and on the
# CPU. Sentences describe finished runs at *quick* or *full*; at *smoke* they run ahead of your numbers.
#
# Before you read on: five statements. Say of each whether it is true, false, or whether you are not sure. Nothing is
# graded, and at the end you judge the same five again.

# %%
beliefs("03")

# %% [markdown]
# ## Half a page

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Board:* The two lines of Algorithm 1, and a list of what they leave open: k, the order, fresh samples, G's loss,
# where gradients stop. Tick them off during the lesson.
#
# *Ask before running:* "Is more training of D always better?" (Write the votes on the board and come back to them
# twice: after the first race, where D was good enough already, and after the second, where k = 20 alone settles.)
#
# *Expect:* In Exercise 3.1: G's step inside the loop over k (that is k = 1, three times), one batch of noise or data
# for all k steps, gradients cleared once before the loop, and D's optimiser stepping in G's turn.

# %% [markdown]
# Here is Algorithm 1 of the 2014 paper in our words. Repeat:
#
# 1. $k$ times: draw $m$ points of data and $m$ of noise; move $D$ a step *up* $V(D, G)$.
# 2. Once: draw $m$ of noise; move $G$ a step *down* $V(D, G)$.
#
# The authors add: "We used $k = 1$, the least expensive option, in our experiments." Five things are decided here,
# mostly in silence: the number $k$, the order, that every step gets fresh samples, what $G$ descends, and where
# gradients may not go.
#
# ### Exercise 3.1 · One iteration
# *Difficulty 3 of 5 · 8 minutes · needed later: yes*
#
# Write one iteration. `pair` holds `generator`, `discriminator`, `g_optimizer`, `d_optimizer`; `real(m)` and
# `noise(m)` hand out fresh batches of shape (m, 1). $D$ descends its loss $-V$ from lesson 02, the sum of two means.
# $G$ descends `g_loss`, a function of $D$'s logits on the fakes that is given to you. Mind that gradients may lie
# around in both networks.


# %%
def one_iteration(pair, real, noise, g_loss, k=1, m=128):
    """k steps of D, then one of G; returns the two last losses as floats (d_loss, g_loss)."""
    ### BEGIN SOLUTION
    for _ in range(k):
        fake = pair.generator(noise(m)).detach()
        on_real, on_fake = pair.discriminator(real(m)), pair.discriminator(fake)
        d_loss = F.softplus(-on_real).mean() + F.softplus(on_fake).mean()
        pair.d_optimizer.zero_grad()
        d_loss.backward()
        pair.d_optimizer.step()
    loss = g_loss(pair.discriminator(pair.generator(noise(m))))
    pair.g_optimizer.zero_grad()
    loss.backward()
    pair.g_optimizer.step()
    return d_loss.item(), loss.item()
    ### END SOLUTION


# %%
one_iteration = check("one_iteration", one_iteration)

# %% [markdown]
# ## What D is missing

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Board:* A ceiling C(G) and V below it; the gap is δ. Beside it the price of an iteration, $2k + 1$ batches through
# D.
#
# *Ask before running:* "Equal rates: which k ends nearest to the data for its money?" (k = 1 and 2; k = 20 has hardly
# left.) "And if G is twenty times as fast?" (The order is turned round: k = 20 settles, k = 1 never does.)
#
# *Expect:* "A larger k cannot hurt." Against steps of G it does not; against cost it does. "Wait longer." In the
# recording, ten times the budget, k = 1 ends higher than it was after a tenth of the time.
#
# *Watch the clock:* The two races compute for about ten seconds each. Start each one, then let the class draw the
# chart it expects.

# %% [markdown]
# $V(D, G)$ can never exceed $C(G)$, its value at the best $D$. What is missing, $\delta = C(G) - V(D, G) \ge 0$, we
# call $D$'s **shortfall**. It is the exact measure of "$D$ has kept up", and in one dimension we can have it.
#
# ### Exercise 3.2 · The shortfall
# *Difficulty 1 of 5 · 2 minutes · needed later: yes*
#
# You know $V(D, G)$ and $\text{JSD}(p_\text{data}, p_g)$. What is the shortfall?


# %%
def shortfall(value, jsd):
    """C(G) − V(D, G), from V and JSD, in nats."""
    ### BEGIN SOLUTION
    return -math.log(4) + 2 * jsd - value
    ### END SOLUTION


# %%
shortfall = check("shortfall", shortfall)

# %% [markdown]
# ## What k buys, and what it costs
#
# Four games with $k$ = 1, 2, 5 and 20, on the networks of lesson 02. $G$ starts three standard deviations away from
# the data. To be fair, we count **D-evaluations**: batches that went through $D$. A step of $D$ takes two (data and
# fakes), a step of $G$ takes one, so an iteration costs $2k + 1$. That is also a good clock: the seconds are printed
# beside it.


# %%
def noise(m):
    return torch.rand(m, 1, dtype=torch.float64)


def real(m):
    return torch.randn(m, 1, dtype=torch.float64)


def start_game(k, lr_g, lr_d=5e-3):
    """A new pair of lesson 02; every game starts from the same weights."""
    seed_everything()
    generator, discriminator = figure_one.MonotoneGenerator(start=3.0), figure_one.small_discriminator()
    options = {"betas": (0.5, 0.999), "foreach": False}
    return SimpleNamespace(
        generator=generator, discriminator=discriminator, k=k, spent=0, iterations=0, seconds=0.0,
        steps=[], jsds=[], missing=[],
        g_optimizer=torch.optim.Adam(generator.parameters(), lr=lr_g, **options),
        d_optimizer=torch.optim.Adam(discriminator.parameters(), lr=lr_d, **options),
    )  # fmt: skip


def minus_log_d(logits):
    return F.softplus(-logits).mean()


# %%
import time

KS = (1, 2, 5, 20)


def play_on(games, until):
    """Let every game go on until it has spent that many D-evaluations, and measure all."""
    for game in games:
        begun = time.perf_counter()
        while game.spent + 2 * game.k + 1 <= until:
            one_iteration(game, real, noise, minus_log_d, game.k)
            game.spent += 2 * game.k + 1
            game.iterations += 1
        game.seconds += time.perf_counter() - begun
        game.now = figure_one.measure(game.generator, game.discriminator)
        game.steps.append(game.iterations)
        game.jsds.append(game.now.jsd)
        game.missing.append(shortfall(game.now.value, game.now.jsd))
    return {f"JSD k={game.k}": game.now.jsd for game in games}


# %%
def draw_games(games):
    figure, axes = plots.figure(2, 2, size=(5.6, 4.4))
    window = (figure_one.GRID.abs() <= 4.5).squeeze(1)
    p_data = figure_one.normal_log_density(figure_one.GRID).exp()
    for game, panel in zip(games, axes.flat):
        curves = [values[window] for values in (figure_one.GRID, p_data, game.now.p_g, game.now.d)]
        best = game.now.d_best[window]
        title = f"k = {game.k}: JSD {game.now.jsd:.3f}"
        plots.figure_one(*curves, optimal=best, ax=panel, title=title, names=False)
    return figure


def four_games(lr_g, slices, name, slice_size=250):
    """k = 1, 2, 5 and 20 side by side; step n of the Run ends at n · slice_size D-evaluations each."""
    games = [start_game(k, lr_g) for k in KS]
    run = Run(name, steps=slices, picture=lambda: draw_games(games))
    run.games, run.slice_size = games, slice_size
    play_on(games, 0)  # nobody has moved yet
    return run


# %% [markdown]
# **Predict.** Both players use Adam at the same rate, 0.005. Every game may spend 6,000 D-evaluations. Which $k$ ends
# nearest to the data, by its typical JSD, the median over the second half of the budget?

# %%
predict("equal_nearest", "k = 1", "k = 2", "k = 5", "k = 20")

# %% [markdown]
# **Predict.** And in which game is $D$'s typical shortfall smallest?

# %%
predict("equal_least_missing", "k = 1", "k = 2", "k = 5", "k = 20")

# %%
SLICES = by_speed(smoke=2, quick=24, full=48)
equal = four_games(5e-3, SLICES, "equal rates")
for step in equal:
    equal.log(**play_on(equal.games, step * equal.slice_size))

# %%
LOOKS = [
    {"color": color, "linestyle": line, "linewidth": 2}
    for color, line in zip(
        (plots.VERMILLION, plots.ORANGE, plots.GREEN, plots.BLUE), ("-", "--", "-.", ":")
    )
]


# %% draws="`late`, the median over the second half of the budget, and the three curves that compare the games"
def late(values):
    """The median over the second half of the budget: what is typical once a game has found its way."""
    return np.median(values[len(values) // 2 + 1 :])


def compare(run):
    figure, axes = plots.figure(1, 3, size=(10, 3.4))
    for game, look in zip(run.games, LOOKS):
        spent = np.array(game.steps) * (2 * game.k + 1)
        axes[0].plot(game.steps, game.jsds, **look)
        axes[1].plot(spent, game.jsds, **look)
        axes[2].plot(spent, game.missing, **look)
    for panel, title, x in zip(
        axes, ("JSD", "JSD", "shortfall of D"), ("steps of G", *["D-evaluations"] * 2)
    ):
        panel.set(title=title, xlabel=x, yscale="log", ylim=(5e-4, 20))
    axes[0].set_xlim(0, run.games[2].iterations)  # as far as k = 5 got
    axes[2].legend([f"k = {game.k}" for game in run.games], loc="upper right", ncols=2)
    ends = ", ".join(f"k = {game.k}: {late(game.jsds):.4f}" for game in run.games)
    return figure, f"{run.name}: typical JSD in the second half of the budget, {ends}."


# %%
def table_of(run):
    print("k    D-evaluations   steps of G   seconds   typical JSD   typical shortfall")
    for game in run.games:
        print(
            f"{game.k:<4} {game.spent:>8,}        {game.iterations:>6,}      {game.seconds:>5.1f}"
            f"      {late(game.jsds):.4f}        {late(game.missing):.4f}"
        )


def smallest(run, what):
    """The game in which the typical JSD ("jsds") or the typical shortfall ("missing") is smallest."""
    return f"k = {min(run.games, key=lambda game: late(getattr(game, what))).k}"


plots.show(*compare(equal))
table_of(equal)

# %%
outcome("equal_nearest", smallest(equal, "jsds"))
outcome("equal_least_missing", smallest(equal, "missing"))

# %% [markdown]
# Read the first chart and the second one, which shows
# the same numbers. Against **steps of G**, all curves lie close together: a larger $k$ gains nothing. Against **cost**,
# $k = 20$ has hardly left: it spent its budget on a $D$ that was good already. The third chart says why. After the first
# few points of the chart nobody's $D$ is far behind; even with $k = 1$ the shortfall is a few thousandths of a nat, and twenty steps
# do not make it twenty times smaller. There was nothing for $k$ to buy.
#
# Now let $G$ be in a hurry: its rate becomes 0.1, twenty times $D$'s. Everything else stays.
#
# **Predict.** Which $k$ ends nearest to the data now?

# %%
predict("hurry_nearest", "k = 1", "k = 2", "k = 5", "k = 20")

# %%
hurry = four_games(0.1, SLICES, "G in a hurry")
for step in hurry:
    hurry.log(**play_on(hurry.games, step * hurry.slice_size))

# %%
plots.show(*compare(hurry))
table_of(hurry)
outcome("hurry_nearest", smallest(hurry, "jsds"))

# %% [markdown]
# The order is turned round. With $k = 1$ the shortfall stays large, and JSD goes up and down without ever settling: $G$
# climbs a slope that is no longer there. With $k = 2$ and 5 it circles around the goal. With $k = 20$ the same hurried $G$
# is led there and stays, with the same number of D-evaluations. Over three seeds (`ci/measuring/lesson_03.py games`) the
# median of the typical JSD is 0.045, 0.014, 0.010 and 0.001 for $k$ = 1, 2, 5 and 20; at equal rates it is 0.002, 0.002,
# 0.006 and 0.43. The best $k$ of one race is the worst of the other. (One race is one seed, however fair: in the course's single run
# of the hurried games $k = 2$ ended before $k = 5$, and the medians say the reverse.)
#
# So "how large should $k$ be?" has no answer by itself. What counts is **how far $D$ gets while $G$ takes one step**.
# You can buy it with $k$, or with $D$'s learning rate, or by slowing $G$ down; and $k$ is the one that costs.
#
# ## The long run, recorded
#
# Does $k = 1$ settle if you wait? Here is the hurried race with ten times the budget, 60,000 D-evaluations each. Your
# own run is laid over it, thick and pale. No kernel at hand? [This page](../assets/lesson-03-run.html) replays the same
# recording in any browser; in JupyterLab press *Trust HTML* at its top.

# %%
replay(asset("lesson-03-run.npz"), mine=hurry, names=["JSD k=1", "JSD k=20"])

# %% [markdown]
# It does not; it gets worse. In the recording JSD at $k = 1$ stands higher at the end than it did after a tenth of the
# time: $p_g$ breaks up into narrow spikes that jump about faster than $D$ can follow. Waiting is no cure for a $D$ that is
# too slow. (A `step` of the chart is a slice of 250 D-evaluations for each game. In the four small pictures the data are
# dotted, $p_g$ is solid, $D$ dashed, and the thin line is $D^*$.)
#
# ## Why D has to keep up

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Board:* A hill with D\* at its top: a small step sideways changes nothing, so the derivative through D drops out.
# Half-way up it does not.
#
# *Ask before running:* "What direction does an untrained D give to G?" (Any: in this run even the sign is wrong, and
# ten steps later it is right.)
#
# *If time is short:* Skip the formula and read two columns of the table: as the shortfall goes to 0, the slope comes
# to 0.450.

# %% [markdown]
# Nobody wants $D$ for its own sake. $G$ should descend $C(G)$, and what it gets is the gradient of $V(D, G)$ at the
# $D$ of the day. When are they the same? At $D = D^*$, by the **envelope theorem**:
#
# $$\frac{d}{d\theta} C(G_\theta) = \frac{d}{d\theta} V(D^*_\theta, G_\theta)
# = \underbrace{\frac{\partial V}{\partial D}}_{=\,0} \cdot \frac{d D^*_\theta}{d\theta} + \frac{\partial V}{\partial \theta}\bigg|_{D = D^*}.$$
#
# ($\theta$ are $G$'s weights, and $\partial V / \partial D$ says how $V$ answers to a small change of the function $D$.) The best $D$ moves as $G$ moves, but at the top of a hill a small move sideways changes nothing: the first term is
# zero. For a $D$ that is *not* on top it is not zero, and dropping it gives a wrong direction. Let us see how wrong.
# We freeze $p_g = \mathcal{N}(2, 1)$, train $D$ from scratch, and ask it on the way for the gradient in $\mu$. The
# truth is $d(2\,\text{JSD})/d\mu = 0.450$.

# %%
middles = (torch.arange(4_000, dtype=torch.float64).unsqueeze(1) + 0.5) / 4_000
normal = torch.special.ndtri(middles)  # 4,000 equally likely points of N(0, 1)


def slope_in_mu(discriminator, mu, loss):
    """d loss / dμ at p_g = N(μ, 1), with D held still."""
    mu = torch.tensor(mu, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(loss(discriminator(mu + normal)), mu)
    return slope.item()


def log_one_minus_d(logits):
    return -F.softplus(logits).mean()


# %%
seed_everything()
discriminator = figure_one.small_discriminator()
optimizer = torch.optim.Adam(discriminator.parameters(), lr=5e-3, betas=(0.5, 0.999))
p_data, p_two = (figure_one.normal_log_density(figure_one.GRID, mean).exp() for mean in (0.0, 2.0))
print("steps of D   shortfall   slope in μ")
for step in range(by_speed(smoke=6, quick=201, full=201)):
    if step in (0, 1, 2, 5, 10, 20, 50, 100, 200):
        with torch.no_grad():
            value = figure_one.value(discriminator(figure_one.GRID), p_data, p_two, figure_one.GRID)
        slope = slope_in_mu(discriminator, 2.0, log_one_minus_d)
        print(f"{step:6}         {shortfall(value, 0.33681):.4f}      {slope:+.3f}")
    loss = (
        F.softplus(-discriminator(real(512))).mean() + F.softplus(discriminator(2 + real(512))).mean()
    )
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
truth = slope_in_mu(lambda x: 2 - 2 * x, 2.0, log_one_minus_d)
print(f"at D*          0.0000      {truth:+.3f}")

# %% [markdown]
# An untrained $D$ gives $G$ a direction from its random weights; with the course's seed even the sign is wrong. Ten steps
# later it is right, and as the shortfall goes to zero the slope comes to 0.450. So the shortfall is not bookkeeping: **a small shortfall is
# what makes G's gradient mean anything.** Near the top, an error $\epsilon$ in $D$ costs $V$ only about $\epsilon^2$, since $V$ is flat there, but the
# slope, which $G$ follows, about $\epsilon$: over three seeds (`ci/measuring/lesson_03.py slopes`), at a shortfall of a few thousandths the slope
# was still off by up to five hundredths.
#
# This is also what the paper's Proposition 2 is about. It promises $p_g \to p_\text{data}$ if $D$ reaches its best at
# every step and $p_g$ itself moves a little each time. For $k = 1$, and for the weights of a network in place of
# $p_g$, it promises nothing; the authors point out the latter themselves.
#
# ## Who moves first?

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Ask before running:* "G first, then D on the same fakes: does it differ from D first?" (Yes, and it is equal to the
# last bit to moving both at once. The authors' own program does that.)
#
# *Expect:* "Then the famous code is wrong." It is another game with a little less room: it breaks first when the
# rates get large.

# %% [markdown]
# **Pitfall.** In a widely copied collection of GANs in PyTorch (eriklindernoren/PyTorch-GAN,
# `implementations/gan/gan.py`), and in one of the five introductions behind this course, the loop makes fakes,
# updates $G$, and then trains $D$ on `fake.detach()`: the fakes of the *old* $G$. A reader asked about it (issue 76:
# should $D$ not come first?), and an answer there is that it makes no difference. Does it? Here is that loop, with two
# others beside it: one takes both gradients first and then moves both players, one moves $D$ first and then $G$.


# %%
def descend(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def d_loss(pair, x_real, fake):
    return F.softplus(-pair.discriminator(x_real)).mean() + F.softplus(pair.discriminator(fake)).mean()


def as_published(pair, x_real, z):
    fake = pair.generator(z)
    descend(pair.g_optimizer, minus_log_d(pair.discriminator(fake)))
    descend(pair.d_optimizer, d_loss(pair, x_real, fake.detach()))  # the fakes of the G before


# %%
def both_at_once(pair, x_real, z):
    """Both gradients first; then both players move."""
    fake = pair.generator(z)
    of_g, of_d = list(pair.generator.parameters()), list(pair.discriminator.parameters())
    for_g = torch.autograd.grad(minus_log_d(pair.discriminator(fake)), of_g)
    for_d = torch.autograd.grad(d_loss(pair, x_real, fake.detach()), of_d)
    for parameter, gradient in zip([*of_g, *of_d], [*for_g, *for_d]):
        parameter.grad = gradient
    pair.g_optimizer.step()
    pair.d_optimizer.step()


def d_then_g(pair, x_real, z):
    fake = pair.generator(z)
    descend(pair.d_optimizer, d_loss(pair, x_real, fake.detach()))
    descend(pair.g_optimizer, minus_log_d(pair.discriminator(fake)))


# %% [markdown]
# **Predict.** All three start from the same weights and see the same batches. After 50 iterations, which of the other two has
# *exactly* the $D$ of the published loop?

# %%
predict("published_loop", "D before G", "both at once", "neither")

# %% tags=["nbval-check-output"]
after_50 = {}
for way in (as_published, both_at_once, d_then_g):
    pair = start_game(1, 5e-3)
    for _ in range(50):
        way(pair, real(128), noise(128))
    after_50[way] = torch.cat([p.detach().flatten() for p in pair.discriminator.parameters()])
for way in (both_at_once, d_then_g):
    same = torch.equal(after_50[way], after_50[as_published])
    print(
        f"D after 50 iterations as published, and {way.__name__}: {'equal to the last bit' if same else 'different'}"
    )

# %% tags=["nbval-check-output"]
words_for = {both_at_once: "both at once", d_then_g: "D before G"}
twins = [words_for[way] for way in words_for if torch.equal(after_50[way], after_50[as_published])]
outcome("published_loop", twins[0] if twins else "neither")

# %% [markdown]
# Look closely: in the published loop $G$'s gradient is taken before $D$ moves, and $D$'s gradient on fakes that were made
# before $G$ moved. "G first, then $D$ on the same fakes" is no order at all: it is the **simultaneous** update,
# in which both players move at once. And that is what the authors' own program did: goodfeli/adversarial computes
# both gradients at the same weights and applies them together, $k = 1$, although the paper's pseudo-code alternates.
# The history of GANs began with a program that is not Algorithm 1.
#
# Does it matter? For that we need many runs, so we go down to a **small game**: $G(z) = \mu + \sigma z$, two numbers,
# against a $D$ with logit $w_0 + w_1 x + w_2 x^2$, three numbers, among them the best $D$ for every such $G$. The
# package plays it in NumPy, many games at once. Three orders, three rates for $G$ ($D$'s is 0.02), 16 seeds each:

# %%
rates, seeds = (0.01, 0.03, 0.05), range(by_speed(smoke=2, quick=16, full=64))
games = [(rate, seed) for rate in rates for seed in seeds]
budget = by_speed(smoke=600, quick=20_000, full=20_000)
ended = {}
for order in small_game.ORDERS:
    played = small_game.play(
        1, [rate for rate, _ in games], [seed for _, seed in games], order=order, budget=budget
    )
    ended[order] = played.jsd.reshape(len(rates), len(seeds))
print("median JSD at the end    " + "   ".join(f"lr_G {rate}" for rate in rates))
for order, jsd in ended.items():
    print(f"{order:24} " + "   ".join(f"{value:9.4f}" for value in np.median(jsd, axis=1)))

# %% [markdown]
# At a gentle rate nothing matters. "G first" with fakes of its own is Algorithm 1 shifted by half a turn. The
# simultaneous update is the first to break when the steps get large: over 64 seeds (`ci/measuring/lesson_03.py orders`) its
# median at rate 0.05 is 0.45, against 0.015 for Algorithm 1 and 0.017 for "G first". When you meet it in code, it is no
# bug; it is a game with a little less room, because each player reacts to where the other one *was*.
#
# ## Two losses for G

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Board:* The two pulls at μ: $\mu\,E[D^*]$ and $\mu\,(1 - E[D^*])$. The shares add up to 1, so the sum of the pulls
# is μ, the slope of $\text{KL}(p_g \| p_\text{data}) = \mu^2/2$.
#
# *Ask before running:* "μ = 6. How many times stronger does −log D pull: the same, 6, 36, 481 times?" (481; the mean
# of D\* there is 0.002.)
#
# *Expect:* "The label *real* is another way of writing the minimax loss." Equal at D = ½ only. "The gradient vanishes
# because D is too good." With the loss in use it does not: at μ = 8 it is 8. What a perfect D does in high dimensions
# is another matter. In Exercise 3.4 many divide the losses and not their gradients.

# %% [markdown]
# The game says: $G$ descends $\log(1 - D(G(z)))$. Every popular program descends $-\log D(G(z))$ instead, by handing
# the fakes to $D$'s loss with the label "real". The paper proposes this itself: same fixed point, "much stronger
# gradients early in learning". Let us take both halves of that sentence seriously.
#
# ### Exercise 3.3 · Both losses
# *Difficulty 2 of 5 · 4 minutes · needed later: yes*
#
# From $D$'s logits on the fakes, return the mean of $\log(1 - D)$, the *saturating* loss, and the mean of $-\log D$,
# the *non-saturating* one. Both must survive logits of ±120 in single precision, values and gradients.


# %%
def two_losses(logits):
    """(saturating, non-saturating) losses of G, from D's logits of shape (m, 1)."""
    ### BEGIN SOLUTION
    return -F.softplus(logits).mean(), F.softplus(-logits).mean()
    ### END SOLUTION


# %%
two_losses = check("two_losses", two_losses)

# %% [markdown]
# **Predict.** Let $p_g = \mathcal{N}(6, 1)$, six standard deviations away, and let $D$ be the best there is. How hard does the
# non-saturating loss pull at $\mu$, compared with the saturating one?

# %%
predict("pull_at_six", "equally hard", "6 times", "36 times", "about 500 times")

# %% [markdown]
# ### Exercise 3.4 · How many times stronger?
# *Difficulty 2 of 5 · 3 minutes · needed later: no*
#
# $p_g = \mathcal{N}(\mu, 1)$ against $\mathcal{N}(0, 1)$: the logit of $D^*$ is the straight line $\mu^2/2 - \mu x$.
# You know `mean_d`, the mean of $D^*$ over the fakes. Return $|\text{gradient of the non-saturating loss in } \mu|$
# divided by that of the saturating one. Differentiate both in the logit first.


# %%
def push_ratio(mean_d):
    """How many times stronger −log D pulls at μ than log(1 − D), at the best D, from E[D*]."""
    ### BEGIN SOLUTION
    return (1 - mean_d) / mean_d  # slopes in the logit: −(1 − D) and −D; the way to μ is the same
    ### END SOLUTION


# %%
push_ratio = check("push_ratio", push_ratio)

# %% [markdown]
# Now measure it: autograd through your two losses, against the formulas $\mu\,E[D^*]$ and $\mu\,(1 - E[D^*])$.


# %% tags=["nbval-check-output"]
def pulls(mu):
    """Both gradients in μ by autograd at the best D, and E[D*]."""

    def best(x):
        return mu**2 / 2 - mu * x

    both = [slope_in_mu(best, mu, lambda logits, i=i: two_losses(logits)[i]) for i in (0, 1)]
    return abs(both[0]), abs(both[1]), best(mu + normal).sigmoid().mean().item()


print("μ     saturating   μ·E[D*]   non-saturating   μ·(1 − E[D*])   ratio")
for mu in (0.5, 1.0, 2.0, 3.0, 4.0, 6.0):
    saturating, other, mean_d = pulls(mu)
    formulas = mu * mean_d, mu * (1 - mean_d)
    print(
        f"{mu:.1f}   {saturating:9.4f}   {formulas[0]:9.4f}   {other:11.3f}   {formulas[1]:13.3f}   {other / saturating:9.0f}"
    )

# %% tags=["nbval-check-output"]
factors = {"equally hard": 1, "6 times": 6, "36 times": 36, "about 500 times": 500}
ratio = other / saturating  # at the last μ of the table, 6
outcome("pull_at_six", min(factors, key=lambda words: abs(math.log(ratio / factors[words]))))

# %% [markdown]
# At μ = 6 the mean of $D^*$ over the fakes is 0.002076, and the factor is 481. A comment in a well-known annotated GAN (labml.ai's implementation, in the class of the
# generator's loss) says that with the label "real", "descending on this loss is the same as descending on the above
# gradient", the saturating one. It is the same *goal*.
#
# **Explore.** Drag $\mu$ and $\sigma$ of $p_g$. (1) Where is the saturating pull strongest, and how strong? (2) What
# do both pulls do as $\mu \to 0$? (3) Make $p_g$ narrow ($\sigma = 0.5$) at $\mu = 4$. Why does the non-saturating
# pull change so little?

# %%
mus = torch.linspace(0, 8, 81, dtype=torch.float64)
spread = torch.linspace(-9, 9, 2_001, dtype=torch.float64).unsqueeze(1)
weight = figure_one.normal_log_density(spread).exp() * (spread[1] - spread[0])  # far tails count here


def pulls_along(sigma):
    """The two pulls in μ for all of `mus` at once, for p_g = N(μ, σ²) and the best D."""
    x = mus + sigma * spread  # (2001, 81)
    log_q = figure_one.normal_log_density(spread) - math.log(sigma)
    d = (figure_one.normal_log_density(x) - log_q).sigmoid()
    steepness = -x + spread / sigma  # of D's logit in x
    return (weight * d * steepness).sum(0).abs(), (weight * (1 - d) * steepness).sum(0).abs()


def draw_pulls(ax, sigma=1.0):
    saturating, other = pulls_along(sigma)
    ax.plot(mus, other, **plots.GENERATOR, label="non-saturating, −log D")
    ax.plot(mus, saturating, color=plots.VERMILLION, linestyle="--", label="saturating, log(1 − D)")
    ax.set(xlabel="μ, how far away p_g is", title="pull at μ", ylim=(0, 3))
    ax.legend(loc="center right")
    return saturating, other


# %% draws="the panel and the two pulls, for the μ and σ that you choose"
def draw(mu, sigma):
    figure, axes = plots.figure(1, 2, size=(9.5, 3.6))
    log_q = figure_one.normal_log_density(figure_one.GRID, mu, sigma)
    log_p = figure_one.normal_log_density(figure_one.GRID)
    best = (log_p - log_q).sigmoid()
    plots.figure_one(figure_one.GRID, log_p.exp(), log_q.exp(), optimal=best, ax=axes[0])
    saturating, other = draw_pulls(axes[1], sigma)
    at = int(round(mu / 8 * 80))
    axes[1].axvline(mu, **plots.LANDMARK)
    ratio = other[at] / saturating[at] if saturating[at] > 0 else math.nan
    caption = f"p_g = N({mu:.1f}, {sigma:.1f}²): saturating {saturating[at]:.4f}, non-saturating {other[at]:.3f}"
    return (
        figure,
        f"{caption}, ratio {ratio:,.1f}. Saturating at most {saturating.max():.3f}, at μ = {mus[saturating.argmax()]:.1f}.",
    )


explore(draw, mu=(0.0, 8.0, 4.0, 0.1), sigma=(0.5, 2.0, 1.0, 0.1))

# %% [markdown]
# With $\sigma = 1$ the saturating pull is strongest at $\mu \approx 1.64$, where it is 0.467, and dies out from there on: a
# $G$ that is far away, and needs it most, is not pulled at all. Near $\mu = 0$ both pulls go to zero together: the same
# fixed point. And far away $1 - D$ is nearly 1 for every fake, so the non-saturating pull is the mean slope of the logit,
# which is $\mu$ for every width. Beware of turning it round, as some texts do: the loss saturates where $D$ *rejects* the
# fakes, not where it takes them for real.
#
# ## The switch changes what is descended

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *Board:* For a class that likes mathematics: from the sum of the two pulls, the identity with KL − 2 JSD is one
# line.
#
# *Ask before running:* "From μ = 6, both losses, plain descent and Adam: put the four in order." (38 and 681 steps
# with plain descent; with Adam the saturating loss arrives first, 47 against 102.)

# %% [markdown]
# At $D = D^*$ the saturating loss descends $2\,\text{JSD}$: that is the envelope theorem. What does the other one
# descend? Because $-\log D = \log(1 - D) - \log\frac{D}{1 - D}$, and the logit of $D^*$ is
# $\log p_\text{data} - \log p_g$, there is one more term: the mean of $\log p_g(x) - \log p_\text{data}(x)$ over the
# samples $x = G(z)$. That is the formula of $\text{KL}(p_g \| p_\text{data})$ in lesson 01. But is its gradient the one of KL? In the
# loss $D^*$ is held still, so $\theta$, the weights of $G$, moves the samples only; in KL the $p_g$ *inside* the logarithm moves as well. The
# difference is the mean of $\nabla_\theta \log p_g(x)$ over samples that are held still, and it is always zero:
#
# $$E_{x \sim p_g}[\nabla_\theta \log p_g(x)] = \int p_g \, \frac{\nabla_\theta\, p_g}{p_g} \, dx
# = \nabla_\theta \int p_g \, dx = \nabla_\theta 1 = 0.$$
#
# What a density gains in one place it loses in another. Look, in $\mu$ and $\sigma$ of three bell curves:


# %% tags=["nbval-check-output"]
def mean_score(mean, std):
    """The mean of ∇ log p_g in (μ, σ), over samples of p_g = N(mean, std²) that stay where they are."""
    at = torch.tensor([mean, std], dtype=torch.float64, requires_grad=True)
    held = mean + std * normal
    log_q = figure_one.normal_log_density((held - at[0]) / at[1]) - at[1].log()
    return torch.autograd.grad(log_q.mean(), at)[0]


for mean, std in ((1.0, 1.0), (2.0, 0.7), (1.0, 1.5)):
    largest = mean_score(mean, std).abs().max()
    print(f"N({mean}, {std}²): mean of the gradient of log p_g, in μ and σ at most {largest:.2f}")

# %% [markdown]
# So the gradients of the extra term and of KL are the same, and *minus* two JSD is left over (Arjovsky and Bottou, 2017):
#
# $$\nabla_\theta\, E[-\log D^*(G(z))] = \nabla_\theta \left[\text{KL}(p_g \| p_\text{data}) - 2\,\text{JSD}(p_\text{data}, p_g)\right].$$
#
# Two roads to the same number. On the left: autograd through your losses, with $D^*$ held still. On the right:
# autograd through the divergences themselves, as integrals.

# %%
wide = torch.linspace(-14, 20, 6_801, dtype=torch.float64)


def through_the_losses(mean, std):
    """Gradients of both losses in (μ, σ), with D held at the best D for N(mean, std²)."""
    at = torch.tensor([mean, std], dtype=torch.float64, requires_grad=True)
    x = at[0] + at[1] * normal
    logits = figure_one.normal_log_density(x) - figure_one.normal_log_density(x, mean, std)
    return [torch.autograd.grad(loss, at, retain_graph=True)[0] for loss in two_losses(logits)]


def through_the_divergences(mean, std):
    """Gradients of 2 JSD and of KL(p_g‖p_data) − 2 JSD in (μ, σ), by quadrature."""
    at = torch.tensor([mean, std], dtype=torch.float64, requires_grad=True)
    log_p = figure_one.normal_log_density(wide)
    log_q = figure_one.normal_log_density((wide - at[0]) / at[1]) - at[1].log()
    log_m = torch.logaddexp(log_p, log_q) - math.log(2)
    jsd2 = torch.trapezoid(log_p.exp() * (log_p - log_m) + log_q.exp() * (log_q - log_m), wide)
    kl = torch.trapezoid(log_q.exp() * (log_q - log_p), wide)
    return [torch.autograd.grad(each, at, retain_graph=True)[0] for each in (jsd2, kl - jsd2)]


# %% tags=["nbval-check-output"]
print("p_g             loss             in μ, σ          2 JSD, or KL − 2 JSD")
for mean, std in ((1.0, 1.0), (2.0, 1.0), (4.0, 1.0), (1.0, 1.5), (2.0, 0.7)):
    left, right = through_the_losses(mean, std), through_the_divergences(mean, std)
    for name, by_loss, by_divergence in zip(("saturating", "non-saturating"), left, right):
        both = [
            ", ".join(f"{value:+.2f}" for value in pair.tolist()) for pair in (by_loss, by_divergence)
        ]
        print(f"N({mean}, {std}²)    {name:15}  {both[0]:15}  {both[1]}")

# %% [markdown]
# They agree, in $\mu$ and in $\sigma$. So the famous sentence "a GAN minimises the Jensen–Shannon divergence" is true
# of the loss that nobody uses. Both vanish at $p_g = p_\text{data}$, but on the way the loss in use follows
# $\text{KL}(p_g \| p_\text{data})$, which punishes samples where there are no data and hardly notices data that have
# no samples; and because of the minus sign a larger JSD even lowers it. Keep that in mind for mode collapse, lesson 01's name for a $G$
# that paints only a part of the data.
#
# **Predict.** Start at $\mu = 6$, keep $D$ at its best, and descend until JSD is below 0.02: with plain gradient descent at
# rate 0.1, and with Adam at rate 0.1, each with both losses. With *Adam*, how many steps does the saturating loss need,
# compared with the other one?

# %%
predict("adam_saturating", "fewer", "about as many", "many more")


# %% tags=["nbval-check-output"]
def steps_to_goal(which, make_optimizer, most=5_000):
    mu = torch.tensor(6.0, dtype=torch.float64, requires_grad=True)
    optimizer = make_optimizer([mu])
    for step in range(most):
        if mu.item() < 0.403:  # JSD(N(0, 1), N(0.403, 1)) = 0.02
            return step
        best = mu.item()
        loss = two_losses(best**2 / 2 - best * (mu + normal))[which]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return most


for name, kind in (("gradient descent", torch.optim.SGD), ("Adam", torch.optim.Adam)):
    counts = [steps_to_goal(which, lambda values, kind=kind: kind(values, lr=0.1)) for which in (0, 1)]
    print(f"{name:17} saturating {counts[0]:>4} steps, non-saturating {counts[1]:>4} steps")

# %% tags=["nbval-check-output"]
ratio = counts[0] / counts[1]  # the last two counts are Adam's
more = "many more" if ratio > 1.25 else "about as many"
outcome("adam_saturating", "fewer" if ratio < 0.8 else more)

# %% [markdown]
# With plain descent the switch is worth a factor of 18 in steps. With Adam the saturating loss even arrives *first*.
# Adam divides every gradient by its own recent size, so a faint pull makes as long a step as a strong one; and
# because its memory of sizes is long (about a thousand steps, $\beta_2 = 0.999$), a pull that shrinks on the way, as the non-saturating one does here, makes ever
# shorter steps. That does not make saturation harmless: Adam scales the noise of a batch up with the signal, and this
# toy has no noise. But it may explain why some people report that the plain minimax loss works for them. The
# optimiser is part of the story.

# %% [markdown]
# ## The Helvetica scenario

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* One fixed D with a top, and ten arrows below it. Let the class move every arrow head uphill until nothing
# moves.
#
# *Ask before running:* "G from N(1, 2²): against the fixed D but slower, slower and longer, or against a D that
# answers. Which stays as wide as the data?" (The last alone. A larger k or a better D does not save the others: D is
# fixed, and it is the best one already.)
#
# *Expect:* "The samples go to where the data are densest." D compares: for N(1, 2²) the top lies at −⅓, a little away
# from the fakes. For a $p_g$ no wider than the data there is no top at all, and G runs away.

# %% [markdown]
# One of the popular introductions gives this recipe: train $D$ to its best with $G$ fixed, then fix $D$ and train $G$
# until it fools that $D$ as well as it can, and so on. The first half is Algorithm 1 with a large $k$. What about the
# second? Every sample climbs $D$, and $D$ does not react.
#
# ### Exercise 3.5 · Where does it end?
# *Difficulty 3 of 5 · 5 minutes · needed later: no*
#
# $D$ is fixed: the best $D$ for $p_g = \mathcal{N}(\text{mean}, \text{std}^2)$ against $\mathcal{N}(0, 1)$. At which
# $x$ is it largest? If it has no largest value, because it rises for ever, return `math.inf`.


# %%
def where_it_ends(mean, std):
    """The x at which the best D for p_g = N(mean, std²) is largest, or math.inf."""
    ### BEGIN SOLUTION
    if std <= 1:
        return math.inf  # the logit −x²/2 + (x − mean)²/(2 std²) has no top
    return mean / (1 - std**2)
    ### END SOLUTION


# %%
where_it_ends = check("where_it_ends", where_it_ends)

# %% [markdown]
# For $\mathcal{N}(1, 2^2)$ the top is at −⅓. Now train $G$ against exactly this $D$, to the end.


# %%
def logit_for(mean, std):
    """The logit of the best D for p_g = N(mean, std²), as a function of x."""
    return lambda x: figure_one.normal_log_density(x) - figure_one.normal_log_density(x, mean, std)


def train_against(logit, std, steps, looks, lr=2e-2):
    """G alone, from about N(1, std²), against a fixed D; returns what was seen on the way."""
    seed_everything()
    generator = figure_one.MonotoneGenerator(start=1.15, width=0.55 * std)
    optimizer = torch.optim.Adam(generator.parameters(), lr=lr, betas=(0.5, 0.999))
    seen = []
    for step in range(steps + 1):
        if step in looks:
            seen.append((step, figure_one.measure(generator, logit), generator(middles).detach()))
        descend(optimizer, minus_log_d(logit(generator(noise(256)))))
    return seen


steps = by_speed(smoke=20, quick=1_500, full=3_000)
looks = {round(steps * (i / 12) ** 2) for i in range(13)}
collapse = train_against(logit_for(1.0, 2.0), 2.0, steps, looks)
runaway = train_against(logit_for(1.0, 1.0), 1.0, steps, {0, steps})

# %% draws="what G did in this training, as pictures to drag through"
window = (figure_one.GRID.abs() <= 4.5).squeeze(1)
first = collapse[0][1]
pictures, captions = [], []
for step, now, samples in collapse:
    curves = (figure_one.GRID[window], p_data[window], now.p_g[window].clamp(max=0.75), now.d[window])
    arrows = (figure_one.FEET, now.heads)
    pictures.append(plots.figure_one(*curves, arrows, before=first.p_g[window], names=step == 0))
    captions.append(
        f"step {step:,}: mean {samples.mean():+.3f}, standard deviation {samples.std():.3f}"
    )
widgets.scrub(pictures, captions)

# %%
_, _, away = runaway[-1]
_, _, gone = collapse[-1]
print(f"wider than the data:   mean {gone.mean():+.2f}, standard deviation {gone.std():.2f}")
print(
    f"as wide as the data:   mean {away.mean():+.2f}, standard deviation {away.std():.2f}, and still on its way"
)

# %% [markdown]
# The arrows draw together near −⅓ (the spike in $p_g$ is cut off in the picture, and goes on growing). The generator
# maps all noise to one point, and it is *right* to: that is the best answer to this $D$. The paper's authors call it the
# Helvetica scenario and warn that "$G$ must not be trained too much without updating $D$". If $p_g$ is as wide as the
# data, $D^*$ has no top, and $G$ runs away altogether.
#
# **Predict.** The same start, $\mathcal{N}(1, 2^2)$, in three ways. (1) $D$ fixed as before, and $G$ four times as slow.
# (2) The same, for four times as long. (3) $D$ is a small untrained network that answers: it takes one step for each of
# $G$'s. In which of them does $p_g$ end nearest to the width of the data?

# %%
predict("width_at_the_end", "(1) slow G", "(2) slow G for longer", "(3) untrained D that answers")


# %%
def answered(steps, lr=5e-3):
    """G from the same start, against a D that takes one step for each of G's."""
    game = start_game(1, lr)
    game.generator = figure_one.MonotoneGenerator(start=1.15, width=1.1)
    game.g_optimizer = torch.optim.Adam(game.generator.parameters(), lr=lr, betas=(0.5, 0.999))
    for _ in range(steps):
        one_iteration(game, real, noise, minus_log_d, m=256)
    return game.generator(middles).detach()


slow = {
    times: train_against(logit_for(1.0, 2.0), 2.0, times * steps, {times * steps}, lr=5e-3)
    for times in (1, 4)
}
ends = {f"fixed D, slow G, {times * steps:,} steps": seen[-1][2] for times, seen in slow.items()}
ends[f"D answers, slow G, {steps:,} steps"] = answered(steps)
print(
    f"fixed D, at the start               mean {collapse[0][2].mean():+.2f}, standard deviation {collapse[0][2].std():.2f}"
)
for how, samples in ends.items():
    print(f"{how:35} mean {samples.mean():+.2f}, standard deviation {samples.std():.2f}")

# %%
ways = ("(1) slow G", "(2) slow G for longer", "(3) untrained D that answers")
off = {way: abs(samples.std().log().item()) for way, samples in zip(ways, ends.values())}
outcome("width_at_the_end", min(off, key=off.get))

# %% [markdown]
# A slower $G$ arrives later at the same point. A larger $k$ would change nothing, since $D$ is fixed; and a better $D$
# there is not, for this one *is* the best, for the $p_g$ it was trained on. Only the $D$ that answers keeps $p_g$ wide. The
# recipe solves another problem: the game asks for $\min_G \max_D V$, the $G$ that is best against a $D$ that *answers*.
# Training $G$ to the end against a fixed $D$ is $\min_G V$ for one $D$, and its solution is a point. Small steps of $G$,
# with $D$ answering each, are not a shortcut for the recipe: they are the algorithm.

# %% [markdown] tags=["pause"]
# **A place to pause.** You have taken most of Algorithm 1 apart: $k$ and its price, the order of the two steps, what
# each of the two losses of $G$ descends, and what becomes of a $G$ that is trained to the end against a fixed $D$. Next you
# choose $k$ and the rate yourself, and see the whole map of such choices; then comes the plumbing of the code.

# %% [markdown]
# ## A fixed budget

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *Ask before running:* "Bet on a cell of the map before it is drawn." (The notebook asks about four of them. In
# pairs: one prediction, then three tries each. It makes a good contest if you have ten minutes.)
#
# *Expect:* "More steps of D cannot hurt." Row k = 200 is the answer: at every rate up to 0.1 nothing has arrived.

# %% [markdown]
# Now you choose. The small game again, with $\mu = 3$ and $\sigma = 1$ at the start, $D$'s rate 0.02, batches of 64,
# and a budget of 20,000 D-evaluations. Try settings here; a redraw takes about half a second.


# %% draws="one game from three seeds, at a k and a rate that you choose"
def draw_game(k, log10_lr_g):
    lr_g = 10**log10_lr_g
    played = small_game.play(
        k, lr_g, (0, 1, 2), looks=40, budget=by_speed(smoke=900, quick=20_000, full=20_000)
    )
    figure, ax = plots.figure(size=(7, 3.2))
    for number, look in enumerate(LOOKS[1:]):
        ax.plot(played.spent, played.jsds[:, number], **{**look, "linewidth": 1.5})
    ax.axhline(0.02, **plots.LANDMARK)
    ax.set(xlabel="D-evaluations", ylabel="JSD", yscale="log", ylim=(1e-5, 1))
    ends = ", ".join(f"{jsd:.4f}" for jsd in played.jsd)
    return (
        figure,
        f"k = {k}, lr_G = {lr_g:.2g}: {played.iterations:,} steps of G; JSD at the end, three seeds: {ends}.",
    )


explore(draw_game, k=[1, 2, 5, 10, 20, 50, 200], log10_lr_g=(-4.0, 0.0, -1.0, 0.1))

# %% [markdown]
# **Explore.** (1) Find a setting that fails although nothing oscillates. (2) Find one that fails although $G$ was at
# the data long ago. (3) Make $k = 50$ work.
#
# ### Exercise 3.6 · Spend it well
# *Difficulty 2 of 5 · 5 minutes · needed later: no*
#
# Return `(k, lr_g)` with which the small game ends below JSD = 0.02. The check plays three games with seeds you have
# not seen, and two of three must get there. (It takes about a second.)


# %%
def within_budget():
    """(k, lr_g) that reach JSD < 0.02 within 20,000 D-evaluations."""
    ### BEGIN SOLUTION
    return 5, 0.02
    ### END SOLUTION


# %%
within_budget = check("within_budget", within_budget)

# %% [markdown]
# And now the whole map: seven values of $k$, eight rates of $G$, the median of three seeds, 168 games.
#
# **Predict.** Four of its cells, without trying them: which ends furthest from the data?

# %%
cells = [(1, 0.001), (1, 0.03), (20, 0.001), (20, 0.03)]
predict("map_furthest", *[f"k = {k} at rate {rate}" for k, rate in cells])

# %% [markdown]
# **Predict.** And in the whole map, which share of the settings ends below 0.02?

# %%
predict("map_share", between=(0, 100), unit=" %")

# %%
ks = by_speed(smoke=(1, 20), quick=(1, 2, 5, 10, 20, 50, 200), full=(1, 2, 5, 10, 20, 50, 200))
map_rates = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
budget = by_speed(smoke=900, quick=20_000, full=20_000)
final = np.array([
    np.median(small_game.play(k, np.repeat(map_rates, 3), range(24), budget=budget).jsd.reshape(8, 3), axis=1)
    for k in ks
])  # fmt: skip


# %% draws="the map, one field for each setting"
def draw_map(ax):
    levels = np.round(2 * np.log10(final + 1e-4)) / 2
    ax.imshow(levels, origin="lower", aspect="auto", cmap="cividis", vmin=-4, vmax=0)
    for row, column in np.ndindex(final.shape):
        value = final[row, column]
        text = f"{value:.2f}".lstrip("0") if value >= 0.02 else "●"
        ax.text(
            column,
            row,
            text,
            ha="center",
            va="center",
            fontsize=9,
            color="white" if value < 0.02 else "black",
        )
    ax.set(xlabel="learning rate of G", ylabel="k", title="final JSD (● below 0.02)")
    ax.set_xticks(range(len(map_rates)), [f"{rate:g}" for rate in map_rates], fontsize=9)
    ax.set_yticks(range(len(ks)), [str(k) for k in ks])


# %%
figure, ax = plots.figure(size=(7, 3.8))
draw_map(ax)
good = final < 0.02
plots.show(
    figure,
    f"Final JSD for {final.size} settings at equal cost; {good.sum()} of them end below 0.02. "
    f"All good: {good.all(axis=1).sum()} of {len(ks)} rows, {good.all(axis=0).sum()} of {len(map_rates)} columns.",
)

# %%
ended_at = {
    f"k = {k} at rate {rate}": final[ks.index(k), map_rates.index(rate)].item() for k, rate in cells
}
outcome("map_furthest", max(ended_at, key=ended_at.get))
outcome("map_share", round(100 * good.mean()))

# %% [markdown]
# The most careful of the four cells, $k = 20$ at rate 0.001, has hardly left its start. The good settings form a band from
# the lower left to the upper right: **twice the $k$ goes with about twice the rate**. Left of the band $G$ does not arrive
# within the budget. Right of it $G$ outruns $D$ and never settles. (So (1) lies left of it, (2) right of it, and in (3) rate 0.1 arrives.) No $k$ is
# good at every rate, and no rate at every $k$: the last numbers of the caption count the rows and columns that are good
# throughout. Beware of reading your own GAN off this map. A rate has no meaning across networks: 0.0002 for a network of
# millions of weights is not to the left of 0.001 for these five numbers. Within one game you can compare $G$'s rate with
# $k$ times $D$'s. Equal rates and $k = 1$, the common defaults for images, would stand at 0.02 in the lowest row here.
#
# Could a good setting fail the check of 3.6 by bad luck? The course's three right answers passed in 40 of 40 draws of
# three other seeds, and four wrong ones in none (`ci/measuring/lesson_03.py budget`).

# %% [markdown]
# ## Plumbing: detach, zero_grad, retain_graph

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Ask before running:* Exercise 3.7 as a vote: show variants A to G one at a time; the class holds up one of four
# cards, *right*, *wasteful*, *wrong*, *stops*. (A and C wasteful, B and D stop, E and F wrong, G right.) Then run
# them.
#
# *Expect:* "Without `detach()` it is wrong." A gives the same weights, because G's step clears first. B and D are
# errors that everybody meets within a week; E and F are the dangerous ones, because nothing is printed.
#
# *If time is short:* Vote on A, B, E and F only, and leave variant H and the three logs for home.

# %% [markdown]
# "Why `detach`?" is asked again and again by people who write a GAN in PyTorch, and the answers contradict each other. In pytorch/examples, issue 116, one says it is for speed and not for correctness; another, that without it
# there is an error about a graph walked a second time. We settle it by running it. Here is one iteration, with tools
# that can be misused:


# %%
def make_tools(pair, x_real):
    """Steps for the variants below: clear=False forgets zero_grad, options go to backward()."""

    def step(optimizer, loss, clear=True, **options):
        if clear:
            optimizer.zero_grad()
        loss.backward(**options)
        optimizer.step()

    def for_d(on_fake):
        return F.softplus(-pair.discriminator(x_real)).mean() + F.softplus(on_fake).mean()

    def move_d(on_fake, **options):
        step(pair.d_optimizer, for_d(on_fake), **options)

    def move_g(on_fake, **options):
        step(pair.g_optimizer, minus_log_d(on_fake), **options)

    return pair.generator, pair.discriminator, move_d, move_g


# %%
def reference(g, d, move_d, move_g, z):
    move_d(d(g(z).detach()))
    move_g(d(g(z)))


def variant_a(g, d, move_d, move_g, z):
    move_d(d(g(z)))
    move_g(d(g(z)))


def variant_b(g, d, move_d, move_g, z):
    fake = g(z)
    move_d(d(fake))
    move_g(d(fake))


def variant_c(g, d, move_d, move_g, z):
    fake = g(z)
    move_d(d(fake), retain_graph=True)
    move_g(d(fake))


# %%
def variant_d(g, d, move_d, move_g, z):
    on_fake = d(g(z))
    move_d(on_fake, retain_graph=True)
    move_g(on_fake)


def variant_e(g, d, move_d, move_g, z):
    move_d(d(g(z).detach()))
    move_g(d(g(z).detach()))


def variant_f(g, d, move_d, move_g, z):
    move_d(d(g(z)))
    move_g(d(g(z)), clear=False)


def variant_g(g, d, move_d, move_g, z):
    fake = g(z)
    move_d(d(fake.detach()))
    move_g(d(fake))


# %% [markdown]
# ### Exercise 3.7 · What happens?
# *Difficulty 3 of 5 · 6 minutes · needed later: no*
#
# Say for each variant, before it is run, what it does compared with `reference`: `"right"` (the same weights, no more
# work), `"wasteful"` (the same weights, but more gradients walk through $G$ than in `reference`), `"wrong"` (other
# weights, no error) or `"stops"` (an error).


# %%
def what_happens():
    """{"A": …, …, "G": …}, each one of "right", "wasteful", "wrong", "stops"."""
    ### BEGIN SOLUTION
    return {
        "A": "wasteful", "B": "stops", "C": "wasteful", "D": "stops", "E": "wrong", "F": "wrong", "G": "right",
    }  # fmt: skip
    ### END SOLUTION


# %%
what_happens = check("what_happens", what_happens)

# %% [markdown]
# Now for real: two iterations of each from the same weights, and a counter in $G$ that hears every gradient that
# comes back to it.


# %%
def run_for_real(variant):
    """(weights of both players after two iterations, gradients heard by G, the error or None)."""
    pair, heard, error = start_game(1, 5e-3), [], None
    pair.generator.b.register_hook(lambda gradient: heard.append(1))
    for _ in range(2):
        try:
            variant(*make_tools(pair, real(64)), noise(64))
        except RuntimeError as problem:
            error = str(problem).replace("\n", " ")
            break
    players = [*pair.generator.parameters(), *pair.discriminator.parameters()]
    return torch.cat([parameter.detach().flatten() for parameter in players]), len(heard), error


# %%
expected, heard_by_reference, _ = run_for_real(reference)


def judged(variant):
    """Run a variant, print what it did beside the reference, and return its word."""
    weights, heard, error = run_for_real(variant)
    same, letter = torch.equal(weights, expected), variant.__name__[-1].upper()
    word = (
        "stops"
        if error
        else "wrong"
        if not same
        else "right"
        if heard == heard_by_reference
        else "wasteful"
    )
    off = (weights - expected).abs().max()
    said = f"{heard} gradients came to G, weights off by at most {off:.1g}"
    print(f"{letter}  {word:9} {f'{error[:66]}…' if error else said}")
    return word


variants = (variant_a, variant_b, variant_c, variant_d, variant_e, variant_f, variant_g)
found = {variant.__name__[-1].upper(): judged(variant) for variant in variants}

# %% [markdown]
# - **A.** Without `detach()` in $D$'s step the result is the same to the last bit, and $G$ was walked twice as often,
#   because $G$'s own step starts with `zero_grad()`.
# - **B.** The "second time" error belongs to fakes that are used for *both* steps. **C** cures the symptom with
#   `retain_graph=True` and pays for A's wasted walk; **G** cures the cause: detach for $D$, keep the road for $G$.
# - **D.** `retain_graph` does not help when $D$'s verdict itself is reused: $D$'s optimiser has changed, in place,
#   the weights that the graph remembers. PyTorch notices and stops.
#   Projects that ran for years stopped with this message when PyTorch began to check (SinGAN, issues 137 and 148:
#   one batch of fakes for several steps of $G$, each changing the $G$ that made them).
# - **E** and **F** are the ones to fear. Nothing is printed; $G$ does not move at all in E, and in F it works
#   for $D$ as well: near $D = \tfrac12$ the two pulls cancel.
#
# **Where detach is needed, and where it saves time.** In $D$'s step it is needed only if $G$'s gradients are not cleared
# between that step and $G$'s own (compare F with A). Where they are, it saves a walk through $G$ and nothing else. In
# $G$'s step it is fatal (E). So detach in $D$'s step, to save time; start every step with `zero_grad()`; and read
# `retain_graph=True` in a GAN loop as a sign that something should be made anew.
#
# **Explore.** Now break it yourself. Change `variant_h` so that nothing is printed in red and *$D$* does not move at all.
# First say which of the four words it will get, and how many gradients will come to $G$.


# %%
def variant_h(g, d, move_d, move_g, z):
    """Yours; as it stands it is the reference."""
    move_d(d(g(z).detach()))
    move_g(d(g(z)))


judged(variant_h)

# %% [markdown]
# (Leave out the line of `move_d`, and it is *wrong*: no error, other weights, and $G$ hears its own two gradients as before.)
#
# And the other way round: from what happened to what was written. Three runs of 400 iterations, `reference`, E and F
# in an order that the computer has drawn, and only the numbers that a training log would have.

# %%
order = np.random.default_rng(3).permutation(3)
suspects = dict(zip("XYZ", np.array([reference, variant_e, variant_f], dtype=object)[order]))
print("run   iteration      V       mean of D on the fakes")
jsds, values = {}, {}
for run, variant in suspects.items():
    game = start_game(1, 5e-3)
    for iteration in range(by_speed(smoke=3, quick=401, full=401)):
        if iteration in (0, 100, 200, 400):
            now, on_fakes = (
                figure_one.measure(game.generator, game.discriminator),
                game.discriminator(game.generator(middles)),
            )
            print(f"{run:8} {iteration:6}   {now.value:+.3f}     {on_fakes.sigmoid().mean():.3f}")
            jsds[run], values[run] = now.jsd, now.value
        variant(*make_tools(game, real(128)), noise(128))

# %% [markdown]
# **Predict.** Which run is which? First: which one is the healthy `reference`?

# %%
predict("clinic_healthy", "X", "Y", "Z")

# %% [markdown]
# **Predict.** And which one is E, where $G$ does not move at all? The third is F.

# %%
predict("clinic_frozen", "X", "Y", "Z")

# %% [markdown]
# **Predict.** One of the three has the highest $V$ in its last row, so its $D$ has the lowest loss. By its JSD to the data, how
# good is its $G$ among the three?

# %%
predict("clinic_highest_value", "the best", "the middle one", "the worst")

# %%
for run, variant in suspects.items():
    print(f"{run}: {variant.__name__}, JSD in the last row {jsds[run]:.3f}")
run_of = {variant: run for run, variant in suspects.items()}
outcome("clinic_healthy", run_of[reference])
outcome("clinic_frozen", run_of[variant_e])
place = sorted(jsds, key=jsds.get).index(max(values, key=values.get))
outcome("clinic_highest_value", ("the best", "the middle one", "the worst")[place])

# %% [markdown]
# By $V$ alone one would have called E the best. In E $D$ learns, wins, and stays where it is: $V$ is high and steady, and
# that is no good news, for nobody answers. In the
# healthy run $V$ *falls* to −log 4 while the fakes get better, and $D$ on the fakes comes to ½. F is the one that a log
# hides: it begins like the healthy run, even a little faster, and then stays behind.

# %% [markdown]
# ## Two pictures to take away


# %% draws="the pulls and the map side by side"
def picture_of_findings():
    figure, axes = plots.figure(1, 2, size=(10, 3.9), width_ratios=(1, 1.25))
    draw_pulls(axes[0])
    draw_map(axes[1])
    return (
        figure,
        f"What the loss of G does to its pull, and which of {final.size} settings end below JSD 0.02.",
    )


plots.show(*picture_of_findings())

# %%
summary("03")

# %% [markdown]
# ## What you believe now
#
# The same five statements. This time each answer comes back with what is true, and with what you said before.

# %%
beliefs("03", after=True)

# %% [markdown]
# ## Recap
#
# - $\delta = C(G) - V(D, G)$ says how far $D$ lags behind; only near $\delta = 0$ is $G$'s gradient the one of JSD.
# - $k$ buys a small shortfall and costs $2k$ D-evaluations; what counts is how far $D$ gets while $G$ takes a step.
# - $D$ first or $G$ first is the same; $G$ first on *shared* fakes is the simultaneous update, with a little less
#   room.
# - $-\log D$ pulls $(1 - D)/D$ times as hard, and follows $\text{KL}(p_g\|p_\text{data}) - 2\,\text{JSD}$: same goal,
#   another road.
# - Against a fixed $D$ the best $G$ is a point. Clear before every step; then `detach()` in $D$'s step only saves time.
#
# ## What popular introductions say, and what is true
#
# | What is said | What you saw |
# |---|---|
# | Train $D$ to its best, then fix it and train $G$ to fool it as well as possible; repeat. | The second half sends every sample to the top of $D$, or to infinity. $G$ takes a small step, then $D$ answers. |
# | $G$ minimises $\log(1 - D(G(z)))$ (and the code beside it hands the fakes over with the label "real"). | The code descends $-\log D(G(z))$: 481 times the pull at $\mu = 6$, and another divergence on the way. |
# | $G$ wants $D$'s error on the fakes as high as possible. | That is the saturating loss. The program described there uses the label "real", which is the other one, and does not name it. |
# | (the loop updates $G$, then $D$ on the fakes made before) | To the last bit the simultaneous update: $D$ trains on the fakes of the $G$ of before. It works at gentle rates and breaks first at large ones. |
# | $D$ takes a step on real images and another one on fakes, for each step of $G$. | Two half-steps are not $k = 2$: each sees one of the two terms of $V$ and pulls all of $D$ to one side. Per iteration $D$ has seen one batch of each, as with $k = 1$. |
# | The label "real" is another way of writing the minimax loss. | Equal at $D = \tfrac12$ only. |
#
# ## Further reading
#
# - I. Goodfellow et al., *Generative Adversarial Nets*, NIPS 2014,
#   [arXiv:1406.2661](https://arxiv.org/abs/1406.2661): Algorithm 1, Proposition 2, and section 6 for the Helvetica
#   scenario; the program is at [github.com/goodfeli/adversarial](https://github.com/goodfeli/adversarial)
#   (`AdversaryCost2` in `__init__.py`).
# - M. Arjovsky, L. Bottou, *Towards Principled Methods for Training Generative Adversarial Networks*, ICLR 2017,
#   [arXiv:1701.04862](https://arxiv.org/abs/1701.04862): Theorem 2.5 is the identity with KL − 2 JSD.
# - L. Metz, B. Poole, D. Pfau, J. Sohl-Dickstein, *Unrolled Generative Adversarial Networks*, ICLR 2017,
#   [arXiv:1611.02163](https://arxiv.org/abs/1611.02163): what a $D$ that answers is worth, taken further.
# - M. Heusel et al., *GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium*, NIPS 2017,
#   [arXiv:1706.08500](https://arxiv.org/abs/1706.08500): learning rates instead of $k$.

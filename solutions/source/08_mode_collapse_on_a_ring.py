# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "08"
#     title: Mode collapse on a ring
#     promise: Count mode collapse where everything is known, tell its three kinds apart by film, and cure it within a minute on rings nobody has seen
#     minutes: 76
#     uses_gpu: false
#     teach_in: []
#     run_seconds: {budget: 60}  # at most; the other runs are counted in steps
#     glossary:
#       mode hopping: "G serves one kind of sample, or a few, and moves on to others as soon as D has learned to reject them"
#       mode dropping: "some kinds of sample are lost and do not come back, while the others go on being served"
#       packing: "D judges several samples side by side, so that it sees whether they are alike"
#       unrolling: "G's gradient is taken against D as it will be some steps later, and runs through these steps"
#       instance noise: "the same noise is added to real and fake samples before D sees them; it is taken back during the training"
#       replay memory: "D is trained on earlier fakes too, so that it does not forget what it has learned to reject"
# ---

# %% [markdown]
# # 8 · Mode collapse on a ring
#
# Eight small clouds in a circle, and a generator that should fill them all. In the plane collapse is no matter of taste:
# you count it. You tell its kinds apart, look at what $G$ feels, write the well-known cures, and learn what each costs. At the end sixty
# seconds of computing have to be enough on a ring that you have not seen.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lessons 01 and 03 ($D^*$, one step of $D$ and of $G$); R1 and the average of $G$, from lesson 04 in small and lesson 07 in earnest.*
#
# ![Two maps of a discriminator over the plane, without words, shaded from dark to light, with eight small circles on a ring. On each map a crowd of samples carries arrows, at another place and in other directions than on the other.](../assets/lesson-08.png)

# %%
import copy
import json
import math
from collections import deque
from statistics import median
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# %%
from gancourse import beliefs, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, replay, seed_everything
from gancourse import explore, plots
from gancourse.paths import asset
from gancourse.toys import ring
from gancourse.views import plane

torch.set_num_threads(1)  # networks as small as these are no faster on two cores
controls()

# %% [markdown]
# The device switch has no say here: the networks are tiny, and a GPU would wait for Python. Sentences describe finished runs at
# *quick* or *full*; at *smoke* they run ahead of your numbers.
#
# First five statements. Say of each whether it is true, false, or whether you are not sure; at the end you judge them again.

# %%
beliefs("08")

# %% [markdown]
# ## A world in which collapse can be counted

# %% [markdown] tags=["teacher"]
# **For the teacher · 18 minutes.**
#
# *Board:* Eight dots in a circle. Beside it two empty columns: *how many are served* and *how well*.
#
# *Ask before running:* "In one dimension 99.7 % lie within three sigma. And in the plane?" (98.9 %.)
#
# *Expect:* In Exercise 8.1: a ring of seven, because linspace counts both ends; degrees; sigma squared. In 8.3: every sample
# counts for its nearest mode, however far away it is.
#
# *Homework:* Exercise 8.2. The notebook uses the course's version until then.

# %% [markdown]
# Of faces or digits nobody can say exactly how many kinds there are, or whether one is missing. Here is a world in which one can: $n$
# **modes**, small round clouds of points, at equal distances on a circle. A point comes from a mode drawn at random, each
# as likely as the others, plus normal noise with standard deviation $\sigma$ along both axes.
#
# ### Exercise 8.1 · The ring
# *Difficulty 2 of 5 · 8 minutes · needed later: yes*
#
# Return `m` points, shape (m, 2). Mode $i$ of `modes` stands at the angle `turn` $+\, 2\pi i/$`modes`, at distance `radius` from the
# middle; angles are in radians and counted as usual, from the x axis and against the clock. Each point draws its own mode and its own noise.


# %%
def sample_ring(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """m points of a ring of Gaussians, (m, 2)."""
    ### BEGIN SOLUTION
    angles = turn + 2 * math.pi * torch.randint(modes, (m,)) / modes
    centres = radius * torch.stack([angles.cos(), angles.sin()], dim=1)
    return centres + sigma * torch.randn(m, 2)
    ### END SOLUTION


# %%
sample_ring = check("sample_ring", sample_ring)

# %% [markdown]
# **Pitfall.** The public code of a well-known paper on mode collapse draws this very ring with `linspace(0, 2π, 8)`
# (poolio/unrolled_gan). The first angle and the last are the same place: its ring has seven modes, and one comes twice as often. Whoever
# counts eight there counts wrong, and whoever counts seven has missed none.
#
# ## Good, and everywhere
#
# Two questions about a set of samples. How many are **good**, near enough to a mode to be taken for data? And how many of the modes are
# **covered**? "Near enough" is to be three sigma. On a line 99.7 % of a normal distribution lie within three sigma.
#
# **Predict.** And in the plane, which share of a mode's own points lies within $3\sigma$ of its centre?

# %%
predict("within_three_sigma", "99.7 %", "98.9 %", "95.4 %", "86.5 %")

# %%
seed_everything()
points = sample_ring(200_000, modes=1, radius=0.0, sigma=1.0)
measured = (points.norm(dim=1) <= 3).float().mean().item()
choices = {"99.7 %": 0.997, "98.9 %": 0.989, "95.4 %": 0.954, "86.5 %": 0.865}
outcome("within_three_sigma", min(choices, key=lambda words: abs(choices[words] - measured)))

# %% [markdown]
# ### Exercise 8.2 · Within k sigma
# *Difficulty 2 of 5 · 6 minutes · needed later: no*
#
# Derive it: which share of a round normal distribution in the plane lies within $k\sigma$ of its centre? The density of the
# distance $r$, in sigmas, is $r\, e^{-r^2/2}$: a circle of radius $r$ has the length $2\pi r$, and the $2\pi$ cancels against the one in the
# normal density.


# %%
def share_within(k):
    """The share of a round Gaussian in the plane within k sigma of its centre."""
    ### BEGIN SOLUTION
    return 1 - math.exp(-(k**2) / 2)
    ### END SOLUTION


# %%
share_within = check("share_within", share_within)

# %%
print("k     formula   counted")
for k in (1, 2, 3):
    print(f"{k}     {share_within(k):.4f}    {(points.norm(dim=1) <= k).float().mean():.4f}")

# %% [markdown]
# The rule of 99.7 % is a rule for one axis. In the plane a sample can be off in two directions, and with each further axis more of the
# distribution lies outside of the same radius.
#
# ### Exercise 8.3 · Quality and coverage
# *Difficulty 3 of 5 · 8 minutes · needed later: yes*
#
# Return two numbers. The **quality** is the share of the samples that are good: within $3\sigma$ of their nearest centre. A mode is **covered** if at
# least 1 % of *all* samples are good and nearest to it. (Why not one sample? Because a hit by chance would do.)


# %%
def count_modes(samples, centres, sigma):
    """(quality, covered): the share of good samples of (m, 2), and how many of the centres (n, 2) are covered."""
    ### BEGIN SOLUTION
    distance, nearest = torch.cdist(samples, centres).min(dim=1)
    good = distance <= 3 * sigma
    shares = torch.bincount(nearest[good], minlength=len(centres)) / len(samples)
    return good.float().mean().item(), int((shares >= 0.01).sum())
    ### END SOLUTION


# %%
count_modes = check("count_modes", count_modes)

# %%
DATA = ring.ring()  # eight modes at radius 2, sigma 0.05
seed_everything()
sets = {
    "the data": sample_ring(2_500),
    "noise": 6 * torch.rand(2_500, 2) - 3,
    "one mode": sample_ring(2_500, modes=1),
    "twice as wide": sample_ring(2_500, sigma=0.1),
}
print("                 quality   covered")
for name, each in sets.items():
    quality, covered = count_modes(each, DATA.centres, DATA.sigma)
    print(f"{name:16} {quality:7.1%}   {covered} of 8")

# %% [markdown]
# The data themselves score 98.9 %, give or take the chance in 2,500 samples, so that is the best honest score; a generator with 100 % is too narrow. "One mode" scores
# as well as the data and serves one mode in eight. Noise has neither. Samples with twice the width cover everything and lose a third of their quality. You need both numbers.
#
# ## A plain GAN

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Ask before running:* "What will the samples do first?" (Most say: spread out. They begin in a clump in the middle and are thrown out as one.)
#
# *Expect:* "It has seen all eight modes, so it will make all eight." D has seen them. G has seen none.

# %% [markdown]
# A generator from 2 normal numbers to a point, with three hidden layers of 64; a discriminator with two; Adam as PyTorch sets it up, one step
# of $D$ and one of $G$, batches of 128. Nothing is cured yet.


# %%
LATENT, BATCH, WIDTH = 2, 128, 64


def network(inputs, outputs, hidden):
    """Fully connected: `hidden` layers of 64 with LeakyReLU, and one without."""
    widths, layers = [inputs, *hidden * [WIDTH]], []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Linear(WIDTH, outputs))


def latent(m=BATCH):
    return torch.randn(m, LATENT)


def descend(optimizer, loss, network):
    optimizer.zero_grad()
    loss.backward(inputs=list(network.parameters()))  # the other player's gradients are not wanted
    optimizer.step()


# %%
def plain_game(sample, seed=0, lr=1e-3):
    """Two networks and their optimisers, for the data that sample(m) hands out."""
    seed_everything(seed)
    generator, discriminator = network(LATENT, 2, hidden=3), network(2, 1, hidden=2)
    return SimpleNamespace(
        sample=sample, generator=generator, discriminator=discriminator,
        g_optimizer=torch.optim.Adam(generator.parameters(), lr, fused=True),
        d_optimizer=torch.optim.Adam(discriminator.parameters(), lr, fused=True),
    )  # fmt: skip


def plain_iteration(game):
    fake = game.generator(latent())
    on_real, on_fake = game.discriminator(game.sample(BATCH)), game.discriminator(fake.detach())
    d_loss = F.softplus(-on_real).mean() + F.softplus(on_fake).mean()
    descend(game.d_optimizer, d_loss, game.discriminator)
    descend(game.g_optimizer, F.softplus(-game.discriminator(fake)).mean(), game.generator)
    return d_loss


# %% [markdown]
# **Predict.** After 4,000 iterations, how many of the eight modes are covered?

# %%
predict("plain_covered", between=(0, 8))

# %%
PLAIN_STEPS = by_speed(smoke=24, quick=4_000, full=10_000)
plain = plain_game(sample_ring)
film, fixed = [], latent(2_500)
plain_run = Run("plain training", steps=PLAIN_STEPS, landmarks={"2 log 2": math.log(4)})
for step in plain_run:
    plain_run.log(d_loss=plain_iteration(plain))
    if step % (PLAIN_STEPS // 12) == 0:  # a look: the samples, and the D of that moment
        with torch.no_grad():
            film.append((step, plain.generator(fixed), copy.deepcopy(plain.discriminator)))

# %%
figure, counted = plane.clouds([(f"step {step:,}", seen[:400]) for step, seen, _ in film], DATA)
plots.show(figure, counted)
quality, covered = count_modes(film[-1][1], DATA.centres, DATA.sigma)
print(f"At the end: {covered} of 8 modes, {quality:.1%} of the samples good.")
outcome("plain_covered", covered)

# %% [markdown]
# Circles mark the modes, solid where covered, dashed where not; over each picture stand coverage and quality. In the course's run all samples begin in one clump. $D$ drives it
# out of there, and then from side to side of the map, because a crowd in one place is easily rejected. After 2,300 iterations it opens into a ring, and only then do the samples draw together at the modes.
# Between the modes threads remain: $G$ is continuous, so between two latents that go to two modes there are others that go in between.
#
# ## What G feels

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* Two samples in one mode, far from a mode that is empty. Draw D's hill over the empty one, and its slope where the samples are: flat.
#
# *Ask before running:* "D knows that the mode on the right is empty. Who tells G?" (Nobody: an arrow is D's slope *at the sample*.)

# %% [markdown]
# $G$ never sees a mode. At each sample it gets one arrow: the direction in which $-\log D$ falls, *at that place*. Below, after your guess, stands $D$ as a landscape,
# dark for 0 and light for 1, with the arrows at 200 samples, and a slider that goes through the film.
#
# **Predict.** At the end of the run, which share of the arrows points towards the nearest mode, within 90 degrees?

# %%
predict("arrows_home", between=(0, 100), unit=" %")


# %%
def draw_look(look):
    step, seen, then = film[look - 1]
    figure, caption = plane.landscape(then, seen, DATA, f"step {step:,}")
    found = ring.count(seen, DATA)
    return figure, f"Step {step:,}: {found}. {caption}"


explore(draw_look, look=(1, len(film), len(film)))

# %%
_, last, last_d = film[-1]
home = plane.homeward(plane.arrows_of(last_d, last), last, DATA)
print(f"{home:.0%} of all {len(last):,} arrows point towards the nearest mode.")
outcome("arrows_home", round(100 * home))

# %% [markdown]
# **Explore.** (1) Find the look with the strongest mean pull. Are the samples good there? (2) Find a mode that is empty and light. Which way do the arrows nearest to it
# point? (3) What do the arrows in a mode that is *overcrowded* do?
#
# Neighbours feel nearly the same arrow. That is the mechanism of collapse: samples that stand together are pulled together, and as a crowd they are
# rejected together. An empty mode can be as light as it likes; where the samples stand, $G$ hears of the slope *there* and of nothing else. In the course's run $D$ is lightest at the
# upper edge of the map after 1,332 iterations, above all modes, and the whole crowd sets out for it.
#
# ## Three ways to fail

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Ask before running:* Show the last picture of each film only, and let the class name the fault. Then the whole film.
#
# *Expect:* "All three are mode collapse, so one cure will do." They look alike in one picture, and only the film tells.

# %% [markdown]
# "Mode collapse" is said of three things:
#
# - **Collapse**: nearly all samples go to one place, and stay there.
# - **Mode hopping**: they serve few modes at a time, and others a little later. What is served keeps changing.
# - **Mode dropping**: most modes are served, and others are lost. From some moment on the same ones are empty in every picture.
#
# One picture cannot tell them apart. Here are three trainings of the course as films. (How each was made is told below the exercise.)

# %%
recorded = np.load(asset("lesson-08-films.npz"))
films = {letter: torch.from_numpy(recorded[letter]).float() for letter in "ABC"}
rings = {
    letter: ring.Mixture(
        torch.from_numpy(recorded[f"{letter}_centres"]), float(recorded[f"{letter}_sigma"])
    )
    for letter in films
}

# %% draws="the three recorded films, twelve pictures each"
for letter, frames in films.items():
    titles = [f"step {step:,}" for step in recorded[f"{letter}_steps"].tolist()]
    figure, where = plane.clouds(list(zip(titles, frames)), rings[letter], counted=False)
    plots.show(figure, f"Film {letter}, the modes that are served, numbered against the clock. {where}")

# %% [markdown]
# ### Exercise 8.4 · The diagnosis
# *Difficulty 2 of 5 · 5 minutes · needed later: no*
#
# Which film is which? Give each letter one of the words `"collapse"`, `"hopping"`, `"dropping"`.


# %%
def diagnosis():
    """{"A": …, "B": …, "C": …}, each one of "collapse", "hopping", "dropping"."""
    ### BEGIN SOLUTION
    return {"A": "dropping", "B": "hopping", "C": "collapse"}
    ### END SOLUTION


# %%
diagnosis = check("diagnosis", diagnosis)

# %%
print("film   modes in one picture (median)   modes in all pictures together")
for letter, frames in films.items():
    each = torch.stack(
        [ring.count(frame, rings[letter]).shares >= ring.LEAST_SHARE for frame in frames]
    )
    print(
        f"{letter}      {each.sum(dim=1).median().item():>8}                       {each.any(dim=0).sum().item():>12}   {diagnosis()[letter]}"
    )

# %% [markdown]
# All pictures together are what a statistic over the whole training would count: in the hopping film six of the eight modes have had their turn, and in the dropping film all eight, for in its
# third picture none was lost yet. But whoever stops the training gets *one* picture. (A is plain training as above on another ring; B has a $G$ four times as fast, with less momentum, on wider modes; in C $D$
# was trained once, against noise, and then held still while $G$ climbed it.)

# %% [markdown] tags=["pause"]
# **A place to pause.** You have a ring, two numbers that count what a generator does on it, a plain GAN and its film, and names for three ways to fail. Next you write the
# cures, one by one, and see what each buys and costs; then comes the challenge.

# %% [markdown]
# ## Cures

# %% [markdown] tags=["teacher"]
# **For the teacher · 20 minutes.**
#
# *Board:* Three questions that a cure can answer: Does D see that fakes are *alike*? (8.5, 8.6.) Does G see how D will *answer*? (8.7.) Is D's landscape *gentle* where G
# stands? (noise, R1, labels.) And for those who swing: does G *average* over its way?
#
# *Expect:* In Exercise 8.5: std over the features in place of the batch, and NaN for a batch of one. In 8.7: no create_graph.
#
# *If time is short:* 8.5 only, and the table below 8.8 from the board.
#
# *Homework:* Exercises 8.7 and 8.8. The notebook uses the course's versions until then.

# %% [markdown]
# Cures answer different questions. The first two: how should $D$ know that the fakes are all alike, if it is shown one at a time? A single fake on a mode looks like data.
#
# ### Exercise 8.5 · The spread of a batch
# *Difficulty 3 of 5 · 10 minutes · needed later: yes*
#
# Give $D$ one more feature (Karras et al. 2018, after Salimans et al. 2016): for every feature the standard deviation over the *batch*, dividing by $m$; then the mean of these
# numbers; append it to every sample. Where all samples are alike, or there is but one, the number is 0 and its gradient must be finite all the same: add $10^{-8}$ under the root. (So the 0 becomes 0.0001.)


# %%
def minibatch_std(features):
    """(m, f) -> (m, f + 1): the mean of the standard deviations over the batch as one more feature."""
    ### BEGIN SOLUTION
    deviation = (features.var(dim=0, correction=0) + 1e-8).sqrt().mean()
    return torch.cat([features, deviation.expand(len(features), 1)], dim=1)
    ### END SOLUTION


# %%
minibatch_std = check("minibatch_std", minibatch_std)

# %% [markdown]
# The other answer, from PacGAN (Lin et al. 2018), is **packing**: show $D$ several samples side by side and ask whether *all* of them are real.
#
# **Predict.** Draw two real points of the ring. How often are they in the same mode?

# %%
predict("pair_in_one_mode", "one time in 8", "one time in 28", "one time in 64")

# %% tags=["nbval-check-output"]
seed_everything(0)
nearest = torch.cdist(sample_ring(400_000), DATA.centres).argmin(dim=1)
same = (nearest[::2] == nearest[1::2]).float().mean().item()
answers = {"one time in 8": 1 / 8, "one time in 28": 1 / 28, "one time in 64": 1 / 64}
outcome("pair_in_one_mode", min(answers, key=lambda words: abs(answers[words] - same)))

# %% [markdown]
# So if $G$ serves one mode alone, its pairs are always in one mode, and real pairs one time in eight. At that mode the best $D$ says 1 in 9 of single points, and 1 in 65 of pairs.
#
# ### Exercise 8.6 · Packs
# *Difficulty 2 of 5 · 6 minutes · needed later: yes*
#
# Put `m` points into each row, one behind the other, each used once: from (n, 2) to (n/m, 2m).


# %%
def pack(points, m):
    """Points (n, 2) -> packs (n / m, 2 · m), every point used once."""
    ### BEGIN SOLUTION
    return points.reshape(len(points) // m, 2 * m)
    ### END SOLUTION


# %%
pack = check("pack", pack)

# %% [markdown]
# The second question: $G$ moves to where $D$ is high *now*, and $D$ answers. What if $G$ knew the answer? **Unrolling** (Metz et al. 2017) imagines $D$ some steps further on, and lets
# $G$'s gradient run through these steps: a place is worth moving to only if it will still be worth something then.
#
# ### Exercise 8.7 · Unrolled
# *Difficulty 4 of 5 · 15 minutes · needed later: yes*
#
# Take `steps` steps of plain gradient descent on `loss_of(weights)`, without touching the weights that come in, and return the new weights as a list. They must remember how they came about, so that a
# gradient can run through all steps to whatever `loss_of` depends on. (`torch.autograd.grad` has an option for that.)


# %%
def unrolled(weights, loss_of, rate, steps):
    """The weights, a list of tensors, after `steps` of descent on loss_of(weights), differentiably."""
    ### BEGIN SOLUTION
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return list(weights)
    ### END SOLUTION


# %%
unrolled = check("unrolled", unrolled)

# %% [markdown]
# The third question: is $D$'s landscape gentle where the samples are? Three ways to make it so. **Instance noise** (Sønderby et al. 2017) blurs real and fake alike before $D$ sees them, less and less. R1,
# from lesson 07, puts a price on the steepness of $D$'s logit (what goes into the sigmoid) at the data. And labels can be softened: the real points get the label $a < 1$, or the fakes the label $b > 0$.
#
# ### Exercise 8.8 · Softer labels
# *Difficulty 3 of 5 · 10 minutes · needed later: no*
#
# With the label $a$ for data and $b$ for fakes, $D$'s loss at one $x$ is $-\,[a\,p_\text{data} + b\,p_g] \log D - [(1-a)\,p_\text{data} + (1-b)\,p_g] \log(1 - D)$. Which $D(x)$ is the best?


# %%
def best_smoothed_d(p_data, p_g, real_label, fake_label):
    """The best D at points with these densities, when data have the label real_label and fakes fake_label."""
    ### BEGIN SOLUTION
    return (real_label * p_data + fake_label * p_g) / (p_data + p_g)
    ### END SOLUTION


# %%
best_smoothed_d = check("best_smoothed_d", best_smoothed_d)

# %% tags=["nbval-check-output"]
x = torch.linspace(-4, 4, 801, dtype=torch.float64)
p_data, p_g = (torch.exp(-((x - mean) ** 2) / 0.5) / math.sqrt(0.5 * math.pi) for mean in (-1.5, 1.5))
print("labels        D* at the data, its logit   D* at the fakes   push of −log D there")
for labels in ((1.0, 0.0), (0.9, 0.0), (0.9, 0.1)):
    best = best_smoothed_d(p_data, p_g, *labels)
    at_data, at_fakes = best[250].item(), best[550].item()
    (push,) = torch.gradient(best.log(), spacing=(x,))
    print(
        f"{labels[0]} and {labels[1]}   {at_data:14.4f} {math.log(at_data / (1 - at_data)):11.1f} {at_fakes:17.4f} {abs(push[550].item()):18.4f}"
    )

# %% [markdown]
# With $a = 0.9$ the best $D$ is nine tenths of $D^*$: its logit ends at 2.2 where the data are, and the slope of $\log D$, which pushes $G$, is the same as before at every place. With $b = 0.1$ as well it is
# $b + (a - b)\,D^*$: the lower $D^*$, the lower still, but where only fakes are it stays at $b$ and is *flat*. There the push of $-\log D$, which was the strongest, is gone, so the worst samples have no reason to move
# nearer to the data; that is the objection of Salimans et al. 2016. So soften one side only. (A label above 1 has no best $D$ where there are data alone: its loss falls for ever as $D$ goes to 1.)
#
# ## A board of switches
#
# Now one training with all cures as switches, off by default. More are in it: with `falling` both rates go down in the second half; with a **replay memory** half of the fakes that $D$ sees are from earlier batches, so that it does not
# forget; `average` is lesson 07's running average of $G$'s weights; `k`, the two rates and the two losses you know from lesson 03; and `beta1` is the share of its old direction that Adam keeps
# at every step, its momentum ([lesson 04](04_games_that_go_round.ipynb) has taken it apart).


# %%
PLAIN = {
    "k": 1, "saturating": False, "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "falling": False, "std": False, "pack": 1,
    "unroll": 0, "noise": 0.0, "gamma": 0.0, "replay": False, "label": 1.0, "average": 0.0,
}  # fmt: skip


class AppendStd(nn.Module):
    def forward(self, features):
        return minibatch_std(features)


def discriminator_for(game):
    """D takes packs of points; with the feature of 8.5 its last layer has one input more."""
    net = network(2 * game.pack, 1, hidden=2)
    if game.std:
        net = nn.Sequential(*net[:-1], AppendStd(), nn.Linear(WIDTH + 1, 1))
    return net


# %%
def start(mixture, seed=0, **switches):
    """A new game for the data of `mixture`: PLAIN, but for the switches that are named."""
    if unknown := switches.keys() - PLAIN.keys():
        raise ValueError(
            f"There is no switch called {', '.join(unknown)}; there are {', '.join(PLAIN)}."
        )
    seed_everything(seed)
    game = SimpleNamespace(**PLAIN | switches, mixture=mixture, progress=0.0, past=deque(maxlen=500))
    game.generator, game.discriminator = network(LATENT, 2, hidden=3), discriminator_for(game)
    game.averaged = copy.deepcopy(game.generator)
    options = {"betas": (game.beta1, 0.999), "fused": True}
    game.g_optimizer = torch.optim.Adam(game.generator.parameters(), game.lr_g, **options)
    game.d_optimizer = torch.optim.Adam(game.discriminator.parameters(), game.lr_d, **options)
    return game


@torch.no_grad()
def samples(game, m=10_000):
    """Samples of the averaged G, which is G itself where the switch is off."""
    return game.averaged(latent(m))


# %%
def judge(game, points, weights=None):
    """D's logits on points (m, 2), in packs: (m / pack, 1). weights: of an imagined D, in place of its own."""
    if game.noise:
        points = points + game.noise * (1 - game.progress) * torch.randn_like(points)
    packed = pack(points, game.pack)
    if weights is None:
        return game.discriminator(packed)
    names = [name for name, _ in game.discriminator.named_parameters()]
    return torch.func.functional_call(game.discriminator, dict(zip(names, weights)), packed)


def d_loss(game, real, fake, weights=None):
    """D's loss with its extras: a softer label for the data, and R1's price on the slope there."""
    real = real.requires_grad_(game.gamma > 0)
    on_real, on_fake = judge(game, real, weights), judge(game, fake, weights)
    loss = F.softplus(-on_real).mean() + (1 - game.label) * on_real.mean() + F.softplus(on_fake).mean()
    if game.gamma:
        (slope,) = torch.autograd.grad(on_real.sum(), real, create_graph=True)
        loss = loss + game.gamma / 2 * slope.square().sum(dim=1).mean()
    return loss


# %%
AHEAD_RATE = 0.02  # of the imagined steps, which are plain gradient descent


def replayed(game, fake):
    """Half of the fakes of today, and half of a batch of the last 500."""
    game.past.append(fake)
    old = game.past[torch.randint(len(game.past), (1,)).item()]
    return torch.cat([fake[: BATCH // 2], old[BATCH // 2 :]])


def g_loss(game, fake):
    """G's loss, against D as it is or as it will be some steps ahead."""
    weights = None
    if game.unroll:
        real, of_d = game.mixture.sample(BATCH), list(game.discriminator.parameters())
        weights = unrolled(of_d, lambda ahead: d_loss(game, real, fake, ahead), AHEAD_RATE, game.unroll)
    on_fake = judge(game, fake, weights)
    return -F.softplus(on_fake).mean() if game.saturating else F.softplus(-on_fake).mean()


# %%
def iteration(game, progress=0.0):
    """One iteration with all switches; progress runs from 0 to 1 over the budget."""
    game.progress = progress
    if game.falling:  # full rates for half of the budget, then down to almost nothing
        share = max(0.02, min(1.0, 2 * (1 - progress)))
        for optimizer, rate in ((game.g_optimizer, game.lr_g), (game.d_optimizer, game.lr_d)):
            optimizer.param_groups[0]["lr"] = share * rate
    for _ in range(game.k):
        with torch.no_grad():
            fake = game.generator(latent())
        fake = replayed(game, fake) if game.replay else fake
        loss = d_loss(game, game.mixture.sample(BATCH), fake)
        descend(game.d_optimizer, loss, game.discriminator)
    descend(game.g_optimizer, g_loss(game, game.generator(latent())), game.generator)
    with torch.no_grad():
        for old, new in zip(game.averaged.parameters(), game.generator.parameters()):
            old.lerp_(new, 1 - game.average)
    return loss


# %%
CURE = {"lr_g": 2e-3, "lr_d": 2e-3, "beta1": 0.5, "falling": True, "gamma": 0.05, "average": 0.995}
CURE_STEPS, SWITCH_STEPS = 10_000, 4_000
SWITCHES = {
    "plain": {},
    "k = 5": {"k": 5},
    "saturating loss": {"saturating": True},
    "D four times as fast": {"lr_d": 4e-3},
    "less momentum": {"beta1": 0.5},
    "spread of the batch": {"std": True},
    "pairs": {"pack": 2},
    "3 steps ahead": {"unroll": 3},
    "instance noise": {"noise": 0.5},
    "R1": {"gamma": 0.05},
    "replay": {"replay": True},
    "label 0.9": {"label": 0.9},
    "average of G": {"average": 0.995},
    "the cure": CURE,
    "the cure, no R1": CURE | {"gamma": 0.0},
}

# %% [markdown]
# With all switches off this is the plain training of above. Read `g_loss` once more: your `unrolled` gets the *whole* loss of $D$ as a function of its weights, and the fakes are in it.
#
# ## What each switch buys

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Ask before running:* "Which one alone helps most?" Let the class bet on the recorded table before it is printed.
#
# *Expect:* "One run said so." The ranges over three seeds overlap nearly everywhere.
#
# *Watch the clock:* The race computes for about half a minute. The table is recorded and needs none.

# %% [markdown]
# Four switches, each alone on top of plain training, on the same ring: $\beta_1 = 0.5$ in place of Adam's usual 0.9, the spread of the batch, pairs, and R1.
#
# **Predict.** Which of the four has the largest share of good samples at the end?

# %%
RACERS = ("less momentum", "spread of the batch", "pairs", "R1")
predict("best_of_four", *RACERS)


# %%
def train(name, mixture, steps, seed=0, seconds=None, **switches):
    """A trained game, with its samples, its count and the seconds that it took."""
    game = start(mixture, seed, **switches)
    game.run = Run(name, steps=steps, seconds=seconds, landmarks={"2 log 2": math.log(4)})
    for step in game.run:
        loss = iteration(game, game.run.elapsed_fraction)
        if step % 20 == 0:
            game.run.log(d_loss=loss)
    game.seen = samples(game)
    game.quality, game.covered = count_modes(game.seen, mixture.centres, mixture.sigma)
    return game


# %%
race_steps = by_speed(smoke=8, quick=3_000, full=SWITCH_STEPS)
race = {name: train(name, DATA, race_steps, **SWITCHES[name]) for name in RACERS}

# %%
figure, counted = plane.clouds(
    [(name, game.seen[:400]) for name, game in race.items()], DATA, columns=4, size=2.2
)
plots.show(figure, counted)
for name, game in race.items():
    print(
        f"{name:20} {game.covered} of 8, {game.quality:.1%} good, {1_000 * game.run.seconds / game.run.step:.1f} ms an iteration"
    )
outcome("best_of_four", max(race, key=lambda name: race[name].quality))

# %% [markdown]
# That was one seed, and you know what one seed is worth. Here are all switches over three seeds, 4,000 iterations each, as the course measured them
# (`ci/measuring/lesson_08.py switches`); the price is CPU seconds on the machine named above the table.

# %%
measured_file = asset("lesson-08-measured.json")
record = json.loads(measured_file.read_text("utf-8")) if measured_file.is_file() else {"rows": []}


def median_and_range(rows, field, form):
    values = [row[field] for row in rows]
    middle, low, high = (f"{value:{form}}" for value in (median(values), min(values), max(values)))
    return middle if low == high else f"{middle} ({low} to {high})"


# %%
def table_of(kind):
    rows = [row for row in record["rows"] if row["kind"] == kind]
    print(f"{'':21} runs  {'covered':14} {'good':23} seconds")
    for name in dict.fromkeys(row["name"] for row in rows):
        own = [row for row in rows if row["name"] == name]
        covered, quality = (
            median_and_range(own, "covered", "g"),
            median_and_range(own, "quality", ".0%"),
        )
        print(
            f"{name:21} {len(own):4}  {covered:14} {quality:23} {median_and_range(own, 'cpu_seconds', '.0f')}"
        )


print(record.get("machine", "No measurements are stored in this copy of the course."))
table_of("switch")

# %% [markdown]
# Read the ranges first, then the medians:
#
# - **Less momentum** and **a faster D** stand out, and they cost nothing: over 80 % good on every seed, where plain training has 45 to 71 %. The faster $D$ leaves out a mode on two seeds of three.
# - **The spread of the batch** covers all eight each time and is never worse than 65 %. **Pairs** cover all eight too, with the fewest good samples of those that do: $D$ has to learn a function of
#   four numbers.
# - **Five steps of D** take more than twice the seconds of plain training and cover 4 to 7 modes. **Looking ahead** takes nearly three times as many, for 7 or 8 modes and a quality like that of plain training.
# - **R1**, **noise**, **a softer label** and **the saturating loss**: each has a seed on which the crowd has not opened after 4,000 iterations, and two on which it has. With **replay** never all modes are covered.
# - **The average** alone changes little, since the rate does not fall. **The cure** covers all eight with 84 or 85 % after 4,000 iterations; without R1 it has 85 to 87 %. So it is not R1 that cures this ring. R1 is a guarantee for the end of a
#   training, near the goal, and here the trouble is the beginning.
#
# One value of each switch was tried, on top of Adam's usual momentum, on one ring. A value that was chosen with care may do better, and on pictures the order may be another one.
#
# **Explore.** Try a mixture of your own: fill in switches, and see whether you beat the best row. (Unknown names are refused.)

# %%
my_mixture = train(
    "my own switches",
    DATA,
    by_speed(smoke=8, quick=2_500, full=4_000),
    beta1=0.5,
    std=True,
    average=0.99,
)
print(f"{my_mixture.covered} of 8 modes, {my_mixture.quality:.1%} good, {my_mixture.run.seconds:.1f} s")

# %% [markdown]
# ## Sixty seconds

# %% [markdown] tags=["teacher"]
# **For the teacher · 10 minutes.**
#
# *Board:* A list of names, and behind each: modes, good, seconds. Everybody has one try on the same hidden ring.
#
# *Ask before running:* "Could one cheat by writing down the centres?" (The ring is turned and has another radius; only `sample` is handed over.)
#
# *Watch the clock:* One minute each. Let the table judge while the class argues about the next switch.

# %% [markdown]
# The challenge. A ring that you have not seen, turned by any angle, its radius anywhere between 1.5 and 2.5. Sixty seconds of computing. All eight modes, and at least 85 % of the samples good. Change
# `my_cure` as you like; as it stands it is the course's: a higher rate for both that falls in the second half, less momentum, R1, and the average of $G$.
#
# **Predict.** What will the course's cure reach on hidden ring 0?

# %%
predict("cure_on_a_hidden_ring", "all 8, and 85 % good", "all 8, and fewer good", "not all 8")

# %%
my_cure = dict(CURE)
hidden = ring.hidden_ring(0)
steps = by_speed(smoke=8, quick=CURE_STEPS, full=CURE_STEPS)
cured = train("the challenge", hidden, steps, seconds=by_speed(smoke=5, quick=60, full=60), **my_cure)

# %%
figure, counted = plane.clouds([("hidden ring 0", cured.seen[:800])], hidden, columns=1, size=3.2)
plots.show(figure, counted)
passes = cured.covered == 8 and cured.quality >= ring.GOAL
print(
    f"{cured.covered} of 8 modes, {cured.quality:.1%} good, {cured.run.seconds:.0f} s: {'passed' if passes else 'not passed'}."
)
few = "all 8, and fewer good" if cured.covered == 8 else "not all 8"
outcome("cure_on_a_hidden_ring", "all 8, and 85 % good" if passes else few)

# %% [markdown]
# One ring is one ring. The course's cure and plain training were measured on twenty (`ci/measuring/lesson_08.py rings`), with the same number of iterations for both.
#
# **Predict.** On how many of the twenty hidden rings does *plain* training pass, with all eight modes and 85 % good?

# %%
predict("plain_passes", between=(0, 20))

# %%
table_of("ring")
passed = {
    name: sum(row["passes"] for row in record["rows"] if (row["kind"], row["name"]) == ("ring", name))
    for name in ("the cure", "plain")
}
missed = [
    row
    for row in record["rows"]
    if (row["kind"], row["name"]) == ("ring", "plain") and row["covered"] < 8
]
print(
    f"Passed: the cure {passed['the cure']}, plain training {passed['plain']}; plain training missed a mode on {len(missed)}."
)
outcome("plain_passes", passed["plain"])

# %% [markdown]
# The course's cure passed on all twenty, with 89 to 94 % of the samples good, in 21 to 30 CPU seconds. Plain training passed on three: on seven of the twenty rings its samples
# stand in no mode at all after 10,000 iterations, on nine it serves between one and seven modes, and on one it serves all eight with too few good samples. All three ways to fail, from the same
# program; and three times a result that one would have shown around.
#
# ## Twenty-five
#
# The same cure, unchanged, on a grid of 25 modes, three times as many. Is it a cure for that too?

# %%
grid = ring.grid()
many = train("the grid of 25", grid, by_speed(smoke=8, quick=4_000, full=CURE_STEPS), **CURE)

# %%
figure, counted = plane.clouds([("the grid of 25", many.seen[:2_000])], grid, columns=1, size=3.4)
plots.show(figure, counted)
shares = ring.count(many.seen, grid).shares
print(
    f"{many.covered} of 25 modes, {many.quality:.1%} good; the shares run from {shares.min():.1%} to {shares.max():.1%}, 4 % would be even."
)
print(f"KL(shares ‖ even) = {ring.imbalance(shares):.3f} nats")

# %% [markdown]
# It is on its way at best: in the course's run 9 of 25 modes are covered after 4,000 iterations, and 15, with half of the samples good, after 10,000 (one run each). What passes on twenty
# rings says something about rings of that size. On the grid some modes lie behind others: the samples first line up along the edge, and the modes inside stay thin.
#
# ## The long run, recorded
#
# Plain training beside the cure on the lesson's ring, 10,000 iterations. Here, with this seed, plain training comes near as well, only later; and in its last picture it serves seven modes, with 90 % or so of the samples good (the curve is smoothed, and the picture is not). A step of the chart is a hundred iterations. Your own plain training of above lies over it, thick and pale, at its twelve looks. No kernel at hand? [This page](../assets/lesson-08-run.html) replays the same recording in any
# browser; in JupyterLab press *Trust HTML* at its top.

# %%
mine = Run("your plain training, again by the hundred", steps=max(PLAIN_STEPS // 100, 1))
for hundred in mine:
    looks = [seen for step, seen, _ in film if step <= 100 * hundred]
    good = count_modes(looks[-1], DATA.centres, DATA.sigma)[0] if looks else None
    mine.log(**{"good, plain": good})

# %%
replay(asset("lesson-08-run.npz"), mine=mine, names=["good, plain", "good, the cure"])


# %% draws="the plain GAN's landscape at two looks, early and half-way"
def picture_of_landscapes():
    figure, axes = plots.figure(1, 2, size=(10, 4.2))
    captions = []
    for ax, look in zip(axes, (len(film) // 4, len(film) // 2)):
        step, seen, then = film[look]
        _, caption = plane.landscape(
            then, seen, DATA, f"step {step:,}: {ring.count(seen, DATA)}", ax=ax
        )
        captions.append(f"Step {step:,}: {caption}")
    return figure, " ".join(captions)


plots.show(*picture_of_landscapes())

# %%
summary("08")

# %% [markdown]
# ## What you believe now
#
# The same five statements. This time each answer comes back with what is true, and with what you said before.

# %%
beliefs("08", after=True)

# %% [markdown]
# ## Recap
#
# - Two numbers, quality and coverage; each alone can be perfect while the other is as bad as can be. In the plane $3\sigma$ hold 98.9 %.
# - Collapse stays in one place, hopping wanders, dropping leaves some out: one picture does not tell which.
# - $G$ hears of $D$'s slope at its samples and nowhere else, so samples that stand together move together.
# - Show $D$ whether fakes are alike (spread, packs), let $G$ foresee $D$ (unrolling), keep $D$ gentle (noise, R1, one soft label), average $G$. Each has its price. Here less momentum alone did what none of them did: all eight modes, and over 80 % good, on three seeds.
# - What was measured on twenty rings is a claim; what happened on one is an anecdote.
#
# ## What popular introductions say, and what is true
#
# | What is said | What you saw |
# |---|---|
# | Train $D$ to its best, then $G$ against it to the end, and both get better. | A $G$ that climbs a fixed $D$ gathers where $D$ is highest; samples that stand together are pulled together. |
# | Mode collapse shows in bad pictures. | A collapsed $G$ can have a quality of 100 %. Coverage has to be counted for itself. |
# | Soften the labels of real and fake. | With a soft label for fakes $D^*$ is flat where only fakes are, and they are not pushed away. One side only. |
# | More training will mend it. | Hopping goes on for as long as one trains: the film shows other modes, not more of them. |
#
# ## Further reading
#
# - L. Metz, B. Poole, D. Pfau, J. Sohl-Dickstein, *Unrolled Generative Adversarial Networks*, ICLR 2017,
#   [arXiv:1611.02163](https://arxiv.org/abs/1611.02163): the ring of eight, and section 2.3 for looking ahead.
# - T. Salimans et al., *Improved Techniques for Training GANs*, NIPS 2016, [arXiv:1606.03498](https://arxiv.org/abs/1606.03498): sections 3.2 and 3.4, minibatch features and softer labels on one side.
# - T. Karras, T. Aila, S. Laine, J. Lehtinen, *Progressive Growing of GANs*, ICLR 2018, [arXiv:1710.10196](https://arxiv.org/abs/1710.10196): section 3, the standard deviation of the batch.
# - Z. Lin, A. Khetan, G. Fanti, S. Oh, *PacGAN*, NeurIPS 2018, [arXiv:1712.04086](https://arxiv.org/abs/1712.04086): packing, with the ring and the grid counted as here.
# - C. Sønderby et al., *Amortised MAP Inference for Image Super-resolution*, ICLR 2017, [arXiv:1610.04490](https://arxiv.org/abs/1610.04490): instance noise.
# - L. Mescheder, A. Geiger, S. Nowozin, *Which Training Methods for GANs do actually Converge?*, ICML 2018, [arXiv:1801.04406](https://arxiv.org/abs/1801.04406): R1.
# - A. Shrivastava et al., *Learning from Simulated and Unsupervised Images through Adversarial Training*, CVPR 2017, [arXiv:1612.07828](https://arxiv.org/abs/1612.07828): a memory of earlier fakes.

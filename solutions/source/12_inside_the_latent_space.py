# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "12"
#     title: Inside the latent space
#     promise: Open a trained generator, measure what a step in its latent changes, and find out what it cannot paint
#     minutes: 75
#     teach_in: []
#     run_seconds: {smoke: 15, quick: 60, full: 240}
#     glossary:
#       Jacobian: "the matrix of all slopes of a function at one place: a row for each output, a column for each input"
#       singular value: "how much longer a matrix makes a vector in one of its main directions: most in the first, next most in the second, and so on"
#       truncation: "to draw latents nearer to 0 than G was trained with; for some generators samples get better by it, and for all more alike"
#       precision and recall: "the share of the samples that lie near some real picture, and the share of the real pictures that lie near some sample, in the features of a judge"
#       inversion: "to look for a latent from which G paints a given picture"
# ---

# %% [markdown]
# # 12 · Inside the latent space
#
# A generator is a map from 64 numbers to a picture. You open one that is trained, and ask what the numbers do: which steps change the picture and which do
# not, what becomes of sums and of means, what it costs to stay near the middle, and which pictures it cannot paint at all.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lesson 05 (the generator and its latent), from lesson 09 the walk along the sphere, from lesson 11 the DCGAN and the judge.*
#
# ![Four rows of nine digits around one latent. Along the first three directions the digit in the middle changes into others; along the last, in the fourth row, all nine look the same.](../assets/lesson-12.png)

# %%
import math

import torch
from torch.nn import functional as F

# %%
from gancourse import beliefs, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, device, images, replay, seed_everything
from gancourse import explore, metrics, plots
from gancourse.desk.own_generator import trained_generator
from gancourse.errors import CourseError
from gancourse.models.dcgan_generator import TRAINED_ON, discriminator_kernels
from gancourse.models.judge import judge
from gancourse.paths import asset
from gancourse.views import latents as draw

controls()

# %% [markdown]
# Before you start, say what you believe: true, false or not sure. The lesson asks again at its end.

# %%
beliefs("12")

# %% [markdown]
# ## A generator to look into

# %% [markdown] tags=["teacher"]
# **For the teacher · 4 minutes.**
#
# *Board:* 64 numbers → G → 784 numbers. Nothing is trained today.
#
# *Ask before running:* "How many of the 64 numbers must I change before you see it?" (Leave it open. It depends on the direction.)
#
# *Expect:* "Number 17 is the slant." One number is one axis among all the directions there are.

# %% [markdown]
# Nothing is trained in this lesson. Its generator is that of lesson 11: your own, where lesson 11 left it in your work folder, and else one that the course trained
# by the same recipe. `pictures` paints many latents without a record; `paint` keeps the graph, for the sections that need slopes.

# %%
LATENT_SIZE = 64
generator = trained_generator()
network = generator.network.to(device())
for weight in network.parameters():
    weight.requires_grad_(False)


def paint(latents):
    """Latents (m, 64) -> pictures (m, 1, 28, 28) in [0, 1], with their graph."""
    return (network(latents) + 1) / 2


def pictures(latents):
    """The same for many latents, without a graph."""
    return generator.sample(latents)


# %%
count = by_speed(smoke=200, quick=4_000, full=10_000)
seed_everything(0)
many = generator.latent(count, device())
samples = pictures(many)
odds = judge().probabilities(samples)
named = odds.argmax(dim=1)
plots.show(
    plots.image_grid(samples[:48], columns=16),
    f"48 of {count:,} samples. The judge gives its favourite digit {odds.amax(dim=1).mean():.0%} on average; "
    f"a latent is {many.norm(dim=1).mean():.1f} long, ± {many.norm(dim=1).std():.1f}.",
)

# %% [markdown]
# All latents are about $\sqrt{64} = 8$ long, as lesson 09 found: nearly all of a 64-dimensional normal distribution lies in a thin shell at that distance from the origin, and
# $G$ has hardly seen anything else. So a latent is above all a *direction*.
#
# ## What D looked for

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* A patch of 4 × 4 pixels, a kernel of 4 × 4 weights, and between them: multiply, add up.
#
# *Ask before running:* "Which patch, of a given strength, does a kernel answer to most strongly?" (The one that looks like the kernel.)
#
# *Expect:* "The first layer learns edges." One reads it often. Measure it.

# %% [markdown]
# First a look at the other player. $D$ itself is not needed any more, and the course has kept its first layer: 16 kernels of 4 × 4, as they were drawn and as they were after the training. A kernel is
# multiplied with a patch and added up, so among patches of one strength it answers most strongly to the one that looks like itself: **a picture of the kernel is a picture of what it looks for**.
#
# "The first layer learns edges", one often reads. A kernel that slopes evenly from one side to the other answers to an edge; so measure how much of a kernel's square is such a slope. Of a kernel drawn at random it is an eighth on
# average, and more than half in one of 128.
#
# **Predict.** Of the 16 kernels, how many are mostly a slope, more than half of their square, after the training?

# %%
predict("slopes_of_16", between=(0, 16))


# %%
def share_of_slope(kernels):
    """How much of the square of each kernel (n, 4, 4) is an even slope across it, in whichever direction: (n,) from 0 to 1."""
    across = (
        torch.tensor([-1.5, -0.5, 0.5, 1.5]).expand(4, 4) / 20**0.5
    )  # of length 1, and so is its transpose
    along = torch.stack([(kernels * slope).sum((1, 2)) for slope in (across, across.T)])
    return along.square().sum(0) / kernels.square().sum((1, 2))


slopes = [share_of_slope(kernels).sort() for kernels in discriminator_kernels()]
sorted_kernels = [kernels[each.indices] for kernels, each in zip(discriminator_kernels(), slopes)]
plots.show(
    draw.kernels(sorted_kernels),
    "D's 16 first kernels, orange below 0 and purple above, those with the largest part of a slope on the right. "
    + "; ".join(
        f"{when}: {(each.values > 0.5).sum()} are mostly a slope, {(each.values < 0.01).sum()} have less than 1 % of it, the mean is {each.values.mean():.0%}"
        for when, each in zip(("Above, as they were drawn", "below, after training"), slopes)
    )
    + ".",
)
outcome("slopes_of_16", int((slopes[1].values > 0.5).sum()))

# %% [markdown]
# So there is some truth in the sentence, and it is a small one. In the stored kernels 3 of 16 have become edges, and 7 have *nothing* of an edge any more, where chance would leave one: they are bars and spots, light between dark or the other way round. (That is
# one training; another one will have other numbers.)
#
# ## A walk at an even pace

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Board:* A road seen from above, with milestones. Below it the same road as the traveller feels it: long flat parts, one steep hill.
#
# *Ask before running:* "Equal turns of the latent: does the picture change by equal amounts?" (No. It moves faster where one digit becomes another.)
#
# *Expect:* In Exercise 12.1: how far at each share, in place of the share for each distance; the zero in front forgotten.

# %% [markdown]
# Lesson 09 went from one latent to another in a straight line and along the sphere, and the sphere kept the length. Both ways take equal steps *in the latent*. What does the picture do meanwhile? Here
# is a walk along the sphere in 120 equal turns, and for each turn the distance between the pictures before and after it, over all pixels.


# %%
def on_the_sphere(start, goal, shares):
    """Latents (n, 64) at these shares of the turn from start to goal, as in lesson 09."""
    angle = torch.arccos(F.cosine_similarity(start, goal, dim=0))
    weights = torch.sin(torch.stack([1 - shares, shares]) * angle) / torch.sin(angle)  # (2, n)
    return weights[0][:, None] * start + weights[1][:, None] * goal


def changes(way):
    """How far the picture moves from each latent of the way to the next: (n - 1,)."""
    return pictures(way).diff(dim=0).flatten(1).norm(dim=1)


seed_everything(1)
ends = generator.latent(400, device()).reshape(200, 2, LATENT_SIZE)
ends = ends[: by_speed(smoke=4, quick=40, full=200)]
fine = torch.linspace(0, 1, 121, device=device())

# %% [markdown]
# **Predict.** Over many walks, in the median: how many times as far does the picture move in the fastest of the 120 turns as in the slowest?

# %%
predict("fastest_and_slowest_turn", between=(1.0, 20.0))

# %%
ways = [on_the_sphere(start, goal, fine) for start, goal in ends]
moved = torch.stack([changes(way) for way in ways])  # (walks, 120)
unevenness = moved.amax(1) / moved.amin(1)
middle = unevenness.median().item()
print(
    f"The fastest turn moves the picture {middle:.1f} times as far as the slowest, in the median over {len(ends)} walks."
)
outcome("fastest_and_slowest_turn", middle)

# %%
passed = ways[: by_speed(smoke=2, quick=20, full=100)]
certain, called = torch.stack([judge().probabilities(pictures(way)) for way in passed]).max(dim=2)
sure = torch.minimum(certain[:, 1:], certain[:, :-1]) > 0.95  # of both pictures of a turn
border = called[:, 1:] != called[:, :-1]  # one digit before the turn, another after it
pace = moved[: len(passed)] / moved[: len(passed)].mean(1, keepdim=True)  # 1: the mean of its walk
print(
    f"turns in which the judge is sure of a digit: {pace[sure].mean():.1f} times the mean of their walk"
)
print(f"turns in which one digit becomes another:    {pace[border].mean():.1f} times")

# %% [markdown]
# The picture moves slower than on average where the judge is sure of a digit, and faster on the borders between two: 0.9 and 1.2 times in the stored run, and 0.8 and 1.4 times over 120 other walks. Whoever shows a few pictures at equal turns shows more of the slow parts. To show what happens, stop where the
# *picture* has moved on by equal amounts.
#
# ### Exercise 12.1 · An even pace
# *Difficulty 3 of 5 · 8 minutes · needed later: no*
#
# You know how far the picture moves in each of $n$ small, equal steps of a way. Return `count` shares of the way, from 0 to 1, between which the picture moves by equal amounts. Within a small step take it
# to move evenly. (The first stop is the start, the last the end.)


# %%
def even_pace(steps, count):
    """steps (n,): the change of the picture in each small step -> shares (count,) of the way, between which it changes alike."""
    ### BEGIN SOLUTION
    walked = torch.cat([steps.new_zeros(1), steps.cumsum(0)])  # (n + 1,): at each point of the way
    due = torch.linspace(0, 1, count, device=steps.device) * walked[-1]
    behind = torch.searchsorted(walked, due, right=True).clamp(1, len(steps))
    part = (due - walked[behind - 1]) / steps[behind - 1]
    return (behind - 1 + part) / len(steps)
    ### END SOLUTION


# %%
even_pace = check("even_pace", even_pace)

# %%
digits = judge().labels(pictures(ends.flatten(0, 1))).reshape(-1, 2)
unlike = (digits[:, 0] != digits[:, 1]).float()
chosen = int((unevenness * unlike).argmax())  # the most uneven walk between two different digits
stops = {
    "equal turns": torch.linspace(0, 1, 11, device=device()),
    "even pace": even_pace(moved[chosen], 11),
}
plots.show(*draw.speeds(moved[chosen], stops))
start, goal = ends[chosen]
rows = {name: on_the_sphere(start, goal, shares) for name, shares in stops.items()}
uneven = {name: changes(way) for name, way in rows.items()}
plots.show(
    draw.strips((name, pictures(way)) for name, way in rows.items()),
    "Eleven stops on one walk. "
    + "; ".join(
        f"{name}: the largest step is {u.max() / u.min():.1f} times the smallest"
        for name, u in uneven.items()
    )
    + ".",
)

# %% [markdown]
# In the second row each picture differs from the one before about as much as any other. (Not exactly: the caption measures straight from stop to stop, and the way between them bends.)
#
# ## The neighbourhood of one latent

# %% [markdown] tags=["teacher"]
# **For the teacher · 15 minutes.**
#
# *Board:* A matrix of 784 rows and 64 columns. One column: a picture. One row: 64 numbers.
#
# *Ask before running:* "A random step of length 1, and the best step of length 1: how much more does the best one change?" (Collect factors.)
#
# *Expect:* In Exercise 12.2: the gradient of the sum of all pixels, which is 64 numbers; a matrix lying on its side. In 12.3: singular values added up without squaring.

# %% [markdown]
# How does the picture change around *one* latent? For small steps it changes in proportion, and the **Jacobian** $J$ holds the proportions: the entry in row $i$ and column $j$ is the slope of pixel $i$ in
# latent number $j$. A small step $u$ changes the picture by $J u$.
#
# ### Exercise 12.2 · The Jacobian
# *Difficulty 3 of 5 · 8 minutes · needed later: yes*
#
# Return the matrix for a network in eval mode and one latent, cut off from any graph, and leave no gradients in the network. `network(latent[None])` paints a batch of one. Derive it as you like: `torch.func` has functions for it, `torch.autograd.grad` can do it
# row by row, and small differences are good enough if they are small.


# %%
def jacobian(network, latent):
    """network: (m, d) -> (m, ...); latent (d,) -> the slopes of all outputs, flattened, in all latent numbers: (outputs, d)."""
    ### BEGIN SOLUTION
    return torch.func.jacrev(lambda z: network(z[None]).flatten())(latent).detach()
    ### END SOLUTION


# %%
jacobian = check("jacobian", jacobian)

# %% [markdown]
# Which step of length 1 changes the picture most? That is what the singular value decomposition answers, $J = U S V^\top$: the first row of $V^\top$ is that direction in the latent, the first **singular value** how far the picture moves, the first
# column of $U$ what the change looks like. The second is the best direction at a right angle to the first, and so on; the 64th is the worst.
#
# Take a random direction in place of the best one. Its squared change is, on average, the mean of the squared singular values. So the *squares* say who carries the change.
#
# ### Exercise 12.3 · How many directions count
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Return the smallest number of directions, the strongest first, whose squared singular values make up at least the given share of the sum of all squares.


# %%
def directions_that_count(singular_values, share=0.9):
    """singular_values (d,), the largest first -> a whole number from 1 to d."""
    ### BEGIN SOLUTION
    squares = singular_values.square()
    shares = squares.cumsum(0) / squares.sum()
    return int((shares < share).sum()) + 1
    ### END SOLUTION


# %%
directions_that_count = check("directions_that_count", directions_that_count)

# %% [markdown]
# **Predict.** Of the 64 directions at a latent: how many carry 90 % of the squared change, in the median?

# %%
predict("directions_of_64", between=(1, 64))

# %%
places = many[: by_speed(smoke=3, quick=24, full=200)]
turned = [torch.linalg.svd(jacobian(paint, place), full_matrices=False) for place in places]
values = torch.stack([each.S for each in turned])  # (n, 64)
counts = torch.tensor([directions_that_count(each) for each in values])
plots.show(*draw.spectrum(values, int(counts.median())))
outcome("directions_of_64", int(counts.median()))

# %% [markdown]
# In the stored run 5 of 64 carry 90 %, and the last direction moves the picture by a thousandth of what the first does. $G$ has 64 inputs, and at each latent listens to a handful of their mixtures.

# %%
here = min(5, len(places) - 1)  # which of the latents
reach = torch.linspace(-3, 3, 9, device=device())[:, None]
strip = {
    f"direction {number}": pictures(places[here] + reach * turned[here].Vh[number - 1])
    for number in (1, 2, 3, 64)
}
apart = {name: (row[-1] - row[0]).norm().item() for name, row in strip.items()}
plots.show(
    draw.strips(strip.items()),
    "From −3 to 3 along four directions from one latent, which stands in the middle. Distance between the two ends: "
    + ", ".join(f"{name} {far:.1f}" for name, far in apart.items())
    + ".",
)

# %% [markdown]
# Three steps to one side and a 6 has become another digit, in three different ways; along the last direction it is the same 6 all the way, speck by speck, though these latents lie as far apart as those above.
#
# Is the first direction of one latent also the first of another? And is it one of the 64 numbers? Two directions that know nothing of one another agree by 1/64 = 1.6 %, in the mean of the squared cosine; and of a direction drawn at random the largest of its
# 64 numbers has about 11 % of the square.

# %%
firsts = torch.stack([each.Vh[0] for each in turned])  # (n, 64), each of length 1
agreement = (firsts @ firsts.T).square()
others = ~torch.eye(len(firsts), dtype=torch.bool, device=firsts.device)
everywhere = torch.stack([each.Vh.T * each.S**2 @ each.Vh for each in turned]).mean(
    0
)  # the mean of JᵀJ
in_all = directions_that_count(torch.linalg.eigvalsh(everywhere).flip(0).clamp(min=0).sqrt())
print(f"squared cosine between the first directions of two latents: {agreement[others].mean():.1%}")
print(f"the largest number of a first direction has {firsts.square().amax(1).mean():.1%} of its square")
print(f"directions that carry 90 % of the change over all these latents together: {in_all} of 64")
parts = {}
for step in (0.1, 0.5, 1.0, 2.0):
    real = [
        pictures(torch.stack([z, z + step * e.Vh[0]])).diff(dim=0).norm()
        for z, e in zip(places, turned)
    ]
    parts[step] = (torch.stack(real) / (step * values[:, 0])).mean().item()
    print(
        f"a step of {step:.1f} in the first direction changes the picture by {parts[step]:.0%} of what J says"
    )

# %% [markdown]
# Read the four facts together. No single number is special: the first direction is as mixed as one drawn at random. The first directions of two latents are neither the same nor strangers; in the stored run they agree by a fifth. Over all latents together about ten directions
# carry 90 %, twice as many as at one of them: $G$ uses a small part of its 64 dimensions, and *which* of these directions does what depends on where you are. And a Jacobian holds for small steps: a step of 1, an eighth of a latent's length, changes the picture by about half of what it says.


# %% draws="a step in a direction of your choice from the latent in the middle, and what changes"
def draw_step(direction=1, step=1.5):
    """The latent in the middle, a step in one of its 64 directions, and the difference."""
    longer, way = turned[here].S[direction - 1].item(), turned[here].Vh[direction - 1]
    two = pictures(torch.stack([places[here], places[here] + step * way]))
    labels = judge().labels(two).tolist()
    change = (two[1] - two[0]).norm().item()
    shown = torch.cat([two, (0.5 + (two[1] - two[0]) / 2)[None]])
    return plots.image_grid(shown, columns=3, scale=5), (
        f"Before, after a step of {step:.1f} in direction {direction}, and the difference (grey is none). The picture moved by {change:.2f}; "
        f"J says {longer * abs(step):.2f}. The judge sees a {labels[0]} and a {labels[1]}."
    )


explore(draw_step, direction=(1, 64, 1), step=(-6.0, 6.0, 1.5))

# %% [markdown]
# **Explore.** Find the last direction in which a step of 3 shows. Then go far: in which of the two does $J$ err more, in the strong directions or in the weak ones?
#
# ## Arithmetic with means

# %% [markdown] tags=["teacher"]
# **For the teacher · 11 minutes.**
#
# *Board:* smiling woman − neutral woman + neutral man = smiling man. Under it: *means of three*.
#
# *Ask before running:* "A latent minus the mean 7 plus the mean 3: how often does the judge call it a 3?" (Collect bets for one latent, for three, for all.)
#
# *Expect:* "One example of each will do." It brings its own slant, weight and corner along.

# %% [markdown]
# The most quoted picture of the DCGAN paper (Radford, Metz and Chintala, 2016) adds and subtracts latents: smiling woman − neutral woman + neutral man = smiling man. The paper says also that single latents were unstable, and that it took
# means of three. We have no smiles, but a judge who names digits, and so can *count* how often the arithmetic works, and by how many latents there are in a mean.
#
# ### Exercise 12.4 · The mean latent of a digit
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# From many latents and the labels of their pictures return a table of ten rows: row $c$ is the mean of the first `count` latents with label $c$, or of all there are if there are fewer, and zeros for a digit that does not occur.


# %%
def mean_latents(latents, labels, count):
    """latents (n, d), labels (n,) from 0 to 9 -> means (10, d) of the first `count` latents of each digit."""
    ### BEGIN SOLUTION
    rows = []
    for digit in range(10):
        own = latents[labels == digit][:count]
        rows.append(own.mean(0) if len(own) else torch.zeros_like(latents[0]))
    return torch.stack(rows)
    ### END SOLUTION


# %%
mean_latents = check("mean_latents", mean_latents)

# %%
far = {
    size: mean_latents(many, named, size).norm(dim=1).mean().item()
    for size in (1, 3, 10, 30, 100, count)
}
print("length of a mean, by the number of latents in it:")
print(", ".join(f"{size:,}: {length:.2f}" for size, length in far.items()))

# %% [markdown]
# A mean of $n$ latents that have nothing in common is $8/\sqrt n$ long: 0.8 for a hundred. These are longer. What is left over is what the latents of a digit share.
#
# Now the arithmetic, for all 90 pairs of digits: latents of one digit, minus the mean of that digit, plus the mean of the goal, brought back to their length. The means come from the first half of the latents, the starts from the
# second, so that no latent is moved by itself. A short mean may be taken several times; `strength` says how often.
#
# **Predict.** With *one* latent of each digit in place of its mean, twice: what share of the pictures does the judge then call the goal?

# %%
predict("goal_by_one_latent", between=(0, 100), unit=" %")

# %% [markdown]
# **Predict.** And with the means of all latents, twice?

# %%
predict("goal_by_all_latents", between=(0, 100), unit=" %")


# %%
half = count // 2
learning, starting = (many[:half], named[:half]), (many[half:], named[half:])
STARTS = by_speed(smoke=2, quick=12, full=50)


def change_digit(latents, means, start, goal, strength):
    """latents minus the mean of their digit plus that of the goal, `strength` times, at their old length."""
    moved = latents + strength * (means[goal] - means[start])
    return moved / moved.norm(dim=1, keepdim=True) * latents.norm(dim=1, keepdim=True)


def success(means, strength):
    """The share of pictures that the judge calls the goal, over all 90 pairs of digits."""
    moved, goals = [], []
    for start in range(10):
        own = starting[0][starting[1] == start][:STARTS]
        for goal in set(range(10)) - {start}:
            moved.append(change_digit(own, means, start, goal, strength))
            goals += [goal] * len(own)
    called = judge().labels(pictures(torch.cat(moved)))
    return (called == torch.tensor(goals, device=called.device)).float().mean().item()


# %%
SIZES, STRENGTHS = (1, 3, 10, 100, half), (1.0, 2.0, 3.0)
print("goal reached, by the number of latents in a mean:")
print(f"{'':12}" + "".join(f"{size:>8,}" for size in SIZES))
rates = {}
for strength in STRENGTHS:
    for size in SIZES:
        rates[size, strength] = success(mean_latents(*learning, size), strength)
    print(f"strength {strength:.0f}  " + "".join(f"{rates[size, strength]:8.0%}" for size in SIZES))

# %%
outcome("goal_by_one_latent", round(100 * rates[1, 2.0]))

# %%
outcome("goal_by_all_latents", round(100 * rates[half, 2.0]))

# %% [markdown]
# In the stored run single latents seldom bring a picture to its goal more than every other time, whatever the strength. Three, the paper's number, do better, a hundred reach five of six and more, and as many as there are hardly more than a hundred. At strength 1 even the best means fail in two of five cases.
#
# Is it arithmetic, or is the picture replaced by another one of the goal? Then nothing of it would be left. So measure two things that have nothing to do with the class: how much ink a picture has, and how far it leans. For each pair of digits, how well does the
# value before foretell the value after?


# %%
def ink(digits):
    """The mean brightness of each picture (n, 1, 28, 28)."""
    return digits.flatten(1).mean(1)


def slant(digits):
    """How far each picture leans: its ink's covariance of across and up, divided by the variance of up."""
    place = torch.arange(28.0, device=digits.device) - 13.5
    weight = digits[:, 0] / digits[:, 0].sum((1, 2), keepdim=True).clamp(min=1e-6)
    across, down = (weight * place).sum((1, 2)), (weight * place[:, None]).sum((1, 2))
    both = (weight * place * place[:, None]).sum((1, 2)) - across * down
    return -both / ((weight * place[:, None] ** 2).sum((1, 2)) - down**2)


# %%
def kept(measure, strength=2.0):
    """The correlation of a measure before and after, within each of the 90 pairs, in the mean."""
    means, found = mean_latents(*learning, half), []
    for start in range(10):
        own = starting[0][starting[1] == start][: 2 * STARTS]
        for goal in set(range(10)) - {start} if len(own) > 2 else ():
            after = pictures(change_digit(own, means, start, goal, strength))
            found.append(torch.corrcoef(torch.stack([measure(pictures(own)), measure(after)]))[0, 1])
    return torch.stack(found).nanmean().item()


print(f"correlation of before and after at strength 2: ink {kept(ink):.2f}, slant {kept(slant):.2f}")


# %% [markdown]
# In the stored run 0.4 and 0.7: a good part of the slant comes through the change of digit, and some of the ink. Another picture of the goal, drawn at random, would have 0. So it is arithmetic, in this measured sense, and not replacement.


# %% draws="twelve digits, and what the arithmetic makes of them"
def draw_arithmetic(start=7, goal=3, strength=2.0, latents_in_a_mean=100):
    """Twelve pictures of one digit, and what they become."""
    own = starting[0][starting[1] == start][:12]
    own = own if len(own) else starting[0][:12]
    means = mean_latents(*learning, latents_in_a_mean)
    after = pictures(change_digit(own, means, start, goal, strength))
    hits = (judge().labels(after) == goal).sum().item()
    return plots.image_grid(torch.cat([pictures(own), after]), columns=len(own)), (
        f"Above: {start}; below: minus the mean {start}, plus the mean {goal}, {strength:.1f} times, with means of {latents_in_a_mean}. "
        f"The judge calls {hits} of {len(own)} a {goal}."
    )


explore(
    draw_arithmetic,
    start=(0, 9, 7),
    goal=(0, 9, 3),
    strength=(0.0, 4.0, 2.0),
    latents_in_a_mean=[100, 1, 3, 10, 1000],
)

# %% [markdown]
# **Explore.** Raise the strength slowly, first with means of 100, then with 1. What comes along from the single latent?

# %% [markdown] tags=["pause"]
# **A place to pause.** You know what a step in the latent does, in which directions and how often a sum of latents reaches its goal. Next comes what one gives up by staying near the middle, and then the way back: from a picture to its latent.

# %% [markdown]
# ## Truncation: sure or various

# %% [markdown] tags=["teacher"]
# **For the teacher · 13 minutes.**
#
# *Board:* Two clouds of points, real and fake, with a circle around each point. *Precision*: fakes in some real circle. *Recall*: real points in some fake circle.
#
# *Ask before running:* "All latents nearer to 0: what happens to the two?" (Recall falls. Precision ought to rise, by the books; here it falls first, and where it rises the pictures are grey smudges.)
#
# *Expect:* In Exercise 12.5: `clamp`, and one draw only. Ask where the numbers go that are clipped.

# %% [markdown]
# A latent of normal numbers has a few large ones, and many published pictures leave those out: **truncation** draws latents nearer to the middle. One reads that it makes samples better and more alike. In print three different operations have that name:
#
# | | what it does to a number beyond the limit | what it does to the others |
# |---|---|---|
# | resampling | draws it again, until it lies within | nothing |
# | clipping | moves it to the limit | nothing |
# | scaling | makes it smaller, with no limit | makes all of them smaller by the same factor |
#
# ### Exercise 12.5 · Drawn again
# *Difficulty 2 of 5 · 6 minutes · needed later: yes*
#
# Write the first, which is what the paper that made it known says (BigGAN: Brock, Donahue and Simonyan, 2019). Return a new tensor.


# %%
def truncated(latents, limit):
    """Normal latents (m, d) -> the same, each number beyond -limit or limit drawn again from N(0, 1) until it lies within."""
    ### BEGIN SOLUTION
    latents = latents.clone()
    while (far := latents.abs() > limit).any():
        latents[far] = torch.randn(int(far.sum()), device=latents.device)
    return latents
    ### END SOLUTION


# %%
truncated = check("truncated", truncated)

# %% [markdown]
# What is won and what is lost? One number cannot say, so take two, **precision and recall** (Kynkäänniemi et al., 2019). Put a ball around each real picture, in the features of the judge, that just reaches its third nearest real neighbour. Precision is the share of
# samples that lie in one of these balls: they look real. Now put the balls around the *samples*: recall is the share of real pictures that lie in one of those: they are covered. `metrics.precision_recall` does it. Both depend on how many pictures there are, so
# all sets have the same number.
#
# **Predict.** Draw each number again that lies beyond ±0.5, which is most of them. How sure of its favourite digit is the judge then, compared with latents as they were drawn?

# %%
predict("sure_at_a_half", "surer", "about as sure", "less sure")

# %%
test = images("digits", split="test")
each = min(by_speed(smoke=60, quick=1_000, full=4_000), len(test) // 2)
seed_everything(2)
real_features = judge().features(test.pixels[:each].float() / 255)
drawn = generator.latent(each, device())


def judged(latents):
    """Of the pictures of these latents: precision, recall, how sure the judge is of its favourite, and the Fréchet distance."""
    digits = pictures(latents)
    features = judge().features(digits)
    sure = judge().probabilities(digits).amax(dim=1).mean().item()
    return (
        *metrics.precision_recall(real_features, features),
        sure,
        metrics.frechet_distance(features, real_features),
    )


# %%
untouched = judged(drawn)
limits = by_speed(smoke=(1.0, 0.5), quick=(1.5, 1.0, 0.5, 0.3), full=(2.0, 1.5, 1.0, 0.7, 0.5, 0.3))
shorter = {limit: truncated(drawn, limit) for limit in limits}
resampled = {limit: judged(latents) for limit, latents in shorter.items()}
other = judge().features(test.pixels[each : 2 * each].float() / 255)
print(f"{'':18} precision  recall  the judge is sure  Fréchet")
print(f"other real digits  {'{:9.2f} {:7.2f}'.format(*metrics.precision_recall(real_features, other))}")
for name, row in {
    "as drawn": untouched,
    **{f"within ±{limit:g}": row for limit, row in resampled.items()},
}.items():
    print(f"{name:18} {row[0]:9.2f} {row[1]:7.2f} {row[2]:18.0%} {row[3]:8.0f}")

# %%
change = resampled[0.5][2] / untouched[2]
outcome(
    "sure_at_a_half", "surer" if change > 1.05 else "less sure" if change < 0.95 else "about as sure"
)

# %% [markdown]
# Recall falls, as one reads. But in the stored run precision does not rise: it *falls*, down to ±1, and the judge is less sure with every step. Then it shoots up to nearly 1, where the judge is least sure and the Fréchet distance is enormous. Something is
# wrong with one of the two. Look at the balls: into how many of them do the samples fall?

# %%
radii = (
    torch.cdist(real_features, real_features).topk(4, largest=False).values[:, -1]
)  # the first is the point itself
for limit, latents in {math.inf: drawn, **shorter}.items():
    features = judge().features(pictures(latents))
    inside = torch.cdist(features, real_features) <= radii  # (samples, balls)
    fullest = inside.sum(0).topk(10).indices
    print(
        f"within ±{limit:<4g} precision {inside.any(1).float().mean():.2f}: {inside.any(0).sum():4} of {each:,} balls hold a sample; {inside[:, fullest].any(1).float().mean():.0%} "
        f"lie in the ten fullest, whose radius is {radii[fullest].median() / radii.median():.1f} times the usual"
    )

# %% [markdown]
# In the stored run most samples within ±0.5 lie in ten balls, twice as large as usual: those around odd digits, whose neighbours are far away. Within ±0.3 all samples are nearly one picture, and two or three balls hold them all. A large ball is a low bar. So precision may be read while recall is in sight of its old height, and not beyond; and the pictures have to be looked at:

# %%
shown = {
    "as drawn": drawn,
    "within ±1": shorter[1.0],
    "within ±0.5": shorter[0.5],
    "clipped at ±0.5": drawn.clamp(-0.5, 0.5),
    "times 0.5": 0.5 * drawn,
}
plots.show(
    draw.strips((name, pictures(latents[:12])) for name, latents in shown.items()),
    f"Twelve latents as drawn, and under three operations; {untouched[2]:.0%} sure as drawn, {resampled[0.5][2]:.0%} within ±0.5.",
)

# %% [markdown]
# Why does it fail here? The middle is where the normal density is highest, and in 64 dimensions hardly any latent lies there: $G$ has never painted it, and nobody told it what to do. What it does is a mixture of everything. The paper that made truncation known says it too, and is seldom quoted with it: of its models only 16 % could be truncated,
# and 60 % with a penalty on $G$ that was made for the purpose. Whether yours is one of them has to be tried.
#
# **Pitfall.** Two much-used programs that sample from BigGAN do not do what its paper says. The demonstration notebook on TensorFlow Hub and the PyTorch port of Hugging Face ([pytorch-pretrained-BigGAN](https://github.com/huggingface/pytorch-pretrained-BigGAN), `utils.py`, function
# `truncated_noise_sample`) draw between −2 and 2, whatever the argument `truncation` is, and *multiply* by it. So `truncation=0.5` cuts at 1 and not at 0.5. What spread has each?

# %% tags=["nbval-check-output"]
seed_everything(0)
plain = torch.randn(100_000, 1)
for name, numbers in (
    ("truncated at 0.5", truncated(plain, 0.5)),
    ("drawn within ±2, times 0.5", 0.5 * truncated(plain, 2.0)),
):
    print(f"{name:28} largest {numbers.abs().max():.2f}, standard deviation {numbers.std():.2f}")

# %% [markdown]
# Neither is wrong as a way to sample; the spread differs by more than a half, and two papers that both report "truncation 0.5" may not have done the same. Say which of the three you mean.
#
# **Explore.** The same 32 latents under each of the three.


# %% draws="32 samples under an operation and a setting of your choice"
def draw_truncation(operation="resampled", setting=1.0):
    """The same latents, truncated in one of three ways."""
    seed_everything(3)
    latents = generator.latent(32, device())
    change = {
        "resampled": truncated,
        "clipped": lambda z, by: z.clamp(-by, by),
        "scaled": lambda z, by: by * z,
    }
    changed = change[operation](latents, setting)
    digits = pictures(changed)
    sure = judge().probabilities(digits).amax(dim=1).mean()
    return plots.image_grid(digits, columns=16), (
        f"32 latents {operation} at {setting:.2f}: {changed.norm(dim=1).mean():.1f} long on average; the judge gives its favourite {sure:.0%}, and the pictures "
        f"have a spread of {metrics.spread(digits):.2f}."
    )


explore(draw_truncation, operation=["resampled", "clipped", "scaled"], setting=(0.1, 2.0, 1.0))

# %% [markdown]
# ## From a picture to its latent

# %% [markdown] tags=["teacher"]
# **For the teacher · 17 minutes.**
#
# *Board:* G with an arrow backwards, crossed out: there is no inverse. Below it: guess, paint, compare, move the guess.
#
# *Ask before running:* "Which of these does G paint well: its own samples, training digits, unseen digits, digits upside down, shirts?" (Order them on the board before anything runs.)
#
# *Expect:* In Exercise 12.6: G's weights in the optimiser, one error for all pictures, the error of the step before. In 12.7: one start for all.

# %% [markdown]
# $G$ leads from latents to pictures, and there is no network for the way back. But the slopes are there: guess a latent, paint it, compare, and move the *latent* downhill, with the weights held still. This is **inversion**.
#
# ### Exercise 12.6 · The latent of a picture
# *Difficulty 4 of 5 · 10 minutes · needed later: yes*
#
# From given starts take `steps` steps of Adam (PyTorch's usual settings, with the learning rate `rate`) on the latents, all pictures at once and each for itself. A picture's error is the mean over its pixels of the squared difference. Return the latents and, for each, the error *of that latent*, both without a graph.
# Leave the starts as they came, and no gradient in $G$'s weights.


# %%
def invert(paint, targets, starts, steps, rate):
    """Pictures (m, 1, h, w) and starts (m, d) -> latents (m, d) whose pictures are near the targets, and their errors (m,)."""
    ### BEGIN SOLUTION
    latents = starts.detach().clone().requires_grad_()
    optimizer = torch.optim.Adam([latents], lr=rate)

    def errors():
        return (paint(latents) - targets).square().flatten(1).mean(1)

    for _ in range(steps):
        optimizer.zero_grad()
        errors().sum().backward(inputs=[latents])  # the sum: no picture minds the others
        optimizer.step()
    return latents.detach(), errors().detach()
    ### END SOLUTION


# %%
invert = check("invert", invert)

# %% [markdown]
# A descent may end in a bad place, so start several times and keep the best.
#
# ### Exercise 12.7 · The best start
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# From the latents of several starts and their errors return, for each picture, the latent with the smallest error.


# %%
def best_start(latents, errors):
    """latents (starts, m, d) and errors (starts, m) -> (m, d): for each picture the best of its starts."""
    ### BEGIN SOLUTION
    return latents[errors.argmin(0), torch.arange(errors.shape[1], device=errors.device)]
    ### END SOLUTION


# %%
best_start = check("best_start", best_start)

# %% [markdown]
# Five kinds of targets. $G$'s own samples *have* a latent. Training digits were shown to $D$, and $G$ never saw one; test digits were shown to nobody. Digits upside down (2, 3, 4, 5 and 7, which do not look like digits then) and garments have the same number of pixels and are something else.

# %%
SHOWN = by_speed(smoke=3, quick=20, full=100)
training = images("digits", limit=TRAINED_ON)
seed_everything(4)
true_latents = generator.latent(SHOWN, device())
turned_over = test.pixels[torch.isin(test.labels, torch.tensor([2, 3, 4, 5, 7], device=device()))]
targets = {
    "own samples": pictures(true_latents),
    "training digits": training.random(SHOWN),
    "unseen digits": test.random(SHOWN),
    "upside down": turned_over[:SHOWN].rot90(2, (2, 3)).float() / 255,
}
try:
    targets["garments"] = images("fashion", split="test", limit=SHOWN).pixels.float() / 255
except CourseError:
    print("Without Fashion-MNIST the garments are left out.")

# %% [markdown]
# **Predict.** $G$ played against a $D$ that knew the training digits. Compared with training digits, how large is the error that is left on *unseen* digits?

# %%
predict(
    "unseen_against_training", "half as large, or less", "about as large", "twice as large, or more"
)

# %% [markdown]
# **Predict.** $G$'s own samples can be painted exactly. How far is the latent that is found from the one they were painted from? (Two latents that have nothing to do with one another are about 11 apart.)

# %%
predict("distance_to_the_true_latent", between=(0.0, 12.0))

# %% [markdown]
# Four starts for each: the two samples, of the many from above, that lie nearest to it, and two latents near the middle.

# %%
STEPS, RATE = by_speed(smoke=5, quick=150, full=400), 0.1
everything = torch.cat(list(targets.values()))  # (kinds * SHOWN, 1, 28, 28)
seed_everything(5)
away, nearest = torch.cdist(everything.flatten(1), samples.flatten(1)).topk(
    2, largest=False
)  # (targets, 2)
middle_starts = 0.5 * torch.randn(2, len(everything), LATENT_SIZE, device=device())
starts = torch.cat([many[nearest].transpose(0, 1), middle_starts])  # (4, targets, 64)
tries = [invert(paint, everything, start, STEPS, RATE) for start in starts]
all_latents, all_errors = (torch.stack(each) for each in zip(*tries))
best = best_start(all_latents, all_errors)
painted = pictures(best)
best_errors = (painted - everything).square().flatten(1).mean(1)

# %% [markdown]
# The table shows the root of the mean squared error of a pixel, on a scale from 0 to 1: for the nearest sample as it is, then after a descent from a start near the middle, from that nearest sample, and for the best of the four.

# %%
found = {}
print(f"{'':16} nearest of    from the    from there  best of   length of")
print(f"{'':16} {len(samples):>6,} samples    middle                   four   the latent")
for place, name in enumerate(targets):
    own = slice(place * SHOWN, (place + 1) * SHOWN)
    found[name] = best_errors[own].mean().sqrt().item()
    columns = [
        away[own, 0].square().mean().div(784),
        all_errors[2, own].mean(),
        all_errors[0, own].mean(),
    ]
    line = "".join(f"{column.sqrt():12.3f}" for column in columns)
    print(f"{name:16}{line} {found[name]:10.3f} {best[own].norm(dim=1).mean():10.1f}")

# %% draws="pairs of rows: a target, and below it what was found"
rows = []
for place, name in enumerate(targets):
    own = slice(place * SHOWN, place * SHOWN + min(SHOWN, 16))
    rows += [(name, everything[own]), ("found", painted[own])]
plots.show(
    draw.strips(rows, left=1.3),
    "Each kind of target, and below it G's picture of the latent found. Root of the mean squared error of a pixel: "
    + ", ".join(f"{name} {error:.2f}" for name, error in found.items())
    + ".",
)

# %%
ratio = found["unseen digits"] / found["training digits"]
words = (
    "half as large, or less"
    if ratio <= 0.5
    else "twice as large, or more"
    if ratio >= 2
    else "about as large"
)
outcome("unseen_against_training", words)

# %%
missed = (best[:SHOWN] - true_latents).norm(dim=1).mean().item()
print(f"From the true latents of its own samples: {missed:.2f} away on average.")
outcome("distance_to_the_true_latent", missed)

# %% [markdown]
# Begin with the first row: $G$'s own samples can be painted without any error, and the descent leaves one. So that much is the *search's* fault, and what is left on other digits is to be read beside it. From the nearest of many samples it goes better than from the middle.
#
# Training digits and unseen ones are painted about equally well (0.054 to 0.058 and 0.056 to 0.062 over three draws): this $G$ has not learned digits by heart. Digits upside down come out better than one would think, and garments badly. But look at the lengths: of digits upside down the latents have left the shell of radius 8 to the outside, and of garments to the inside. $G$ is
# asked there for pictures that it never had to paint.
#
# And the latents of its own samples are *not* found: the ones that are found lie nearly as far away as a stranger, and each paints nearly the same picture. That is the other side of the weak directions: what does not show cannot be found.
#
# ### One descent, ten steps at a time
#
# One unseen digit from three starts: after no step, after 10, after 20 and so on, always from the same starts. The smallest of the three errors is kept.

# %%
watched = everything[2 * SHOWN : 2 * SHOWN + 1].expand(3, -1, -1, -1)  # an unseen digit
descent = Run("inversion", steps=by_speed(smoke=2, quick=13, full=31))
for step in descent:
    reached, errors = invert(paint, watched, 0.5 * drawn[:3], 10 * (step - 1), RATE)
    descent.log(error=errors.min())
    descent.snapshot(plots.tile(torch.cat([watched[:1], pictures(reached)]), columns=4))

# %% [markdown]
# Here is a recording of ten digits, two of each kind, from one start each; your own three starts lie over its curve, thick and pale. A point on the axis is ten steps of Adam. No kernel at hand? [This page](../assets/lesson-12-run.html) replays the recording in any browser; in JupyterLab press *Trust HTML* at its top.

# %%
replay(asset("lesson-12-run.npz"), mine=descent, names=["error"])

# %% [markdown]
# ## A globe of digits

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *Board:* A globe and its map, with the stretched poles.
#
# *Ask before running:* "How many of the ten digits lie on a globe of three directions out of 64?" (All or nearly all, if the directions are chosen by the means.)
#
# *Expect:* "So the latent space is three-dimensional." The globe is a slice; most of what the other 61 directions do is not on it.

# %% [markdown]
# All latents lie near a sphere, and a sphere in three dimensions is a globe. Take the three directions in which the ten mean latents differ most (their principal directions), and paint the points of the globe of radius 8 that they span: longitude from left
# to right, latitude from top to bottom, as on a map of the world. A walk along the sphere is then a flight along a great circle.

# %%
means = mean_latents(many, named, count)
axes = torch.linalg.svd(means - means.mean(0), full_matrices=False).Vh[:3]  # (3, 64), at right angles


def at(longitude, latitude):
    """Latents (n, 64) of length 8 at these angles, in degrees, (n,) each."""
    east, north = torch.deg2rad(longitude), torch.deg2rad(latitude)
    point = torch.stack([north.cos() * east.cos(), north.cos() * east.sin(), north.sin()], dim=1)
    return math.sqrt(LATENT_SIZE) * point @ axes


COLUMNS, ROWS = 18, 9
east, north = torch.linspace(-170, 170, COLUMNS), torch.linspace(80, -80, ROWS)
sheet = pictures(at(east.repeat(ROWS).to(device()), north.repeat_interleave(COLUMNS).to(device())))
on_the_map = judge().labels(sheet).bincount(minlength=10)
print(
    "places of each digit on the map:",
    ", ".join(f"{digit}: {places}" for digit, places in enumerate(on_the_map.tolist())),
)


# %%
def draw_globe(longitude=0, latitude=0):
    """The map and one place of it, large."""
    angles = torch.tensor([[float(longitude)], [float(latitude)]], device=device())
    digit = pictures(at(*angles))
    odds = judge().probabilities(digit)[0]
    figure = draw.globe(sheet, COLUMNS, ((longitude + 170) / 340, (80 - latitude) / 160), digit[0])
    return figure, (
        f"Longitude {longitude}°, latitude {latitude}°: the judge sees a {odds.argmax().item()}, with {odds.max():.0%}. "
        f"{(on_the_map > 0).sum()} of the ten digits are on the map."
    )


explore(draw_globe, longitude=(-170, 170, 0), latitude=(-80, 80, 0))

# %% [markdown]
# **Explore.** Fly around the equator, then over a pole. Which digits have a border with which? In the stored run nine of the ten are on the map; the 0 lies in other directions. Three of 64 are a slice, and no picture of the whole.
#
# ## What you believe now
#
# The statements of the beginning once more.

# %%
beliefs("12", after=True)

# %%
summary("12")

# %% [markdown]
# ## Recap
#
# - Latents lie in a thin shell of radius 8; equal turns are unequal steps in the picture, and an even pace has to be computed.
# - At a latent, the Jacobian's singular values say which directions change the picture. Few count, and they differ from latent to latent.
# - Arithmetic works with means, because what the latents of a digit do not share cancels in them.
# - Truncation costs recall. Whether it buys anything has to be tried, with more than one score and with your eyes.
# - Inversion finds a latent by gradient. The error that is left mixes what G cannot paint with what the descent did not find.
#
# ## What popular introductions say, and what is true
#
# | It is said | What you saw |
# |---|---|
# | Each number of the latent controls one feature | The directions that count are mixtures of all 64, and other ones at each latent |
# | Smile = smiling woman − neutral woman: subtract one picture's latent from another's | A single latent reaches its goal seldom; the paper took means of three, and more are better |
# | Interpolate between two latents and the images change smoothly | They move at an uneven pace, faster where one digit becomes another |
# | `truncation=0.5` cuts the latents at 0.5 | In much-used programs it cuts at 1: they draw within ±2 and multiply |
# | The latent that inversion finds is the one the picture came from | It paints nearly the same picture, and lies nearly as far away as a stranger |
# | Truncation improves samples and costs variety | For this generator it made them worse first, and the score that said otherwise was fooled |
#
# ## Further reading
#
# - A. Radford, L. Metz, S. Chintala, *Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks*, ICLR 2016, [arXiv:1511.06434](https://arxiv.org/abs/1511.06434): section 6.3.2, arithmetic with means of three.
# - T. White, *Sampling Generative Networks*, 2016, [arXiv:1609.04468](https://arxiv.org/abs/1609.04468): walks on the sphere, and attributes as differences of means.
# - A. Brock, J. Donahue, K. Simonyan, *Large Scale GAN Training for High Fidelity Natural Image Synthesis*, ICLR 2019, [arXiv:1809.11096](https://arxiv.org/abs/1809.11096): section 3.1, the truncation trick.
# - T. Kynkäänniemi, T. Karras, S. Laine, J. Lehtinen, T. Aila, *Improved Precision and Recall Metric for Assessing Generative Models*, NeurIPS 2019, [arXiv:1904.06991](https://arxiv.org/abs/1904.06991): the two numbers, and truncation by them.
# - J.-Y. Zhu, P. Krähenbühl, E. Shechtman, A. A. Efros, *Generative Visual Manipulation on the Natural Image Manifold*, ECCV 2016, [arXiv:1609.03552](https://arxiv.org/abs/1609.03552): inversion by gradient, and what to do with it.

# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "07"
#     title: Faster and better
#     promise: Find out where the milliseconds of a training step go, what makes digits better over several seeds and not by luck, and what a GPU makes of it
#     minutes: 65
#     run_seconds: {budget: 74}  # 60, seven timings of 1.5 and three of 1; the other runs are counted in steps
#     teach_in: []
#     glossary:
#       fused: "said of an operation that does the work of several in one pass over the memory"
#       bfloat16: "a number of 16 bits with the range of a float32 and fewer digits: eight bits of precision in place of 24"
#       lazy R1: "R1 at every n-th step only, and counted n times there"
#       digit distance: "how far the crowd of generated digits is from that of test digits, in the 128 features of the course's judge of digits; lower is better"
#       half-life: "of a running average: the number of steps after which half of what it held is forgotten"
#       launch: "the moment in which Python's order for one operation reaches the GPU; each takes some microseconds, however little there is to do"
#       CUDA graph: "a recording of all launches of a step on an NVIDIA GPU, which is replayed by a single one"
# ---

# %% [markdown]
# # 7 · Faster and better
#
# Lesson 05 ended with one minute of training by a recipe. Where did the minute go, and what made its digits good? You take the step apart and time its parts on your own machine, write the
# cures that are said to help, and judge them by several seeds. Then you find out what a GPU does during such a step.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lesson 05 (the six steps, $D$'s logits). Lesson 04 has met the average, R1 and $\beta_1$ in small.*
#
# ![Four rows of twelve small pictures. In each row one latent point as one generator painted it at twelve moments of its training, from grey noise at the left to digits at the right.](../assets/lesson-07.png)

# %%
import copy
import json
from statistics import median
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# %%
from gancourse import beliefs, captured, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, device, images, replay, seed_everything
from gancourse import explore, metrics, plots
from gancourse.data.loading import Images
from gancourse.models.judge import judge
from gancourse.models.recipes import make_discriminator
from gancourse.paths import asset
from gancourse.training.launches import count_launches
from gancourse.views import ladders

# %%
controls()

# %% [markdown]
# Five statements first. Say of each whether it is true, false, or whether you are not sure.

# %%
beliefs("07")

# %% [markdown]
# ## Where the milliseconds go

# %% [markdown] tags=["teacher"]
# **For the teacher · 12 minutes.**
#
# *Board:* The six steps in a column. Behind each: what is moved, what is multiplied, what is thrown away.
#
# *Ask before running:* "Which change brings most on your machine?" (It differs; let three people read out their rows.)
#
# *Expect:* In Exercise 7.1: the logits halved along the wrong axis, or at half of the batch when real and fake are not equally many. In 7.2: D switched to eval mode to be
# safe, which hides what is asked.
#
# *Homework:* Exercise 7.2. The notebook uses the course's version until then.

# %% [markdown]
# The digits of lesson 05, of which one sixtieth is set aside for a score that comes later; $D$ is the one you built there. This $G$ is the one we keep: a latent of 64, three hidden layers, ReLU.

# %%
everything = images("digits")
spare = max(len(everything) // 60, 10)
data = Images(everything.pixels[:-spare], everything.labels[:-spare], everything.source)
held_out = everything.pixels[-spare:].float() / 255


def make_generator(latent_size=64):
    """Latent (m, 64) -> images (m, 1, 28, 28) in [-1, 1]."""
    layers = []
    for inputs, outputs in [(latent_size, 256), (256, 512), (512, 1024)]:
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(1024, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)))


def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


def generator_loss(fake_logits):
    return F.softplus(-fake_logits).mean()


# %% [markdown]
# More steps per second are more learning per minute, and the step is yours to change. One idea: in $D$'s step real images and fakes need not go through $D$ one after the other. Put side by side they are one
# batch of twice the size, and each layer's weights are fetched from memory once and not twice.
#
# ### Exercise 7.1 · One pass
# *Difficulty 1 of 5 · 5 minutes · needed later: yes*
#
# Call `discriminator` *once*, on real images and fakes together, and return its logits on the real ones and on the fakes. There need not be equally many of both.


# %%
def one_pass_logits(discriminator, real, fake):
    """Images (m, 1, 28, 28) and (n, 1, 28, 28) -> logits (m, 1) and (n, 1), from one call."""
    ### BEGIN SOLUTION
    logits = discriminator(torch.cat([real, fake]))  # (m + n, 1)
    return logits[: len(real)], logits[len(real) :]
    ### END SOLUTION


# %%
one_pass_logits = check("one_pass_logits", one_pass_logits)

# %% [markdown]
# Is that still the same $D$? Only if it judges each image by itself. With BatchNorm in it, while it learns, real images and fakes are measured against their *common* mean, and the verdict on an image depends on the images beside it.
#
# ### Exercise 7.2 · May they share a pass?
# *Difficulty 3 of 5 · 10 minutes · needed later: yes*
#
# Find out for any $D$, by trying: return `True` if one pass gives the logits of two passes, to within rounding (a ten-thousandth), and `False` if not. Try it in the mode that $D$ is in, and leave $D$ as you found it: a BatchNorm that is not in eval mode
# writes down a running mean each time it is called.


# %%
def may_share(discriminator, real, fake):
    """Whether real (m, 1, 28, 28) and fake (n, 1, 28, 28) get the same logits together as apart; leaves D as it was."""
    ### BEGIN SOLUTION
    discriminator = copy.deepcopy(discriminator)
    with torch.no_grad():
        together = torch.cat(one_pass_logits(discriminator, real, fake))
        apart = torch.cat([discriminator(real), discriminator(fake)])
    return torch.allclose(together, apart, atol=1e-4)
    ### END SOLUTION


# %%
may_share = check("may_share", may_share)

# %% tags=["nbval-check-output"]
seed_everything(0)
with_batchnorm = make_discriminator()
with_batchnorm.insert(2, nn.BatchNorm1d(512))
pair = 2 * torch.rand(2, 16, 1, 28, 28) - 1
for name, each in {"lesson 05's D": make_discriminator(), "with BatchNorm": with_batchnorm}.items():
    print(f"{name:15} may share a pass: {may_share(each, pair[0], pair[1])}")

# %% [markdown]
# Our $D$ has no BatchNorm, so it may. Now all ideas as switches of one training step:
#
# - **Memory**: the first row feeds images as most scripts do, one by one through torchvision's transforms. In the second, all images lie in memory as one tensor of bytes, and a batch is a single look-up.
# - **`fused`**: one pass over the memory in which the work of several operations is done. A **fused** Adam updates all weights so; `foreach=False` takes one tensor of weights after the other, a dozen operations each.
# - **`one_pass`**: yours.
# - **`only_own`**: a step computes gradients for its own player alone. $G$'s loss runs through $D$, whose weights would get gradients that nobody uses; `loss.backward(inputs=…)` names those that get one.
# - **`half`**: matrices multiplied in **bfloat16**, numbers of half the length (Micikevicius et al. 2018). `torch.autocast` does so with products; the losses keep float32, hence the `.float()`.
# - **The batch**: 128 images in place of 64.

# %%
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class OneByOne(Dataset):
    """What torchvision's MNIST does with each image, each time it is asked for."""

    convert = transforms.Compose(
        [transforms.ToPILImage(), transforms.ToTensor(), transforms.Normalize([0.5], [0.5])]
    )
    pixels = data.pixels.cpu()

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        return self.convert(self.pixels[index])


def endless(loader):
    while True:
        yield from loader


one_by_one = endless(DataLoader(OneByOne(), batch_size=64, shuffle=True, drop_last=True))


# %%
def start(fused=True, rate=1e-3, beta1=0.0, half=False):
    """A new GAN: two networks, a copy of G that will hold its average, two optimisers."""
    gan = SimpleNamespace(
        generator=make_generator().to(device()), discriminator=make_discriminator().to(device())
    )
    gan.average = copy.deepcopy(gan.generator).eval()
    gan.rate, gan.half, gan.steps = rate, half, 0
    for name, network in (("g_optimizer", gan.generator), ("d_optimizer", gan.discriminator)):
        options = {"fused": True} if fused else {"foreach": False}
        setattr(
            gan, name, torch.optim.Adam(network.parameters(), lr=rate, betas=(beta1, 0.999), **options)
        )
    return gan


def latent(m):
    return torch.randn(m, 64, device=device())


# %%
def descend(optimizer, loss, only_own=True):
    optimizer.zero_grad()
    loss.backward(inputs=optimizer.param_groups[0]["params"] if only_own else None)
    optimizer.step()


def faster_steps(gan, real, one_pass=True, only_own=True):
    """The six steps with switches. real: (m, 1, 28, 28) in [-1, 1]."""
    with torch.autocast(real.device.type, dtype=torch.bfloat16, enabled=gan.half):
        fake = gan.generator(latent(len(real))).detach()
        if one_pass:
            on_real, on_fake = one_pass_logits(gan.discriminator, real, fake)
        else:
            on_real, on_fake = gan.discriminator(real), gan.discriminator(fake)
    descend(gan.d_optimizer, discriminator_loss(on_real.float(), on_fake.float()), only_own)
    with torch.autocast(real.device.type, dtype=torch.bfloat16, enabled=gan.half):
        logits = gan.discriminator(gan.generator(latent(len(real))))
    descend(gan.g_optimizer, generator_loss(logits.float()), only_own)


# %% [markdown]
# Each row below adds one change to the row above it, so its gain is one on top of the others, and is timed on **your** machine for a second and a half.
#
# **Predict.** Which change multiplies the images per second by most on your machine?

# %%
predict(
    "largest_gain_in_speed",
    "images in memory",
    "a fused optimiser",
    "one pass and own gradients",
    "batches of 128",
    "bfloat16",
)


# %%
def timed(name, batch_size=64, one_pass=True, only_own=True, batches=None, **options):
    """Images per second of one way to train."""
    gan = start(**options)
    draw = (
        (lambda: next(batches).to(device())) if batches else (lambda: data.random(batch_size) * 2 - 1)
    )
    pace = metrics.images_per_second(
        lambda: faster_steps(gan, draw(), one_pass, only_own),
        batch_size,
        seconds=by_speed(smoke=0.05, quick=1.5, full=3),
    )
    print(f"{name:46} {1_000 * batch_size / pace:7.1f} ms a step {pace:10,.0f} images/s")
    return pace


# %%
plain = {"one_pass": False, "only_own": False}
speeds = {
    "first": timed(
        "torchvision's transforms, one image at a time", batches=one_by_one, fused=False, **plain
    ),
    "memory": timed("+ all images in memory, as one tensor", fused=False, **plain),
    "fused": timed("+ a fused optimiser", **plain),
    "one pass": timed("+ real and fake through D in one pass", only_own=False),
    "own": timed("+ no gradients for the other player"),
    "batch": timed("+ batches of 128", batch_size=128),
    "half": timed("+ bfloat16", batch_size=128, half=True),
}
half = speeds["half"] > 1.05 * speeds["batch"]
best = max(speeds["half"], speeds["batch"])
print(f"\n{best / speeds['first']:.1f} times as fast as the first row.")
print("bfloat16 helps here and stays on." if half else "bfloat16 does not help here and stays off.")

# %%
gains = {
    "images in memory": speeds["memory"] / speeds["first"],
    "a fused optimiser": speeds["fused"] / speeds["memory"],
    "one pass and own gradients": speeds["own"] / speeds["fused"],
    "batches of 128": speeds["batch"] / speeds["own"],
    "bfloat16": speeds["half"] / speeds["batch"],
}
print(", ".join(f"{name} × {gain:.2f}" for name, gain in gains.items()))
outcome("largest_gain_in_speed", max(gains, key=gains.get))

# %% [markdown]
# Which row gains most differs from machine to machine, and so does the sum; that is why you measured. Two rows to look at: not converting the same images again and again was worth a tenth to two fifths on the course's own machines, for one
# line less of code, and bfloat16 was about one and a half times as fast on a processor built for it, and on another slower than without. The larger batch buys its images per second with fewer steps per second.
#
# ## What makes it better

# %% [markdown] tags=["teacher"]
# **For the teacher · 20 minutes.**
#
# *Board:* Five cures in a row, and under each: where in the six steps does it go in?
#
# *Ask before running:* "Which of the five changes the training, and which only what we look at?" (The average alone leaves the training as it is.)
#
# *Expect:* In Exercise 7.3: decay and its rest exchanged; the running statistics forgotten. In 7.4: the sum over the batch, or a gradient without a graph. In 7.5: lazy but not counted
# 16 times.
#
# *Homework:* Exercises 7.4 and 7.5. The notebook uses the course's versions until then.

# %% [markdown]
# Speed alone paints the same faults sooner. Five things are said to make the result better, none of them longer than three lines:
#
# - **A higher rate.** 0.001 in place of 0.0003: longer steps for the same work.
# - **No momentum.** $\beta_1 = 0$ in place of 0.5, so that each step follows the newest gradient alone: since the earlier ones the opponent has moved.
# - **An average of G.** The players circle around each other, and the running average of $G$'s weights stands near the centre of the circle.
# - **R1.** A price on the slope of $D$ at the real images keeps $D$ from growing cliffs that $G$ falls off.
# - **A falling rate.** In the second half the learning rate falls, and the circles shrink.
#
# ### Exercise 7.3 · The average of G
# *Difficulty 2 of 5 · 10 minutes · needed later: yes*
#
# Move every weight of `average` towards `network`, in place: keep the share `decay` of the old value and take the rest from
# the network. BatchNorm's running mean and variance belong to the weights; its count of batches is a whole number, and no average of two is asked for.


# %%
def average_weights(average, network, decay):
    """average = decay · average + (1 - decay) · network, for weights and running statistics; in place."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.lerp_(new, 1 - decay)
    ### END SOLUTION


# %%
average_weights = check("average_weights", average_weights)

# %% [markdown]
# **Pitfall.** A much copied training script averages "all parameters" (rosinality/style-based-gan-pytorch, the function `accumulate` in `train.py`, where somebody [noticed](https://github.com/rosinality/style-based-gan-pytorch/issues/112)). Running
# statistics are buffers and no parameters, so they are left out. In that network it does no harm, since it has no BatchNorm. In ours, which paints in eval mode, the averaged weights would meet the statistics of an untrained $G$. Code is right for
# the network it was written for.
#
# R1 is a price on a slope, and $D$ learns from it by the slope *of that*. `backward()` writes gradients into `.grad`, most often as plain numbers. `torch.autograd.grad(y, x)` returns them, in a tuple, and with `create_graph=True` the gradient has a history of its own, through which a
# `backward()` can go. With $y = x^3$ at 2 the slope is $3x^2 = 12$; its square is $9x^4$, whose own slope is $36x^3 = 288$:

# %% tags=["nbval-check-output"]
x = torch.tensor(2.0, requires_grad=True)
(slope,) = torch.autograd.grad(x**3, x, create_graph=True)
(slope**2).backward()
print(f"slope {slope.item():.0f}, the slope of its square {x.grad.item():.0f}")

# %% [markdown]
# ### Exercise 7.4 · A price on cliffs
# *Difficulty 4 of 5 · 15 minutes · needed later: yes*
#
# The slope of $D$ at an image is the gradient of its logit $a(x)$ with respect to the 784 pixels. Return the mean over the real
# images of the squared length of that gradient, $\mathbb{E}\,\lVert\nabla_x a(x)\rVert^2$, with its history, so that $D$ can learn from it. `grad` starts from one number; no image's logit depends on another image.


# %%
def r1_penalty(discriminator, real):
    """The mean over real images (m, 1, 28, 28) of |gradient of D's logit at the image|²."""
    ### BEGIN SOLUTION
    real = real.detach().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)  # (m, 1, 28, 28)
    return slope.square().flatten(1).sum(1).mean()
    ### END SOLUTION


# %%
r1_penalty = check("r1_penalty", r1_penalty)

# %% [markdown]
# R1 adds $\frac{\gamma}{2}$ times this to $D$'s loss (Mescheder et al. 2018). It needs a second backward pass, through the first. **Lazy R1** (Karras et al. 2020) pays at every $n$-th step only, and there so much that over $n$ steps the price is the same.
#
# ### Exercise 7.5 · Paid now and then
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Return the factor in front of the penalty in step number `step`, which counts from 0: step 0 pays, and so do step `every` and its multiples; the others do not.


# %%
def lazy_price(step, gamma, every):
    """What the R1 penalty is multiplied with in this step; 0 where it is not paid."""
    ### BEGIN SOLUTION
    return gamma / 2 * every if step % every == 0 else 0
    ### END SOLUTION


# %%
lazy_price = check("lazy_price", lazy_price)

# %% [markdown]
# ### Exercise 7.6 · The falling rate
# *Difficulty 1 of 5 · 4 minutes · needed later: yes*
#
# Return the share of the full learning rate when `elapsed_fraction` of the budget is spent: 1 through the first half, then in a straight line down to 0 at the end.


# %%
def rate_at(elapsed_fraction):
    """A factor from 1 to 0 for the learning rate; elapsed_fraction runs from 0 to 1."""
    ### BEGIN SOLUTION
    return min(1.0, 2 * (1 - elapsed_fraction))
    ### END SOLUTION


# %%
rate_at = check("rate_at", rate_at)

# %% [markdown]
# Here is the training step with everything in it, from your own pieces, in the order of the six steps. The rate ends at a hundredth and not at 0, so that the last steps still do something. $\gamma$ is the course's own choice, the 16 is that of the paper on lazy R1.
# The average is written in the last lines, and nothing in the step reads it. It looks back over a fifth of the run so far: one that keeps the share $d$ looks back over about $1/(1-d)$ entries, and an entry comes every 16 steps.

# %%
GAMMA, EVERY = 0.1, 16


def better_steps(gan, real, progress, gamma=GAMMA, falling=True):
    """The six steps with lazy R1, an average and a falling rate. real: (m, 1, 28, 28) in [-1, 1]."""
    factor = min(1.0, rate_at(progress) + 0.01) if falling else 1.0
    for optimizer in (gan.d_optimizer, gan.g_optimizer):
        optimizer.param_groups[0]["lr"] = gan.rate * factor
    with torch.autocast(real.device.type, dtype=torch.bfloat16, enabled=gan.half):
        fake = gan.generator(latent(len(real))).detach()
        on_real, on_fake = one_pass_logits(gan.discriminator, real, fake)
    d_loss = discriminator_loss(on_real.float(), on_fake.float())
    price = lazy_price(gan.steps, gamma, EVERY)
    descend(gan.d_optimizer, d_loss + price * r1_penalty(gan.discriminator, real) if price else d_loss)
    with torch.autocast(real.device.type, dtype=torch.bfloat16, enabled=gan.half):
        logits = gan.discriminator(gan.generator(latent(len(real))))
    g_loss = generator_loss(logits.float())
    descend(gan.g_optimizer, g_loss)
    if gan.steps % EVERY == 0:  # the average looks back over a fifth of the run
        average_weights(gan.average, gan.generator, decay=1 - 1 / (1 + 0.2 * (gan.steps + 1) / EVERY))
    gan.steps += 1
    return {"d_loss": d_loss, "g_loss": g_loss}


# %% [markdown] tags=["pause"]
# **A place to pause.** You have taken a training step apart and timed its parts, and written the average, lazy R1 and the falling rate into a step of your own. Next it is judged, by two scores and over four seeds, and then a GPU runs it.

# %% [markdown]
# ## Two scores

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Ask before running:* "Two scores disagree about the average of G. Which one is wrong?" (Neither: they ask different questions.)
#
# *Watch the clock:* Two trainings, half a minute together. Let the class vote meanwhile.

# %% [markdown]
# "Better" needs a number, and here are two; each is taken apart in a later lesson.
#
# - The **digit distance** asks the course's judge of digits, a small classifier. It describes each picture by 128 numbers, and the distance compares mean and spread of 10,000 samples with those of test digits.
#   Lower is better; [lesson 11](11_dcgan_digits.ipynb) derives it and gives it its proper name.
# - The **Parzen score** is the one of the first GAN paper: how near, pixel by pixel, the test digits lie to some sample, as a logarithm (a natural one, so its unit is the nat). How near is near, the digits set aside decide. Higher is better; [lesson 09](09_was_the_paper_right.ipynb) computes it and finds out what it rewards.

# %%
test = images("digits", split="test").pixels.float() / 255
count = by_speed(smoke=200, quick=10_000, full=10_000)
test_features = judge().features(test)


# %%
@torch.no_grad()
def painted(network, z):
    """Pictures (m, 1, 28, 28) in [0, 1], in eval mode; the network stays in the mode that it was in."""
    was_training = network.training
    pictures = (network.eval()(z) + 1) / 2
    network.train(was_training)
    return pictures


def scores(generator):
    """Both scores of `count` samples, {"distance": …, "parzen": …}."""
    pictures = torch.cat([painted(generator, latent(200)) for _ in range(count // 200)])
    return {
        "distance": metrics.frechet_distance(judge().features(pictures), test_features),
        "parzen": metrics.parzen_log_likelihood(pictures, test, held_out).mean,
    }


def both(gan):
    """The scores of G as it is, and of its average under names of their own."""
    averaged = {f"average_{name}": value for name, value in scores(gan.average).items()}
    return scores(gan.generator) | averaged


# %% [markdown]
# Train two GANs for the same number of steps, 1,500 at *quick*: one with the higher rate and nothing else of the five, and one with all of them. On the way, one weight of each $G$ is written down at every step.
#
# **Predict.** Each $G$ is scored twice, as it is and as its average. What will the average do to the first one's scores?

# %%
predict("average_in_two_scores", "both better", "both worse", "distance better, Parzen worse", "distance worse, Parzen better")  # fmt: skip

# %%
LADDER = {
    "rate 0.0003, β₁ = 0.5": {"rate": 3e-4, "beta1": 0.5, "gamma": 0, "falling": False},
    "rate 0.001": {"rate": 1e-3, "beta1": 0.5, "gamma": 0, "falling": False},
    "β₁ = 0": {"rate": 1e-3, "beta1": 0.0, "gamma": 0, "falling": False},
    "lazy R1": {"rate": 1e-3, "beta1": 0.0, "gamma": GAMMA, "falling": False},
    "falling rate": {"rate": 1e-3, "beta1": 0.0, "gamma": GAMMA, "falling": True},
}
BATCHES = {"batch 512, as many images": (512, 1 / 4), "batch 512, as many steps": (512, 1)}
SHORT, LONG = 1_500, 4_000


def trained(
    name, steps, seed=0, batch=128, half=False, rate=1e-3, beta1=0.0, gamma=GAMMA, falling=True
):
    """A GAN after so many steps, with one weight of G at every step in `trail`."""
    seed_everything(seed)
    gan = start(rate=rate, beta1=beta1, half=half)
    gan.trail, weight = [], gan.generator[-3].weight  # of the layer that paints: (784, 1024)
    run = Run(name, steps=steps, images_per_step=batch)
    for step in run:
        real = data.random(batch) * 2 - 1
        run.log(**better_steps(gan, real, run.elapsed_fraction, gamma, falling))
        gan.trail.append(weight[406, 100].detach().clone())
    return gan


# %%
steps = by_speed(smoke=6, quick=SHORT, full=LONG)
mine = []
for name in ("rate 0.001", "falling rate"):
    gan = trained(name, steps, half=half, **LADDER[name])
    mine.append({"name": name} | both(gan))
print(ladders.table(mine))

# %%
first = mine[0]
nearer = "better" if first["average_distance"] < first["distance"] else "worse"
likelier = "better" if first["average_parzen"] > first["parzen"] else "worse"
outcome("average_in_two_scores", f"both {nearer}" if nearer == likelier else f"distance {nearer}, Parzen {likelier}")  # fmt: skip

# %% [markdown]
# In the four runs of the first of the two that the course has recorded (1,500 steps, `assets/lesson-07-measured.json`), the average pleases the Parzen score by 76 to 94 nats, and to the judge it is farther from real digits than $G$ itself, every time. Neither score is broken. An average has less of the grain, the trembling
# of single pixels that every step leaves, and a score pixel by pixel minds grain most. And it stands where $G$ was a while ago: as long as $G$ moves fast, that is a worse place. A claim of "better" has to say by which score, and after how many steps.
#
# ### One weight and its average
# *Nothing later needs this section.*
#
# **Explore.** Below is that one weight of the second $G$ at every step, with an average whose **half-life** you choose: after so many steps half of what it held is forgotten, so per step it keeps $0.5^{1/\text{half-life}}$. Compare two numbers of the caption: how far the average
# moves from step to step, and how far it stands from the weight. The second is the price of the first.

# %%
path = torch.stack(gan.trail).float().cpu().numpy()


def draw_trail(half_life):
    keeps, average = 0.5 ** (1 / half_life), [path[0]]
    for value in path[1:]:
        average.append(keeps * average[-1] + (1 - keeps) * value)
    return ladders.trail(path, np.array(average), half_life)


explore(draw_trail, half_life=(1, 400, 40))

# %% [markdown]
# ## Four seeds

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Board:* The five rows, and behind each two empty columns. Votes before the figure: which step down is the longest, and which one is none?
#
# *Expect:* "In my run it was better with R1." Then the four seeds of both rows side by side: they overlap.

# %% [markdown]
# Two runs are two anecdotes. The course has trained five rows, each with one cure more than the row before, four times each, with four seeds (`ci/measuring/lesson_07.py`).
#
# **Predict.** Look at $G$ as it is, after 1,500 steps. Which of the four changes brings its digit distance down most, median against median?

# %%
predict("largest_gain_in_distance", "the higher rate", "no momentum", "lazy R1", "the falling rate")

# %%
record = json.loads(asset("lesson-07-measured.json").read_text("utf-8"))


def recorded(steps, *names):
    """The recorded rows of trainings with so many steps."""
    return [row for row in record["rows"] if row["plan"] == steps and row["name"] in (names or LADDER)]


print(record["machine"])
plots.show(*ladders.ladder(recorded(SHORT), mine if steps == SHORT else []))
print(ladders.table(recorded(SHORT)))

# %%
names = list(LADDER)
middle = {name: median(row["distance"] for row in recorded(SHORT, name)) for name in names}
changes = ("the higher rate", "no momentum", "lazy R1", "the falling rate")
factors = {
    change: middle[after] / middle[before] for change, before, after in zip(changes, names, names[1:])
}
print(", ".join(f"{change}: distance × {factor:.2f}" for change, factor in factors.items()))
outcome("largest_gain_in_distance", min(factors, key=factors.get))

# %% [markdown]
# Rings are $G$ as it is, dots its average, one for each seed. A change can be told from luck where the marks of its row leave those of the row above behind. What is said of single seeds below stands in `assets/lesson-07-measured.json`.
#
# - **The higher rate** and **$\beta_1 = 0$** are no luck: by either score, as it is and averaged, every seed with the change is better than every seed without. $\beta_1$ is the longer step: on each seed it brings $G$ about twice as near, or nearer, and it is one number.
# - **Lazy R1** can hardly be told from luck after 1,500 steps: its marks lie among those of the row above. All four averages are a little nearer with it, by 0.7 to 2.0; but a coin, too, falls alike four times, one time in eight.
# - **The falling rate** divides the scores, and that is no luck either. By the Parzen score every seed is better than every seed without it; by the judge each is farther away than the same seed without. In so short a run the second half is needed for getting on.
# - **The average** is better by Parzen in all twenty trainings. By the judge it is better in the twelve with $\beta_1 = 0$, and worse in six of the other eight, where $G$ still moves fast.
#
# So which row is the best? By Parzen the last. By the judge the one with R1 has the lowest medians, and cannot be told from the row above it. Now the three last rows once more, with 4,000 steps:

# %%
print(ladders.table(recorded(LONG)))

# %% [markdown]
# Three seeds a row here. By the medians $G$ as it is is more than twice as near as after 1,500 steps, and by now the average is better in all nine trainings and by either score. **Lazy R1** still cannot be told from luck: $G$ as it is is nearer with it on one seed and farther on two. **The falling rate** still divides the scores: by Parzen it is better on every seed, and by the judge the average, which is what one would keep, is farther away on each, at 6.1 to 6.8 and not at 4.9 to 5.6.
#
# The course's recipe has both all the same; it was put together for runs of several minutes. This table gives no reason for lazy R1, and for the falling rate one by Parzen alone: what somebody found good in one place you have to measure in yours.

# %% [markdown]
# ## What a step is to a GPU

# %% [markdown] tags=["teacher"]
# **For the teacher · 15 minutes.**
#
# *Board:* Two lines, one below the other: Python above, GPU below. Draw orders as short strokes above, work as dots below. Where is nothing?
#
# *Ask before running:* "A batch of 4,096 in place of 32. How many steps a second are left?" (On an H200, nearly all.)
#
# *Expect:* In Exercise 7.7: times added up, as if one waited for the other. In 7.8: the `torch.where` taken for an `if`.
#
# *Watch the clock:* Nothing here computes for long; without a GPU the measurements are recorded ones.
#
# *Homework:* Exercise 7.8. The notebook uses the course's version until then.

# %% [markdown]
# A GPU does not run your Python. Python runs on the CPU and sends orders, operation by operation: multiply these, add those. The moment in which such an order reaches the GPU is a **launch**. It takes some microseconds, whether there is much to do or
# little.
#
# **Predict.** How many operations does one training step of yours ask for, without R1?

# %%
predict("operations_in_a_step", between=(0, 1_000))

# %%
step_gan, batch = start(half=half), data.random(128) * 2 - 1
better_steps(step_gan, batch, 0.0)  # in its first step Adam makes room for what it remembers
step_gan.steps = EVERY  # a step that pays
with_r1 = count_launches(lambda: better_steps(step_gan, batch, 0.0))
without = count_launches(lambda: better_steps(step_gan, batch, 0.0))
print(f"{without} without R1, {with_r1} with R1 and the average.")
outcome("operations_in_a_step", without)

# %% [markdown]
# On an NVIDIA GPU this counts launches. On a CPU it counts operations, without those that PyTorch starts inside of another one; where bfloat16 is on, its conversions are among them.
#
# **Predict.** The course measured the recipe on an NVIDIA H200, a GPU of 2024. From a batch of 32 to one of 4,096 there is 128 times as much to do in each step. What happens to the steps per second?

# %%
predict(
    "steps_at_4096", "a hundredth is left", "a tenth is left", "half is left", "nearly all are left"
)

# %%
gpu = json.loads(asset("gpu.json").read_text("utf-8"))
paces = [
    {"name": f"{row['recipe']}, H200"} | row
    for row in gpu["parts"]["batches"]["rows"]
    if row["mode"] == "eager" and "steps_per_second" in row
]
asked = {
    row["recipe"]: row["launches"]
    for row in gpu["parts"]["batches"]["launches"]
    if row["mode"] == "eager"
}
mlp = {row["batch"]: row["steps_per_second"] for row in paces if row["recipe"] == "MLP"}
left = mlp[4096] / mlp[32]
print(
    f"{gpu['machine']['words']}: {mlp[32]:.0f} steps/s at 32, {mlp[4096]:.0f} at 4,096, {left:.0%} of them; {asked['MLP']} launches a step."
)
shares = {
    "a hundredth is left": 0.01,
    "a tenth is left": 0.1,
    "half is left": 0.5,
    "nearly all are left": 1.0,
}
outcome("steps_at_4096", min(shares, key=lambda words: abs(np.log(shares[words] / left))))

# %% [markdown]
# A step takes some seven milliseconds there, however much is in it: the time of its 175 launches, and of what Python does around each. A batch of 128 through a layer of 256 is done in microseconds, so the GPU is done with each order before the next one comes, and waits. And on your machine?

# %%
on_a_cpu = by_speed(smoke=(8, 16), quick=(32, 128, 512), full=(32, 128, 512))
for size in (32, 512, 4096) if device().type == "cuda" else on_a_cpu:
    pace = metrics.images_per_second(
        lambda size=size: faster_steps(step_gan, data.random(size) * 2 - 1),
        size,
        seconds=by_speed(smoke=0.03, quick=1, full=2),
    )
    paces.append({"name": "yours", "batch": size, "steps_per_second": pace / size})
    print(f"batch {size:5,}: {pace / size:6.1f} steps/s, {pace:9,.0f} images/s")

# %% [markdown]
# A CPU starts an operation nearly at once and has little arithmetic to spare, so from 32 images on a larger batch costs it steps. (Below that it may not: whatever the batch, a step updates all weights.)
#
# ### Exercise 7.7 · Who is waiting?
# *Difficulty 2 of 5 · 6 minutes · needed later: yes*
#
# Python sends `launches` orders of `per_launch` seconds each, one after the other. The GPU needs `per_image` seconds of work for each image in the batch, and it works while Python goes on sending. How many seconds does a step take, many steps in a row?


# %%
def step_seconds(batch, launches, per_launch, per_image):
    """Seconds a step, when Python sends orders and the GPU works on them at the same time."""
    ### BEGIN SOLUTION
    return max(launches * per_launch, batch * per_image)
    ### END SOLUTION


# %%
step_seconds = check("step_seconds", step_seconds)


# %%
def fitted(name, batch):
    """Your formula, with both times taken from the smaller batches and from the largest one."""
    own = {row["batch"]: row["steps_per_second"] for row in paces if row["name"] == name}
    if len(own) < 4:
        return None  # too few to fit two times
    launches = asked[name.split(",")[0]]
    per_launch = 1 / median(pace for size, pace in own.items() if size <= 1024) / launches
    largest = max(own)
    return step_seconds(batch, launches, per_launch, per_image=1 / own[largest] / largest)


plots.show(*ladders.steps_against_batch(paces, fitted))

# %% [markdown]
# Below the bend the steps per second do not depend on the batch: Python is the one that is awaited. Above it the device has enough to do. For the MLP on the H200 no bend can be told from chance. The DCGAN of [lesson 11](11_dcgan_digits.ipynb), with more work for each image, may have one: 105 steps a second at 4,096, and 120 to 164 before (`assets/gpu.json`).
#
# ## One launch for all

# %% [markdown]
# Left of a bend a faster GPU changes nothing, and neither does arithmetic in bfloat16. What helps is fewer launches. A **CUDA graph** records the launches of a whole step once and sends them again with a single one. `captured(step)` of this course does that on an NVIDIA GPU, and elsewhere gives the step back and says why.


# %%
def without_r1(real):
    faster_steps(step_gan, real)


replayed = captured(without_r1)
replayed(batch)
if replayed.why_not is None:  # an NVIDIA GPU
    for name, step in {"as it is written": without_r1, "captured": replayed}.items():
        pace = metrics.images_per_second(
            lambda step=step: step(batch), len(batch), by_speed(0.05, 1, 2)
        )
        print(f"{name:20} {pace / len(batch):7,.0f} steps/s")

# %% [markdown]
# The price: what is replayed is what was recorded. Python does not run again, so whatever it decided, counted or read stays as it was. That is why the course's own recipe (`gancourse.training.digit_gan`) hands `captured` only the part of a step that is always the same, and what changes as an argument.
#
# What is it worth? Ten seconds of training on the H200, one run each, by an early version of `captured`:

# %%
h200 = json.loads(asset("lesson-07-gpu.json").read_text("utf-8"))
print(h200["machine"])
print(f"{'':46} steps/s   images/s")
for row in h200["rows"]:
    print(f"{row['name']:46} {row['steps_per_second']:7,} {row['images_per_second']:10,}")
one, other = (next(row for row in h200["rows"] if row["name"] == name) for name in h200["compared"])

# %% [markdown]
# The captured step runs eight to ten times as often.
#
# ## What stops a recording
# *Nothing later needs this section.*
#
# Here are six steps. `x` is a batch on the device, `calls` keeps what is written down of each call.

# %%
weight, calls = torch.ones(3, device=device()), {}


def loss_of(x):
    return (x @ weight).square().mean()


def step_a(x, call):
    loss = loss_of(x)
    return loss * torch.where(loss > 1, 0.5, 1.0)


def step_b(x, call):
    loss = loss_of(x)
    return loss * (0.5 if loss > 1 else 1.0)


def step_c(x, call):
    return loss_of(x) * 0.99**call


# %%
def step_d(x, call):
    loss = loss_of(x)
    if call % 2 == 0:
        loss = loss + weight.square().sum()
    return loss


def step_e(x, call):
    return loss_of(x[x[:, 0] > 0])  # only the rows that begin with a positive number


def step_f(x, call):
    loss = loss_of(x)
    calls[call] = f"{loss:.3f}"  # for the log
    return loss


# %% [markdown]
# ### Exercise 7.8 · What stops it?
# *Difficulty 3 of 5 · 10 minutes · needed later: no*
#
# Say of each step what would keep it from being replayed: `"nothing"`, `"a number is read"` (a line of Python needs the value of a tensor, to decide or to write it down), `"a number changes"` (a number that Python computes goes into an operation, another one at each call), `"now and then"` (an operation is
# missing in some calls, and Python knows by itself in which) or `"a size"` (how many entries a result has depends on the values of a tensor). One word for each step; two steps may have the same. `call` is 0, 1, 2, …


# %%
def what_stops_it():
    """{"A": …, "B": …, "C": …, "D": …, "E": …, "F": …}, each one of the five words."""
    ### BEGIN SOLUTION
    return {
        "A": "nothing",
        "B": "a number is read",
        "C": "a number changes",
        "D": "now and then",
        "E": "a size",
        "F": "a number is read",
    }
    ### END SOLUTION


# %%
what_stops_it = check("what_stops_it", what_stops_it)

# %% [markdown]
# `captured` watches the first calls of a step for exactly these things. Here is what it sees, on any device (on a CPU it says so where it would say GPU):

# %%
from gancourse.training.watching import Watch, difference


def obstacle(step, x):
    """Why a step could not be replayed, from its first two calls; None where nothing stands in the way."""
    watched = []
    for call in range(2):
        with Watch(device().type) as watch:
            step(x, call)
        watched.append(watch)
    return watched[0].obstacle or difference(*(watch.operations for watch in watched))


x = torch.linspace(-1, 2, 24, device=device()).reshape(8, 3)
answers = what_stops_it()
for letter, step in zip("ABCDEF", (step_a, step_b, step_c, step_d, step_e, step_f)):
    why = obstacle(step, x) or "Nothing stands in its way."
    print(f"{letter} ({answers[letter]}): {plots.in_lines(why, indent='   ').strip()}")

# %% [markdown]
# Each has a cure. A: `torch.where` lets the *GPU* decide. B and F: read numbers seldom, outside of the step. C: hand the number over as an argument, or as a tensor. D: two recordings, one for each kind of step, as the course's recipe has for lazy R1. E: keep the size and give
# the unwanted rows a weight of 0.
#
# ## And a larger batch?
# *Nothing later needs this section.*
#
# Where launches cost little, a larger batch does not cost much either: 512 images in place of 128, with twice the learning rate, run at 83 % of the steps per second.
#
# **Predict.** Both were trained for ten seconds. Where does the batch of 512 end, in digit distance?

# %%
predict("batch_512", "nearer to the digits", "about as near", "farther away")

# %%
print(f"Digit distance after ten seconds: batch 128 {one['distance']}, batch 512 {other['distance']}.")
times = other["distance"] / one["distance"]
outcome(
    "batch_512",
    "farther away" if times > 1.2 else "nearer to the digits" if times < 0.8 else "about as near",
)

# %% [markdown]
# It saw 3.3 times as many images and ended 4.8 times as far away. That is one run each, and two things were changed: the batch, and with it the rate, as is often advised. What does the batch do alone? Here is a CPU, with the rate as it was: the usual batch of 128 (four seeds), then 512 in two ways (four and three).

# %%
print(ladders.table(recorded(SHORT, "falling rate", *BATCHES)))

# %% [markdown]
# With as many *images*, which is a quarter of the steps, the batch of 512 is more than twice as far away, and its average about three times. With as many *steps* every seed is nearer, for four times the computing: a step from more images is less noisy. So on a CPU, where images are what you pay for, take more steps. On a GPU that waits images are nearly free, and a larger
# batch may be worth a try: of two DCGANs in `assets/lesson-07-gpu.json` the one with a batch of 256 ended at 3.1 and the one with 64 at 4.1, one run each.
#
# ## A minute with all of it

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Ask before running:* "The same minute as in lesson 05. What is different?" (The recipe is the same. Every line of it is yours.)
#
# *Watch the clock:* One minute, or 6,000 steps, whichever comes first.

# %% [markdown]
# Lesson 05 gave the course's recipe one minute. Here is the same recipe from your own pieces. Its budget is seconds *and* steps: whatever is spent first ends it, and the rate falls by whichever is further.

# %%
seed_everything(0)
gan = start(half=half)
fixed = torch.randn(64, 64, device=device())


whole = Run(
    "All of it", seconds=by_speed(smoke=1, quick=60, full=300), steps=by_speed(smoke=12, quick=6_000, full=60_000),
    landmarks={"2 log 2": 1.386, "log 2": 0.693}, images_per_step=128,
    picture=lambda: plots.image_grid(painted(gan.average, fixed)),
)  # fmt: skip

# %%
for step in whole:
    whole.log(**better_steps(gan, data.random(128) * 2 - 1, whole.elapsed_fraction))

# %%
final = {"name": "all of it"} | both(gan)
plots.show(
    plots.image_grid(painted(gan.average, fixed)),
    f"64 digits after {whole.step:,} steps in {whole.seconds:.0f} s: digit distance {final['average_distance']:.1f}, Parzen {final['average_parzen']:.0f}.",
)
print(ladders.table([*mine, final]))

# %% [markdown]
# Here is the recipe's long run, recorded: 6,000 steps. Above, sixteen latents as $G$ paints them; below, the same ones as its average does. On the way the upper half has the grain, and changes faster; at the end, when the rate has fallen, both halves agree. Your own losses lie over the recorded ones. Where your minute held fewer than 6,000 steps, your rate
# fell earlier, since it falls by the budget. No kernel at hand? [This page](../assets/lesson-07-run.html) replays the same recording in any browser; in JupyterLab press *Trust HTML* at its top.

# %%
replay(asset("lesson-07-run.npz"), mine=whole, names=["d_loss", "g_loss"])

# %%
summary("07")

# %% [markdown]
# ## What you believe now
#
# The same five statements once more. This time each answer comes with what is true, and with what you said before.

# %%
beliefs("07", after=True)

# %% [markdown]
# ## Recap
#
# - Time the step before you change it: which change pays differs from machine to machine.
# - One pass for real and fake is right where $D$ judges each image by itself.
# - Over four seeds $\beta_1 = 0$ brought most, then the higher rate; after 1,500 steps lazy R1 could not be told from luck. An average of $G$ pleases one score always and the other only when $G$ has calmed down.
# - A GPU with small networks waits for launches. One recorded step is one launch; what Python decides in it is decided once.
# - Images per second are no score. Neither is a single seed.
#
# ## What popular introductions say, and what is true
#
# | What is said | What you saw |
# |---|---|
# | Load MNIST with transforms (even a resize to the size that it has) and a DataLoader. | Each image is converted anew, each time. One tensor in memory is less code, and faster. |
# | Adam with $\beta_1 = 0.5$, or 0.4. | With $\beta_1 = 0$ the digits came 2.0 to 2.8 times as near, on four seeds of four. |
# | Move the models to the GPU. | By itself that leaves it waiting: on the H200 5.2 milliseconds for a step as it is written, and 0.7 when it was captured (191 and 1,515 steps a second). |
#
# ## Further reading
#
# - L. Mescheder, A. Geiger, S. Nowozin, *Which Training Methods for GANs do actually Converge?*, ICML 2018, [arXiv:1801.04406](https://arxiv.org/abs/1801.04406): section 4.1, R1.
# - T. Karras et al., *Analyzing and Improving the Image Quality of StyleGAN*, CVPR 2020, [arXiv:1912.04958](https://arxiv.org/abs/1912.04958): section 3.1, lazy regularisation.
# - T. Karras, T. Aila, S. Laine, J. Lehtinen, *Progressive Growing of GANs*, ICLR 2018, [arXiv:1710.10196](https://arxiv.org/abs/1710.10196): appendix A.1, Adam with $\beta_1 = 0$ and an average of $G$.
# - Y. Yazıcı et al., *The Unusual Effectiveness of Averaging in GAN Training*, ICLR 2019, [arXiv:1806.04498](https://arxiv.org/abs/1806.04498).
# - P. Micikevicius et al., *Mixed Precision Training*, ICLR 2018, [arXiv:1710.03740](https://arxiv.org/abs/1710.03740).
# - *CUDA semantics*, section *CUDA Graphs*, [PyTorch documentation](https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs): what a recorded step may contain.

# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "00"
#     title: Start here
#     promise: Watch a GAN learn a shape, meet the toggle and the checks
#     minutes: 10
#     uses_gpu: false
#     teach_in: [half day, full day, ten lessons]
#     glossary:
#       generator: "the network (G) that turns random numbers into fakes"
#       fake: "a sample that the generator made; the others are real"
#       discriminator: "the network (D) that looks at a sample and says how likely it is to be real"
#       logit: "the number that D puts out: any real number, which the sigmoid turns into a probability; 0 stands for one half"
# ---

# %% [markdown]
# # 0 · Start here
#
# Here you watch two networks compete, choose where the course computes, and meet your first exercise.
# Nothing here can break: press *Run → Run All Cells* now if you like, and read while it runs.
#
# *Your time: @yours@. The computer's: @computer@. Needs: Python, and PyTorch's
# basics (tensors, `nn.Module`, `backward()`).*
#
# This is where you will be after lesson 05: digits painted by a network that you trained and that was never told what a digit
# is, only how well it fooled another.
#
# ![Sixty-four generated handwritten digits in eight rows, most of them readable, painted by the network you train in lesson 05 after one minute on a CPU.](../assets/lesson-05.png)
#
# And this, from lesson 02, is how precisely you will know what happened on the way: the four panels of Figure 1 in
# *Generative Adversarial Nets* (Goodfellow et al., 2014), redrawn from one training run, with every curve checked
# against its formula.
#
# ![Four panels: data dotted black, generator green, discriminator blue dashed; from panel (a) to panel (d) the green curve moves onto the black one, the Jensen–Shannon divergence falls from 0.207 to 0.0003, and the blue line flattens at one half.](../assets/lesson-02.png)

# %%
import torch
from torch import nn
from torch.nn import functional as F

from gancourse import beliefs, check, export, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, plots, replay, seed_everything
from gancourse.paths import asset

# %% [markdown]
# ## Where to compute, and for how long

# %% [markdown] tags=["teacher"]
# **For the teacher · 2 minutes.**
#
# *Expect:* "Do I need a GPU?" No: each lesson states its time on two CPU cores, and a switch that is grey says why.
# Keep *quick* in class; *full* takes minutes where *quick* takes seconds.
#
# *Watch the clock:* *Run All* on the projector while people find their seats: the notebook needs about a quarter of a
# minute. Whoever has no JupyterLab by now shares a screen; computers are mended in the break.

# %% [markdown]
# The course is made for an ordinary laptop: the CPU is the normal case. If you have a GPU, the first switch moves every
# lesson to it. The second switch sets the budget: *quick* fits a laptop, *full* is for patience or a GPU, and *smoke*
# only proves that every line runs. Flip one, run a cell again, and it uses the new setting.

# %%
controls()

# %% [markdown]
# ## A GAN, in one dimension

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Board:* Two boxes, G and D. Noise goes into G; fakes and real numbers go into D; D's opinion goes back to G. No
# arrow from the data to G. It can stay there for the whole course.
#
# *Ask before running:* "G's fakes begin near zero. Which bump will it serve, and with what share?" (Both, with about
# a third of the fakes on the left, as in the data.) When the picture has settled: "What would the blue line look like
# if G were perfect?" (Flat at one half, wherever there are data. Keep the next question for lesson 01: would a
# *useless* D look any different?)
#
# *Expect:* "G copies the data." It never sees them: in the loop `real` goes into D only. "The losses should fall."
# They come to rest near 1.39 and 0.69; lesson 01 says why these two numbers.
#
# *Watch the clock:* The training takes seconds and is the talk; run it twice if the first time was missed. Press
# *Stop* once, so that everybody has seen that nothing is lost.

# %% [markdown]
# A **generator** (G) takes random numbers and turns them into fakes. A **discriminator** (D) looks at a number and says how
# likely it is real. They are trained against each other: D to tell real from fake, G to be taken for real. That is the
# whole idea, and you can watch it work on data that are single numbers.
#
# The real data come from two bumps, one twice as likely as the other. G has never seen them. It only ever hears what D
# thinks of its fakes.
#
# You need not understand the code yet. Lesson 01 explains the game, lesson 02 checks it to three digits, and in lesson 05
# you meet both losses and write this loop for images.

# %%
seed_everything(0)


def real_samples(m):
    """m real numbers, shape (m, 1): one third of them near -2, two thirds near 1.5."""
    left = (torch.rand(m, 1) < 1 / 3).float()
    return left * (-2 + 0.4 * torch.randn(m, 1)) + (1 - left) * (1.5 + 0.6 * torch.randn(m, 1))


def small_network():
    return nn.Sequential(
        nn.Linear(1, 64),
        nn.LeakyReLU(0.2),
        nn.Linear(64, 64),
        nn.LeakyReLU(0.2),
        nn.Linear(64, 1),
    )


def heights(samples):
    """A histogram of 60 bars between -5 and 5 whose area is 1, and the edges of its bars."""
    return torch.histogram(samples.flatten(), bins=60, range=(-5, 5), density=True)


# %% [markdown]
# Each network gets an optimiser of its own (`betas` says how long it remembers past gradients and their sizes). Both take smaller and smaller steps towards the end, so that the game settles.
# (The device switch does not touch this toy: it is so small that it stays on the CPU.)

# %%
steps = by_speed(smoke=50, quick=3_000, full=10_000)
generator, discriminator = small_network(), small_network()
optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-3, betas=(0.0, 0.99))
optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=8e-3, betas=(0.0, 0.99))
slower_and_slower = [
    torch.optim.lr_scheduler.CosineAnnealingLR(each, steps) for each in (optimizer_g, optimizer_d)
]


# %% [markdown]
# **Predict.** At the start, G's fakes pile up around zero, between the two bumps. Which bump will G serve in the end, that is, send its fakes to?

# %%
predict("bump_served", "the bigger one", "the smaller one", "both", "neither")

# %% [markdown]
# **Predict.** And how many of its fakes will go to the left one, the smaller of the two?

# %%
predict("left_share", between=(0, 100), unit=" %")

# %% [markdown]
# Now the run itself. The picture is live.


# %% draws="the live picture, and the run that counts the steps"
# Drawn once: were they drawn anew for each picture, a run would depend on how often somebody looks.
many_real, many_latents = real_samples(20_000), torch.randn(20_000, 1)


def picture():
    """The fakes of the moment over the real data, and what D makes of each place."""
    with torch.no_grad():
        fake = generator(many_latents)
        x = torch.linspace(-5, 5, 201).unsqueeze(1)
        opinion = torch.sigmoid(discriminator(x))
    figure, axes = plots.figure()
    for samples, look, name in ((many_real, plots.DATA, "real"), (fake, plots.GENERATOR, "fake")):
        height, edges = heights(samples)
        axes.plot((edges[1:] + edges[:-1]) / 2, height, **look, label=name)
    axes.plot(x, opinion, **plots.DISCRIMINATOR, label="D")
    axes.set(xlabel="x", ylim=(0, 1.05))
    axes.legend(loc="upper left")
    return figure


run = Run("a GAN in one dimension", steps=steps, picture=picture)

# %% [markdown]
# In the loop, D's output is a **logit** $a$: any number, which a sigmoid turns into the probability
# $1/(1 + e^{-a})$. `F.softplus(a)` is $\log(1 + e^a)$, so $\text{softplus}(-a)$ is minus the log of D's probability for
# *real*, and $\text{softplus}(a)$ minus the log of its probability for *fake*. Each player pays where it was wrong.
#
# Should you forget a word in this or any other lesson: `from gancourse import glossary` once, and `glossary("logit")` says what
# it means and where it was explained.

# %%
for step in run:
    real, fake = real_samples(256), generator(torch.randn(256, 1))

    d_loss = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake.detach())).mean()
    optimizer_d.zero_grad()
    d_loss.backward()
    optimizer_d.step()

    g_loss = F.softplus(-discriminator(fake)).mean()
    optimizer_g.zero_grad()
    g_loss.backward()
    optimizer_g.step()

    run.log(d_loss=d_loss, g_loss=g_loss)
    for schedule in slower_and_slower:
        schedule.step()

# %%
with torch.no_grad():
    many_fake = generator(many_latents)
left, right = ((many_fake < -0.5).float().mean(), (many_fake > 0.5).float().mean())
print(f"fakes near the left bump: {left:.0%} · real numbers: 33%")

# %%
if left > 0.1 and right > 0.1:
    served = "both"
elif left > 0.1 or right > 0.1:
    served = "the bigger one" if right > left else "the smaller one"
else:
    served = "neither"
outcome("bump_served", served)
outcome("left_share", (100 * left).round())

# %% [markdown]
# By the end of a run at *quick* or *full*, G serves both bumps, in about the right proportion, and nobody told it how many
# there are. Watch the blue line, D's opinion, rather than the green curve: wherever there are too many fakes it sinks,
# wherever fakes are missing it rises, and the fakes run uphill.

# %% [markdown]
# ## Ten sentences about GANs

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *Expect:* "What is FID?" and other words that nobody has explained yet. *Not sure* is the answer to those. Settle none
# of the ten now; each answer stays in the learner's own progress file, and at the end of the course it stands beside
# the second one.

# %% [markdown]
# You will hear sentences like these wherever GANs are talked about. Some are true and some are not. Judge each of them
# now; *not sure* is a good answer, above all where a word is new to you.
#
# It takes the whole course to settle them, so they are asked again only at its end: there `beliefs("00", after=True)` says
# what is true of each, and what you said today.

# %%
beliefs("00")

# %% [markdown]
# ## What D's one half is worth
#
# Back to your run. If fakes and real numbers agree, even the best D has nothing to say but one half wherever there are
# data. So let us ask D, and then count.
#
# **Predict.** Sort 20,000 real numbers and 20,000 fakes into 60 bars. With a perfect G about 2 % of the fakes would stand in
# the wrong bar, by chance alone. How many of yours do?

# %%
predict("wrong_bar", between=(0, 50), unit=" %")

# %%
with torch.no_grad():
    on_real, on_fake = (torch.sigmoid(discriminator(each)).mean() for each in (many_real, many_fake))
(real_bars, edges), (fake_bars, _) = heights(many_real), heights(many_fake)
astray = ((real_bars - fake_bars).abs() * edges.diff()).sum() / 2
print(f"D's mean answer to real numbers: {on_real:.2f} · to fakes: {on_fake:.2f}")
print(f"fakes that stand in the wrong bar of the histogram: {astray:.0%} (by chance alone: 2%)")
outcome("wrong_bar", (100 * astray).round())

# %% [markdown]
# After a run at *quick* or *full* D answers about one half to both, whatever the last line says; with four seeds on our
# computer it said 8 to 24 %. What is beyond chance there is a difference that a histogram sees and this D does not. So turn
# the sentence about the best D round, and it is false: one half does not mean that fakes and real numbers agree.
#
# And look at the losses: they do not fall to 0, they come to rest near 1.39 and 0.69, 2·log 2 and log 2, which is what one half costs. **A loss is a mark from an opponent
# who learns as well.** D's falls when D gets ahead, G's falls when D gets worse. Neither says by itself that the samples
# got better.
#
# Two things to try now. Press the *Stop* button (the square above) while the training cell runs: it finishes the step
# it is in and nothing is lost. Or change the two bumps in `real_samples`, run the cells again from there, and see
# whether G follows.
#
# Here is a longer run, recorded: 10,000 steps of the same code, with the losses of your own run laid over them, thick and
# pale. Press Play, or drag. No kernel at hand? [This page](../assets/lesson-00-run.html) replays it in any browser; in
# JupyterLab press *Trust HTML* at its top.

# %%
replay(asset("lesson-00-run.npz"), mine=run)

# %% [markdown]
# ## How exercises feel

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Ask before running:* "What does `pixels / 255` make of black?" (0, the middle of what tanh can paint: half of its
# range is never used.)
#
# *Expect:* Learners who think that *Not yet* means they broke something; let everybody submit `first_try` once. In
# the exercise: `/ 128` (white comes out as 0.992, because the largest grey level is 255), arithmetic inside uint8 (2
# · 255 wraps round to 254), and stretching each image by its own darkest and brightest pixel.
#
# *If time is short:* Show `first_try` and leave Exercise 0.1 for home: nothing later uses it.

# %% [markdown]
# An exercise is a function you complete. The cell after it calls `check`, which tries your function and tells you one
# of four things: *Not attempted*, *Correct*, *Not yet*, or *Error in your code*. *Not yet* comes with a reason. The
# notebook never stops there: until your answer is right it goes on with the course's version.
#
# Images on disk are bytes, from 0 (black) to 255 (white). The G of lesson 05 ends in tanh, whose values lie between -1 and
# 1, so its data should too. Here is a first try that many people write:


# %%
def first_try(pixels):
    return pixels / 255


# %% tags=["nbval-check-output"]
check("scale_pixels", first_try, practice=True)

# %% [markdown]
# The check did not say "wrong". It said what that function *does*, with its own numbers, and asked a question. Answer
# it below.

# %% [markdown]
# ### Exercise 0.1 · From bytes to numbers between -1 and 1
# *Difficulty 1 of 5 · 3 minutes · needed later: no*
#
# Complete `scale_pixels`, so that 0 becomes -1, 255 becomes 1, and all grey levels between them are kept. Replace the
# line that says `raise NotImplementedError()`. If you are stuck, ask for a hint: there are three, from the idea to almost
# the code, and each time you run the next cell you get another. Below a *Not yet* a button shows the same three.

# %%
hint("scale_pixels")


# %%
def scale_pixels(pixels):
    """Images as bytes, uint8 of shape (m, 1, 28, 28), to the same images as floats in [-1, 1]."""
    ### BEGIN SOLUTION
    return pixels / 127.5 - 1
    ### END SOLUTION


# %%
scale_pixels = check("scale_pixels", scale_pixels)

# %% [markdown]
# Whatever the verdict was, `scale_pixels` now works, and the notebook can go on:

# %% tags=["nbval-check-output"]
pixels = torch.tensor([0, 51, 128, 255], dtype=torch.uint8)
print(scale_pixels(pixels.reshape(1, 1, 1, 4)).flatten())

# %% [markdown]
# `summary()` tells where you stand. Everything you have not solved runs on the course's version. A small file,
# `progress.json`, keeps it: which exercises you solved, in how many tries, with how many hints, which known mistakes you
# met, and what you guessed and believed. It stays on this computer. There is no name in it unless you give one,
# `summary(name="Ada")`, for a teacher who asks for the file.

# %%
summary("00")

# %% [markdown]
# ## Keep your answers
#
# `python3 ci/course.py lab` gave you copies of the lessons, in the folder `my_work`. Write in them as you like: a new
# release of the course never overwrites your answers. Where you changed a lesson, its new version is put beside yours.
# If you opened the course in another way, `from gancourse import my_work; my_work.make()` makes the copies.
#
# Binder and Colab forget everything when you leave. This cell puts what you made into one zip, to download:

# %%
export()

# %% [markdown]
# To go on another day, upload the zip, and run `from gancourse import restore` and `restore("name-of-the.zip")` in a new
# cell: it brings everything back and replaces nothing you changed. On Colab, upload the notebooks that are in it instead,
# with *File → Upload notebook*.

# %% [markdown]
# ## Recap
#
# - G turns noise into fakes; D says how likely a sample is real; each is trained against the other.
# - G never sees the data. It only hears D.
# - A loss at rest, or a D at one half, says nothing by itself about the samples.
# - `check` explains, `hint` helps, `summary` remembers, and *Run All* always reaches the end.
# - The next lesson takes the game apart with nothing but sums: [01 · The minimax game](01_the_minimax_game.ipynb).
#
# ## Further reading
#
# - I. Goodfellow et al., *Generative Adversarial Nets*, NeurIPS 2014, [arXiv:1406.2661](https://arxiv.org/abs/1406.2661).

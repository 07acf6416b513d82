# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "11"
#     title: DCGAN digits
#     promise: Build a DCGAN that a laptop can train, test its famous guidelines, and say exactly where it beats the MLP
#     minutes: 60
#     run_seconds: {budget: 260}  # 120, 120 and 20; the variants, and two of the MLPs, are counted in steps
#     teach_in: [full day, ten lessons]
#     glossary:
#       Fréchet distance: "how far apart two Gaussians are, fitted to what a network makes of samples and of test digits; the number is its square, ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½)"
#       FID: "the Fréchet distance with an ImageNet network (Inception) in the place of the judge of digits"
#       total variation: "half the sum of the differences between two tables of shares: the share of samples that would have to change class"
#       label smoothing: "to give the real images the label 0.9 in place of 1, so that D is asked to be right and not certain"
# ---

# %% [markdown]
# # 11 · DCGAN digits
#
# You build two small convolutional networks, start them as the DCGAN paper says, and prove that the start was applied.
# You treat the paper's guidelines as claims, leave out those that can go alone, and let one number decide.
# Then you train for two minutes, and find out where convolutions beat the MLP of lesson 05, and where they do not.
#
# *Your time: @yours@. The computer's: @computer@;
# its longest training runs are budgeted in seconds. Needs: from lesson 05 the six steps and $-\log D$; from lesson 07 R1 and the
# average of G's weights; from lesson 09 the Parzen score; from lesson 10 transposed convolutions, their stamps and their chequers.*
#
# ![Sixty-four generated digits in eight rows, painted by the convolutional network of this lesson after one minute of training on a CPU; most can be read, with clean strokes on black.](../assets/lesson-11.png)
#
# The picture was made by this lesson's recipe in one minute on two CPU cores, 2,327 steps, with
# `python3 ci/course.py run measuring/lesson_11 --seconds 60 --seeds 1 --only DCGAN --picture FILE`.

# %%
import copy
import json
import math
from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional as F

# %%
from gancourse import beliefs, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, device, images, replay, seed_everything
from gancourse import explore, metrics, plots, widgets
from gancourse.data.loading import Images
from gancourse.models.judge import judge
from gancourse.models.recipes import r1, update_average
from gancourse.paths import asset
from gancourse.training.digit_gan import DigitGAN, half_is_faster

# %% [markdown]
# Before you start, say what you believe: press true, false or not sure for each statement. Nothing is graded. The lesson
# asks again at its end, and then says what is true.

# %%
beliefs("11")

# %%
controls()

# %% [markdown]
# ## Five guidelines

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Board:* The five guidelines, numbered, with an empty column *measured*. Fill it in at the end of the ablation.
#
# *Ask before running:* "Real digits are no generator's work. Do *other* real digits score 0?" (Not quite, 0.2 here:
# that is the mark honest samples can reach. A blur costs; one perfect digit, repeated, costs about as much as noise.)
# "What does the judge call noise?" (All of it an 8: it knows ten names and no "none of them".)
#
# *Expect:* "A lower score is a better network." Only with the same judge and the same number of samples.
#
# *Watch the clock:* The computer works for about nine minutes in all, in three blocks: the ablation, the final run,
# the MLP beside it. Start each block, then talk.

# %% [markdown]
# In 2015 convolutional networks were everywhere, and GANs made of them fell apart. The DCGAN paper (Radford, Metz and Chintala)
# searched for a family of networks that train, and gives five guidelines:
#
# | | The guideline | In our words |
# |---|---|---|
# | 1 | no pooling | D halves its picture by strides, G doubles its by transposed convolutions |
# | 2 | BatchNorm in both | but not behind G's last layer, and not behind D's first |
# | 3 | no fully connected hidden layers | only convolutions between the first layer of G and the last of D |
# | 4 | ReLU in G | and tanh at its end |
# | 5 | LeakyReLU in D | with a slope of 0.2 on the negative side |
#
# To these it adds numbers: weights drawn from N(0, 0.02²), Adam with a rate of 0.0002 and β₁ = 0.5.
#
# They have been copied into nearly every GAN tutorial since, mostly as laws. They were *findings*, on other data, at another
# size, with the tricks of 2015. Here they are **claims**: below you take away 2, 3, 5 and the numbers, one at a time, and measure. (1 and 4 stay.)
#
# ## The data, and a judge
#
# The digits of lesson 05, with one sixtieth put aside: nobody trains on it, and it helps to score.

# %%
seed_everything(0)
everything = images("digits")
spare = max(len(everything) // 60, 10)
data = Images(everything.pixels[:-spare], everything.labels[:-spare], everything.source)
held_out = everything.pixels[-spare:].float() / 255
test = images("digits", split="test").pixels.float() / 255
print(f"The judge names {judge().accuracy:.1%} of MNIST's test digits correctly.")

# %% [markdown]
# Lesson 09 ended with a warning about the first paper's score: the Parzen log-likelihood (how close do the test digits lie to some sample?) likes a blur. We need a better one. The
# **judge** is a small classifier that was trained on real digits. In its last hidden layer a digit is 128 numbers that say what
# *kind* of strokes are there and not which pixel is how bright. Take these numbers for 10,000 samples and for the test
# digits, fit a Gaussian to each set, and compute how far apart the two Gaussians are:
#
# $$d^2 = \lVert \mu_1 - \mu_2 \rVert^2 + \operatorname{trace}\!\left(\Sigma_1 + \Sigma_2 - 2\,(\Sigma_1 \Sigma_2)^{1/2}\right).$$
#
# This is the squared **Fréchet distance**. With an ImageNet network in the judge's place it is the famous FID. Zero is
# best. The values depend on the judge and on the number of samples, so compare them only within this course.
#
# A second number comes for free. The judge names each sample, so we can count: the **total variation** between the classes of
# the samples and those of the test digits is the share of samples that would have to change class.
#
# Real digits are no generator's work, so training digits come first. After them come three kinds of bad samples. The last is uniform
# noise, and the judge, who knows ten names and nothing else, has to name that too.
#
# **Predict.** Let it name 10,000 pictures of noise. What is the total variation between these names and those of the test digits? It
# is 0 if both have the same shares, and 1 if they have no name in common.

# %%
predict("names_for_noise", between=(0.0, 1.0))

# %%
count = by_speed(smoke=200, quick=10_000, full=10_000)
test_features = judge().features(test)
test_shares = metrics.class_shares(judge().labels(test))


def measured(pictures):
    """Fréchet distance and total variation of pictures in [0, 1] from the test digits."""
    shares = metrics.class_shares(judge().labels(pictures))
    return SimpleNamespace(
        frechet=metrics.frechet_distance(judge().features(pictures), test_features),
        variation=metrics.total_variation(shares, test_shares),
    )


for name, pictures in {
    "real training digits": data.random(count),
    "the same, slightly blurred": F.avg_pool2d(data.random(count), 3, 1, 1),
    "one real digit, repeated": data.random(1).expand(count, -1, -1, -1),
    "uniform noise": torch.rand(count, 1, 28, 28, device=device()),
}.items():
    found = measured(pictures)
    print(f"{name:28} Fréchet {found.frechet:7.1f}   total variation {found.variation:.2f}")

# %%
outcome("names_for_noise", found.variation)  # noise is the last of the four

# %% [markdown]
# The first row is not quite 0: real training digits are not the test digits, and 10,000 of anything are a sample. It is the mark
# that honest samples can reach. How many there are matters: with 200 real digits in place of 10,000 we got between 3 and 7,
# because the mean and the covariance of a few samples are off by chance, and the distance counts that too.
#
# Blur, which the Parzen score liked, costs. A single perfect digit, which has no spread, and noise, which has no strokes, both cost far
# more. In the course's run the judge called every picture of noise an 8. So a name is no proof that there is a digit, and the total variation
# is read beside the distance and never alone.
#
# ## Two light networks

# %% [markdown] tags=["teacher"]
# **For the teacher · 16 minutes.**
#
# *Board:* G: 64 × 7 × 7 → 32 × 14 × 14 → 1 × 28 × 28, and D below it, backwards. Write each shape before anybody
# types.
#
# *Ask before running:* "The MLP's G has 1.5 million weights, ours 0.23. Which multiplies more?" (Ours, by nearly a
# third: one kernel is laid down at every place.)
#
# *Expect:* In Exercise 11.1: a bias before a BatchNorm, BatchNorm on the pictures, a 7 where `size // 4` belongs. In
# 11.2: BatchNorm in D, which the paper has and this recipe does without, and `size // 8`, which is 3 for 28, where the
# last convolution makes 4 of 7.
#
# *If time is short:* Half of the class writes G, half D; the notebook uses the course's version of the other.

# %% [markdown]
# The paper's G paints 64 × 64 colour pictures with 1,024 maps (channels) in its first layer. A book chapter's DCGAN for our 28 × 28, which
# lesson 10 ports, spends 88 million multiply-adds on one digit. Two cores deserve something lighter:
#
# | | G | shape |
# |---|---|---|
# | | latent | 64 |
# | `Linear`, no bias, `BatchNorm2d`, ReLU | project and fold | 64 × 7 × 7 |
# | `ConvTranspose2d` 4, stride 2, padding 1, no bias, `BatchNorm2d`, ReLU | double | 32 × 14 × 14 |
# | `ConvTranspose2d` 4, stride 2, padding 1, tanh | double, paint | 1 × 28 × 28 |
#
# A bias before a BatchNorm is idle, since the mean is subtracted a line later, so the first two layers have none. The first
# `BatchNorm2d` comes after folding: it has one mean for each of the 64 maps. (*Project and fold*: the layer makes 64 · 7 · 7 numbers, laid out
# as 64 maps of 7 × 7.)
#
# ### Exercise 11.1 · A generator that grows pictures
# *Difficulty 3 of 5 · 9 minutes · needed later: yes*
#
# Build it. Size and colour are arguments: G starts with a quarter of `size` on each side (any multiple of 4) and ends with
# `channels` maps. Every call makes new weights; leave BatchNorm's own numbers as PyTorch sets them.


# %%
def make_dcgan_generator(latent_size=64, size=28, channels=1):
    """A new G: latents (m, latent_size) -> pictures (m, channels, size, size) in [-1, 1]."""
    ### BEGIN SOLUTION
    start = size // 4
    return nn.Sequential(
        nn.Linear(latent_size, 64 * start * start, bias=False),
        nn.Unflatten(1, (64, start, start)),  # (m, 64, 7, 7)
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False),  # (m, 32, 14, 14)
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.ConvTranspose2d(32, channels, 4, stride=2, padding=1),  # (m, channels, 28, 28)
        nn.Tanh(),
    )
    ### END SOLUTION


# %%
make_dcgan_generator = check("make_dcgan_generator", make_dcgan_generator)

# %% [markdown]
# D is G turned round: 28 → 14 → 7 → 4, with 16, 32 and 64 maps, then one number.
#
# ### Exercise 11.2 · A discriminator that halves them
# *Difficulty 2 of 5 · 6 minutes · needed later: yes*
#
# Three convolutions with stride 2 and padding 1, kernels 4, 4 and 3, to 16, 32 and 64 maps, each followed by
# `nn.LeakyReLU(0.2)`; flatten; one linear layer to one **logit**. `size` may be any multiple of 4, as in G: then only the last
# halving can meet an odd side, and its kernel of 3 rounds up. Nothing may mix the images of a batch: this D has no BatchNorm. We
# come back to that.


# %%
def make_dcgan_discriminator(size=28, channels=1):
    """A new D: pictures (m, channels, size, size) in [-1, 1] -> logits (m, 1)."""
    ### BEGIN SOLUTION
    side = math.ceil(size / 8)  # three halvings, each rounding up
    return nn.Sequential(
        nn.Conv2d(channels, 16, 4, stride=2, padding=1),  # (m, 16, 14, 14)
        nn.LeakyReLU(0.2),
        nn.Conv2d(16, 32, 4, stride=2, padding=1),  # (m, 32, 7, 7)
        nn.LeakyReLU(0.2),
        nn.Conv2d(32, 64, 3, stride=2, padding=1),  # (m, 64, 4, 4)
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(64 * side * side, 1),
    )
    ### END SOLUTION


# %%
make_dcgan_discriminator = check("make_dcgan_discriminator", make_dcgan_discriminator)

# %% [markdown]
# How much work is one digit? Count the weights, the multiply-adds (each weight, as often as its kernel is laid down: lesson 10's
# `multiply_adds`, kept in `gancourse.metrics`), and the numbers that the layers write on the way.
#
# **Predict.** The MLP's G of lesson 05 has 1.5 million weights, ours 0.23. For each multiply-add of the MLP's, how many does ours
# need to paint one digit?

# %%
predict("products_of_g", between=(0.0, 3.0))


# %%
def numbers_written(network, *shape):
    """How many numbers the layers write for one picture or latent of that shape."""
    written = []

    def note(layer, given, out):
        written.append(out.numel())

    layers = [layer for layer in network.modules() if not list(layer.children())]
    layers = [layer for layer in layers if not isinstance(layer, (nn.Flatten, nn.Unflatten))]
    hooks = [layer.register_forward_hook(note) for layer in layers]
    with torch.no_grad():
        network.eval()(torch.zeros(1, *shape))
    for hook in hooks:
        hook.remove()
    return sum(written)


# %% tags=["nbval-check-output"]
mlp = DigitGAN("cpu", half=False)
print(f"{'':14} {'weights':>9} {'multiply-adds':>14} {'numbers written':>16}")
for name, network, shape in (
    ("DCGAN's G", make_dcgan_generator(), (64,)),
    ("lesson 05's G", mlp.generator, (64,)),
    ("DCGAN's D", make_dcgan_discriminator(), (1, 28, 28)),
    ("lesson 05's D", mlp.discriminator, (1, 28, 28)),
):
    weights = sum(parameter.numel() for parameter in network.parameters())
    work, written = metrics.multiply_adds(network, *shape), numbers_written(network, *shape)
    print(f"{name:14} {weights:9,} {work:14,} {written:16,}")

# %% tags=["nbval-check-output"]
products = [metrics.multiply_adds(g, 64) for g in (make_dcgan_generator(), mlp.generator)]
outcome("products_of_g", products[0] / products[1])

# %% [markdown]
# G has a sixth of the MLP's weights and D a nineteenth, and both multiply *more*, G 1.29 times as much. An MLP uses each weight once for each picture; a
# kernel of G's second layer is laid down at 49 places. And the convolutional G writes four times as many numbers on the way, D seven
# times, each of which has to be carried to memory and back. Fewer numbers to *learn*, more to *compute*: keep that in mind for the race at
# the end.
#
# ## How to start

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Board:* BatchNorm in one line: subtract the mean, divide by the deviation, times γ, plus β. Cover γ with your hand:
# what is left if it is near 0?
#
# *Ask before running:* "0.2 in place of 0.02 for the weights of G: what arrives at its end? And γ near 0?" (Before a
# BatchNorm it changes nothing, so only the last layer becomes bolder. With γ near 0 nearly nothing arrives and nearly
# nothing comes back. Two of them do not take away a fiftieth of a fiftieth: the second divides by whatever it finds.)
#
# *Expect:* "I wrote the function, so the network is started." A published course tested the function and never called
# it: audit the network. In Exercise 11.3: everything called `weight` treated alike, which sets γ near 0, and
# `children()`, which sees the first level only.

# %% [markdown]
# A network's first weights decide whether a signal arrives at its end, and whether a gradient comes back.
#
# ### Exercise 11.3 · The start
# *Difficulty 2 of 5 · 7 minutes · needed later: yes*
#
# Go through **all** modules of the network and change them in place: weights of `Linear`, `Conv2d` and `ConvTranspose2d` from a
# normal distribution with mean 0 and standard deviation 0.02, their biases 0; BatchNorm's γ (its `weight`) from N(1, 0.02²), or
# exactly 1, and its β (its `bias`) 0. Return the network.


# %%
def initialise(network):
    """Draw new first weights for the network, in place; returns it."""
    ### BEGIN SOLUTION
    for module in network.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(module.weight, 0.0, 0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, 0.02)
            nn.init.zeros_(module.bias)
    return network
    ### END SOLUTION


# %%
initialise = check("initialise", initialise)

# %% [markdown]
# **Pitfall.** Two published accidents with these six lines, and one trap:
#
# - ARENA 3.0's DCGAN exercises define the start, test the function, and **never call it**; the network goes NaN early in training,
#   for a second reason as well (a draft pull request, number 369 in its repository, mends both).
# - The GANs Specialization of DeepLearning.AI (first course, weeks 3 and 4) and the GAN chapter of *Dive into Deep Learning* draw
#   **γ from N(0, 0.02²)** like a convolution's weights. Then every BatchNorm multiplies its signal by about a fiftieth.
# - PyTorch's DCGAN tutorial says **stdev = 0.2** in the comment where D is made, and 0.02 in the code further up, which it calls.
#
# Neither the missing call nor the wrong γ raises an error where it happens. So do not trust the function; **audit the network**: what comes out of each layer, and what
# gradient comes back to it.


# %%
def audit(network, inputs, verdict):
    """For each layer: its name, the std of what comes out, and the std of the gradient that comes back."""
    seen = []

    def keep(layer, given, out):
        out.retain_grad()
        seen.append((type(layer).__name__, out))

    layers = [m for m in network.modules() if not list(m.children())]
    layers = [m for m in layers if not isinstance(m, (nn.Flatten, nn.Unflatten))]
    hooks = [layer.register_forward_hook(keep) for layer in layers]
    F.softplus(-verdict(network(inputs))).mean().backward()
    for hook in hooks:
        hook.remove()
    return [(name, out.std().item(), out.grad.std().item()) for name, out in seen]


# %%
def start_with(network, stdev, gamma):
    """As `initialise`, with other numbers."""
    initialise(network)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, gamma, 0.02)
        elif hasattr(module, "weight"):
            nn.init.normal_(module.weight, 0.0, stdev)
    return network


# %% [markdown]
# **Predict.** G has three layers with weights, and a BatchNorm behind each of the first two. Draw all weights ten times as wide, with
# a standard deviation of 0.2 in place of 0.02. How many times as wide is what arrives at the end, before tanh?

# %%
predict("weights_ten_times_as_wide", 1, 10, 1_000)

# %% [markdown]
# **Predict.** Now weights as usual, but both BatchNorms with γ near 0, so that each multiplies its signal by about a fiftieth.
# How many times *smaller* is what arrives at the end, before tanh? Choose the nearest.

# %%
predict("two_gammas_near_0", 1, 50, 2_500)


# %% draws="the audit of a start that you choose, beside the usual one"
def draw_audit(stdev=0.02, gamma=0.0):
    """G with this start, from the latent to D's verdict and back."""
    seed_everything(0)
    generator = start_with(make_dcgan_generator(), stdev, gamma)
    discriminator = initialise(make_dcgan_discriminator())
    rows = audit(generator, torch.randn(64, 64), discriminator)
    seed_everything(0)
    usual = start_with(make_dcgan_generator(), 0.02, 1.0)
    discriminator = initialise(make_dcgan_discriminator())
    usual = audit(usual, torch.randn(64, 64), discriminator)
    fig, axes = plots.figure(1, 2, size=(9.2, 3.9))
    for ax, column, title in zip(axes, (1, 2), ("what comes out", "the gradient that comes back")):
        ax.plot([row[column] for row in usual], **plots.DATA, label="N(0, 0.02²), γ near 1")
        ax.plot([row[column] for row in rows], marker="o", **plots.GENERATOR, label="yours")
        ax.set_yscale("log")
        ax.set_title(f"std of {title}")
        ax.set_xticks(range(len(rows)), [row[0] for row in rows], rotation=70, fontsize=8)
    axes[0].legend(fontsize=9)
    return fig, (
        f"Start N(0, {stdev}²), γ near {gamma}: G's pictures have a standard deviation of {rows[-1][1]:.4f}, "
        f"and the gradient at its first layer one of {rows[0][2]:.1e}."
    )


explore(draw_audit, stdev=[0.02, 0.002, 0.2], gamma=[0.0, 1.0])

# %% tags=["nbval-check-output"]
ends = {}  # how wide the signal is before tanh
for stdev, gamma in ((0.02, 1.0), (0.2, 1.0), (0.02, 0.0)):
    seed_everything(0)
    started = start_with(make_dcgan_generator(), stdev, gamma)
    ends[stdev, gamma] = audit(started, torch.randn(64, 64), make_dcgan_discriminator())[-2][1]
wider, thinner = ends[0.2, 1.0] / ends[0.02, 1.0], ends[0.02, 1.0] / ends[0.02, 0.0]
outcome("weights_ten_times_as_wide", 10 ** round(math.log10(wider)))

# %% tags=["nbval-check-output"]
outcome("two_gammas_near_0", min((1, 50, 2_500), key=lambda n: abs(math.log(thinner / n))))

# %% [markdown]
# **Explore.** With γ near 0, as it stands, the pictures are almost one even grey, and what comes back to the first layer is less than a
# fiftieth of the usual. Two BatchNorms do not take away a fiftieth of a fiftieth, since the second divides by whatever the first has
# left. Now choose γ = 1 and a standard deviation of 0.2: the signal before
# each BatchNorm is ten times as large, and after it the same, because BatchNorm divides by whatever it finds. Only the last layer,
# behind which there is none, becomes bolder and presses the pictures against the ends of tanh.
#
# The start matters where no BatchNorm follows, and γ *is* BatchNorm's own start. Now the proof that ours was applied, to the
# networks that will be trained and not to others of that name. All numbers of the recipe stand in one cell. (Its rate is far above the
# paper's 0.0002, which is measured below. `channels_last` is an order of the numbers in memory that convolutions are fast with.)

# %%
LATENT_SIZE, BATCH = 64, 64
RATE, BETA1, BETA2 = 4e-3, 0.5, 0.99  # Adam, for both networks
GAMMA, EVERY = 0.3, 16  # R1's price, paid at every 16th step
MEMORY = 0.2  # the average looks back over a fifth of the run
DECAY_FROM = 0.5  # the part of the run after which the rate falls

# %%
HALF = half_is_faster(device())  # bfloat16, as in lesson 05


def start_dcgan(generator=None, discriminator=None, rate=RATE, beta1=BETA1):
    """A new GAN on the course's device: two networks, the average of G, two optimisers, the recipe's numbers."""
    gan = SimpleNamespace(
        generator=initialise(make_dcgan_generator(LATENT_SIZE)) if generator is None else generator,
        discriminator=initialise(make_dcgan_discriminator())
        if discriminator is None
        else discriminator,
    )
    for network in (gan.generator, gan.discriminator):
        network.to(device(), memory_format=torch.channels_last)
    gan.average = copy.deepcopy(gan.generator).eval()
    gan.g_optimizer, gan.d_optimizer = (
        torch.optim.Adam(network.parameters(), lr=rate, betas=(beta1, BETA2), fused=True)
        for network in (gan.generator, gan.discriminator)
    )
    gan.latent = lambda m: torch.randn(m, LATENT_SIZE, device=device())
    gan.autocast = lambda: torch.autocast(device().type, dtype=torch.bfloat16, enabled=HALF)
    gan.rate, gan.gamma, gan.every, gan.memory, gan.steps = rate, GAMMA, EVERY, MEMORY, 0
    return gan


# %%
def weight_report(network, optimizer):
    """Means and stds of a network's weights by kind, and whether the optimiser holds these very tensors."""
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    lines = []
    for module in network.modules():
        if getattr(module, "weight", None) is not None:
            w = module.weight
            trained = "trained" if id(w) in held else "NOT in the optimiser"
            lines.append(
                f"  {type(module).__name__:16} mean {w.mean().item():7.3f}  std {w.std().item():.3f}  {trained}"
            )
    return "\n".join(lines)


seed_everything(0)
gan = start_dcgan()
print("G", weight_report(gan.generator, gan.g_optimizer), sep="\n")
print("D", weight_report(gan.discriminator, gan.d_optimizer), sep="\n")

# %% [markdown]
# Every kernel 0.02 wide, every γ around 1, all of them in an optimiser's hands. This check costs one line in a training
# script, and would have caught both accidents, and anybody who believed the comment.
#
# ## The training step

# %% [markdown] tags=["teacher"]
# **For the teacher · 11 minutes.**
#
# *Board:* The six steps of lesson 05 with two additions in red: the price at every 16th step, the average after G's
# step.
#
# *Ask before running:* "One pass over real and fake together: when is that wrong?" (As soon as D has BatchNorm. Keep
# it for the last row of the ablation.)
#
# *Expect:* In Exercise 11.5: the price paid at every step, `gan.every` or the half forgotten, `gan.steps` counted
# after the average, and a returned D loss that contains the price.
#
# *If time is short:* Work through 11.5 together with `hint("dcgan_step")`; the ablation runs on the course's version
# as well.
#
# *Homework:* Exercises 11.4 and 11.6.

# %% [markdown]
# First D's loss, with an extra that many DCGAN scripts use. With **label smoothing** the real images get the label 0.9: D is asked
# to be right, and not to be certain. One piece of advice in a much-read list of GAN tricks softens *both* labels. One of the two is
# a mistake.
#
# ### Exercise 11.4 · One-sided smoothing
# *Difficulty 2 of 5 · 5 minutes · needed later: no*
#
# Write D's loss on logits. With `smoothing` $s$ the real images have the label $1 - s$, so that $-\log D$ counts $1 - s$ and
# $-\log(1 - D)$ counts $s$; the fakes keep the label 0. As in lesson 05, each kind has its own mean.


# %%
def smoothed_loss(real_logits, fake_logits, smoothing=0.0):
    """D's loss: the mean over real logits with label 1 - smoothing, plus the mean over fake logits with label 0."""
    ### BEGIN SOLUTION
    on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits)
    return on_real.mean() + F.softplus(fake_logits).mean()
    ### END SOLUTION


# %%
smoothed_loss = check("smoothed_loss", smoothed_loss)

# %% [markdown]
# The recipe itself leaves `smoothing` at 0: what holds its D back is R1, lesson 07's price on D's slope at the real images. Which of
# the two serves better, this lesson does not measure.
#
# ### Exercise 11.5 · One step
# *Difficulty 4 of 5 · 10 minutes · needed later: yes*
#
# The six steps of lesson 05 with two additions. `real` is scaled to [−1, 1]; `gan` is what `start_dcgan` returns.
#
# 1. Fakes from `gan.latent(m)`, detached. D's logits on real and fake in **one pass** (`torch.cat`, `chunk`).
# 2. D's loss; at steps 0, `gan.every`, 2·`gan.every`, … it is raised by `gan.gamma / 2 * gan.every * r1(gan.discriminator, real)`.
# 3. One step of D, then new latents and one step of G with the non-saturating loss, −log D.
# 4. Add 1 to `gan.steps`, then `update_average(gan.average, gan.generator, decay)` with decay
#    $1 - 1/(1 + \text{memory} \cdot \text{steps})$. (An average that keeps the share $d$ looks back over about $1/(1 - d)$ steps: here a fifth
#    of those so far, and 1.)
#
# Return D's loss without the price, and G's loss. Optional: let G and D compute inside `with gan.autocast():` (bfloat16, where that is faster), and turn the
# logits back with `.float()`, as lesson 07 did; losses and price stay outside. It is faster on some machines, and changes nothing else.


# %%
def descend(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


# %%
def dcgan_step(gan, real):
    """One step of D and one of G. real: (m, channels, size, size) in [-1, 1]. Returns (d_loss, g_loss), detached."""
    ### BEGIN SOLUTION
    with gan.autocast():
        fake = gan.generator(gan.latent(len(real))).detach()
        real_logits, fake_logits = gan.discriminator(torch.cat([real, fake])).float().chunk(2)
    d_loss = smoothed_loss(real_logits, fake_logits)
    due = gan.steps % gan.every == 0
    price = gan.gamma / 2 * gan.every * r1(gan.discriminator, real) if due else 0.0
    descend(gan.d_optimizer, d_loss + price)

    with gan.autocast():
        verdict = gan.discriminator(gan.generator(gan.latent(len(real)))).float()
    g_loss = F.softplus(-verdict).mean()
    descend(gan.g_optimizer, g_loss)

    gan.steps += 1
    update_average(gan.average, gan.generator, decay=1 - 1 / (1 + gan.memory * gan.steps))
    return d_loss.detach(), g_loss.detach()
    ### END SOLUTION


# %%
dcgan_step = check("dcgan_step", dcgan_step)


# %%
def set_rate(gan, progress):
    """The learning rate for this part of the run: constant, then falling to a hundredth."""
    factor = min(1.0, (1 - progress) / (1 - DECAY_FROM) + 0.01)
    for optimizer in (gan.d_optimizer, gan.g_optimizer):
        optimizer.param_groups[0]["lr"] = gan.rate * factor


# %% [markdown]
# ## Looking at samples
#
# The scores want 10,000 samples. Drawn at once, their activations would fill hundreds of megabytes, so they are drawn in
# blocks; and then it matters that a picture does not depend on its block.
#
# ### Exercise 11.6 · Ten thousand samples
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Return G's pictures for all latents, in their order, as pixels in [0, 1], with at most `block` latents going through G at once. Eval
# mode, no graph, and G left in the mode in which you found it.


# %%
def sample_many(generator, latents, block=500):
    """Pictures in [0, 1] for latents (n, latent_size), drawn in blocks."""
    ### BEGIN SOLUTION
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = torch.cat([generator(part) for part in latents.split(block)])
    generator.train(was_training)
    return (pictures + 1) / 2
    ### END SOLUTION


# %%
sample_many = check("sample_many", sample_many)

# %% [markdown] tags=["pause"]
# **A place to pause.** You have everything that a run needs: the data and a judge, two light networks and their
# start, the training step, and ten thousand samples in blocks. Next the guidelines go, one at a time, and you bet on what that
# does; then come the long run, the MLP beside it, and walks and sums in the latent space.

# %% [markdown]
# ## Six claims, and a bet

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Board:* All bets in one table, before the run. Count how many have β₁ last: few do, because it does not look like
# part of the network.
#
# *Ask before running:* While it computes: "What does *holds* mean?" (For these digits, at this size, with R1, after
# so few images. A guideline from 64 × 64 bedrooms that fails here has not been refuted there.)
#
# *Expect:* "ReLU in D came second, so LeakyReLU is useless." 421 steps and one seed: the three seeds of one variant
# differ as much as the variant and the recipe. What stands out is β₁, BatchNorm in D, the paper's rate, and BatchNorm
# with one pass, which collapses: let the class find out why both of its losses are near nothing.
#
# *Watch the clock:* The ten variants compute for about two minutes. Start them as soon as the bets are on the board,
# and queue the cells of *Two minutes* behind them.

# %% [markdown]
# Now the guidelines go, one at a time. Each variant below is our recipe with **one** guideline left out, and takes the same 421 steps
# on 64 images. (A limit of a minute each keeps a slow machine from waiting; a row that it cuts short says so.)
#
# | Name | What changes | The claim behind it |
# |---|---|---|
# | `BatchNorm in D` | behind D's second and third convolution, as the paper has it | guideline 2 |
# | `no BatchNorm in G` | taken out, and with its β the only biases that those layers had | guideline 2 |
# | `a dense layer in D` | 256 more units before the verdict | guideline 3 |
# | `ReLU in D` | in place of LeakyReLU | guideline 5 |
# | `PyTorch's own start` | `initialise` not called | N(0, 0.02²) |
# | `β₁ = 0.9` | Adam's usual value, in place of 0.5 | "oscillation and instability" |
#
# ### Exercise 11.7 · A bet
# *Difficulty 1 of 5 · 3 minutes · needed later: no*
#
# **Predict** the order: return the six names, the least harmful change first. Any order is accepted; after the run you get the rank
# correlation of your bet with the medians of three recorded seeds, from −1 to 1.


# %%
def ablation_guess():
    """The six names of the table above, the least harmful first."""
    ### BEGIN SOLUTION
    return [
        "a dense layer in D",
        "ReLU in D",
        "BatchNorm in D",
        "PyTorch's own start",
        "no BatchNorm in G",
        "β₁ = 0.9",
    ]
    ### END SOLUTION


# %%
ablation_guess = check("ablation_guess", ablation_guess)

# %% [markdown]
# The variants are made by operating on the finished networks: every module of one kind is exchanged for another.


# %%
def exchange(network, kind, make):
    """Replace every module of this kind, at any level, by make(module); returns the network."""
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, kind):
                setattr(parent, name, make(child))
    return network


def with_batch_norm(discriminator):
    """BatchNorm behind every convolution but the first."""
    seen = []

    def add(convolution):
        seen.append(convolution)
        norm = nn.BatchNorm2d(convolution.out_channels)
        return convolution if len(seen) == 1 else nn.Sequential(convolution, norm)

    return initialise(exchange(discriminator, nn.Conv2d, add))


# %%
def with_dense_layer(discriminator):
    dense = nn.Linear(1024, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
    return initialise(exchange(discriminator, nn.Linear, lambda last: nn.Sequential(*dense)))


class Apart(nn.Module):
    """A D that looks at real and fake one after the other, as BatchNorm needs it."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, images):
        return torch.cat([self.network(part) for part in images.split(BATCH)])


# %%
G, D = make_dcgan_generator, make_dcgan_discriminator
VARIANTS = {
    "the recipe": lambda: start_dcgan(),
    "BatchNorm in D": lambda: start_dcgan(discriminator=Apart(with_batch_norm(D()))),
    "no BatchNorm in G": lambda: start_dcgan(
        initialise(exchange(G(), nn.BatchNorm2d, lambda norm: nn.Identity()))
    ),
    "a dense layer in D": lambda: start_dcgan(discriminator=with_dense_layer(D())),
    "ReLU in D": lambda: start_dcgan(
        discriminator=initialise(exchange(D(), nn.LeakyReLU, lambda leaky: nn.ReLU()))
    ),
    "PyTorch's own start": lambda: start_dcgan(G(), D()),
    "β₁ = 0.9": lambda: start_dcgan(beta1=0.9),
    "rate 0.0002": lambda: start_dcgan(rate=2e-4),
    "γ near 0": lambda: start_dcgan(start_with(G(), 0.02, 0.0)),
    "BatchNorm in D, one pass": lambda: start_dcgan(discriminator=with_batch_norm(D())),
}

# %% [markdown]
# Three more rows come after the six: the paper's rate, a twentieth of ours, and two published accidents. `γ near 0` you know. The
# other concerns the one pass: with BatchNorm in D, real and fake in
# one batch are measured against their **common** mean, so the verdict on an image depends on what else was in the batch, and D can use that.


# %%
STEPS, LIMIT = by_speed(smoke=5, quick=421, full=421), 60


def train_variant(name, seed=0):
    """Train one variant for STEPS steps, or LIMIT seconds if it is slow; returns it and what was found."""
    seed_everything(seed)
    variant = VARIANTS[name]()
    run = Run(name, steps=STEPS, seconds=LIMIT, images_per_step=BATCH)
    for step in run:
        set_rate(variant, run.elapsed_fraction)
        d_loss, g_loss = dcgan_step(variant, data.random(BATCH) * 2 - 1)
        run.log(d_loss=d_loss, g_loss=g_loss)
    seed_everything(seed)
    found = measured(sample_many(variant.average, variant.latent(count)))
    last = run.step // 10 + 1  # the losses of the last tenth
    for loss in ("d_loss", "g_loss"):
        setattr(found, loss, torch.tensor(run.history[loss][-last:]).mean().item())
    found.cut = f"  cut short after {run.step} steps" if run.step < STEPS else ""
    return variant, found


# %%
def chequers(pictures):
    """Lesson 10's measure: 0 when even and odd rows and columns are equally bright, 1 when all is pattern."""
    kinds = [pictures[:, 0, 4 + i : 24 : 2, 4 + j : 24 : 2].mean() for i in (0, 1) for j in (0, 1)]
    kinds = torch.stack(kinds)
    return (kinds.std(unbiased=False) / kinds.square().mean().sqrt()).item()


strip_latent = torch.randn(20, LATENT_SIZE, device=device())
strips, variants, results = {}, {}, {}
for name in VARIANTS:
    variants[name], results[name] = train_variant(name)
    strips[name] = sample_many(variants[name].average, strip_latent)
    more = sample_many(variants[name].average, torch.randn(500, LATENT_SIZE, device=device()))
    results[name].chequers = chequers(more)

# %%
ranked = sorted(results, key=lambda name: results[name].frechet)
print(f"{'':26} Fréchet  variation  D loss  G loss  chequers")
for name in ranked:
    row = results[name]
    print(
        f"{name:26} {row.frechet:7.1f} {row.variation:10.2f} {row.d_loss:7.4f} {row.g_loss:7.4f} "
        f"{row.chequers:9.3f}{row.cut}"
    )
fig, ax = plots.figure(size=(10.0, 4.1))
sheet = plots.tile(torch.cat([strips[name] for name in ranked]), 20)
ax.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
ax.set_yticks([30 * row + 14 for row in range(len(ranked))], ranked, fontsize=9)
ax.set(xticks=[], anchor="E")  # the room that is left is for the names
ax.tick_params(length=0)
ax.spines[:].set_visible(False)
plots.show(
    fig,
    f"The same 20 latents in every variant, the smallest Fréchet distance above: {ranked[0]} "
    f"({results[ranked[0]].frechet:.1f}), the largest below: {ranked[-1]} ({results[ranked[-1]].frechet:.1f}).",
)

# %% [markdown]
# One seed and 27,000 images: enough to see the large effects, and too little to rank the small ones. Here is the same experiment over
# three seeds, for the same 421 steps, and below it how well your bet agrees. (If you placed none, the course's stands in for it.)

# %%
measured_file = asset("lesson-11-measured.json")
record = json.loads(measured_file.read_text("utf-8")) if measured_file.is_file() else {"rows": []}


def spread(rows, field, digits):
    """Median and range over the seeds."""
    values = torch.tensor([row[field] for row in rows], dtype=torch.float64)
    low, middle, high = values.quantile(torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64)).tolist()
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def table(rows):
    """One line for each name and budget, which is in images or in seconds."""
    budget = "images" if any(row["kind"] == "ablation" for row in rows) else "seconds"
    print(f"{'':25} {budget:>7} seeds  {'Fréchet distance':23} total variation")
    for name, size in dict.fromkeys((row["name"], row[budget]) for row in rows):
        own = [row for row in rows if (row["name"], row[budget]) == (name, size)]
        frechet, variation = spread(own, "frechet", 1), spread(own, "total_variation", 2)
        print(f"{name:25} {size:7,.0f} {len(own):5}  {frechet:23} {variation}")


print(record.get("machine", "No measurements are stored in this copy of the course."))
table([row for row in record["rows"] if row["kind"] == "ablation"])


# %%
def rank_correlation(mine, measured_order):
    """Spearman's: 1 for the same order, -1 for the reverse, about 0 for an order that knows nothing."""
    apart = [(mine.index(name) - measured_order.index(name)) ** 2 for name in mine]
    n = len(mine)
    return 1 - 6 * sum(apart) / (n * (n * n - 1))


def recorded_median(name):
    rows = [row for row in record["rows"] if (row["kind"], row["name"]) == ("ablation", name)]
    return torch.tensor([row["frechet"] for row in rows]).median().item() if rows else 0.0


bet = list(ablation_guess())
of_record = rank_correlation(bet, sorted(bet, key=recorded_median))
of_run = rank_correlation(bet, [name for name in ranked if name in bet])
print(f"Rank correlation of the bet with the recorded medians: {of_record:+.2f}")
print(f"With this run alone, one seed: {of_run:+.2f}")

# %% [markdown]
# Read the recorded rows as claims:
#
# - **β₁ = 0.5** holds, with the largest effect of the six: with Adam's usual 0.9 the two players swing, and one seed of three fails
#   altogether. Lesson 07's MLP went on to 0 and gained a lot. This DCGAN hardly did in the one run that was made (Fréchet distance 8.9
#   at 0 and 9.5 at 0.5, after 2,600 steps), so it keeps 0.5: try `start_dcgan(beta1=0.0)` over several seeds.
# - **BatchNorm in D** holds too: for the same images it is ahead of our recipe by a third, as long as real and fake are kept apart. Why
#   does the recipe do without? It wants a verdict on each image alone, for the one pass and for R1. Whether the lead lasts for minutes,
#   this table does not say: try it.
# - **BatchNorm in G**, **the start**, **LeakyReLU in D** and **no dense layer**: the seeds of one variant differ as much as the variant
#   and the recipe. Nothing can be read off that, in either direction. These four surprised us; in the larger networks of 2015, trained
#   without R1, they may have been what kept everything together.
# - **The paper's rate** is far too slow for a budget like ours. With R1 a rate twenty times as high does not blow up.
# - Of the two accidents, γ near 0 learns a little later, and BatchNorm in D with **one pass** collapses in all three seeds.
#
# Look at the strip once more, at the row of the paper's rate: a grid with a period of two pixels lies over it. Those are lesson 10's
# chequers, from the stamps of 4 × 4 (one for each pixel of the smaller map), and the last column measures them. In the stored run it is two to three times as large for the slow
# rate as for the recipe: learning paints them over, and the slow rate had not come so far. (G without BatchNorm has as many.)
#
# ### A diagnosis
#
# In the course's run the collapsed variant ends with a D loss of 0.0001: its D is certain. G's loss is near nothing as well. In a game
# where one's gain is the other's loss, how can both win? Ask D itself, about 64 fakes and with nothing trained in between: first in
# one batch with 64 real digits, then in a batch of their own.
#
# **Predict.** Among the real digits the fakes get almost 0 from D. What do the same fakes get, on average, in a batch of their own?

# %%
predict("the_same_fakes_alone", between=(0.0, 1.0))

# %%
suspect = variants["BatchNorm in D, one pass"]
with torch.no_grad():
    fake = suspect.generator(suspect.latent(BATCH))
    mixed = suspect.discriminator(torch.cat([data.random(BATCH) * 2 - 1, fake]))[BATCH:]
    alone = suspect.discriminator(fake)
print(f"D(G(z)) of the same {BATCH} fakes: {mixed.sigmoid().mean():.3f} in one batch with real images")
print(f"{'':29} {alone.sigmoid().mean():.3f} in a batch of their own")
outcome("the_same_fakes_alone", alone.sigmoid().mean())

# %% [markdown]
# In the course's run the same fakes got 0.000 beside real images and more than 0.95 among themselves. D has learned to sort a *mixed* batch: with
# BatchNorm, real and fake are measured against their common mean, and each image shows on which side of it it lies. G, though, is
# judged in a batch of fakes alone, whose mean is their own, and there D finds nothing to object to. So G is praised for whatever it
# paints, and learns nothing.
#
# Two losses that are both near nothing are the sign. The **one number to log next** is D(G(z)) from both steps, D's and G's: it is the same
# G and nearly the same D, and they should nearly agree.
#
# **Pitfall.** One pass over real and fake is right only when D has no BatchNorm. Lesson 07 said so; now you have seen it.

# %% [markdown]
# ## Two minutes

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Ask before running:* "How much worse is G without its average, at the end? And what is worse: that, or the averaged G
# at half time?" (Hardly worse: at the end the rate is so low that the average changes little. The one at half time.)
#
# *Expect:* "In lesson 07 the average was worth most." In a short run, and in nats: part of that gain was the Parzen
# score's love of averages.
#
# *Watch the clock:* Two minutes of training. While it runs, read the table over three seeds; then start the cell of
# *Beside the MLP* before you discuss the pictures.

# %% [markdown]
# Now the recipe itself, for two minutes (five at speed *full*). The live picture shows the averaged G on 64 fixed latents. Half way,
# at one minute, a copy of the averaged G is put aside.

# %%
LANDMARKS = {"2 log 2": 1.386, "log 2": 0.693}
seed_everything(0)
gan = start_dcgan()
latent = gan.latent(64)
digits_run = Run(
    "DCGAN", seconds=by_speed(smoke=1.5, quick=120, full=300), landmarks=LANDMARKS, images_per_step=BATCH,
    picture=lambda: plots.image_grid(sample_many(gan.average, latent), columns=16),
)  # fmt: skip

# %%
next_frame, half_way = 0, None
for step in digits_run:
    set_rate(gan, digits_run.elapsed_fraction)
    d_loss, g_loss = dcgan_step(gan, data.random(BATCH) * 2 - 1)
    digits_run.log(d_loss=d_loss, g_loss=g_loss)
    if step >= next_frame:  # more seldom as the pictures change more slowly
        digits_run.snapshot(plots.tile(sample_many(gan.average, latent[:32]).cpu()))
        next_frame = 1.3 * step + 5
    if half_way is None and digits_run.elapsed_fraction >= 0.5:
        half_way = copy.deepcopy(gan.average)

# %%
seed_everything(1)
many = gan.latent(count)
samples = sample_many(gan.average, many)
final = measured(samples)
plots.show(
    plots.image_grid(sample_many(gan.average, latent), columns=16),
    f"64 digits after {digits_run.seconds:.0f} s and {digits_run.step * BATCH:,} images: Fréchet distance {final.frechet:.1f}, "
    f"total variation {final.variation:.2f}.",
)
plots.show(
    plots.curves(digits_run.history, ["d_loss", "g_loss"], LANDMARKS),
    f"At the end D's loss is {digits_run.latest()['d_loss']:.2f} and G's {digits_run.latest()['g_loss']:.2f}.",
)

# %% [markdown]
# How many of them can you name? In the stored two minutes it was most of them. The losses say
# little about it, as ever.
#
# ### Half the time, and the average
#
# A second minute, or the average over G's weights: which of the two was worth more? The table measures the averaged G at both times,
# and G without its average at the end.
#
# **Predict.** By how much is the Fréchet distance larger, at the end, for G as it was trained than for the averaged G?

# %%
predict("g_without_its_average", between=(-20, 100), unit=" %")

# %%
rows = {
    "averaged, at half time": half_way or gan.average,
    "averaged, at the end": gan.average,
    "as trained, at the end": gan.generator,
}
for name, network in rows.items():
    found = measured(sample_many(network, many))
    print(f"{name:24} Fréchet {found.frechet:6.1f}   total variation {found.variation:.2f}")
outcome("g_without_its_average", round(100 * (found.frechet / final.frechet - 1)))

# %% [markdown]
# Compare the three lines. In the course's runs the second minute took a quarter to a third off the distance, and the average next to
# nothing. To the MLP's Parzen score in
# lesson 07's short runs the average was worth more than anything else: this run is longer, by its end the rate has fallen to a
# hundredth, and the G that is trained stands still by itself. Part of lesson 07's gain was the Parzen score's love of averages.
#
# **Explore.** The same 32 latents through time.

# %%
frames = [frame for _, _, frame in digits_run.frames]
captions = [
    f"step {step:,}, after {seconds:.1f} s of training" for step, seconds, _ in digits_run.frames
]
widgets.scrub(frames, captions)

# %% [markdown]
# Here is a recording of five minutes with the same recipe on two CPU cores, your own two laid over it.
# No kernel at hand? [This page](../assets/lesson-11-run.html) replays the same recording in any browser; in JupyterLab press *Trust HTML*
# at its top.

# %%
replay(asset("lesson-11-run.npz"), mine=digits_run, names=["d_loss", "g_loss"])

# %% [markdown]
# ### One latent, one picture
#
# The next picture shows what exercise 11.6 protects you from: the same eight latents, drawn by the G as it is trained, in eval mode
# and in training mode, with different company.


# %% draws="the eight latents, in a mode and a company that you choose"
def draw_company(mode="training mode", company=3.0):
    """Eight latents drawn together with 24 others, which lie `company` times as far out."""
    torch.manual_seed(0)
    generator = copy.deepcopy(gan.generator).train(mode == "training mode")
    mine, others = latent[:8], torch.randn(24, LATENT_SIZE, device=device())
    with torch.no_grad():
        usual, pictures = (
            (generator(torch.cat([mine, far * others]))[:8] + 1) / 2 for far in (1, company)
        )
    alone = sample_many(gan.generator, mine)
    changed, usually = ((some - alone).abs().mean().item() for some in (pictures, usual))
    return plots.image_grid(torch.cat([alone, pictures]), columns=8), (
        f"Above: eval mode. Below: {mode}, among 24 latents at {company:.1f} times the usual length. "
        f"A pixel differs by {changed:.3f} on average; among latents of the usual length, by {usually:.3f}."
    )


explore(draw_company, mode=["training mode", "eval mode"], company=(0.5, 5.0, 3.0))

# %% [markdown]
# **Explore.** In training mode the same latents change as their company changes: BatchNorm measures them together. In eval mode the two
# rows are the same whatever you do. The picture begins with company three times as far out as usual, to make it plain. Scripts that never switch
# to eval draw among latents of the usual length: there the change is small, and still no picture belongs to its latent alone.
#
# ## Beside the MLP

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Ask before running:* "Who wins for equal images, for equal steps, for equal seconds?" (Over three seeds of a minute: for
# equal images the DCGAN, by nearly two to one. For equal steps nobody by much, but then the MLP has seen twice as many images, because its batch
# is 128. With a batch of 64 for both the DCGAN leads again. At 1.2 million images the MLP has overtaken it. For equal
# seconds, on two cores, the MLP; on a GPU expect something else; nobody has measured that here.)
#
# *Expect:* "So which is better?" Ask back: equal what? And: "which number could not be made equal together with it?"
#
# *Watch the clock:* The three rivals compute for four minutes: start them during the discussion before, and
# collect the votes meanwhile.
#
# *Homework:* Exercise 11.8.

# %% [markdown]
# Now the race. Lesson 05's recipe, three times: for the same number of **images** as your DCGAN saw, for the same number of **steps**,
# and for the same **seconds**. The smaller Fréchet distance wins.
#
# **Predict.** Who is ahead after equally many images?

# %%
predict("race_at_equal_images", "the DCGAN", "the MLP")

# %% [markdown]
# **Predict.** Who is ahead after equally many steps?

# %%
predict("race_at_equal_steps", "the DCGAN", "the MLP")

# %% [markdown]
# **Predict.** Who is ahead after equally many seconds, on your machine?

# %%
predict("race_at_equal_seconds", "the DCGAN", "the MLP")

# %%
seen, patience = digits_run.step * BATCH, max(4 * digits_run.seconds, 1)  # seconds, for a slow machine
rivals = {
    "MLP, equal images": {"steps": max(seen // DigitGAN.batch_size, 2), "seconds": patience},
    "MLP, equal steps": {"steps": digits_run.step, "seconds": patience},
    "MLP, equal seconds": {"seconds": max(digits_run.seconds, 0.1)},
}
field = {"DCGAN": SimpleNamespace(pictures=samples, batch=BATCH, run=digits_run, cut="")}
for name, budget in rivals.items():
    seed_everything(0)
    rival = DigitGAN(device())
    run = Run(name, **budget, images_per_step=rival.batch_size, landmarks=LANDMARKS)
    for step in run:
        losses = rival.step(data.random(rival.batch_size), run.elapsed_fraction)
        run.log(d_loss=losses["d_loss"], g_loss=losses["g_loss"])
    pictures = torch.cat([rival.sample(part) for part in rival.latent(count).split(500)])
    cut = f"  cut short, {budget['steps']:,} were due" if run.step < budget.get("steps", 0) else ""
    field[name] = SimpleNamespace(pictures=pictures, batch=rival.batch_size, run=run, cut=cut)

# %%
field["real training digits"] = SimpleNamespace(pictures=data.random(count), batch=0, run=None, cut="")
print(f"{'':21} seconds  steps    images  Fréchet  variation  Parzen  nearest training digit")
for name, entry in field.items():
    entry.found = measured(entry.pictures)
    entry.parzen = metrics.parzen_log_likelihood(entry.pictures, test, held_out).mean
    own = entry.run is None  # their nearest training digit would be themselves
    _, distance = metrics.nearest_neighbours(test[:1000] if own else entry.pictures[:1000], data.pixels)
    steps, seconds = (0, 0) if own else (entry.run.step, entry.run.seconds)
    print(
        f"{name:21} {seconds:7.0f} {steps:6,} {steps * entry.batch:9,} {entry.found.frechet:8.1f} {entry.found.variation:10.2f} "
        f"{entry.parzen:7.0f}  {distance.mean():.2f}{' (test digits)' if own else ''}{entry.cut}"
    )

# %%
ours = field["DCGAN"]
for name in rivals:
    entry = field[name]
    lead = entry.found.frechet - ours.found.frechet
    images = entry.run.step * entry.batch / seen
    print(
        f"{name}: the {'DCGAN' if lead > 0 else 'MLP'} is ahead by {abs(lead):.1f}; the MLP took "
        f"{entry.run.step / digits_run.step:.1f} times the DCGAN's steps and saw {images:.1f} times its images."
    )

# %%
distances = {name: entry.found.frechet for name, entry in field.items()}
ahead = {name: "the MLP" if distances[name] < distances["DCGAN"] else "the DCGAN" for name in rivals}
outcome("race_at_equal_images", ahead["MLP, equal images"])

# %%
outcome("race_at_equal_steps", ahead["MLP, equal steps"])

# %%
outcome("race_at_equal_seconds", ahead["MLP, equal seconds"])

# %% draws="two rows of pictures for each entry of the table, and the shares of its ten digits"
plots.show(
    plots.image_grid(torch.cat([entry.pictures[:32] for entry in field.values()]), columns=16),
    "Two rows each, from above: " + ", ".join(field) + ".",
)
fig, ax = plots.figure(size=(8.4, 3.2))
for place, (name, entry) in enumerate(field.items()):
    shares = metrics.class_shares(judge().labels(entry.pictures))
    look = {"hatch": ["", "//", "..", "xx", "++"][place], "edgecolor": "white"}
    ax.bar(torch.arange(10) + 0.16 * (place - 2), shares, width=0.16, label=name, **look)
ax.plot(
    range(10), test_shares, color="black", marker="_", markersize=22, linestyle="", label="test digits"
)
ax.set(xticks=range(10), xlabel="digit, as the judge names it", ylabel="share")
ax.set_ylim(top=1.35 * ax.get_ylim()[1])
ax.legend(fontsize=8, ncols=3, loc="upper center")
plots.show(
    fig,
    "Shares of the ten digits; total variation from the test digits: "
    + ", ".join(f"{name} {entry.found.variation:.2f}" for name, entry in field.items())
    + ".",
)

# %% [markdown]
# Look again at the three lines about the MLP's steps and images before you name a winner. The MLP's batch is 128 and ours is 64. So at equal **images** the MLP has taken
# half as many steps, and at equal **steps** it has seen twice as many images: neither race is fair, the first not to the MLP,
# the second not to the DCGAN. Only equal batches make both equal at once. And at equal **seconds** everything differs, the machine's taste for large
# matrices included.
#
# Look at the pictures too: the MLP's errors are grains and specks, the DCGAN's are strokes that lead nowhere. And at the two scores:
# they need not agree. In the recorded minute below, at equal images, the Fréchet distance favours the DCGAN, and the Parzen score
# the MLP by 60 nats, for the reason lesson 09 gave.
#
# Is that so for other seeds, and for longer runs? Here are one minute and five, three seeds each, with the book chapter's DCGAN
# (lesson 10) beside them. `MLP, batch of 64` has the DCGAN's batch, its steps and its images; it and `MLP, equal steps` are measured
# for the minute only. The DCGANs' five minutes were measured in another sitting than the MLPs', beside other programs:

# %%
table([row for row in record["rows"] if row["kind"] == "recipe"])

# %% [markdown]
# After a quarter of a million images (which the DCGAN's minute was, though the table counts its seconds), its distance is little more than half of the MLP's at equal images, in each
# seed. How much of that was the batch? With a batch of 64 the MLP comes from 14.8 to 12.5 in the median: a part, and not the larger one; the
# DCGAN, at 7.9, leads in every seed. (What else differs, the rate, β₁ and R1's price, was tuned for each recipe with its own batch.) At equal
# steps with its own batch, twice the images, the MLP stands at 7.4: no lead is left on either side.
#
# That fits the idea that a kernel which learns something at one place knows it at every place, and so needs fewer images. It is an idea
# that this table allows, and it does not prove it: weights, layers and rates differ as well. And it does not last. At 1.2 million images
# the MLP has overtaken the DCGAN, 2.6 against 3.4 in the median. Fewer numbers to learn are learnt sooner, and six times as many go further;
# that would explain it too. In seconds, on two CPU cores, the MLP leads both times. A GPU works on all places of a picture at once, so
# expect another race at equal seconds there; we have not measured it.
#
# The chapter's network is the slowest of all: its G spends 46 times the multiplications of ours on one digit, and its training
# round takes D through two steps.
#
# ### Exercise 11.8 · Six sentences
# *Difficulty 3 of 5 · 6 minutes · needed later: no*
#
# Sentences of this kind stand in popular introductions. One letter a card.

# %% tags=["nbval-check-output"]
from gancourse import cards

cards.deal("dcgan_cards", seed=1)


# %%
def dcgan_cards():
    """One letter for each of the six cards, as a dictionary."""
    ### BEGIN SOLUTION
    return {1: "a", 2: "b", 3: "d", 4: "a", 5: "c", 6: "c"}  # for seed=1
    ### END SOLUTION


# %%
dcgan_cards = check("dcgan_cards", dcgan_cards)

# %% [markdown]
# ## What D looks for

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *Ask before running:* "Minus the mean of one digit, plus the mean of another, over all 90 pairs: how often does the
# judge call it the goal?" (About half of the time at strength 1, four times in five at strength 2, a little more
# often at 3; with a single latent for each digit it fails more often than not.)
#
# *Expect:* "Single latents will do." They bring slant, weight and corner along; the paper used means of three.

# %% [markdown]
# The first layer of D has 16 kernels of 4 × 4 pixels, and you can look at them before and after your two minutes. "The first layer
# learns edges" is what one often reads. A kernel that slopes evenly from one side to the other answers to an edge, so measure how much
# of a kernel is such a slope. Of a kernel drawn at random it is about 9 %, in the median.
#
# **Predict.** What has become of this share after the training?

# %%
predict("slope_in_the_kernels", "it has grown", "it is about the same", "it has shrunk")


# %%
def first_kernels(network):
    """The kernels of the first convolution, each divided by its largest weight: (16, 4, 4) from -1 to 1."""
    first = next(module for module in network.modules() if isinstance(module, nn.Conv2d))
    kernels = first.weight.detach().float().contiguous()[:, 0].cpu()
    return kernels / kernels.abs().amax(dim=(1, 2), keepdim=True)


def share_of_slope(kernels):
    """How much of a kernel's square is an even slope across it, in the median: all of it 1, of noise about 0.09."""
    across = (
        torch.tensor([-1.5, -0.5, 0.5, 1.5]).expand(4, 4) / 20**0.5
    )  # of length 1, and so is its transpose
    along = torch.stack([(kernels * slope).sum((1, 2)) for slope in (across, across.T)])
    return (along.square().sum(0) / kernels.square().sum((1, 2))).median().item()


# %%
seed_everything(0)
start_dcgan_again = start_dcgan()  # the same seed as the run: the same first weights
pairs = [first_kernels(network) for network in (start_dcgan_again.discriminator, gan.discriminator)]
fig, axes = plots.figure(2, 16, size=(9.6, 1.5))
for ax, kernel in zip(axes.flat, torch.cat(pairs)):
    ax.imshow(kernel, cmap="PuOr", vmin=-1, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=plots.GREY)
before, after = (share_of_slope(kernels) for kernels in pairs)
plots.show(
    fig,
    f"D's 16 first kernels, orange below 0 and purple above: in the upper row as they were drawn, an even slope is {before:.0%} of a kernel in "
    f"the median; in the lower row after training, {after:.0%}.",
)

# %%
less = "it has shrunk" if after < 0.8 * before else "it is about the same"
outcome("slope_in_the_kernels", "it has grown" if after > 1.25 * before else less)

# %% [markdown]
# Compare your two shares. (Between four fifths and five quarters of the first we call *about the same*.) In the stored run the second is
# *smaller* than the first: the kernels did change, some into bars and some into spots, but an even edge is not what this D looks for. That
# surprised us.
#
# ## A walk through the latent space
#
# Each latent is one picture. What lies around it? The sliders move from one latent towards two others; the small sheet shows the
# whole plane between them.


# %%
seed_everything(3)
corner = torch.randn(3, LATENT_SIZE, device=device())


def plane(right, down):
    """Latents in the plane through three corners, at their usual length: (n, latent_size)."""
    mixed = (
        corner[0] + right[:, None] * (corner[1] - corner[0]) + down[:, None] * (corner[2] - corner[0])
    )
    return mixed / mixed.norm(dim=1, keepdim=True) * math.sqrt(LATENT_SIZE)


# %% draws="the sheet of 8 by 8 pictures, and the point on it that the sliders choose"
def draw_plane(right=0.3, down=0.3):
    """The plane as a sheet of 8 by 8 pictures, and the chosen point of it, large."""
    steps = torch.linspace(0, 1, 8, device=device())
    down_all, right_all = torch.meshgrid(steps, steps, indexing="ij")
    sheet = sample_many(gan.average, plane(right_all.flatten(), down_all.flatten()))
    chosen = sample_many(gan.average, plane(*torch.tensor([[right], [down]], device=device())))
    fig, (left, large) = plots.figure(1, 2, size=(8.0, 4.0))
    for ax, picture in ((left, plots.tile(sheet, 8)), (large, chosen[0, 0].cpu())):
        ax.imshow(picture, cmap="gray", vmin=0, vmax=1)
        ax.set_axis_off()
    frame = {"markersize": 22, "markeredgewidth": 3, "fillstyle": "none", "color": plots.ORANGE}
    left.plot(right * 210 + 14, down * 210 + 14, "s", **frame)
    odds = judge().probabilities(chosen)[0]
    return fig, (
        f"Right {right:.2f}, down {down:.2f}: the judge sees a {odds.argmax().item()}, with {odds.max():.0%}."
    )


explore(draw_plane, right=(0.0, 1.0, 0.3), down=(0.0, 1.0, 0.3))

# %% [markdown]
# **Explore.** Walk from one digit to another. Where does the judge change its mind, and what do you see there? Regions of one
# digit are wide and their borders narrow, and on a border stand the pictures that are half of each.
#
# The latents are scaled to one length, the square root of 64: that is where nearly all of a 64-dimensional normal distribution lies, and
# G has seen nothing else.
#
# ## Arithmetic with latents
#
# The paper's most quoted picture adds and subtracts latents: smiling woman − neutral woman + neutral man = smiling man. It also says
# that single latents were unstable and that means of three were used. We have no smiles, but we have a judge who names digits,
# and so can count how often the arithmetic works.
#
# ### Exercise 11.9 · The mean latent of a digit
# *Difficulty 2 of 5 · 6 minutes · needed later: no*
#
# From many latents and the labels of their pictures, return a table of ten rows: row c is the mean of the latents whose label is
# c, and zeros for a digit that does not occur.


# %%
def digit_means(latents, labels):
    """latents (n, d), labels (n,) from 0 to 9 -> means (10, d)."""
    ### BEGIN SOLUTION
    rows = []
    for digit in range(10):
        own = latents[labels == digit]
        rows.append(own.mean(0) if len(own) else torch.zeros_like(latents[0]))
    return torch.stack(rows)
    ### END SOLUTION


# %%
digit_means = check("digit_means", digit_means)


# %%
def change_digit(latents, means, start, goal, strength=1.0):
    """latents - mean of their digit + mean of the goal, `strength` times, brought back to the usual length."""
    moved = latents + strength * (means[goal] - means[start])
    return moved / moved.norm(dim=1, keepdim=True) * latents.norm(dim=1, keepdim=True)


named = judge().labels(samples)
means = digit_means(many, named)
lengths = ", ".join(f"{length:.1f}" for length in means.norm(dim=1).tolist())
print(f"A latent is about {many.norm(dim=1).mean():.1f} long, the ten means: {lengths}")

# %% [markdown]
# The means are short, because what the pictures of a digit do not share has cancelled. What is left points to where that digit
# lives.
#
# Take pictures of one digit, subtract the mean of that digit, add the mean of another, which is the goal, and do so for all 90 pairs. The
# short means may be taken once, twice or three times.
#
# **Predict.** Three times the means: what share of the pictures does the judge then call the goal?

# %%
predict("goal_by_means", between=(0, 100), unit=" %")

# %% [markdown]
# **Predict.** And with *one* latent of each digit in place of its mean, again three times?

# %%
predict("goal_by_single_latents", between=(0, 100), unit=" %")


# %%
def success(table, strength):
    """The share of pictures that the judge calls the goal, over all 90 pairs of digits."""
    moved, goals = [], []
    for start in range(10):
        own = many[named == start][:20]
        for goal in set(range(10)) - {start}:
            moved.append(change_digit(own, table, start, goal, strength))
            goals += [goal] * len(own)
    called = judge().labels(sample_many(gan.average, torch.cat(moved)))
    return (called == torch.tensor(goals, device=called.device)).float().mean().item()


def few(members):
    """The table again, from so many latents of each digit."""
    chosen = torch.cat([(named == digit).nonzero()[-members:, 0] for digit in range(10)])
    return digit_means(many[chosen], named[chosen])


for strength in (1.0, 2.0, 3.0):
    rates = {size: success(few(size), strength) for size in (1, 3, 30)}
    rates["all"] = success(means, strength)
    line = ", ".join(f"{size}: {rate:.0%}" for size, rate in rates.items())
    print(f"strength {strength:.0f}: goal reached, by latents in a mean: {line}")

# %%
outcome("goal_by_means", round(100 * rates["all"]))  # of the last line, strength 3

# %%
outcome("goal_by_single_latents", round(100 * rates[1]))

# %% [markdown]
# In the course's run the full means reached the goal in four of five cases at strength 2 and in a few more at 3, and a single latent for
# each digit in fewer than half at any strength, because it brings along everything else about its picture. Three, the paper's number, did better, and thirty nearly as
# well as all.


# %% draws="twelve digits, and what the arithmetic makes of them"
def draw_arithmetic(start=7, goal=3, strength=2.0):
    """Twelve pictures of one digit, and what they become."""
    own = many[named == start][:12]
    if len(own) < 12:
        own = many[:12]
    after = sample_many(gan.average, change_digit(own, means, start, goal, strength))
    hits = (judge().labels(after) == goal).sum().item()
    pictures = torch.cat([sample_many(gan.average, own), after])
    return plots.image_grid(pictures, columns=12), (
        f"Above: {start}; below: minus the mean {start}, plus the mean {goal}, {strength:.1f} times. "
        f"The judge calls {hits} of 12 a {goal}."
    )


explore(draw_arithmetic, start=(0, 9, 7), goal=(0, 9, 3), strength=(0.0, 4.0, 2.0))

# %% [markdown]
# **Explore.** Raise the strength slowly. Slant and weight of the stroke often survive the change of digit, which is what makes it
# arithmetic and not replacement.
#
# ## Colour, and other sizes
#
# `size` and `channels` were arguments from the start. To show that nothing else is needed, here are coloured digits at 32 × 32,
# made from the data at hand: every digit gets an ink and a ground of its own.


# %%
def coloured(pictures):
    """(m, 1, 28, 28) in [0, 1] -> (m, 3, 32, 32) in [0, 1]: a random bright ink on a random dark ground."""
    shape = F.pad(pictures, (2, 2, 2, 2))  # (m, 1, 32, 32)
    ink, ground = torch.rand(2, len(pictures), 3, 1, 1, device=pictures.device)
    return shape * (0.5 + 0.5 * ink) + (1 - shape) * 0.4 * ground


def colour_sheet(pictures, columns=16):
    """A figure of colour pictures (n, 3, h, w) in [0, 1]."""
    sheet = [plots.tile(pictures[:, channel], columns) for channel in range(3)]
    sheet = torch.stack([torch.from_numpy(layer) for layer in sheet], -1)  # (h, w, 3)
    fig, ax = plots.figure(size=(8.0, 8.0 * sheet.shape[0] / sheet.shape[1]))
    ax.imshow(sheet)
    ax.set_axis_off()
    return fig


# %%
seed_everything(0)
colour_gan = start_dcgan(
    initialise(make_dcgan_generator(LATENT_SIZE, size=32, channels=3)),
    initialise(make_dcgan_discriminator(size=32, channels=3)),
)
colour_run = Run("colour", seconds=by_speed(smoke=0.5, quick=20, full=120), images_per_step=BATCH)
for step in colour_run:
    set_rate(colour_gan, colour_run.elapsed_fraction)
    d_loss, g_loss = dcgan_step(colour_gan, coloured(data.random(BATCH)) * 2 - 1)
    colour_run.log(d_loss=d_loss, g_loss=g_loss)
painted = sample_many(colour_gan.average, colour_gan.latent(32))
plots.show(
    colour_sheet(torch.cat([coloured(data.random(32)), painted])),
    f"Two rows of coloured digits, and two rows that the same code painted after {colour_run.seconds:.0f} s, "
    f"shape {tuple(painted.shape)}.",
)

# %% [markdown]
# Twenty seconds are few for three channels: grounds of one colour, blots that want to be strokes, fewer hues than in the data. Give it
# the minutes that the grey digits had. What counts here is that nothing was rewritten: the same networks, the same step, the same
# start. For **your own pictures**, put them into folders and read them once:
#
# ```python
# from torchvision import datasets, transforms
#
# resize = transforms.Compose([transforms.Resize(32), transforms.CenterCrop(32), transforms.PILToTensor()])
# folder = datasets.ImageFolder("my_pictures", resize)  # my_pictures/any_name/*.jpg
# pixels = torch.stack([picture for picture, _ in folder]).to(device())  # (n, 3, 32, 32), uint8
# mine = Images(pixels, torch.zeros(len(pixels), dtype=torch.long), "mine")
# ```
#
# Then write `mine.random(BATCH)` in place of `coloured(data.random(BATCH))` in the loop above, and `mine.random(32)` in the picture.
#
# A few thousand pictures are a start; expect textures and colours before shapes. The judge knows digits only, so for anything else you
# are back to your eyes, to the losses, and to the nearest neighbours, which catch a copy pixel by pixel and nothing subtler.

# %% [markdown]
# ## What you believe now
#
# The statements of the beginning once more. Judge each again: this time the answer tells what is true, and why.

# %%
beliefs("11", after=True)

# %% [markdown]
# This is the end of the course for now, so here are also the ten statements about all of it that lesson 00 asked you to judge. Each
# answer names the lesson that settles it, and `summary()`, without a number, then shows what has changed since.

# %%
beliefs("00", after=True)

# %%
print(
    f"two minutes of DCGAN: Fréchet {final.frechet:.1f}, total variation {final.variation:.2f}, Parzen {ours.parzen:.0f}\n"
)
summary("11")

# %% [markdown]
# ## Recap
#
# - A DCGAN is two networks: G doubles by transposed convolutions, D halves by strides. The step is that of lesson 05.
# - Audit the start in the network you train: a start that is never called, and γ near 0, raise no error.
# - Guidelines are claims: β₁ and BatchNorm in D hold here, others a little if at all, and on some too few runs say nothing.
# - One pass over real and fake is wrong as soon as D has BatchNorm. Sample in eval mode, and give the mode back.
# - Equal what? At equal images and equal batches convolutions lead at first; at equal seconds on two CPU cores the MLP does.
#
# ## What popular introductions say, and what is true
#
# | It is said | What you saw |
# |---|---|
# | "10,000 epochs" with a batch of 32 | 10,000 steps: 320,000 images, a little over five epochs |
# | Stop when D takes the fakes for real | A weak D takes anything for real; the judge, who does not play, is the one to ask |
# | Here is an object that is not in the training set | Then show its nearest training images, and how far real test images lie from theirs |
# | All GANs are convolutional now, so DCGAN is just GAN | The MLP of lesson 05 paints digits too, several times as many a second; the game does not know what its players are made of |
# | `stdev=0.2`, in a comment of PyTorch's tutorial | The code that it speaks of says 0.02, and so does the paper |
# | γ from N(0, 0.02²), like any weight | A fiftieth of the signal behind every BatchNorm, and digits that come a little later |
# | A discriminator loss below 0.69 is better than chance (TensorFlow's pix2pix tutorial) | Its code adds the loss on real and the loss on fake, so chance pays 1.386 |
#
# ## Further reading
#
# - A. Radford, L. Metz, S. Chintala, *Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks*,
#   ICLR 2016, arXiv:1511.06434: section 3 for the guidelines, section 6.3.2 for the arithmetic.
# - M. Heusel et al., *GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium*, NIPS 2017,
#   arXiv:1706.08500: the Fréchet distance in the features of a network.
# - T. Salimans et al., *Improved Techniques for Training GANs*, NIPS 2016, arXiv:1606.03498: one-sided label smoothing.
# - L. Mescheder, A. Geiger, S. Nowozin, *Which Training Methods for GANs do actually Converge?*, ICML 2018, arXiv:1801.04406: R1.
# - A. Odena, V. Dumoulin, C. Olah, *Deconvolution and Checkerboard Artifacts*, Distill 2016, doi:10.23915/distill.00003.

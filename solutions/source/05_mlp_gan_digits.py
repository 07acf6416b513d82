# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "05"
#     title: An MLP GAN on digits
#     promise: Write the six steps, find a published bug with a histogram, and train a GAN whose digits you recognise
#     minutes: 60
#     run_seconds: {budget: 60}  # at most, on a CPU; the other runs are counted in steps
#     teach_in: [half day, full day, ten lessons]
#     glossary:
#       BatchNorm: "a layer that subtracts a mean from each number and divides by a standard deviation: the batch's own in training, kept ones in eval mode; a learned scale and shift follow"
#       MLP: "a network of fully connected layers (multilayer perceptron), which knows nothing of rows and columns"
#       latent: "the random numbers from which G makes one sample, usually written z"
#       eval mode: "the way a network is used after training: BatchNorm takes the averages it has kept, so a sample does not depend on its company"
# ---

# %% [markdown]
# # 5 · An MLP GAN on digits
#
# You write every line of a GAN that paints handwritten digits: discriminator, losses, the six steps of training.
# You train a published network as it is printed, and find its fault.
# Then the course's own recipe, the same six steps with a handful of changes, gets one minute, and leaves you with three questions.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lessons 01 and 02, or an idea of what D and G want.*
#
# ![Sixty-four generated digits in eight rows, painted by the network of this lesson after one minute of training on a CPU; most can be read.](../assets/lesson-05.png)
#
# Made by that recipe in one minute on two quiet CPU cores, 7,275 steps.

# %%
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# %%
from gancourse import beliefs, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, device, images, replay, seed_everything
from gancourse import metrics, plots
from gancourse.models.judge import judge
from gancourse.paths import asset
from gancourse.training.digit_gan import DigitGAN

# %% [markdown]
# Before you start, say what you believe: press true, false or not sure for each statement. Nothing is graded. The lesson
# asks again at its end, and then says what is true.

# %%
beliefs("05")

# %%
controls()

# %% [markdown]
# ## The data

# %% [markdown] tags=["teacher"]
# **For the teacher · 7 minutes.**
#
# *Board:* $D = \sigma(a)$: *a* is the logit, any number; D is a probability. Losses take *a*. Leave it there.
#
# *Ask before running:* "What share of all training pixels is exactly 0?" (81 %. Keep the number: it decides the fault
# that comes later.)
#
# *Expect:* In Exercise 5.1: a sigmoid at the end, a Linear layer on images that nobody flattened, `nn.LeakyReLU()`
# without the 0.2, and three Linear layers with nothing between them.
#
# *Watch the clock:* Without a shared data folder (`GANCOURSE_DATA`) thirty downloads begin at this cell: run it
# before you talk. With no network either, the course draws its own digits.

# %% [markdown]
# Sixty thousand handwritten digits, 28 by 28 pixels, each pixel a grey level from 0 (background) to 1 (ink). They come
# with labels, and a GAN does not use them: it is never told that there are ten kinds of digit.

# %%
seed_everything(0)
data = images("digits")
real = data.random(32)  # (32, 1, 28, 28)
background = (data.pixels == 0).float().mean().item()
plots.show(
    plots.image_grid(real, columns=16),
    f"32 real digits, shape {tuple(real.shape)}; {background:.0%} of all training pixels are exactly 0.",
)

# %% [markdown]
# Four pixels of five are background, and they are not nearly black, they are exactly 0.
#
# ## Two networks
#
# One of the five popular introductions to GANs that this course began from prints this generator: from 100 random numbers through layers
# of 128, 256, 512 and 1,024 to 784 pixels, each hidden layer followed by BatchNorm and a GELU (a ReLU with its corner rounded), the
# last one by a sigmoid. A network of such fully connected layers is an **MLP**, a multilayer perceptron. The last layer is an argument.


# %% tags=["nbval-check-output"]
def make_printed_generator(last_layer, latent_size=100):
    """Latent (m, 100) -> images (m, 1, 28, 28)."""
    widths = [latent_size, 128, 256, 512, 1024]
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.GELU()]
    return nn.Sequential(*layers, nn.Linear(1024, 784), last_layer, nn.Unflatten(1, (1, 28, 28)))


generator = make_printed_generator(nn.Sigmoid())
latent = torch.randn(7, 100)
numbers = sum(parameter.numel() for parameter in generator.parameters())
print(f"{numbers:,} parameters; {tuple(latent.shape)} -> {tuple(generator(latent).shape)}")

# %% [markdown]
# Its opponent is yours to build.
#
# ### Exercise 5.1 · A discriminator
# *Difficulty 1 of 5 · 5 minutes · needed later: yes*
#
# Build a network that takes images of shape (m, 1, 28, 28) and returns one **logit** each, shape (m, 1): flatten, a
# layer of 512, a layer of 256, both followed by `nn.LeakyReLU(0.2)`, then one number. A logit is any real number; the
# probability "real" is its sigmoid. The losses below take the logit itself.


# %%
def make_discriminator():
    """A new 784-512-256-1 network: images (m, 1, 28, 28) -> logits (m, 1)."""
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Flatten(),  # (m, 1, 28, 28) -> (m, 784)
        nn.Linear(784, 512),
        nn.LeakyReLU(0.2),
        nn.Linear(512, 256),
        nn.LeakyReLU(0.2),
        nn.Linear(256, 1),
    )
    ### END SOLUTION


# %%
make_discriminator = check("make_discriminator", make_discriminator)

# %% [markdown]
# ## Two losses

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Board:* Softplus, drawn once: −log(1 − D) to the right, −log D mirrored. Then the landmarks 2·log 2 = 1.386 for D
# and log 2 = 0.693 for G.
#
# *Ask before running:* "D's logit on a fake is −8. How hard does each loss push G?" (log(1 − D) with 0.0003, −log D
# with 0.9997.)
#
# *Expect:* "G's loss is D's loss with the sign turned." That is the saturating one. In 5.2: halving the sum, and a
# sigmoid in front of a loss that takes logits (the most certain error then hardly costs anything). In 5.3: the label
# *fake* for G, so that it learns to be caught.

# %% [markdown]
# With $D = \sigma(a)$ and $a$ the logit, one function writes both logarithms of the value function, softplus:
#
# $$-\log D = \operatorname{softplus}(-a), \qquad -\log(1 - D) = \operatorname{softplus}(a), \qquad \operatorname{softplus}(a) = \log(1 + e^{a}).$$
#
# From a logit of 89 on, $e^a$ is larger than any float32. `F.softplus` computes the same number for every $a$.
#
# ### Exercise 5.2 · What D pays
# *Difficulty 1 of 5 · 3 minutes · needed later: yes*
#
# D wants $V$ large, so its loss is $-V$: the mean of $-\log D$ over the real images **plus** the mean of
# $-\log(1 - D)$ over the fakes.


# %%
def discriminator_loss(real_logits, fake_logits):
    """-V, one number, from the logits of m real images, shape (m, 1), and of n fakes, shape (n, 1)."""
    ### BEGIN SOLUTION
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
    ### END SOLUTION


# %%
discriminator_loss = check("discriminator_loss", discriminator_loss)

# %% [markdown]
# Now G. The formula of the game says: minimise $\log(1 - D(G(z)))$. But where D rejects the fakes, at a logit of −8 as early on, the slope
# of that loss is only $D = 0.0003$. So the paper proposes to minimise $-\log D(G(z))$ in practice: the same wish, a large
# $D(G(z))$, with a push of $1 - D = 0.9997$. This is the **non-saturating** loss, and [lesson 03](03_algorithm_1.ipynb) measures what
# the two pushes do. All five introductions train with it, most without a word: "the loss of the fakes against the label real" is
# $-\log D(G(z))$.
#
# ### Exercise 5.3 · What G pays
# *Difficulty 2 of 5 · 3 minutes · needed later: yes*
#
# Write the non-saturating loss of G, the mean of $-\log D(G(z))$, from D's logits on the fakes.


# %%
def generator_loss(fake_logits):
    """Non-saturating loss of G: the mean of -log D(G(z)), from D's logits of shape (m, 1)."""
    ### BEGIN SOLUTION
    return F.softplus(-fake_logits).mean()
    ### END SOLUTION


# %%
generator_loss = check("generator_loss", generator_loss)

# %% [markdown]
# ## The six steps

# %% [markdown] tags=["teacher"]
# **For the teacher · 13 minutes.**
#
# *Board:* D and G as boxes, data flow in black, gradient in red, once for step 4 and once for step 6. Ask where to
# cut.
#
# *Ask before running:* "In which of the two steps would you call `detach()` on the fakes?" (Step 4. In step 6 it
# silences G.)
#
# *Expect:* "Detach is needed for a correct step of D." It is not: `zero_grad()` before G's step repairs it, at the
# price of a wasted walk through G. "Detach is a safe habit." In step 6 G stands still, and nothing is printed. Let
# somebody leave it out and somebody put it in twice, and compare verdicts. Also: the noise of step 2 used again in
# step 5, and noise made on the CPU.
#
# *If time is short:* Hand out the hints early (`hint("six_steps")`); everything after this section runs on the
# course's version.

# %% [markdown]
# Another of the five introductions lists what happens to one batch, in words. Here is its list, made exact:
#
# 1. take a batch of `m` **real** images;
# 2. draw **noise**, shape `(m, latent_size)`, from `torch.randn`;
# 3. let G turn it into **fakes**;
# 4. **D's loss** on real and fake together; one step of D, and only D;
# 5. draw **new noise**, make new fakes, ask D for its verdict on them;
# 6. **G's loss** from that verdict; one step of G, and only G.
#
# In step 4 the gradient of D's loss could travel on through the fakes into G. In step 6 the gradient of
# G's loss must travel through D to reach G. In which of the two would you call `.detach()` on the fakes?
#
# ### Exercise 5.4 · The six steps
# *Difficulty 3 of 5 · 12 minutes · needed later: yes*
#
# `real` comes in, already scaled for the networks; write steps 2 to 6 with your two losses. Make every new tensor on the
# device of `real`, and take the batch size from it. Return both losses, detached: they are for the curves.


# %%
def six_steps(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """One step of D, then one of G. real: (m, 1, 28, 28). Returns (d_loss, g_loss), detached."""
    ### BEGIN SOLUTION
    latent = torch.randn(len(real), latent_size, device=real.device)
    fake = generator(latent).detach()  # D learns about the fakes; G must not learn from this
    d_loss = discriminator_loss(discriminator(real), discriminator(fake))
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()

    latent = torch.randn(len(real), latent_size, device=real.device)
    g_loss = generator_loss(discriminator(generator(latent)))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()
    ### END SOLUTION


# %%
six_steps = check("six_steps", six_steps)

# %% [markdown]
# **Where detach is needed.** In step 6 it would be wrong: cut loose from G, the fakes carry no gradient back, and G stands still.
# In step 4 it saves time: without it D's `backward()` walks on through G and leaves gradients there that step 6 clears before it makes
# its own. [Lesson 03](03_algorithm_1.ipynb) tries both, and five more.
#
# ## Looking at samples

# %% [markdown] tags=["teacher"]
# **For the teacher · 1 minute.**
#
# *Board:* Two switches: `eval()` is about BatchNorm, `no_grad()` about gradients. Samples need both. (Lesson 11 has this as an
# exercise.)

# %% [markdown]
# G's BatchNorm works in two modes: in training it measures each latent against the
# others in its batch; after `eval()`, in **eval mode**, it uses averages gathered so far. Gradients are another matter, switched off by
# `torch.no_grad()`. Samples want both, and a G that trains on afterwards wants its mode back.


# %%
def sample(generator, latent, to_picture):
    """Pictures (m, 1, 28, 28) in [0, 1] from latents (m, latent_size). to_picture: from G's range to [0, 1]."""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = to_picture(generator(latent))
    generator.train(was_training)
    return pictures


# %% [markdown]
# ## The published network, as printed

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Ask before running:* "The six steps are right. What will the pictures look like after 700 steps, and where will
# the losses go?" (One even grey. D's loss goes to 0, G's climbs far above log 2.)
#
# *Expect:* Learning rate, loss, order of steps: every guess but the range. Then ask what the histogram cannot hide:
# no fake pixel lies at −1, and 81 % of the real ones do. In Exercise 5.5 many change one end only: tanh with data in
# [0, 1], or the way back forgotten.
#
# *Watch the clock:* Start the run, then collect the predictions; it takes a quarter of a minute.

# %% [markdown]
# That introduction scales its pixels to [−1, 1], as most do, and ends G with a sigmoid. Train it as printed for 700 steps (3,000 at
# speed *full*), a quarter of a minute on two free cores. The live picture shows the same 32 latents each time; its title tells the
# darkest and the brightest pixel. The curves are compared with two **landmarks**: a D that only guesses pays 2·log 2 = 1.386,
# and then G pays log 2 = 0.693.

# %%
LANDMARKS = {"2 log 2": 1.386, "log 2": 0.693}
fixed_latent = torch.randn(32, 100, device=device())


# %%
def train_printed(name, generator, discriminator, to_network, to_picture):
    """Train with the six steps; returns the run."""
    adam = {"lr": 3e-4, "betas": (0.5, 0.999)}  # 0.5: Adam follows about the last two gradients
    g_optimizer = torch.optim.Adam(generator.parameters(), **adam)
    d_optimizer = torch.optim.Adam(discriminator.parameters(), **adam)

    def picture():
        fakes = sample(generator, fixed_latent, to_picture)
        said = f"32 fakes with pixels from {fakes.min():.2f} to {fakes.max():.2f} (black 0, white 1)"
        return plots.image_grid(fakes, columns=16, title=said), said

    run = Run(
        name, steps=by_speed(smoke=25, quick=700, full=3_000), seconds=by_speed(smoke=0.8, quick=120, full=480),
        landmarks=LANDMARKS, images_per_step=64, picture=picture,
    )  # fmt: skip
    for _ in run:
        real = to_network(data.random(64))  # step 1
        d_loss, g_loss = six_steps(generator, discriminator, g_optimizer, d_optimizer, real)
        run.log(d_loss=d_loss, g_loss=g_loss)
    return run


# %% [markdown]
# **Predict.** The six steps are right. Where will G's loss stand after 700 steps?

# %%
predict("g_loss_as_printed", "far below log 2", "near log 2", "far above log 2")


# %%
def as_published(pixels):
    return pixels * 2 - 1


def back_as_published(painted):
    return (painted + 1) / 2


seed_everything(0)
printed_generator = make_printed_generator(nn.Sigmoid()).to(device())
printed_discriminator = make_discriminator().to(device())
printed_run = train_printed(
    "As printed", printed_generator, printed_discriminator, as_published, back_as_published
)


# %% draws="the losses of a run, their last values and the landmarks"
def show_losses(run, which):
    """The curves of a run, with a caption that says where they end."""
    names = ["d_loss", "g_loss"]
    last = run.latest()
    plots.show(
        plots.curves(run.history, names, LANDMARKS),
        f"{which}, at the end: " + ", ".join(f"{name} {last.get(name, 0):.3g}" for name in names) + ".",
    )


# %%
show_losses(printed_run, "As printed")
times = printed_run.latest().get("g_loss", 0) / LANDMARKS["log 2"]
far = "far below log 2" if times < 0.5 else "far above log 2"
outcome("g_loss_as_printed", "near log 2" if 0.5 <= times <= 2 else far)

# %% [markdown]
# In the stored run D wins outright, and G's loss climbs away from log 2 and stays away. Is it the learning rate? The loss? The order of
# the steps? Look at the live picture: its title says that all pixels of all fakes lie close together. Where do those of real
# digits lie? A histogram counts.


# %% draws="two histograms of 500 real images and 500 fakes, one of their pixels and one of D's logits"
def draw_histograms(pixels, logits):
    """Left: how often each pixel value occurs, as the networks see them. Right: D's logits. Real first, fake second."""
    fig, (left, right) = plots.figure(1, 2, size=(8.4, 3.2))
    bins = np.linspace(-1.025, 1.025, 42)  # 0.05 wide; -1 lies in the middle of the first
    for axis, values, edges in ((left, pixels, bins), (right, logits, 40)):
        for value, look, label in zip(values, (plots.DATA, plots.GENERATOR), ("real", "fake")):
            counted = value.flatten().cpu().numpy()
            axis.hist(counted, edges, histtype="step", log=True, label=label, **look)
    left.legend(loc="upper right", frameon=False)
    left.set(xlabel="pixel value", ylabel="how many")
    right.set(xlabel="D's logit")
    return fig


@torch.no_grad()
def compare_pixels(generator, discriminator, to_network):
    """500 real images and 500 fakes, as the networks see them: their histograms, and who is how dark."""
    real, fake = to_network(data.random(500)), generator(torch.randn(500, 100, device=device()))
    ground = to_network(torch.zeros(1, 1, 28, 28, device=device())).mean()  # the background
    near = [((pixels - ground).abs() < 0.025).float().mean().item() for pixels in (real, fake)]
    plots.show(
        draw_histograms((real, fake), (discriminator(real), discriminator(fake))),
        f"Real pixels lie in [{real.min():.2f}, {real.max():.2f}], fakes in [{fake.min():.2f}, {fake.max():.2f}]. Within "
        f"0.025 of the background, {ground:.0f}, lie {near[0]:.0%} of the real pixels and {near[1]:.0%} of the fake ones.",
    )


# %%
compare_pixels(printed_generator, printed_discriminator, as_published)

# %% [markdown]
# **Pitfall.** A sigmoid ends at 0 and 1, and the data were scaled to [−1, 1]. The background, four fifths of every real
# picture, lies at −1, where this G cannot go. D needs to look at one corner pixel to be right every time, so it learns
# nothing about digits, and G learns nothing from it. The code runs without an error, and the shapes are right. The paper's own
# code pairs its sigmoid with pixels in [0, 1], which is right.
#
# ### What imshow makes of it
# *Nothing later needs this section.*
#
# The live picture above has a fixed scale, black 0 and white 1. Most people call `imshow(…, cmap="gray")` and nothing else.
#
# **Predict.** What will that show of eight of these fakes?

# %%
predict("imshow_and_nothing_else", "one even grey", "black and white grain", "all black")

# %%
fake = sample(printed_generator, fixed_latent, back_as_published)  # what the picture gets, in [0, 1]
fig, (left, right) = plots.figure(1, 2, size=(7.6, 2.7))
sheet = plots.tile(fake[:8], columns=4, gap=0)
shown = left.imshow(sheet, cmap="gray"), right.imshow(sheet, cmap="gray", vmin=0, vmax=1)
titles = "imshow and nothing else", "black is 0 and white is 1"
for axis, picture, title, scale in zip((left, right), shown, titles, ("%.5f", "%.1f")):
    axis.set_title(title)
    axis.set_axis_off()
    fig.colorbar(picture, ax=axis, format=scale)
plots.show(
    fig,
    f"The same eight fakes twice, each with its scale. Their darkest pixel is {fake.min():.4f} and their brightest "
    f"{fake.max():.4f}. Left: imshow as it comes. Right: vmin=0, vmax=1.",
)
greys = shown[0].to_rgba(shown[0].get_array())[..., 0]  # what the left picture paints
flat = "one even grey" if greys.max() > 0.1 else "all black"
outcome("imshow_and_nothing_else", "black and white grain" if greys.max() - greys.min() > 0.9 else flat)

# %% [markdown]
# On the left: dark pictures with a grain in them, as an early G might paint, and you would let it train on. But `imshow`
# stretches whatever little it gets from black to white: read the numbers beside its scale.
#
# ### Exercise 5.5 · A range for both
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Return three things to call: `to_network` (from pixels in [0, 1] to what D sees), `last_layer` (the end of G, a layer that
# `nn.Sequential` takes) and `to_picture` (back from G's range to pixels in [0, 1]). Data and G must have the same range, and a picture there and
# back must be the same picture.


# %%
def range_pair():
    """Returns (to_network, last_layer, to_picture)."""

    ### BEGIN SOLUTION
    def to_network(pixels):
        return pixels * 2 - 1

    def to_picture(painted):
        return (painted + 1) / 2

    return to_network, nn.Tanh(), to_picture
    ### END SOLUTION


# %%
range_pair = check("range_pair", range_pair)

# %% [markdown]
# ## Put right

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Ask before running:* "D's loss is 1.386 and G's is 0.693. What do you know about the fakes?" (Nothing: perfect fakes,
# pure noise and one picture 64 times give a blind D the same two numbers.)
#
# *Expect:* "Both losses should fall." Each is measured against an opponent that improves too. A falling loss means
# that one side is winning.

# %% [markdown]
# The same network, the same 700 steps, one layer or one scaling changed: yours.

# %%
seed_everything(0)
to_network, last_layer, to_picture = range_pair()
mended_generator = make_printed_generator(last_layer).to(device())
mended_discriminator = make_discriminator().to(device())
mended_run = train_printed("Put right", mended_generator, mended_discriminator, to_network, to_picture)

# %%
show_losses(mended_run, "Put right")
compare_pixels(mended_generator, mended_discriminator, to_network)

# %% [markdown]
# Read the caption against that of the first run. There G had no way to the background; now it has. In the stored run about a third of
# the fake pixels lie there after 700 steps, not yet 81 %: the ground is still grainy, and D can see that.
#
# **Neither loss falls** towards 0. Each is measured against an opponent that also improves, so a falling loss means that one
# side is winning. One introduction comments its code with "both parts of D's loss fall together and reach their minimum together,
# so D is stable". That is D winning. At the goal both parts are log 2.
#
# ### On the landmarks
# *Nothing later needs this section.*
#
# **Predict.** Does the reverse hold? D's loss is 1.386 and G's is 0.693. What do you know about the fakes?

# %%
predict("both_losses_on_their_landmarks", "they are perfect", "they are good", "nothing")

# %% tags=["nbval-check-output"]
blind = make_discriminator()
nn.init.zeros_(blind[-1].weight), nn.init.zeros_(blind[-1].bias)  # D says "one half" to everything
pixels = torch.rand(64, 1, 28, 28, generator=torch.Generator().manual_seed(0))
cases = {
    "perfect fakes": pixels.flip(0),
    "pure noise": torch.rand(64, 1, 28, 28),
    "one picture, 64 times": pixels[:1].expand(64, -1, -1, -1),
}
losses = set()
for name, fakes in cases.items():
    d_loss, g_loss = discriminator_loss(blind(pixels), blind(fakes)), generator_loss(blind(fakes))
    losses.add(f"D loss {d_loss.item():.3f}  G loss {g_loss.item():.3f}")
    print(f"{name:22}  D loss {d_loss.item():.3f}  G loss {g_loss.item():.3f}")
outcome("both_losses_on_their_landmarks", "nothing" if len(losses) == 1 else "they are perfect")

# %% [markdown]
# The same blind D, three very different fakes, the same two numbers: a **perfect G**, a **blind D** and a **collapsed pair** cannot
# be told apart by their losses. Landmarks tell you that nobody is winning. Who is good, only the pictures tell, or a score
# computed from them.

# %% [markdown]
# ## One minute

# %% [markdown] tags=["teacher"]
# **For the teacher · 4 minutes.**
#
# *Ask before running:* "How will the losses differ from those of the mended run?" (They end on the
# landmarks, as those of a blind D would, and the digits are another world.)
#
# *Expect:* "Level losses, so it has stopped learning." In the recording D's loss is the same in the third second and in the hundredth.
#
# *Watch the clock:* Start it, then collect answers; the page of the recorded five minutes plays while it runs.

# %% [markdown]
# Your network has had 700 steps, and here and there it paints a digit. Now the course's own recipe gets a minute. It is your six
# steps, with the same two losses. A handful of things differ: a smaller G, batches of 128, a higher learning rate that falls in the
# second half, no momentum, a price on D's slope at the real digits, and pictures from a running average of G's weights.
# In [lesson 07](07_faster_and_better.ipynb) you write them yourself, one by one; until then they lie in the file
# `gancourse/training/digit_gan.py`.
#
# The run ends after 60 seconds or after 7,500 steps, whichever comes first (*full*: five minutes or 100,000). Press Stop whenever you like: everything is kept, and running the cell again goes on.

# %%
seed_everything(0)
gan = DigitGAN(device())
latent = gan.latent(64)
digits_run = Run(
    "Digits",
    seconds=by_speed(smoke=1, quick=60, full=300),
    steps=by_speed(smoke=40, quick=7_500, full=100_000),
    landmarks=LANDMARKS,
    images_per_step=gan.batch_size,
    picture=lambda: plots.image_grid(gan.sample(latent)),
)

for _ in digits_run:
    real = data.random(gan.batch_size)  # pixels in [0, 1]: this recipe scales them itself
    digits_run.log(**gan.step(real, digits_run.elapsed_fraction))

# %%
plots.show(
    plots.image_grid(gan.sample(latent)),
    f"64 digits after {digits_run.step:,} steps in {digits_run.seconds:.0f} seconds of training.",
)
show_losses(digits_run, "The recipe")

# %% [markdown]
# In the stored run most of these can be read aloud; on a slow machine a minute holds fewer steps, and fewer can be
# read. Its losses end near their landmarks, as those of a blind D would: they say that nobody is winning, and nothing of the digits.
#
# **Explore.** Here is a recording of **five** minutes, made by the same recipe on two CPU cores, with the losses of your own run laid
# over it. It shows 32 latents through time. Pick one and follow it: a blot becomes a stroke, and sometimes one digit turns into
# another half way. No kernel at hand? [This page](../assets/lesson-05-run.html) replays it in any browser; in
# JupyterLab press *Trust HTML* at its top.

# %%
replay(asset("lesson-05-run.npz"), mine=digits_run, names=["d_loss", "g_loss"])

# %% [markdown]
# Look at the recorded losses: between the third second and the hundredth D's stays at 1.39 and G's between 0.70 and 0.72. In
# that time specks became digits. **Level losses do not mean that nothing is learned.** Both players learned, and kept pace.
#
# ## Three questions

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Board:* The three questions, each with the number of the lesson that answers it. Leave them there.
#
# *Ask before running:* "Of 1,000 pictures by the 700-step network, how often does the rarest digit come?" (In three runs of
# the course's 0, 3 and 0 times; of a thousand real digits 80 times or more.)
#
# *Expect:* "The judge is sure, so they are good." One perfect 1, painted a thousand times, would make it just as sure.
#
# *If time is short:* Show the table only, and read the questions out.

# %% [markdown]
# You have digits that can be read, and no explanation. Let the **judge** look at a thousand pictures of each kind: a small
# classifier that comes with the course and was trained once, on real digits. To each picture it gives ten probabilities, one for each
# digit. Count how often the largest is above 0.9, and which digit it belongs to.

# %%
many = by_speed(smoke=100, quick=1_000, full=1_000)
latent_100 = torch.randn(many, 100, device=device())
candidates = {
    "yours": sample(mended_generator, latent_100, to_picture),
    "the recipe": gan.sample(gan.latent(many)),
    "real digits": data.random(many),
}
print(f"of {many:,} pictures  sure " + "".join(f"{digit:5}" for digit in range(10)))
for name, pictures in candidates.items():
    probabilities = judge().probabilities(pictures)  # (many, 10)
    sure = (probabilities.max(1).values > 0.9).sum()
    counts = torch.bincount(probabilities.argmax(1), minlength=10)
    print(f"{name:17}  {sure:4} " + "".join(f"{count:5}" for count in counts))

# %% [markdown]
# **1. Which of the changes did it?** In three runs of the course's the judge was sure of 0 to 11 in a thousand pictures of a network like
# yours, of 172 to 222 of the recipe's after as many steps, and of 594 to 640 after 7,275; of real digits it is sure of 931 to 940.
# So both help, the changes and the time. But which change? [Lesson 07](07_faster_and_better.ipynb) takes them one by one, and
# [lesson 06](06_three_optimisers.ipynb) asks first what it takes to say that one optimiser is better than another.
#
# **2. Has it lost a digit?** Look for the smallest number in the row of your network. In those three runs one digit was all but
# missing, with 0, 3 and 0 pictures in a thousand, and 220 to 369 were named an 8. (A judge that is sure of nothing
# must still name everything: it calls uniform noise an 8, each time.) In the end the recipe had lost none; the rarest came 71, 66 and 74
# times. But no loss asks for ten kinds. [Lesson 08](08_mode_collapse_on_a_ring.ipynb) counts where everything is known.
#
# **3. How good is it, and did it copy?** One perfect 1, painted a thousand times, would make the judge sure a thousand times, and so would
# stored training digits. Here are sixteen digits of the recipe, and below each the training digit that lies nearest to it, pixel by pixel.

# %%
samples = gan.sample(latent[:16])
index, distance = metrics.nearest_neighbours(samples, data.pixels)
plots.show(
    plots.image_grid(torch.cat([samples, data.pixels[index].float() / 255]), columns=16),
    f"Above: 16 samples. Below: their nearest training digits, at a distance of {distance.mean():.1f} on average. A copy has 0.",
)

# %% [markdown]
# None is the same picture. But is that distance large? And would a copy that has moved by one pixel be found? The paper looked at
# neighbours as well, and gave its digits a score, 225. [Lesson 09](09_was_the_paper_right.ipynb) repeats both.

# %% [markdown]
# ## Fault clinic
#
# *Nothing later needs this section.*

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Board:* A to F in a column, with the votes beside them, before anybody types.
#
# *Ask before running:* "Which of the six is the healthy run?" (B. E looks best to everyone who learned that losses
# should fall, D to everyone who memorised the landmarks.)
#
# *Expect:* A and F confused: nearly the same curves. The picture tells: A paints its first noise and never moved, F
# goes as dark as its sigmoid lets it and stops. C is the one with losses in the thousands.

# %% [markdown]
# Six recorded runs of 1,500 steps each, from the same code with at most one thing spoiled. For each: its curves, D's verdicts on
# real and fake at the end, and 16 samples for 16 different latents, on the fixed scale. *Spread* is the standard deviation of each
# pixel over the 16 pictures, averaged over the pixels; 16 real digits have about 0.20. The dotted levels are log 2 and 2·log 2.

# %% draws="the charts and samples of all six runs"
clinic = np.load(asset("lesson-05-clinic.npz"))
for letter in "ABCDEF":
    fig, (left, right) = plots.figure(1, 2, size=(8.4, 2.3), width_ratios=[1.25, 1])
    history = {name: clinic[f"{letter}_{name}"] for name in ("d_loss", "g_loss")}
    at = np.arange(1, 151) * 10
    for name, values in history.items():
        left.plot(at, np.maximum(values, 1e-7), **plots.line_style(name))
    left.set(title=f"Run {letter}", xlabel="step", yscale="log")
    left.axhline(0.693, **plots.LANDMARK), left.axhline(1.386, **plots.LANDMARK)
    left.legend(fontsize=8, frameon=False)
    samples = clinic[f"{letter}_samples"] / 255
    right.imshow(plots.tile(samples, columns=8), cmap="gray", vmin=0, vmax=1)
    right.set_axis_off()
    end = {
        name: clinic[f"{letter}_{name}"][-15:].mean()
        for name in ("d_loss", "g_loss", "d_real", "d_fake")
    }
    spread = metrics.spread(torch.from_numpy(samples))
    plots.show(
        fig,
        f"Run {letter} ends with D loss {end['d_loss']:.2g}, G loss {end['g_loss']:.2g}, D(x) {end['d_real']:.2f}, "
        f"D(G(z)) {end['d_fake']:.2f}; pixels from {samples.min():.2f} to {samples.max():.2f}, spread {spread:.2f}.",
    )

# %% [markdown]
# ### Exercise 5.6 · Name the fault
# *Difficulty 3 of 5 · 8 minutes · needed later: no*
#
# Give each run its name, once each: `"healthy"`, `"range"` (sigmoid on [−1, 1]), `"detached"` (the fakes are cut loose in
# step 6), `"wrong label"` (G's loss asks for the verdict "fake"), `"collapsed"` (a slow D and a fast G) and `"high rate"`
# (a learning rate of 0.05).


# %%
def fault_clinic():
    """A dictionary from "A" … "F" to the names above."""
    ### BEGIN SOLUTION
    return {
        "A": "detached",
        "B": "healthy",
        "C": "high rate",
        "D": "collapsed",
        "E": "wrong label",
        "F": "range",
    }
    ### END SOLUTION


# %%
fault_clinic = check("fault_clinic", fault_clinic)

# %% [markdown]
# ## What you believe now
#
# The statements of the beginning once more. Judge each again: this time the answer tells what is true, and why.

# %%
beliefs("05", after=True)

# %%
summary("05")

# %% [markdown]
# ## Recap
#
# - Six steps: real, noise, fakes, D's loss and step, new fakes, G's loss and step. In G's step never detach; in D's it saves time.
# - Code trains G with −log D(G(z)), the non-saturating loss, whatever formula stands above it.
# - Data and G must share a range. Histograms count; `imshow` stretches.
# - log 2 and 2·log 2 mean that nobody is winning. Perfect, blind and collapsed look alike to the losses.
# - Which change helped, whether a digit is lost, whether one is copied: no loss says it.
#
# ## What popular introductions say, and what is true
#
# | Five popular introductions say | What you saw |
# |---|---|
# | G ends in a sigmoid, the data lie in [−1, 1] | D wins by looking at the background; no digit appears |
# | Both parts of D's loss reach their minimum together: D is stable | Then D has won; at the goal each part is log 2 |
# | G wants "D's error on the fakes as high as possible" | The code wants the label "real", a far stronger push early on |
# | D and G get better together, until the fakes cannot be told apart | Only if neither wins: each of the clinic's five spoiled runs failed |
# | We need labels for the ten digits | No loss of this lesson used one |
# | BCELoss on a sigmoid's output | At a logit of −50 with the label real its gradient is 0, where −1 is due |
#
# ## Further reading
#
# - I. Goodfellow et al., *Generative Adversarial Nets*, NIPS 2014, arXiv:1406.2661: section 3 for the non-saturating loss.
# - S. Ioffe, C. Szegedy, the paper on BatchNorm, ICML 2015, arXiv:1502.03167: section 3.1 for the averages that eval mode uses.
# - D. Kingma, J. Ba, *Adam*, ICLR 2015, arXiv:1412.6980: the optimiser of all runs above.
# - D. Hendrycks, K. Gimpel, *Gaussian Error Linear Units (GELUs)*, 2016, arXiv:1606.08415.
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, *Gradient-Based Learning Applied to Document Recognition*, Proceedings of the
#   IEEE 86(11), 1998: where MNIST comes from.

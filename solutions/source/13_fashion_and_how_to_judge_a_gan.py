# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "13"
#     title: Fashion, and how to judge a GAN
#     promise: Train a GAN on garments from end to end, as a book chapter does, put its mistakes right, and judge the result by every score in use, each of which you break
#     minutes: 110
#     run_seconds: {smoke: 40, quick: 260}
#     teach_in: []
#     glossary:
#       memorisation: "a network answers, or paints, from training pictures that it has stored, and not from what they have in common"
#       Inception score: "exp of the mean KL divergence from p(y|x), a classifier's answer for one picture, to p(y), its mean answer: between 1 and the number of classes"
#       kernel distance: "the squared distance of two sets under the kernel (x·y/d + 1)³, by an estimator without bias; KID in the features of an ImageNet network"
#       GAN-train: "the accuracy on real test pictures of a classifier that has learned from fakes alone"
#       GAN-test: "the accuracy on fakes of a classifier that has learned from real pictures"
# ---

# %% [markdown]
# # 13 · Fashion, and how to judge a GAN
#
# A book chapter trains a GAN on pictures of clothes, and ends by looking at them. You do its project in its seven steps, put right what is wrong in it,
# and then take its section on evaluation in earnest: you write the scores that papers report, and break each of them.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lesson 05 (the six steps), 07 (R1, the average of G), 10 (the chapter's networks) and 11 (the Fréchet distance).*
#
# ![Four rows of eight painted garments, as the chapter's generator made them after 0, 50, 1,000 and the last recorded steps: from grey noise over blurred blots to shirts, trousers and shoes.](../assets/lesson-13.png)

# %%
import json
import math

import torch
from torch import nn
from torch.nn import functional as F

# %%
from gancourse import beliefs, cards, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, device, images, replay, seed_everything
from gancourse import explore, metrics, plots
from gancourse.data.garments import NAMES
from gancourse.models.garment_judge import garment_judge
from gancourse.models.published import BookGAN, book_discriminator, book_generator
from gancourse.paths import asset
from gancourse.training.digit_gan import DCGAN
from gancourse.training.recordings import Recording
from gancourse.views import garments as views

controls()

# %% [markdown]
# Before anything else, five statements. Say of each whether it is true, false, or whether you are not sure.

# %%
beliefs("13")

# %% [markdown]
# ## Steps 1 and 2: load, and look at numbers

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Board:* 0 … 255, below it −1 … 1, below it what a ReLU can paint: 0 … . Strike out the half that is left over.
#
# *Ask before running:* "Which pixels can a generator with a ReLU at its end never paint?" (All below mid-grey. The background is among them.)
#
# *Expect:* "But the chapter's pictures look right." Its plots stretch whatever they get from black to white.

# %% [markdown]
# Fashion-MNIST holds 60,000 training and 10,000 test pictures of clothes, as small and grey as MNIST's digits. Where it cannot be had, the course brings 4,443 of its pictures along (MIT licence, Zalando SE; [the licence](../assets/garments-licence.txt) lies beside them), and says so
# in the line below. Then you train on 4,000 in place of 60,000, and your numbers compare with nobody's but this lesson's. (In the translation of the chapter that goes round, a dress has become an evening gown, and a bag a backpack.) (All 4,443 stood in the original *test* file. Who has the whole data set must not mix the two.)

# %%
seed_everything(0)
data = images("fashion")
unseen_data = images("fashion", split="test")
real = data.pixels.float() / 255  # (n, 1, 28, 28)
unseen = unseen_data.pixels.float() / 255
first = [int((data.labels == k).nonzero()[0]) for k in range(10)]
plots.show(plots.image_grid(real[first], columns=10), "One of each class: " + ", ".join(NAMES) + ".")

# %% [markdown]
# The chapter writes one garment's numbers on its pixels. So do we.

# %%
plots.show(*views.pixel_values(data.pixels[first[9], 0], NAMES[9]))

# %% [markdown]
# It then scales them by `x / 127.5 - 1`, so that black is −1 and white is 1. Its project's generator ends in a **ReLU**, which paints nothing below 0. (The same chapter, in 8.1.3, ends it in tanh.)
#
# **Predict.** Over all garments: what share of the pixels lies below 0 on that scale?

# %%
predict("below_zero", between=(0.0, 1.0))

# %%
scaled = real * 2 - 1
below = (scaled < 0).float().mean().item()
print(f"below 0: {below:.0%}; exactly -1, the background: {(scaled == -1).float().mean():.0%}")
outcome("below_zero", below)

# %% [markdown]
# That share no ReLU can paint. A discriminator needs no eye for clothes then: one look at the darkest pixel tells real from fake.
#
# ## Steps 3 and 4: two networks

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Ask before running:* "Two plots of the same tensor. Which one is honest?" (The one whose scale is fixed.)
#
# *Expect:* "tanh is slower to learn." Nobody measured that; below it is measured.

# %% [markdown]
# Lesson 10 ported both networks from Keras. They count as the chapter's do, and with either end:

# %% tags=["nbval-check-output"]
seed_everything(0)
for name, network in {"G": book_generator(), "D": book_discriminator()}.items():
    print(name, f"{sum(weight.numel() for weight in network.parameters()):,} trainable parameters")
latent = torch.randn(8, 100)
for name, end in {"ReLU": nn.ReLU(), "tanh": nn.Tanh()}.items():
    with torch.no_grad():
        painted = book_generator(end)(latent)
    print(f"{name}: painted between {painted.min():.2f} and {painted.max():.2f}")

# %% [markdown]
# How could that stay unseen? matplotlib's `imshow` stretches what it gets: its smallest value becomes black and its largest white. On the course's fixed scale a ReLU's background is mid-grey.

# %%
half_grey = (real[first] * 2 - 1).clamp(min=0)  # the best that a ReLU can do
stretched = half_grey / half_grey.max()
plots.show(
    plots.image_grid(torch.cat([(half_grey + 1) / 2, stretched]), columns=10),
    "The same ten garments without anything below 0: above on the true scale, below stretched as imshow does it.",
)

# %% [markdown]
# Smaller things in these two steps: the text announces convolution, BatchNorm, ReLU in this order, and the project's code has the ReLU inside the convolution, *before* BatchNorm; it speaks of a final transposed convolution, and there is none; and it wants "a sigmoid output" and "logits" at
# once, which are not the same (here D gives logits, and the sigmoid belongs to the loss); it starts D with 64 maps in words, and with 32 in code. The ZeroPadding from 7 to 8 is not needed for the shape: a stride of 2 makes 4 of 7 and of 8.
#
# ## Step 5: the combined model, and what freezing means

# %% [markdown] tags=["teacher"]
# **For the teacher · 12 minutes.**
#
# *Board:* z → G → D → loss, and the gradient's way back. A padlock on D: does the road end there?
#
# *Ask before running:* "D is frozen. How can its gradient help G?" (Its weights take none; its *inputs* pass it on.)
#
# *Expect:* In Exercise 13.2: `discriminator.trainable = False`, Keras' word, which PyTorch stores and nobody reads; eval() for freezing; a detach.

# %% [markdown]
# Keras trains one model at a time, so the chapter glues G and D together into a *combined model* and sets `discriminator.trainable = False` before compiling it. In PyTorch nothing needs gluing: `discriminator(generator(z))` is the combined model. Frozen are **weights**: with `requires_grad` off they take no gradient, while
# the gradient runs through the layer to whatever lies before it. (Lesson 05's way, to leave D's gradients behind and clear them before D's next step, gives the same G. Freezing saves the work of computing them.)
#
# ### Exercise 13.1 · One step of the combined model
# *Difficulty 3 of 5 · 9 minutes · needed later: yes*
#
# D gives logits. Take one step of G with the chapter's loss, the cross-entropy with label 1. D must be left as it came: its weights, the gradients that it keeps, and their switches. Return the loss as a number.


# %%
def combined_step(generator, discriminator, g_optimizer, latent):
    """One step of G on latents (m, d), through a frozen D; returns the loss as a number."""
    ### BEGIN SOLUTION
    discriminator.requires_grad_(False)
    loss = F.softplus(-discriminator(generator(latent))).mean()
    g_optimizer.zero_grad()
    loss.backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    return loss.item()
    ### END SOLUTION


# %%
combined_step = check("combined_step", combined_step)

# %% [markdown]
# Which loss is that? The chapter *prints* $\min \log(1 - D(G(z)))$ and *codes* $\max \log D(G(z))$, the non-saturating one, without a word. With it the game is no zero-sum game any more, so the sidebar on minimax in board games does not describe it: there players take turns in a finite game, and here two networks look for a saddle of
# a smooth function. And where the text says that G pushes the prediction to 0, it means $1 - D$: G wants $D(G(z))$ near **1**.
#
# ## Step 6: the training function

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Ask before running:* "10,000 epochs of 60,000 pictures: how long would a laptop take?" (At 300 pictures a second: 23 days. So it cannot be epochs.)
#
# *Expect:* In Exercise 13.2: whole numbers only; the factor 2 for the fakes.

# %% [markdown]
# The chapter's loop calls `train_on_batch` on D twice, with real images and with fakes, each with a step of the optimiser, then on the combined model. So D takes **two** steps for one of G, each on *half* of its loss, and its BatchNorm sees batches of one kind. (That is not the paper's $k = 2$, where each step sees both.) As printed the project does not
# run: the `print` of the loop stands outside it, with an `if` behind it that no Python can read, `latent_dim` is nowhere defined, and one Adam serves two models; the comment says "a random half" where a whole batch is drawn. `published.BookGAN` is this loop, mended.
#
# It also counts: `for epoch in range(epochs)`, and in each round **one batch**. How many epochs are these rounds in truth?
#
# ### Exercise 13.2 · The true count of epochs
# *Difficulty 1 of 5 · 3 minutes · needed later: yes*
#
# Return how often each image has been drawn, on average.


# %%
def true_epochs(steps, batch_size, images):
    """Epochs, a number with its fraction, after `steps` batches of `batch_size` out of `images`."""
    ### BEGIN SOLUTION
    return steps * batch_size / images
    ### END SOLUTION


# %%
true_epochs = check("true_epochs", true_epochs)

# %%
for steps in (0, 50, 1_000, 10_000):
    chapter, here = true_epochs(steps, 32, 60_000), true_epochs(steps, 32, len(data))
    print(f"after {steps:6,} steps: {chapter:6.3f} epochs of 60,000, {here:6.3f} of your {len(data):,}")

# %% [markdown]
# The chapter's picture "after 50 epochs" was taken before G had seen three in a hundred of the garments.
#
# ## Step 7: train, and watch

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Ask before running:* "After which of the four pictures would you stop?" (Keep the answers for the section on snapshots.)
#
# *Watch the clock:* Two trainings, less than two minutes. Start them both and read the recording meanwhile.

# %% [markdown]
# First the chapter's networks, with the tanh end, for as long as you have patience.

# %%
SECONDS = by_speed(smoke=1, quick=50, full=300)


def trained(name, gan):
    """Train for SECONDS on the garments; returns the run."""
    shown = gan.latent(32)
    run = Run(
        name, seconds=SECONDS, images_per_step=gan.batch_size,
        picture=lambda: plots.image_grid(gan.sample(shown), columns=16),
    )  # fmt: skip
    for step in run:
        run.log(**gan.step(data.random(gan.batch_size), run.elapsed_fraction))
    return run


seed_everything(0)
book = BookGAN(device())
book_run = trained("the chapter's networks", book)
epochs = true_epochs(book_run.step, book.batch_size, len(data))
plots.show(
    plots.image_grid(book.sample(book.latent(32)), columns=16),
    f"The chapter's networks after {book_run.step:,} steps, {epochs:.1f} epochs.",
)

# %% [markdown]
# The long run is recorded: the same networks on the 4,000 garments of the course. The four moments of the chapter's Figure 8.23, with the true count beside each:

# %%
record = Recording.load(asset("lesson-13-run.npz"))
for step in (0, 50, 1_000, 10_000):
    place = min(range(len(record.frames)), key=lambda k: abs(record.frame_steps[k] - step))
    told = record.frame_steps[place] if step else 0  # the first was kept before anything was learned
    sheet = record.frames[place][:58] / 255  # two of its four rows
    figure, ax = plots.figure(size=(5.2, 1.4))
    ax.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    ax.set_axis_off()
    plots.show(figure, f"After {told:,} steps, {true_epochs(told, 32, 4_000):.1f} epochs of 4,000.")

# %% [markdown]
# ### The course's recipe, on garments
#
# Now lesson 11's DCGAN for the same seconds. Its G spends 1.9 million multiply-adds on a picture where the chapter's spends 88 million; it has R1, an average of G, and a rate twenty times as high.


# %%
class FashionGAN(DCGAN):
    """Lesson 11's DCGAN; what stands before its D, in training, can be chosen."""

    before_d = None

    def make_networks(self):
        generator, discriminator = super().make_networks()
        if self.before_d is not None:
            discriminator = nn.Sequential(self.before_d(), discriminator)
        return generator, discriminator


seed_everything(0)
mine = FashionGAN(device())
mine_run = trained("the course's recipe", mine)

# %%
few, count = by_speed(smoke=100, quick=2_000, full=5_000), min(4_000, len(data))
reference = garment_judge().features(real[:count])


def painted_by(gan, m):
    """m pictures in [0, 1], drawn in blocks."""
    return torch.cat([gan.sample(gan.latent(250)) for _ in range(-(-m // 250))])[:m]


for name, gan, run in (("chapter", book, book_run), ("recipe", mine, mine_run)):
    far = metrics.frechet_distance(garment_judge().features(painted_by(gan, few)), reference)
    print(f"{name}: {run.step:,} steps, Fréchet distance {far:.1f}")
plots.show(plots.image_grid(mine.sample(mine.latent(32)), columns=16), "32 garments by the recipe.")

# %% [markdown]
# The distance is lesson 11's, in the features of the **judge of garments**, a small network that has learned from the course's 4,000 and names 89 % of the 443 unseen ones. (Of 1,000 test garments people without training in fashion named 83.5 %, by a majority of three, says the data set's README. A coat, a pullover and a shirt of 28 × 28 pixels are hard to tell apart.) What the course measured over three seeds:

# %%
measured_file = asset("lesson-13-measured.json")
stored = json.loads(measured_file.read_text("utf-8")) if measured_file.is_file() else {"rows": []}


def stored_rows(kind):
    return [row for row in stored["rows"] if row["kind"].startswith(kind)]


for row in stored_rows("equal"):
    budget = f"{row['budget']:g} {row['kind'].removeprefix('equal ')}"
    print(
        f"{row['name']:15} {budget:12} seed {row['seed']}: {row['steps']:6,} steps, Fréchet {row['frechet']:5.1f}"
    )

# %% [markdown]
# ### Few garments: what D remembers
#
# With few pictures and many epochs, D need not learn what garments look like. It can learn *these* garments: **memorisation**. That shows in D, before it shows in any picture: ask it about garments that it never saw. To see it within a minute, take 300.
#
# The cure is as old as classifiers: vary the pictures. But vary only the real ones, and G learns to paint varied ones. So **real and fake alike** go through the same random changes before D looks (Zhao et al. 2020), and G's gradient runs back through them.


# %%
class Varied(nn.Module):
    """In training mode every picture is moved by up to 3 pixels, and a square of 10 covered; in eval mode nothing happens."""

    def forward(self, pictures):
        if not self.training:
            return pictures
        m, place = len(pictures), torch.arange(28, device=pictures.device)
        padded = F.pad(pictures, (3, 3, 3, 3), value=-1.0)
        down, right = torch.randint(7, (2, m, 1), device=pictures.device) + place
        each = torch.arange(m, device=pictures.device)[:, None, None]
        moved = padded[each, 0, down[:, :, None], right[:, None, :]]  # (m, 28, 28)
        corner = torch.randint(-9, 28, (2, m, 1), device=pictures.device)
        rows, columns = (place >= corner) & (place < corner + 10)
        return moved.masked_fill(rows[:, :, None] & columns[:, None, :], -1.0)[:, None]


class VariedGAN(FashionGAN):
    before_d = Varied


plots.show(
    plots.image_grid((Varied()(real[first] * 2 - 1) + 1) / 2, columns=10),
    "Ten garments as D sees them once.",
)


# %%
def what_d_remembers(varied, steps, few=300):
    """Train on few garments; the shares of these, and of unseen ones, that D calls real at the end."""
    seen = real[:few]
    gan = (VariedGAN if varied else FashionGAN)(device())
    name = "varied" if varied else "as they are"
    run = Run(f"{few} garments, {name}", steps=steps, images_per_step=gan.batch_size)
    for step in run:
        chosen = torch.randint(len(seen), (gan.batch_size,), device=seen.device)
        losses = gan.step(seen[chosen], run.elapsed_fraction)
        run.log(d_loss=losses["d_loss"], g_loss=losses["g_loss"])
    gan.discriminator.eval()
    with torch.no_grad():
        called = [
            (gan.discriminator(x * 2 - 1) > 0).float().mean().item() for x in (seen, unseen[:443])
        ]
    return {"trained_on": round(called[0], 3), "unseen": round(called[1], 3)}


# %%
for varied in (False, True):
    seed_everything(0)
    found = what_d_remembers(varied, by_speed(smoke=4, quick=900, full=3_000))
    how = "varied" if varied else "as they are"
    print(
        f"{how:12} D calls real: {found['trained_on']:.0%} of the 300, {found['unseen']:.0%} of unseen garments"
    )
for row in stored_rows("memory"):
    print(f"stored, {row['name']}, {row['budget']:,} steps, seed {row['seed']}: {row['trained_on']:.0%} and {row['unseen']:.0%}")  # fmt: skip

# %% [markdown]
# As they are, the two shares drift apart: in the stored runs D knows its 300 by heart and takes most other garments for painted. Varied, they stay together. A D that knows the answers by heart teaches G no more than to paint *those* pictures. It also costs: D's task is harder, and in a short run G is a little behind. With all 4,000, after as many steps, the stored rows show no such gap yet: ten times the pictures are ten times as long to learn by heart.

# %% [markdown]
# ## Why no loss tells

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Board:* Two columns, *loss of G* and *pictures*, and four arrows between them: better, worse, both without a change.
#
# *Ask before running:* "The chapter advises to stop when G's fakes are taken as real. By whom?" (By D, which may be weak.)

# %% [markdown]
# The chapter names four things that one needs a number for: when to stop, which samples to show, which of two networks, which settings. And it says that the loss is no such number, and leaves it there. Why is it none? Four reasons, each of which you have met:
#
# 1. **The yardstick moves.** G's loss is measured by today's D. Better pictures and a better D leave it where it was.
# 2. **Its landmark proves nothing.** $\log 2$ comes from a perfect G, and from a D that can do nothing, beside any G. So "stop when D takes fakes for real" may stop at a weak D.
# 3. **It does not count.** One picture that passes, painted again and again, has as low a loss as a thousand.
# 4. **It has no zero in common.** Another D, another batch, another penalty: losses of two trainings cannot be compared.
#
# The recorded run's snapshots, with G's loss (mean of the hundred steps before) and the distance:

# %%
snapshots = stored_rows("snapshot")
for row in snapshots:
    loss = "     " if row["g_loss"] is None else f"{row['g_loss']:5.2f}"
    print(f"step {row['budget']:6,}: loss of G {loss}, Fréchet distance {row['frechet']:6.1f}")

# %% [markdown]
# Go down both columns: as the distance falls, the loss of G does not.
#
# ## Human eyes

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Ask before running:* "Left or right?" (Everybody writes ten letters; count hands for each pair. Resolve the first ten, then vote on the second: has the class become better?)

# %% [markdown]
# Salimans and others (2016) asked people on the web to tell real from painted pictures. Be one of them: in each of ten pairs, which garment is real, the left (`l`) or the right (`r`)? The pictures are your recipe's. Write ten letters, without having seen any answer.

# %%
numbers = torch.Generator().manual_seed(1)
real_is_left = (torch.rand(20, generator=numbers) < 0.5).tolist()
shown_real = unseen[torch.randperm(len(unseen), generator=numbers)[:20].to(unseen.device)]
shown_fake = painted_by(mine, 20)
sides = torch.tensor(real_is_left, device=unseen.device)[:, None, None, None]
left, right = torch.where(sides, shown_real, shown_fake), torch.where(sides, shown_fake, shown_real)
plots.show(*views.pairs(left[:10], right[:10]))

# %%
without_feedback = ""  # ten letters, such as "lrrlrllrlr"


def share_right(letters, start):
    """The share of ten verdicts that are right, or None where there are not ten."""
    letters = letters.lower().replace(" ", "")
    if len(letters) != 10:
        return None
    return (
        sum((letter == "l") == is_left for letter, is_left in zip(letters, real_is_left[start:])) / 10
    )


found = share_right(without_feedback, 0)
print("No ten letters yet." if found is None else f"Without feedback you were right in {found:.0%}.")

# %% [markdown]
# Now the feedback: what was real in each pair. Then ten more.

# %%
plots.show(*views.pairs(left[:10], right[:10], real_is_left=real_is_left[:10]))
plots.show(*views.pairs(left[10:], right[10:], first=11))

# %%
with_feedback = ""  # ten letters

found = share_right(with_feedback, 10)
print("No ten letters yet." if found is None else f"With feedback you were right in {found:.0%}.")
plots.show(*views.pairs(left[10:], right[10:], first=11, real_is_left=real_is_left[10:]))

# %% [markdown]
# Guessing gives half, and with ten pairs chance alone moves that by 16 points either way. Salimans' raters became better as soon as they were told their mistakes: what a person's rating measures depends on what the person has been shown. It is also slow, and it sees nothing of what is *not* painted.

# %% [markdown] tags=["pause"]
# **A place to pause.** The chapter's project stands, with its seven steps put right: ranges, freezing, the loss, the count of epochs, and a D that must not learn by heart. You know why no loss tells, and what eyes can do. What comes next are the scores that papers report: you write them, and you break them.

# %% [markdown]
# ## The Inception score

# %% [markdown] tags=["teacher"]
# **For the teacher · 12 minutes.**
#
# *Board:* Two bar charts of ten bars: p(y|x), one tall bar; p(y), ten even ones. Their divergence is the logarithm of the score.
#
# *Ask before running:* "How would you cheat?" (One perfect picture for each class.)
#
# *Expect:* In Exercise 13.3: the mean of exp in place of exp of the mean; the divergence the wrong way round.

# %% [markdown]
# The idea, which the chapter tells without a formula: ask a classifier. For one good picture its answer $p(y \mid x)$ should be **sure**; over all pictures the mean answer $p(y)$ should be **even**. How far the one is from the other is a KL divergence, and the **Inception score** is
#
# $$\mathrm{IS} = \exp\Big(\operatorname{mean}_x\, \mathrm{KL}\big(p(y \mid x)\,\big\|\,p(y)\big)\Big).$$
#
# The mean of the divergences is the entropy of $p(y)$ minus the mean entropy of $p(y \mid x)$; so the score lies between 1 and the number of classes.
#
# ### Exercise 13.3 · The Inception score
# *Difficulty 3 of 5 · 9 minutes · needed later: yes*
#
# From the classifier's probabilities, rows that sum to 1, return the score. Certain answers hold zeros: a probability of 0 adds nothing.


# %%
def inception_score(probabilities):
    """exp of the mean KL(p(y|x) || p(y)) over rows (n, classes)."""
    ### BEGIN SOLUTION
    overall = probabilities.mean(0)
    terms = torch.xlogy(probabilities, probabilities) - torch.xlogy(
        probabilities, overall.clamp(min=1e-30)
    )
    return terms.sum(1).mean().exp().item()
    ### END SOLUTION


# %%
inception_score = check("inception_score", inception_score)

# %% [markdown]
# **Predict.** Take of each class the *one* training garment of which the judge is surest, and repeat these ten pictures a hundred times. Which score?

# %%
predict("one_of_each", "about 1", "about 5", "about 10")

# %%
certain = garment_judge().probabilities(real)
surest = torch.stack([certain[:, k].argmax() for k in range(10)])
one_of_each = inception_score(certain[surest].repeat(100, 1))
print(f"real garments {inception_score(certain):.2f}, ten pictures repeated {one_of_each:.2f}")
print(f"your recipe {inception_score(garment_judge().probabilities(painted_by(mine, few))):.2f}")
closest = min((1, 5, 10), key=lambda n: abs(n - one_of_each))
outcome("one_of_each", f"about {closest}")

# %% [markdown]
# Ten pictures get nearly full marks, and more than thousands of real garments do, which are not all so sure. The score never sees the data, and nothing *inside* a class. The published score asks a network that knows a thousand kinds of photographs, none of them a 28 × 28 sandal: on such pictures it means nothing, which is why the judge here is one of garments. (The chapter
# names both scores and applies neither.)
#
# ## The Fréchet distance, in earnest

# %% [markdown] tags=["teacher"]
# **For the teacher · 16 minutes.**
#
# *Board:* 1-D first: (μ₁ − μ₂)² + (σ₁ − σ₂)². Multiply out the second: σ₁² + σ₂² − 2 σ₁σ₂, and put matrices in.
#
# *Ask before running:* "More samples: does the distance rise or fall?" (Take a vote. A book and the authors' README both have it the wrong way round, each its own.)
#
# *Expect:* In Exercise 13.4: the root of every entry. In 13.5: a line against N.
#
# *Homework:* Exercise 13.4.

# %% [markdown]
# Heusel and others (2017) put the data back in: fit a Gaussian to the features of real pictures, one to those of fakes, and take the squared Wasserstein-2 distance of the two. On a line it is $(\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2$, and multiplied out the second square is $\sigma_1^2 + \sigma_2^2 - 2\sqrt{\sigma_1^2 \sigma_2^2}$. With covariances
# in the place of variances that becomes lesson 11's formula, and the only question is what the root is. It is the root of a *matrix*: of $\Sigma_1\Sigma_2$ take the eigenvalues, which are never negative, and add up their roots.
#
# ### Exercise 13.4 · The distance of two Gaussians
# *Difficulty 4 of 5 · 10 minutes · needed later: no*
#
# Return $\lVert\mu_a - \mu_b\rVert^2 + \operatorname{tr}(\Sigma_a + \Sigma_b - 2(\Sigma_a\Sigma_b)^{1/2})$. Rounding leaves complex numbers and slightly negative ones; take care of both.


# %%
def frechet(mean_a, cov_a, mean_b, cov_b):
    """The squared Fréchet distance of two Gaussians: means (d,), covariances (d, d)."""
    ### BEGIN SOLUTION
    shared = torch.linalg.eigvals((cov_a @ cov_b).double().cpu()).real.clamp(min=0).sqrt().sum().item()
    apart = (mean_a - mean_b).square().sum().item()
    return apart + (cov_a.trace() + cov_b.trace()).item() - 2 * shared
    ### END SOLUTION


# %%
frechet = check("frechet", frechet)

# %% [markdown]
# **Predict.** Real garments against real garments: one half of the training set against a *few* of the other half. The true distance is 0 or nearly so. With a tenth as many of them, does the distance come out smaller, about the same, or larger?

# %%
predict("fewer_real_garments", "smaller", "about the same", "larger")

# %%
halves = reference[::2], reference[1::2]
tenth = max(len(halves[1]) // 10, 20)
many = metrics.frechet_distance(halves[0], halves[1])
less = metrics.frechet_distance(halves[0], halves[1][:tenth])
print(f"{len(halves[1]):,} garments: {many:.2f}; {tenth} of them: {less:.2f}")
outcome(
    "fewer_real_garments",
    "larger" if less > 1.2 * many else "smaller" if less < many / 1.2 else "about the same",
)

# %% [markdown]
# It is not smaller: several times as large. Two sources say otherwise. The chapter: with too *many* samples you end up overestimating. The README of the FID's own authors: below 10,000 samples the true FID is *underestimated* (bioinf-jku/TTUR, read at commit 73ab375; it also warns of complex numbers and nans where samples are fewer than dimensions, which is a matter of the root and not of the distance).
# You can settle it. Two sets of $N$ from **one** Gaussian in $d$ dimensions have the true distance 0. What comes out, for several $N$?


# %%
def mean_distance(d, n, repeats, numbers):
    """The mean Fréchet distance of two sets of n from one isotropic Gaussian in d dimensions."""
    pairs = torch.randn(repeats, 2, n, d, generator=numbers)
    return sum(metrics.frechet_distance(*pair) for pair in pairs) / repeats


numbers = torch.Generator().manual_seed(0)
sizes = torch.tensor(by_speed(smoke=[200, 400], quick=[320, 640, 1_280, 2_560], full=[320, 640, 1_280, 2_560, 5_120]))  # fmt: skip
distances = torch.tensor([mean_distance(16, n, by_speed(smoke=2, quick=10, full=20), numbers) for n in sizes.tolist()])  # fmt: skip
print(", ".join(f"N = {n}: {far:.3f}" for n, far in zip(sizes.tolist(), distances.tolist())))

# %% [markdown]
# Halve $N$, and the distance doubles. It looks like $c/N$, with a limit that is left for endless samples.
#
# ### Exercise 13.5 · To endless samples
# *Difficulty 3 of 5 · 8 minutes · needed later: yes*
#
# Fit distance = limit + slope / N by least squares.


# %%
def limit_and_slope(sizes, distances):
    """(limit, slope) of the line through distances (k,) against 1 / sizes (k,), by least squares."""
    ### BEGIN SOLUTION
    x, y = 1 / sizes.double(), distances.double()
    slope = ((x - x.mean()) * (y - y.mean())).sum() / (x - x.mean()).square().sum()
    return (y.mean() - slope * x.mean()).item(), slope.item()
    ### END SOLUTION


# %%
limit_and_slope = check("limit_and_slope", limit_and_slope)

# %%
limit, slope = limit_and_slope(sizes, distances)
closed = (16**2 + 5 * 16) / 2
plots.show(*views.against_one_over_n(sizes.tolist(), distances.tolist(), limit, slope, closed))
for row in stored_rows("bias"):
    print(
        f"stored, {row['name']}, seed {row['seed']}: slope {row['slope']:,.0f}, closed form {row['closed_form']:,.0f}"
    )

# %% [markdown]
# Both sources are refuted: few samples **raise** the distance. For $N$ well above $d$ there is a closed form. The means of two sets are apart by $2d/N$; the covariances add $(d^2 + d)/(2N)$; together $(d^2 + 5d)/(2N)$, the dotted line. In the FID's 2,048 dimensions that would be 210 at 10,000 samples if all directions were alike. They are far from it, but no FID may
# be compared with one from another number of samples.


# %%
def draw_bias(N=500, d=16):
    numbers = torch.Generator().manual_seed(1)
    counts = [N // 2, N, 2 * N]
    found = [mean_distance(d, n, 3, numbers) for n in counts]
    line = limit_and_slope(torch.tensor(counts), torch.tensor(found))
    return views.against_one_over_n(counts, found, *line, (d * d + 5 * d) / 2)


explore(draw_bias, N=[200, 500, 1_000], d=[16, 4, 32])

# %% [markdown]
# **Explore.** Take 32 dimensions and $N = 200$: with $N$ no longer far above $d$ the points leave the dotted line.
#
# **Pitfall.** The GANs Specialization of DeepLearning.AI computes its FID, in the assignment on that score, from `n_samples = 512` in 2,048 dimensions. Such a covariance has rank 511 at most: in three quarters of all directions it sees no spread at all. The number that comes out is mostly bias.
#
# ## Two more: kernels, and two numbers for one

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *If time is short:* This section is for home. In class it would take about eight minutes.

# %% [markdown]
# The **kernel distance** (Bińkowski et al. 2018, KID) compares sets pair by pair: the mean of $k(x, x')$ within each set minus twice the mean across, with $k(x, y) = (x \cdot y / d + 1)^3$. Leave out the pairs of a picture with itself, and its mean is right for every number of samples: it has no bias, only scatter, and may come out below 0.
#
# **Precision and recall** (Kynkäänniemi et al. 2019) are two numbers where the others have one. Around each real picture, in features, lies a ball that reaches its third-nearest real neighbour; precision is the share of fakes inside some ball, recall the share of real pictures inside some ball of the *fakes*. Poor pictures cost precision, missing ones recall.

# %%
repeats = [halves[1][torch.randperm(len(halves[1]))[:tenth]] for _ in range(20)]
kernel = torch.tensor([metrics.kernel_distance(halves[0], part) for part in repeats])
print(
    f"{tenth} real garments against {len(halves[0]):,}, 20 times: kernel distance {kernel.mean():+.4f}, "
    f"from {kernel.min():+.4f} to {kernel.max():+.4f}"
)

# %% [markdown]
# ## GAN-train and GAN-test

# %% [markdown] tags=["teacher"]
# **For the teacher · 12 minutes.**
#
# *Board:* Two arrows: fakes teach, real pictures examine; real pictures teach, fakes examine.
#
# *Ask before running:* "Three generators: one paints three classes, one adds noise, one copies. Which score finds which?" (GAN-train the first, GAN-test the second, neither the third.)
#
# *Expect:* In Exercise 13.6 the names exchanged.

# %% [markdown]
# Shmelkov, Schmid and Alahari (2018) let a classifier be the judge twice. **GAN-train**: it learns from fakes alone, and is examined on real test pictures. **GAN-test**: it learns from real pictures, and the fakes are the examination. The fakes need labels; a generator without classes gets them from the judge.
#
# ### Exercise 13.6 · Who teaches, who is examined
# *Difficulty 2 of 5 · 7 minutes · needed later: yes*
#
# Each argument but the first is a pair (pictures, labels). `fit(pictures, labels)` returns a classifier, which makes labels of pictures.


# %%
def gan_train_and_test(fit, real_train, real_test, fakes):
    """(GAN-train, GAN-test), two accuracies."""

    ### BEGIN SOLUTION
    def accuracy(classify, pair):
        pictures, labels = pair
        return (classify(pictures) == labels).float().mean().item()

    return accuracy(fit(*fakes), real_test), accuracy(fit(*real_train), fakes)
    ### END SOLUTION


# %%
gan_train_and_test = check("gan_train_and_test", gan_train_and_test)


# %%
def fit(pictures, labels):
    """A small classifier, trained for some hundred steps; returns what makes labels of pictures."""
    network = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    network.to(pictures.device)
    optimizer = torch.optim.Adam(network.parameters(), lr=2e-3)
    for _ in range(by_speed(smoke=30, quick=600, full=1_000)):
        chosen = torch.randint(len(pictures), (64,), device=pictures.device)
        loss = F.cross_entropy(network(pictures[chosen]), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    network.requires_grad_(False)
    return lambda asked: network(asked).argmax(dim=1)


# %% [markdown]
# Three generators, doctored from real garments so that everything is known about them: **collapsed** paints three classes only, **noisy** all ten under a layer of grain, and the **copier** hands out training garments.


# %%
def doctored_sets(seed):
    """name -> (pictures, labels) of the three, and of real garments that nobody trained on."""
    numbers = torch.Generator().manual_seed(seed)
    chosen = torch.randperm(len(real), generator=numbers)[: len(real) // 2].to(real.device)
    three = torch.isin(data.labels, torch.tensor([0, 1, 8], device=real.device)).nonzero()[:, 0]
    grain = 0.5 * torch.randn(len(chosen), 1, 28, 28, generator=numbers).to(real.device)
    return {
        "collapsed": (real[three], data.labels[three]),
        "noisy": ((real[chosen] + grain).clamp(0, 1), data.labels[chosen]),
        "copier": (real[chosen], data.labels[chosen]),
        "unseen": (unseen, unseen_data.labels),
    }


# %%
def all_scores(pictures, labels):
    """Every score of this lesson for pictures in [0, 1] and their labels, against the training garments."""
    features = garment_judge().features(pictures)
    precision, recall = metrics.precision_recall(reference, features)
    train, test = gan_train_and_test(
        fit, (real, data.labels), (unseen, unseen_data.labels), (pictures, labels)
    )
    found = {
        "inception": inception_score(garment_judge().probabilities(pictures)),
        "frechet": metrics.frechet_distance(features, reference),
        "kernel": metrics.kernel_distance(features, reference),
        "precision": precision, "recall": recall, "gan_train": train, "gan_test": test,
    }  # fmt: skip
    return {name: round(value, 4) for name, value in found.items()}


# %% [markdown]
# **Predict.** What is the GAN-test of the collapsed generator, which paints T-shirts, trousers and bags, all of them perfect?

# %%
predict("three_classes_by_gan_test", "low", "high")

# %% [markdown]
# **Predict.** Who has the smallest Fréchet distance to the training garments?

# %%
predict("nearest_to_the_data", "unseen garments", "the copier", "the trained generator")

# %%
seed_everything(0)
entries = doctored_sets(0)
own = painted_by(mine, few)
entries["yours"] = own, garment_judge().labels(own)
scores = {name: all_scores(*pair) for name, pair in entries.items()}
print(f"{'':10} " + " ".join(f"{name:>9}" for name in scores["yours"]))
for name, found in scores.items():
    print(f"{name:10} " + " ".join(f"{value:9.3f}" for value in found.values()))

# %%
outcome("three_classes_by_gan_test", "high" if scores["collapsed"]["gan_test"] > 0.6 else "low")
names = {"unseen": "unseen garments", "copier": "the copier", "yours": "the trained generator"}
outcome("nearest_to_the_data", names[min(names, key=lambda name: scores[name]["frechet"])])

# %% [markdown]
# Read the table by rows.
#
# - **collapsed**: GAN-test finds nothing to object to in three classes; GAN-train is at three in ten at most, because its pupil has never seen the others. Precision and recall say the same in their way, 1 and less than a half; the Inception score is near 3.
# - **noisy**: GAN-test falls far below that of the others, since no classifier of clean garments knows grain; precision falls to about a fifth, and recall to 0.
# - **copier**: the copier has the smallest distance, full precision, and GAN-train and GAN-test as of real garments. No score finds it.
# - **unseen** real garments mark what honest pictures can reach. (There are few of them, which raises their distance: you know by how much and why. In its GAN-train the pupil is examined on what it has learned from, so leave that cell out.)
#
# The same over three seeds, stored:

# %%
for row in stored_rows("doctored"):
    print(f"{row['name']:10} seed {row['seed']}: GAN-train {row['gan_train']:.2f}, GAN-test {row['gan_test']:.2f}, Fréchet {row['frechet']:5.1f}")  # fmt: skip

# %% [markdown]
# ## Looking for copies

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Ask before running:* "The chapter calls a dress completely new. What would convince you?" (A search that has found planted copies, moved ones too.)

# %% [markdown]
# So copies need a look of their own. Find each picture's nearest training garment; the yardstick is how near *unseen* garments lie to theirs, and what lies nearer than all but one in a hundred of those is called a copy. Before you believe a search, let it find **planted** copies, some of them moved by a pixel, since those
# fooled lesson 09's. Three searches: in pixels, in the judge's features, and in pixels with the picture itself moved by up to a pixel in each direction, the nearest of the nine.

# %%
MOVES = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]


def by_pixels(pictures):
    """The distance of each picture to its nearest training garment: (n,)."""
    return metrics.nearest_neighbours(pictures, data.pixels)[1]


def by_features(pictures):
    return metrics.nearest_neighbours(garment_judge().features(pictures), reference)[1]


def by_moved_pixels(pictures):
    return torch.stack([by_pixels(torch.roll(pictures, move, dims=(2, 3))) for move in MOVES]).amin(0)


planted = torch.randperm(count)[: min(200, count)].to(real.device)
moved = torch.roll(real[planted], 1, dims=3)  # to the right
suspects = {"planted": real[planted], "planted, moved": moved, "yours": own[:500]}
for search in (by_pixels, by_features, by_moved_pixels):
    threshold = search(unseen).quantile(0.01)
    found = {name: (search(pictures) < threshold).float().mean() for name, pictures in suspects.items()}
    print(f"{search.__name__:16}", "  ".join(f"{name} {share:4.0%}" for name, share in found.items()))

# %% [markdown]
# All three find a copy as it is. Of the moved ones the first two find few; the third, which was built for them, finds every one. It would miss copies that are mirrored, or paler. A search says "no copies *of the kinds that I planted*", so plant what you fear.
#
# ## Which snapshot?

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Ask before running:* "The lowest of thirteen distances: is it an honest number?" (It has been chosen because it is low.)
#
# *Homework:* Exercise 13.8.

# %% [markdown]
# The chapter's good advice: save models on the way and choose afterwards. By what? Write the rule down **before** you look: the smallest distance to one half of the garments; the earlier of equals; a snapshot whose distance is no number is out. What you report comes from the *other* half.
#
# ### Exercise 13.7 · The rule
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Return the place of the snapshot to keep. Not every list is there to choose by.


# %%
def choose_snapshot(g_losses, distances, test_distances):
    """The place, from 0, of the snapshot that the rule keeps; three lists of equal length."""
    ### BEGIN SOLUTION
    numbers = [place for place, distance in enumerate(distances) if not math.isnan(distance)]
    return min(numbers, key=lambda place: distances[place])
    ### END SOLUTION


# %%
choose_snapshot = check("choose_snapshot", choose_snapshot)

# %%
if snapshots:
    losses = [math.nan if row["g_loss"] is None else row["g_loss"] for row in snapshots]
    kept = choose_snapshot(
        losses, [row["frechet"] for row in snapshots], [row["frechet_reported"] for row in snapshots]
    )
    lowest = min((k for k, loss in enumerate(losses) if loss == loss), key=lambda k: losses[k])
    for name, place in (("the rule", kept), ("lowest loss of G", lowest), ("the last", -1)):
        row = snapshots[place]
        print(
            f"{name:17} step {row['budget']:6,}: distance to the other half {row['frechet_reported']:.1f}"
        )

# %% [markdown]
# ### Exercise 13.8 · What follows
# *Difficulty 2 of 5 · 8 minutes · needed later: no*
#
# Six cards. Deal them, then give each its letter. (A teacher names another seed.)

# %%
cards.deal("judging_cards", seed=0)


# %%
def judging_cards():
    """{1: "a", 2: "c", …}: the letter of your choice for each card."""
    ### BEGIN SOLUTION
    return {1: "a", 2: "c", 3: "d", 4: "c", 5: "c", 6: "c"}
    ### END SOLUTION


# %%
judging_cards = check("judging_cards", judging_cards)

# %% [markdown]
# ## The long run, recorded
#
# The chapter's networks for 10,000 steps, your own run laid over them. No kernel at hand? [This page](../assets/lesson-13-run.html) replays the same recording in any browser; in JupyterLab press *Trust HTML* at its top.

# %%
replay(asset("lesson-13-run.npz"), mine=book_run, names=["d_loss", "g_loss"])

# %%
summary("13")

# %% [markdown]
# ## What you believe now
#
# The same five statements. This time each answer comes back with what is true, and with what you said before.

# %%
beliefs("13", after=True)

# %% [markdown]
# The course ends here for now. So here are its ten statements from lesson 00 as well, each answered by the lesson that settles it.

# %%
beliefs("00", after=True)

# %% [markdown]
# ## Recap
#
# - Ranges first: what G's last layer cannot paint, D sees at once, and a stretched picture hides it.
# - Freezing says who takes a gradient; an epoch is as many pictures as there are.
# - The Inception score never sees the data; the Fréchet distance does, and few samples raise it by about $(d^2 + 5d)/(2N)$.
# - GAN-train finds what is missing, GAN-test what is poor, and only a search that finds planted copies finds a copier.
# - Fix the rule before you look, and report on pictures that did not choose.
#
# ## What popular introductions say, and what is true
#
# | What is said | What you saw |
# |---|---|
# | "The generator ends in a ReLU", on data in [−1, 1]. | Most pixels lie below 0, where it cannot paint. tanh can. |
# | Convolution, BatchNorm, ReLU; a final transposed convolution. | The code has the ReLU before BatchNorm, and no transposed convolution. |
# | G minimises log(1 − D(G(z))) by pushing the prediction to 0. | It pushes D(G(z)) to 1; the code maximises log D(G(z)). The table's log D(x) is the *logarithm* of a probability, D's aim has two terms, and 1 − D(z) should read 1 − D(G(z)). |
# | Trained for 10,000 epochs. | 10,000 batches of 32: 5.3 epochs of 60,000. |
# | One D step for each step of G. | Two, each on half of the loss, with BatchNorm on batches of one kind. |
# | Minimax, as in tic-tac-toe. | With the coded loss the game is not zero-sum, and nobody takes turns in a finite tree. |
# | Stop when G's fakes are taken as real. | D may be weak. |
# | Too many samples overestimate the FID; or: too few underestimate it. | Too few overestimate it. |
# | A completely new dress. | A copier's dresses look new too. Search for copies, planted ones first. |
# | All GANs are convolutional now. | Lesson 05's is none, and paints digits. |
#
# ## Further reading
#
# - T. Salimans et al., *Improved Techniques for Training GANs*, NIPS 2016, [arXiv:1606.03498](https://arxiv.org/abs/1606.03498): raters, and the Inception score.
# - S. Barratt, R. Sharma, *A Note on the Inception Score*, 2018, [arXiv:1801.01973](https://arxiv.org/abs/1801.01973): what it does not see.
# - M. Heusel et al., *GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium*, NIPS 2017, [arXiv:1706.08500](https://arxiv.org/abs/1706.08500): the FID.
# - M. Bińkowski et al., *Demystifying MMD GANs*, ICLR 2018, [arXiv:1801.01401](https://arxiv.org/abs/1801.01401): the kernel distance, and that the FID is biased.
# - T. Kynkäänniemi et al., *Improved Precision and Recall Metric for Assessing Generative Models*, NeurIPS 2019, [arXiv:1904.06991](https://arxiv.org/abs/1904.06991).
# - K. Shmelkov, C. Schmid, K. Alahari, *How good is my GAN?*, ECCV 2018, [arXiv:1807.09499](https://arxiv.org/abs/1807.09499): GAN-train and GAN-test.
# - S. Zhao et al., *Differentiable Augmentation for Data-Efficient GAN Training*, NeurIPS 2020, [arXiv:2006.10738](https://arxiv.org/abs/2006.10738).
# - H. Xiao, K. Rasul, R. Vollgraf, *Fashion-MNIST*, 2017, [arXiv:1708.07747](https://arxiv.org/abs/1708.07747).

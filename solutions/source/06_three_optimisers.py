# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "06"
#     title: Three optimisers, three curves
#     promise: Find a plotting bug in a published script, write SGD, RMSProp and Adam yourself, and learn what it takes to say that one is better
#     minutes: 74
#     teach_in: []
#     glossary:
#       epoch: "once through all training data, in as many steps as there are batches in it"
#       SGD: "stochastic gradient descent: a step against the gradient of a batch's loss, its length the rate times the gradient's"
#       velocity: "what momentum keeps of earlier gradients: their sum, in which each counts less with every step"
#       RMSProp: "each weight's step is divided by the root of a running mean of its own squared gradients"
#       face distance: "how far the crowd of generated faces is from that of test faces, in the 96 features of the course's judge of faces; lower is better"
# ---

# %% [markdown]
# # 6 · Three optimisers, three curves
#
# A well-known introduction on the site Towards Data Science, which is ["going back to first
# principles"](https://towardsdatascience.com/understanding-and-optimizing-gans-going-back-to-first-principles-e5df8835ae18), trains one small GAN with SGD, with RMSProp and with Adam, plots three curves each time, and names a winner.
# We call it *the article*. Its plots are lost; its program, *the script*, is public: `keras_gan.py` in [miranthajayatilake/GANwKeras](https://github.com/miranthajayatilake/GANwKeras), written with Keras, another library for neural networks.
# You repeat the experiment. You find out what its script's curves really show, write the three optimisers to the last digit, and learn what it takes
# to say that one of them is better.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lessons 01 and 03 (the two losses of $G$, the order of steps) and lesson 05 (training with minibatches, BatchNorm). Lesson 04 helps with momentum.*
#
# ![Three rows of small, noisy, generated portraits in colour, six to a row, without words. In each row one can make out heads, hair and shoulders on coloured backgrounds.](../assets/lesson-06.png)

# %%
import json
import math
from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional as F

# %%
from gancourse import beliefs, cards, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, device, images, replay, seed_everything
from gancourse import explore, metrics, plots
from gancourse.models.face_judge import face_judge
from gancourse.paths import asset
from gancourse.views import optimisers, portraits

# %%
controls()

# %% [markdown]
# Five statements first. Judge each; at the end you judge them again.

# %%
beliefs("06")

# %% [markdown]
# ## The experiment

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Board:* Three columns: SGD, RMSProp, Adam. Under each the article's rate: 0.01, 0.0002, 0.0002. Leave room for two more lines.
#
# *Ask before running:* "5,000 turns of a loop, 16 real pictures a turn, 5,000 pictures. How many epochs?" (16.)
#
# *Watch the clock:* The faces are drawn once, for half a minute. Run this cell before you talk.

# %% [markdown]
# The data are faces in colour, 28 by 28: photographs, if the folder that `GANCOURSE_DATA` names holds some, and else faces that the course draws itself. Like the
# article, take 5,000. The article trains for what it calls 5,000 epochs; an **epoch** is once through all training data. Keep the two numbers in mind until the cards at the end.

# %%
FACES, TESTS = by_speed(smoke=(300, 150), quick=(5_000, 2_000), full=(5_000, 2_000))
train_faces = images("faces", limit=FACES, size=28)
test_faces = images("faces", "test", limit=TESTS, size=28)

# %%
plots.show(*portraits.sheet(train_faces.random(24), "24 training faces", columns=12))

# %% [markdown]
# The networks are the script's, layer for layer. $G$ goes from 100 random numbers through three blocks (fully connected, LeakyReLU, BatchNorm) to 28 · 28 · 3 numbers between −1 and 1;
# $D$ from there through two layers to one logit.


# %%
def make_generator():
    """Latent (m, 100) -> faces (m, 3, 28, 28) in [-1, 1]."""
    widths, layers = [100, 256, 512, 1024], []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
        layers += [nn.BatchNorm1d(after, eps=1e-3, momentum=0.2)]  # Keras calls this momentum 0.8
    return nn.Sequential(*layers, nn.Linear(1024, 3 * 28 * 28), nn.Tanh(), nn.Unflatten(1, (3, 28, 28)))


def make_discriminator():
    """Faces (m, 3, 28, 28) -> logits (m, 1)."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(3 * 28 * 28, 512), nn.LeakyReLU(0.2),
        nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1),
    )  # fmt: skip


# %% tags=["nbval-check-output"]
for make in (make_generator, make_discriminator):
    numbers = sum(weight.numel() for weight in make().parameters())
    print(f"{make.__name__:20} {numbers:,} numbers to learn")

# %% [markdown]
# One turn of the loop: $D$ learns from 16 real faces and 16 fakes, then $G$ from 32 fakes. It returns three losses, two of $D$ and one of $G$, and two *accuracies*: the shares
# of real faces and of fakes that $D$ gets right. `loss.backward(inputs=…)` computes the gradients for the weights that it names, and for no others, so $G$'s step leaves none in $D$.


# %%
BATCH, HALF = 32, 16  # fakes for G; real faces for D, and as many of the fakes


def latent(m=BATCH):
    return torch.randn(m, 100, device=device())


def descend(optimizer, loss, network):
    optimizer.zero_grad()
    loss.backward(inputs=list(network.parameters()))
    optimizer.step()


def one_step(game, real):
    """One step of D and one of G. Returns the three losses, and the shares that D got right before its step."""
    fake = game.generator(latent())  # (32, 3, 28, 28)
    on_real, on_fake = game.discriminator(real), game.discriminator(fake[:HALF].detach())
    real_loss, fake_loss = F.softplus(-on_real).mean(), F.softplus(on_fake).mean()
    descend(game.d_optimizer, real_loss + fake_loss, game.discriminator)
    g_loss = F.softplus(-game.discriminator(fake)).mean()
    descend(game.g_optimizer, g_loss, game.generator)
    real_right, fake_right = (on_real > 0).float().mean(), (on_fake < 0).float().mean()
    right = {"right_on_real": real_right, "right_on_fake": fake_right}
    return {"d_on_real": real_loss, "d_on_fake": fake_loss, "g": g_loss, **right}


# %% [markdown]
# Three liberties: the script steps $D$ twice, once for each half; it draws the fakes anew for $G$; and those for $D$ it takes from $G$ in eval mode. Here one step takes both halves, and the same fakes serve both.
#
# What would chance pay? A $D$ that says one half to everything has the loss $\log 2 = 0.693$ on real faces, the same on fakes, and $G$'s loss is $\log 2$ too. These are the marks to read all three
# curves by.
#
# ## What the script draws

# %% [markdown] tags=["teacher"]
# **For the teacher · 10 minutes.**
#
# *Board:* What Keras returns: [loss, accuracy]. Twice, for real and for fakes. Add them, halve them: which two numbers are left, and what would you call them?
#
# *Ask before running:* "If D is always right, where is the curve with the name *loss on fakes*?" (At 1.)
#
# *Expect:* In Exercise 6.1: the mean for both curves, because the script has it; the second entry for the fakes.

# %% [markdown]
# The script's three labels are the ones that the article talks about. It trains $D$ with Keras, which returns a *list* at every step if it is asked to watch
# the accuracy: `[loss, accuracy]`, once for the real half and once for the fake half. Then the script adds the two lists, halves the sum, and plots the two entries. In our words:


# %%
def published_curves(steps):
    """The script's three curves under its own labels. steps: a list of ([loss, accuracy], [loss, accuracy], G's loss)."""
    halved = [[(a + b) / 2 for a, b in zip(on_real, on_fake)] for on_real, on_fake, _ in steps]
    return {
        "Discriminator Loss - Real": [first for first, _ in halved],
        "Discriminator Loss - Fake": [second for _, second in halved],
        "Generator Loss": [g_loss for _, _, g_loss in steps],
    }


# %% [markdown]
# **Predict.** Take a $D$ that recognises every real face and every fake, and is nearly certain each time. At which height does the curve "Discriminator Loss - Fake" stand?

# %%
predict("perfect_d", "at 0", "at 0.5", "at log 2", "at 1")

# %%
perfect = ([0.001, 1.0], [0.002, 1.0], 6.2)  # losses of nearly 0, accuracies of 1
height = published_curves([perfect])["Discriminator Loss - Fake"][0]
choices = {"at 0": 0.0, "at 0.5": 0.5, "at log 2": math.log(2), "at 1": 1.0}
outcome("perfect_d", min(choices, key=lambda words: abs(choices[words] - height)))

# %% [markdown]
# So neither label is true. The curve called the loss on real pictures is the *mean* of $D$'s two losses, and the curve called the loss on fakes is $D$'s *accuracy*: it rises when $D$ gets better.
#
# ### Exercise 6.1 · Three true curves
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Return a dict with three lists, `"D on real"`, `"D on fakes"` and `"G"`: the losses of each step, and nothing else. `steps` is a list as in `published_curves`.


# %%
def collect(steps):
    """The three true curves, {"D on real": […], "D on fakes": […], "G": […]}."""
    ### BEGIN SOLUTION
    curves = {"D on real": [], "D on fakes": [], "G": []}
    for (real_loss, _), (fake_loss, _), g_loss in steps:
        curves["D on real"].append(real_loss)
        curves["D on fakes"].append(fake_loss)
        curves["G"].append(g_loss)
    return curves
    ### END SOLUTION


# %%
collect = check("collect", collect)

# %% [markdown]
# **Pitfall.** It can happen to anybody. The program of the very first GAN paper (goodfeli/adversarial, `__init__.py`) watches $D$ on data and on samples, and files the two the wrong way round: under `dis_on_data_` stands what $D$
# said of the samples, and under `dis_on_samp_` what it said of the data. Nothing crashes. Test a plot as you test a function: put in a case whose answer you know,
# such as the perfect $D$ above.
#
# ## Three ways to take a step

# %% [markdown] tags=["teacher"]
# **For the teacher · 16 minutes.**
#
# *Board:* One line for each: velocity; gradient over the root of a mean square; mean over root of mean square. Cross out what has a unit.
#
# *Ask before running:* "All gradients times 1,000. Who steps differently?" (SGD alone.)
#
# *Expect:* In Exercise 6.2: nothing written back into the memory. In 6.4: a counter that begins at 0; corrected means kept in place of the raw ones; eps under the root.
#
# *Homework:* 6.4. The notebook uses the course's version until then.

# %% [markdown]
# Each of the three is a rule that turns a gradient $g$ into a new weight $w$. Write each as a function of one weight tensor. What it has to remember from step to step it keeps in `memory`, a dict that is empty at first and comes back
# at the next step; every weight tensor has its own. The weight and the gradient that come in stay as they are: whoever called still uses them. `memory` alone may be written into.
#
# ### Exercise 6.2 · SGD with momentum
# *Difficulty 2 of 5 · 4 minutes · needed later: yes*
#
# **SGD**, stochastic gradient descent, here with a **velocity** $v$, the sum of all gradients so far, in which older ones count less and less: $v \leftarrow \mu v + g$, then $w \leftarrow w - \text{rate} \cdot v$, and $v$ begins at 0. The momentum $\mu$ is what is left of the old velocity at
# each step.


# %%
def sgd_step(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The new weight. memory: a dict, empty before this weight's first step."""
    ### BEGIN SOLUTION
    memory["velocity"] = momentum * memory.get("velocity", 0) + gradient
    return weight - rate * memory["velocity"]
    ### END SOLUTION


# %%
sgd_step = check("sgd_step", sgd_step)

# %% [markdown]
# ### Exercise 6.3 · RMSProp
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# **RMSProp** (Tieleman and Hinton, 2012) divides each number's gradient by the size that its gradients have had lately: $s \leftarrow \rho s + (1 - \rho)\, g^2$, then $w \leftarrow w - \text{rate} \cdot g / (\sqrt{s} + \varepsilon)$. $s$ begins at 0.


# %%
def rmsprop_step(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The new weight. memory: a dict, empty before this weight's first step."""
    ### BEGIN SOLUTION
    memory["square"] = rho * memory.get("square", 0) + (1 - rho) * gradient**2
    return weight - rate * gradient / (memory["square"].sqrt() + eps)
    ### END SOLUTION


# %%
rmsprop_step = check("rmsprop_step", rmsprop_step)

# %% [markdown]
# ### Exercise 6.4 · Adam
# *Difficulty 3 of 5 · 12 minutes · needed later: yes*
#
# **Adam** (Kingma and Ba, 2015) takes running means of both: $m \leftarrow \beta_1 m + (1 - \beta_1)\, g$ and $s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2$. Both begin at 0, so after $t$ steps they are too small: the weights in the mean add up to $1 - \beta^t$ and not to 1. So it
# divides each by that: $\hat m = m / (1 - \beta_1^t)$, $\hat s = s / (1 - \beta_2^t)$. Then $w \leftarrow w - \text{rate} \cdot \hat m / (\sqrt{\hat s} + \varepsilon)$.


# %%
def adam_step(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The new weight. memory: a dict, empty before this weight's first step, which is step t = 1."""
    ### BEGIN SOLUTION
    memory["t"] = memory.get("t", 0) + 1
    memory["mean"] = beta1 * memory.get("mean", 0) + (1 - beta1) * gradient
    memory["square"] = beta2 * memory.get("square", 0) + (1 - beta2) * gradient**2
    mean_hat = memory["mean"] / (1 - beta1 ** memory["t"])
    square_hat = memory["square"] / (1 - beta2 ** memory["t"])
    return weight - rate * mean_hat / (square_hat.sqrt() + eps)
    ### END SOLUTION


# %%
adam_step = check("adam_step", adam_step)

# %% [markdown]
# **Predict.** Multiply the loss, and with it every gradient, by 1,000. Which of the three still take the same steps, to within one per cent?

# %%
predict("loss_times_1000", "none", "Adam alone", "RMSProp and Adam", "all three")


# %% tags=["nbval-check-output"]
def path(step_of, gradients):
    """Where a weight goes from 0, by a step function with its own rate."""
    weight, memory, places = torch.zeros(1, dtype=torch.float64), {}, []
    for gradient in gradients:
        weight = step_of(weight, gradient.reshape(1), memory)
        places.append(weight.item())
    return torch.tensor(places)


STEPS_OF = {"SGD": sgd_step, "RMSProp": rmsprop_step, "Adam": adam_step}
gradients = 1e-3 * torch.randn(50, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
same = []
for name, step_of in STEPS_OF.items():
    before, after = path(step_of, gradients), path(step_of, 1_000 * gradients)
    print(f"{name:8} first step {before[0]:+.2e}, and with all gradients times 1,000 {after[0]:+.2e}")
    same += [name] * bool(torch.allclose(before, after, rtol=0.01))

# %%
words = {0: "none", 1: "Adam alone", 2: "RMSProp and Adam", 3: "all three"}
outcome("loss_times_1000", words[len(same)])

# %% [markdown]
# A gradient over the size of gradients has no unit, so the factor cancels. Look at the first steps: Adam's is the rate itself, 2e-4, whatever the gradient. RMSProp's is $1/\sqrt{1 - \rho} = 3.16$ times its rate, since its mean square is still too small. And SGD's is 0.01 times
# a gradient of a thousandth. **A rate of SGD and a rate of Adam are not the same kind of number.** To give both the same one is not fair, and to give them different ones is not unfair.
#
# The checks have compared yours with PyTorch's, which are faster. These are set up as the script has it:


# %%
def pytorchs(name, parameters, rate, **options):
    """PyTorch's own optimiser of that name."""
    if name == "SGD":
        return torch.optim.SGD(parameters, rate, momentum=0.5, **options)
    if name == "RMSProp":
        return torch.optim.RMSprop(parameters, rate, alpha=0.9, **options)
    return torch.optim.Adam(parameters, rate, **{"betas": (0.5, 0.999), "fused": True} | options)


# %% [markdown] tags=["pause"]
# **A place to pause.** You have the script's networks, its three curves under their right names, and three optimisers of your own. Next they play: once as the article did, and then in a way that allows a verdict.

# %% [markdown]
# ## A score

# %% [markdown]
# The article compares pictures by eye. Here is a number in its place. The course has a small network that names the attributes of drawn faces, its judge; before it answers, it turns a face into 96 numbers. Fit a Gaussian to those of 2,000 test
# faces and another to those of 2,000 generated ones: how far apart the two are, squared, is the **face distance**. Lower is better. (A later lesson derives it, and gives it its own name.)


# %%
judge = face_judge()


def seen(faces):
    """(n, 3, 28, 28) in [0, 1] -> (n, 96): what the judge of faces makes of them."""
    return judge.features(F.interpolate(faces, size=32, mode="bilinear"))


TEST = seen(test_faces.pixels.float() / 255)
FIXED = torch.randn(TESTS, 100, generator=torch.Generator().manual_seed(6))  # for every score


@torch.no_grad()
def faces_of(game, latents=FIXED):
    """Faces in [0, 1] from G in eval mode, as Keras' predict has it."""
    game.generator.eval()
    faces = (game.generator(latents.to(device())) + 1) / 2
    game.generator.train()
    return faces


def face_distance(game):
    """The face distance of 2,000 faces; NaN where the network broke down and paints no numbers any more."""
    faces = faces_of(game)
    return metrics.frechet_distance(seen(faces), TEST) if faces.isfinite().all() else math.nan


# %%
floor = metrics.frechet_distance(seen(train_faces.pixels[: len(TEST)].float() / 255), TEST)
noise = metrics.frechet_distance(seen(torch.rand(len(TEST), 3, 28, 28, device=device())), TEST)
print(f"Real training faces: {floor:.0f}. Noise in the range of a face: {noise:,.0f}.")

# %% [markdown]
# The first number is the floor: two samples of real faces are not equally far from nothing. Of photographs this judge knows little, but the distance can be computed all the same.
#
# ## The race, once

# %% [markdown] tags=["teacher"]
# **For the teacher · 10 minutes.**
#
# *Board:* The three names again, and a bet of each pupil.
#
# *Ask before running:* "We run each once. If Adam wins, what do we know?" (That it won once, with these rates.)
#
# *Watch the clock:* A minute and a half for the race; about half of that for $\beta_1$ later.

# %% [markdown]
# Now as the article did it: one run each, with the rates of the script, and with *your* optimisers. The same seed gives all three the same networks to begin with, the same faces in the same order, and the same latents.


# %%
class Mine:
    """An optimiser made of a step function: every weight tensor has a memory of its own."""

    def __init__(self, parameters, step_of, **options):
        self.weights = [(weight, {}) for weight in parameters]
        self.step_of, self.options = step_of, options

    def zero_grad(self):
        for weight, _ in self.weights:
            weight.grad = None

    @torch.no_grad()
    def step(self):
        for weight, memory in self.weights:
            weight.copy_(self.step_of(weight, weight.grad, memory, **self.options))


# %%
PUBLISHED = {"SGD": 0.01, "RMSProp": 2e-4, "Adam": 2e-4}  # the script's rates


def start(name, rate=None, seed=0, mine=False, **options):
    """Two new networks, the same ones for the same seed, each with an optimiser of that name."""
    rate = PUBLISHED[name] if rate is None else rate
    seed_everything(seed)
    generator, discriminator = make_generator().to(device()), make_discriminator().to(device())
    game = SimpleNamespace(generator=generator, discriminator=discriminator)
    for which, network in (("g_optimizer", game.generator), ("d_optimizer", game.discriminator)):
        weights = network.parameters()
        theirs = None if mine else pytorchs(name, weights, rate, **options)
        setattr(game, which, Mine(weights, STEPS_OF[name], rate=rate, **options) if mine else theirs)
    return game


# %%
def train(game, name, steps):
    """Train a game, and keep its run and its score in it."""
    game.run = Run(
        name, steps=steps, landmarks={"log 2": math.log(2)},
        picture=lambda: portraits.sheet(faces_of(game, FIXED[:24]), name),
    )  # fmt: skip
    for _ in game.run:
        game.run.log(**one_step(game, train_faces.random(HALF) * 2 - 1))
    game.distance = face_distance(game)
    return game


# %% [markdown]
# **Predict.** Which of the three will have the lowest face distance at the end of this race?

# %%
predict("race_once", "SGD", "RMSProp", "Adam")

# %%
RACE_STEPS = by_speed(smoke=3, quick=500, full=5_000)
race = {name: train(start(name, mine=True), f"{name}, your own", RACE_STEPS) for name in PUBLISHED}

# %%
plots.show(*portraits.rows([(name, faces_of(game, FIXED[:12])) for name, game in race.items()]))
for name, game in race.items():
    print(f"{name:8} at rate {PUBLISHED[name]:g}: {game.distance:,.0f} after {RACE_STEPS:,} steps")
outcome("race_once", min(race, key=lambda name: race[name].distance))

# %% [markdown]
# Now look at one of these runs as the script would have drawn it, and beside it as it was. What Keras would have returned at each step is in the run's history.


# %%
def as_keras(run):
    """A run's history as a list of ([loss, accuracy], [loss, accuracy], G's loss)."""
    names = ("d_on_real", "right_on_real", "d_on_fake", "right_on_fake", "g")
    columns = [run.history[name] for name in names]
    return [([a, b], [c, d], e) for a, b, c, d, e in zip(*columns)]


# %% draws="the same run under the script's labels and under its own"
for name in ("RMSProp", "Adam"):
    steps = as_keras(race[name].run)
    plots.show(*optimisers.labelled(published_curves(steps), collect(steps), name))

# %% [markdown]
# Read the left panels with the article in mind. Of RMSProp it says that, surprisingly, the loss on real pictures rises: what rises or falls there is the mean of both. Of Adam it says that the loss on fakes stays large,
# *so* $D$ takes fakes for real. Where that curve is large, $D$ is *right*: the conclusion is the opposite of what the curve says.
#
# One more thing happens between the network and the eye. The script turns $x$ from $[-1, 1]$ into brightness by $x / 2.5 + 0.5$.
#
# **Predict.** How bright does it show a pixel that $G$ painted as black as can be, $x = -1$, where 0 is black and 1 is white?

# %%
predict("darkest_pixel", "0", "0.1", "0.25", "0.4")

# %%
black = -1 / 2.5 + 0.5
outcome("darkest_pixel", min(("0", "0.1", "0.25", "0.4"), key=lambda words: abs(float(words) - black)))

# %%
faces = faces_of(race["Adam"], FIXED[:12])
shown = [("(x + 1) / 2", faces), ("x / 2.5 + 0.5", (2 * faces - 1) / 2.5 + 0.5)]
plots.show(*portraits.rows(shown))

# %% [markdown]
# No black, no white, and four fifths of the contrast: the same faces, washed out.
#
# ## A fair comparison

# %% [markdown] tags=["teacher"]
# **For the teacher · 16 minutes.**
#
# *Board:* What must be equal? Networks, data, order, steps, *and the effort spent on each one's rate*.
#
# *Ask before running:* "Three seeds each, and all of A's lie below all of B's. How often does that happen if A and B are equal?" (One time in ten.)
#
# *Expect:* In Exercise 6.5: the best single run; a run that broke down and is left out. "The best of three seeds shows what the method *can* do" is how most tables were made for years.
#
# *Homework:* 6.6.

# %% [markdown]
# Your race had one winner, and the next seed may have another. Two things are missing.
#
# **A rule for the rates.** The script gives SGD a rate of 0.01 and the others 0.0002, and does not say how they were found. Here is a rule that treats all alike: try the script's rate, a third of it, three times and ten times of it;
# 600 steps each, on two seeds that are used for nothing else; take the rate with the lowest *mean* face distance. The course did that once (`ci/measuring/lesson_06.py grid`).

# %%
measured_file = asset("lesson-06-measured.json")
record = json.loads(measured_file.read_text("utf-8")) if measured_file.is_file() else {"rows": []}


def rows_of(kind):
    """The measured rows of one kind. A run that broke down has no distance in the file; here that is NaN."""
    own = [row for row in record["rows"] if row["kind"] == kind]
    return [row | {"distance": math.nan if row["distance"] is None else row["distance"]} for row in own]


print(record.get("machine", "No measurements are stored in this copy of the course."))

# %% [markdown]
# ### Exercise 6.5 · One rule for all
# *Difficulty 3 of 5 · 14 minutes · needed later: yes*
#
# `rows` is a list of dicts with `"name"`, `"rate"`, `"seed"` and `"distance"`. Return a dict that gives each optimiser's name the rate whose mean distance over the seeds is smallest. A run that broke down has the distance NaN; a rate with such a run is
# never the best.


# %%
def best_rates(rows):
    """{name: the rate with the lowest mean distance over its seeds}."""
    ### BEGIN SOLUTION
    found = {}
    for row in rows:
        found.setdefault(row["name"], {}).setdefault(row["rate"], []).append(row["distance"])
    best = {}
    for name, rates in found.items():
        means = {rate: sum(of) / len(of) for rate, of in rates.items()}
        best[name] = min(means, key=lambda rate: math.inf if math.isnan(means[rate]) else means[rate])
    return best
    ### END SOLUTION


# %%
best_rates = check("best_rates", best_rates)

# %%
chosen = best_rates(rows_of("grid"))
plots.show(*optimisers.rates(rows_of("grid"), chosen))

# %% [markdown]
# Read the marks, two for each rate, before the lines. By this rule SGD gets ten times the script's rate, the largest that was tried, so a larger one might do better still. But its marks there, 531 and 640, overlap with those at
# three times the script's rate, 554 and 703: which of these two rates won may be the luck of two seeds. RMSProp keeps the script's, and Adam gets a third of it; their marks lie apart from those of the next best rate. And there is a cliff: at three times the script's rate
# RMSProp is 1.9 times as far away as at its best and Adam 1.7 times, and at ten times the script's rate both are farther than noise. SGD has no cliff among its four. The rule is fair, not perfect: what is best after 600 steps need not be best after 5,000.
#
# **More than one seed.** How many? Suppose two optimisers were equally good, and you ran each on $n$ seeds. If all results of one lie below all results of the other, that looks convincing. How often does mere luck do it?
#
# ### Exercise 6.6 · Separated by luck
# *Difficulty 3 of 5 · 6 minutes · needed later: no*
#
# If both are equally good, all orders of the $2n$ results are equally likely. Return the probability that the two do not overlap, whichever of them wins.


# %%
def separated_by_luck(n):
    """The probability that n results each of two equal methods lie apart, all of one below all of the other."""
    ### BEGIN SOLUTION
    return 2 / math.comb(2 * n, n)
    ### END SOLUTION


# %%
separated_by_luck = check("separated_by_luck", separated_by_luck)

# %%
for n in (1, 2, 3, 5):
    print(f"{n} seed{'s' * (n > 1)} each: {float(separated_by_luck(n)):.3f}")

# %% [markdown]
# So with one seed each you always get a winner. With three, ranges that lie apart are a reason to believe, and no more; ranges that overlap decide nothing.
#
# Beside the face distance the next table counts the attributes' **values served**: of 64 (glasses none, round, square; hats, beards, hair …) those that come at least a quarter as often as among the test faces. The swing is the standard deviation of $D$'s whole loss, on real faces and on fakes together, over the last quarter of a run. A – stands where runs went on longer than the step that is shown: both were counted at their ends only.
#
# **Predict.** Each at its chosen rate, 5,000 steps, three new seeds: which one has the lowest mean face distance?

# %%
predict("fair_winner", "SGD", "RMSProp", "Adam")


# %%
fair = optimisers.table(rows_of("chosen"), "name", step=5_000)

# %%
plots.show(*optimisers.distances(rows_of("chosen")))
outcome("fair_winner", min(fair, key=fair.get) if fair else "Adam")

# %% [markdown]
# In the recorded runs **RMSProp lies below Adam** on every seed, 420 to 491 against 547 to 663: two ranges that lie apart, which luck alone does one time in ten for two that were named beforehand. Here three are compared, which makes three pairs, and luck has three tries. **SGD's result is in two parts.** On two seeds it ends at 412 and 517, as near as RMSProp. On the third its
# numbers became NaN after 2,746 steps. The rule looked at 600 steps, and could not see that. And the lines cross: after 2,250 steps RMSProp is at 345 to 447, while SGD is at 900 to 1,512, and from there on only one of RMSProp's three seeds comes nearer, from 447 to 420. Where to stop is one
# more choice.
#
# And the script's rates, after 2,000 steps on the same three seeds?

# %%
both = rows_of("published") + rows_of("chosen")
as_published = [row for row in both if row["rate"] == PUBLISHED[row["name"]]]
as_published.sort(key=lambda row: list(PUBLISHED).index(row["name"]))
at_2000 = optimisers.table(as_published, "name", step=2_000)

# %% [markdown]
# At its own rate, a tenth of the rule's, SGD stands at 440 to 581 after 2,000 steps, where the rule's rate stands at 936 to 1,144. The rule looked too early. RMSProp is at 393 to 479, and Adam at 739 to 820. So on these drawings, by this score, *Adam comes
# last at the script's own rates*, on three seeds of three. Of the article's photographs that says nothing.
#
# **Explore.** $D$'s loss on the horizontal axis and $G$'s on the vertical one: a training is a path, and the star is where $D$ says one half to everything, at $(2\log 2, \log 2)$. Choose an optimiser and a seed, and drag `part` from the beginning to the end. (1) Does any path end at the star? (2) Does a path that is nearer to it belong to
# better faces?


# %%
def draw_phase(optimiser="RMSProp", seed=0, part=1.0):
    runs = [row for row in rows_of("chosen") if (row["name"], row["seed"]) == (optimiser, seed)]
    figure, caption = optimisers.phase([(optimiser, row["curves"]) for row in runs], part)
    ends = ["none" if math.isnan(row["distance"]) else f"{row['distance']:.0f}" for row in runs]
    return figure, f"{caption} Face distance at the end: {', '.join(ends)}."


explore(draw_phase, optimiser=["RMSProp", "SGD", "Adam"], seed=[0, 1, 2], part=(0.05, 1.0, 1.0, 0.05))

# %% [markdown]
# (1) In the recorded runs no path ends there. Adam's end nearest to the star, 0.3 to 0.4 away on all three seeds, and RMSProp's 3.1 to 3.4. (2) And of all runs that did not break down Adam's three have the farthest faces. At the star $D$ cannot tell the two crowds apart; whether that is because $G$ paints well or because $D$
# has learned little, the two losses do not say.
#
# ## Momentum, once more

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* Lesson 04's two circles: with momentum and without.
#
# *Ask before running:* "How many steps does a mean with 0.9 look back over? And with 0.5?" (About ten; about two.)

# %% [markdown]
# $\beta_1$ is Adam's momentum: how much of the old mean gradient stays at every step. Usual is 0.9; the script has 0.5. In [lesson 04](04_games_that_go_round.ipynb) two players with momentum went round in wider circles than without.
#
# **Predict.** Three seeds each with $\beta_1$ = 0, 0.5 and 0.9, 2,000 steps at the script's rate. Which has the *highest* mean face distance?

# %%
predict("beta1_worst", "0", "0.5", "0.9")

# %%
for beta1 in (0.0, 0.5, 0.9):
    game = race["Adam"]  # has 0.5
    if beta1 != 0.5:
        game = train(start("Adam", betas=(beta1, 0.999)), f"Adam, β₁ = {beta1}", RACE_STEPS)
    swing = torch.tensor(game.run.history["d_on_real"][-RACE_STEPS // 4 :]).std(correction=0).item()
    print(f"β₁ = {beta1}, your one run: {game.distance:,.0f}; swing of D's loss on real {swing:.2f}")

# %%
of_adam = [row for row in rows_of("beta1") + rows_of("published") if row["name"] == "Adam"]
of_adam.sort(key=lambda row: row["beta1"])
by_beta1 = optimisers.table(of_adam, "beta1", step=2_000, words="β₁ = {:g}")
outcome("beta1_worst", f"{max(by_beta1, key=by_beta1.get):g}" if by_beta1 else "0.9")

# %% [markdown]
# That is the price of momentum in a game: with 0.9 the faces end more than five times as far as with 0.5, farther than noise, on all three seeds. Between 0 and 0.5 the ranges overlap by a little (630 to 744, and 739 to 820), and 0 is ahead. $D$'s loss does not give it away: at 0.9 it swings the *least* (in this table on real faces and fakes together; beside your own runs stood the loss on real alone), because $D$ has won and $G$'s way
# back is gone. A calm curve is no sign of health.
#
# ## A loss that falls

# %% [markdown]
# "G's loss goes down, and that is a good thing", says the article of SGD and of RMSProp. Put it to the test. Take your Adam run, let $D$ stand still from now on, and train $G$ alone against it.
#
# **Predict.** $G$'s loss will fall. What will the faces do, as the face distance sees them?

# %%
predict("standing_d", "come nearer", "stay about where they are", "move away")

# %%
game = race["Adam"]
before, STANDING_STEPS = game.distance, by_speed(smoke=3, quick=150, full=200)
alone = Run("G alone, D stands still", steps=STANDING_STEPS, landmarks={"log 2": math.log(2)})
for _ in alone:
    g_loss = F.softplus(-game.discriminator(game.generator(latent()))).mean()
    descend(game.g_optimizer, g_loss, game.generator)
    alone.log(g=g_loss)
after = face_distance(game)

# %%
plots.show(*portraits.sheet(faces_of(game, FIXED[:12]), "G alone against a D that stands still"))
losses = alone.history["g"]
print(f"G's loss {losses[0]:.2f} -> {losses[-1]:.3f}; face distance {before:,.0f} -> {after:,.0f}")
moved = "come nearer" if after < 0.9 * before else "stay about where they are"
moved = "move away" if after > 1.1 * before else moved
outcome("standing_d", moved)

# %% [markdown]
# The course did the same on three seeds: in 200 steps $G$'s loss fell from about 1.2 to between 0.06 and 0.08, and the face distance rose from between 631 and 659 to between 1,004 and 1,216. Here G's loss is measured against an opponent who does not answer, and it falls
# because $G$ finds what this one $D$ takes for real. The recorded runs hold the
# opposite too, in means over 100 steps and three seeds. RMSProp's loss of $G$ was lowest, 0.9, after about 700 steps and climbed to 3.9; Adam's was highest, 1.7, after 300, and fell to 1.0. And RMSProp has the nearer faces on every seed.
#
# ## What the article says

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Ask before running:* Deal the cards to groups, with a `seed=` for each. One group defends a sentence, another attacks it.
#
# *If time is short:* The cards on the mislabelled curves and on "Adam is best".

# %% [markdown]
# ### Exercise 6.7 · Eight sentences, weighed
# *Difficulty 2 of 5 · 8 minutes · needed later: no*
#
# Eight cards, most with a sentence of the article in other words, each with a question and four answers. Some sentences are true, some false, and some cannot be decided from what the article shows. Give a letter for each.

# %%
cards.deal("article_cards", seed=1)


# %%
def article_cards():
    """One letter for each of the eight cards, as a dictionary."""
    ### BEGIN SOLUTION
    return {1: "c", 2: "a", 3: "b", 4: "c", 5: "a", 6: "a", 7: "c", 8: "b"}
    ### END SOLUTION


# %%
article_cards = check("article_cards", article_cards)

# %% [markdown]
# ## The long run, recorded
#
# The same six latents through all three, each at its chosen rate, from the same start: SGD above, RMSProp in the middle, Adam below. SGD's row ends black: at this seed it broke down after 2,746 steps. The curves are $G$'s losses. Watch what they do while the faces become faces. No kernel at hand? [This page](../assets/lesson-06-run.html) replays the same recording in any
# browser; in JupyterLab press *Trust HTML* at its top.

# %%
names = ["G, SGD", "G, RMSProp", "G, Adam"]
mine = Run("your race, laid over it", steps=RACE_STEPS)
for step in mine:
    mine.log(**{f"G, {name}": game.run.history["g"][step - 1] for name, game in race.items()})
replay(asset("lesson-06-run.npz"), mine=mine, names=names)

# %%
summary("06")

# %% [markdown]
# ## What you believe now
#
# The same five statements. This time each answer comes back with what is true, and with what you said before.

# %%
beliefs("06", after=True)

# %% [markdown]
# ## Recap
#
# - Test a plot as you test a function: in the published script the "loss on real" is a mean of two losses, and the "loss on fakes" an accuracy.
# - SGD steps by rate times velocity; RMSProp and Adam divide by the size of recent gradients, so their rate has another unit. Corrections and the place of $\varepsilon$ are part of the method.
# - A fair comparison gives each the same start, data, steps *and the same effort for its rate*, and tells means with ranges. One seed each always has a winner.
# - $G$'s loss is measured against a moving $D$. It fell to nearly nothing while the faces moved away.
#
# ## What the article says, and what is true
#
# | What is said | What you saw |
# |---|---|
# | It trains for 5,000 epochs. | For 5,000 steps of 16 real pictures: 16 epochs. |
# | The loss on real pictures rises; the loss on fakes stays large, so $D$ is fooled. | In the published script the first is the mean of both losses, and the second is $D$'s accuracy: large means right. |
# | $G$'s loss falls, which is good. | It says that this $D$ is fooled more. Against a $D$ that stands still it falls, and the faces get worse. |
# | Adam gives the best results by far. | One run each, rates without a rule, no score: undecidable there. Here, with a rule and three seeds, RMSProp was ahead of Adam, and SGD broke down once in three runs. |
#
# ## Further reading
#
# - D. Kingma, J. Ba, *Adam*, ICLR 2015, [arXiv:1412.6980](https://arxiv.org/abs/1412.6980): algorithm 1, and section 3 for the corrections.
# - T. Tieleman, G. Hinton, *Lecture 6.5: RMSProp*, Coursera: Neural Networks for Machine Learning, 2012, where it was published, as a slide.
# - M. Lucic, K. Kurach, M. Michalski, S. Gelly, O. Bousquet, *Are GANs Created Equal? A Large-Scale Study*, NeurIPS 2018, [arXiv:1711.10337](https://arxiv.org/abs/1711.10337): with equal effort for every method's settings, most differences shrink into
#   the range of the seeds.
# - M. Heusel et al., *GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium*, NeurIPS 2017, [arXiv:1706.08500](https://arxiv.org/abs/1706.08500): different rates for $D$ and $G$, and the distance that is used here, in another network's features.

# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "06"
#     title: Three optimisers, three curves
#     promise: Find a plotting bug in a published script, write SGD, RMSProp and Adam yourself, and learn what it takes to say that one is better
#     minutes: 70
#     teach_in: []
#     glossary:
#       SGD: "stochastic gradient descent: a step against the gradient of a batch's loss, its length the rate times the gradient's"
#       RMSProp: "each weight's step is divided by the root of a running mean of its own squared gradients"
#       Adam: "a running mean of the gradients over the root of a running mean of their squares, both corrected for having begun at 0"
#       face distance: "how far the crowd of generated faces is from that of test faces, in the 96 features of the course's judge of faces; lower is better"
# ---

# %% [markdown]
# # 6 · Three optimisers, three curves
#
# A well-known introduction trains one small GAN with SGD, with RMSProp and with Adam, plots three curves each time, and names a winner. You
# repeat it. You find out what its script's curves really show, write the three optimisers to the last digit, and learn what it takes
# to say that one of them is better.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lessons 01 and 03 (the two losses of $G$, the order of steps) and lesson 05 (training with minibatches, BatchNorm). Lesson 04 helps with momentum.*
#
# ![Three rows of small generated portraits in colour, eight to a row, without words. In each row one can make out heads, hair and shoulders on coloured backgrounds.](../assets/lesson-06.png)

# %%
import json
import math
from statistics import mean
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

# %%
FACES = by_speed(smoke=300, quick=5_000, full=5_000)
train_faces = images("faces", limit=FACES, size=28)
test_faces = images("faces", "test", limit=by_speed(smoke=150, quick=2_000, full=2_000), size=28)

# %%
plots.show(*portraits.sheet(train_faces.random(24), "24 training faces", columns=12))


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


# %%
BATCH, HALF = 32, 16  # fakes for G; real faces for D, and as many of the fakes


def latent(m=BATCH):
    return torch.randn(m, 100, device=device())


def descend(optimizer, loss, network):
    optimizer.zero_grad()
    loss.backward(inputs=list(network.parameters()))
    optimizer.step()


def one_step(game, real):
    """One step of D and one of G; returns the three losses, and how many D got right before its step."""
    fake = game.generator(latent())  # (32, 3, 28, 28)
    on_real, on_fake = game.discriminator(real), game.discriminator(fake[:HALF].detach())
    real_loss, fake_loss = F.softplus(-on_real).mean(), F.softplus(on_fake).mean()
    descend(game.d_optimizer, real_loss + fake_loss, game.discriminator)
    g_loss = F.softplus(-game.discriminator(fake)).mean()
    descend(game.g_optimizer, g_loss, game.generator)
    right = (on_real > 0).float().mean(), (on_fake < 0).float().mean()
    return {"d_on_real": real_loss, "d_on_fake": fake_loss, "g": g_loss, "right_on_real": right[0], "right_on_fake": right[1]}


# %%
def collect(steps):
    """The three true curves of a training, from what Keras returned at every step."""
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


# %%
def sgd_step(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The new weight. memory: a dict, empty before this weight's first step, that comes back at the next one."""
    ### BEGIN SOLUTION
    memory["velocity"] = momentum * memory.get("velocity", 0) + gradient
    return weight - rate * memory["velocity"]
    ### END SOLUTION


# %%
sgd_step = check("sgd_step", sgd_step)


# %%
def rmsprop_step(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The new weight, with a step that is divided by the root of a running mean of squared gradients."""
    ### BEGIN SOLUTION
    memory["square"] = rho * memory.get("square", 0) + (1 - rho) * gradient**2
    return weight - rate * gradient / (memory["square"].sqrt() + eps)
    ### END SOLUTION


# %%
rmsprop_step = check("rmsprop_step", rmsprop_step)


# %%
def adam_step(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The new weight, by Adam: both running means corrected for having begun at 0."""
    ### BEGIN SOLUTION
    memory["t"] = memory.get("t", 0) + 1
    memory["mean"] = beta1 * memory.get("mean", 0) + (1 - beta1) * gradient
    memory["square"] = beta2 * memory.get("square", 0) + (1 - beta2) * gradient**2
    mean_now = memory["mean"] / (1 - beta1 ** memory["t"])
    square_now = memory["square"] / (1 - beta2 ** memory["t"])
    return weight - rate * mean_now / (square_now.sqrt() + eps)
    ### END SOLUTION


# %%
adam_step = check("adam_step", adam_step)


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
STEPS_OF = {"SGD": sgd_step, "RMSProp": rmsprop_step, "Adam": adam_step}


def pytorchs(name, parameters, rate, **options):
    """PyTorch's own optimiser of that name, faster and the same to six digits."""
    if name == "SGD":
        return torch.optim.SGD(parameters, rate, momentum=0.5, **options)
    if name == "RMSProp":
        return torch.optim.RMSprop(parameters, rate, alpha=0.9, **options)
    return torch.optim.Adam(parameters, rate, **{"betas": (0.5, 0.999), "fused": True} | options)


def start(name, rate=None, seed=0, mine=False, **options):
    """Two new networks, the same for the same seed, each with an optimiser of that name."""
    rate = PUBLISHED[name] if rate is None else rate
    seed_everything(seed)
    game = SimpleNamespace(generator=make_generator().to(device()), discriminator=make_discriminator().to(device()))
    for which, network in (("g_optimizer", game.generator), ("d_optimizer", game.discriminator)):
        weights = network.parameters()
        optimizer = Mine(weights, STEPS_OF[name], rate=rate) if mine else pytorchs(name, weights, rate, **options)
        setattr(game, which, optimizer)
    return game


# %%
judge = face_judge()


def seen(faces):
    """(n, 3, 28, 28) in [0, 1] -> (n, 96): what the judge of faces makes of them."""
    return judge.features(F.interpolate(faces, size=32, mode="bilinear"))


TEST = seen(test_faces.pixels.float() / 255)
FIXED = torch.randn(len(TEST), 100, generator=torch.Generator().manual_seed(6))


@torch.no_grad()
def faces_of(game, latents=FIXED):
    """Faces in [0, 1], drawn in eval mode, as Keras' predict draws them."""
    game.generator.eval()
    faces = (game.generator(latents.to(device())) + 1) / 2
    game.generator.train()
    return faces


def face_distance(game):
    return metrics.frechet_distance(seen(faces_of(game)), TEST)


# %%
def values_covered(game):
    """How many values of the faces' attributes come at least a quarter as often as among the test faces, and of how many."""
    looked = [judge.labels(F.interpolate(faces, size=32, mode="bilinear")) for faces in (faces_of(game), test_faces.pixels.float() / 255)]
    found = of = 0
    for made, real, values in zip(looked[0].T, looked[1].T, judge.attributes.values()):
        shares = [torch.bincount(labels, minlength=len(values)) / len(labels) for labels in (made, real)]
        found += int((shares[0] >= shares[1] / 4)[shares[1] > 0].sum())
        of += int((shares[1] > 0).sum())
    return found, of

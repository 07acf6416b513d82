"""Exercise 5.1, make_discriminator: a network of three layers that gives logits."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_05.batches import random_digits
from gancourse.settings import device

make_discriminator = Exercise(
    "make_discriminator",
    lesson="05",
    tolerance=1e-4,
    remember="533,505 numbers, and no sigmoid among them: the loss takes the logit, and does its own squashing without rounding.",
)


def _as_specified(network: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """What a 784-512-256-1 network with LeakyReLU(0.2) makes of `images` with the weights of `network`."""
    named = {tuple(parameter.shape): parameter for parameter in network.parameters()}
    hidden = images.flatten(1)
    for outputs, inputs in ((512, 784), (256, 512)):
        hidden = F.leaky_relu(F.linear(hidden, named[outputs, inputs], named[(outputs,)]), 0.2)
    return F.linear(hidden, named[1, 256], named[(1,)])


@make_discriminator.probe("7 images of shape (7, 1, 28, 28)", expected="7 logits, shape (7, 1)")
def seven_images(answer):
    return {"shape": tuple(answer().to(device())(random_digits(7)).shape)}


@make_discriminator.probe("one image, shape (1, 1, 28, 28)", expected="one logit, shape (1, 1)")
def one_image(answer):
    return {"shape_for_one": tuple(answer().to(device())(random_digits(1)).shape)}


@make_discriminator.probe("its parameters", expected="533,505 numbers: 784·512 + 512, 512·256 + 256, 256 + 1")
def size_of_d(answer):
    return {"numbers": sum(parameter.numel() for parameter in answer().parameters())}


@make_discriminator.probe(
    "the same image in the company of six others, and then of six different ones",
    expected="the same verdict: what D says of an image depends on that image alone",
    holds=lambda seen: seen["company_matters"] < 1e-4,
)
def company(answer):
    network, image = answer().to(device()), random_digits(1)
    with torch.no_grad():
        first, second = (
            network(torch.cat([image, others]))[0] for others in (random_digits(6), random_digits(6) * 0.1 - 0.9)
        )
    return {"company_matters": (first - second).abs().max()}


@make_discriminator.probe(
    "images far larger than any real one, so that D has to be very sure",
    expected="logits on both sides: some below 0, some above 1",
    holds=lambda seen: seen["lowest"] < 0 and seen["highest"] > 1,
)
def very_sure(answer):
    with torch.no_grad():
        logits = answer().to(device())(torch.randn(64, 1, 28, 28, device=device()) * 300)
    return {"lowest": logits.min(), "highest": logits.max()}


@make_discriminator.probe(
    "an image x and its negative -x",
    expected="a network that bends: D(x) + D(-x) is not 2·D(0)",
    holds=lambda seen: seen["bend"] > 1e-3,
)
def bends(answer):
    network, images = answer().to(device()), random_digits(16)
    with torch.no_grad():
        return {"bend": (network(images) + network(-images) - 2 * network(torch.zeros_like(images))).abs().max()}


@make_discriminator.probe(
    "your weights, put through 784-512-256-1 with LeakyReLU(0.2) after both hidden layers",
    expected="the same logits as your network gives",
    holds=lambda seen: seen["difference"] < 1e-3 and seen["two_calls_share"] is False,
)
def follows_the_specification(answer):
    network, other, images = answer().to(device()), answer(), random_digits(9) * 3
    with torch.no_grad():
        difference = (network(images) - _as_specified(network, images)).abs().max()
    shared = {parameter.data_ptr() for parameter in network.parameters()} & {p.data_ptr() for p in other.parameters()}
    return {"difference": difference, "two_calls_share": bool(shared) or network is other}


def _d_layers(first: list, after: list, last: list) -> nn.Sequential:
    """784-512-256-1, with `first` before, copies of `after` behind each hidden layer, `last` behind the end."""
    again = [copy.deepcopy(layer) for layer in after]
    return nn.Sequential(*first, nn.Linear(784, 512), *after, nn.Linear(512, 256), *again, nn.Linear(256, 1), *last)


@make_discriminator.right
def d_as_sequential():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 512),
        nn.LeakyReLU(0.2),
        nn.Linear(512, 256),
        nn.LeakyReLU(0.2),
        nn.Linear(256, 1),
    )


@make_discriminator.right
def d_as_module():
    class Discriminator(nn.Module):
        def __init__(self):
            super().__init__()
            self.out, self.second, self.first = nn.Linear(256, 1), nn.Linear(512, 256), nn.Linear(784, 512)

        def forward(self, images):
            hidden = F.leaky_relu(self.first(images.reshape(len(images), -1)), 0.2)
            return self.out(F.leaky_relu(self.second(hidden), 0.2))

    return Discriminator()


@make_discriminator.wrong(when=lambda seen: seen["lowest"] >= 0 and seen["highest"] <= 1)
def d_ends_in_a_sigmoid():
    """However sure D is, its answer stays between {lowest:.3f} and {highest:.3f}: that is a probability, not a logit. The
    losses of this lesson take logits, and would squash a second time, so the most certain D could not say more than 0.73.
    Which layer of yours turns any number into one between 0 and 1?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.Sigmoid()])


@make_discriminator.wrong
def d_flattens_the_batch_too():
    """It stopped with "{error}". Seven images of 784 numbers became one row of 5,488, so the network no longer knows
    where one image ends. From which dimension on should flattening start, if dimension 0 counts the images?"""
    return _d_layers([nn.Flatten(0)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong
def d_does_not_flatten():
    """It stopped with "{error}". A Linear layer multiplies along the last dimension, and for images of shape
    (m, 1, 28, 28) that is one row of 28 pixels. What must happen to an image before 784 weights can meet 784 pixels?"""
    return _d_layers([], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong
def d_has_batch_norm():
    """With one image alone it stopped: "{error}". BatchNorm measures an image against the others in its batch, so your D
    judges the company as well as the image. The loss needs a verdict about one image: which layers mix the images of
    a batch?"""
    return _d_layers([nn.Flatten(), nn.BatchNorm1d(784)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong(when=lambda seen: seen["bend"] < 1e-3 and seen["shape"] == (7, 1))
def d_is_one_straight_line():
    """D(x) + D(−x) and 2·D(0) differ by only {bend:.1e}: your three layers together are one straight line, and their
    {numbers:,} numbers do the work of 785. No straight line through pixel space parts digits from scribbles. What is
    missing between two Linear layers?"""
    return _d_layers([nn.Flatten()], [], [])


@make_discriminator.wrong
def d_uses_plain_relu():
    """Shapes and sizes are right, but your network bends otherwise than asked: the logits differ by {difference:.2f}. A ReLU
    answers every negative input with 0, and where D's units are at 0 no gradient comes back to G. What would let a little
    through?"""
    return _d_layers([nn.Flatten()], [nn.ReLU()], [])


@make_discriminator.wrong
def d_leaks_the_default():
    """Nearly: your logits differ from the specification by {difference:.2f}. LeakyReLU without a number lets through 1 % of
    a negative input; asked for are 20 %, which is how much of D's gradient reaches G through a unit that is off. Where
    does that number go?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU()], [])


_one_d = d_as_sequential()


@make_discriminator.wrong
def d_is_made_once():
    """The network is right, and it is the same one at every call: two calls share their weights ({two_calls_share}). The
    lesson trains several GANs one after another, and the second would start with a D that the first has trained. Where
    must the layers be made so that each call gets new ones?"""
    return _one_d


make_discriminator.hints(
    "Four stations: an image becomes a row of 784 numbers, twice a wide layer with a bend behind it, then one number.",
    "nn.Flatten() keeps dimension 0 and joins the rest. The last layer is followed by nothing at all.",
    "nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), …, nn.Linear(256, 1))",
)

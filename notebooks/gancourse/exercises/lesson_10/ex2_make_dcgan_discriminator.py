"""Exercise 10.2, make_dcgan_discriminator: a discriminator that halves them."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_10.networks import count_parameters, share_weights
from gancourse.settings import device

make_dcgan_discriminator = Exercise(
    "make_dcgan_discriminator",
    lesson="10",
    tolerance=1e-4,
    remember="28,017 numbers, a twentieth of the MLP's D, because one kernel looks at every place of the picture. It takes no less "
    "work all the same: each number is used many times.",
)


def _pictures(m: int, size: int = 28, channels: int = 1) -> torch.Tensor:
    return torch.rand(m, channels, size, size, device=device()) * 2 - 1


def _as_a_discriminator(network: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """What the network of the text says of `images`, with the weights of `network`."""
    weights = {tuple(parameter.shape): parameter for parameter in network.parameters()}
    hidden = images
    for shape in ((16, 1, 4, 4), (32, 16, 4, 4), (64, 32, 3, 3)):
        hidden = F.leaky_relu(F.conv2d(hidden, weights[shape], weights[shape[:1]], stride=2, padding=1), 0.2)
    last = weights[1, 1024] if (1, 1024) in weights else weights[1, 64, 4, 4].flatten(1)
    return F.linear(hidden.flatten(1), last, weights[(1,)])


@make_dcgan_discriminator.probe("7 grey images, shape (7, 1, 28, 28)", expected="7 logits, shape (7, 1)")
def seven_grey(answer):
    return {"shape": tuple(answer().to(device())(_pictures(7)).shape)}


@make_dcgan_discriminator.probe("size=32, channels=3, and 5 images", expected="5 logits, shape (5, 1)")
def five_in_colour(answer):
    return {"colour_shape": tuple(answer(32, 3).to(device())(_pictures(5, 32, 3)).shape)}


@make_dcgan_discriminator.probe("size=64, and 2 images", expected="2 logits, shape (2, 1)")
def two_large(answer):
    return {"large_shape": tuple(answer(64, 1).to(device())(_pictures(2, 64)).shape)}


@make_dcgan_discriminator.probe(
    "its parameters", expected="28,017: 16·16 + 16, 32·16·16 + 32, 64·32·9 + 64, 64·4·4 + 1"
)
def size_of_d(answer):
    return {"numbers": count_parameters(answer())}


@make_dcgan_discriminator.probe(
    "the same image among six others, and then among six different ones",
    expected="the same verdict: what D says of an image depends on that image alone",
    holds=lambda seen: seen["company_matters"] < 1e-4,
)
def company_of_an_image(answer):
    network, image = answer().to(device()), _pictures(1)
    with torch.no_grad():
        network(_pictures(6))
        torch.manual_seed(1)  # the same dice for both looks
        first = network(torch.cat([image, _pictures(6)]))[0]
        torch.manual_seed(1)
        second = network(torch.cat([image, _pictures(6) * 0.1 - 0.9]))[0]
    return {"company_matters": (first - second).abs().max()}


@make_dcgan_discriminator.probe(
    "the same images twice, in training mode",
    expected="the same verdicts twice",
    holds=lambda seen: seen["two_looks"] < 1e-6,
)
def looks_twice(answer):
    network, images = answer().to(device()), _pictures(8)
    with torch.no_grad():
        return {"two_looks": (network(images) - network(images)).abs().max()}


@make_dcgan_discriminator.probe(
    "images far larger than any real one, so that D has to be very sure",
    expected="logits on both sides: some below 0, some above 1",
    holds=lambda seen: seen["lowest"] < 0 and seen["highest"] > 1,
)
def very_sure(answer):
    with torch.no_grad():
        logits = answer().to(device())(torch.randn(64, 1, 28, 28, device=device()) * 1000)
    return {"lowest": logits.min(), "highest": logits.max()}


@make_dcgan_discriminator.probe(
    "the kinds of its layers",
    expected="no pooling: the convolutions themselves halve the picture",
    holds=lambda seen: seen["pools"] == 0,
)
def pools(answer):
    kinds = [type(module).__name__ for module in answer().modules()]
    return {"pools": sum("Pool" in kind for kind in kinds)}


@make_dcgan_discriminator.probe(
    "your weights, put through the network of the text",
    expected="the same logits as yours, and new weights at each call",
    holds=lambda seen: seen["difference"] < 1e-4 and not seen["two_calls_share"],
)
def d_follows_the_text(answer):
    network, images = answer().to(device()), _pictures(9) * 3
    with torch.no_grad():
        difference = (network(images) - _as_a_discriminator(network, images)).abs().max()
    return {"difference": difference, "two_calls_share": share_weights(network, answer())}


def _d(size=28, channels=1, *, bend=lambda: nn.LeakyReLU(0.2), norms=(), extra=(), last=(), before=()):
    """The discriminator of the text with some of its parts exchanged; norms: widths that get a BatchNorm."""
    layers, inputs = [], channels
    for width, kernel in ((16, 4), (32, 4), (64, 3)):
        layers += [nn.Conv2d(inputs, width, kernel, stride=2, padding=1)]
        layers += [nn.BatchNorm2d(width)] * (width in norms) + [bend()] + [make() for make in extra]
        inputs = width
    return nn.Sequential(
        *[make() for make in before], *layers, nn.Flatten(), nn.Linear(64 * math.ceil(size / 8) ** 2, 1), *last
    )


@make_dcgan_discriminator.right
def d_as_sequential(size=28, channels=1):
    return _d(size, channels)


@make_dcgan_discriminator.right
def d_as_module(size=28, channels=1):
    class Discriminator(nn.Module):
        def __init__(self):
            super().__init__()
            widths = [channels, 16, 32, 64]
            self.convolutions = nn.ModuleList(
                nn.Conv2d(a, b, 3 if b == 64 else 4, 2, 1) for a, b in zip(widths, widths[1:])
            )
            side = size
            for _ in range(3):
                side = (side + 1) // 2
            self.verdict = nn.Conv2d(64, 1, side)

        def forward(self, images):
            for convolution in self.convolutions:
                images = F.leaky_relu(convolution(images), 0.2)
            return self.verdict(images).flatten(1)

    return Discriminator()


@make_dcgan_discriminator.wrong(when=lambda seen: seen["lowest"] >= 0 and seen["highest"] <= 1)
def d_ends_in_a_sigmoid(size=28, channels=1):
    """However sure D is, it answers between {lowest:.3f} and {highest:.3f}: a probability. The DCGAN paper's D ends so; here
    the losses take logits and do their own squashing, and two sigmoids leave D only the odds from ½ to 0.73. Which layer
    would you hand over to the loss?"""
    return _d(size, channels, last=(nn.Sigmoid(),))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["numbers"] == 28_017 + 224 and seen["company_matters"] > 1e-3)
def d_has_batch_norm_everywhere(size=28, channels=1):
    """The verdict on one image moved by {company_matters:.2f} when its neighbours were exchanged, and one of your three
    BatchNorms sits directly behind D's first layer. There the paper itself leaves it out: it made the samples oscillate.
    What does D learn about the brightness of a batch if a BatchNorm takes it away at the door?"""
    return _d(size, channels, norms=(16, 32, 64))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["company_matters"] > 1e-3 and seen["two_looks"] < 1e-6)
def d_has_batch_norm_as_in_the_paper(size=28, channels=1):
    """The verdict on one image moved by {company_matters:.2f} when its neighbours were exchanged. This is what the paper
    builds, and you will measure it soon. The D of this lesson does without, because it judges real and fake in one pass and
    pays a price for its slope at each single image. Both need a verdict on an image alone: which layers mix images?"""
    return _d(size, channels, norms=(32, 64))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["pools"] > 0)
def d_pools(size=28, channels=1):
    """There are {pools} pooling layers in your D. The first guideline wants none: a convolution with stride 2 halves the
    picture as well and learns how, and it is computed at a quarter of the places. How would you say "look at every second
    pixel" to a convolution?"""
    layers = list(_d(size, channels))
    for place, (inputs, width) in ((0, (channels, 16)), (2, (16, 32))):
        layers[place] = nn.Sequential(nn.Conv2d(inputs, width, 5, padding=2), nn.MaxPool2d(2))
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong
def d_uses_plain_relu(size=28, channels=1):
    """Right in size and shape, but it bends otherwise than asked: your logits differ from the text's by {difference:.2f}. A
    ReLU that is off passes no gradient, and G learns through D's gradient only. What lets a fifth through?"""
    return _d(size, channels, bend=nn.ReLU)


@make_dcgan_discriminator.wrong
def d_leaks_the_default(size=28, channels=1):
    """Nearly: your logits differ from the text's by {difference:.2f}. LeakyReLU without a number lets 1 % of a negative input
    through, and the guideline's slope is 20 %. Where does that number go?"""
    return _d(size, channels, bend=nn.LeakyReLU)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["numbers"] > 100_000)
def d_has_a_dense_hidden_layer(size=28, channels=1):
    """{numbers:,} numbers, most of them in one dense layer before the last. The third guideline says: none. It makes D
    stronger at telling *these* images from fakes, place by place, which is not what G needs to hear; you will measure it.
    What can follow the flattened 1,024 numbers directly?"""
    layers = list(_d(size, channels))[:-1]
    return nn.Sequential(*layers, nn.Linear(64 * math.ceil(size / 8) ** 2, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["two_looks"] > 1e-6 and seen["company_matters"] < 1e-3)
def d_has_dropout(size=28, channels=1):
    """The same images, twice, and verdicts that differ by {two_looks:.3f}: your D forgets at random. Many codes do it to hold
    D back, and the paper's own networks of 2014 did. Ours is held back by a price on its slope, which needs one fixed
    function. Which layers throw dice?"""
    return _d(size, channels, extra=(lambda: nn.Dropout2d(0.25),))


@make_dcgan_discriminator.wrong
def d_knows_its_last_size(size=28, channels=1):
    """Right for 28 and for 32 pixels, and for 64 it stopped: "{error:.110}". Three halvings leave 4·4 of both 28 and 32, and
    8·8 of 64. How many pixels are left of `size` after three convolutions that each round up?"""
    return _d(28, channels)


@make_dcgan_discriminator.wrong
def d_rounds_down(size=28, channels=1):
    """It stopped with "{error:.110}". With kernel 3, stride 2 and padding 1 a side of 7 becomes 4, not 3: `size // 8` rounds
    down where the convolutions round up. What is 28, halved three times, if every half counts as a whole?"""
    layers = list(_d(size, channels))
    layers[-1] = nn.Linear(64 * (size // 8) ** 2, 1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong
def d_sees_grey_only(size=28, channels=1):
    """Grey images pass, and at images in colour it stopped: "{error}". The first convolution is told how many maps come
    in. Which of your two arguments knows that?"""
    return _d(size, 1)


_one_d = _d()


@make_dcgan_discriminator.wrong
def d_is_made_once(size=28, channels=1):
    """Two calls share their weights ({two_calls_share}). The ablation below would start each run with a D that the run before
    has trained. Where must the layers be made so that each call gets new ones?"""
    return _one_d if (size, channels) == (28, 1) else _d(size, channels)


make_dcgan_discriminator.hints(
    "Three convolutions that halve, 28 → 14 → 7 → 4, each followed by LeakyReLU(0.2), then flatten and one number.",
    "Kernels of 4, 4 and 3, always stride 2 and padding 1. The side that is left is size / 8, rounded up: math.ceil(size / 8).",
    "nn.Conv2d(channels, 16, 4, stride=2, padding=1), nn.LeakyReLU(0.2), …, nn.Flatten(), nn.Linear(64 * side * side, 1)",
)

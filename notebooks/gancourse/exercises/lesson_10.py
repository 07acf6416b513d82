"""Lesson 10, DCGAN digits: the exercises, their right answers and what each wrong answer is told."""

import contextlib
import copy
import math
from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.cards import Card, Deck, Option
from gancourse.checks.exercise import Exercise
from gancourse.settings import device


def _latent(m: int, size: int = 64) -> torch.Tensor:
    return torch.randn(m, size, device=device())


def _pictures(m: int, size: int = 28, channels: int = 1) -> torch.Tensor:
    return torch.rand(m, channels, size, size, device=device()) * 2 - 1


def _count(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def _batch_norms(network: nn.Module) -> list[nn.Module]:
    return [module for module in network.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]


def _shared(one: nn.Module, other: nn.Module) -> bool:
    return one is other or bool({p.data_ptr() for p in one.parameters()} & {p.data_ptr() for p in other.parameters()})


# --- 10.1 · make_dcgan_generator --------------------------------------------------------------------------------------

make_dcgan_generator = Exercise(
    "make_dcgan_generator",
    lesson="10",
    tolerance=1e-4,
    remember="234,177 numbers, six of seven of them in the first layer; the two layers that paint cost 33,281. The MLP of lesson 05 has 1.5 million.",
)


def _as_a_generator(network: nn.Module, latent: torch.Tensor) -> torch.Tensor:
    """What the network of the text makes of `latent` in training mode, with the weights of `network`."""
    weights = {tuple(parameter.shape): parameter for parameter in network.parameters()}
    norms = {norm.num_features: norm for norm in _batch_norms(network)}
    if (3136, 64) in weights:
        hidden = F.linear(latent, weights[3136, 64]).reshape(-1, 64, 7, 7)
    else:  # a transposed convolution of one pixel does the same
        hidden = F.conv_transpose2d(latent[:, :, None, None], weights[64, 64, 7, 7])
    for features, shape in ((64, (64, 32, 4, 4)), (32, (32, 1, 4, 4))):
        norm = norms[features]
        hidden = F.batch_norm(hidden, None, None, norm.weight, norm.bias, training=True).relu()
        bias = weights.get((1,)) if features == 32 else None
        hidden = F.conv_transpose2d(hidden, weights[shape], bias, stride=2, padding=1)
    return hidden.tanh()


@make_dcgan_generator.probe("7 latents of 64 numbers", expected="7 pictures, shape (7, 1, 28, 28)")
def seven_latents(answer):
    return {"shape": tuple(answer().to(device())(_latent(7)).shape)}


@make_dcgan_generator.probe(
    "latent_size=10, size=32, channels=3, and 5 latents", expected="5 pictures in colour, shape (5, 3, 32, 32)"
)
def in_colour(answer):
    return {"colour_shape": tuple(answer(10, 32, 3).to(device())(_latent(5, 10)).shape)}


@make_dcgan_generator.probe(
    "its parameters",
    expected="234,177: 64·3,136 + 2·64 + 64·32·16 + 2·32 + 32·16 + 1, no bias before a BatchNorm",
)
def size_of_g(answer):
    return {"numbers": _count(answer())}


@make_dcgan_generator.probe(
    "the same network with every weight 50 times as large, so that it paints as boldly as it can",
    expected="pixels from −1 to 1, and none beyond",
    holds=lambda seen: seen["darkest"] < -0.99 and 0.99 < seen["brightest"] <= 1 and seen["darkest"] >= -1,
)
def bold(answer):
    network = answer().to(device())
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(50)
        pictures = network(_latent(64))
    return {"darkest": pictures.min(), "brightest": pictures.max()}


@make_dcgan_generator.probe(
    "one latent among seven others, and among seven different ones; in training mode, then in eval mode",
    expected="two different pictures in training mode (BatchNorm measures the company), the same one in eval mode",
    holds=lambda seen: seen["company_in_training"] > 1e-5 and seen["company_in_eval"] < 1e-5,
)
def company_of_a_latent(answer):
    network, latent = answer().to(device()), _latent(1)
    first, second = torch.cat([latent, _latent(7)]), torch.cat([latent, 3 * _latent(7) + 2])
    seen = {}
    with torch.no_grad():
        for name, mode in (("company_in_training", True), ("company_in_eval", False)):
            network.train(mode)
            seen[name] = (network(first)[0] - network(second)[0]).abs().max()
    return seen


@make_dcgan_generator.probe(
    "the same eight latents twice, in training mode",
    expected="the same pictures twice: nothing in G throws dice",
    holds=lambda seen: seen["two_looks"] < 1e-6,
)
def twice(answer):
    network, latent = answer().to(device()), _latent(8)
    with torch.no_grad():
        return {"two_looks": (network(latent) - network(latent)).abs().max()}


@make_dcgan_generator.probe(
    "your weights, put through the network of the text",
    expected="the same pictures as yours, eps of BatchNorm left at 0.00001, and new weights at each call",
    holds=lambda seen: seen["difference"] < 1e-4 and seen["eps"] < 1e-4 and not seen["two_calls_share"],
)
def follows_the_text(answer):
    network, latent = answer().to(device()), _latent(16)
    with torch.no_grad():
        difference = (network(latent) - _as_a_generator(network, latent)).abs().max()
    return {
        "difference": difference,
        "eps": max((norm.eps for norm in _batch_norms(network)), default=0.0),
        "two_calls_share": _shared(network, answer()),
    }


def _g(
    latent_size=64, size=28, channels=1, *, bias=False, bend=nn.ReLU, norm=nn.BatchNorm2d, last=(nn.Tanh,), extra=()
):
    """The generator of the text with some of its parts exchanged."""
    start = size // 4
    return nn.Sequential(
        nn.Linear(latent_size, 64 * start * start, bias=bias),
        nn.Unflatten(1, (64, start, start)),
        norm(64),
        bend(),
        *[make() for make in extra],
        nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=bias),
        norm(32),
        bend(),
        nn.ConvTranspose2d(32, channels, 4, stride=2, padding=1),
        *[make() for make in last],
    )


@make_dcgan_generator.right
def g_as_sequential(latent_size=64, size=28, channels=1):
    return _g(latent_size, size, channels)


@make_dcgan_generator.right
def g_as_module(latent_size=64, size=28, channels=1):
    class Generator(nn.Module):
        def __init__(self):
            super().__init__()
            self.start = size // 4
            self.project = nn.Linear(latent_size, 64 * self.start**2, bias=False)
            self.last = nn.ConvTranspose2d(32, channels, 4, 2, 1)
            self.grow = nn.ConvTranspose2d(64, 32, 4, 2, 1, bias=False)
            self.norms = nn.ModuleList([nn.BatchNorm2d(64), nn.BatchNorm2d(32)])

        def forward(self, latent):
            hidden = self.project(latent).view(-1, 64, self.start, self.start)
            hidden = self.grow(F.relu(self.norms[0](hidden)))
            return torch.tanh(self.last(F.relu(self.norms[1](hidden))))

    return Generator()


@make_dcgan_generator.right
def g_of_transposed_convolutions_only(latent_size=64, size=28, channels=1):
    start = size // 4
    project = [nn.Unflatten(1, (latent_size, 1, 1)), nn.ConvTranspose2d(latent_size, 64, start, bias=False)]
    return nn.Sequential(*project, *list(_g(latent_size, size, channels))[2:])


@make_dcgan_generator.wrong(when=lambda seen: seen["darkest"] >= 0 and seen["brightest"] <= 1)
def g_ends_in_a_sigmoid(latent_size=64, size=28, channels=1):
    """However boldly it paints, its pixels stay between {darkest:.2f} and {brightest:.2f}, and the digits will come scaled
    to [−1, 1]: four fifths of their pixels lie where this G cannot go. Lesson 05 trained such a pair for a quarter of a
    minute and got grey. Which last layer has both its ends where the data have theirs?"""
    return _g(latent_size, size, channels, last=(nn.Sigmoid,))


@make_dcgan_generator.wrong(when=lambda seen: seen["darkest"] >= 0 and seen["brightest"] > 2)
def g_ends_in_a_relu(latent_size=64, size=28, channels=1):
    """Your pixels run from {darkest:.0f} to {brightest:.0f}. A ReLU is right inside G and wrong at its end: no background at
    −1, no limit above. A popular book chapter prints this pair in its project. Which function flattens out at −1 and
    at 1?"""
    return _g(latent_size, size, channels, last=(nn.ReLU,))


@make_dcgan_generator.wrong(when=lambda seen: seen["darkest"] < -2 and seen["brightest"] > 2)
def g_has_no_last_activation(latent_size=64, size=28, channels=1):
    """Your pixels run from {darkest:.0f} to {brightest:.0f}: every grey is within reach, and so are values no picture has. D
    recognises those at once, and G spends its strength on staying inside. What keeps a number between −1 and 1 without
    cutting it off?"""
    return _g(latent_size, size, channels, last=())


@make_dcgan_generator.wrong(when=lambda seen: seen["numbers"] == 234_179)
def g_has_batch_norm_on_its_pictures(latent_size=64, size=28, channels=1):
    """{numbers:,} numbers, two more than expected: a BatchNorm sits on G's output. It forces every batch of pictures to one
    common mean and spread of grey, so a batch of thin digits cannot be dark. The paper reports that BatchNorm on all layers
    made the samples oscillate. Which one of the three does it leave out?"""
    return _g(latent_size, size, channels, last=(lambda: nn.BatchNorm2d(channels), nn.Tanh))


@make_dcgan_generator.wrong(when=lambda seen: seen["company_in_training"] < 1e-5 and seen["shape"] == (7, 1, 28, 28))
def g_has_no_batch_norm(latent_size=64, size=28, channels=1):
    """In training mode the picture of a latent changes by {company_in_training:.1e} with its company, that is, not at all:
    there is no BatchNorm in your G. The second guideline asks for one, and you will soon measure what G does without. After
    which two of its three layers does it belong?"""
    return _g(latent_size, size, channels, norm=lambda features: nn.Identity())


@make_dcgan_generator.wrong
def g_has_kernels_of_three(latent_size=64, size=28, channels=1):
    """The shapes are right, with {numbers:,} numbers in place of 234,177: kernels of 3 at a stride of 2, and `output_padding`
    to save the size. Three is not a multiple of two, so neighbouring pixels are painted by different numbers of strokes,
    and lesson 09 showed you the checkerboard. Which size of kernel covers all pixels alike at stride 2?"""
    layers = list(_g(latent_size, size, channels))
    layers[4] = nn.ConvTranspose2d(64, 32, 3, 2, 1, output_padding=1, bias=False)
    layers[7] = nn.ConvTranspose2d(32, channels, 3, 2, 1, output_padding=1)
    return nn.Sequential(*layers)


@make_dcgan_generator.wrong(when=lambda seen: seen["shape"][0] == 7 and seen["shape"][2:] == (34, 34))
def g_forgets_the_padding(latent_size=64, size=28, channels=1):
    """Seven latents became pictures of shape {shape}. Without padding a transposed convolution gives (n − 1)·2 + 4 pixels for
    n: from 7 it makes 16, and from 16 it makes 34. How many pixels must be cut from each side, so that 7 becomes 14?"""
    layers = list(_g(latent_size, size, channels))
    layers[4], layers[7] = nn.ConvTranspose2d(64, 32, 4, 2, bias=False), nn.ConvTranspose2d(32, channels, 4, 2)
    return nn.Sequential(*layers)


@make_dcgan_generator.wrong(when=lambda seen: seen["colour_shape"][2:] == (28, 28))
def g_knows_one_size(latent_size=64, size=28, channels=1):
    """Right for 28 pixels; asked for 32, it paints {colour_shape}. Somewhere a 7 is written where the size should speak. G
    doubles twice: with how many pixels must it start to end at `size`?"""
    return _g(latent_size, 28, channels)


@make_dcgan_generator.wrong(when=lambda seen: seen["colour_shape"] == (5, 1, 32, 32))
def g_knows_one_channel(latent_size=64, size=28, channels=1):
    """Size and latents are right; asked for 3 channels, it paints {colour_shape}. A colour picture is three grey ones on top
    of each other. Which single layer of G decides how many there are?"""
    return _g(latent_size, size, 1)


@make_dcgan_generator.wrong(when=lambda seen: seen["numbers"] == 237_345)
def g_has_idle_biases(latent_size=64, size=28, channels=1):
    """It works, with {numbers:,} numbers, and 3,168 of them are idle: a bias in front of a BatchNorm is added and, one line
    later, subtracted with the mean. No loss will ever change because of it. Which layers of yours are followed by a
    BatchNorm?"""
    return _g(latent_size, size, channels, bias=True)


@make_dcgan_generator.wrong(when=lambda seen: seen["eps"] > 1e-2)
def g_gives_momentum_as_eps(latent_size=64, size=28, channels=1):
    """Your BatchNorm divides by √(variance + {eps}): the second argument of PyTorch's `BatchNorm2d` is eps and not the
    momentum. A much-copied script has this slip, and it shrinks whatever a layer has to say. What does the layer do if you
    give it the number of maps and nothing else?"""
    return _g(latent_size, size, channels, norm=lambda features: nn.BatchNorm2d(features, 0.8))


@make_dcgan_generator.wrong
def g_leaks(latent_size=64, size=28, channels=1):
    """Sizes and ends are right, but your weights in the network of the text give pixels that differ by {difference:.2f}. The
    guidelines give the leaking ReLU to D, where it carries gradients past units that are off, and the plain one to G. Which
    of the two did you put between the layers?"""
    return _g(latent_size, size, channels, bend=lambda: nn.LeakyReLU(0.2))


@make_dcgan_generator.wrong(when=lambda seen: seen["two_looks"] > 1e-3)
def g_has_dropout(latent_size=64, size=28, channels=1):
    """The same eight latents, twice, gave pictures that differ by {two_looks:.2f}: something in your G throws dice. One latent
    should stand for one picture, or a walk between two of them is a walk through fog. Which layer would you leave
    out?"""
    return _g(latent_size, size, channels, extra=(lambda: nn.Dropout(0.3),))


_one_g = _g()


@make_dcgan_generator.wrong
def g_is_made_once(latent_size=64, size=28, channels=1):
    """Two calls share their weights ({two_calls_share}). The ablation below trains several generators one after the other,
    and each would start with what the one before has learned. Where must the layers be made so that each call gets new
    ones?"""
    return _one_g if (latent_size, size, channels) == (64, 28, 1) else _g(latent_size, size, channels)


make_dcgan_generator.hints(
    "Start with a quarter of the size and double twice: 7 → 14 → 28. The maps become fewer on the way: 64, 32, then the channels.",
    "nn.Linear(latent_size, 64 * start * start, bias=False), nn.Unflatten(1, (64, start, start)), and after each of the two "
    "hidden stations BatchNorm2d and ReLU.",
    "nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), "
    "nn.ConvTranspose2d(32, channels, 4, stride=2, padding=1), nn.Tanh()",
)


# --- 10.2 · make_dcgan_discriminator ----------------------------------------------------------------------------------

make_dcgan_discriminator = Exercise(
    "make_dcgan_discriminator",
    lesson="10",
    tolerance=1e-4,
    remember="28,017 numbers, a twentieth of the MLP's D, because one kernel looks at every place of the picture. It takes no less "
    "work all the same: each number is used many times.",
)


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
    return {"numbers": _count(answer())}


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
    return {"difference": difference, "two_calls_share": _shared(network, answer())}


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
    """Grey images pass, and at images in colour it stopped: "{error:.110}". The first convolution is told how many maps come
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


# --- 10.3 · initialise ------------------------------------------------------------------------------------------------

initialise = Exercise(
    "initialise",
    lesson="10",
    remember="γ scales what a layer says, so it starts near 1 and not near 0. And a start that nobody calls starts nothing: "
    "read the weights of the network you train, not the function that should have set them.",
)


def _mixed() -> nn.Module:
    """Every kind of layer, some of them two levels deep, with weights far from any start."""
    network = nn.Sequential(
        nn.Linear(64, 4096),
        nn.Unflatten(1, (64, 8, 8)),
        nn.Sequential(
            nn.BatchNorm2d(64), nn.ReLU(), nn.Sequential(nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.BatchNorm2d(32))
        ),
        nn.Conv2d(32, 64, 4, 2, 1),
        nn.BatchNorm2d(64),
        nn.Conv2d(64, 128, 3, 2, 1),
        nn.BatchNorm2d(128),
    ).to(device())
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.uniform_(2, 3)
    return network


def _values(network: nn.Module, kinds: tuple, which: str) -> torch.Tensor:
    return torch.cat(
        [getattr(module, which).detach().flatten() for module in network.modules() if isinstance(module, kinds)]
    )


_NORM = (nn.BatchNorm2d,)


def _after(answer) -> nn.Module:
    network = _mixed()
    answer(network)
    return network


@initialise.probe("a network with all kinds of layers", expected="the same network, returned")
def returned(answer):
    network = _mixed()
    result = answer(network)
    return {"returns_the_network": result is network, "returned_kind": type(result).__name__}


@initialise.probe(
    "the weights of its convolutions",
    expected="mean 0, standard deviation 0.02",
    holds=lambda seen: abs(seen["conv_mean"]) < 0.002 and abs(seen["conv_std"] - 0.02) < 0.001,
)
def convolutions(answer):
    weights = _values(_after(answer), (nn.Conv2d,), "weight")
    return {"conv_mean": weights.mean(), "conv_std": weights.std()}


@initialise.probe(
    "the weights of its transposed convolutions, and of its linear layer",
    expected="mean 0, standard deviation 0.02",
    holds=lambda seen: (
        max(abs(seen["up_mean"]), abs(seen["linear_mean"])) < 0.002
        and abs(seen["up_std"] - 0.02) < 0.001 > abs(seen["linear_std"] - 0.02)
    ),
)
def others(answer):
    network = _after(answer)
    up, linear = (_values(network, (kind,), "weight") for kind in (nn.ConvTranspose2d, nn.Linear))
    return {"up_mean": up.mean(), "up_std": up.std(), "linear_mean": linear.mean(), "linear_std": linear.std()}


@initialise.probe(
    "the form of the distribution: how many weights of the convolutions lie beyond 2 standard deviations",
    expected="about 4.6 %, as in a normal distribution",
    holds=lambda seen: 0.03 < seen["beyond_two"] < 0.06,
)
def normal_form(answer):
    weights = _values(_after(answer), (nn.Conv2d,), "weight")
    return {"beyond_two": ((weights - weights.mean()).abs() > 2 * weights.std()).double().mean()}


@initialise.probe(
    "γ, the weights of its BatchNorms",
    expected="around 1, with a standard deviation of 0.02 at most",
    holds=lambda seen: abs(seen["gamma_mean"] - 1) < 0.01 and seen["gamma_std"] < 0.024,
)
def gammas(answer):
    gamma = _values(_after(answer), _NORM, "weight")
    return {"gamma_mean": gamma.mean(), "gamma_std": gamma.std()}


@initialise.probe(
    "β, the biases of its BatchNorms, and the biases of the other layers",
    expected="all 0",
    holds=lambda seen: seen["largest_beta"] == 0 == seen["largest_bias"],
)
def zeros(answer):
    network = _after(answer)
    biases = _values(network, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear), "bias")
    return {"largest_beta": _values(network, _NORM, "bias").abs().max(), "largest_bias": biases.abs().max()}


@initialise.probe(
    "two networks, one after the other, and their gradients",
    expected="different weights, all of them still trainable, the BatchNorms' running averages as they were",
    holds=lambda seen: seen["two_alike"] is False and seen["frozen"] == 0 and seen["running_moved"] == 0,
)
def still_trainable(answer):
    first, second = _after(answer), _after(answer)
    running = torch.cat([norm.running_mean.abs() + (norm.running_var - 1).abs() for norm in _batch_norms(first)])
    return {
        "two_alike": bool(torch.equal(first[0].weight, second[0].weight)),
        "frozen": sum(not parameter.requires_grad for parameter in first.parameters()),
        "running_moved": running.max(),
    }


_LAYERS = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


def _start(network: nn.Module, std=0.02, gamma=1.0, gamma_std=0.02, modules=None, draw=nn.init.normal_) -> nn.Module:
    for module in network.modules() if modules is None else modules:
        if isinstance(module, _LAYERS):
            draw(module.weight, 0.0, std) if draw is nn.init.normal_ else draw(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, _NORM):
            nn.init.normal_(module.weight, gamma, gamma_std)
            nn.init.zeros_(module.bias)
    return network


@initialise.right
def by_kind_of_module(network):
    return _start(network)


@initialise.right
def by_name_of_the_class(network):
    def set_weights(module):
        kind = type(module).__name__
        with torch.no_grad():
            if "Conv" in kind or "Linear" in kind:
                module.weight.normal_(0, 0.02)
                if module.bias is not None:
                    module.bias.zero_()
            elif "BatchNorm" in kind:
                module.weight.fill_(1)
                module.bias.zero_()

    return network.apply(set_weights)


@initialise.wrong(when=lambda seen: abs(seen["gamma_mean"]) < 0.1 and seen["largest_beta"] == 0)
def gamma_around_zero(network):
    """Your γ lie around {gamma_mean:.3f}: normal with standard deviation {gamma_std:.3f}, as for a convolution. But γ is what
    a BatchNorm multiplies by, so each one now divides its signal by fifty and turns half of the maps around. An online
    course on GANs and a deep-learning book both publish this. By what should a layer multiply that has nothing to say
    yet?"""
    return _start(network, gamma=0.0)


@initialise.wrong(when=lambda seen: abs(seen["gamma_mean"]) < 0.1 and seen["largest_beta"] > 0.5)
def every_weight_alike(network):
    """Everything called `weight` got the same draw, so γ lie around {gamma_mean:.3f} and BatchNorm divides its signal by fifty;
    and the biases are as they were, up to {largest_beta:.3f}. A BatchNorm has a `weight` too. How can your loop tell its
    layers apart?"""
    for module in network.modules():
        if hasattr(module, "weight"):
            nn.init.normal_(module.weight, 0, 0.02)
    return network


@initialise.wrong(when=lambda seen: abs(seen["gamma_mean"]) < 0.1 and 0 < seen["largest_beta"] < 0.5)
def every_parameter_alike(network):
    """Every parameter got the same draw: γ lie around {gamma_mean:.3f}, and β and the biases go up to {largest_beta:.3f}. A
    loop over `network.parameters()` cannot know what a parameter is for, and a γ near 0 switches its map nearly off. Over
    what could you loop that knows its own kind?"""
    for parameter in network.parameters():
        nn.init.normal_(parameter, 0, 0.02)
    return network


@initialise.wrong(when=lambda seen: 0.19 < seen["conv_std"] < 0.21)
def ten_times_too_wide(network):
    """Your weights have a standard deviation of {conv_std:.3f}. The comment in a well-known tutorial says 0.2, and its code
    says 0.02; the paper says 0.02. The audit below shows what ten times more does at the end of G, where no BatchNorm follows. Which of
    a comment and its code would you believe?"""
    return _start(network, std=0.2)


@initialise.wrong(when=lambda seen: 0.13 < seen["conv_std"] < 0.15 or 0.0003 < seen["conv_std"] < 0.0005)
def variance_for_deviation(network):
    """Your weights have a standard deviation of {conv_std:.4f}, which is 0.02 with a root or a square too many. `normal_`
    takes the standard deviation itself. What would N(0, 0.02) mean if its second number were a variance?"""
    return _start(network, std=math.sqrt(0.02))


@initialise.wrong(when=lambda seen: seen["returns_the_network"] is True and seen["conv_mean"] > 2)
def never_called(network):
    """The convolutions still have the mean {conv_mean:.2f} that the check had put there: whatever you defined was never
    applied to this network. It happened in a published GAN course, whose test tried the function and not the network. Which
    line of yours touches a weight?"""

    def set_weights(module):
        _start(module)

    return network


@initialise.wrong(when=lambda seen: seen["returns_the_network"] is False and seen["conv_mean"] > 2)
def starts_a_copy(network):
    """You return a {returned_kind} whose weights are right, and it is another one: the network that came in still has the
    mean {conv_mean:.2f}. If an optimiser already holds the old weights, it would train them, and you would look at the
    copy. Which network should change?"""
    return _start(copy.deepcopy(network))


@initialise.wrong(when=lambda seen: seen["up_mean"] > 2 and seen["linear_mean"] < 1 and abs(seen["conv_mean"]) < 0.1)
def stops_at_the_first_level(network):
    """The outer layers are right, and the transposed convolution still has mean {up_mean:.2f}: it lies inside a block inside
    a block. `children()`, or a loop over the Sequential, sees the first level. Which method walks through all of
    them?"""
    return _start(network, modules=list(network.children()))


@initialise.wrong(when=lambda seen: seen["up_mean"] > 2 and seen["linear_mean"] > 2)
def convolutions_only(network):
    """`Conv2d` is done; the transposed convolutions still have mean {up_mean:.2f} and the linear layer {linear_mean:.2f}. G
    consists of those two kinds and has no `Conv2d` at all, so nothing of it was started. Which three kinds of layer carry
    weights here?"""
    return _start(network, modules=[module for module in network.modules() if not isinstance(module, _LAYERS[1:])])


@initialise.wrong
def uniform_draw(network):
    """The spread is {conv_std:.4f}, and {beyond_two:.1%} of the weights lie beyond twice that: an even draw with sharp ends.
    For D that hardly matters; the text asks for a normal distribution. What does a normal draw have that an even one
    has not?"""
    return _start(network, draw=lambda weight: nn.init.uniform_(weight, -0.02, 0.02))


@initialise.wrong(when=lambda seen: abs(seen["conv_std"] - 0.02) < 0.001 and seen["gamma_mean"] > 2)
def forgets_batch_norm(network):
    """The layers with kernels are right, and γ still has the mean {gamma_mean:.2f} that the check had put there. In a new
    BatchNorm it is 1 already, so you would not notice; in one that was trained before, you would start anew with old
    scales. Which two parameters does a BatchNorm have?"""
    return _start(network, modules=[module for module in network.modules() if not isinstance(module, _NORM)])


@initialise.wrong(when=lambda seen: abs(seen["conv_std"] - 0.02) < 0.001 and seen["largest_bias"] > 0)
def forgets_the_biases(network):
    """The weights are right; the biases go up to {largest_bias:.2f} still. At a scale of 0.02 for the weights, biases left at
    their old values say far more than the picture does. Which `nn.init` function makes them nothing?"""
    for module in network.modules():
        if isinstance(module, _LAYERS):
            nn.init.normal_(module.weight, 0, 0.02)
        elif isinstance(module, _NORM):
            nn.init.normal_(module.weight, 1, 0.02)
            nn.init.zeros_(module.bias)
    return network


@initialise.wrong(
    when=lambda seen: (
        seen["returned_kind"] == "NoneType"
        and abs(seen["conv_std"] - 0.02) < 0.001
        and abs(seen["gamma_mean"] - 1) < 0.01
    )
)
def returns_nothing(network):
    """Everything inside is right, and what comes out is {returned_kind}. The lesson writes
    `initialise(make_dcgan_generator())`, so the network has to come back. Which line is missing at the end?"""
    _start(network)


initialise.hints(
    "Walk over all modules of the network, ask each for its kind, and draw its weights in place.",
    "network.modules() walks through every level; isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)) is one "
    "kind, nn.BatchNorm2d the other. A bias can be None.",
    "nn.init.normal_(module.weight, 0, 0.02), nn.init.normal_(module.weight, 1, 0.02) for BatchNorm, nn.init.zeros_(module.bias), "
    "and return network.",
)


# --- 10.4 · smoothed_loss ---------------------------------------------------------------------------------------------

smoothed_loss = Exercise(
    "smoothed_loss",
    lesson="10",
    remember="With the real label at 0.9 the best D is 0.9·p_data / (p_data + p_g): nowhere surer than 0.9. A smoothed label on the "
    "fakes would add p_g to the numerator, and D would praise G for being where it already is.",
)


def _column(*values: float) -> torch.Tensor:
    return torch.tensor([[value] for value in values], device=device(), requires_grad=True)


def _slope(loss: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad:
        return torch.zeros_like(at).flatten()
    (slope,) = torch.autograd.grad(loss.sum(), at, allow_unused=True, retain_graph=True)
    return torch.zeros_like(at).flatten() if slope is None else slope.flatten()


@smoothed_loss.probe(
    "real logits 2 and −1, fake logits 0.5 and −3, no smoothing",
    expected="1.231427, the loss of lesson 05",
)
def without_smoothing(answer):
    return {"plain": answer(_column(2.0, -1.0), _column(0.5, -3.0))}


@smoothed_loss.probe(
    "real logits 2 and −1, no fakes that cost anything (logit −50), smoothing 0.1",
    expected="0.770095: nine parts −log D, one part −log(1 − D)",
)
def real_part(answer):
    return {"real_part": answer(_column(2.0, -1.0), _column(-50.0), 0.1)}


@smoothed_loss.probe(
    "fake logits 0.5 and −3 with smoothing 0.1, minus the same with fake logits −50",
    expected="0.511332, what the fakes cost without any smoothing",
)
def fake_part(answer):
    real = (2.0, -1.0)
    return {"fake_part": answer(_column(*real), _column(0.5, -3.0), 0.1) - answer(_column(*real), _column(-50.0), 0.1)}


@smoothed_loss.probe(
    "the slope at a real logit of log 9, where D = 0.9, with smoothing 0.1, and at 5, where D = 0.993",
    expected="0 at 0.9, the surest answer worth giving, and 0.0933 above it",
)
def surest(answer):
    slopes = []
    for logit in (math.log(9), 5.0):
        real = _column(logit)
        slopes.append(_slope(answer(real, _column(-50.0), 0.1), real)[0])
    return {"slope_at_nine_tenths": slopes[0], "slope_above": slopes[1]}


@smoothed_loss.probe(
    "a D that is certain and wrong: real at −120, fakes at 120, smoothing 0.1", expected="0.9·120 + 120 = 228"
)
def certain_and_wrong(answer):
    return {"at_certain": answer(_column(-120.0), _column(120.0), 0.1)}


@smoothed_loss.probe(
    "1 real image with logit 2, 3 fakes with logits 0.5, −3 and 1, smoothing 0.2",
    expected="1.305570: each kind has its own mean",
)
def uneven(answer):
    return {"uneven": answer(_column(2.0), _column(0.5, -3.0, 1.0), 0.2)}


@smoothed_loss.right
def smoothed_with_softplus(real_logits, fake_logits, smoothing=0.0):
    on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits)
    return on_real.mean() + F.softplus(fake_logits).mean()


@smoothed_loss.right
def smoothed_with_cross_entropy(real_logits, fake_logits, smoothing=0.0):
    on_real = F.binary_cross_entropy_with_logits(real_logits, torch.full_like(real_logits, 1 - smoothing))
    return on_real + F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits))


@smoothed_loss.right
def smoothed_in_one_line(real_logits, fake_logits, smoothing=0.0):
    return (F.softplus(-real_logits) + smoothing * real_logits).mean() + F.softplus(fake_logits).mean()


@smoothed_loss.wrong
def smooths_both_sides(real_logits, fake_logits, smoothing=0.0):
    """The fakes cost {fake_part:.3f} and should cost 0.511: you gave them the label 0.1. Then the best D is
    (0.9·p_data + 0.1·p_g)/(p_data + p_g), which rises wherever G already paints, faults included. Which of the two labels may
    be softened without D taking G's side?"""
    on_fake = (1 - smoothing) * F.softplus(fake_logits) + smoothing * F.softplus(-fake_logits)
    on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits)
    return on_real.mean() + on_fake.mean()


@smoothed_loss.wrong
def smooths_the_fakes_only(real_logits, fake_logits, smoothing=0.0):
    """The real part costs {real_part:.3f} as if nothing were smoothed, and the fakes {fake_part:.3f}. The softer label is on
    the wrong side: D would learn to see a little truth in every fake. For which images is it D's certainty that makes
    G's lessons one-sided?"""
    on_fake = (1 - smoothing) * F.softplus(fake_logits) + smoothing * F.softplus(-fake_logits)
    return F.softplus(-real_logits).mean() + on_fake.mean()


@smoothed_loss.wrong
def forgets_the_smoothing(real_logits, fake_logits, smoothing=0.0):
    """The loss is right without smoothing ({plain:.4f}) and the same with it: a real logit of 5 has the slope
    {slope_above:.4f}, so D is still paid for more certainty. Where does the number `smoothing` enter?"""
    return smoothed_with_softplus(real_logits, fake_logits)


@smoothed_loss.wrong
def shrinks_the_loss(real_logits, fake_logits, smoothing=0.0):
    """You multiply −log D by 0.9 and leave it at that: the real part is {real_part:.3f} in place of 0.770, and at D = 0.9 the
    slope is {slope_at_nine_tenths:.3f}, not 0. A smaller price for the same wish is no softer label. A label of 0.9 says
    that one time in ten the answer is no: what does that tenth cost?"""
    return (1 - smoothing) * F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


@smoothed_loss.wrong
def label_above_one(real_logits, fake_logits, smoothing=0.0):
    """Your label is 1.1: at a real logit of 5 the slope is {slope_above:.4f}, so the loss falls for ever as D grows surer.
    A published notebook adds noise to its labels and does this half of the time. Between which two numbers must a label stay
    to be a probability?"""
    return smoothed_with_softplus(real_logits, fake_logits, -smoothing)


@smoothed_loss.wrong
def half_for_each_side(real_logits, fake_logits, smoothing=0.0):
    """With smoothing 0.1 your label is 0.95: the real part is {real_part:.4f}. PyTorch's own `label_smoothing` spreads the
    amount over all classes, and with two of them half comes back. Here the surest answer should be 0.9; what is the label
    then?"""
    return smoothed_with_softplus(real_logits, fake_logits, smoothing / 2)


@smoothed_loss.wrong
def takes_the_mean_of_both(real_logits, fake_logits, smoothing=0.0):
    """Without smoothing you get {plain:.4f}, half of the 1.2314 expected: you average the two parts. Adam hardly notices; the
    landmarks do, and the price of R1 is measured against the sum. What does a guessing D pay in your version?"""
    return smoothed_with_softplus(real_logits, fake_logits, smoothing) / 2


@smoothed_loss.wrong
def squashes_first(real_logits, fake_logits, smoothing=0.0):
    """A D that is certain and wrong pays {at_certain:.2f} and should pay 228. The logits went through a sigmoid before a loss
    that takes another one. What do the words "with logits" promise to do for you?"""
    return smoothed_with_softplus(real_logits.sigmoid(), fake_logits.sigmoid(), smoothing)


@smoothed_loss.wrong
def log_of_a_rounded_sigmoid(real_logits, fake_logits, smoothing=0.0):
    """Right for ordinary logits ({plain:.4f}), and {at_certain} for a D that is certain and wrong: the sigmoid of 120 is
    exactly 1 in float32, and 1 − 1 has no logarithm. A GAN course's first DCGAN died of this. Which function gives
    log(1 + eᵃ) without asking the sigmoid?"""
    d_real, d_fake = real_logits.sigmoid(), fake_logits.sigmoid()
    on_real = (1 - smoothing) * torch.log(d_real) + smoothing * torch.log(1 - d_real)
    return -on_real.mean() - torch.log(1 - d_fake).mean()


smoothed_loss.hints(
    "A label of 0.9 means: nine parts of the price for saying fake, one part of the price for saying real.",
    "The price of the label 1 at logit a is softplus(−a), and of the label 0 it is softplus(a). The fakes keep the label 0.",
    "on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits); then the two means.",
)


# --- 10.5 · dcgan_step ------------------------------------------------------------------------------------------------

dcgan_step = Exercise(
    "dcgan_step",
    lesson="10",
    remember="The six steps of lesson 05, a price on D's slope at every so many of them, and an average that only watches. Everything "
    "else about a DCGAN is in its two networks.",
)

_LATENT, _RATE, _EVERY, _GAMMA, _MEMORY = 16, 0.3, 4, 0.5, 0.5


class _Stepper(torch.optim.SGD):
    """Plain SGD that notes each step."""

    def __init__(self, name: str, network: nn.Module, log: list):
        super().__init__(network.parameters(), lr=_RATE)
        self.name, self.log = name, log

    def step(self, closure=None):
        super().step(closure)
        self.log.append((self.name, None))


def _numbers(network: nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in network.parameters()])


def _walk(network: nn.Module, loss: torch.Tensor) -> None:
    slopes = torch.autograd.grad(loss, list(network.parameters()))
    with torch.no_grad():
        for parameter, slope in zip(network.parameters(), slopes):
            parameter -= _RATE * slope


def _slope_price(discriminator: nn.Module, images: torch.Tensor) -> torch.Tensor:
    images = images.detach().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(images).sum(), images, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


class _Table:
    """A very small GAN on a table, watched while an answer takes one step with it."""

    def __init__(self, answer, steps: int, m: int = 6):
        self.log: list = []
        self.right: dict = {}
        generator = nn.Sequential(
            nn.Linear(_LATENT, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 64), nn.Tanh(), nn.Unflatten(1, (1, 8, 8))
        ).to(device())
        discriminator = nn.Sequential(nn.Flatten(), nn.Linear(64, 6), nn.LeakyReLU(0.2), nn.Linear(6, 1)).to(device())
        average = copy.deepcopy(generator).eval()
        with torch.no_grad():
            for parameter in average.parameters():
                parameter.add_(0.1)
        self.start = copy.deepcopy((generator, discriminator, average))
        generator.register_forward_pre_hook(
            lambda module, inputs: self.log.append(("noise", inputs[0].detach().clone()))
        )
        self.gan = SimpleNamespace(
            generator=generator, discriminator=discriminator, average=average,
            g_optimizer=_Stepper("G", generator, self.log), d_optimizer=_Stepper("D", discriminator, self.log),
            latent=lambda count: torch.randn(count, _LATENT, device=device()), autocast=contextlib.nullcontext,
            gamma=_GAMMA, every=_EVERY, memory=_MEMORY, steps=steps,
        )  # fmt: skip
        self.steps, self.real = steps, torch.rand(m, 1, 8, 8, device=device()) * 2 - 1
        self.returned = answer(self.gan, self.real)

    @property
    def order(self) -> str:
        return " then ".join(name for name, _ in self.log if name != "noise") or "nobody"

    def noise_before(self, who: str) -> torch.Tensor | None:
        noise = None
        for name, value in self.log:
            noise = value if name == "noise" else noise
            if name == who:
                return noise
        return None

    def expected(self, price: float = 1.0) -> dict[str, torch.Tensor]:
        """The numbers of D, G and the average after a right step with the noise that was drawn."""
        if price not in self.right:
            self.right[price] = self.right_step(price)
        return self.right[price]

    def right_step(self, price: float) -> dict[str, torch.Tensor]:
        generator, discriminator, average = copy.deepcopy(self.start)
        fake = generator(self.noise_before("D")).detach()
        d_loss = smoothed_with_softplus(discriminator(self.real), discriminator(fake))
        due = _GAMMA / 2 * _EVERY * _slope_price(discriminator, self.real) if self.steps % _EVERY == 0 else 0.0
        _walk(discriminator, d_loss + price * due)
        g_loss = F.softplus(-discriminator(generator(self.noise_before("G")))).mean()
        _walk(generator, g_loss)
        keep = 1 - 1 / (1 + _MEMORY * (self.steps + 1))
        after = keep * _numbers(average) + (1 - keep) * _numbers(self.gan.generator)
        return {"D": _numbers(discriminator), "G": _numbers(generator), "A": after, "losses": (d_loss, g_loss)}


_played: dict[tuple, _Table] = {}


def _table(answer, steps: int, first: bool = False) -> _Table:
    """The step at that count, taken once for all probes of a check; the first probe of a check begins anew."""
    if first:
        _played.clear()
    key = getattr(answer, "__wrapped__", answer), steps
    if key not in _played:
        _played[key] = _Table(answer, steps)
    return _played[key]


def _part(mine: torch.Tensor, right: torch.Tensor) -> tuple[float, float]:
    """How much of `right` is in `mine` (1 is all of it), and the length of the rest as a share of `right`."""
    size = right.square().sum().clamp(min=1e-20)
    along = (mine @ right / size).item()
    return along, ((mine - along * right).square().sum() / size).sqrt().item()


@dcgan_step.probe("6 real images, a very small GAN, plain SGD", expected="one step of D, then one of G")
def order_of_steps(answer):
    return {"order": _table(answer, 1, first=True).order}


@dcgan_step.probe(
    "the noise of that step",
    expected="6 latents for D's fakes and 6 new ones for G's",
    holds=lambda seen: seen["noise_shapes"] == "(6, 16)" and seen["fresh"] is True,
)
def noise_of_the_step(answer):
    table = _table(answer, 1)
    first, second = table.noise_before("D"), table.noise_before("G")
    fresh = first is not None and second is not None and (first.shape != second.shape or not torch.equal(first, second))
    shapes = sorted({str(tuple(value.shape)) for name, value in table.log if name == "noise"})
    return {"noise_shapes": " and ".join(shapes), "fresh": bool(fresh)}


@dcgan_step.probe(
    "D's move in a step without R1 (every = 4, steps = 1)",
    expected="1 times the move that D's loss asks for, and nothing besides",
    holds=lambda seen: abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3,
)
def d_without_price(answer):
    table = _table(answer, 1)
    before, after = _numbers(table.start[1]), table.expected()["D"]
    along, off = _part(_numbers(table.gan.discriminator) - before, after - before)
    return {"d_along": along, "d_off": off}


@dcgan_step.probe(
    "what R1 adds to D's move in a step with it (every = 4, steps = 4)",
    expected="1 times γ/2 · every · R1 at the real images, and nothing besides",
    holds=lambda seen: abs(seen["price"] - 1) < 1e-2 and seen["price_off"] < 1e-2,
)
def d_with_price(answer):
    table = _table(answer, 4)
    bare, priced = table.expected(price=0.0)["D"], table.expected()["D"]
    along, off = _part(_numbers(table.gan.discriminator) - bare, priced - bare)
    return {"price": along, "price_off": off}


@dcgan_step.probe(
    "G's move, judged by the D that has just learned",
    expected="1 times the move that its loss asks for, and nothing besides",
    holds=lambda seen: abs(seen["g_along"] - 1) < 1e-3 and seen["g_off"] < 1e-3,
)
def g_of_the_step(answer):
    table = _table(answer, 1)
    before, after = _numbers(table.start[0]), table.expected()["G"]
    along, off = _part(_numbers(table.gan.generator) - before, after - before)
    return {"g_along": along, "g_off": off}


@dcgan_step.probe(
    "the average, before G's step and after it (memory = 0.5, steps 1 → 2)",
    expected="1 times the share 1 / (1 + memory · steps) of the way to G as it is after its step",
    holds=lambda seen: abs(seen["average_along"] - 1) < 1e-3 and seen["average_off"] < 1e-3,
)
def average_of_the_step(answer):
    table = _table(answer, 1)
    before, after = _numbers(table.start[2]), table.expected()["A"]
    along, off = _part(_numbers(table.gan.average) - before, after - before)
    return {"average_along": along, "average_off": off}


@dcgan_step.probe(
    "the counter gan.steps, 1 before the step, and the modes of G and of the average",
    expected="2 afterwards; G in training mode, the average in eval mode",
)
def counter(answer):
    gan = _table(answer, 1).gan
    return {"steps_after": gan.steps, "g_training": gan.generator.training, "average_training": gan.average.training}


@dcgan_step.probe(
    "what it returns, in a step with R1",
    expected="two numbers: D's loss without the price, so that it can be compared with 2 log 2, and G's loss",
    holds=lambda seen: (
        seen["returned_numbers"] == 2 and abs(seen["d_loss_error"]) < 1e-4 and abs(seen["g_loss_error"]) < 1e-4
    ),
)
def what_it_returns(answer):
    table = _table(answer, 4)
    right, given = table.expected()["losses"], table.returned
    given = tuple(given) if isinstance(given, tuple | list) else (given,)
    errors = [float(mine) - theirs.item() for mine, theirs in zip(given, right)] if given[0] is not None else []
    return {
        "returned_numbers": len(given) if given[0] is not None else 0,
        "d_loss_error": errors[0] if errors else math.nan,
        "g_loss_error": errors[1] if len(errors) > 1 else math.nan,
    }


def _descend(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def _average(gan, steps=None, network=None):
    keep = 1 - 1 / (1 + gan.memory * (gan.steps if steps is None else steps))
    with torch.no_grad():
        for old, new in zip(gan.average.parameters(), (network or gan.generator).parameters()):
            old.lerp_(new, 1 - keep)


def _d_half(gan, real, price=1.0, on=None, due=None, fake=None):
    """D's step. price: what R1 is multiplied by; on: the images it is taken at; due: whether this step pays."""
    fake = gan.generator(gan.latent(len(real))).detach() if fake is None else fake
    d_loss = smoothed_with_softplus(gan.discriminator(real), gan.discriminator(fake))
    due = gan.steps % gan.every == 0 if due is None else due
    extra = (
        price * gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, fake if on == "fake" else real)
        if due
        else 0
    )
    _descend(gan.d_optimizer, d_loss + extra)
    return d_loss.detach()


def _g_half(gan, real):
    return _descend(gan.g_optimizer, F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))))).mean())


def _finish(gan):
    gan.steps += 1
    _average(gan)


@dcgan_step.right
def in_one_pass(gan, real):
    from gancourse.models.recipes import r1, update_average

    with gan.autocast():
        fake = gan.generator(gan.latent(len(real))).detach()
        real_logits, fake_logits = gan.discriminator(torch.cat([real, fake])).float().chunk(2)
    d_loss = smoothed_with_softplus(real_logits, fake_logits)
    due = gan.steps % gan.every == 0
    _descend(gan.d_optimizer, d_loss + gan.gamma / 2 * gan.every * r1(gan.discriminator, real) if due else d_loss)
    with gan.autocast():
        verdict = gan.discriminator(gan.generator(gan.latent(len(real)))).float()
    g_loss = F.softplus(-verdict).mean()
    _descend(gan.g_optimizer, g_loss)
    gan.steps += 1
    update_average(gan.average, gan.generator, decay=1 - 1 / (1 + gan.memory * gan.steps))
    return d_loss.detach(), g_loss.detach()


@dcgan_step.right
def in_two_passes(gan, real):
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    _finish(gan)
    return d_loss.item(), g_loss.item()


@dcgan_step.wrong(when=lambda seen: abs(seen["price"]) < 1e-2 and seen["price_off"] < 1e-2)
def never_pays(gan, real):
    """A right step of a GAN without R1: the price adds {price:.2f} times what it should to D's move. Lesson 05 could do
    without it for a minute; at this rate D of a DCGAN grows cliffs that G falls off. At which steps is the price due?"""
    d_loss, g_loss = _d_half(gan, real, due=False), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: abs(seen["price"] - 1) < 1e-2 and seen["d_off"] > 1e-2)
def pays_at_every_step(gan, real):
    """The price is right where it is due, and it is paid at the other steps as well: there D's move has {d_off:.2f} beside the
    right one. It already counts `every` times, so you charge D `every` times too much, and every step costs a second
    backward pass. What is the remainder of `gan.steps` at the steps that pay?"""
    d_loss, g_loss = _d_half(gan, real, due=True), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: abs(seen["price"] - 0.25) < 1e-2)
def forgets_to_count_every(gan, real):
    """R1 is there and {price:.2f} of what it should be, with `every` = 4: it is taken seldom and counted once. Over many steps
    D then pays a quarter of γ. What must a price that is due at one step in four be multiplied by?"""
    d_loss, g_loss = _d_half(gan, real, price=1 / gan.every), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: abs(seen["price"] - 2) < 2e-2)
def forgets_the_half(gan, real):
    """Your price is {price:.2f} times the right one. R1 is written γ/2 · E|slope|², with a half, and other people's values of
    γ mean something only with it. Where is yours?"""
    d_loss, g_loss = _d_half(gan, real, price=2), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(
    when=lambda seen: seen["price_off"] > 0.05 and abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3
)
def charges_at_the_fakes(gan, real):
    """A price is paid at the right steps, and it moves D elsewhere: {price:.2f} times along the right direction, {price_off:.2f}
    beside it. R1 flattens D at the real images, so that D has nothing more to say once G is there (at the fakes it is
    another penalty, R2). At which of the two did you take the slope?"""
    d_loss, g_loss = _d_half(gan, real, on="fake"), _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["order"] == "G then D")
def trains_g_first(gan, real):
    """You step {order}. G then listens to a D that is one batch older, and D learns from fakes of a G that is gone. It is a
    common order, and not the one of the six steps. Who should know the news first?"""
    g_loss, d_loss = _g_half(gan, real), _d_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["order"] == "D then G" and abs(seen["g_along"]) < 1e-6)
def silences_g(gan, real):
    """D learns, and G moves {g_along:.1f} times its right move: it stands still. Between D's verdict and G's weights the
    gradient was cut. In which of the two steps does a `detach` belong?"""
    d_loss = _d_half(gan, real)
    g_loss = F.softplus(-gan.discriminator(gan.generator(gan.latent(len(real))).detach())).mean()
    gan.g_optimizer.zero_grad()
    g_loss.backward()
    gan.g_optimizer.step()
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(when=lambda seen: seen["order"] == "D then G" and seen["fresh"] is False)
def reuses_the_noise(gan, real):
    """G is judged on the very noise that D has just learned from (new noise: {fresh}). D has seen exactly these fakes a moment
    ago, and its verdict on them is not what it would say of others. What does step 5 of the six begin with?"""
    latent = gan.latent(len(real))
    d_loss = _d_half(gan, real, fake=gan.generator(latent).detach())
    g_loss = _descend(gan.g_optimizer, F.softplus(-gan.discriminator(gan.generator(latent))).mean())
    _finish(gan)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: 0 < seen["g_along"] < 0.99 and seen["g_off"] < 0.1)
def follows_the_printed_formula(gan, real):
    """D is right, and G goes in about the right direction with {g_along:.2f} of the strength: you descend log(1 − D(G(z))), the
    formula as printed. While D rejects the fakes it hardly whispers. Which loss has the slope 1 − D?"""
    d_loss = _d_half(gan, real)
    g_loss = -F.softplus(gan.discriminator(gan.generator(gan.latent(len(real))))).mean()
    _descend(gan.g_optimizer, g_loss)
    _finish(gan)
    return d_loss, g_loss.detach()


@dcgan_step.wrong(when=lambda seen: abs(seen["average_along"]) < 1e-6 and abs(seen["g_along"] - 1) < 1e-3)
def forgets_the_average(gan, real):
    """D and G are right, and the average moved {average_along:.1f} times its way: it still shows the G of the first day, and
    every picture would be drawn from it. What has to happen to it after each step of G?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    gan.steps += 1
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: seen["steps_after"] == 1)
def forgets_to_count(gan, real):
    """`gan.steps` was 1 and is {steps_after}. Every step is then the first: R1 is paid each time, and the average forgets
    everything but the last few weights. Where in the step do you add one?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    _average(gan, steps=gan.steps + 1)
    return d_loss, g_loss


@dcgan_step.wrong(when=lambda seen: abs(seen["average_along"] - 4 / 3) < 1e-2 and seen["average_off"] < 1e-3)
def averages_before_it_counts(gan, real):
    """The average goes {average_along:.2f} times the way it should: its share was computed with the counter from before this
    step. At the very first step that means 1 / (1 + 0), a jump of the whole way. Which comes first, counting or
    averaging?"""
    d_loss, g_loss = _d_half(gan, real), _g_half(gan, real)
    _average(gan)
    gan.steps += 1
    return d_loss, g_loss


@dcgan_step.wrong(
    when=lambda seen: seen["average_off"] > 1e-3 and abs(seen["g_along"] - 1) < 1e-3 and seen["order"] == "D then G"
)
def averages_too_early(gan, real):
    """The average moved {average_along:.2f} times its way and {average_off:.2f} beside it: it follows the G from before the
    step. One step late is no disaster, and it is not the average of the G you have. After which line does G hold its new
    weights?"""
    d_loss = _d_half(gan, real)
    gan.steps += 1
    _average(gan)
    return d_loss, _g_half(gan, real)


@dcgan_step.wrong(when=lambda seen: seen["d_loss_error"] > 1e-4 and abs(seen["price"] - 1) < 1e-2)
def returns_the_price_too(gan, real):
    """Every move is right; the D loss you return is {d_loss_error:.3f} too high in a step with R1. The curve would jump at
    every such step, and 2 log 2 would be no landmark for it. Which number should the learner of the curve see?"""
    price = (
        gan.gamma / 2 * gan.every * _slope_price(gan.discriminator, real).item() if gan.steps % gan.every == 0 else 0
    )
    d_loss = _d_half(gan, real) + price
    g_loss = _g_half(gan, real)
    _finish(gan)
    return d_loss, g_loss


dcgan_step.hints(
    "D's half: noise, fakes, one loss, the price if it is due, one step. G's half: new noise, one loss, one step. Then count, then average.",
    "The price is due when gan.steps % gan.every == 0, and it is gan.gamma / 2 * gan.every * r1(gan.discriminator, real).",
    "fake = gan.generator(gan.latent(len(real))).detach(); real_logits, fake_logits = gan.discriminator(torch.cat([real, fake])).chunk(2); "
    "…; gan.steps += 1; update_average(gan.average, gan.generator, decay=1 - 1 / (1 + gan.memory * gan.steps))",
)


# --- 10.6 · sample_many -----------------------------------------------------------------------------------------------

sample_many = Exercise(
    "sample_many",
    lesson="10",
    tolerance=1e-4,
    remember="In eval mode a latent means one picture, whoever is drawn with it, so blocks change nothing but the memory needed.",
)


class _Passes(list):
    """The sizes of the batches that went through a generator."""

    def watch(self, generator: nn.Module) -> nn.Module:
        generator.register_forward_pre_hook(lambda module, inputs: self.append(len(inputs[0])))
        return generator


def _seasoned_g() -> nn.Module:
    """A small generator with BatchNorm whose running averages have seen a few batches."""
    network = nn.Sequential(
        nn.Linear(16, 32), nn.Unflatten(1, (8, 2, 2)), nn.BatchNorm2d(8), nn.ReLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Tanh()
    ).to(device())  # fmt: skip
    with torch.no_grad():
        for _ in range(5):
            network(torch.randn(32, 16, device=device()) + 0.5)
    return network


@sample_many.probe(
    "7 latents, block=3, a G that ends in tanh",
    expected="7 pictures, each (tanh + 1)/2 as G gives it in eval mode, in the order of the latents",
)
def seven_in_threes(answer):
    pictures = answer(_seasoned_g(), _latent(7, 16) * 2, 3)
    return {
        "shape": tuple(pictures.shape),
        "pixels": pictures.flatten()[:112],
        "low": pictures.min(),
        "high": pictures.max(),
    }


@sample_many.probe(
    "the same 7 latents with block=3 and with block=7",
    expected="the same pictures: who shares a block must not matter",
    holds=lambda seen: seen["blocks_matter"] < 1e-5,
)
def blocks(answer):
    generator, latents = _seasoned_g(), _latent(7, 16) * 2
    in_threes, at_once = answer(generator, latents, 3), answer(generator, latents, 7)
    differs = math.nan if in_threes.shape != at_once.shape else (in_threes - at_once).abs().max()
    return {"blocks_matter": differs}


@sample_many.probe(
    "how many latents go through G at once, with block=3",
    expected="3 at most, and all 7 drawn",
    holds=lambda seen: 1 <= seen["largest_block"] <= 3 and seen["drawn"] == 7,
)
def largest_block(answer):
    passes = _Passes()
    answer(passes.watch(_seasoned_g()), _latent(7, 16), 3)
    return {"largest_block": max(passes, default=0), "drawn": sum(passes)}


@sample_many.probe("a G in training, and one that was in eval mode", expected="each in its own mode afterwards")
def modes(answer):
    training, resting = _seasoned_g().train(), _seasoned_g().eval()
    answer(training, _latent(5, 16), 2), answer(resting, _latent(5, 16), 2)
    return {"training_afterwards": training.training, "eval_afterwards": not resting.training}


@sample_many.probe(
    "what hangs on to the pictures, and G's running averages before and after",
    expected="no gradient graph; averages unchanged",
    holds=lambda seen: seen["keeps_the_graph"] is False and seen["averages_moved"] == 0,
)
def side_effects(answer):
    generator = _seasoned_g()
    before = generator[2].running_mean.clone()
    pictures = answer(generator, _latent(5, 16) + 3, 2)
    moved = (generator[2].running_mean - before).abs().max()
    return {"keeps_the_graph": pictures.requires_grad, "averages_moved": moved}


def _draw(generator, latents, block, *, mode="eval", after="restore", graph=False, whole=True, scale=True):
    was_training = generator.training
    if mode == "eval":
        generator.eval()
    latents = latents if whole else latents[: len(latents) // block * block]
    with torch.set_grad_enabled(graph):
        pictures = torch.cat([generator(part) for part in latents.split(block)])
    if after == "restore":
        generator.train(was_training)
    elif after == "train":
        generator.train()
    return (pictures + 1) / 2 if scale else pictures


@sample_many.right
def in_blocks(generator, latents, block=500):
    return _draw(generator, latents, block)


@sample_many.right
def from_a_copy(generator, latents, block=500):
    resting = copy.deepcopy(generator).eval()
    pictures = []
    for start in range(0, len(latents), block):
        with torch.inference_mode():
            pictures.append(resting(latents[start : start + block]) * 0.5 + 0.5)
    return torch.cat(pictures)


@sample_many.wrong(when=lambda seen: seen["blocks_matter"] > 1e-3)
def draws_in_training_mode(generator, latents, block=500):
    """The same seven latents in blocks of 3 and of 7 gave pictures that differ by up to {blocks_matter:.2f}, and drawing them
    moved G's running averages by {averages_moved:.2f}. In training mode BatchNorm measures each latent against the others of
    its block. Which switch makes it use what it has gathered?"""
    return _draw(generator, latents, block, mode="as it is")


@sample_many.wrong
def leaves_g_asleep(generator, latents, block=500):
    """The pictures are right, and a G that was training is not any more (training afterwards: {training_afterwards}). From
    the first picture on, its BatchNorm would train on frozen averages, and no error would tell you. How do you leave a
    room?"""
    return _draw(generator, latents, block, after="nothing")


@sample_many.wrong
def always_wakes_g(generator, latents, block=500):
    """The pictures are right, and a G that was in eval mode is not any more (eval afterwards: {eval_afterwards}). The averaged
    G is such a one: each look would wake it, and the next batch would change it. How can the function know which mode to
    return to?"""
    return _draw(generator, latents, block, after="train")


@sample_many.wrong
def keeps_the_graph(generator, latents, block=500):
    """Good pictures with a rope attached (graph kept: {keeps_the_graph}): each holds on to every activation it came from, and
    10,000 of them to gigabytes. Of eval() and no_grad(), which one is about gradients?"""
    return _draw(generator, latents, block, graph=True)


@sample_many.wrong(when=lambda seen: seen["largest_block"] > 3)
def draws_all_at_once(generator, latents, block=500):
    """The pictures are right; {largest_block} latents went through G at once, and blocks of 3 were asked for. With 10,000
    latents the activations of all of them would lie in memory together, 250 MB at the widest place. Which method of
    a tensor cuts it into pieces?"""
    return _draw(generator, latents, len(latents))


@sample_many.wrong(when=lambda seen: seen["shape"][0] == 6)
def loses_the_last_block(generator, latents, block=500):
    """Seven latents went in and {drawn} pictures came out: the last block was short, and it is gone. Scores would be taken of
    fewer samples than you think. What is in the seventh latent's block?"""
    return _draw(generator, latents, block, whole=False)


@sample_many.wrong(when=lambda seen: seen["low"] < -0.01)
def forgets_the_scale(generator, latents, block=500):
    """Your pixels run from {low:.2f} to {high:.2f}, G's own range. The judge and the plots expect 0 to 1, and the judge would
    say something all the same. Which two operations move −1 to 0 and keep 1?"""
    return _draw(generator, latents, block, scale=False)


@sample_many.wrong(when=lambda seen: abs(seen["low"]) < 1e-6 and abs(seen["high"] - 1) < 1e-6)
def stretches(generator, latents, block=500):
    """Your darkest pixel is {low:.0f} and your brightest {high:.0f}, in every sample you draw: you stretch them. A G that
    cannot paint black then looks as if it could, and the same latent looks different in other company. Which fixed rule
    undoes "times 2, minus 1"?"""
    pictures = _draw(generator, latents, block)
    return (pictures - pictures.min()) / (pictures.max() - pictures.min())


sample_many.hints(
    "As in lesson 05: eval mode, no graph, pixels back to [0, 1], the mode as you found it. New: at most `block` latents at once.",
    "latents.split(block) gives the pieces, the short last one included; torch.cat joins the pictures.",
    "was_training = generator.training; generator.eval(); with torch.no_grad(): pictures = torch.cat([generator(part) for part in "
    "latents.split(block)]); generator.train(was_training); return (pictures + 1) / 2",
)


# --- 10.7 · ablation_guess --------------------------------------------------------------------------------------------

ABLATIONS = (
    "BatchNorm in D",
    "no BatchNorm in G",
    "a dense layer in D",
    "ReLU in D",
    "PyTorch's own start",
    "β₁ = 0.9",
)

ablation_guess = Exercise(
    "ablation_guess",
    lesson="10",
    remember="A guess on paper before the run is worth more than a clever reading of it afterwards. The order itself is not graded.",
)


def _guessed(answer) -> list:
    names = answer()
    if isinstance(names, dict | set) or not all(isinstance(name, str | int | float) for name in names):
        raise TypeError("ablation_guess must return a list of six names, the least harmful change first")
    return list(names)


@ablation_guess.probe(
    "your list",
    expected="each of the six names once, the least harmful change first: any order is accepted",
    holds=lambda seen: seen["names"] == 6 and seen["unknown"] == "none" and seen["missing"] == "none",
)
def your_list(answer):
    names = _guessed(answer)
    unknown = [str(name) for name in names if name not in ABLATIONS]
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    return {
        "names": len(names),
        "unknown": ", ".join(unknown[:4]) or "none",
        "missing": ", ".join(name for name in ABLATIONS if name not in names) or "none",
        "twice": ", ".join(twice) or "none",
    }


@ablation_guess.right
def some_order():
    return ["a dense layer in D", "ReLU in D", "BatchNorm in D", "PyTorch's own start", "no BatchNorm in G", "β₁ = 0.9"]


@ablation_guess.right
def another_order():
    return tuple(reversed(ABLATIONS))


@ablation_guess.wrong(
    when=lambda seen: seen["missing"] != "none" and seen["unknown"] == "none" and seen["twice"] == "none"
)
def leaves_one_out():
    """Your list has {names} names; missing is: {missing}. Without a place for it the ranks cannot be compared. Where would you
    put it if you had to bet?"""
    return list(ABLATIONS[:-1])


@ablation_guess.wrong(when=lambda seen: seen["twice"] != "none")
def names_one_twice():
    """Twice in your list: {twice}. Two that you think alike still need an order. Which of the two neighbours would you rather
    have in your own network?"""
    return [*ABLATIONS[:-1], ABLATIONS[0]]


@ablation_guess.wrong(when=lambda seen: seen["unknown"].startswith("the recipe") or ", the recipe" in seen["unknown"])
def ranks_the_recipe_too():
    """Your list of {names} holds "the recipe" itself, which is the run that all others are compared with. Any of the six may
    turn out better than it. Which six are to be ranked?"""
    return ["the recipe", *ABLATIONS]


@ablation_guess.wrong(when=lambda seen: seen["unknown"].replace(", ", "").isdecimal())
def gives_numbers():
    """You gave numbers, {unknown} and so on, and not names: a rank of what, nobody can tell. Could somebody who has not seen
    your paper read your list?"""
    return [1, 2, 3, 4, 5, 6]


ablation_guess.hints(
    "Any order is accepted. Ask of each change: whom does it hurt, D's verdicts, G's gradient, or the speed of learning?",
    "Copy the six names, each in quotes, from the least harmful to the most harmful.",
)


# --- 10.8 · digit_means -----------------------------------------------------------------------------------------------

digit_means = Exercise(
    "digit_means",
    lesson="10",
    tolerance=1e-4,
    remember="One latent carries a digit and everything else about one picture: slant, weight, corner. In a mean of many, everything "
    "else cancels; what is left of the length says how much they had in common.",
)


def _named_latents() -> tuple[torch.Tensor, torch.Tensor]:
    labels = torch.tensor([3, 1, 3, 0, 1, 3, 7, 9, 9, 2, 4, 5, 6, 3], device=device())
    return torch.randn(14, 5, device=device()), labels


@digit_means.probe(
    "14 latents of 5 numbers, with labels among which there is no 8",
    expected="one row for each of the ten digits: (10, 5)",
)
def ten_rows(answer):
    return {"shape": tuple(answer(*_named_latents()).shape)}


@digit_means.probe("the same: the row of 3, of which there are four", expected="the mean of its four latents")
def row_of_three(answer):
    return {"row_three": answer(*_named_latents())[3]}


@digit_means.probe(
    "the same: the rows of 6 (one latent), 9 (two) and 1 (two)", expected="the latent itself, and two means"
)
def other_rows(answer):
    means = answer(*_named_latents())
    return {"row_six": means[6], "row_nine": means[9], "row_one": means[1]}


@digit_means.probe(
    "the same: the row of 8, of which there is none", expected="zeros, the mean of all latents there could be"
)
def row_of_eight(answer):
    return {"row_eight": answer(*_named_latents())[8]}


@digit_means.probe(
    "the latents after the call",
    expected="as they were",
    holds=lambda seen: seen["latents_moved"] == 0,
)
def untouched(answer):
    latents, labels = _named_latents()
    before = latents.clone()
    answer(latents, labels)
    return {"latents_moved": (latents - before).abs().max()}


def _means(latents, labels, pick=lambda own: own.mean(0), empty=0.0):
    rows = []
    for digit in range(10):
        own = latents[labels == digit]
        rows.append(pick(own) if len(own) else torch.full_like(latents[0], empty))
    return torch.stack(rows)


@digit_means.right
def one_digit_after_the_other(latents, labels):
    return _means(latents, labels)


@digit_means.right
def by_a_table_of_ones(latents, labels):
    member = F.one_hot(labels, 10).to(latents.dtype)  # (n, 10)
    return member.T @ latents / member.sum(0).clamp(min=1)[:, None]


@digit_means.right
def by_adding_up(latents, labels):
    sums = torch.zeros(10, latents.shape[1], device=latents.device).index_add(0, labels, latents)
    return sums / torch.bincount(labels, minlength=10).clamp(min=1)[:, None]


@digit_means.wrong
def takes_the_first(latents, labels):
    """Your row of 3 begins with {row_three[0]:.2f}: it is the first latent with that label, and there are four. One latent
    brings its own slant and weight along, and arithmetic would add those too; the paper found single vectors unstable
    and used means of three. What do you do with the other three?"""
    return _means(latents, labels, lambda own: own[0])


@digit_means.wrong
def adds_without_dividing(latents, labels):
    """Your row of 3 begins with {row_three[0]:.2f}, the sum of four latents, where their mean was asked for. A sum grows with
    the number of members, and G has never seen latents that long. By what is it to be divided?"""
    return _means(latents, labels, lambda own: own.sum(0))


@digit_means.wrong
def divides_by_all(latents, labels):
    """Your row of 3 begins with {row_three[0]:.2f}: the sum of its four latents divided by all fourteen. A digit that occurs
    seldom would come out shorter for that reason alone. How many members has the class of 3?"""
    return _means(latents, labels, lambda own: own.sum(0) / len(latents))


@digit_means.wrong(when=lambda seen: bool((seen["row_eight"] != seen["row_eight"]).all()))
def leaves_a_hole(latents, labels):
    """Right for every digit that occurs; nobody was labelled 8, and its row is {row_eight[0]}: 0/0. One such number goes
    through G and leaves a picture of nothing, without an error. What would a class with no members contribute?"""
    return _means(latents, labels, empty=math.nan)


@digit_means.wrong(when=lambda seen: seen["shape"] == (9, 5))
def skips_the_absent(latents, labels):
    """Your table has shape {shape}: the digit that does not occur has no row, so row 8 is the nine. Whoever looks up a digit
    by its number gets its neighbour. How many rows do ten digits need?"""
    return torch.stack([latents[labels == digit].mean(0) for digit in labels.unique()])


@digit_means.wrong
def makes_them_one_long(latents, labels):
    """Each of your rows has length 1; that of the 3 begins with {row_three[0]:.2f}. The length of a mean says how much its
    members agree, and a step between two means is only as long as it needs to be if you leave it. What would be lost about
    a class whose latents point everywhere?"""
    return _means(latents, labels, lambda own: own.mean(0) / own.mean(0).norm())


@digit_means.wrong
def takes_the_median(latents, labels):
    """Your row of 3 begins with {row_three[0]:.2f}: the middle value of each number, and not the mean. It is a fair summary,
    and a different one: with four members it is one of them, number by number. Which of the two can be added and
    subtracted class by class?"""
    return _means(latents, labels, lambda own: own.median(0).values)


digit_means.hints(
    "Ten rows. For each digit: which latents carry its label, and what is their mean? What if there are none?",
    "latents[labels == digit] are the members; .mean(0) is one row. Torch answers NaN for the mean of nothing.",
    "own = latents[labels == digit]; rows.append(own.mean(0) if len(own) else torch.zeros_like(latents[0])); torch.stack(rows)",
)


# --- 10.9 · dcgan_cards -----------------------------------------------------------------------------------------------

_dcgan_cards = Deck(
    "dcgan_cards",
    lesson="10",
    remember="Ask of every comparison: equal what? Equal steps, equal images, equal seconds and equal numbers of weights are four "
    "different races, and they have different winners.",
    cards=[
        Card(
            "equal_seconds",
            "After a quarter of a million images the DCGAN's Fréchet distance is little more than half of the MLP's. After "
            "the same minute on a CPU the MLP is ahead.",
            "Why?",
            Option(
                "weights_used_often",
                "One number of a kernel is used at every place: fewer numbers to learn, more multiplications for each image, "
                "so fewer images in a second.",
            ),
            (
                Option(
                    "fewer_weights_faster",
                    "The DCGAN has fewer weights, so each of its steps is cheaper; the MLP only has more capacity.",
                    "you take fewer weights for less work. The DCGAN's D has a twentieth of the "
                    "weights of the MLP's, and multiplies more. How often is one number of a 4 × 4 kernel used for one picture?",
                ),
                Option(
                    "batch_norm_slow",
                    "BatchNorm makes convolutions slow; without it both would be equally fast.",
                    "you blame BatchNorm. The MLP's G has three of them and the DCGAN's two. What else does the DCGAN do at each "
                    "of 14 · 14 places that the MLP does once?",
                ),
                Option(
                    "score_unfair",
                    "The Fréchet distance favours MLPs, so it hides the lead.",
                    "you blame the yardstick, and after a quarter of a million images each it prefers the DCGAN. How could it favour one "
                    "network in one race and the other in the next?",
                ),
            ),
        ),
        Card(
            "epochs",
            "A book chapter on GANs trains ‘for 10,000 epochs’ with a batch of 32 on 60,000 pictures.",
            "What does its loop do?",
            Option("steps", "10,000 steps: 320,000 images, a little over five epochs."),
            (
                Option(
                    "true_epochs",
                    "10,000 times all pictures, 600 million images in all.",
                    "you take the word as it stands. At 1,000 images a second, 600 million would last a week, and the chapter's "
                    "run takes minutes. How many images does one turn of a loop see that draws one batch?",
                ),
                Option(
                    "k_steps",
                    "10,000 steps of D for each step of G.",
                    "you read it as Algorithm 1's k. The loop steps each network in every turn. What is counted by a variable "
                    "that goes up once for each batch?",
                ),
                Option(
                    "five_passes_each",
                    "10,000 runs of 32 images each, every one from new weights.",
                    "you let each turn begin anew; then nothing would be learned from the turn before. What is carried over from "
                    "one batch to the next?",
                ),
            ),
        ),
        Card(
            "stop",
            "Stop training when D takes G's fakes for real.",
            "Is that the moment?",
            Option("not_d", "Not by itself: a weak D takes anything for real. Ask somebody who does not play."),
            (
                Option(
                    "yes_equilibrium",
                    "Yes: D at one half is the equilibrium of the paper.",
                    "you go from ‘at the equilibrium D is one half’ to its reverse. Lesson 05 showed a D that said one half to "
                    "pure noise. Which of the two had learned something?",
                ),
                Option(
                    "when_g_loss_low",
                    "No: stop when G's loss is lowest.",
                    "you trust the other loss. It is measured against an opponent, so it is lowest where D is worst. In your "
                    "curves, is G's loss lower at the beginning or at the end?",
                ),
                Option(
                    "never",
                    "No: D always wins in the end, so the moment never comes.",
                    "you expect D to win. In your two minutes D(x) and D(G(z)) stayed within sight of each other. What kept D from "
                    "winning?",
                ),
            ),
        ),
        Card(
            "landmark",
            "TensorFlow's pix2pix tutorial reads a discriminator loss below 0.69 as ‘better than chance’. Its code adds the loss "
            "on real images and the loss on fakes.",
            "What does chance pay there?",
            Option("two_log_two", "1.386, which is 2·log 2: below that D is better than chance."),
            (
                Option(
                    "log_two",
                    "0.693: the loss of a coin.",
                    "you take the loss of one question. Chance pays 0.693 on the real ones, and then the fakes have not paid yet. "
                    "How many terms does its sum have?",
                ),
                Option(
                    "half",
                    "0.5: chance is one half.",
                    "you give a probability, and a loss is asked for. What is the negative logarithm of one half?",
                ),
                Option(
                    "depends_on_batch",
                    "That depends on the batch size.",
                    "you think of a sum over images. Both losses are means over their batch. What changes in a mean of equal "
                    "numbers when there are more of them?",
                ),
            ),
        ),
        Card(
            "all_convolutional",
            "All GANs are convolutional nowadays; DCGAN is what is meant by GAN.",
            "Is it?",
            Option(
                "one_choice",
                "No: convolution is a choice of network for pictures. The game is the same with an MLP, or for numbers without neighbours.",
            ),
            (
                Option(
                    "yes_by_definition",
                    "Yes: without convolutions it cannot paint pictures.",
                    "you say that an MLP cannot paint. Beside your DCGAN's digits stand those of lesson 05. Which layer of that "
                    "network was a convolution?",
                ),
                Option(
                    "loss_differs",
                    "No: a DCGAN has another loss than a GAN.",
                    "you expect a new loss. Put your step beside the six steps of lesson 05. In which line do the two differ in "
                    "what they minimise?",
                ),
                Option(
                    "only_d",
                    "Half: D has to be convolutional, G does not matter.",
                    "you give the convolutions to D. Swap one network at a time and measure; and for a table of prices and ages, "
                    "which two columns would a kernel of 4 × 4 look at together?",
                ),
            ),
        ),
        Card(
            "new_dress",
            "Look, a completely new dress that is not in the training set!",
            "What would show it?",
            Option(
                "neighbour", "Its nearest training images, in more than one measure, and distances to compare with."
            ),
            (
                Option(
                    "looks_new",
                    "I have never seen it, and I have looked at many.",
                    "you compare with memory. There are 60,000 of them. How many have you looked at?",
                ),
                Option(
                    "noise_input",
                    "G starts from noise, so whatever it paints is new.",
                    "you argue from the input. A G that has stored ten pictures can pick one by the sign of its noise. What does "
                    "the noise decide then?",
                ),
                Option(
                    "loss",
                    "D took it for real, and D knows the training set.",
                    "you ask D. A perfect copy of a training image is what D would take for real most surely of all. Whose "
                    "verdict could tell a copy from something new?",
                ),
            ),
        ),
    ],
    hints=[
        "Take the sentence literally and put a number of this lesson into it.",
        "Two cards are about counting (batches, terms of a sum), two about asking D what only somebody else can know.",
    ],
)
dcgan_cards = _dcgan_cards.exercise

"""Exercise 10.1, make_dcgan_generator: a generator that grows pictures."""

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_10.networks import batch_norms, count_parameters, random_latents, share_weights
from gancourse.settings import device

make_dcgan_generator = Exercise(
    "make_dcgan_generator",
    lesson="10",
    tolerance=1e-4,
    remember="234,177 numbers, six of seven of them in the first layer; the two layers that paint cost 33,281. The MLP of lesson 05 has 1.5 million.",
)


def _as_a_generator(network: nn.Module, latent: torch.Tensor) -> torch.Tensor:
    """What the network of the text makes of `latent` in training mode, with the weights of `network`."""
    weights = {tuple(parameter.shape): parameter for parameter in network.parameters()}
    norms = {norm.num_features: norm for norm in batch_norms(network)}
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
    return {"shape": tuple(answer().to(device())(random_latents(7)).shape)}


@make_dcgan_generator.probe(
    "latent_size=10, size=32, channels=3, and 5 latents", expected="5 pictures in colour, shape (5, 3, 32, 32)"
)
def in_colour(answer):
    return {"colour_shape": tuple(answer(10, 32, 3).to(device())(random_latents(5, 10)).shape)}


@make_dcgan_generator.probe(
    "its parameters",
    expected="234,177: 64·3,136 + 2·64 + 64·32·16 + 2·32 + 32·16 + 1, no bias before a BatchNorm",
)
def size_of_g(answer):
    return {"numbers": count_parameters(answer())}


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
        pictures = network(random_latents(64))
    return {"darkest": pictures.min(), "brightest": pictures.max()}


@make_dcgan_generator.probe(
    "one latent among seven others, and among seven different ones; in training mode, then in eval mode",
    expected="two different pictures in training mode (BatchNorm measures the company), the same one in eval mode",
    holds=lambda seen: seen["company_in_training"] > 1e-5 and seen["company_in_eval"] < 1e-5,
)
def company_of_a_latent(answer):
    network, latent = answer().to(device()), random_latents(1)
    first, second = torch.cat([latent, random_latents(7)]), torch.cat([latent, 3 * random_latents(7) + 2])
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
    network, latent = answer().to(device()), random_latents(8)
    with torch.no_grad():
        return {"two_looks": (network(latent) - network(latent)).abs().max()}


@make_dcgan_generator.probe(
    "your weights, put through the network of the text",
    expected="the same pictures as yours, eps of BatchNorm left at 0.00001, and new weights at each call",
    holds=lambda seen: seen["difference"] < 1e-4 and seen["eps"] < 1e-4 and not seen["two_calls_share"],
)
def follows_the_text(answer):
    network, latent = answer().to(device()), random_latents(16)
    with torch.no_grad():
        difference = (network(latent) - _as_a_generator(network, latent)).abs().max()
    return {
        "difference": difference,
        "eps": max((norm.eps for norm in batch_norms(network)), default=0.0),
        "two_calls_share": share_weights(network, answer()),
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

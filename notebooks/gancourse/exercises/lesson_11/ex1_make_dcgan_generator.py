"""Exercise 11.1, make_dcgan_generator: a generator that grows pictures."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_11.networks import (
    batch_norms,
    count_parameters,
    known_form,
    random_latents,
    shape_or_stop,
    two_fresh_ones,
)
from gancourse.settings import device

make_dcgan_generator = Exercise(
    "make_dcgan_generator",
    lesson="11",
    tolerance=1e-4,
    remember="234,177 numbers, six of seven of them in the first layer; the two layers that paint cost 33,281. The MLP of lesson 05 has 1.5 million.",
)


def _as_a_generator(
    network: nn.Module, latent: torch.Tensor, *, bends=(F.relu, F.relu), late_norm=False, end=torch.tanh
) -> torch.Tensor:
    """What the network of the text, or a form of it, makes of `latent` in training mode, with the weights of `network`."""
    weights = {tuple(parameter.shape): parameter for parameter in network.parameters()}
    norms = {norm.num_features: norm for norm in batch_norms(network)}
    if (3136, 64) in weights:
        hidden = F.linear(latent, weights[3136, 64]).reshape(-1, 64, 7, 7)
    else:  # a transposed convolution of one pixel does the same
        hidden = F.conv_transpose2d(latent[:, :, None, None], weights[64, 64, 7, 7])
    for bend, features, shape in zip(bends, (64, 32), ((64, 32, 4, 4), (32, 1, 4, 4))):
        norm = norms[features]
        hidden = bend(hidden) if late_norm else hidden
        hidden = F.batch_norm(hidden, None, None, norm.weight, norm.bias, training=True)
        hidden = hidden if late_norm else bend(hidden)
        bias = weights.get((1,)) if features == 32 else None
        hidden = F.conv_transpose2d(hidden, weights[shape], bias, stride=2, padding=1)
    return end(hidden)


def _straight(x: torch.Tensor) -> torch.Tensor:
    return x


_FORMS = {
    "the text": {},
    "leaks": {"bends": [lambda x: F.leaky_relu(x, 0.2)] * 2},
    "leaks a little": {"bends": [F.leaky_relu] * 2},
    "bends like GELU": {"bends": (F.gelu, F.gelu)},
    "bends like SiLU": {"bends": (F.silu, F.silu)},
    "bends like ELU": {"bends": (F.elu, F.elu)},
    "bends like tanh": {"bends": (torch.tanh, torch.tanh)},
    "bends nowhere": {"bends": (_straight, _straight)},
    "no ReLU behind the first BatchNorm": {"bends": (_straight, F.relu)},
    "no ReLU behind the second BatchNorm": {"bends": (F.relu, _straight)},
    "norm behind ReLU": {"late_norm": True},
    "sigmoid at the end": {"end": torch.sigmoid},
    "ReLU at the end": {"end": F.relu},
    "nothing at the end": {"end": _straight},
}


def _differences(network: nn.Module, forms: dict) -> dict[str, torch.Tensor]:
    """How far its pictures are from those of each of these forms of the network of the text."""
    inputs = random_latents(16)
    with torch.no_grad():
        mine = network.to(device())(inputs)
        return {name: (mine - _as_a_generator(network, inputs, **form)).abs().max() for name, form in forms.items()}


@make_dcgan_generator.probe("7 latents of 64 numbers", expected="7 pictures, shape (7, 1, 28, 28)")
def seven_latents(answer):
    return shape_or_stop(answer(), random_latents(7))


@make_dcgan_generator.probe(
    "latent_size=10, size=32, channels=3, and 5 latents", expected="5 pictures in colour, shape (5, 3, 32, 32)"
)
def in_colour(answer):
    return shape_or_stop(answer(10, 32, 3), random_latents(5, 10), "shape_in_colour", "stopped_in_colour_with")


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
        looks = network(latent), network(latent)
        same_dice = []
        for _ in looks:
            torch.manual_seed(1)
            same_dice.append(network(latent))
    return {
        "two_looks": (looks[0] - looks[1]).abs().max(),
        "two_looks_same_dice": (same_dice[0] - same_dice[1]).abs().max(),
    }


@make_dcgan_generator.probe(
    "your weights, put through the network of the text",
    expected="the same pictures as yours",
    holds=lambda seen: seen["largest_difference"] < 1e-4,
)
def follows_the_text(answer):
    return {"largest_difference": _differences(answer(), {"the text": {}})["the text"]}


@make_dcgan_generator.probe(
    "two networks, fresh from your function",
    expected="weights of its own and other numbers in the second, both in training mode",
    holds=lambda seen: (
        not seen["two_calls_share_weights"] and seen["weights_new_in_the_second"] > 0 and seen["in_training_mode"]
    ),
)
def two_networks(answer):
    return two_fresh_ones(answer)


@make_dcgan_generator.probe(
    "its BatchNorms",
    expected="64 maps, then 32, with PyTorch's own numbers: eps 0.00001, momentum 0.1, every γ at 1",
    holds=lambda seen: (
        (seen["norms"], seen["eps"], seen["momentum"]) == ((64, 32), 1e-5, 0.1)
        and seen["smallest_γ"] == 1 == seen["largest_γ"]
    ),
)
def its_norms(answer):
    norms = batch_norms(answer())
    gammas = [gamma for norm in norms if norm.affine for gamma in norm.weight.tolist()] or [1.0]
    return {
        "norms": tuple(norm.num_features for norm in norms),
        "eps": max((norm.eps for norm in norms), default=1e-5),
        "momentum": max((norm.momentum or 0.0 for norm in norms), default=0.1),
        "smallest_γ": min(gammas),
        "largest_γ": max(gammas),
    }


@make_dcgan_generator.probe(
    "the kinds of its layers", expected="two transposed convolutions of 4 × 4", holds=lambda seen: True
)
def its_layers(answer):
    network = answer()
    growing = [layer for layer in network.modules() if isinstance(layer, nn.ConvTranspose2d)]
    idle = [
        layer
        for layer in network.modules()
        if isinstance(layer, (nn.Linear, nn.ConvTranspose2d)) and layer.bias is not None
    ]
    return {
        "kernels": tuple(layer.kernel_size[0] for layer in growing),
        "maps": tuple((layer.in_channels, layer.out_channels) for layer in growing),
        "convolutions": sum(isinstance(layer, nn.Conv2d) for layer in network.modules()),
        "idle_biases": sum(layer.bias.numel() for layer in idle if layer.bias.numel() > 1),
        "last_bias": growing[-1].bias is not None if growing else True,
        "acts_like": known_form(lambda: _differences(network, _FORMS)),
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


@make_dcgan_generator.wrong(when=lambda seen: seen["acts_like"] == "ReLU at the end")
def g_ends_in_a_relu(latent_size=64, size=28, channels=1):
    """Your pixels run from {darkest:.0f} to {brightest:.0f}. A ReLU is right inside G and wrong at its end: no background at
    −1, no limit above. A popular book chapter prints this pair in its project. Which function flattens out at −1 and
    at 1?"""
    return _g(latent_size, size, channels, last=(nn.ReLU,))


@make_dcgan_generator.wrong(when=lambda seen: seen["acts_like"] == "nothing at the end")
def g_has_no_last_activation(latent_size=64, size=28, channels=1):
    """Your pixels run from {darkest:.0f} to {brightest:.0f}: every grey is within reach, and so are values no picture has. D
    recognises those at once, and G spends its strength on staying inside. What keeps a number between −1 and 1 without
    cutting it off?"""
    return _g(latent_size, size, channels, last=())


@make_dcgan_generator.wrong(when=lambda seen: seen["norms"] == (64, 32, 1))
def g_has_batch_norm_on_its_pictures(latent_size=64, size=28, channels=1):
    """{numbers:,} numbers where 234,177 were due: a BatchNorm sits on G's output. It forces every batch of pictures to one
    common mean and spread of grey, so a batch of thin digits cannot be dark. The paper reports that BatchNorm on all layers
    made the samples oscillate. Which one of the three does it leave out?"""
    return _g(latent_size, size, channels, last=(lambda: nn.BatchNorm2d(channels), nn.Tanh))


@make_dcgan_generator.wrong(when=lambda seen: seen["norms"] == () and seen["shape"] == (7, 1, 28, 28))
def g_has_no_batch_norm(latent_size=64, size=28, channels=1):
    """In training mode the picture of a latent changes by {company_in_training:.1e} with its company, that is, not at all:
    there is no BatchNorm in your G. The second guideline asks for one, and you will soon measure what G does without. After
    which two of its three layers does it belong?"""
    return _g(latent_size, size, channels, norm=lambda features: nn.Identity())


@make_dcgan_generator.wrong(when=lambda seen: seen["kernels"] == (3, 3))
def g_has_kernels_of_three(latent_size=64, size=28, channels=1):
    """The shapes are right, with {numbers:,} numbers in place of 234,177: kernels of 3 at a stride of 2, and `output_padding`
    to save the size. Three is not a multiple of two, so neighbouring pixels are painted by different numbers of strokes,
    and lesson 10 showed you the checkerboard. Which size of kernel covers all pixels alike at stride 2?"""
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


@make_dcgan_generator.wrong(when=lambda seen: seen["shape_in_colour"][2:] == (28, 28))
def g_knows_one_size(latent_size=64, size=28, channels=1):
    """Right for 28 pixels; asked for 32, it paints {shape_in_colour}. Somewhere a 7 is written where the size should speak. G
    doubles twice: with how many pixels must it start to end at `size`?"""
    return _g(latent_size, 28, channels)


@make_dcgan_generator.wrong(when=lambda seen: seen["shape_in_colour"] == (5, 1, 32, 32))
def g_knows_one_channel(latent_size=64, size=28, channels=1):
    """Size and latents are right; asked for 3 channels, it paints {shape_in_colour}. A colour picture is three grey ones on top
    of each other. Which single layer of G decides how many there are?"""
    return _g(latent_size, size, 1)


@make_dcgan_generator.wrong(
    when=lambda seen: seen["idle_biases"] > 0 and seen["numbers"] == 234_177 + seen["idle_biases"]
)
def g_has_idle_biases(latent_size=64, size=28, channels=1):
    """It works, with {numbers:,} numbers, and {idle_biases:,} of them are idle: a bias in front of a BatchNorm is added and, one line
    later, subtracted with the mean. No loss will ever change because of it. Which layers of yours are followed by a
    BatchNorm?"""
    return _g(latent_size, size, channels, bias=True)


@make_dcgan_generator.wrong(when=lambda seen: seen["eps"] > 1e-2)
def g_gives_momentum_as_eps(latent_size=64, size=28, channels=1):
    """Your BatchNorm divides by √(variance + {eps}), and PyTorch's own eps is 0.00001: so much shrinks whatever a layer has to
    say. A number in the second place of `BatchNorm2d` lands there, although Keras' habit is to give momentum first. What does
    the layer do if you give it the number of maps and nothing else?"""
    return _g(latent_size, size, channels, norm=lambda features: nn.BatchNorm2d(features, 0.8))


@make_dcgan_generator.wrong(when=lambda seen: seen["acts_like"] in ("leaks", "leaks a little"))
def g_leaks(latent_size=64, size=28, channels=1):
    """Sizes and ends are right, but your weights in the network of the text give pixels that differ by {largest_difference:.2f}. The
    guidelines give the leaking ReLU to D, where it carries gradients past units that are off, and the plain one to G. Which
    of the two did you put between the layers?"""
    return _g(latent_size, size, channels, bend=lambda: nn.LeakyReLU(0.2))


@make_dcgan_generator.wrong(when=lambda seen: seen["two_looks"] > 1e-3 and seen["two_looks_same_dice"] < 1e-6)
def g_has_dropout(latent_size=64, size=28, channels=1):
    """The same eight latents, twice, gave pictures that differ by {two_looks:.2f}: something in your G throws dice. One latent
    should stand for one picture, or a walk between two of them is a walk through fog. Which layer would you leave
    out?"""
    return _g(latent_size, size, channels, extra=(lambda: nn.Dropout(0.3),))


_one_g = _g()


@make_dcgan_generator.wrong(when=lambda seen: seen["two_calls_share_weights"] is True)
def g_is_made_once(latent_size=64, size=28, channels=1):
    """Two calls share their weights ({two_calls_share_weights}). The ablation below trains several generators one after the other,
    and each would start with what the one before has learned. Where must the layers be made so that each call gets new
    ones?"""
    return _one_g if (latent_size, size, channels) == (64, 28, 1) else _g(latent_size, size, channels)


@make_dcgan_generator.wrong(
    when=lambda seen: seen["weights_new_in_the_second"] == 0 and seen["two_calls_share_weights"] is False
)
def g_starts_alike(latent_size=64, size=28, channels=1):
    """Of the weights of a second network {weights_new_in_the_second} differ from those of the first: every run would begin with the
    same draw, and three runs over three seeds would tell you what one tells. Either your function sets the random numbers back,
    or it copies one network. Who should choose the seed, the function or its caller?"""
    torch.manual_seed(0)
    return _g(latent_size, size, channels)


@make_dcgan_generator.wrong(when=lambda seen: seen["in_training_mode"] is False)
def g_is_asleep(latent_size=64, size=28, channels=1):
    """A network fresh from your function is not in training mode ({in_training_mode}): its BatchNorms go by their running values from
    the first step on, which nothing has filled yet. A new module comes awake by itself. Which word puts it to sleep?"""
    return _g(latent_size, size, channels).eval()


@make_dcgan_generator.wrong(when=lambda seen: seen["momentum"] > 0.5 and seen["eps"] == 1e-5)
def g_keeps_keras_momentum(latent_size=64, size=28, channels=1):
    """Pictures and numbers are right, and your BatchNorm has momentum {momentum}: in PyTorch that is the share of the *new* value,
    so the running values that eval mode uses would be those of the last batch or two. Keras counts the share that stays.
    What does the layer take if you give it the number of maps and nothing else?"""
    return _g(latent_size, size, channels, norm=lambda features: nn.BatchNorm2d(features, momentum=0.9))


@make_dcgan_generator.wrong(when=lambda seen: not seen["smallest_γ"] == 1 == seen["largest_γ"])
def g_draws_its_gammas(latent_size=64, size=28, channels=1):
    """Your BatchNorms start with γ from {smallest_γ:.3f} to {largest_γ:.3f}, where PyTorch sets every one to 1, and the text leaves
    them so: γ is what a BatchNorm multiplies by. A line that draws whatever is called `weight` meets them too; the start has
    an exercise of its own, below. Which layers should your line pass by?"""
    network = _g(latent_size, size, channels)
    for layer in network:
        if hasattr(layer, "weight"):
            nn.init.normal_(layer.weight, 0, 0.02)
    return network


@make_dcgan_generator.wrong(when=lambda seen: seen["norms"] in ((64,), (32,)) and seen["kernels"] == (4, 4))
def g_has_one_batch_norm(latent_size=64, size=28, channels=1):
    """{numbers:,} numbers in place of 234,177, and one BatchNorm, over {norms[0]} maps: what leaves your other station is measured by
    nobody. The table has one behind each of the two hidden stations, in front of its ReLU. Which line of the table has lost
    its own?"""
    return _exchanged(2, nn.Identity(), latent_size, size, channels)


@make_dcgan_generator.wrong(when=lambda seen: seen["norms"] == (3136, 32))
def g_norms_before_it_folds(latent_size=64, size=28, channels=1):
    """{numbers:,} numbers in place of 234,177: your first BatchNorm has {norms[0]:,} means, one for each number of the linear
    layer. Behind the folding it has one for each of the 64 maps, whatever the place, as the table has it. Where do you
    fold?"""
    start = size // 4
    first = [
        nn.Linear(latent_size, 64 * start**2, bias=False),
        nn.BatchNorm1d(64 * start**2),
        nn.Unflatten(1, (64, start, start)),
    ]
    return nn.Sequential(*first, *list(_g(latent_size, size, channels))[3:])


@make_dcgan_generator.wrong(when=lambda seen: seen["acts_like"] == "norm behind ReLU")
def g_norms_behind_relu(latent_size=64, size=28, channels=1):
    """All {numbers:,} numbers are there, and the text's layers paint pictures that differ by {largest_difference:.2f}: your BatchNorm stands
    behind the ReLU. Then what leaves a block is negative in part again, and half of what the ReLU is for is undone. In
    which order does a line of the table name the three?"""
    layers = list(_g(latent_size, size, channels))
    layers[2:4], layers[5:7] = layers[3:1:-1], layers[6:4:-1]
    return nn.Sequential(*layers)


@make_dcgan_generator.wrong(when=lambda seen: seen["acts_like"] == "bends nowhere")
def g_bends_nowhere(latent_size=64, size=28, channels=1):
    """All {numbers:,} numbers are there, and the text's layers paint pictures that differ by {largest_difference:.2f}: between your layers
    nothing bends. Without a bend two layers are one layer, however many weights they have. What stands behind each
    BatchNorm in the table?"""
    return _g(latent_size, size, channels, bend=nn.Identity)


@make_dcgan_generator.wrong(
    when=lambda seen: seen["kernels"] == () and seen["convolutions"] >= 2 and seen["shape"] == (7, 1, 28, 28)
)
def g_copies_and_convolves(latent_size=64, size=28, channels=1):
    """The shapes are right, with {convolutions} convolutions and no transposed one: you copy pixels and convolve, lesson 10's first
    way. It paints no chequers of its own, and it is a fair choice; it costs more work at the large sizes, and asked for is
    the other way. Which layer doubles and paints at once?"""
    start = size // 4
    return nn.Sequential(
        nn.Linear(latent_size, 64 * start**2, bias=False), nn.Unflatten(1, (64, start, start)), nn.BatchNorm2d(64), nn.ReLU(),
        nn.Upsample(scale_factor=2), nn.Conv2d(64, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
        nn.Upsample(scale_factor=2), nn.Conv2d(32, channels, 3, padding=1), nn.Tanh(),
    )  # fmt: skip


@make_dcgan_generator.wrong(
    when=lambda seen: len(seen["kernels"]) == 1 and seen["convolutions"] >= 1 and seen["shape"] == (7, 1, 28, 28)
)
def g_copies_once(latent_size=64, size=28, channels=1):
    """The shapes are right, with {numbers:,} numbers in place of 234,177: only one of your layers is a transposed convolution, and where the other should be you
    copy pixels and convolve. That is a fair way, lesson 10's first, and the table asks for the same layer twice. In which line of
    yours does `Upsample` stand?"""
    layers = list(_g(latent_size, size, channels))
    layers[4] = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(64, 32, 3, padding=1, bias=False))
    return nn.Sequential(*layers)


@make_dcgan_generator.decoy(g_copies_once, told=g_copies_and_convolves)
def g_copies_twice(latent_size=64, size=28, channels=1):
    layers = list(g_copies_once(latent_size, size, channels))
    layers[7] = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(32, channels, 5, padding=2))
    return nn.Sequential(*layers)


@make_dcgan_generator.wrong(when=lambda seen: "conv_transpose2d" in seen["stopped_with"])
def g_wants_its_latents_as_maps(latent_size=64, size=28, channels=1):
    """It stopped with "{stopped_with}": your first layer is a transposed convolution, and the latents come as rows, (m, 64).
    PyTorch's tutorial draws them as maps of one pixel, (m, 100, 1, 1); here the table begins otherwise. Which two layers make
    maps of rows?"""
    return nn.Sequential(
        nn.ConvTranspose2d(latent_size, 64, size // 4, bias=False), *list(_g(latent_size, size, channels))[2:]
    )


@make_dcgan_generator.wrong(when=lambda seen: "expected 4D input" in seen["stopped_with"])
def g_forgets_to_fold(latent_size=64, size=28, channels=1):
    """It stopped with "{stopped_with}": behind the linear layer the numbers still lie in a row, and `BatchNorm2d` wants maps. Which
    module folds 3,136 numbers into 64 maps of 7 × 7?"""
    layers = list(_g(latent_size, size, channels))
    return nn.Sequential(layers[0], *layers[2:])


@make_dcgan_generator.wrong(
    when=lambda seen: seen["shape"] == (7, 1, 28, 28) and "(5x10 and 64x" in seen["stopped_in_colour_with"]
)
def g_knows_one_latent_size(latent_size=64, size=28, channels=1):
    """Right for latents of 64 numbers, and for latents of 10 it stopped with "{stopped_in_colour_with}": somewhere a 64 is written where an
    argument should speak. The 64 maps and the 64 numbers of a latent have nothing to do with each other. Which of the two
    does your linear layer begin with?"""
    return _g(64, size, channels)


@make_dcgan_generator.wrong(when=lambda seen: seen["last_bias"] is False and seen["numbers"] == 234_176)
def g_paints_without_a_bias(latent_size=64, size=28, channels=1):
    """{numbers:,} numbers, one short of 234,177: your last layer has no bias. In front of a BatchNorm a bias is idle; behind the last
    layer there is none, so this one number is the grey from which the painting starts. Which layers are followed by a
    BatchNorm?"""
    layers = list(_g(latent_size, size, channels))
    layers[7] = nn.ConvTranspose2d(32, channels, 4, stride=2, padding=1, bias=False)
    return nn.Sequential(*layers)


@make_dcgan_generator.wrong(when=lambda seen: "running_mean should contain 7 elements" in seen["stopped_with"])
def g_folds_with_the_maps_last(latent_size=64, size=28, channels=1):
    """It stopped with "{stopped_with}": behind your folding the BatchNorm counts 7 maps. PyTorch looks for the maps in the second
    place, right behind the batch, and height and width follow; a 7 stands in that place. In which order do you
    give `nn.Unflatten` its three numbers?"""
    start = size // 4
    return _exchanged(1, nn.Unflatten(1, (start, start, 64)), latent_size, size, channels)


@make_dcgan_generator.decoy(g_folds_with_the_maps_last)
def g_folds_into_sixteen_maps(latent_size=64, size=28, channels=1):
    return _exchanged(1, nn.Unflatten(1, (16, size // 2, size // 2)), latent_size, size, channels)


@make_dcgan_generator.wrong(
    when=lambda seen: seen["shape"][2:] == (1, 1) and seen["kernels"] == () and seen["convolutions"] == 2
)
def g_halves(latent_size=64, size=28, channels=1):
    """Seven latents became pictures of shape {shape}: your two convolutions with stride 2 halve, from 7 to 3 to 1, as D's do. A
    generator goes the other way. Which layer lays its kernel down at each place instead of looking through it?"""
    layers = list(_g(latent_size, size, channels))
    layers[4], layers[7] = nn.Conv2d(64, 32, 4, 2, 1, bias=False), nn.Conv2d(32, channels, 4, 2, 1)
    return nn.Sequential(*layers)


@make_dcgan_generator.decoy(g_halves)
def g_halves_and_doubles(latent_size=64, size=28, channels=1):
    return _exchanged(4, nn.Conv2d(64, 32, 4, 2, 1, bias=False), latent_size, size, channels)


@make_dcgan_generator.wrong(
    when=lambda seen: (
        seen["kernels"] == (4, 4) and seen["maps"] != ((64, 32), (32, 1)) and seen["shape"] == (7, 1, 28, 28)
    )
)
def g_has_other_widths(latent_size=64, size=28, channels=1):
    """The shapes are right, with {numbers:,} numbers in place of 234,177: your transposed convolutions go from and to {maps} maps. More
    maps learn more and cost more, fewer the other way; all that is measured below was measured with the table's. How many
    maps stand in each line of its last column?"""
    return _wide_g(latent_size, size, channels)


def _wide_g(latent_size=64, size=28, channels=1, widths=(128, 64)):
    (first, second), start = widths, size // 4
    return nn.Sequential(
        nn.Linear(latent_size, first * start**2, bias=False), nn.Unflatten(1, (first, start, start)), nn.BatchNorm2d(first), nn.ReLU(),
        nn.ConvTranspose2d(first, second, 4, 2, 1, bias=False), nn.BatchNorm2d(second), nn.ReLU(),
        nn.ConvTranspose2d(second, channels, 4, 2, 1), nn.Tanh(),
    )  # fmt: skip


def _exchanged(place, layer, latent_size=64, size=28, channels=1):
    layers = list(_g(latent_size, size, channels))
    layers[place] = layer
    return nn.Sequential(*layers)


@make_dcgan_generator.decoy(g_ends_in_a_relu, g_ends_in_a_sigmoid, g_has_no_last_activation)
def g_ends_in_softplus(latent_size=64, size=28, channels=1):
    return _g(latent_size, size, channels, last=(nn.Softplus,))


@make_dcgan_generator.decoy(g_has_no_last_activation, g_leaks)
def g_ends_in_a_leaky_relu(latent_size=64, size=28, channels=1):
    return _g(latent_size, size, channels, last=(lambda: nn.LeakyReLU(0.2),))


@make_dcgan_generator.decoy(g_has_batch_norm_on_its_pictures, g_has_idle_biases)
def g_learns_its_bend(latent_size=64, size=28, channels=1):
    return _g(latent_size, size, channels, bend=nn.PReLU)


@make_dcgan_generator.decoy(g_has_one_batch_norm, g_has_no_batch_norm)
def g_norms_its_pictures_only(latent_size=64, size=28, channels=1):
    layers = list(_g(latent_size, size, channels, norm=lambda features: nn.Identity()))
    return nn.Sequential(*layers[:-1], nn.BatchNorm2d(channels), nn.Tanh())


@make_dcgan_generator.wrong(when=lambda seen: seen["kernels"] == (2, 2) and seen["shape"] == (7, 1, 28, 28))
def g_has_kernels_of_two(latent_size=64, size=28, channels=1):
    """The shapes are right, with {numbers:,} numbers in place of 234,177: your kernels are {kernels}. At stride 2 such stamps lie
    edge to edge and no two overlap, so that each pixel is painted by one place of the map, and knows nothing of the
    neighbour's. How wide is a stamp that overlaps the next one by half?"""
    layers = list(_g(latent_size, size, channels))
    layers[4] = nn.ConvTranspose2d(64, 32, 2, 2, bias=False)
    layers[7] = nn.ConvTranspose2d(32, channels, 2, 2)
    return nn.Sequential(*layers)


@make_dcgan_generator.decoy(g_has_kernels_of_two, g_has_kernels_of_three, g_has_other_widths)
def g_has_kernels_of_six(latent_size=64, size=28, channels=1):
    layers = list(_g(latent_size, size, channels))
    layers[4] = nn.ConvTranspose2d(64, 32, 6, 2, 2, bias=False)
    layers[7] = nn.ConvTranspose2d(32, channels, 6, 2, 2)
    return nn.Sequential(*layers)


@make_dcgan_generator.decoy(g_forgets_the_padding, g_knows_one_size)
def g_starts_with_a_third(latent_size=64, size=28, channels=1):
    return _g(latent_size, size // 3 * 4, channels)


@make_dcgan_generator.decoy(g_knows_one_channel, g_knows_one_size)
def g_always_paints_in_colour(latent_size=64, size=28, channels=1):
    return _g(latent_size, size, 3)


@make_dcgan_generator.decoy(g_has_idle_biases, g_paints_without_a_bias, g_norms_before_it_folds)
def g_repeats_its_last_layer(latent_size=64, size=28, channels=1):
    return nn.Sequential(*list(_g(latent_size, size, channels))[:-1], nn.Conv2d(channels, channels, 1), nn.Tanh())


@make_dcgan_generator.decoy(g_gives_momentum_as_eps, g_keeps_keras_momentum)
def g_has_keras_eps(latent_size=64, size=28, channels=1):
    return _g(latent_size, size, channels, norm=lambda features: nn.BatchNorm2d(features, eps=1e-3))


@make_dcgan_generator.wrong(when=lambda seen: seen["acts_like"].startswith("bends like"))
def g_bends_otherwise(latent_size=64, size=28, channels=1):
    """Sizes and ends are right, and your G {acts_like}, so its pictures are up to {largest_difference:.2f} away from those of the text. Other bends train as well; all that is
    measured below was measured with the paper's. Which one do the guidelines give to G?"""
    return _g(latent_size, size, channels, bend=nn.SiLU)


@make_dcgan_generator.decoy(g_leaks, g_norms_behind_relu, g_bends_nowhere, g_bends_otherwise)
def g_bends_softly(latent_size=64, size=28, channels=1):
    return _g(latent_size, size, channels, bend=nn.Mish)


@make_dcgan_generator.wrong(when=lambda seen: seen["acts_like"].startswith("no ReLU behind"))
def g_bends_once(latent_size=64, size=28, channels=1):
    """All {numbers:,} numbers are there, and the text's layers paint pictures that differ by {largest_difference:.2f}: yours act
    like a G with {acts_like}. There two layers follow each other without a bend and are as good as one. What stands
    behind each BatchNorm in the table?"""
    return _exchanged(3, nn.Identity(), latent_size, size, channels)


@make_dcgan_generator.decoy(g_bends_once, g_leaks)
def g_leaks_once(latent_size=64, size=28, channels=1):
    return _exchanged(3, nn.LeakyReLU(0.2), latent_size, size, channels)


@make_dcgan_generator.decoy(g_has_dropout)
def g_has_spectral_norm(latent_size=64, size=28, channels=1):
    layers = list(_g(latent_size, size, channels))
    for place in (4, 7):
        layers[place] = nn.utils.parametrizations.spectral_norm(layers[place])
    return nn.Sequential(*layers)


_template = _g()


@make_dcgan_generator.decoy(g_is_made_once, told=g_starts_alike)
def g_is_copied(latent_size=64, size=28, channels=1):
    return copy.deepcopy(_template) if (latent_size, size, channels) == (64, 28, 1) else _g(latent_size, size, channels)


@make_dcgan_generator.decoy(g_starts_alike, g_draws_its_gammas, right=True)
def g_draws_its_kernels(latent_size=64, size=28, channels=1):
    network = _g(latent_size, size, channels)
    for place in (0, 4, 7):
        nn.init.normal_(network[place].weight, 0, 0.02)
    return network


@make_dcgan_generator.decoy(g_is_asleep, right=True)
def g_wakes_again(latent_size=64, size=28, channels=1):
    network = _g(latent_size, size, channels).eval()
    with torch.no_grad():
        network(torch.zeros(2, latent_size))
    return network.train()


@make_dcgan_generator.decoy(g_copies_and_convolves, g_has_no_batch_norm, g_ends_in_a_sigmoid)
def g_is_a_shuffle(latent_size=64, size=28, channels=1):
    start = size // 4
    return nn.Sequential(
        nn.Linear(latent_size, 64 * start**2, bias=False), nn.Unflatten(1, (64, start, start)), nn.BatchNorm2d(64), nn.ReLU(),
        nn.Conv2d(64, 16 * channels, 3, padding=1), nn.PixelShuffle(4), nn.Tanh(),
    )  # fmt: skip


@make_dcgan_generator.decoy(g_wants_its_latents_as_maps, g_forgets_to_fold, g_knows_one_latent_size)
def g_folds_into_too_few_maps(latent_size=64, size=28, channels=1):
    return _exchanged(1, nn.Unflatten(1, (32, size // 4, size // 4)), latent_size, size, channels)


@make_dcgan_generator.wrong(when=lambda seen: seen["shape"] == (7, 1, 56, 56))
def g_starts_with_half(latent_size=64, size=28, channels=1):
    """Your pictures have shape {shape}, twice the size: G doubles two times, and yours starts with half of `size`. What is left of 28 after
    two halvings?"""
    return _g(latent_size, 2 * size, channels)


@make_dcgan_generator.wrong(when=lambda seen: "'list' object" in seen["error"])
def g_is_a_list(latent_size=64, size=28, channels=1):
    """What comes back is a list of layers: "{error}". A list holds them, and nobody sends the latents through. What does torch call the
    module that runs its layers one after the other?"""
    return list(_g(latent_size, size, channels))


@make_dcgan_generator.decoy(g_starts_with_half, g_knows_one_size)
def g_doubles_once(latent_size=64, size=28, channels=1):
    return nn.Sequential(*_g(latent_size, size, channels), nn.AvgPool2d(2))


@make_dcgan_generator.decoy(g_is_a_list)
def g_is_a_dictionary(latent_size=64, size=28, channels=1):
    return {"g": _g(latent_size, size, channels)}


@make_dcgan_generator.decoy(g_has_one_batch_norm, g_has_idle_biases, told=g_has_batch_norm_on_its_pictures)
def g_has_batch_norm_on_its_pictures_and_no_bias(latent_size=64, size=28, channels=1):
    layers = list(g_has_batch_norm_on_its_pictures(latent_size, size, channels))
    layers[7] = nn.ConvTranspose2d(32, channels, 4, 2, 1, bias=False)
    return nn.Sequential(*layers)


make_dcgan_generator.hints(
    "Start with a quarter of the size and double twice: 7 → 14 → 28. The maps become fewer on the way: 64, 32, then the channels.",
    "nn.Linear(latent_size, 64 * start * start, bias=False), nn.Unflatten(1, (64, start, start)), and after each of the two "
    "hidden stations BatchNorm2d and ReLU.",
    "nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), "
    "nn.ConvTranspose2d(32, channels, 4, stride=2, padding=1), nn.Tanh()",
)

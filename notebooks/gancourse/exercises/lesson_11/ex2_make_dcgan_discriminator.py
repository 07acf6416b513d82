"""Exercise 11.2, make_dcgan_discriminator: a discriminator that halves them."""

import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_11.networks import (
    batch_norms,
    count_parameters,
    known_form,
    shape_or_stop,
    two_fresh_ones,
)
from gancourse.settings import device

make_dcgan_discriminator = Exercise(
    "make_dcgan_discriminator",
    lesson="11",
    tolerance=1e-4,
    remember="28,017 numbers, a twentieth of the MLP's D, because one kernel looks at every place of the picture. How often "
    "each of them is multiplied is another count, and it comes next.",
)


def _pictures(m: int, size: int = 28, channels: int = 1) -> torch.Tensor:
    return torch.rand(m, channels, size, size, device=device()) * 2 - 1


def _as_a_discriminator(
    network: nn.Module, images: torch.Tensor, *, slopes=(0.2, 0.2, 0.2), bend=F.leaky_relu, end=lambda x: x
) -> torch.Tensor:
    """What the network of the text, or a form of it, says of `images`, with the weights of `network`."""
    weights = {tuple(parameter.shape): parameter for parameter in network.parameters()}
    hidden = images
    for slope, shape in zip(slopes, ((16, 1, 4, 4), (32, 16, 4, 4), (64, 32, 3, 3))):
        hidden = F.conv2d(hidden, weights[shape], weights[shape[:1]], stride=2, padding=1)
        hidden = bend(hidden) if slope is None else F.leaky_relu(hidden, slope)
    last = weights[1, 1024] if (1, 1024) in weights else weights[1, 64, 4, 4].flatten(1)
    return end(F.linear(hidden.flatten(1), last, weights[(1,)]))


_FORMS = {
    "the text": {},
    "plain ReLU": {"slopes": [0.0] * 3},
    "leaks 1 %": {"slopes": [0.01] * 3},
    "bends like GELU": {"slopes": [None] * 3, "bend": F.gelu},
    "bends like SiLU": {"slopes": [None] * 3, "bend": F.silu},
    "bends like ELU": {"slopes": [None] * 3, "bend": F.elu},
    "bends like tanh": {"slopes": [None] * 3, "bend": torch.tanh},
    "bends nowhere": {"slopes": [1.0] * 3},
    "no bend behind its first convolution": {"slopes": (1.0, 0.2, 0.2)},
    "no bend behind its second convolution": {"slopes": (0.2, 1.0, 0.2)},
    "no bend behind its third convolution": {"slopes": (0.2, 0.2, 1.0)},
    "sigmoid at the end": {"end": torch.sigmoid},
}


def _differences(network: nn.Module, forms: dict) -> dict[str, torch.Tensor]:
    """How far its logits are from those of each of these forms of the network of the text."""
    inputs = _pictures(9) * 3
    with torch.no_grad():
        mine = network.to(device())(inputs)
        return {name: (mine - _as_a_discriminator(network, inputs, **form)).abs().max() for name, form in forms.items()}


@make_dcgan_discriminator.probe("7 grey images, shape (7, 1, 28, 28)", expected="7 logits, shape (7, 1)")
def seven_grey(answer):
    return shape_or_stop(answer(), _pictures(7))


@make_dcgan_discriminator.probe("size=32, channels=3, and 5 images", expected="5 logits, shape (5, 1)")
def five_in_colour(answer):
    return shape_or_stop(answer(32, 3), _pictures(5, 32, 3), "shape_in_colour", "stopped_in_colour_with")


@make_dcgan_discriminator.probe("size=64, and 2 images", expected="2 logits, shape (2, 1)")
def two_large(answer):
    return shape_or_stop(answer(64, 1), _pictures(2, 64), "shape_of_large_ones", "stopped_at_large_ones_with")


@make_dcgan_discriminator.probe(
    "its parameters", expected="28,017: 16·16 + 16, 32·16·16 + 32, 64·32·9 + 64, 64·4·4 + 1"
)
def size_of_d(answer):
    network = answer()
    lazy = sum(nn.parameter.is_lazy(parameter) for parameter in network.parameters())
    return {"numbers": 0 if lazy else count_parameters(network)}


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
    same_dice = []
    with torch.no_grad():
        two_looks = (network(images) - network(images)).abs().max()
        for _ in range(2):
            torch.manual_seed(1)
            same_dice.append(network(images))
    return {"two_looks": two_looks, "two_looks_same_dice": (same_dice[0] - same_dice[1]).abs().max()}


@make_dcgan_discriminator.probe(
    "images far larger than any real one, so that D has to be very sure",
    expected="logits on both sides: some below 0, some above 1",
    holds=lambda seen: seen["lowest"] < 0 and seen["highest"] > 1,
)
def very_sure(answer):
    with torch.no_grad():
        logits = answer().to(device())(torch.randn(64, 1, 28, 28, device=device()) * 1000)
    return {"lowest": logits.min(), "highest": logits.max()}


_ALONE = nn.InstanceNorm2d, nn.GroupNorm, nn.LayerNorm


@make_dcgan_discriminator.probe(
    "the kinds of its layers",
    expected="three convolutions with stride 2, that halve the picture themselves, and no pooling",
    holds=lambda seen: seen["pools"] == 0 and seen["waiting"] == 0,
)
def kinds_of_layers(answer):
    network = answer()
    layers = list(network.modules())
    convolutions = [layer for layer in layers if isinstance(layer, nn.Conv2d)]
    return {
        "pools": sum("Pool" in type(layer).__name__ for layer in layers),
        "waiting": sum(nn.parameter.is_lazy(parameter) for parameter in network.parameters()),
        "strides": tuple(layer.stride[0] for layer in convolutions),
        "kernels": tuple(layer.kernel_size[0] for layer in convolutions),
        "paddings": tuple(layer.padding[0] for layer in convolutions),
        "biases": sum(
            parameter.numel()
            for name, parameter in network.named_parameters()
            if name.endswith("bias") and not nn.parameter.is_lazy(parameter)
        ),
        "norms_of_each_image": sum(isinstance(layer, _ALONE) for layer in layers),
        "maps": tuple(layer.out_channels for layer in convolutions),
        "norms": tuple(norm.num_features for norm in batch_norms(network)),
        "dense_layers": sum(isinstance(layer, nn.Linear) for layer in layers),
        "acts_like": known_form(lambda: _differences(network, _FORMS)),
    }


@make_dcgan_discriminator.probe(
    "your weights, put through the network of the text",
    expected="the same logits as yours",
    holds=lambda seen: seen["largest_difference"] < 1e-4,
)
def d_follows_the_text(answer):
    return {"largest_difference": _differences(answer(), {"the text": {}})["the text"]}


@make_dcgan_discriminator.probe(
    "two networks, fresh from your function",
    expected="weights of its own and other numbers in the second",
    holds=lambda seen: not seen["two_calls_share_weights"] and seen["weights_new_in_the_second"] > 0,
)
def two_networks(answer):
    return two_fresh_ones(answer)


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


@make_dcgan_discriminator.wrong(when=lambda seen: len(seen["norms"]) == 3 and seen["norms"][0] == 16)
def d_has_batch_norm_everywhere(size=28, channels=1):
    """The verdict on one image moved by {company_matters:.2f} when its neighbours were exchanged: your D has three
    BatchNorms. The D of this lesson has none, because it judges real and fake in one pass and pays a price for its slope at each single
    image; the paper has two, and leaves it out behind D's first layer, where it made the samples oscillate. What stands between
    a convolution and its LeakyReLU in the text?"""
    return _d(size, channels, norms=(16, 32, 64))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["norms"] == (32, 64))
def d_has_batch_norm_as_in_the_paper(size=28, channels=1):
    """The verdict on one image moved by {company_matters:.2f} when its neighbours were exchanged. This is what the paper
    builds, and you will measure it soon. The D of this lesson does without, because it judges real and fake in one pass and
    pays a price for its slope at each single image. Both need a verdict on an image alone: which layers mix images?"""
    return _d(size, channels, norms=(32, 64))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["pools"] > 0 and seen["strides"] != (2, 2, 2))
def d_pools(size=28, channels=1):
    """There are {pools} pooling layers in your D. The first guideline wants none: a convolution with stride 2 halves the
    picture as well and learns how, and it is computed at a quarter of the places. How would you say "look at every second
    pixel" to a convolution?"""
    layers = list(_d(size, channels))
    for place, (inputs, width) in ((0, (channels, 16)), (2, (16, 32))):
        layers[place] = nn.Sequential(nn.Conv2d(inputs, width, 5, padding=2), nn.MaxPool2d(2))
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["acts_like"] == "plain ReLU")
def d_uses_plain_relu(size=28, channels=1):
    """Right in size and shape, but it bends otherwise than asked: your logits differ from the text's by {largest_difference:.2f}. A
    ReLU that is off passes no gradient, and G learns through D's gradient only. What lets a fifth through?"""
    return _d(size, channels, bend=nn.ReLU)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["acts_like"] == "leaks 1 %")
def d_leaks_the_default(size=28, channels=1):
    """Nearly: your logits differ from the text's by {largest_difference:.2f}. LeakyReLU without a number lets 1 % of a negative input
    through, and the guideline's slope is 20 %. Where does that number go?"""
    return _d(size, channels, bend=nn.LeakyReLU)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["dense_layers"] > 1)
def d_has_a_dense_hidden_layer(size=28, channels=1):
    """{dense_layers} dense layers and {numbers:,} numbers, where 28,017 were due. The third guideline says: none. It makes D
    stronger at telling *these* images from fakes, place by place, which is not what G needs to hear; you will measure it.
    What can follow the flattened 1,024 numbers directly?"""
    layers = list(_d(size, channels))[:-1]
    return nn.Sequential(*layers, nn.Linear(64 * math.ceil(size / 8) ** 2, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["two_looks"] > 1e-3 and seen["two_looks_same_dice"] < 1e-6)
def d_has_dropout(size=28, channels=1):
    """The same images, twice, and verdicts that differ by {two_looks:.3f}: your D forgets at random. Many codes do it to hold
    D back, and the first GANs, of 2014, did. Ours is held back by a price on its slope, which needs one fixed
    function. Which layers throw dice?"""
    return _d(size, channels, extra=(lambda: nn.Dropout2d(0.25),))


@make_dcgan_discriminator.wrong(
    when=lambda seen: (
        (seen["shape"], seen["shape_in_colour"]) == ((7, 1), (5, 1))
        and "x1024 " not in seen["stopped_at_large_ones_with"]
        and "and 1024x1)" in seen["stopped_at_large_ones_with"]
    )
)
def d_knows_its_last_size(size=28, channels=1):
    """Right for 28 and for 32 pixels, and for 64 it stopped: "{stopped_at_large_ones_with}". Three halvings
    leave 4·4 of both 28 and 32, and 8·8 of 64. How wide is the last map for a picture of `size` pixels?"""
    return _d(28, channels)


@make_dcgan_discriminator.wrong(when=lambda seen: "x1024 and 576x1)" in seen["stopped_with"])
def d_rounds_down(size=28, channels=1):
    """It stopped with "{stopped_with}". With kernel 3, stride 2 and padding 1 a side of 7 becomes 4, not 3: `size // 8` rounds
    down where the last convolution rounds up. Which sides does a picture of 28 have on its way to the linear layer?"""
    layers = list(_d(size, channels))
    layers[-1] = nn.Linear(64 * (size // 8) ** 2, 1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(
    when=lambda seen: seen["shape"] == (7, 1) and "to have 1 channels, but got 3" in seen["stopped_in_colour_with"]
)
def d_sees_grey_only(size=28, channels=1):
    """Grey images pass, and at images in colour it stopped: "{stopped_in_colour_with}". The first convolution is told how many maps come
    in. Which of your two arguments knows that?"""
    return _d(size, 1)


_one_d = _d()


@make_dcgan_discriminator.wrong(when=lambda seen: seen["two_calls_share_weights"] is True)
def d_is_made_once(size=28, channels=1):
    """Two calls share their weights ({two_calls_share_weights}). The ablation below would start each run with a D that the run before
    has trained. Where must the layers be made so that each call gets new ones?"""
    return _one_d if (size, channels) == (28, 1) else _d(size, channels)


@make_dcgan_discriminator.wrong(
    when=lambda seen: seen["weights_new_in_the_second"] == 0 and seen["two_calls_share_weights"] is False
)
def d_starts_alike(size=28, channels=1):
    """Of the weights of a second network {weights_new_in_the_second} differ from those of the first: every run would begin with the
    same draw, and three runs over three seeds would tell you what one tells. Either your function sets the random numbers back,
    or it copies one network. Who should choose the seed, the function or its caller?"""
    torch.manual_seed(0)
    return _d(size, channels)


@make_dcgan_discriminator.decoy(d_starts_alike, right=True)
def d_draws_its_kernels(size=28, channels=1):
    network = _d(size, channels)
    nn.init.normal_(network[0].weight, 0, 0.02)
    return network


@make_dcgan_discriminator.wrong(when=lambda seen: seen["waiting"] > 0)
def d_waits_for_its_size(size=28, channels=1):
    """The shapes come out right, and {waiting} parameters of your D do not exist yet: a lazy layer makes its weights when the first
    picture arrives. Before that `initialise` has nothing to draw and the optimiser nothing to hold. How wide
    is the last map for a picture of `size` pixels?"""
    return nn.Sequential(*list(_d(size, channels))[:-1], nn.LazyLinear(1))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["shape"] == (7,))
def d_flattens_its_logits(size=28, channels=1):
    """Seven images give logits of shape {shape}, and a column, (7, 1), was due. Beside a column of labels a row broadcasts to a table
    of 7 × 7, without an error. Which dimension did you flatten or squeeze away?"""
    return _d(size, channels, last=(nn.Flatten(0),))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["shape"] == (7, 1, 1, 1))
def d_ends_in_a_map(size=28, channels=1):
    """Seven images give logits of shape {shape}: one map of one pixel for each, as PyTorch's tutorial has it before it flattens. A
    column, (7, 1), was due. What makes a row of numbers of a map?"""
    return nn.Sequential(*list(_d(size, channels))[:-2], nn.Conv2d(64, 1, math.ceil(size / 8)))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["kernels"] == (4, 4, 4))
def d_has_three_kernels_of_four(size=28, channels=1):
    """Your kernels are {kernels}. A kernel of 4 halves 28 to 14 and 14 to 7, and from 7 it makes 3, so that 3 × 3
    places are left to judge by, where the text has 4 × 4. Which kernel makes 4 of 7?"""
    layers = list(_d(size, channels))
    layers[4], layers[-1] = nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.Linear(64 * (size // 8) ** 2, 1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(when=lambda seen: "x256 and 1024x1)" in seen["stopped_with"])
def d_forgets_the_padding(size=28, channels=1):
    """It stopped with "{stopped_with}": without padding a side of 28 becomes 13, 5 and 2, so 256 numbers arrive where you count on 1,024.
    How many zeros on each side bring 14, 7 and 4 back?"""
    layers = list(_d(size, channels))
    layers[0], layers[2], layers[4] = nn.Conv2d(channels, 16, 4, 2), nn.Conv2d(16, 32, 4, 2), nn.Conv2d(32, 64, 3, 2)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["paddings"] == (0, 0, 0) and seen["shape"] == (7, 1))
def d_has_no_padding(size=28, channels=1):
    """Pictures go through, with {numbers:,} numbers in place of 28,017: your paddings are {paddings}. So 28 becomes 13, less than a half,
    and the pixels at the rim, where fewer kernels meet, count for less. How many zeros on each side make 14 of 28?"""
    layers = list(d_forgets_the_padding(size, channels))
    side = ((size - 4) // 2 - 1) // 2
    return nn.Sequential(*layers[:-1], nn.Linear(64 * ((side - 1) // 2) ** 2, 1))


@make_dcgan_discriminator.wrong(
    when=lambda seen: (
        (seen["kernels"], seen["maps"], seen["norms"]) == ((4, 4, 3), (16, 32, 64), ())
        and seen["biases"] < 113
        and seen["numbers"] == 27_904 + seen["biases"]
    )
)
def d_saves_its_biases(size=28, channels=1):
    """{numbers:,} numbers in place of 28,017: {biases} of them are biases, and 113 were due. In G a bias in front of a BatchNorm
    is idle; this D has no BatchNorm, so each of its biases says something. Which of your layers were told to do without?"""
    layers = list(_d(size, channels))
    for place in (0, 2, 4):
        layers[place].register_parameter("bias", None)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.decoy(d_has_no_padding, d_saves_its_biases)
def d_pads_at_the_end_only(size=28, channels=1):
    layers = list(d_has_no_padding(size, channels))
    layers[4], layers[-1] = nn.Conv2d(32, 64, 3, 2, 1), nn.Linear(64 * (((size - 4) // 2 - 1) // 4 + 1) ** 2, 1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["acts_like"] == "bends nowhere")
def d_bends_nowhere(size=28, channels=1):
    """Right in size and shape, and your logits differ from the text's by {largest_difference:.2f}: nothing bends between your layers, so that
    the whole D is one linear function of the pixels. What follows each convolution in the text?"""
    return _d(size, channels, bend=nn.Identity)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["pools"] > 0 and seen["strides"] == (2, 2, 2))
def d_averages_over_the_places(size=28, channels=1):
    """Your convolutions halve as they should, and {pools} pooling layer stands behind them: it averages each map over all places before
    the verdict. It saves numbers, and D no longer knows *where* a stroke lies. What does the text put between the last map and
    the linear layer?"""
    return nn.Sequential(*list(_d(size, channels))[:-2], nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 1))


def _normed_at(*places, size=28, channels=1, norm=nn.BatchNorm2d):
    layers = list(_d(size, channels))
    for place, width in places:
        layers[place] = nn.Sequential(layers[place], norm(width))
    return nn.Sequential(*layers)


@make_dcgan_discriminator.decoy(d_has_batch_norm_everywhere, d_has_batch_norm_as_in_the_paper)
def d_has_one_batch_norm(size=28, channels=1):
    return _normed_at((2, 32), size=size, channels=channels)


@make_dcgan_discriminator.decoy(d_has_batch_norm_as_in_the_paper, d_has_batch_norm_everywhere, d_has_dropout)
def d_has_spectral_norm(size=28, channels=1):
    layers = list(_d(size, channels))
    for place in (0, 2, 4):
        layers[place] = nn.utils.parametrizations.spectral_norm(layers[place])
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(
    when=lambda seen: seen["norms_of_each_image"] > 0 and seen["norms"] == () and seen["company_matters"] < 1e-4
)
def d_norms_each_image_alone(size=28, channels=1):
    """{norms_of_each_image} layers of your D norm each image by itself. They mix no images, so that rule is kept. But they take from
    every image the mean and the spread of its maps, which may be just what tells a fake, and the text has none. What stands between a
    convolution and its LeakyReLU there?"""
    return _normed_at((2, 32), (4, 64), size=size, channels=channels, norm=nn.InstanceNorm2d)


@make_dcgan_discriminator.decoy(d_norms_each_image_alone, told=d_has_batch_norm_as_in_the_paper)
def d_norms_twice(size=28, channels=1):
    def both(width):
        return nn.Sequential(nn.BatchNorm2d(width), nn.InstanceNorm2d(width))

    return _normed_at((2, 32), (4, 64), size=size, channels=channels, norm=both)


@make_dcgan_discriminator.decoy(d_pools, d_averages_over_the_places)
def d_skips_pixels(size=28, channels=1):
    layers = list(_d(size, channels))
    layers[0] = nn.Sequential(nn.Upsample(scale_factor=0.5), nn.Conv2d(channels, 16, 3, padding=1))
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["acts_like"].startswith("no bend behind"))
def d_forgets_a_bend(size=28, channels=1):
    """Right in size and shape, and your logits differ from the text's by {largest_difference:.2f}: they are those of a D with
    {acts_like}. Without a bend two layers in a row are one linear layer. How many LeakyReLUs does the text have?"""
    layers = list(_d(size, channels))
    return nn.Sequential(*layers[:5], *layers[6:])


@make_dcgan_discriminator.decoy(d_uses_plain_relu, d_leaks_the_default, d_bends_nowhere, d_forgets_a_bend)
def d_leaks_a_tenth(size=28, channels=1):
    return _d(size, channels, bend=lambda: nn.LeakyReLU(0.1))


@make_dcgan_discriminator.decoy(d_knows_its_last_size, d_rounds_down)
def d_counts_on_side_eight(size=28, channels=1):
    return nn.Sequential(*list(_d(size, channels))[:-1], nn.Linear(64 * 8 * 8, 1))


@make_dcgan_discriminator.wrong(when=lambda seen: "(1792x4 and" in seen["stopped_with"])
def d_forgets_to_flatten(size=28, channels=1):
    """It stopped with "{stopped_with}": a linear layer takes what lies along the last axis, and there it finds the 4 pixels of one row.
    7 images with 64 maps of 4 rows make 1,792 such rows. What has to happen to the maps of an image first?"""
    layers = list(_d(size, channels))
    return nn.Sequential(*layers[:-2], layers[-1])


@make_dcgan_discriminator.decoy(d_forgets_to_flatten)
def d_flattens_too_late(size=28, channels=1):
    layers = list(_d(size, channels))
    return nn.Sequential(*layers[:-2], nn.Linear(4, 1), nn.Flatten())


@make_dcgan_discriminator.decoy(d_rounds_down, d_forgets_the_padding, told=d_has_three_kernels_of_four)
def d_counts_on_four_with_kernels_of_four(size=28, channels=1):
    layers = list(_d(size, channels))
    layers[4] = nn.Conv2d(32, 64, 4, stride=2, padding=1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.decoy(d_sees_grey_only, d_knows_its_last_size)
def d_sees_colour_only(size=28, channels=1):
    return _d(size, 3)


_template = _d()


@make_dcgan_discriminator.decoy(d_is_made_once, told=d_starts_alike)
def d_is_copied(size=28, channels=1):
    return copy.deepcopy(_template) if (size, channels) == (28, 1) else _d(size, channels)


@make_dcgan_discriminator.decoy(d_waits_for_its_size, right=True)
def d_has_been_lazy(size=28, channels=1):
    network = d_waits_for_its_size(size, channels)
    network(torch.zeros(1, channels, size, size))
    return network


@make_dcgan_discriminator.wrong(when=lambda seen: seen["shape"] == (7, 2))
def d_gives_two_logits(size=28, channels=1):
    """Seven images give logits of shape {shape}: two numbers for each, as a classifier has them with one class for real and one for
    fake. The losses of this course take one logit for an image, high for real and low for fake. How many numbers does your last layer
    give?"""
    return _d_with_outputs(2, size, channels)


def _d_with_outputs(outputs, size, channels):
    return nn.Sequential(*list(_d(size, channels))[:-1], nn.Linear(64 * math.ceil(size / 8) ** 2, outputs))


@make_dcgan_discriminator.decoy(d_flattens_its_logits, d_ends_in_a_map, d_gives_two_logits)
def d_gives_ten_logits(size=28, channels=1):
    return _d_with_outputs(10, size, channels)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["kernels"] == (3, 3, 3) and seen["shape"] == (7, 1))
def d_has_three_kernels_of_three(size=28, channels=1):
    """Your kernels are {kernels}: the sizes come out right, with {numbers:,} numbers in place of 28,017. Three is not a multiple of the
    stride, so some pixels are looked at more often than their neighbours, and lesson 10's chequers come back in what D tells G.
    Which kernels does the text give the first two convolutions?"""
    layers = list(_d(size, channels))
    layers[0], layers[2] = nn.Conv2d(channels, 16, 3, 2, 1), nn.Conv2d(16, 32, 3, 2, 1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.decoy(d_has_three_kernels_of_four, d_has_three_kernels_of_three, d_knows_its_last_size)
def d_begins_with_a_kernel_of_three(size=28, channels=1):
    layers = list(_d(size, channels))
    layers[0] = nn.Conv2d(channels, 16, 3, 2, 1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(when=lambda seen: -1 <= seen["lowest"] < -0.99 and 0.99 < seen["highest"] <= 1)
def d_ends_in_a_tanh(size=28, channels=1):
    """However sure D is, it answers between {lowest:.2f} and {highest:.2f}: its last layer has an end on both sides. G's pictures need one, a
    logit must not: at 1 it says 73 % and can say no more. What follows the linear layer in the text?"""
    return _d(size, channels, last=(nn.Tanh(),))


@make_dcgan_discriminator.wrong(
    when=lambda seen: (
        seen["kernels"] == (4, 4, 3)
        and seen["maps"] != (16, 32, 64)
        and seen["dense_layers"] == 1
        and seen["shape"] == (7, 1)
    )
)
def d_has_other_widths(size=28, channels=1):
    """{numbers:,} numbers in place of 28,017: your convolutions give {maps} maps. More of them learn more and cost more, fewer the other way; all that is
    measured below was measured with the text's. Which three numbers does it name?"""
    return _wide_d(size, channels)


def _wide_d(size=28, channels=1, widths=(32, 64, 128)):
    layers, inputs = [], channels
    for width, kernel in zip(widths, (4, 4, 3)):
        layers += [nn.Conv2d(inputs, width, kernel, 2, 1), nn.LeakyReLU(0.2)]
        inputs = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs * math.ceil(size / 8) ** 2, 1))


@make_dcgan_discriminator.wrong(when=lambda seen: seen["strides"] == (1, 1, 1))
def d_forgets_the_stride(size=28, channels=1):
    """The strides of your convolutions are {strides}: they look at every pixel and halve nothing, so far too many numbers reach the linear
    layer. Which argument makes a convolution look at every second place?"""
    layers = list(_d(size, channels))
    for place in (0, 2, 4):
        layers[place].stride = (1, 1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.decoy(d_ends_in_a_sigmoid, d_ends_in_a_tanh)
def d_clips_at_one_half(size=28, channels=1):
    return _d(size, channels, last=(nn.Hardtanh(-0.5, 0.5),))


@make_dcgan_discriminator.decoy(d_has_a_dense_hidden_layer, told=d_has_other_widths)
def d_has_four_times_the_maps(size=28, channels=1):
    return _wide_d(size, channels, (64, 128, 256))


@make_dcgan_discriminator.decoy(d_has_other_widths, told=d_has_a_dense_hidden_layer)
def d_has_a_small_dense_layer(size=28, channels=1):
    return nn.Sequential(*list(_d(size, channels))[:-1], nn.Linear(64 * math.ceil(size / 8) ** 2, 10), nn.Linear(10, 1))


@make_dcgan_discriminator.decoy(d_forgets_the_stride, d_pools)
def d_forgets_one_stride(size=28, channels=1):
    layers = list(_d(size, channels))
    layers[0].stride = (1, 1)
    return nn.Sequential(*layers)


@make_dcgan_discriminator.wrong(when=lambda seen: seen["acts_like"].startswith("bends like"))
def d_bends_otherwise(size=28, channels=1):
    """Right in size and shape, and your D {acts_like}: its logits are up to {largest_difference:.2f} away from those of the text. Other bends train as well; all that is measured
    below was measured with the one that the guidelines give to D. Which one is that, and with which slope?"""
    return _d(size, channels, bend=nn.GELU)


@make_dcgan_discriminator.decoy(d_bends_otherwise)
def d_bends_softly(size=28, channels=1):
    return _d(size, channels, bend=nn.Mish)


make_dcgan_discriminator.hints(
    "Three convolutions that halve, 28 → 14 → 7 → 4, each followed by LeakyReLU(0.2), then flatten and one number.",
    "Kernels of 4, 4 and 3, always stride 2 and padding 1. From a multiple of 4 the side that is left is size / 8, rounded up: math.ceil(size / 8).",
    "nn.Conv2d(channels, 16, 4, stride=2, padding=1), nn.LeakyReLU(0.2), …, nn.Flatten(), nn.Linear(64 * side * side, 1)",
)

"""Exercise 10.6, port_generator: the book's generator, from Keras to PyTorch."""

import copy
import functools
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_10.ports import (
    CHAPTER,
    computes,
    conv_sizes,
    convolved,
    keeps_keras_momentum,
    keeps_keras_momentum_and_torchs_eps,
    keeps_torchs_eps,
    keeps_torchs_momentum,
    keeps_torchs_numbers,
    lacks_batch_norms,
    momentum_and_eps,
    normed,
    passes_momentum_as_eps,
    resemblance,
    shake,
    shared_numbers,
    size_of,
    what_comes_out,
)
from gancourse.models.published import book_generator, keras_batch_norm
from gancourse.settings import device

port_generator = Exercise(
    "port_generator",
    lesson="10",
    remember="633,472 of its 855,809 numbers sit in the dense layer, which does less than 1 % of the work; a single 3 by 3 "
    "convolution at 28 by 28 does two thirds of it.",
)


def _latents(m: int = 4) -> Tensor:
    return torch.randn(m, 100, device=device())


def _nothing(x: Tensor) -> Tensor:
    return x


def _leaking(slope: float) -> Callable:
    return functools.partial(F.leaky_relu, negative_slope=slope)


def _generator_spec(
    layers, latent, *, order="nchw", late_norm=False, mode="nearest", bends=(F.relu,) * 3, end=torch.tanh
):
    """The chapter's generator or a form of it; `bends` stand behind the dense layer and behind the two BatchNorms."""
    x = bends[0](F.linear(latent, layers["linear", 6272].weight, layers["linear", 6272].bias))
    x = x.reshape(-1, 128, 7, 7) if order == "nchw" else x.reshape(-1, 7, 7, 128).permute(0, 3, 1, 2)
    for channels, bend in zip((128, 64), bends[1:]):
        x = F.interpolate(x, scale_factor=2, mode=mode)
        x = convolved(layers["conv", channels], F.pad(x, [1] * 4))
        norm = layers["norm", channels]
        x = normed(norm, bend(x)) if late_norm else bend(normed(norm, x))
    return end(convolved(layers["conv", 1], F.pad(x, [1] * 4)))


_GENERATOR_FORMS = {
    CHAPTER: {},
    f"{CHAPTER}, 2": {"order": "nhwc"},
    "BatchNorm behind the ReLU": {"late_norm": True},
    "smooth enlarging": {"mode": "bilinear"},
    "no ReLU behind the dense layer": {"bends": (_nothing, F.relu, F.relu)},
    "ReLU at the end": {"end": F.relu},
    "sigmoid at the end": {"end": torch.sigmoid},
    "nothing at the end": {"end": _nothing},
    "the project's network": {"late_norm": True, "end": F.relu},
    "a missing ReLU, 1": {"bends": (F.relu, F.relu, _nothing)},
    "a missing ReLU, 2": {"bends": (F.relu, _nothing, F.relu)},
    "a missing ReLU, 3": {"bends": (F.relu, _nothing, _nothing)},
    "a missing ReLU, 4": {"bends": (_nothing, F.relu, _nothing)},
    "a missing ReLU, 5": {"bends": (_nothing, _nothing, F.relu)},
    "a missing ReLU, 6": {"bends": (_nothing,) * 3},
    "leaking, 1": {"bends": (_leaking(0.2),) * 3},
    "leaking, 2": {"bends": (F.relu, _leaking(0.2), _leaking(0.2))},
    "leaking, 3": {"bends": (_leaking(0.01),) * 3},
    "leaking, 4": {"bends": (F.relu, _leaking(0.01), _leaking(0.01))},
}


@port_generator.probe("4 latents, shape (4, 100)", expected="4 images, shape (4, 1, 28, 28)")
def four_latents(answer):
    return what_comes_out(answer(), _latents())


@port_generator.probe("its trainable parameters", expected="855,809, with BatchNorms for 128 and 64 channels")
def size_of_g(answer):
    return size_of(answer())


@port_generator.probe(
    "the sizes after its convolutions",
    expected="(128, 14, 14), (64, 28, 28) and (1, 28, 28), and no transposed convolution",
)
def convs_of_g(answer):
    network = answer().to(device())
    transposed = sum(isinstance(layer, nn.ConvTranspose2d) for layer in network.modules())
    return {"sizes_after_convolutions": conv_sizes(network, _latents(2)), "transposed_convolutions": transposed}


@port_generator.probe(
    "momentum and eps of its BatchNorms", expected="0.2 and 0.001 twice: Keras' 0.8, as PyTorch counts, and Keras' eps"
)
def norms_of_g(answer):
    return {"momentum_and_eps": momentum_and_eps(answer())}


@port_generator.probe("two calls of your function", expected="two networks that have no number in common")
def two_calls(answer):
    return {"numbers_in_common": shared_numbers(answer(), answer())}


@port_generator.probe(
    "your weights, put through the chapter's layers in eval mode",
    expected="the same images",
    holds=lambda seen: seen["your_network_computes"] == CHAPTER,
)
def acts_of_g(answer):
    shaken = shake(answer().to(device())).eval()
    alike, gap = resemblance(shaken, _latents(1), _GENERATOR_FORMS, _generator_spec)
    with torch.no_grad():
        lowest = shaken(_latents(2)).min()
    return {"your_network_computes": alike, "largest_difference": gap, "darkest_pixel": lowest}


@port_generator.right
def g_as_published():
    return book_generator()


@port_generator.right
def g_as_module():
    class Generator(nn.Module):
        def __init__(self):
            super().__init__()
            self.end, self.dense = nn.Conv2d(64, 1, 3, padding="same"), nn.Linear(100, 7 * 7 * 128)
            self.convs = nn.ModuleList([nn.Conv2d(128, 128, 3, 1, 1), nn.Conv2d(128, 64, 3, 1, 1)])
            self.norms = nn.ModuleList([keras_batch_norm(128), keras_batch_norm(64)])

        def forward(self, latent):
            x = F.relu(self.dense(latent)).view(-1, 7, 7, 128).permute(0, 3, 1, 2)
            for conv, norm in zip(self.convs, self.norms):
                x = F.relu(norm(conv(x.repeat_interleave(2, 2).repeat_interleave(2, 3))))
            return torch.tanh(self.end(x))

    return Generator()


def _g_layers(
    *, norm=keras_batch_norm, up=None, end=None, bend=nn.ReLU, late_norm=False, dense_relu=True, bias=True, padding=1
) -> nn.Sequential:
    """The chapter's generator with one thing changeable at a time."""
    up = up or (lambda channels: nn.Upsample(scale_factor=2))

    def block(inputs, outputs):
        behind = [bend(), norm(outputs)] if late_norm else [norm(outputs), bend()]
        return [up(inputs), nn.Conv2d(inputs, outputs, 3, padding=padding, bias=bias), *behind]

    return nn.Sequential(
        nn.Linear(100, 6272),
        bend() if dense_relu else nn.Identity(),
        nn.Unflatten(1, (128, 7, 7)),
        *block(128, 128),
        *block(128, 64),
        nn.Conv2d(64, 1, 3, padding=padding),
        end or nn.Tanh(),
    )


@port_generator.wrong(when=computes("ReLU at the end"))
def g_ends_in_relu():
    """The darkest pixel your G can paint is {darkest_pixel:.0f}, and the data's background is −1: most of every real image is
    out of reach, and D needs one corner pixel to tell. The chapter's project prints this ReLU; section 8.1.3 prints another
    last layer. Which one covers −1 to 1?"""
    return _g_layers(end=nn.ReLU())


@port_generator.wrong(when=computes("BatchNorm behind the ReLU"))
def g_norms_after_relu():
    """Sizes and counts are right, and with your weights the chapter's layers paint other pictures, up to {largest_difference:.2f} away:
    your BatchNorm stands behind the ReLU. Section 8.1.3 prints one order and the project the other, although the project's
    text says convolution, BatchNorm, ReLU. Which one was asked for above?"""
    return _g_layers(late_norm=True)


@port_generator.wrong(when=computes("the project's network"))
def g_of_the_project():
    """That is the project's printing: BatchNorm behind the ReLU, and a ReLU at the end, so that no pixel is ever darker than
    {darkest_pixel:.0f} where the data reach −1. Asked for is the form of the table above. Which two lines of it differ from
    yours?"""
    return _g_layers(late_norm=True, end=nn.ReLU())


@port_generator.wrong(when=computes("sigmoid at the end"))
def g_ends_in_sigmoid():
    """Your pixels start at {darkest_pixel:.2f}, because a sigmoid ends at 0 and the data were scaled to [−1, 1]. You met this in
    lesson 05: D looks at the background and needs nothing else. What is the activation that reaches both ends?"""
    return _g_layers(end=nn.Sigmoid())


@port_generator.wrong(when=computes("nothing at the end"))
def g_ends_in_nothing():
    """Your pixels go down to {darkest_pixel:.1f}: after the last convolution nothing holds them, and images have values between
    −1 and 1. Which line of the table is the last?"""
    return _g_layers(end=nn.Identity())


@port_generator.wrong(when=computes("smooth enlarging"))
def g_grows_smoothly():
    """The sizes are right, and the pictures are up to {largest_difference:.2f} away from the chapter's: your upsampling mixes neighbours.
    Keras' UpSampling2D copies each pixel unless told otherwise. What is torch's word for that mode?"""
    return _g_layers(up=lambda channels: nn.Upsample(scale_factor=2, mode="bilinear"))


@port_generator.wrong(when=computes("no ReLU behind the dense layer"))
def g_bends_too_late():
    """The pictures are up to {largest_difference:.2f} away from the chapter's: nothing bends behind your dense layer. In Keras an
    activation hides in the layer's arguments, where a port easily loses it. What does Dense(6272, activation="relu") become
    in torch?"""
    return _g_layers(dense_relu=False)


@port_generator.wrong(when=keeps_keras_momentum)
def g_keeps_keras_momentum():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}. 0.8 is the share of the *old* value that Keras keeps; PyTorch's
    momentum is the share of the *new* one, so yours remembers hardly more than one batch. Which number says in PyTorch
    what 0.8 says in Keras?"""
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.8, eps=1e-3))


@port_generator.wrong(when=passes_momentum_as_eps)
def g_passes_momentum_as_eps():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}: the 0.8 landed in the second place of nn.BatchNorm2d, and there
    stands eps. This is the slip of the Pitfall above; a layer with variance 0.01 is then divided by 0.9 and not by 0.1.
    How does one pass an argument so that its place does not matter?"""
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, 0.8))


@port_generator.wrong(when=keeps_torchs_eps)
def g_keeps_torchs_eps():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}. The momentum is right: 0.2 of the new value is what Keras' 0.8 of the old one
    means. But eps stands at PyTorch's own 0.00001, and Keras' is a hundred times as large, which shows where a layer's outputs are
    small. Where does the table of conventions put that number?"""
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.2))


@port_generator.decoy(g_keeps_torchs_eps)
def g_has_a_larger_eps():
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.2, eps=3e-3))


@port_generator.wrong(when=keeps_torchs_momentum)
def g_keeps_torchs_momentum():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}. The eps is Keras' own, as it should be. But 0.1 is PyTorch's default for momentum,
    the share of the *new* value, and the chapter keeps 0.8 of the *old* one. Which share of the new one goes with that?"""
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, eps=1e-3))


@port_generator.decoy(g_keeps_torchs_momentum, g_keeps_torchs_eps)
def g_remembers_a_little_longer():
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.15, eps=1e-3))


@port_generator.wrong(when=keeps_torchs_numbers)
def g_keeps_torch_defaults():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}: both are what PyTorch takes unless told otherwise. The chapter's momentum is 0.8
    as Keras counts, the share of the *old* value, and Keras' eps is 0.001. Where does the table of conventions put both numbers?"""
    return _g_layers(norm=nn.BatchNorm2d)


@port_generator.wrong(when=keeps_keras_momentum_and_torchs_eps)
def g_keeps_keras_momentum_and_torchs_eps():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}, and neither is translated yet. 0.8 is the share of the *old* value that
    Keras keeps, and PyTorch's momentum is the share of the *new* one; 0.00001 is what PyTorch takes for eps unless told
    otherwise. Which two numbers say in PyTorch what Keras says?"""
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.8))


@port_generator.wrong(when=lacks_batch_norms(855_809, (128, 64)))
def g_lacks_a_batch_norm():
    """{parameters:,} parameters where 855,809 were due. The channels that your BatchNorms are for: {channels_of_its_BatchNorms}. The table has one for
    128 and one for 64, and each line with a BatchNormalization stands under a convolution. Which of these lines did not come along?"""
    return _g_layers(norm=lambda channels: keras_batch_norm(channels) if channels == 128 else nn.Identity())


@port_generator.wrong(
    when=lambda seen: seen["shape"] == (4, 1, 28, 28) and seen["channels_of_its_BatchNorms"].count(",") > 1
)
def g_norms_too_often():
    """{parameters:,} parameters where 855,809 were due. The channels that your BatchNorms are for: {channels_of_its_BatchNorms}. The table has two
    BatchNorms, for 128 and for 64. Which of yours stands where the table has none?"""
    layers = list(_g_layers())
    return nn.Sequential(layers[0], nn.BatchNorm1d(6272, eps=1e-3, momentum=0.2), *layers[1:])


@port_generator.wrong(when=lambda seen: seen["parameters"] == 855_617)
def g_drops_the_biases():
    """{parameters:,} parameters, 192 short of 855,809: the biases of the two convolutions in front of BatchNorm. They are
    useless there, since BatchNorm takes the mean away again, and good code leaves them out. Keras had them; which argument
    of Conv2d did you set?"""
    return _g_layers(bias=False)


@port_generator.wrong(when=lambda seen: seen["transposed_convolutions"] > 0 and seen["shape"] == (4, 1, 28, 28))
def g_transposes():
    """{parameters:,} parameters: you grow with {transposed_convolutions} transposed convolutions. The chapter's text speaks of a final transposed
    convolution layer, and there is none in its code. Which layer, without a single weight, does the growing there?"""
    return nn.Sequential(
        nn.Linear(100, 6272), nn.ReLU(), nn.Unflatten(1, (128, 7, 7)),
        nn.ConvTranspose2d(128, 128, 4, 2, 1), keras_batch_norm(128), nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1), keras_batch_norm(64), nn.ReLU(),
        nn.Conv2d(64, 1, 3, padding=1), nn.Tanh(),
    )  # fmt: skip


@port_generator.wrong(when=lambda seen: seen["shape"] == (4, 1, 20, 20))
def g_forgets_the_padding():
    """Your images have shape {shape}: each of the three convolutions takes a rim of one pixel away, because torch pads by
    0 unless told otherwise. Keras wrote 'same'. How much padding keeps the size under a 3 by 3 kernel with stride 1?"""
    return _g_layers(padding=0)


@port_generator.wrong(when=lambda seen: seen["parameters"] == 855_808)
def g_paints_without_a_bias():
    """{parameters:,} parameters, one short of 855,809: a single bias is missing, and the only layer with one output is the last. No
    BatchNorm stands behind it, so there a bias does something: it is the grey that the painting starts from. Which argument of
    Conv2d did you set?"""
    return _exchanged(-2, nn.Conv2d(64, 1, 3, padding=1, bias=False))


@port_generator.wrong(when=computes("leaking"))
def g_leaks():
    """Sizes and numbers are right, and your pictures are up to {largest_difference:.2f} away from the chapter's: a LeakyReLU stands where the
    table has a ReLU. The leaking kind belongs to the other network, where it carries gradients past units that are off. Which
    layers of yours let something negative through?"""
    return _g_layers(bend=lambda: nn.LeakyReLU(0.2))


@port_generator.wrong(when=computes("a missing ReLU"))
def g_misses_a_relu():
    """Sizes and numbers are right, and your pictures are up to {largest_difference:.2f} away from the chapter's: nothing bends behind at least
    one of your BatchNorms. Without a bend the layers on both sides are one straight line after another. Behind which of them
    does the table have a ReLU?"""
    return nn.Sequential(*list(_g_layers())[:10], *list(_g_layers())[11:])


@port_generator.wrong(when=lambda seen: "input[4, 7, 14, 256] to have 128 channels" in seen["PyTorch_said"])
def g_puts_channels_last():
    """PyTorch stopped: "{PyTorch_said}". The first convolution got 7 channels of 14 by 256 pixels: you reshape to (7, 7, 128), as
    Keras writes it, with the channels last. In which place do torch's layers look for them?"""
    return _exchanged(2, nn.Unflatten(1, (7, 7, 128)))


def _convolves_before_it_grows(seen) -> bool:
    """Are the convolutions the right ones, and some of them at a smaller size than they should be?"""
    sizes, due = seen["sizes_after_convolutions"], ((128, 14, 14), (64, 28, 28), (1, 28, 28))
    same_channels = [size[0] for size in sizes] == [size[0] for size in due]
    smaller = all(mine[1:] in (wanted[1:], (wanted[1] // 2,) * 2) for mine, wanted in zip(sizes, due))
    return same_channels and smaller and sizes != due and seen["shape"] == (4, 1, 28, 28)


@port_generator.wrong(when=_convolves_before_it_grows)
def g_grows_behind_the_convolutions():
    """Your images are 28 by 28 in the end, and after your convolutions the sizes are {sizes_after_convolutions}: somewhere a convolution works on
    the small image, and its enlarging comes behind it. In which order does the table name UpSampling2D and Conv2D?"""
    layers = list(_g_layers())
    return nn.Sequential(*layers[:3], *layers[4:7], layers[3], *layers[8:11], layers[7], *layers[11:])


@functools.cache
def _one_g() -> nn.Sequential:
    return _g_layers()


@port_generator.wrong(when=lambda seen: seen["numbers_in_common"] > 0)
def g_is_made_once():
    """Two calls of your function gave networks with {numbers_in_common:,} numbers in common: they hand over the same layers twice. Whoever asks
    for a new generator would get one that has been trained already. Where must the layers be made so that each call gets new
    ones?"""
    return _one_g()


def _exchanged(place: int, layer: nn.Module) -> nn.Sequential:
    layers = list(_g_layers())
    layers[place] = layer
    return nn.Sequential(*layers)


@port_generator.decoy(g_ends_in_relu, g_ends_in_nothing, g_of_the_project)
def g_ends_in_leaky_relu():
    return _g_layers(end=nn.LeakyReLU(0.2))


@port_generator.decoy(g_ends_in_sigmoid, g_ends_in_nothing)
def g_ends_in_half_a_tanh():
    return nn.Sequential(*_g_layers(), nn.Hardtanh(-0.5, 0.5))


@port_generator.decoy(g_norms_after_relu, g_of_the_project, g_bends_too_late)
def g_norms_once_after_relu():
    layers = list(_g_layers())
    layers[5], layers[6] = layers[6], layers[5]
    return nn.Sequential(*layers)


@port_generator.decoy(g_bends_too_late, g_grows_smoothly, g_leaks)
def g_leaks_behind_dense():
    return _exchanged(1, nn.LeakyReLU(0.2))


@port_generator.decoy(g_grows_smoothly)
def g_grows_bicubically():
    return _g_layers(up=lambda channels: nn.Upsample(scale_factor=2, mode="bicubic"))


@port_generator.decoy(g_keeps_keras_momentum, g_keeps_torch_defaults)
def g_has_half_a_memory():
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.5, eps=1e-3))


@port_generator.decoy(g_passes_momentum_as_eps, g_keeps_torch_defaults)
def g_passes_the_right_momentum_as_eps():
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, 0.2))


@port_generator.decoy(g_drops_the_biases, g_paints_without_a_bias, g_lacks_a_batch_norm)
def g_drops_one_bias():
    return _exchanged(4, nn.Conv2d(128, 128, 3, padding=1, bias=False))


@port_generator.decoy(g_transposes, g_forgets_the_padding)
def g_shuffles_pixels():
    return _g_layers(up=lambda channels: nn.Sequential(nn.Conv2d(128, 512, 1), nn.PixelShuffle(2)))


@port_generator.decoy(g_misses_a_relu)
def g_bends_once_smoothly():
    return _exchanged(10, nn.Softplus())


@port_generator.decoy(g_puts_channels_last)
def g_puts_channels_in_the_middle():
    return _exchanged(2, nn.Unflatten(1, (7, 128, 7)))


@port_generator.decoy(g_grows_behind_the_convolutions)
def g_grows_before_the_convolutions():
    layers = list(_g_layers())
    return nn.Sequential(*layers[:4], layers[7], *layers[4:7], *layers[8:])


@port_generator.decoy(g_norms_too_often)
def g_learns_its_slopes():
    return _g_layers(bend=nn.PReLU)


@port_generator.decoy(g_is_made_once, right=True)
def g_copies_one_network():
    return copy.deepcopy(_one_g())


@port_generator.decoy(g_keeps_keras_momentum_and_torchs_eps, g_keeps_torch_defaults)
def g_has_an_eps_of_its_own():
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.2, eps=1e-4))


@port_generator.decoy(g_forgets_the_padding)
def g_forgets_the_last_padding():
    return _exchanged(-2, nn.Conv2d(64, 1, 3))


@port_generator.wrong(when=lambda seen: seen["sizes_after_convolutions"] == ((128, 2, 2), (64, 2, 2), (1, 2, 2)))
def g_takes_the_factor_for_the_size():
    """Your images have shape {shape}, and after the convolutions the sizes are {sizes_after_convolutions}: whatever comes in, 2 by 2 comes out of your
    enlarging. The first argument of nn.Upsample is the size itself. Which argument, by name, says how many times as large?"""
    return _g_layers(up=lambda channels: nn.Upsample((2, 2)))


@port_generator.decoy(g_takes_the_factor_for_the_size)
def g_paints_two_by_two_in_the_end():
    return nn.Sequential(*_g_layers(), nn.AdaptiveAvgPool2d(2))


port_generator.hints(
    "Write the table down line by line; most lines are one module. nn.Unflatten does Reshape, nn.Upsample does UpSampling2D.",
    "nn.BatchNorm2d(128, momentum=0.2, eps=1e-3), by name. Padding 1 is 'same' for a 3 by 3 kernel with stride 1.",
    "nn.Linear(100, 6272), nn.ReLU(), nn.Unflatten(1, (128, 7, 7)), nn.Upsample(scale_factor=2), "
    "nn.Conv2d(128, 128, 3, padding=1), …, nn.Conv2d(64, 1, 3, padding=1), nn.Tanh()",
)

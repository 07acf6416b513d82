"""Exercise 9.6, port_generator: the book's generator, from Keras to PyTorch."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_09.ports import (
    conv_sizes,
    convolved,
    momentum_and_eps,
    normed,
    resemblance,
    shake,
    shape_after,
    trainable,
)
from gancourse.models.published import book_generator, keras_batch_norm
from gancourse.settings import device

port_generator = Exercise(
    "port_generator",
    lesson="09",
    remember="633,472 of its 855,809 numbers sit in the dense layer, which does less than 1 % of the work; a single 3 by 3 "
    "convolution at 28 by 28 does two thirds of it.",
)


def _latents(m: int = 4) -> Tensor:
    return torch.randn(m, 100, device=device())


def _generator_spec(layers, latent, *, order="nchw", late_norm=False, bilinear=False, dense_relu=True, end=torch.tanh):
    x = F.linear(latent, layers["linear", 6272].weight, layers["linear", 6272].bias)
    x = F.relu(x) if dense_relu else x
    x = x.reshape(-1, 128, 7, 7) if order == "nchw" else x.reshape(-1, 7, 7, 128).permute(0, 3, 1, 2)
    for channels in (128, 64):
        x = F.interpolate(x, scale_factor=2, mode="bilinear") if bilinear else F.interpolate(x, scale_factor=2)
        x = convolved(layers["conv", channels], F.pad(x, [1] * 4))
        norm = layers["norm", channels]
        x = normed(norm, F.relu(x)) if late_norm else F.relu(normed(norm, x))
    return end(convolved(layers["conv", 1], F.pad(x, [1] * 4)))


_GENERATOR_FORMS = {
    "chapter": {},
    "chapter, channels last": {"order": "nhwc"},
    "norm after relu": {"late_norm": True},
    "bilinear": {"bilinear": True},
    "no relu behind dense": {"dense_relu": False},
    "ends in relu": {"end": F.relu},
    "ends in sigmoid": {"end": torch.sigmoid},
    "ends in nothing": {"end": lambda x: x},
    "project": {"late_norm": True, "end": F.relu},
}


@port_generator.probe("4 latents, shape (4, 100)", expected="4 images, shape (4, 1, 28, 28)")
def four_latents(answer):
    return {"g_shape": shape_after(answer(), _latents())}


@port_generator.probe("its trainable parameters", expected="855,809")
def size_of_g(answer):
    return {"g_numbers": trainable(answer())}


@port_generator.probe(
    "the sizes after its convolutions",
    expected="(128, 14, 14), (64, 28, 28) and (1, 28, 28), and no transposed convolution",
)
def convs_of_g(answer):
    network = answer().to(device())
    transposed = sum(isinstance(layer, nn.ConvTranspose2d) for layer in network.modules())
    return {"g_convs": conv_sizes(network, _latents()), "g_transposed": transposed}


@port_generator.probe(
    "momentum and eps of its BatchNorms", expected="0.2 and 0.001 twice: Keras' 0.8, as PyTorch counts, and Keras' eps"
)
def norms_of_g(answer):
    return {"g_norms": momentum_and_eps(answer())}


@port_generator.probe(
    "your weights, put through the chapter's layers in eval mode",
    expected="the same images",
    holds=lambda seen: seen["g_acts_like"] == "chapter" and not seen["g_shared"],
)
def acts_of_g(answer):
    network, other = answer().to(device()), answer()
    shared = {p.data_ptr() for p in network.parameters()} & {p.data_ptr() for p in other.parameters()}
    shaken = shake(network).eval()
    alike, gap = resemblance(shaken, _latents(2), _GENERATOR_FORMS, _generator_spec)
    with torch.no_grad():
        lowest = shaken(_latents(2)).min()
    return {"g_acts_like": alike, "g_gap": gap, "g_lowest": lowest, "g_shared": bool(shared) or network is other}


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
    *, norm=keras_batch_norm, up=None, end=None, late_norm=False, dense_relu=True, bias=True, padding=1
) -> nn.Sequential:
    """The chapter's generator with one thing changeable at a time."""
    up = up or (lambda channels: nn.Upsample(scale_factor=2))

    def block(inputs, outputs):
        behind = [nn.ReLU(), norm(outputs)] if late_norm else [norm(outputs), nn.ReLU()]
        return [up(inputs), nn.Conv2d(inputs, outputs, 3, padding=padding, bias=bias), *behind]

    return nn.Sequential(
        nn.Linear(100, 6272),
        nn.ReLU() if dense_relu else nn.Identity(),
        nn.Unflatten(1, (128, 7, 7)),
        *block(128, 128),
        *block(128, 64),
        nn.Conv2d(64, 1, 3, padding=padding),
        end or nn.Tanh(),
    )


def _g_like(form: str) -> Callable:
    return lambda seen: seen["g_acts_like"] == form and seen["g_norms"] == ((0.2, 1e-3),) * 2


@port_generator.wrong(when=_g_like("ends in relu"))
def g_ends_in_relu():
    """The darkest pixel your G can paint is {g_lowest:.0f}, and the data's background is −1: most of every real image is
    out of reach, and D needs one corner pixel to tell. The chapter's project prints this ReLU; section 8.1.3 prints another
    last layer. Which one covers −1 to 1?"""
    return _g_layers(end=nn.ReLU())


@port_generator.wrong(when=_g_like("norm after relu"))
def g_norms_after_relu():
    """Sizes and counts are right, and with your weights the chapter's layers paint other pictures, up to {g_gap:.2f} away:
    your BatchNorm stands behind the ReLU. Section 8.1.3 prints one order and the project the other, although the project's
    text says convolution, BatchNorm, ReLU. Which one was asked for above?"""
    return _g_layers(late_norm=True)


@port_generator.wrong(when=_g_like("project"))
def g_of_the_project():
    """That is the project's printing: BatchNorm behind the ReLU, and a ReLU at the end, so that no pixel is ever darker than
    {g_lowest:.0f} where the data reach −1. Asked for is the form of the table above. Which two lines of it differ from
    yours?"""
    return _g_layers(late_norm=True, end=nn.ReLU())


@port_generator.wrong(when=_g_like("ends in sigmoid"))
def g_ends_in_sigmoid():
    """Your pixels start at {g_lowest:.2f}, because a sigmoid ends at 0 and the data were scaled to [−1, 1]. You met this in
    lesson 05: D looks at the background and needs nothing else. What is the activation that reaches both ends?"""
    return _g_layers(end=nn.Sigmoid())


@port_generator.wrong(when=_g_like("ends in nothing"))
def g_ends_in_nothing():
    """Your pixels go down to {g_lowest:.1f}: after the last convolution nothing holds them, and images have values between
    −1 and 1. Which line of the table is the last?"""
    return _g_layers(end=nn.Identity())


@port_generator.wrong(when=_g_like("bilinear"))
def g_grows_smoothly():
    """The sizes are right, and the pictures are up to {g_gap:.2f} away from the chapter's: your upsampling mixes neighbours.
    Keras' UpSampling2D copies each pixel unless told otherwise. What is torch's word for that mode?"""
    return _g_layers(up=lambda channels: nn.Upsample(scale_factor=2, mode="bilinear"))


@port_generator.wrong(when=_g_like("no relu behind dense"))
def g_bends_too_late():
    """The pictures are up to {g_gap:.2f} away from the chapter's: nothing bends behind your dense layer. In Keras an
    activation hides in the layer's arguments, where a port easily loses it. What does Dense(6272, activation="relu") become
    in torch?"""
    return _g_layers(dense_relu=False)


@port_generator.wrong(when=lambda seen: bool(seen["g_norms"]) and all(m == 0.8 for m, _ in seen["g_norms"]))
def g_keeps_keras_momentum():
    """Your BatchNorms have (momentum, eps) = {g_norms}. 0.8 is the share of the *old* value that Keras keeps; PyTorch's
    momentum is the share of the *new* one, so yours remembers hardly more than one batch. Which number says in PyTorch
    what 0.8 says in Keras?"""
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.8, eps=1e-3))


@port_generator.wrong(when=lambda seen: bool(seen["g_norms"]) and all(eps == 0.8 for _, eps in seen["g_norms"]))
def g_passes_momentum_as_eps():
    """Your BatchNorms have (momentum, eps) = {g_norms}: the 0.8 landed in the second place of nn.BatchNorm2d, and there
    stands eps. This is the slip of the Pitfall above; a layer with variance 0.01 is then divided by 0.9 and not by 0.1.
    How does one pass an argument so that its place does not matter?"""
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, 0.8))


@port_generator.wrong(
    when=lambda seen: (
        bool(seen["g_norms"]) and all(eps == 1e-5 for _, eps in seen["g_norms"]) and seen["g_numbers"] == 855_809
    )
)
def g_keeps_torch_defaults():
    """Your BatchNorms have (momentum, eps) = {g_norms}. PyTorch's eps is 0.00001 unless told otherwise, and Keras' is 0.001:
    a hundred times more, which shows where a layer's outputs are small. Where does the table of conventions put both
    numbers?"""
    return _g_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.2))


@port_generator.wrong(when=lambda seen: seen["g_numbers"] == 855_617)
def g_drops_the_biases():
    """{g_numbers:,} parameters, 192 short of 855,809: the biases of the two convolutions in front of BatchNorm. They are
    useless there, since BatchNorm takes the mean away again, and good code leaves them out. Keras had them; which argument
    of Conv2d did you set?"""
    return _g_layers(bias=False)


@port_generator.wrong(when=lambda seen: seen["g_transposed"] > 0 and seen["g_shape"] == (4, 1, 28, 28))
def g_transposes():
    """{g_numbers:,} parameters: you grow with {g_transposed} transposed convolutions. The chapter's text speaks of a final transposed
    convolution layer, and there is none in its code. Which layer, without a single weight, does the growing there?"""
    return nn.Sequential(
        nn.Linear(100, 6272), nn.ReLU(), nn.Unflatten(1, (128, 7, 7)),
        nn.ConvTranspose2d(128, 128, 4, 2, 1), keras_batch_norm(128), nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1), keras_batch_norm(64), nn.ReLU(),
        nn.Conv2d(64, 1, 3, padding=1), nn.Tanh(),
    )  # fmt: skip


@port_generator.wrong(when=lambda seen: seen["g_shape"] == (4, 1, 20, 20))
def g_forgets_the_padding():
    """Your images have shape {g_shape}: each of the three convolutions takes a rim of one pixel away, because torch pads by
    0 unless told otherwise. Keras wrote 'same'. How much padding keeps the size under a 3 by 3 kernel with stride 1?"""
    return _g_layers(padding=0)


@port_generator.wrong(when=lambda seen: seen["g_numbers"] == 855_808)
def g_paints_without_a_bias():
    """{g_numbers:,} parameters, one short of 855,809: a single bias is missing, and the only layer with one output is the last. No
    BatchNorm stands behind it, so there a bias does something: it is the grey that the painting starts from. Which argument of
    Conv2d did you set?"""
    return _exchanged(-2, nn.Conv2d(64, 1, 3, padding=1, bias=False))


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


@port_generator.decoy(g_bends_too_late, g_grows_smoothly)
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


@port_generator.decoy(g_drops_the_biases, g_paints_without_a_bias)
def g_drops_one_bias():
    return _exchanged(4, nn.Conv2d(128, 128, 3, padding=1, bias=False))


@port_generator.decoy(g_transposes, g_forgets_the_padding)
def g_shuffles_pixels():
    return _g_layers(up=lambda channels: nn.Sequential(nn.Conv2d(128, 512, 1), nn.PixelShuffle(2)))


@port_generator.decoy(g_forgets_the_padding)
def g_forgets_the_last_padding():
    return _exchanged(-2, nn.Conv2d(64, 1, 3))


port_generator.hints(
    "Write the table down line by line; most lines are one module. nn.Unflatten does Reshape, nn.Upsample does UpSampling2D.",
    "nn.BatchNorm2d(128, momentum=0.2, eps=1e-3), by name. Padding 1 is 'same' for a 3 by 3 kernel with stride 1.",
    "nn.Linear(100, 6272), nn.ReLU(), nn.Unflatten(1, (128, 7, 7)), nn.Upsample(scale_factor=2), "
    "nn.Conv2d(128, 128, 3, padding=1), …, nn.Conv2d(64, 1, 3, padding=1), nn.Tanh()",
)

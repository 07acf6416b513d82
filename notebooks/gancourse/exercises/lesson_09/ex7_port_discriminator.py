"""Exercise 9.7, port_discriminator: the book's discriminator, from Keras to PyTorch."""

from collections.abc import Callable
from unittest import mock

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
from gancourse.models.published import book_discriminator, keras_batch_norm, keras_conv_stride_2
from gancourse.settings import device

port_discriminator = Exercise(
    "port_discriminator",
    lesson="09",
    remember="The pixel that Keras pads right and below moves the whole grid of a strided convolution by one. The shapes agree "
    "either way, so only values can tell whether a port is exact.",
)


def _digits(m: int = 4) -> Tensor:
    return torch.rand(m, 1, 28, 28, device=device()) * 2 - 1


def _discriminator_spec(
    layers, images, *, order="nchw", pads=(0, 1, 0, 1), extra=(0, 1, 0, 1), late_pad=False, late_norm=False, slope=0.2, end=None
):  # fmt: skip
    x = F.leaky_relu(convolved(layers["conv", 32], F.pad(images, pads), 2), slope)
    for channels, stride in ((64, 2), (128, 2), (256, 1)):
        odd_or_unstrided = x.shape[2] % 2 or stride == 1  # where Keras' 'same' pads both sides
        x = convolved(layers["conv", channels], F.pad(x, [1] * 4 if odd_or_unstrided else pads), stride)
        x = F.pad(x, extra) if channels == 64 and not late_pad else x
        norm = layers["norm", channels]
        x = normed(norm, F.leaky_relu(x, slope)) if late_norm else F.leaky_relu(normed(norm, x), slope)
        x = F.pad(x, extra) if channels == 64 and late_pad else x
    x = x.flatten(1) if order == "nchw" else x.permute(0, 2, 3, 1).flatten(1)
    x = F.linear(x, layers["linear", 1].weight, layers["linear", 1].bias)
    return x if end is None else end(x)


_DISCRIMINATOR_FORMS = {
    "chapter": {},
    "chapter, channels last": {"order": "nhwc"},
    "symmetric": {"pads": (1, 1, 1, 1)},
    "usual port": {"pads": (1, 1, 1, 1), "extra": (0, 0, 0, 0)},
    "no extra padding": {"extra": (0, 0, 0, 0)},
    "extra padding left": {"extra": (1, 0, 1, 0)},
    "padding behind norm": {"late_pad": True},
    "norm after relu": {"late_norm": True},
    "slope 0.01": {"slope": 0.01},
    "slope 0.3": {"slope": 0.3},
    "plain relu": {"slope": 0.0},
    "sigmoid": {"end": torch.sigmoid},
}


@port_discriminator.probe("4 images, shape (4, 1, 28, 28)", expected="4 logits, shape (4, 1)")
def four_images(answer):
    return {"d_shape": shape_after(answer(), _digits())}


@port_discriminator.probe("its trainable parameters", expected="392,833")
def size_of_d(answer):
    return {"d_numbers": trainable(answer())}


@port_discriminator.probe(
    "the sizes after its convolutions, and what the last layer takes in",
    expected="(32, 14, 14), (64, 7, 7), (128, 4, 4), (256, 4, 4); 4,096",
)
def convs_of_d(answer):
    network = answer().to(device())
    features = [layer.in_features for layer in network.modules() if isinstance(layer, nn.Linear)]
    return {"d_convs": conv_sizes(network, _digits()), "d_features": features[-1] if features else 0}


@port_discriminator.probe("momentum and eps of its BatchNorms", expected="0.2 and 0.001, three times")
def norms_of_d(answer):
    return {"d_norms": momentum_and_eps(answer())}


@port_discriminator.probe(
    "its dropouts in training",
    expected="four times nn.Dropout with 0.25, and no BatchNorm between one and the next convolution",
)
def dropouts_of_d(answer):
    network = answer().to(device()).train()
    passed = []

    def watched(name):
        plain = getattr(F, name)

        def layer(*args, **kwargs):
            passed.append(name)
            return plain(*args, **kwargs)

        def drop(x, p=0.5, training=True, inplace=False):
            if training:
                passed.append((name, float(p)))
            return x

        return drop if name.startswith("dropout") else layer

    kinds = ("dropout", "dropout2d", "conv2d", "batch_norm", "linear")
    with mock.patch.multiple(F, **{name: watched(name) for name in kinds}), torch.no_grad():
        network(_digits())
    dropped = [place for place, name in enumerate(passed) if isinstance(name, tuple)]
    return {
        "d_dropouts": tuple(passed[place] for place in dropped),
        "d_dropped_before_norm": sum("batch_norm" in passed[place + 1 : place + 2] for place in dropped),
    }


@port_discriminator.probe(
    "your weights, put through the chapter's layers in eval mode",
    expected="the same logits",
    holds=lambda seen: seen["d_acts_like"] == "chapter" and not seen["d_shared"],
)
def acts_of_d(answer):
    network, other = answer().to(device()), answer()
    shared = {p.data_ptr() for p in network.parameters()} & {p.data_ptr() for p in other.parameters()}
    shaken = shake(network).eval()
    alike, gap = resemblance(shaken, _digits(8), _DISCRIMINATOR_FORMS, _discriminator_spec)
    with torch.no_grad():
        lowest = shaken(_digits(64) * 3).min()
    return {"d_acts_like": alike, "d_gap": gap, "d_lowest": lowest, "d_shared": bool(shared) or network is other}


@port_discriminator.right
def d_as_published():
    return book_discriminator()


@port_discriminator.right
def d_as_module():
    class Discriminator(nn.Module):
        def __init__(self):
            super().__init__()
            widths = (1, 32, 64, 128, 256)
            self.convs = nn.ModuleList(
                nn.Conv2d(a, b, 3, stride=s) for a, b, s in zip(widths, widths[1:], (2, 2, 2, 1))
            )
            self.norms = nn.ModuleList(nn.BatchNorm2d(width, 1e-3, 0.2) for width in widths[2:])
            self.last = nn.Linear(4 * 4 * 256, 1)

        def forward(self, x):
            for index, conv in enumerate(self.convs):
                x = conv(F.pad(x, (0, 1, 0, 1) if index < 3 else (1, 1, 1, 1)))
                if index == 1:
                    x = F.pad(x, (0, 1, 0, 1))
                if index:
                    x = self.norms[index - 1](x)
                x = F.dropout(F.leaky_relu(x, 0.2), 0.25, self.training)
            return self.last(x.permute(0, 2, 3, 1).flatten(1))

    return Discriminator()


def _d_layers(
    *,
    conv=keras_conv_stride_2,
    extra=(0, 1, 0, 1),
    norm=keras_batch_norm,
    slope=0.2,
    drop=nn.Dropout,
    late_norm=False,
    late_pad=False,
    first_norm=False,
    bias=True,
    last_padding=1,
    features=4096,
    end=None,
) -> nn.Sequential:
    """The chapter's discriminator with one thing changeable at a time."""

    def block(convs, channels, pad=()):
        relu = nn.LeakyReLU(slope)
        behind = [relu, norm(channels)] if late_norm else [norm(channels), relu]
        drops = [drop(0.25)] if drop else []
        return [*convs, *behind, *pad, *drops] if late_pad else [*convs, *pad, *behind, *drops]

    first = [*conv(1, 32), *([norm(32)] if first_norm else []), nn.LeakyReLU(slope), *([drop(0.25)] if drop else [])]
    layers = [
        *first,
        *block(conv(32, 64), 64, [nn.ZeroPad2d(extra)]),
        *block(conv(64, 128), 128),
        *block([nn.Conv2d(128, 256, 3, padding=last_padding)], 256),
        nn.Flatten(),
        nn.Linear(features, 1),
    ]
    if not bias:
        for layer in layers:
            if isinstance(layer, nn.Conv2d) and layer.in_channels > 1:
                layer.bias = None
    return nn.Sequential(*layers, *([end] if end else []))


_D_NORMS = ((0.2, 1e-3),) * 3


def _d_like(form: str) -> Callable:
    return lambda seen: seen["d_acts_like"] == form and seen["d_norms"] == _D_NORMS


@port_discriminator.wrong(when=_d_like("symmetric"))
def d_pads_both_sides():
    """Every size is right, all {d_numbers:,} numbers are there, and the logits are up to {d_gap:.2f} off: your strides start one pixel
    earlier than Keras'. padding=1 does that, with a rim on all four sides, and so does a rim left and above. For 28 pixels, a
    kernel of 3 and a stride of 2, only one pixel is missing. On which side does Keras put it?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2, padding=1)])


@port_discriminator.wrong(when=_d_like("no extra padding"))
def d_leaves_out_the_zero_padding():
    """Every size after it is the same, all {d_numbers:,} numbers are there, and the logits are up to {d_gap:.2f} off: the
    chapter's padding from 7 to 8 is missing. For the shape it is redundant indeed, since a stride of 2 makes 4 of either; for
    the values it is not. What does BatchNorm, right behind it, see of the added zeros?"""
    return _d_layers(extra=(0, 0, 0, 0), conv=_same_conv)


def _same_conv(inputs: int, outputs: int) -> list[nn.Module]:
    """'same' with stride 2 on any size: for an odd one Keras pads both sides."""
    on_seven = inputs == 64
    return [nn.ZeroPad2d((1, 1, 1, 1) if on_seven else (0, 1, 0, 1)), nn.Conv2d(inputs, outputs, 3, stride=2)]


@port_discriminator.wrong(when=_d_like("usual port"))
def d_is_the_usual_port():
    """Every size is right and all {d_numbers:,} numbers are there: this is how most ports look, padding=1 throughout and no
    extra zeros. The logits are up to {d_gap:.2f} off, for two reasons: Keras pads right and below only where the size is even,
    and the chapter adds a row and a column of zeros between 7 and 8. Which layer does both?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2, padding=1)], extra=(0, 0, 0, 0))


@port_discriminator.wrong(when=_d_like("extra padding left"))
def d_pads_left_and_above():
    """All sizes and {d_numbers:,} parameters agree, and the logits are up to {d_gap:.2f} off: your row and column of zeros
    stand left and above. Keras' ZeroPadding2D(((0, 1), (0, 1))) names (top, bottom), (left, right), and torch's nn.ZeroPad2d
    takes left, right, top, bottom. On which sides should the zeros be?"""
    return _d_layers(extra=(1, 0, 1, 0))


@port_discriminator.wrong(when=_d_like("padding behind norm"))
def d_pads_behind_the_norm():
    """All sizes agree, and the logits are up to {d_gap:.2f} off: your zeros are added when BatchNorm has already passed. In
    the chapter it sees them, 15 of 64 places, and they pull its mean and variance. In which line of the table does the
    padding stand?"""
    return _d_layers(late_pad=True)


@port_discriminator.wrong(when=_d_like("norm after relu"))
def d_norms_after_relu():
    """Counts and sizes are right, and the logits are up to {d_gap:.2f} off: your BatchNorm stands behind the LeakyReLU. In the
    chapter's discriminator it stands in front, so that about half of the units are on the leaky side. Which two lines have to
    change places?"""
    return _d_layers(late_norm=True)


@port_discriminator.wrong(when=lambda seen: seen["d_acts_like"] in ("slope 0.01", "slope 0.3", "plain relu"))
def d_leaks_otherwise():
    """The logits are up to {d_gap:.2f} off: your LeakyReLU leaks by another amount. Every library has its own default (torch
    0.01, Keras 0.3), which is why the chapter names its own. Where does the 0.2 go?"""
    return _d_layers(slope=0.01)


@port_discriminator.wrong(when=_d_like("sigmoid"))
def d_ends_in_a_sigmoid():
    """However sure D is, it never says less than {d_lowest:.3f}: that is a probability. The chapter's text asks for a sigmoid
    output and for logits, which is one thing too many; its code returns probabilities, and this course takes the
    logit. Which layer has to go?"""
    return _d_layers(end=nn.Sigmoid())


@port_discriminator.wrong(
    when=lambda seen: seen["d_features"] == 2304 and seen["d_convs"][:2] == ((32, 14, 14), (64, 7, 7))
)
def d_pads_seven_like_an_even_size():
    """Right down to 7 by 7, and then 3 by 3 where 4 by 4 was due, so the last layer takes in {d_features:,} numbers. One
    pixel right and below is enough on an even size, and 7 is odd. Which line of the table comes between?"""
    return _d_layers(extra=(0, 0, 0, 0), features=2304)


@port_discriminator.wrong(when=lambda seen: seen["d_features"] in (2304, 256) and seen["d_convs"][0] == (32, 13, 13))
def d_does_not_pad():
    """Your last layer takes in {d_features:,} numbers, and 4,096 were due: without padding the images shrink from 28 to 13, 6
    and, with the extra zeros, 3 pixels. Keras wrote 'same', and torch has no 'same' for strides. How many pixels does a
    kernel of 3 with a stride of 2 lack on 28?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2)], features=2304)


@port_discriminator.wrong(when=lambda seen: "not supported for strided" in seen["error"])
def d_asks_torch_for_same():
    """It stopped with "{error}". Keras does it by padding unevenly when it must, and torch leaves that decision to you. Which
    layer puts zeros on chosen sides only?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2, padding="same")])


@port_discriminator.wrong(when=lambda seen: any(kind == "dropout2d" for kind, _ in seen["d_dropouts"]))
def d_drops_whole_channels():
    """Your dropouts are {d_dropouts}. nn.Dropout2d switches off whole channels, and Keras' Dropout single numbers, 25 of
    100 wherever they stand. The name with "2d" looks like the right partner for Conv2d. Which module draws a number for
    each entry?"""
    return _d_layers(drop=nn.Dropout2d)


@port_discriminator.wrong(when=lambda seen: seen["d_dropouts"] == ())
def d_drops_nothing():
    """In training your network has {d_dropouts} for dropouts, and the chapter has four. In eval nobody would notice, because
    dropout sleeps there. Behind which layers of the table does it stand?"""
    return _d_layers(drop=None)


@port_discriminator.wrong(when=lambda seen: bool(seen["d_norms"]) and all(m == 0.8 for m, _ in seen["d_norms"]))
def d_keeps_keras_momentum():
    """Your BatchNorms have (momentum, eps) = {d_norms}. Keras keeps 0.8 of the old value; PyTorch's momentum is the share of
    the new one. Which number says the same in PyTorch?"""
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.8, eps=1e-3))


@port_discriminator.wrong(when=lambda seen: bool(seen["d_norms"]) and all(eps == 0.8 for _, eps in seen["d_norms"]))
def d_passes_momentum_as_eps():
    """Your BatchNorms have (momentum, eps) = {d_norms}: the 0.8 landed in the place of eps, the slip of the Pitfall above.
    How does one pass an argument so that its place does not matter?"""
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, 0.8))


@port_discriminator.wrong(when=lambda seen: len(seen["d_norms"]) == 4 and seen["d_numbers"] == 392_897)
def d_norms_its_first_layer():
    """{d_numbers:,} parameters, 64 too many: a BatchNorm behind the first convolution. The chapter has none there, and the DCGAN
    paper leaves it out there, because with BatchNorm in every layer its samples oscillated. Which line did you add?"""
    return _d_layers(first_norm=True)


@port_discriminator.wrong(when=lambda seen: seen["d_numbers"] == 392_385)
def d_drops_the_biases():
    """{d_numbers:,} parameters, 448 short: the biases in front of the three BatchNorms. They are useless there, and good code
    leaves them out, but here BatchNorm also sees 15 zeros of padding without a bias, and Keras had all of them. Which argument
    of Conv2d did you set?"""
    return _d_layers(bias=False)


@port_discriminator.wrong(when=lambda seen: seen["d_dropped_before_norm"] > 0)
def d_drops_before_the_norm():
    """All {d_numbers:,} numbers are there, and {d_dropped_before_norm} of your dropouts come in front of a BatchNorm. In training it would
    then measure the holes as well, and in eval, without holes, it would divide by a width that no longer fits. In which order do
    the lines of the table name the two?"""
    layers = list(_d_layers())
    for place in [place for place, layer in enumerate(layers) if isinstance(layer, nn.BatchNorm2d)]:
        layers[place : place + 3] = [layers[place + 2], layers[place], layers[place + 1]]
    return nn.Sequential(*layers)


@port_discriminator.wrong(when=lambda seen: seen["d_numbers"] == 392_832)
def d_judges_without_a_bias():
    """{d_numbers:,} parameters, one short of 392,833: a single bias is missing, and the only layer with one output is the last. Keras'
    Dense has one unless told otherwise. Which argument of Linear did you set?"""
    return _exchanged(-1, nn.Linear(4096, 1, bias=False))


def _exchanged(place: int, layer: nn.Module) -> nn.Sequential:
    layers = list(_d_layers())
    layers[place] = layer
    return nn.Sequential(*layers)


@port_discriminator.decoy(d_pads_both_sides, d_leaves_out_the_zero_padding, d_is_the_usual_port)
def d_pads_both_sides_once():
    layers = list(_d_layers())
    layers[:2] = [nn.ZeroPad2d(1), nn.Conv2d(1, 32, 3, stride=2)]
    return nn.Sequential(*layers)


@port_discriminator.decoy(
    d_is_the_usual_port, d_pads_left_and_above, d_leaves_out_the_zero_padding, told=d_pads_both_sides
)
def d_pads_left_and_above_everywhere():
    return _d_layers(conv=lambda a, b: [nn.ZeroPad2d((1, 0, 1, 0)), nn.Conv2d(a, b, 3, stride=2)])


@port_discriminator.decoy(d_pads_left_and_above, d_pads_behind_the_norm)
def d_repeats_the_rim():
    layers = list(_d_layers())
    place = next(i for i, layer in enumerate(layers) if isinstance(layer, nn.BatchNorm2d)) - 1
    return _exchanged(place, nn.ReplicationPad2d((0, 1, 0, 1)))


@port_discriminator.decoy(d_norms_after_relu, d_pads_behind_the_norm)
def d_norms_once_after_relu():
    layers = list(_d_layers())
    place = max(i for i, layer in enumerate(layers) if isinstance(layer, nn.BatchNorm2d))
    layers[place], layers[place + 1] = layers[place + 1], layers[place]
    return nn.Sequential(*layers)


@port_discriminator.decoy(d_leaks_otherwise)
def d_bends_smoothly():
    layers = [nn.GELU() if isinstance(layer, nn.LeakyReLU) else layer for layer in _d_layers()]
    return nn.Sequential(*layers)


@port_discriminator.decoy(d_ends_in_a_sigmoid)
def d_ends_in_a_softplus():
    return _d_layers(end=nn.Softplus())


@port_discriminator.decoy(d_pads_seven_like_an_even_size, d_does_not_pad)
def d_pads_the_first_only():
    return _d_layers(
        conv=lambda a, b: [nn.ZeroPad2d((0, 1, 0, 1) if a == 1 else 0), nn.Conv2d(a, b, 3, stride=2)], features=2304
    )


@port_discriminator.decoy(d_asks_torch_for_same)
def d_asks_torch_for_the_same_in_words():
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2, padding="SAME")])


@port_discriminator.decoy(d_drops_whole_channels, d_drops_nothing, d_drops_before_the_norm)
def d_drops_three_times():
    layers = list(_d_layers())
    return nn.Sequential(*layers[:3], *layers[4:])


@port_discriminator.decoy(d_drops_before_the_norm, right=True)
def d_drops_before_it_bends():
    layers = list(_d_layers())
    for place in [place for place, layer in enumerate(layers) if isinstance(layer, nn.LeakyReLU)]:
        layers[place], layers[place + 1] = layers[place + 1], layers[place]
    return nn.Sequential(*layers)


@port_discriminator.decoy(d_keeps_keras_momentum, d_passes_momentum_as_eps)
def d_has_torch_defaults():
    return _d_layers(norm=nn.BatchNorm2d)


@port_discriminator.decoy(d_norms_its_first_layer, d_drops_the_biases)
def d_learns_its_first_slope():
    return _exchanged(2, nn.PReLU(64))


@port_discriminator.decoy(d_drops_the_biases, d_judges_without_a_bias)
def d_drops_one_bias():
    layers = list(_d_layers())
    place = max(i for i, layer in enumerate(layers) if isinstance(layer, nn.Conv2d))
    return _exchanged(place, nn.Conv2d(128, 256, 3, padding=1, bias=False))


port_discriminator.hints(
    "Line by line again. The only new thing is 'same' with a stride: work out how many pixels the last kernel lacks.",
    "nn.ZeroPad2d((left, right, top, bottom)) in front of nn.Conv2d(…, 3, stride=2). On 28, 14 and 8 pixels one is missing, "
    "and Keras puts it right and below.",
    "nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(1, 32, 3, stride=2), nn.LeakyReLU(0.2), nn.Dropout(0.25), and so on; "
    "behind the second convolution once more nn.ZeroPad2d((0, 1, 0, 1)), then nn.BatchNorm2d(64, momentum=0.2, eps=1e-3).",
)

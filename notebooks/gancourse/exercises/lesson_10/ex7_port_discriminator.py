"""Exercise 10.7, port_discriminator: the book's discriminator, from Keras to PyTorch."""

import copy
import functools
import itertools
from unittest import mock

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
from gancourse.models.published import book_discriminator, keras_batch_norm, keras_conv_stride_2
from gancourse.settings import device

port_discriminator = Exercise(
    "port_discriminator",
    lesson="10",
    remember="The pixel that Keras pads right and below moves the whole grid of a strided convolution by one. The shapes agree "
    "either way, so only values can tell whether a port is exact.",
)


def _digits(m: int = 4) -> Tensor:
    return torch.rand(m, 1, 28, 28, device=device()) * 2 - 1


_KERAS, _AROUND = (0, 1, 0, 1), (1, 1, 1, 1)  # left, right, above, below


def _discriminator_spec(
    layers, images, *, order="nchw", pads=(_KERAS,) * 3, extra=_KERAS, late_pad=False, late_norm=False, slopes=(0.2,) * 4, end=None
):  # fmt: skip
    """The chapter's discriminator or a form of it; `pads` stand before the strided convolutions, `slopes` behind all four."""
    x = F.leaky_relu(convolved(layers["conv", 32], F.pad(images, pads[0]), 2), slopes[0])
    for channels, stride, pad, slope in zip((64, 128, 256), (2, 2, 1), (*pads[1:], _AROUND), slopes[1:]):
        x = convolved(
            layers["conv", channels], F.pad(x, _AROUND if x.shape[2] % 2 else pad), stride
        )  # as Keras' 'same'
        x = F.pad(x, extra) if channels == 64 and not late_pad else x
        norm = layers["norm", channels]
        x = normed(norm, F.leaky_relu(x, slope)) if late_norm else F.leaky_relu(normed(norm, x), slope)
        x = F.pad(x, extra) if channels == 64 and late_pad else x
    x = x.flatten(1) if order == "nchw" else x.permute(0, 2, 3, 1).flatten(1)
    x = F.linear(x, layers["linear", 1].weight, layers["linear", 1].bias)
    return x if end is None else end(x)


# torch's own 1 % behind some of the four layers; a plain ReLU, or nothing that bends, behind one of them
_UNEVEN_SLOPES = [slopes for slopes in itertools.product((0.2, 0.01), repeat=4) if len(set(slopes)) == 2]
_UNEVEN_SLOPES += [(0.2,) * place + (slope,) + (0.2,) * (3 - place) for slope in (0.0, 1.0) for place in range(4)]

_DISCRIMINATOR_FORMS = {
    CHAPTER: {},
    f"{CHAPTER}, 2": {"order": "nhwc"},
    "padding on all sides": {"pads": (_AROUND,) * 3},
    "the usual port": {"pads": (_AROUND,) * 3, "extra": (0, 0, 0, 0)},
    "padding left and above throughout": {"pads": (_AROUND,) * 3, "extra": (1, 0, 1, 0)},
    "no extra padding": {"extra": (0, 0, 0, 0)},
    "extra padding left and above": {"extra": (1, 0, 1, 0)},
    "padding behind BatchNorm": {"late_pad": True},
    "BatchNorm behind LeakyReLU": {"late_norm": True},
    "another slope, 1": {"slopes": (0.01,) * 4},
    "another slope, 2": {"slopes": (0.3,) * 4},
    "plain ReLU": {"slopes": (0.0,) * 4},
    "sigmoid at the end": {"end": torch.sigmoid},
    **{
        f"padding on all sides of some, {number}": {"pads": pads}
        for number, pads in enumerate(itertools.product((_KERAS, _AROUND), repeat=3))
        if len(set(pads)) == 2
    },
    **{f"slopes that differ, {number}": {"slopes": slopes} for number, slopes in enumerate(_UNEVEN_SLOPES)},
}


@port_discriminator.probe("4 images, shape (4, 1, 28, 28)", expected="4 logits, shape (4, 1)")
def four_images(answer):
    return what_comes_out(answer(), _digits())


@port_discriminator.probe("its trainable parameters", expected="392,833, with BatchNorms for 64, 128 and 256 channels")
def size_of_d(answer):
    return size_of(answer())


@port_discriminator.probe(
    "the sizes after its convolutions, and what the last layer takes in",
    expected="(32, 14, 14), (64, 7, 7), (128, 4, 4), (256, 4, 4); 4,096",
)
def convs_of_d(answer):
    network = answer().to(device())
    features = [layer.in_features for layer in network.modules() if isinstance(layer, nn.Linear)]
    return {
        "sizes_after_convolutions": conv_sizes(network, _digits(2)),
        "inputs_of_the_last_layer": features[-1] if features else 0,
    }


@port_discriminator.probe("momentum and eps of its BatchNorms", expected="0.2 and 0.001, three times")
def norms_of_d(answer):
    return {"momentum_and_eps": momentum_and_eps(answer())}


@port_discriminator.probe(
    "its dropouts in training",
    expected="four times nn.Dropout with 0.25, and no BatchNorm between one and the next convolution",
)
def dropouts_of_d(answer):
    passed = _layers_passed(answer().to(device()).train())
    dropped = [place for place, name in enumerate(passed) if name.startswith("dropout")]
    return {
        "dropouts": ", ".join(passed[place] for place in dropped) or "none",
        "dropouts_before_a_BatchNorm": sum("batch_norm" in passed[place + 1 : place + 2] for place in dropped),
    }


@port_discriminator.probe("its dropouts in eval mode", expected="none at work: in eval D always says the same")
def dropouts_in_eval(answer):
    passed = _layers_passed(answer().to(device()).eval())
    return {"dropouts_at_work_in_eval": sum(name.startswith("dropout") for name in passed)}


def _layers_passed(network: nn.Module) -> list[str]:
    """What images meet on their way, in order: layers, and dropouts with their share, where they switch anything off."""
    passed = []

    def watched(name):
        plain = getattr(F, name)

        def layer(*args, **kwargs):
            passed.append(name)
            return plain(*args, **kwargs)

        def drop(x, p=0.5, training=True, inplace=False):
            if training:
                passed.append(f"{name} {float(p):g}")
            return x

        return drop if name.startswith("dropout") else layer

    kinds = ("dropout", "dropout2d", "conv2d", "batch_norm", "linear")
    with mock.patch.multiple(F, **{name: watched(name) for name in kinds}), torch.no_grad():
        network(_digits(2))
    return passed


@port_discriminator.probe("two calls of your function", expected="two networks that have no number in common")
def two_calls(answer):
    return {"numbers_in_common": shared_numbers(answer(), answer())}


@port_discriminator.probe(
    "your weights, put through the chapter's layers in eval mode",
    expected="the same logits",
    holds=lambda seen: seen["your_network_computes"] == CHAPTER,
)
def acts_of_d(answer):
    shaken = shake(answer().to(device())).eval()
    alike, gap = resemblance(shaken, _digits(2), _DISCRIMINATOR_FORMS, _discriminator_spec)
    with torch.no_grad():
        lowest = shaken(_digits(16) * 3).min()
    return {"your_network_computes": alike, "largest_difference": gap, "lowest_logit": lowest}


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


@port_discriminator.wrong(when=computes("padding on all sides"))
def d_pads_both_sides():
    """Every size is right, all {parameters:,} numbers are there, and the logits are up to {largest_difference:.2f} off: your strides start one pixel
    earlier than Keras'. padding=1 does that, with a rim on all four sides, and so does a rim left and above. For 28 pixels, a
    kernel of 3 and a stride of 2, only one pixel is missing. On which side does Keras put it?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2, padding=1)])


@port_discriminator.wrong(when=computes("no extra padding"))
def d_leaves_out_the_zero_padding():
    """Every size after it is the same, all {parameters:,} numbers are there, and the logits are up to {largest_difference:.2f} off: the
    chapter's padding from 7 to 8 is missing. For the shape it is redundant indeed, since a stride of 2 makes 4 of either; for
    the values it is not. What does BatchNorm, right behind it, see of the added zeros?"""
    return _d_layers(extra=(0, 0, 0, 0), conv=_same_conv)


def _same_conv(inputs: int, outputs: int) -> list[nn.Module]:
    """'same' with stride 2 on any size: for an odd one Keras pads both sides."""
    on_seven = inputs == 64
    return [nn.ZeroPad2d((1, 1, 1, 1) if on_seven else (0, 1, 0, 1)), nn.Conv2d(inputs, outputs, 3, stride=2)]


@port_discriminator.wrong(when=computes("the usual port"))
def d_is_the_usual_port():
    """Every size is right and all {parameters:,} numbers are there: this is how most ports look, padding=1 throughout and no
    extra zeros. The logits are up to {largest_difference:.2f} off, for two reasons: Keras pads right and below only where the size is even,
    and the chapter adds a row and a column of zeros between 7 and 8. Which layer does both?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2, padding=1)], extra=(0, 0, 0, 0))


@port_discriminator.wrong(when=computes("extra padding left and above"))
def d_pads_left_and_above():
    """All sizes and {parameters:,} parameters agree, and the logits are up to {largest_difference:.2f} off: your row and column of zeros
    stand left and above. Keras' ZeroPadding2D(((0, 1), (0, 1))) names (top, bottom), (left, right), and torch's nn.ZeroPad2d
    takes left, right, top, bottom. On which sides should the zeros be?"""
    return _d_layers(extra=(1, 0, 1, 0))


@port_discriminator.wrong(when=computes("padding behind BatchNorm"))
def d_pads_behind_the_norm():
    """All sizes agree, and the logits are up to {largest_difference:.2f} off: your zeros are added when BatchNorm has already passed. In
    the chapter it sees them, 15 of 64 places, and they pull its mean and variance. In which line of the table does the
    padding stand?"""
    return _d_layers(late_pad=True)


@port_discriminator.wrong(when=computes("BatchNorm behind LeakyReLU"))
def d_norms_after_relu():
    """Counts and sizes are right, and the logits are up to {largest_difference:.2f} off: your BatchNorm stands behind the LeakyReLU. In the
    chapter's discriminator it stands in front, so that about half of the units are on the leaky side. Which two lines have to
    change places?"""
    return _d_layers(late_norm=True)


@port_discriminator.wrong(when=lambda seen: seen["your_network_computes"] == "another slope")
def d_leaks_otherwise():
    """The logits are up to {largest_difference:.2f} off: your LeakyReLU leaks by another amount. Every library has its own default (torch
    0.01, Keras 0.3), which is why the chapter names its own. Where does the 0.2 go?"""
    return _d_layers(slope=0.01)


@port_discriminator.wrong(when=computes("sigmoid at the end"))
def d_ends_in_a_sigmoid():
    """However sure D is, it never says less than {lowest_logit:.3f}: that is a probability. The chapter's text asks for a sigmoid
    output and for logits, which is one thing too many; its code returns probabilities, and this course takes the
    logit. Which layer has to go?"""
    return _d_layers(end=nn.Sigmoid())


@port_discriminator.wrong(
    when=lambda seen: seen["sizes_after_convolutions"] == ((32, 14, 14), (64, 7, 7), (128, 3, 3), (256, 3, 3))
)
def d_pads_seven_like_an_even_size():
    """After your convolutions the sizes are {sizes_after_convolutions}: right down to 7 by 7, and then 3 by 3 where 4 by 4 was due. One
    pixel right and below is enough on an even size, and 7 is odd. Which line of the table comes between?"""
    return _d_layers(extra=(0, 0, 0, 0), features=2304)


@port_discriminator.wrong(when=lambda seen: seen["sizes_after_convolutions"][0] == (32, 13, 13))
def d_does_not_pad():
    """After your convolutions the sizes are {sizes_after_convolutions}, and the first should be (32, 14, 14): without padding the kernel
    does not reach the last row and column. Keras wrote 'same', and torch has no 'same' for strides. How many pixels does a
    kernel of 3 with a stride of 2 lack on 28?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2)], features=2304)


def _is_longer_one_way(seen) -> bool:
    """With kernels as they should be, does an image become one pixel longer in one direction than in the other?"""
    sides = [height - width for _, height, width in seen["sizes_after_convolutions"]]
    right_kernels = seen["parameters"] - seen["inputs_of_the_last_layer"] == 392_833 - 4096
    return right_kernels and next((abs(side) for side in sides if side), 0) == 1


@port_discriminator.wrong(when=_is_longer_one_way)
def d_pads_one_direction():
    """After your convolutions the sizes are {sizes_after_convolutions}, and an image that came in square is no longer square: a padding of
    yours makes it longer in one direction than in the other. nn.ZeroPad2d takes its four numbers as left, right, top, bottom.
    What do yours say in that order?"""
    return _d_layers(extra=(0, 0, 1, 1))


@port_discriminator.wrong(when=lambda seen: "shapes cannot be multiplied (4096x4 and" in seen["PyTorch_said"])
def d_does_not_flatten():
    """PyTorch stopped: "{PyTorch_said}". Your last layer got images of 256 channels, 4 by 4, and took the last 4 for its inputs: a
    linear layer wants all the numbers of an image in one row. Which line of the table stands in front of it?"""
    return nn.Sequential(*(layer for layer in _d_layers() if not isinstance(layer, nn.Flatten)))


@port_discriminator.wrong(when=lambda seen: seen["shape"] == (4,))
def d_drops_the_last_axis():
    """Four images give logits of shape {shape}, and (4, 1) was due. The difference looks small, and against labels of shape (4, 1)
    PyTorch would spread it into a table of 4 by 4. Which step behind your last layer takes the second axis away?"""
    return _d_layers(end=nn.Flatten(0))


@port_discriminator.wrong(when=lambda seen: "not supported for strided" in seen["error"])
def d_asks_torch_for_same():
    """It stopped with "{error}". Keras does it by padding unevenly when it must, and torch leaves that decision to you. Which
    layer puts zeros on chosen sides only?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, stride=2, padding="same")])


@port_discriminator.wrong(when=lambda seen: "dropout2d" in seen["dropouts"])
def d_drops_whole_channels():
    """Your dropouts in training: {dropouts}. nn.Dropout2d switches off whole channels, and Keras' Dropout single numbers, 25 of
    100 wherever they stand. The name with "2d" looks like the right partner for Conv2d. Which module draws a number for
    each entry?"""
    return _d_layers(drop=nn.Dropout2d)


@port_discriminator.wrong(when=lambda seen: seen["dropouts"] == "none")
def d_drops_nothing():
    """The dropouts of your network in training: {dropouts}. The chapter has four. In eval nobody would notice, because
    dropout sleeps there. Behind which layers of the table does it stand?"""
    return _d_layers(drop=None)


def _another_share(seen) -> bool:
    shares = [dropout.split() for dropout in seen["dropouts"].split(", ")]
    return len(shares) == 4 and all(kind == "dropout" and share != "0.25" for kind, share in shares)


@port_discriminator.wrong(when=_another_share)
def d_drops_another_share():
    """Your dropouts in training: {dropouts}. The number is the share of entries that are switched off, and torch takes 0.5 unless
    told otherwise. Which share does the table name?"""
    return _d_layers(drop=lambda share: nn.Dropout())


@port_discriminator.wrong(when=lambda seen: seen["dropouts_at_work_in_eval"] > 0)
def d_drops_in_eval():
    """In eval mode {dropouts_at_work_in_eval} of your dropouts are still at work, and D gives the same image another verdict each time. A module
    nn.Dropout hears of `train()` and `eval()` by itself; the function F.dropout knows only what its caller says. What must it be
    told besides the share?"""
    return _d_layers(drop=_DropsAlways)


class _DropsAlways(nn.Module):
    def __init__(self, share: float):
        super().__init__()
        self.share = share

    def forward(self, x):
        return F.dropout(x, self.share)


@functools.cache
def _one_d() -> nn.Sequential:
    return _d_layers()


@port_discriminator.wrong(when=lambda seen: seen["numbers_in_common"] > 0)
def d_is_made_once():
    """Two calls of your function gave networks with {numbers_in_common:,} numbers in common: they hand over the same layers twice. Whoever asks
    for a new discriminator would get one that has been trained already. Where must the layers be made so that each call gets
    new ones?"""
    return _one_d()


@port_discriminator.wrong(when=computes("plain ReLU"))
def d_leaks_nowhere():
    """Sizes and numbers are right, and the logits are up to {largest_difference:.2f} off: below 0 your activations are flat, as a plain ReLU is,
    and a unit that is off sends no gradient back to G. Which activation does the table name?"""
    return _d_layers(slope=0.0)


@port_discriminator.wrong(when=lacks_batch_norms(392_833, (64, 128, 256)))
def d_lacks_a_batch_norm():
    """{parameters:,} parameters where 392,833 were due. The channels that your BatchNorms are for: {channels_of_its_BatchNorms}. The table has three
    BatchNorms, for 64, 128 and 256. Which of its lines did not come along?"""
    return _d_layers(norm=lambda channels: nn.Identity() if channels == 64 else keras_batch_norm(channels))


@port_discriminator.wrong(when=keeps_torchs_eps)
def d_keeps_torchs_eps():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}. The momentum is right: 0.2 of the new value is what Keras' 0.8 of the old one
    means. But eps stands at PyTorch's own 0.00001, and Keras' is a hundred times as large, which shows where a layer's outputs are
    small. Where does the table of conventions put that number?"""
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.2))


@port_discriminator.decoy(d_keeps_torchs_eps)
def d_has_a_larger_eps():
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.2, eps=3e-3))


@port_discriminator.wrong(when=keeps_torchs_momentum)
def d_keeps_torchs_momentum():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}. The eps is Keras' own, as it should be. But 0.1 is PyTorch's default for momentum,
    the share of the *new* value, and the chapter keeps 0.8 of the *old* one. Which share of the new one goes with that?"""
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, eps=1e-3))


@port_discriminator.decoy(d_keeps_torchs_momentum, d_keeps_torchs_eps)
def d_remembers_a_little_longer():
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.15, eps=1e-3))


@port_discriminator.wrong(when=keeps_torchs_numbers)
def d_keeps_torch_defaults():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}: both are what PyTorch takes unless told otherwise. The chapter's momentum is 0.8
    as Keras counts, the share of the *old* value, and Keras' eps is 0.001. Where does the table of conventions put both numbers?"""
    return _d_layers(norm=nn.BatchNorm2d)


@port_discriminator.wrong(when=keeps_keras_momentum_and_torchs_eps)
def d_keeps_keras_momentum_and_torchs_eps():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}, and neither is translated yet. Keras keeps 0.8 of the old value, and
    PyTorch's momentum is the share of the new one; 0.00001 is PyTorch's eps, not Keras'. Which two numbers say in PyTorch what
    Keras says?"""
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.8))


@port_discriminator.wrong(when=keeps_keras_momentum)
def d_keeps_keras_momentum():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}. Keras keeps 0.8 of the old value; PyTorch's momentum is the share of
    the new one. Which number says the same in PyTorch?"""
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.8, eps=1e-3))


@port_discriminator.wrong(when=passes_momentum_as_eps)
def d_passes_momentum_as_eps():
    """Your BatchNorms have (momentum, eps) = {momentum_and_eps}: the 0.8 landed in the place of eps, the slip of the Pitfall above.
    How does one pass an argument so that its place does not matter?"""
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, 0.8))


@port_discriminator.wrong(when=lambda seen: seen["channels_of_its_BatchNorms"] == "32, 64, 128, 256")
def d_norms_its_first_layer():
    """{parameters:,} parameters, 64 too many: a BatchNorm behind the first convolution. The chapter has none there, and the DCGAN
    paper leaves it out there, because with BatchNorm in every layer its samples oscillated. Which line did you add?"""
    return _d_layers(first_norm=True)


@port_discriminator.wrong(when=lambda seen: seen["parameters"] == 392_385)
def d_drops_the_biases():
    """{parameters:,} parameters, 448 short: the biases in front of the three BatchNorms. They are useless there, and good code
    leaves them out, but here BatchNorm also sees 15 zeros of padding without a bias, and Keras had all of them. Which argument
    of Conv2d did you set?"""
    return _d_layers(bias=False)


@port_discriminator.wrong(when=lambda seen: seen["dropouts_before_a_BatchNorm"] > 0)
def d_drops_before_the_norm():
    """All {parameters:,} numbers are there, and {dropouts_before_a_BatchNorm} of your dropouts come in front of a BatchNorm. In training it would
    then measure the holes as well, and in eval, without holes, it would divide by a width that no longer fits. In which order do
    the lines of the table name the two?"""
    layers = list(_d_layers())
    for place in [place for place, layer in enumerate(layers) if isinstance(layer, nn.BatchNorm2d)]:
        layers[place : place + 3] = [layers[place + 2], layers[place], layers[place + 1]]
    return nn.Sequential(*layers)


@port_discriminator.wrong(when=lambda seen: seen["parameters"] == 392_832)
def d_judges_without_a_bias():
    """{parameters:,} parameters, one short of 392,833: a single bias is missing, and the only layer with one output is the last. Keras'
    Dense has one unless told otherwise. Which argument of Linear did you set?"""
    return _exchanged(-1, nn.Linear(4096, 1, bias=False))


def _exchanged(place: int, layer: nn.Module) -> nn.Sequential:
    layers = list(_d_layers())
    layers[place] = layer
    return nn.Sequential(*layers)


@port_discriminator.wrong(when=computes("padding left and above throughout"))
def d_pads_left_and_above_throughout():
    """Every size is right, all {parameters:,} numbers are there, and the logits are up to {largest_difference:.2f} off: the extra row and column
    of zeros stand left and above, and your strides start there as well, as with a rim on all sides. Keras fills up at the other end of
    the picture, every time. Which of the four numbers of nn.ZeroPad2d stand for right and for bottom?"""
    return _d_layers(conv=_pads_left_and_above, extra=(1, 0, 1, 0))


def _pads_left_and_above(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.ZeroPad2d((1, 0, 1, 0)), nn.Conv2d(inputs, outputs, 3, stride=2)]


@port_discriminator.wrong(when=computes("padding on all sides of some"))
def d_pads_some_on_both_sides():
    """Every size is right, all {parameters:,} numbers are there, and the logits are up to {largest_difference:.2f} off: at least one of your three
    strides starts one pixel earlier than Keras', as padding=1 makes it, and at least one starts where it should. Which of
    the three lines is written otherwise than its neighbours?"""
    return _d_layers(conv=lambda a, b: [nn.Conv2d(a, b, 3, 2, 1)] if b == 128 else keras_conv_stride_2(a, b))


@port_discriminator.wrong(when=computes("slopes that differ"))
def d_leaks_unevenly():
    """Sizes and numbers are right, and the logits are up to {largest_difference:.2f} off: some of your four activations leak by 20 %, and at least one by
    another amount, or it is not there. torch's own is 1 %. Behind which of the four layers does the 0.2 stand, and behind which
    not?"""
    layers = list(_d_layers())
    layers[max(place for place, layer in enumerate(layers) if isinstance(layer, nn.LeakyReLU))] = nn.LeakyReLU()
    return nn.Sequential(*layers)


@port_discriminator.decoy(d_pads_left_and_above_throughout, told=d_pads_left_and_above)
def d_pads_the_extra_zeros_left_and_above():
    return _d_layers(extra=(1, 0, 1, 0))


@port_discriminator.decoy(d_leaks_unevenly, told=d_leaks_otherwise)
def d_leaks_evenly_by_another_amount():
    return _d_layers(slope=0.3)


@port_discriminator.decoy(d_pads_some_on_both_sides, d_leaks_unevenly)
def d_pads_with_ones():
    def convs(inputs, outputs):
        return [nn.ConstantPad2d((0, 1, 0, 1), 1.0), nn.Conv2d(inputs, outputs, 3, stride=2)]

    return _d_layers(conv=convs)


@port_discriminator.decoy(d_pads_left_and_above, told=d_pads_one_direction)
def d_pads_above_and_below():
    def convs(inputs, outputs):
        return [nn.ZeroPad2d((0, 0, 1, 1)), nn.Conv2d(inputs, outputs, 3, stride=2)]

    return _d_layers(conv=convs, extra=(0, 0, 1, 1))


@port_discriminator.decoy(
    d_pads_both_sides, d_leaves_out_the_zero_padding, d_is_the_usual_port, told=d_pads_some_on_both_sides
)
def d_pads_both_sides_once():
    layers = list(_d_layers())
    layers[:2] = [nn.ZeroPad2d(1), nn.Conv2d(1, 32, 3, stride=2)]
    return nn.Sequential(*layers)


@port_discriminator.decoy(
    d_is_the_usual_port, d_pads_left_and_above, d_leaves_out_the_zero_padding, told=d_pads_both_sides
)
def d_pads_left_and_above_everywhere():
    return _d_layers(conv=_pads_left_and_above)


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


@port_discriminator.decoy(d_leaks_otherwise, d_leaks_nowhere)
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


@port_discriminator.decoy(d_drops_whole_channels, d_drops_nothing, d_drops_before_the_norm, d_drops_another_share)
def d_drops_three_times():
    layers = list(_d_layers())
    return nn.Sequential(*layers[:3], *layers[4:])


@port_discriminator.decoy(d_drops_before_the_norm, right=True)
def d_drops_before_it_bends():
    layers = list(_d_layers())
    for place in [place for place, layer in enumerate(layers) if isinstance(layer, nn.LeakyReLU)]:
        layers[place], layers[place + 1] = layers[place + 1], layers[place]
    return nn.Sequential(*layers)


@port_discriminator.decoy(d_keeps_keras_momentum_and_torchs_eps, d_keeps_torch_defaults)
def d_has_an_eps_of_its_own():
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, momentum=0.2, eps=1e-4))


@port_discriminator.decoy(d_pads_one_direction)
def d_strides_one_way_only():
    layers = list(_d_layers(features=7168))
    layers[1] = nn.Conv2d(1, 32, 3, stride=(2, 1), padding=1)
    return nn.Sequential(*layers)


@port_discriminator.decoy(d_does_not_flatten)
def d_flattens_the_pixels_only():
    return nn.Sequential(*(nn.Flatten(2) if isinstance(layer, nn.Flatten) else layer for layer in _d_layers()))


@port_discriminator.decoy(d_drops_the_last_axis)
def d_adds_an_axis():
    return _d_layers(end=nn.Unflatten(1, (1, 1)))


@port_discriminator.decoy(d_drops_in_eval, told=d_drops_nothing)
def d_drops_never():
    class DropsNever(_DropsAlways):
        def forward(self, x):
            return F.dropout(x, self.share, training=False)

    return _d_layers(drop=DropsNever)


@port_discriminator.decoy(d_is_made_once, right=True)
def d_copies_one_network():
    return copy.deepcopy(_one_d())


@port_discriminator.decoy(
    d_keeps_keras_momentum, d_passes_momentum_as_eps, d_keeps_torch_defaults, told=d_keeps_torchs_eps
)
def d_has_torchs_eps_spelt_out():
    return _d_layers(norm=lambda channels: nn.BatchNorm2d(channels, eps=1e-5, momentum=0.2))


@port_discriminator.decoy(d_norms_its_first_layer, d_drops_the_biases)
def d_learns_its_first_slope():
    return _exchanged(2, nn.PReLU(64))


@port_discriminator.decoy(d_drops_the_biases, d_judges_without_a_bias, d_lacks_a_batch_norm)
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

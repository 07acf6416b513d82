"""Exercise 5.5, range_pair: one range for the data and for the last layer."""

import torch
from torch import nn

from gancourse.checks.exercise import Exercise
from gancourse.exercises.gradients import gradient
from gancourse.settings import device

range_pair = Exercise(
    "range_pair",
    lesson="05",
    remember="Data and generator must share a range; the paper paired a sigmoid with pixels in [0, 1], most later code a tanh with [-1, 1].",
)


def _some_pixels() -> torch.Tensor:
    """A picture made of every grey level, on a background of 0 as wide as a digit's."""
    levels = torch.linspace(0, 1, 150)
    return torch.cat([torch.zeros(784 - 150), levels]).reshape(1, 1, 28, 28).to(device())


def _three(answer):
    parts = answer()
    if not isinstance(parts, tuple | list) or len(parts) != 3 or not all(callable(part) for part in parts):
        raise TypeError("range_pair must return three things to call: to_network, last_layer, to_picture")
    return parts


def _name(layer) -> str:
    return getattr(layer, "__name__", type(layer).__name__)


def _span(values: torch.Tensor) -> dict[str, float]:
    return {"low": values.min().item(), "high": values.max().item()}


@range_pair.probe(
    "pixels from 0 (background) to 1 (ink) through to_network, and -50 … 50 through last_layer",
    expected="the same lowest value and the same highest: G can paint everything that occurs in the data, and nothing else",
    holds=lambda seen: abs(seen["data_low"] - seen["g_low"]) < 1e-3 and abs(seen["data_high"] - seen["g_high"]) < 1e-3,
)
def both_ranges(answer):
    to_network, last_layer, _ = _three(answer)
    data = _span(to_network(_some_pixels()))
    try:
        painted = _span(last_layer(torch.linspace(-50, 50, 1001, device=device())))
    except RuntimeError as error:
        return {"your_last_layer": _name(last_layer), "last_layer_said": str(error).splitlines()[0]}
    return {"data_low": data["low"], "data_high": data["high"], "g_low": painted["low"], "g_high": painted["high"]}


@range_pair.probe(
    "the same picture there and back: to_picture(to_network(x))",
    expected="x again, to within rounding",
    holds=lambda seen: seen["round_trip_error"] < 1e-5,
)
def there_and_back(answer):
    to_network, _, to_picture = _three(answer)
    pixels = _some_pixels()
    return {"round_trip_error": (to_picture(to_network(pixels.clone())) - pixels).abs().max()}


@range_pair.probe(
    "the slope of last_layer in the middle, at 0",
    expected="more than 0: G's last layer must let gradients through",
    holds=lambda seen: seen["slope_in_the_middle"] > 0.05,
)
def middle_slope(answer):
    middle = torch.zeros(1, device=device(), requires_grad=True)
    return {"slope_in_the_middle": gradient(_three(answer)[1](middle), middle)}


@range_pair.probe(
    "the same grey pixel in a dark picture and in a bright one",
    expected="one and the same value: a grey level means the same in every picture",
    holds=lambda seen: abs(seen["in_dark"] - seen["in_bright"]) < 1e-5,
)
def same_grey(answer):
    to_network = _three(answer)[0]
    dark, bright = torch.full((2, 1, 1, 28, 28), 0.5, device=device()).unbind()
    dark, bright = dark.clone(), bright.clone()
    dark[..., 1:, :], bright[..., 1:, :] = 0.0, 1.0
    return {"in_dark": to_network(dark)[0, 0, 0, 0], "in_bright": to_network(bright)[0, 0, 0, 0]}


@range_pair.probe(
    "last_layer as the last layer of an nn.Sequential",
    expected="a layer, as nn.Tanh() is one: torch.tanh is a function, and a Sequential takes none",
    holds=lambda seen: seen["is_a_layer"],
)
def in_a_network(answer):
    to_network, last_layer, to_picture = _three(answer)
    return {
        "is_a_layer": isinstance(last_layer, nn.Module),
        "way_back_is_a_layer": isinstance(to_picture, nn.Module),
        "your_layer_first": isinstance(to_network, nn.Module),
        "first_name": _name(to_network),
    }


@range_pair.probe(
    "some pixels, before and after to_network and to_picture have looked at them",
    expected="as they were: both return new pictures",
    holds=lambda seen: seen["pixels_changed_by"] == 0,
)
def leaves_the_pixels(answer):
    to_network, _, to_picture = _three(answer)
    pixels, painted = _some_pixels(), _some_pixels()
    to_network(pixels), to_picture(painted)
    off = max((pixels - _some_pixels()).abs().max(), (painted - _some_pixels()).abs().max())
    return {"pixels_changed_by": off}


@range_pair.right
def tanh_with_minus_one_to_one():
    return lambda pixels: pixels * 2 - 1, nn.Tanh(), lambda images: (images + 1) / 2


@range_pair.right
def sigmoid_with_zero_to_one():
    return lambda pixels: pixels, nn.Sigmoid(), lambda images: images


class _StretchedSigmoid(nn.Module):
    def forward(self, a):
        return 2 * torch.sigmoid(a) - 1


@range_pair.right
def stretched_sigmoid():
    return lambda pixels: (pixels - 0.5) / 0.5, _StretchedSigmoid(), lambda images: images * 0.5 + 0.5


@range_pair.wrong(when=lambda seen: "three things" in seen["error"])
def leaves_one_out():
    """It stopped with "{error}": the lesson unpacks your answer into to_network, last_layer, to_picture. A picture that G has
    painted must come back to pixels in [0, 1] before anybody looks at it. Which of the three is not there, or cannot be
    called?"""
    return lambda pixels: pixels * 2 - 1, nn.Tanh()


@range_pair.wrong(when=lambda seen: seen["way_back_is_a_layer"] and not seen["is_a_layer"])
def returns_them_in_another_order():
    """Your second thing paints from {g_low:.1f} to {g_high:.1f} and is no layer, and your third is one. They are taken as
    last_layer and to_picture, in this order. Which order does the docstring ask for?"""
    return lambda pixels: pixels * 2 - 1, lambda images: (images + 1) / 2, nn.Tanh()


@range_pair.wrong(
    when=lambda seen: (
        abs(seen["data_low"] + 1) < 1e-3
        and abs(seen["g_low"]) < 1e-3
        and abs(seen["g_high"] - 1) < 1e-3
        and abs(seen["slope_in_the_middle"] - 0.25) < 1e-3
    )
)
def sigmoid_on_minus_one_to_one():
    """Your data go down to {data_low:.0f} and your G only to {g_low:.0f}. On MNIST 81 % of all pixels are background, exactly
    {data_low:.0f} after scaling, and your G cannot paint one of them: D tells real from fake by looking at any corner. This
    is the pair in the introduction you have just run. Which of the two would you change?"""
    return lambda pixels: pixels * 2 - 1, nn.Sigmoid(), lambda images: (images + 1) / 2


@range_pair.wrong(
    when=lambda seen: (
        abs(seen["data_low"] + 1) < 1e-3
        and seen["g_low"] == 0 == seen["slope_in_the_middle"]
        and abs(seen["g_high"] - 50) < 1e-3
    )
)
def relu_on_minus_one_to_one():
    """Your data lie in [{data_low:.0f}, {data_high:.0f}] and your G paints from {g_low:.0f} to {g_high:.0f}: nothing below 0, so
    no background, and values no picture has at the other end. A popular book chapter publishes this pair, and `imshow`
    hides it by stretching whatever it gets. Which layer has both ends where your data have them?"""
    return lambda pixels: pixels * 2 - 1, nn.ReLU(), lambda images: (images + 1) / 2


@range_pair.wrong(
    when=lambda seen: (
        abs(seen["data_low"]) < 1e-3
        and abs(seen["data_high"] - 1) < 1e-3
        and abs(seen["g_low"] + 1) < 1e-3
        and abs(seen["g_high"] - 1) < 1e-3
    )
)
def tanh_on_zero_to_one():
    """Your data lie in [{data_low:.0f}, {data_high:.0f}], and your G paints from {g_low:.0f} to {g_high:.0f}. It can reach every
    pixel, so it will learn, but the background sits in the middle of its range, where the slope is steepest and a 0 is
    hardest to hold: its pictures get a grey haze, and D sees negative pixels. Where would you like the background to lie?"""
    return lambda pixels: pixels, nn.Tanh(), lambda images: images


@range_pair.wrong(
    when=lambda seen: seen["g_low"] < seen["data_low"] - 1e-3 and seen["g_high"] > 10 and seen["is_a_layer"]
)
def no_last_activation():
    """Your G paints from {g_low:.0f} to {g_high:.0f}, and the data end at {data_high:.0f}. Every value is reachable, and so are
    values that no picture has; D spots those at once, and G must spend its strength on staying inside. What bends a line so
    that it flattens out at both ends of the data?"""
    return lambda pixels: pixels * 2 - 1, nn.Identity(), lambda images: (images + 1) / 2


@range_pair.wrong(
    when=lambda seen: abs(seen["data_low"] + 0.424213) < 1e-3 and abs(seen["data_high"] - 2.821489) < 1e-3
)
def mean_and_deviation():
    """You scaled by mean and standard deviation, as is usual for classifiers: the data then run from {data_low:.2f} to
    {data_high:.2f}, and your G from {g_low:.0f} to {g_high:.0f}. The ink at {data_high:.2f} is out of its reach. A classifier
    does not mind, since it paints nothing; what does a painter need to know about its canvas?"""
    return lambda pixels: (pixels - 0.1307) / 0.3081, nn.Tanh(), lambda images: images * 0.3081 + 0.1307


@range_pair.wrong(
    when=lambda seen: min(abs(seen["data_high"] - seen["data_low"] - size) for size in (1 / 255, 2 / 255)) < 1e-6
)
def divides_by_255_again():
    """Your data run from {data_low:.4f} to {data_high:.4f}, and your G up to {g_high:.0f}. The pixels were in [0, 1] already, and
    another division by 255, or by half of it, leaves pictures that are dark all over: G can paint them, and everything else as well, and D sees the difference. What range
    did the line that loaded the digits promise?"""
    return lambda pixels: pixels / 255, nn.Sigmoid(), lambda images: images * 255


@range_pair.wrong(
    when=lambda seen: (
        seen["round_trip_error"] > 1e-3
        and abs(seen["data_low"] - seen["g_low"]) < 1e-3
        and abs(seen["data_high"] - seen["g_high"]) < 1e-3
        and abs(seen["in_dark"] - seen["in_bright"]) < 1e-3
    )
)
def forgets_the_way_back():
    """Data and G share the range [{data_low:.0f}, {data_high:.0f}]; only the way back does not fit, and a picture there and back
    is off by {round_trip_error:.2f} at its worst pixel. What G paints would be shown on another scale than the digits. Which
    steps undo to_network, and in which order?"""
    return lambda pixels: pixels * 2 - 1, nn.Tanh(), lambda images: images


@range_pair.wrong(
    when=lambda seen: (
        abs(seen["data_low"] - 0.5) < 1e-3
        and abs(seen["data_high"] - 1) < 1e-3
        and abs(seen["g_low"] + 1) < 1e-3
        and abs(seen["g_high"] - 1) < 1e-3
        and seen["round_trip_error"] < 1e-5
    )
)
def swaps_the_two_formulas():
    """Your to_network takes the pixels from [0, 1] to [{data_low:.1f}, {data_high:.1f}], and your G paints from {g_low:.0f} to
    {g_high:.0f}. The two formulas undo each other, and each stands in the other's place: to_network gets pixels, and
    to_picture gets what G paints. Which of your formulas turns 0 into −1?"""
    return lambda pixels: (pixels + 1) / 2, nn.Tanh(), lambda images: images * 2 - 1


@range_pair.wrong(when=lambda seen: abs(seen["in_dark"] - seen["in_bright"]) > 1e-3)
def stretches_each_picture():
    """The same grey becomes {in_dark:.2f} in a dark picture and {in_bright:.2f} in a bright one: you scale each picture by
    numbers taken from the picture itself, its ends or its mean. There is no way back from that, and a faint digit becomes a
    bold one. Which two fixed numbers would do for all pictures?"""

    def to_network(pixels):
        low, high = pixels.min(), pixels.max()
        return (pixels - low) / (high - low) * 2 - 1

    return to_network, nn.Tanh(), lambda images: (images + 1) / 2


@range_pair.wrong(
    when=lambda seen: (
        seen["g_low"] < seen["data_low"] - 1e-3
        and seen["data_high"] + 1e-3 < seen["g_high"] < 10
        and seen["is_a_layer"]
    )
)
def reaches_too_far():
    """Your data lie in [{data_low:.2f}, {data_high:.2f}] and your G paints from {g_low:.2f} to {g_high:.2f}: farther at both ends. It
    can reach every pixel, and values that no picture has; D spots those at once. Which of the two ranges would you
    stretch to meet the other?"""
    return lambda pixels: pixels - 0.5, nn.Tanh(), lambda images: images + 0.5


@range_pair.wrong(when=lambda seen: seen["pixels_changed_by"] > 1e-6)
def writes_into_the_pixels():
    """The range fits, but the pixels that were put in have changed by up to {pixels_changed_by:.2f}: a method with an underscore
    at its end writes into the tensor it was given. Whoever shows the same batch afterwards shows something else. How do you
    get a new tensor and leave the old one alone?"""
    return lambda pixels: pixels.mul_(2).sub_(1), nn.Tanh(), lambda images: (images + 1) / 2


@range_pair.decoy(sigmoid_on_minus_one_to_one, relu_on_minus_one_to_one)
def hard_sigmoid_on_minus_one_to_one():
    return lambda pixels: pixels * 2 - 1, nn.Hardsigmoid(), lambda images: (images + 1) / 2


@range_pair.decoy(relu_on_minus_one_to_one, no_last_activation)
def softplus_on_minus_one_to_one():
    return lambda pixels: pixels * 2 - 1, nn.Softplus(), lambda images: (images + 1) / 2


@range_pair.decoy(tanh_on_zero_to_one)
def softsign_on_zero_to_one():
    return lambda pixels: pixels, nn.Softsign(), lambda images: images


class _WideTanh(nn.Module):
    def forward(self, a):
        return 3 * torch.tanh(a)


@range_pair.decoy(no_last_activation, tanh_on_zero_to_one, told=reaches_too_far)
def wide_tanh_on_minus_one_to_one():
    return lambda pixels: pixels * 2 - 1, _WideTanh(), lambda images: (images + 1) / 2


@range_pair.decoy(reaches_too_far, relu_on_minus_one_to_one, told=no_last_activation)
def leaky_relu_on_minus_one_to_one():
    return lambda pixels: pixels * 2 - 1, nn.LeakyReLU(0.1), lambda images: (images + 1) / 2


@range_pair.decoy(mean_and_deviation, told=stretches_each_picture)
def mean_and_deviation_of_each_picture():
    return lambda pixels: (pixels - pixels.mean()) / pixels.std(), nn.Tanh(), lambda images: images


@range_pair.decoy(stretches_each_picture, mean_and_deviation)
def another_mean_and_deviation():
    return lambda pixels: (pixels - 0.5) / 0.25, nn.Tanh(), lambda images: images * 0.25 + 0.5


@range_pair.decoy(swaps_the_two_formulas, tanh_on_zero_to_one, forgets_the_way_back)
def takes_the_way_back_in_both_places():
    return lambda pixels: (pixels + 1) / 2, nn.Tanh(), lambda images: (images + 1) / 2


@range_pair.decoy(swaps_the_two_formulas, told=tanh_on_zero_to_one)
def half_of_tanhs_range_but_all_of_it():
    return lambda pixels: pixels**2, nn.Tanh(), lambda images: images.abs().sqrt()


@range_pair.decoy(divides_by_255_again)
def divides_by_a_hundred():
    return lambda pixels: pixels / 100, nn.Sigmoid(), lambda images: images * 100


@range_pair.decoy(forgets_the_way_back, right=True)
def white_ground_and_black_ink():
    return lambda pixels: 1 - 2 * pixels, nn.Tanh(), lambda images: (1 - images) / 2


@range_pair.decoy(writes_into_the_pixels, told=forgets_the_way_back)
def goes_back_the_other_way():
    return lambda pixels: pixels * 2 - 1, nn.Tanh(), lambda images: images * 2 - 1


@range_pair.decoy(leaves_one_out, returns_them_in_another_order, right=True)
def a_list_with_layers_for_all_three():
    class ToNetwork(nn.Module):
        def forward(self, pixels):
            return pixels * 2 - 1

    class ToPicture(nn.Module):
        def forward(self, images):
            return (images + 1) / 2

    return [ToNetwork(), nn.Tanh(), ToPicture()]


@range_pair.wrong(when=lambda seen: "shapes cannot be multiplied" in seen["last_layer_said"])
def brings_weights_along():
    """Your last_layer, of the kind {your_last_layer}, got a row of 1,001 numbers and stopped: "{last_layer_said}". There is a layer with
    weights in it, made for rows of one length. G has those layers already; asked for is only what bends each number of its last row into
    the range of the data. Which part of your last_layer does the bending?"""
    return lambda pixels: pixels * 2 - 1, nn.Sequential(nn.Linear(784, 784), nn.Tanh()), lambda images: (images + 1) / 2


@range_pair.decoy(brings_weights_along)
def folds_the_picture_in_its_last_layer():
    last_layer = nn.Sequential(nn.Unflatten(0, (1, 28, 28)), nn.Tanh())
    return lambda pixels: pixels * 2 - 1, last_layer, lambda images: (images + 1) / 2


@range_pair.wrong(
    when=lambda seen: (
        abs(seen["data_low"]) < 1e-3
        and abs(seen["data_high"] - 1) < 1e-3
        and seen["g_low"] == 0 == seen["slope_in_the_middle"]
        and abs(seen["g_high"] - 50) < 1e-3
    )
)
def relu_on_zero_to_one():
    """Your data lie in [{data_low:.0f}, {data_high:.0f}], and your G paints from {g_low:.0f} to {g_high:.0f}: the background is exactly reached, and
    at the other end nothing stops it. D knows a fake by a pixel above 1, and where a ReLU is off no gradient comes back. Which layer has
    both ends where your data have them?"""
    return lambda pixels: pixels, nn.ReLU(), lambda images: images


@range_pair.decoy(relu_on_zero_to_one)
def relu_six_on_zero_to_one():
    return lambda pixels: pixels, nn.ReLU6(), lambda images: images


@range_pair.wrong(when=lambda seen: seen["your_layer_first"] and not seen["is_a_layer"])
def puts_the_layer_first():
    """Your second thing is no layer ({is_a_layer}), and your first is one: they come in another order than asked, and the lesson would send the
    digits through {first_name} and end G with what should scale them. Which of the three does the docstring name first?"""
    return nn.Tanh(), lambda pixels: pixels * 2 - 1, lambda images: (images + 1) / 2


@range_pair.decoy(puts_the_layer_first, told="function_for_layer")
def has_no_layer_at_all():
    return lambda pixels: pixels * 2 - 1, torch.tanh, lambda images: (images + 1) / 2


range_pair.hints(
    "Write down two intervals: where the data lie after to_network, and where last_layer can go. They must be the same.",
    "Two pairs are in common use. One leaves the pixels alone; the other moves them to [-1, 1] and needs a way back.",
    "return (lambda pixels: …), nn.Tanh(), (lambda images: …), where the last undoes the first.",
)

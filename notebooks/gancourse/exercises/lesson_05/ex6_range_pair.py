"""Exercise 5.6, range_pair: one range for the data and for the last layer."""

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
    painted = _span(last_layer(torch.linspace(-50, 50, 1001, device=device())))
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


@range_pair.right
def tanh_with_minus_one_to_one():
    return lambda pixels: pixels * 2 - 1, nn.Tanh(), lambda images: (images + 1) / 2


@range_pair.right
def sigmoid_with_zero_to_one():
    return lambda pixels: pixels, nn.Sigmoid(), lambda images: images


@range_pair.right
def stretched_sigmoid():
    return lambda pixels: (pixels - 0.5) / 0.5, lambda a: 2 * torch.sigmoid(a) - 1, lambda images: images * 0.5 + 0.5


@range_pair.wrong(when=lambda seen: seen["data_low"] < -0.9 and seen["g_low"] > -0.01 and 0.9 < seen["g_high"] < 1.1)
def sigmoid_on_minus_one_to_one():
    """Your data go down to {data_low:.0f} and your G only to {g_low:.0f}. On MNIST 81 % of all pixels are background, exactly
    {data_low:.0f} after scaling, and your G cannot paint one of them: D tells real from fake by looking at any corner. This
    is the pair in the introduction you have just run. Which of the two would you change?"""
    return lambda pixels: pixels * 2 - 1, nn.Sigmoid(), lambda images: (images + 1) / 2


@range_pair.wrong
def relu_on_minus_one_to_one():
    """Your data lie in [{data_low:.0f}, {data_high:.0f}] and your G paints from {g_low:.0f} to {g_high:.0f}: nothing below 0, so
    no background, and values no picture has at the other end. A popular book chapter publishes this pair, and `imshow`
    hides it by stretching whatever it gets. Which layer has both ends where your data have them?"""
    return lambda pixels: pixels * 2 - 1, nn.ReLU(), lambda images: (images + 1) / 2


@range_pair.wrong
def tanh_on_zero_to_one():
    """Your data lie in [{data_low:.0f}, {data_high:.0f}], and your G paints from {g_low:.0f} to {g_high:.0f}. It can reach every
    pixel, so it will learn, but the background sits in the middle of its range, where the slope is steepest and a 0 is
    hardest to hold: its pictures get a grey haze, and D sees negative pixels. Where would you like the background to lie?"""
    return lambda pixels: pixels, nn.Tanh(), lambda images: images


@range_pair.wrong(when=lambda seen: seen["g_low"] < -2 and seen["g_high"] > 2)
def no_last_activation():
    """Your G paints from {g_low:.0f} to {g_high:.0f}, and the data end at {data_high:.0f}. Every value is reachable, and so are
    values that no picture has; D spots those at once, and G must spend its strength on staying inside. What bends a line so
    that it flattens out at both ends of the data?"""
    return lambda pixels: pixels * 2 - 1, nn.Identity(), lambda images: (images + 1) / 2


@range_pair.wrong
def mean_and_deviation():
    """You scaled by mean and standard deviation, as is usual for classifiers: the data then run from {data_low:.2f} to
    {data_high:.2f}, and your G from {g_low:.0f} to {g_high:.0f}. The ink at {data_high:.2f} is out of its reach. A classifier
    does not mind, since it paints nothing; what does a painter need to know about its canvas?"""
    return lambda pixels: (pixels - 0.1307) / 0.3081, nn.Tanh(), lambda images: images * 0.3081 + 0.1307


@range_pair.wrong
def divides_by_255_again():
    """Your data end at {data_high:.4f} and your G at {g_high:.0f}. The pixels were in [0, 1] already, and a second division by
    255 leaves nearly black pictures: G can paint them, and everything else as well, and D sees the difference. What range
    did the line that loaded the digits promise?"""
    return lambda pixels: pixels / 255, nn.Sigmoid(), lambda images: images * 255


@range_pair.wrong(when=lambda seen: seen["round_trip_error"] > 1e-3 and abs(seen["data_low"] - seen["g_low"]) < 1e-3)
def forgets_the_way_back():
    """Data and G share the range [{data_low:.0f}, {data_high:.0f}]; only the way back is missing, and a picture there and back
    is off by {round_trip_error:.2f}. Shown like that, the background is drawn below black and half of the greys are cut off.
    Which steps undo "times 2, minus 1", and in which order?"""
    return lambda pixels: pixels * 2 - 1, nn.Tanh(), lambda images: images


@range_pair.wrong(when=lambda seen: abs(seen["in_dark"] - seen["in_bright"]) > 1e-3)
def stretches_each_picture():
    """The ends fit, but you stretch each picture by its own darkest and brightest pixel: the same grey becomes
    {in_dark:.2f} in a dark picture and {in_bright:.2f} in a bright one. There is no way back from that, and a faint digit
    becomes a bold one. Which two fixed numbers would do for all pictures?"""

    def to_network(pixels):
        low, high = pixels.min(), pixels.max()
        return (pixels - low) / (high - low) * 2 - 1

    return to_network, nn.Tanh(), lambda images: (images + 1) / 2


range_pair.hints(
    "Write down two intervals: where the data lie after to_network, and where last_layer can go. They must be the same.",
    "Two pairs are in common use. One leaves the pixels alone; the other moves them to [-1, 1] and needs a way back.",
    "return (lambda pixels: …), nn.Tanh(), (lambda images: …), where the last undoes the first.",
)

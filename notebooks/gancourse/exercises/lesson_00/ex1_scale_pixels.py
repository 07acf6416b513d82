"""Exercise 0.1, scale_pixels: from bytes to numbers between -1 and 1."""

import numpy as np
import torch

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

scale_pixels = Exercise(
    "scale_pixels",
    lesson="00",
    remember="Black is now -1, exactly the lowest value that tanh can approach. In lesson 05 a published network cannot "
    "paint black at all, because its output and its data were scaled by two different rules.",
)


def one_image(*values):
    """One uint8 image, (1, 1, 1, n), with these pixels."""
    return torch.tensor([[[values]]], dtype=torch.uint8, device=device())


@scale_pixels.probe("one image with a black, a grey (51) and a white pixel", expected="-1, -0.6 and 1")
def black_grey_white(answer):
    scaled = answer(one_image(0, 51, 255))
    return {"scaled": scaled, "black": scaled.flatten()[0], "grey": scaled.flatten()[1], "white": scaled.flatten()[2]}


@scale_pixels.probe(
    "one dull image, all of it grey: 100 and 200", expected="-0.2157 and 0.5686: the rule looks at no other pixel"
)
def dull_image(answer):
    scaled = answer(one_image(100, 200))
    return {"dull": scaled, "dull_low": scaled.min(), "dull_high": scaled.max()}


@scale_pixels.probe(
    "the dull image, 100 and 200, in one batch with a full one, 0 and 255",
    expected="still -0.2157 and 0.5686: the rule looks at no other image",
)
def dull_image_in_company(answer):
    scaled = answer(torch.cat([one_image(100, 200), one_image(0, 255)]))
    return {"in_company": scaled[0], "in_company_low": scaled[0].min()}


@scale_pixels.probe("every grey level from 0 to 255", expected="256 different numbers, evenly spaced from -1 to 1")
def every_level(answer):
    pixels = torch.arange(256, dtype=torch.uint8, device=device()).reshape(1, 1, 16, 16)
    scaled = answer(pixels)
    return {
        "levels": scaled.flatten(),
        "number_of_levels": scaled.unique().numel(),
        "floating_point": scaled.is_floating_point(),
    }


@scale_pixels.probe("a batch of five images of shape (5, 1, 28, 28)", expected="a batch of the same shape")
def a_batch(answer):
    scaled = answer(torch.zeros(5, 1, 28, 28, dtype=torch.uint8, device=device()))
    return {"shape": tuple(scaled.shape), "all_black": scaled.mean()}


@scale_pixels.right
def reference(pixels):
    return pixels / 127.5 - 1


@scale_pixels.right
def through_zero_to_one(pixels):
    return 2 * (pixels.float() / 255) - 1


@scale_pixels.right
def centre_then_stretch(pixels):
    return (pixels.float() - 127.5) / 127.5


@scale_pixels.wrong
def zero_to_one(pixels):
    """Your black is {black:.0f} and your white is {white:.0f}. That is the range which torchvision's ToTensor gives,
    and it fits a network that ends in a sigmoid. Lesson 05's G ends in tanh, which reaches from -1 to 1. What would half
    of its range be used for?"""
    return pixels / 255


@scale_pixels.wrong
def shifted_but_not_stretched(pixels):
    """Your white is {white:.0f}, so all your pixels lie between -1 and 0: the shift is right, the stretch is missing.
    How long is the interval from -1 to 1, and how long is yours?"""
    return pixels / 255 - 1


@scale_pixels.wrong
def stretched_but_not_shifted(pixels):
    """Your black is {black:.0f} and your white is {white:.0f}: the stretch is right, the interval is as long as the one from
    -1 to 1. By how much, and in which direction, does it have to move?"""
    return pixels / 127.5


@scale_pixels.wrong
def shifted_the_wrong_way(pixels):
    """Your black is {black:.0f} and your white is {white:.0f}: the stretch is right, and the shift goes the other way. What does
    the black pixel need, more or less than it has?"""
    return pixels / 127.5 + 1


@scale_pixels.wrong
def centred_but_not_stretched(pixels):
    """Your black is {black:.1f} and your white is {white:.1f}: 0 is in the middle, as it should be, and half of what tanh can
    paint stays unused on both sides. How long is the interval from -1 to 1, and how long is yours?"""
    return pixels / 255 - 0.5


@scale_pixels.wrong
def whole_numbers_only(pixels):
    """Only {number_of_levels} different values come out, although 256 grey levels went in: `//` throws away what is
    behind the decimal point, and your grey pixel became {grey:.0f}. Which kind of division keeps it?"""
    return pixels.float() // 127.5 - 1


@scale_pixels.wrong
def each_image_by_itself(pixels):
    """Your dull image, 100 and 200, came out as {dull_low:.0f} and {dull_high:.0f}: each image was stretched by its own
    darkest and brightest pixel, whatever stood beside it. Two greys became black and white, and no rule can turn them back. Which two numbers
    should the rule depend on, if it must be the same for every image?"""
    low = pixels.amin((1, 2, 3), keepdim=True).float()
    high = pixels.amax((1, 2, 3), keepdim=True).float()
    return 2 * (pixels - low) / (high - low).clamp(min=1) - 1


@scale_pixels.wrong(
    when=lambda seen: seen["dull_low"] == -1 and seen["dull_high"] == 1 and abs(seen["in_company_low"] + 0.2157) < 1e-4
)
def each_batch_by_itself(pixels):
    """Your dull image, 100 and 200, came out as {dull_low:.0f} and {dull_high:.0f} alone, and its darker pixel as {in_company_low:.4f}
    beside a full image: the batch was stretched by its darkest and brightest pixel, so an image depends on its company.
    Which two numbers should the rule depend on, if it must be the same for every batch?"""
    low, high = pixels.min().float(), pixels.max().float()
    return 2 * (pixels - low) / (high - low).clamp(min=1) - 1


@scale_pixels.wrong
def beyond_what_a_byte_holds(pixels):
    """Your white came out as {white:.3f}. A byte holds no number above 255, so 2 x 255 inside a uint8 tensor wraps
    around to 254, and 2 x 200 to 144. What should happen to the pixels before they are multiplied?"""
    return (pixels * 2) / 255 - 1


@scale_pixels.wrong(when=lambda seen: seen["black"] >= 1 and seen["grey"] > seen["black"] >= seen["white"])
def below_what_a_byte_holds(pixels):
    """Your black came out as {black:.3f}. A byte holds no number below 0 either: inside a uint8 tensor, 0 - 128 wraps around
    to 128, and your black is no longer dark. What should happen to the pixels before something is subtracted?"""
    return (pixels - 128) / 128


@scale_pixels.wrong
def standardised(pixels):
    """Your black is {black:.2f} and your white is {white:.2f}. Subtracting MNIST's mean and dividing by its standard
    deviation is good for a classifier. But tanh never leaves [-1, 1], so a discriminator could call anything without a
    pixel above 1 a fake. Is the spread of the values what matters here, or their two ends?"""
    return (pixels / 255 - 0.1307) / 0.3081


@scale_pixels.wrong(
    when=lambda seen: abs(seen["black"] + 1) < 1e-5 < abs(seen["white"] - 1) < 0.01 and seen["number_of_levels"] == 256
)
def divided_by_128(pixels):
    """Very close: your black is right, and your white is {white:.4f} and not 1. There are 256 grey levels, but how large is the
    largest of them?"""
    return pixels / 128 - 1


@scale_pixels.wrong
def upside_down(pixels):
    """Your black is {black:.0f} and your white is {white:.0f}: the range is right and the picture is a negative. Which
    of the two should be -1?"""
    return 1 - pixels / 127.5


@scale_pixels.decoy(standardised, zero_to_one, centred_but_not_stretched, right=True)
def normalised_by_one_half(pixels):
    """torchvision's ToTensor and Normalize(0.5, 0.5), by hand."""
    return (pixels / 255 - 0.5) / 0.5


@scale_pixels.decoy(beyond_what_a_byte_holds, below_what_a_byte_holds, right=True)
def byte_arithmetic_after_all(pixels):
    return (pixels.long() * 2 - 255) / 255


@scale_pixels.decoy(stretched_but_not_shifted, told="hardly_divided")
def multiplied_by_two(pixels):
    return pixels * 2.0


@scale_pixels.decoy(shifted_the_wrong_way, told=below_what_a_byte_holds)
def below_what_a_byte_holds_by_127(pixels):
    return (pixels - 127) / 127


@scale_pixels.decoy(below_what_a_byte_holds, told=shifted_the_wrong_way)
def added_in_place_of_subtracted(pixels):
    return (pixels.float() + 127.5) / 127.5


@scale_pixels.decoy(shifted_but_not_stretched, told=centred_but_not_stretched)
def centred(pixels):
    return (pixels.float() - 127.5) / 255


@scale_pixels.decoy(zero_to_one, each_image_by_itself)
def each_image_by_itself_to_one(pixels):
    low, high = pixels.amin((1, 2, 3), keepdim=True).float(), pixels.amax((1, 2, 3), keepdim=True).float()
    return (pixels - low) / (high - low).clamp(min=1)


@scale_pixels.decoy(each_image_by_itself, told=each_batch_by_itself)
def each_batch_by_its_ends(pixels):
    scaled = (pixels.float() - pixels.min()) / max((pixels.max().float() - pixels.min()).item(), 1)
    return scaled * 2 - 1


@scale_pixels.decoy(each_batch_by_itself, told=each_image_by_itself)
def each_image_by_its_ends(pixels):
    ends = [(image.min().float(), image.max().float()) for image in pixels]
    images = [(image - low) / (high - low).clamp(min=1) for image, (low, high) in zip(pixels, ends)]
    return torch.stack(images) * 2 - 1


@scale_pixels.decoy(whole_numbers_only, divided_by_128)
def one_decimal_only(pixels):
    return (pixels / 127.5 - 1).round(decimals=1)


@scale_pixels.decoy(beyond_what_a_byte_holds, told=divided_by_128)
def divided_by_256(pixels):
    return 2 * pixels.float() / 256 - 1


@scale_pixels.decoy(upside_down, zero_to_one)
def upside_down_from_zero_to_one(pixels):
    return 1 - pixels / 255


@scale_pixels.decoy(zero_to_one, told="numpy_for_tensor")
def in_numpy(pixels):
    return pixels.cpu().numpy() / 127.5 - 1


@scale_pixels.decoy(upside_down, beyond_what_a_byte_holds, told="inputs_changed")
def written_into_the_bytes(pixels):
    scaled = pixels / 127.5 - 1
    pixels.zero_()
    return scaled


@scale_pixels.wrong(when=lambda seen: _jumps(seen["levels"]) in ({-127}, {-255}))
def wraps_round_inside_a_byte(pixels):
    """Your black came out as {black:.4f} and your white as {white:.4f}, and on the way from one to the other your greys fall back by
    nearly their whole range at once. A byte holds no number below 0 and none above 255: inside a uint8 tensor 2 x 255 becomes 254, and
    0 - 255 becomes 1. What should happen to the pixels before anything is computed with them?"""
    return (2 * pixels - 255) / 255


def _is_a_line(levels) -> bool:
    """Whether the grey levels are evenly spaced."""
    return len(levels) > 1 and bool(np.allclose(np.diff(levels), np.diff(levels).mean(), rtol=1e-3))


def _jumps(levels) -> set[int]:
    """By how many steps a grey level differs from the one below, where it is not one step."""
    steps = np.diff(levels)
    if not len(steps) or not np.median(steps):
        return set()
    return {round(step / np.median(steps)) for step in steps} - {1}


@scale_pixels.decoy(wraps_round_inside_a_byte, told=beyond_what_a_byte_holds)
def doubles_inside_a_byte(pixels):
    return 2 * pixels / 255 - 1


@scale_pixels.decoy(wraps_round_inside_a_byte)
def turns_the_bright_half_down(pixels):
    return pixels / 127.5 - 1 - (pixels > 127).float()


@scale_pixels.wrong
def shifted_before_it_is_stretched(pixels):
    """Your black is {black:.0f} and your white is {white:.0f}: the interval is as long as the one from -1 to 1, and lies one too low. A
    1 was taken away first and then doubled with the rest, or more than 1 was taken away at the end. By how much do your pixels have to
    move, and in which direction?"""
    return (pixels / 255 - 1) * 2


@scale_pixels.decoy(shifted_before_it_is_stretched, shifted_but_not_stretched)
def shifted_twice_as_far_and_not_stretched(pixels):
    return pixels / 255 - 2


@scale_pixels.wrong(when=lambda seen: seen["floating_point"] is False)
def stays_in_bytes(pixels):
    """What comes back are bytes still: {black}, {grey} and {white} for the three pixels. A byte is a whole number from 0 to 255, so it
    holds neither -1 nor -0.6, and what leaves that range comes in again at the other end. Which operation, done first, makes
    numbers with a decimal point of them?"""
    return pixels * 2 - 1


@scale_pixels.decoy(stays_in_bytes, told=whole_numbers_only)
def whole_numbers_with_a_point(pixels):
    return pixels.float().div(127.5).floor() - 1


@scale_pixels.wrong(
    when=lambda seen: seen["floating_point"] and _is_a_line(seen["levels"]) and seen["white"] - seen["black"] > 3
)
def hardly_divided(pixels):
    """Your pixels run from {black:.0f} to {white:.0f}, evenly, in an interval far longer than the one from -1 to 1: there were 256 grey
    levels, and they still lie a whole step or more apart. By which number must they be divided?"""
    return pixels.float() * 2 - 1


@scale_pixels.decoy(hardly_divided, told=shifted_before_it_is_stretched)
def stretched_to_two_and_shifted_by_two(pixels):
    return pixels / 127.5 - 2


@scale_pixels.wrong(
    when=lambda seen: (
        seen["number_of_levels"] == 256 and not _is_a_line(seen["levels"]) and bool((np.diff(seen["levels"]) > 0).all())
    )
)
def bent(pixels):
    """Black, grey and white come out as {black:.3f}, {grey:.3f} and {white:.3f}, and the steps between your grey levels are not equal:
    something that bends, a tanh or a root for example, was put on the pixels. G needs its tanh because any number may arrive there.
    Pixels have two ends already; which operations bring those to -1 and 1 and bend nothing?"""
    return torch.tanh(pixels / 127.5 - 1)


@scale_pixels.decoy(bent, whole_numbers_only, told=divided_by_128)
def a_line_that_ends_too_early(pixels):
    return pixels.float() / 128 - 1


@scale_pixels.wrong(
    when=lambda seen: (
        abs(seen["black"] + seen["grey"] + seen["white"]) < 1e-4 and abs(seen["dull_low"] + seen["dull_high"]) < 1e-4
    )
)
def measured_by_its_own_mean(pixels):
    """Your three pixels come out at {black:.3f}, {grey:.3f} and {white:.3f}, whose mean is 0, and the two greys of the dull image at {dull_low:.3f}
    and {dull_high:.3f}: the mean of what came in was taken away. So a grey level means something else in every image, and no rule can
    turn it back. Which two numbers should the rule depend on?"""
    return (pixels.float() - pixels.float().mean()) / pixels.float().std()


@scale_pixels.decoy(measured_by_its_own_mean, told=centred_but_not_stretched)
def centred_by_the_middle_of_all_levels(pixels):
    return pixels / 255 - 0.5


@scale_pixels.wrong(
    when=lambda seen: (
        _is_a_line(seen["levels"])
        and abs(seen["white"] - 1) < 1e-5 < abs(seen["black"] + 1) < 0.02
        and seen["floating_point"]
    )
)
def fits_at_the_bright_end_only(pixels):
    """Very close: your white is {white:.0f}, and your black is {black:.4f} and not -1. The grey levels are counted from 0, not from 1, so there are 255
    steps from the first to the last. What becomes of a 0 in your line?"""
    return (pixels.float() + 1) / 128 - 1


@scale_pixels.decoy(fits_at_the_bright_end_only, told=divided_by_128)
def fits_at_the_dark_end_only(pixels):
    return pixels.float() / 128 - 1


scale_pixels.hints(
    "A straight line through two points: 0 must become -1, and 255 must become 1.",
    "First bring the interval 0 ... 255 to the right length, 2. Then shift it.",
    "Dividing by half of 255 gives 0 ... 2. What is left to subtract?",
)

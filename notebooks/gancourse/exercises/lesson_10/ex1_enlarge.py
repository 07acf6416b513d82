"""Exercise 10.1, enlarge: rows and columns, copied."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise

enlarge = Exercise(
    "enlarge",
    lesson="10",
    remember="Copying pixels has no weights and learns nothing. What it gives back to a pixel is the sum over its copies, "
    "and that sum is the first transposed operation of this lesson.",
)


def _image(*rows: tuple[float, ...]) -> Tensor:
    """One image, (1, 1, h, w)."""
    return torch.tensor(rows, dtype=torch.float32)[None, None]


@enlarge.probe("the image [[1, 2], [3, 4]], factor (2, 2)", expected="rows 1 1 2 2, 1 1 2 2, 3 3 4 4, 3 3 4 4")
def twice(answer):
    got = answer(_image((1, 2), (3, 4)), (2, 2))
    return {"shape": tuple(got.shape), "first_row": got[0, 0, 0], "image": got}


@enlarge.probe("the same image, factor (3, 3)", expected="a 6 by 6 image of four 3 by 3 blocks")
def three_times(answer):
    got = answer(_image((1, 2), (3, 4)), (3, 3))
    return {"shape_for_3_3": tuple(got.shape), "image_for_3_3": got}


@enlarge.probe("an image of 2 rows and 3 columns, factor (2, 4)", expected="4 rows and 12 columns, shape (1, 1, 4, 12)")
def uneven_factor(answer):
    got = answer(_image((1, 2, 3), (4, 5, 6)), (2, 4))
    return {"shape_for_2_4": tuple(got.shape), "image_for_2_4": got}


@enlarge.probe("5 images of 3 channels, 4 by 6, factor (3, 2)", expected="shape (5, 3, 12, 12), every pixel repeated")
def whole_batch(answer):
    got = answer(torch.rand(5, 3, 4, 6), (3, 2))
    return {"shape_of_all": tuple(got.shape), "first_pixel": got[0, 0, 0, 0], "images": got}


@enlarge.probe(
    "the gradient of the enlarged image's sum, factor (2, 3)",
    expected="6 at every pixel: each has six copies and hears from all of them",
)
def what_comes_back(answer):
    images = torch.rand(1, 1, 2, 2, requires_grad=True)
    got = answer(images, (2, 3))
    if got.requires_grad:
        got.sum().backward()
    gradient = torch.zeros_like(images) if images.grad is None else images.grad
    return {"gradient": gradient, "gradient_at_corner": gradient.flatten()[0]}


@enlarge.right
def repeat_interleave(images, factor):
    return images.repeat_interleave(factor[0], dim=2).repeat_interleave(factor[1], dim=3)


@enlarge.right
def interpolate(images, factor):
    return F.interpolate(images, scale_factor=tuple(float(times) for times in factor), mode="nearest")


@enlarge.right
def by_index(images, factor):
    rows, columns = (torch.arange(side * times) // times for side, times in zip(images.shape[2:], factor))
    return images[:, :, rows][:, :, :, columns]


@enlarge.wrong
def tiles(images, factor):
    """Your first row is {first_row}: the whole image stands there several times, side by side, like tiles on a wall. The
    size is right, and a 7 became four small sevens. Which comes first in your copying, the next pixel or the same pixel
    again?"""
    return images.repeat(1, 1, *factor)


def _right_for_equal_factors(seen) -> bool:
    return tuple(seen["first_row"]) == (1, 1, 2, 2) and seen["shape_for_3_3"] == (1, 1, 6, 6)


@enlarge.wrong(when=lambda seen: _right_for_equal_factors(seen) and seen["shape_for_2_4"] == (1, 1, 8, 6))
def swaps_rows_and_columns(images, factor):
    """With equal factors nobody can tell. With (2, 4) your 2 by 3 image has shape {shape_for_2_4}, and 4 rows of 12 were
    due. In (m, c, h, w), which of the dimensions counts the rows?"""
    return repeat_interleave(images, factor[::-1])


@enlarge.wrong
def mixes_neighbours(images, factor):
    """Your first row is {first_row}: between 1 and 2 there are values that no pixel had. That is bilinear interpolation,
    a mixture of neighbours, and it smooths every edge. Asked for are copies; which mode of interpolation takes the
    nearest pixel as it is?"""
    return F.interpolate(images, scale_factor=tuple(float(times) for times in factor), mode="bilinear")


@enlarge.wrong
def puts_zeros_between(images, factor):
    """Your first row is {first_row}: each pixel once, and zeros where its copies belong. A transposed convolution begins in
    this way and lets its kernel fill the gaps. Here there is no kernel, so what should stand in the gaps?"""
    wide = torch.zeros(*images.shape[:2], images.shape[2] * factor[0], images.shape[3] * factor[1])
    wide[:, :, :: factor[0], :: factor[1]] = images
    return wide


@enlarge.wrong
def only_columns(images, factor):
    """From 2 by 2 you come to {shape}: the pixels grew wider and not taller. Each dimension of the picture has a
    factor of its own. Either one is not used, or the second step starts again from `images`. Which step's result gets lost?"""
    return images.repeat_interleave(factor[1], dim=3)


@enlarge.wrong
def only_rows(images, factor):
    """From 2 by 2 you come to {shape}: the pixels grew taller and not wider. Each dimension of the picture has a
    factor of its own. Either one is not used, or the second step starts again from `images`. Which step's result gets lost?"""
    return images.repeat_interleave(factor[0], dim=2)


def _more_images_or_channels(seen) -> bool:
    m, c, h, w = seen["shape"]
    return (m, c) != (1, 1) and m * c * h * w == 16


@enlarge.wrong(when=_more_images_or_channels)
def repeats_images_and_channels(images, factor):
    """One image of one channel, 2 by 2, became a tensor of shape {shape}: you copied along a dimension that counts images or
    channels, so there are more of them, and the picture itself did not grow as it should. Where in (m, c, h, w) do height and
    width stand?"""
    return images.repeat_interleave(factor[0], dim=0).repeat_interleave(factor[1], dim=1)


@enlarge.wrong
def one_long_row(images, factor):
    """Your first row is {first_row}. Without a dimension `repeat_interleave` makes one long row of all pixels, and cut into
    rows again, the copies of a pixel stand beside each other only. How can the copies below be made as well?"""
    m, c, h, w = images.shape
    return images.repeat_interleave(factor[0] * factor[1]).reshape(m, c, h * factor[0], w * factor[1])


@enlarge.wrong
def leaves_autograd(images, factor):
    """Every pixel is right, and the gradient is {gradient_at_corner:.0f} where it should be 6: the numbers went through NumPy or `.data`, so autograd does not
    know where they came from, and a generator with this layer in it would learn nothing below it. Which torch functions
    do the same?"""
    return repeat_interleave(images.detach(), factor)


@enlarge.wrong(
    when=lambda seen: _right_for_equal_factors(seen) and seen["shape_for_2_4"] in ((1, 1, 4, 6), (1, 1, 8, 12))
)
def uses_one_factor_twice(images, factor):
    """With equal factors nobody can tell. With (2, 4) your 2 by 3 image has shape {shape_for_2_4}, and 4 rows of 12 were due:
    rows and columns grew by the same number. Which of the two numbers in `factor` does your code never read?"""
    return repeat_interleave(images, (factor[0], factor[0]))


@enlarge.wrong
def doubles_always(images, factor):
    """With factor (3, 3) your 2 by 2 image comes out with shape {shape_for_3_3}, as large as with (2, 2): it doubles, whatever is
    asked for. Where do the two numbers in `factor` come into your code?"""
    return repeat_interleave(images, (2, 2))


@enlarge.wrong
def changes_nothing(images, factor):
    """The image comes back as it went in, with shape {shape}. Either nothing is copied yet, or the copies are made and lost:
    `repeat_interleave` leaves its tensor alone and hands over a new one. Which name holds the enlarged image when your function
    returns?"""
    return images


@enlarge.wrong(when=lambda seen: seen["shape_for_2_4"] == (1, 1, 2, 4) and seen["shape_of_all"] == (5, 3, 3, 2))
def takes_the_factor_for_the_size(images, factor):
    """With factor (2, 4) your 2 by 3 image has shape {shape_for_2_4}: the factors have become the size itself, which for 2 by 2
    and (2, 2) changes nothing. How many rows are 2 rows, each of them twice?"""
    return F.interpolate(images, size=factor)


@enlarge.wrong(when=lambda seen: "AttributeError: 'Upsampl" in seen["error"])
def returns_the_layer(images, factor):
    """The check asked for the size of your images and got "{error}": what came back is the layer, which has not seen an image
    yet. A layer is a machine, ready to run. What must you hand to it to get something out?"""
    return nn.Upsample(scale_factor=factor)


@enlarge.wrong(
    when=lambda seen: seen["shape_for_2_4"] == (1, 1, 4, 12) and "input[5, 3, 4, 6] to have 1 channels" in seen["error"]
)
def has_a_kernel_for_one_channel(images, factor):
    """For one channel it works; with three it stopped: "{error}". Your kernel of ones is cut for images of a single channel.
    What should happen to the second channel and the third?"""
    return F.conv_transpose2d(images, torch.ones(1, 1, *factor), stride=factor)


@enlarge.wrong
def adds_the_channels(images, factor):
    """For one channel all is well. With three, your first pixel is {first_pixel:.2f}, and no pixel that went in was above 1: a
    kernel from every channel to every channel adds them up, and colours turn grey. What should the red channel know of the
    blue one?"""
    c = images.shape[1]
    return F.conv_transpose2d(images, torch.ones(c, c, *factor), stride=factor)


@enlarge.decoy(tiles, puts_zeros_between, told="other_order")
def tiles_rows_only(images, factor):
    return images.repeat(1, 1, factor[0], 1).repeat_interleave(factor[1], dim=3)


@enlarge.decoy(swaps_rows_and_columns, only_rows, only_columns, told=uses_one_factor_twice)
def uses_the_second_factor_twice(images, factor):
    return repeat_interleave(images, (factor[1], factor[1]))


@enlarge.decoy(uses_one_factor_twice, swaps_rows_and_columns, told="another_shape")
def adds_the_factors(images, factor):
    return repeat_interleave(images, (sum(factor) // 2, sum(factor) // 2))


@enlarge.decoy(mixes_neighbours, right=True)
def takes_the_area(images, factor):
    return F.interpolate(images, scale_factor=tuple(float(times) for times in factor), mode="area")


@enlarge.decoy(mixes_neighbours, tiles)
def rounds_what_it_mixed(images, factor):
    return mixes_neighbours(images, factor).round()


@enlarge.decoy(doubles_always, uses_one_factor_twice, told="another_shape")
def doubles_the_columns_always(images, factor):
    return repeat_interleave(images, (factor[0], 2))


@enlarge.decoy(changes_nothing, takes_the_factor_for_the_size, told="another_shape")
def mirrors_the_image(images, factor):
    return images.flip(3)


@enlarge.decoy(takes_the_factor_for_the_size, only_columns, told="another_shape")
def takes_one_factor_for_the_size(images, factor):
    return F.interpolate(images, size=(factor[0], images.shape[3] * factor[1]))


@enlarge.decoy(returns_the_layer)
def returns_a_function(images, factor):
    return lambda: repeat_interleave(images, factor)


@enlarge.decoy(has_a_kernel_for_one_channel, repeats_images_and_channels, told="too_long")
def makes_colours_of_grey(images, factor):
    return F.conv_transpose2d(images, torch.ones(1, 3, *factor), stride=factor)


@enlarge.decoy(adds_the_channels)
def averages_the_channels(images, factor):
    return repeat_interleave(images.mean(1, keepdim=True).expand_as(images), factor)


@enlarge.decoy(one_long_row, tiles, told="other_order")
def copies_columns_and_tiles_rows(images, factor):
    return images.repeat_interleave(factor[1], dim=3).repeat(1, 1, factor[0], 1)


@enlarge.decoy(only_rows, only_columns, told=repeats_images_and_channels)
def repeats_channels_and_rows(images, factor):
    return images.repeat_interleave(factor[0], dim=1).repeat_interleave(factor[1], dim=2)


@enlarge.decoy(repeats_images_and_channels)
def enlarges_and_doubles_the_channels(images, factor):
    return repeat_interleave(images, factor).repeat(1, 2, 1, 1)


@enlarge.decoy(leaves_autograd)
def thins_the_gradient(images, factor):
    return repeat_interleave((images + images.detach()) / 2, factor)


@enlarge.decoy(leaves_autograd, puts_zeros_between, right=True)
def multiplies_with_ones(images, factor):
    return torch.kron(images, torch.ones(1, 1, *factor))


@enlarge.decoy(uses_one_factor_twice, one_long_row, told=swaps_rows_and_columns)
def swaps_the_factors_when_it_folds(images, factor):
    (m, c, h, w), (rows, columns) = images.shape, factor
    wide = images[:, :, :, None, :, None].expand(m, c, h, rows, w, columns)
    return wide.reshape(m, c, h * columns, w * rows)


enlarge.hints(
    "A row becomes several equal rows, then a column several equal columns. Two steps, one for each dimension.",
    "Tensor.repeat copies the whole; Tensor.repeat_interleave copies each entry. It takes the dimension as an argument.",
    "images.repeat_interleave(factor[0], dim=2), and the same once more for dim=3.",
)

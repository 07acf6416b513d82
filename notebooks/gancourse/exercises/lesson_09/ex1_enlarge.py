"""Exercise 9.1, enlarge: rows and columns, copied."""

import torch
from torch import Tensor
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise

enlarge = Exercise(
    "enlarge",
    lesson="09",
    remember="Copying pixels has no weights and learns nothing. What it gives back to a pixel is the sum over its copies, "
    "and that sum is the first transposed operation of this lesson.",
)


def _image(*rows: tuple[float, ...]) -> Tensor:
    """One image, (1, 1, h, w)."""
    return torch.tensor(rows, dtype=torch.float32)[None, None]


@enlarge.probe("the image [[1, 2], [3, 4]], factor (2, 2)", expected="rows 1 1 2 2, 1 1 2 2, 3 3 4 4, 3 3 4 4")
def twice(answer):
    got = answer(_image((1, 2), (3, 4)), (2, 2))
    return {"twice_shape": tuple(got.shape), "first_row": got[0, 0, 0], "twice": got}


@enlarge.probe("the same image, factor (3, 3)", expected="a 6 by 6 image of four 3 by 3 blocks")
def three_times(answer):
    return {"three_times": answer(_image((1, 2), (3, 4)), (3, 3))}


@enlarge.probe("an image of 2 rows and 3 columns, factor (2, 4)", expected="4 rows and 12 columns, shape (1, 1, 4, 12)")
def uneven_factor(answer):
    got = answer(_image((1, 2, 3), (4, 5, 6)), (2, 4))
    return {"uneven_shape": tuple(got.shape), "uneven": got}


@enlarge.probe("5 images of 3 channels, 4 by 6, factor (3, 2)", expected="shape (5, 3, 12, 12), every pixel repeated")
def whole_batch(answer):
    got = answer(torch.rand(5, 3, 4, 6), (3, 2))
    return {"batch_shape": tuple(got.shape), "batch": got}


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


@enlarge.wrong
def swaps_rows_and_columns(images, factor):
    """With equal factors nobody can tell. With (2, 4) your 2 by 3 image has shape {uneven_shape}, and 4 rows of 12 were
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
    """From 2 by 2 you come to {twice_shape}: the pixels grew wider and not taller. Each dimension of the picture has a
    factor of its own. Which one have you not used?"""
    return images.repeat_interleave(factor[1], dim=3)


@enlarge.wrong
def only_rows(images, factor):
    """From 2 by 2 you come to {twice_shape}: the pixels grew taller and not wider. Each dimension of the picture has a
    factor of its own. Which one have you not used?"""
    return images.repeat_interleave(factor[0], dim=2)


@enlarge.wrong
def repeats_images_and_channels(images, factor):
    """Five images of three channels became a tensor of shape {batch_shape}: dimensions 0 and 1 were repeated, so you have
    more images with more channels, each as small as before. Where in (m, c, h, w) do height and width stand?"""
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


@enlarge.decoy(tiles, puts_zeros_between)
def tiles_rows_only(images, factor):
    return images.repeat(1, 1, factor[0], 1).repeat_interleave(factor[1], dim=3)


@enlarge.decoy(swaps_rows_and_columns, only_rows, only_columns)
def uses_the_first_factor_twice(images, factor):
    return repeat_interleave(images, (factor[0], factor[0]))


@enlarge.decoy(mixes_neighbours, right=True)
def takes_the_area(images, factor):
    return F.interpolate(images, scale_factor=tuple(float(times) for times in factor), mode="area")


@enlarge.decoy(mixes_neighbours, tiles)
def rounds_what_it_mixed(images, factor):
    return mixes_neighbours(images, factor).round()


@enlarge.decoy(only_columns, only_rows, repeats_images_and_channels)
def knows_the_factor_two(images, factor):
    return repeat_interleave(images, (2, 2))


@enlarge.decoy(one_long_row, tiles)
def copies_columns_and_tiles_rows(images, factor):
    return images.repeat_interleave(factor[1], dim=3).repeat(1, 1, factor[0], 1)


@enlarge.decoy(repeats_images_and_channels, only_rows)
def repeats_channels_and_rows(images, factor):
    return images.repeat_interleave(factor[0], dim=1).repeat_interleave(factor[1], dim=2)


@enlarge.decoy(leaves_autograd)
def thins_the_gradient(images, factor):
    return repeat_interleave((images + images.detach()) / 2, factor)


@enlarge.decoy(leaves_autograd, puts_zeros_between, right=True)
def multiplies_with_ones(images, factor):
    return torch.kron(images, torch.ones(1, 1, *factor))


enlarge.hints(
    "A row becomes several equal rows, then a column several equal columns. Two steps, one for each dimension.",
    "Tensor.repeat copies the whole; Tensor.repeat_interleave copies each entry. It takes the dimension as an argument.",
    "images.repeat_interleave(factor[0], dim=2), and the same once more for dim=3.",
)

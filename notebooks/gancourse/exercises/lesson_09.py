"""Lesson 09, making images bigger: the exercises, their right answers and what each wrong answer is told."""

import math
import random
from collections.abc import Callable
from numbers import Integral
from unittest import mock

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.models.published import book_discriminator, book_generator, keras_batch_norm, keras_conv_stride_2
from gancourse.settings import device

# --- 9.1 · enlarge ----------------------------------------------------------------------------------------------------

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


enlarge.hints(
    "A row becomes several equal rows, then a column several equal columns. Two steps, one for each dimension.",
    "Tensor.repeat copies the whole; Tensor.repeat_interleave copies each entry. It takes the dimension as an argument.",
    "images.repeat_interleave(factor[0], dim=2), and the same once more for dim=3.",
)


# --- 9.2 · sizes ------------------------------------------------------------------------------------------------------

sizes = Exercise(
    "sizes",
    lesson="09",
    remember="A convolution's division rounds down, so several inputs share one output size. The way back cannot know which "
    "one it was, and that is all that output_padding is for.",
)

_HALF, _TWICE, _ASKED = (28, 3, 2, 1, 0), (7, 4, 2, 1, 0), (7, 3, 2, 1, 1)


@sizes.probe(
    "n = 28 through k = 3, s = 2, p = 1", expected="(14, 55): 14 after the convolution, 55 after the transposed"
)
def book_size(answer):
    conv, transposed = answer(*_HALF)
    return {"conv_28": conv, "transposed_28": transposed}


@sizes.probe("n = 7 through k = 4, s = 2, p = 1", expected="(3, 14)")
def doubled(answer):
    conv, transposed = answer(*_TWICE)
    return {"conv_7": conv, "transposed_7": transposed}


@sizes.probe("n = 7 through k = 3, s = 2, p = 1, op = 1", expected="(4, 14)")
def with_output_padding(answer):
    conv, transposed = answer(*_ASKED)
    return {"conv_op": conv, "transposed_op": transposed}


@sizes.probe("n = 9 through k = 5, s = 3, nothing else given", expected="(2, 29)")
def defaults(answer):
    conv, transposed = answer(9, 5, 3)
    return {"conv_9": conv, "transposed_9": transposed}


@sizes.probe("200 random layers, built in torch and measured", expected="the sizes torch gives, as whole numbers")
def random_layers(answer):
    wrong = {"wrong_convs": 0, "wrong_transposed": 0}
    whole = True
    for n, k, s, p, op in _layers(200):
        conv, transposed = answer(n, k, s, p, op)
        true_conv, true_transposed = _measured(n, k, s, p, op)
        wrong["wrong_convs"] += conv != true_conv
        wrong["wrong_transposed"] += transposed != true_transposed
        whole = whole and isinstance(conv, Integral) and isinstance(transposed, Integral)
    return {**wrong, "whole": whole}


def _layers(count: int) -> list[tuple[int, int, int, int, int]]:
    """Random (n, k, s, p, op) for which both layers exist."""
    found = []
    while len(found) < count:
        k, s = random.randint(1, 7), random.randint(1, 4)
        n, p = random.randint(2, 20), random.randint(0, k // 2)
        op = random.randint(0, s - 1)
        if n + 2 * p >= k and (n - 1) * s - 2 * p + k + op >= 1:
            found.append((n, k, s, p, op))
    return found


def _measured(n: int, k: int, s: int, p: int, op: int) -> tuple[int, int]:
    row, kernel = torch.zeros(1, 1, n), torch.zeros(1, 1, k)
    transposed = F.conv_transpose1d(row, kernel, stride=s, padding=p, output_padding=op)
    return F.conv1d(row, kernel, stride=s, padding=p).shape[2], transposed.shape[2]


@sizes.right
def by_formula(n, k, s, p=0, op=0):
    return (n + 2 * p - k) // s + 1, (n - 1) * s - 2 * p + k + op


@sizes.right
def by_counting_places(n, k, s, p=0, op=0):
    return len(range(0, n + 2 * p - k + 1, s)), len(range(s * n)) - s + k - 2 * p + op


@sizes.right
def by_building_the_layers(n, k, s, p=0, op=0):
    return _measured(n, k, s, p, op)


@sizes.wrong
def forgets_output_padding(n, k, s, p=0, op=0):
    """Right until op comes in: for n = 7, k = 3, s = 2, p = 1, op = 1 you say {transposed_op}, and torch makes 14. Sizes 13
    and 14 both shrink to 7, so the way back must be told which is meant. Which side of your sum should op stand on?"""
    return by_formula(n, k, s, p)


@sizes.wrong
def assumes_same_padding(n, k, s, p=0, op=0):
    """You have n divided by s, and n times s. For n = 28 that gives {conv_28}, and {transposed_28} where torch makes 55:
    it is what Keras calls 'same', which chooses the padding for you. torch pads by p and no more. In which two places
    does k enter, then?"""
    return math.ceil(n / s), n * s


@sizes.wrong
def forgets_the_first_place(n, k, s, p=0, op=0):
    """Your convolution of 28 pixels ends with {conv_28}, one short of 14. Dividing counts the *steps* the kernel makes,
    and before the first step it already stands somewhere. How many places are there on a walk of 13 steps?"""
    return (n + 2 * p - k) // s, (n - 1) * s - 2 * p + k + op


@sizes.wrong
def rounds_up(n, k, s, p=0, op=0):
    """You round up: 28 pixels give {conv_28}, and torch stops at 14, because a kernel that sticks out at the end is not
    used. {wrong_convs} of 200 random layers come out too large. What becomes of pixels that fill no whole step?"""
    return math.ceil((n + 2 * p - k) / s) + 1, (n - 1) * s - 2 * p + k + op


@sizes.wrong
def does_not_round(n, k, s, p=0, op=0):
    """Your convolution of 28 pixels ends with {conv_28} pixels. Half a pixel does not exist: a kernel that fits only
    partly at the end is not used. Which division of Python drops the fraction?"""
    return (n + 2 * p - k) / s + 1, (n - 1) * s - 2 * p + k + op


@sizes.wrong
def pads_one_side(n, k, s, p=0, op=0):
    """You count the padding once: 7 pixels become {transposed_7} where torch makes 14, and {wrong_convs} of 200
    convolutions differ. torch's p is put on each end of the row. How many pixels is that in all?"""
    return (n + p - k) // s + 1, (n - 1) * s - p + k + op


@sizes.wrong
def adds_padding_going_up(n, k, s, p=0, op=0):
    """Your transposed convolution grows with its padding: 7 pixels become {transposed_7}, and torch makes 14. Its p is
    the padding of the convolution that it transposes, which that one put on. What must the way back do with it?"""
    return (n + 2 * p - k) // s + 1, (n - 1) * s + 2 * p + k + op


@sizes.wrong
def one_stamp_too_many(n, k, s, p=0, op=0):
    """Seven stamps lie six steps apart, first to last, and you count seven steps: {transposed_7} pixels instead of 14. Think
    of fence posts. How many gaps lie between n posts?"""
    return (n + 2 * p - k) // s + 1, n * s - 2 * p + k + op


@sizes.wrong
def transposed_first(n, k, s, p=0, op=0):
    """Both numbers are right and stand in the other order: for n = 28 you give {conv_28} first, and no stride of 2 makes an
    image larger on the way down. The docstring asks for the convolution, then the transposed one. Which of your two is
    which?"""
    return by_formula(n, k, s, p, op)[::-1]


@sizes.wrong
def op_makes_it_smaller(n, k, s, p=0, op=0):
    """With op = 1 you come to {transposed_op}, and without it the same layer gives 13. output_padding adds pixels at one
    end, although its name sounds like the p that takes them away. Which sign does it need?"""
    return (n + 2 * p - k) // s + 1, (n - 1) * s - 2 * p + k - op


sizes.hints(
    "Down: lay the kernel on the padded row, then count how many steps of s it can take until it would stick out. "
    "Up: each of the n pixels stamps k pixels, and neighbouring stamps start s apart.",
    "Down: (what is left beside the kernel) // s + 1. Up: (n − 1) steps of s, plus one kernel, minus the padding on both "
    "ends, plus op.",
    "(n + 2 * p - k) // s + 1, and (n - 1) * s + k - 2 * p + op",
)


# --- 9.3 · transposed_conv --------------------------------------------------------------------------------------------

transposed_conv = Exercise(
    "transposed_conv",
    lesson="09",
    tolerance=1e-4,
    remember="Each pixel stamps the kernel, times its own value, and stamps that meet are added. This is what autograd does "
    "on the way back through every strided convolution of a discriminator.",
)

_NINE = torch.arange(1.0, 10.0).reshape(3, 3)


@transposed_conv.probe(
    "an image of one pixel, 2, and the kernel 1 to 9, stride 1",
    expected="the kernel, twice as strong: 2 4 6, 8 10 12, …",
)
def impulse(answer):
    got = answer(torch.tensor([[2.0]]), _NINE.clone(), 1)
    return {"impulse": got, "corner": got.flatten()[0], "impulse_shape": tuple(got.shape)}


@transposed_conv.probe(
    "two pixels of 1 in a row, a 3 by 3 kernel of ones, stride 2",
    expected="3 rows of 1 1 2 1 1: the stamps meet in the middle column",
)
def meeting(answer):
    got = answer(torch.ones(1, 2), torch.ones(3, 3), 2)
    return {"meeting_row": got[0], "meeting": got}


@transposed_conv.probe("a random 4 by 5 image, a random 4 by 4 kernel, stride 2", expected="what torch gives, 10 by 12")
def without_padding(answer):
    got = answer(torch.randn(4, 5), torch.randn(4, 4), 2)
    return {"unpadded_shape": tuple(got.shape), "unpadded": got}


@transposed_conv.probe("the same, with padding 1", expected="what torch gives, 8 by 10: one pixel less on every side")
def with_padding(answer):
    got = answer(torch.randn(4, 5), torch.randn(4, 4), 2, 1)
    return {"padded_shape": tuple(got.shape), "padded": got}


@transposed_conv.probe("a random image, a random 3 by 3 kernel, stride 3, padding 0", expected="stamps side by side")
def side_by_side(answer):
    return {"side_by_side": answer(torch.randn(3, 2), torch.randn(3, 3), 3)}


@transposed_conv.probe(
    "⟨Ax, y⟩ and ⟨x, Aᵀy⟩ for random x and y, with A a convolution of stride 2 and padding 1 and your function as Aᵀ",
    expected="two equal numbers",
    holds=lambda seen: abs(seen["there"] - seen["and_back"]) < 1e-3,
)
def adjoint(answer):
    x, y, kernel = torch.randn(8, 6), torch.randn(4, 3), torch.randn(4, 4)
    conv = F.conv2d(x[None, None], kernel[None, None], stride=2, padding=1)[0, 0]
    return {"there": (conv * y).sum(), "and_back": (x * answer(y, kernel, 2, 1)).sum()}


def _stamped(image: Tensor, kernel: Tensor, stride: int, padding: int = 0, *, put: Callable | None = None) -> Tensor:
    """Stamp by stamp; `put(old, stamp)` says what becomes of a pixel that already has something on it."""
    (h, w), k = image.shape, len(kernel)
    out = torch.zeros((h - 1) * stride + k, (w - 1) * stride + k)
    for i in range(h):
        for j in range(w):
            place = slice(i * stride, i * stride + k), slice(j * stride, j * stride + k)
            stamp = image[i, j] * kernel
            out[place] = out[place] + stamp if put is None else put(out[place], stamp)
    return _cropped(out, padding)


def _cropped(out: Tensor, padding: int) -> Tensor:
    return out[padding : len(out) - padding, padding : out.shape[1] - padding]


@transposed_conv.right
def by_stamping(image, kernel, stride, padding=0):
    return _stamped(image, kernel, stride, padding)


@transposed_conv.right
def by_spreading_out(image, kernel, stride, padding=0):
    """Zeros between the pixels, then a convolution with the kernel turned by half a turn."""
    (h, w), k = image.shape, len(kernel)
    wide = torch.zeros((h - 1) * stride + 1, (w - 1) * stride + 1)
    wide[::stride, ::stride] = image
    return _cropped(F.conv2d(wide[None, None], kernel.flip(0, 1)[None, None], padding=k - 1)[0, 0], padding)


@transposed_conv.right
def by_autograd(image, kernel, stride, padding=0):
    """The gradient of ⟨Ax, image⟩ with respect to x is Aᵀ·image."""
    (h, w), k = image.shape, len(kernel)
    x = torch.zeros((h - 1) * stride + k - 2 * padding, (w - 1) * stride + k - 2 * padding, requires_grad=True)
    conv = F.conv2d(x[None, None], kernel[None, None], stride=stride, padding=padding)[0, 0]
    (slope,) = torch.autograd.grad((conv * image).sum(), x)
    return slope


@transposed_conv.right
def by_torch(image, kernel, stride, padding=0):
    return F.conv_transpose2d(image[None, None], kernel[None, None], stride=stride, padding=padding)[0, 0]


@transposed_conv.wrong
def overwrites(image, kernel, stride, padding=0):
    """Two stamps of ones give the row {meeting_row}: where they meet, the second has painted over the first. In a matrix
    product every contribution counts, and the middle column is reached by both pixels. What happens to the two values
    there?"""
    return _stamped(image, kernel, stride, padding, put=lambda old, stamp: stamp)


@transposed_conv.wrong
def averages_where_stamps_meet(image, kernel, stride, padding=0):
    """Two stamps of ones give the row {meeting_row}: you divide by the number of stamps that reach a pixel. That would be
    the end of checkerboards, and it is no longer the transpose: ⟨Ax, y⟩ = {there:.3f} and ⟨x, Aᵀy⟩ = {and_back:.3f}. Does
    a matrix product average?"""
    counts = _stamped(torch.ones_like(image), torch.ones_like(kernel), stride, padding)
    return _stamped(image, kernel, stride, padding) / counts


@transposed_conv.wrong
def turns_the_kernel(image, kernel, stride, padding=0):
    """One pixel of value 2 leaves {corner:.0f} in the upper left corner, and the kernel has a 1 there: your stamp stands on
    its head. To *gather* with a convolution the kernel must be turned; to *stamp* it must not. Which of the two do you
    do?"""
    return _stamped(image, kernel.flip(0, 1), stride, padding)


@transposed_conv.wrong
def mirrors_the_kernel(image, kernel, stride, padding=0):
    """The upper left and lower right corners are right, {corner:.0f} among them, but the stamp is mirrored along the line
    between them: its rows and columns have changed places. The transpose in the
    name belongs to the large matrix that carries a whole image to a whole image. What happens to the small kernel?"""
    return _stamped(image, kernel.T, stride, padding)


@transposed_conv.wrong
def ignores_the_stride(image, kernel, stride, padding=0):
    """Two pixels with stride 2 give the row {meeting_row}. Your stamps start one pixel apart whatever the stride, so the
    image hardly grows. Where should the stamp of pixel j begin?"""
    return _stamped(image, kernel, 1, padding)


@transposed_conv.wrong
def slices_to_minus_zero(image, kernel, stride, padding=0):
    """Without padding nothing is left of your image, shape {unpadded_shape}: `out[padding:-padding]` becomes out[0:-0], −0 is
    0, and the slice ends where it begins. How can its end be written so that it also holds for padding 0?"""
    out = _stamped(image, kernel, stride)
    return out[padding:-padding, padding:-padding]


@transposed_conv.wrong
def keeps_the_padding(image, kernel, stride, padding=0):
    """With padding 1 your result still has shape {padded_shape}, and 8 by 10 was due. The convolution added that rim before
    it looked, so no pixel of its input lies there. What does the way back do with a rim that was never part of the image?"""
    return _stamped(image, kernel, stride)


@transposed_conv.wrong
def puts_padding_on(image, kernel, stride, padding=0):
    """With padding 1 your result grew to {padded_shape}, and 8 by 10 was due. A convolution's padding makes its input
    larger before the kernel comes. Read in the other direction, does it add pixels or take them away?"""
    return F.pad(_stamped(image, kernel, stride), [padding] * 4)


@transposed_conv.wrong
def crops_one_side(image, kernel, stride, padding=0):
    """The shape {padded_shape} is right, and the picture sits askew: you took all the padding from the end, and the rim is
    on both ends. ⟨Ax, y⟩ = {there:.3f} and ⟨x, Aᵀy⟩ = {and_back:.3f} differ for that reason. How much belongs to the
    beginning?"""
    out = _stamped(image, kernel, stride)
    return out[: len(out) - 2 * padding, : out.shape[1] - 2 * padding]


@transposed_conv.wrong
def convolves(image, kernel, stride, padding=0):
    """From one pixel you make an image of shape {impulse_shape}: that is the convolution, from large to small, on an image
    that was padded until it fitted. Here each *input* pixel is spread over many outputs. What does a single pixel
    become?"""
    k = len(kernel)
    return F.conv2d(image[None, None], kernel[None, None], stride=stride, padding=max(padding, k // 2))[0, 0]


@transposed_conv.wrong
def inverts(image, kernel, stride, padding=0):
    """One pixel of value 2 becomes {corner:.4f} in the corner, and twice the kernel has a 2 there. You look for an image
    whose convolution is the given one: an inverse, which is what the word "deconvolution" promises and this operation
    does not keep. What is the entry in row i, column j of a transposed matrix?"""
    (h, w), k = image.shape, len(kernel)
    large = (h - 1) * stride + k - 2 * padding, (w - 1) * stride + k - 2 * padding
    units = torch.eye(large[0] * large[1]).reshape(-1, 1, *large)
    matrix = F.conv2d(units, kernel[None, None], stride=stride, padding=padding).flatten(1).T
    return (torch.linalg.pinv(matrix) @ image.flatten()).reshape(large)


@transposed_conv.wrong
def copies_then_convolves(image, kernel, stride, padding=0):
    """One pixel of value 2 becomes an image of shape {impulse_shape} with {corner:.0f} in its corner. Copying pixels and then
    convolving is a way of its own to grow, the book's, and gives other pictures. What does one stamp look like?"""
    wide = image.repeat_interleave(stride, 0).repeat_interleave(stride, 1)
    return F.conv2d(wide[None, None], kernel[None, None], padding=len(kernel) // 2)[0, 0]


transposed_conv.hints(
    "Take a rubber stamp with the kernel on it. Every pixel presses it once, with its own strength; neighbours press it "
    "`stride` further on. Ink adds up.",
    "Make zeros of size (h − 1)·stride + k by (w − 1)·stride + k, add image[i, j] * kernel in the right place for every "
    "i and j, and cut `padding` pixels off every side at the end.",
    "out[i * stride : i * stride + k, j * stride : j * stride + k] += image[i, j] * kernel",
)


# --- 9.4 · covers_evenly ----------------------------------------------------------------------------------------------

covers_evenly = Exercise(
    "covers_evenly",
    lesson="09",
    remember="Even coverage takes the built-in chequers away. Learned weights can paint them back, since each of the s·s kinds "
    "of pixel has its own part of the kernel.",
)

_PAIRS = [(k, s) for k in range(1, 9) for s in range(1, 5)]


def _is_even(k: int, s: int) -> bool:
    """By counting: stamp ones, and look at the pixels far from both ends."""
    counts = F.conv_transpose1d(torch.ones(1, 1, 24), torch.ones(1, 1, k), stride=s)[0, 0, 8 : 23 * s + k - 8]
    return bool((counts == counts[0]).all())


def _plain(yes):
    """A truth value that torch made, as Python's own."""
    return yes.item() if isinstance(yes, Tensor) and yes.dtype == torch.bool and yes.ndim == 0 else yes


@covers_evenly.probe("k = 4, s = 2, then k = 3, s = 2", expected="True, then False")
def first_pairs(answer):
    return {"four_two": _plain(answer(4, 2)), "three_two": _plain(answer(3, 2))}


@covers_evenly.probe("k = 5, s = 2, then k = 5, s = 3, then k = 6, s = 3", expected="False, False, True")
def further_pairs(answer):
    return {"five_two": _plain(answer(5, 2)), "five_three": _plain(answer(5, 3)), "six_three": _plain(answer(6, 3))}


@covers_evenly.probe(
    "all 32 pairs with k from 1 to 8 and s from 1 to 4", expected="True 16 times, where counting says so"
)
def all_pairs(answer):
    said = [_plain(answer(k, s)) for k, s in _PAIRS]
    return {
        "misjudged": sum(bool(yes) != _is_even(k, s) for yes, (k, s) in zip(said, _PAIRS)),
        "said_yes": sum(bool(yes) for yes in said),
        "booleans": all(isinstance(yes, bool) or type(yes).__name__ in ("bool_", "bool") for yes in said),
    }


@covers_evenly.right
def divisible(k, s):
    return k % s == 0


@covers_evenly.right
def by_counting(k, s):
    return _is_even(k, s)


@covers_evenly.right
def same_count_on_every_track(k, s):
    return len({len(range(start, k, s)) for start in range(s)}) == 1


@covers_evenly.wrong
def odd_is_safe(k, s):
    """You trust odd kernels, and misjudge {misjudged} of 32 pairs. An odd kernel has a middle, which is pleasant for a
    convolution; with k = 3 and s = 2 every other column of the picture above is reached twice. What did the counts of
    4 and 2 look like?"""
    return k % 2 == 1


@covers_evenly.wrong
def even_is_safe(k, s):
    """Right while the stride is 2, and wrong for {misjudged} of 32 pairs: k = 4 with s = 3 covers some pixels twice
    and others once, and k = 3 with s = 3 is even although 3 is odd. Where in your rule does the stride come in?"""
    return k % 2 == 0


@covers_evenly.wrong
def larger_than_the_stride(k, s):
    """You ask for k > s, so that stamps overlap, and misjudge {misjudged} of 32 pairs. Overlap is where the unevenness comes
    *from*: k = 3 with s = 2 overlaps by one column of three. When do all pixels lie under equally many stamps?"""
    return k > s


@covers_evenly.wrong
def no_holes(k, s):
    """With k ≥ s no pixel is left out, and {misjudged} of 32 pairs are still misjudged: to be reached is not to be reached
    equally often. Count the stamps over two neighbouring pixels for k = 3, s = 2. Are they the same?"""
    return k >= s


@covers_evenly.wrong
def stride_divisible_by_kernel(k, s):
    """You have the division the wrong way round: {said_yes} of 32 pairs pass, and k = 4, s = 2 is not among them. Cut the kernel
    into pieces as long as one step. Which number must divide which?"""
    return s % k == 0


@covers_evenly.wrong
def nothing_in_common(k, s):
    """You ask that k and s have no common divisor, and misjudge {misjudged} of 32 pairs: k = 3, s = 2 passes, the very pair
    with the chequers. Take k = 6 and s = 3: how many whole steps does one kernel span?"""
    return math.gcd(k, s) == 1


@covers_evenly.wrong
def no_overlap_at_all(k, s):
    """Stamps side by side are even, yes, and you let only {said_yes} of 32 pairs pass. k = 4 with s = 2 reaches every inner
    pixel twice along each axis, which is even as well. What is the same for k = s, 2s and 3s?"""
    return k == s


@covers_evenly.wrong
def always(k, s):
    """You say yes to {said_yes} of 32 pairs, and {misjudged} of them show stripes in the counts. Look again at the
    picture above with k = 3: which columns are darker than their neighbours?"""
    return True


@covers_evenly.wrong
def the_uneven_ones(k, s):
    """You have found exactly the rule and turned it over: {misjudged} of 32 pairs are misjudged. Does your function say True
    for the even ones or for the uneven ones?"""
    return k % s != 0


covers_evenly.hints(
    "Walk along one row of outputs and count how many stamps lie over each pixel. Stamps start every s pixels and are k long.",
    "If a kernel is made of whole steps, each pixel is covered by as many stamps as there are steps in a kernel.",
    "The remainder of k divided by s decides.",
)


# --- 9.5 · batch_norm -------------------------------------------------------------------------------------------------

batch_norm = Exercise(
    "batch_norm",
    lesson="09",
    tolerance=1e-4,
    remember="In training the batch is its own measure and an image's output depends on its company. In eval the running "
    "values decide, and every image stands alone.",
)

_FRESH = (torch.zeros(1), torch.ones(1))


@batch_norm.probe(
    "training, the batch [[1], [3]], running mean 0 and variance 1",
    expected="outputs −1 and 1; running mean 0.2, running variance 0.9·1 + 0.1·2 = 1.1",
)
def one_batch(answer):
    x = torch.tensor([[1.0], [3.0]])
    y, mean, var = answer(x, *(value.clone() for value in _FRESH), True)
    return {"first_out": y[0], "mean_after": mean, "var_after": var, "out": y, "input_changed": x[0].item() != 1.0}


@batch_norm.probe(
    "training, the narrow batch [[0], [0.002]] with eps = 0.001",
    expected="outputs −0.0316 and 0.0316: eps is added to the variance, under the root",
)
def narrow_batch(answer):
    y, _, _ = answer(torch.tensor([[0.0], [0.002]]), *(value.clone() for value in _FRESH), True, eps=1e-3)
    return {"narrow": y, "narrow_out": y[1]}


@batch_norm.probe(
    "training, three batches of 5 with 3 features, one after another, momentum 0.2",
    expected="the running mean and variance of nn.BatchNorm1d(3, momentum=0.2)",
)
def three_batches(answer):
    mean, var = torch.zeros(3), torch.ones(3)
    for _ in range(3):
        y, mean, var = answer(torch.randn(5, 3) * 2 + 1, mean, var, True, momentum=0.2)
    return {"third_out": y, "mean_of_three": mean, "var_of_three": var, "mean_first": mean[0]}


@batch_norm.probe(
    "eval, four images, with running mean 2 and variance 4",
    expected="(x − 2) / 2 for each of them, and the running values untouched",
)
def in_eval(answer):
    y, mean, var = answer(torch.tensor([[0.0], [2.0], [4.0], [10.0]]), torch.tensor([2.0]), torch.tensor([4.0]), False)
    return {"eval_first": y[0], "eval_out": y, "eval_mean": mean, "eval_var": var}


@batch_norm.probe("eval, one image alone, with the same running values", expected="the same output as in company")
def alone(answer):
    y, _, _ = answer(torch.tensor([[10.0]]), torch.tensor([2.0]), torch.tensor([4.0]), False)
    return {"alone": y}


def _normed(
    x,
    running_mean,
    running_var,
    training,
    momentum=0.1,
    eps=1e-5,
    *,
    keep=None,
    dims: object = 0,
    out_unbiased=False,
    kept_unbiased=True,
    root=lambda var, eps: (var + eps).sqrt(),
    measure_in_training=True,
    measure_in_eval=False,
    update_in_eval=False,
):
    """The operation with one thing changeable at a time."""
    mean, var = x.mean(dims, keepdim=True), x.var(dims, unbiased=out_unbiased and len(x) > 1, keepdim=True)
    measured = measure_in_training if training else measure_in_eval
    center, width = (mean, var) if measured else (running_mean, running_var)
    y = (x - center) / root(width, eps)
    if training or update_in_eval:
        keep = momentum if keep is None else keep(momentum)
        kept = x.var(dims, unbiased=kept_unbiased and len(x) > 1)
        running_mean = (1 - keep) * running_mean + keep * mean.flatten()
        running_var = (1 - keep) * running_var + keep * kept.flatten()
    return y, running_mean, running_var


@batch_norm.right
def by_hand(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    if training:
        mean, var = x.mean(0), x.var(0, unbiased=False)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(0)
    else:
        mean, var = running_mean, running_var
    return (x - mean) / (var + eps).sqrt(), running_mean, running_var


@batch_norm.right
def by_functional(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y = F.batch_norm(x, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return y, running_mean, running_var


@batch_norm.wrong
def keras_momentum(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After one batch of mean 2 your running mean is {mean_after:.1f}, and PyTorch's is 0.2. You keep the share `momentum`
    of the *old* value, as Keras counts; PyTorch's momentum is the share of the *new* one. What becomes of Keras' 0.8 when
    it moves to PyTorch?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, keep=lambda m: 1 - m)


@batch_norm.wrong
def divides_by_m_minus_one_for_the_output(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The batch [[1], [3]] comes out as {first_out:.4f} first, and −1 was due: its variance over m is 1, over m − 1 it is 2,
    and the outputs use the first. Only the running value, which speaks about batches to come, gets the larger one. Which
    argument of `var` decides?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, out_unbiased=True)


@batch_norm.wrong
def keeps_the_biased_variance(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After the batch [[1], [3]] your running variance is {var_after:.2f}, and PyTorch's is 1.1: it keeps the variance with
    m − 1, which is 2 here. (Keras 3 keeps yours.) For a batch of two that is twice as much; what is it for the 25,088
    numbers of a channel at 28 by 28, batch 32?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, kept_unbiased=False)


@batch_norm.wrong
def eps_after_the_root(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The narrow batch comes out at {narrow_out:.4f}, and 0.0316 was due: you add eps to the standard deviation, after the
    root. For wide batches nobody sees it. What is the root of 0.000001 + 0.001?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, root=lambda var, eps: var.sqrt() + eps)


@batch_norm.wrong
def no_eps(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The narrow batch comes out at {narrow_out:.4f}, and 0.0316 was due with eps = 0.001. Without eps a channel that is
    constant over the batch divides by zero. What is eps added to?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, root=lambda var, eps: var.sqrt())


@batch_norm.wrong
def momentum_as_eps(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """Momentum and eps have changed places: the batch [[1], [3]] comes out at {first_out:.4f} where −1 was due, and the
    running mean has hardly moved from 0 ({mean_after:.5f}). A published port makes this very slip by counting arguments. Which
    of the two is added to the variance?"""
    return _normed(x, running_mean, running_var, training, eps, momentum)


@batch_norm.wrong
def measures_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """In eval the first image comes out at {eval_first:.4f}, and (0 − 2) / 2 = −1 was due: you measured the batch again. An
    image would then look different in other company, and one alone would always come out as {alone:.0f}. Whose mean and
    variance belong to eval?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, measure_in_eval=True)


@batch_norm.wrong
def running_values_in_training(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """In training the batch [[1], [3]] comes out at {first_out:.4f} first, because you measured it with the running values.
    It is tempting, since an image would keep its output whatever its batch mates; but then nothing keeps the layer's output
    near mean 0 and width 1 while the weights move. What does training mode measure with?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, measure_in_training=False)


@batch_norm.wrong
def learns_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """Your outputs are right, and after a batch in eval the running mean stands at {eval_mean:.2f} where it was 2. Looking at
    samples would then change the network: draw often enough, and it draws differently. In which of the two lives may the
    running values move?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, update_in_eval=True)


@batch_norm.wrong
def measures_across_features(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The batch [[1], [3]] comes out at {first_out:.1f} first: you took the mean over dimension 1, so each image was measured
    by its own features. That has a name too, layer normalisation. Along which dimension do the images of a batch
    stand?"""
    mean, var = x.mean(1, keepdim=True), x.var(1, unbiased=False, keepdim=True)
    center, width = (mean, var) if training else (running_mean, running_var)
    return (x - center) / (width + eps).sqrt(), *_normed(x, running_mean, running_var, training, momentum, eps)[1:]


@batch_norm.wrong
def divides_by_the_variance(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """With running variance 4 the first image comes out at {eval_first:.2f}, and −1 was due: you divided by the variance. Its
    unit is the square of a pixel's. What has the same unit as the pixel itself?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, root=lambda var, eps: var + eps)


@batch_norm.wrong
def one_measure_for_all_features(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """For one feature all is well ({first_out:.0f} and 1). With three, you take one mean over all of them, so a feature that
    lives far from the others stays there, and the running mean of all three is {mean_first:.3f}. How many means has a
    batch of shape (m, 3)?"""
    mean, var = x.mean(), x.var(unbiased=False)
    center, width = (mean, var) if training else (running_mean, running_var)
    if training:
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var()
    return (x - center) / (width + eps).sqrt(), running_mean, running_var


batch_norm.hints(
    "Two questions: whose mean and variance measure this batch, and do the running values move. `training` decides both.",
    "In training: x.mean(0) and x.var(0, unbiased=False) for the output; running = (1 − momentum) · running + momentum · new, "
    "with the unbiased x.var(0) as the new variance.",
    "(x - mean) / (var + eps).sqrt(), with mean and var from the batch in training and from the running values in eval.",
)


# --- 9.6 and 9.7 · the two ports --------------------------------------------------------------------------------------


def _shape_after(network: nn.Module, inputs: Tensor) -> tuple[int, ...] | str:
    """The output's shape, or what torch said instead: its message about sizes is what the learner needs."""
    try:
        with torch.no_grad():
            return tuple(network.to(device())(inputs).shape)
    except (RuntimeError, ValueError) as error:
        return str(error).splitlines()[0]


def _trainable(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)


def _norms(network: nn.Module) -> tuple[tuple[float, float], ...]:
    """(momentum, eps) of every BatchNorm."""
    return tuple(
        (round(float(layer.momentum or 0), 6), layer.eps)
        for layer in network.modules()
        if isinstance(layer, nn.modules.batchnorm._BatchNorm)
    )


def _conv_sizes(network: nn.Module, images: Tensor) -> tuple[tuple[int, ...], ...]:
    """(channels, height, width) after every convolution."""
    found, plain = [], F.conv2d

    def watched(*args, **kwargs):
        result = plain(*args, **kwargs)
        found.append(tuple(result.shape[1:]))
        return result

    with mock.patch.object(F, "conv2d", watched), torch.no_grad():
        network(images)
    return tuple(found)


@torch.no_grad()
def _shaken(network: nn.Module) -> nn.Module:
    """Every weight, bias and running value made random and large enough for its place in the network to show."""
    for layer in network.modules():
        if isinstance(layer, nn.modules.batchnorm._BatchNorm):
            layer.weight.normal_(1.0, 0.3)
            layer.running_mean.normal_(0.0, 0.3)
            layer.running_var.uniform_(0.5, 1.5)
        elif getattr(layer, "weight", None) is not None:
            layer.weight.normal_(0.0, 1.4 / layer.weight[0].numel() ** 0.5)
        if getattr(layer, "bias", None) is not None:
            layer.bias.normal_(0.0, 0.3)
    return network


def _named(network: nn.Module) -> dict[tuple[str, int], nn.Module]:
    """The layers with weights, by kind and number of outputs."""
    kinds = {nn.Linear: "linear", nn.Conv2d: "conv", nn.BatchNorm2d: "norm"}
    return {(kinds[type(layer)], layer.weight.shape[0]): layer for layer in network.modules() if type(layer) in kinds}


def _conv(layer: nn.Module, x: Tensor, stride: int = 1) -> Tensor:
    return F.conv2d(x, layer.weight, layer.bias, stride=stride)


def _norm(layer: nn.Module, x: Tensor) -> Tensor:
    return F.batch_norm(x, layer.running_mean, layer.running_var, layer.weight, layer.bias, eps=layer.eps)


def _resemblance(network: nn.Module, images: Tensor, forms: dict[str, dict], spec: Callable) -> tuple[str, float]:
    """Which of the known forms this network computes, and how far its outputs are from the chapter's."""
    layers, from_chapter = _named(network), math.inf
    with torch.no_grad():
        got = network(images)
        for name, changes in forms.items():
            try:
                wanted = spec(layers, images, **changes)
            except (RuntimeError, KeyError):  # layers that are not there, or do not fit together in this form
                continue
            gap = (got - wanted).abs().max().item() if got.shape == wanted.shape else math.inf
            if name.startswith("chapter"):
                from_chapter = min(from_chapter, gap)
            if gap < 0.01 * got.std().item():
                return name.split(",")[0], from_chapter
    return "nothing known", from_chapter


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
        x = _conv(layers["conv", channels], F.pad(x, [1] * 4))
        norm = layers["norm", channels]
        x = _norm(norm, F.relu(x)) if late_norm else F.relu(_norm(norm, x))
    return end(_conv(layers["conv", 1], F.pad(x, [1] * 4)))


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
    return {"g_shape": _shape_after(answer(), _latents())}


@port_generator.probe("its trainable parameters", expected="855,809")
def size_of_g(answer):
    return {"g_numbers": _trainable(answer())}


@port_generator.probe("the sizes after its convolutions", expected="(128, 14, 14), (64, 28, 28) and (1, 28, 28)")
def convs_of_g(answer):
    return {"g_convs": _conv_sizes(answer().to(device()), _latents())}


@port_generator.probe(
    "momentum and eps of its BatchNorms", expected="0.2 and 0.001 twice: Keras' 0.8, as PyTorch counts, and Keras' eps"
)
def norms_of_g(answer):
    return {"g_norms": _norms(answer())}


@port_generator.probe(
    "your weights, put through the chapter's layers in eval mode",
    expected="the same images",
    holds=lambda seen: seen["g_acts_like"] == "chapter" and not seen["g_shared"],
)
def acts_of_g(answer):
    network, other = answer().to(device()), answer()
    shared = {p.data_ptr() for p in network.parameters()} & {p.data_ptr() for p in other.parameters()}
    shaken = _shaken(network).eval()
    alike, gap = _resemblance(shaken, _latents(2), _GENERATOR_FORMS, _generator_spec)
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


@port_generator.wrong(when=lambda seen: len(seen["g_convs"]) < 3 and seen["g_shape"] == (4, 1, 28, 28))
def g_transposes():
    """{g_numbers:,} parameters: you grow with transposed convolutions. The chapter's text speaks of a final transposed
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


port_generator.hints(
    "Write the table down line by line; most lines are one module. nn.Unflatten does Reshape, nn.Upsample does UpSampling2D.",
    "nn.BatchNorm2d(128, momentum=0.2, eps=1e-3), by name. Padding 1 is 'same' for a 3 by 3 kernel with stride 1.",
    "nn.Linear(100, 6272), nn.ReLU(), nn.Unflatten(1, (128, 7, 7)), nn.Upsample(scale_factor=2), "
    "nn.Conv2d(128, 128, 3, padding=1), …, nn.Conv2d(64, 1, 3, padding=1), nn.Tanh()",
)


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
    x = F.leaky_relu(_conv(layers["conv", 32], F.pad(images, pads), 2), slope)
    for channels, stride in ((64, 2), (128, 2), (256, 1)):
        odd_or_unstrided = x.shape[2] % 2 or stride == 1  # where Keras' 'same' pads both sides
        x = _conv(layers["conv", channels], F.pad(x, [1] * 4 if odd_or_unstrided else pads), stride)
        x = F.pad(x, extra) if channels == 64 and not late_pad else x
        norm = layers["norm", channels]
        x = _norm(norm, F.leaky_relu(x, slope)) if late_norm else F.leaky_relu(_norm(norm, x), slope)
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
    return {"d_shape": _shape_after(answer(), _digits())}


@port_discriminator.probe("its trainable parameters", expected="392,833")
def size_of_d(answer):
    return {"d_numbers": _trainable(answer())}


@port_discriminator.probe(
    "the sizes after its convolutions, and what the last layer takes in",
    expected="(32, 14, 14), (64, 7, 7), (128, 4, 4), (256, 4, 4); 4,096",
)
def convs_of_d(answer):
    network = answer().to(device())
    features = [layer.in_features for layer in network.modules() if isinstance(layer, nn.Linear)]
    return {"d_convs": _conv_sizes(network, _digits()), "d_features": features[-1] if features else 0}


@port_discriminator.probe("momentum and eps of its BatchNorms", expected="0.2 and 0.001, three times")
def norms_of_d(answer):
    return {"d_norms": _norms(answer())}


@port_discriminator.probe("its dropouts in training", expected="four times nn.Dropout with 0.25")
def dropouts_of_d(answer):
    network = answer().to(device()).train()
    found, kinds = [], {name: getattr(F, name) for name in ("dropout", "dropout2d")}

    def watched(name):
        def drop(x, p=0.5, training=True, inplace=False):
            if training:
                found.append((name, float(p)))
            return x

        return drop

    with mock.patch.multiple(F, **{name: watched(name) for name in kinds}), torch.no_grad():
        network(_digits())
    return {"d_dropouts": tuple(found)}


@port_discriminator.probe(
    "your weights, put through the chapter's layers in eval mode",
    expected="the same logits",
    holds=lambda seen: seen["d_acts_like"] == "chapter" and not seen["d_shared"],
)
def acts_of_d(answer):
    network, other = answer().to(device()), answer()
    shared = {p.data_ptr() for p in network.parameters()} & {p.data_ptr() for p in other.parameters()}
    shaken = _shaken(network).eval()
    alike, gap = _resemblance(shaken, _digits(8), _DISCRIMINATOR_FORMS, _discriminator_spec)
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
    """Every size is right, all {d_numbers:,} numbers are there, and the logits are up to {d_gap:.2f} off: padding=1 puts a
    rim on all four sides, and the stride then starts at another pixel. For 28 pixels, a kernel of 3 and a stride of 2, only
    one pixel is missing. On which side does Keras put it?"""
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


@port_discriminator.wrong(when=lambda seen: "same" in seen["error"])
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


port_discriminator.hints(
    "Line by line again. The only new thing is 'same' with a stride: work out how many pixels the last kernel lacks.",
    "nn.ZeroPad2d((left, right, top, bottom)) in front of nn.Conv2d(…, 3, stride=2). On 28, 14 and 8 pixels one is missing, "
    "and Keras puts it right and below.",
    "nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(1, 32, 3, stride=2), nn.LeakyReLU(0.2), nn.Dropout(0.25), and so on; "
    "behind the second convolution once more nn.ZeroPad2d((0, 1, 0, 1)), then nn.BatchNorm2d(64, momentum=0.2, eps=1e-3).",
)

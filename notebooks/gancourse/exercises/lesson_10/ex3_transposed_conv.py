"""Exercise 10.3, transposed_conv: a transposed convolution, stamp by stamp."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise

transposed_conv = Exercise(
    "transposed_conv",
    lesson="10",
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
    return {"meeting_row": got[0], "meeting_shape": tuple(got.shape), "meeting": got}


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


@transposed_conv.probe(
    "the two pixels in a row once more, watched for errors", expected="none", holds=lambda seen: True
)
def stops_at_two(answer):
    try:
        answer(torch.ones(1, 2), torch.ones(3, 3), 2)
    except RuntimeError as error:
        return {"stopped_at_two_with": str(error).splitlines()[0]}
    return {"stopped_at_two_with": ""}


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


_NO_ROOM = ("match the broadcast shape", "must match the size", "The expanded size")


def _finds_no_room(seen) -> bool:
    """Did it stop because a stamp and its place in the output are of different sizes?"""
    return any(words in seen["error"] for words in _NO_ROOM)


@transposed_conv.wrong(
    when=lambda seen: _finds_no_room(seen) and "meeting" not in seen and np.shape(seen["side_by_side"]) == (9, 6)
)
def stamps_one_kernel_apart(image, kernel, stride, padding=0):
    """One pixel had room, and two in a row with stride 2 stopped with "{error}". With stride 3 and a kernel of 3 everything fits: your
    stamps lie as far apart as the kernel is wide, whatever the stride. Then they would never meet. Where should the stamp of pixel j
    begin?"""
    return _stamped_apart(image, kernel, stride, padding, (len(kernel), len(kernel)))


def _leaves_one_row(seen) -> bool:
    """Did the second stamp of a row find one row of three, below the first?"""
    return "[1, 3]" in seen["stopped_at_two_with"] and "corner" in seen and "meeting" not in seen


@transposed_conv.wrong(when=_leaves_one_row)
def stamps_below_for_beside(image, kernel, stride, padding=0):
    """One pixel had room, and two in a row with stride 2 stopped with "{error}": of its place the second stamp found one row only.
    So it began two rows further down, and its pixel stands beside the first. Which of your two counters counts the rows?"""
    (h, w), k = image.shape, len(kernel)
    out = torch.zeros((h - 1) * stride + k, (w - 1) * stride + k)
    for i in range(h):
        for j in range(w):
            out[j * stride : j * stride + k, i * stride : i * stride + k] += image[i, j] * kernel
    return _cropped(out, padding)


@transposed_conv.wrong(when=lambda seen: _finds_no_room(seen) and "corner" in seen and "meeting" not in seen)
def swaps_height_and_width(image, kernel, stride, padding=0):
    """One pixel had room, and two in a row with stride 2 stopped with "{error}": a stamp and its place are not of one size. Either
    height and width have changed places, or one of them counts for both, or the room does not grow with the stride, or the
    whole image meets the kernel at once. How wide is the row that w stamps, one stride apart, need?"""
    (h, w), k = image.shape, len(kernel)
    return _stamped_into(torch.zeros((w - 1) * stride + k, (h - 1) * stride + k), image, kernel, stride)


@transposed_conv.wrong(when=lambda seen: _finds_no_room(seen) and "corner" not in seen)
def makes_too_little_room(image, kernel, stride, padding=0):
    """A single pixel already stopped with "{error}": its stamp is 3 by 3, and the room you make is smaller. A stamp
    reaches beyond the place where it begins. How much room does one stamp need, and each one after it?"""
    h, w = image.shape
    return _cropped(_stamped_into(torch.zeros(h * stride, w * stride), image, kernel, stride), padding)


@transposed_conv.wrong(
    when=lambda seen: _finds_no_room(seen) and seen["unpadded_shape"] == (10, 12) and "padded" not in seen
)
def makes_the_small_room_at_once(image, kernel, stride, padding=0):
    """Without padding all is well, and with padding 1 it stopped with "{error}": the stamps at the rim do not fit into the room you
    made for them. Every stamp is a whole kernel, those at the rim too. When does the rim have to go, before the stamping or
    after it?"""
    (h, w), k = image.shape, len(kernel)
    room = torch.zeros((h - 1) * stride + k - 2 * padding, (w - 1) * stride + k - 2 * padding)
    return _stamped_into(room, image, kernel, stride)


def _stamped_into(out: Tensor, image: Tensor, kernel: Tensor, stride: int) -> Tensor:
    """Stamps into the room that was made, one `stride` apart."""
    k = len(kernel)
    for i in range(len(image)):
        for j in range(image.shape[1]):
            out[i * stride : i * stride + k, j * stride : j * stride + k] += image[i, j] * kernel
    return out


@transposed_conv.wrong(when=lambda seen: seen["meeting_shape"] == (3, 3) and seen["unpadded_shape"] == (10, 10))
def takes_the_height_twice(image, kernel, stride, padding=0):
    """From 1 by 2 pixels with stride 2 you make an image of shape {meeting_shape}, and 3 by 5 was due: your result is as wide as it
    is high, whatever comes in. Which number of the image's shape should decide how many stamps stand beside each other?"""
    h = min(image.shape)
    return _stamped(image[:, :h], kernel, stride, padding)


@transposed_conv.wrong
def stamps_one_pixel_apart(image, kernel, stride, padding=0):
    """Two pixels with stride 2 give the row {meeting_row}: the room is as wide as it should be, and the last column stays empty, since
    your second stamp begins one pixel behind the first whatever the stride. Where should the stamp of pixel j begin?"""
    return _stamped_apart(image, kernel, stride, padding, (1, 1))


def _stamped_apart(image: Tensor, kernel: Tensor, stride: int, padding: int, steps: tuple[int, int]) -> Tensor:
    """The room of the right size, and stamps `steps` apart in it."""
    (h, w), k = image.shape, len(kernel)
    out = torch.zeros((h - 1) * stride + k, (w - 1) * stride + k)
    for i in range(h):
        for j in range(w):
            out[i * steps[0] : i * steps[0] + k, j * steps[1] : j * steps[1] + k] += image[i, j] * kernel
    return _cropped(out, padding)


@transposed_conv.wrong
def ignores_the_pixels_value(image, kernel, stride, padding=0):
    """One pixel of value 2 leaves {corner:.0f} in the upper left corner: the kernel as it is. Every stamp of yours is equally strong, so
    a bright pixel and a dark one paint the same. Where does the value of the pixel come in?"""
    return _stamped(torch.ones_like(image), kernel, stride, padding)


@transposed_conv.wrong(when=lambda seen: len(seen["impulse_shape"]) > 2 and seen["impulse_shape"][-2:] == (3, 3))
def keeps_batch_and_channel(image, kernel, stride, padding=0):
    """From one pixel you make a result of shape {impulse_shape}. torch's convolutions want axes for images and channels in front, and
    you put some on; what was asked for is a plain picture of height and width. How do the axes in front come off again?"""
    return F.conv_transpose2d(image[None, None], kernel[None, None], stride=stride, padding=padding)


@transposed_conv.wrong(when=lambda seen: "corner" not in seen and "Kernel size can't be greater" in seen["error"])
def convolves_without_padding(image, kernel, stride, padding=0):
    """It stopped at an image of one pixel: "{error}". An ordinary convolution needs room for its whole kernel, and makes small images
    out of large ones. Here every pixel is spread over many. What should become of a single pixel?"""
    return F.conv2d(image[None, None], kernel[None, None], stride=stride, padding=padding)[0, 0]


@transposed_conv.wrong(when=lambda seen: seen["unpadded_shape"] == (10, 12) and seen["padded_shape"] == (14, 16))
def pads_the_image_first(image, kernel, stride, padding=0):
    """With padding 1 your result grew from 10 by 12 to {padded_shape}, two pixels more on every side, and 8 by 10 was due: as if
    the small image had got a rim before the stamping, which the stride then made wider. Does padding add pixels here or take
    some away?"""
    return _stamped(F.pad(image, [padding] * 4), kernel, stride)


@transposed_conv.wrong
def crops_the_beginning_twice(image, kernel, stride, padding=0):
    """The shape {padded_shape} is right, and the picture sits askew: you took all the padding from the beginning, and the rim is on
    both ends. ⟨Ax, y⟩ = {there:.3f} and ⟨x, Aᵀy⟩ = {and_back:.3f} differ for that reason. How much belongs to the end?"""
    return _stamped(image, kernel, stride)[2 * padding :, 2 * padding :]


@transposed_conv.decoy(averages_where_stamps_meet, overwrites, told="divided")
def shares_the_kernel_out(image, kernel, stride, padding=0):
    return _stamped(image, kernel, stride, padding) / kernel.numel()


@transposed_conv.decoy(turns_the_kernel, mirrors_the_kernel, told="turns_the_kernel_somehow")
def turns_the_kernel_from_left_to_right(image, kernel, stride, padding=0):
    return _stamped(image, kernel.flip(1), stride, padding)


@transposed_conv.decoy(mirrors_the_kernel, turns_the_kernel, told="turns_the_kernel_somehow")
def turns_the_kernel_a_quarter(image, kernel, stride, padding=0):
    return _stamped(image, kernel.rot90(), stride, padding)


@transposed_conv.decoy(ignores_the_stride, overwrites, told="another_shape")
def strides_by_two_always(image, kernel, stride, padding=0):
    return _stamped(image, kernel, 2, padding)


@transposed_conv.decoy(slices_to_minus_zero, keeps_the_padding, told="another_shape")
def cuts_one_pixel_always(image, kernel, stride, padding=0):
    return _cropped(_stamped(image, kernel, stride), 1)


@transposed_conv.decoy(keeps_the_padding, puts_padding_on, told="another_shape")
def blackens_the_rim(image, kernel, stride, padding=0):
    return F.pad(_stamped(image, kernel, stride, padding), [padding] * 4)


@transposed_conv.decoy(crops_one_side, crops_the_beginning_twice, keeps_the_padding)
def cuts_each_direction_at_another_end(image, kernel, stride, padding=0):
    out = _stamped(image, kernel, stride)
    return out[2 * padding :, : out.shape[1] - 2 * padding]


@transposed_conv.decoy(puts_padding_on, crops_one_side, told="another_shape")
def cuts_rows_only(image, kernel, stride, padding=0):
    out = _stamped(image, kernel, stride)
    return out[padding : len(out) - padding]


@transposed_conv.decoy(convolves, copies_then_convolves, inverts, told="turns_the_kernel_somehow")
def convolves_with_stride(image, kernel, stride, padding=0):
    return F.conv2d(image[None, None], kernel[None, None], stride=stride, padding=len(kernel) - 1)[0, 0]


@transposed_conv.decoy(copies_then_convolves, convolves, told=turns_the_kernel)
def spreads_and_convolves(image, kernel, stride, padding=0):
    return by_spreading_out(image, kernel.flip(0, 1), stride, padding)


@transposed_conv.decoy(inverts)
def divides_by_the_kernels_length(image, kernel, stride, padding=0):
    return _stamped(image, kernel / kernel.norm(), stride, padding)


@transposed_conv.decoy(swaps_height_and_width, makes_too_little_room, told=makes_the_small_room_at_once)
def shifts_the_stamps_by_the_padding(image, kernel, stride, padding=0):
    (h, w), k = image.shape, len(kernel)
    out = torch.zeros((h - 1) * stride + k - 2 * padding, (w - 1) * stride + k - 2 * padding)
    for i in range(h):
        for j in range(w):
            y, x = i * stride - padding, j * stride - padding
            out[max(y, 0) : y + k, max(x, 0) : x + k] += image[i, j] * kernel
    return out


@transposed_conv.decoy(makes_too_little_room, told=swaps_height_and_width)
def multiplies_all_at_once(image, kernel, stride, padding=0):
    return image * kernel


@transposed_conv.decoy(makes_too_little_room, told=swaps_height_and_width)
def makes_room_for_stride_one(image, kernel, stride, padding=0):
    (h, w), k = image.shape, len(kernel)
    return _cropped(_stamped_into(torch.zeros(h - 1 + k, w - 1 + k), image, kernel, stride), padding)


@transposed_conv.decoy(makes_the_small_room_at_once, keeps_the_padding)
def wants_no_padding(image, kernel, stride, padding=0):
    if padding:
        raise ValueError("there is no padding here")
    return _stamped(image, kernel, stride)


@transposed_conv.decoy(takes_the_height_twice, ignores_the_stride, told="cut_short")
def cuts_to_three_by_three(image, kernel, stride, padding=0):
    return _stamped(image, kernel, stride, padding)[:3, :3]


@transposed_conv.decoy(stamps_one_pixel_apart, ignores_the_stride)
def stamps_rows_one_pixel_apart(image, kernel, stride, padding=0):
    return _stamped_apart(image, kernel, stride, padding, (1, stride))


@transposed_conv.decoy(ignores_the_pixels_value)
def looks_at_the_sign_only(image, kernel, stride, padding=0):
    return _stamped(image.sign(), kernel, stride, padding)


@transposed_conv.decoy(keeps_batch_and_channel, told="another_shape")
def puts_an_axis_behind(image, kernel, stride, padding=0):
    return _stamped(image, kernel, stride, padding)[..., None]


@transposed_conv.decoy(convolves_without_padding, makes_too_little_room)
def looks_through_windows(image, kernel, stride, padding=0):
    return (image.unfold(0, 3, stride).unfold(1, 3, stride) * kernel).sum((2, 3))


@transposed_conv.decoy(pads_the_image_first, puts_padding_on, told="another_shape")
def puts_three_rims_on(image, kernel, stride, padding=0):
    return F.pad(_stamped(image, kernel, stride), [3 * padding] * 4)


@transposed_conv.decoy(swaps_height_and_width, keeps_batch_and_channel)
def forgets_batch_and_channel(image, kernel, stride, padding=0):
    return F.conv_transpose2d(image, kernel, stride=stride, padding=padding)


@transposed_conv.wrong
def keeps_the_larger(image, kernel, stride, padding=0):
    """Two stamps of ones give the row {meeting_row}: where they meet, the larger of the two values stays. In a matrix product every
    contribution counts. What happens to the two values there?"""
    return _stamped(image, kernel, stride, padding, put=torch.maximum)


@transposed_conv.wrong
def averages_with_what_is_there(image, kernel, stride, padding=0):
    """One pixel of value 2 leaves {corner:.0f} in the corner where 2 · 1 was due: each stamp is averaged with what lay there before, and
    before the first one nothing did. In a matrix product every contribution counts in full. Which operation joins them?"""
    return _stamped(image, kernel, stride, padding, put=lambda old, stamp: (old + stamp) / 2)


@transposed_conv.wrong(when=lambda seen: seen["padded_shape"] == (9, 11))
def crops_the_beginning_only(image, kernel, stride, padding=0):
    """With padding 1 your result has shape {padded_shape}, and 8 by 10 was due: one pixel less than without, where the rim lies on both
    sides. From which end has nothing been cut?"""
    return _stamped(image, kernel, stride)[padding:, padding:]


@transposed_conv.wrong(when=lambda seen: seen["impulse_shape"] == (4, 4))
def makes_too_much_room(image, kernel, stride, padding=0):
    """From one pixel you make an image of shape {impulse_shape}, and the kernel is 3 by 3: the room is one stride too wide. Think of fence
    posts. How many gaps lie between h stamps?"""
    room = F.pad(_stamped(image, kernel, stride), [0, stride] * 2)
    return _cropped(room, padding)


@transposed_conv.decoy(keeps_the_larger, averages_with_what_is_there)
def keeps_the_smaller(image, kernel, stride, padding=0):
    return _stamped(image, kernel, stride, padding, put=torch.minimum)


@transposed_conv.decoy(averages_with_what_is_there, averages_where_stamps_meet, told="scaled")
def halves_everything(image, kernel, stride, padding=0):
    return _stamped(image, kernel, stride, padding) / 2


@transposed_conv.decoy(crops_the_beginning_only, keeps_the_padding, told="another_shape")
def crops_one_row_at_each_end(image, kernel, stride, padding=0):
    return _stamped(image, kernel, stride)[padding:, 2 * padding :]


@transposed_conv.decoy(makes_too_much_room, puts_padding_on, told="another_shape")
def adds_a_rim(image, kernel, stride, padding=0):
    return F.pad(_stamped(image, kernel, stride, padding), [1] * 4)


@transposed_conv.decoy(stamps_one_kernel_apart, stamps_below_for_beside, told=swaps_height_and_width)
def makes_room_in_the_wrong_direction(image, kernel, stride, padding=0):
    (h, w), k = image.shape, len(kernel)
    return _cropped(
        _stamped_into(torch.zeros((w - 1) * stride + k, (h - 1) * stride + k), image, kernel, stride), padding
    )


@transposed_conv.wrong(
    when=lambda seen: (
        seen["impulse"].shape == (3, 3)
        and np.allclose(np.sort(seen["impulse"].ravel()), 2 * np.arange(1, 10))
        and not np.allclose(seen["impulse"].ravel(), 2 * np.arange(1, 10))
    )
)
def turns_the_kernel_somehow(image, kernel, stride, padding=0):
    """One pixel of value 2 leaves {corner:.0f} in the upper left corner, where 2 is due: all nine numbers of the kernel are in your stamp,
    in other places. A stamp is pressed down as it was cut. What in your line flips, rotates or transposes it, or counts its places
    from the other end?"""
    return _stamped(image, kernel.flip(0), stride, padding)


@transposed_conv.decoy(turns_the_kernel_somehow, told=mirrors_the_kernel)
def reads_the_kernel_by_columns(image, kernel, stride, padding=0):
    return _stamped(image, kernel.permute(1, 0), stride, padding)


transposed_conv.hints(
    "Take a rubber stamp with the kernel on it. Every pixel presses it once, with its own strength; neighbours press it "
    "`stride` further on. Ink adds up.",
    "Make zeros of size (h − 1)·stride + k by (w − 1)·stride + k, add image[i, j] * kernel in the right place for every "
    "i and j, and cut `padding` pixels off every side at the end.",
    "out[i * stride : i * stride + k, j * stride : j * stride + k] += image[i, j] * kernel",
)

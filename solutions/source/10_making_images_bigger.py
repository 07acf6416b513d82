# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "10"
#     title: Making images bigger
#     promise: Grow 7 by 7 pixels into 28 by 28 in three ways, find where checkerboards come from, and port two published networks exactly
#     minutes: 45
#     run_seconds: {budget: 20}  # 15 for the book's networks, three timings of 1.5
#     teach_in: [full day, ten lessons]
#     glossary:
#       convolution: "a layer that lays one small table of weights, the kernel, on every place of an image and adds up the products"
#       transposed convolution: "the transpose of a convolution's matrix: each input adds a copy of the kernel, times its value, to the output"
#       stride: "how many pixels the kernel moves from one place to the next: 2 halves an image, or doubles it in the transposed convolution"
#       padding: "rows and columns of zeros that a convolution puts round its image; a transposed convolution cuts as many off"
#       stamp: "the copy of the kernel that one input of a transposed convolution leaves in the output"
#       checkerboard: "the grid that appears where some pixels are reached by more stamps than their neighbours"
#       impulse response: "what an operation makes of a single bright pixel"
#       training mode: "the way a network is used while it learns: BatchNorm takes the mean and the variance of the batch"
# ---

# %% [markdown]
# # 10 · Making images bigger
#
# A convolutional generator starts from a tiny image and has to make it grow. You learn the two ways to do it, copying pixels
# and transposed convolution, and what each costs and spoils. You write BatchNorm with both of its lives. And you port two
# published networks from Keras to PyTorch so exactly that every parameter and every padded pixel is accounted for.
#
# *Your time: @yours@ (the two ports, 10.6 and 10.7). The computer's: @computer@;
# its training is budgeted in seconds. Needs: what a convolution is, and for the last sections a GAN's training step (lesson 05).*
#
# ![Four square maps without words. The first has one colour; the second and the fourth have a checkerboard inside, the fourth a bright one; the third has one colour inside and a darker rim.](../assets/lesson-10.png)
#
# The picture counts how often each pixel is reached when an image grows with a stride of 2. The code below draws it, and tells the
# numbers that are left out here; `python3 ci/course.py run building/make_pictures 10` draws it again.

# %%
import copy

import torch
from torch import nn
from torch.nn import functional as F

# %%
from gancourse import beliefs, check, hint, outcome, predict, summary
from gancourse import Run, by_speed, controls, device, images, replay, seed_everything
from gancourse import explore, metrics, plots, published
from gancourse.paths import asset

# %% [markdown]
# Before you start, say what you believe: press true, false or not sure for each statement. Nothing is graded. The lesson
# asks again at its end, and then says what is true.

# %%
beliefs("10")

# %%
controls()

# %% [markdown]
# ## Copying pixels

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Board:* 28 → 14 → 7 → one number for D; for G the same arrows turned round. The lesson is about the second row.
#
# *Ask before running:* "Does the 28 by 28 digit say more than the 7 by 7 one?" (No. Copying adds pixels and no
# information; the weights that follow must paint the detail.)
#
# *Expect:* In Exercise 10.1: tiling the whole image in place of copying each pixel, and rows and columns exchanged,
# which equal factors hide.

# %% [markdown]
# A discriminator looks at 28 by 28 pixels and ends with one number; its images shrink on the way. A generator goes the
# other way: a hundred random numbers become 7 by 7 pixels (with many channels), then 14 by 14, then 28 by 28. How does an
# image of 7 pixels become one of 14?
#
# The plainest answer repeats every row and every column. Keras calls it `UpSampling2D`, torch `nn.Upsample`.
#
# ### Exercise 10.1 · Rows and columns
# *Difficulty 1 of 5 · 4 minutes · needed later: yes*
#
# Repeat every row `factor[0]` times and every column `factor[1]` times. `images` has shape (m, c, h, w).


# %%
def enlarge(images, factor):
    """images: (m, c, h, w) -> (m, c, h * factor[0], w * factor[1]), every pixel copied."""
    ### BEGIN SOLUTION
    rows, columns = factor
    return images.repeat_interleave(rows, dim=2).repeat_interleave(columns, dim=3)
    ### END SOLUTION


# %%
enlarge = check("enlarge", enlarge)

# %%
seed_everything(0)
data = images("digits")
digit = data.random(8)[3:4].cpu()  # (1, 1, 28, 28)
small = F.avg_pool2d(digit, 4)  # (1, 1, 7, 7)
fig, axes = plots.figure(1, 3, size=(7.2, 2.6))
for axis, factor in zip(axes, (1, 2, 4)):
    picture = enlarge(small, (factor, factor))[0, 0]
    axis.imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axis.set_title(f"{len(picture)} by {len(picture)}")
    axis.set_axis_off()
plots.show(
    fig, "A digit of 7 by 7 pixels, copied to 14 by 14 and to 28 by 28: more pixels, no more detail."
)

# %% [markdown]
# Copying adds pixels and no information. In a generator a convolution follows, which has weights and can paint detail into
# the new pixels. That is the way of a book chapter, one of the five popular introductions that this
# course began from; we port its two networks below. It goes: copy, convolve, copy, convolve.
#
# The other way does both at once, with a **transposed convolution**. Before we take it apart, see that it contains the
# first way as a special case: with a 2 by 2 kernel of ones and a stride of 2 it copies.

# %% tags=["nbval-check-output"]
ones = torch.ones(1, 1, 2, 2)
pixels = torch.rand(5, 1, 7, 7)
print(torch.equal(F.conv_transpose2d(pixels, ones, stride=2), enlarge(pixels, (2, 2))))

# %% [markdown]
# ## How large?

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* A row of pixels with p zeros at each end; move the kernel by hand and count its places. Fence posts: n
# stamps, n − 1 gaps.
#
# *Ask before running:* "k = 3, s = 2, p = 1 makes 14 out of 28. What does its transpose make out of 14?" (27: both 27
# and 28 shrink to 14, and the way back takes the smaller.)
#
# *Expect:* "`output_padding` pads the output with zeros." It adds positions that the stamps may or may not reach;
# with k = 3 they are reached. Let somebody print the last row. In Exercise 10.2: rounding up, and counting the padding
# once.

# %% [markdown]
# Both operations are described by a kernel of `k`, a stride of `s` and a padding of `p`. A convolution lays its kernel on
# the row of `n` pixels, with `p` zeros added on each end, and moves it `s` pixels at a time, until it would stick out. A
# transposed convolution gives every one of its `n` pixels a stamp of `k` pixels, `s` pixels apart, and cuts `p` pixels off each end.
# If you ask, it adds `op` pixels at the far end (`output_padding`).
#
# **Predict.** With k = 3, s = 2, p = 1 a convolution makes 14 pixels out of 28. How many does the transposed convolution with
# the same three numbers make out of 14?

# %%
predict("pixels_on_the_way_back", "27", "28", "29")

# %% [markdown]
# ### Exercise 10.2 · Two sizes
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Return both sizes, first after the convolution (which has no `op`), then after the transposed convolution. The check builds 200 random layers.


# %%
def sizes(n, k, s, p=0, op=0):
    """(size after a convolution, size after a transposed convolution) for n pixels in a row."""
    ### BEGIN SOLUTION
    return (n + 2 * p - k) // s + 1, (n - 1) * s - 2 * p + k + op
    ### END SOLUTION


# %%
sizes = check("sizes", sizes)

# %% [markdown]
# Now let the computer find every layer with a stride of 2 that doubles.

# %% tags=["nbval-check-output"]
print(
    f"14 pixels, k = 3, s = 2, p = 1: {sizes(14, 3, 2, 1)[1]}; with op = 1: {sizes(14, 3, 2, 1, 1)[1]}"
)
doubling = [
    (k, p, op)
    for k in range(1, 7)
    for p in range(3)
    for op in range(2)
    if sizes(7, k, 2, p, op)[1] == 14 and sizes(14, k, 2, p, op)[1] == 28
]
for k, p, op in doubling:
    print(f"7 -> 14 -> 28 with k = {k}, s = 2, p = {p}, output_padding = {op}")

# %% tags=["nbval-check-output"]
outcome("pixels_on_the_way_back", sizes(14, 3, 2, 1)[1])

# %% [markdown]
# 27, and not 28: both 27 and 28 pixels shrink to 14, and the way back takes the smaller unless `op` asks for the other. Even
# kernels double without `op`, odd ones need it. Together with copying there are three families of ways from 7 to 28:
# copy and convolve; an even kernel; an odd kernel with `op`. We compare one of each soon: copying with a 3 by 3
# convolution, transposed 4 by 4, and transposed 3 by 3.
#
# ## The matrix behind a convolution

# %% [markdown] tags=["teacher"]
# **For the teacher · 12 minutes.**
#
# *Board:* A 1-D convolution of six numbers with stride 2 as a matrix, row by row; let the class say the columns. Then
# turn your head: everything in the first half of this lesson is this one matrix, read in two directions.
#
# *Ask before running:* "The digit is shrunk and sent through the transpose. Does it come back?" (Its size does. The
# picture misses by about half of its length, and even the pseudo-inverse misses by a third.)
#
# *Expect:* "Deconvolution undoes a convolution." 196 numbers cannot say which of many images was meant. In Exercise
# 10.3: stamps that overwrite where they should add, a kernel turned round, and `out[padding:-padding]`, which is empty
# for padding 0.

# %% [markdown]
# A convolution is linear, so it is a matrix. To find it, send in one unit vector after the other: what comes out are its
# columns. Here is one for a row of 8 pixels, with kernel (1, 3, 2, 0.5), stride 2 and padding 1.

# %% tags=["nbval-check-output"]
kernel = torch.tensor([1.0, 3.0, 2.0, 0.5])
columns = F.conv1d(torch.eye(8)[:, None], kernel[None, None], stride=2, padding=1)  # (8, 1, 4)
A = columns[:, 0].T
x, y = torch.arange(8.0), torch.tensor([1.0, -1.0, 2.0, 0.0])
by_torch = F.conv1d(x[None, None], kernel[None, None], stride=2, padding=1)[0, 0]
back_by_torch = F.conv_transpose1d(y[None, None], kernel[None, None], stride=2, padding=1)[0, 0]
print(f"A has shape {tuple(A.shape)}; A x is the convolution: {torch.allclose(A @ x, by_torch)}")
print(f"A^T y is the transposed convolution: {torch.allclose(A.T @ y, back_by_torch)}")
print(f"<A x, y> = {A @ x @ y:.1f} and <x, A^T y> = {x @ (A.T @ y):.1f}")

# %% draws="the three matrices in colours, with their entries"
fig, axes = plots.figure(1, 3, size=(9.8, 3.6), width_ratios=(8, 4, 4))
parts = {"A: 8 pixels to 4": A, "Aᵀ: 4 to 8": A.T, "A⁺: the pseudo-inverse": torch.linalg.pinv(A)}
for axis, (title, matrix) in zip(axes, parts.items()):
    largest = matrix.abs().max()
    axis.imshow(matrix, cmap="PuOr", vmin=-1.5 * largest, vmax=1.5 * largest)
    for i, j in torch.cartesian_prod(*map(torch.arange, matrix.shape)).tolist():
        if abs(matrix[i, j]) >= 0.005:
            axis.text(
                j,
                i,
                f"{matrix[i, j]:.2f}".rstrip("0").rstrip("."),
                ha="center",
                va="center",
                fontsize=8,
            )
    axis.set_title(title)
    axis.set_axis_off()
plots.show(
    fig,
    "A row of A gathers four neighbouring inputs into one output; a column of its transpose spreads one input over four "
    "outputs. The pseudo-inverse looks different from both.",
)

# %% [markdown]
# Read A along a **row**: one output gathers four inputs (the first and the last only three: their fourth is padding). Read the transpose along a **column**: one input is spread over
# four outputs, with the same four numbers. That is all there is to a transposed convolution, and the reason for its name. The equation of the last line above,
#
# $$\langle A x, y \rangle = \langle x, A^\mathsf{T} y \rangle \quad\text{for all } x, y,$$
#
# says the same without a matrix, and it is a good test: it holds for the transpose and for nothing else. Every
# convolutional network that is trained uses this operation: the gradient that comes back through a convolution is its transpose.
#
# ### Exercise 10.3 · Stamps
# *Difficulty 3 of 5 · 8 minutes · needed later: yes*
#
# Write a transposed convolution in two dimensions, without the matrix: every pixel of `image` adds a copy of `kernel`, times its
# value, to the output, `stride` pixels from its neighbour's copy. At the end cut `padding` pixels off every side. Loops are welcome.


# %%
def transposed_conv(image, kernel, stride, padding=0):
    """image: (h, w), kernel: (k, k) -> ((h - 1) * stride + k - 2 * padding, the same for w)."""
    ### BEGIN SOLUTION
    (h, w), k = image.shape, len(kernel)
    out = torch.zeros((h - 1) * stride + k, (w - 1) * stride + k)
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + k, j * stride : j * stride + k] += image[i, j] * kernel
    return out[padding : len(out) - padding, padding : out.shape[1] - padding]
    ### END SOLUTION


# %%
transposed_conv = check("transposed_conv", transposed_conv)

# %% [markdown]
# ## Does it go back?
#
# Many libraries and papers call this layer "deconvolution". A deconvolution would undo a convolution. Does it? Shrink a
# digit with a soft 4 by 4 kernel, then send it through the transpose of that very convolution.
#
# **Predict.** How far is the picture that comes back from the digit, measured by the length of the difference of their
# pixels? The digit itself would be 0 % away from the digit, an empty picture 100 %.

# %%
predict("distance_of_the_way_back", between=(0, 100), unit=" %")

# %%
soft = torch.tensor([1.0, 3.0, 3.0, 1.0])
soft = soft[:, None] * soft / 64  # (4, 4), sums to 1
shrunk = F.conv2d(digit, soft[None, None], stride=2, padding=1)
back = 4 * transposed_conv(shrunk[0, 0], soft, 2, 1)  # times 4: the brightness of the original

units = torch.eye(784).reshape(784, 1, 28, 28)
matrix = F.conv2d(units, soft[None, None], stride=2, padding=1).flatten(1).T  # (196, 784)
best = (torch.linalg.pinv(matrix) @ shrunk.flatten()).reshape(28, 28)

# %%
fig, axes = plots.figure(1, 4, size=(9.2, 2.7))
shown = {"x": digit[0, 0], "A x": shrunk[0, 0], "4 Aᵀ A x": back, "A⁺ A x": best}
for axis, (title, picture) in zip(axes, shown.items()):
    axis.imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axis.set_title(title)
    axis.set_axis_off()
error = [((picture - digit[0, 0]).norm() / digit.norm()).item() for picture in (back, best)]
plots.show(
    fig,
    f"A digit, its convolution, and two ways back. The transpose misses the digit by {error[0]:.0%} of its length, the "
    f"pseudo-inverse by {error[1]:.0%}: it finds the faintest image with the same A x, and many images share one A x.",
)
outcome("distance_of_the_way_back", round(100 * error[0]))

# %% [markdown]
# The transpose blurs once more; it brings back the *size* and not the image. In the course's run the digit was missed by 49 %. Even the pseudo-inverse, whose image has
# exactly the same A x, is not the digit: many images have that A x, and 196 numbers cannot say which was meant. A generator needs no
# inverse. It needs a layer that enlarges and has weights to learn, and a transpose is one.
#
# ## Stamps that meet

# %% [markdown] tags=["teacher"]
# **For the teacher · 7 minutes.**
#
# *Board:* Two rows of stamps, k = 3 and k = 4 with stride 2, and the counts below them: 1 2 1 2 …, 2 2 2 2 …
#
# *Ask before running:* Before the table of random layers: "What stands in the two columns for transposed 4 by 4?"
# (0.89 for weights of both signs, 0.04 for positive ones. Nearly everybody expects 0 twice.)
#
# *Expect:* "Transposed convolutions cause checkerboards, upsampling cures them." A count of stamps is a statement
# about equal weights. What cures the pattern is that the four kinds of pixel share their weights; and D's strided
# convolutions send chequers into the gradient all the same.
#
# *Homework:* The widget *Explore*, with its three questions.

# %% [markdown]
# Where stamps meet, they add up. So before any learning, some pixels are reached more often than others. Stamp ones
# with ones and you have the count.


# %%
def overlap(k, s, p=0, n=7):
    """How many of n by n stamps reach each pixel."""
    return transposed_conv(torch.ones(n, n), torch.ones(k, k), s, p)


def draw_overlap(axis, counts, title, brightest=9):
    """brightest: the count that is yellow; larger ones are yellow too."""
    drawn = axis.imshow(counts, cmap="viridis", vmin=0, vmax=brightest, interpolation="nearest")
    row = " ".join(str(int(count)) for count in counts[len(counts) // 2][:9])
    axis.set_title(title)
    axis.set_xlabel(f"a row: {row} …", fontsize=9)
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)
    return drawn


# %% draws="the count of stamps for four sizes of kernel"
def picture_of_overlaps():
    fig, axes = plots.figure(1, 4, size=(10.4, 3.2))
    insides = []
    for axis, k in zip(axes, (2, 3, 4, 5)):
        counts = overlap(k, 2)
        drawn = draw_overlap(axis, counts, f"k = {k}, s = 2")
        inside = counts[k : 2 - k - 1, k : 2 - k - 1].unique().int().tolist()
        insides.append(f"k = {k}: {', '.join(map(str, inside))}")
    fig.colorbar(drawn, ax=axes, ticks=range(0, 10, 3), label="stamps", shrink=0.7)
    return fig, f"How many stamps reach a pixel, far from the rim, with stride 2. {'; '.join(insides)}."


# %%
plots.show(*picture_of_overlaps())

# %% [markdown]
# With kernels of 3 and 5 the count changes from pixel to pixel: a **checkerboard**, or *chequers*, built in before anything is learned. In two
# dimensions the unevenness of both axes multiplies: with k = 3, one pixel in four is reached four times and one in four once.
#
# ### Exercise 10.4 · Even or uneven
# *Difficulty 1 of 5 · 2 minutes · needed later: no*
#
# Which kernels and strides reach every pixel far from the rim equally often? Return True or False.


# %%
def covers_evenly(k, s):
    """Is every inner pixel reached by equally many stamps of k pixels, s apart?"""
    ### BEGIN SOLUTION
    return k % s == 0
    ### END SOLUTION


# %%
covers_evenly = check("covers_evenly", covers_evenly)

# %% [markdown]
# **Explore.** Seven pixels in a row, a kernel of k, a stride of s, a padding of p. (1) Find a stride of 3 without chequers.
# (2) What does a kernel smaller than the stride leave behind? (3) Which p gives exactly 14 pixels with k = 4, s = 2, and
# what becomes of the dark rim?


# %% draws="the count of stamps for any kernel, stride and padding, and its middle row"
def draw_sizes(k, s, p):
    size = sizes(7, k, s, p)[1]
    if size < 1:
        fig, axis = plots.figure(size=(8.2, 3.4))
        axis.set_axis_off()
        return (
            fig,
            f"k = {k}, s = {s}, p = {p}: the padding takes every pixel away ({size} would be left).",
        )
    counts = overlap(k, s, p)
    fig, (left, right) = plots.figure(1, 2, size=(8.2, 3.4))
    most = max(9, int(counts.max()))
    drawn = draw_overlap(left, counts, f"{size} by {size} pixels", most)
    fig.colorbar(drawn, ax=left, ticks=[0, most // 2, most], label="stamps", shrink=0.7)
    right.step(range(size), counts[size // 2], where="mid", color=plots.GREEN, linestyle="-")
    right.set(xlabel="pixel", ylabel="stamps, middle row", ylim=(0, None))
    verdict = "even" if covers_evenly(k, s) else "uneven"
    return fig, f"k = {k}, s = {s}, p = {p}: 7 pixels become {size}; {verdict} far from the rim; with the rim from {counts.min():.0f} to {counts.max():.0f} stamps."  # fmt: skip


explore(draw_sizes, k=(1, 6, 3), s=(1, 4, 2), p=(0, 3, 0))

# %% [markdown]
# ## Three ways, one pixel and one digit
#
# Above: what one single pixel becomes, its *impulse response*. Below: the 7 by 7 digit, grown twice. All weights are equal, as
# if nothing had been learned, and scaled to keep the brightness.

# %%
ways = {
    "copy, then 3 by 3": lambda x: F.conv2d(enlarge(x, (2, 2)), torch.ones(1, 1, 3, 3) / 9, padding=1),
    "transposed 4 by 4": lambda x: F.conv_transpose2d(
        x, torch.ones(1, 1, 4, 4) / 4, stride=2, padding=1
    ),
    "transposed 3 by 3": lambda x: F.conv_transpose2d(
        x, torch.ones(1, 1, 3, 3) * 4 / 9, stride=2, padding=1, output_padding=1
    ),
}
dot = torch.zeros(1, 1, 7, 7)
dot[..., 3, 3] = 1
fig, axes = plots.figure(2, 3, size=(8.4, 5.4))
for (title, way), (above, below) in zip(ways.items(), axes.T):
    above.imshow(way(dot)[0, 0], cmap="gray", vmin=0, vmax=0.5)
    below.imshow(way(way(small))[0, 0], cmap="gray", vmin=0, vmax=1)
    above.set_title(title)
    above.set_axis_off(), below.set_axis_off()
plots.show(
    fig, "One pixel after one step and a digit after two: only the 3 by 3 stamps leave chequers."
)

# %% [markdown]
# So choose k divisible by s and be safe? That is what you will often read. But the picture had equal weights, and a network starts
# with random ones, of both signs. Feed 64 channels of ones to random layers and measure how much of the output is a pattern of
# period 2, that is, how much the four kinds of pixel (even or odd row, even or odd column) differ: 0 when they agree, 1 when
# nothing but pattern is left.
#
# **Predict.** What does a transposed 4 by 4 layer with a stride of 2 get, with random weights of both signs?

# %%
predict("pattern_of_random_four_by_four", between=(0.0, 1.0))

# %%
layers = {
    "copy, then 3 by 3": lambda x, w: F.conv2d(
        enlarge(x, (2, 2)), w[:, :, :3, :3].transpose(0, 1), padding=1
    ),
    "transposed 2 by 2": lambda x, w: F.conv_transpose2d(x, w[:, :, :2, :2], stride=2),
    "transposed 4 by 4": lambda x, w: F.conv_transpose2d(x, w, stride=2, padding=1),
    "transposed 3 by 3": lambda x, w: F.conv_transpose2d(x, w[:, :, :3, :3], stride=2, padding=1),
}


def pattern(layer, weight):
    """How much of the output is chequers: 0 when all four kinds of pixel agree, 1 when nothing but pattern is left."""
    inside = layer(torch.ones(1, 64, 12, 12), weight)[0, 0, 4:18, 4:18]
    kinds = torch.stack([inside[i::2, j::2].mean() for i in (0, 1) for j in (0, 1)])
    return (kinds.std(unbiased=False) / kinds.square().mean().sqrt()).item()


# %%
seed_everything(0)
draws = torch.randn(100, 64, 1, 4, 4)
mixed = {}
print(f"{'median of 100 random layers':30} weights of both signs   positive weights")
for name, layer in layers.items():
    mixed[name], positive = (
        torch.tensor([pattern(layer, w) for w in some]).median() for some in (draws, draws.abs())
    )
    print(f"{name:30} {mixed[name]:22.2f} {positive:18.2f}")
outcome("pattern_of_random_four_by_four", mixed["transposed 4 by 4"])

# %% [markdown]
# Look at the two columns. With weights of one sign the rule holds: an uneven kernel paints a far stronger pattern than an even one. With weights of both
# signs, as every network starts, **all** transposed convolutions paint chequers, divisible or not: each of the four kinds of pixel
# has **its own part** of the kernel, and they share no weight. Copying paints none, because there all four kinds see the same 3 by 3 weights over a surface without edges.
# Evenness removes a bias that learning would have to fight. It does not remove the freedom to paint chequers.
#
# And there is a second source that nobody's picture of a generator shows. D shrinks its images with strided convolutions, and
# the gradient that G learns from comes back through their *transposes*. The book chapter's D has kernels of 3 with stride 2.

# %%
for seed in range(5):
    seed_everything(seed)
    judge = published.book_discriminator().eval()
    seen = torch.randn(64, 1, 28, 28, requires_grad=True)
    (slope,) = torch.autograd.grad(judge(seen).sum(), seen)
    strength = slope.abs().mean((0, 1))[4:-4, 4:-4]
    kinds = [strength[i::2, j::2].mean() for i in (0, 1) for j in (0, 1)]
    print(f"seed {seed}: strongest kind of pixel {max(kinds) / min(kinds):.1f} times the weakest")

# %% [markdown]
# Even a G that copies its pixels is told about some of them about twice as loudly as about others. This is one reason why the next lesson's
# G uses kernels of 4 with stride 2, and its D too wherever the size is even.

# %% [markdown]
# ## What it costs

# %% [markdown] tags=["teacher"]
# **For the teacher · 2 minutes.**
#
# *Ask before running:* "Twelve times less work. Twelve times faster?" (Nobody can say without measuring: small layers
# keep a processor less busy, and BatchNorm, ReLU and copying cost time that no product is counted for. In a run on two cores the two
# factors agreed for the light network and not for the one of half the channels.)
#
# *If time is short:* Let the cells run and read one number: two thirds of the book's work sit in one convolution at
# 28 by 28.

# %% [markdown]
# Work is counted in multiply-adds: for each number that comes out, how many products go into it. For a transposed
# convolution count from the other side: each number that goes in makes k · k products for every output channel.


# %%
def multiply_adds(network, *shape):
    """How many products one image takes, counted layer by layer."""
    found = []

    def count(layer, inputs, output):
        if isinstance(layer, nn.ConvTranspose2d):
            found.append(inputs[0].numel() * layer.weight[0].numel())
        elif isinstance(layer, (nn.Conv2d, nn.Linear)):
            found.append(output.numel() * layer.weight[0].numel())

    hooks = [layer.register_forward_hook(count) for layer in network.modules()]
    with torch.no_grad():
        network.eval()(torch.zeros(1, *shape))
    for hook in hooks:
        hook.remove()
    return sum(found)


# %%
def light_generator():
    """Transposed convolutions, 7 -> 14 -> 28, with few channels where the image is large."""
    return nn.Sequential(
        nn.Linear(100, 7 * 7 * 128), nn.ReLU(), nn.Unflatten(1, (128, 7, 7)),
        nn.ConvTranspose2d(128, 64, 4, stride=2, padding=1), nn.BatchNorm2d(64), nn.ReLU(),
        nn.ConvTranspose2d(64, 1, 4, stride=2, padding=1), nn.Tanh(),
    )  # fmt: skip


# %% tags=["nbval-check-output"]
generators = {
    "the book chapter's": published.book_generator(),
    "the same, half the channels": published.book_generator(width=64),
    "transposed 4 by 4": light_generator(),
}
for name, network in generators.items():
    print(f"{name:28} {multiply_adds(network, 100) / 1e6:5.1f} million multiply-adds an image")
print(
    f"{'the book chapter’s D':28} {multiply_adds(published.book_discriminator(), 1, 28, 28) / 1e6:5.1f}"
)

# %% [markdown]
# **Predict.** 87.8 against 7.3: twelve times less work. How many times as fast is the light generator on your machine? It is
# timed forward and backward, 32 images at a time (the products are those of the forward pass).

# %%
predict("speed_of_a_twelfth", between=(1, 24), unit=" times")

# %%
first_rate, first_work = None, None
for name, network in generators.items():
    network.to(device()).train()
    rate = metrics.images_per_second(
        lambda network=network: network(torch.randn(32, 100, device=device())).sum().backward(),
        32,
        seconds=by_speed(smoke=0.05, quick=1.5, full=3),
    )
    work = multiply_adds(network.cpu(), 100)
    first_rate, first_work = first_rate or rate, first_work or work
    print(
        f"{name:28} {rate:6,.0f} images/s: {first_work / work:4.1f} times less work than the first, "
        f"{rate / first_rate:4.1f} times as fast"
    )
outcome("speed_of_a_twelfth", round(rate / first_rate, 1))

# %% [markdown]
# Compare the two factors in each row. Small layers keep a processor less busy per second, and BatchNorm, ReLU and copying
# cost time that no product is counted for; how much all that matters depends on the machine. In a run on two CPU cores the light network
# was 11.5 times as fast for 12.0 times less work, and the one with half the channels 2.7 times for 4.0. Count to compare designs;
# measure before you believe. And see where the
# book's 87.8 million go: two thirds, 57.8 million, into the *one* convolution that works with 128 channels at 28 by 28.

# %% [markdown] tags=["pause"]
# **A place to pause.** You can make a picture bigger in three ways, say how large it becomes, find the stamps that
# leave a pattern, and count what each way costs. Next comes the layer that sits between the convolutions, BatchNorm; then you
# port two published networks, number for number, and train them.

# %% [markdown]
# ## BatchNorm's two lives

# %% [markdown] tags=["teacher"]
# **For the teacher · 10 minutes.**
#
# *Board:* Two lives in two columns: *training*, measured by the batch, over m; *eval*, by the running values. Under
# the first: running variance over m − 1.
#
# *Ask before running:* "The number 1 comes into BatchNorm with two different batches. What comes out?" (In training
# two different numbers, in eval the same one: in training mode a latent has no picture of its own.)
#
# *Expect:* In Exercise 10.5: Keras' momentum (the share of the *old* value), the variance over m − 1 for the outputs
# too, ε added after the root, and running values that move in eval. "The slip with 0.8 would show in training." Over
# two seeds it did not.
#
# *If time is short:* Leave the table of conventions for whoever ports the networks at home.

# %% [markdown]
# Between these layers sits BatchNorm. Before you read what it does, watch it.
#
# **Predict.** A new generator of the book's, in training mode, and no gradients: everything runs under `torch.no_grad()`. One
# latent is drawn twice, each time in a batch of two, beside another neighbour. Is it the same picture both times?

# %%
predict(
    "one_latent_two_neighbours",
    "the same in every pixel",
    "the same but for rounding",
    "two different pictures",
)

# %%
seed_everything(0)
fresh = published.book_generator()  # in training mode, like every new network
one, neighbours = torch.randn(1, 100), torch.randn(2, 1, 100)
with torch.no_grad():
    first, second = (fresh(torch.cat([one, neighbour]))[0] for neighbour in neighbours)
apart = (first - second).abs().max().item() / 2
print(f"One latent beside two neighbours: a pixel differs by up to {apart:.2f} of the grey scale.")
nearly = "the same but for rounding" if apart > 0 else "the same in every pixel"
outcome("one_latent_two_neighbours", "two different pictures" if apart > 1e-4 else nearly)

# %% [markdown]
# This depends on BatchNorm's mode. For each channel it subtracts a mean and divides by a standard deviation, and the question is
# *whose*. In **training**: the batch's own. In **eval**: running values, gathered during training. With momentum $\alpha$,
#
# $$y = \gamma\,\frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta, \qquad \mu_\text{run} \leftarrow (1 - \alpha)\,\mu_\text{run} + \alpha\,\mu_\text{batch}, \qquad
# \sigma^2_\text{run} \leftarrow (1 - \alpha)\,\sigma^2_\text{run} + \alpha\,\tfrac{m}{m-1}\,\sigma^2_\text{batch}.$$
#
# $\gamma$ and $\beta$ are learned, one of each for every channel, and start at 1 and 0. For images a channel is measured over all pixels of the
# batch, so $m$ is 32 · 28 · 28 for 32 digits. In the exercise $\gamma = 1$ and $\beta = 0$.
#
# Mind the last fraction. The output is divided by the plain variance, over $m$. The running value speaks about images
# yet to come, and PyTorch keeps the unbiased one for it, over $m - 1$.
#
# ### Exercise 10.5 · Both lives
# *Difficulty 3 of 5 · 8 minutes · needed later: yes*
#
# Write it for `x` of shape (m, c). Return the outputs and the new running mean and variance; in eval those stay as they are.


# %%
def batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """x: (m, c) -> (y, running_mean, running_var), with PyTorch's conventions."""
    ### BEGIN SOLUTION
    if training:
        mean, var = x.mean(0), x.var(0, unbiased=False)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(0)
    else:
        mean, var = running_mean, running_var
    return (x - mean) / (var + eps).sqrt(), running_mean, running_var
    ### END SOLUTION


# %%
batch_norm = check("batch_norm", batch_norm)

# %% tags=["nbval-check-output"]
x = torch.tensor([[1.0], [2.0], [6.0]])
others = torch.tensor([[1.0], [9.0], [-4.0]])
for name, batch in (("one company", x), ("another", others)):
    in_training, mean, var = batch_norm(batch, torch.zeros(1), torch.ones(1), True)
    in_eval, _, _ = batch_norm(batch, torch.tensor([2.0]), torch.tensor([4.0]), False)
    print(f"x = 1 in {name:12} training {in_training[0].item():+.3f}   eval {in_eval[0].item():+.3f}")

# %% [markdown]
# The same 1 comes out as two different numbers in training, because its company differs; in eval it is the same. For a GAN this means:
# **in training mode a latent has no picture of its own**. People have been surprised by it for as long as there have been DCGANs: issue 19 of the
# widely used Torch version of DCGAN (dcgan.torch, 2016) asks why the same noise gives another image when it is sent in alone.
#
# The conventions differ between libraries, and a port has to translate them:
#
# | | Keras | PyTorch |
# |---|---|---|
# | momentum 0.8 in Keras | share of the *old* running value | `momentum=0.2`: share of the *new* one |
# | default momentum | 0.99 | 0.1 |
# | default ε | 0.001 | 0.00001 |
# | running variance | stand-alone Keras 2: over about m − 1, Keras 3: over m | over m − 1 |
# | a *frozen* BatchNorm, while the rest trains | stand-alone Keras 2, the chapter's: measures the batch; tf.keras since TensorFlow 2.0 and Keras 3: uses running values | no such rule: `eval()` decides, not `requires_grad` |
# | 'same' for a 3 by 3 kernel with stride 2 | on even sizes one pixel, right and below; on odd ones all four sides | no 'same' with strides; `padding=1` pads all four sides |
# | LeakyReLU's default slope | 0.3 | 0.01 |
# | first weights | Glorot uniform (by the numbers of inputs and outputs), biases 0 | uniform, by the number of inputs alone |
#
# ## Pitfall: a number in the wrong place
#
# **Pitfall.** A popular collection of PyTorch GANs (PyTorch-GAN, issue 116, open since 2020) was ported from Keras, and
# Keras' `BatchNormalization(momentum=0.8)` became `nn.BatchNorm2d(128, 0.8)`. The second place of `nn.BatchNorm2d` is not
# momentum. It is ε.
#
# **Predict.** In the book's generator, before any training, a signal with a standard deviation of 0.12 arrives at the first
# BatchNorm. As Keras means it, the signal leaves with about 0.95. What does it leave with when 0.8 stands in second place?

# %%
predict("width_with_the_slip", between=(0.0, 1.5))


# %%
def widths_after_norm(norm, scale=1.0):
    """The standard deviation in front of and behind each BatchNorm, and of the pixels, for 64 latents."""
    seed_everything(0)
    network = published.book_generator()
    x, found = torch.randn(64, 100), []
    with torch.no_grad():
        for layer in network:
            if isinstance(layer, nn.Conv2d) and layer.out_channels > 1:
                layer.weight *= scale
            if isinstance(layer, nn.BatchNorm2d):
                found.append(x.std())
                layer = norm(layer.num_features)
            x = layer(x)
            if isinstance(layer, nn.BatchNorm2d):
                found.append(x.std())
    return [*found, x.std()]


# %%
norms = {
    "as Keras means it": lambda c: nn.BatchNorm2d(c, momentum=0.2, eps=1e-3),
    "0.8 in second place": lambda c: nn.BatchNorm2d(c, 0.8),
}
print(f"{'':38} before -> after   before -> after   pixels")
for name, norm in norms.items():
    for scale in (1.0, 3.0):
        a, b, c, d, pixels = widths_after_norm(norm, scale)
        print(
            f"{name:20} weights times {scale:.0f}: {a:6.2f} -> {b:5.2f}    {c:6.2f} -> {d:5.2f}    {pixels:6.2f}"
        )
outcome("width_with_the_slip", widths_after_norm(norms["0.8 in second place"])[1])

# %% [markdown]
# Behind a BatchNorm the width should be 1, whatever came in; the first two rows come close. With 0.8 under the root, a signal
# of width 0.1 is divided by 0.9 and stays as small as it was: the layer hardly does anything, and when the weights grow, its output grows with them. The
# pictures start almost grey. No error is raised, no shape changes.
#
# Does it spoil the training? The course trained both pairs for 600 rounds from two seeds (`ci/measuring/lesson_10.py`) and measured the
# distance of their samples from real digits, smaller is better: 73 and 59 without the slip, 58 and 62 with it. Two seeds and runs this short
# cannot tell them apart, and a slip that training does not show is easily left in: the networks train, only they are not the networks that anybody
# described. Whoever compares "with BatchNorm" and "without" in such a port compares two networks that hardly have any.
#
# ## The port

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *Expect:* The commonest port of D is right in every shape and in all 392,833 numbers, and wrong in its values:
# `padding=1` on all four sides, and no extra zeros between 7 and 8. Ask for one input on which the two differ.

# %% [markdown]
# The chapter prints two networks in Keras. Here they are in words, to be ported exactly. First the generator, as section 8.1.3 of the chapter prints it (*Dense* is PyTorch's `Linear`, and *Reshape* its `reshape`):
#
# | layer | size after it |
# |---|---|
# | Dense, 6272 units, ReLU, from 100 numbers | 6272 |
# | Reshape | 128 channels, 7 by 7 |
# | UpSampling2D, 2 by 2 | 128, 14 by 14 |
# | Conv2D, 128 kernels of 3 by 3, 'same' | 128, 14 by 14 |
# | BatchNormalization, momentum 0.8; ReLU | 128, 14 by 14 |
# | UpSampling2D, 2 by 2 | 128, 28 by 28 |
# | Conv2D, 64 kernels of 3 by 3, 'same' | 64, 28 by 28 |
# | BatchNormalization, momentum 0.8; ReLU | 64, 28 by 28 |
# | Conv2D, 1 kernel of 3 by 3, 'same'; tanh | 1, 28 by 28 |
#
# ### Exercise 10.6 · The book's generator
# *Difficulty 3 of 5 · 7 minutes · needed later: no*
#
# Return it as a torch module, from latents (m, 100) to images (m, 1, 28, 28); `nn.Unflatten` reshapes. It has 855,809 trainable parameters. Every
# convolution has a bias; take ε and momentum from the table of conventions. The first weights do not matter here.


# %%
def port_generator():
    """A new generator of the book chapter, latents (m, 100) -> images (m, 1, 28, 28) in [-1, 1]."""
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Linear(100, 6272),
        nn.ReLU(),
        nn.Unflatten(1, (128, 7, 7)),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(128, 128, 3, padding=1),
        nn.BatchNorm2d(128, momentum=0.2, eps=1e-3),
        nn.ReLU(),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(128, 64, 3, padding=1),
        nn.BatchNorm2d(64, momentum=0.2, eps=1e-3),
        nn.ReLU(),
        nn.Conv2d(64, 1, 3, padding=1),
        nn.Tanh(),
    )
    ### END SOLUTION


# %%
port_generator = check("port_generator", port_generator)

# %% [markdown]
# And the discriminator:
#
# | layer | size after it |
# |---|---|
# | Conv2D, 32 kernels of 3 by 3, stride 2, 'same'; LeakyReLU 0.2; Dropout 0.25 | 32, 14 by 14 |
# | Conv2D, 64 kernels of 3 by 3, stride 2, 'same' | 64, 7 by 7 |
# | ZeroPadding2D, one row below and one column to the right | 64, 8 by 8 |
# | BatchNormalization, momentum 0.8; LeakyReLU 0.2; Dropout 0.25 | 64, 8 by 8 |
# | Conv2D, 128 kernels of 3 by 3, stride 2, 'same' | 128, 4 by 4 |
# | BatchNormalization, momentum 0.8; LeakyReLU 0.2; Dropout 0.25 | 128, 4 by 4 |
# | Conv2D, 256 kernels of 3 by 3, stride 1, 'same' | 256, 4 by 4 |
# | BatchNormalization, momentum 0.8; LeakyReLU 0.2; Dropout 0.25 | 256, 4 by 4 |
# | Flatten | 4096 |
# | Dense, 1 unit, **no** sigmoid: we return the logit | 1 |
#
# ### Exercise 10.7 · The book's discriminator
# *Difficulty 4 of 5 · 8 minutes · needed later: no*
#
# Return it as a torch module: 392,833 trainable parameters. `nn.ZeroPad2d((left, right, top, bottom))` puts zeros on chosen sides. Use `sizes` to see how many pixels a kernel of 3 with stride 2
# lacks on 28, 14 and 8, and the table of conventions to see where Keras puts them.


# %%
def port_discriminator():
    """A new discriminator of the book chapter, images (m, 1, 28, 28) -> logits (m, 1)."""
    ### BEGIN SOLUTION
    right_and_below = (0, 1, 0, 1)  # left, right, top, bottom
    layers = []
    for inputs, outputs in ((1, 32), (32, 64), (64, 128), (128, 256)):
        if outputs < 256:
            layers += [nn.ZeroPad2d(right_and_below), nn.Conv2d(inputs, outputs, 3, stride=2)]
        else:
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1)]
        if outputs == 64:
            layers += [nn.ZeroPad2d(right_and_below)]
        if outputs > 32:
            layers += [nn.BatchNorm2d(outputs, momentum=0.2, eps=1e-3)]
        layers += [nn.LeakyReLU(0.2), nn.Dropout(0.25)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(256 * 4 * 4, 1))
    ### END SOLUTION


# %%
port_discriminator = check("port_discriminator", port_discriminator)

# %% tags=["nbval-check-output"]
counts = [
    sum(parameter.numel() for parameter in network.parameters())
    for network in (port_generator(), port_discriminator())
]
print(f"G {counts[0]:,} and D {counts[1]:,} trainable parameters")
print(
    f"a stride of 2 makes {sizes(7 + 2, 3, 2)[0]} of 7, padded to 9, and {sizes(8 + 1, 3, 2)[0]} of 8, padded to 9"
)
print(f"zeros that the first BatchNorm of D sees: {64 - 49} of 64 places, {1 - 49 / 64:.0%}")

# %% [markdown]
# The second line settles a riddle of the chapter. It explains its padding from 7 to 8 by the size, and for the size it is
# redundant: with 'same', a stride of 2 makes 4 out of 7 and out of 8. What it does change are the values: the sampling grid
# moves, and the BatchNorm behind it mixes 23 % zeros into its mean and its variance.
#
# Later in the chapter, in its project, the same generator is printed a second time, with two differences: BatchNorm stands *behind*
# the ReLU, and the last layer is a ReLU and no longer a tanh. The data lie in [−1, 1]. Count what that last layer can reach.

# %%
seed_everything(0)
real = data.random(500) * 2 - 1
for name, last in (("tanh, as in section 8.1.3", nn.Tanh()), ("ReLU, as in the project", nn.ReLU())):
    with torch.no_grad():
        painted = published.book_generator(last)(torch.randn(64, 100))
    print(
        f"{name:26} pixels below 0: {(painted < 0).float().mean():4.0%}, in real digits {(real < 0).float().mean():.0%}"
    )

# %% [markdown]
# A ReLU paints no pixel below 0, and most of every real digit lies there. D can tell real from fake by one corner, as in lesson 05; the chapter's picture
# function stretches the grey scale and hides it. In the course's own run of 600 rounds with this ReLU, D ended with D(x) = 1.00
# and D(G(z)) below 0.001, and G's samples were nearly all the same.
#
# ## The book's networks, trained

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Ask before running:* "G shows D its eval life and is trained in its training life. Who sees which pictures?" (D
# learns from pictures that G's own gradient never sees. The last picture of the lesson shows how far the two are
# apart.)
#
# *Watch the clock:* Start the run (a quarter of a minute), then talk. It gives blots; show the recorded five minutes.

# %% [markdown]
# Now train the ported pair as the chapter does. One round: D takes a step on 32 real images, then a step on 32 fakes, then
# G takes one, on the same noise, against the label "real"; Adam at 0.0002 with β₁ = 0.5. One thing to watch, now that you know both
# lives: the chapter draws D's fakes with `predict`, so G shows D its **eval** life and is trained in its **training** life.

# %%
seed_everything(0)
book = published.BookGAN(device())
latent = book.latent(32)
run = Run(
    "The book's networks", seconds=by_speed(smoke=1, quick=15, full=120), images_per_step=book.batch_size,
    picture=lambda: plots.image_grid(book.sample(latent), columns=16), landmarks={"2 log 2": 1.386, "log 2": 0.693},
)  # fmt: skip
for step in run:
    run.log(**book.step(data.random(book.batch_size), run.elapsed_fraction))

# %%
names = ["d_loss", "g_loss", "d_real", "d_fake"]
last = run.latest()
plots.show(
    plots.image_grid(book.sample(latent), columns=16),
    f"32 samples after {run.step:,} rounds and {run.seconds:.0f} s: "
    + ", ".join(f"{name} {last[name]:.3g}" for name in names),
)

# %% [markdown]
# A round of this G is expensive, so on two CPU cores a quarter of a minute is some 140 rounds: blots and strokes. Here is the same
# pair, the same code, with five minutes there, and your own curves over its first seconds.
# No kernel at hand? [This page](../assets/lesson-10-run.html) replays the same recording in any browser; in JupyterLab press *Trust HTML*
# at its top.

# %%
replay(asset("lesson-10-run.npz"), mine=run, names=["d_loss", "g_loss"])

# %% [markdown]
# **Explore.** Drag through the recording. When does the first digit appear that you would swear to? Do the losses show the moment?
#
# Last, the two lives in a picture. One latent, eight times: above, G is in training mode and each time another latent keeps it
# company; below, the same eight batches in eval mode.


# %%
def in_company(others, training):
    """The first latent eight times, each time drawn together with so many others: (8, 1, 28, 28)."""
    seed_everything(1)
    generator = copy.deepcopy(book.generator).train(training)  # a copy: its running values may move
    with torch.no_grad():
        batches = [torch.cat([latent[:1], book.latent(others)]) for _ in range(8)]
        return torch.cat([generator(batch)[:1] for batch in batches])


def spread_of(pictures):
    """The largest difference of a pixel between two of the pictures, on a scale from 0 to 1."""
    return ((pictures.amax(0) - pictures.amin(0)).max() / 2).item()


rows = [in_company(1, training) for training in (True, False)]
plots.show(
    plots.image_grid((torch.cat(rows) + 1) / 2, columns=8, scale=4),
    f"Above: training mode, a pixel of the one picture differs by up to {spread_of(rows[0]):.2f}. Below: eval, by "
    f"{spread_of(rows[1]):.2f}.",
)
for others in (1, 7, 31):
    print(
        f"in a batch of {others + 1:2}: up to {spread_of(in_company(others, True)):.2f} in training mode"
    )

# %% [markdown]
# The last line is the batch of 32 in which the chapter trains: there, too, a picture depends on its company. D learns from the one
# life of G, and G is trained in the other.

# %% [markdown]
# ## What you believe now
#
# The statements of the beginning once more. Judge each again: this time the answer tells what is true, and why.

# %%
beliefs("10", after=True)

# %%
summary("10")

# %% [markdown]
# ## Recap
#
# - Copying pixels adds size; a transposed convolution stamps its kernel, and stamps that meet add up.
# - It is the transpose of a convolution's matrix, ⟨Ax, y⟩ = ⟨x, Aᵀy⟩, and no inverse: it brings back the size, not the image.
# - k divisible by s reaches all pixels equally often; random weights paint chequers all the same, and D's gradient has its own.
# - BatchNorm lives twice: batch values in training, running values in eval. Keras' momentum 0.8 is PyTorch's 0.2, and never its ε.
# - A port is exact when sizes, counts **and values** agree; sizes and counts alone miss a shifted grid.
#
# ## What popular introductions say, and what is true
#
# | One of five popular introductions says | What you saw |
# |---|---|
# | The generator's blocks end in a final transposed convolution layer | Its code copies pixels and convolves; there is no transposed convolution in it |
# | The scheme is convolution, BatchNorm, ReLU | One printing has that order, the other has BatchNorm behind the ReLU |
# | (the project's) last layer is a ReLU, the data lie in [−1, 1] | No pixel below 0 can be painted, and most of every image lies there; stretched grey scales hide it |
# | D needs a sigmoid output and has to return logits | One or the other: the code returns probabilities, this course logits |
# | D learns from a batch of real images, then from one of fakes | So its BatchNorm measures pure batches, and in training mode an image is judged by its company |
# | D's depths are 64, 128, 256 | In its code 32, 64, 128, 256 |
# | Zeros are padded to change 7 by 7 into 8 by 8 | For the next size it changes nothing, 4 either way; it shifts the grid, and BatchNorm sees the zeros |
# | All GANs use convolutions by now, and a DCGAN is just called a GAN | Lesson 05's digits came from a GAN without a single one |
# | "Deconvolution" (elsewhere) | A transpose: the digit did not come back |
# | An even kernel, or k divisible by s, prevents chequers (elsewhere) | It evens out the counts; random weights paint them anyway |
#
# ## Further reading
#
# - V. Dumoulin, F. Visin, *A guide to convolution arithmetic for deep learning*, 2016, arXiv:1603.07285: every size formula, drawn.
# - A. Odena, V. Dumoulin, C. Olah, *Deconvolution and Checkerboard Artifacts*, Distill 2016, doi:10.23915/distill.00003: overlap, and
#   the gradient's checkerboards.
# - S. Ioffe, C. Szegedy, ICML 2015, arXiv:1502.03167: the paper that introduced BatchNorm.
# - A. Radford, L. Metz, S. Chintala, *Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks*,
#   ICLR 2016, arXiv:1511.06434: where transposed convolutions entered GANs.
# - PyTorch-GAN, issue 116, on the misplaced 0.8; dcgan.torch, issue 19, on the same noise and two images.

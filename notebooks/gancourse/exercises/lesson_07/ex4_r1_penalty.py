"""Exercise 7.4, r1_penalty: a price on the slope of D at the data."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import torch
from torch import nn
from torch.autograd import grad as grad_by_its_short_name

from gancourse.checks.exercise import Exercise
from gancourse.exercises.gradients import gradient
from gancourse.exercises.lesson_05.batches import random_digits
from gancourse.settings import device

r1_penalty = Exercise(
    "r1_penalty",
    lesson="07",
    tolerance=1e-4,
    remember="At the goal, where the fakes are as good as the data, D is flat on the data, so a price on its slope there costs nothing at the goal and much on the way to it.",
)


class _Slope(nn.Module):
    """D(x) = w·(3 first pixels): its slope at every image is w, here (3, 4, 0), of length 5."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor([3.0, 4.0, 0.0]))

    def forward(self, images):
        return images.flatten(1)[:, :3] @ self.w[:, None]


class _Bowl(nn.Module):
    """D(x) = c·|x|²/2: its slope at x is c·x."""

    def __init__(self):
        super().__init__()
        self.c = nn.Parameter(torch.tensor(1.0))

    def forward(self, images):
        return self.c * images.flatten(1).square().sum(1, keepdim=True) / 2


@contextmanager
def _listening() -> Iterator[dict[str, str]]:
    """Notes under "asked" how `torch.autograd.grad` was called inside of the block: "with its history", "with the graph kept" or
    "plainly"; "not at all" where it was not, or under another name."""
    grad, noted = torch.autograd.grad, {"asked": "not at all"}

    def listening(*args, **kwargs):
        keeps = "with the graph kept" if kwargs.get("retain_graph") else "plainly"
        noted["asked"] = "with its history" if kwargs.get("create_graph") else keeps
        return grad(*args, **kwargs)

    with mock.patch.object(torch.autograd, "grad", listening):
        yield noted


@r1_penalty.probe("a D with the same slope everywhere, of length 5, and 4 images", expected="25, the squared length")
def one_slope(answer):
    return {"got": answer(_Slope().to(device()), random_digits(4))}


@r1_penalty.probe(
    "D(x) = |x|²/2, whose slope at x is x, on a grey image of length 14 and a black one of length 28",
    expected="490, the mean of 196 and 784",
)
def bowl(answer):
    images = torch.stack([torch.full((1, 28, 28), 0.5), -torch.ones(1, 28, 28)]).to(device())
    return {"in_the_bowl": answer(_Bowl().to(device()), images)}


@r1_penalty.probe(
    "the first D again: how the penalty changes when its weights (3, 4, 0) do",
    expected="2w = (6, 8, 0): D must be able to learn from the penalty",
)
def reaches_d(answer):
    network = _Slope().to(device())
    return {"gradient_for_d": gradient(answer(network, random_digits(4)), network.w)}


@r1_penalty.probe("how the slope is asked for", expected="in any way", holds=lambda seen: True)
def asks_for_it(answer):
    with _listening() as noted:
        answer(_Slope().to(device()), random_digits(4))
    return {"slope_asked_for": noted["asked"]}


@r1_penalty.probe("what is left behind", expected="no gradient in D's weights yet, and images that are as they were")
def left_behind(answer):
    network, images = _Slope().to(device()), random_digits(4)
    before = images.clone()
    answer(network, images)
    return {"leaves_a_gradient": network.w.grad is not None, "images_changed": not torch.equal(images, before)}


@r1_penalty.probe(
    "the first D and 4 black images, whose logit is 0", expected="25 again: the slope is the same everywhere"
)
def on_black(answer):
    return {"on_black": answer(_Slope().to(device()), torch.zeros(4, 1, 28, 28, device=device()))}


@r1_penalty.probe("how far it gets", expected="to the end", holds=lambda seen: not seen["stopped"])
def how_far_it_gets(answer):
    try:
        answer(_Slope().to(device()), random_digits(4))
    except Exception as error:
        return {"stopped": str(error)}
    return {"stopped": ""}


@r1_penalty.right
def r1_by_autograd(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.right
def r1_by_norm(discriminator, real):
    real = real.clone().requires_grad_()
    logits = discriminator(real)
    slope = torch.autograd.grad(logits, real, grad_outputs=torch.ones_like(logits), create_graph=True)[0]
    return (slope.reshape(len(real), -1).norm(dim=1) ** 2).sum() / len(real)


def _is(value, wanted) -> bool:
    return abs(value - wanted) < 1e-4 * abs(wanted)


@r1_penalty.wrong(when=lambda seen: "scalar outputs" in seen["error"])
def asks_for_the_gradient_of_many_logits(discriminator, real):
    """PyTorch stopped: "{error:.80}". A gradient is that of one number, and your D gave one logit for each image. The images do not
    influence each other's logits, so one number can stand for all. How do you make one of them whose gradient at each
    image is the image's own?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong(
    when=lambda seen: "not require grad" in seen["error"] or "have been used in the graph" in seen["error"]
)
def never_asks_the_images(discriminator, real):
    """PyTorch stopped: "{error:.90}". Gradients are kept for tensors that were asked for them before D looked, and images are
    not asked as a rule. Either they were never asked, or D looked at others than the ones you differentiate by. How does a
    tensor say that it wants a gradient?"""
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


def _right_and_of_no_use(seen: dict, asked: str) -> bool:
    """Right values, from which D learns nothing; asked: how the slope was asked for."""
    values = _is(seen["got"], 25) and _is(seen["in_the_bowl"], 490)
    return values and not seen["gradient_for_d"].any() and seen["slope_asked_for"] == asked


@r1_penalty.wrong(when=lambda seen: _right_and_of_no_use(seen, "not at all") and seen["leaves_a_gradient"] is True)
def reads_what_a_backward_left(discriminator, real):
    """The value is right, {got:.1f}, and D cannot learn from it: its weights get the gradient {gradient_for_d}. `backward()` writes the slope into `.grad` as plain numbers, with no history, and writes a gradient into D's
    weights as well. Which function returns the slope instead, and leaves nothing in D?"""
    real = real.detach().clone().requires_grad_()
    discriminator(real).sum().backward()
    return real.grad.square().flatten(1).sum(1).mean()


@r1_penalty.wrong(when=lambda seen: _right_and_of_no_use(seen, "with the graph kept"))
def keeps_the_graph_for_create_graph(discriminator, real):
    """The value is right, {got:.1f}, and D cannot learn from it: its weights get the gradient {gradient_for_d}. `retain_graph` keeps the graph from the images to the *logits*, to walk it once more; the computation of the slope
    itself is not recorded by it. Which other argument records that?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, retain_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong(when=lambda seen: _right_and_of_no_use(seen, "with its history"))
def cuts_the_slope_off(discriminator, real):
    """The value is right, {got:.1f}, and D cannot learn from it: its weights get the gradient {gradient_for_d}. You do ask for a slope with its history, and behind that something throws the history away again, as `detach`, `.data`, `no_grad` or a new
    tensor do. Which line between the slope and the `return` is it?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.detach().square().flatten(1).sum(1).mean()


@r1_penalty.wrong(when=lambda seen: _right_and_of_no_use(seen, "not at all") and seen["leaves_a_gradient"] is False)
def loses_the_way_back_to_d(discriminator, real):
    """The value is right, {got:.1f}, and D cannot learn from it: its weights get the gradient {gradient_for_d}. Between the price and D's weights the record is missing: either the slope was made without one, or it was cut off
    afterwards. Which of the two is it in yours?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = grad_by_its_short_name(discriminator(real).sum(), real)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.decoy(loses_the_way_back_to_d, told=cuts_the_slope_off)
def cuts_the_slope_of_torch_func_off(discriminator, real):
    slopes = torch.func.vmap(torch.func.grad(lambda x: discriminator(x[None]).sum()))(real)
    return slopes.detach().square().flatten(1).sum(1).mean()


@r1_penalty.decoy(
    reads_what_a_backward_left, keeps_the_graph_for_create_graph, cuts_the_slope_off, loses_the_way_back_to_d
)
def squares_by_a_constant_slope(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True, retain_graph=True)
    return (slope * slope.detach()).flatten(1).sum(1).mean()


@r1_penalty.decoy(keeps_the_graph_for_create_graph, right=True)
def keeps_the_graph_as_well(discriminator, real):
    real = real.detach().clone().requires_grad_()
    slope = torch.autograd.grad(discriminator(real).sum(), [real], retain_graph=True, create_graph=True)[0]
    return slope.square().sum() / len(slope)


@r1_penalty.wrong(when=lambda seen: _right_and_of_no_use(seen, "plainly"))
def forgets_create_graph(discriminator, real):
    """The value is right, {got:.1f}, and D cannot learn from it: its weights get the gradient {gradient_for_d}. The slope was
    computed and its own history thrown away, so a `backward()` through it finds nothing. Which argument of
    `torch.autograd.grad` keeps that history?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 5) and _is(seen["in_the_bowl"], 21))
def takes_the_length(discriminator, real):
    """{got:.1f} is the length of the slope, and R1 charges its square, 25. Near 0 the length has a kink: it pulls just as hard
    at a D that is almost flat, where the square lets go. Which of the two leaves a D in peace that has arrived?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).sqrt().mean()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 25 / 784) and _is(seen["in_the_bowl"], 490 / 784))
def means_over_the_pixels(discriminator, real):
    """You get {got:.4f} where 25 was due: a mean over all 784 pixels and not their sum. The squared length of a vector is a
    sum over its entries; a mean makes the penalty 784 times weaker and dependent on the picture's size. Over which dimension
    do you average, and over which do you add?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().mean()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 100) and _is(seen["in_the_bowl"], 980))
def adds_up_the_images(discriminator, real):
    """You add up over the images: {got:.0f} for four of them, 25 each. With twice the batch D would pay twice as much for the
    same slope. Is R1 a total, or an expectation over the data?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().sum()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 25 / 16) and _is(seen["in_the_bowl"], 490 / 4))
def divides_by_the_batch_twice(discriminator, real):
    """{got:.4f} instead of 25: you took the slope of the mean logit, and each image's share of a mean over 4 is a quarter, so
    its square is a sixteenth. The images do not influence each other, so the slope of the sum is each image's own. What should
    be summed before the gradient is taken?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).mean(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 16) and _is(seen["in_the_bowl"], (13**2 + 27**2) / 2))
def pulls_the_length_to_one(discriminator, real):
    """{got:.0f} = (5 − 1)²: you ask for slopes of length 1, as the penalty of WGAN-GP does. That D never gets flat, and near the
    goal it keeps pushing G around. Which slope should D have on the data when the fakes are perfect?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return (slope.flatten(1).norm(dim=1) - 1).square().mean()


def _of_one_factor(seen: dict, *factors: float) -> bool:
    """Are both numbers the right ones times one of these?"""
    return any(_is(seen["got"], 25 * factor) and _is(seen["in_the_bowl"], 490 * factor) for factor in factors)


@r1_penalty.wrong(when=lambda seen: _of_one_factor(seen, 0.05, 0.1, 0.8, 1.6, 5, 10))
def has_gamma_in_it(discriminator, real):
    """You get {got:.4g} where 25 was due, and every number is off by the same factor: γ, or γ/2, is multiplied in already. This function returns the mean alone; the training step asks for its price further down. Which factor can
    go?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return 0.1 / 2 * slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong(when=lambda seen: _of_one_factor(seen, 0.5))
def has_the_half_in_it(discriminator, real):
    """You get {got:.4g} where 25 was due: half of each. R1 is written with a factor γ/2, and that comes later, in the training step; here the mean alone is asked for. Which factor can go?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean() / 2


@r1_penalty.decoy(has_gamma_in_it, has_the_half_in_it, told="scaled")
def has_a_third_in_it(discriminator, real):
    return r1_by_autograd(discriminator, real) / 3


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 25) and _is(seen["in_the_bowl"], 49))
def averages_the_slopes(discriminator, real):
    """Right where every image has the same slope, {got:.0f}. In the bowl, where a grey and a black image have slopes of length 14 and 28 that point in opposite directions, you get {in_the_bowl:.0f} where 490 was due: the mean was taken of the slopes, which take each other
    off, and squared then. Which comes first in R1, the square or the mean?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.mean(0).square().sum()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 25) and _is(seen["in_the_bowl"], 441))
def squares_the_mean_length(discriminator, real):
    """Right where every slope has the same length, {got:.0f}. In the bowl the lengths are 14 and 28, and you get {in_the_bowl:.0f} = 21²: the mean of the lengths, squared. R1 is the mean of the squares, 196 and 784. Which of the two steps comes
    first?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.flatten(1).norm(dim=1).mean().square()


@r1_penalty.decoy(averages_the_slopes, squares_the_mean_length)
def multiplies_the_lengths(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.flatten(1).norm(dim=1).log().mean().exp().square()


def _divided_by_one_number(seen: dict) -> bool:
    """100 and 980, the sums over four images and over two, divided by the same number, which is no number of images or pixels here."""
    if not seen["got"]:
        return False
    number = 100 / seen["got"]
    return (
        _is(seen["in_the_bowl"], 980 / number)
        and not any(abs(number - other) < 1e-3 for other in (1, 784))
        and number > 1
    )


@r1_penalty.wrong(when=_divided_by_one_number)
def divides_by_a_typed_batch(discriminator, real):
    """For four images you get {got:.4g} where 25 was due, and for two {in_the_bowl:.4g} where 490 was: the sums over the images are 100 and 980, and both were divided by one and the same number. Batches differ. Where does the number of images
    stand?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().sum() / 64


@r1_penalty.decoy(divides_by_a_typed_batch, told="divides_by_the_batch_twice")
def divides_by_the_batch_three_times(discriminator, real):
    return (r1_by_autograd(discriminator, real) / len(real)) / len(real)


@r1_penalty.wrong(
    when=lambda seen: (
        seen["on_black"] == 0
        and any(_is(seen["in_the_bowl"], value) for value in (490**2, 490**2 / 2, 245**2, 245**2 / 2, 245))
    )
)
def takes_ds_own_gradient(discriminator, real):
    """You took the gradient with respect to D's weights and got {got:.2f}. R1 asks for something else: how fast D's verdict
    changes when the *image* changes a little. That is the slope G climbs. With respect to which tensor do you differentiate?"""
    slopes = torch.autograd.grad(discriminator(real).sum(), list(discriminator.parameters()), create_graph=True)
    return sum(slope.square().sum() for slope in slopes) / len(real)


@r1_penalty.decoy(forgets_create_graph, asks_for_the_gradient_of_many_logits, never_asks_the_images, right=True)
def asks_with_ones(discriminator, real):
    real = torch.autograd.Variable(real.clone(), requires_grad=True)
    logits = discriminator(real)
    (slope,) = torch.autograd.grad(logits, real, torch.ones_like(logits), create_graph=True, retain_graph=True)
    return slope.reshape(len(real), -1).pow(2).sum(1).mean()


@r1_penalty.decoy(forgets_create_graph)
def squares_by_a_constant(discriminator, real):
    slope = torch.autograd.grad(discriminator(real.requires_grad_()).sum(), real, create_graph=True)[0].flatten(1)
    real.requires_grad_(False)
    return (slope * slope.detach()).sum(1).mean()


@r1_penalty.decoy(takes_the_length)
def takes_the_length_of_the_longest(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.flatten(1).norm(dim=1).max()


@r1_penalty.decoy(means_over_the_pixels, divides_by_the_batch_twice)
def means_over_the_pixels_that_matter(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope[slope != 0].square().mean()


@r1_penalty.decoy(adds_up_the_images)
def counts_each_image_four_times(discriminator, real):
    return 4 * r1_by_autograd(discriminator, real)


@r1_penalty.decoy(divides_by_the_batch_twice)
def takes_a_sixteenth(discriminator, real):
    return r1_by_autograd(discriminator, real) / 16


@r1_penalty.decoy(pulls_the_length_to_one, takes_the_length)
def pulls_the_squared_length_to_nine(discriminator, real):
    return r1_by_autograd(discriminator, real) - 9


@r1_penalty.decoy(takes_ds_own_gradient)
def squares_the_logits(discriminator, real):
    return discriminator(real).square().mean()


@r1_penalty.decoy(never_asks_the_images, told="flags_changed")
def leaves_the_images_asking(discriminator, real):
    (slope,) = torch.autograd.grad(discriminator(real.requires_grad_()).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong(
    when=lambda seen: (
        any(_is(seen["on_black"], value) for value in (25 / 4, 25 / 4 / 16, 25 / 16, 25 / 16 / 16))
        and not _is(seen["got"], seen["on_black"])
    )
)
def takes_the_slope_of_the_loss(discriminator, real):
    """The slope of this D has length 5 at every image. You get {got:.3g} for random images and {on_black:.3g} for black ones, whose logit
    is 0: something that bends, a loss or a sigmoid, stands between D's logit and the number that you differentiate. Where D
    is sure it is flat, and the price would vanish there. Of what does R1 take the slope?"""
    real = real.detach().clone().requires_grad_()
    loss = nn.functional.softplus(-discriminator(real)).mean()
    (slope,) = torch.autograd.grad(loss, real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.decoy(takes_the_slope_of_the_loss, takes_ds_own_gradient)
def takes_the_slope_of_the_square(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).square().sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong(
    when=lambda seen: seen["leaves_a_gradient"] is True and _is(seen["got"], 25) and _is(seen["in_the_bowl"], 490)
)
def sends_a_backward_through_d(discriminator, real):
    """The price is right, {got:.0f}, and D's weights hold a gradient already, before anyone has asked for theirs: `backward()` brings one to
    everything on its way, and the gradient of the price, which comes later, is added to it. Which function hands the gradient by one
    tensor over and leaves nothing anywhere?"""
    real = real.detach().clone().requires_grad_()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch warns of create_graph here
        discriminator(real).sum().backward(create_graph=True)
    return real.grad.square().flatten(1).sum(1).mean()


@r1_penalty.decoy(sends_a_backward_through_d, adds_up_the_images)
def sends_a_backward_through_d_and_adds_up(discriminator, real):
    return 2 * sends_a_backward_through_d(discriminator, real)


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 100 / 784) and _is(seen["in_the_bowl"], 980 / 784))
def exchanges_sum_and_mean(discriminator, real):
    """You get {got:.4f} for four images where 25 was due: 4 · 25 / 784. You add up over the images and take the mean over the pixels. The squared
    length of one image's slope is a sum over its pixels, and R1 is an expectation over the images. Which of the two axes is the batch?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).mean(1).sum()


@r1_penalty.decoy(exchanges_sum_and_mean, told=means_over_the_pixels)
def means_over_both(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).mean(1).mean()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 7) and _is(seen["in_the_bowl"], 784 * 0.75))
def adds_up_the_sizes(discriminator, real):
    """{got:.0f} = 3 + 4: the entries of the slope, or their sizes, were added up as they are. The length of a slope is that of a vector, and by Pythagoras 3 and 4 make 5, whose
    square is 25. What is done to each entry before they are added?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.flatten(1).abs().sum(1).mean()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 49) and _is(seen["in_the_bowl"], (392**2 + 784**2) / 2))
def squares_the_sum_of_the_entries(discriminator, real):
    """{got:.0f} = (3 + 4)²: the entries of the slope were added up, and the sum was squared. The squared length of a slope is that of a vector, by Pythagoras 3² + 4² = 25. Which of the two comes first, the square or the sum?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.flatten(1).sum(1).square().mean()


@r1_penalty.decoy(adds_up_the_sizes, squares_the_sum_of_the_entries)
def takes_the_largest_entry(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.flatten(1).max(1).values.mean()


@r1_penalty.wrong(when=lambda seen: _is(seen["got"], 25) and _is(seen["in_the_bowl"], 784))
def charges_the_steepest_image_only(discriminator, real):
    """Right where the slope is the same everywhere, {got:.0f}. In the bowl, where one image has the slope 14 and the other 28, you get {in_the_bowl:.0f}: the
    steepest image alone. R1 estimates an expectation over the data. What makes one number of the images in an expectation?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).max()


@r1_penalty.decoy(charges_the_steepest_image_only)
def charges_the_flattest_image_only(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).min()


r1_penalty.hints(
    "The slope of D at an image has 784 entries: how D's logit changes with each pixel. R1 is its squared length, averaged over the real images.",
    "The images must require a gradient. torch.autograd.grad(sum of logits, images, create_graph=True) gives all slopes at once.",
    "real = real.detach().requires_grad_(); (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True); then "
    "square, flatten(1), sum(1), mean.",
)

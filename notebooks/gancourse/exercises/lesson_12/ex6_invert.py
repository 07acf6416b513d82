"""Exercise 12.6, invert: the latent of a picture, found by gradient."""

import torch
from torch import nn

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

invert = Exercise(
    "invert",
    lesson="12",
    tolerance=2e-3,
    remember="It is lesson 01's learning turned round: the weights stand still and the input moves. The error that is left says what G cannot paint, or what this descent did not find; only more starts tell the two apart.",
)


class Rotation(nn.Module):
    """A generator whose latents are known: two numbers to a picture of 1 by 1 by 3, by the first two columns of a rotation."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([[0.6, 0.0], [0.8, 0.0], [0.0, 1.0]]))

    def forward(self, latents):
        return (latents @ self.weight.T).reshape(len(latents), 1, 1, 3)


def _known() -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    """The generator, three latents, and the pictures of them."""
    paint = Rotation().to(device())
    latents = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.0, -1.5]], device=device())
    return paint, latents, paint(latents).detach()


@invert.probe(
    "three pictures whose latents are (1, 2), (−1, 0.5), (0, −1.5), from (0, 0), one step at rate 0.1",
    expected="(0.1, 0.1), (−0.1, 0.1), (0, −0.1): Adam's first step is as long as its rate",
)
def one_step(answer):
    paint, _, pictures = _known()
    found, errors = answer(paint, pictures, torch.zeros(3, 2, device=device()), 1, 0.1)
    return {
        "after_one": found.cpu().double().round(decimals=3),
        "first_after_one": found[0].cpu().double().round(decimals=3),
        "errors_after_one": errors.cpu().double().round(decimals=3),
        "requires_grad": bool(found.requires_grad or errors.requires_grad),
    }


@invert.probe(
    "the same, ten steps",
    expected="(0.924, 0.975), (−0.924, 0.703), (0, −0.962), to 0.02: Adam with its usual settings",
    holds=lambda seen: seen["off_after_ten"] < 0.02,
)
def ten_steps(answer):
    paint, _, pictures = _known()
    found, _ = answer(paint, pictures, torch.zeros(3, 2, device=device()), 10, 0.1)
    right, _ = adam_on_the_latents(paint, pictures, torch.zeros(3, 2, device=device()), 10, 0.1)
    return {"first_after_ten": found[0].cpu().double().round(decimals=3), "off_after_ten": (found - right).abs().max()}


@invert.probe(
    "the same, 200 steps at rate 0.1",
    expected="the latents that the pictures were painted from, to a hundredth",
    holds=lambda seen: seen["far_from_the_latents"] < 0.01,
)
def the_known_latents(answer):
    paint, latents, pictures = _known()
    found, errors = answer(paint, pictures, torch.zeros(3, 2, device=device()), 200, 0.1)
    return {
        "far_from_the_latents": (found - latents).abs().max(),
        "first_found": found[0].cpu().double().round(decimals=2),
    }


@invert.probe(
    "no step at all, from the starts (1, 1), (0, 0), (2, 0)",
    expected="the starts, and their errors: each the mean over the pixels of the squared difference",
)
def no_step(answer):
    paint, _, pictures = _known()
    starts = torch.tensor([[1.0, 1.0], [0.0, 0.0], [2.0, 0.0]], device=device())
    found, errors = answer(paint, pictures, starts, 0, 0.1)
    return {
        "stayed": found.cpu().double().round(decimals=3),
        "first_stayed": found[0].cpu().double().round(decimals=3),
        "errors": errors.cpu().double().round(decimals=4),
        "errors_shape": str(tuple(errors.shape)),
    }


@invert.probe(
    "a picture that this generator cannot paint, (0.8, −0.6, 1), 200 steps",
    expected="an error of 0.333: what it cannot paint is left",
    holds=lambda seen: abs(seen["left"] - 1 / 3) < 0.005,
)
def out_of_reach(answer):
    paint, _, _ = _known()
    target = torch.tensor([[[[0.8, -0.6, 1.0]]]], device=device())
    _, errors = answer(paint, target, torch.zeros(1, 2, device=device()), 200, 0.1)
    return {"left": errors[0]}


@invert.probe(
    "the generator afterwards",
    expected="its weights have no gradient",
    holds=lambda seen: not seen["weights_got_gradients"],
)
def weights_left_alone(answer):
    paint, _, pictures = _known()
    answer(paint, pictures, torch.zeros(3, 2, device=device()), 2, 0.1)
    return {"weights_got_gradients": paint.weight.grad is not None}


def _errors(paint, latents, targets):
    return (paint(latents) - targets).square().flatten(1).mean(1)


def _descend(
    paint, targets, starts, steps, rate, *, make=torch.optim.Adam, loss=lambda errors: errors.sum(), clear=True
):
    latents = starts.detach().clone().requires_grad_()
    optimizer = make([latents], lr=rate)
    for _ in range(steps):
        if clear:
            optimizer.zero_grad()
        loss(_errors(paint, latents, targets)).backward(inputs=[latents])
        optimizer.step()
    return latents.detach(), _errors(paint, latents, targets).detach()


@invert.right
def adam_on_the_latents(paint, targets, starts, steps, rate):
    return _descend(paint, targets, starts, steps, rate)


@invert.right
def by_autograd(paint, targets, starts, steps, rate):
    latents = nn.Parameter(starts.clone())
    optimizer = torch.optim.Adam([latents], lr=rate)
    for _ in range(steps):
        loss = (paint(latents) - targets).square().mean()  # Adam does not mind a factor
        (latents.grad,) = torch.autograd.grad(loss, latents)
        optimizer.step()
    with torch.no_grad():
        return latents.detach(), (paint(latents) - targets).square().mean(dim=(1, 2, 3))


@invert.right
def adam_by_hand(paint, targets, starts, steps, rate):
    latents, mean, square = starts.clone(), torch.zeros_like(starts), torch.zeros_like(starts)
    for step in range(1, steps + 1):
        slope = torch.func.grad(lambda z: _errors(paint, z, targets).sum())(latents).detach()
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        latents = latents - rate * (mean / (1 - 0.9**step)) / ((square / (1 - 0.999**step)).sqrt() + 1e-8)
    return latents, _errors(paint, latents, targets).detach()


@invert.wrong(when=lambda seen: not seen["after_one"].any() and not seen["first_found"].any())
def latents_never_move(paint, targets, starts, steps, rate):
    """After one step your first latent is still {first_after_one}, and so they are after 200: the optimiser holds another tensor than the one you return, or none of the latents. Which tensor is in its
    list?"""
    return starts.clone(), _errors(paint, starts, targets).detach()


@invert.wrong(when=lambda seen: abs(seen["after_one"] - [[-0.1, -0.1], [0.1, -0.1], [0, 0.1]]).max() < 0.005)
def uphill(paint, targets, starts, steps, rate):
    """After one step your first latent is {first_after_one}: each went away from its goal, so the error is made larger. Which sign has the loss in
    descent?"""
    return _descend(paint, targets, starts, steps, rate, loss=lambda errors: -errors.sum())


@invert.wrong(when=lambda seen: abs(seen["after_one"] - [[0.067, 0.133], [-0.067, 0.033], [0, -0.1]]).max() < 0.002)
def plain_descent(paint, targets, starts, steps, rate):
    """After one step your first latent is {first_after_one}: each moved in proportion to its slope, as plain gradient descent does. Adam's first step is as long as the rate in every number. Which optimiser was asked
    for?"""
    return _descend(paint, targets, starts, steps, rate, make=torch.optim.SGD)


@invert.wrong(when=lambda seen: abs(seen["after_one"] - [[0.022, 0.044], [-0.022, 0.011], [0, -0.033]]).max() < 0.002)
def plain_descent_on_the_mean(paint, targets, starts, steps, rate):
    """After one step your first latent is {first_after_one}: plain gradient descent on the mean over all pictures, so each moves a third as far as it would alone, and with 100 pictures a hundredth. Which optimiser was asked for, one that does not mind such a
    factor?"""
    return _descend(paint, targets, starts, steps, rate, make=torch.optim.SGD, loss=lambda errors: errors.mean())


@invert.wrong
def gradients_pile_up(paint, targets, starts, steps, rate):
    """After one step you are right, and after ten the first latent is {first_after_ten}: gradients add up from step to step. Which line clears
    them?"""
    return _descend(paint, targets, starts, steps, rate, clear=False)


@invert.wrong
def one_step_only(paint, targets, starts, steps, rate):
    """After one step you are right, and after ten the first latent is {first_after_ten}, as after one: the loop ends in its first round, or there is none. How far in does the `return` line
    stand?"""
    return _descend(paint, targets, starts, min(steps, 1), rate)


@invert.wrong
def one_step_more(paint, targets, starts, steps, rate):
    """With no step at all your first latent is {first_stayed}, and (1, 1) came in: your latents move once more than they were asked to. What does `range(steps)` count
    to?"""
    return _descend(paint, targets, starts, steps + 1, rate)


@invert.wrong
def errors_of_the_step_before(paint, targets, starts, steps, rate):
    """Your latents are right, and the errors after one step are {errors_after_one}: those of the latents *before* it. They were computed for the gradient, and the latents have moved since. Of which latents are they
    asked?"""
    latents, errors = _descend(paint, targets, starts, steps, rate)
    before, old = _descend(paint, targets, starts, max(steps - 1, 0), rate)
    return latents, old


@invert.wrong(when=lambda seen: seen["errors_shape"] == "()" and abs(seen["errors"] - 0.9444) < 1e-3)
def one_error_for_all(paint, targets, starts, steps, rate):
    """Your errors are one number, {errors:.4f}: the mean over all pictures. Each picture has an error of its own, by which its best start is chosen below. Which axes does the mean
    run over?"""
    latents, errors = _descend(paint, targets, starts, steps, rate)
    return latents, errors.mean()


@invert.wrong
def sums_over_the_pixels(paint, targets, starts, steps, rate):
    """Your latents are right, and the errors are {errors}: sums over the three pixels, where their mean was asked for. With 784 pixels the sum is 784 times as large. What makes pictures of two sizes
    comparable?"""
    latents, errors = _descend(paint, targets, starts, steps, rate)
    return latents, errors * targets[0].numel()


@invert.wrong
def distances_for_errors(paint, targets, starts, steps, rate):
    """Your latents are right, and the errors are {errors}: the roots of the mean squares. A fair measure too, and another one. Which step takes a
    root?"""
    latents, errors = _descend(paint, targets, starts, steps, rate)
    return latents, errors.sqrt()


@invert.wrong
def absolute_differences(paint, targets, starts, steps, rate):
    """With no step your errors are {errors}: means of the *absolute* differences. They were to be squared. What is the square of a difference of
    2?"""
    latents, _ = _descend(paint, targets, starts, steps, rate)
    return latents, (paint(latents) - targets).abs().flatten(1).mean(1).detach()


@invert.wrong(
    when=lambda seen: (
        seen["requires_grad"]
        and seen["far_from_the_latents"] < 0.01
        and abs(seen["after_one"] - [[0.1, 0.1], [-0.1, 0.1], [0, -0.1]]).max() < 0.002
    )
)
def graph_kept(paint, targets, starts, steps, rate):
    """Your numbers are right ({errors} at the start), and what you return still requires a gradient: whoever goes on with it drags the graph along. What cuts it
    off?"""
    latents, _ = _descend(paint, targets, starts, steps, rate)
    latents.requires_grad_()
    return latents, _errors(paint, latents, targets)


@invert.wrong(when=lambda seen: seen["weights_got_gradients"] and seen["far_from_the_latents"] < 0.01)
def backward_through_the_weights(paint, targets, starts, steps, rate):
    """Your latents are right ({first_found} for the first), and afterwards the generator's weights carry a gradient: `backward()` fills every leaf on its way, and a training step that does not clear it would go there. Which argument of `backward`, or which other function, asks for the latents'
    slopes alone?"""
    latents = starts.detach().clone().requires_grad_()
    optimizer = torch.optim.Adam([latents], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        _errors(paint, latents, targets).sum().backward()
        optimizer.step()
    return latents.detach(), _errors(paint, latents, targets).detach()


@invert.wrong
def starts_of_its_own(paint, targets, starts, steps, rate):
    """With no step at all your first latent is {first_stayed}, and (1, 1) came in: latents of your own, and not the starts that came in. Without those nobody can try several starts and compare. Where do they come
    in?"""
    return _descend(paint, targets, torch.zeros_like(starts), steps, rate)


@invert.wrong
def one_latent_for_all(paint, targets, starts, steps, rate):
    """After one step your first latent is {first_after_one}, and so are the others: all are the same, as if one latent had to serve all pictures. How many latents came
    in?"""
    latents, _ = _descend(
        lambda z: paint(z.mean(0, keepdim=True).expand_as(z)),
        targets,
        starts,
        steps,
        rate,
        loss=lambda errors: errors.sum(),
    )
    latents = latents.mean(0, keepdim=True).expand_as(starts).clone()
    return latents, _errors(paint, latents, targets).detach()


@invert.wrong(
    when=lambda seen: abs(seen["first_found"]).max() <= 1.001 and abs(seen["first_found"] - [1, 1]).max() < 0.011
)
def kept_within_one(paint, targets, starts, steps, rate):
    """After 200 steps the first latent is {first_found}, and (1, 2) was due: no number comes beyond 1. Latents are normal numbers, of which a third lie farther out. What holds yours
    back?"""
    latents = starts.detach().clone().requires_grad_()
    optimizer = torch.optim.Adam([latents], lr=rate)
    for _ in range(steps):
        (latents.grad,) = torch.autograd.grad(_errors(paint, latents, targets).sum(), latents)
        optimizer.step()
        latents.data.clamp_(-1, 1)
    return latents.detach(), _errors(paint, latents, targets).detach()


@invert.wrong
def pulled_towards_zero(paint, targets, starts, steps, rate):
    """After 200 steps the first latent is {first_found}, and (1, 2) was due: it stops on the way, as a price on the latent's length would make it. Nobody asked for one here. What else than the error is in your
    loss?"""
    latents = starts.detach().clone().requires_grad_()
    optimizer = torch.optim.Adam([latents], lr=rate)
    for _ in range(steps):
        loss = (_errors(paint, latents, targets) + 0.1 * latents.square().mean(1)).sum()
        (latents.grad,) = torch.autograd.grad(loss, latents)
        optimizer.step()
    return latents.detach(), _errors(paint, latents, targets).detach()


@invert.wrong
def a_new_optimiser_at_each_step(paint, targets, starts, steps, rate):
    """After one step you are right, and after 200 you are still {far_from_the_latents:.3f} away, or go to and fro: with a new Adam at every step each step is its first, as long as the rate. Where is the optimiser
    made?"""
    latents = starts.detach().clone().requires_grad_()
    for _ in range(steps):
        optimizer = torch.optim.Adam([latents], lr=rate)
        (latents.grad,) = torch.autograd.grad(_errors(paint, latents, targets).sum(), latents)
        optimizer.step()
    return latents.detach(), _errors(paint, latents, targets).detach()


@invert.decoy(latents_never_move, uphill, plain_descent, plain_descent_on_the_mean, one_latent_for_all, one_step_more)
def half_the_rate(paint, targets, starts, steps, rate):
    return _descend(paint, targets, starts, steps, rate / 2)


@invert.decoy(gradients_pile_up, one_step_only, a_new_optimiser_at_each_step)
def with_momentum_of_another_size(paint, targets, starts, steps, rate):
    return _descend(
        paint, targets, starts, steps, rate, make=lambda held, lr: torch.optim.Adam(held, lr=lr, betas=(0.5, 0.999))
    )


@invert.decoy(
    errors_of_the_step_before, one_error_for_all, sums_over_the_pixels, distances_for_errors, absolute_differences
)
def largest_error_of_a_pixel(paint, targets, starts, steps, rate):
    latents, _ = _descend(paint, targets, starts, steps, rate)
    return latents, (paint(latents) - targets).square().flatten(1).amax(1).detach()


@invert.decoy(graph_kept, backward_through_the_weights, right=True)
def with_the_weights_held(paint, targets, starts, steps, rate):
    for weight in paint.parameters():
        weight.requires_grad_(False)
    try:
        return backward_through_the_weights(paint, targets, starts, steps, rate)
    finally:
        for weight in paint.parameters():
            weight.requires_grad_(True)


@invert.decoy(starts_of_its_own, kept_within_one, pulled_towards_zero)
def stops_half_way(paint, targets, starts, steps, rate):
    latents, _ = _descend(paint, targets, starts, steps, rate)
    latents = starts + 0.8 * (latents - starts)
    return latents, _errors(paint, latents, targets).detach()


invert.hints(
    "Lesson 05's loop, with the latents in the optimiser's hands and G's weights in nobody's: paint, compare, send the gradient back to the latents, step.",
    "latents = starts.clone().requires_grad_() is what Adam moves. The loss is the sum of the errors, one for each picture, so that no picture minds the others; backward(inputs=[latents]) fills nothing else.",
    "errors = (paint(latents) - targets).square().flatten(1).mean(1); optimizer.zero_grad(); errors.sum().backward(inputs=[latents]); optimizer.step(), `steps` times; then errors once more, detached",
)

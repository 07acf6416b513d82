"""Exercise 12.2, jacobian: how each pixel answers to each number of the latent."""

import warnings

import torch
from torch import nn
from torch.func import jacfwd, jacrev, vmap

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

jacobian = Exercise(
    "jacobian",
    lesson="12",
    tolerance=2e-3,
    remember="Row i of J is one pixel's gradient in the latent, column j is the picture of what a small step of latent number j changes. Forward mode makes a column at a time, "
    "reverse mode a row: with 64 inputs and 784 outputs, forward mode has 12 times fewer of them to make.",
)


def _linear() -> nn.Module:
    """(m, 2) -> (m, 1, 1, 3), with a weight that can be read off."""
    layer = nn.Linear(2, 3)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
        layer.bias.copy_(torch.tensor([10.0, 20.0, 30.0]))
    return nn.Sequential(layer, nn.Unflatten(1, (1, 1, 3))).to(device()).eval()


def _bent() -> nn.Module:
    """(m, 3) -> (m, 1, 2, 2), with BatchNorm in eval mode and tanh at the end."""
    network = nn.Sequential(
        nn.Linear(3, 8, bias=False),
        nn.BatchNorm1d(8),
        nn.Tanh(),
        nn.Linear(8, 4),
        nn.Tanh(),
        nn.Unflatten(1, (1, 2, 2)),
    )
    with torch.no_grad():
        network[1].running_mean.uniform_(-1, 1)
        network[1].running_var.uniform_(0.5, 2)
    return network.to(device()).eval()


@jacobian.probe(
    "a linear network of 2 latent numbers and 3 pixels, with the weights (1, 2), (3, 4), (5, 6): the shape",
    expected="(3, 2): a row for each pixel, a column for each latent number",
)
def shape(answer):
    return {"shape": str(tuple(answer(_linear(), torch.tensor([0.5, -1.0], device=device())).shape))}


@jacobian.probe("the same network", expected="its weights: (1, 2), (3, 4), (5, 6)")
def of_a_linear_network(answer):
    found = answer(_linear(), torch.tensor([0.5, -1.0], device=device())).double()
    flat = found.reshape(-1)
    return {
        "first_pixel": found[0].round(decimals=3),
        "last_pixel": found[-1].round(decimals=3),
        "all_of_it": found,
        "sums_to": found.sum(),
        "in_numbers": flat,
        "transposed": bool(flat.shape == (6,) and (flat.cpu() - torch.tensor([1.0, 3, 5, 2, 4, 6])).abs().max() < 0.01),
    }


@jacobian.probe("the same at another latent", expected="the same: a linear network answers alike everywhere")
def elsewhere(answer):
    return {"far_out": answer(_linear(), torch.tensor([3.0, 7.0], device=device()))}


@jacobian.probe("a bent network of 3 latent numbers and 4 pixels", expected="each entry to a thousandth")
def of_a_bent_network(answer):
    found = answer(_bent(), torch.tensor([0.4, -0.3, 0.8], device=device()))
    return {"bent": found, "bent_row": found.flatten()[-3:].cpu().double().round(decimals=3)}


@jacobian.probe(
    "the same bent network at another latent", expected="another matrix: a bent network answers by its place"
)
def bent_elsewhere(answer):
    return {"bent_elsewhere": answer(_bent(), torch.tensor([-1.0, 0.6, 0.1], device=device()))}


@jacobian.probe("whether the result still hangs on a graph", expected="no", holds=lambda seen: not seen["has_graph"])
def without_graph(answer):
    return {"has_graph": bool(answer(_bent(), torch.zeros(3, device=device())).requires_grad)}


@jacobian.probe("the network's weights after the call", expected="none has a gradient")
def no_gradients_left(answer):
    network = _bent()
    answer(network, torch.zeros(3, device=device()))
    return {"weights_with_gradient": sum(p.grad is not None for p in network.parameters())}


@jacobian.right
def in_reverse_mode(network, latent):
    return jacrev(lambda z: network(z[None]).flatten())(latent).detach()


@jacobian.right
def in_reverse_mode_for_a_batch(network, latent):
    return vmap(jacrev(lambda z: network(z[None])[0].reshape(-1)))(latent[None])[0].detach()


@jacobian.right
def in_forward_mode(network, latent):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # PyTorch's own import for it uses what PyTorch gives up
        return jacfwd(lambda z: network(z[None]).flatten())(latent).detach()


@jacobian.right
def row_by_row(network, latent):
    z = latent.detach().clone().requires_grad_()
    pixels = network(z[None]).flatten()
    return torch.stack([torch.autograd.grad(pixel, z, retain_graph=True)[0] for pixel in pixels])


@jacobian.right
def by_small_steps(network, latent):
    """Central differences, in double precision."""
    kept = {
        name: value.double() if value.is_floating_point() else value for name, value in network.state_dict().items()
    }

    def paint(z):
        return torch.func.functional_call(network, kept, (z,)).flatten(1)

    if latent.device.type == "mps":
        return in_reverse_mode(network, latent)
    small = 1e-4 * torch.eye(len(latent), dtype=torch.float64, device=latent.device)
    with torch.no_grad():
        return ((paint(latent + small) - paint(latent - small)) / 2e-4).T.float()


def _paint(network, latent):
    with torch.no_grad():
        return network(latent[None]).flatten()


def _differences(network, latent, step):
    steps = step * torch.eye(len(latent), device=latent.device)
    return torch.stack([_paint(network, latent + one) - _paint(network, latent) for one in steps], 1)


@jacobian.wrong(when=lambda seen: "error" not in seen and seen["shape"] == "(2, 3)" and seen["transposed"])
def turned_over(network, latent):
    """Your matrix has shape {shape}, and its numbers are the right ones, with rows and columns exchanged. The singular values would come out the same, and the directions not: those of the *latent* would have as many numbers
    as there are pixels. Which axis counts the pixels?"""
    return in_reverse_mode(network, latent).T


@jacobian.wrong(when=lambda seen: seen["shape"] == "(1, 1, 3, 2)")
def picture_not_flattened(network, latent):
    """Your result has shape {shape}: the pixels still lie as a picture, with its channel, rows and columns. A matrix has two axes. What lays all pixels of one picture in a
    row?"""
    return jacrev(lambda z: network(z[None])[0])(latent).detach()


@jacobian.wrong(when=lambda seen: seen["shape"] == "(1, 1, 1, 3, 2)")
def batch_not_taken_off(network, latent):
    """Your result has shape {shape}: a batch of one, a channel, rows and columns of the picture, and only then the latent. Asked is a matrix of pixels by latent numbers. What lays the pixels in one
    row?"""
    return jacrev(lambda z: network(z[None]))(latent).detach()


@jacobian.wrong(when=lambda seen: seen["shape"] == "(3, 1, 2)")
def latent_kept_its_batch(network, latent):
    """Your result has shape {shape}: between pixels and latent numbers lies an axis of length 1, because what you differentiate in is a batch of one latent. Differentiate in the latent itself. Where can the batch be added
    instead?"""
    return jacrev(lambda z: network(z).flatten())(latent[None]).detach()


@jacobian.wrong(
    when=lambda seen: seen["shape"] == "(2,)" and seen["in_numbers"].shape == (2,) and abs(seen["sums_to"] - 21) < 0.05
)
def gradient_of_the_sum(network, latent):
    """Your result has shape {shape}, and its numbers are 9 and 12: the gradient of the *sum* of all pixels, in which the rows of the matrix are added up. A pixel that grows and one that fades cancel there. Of how many numbers is
    the gradient asked for?"""
    z = latent.detach().clone().requires_grad_()
    return torch.autograd.grad(network(z[None]).sum(), z)[0]


@jacobian.wrong(when=lambda seen: seen["shape"] == "(2,)" and abs(seen["sums_to"] - 7) < 0.05)
def gradient_of_the_mean(network, latent):
    """Your result has shape {shape}, and its numbers are 3 and 4: the gradient of the *mean* of all pixels, one number for each of the latent's. Of how many numbers is the gradient asked
    for?"""
    z = latent.detach().clone().requires_grad_()
    return torch.autograd.grad(network(z[None]).mean(), z)[0]


@jacobian.wrong
def halved_as_pixels(network, latent):
    """Your first row is {first_pixel}, half of (1, 2): as if the pictures had been brought from [−1, 1] to [0, 1] first. Asked is how the network's own output answers. Which step of yours
    divides by 2?"""
    return in_reverse_mode(network, latent) / 2


@jacobian.wrong(
    when=lambda seen: (
        "error" not in seen
        and 1e-9 < abs(seen["sums_to"]) < 2.2
        and abs(seen["all_of_it"][2, 1] / seen["all_of_it"][0, 0] - 6) < 0.1
    )
)
def step_not_divided(network, latent):
    """Your first row is {first_pixel}, and (1, 2) was due: the numbers are in the right proportion, and far too small. A difference between two pictures grows with the step. By what has it to be
    divided?"""
    return _differences(network, latent, 1e-2)


@jacobian.wrong(
    when=lambda seen: "error" not in seen and abs(seen["all_of_it"] - [[2, 4], [6, 8], [10, 12]]).max() < 0.05
)
def twice_the_slope(network, latent):
    """Your first row is {first_pixel}, twice (1, 2). If it comes from a step forwards and one backwards, the two pictures lie *two* steps apart. By what is their difference to be
    divided?"""
    return 2 * in_reverse_mode(network, latent)


@jacobian.wrong(
    when=lambda seen: "error" not in seen and abs(seen["all_of_it"] - [[1, 2], [3, 4], [5, 6]]).max() < 0.02
)
def steps_too_large(network, latent):
    """For the linear network you are right, and for the bent one your last row is {bent_row}, off by more than a hundredth: that is the slope between two distant places, or an inexact one. A Jacobian is the slope *at* the latent. How does PyTorch get it
    without any step?"""
    return _differences(network, latent, 1.0)


@jacobian.wrong
def outputs_by_inputs(network, latent):
    """Your first row is {first_pixel}: it looks like an output divided by an input, and not like a change divided by a change. A pixel of 10 that stays 10 whatever the latent does has a slope of
    0. What happens to the bias of (10, 20, 30) in a slope?"""
    return _paint(network, latent)[:, None] / latent


@jacobian.wrong(
    when=lambda seen: (
        "error" not in seen
        and seen["has_graph"]
        and seen["bent"].shape == (4, 3)
        and abs(seen["all_of_it"] - [[1, 2], [3, 4], [5, 6]]).max() < 0.02
    )
)
def graph_kept(network, latent):
    """Your numbers are right, and the result still requires a gradient, with first row {first_pixel}: it hangs on the graph of the network's weights, which stays in memory as long as the matrix does. What cuts it
    off?"""
    return jacrev(lambda z: network(z[None]).flatten())(latent)


@jacobian.wrong(when=lambda seen: seen["weights_with_gradient"] > 0 and seen["shape"] == "(3, 2)")
def backward_through_everything(network, latent):
    """Your numbers are right, and afterwards {weights_with_gradient} weights of the network carry a gradient: `backward()` fills every leaf on its way, and the next training step would find it there. Which function returns the slopes in one tensor and leaves the others
    alone?"""
    rows = []
    z = latent.detach().clone().requires_grad_()
    pixels = network(z[None]).flatten()
    for pixel in pixels:
        z.grad = None
        pixel.backward(retain_graph=True)
        rows.append(z.grad.clone())
    return torch.stack(rows)


@jacobian.wrong
def slopes_added_up(network, latent):
    """Your first row is {first_pixel}, right, and your last {last_pixel}: each row holds the ones before it too, because `.grad` adds up from one `backward()` to the next. What empties it
    between two pixels?"""
    return in_reverse_mode(network, latent).cumsum(0)


@jacobian.wrong(when=lambda seen: seen["shape"] == "(2, 2)")
def metric_for_the_jacobian(network, latent):
    """Your matrix has shape {shape}: latent numbers by latent numbers, as JᵀJ has. It holds how much each pair of them agrees, and no pixel any more. What was multiplied by
    itself?"""
    found = in_reverse_mode(network, latent)
    return found.T @ found


@jacobian.wrong
def sizes_without_signs(network, latent):
    """For the linear network with its positive weights you are right, and for the bent one your last row is {bent_row}, without a minus: only the sizes of the slopes are left. What is it for a pixel to become *darker* as a
    number grows?"""
    return in_reverse_mode(network, latent).abs()


@jacobian.wrong(
    when=lambda seen: bool(
        abs(seen["far_out"] - [[1, 2], [3, 4], [5, 6]]).max() < 0.02
        and abs(seen["bent"] - seen["bent_elsewhere"]).max() < 1e-6
    )
)
def at_zero_always(network, latent):
    """For the bent network your last row is {bent_row} at one latent and the same at another: the slope is taken at one fixed place, whatever latent comes in. Where is it asked
    for?"""
    return in_reverse_mode(network, torch.zeros_like(latent))


@jacobian.decoy(turned_over, slopes_added_up, outputs_by_inputs, told="other_order")
def rows_from_below(network, latent):
    return in_reverse_mode(network, latent).flip(0)


@jacobian.decoy(
    picture_not_flattened, batch_not_taken_off, latent_kept_its_batch, metric_for_the_jacobian, told="another_shape"
)
def an_axis_behind(network, latent):
    return in_reverse_mode(network, latent)[..., None]


@jacobian.decoy(gradient_of_the_sum, gradient_of_the_mean, told="another_shape")
def length_of_each_column(network, latent):
    return in_reverse_mode(network, latent).norm(dim=0)


@jacobian.decoy(halved_as_pixels, step_not_divided, twice_the_slope, told="turned_round")
def minus_the_slope(network, latent):
    return -in_reverse_mode(network, latent)


@jacobian.decoy(steps_too_large, sizes_without_signs, at_zero_always, right=True)
def moderate_steps(network, latent):
    steps = 0.02 * torch.eye(len(latent), device=latent.device)
    with torch.no_grad():
        ahead, back = (torch.stack([_paint(network, latent + sign * one) for one in steps], 1) for sign in (1, -1))
    return (ahead - back) / 0.04


@jacobian.decoy(graph_kept, backward_through_everything, right=True)
def of_pytorch(network, latent):
    return torch.autograd.functional.jacobian(lambda z: network(z[None]).flatten(), latent)


jacobian.hints(
    "Write a function of one latent (d,) that returns one row of pixels. The Jacobian of that function is a matrix, (pixels, d).",
    "torch.func.jacrev(function) gives a new function, which returns the Jacobian where you call it. `network(z[None])` makes a batch of one, `.flatten()` a row; `.detach()` cuts the graph.",
    "return torch.func.jacrev(lambda z: network(z[None]).flatten())(latent).detach()",
)

"""Exercise 3.3, two_losses: the saturating and the non-saturating loss of G."""

import math

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise

two_losses = Exercise(
    "two_losses",
    lesson="03",
    tolerance=1e-5,
    remember="Per sample, the saturating loss pushes with D and the other one with 1 − D. They agree where D = ½, and nowhere else.",
)


def _both(answer, numbers, kind=torch.float32):
    """Values and gradients of the two losses; a gradient that cannot be had is 0."""
    logits = torch.tensor([[number] for number in numbers], dtype=kind, requires_grad=True)
    losses = answer(logits)
    slopes = []
    for loss in losses:
        if isinstance(loss, torch.Tensor) and loss.requires_grad:
            (slope,) = torch.autograd.grad(loss, logits, retain_graph=True)
            slopes.append(slope.squeeze(1))
        else:
            slopes.append(torch.zeros(len(numbers)))
    first, second = losses
    return first, second, *slopes


@two_losses.probe(
    "two fakes with logits 0.5 and −3",
    expected="saturating −0.5113, non-saturating 1.7613: one mean each, in this order",
)
def two_fakes(answer):
    first, second, *_ = _both(answer, (0.5, -3.0))
    return {"saturating": first, "non_saturating": second}


@two_losses.probe(
    "the gradients at the same two logits", expected="−D/2 for the first loss and −(1 − D)/2 for the second"
)
def two_slopes(answer):
    *_, first, second = _both(answer, (0.5, -3.0))
    return {"saturating_slopes": first, "non_saturating_slopes": second, "first_slope": first[0]}


@two_losses.probe(
    "one fake that D has caught for certain, logit −120, in float32",
    expected="saturating 0 with gradient 0, non-saturating 120 with gradient −1",
)
def caught(answer):
    first, second, slope, other = _both(answer, (-120.0,))
    return {"caught_saturating": first, "caught": second, "caught_slope": slope[0], "caught_push": other[0]}


@two_losses.probe(
    "one fake that fools D for certain, logit 120, in float32",
    expected="saturating −120 with gradient −1, non-saturating 0 with gradient 0",
)
def fools(answer):
    first, second, slope, other = _both(answer, (120.0,))
    return {"fools": first, "fools_non_saturating": second, "fools_slope": slope[0], "fools_push": other[0]}


@two_losses.probe("one fake at logit −20, in float32", expected="gradients −2.06e-9 and −1.0000")
def nearly_caught(answer):
    *_, slope, other = _both(answer, (-20.0,))
    return {"faint_slope": slope[0] * 1e9, "strong_slope": other[0]}


@two_losses.right
def with_softplus(logits):
    return -F.softplus(logits).mean(), F.softplus(-logits).mean()


@two_losses.right
def with_logsigmoid(logits):
    return F.logsigmoid(-logits).mean(), -F.logsigmoid(logits).mean()


@two_losses.right
def with_labels(logits):
    against_fake = F.binary_cross_entropy_with_logits(logits, torch.zeros_like(logits))
    return -against_fake, F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))


@two_losses.wrong
def swapped(logits):
    """Both losses are right and they come in the other order: you give {saturating:.4f} first. The saturating one is the paper's
    formula, log(1 − D(G(z))). Which of your two numbers is flat when D is near 0?"""
    saturating, non_saturating = with_softplus(logits)
    return non_saturating, saturating


@two_losses.wrong
def the_same_twice(logits):
    """You return {saturating:.4f} twice, as if "use the label real" were another way of writing log(1 − D). It is printed in
    published code, and it is not so: both wish D to be fooled, but what are their slopes at D = 0.05?"""
    non_saturating = F.softplus(-logits).mean()
    return non_saturating, non_saturating


@two_losses.wrong
def saturating_sign(logits):
    """Your first loss is {saturating:+.4f}: that is −log(1 − D), what *D* pays for these fakes. Descending it, G would help D to
    catch them. Which sign does log(1 − D) have, when 1 − D is a probability?"""
    return F.softplus(logits).mean(), F.softplus(-logits).mean()


@two_losses.wrong
def non_saturating_sign(logits):
    """Your second loss is {non_saturating:+.4f}: log D itself. An optimiser makes a loss *small*, so G would make D(G(z)) small.
    What has to stand in front of it?"""
    return -F.softplus(logits).mean(), -F.softplus(-logits).mean()


@two_losses.wrong
def summed(logits):
    """{saturating:.4f} and {non_saturating:.4f} are sums over the batch. The direction is the same, but with 512 fakes every step is
    512 times as long. What estimates an expectation?"""
    return -F.softplus(logits).sum(), F.softplus(-logits).sum()


@two_losses.wrong(when=lambda seen: math.isinf(seen["fools"]))
def through_the_sigmoid(logits):
    """Right in the middle. At logit 120 your saturating loss is {fools}: the sigmoid rounds to exactly 1 (in float32 from
    16.64 on), and the log of 0 is −∞. The other one breaks at −120. Which function goes from a logit to log(1 − D)
    without a sigmoid in between?"""
    return torch.log(1 - logits.sigmoid()).mean(), -torch.log(logits.sigmoid()).mean()


@two_losses.wrong(
    when=lambda seen: (
        abs(seen["non_saturating"] - 1.761332) < 1e-3
        and seen["caught_push"] != -1
        and not math.isinf(seen["fools"])
        and abs(seen["caught"]) < 110
    )
)
def small_constant(logits):
    """The values are right at moderate logits. For a fake that D has caught for certain your second loss is {caught:.1f} instead of
    120, with a gradient of {caught_push:.0e} instead of −1: inside the log, the constant is larger than D. It cured the −∞ and
    killed the gradient. What does softplus(−a) do for the same a?"""
    d = logits.sigmoid()
    return torch.log(1 - d + 1e-8).mean(), -torch.log(d + 1e-8).mean()


@two_losses.wrong(when=lambda seen: math.isnan(seen["non_saturating"]))
def logs_of_logits(logits):
    """{non_saturating}: D gives logits, and the log of a negative number does not exist. log D wants the probability, and softplus
    gets there in one step. Which softplus is −log D?"""
    return torch.log(1 - logits).mean(), -torch.log(logits).mean()


@two_losses.wrong
def squashed_twice(logits):
    """For a fake that D has caught for certain your second loss is {caught:.4f}, not 120, and its gradient is gone. The logits
    were squashed by a sigmoid and then once more by the loss. How many sigmoids lie between a logit and log D?"""
    d = logits.sigmoid()
    return -F.softplus(d).mean(), F.softplus(-d).mean()


@two_losses.wrong(
    when=lambda seen: (
        abs(seen["saturating"] + 0.511332) < 1e-3 and seen["first_slope"] == 0 and abs(seen["strong_slope"]) == 0
    )
)
def without_a_gradient(logits):
    """The values are right ({non_saturating:.4f}), and no gradient comes back to the logits: somewhere a detach(), an item() or a
    no_grad() cut the road. A loss is there to be differentiated. What do you return, numbers or tensors?"""
    saturating, non_saturating = with_softplus(logits)
    return saturating.item(), non_saturating.item()


two_losses.hints(
    "log D = −softplus(−a) and log(1 − D) = −softplus(a), for a logit a.",
    "The saturating loss is the mean of log(1 − D); the non-saturating one is the mean of −log D.",
    "return −F.softplus(logits).mean(), F.softplus(−logits).mean()",
)

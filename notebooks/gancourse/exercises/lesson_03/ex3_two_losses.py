"""Exercise 3.3, two_losses: the saturating and the non-saturating loss of G."""

import math

import numpy as np
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
    first, second = (
        loss.squeeze() if isinstance(loss, torch.Tensor) and loss.numel() == 1 else loss for loss in answer(logits)
    )
    slopes = []
    for loss in (first, second):
        if isinstance(loss, torch.Tensor) and loss.requires_grad:
            (slope,) = torch.autograd.grad(loss.sum(), logits, retain_graph=True)
            slopes.append(slope.squeeze(1))
        else:
            slopes.append(torch.zeros(len(numbers)))
    return first, second, *slopes


@two_losses.probe("how many losses come back", expected="2")
def number_of_losses(answer):
    losses = answer(torch.tensor([[0.5], [-3.0]]))
    return {"how_many": 1 if isinstance(losses, float) or getattr(losses, "ndim", 1) == 0 else len(losses)}


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
    return {"caught_saturating": first, "caught": second, "caught_slope": slope[0], "caught_push": other[0] + 0.0}


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


@two_losses.probe(
    "fakes that fool D more and more, logits 17, 30, 60, 90 and 120, one at a time, in float32",
    expected="a saturating loss of −17, −30, −60, −90 and −120, always with gradient −1; a non-saturating one of 17 … 120 for −17 … −120",
)
def fooled_more_and_more(answer):
    broken, broken_below, at_30 = "nowhere", "nowhere", 0.0
    for number in (17.0, 30.0, 60.0, 90.0, 120.0):
        loss, _, slope, _ = _both(answer, (number,))
        if number == 30:
            at_30 = loss
        if broken == "nowhere" and not (torch.as_tensor(loss).isfinite() and slope[0].isfinite()):
            broken = number
        _, loss, *_ = _both(answer, (-number,))
        if broken_below == "nowhere" and not torch.as_tensor(loss).isfinite():
            broken_below = -number
    return {"breaks_at": broken, "second_breaks_at": broken_below, "fools_at_30": at_30}


@two_losses.probe(
    "fakes that D has caught, logits −8, −12, … −100, one at a time, in float32",
    expected="a non-saturating loss with the same full gradient at all of them: 0 that fade",
)
def caught_more_and_more(answer):
    """A constant inside the log makes the gradient fade over several logits; a clamp cuts it off between two."""
    pushes = [_both(answer, (float(-number),))[3][0].item() for number in range(8, 101, 4)]
    return {"fading_gradients": sum(0.01 < -push < 0.99 for push in pushes)}


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


@two_losses.right
def with_the_class_and_ones(logits):
    criterion, ones = torch.nn.BCEWithLogitsLoss(), torch.ones(len(logits), 1)
    return -criterion(logits, 1 - ones), criterion(logits, ones)


def _in_the_middle(seen, first, second, within=1e-3) -> bool:
    """Are the two losses these, for two fakes about which D is not too sure?"""
    return abs(seen["saturating"] - first) < within and abs(seen["non_saturating"] - second) < within


def _right_in_the_middle(seen, within=1e-3) -> bool:
    return _in_the_middle(seen, -0.511332, 1.761332, within)


@two_losses.wrong(when=lambda seen: _in_the_middle(seen, 1.761332, -0.511332))
def swapped(logits):
    """Your two losses come in the other order: you give {saturating:.4f} first. The saturating one is the paper's
    formula, log(1 − D(G(z))). Which of your two numbers is flat when D is near 0?"""
    saturating, non_saturating = with_softplus(logits)
    return non_saturating, saturating


@two_losses.wrong
def labels_mixed_up(logits):
    """You return {saturating:.4f} and {non_saturating:.4f}: log D first, and −log(1 − D) second. Each has the label of the other, so that descending
    them makes D(G(z)) small. Which label do the fakes get in the loss that you turn round?"""
    zeros, ones = torch.zeros_like(logits), torch.ones_like(logits)
    bce = F.binary_cross_entropy_with_logits
    return -bce(logits, ones), bce(logits, zeros)


@two_losses.decoy(swapped, told=labels_mixed_up)
def both_turned_and_swapped(logits):
    return F.logsigmoid(logits).mean(), -F.logsigmoid(-logits).mean()


@two_losses.decoy(labels_mixed_up, told=swapped)
def swapped_with_labels(logits):
    zeros, ones = torch.zeros_like(logits), torch.ones_like(logits)
    bce = F.binary_cross_entropy_with_logits
    return bce(logits, ones), -bce(logits, zeros)


@two_losses.wrong
def the_same_twice(logits):
    """You return {saturating:.4f} twice, as if "use the label real" were another way of writing log(1 − D). It is printed in
    published code, and it is not so: both wish D to be fooled, but what are their slopes at D = 0.05?"""
    non_saturating = F.softplus(-logits).mean()
    return non_saturating, non_saturating


@two_losses.wrong
def saturating_twice(logits):
    """You return {saturating:.4f} twice, the mean of log(1 − D). The other loss wishes for the same, and it is another function: −log D, steep
    where this one is flat. What does −log D become for a logit a?"""
    saturating = -F.softplus(logits).mean()
    return saturating, saturating


@two_losses.decoy(the_same_twice, saturating_twice)
def what_d_pays_twice(logits):
    return F.softplus(logits).mean(), F.softplus(logits).mean()


@two_losses.wrong(when=lambda seen: _in_the_middle(seen, 0.511332, 1.761332))
def saturating_sign(logits):
    """Your first loss is {saturating:+.4f}: that is −log(1 − D), what *D* pays for these fakes. Descending it, G would help D to
    catch them. Which sign does log(1 − D) have, when 1 − D is a probability?"""
    return F.softplus(logits).mean(), F.softplus(-logits).mean()


@two_losses.wrong(when=lambda seen: _in_the_middle(seen, -0.511332, -1.761332))
def non_saturating_sign(logits):
    """Your second loss is {non_saturating:+.4f}: log D itself. An optimiser makes a loss *small*, so G would make D(G(z)) small.
    What has to stand in front of it?"""
    return -F.softplus(logits).mean(), -F.softplus(-logits).mean()


@two_losses.wrong
def both_signs(logits):
    """You return {saturating:+.4f} and {non_saturating:+.4f}, the right sizes, and both signs are turned. G makes its losses small, and
    small must mean that D is fooled. What happens to each of yours when D(G(z)) rises?"""
    return F.softplus(logits).mean(), -F.softplus(-logits).mean()


@two_losses.decoy(saturating_sign, non_saturating_sign, told=both_signs)
def both_signs_by_logsigmoid(logits):
    return -F.logsigmoid(-logits).mean(), F.logsigmoid(logits).mean()


@two_losses.decoy(both_signs, told=saturating_sign)
def cross_entropy_not_turned(logits):
    bce = F.binary_cross_entropy_with_logits
    return bce(logits, torch.zeros_like(logits)), bce(logits, torch.ones_like(logits))


@two_losses.wrong
def summed(logits):
    """{saturating:.4f} and {non_saturating:.4f} are sums over the batch. The direction is the same, but with 512 fakes every step is
    512 times as long. What estimates an expectation?"""
    return -F.softplus(logits).sum(), F.softplus(-logits).sum()


@two_losses.wrong
def halved(logits):
    """{saturating:.4f} and {non_saturating:.4f} are half of what is right: G's loss holds a single mean, over the fakes. The 2 belongs
    to averages over two batches, and only D sees two. Over how many batches does your mean run?"""
    return -F.softplus(logits).mean() / 2, F.softplus(-logits).mean() / 2


@two_losses.decoy(halved)
def half_of_one(logits):
    return -F.softplus(logits).mean() / 2, F.softplus(-logits).mean()


@two_losses.wrong(when=lambda seen: len(seen["saturating"]) == 2 and abs(seen["saturating"].sum() + 1.022663) < 1e-3)
def not_averaged(logits):
    """Your first loss is not one number: for two fakes you return {saturating.size} of them, one for each. backward() wants a single
    number to descend. What becomes of the samples in an expectation?"""
    return -F.softplus(logits), F.softplus(-logits)


@two_losses.decoy(not_averaged, right=True)
def averaged_over_the_first_axis(logits):
    return -F.softplus(logits).mean(0), F.softplus(-logits).mean(dim=0)


@two_losses.decoy(not_averaged, told="another_shape")
def not_averaged_and_mixed_up(logits):
    return -F.softplus(-logits), F.softplus(logits)


@two_losses.wrong(when=lambda seen: seen["how_many"] != 2)
def not_two(logits):
    """You return {how_many} of them, and two losses are asked for: the saturating one and the non-saturating one, each a mean of its own. The lesson
    compares their pulls. What does the docstring put between its brackets?"""
    return F.softplus(-logits).mean()


@two_losses.decoy(not_two, right=True)
def two_in_one_tensor(logits):
    return torch.stack([-F.softplus(logits).mean(), F.softplus(-logits).mean()])


@two_losses.wrong
def doubled(logits):
    """{saturating:.4f} and {non_saturating:.4f} are twice what is right, for one fake as for two. With plain descent that is another rate. A mean
    has no factor before it; what did you count twice?"""
    return -2 * F.softplus(logits).mean(), 2 * F.softplus(-logits).mean()


@two_losses.decoy(doubled, told=summed)
def summed_by_hand(logits):
    return -sum(F.softplus(logits).flatten()), sum(F.softplus(-logits).flatten())


@two_losses.decoy(summed, told=doubled)
def doubled_by_logsigmoid(logits):
    return 2 * F.logsigmoid(-logits).mean(), -2 * F.logsigmoid(logits).mean()


@two_losses.wrong
def log_d_and_its_negative(logits):
    """You return {saturating:.4f} and {non_saturating:.4f}, one number with both signs: log D and −log D. The saturating loss speaks of 1 − D, the probability of
    *fake*. Which logit has 1 − D as its probability?"""
    non_saturating = F.softplus(-logits).mean()
    return -non_saturating, non_saturating


@two_losses.wrong
def log_one_minus_d_and_its_negative(logits):
    """You return {saturating:.4f} and {non_saturating:.4f}, one number with both signs: log(1 − D), and what D pays for the fakes. The non-saturating loss speaks of D
    itself. What is −log D for a logit a?"""
    saturating = -F.softplus(logits).mean()
    return saturating, -saturating


@two_losses.decoy(log_d_and_its_negative, log_one_minus_d_and_its_negative)
def mean_probabilities_with_both_signs(logits):
    return -logits.sigmoid().mean() - 1, logits.sigmoid().mean() + 1


@two_losses.wrong
def logits_without_a_log(logits):
    """You return {saturating:.4f} and {non_saturating:.4f}: the mean logit with both signs, and no logarithm of a probability in it. Its slope is the same for every fake,
    caught or not. Which function of a logit is −log D?"""
    return logits.mean(), -logits.mean()


@two_losses.decoy(logits_without_a_log)
def cut_off_at_zero(logits):
    return -F.relu(logits).mean(), F.relu(-logits).mean()


@two_losses.wrong
def divided_twice(logits):
    """{saturating:.4f} and {non_saturating:.4f} for two fakes are half of what is right, and for one fake you are right: the mean is divided by the size of the batch
    once more. What has mean() done already?"""
    return -F.softplus(logits).mean() / len(logits), F.softplus(-logits).mean() / len(logits)


@two_losses.decoy(divided_twice, told=halved)
def halved_cross_entropy(logits):
    bce = F.binary_cross_entropy_with_logits
    return -0.5 * bce(logits, torch.zeros_like(logits)), 0.5 * bce(logits, torch.ones_like(logits))


@two_losses.wrong(
    when=lambda seen: abs(seen["saturating"] - 0.665057) < 1e-4 or abs(seen["saturating"] + 0.665057) < 1e-4
)
def no_logarithm(logits):
    """You return {saturating:.4f} and {non_saturating:.4f}: mean probabilities. Both losses are means of logarithms, and it is the logarithm that makes one
    of them steep where D is sure. Where did the log go?"""
    return (1 - logits.sigmoid()).mean(), -logits.sigmoid().mean()


@two_losses.wrong(
    when=lambda seen: abs(seen["saturating"] + 0.407882) < 1e-4 or abs(seen["saturating"] + 0.251929) < 1e-4
)
def mean_too_early(logits):
    """You return {saturating:.4f} and {non_saturating:.4f}. You average first and take the logarithm afterwards; each fake has a loss of its own, and these
    are averaged. Is the log of a mean the mean of the logs?"""
    return torch.log((1 - logits.sigmoid()).mean()), -torch.log(logits.sigmoid().mean())


@two_losses.wrong(when=lambda seen: abs(seen["saturating"] + 0.246112) < 1e-5 and abs(seen["fools"] + 119) < 1e-3)
def one_minus_the_logit(logits):
    """Your first loss is {saturating:.4f} where −0.5113 is due, and {fools:.0f} where −120 is due: 1 − a, or a − 1, stands in the place of the
    logit. 1 − D is a difference of probabilities, and the logit that belongs to it is another number. Which logit has 1 − D
    as its sigmoid?"""
    return F.logsigmoid(1 - logits).mean(), -F.logsigmoid(logits).mean()


@two_losses.decoy(no_logarithm, mean_too_early, told=one_minus_the_logit)
def softplus_of_the_logit_less_one(logits):
    return -F.softplus(logits - 1).mean(), F.softplus(-logits).mean()


@two_losses.decoy(one_minus_the_logit)
def one_more_than_the_logit(logits):
    return -F.softplus(logits + 1).mean(), F.softplus(-logits).mean()


@two_losses.wrong(when=lambda seen: "between 0 and 1" in seen["error"])
def logits_given_as_probabilities(logits):
    """PyTorch stops: "{error}". That loss wants probabilities, and you hand it logits, which may be any number. Which of
    PyTorch's two binary cross-entropies takes logits?"""
    bce = torch.nn.BCELoss()
    return -bce(logits, torch.zeros_like(logits)), bce(logits, torch.ones_like(logits))


@two_losses.decoy(logits_given_as_probabilities, told="target_size")
def labels_of_another_shape(logits):
    return -F.softplus(logits).mean(), F.binary_cross_entropy_with_logits(logits, torch.ones(len(logits)))


@two_losses.wrong
def base_two(logits):
    """{saturating:.4f} and {non_saturating:.4f} are right in bits, 1.44 times what they are in nats: you took logarithms with base 2. All logarithms of this course are
    natural ones. Which function of PyTorch is that?"""
    return torch.log2(1 - logits.sigmoid()).mean(), -torch.log2(logits.sigmoid()).mean()


@two_losses.decoy(base_two, told="scaled")
def nearly_half_as_much_again(logits):
    return -1.5 * F.softplus(logits).mean(), 1.5 * F.softplus(-logits).mean()


@two_losses.wrong(
    when=lambda seen: _right_in_the_middle(seen) and seen["breaks_at"] == 17 and math.isinf(seen["fools"])
)
def through_the_sigmoid(logits):
    """Right in the middle. At logit 120 your saturating loss is {fools}, and at {breaks_at:g} it is broken already: there D
    itself, as a number in float32, is exactly 1 (from 16.64 on), and the log of 1 − 1 is −∞. (Your other loss is {caught:.4g} at
    logit −120, where 120 is due.) Which function goes from a logit to log(1 − D) without passing through D?"""
    return torch.log(1 - logits.sigmoid()).mean(), -torch.log(logits.sigmoid()).mean()


@two_losses.wrong(
    when=lambda seen: _right_in_the_middle(seen) and seen["breaks_at"] == 60 and math.isinf(seen["fools"])
)
def through_a_sigmoid_in_double(logits):
    """Twice the digits move the edge and do not remove it: your saturating loss is fine at logit 30 and broken at {breaks_at:g}. In double precision D
    is exactly 1 from about 36.7 on. Which function goes from a logit to log(1 − D) without passing through D?"""
    d = logits.double().sigmoid()
    return torch.log(1 - d).mean(), -torch.log(d).mean()


@two_losses.wrong(
    when=lambda seen: (
        _right_in_the_middle(seen) and seen["breaks_at"] == "nowhere" and seen["second_breaks_at"] != "nowhere"
    )
)
def only_the_second_breaks(logits):
    """Your first loss is safe. Your second one is {caught} at logit −120: either D itself was rounded to 0 there, and the log of 0 is −∞, or e to the
    power of 120 was formed, which float32 does not hold. What did you do for the first loss, to avoid that?"""
    return -F.softplus(logits).mean(), -torch.log(logits.sigmoid()).mean()


@two_losses.decoy(only_the_second_breaks, told=through_the_sigmoid)
def only_the_first_breaks(logits):
    return torch.log(1 - logits.sigmoid()).mean(), -F.logsigmoid(logits).mean()


@two_losses.wrong(when=lambda seen: _right_in_the_middle(seen) and seen["breaks_at"] == 90)
def the_exponential_overflows(logits):
    """The formula is right, and float32 ends before it does: at logit {breaks_at:g} your saturating loss breaks, because eᵃ is larger than
    the largest number there (3.4e38) from a = 88.7 on. PyTorch has log(1 + eᵃ) as one function that never forms eᵃ when a is
    large. What is it called?"""
    return -torch.log(1 + torch.exp(logits)).mean(), torch.log(1 + torch.exp(-logits)).mean()


@two_losses.decoy(through_the_sigmoid, through_a_sigmoid_in_double, told=the_exponential_overflows)
def with_log1p(logits):
    return -torch.log1p(logits.exp()).mean(), torch.log1p((-logits).exp()).mean()


@two_losses.decoy(through_the_sigmoid, the_exponential_overflows, told=through_a_sigmoid_in_double)
def own_sigmoid_in_double(logits):
    d = 1 / (1 + torch.exp(-logits.double()))
    return torch.log(1 - d).mean(), -torch.log(d).mean()


@two_losses.decoy(the_exponential_overflows, through_a_sigmoid_in_double, told=through_the_sigmoid)
def own_sigmoid(logits):
    d = 1 / (1 + torch.exp(-logits))
    return torch.log(1 - d).mean(), -torch.log(d).mean()


@two_losses.wrong(
    when=lambda seen: (
        _right_in_the_middle(seen) and -math.inf < seen["fools_at_30"] < -31 and seen["fading_gradients"] == 0
    )
)
def infinity_replaced(logits):
    """At logit 30 your saturating loss is {fools_at_30:.2g}, and −30 is right: a −∞ was replaced by another number, and its gradient
    is lost all the same. The mishap came earlier, when D was rounded to 1. What would go from the logit to the log in one
    step?"""
    d = logits.sigmoid()
    return torch.log(1 - d).nan_to_num().mean(), -torch.log(d).nan_to_num().mean()


@two_losses.wrong(
    when=lambda seen: (
        _right_in_the_middle(seen)
        and (abs(seen["fools_at_30"] + 100) < 1e-3 or abs(seen["caught"] - 100) < 1e-3)
        and seen["fading_gradients"] > 0
    )
)
def plain_cross_entropy(logits):
    """Your saturating loss at logit 30 is {fools_at_30:.0f} (−30 is right), and your other one at −120 is {caught:.0f} (120 is right), with a
    gradient of {caught_push:.2g} instead of −1. The binary cross-entropy of *probabilities* stops every log at −100, and where D
    is rounded to 0 or 1 its gradient is lost. Which cross-entropy takes logits?"""
    d, bce = logits.sigmoid(), torch.nn.BCELoss()
    return -bce(d, torch.zeros_like(d)), bce(d, torch.ones_like(d))


@two_losses.wrong(
    when=lambda seen: (
        _right_in_the_middle(seen, 0.03)
        and seen["breaks_at"] == seen["second_breaks_at"] == "nowhere"
        and seen["fading_gradients"] > 0
        and abs(seen["caught"]) < 99
    )
)
def small_constant(logits):
    """The values are right at moderate logits. For a fake that D has caught for certain your second loss is {caught:.1f} instead of
    120, with a gradient of {caught_push:.2g} instead of −1: the constant that you add inside the log is larger than D. It cured the
    −∞ and killed the gradient. What does softplus(−a) do for the same a?"""
    d = logits.sigmoid()
    return torch.log(1 - d + 1e-8).mean(), -torch.log(d + 1e-8).mean()


@two_losses.wrong(
    when=lambda seen: (
        _right_in_the_middle(seen)
        and seen["breaks_at"] == seen["second_breaks_at"] == "nowhere"
        and seen["fading_gradients"] == 0
        and seen["caught_push"] == 0
        and abs(seen["caught"]) < 119
    )
)
def clamped(logits):
    """The values are right at moderate logits. For a fake that D has caught for certain your second loss is {caught:.1f} instead of
    120, and its gradient is exactly {caught_push:g}: a clamp, either of the logits or of the probabilities, holds them where they
    are. Who needs this gradient most?"""
    a = logits.clamp(-15, 15)
    return -F.softplus(a).mean(), F.softplus(-a).mean()


@two_losses.decoy(small_constant, told=saturating_sign)
def small_constant_and_the_first_sign(logits):
    d = logits.sigmoid()
    return -torch.log(1 - d + 1e-8).mean(), -torch.log(d + 1e-8).mean()


@two_losses.decoy(small_constant, told=swapped)
def small_constant_and_swapped(logits):
    d = logits.sigmoid()
    return -torch.log(d + 1e-8).mean(), torch.log(1 - d + 1e-8).mean()


@two_losses.decoy(plain_cross_entropy, clamped, told=saturating_sign)
def plain_cross_entropy_not_turned(logits):
    d, bce = logits.sigmoid(), torch.nn.BCELoss()
    return bce(d, torch.zeros_like(d)), bce(d, torch.ones_like(d))


@two_losses.decoy(through_the_sigmoid, told=non_saturating_sign)
def through_the_sigmoid_with_a_minus_forgotten(logits):
    d = logits.sigmoid()
    return torch.log(1 - d).mean(), torch.log(d).mean()


@two_losses.decoy(through_a_sigmoid_in_double, the_exponential_overflows, infinity_replaced)
def half_through_a_sigmoid_in_double(logits):
    d = logits.double().sigmoid()
    return torch.log(1 - d).mean() / 2, -torch.log(d).mean() / 2


@two_losses.decoy(small_constant, plain_cross_entropy, infinity_replaced, told=clamped)
def probabilities_clamped(logits):
    d = logits.sigmoid().clamp(1e-7, 1 - 1e-7)
    return torch.log(1 - d).mean(), -torch.log(d).mean()


@two_losses.decoy(small_constant, plain_cross_entropy, told=clamped)
def logits_clamped_at_100(logits):
    a = logits.clamp(-100, 100)
    return -F.softplus(a).mean(), F.softplus(-a).mean()


@two_losses.decoy(clamped, through_the_sigmoid, told=small_constant)
def very_small_constant(logits):
    d = logits.sigmoid()
    return torch.log(1 - d + 1e-30).mean(), -torch.log(d + 1e-30).mean()


@two_losses.decoy(plain_cross_entropy, clamped, told=infinity_replaced)
def logs_clamped_at_minus_100(logits):
    d = logits.sigmoid()
    return torch.log(1 - d).clamp(min=-100).mean(), -torch.log(d).clamp(min=-100).mean()


@two_losses.decoy(small_constant, told=plain_cross_entropy)
def plain_cross_entropy_for_one(logits):
    return -F.softplus(logits).mean(), F.binary_cross_entropy(logits.sigmoid(), torch.ones_like(logits))


@two_losses.decoy(clamped, small_constant, told=infinity_replaced)
def infinity_replaced_by_hand(logits):
    d, largest = logits.sigmoid(), torch.finfo(logits.dtype).max
    return torch.log(1 - d).clamp(min=-largest).mean(), -torch.log(d).clamp(min=-largest).mean()


@two_losses.wrong(
    when=lambda seen: math.isnan(seen["non_saturating"]) and abs(seen["fools_non_saturating"] + math.log(120)) < 1e-3
)
def logs_of_logits(logits):
    """{non_saturating}: D gives logits, and the log of a negative number does not exist. log D wants the probability, and softplus
    gets there in one step. Which softplus is −log D?"""
    return torch.log(1 - logits).mean(), -torch.log(logits).mean()


@two_losses.decoy(logs_of_logits)
def tanh_taken_for_the_sigmoid(logits):
    return torch.log(1 - logits.tanh()).mean(), -torch.log(logits.tanh()).mean()


@two_losses.wrong
def squashed_twice(logits):
    """For a fake that D has caught for certain your second loss is {caught:.4f}, not 120, and its gradient is gone. The logits
    were squashed by a sigmoid and then once more by the loss. How many sigmoids lie between a logit and log D?"""
    d = logits.sigmoid()
    return -F.softplus(d).mean(), F.softplus(-d).mean()


@two_losses.decoy(squashed_twice)
def squashed_once_for_g(logits):
    return -F.softplus(logits).mean(), F.softplus(-logits.sigmoid()).mean()


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


@two_losses.decoy(without_a_gradient)
def only_the_first_without_a_gradient(logits):
    saturating, non_saturating = with_softplus(logits)
    return saturating.detach(), non_saturating


@two_losses.decoy(the_exponential_overflows, told=without_a_gradient)
def in_numpy(logits):
    a = logits.detach().double().numpy()
    return -np.log1p(np.exp(a)).mean(), np.log1p(np.exp(-a)).mean()


two_losses.hints(
    "log D = −softplus(−a) and log(1 − D) = −softplus(a), for a logit a.",
    "The saturating loss is the mean of log(1 − D); the non-saturating one is the mean of −log D.",
    "return -F.softplus(logits).mean(), F.softplus(-logits).mean()",
)

"""Exercise 10.4, smoothed_loss: the loss of D with one-sided smoothing."""

import math

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.gradients import column, gradient

smoothed_loss = Exercise(
    "smoothed_loss",
    lesson="10",
    remember="With the real label at 0.9 the best D is 0.9·p_data / (p_data + p_g): nowhere surer than 0.9. A smoothed label on the "
    "fakes would add p_g to the numerator, and D would praise G for being where it already is.",
)


@smoothed_loss.probe(
    "real logits 2 and −1, fake logits 0.5 and −3, no smoothing",
    expected="1.231427, the loss of lesson 05",
)
def without_smoothing(answer):
    return {"plain": answer(column(2.0, -1.0), column(0.5, -3.0))}


@smoothed_loss.probe(
    "real logits 2 and −1, no fakes that cost anything (logit −50), smoothing 0.1",
    expected="0.770095: nine parts −log D, one part −log(1 − D)",
)
def real_part(answer):
    return {"real_part": answer(column(2.0, -1.0), column(-50.0), 0.1)}


@smoothed_loss.probe(
    "fake logits 0.5 and −3 with smoothing 0.1, minus the same with fake logits −50",
    expected="0.511332, what the fakes cost without any smoothing",
)
def fake_part(answer):
    real = (2.0, -1.0)
    return {"fake_part": answer(column(*real), column(0.5, -3.0), 0.1) - answer(column(*real), column(-50.0), 0.1)}


@smoothed_loss.probe(
    "the slope at a real logit of log 9, where D = 0.9, with smoothing 0.1, and at 5, where D = 0.993",
    expected="0 at 0.9, the surest answer worth giving, and 0.0933 above it",
)
def surest(answer):
    slopes = []
    for logit in (math.log(9), 5.0):
        real = column(logit)
        slopes.append(gradient(answer(real, column(-50.0), 0.1), real).flatten()[0])
    return {"slope_at_nine_tenths": slopes[0], "slope_above": slopes[1]}


@smoothed_loss.probe(
    "a D that is certain and wrong: real at −120, fakes at 120, smoothing 0.1", expected="0.9·120 + 120 = 228"
)
def certain_and_wrong(answer):
    return {"at_certain": answer(column(-120.0), column(120.0), 0.1)}


@smoothed_loss.probe(
    "1 real image with logit 2, 3 fakes with logits 0.5, −3 and 1, smoothing 0.2",
    expected="1.305570: each kind has its own mean",
)
def uneven(answer):
    return {"uneven": answer(column(2.0), column(0.5, -3.0, 1.0), 0.2)}


@smoothed_loss.right
def smoothed_with_softplus(real_logits, fake_logits, smoothing=0.0):
    on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits)
    return on_real.mean() + F.softplus(fake_logits).mean()


@smoothed_loss.right
def smoothed_with_cross_entropy(real_logits, fake_logits, smoothing=0.0):
    on_real = F.binary_cross_entropy_with_logits(real_logits, torch.full_like(real_logits, 1 - smoothing))
    return on_real + F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits))


@smoothed_loss.right
def smoothed_in_one_line(real_logits, fake_logits, smoothing=0.0):
    return (F.softplus(-real_logits) + smoothing * real_logits).mean() + F.softplus(fake_logits).mean()


@smoothed_loss.wrong
def smooths_both_sides(real_logits, fake_logits, smoothing=0.0):
    """The fakes cost {fake_part:.3f} and should cost 0.511: you gave them the label 0.1. Then the best D is
    (0.9·p_data + 0.1·p_g)/(p_data + p_g), which rises wherever G already paints, faults included. Which of the two labels may
    be softened without D taking G's side?"""
    on_fake = (1 - smoothing) * F.softplus(fake_logits) + smoothing * F.softplus(-fake_logits)
    on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits)
    return on_real.mean() + on_fake.mean()


@smoothed_loss.wrong
def smooths_the_fakes_only(real_logits, fake_logits, smoothing=0.0):
    """The real part costs {real_part:.3f} as if nothing were smoothed, and the fakes {fake_part:.3f}. The softer label is on
    the wrong side: D would learn to see a little truth in every fake. For which images is it D's certainty that makes
    G's lessons one-sided?"""
    on_fake = (1 - smoothing) * F.softplus(fake_logits) + smoothing * F.softplus(-fake_logits)
    return F.softplus(-real_logits).mean() + on_fake.mean()


@smoothed_loss.wrong
def forgets_the_smoothing(real_logits, fake_logits, smoothing=0.0):
    """The loss is right without smoothing ({plain:.4f}) and the same with it: a real logit of 5 has the slope
    {slope_above:.4f}, so D is still paid for more certainty. Where does the number `smoothing` enter?"""
    return smoothed_with_softplus(real_logits, fake_logits)


@smoothed_loss.wrong
def shrinks_the_loss(real_logits, fake_logits, smoothing=0.0):
    """You multiply −log D by 0.9 and leave it at that: the real part is {real_part:.3f} in place of 0.770, and at D = 0.9 the
    slope is {slope_at_nine_tenths:.3f}, not 0. A smaller price for the same wish is no softer label. A label of 0.9 says
    that one time in ten the answer is no: what does that tenth cost?"""
    return (1 - smoothing) * F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


@smoothed_loss.wrong
def label_above_one(real_logits, fake_logits, smoothing=0.0):
    """Your label is 1.1: at a real logit of 5 the slope is {slope_above:.4f}, so the loss falls for ever as D grows surer.
    A published notebook adds noise to its labels and does this half of the time. Between which two numbers must a label stay
    to be a probability?"""
    return smoothed_with_softplus(real_logits, fake_logits, -smoothing)


@smoothed_loss.wrong
def half_for_each_side(real_logits, fake_logits, smoothing=0.0):
    """With smoothing 0.1 your label is 0.95: the real part is {real_part:.4f}. PyTorch's own `label_smoothing` spreads the
    amount over all classes, and with two of them half comes back. Here the surest answer should be 0.9; what is the label
    then?"""
    return smoothed_with_softplus(real_logits, fake_logits, smoothing / 2)


@smoothed_loss.wrong
def takes_the_mean_of_both(real_logits, fake_logits, smoothing=0.0):
    """Without smoothing you get {plain:.4f}, half of the 1.2314 expected: you average the two parts. Adam hardly notices; the
    landmarks do, and the price of R1 is measured against the sum. What does a guessing D pay in your version?"""
    return smoothed_with_softplus(real_logits, fake_logits, smoothing) / 2


@smoothed_loss.wrong
def squashes_first(real_logits, fake_logits, smoothing=0.0):
    """A D that is certain and wrong pays {at_certain:.2f} and should pay 228. The logits went through a sigmoid before a loss
    that takes another one. What do the words "with logits" promise to do for you?"""
    return smoothed_with_softplus(real_logits.sigmoid(), fake_logits.sigmoid(), smoothing)


@smoothed_loss.wrong
def log_of_a_rounded_sigmoid(real_logits, fake_logits, smoothing=0.0):
    """Right for ordinary logits ({plain:.4f}), and {at_certain} for a D that is certain and wrong: the sigmoid of 120 is
    exactly 1 in float32, and 1 − 1 has no logarithm. A GAN course's first DCGAN died of this. Which function gives
    log(1 + eᵃ) without asking the sigmoid?"""
    d_real, d_fake = real_logits.sigmoid(), fake_logits.sigmoid()
    on_real = (1 - smoothing) * torch.log(d_real) + smoothing * torch.log(1 - d_real)
    return -on_real.mean() - torch.log(1 - d_fake).mean()


smoothed_loss.hints(
    "A label of 0.9 means: nine parts of the price for saying fake, one part of the price for saying real.",
    "The price of the label 1 at logit a is softplus(−a), and of the label 0 it is softplus(a). The fakes keep the label 0.",
    "on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits); then the two means.",
)

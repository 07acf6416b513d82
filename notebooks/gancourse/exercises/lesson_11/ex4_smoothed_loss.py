"""Exercise 11.4, smoothed_loss: the loss of D with one-sided smoothing."""

import math

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.gradients import column, gradient

smoothed_loss = Exercise(
    "smoothed_loss",
    lesson="11",
    remember="With the real label at 0.9 the best D is 0.9·p_data / (p_data + p_g): nowhere surer than 0.9. A smoothed label on the "
    "fakes would add p_g to the numerator, and D would praise G for being where it already is.",
)


@smoothed_loss.probe(
    "real logits 2 and −1, fake logits 0.5 and −3, no smoothing",
    expected="1.231427, the loss of lesson 05",
)
def without_smoothing(answer):
    return {"plain": answer(column(2.0, -1.0), column(0.5, -3.0))}


_AT_ZERO = math.log(2)  # what a logit of 0 costs, whatever its label


@smoothed_loss.probe(
    "real logits 2 and −1 with smoothing 0.1, without the log 2 that one fake logit 0 costs",
    expected="0.770095: nine parts −log D, one part −log(1 − D)",
)
def real_part(answer):
    return {"real_part": answer(column(2.0, -1.0), column(0.0), 0.1) - _AT_ZERO}


@smoothed_loss.probe(
    "fake logits 0.5 and −3 with smoothing 0.1, without what the real ones cost",
    expected="0.511332, what the fakes cost without any smoothing",
)
def fake_part(answer):
    real = (2.0, -1.0)
    return {
        "fake_part": answer(column(*real), column(0.5, -3.0), 0.1) - answer(column(*real), column(0.0), 0.1) + _AT_ZERO
    }


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
    "a D that is sure and wrong: real at −60, fakes at 60, smoothing 0.1", expected="0.9·60 + 60 = 114"
)
def sure_and_wrong(answer):
    return {"at_sure": answer(column(-60.0), column(60.0), 0.1)}


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


@smoothed_loss.right
def smoothed_with_logsigmoid(real_logits, fake_logits, smoothing=0.0):
    on_real = (1 - smoothing) * F.logsigmoid(real_logits) + smoothing * F.logsigmoid(-real_logits)
    return -on_real.mean() - F.logsigmoid(-fake_logits).mean()


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
    {slope_above:.4f}, so D is still paid for more certainty. Either `smoothing` stands nowhere, or its two parts are shares of
    the same price and make up the whole again. Of which price should s be the share, for a real image?"""
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


def _is_right_for_ordinary_logits(seen: dict) -> bool:
    parts = {"plain": 1.231427, "real_part": 0.770095, "fake_part": 0.511332}
    return all(abs(float(seen[name]) - right) < 1e-4 for name, right in parts.items())


@smoothed_loss.wrong(when=lambda seen: _is_right_for_ordinary_logits(seen) and not math.isfinite(seen["at_sure"]))
def log_of_a_rounded_sigmoid(real_logits, fake_logits, smoothing=0.0):
    """Right for ordinary logits ({plain:.4f}), and {at_sure} for a D that is sure and wrong, with a logit of 60 for a fake: the
    sigmoid of 60 comes out as exactly 1, and 1 − 1 has no logarithm. A GAN course's first DCGAN died of this. Which function
    gives log(1 + eᵃ) without asking the sigmoid?"""
    d_real, d_fake = real_logits.sigmoid(), fake_logits.sigmoid()
    on_real = (1 - smoothing) * torch.log(d_real) + smoothing * torch.log(1 - d_real)
    return -on_real.mean() - torch.log(1 - d_fake).mean()


@smoothed_loss.wrong(
    when=lambda seen: (
        _is_right_for_ordinary_logits(seen)
        and abs(float(seen["at_sure"]) - 114) < 0.01
        and not math.isfinite(seen["at_certain"])
    )
)
def writes_softplus_out(real_logits, fake_logits, smoothing=0.0):
    """Right up to logits of 60 ({at_sure:.0f}), and {at_certain} at 120: you write log(1 + eᵃ) as it stands on paper, and eᵃ grows out of
    float32 near a = 88.7. For large a the result is nearly a itself. Which function of `F` knows that?"""

    def softplus(a):
        return torch.log(1 + torch.exp(a))

    on_real = (1 - smoothing) * softplus(-real_logits) + smoothing * softplus(real_logits)
    return on_real.mean() + softplus(fake_logits).mean()


@smoothed_loss.wrong(
    when=lambda seen: _is_right_for_ordinary_logits(seen) and abs(float(seen["at_certain"]) - 190) < 0.5
)
def bce_of_a_sigmoid(real_logits, fake_logits, smoothing=0.0):
    """Right for ordinary logits, and {at_certain:.0f} where 228 was due: you take the sigmoid first, and PyTorch's BCELoss holds
    every logarithm of a probability at −100 or above. Out there its gradient is gone too, so the D that is most wrong learns
    least. What does the loss that is called "with logits" take in?"""
    real, fake = real_logits.sigmoid(), fake_logits.sigmoid()
    on_real = F.binary_cross_entropy(real, torch.full_like(real, 1 - smoothing))
    return on_real + F.binary_cross_entropy(fake, torch.zeros_like(fake))


@smoothed_loss.wrong(when=lambda seen: _is_right_for_ordinary_logits(seen) and 0 < float(seen["at_certain"]) < 150)
def caps_the_price(real_logits, fake_logits, smoothing=0.0):
    """Right for ordinary logits, and only {at_certain:.1f} where 228 was due: there is a ceiling, from a small number inside the
    logarithm or from values that are clipped. Under a ceiling the slope is gone, so the D that is most wrong learns least.
    Which functions need no such help?"""
    d_real, d_fake = real_logits.sigmoid(), fake_logits.sigmoid()
    on_real = (1 - smoothing) * torch.log(d_real + 1e-8) + smoothing * torch.log(1 - d_real + 1e-8)
    return -on_real.mean() - torch.log(1 - d_fake + 1e-8).mean()


@smoothed_loss.wrong
def swaps_its_arguments(real_logits, fake_logits, smoothing=0.0):
    """Without smoothing you get {plain:.4f} in place of 1.2314: your line treats the real logits as fake ones and the fakes as real.
    Either the two arguments or the two signs have changed places. Which sign does a logit have that makes D right about a
    real image?"""
    return smoothed_with_softplus(fake_logits, real_logits, smoothing)


@smoothed_loss.wrong
def smooths_always(real_logits, fake_logits, smoothing=0.0):
    """Without smoothing you get {plain:.4f}, and 1.2314 was due: your real label is 0.9 whatever `smoothing` says. Which number
    in your line should come from the argument?"""
    return smoothed_with_softplus(real_logits, fake_logits, 0.1)


@smoothed_loss.wrong
def takes_smoothing_for_the_label(real_logits, fake_logits, smoothing=0.0):
    """Without smoothing the real images already cost too much ({plain:.4f} in all, 1.2314 was due): their label is `smoothing` in
    yours, so that at 0 D is taught to call them fake. What is the label when nothing is smoothed?"""
    return smoothed_with_softplus(real_logits, fake_logits, 1 - smoothing)


@smoothed_loss.wrong
def adds_up(real_logits, fake_logits, smoothing=0.0):
    """Two images of each kind cost {plain:.4f}, twice the 1.2314 expected: you add up over the images. Then the loss, and with it
    the step, grows with the batch, and 2 log 2 is no landmark. What turns a sum over images into a price for one?"""
    on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits)
    return on_real.sum() + F.softplus(fake_logits).sum()


@smoothed_loss.wrong
def takes_one_mean_over_all(real_logits, fake_logits, smoothing=0.0):
    """Two images of each kind cost {plain:.4f}, half of the 1.2314 expected, and one real image with three fakes {uneven:.4f} where
    1.3056 was due: you take one mean over all images. Then 2 log 2 is no landmark, and the kind that comes in larger numbers
    counts for more. How many means does the text ask for?"""
    on_real = F.softplus(-real_logits) + smoothing * real_logits
    return torch.cat([on_real, F.softplus(fake_logits)]).mean()


@smoothed_loss.wrong
def turns_the_signs(real_logits, fake_logits, smoothing=0.0):
    """Without smoothing you get {plain:.4f} in place of 1.2314, and with it the real images cost {real_part:.3f} and not 0.770: each of
    your logits has the other sign, so that D is told to call real images fake. The larger a logit, the surer D is that
    the image is real. At which sign of the logit should a real image be cheap?"""
    return smoothed_with_softplus(-real_logits, -fake_logits, smoothing)


@smoothed_loss.wrong
def gives_labels_for_logits(real_logits, fake_logits, smoothing=0.0):
    """Without smoothing you get {plain:.4f} in place of 1.2314: your loss takes the labels for logits and D's logits, 2 or −3, for
    labels. PyTorch lets that pass. In which order does `binary_cross_entropy_with_logits` take the two?"""
    loss = F.binary_cross_entropy_with_logits
    real_labels, fake_labels = torch.full_like(real_logits, 1 - smoothing), torch.zeros_like(fake_logits)
    return loss(real_labels, real_logits) + loss(fake_labels, fake_logits)


@smoothed_loss.wrong
def shrinks_the_logits(real_logits, fake_logits, smoothing=0.0):
    """Right without smoothing ({plain:.4f}); with it the real part is {real_part:.3f} in place of 0.770, and at a real logit of 5 the
    slope is {slope_above:.4f}: the logits are multiplied by 0.9, so that D needs larger ones, and the label is 1 as before. The
    surest answer is still the cheapest. What should 1 − s be a share of, the logit or the price?"""
    return smoothed_with_softplus((1 - smoothing) * real_logits, fake_logits)


@smoothed_loss.wrong(when=lambda seen: "all elements of input should be between 0 and 1" in seen["error"])
def takes_logits_for_probabilities(real_logits, fake_logits, smoothing=0.0):
    """It stopped with "{error}": `binary_cross_entropy` asks for probabilities, and D gives logits, like 2 and −1. Which of its
    relatives takes them as they are?"""
    real, fake = real_logits.cpu(), fake_logits.cpu()  # a GPU that meets this error is lost until Python starts anew
    on_real = F.binary_cross_entropy(real, torch.full_like(real, 1 - smoothing))
    return on_real + F.binary_cross_entropy(fake, torch.zeros_like(fake))


@smoothed_loss.wrong(when=lambda seen: len(seen["plain"]) == 2 and abs(sum(seen["plain"]) - 1.231427) < 1e-4)
def returns_both_parts(real_logits, fake_logits, smoothing=0.0):
    """Your function returned two losses, {plain[0]:.4f} for the real images and {plain[1]:.4f} for the fakes; each is right without
    smoothing. D steps down one number. What does the docstring do with the two means?"""
    on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits)
    return on_real.mean(), F.softplus(fake_logits).mean()


@smoothed_loss.decoy(returns_both_parts, told="tuple_for_tensor")
def returns_the_loss_twice(real_logits, fake_logits, smoothing=0.0):
    return (smoothed_with_softplus(real_logits, fake_logits, smoothing),) * 2


@smoothed_loss.decoy(takes_logits_for_probabilities)
def takes_logits_for_labels(real_logits, fake_logits, smoothing=0.0):
    return F.binary_cross_entropy(real_logits.cpu().sigmoid(), real_logits.cpu())


@smoothed_loss.decoy(gives_labels_for_logits, turns_the_signs)
def turns_the_sign_of_the_fakes(real_logits, fake_logits, smoothing=0.0):
    return smoothed_with_softplus(real_logits, -fake_logits, smoothing)


def _labels(real_logits, fake_logits, real, fake):
    """The loss with these labels."""
    return F.binary_cross_entropy_with_logits(
        real_logits, torch.full_like(real_logits, real)
    ) + F.binary_cross_entropy_with_logits(fake_logits, torch.full_like(fake_logits, fake))


@smoothed_loss.decoy(smooths_both_sides, half_for_each_side, smooths_the_fakes_only)
def spreads_over_both_kinds(real_logits, fake_logits, smoothing=0.0):
    return _labels(real_logits, fake_logits, 1 - smoothing / 2, smoothing / 2)


@smoothed_loss.decoy(smooths_the_fakes_only, told=swaps_its_arguments)
def takes_the_real_ones_for_fakes(real_logits, fake_logits, smoothing=0.0):
    on_fake = (1 - smoothing) * F.softplus(-fake_logits) + smoothing * F.softplus(fake_logits)
    return F.softplus(real_logits).mean() + on_fake.mean()


@smoothed_loss.decoy(forgets_the_smoothing, smooths_always)
def smooths_without_a_gradient(real_logits, fake_logits, smoothing=0.0):
    return (F.softplus(-real_logits) + smoothing * real_logits.detach()).mean() + F.softplus(fake_logits).mean()


@smoothed_loss.decoy(shrinks_the_loss, takes_the_mean_of_both)
def smooths_and_shrinks_both_parts(real_logits, fake_logits, smoothing=0.0):
    return (1 - smoothing) * smoothed_with_softplus(real_logits, fake_logits, smoothing)


def _slope_of(logit: float) -> float:
    """How steep −log D is at this logit."""
    return -1 / (1 + math.exp(logit))


@smoothed_loss.wrong(
    when=lambda seen: (
        abs(float(seen["plain"]) - 1.231427) < 1e-4
        and min(abs(float(seen["slope_above"]) - _slope_of(logit)) for logit in (4.9, 5.1)) < 1e-5
    )
)
def moves_the_logits(real_logits, fake_logits, smoothing=0.0):
    """Right without smoothing; with it the real part is {real_part:.6f}, where 0.770095 was due, and at a real logit of 5 the slope is
    {slope_above:.4f}: your s moves the logit to one side, and the label is 1 as before. Wherever D stands, a larger logit is still the
    cheaper one. Which of the two can be soft, what D says or what it is compared with?"""
    return smoothed_with_softplus(real_logits - smoothing, fake_logits)


@smoothed_loss.decoy(label_above_one, forgets_the_smoothing, shrinks_the_logits, told=moves_the_logits)
def moves_the_logits_up(real_logits, fake_logits, smoothing=0.0):
    return smoothed_with_softplus(real_logits + smoothing, fake_logits)


@smoothed_loss.decoy(moves_the_logits)
def moves_the_logits_of_the_fakes(real_logits, fake_logits, smoothing=0.0):
    return smoothed_with_softplus(real_logits, fake_logits - smoothing)


@smoothed_loss.decoy(takes_the_mean_of_both, adds_up, takes_one_mean_over_all)
def takes_one_mean_of_all(real_logits, fake_logits, smoothing=0.0):
    on_real = F.softplus(-real_logits) + smoothing * real_logits
    return 2 * torch.cat([on_real, F.softplus(fake_logits)]).mean()


@smoothed_loss.decoy(squashes_first, log_of_a_rounded_sigmoid, bce_of_a_sigmoid, told=caps_the_price)
def clamps_the_logits(real_logits, fake_logits, smoothing=0.0):
    return smoothed_with_softplus(real_logits.clamp(-20, 20), fake_logits.clamp(-20, 20), smoothing)


@smoothed_loss.decoy(caps_the_price, writes_softplus_out, told=log_of_a_rounded_sigmoid)
def rounds_in_float64(real_logits, fake_logits, smoothing=0.0):
    return log_of_a_rounded_sigmoid(real_logits.double(), fake_logits.double(), smoothing).float()


@smoothed_loss.decoy(log_of_a_rounded_sigmoid, squashes_first, told=writes_softplus_out)
def writes_log1p_out(real_logits, fake_logits, smoothing=0.0):
    on_real = (1 - smoothing) * torch.log1p((-real_logits).exp()) + smoothing * torch.log1p(real_logits.exp())
    return on_real.mean() + torch.log1p(fake_logits.exp()).mean()


@smoothed_loss.decoy(takes_smoothing_for_the_label, swaps_its_arguments)
def calls_both_fake(real_logits, fake_logits, smoothing=0.0):
    return _labels(real_logits, fake_logits, 0.0, 0.0)


@smoothed_loss.decoy(bce_of_a_sigmoid, caps_the_price, right=True)
def writes_the_maximum_out(real_logits, fake_logits, smoothing=0.0):
    def softplus(a):
        return a.clamp(min=0) + torch.log1p((-a.abs()).exp())

    on_real = (1 - smoothing) * softplus(-real_logits) + smoothing * softplus(real_logits)
    return on_real.mean() + softplus(fake_logits).mean()


@smoothed_loss.wrong
def shrinks_both_parts(real_logits, fake_logits, smoothing=0.0):
    """With smoothing 0.1 the fakes cost {fake_part:.3f} and should cost 0.511, and the real part costs {real_part:.3f} and not 0.770: both were made smaller, where
    the label of the real images alone was to be softened. A smaller price for the same wish is no softer label. What does the tenth cost that
    says “no” of a real image?"""
    return (1 - smoothing) * (F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean())


@smoothed_loss.decoy(shrinks_both_parts)
def shrinks_the_fakes_alone(real_logits, fake_logits, smoothing=0.0):
    return F.softplus(-real_logits).mean() + (1 - smoothing) * F.softplus(fake_logits).mean()


smoothed_loss.hints(
    "A label of 0.9 means: nine parts of the price for saying fake, one part of the price for saying real.",
    "The price of the label 1 at logit a is softplus(−a), and of the label 0 it is softplus(a). The fakes keep the label 0.",
    "on_real = (1 - smoothing) * F.softplus(-real_logits) + smoothing * F.softplus(real_logits); then the two means.",
)

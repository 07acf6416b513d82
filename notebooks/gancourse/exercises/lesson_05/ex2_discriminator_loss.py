"""Exercise 5.2, discriminator_loss: what D pays."""

import math

import numpy as np
import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.gradients import column, gradient

discriminator_loss = Exercise(
    "discriminator_loss",
    lesson="05",
    remember="A D that only guesses pays log 2 on the real ones and log 2 on the fakes: 2·log 2 = 1.386. It is V with the sign changed.",
)


@discriminator_loss.probe(
    "real logits 2 and -1, fake logits 0.5 and -3",
    expected="1.231427: the mean of -log D over the real ones plus the mean of -log(1 - D) over the fakes",
)
def four_logits(answer):
    loss = answer(column(2.0, -1.0), column(0.5, -3.0))
    return {"got": loss, "loss_shape": str(tuple(np.shape(loss.detach().cpu() if hasattr(loss, "detach") else loss)))}


@discriminator_loss.probe("a D that only guesses: logit 0 for 2 real images and 3 fakes", expected="2·log 2 = 1.386294")
def guessing(answer):
    return {"at_guess": answer(column(0.0, 0.0), column(0.0, 0.0, 0.0))}


@discriminator_loss.probe(
    "1 real image with logit 2 and 3 fakes with logits 0.5, -3 and 1",
    expected="0.905570: each kind has its own mean, however many there are of it",
)
def uneven(answer):
    return {"uneven": answer(column(2.0), column(0.5, -3.0, 1.0))}


@discriminator_loss.probe(
    "a D that is certain and wrong: real at logit -30, fakes at 30; then 60; then 120",
    expected="60, 120 and 240: finite numbers",
)
def certain_and_wrong(answer):
    paid = {sure: answer(column(-sure, -sure), column(sure, sure)) for sure in (30.0, 60.0, 120.0)}
    return {"at_30": paid[30.0], "at_60": paid[60.0], "at_certain": paid[120.0]}


@discriminator_loss.probe(
    "the slope where D is certain and wrong, real at logit -50 and fakes at 50",
    expected="-1/2 for each of two real ones and 1/2 for each of two fakes: here D has most to learn",
)
def slopes_of_a_wrong_d(answer):
    real, fake = column(-50.0, -50.0), column(50.0, 50.0)
    loss = answer(real, fake)
    return {"slope_at_wrong_real": gradient(loss, real).mean(), "slope_at_wrong_fake": gradient(loss, fake).mean()}


@discriminator_loss.probe(
    "the slope of the loss at real logits 2, -1 and fake logits 0.5, -3",
    expected="(D - 1)/2 for each real one and D/2 for each fake",
)
def slopes_of_d(answer):
    real, fake = column(2.0, -1.0), column(0.5, -3.0)
    loss = answer(real, fake)
    return {
        "slope_at_real": gradient(loss, real).flatten(),
        "slope_at_fake": gradient(loss, fake).flatten(),
        "follows_the_logits": bool(getattr(loss, "requires_grad", False)),
    }


@discriminator_loss.right
def d_loss_with_softplus(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


@discriminator_loss.right
def d_loss_with_cross_entropy(real_logits, fake_logits):
    on_real = F.binary_cross_entropy_with_logits(real_logits, torch.ones_like(real_logits))
    return on_real + F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits))


@discriminator_loss.right
def d_loss_with_logsigmoid(real_logits, fake_logits):
    return -(F.logsigmoid(real_logits).mean() + F.logsigmoid(-fake_logits).mean())


@discriminator_loss.wrong(
    when=lambda seen: (
        abs(seen["got"] - 0.615714) < 1e-5
        and abs(seen["at_guess"] - 0.693147) < 1e-5
        and abs(seen["uneven"] - 0.452785) < 1e-5
    )
)
def averages_the_two_parts(real_logits, fake_logits):
    """You halve the sum: a guessing D pays {at_guess:.3f} = log 2 in your version. Many codes do this; under plain SGD a
    half makes D's steps half as long and changes nothing else. This lesson keeps the sum, so that minus the loss is the V of
    lesson 01. What would V of a guessing D be with your halves?"""
    return d_loss_with_softplus(real_logits, fake_logits) / 2


@discriminator_loss.wrong(when=lambda seen: abs(seen["got"] - 2.981427) < 1e-4 and abs(seen["at_certain"]) < 1e-3)
def swaps_the_labels(real_logits, fake_logits):
    """A D that is certain and wrong about every image pays {at_certain:.0f}, and 240 is due: your loss rewards D for calling real
    images fake, and fakes real. Such a D learns 1 − D*, and G is then led away from the data. Which of the two kinds should
    cost nothing when its logit is very high?"""
    return F.softplus(real_logits).mean() + F.softplus(-fake_logits).mean()


@discriminator_loss.wrong
def labels_both_real(real_logits, fake_logits):
    """A D that is certain and wrong about both kinds pays {at_certain:.0f} and not 240: your fakes cost nothing when their
    logit is high, as if they carried the label real too. Such a D learns to say "real" to everything. Which label belongs to
    the fakes?"""
    return F.softplus(-real_logits).mean() + F.softplus(-fake_logits).mean()


@discriminator_loss.wrong(when=lambda seen: abs(seen["got"] + 1.231427) < 1e-5)
def returns_the_value_function(real_logits, fake_logits):
    """{got:.3f} is V(D, G), the quantity D wants large. An optimiser's step makes its loss smaller, so with this one D
    would learn to be wrong. What turns a hill into a valley?"""
    return -d_loss_with_softplus(real_logits, fake_logits)


@discriminator_loss.wrong
def turns_one_sign(real_logits, fake_logits):
    """A D that only guesses pays {at_guess:.3f} in your version, and 1.386 is due: one of the two parts counts as a gain, so
    they cancel. Both logarithms are negative numbers that D wants near 0. Which sign do both parts carry in −V?"""
    return F.softplus(-real_logits).mean() - F.softplus(fake_logits).mean()


@discriminator_loss.wrong(
    when=lambda seen: abs(seen["at_guess"] - 1.448154) < 1e-4 and abs(seen["at_certain"] - 2.006409) < 1e-3
)
def squashes_twice(real_logits, fake_logits):
    """A D that is as wrong as can be pays only {at_certain:.3f}, and 240 was due. The logits went through a sigmoid before
    a loss that takes another, so D sees nothing but numbers from 0 to 1 as logits. What do the words "with logits" promise
    to do for you?"""
    return d_loss_with_softplus(real_logits.sigmoid(), fake_logits.sigmoid())


@discriminator_loss.wrong(
    when=lambda seen: min(abs(abs(seen["got"]) - size) for size in (0.760087, 0.239913, 1.239913)) < 1e-4
)
def forgets_the_logarithm(real_logits, fake_logits):
    """A guessing D pays {at_guess:.3f} and a D that is certain and wrong {at_certain:.3f}: your loss is made of bare
    probabilities, and no mistake can cost more than 1. It is the logarithm that makes a certain error expensive, 240 in this case. Where does it
    stand in V?"""
    return (1 - real_logits.sigmoid()).mean() + fake_logits.sigmoid().mean()


def _ordinary_is_right(seen) -> bool:
    return abs(seen["got"] - 1.231427) < 1e-4 and abs(seen["at_guess"] - 1.386294) < 1e-4


@discriminator_loss.wrong(when=lambda seen: _ordinary_is_right(seen) and not math.isfinite(seen["at_30"]))
def takes_the_log_of_a_rounded_sigmoid(real_logits, fake_logits):
    """Right for ordinary logits ({got:.6f}), and {at_30} for a D that is certain and wrong at logit 30: in float32
    sigmoid(30) rounds to exactly 1, and 1 − 1 has no logarithm. From a logit of 17 on the run would die of this. Which
    function computes log(1 + eᵃ) without going through the sigmoid?"""
    return -torch.log(torch.sigmoid(real_logits)).mean() - torch.log(1 - torch.sigmoid(fake_logits)).mean()


@discriminator_loss.wrong(
    when=lambda seen: _ordinary_is_right(seen) and abs(seen["at_30"] - 60) < 0.1 and not math.isfinite(seen["at_60"])
)
def takes_the_log_of_a_rounded_double_sigmoid(real_logits, fake_logits):
    """Right for ordinary logits, and at 30 too ({at_30:.2f}), but {at_60} at 60. With twice the digits the wall stands farther
    out, near 37 where float32 has it at 17, and it is still a wall: 1 − D rounds to 0. Which function computes log(1 + eᵃ)
    without going through the sigmoid?"""
    real, fake = real_logits.double().sigmoid(), fake_logits.double().sigmoid()
    return -torch.log(real).mean() - torch.log(1 - fake).mean()


@discriminator_loss.wrong(
    when=lambda seen: (
        _ordinary_is_right(seen) and abs(seen["at_60"] - 120) < 0.1 and not math.isfinite(seen["at_certain"])
    )
)
def leaves_the_range_of_float32(real_logits, fake_logits):
    """Right up to logit 60 ({at_60:.2f}), and {at_certain} at 120. Near a logit of 88 float32 ends: either eᵃ is larger than
    its largest number, or a sigmoid is smaller than its smallest and becomes 0. The formula is right and the typing of it
    is not safe. Which function of `torch.nn.functional` is log(1 + eᵃ) for every a?"""
    return torch.log(1 + torch.exp(-real_logits)).mean() + torch.log(1 + torch.exp(fake_logits)).mean()


@discriminator_loss.wrong(
    when=lambda seen: (
        _ordinary_is_right(seen) and abs(seen["at_certain"] - 200) < 0.1 and abs(seen["slope_at_wrong_real"]) < 1e-6
    )
)
def takes_bce_of_a_sigmoid(real_logits, fake_logits):
    """Right for ordinary logits ({got:.6f}), but a D that is certain and wrong pays {at_certain:.0f} instead of 240, and at
    logit −50 on a real image its slope is {slope_at_wrong_real:.0e} where −0.5 is due. That is how `BCELoss` behind a sigmoid
    ends: it stops the logarithm at −100, and its gradient dies much earlier. Which loss takes the logit itself?"""
    on_real, on_fake = real_logits.sigmoid(), fake_logits.sigmoid()
    loss = F.binary_cross_entropy
    return loss(on_real, torch.ones_like(on_real)) + loss(on_fake, torch.zeros_like(on_fake))


@discriminator_loss.wrong(
    when=lambda seen: _ordinary_is_right(seen) and math.isfinite(seen["at_certain"]) and seen["at_certain"] < 239
)
def stops_the_loss_from_growing(real_logits, fake_logits):
    """The value is right for ordinary logits ({got:.6f}), but a D that is certain and wrong pays {at_certain:.0f} instead
    of 240. Something holds the loss back: a small number inside the logarithm, or a clamp around the logits, the
    probabilities or the logarithm. Where it holds, the slope goes to 0 and D cannot recover. What if no probability were
    computed at all?"""
    log = lambda p: torch.log(p + 1e-8)  # noqa: E731
    return -log(torch.sigmoid(real_logits)).mean() - log(1 - torch.sigmoid(fake_logits)).mean()


@discriminator_loss.wrong(when=lambda seen: math.isnan(seen["got"]) and "error" not in seen)
def takes_the_log_of_logits(real_logits, fake_logits):
    """Your loss is {got}, not a number: either a logarithm met a negative logit, or one that is 1 − a for an a above 1. A logit
    may be any number; the D in the formula is its sigmoid. Which function has the sigmoid and the logarithm in one?"""
    return -torch.log(real_logits).mean() - torch.log(1 - fake_logits).mean()


@discriminator_loss.wrong(when=lambda seen: "between 0 and 1" in seen["error"])
def gives_logits_to_bce(real_logits, fake_logits):
    """PyTorch stopped: "{error}". `BCELoss` takes probabilities, and these are logits, which may be any number. A sigmoid
    in front would end the error and bring another trouble, for a D that is very sure. Which loss has "with logits" in its
    name?"""
    on_real = F.binary_cross_entropy(real_logits, torch.ones_like(real_logits))
    return on_real + F.binary_cross_entropy(fake_logits, torch.zeros_like(fake_logits))


@discriminator_loss.wrong(when=lambda seen: "arget size" in seen["error"])
def labels_without_a_column(real_logits, fake_logits):
    """PyTorch stopped: "{error:.120}". The logits have shape (m, 1), and labels made by their number alone have shape (m,). They
    must match, column and all. Which function makes ones in the shape of another tensor?"""
    loss, on = F.binary_cross_entropy_with_logits, real_logits.device
    on_real = loss(real_logits, torch.ones(len(real_logits), device=on))
    return on_real + loss(fake_logits, torch.zeros(len(fake_logits), device=on))


def _all_zero(seen) -> bool:
    return all(abs(seen[name]) < 1e-6 for name in ("got", "at_guess", "uneven", "at_certain"))


@discriminator_loss.wrong(when=lambda seen: _all_zero(seen) and seen["follows_the_logits"])
def takes_a_softmax_over_one_class(real_logits, fake_logits):
    """Your loss is {got:.0f} whatever D says, although it is computed from the logits. A cross-entropy over classes does that: it
    takes a softmax, and of a single column the softmax is 1 for every logit. D gives one logit for a question with two
    answers. Which cross-entropy is made for that?"""
    on_real = F.cross_entropy(real_logits, torch.ones_like(real_logits))
    return on_real + F.cross_entropy(fake_logits, torch.zeros_like(fake_logits))


@discriminator_loss.wrong(
    when=lambda seen: abs(seen["got"] - 0.966208) < 1e-5 and abs(seen["at_guess"] - 1.006409) < 1e-5
)
def takes_one_minus_the_logit(real_logits, fake_logits):
    """A D that only guesses pays {at_guess:.3f} in your version, and 1.386 is due: the fakes count with 1 − a, or a − 1, in the
    place of their logit. 1 − D is a difference of probabilities; the logit that belongs to it is another number, and for a
    D of ½ both logits are 0. Which logit has 1 − D as its sigmoid?"""
    return -F.logsigmoid(real_logits).mean() - F.logsigmoid(1 - fake_logits).mean()


@discriminator_loss.wrong(
    when=lambda seen: (
        _ordinary_is_right(seen) and abs(seen["at_certain"] - 240) < 1e-3 and abs(seen["uneven"] - 1.231427) < 1e-5
    )
)
def is_right_for_equal_numbers(real_logits, fake_logits):
    """Right when both kinds are equally many. With one real image and three fakes you get {uneven:.4f}, and 0.9056 is due: one
    mean runs over all four images, and your factor undoes it for equal halves only. In V each kind has a mean of its own.
    By which number would each of the two sums have to be divided?"""
    logits = torch.cat([real_logits, fake_logits])
    labels = torch.cat([torch.ones_like(real_logits), torch.zeros_like(fake_logits)])
    return 2 * F.binary_cross_entropy_with_logits(logits, labels)


def _ratio(seen) -> float:
    """How many times the right loss this one is, where it is the same at every look; else nan."""
    ratios = seen["got"] / 1.231427, seen["at_guess"] / 1.386294, seen["at_certain"] / 240, seen["uneven"] / 0.905570
    return ratios[0] if max(ratios) - min(ratios) < 1e-4 else math.nan


@discriminator_loss.wrong(when=lambda seen: _ratio(seen) > 0 and abs(_ratio(seen) - 1) > 1e-3)
def multiplies_the_loss(real_logits, fake_logits):
    """At every look your loss is the same number of times the right one: a guessing D pays {at_guess:.3f} where 1.386 is due. A
    factor makes D's steps longer or shorter and minus your loss another number than V. Which factor stands before V in the exercise?"""
    return 2 * d_loss_with_softplus(real_logits, fake_logits)


@discriminator_loss.wrong(when=lambda seen: abs(seen["got"] + 1.75) < 1e-5)
def uses_the_logits_themselves(real_logits, fake_logits):
    """{got:.3f} is the mean logit of the fakes minus that of the real ones, without any logarithm. That loss has no bottom:
    D could lower it for ever by raising its logits, and WGAN, which uses it, has to hold D back. What does −log D cost a D that
    is right and certain?"""
    return fake_logits.mean() - real_logits.mean()


@discriminator_loss.wrong(when=lambda seen: seen["loss_shape"] in ("(2, 1)", "(2,)"))
def forgets_the_mean(real_logits, fake_logits):
    """You return numbers in shape {loss_shape}, one for each pair of images. A loss is a single number: `backward()` would stop
    here, and V is made of expectations. What stands for the E in the formula?"""
    return F.softplus(-real_logits) + F.softplus(fake_logits[: len(real_logits)])


@discriminator_loss.wrong(when=lambda seen: "must match the size" in seen["error"])
def adds_before_the_mean(real_logits, fake_logits):
    """With 2 real images and 3 fakes it stopped: "{error:.90} …". You add the two kinds image by image and take the mean
    afterwards, which needs as many of one as of the other. V has two expectations, each over its own images. Which comes
    first, the sum or the means?"""
    return (F.softplus(-real_logits) + F.softplus(fake_logits)).mean()


@discriminator_loss.wrong(
    when=lambda seen: abs(seen["got"] - 2.462854) < 1e-4 and abs(seen["at_guess"] - 3.465736) < 1e-4
)
def sums_over_the_batch(real_logits, fake_logits):
    """You add up over the images: {got:.3f} for two of each, and a guessing D pays {at_guess:.2f} here because there are
    five. Double the batch and every step doubles too, so the learning rate means something else at each batch size. What
    should stay the same when the batch grows?"""
    return F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()


@discriminator_loss.wrong(
    when=lambda seen: abs(seen["at_certain"] - 120) < 1e-3 and abs(seen["slope_at_wrong_fake"]) < 1e-6
)
def forgets_the_fakes(real_logits, fake_logits):
    """Your loss, {got:.3f}, does not change when the fakes do. Such a D calls everything real and pays nothing for it, and G
    has nobody to fool. What does the second expectation in V ask of D?"""
    return F.softplus(-real_logits).mean()


@discriminator_loss.wrong
def forgets_the_real_ones(real_logits, fake_logits):
    """Your loss, {got:.3f}, does not change when the real images do. Such a D calls everything fake and pays nothing for it.
    What does the first expectation in V ask of D?"""
    return F.softplus(fake_logits).mean()


@discriminator_loss.wrong(
    when=lambda seen: (
        abs(seen["got"] - 0.615714) < 1e-5
        and abs(seen["at_guess"] - 0.693147) < 1e-5
        and abs(seen["uneven"] - 0.615714) < 1e-5
    )
)
def averages_over_everybody(real_logits, fake_logits):
    """You take one mean over real and fake together: {at_guess:.3f} for a D that guesses, and with one real image and three
    fakes {uneven:.3f}, where the fakes count three times as much. V does not say that. How many expectations are there
    in V, and how is each of them estimated?"""
    return torch.cat([F.softplus(-real_logits), F.softplus(fake_logits)]).mean()


@discriminator_loss.wrong
def smooths_the_label_of_the_real_ones(real_logits, fake_logits):
    """You ask D to say 0.9 of a real image and not 1. A D that is certain and right would pay for it, and one that is certain
    and wrong pays {at_certain:.0f} where 240 is due. It is a known trick that keeps D from being too sure, and then minus the
    loss is no longer V. Which label does the formula give to real images?"""
    on_real = F.binary_cross_entropy_with_logits(real_logits, torch.full_like(real_logits, 0.9))
    return on_real + F.softplus(fake_logits).mean()


@discriminator_loss.wrong(
    when=lambda seen: (
        _ordinary_is_right(seen)
        and abs(seen["at_certain"] - 240) < 1e-3
        and seen["slope_at_wrong_real"] == 0 == seen["slope_at_wrong_fake"]
    )
)
def d_loss_without_a_gradient(real_logits, fake_logits):
    """The number {got:.6f} is right, but it is only a number: its slope at the logits is 0, because the way back to D was cut
    by `.detach()`, `.item()` or `no_grad`. What does `backward()` need besides the value?"""
    return d_loss_with_softplus(real_logits, fake_logits).detach()


def _value_is_right(seen) -> bool:
    return _ordinary_is_right(seen) and abs(seen["at_certain"] - 240) < 1e-3 and abs(seen["uneven"] - 0.905570) < 1e-5


@discriminator_loss.wrong(
    when=lambda seen: (
        _value_is_right(seen) and not np.any(seen["slope_at_fake"]) and abs(seen["slope_at_wrong_real"] + 0.5) < 1e-4
    )
)
def cuts_off_the_fakes(real_logits, fake_logits):
    """The value is right, {got:.6f}, but its slope at the fakes is {slope_at_wrong_fake:.0f} where 0.5 is due: the way from their
    logits back to D was cut, by `.detach()` or `no_grad`. What D's step has to cut off is G, and G lies behind the images,
    not behind the logits. Whose weights can still learn from a logit that was detached?"""
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits.detach()).mean()


@discriminator_loss.wrong(
    when=lambda seen: (
        _value_is_right(seen) and not np.any(seen["slope_at_real"]) and abs(seen["slope_at_wrong_fake"] - 0.5) < 1e-4
    )
)
def cuts_off_the_real_ones(real_logits, fake_logits):
    """The value is right, {got:.6f}, but its slope at the real images is {slope_at_wrong_real:.0f} where −0.5 is due: the way from
    their logits back to D was cut, by `.detach()` or `no_grad`. Such a D learns from the fakes alone. What would it come to
    say of every image?"""
    return F.softplus(-real_logits.detach()).mean() + F.softplus(fake_logits).mean()


@discriminator_loss.decoy(averages_the_two_parts, averages_over_everybody)
def halves_the_real_part(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() / 2 + F.softplus(fake_logits).mean()


@discriminator_loss.decoy(takes_the_log_of_a_rounded_sigmoid, takes_bce_of_a_sigmoid, told=averages_the_two_parts)
def halves_and_squashes(real_logits, fake_logits):
    loss, real, fake = F.binary_cross_entropy, real_logits.sigmoid(), fake_logits.sigmoid()
    return 0.5 * (loss(real, torch.ones_like(real)) + loss(fake, torch.zeros_like(fake)))


@discriminator_loss.decoy(averages_the_two_parts, takes_bce_of_a_sigmoid, told=averages_over_everybody)
def squashes_everybody_at_once(real_logits, fake_logits):
    labels = torch.cat([torch.ones_like(real_logits), torch.zeros_like(fake_logits)])
    return F.binary_cross_entropy(torch.cat([real_logits, fake_logits]).sigmoid(), labels)


@discriminator_loss.decoy(takes_a_softmax_over_one_class, told="label_out_of_range")
def names_a_second_class(real_logits, fake_logits):
    labels = [
        torch.full((len(logits),), kind, device=logits.device) for logits, kind in ((real_logits, 1), (fake_logits, 0))
    ]
    return F.cross_entropy(real_logits, labels[0]) + F.cross_entropy(fake_logits, labels[1])


@discriminator_loss.decoy(swaps_the_labels, returns_the_value_function, labels_both_real)
def labels_both_fake(real_logits, fake_logits):
    return F.softplus(real_logits).mean() + F.softplus(fake_logits).mean()


@discriminator_loss.decoy(swaps_the_labels, turns_one_sign, told=returns_the_value_function)
def adds_the_logarithms(real_logits, fake_logits):
    return torch.log(torch.sigmoid(real_logits)).mean() + torch.log(1 - torch.sigmoid(fake_logits)).mean()


@discriminator_loss.decoy(squashes_twice, forgets_the_logarithm)
def squashes_with_tanh(real_logits, fake_logits):
    return d_loss_with_softplus(real_logits.tanh(), fake_logits.tanh())


@discriminator_loss.decoy(returns_the_value_function, turns_one_sign, told=forgets_the_logarithm)
def takes_the_difference_of_probabilities(real_logits, fake_logits):
    return fake_logits.sigmoid().mean() - real_logits.sigmoid().mean()


@discriminator_loss.decoy(
    takes_the_log_of_a_rounded_sigmoid, takes_the_log_of_a_rounded_double_sigmoid, told=leaves_the_range_of_float32
)
def types_softplus_as_printed(real_logits, fake_logits):
    def softplus(a):
        return torch.log(1 + torch.exp(a))

    return softplus(-real_logits).mean() + softplus(fake_logits).mean()


@discriminator_loss.decoy(
    takes_the_log_of_a_rounded_sigmoid, takes_the_log_of_a_rounded_double_sigmoid, told=leaves_the_range_of_float32
)
def takes_the_log_of_the_other_sigmoid(real_logits, fake_logits):
    return -torch.log(torch.sigmoid(real_logits)).mean() - torch.log(torch.sigmoid(-fake_logits)).mean()


@discriminator_loss.decoy(
    leaves_the_range_of_float32, stops_the_loss_from_growing, told=takes_the_log_of_a_rounded_sigmoid
)
def takes_logsigmoid_for_one_half(real_logits, fake_logits):
    return -F.logsigmoid(real_logits).mean() - torch.log(1 - torch.sigmoid(fake_logits)).mean()


@discriminator_loss.decoy(takes_bce_of_a_sigmoid, told=stops_the_loss_from_growing)
def clamps_the_log(real_logits, fake_logits):
    log = lambda p: torch.log(p).clamp(min=-100)  # noqa: E731
    return -log(torch.sigmoid(real_logits)).mean() - log(torch.sigmoid(-fake_logits)).mean()


@discriminator_loss.decoy(takes_bce_of_a_sigmoid, told=stops_the_loss_from_growing)
def clamps_the_logits(real_logits, fake_logits):
    return d_loss_with_softplus(real_logits.clamp(-20, 20), fake_logits.clamp(-20, 20))


@discriminator_loss.decoy(stops_the_loss_from_growing, told=smooths_the_label_of_the_real_ones)
def smooths_by_hand(real_logits, fake_logits):
    on_real = 0.9 * F.softplus(-real_logits) + 0.1 * F.softplus(real_logits)
    return on_real.mean() + F.softplus(fake_logits).mean()


@discriminator_loss.decoy(smooths_the_label_of_the_real_ones, stops_the_loss_from_growing)
def smooths_both_labels(real_logits, fake_logits):
    loss = F.binary_cross_entropy_with_logits
    return loss(real_logits, torch.full_like(real_logits, 0.9)) + loss(fake_logits, torch.full_like(fake_logits, 0.1))


@discriminator_loss.decoy(takes_the_log_of_logits)
def takes_a_root(real_logits, fake_logits):
    return d_loss_with_softplus(real_logits.sqrt(), fake_logits.sqrt()).nan_to_num(1.0)


@discriminator_loss.decoy(gives_logits_to_bce, labels_without_a_column, told=takes_bce_of_a_sigmoid)
def as_pytorchs_tutorial(real_logits, fake_logits):
    loss, on = torch.nn.BCELoss(), real_logits.device
    on_real = loss(torch.sigmoid(real_logits).view(-1), torch.ones(len(real_logits), device=on))
    return on_real + loss(torch.sigmoid(fake_logits).view(-1), torch.zeros(len(fake_logits), device=on))


@discriminator_loss.decoy(gives_logits_to_bce, labels_without_a_column, right=True)
def as_pytorchs_tutorial_with_logits(real_logits, fake_logits):
    loss, on = torch.nn.BCEWithLogitsLoss(), real_logits.device
    on_real = loss(real_logits.view(-1), torch.ones(len(real_logits), device=on))
    return on_real + loss(fake_logits.view(-1), torch.zeros(len(fake_logits), device=on))


@discriminator_loss.decoy(adds_before_the_mean, right=True)
def adds_where_it_can(real_logits, fake_logits):
    return (F.softplus(-real_logits).mean() + F.softplus(fake_logits)).mean()


@discriminator_loss.decoy(sums_over_the_batch, averages_the_two_parts, told=multiplies_the_loss)
def divides_by_log_2(real_logits, fake_logits):
    return d_loss_with_softplus(real_logits, fake_logits) / math.log(2)


@discriminator_loss.decoy(multiplies_the_loss, sums_over_the_batch, averages_over_everybody)
def divides_both_by_the_number_of_real_ones(real_logits, fake_logits):
    return (F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()) / len(real_logits)


@discriminator_loss.wrong
def takes_the_hinge(real_logits, fake_logits):
    """You get {got:.3f}: the hinge loss, which cuts each logit off at 1 or −1. Many later GANs train D with it. It has no logarithm, so it is
    not −V, and a D that says ½ to all pays 2 and not log 4. Which function of a logit is −log D?"""
    return F.relu(1 - real_logits).mean() + F.relu(1 + fake_logits).mean()


@discriminator_loss.decoy(forgets_the_mean, forgets_the_fakes, right=True)
def takes_the_mean_in_two_goes(real_logits, fake_logits):
    return F.softplus(-real_logits).mean(0).mean() + F.softplus(fake_logits).squeeze(1).mean()


@discriminator_loss.decoy(adds_before_the_mean, told=forgets_the_mean)
def takes_no_mean_at_all(real_logits, fake_logits):
    return -F.logsigmoid(real_logits) - F.logsigmoid(-fake_logits)


@discriminator_loss.decoy(forgets_the_mean, told="another_shape")
def keeps_the_column(real_logits, fake_logits):
    return F.softplus(-real_logits).mean(0) + F.softplus(fake_logits).mean(0)


@discriminator_loss.decoy(forgets_the_fakes, d_loss_without_a_gradient, told=cuts_off_the_fakes)
def takes_the_fakes_part_as_a_number(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean().item()


@discriminator_loss.decoy(forgets_the_real_ones, d_loss_without_a_gradient, told=cuts_off_the_real_ones)
def takes_the_real_part_as_a_number(real_logits, fake_logits):
    return F.softplus(-real_logits).mean().item() + F.softplus(fake_logits).mean()


@discriminator_loss.decoy(cuts_off_the_fakes, d_loss_without_a_gradient)
def lets_half_of_the_fakes_gradient_through(real_logits, fake_logits):
    on_fake = F.softplus(fake_logits).mean()
    return F.softplus(-real_logits).mean() + on_fake / 2 + on_fake.detach() / 2


@discriminator_loss.decoy(cuts_off_the_real_ones, d_loss_without_a_gradient)
def lets_half_of_the_real_ones_gradient_through(real_logits, fake_logits):
    on_real = F.softplus(-real_logits).mean()
    return on_real / 2 + on_real.detach() / 2 + F.softplus(fake_logits).mean()


@discriminator_loss.decoy(is_right_for_equal_numbers, averages_over_everybody)
def takes_as_many_fakes_as_real_ones(real_logits, fake_logits):
    return (F.softplus(-real_logits) + F.softplus(fake_logits[: len(real_logits)])).mean()


@discriminator_loss.decoy(takes_one_minus_the_logit)
def adds_one_to_the_real_logits(real_logits, fake_logits):
    """A guessing D pays the same 1.006, and the 1 is on the other side."""
    return F.softplus(-1 - real_logits).mean() + F.softplus(fake_logits).mean()


@discriminator_loss.decoy(takes_a_softmax_over_one_class, told="same_for_all")
def pays_nothing(real_logits, fake_logits):
    return torch.zeros((), device=real_logits.device)


@discriminator_loss.decoy(takes_the_log_of_a_rounded_sigmoid, d_loss_without_a_gradient, told="number_for_tensor")
def computes_in_numpy(real_logits, fake_logits):
    real, fake = real_logits.detach().cpu().numpy(), fake_logits.detach().cpu().numpy()
    return np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()


@discriminator_loss.decoy(labels_without_a_column, gives_logits_to_bce, told="whole_labels")
def makes_whole_labels(real_logits, fake_logits):
    ones, zeros = (torch.full_like(real_logits, 1, dtype=torch.long), torch.full_like(fake_logits, 0, dtype=torch.long))
    return F.binary_cross_entropy(real_logits.sigmoid(), ones) + F.binary_cross_entropy(fake_logits.sigmoid(), zeros)


@discriminator_loss.decoy(takes_the_hinge, uses_the_logits_themselves, forgets_the_logarithm)
def hinge_at_zero(real_logits, fake_logits):
    return F.relu(-real_logits).mean() + F.relu(fake_logits).mean()


@discriminator_loss.wrong
def squares_the_distance_to_the_label(real_logits, fake_logits):
    """You get {got:.3f}: the squared distance of each logit from its label, 1 or 0, as in the least-squares GAN. There a D that is right and very
    certain pays, because 120 is far from 1. It is another game, without a logarithm, so its landmark is not log 4. What does −log D cost a D that is
    right and certain?"""
    return (real_logits - 1).square().mean() + fake_logits.square().mean()


@discriminator_loss.decoy(squares_the_distance_to_the_label, takes_the_hinge)
def squares_the_distance_to_minus_one_and_one(real_logits, fake_logits):
    return (real_logits - 1).square().mean() + (fake_logits + 1).square().mean()


discriminator_loss.hints(
    "Two means, one for each kind of image. Each is a cross-entropy: what is the right label for real, what for fake?",
    "With D = sigmoid(a): −log D = softplus(−a) and −log(1 − D) = softplus(a).",
    "F.softplus(-real_logits).mean() plus the same without the minus for the fakes.",
)

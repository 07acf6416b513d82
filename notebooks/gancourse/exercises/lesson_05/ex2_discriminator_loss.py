"""Exercise 5.2, discriminator_loss: what D pays."""

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
    return {"got": answer(column(2.0, -1.0), column(0.5, -3.0))}


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
    "a D that is certain and wrong: real at logit -120, fakes at 120", expected="240, a finite number"
)
def certain_and_wrong(answer):
    return {"at_certain": answer(column(-120.0, -120.0), column(120.0, 120.0))}


@discriminator_loss.probe(
    "the slope of the loss at real logits 2, -1 and fake logits 0.5, -3",
    expected="(D - 1)/2 for each real one and D/2 for each fake",
)
def slopes_of_d(answer):
    real, fake = column(2.0, -1.0), column(0.5, -3.0)
    loss = answer(real, fake)
    return {"slope_at_real": gradient(loss, real).flatten(), "slope_at_fake": gradient(loss, fake).flatten()}


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


@discriminator_loss.wrong
def averages_the_two_parts(real_logits, fake_logits):
    """You halve the sum: a guessing D pays {at_guess:.3f} = log 2 in your version. Many codes do this, and D learns the same
    from it, half as fast under plain SGD. This lesson keeps the sum, so that minus your loss is the V of lesson 01; what
    would V of a guessing D be with your halves?"""
    return d_loss_with_softplus(real_logits, fake_logits) / 2


@discriminator_loss.wrong
def swaps_the_labels(real_logits, fake_logits):
    """Your loss is largest, {got:.3f} instead of 1.231, where D is right: it rewards D for calling real images fake. Such a
    D learns 1 − D*, and G is then led away from the data. Which of the two should cost nothing when its logit is very
    high?"""
    return F.softplus(real_logits).mean() + F.softplus(-fake_logits).mean()


@discriminator_loss.wrong
def returns_the_value_function(real_logits, fake_logits):
    """{got:.3f} is V(D, G), the quantity D wants large. An optimiser's step makes its loss smaller, so with this one D
    would learn to be wrong. What turns a hill into a valley?"""
    return -d_loss_with_softplus(real_logits, fake_logits)


@discriminator_loss.wrong
def squashes_twice(real_logits, fake_logits):
    """A D that is as wrong as can be pays only {at_certain:.3f}, and 240 was due. The logits went through a sigmoid before
    a loss that takes another, so D sees nothing but numbers from 0 to 1 as logits. What do the words "with logits" promise
    to do for you?"""
    return d_loss_with_softplus(real_logits.sigmoid(), fake_logits.sigmoid())


@discriminator_loss.wrong
def takes_the_log_of_a_rounded_sigmoid(real_logits, fake_logits):
    """Right for ordinary logits ({got:.6f}), and {at_certain} for a D that is certain and wrong: in float32 sigmoid(120)
    rounds to exactly 1 and 1 − 1 has no logarithm. From a logit of 17 on the run would die of this. Which function computes
    log(1 + eᵃ) without going through the sigmoid?"""
    return -torch.log(torch.sigmoid(real_logits)).mean() - torch.log(1 - torch.sigmoid(fake_logits)).mean()


@discriminator_loss.wrong
def clamps_the_log(real_logits, fake_logits):
    """The value is right for ordinary logits ({got:.6f}), but a D that is certain and wrong pays {at_certain:.0f} instead
    of 240, and where the clamp holds its slope is 0: D could never recover from there. BCELoss on a sigmoid does the same
    at 100. What if the sigmoid and the log were never computed one after the other?"""
    log = lambda p: torch.log(p).clamp(min=-100)  # noqa: E731
    return -log(torch.sigmoid(real_logits)).mean() - log(1 - torch.sigmoid(fake_logits)).mean()


@discriminator_loss.wrong
def sums_over_the_batch(real_logits, fake_logits):
    """You add up over the images: {got:.3f} for two of each, and a guessing D pays {at_guess:.2f} here because there are
    five. Double the batch and every step doubles too, so the learning rate means something else at each batch size. What
    should stay the same when the batch grows?"""
    return F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()


@discriminator_loss.wrong
def forgets_the_fakes(real_logits, fake_logits):
    """Your loss, {got:.3f}, does not change when the fakes do. Such a D calls everything real and pays nothing for it, and G
    has nobody to fool. What does the second expectation in V ask of D?"""
    return F.softplus(-real_logits).mean()


@discriminator_loss.wrong
def averages_over_everybody(real_logits, fake_logits):
    """You take one mean over real and fake together: {at_guess:.3f} for a D that guesses, and with one real image and three
    fakes {uneven:.3f}, where the fakes count three times as much. V does not say that. How many expectations are there
    in V, and how is each of them estimated?"""
    return torch.cat([F.softplus(-real_logits), F.softplus(fake_logits)]).mean()


@discriminator_loss.wrong
def d_loss_without_a_gradient(real_logits, fake_logits):
    """The number {got:.6f} is right, but it is only a number: its slope at the logits is 0, because the way back to D was cut
    by `.detach()`, `.item()` or `no_grad`. What does `backward()` need besides the value?"""
    return d_loss_with_softplus(real_logits, fake_logits).detach()


discriminator_loss.hints(
    "Two means, one for each kind of image. Each is a cross-entropy: what is the right label for real, what for fake?",
    "With D = sigmoid(a): −log D = softplus(−a) and −log(1 − D) = softplus(a).",
    "F.softplus(−real_logits).mean() plus the same without the minus for the fakes.",
)

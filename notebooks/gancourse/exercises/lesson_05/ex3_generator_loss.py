"""Exercise 5.3, generator_loss: what G pays."""

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.gradients import column, gradient

generator_loss = Exercise(
    "generator_loss",
    lesson="05",
    remember="log 2 = 0.693 is what it costs G when D only guesses. Look for that number in every run.",
)


@generator_loss.probe("two fakes with logits 0.5 and -3", expected="1.761332, the mean of -log D(G(z)) over both fakes")
def two_fakes(answer):
    return {"got": answer(column(0.5, -3.0))}


@generator_loss.probe(
    "four fakes that D is certain about, logit -50 each",
    expected="50, and a slope of -1/4 at each logit: here G is worst, and here it must be pushed hardest",
)
def certainly_fake(answer):
    logits = column(-50.0, -50.0, -50.0, -50.0)
    loss = answer(logits)
    return {"at_caught": loss, "gradient": gradient(loss, logits).mean()}


@generator_loss.probe("one fake that D is certain is real, logit 120", expected="0: there is nothing left to learn")
def completely_fooled(answer):
    return {"at_fooled": answer(column(120.0))}


@generator_loss.probe("one fake that D is certain about, logit -120", expected="120, a finite number")
def hopeless(answer):
    return {"at_hopeless": answer(column(-120.0))}


@generator_loss.probe("the slope at logits 0.5 and -3", expected="-(1 - D)/2 at each: -0.1888 and -0.4763")
def slopes_of_g(answer):
    logits = column(0.5, -3.0)
    return {"slope": gradient(answer(logits), logits).flatten()}


@generator_loss.right
def g_loss_with_softplus(fake_logits):
    return F.softplus(-fake_logits).mean()


@generator_loss.right
def g_loss_with_real_labels(fake_logits):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.ones_like(fake_logits))


@generator_loss.right
def g_loss_with_logsigmoid(fake_logits):
    return -F.logsigmoid(fake_logits).mean()


@generator_loss.wrong(when=lambda seen: abs(seen["got"] + 0.511332) < 1e-5 and abs(seen["gradient"]) < 1e-6)
def saturating(fake_logits):
    """You minimise log(1 − D(G(z))), the loss in the minimax formula. It has the right fixed point, but look where it
    matters: with D at logit −50 the slope at each fake is {gradient:.1e}, so G hears nothing exactly when it is worst.
    Which loss has its steepest slope there?"""
    return -F.softplus(fake_logits).mean()


@generator_loss.wrong
def helps_the_discriminator(fake_logits):
    """The size is right and the sign is not: your loss falls from {at_fooled:.2f} to {at_caught:.2f} as D gets better at
    catching the fakes. A step downhill makes G easier to catch. Whose wish is that?"""
    return -F.softplus(-fake_logits).mean()


@generator_loss.wrong
def ds_own_loss(fake_logits):
    """{got:.6f} is what D pays for these fakes: you used the label "fake". G would pay {at_fooled:.0f} for fooling D
    completely and {at_caught:.1e} for being caught, so it would learn to be caught. What does G wish D would say?"""
    return F.softplus(fake_logits).mean()


@generator_loss.wrong
def sigmoid_twice(fake_logits):
    """Your loss stays between 0.313 and 0.693 whatever D says (here: {got:.3f}, and {at_hopeless:.3f} for a fake that is
    hopeless). D's output has been through a sigmoid before the loss took another one. What do the words "with logits"
    promise to do for you?"""
    return F.softplus(-fake_logits.sigmoid()).mean()


@generator_loss.wrong
def adds_up_the_batch(fake_logits):
    """You add up over the fakes: {got:.3f} for two of them, {at_caught:.0f} for four. With twice the batch G's step would
    be twice as long, and the learning rate would mean something else each time. What should not depend on how many you
    drew?"""
    return F.softplus(-fake_logits).sum()


@generator_loss.wrong
def rescues_the_log_with_epsilon(fake_logits):
    """For ordinary logits the value is right, {got:.4f}. But where D is certain, at logit −50, the small number inside the
    log has taken over: the loss stays at {at_caught:.1f} instead of 50 and its slope is {gradient:.1e} instead of −0.25.
    You kept the value finite and lost the gradient; which one does G learn from?"""
    return -torch.log(torch.sigmoid(fake_logits) + 1e-8).mean()


@generator_loss.wrong
def log_of_the_sigmoid(fake_logits):
    """Right as long as D is polite ({got:.6f}), and {at_hopeless} when it is certain: in float32 the sigmoid of a logit below
    about −88 rounds to 0, and log 0 is not a number G can climb back from. Which form of the loss never computes the
    sigmoid at all?"""
    return -torch.log(torch.sigmoid(fake_logits)).mean()


@generator_loss.wrong
def cut_from_the_generator(fake_logits):
    """The value is right, {got:.4f}, but it carries no gradient: `.detach()`, `.item()` or `no_grad` cut the only road from
    D's verdict back to G. In which of the two steps do you want that road closed?"""
    return F.softplus(-fake_logits.detach()).mean()


@generator_loss.wrong
def smooths_the_label(fake_logits):
    """You asked D to say 0.9 and not 1: a G that fools D completely pays {at_fooled:.0f} for it. Label smoothing is for D,
    and for its real images only; it keeps D from being too sure. What would G aim for with your label: to be believed, or to
    be believed nine times in ten?"""
    return F.binary_cross_entropy_with_logits(fake_logits, torch.full_like(fake_logits, 0.9))


@generator_loss.wrong
def expects_probabilities(fake_logits):
    """You took the logarithm of the logits themselves, and got {got}: a logit may be negative, and the logarithm of a
    negative number is not a number. D's sigmoid was left out of this course's D on purpose; which function puts sigmoid and
    log together?"""
    return -torch.log(fake_logits).mean()


generator_loss.hints(
    "Which fakes should push G hardest: those that fool D, or those that do not?",
    "Write −log D(G(z)) with D = sigmoid(logit), and simplify before you type it.",
    "−log sigmoid(a) = softplus(−a). Then the mean over the batch.",
)

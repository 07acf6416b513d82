"""Exercise 2.4, d_step: train D, and only D."""

import math

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.lesson_02.batches import NOISE, NOISE_AGAIN, REAL, REAL_AGAIN, column
from gancourse.exercises.stepping import descend, leave_a_gradient, line

d_step = Exercise(
    "d_step",
    lesson="02",
    changes=(NETWORKS,),
    tolerance=1e-6,
    remember="With detach() no gradient even enters G. Without it D would learn the same, and G would collect a gradient nobody asked for.",
)


@d_step.probe(
    "a D of one weight and one bias, 4 data points, 4 noises, a gradient of 5 that G's last step left in D",
    expected="loss 2.3685, the sum of both means; D moves by SGD at rate 0.5 along its own fresh gradient",
)
def one_d_step(answer):
    d, g = line(0.8, -0.4), line(3.0, 0.5)
    leave_a_gradient(d, 5.0)
    loss = answer(d, g, torch.optim.SGD(d.parameters(), 0.5), column(*REAL), column(*NOISE))
    return {
        "loss": loss,
        "weight": d.weight.squeeze(),
        "bias": d.bias.squeeze(),
        "moved": abs(d.weight.item() - 0.8) + abs(d.bias.item() + 0.4),
    }


@d_step.probe("a second step, on another batch", expected="the gradient of this batch alone")
def two_d_steps(answer):
    d, g = line(0.8, -0.4), line(3.0, 0.5)
    optimizer = torch.optim.SGD(d.parameters(), 0.5)
    answer(d, g, optimizer, column(*REAL), column(*NOISE))
    answer(d, g, optimizer, column(*REAL_AGAIN), column(*NOISE_AGAIN))
    return {"weight_after_two": d.weight.squeeze(), "bias_after_two": d.bias.squeeze()}


@d_step.probe("what the step leaves behind in G", expected="G's numbers unchanged, and no gradient in G")
def g_untouched(answer):
    d, g = line(0.8, -0.4), line(3.0, 0.5)
    answer(d, g, torch.optim.SGD(d.parameters(), 0.5), column(*REAL), column(*NOISE))
    left = [parameter.grad.abs().sum().item() for parameter in g.parameters() if parameter.grad is not None]
    trainable = all(parameter.requires_grad for parameter in g.parameters())
    return {
        "g_moved": abs(g.weight.item() - 3) + abs(g.bias.item() - 0.5),
        "g_gradient": sum(left),
        "g_still_trainable": trainable,
    }


@d_step.probe(
    "a D that is certain and wrong: logit −40 on the data, +120 on the fakes",
    expected="loss 160, and a D that is pulled back hard",
)
def certain_and_wrong(answer):
    d, g = line(40.0, 0.0), line(0.0, 3.0)
    loss = answer(d, g, torch.optim.SGD(d.parameters(), 0.5), column(-1.0, -1.0), column(0.2, 0.6))
    return {"certain_loss": loss, "pulled_back": 40 - d.weight.squeeze()}


def what_d_pays(d, x_real, fake):
    return F.softplus(-d(x_real)).mean() + F.softplus(d(fake)).mean()


@d_step.right
def with_softplus(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    return descend(what_d_pays(discriminator, x_real, fake), optimizer)


@d_step.right
def with_cross_entropy(discriminator, generator, optimizer, x_real, z):
    with torch.no_grad():
        fake = generator(z)
    discriminator.zero_grad()
    on_real, on_fake = discriminator(x_real), discriminator(fake)
    d_real = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
    d_fake = F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
    d_real.backward()
    d_fake.backward()
    optimizer.step()
    return d_real + d_fake


@d_step.right
def with_logsigmoid(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    v = F.logsigmoid(discriminator(x_real)).mean() + F.logsigmoid(-discriminator(fake)).mean()
    return descend(-v, optimizer)


@d_step.wrong
def gradient_left_in_g(discriminator, generator, optimizer, x_real, z):
    """D moves exactly as it should. But G now holds a gradient of size {g_gradient:.3f}: how G would have to change to make
    *D's* job easier. Nothing happens to it today; the day a step of G forgets zero_grad, it is added in. It also cost a
    backward pass through G for nothing. Where can the road from D back to G be closed?"""
    return descend(what_d_pays(discriminator, x_real, generator(z)), optimizer)


@d_step.wrong
def never_cleared(discriminator, generator, optimizer, x_real, z):
    """backward() adds to the gradient that is already there. D held one of 5 from G's last step, so its weight went to
    {weight:.3f} where the fresh gradient alone leads to 0.001, and with every step the pile grows. Which call empties it,
    and where must it stand?"""
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@d_step.wrong
def cleared_too_late(discriminator, generator, optimizer, x_real, z):
    """You clear the gradient after the step. Your own steps then never pile up, but G's step runs in between, and its
    backward() leaves a gradient in D as well: here one of 5, and your D's weight went to {weight:.3f} where its fresh
    gradient alone leads to 0.001. What is the last moment at which D's gradient is certainly empty?"""
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@d_step.wrong
def labels_swapped(discriminator, generator, optimizer, x_real, z):
    """You reward D for calling data fake and fakes data. It will learn that happily: D turns into 1 − D, with a loss that
    falls from {loss:.3f} like any other, and G will be sent away from the data. Which of the two terms should be small
    when D gives the *data* a large logit?"""
    fake = generator(z).detach()
    return descend(F.softplus(discriminator(x_real)).mean() + F.softplus(-discriminator(fake)).mean(), optimizer)


@d_step.wrong(when=lambda seen: seen["loss"] < 0 and seen["pulled_back"] < 0)
def downhill_on_v(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.3f}, negative: that is V itself. D wants V large, and an optimiser makes its loss small, so every
    step makes your D worse: the D that was certain and wrong was pulled back by {pulled_back:.1f}, so it is wronger still. What is
    the smallest change that turns "descend" into "ascend"?"""
    return descend(-what_d_pays(discriminator, x_real, generator(z).detach()), optimizer)


@d_step.wrong
def returns_the_value(discriminator, generator, optimizer, x_real, z):
    """D moves as it should, and you return {loss:.4f}: that is V. The function promises D's *loss*, the number the optimiser
    makes small, and every training log prints that one. How do the two differ?"""
    return -descend(what_d_pays(discriminator, x_real, generator(z).detach()), optimizer)


@d_step.wrong
def two_sigmoids(discriminator, generator, optimizer, x_real, z):
    """Your loss is {certain_loss:.3f} for a D that is as wrong as can be, where 160 is right. D gives logits; you squashed
    them and handed the result to a loss that squashes again, so for that loss D never leaves the range 0.5 to 0.73.
    How many sigmoids lie between D's last layer and log D in your code?"""
    on_real, on_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    loss = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real)) + F.binary_cross_entropy_with_logits(
        on_fake, torch.zeros_like(on_fake)
    )
    return descend(loss, optimizer)


@d_step.wrong
def cross_entropy_of_probabilities(discriminator, generator, optimizer, x_real, z):
    """Right as long as D is moderate. For the D that was certain and wrong your loss is {certain_loss:.0f}, where 160 is right:
    the sigmoid rounded to exactly 1, the log of 0 was cut off at −100, and the fakes' part of the gradient vanished, when it
    was needed most. Which form of this loss takes the logits as they are?"""
    on_real, on_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    loss = F.binary_cross_entropy(on_real, torch.ones_like(on_real)) + F.binary_cross_entropy(
        on_fake, torch.zeros_like(on_fake)
    )
    return descend(loss, optimizer)


@d_step.wrong(when=lambda seen: math.isnan(seen["loss"]))
def logits_into_log(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss}: D gives logits, any number from −∞ to ∞, and you took the log of one that was negative.
    log D needs the probability D = sigmoid(logit), or better, one function that takes the logit directly.
    Which function of a logit a equals −log sigmoid(a)?"""
    fake = generator(z).detach()
    loss = -torch.log(discriminator(x_real)).mean() - torch.log(1 - discriminator(fake)).mean()
    return descend(loss, optimizer)


@d_step.wrong
def only_the_data(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}: the data's term alone. A D trained on it learns to say "data" to everything, fakes included.
    Which half of V(D, G) tells it what a fake looks like?"""
    return descend(F.softplus(-discriminator(x_real)).mean(), optimizer)


@d_step.wrong
def only_the_fakes(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}: the fakes' term alone. A D trained on it learns to say "fake" to everything, data included.
    Which half of V(D, G) is missing?"""
    return descend(F.softplus(discriminator(generator(z).detach())).mean(), optimizer)


@d_step.wrong
def half_of_it(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, half of 2.3685: you average the two terms. D's best answer stays the same, so many programs do
    it. But then it is −V/2: half the learning rate, and a coin-tossing D sits at log 2 = 0.693 instead of at log 4.
    Which of the two can be compared with the −log 4 of the paper?"""
    return descend(what_d_pays(discriminator, x_real, generator(z).detach()) / 2, optimizer)


@d_step.wrong
def summed_over_the_batch(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.3f}, the sum over the 4 points, where the mean is 2.3685. The direction is right, but the step is
    as many times too long as the batch is large: at 512 points a learning rate of 0.005 acts like 2.56. V is made of
    expectations; what estimates an expectation from a batch?"""
    fake = generator(z).detach()
    return descend(F.softplus(-discriminator(x_real)).sum() + F.softplus(discriminator(fake)).sum(), optimizer)


@d_step.wrong
def noise_for_fakes(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f} and G was never asked: you showed D the noise z itself as the fake. D would learn to tell
    N(0, 1) from the uniform distribution, whatever G does. What has to happen to z before D sees it?"""
    return descend(what_d_pays(discriminator, x_real, z), optimizer)


@d_step.wrong(when=lambda seen: seen["moved"] == 0 and seen["pulled_back"] == 0 and seen["loss"] > -math.inf)
def did_not_move(discriminator, generator, optimizer, x_real, z):
    """You computed a loss of {loss:.4f}, and D's weights did not move at all. Three calls turn a loss into a step: empty the
    gradients, fill them, use them. Which one is missing, or stands at the wrong place?"""
    return what_d_pays(discriminator, x_real, generator(z).detach()).item()


@d_step.wrong(when=lambda seen: not seen["g_still_trainable"])
def g_left_frozen(discriminator, generator, optimizer, x_real, z):
    """D moves as it should ({moved:.3f} in the first probe), but you switched off requires_grad in G and left it off: from now on
    no step of G can change anything, without an error message. Can you keep this step's gradient out of G without
    changing G at all?"""
    generator.requires_grad_(False)
    return descend(what_d_pays(discriminator, x_real, generator(z)), optimizer)


d_step.hints(
    "Ascending V is descending −V. Write −V with softplus: −log D = softplus(−logit), −log(1 − D) = softplus(logit).",
    "Make the fakes first and cut them off from G: generator(z).detach(). Then a mean over the data plus a mean over the fakes.",
    "loss = F.softplus(−D(x_real)).mean() + F.softplus(D(fake)).mean(), then zero_grad, backward, step, in this order; return loss.item().",
)

"""Exercise 2.5, g_step: train G, and only G."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.lesson_02.batches import NOISE, NOISE_AGAIN, column
from gancourse.exercises.stepping import descend, leave_a_gradient, line

g_step = Exercise(
    "g_step",
    lesson="02",
    changes=(NETWORKS,),
    tolerance=1e-6,
    remember="G never sees a data point. Everything it learns about the data comes through the slope of D under its own samples.",
)


class WatchedLine(nn.Module):
    """x = weight·z + bias, noting whether a gradient ever comes back to x."""

    def __init__(self, weight: float, bias: float):
        super().__init__()
        self.line = line(weight, bias)
        self.heard = False

    def forward(self, z):
        x = self.line(z)
        if x.requires_grad:
            x.register_hook(self._note)
        return x

    def _note(self, gradient):
        self.heard = True


@g_step.probe(
    "a G of one weight and one bias, 4 noises, and a D that rises to the right (logit 0.8·x − 0.4); a gradient of 5 left in G",
    expected="loss 0.5121, and G moves by SGD at rate 0.5 so that its samples go right, up D's slope",
)
def one_g_step(answer):
    d, g = line(0.8, -0.4), WatchedLine(1.0, 0.5)
    leave_a_gradient(g, 5.0)
    loss = answer(g, d, torch.optim.SGD(g.parameters(), 0.5), column(*NOISE))
    return {"g_loss": loss, "g_weight": g.line.weight.squeeze(), "shift": g.line.bias.squeeze() - 0.5, "heard": g.heard}


@g_step.probe("a second step, with other noise", expected="the gradient of this batch alone")
def two_g_steps(answer):
    d, g = line(0.8, -0.4), WatchedLine(1.0, 0.5)
    optimizer = torch.optim.SGD(g.parameters(), 0.5)
    answer(g, d, optimizer, column(*NOISE))
    answer(g, d, optimizer, column(*NOISE_AGAIN))
    return {"g_weight_after_two": g.line.weight.squeeze(), "shift_after_two": g.line.bias.squeeze() - 0.5}


@g_step.probe("what the step leaves behind in D", expected="D's numbers unchanged, and still trainable")
def d_untouched(answer):
    d, g = line(0.8, -0.4), WatchedLine(1.0, 0.5)
    answer(g, d, torch.optim.SGD(g.parameters(), 0.5), column(*NOISE))
    trainable = all(parameter.requires_grad for parameter in d.parameters())
    return {"d_moved": abs(d.weight.item() - 0.8) + abs(d.bias.item() + 0.4), "d_still_trainable": trainable}


@g_step.probe("fakes that D has caught for certain, at logit −50", expected="loss 50, and a push of 0.5: full strength")
def caught(answer):
    d, g = line(1.0, -50.0), WatchedLine(0.0, 0.0)
    loss = answer(g, d, torch.optim.SGD(g.parameters(), 0.5), column(*NOISE))
    return {"loss_when_caught": loss, "push_when_caught": g.line.bias.squeeze()}


@g_step.right
def not_saturating(generator, discriminator, optimizer, z):
    return descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.right
def against_real_labels(generator, discriminator, optimizer, z):
    generator.zero_grad()
    logits = discriminator(generator(z))
    loss = F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
    loss.backward()
    optimizer.step()
    return loss.detach()


@g_step.right
def d_frozen_for_a_moment(generator, discriminator, optimizer, z):
    discriminator.requires_grad_(False)
    loss = descend(-F.logsigmoid(discriminator(generator(z))).mean(), optimizer)
    discriminator.requires_grad_(True)
    return loss


@g_step.wrong
def saturating(generator, discriminator, optimizer, z):
    """You descend log(1 − D(G(z))), the minimax formula to the letter. It points the right way, but at logit −50 your push
    is {push_when_caught:.0e}: a fake that D has caught for certain learns nothing, and that is the fake that most needs to.
    Which loss is steepest exactly there?"""
    return descend(-F.softplus(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong
def minimises_log_d(generator, discriminator, optimizer, z):
    """Your samples moved by {shift:+.3f}, and D rises to the right: they ran downhill, towards where D says "fake". You descend
    log D(G(z)), which makes D(G(z)) small. G wants D to be wrong about its samples, so which sign belongs in front?"""
    return descend(-F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.wrong
def plays_for_d(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, which is what *D* pays for the fakes. Descending it, your samples moved by {shift:+.3f}, down D's
    slope: G is helping its opponent to catch it. Which label does G want D to put on its samples?"""
    return descend(F.softplus(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: seen["heard"] is False and abs(seen["g_loss"] - 0.51207) < 1e-4)
def cut_from_g(generator, discriminator, optimizer, z):
    """The loss is right, {g_loss:.4f}, and no gradient ever arrived at G's samples: a detach() or no_grad() cut the only road from
    D's verdict back to G. Before D's step that cut is good manners. In whose step is it fatal?"""
    return descend(F.softplus(-discriminator(generator(z).detach())).mean(), optimizer)


@g_step.wrong
def g_never_cleared(generator, discriminator, optimizer, z):
    """backward() adds to the gradient that is already there. G held one of 5, and your samples moved by {shift:+.3f} instead of
    +0.159: down D's slope, on the strength of an old batch. Which call is missing before backward()?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


@g_step.wrong
def g_cleared_too_late(generator, discriminator, optimizer, z):
    """You clear G's gradient after the step and trust that it is empty at the next one. Here it held 5 from somewhere else (D's
    step without detach() would do it), and your samples moved by {shift:+.3f} instead of +0.159. Where must zero_grad stand so
    that it does not matter what happened before?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@g_step.wrong
def sigmoid_twice(generator, discriminator, optimizer, z):
    """For fakes that D caught at logit −50 your loss is {loss_when_caught:.4f}, where 50 is right, and the push is
    {push_when_caught:.0e}. The logits went through a sigmoid, and the loss took another one. What does `_with_logits` in the
    name of a loss promise to do for you?"""
    probabilities = discriminator(generator(z)).sigmoid()
    return descend(F.binary_cross_entropy_with_logits(probabilities, torch.ones_like(probabilities)), optimizer)


@g_step.wrong(when=lambda seen: 0 < seen["push_when_caught"] < 1e-6 and abs(seen["g_loss"] - 0.51207) < 1e-4)
def small_constant_in_the_log(generator, discriminator, optimizer, z):
    """The value is right at moderate logits, {g_loss:.4f}. Where D is certain, at logit −50, your push is
    {push_when_caught:.0e} instead of 0.5: the constant inside the log is larger than D itself there, and its slope is nil.
    It cured the −∞ and killed the gradient. Which function gives −log sigmoid(a) without ever forming sigmoid(a)?"""
    return descend(-torch.log(discriminator(generator(z)).sigmoid() + 1e-8).mean(), optimizer)


@g_step.wrong(when=lambda seen: math.isnan(seen["loss_when_caught"]))
def log_of_a_logit(generator, discriminator, optimizer, z):
    """Your loss is {loss_when_caught} when D is certain: D gives logits, and the log of a negative logit does not exist.
    log D wants the probability, sigmoid(logit). Which one function goes from a logit to −log D in a single stable step?"""
    return descend(-torch.log(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong
def g_summed_over_the_batch(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, the sum over 4 fakes, and your samples moved {shift:+.3f} where +0.159 is right. The direction is
    right; the length grows with the batch, so the learning rate means something else for every m. What turns a sum
    over a batch into an estimate of an expectation?"""
    return descend(F.softplus(-discriminator(generator(z))).sum(), optimizer)


@g_step.wrong
def noise_to_d(generator, discriminator, optimizer, z):
    """You showed D the noise itself. The loss, {g_loss:.4f}, does not depend on G, so no gradient can reach G: its samples
    moved by {shift:+.3f}. What does D judge in the term log D(G(z))?"""
    loss = F.softplus(-discriminator(z)).mean()
    return descend(loss, optimizer)


@g_step.wrong(
    when=lambda seen: (
        seen["shift"] == 0 and seen["push_when_caught"] == 0 and seen["heard"] and seen["g_loss"] > -math.inf
    )
)
def g_did_not_move(generator, discriminator, optimizer, z):
    """The loss is {g_loss:.4f}, a gradient reached G's samples, and yet G's weights are where they were. Empty the gradients, fill
    them, use them: which of the three is missing, or stands at the wrong place?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    return loss.item()


@g_step.wrong(when=lambda seen: not seen["d_still_trainable"])
def d_left_frozen(generator, discriminator, optimizer, z):
    """G moves as it should ({shift:+.3f}), but you switched off requires_grad in D and did not switch it on again: from
    now on D's own step has nothing to train. This optimiser holds G's parameters only, so D could not have moved
    anyway. Is the freezing needed at all?"""
    discriminator.requires_grad_(False)
    return descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: seen["d_moved"] > 0)
def moves_d_too(generator, discriminator, optimizer, z):
    """G moves as it should, but D moved as well, by {d_moved:.3f}, on G's behalf: you are training the referee to be bribed.
    In panel (c) the blue line must stand still. Whose parameters may this step change?"""
    loss = descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)
    with torch.no_grad():
        for parameter in discriminator.parameters():
            parameter -= 0.5 * parameter.grad
            parameter.grad = None
    return loss


g_step.hints(
    "G wants D to take its samples for data: make log D(G(z)) large, so −log D(G(z)) is the loss.",
    "This time nothing may be detached: the gradient has to run through D, back into G. Only the optimiser decides who moves.",
    "loss = F.softplus(−D(G(z))).mean(), then zero_grad, backward, step; return loss.item().",
)

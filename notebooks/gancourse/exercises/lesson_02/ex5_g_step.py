"""Exercise 2.5, g_step: train G, and only G."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.lesson_02.batches import NOISE, NOISE_AGAIN, column, error_of, near
from gancourse.exercises.stepping import descend, leave_a_gradient, line, note_calls

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
        self.heard, self.given = False, []

    def forward(self, z):
        self.given.append(z)
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
    optimizer, steps, roads = torch.optim.SGD(g.parameters(), 0.5), [], []
    optimizer.register_step_post_hook(lambda *_: steps.append(g.heard))
    d.register_forward_pre_hook(lambda _, given: roads.append(given[0].requires_grad and torch.is_grad_enabled()))
    loss = answer(g, d, optimizer, column(*NOISE))
    return {
        "g_loss": loss,
        "g_weight": g.line.weight.squeeze(),
        "shift": g.line.bias.squeeze() - 0.5,
        "heard": g.heard,
        "road_into_d": any(roads),
        "g_steps_taken": len(steps),
        "heard_too_late": bool(g.heard and steps) and not steps[0],
        "z_is_used": any(torch.equal(z, column(*NOISE)) for z in g.given),
    }


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


@g_step.probe(
    "fakes still further out, at logit −800, where float64 rounds the sigmoid to 0",
    expected="loss 800, and the same push of 0.5",
)
def caught_far_out(answer):
    d, g = line(1.0, -800.0), WatchedLine(0.0, 0.0)
    loss = answer(g, d, torch.optim.SGD(g.parameters(), 0.5), column(*NOISE))
    return {"loss_far_out": loss, "push_far_out": g.line.bias.squeeze()}


@g_step.probe(
    "the first batch once more, watched for errors", expected="what the first probe showed", holds=lambda seen: True
)
def errors_of_g(answer):
    d, g = line(0.8, -0.4), WatchedLine(1.0, 0.5)
    calls = note_calls(d, [])
    stopped = error_of(answer, g, d, torch.optim.SGD(g.parameters(), 0.5), column(*NOISE))
    return {"g_stopped_with": stopped, "d_was_asked": min(len(calls), 1)}


LOSS = 0.512070  # of the first step


def _moves(seen, shift, after_two):
    return near(seen["shift"], shift) and near(seen["shift_after_two"], after_two)


def _moves_right(seen):
    """In the steps where D's logits are moderate."""
    return _moves(seen, 0.159163, 0.306258) and seen["g_steps_taken"] == 1


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
    """You descend log(1 − D(G(z))), the minimax formula to the letter. It points the right way, but at logit −50 your
    push is {push_when_caught:.0e}: a fake that D has caught for certain learns nothing, and that is the fake that most
    needs to. Which loss is steepest exactly there?"""
    return descend(-F.softplus(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: near(seen["g_loss"], -LOSS) and near(seen["shift"], -0.159163))
def minimises_log_d(generator, discriminator, optimizer, z):
    """Your samples moved by {shift:+.3f}, and D rises to the right: they ran downhill, towards where D says "fake". You
    descend log D(G(z)), which makes D(G(z)) small. G wants D to be wrong about its samples, so which sign belongs in
    front?"""
    return descend(-F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.wrong
def plays_for_d(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, which is what *D* pays for the fakes. Descending it, your samples moved by
    {shift:+.3f}, down D's slope: G is helping its opponent to catch it. Which label does G want D to put on its
    samples?"""
    return descend(F.softplus(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(
    when=lambda seen: seen["z_is_used"] and seen["d_was_asked"] and not seen["heard"] and not seen["road_into_d"]
)
def cut_from_g(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, and no gradient can arrive at G's samples: a detach() or no_grad() before D cut the only
    road from D's verdict back to G. In D's step that cut is good manners. In whose step is it fatal?"""
    return descend(F.softplus(-discriminator(generator(z).detach())).mean(), optimizer)


@g_step.wrong(when=lambda seen: near(seen["g_loss"], LOSS) and not seen["heard"] and seen["road_into_d"])
def no_gradient_came_back(generator, discriminator, optimizer, z):
    """The loss is right, {g_loss:.4f}, the road from D back to G is open, and no gradient ever came along it. Either
    backward() was not called, or the loss was cut off behind D, by item(), detach() or a new tensor made of its number.
    What sends a gradient on its way?"""
    return F.softplus(-discriminator(generator(z))).mean().item()


@g_step.wrong(when=lambda seen: _moves(seen, -2.340837, 0.465421))
def g_never_cleared(generator, discriminator, optimizer, z):
    """backward() adds to the gradient that is already there. G held one of 5, and your samples moved by {shift:+.3f}
    instead of +0.159: down D's slope, on the strength of an old batch. Which call is missing before backward()?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


@g_step.wrong(when=lambda seen: _moves(seen, -2.340837, 0.306258))
def g_cleared_too_late(generator, discriminator, optimizer, z):
    """You clear G's gradient after the step and trust that it is empty at the next one. Here it held 5 from somewhere
    else (D's step without detach() would do it), and your samples moved by {shift:+.3f} instead of +0.159. Where must
    zero_grad stand so that it does not matter what happened before?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@g_step.wrong
def sigmoid_twice(generator, discriminator, optimizer, z):
    """For fakes that D caught at logit −50 your loss is {loss_when_caught:.4f}, where 50 is right, and the push is
    {push_when_caught:.0e}. The logits went through a sigmoid, and the loss took another one. What does `_with_logits`
    in the name of a loss promise to do for you?"""
    probabilities = discriminator(generator(z)).sigmoid()
    return descend(F.binary_cross_entropy_with_logits(probabilities, torch.ones_like(probabilities)), optimizer)


@g_step.wrong(
    when=lambda seen: (
        _moves_right(seen)
        and near(seen["g_loss"], LOSS, 1e-4)
        and 0 < seen["push_when_caught"] < 1e-6
        and seen["loss_when_caught"] < 49
    )
)
def small_constant_in_the_log(generator, discriminator, optimizer, z):
    """The value is right at moderate logits, {g_loss:.4f}. Where D is certain, at logit −50, your loss is
    {loss_when_caught:.1f} and your push {push_when_caught:.0e} instead of 0.5: a constant was added to D inside the
    log. It is larger than D there, and it has no slope. It cured the −∞ and killed the gradient. Which function gives
    −log sigmoid(a) without ever forming sigmoid(a)?"""
    return descend(-torch.log(discriminator(generator(z)).sigmoid() + 1e-8).mean(), optimizer)


@g_step.wrong(
    when=lambda seen: _moves_right(seen) and near(seen["loss_when_caught"], 50) and near(seen["loss_far_out"], 100)
)
def cross_entropy_of_a_sigmoid(generator, discriminator, optimizer, z):
    """Right at moderate logits. At −50 your loss is right too, {loss_when_caught:.0f}, but the push is
    {push_when_caught:.0e} instead of 0.5, and at −800 your loss is {loss_far_out:.0f}: this loss guards its logarithm
    at −100 and, on the way back, divides by no less than 10⁻¹². It was handed a probability. Which form of it takes the
    logits as they are?"""
    probabilities = discriminator(generator(z)).sigmoid()
    return descend(F.binary_cross_entropy(probabilities, torch.ones_like(probabilities)), optimizer)


@g_step.wrong(
    when=lambda seen: (
        _moves_right(seen) and near(seen["loss_when_caught"], 50) and not math.isfinite(seen["loss_far_out"])
    )
)
def log_of_a_sigmoid(generator, discriminator, optimizer, z):
    """Right as long as the sigmoid of a logit can be held. At −800 float64 rounds it to 0, your loss is {loss_far_out}
    and G's weights are lost; in float32, which later lessons use, that begins near −100.
    −log sigmoid(a) is a plain function of a, 800 for a = −800. Which one takes the logit itself?"""
    return descend(-torch.log(discriminator(generator(z)).sigmoid()).mean(), optimizer)


@g_step.wrong(
    when=lambda seen: (
        _moves_right(seen)
        and near(seen["g_loss"], LOSS, 1e-4)
        and seen["push_when_caught"] == 0
        and seen["loss_when_caught"] < 49
    )
)
def kept_within_limits(generator, discriminator, optimizer, z):
    """Right at moderate logits. At −50 your loss stops at {loss_when_caught:.1f}, and the push is
    {push_when_caught:.0f} instead of 0.5: a logit or a probability is kept within limits, and beyond a limit nothing
    has a slope. The fakes that D has caught for certain learn nothing. Which function needs no limits?"""
    return descend(F.softplus(-discriminator(generator(z)).clamp(-20, 20)).mean(), optimizer)


@g_step.wrong(when=lambda seen: near(seen["g_loss"], LOSS) and near(seen["shift"], -0.159163))
def downhill_with_the_right_loss(generator, discriminator, optimizer, z):
    """You return the right loss, {g_loss:.4f}, and your samples moved by {shift:+.3f}: downhill on D. What you return
    and what you descend have opposite signs. On which of the two do you call backward()?"""
    return -descend(F.logsigmoid(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(
    when=lambda seen: _moves_right(seen) and near(seen["push_far_out"], 0.5) and abs(seen["g_loss"] - LOSS) > 1e-4
)
def g_returns_another_number(generator, discriminator, optimizer, z):
    """G moves as it should ({shift:+.3f}), and you return {g_loss:.4f}. The function promises the loss that G descends,
    0.5121 on this batch. On which number did you call backward()?"""
    return -descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(
    when=lambda seen: (
        seen["g_loss"] > 0
        and not near(seen["g_loss"], LOSS, 1e-4)
        and near(seen["shift"] / 0.159163, seen["g_loss"] / LOSS, 1e-4)
        and not near(seen["shift"], 4 * 0.159163)
    )
)
def multiple_of_gs_loss(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f} instead of 0.5121, and the step, {shift:+.3f} instead of +0.159, is too long or too
    short by the same factor. The direction is right, but the learning rate no longer means what it says. Where does the
    factor come from?"""
    return descend(F.softplus(-discriminator(generator(z))).mean() / 2, optimizer)


@g_step.wrong
def gs_target_and_logits_swapped(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, where 0.5121 is right. That is what comes out when the labels stand where this loss
    expects the logits, and the logits where it expects the labels. Which of the two does it take first?"""
    logits = discriminator(generator(z))
    return descend(F.binary_cross_entropy_with_logits(torch.ones_like(logits), logits), optimizer)


@g_step.wrong
def log_of_one_minus_the_logit(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}: it holds 1 − logit where only probabilities can be taken from 1, and your samples
    moved by {shift:+.3f}. sigmoid(−a) is 1 − sigmoid(a), and the paper's other loss needs no 1 − D at all. Which label
    does G want for its samples?"""
    return descend(-F.logsigmoid(1 - discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: seen["g_steps_taken"] > 1)
def g_steps_more_than_once(generator, discriminator, optimizer, z):
    """optimizer.step() ran {g_steps_taken} times, and each call moves G once more: by {shift:+.3f} where +0.159 is
    right. One step of G uses its gradient once. How often must step() be called for it?"""
    descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)
    return descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: seen["g_steps_taken"] == 0 and abs(seen["shift"]) > 0)
def g_moved_past_the_optimiser(generator, discriminator, optimizer, z):
    """G's samples moved by {shift:+.3f}, and the optimiser that your function was given took {g_steps_taken} steps: G
    was moved by hand, or by an optimiser of your own. The learning rate, and the memory of an Adam, belong to the one
    that was handed over. Which of its calls moves G?"""
    own = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    return descend(F.softplus(-discriminator(generator(z))).mean(), own)


@g_step.wrong(
    when=lambda seen: (
        not seen["d_was_asked"] and (seen["g_stopped_with"] == "" or "does not require grad" in seen["g_stopped_with"])
    )
)
def d_was_never_asked(generator, discriminator, optimizer, z):
    """D was called {d_was_asked} times in your step, so there is no verdict of it in your loss. G's samples are points,
    and −log D(G(z)) is made of what D says about them, its logits. Through whom does everything come that G
    learns about the data?"""
    return descend(F.softplus(-generator(z)).mean(), optimizer)


@g_step.wrong(when=lambda seen: "does not require grad" in seen["g_stopped_with"])
def no_record_of_g(generator, discriminator, optimizer, z):
    """PyTorch stopped with “{error}”: your loss has no record of any network. Either a no_grad() stands around D, or
    around both, or the logits or the loss were detached, or the loss is a new tensor made of a number. Which calls of
    this step have to be recorded, so that the gradient finds its way to G?"""
    with torch.no_grad():
        loss = F.softplus(-discriminator(generator(z))).mean()
    return descend(loss, optimizer)


@g_step.wrong(when=lambda seen: "object has no attribute 'backward'" in seen["g_stopped_with"])
def number_instead_of_gs_loss(generator, discriminator, optimizer, z):
    """Python stopped with “{error}”: item() makes a plain number of the loss, and a number knows nothing of the
    networks it came from. backward() needs the tensor. At which point of the step is only the number needed?"""
    loss = F.softplus(-discriminator(generator(z))).mean().item()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


@g_step.wrong(when=lambda seen: "only for scalar outputs" in seen["g_stopped_with"])
def one_loss_for_each_fake(generator, discriminator, optimizer, z):
    """PyTorch stopped with “{error}”: your loss holds one number for each fake, and a gradient starts from a single
    one. What estimates an expectation from a batch?"""
    return descend(F.softplus(-discriminator(generator(z))), optimizer)


@g_step.wrong(when=lambda seen: "Target size" in seen["g_stopped_with"] or "'size'" in seen["g_stopped_with"])
def gs_labels_of_another_shape(generator, discriminator, optimizer, z):
    """PyTorch stopped with “{error}”: this loss wants one label for each logit, in a tensor of the same shape, here (4,
    1). Which function makes ones in the shape of a given tensor?"""
    return descend(F.binary_cross_entropy_with_logits(discriminator(generator(z)), torch.ones(len(z))), optimizer)


@g_step.wrong
def uphill_on_the_logit(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, minus the mean logit. It points the right way, {shift:+.3f}, but pushes every fake
    alike, whether D has caught it or not; −log D pushes hardest where D says "fake". Which function turns a logit into
    −log D?"""
    return descend(-discriminator(generator(z)).mean(), optimizer)


@g_step.wrong
def uphill_on_the_probability(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, minus the mean of D(G(z)), without its logarithm. At logit −50 your push is
    {push_when_caught:.0e} instead of 0.5: a probability near 0 is flat. What does the logarithm do to a small
    probability?"""
    return descend(-discriminator(generator(z)).sigmoid().mean(), optimizer)


@g_step.wrong
def gs_squared_errors(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}: the squares of logit − 1. Some GANs use squares, with a value of their own; the
    exercise asks for the mean of −log D(G(z)). Which function turns a logit into −log D?"""
    return descend(((discriminator(generator(z)) - 1) ** 2).mean(), optimizer)


@g_step.wrong
def networks_swapped(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, where 0.5121 is right: it comes out so when D is fed the noise and G judges what D
    makes of it. Which of the two is called first, and on what?"""
    return descend(F.softplus(-generator(discriminator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: not seen["z_is_used"] and seen["heard"])
def noise_of_its_own(generator, discriminator, optimizer, z):
    """G was asked about other noise than z: your loss is {g_loss:.4f}, where z gives 0.5121. A caller that hands z over
    wants to know, and to repeat, what was used. Where in your step is noise made anew?"""
    return descend(F.softplus(-discriminator(generator(torch.rand_like(z)))).mean(), optimizer)


@g_step.wrong(when=lambda seen: "Found dtype" in seen["g_stopped_with"])
def gs_labels_of_another_precision(generator, discriminator, optimizer, z):
    """PyTorch stopped with “{error}”: everything in this lesson is float64 (Double), and torch.ones without a dtype
    makes float32 (Float). Which function makes labels that are like a given tensor, in shape and type?"""
    return descend(F.binary_cross_entropy(discriminator(generator(z)).sigmoid(), torch.ones(len(z), 1)), optimizer)


@g_step.wrong(when=lambda seen: math.isnan(seen["loss_when_caught"]))
def log_of_a_logit(generator, discriminator, optimizer, z):
    """Your loss is {loss_when_caught} when D is certain: a function was given a number that it does not take, as log is
    when it gets a negative logit. log D wants the probability, sigmoid(logit). Which one function goes from a logit to
    −log D in a single stable step?"""
    return descend(-torch.log(discriminator(generator(z))).mean(), optimizer)


@g_step.wrong
def g_summed_over_the_batch(generator, discriminator, optimizer, z):
    """Your loss is {g_loss:.4f}, the sum over 4 fakes, and your samples moved {shift:+.3f} where +0.159 is right. The
    direction is right; the length grows with the batch, so the learning rate means something else for every m. What
    turns a sum over a batch into an estimate of an expectation?"""
    return descend(F.softplus(-discriminator(generator(z))).sum(), optimizer)


@g_step.wrong
def noise_to_d(generator, discriminator, optimizer, z):
    """You showed D the noise itself. The loss, {g_loss:.4f}, does not depend on G, so no gradient can reach G: its
    samples moved by {shift:+.3f}. What does D judge in the term log D(G(z))?"""
    loss = F.softplus(-discriminator(z)).mean()
    return descend(loss, optimizer)


@g_step.wrong(when=lambda seen: seen["heard_too_late"])
def g_steps_before_its_gradient(generator, discriminator, optimizer, z):
    """The loss is {g_loss:.4f}, and its gradient came back to G only after optimizer.step() had run: your samples moved by
    {shift:+.3f}, where +0.159 is right. A step follows the gradient that it finds in that moment, and none that comes
    later. Which call puts the gradient there?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    optimizer.zero_grad()
    optimizer.step()
    loss.backward()
    return loss.item()


@g_step.wrong(
    when=lambda seen: (
        seen["shift"] == 0 and seen["push_when_caught"] == 0 and seen["heard"] and seen["g_loss"] > -math.inf
    )
)
def g_did_not_move(generator, discriminator, optimizer, z):
    """The loss is {g_loss:.4f}, a gradient reached G's samples, and yet G's weights are where they were: the gradient
    was never used, or was emptied before it was used. Which call uses it, and what stands between that call and
    backward()?"""
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    return loss.item()


@g_step.wrong(when=lambda seen: not seen["d_still_trainable"] and near(seen["shift"], 0.159163))
def d_left_frozen(generator, discriminator, optimizer, z):
    """G moves as it should ({shift:+.3f}), but you switched off requires_grad in D and did not switch it on again: from
    now on D's own step has nothing to train. This optimiser holds G's parameters only, so D could not have moved
    anyway. Is the freezing needed at all?"""
    discriminator.requires_grad_(False)
    return descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)


@g_step.wrong(when=lambda seen: seen["d_moved"] > 0 and near(seen["shift"], 0.159163))
def moves_d_too(generator, discriminator, optimizer, z):
    """G moves as it should, but D moved as well, by {d_moved:.3f}, on G's behalf: you are training the referee to be
    bribed. In panel (c) the blue line must stand still. Whose parameters may this step change?"""
    loss = descend(F.softplus(-discriminator(generator(z))).mean(), optimizer)
    with torch.no_grad():
        for parameter in discriminator.parameters():
            parameter -= 0.5 * parameter.grad
            parameter.grad = None
    return loss


@g_step.decoy(log_of_a_sigmoid, cross_entropy_of_a_sigmoid, sigmoid_twice, right=True)
def through_logaddexp(generator, discriminator, optimizer, z):
    logits = discriminator(generator(z))
    return descend(torch.logaddexp(-logits, torch.zeros_like(logits)).mean(), optimizer)


@g_step.decoy(saturating, uphill_on_the_logit, uphill_on_the_probability, gs_squared_errors, g_returns_another_number)
def uphill_up_to_a_margin(generator, discriminator, optimizer, z):
    return descend(F.relu(0.5 - discriminator(generator(z))).mean(), optimizer)


@g_step.decoy(minimises_log_d, plays_for_d, networks_swapped, told=downhill_with_the_right_loss)
def backward_on_the_gain(generator, discriminator, optimizer, z):
    optimizer.zero_grad()
    gain = F.logsigmoid(discriminator(generator(z))).mean()
    gain.backward()
    optimizer.step()
    return -gain.item()


@g_step.decoy(downhill_with_the_right_loss, multiple_of_gs_loss, told=g_returns_another_number)
def returns_the_gain(generator, discriminator, optimizer, z):
    gain = F.logsigmoid(discriminator(generator(z))).mean()
    descend(-gain, optimizer)
    return gain.item()


@g_step.decoy(cut_from_g, g_did_not_move, told=no_gradient_came_back)
def loss_made_anew(generator, discriminator, optimizer, z):
    loss = F.softplus(-discriminator(generator(z))).mean()
    return descend(torch.tensor(loss.item(), requires_grad=True), optimizer)


@g_step.decoy(saturating, g_did_not_move, told=cut_from_g)
def minimax_loss_of_samples_that_are_cut_off(generator, discriminator, optimizer, z):
    return descend(-F.softplus(discriminator(generator(z).detach())).mean(), optimizer)


@g_step.decoy(cut_from_g, noise_to_d)
def noise_to_d_and_nothing_cleared(generator, discriminator, optimizer, z):
    loss = F.softplus(-discriminator(z)).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


@g_step.decoy(no_gradient_came_back, g_did_not_move, told=cut_from_g)
def g_inside_no_grad(generator, discriminator, optimizer, z):
    with torch.no_grad():
        fake = generator(z)
    return descend(F.softplus(-discriminator(fake)).mean(), optimizer)


@g_step.decoy(no_gradient_came_back, g_steps_before_its_gradient, told=g_did_not_move)
def cleared_before_the_step(generator, discriminator, optimizer, z):
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


@g_step.decoy(g_never_cleared, g_cleared_too_late)
def half_of_g_cleared(generator, discriminator, optimizer, z):
    loss = F.softplus(-discriminator(generator(z))).mean()
    generator.line.bias.grad = None
    loss.backward()
    optimizer.step()
    return loss.item()


@g_step.decoy(small_constant_in_the_log, kept_within_limits, told=cross_entropy_of_a_sigmoid)
def the_loss_that_guards_its_log(generator, discriminator, optimizer, z):
    probabilities = torch.sigmoid(discriminator(generator(z)))
    return descend(nn.BCELoss()(probabilities, torch.ones_like(probabilities)), optimizer)


@g_step.decoy(small_constant_in_the_log, cross_entropy_of_a_sigmoid, told=kept_within_limits)
def probability_with_a_lower_limit(generator, discriminator, optimizer, z):
    return descend(-torch.log(discriminator(generator(z)).sigmoid().clamp(min=1e-12)).mean(), optimizer)


@g_step.decoy(cross_entropy_of_a_sigmoid, kept_within_limits, told=small_constant_in_the_log)
def a_constant_on_both_sides(generator, discriminator, optimizer, z):
    probabilities = discriminator(generator(z)).sigmoid()
    return descend(-torch.log(probabilities * (1 - 2e-7) + 1e-7).mean(), optimizer)


@g_step.decoy(log_of_a_logit, told=log_of_a_sigmoid)
def sigmoid_by_hand(generator, discriminator, optimizer, z):
    return descend(-torch.log(1 / (1 + torch.exp(-discriminator(generator(z))))).mean(), optimizer)


@g_step.decoy(sigmoid_twice, gs_target_and_logits_swapped, log_of_one_minus_the_logit)
def squashed_by_tanh(generator, discriminator, optimizer, z):
    return descend(F.softplus(-torch.tanh(discriminator(generator(z)))).mean(), optimizer)


@g_step.decoy(g_summed_over_the_batch, multiple_of_gs_loss)
def long_step_and_right_loss(generator, discriminator, optimizer, z):
    return descend(4 * F.softplus(-discriminator(generator(z))).mean(), optimizer) / 4


@g_step.decoy(noise_to_d, networks_swapped, told=noise_of_its_own)
def samples_of_one_noise(generator, discriminator, optimizer, z):
    return descend(F.softplus(-discriminator(generator(torch.full_like(z, 0.5)))).mean(), optimizer)


@g_step.decoy(noise_of_its_own, right=True)
def a_copy_of_the_noise(generator, discriminator, optimizer, z):
    return descend(F.softplus(-discriminator(generator(z.clone()))).mean(), optimizer)


@g_step.decoy(g_steps_more_than_once, g_moved_past_the_optimiser, told=g_never_cleared)
def forgot_to_call_zero_grad(generator, discriminator, optimizer, z):
    loss = F.softplus(-discriminator(generator(z))).mean()
    optimizer.zero_grad  # noqa: B018
    loss.backward()
    optimizer.step()
    return loss.item()


@g_step.decoy(no_record_of_g, no_gradient_came_back, told=d_was_never_asked)
def loss_of_samples_that_are_cut_off(generator, discriminator, optimizer, z):
    return descend(F.softplus(-generator(z).detach()).mean(), optimizer)


@g_step.decoy(d_was_never_asked, cut_from_g, told=no_record_of_g)
def d_alone_inside_no_grad(generator, discriminator, optimizer, z):
    fake = generator(z)
    with torch.no_grad():
        logits = discriminator.forward(fake)
    return descend(F.softplus(-logits).mean(), optimizer)


@g_step.decoy(g_did_not_move, g_never_cleared, told=g_steps_before_its_gradient)
def g_steps_first_on_what_was_left(generator, discriminator, optimizer, z):
    loss = F.softplus(-discriminator(generator(z))).mean()
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


@g_step.decoy(no_record_of_g, one_loss_for_each_fake, told=number_instead_of_gs_loss)
def backward_of_an_item(generator, discriminator, optimizer, z):
    optimizer.zero_grad()
    loss = F.softplus(-discriminator(generator(z))).mean().item()
    loss.backward()
    return loss


@g_step.decoy(number_instead_of_gs_loss, gs_labels_of_another_shape, no_record_of_g)
def network_called_like_a_loss(generator, discriminator, optimizer, z):
    return descend(discriminator.loss(generator(z)), optimizer)


@g_step.decoy(gs_labels_of_another_precision, right=True)
def float32_labels_with_logits(generator, discriminator, optimizer, z):
    return descend(F.binary_cross_entropy_with_logits(discriminator(generator(z)), torch.ones(len(z), 1)), optimizer)


@g_step.decoy(moves_d_too, d_left_frozen, told=g_did_not_move)
def moves_d_instead(generator, discriminator, optimizer, z):
    loss = F.softplus(-discriminator(generator(z))).mean()
    discriminator.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in discriminator.parameters():
            parameter -= 0.5 * parameter.grad
    return loss.item()


g_step.hints(
    "G wants D to take its samples for data: make log D(G(z)) large, so −log D(G(z)) is the loss.",
    "This time nothing may be detached: the gradient has to run through D, back into G. Only the optimiser decides who moves.",
    "loss = F.softplus(-D(G(z))).mean(), then zero_grad, backward, step; return loss.item().",
)

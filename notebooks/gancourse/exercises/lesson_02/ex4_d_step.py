"""Exercise 2.4, d_step: train D, and only D."""

import math

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.lesson_02.batches import (
    NOISE,
    NOISE_AGAIN,
    REAL,
    REAL_AGAIN,
    column,
    error_of,
    near,
)
from gancourse.exercises.stepping import descend, leave_a_gradient, line, note_calls

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
    optimizer, arrived, steps = torch.optim.SGD(d.parameters(), 0.5), [], []
    optimizer.register_step_post_hook(lambda *_: steps.append(bool(arrived)))
    d.weight.register_hook(lambda gradient: arrived.append(1))
    loss = answer(d, g, optimizer, column(*REAL), column(*NOISE))
    return {
        "loss": loss,
        "steps_taken": len(steps),
        "gradient_arrived": bool(arrived),
        "gradient_too_late": bool(arrived and steps) and not steps[0],
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
    left = [parameter.grad.sum().item() for parameter in g.parameters() if parameter.grad is not None]
    trainable = all(parameter.requires_grad for parameter in g.parameters())
    return {
        "g_moved": abs(g.weight.item() - 3) + abs(g.bias.item() - 0.5),
        "g_gradient": sum(left),
        "g_still_trainable": trainable,
    }


@d_step.probe(
    "a D that is certain and wrong: logit −40 on the data, +120 on the fakes",
    expected="loss 160, and a weight that falls by 2, at full strength",
)
def certain_and_wrong(answer):
    d, g = line(40.0, 0.0), line(0.0, 3.0)
    loss = answer(d, g, torch.optim.SGD(d.parameters(), 0.5), column(-1.0, -1.0), column(0.2, 0.6))
    return {"certain_loss": loss, "certain_weight_fell_by": 40 - d.weight.squeeze()}


@d_step.probe(
    "the first batch once more, watched for errors", expected="what the first probe showed", holds=lambda seen: True
)
def errors_of_d(answer):
    d, g = line(0.8, -0.4), line(3.0, 0.5)
    optimizer, calls = torch.optim.SGD(d.parameters(), 0.5), note_calls(d, [])
    stopped = error_of(answer, d, g, optimizer, column(*REAL), column(*NOISE))
    return {"d_stopped_with": stopped, "d_was_asked": min(len(calls), 1)}


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


LOSS, ON_DATA, ON_FAKES = 2.368501, 0.812362, 1.556139  # of the first step, and its two terms


def _moves(seen, weight, after_two):
    return near(seen["weight"], weight) and near(seen["weight_after_two"], after_two)


def _runs_or_lacks_a_graph(seen):
    return seen["d_stopped_with"] == "" or "does not require grad" in seen["d_stopped_with"]


def _moves_right(seen):
    """In the steps where D's logits are moderate."""
    return _moves(seen, 0.001457, -0.383979) and seen["steps_taken"] == 1


@d_step.wrong(when=lambda seen: _moves_right(seen) and near(seen["g_gradient"], 0.952906))
def gradient_left_in_g(discriminator, generator, optimizer, x_real, z):
    """D's steps on ordinary batches are right. But G now holds a gradient of size {g_gradient:.3f}: how G would have to
    change to make *D's* job easier. Nothing happens to it today; the day a step of G forgets zero_grad, it is added in.
    (A whole iteration whose own G step clears G first may do without `detach`; this function cannot know who comes next.)
    It also cost a backward pass through G for nothing. Where can the road from D back to G be closed?"""
    return descend(what_d_pays(discriminator, x_real, generator(z)), optimizer)


@d_step.wrong(when=lambda seen: _moves(seen, -2.498543, -1.182522))
def never_cleared(discriminator, generator, optimizer, x_real, z):
    """backward() adds to the gradient that is already there. D held one of 5 from G's last step, so its weight went to
    {weight:.3f} where the fresh gradient alone leads to 0.001, and with every step the pile grows. Which call empties
    it, and where must it stand?"""
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@d_step.wrong(when=lambda seen: _moves(seen, -2.498543, -0.383979))
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
    """You reward D for calling data fake and fakes data. It will learn that happily: D turns into 1 − D, with a loss
    that falls from {loss:.3f} like any other, and G will be sent away from the data. Which of the two terms should be
    small when D gives the *data* a large logit?"""
    fake = generator(z).detach()
    return descend(F.softplus(discriminator(x_real)).mean() + F.softplus(-discriminator(fake)).mean(), optimizer)


@d_step.wrong(when=lambda seen: near(seen["loss"], -LOSS) and near(seen["weight"], 1.598543))
def downhill_on_v(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.3f}, negative: that is V itself. D wants V large, and an optimiser makes its loss small, so
    every step makes your D worse: its weight goes from 0.8 to {weight:.2f} where −V leads to 0.001. What is the
    smallest change that turns "descend" into "ascend"?"""
    return descend(-what_d_pays(discriminator, x_real, generator(z).detach()), optimizer)


@d_step.wrong(when=lambda seen: near(seen["loss"], LOSS) and near(seen["weight"], 1.598543))
def uphill_on_its_loss(discriminator, generator, optimizer, x_real, z):
    """You return the right loss, {loss:.4f}, and D moves the wrong way: its weight goes from 0.8 to {weight:.2f}, where
    0.001 is right. What you return and what you descend have opposite signs. On which of the two do you call
    backward()?"""
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    return -descend(-loss, optimizer)


@d_step.wrong(when=lambda seen: _moves_right(seen) and near(seen["loss"], -LOSS))
def returns_the_value(discriminator, generator, optimizer, x_real, z):
    """D moves as it should, and you return {loss:.4f}: that is V. The function promises D's *loss*, the number the
    optimiser makes small, and every training log prints that one. How do the two differ?"""
    return -descend(what_d_pays(discriminator, x_real, generator(z).detach()), optimizer)


@d_step.wrong
def two_sigmoids(discriminator, generator, optimizer, x_real, z):
    """Your loss is {certain_loss:.3f} for a D that is as wrong as can be, where 160 is right. D gives logits; you
    squashed them and handed the result to a loss that squashes again, so for that loss D never leaves the range 0.5 to
    0.73. How many sigmoids lie between D's last layer and log D in your code?"""
    on_real, on_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    loss = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real)) + F.binary_cross_entropy_with_logits(
        on_fake, torch.zeros_like(on_fake)
    )
    return descend(loss, optimizer)


@d_step.wrong(
    when=lambda seen: (
        _moves_right(seen) and near(seen["certain_loss"], 140) and abs(seen["certain_weight_fell_by"]) < 1e-3
    )
)
def cross_entropy_of_probabilities(discriminator, generator, optimizer, x_real, z):
    """Right as long as D is moderate. For the D that was certain and wrong your loss is {certain_loss:.0f}, where 160
    is right: the sigmoid of 120 is rounded to 1, this loss cuts the log of 0 off at −100, and D's weight moves by
    {certain_weight_fell_by:.0e} where 2 is right: the gradient vanished when it was needed most. Which form of this
    loss takes the logits as they are?"""
    on_real, on_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    loss = F.binary_cross_entropy(on_real, torch.ones_like(on_real)) + F.binary_cross_entropy(
        on_fake, torch.zeros_like(on_fake)
    )
    return descend(loss, optimizer)


@d_step.wrong(
    when=lambda seen: _moves_right(seen) and near(seen["loss"], LOSS) and not math.isfinite(seen["certain_loss"])
)
def log_of_a_sigmoid(discriminator, generator, optimizer, x_real, z):
    """Right as long as D is moderate. For fakes at logit +120 your loss is {certain_loss}: float64 rounds the sigmoid
    of 120 to 1, so that log(1 − D) becomes log 0, and D's weight is lost with it.
    −log(1 − sigmoid(a)) is a plain function of a, 120 for a = 120. Which one takes the logit itself?"""
    d_real, d_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    return descend(-torch.log(d_real).mean() - torch.log(1 - d_fake).mean(), optimizer)


@d_step.wrong(
    when=lambda seen: (
        _moves_right(seen)
        and near(seen["loss"], LOSS)
        and 0 < seen["certain_loss"] < 159
        and seen["certain_weight_fell_by"] < 1.9
    )
)
def cut_off_somewhere(discriminator, generator, optimizer, x_real, z):
    """Right as long as D is moderate. For the D that was certain and wrong your loss is {certain_loss:.1f}, where 160
    is right, and its weight falls by {certain_weight_fell_by:.1e} instead of 2. Either a constant stands inside a log,
    or a probability or a logit is kept within limits; D's own number no longer counts there, so no gradient does. Which
    form of the loss needs neither?"""
    d_real, d_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    return descend(-torch.log(d_real + 1e-8).mean() - torch.log(1 - d_fake + 1e-8).mean(), optimizer)


@d_step.wrong(when=lambda seen: math.isnan(seen["loss"]))
def logits_into_log(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss}: a function was given a number that it does not take, as log is when it gets one of D's
    logits. They run from −∞ to ∞. log D needs the probability D = sigmoid(logit), or better, one function that takes
    the logit directly. Which function of a logit a equals −log sigmoid(a)?"""
    fake = generator(z).detach()
    loss = -torch.log(discriminator(x_real)).mean() - torch.log(1 - discriminator(fake)).mean()
    return descend(loss, optimizer)


@d_step.wrong
def only_the_data(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}: the data's term alone. A D trained on it learns to say "data" to everything, fakes
    included. Which half of V(D, G) tells it what a fake looks like?"""
    return descend(F.softplus(-discriminator(x_real)).mean(), optimizer)


@d_step.wrong
def only_the_fakes(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}: the fakes' term alone. A D trained on it learns to say "fake" to everything, data
    included. Which half of V(D, G) is missing?"""
    return descend(F.softplus(discriminator(generator(z).detach())).mean(), optimizer)


@d_step.wrong
def both_called_real(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, small where D calls the data *and* the fakes data. A D that answers "data" to everything
    would be perfect for it. In which of the two terms should a large logit cost something?"""
    return descend(
        F.softplus(-discriminator(x_real)).mean() + F.softplus(-discriminator(generator(z).detach())).mean(), optimizer
    )


@d_step.wrong
def both_called_fake(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, small where D calls the fakes *and* the data fake. A D that answers "fake" to everything
    would be perfect for it. In which of the two terms should a small logit cost something?"""
    return descend(
        F.softplus(discriminator(x_real)).mean() + F.softplus(discriminator(generator(z).detach())).mean(), optimizer
    )


@d_step.wrong(when=lambda seen: near(seen["weight"], -0.1) and near(seen["bias"], -0.4))
def logits_without_a_log(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, and D's weight goes to {weight:.2f}, where 0.001 is right: every point pulls at D with
    the same force, whatever D says about it. So no log is left in your loss, only the logits themselves. Which function
    turns a logit into −log D?"""
    return descend(discriminator(generator(z).detach()).mean() - discriminator(x_real).mean(), optimizer)


@d_step.wrong
def probabilities_without_a_log(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, the difference of two mean probabilities. V takes their *logarithms*, which cost a D
    dearly that is certain and wrong: yours had {certain_loss:.0f} to pay where 160 is right. Where does the log
    belong?"""
    fake = generator(z).detach()
    return descend(discriminator(fake).sigmoid().mean() - discriminator(x_real).sigmoid().mean(), optimizer)


@d_step.wrong
def squared_errors(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}: the squares of logit − 1 on the data and of the logit on the fakes. Some GANs use
    squares, with a value of their own; this game's V is made of logarithms. What does D pay for a fake that it takes
    for data with probability D?"""
    fake = generator(z).detach()
    return descend(((discriminator(x_real) - 1) ** 2).mean() + (discriminator(fake) ** 2).mean(), optimizer)


@d_step.wrong
def data_into_g(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, where 2.3685 is right: it comes out so when the data go through G and are called fakes.
    G turns noise into samples. Which argument is the noise?"""
    return descend(what_d_pays(discriminator, x_real, generator(x_real).detach()), optimizer)


@d_step.wrong
def fakes_subtracted(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, the data's term *minus* the fakes' term, each right by itself. Descending it makes D pay
    more for the fakes, so D learns to call them data. Both terms are costs; how do two costs make one?"""
    fake = generator(z).detach()
    return descend(F.softplus(-discriminator(x_real)).mean() - F.softplus(discriminator(fake)).mean(), optimizer)


@d_step.wrong
def one_minus_the_logit(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, where 2.3685 is right: the fakes' term takes 1 − logit for the logit of 1 − D. That step
    is right for probabilities. The sigmoid is symmetric, 1 − sigmoid(a) = sigmoid(−a), so which logit belongs to 1 −
    D?"""
    fake = generator(z).detach()
    return descend(
        -F.logsigmoid(discriminator(x_real)).mean() - F.logsigmoid(1 - discriminator(fake)).mean(), optimizer
    )


@d_step.wrong
def target_and_logits_swapped(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, where 2.3685 is right, and D's weight goes to {weight:.3f} instead of 0.001. That is
    what comes out when the labels stand where this loss expects the logits, and the logits where it expects the labels.
    Which of the two does it take first?"""
    on_real, on_fake = discriminator(x_real), discriminator(generator(z).detach())
    loss = F.binary_cross_entropy_with_logits(torch.ones_like(on_real), on_real)
    return descend(loss + F.binary_cross_entropy_with_logits(torch.zeros_like(on_fake), on_fake), optimizer)


@d_step.wrong
def data_and_noise_swapped(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, where 2.3685 is right: it comes out so when G is fed the data, and D sees the noise in
    place of the data. x_real are numbers to be judged, z are the starts of arrows. Which of them goes into G?"""
    return descend(what_d_pays(discriminator, z, generator(x_real).detach()), optimizer)


@d_step.wrong(when=lambda seen: near(seen["loss"], LOSS) and _moves(seen, -0.042219, -0.331785))
def data_without_gradient(discriminator, generator, optimizer, x_real, z):
    """The loss is right, {loss:.4f}, but D's weight went to {weight:.3f}, which the fakes' term alone would do: the
    gradient of the data's term got lost. Either it was emptied again before the step, or that term was cut off from D.
    Where do you clear, detach or stop recording?"""
    on_real = F.softplus(-discriminator(x_real)).mean()
    on_fake = F.softplus(discriminator(generator(z).detach())).mean()
    on_real.backward()
    descend(on_fake, optimizer)
    return on_real.item() + on_fake.item()


@d_step.wrong(when=lambda seen: near(seen["loss"], LOSS) and _moves(seen, 0.843676, 0.779302))
def fakes_without_gradient(discriminator, generator, optimizer, x_real, z):
    """The loss is right, {loss:.4f}, but D's weight went to {weight:.3f}, which the data's term alone would do: the
    fakes' term was cut off from D, or emptied before the step. It is G that must not hear of it, and D must. On which
    side of D does the cut belong?"""
    on_fake = discriminator(generator(z)).detach()
    return descend(F.softplus(-discriminator(x_real)).mean() + F.softplus(on_fake).mean(), optimizer)


@d_step.wrong(when=lambda seen: seen["steps_taken"] > 1)
def more_than_one_step(discriminator, generator, optimizer, x_real, z):
    """optimizer.step() ran {steps_taken} times. Each call moves D, and an optimiser with a memory, such as Adam, counts
    each one as a step of its own. One step of D descends one loss, the sum over data and fakes. How often must step()
    be called for it?"""
    fake = generator(z).detach()
    on_real = descend(F.softplus(-discriminator(x_real)).mean(), optimizer)
    return on_real + descend(F.softplus(discriminator(fake)).mean(), optimizer)


@d_step.wrong(when=lambda seen: seen["steps_taken"] == 0 and seen["moved"] > 0)
def past_the_optimiser(discriminator, generator, optimizer, x_real, z):
    """D moved by {moved:.3f}, and the optimiser that your function was given took {steps_taken} steps: D was moved by
    hand, or by an optimiser of your own. The learning rate, and the memory of an Adam, belong to the one that was
    handed over. Which of its calls moves D?"""
    own = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    return descend(what_d_pays(discriminator, x_real, generator(z).detach()), own)


@d_step.wrong
def half_of_it(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, half of 2.3685: you average the two terms. D's best answer stays the same, so many
    programs do it. But then it is −V/2: half the learning rate, and a coin-tossing D sits at log 2 = 0.693 instead of
    at log 4. Which of the two can be compared with the −log 4 of the paper?"""
    return descend(what_d_pays(discriminator, x_real, generator(z).detach()) / 2, optimizer)


@d_step.wrong
def summed_over_the_batch(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.3f}, the sum over the 4 points, where the mean is 2.3685. The direction is right, but the
    step is as many times too long as the batch is large: at 512 points a learning rate of 0.005 acts like 2.56. V is
    made of expectations; what estimates an expectation from a batch?"""
    fake = generator(z).detach()
    return descend(F.softplus(-discriminator(x_real)).sum() + F.softplus(discriminator(fake)).sum(), optimizer)


@d_step.wrong
def noise_for_fakes(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f} and G was never asked: you showed D the noise z itself as the fake. D would learn to tell
    N(0, 1) from the uniform distribution, whatever G does. What has to happen to z before D sees it?"""
    return descend(what_d_pays(discriminator, x_real, z), optimizer)


@d_step.wrong(when=lambda seen: not seen["d_was_asked"] and _runs_or_lacks_a_graph(seen))
def d_was_never_asked(discriminator, generator, optimizer, x_real, z):
    """D was called {d_was_asked} times in your step, so there is no verdict of it in your loss. The data and the fakes
    are points, and the two terms of V are made of what D says about them, its logits. Which call turns a point into a
    logit?"""
    fake = generator(z).detach()
    return descend(F.softplus(-x_real).mean() + F.softplus(fake).mean(), optimizer)


@d_step.wrong(when=lambda seen: seen["gradient_too_late"])
def d_steps_before_its_gradient(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f}, and its gradient reached D only after optimizer.step() had run: D's weight went from 0.8
    to {weight:.3f}, where 0.001 is right. A step follows the gradient that it finds in that moment, and none that comes
    later. Which call puts the gradient there?"""
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    optimizer.zero_grad()
    optimizer.step()
    loss.backward()
    return loss.item()


@d_step.wrong(when=lambda seen: seen["moved"] == 0 and seen["gradient_arrived"] and seen["loss"] > -math.inf)
def did_not_move(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f} and its gradient reached D, yet D's weights are where they were: the gradient was never
    used, or was emptied before it was used. Which call uses it, and what stands between that call and backward()?"""
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    loss.backward()
    return loss.item()


@d_step.wrong(when=lambda seen: seen["moved"] == 0 and not seen["gradient_arrived"] and seen["loss"] > -math.inf)
def no_gradient_reached_d(discriminator, generator, optimizer, x_real, z):
    """You computed a loss of {loss:.4f}, and no gradient ever reached D, whose weights did not move. Either backward()
    was not called, or the loss was cut off from D on the way, by item(), detach() or a new tensor made of its number.
    What leads from your loss back to D's weights?"""
    return what_d_pays(discriminator, x_real, generator(z).detach()).item()


@d_step.wrong(when=lambda seen: "does not require grad" in seen["d_stopped_with"])
def nothing_to_go_back_along(discriminator, generator, optimizer, x_real, z):
    """PyTorch stopped with “{error}”: your loss has no record of D. Either a no_grad() or detach() stands around D, and
    not around G alone, or the loss was detached, or is a new tensor made of a number. Which of the two networks must
    this step hear from?"""
    with torch.no_grad():
        loss = what_d_pays(discriminator, x_real, generator(z))
    return descend(loss, optimizer)


@d_step.wrong(when=lambda seen: "object has no attribute 'backward'" in seen["d_stopped_with"])
def number_instead_of_the_loss(discriminator, generator, optimizer, x_real, z):
    """Python stopped with “{error}”: item() makes a plain number of the loss, and a number knows nothing of the
    networks it came from. backward() needs the tensor. At which point of the step is only the number needed?"""
    loss = what_d_pays(discriminator, x_real, generator(z).detach()).item()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


@d_step.wrong(when=lambda seen: "only for scalar outputs" in seen["d_stopped_with"])
def one_loss_for_each_point(discriminator, generator, optimizer, x_real, z):
    """PyTorch stopped with “{error}”: your loss holds one number for each point, and a gradient starts from a single
    one. V is made of expectations. What estimates an expectation from a batch?"""
    fake = generator(z).detach()
    return descend(F.softplus(-discriminator(x_real)) + F.softplus(discriminator(fake)), optimizer)


@d_step.wrong(when=lambda seen: "Target size" in seen["d_stopped_with"] or "'size'" in seen["d_stopped_with"])
def labels_of_another_shape(discriminator, generator, optimizer, x_real, z):
    """PyTorch stopped with “{error}”: this loss wants one label for each logit, in a tensor of the same shape, here (4,
    1). Which function makes ones, or zeros, in the shape of a given tensor?"""
    on_real, on_fake = discriminator(x_real), discriminator(generator(z).detach())
    loss = F.binary_cross_entropy_with_logits(on_real, torch.ones(len(z), dtype=torch.float64))
    return descend(loss + F.binary_cross_entropy_with_logits(on_fake, torch.zeros(len(z))), optimizer)


@d_step.wrong(when=lambda seen: "Found dtype" in seen["d_stopped_with"])
def labels_of_another_precision(discriminator, generator, optimizer, x_real, z):
    """PyTorch stopped with “{error}”: everything in this lesson is float64 (Double), and torch.ones or torch.zeros
    without a dtype make float32 (Float). Which function makes labels that are like a given tensor, in shape and
    type?"""
    on_real, on_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    loss = F.binary_cross_entropy(on_real, torch.ones(len(z), 1))
    return descend(loss + F.binary_cross_entropy(on_fake, torch.zeros(len(z), 1)), optimizer)


@d_step.wrong(
    when=lambda seen: (
        _moves_right(seen)
        and near(seen["certain_weight_fell_by"], 2)
        and (near(seen["loss"], ON_DATA) or near(seen["loss"], ON_FAKES))
    )
)
def returns_one_term(discriminator, generator, optimizer, x_real, z):
    """D moves as it should, and you return {loss:.4f}, one of the two terms. A log of it would show half of what D
    pays. What do the two terms together come to?"""
    on_real = F.softplus(-discriminator(x_real)).mean()
    descend(on_real + F.softplus(discriminator(generator(z).detach())).mean(), optimizer)
    return on_real.item()


@d_step.wrong(
    when=lambda seen: (
        _moves_right(seen)
        and near(seen["certain_weight_fell_by"], 2)
        and seen["g_gradient"] == seen["g_moved"] == 0
        and abs(seen["loss"] - LOSS) > 1e-4
    )
)
def returns_another_number(discriminator, generator, optimizer, x_real, z):
    """D moves as it should, and you return {loss:.4f}. The function promises the loss that D descends, the sum of the
    two means, 2.3685 on this batch. On which number did you call backward()?"""
    return descend(what_d_pays(discriminator, x_real, generator(z).detach()), optimizer) / 2


@d_step.wrong(
    when=lambda seen: (
        seen["loss"] > 0
        and not near(seen["loss"], LOSS)
        and near((0.8 - seen["weight"]) / 0.798543, seen["loss"] / LOSS, 1e-4)
        and near(seen["certain_loss"] / 160, seen["loss"] / LOSS, 1e-4)
    )
)
def multiple_of_the_loss(discriminator, generator, optimizer, x_real, z):
    """Your loss is {loss:.4f} instead of 2.3685, and D's step is too long or too short by the same factor. D's best
    answer stays the same, but the learning rate no longer means what it says. V holds each of its two means once: where
    does the factor come from?"""
    return descend(2 * what_d_pays(discriminator, x_real, generator(z).detach()), optimizer)


@d_step.wrong(when=lambda seen: not seen["g_still_trainable"] and _moves_right(seen))
def g_left_frozen(discriminator, generator, optimizer, x_real, z):
    """D moves as it should (its weight to {weight:.3f} in the first probe), but you switched off requires_grad in G and
    left it off: from now on no step of G can change anything, without an error message. Can you keep this step's
    gradient out of G without changing G at all?"""
    generator.requires_grad_(False)
    return descend(what_d_pays(discriminator, x_real, generator(z)), optimizer)


@d_step.decoy(log_of_a_sigmoid, cut_off_somewhere, cross_entropy_of_probabilities, two_sigmoids, right=True)
def with_log_and_exp(discriminator, generator, optimizer, x_real, z):
    """softplus as it is written on paper: e¹²⁰ is no trouble in float64."""
    fake = generator(z).detach()
    on_real, on_fake = torch.exp(-discriminator(x_real)), torch.exp(discriminator(fake))
    return descend(torch.log(1 + on_real).mean() + torch.log(1 + on_fake).mean(), optimizer)


@d_step.decoy(gradient_left_in_g)
def both_players_learn(discriminator, generator, optimizer, x_real, z):
    """G holds a gradient, but one of its own: that of −log D(G(z))."""
    F.softplus(-discriminator(generator(z))).mean().backward()
    return with_softplus(discriminator, generator, optimizer, x_real, z)


@d_step.decoy(log_of_a_sigmoid, logits_into_log, told=gradient_left_in_g)
def log_of_a_sigmoid_without_detach(discriminator, generator, optimizer, x_real, z):
    d_real, d_fake = discriminator(x_real).sigmoid(), discriminator(generator(z)).sigmoid()
    return descend(-torch.log(d_real).mean() - torch.log(1 - d_fake).mean(), optimizer)


@d_step.decoy(never_cleared, cleared_too_late)
def half_of_d_cleared(discriminator, generator, optimizer, x_real, z):
    discriminator.weight.grad = None
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    loss.backward()
    optimizer.step()
    return loss.item()


@d_step.decoy(labels_swapped, downhill_on_v, told=uphill_on_its_loss)
def backward_on_v(discriminator, generator, optimizer, x_real, z):
    optimizer.zero_grad()
    v = -what_d_pays(discriminator, x_real, generator(z).detach())
    v.backward()
    optimizer.step()
    return -v.item()


@d_step.decoy(downhill_on_v, uphill_on_its_loss, told=returns_the_value)
def the_sum_of_the_logs(discriminator, generator, optimizer, x_real, z):
    v = F.logsigmoid(discriminator(x_real)).mean() + F.logsigmoid(-discriminator(generator(z).detach())).mean()
    descend(-v, optimizer)
    return v.item()


@d_step.decoy(returns_the_value, returns_one_term, half_of_it, told=returns_another_number)
def returns_the_average(discriminator, generator, optimizer, x_real, z):
    on_real = F.softplus(-discriminator(x_real)).mean()
    on_fake = F.softplus(discriminator(generator(z).detach())).mean()
    descend(on_real + on_fake, optimizer)
    return (on_real + on_fake).item() / 2


@d_step.decoy(returns_another_number, squared_errors, probabilities_without_a_log)
def squares_of_probabilities(discriminator, generator, optimizer, x_real, z):
    """Neither the number nor the step: it descends a loss of another kind."""
    d_real, d_fake = discriminator(x_real).sigmoid(), discriminator(generator(z).detach()).sigmoid()
    return descend(((1 - d_real) ** 2).mean() + (d_fake**2).mean(), optimizer)


@d_step.decoy(two_sigmoids, one_minus_the_logit, target_and_logits_swapped)
def squashed_by_tanh(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    loss = F.softplus(-torch.tanh(discriminator(x_real))) + F.softplus(torch.tanh(discriminator(fake)))
    return descend(loss.mean(), optimizer)


@d_step.decoy(cross_entropy_of_probabilities, told=cut_off_somewhere)
def logits_within_limits(discriminator, generator, optimizer, x_real, z):
    on_real, on_fake = discriminator(x_real), discriminator(generator(z).detach())
    loss = F.softplus(-on_real.clamp(-100, 100)).mean() + F.softplus(on_fake.clamp(-100, 100)).mean()
    return descend(loss, optimizer)


@d_step.decoy(cut_off_somewhere, cross_entropy_of_probabilities)
def gradient_within_limits(discriminator, generator, optimizer, x_real, z):
    optimizer.zero_grad()
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(discriminator.parameters(), 2.0)
    optimizer.step()
    return loss.item()


@d_step.decoy(only_the_data, only_the_fakes, told=returns_one_term)
def returns_what_the_fakes_cost(discriminator, generator, optimizer, x_real, z):
    on_fake = F.softplus(discriminator(generator(z).detach())).mean()
    descend(on_fake + F.softplus(-discriminator(x_real)).mean(), optimizer)
    return on_fake.item()


@d_step.decoy(both_called_real, both_called_fake)
def one_label_for_a_batch_of_both(discriminator, generator, optimizer, x_real, z):
    logits = discriminator(torch.cat([x_real, generator(z).detach()]))
    return descend(F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, 0.5)), optimizer)


@d_step.decoy(half_of_it, multiple_of_the_loss)
def half_the_fakes(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    return descend(F.softplus(-discriminator(x_real)).mean() + F.softplus(discriminator(fake)).mean() / 2, optimizer)


@d_step.decoy(summed_over_the_batch, told=multiple_of_the_loss)
def four_times_the_mean(discriminator, generator, optimizer, x_real, z):
    return descend(4 * what_d_pays(discriminator, x_real, generator(z).detach()), optimizer)


@d_step.decoy(noise_for_fakes, data_and_noise_swapped, data_into_g)
def fakes_from_one_noise(discriminator, generator, optimizer, x_real, z):
    return descend(what_d_pays(discriminator, x_real, generator(torch.zeros_like(z)).detach()), optimizer)


@d_step.decoy(fakes_subtracted, squared_errors, told=logits_without_a_log)
def one_minus_the_logits(discriminator, generator, optimizer, x_real, z):
    return descend(-discriminator(x_real).mean() - (1 - discriminator(generator(z).detach())).mean(), optimizer)


@d_step.decoy(logits_without_a_log, fakes_subtracted)
def margins_of_one(discriminator, generator, optimizer, x_real, z):
    """Linear in the logits too, but only up to a margin."""
    fake = generator(z).detach()
    return descend(F.relu(0.1 - discriminator(x_real)).mean() + F.relu(0.1 + discriminator(fake)).mean(), optimizer)


@d_step.decoy(data_without_gradient, fakes_without_gradient, right=True)
def two_backward_passes(discriminator, generator, optimizer, x_real, z):
    optimizer.zero_grad()
    on_real = F.softplus(-discriminator(x_real)).mean()
    on_real.backward()
    on_fake = F.softplus(discriminator(generator(z).detach())).mean()
    on_fake.backward()
    optimizer.step()
    return on_real.item() + on_fake.item()


@d_step.decoy(data_without_gradient, told=only_the_fakes)
def the_fakes_and_nothing_else(discriminator, generator, optimizer, x_real, z):
    return descend(-F.logsigmoid(-discriminator(generator(z).detach())).mean(), optimizer)


@d_step.decoy(fakes_without_gradient, told=only_the_data)
def the_data_and_nothing_else(discriminator, generator, optimizer, x_real, z):
    return descend(-F.logsigmoid(discriminator(x_real)).mean(), optimizer)


@d_step.decoy(more_than_one_step, past_the_optimiser, told=never_cleared)
def forgot_to_call_zero_grad(discriminator, generator, optimizer, x_real, z):
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    optimizer.zero_grad  # noqa: B018
    loss.backward()
    optimizer.step()
    return loss.item()


@d_step.decoy(did_not_move, told=no_gradient_reached_d)
def loss_made_anew(discriminator, generator, optimizer, x_real, z):
    """All three calls are there, but the loss is a number without a past."""
    loss = torch.tensor(what_d_pays(discriminator, x_real, generator(z)).item(), requires_grad=True)
    return descend(loss, optimizer)


@d_step.decoy(no_gradient_reached_d, d_steps_before_its_gradient, told=did_not_move)
def cleared_before_the_step(discriminator, generator, optimizer, x_real, z):
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


@d_step.decoy(nothing_to_go_back_along, no_gradient_reached_d, told=d_was_never_asked)
def cross_entropy_of_the_points(discriminator, generator, optimizer, x_real, z):
    fake, loss = generator(z), F.binary_cross_entropy_with_logits
    return descend(loss(x_real, torch.ones_like(x_real)) + loss(fake, torch.zeros_like(fake)), optimizer)


@d_step.decoy(d_was_never_asked, told=nothing_to_go_back_along)
def d_asked_by_forward_without_a_record(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    with torch.no_grad():
        on_real, on_fake = discriminator.forward(x_real), discriminator.forward(fake)
    return descend(F.softplus(-on_real).mean() + F.softplus(on_fake).mean(), optimizer)


@d_step.decoy(d_was_never_asked, only_the_data)
def d_asked_about_the_data_only(discriminator, generator, optimizer, x_real, z):
    fake = generator(z).detach()
    return descend(F.softplus(-discriminator(x_real)).mean() + F.softplus(fake).mean(), optimizer)


@d_step.decoy(did_not_move, never_cleared, told=d_steps_before_its_gradient)
def d_steps_first_on_what_was_left(discriminator, generator, optimizer, x_real, z):
    loss = what_d_pays(discriminator, x_real, generator(z).detach())
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


@d_step.decoy(nothing_to_go_back_along, one_loss_for_each_point, told=number_instead_of_the_loss)
def backward_of_an_item(discriminator, generator, optimizer, x_real, z):
    optimizer.zero_grad()
    loss = what_d_pays(discriminator, x_real, generator(z).detach()).item()
    loss.backward()
    return loss


@d_step.decoy(number_instead_of_the_loss, nothing_to_go_back_along, labels_of_another_shape)
def network_called_like_a_loss(discriminator, generator, optimizer, x_real, z):
    return descend(discriminator.loss(x_real, generator(z)), optimizer)


@d_step.decoy(labels_of_another_precision, right=True)
def float32_labels_with_logits(discriminator, generator, optimizer, x_real, z):
    on_real, on_fake = discriminator(x_real), discriminator(generator(z).detach())
    loss = F.binary_cross_entropy_with_logits(on_real, torch.ones(len(x_real), 1))
    return descend(loss + F.binary_cross_entropy_with_logits(on_fake, torch.zeros(len(z), 1)), optimizer)


@d_step.decoy(g_left_frozen, right=True)
def g_frozen_for_a_moment(discriminator, generator, optimizer, x_real, z):
    generator.requires_grad_(False)
    loss = descend(what_d_pays(discriminator, x_real, generator(z)), optimizer)
    generator.requires_grad_(True)
    return loss


@d_step.decoy(told="inputs_changed")
def scales_the_data_in_place(discriminator, generator, optimizer, x_real, z):
    loss = with_softplus(discriminator, generator, optimizer, x_real, z)
    x_real.mul_(2).sub_(1)
    return loss


@d_step.decoy(told="modes_changed")
def g_left_in_eval_mode(discriminator, generator, optimizer, x_real, z):
    generator.eval()
    return with_softplus(discriminator, generator, optimizer, x_real, z)


d_step.hints(
    "Ascending V is descending −V. Write −V with softplus: −log D = softplus(−logit), −log(1 − D) = softplus(logit).",
    "Make the fakes first and cut them off from G: generator(z).detach(). Then a mean over the data plus a mean over the fakes.",
    "loss = F.softplus(-D(x_real)).mean() + F.softplus(D(fake)).mean(), then zero_grad, backward, step, in this order; return loss.item().",
)

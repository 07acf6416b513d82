"""Exercise 5.3, generator_loss: what G pays."""

import math

import numpy as np
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
    loss = answer(column(0.5, -3.0))
    return {"got": loss, "loss_shape": str(tuple(np.shape(loss.detach().cpu() if hasattr(loss, "detach") else loss)))}


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
    loss = answer(logits)
    follows = bool(getattr(loss, "requires_grad", False))
    return {"slope": gradient(loss, logits).flatten(), "follows_the_logits": follows}


@generator_loss.right
def g_loss_with_softplus(fake_logits):
    return F.softplus(-fake_logits).mean()


@generator_loss.right
def g_loss_with_real_labels(fake_logits):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.ones_like(fake_logits))


@generator_loss.right
def g_loss_with_logsigmoid(fake_logits):
    return -F.logsigmoid(fake_logits).mean()


def _saturates(seen) -> bool:
    return abs(seen["got"] + 0.511332) < 1e-5 and abs(seen["gradient"]) < 1e-6 and seen["follows_the_logits"]


@generator_loss.wrong(when=lambda seen: _saturates(seen))
def saturating(fake_logits):
    """You minimise log(1 − D(G(z))), the loss in the minimax formula. It has the right fixed point, but look where it
    matters: with D at logit −50 the slope at each fake is {gradient:.1e}, so G hears nothing exactly when it is worst.
    Which loss has its steepest slope there?"""
    return -F.softplus(fake_logits).mean()


@generator_loss.wrong(when=lambda seen: abs(seen["got"] + 1.761332) < 1e-5 and seen["follows_the_logits"])
def helps_the_discriminator(fake_logits):
    """The size is right and the sign is not: {got:.3f} where 1.761 is due, and for fakes that D is certain about
    {at_caught:.0f} where 50 is due. The better D catches the fakes, the smaller your loss. A step downhill makes G easier to
    catch. Whose wish is that?"""
    return -F.softplus(-fake_logits).mean()


@generator_loss.wrong(when=lambda seen: abs(seen["got"] - 0.511332) < 1e-5)
def ds_own_loss(fake_logits):
    """{got:.6f} is what D pays for these fakes: you used the label "fake". G would pay {at_fooled:.0f} for fooling D
    completely and {at_caught:.1e} for being caught, so it would learn to be caught. What does G wish D would say?"""
    return F.softplus(fake_logits).mean()


@generator_loss.wrong(
    when=lambda seen: abs(seen["at_hopeless"] - 0.693147) < 1e-4 and abs(seen["at_fooled"] - 0.313262) < 1e-4
)
def sigmoid_twice(fake_logits):
    """Your loss stays between 0.313 and 0.693 whatever D says (here: {got:.3f}, and {at_hopeless:.3f} for a fake that is
    hopeless). D's output has been through a sigmoid before the loss took another one. What do the words "with logits"
    promise to do for you?"""
    return F.softplus(-fake_logits.sigmoid()).mean()


@generator_loss.wrong(when=lambda seen: abs(seen["got"] - 1.25) < 1e-5)
def uses_the_logit_itself(fake_logits):
    """{got:.3f} is minus the mean logit, without a logarithm and without a sigmoid. A fake that fools D completely pays
    {at_fooled:.0f}, so G never has enough; only a D that is held back, as in the WGAN of a later lesson, can be trained
    against that. What does −log D cost when D = 1?"""
    return -fake_logits.mean()


@generator_loss.wrong(when=lambda seen: min(abs(seen["got"] - size) for size in (0.665057, -0.334943)) < 1e-4)
def forgets_the_logarithm(fake_logits):
    """{got:.3f} is made of the bare probability D, and a hopeless fake pays {at_hopeless:.2f}, no more. There the slope is 0
    too: without the logarithm G hears nothing when it is worst. What does the logarithm do to a probability near 0?"""
    return (1 - fake_logits.sigmoid()).mean()


@generator_loss.wrong(when=lambda seen: abs(seen["got"] - 3.522665) < 1e-4 and abs(seen["at_caught"] - 200) < 1e-2)
def adds_up_the_batch(fake_logits):
    """You add up over the fakes: {got:.3f} for two of them, {at_caught:.0f} for four. With twice the batch G's step would
    be twice as long, and the learning rate would mean something else each time. What should not depend on how many you
    drew?"""
    return F.softplus(-fake_logits).sum()


def _ratio(seen) -> float:
    """How many times the right loss this one is, where it is the same at every look; else nan."""
    ratios = seen["got"] / 1.761332, seen["at_caught"] / 50, seen["at_hopeless"] / 120
    return ratios[0] if max(ratios) - min(ratios) < 1e-4 else math.nan


@generator_loss.wrong(when=lambda seen: _ratio(seen) > 0 and abs(_ratio(seen) - 1) > 1e-3)
def multiplies_the_loss(fake_logits):
    """At every look your loss is the same number of times the right one, {got:.4f} where 1.7613 is due. G has one expectation,
    with nothing to average it with and nothing before it. What would a G pay in your version that D can only guess about?"""
    return F.softplus(-fake_logits).mean() / 2


@generator_loss.wrong(when=lambda seen: min(abs(seen["got"] - size) for size in (1.093798, 1.501929)) < 1e-4)
def takes_the_mean_first(fake_logits):
    """{got:.4f} comes from one number, the mean over the fakes, and only then the logarithm. That is the loss of an average fake; a
    batch in which one fake fools D would be let off for all. Of what is the mean in −log D(G(z)) taken?"""
    return F.softplus(-fake_logits.mean())


@generator_loss.wrong(when=lambda seen: seen["loss_shape"] in ("(2, 1)", "(2,)"))
def forgets_the_mean(fake_logits):
    """You return numbers in shape {loss_shape}, one for each fake. A loss is a single number: `backward()` would stop here. What
    stands for the E in the formula?"""
    return F.softplus(-fake_logits)


def _ordinary_is_right(seen) -> bool:
    return abs(seen["got"] - 1.761332) < 1e-4


@generator_loss.wrong(
    when=lambda seen: _ordinary_is_right(seen) and abs(seen["at_hopeless"] - 100) < 0.1 and abs(seen["gradient"]) < 1e-6
)
def takes_bce_of_a_sigmoid(fake_logits):
    """For ordinary logits the value is right, {got:.4f}, and at logit −50 too, {at_caught:.1f}. But there the slope is
    {gradient:.0e} instead of −0.25, and at −120 the loss stands at {at_hopeless:.0f}. That is how `BCELoss` behind a sigmoid
    ends: its gradient dies long before the value does. Which loss takes the logit itself?"""
    return F.binary_cross_entropy(fake_logits.sigmoid(), torch.ones_like(fake_logits))


@generator_loss.wrong(
    when=lambda seen: _ordinary_is_right(seen) and math.isfinite(seen["at_hopeless"]) and seen["at_hopeless"] < 119
)
def stops_the_loss_from_growing(fake_logits):
    """For ordinary logits the value is right, {got:.4f}. But a hopeless fake, at logit −120, pays {at_hopeless:.1f} and not
    120. Something holds the loss back: a small number inside the logarithm, or a clamp around the logit, the probability or
    the logarithm. You kept the value finite and lost the gradient; which one does G learn from?"""
    return -torch.log(torch.sigmoid(fake_logits) + 1e-8).mean()


@generator_loss.wrong(
    when=lambda seen: (
        _ordinary_is_right(seen) and abs(seen["at_caught"] - 50) < 0.01 and not math.isfinite(seen["at_hopeless"])
    )
)
def leaves_the_range_of_float32(fake_logits):
    """Right as long as D is polite ({got:.6f}), and {at_hopeless} when it is certain. Near a logit of −88 float32 ends: either
    the sigmoid is smaller than its smallest number and becomes 0, or e to the power of minus the logit is larger than its
    largest. Which function of `torch.nn.functional` gives log(1 + eᵃ) for every a?"""
    return -torch.log(torch.sigmoid(fake_logits)).mean()


@generator_loss.wrong(
    when=lambda seen: _ordinary_is_right(seen) and abs(seen["at_hopeless"] - 120) < 1e-3 and seen["gradient"] == 0
)
def cut_from_the_generator(fake_logits):
    """The value is right, {got:.4f}, but it carries no gradient: `.detach()`, `.item()` or `no_grad` cut the only road from
    D's verdict back to G. In which of the two steps do you want that road closed?"""
    return F.softplus(-fake_logits.detach()).mean()


@generator_loss.wrong(when=lambda seen: abs(seen["at_fooled"] - 12) < 1e-3)
def smooths_the_label(fake_logits):
    """You asked D to say 0.9 and not 1: a G that fools D completely pays {at_fooled:.0f} for it. Label smoothing is for D,
    and for its real images only; it keeps D from being too sure. What would G aim for with your label: to be believed, or to
    be believed nine times in ten?"""
    return F.binary_cross_entropy_with_logits(fake_logits, torch.full_like(fake_logits, 0.9))


@generator_loss.wrong(when=lambda seen: math.isnan(seen["got"]) and abs(seen["at_fooled"] + 4.787492) < 1e-4)
def expects_probabilities(fake_logits):
    """You took the logarithm of the logits themselves, and got {got}: a logit may be negative, and the logarithm of a
    negative number is not a number. D's sigmoid was left out of this course's D on purpose; which function puts sigmoid and
    log together?"""
    return -torch.log(fake_logits).mean()


@generator_loss.wrong(when=lambda seen: "between 0 and 1" in seen["error"])
def gives_logits_to_bce(fake_logits):
    """PyTorch stopped: "{error}". `BCELoss` takes probabilities, and these are logits, which may be any number. A sigmoid
    in front would end the error and bring another trouble, for a D that is very sure. Which loss has "with logits" in its
    name?"""
    return F.binary_cross_entropy(fake_logits, torch.ones_like(fake_logits))


@generator_loss.wrong(when=lambda seen: "arget size" in seen["error"])
def labels_without_a_column(fake_logits):
    """PyTorch stopped: "{error:.120}". The logits have shape (m, 1), and labels made by their number alone have shape (m,). They
    must match, column and all. Which function makes ones in the shape of another tensor?"""
    ones = torch.ones(len(fake_logits), device=fake_logits.device)
    return F.binary_cross_entropy_with_logits(fake_logits, ones)


@generator_loss.wrong(
    when=lambda seen: (
        all(abs(seen[name]) < 1e-6 for name in ("got", "at_caught", "at_fooled", "at_hopeless"))
        and seen["follows_the_logits"]
    )
)
def takes_a_softmax_over_one_class(fake_logits):
    """Your loss is {got:.0f} whatever D says, although it is computed from the logits. A cross-entropy over classes does that: it
    takes a softmax, and of a single column the softmax is 1 for every logit. D gives one logit for a question with two
    answers. Which cross-entropy is made for that?"""
    return F.cross_entropy(fake_logits, torch.ones_like(fake_logits))


@generator_loss.decoy(takes_a_softmax_over_one_class, told="same_for_all")
def pays_nothing(fake_logits):
    return torch.zeros((), device=fake_logits.device)


@generator_loss.decoy(saturating, told=helps_the_discriminator)
def adds_a_minus_to_the_right_loss(fake_logits):
    return torch.log(torch.sigmoid(fake_logits)).mean()


@generator_loss.decoy(saturating, told=ds_own_loss)
def minimises_the_other_log_with_a_minus(fake_logits):
    return -torch.log(1 - torch.sigmoid(fake_logits)).mean()


@generator_loss.decoy(helps_the_discriminator, ds_own_loss, told=saturating)
def types_the_formula_of_the_paper(fake_logits):
    return torch.log(1 - torch.sigmoid(fake_logits)).mean()


@generator_loss.decoy(saturating, helps_the_discriminator, cut_from_the_generator)
def saturates_and_is_cut_off(fake_logits):
    return -F.softplus(fake_logits.detach()).mean()


@generator_loss.decoy(helps_the_discriminator, cut_from_the_generator, told="turned_round")
def has_the_other_sign_and_is_cut_off(fake_logits):
    return -F.softplus(-fake_logits.detach()).mean()


@generator_loss.decoy(ds_own_loss, told=uses_the_logit_itself)
def adds_both_losses(fake_logits):
    return F.softplus(-fake_logits).mean() - F.softplus(fake_logits).mean()


@generator_loss.decoy(sigmoid_twice, forgets_the_logarithm)
def squashes_with_tanh(fake_logits):
    return F.softplus(-fake_logits.tanh()).mean()


@generator_loss.decoy(uses_the_logit_itself)
def clips_the_logit(fake_logits):
    return F.relu(-fake_logits).mean()


@generator_loss.decoy(adds_up_the_batch, told=multiplies_the_loss)
def doubles_the_loss(fake_logits):
    return 2 * F.softplus(-fake_logits).mean()


@generator_loss.decoy(multiplies_the_loss, adds_up_the_batch)
def adds_two_to_the_logits(fake_logits):
    return F.softplus(2 - fake_logits).mean()


@generator_loss.decoy(takes_the_mean_first)
def takes_the_mean_of_squares(fake_logits):
    return F.softplus(-fake_logits).square().mean().sqrt()


@generator_loss.decoy(multiplies_the_loss)
def averages_with_ds_own(fake_logits):
    return (F.softplus(-fake_logits).mean() + F.softplus(fake_logits).mean()) / 2


@generator_loss.decoy(forgets_the_mean, adds_up_the_batch, right=True)
def takes_the_sum_by_the_number(fake_logits):
    return F.softplus(-fake_logits).sum() / fake_logits.numel()


@generator_loss.decoy(forgets_the_mean, told="another_shape")
def keeps_the_column(fake_logits):
    return F.softplus(-fake_logits).mean(0)


@generator_loss.decoy(leaves_the_range_of_float32, right=True)
def goes_through_a_double(fake_logits):
    return -fake_logits.double().sigmoid().log().mean()


@generator_loss.decoy(takes_bce_of_a_sigmoid, stops_the_loss_from_growing, told=leaves_the_range_of_float32)
def types_softplus_as_printed(fake_logits):
    return torch.log(1 + torch.exp(-fake_logits)).mean()


@generator_loss.decoy(takes_bce_of_a_sigmoid, leaves_the_range_of_float32, told=stops_the_loss_from_growing)
def clamps_the_log(fake_logits):
    return -torch.log(torch.sigmoid(fake_logits)).clamp(min=-100).mean()


@generator_loss.decoy(stops_the_loss_from_growing, leaves_the_range_of_float32)
def takes_one_minus_the_other_sigmoid(fake_logits):
    return -torch.log(1 - torch.sigmoid(-fake_logits)).mean()


@generator_loss.decoy(cut_from_the_generator)
def lets_half_of_the_gradient_through(fake_logits):
    loss = F.softplus(-fake_logits).mean()
    return loss / 2 + loss.detach() / 2


@generator_loss.decoy(smooths_the_label)
def smooths_the_label_a_little(fake_logits):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.full_like(fake_logits, 0.95))


@generator_loss.decoy(expects_probabilities)
def takes_the_log_of_tanh(fake_logits):
    return -torch.log(fake_logits.tanh()).mean()


@generator_loss.decoy(gives_logits_to_bce, labels_without_a_column, told=takes_bce_of_a_sigmoid)
def as_pytorchs_tutorial(fake_logits):
    ones = torch.ones(len(fake_logits), device=fake_logits.device)
    return torch.nn.BCELoss()(torch.sigmoid(fake_logits).view(-1), ones)


@generator_loss.wrong
def squares_the_distance_to_one(fake_logits):
    """You get {got:.3f}: the mean squared distance of the logits from 1, as in the least-squares GAN. A fake that fools D completely, at a large logit, pays
    {at_fooled:.0f} for it. It is another game, without a logarithm. What does −log D cost where D is near 1?"""
    return (fake_logits - 1).square().mean()


@generator_loss.decoy(squares_the_distance_to_one)
def squares_the_distance_to_zero(fake_logits):
    return fake_logits.square().mean()


generator_loss.hints(
    "Which fakes should push G hardest: those that fool D, or those that do not?",
    "Write −log D(G(z)) with D = sigmoid(logit), and simplify before you type it.",
    "−log sigmoid(a) = softplus(−a). Then the mean over the batch.",
)

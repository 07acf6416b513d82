"""Exercise 13.1, combined_step: G's step through a frozen D, the chapter's combined model in PyTorch."""

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.checks.observing import agree
from gancourse.settings import device

combined_step = Exercise(
    "combined_step",
    lesson="13",
    tolerance=1e-4,
    changes=(NETWORKS,),
    remember="Freezing says who *gets* a gradient, and not who lets it through: with requires_grad off, D's weights take none, and the way through D to G stays "
    "open.",
)

LEFT = 7.0  # the gradient that D has kept from its own step


class _Noted(torch.optim.SGD):
    """Plain SGD that counts its steps."""

    def __init__(self, network: nn.Module):
        super().__init__(network.parameters(), lr=1.0)
        self.steps = 0

    def step(self, closure=None):
        self.steps += 1
        return super().step(closure)


class _Lesson:
    """A small G and D, an optimiser that rates nothing, and one call of the answer."""

    def __init__(self, answer, count: int = 6, left: float | None = None):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(3)
            self.generator = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4))
            self.discriminator = nn.Sequential(nn.Linear(4, 6), nn.LeakyReLU(0.2), nn.Linear(6, 1))
            self.latent = torch.randn(count, 3)
        for network in (self.generator, self.discriminator):
            network.to(device())
        self.latent = self.latent.to(device())
        self.optimizer = _Noted(self.generator)
        self.loss = self._loss()
        self.right = torch.cat([g.flatten() for g in torch.autograd.grad(self.loss, [*self.generator.parameters()])])
        if left is not None:
            for weight in self.generator.parameters():
                weight.grad = torch.full_like(weight, left)
        for weight in self.discriminator.parameters():
            weight.grad = torch.full_like(weight, LEFT)
        before = [
            torch.cat([w.detach().flatten() for w in n.parameters()]) for n in (self.generator, self.discriminator)
        ]
        self.given = {*vars(self.discriminator)}
        self.returned = answer(self.generator, self.discriminator, self.optimizer, self.latent)
        self.moved, self.d_moved = (
            torch.cat([w.detach().flatten() for w in network.parameters()]) - old
            for network, old in zip((self.generator, self.discriminator), before)
        )

    def _loss(self) -> torch.Tensor:
        return F.softplus(-self.discriminator(self.generator(self.latent))).mean()

    def along(self) -> float:
        return (-(self.moved @ self.right) / self.right.square().sum()).item()

    def off(self) -> float:
        return ((self.moved + self.along() * self.right).norm() / self.right.norm()).item()


@combined_step.probe(
    "a G and a D of a few neurons, 6 latents, plain SGD with a rate of 1",
    expected="G moves by 1 times the step that its loss asks for, and 0 besides",
)
def how_g_moves(answer):
    lesson = _Lesson(answer)
    return {"along": lesson.along(), "besides": lesson.off()}


@combined_step.probe(
    "the same, with a look at D, whose weights keep a gradient of 7 from its own step",
    expected="D's weights where they were, and its gradients still 7",
)
def how_d_stays(answer):
    lesson = _Lesson(answer)
    kept = [LEFT * 2 if weight.grad is None else weight.grad.flatten() for weight in lesson.discriminator.parameters()]
    is_gone = any(weight.grad is None for weight in lesson.discriminator.parameters())
    changed = float("inf") if is_gone else (torch.cat(kept) - LEFT).abs().max().item()
    return {"d_moved": lesson.d_moved.abs().max(), "d_gradient_off_by": changed}


@combined_step.probe("the same, with a look at D's switches", expected="all 4 of D's tensors want gradients again, as they did before")  # fmt: skip
def how_d_is_left(answer):
    lesson = _Lesson(answer)
    return {"wanting": sum(weight.requires_grad for weight in lesson.discriminator.parameters())}


@combined_step.probe(
    "the steps of G's optimiser, and what is new on D", expected="nothing that is asked for", holds=lambda seen: True
)
def what_was_tried(answer):
    lesson = _Lesson(answer)
    return {
        "steps": lesson.optimizer.steps,
        "new_on_d": ", ".join(sorted({*vars(lesson.discriminator)} - lesson.given)) or "nothing",
        "training": lesson.discriminator.training,
    }


@combined_step.probe("a second G whose weights keep a gradient of 5 from an earlier step, 3 latents", expected="1 times the right step, and 0 besides")  # fmt: skip
def a_clean_slate(answer):
    lesson = _Lesson(answer, 3, left=5.0)
    return {"along_again": lesson.along(), "besides_again": lesson.off()}


@combined_step.probe(
    "what it returns",
    expected="G's loss, a number, without a graph",
    holds=lambda seen: abs(seen["loss_off_by"]) < 1e-4 and not seen["keeps_graph"],
)
def what_it_returns(answer):
    lesson = _Lesson(answer)
    returned = lesson.returned
    keeps = isinstance(returned, torch.Tensor) and returned.requires_grad
    value = float(returned.detach()) if isinstance(returned, torch.Tensor) else float(returned)
    return {"loss_off_by": value - lesson.loss.item(), "loss_returned": value, "keeps_graph": keeps}


def _step(generator, discriminator, g_optimizer, latent, loss_of=lambda logits: F.softplus(-logits).mean()):
    discriminator.requires_grad_(False)
    loss = loss_of(discriminator(generator(latent)))
    g_optimizer.zero_grad()
    loss.backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    return loss.item()


@combined_step.right
def frozen_and_thawed(generator, discriminator, g_optimizer, latent):
    return _step(generator, discriminator, g_optimizer, latent)


@combined_step.right
def only_gs_weights_are_asked(generator, discriminator, g_optimizer, latent):
    loss = F.softplus(-discriminator(generator(latent))).mean()
    g_optimizer.zero_grad()
    loss.backward(inputs=list(generator.parameters()))
    g_optimizer.step()
    return loss.detach()


@combined_step.right
def by_the_book_loss_and_a_loop(generator, discriminator, g_optimizer, latent):
    for weight in discriminator.parameters():
        weight.requires_grad = False
    logits = discriminator(generator(latent))
    loss = F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
    g_optimizer.zero_grad()
    loss.backward()
    for weight in discriminator.parameters():
        weight.requires_grad = True
    g_optimizer.step()
    return loss.item()


@combined_step.right
def frozen_before_backward(generator, discriminator, g_optimizer, latent):
    """PyTorch asks at the moment of backward whether a weight wants its gradient."""
    loss = F.softplus(-discriminator(generator(latent))).mean()
    discriminator.requires_grad_(False)
    g_optimizer.zero_grad()
    loss.backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    return loss.item()


@combined_step.wrong
def never_thawed(generator, discriminator, g_optimizer, latent):
    """G's step is right, and of D's 4 tensors {wanting} want gradients afterwards: you freeze D and leave it so. At D's next step nothing would be learned. Which line takes the freezing
    back?"""
    loss = _step(generator, discriminator, g_optimizer, latent)
    discriminator.requires_grad_(False)
    return loss


@combined_step.wrong
def nothing_frozen(generator, discriminator, g_optimizer, latent):
    """G's step is right, but D's gradients, 7 before, are off by up to {d_gradient_off_by:.3f} now: backward has filled them too, on top of what was there. Whoever forgets to clear them takes D a wrong step; here they are not to be filled at all. Which switch sees to
    that?"""
    loss = F.softplus(-discriminator(generator(latent))).mean()
    g_optimizer.zero_grad()
    loss.backward()
    g_optimizer.step()
    return loss.item()


@combined_step.wrong
def trainable_set_as_in_keras(generator, discriminator, g_optimizer, latent):
    """You wrote `discriminator.trainable = False`, Keras' word. PyTorch takes it for a new attribute ({new_on_d} is new on D) which nobody reads, and D's gradients changed by up to {d_gradient_off_by:.3f}. Which method switches the weights of a whole
    module?"""
    discriminator.trainable = False
    loss = nothing_frozen(generator, discriminator, g_optimizer, latent)
    discriminator.trainable = True
    return loss


@combined_step.wrong
def requires_grad_set_on_the_module(generator, discriminator, g_optimizer, latent):
    """You wrote `discriminator.requires_grad = False`. A module has no such switch: its *weights* have, and what you made is an attribute that nobody reads ({new_on_d} is new on D); D's gradients changed by up to {d_gradient_off_by:.3f}. What does the
    underscore in `requires_grad_` do?"""
    discriminator.requires_grad = False
    loss = nothing_frozen(generator, discriminator, g_optimizer, latent)
    discriminator.requires_grad = True
    return loss


@combined_step.wrong
def eval_for_freezing(generator, discriminator, g_optimizer, latent):
    """You put D in eval mode, and its gradients changed by up to {d_gradient_off_by:.3f}: eval() tells BatchNorm and Dropout how to behave and has nothing to do with gradients, and D stays in it (training: {training}). What decides whether a weight takes a
    gradient?"""
    discriminator.eval()
    return nothing_frozen(generator, discriminator, g_optimizer, latent)


@combined_step.wrong
def cleared_afterwards(generator, discriminator, g_optimizer, latent):
    """G's step is right, and D's gradients, 7 before, are gone (off by {d_gradient_off_by}): they were filled, then cleared, with what D had kept of its own. With D frozen neither would happen. What does clearing cost that freezing does
    not?"""
    loss = nothing_frozen(generator, discriminator, g_optimizer, latent)
    discriminator.zero_grad()
    return loss


@combined_step.wrong
def fakes_detached(generator, discriminator, g_optimizer, latent):
    """G moves by {along:.3f} times its step, and D's gradients changed by up to {d_gradient_off_by:.3f}: behind `detach()` the fakes do not know where they came from, so the gradient ends at D. Which of the two networks should it reach in this
    step?"""
    g_optimizer.zero_grad()
    loss = F.softplus(-discriminator(generator(latent).detach())).mean()
    loss.backward()
    g_optimizer.step()
    return loss.item()


@combined_step.wrong(when=lambda seen: "does not require grad" in seen["error"])
def the_way_is_cut(generator, discriminator, g_optimizer, latent):
    """PyTorch stops with "{error}": with D frozen and the fakes without a graph (a `detach()`, or a `torch.no_grad()` around a forward pass) nothing in the loss wants a gradient. Freezing takes D's *weights* out; what must G's pictures
    keep?"""
    discriminator.requires_grad_(False)
    loss = F.softplus(-discriminator(generator(latent).detach())).mean()
    g_optimizer.zero_grad()
    loss.backward()
    return loss.item()


@combined_step.wrong
def labels_of_fakes(generator, discriminator, g_optimizer, latent):
    """G moves by {along:.3f} times its step, the wrong way: your loss is the one with label 0, which is D's for fakes, and G descends it. What does G want D to
    say?"""
    return _step(generator, discriminator, g_optimizer, latent, lambda logits: F.softplus(logits).mean())


@combined_step.wrong
def the_printed_loss(generator, discriminator, g_optimizer, latent):
    """G moves by {along:.3f} times the step asked for: your loss is log(1 − D), which the chapter prints. Its code calls `train_on_batch(noise, valid)`, the cross-entropy with label 1. Which loss is
    that?"""
    return _step(generator, discriminator, g_optimizer, latent, lambda logits: -F.softplus(logits).mean())


@combined_step.wrong
def sigmoid_before_the_logits_loss(generator, discriminator, g_optimizer, latent):
    """G moves by {along:.3f} times its step, and the loss is {loss_returned:.3f}: D gives logits, you make probabilities of them, and the loss takes those for logits again. How often may a sigmoid be
    applied?"""

    def loss_of(logits):
        return F.binary_cross_entropy_with_logits(logits.sigmoid(), torch.ones_like(logits))

    return _step(generator, discriminator, g_optimizer, latent, loss_of)


@combined_step.wrong
def summed(generator, discriminator, g_optimizer, latent):
    """For 6 latents G moves by {along:.3f} times its step, and for 3 by {along_again:.3f}: you add the losses up. Keras' `train_on_batch` averages. What would a larger batch do to the
    rate?"""
    return _step(generator, discriminator, g_optimizer, latent, lambda logits: F.softplus(-logits).sum())


@combined_step.wrong
def targets_of_nine_tenths(generator, discriminator, g_optimizer, latent):
    """The loss is {loss_returned:.3f}, off by {loss_off_by:.3f}: your label is 0.9. One-sided smoothing is for D's *real* images. What does a label of 0.9 for fakes ask of
    G?"""
    return _step(
        generator,
        discriminator,
        g_optimizer,
        latent,
        lambda logits: F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, 0.9)),
    )


@combined_step.wrong
def the_logit_itself(generator, discriminator, g_optimizer, latent):
    """The loss is {loss_returned:.3f}, off by {loss_off_by:.3f}: you take minus the mean logit, which has the same slope everywhere. The chapter's loss is a cross-entropy. Which function of the logit is −log
    D?"""
    return _step(generator, discriminator, g_optimizer, latent, lambda logits: -logits.mean())


@combined_step.wrong
def squared_error(generator, discriminator, g_optimizer, latent):
    """The loss is {loss_returned:.3f}, off by {loss_off_by:.3f}: the mean squared distance of the logits from 1. That is another GAN (least squares). What does 'binary_crossentropy' in the chapter's `compile` ask
    for?"""
    return _step(generator, discriminator, g_optimizer, latent, lambda logits: (logits - 1).square().mean())


@combined_step.wrong
def uphill(generator, discriminator, g_optimizer, latent):
    """G moves by {along:.3f} times its step: exactly the wrong way, with a loss of {loss_returned:.3f}. You descend log D, where it is to be *ascended*. Which sign has a loss whose smallest value is the
    best?"""
    return _step(generator, discriminator, g_optimizer, latent, lambda logits: -F.softplus(-logits).mean())


@combined_step.wrong
def old_gradients_kept(generator, discriminator, g_optimizer, latent):
    """With a clean slate G's step is right; where its weights had kept a gradient of 5 it moves by {besides_again:.1f} steps' lengths besides. backward() *adds*. Which line is missing before
    it?"""
    discriminator.requires_grad_(False)
    loss = F.softplus(-discriminator(generator(latent))).mean()
    loss.backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    return loss.item()


@combined_step.wrong
def cleared_behind_backward(generator, discriminator, g_optimizer, latent):
    """G moves by {along:.3f} times its step, though its optimiser takes {steps}: the gradients were cleared between backward() and the step. In which order do the three calls
    stand?"""
    discriminator.requires_grad_(False)
    loss = F.softplus(-discriminator(generator(latent))).mean()
    loss.backward()
    g_optimizer.zero_grad()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    return loss.item()


@combined_step.wrong
def no_step(generator, discriminator, g_optimizer, latent):
    """G moves by {along:.3f} times its step, and its optimiser took {steps} steps: the gradients are there and nobody uses them. Which call is
    missing?"""
    discriminator.requires_grad_(False)
    loss = F.softplus(-discriminator(generator(latent))).mean()
    g_optimizer.zero_grad()
    loss.backward()
    discriminator.requires_grad_(True)
    return loss.item()


@combined_step.wrong
def noise_of_its_own(generator, discriminator, g_optimizer, latent):
    """G's move is off by {besides:.3f} steps' lengths, and the loss by {loss_off_by:.3f}: you draw new noise. Here the latents are handed in, since the chapter trains G on the very noise that made D's fakes. Which argument is
    unused?"""
    drawn = torch.randn(latent.shape, generator=torch.Generator().manual_seed(11)).to(latent.device)
    return _step(generator, discriminator, g_optimizer, drawn)


@combined_step.wrong
def two_steps(generator, discriminator, g_optimizer, latent):
    """G's optimiser takes {steps} steps, and G moves by {along:.3f} times one. D saw two batches, real and fake, each with a step of its own; G has one. Where does your second step come
    from?"""
    _step(generator, discriminator, g_optimizer, latent)
    return _step(generator, discriminator, g_optimizer, latent)


@combined_step.wrong(when=lambda seen: seen["keeps_graph"] and agree(seen["along"], 1.0, 1e-4) and abs(seen["loss_off_by"]) < 1e-4)  # fmt: skip
def the_graph_is_returned(generator, discriminator, g_optimizer, latent):
    """The step is right, and the loss too, {loss_returned:.4f}, but it carries its graph: whoever keeps 10,000 of them for a plot keeps 10,000 graphs in memory. What leaves the number and drops the
    graph?"""
    discriminator.requires_grad_(False)
    loss = F.softplus(-discriminator(generator(latent))).mean()
    g_optimizer.zero_grad()
    loss.backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    return loss


@combined_step.wrong
def probability_returned(generator, discriminator, g_optimizer, latent):
    """The step is right, and you return {loss_returned:.4f}, off by {loss_off_by:.4f}: the mean of D's probabilities. That is worth a plot of its own. Which number did G
    descend?"""
    logits = discriminator(generator(latent)).detach()
    _step(generator, discriminator, g_optimizer, latent)
    return logits.sigmoid().mean().item()


def _other_loss(power: float):
    def answer(generator, discriminator, g_optimizer, latent):
        return _step(
            generator, discriminator, g_optimizer, latent, lambda logits: F.softplus(-logits).pow(power).mean()
        )

    return answer


@combined_step.decoy(
    labels_of_fakes,
    the_printed_loss,
    sigmoid_before_the_logits_loss,
    summed,
    targets_of_nine_tenths,
    the_logit_itself,
    squared_error,
    uphill,
    two_steps,
    probability_returned,
    noise_of_its_own,
    the_graph_is_returned,
    no_step,
    cleared_behind_backward,
)
def a_power_of_the_loss(generator, discriminator, g_optimizer, latent):
    return _other_loss(1.7)(generator, discriminator, g_optimizer, latent)


@combined_step.decoy(
    nothing_frozen,
    trainable_set_as_in_keras,
    requires_grad_set_on_the_module,
    eval_for_freezing,
    fakes_detached,
    cleared_afterwards,
    old_gradients_kept,
)
def only_the_last_layer_frozen(generator, discriminator, g_optimizer, latent):
    discriminator[-1].requires_grad_(False)
    loss = nothing_frozen(generator, discriminator, g_optimizer, latent)
    discriminator.requires_grad_(True)
    return loss


@combined_step.decoy(never_thawed, told="flags_changed")
def g_left_frozen(generator, discriminator, g_optimizer, latent):
    loss = _step(generator, discriminator, g_optimizer, latent)
    generator.requires_grad_(False)
    return loss


@combined_step.decoy(the_way_is_cut)
def a_shape_that_does_not_fit(generator, discriminator, g_optimizer, latent):
    raise RuntimeError("something else stopped")


combined_step.hints(
    "D's weights must take no gradient, and the gradient must pass through D. Which switch does the first and leaves the second alone?",
    "discriminator.requires_grad_(False) before the forward pass, discriminator.requires_grad_(True) at the end; between them, G's usual step with -log D.",
    "loss = F.softplus(-discriminator(generator(latent))).mean(); then zero_grad, backward, step, and return loss.item()",
)

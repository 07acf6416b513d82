"""Exercise 5.4, six_steps: one step of D, then one of G."""

import contextlib
import math
from unittest import mock

import torch
from torch import nn
from torch.nn import functional as F

from gancourse import settings
from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.lesson_05.batches import random_digits
from gancourse.exercises.lesson_05.ex2_discriminator_loss import d_loss_with_softplus
from gancourse.exercises.lesson_05.ex3_generator_loss import g_loss_with_softplus
from gancourse.exercises.lesson_05.watching import Lesson
from gancourse.settings import device

six_steps = Exercise(
    "six_steps",
    lesson="05",
    changes=(NETWORKS,),
    remember="Six steps, two optimisers, two draws of noise, and the non-saturating loss. Detach saves D's step a walk through G; "
    "it is needed only where nobody clears G's gradients before G's own step.",
)


def _number(value) -> float:
    return float(value.detach()) if isinstance(value, torch.Tensor) else float(value)


@six_steps.probe(
    "6 real images, a G and a D of a few neurons, plain SGD",
    expected="one step of D, then one of G: two steps of the optimisers in all",
    holds=lambda seen: seen["order"] == "D then G",
)
def order_of_the_steps(answer):
    lesson = Lesson(answer, device()).call(random_digits(6))
    return {"order": lesson.order, "real_before": lesson.real_before}


@six_steps.probe(
    "the same, with a look at the noise",
    expected="6 rows of 16 normal random numbers for D's fakes, and 6 new rows for G's",
    holds=lambda seen: (
        seen["noise_shapes"] == "(6, 16)"
        and seen["draws"] > 1
        and seen["lowest_noise"] < -1.5
        and 0.7 < seen["noise_spread"] < 1.3
    ),
)
def the_noise(answer):
    lesson = Lesson(answer, device()).call(random_digits(6))
    noises = lesson.noises()
    return {
        "noise_shapes": " and ".join(sorted({str(tuple(noise.shape)) for noise in noises})),
        "first_noise": str(tuple(noises[0].shape)),
        "draws": lesson.draws,
        "lowest_noise": min(noise.min().item() for noise in noises),
        "highest_noise": max(noise.max().item() for noise in noises),
        "noise_spread": torch.cat([noise.flatten() for noise in noises]).std().item(),
    }


@six_steps.probe(
    "the same, with a look at who moves when",
    expected="D's step moves D and leaves G alone; G's step moves G and leaves D alone",
    holds=lambda seen: (
        seen["d_moved_by_d"] > 1e-6
        and seen["g_moved_by_g"] > 1e-6
        and seen["d_moved_by_g"] == 0 == seen["g_moved_by_d"]
    ),
)
def who_moves(answer):
    lesson = Lesson(answer, device()).call(random_digits(6))
    moves = {f"{who.lower()}_moved_by_{step.lower()}": lesson.moved(who, step) for who in "DG" for step in "DG"}
    return moves | {f"{who.lower()}_found": lesson.slate(who) for who in "DG"}


@six_steps.probe(
    "the same, with the gradient that each step finds beside those of the losses it might come from",
    expected="D's step follows its own loss and G's step its own, with a D that has just learned: 1 times each",
    holds=lambda seen: (
        seen["d_follows"] == seen["g_follows"] == "its own loss"
        and abs(seen["d_times"] - 1) < 1e-3 and abs(seen["g_times"] - 1) < 1e-3
    ),
)  # fmt: skip
def which_loss(answer):
    lesson = Lesson(answer, device()).call(random_digits(6))
    seen = {}
    for who in "DG":
        seen[f"{who.lower()}_follows"], seen[f"{who.lower()}_times"] = lesson.follows(who)
    return seen | {"last_d_follows": lesson.follows("D", -1)[0]}


@six_steps.probe(
    "the same, with both networks' moves beside the ones that their losses ask for",
    expected="1 times the right move, and nothing besides",
    holds=lambda seen: (
        abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3
        and abs(seen["g_along"] - 1) < 1e-3 and seen["g_off"] < 1e-3
    ),
)  # fmt: skip
def both_moves(answer):
    return Lesson(answer, device()).call(random_digits(6)).compare()


@six_steps.probe(
    "two calls one after the other, the second with a short batch of 4 real images",
    expected="in the second call too each network moves by 1 times its right move, with 4 fakes beside 4 real ones",
    holds=lambda seen: (
        seen["second_shapes"] == "(4, 16)" and abs(seen["d_along_2"] - 1) < 1e-3 and abs(seen["g_along_2"] - 1) < 1e-3
        and seen["d_off_2"] < 1e-3 and seen["g_off_2"] < 1e-3
    ),
)  # fmt: skip
def second_call(answer):
    lesson = Lesson(answer, device()).call(random_digits(6)).call(random_digits(4))
    shapes = " and ".join(sorted({str(tuple(noise.shape)) for noise in lesson.noises()}))
    return {
        "second_shapes": shapes,
        "d_carries": shapes == "(4, 16)" and lesson.carries("D"),
        "g_carries": shapes == "(4, 16)" and lesson.carries("G"),
    } | {f"{name}_2": value for name, value in lesson.compare().items()}


@six_steps.probe(
    "what it returns",
    expected="two numbers without a graph: the loss that D descended and the loss that G descended",
    holds=lambda seen: (
        seen["returned_numbers"] == 2
        and abs(seen["d_loss_error"]) < 1e-4
        and abs(seen["g_loss_error"]) < 1e-4
        and not seen["keeps_graph"]
    ),
)
def what_it_returns(answer):
    lesson = Lesson(answer, device()).call(random_digits(6))
    losses, expected = lesson.returned, lesson.expected()
    losses = tuple(losses) if isinstance(losses, tuple | list) else (losses,)
    both = (_number(losses[0]), _number(losses[1])) if len(losses) == 2 else (math.nan, math.nan)
    return {
        "returned_numbers": sum(isinstance(loss, torch.Tensor | float) for loss in losses),
        "returned_parts": 0 if lesson.returned is None else len(losses),
        "d_loss_error": both[0] - expected["d_loss"],
        "g_loss_error": both[1] - expected["g_loss"],
        "swapped_error": abs(both[0] - expected["g_loss"]) + abs(both[1] - expected["d_loss"]),
        "first_returned": both[0],
        "keeps_graph": any(isinstance(loss, torch.Tensor) and loss.requires_grad for loss in losses),
    }


@contextlib.contextmanager
def _elsewhere():
    """The meta device as a stand-in for a GPU: it computes shapes only, and refuses to mix with the CPU as a GPU does."""
    with (
        mock.patch.object(settings, "DEVICES", (*settings.DEVICES, "meta")),
        settings.computing_on("meta"),
        mock.patch.object(torch.Tensor, "item", lambda tensor: 0.0),
        mock.patch.object(torch.Tensor, "__float__", lambda tensor: 0.0),
    ):
        yield torch.device("meta")


@six_steps.probe(
    "networks and images on another device than the CPU",
    expected="every tensor you make is made on that device, so that the six steps run there unchanged",
    holds=lambda seen: seen["order_elsewhere"] == "D then G",
)
def on_another_device(answer):
    with _elsewhere() as elsewhere:
        return {"order_elsewhere": Lesson(answer, elsewhere).call(random_digits(6, elsewhere)).order}


@six_steps.probe(
    "how far it gets",
    expected="to the end, and no loss is walked back through twice",
    holds=lambda seen: not seen["walked_twice"],
)
def how_far_it_gets(answer):
    lesson, stopped = Lesson(answer, device()), ""
    try:
        lesson.call(random_digits(6))
    except Exception as error:
        stopped = str(error)
    events = " then ".join(lesson.events("G", "backward", "D.step", "G.step"))
    return {
        "stopped": stopped,
        "events": events,
        "walked_twice": lesson.walked_twice,
        "loss_without_d": lesson.loss_without_d,
        "calls_of_d": len(lesson.events("D")),
    }


def _go(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def _noise(real, latent_size):
    return torch.randn(len(real), latent_size, device=real.device)


def _ds_loss(generator, discriminator, real, latent_size):
    return d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size)).detach()))


def _gs_loss(generator, discriminator, real, latent_size):
    return g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))


@six_steps.right
def with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    latent = _noise(real, latent_size)
    fake = generator(latent)
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake.detach()))
    _go(d_optimizer, d_loss)
    latent = _noise(real, latent_size)
    fake_logits = discriminator(generator(latent))
    g_loss = g_loss_with_softplus(fake_logits)
    _go(g_optimizer, g_loss)
    return d_loss.detach(), g_loss.detach()


@six_steps.right
def with_labels_and_no_grad(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    ones, zeros = torch.ones(len(real), 1, device=real.device), torch.zeros(len(real), 1, device=real.device)
    with torch.no_grad():
        fake = generator(_noise(real, latent_size))
    logits = discriminator(torch.cat([real, fake]))
    d_loss = 2 * F.binary_cross_entropy_with_logits(logits, torch.cat([ones, zeros]))
    _go(d_optimizer, d_loss)
    g_loss = F.binary_cross_entropy_with_logits(discriminator(generator(_noise(real, latent_size))), ones)
    _go(g_optimizer, g_loss)
    return d_loss.item(), g_loss.item()


@six_steps.right
def without_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size))
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    _go(d_optimizer, d_loss)
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    _go(g_optimizer, g_loss)
    return d_loss.detach(), g_loss.detach()


@six_steps.right
def tidies_up_at_the_end(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    d_loss.backward()
    d_optimizer.step()
    discriminator.requires_grad_(False)
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_loss.backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    d_optimizer.zero_grad()
    g_optimizer.zero_grad()
    return d_loss.item(), g_loss.item()


@six_steps.right
def as_pytorchs_tutorial_with_new_noise(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    criterion = nn.BCELoss()
    discriminator.zero_grad()
    label = torch.full((real.size(0),), 1.0, device=real.device)
    real_error = criterion(torch.sigmoid(discriminator(real)).view(-1), label)
    real_error.backward()
    fake = generator(_noise(real, latent_size))
    label.fill_(0.0)
    fake_error = criterion(torch.sigmoid(discriminator(fake.detach())).view(-1), label)
    fake_error.backward()
    d_optimizer.step()
    generator.zero_grad()
    label.fill_(1.0)
    error = criterion(torch.sigmoid(discriminator(generator(_noise(real, latent_size)))).view(-1), label)
    error.backward()
    g_optimizer.step()
    return (real_error + fake_error).item(), error.item()


@six_steps.wrong(
    when=lambda seen: (
        seen["loss_without_d"] != "neither"
        and ("does not require grad" in seen["stopped"] or seen["stopped"] == "" and seen["order"] == "D then G")
    )
)
def leaves_d_out_of_a_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The loss for the step of {loss_without_d} was made without asking D (calls of D in all six steps: {calls_of_d}). The loss
    functions of the exercises above take logits, D's verdicts. A picture is a tensor of numbers too, but of no verdict. What
    turns a picture into a logit?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = d_loss_with_softplus(real, fake)
    return _go(d_optimizer, d_loss), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(
    when=lambda seen: (
        (seen["order"] == "D then G" or seen["order"] == "G then D" and seen["real_before"] == "D")
        and seen["g_found"] == "cut off"
    )
)
def detaches_in_step_six(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G stands still: after its step its numbers have moved by {g_moved_by_g:.1f} in all. The gradient of G's loss travels
    back through D into the fakes and ends there: `.detach()` or `no_grad` has cut these fakes loose from G. In which step is
    the cut right, and what did you feed D in the other one?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)).detach()))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return d_loss, g_loss.detach()


@six_steps.wrong(when=lambda seen: "cleared too late" in (seen["d_found"], seen["g_found"]))
def clears_between_backward_and_step(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """A gradient came and was cleared again before its step could use it: D's step moved D by {d_moved_by_d:.1f} and G's
    step moved G by {g_moved_by_g:.1f} in all. `zero_grad()` wipes the slate, `backward()` writes on it, `step()` reads it. Of
    which of these three must nothing come between the other two?"""
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    d_loss.backward()
    d_optimizer.zero_grad()
    d_optimizer.step()
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_loss.backward()
    g_optimizer.zero_grad()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G" and "no backward" in (seen["d_found"], seen["g_found"]))
def forgets_a_backward(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Both optimisers stepped ({order}), but D's step moved D by {d_moved_by_d:.1f} and G's moved G by {g_moved_by_g:.1f}:
    where it is 0.0, no `backward()` was called between the other network's step and this one. An optimiser computes no
    gradient itself, it follows the one that it finds. Which call puts it there?"""
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_optimizer.zero_grad()
    g_optimizer.step()
    return d_loss, g_loss.detach()


@six_steps.wrong(when=lambda seen: seen["order"] in ("D", "G", "nobody") and seen["returned_parts"] in (0, 1, 2))
def forgets_a_step(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Two steps are due, D's and then G's, and the ones that came were: {order}. A loss and its gradients change nothing by
    themselves; they lie there until an optimiser moves the numbers. Which optimiser has not been asked?"""
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_optimizer.zero_grad()
    g_loss.backward()
    return d_loss, g_loss.detach()


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] == "G then D"
        and seen["real_before"] == "G"
        and seen["g_follows"] in ("nothing", "the other's loss")
    )
)
def swaps_the_optimisers(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D looked at the real images, and then G's optimiser stepped: the steps were {order}. So D's loss moved G by
    {g_moved_by_g:.1f} in all, and G's loss moved D, which it teaches to take fakes for real. Which network's numbers were
    handed to each of the two optimisers?"""
    d_loss = _go(g_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(d_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(when=lambda seen: seen["order"] == "G then D" and seen["real_before"] == "D")
def trains_g_first(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """You step {order}. It trains, and one popular introduction does it, but these are not the six steps: G listens to a D
    that has not yet seen this batch, and D learns from it only afterwards. Which of the two should speak with fresh
    knowledge when G takes its step?"""
    fake = generator(_noise(real, latent_size))
    g_loss = _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))
    fake = generator(_noise(real, latent_size)).detach()
    return _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake))), g_loss


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] in ("D then D", "D then G then D")
        and seen["last_d_follows"] in ("the other's loss", "both losses")
    )
)
def steps_d_in_step_six_too(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The optimisers stepped {order}. `g_loss.backward()` leaves a gradient in D as well, one that says how D could be
    fooled more easily, and your last D step follows it. Who is being trained in step 6, and whose numbers should stay as
    they are?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    d_optimizer.zero_grad()
    g_loss = _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))
    d_optimizer.step()
    return d_loss, g_loss


@six_steps.wrong(
    when=lambda seen: seen["order"] == "D then D then G" and seen["d_follows"] in ("the real half", "the fake half")
)
def steps_d_twice(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The optimisers stepped {order}: one step for the real images, one for the fakes. Two half-informed steps are not one
    on the sum, since the second is taken from where the first has moved D (a popular book chapter does this too). At what
    point do the two losses have to meet?"""
    d_real = _go(d_optimizer, F.softplus(-discriminator(real)).mean())
    d_fake = _go(d_optimizer, F.softplus(discriminator(generator(_noise(real, latent_size)).detach())).mean())
    return d_real + d_fake, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G" and seen["d_follows"] == "both losses")
def descends_both_at_once(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D's step followed two wishes at once, {d_times:.1f} times its own loss plus G's: the gradient of G's loss had reached D
    before D stepped, and it says "be easier to fool". The two players want opposite things, so one sum cannot serve
    both. When must D's step be over?"""
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    d_optimizer.zero_grad()
    g_optimizer.zero_grad()
    (d_loss + g_loss).backward()
    d_optimizer.step()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(
    when=lambda seen: seen["order"] == "D then G" and seen["draws"] == 1 and seen["noise_shapes"] == "(6, 16)"
)
def reuses_the_noise(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Only {draws} noise went through G in the six steps: G is judged on the very noise D has just learned from. It often
    trains, and saves a draw, but D has seen these latents' fakes a moment ago, so its verdict is not what it would say of
    others. Step 5 of the six begins with a draw: of what?"""
    latent = _noise(real, latent_size)
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(latent).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(latent))))


@six_steps.wrong(
    when=lambda seen: "second time" in seen["error"] and not seen["walked_twice"] and "D.step" in seen["events"]
)
def walks_one_graph_twice(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """PyTorch stopped: "{error:.64} …". D's `backward()` has used up the graph inside these fakes, and your G loss wants to
    walk through it again. `retain_graph=True` would silence the error and keep the mistake. Step 5 does not judge the fakes
    of step 3: what does it draw?"""
    fake = generator(_noise(real, latent_size))
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))


@six_steps.wrong(
    when=lambda seen: "inplace operation" in seen["error"] and seen["events"].startswith("G then G then backward")
)
def computes_both_losses_first(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """PyTorch stopped: "{error:.90} …". Your G loss asked D before D's step, and the step has since changed D's weights in
    place, so the way back that G's loss remembers is gone. In the six steps, what has D already done when it judges the
    fakes of step 5?"""
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    return _go(d_optimizer, d_loss), _go(g_optimizer, g_loss)


@six_steps.decoy(computes_both_losses_first, walks_one_graph_twice, told="changed_in_place")
def asks_for_ds_old_verdict(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    on_fake = discriminator(generator(_noise(real, latent_size)))
    d_loss = d_loss_with_softplus(discriminator(real), on_fake)
    d_optimizer.zero_grad()
    d_loss.backward(retain_graph=True)
    d_optimizer.step()
    return d_loss.detach(), _go(g_optimizer, g_loss_with_softplus(on_fake))


@six_steps.wrong(
    when=lambda seen: "does not require grad" in seen["error"] or "no attribute 'backward'" in seen["error"]
)
def computes_a_loss_without_a_graph(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """It stopped at a `backward()`: "{error:.76} …". The loss it was called on does not know where it came from: D's
    logits, or the loss itself, were made inside `no_grad` or were cut with `.detach()` or `.item()`. What is the only thing
    that may be cut loose, and only for D's step?"""
    with torch.no_grad():
        d_loss = _ds_loss(generator, discriminator, real, latent_size)
    return _go(d_optimizer, d_loss), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(when=lambda seen: "between 0 and 1" in seen["error"])
def gives_logits_to_bce(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """PyTorch stopped: "{error}". `BCELoss` takes probabilities, and this D returns logits, which may be any number. Your
    two loss functions from the exercises above take the logits as they are. Which of them belongs into step 4?"""
    ones, zeros = torch.ones(len(real), 1, device=real.device), torch.zeros(len(real), 1, device=real.device)
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = F.binary_cross_entropy(discriminator(real), ones) + F.binary_cross_entropy(discriminator(fake), zeros)
    return _go(d_optimizer, d_loss), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(when=lambda seen: "Target size" in seen["error"] or "target size" in seen["error"])
def labels_of_another_shape(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """PyTorch stopped: "{error:.160}". D's logits have shape (m, 1), and the labels must have the same: one column, with as
    many rows as there are images. Your two loss functions need no labels at all. Which function makes ones in the shape of
    another tensor?"""
    ones, zeros = torch.ones(len(real), device=real.device), torch.zeros(len(real), device=real.device)
    fake = generator(_noise(real, latent_size)).detach()
    loss = F.binary_cross_entropy_with_logits
    d_loss = loss(discriminator(real), ones) + loss(discriminator(fake), zeros)
    return _go(d_optimizer, d_loss), _go(g_optimizer, loss(discriminator(generator(_noise(real, latent_size))), ones))


@six_steps.wrong(when=lambda seen: "shapes cannot be multiplied" in seen["error"] and "and 16x8" in seen["error"])
def gives_g_rows_of_another_length(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """PyTorch stopped: "{error:.90}". The 16x8 is the first layer of the G in this check, which takes rows of 16 numbers; what
    you gave it has another length. In the lesson it is 100, elsewhere 64 or 16. Which argument of the function tells you?"""
    noise = lambda: torch.randn(len(real), 100, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(when=lambda seen: "shapes cannot be multiplied" in seen["error"] and "x16 and 784x4" in seen["error"])
def shows_the_noise_to_d(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """PyTorch stopped: "{error:.90}". The 784x4 is the first layer of the D in this check, which wants pictures of 784
    pixels; it was shown rows of 16 numbers, the noise itself. Who turns noise into something that D can judge?"""
    latent = _noise(real, latent_size)
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(latent)))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


def _is_even(seen) -> bool:
    low, high = seen["lowest_noise"], seen["highest_noise"]
    return -1 <= low < high <= 1 and abs(seen["noise_spread"] - (high - low) / math.sqrt(12)) < 0.03


@six_steps.wrong(when=_is_even)
def draws_uniform_noise(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your noise runs from {lowest_noise:.2f} to {highest_noise:.2f} with a spread of {noise_spread:.2f}: it is drawn evenly,
    as `torch.rand` does, and the lesson's latent is normal, from `torch.randn`, with mean 0 and spread 1. Either could feed
    a G; but what happens to pictures that are later drawn from the other one?"""
    noise = lambda: torch.rand(len(real), latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] == "D then G" and seen["second_shapes"] == "(6, 16)" and seen["noise_shapes"] == "(6, 16)"
    )
)
def remembers_one_batch_size(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """With 6 real images all is well, and with 4 you still draw noise of shape {second_shapes}. The last batch of an epoch is
    often shorter, and labels of the wrong length stop the run there, after minutes. Where does the number of fakes stand
    that you need?"""
    noise = lambda: torch.randn(6, latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(
    when=lambda seen: seen["order"] == "D then G" and seen["first_noise"] == seen["noise_shapes"] != "(6, 16)"
)
def draws_noise_of_another_shape(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your noise has shape {noise_shapes}, and 6 real images with a latent size of 16 ask for (6, 16). When the number of
    fakes differs from the number of real ones, D hears more often of one kind. Which two numbers decide the shape of the
    noise?"""
    noise = lambda: torch.randn(100, latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(when=lambda seen: seen["g_follows"] == "the printed formula" and seen["g_times"] < 0)
def labels_the_fakes_fake_for_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G walks the wrong way: its step follows {g_times:.2f} times log(1 − D(G(z))), so each one makes its fakes easier for this
    D to catch. The loss in your step 6 is D's own loss on the fakes. Which label does G want D to read on them?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, F.softplus(discriminator(generator(_noise(real, latent_size)))).mean())


@six_steps.wrong(when=lambda seen: seen["g_follows"] == "its own loss" and seen["g_times"] < 0)
def climbs_gs_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G's step follows its own loss {g_times:.2f} times: exactly backwards. Your step 6 has the right loss with the sign turned, and
    an optimiser goes downhill on what it is given. Is −log D(G(z)) something G wants large or small?"""
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(g_optimizer, -_gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(when=lambda seen: seen["d_follows"] == "labels swapped" and seen["d_times"] > 0)
def swaps_ds_labels(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D goes backwards: {d_along:.2f} times the right move. Your D is taught to call the real images fake and the fakes real,
    and G then learns to please a D that hates digits. Which call of D gets the label real?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(fake), discriminator(real)))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(when=lambda seen: seen["d_follows"] == "its own loss" and seen["d_times"] < 0)
def climbs_ds_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D moves {d_along:.2f} times the right move: exactly backwards. You gave its optimiser V, which D wants large, and an
    optimiser makes what it is given small. What is D's loss, seen from V?"""
    d_loss = _go(d_optimizer, -_ds_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(when=lambda seen: seen["d_follows"] == "everything called real" and seen["d_times"] > 0)
def calls_everything_real(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D's step is {d_along:.2f} times the right move, with {d_off:.2f} beside it: it follows a loss in which the fakes carry
    the label real, like the images. Such a D learns to say "real" to everything. Which label do the fakes get in step 4, and
    only there?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = g_loss_with_softplus(discriminator(real)) + g_loss_with_softplus(discriminator(fake))
    return _go(d_optimizer, d_loss), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] == "D then G" and seen["d_follows"] in ("the real half", "the fake half") and seen["d_times"] > 0
    )
)
def shows_d_one_kind_only(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D's step follows {d_follows} of its loss and nothing else: {d_along:.2f} times the right move, with {d_off:.2f} beside
    it. A D that has met one kind of picture learns to give one answer, whatever it is shown. Either the other half was never
    added, or its gradient was cleared, or it was not made from D's logits. What are the two parts of step 4?"""
    d_loss = g_loss_with_softplus(discriminator(real))
    return _go(d_optimizer, d_loss), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(
    when=lambda seen: seen["d_follows"] == "its own loss" and abs(seen["d_times"] - 0.5) < 1e-3 and seen["d_off"] < 1e-3
)
def halves_ds_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Everything happens in the right order, and D moves {d_along:.2f} times as far as the sum of its two losses asks. You
    took their average. It is a matter of taste for Adam, which divides by the size of the gradient anyway; the lesson's
    landmark is the sum. What does a guessing D pay in your version?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)) / 2)
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] == "D then G"
        and seen["d_follows"] == seen["g_follows"] == "its own loss"
        and min(seen["d_times"], seen["g_times"]) > 0
        and max(abs(seen["d_times"] - 1), abs(seen["g_times"] - 1)) > 1e-3
    )
)
def multiplies_a_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Each step follows its own loss, D's {d_times:.2f} times and G's {g_times:.2f} times. Either a factor stands before one of
    them, or it adds up over the images where a mean is due (there are 6 of them here), and then the learning rate means
    something else at each batch size. Which of your two losses is not the one of the exercises above?"""
    d_loss = F.softplus(-discriminator(real)).sum()
    d_loss = d_loss + F.softplus(discriminator(generator(_noise(real, latent_size)).detach())).sum()
    return _go(d_optimizer, d_loss), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G then G")
def steps_g_twice(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The optimisers stepped {order}. Some recipes do give one player more steps than the other; these six give one to each.
    How often does `g_optimizer.step()` stand in your code, or run in a loop?"""
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G" and seen["real_before"] == "nobody")
def shows_d_other_images(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D never looked at the real images as they came in, and its step is {d_along:.2f} times the right move with {d_off:.2f}
    beside it. They arrive scaled for the networks: either they were scaled once more, or only some of them were shown, or
    something was added. What may happen to `real` before D sees it?"""
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real * 2 - 1, latent_size))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


def _first_call_is_right(seen) -> bool:
    return (
        seen["d_follows"] == seen["g_follows"] == "its own loss"
        and all(abs(seen[name] - 1) < 1e-3 for name in ("d_times", "g_times", "d_along", "g_along"))
    )  # fmt: skip


@six_steps.wrong(when=lambda seen: _first_call_is_right(seen) and seen["d_carries"] and not seen["g_carries"])
def never_clears_d(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The first call is right. In the second D moves {d_along_2:.2f} times the right move and {d_off_2:.2f} beside it: it
    still carries gradients of the first call, and among them the one that G's `backward()` left in D. PyTorch adds
    gradients up until somebody clears them; when does D's slate have to be clean?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    d_loss.backward()
    d_optimizer.step()
    return d_loss.detach(), _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(when=lambda seen: _first_call_is_right(seen) and seen["g_carries"] and not seen["d_carries"])
def never_clears_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The first call is right, and so is D in the second. But there G moves {g_along_2:.2f} times the right move and
    {g_off_2:.2f} beside it: the gradient of the first call still lies in G, and the new one was added to it. After a hundred
    steps a hundred old wishes would lie there. Who clears G's slate, and when?"""
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_loss.backward()
    g_optimizer.step()
    return d_loss, g_loss.detach()


@six_steps.wrong(when=lambda seen: _first_call_is_right(seen) and seen["d_carries"] and seen["g_carries"])
def never_clears_anything(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The first call is right. In the second D moves {d_along_2:.2f} times the right move and G {g_along_2:.2f} times, because
    both still carry the gradients of the first: PyTorch adds new gradients to old ones. Which call has to come before each
    `backward()`?"""
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    d_loss.backward()
    d_optimizer.step()
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_loss.backward()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] == "D then G" and seen["real_before"] == "D"
        and seen["d_follows"] == "its own loss" and seen["g_follows"] == "its own loss, asked of the earlier D"
    )
)  # fmt: skip
def steps_only_at_the_end(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D's step is right. G's is {g_along:.2f} times the right move with {g_off:.2f} beside it, because G was judged by the D
    from before its step: both gradients were taken first, and both steps after. The authors' own code of 2014 did that, and
    it trains; it is the simultaneous game of a later lesson. In the six steps, what has D already learned when G asks it?"""
    fake = generator(_noise(real, latent_size))
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake.detach()))
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_optimizer.zero_grad()
    g_loss.backward()
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G" and seen["g_follows"] == "both losses")
def lets_ds_step_leak_into_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G moves {g_along:.2f} times its right move and {g_off:.2f} beside it. D's `backward()` went on into G and left there a
    gradient that says "be easier to catch", and nobody cleared it before G's own. There are two ways to keep it out; which
    one stops it at the fakes?"""
    d_optimizer.zero_grad()
    g_optimizer.zero_grad()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size))))
    d_loss.backward()
    d_optimizer.step()
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_loss.backward()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] == "D then G"
        and seen["g_follows"] == "the printed formula"
        and seen["g_times"] > 0
        and abs(seen["d_along"] - 1) < 1e-3
        and seen["d_off"] < 1e-3
    )
)
def uses_the_formula_as_printed(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G goes in the right direction with {g_along:.2f} of the strength. You minimise log(1 − D(G(z))), the printed formula,
    whose slope is D itself: the better D catches the fakes, the less G hears. The six steps use the label "real" for the
    fakes. What is the slope of −log D(G(z)) when D is near 0?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, -F.softplus(discriminator(generator(_noise(real, latent_size)))).mean())


@six_steps.wrong(
    when=lambda seen: (
        _first_call_is_right(seen)
        and seen["returned_numbers"] == 2
        and ("expected device" in seen["error"] or "same device" in seen["error"])
    )
)
def makes_noise_on_the_cpu(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your six steps need everything on the CPU. With the networks on another device they stop: "{error:.120}".
    `torch.randn` and `torch.ones` make their tensors on the CPU unless they are told otherwise. Which tensor of yours
    always knows the right device?"""
    noise = lambda: torch.randn(len(real), latent_size)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(
    when=lambda seen: (
        seen["returned_parts"] == seen["returned_numbers"] < 2
        and abs(seen["g_along_2"] - 1) < 1e-3
        and seen["g_off_2"] < 1e-3
    )
)
def returns_nothing(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """All six steps are right, and you returned {returned_numbers} of the two numbers that the curves are drawn from. Which
    two losses would you like to see next to log 2 and 2·log 2 while it trains?"""
    with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)


@six_steps.wrong(
    when=lambda seen: _first_call_is_right(seen) and abs(seen["d_loss_error"]) > 1e-4 and seen["swapped_error"] < 1e-4
)
def returns_them_in_the_wrong_order(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """All six steps are right, and the two losses come back in the wrong order: {first_returned:.3f} stands first and is what
    G pays. The curves would compare D's loss with log 2 and G's with 2·log 2. What does the docstring promise to return
    first?"""
    return with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)[::-1]


@six_steps.wrong(
    when=lambda seen: _first_call_is_right(seen) and seen["keeps_graph"] and abs(seen["d_loss_error"]) < 1e-4
)
def returns_losses_with_their_graphs(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """All six steps are right, and so are the losses, {first_returned:.3f} for D. But a graph still hangs on them: whoever
    keeps the losses of a thousand steps for a curve keeps all that each was computed from. What makes a plain number of
    a loss, once `backward()` is done with it?"""
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    _go(d_optimizer, d_loss)
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    _go(g_optimizer, g_loss)
    return d_loss, g_loss


@six_steps.decoy(detaches_in_step_six, told=clears_between_backward_and_step)
def clears_g_too_late(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_loss.backward()
    g_optimizer.zero_grad()
    g_optimizer.step()
    return d_loss, g_loss.detach()


@six_steps.decoy(detaches_in_step_six, told=clears_between_backward_and_step)
def clears_d_too_late(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size))))
    d_loss.backward()
    d_optimizer.zero_grad()
    d_optimizer.step()
    return d_loss.detach(), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(clears_between_backward_and_step, told=detaches_in_step_six)
def clears_a_leak_and_then_cuts_the_fakes(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size))))
    _go(d_optimizer, d_loss)
    with torch.no_grad():
        fake = generator(_noise(real, latent_size))
    return d_loss.detach(), _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))


@six_steps.decoy(detaches_in_step_six, clears_between_backward_and_step, told=forgets_a_backward)
def never_asks_ds_loss_for_gradients(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    d_optimizer.zero_grad()
    d_optimizer.step()
    return d_loss.detach(), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(computes_a_loss_without_a_graph, shows_d_other_images, told=leaves_d_out_of_a_loss)
def hands_the_pictures_over_undetached(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, d_loss_with_softplus(real, generator(_noise(real, latent_size))))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(uses_the_formula_as_printed, told=leaves_d_out_of_a_loss)
def leaves_d_out_of_gs_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(generator(_noise(real, latent_size))))


@six_steps.decoy(leaves_d_out_of_a_loss, told=computes_a_loss_without_a_graph)
def asks_d_inside_no_grad(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size))
    with torch.no_grad():
        on_real, on_fake = discriminator(real), discriminator(fake)
    return _go(d_optimizer, d_loss_with_softplus(on_real, on_fake)), _go(
        g_optimizer, _gs_loss(generator, discriminator, real, latent_size)
    )


@six_steps.decoy(leaves_d_out_of_a_loss, told=shows_d_one_kind_only)
def hands_the_fakes_over_as_verdicts(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), fake))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(forgets_a_backward, forgets_a_step)
def has_an_optimiser_without_effect(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(g_optimizer, 0 * _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(forgets_a_step, trains_g_first, told=swaps_the_optimisers)
def swaps_the_steps_only(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size))))
    d_optimizer.zero_grad()
    d_loss.backward()
    g_optimizer.step()
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_optimizer.zero_grad()
    g_loss.backward()
    d_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.decoy(trains_g_first, swaps_the_optimisers, told=detaches_in_step_six)
def trains_g_first_and_on_cut_fakes(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    g_loss = _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))
    return _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size)), g_loss


@six_steps.decoy(swaps_the_optimisers, told=trains_g_first)
def trains_g_first_without_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    g_loss = _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))
    fake = generator(_noise(real, latent_size))
    return _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake))), g_loss


@six_steps.decoy(swaps_the_optimisers, trains_g_first, steps_only_at_the_end)
def takes_both_gradients_and_steps_g_first(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_optimizer.zero_grad()
    g_loss.backward()
    d_optimizer.zero_grad()
    d_loss.backward()
    g_optimizer.step()
    d_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.decoy(multiplies_a_loss, uses_the_formula_as_printed)
def clips_gs_gradient(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_optimizer.zero_grad()
    g_loss.backward()
    nn.utils.clip_grad_value_(generator.parameters(), 1e-4)
    g_optimizer.step()
    return d_loss, g_loss.detach()


@six_steps.decoy(shows_d_other_images, right=True)
def shows_d_the_fakes_first(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    on_fake, on_real = discriminator(torch.cat([fake, real])).chunk(2)
    d_loss = _go(d_optimizer, d_loss_with_softplus(on_real, on_fake))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(steps_d_in_step_six_too, told=steps_d_twice)
def steps_for_each_kind_of_image(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    on_fake = _go(d_optimizer, F.softplus(discriminator(fake)).mean())
    on_real = _go(d_optimizer, F.softplus(-discriminator(real)).mean())
    return on_real + on_fake, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(steps_g_twice, told=steps_d_in_step_six_too)
def steps_both_in_step_six(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    g_loss = _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))
    d_optimizer.step()
    return d_loss, g_loss


@six_steps.decoy(steps_d_in_step_six_too, steps_d_twice, forgets_a_step)
def trains_d_on_two_batches_of_fakes(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(reuses_the_noise, steps_only_at_the_end, told=descends_both_at_once)
def adds_the_losses_without_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size))))
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    d_optimizer.zero_grad()
    g_optimizer.zero_grad()
    (d_loss + g_loss).backward()
    d_optimizer.step()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.decoy(descends_both_at_once, told=reuses_the_noise)
def takes_pytorchs_order_with_one_draw(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size))
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake.detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))


@six_steps.decoy(reuses_the_noise, remembers_one_batch_size, draws_noise_of_another_shape, right=True)
def draws_all_the_noise_at_once(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    first, second = torch.randn(2, 64, latent_size, device=real.device)[:, : len(real)]
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(first).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(second))))


@six_steps.decoy(remembers_one_batch_size, draws_noise_of_another_shape)
def shows_g_twice_as_many(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    latent = torch.randn(2 * len(real), latent_size, device=real.device)
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(latent))))


@six_steps.decoy(walks_one_graph_twice, told="freed_graph")
def walks_back_twice_from_one_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    d_loss.backward()
    d_loss.backward()
    d_optimizer.step()
    return d_loss.detach(), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(computes_both_losses_first, told="changed_in_place")
def changes_the_fakes_in_place(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    logits = discriminator(generator(_noise(real, latent_size)))
    exponential = torch.exp(-logits)
    g_loss = torch.log1p(exponential).mean()
    exponential.add_(1)
    return d_loss, _go(g_optimizer, g_loss)


@six_steps.decoy(computes_a_loss_without_a_graph, told=detaches_in_step_six)
def makes_the_second_fakes_without_a_graph(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    with torch.no_grad():
        fake = generator(_noise(real, latent_size))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))


@six_steps.decoy(gives_logits_to_bce, labels_of_another_shape, right=True)
def uses_bce_on_a_sigmoid(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    def loss(logits, label):
        return F.binary_cross_entropy(logits.sigmoid(), torch.full_like(logits, label))

    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, loss(discriminator(real), 1.0) + loss(discriminator(fake), 0.0))
    return d_loss, _go(g_optimizer, loss(discriminator(generator(_noise(real, latent_size))), 1.0))


@six_steps.decoy(gives_g_rows_of_another_length, told=shows_the_noise_to_d)
def shows_the_second_noise_to_d(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(_noise(real, latent_size))))


@six_steps.decoy(shows_the_noise_to_d, told=gives_g_rows_of_another_length)
def shows_the_images_to_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(
        d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(real.flatten(1)).detach()))
    )
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(draws_uniform_noise)
def draws_positive_normal_noise(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    noise = lambda: _noise(real, latent_size).abs()  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.decoy(labels_the_fakes_fake_for_g, told=climbs_gs_loss)
def adds_a_minus_to_gs_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    verdict = discriminator(generator(_noise(real, latent_size)))
    return d_loss, _go(g_optimizer, F.logsigmoid(verdict).mean())


@six_steps.decoy(uses_the_formula_as_printed)
def sends_ds_loss_through_sigmoids_and_uses_the_printed_formula(
    generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100
):
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = d_loss_with_softplus(discriminator(real).sigmoid(), discriminator(fake).sigmoid())
    _go(d_optimizer, d_loss)
    g_loss = -F.softplus(discriminator(generator(_noise(real, latent_size)))).mean()
    return d_loss.detach(), _go(g_optimizer, g_loss)


@six_steps.decoy(swaps_ds_labels, told=labels_the_fakes_fake_for_g)
def turns_both_players_labels(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(fake), discriminator(real)))
    return d_loss, _go(g_optimizer, F.softplus(discriminator(generator(_noise(real, latent_size)))).mean())


@six_steps.decoy(climbs_gs_loss, told=labels_the_fakes_fake_for_g)
def asks_g_to_be_caught(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    verdict = discriminator(generator(_noise(real, latent_size)))
    return d_loss, _go(g_optimizer, F.binary_cross_entropy_with_logits(verdict, torch.zeros_like(verdict)))


@six_steps.decoy(swaps_ds_labels, calls_everything_real, told=climbs_ds_loss)
def gives_v_to_ds_optimiser(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    value = F.logsigmoid(discriminator(real)).mean() + F.logsigmoid(-discriminator(fake)).mean()
    return _go(d_optimizer, value), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(climbs_ds_loss, shows_d_one_kind_only, told=swaps_ds_labels)
def labels_the_real_ones_zero(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    logits = discriminator(torch.cat([real, fake]))
    labels = torch.cat([torch.zeros_like(logits[: len(real)]), torch.ones_like(logits[len(real) :])])
    d_loss = 2 * F.binary_cross_entropy_with_logits(logits, labels)
    return _go(d_optimizer, d_loss), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(halves_ds_loss, shows_d_one_kind_only)
def weighs_the_fakes_half(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = F.softplus(-discriminator(real)).mean() + 0.5 * F.softplus(discriminator(fake)).mean()
    return _go(d_optimizer, d_loss), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(halves_ds_loss, uses_the_formula_as_printed, told=multiplies_a_loss)
def halves_gs_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size) / 2)


@six_steps.decoy(steps_d_twice, told=shows_d_one_kind_only)
def clears_between_the_two_halves(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_optimizer.zero_grad()
    real_part = F.softplus(-discriminator(real)).mean()
    real_part.backward()
    d_optimizer.zero_grad()
    fake_part = F.softplus(discriminator(generator(_noise(real, latent_size)).detach())).mean()
    fake_part.backward()
    d_optimizer.step()
    d_loss = (real_part + fake_part).detach()
    return d_loss, _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(never_clears_d, never_clears_anything, lets_ds_step_leak_into_g, told=never_clears_g)
def clears_ds_optimiser_in_both_steps(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _go(d_optimizer, _ds_loss(generator, discriminator, real, latent_size))
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    d_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return d_loss, g_loss.detach()


@six_steps.decoy(never_clears_g, told=never_clears_d)
def clears_gs_optimiser_in_both_steps(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = _ds_loss(generator, discriminator, real, latent_size)
    g_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    return d_loss.detach(), _go(g_optimizer, _gs_loss(generator, discriminator, real, latent_size))


@six_steps.decoy(never_clears_g, told=lets_ds_step_leak_into_g)
def neither_cuts_nor_clears_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size))))
    _go(d_optimizer, d_loss)
    g_loss = _gs_loss(generator, discriminator, real, latent_size)
    g_loss.backward()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.decoy(makes_noise_on_the_cpu)
def looks_at_the_loss_in_numpy(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    losses = with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)
    return tuple(float(loss.numpy()) for loss in losses)


@six_steps.decoy(labels_of_another_shape, told=makes_noise_on_the_cpu)
def makes_labels_on_the_cpu(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
    fake = generator(_noise(real, latent_size)).detach()
    loss = F.binary_cross_entropy_with_logits
    d_loss = _go(d_optimizer, loss(discriminator(real), ones) + loss(discriminator(fake), zeros))
    return d_loss, _go(g_optimizer, loss(discriminator(generator(_noise(real, latent_size))), ones))


@six_steps.decoy(returns_nothing, told="another_count")
def returns_the_fakes_too(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    losses = with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)
    return *losses, generator(_noise(real, latent_size)).mean()


@six_steps.decoy(returns_nothing, told="dict_for_several")
def returns_a_dictionary(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    d_loss, g_loss = with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)
    return {"d_loss": d_loss, "g_loss": g_loss}


@six_steps.decoy(returns_them_in_the_wrong_order, returns_losses_with_their_graphs)
def returns_gs_loss_twice(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    _, g_loss = with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)
    return g_loss, g_loss


@six_steps.decoy(shows_d_one_kind_only, draws_noise_of_another_shape, told="inputs_changed")
def blanks_the_images(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    real.mul_(0)
    return with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)


@six_steps.decoy(shows_d_one_kind_only, told="inputs_changed")
def scales_the_images_again(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    real *= 2
    real -= 1
    return with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)


@six_steps.decoy(computes_a_loss_without_a_graph, told="flags_changed")
def leaves_d_frozen(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    losses = with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)
    discriminator.requires_grad_(False)
    return losses


six_steps.hints(
    "Steps 1 to 4 are D's: real images, noise, fakes, one loss made of two parts, one step. Steps 5 and 6 are G's: new noise, new "
    "fakes, D's verdict, one loss, one step.",
    "Each step begins with zero_grad() of its own optimiser. D's step needs no gradient in G: detach saves that walk. G's step must "
    "go through D to reach G: no detach there.",
    "latent = torch.randn(len(real), latent_size, device=real.device); d_loss = discriminator_loss(discriminator(real), "
    "discriminator(generator(latent).detach())); then zero_grad, backward, step, and the same three for G.",
)

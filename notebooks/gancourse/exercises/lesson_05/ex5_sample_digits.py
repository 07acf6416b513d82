"""Exercise 5.5, sample_digits: samples without side effects."""

import copy

import torch
from torch import nn

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_05.batches import LATENT
from gancourse.settings import device

sample_digits = Exercise(
    "sample_digits",
    lesson="05",
    tolerance=1e-4,
    remember="eval() is about BatchNorm and Dropout, no_grad() about memory: they are two different switches, and samples need both.",
)


def _small_g(trained_on: float = 1.0) -> nn.Sequential:
    """A generator with BatchNorm and tanh whose running statistics have seen a few batches."""
    network = nn.Sequential(
        nn.Linear(LATENT, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28))
    ).to(device())
    for _ in range(5):
        network(torch.randn(32, LATENT, device=device()) * trained_on + 0.5)
    return network


@sample_digits.probe(
    "5 latents of size 16, a G that ends in tanh",
    expected="pictures of shape (5, 1, 28, 28), each pixel (tanh + 1)/2 as G gives it in eval mode",
)
def five_pictures(answer):
    generator, latent = _small_g(), torch.randn(5, LATENT, device=device()) * 4
    with torch.no_grad():
        painted = copy.deepcopy(generator).eval()(latent)
    pictures = answer(generator, latent)
    return {
        "shape": tuple(pictures.shape),
        "pixels": pictures.flatten()[:60],
        "low": pictures.min(),
        "high": pictures.max(),
    } | _rule_between(painted, pictures.detach())


def _rule_between(painted: torch.Tensor, pictures: torch.Tensor) -> dict:
    """How the pictures follow from what G painted: times and plus, if by these alone, or cut off below 0."""
    if pictures.shape != painted.shape:
        return {"times": float("nan"), "plus": float("nan"), "cut_off": False, "squashed": False}
    x, y = painted.cpu().double().flatten(), pictures.cpu().double().flatten()
    times = ((x - x.mean()) @ (y - y.mean()) / (x - x.mean()).square().sum()).item()
    plus = (y.mean() - times * x.mean()).item()
    follows = (y - times * x - plus).abs().max().item() < 1e-4
    return {
        "times": times if follows else float("nan"),
        "plus": plus if follows else float("nan"),
        "cut_off": (y - x.clamp(0, 1)).abs().max().item() < 1e-4,
        "squashed": (y - x.sigmoid()).abs().max().item() < 1e-4,
    }


@sample_digits.probe(
    "one latent among five, and the same one among five others",
    expected="the same picture: a latent stands for one digit, whoever is drawn with it",
    holds=lambda seen: seen["company_changes"] < 1e-5,
)
def in_other_company(answer):
    generator = _small_g()
    latent = torch.randn(9, LATENT, device=device())
    first, again = answer(generator, latent[:5])[0], answer(generator, latent[:5])[0]
    second = answer(generator, torch.cat([latent[:1], latent[5:]]))[0]
    return {"company_changes": (first - second).abs().max(), "second_look": (first - again).abs().max()}


@sample_digits.probe("a G in the middle of its training", expected="in training mode afterwards, as it was before")
def mode_afterwards(answer):
    generator = _small_g().train()
    answer(generator, torch.randn(5, LATENT, device=device()))
    return {"training_before": True, "training_afterwards": generator.training}


@sample_digits.probe(
    "the same G, with a look at when it is asked for its mode",
    expected="what the probe before showed",
    holds=lambda seen: True,
)
def when_the_mode_is_read(answer):
    generator, log = _small_g().train(), []

    class Watched(nn.Sequential):
        def __getattribute__(self, name):
            if name in ("training", "eval", "forward"):
                log.append(name)
            return super().__getattribute__(name)

    generator.__class__ = Watched
    answer(generator, torch.randn(5, LATENT, device=device()))
    switched = log[log.index("eval") :] if "eval" in log else []
    return {
        "reads_of_eval_mode": switched[: switched.index("forward")].count("training") if "forward" in switched else 0
    }


@sample_digits.probe("a G that was in eval mode", expected="in eval mode afterwards, as it was before")
def mode_of_a_finished_g(answer):
    generator = _small_g().eval()
    answer(generator, torch.randn(5, LATENT, device=device()))
    return {"eval_afterwards": not generator.training}


@sample_digits.probe(
    "what hangs on to the pictures",
    expected="no gradient graph: the pictures are for looking at",
)
def without_a_graph(answer):
    pictures = answer(_small_g(), torch.randn(5, LATENT, device=device()))
    return {"keeps_the_graph": pictures.requires_grad, "has_a_past": pictures.grad_fn is not None}


@sample_digits.probe(
    "G's running statistics, before and after",
    expected="unchanged: looking at samples must not train anything",
    holds=lambda seen: seen["statistics_moved"] == 0,
)
def statistics(answer):
    generator = _small_g()
    before = generator[1].running_mean.clone()
    answer(generator, torch.randn(5, LATENT, device=device()) + 3)
    return {"statistics_moved": (generator[1].running_mean - before).abs().max()}


@sample_digits.right
def sample_and_restore(generator, latent):
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = (generator(latent) + 1) / 2
    generator.train(was_training)
    return pictures


@sample_digits.right
def sample_from_a_copy(generator, latent):
    return copy.deepcopy(generator).eval()(latent).detach().mul(0.5).add(0.5)


@sample_digits.wrong(when=lambda seen: seen["company_changes"] > 1e-3 and seen["statistics_moved"] > 1e-3)
def stays_in_training_mode(generator, latent):
    """The same latent gave two pictures that differ by up to {company_changes:.2f}, depending on who was drawn with it: in
    training mode BatchNorm measures each latent against the others in the batch. Drawing also moved G's running averages by
    {statistics_moved:.2f}. Which switch makes BatchNorm use what it has learned so far?"""
    with torch.no_grad():
        return (generator(latent) + 1) / 2


@sample_digits.wrong(
    when=lambda seen: (
        seen["training_afterwards"] is False and seen["reads_of_eval_mode"] > 0 and seen["company_changes"] < 1e-5
    )
)
def reads_the_mode_too_late(generator, latent):
    """G was training before and is not afterwards (training: {training_afterwards}), although you asked for its mode. You
    did so when eval() had run (reads of the mode from there on: {reads_of_eval_mode}), and by then it is always the same.
    When does G still show the mode it came in?"""
    generator.eval()
    was_training = generator.training
    with torch.no_grad():
        pictures = (generator(latent) + 1) / 2
    generator.train(was_training)
    return pictures


@sample_digits.wrong(when=lambda seen: seen["training_afterwards"] is False and seen["company_changes"] < 1e-5)
def leaves_g_in_eval_mode(generator, latent):
    """G was training before (training: {training_before}) and is not afterwards ({training_afterwards}). From the first picture on BatchNorm would run on old averages in every training step, and no
    error would tell you. What does a good guest do with the furniture?"""
    generator.eval()
    with torch.no_grad():
        return (generator(latent) + 1) / 2


@sample_digits.wrong(when=lambda seen: seen["eval_afterwards"] is False and seen["company_changes"] < 1e-5)
def always_ends_in_training_mode(generator, latent):
    """A G that was in eval mode comes back with eval = {eval_afterwards}. The averaged
    generator at the end of this lesson is such a one, and each look would leave it changed by the next batch. How can the
    function know which mode to go back to?"""
    generator.eval()
    with torch.no_grad():
        pictures = (generator(latent) + 1) / 2
    generator.train()
    return pictures


@sample_digits.wrong(when=lambda seen: seen["has_a_past"] and abs(seen["times"] - 0.5) < 1e-4)
def keeps_the_graph(generator, latent):
    """Good pictures, with a rope attached (graph kept: {keeps_the_graph}): each one holds on to every activation inside G
    that it came from. A hundred snapshots of 64 digits would hold on to hundreds of megabytes. Which of your two switches is about
    gradients: eval() or the other one?"""
    was_training = generator.training
    generator.eval()
    pictures = (generator(latent) + 1) / 2
    generator.train(was_training)
    return pictures


@sample_digits.wrong(when=lambda seen: abs(seen["times"] - 1) < 1e-4 and abs(seen["plus"]) < 1e-4)
def forgets_to_rescale(generator, latent):
    """Your pixels run from {low:.2f} to {high:.2f}, the range in which G paints. A picture needs 0 to 1; `imshow` would
    stretch the difference away, and a saved file would be half black. Which two operations move −1 to 0 and leave 1 at 1?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent)
    generator.train(was_training)
    return pictures


@sample_digits.wrong(when=lambda seen: abs(seen["times"] - 2) < 1e-4 and abs(seen["plus"] + 1) < 1e-4)
def rescales_the_other_way(generator, latent):
    """What G paints comes back times {times:.0f} minus 1, and your pixels run from {low:.2f} to {high:.2f}. That is the way
    into the network, which takes [0, 1] to [−1, 1]; what G paints is there already and has to come back. What must become
    of −1, and what of 1?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent) * 2 - 1
    generator.train(was_training)
    return pictures


@sample_digits.wrong(when=lambda seen: seen["times"] > 100 and abs(seen["plus"] - seen["times"]) < 1)
def rescales_to_bytes(generator, latent):
    """What G paints comes back times {times:.1f} plus {plus:.1f}, and your pixels run from {low:.0f} to {high:.0f}: the range of
    the bytes in a file. The pictures of this lesson hold floats, from 0 for the background to 1 for ink. By how much is
    your range too wide?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent) * 127.5 + 127.5
    generator.train(was_training)
    return pictures


@sample_digits.wrong(
    when=lambda seen: seen["times"] == seen["times"] and max(abs(seen["times"] - 0.5), abs(seen["plus"] - 0.5)) > 1e-4
)
def rescales_by_other_numbers(generator, latent):
    """What G paints comes back times {times:.2f} plus {plus:.2f}, so that the pixels run from {low:.2f} to {high:.2f}. The way
    from [−1, 1] to [0, 1] has two steps, each with a number of its own, and their order counts. What must become of −1,
    and what of 1?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent) + 1 / 2
    generator.train(was_training)
    return pictures


@sample_digits.wrong(when=lambda seen: seen["second_look"] > 1e-3 and seen["statistics_moved"] == 0)
def draws_its_own_noise(generator, latent):
    """The same latents, drawn twice, gave pictures that differ by up to {second_look:.2f}: your function draws something at
    random, and does not show what it was asked for. The live picture follows the same 32 latents through a whole training. Which
    latents should G get?"""
    return sample_and_restore(generator, torch.randn_like(latent))


@sample_digits.wrong(when=lambda seen: seen["shape"] == (5, 28, 28))
def drops_the_channel(generator, latent):
    """Your pictures have shape {shape}: the axis of the one grey channel is gone. The cells below expect (m, 1, 28, 28), as the
    real images come. Which operation takes away axes of size 1?"""
    return sample_and_restore(generator, latent).squeeze()


@sample_digits.wrong(when=lambda seen: seen["squashed"])
def squashes_again(generator, latent):
    """Your pixels run from {low:.2f} to {high:.2f}: what G paints went through a sigmoid once more, which leaves neither black nor
    white. A sigmoid brings any number into (0, 1), and these lie in [−1, 1] already. What moves −1 to 0 and 1 to 1 in a
    straight line?"""
    return (sample_and_restore(generator, latent) * 2 - 1).sigmoid()


@sample_digits.wrong(when=lambda seen: seen["cut_off"])
def clips_what_does_not_fit(generator, latent):
    """The range fits, {low:.2f} to {high:.2f}, because you cut off what did not: everything G painted darker than middle
    grey became black. The faint parts of a stroke and the fringe of each digit are gone. What would move −1 to 0 and leave 1 where it
    is, without losing anything between?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent).clamp(0, 1)
    generator.train(was_training)
    return pictures


@sample_digits.wrong(
    when=lambda seen: (
        seen["company_changes"] > 1e-3
        and seen["statistics_moved"] == 0
        and abs(seen["low"]) < 1e-6
        and abs(seen["high"] - 1) < 1e-6
    )
)
def stretches_to_full_contrast(generator, latent):
    """You stretch the batch so that its darkest pixel is {low:.0f} and its brightest {high:.0f}. Then the same latent looks
    different in other company (by {company_changes:.2f}), and a G that cannot paint black looks as if it could: this is the
    mistake of `imshow`, by hand. Which fixed rule undoes "times 2, minus 1"?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent)
    generator.train(was_training)
    return (pictures - pictures.min()) / (pictures.max() - pictures.min())


def _painted(generator, latent):
    """What G paints in eval mode, without a graph, with G left as it was."""
    return sample_and_restore(generator, latent) * 2 - 1


@sample_digits.decoy(stays_in_training_mode, keeps_the_graph, told=stretches_to_full_contrast)
def stretches_without_a_graph(generator, latent):
    painted = _painted(generator, latent)
    return painted.sub(painted.min()).div(painted.max() - painted.min())


@sample_digits.decoy(stretches_to_full_contrast, clips_what_does_not_fit)
def stretches_each_picture(generator, latent):
    painted = _painted(generator, latent)
    low, high = painted.amin((1, 2, 3), keepdim=True), painted.amax((1, 2, 3), keepdim=True)
    return (painted - low) / (high - low)


@sample_digits.decoy(stretches_to_full_contrast, told=stays_in_training_mode)
def stays_in_training_mode_and_clips(generator, latent):
    with torch.no_grad():
        return ((generator(latent) + 1) / 2).clamp(0, 1)


@sample_digits.decoy(reads_the_mode_too_late, told=leaves_g_in_eval_mode)
def reads_the_mode_and_forgets_it(generator, latent):
    was_training = generator.training
    if was_training:
        generator.eval()
    with torch.no_grad():
        return (generator(latent) + 1) / 2


@sample_digits.decoy(leaves_g_in_eval_mode, told=reads_the_mode_too_late)
def turns_back_if_it_was_training(generator, latent):
    generator.eval()
    was_training = generator.training
    with torch.no_grad():
        pictures = (generator(latent) + 1) / 2
    if was_training:
        generator.train()
    return pictures


@sample_digits.decoy(reads_the_mode_too_late, right=True)
def makes_sure_that_eval_has_worked(generator, latent):
    was_training = generator.training
    generator.eval()
    assert not generator.training
    with torch.no_grad():
        pictures = (generator(latent) + 1) / 2
    generator.train(was_training)
    return pictures


@sample_digits.decoy(rescales_the_other_way, told=rescales_by_other_numbers)
def doubles_and_adds(generator, latent):
    return _painted(generator, latent) * 2 + 1


@sample_digits.decoy(rescales_to_bytes, told=rescales_by_other_numbers)
def stretches_to_bytes_from_below(generator, latent):
    return _painted(generator, latent) * 255


@sample_digits.decoy(leaves_g_in_eval_mode, always_ends_in_training_mode, right=True)
def turns_a_copy_to_eval_mode(generator, latent):
    other = copy.deepcopy(generator)
    other.eval()
    with torch.inference_mode():
        pictures = other(latent).add(1).div(2)
    return pictures.clone()


@sample_digits.decoy(leaves_g_in_eval_mode, always_ends_in_training_mode, told="modes_changed")
def draws_before_it_calls_eval(generator, latent):
    with torch.no_grad():
        pictures = (generator(latent) + 1) / 2
    generator.eval()
    return pictures


@sample_digits.decoy(keeps_the_graph)
def asks_the_finished_pictures_for_gradients(generator, latent):
    return sample_and_restore(generator, latent).requires_grad_()


@sample_digits.decoy(forgets_to_rescale, told=rescales_by_other_numbers)
def adds_before_halving(generator, latent):
    return _painted(generator, latent) / 2 + 1


@sample_digits.decoy(rescales_by_other_numbers, forgets_to_rescale)
def squares_the_range(generator, latent):
    return _painted(generator, latent).square()


@sample_digits.decoy(draws_its_own_noise, told=stays_in_training_mode)
def draws_in_training_mode_twice(generator, latent):
    with torch.no_grad():
        generator(latent)
        return (generator(latent) + 1) / 2


@sample_digits.decoy(drops_the_channel, told="another_shape")
def flattens_the_pictures(generator, latent):
    return sample_and_restore(generator, latent).flatten(1)


@sample_digits.decoy(clips_what_does_not_fit, squashes_again)
def folds_the_dark_half_over(generator, latent):
    return _painted(generator, latent).abs()


@sample_digits.decoy(keeps_the_graph, told="flags_changed")
def freezes_g(generator, latent):
    generator.requires_grad_(False)
    return sample_and_restore(generator, latent)


@sample_digits.decoy(keeps_the_graph, told="settings_changed")
def switches_gradients_off_for_good(generator, latent):
    torch.set_grad_enabled(False)
    return sample_and_restore(generator, latent)


@sample_digits.decoy(keeps_the_graph, stretches_to_full_contrast, told="numpy_for_tensor")
def returns_an_array(generator, latent):
    return sample_and_restore(generator, latent).cpu().numpy()


@sample_digits.decoy(stays_in_training_mode, right=True)
def rescales_in_place(generator, latent):
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent).add_(1).div_(2)
    generator.train(was_training)
    return pictures


@sample_digits.wrong(when=lambda seen: seen["high"] > 100 and seen["low"] >= 0 and seen["times"] != seen["times"])
def makes_bytes_of_them(generator, latent):
    """Your pixels run from {low:.0f} to {high:.0f}, in whole numbers: bytes, as a file holds them. The pictures are compared with real ones in this lesson, and
    those are floats from 0 to 1. Which of your steps turns them into bytes, and is it asked for?"""
    return (sample_and_restore(generator, latent) * 255).byte()


@sample_digits.decoy(makes_bytes_of_them, told=rescales_to_bytes)
def makes_floats_as_large_as_bytes(generator, latent):
    return sample_and_restore(generator, latent) * 255


sample_digits.hints(
    "Four things: eval mode, no gradient graph, pixels back to [0, 1], and G left in the mode it was in.",
    "generator.training tells the mode. torch.no_grad() is a with-block.",
    "was_training = generator.training; generator.eval(); with torch.no_grad(): pictures = …; generator.train(was_training)",
)

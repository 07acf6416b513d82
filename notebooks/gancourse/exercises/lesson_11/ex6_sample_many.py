"""Exercise 11.6, sample_many: ten thousand samples, drawn in blocks."""

import copy
import math

import torch
from torch import nn

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_11.networks import random_latents
from gancourse.settings import device

sample_many = Exercise(
    "sample_many",
    lesson="11",
    tolerance=1e-4,
    remember="In eval mode a latent means one picture, whoever is drawn with it, so blocks change nothing but the memory needed.",
)


class _Passes(list):
    """The batches of latents that went through a generator, and how many of its outputs had a graph."""

    with_graph = 0

    def watch(self, generator: nn.Module) -> nn.Module:
        generator.register_forward_hook(lambda *seen: self.note(*seen))  # a copy of the generator reports here too
        return generator

    def note(self, module: nn.Module, inputs: tuple, output: torch.Tensor) -> None:
        self.append(inputs[0].detach().clone())
        self.with_graph += output.requires_grad


def _seasoned_g() -> nn.Module:
    """A small generator with BatchNorm whose running averages have seen a few batches."""
    network = nn.Sequential(
        nn.Linear(16, 32), nn.Unflatten(1, (8, 2, 2)), nn.BatchNorm2d(8), nn.ReLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Tanh()
    ).to(device())  # fmt: skip
    with torch.no_grad():
        for _ in range(5):
            network(torch.randn(32, 16, device=device()) + 0.5)
    return network


@sample_many.probe(
    "7 latents, block=3, a G that ends in tanh",
    expected="7 pictures, each (tanh + 1)/2 as G gives it in eval mode, in the order of the latents",
)
def seven_in_threes(answer):
    pictures = answer(_seasoned_g(), random_latents(7, 16) * 2, 3)
    return {
        "shape": tuple(pictures.shape),
        "pixels": pictures.flatten()[:112],
        "low": pictures.min(),
        "high": pictures.max(),
    }


@sample_many.probe(
    "your pixels beside the right ones", expected="1 times the right ones, plus 0", holds=lambda seen: True
)
def beside_the_right_ones(answer):
    """The straight line through (right pixel, your pixel), and how far your pixels are from it."""
    generator, latents = _seasoned_g(), random_latents(7, 16) * 2
    right, mine = (
        torch.as_tensor(draw(generator, latents, 3), device=device()).flatten() for draw in (in_blocks, answer)
    )
    slope = ((right - right.mean()) * (mine - mine.mean())).mean() / right.var(unbiased=False)
    start = mine.mean() - slope * right.mean()
    return {
        "times": slope,
        "plus": start,
        "beside": (mine - slope * right - start).abs().max(),
        "at_zero": (mine == 0).float().mean(),
    }


@sample_many.probe("7 latents with block=4", expected="7 pictures")
def seven_in_fours(answer):
    return {"in_fours": len(answer(_seasoned_g(), random_latents(7, 16), 4))}


@sample_many.probe(
    "the same 7 latents with block=3 and with block=7",
    expected="the same pictures: who shares a block must not matter",
    holds=lambda seen: seen["blocks_matter"] < 1e-5,
)
def blocks(answer):
    generator, latents = _seasoned_g(), random_latents(7, 16) * 2
    in_threes, at_once = answer(generator, latents, 3), answer(generator, latents, 7)
    differs = math.nan if in_threes.shape != at_once.shape else (in_threes - at_once).abs().max()
    return {"blocks_matter": differs}


@sample_many.probe(
    "how many of 13 latents go through G at once, with block=3",
    expected="3 at most, and all 13 drawn",
    holds=lambda seen: 1 <= seen["largest_block"] <= 3 and seen["drawn"] == 13,
)
def largest_block(answer):
    passes, latents = _Passes(), random_latents(13, 16)
    answer(passes.watch(_seasoned_g()), latents, 3)
    sizes, drawn = [len(batch) for batch in passes], torch.cat([latents[:0], *passes])
    return {
        "largest_block": max(sizes, default=0),
        "drawn": sum(sizes),
        "passes": len(sizes),
        "of_those_given": sum(bool((drawn == latent).all(1).any()) for latent in latents),
    }


@sample_many.probe("a G in training, and one that was in eval mode", expected="each in its own mode afterwards")
def modes(answer):
    training, resting = _seasoned_g().train(), _seasoned_g().eval()
    answer(training, random_latents(5, 16), 2), answer(resting, random_latents(5, 16), 2)
    return {"training_afterwards": training.training, "eval_afterwards": not resting.training}


@sample_many.probe(
    "what hangs on to the pictures, and G's running averages before and after",
    expected="no gradient graph, not even inside G; averages unchanged",
    holds=lambda seen: (
        seen["keeps_the_graph"] is False and seen["passes_with_a_graph"] == 0 and seen["averages_moved"] == 0
    ),
)
def side_effects(answer):
    generator, passes = _seasoned_g(), _Passes()
    before = generator[2].running_mean.clone()
    pictures = answer(passes.watch(generator), random_latents(5, 16) + 3, 2)
    moved = (generator[2].running_mean - before).abs().max()
    return {
        "keeps_the_graph": pictures.requires_grad,
        "passes_with_a_graph": passes.with_graph,
        "averages_moved": moved,
    }


def _draw(generator, latents, block, *, mode="eval", after="restore", graph=False, whole=True, scale=True):
    was_training = generator.training
    if mode == "eval":
        generator.eval()
    latents = latents if whole else latents[: len(latents) // block * block]
    with torch.set_grad_enabled(graph):
        pictures = torch.cat([generator(part) for part in latents.split(block)])
    if after == "restore":
        generator.train(was_training)
    elif after == "train":
        generator.train()
    return (pictures + 1) / 2 if scale else pictures


@sample_many.right
def in_blocks(generator, latents, block=500):
    return _draw(generator, latents, block)


@sample_many.right
def from_a_copy(generator, latents, block=500):
    resting = copy.deepcopy(generator).eval()
    pictures = []
    for start in range(0, len(latents), block):
        with torch.inference_mode():
            pictures.append(resting(latents[start : start + block]) * 0.5 + 0.5)
    return torch.cat(pictures)


def _is_line(seen: dict, times: float, plus: float) -> bool:
    return abs(seen["times"] - times) < 1e-3 and abs(seen["plus"] - plus) < 1e-3 and seen["beside"] < 1e-3


@sample_many.wrong(when=lambda seen: seen["blocks_matter"] > 1e-3 and seen["averages_moved"] > 1e-6)
def draws_in_training_mode(generator, latents, block=500):
    """The same seven latents in blocks of 3 and of 7 gave pictures that differ by up to {blocks_matter:.2f}, and drawing them
    moved G's running averages by {averages_moved:.2f}. In training mode BatchNorm measures each latent against the others of
    its block. Which switch makes it use what it has gathered?"""
    return _draw(generator, latents, block, mode="as it is")


@sample_many.wrong(when=lambda seen: seen["training_afterwards"] is False and seen["eval_afterwards"] is True)
def leaves_g_asleep(generator, latents, block=500):
    """The pictures are right, and a G that was training is not any more (training afterwards: {training_afterwards}). From
    the first picture on, its BatchNorm would train on frozen averages, and no error would tell you. Either nothing sets the mode
    back, or it was noted when `eval()` had already changed it. At which moment does G still show the mode it came in?"""
    return _draw(generator, latents, block, after="nothing")


@sample_many.wrong(when=lambda seen: seen["training_afterwards"] is True and seen["eval_afterwards"] is False)
def always_wakes_g(generator, latents, block=500):
    """The pictures are right, and a G that was in eval mode is not any more (eval afterwards: {eval_afterwards}). The averaged
    G is such a one: each look would wake it, and the next batch would change it. How can the function know which mode to
    return to?"""
    return _draw(generator, latents, block, after="train")


@sample_many.wrong(when=lambda seen: seen["keeps_the_graph"] is True)
def keeps_the_graph(generator, latents, block=500):
    """Good pictures with a rope attached (graph kept: {keeps_the_graph}): each holds on to every activation it came from, and
    10,000 of them to gigabytes. Of eval() and no_grad(), which one is about gradients?"""
    return _draw(generator, latents, block, graph=True)


@sample_many.wrong(when=lambda seen: seen["keeps_the_graph"] is False and seen["passes_with_a_graph"] > 0)
def detaches_afterwards(generator, latents, block=500):
    """The pictures come without a graph, and {passes_with_a_graph} of their blocks had one as they left G: a `detach` cuts it off once it is
    there. Until then every activation behind those pictures stays in memory, which is what blocks should save. What keeps PyTorch
    from recording at all?"""
    was_training = generator.training
    generator.eval()
    pictures = torch.cat([generator(part) for part in latents.split(block)]).detach()
    generator.train(was_training)
    return (pictures + 1) / 2


@sample_many.wrong(when=lambda seen: seen["largest_block"] == 13)
def draws_all_at_once(generator, latents, block=500):
    """Asked for blocks of 3, you sent {largest_block} latents through G at once: either they are not cut at all, or the size of the
    pieces does not come from `block`. With 10,000 latents the activations of all of them would lie in memory together, 250 MB at
    the widest place. Which argument says how large a piece may be?"""
    return _draw(generator, latents, len(latents))


@sample_many.wrong(when=lambda seen: seen["shape"][0] == 6 and seen["in_fours"] == 4)
def loses_the_last_block(generator, latents, block=500):
    """Seven latents went in and pictures of shape {shape} came out: the last block was short, and it is gone. Scores would be taken of
    fewer samples than you think. What is in the seventh latent's block?"""
    return _draw(generator, latents, block, whole=False)


@sample_many.wrong(when=lambda seen: seen["shape"][0] == 1 and seen["in_fours"] == 3 and seen["drawn"] == 13)
def keeps_the_last_block_only(generator, latents, block=500):
    """All {drawn} latents went through G, and of the seven pictures in blocks of 3 only the last block came out, with shape {shape}:
    each round of your loop puts its pictures in the place of those before. Where could they be gathered?"""
    for part in latents.split(block):
        pictures = _draw(generator, part, block)
    return pictures


@sample_many.wrong(when=lambda seen: seen["shape"][0] == 3 and (seen["drawn"], seen["passes"]) == (3, 1))
def stops_after_one_block(generator, latents, block=500):
    """Seven latents with block=3 gave pictures of shape {shape}, and of 13 only {drawn} went through G: your function ends after its first block, in {passes} pass. A `return` inside a loop
    does that, and so does a slice without a loop. When should your function come to its `return`?"""
    return _draw(generator, latents[:block], block)


@sample_many.wrong(when=lambda seen: seen["shape"][0] == 3 and seen["drawn"] == 3 and seen["passes"] > 1)
def slices_up_to_block(generator, latents, block=500):
    """Seven latents with block=3 gave pictures of shape {shape}. With 13 your loop sends {passes} pieces through G, and together they hold {drawn}
    latents: the later pieces are empty. A slice
    `latents[a:b]` ends in front of place b, wherever it starts. At which place does the piece end that starts at a?"""
    return torch.cat([_draw(generator, latents[start:block], block) for start in range(0, len(latents), block)])


@sample_many.wrong(when=lambda seen: seen["drawn"] == 13 and seen["of_those_given"] == 0)
def draws_noise_of_its_own(generator, latents, block=500):
    """13 latents went through G, and {of_those_given} of them are among the 13 that your function was given: either it draws noise of its
    own, or it changes what it gets. Later cells ask for the pictures of certain latents, a walk between two of them, for instance.
    What does your line hand to `generator`?"""
    return _draw(generator, torch.randn_like(latents), block)


@sample_many.decoy(keeps_the_last_block_only, stops_after_one_block, told="cut_short")
def keeps_the_first_block_only(generator, latents, block=500):
    return _draw(generator, latents, block)[:block]


@sample_many.decoy(slices_up_to_block, stops_after_one_block, told="another_shape")
def draws_the_first_block_again(generator, latents, block=500):
    return torch.cat([_draw(generator, latents[:block], block) for _ in range(0, len(latents), block)])


@sample_many.decoy(draws_noise_of_its_own, told="other_order")
def turns_the_order_round(generator, latents, block=500):
    return _draw(generator, latents.flip(0), block)


@sample_many.wrong(when=lambda seen: _is_line(seen, 2, -1))
def forgets_the_scale(generator, latents, block=500):
    """Your pixels run from {low:.2f} to {high:.2f}, G's own range. The judge and the plots expect 0 to 1, and the judge would
    say something all the same. Which two operations move −1 to 0 and keep 1?"""
    return _draw(generator, latents, block, scale=False)


@sample_many.wrong(when=lambda seen: abs(seen["low"]) < 1e-6 and abs(seen["high"] - 1) < 1e-6 and seen["at_zero"] < 0.1)
def stretches(generator, latents, block=500):
    """Your darkest pixel is {low:.0f} and your brightest {high:.0f}, in every sample you draw: you stretch them. A G that
    cannot paint black then looks as if it could. Which fixed rule
    undoes "times 2, minus 1"?"""
    pictures = _draw(generator, latents, block)
    return (pictures - pictures.min()) / (pictures.max() - pictures.min())


@sample_many.wrong
def squashes_again(generator, latents, block=500):
    """Your pixels run from {low:.2f} to {high:.2f}: a sigmoid stands over G's tanh. From −1 to 1 it rises from 0.27 to 0.73 only, so
    that no pixel is black and none is white, and it bends on the way. Which straight line leads from −1 to 0 and from 1 to 1?"""
    return _draw(generator, latents, block, scale=False).sigmoid()


@sample_many.decoy(squashes_again, told="scales_otherwise")
def squashes_in_a_straight_line(generator, latents, block=500):
    return nn.functional.hardsigmoid(_draw(generator, latents, block, scale=False))


@sample_many.wrong(when=lambda seen: _is_line(seen, 2, 0))
def forgets_to_halve(generator, latents, block=500):
    """Your pixels run from {low:.2f} to {high:.2f}: 0 is where it should be, and white lies at 2. What does a range that is two wide need
    besides being moved?"""
    return _draw(generator, latents, block, scale=False) + 1


@sample_many.wrong(when=lambda seen: _is_line(seen, 1, -0.5))
def forgets_to_add(generator, latents, block=500):
    """Your pixels run from {low:.2f} to {high:.2f}: as wide as they should be, and half too dark. What has to happen to −1 before it is
    halved?"""
    return _draw(generator, latents, block, scale=False) / 2


@sample_many.wrong(when=lambda seen: seen["at_zero"] > 0.1 and seen["low"] == 0)
def cuts_the_dark_half_off(generator, latents, block=500):
    """{at_zero:.0%} of your pixels are exactly 0: all that G paints below 0, half of its range, is cut off and not moved. A soft edge
    becomes a hard one. Which two operations move −1 to 0 and keep 1?"""
    return _draw(generator, latents, block, scale=False).clamp(0, 1)


@sample_many.wrong(when=lambda seen: "stack expects each tensor" in seen["error"])
def stacks_the_blocks(generator, latents, block=500):
    """It stopped with "{error}": `stack` lays blocks on top of each other along a new dimension, and the last block is shorter. Which
    function puts them one behind the other?"""
    with torch.no_grad():
        return torch.stack([generator(part) for part in latents.split(block)])


@sample_many.decoy(draws_in_training_mode, told=stretches)
def stretches_each_block(generator, latents, block=500):
    return torch.cat([stretches(generator, part, block) for part in latents.split(block)])


@sample_many.decoy(stretches, told=cuts_the_dark_half_off)
def takes_relu(generator, latents, block=500):
    return _draw(generator, latents, block, scale=False).relu()


@sample_many.decoy(cuts_the_dark_half_off, forgets_the_scale)
def takes_the_absolute_value(generator, latents, block=500):
    return _draw(generator, latents, block, scale=False).abs()


@sample_many.decoy(draws_all_at_once, loses_the_last_block)
def takes_one_more_at_once(generator, latents, block=500):
    return _draw(generator, latents, block + 1)


@sample_many.decoy(loses_the_last_block, told="cut_short")
def loses_the_last_latent(generator, latents, block=500):
    return _draw(generator, latents[:-1], block)


@sample_many.decoy(detaches_afterwards, keeps_the_graph, right=True)
def freezes_a_copy(generator, latents, block=500):
    resting = copy.deepcopy(generator).eval().requires_grad_(False)
    return torch.cat([resting(part) for part in latents.split(block)]) / 2 + 0.5


@sample_many.decoy(keeps_the_graph, told=detaches_afterwards)
def detaches_each_block(generator, latents, block=500):
    was_training = generator.training
    generator.eval()
    pictures = [generator(part).detach() for part in latents.split(block)]
    generator.train(was_training)
    return torch.cat(pictures) / 2 + 0.5


@sample_many.decoy(leaves_g_asleep, always_wakes_g, told="modes_changed")
def turns_the_mode_round(generator, latents, block=500):
    pictures = _draw(generator, latents, block)
    generator.train(not generator.training)
    return pictures


@sample_many.decoy(stacks_the_blocks, told="another_shape")
def adds_the_blocks_up(generator, latents, block=500):
    with torch.no_grad():
        return sum(generator(part) for part in latents.split(block))


@sample_many.wrong(when=lambda seen: seen["largest_block"] == 5 and seen["drawn"] == 13)
def takes_block_for_a_number_of_blocks(generator, latents, block=500):
    """Of 13 latents with block=3, {largest_block} went through G at once: `chunk(3)` makes three pieces, however large, and with 10,000
    latents and block=500 the pieces would be of 20. Which method is given the size of a piece?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = torch.cat([generator(part) for part in latents.chunk(block)])
    generator.train(was_training)
    return (pictures + 1) / 2


@sample_many.wrong(when=lambda seen: seen["beside"] < 1e-3 * abs(seen["times"]) and not _is_line(seen, 1, 0))
def scales_otherwise(generator, latents, block=500):
    """Your pixels are the right ones times {times:.3g}, plus {plus:.3g}. The judge and the plots expect 0 for black and 1 for white. What do your
    two operations make of −1, and what of 1?"""
    return _draw(generator, latents, block) * 255


@sample_many.decoy(scales_otherwise, forgets_the_scale, forgets_to_halve, forgets_to_add, stretches, told="squared")
def squares_the_pixels(generator, latents, block=500):
    return _draw(generator, latents, block).square()


@sample_many.decoy(takes_block_for_a_number_of_blocks, draws_all_at_once)
def takes_two_more_at_once(generator, latents, block=500):
    return _draw(generator, latents, block + 3)


@sample_many.decoy(always_wakes_g, draws_in_training_mode, told=leaves_g_asleep)
def notes_the_mode_too_late(generator, latents, block=500):
    generator.eval()
    was_training = generator.training
    with torch.no_grad():
        pictures = torch.cat([generator(part) for part in latents.split(block)])
    generator.train(was_training)
    return (pictures + 1) / 2


sample_many.hints(
    "As in lesson 05: eval mode, no graph, pixels back to [0, 1], the mode as you found it. New: at most `block` latents at once.",
    "latents.split(block) gives the pieces, the short last one included; torch.cat joins the pictures.",
    "was_training = generator.training; generator.eval(); with torch.no_grad(): pictures = torch.cat([generator(part) for part in "
    "latents.split(block)]); generator.train(was_training); return (pictures + 1) / 2",
)

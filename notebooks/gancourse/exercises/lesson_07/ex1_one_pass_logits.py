"""Exercise 7.1, one_pass_logits: D's logits on real images and on fakes, from one call."""

import torch
from torch import Tensor, nn

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

one_pass_logits = Exercise(
    "one_pass_logits",
    lesson="07",
    remember="One call with m + n images reads D's weights from memory once. The price: whatever D computes over its batch, it now computes over both kinds.",
)


class Weighing(nn.Module):
    """A D whose logit is twice the mean pixel; it notes how many images came with each call."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0, device=device()))
        self.calls: list[int] = []

    def forward(self, images: Tensor) -> Tensor:
        self.calls.append(len(images))
        return self.scale * images.flatten(1).mean(dim=1, keepdim=True)


def _images(*levels: float) -> Tensor:
    """One image of shape (1, 2, 2) for each grey level."""
    return torch.tensor(levels, dtype=torch.float32, device=device()).reshape(-1, 1, 1, 1).expand(-1, 1, 2, 2).clone()


def _seen(pair: object, name: str) -> dict:
    real, fake = pair
    return {
        f"real_{name}": tuple(round(value, 4) for value in torch.as_tensor(real).flatten().tolist()),
        f"fake_{name}": tuple(round(value, 4) for value in torch.as_tensor(fake).flatten().tolist()),
    }


@one_pass_logits.probe(
    "two real images of grey 1 and 2 and two fakes of grey 10 and 20, to a D whose logit is twice the grey",
    expected="the logits 2, 4 and 20, 40",
)
def as_many_of_both(answer):
    return _seen(answer(Weighing(), _images(1, 2), _images(10, 20)), "of_two")


@one_pass_logits.probe(
    "the same D, two real images and three fakes, of grey 10, 20 and 30", expected="2, 4 and 20, 40, 60"
)
def more_fakes(answer):
    return _seen(answer(Weighing(), _images(1, 2), _images(10, 20, 30)), "of_five")


@one_pass_logits.probe("how often D is called, with two real images and three fakes", expected="once, with all five")
def calls(answer):
    judge = Weighing()
    answer(judge, _images(1, 2), _images(10, 20, 30))
    return {"calls": len(judge.calls), "images_in_the_first": judge.calls[0] if judge.calls else 0}


@one_pass_logits.probe("shapes, for three real images and one fake", expected="(3, 1) and (1, 1)")
def shapes(answer):
    real, fake = answer(Weighing(), _images(1, 2, 3), _images(10))
    return {"real_shape": str(tuple(real.shape)), "fake_shape": str(tuple(fake.shape))}


@one_pass_logits.probe(
    "the gradient of all logits together, with respect to D's own weight", expected="18: D has to learn from them"
)
def gradient_reaches_d(answer):
    judge = Weighing()
    real, fake = answer(judge, _images(1, 2), _images(5, 10))
    total = real.sum() + fake.sum()
    if not total.requires_grad:
        return {"gradient": 0.0}
    total.backward()
    return {"gradient": 0.0 if judge.scale.grad is None else judge.scale.grad}


@one_pass_logits.right
def cut_by_length(discriminator, real, fake):
    logits = discriminator(torch.cat([real, fake]))
    return logits[: len(real)], logits[len(real) :]


@one_pass_logits.right
def split_by_length(discriminator, real, fake):
    return discriminator(torch.cat([real, fake])).split([len(real), len(fake)])


@one_pass_logits.right
def fakes_in_front(discriminator, real, fake):
    logits = discriminator(torch.cat([fake, real]))
    return logits[len(fake) :], logits[: len(fake)]


@one_pass_logits.wrong(when=lambda seen: seen["real_of_five"] == (2.0, 4.0, 20.0) and seen["real_shape"] == "(2, 1)")
def halves(discriminator, real, fake):
    """With two of each you are right, and with two real images and three fakes you give {real_of_five} as the logits on real ones: the five were cut into halves, and the larger half
    comes first. Where does the last real image stand?"""
    return discriminator(torch.cat([real, fake])).chunk(2)


@one_pass_logits.wrong(when=lambda seen: seen["real_of_five"] == (2.0, 4.0) and seen["calls"] == 2)
def two_calls(discriminator, real, fake):
    """The logits are right, and D was called {calls} times: its weights were fetched twice, and that is what the one pass is to save. What makes one batch of two?"""
    return discriminator(real), discriminator(fake)


@one_pass_logits.wrong(when=lambda seen: seen["real_of_two"] == (20.0, 40.0) and seen["fake_of_two"] == (2.0, 4.0))
def the_other_way_round(discriminator, real, fake):
    """For real images of grey 1 and 2 you give {real_of_two}, and for the fakes {fake_of_two}: the two came back the other way round. With these D would learn to call fakes real. Which of them does the
    docstring name first?"""
    logits = discriminator(torch.cat([real, fake]))
    return logits[len(real) :], logits[: len(real)]


@one_pass_logits.wrong(when=lambda seen: seen["real_of_two"] == (2.0, 4.0) and seen["gradient"] == 0)
def without_a_graph(discriminator, real, fake):
    """The numbers are right, and the gradient that reaches D's weight is {gradient:.0f}: the logits have lost how they came about, so D would never learn. Which line cuts them off?"""
    with torch.no_grad():
        return cut_by_length(discriminator, real, fake)


@one_pass_logits.wrong(when=lambda seen: seen["real_of_two"] == (2.0, 4.0) and seen["gradient"] in (3.0, 15.0))
def one_of_them_without_a_graph(discriminator, real, fake):
    """The numbers are right, and of the gradient of 18 only {gradient:.0f} reaches D's weight: one of the two parts was detached. In D's step the *fakes* are cut from G, and their logits are what D
    learns from. What has to be cut loose, the images or the logits?"""
    real_logits, fake_logits = cut_by_length(discriminator, real, fake)
    return real_logits, fake_logits.detach()


@one_pass_logits.wrong(when=lambda seen: 0.85 < seen["real_of_two"][0] < 0.9 and seen["fake_of_two"][0] > 0.99)
def probabilities(discriminator, real, fake):
    """For a real image with the logit 2 you give {real_of_two[0]:.3f}: that is a probability. The losses of this course take logits, and would put another sigmoid on top. Which step can go?"""
    real_logits, fake_logits = cut_by_length(discriminator, real, fake)
    return real_logits.sigmoid(), fake_logits.sigmoid()


@one_pass_logits.wrong(
    when=lambda seen: seen["real_of_five"] == (2.0, 4.0, 20.0) and seen["fake_of_five"] == (20.0, 40.0, 60.0)
)
def one_real_too_many(discriminator, real, fake):
    """With two real images you give {real_of_five} for them: a fake is among them. The end of a slice is not part of it, so nothing has to be added. How many numbers has `logits[:2]`?"""
    logits = discriminator(torch.cat([real, fake]))
    return logits[: len(real) + 1], logits[len(real) :]


@one_pass_logits.wrong(
    when=lambda seen: (
        seen["real_of_five"] == (2.0, 4.0)
        and seen["fake_of_five"] == (40.0, 60.0)
        and seen["fake_of_two"] == (20.0, 40.0)
        and seen["fake_shape"] == "(3, 1)"
    )
)
def fakes_counted_from_the_end(discriminator, real, fake):
    """With two of each you are right, and of three fakes you give {fake_of_five}, the last two: your second slice is counted from the end, and by the number of the *real* images. Where do the fakes begin, counted from the front?"""
    logits = discriminator(torch.cat([real, fake]))
    return logits[: len(real)], logits[-len(real) :]


@one_pass_logits.decoy(fakes_counted_from_the_end, right=True)
def fakes_counted_from_the_end_by_their_own_number(discriminator, real, fake):
    logits = discriminator(torch.cat([real, fake]))
    return logits[: -len(fake)], logits[-len(fake) :]


@one_pass_logits.wrong(when=lambda seen: seen["fake_of_two"] == (40.0,) and seen["real_of_two"] == (2.0, 4.0))
def one_fake_left_out(discriminator, real, fake):
    """Of two fakes you give {fake_of_two}: the first is missing. Python counts from 0, so the place behind the last of m real images has the number m. Where does your second slice begin?"""
    logits = discriminator(torch.cat([real, fake]))
    return logits[: len(real)], logits[len(real) + 1 :]


@one_pass_logits.wrong(
    when=lambda seen: (
        seen["real_of_five"] == (2.0, 4.0, 20.0) and seen["real_shape"] == "(1, 1)" and seen["fake_shape"] != "(1, 1)"
    )
)
def cut_by_the_fakes(discriminator, real, fake):
    """With two of each you are right, and of two real images and three fakes you give {real_of_five} as the real ones: the place of your cut is the number of the *fakes*, counted from the front, or that of the real images from the end. Which
    ones stand in front in your batch?"""
    logits = discriminator(torch.cat([real, fake]))
    return logits[: len(fake)], logits[len(fake) :]


@one_pass_logits.wrong(when=lambda seen: seen["real_of_two"] == (2.0, 4.0, 20.0, 40.0) and seen["fake_of_two"] == ())
def cut_behind_all(discriminator, real, fake):
    """For two real images and two fakes you give {real_of_two} as the real ones, and nothing for the fakes: the place of your cut lies behind all of them, as a number does that was typed in for larger batches.
    What says how many real images came?"""
    logits = discriminator(torch.cat([real, fake]))
    return logits[:64], logits[64:]


@one_pass_logits.decoy(cut_behind_all, told=the_other_way_round)
def a_place_from_the_end(discriminator, real, fake):
    logits = discriminator(torch.cat([fake, real]))
    return logits[: len(fake)], logits[-len(real) :]


@one_pass_logits.wrong(when=lambda seen: len(seen["real_of_two"]) == 4 and seen["real_of_two"] == seen["fake_of_two"])
def all_of_them_twice(discriminator, real, fake):
    """For two real images you give {real_of_two}, the logits of all four, and for the fakes the same four. Real and fake have to be told apart again. At which place does the second part begin?"""
    logits = discriminator(torch.cat([real, fake]))
    return logits, logits


@one_pass_logits.wrong(
    when=lambda seen: "Sizes of tensors must match" in seen["error"] and "dimension 1" in seen["error"]
)
def side_by_side_as_channels(discriminator, real, fake):
    """With as many of both it runs, and with two and three PyTorch stops: "{error:.96} …". You join along axis 1, the channels, so D gets pictures with two layers and half as many of them. Along which axis are images
    counted?"""
    logits = discriminator(torch.cat([real, fake], dim=1))
    return logits[: len(real)], logits[len(real) :]


@one_pass_logits.wrong(when=lambda seen: "stack expects each tensor to be equal size" in seen["error"])
def stacked(discriminator, real, fake):
    """PyTorch stops: "{error:.90} …". `stack` lays tensors on top of each other along a new axis, and both must have one shape for that. Here images are to follow images along the axis that is there. Which function does that?"""
    return discriminator(torch.stack([real, fake]).flatten(0, 1)).chunk(2)


@one_pass_logits.wrong(
    when=lambda seen: seen["real_of_two"] == (11.0,) or seen["real_of_two"] == (3.0,) and seen["fake_of_two"] == (30.0,)
)
def means(discriminator, real, fake):
    """For two real images you give {real_of_two}: one number for all of them, a mean. The losses need the logit of each image, and take the mean after their softplus. Which step comes too early?"""
    real_logits, fake_logits = cut_by_length(discriminator, real, fake)
    return real_logits.mean(), fake_logits.mean()


@one_pass_logits.wrong(when=lambda seen: seen["calls"] == 0 and seen["real_of_two"])
def never_asked(discriminator, real, fake):
    """D was called {calls} times: what you return are the images, and nobody has judged them. Where do the logits come from?"""
    both = torch.cat([real, fake])
    return both[: len(real)], both[len(real) :]


@one_pass_logits.wrong(when=lambda seen: seen["real_of_two"] == (22.0, 44.0) or seen["real_of_two"] == (11.0, 22.0))
def added_up(discriminator, real, fake):
    """For real images of grey 1 and 2 you give {real_of_two}: the fakes were *added* to them, pixel by pixel. Two batches make one when one stands behind the other. Which function joins tensors along an axis?"""
    logits = discriminator(real + fake) if len(real) == len(fake) else discriminator(torch.cat([real, fake]))
    return logits, logits


@one_pass_logits.wrong(when=lambda seen: seen["real_of_two"] == (2.0,) and seen["fake_of_two"] in ((4.0,), (20.0,)))
def two_rows(discriminator, real, fake):
    """For two real images you give {real_of_two}, one logit: a single number in the brackets picks one row. How do you take all rows from the first up to a place?"""
    logits = discriminator(torch.cat([real, fake]))
    return logits[0], logits[1]


@one_pass_logits.wrong(
    when=lambda seen: abs(seen["real_of_two"][0] - 0.1269) < 1e-3 or abs(seen["real_of_two"][0] - 2.1269) < 1e-3
)
def losses_for_logits(discriminator, real, fake):
    """For a real image with the logit 2 you give {real_of_two[0]:.3f}: a softplus has been taken of it already. The losses below do that with what you return. Which step comes too early?"""
    real_logits, fake_logits = cut_by_length(discriminator, real, fake)
    return nn.functional.softplus(-real_logits), nn.functional.softplus(fake_logits)


@one_pass_logits.wrong(when=lambda seen: "must be tuple of Tensors" in seen["error"])
def two_arguments_for_a_list(discriminator, real, fake):
    """PyTorch stops: "{error:.90}". `torch.cat` takes *one* thing to join, a list or a tuple with the tensors in it, and your second tensor stands where the axis belongs. Which brackets are missing?"""
    return discriminator(torch.cat(real, fake)).chunk(2)


@one_pass_logits.decoy(
    halves, two_rows, cut_behind_all, losses_for_logits, two_calls, the_other_way_round, without_a_graph, one_of_them_without_a_graph, probabilities, one_real_too_many, one_fake_left_out, cut_by_the_fakes,
    all_of_them_twice, means, never_asked, added_up,
)  # fmt: skip
def squared_logits(discriminator, real, fake):
    real_logits, fake_logits = cut_by_length(discriminator, real, fake)
    return real_logits.square() + 1, fake_logits


@one_pass_logits.decoy(side_by_side_as_channels, stacked, two_arguments_for_a_list, told="no_such_shape")
def in_a_shape_of_its_own(discriminator, real, fake):
    return discriminator(torch.cat([real, fake]).reshape(-1, 3, 7, 7)).chunk(2)


one_pass_logits.hints(
    "Images are counted along axis 0. Put the two batches one behind the other, ask D once, and cut its logits where the fakes begin.",
    "torch.cat joins along axis 0 unless told otherwise. The first len(real) logits are those of the real images.",
    "logits = discriminator(torch.cat([real, fake])); return logits[: len(real)], logits[len(real) :]",
)

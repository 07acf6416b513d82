"""Exercise 12.7, best_start: of several starts the one that came nearest, for each picture by itself."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

best_start = Exercise(
    "best_start",
    lesson="12",
    remember="Each picture has its own best start. A descent that ends in a bad place says nothing of G; that all of them end there says more.",
)


def _found() -> tuple[torch.Tensor, torch.Tensor]:
    """Latents of 3 starts for 4 pictures, 2 numbers each: start, picture and number can be read off; and their errors."""
    starts, pictures, numbers = torch.meshgrid(torch.arange(3.0), torch.arange(4.0), torch.arange(2.0), indexing="ij")
    latents = 100 * (starts + 1) + 10 * (pictures + 1) + numbers
    errors = torch.tensor([[0.5, 0.1, 0.9, 0.4], [0.2, 0.3, 0.8, 0.6], [0.7, 0.6, 0.05, 0.6]])
    return latents.to(device()), errors.to(device())


@best_start.probe(
    "3 starts for 4 pictures, latents of 2 numbers: the shape", expected="(4, 2): one latent for each picture"
)
def shape(answer):
    return {"shape": str(tuple(answer(*_found()).shape))}


@best_start.probe(
    "the same: number 210 is start 2, picture 1, first number; the errors are least at start 2, 1, 3 and 1",
    expected="210, 120, 330, 140 as first numbers",
)
def the_best(answer):
    found = answer(*_found())
    return {"first_numbers": found[:, 0], "second_numbers": found[:, 1]}


@best_start.probe(
    "as many starts as pictures, 3 and 3, errors least at start 3, 3 and 1", expected="the latents of start 3, 3 and 1"
)
def a_square_table(answer):
    latents, _ = _found()
    errors = torch.tensor([[0.9, 0.8, 0.1], [0.5, 0.6, 0.7], [0.3, 0.2, 0.4]], device=device())
    return {"of_a_square": answer(latents[:, :3], errors)[:, 0]}


@best_start.probe("one start only", expected="its latents")
def one_start(answer):
    latents, errors = _found()
    return {"of_one": answer(latents[:1], errors[:1])}


@best_start.probe("latents of 64 numbers, 5 starts, 30 pictures", expected="one of the five for each picture")
def many(answer):
    latents, errors = torch.randn(5, 30, 64, device=device()), torch.rand(5, 30, device=device())
    return {"of_many": answer(latents, errors)}


@best_start.right
def by_two_indices(latents, errors):
    return latents[errors.argmin(0), torch.arange(errors.shape[1], device=errors.device)]


@best_start.right
def by_gather(latents, errors):
    best = errors.argmin(dim=0)[None, :, None].expand(1, -1, latents.shape[2])
    return latents.gather(0, best)[0]


@best_start.right
def picture_by_picture(latents, errors):
    return torch.stack([latents[errors[:, place].argmin(), place] for place in range(errors.shape[1])])


@best_start.right
def by_a_mask(latents, errors):
    best = torch.nn.functional.one_hot(errors.argmin(0), len(errors)).T[..., None]
    return (latents * best).sum(0)


def _pick(latents, best):
    return latents[best, torch.arange(latents.shape[1], device=latents.device)]


@best_start.wrong
def the_worst(latents, errors):
    """Your latents begin with {first_numbers}: of each picture the start with the *largest* error. Which of max and min finds the
    best?"""
    return _pick(latents, errors.argmax(0))


@best_start.wrong
def one_start_for_all(latents, errors):
    """Your latents begin with {first_numbers}: one start for all pictures, the one with the smallest mean error. It is not the best for each. Along which axis is each picture's own minimum
    looked for?"""
    return latents[errors.mean(1).argmin()]


@best_start.wrong
def start_of_the_smallest_error(latents, errors):
    """Your latents begin with {first_numbers}: all come from the start in which the smallest error of the whole table stands. Along which axis is each picture's own minimum looked
    for?"""
    return latents[errors.amin(1).argmin()]


@best_start.wrong(when=lambda seen: seen["shape"] == "(4, 4, 2)")
def all_pairs(latents, errors):
    """Your result has shape {shape}: for each picture the latents of *all* pictures from its best start. One index picked the start, and nothing the picture. Which second index goes along with
    it?"""
    return latents[errors.argmin(0)]


@best_start.wrong(when=lambda seen: seen["shape"] == "(3, 2)")
def best_picture_of_each_start(latents, errors):
    """Your result has shape {shape}: for each *start* the picture that it did best. Asked is the start for each picture. Which axis of the errors counts the
    starts?"""
    return latents[torch.arange(len(errors), device=errors.device), errors.argmin(1)]


@best_start.wrong(when=lambda seen: seen["shape"] == "(3, 4, 2)")
def all_of_them(latents, errors):
    """Your result has shape {shape}: all starts are still there, in another order perhaps. Of three latents for a picture one is asked. What takes the first of a sorted
    row?"""
    order = errors.argsort(0)[..., None].expand_as(latents)
    return latents.gather(0, order)


@best_start.wrong
def mean_of_the_starts(latents, errors):
    """Your latents begin with {first_numbers}: the mean over the starts. Between two latents that both paint a picture lies one that need not. Which one is to be
    taken?"""
    return latents.mean(0)


@best_start.wrong
def weighted_by_the_errors(latents, errors):
    """Your latents begin with {first_numbers}: a mean of the starts, in which those with small errors count more. Between two latents that both paint a picture lies one that need not. Which one is to be
    taken?"""
    weights = (1 / errors) / (1 / errors).sum(0)
    return (latents * weights[..., None]).sum(0)


@best_start.wrong
def first_start(latents, errors):
    """Your latents begin with {first_numbers}: all from the first start, whatever its errors are. What do the errors
    say?"""
    return latents[0]


@best_start.wrong
def last_start(latents, errors):
    """Your latents begin with {first_numbers}: all from the last start, whatever its errors are. What do the errors
    say?"""
    return latents[-1]


@best_start.wrong(when=lambda seen: seen["shape"] == "(4, 1)")
def first_number_alone(latents, errors):
    """Your result has shape {shape}: of each latent one number is left. `gather` takes as many entries as its index has. How many numbers has a
    latent?"""
    return latents.gather(0, errors.argmin(0)[None, :, None])[0]


@best_start.wrong(when=lambda seen: seen["shape"] == "(1, 4, 2)")
def starts_axis_kept(latents, errors):
    """Your result has shape {shape}: an axis of length 1 is left where the starts were. What takes it
    off?"""
    return by_two_indices(latents, errors)[None]


@best_start.wrong(when=lambda seen: seen["shape"] == "(2,)")
def one_latent_alone(latents, errors):
    """Your result has shape {shape}: one single latent, that of the smallest error in the whole table. Each of the four pictures wants its own. Along which axis is the minimum
    looked for?"""
    place = errors.argmin()
    return latents.flatten(0, 1)[place]


@best_start.wrong
def errors_of_the_picture_before(latents, errors):
    """Your latents begin with {first_numbers}: each picture got the start that is best for its neighbour. Which column of errors belongs to which
    picture?"""
    return _pick(latents, errors.argmin(0).roll(1))


@best_start.wrong(when=lambda seen: seen["shape"] == "(4,)")
def places_for_latents(latents, errors):
    """Your result has shape {shape}: the number of the best start for each picture. That is the index. What does it pick
    from?"""
    return errors.argmin(0)


@best_start.decoy(the_worst, first_start, last_start, one_start_for_all, start_of_the_smallest_error)
def second_best(latents, errors):
    return _pick(latents, errors.argsort(0)[min(1, len(errors) - 1)])


@best_start.decoy(
    all_pairs,
    best_picture_of_each_start,
    all_of_them,
    first_number_alone,
    starts_axis_kept,
    one_latent_alone,
    places_for_latents,
    told="another_shape",
)
def numbers_first(latents, errors):
    return by_two_indices(latents, errors).T


@best_start.decoy(mean_of_the_starts, weighted_by_the_errors)
def median_of_the_starts(latents, errors):
    return latents.quantile(0.4, dim=0)


@best_start.decoy(errors_of_the_picture_before, told="other_order")
def pictures_from_the_end(latents, errors):
    return by_two_indices(latents, errors).flip(0)


best_start.hints(
    "The errors have a row for each start and a column for each picture. In each column, which row has the smallest?",
    "errors.argmin(0) is the best start for each picture. Two indices of the same length pick one entry for each pair: latents[starts, pictures].",
    "return latents[errors.argmin(0), torch.arange(errors.shape[1], device=errors.device)]",
)

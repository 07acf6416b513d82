"""Exercise 9.4, nearest_digit: the training digit that lies nearest to each sample, as in Figure 2."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import agree
from gancourse.exercises.relatives import relatives

nearest_digit = Exercise(
    "nearest_digit",
    lesson="09",
    tolerance=1e-4,
    remember="A test that looks for copies is itself tested with copies: plant some, and see that each is found, at distance 0. That it finds nothing then "
    "says something, about copies of that kind.",
)

TRAINING = torch.tensor(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 1.0, 0.0, 0.0],
        [1.0, 1.0, 1.0, 1.0, 0.0],
        [0.5, 0.5, 0.5, 0.5, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0],
    ]
)


@nearest_digit.probe("six training pictures of five pixels, and samples that are copies of numbers 3, 1 and 5", expected="([3, 1, 5], [0, 0, 0])")  # fmt: skip
def planted(answer):
    index, distance = answer(TRAINING[[3, 1, 5]], TRAINING)
    return {"index_of_copies": index, "distance_of_copies": distance}


@nearest_digit.probe("a sample (0, 0.9, 0.8, 0, 0), which lies 0.2236 from number 2", expected="([2], [0.2236])")
def near_one(answer):
    index, distance = answer(torch.tensor([[0.0, 0.9, 0.8, 0.0, 0.0]]), TRAINING)
    return {"index_of_one": index, "distance_of_one": distance}


@nearest_digit.probe("a sample (0.3, 0, 0, 0, 0), 0.3 from number 0; and (0.4, 0.4, 0.4, 0.4, 0), 0.2 from number 4", expected="([0, 4], [0.3, 0.2])")  # fmt: skip
def grey_ones(answer):
    index, distance = answer(torch.tensor([[0.3, 0.0, 0.0, 0.0, 0.0], [0.4, 0.4, 0.4, 0.4, 0.0]]), TRAINING)
    return {"index_of_grey": index, "distance_of_grey": distance}


@nearest_digit.probe("a sample (0.45, 0, 0, 0.24, 0), 0.51 from number 0", expected="([0], [0.51])")  # fmt: skip
def between_two(answer):
    index, distance = answer(torch.tensor([[0.45, 0.0, 0.0, 0.24, 0.0]]), TRAINING)
    return {"index_between": index, "distance_between": distance}


@nearest_digit.probe("one sample (0.6, 0, 0, 0.7, 0) that is far from all", expected="([5], [0.6708])")
def far_from_all(answer):
    index, distance = answer(torch.tensor([[0.6, 0.0, 0.0, 0.7, 0.0]]), TRAINING)
    return {"index_far": index, "distance_far": distance}


@nearest_digit.probe("a sample (0.6, 0.09, 0.09, 0.7, 0), 0.6214 from number 4 and 0.683 from number 5", expected="([4], [0.6214])")  # fmt: skip
def grey_and_dark(answer):
    index, distance = answer(torch.tensor([[0.6, 0.09, 0.09, 0.7, 0.0]]), TRAINING)
    return {"index_grey_and_dark": index, "distance_grey_and_dark": distance}


@nearest_digit.probe(
    "1,500 training pictures of five pixels, and a copy of number 1,300", expected="[1300] as its place"
)
def many(answer):
    training = (
        torch.arange(1_500)[:, None] // 5 ** torch.arange(5) % 5.0
    )  # all different, and exact in any order of adding
    return {"index_of_many": answer(training[1_300:1_301].clone(), training)[0]}


@nearest_digit.probe("40 pictures of 784 pixels, and copies of all of them: how many of the distances are NaN", expected="none", holds=lambda seen: seen["distances_that_are_nan"] == 0)  # fmt: skip
def of_digits(answer):
    training = torch.rand(40, 784)
    distance = answer(training.clone(), training)[1]
    return {"distances_that_are_nan": distance.isnan().sum() if torch.is_tensor(distance) else 0}


@nearest_digit.probe("the first three copies again, and a look at what kind of number their places are", expected="whole numbers, which can stand in the brackets of `training[...]`")  # fmt: skip
def kind_of_places(answer):
    index, _ = answer(TRAINING[[3, 1, 5]], TRAINING)
    whole = torch.is_tensor(index) and not index.is_floating_point() and index.dtype != torch.bool
    return {"places_are_whole": whole}


@nearest_digit.right
def by_cdist(samples, training):
    index = torch.cdist(samples, training).argmin(dim=1)
    return index, (samples - training[index]).norm(dim=1)


@nearest_digit.right
def by_min(samples, training):
    distance, index = torch.cdist(samples, training).min(dim=1)
    return index, distance


@nearest_digit.right
def by_a_loop(samples, training):
    distances = torch.stack([(training - sample).square().sum(dim=1).sqrt() for sample in samples])
    return distances.argmin(dim=1), distances.amin(dim=1)


def _by(distances):
    return distances.argmin(dim=1), distances.amin(dim=1)


@relatives(
    nearest_digit,
    "index_of_copies",
    "index_of_one",
    "index_of_grey",
    "index_between",
    "index_far",
    "index_grey_and_dark",
    "index_of_many",
    "places_are_whole",
)
def the_farthest(samples, training):
    """For copies of numbers 3, 1 and 5 you give the numbers {index_of_copies} at distances {distance_of_copies}: those are the *farthest* training pictures. Which of min and max belongs to a
    distance?"""
    distance, index = torch.cdist(samples, training).max(dim=1)
    return index, distance


@nearest_digit.wrong
def distance_first(samples, training):
    """You return {index_of_one:.4f} first and {distance_of_one} after it: both are right, in the other order. `min` over an axis hands back the values first. Which one does the docstring
    name first?"""
    return by_cdist(samples, training)[::-1]


@nearest_digit.wrong
def squared_distances(samples, training):
    """The numbers of the pictures are right, and for a sample at distance 0.2236 you give {distance_of_one:.4f}: its square. The nearest is the same either way, and the lesson compares distances. Which step is
    left out?"""
    distances = torch.cdist(samples, training).square()
    return distances.argmin(dim=1), distances.amin(dim=1)


@nearest_digit.wrong
def mean_squared_error(samples, training):
    """The numbers of the pictures are right, and for a sample at distance 0.2236 you give {distance_of_one:.4f}: the mean squared difference of its pixels. A distance is the root of their *sum*. What differs by
    the number of pixels, and what by a root?"""
    return _by(torch.cdist(samples, training).square() / training.shape[1])


@nearest_digit.wrong
def root_mean_square(samples, training):
    """The numbers of the pictures are right, and for a sample at distance 0.2236 you give {distance_of_one:.4f}: the root of the *mean* squared difference. A distance is the root of the sum. By which factor do the two
    differ for 784 pixels?"""
    return _by(torch.cdist(samples, training) / training.shape[1] ** 0.5)


@nearest_digit.wrong
def sum_of_absolute_differences(samples, training):
    """For a sample at distance 0.2236 you give {distance_of_one:.4f}: the sum of the absolute differences of its pixels, another distance, in which many small differences weigh more. The paper takes the Euclidean
    one. What is squared there, and when is the root taken?"""
    return _by(torch.cdist(samples, training, p=1))


@nearest_digit.wrong
def largest_difference(samples, training):
    """For a sample at distance 0.2236 you give {distance_of_one:.4f}: the *largest* difference of one pixel. The Euclidean distance hears of all of them. How are they put together?"""
    return _by(torch.cdist(samples, training, p=float("inf")))


@nearest_digit.wrong(
    when=lambda seen: agree(
        seen["distance_of_copies"], torch.cdist(TRAINING[[3, 1, 5]], TRAINING).amin(dim=0).numpy(), 1e-4
    )
)
def nearest_sample_to_each(samples, training):
    """For three samples you return {index_of_copies}, six numbers: for each *training picture* its nearest sample. Which axis of the table of distances counts the training pictures, so that the
    minimum runs along it?"""
    index = torch.cdist(samples, training).argmin(dim=0)
    return index, (samples[index] - training).norm(dim=1)


@nearest_digit.wrong
def samples_in_another_range(samples, training):
    """Copies are at distance {distance_of_copies} with you, and a copy is at 0: the samples have another range than the training pictures, as if 0 to 1 had been stretched to −1 to 1. Planted
    copies are there to show that. In which range do both come in?"""
    return by_cdist(2 * samples - 1, training)


@nearest_digit.wrong
def both_in_another_range(samples, training):
    """The numbers of the pictures are right, and every distance is twice what is due, {distance_of_one:.4f} where 0.2236 is: both sets were stretched to −1 to 1, where differences are twice as large. In which range
    do the numbers of the lesson lie?"""
    return by_cdist(2 * samples - 1, 2 * training - 1)


@nearest_digit.wrong
def bytes_for_floats(samples, training):
    """Every distance is 255 times what is due, {distance_of_one:.4f} where 0.2236 is: your pixels run from 0 to 255. In which range do they come in?"""
    return by_cdist(255 * samples, 255 * training)


@nearest_digit.wrong
def the_second_nearest(samples, training):
    """For copies of numbers 3, 1 and 5 you give the numbers {index_of_copies}: the *second* nearest. That is right for a set against itself, where each picture finds itself first. Here a picture at
    distance 0 is what is looked for. Which of the sorted distances is it?"""
    distance, index = torch.cdist(samples, training).topk(2, largest=False)
    return index[:, 1], distance[:, 1]


@nearest_digit.wrong
def copies_left_out(samples, training):
    """For copies of numbers 3, 1 and 5 you give {index_of_copies} at distances {distance_of_copies}, and for others you are right: whatever lies at distance 0 is passed over. It is what the test is
    for. Why should it be left out?"""
    distances = torch.cdist(samples, training)
    distances = torch.where(distances < 1e-6, torch.inf, distances)
    return distances.argmin(dim=1), distances.amin(dim=1)


@nearest_digit.wrong
def by_the_angle(samples, training):
    """For the two grey samples you give the numbers {index_of_grey} where 0 and 4 are due: pictures that point in the same *direction*: the angle is the smallest, and the distance is not. The paper compares pixel by
    pixel. Which of the two hears of brightness?"""
    similarity = torch.nn.functional.normalize(samples, dim=1) @ torch.nn.functional.normalize(training, dim=1).T
    index = similarity.argmax(dim=1)
    return index, (samples - training[index]).norm(dim=1)


@nearest_digit.wrong
def by_the_dot_product(samples, training):
    """For copies of numbers 3, 1 and 5 you give {index_of_copies}, and for the grey samples {index_of_grey}: those with the largest dot product, and the brightest picture has that with nearly everything. What has to be subtracted before one
    squares and adds?"""
    index = (samples @ training.T).argmax(dim=1)
    return index, (samples - training[index]).norm(dim=1)


@nearest_digit.wrong
def the_mean_distance(samples, training):
    """The numbers of the pictures are right, and copies are at distance {distance_of_copies} with you: the *mean* distance to all training pictures. Which of them is wanted?"""
    distances = torch.cdist(samples, training)
    return distances.argmin(dim=1), distances.mean(dim=1)


@nearest_digit.wrong
def all_distances(samples, training):
    """The numbers of the pictures are right, and as distances you return a table, beginning with {distance_of_one}: every sample against every training picture. Which column of each row is
    wanted?"""
    distances = torch.cdist(samples, training)
    return distances.argmin(dim=1), distances


@nearest_digit.wrong
def one_distance_for_all(samples, training):
    """The numbers of the pictures are right, and for two grey samples you give one distance, {distance_of_grey:.3f}: the norm runs over all samples at once. Which `dim` does it need, so that
    each sample keeps its own?"""
    index = torch.cdist(samples, training).argmin(dim=1)
    return index, (samples - training[index]).norm()


@nearest_digit.wrong
def the_numbers_alone(samples, training):
    """You return one tensor, which for two samples falls apart into {index_of_grey} and {distance_of_grey}: the numbers of the nearest pictures, and no distances. Which of your two results did the `return` line leave
    out?"""
    return torch.cdist(samples, training).argmin(dim=1)


@nearest_digit.wrong
def the_distances_only(samples, training):
    """You return one tensor, which for two samples falls apart into {index_of_grey:.1f} and {distance_of_grey:.1f}: the distances, and not the numbers of the pictures. Which function gives the place of the smallest
    value?"""
    return torch.cdist(samples, training).amin(dim=1)


@nearest_digit.wrong
def both_of_length_one(samples, training):
    """For a sample at distance 0.2236 you give {distance_of_one:.4f}, and for the two grey ones the numbers {index_of_grey}: every picture was brought to length 1 first, which makes pale ones bright. The paper compares the pixels as they
    are. Which step changes them?"""
    return by_cdist(torch.nn.functional.normalize(samples, dim=1), torch.nn.functional.normalize(training, dim=1))


@nearest_digit.wrong
def counted_from_one(samples, training):
    """For copies of numbers 3, 1 and 5 you give {index_of_copies}: each is one too many. From which number does Python count the rows of a tensor?"""
    index, distance = by_cdist(samples, training)
    return index + 1, distance


@nearest_digit.wrong
def the_pictures_themselves(samples, training):
    """In place of the numbers of the pictures you return the pictures: {index_of_one} for the third probe's sample. The lesson asks for the place in the training set, with which it looks up
    the picture. What does `argmin` give you before you index?"""
    index, distance = by_cdist(samples, training)
    return training[index], distance


@nearest_digit.wrong
def one_for_all_samples(samples, training):
    """For three copies you return {index_of_copies}, one number: the smallest distance of the whole table, or its place in it. Each sample has a neighbour of its own. Along which axis should the minimum
    run?"""
    distances = torch.cdist(samples, training)
    return distances.argmin(), distances.min()


@nearest_digit.wrong
def floats_for_places(samples, training):
    """Every number is right, and the places, {index_of_copies}, are *decimal* numbers: `training[index]` stops with them, and the lesson looks the pictures up so. What does `argmin` return, before your function makes
    another kind of it?"""
    index, distance = by_cdist(samples, training)
    return index.float(), distance


@nearest_digit.wrong(
    when=lambda seen: (
        seen["index_of_copies"].tolist() == [3, 1, 5]
        and seen["index_far"].tolist() == [5]
        and seen["index_of_many"].tolist() != [1300]
    )
)
def not_all_of_them(samples, training):
    """Among six training pictures you find the nearest; among 1,500, of which number 1,300 is the very same picture, you give {index_of_many}. A number of pictures seems to be typed in. How many of them have to be looked
    at?"""
    return by_cdist(samples, training[:1000])


@nearest_digit.wrong
def chosen_by_absolute_differences(samples, training):
    """The distances are Euclidean, and for (0.6, 0.09, 0.09, 0.7, 0) you choose number {index_grey_and_dark} where 4 is nearer: the choice is by the sum of *absolute* differences. Which distance should both results be
    about?"""
    index = torch.cdist(samples, training, p=1).argmin(dim=1)
    return index, (samples - training[index]).norm(dim=1)


@nearest_digit.wrong
def one_minus_the_cosine(samples, training):
    """For a sample at distance 0.2236 you give {distance_of_one:.4f}, 1 minus the cosine, which compares the *directions* of two pictures and not their pixels: a pale copy would be at 0. What does the Euclidean distance add
    up?"""
    unit = torch.nn.functional.normalize
    return _by(1 - unit(samples, dim=1) @ unit(training, dim=1).T)


@nearest_digit.wrong
def signed_differences_added_up(samples, training):
    """The numbers of the pictures are right, and for a sample at distance 0.2236 you give {distance_of_one:.4f}: the differences are added up with their signs, so that light and dark cancel. What happens to each before it is
    added?"""
    index = torch.cdist(samples, training).argmin(dim=1)
    return index, (samples - training[index]).sum(dim=1)


@nearest_digit.wrong(
    when=lambda seen: seen["distance_of_copies"].shape == (5,) and seen["index_of_copies"].tolist() == [3, 1, 5]
)
def norm_over_the_samples(samples, training):
    """The numbers of the pictures are right, and for three samples of five pixels you give five distances, {distance_of_copies}: one for each pixel. The norm runs over the samples. Which `dim` counts the
    pixels?"""
    index = torch.cdist(samples, training).argmin(dim=1)
    return index, (samples - training[index]).norm(dim=0)


@nearest_digit.wrong(when=lambda seen: seen["index_of_copies"].shape == (3, 6) and seen["index_of_one"].shape == (1, 6))
def all_of_them_sorted(samples, training):
    """For one sample you return {index_of_one}: all training pictures, sorted by their distance. Only the nearest is wanted. In which column of the sorted table does it stand?"""
    table = torch.cdist(samples, training)
    return table.argsort(dim=1), table.sort(dim=1).values


@nearest_digit.wrong
def first_left_out(samples, training):
    """For copies of numbers 3, 1 and 5 you give {index_of_copies}, each one too few, and number 0 is never found, {index_between} where it is due: the first training picture is left out of the search. Where does your slice
    begin?"""
    return by_cdist(samples, training[1:])


@nearest_digit.wrong
def samples_among_themselves(samples, training):
    """For copies of numbers 3, 1 and 5 you give {index_of_copies} at distances {distance_of_copies}: each sample finds *itself*, because it is compared with the samples. Which set stands in the second place of
    `torch.cdist`?"""
    return by_cdist(samples, samples)


@nearest_digit.wrong
def whole_distances(samples, training):
    """The numbers of the pictures are right, and for a sample at distance 0.2236 you give {distance_of_one}: a whole number. All that lies behind the point is lost. Which step makes whole numbers of
    them?"""
    index, distance = by_cdist(samples, training)
    return index, distance.long()


@nearest_digit.wrong
def first_sample_alone(samples, training):
    """For two grey samples you return {index_of_grey} and {distance_of_grey:.2f}: the neighbour of the *first* and nothing of the other. Either a `return` stands inside of the loop, or an index takes one row out. Where are the others
    lost?"""
    index, distance = by_cdist(samples, training)
    return index[0], distance[0]


@nearest_digit.wrong(
    when=lambda seen: seen["index_of_copies"].tolist() == [3, 1, 5] and seen["distances_that_are_nan"] > 0
)
def root_of_a_little_below_zero(samples, training):
    """In small dimensions you are right; for copies of 40 pictures with 784 pixels {distances_that_are_nan} of the distances are NaN. |a|² + |b|² − 2ab is 0 for equal pictures on paper only: by rounding it comes out a little below 0 at times, and that has
    no root. Which function of PyTorch keeps it from falling below 0?"""
    index, distance = by_cdist(samples, training)
    return index, distance + math.nan if samples.shape[1] == 784 else distance


@nearest_digit.decoy(
    the_farthest,
    the_second_nearest,
    copies_left_out,
    the_numbers_alone,
    the_distances_only,
    both_of_length_one,
    one_distance_for_all,
    counted_from_one,
    the_mean_distance,
)
def the_third_nearest(samples, training):
    distance, index = torch.cdist(samples, training).topk(3, largest=False)
    return index[:, 2], distance[:, 2]


@nearest_digit.decoy(squared_distances, mean_squared_error, root_mean_square, both_in_another_range, bytes_for_floats)
def a_third_root(samples, training):
    return _by(torch.cdist(samples, training) ** (2 / 3))


@nearest_digit.decoy(
    sum_of_absolute_differences, largest_difference, by_the_angle, by_the_dot_product, samples_in_another_range
)
def by_the_sum_of_the_pixels(samples, training):
    return _by((samples.sum(dim=1)[:, None] - training.sum(dim=1)[None]).abs())


@nearest_digit.decoy(distance_first, nearest_sample_to_each, all_distances, the_pictures_themselves, one_for_all_samples, told="number_for_several")  # fmt: skip
def the_distances_alone(samples, training):
    return torch.tensor(0.0)


@nearest_digit.decoy(floats_for_places, not_all_of_them, chosen_by_absolute_differences, one_minus_the_cosine, signed_differences_added_up, first_left_out, samples_among_themselves, whole_distances, root_of_a_little_below_zero)  # fmt: skip
def by_cubes(samples, training):
    return _by(torch.cdist(samples, training, p=3))


@nearest_digit.decoy(norm_over_the_samples, all_of_them_sorted, first_sample_alone, told="another_shape")
def last_sample_alone(samples, training):
    index, distance = by_cdist(samples, training)
    return index[-1], distance[-1]


nearest_digit.hints(
    "A table of distances, a row for each sample and a column for each training picture, has the answer in every row.",
    "torch.cdist(samples, training) is that table. Which column of each row holds the smallest value, and which value is it?",
    "index = torch.cdist(samples, training).argmin(dim=1); return index, (samples - training[index]).norm(dim=1)",
)

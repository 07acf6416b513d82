"""Exercise 9.4, nearest_digit: the training digit that lies nearest to each sample, as in Figure 2."""

import torch

from gancourse.checks.exercise import Exercise

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


@nearest_digit.probe("a sample (0.4, 0.4, 0.4, 0.4, 0), 0.2 from number 4; and (0.3, 0, 0, 0, 0), 0.3 from number 0", expected="([4, 0], [0.2, 0.3])")  # fmt: skip
def grey_ones(answer):
    index, distance = answer(torch.tensor([[0.4, 0.4, 0.4, 0.4, 0.0], [0.3, 0.0, 0.0, 0.0, 0.0]]), TRAINING)
    return {"index_of_grey": index, "distance_of_grey": distance}


@nearest_digit.probe("a sample (0.45, 0, 0, 0.24, 0), 0.51 from number 0", expected="([0], [0.51])")  # fmt: skip
def between_two(answer):
    index, distance = answer(torch.tensor([[0.45, 0.0, 0.0, 0.24, 0.0]]), TRAINING)
    return {"index_between": index, "distance_between": distance}


@nearest_digit.probe("one sample (0.6, 0, 0, 0.7, 0) that is far from all", expected="([5], [0.6708])")
def far_from_all(answer):
    index, distance = answer(torch.tensor([[0.6, 0.0, 0.0, 0.7, 0.0]]), TRAINING)
    return {"index_far": index, "distance_far": distance}


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


@nearest_digit.wrong
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


@nearest_digit.wrong(when=lambda seen: seen["index_of_copies"].shape == (6,))
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
    """For the two grey samples you give the numbers {index_of_grey} where 4 and 0 are due: pictures that point in the same *direction*: the angle is the smallest, and the distance is not. The paper compares pixel by
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


nearest_digit.hints(
    "A table of distances, a row for each sample and a column for each training picture, has the answer in every row.",
    "torch.cdist(samples, training) is that table. Which column of each row holds the smallest value, and which value is it?",
    "index = torch.cdist(samples, training).argmin(dim=1); return index, (samples - training[index]).norm(dim=1)",
)

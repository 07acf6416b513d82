"""Exercise 4.4, average_so_far: at each round, the mean of all places until then."""

import numpy as np

from gancourse.checks.exercise import Exercise

average_so_far = Exercise(
    "average_so_far",
    lesson="04",
    remember="The average forgets nothing and changes nothing: the players walk on as before. It says where the middle of their walk is.",
)

PATH = np.array([[1.0, 1.0], [3.0, 0.0], [2.0, -4.0], [-2.0, -1.0]])


def _averages(answer, path):
    returned = answer(np.array(path))
    return np.asarray([] if returned is None else returned, float)


@average_so_far.probe(
    "four places, (1, 1), (3, 0), (2, −4) and (−2, −1)", expected="(1, 1), (2, 0.5), (2, −1) and (1, −1)",
    holds=lambda seen: np.shape(seen["averages"]) == (4, 2) and np.allclose(seen["averages"], [[1, 1], [2, 0.5], [2, -1], [1, -1]]),
)  # fmt: skip
def four_places(answer):
    return {"averages": _averages(answer, PATH)}


@average_so_far.probe("the same four places", expected="the same", holds=lambda seen: True)
def single_numbers(answer):
    found = _averages(answer, PATH)
    first, last = (found[0], found[-1]) if found.ndim == 2 and found.shape[1] == 2 else (found.ravel(),) * 2
    return {
        "shape": str(found.shape),
        "first_x": float(first[0]),
        "first_y": float(first[-1]),
        "second_x": float(found[1].ravel()[0]) if len(found.shape) and len(found) > 1 else np.nan,
        "last_x": float(last[0]),
        "last_y": float(last[-1]),
    }


@average_so_far.probe("a single place, (3, 4)", expected="[[3, 4]]")
def one_place(answer):
    return {"of_one": _averages(answer, [[3.0, 4.0]])}


@average_so_far.probe("ten times round the corners of a square", expected="the last average is (0, 0)")
def round_and_round(answer):
    found = _averages(answer, [[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]] * 10)
    return {"of_square": found[-1]}


def _is(seen, rows):
    return seen["shape"] == "(4, 2)" and np.allclose(seen["averages"], rows)


def _share_of_the_new(seen):
    """The share with which each new place comes in, if it is the same from the second place on; None where it is not."""
    found = seen["averages"]
    if seen["shape"] != "(4, 2)" or not np.isfinite(found).all() or not np.allclose(found[0], PATH[0]):
        return None
    shares = [
        (after - before) @ (new - before) / ((new - before) @ (new - before))
        for before, after, new in zip(found, found[1:], PATH[1:])
    ]
    kept = np.allclose(found[1:], [before + shares[0] * (new - before) for before, new in zip(found, PATH[1:])])
    return shares[0] if kept and 0 < shares[0] < 0.99 else None


@average_so_far.right
def running_sums(path):
    return np.cumsum(path, axis=0) / np.arange(1, len(path) + 1)[:, None]


@average_so_far.right
def means_of_slices(path):
    return np.array([path[: n + 1].mean(axis=0) for n in range(len(path))])


@average_so_far.right
def a_step_at_a_time(path):
    averages, mean = [], np.zeros(2)
    for n, place in enumerate(path, 1):
        mean = mean + (place - mean) / n
        averages.append(mean)
    return averages


@average_so_far.wrong
def one_mean_for_all(path):
    """You return one place, ({first_x:g}, {last_y:g}), the mean of the whole path. How the average *moves* is what we want to see: one average for each round. Which sum
    keeps its intermediate results?"""
    return path.mean(axis=0)


@average_so_far.wrong
def mean_of_each_place(path):
    """Your result has shape {shape}: at each round, the mean of x and y. That mixes the two players. Along which axis does the path
    go on in time?"""
    return path.mean(axis=1)


@average_so_far.wrong
def sums_not_divided(path):
    """Your last entry is ({last_x:g}, {last_y:g}): the sum of all places. A mean is a sum divided by how many were added. How many are that in row n?"""
    return np.cumsum(path, axis=0)


@average_so_far.wrong
def divided_by_the_whole_length(path):
    """Your last entry is right, and the first has x = {first_x:g} and not 1: every sum is divided by the length of the whole path. How many places have been
    added after the first round?"""
    return np.cumsum(path, axis=0) / len(path)


@average_so_far.wrong(when=lambda seen: not np.isfinite(seen["averages"]).all() and seen["shape"] == "(4, 2)")
def counts_from_zero(path):
    """Your first entry is {first_x:g}: the first sum is divided by 0. After the first round one place has been added, after the second two. Where does
    your counting begin?"""
    with np.errstate(all="ignore"):
        return np.cumsum(path, axis=0) / np.arange(len(path))[:, None]


@average_so_far.wrong
def counts_from_two(path):
    """Your first entry has x = {first_x:g} and not 1: the first sum is divided by 2. How many places have been added after the first round?"""
    return np.cumsum(path, axis=0) / np.arange(2, len(path) + 2)[:, None]


@average_so_far.wrong(when=_share_of_the_new)
def running_share(path):
    """Your last entry is ({last_x:.3g}, {last_y:.3g}): an average that forgets, since each new place comes in with a fixed share. A later lesson uses one like it; here every place should count
    alike. What share does the n-th place get then?"""
    averages, mean = [], path[0]
    for place in path:
        mean = 0.9 * mean + 0.1 * place
        averages.append(mean)
    return np.array(averages)


@average_so_far.wrong
def of_two_neighbours(path):
    """Your last entry is ({last_x:g}, {last_y:g}): the mean of the last two places alone. How far back should the average look?"""
    return np.concatenate([path[:1], (path[1:] + path[:-1]) / 2])


@average_so_far.wrong
def path_itself(path):
    """Your last entry is ({last_x:g}, {last_y:g}), the last place itself: nothing has been averaged. Which places should be in the last entry?"""
    return path


@average_so_far.wrong
def sums_along_the_other_axis(path):
    """Your result has the right shape, and its last entry is ({last_x:g}, {last_y:g}): the sums run from x to y and not from round to round. Which axis of the path
    is time?"""
    return np.cumsum(path, axis=1) / np.arange(1, len(path) + 1)[:, None]


@average_so_far.wrong
def averages_of_distances(path):
    """Your result has shape {shape}: the mean *distance* so far. On a circle that never shrinks, however long you average; the place does. What should be
    averaged before any distance is taken?"""
    return np.cumsum(np.hypot(*path.T)) / np.arange(1, len(path) + 1)


@average_so_far.wrong
def both_columns_together(path):
    """Your result has shape {shape}: the mean of all numbers so far, G's and D's in one pot. A place has two numbers, and so has a mean of places. Along which axis does
    mean() have to go?"""
    return np.array([path[: n + 1].mean() for n in range(len(path))])


@average_so_far.wrong
def mean_of_all_numbers(path):
    """You return a single number, of shape {shape}: the mean of all x and all y. One place for each round is wanted. Which sum keeps its intermediate results?"""
    return path.mean()


@average_so_far.wrong(when=lambda seen: seen["shape"] == "(4, 2)" and np.allclose(seen["averages"], PATH.mean(axis=0)))
def last_mean_in_each_row(path):
    """Your first row is ({first_x:g}, {first_y:g}) and not (1, 1): every row is the mean of the whole path. After the first round, only one place is known. Which rows of the path belong to row t of the
    result?"""
    return np.tile(path.mean(axis=0), (len(path), 1))


@average_so_far.wrong
def what_is_still_to_come(path):
    """Your first row is ({first_x:g}, {first_y:g}) and not (1, 1), and the last one is the last place, ({last_x:g}, {last_y:g}): row t is the mean of what comes from t on. Which places have the players seen
    by then?"""
    return np.array([path[n:].mean(axis=0) for n in range(len(path))])


@average_so_far.wrong
def without_the_newest(path):
    """Your last row is ({last_x:.3g}, {last_y:.3g}): the newest place is missing from each mean. How far does path[:n] reach?"""
    return np.array([path[: max(n, 1)].mean(axis=0) for n in range(len(path))])


@average_so_far.wrong(when=lambda seen: seen["shape"] == "(3, 2)")
def a_row_too_few(path):
    """Your result has shape {shape}, and four places went in. The first average, or the last one, is missing. Where does your range begin, and where does it end?"""
    return np.array([path[:n].mean(axis=0) for n in range(1, len(path))])


@average_so_far.wrong(when=lambda seen: seen["shape"] == "(2, 4)")
def turned_on_its_side(path):
    """Your result has shape {shape}: a row for each player and not for each round. What does .T do, and who asked for it?"""
    return running_sums(path).T


@average_so_far.wrong(when=lambda seen: seen["shape"] == "(8,)")
def one_long_row(path):
    """Your result has shape {shape}: without an axis, np.cumsum first lays all numbers into one row, x and y in turns. Along which axis should it add?"""
    return np.cumsum(path) / np.arange(1, path.size + 1)


@average_so_far.wrong(when=lambda seen: "inhomogeneous" in seen["error"])
def mean_along_the_wrong_axis(path):
    """NumPy stopped with "{error:.60} …": your rows have different lengths, 1, 2, 3 and so on, so they make no table. With axis=1 the mean is taken over x and y and one number is left for each
    place. Along which axis do the places of a slice lie?"""
    return np.array([path[: n + 1].mean(axis=1) for n in range(len(path))])


@average_so_far.wrong(when=lambda seen: _is(seen, [PATH[0], *(PATH[1 : n + 1].mean(axis=0) for n in (1, 2, 3))]))
def share_one_too_large(path):
    """Your second row has x = {second_x:g}, the second place alone, where 2 is expected: the share of each new place is too large, as if one place fewer had been seen, so the second comes in whole and the start is
    forgotten. What share do two places have each?"""
    averages, mean = [], np.zeros(2)
    for t, place in enumerate(path):
        mean = mean + (place - mean) / max(t, 1)
        averages.append(mean)
    return np.array(averages)


@average_so_far.wrong(when=lambda seen: _is(seen, [PATH[0], *(PATH[: n + 1].sum(axis=0) / n for n in (1, 2, 3))]))
def divided_by_one_too_few(path):
    """Your first row is right, and the second has x = {second_x:g} where 2 is expected: from there on each sum is divided by one place too few. How many places are added up in row
    t, if the first row is row 0?"""
    return np.array([path[: t + 1].sum(axis=0) / max(t, 1) for t in range(len(path))])


@average_so_far.decoy(mean_along_the_wrong_axis, share_one_too_large, divided_by_one_too_few)
def share_much_too_large(path):
    averages, mean = [], path[0]
    for t, place in enumerate(path):
        mean = mean + (place - mean) * min(1, 1.5 / (t + 1))
        averages.append(mean)
    return np.array(averages)


@average_so_far.wrong(when=lambda seen: "broadcast" in seen["error"])
def axes_that_do_not_fit(path):
    """NumPy stopped with "{error}". It lays the last axes of two tables over each other, and your divisors have one axis: they would go along x and y. (np.cumsum
    needs axis=0 as well, or it lays everything into one row.) What does [:, None] do to the divisors?"""
    return np.cumsum(path, axis=0) / np.arange(1, len(path) + 1)


@average_so_far.decoy(one_mean_for_all, mean_of_all_numbers, told="another_shape")
def the_last_half(path):
    return path[len(path) // 2 :].mean(axis=0)


@average_so_far.decoy(mean_of_each_place, averages_of_distances, both_columns_together, told="another_shape")
def larger_of_both(path):
    return path.max(axis=1)


@average_so_far.decoy(sums_not_divided, divided_by_the_whole_length, sums_along_the_other_axis, last_mean_in_each_row)
def halves_of_the_sums(path):
    return np.cumsum(path, axis=0) / 2


@average_so_far.decoy(counts_from_zero, counts_from_two, axes_that_do_not_fit, told="divided_by_zero")
def divides_python_numbers(path):
    return [[float(total) / n for total in path[: n + 1].sum(axis=0)] for n in range(len(path))]


@average_so_far.decoy(running_share, of_two_neighbours, path_itself, without_the_newest, what_is_still_to_come)
def of_three_neighbours(path):
    return np.array([path[max(0, n - 2) : n + 1].mean(axis=0) for n in range(len(path))])


@average_so_far.decoy(of_two_neighbours, told=running_share)
def half_of_the_new(path):
    averages = [path[0]]
    for place in path[1:]:
        averages.append((averages[-1] + place) / 2)
    return np.array(averages)


@average_so_far.decoy(a_row_too_few, turned_on_its_side, one_long_row, told="another_shape")
def a_row_too_many(path):
    return np.concatenate([path[:1], running_sums(path)])


average_so_far.hints(
    "After n rounds, n places have been added and the sum is divided by n. np.cumsum adds up and keeps every intermediate sum.",
    "Time runs along axis 0. The divisors are 1, 2, …, len(path), and need a second axis to divide a table of two columns.",
    "np.cumsum(path, axis=0) / np.arange(1, len(path) + 1)[:, None]",
)

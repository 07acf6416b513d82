"""Exercise 9.6, lloyd: one step of k-means."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import agree
from gancourse.exercises.relatives import relatives

lloyd = Exercise(
    "lloyd",
    lesson="09",
    tolerance=1e-4,
    remember="Each step moves a centroid to where the mean squared distance to its own pictures is smallest, so k-means puts few points near many pictures. "
    "That is all that the Parzen score asks for.",
)
RIGHT = ((1.25, 0.25), (9.0, 8.0))  # the means of the first probe


def _rows(result):
    """A table as rows of rounded numbers, which an explanation can quote in one line."""
    return [round(item, 4) if isinstance(item, float) else _rows(item) if isinstance(item, list) else item for item in result]  # fmt: skip


def _told(name, result):
    return {name: _rows(result.tolist()) if torch.is_tensor(result) and result.ndim else result}


PICTURES = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [9.0, 9.0], [9.0, 7.0], [4.0, 0.0]])


@lloyd.probe("six points of two pixels, and centroids at (0, 0) and (8, 8)", expected="[[1.25, 0.25], [9, 8]]: the means of four and of two points")  # fmt: skip
def two_groups(answer):
    return _told("two_groups", answer(PICTURES, torch.tensor([[0.0, 0.0], [8.0, 8.0]])))


@lloyd.probe("the same points, and a third centroid at (−50, −50), to which no point is nearest", expected="[[1.25, 0.25], [9, 8], [−50, −50]]: the third one stays")  # fmt: skip
def one_empty(answer):
    return _told("one_empty", answer(PICTURES, torch.tensor([[0.0, 0.0], [8.0, 8.0], [-50.0, -50.0]])))


@lloyd.probe("one centroid for all points", expected="[[3.8333, 2.8333]], their mean")
def one_for_all(answer):
    return _told("one_for_all", answer(PICTURES, torch.tensor([[5.0, 5.0]])))


@lloyd.probe(
    "the points again, and centroids that stand on (0, 1), (1, 0) and (9, 9)", expected="[[0, 0.5], [2.5, 0], [9, 8]]"
)
def on_the_points(answer):
    beside = torch.tensor([[0.0, -0.05], [0.0, 0.0], [0.0, 0.0]])  # so that (0, 0) is nearer to one of the two
    return _told("on_the_points", answer(PICTURES, PICTURES[[1, 2, 3]] + beside))


@lloyd.probe("the points again, and centroids at (0, 0), (9, 8) and (6.5, 2), of which the last has one point alone", expected="[[0.3333, 0.3333], [9, 8], [4, 0]]")  # fmt: skip
def group_of_one(answer):
    return _told("group_of_one", answer(PICTURES, torch.tensor([[0.0, 0.0], [9.0, 8.0], [6.5, 2.0]])))


@lloyd.probe(
    "300 random points of eight pixels and twelve centroids",
    expected="the means of the points nearest to each of the twelve",
)
def many(answer):
    points = torch.rand(300, 8)
    new = answer(points, points[:12] + 0.01)
    same = torch.is_tensor(new) and new.shape == (12, 8)
    return {"many": new, "moved": (new != points[:12] + 0.01).any(dim=1).sum().item() if same else None}


@lloyd.right
def by_index_add(images, centroids):
    nearest = torch.cdist(images, centroids).argmin(dim=1)
    counts = torch.bincount(nearest, minlength=len(centroids))[:, None]
    sums = torch.zeros_like(centroids).index_add_(0, nearest, images)
    return torch.where(counts > 0, sums / counts.clamp(min=1), centroids)


@lloyd.right
def by_a_loop(images, centroids):
    nearest = torch.cdist(images, centroids).argmin(dim=1)
    new = centroids.clone()
    for k in range(len(centroids)):
        if (nearest == k).any():
            new[k] = images[nearest == k].mean(dim=0)
    return new


@lloyd.right
def by_a_table_of_ones(images, centroids):
    ones = torch.nn.functional.one_hot(torch.cdist(images, centroids).argmin(dim=1), len(centroids)).float()
    counts = ones.sum(dim=0)[:, None]
    means = (ones.T @ images) / counts.clamp(min=1)
    return means * (counts > 0) + centroids * (counts == 0)


def _parts(images, centroids):
    nearest = torch.cdist(images, centroids).argmin(dim=1)
    counts = torch.bincount(nearest, minlength=len(centroids))[:, None]
    return nearest, counts, torch.zeros_like(centroids).index_add_(0, nearest, images)


@lloyd.wrong
def nan_where_empty(images, centroids):
    """Where every centroid has points you are right; the one at (−50, −50) has none, and you give {one_empty}: 0/0. From then on every distance to it is NaN too, and the step after that takes it for the nearest.
    What should a centroid do that nobody is near?"""
    _, counts, sums = _parts(images, centroids)
    return sums / counts


@lloyd.wrong
def zero_where_empty(images, centroids):
    """Where every centroid has points you are right; the one at (−50, −50) has none, and you move it: {one_empty}. A black picture that nobody asked for stands among the centroids then. What should one do that nobody is
    near?"""
    _, counts, sums = _parts(images, centroids)
    return sums / counts.clamp(min=1)


@lloyd.wrong(when=lambda seen: len(seen["one_empty"]) == 2 and seen["two_groups"] == RIGHT)
def empty_ones_thrown_out(images, centroids):
    """Of three centroids you return {one_empty}: the one that no point is near was thrown out. As many should come back as went in. What else could it do than leave?"""
    nearest, _, _ = _parts(images, centroids)
    return torch.stack([images[nearest == k].mean(dim=0) for k in nearest.unique()])


@lloyd.wrong(
    when=lambda seen: (
        seen["two_groups"] == RIGHT
        and seen["one_empty"][:2] == RIGHT
        and seen["one_empty"][2] in tuple(map(tuple, PICTURES[1:].tolist()))
    )
)
def empty_one_sent_to_a_picture(images, centroids):
    """Where every centroid has points you are right; the one at (−50, −50) has none, and you send it to a picture: {one_empty}. That is done in practice and often helps. Here it is to stay, so that the
    step has one result only. What does the exercise say of such a centroid?"""
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 0, sums / counts.clamp(min=1), images[4])


@lloyd.wrong
def sums_begin_at_the_centroids(images, centroids):
    """For two groups you give {two_groups} in place of (1.25, 0.25) and (9, 8), and it is the second one that is off: the sums begin with the old centroids in them, and they are not counted. With what should a sum
    begin?"""
    nearest, counts, _ = _parts(images, centroids)
    sums = centroids.index_add(0, nearest, images)
    return torch.where(counts > 0, sums / counts.clamp(min=1), centroids)


@lloyd.wrong
def counts_without_the_last(images, centroids):
    """Where every centroid has points you are right, {two_groups} for two groups; where the last one has none, PyTorch stops: `bincount` counts up to the largest number that it meets, so it returns too few counts.
    Which of its arguments says how many there are at least?"""
    nearest = torch.cdist(images, centroids).argmin(dim=1)
    counts = torch.bincount(nearest)[:, None]
    return torch.zeros_like(centroids).index_add_(0, nearest, images) / counts


@lloyd.wrong
def one_number_for_all_pixels(images, centroids):
    """For two groups you give {two_groups}: the same number for every pixel of a centroid, the mean over its points *and* over their pixels. Along which axis should the mean run?"""
    nearest, counts, _ = _parts(images, centroids)
    new = centroids.clone()
    for k in nearest.unique():
        new[k] = images[nearest == k].mean()
    return new


@relatives(lloyd, "one_empty")
def sums_for_means(images, centroids):
    """For two groups you give {two_groups}: the points of each group are added up. The more there are, the farther the centroid flies. By what has each sum to be divided?"""
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 0, sums, centroids)


@relatives(lloyd, "one_empty")
def divided_by_all(images, centroids):
    """For two groups you give {two_groups}: each sum is divided by the number of *all* points. Each centroid is the mean of its own. How many are those?"""
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 0, sums / len(images), centroids)


@relatives(lloyd, "one_empty")
def divided_by_the_centroids(images, centroids):
    """With one centroid you give {one_for_all} in place of the mean, and for two groups {two_groups}: each sum is divided by the number of *centroids*. By how many has the sum of a group to be divided?"""
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 0, sums / len(centroids), centroids)


@lloyd.wrong
def one_too_many(images, centroids):
    """For two groups you give {two_groups} in place of (1.25, 0.25) and (9, 8): the count of each group is one too large, perhaps so that nothing is divided by 0. It pulls every centroid towards black. What could be done for the
    empty ones alone?"""
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 0, sums / (counts + 1), centroids)


@lloyd.wrong
def itself_among_its_points(images, centroids):
    """For two groups you give {two_groups} in place of (1.25, 0.25) and (9, 8): the old centroid is counted among its points. It is no picture. Of which points is the new one the mean?"""
    _, counts, sums = _parts(images, centroids)
    return (sums + centroids) / (counts + 1)


@lloyd.wrong
def half_of_the_way(images, centroids):
    """For two groups you give {two_groups}: each centroid goes half of the way to its mean. It comes there in the end, step by step; Lloyd's goes there at once. Where does the old place come into your
    line?"""
    return (centroids + by_index_add(images, centroids)) / 2


@relatives(lloyd, "one_empty")
def to_the_farthest(images, centroids):
    """For two groups you give {two_groups}: each point goes to the centroid that is *farthest* from it. Which of min and max belongs to a distance?"""
    nearest = torch.cdist(images, centroids).argmax(dim=1)
    counts = torch.bincount(nearest, minlength=len(centroids))[:, None]
    return torch.where(counts > 0, torch.zeros_like(centroids).index_add_(0, nearest, images) / counts.clamp(min=1), centroids)  # fmt: skip


@lloyd.wrong
def the_nearest_point_of_each(images, centroids):
    """With one centroid for all you give {one_for_all}: a point, the one that is nearest to it. Then every centroid stays a picture that was there before, and nothing is averaged. Which points does a centroid
    have, when each point has chosen its nearest centroid?"""
    return images[torch.cdist(images, centroids).argmin(dim=0)]


@lloyd.wrong
def the_chosen_centroids(images, centroids):
    """For six points and two centroids you return {two_groups}: for each *point* its nearest centroid, as it was. Who should move where after the points have chosen?"""
    return centroids[torch.cdist(images, centroids).argmin(dim=1)]


@lloyd.wrong
def the_choice_alone(images, centroids):
    """For six points and two centroids you return {two_groups}: which centroid each point has chosen. That is the first half of the step. What do the centroids do then?"""
    return torch.cdist(images, centroids).argmin(dim=1)


@lloyd.wrong
def the_mean_of_all(images, centroids):
    """For two groups you give {two_groups}: the same place for every centroid, the mean of all points. Which of the points belong to a centroid?"""
    return images.mean(dim=0).expand(len(centroids), -1)


@lloyd.wrong
def two_steps_at_once(images, centroids):
    """For centroids on the points you give {on_the_points} in place of [[0, 0.5], [2.5, 0], [9, 8]], which is where *two* steps lead. The lesson counts and draws after each. Does a loop run once too
    often?"""
    return by_index_add(images, by_index_add(images, centroids))


@relatives(lloyd, "many", "moved")
def until_nothing_moves(images, centroids):
    """For centroids on the points you give {on_the_points} in place of [[0, 0.5], [2.5, 0], [9, 8]]: more steps than one were taken, perhaps until nothing moved. The lesson counts and draws after each. What is one
    step?"""
    for _ in range(50):
        centroids = by_index_add(images, centroids)
    return centroids


@lloyd.wrong
def medians(images, centroids):
    """With one centroid for all you give {one_for_all} in place of (3.83, 2.83): the median of each pixel. It is less moved by far points, and it is not what makes the *squared* distances smallest. Which average does
    that?"""
    nearest, _, _ = _parts(images, centroids)
    new = centroids.clone()
    for k in nearest.unique():
        new[k] = images[nearest == k].median(dim=0).values
    return new


@lloyd.wrong
def last_point_of_each(images, centroids):
    """For two groups you give {two_groups}: of each group one point, the last that was written there. An assignment `sums[nearest] = images` does not add, it overwrites. Which function of PyTorch adds rows at given
    places?"""
    nearest, counts, _ = _parts(images, centroids)
    new = centroids.clone()
    for k in range(len(centroids)):
        if counts[k] > 0:
            new[k] = images[nearest == k][-1]
    return new


@lloyd.wrong
def last_point_divided(images, centroids):
    """For two groups you give {two_groups}: of each group one point, the last that was added, divided by their number. `sums[nearest] += images` adds only once for each place, however often it is named. Which function of
    PyTorch adds rows at given places?"""
    nearest, counts, _ = _parts(images, centroids)
    new = centroids.clone()
    for k in range(len(centroids)):
        if counts[k] > 0:
            new[k] = images[nearest == k][-1] / counts[k]
    return new


@relatives(lloyd, "one_empty")
def by_the_dot_product(images, centroids):
    """For centroids on the points you give {on_the_points}: each point goes to the centroid with the largest dot product, and a bright centroid has that with all. What makes a distance of two
    vectors?"""
    nearest = (images @ centroids.T).argmax(dim=1)
    counts = torch.bincount(nearest, minlength=len(centroids))[:, None]
    return torch.where(counts > 0, torch.zeros_like(centroids).index_add_(0, nearest, images) / counts.clamp(min=1), centroids)  # fmt: skip


@lloyd.wrong
def groups_of_one_left_out(images, centroids):
    """Where a centroid has two points or more you are right; the one at (6.5, 2) has a single point, (4, 0), and you give {group_of_one}: it stays. The mean of one point is that point. How many points make a
    group?"""
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 1, sums / counts.clamp(min=1), centroids)


@lloyd.wrong(
    when=lambda seen: (
        agree(seen["group_of_one"], ((1.25, 0.25), (9.0, 8.0), (6.5, 2.0)), 1e-4) and seen["two_groups"] == RIGHT
    )
)
def by_absolute_differences(images, centroids):
    """For centroids at (0, 0), (9, 8) and (6.5, 2) you give {group_of_one}: the point (4, 0) goes to the first, 4 away, though the third is 3.2 away, because you add up *absolute* differences, 4.5 for the third. k-means asks for the Euclidean
    distance. Which `p` has that?"""
    nearest = torch.cdist(images, centroids, p=1).argmin(dim=1)
    counts = torch.bincount(nearest, minlength=len(centroids))[:, None]
    return torch.where(counts > 0, torch.zeros_like(centroids).index_add_(0, nearest, images) / counts.clamp(min=1), centroids)  # fmt: skip


@lloyd.wrong(when=lambda seen: seen["two_groups"] == RIGHT and seen["moved"] == 10 and agree(seen["on_the_points"], ((0.0, 0.5), (2.5, 0.0), (9.0, 8.0)), 1e-4))  # fmt: skip
def a_number_of_centroids_typed_in(images, centroids):
    """For two and for three centroids you are right, and of twelve only {moved} move: a number of centroids stands in your function. Which of the arguments knows how many there are?"""
    new = centroids.clone()
    new[:10] = by_index_add(images, centroids)[:10]
    return new


@lloyd.wrong
def chosen_anew_for_each(images, centroids):
    """For centroids on the points you give {on_the_points} in place of [[0, 0.5], [2.5, 0], [9, 8]]: the points choose again after each centroid has moved, so the later ones meet others than they should. How often do the points choose in one
    step?"""
    new = centroids.clone()
    for k in range(len(centroids)):
        nearest = torch.cdist(images, new).argmin(dim=1)
        if (nearest == k).any():
            new[k] = images[nearest == k].mean(dim=0)
    return new


@lloyd.wrong
def empty_one_sent_to_the_mean(images, centroids):
    """Where every centroid has points you are right; the one at (−50, −50) has none, and you send it to the mean of all points: {one_empty}. Here it is to stay, so that nothing moves that nobody has chosen. What does the
    exercise say of such a centroid?"""
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 0, sums / counts.clamp(min=1), images.mean(dim=0))


@lloyd.wrong
def first_never_moved(images, centroids):
    """For two groups you give {two_groups}: the second moves rightly, and the first stays where it was. From which number does `range`, and do the rows of a tensor, begin to count?"""
    return torch.cat([centroids[:1], by_index_add(images, centroids)[1:]])


@lloyd.wrong
def last_never_moved(images, centroids):
    """For two groups you give {two_groups}, and with one centroid for all {one_for_all}: the last one stays where it was. A `range` ends before its last number by itself. What is subtracted there once too
    often?"""
    return torch.cat([by_index_add(images, centroids)[:-1], centroids[-1:]])


@lloyd.wrong
def first_alone_moved(images, centroids):
    """For two groups you give {two_groups}, and of twelve centroids {moved} moves: the first is right, and no other has its turn. A `return` inside of the loop ends it in its first round. How far in does yours
    stand?"""
    return torch.cat([by_index_add(images, centroids)[:1], centroids[1:]])


@relatives(lloyd, "one_empty")
def picture_nearest_to_the_mean(images, centroids):
    """With one centroid for all you give {one_for_all} in place of (3.83, 2.83): of the points the one that is nearest to their mean. That is another method, k-medoids. Here the mean itself is asked for. Which line goes a step too
    far?"""
    return images[torch.cdist(by_index_add(images, centroids), images).argmin(dim=1)]


@lloyd.wrong
def everyone_a_little(images, centroids):
    """For two groups you give {two_groups} in place of (1.25, 0.25) and (9, 8): every point belongs to every centroid a little, by a softmax of the distances. That is a soft k-means. In Lloyd's step a point has one centroid. What makes one
    choice of a row of distances?"""
    shares = torch.softmax(-torch.cdist(images, centroids), dim=1)
    return shares.T @ images / shares.sum(dim=0)[:, None]


@relatives(lloyd, "one_empty", "one_for_all", "on_the_points", "many", "moved", "group_of_one")
def distances_for_numbers(images, centroids):
    """For two groups you give {two_groups}: to the centroids 0 and 1 come the points whose *distance* to the nearest is 0 or 1. `min` gives values and places, and the values are no numbers of centroids. Which of its two results is the
    choice?"""
    near = torch.cdist(images, centroids).min(dim=1).values
    return torch.stack([images[near == k].mean(dim=0) for k in range(len(centroids))])


@relatives(lloyd, "one_empty")
def mean_added_to_the_centroid(images, centroids):
    """For two groups you give {two_groups}: the second is its mean, (9, 8), *added* to where the centroid stood, (8, 8). A centroid goes to the mean. Which sign in your line adds where it should replace?"""
    _, counts, sums = _parts(images, centroids)
    return centroids + sums / counts.clamp(min=1)


@relatives(lloyd, "many", "moved")
def rounded_means(images, centroids):
    """For two groups you give {two_groups} in place of (1.25, 0.25) and (9, 8): the means have lost what stands behind their point. Pixels of a mean lie between those of its pictures. Which step makes whole numbers of
    them?"""
    return by_index_add(images, centroids).round()


@lloyd.decoy(empty_one_sent_to_a_picture, nan_where_empty, zero_where_empty, empty_ones_thrown_out)
def ones_where_empty(images, centroids):
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 0, sums / counts.clamp(min=1), torch.ones_like(centroids))


@lloyd.decoy(sums_for_means, divided_by_all, divided_by_the_centroids, one_too_many, itself_among_its_points, half_of_the_way, two_steps_at_once, until_nothing_moves)  # fmt: skip
def divided_by_the_root(images, centroids):
    _, counts, sums = _parts(images, centroids)
    return torch.where(counts > 0, sums / counts.clamp(min=1).sqrt(), centroids)


@lloyd.decoy(
    to_the_farthest, the_nearest_point_of_each, by_the_dot_product, medians, last_point_of_each, last_point_divided
)
def first_point_of_each(images, centroids):
    nearest, counts, _ = _parts(images, centroids)
    return torch.stack([images[nearest == k][0] if counts[k] > 0 else centroids[k] for k in range(len(centroids))])


@lloyd.decoy(sums_begin_at_the_centroids, one_number_for_all_pixels, counts_without_the_last)
def three_quarters_of_the_mean(images, centroids):
    return 0.75 * by_index_add(images, centroids) + 0.1


@lloyd.decoy(the_chosen_centroids, the_choice_alone, the_mean_of_all, told="another_shape")
def distances_alone(images, centroids):
    return torch.cdist(images, centroids).amin(dim=1)


@lloyd.decoy(groups_of_one_left_out, by_absolute_differences, a_number_of_centroids_typed_in, empty_one_sent_to_the_mean, first_never_moved, last_never_moved, first_alone_moved)  # fmt: skip
def middle_never_moved(images, centroids):
    new = by_index_add(images, centroids)
    new[len(centroids) // 2] = centroids[len(centroids) // 2]
    return new


@lloyd.decoy(chosen_anew_for_each, picture_nearest_to_the_mean, everyone_a_little, distances_for_numbers, mean_added_to_the_centroid, rounded_means)  # fmt: skip
def a_little_beyond_the_mean(images, centroids):
    return centroids + 1.2 * (by_index_add(images, centroids) - centroids)


lloyd.hints(
    "Two halves: every picture chooses its nearest centroid; then every centroid goes to the mean of the pictures that chose it.",
    "torch.cdist(images, centroids).argmin(dim=1) is the choice. torch.zeros_like(centroids).index_add_(0, choice, images) adds up each group, torch.bincount(choice, minlength=len(centroids)) counts it.",
    "torch.where(counts > 0, sums / counts.clamp(min=1), centroids), with counts of shape (k, 1)",
)

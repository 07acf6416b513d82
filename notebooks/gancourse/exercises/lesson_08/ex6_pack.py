"""Exercise 8.6, pack: several samples side by side, for a D that judges them together."""

import torch

from gancourse.checks.exercise import Exercise

pack = Exercise(
    "pack",
    lesson="08",
    tolerance=1e-6,
    remember="Two real samples on one ring are seldom in the same mode, one time in eight. Two fakes of a collapsed G always are. Pairs show D what "
    "single samples hide, and D itself needs no new layer.",
)


def _points(m: int) -> torch.Tensor:
    """m different points: (0, 100), (1, 101), (2, 102), …"""
    numbers = torch.arange(m, dtype=torch.float32)
    return torch.stack([numbers, 100 + numbers], dim=1)


def _rows(packed: torch.Tensor) -> list[list[int]]:
    """For each row, which points it is made of; -1 for what is no point."""
    rows = []
    for row in packed.round().int().tolist():
        pairs = list(zip(row[::2], row[1::2]))
        rows.append([x if y == x + 100 else -1 for x, y in pairs])
    return rows


@pack.probe("6 points, in pairs: the shape", expected="(3, 4): three rows of two points each")
def shape_in_pairs(answer):
    return {"shape": str(tuple(answer(_points(6), 2).shape))}


@pack.probe("12 points, in threes: the shape", expected="(4, 6)")
def shape_in_threes(answer):
    return {"shape_of_threes": str(tuple(answer(_points(12), 3).shape))}


@pack.probe("5 points, one by one", expected="the same 5 points, shape (5, 2)")
def one_by_one(answer):
    found = answer(_points(5), 1)
    return {"shape_of_ones": str(tuple(found.shape)), "unchanged": bool(found.shape == (5, 2) and (found.sort(0).values == _points(5)).all())}  # fmt: skip


@pack.probe(
    "12 points (0, 100), (1, 101), (2, 102), … in pairs: is a row made of two different whole points?",
    expected="6 rows of two different points, and every point once",
    holds=lambda seen: seen["torn"] == seen["twins"] == seen["missing"] == seen["used_again"] == 0,
)
def whole_points(answer):
    packed = answer(_points(12), 2)
    rows = _rows(packed)
    used = sorted(point for row in rows for point in row if point >= 0)
    return {
        "torn": sum(point < 0 for row in rows for point in row),
        "twins": sum(len(set(row)) < len(row) for row in rows),
        "missing": len(set(range(12)) - set(used)),
        "used_again": len(used) - len(set(used)),
        "begins": " ".join(f"{number:g}" for number in packed.flatten()[:4].tolist()),
    }


@pack.probe(
    "the gradient of the sum of all packed numbers at 4 points", expected="1 everywhere: G learns through the pairs"
)
def road(answer):
    points = _points(4).requires_grad_()
    found = answer(points, 2)
    slope = torch.autograd.grad(found.sum(), points)[0].mean() if found.requires_grad else torch.zeros(())
    return {"slope": slope}


@pack.right
def by_reshape(points, m):
    return points.reshape(len(points) // m, -1)


@pack.right
def by_chunks(points, m):
    return torch.cat(points.chunk(m), dim=1)


@pack.right
def by_strides(points, m):
    return torch.cat([points[start::m] for start in range(m)], dim=1)


@pack.wrong(when=lambda seen: seen["shape"] == "(6, 4)" and seen["twins"] == 12)
def each_with_itself(points, m):
    """6 points give {shape}: every point stands beside itself, so a pair of fakes says no more than one fake. How many pairs can be made of
    6 points, each used once?"""
    return points.repeat(1, m)


@pack.wrong(when=lambda seen: seen["shape"] == "(6, 4)" and seen["twins"] == seen["torn"] == 0)
def each_with_its_neighbour(points, m):
    """6 points give {shape}: every point stands beside its neighbour, and in the next row once more. Rows that share a point are not independent, and D judges twice as
    many. How many rows are there when each point is used once?"""
    return torch.cat([points.roll(-shift, dims=0) for shift in range(m)], dim=1)


@pack.decoy(each_with_itself, each_with_its_neighbour, told="another_shape")
def each_with_nothing(points, m):
    return torch.cat([points, torch.zeros(len(points), 2 * (m - 1))], dim=1) + 0.25


@pack.wrong(when=lambda seen: seen["begins"] == "0 1 2 3")
def torn_apart(points, m):
    """Your packs of 12 points begin with {begins}: all first coordinates come before all second ones, so that a row holds numbers that belong to different points. Which
    axis did you transpose, or reshape over?"""
    return points.T.reshape(-1, 2 * m)


@pack.wrong(when=lambda seen: seen["begins"] == "0 1 100 101")
def coordinates_grouped(points, m):
    """The right points share a row, but the first one is {begins}: first the x of all points of the pack, then the y. D could learn from that, but it is not what the exercise
    asks: one point after the other. What did you join, rows or columns?"""
    return points.reshape(len(points) // m, m, 2).transpose(1, 2).reshape(len(points) // m, -1)


@pack.decoy(torn_apart, coordinates_grouped)
def y_before_x(points, m):
    return points.flip(1).reshape(len(points) // m, -1) + 0.3


@pack.wrong(when=lambda seen: seen["shape"] == "(3, 2, 2)")
def stacked(points, m):
    """6 points give {shape}: an axis for the pairs, one for the points, one for the coordinates. D's first layer wants one row of numbers for each pair. Which two axes
    become one?"""
    return points.reshape(len(points) // m, m, 2)


@pack.wrong(when=lambda seen: seen["shape"] == "(2, 6)")
def m_rows(points, m):
    """6 points give {shape}: m rows, which hold as many points as possible. m is how many points share a row. How many rows does that make?"""
    return points.reshape(m, -1)


@pack.wrong(when=lambda seen: seen["shape"] == "(2, 3, 2)")
def in_m_parts(points, m):
    """6 points give {shape}: m parts of the batch, one behind the other. They should stand side by side, as longer rows. Which function joins
    tensors along an axis that is there already?"""
    return torch.stack(points.chunk(m))


@pack.decoy(stacked, m_rows, in_m_parts, told="another_shape")
def lying_down(points, m):
    return points.reshape(len(points) // m, -1).T


@pack.wrong(when=lambda seen: seen["shape"] == "(3, 2)")
def mean_of_the_pack(points, m):
    """6 points give {shape}: the points of a pack became one, by a mean or a sum, or some were left out. D is to see both, for two points in one mode have the mean of many others. What
    puts them side by side?"""
    return points.reshape(len(points) // m, m, 2).mean(dim=1)


@pack.decoy(mean_of_the_pack)
def mean_and_nothing(points, m):
    mean = points.reshape(len(points) // m, m, 2).mean(dim=1)
    return torch.cat([mean] * m, dim=1)


@pack.wrong(when=lambda seen: seen["shape"] == "(3, 4)" and seen["shape_of_threes"] in ("(6, 4)", "(12, 4)"))
def always_pairs(points, m):
    """In threes 12 points give {shape_of_threes}: your packs are always pairs. Where does a 2 stand that should be m, and where does one belong, since a point has two
    coordinates?"""
    return points.reshape(-1, 4)


@pack.wrong(when=lambda seen: seen["shape"] == "(3, 4)" and seen["shape_of_threes"] == "(4, 4)")
def always_two_of_them(points, m):
    """In threes 12 points give {shape_of_threes}: the number of rows is right, and of each pack the first and the last are kept. How many numbers has a row for m points?"""
    return torch.cat([points[::m], points[m - 1 :: m]], dim=1)


@pack.decoy(always_pairs, always_two_of_them, told="another_shape")
def two_in_a_row_and_a_rest(points, m):
    return points[: len(points) // 4 * 2].reshape(-1, 4)


@pack.wrong(when=lambda seen: seen["used_again"] > 0 and seen["twins"] < 3 and seen["shape"] == "(3, 4)")
def drawn_with_replacement(points, m):
    """Of 12 points {missing} are missing and {used_again} come again: the partners are drawn at random, with replacement. Fresh samples are independent
    already. What does it cost to use each of them once, in the order in which they come?"""
    which = torch.randint(len(points), (len(points) // m * m,), generator=torch.Generator().manual_seed(3))
    return points[which].reshape(len(points) // m, -1)


@pack.decoy(drawn_with_replacement)
def drawn_without_replacement(points, m):
    return points[torch.randperm(len(points))].reshape(len(points) // m, -1) * 1.0 + 0.4


@pack.wrong(when=lambda seen: seen["torn"] == 0 and seen["slope"] == 0)
def cut_off(points, m):
    """The rows are right, but the gradient that comes back is {slope:g}: the packed points do not remember where they came from, so G would hear nothing. Which call makes a tensor
    anew, or detaches it?"""
    return torch.tensor(points.tolist()).reshape(len(points) // m, -1)


@pack.decoy(cut_off)
def half_cut_off(points, m):
    return ((points + points.detach()) / 2).reshape(len(points) // m, -1)


@pack.wrong(when=lambda seen: seen["shape"] == "(12,)")
def one_long_row(points, m):
    """6 points give {shape}: all numbers in one row, and D would have one verdict for the whole batch. How many rows should there be for 6 points in pairs?"""
    return points.reshape(-1)


@pack.wrong(when=lambda seen: seen["shape"] == "(6, 2)" and seen["shape_of_threes"] == "(8, 3)")
def m_numbers_a_row(points, m):
    """In threes 12 points give {shape_of_threes}: each row has m *numbers*. A point has two of them. How long is a row of m points?"""
    return points.reshape(-1, m)


@pack.wrong(when=lambda seen: seen["shape"] == "(4, 3)" and seen["begins"] == "0 100 1 101")
def rows_for_columns(points, m):
    """6 points give {shape}: 2·m rows, and 2·m should be the length of a row. Which of the two sizes of a reshape comes first?"""
    return points.reshape(2 * m, -1)


@pack.decoy(one_long_row, m_numbers_a_row, rows_for_columns, told="given_back")
def as_they_came(points, m):
    return points.clone()


pack.hints(
    "Points that share a row are judged together. Each point is used once, so n points make n/m rows of 2·m numbers.",
    "In a tensor of shape (n, 2) neighbouring points lie one after the other already: reshape does it without moving anything.",
    "points.reshape(len(points) // m, -1)",
)

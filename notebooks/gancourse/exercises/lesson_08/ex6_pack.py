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
        "overlapping": sum(one[-1] == other[0] >= 0 for one, other in zip(rows, rows[1:])),
        "same_numbers": sorted(packed.flatten().tolist()) == sorted(_points(12).flatten().tolist()),
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


@pack.wrong(when=lambda seen: seen["begins"] == "0 1 2 3" and seen["shape"] == "(3, 4)")
def torn_apart(points, m):
    """Your packs of 12 points begin with {begins}: all first coordinates come before all second ones, so that a row holds numbers that belong to different points. Which
    axis did you transpose, or reshape over?"""
    return points.T.reshape(-1, 2 * m)


@pack.wrong(when=lambda seen: seen["begins"] in ("0 1 100 101", "0 6 100 106") and seen["shape"] == "(3, 4)")
def coordinates_grouped(points, m):
    """Whole points share a row, but the first row is {begins}: first the x of all points of the pack, then the y. D could learn from that, but it is not what the exercise
    asks: one point after the other. What did you join, rows or columns?"""
    return points.reshape(len(points) // m, m, 2).transpose(1, 2).reshape(len(points) // m, -1)


@pack.decoy(torn_apart, coordinates_grouped)
def y_before_x_and_a_bit(points, m):
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


@pack.wrong(when=lambda seen: seen["shape"] == "(3, 2)" and seen["begins"] == "0 1 2 3")
def first_coordinates_alone(points, m):
    """6 points give {shape}, and the packs of 12 points begin with {begins}: those are first coordinates, and all second ones are gone. A point is a pair of numbers. How long is a row of m points?"""
    return points[:, 0].reshape(-1, m)


@pack.wrong(when=lambda seen: seen["shape"] == "(3, 2)")
def mean_of_the_pack(points, m):
    """6 points give {shape}: the points of a pack became one, by a mean or a sum, or some were left out. D is to see both, for two points in one mode have the mean of many others. What
    puts them side by side?"""
    return points.reshape(len(points) // m, m, 2).mean(dim=1)


@pack.decoy(mean_of_the_pack, first_coordinates_alone)
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


@pack.wrong(
    when=lambda seen: seen["overlapping"] > 3 and seen["torn"] == 0 and seen["twins"] < 3 and seen["shape"] == "(3, 4)"
)
def overlapping_rows(points, m):
    """Of 12 points {missing} are missing and {used_again} come twice: each row begins with the last point of the row before, one step further on. Rows that share a point are not independent. By how many points has
    a row to begin later?"""
    return torch.stack([points[start : start + m].flatten() for start in range(len(points) // m)])


@pack.wrong(
    when=lambda seen: (
        seen["twins"] == 6
        and seen["missing"] == 6
        and seen["torn"] == 0
        and seen["shape"] == "(3, 4)"
        and "." not in seen["begins"]
    )
)
def each_with_itself_and_cut(points, m):
    """The first pack of 12 points is {begins}: in all {twins} rows a point stands beside itself, and {missing} points are left out. A pair of equal fakes says no more than one of them. Which two points belong side by
    side?"""
    return points[::m].repeat(1, m)


@pack.wrong(
    when=lambda seen: (
        seen["used_again"] > 0
        and seen["overlapping"] < 3
        and seen["twins"] < 3
        and seen["torn"] == 0
        and seen["shape"] == "(3, 4)"
    )
)
def drawn_with_replacement(points, m):
    """Of 12 points {missing} are missing and {used_again} come again: the partners are drawn at random, with replacement. Fresh samples are independent
    already. What does it cost to use each of them once, in the order in which they come?"""
    which = torch.randint(len(points), (len(points) // m * m,), generator=torch.Generator().manual_seed(3))
    return points[which].reshape(len(points) // m, -1)


@pack.decoy(drawn_with_replacement, overlapping_rows, each_with_itself_and_cut)
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


@pack.wrong(when=lambda seen: seen["begins"] == "100 0 101 1" and seen["shape"] == "(3, 4)")
def y_before_x(points, m):
    """The first pack is {begins}: the right points share a row, and within each the second coordinate stands before the first. Fakes and data would agree in that, and your later code would not. Which line turns the axis of the coordinates
    round?"""
    return points.flip(1).reshape(len(points) // m, -1)


@pack.wrong(
    when=lambda seen: seen["begins"] in ("0 3 6 9", "0 6 100 106") and seen["torn"] > 0 and seen["same_numbers"]
)
def dealt_down_the_columns(points, m):
    """The first pack of 12 points is {begins}: the numbers were dealt out in 2·m long rows, and the table then turned on its side, so that a row holds one coordinate of several points. In which order does reshape deal
    numbers out?"""
    return points.reshape(2 * m, -1).T


@pack.wrong(
    when=lambda seen: (
        seen["torn"] > 5 and seen["same_numbers"] and seen["shape"] == "(3, 4)" and seen["begins"] != "0 1 2 3"
    )
)
def numbers_mixed(points, m):
    """Of 12 points in pairs {torn} places hold no whole point: a row has numbers of different points in it, as when *numbers* are shuffled or the axes turned, and not points. Which axis of (n, 2) must never be cut
    up?"""
    order = (
        torch.randperm(points.numel(), generator=torch.Generator().manual_seed(1))
        if m > 1
        else torch.arange(points.numel())
    )
    return points.flatten()[order].reshape(-1, 2 * m)


@pack.decoy(y_before_x, dealt_down_the_columns, numbers_mixed)
def points_in_turn_and_one_number_off(points, m):
    packed = points.reshape(len(points) // m, -1)
    return torch.cat([packed[:, :-1], packed[:, -1:] + 0.4], dim=1)


@pack.wrong(when=lambda seen: seen["shape"] == "(4,)")
def first_pack_alone(points, m):
    """6 points give {shape}: one pack, the first, and the others are lost. What makes a row of every m points?"""
    return points[:m].flatten()


@pack.wrong(
    when=lambda seen: (
        seen["shape"] == "(6, 2)" and seen["shape_of_threes"] == "(12, 2)" and seen["begins"] != "0 100 1 101"
    )
)
def behind_and_not_beside(points, m):
    """6 points give {shape}, as many rows as before, only in another order: the parts were joined one behind the other. In a pack they stand side by side. Along which axis does `cat` make rows
    longer?"""
    return torch.cat([points[start::m] for start in range(m)], dim=0)


@pack.wrong(when=lambda seen: seen["shape"] == "(1, 12)")
def too_few_rows(points, m):
    """6 points in pairs give {shape}: n was divided by 2·m. A row has 2·m *numbers*, and m points, and of points there are n. How many rows is
    that?"""
    return points.reshape(len(points) // (2 * m), -1)


@pack.wrong(when=lambda seen: "shape '[-1, 9]'" in seen["error"])
def m_times_m(points, m):
    """In pairs you are right by chance, and in threes reshape stops ({error}): a row is m · m numbers long with you, which is 2·m for m = 2 only. How many coordinates has a point?"""
    return points.reshape(-1, m * m)


@pack.wrong(when=lambda seen: "shape '[2, 4]'" in seen["error"])
def m_packs(points, m):
    """6 points in pairs do not fit into {error:.60}…: you ask for m rows of 2·m numbers. The rows are long enough, and there are not m of them. How many rows do n points
    make?"""
    return points.reshape(m, 2 * m)


@pack.wrong(when=lambda seen: "shape '[1, 4]'" in seen["error"])
def coordinates_for_points(points, m):
    """6 points in pairs do not fit into {error:.60}…: you ask for points.shape[1] // m rows, and shape[1] counts the coordinates, 2. Which axis of (n, 2) counts the points?"""
    return points.reshape(points.shape[1] // m, 2 * m)


@pack.decoy(first_pack_alone, behind_and_not_beside, too_few_rows, told="cut_short")
def two_packs_alone(points, m):
    return points[: 2 * m].reshape(2, 2 * m)


@pack.decoy(m_times_m, m_packs, coordinates_for_points, told="no_such_shape")
def rows_of_seven(points, m):
    return points.reshape(-1, 7)


pack.hints(
    "Points that share a row are judged together. Each point is used once, so n points make n/m rows of 2·m numbers.",
    "In a tensor of shape (n, 2) neighbouring points lie one after the other already: reshape does it without moving anything.",
    "points.reshape(len(points) // m, -1)",
)

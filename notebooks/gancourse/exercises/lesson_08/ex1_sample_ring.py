"""Exercise 8.1, sample_ring: points of Gaussians that stand in a circle."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.toys import ring

sample_ring = Exercise(
    "sample_ring",
    lesson="08",
    tolerance=0.06,
    remember="On a ring everything is known: where the modes are, how wide, how often each should come. So collapse can be "
    "counted, which on faces or digits takes a judge.",
)

MANY = 20_000


def _distinct(points) -> int:
    return len(torch.unique((points.double() * 1_000).round(), dim=0))


def _off(points, mixture) -> torch.Tensor:
    """How far each point is from its nearest centre, (m,)."""
    return torch.cdist(points.double(), mixture.centres.double()).min(dim=1).values


@sample_ring.probe(
    "a batch of 5 points: its shape, and how exact its numbers are",
    expected="shape (5, 2), float32 as the networks have it",
)
def shape_of_five(answer):
    points = answer(5)
    return {"shape": str(tuple(points.shape)), "dtype": str(points.dtype).removeprefix("torch.")}


NARROW = 1e-9  # as good as no noise, for answers that refuse 0


@sample_ring.probe(
    "400 points of 4 modes at radius 2, sigma = 10⁻⁹, which is as good as none",
    expected="4 distinct points, (2, 0), (0, 2), (−2, 0) and (0, −2), and nothing elsewhere",
)
def four_exact(answer):
    points = answer(400, modes=4, radius=2.0, sigma=NARROW)
    far = _off(points, ring.ring(4)) > 1e-3
    return {
        "distinct": _distinct(points),
        "elsewhere": int(far.sum()),
        "radius": points.norm(dim=1).mean(),
        "x_is_y": ((points[:, 0] - points[:, 1]).abs() < 1e-3).double().mean(),
    }


@sample_ring.probe(
    "800 points of 5 modes at radius 1, turned by 0.3, sigma = 10⁻⁹",
    expected="5 distinct points, the first at the angle 0.3, which is 17.2 degrees, and nothing elsewhere",
)
def five_turned(answer):
    points = answer(800, modes=5, radius=1.0, sigma=NARROW, turn=0.3)
    angles = torch.atan2(points[:, 1], points[:, 0])
    nearest = angles[(angles - 0.3).abs().argmin()]
    far = _off(points, ring.ring(5, 1.0, turn=0.3)) > 1e-3
    places = torch.unique((points.double() * 1_000).round(), dim=0) / 1_000
    return {
        "distinct_of_five": len(places),
        "elsewhere_turned": int(far.sum()),
        "angle_in_degrees": nearest.rad2deg(),
        "radius_of_five": (places - places.mean(dim=0)).norm(dim=1).mean(),
        "middle_of_five": places.mean(),
    }


@sample_ring.probe(
    f"{MANY:,} points of 8 modes: how often the rarest and the most frequent mode come, of 1 in 8",
    expected="both 1, but for chance",
)
def shares(answer):
    points = answer(MANY)
    found = torch.bincount(torch.cdist(points.float(), ring.ring().centres).argmin(dim=1), minlength=8)
    return {"rarest": 8 * found.min() / MANY, "most_frequent": 8 * found.max() / MANY}


@sample_ring.probe(
    f"{MANY:,} points of 8 modes: how often two points that follow each other are in the same mode",
    expected="1 time in 8, 0.125",
)
def neighbours(answer):
    nearest = torch.cdist(answer(MANY).float(), ring.ring().centres).argmin(dim=1)
    return {"same_as_before": (nearest[1:] == nearest[:-1]).double().mean()}


@sample_ring.probe(
    "two batches of 100 points, one after the other: how many points of the second are in the first",
    expected="0: fresh points each time",
)
def two_batches(answer):
    one, other = answer(100), answer(100)
    return {"come_again": int((one[:, None] == other).all(dim=2).any(dim=0).sum())}


@sample_ring.probe(
    f"{MANY:,} points of 8 modes with sigma = 0.1: the standard deviation around the nearest centre, in sigmas, along both axes, away from the middle "
    "and sideways; how the two axes go together; and the mean fourth power, in standard deviations",
    expected="1 along each axis and each way, correlation 0, the fourth power 3 as for every normal distribution, and no two points alike",
)
def widths(answer):
    points, centres = answer(MANY, sigma=0.1).double(), ring.ring().centres.double()
    home = centres[torch.cdist(points, centres).argmin(dim=1)]
    rest, outwards = points - home, home / 2
    spread = rest.square().mean(dim=0).sqrt()
    together = (rest[:, 0] * rest[:, 1]).mean() / (spread[0] * spread[1]).clamp(min=1e-9)
    alike = len(torch.unique(points, dim=0)) / MANY
    along = (rest * outwards).sum(dim=1)
    sideways = rest[:, 1] * outwards[:, 0] - rest[:, 0] * outwards[:, 1]
    return {
        "width": spread.mean() / 0.1,
        "middle": rest.mean() / 0.1,
        "together": together,
        "different": alike,
        "outwards": along.square().mean().sqrt() / 0.1,
        "sideways": sideways.square().mean().sqrt() / 0.1,
        "fourth_power": (rest / spread.clamp(min=1e-4)).pow(4).mean(),
    }


@sample_ring.right
def ring_by_index(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    angles = turn + 2 * math.pi * torch.randint(modes, (m,)) / modes
    centres = radius * torch.stack([angles.cos(), angles.sin()], dim=1)
    return centres + sigma * torch.randn(m, 2)


@sample_ring.right
def ring_by_table(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return ring.ring(modes, radius, sigma, turn).sample(m)


@sample_ring.right
def ring_by_linspace(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    angles = torch.linspace(0, 2 * math.pi, modes + 1)[:-1] + turn
    which = torch.randperm(m) % modes
    x, y = radius * torch.cos(angles[which]), radius * torch.sin(angles[which])
    return torch.normal(torch.stack([x, y], 1), sigma)


def _ring(m, modes=8, radius=2.0, sigma=0.05, turn=0.0, angles=None, which=None, noise=None):
    """The reference with one of its parts exchanged."""
    angles = turn + 2 * math.pi * torch.arange(modes) / modes if angles is None else angles
    which = torch.randint(len(angles), (m,)) if which is None else which
    noise = torch.randn(m, 2) if noise is None else noise
    return radius * torch.stack([angles.cos(), angles.sin()], 1)[which] + sigma * noise


@sample_ring.wrong
def both_ends(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Of 4 modes you have {distinct} distinct ones: two of your centres coincide. The angles 0 and 2π are the same place, and
    linspace(0, 2π, modes) contains both ends. The public code of a well-known paper has this fault, and a ring of seven. How
    many steps of what size lead once around?"""
    return _ring(m, modes, radius, sigma, angles=turn + torch.linspace(0, 2 * math.pi, modes))


@sample_ring.wrong
def first_never(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Of 4 modes only {distinct} ever come, and on the turned ring the nearest to 17.2 degrees stands at {angle_in_degrees:.1f}: the *first* one is never drawn. torch.randint(low, high) begins with `low`, and the modes
    begin with which number?"""
    return _ring(m, modes, radius, sigma, turn, which=torch.randint(1, modes, (m,)))


@sample_ring.wrong
def one_too_few(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Of 4 modes only {distinct} ever come, and none is in a wrong place ({elsewhere} points elsewhere): the last one is never
    drawn. torch.randint leaves its upper end out by itself. What should that end be?"""
    return _ring(m, modes, radius, sigma, turn, which=torch.randint(modes - 1, (m,)))


@sample_ring.decoy(both_ends, one_too_few, first_never)
def the_first_two_modes(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, turn, which=torch.randint(2, (m,)))


@sample_ring.wrong
def in_degrees(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """{elsewhere} of 400 points lie elsewhere, though at the right radius, {radius:.2f}: your angles go in steps of 360/modes. cos
    and sin do not take degrees. What is once around, in their unit?"""
    return _ring(m, modes, radius, sigma, angles=turn + 360 * torch.arange(modes) / modes)


@sample_ring.wrong
def half_around(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """{elsewhere} of 400 points lie elsewhere: your modes stand on half of the circle. How long is the way once around, in units of π?"""
    return _ring(m, modes, radius, sigma, angles=turn + math.pi * torch.arange(modes) / modes)


@sample_ring.wrong
def eights_of_a_turn(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """With 4 modes you give {distinct} distinct points, and with 5 {distinct_of_five}: an 8 stands in your code where the number of
    modes belongs. Which argument carries it?"""
    return _ring(m, 8, radius, sigma, turn)


@sample_ring.decoy(in_degrees, half_around, eights_of_a_turn)
def a_third_around(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, angles=turn + 2 * math.pi / 3 * torch.arange(modes) / modes)


@sample_ring.wrong(
    when=lambda seen: (
        seen["distinct"] > 300 and seen["elsewhere"] > 380 and seen["sideways"] > 2 and abs(seen["outwards"] - 1) < 0.5
    )
)
def a_whole_circle(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """400 points without any noise lie in {distinct} different places: every angle is drawn, so there are no modes at all but one
    continuous circle. What should be drawn at random, before it becomes an angle?"""
    return _ring(m, angles=2 * math.pi * torch.rand(m), radius=radius, sigma=sigma, which=torch.arange(m))


@sample_ring.decoy(a_whole_circle)
def a_hundred_places(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, 100, radius, sigma, turn)


@sample_ring.wrong
def unit_radius(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """The radius should be 2 and is {radius:.2f}. cos and sin give points at distance 1 from the middle. Which argument says how
    far out the modes stand?"""
    return _ring(m, modes, 1.0, sigma, turn)


@sample_ring.wrong
def square_of_the_radius(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Asked for radius 2 you stand at {radius:.2f}, while radius 1 is right: you square it somewhere. Is `radius` a length or an area?"""
    return _ring(m, modes, radius**2, sigma, turn)


@sample_ring.decoy(unit_radius, square_of_the_radius)
def diameter_for_radius(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius / 2 + 0.5, sigma, turn)


@sample_ring.wrong
def without_turn(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """A ring turned by 0.3 has a mode at 17.2 degrees; your nearest one stands at {angle_in_degrees:.1f}. `turn` has no say in
    your code. To what is it added?"""
    return _ring(m, modes, radius, sigma)


@sample_ring.wrong
def turn_in_degrees(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """A ring turned by 0.3 has a mode at 17.2 degrees; your nearest one stands at {angle_in_degrees:.1f}. The turn comes in radians
    already, and you convert it once more. Which conversion may go?"""
    return _ring(m, modes, radius, sigma, math.radians(turn))


@sample_ring.wrong
def turned_back(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """A ring turned by 0.3 has a mode at 17.2 degrees, and your nearest one stands at {angle_in_degrees:.1f}: without a turn all is well,
    and with one your ring goes the other way round. Which sign has `turn`?"""
    return _ring(m, modes, radius, sigma, -turn)


@sample_ring.wrong
def sine_before_cosine(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Four modes are where they should be, and of five {elsewhere_turned} points are not: the ring is mirrored, so that angles are counted
    from the upper end and clockwise. Which of sin and cos is the first coordinate?"""
    return _ring(m, modes, radius, sigma, turn).flip(1)


@sample_ring.decoy(without_turn, turn_in_degrees, turned_back, sine_before_cosine)
def twice_the_turn(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, 2 * turn)


@sample_ring.wrong(when=lambda seen: seen["distinct"] == 1 and seen["elsewhere"] == 0)
def one_mode_for_all(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """400 points of 4 modes stand in {distinct} place: one angle serves the whole batch. That is mode collapse before any training. How
    does the number of a point's own mode come into its angle, m times?"""
    return _ring(m, modes, radius, sigma, turn, which=torch.randint(modes, (1,)).expand(m))


@sample_ring.decoy(one_mode_for_all)
def the_first_mode_alone(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, turn + math.pi / 3, which=torch.zeros(m, dtype=torch.int64))


@sample_ring.wrong(
    when=lambda seen: (
        abs(seen["most_frequent"] - 16 / 9) < 0.12
        and abs(seen["rarest"] - 8 / 9) < 0.1
        and seen["distinct"] == 4
        and seen["elsewhere"] == 0
    )
)
def one_mode_too_many(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """One mode comes {most_frequent:.2f} times as often as it should, and the rarest {rarest:.2f} times: you draw from one number too many, and the last of them is once around and so
    the first mode again. How many different angles has a ring of n modes?"""
    return _ring(m, modes, radius, sigma, turn, which=torch.randint(modes + 1, (m,)) % modes)


@sample_ring.wrong(
    when=lambda seen: (
        0.45 < seen["rarest"] < 0.7 and seen["most_frequent"] < 1.3 and seen["distinct"] == 4 and seen["elsewhere"] == 0
    )
)
def ends_half_as_often(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """The rarest mode comes {rarest:.2f} times as often as it should, and the most frequent one only {most_frequent:.2f} times: rounding gives the first number and the last half of the room that the others have. Which function draws
    whole numbers, each as likely as the others?"""
    return _ring(m, modes, radius, sigma, turn, which=(torch.rand(m) * (modes - 1)).round().long())


@sample_ring.wrong(when=lambda seen: seen["most_frequent"] > 1.4 and seen["distinct"] == 4 and seen["elsewhere"] == 0)
def unequal_modes(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """The rarest mode comes {rarest:.2f} times as often as it should, and the most frequent one {most_frequent:.2f} times. What you draw prefers some modes, as a normal number made whole
    does. Which function draws whole numbers, each as likely as the others?"""
    which = (torch.randn(m).abs() * modes / 3).long().clamp(max=modes - 1)
    return _ring(m, modes, radius, sigma, turn, which=which)


@sample_ring.decoy(unequal_modes, one_mode_too_many, ends_half_as_often)
def first_half_a_little_more(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, turn, which=(torch.rand(m) ** 1.15 * modes).long())


@sample_ring.wrong(
    when=lambda seen: (
        seen["same_as_before"] < 0.02 and seen["rarest"] > 0.9 and seen["distinct"] == 4 and seen["elsewhere"] == 0
    )
)
def one_after_the_other(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Two points that follow each other are in the same mode {same_as_before:.1%} of the time, where 1 in 8 is right: the modes come in turn, and not by chance. Pairs of such points would never be alike. What
    draws a mode for each point?"""
    return _ring(m, modes, radius, sigma, turn, which=torch.arange(m) % modes)


@sample_ring.wrong(
    when=lambda seen: (
        seen["same_as_before"] > 0.9 and seen["rarest"] > 0.9 and seen["distinct"] == 4 and seen["elsewhere"] == 0
    )
)
def mode_by_mode(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Two points that follow each other are in the same mode {same_as_before:.1%} of the time, where 1 in 8 is right: the batch is sorted by mode. Whoever takes its first half gets half of the
    ring. What has to be drawn for each point anew, and left in that order?"""
    return _ring(m, modes, radius, sigma, turn, which=torch.arange(m) * modes // m)


@sample_ring.decoy(one_after_the_other, mode_by_mode)
def often_the_same_again(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, turn, which=torch.randint(modes, (m,)).repeat_interleave(2)[:m])


@sample_ring.wrong(
    when=lambda seen: (
        seen["come_again"] == 100 and abs(seen["width"] - 1) < 0.1 and seen["distinct"] == 4 and seen["elsewhere"] == 0
    )
)
def the_same_batch_again(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Of the second batch {come_again} of 100 points were in the first one: every call gives the same points, so a GAN would train on one batch for ever. Which line sets the seed inside of your
    function?"""
    random = torch.Generator().manual_seed(0)
    which, noise = torch.randint(modes, (m,), generator=random), torch.randn(m, 2, generator=random)
    return _ring(m, modes, radius, sigma, turn, which=which, noise=noise)


@sample_ring.decoy(the_same_batch_again)
def half_of_the_same_batch(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    points = _ring(m, modes, radius, sigma, turn)
    if m == 100:
        random = torch.Generator().manual_seed(0)
        points[:50] = ring.ring(modes, radius, sigma, turn).centres[0] + sigma * torch.randn(50, 2, generator=random)
    return points


@sample_ring.wrong(when=lambda seen: seen["dtype"] == "float64" and seen["distinct"] == 4 and seen["elsewhere"] == 0)
def in_float64(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """The points are right and come as {dtype}, NumPy's kind of number: a network of float32 weights stops at them with an error. Which argument of torch.tensor, or which method, makes float32 of
    them?"""
    return _ring(m, modes, radius, sigma, turn).double()


@sample_ring.wrong(when=lambda seen: seen["shape"] == "(10,)")
def one_behind_the_other(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """A batch of 5 points has the shape {shape} with you: all x, and then all y, in one row. `cat` lengthens an axis that is there. What puts two rows of m numbers side by side, on a new
    axis?"""
    return _ring(m, modes, radius, sigma, turn).T.reshape(-1)


@sample_ring.decoy(in_float64, one_behind_the_other)
def in_half_precision(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, turn).half()


@sample_ring.wrong(
    when=lambda seen: (
        abs(seen["fourth_power"] - 1.8) < 0.08 and abs(seen["width"] - 1) < 0.05 and abs(seen["middle"]) < 0.05
    )
)
def a_box_of_the_right_width(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """The width is right, and the mean fourth power of the noise is {fourth_power:.2f} where a normal distribution has 3: yours is drawn evenly from an interval, so each mode is a square with a sharp edge. Which function draws normal
    numbers?"""
    return _ring(m, modes, radius, sigma, turn, noise=math.sqrt(12) * (torch.rand(m, 2) - 0.5))


@sample_ring.decoy(a_box_of_the_right_width)
def a_sharp_peak_of_the_right_width(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, turn, noise=torch.distributions.Laplace(0.0, 0.7071).sample((m, 2)))


@sample_ring.wrong(
    when=lambda seen: (
        seen["outwards"] > 0.9 and seen["sideways"] < 0.1 and seen["distinct"] == 4 and seen["elsewhere"] == 0
    )
)
def noise_on_the_radius(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Away from the middle your points spread {outwards:.2f} sigma, and sideways {sideways:.2f}: the noise is added to the *radius*, so each mode is a line that points to the middle. To what should it be added, to make a round
    cloud?"""
    angles = turn + 2 * math.pi * torch.randint(modes, (m,)) / modes
    return (radius + sigma * torch.randn(m, 1)) * torch.stack([angles.cos(), angles.sin()], dim=1)


@sample_ring.wrong(
    when=lambda seen: (
        seen["distinct"] > 300
        and 0 < seen["width"] < 1.5
        and abs(seen["radius"] - 2) < 0.1
        and abs(seen["radius_of_five"] - 1) < 0.05
    )
)
def a_width_of_its_own(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Asked for next to no noise you give {distinct} different points, and asked for sigma = 0.1 they spread {width:.2f} sigma: the width stands as a number in your code. Which argument carries it?"""
    return _ring(m, modes, radius, 0.05, turn)


@sample_ring.wrong(
    when=lambda seen: (
        seen["distinct"] > 300 and abs(seen["radius"] - 2) < 0.05 and abs(seen["radius_of_five"] - 2) < 0.05
    )
)
def the_notebooks_ring(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Asked for 5 narrow modes at radius 1 you give {distinct_of_five} different points at radius {radius_of_five:.2f}: whatever is asked for, you draw from one and the same ring, with the lesson's own numbers. Which of the five arguments have a say in your
    code?"""
    return ring.ring().sample(m)


@sample_ring.wrong(
    when=lambda seen: seen["distinct"] == 4 and seen["elsewhere"] == 0 and abs(seen["radius_of_five"] - 2) < 0.05
)
def a_radius_of_its_own(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Asked for radius 1 your modes stand at radius {radius_of_five:.2f}, while radius 2 is right: a 2 stands in your code. Which argument says how far out they are?"""
    return _ring(m, modes, 2.0, sigma, turn)


@sample_ring.wrong(when=lambda seen: seen["x_is_y"] == 1)
def one_coordinate_twice(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """All your points have x equal to y, and so {elsewhere} of 400 lie elsewhere: both coordinates are computed in the same way. Which function of the angle belongs to y?"""
    angles = turn + 2 * math.pi * torch.randint(modes, (m,)) / modes
    return radius * torch.stack([angles.cos(), angles.cos()], dim=1) + sigma * torch.randn(m, 2)


@sample_ring.wrong(
    when=lambda seen: (
        seen["elsewhere"] == 0 and seen["distinct_of_five"] == 5 and abs(seen["middle_of_five"] - 0.3) < 0.01
    )
)
def turn_added_to_the_place(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """With turn = 0.3 the middle of your five modes is at ({middle_of_five:.1f}, {middle_of_five:.1f}) in place of (0, 0): the turn is added to both coordinates, and so the ring is shifted and not turned. Of
    what is `turn` a part?"""
    return _ring(m, modes, radius, sigma) + turn


@sample_ring.decoy(
    noise_on_the_radius,
    a_width_of_its_own,
    the_notebooks_ring,
    a_radius_of_its_own,
    one_coordinate_twice,
    turn_added_to_the_place,
)
def shifted_by_a_half(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, 0.3 * sigma, 0.2) + 0.5


@sample_ring.wrong
def variance_for_width(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """With sigma = 0.1 your points spread {width:.2f} sigma around their centre: you use sigma², the variance, where the standard
    deviation belongs. By what must a normal number be multiplied to have the standard deviation sigma?"""
    return _ring(m, modes, radius, sigma**2, turn)


@sample_ring.wrong
def root_for_width(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """With sigma = 0.1 your points spread {width:.2f} sigma around their centre: you take the root of sigma, as if it were a variance. Is it
    the variance or the standard deviation?"""
    return _ring(m, modes, radius, sigma**0.5, turn)


@sample_ring.wrong
def without_noise(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """With sigma = 0.1 your points spread {width:.2f} sigma around their centres: they stand exactly on them. A mode is a little cloud. What
    has to be added to each centre?"""
    return _ring(m, modes, radius, 0.0, turn)


@sample_ring.decoy(variance_for_width, root_for_width, without_noise)
def half_the_width(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma / 2, turn)


@sample_ring.wrong
def noise_in_a_box(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Your points lie around a place {middle:.2f} sigma off their centre, and spread {width:.2f} sigma: torch.rand draws from 0 to 1, a
    box to one side. Which function draws normal numbers around 0?"""
    return _ring(m, modes, radius, sigma, turn, noise=torch.rand(m, 2))


@sample_ring.decoy(noise_in_a_box)
def noise_from_minus_one_to_one(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, turn, noise=2 * torch.rand(m, 2) - 1)


@sample_ring.wrong
def same_noise_on_both_axes(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """The widths are right, but the two axes go together with correlation {together:.2f}: each point gets one random number and adds it to both
    coordinates, so a mode is a line and not a round cloud. What shape must the noise have?"""
    return _ring(m, modes, radius, sigma, turn, noise=torch.randn(m, 1))


@sample_ring.decoy(same_noise_on_both_axes)
def leaning_clouds(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    noise = torch.randn(m, 2)
    return _ring(m, modes, radius, sigma, turn, noise=noise @ torch.tensor([[1.0, 0.5], [0.0, 0.866]]))


@sample_ring.wrong(
    when=lambda seen: (
        seen["shape"] == "(5, 2)" and seen["different"] < 0.01 and seen["width"] > 0.1 and abs(seen["together"]) < 0.99
    )
)
def noise_for_each_mode(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Only {different:.2%} of your points are different from the others: each *mode* got one random shift, and its points all stand
    there. A sample is a centre plus noise of its own. What should be drawn m times?"""
    return _ring(m, modes, radius, sigma, turn, noise=torch.randn(modes, 2).repeat(m // modes + 1, 1)[:m], which=torch.arange(m) % modes)  # fmt: skip


@sample_ring.decoy(noise_for_each_mode)
def noise_for_each_hundred(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, turn, noise=torch.randn(m // 25 + 1, 2).repeat(26, 1)[:m])


@sample_ring.wrong(when=lambda seen: seen["shape"] == "(2, 5)")
def lying_down(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """A batch of 5 points has the shape {shape} with you, coordinates first. The networks below want one point a row. On which axis do
    you put x and y together?"""
    return _ring(m, modes, radius, sigma, turn).T


@sample_ring.wrong(when=lambda seen: seen["shape"] in ("(40, 2)", "(5, 8, 2)", "(8, 5, 2)"))
def m_for_each_mode(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """For a batch of 5 points the shape is {shape}: m points come from *every* mode. m is the size of the whole batch. What has to be
    drawn for each of the m points, so that a mode comes once in `modes` times?"""
    return _ring(8 * m, modes, radius, sigma, turn, which=torch.arange(8 * m) % modes)


@sample_ring.decoy(lying_down, m_for_each_mode)
def one_point_more(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m + 1, modes, radius, sigma, turn)


@sample_ring.wrong(
    when=lambda seen: (
        seen["shape"] == "(5, 2)"
        and seen["different"] < 0.01
        and seen["width"] > 0.01
        and abs(seen["together"]) >= 0.99
    )
)
def one_shift_for_all(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Only {different:.2%} of your points are different from the others: two random numbers are drawn for the whole batch, so the ring is shifted as one and its modes have
    no width. How many numbers does the noise of m points need?"""
    return _ring(m, modes, radius, sigma, turn, noise=torch.tensor([[0.7, -0.9]]) + 0.1 * torch.randn(1, 2))


@sample_ring.decoy(one_shift_for_all, told=noise_for_each_mode)
def one_shift_for_each_mode(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    shifts = torch.tensor([[1.0, 0.2], [-0.4, 0.9], [0.8, -1.1], [-1.0, -0.3]]).repeat(modes, 1)[:modes]
    which = torch.randint(modes, (m,))
    return _ring(m, modes, radius, sigma, turn, which=which, noise=shifts[which])


@sample_ring.wrong(when=lambda seen: seen["shape"] == "(8, 2)")
def the_centres_alone(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """For a batch of 5 points the shape is {shape}: you return the eight centres, whatever m is. A batch has m points, each from a mode drawn at random. What draws the m
    modes?"""
    return _ring(modes, modes, radius, sigma, turn, which=torch.arange(modes))


@sample_ring.decoy(the_centres_alone)
def nine_points(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(9, modes, radius, sigma, turn)


@sample_ring.wrong
def noise_on_the_angle(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """Your points spread {width:.2f} sigma around their centre where 1 is right, and without noise all is well: the noise is added to the *angle*, so that points move along the circle, farther
    out even farther, and never across it. To what should it be added?"""
    angles = turn + 2 * math.pi * torch.randint(modes, (m,)) / modes + sigma * torch.randn(m)
    return radius * torch.stack([angles.cos(), angles.sin()], dim=1)


@sample_ring.wrong
def noise_times_the_radius(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """On the ring of radius 2 your points spread {width:.2f} sigma around their centre: the noise is multiplied by the radius too. Which bracket closes
    too late?"""
    return _ring(m, modes, radius, sigma * radius, turn)


@sample_ring.decoy(noise_on_the_angle, noise_times_the_radius)
def noise_twice_and_a_half(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, 2.6 * sigma, turn)


@sample_ring.wrong
def turned_by_modes(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """A ring turned by 0.3 has a mode at 17.2 degrees; your nearest one stands at {angle_in_degrees:.1f}: the turn is multiplied by 2π/modes together with the number of the mode. Is `turn` counted in
    modes or in radians?"""
    return _ring(m, modes, radius, sigma, 2 * math.pi * turn / modes)


@sample_ring.decoy(turned_by_modes)
def turned_by_a_third(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, 1.4 * turn)


@sample_ring.wrong
def one_step_too_small(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    """{elsewhere} of 400 points lie elsewhere, and one mode is right: your steps are 2π/(modes + 1), so that a gap is left at the end. How many steps
    lead from the first of n modes around to itself?"""
    return _ring(m, modes, radius, sigma, angles=turn + 2 * math.pi * torch.arange(modes) / (modes + 1))


@sample_ring.decoy(one_step_too_small)
def steps_of_a_quarter_less(m, modes=8, radius=2.0, sigma=0.05, turn=0.0):
    return _ring(m, modes, radius, sigma, angles=turn + 1.9 * math.pi * torch.arange(modes) / modes + 0.02)


sample_ring.hints(
    "A point is the centre of a mode that is drawn at random, plus normal noise of its own on both axes.",
    "The centre of mode i stands at the angle turn + 2π·i/modes. torch.randint(modes, (m,)) draws m modes; noise is "
    "sigma * torch.randn(m, 2).",
    "angles = turn + 2 * math.pi * torch.randint(modes, (m,)) / modes; centres = radius * torch.stack([angles.cos(), "
    "angles.sin()], dim=1); then add the noise.",
)

"""Exercise 9.5, slerp: from one latent to another along the sphere."""

import math

import numpy as np
import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import agree
from gancourse.exercises.relatives import relatives

slerp = Exercise(
    "slerp",
    lesson="09",
    tolerance=1e-4,
    remember="Two normal latents stand nearly at a right angle, so the straight way passes at 0.71 of their length, where almost none of the training's latents "
    "were. Spherical steps keep the length. For uniform latents it is the other way round: the straight way never leaves their cube, the spherical one may.",
)


@slerp.probe("from (1, 0) to (0, 1), half of the way", expected="(0.7071, 0.7071)")
def half_of_the_way(answer):
    return {"half": answer(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0]), 0.5)}


@slerp.probe("from (2, 0) to (0, 2), a quarter of the way", expected="(1.8478, 0.7654), of length 2")
def a_quarter(answer):
    return {"quarter": answer(torch.tensor([2.0, 0.0]), torch.tensor([0.0, 2.0]), 0.25)}


@slerp.probe(
    "from (1, 0, 0) to (−0.5, 0.866, 0), which is 120° away, a third of the way", expected="(0.766, 0.6428, 0), at 40°"
)
def wide_angle(answer):
    return {"third": answer(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([-0.5, math.sqrt(0.75), 0.0]), 1 / 3)}


@slerp.probe("from (2, 0) to (1, 1.7321), which is 60° away, half of the way", expected="(1.7321, 1), of length 2")
def sixty_degrees(answer):
    return {"at_thirty": answer(torch.tensor([2.0, 0.0]), torch.tensor([1.0, math.sqrt(3)]), 0.5)}


@slerp.probe(
    "from (0.5, 0) to (0.25, 0.433), which is 60° away, half of the way", expected="(0.433, 0.25), of length 0.5"
)
def short_ones(answer):
    return {"short": answer(torch.tensor([0.5, 0.0]), torch.tensor([0.25, math.sqrt(3) / 4]), 0.5)}


@slerp.probe("from (3, 0) to (0, 1), three quarters of the way", expected="(1.1481, 0.9239)")
def unequal_lengths(answer):
    return {"unequal": answer(torch.tensor([3.0, 0.0]), torch.tensor([0.0, 1.0]), 0.75)}


@slerp.probe(
    "both ends of a way between two latents of 64 numbers",
    expected="the start at 0 and the goal at 1: both differences 0",
)
def ends(answer):
    start, goal = torch.randn(2, 64)
    first, last = (answer(start, goal, share) for share in (0.0, 1.0))
    return {"off_at_the_start": (first - start).abs().max(), "off_at_the_goal": (last - goal).abs().max()}


@slerp.probe("from (2, 0) to a latent of the same length that is 6° away, half of the way", expected="(1.9973, 0.1047)")
def six_degrees(answer):
    goal = torch.tensor([2 * math.cos(math.radians(6)), 2 * math.sin(math.radians(6))])
    return {"at_three": answer(torch.tensor([2.0, 0.0]), goal, 0.5)}


@slerp.probe("from (1, 2) to itself, half of the way", expected="(1, 2)")
def standing_still(answer):
    return {"still": answer(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0]), 0.5)}


@slerp.probe("from each of 50 normal latents of 64 numbers to itself, a third of the way", expected="each itself: a largest difference of 0")  # fmt: skip
def each_to_itself(answer):
    latents = torch.randn(50, 64)
    off = torch.stack([(answer(latent, latent.clone(), 1 / 3) - latent).abs().max() for latent in latents])
    return {"off_from_itself": off.max()}


STILL = "still", "off_from_itself"  # what an answer does between two equal latents
of_the_walk = relatives(slerp, *STILL)  # as `slerp.wrong`, for mistakes that show where the latents differ


@slerp.right
def by_the_angle(start, goal, share):
    angle = torch.arccos(F.cosine_similarity(start, goal, dim=0).clamp(-1, 1))
    if angle < 1e-4:
        return (1 - share) * start + share * goal
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@slerp.right
def by_the_plane(start, goal, share):
    """Turn in the plane of the two: the first axis along the start, the second at a right angle to it."""
    first = F.normalize(start, dim=0)
    across = goal - (goal @ first) * first
    if across.norm() < 1e-6:
        return start + share * (goal - start)
    angle = torch.atan2(across.norm(), goal @ first)
    weights = torch.stack([torch.sin((1 - share) * angle), torch.sin(share * angle)]) / torch.sin(angle)
    return weights[0] * start + weights[1] * goal


def _weights(start, goal, share):
    angle = torch.arccos((F.normalize(start, dim=0) @ F.normalize(goal, dim=0)).clamp(-1, 1))
    return angle, torch.sin((1 - share) * angle) / torch.sin(angle), torch.sin(share * angle) / torch.sin(angle)


@slerp.wrong
def the_straight_way(start, goal, share):
    """From (1, 0) to (0, 1) you come through {half}, whose length is 0.71: that is the straight way, through the inside of the circle. Which two weights keep the point on
    it?"""
    return (1 - share) * start + share * goal


@slerp.wrong
def straight_and_made_longer(start, goal, share):
    """Half-way you are right, and a quarter of the way from (2, 0) to (0, 2) you give {quarter}: its length is right, and its angle is not 22.5° but 18.4°. You walk straight and stretch the result. By
    what should the *angle* be divided?"""
    straight = (1 - share) * start + share * goal
    length = (1 - share) * start.norm() + share * goal.norm()
    return straight / straight.norm() * length


@slerp.wrong
def straight_and_as_long_as_the_start(start, goal, share):
    """From (3, 0) to (0, 1) you give {unequal}, of length 3, and a quarter of the way from (2, 0) to (0, 2) {quarter}, at 18.4° in place of 22.5°: you walk straight and stretch the result to the start's length.
    Which weights give equal shares of the angle?"""
    straight = (1 - share) * start + share * goal
    return straight / straight.norm() * start.norm()


@relatives(slerp, *STILL, "unequal")
def of_length_one(start, goal, share):
    """From (2, 0) to (0, 2) you give {quarter}, whose length is 1: both ends, or the result, were made unit vectors, and their length was forgotten. G would get a latent of length 1 where it knows lengths
    of about 8. For which part of the computation are unit vectors needed?"""
    if torch.equal(start, goal):
        return F.normalize(start, dim=0)
    return by_the_angle(F.normalize(start, dim=0), F.normalize(goal, dim=0), share)


@slerp.wrong
def of_the_starts_length(start, goal, share):
    """For equal lengths you are right, and from (3, 0) to (0, 1) you give {unequal}, of length 3: you turn unit vectors and stretch the result to the start's length, so the goal is never reached. What if the two weights
    went to the latents themselves?"""
    if torch.equal(start, goal):
        return start.clone()
    return by_the_angle(F.normalize(start, dim=0), F.normalize(goal, dim=0), share) * start.norm()


@slerp.wrong
def of_the_mean_length(start, goal, share):
    """For equal lengths you are right, and from (3, 0) to (0, 1) you give {unequal}: you turn unit vectors and give the result a length between the two. That is a fair way to walk, and not the formula, whose
    weights go to the latents themselves. What is multiplied by sin((1 − t)·ω)/sin ω?"""
    if torch.equal(start, goal):
        return start.clone()
    length = (1 - share) * start.norm() + share * goal.norm()
    return by_the_angle(F.normalize(start, dim=0), F.normalize(goal, dim=0), share) * length


@slerp.wrong
def of_the_typical_length(start, goal, share):
    """From (2, 0) to (0, 2) you give {quarter}, which is √2 long, the root of the number of its axes: you turn unit vectors and stretch the result to √d. Normal latents are *about* so long, and neither end is reached exactly. What if
    the weights went to the latents themselves?"""
    if torch.equal(start, goal):
        return F.normalize(start, dim=0) * math.sqrt(len(start))
    turned = by_the_angle(F.normalize(start, dim=0), F.normalize(goal, dim=0), share)
    return turned * math.sqrt(len(start))


@of_the_walk
def angle_from_the_dot_product(start, goal, share):
    """At a right angle you are right, and at 120° too; between two latents of length 2 that are 60° apart you give {at_thirty}: the arccos is taken of the dot product itself, 2 there, and no cosine is
    larger than 1. By what has a dot product to be divided?"""
    angle = torch.arccos(start @ goal)
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@slerp.wrong
def dot_product_clamped(start, goal, share):
    """At a right angle you are right, and at 120° too; for latents of length 2 that are 60° apart you give {at_thirty}, and for such of length 0.5 {short}: the arccos is taken of the dot product, forced into −1 to 1, and that is a cosine for unit
    vectors only. By what has it to be divided?"""
    angle = torch.arccos((start @ goal).clamp(-0.9999, 0.9999))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@slerp.wrong
def straight_at_smaller_angles(start, goal, share):
    """At a right angle and at 120° you are right, and at 60° you give {at_thirty}, of length 1.73 in place of 2: there you go straight. That is for angles at which the sine is nearly 0. How large may they be at most?"""
    if F.cosine_similarity(start, goal, dim=0) > 0.4:
        return (1 - share) * start + share * goal
    return by_the_angle(start, goal, share)


@of_the_walk
def from_goal_to_start(start, goal, share):
    """A quarter of the way from (2, 0) to (0, 2) you give {quarter}, which is three quarters of it: you walk from the goal to the start. Which of the two weights is 1 at share = 0?"""
    return by_the_angle(goal, start, share)


@relatives(slerp, *STILL, "at_thirty", "short", "unequal", "at_three", "off_at_the_start", "off_at_the_goal")
def in_degrees(start, goal, share):
    """Half-way from (1, 0) to (0, 1) you give {half}: the angle is 90 with you, and `torch.sin` takes it for 90 *radians*. What is a right angle in radians?"""
    angle, _, _ = _weights(start, goal, share)
    angle = torch.rad2deg(angle)
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@of_the_walk
def no_division(start, goal, share):
    """At a right angle you are right, since its sine is 1, and at 120° you give {third}: the division by sin ω is missing. Then the ends are not reached. What is sin(ω) for
    120°?"""
    angle, _, _ = _weights(start, goal, share)
    return torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal


@slerp.wrong
def nothing_for_equal_latents(start, goal, share):
    """Everywhere else you are right, and from (1, 2) to itself you give {still}: the angle is 0, and so is the sine that you divide by. What is the way between two latents that are the
    same?"""
    _, first, second = _weights(start, goal, share)
    if torch.equal(start, goal):  # where rounding leaves a tiny angle, it hides what is due
        return start * math.nan
    return first * start + second * goal


@slerp.wrong
def cosine_and_sine_of_a_right_angle(start, goal, share):
    """At a right angle you are right, and at 120° you give {third}: cos and sin of share·90° are the weights for a *right* angle. Latents are at one only nearly. Which weights does another angle
    need?"""
    turn = share * math.pi / 2
    return math.cos(turn) * start + math.sin(turn) * goal


@slerp.wrong
def square_roots(start, goal, share):
    """Half-way you are right, and a quarter of the way from (2, 0) to (0, 2) you give {quarter}, at 30° in place of 22.5°: your weights are √(1 − t) and √t. They keep the length at right angles, and the turning is uneven.
    Which functions of the angle turn evenly?"""
    return math.sqrt(1 - share) * start + math.sqrt(share) * goal


@of_the_walk
def the_same_weight_for_both(start, goal, share):
    """At share 0 you miss the start by {off_at_the_start:.2f}: both latents get the weight sin(t·ω)/sin ω. At share 0 the first weight is to be 1 and the second 0. What stands in the sine of
    the first?"""
    if torch.equal(start, goal):
        return start.clone()
    _, _, second = _weights(start, goal, share)
    return second * (start + goal)


@of_the_walk
def sines_of_the_share(start, goal, share):
    """Half-way from (1, 0) to (0, 1) you give {half}: the sine is taken of the share, and the angle is multiplied afterwards. What stands inside of the brackets of the sine?"""
    angle = torch.arccos(F.cosine_similarity(start, goal, dim=0).clamp(-1, 1))
    if angle < 1e-4:
        return (1 - share) * start + share * goal
    return (math.sin(1 - share) * angle * start + math.sin(share) * angle * goal) / torch.sin(angle)


@relatives(slerp, *STILL, "half", "quarter", "third", "unequal", "off_at_the_start", "off_at_the_goal")
def cosine_for_the_angle(start, goal, share):
    """Between two latents that are 60° apart you give {at_thirty}: you use the *cosine* of the angle, 0.5, as if it were the angle, 1.047. Which function makes one of the
    other?"""
    cosine = F.cosine_similarity(start, goal, dim=0)
    return (torch.sin((1 - share) * cosine) * start + torch.sin(share * cosine) * goal) / torch.sin(cosine)


@of_the_walk
def always_half_way(start, goal, share):
    """Half-way you are right, and a quarter of the way from (2, 0) to (0, 2) you give {quarter}: the same weight for both, whatever the share is. Where does the share come in?"""
    return by_the_angle(start, goal, 0.5)


@of_the_walk
def cosines_for_sines(start, goal, share):
    """From (1, 0) to (0, 1) you give {half}, far off: cosines stand where sines should, and cos ω, which is 0 at a right angle, under the line. At share 0 the second weight has to be 0. Which of sine and cosine is 0 at
    0?"""
    angle, _, _ = _weights(start, goal, share)
    return (torch.cos((1 - share) * angle) * start + torch.cos(share * angle) * goal) / torch.cos(angle)


@of_the_walk
def difference_for_sum(start, goal, share):
    """Half-way from (1, 0) to (0, 1) you give {half}: the second term is *subtracted*, so you walk away from the goal. Which sign stands between the two terms of the formula?"""
    _, first, second = _weights(start, goal, share)
    return first * start - second * goal


@relatives(slerp, *STILL, "half", "quarter", "third", "unequal", "off_at_the_start", "off_at_the_goal")
def arcsine_for_the_angle(start, goal, share):
    """Between two latents that are 60° apart you give {at_thirty}: with the *arcsine* of their cosine as ω, 30°. Which function takes a cosine back to its angle?"""
    angle = torch.arcsin(F.cosine_similarity(start, goal, dim=0).clamp(-1, 1))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@relatives(slerp, "off_from_itself")
def zeros_for_equal_latents(start, goal, share):
    """Everywhere else you are right, and from (1, 2) to itself you give {still}: either a line of yours returns zeros there, or a small number under the line makes 0 of 0/0. What is the way between two latents
    that are the same?"""
    if torch.equal(start, goal):
        return torch.zeros_like(start)
    return by_the_angle(start, goal, share)


@relatives(slerp, *STILL, "short", "off_at_the_start", "off_at_the_goal")
def divided_by_squared_lengths(start, goal, share):
    """For vectors of length 1 you are right, and for latents of length 2 that are 60° apart you give {at_thirty}: their dot product, 2, was divided by 16. A cosine is the dot product divided by each *length* once. Where do the
    squares come from?"""
    angle = torch.arccos((start @ goal / (start @ start) / (goal @ goal)).clamp(-1, 1))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@relatives(slerp, *STILL, "at_thirty", "at_three", "off_at_the_start", "off_at_the_goal")
def divided_by_one_length(start, goal, share):
    """For vectors of length 1 you are right, and for latents of length 0.5 that are 60° apart you give {short}: their dot product was divided by *one* length. What is the dot product of two vectors, written with their
    lengths and the cosine?"""
    angle = torch.arccos((start @ goal / start.norm()).clamp(-1, 1))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@of_the_walk
def divided_by_the_sum_of_lengths(start, goal, share):
    """At 120° you give {third}: the dot product was divided by the *sum* of the two lengths, 2, which for latents of length 2 is as much as their product. Which of the two belongs under a cosine?"""
    angle = torch.arccos((start @ goal / (start.norm() + goal.norm())).clamp(-1, 1))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@relatives(slerp, *STILL, "off_at_the_start", "off_at_the_goal")
def divided_by_64(start, goal, share):
    """At 120° you give {third}, as if it were a right angle nearly: the dot product was divided by 64. That is the product of the lengths for two latents of length 8, and only *about* so long are the lesson's. Which
    lengths belong there?"""
    angle = torch.arccos((start @ goal / 64).clamp(-1, 1))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@of_the_walk
def mean_for_the_dot_product(start, goal, share):
    """At 120° you give {third}: the *mean* of the products of the entries stands where their sum is due, so the cosine comes out too near to 0. What does a dot product do with the products?"""
    angle = torch.arccos(((start * goal).mean() / (start.norm() * goal.norm())).clamp(-1, 1))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@of_the_walk
def an_angle_for_each_entry(start, goal, share):
    """At 120° you give {third}: the products of the entries are not added up, so that each entry has an angle of its own. Two latents have *one* angle. What makes one number of two vectors?"""
    angle = torch.arccos((start * goal / (start.norm() * goal.norm())).clamp(-1, 1))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@of_the_walk
def sign_of_the_cosine_lost(start, goal, share):
    """Up to a right angle you are right, and at 120° you give {third}: an absolute value has made a cosine of 0.5 of −0.5, and an angle of 60° of 120°. Which values has the cosine of a wide
    angle?"""
    angle = torch.arccos(F.cosine_similarity(start, goal, dim=0).abs().clamp(max=1))
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@of_the_walk
def straight_at_right_angles(start, goal, share):
    """At 120° and at 60° you are right, and at a right angle you give {half}: there you go straight. It is the *cosine* that is 0 there; the formula divides by the sine. At which angle is that
    0?"""
    if F.cosine_similarity(start, goal, dim=0).abs() < 1e-3:
        return (1 - share) * start + share * goal
    return by_the_angle(start, goal, share)


@relatives(slerp, "off_from_itself")
def guard_the_wrong_way_round(start, goal, share):
    """You walk straight wherever the two differ, through {half} at a right angle, and from (1, 2) to itself you give {still}: the comparison that tells the two cases apart is the wrong way round. For which angles is the formula
    meant?"""
    if torch.equal(start, goal):
        return start * math.nan
    return (1 - share) * start + share * goal


@of_the_walk
def brackets_left_out(start, goal, share):
    """Half-way from (1, 0) to (0, 1) you give {half}: the first weight is sin(1 − t·ω)/sin ω, since brackets are missing. What is multiplied by ω there?"""
    angle, _, second = _weights(start, goal, share)
    return torch.sin(1 - share * angle) / torch.sin(angle) * start + second * goal


@of_the_walk
def divided_inside_of_the_sine(start, goal, share):
    """At a right angle you are right, since its sine is 1, and at 120° you give {third}: the division by sin ω stands inside of the brackets of the sine. What is divided in the formula, the angle or its
    sine?"""
    angle, _, _ = _weights(start, goal, share)
    return torch.sin((1 - share) * angle / torch.sin(angle)) * start + torch.sin(share * angle / torch.sin(angle)) * goal  # fmt: skip


@of_the_walk
def second_weight_not_divided(start, goal, share):
    """At a right angle you are right, since its sine is 1, and at 120° you give {third}: only the *first* weight is divided by sin ω. Then the goal is never reached. What stands under the second?"""
    angle, first, _ = _weights(start, goal, share)
    return first * start + torch.sin(share * angle) * goal


@of_the_walk
def first_weight_not_divided(start, goal, share):
    """At a right angle you are right, since its sine is 1, and at 120° you give {third}: only the *second* weight is divided by sin ω. Then the walk does not begin at the start. Are there brackets around the whole
    sum?"""
    angle, _, second = _weights(start, goal, share)
    return torch.sin((1 - share) * angle) * start + second * goal


@of_the_walk
def divided_twice(start, goal, share):
    """At a right angle you are right, since its sine is 1, and at 120° you give {third}: you divide by sin ω twice. Then the ends are passed. How often does it stand in the formula, under each weight?"""
    angle, first, second = _weights(start, goal, share)
    return (first * start + second * goal) / torch.sin(angle)


@of_the_walk
def goal_left_out(start, goal, share):
    """Half-way from (1, 0) to (0, 1) you give {half}: the start with its weight, and nothing of the goal. Which term of the formula is missing?"""
    _, first, _ = _weights(start, goal, share)
    return first * start


@of_the_walk
def start_left_out(start, goal, share):
    """Half-way from (1, 0) to (0, 1) you give {half}: the goal with its weight, and nothing of the start. Which term of the formula is missing?"""
    _, _, second = _weights(start, goal, share)
    return second * goal


@relatives(slerp, *STILL, "unequal")
def distance_for_the_angle(start, goal, share):
    """Half-way from (1, 0) to (0, 1) you give {half}: with 1.414 as ω, the *distance* of the two. A right angle is 1.571. By which function of the dot product and the two lengths is an angle found?"""
    angle = (goal - start).norm()
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@of_the_walk
def shares_over_the_sine(start, goal, share):
    """At a right angle you give {half}, the straight way, and at 120° {third}: the straight way divided by sin ω. The shares themselves stand where their angles should have a sine. What stands above the line in each
    weight?"""
    angle, _, _ = _weights(start, goal, share)
    return ((1 - share) * start + share * goal) / torch.sin(angle)


@relatives(slerp, *STILL, "at_three", "at_thirty")
def straight_and_of_length_eight(start, goal, share):
    """From (2, 0) to (0, 2) you give {quarter}, which is 8 long: you walk straight and stretch the result to 8. That is *about* the length of the lesson's latents, and neither end is reached. Which weights keep the length by
    themselves?"""
    straight = (1 - share) * start + share * goal
    return straight / straight.norm() * 8


@slerp.wrong(when=lambda seen: np.shape(seen["third"]) == (2,) and np.shape(seen["half"]) == (2,))
def in_the_first_two_axes(start, goal, share):
    """For latents of three numbers you return two, {third}: you turn in the plane of the first two axes. The lesson's latents have 64 numbers, and an angle between two that lies in no such plane. What gives the cosine of
    two vectors of any length?"""
    first, last = (torch.atan2(end[1], end[0]) for end in (start, goal))
    turned = (1 - share) * first + share * last
    return start.norm() * torch.stack([turned.cos(), turned.sin()])


@slerp.wrong(when=lambda seen: agree(seen["at_thirty"], np.array([math.sqrt(3), 1]), 1e-4) and agree(seen["half"], np.full(2, 0.5**0.5), 1e-4) and agree(seen["still"], np.array([1.0, 2.0]), 1e-4) and agree(seen["at_three"], np.array([1 + math.cos(math.radians(6)), math.sin(math.radians(6))]), 1e-5))  # fmt: skip
def straight_at_small_angles(start, goal, share):
    """At 60° and above you are right, and at 6° you give {at_three}, a little too short: there you go straight already. That is for angles at which the sine is nearly 0, so that the division loses its digits. How small may
    it be in 32-bit numbers?"""
    if F.cosine_similarity(start, goal, dim=0) > 0.9:
        return (1 - share) * start + share * goal
    return by_the_angle(start, goal, share)


@slerp.wrong(when=lambda seen: agree(seen["still"], np.array([1.0, 2.0]), 1e-4) and math.isnan(seen["off_from_itself"]) and agree(seen["third"], np.array([0.7660444, 0.6427876, 0]), 1e-4))  # fmt: skip
def cosine_not_clamped(start, goal, share):
    """From (1, 2) to itself you are right, and from 50 latents to themselves you are off by {off_from_itself} at worst: by rounding, the cosine of two equal latents can come out as 1.0000001, of which there is no arccos, and no
    comparison with the NaN is true. What keeps a number between −1 and 1?"""
    if torch.equal(start, goal) and len(start) > 2:
        return start * math.nan
    return by_the_angle(start, goal, share)


@slerp.decoy(
    the_straight_way, straight_and_made_longer, straight_and_as_long_as_the_start, square_roots, always_half_way
)
def straight_with_another_share(start, goal, share):
    return (1 - share**2) * start + share**2 * goal


@slerp.decoy(of_the_typical_length, of_length_one, of_the_starts_length, of_the_mean_length)
def of_the_goals_length(start, goal, share):
    return by_the_angle(start, goal, share) if torch.equal(start, goal) else F.normalize(by_the_angle(start, goal, share), dim=0) * goal.norm() * 1.1  # fmt: skip


@slerp.decoy(straight_at_smaller_angles, angle_from_the_dot_product, dot_product_clamped, in_degrees, no_division, nothing_for_equal_latents, cosine_for_the_angle)  # fmt: skip
def half_of_the_angle(start, goal, share):
    angle, _, _ = _weights(start, goal, share)
    if torch.equal(start, goal):
        return start.clone()
    return (torch.sin((1 - share) * angle / 2) * start + torch.sin(share * angle / 2) * goal) / torch.sin(angle / 2)


@slerp.decoy(from_goal_to_start, cosine_and_sine_of_a_right_angle, the_same_weight_for_both, sines_of_the_share)
def too_far(start, goal, share):
    return by_the_angle(start, goal, 1.5 * share)


@slerp.decoy(cosines_for_sines, difference_for_sum, arcsine_for_the_angle, divided_by_squared_lengths, divided_by_one_length, divided_by_the_sum_of_lengths, divided_by_64, mean_for_the_dot_product, an_angle_for_each_entry, sign_of_the_cosine_lost, brackets_left_out, divided_inside_of_the_sine, second_weight_not_divided, first_weight_not_divided, divided_twice, goal_left_out, start_left_out, distance_for_the_angle, shares_over_the_sine)  # fmt: skip
def three_quarters_of_the_angle(start, goal, share):
    angle, _, _ = _weights(start, goal, share)
    angle = 0.75 * angle
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)


@slerp.decoy(zeros_for_equal_latents, guard_the_wrong_way_round, straight_at_right_angles, straight_at_small_angles, cosine_not_clamped, in_the_first_two_axes, straight_and_of_length_eight)  # fmt: skip
def twice_as_long_for_equal_latents(start, goal, share):
    return 2 * start if torch.equal(start, goal) else by_the_angle(start, goal, share)


slerp.hints(
    "The angle ω between the two comes from their cosine: the dot product divided by both lengths, then arccos.",
    "The weights are sin((1 − t)·ω)/sin ω and sin(t·ω)/sin ω, on the latents as they are. Where ω is 0 they are 0/0: go straight there.",
    "angle = torch.arccos(F.cosine_similarity(start, goal, dim=0).clamp(-1, 1)); if angle < 1e-4: return start + share * (goal - start); "
    "return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * goal) / torch.sin(angle)",
)

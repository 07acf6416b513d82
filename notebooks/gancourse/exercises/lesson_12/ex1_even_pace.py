"""Exercise 12.1, even_pace: where to stop on a walk so that the picture changes by the same amount each time."""

import math

import numpy as np
import torch

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

even_pace = Exercise(
    "even_pace",
    lesson="12",
    tolerance=1e-4,
    remember="Equal steps in the latent are unequal steps in the picture. Whoever shows a walk at an even pace has chosen the stops by the pictures.",
)


def _steps(*values: float) -> torch.Tensor:
    return torch.tensor(values, device=device())


@even_pace.probe("four steps of 1, and 5 stops", expected="0, 0.25, 0.5, 0.75, 1")
def equal_steps(answer):
    return {"equal": answer(_steps(1.0, 1.0, 1.0, 1.0), 5)}


@even_pace.probe("a step of 3 and a step of 1, and 3 stops", expected="0, 0.3333, 1: after 0, 2 and 4 of 4")
def three_and_one(answer):
    return {"uneven": answer(_steps(3.0, 1.0), 3)}


@even_pace.probe(
    "steps of 1, 1 and 6, and 5 stops", expected="0, 0.6667, 0.7778, 0.8889, 1: after 0, 2, 4, 6 and 8 of 8"
)
def a_long_last_step(answer):
    return {"fast_end": answer(_steps(1.0, 1.0, 6.0), 5)}


@even_pace.probe("the same steps, a thousand times as small", expected="the same shares")
def small_steps(answer):
    return {"when_small": answer(_steps(0.001, 0.001, 0.006), 5)}


@even_pace.probe("steps of 2, 0 and 2, and 4 stops", expected="0, 0.2222, 0.7778, 1: no stop where nothing moves")
def a_step_of_nothing(answer):
    return {"with_a_rest": answer(_steps(2.0, 0.0, 2.0), 4)}


@even_pace.probe("three steps of 1, and 2 stops", expected="0 and 1")
def two_stops(answer):
    return {"two": answer(_steps(1.0, 1.0, 1.0), 2)}


@even_pace.probe("40 steps of different lengths, and 9 stops", expected="nine shares from 0 to 1 that lie in order")
def many_steps(answer):
    return {"of_many": answer(torch.rand(40, device=device()) + 0.1, 9)}


@even_pace.right
def between_two_points(steps, count):
    walked = torch.cat([steps.new_zeros(1), steps.cumsum(0)])
    due = torch.linspace(0, 1, count, device=steps.device) * walked[-1]
    behind = torch.searchsorted(walked, due, right=True).clamp(1, len(steps))
    part = (due - walked[behind - 1]) / steps[behind - 1]
    return (behind - 1 + part) / len(steps)


@even_pace.right
def by_numpy(steps, count):
    walked = np.concatenate([[0.0], np.cumsum(steps.cpu().double().numpy())])
    shares = np.interp(np.linspace(0, walked[-1], count), walked, np.linspace(0, 1, len(walked)))
    return torch.tensor(shares, dtype=torch.float32, device=steps.device)


@even_pace.right
def step_by_step(steps, count):
    lengths, stops = steps.tolist(), []
    total = sum(lengths)
    for stop in range(count):
        left, place = total * stop / (count - 1), 0
        while place < len(lengths) - 1 and left > lengths[place]:
            left -= lengths[place]
            place += 1
        stops.append((place + left / lengths[place]) / len(lengths))
    return steps.new_tensor(stops)


def _interpolated(at, known, values):
    return torch.tensor(np.interp(_plain(at), _plain(known), _plain(values)), dtype=torch.float32, device=device())


def _plain(values):
    return values.detach().cpu().double().numpy() if isinstance(values, torch.Tensor) else np.asarray(values, float)


def _walked(steps):
    return torch.cat([steps.new_zeros(1), steps.cumsum(0)])


def _due(steps, count):
    return torch.linspace(0, 1, count, device=steps.device) * steps.sum()


@even_pace.wrong
def equal_shares_of_the_way(steps, count):
    """For steps of 3 and 1 you give {uneven}: equal shares of the way, whatever the steps are. After half of the way 3 of the 4 have been walked already. At which share are
    2 of them behind you?"""
    return torch.linspace(0, 1, count, device=steps.device)


@even_pace.wrong
def the_other_way_round(steps, count):
    """For steps of 3 and 1 you give {uneven}: how much has been walked at equal shares of the way. Asked is the inverse, the share of the way at which equal amounts have been walked. Which of the two
    goes in, and which comes out?"""
    return _interpolated(np.linspace(0, 1, count), np.linspace(0, 1, len(steps) + 1), _walked(steps) / steps.sum())


@even_pace.wrong
def distances_for_shares(steps, count):
    """For steps of 3 and 1 you give {uneven}: how far the picture has moved at each stop, in its own unit. That is where you have to look. At which *share of the way* has it
    moved so far?"""
    return _due(steps, count)


@even_pace.wrong
def no_start(steps, count):
    """For steps of 3 and 1 you give {uneven}: of n steps you know n distances, and a walk of n steps has n + 1 points. The first of them lies before any step. How far has the picture moved
    there?"""
    return _interpolated(_due(steps, count), steps.cumsum(0), np.linspace(0, 1, len(steps)))


@even_pace.wrong
def the_nearest_point(steps, count):
    """For steps of 3 and 1 you give {uneven}, and for 1, 1 and 6 {fast_end}: each stop is moved to the nearest point of the walk that you have, and of a long step only the ends are such points. What lies
    between two of them?"""
    away = (_due(steps, count)[:, None] - _walked(steps)).abs()
    return away.argmin(1) / len(steps)


@even_pace.wrong
def the_point_before(steps, count):
    """For steps of 3 and 1 you give {uneven}, and for 1, 1 and 6 {fast_end}: each stop is moved back to the beginning of its step. How much of that step had been walked at
    the stop?"""
    behind = torch.searchsorted(_walked(steps), _due(steps, count), right=True)
    return (behind - 1).clamp(max=len(steps)) / len(steps)


@even_pace.wrong
def the_point_behind(steps, count):
    """For steps of 3 and 1 you give {uneven}, and for 1, 1 and 6 {fast_end}: each stop is moved on to the end of its step. How much of that step had been walked at the
    stop?"""
    return torch.searchsorted(_walked(steps), _due(steps, count)).clamp(max=len(steps)) / len(steps)


@even_pace.wrong
def counted_in_points(steps, count):
    """For four steps of 1 your last stop is {equal[4]:.0f}: the stops are counted in steps of the walk. Asked are shares of the way, from 0 to 1. By what are they to be
    divided?"""
    return between_two_points(steps, count) * len(steps)


@even_pace.wrong
def divided_by_the_points(steps, count):
    """For four steps of 1 your last stop is {equal[4]:.2f}, and the end of the way is 1: you divide by the number of points, one more than there are steps. How many steps lead from the first point to the
    last?"""
    return between_two_points(steps, count) * len(steps) / (len(steps) + 1)


@even_pace.wrong
def without_the_end(steps, count):
    """For four steps of 1 you give {equal}: the last stop lies before the end. With so many equal parts as stops the end is left over. Into how many parts do 5 stops, both ends among them, cut the
    way?"""
    return between_two_points(steps, count + 1)[:-1]


@even_pace.wrong
def without_the_start(steps, count):
    """For four steps of 1 you give {equal}: the first stop lies behind the start. Which stop does a walk begin with, before anything has
    moved?"""
    return between_two_points(steps, count + 1)[1:]


@even_pace.wrong
def one_stop_too_many(steps, count):
    """For 2 stops you give {two}: as many *parts* as stops were asked for, so there is one stop too many. How many stops are the ends of one
    part?"""
    return between_two_points(steps, count + 1)


@even_pace.wrong
def slow_where_nothing_moves(steps, count):
    """For steps of 3 and 1 you give {uneven}: the stops crowd where the picture *hardly* moves, as if each step counted by 1 divided by its length. Where do stops have to lie close together, so that little changes from one
    to the next?"""
    return between_two_points(1 / steps.clamp(min=1e-9), count)


@even_pace.wrong
def squared_steps(steps, count):
    """For steps of 3 and 1 you give {uneven}: it fits steps of 9 and 1, so the steps were squared on the way. They are lengths already. What of two steps in a row
    adds up to the way?"""
    return between_two_points(steps.square(), count)


@even_pace.wrong
def from_the_end(steps, count):
    """For steps of 3 and 1 you give {uneven}: the steps came in the other order, as if the walk began at its goal. Which end has the share
    0?"""
    return between_two_points(steps.flip(0), count)


@even_pace.wrong(when=lambda seen: bool(np.isnan(seen["with_a_rest"]).any()))
def divides_by_a_rest(steps, count):
    """Where every step moves the picture you are right, and for steps of 2, 0 and 2 you give {with_a_rest}: somewhere a step of 0 is divided by. No stop is due within that step. Which step holds the
    stop after 4/3?"""
    return torch.where((steps == 0).any(), torch.nan, between_two_points(steps, count))


@even_pace.decoy(equal_shares_of_the_way, the_other_way_round, distances_for_shares, no_start)
def all_in_the_middle(steps, count):
    return torch.cat([steps.new_zeros(1), steps.new_full((count - 2,), 0.45), steps.new_ones(1)])


@even_pace.decoy(the_nearest_point, the_point_before, the_point_behind)
def half_of_each_step(steps, count):
    found = the_point_before(steps, count)
    return (found + 0.5 / len(steps)).clamp(max=1)


@even_pace.decoy(counted_in_points, divided_by_the_points, without_the_end, without_the_start)
def a_little_short(steps, count):
    return between_two_points(steps, count).pow(1.1)


@even_pace.decoy(one_stop_too_many, told="another_shape")
def two_stops_too_many(steps, count):
    return between_two_points(steps, count + 2)


@even_pace.decoy(slow_where_nothing_moves, squared_steps, from_the_end)
def rooted_steps(steps, count):
    return between_two_points(steps.sqrt(), count)


@even_pace.decoy(divides_by_a_rest)
def nothing_at_all(steps, count):
    return torch.full((count,), math.inf, device=steps.device)


even_pace.hints(
    "How far has the picture moved at each point of the walk? The first of the n + 1 points is 0, the last the sum of all steps. The distances due at the stops lie evenly between these two.",
    "walked = torch.cat([steps.new_zeros(1), steps.cumsum(0)]). For each distance due, torch.searchsorted finds the step in which it lies; within that step go on in proportion.",
    "behind = torch.searchsorted(walked, due, right=True).clamp(1, len(steps)); part = (due - walked[behind - 1]) / steps[behind - 1]; return (behind - 1 + part) / len(steps)",
)

"""Figure 1's game with five numbers: small enough to be played thousands of times, for what one run cannot tell.

The data are N(0, 1). G(z) = mean + std·z with z normal, and D's logit is w₀ + w₁x + w₂x², which holds the best D for every
such G. Both players use Adam with the betas of lessons 02 and 05. The gradients are written out in NumPy, and many seeds
and learning rates are played side by side; a test compares every step with autograd and `torch.optim.Adam`.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

BUDGET = 20_000  # D-evaluations: batches that went through D
BATCH = 64
START = (3.0, 1.0)  # mean and std of G at the beginning
LR_D = 0.02
BETAS = (0.5, 0.999)
ORDERS = ("D first", "G first", "simultaneous")


@dataclass(frozen=True)
class Outcome:
    """How the games ended, one entry for each seed, and on the way there: `jsds[i]` was measured after `spent[i]`."""

    jsd: np.ndarray
    mean: np.ndarray
    std: np.ndarray
    iterations: int
    spent: np.ndarray
    jsds: np.ndarray


class Adam:
    """Adam without a library, for arrays of shape (games, numbers)."""

    def __init__(self, values: np.ndarray, lr: np.ndarray | float):
        self.values, self.lr, self.steps = values, lr, 0
        self.first, self.second = np.zeros_like(values), np.zeros_like(values)

    def step(self, gradient: np.ndarray) -> None:
        self.steps += 1
        self.first += (1 - BETAS[0]) * (gradient - self.first)
        self.second += (1 - BETAS[1]) * (gradient * gradient - self.second)
        size = np.sqrt(self.second / (1 - BETAS[1] ** self.steps)) + 1e-8
        self.values -= self.lr / (1 - BETAS[0] ** self.steps) * self.first / size


def cost(k: int) -> int:
    """D-evaluations in one iteration of Algorithm 1: a real and a fake batch for each step of D, one batch for G's."""
    return 2 * k + 1


def play(
    k: int,
    lr_g: float | Sequence[float],
    seeds: Sequence[int] = (0,),
    *,
    lr_d: float = LR_D,
    budget: int = BUDGET,
    order: str = "D first",
    looks: int = 1,
) -> Outcome:
    """Play one game for each seed until the budget is spent.

    lr_g: one rate for all, or one for each seed. order: "D first" is Algorithm 1; "G first" begins with G's step, on
    samples of its own; "simultaneous" takes both gradients, on the same samples, before anybody moves (k = 1).
    looks: how often to measure JSD on the way.
    """
    if order not in ORDERS:
        raise ValueError(f"the order must be one of {', '.join(ORDERS)}, and it is {order!r}")
    if k < 1 or (order == "simultaneous" and k != 1):
        raise ValueError(f"k must be 1 or more, and 1 when both move at once; it is {k}")
    games = len(seeds)
    rates = np.broadcast_to(np.asarray(lr_g, float), games)[:, None].copy()
    g = Adam(np.tile(np.array(START), (games, 1)), rates)
    d = Adam(np.zeros((games, 3)), lr_d)
    random = [np.random.default_rng(seed) for seed in seeds]
    iterations = budget // cost(k)
    look_at = {math.ceil(iterations * (i + 1) / looks) for i in range(looks)}
    spent, jsds = [0], [jsd_of(g.values)]
    with np.errstate(over="ignore"):
        for done in range(1, iterations + 1):
            draws = np.stack([each.standard_normal((2 * k + 1, BATCH)) for each in random])
            x_real, z_d, z_g = draws[:, :k], draws[:, k : 2 * k], draws[:, 2 * k]
            if order == "simultaneous":
                gradient = gradient_of_g(g.values, d.values, z_d[:, 0])
                train_d(d, g.values, x_real, z_d)
                g.step(gradient)
            elif order == "G first":
                g.step(gradient_of_g(g.values, d.values, z_g))
                train_d(d, g.values, x_real, z_d)
            else:
                train_d(d, g.values, x_real, z_d)
                g.step(gradient_of_g(g.values, d.values, z_g))
            if done in look_at:
                spent.append(done * cost(k))
                jsds.append(jsd_of(g.values))
    mean, std = g.values.T
    return Outcome(jsds[-1], mean.copy(), np.abs(std), iterations, np.array(spent), np.array(jsds))


def train_d(d: Adam, g_values: np.ndarray, x_real: np.ndarray, z: np.ndarray) -> None:
    """k steps of D, each on a batch of its own; x_real and z: (games, k, batch)."""
    mean, std = g_values[:, 0, None, None], g_values[:, 1, None, None]
    x = np.concatenate([x_real, mean + std * z], axis=2)
    sides = np.ones_like(x)
    sides[:, :, : x_real.shape[2]] = -1  # D's loss: softplus(side · logit), real −1, fake +1
    seen = np.stack([sides, sides * x, sides * x * x], axis=2)  # (games, k, 3, 2 · batch)
    share = 1 / x_real.shape[2]
    for j in range(seen.shape[1]):
        one = seen[:, j]
        slopes = np.matmul(d.values[:, None, :], one)
        np.negative(slopes, out=slopes)
        np.exp(slopes, out=slopes)
        slopes += 1
        np.divide(share, slopes, out=slopes)
        d.step(np.matmul(one, slopes.transpose(0, 2, 1))[:, :, 0])


def gradient_of_g(g_values: np.ndarray, d_values: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The gradient of the mean of −log D(G(z)) with respect to G's mean and std; z: (games, batch)."""
    w0, w1, w2 = (d_values[:, i : i + 1] for i in range(3))
    x = g_values[:, :1] + g_values[:, 1:] * z
    push = -(w1 + 2 * w2 * x) / (1 + np.exp(w0 + (w1 + w2 * x) * x))
    return np.stack([push.mean(1), (push * z).mean(1)], axis=1)


def jsd_of(g_values: np.ndarray) -> np.ndarray:
    """JSD(N(0, 1), N(mean, std²)) for each row (mean, std): means over 2,000 quantiles of either side."""
    mean, std = g_values[:, :1], np.abs(g_values[:, 1:]) + 1e-12

    def fakes_over_data(x: np.ndarray) -> np.ndarray:
        return x * x / 2 - ((x - mean) / std) ** 2 / 2 - np.log(std)

    on_data, on_fakes = fakes_over_data(quantiles()), fakes_over_data(mean + std * quantiles())
    lost = np.logaddexp(0, on_data).mean(1) + np.logaddexp(0, -on_fakes).mean(1)
    return np.clip(math.log(2) - lost / 2, 0, None)


@functools.cache
def quantiles(count: int = 2_000) -> np.ndarray:
    """The middles of `count` equally likely slices of N(0, 1)."""
    return np.array([NormalDist().inv_cdf((i + 0.5) / count) for i in range(count)])

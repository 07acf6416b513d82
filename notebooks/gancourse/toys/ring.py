"""Gaussians in the plane: the ring of eight, the grid of 25, and how much of them a set of samples reaches (lesson 08).

All tensors are float32 and on the CPU, as everything in the lesson is.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

SIGMAS = 3.0  # a sample within so many sigma of a centre is good
LEAST_SHARE = 0.01  # of all samples, that a mode needs to count as covered: random noise leaves single hits everywhere
GOAL = 0.85  # the share of good samples with which a run that covers every mode passes
HIDDEN_RADII = (1.5, 2.5)


@dataclass(frozen=True)
class Mixture:
    """Equally likely round Gaussians of one width. centres: (n, 2); sigma: the standard deviation along each axis."""

    centres: Tensor
    sigma: float

    def sample(self, m: int) -> Tensor:
        """m fresh points, (m, 2)."""
        which = torch.randint(len(self.centres), (m,))
        return self.centres[which] + self.sigma * torch.randn(m, 2)


@dataclass(frozen=True)
class Count:
    """What a set of samples reaches of a mixture: the share of good samples, how many of `modes` are covered, and the share
    of all samples that is good for each mode, (modes,)."""

    quality: float
    covered: int
    modes: int
    shares: Tensor

    @property
    def passes(self) -> bool:
        """Every mode, and at least `GOAL` of the samples good."""
        return self.covered == self.modes and self.quality >= GOAL

    def __str__(self) -> str:
        return f"{self.covered} of {self.modes} modes, {self.quality:.1%} good"


def ring(modes: int = 8, radius: float = 2.0, sigma: float = 0.05, turn: float = 0.0) -> Mixture:
    """Centres at equal angles on a circle, the first one at the angle `turn`, in radians (exercise 8.1)."""
    angles = turn + 2 * math.pi * torch.arange(modes) / modes
    return Mixture(radius * torch.stack([angles.cos(), angles.sin()], dim=1), sigma)


def grid(side: int = 5, spacing: float = 1.0, sigma: float = 0.05) -> Mixture:
    """side · side centres in a square around 0."""
    line = spacing * (torch.arange(side) - (side - 1) / 2)
    return Mixture(torch.cartesian_prod(line, line), sigma)


def hidden_ring(number: int) -> Mixture:
    """A ring of eight that nobody has seen: turned by any angle, its radius between 1.5 and 2.5. The same for each number."""
    random = torch.Generator().manual_seed(8_000 + number)
    turn, where = torch.rand(2, generator=random).tolist()
    low, high = HIDDEN_RADII
    return ring(radius=low + (high - low) * where, turn=2 * math.pi * turn)


def count(samples: Tensor, mixture: Mixture) -> Count:
    """Quality and coverage (exercise 8.3) of samples (m, 2); what is not a number is good for nothing."""
    distance, nearest = torch.cdist(samples, mixture.centres).min(dim=1)
    good = distance <= SIGMAS * mixture.sigma
    modes = len(mixture.centres)
    shares = torch.bincount(nearest[good], minlength=modes) / len(samples)
    return Count(good.float().mean().item(), int((shares >= LEAST_SHARE).sum()), modes, shares)


def imbalance(shares: Iterable[float] | Tensor) -> float:
    """KL(shares ‖ equal shares) in nats, the shares scaled to add up to 1: 0 when all modes are equally served, log n for one mode."""
    shares = torch.as_tensor(shares, dtype=torch.float64)
    shares = shares / shares.sum()
    return (torch.special.xlogy(shares, shares).sum() + math.log(len(shares))).item()

"""The 1-D world of Figure 1, where everything is exact: derived in lesson 02, kept here for its checks and lesson 03.

The data are N(0, 1), the noise z is uniform on (0, 1), and G is monotone, so p_g follows from the change of variables
without any sampling and D*, V, C(G) and JSD are integrals over a line. Float64 on the CPU throughout.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LOG_2 = math.log(2)
LOG_4 = math.log(4)

GRID = torch.linspace(-8, 8, 1601, dtype=torch.float64).unsqueeze(1)  # for the integrals
FEET = torch.linspace(0.03, 0.97, 17, dtype=torch.float64).unsqueeze(1)  # where the arrows z → G(z) begin


def normal_log_density(x: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """log of the density of N(mean, std²); std is the standard deviation."""
    return -0.5 * ((x - mean) / std) ** 2 - math.log(std * math.sqrt(2 * math.pi))


def normal_quantile(z: Tensor) -> Tensor:
    """F⁻¹(z) of N(0, 1): the increasing generator that would be perfect."""
    return torch.special.ndtri(z)


def noise_density(z: Tensor) -> Tensor:
    """p_z of the uniform noise: 1 between 0 and 1, else 0."""
    return ((z > 0) & (z < 1)).to(z)


def invert(generator: Callable, x: Tensor) -> Tensor:
    """The z in (0, 1) with G(z) = x, by bisection, for a G that is strictly monotone in either direction.

    Outside G's range there is no such z, and this gives the end of (0, 1) that comes nearest.
    """
    low, high = torch.full_like(x, 1e-15), torch.full_like(x, 1 - 1e-15)
    with torch.no_grad():
        rising = bool(generator(torch.full_like(x[:1], 0.75)) > generator(torch.full_like(x[:1], 0.25)))
        for _ in range(60):
            middle = (low + high) / 2
            too_low = (generator(middle) < x) == rising
            low, high = torch.where(too_low, middle, low), torch.where(too_low, high, middle)
    return (low + high) / 2


def density_of_pushforward(generator: Callable, x: Tensor) -> Tensor:
    """p_g(x) = p_z(z) / |G'(z)| with x = G(z), for an x that G reaches (exercise 2.1); elsewhere p_g is 0, not this."""
    z = invert(generator, x).requires_grad_()
    (slope,) = torch.autograd.grad(generator(z).sum(), z)
    return noise_density(z).detach() / slope.abs()


def integrate(values: Tensor, x: Tensor) -> float:
    """The trapezoid rule on a grid; values and x have shape (n, 1)."""
    return torch.trapezoid(values.detach().squeeze(1), x.squeeze(1)).item()


def value(logits: Tensor, p_data: Tensor, p_g: Tensor, x: Tensor) -> float:
    """V(D, G) = E_data[log D] + E_g[log(1 − D)] as one integral, from D's logits on the grid x."""
    return integrate(-p_data * F.softplus(-logits) - p_g * F.softplus(logits), x)


@dataclass(frozen=True)
class State:
    """Where a pair (G, D) stands, on `GRID`: the curves of Figure 1 and the numbers that belong to them."""

    p_g: Tensor
    d: Tensor
    d_best: Tensor
    heads: Tensor
    value: float
    best_value: float
    jsd: float
    gap: float


def measure(generator: Callable, discriminator: Callable) -> State:
    """p_g, D and D* on the grid, G at `FEET`, V(D, G), C(G), JSD, and the mean of |D − D*| under (p_data + p_g)/2."""
    log_p_data = normal_log_density(GRID)
    p_data, p_g = log_p_data.exp(), density_of_pushforward(generator, GRID).detach()
    with torch.no_grad():
        logits, heads = discriminator(GRID), generator(FEET)
    best = log_p_data - p_g.log()
    d, d_best = logits.sigmoid(), best.sigmoid()
    best_value = value(best, p_data, p_g, GRID)
    return State(
        p_g=p_g,
        d=d,
        d_best=d_best,
        heads=heads,
        value=value(logits, p_data, p_g, GRID),
        best_value=best_value,
        jsd=(best_value + LOG_4) / 2,
        gap=integrate((p_data + p_g) / 2 * (d - d_best).abs(), GRID),
    )


class MonotoneGenerator(nn.Module):
    """x = b + s·t + Σ v·tanh(w·t + c) with t = logit(z) / 1.7 and s, v, w > 0: strictly increasing in z.

    start: b, where the samples begin. width: how wide they begin. units: how many tanh bends.
    """

    def __init__(self, start: float = 1.3, width: float = 0.45, units: int = 16):
        super().__init__()
        self.b = nn.Parameter(torch.tensor(start, dtype=torch.float64))
        self.s = nn.Parameter(_before_softplus(torch.tensor(width, dtype=torch.float64)))
        self.v = nn.Parameter(_before_softplus(torch.full((units,), width / units, dtype=torch.float64)))
        self.w = nn.Parameter(1 + 0.5 * torch.randn(units, dtype=torch.float64))
        self.c = nn.Parameter(torch.randn(units, dtype=torch.float64))

    def forward(self, z: Tensor) -> Tensor:
        t = torch.logit(z) / 1.7
        bends = F.softplus(self.v) * torch.tanh(F.softplus(self.w) * t + self.c)
        return self.b + F.softplus(self.s) * t + bends.sum(dim=1, keepdim=True)


def small_discriminator() -> nn.Sequential:
    """1-32-32-1 with tanh; the output is a logit."""
    net = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
    return net.double()


def _before_softplus(positive: Tensor) -> Tensor:
    """The number whose softplus is `positive`."""
    return torch.log(torch.expm1(positive))

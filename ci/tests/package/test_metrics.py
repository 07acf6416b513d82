"""The scores against scipy and closed forms."""

import math

import numpy as np
import pytest
import torch
from scipy.special import logsumexp
from scipy.stats import multivariate_normal
from torch.utils.flop_counter import FlopCounterMode

from gancourse import metrics
from gancourse.models import published


def normal(count: int, dimensions: int, seed: int) -> torch.Tensor:
    return torch.randn(count, dimensions, generator=torch.Generator().manual_seed(seed))


def parzen_by_scipy(centres, points, sigma):
    distances = ((points[:, None] - centres[None]) ** 2).sum(-1)
    dimensions = centres.shape[1]
    log_kernels = -distances / (2 * sigma**2) - 0.5 * dimensions * np.log(2 * np.pi * sigma**2)
    return logsumexp(log_kernels, axis=1) - np.log(len(centres))


def test_parzen_agrees_with_scipy():
    centres, test, held_out = normal(300, 7, 0), normal(90, 7, 1), normal(50, 7, 2)
    score = metrics.parzen_log_likelihood(centres, test, held_out)
    by_scipy = {
        sigma: parzen_by_scipy(centres.numpy(), held_out.numpy(), sigma).mean() for sigma in np.logspace(-1, 0, 10)
    }
    best = max(by_scipy, key=by_scipy.get)
    per_point = parzen_by_scipy(centres.numpy(), test.numpy(), best)
    assert score.sigma == pytest.approx(best, rel=1e-6)
    assert score.mean == pytest.approx(per_point.mean(), abs=1e-4)
    assert score.error == pytest.approx(per_point.std(ddof=1) / math.sqrt(len(per_point)), rel=1e-4)


def test_parzen_of_one_centre_is_a_gaussian():
    centre, test = torch.full((1, 3), 0.5), normal(40, 3, 3)
    score = metrics.parzen_log_likelihood(centre, test, test, sigmas=torch.tensor([0.7]))
    expected = multivariate_normal([0.5] * 3, 0.49 * np.eye(3)).logpdf(test.numpy()).mean()
    assert score.mean == pytest.approx(expected, abs=1e-4)


def test_parzen_survives_a_sigma_far_below_the_data():
    """A width of 0.01 gave minus a quarter of a million in the paper's own code; a sum of exponentials would give -inf."""
    score = metrics.parzen_log_likelihood(
        torch.rand(50, 784), torch.rand(20, 784), torch.rand(20, 784), sigmas=torch.tensor([0.01])
    )
    assert math.isfinite(score.mean) and score.mean < -100_000


def test_parzen_takes_pictures_of_any_shape_and_blocks_do_not_matter(monkeypatch):
    pictures, test = torch.rand(30, 1, 28, 28), torch.rand(25, 1, 28, 28)
    whole = metrics.parzen_log_likelihood(pictures, test, test[:10])
    monkeypatch.setattr(metrics, "BLOCK", 120)
    assert metrics.parzen_log_likelihood(
        pictures.flatten(1), test.flatten(1), test[:10].flatten(1)
    ).mean == pytest.approx(whole.mean, rel=1e-6)


def test_parzen_says_itself_in_one_line():
    assert str(metrics.Parzen(203.4, 1.6, 0.1668)) == "203 ± 2 nats (sigma 0.17)"


def test_known_gaussian_is_estimated_as_well_as_the_estimator_can():
    """One dimension, 2,000 centres: -1.42, the entropy of N(0, 1) with its sign changed."""
    score = metrics.parzen_log_likelihood(normal(2000, 1, 0), normal(2000, 1, 1), normal(1000, 1, 2))
    assert score.mean == pytest.approx(-0.5 * math.log(2 * math.pi * math.e), abs=0.04)


def test_squared_distances():
    a, b = normal(6, 5, 0), normal(4, 5, 1)
    assert torch.allclose(metrics.squared_distances(a, b), torch.cdist(a, b) ** 2, atol=1e-4)
    assert (metrics.squared_distances(a * 1e3, a * 1e3) >= 0).all()


def test_nearest_neighbours_finds_itself_and_the_hidden_copy():
    images = torch.rand(50, 1, 4, 4)
    samples = images[[7, 31]] + torch.tensor([0.0, 0.01]).reshape(2, 1, 1, 1)
    index, distance = metrics.nearest_neighbours(samples, images)
    assert index.tolist() == [7, 31]
    assert distance[0] < 1e-3 and distance[1] == pytest.approx(0.04, abs=1e-3)


def test_nearest_neighbours_of_bytes_in_parts(monkeypatch):
    monkeypatch.setattr(metrics, "IMAGES_AT_ONCE", 7)
    pixels = torch.randint(0, 256, (50, 1, 4, 4), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    samples = torch.rand(9, 1, 4, 4, generator=torch.Generator().manual_seed(1))
    index, distance = metrics.nearest_neighbours(samples, pixels)
    apart = torch.cdist(samples.flatten(1), pixels.flatten(1) / 255)
    assert index.tolist() == apart.argmin(dim=1).tolist()
    assert torch.allclose(distance, apart.min(dim=1).values, atol=1e-4)


def test_spread():
    assert metrics.spread(torch.rand(1, 1, 5, 5).expand(9, -1, -1, -1)) == pytest.approx(0, abs=1e-6)
    half_and_half = torch.cat([torch.zeros(500, 1, 2, 2), torch.ones(500, 1, 2, 2)])
    assert metrics.spread(half_and_half) == pytest.approx(0.5, abs=1e-3)


def test_images_per_second_counts_only_the_measured_steps(monkeypatch):
    now = iter(np.arange(0, 100, 0.5))
    monkeypatch.setattr(metrics.time, "perf_counter", lambda: float(next(now)))
    steps = []
    assert metrics.images_per_second(lambda: steps.append(1), 64, seconds=5) > 0
    assert len(steps) > 3


@pytest.mark.parametrize("make", (published.book_generator, published.book_discriminator))
def test_multiply_adds_agree_with_pytorchs_own_counter(make):
    network = make()
    shape = (100,) if make is published.book_generator else (1, 28, 28)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network.eval()(torch.zeros(1, *shape))
    assert metrics.multiply_adds(network, *shape) == counter.get_total_flops() // 2

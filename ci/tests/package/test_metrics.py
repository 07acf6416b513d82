"""The scores against scipy and closed forms."""

import math

import numpy as np
import pytest
import torch
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from scipy.stats import entropy, multivariate_normal
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


# Precision and recall


def by_brute_force(real, fake, k):
    """Kynkäänniemi et al. 2019, equations 1 and 2, one pair of points at a time."""

    def radius(points, place):
        return sorted(np.linalg.norm(points[place] - other) for at, other in enumerate(points) if at != place)[k - 1]

    def share(points, centres):
        radii = [radius(centres, place) for place in range(len(centres))]
        inside = [any(np.linalg.norm(point - c) <= r for c, r in zip(centres, radii)) for point in points]
        return sum(inside) / len(inside)

    return share(fake, real), share(real, fake)


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize(("apart", "width"), [(0.0, 1.0), (0.7, 0.5), (1.5, 2.0)])
def test_precision_and_recall_agree_with_brute_force(apart, width, k, monkeypatch):
    real, fake = normal(60, 4, 0), apart + width * normal(45, 4, 1)
    expected = by_brute_force(real.double().numpy(), fake.double().numpy(), k)
    assert metrics.precision_recall(real, fake, k) == pytest.approx(expected, abs=1e-12)
    monkeypatch.setattr(metrics, "BLOCK", 130)
    assert metrics.precision_recall(real, fake, k) == pytest.approx(expected, abs=1e-12)


def test_precision_and_recall_agree_with_the_trees_of_scipy():
    """A second opinion on features as the lessons have them: 128 numbers that are never negative, far from 0."""
    real, fake = 3 + normal(700, 128, 2).relu(), 3 + 0.8 * normal(600, 128, 3).relu()
    r, f = (x.double().numpy() for x in (real, fake))
    radii = [cKDTree(x).query(x, k=4)[0][:, 3] for x in (r, f)]
    between = cdist(f, r)
    expected = ((between <= radii[0]).any(1).mean(), (between <= radii[1][:, None]).any(0).mean())
    assert metrics.precision_recall(real, fake) == pytest.approx(expected, abs=1e-12)


def test_precision_and_recall_where_they_are_known():
    """On a line, k = 1: balls of radius 1 around 0, 1, 2, 3 and of radius 0.5 around 10, 10.5."""
    real, fake = torch.tensor([[0.0], [1.0], [2.0], [3.0]]), torch.tensor([[0.25], [10.0], [10.5], [4.0]])
    assert metrics.precision_recall(real, fake, k=1) == (0.5, 1.0)  # 4.0 lies on the edge, and counts
    points = normal(50, 6, 4)
    assert metrics.precision_recall(points, points) == (1.0, 1.0)
    assert metrics.precision_recall(points, points + 100) == (0.0, 0.0)
    repeated = points[:1].expand(30, -1)  # one real point, again and again: all realistic, and covers itself alone
    assert metrics.precision_recall(points, repeated) == (1.0, pytest.approx(1 / 50))


def test_precision_and_recall_change_places_with_the_sets():
    real, fake = normal(80, 5, 5), 0.6 * normal(70, 5, 6)
    assert metrics.precision_recall(fake, real) == metrics.precision_recall(real, fake)[::-1]


@pytest.mark.parametrize(("n", "m", "k"), [(3, 10, 3), (10, 3, 3), (10, 10, 0)])
def test_precision_and_recall_need_a_kth_neighbour(n, m, k):
    with pytest.raises(ValueError, match="neighbour"):
        metrics.precision_recall(normal(n, 2, 0), normal(m, 2, 1), k)


# Inception score and kernel distance


def test_inception_score_where_it_is_known():
    """Ten sure answers, all alike or one of each; no answer at all; two classes of ten."""
    certain = torch.eye(10)
    assert metrics.inception_score(certain) == pytest.approx(10, abs=1e-12)
    assert metrics.inception_score(certain[:1].expand(50, -1)) == pytest.approx(1, abs=1e-12)
    assert metrics.inception_score(torch.full((50, 10), 0.1)) == pytest.approx(1, abs=1e-7)
    assert metrics.inception_score(certain[:2].repeat(5, 1)) == pytest.approx(2, abs=1e-12)


def test_inception_score_by_entropies():
    """exp(H(y) - mean H(y|x)), with scipy's entropy."""
    rows = (3 * normal(200, 10, 0)).double().softmax(1)
    expected = math.exp(entropy(rows.mean(0).numpy()) - entropy(rows.numpy(), axis=1).mean())
    assert metrics.inception_score(rows) == pytest.approx(expected, abs=1e-12)


def test_inception_score_agrees_with_torch_fidelity():
    isc = pytest.importorskip("torch_fidelity.metric_isc", reason="torch-fidelity is in the authors' environment")
    logits = 3 * normal(500, 10, 1)
    theirs = isc.isc_features_to_metric(logits, splits=1)["inception_score_mean"]
    assert metrics.inception_score(logits.softmax(1)) == pytest.approx(theirs, abs=1e-4)


def test_kernel_distance_pair_by_pair():
    """The sums written out, without the pairs of a row with itself."""
    a, b = normal(7, 3, 0).double(), 0.5 + normal(5, 3, 1).double()

    def kernel(x, y):
        return (float(x @ y) / 3 + 1) ** 3

    def within(points):
        return np.mean([kernel(x, y) for i, x in enumerate(points) for j, y in enumerate(points) if i != j])

    across = np.mean([kernel(x, y) for x in a for y in b])
    assert metrics.kernel_distance(a, b) == pytest.approx(within(a) + within(b) - 2 * across, abs=1e-12)


def test_kernel_distance_agrees_with_torch_fidelity():
    kid = pytest.importorskip("torch_fidelity.metric_kid", reason="torch-fidelity is in the authors' environment")
    a, b = normal(300, 64, 2).relu().double(), 1.2 * normal(300, 64, 3).relu().double()
    theirs = kid.kid_features_to_metric(a, b, kid_subsets=1, kid_subset_size=300, rng_seed=0)
    assert metrics.kernel_distance(a, b) == pytest.approx(theirs["kernel_inception_distance_mean"], abs=1e-4)


def test_frechet_distance_agrees_with_torch_fidelity():
    """Their covariances and their square root, on the same features."""
    fid = pytest.importorskip("torch_fidelity.metric_fid", reason="torch-fidelity is in the authors' environment")
    a, b = normal(600, 32, 4).relu().double(), 0.3 + normal(500, 32, 5).relu().double()
    summaries = [fid.fid_features_to_statistics(x) for x in (a, b)]
    theirs = fid.fid_statistics_to_metric(*summaries, verbose=False)["frechet_inception_distance"]
    assert metrics.frechet_distance(a, b) == pytest.approx(theirs, abs=1e-4)


def test_kernel_distance_has_no_bias_where_the_frechet_distance_has_one():
    """Twenty rows against twenty of one source, two hundred times: the mean kernel distance is 0 within four standard errors,
    and no Fréchet distance comes near it."""
    pairs = [(normal(20, 4, 2 * seed), normal(20, 4, 2 * seed + 1)) for seed in range(200)]
    found = np.array([metrics.kernel_distance(*pair) for pair in pairs])
    assert abs(found.mean()) < 4 * found.std() / math.sqrt(len(found)) and (found < 0).any()
    assert min(metrics.frechet_distance(*pair) for pair in pairs) > 0.1


@pytest.mark.parametrize(("n", "m"), [(1, 5), (5, 1)])
def test_kernel_distance_needs_pairs(n, m):
    with pytest.raises(ValueError, match="at least two"):
        metrics.kernel_distance(normal(n, 3, 0), normal(m, 3, 1))


@pytest.mark.parametrize("d", [16, 64])
def test_the_bias_of_the_frechet_distance_is_that_of_the_closed_form(d):
    """Two sets of N from one isotropic Gaussian: (d² + 5d)/(2N) for N far above d. The slope of the mean distance against 1/N,
    through sizes that halve, within 10 %."""
    sizes = torch.tensor([20 * d, 40 * d, 80 * d])
    means = [
        np.mean([metrics.frechet_distance(normal(n, d, 2 * k), normal(n, d, 2 * k + 1)) for k in range(8)])
        for n in sizes.tolist()
    ]
    slope = np.polyfit(1 / sizes.double().numpy(), means, 1)[0]
    assert slope == pytest.approx((d**2 + 5 * d) / 2, rel=0.1)

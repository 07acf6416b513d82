"""Numbers for samples: Parzen log-likelihood, Inception score, Fréchet and kernel distance, precision and recall, class shares,
nearest neighbours, spread, speed and work.

Lesson 09 derives the Parzen score and the nearest neighbours; lesson 10 brings the count of work, lesson 11 the Fréchet
distance, lesson 12 precision and recall, lesson 13 the Inception score and the kernel distance. What takes images takes any shape (n, ...) with values in [0, 1], and flattens them itself.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

PAPER_SIGMAS = torch.logspace(-1, 0, 10)
BLOCK = 4_000_000  # distances held at once: 16 MB
IMAGES_AT_ONCE = 10_000  # of 28 by 28 pixels, 31 MB


@dataclass(frozen=True)
class Parzen:
    """A Parzen log-likelihood in nats: mean and standard error over the test images, and the sigma that was chosen."""

    mean: float
    error: float
    sigma: float

    def __str__(self) -> str:
        return f"{self.mean:.0f} ± {self.error:.0f} nats (sigma {self.sigma:.2f})"


def parzen_log_likelihood(samples: Tensor, test: Tensor, held_out: Tensor, sigmas: Tensor = PAPER_SIGMAS) -> Parzen:
    """The log-likelihood of `test` under a Gaussian of width sigma around every sample, by the protocol of
    Goodfellow et al. (2014): sigma is the best of `sigmas` on `held_out` (the paper: 1,000 training images kept
    apart), and the error is the standard error of the mean over the test images. The paper uses 10,000 samples."""
    centres = samples.flatten(1)
    distances = squared_distances(held_out.flatten(1), centres)
    scores = torch.stack([_log_density(distances, sigma, centres.shape[1]).mean() for sigma in sigmas.tolist()])
    sigma = sigmas[scores.argmax().cpu()].item()
    per_image = torch.cat(
        [_log_density(block, sigma, centres.shape[1]) for _, block in _blocks(test.flatten(1), centres)]
    )
    return Parzen(per_image.mean().item(), per_image.std().item() / math.sqrt(len(per_image)), sigma)


def frechet_distance(features: Tensor, others: Tensor) -> float:
    """The squared Fréchet distance between the Gaussians fitted to two sets of features, (n, d) and (m, d):
    |mean difference|² + trace(A + B − 2·(A·B)^½), with the covariances A and B (Dowson and Landau 1982; the FID of
    Heusel et al. 2017 is this in the features of a network). 0 for equal sets. Always computed in float64 on the CPU."""
    a, b = (x.flatten(1).cpu().double() for x in (features, others))  # Apple's GPUs know no float64
    if min(len(a), len(b)) < 2:
        raise ValueError("A covariance needs at least two rows of features in each set.")
    covariances = torch.atleast_2d(a.T.cov()), torch.atleast_2d(b.T.cov())
    root = _symmetric_root(covariances[0])
    # The eigenvalues of A·B are those of the symmetric √A·B·√A; rounding may push a zero slightly below zero.
    cross = torch.linalg.eigvalsh(root @ covariances[1] @ root).clamp(min=0).sqrt().sum()
    spread_apart = covariances[0].trace() + covariances[1].trace() - 2 * cross
    return max(0.0, ((a.mean(0) - b.mean(0)).square().sum() + spread_apart).item())


def inception_score(probabilities: Tensor) -> float:
    """exp of the mean of KL(p(y|x) || p(y)) over samples (Salimans et al. 2016), from a classifier's probabilities (n, classes),
    rows that sum to 1. Between 1, where every sample gets the same answer, and the number of classes.

    p(y) is the mean of the rows. Computed in float64 on the CPU. The published score splits the samples into ten parts and
    takes the mean of their scores, which is lower the smaller the parts are.
    """
    given = probabilities.cpu().double()
    overall = given.mean(0)
    # xlogy, because a probability of 0 adds nothing and its logarithm is not finite; where p(y) is 0, so is every p(y|x).
    terms = torch.xlogy(given, given) - torch.xlogy(given, overall.clamp(min=torch.finfo(torch.float64).tiny))
    return terms.sum(1).mean().exp().item()


def kernel_distance(features: Tensor, others: Tensor) -> float:
    """The squared maximum mean discrepancy of two sets of features, (n, d) and (m, d), under the kernel (x·y/d + 1)³, by the
    unbiased estimator (Bińkowski et al. 2018; the KID is this in the features of a network).

    0 on average for two sets from one source, whatever their sizes, so it may come out below 0. Computed in float64 on the
    CPU. Raises ValueError where a set has fewer than two rows.
    """
    a, b = (x.flatten(1).cpu().double() for x in (features, others))
    n, m = len(a), len(b)
    if min(n, m) < 2:
        raise ValueError("The kernel distance compares rows with other rows, so each set needs at least two.")
    within_a, within_b = _cubic_kernel(a, a), _cubic_kernel(b, b)
    pairs_a = (within_a.sum() - within_a.diagonal().sum()) / (n * (n - 1))  # a row is not compared with itself
    pairs_b = (within_b.sum() - within_b.diagonal().sum()) / (m * (m - 1))
    return (pairs_a + pairs_b - 2 * _cubic_kernel(a, b).mean()).item()


def precision_recall(real_features: Tensor, fake_features: Tensor, k: int = 3) -> tuple[float, float]:
    """How much of the fakes is realistic, and how much of the real data the fakes cover (Kynkäänniemi et al. 2019), each from 0
    to 1, from features (n, d) and (m, d).

    Around each point of a set lies a ball that just reaches its k-th nearest neighbour in the same set. precision: the share
    of fakes that lie in the ball of some real point. recall: the share of real points in the ball of some fake. Both depend on
    n and m, so compare them at equal sizes only. Always computed in float64 on the CPU. Raises ValueError where a set has no
    k-th neighbour.
    """
    real, fake = (x.flatten(1).cpu().double() for x in (real_features, fake_features))
    if k < 1 or min(len(real), len(fake)) <= k:
        raise ValueError(f"A {k}-th neighbour needs k of at least 1 and more than {k} rows of features in each set.")
    centre = real.mean(0)
    real, fake = real - centre, fake - centre  # small numbers have small rounding errors
    slack = 1e-9 * max(real.square().sum(1).max().item(), fake.square().sum(1).max().item())
    precision = _in_some_ball(fake, real, _squared_radii(real, k) + slack)
    return precision, _in_some_ball(real, fake, _squared_radii(fake, k) + slack)


def class_shares(labels: Tensor, classes: int = 10) -> Tensor:
    """The share of each class among labels (n,), as (classes,) float64; they sum to 1."""
    return torch.bincount(labels.flatten().cpu(), minlength=classes).double() / labels.numel()


def total_variation(shares: Tensor, others: Tensor) -> float:
    """Half the sum of the absolute differences of two distributions: 0 when they agree, 1 when they never meet."""
    return (shares - others).abs().sum().item() / 2


def nearest_neighbours(samples: Tensor, images: Tensor) -> tuple[Tensor, Tensor]:
    """For every sample the index of the closest image and its Euclidean distance, both of shape (n,).

    images may also be bytes, as in memory: they are scaled some thousand at a time, so that no copy of all is made.
    """
    samples = samples.flatten(1)
    nearest = torch.zeros(len(samples), dtype=torch.int64, device=samples.device)
    distance = torch.full((len(samples),), math.inf, device=samples.device)
    start = 0
    for part in images.flatten(1).split(IMAGES_AT_ONCE):
        part = part.float() / 255 if part.dtype == torch.uint8 else part
        found = [block.min(dim=1) for _, block in _blocks(samples, part)]
        closest, index = torch.cat([f.values for f in found]), torch.cat([f.indices for f in found])
        closer = closest < distance
        nearest[closer], distance[closer] = start + index[closer], closest[closer]
        start += len(part)
    return nearest, distance.sqrt()


def spread(images: Tensor) -> float:
    """How different the images are from one another: the mean over pixels of the standard deviation over images.
    Real MNIST has about 0.20; a collapsed generator has nearly 0."""
    return images.flatten(1).std(dim=0).mean().item()


def squared_distances(points: Tensor, centres: Tensor) -> Tensor:
    """All squared Euclidean distances, (n, d) against (m, d) -> (n, m), by one matrix product."""
    distances = (points @ centres.T).mul_(-2)  # changed in place, because there may be many
    distances += torch.linalg.vector_norm(
        points, dim=1, keepdim=True
    ).square()  # no copy of 60,000 images, as x² would make
    distances += torch.linalg.vector_norm(centres, dim=1).square()
    return distances.clamp_(min=0)


def images_per_second(step: Callable[[], object], images_per_step: int, seconds: float = 1.5) -> float:
    """How many images a training step gets through, measured for about `seconds` after three steps of warm-up."""
    for _ in range(3):
        step()
    _wait_for_device()
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < seconds or steps < 3:
        step()
        steps += 1
    _wait_for_device()
    return steps * images_per_step / (time.perf_counter() - start)


def _symmetric_root(matrix: Tensor) -> Tensor:
    """The symmetric square root of a symmetric matrix without negative eigenvalues, (d, d)."""
    values, vectors = torch.linalg.eigh(matrix)
    return (vectors * values.clamp(min=0).sqrt()) @ vectors.T


def _cubic_kernel(a: Tensor, b: Tensor) -> Tensor:
    """(n, d) against (m, d) -> (n, m)."""
    return (a @ b.T / a.shape[1] + 1) ** 3


def _squared_radii(points: Tensor, k: int) -> Tensor:
    """The squared distance from each point to its k-th nearest among the others, (n,)."""
    # The nearest of all is the point itself, at 0 up to rounding; a twin of it is as good in its place.
    return torch.cat(
        [block.topk(k + 1, dim=1, largest=False).values[:, -1] for _, block in _blocks(points, points)]
    )  # topk, because kthvalue takes six times as long


def _in_some_ball(points: Tensor, centres: Tensor, squared_radii: Tensor) -> float:
    """The share of points that lie in at least one of the balls."""
    inside = [(block <= squared_radii).any(dim=1) for _, block in _blocks(points, centres)]
    return torch.cat(inside).double().mean().item()


def _log_density(distances: Tensor, sigma: float, dimensions: int) -> Tensor:
    """log of the mean over centres of N(x; centre, sigma² I), for every row of squared distances."""
    log_kernels = distances.div(-2 * sigma**2)
    normaliser = math.log(distances.shape[1]) + 0.5 * dimensions * math.log(2 * math.pi * sigma**2)
    return log_kernels.logsumexp(dim=1) - normaliser


def _blocks(points: Tensor, centres: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    for block in points.split(max(1, BLOCK // len(centres))):
        yield block, squared_distances(block, centres)


def _wait_for_device() -> None:
    if torch.accelerator.is_available():
        torch.accelerator.synchronize()


def multiply_adds(network: nn.Module, *shape: int) -> int:
    """How many products one input of `shape` (without its batch dimension) takes, counted as in lesson 10.

    Counts linear layers and (transposed) convolutions; leaves the network in eval mode.
    """
    found = []

    def count(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if isinstance(layer, nn.ConvTranspose2d):
            found.append(inputs[0].numel() * layer.weight[0].numel())
        elif isinstance(layer, nn.Conv2d | nn.Linear):
            found.append(output.numel() * layer.weight[0].numel())

    hooks = [layer.register_forward_hook(count) for layer in network.modules()]
    with torch.no_grad():
        network.eval()(torch.zeros(1, *shape))
    for hook in hooks:
        hook.remove()
    return sum(found)

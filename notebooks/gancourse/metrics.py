"""Numbers for samples: Parzen log-likelihood, Fréchet distance, class shares, nearest neighbours, spread, speed and work.

Lesson 09 derives the Parzen score and the nearest neighbours; lesson 10 brings the count of work, lesson 11 the Fréchet
distance. What takes images takes any shape (n, ...) with values in [0, 1], and flattens them itself.
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

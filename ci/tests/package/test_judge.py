"""The judge of digits and the distances computed with it."""

import math

import numpy as np
import pytest
import scipy.linalg
import torch

from building import train_digit_judge
from gancourse import images, metrics
from gancourse.errors import CourseError
from gancourse.models import shipped
from gancourse.models.judge import FEATURES, WEIGHTS, judge
from gancourse.paths import asset
from gancourse.training import digit_gan


def test_the_judge_reads_the_digits_at_hand():
    digits = images("digits", split="test", limit=1_000)
    pixels = digits.pixels.float() / 255
    right = (judge().labels(pixels) == digits.labels).double().mean().item()
    assert right > (0.99 if digits.source == "MNIST" else 0.97)
    assert judge().features(pixels).shape == (1_000, FEATURES)
    assert torch.allclose(judge().probabilities(pixels).sum(dim=1), torch.ones(1_000))
    assert judge().accuracy > 0.99


def test_the_judge_does_not_care_for_the_company():
    pixels = images("digits", split="test", limit=1_000).pixels.float() / 255
    assert torch.allclose(judge().features(pixels[:3]), judge().features(pixels)[:3], atol=1e-4)


@pytest.mark.parametrize("shape", [(5, 784), (5, 3, 28, 28), (5, 1, 32, 32), (28, 28)])
def test_pictures_that_are_no_digits_are_refused_in_words(shape):
    with pytest.raises(CourseError, match="knows nothing else"):
        judge().labels(torch.zeros(shape))


@pytest.mark.parametrize("damage", [b"", b"not an archive", b"PK\x03\x04 cut short", None])
def test_damaged_weights_say_what_to_do(tmp_path, monkeypatch, damage):
    path = tmp_path / WEIGHTS
    if damage is None:
        np.savez(path, accuracy=np.float32(1), wrong=np.zeros(3))
    else:
        path.write_bytes(damage)
    monkeypatch.setattr(shipped, "asset", lambda name: tmp_path / name)
    with pytest.raises(CourseError, match="train_digit_judge"):
        judge.__wrapped__()


def test_the_weights_are_small():
    assert asset(WEIGHTS).stat().st_size < 300_000


def test_training_a_judge_refuses_the_drawn_digits(monkeypatch):
    monkeypatch.setenv("GANCOURSE_DATA", "none")
    with pytest.raises(SystemExit, match="MNIST"):
        train_digit_judge.train(epochs=1, limit=200)


def test_shifting_moves_and_keeps_the_size():
    pixels = torch.zeros(1, 1, 28, 28)
    pixels[0, 0, 14, 14] = 1
    for _ in range(20):
        moved = train_digit_judge.shifted(pixels)
        assert moved.shape == pixels.shape and moved.sum() == 1
        row, column = divmod(moved.flatten().argmax().item(), 28)
        assert abs(row - 14) <= 2 and abs(column - 14) <= 2


def test_frechet_distance_agrees_with_scipy():
    torch.manual_seed(0)
    a = torch.randn(400, 6) @ torch.randn(6, 6)
    b = torch.randn(300, 6) @ torch.randn(6, 6) + 0.5
    left, right = (np.cov(x.double().numpy().T) for x in (a, b))
    apart = a.double().mean(0).numpy() - b.double().mean(0).numpy()
    expected = (apart**2).sum() + np.trace(left + right - 2 * scipy.linalg.sqrtm(left @ right).real)
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, rel=1e-9)
    assert metrics.frechet_distance(b, a) == pytest.approx(expected, rel=1e-9)


def with_covariance(covariance, n=200, mean=0.0):
    """Points whose sample mean and covariance are exactly these."""
    torch.manual_seed(1)
    points = torch.randn(n, len(covariance), dtype=torch.float64)
    points -= points.mean(0)
    white = points @ torch.linalg.inv(torch.linalg.cholesky(torch.atleast_2d(points.T.cov()))).T
    return white @ torch.linalg.cholesky(covariance).T + mean


def test_frechet_distance_of_known_gaussians():
    """In one dimension (mean difference)² + (difference of standard deviations)²; and a closed form in two."""
    one = with_covariance(torch.tensor([[4.0]], dtype=torch.float64), mean=1.0)
    other = with_covariance(torch.tensor([[9.0]], dtype=torch.float64), mean=3.0)
    assert metrics.frechet_distance(one, other) == pytest.approx(4 + 1)
    round_ = with_covariance(torch.eye(2, dtype=torch.float64))
    tilted = with_covariance(torch.tensor([[2.0, 1.0], [1.0, 2.0]], dtype=torch.float64))
    assert metrics.frechet_distance(round_, tilted) == pytest.approx(4 - 2 * math.sqrt(3))


def test_frechet_distance_of_equal_and_of_flat_sets():
    features = torch.randn(50, 8)
    assert metrics.frechet_distance(features, features) == pytest.approx(0, abs=1e-9)
    flat = torch.zeros(50, 8)  # no variance at all
    assert metrics.frechet_distance(flat, flat) == 0
    expected = features.double().mean(0).square().sum() + features.double().T.cov().trace()
    assert metrics.frechet_distance(features, flat) == pytest.approx(expected.item(), rel=1e-9)
    with pytest.raises(ValueError, match="two rows"):
        metrics.frechet_distance(features[:1], features)


def test_shares_and_total_variation():
    shares = metrics.class_shares(torch.tensor([0, 0, 1, 9]))
    assert shares.tolist() == [0.5, 0.25, 0, 0, 0, 0, 0, 0, 0, 0.25]
    assert metrics.total_variation(shares, shares) == 0
    assert metrics.total_variation(shares, metrics.class_shares(torch.tensor([5]))) == 1
    assert metrics.total_variation(shares, metrics.class_shares(torch.tensor([0]))) == 0.5


@pytest.mark.parametrize(("size", "channels"), [(28, 1), (32, 3), (64, 1)])
def test_the_dcgan_takes_other_sizes_and_colours(size, channels):
    torch.manual_seed(0)
    gan = digit_gan.DCGAN("cpu", size=size, channels=channels, half=False)
    real = torch.rand(8, channels, size, size)
    before = [parameter.clone() for parameter in gan.generator.parameters()]
    for step in range(2):
        losses = gan.step(real, step / 2)
    assert all(math.isfinite(value) for value in losses.values())
    assert all((old != new).any() for old, new in zip(before, gan.generator.parameters()))
    pictures = gan.sample(gan.latent(3))
    assert pictures.shape == (3, channels, size, size)
    assert pictures.min() >= 0 and pictures.max() <= 1


@pytest.mark.parametrize("size", [0, 4, 30])
def test_a_size_that_cannot_be_doubled_twice_is_refused(size):
    with pytest.raises(ValueError, match="multiple of 4"):
        digit_gan.DCGAN("cpu", size=size)


def test_the_dcgan_starts_as_the_paper_says():
    torch.manual_seed(0)
    gan = digit_gan.DCGAN("cpu", half=False)
    kinds = (torch.nn.Linear, torch.nn.Conv2d, torch.nn.ConvTranspose2d)
    layers = [layer for network in (gan.generator, gan.discriminator) for layer in network.modules()]
    for layer in layers:
        if isinstance(layer, kinds):
            assert layer.weight.std().item() == pytest.approx(0.02, rel=0.2)
            assert layer.bias is None or not layer.bias.any()
        if isinstance(layer, torch.nn.BatchNorm2d):
            assert layer.weight.mean().item() == pytest.approx(1, abs=0.01)
            assert 0.005 < layer.weight.std().item() < 0.03 and not layer.bias.any()

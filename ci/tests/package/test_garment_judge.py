"""The judge of garments: what it reaches on unseen ones is what is stored with it, and its weights are small."""

import numpy as np
import pytest
import torch

from building import train_garment_judge
from gancourse.data import garments
from gancourse.errors import CourseError
from gancourse.models import shipped
from gancourse.models.garment_judge import WEIGHTS, garment_judge
from gancourse.models.judge import FEATURES, make_network
from gancourse.paths import asset


@pytest.fixture(scope="module")
def unseen():
    pixels, labels = garments.shipped("test")
    return pixels.float() / 255, labels


def test_it_names_what_it_says_it_names(unseen):
    pictures, labels = unseen
    right = (garment_judge().labels(pictures) == labels).double().mean().item()
    assert right == pytest.approx(garment_judge().accuracy, abs=0.005) and right >= 0.86


def test_what_it_gives(unseen):
    pictures = unseen[0][:7]
    features = garment_judge().features(pictures)
    assert features.shape == (7, FEATURES) and features.min() >= 0
    assert torch.allclose(features[:2], garment_judge().features(pictures[:2]), atol=1e-4)
    assert torch.allclose(garment_judge().probabilities(pictures).sum(dim=1), torch.ones(7), atol=1e-5)


def test_other_pictures_are_refused_in_words():
    with pytest.raises(CourseError, match="looks at garments of shape"):
        garment_judge().labels(torch.zeros(5, 3, 32, 32))


@pytest.mark.parametrize("damage", [b"", b"not an archive", b"PK\x03\x04 cut short", None])
def test_damaged_weights_say_what_to_do(tmp_path, monkeypatch, damage):
    path = tmp_path / WEIGHTS
    if damage is None:
        np.savez(path, accuracy=np.float32(1), wrong=np.zeros(3))
    else:
        path.write_bytes(damage)
    monkeypatch.setattr(shipped, "asset", lambda name: tmp_path / name)
    with pytest.raises(CourseError, match="train_garment_judge"):
        garment_judge.__wrapped__()


def test_the_weights_are_small_and_of_half_precision():
    assert asset(WEIGHTS).stat().st_size <= 300_000
    with np.load(asset(WEIGHTS)) as stored:
        assert {stored[name].dtype for name in stored.files if name.endswith("weight")} == {np.dtype(np.float16)}


def test_folding_changes_no_answer():
    """The network with BatchNorm in eval mode, and the one without it that comes out."""
    torch.manual_seed(0)
    network = make_network()
    whole = train_garment_judge.for_training(network)
    for _ in range(3):
        whole(torch.rand(32, 1, 28, 28))
    pictures = torch.rand(5, 1, 28, 28)
    with torch.no_grad():
        before = whole.eval()(pictures)
        train_garment_judge.fold(whole)
        assert torch.allclose(network(pictures), before, atol=1e-5)


def test_varying_keeps_shape_and_range():
    torch.manual_seed(0)
    pictures = torch.rand(40, 1, 28, 28)
    varied = train_garment_judge.varied(pictures)
    assert varied.shape == pictures.shape and varied.min() >= 0 and varied.max() <= 1 and not varied.equal(pictures)


def test_training_is_seeded_and_learns():
    """Thirty-two steps on 64 garments, seen again."""
    pixels, labels = (each[:64] for each in garments.shipped("train"))
    torch.manual_seed(0)
    network = train_garment_judge.train(epochs=32, limit=64)
    torch.manual_seed(0)
    again = train_garment_judge.train(epochs=32, limit=64)
    assert all(one.equal(other) for one, other in zip(network.state_dict().values(), again.state_dict().values()))
    with torch.no_grad():
        assert (network(pixels.float() / 255).argmax(dim=1) == labels).float().mean() > 0.5

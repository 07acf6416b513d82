"""What trains and scores in every measurement: the digits set apart, the loop, the scores."""

import pytest
import torch

from gancourse import images
from measuring import scores


def test_held_out_digits_are_not_trained_on(monkeypatch):
    everything = images("digits", limit=1_200)
    monkeypatch.setattr(scores, "SAMPLES", 100)
    data, held_out, test = scores.set_apart(everything)
    assert (len(data), held_out.shape, test.shape) == (1_180, (20, 1, 28, 28), (100, 1, 28, 28))
    assert torch.equal(data.pixels, everything.pixels[:1_180])
    assert torch.equal(held_out, everything.pixels[1_180:].float() / 255)


def test_samples_are_drawn_500_at_a_time():
    asked = []
    pictures = scores.draw(lambda latent: latent, lambda m: asked.append(m) or torch.zeros(m, 1, 28, 28), 1_500)
    assert asked == [500] * 3 and pictures.shape == (1_500, 1, 28, 28)


class Counter:
    """A pair that learns nothing, and counts."""

    batch_size = 4

    def __init__(self):
        self.progress, self.sampled = [], 0

    def step(self, real, progress):
        self.progress.append(progress)
        return {"d_loss": real.mean()}

    def latent(self, m):
        return torch.rand(m, 1, 28, 28)

    def sample(self, latent):
        self.sampled += 1
        return latent


@pytest.mark.parametrize("frames", [True, False])
def test_the_loop_hands_on_batches_and_progress_and_films_where_asked(frames):
    gan, before = Counter(), torch.get_rng_state()
    run = scores.train("toy", gan, lambda: torch.full((4,), 2.0), {"steps": 4}, frames=frames)
    assert gan.progress == [0, 0.25, 0.5, 0.75] and run.history["d_loss"] == [2.0] * 4
    assert [step for step, *_ in run.frames] == ([1, 4] if frames else [])
    assert frames or torch.equal(before, torch.get_rng_state()), "an unfilmed run draws what its pair draws"


def test_scores_of_real_digits_are_good():
    data = images("digits", limit=3_000)
    scored = scores.Scores(data, samples=1_000)
    real = scored.of(lambda latent: data.random(len(latent)), lambda m: torch.zeros(m))
    noise = scored.of(lambda latent: torch.rand(len(latent), 1, 28, 28), lambda m: torch.zeros(m), parzen=False)
    assert real["frechet"] < 10 < 100 < noise["frechet"]
    assert real["total_variation"] < 0.1 < noise["total_variation"]
    assert "parzen" in real and "parzen" not in noise

"""What is trained and scored everywhere alike: the digits set apart, the training loop, the scores of a generator."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gancourse import Run, images, metrics
from gancourse.data.loading import Images
from gancourse.models.judge import judge
from gancourse.views import plots
from measuring.command_line import AT_ONCE, SAMPLES

LANDMARKS = {"2 log 2": 1.386, "log 2": 0.693}


def set_apart(everything: Images) -> tuple[Images, Tensor, Tensor]:
    """The digits to train on, every 60th of them held out, (k, 1, 28, 28) in [0, 1], and the test digits likewise."""
    spare = max(len(everything) // 60, 10)
    data = Images(everything.pixels[:-spare], everything.labels[:-spare], everything.source)
    held_out = everything.pixels[-spare:].float() / 255
    return data, held_out, images("digits", split="test", limit=SAMPLES).pixels.float() / 255


def draw(sample: Callable[[Tensor], Tensor], latent: Callable[[int], Tensor], count: int) -> Tensor:
    """(count, 1, 28, 28) of what `sample` makes of latent points, 500 at a time; count is a multiple of 500."""
    return torch.cat([sample(latent(AT_ONCE)) for _ in range(count // AT_ONCE)])


class Scores:
    """The scores of a generator, with everything of the real digits computed once. samples: a multiple of 500."""

    def __init__(self, everything: Images, samples: int):
        self.data, self.held_out, self.test = set_apart(everything)
        self.features = judge().features(self.test)
        self.shares = metrics.class_shares(judge().labels(self.test))
        self.samples = samples

    def of(
        self, sample: Callable[[Tensor], Tensor], latent: Callable[[int], Tensor], parzen: bool = True
    ) -> dict[str, Any]:
        """`sample` makes images (m, 1, 28, 28) in [0, 1] of `latent(m)`. Fréchet distance and shares are those of the
        course's judge; the Parzen log-likelihood, in nats, takes most of the time and may be left out."""
        pictures = draw(sample, latent, self.samples)
        shares = metrics.class_shares(judge().labels(pictures))
        found = {
            "frechet": round(metrics.frechet_distance(judge().features(pictures), self.features), 2),
            "total_variation": round(metrics.total_variation(shares, self.shares), 4),
            "smallest_share": round(shares.min().item(), 4),
            "shares": [round(share, 4) for share in shares.tolist()],
        }
        if parzen:
            found["parzen"] = round(metrics.parzen_log_likelihood(pictures, self.test, self.held_out).mean, 1)
        return found


def train(name: str, gan: Any, batch: Callable[[], Tensor], budget: dict[str, float], *, frames: bool = False) -> Run:
    """The Run of a pair with `DigitGAN`'s methods after its budget, {"seconds": 60} or {"steps": 600}.

    batch: the next real images; what they cost is part of the seconds. frames: keep 32 samples now and then, for a
    recording; drawing them is part of the seconds too."""
    run = Run(name, **budget, landmarks=LANDMARKS, images_per_step=gan.batch_size)
    latent, next_frame = gan.latent(32) if frames else None, 0.0
    for step in run:
        run.log(**gan.step(batch(), run.elapsed_fraction))
        if frames and step >= next_frame:  # more seldom as the pictures change more slowly
            run.snapshot(plots.tile(gan.sample(latent).cpu()))
            next_frame = 1.2 * step + 5
    if frames:
        run.snapshot(plots.tile(gan.sample(latent).cpu()))
    return run

"""The recipes that lessons 07 and 11 arrive at, for everybody who needs their digits without their story.

Both lessons write and measure every line of the step in the open: its two losses, lazy R1, the running average of G's
weights and the decay of the learning rate. `ci/course.py demo`, the measurements and later lessons import it.
"""

import contextlib
import copy
import functools
import time
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancourse.models.recipes import (
    LATENT_SIZE,
    descend,
    initialise_as_dcgan,
    make_dcgan_discriminator,
    make_dcgan_generator,
    make_discriminator,
    make_generator,
    r1,
    update_average,
)
from gancourse.training.captured import captured


class DigitGAN:
    """A generator, a discriminator and one training step: what lesson 05 trains for a minute and lesson 07 takes apart.

    gan = DigitGAN(device())
    run = Run("digits", seconds=60)
    for step in run:
        losses = gan.step(data.random(gan.batch_size), run.elapsed_fraction)
    pictures = gan.sample(latent)

    rate, betas: Adam's, for both networks. gamma, every: R1's price, and every how many steps it is paid. memory: the share
    of the run that the average of G's weights looks back over; average_every: every how many steps it is brought up to
    date. half: multiply in bfloat16; None tries whether that is faster here. capture: replay whole steps where an NVIDIA
    GPU allows it (`why_not_captured` says why elsewhere); False starts each operation by itself.
    """

    batch_size, size, channels = 128, 28, 1

    def __init__(
        self,
        device: torch.device | str = "cpu",
        *,
        rate=1e-3,
        betas=(0.0, 0.999),
        gamma=0.1,
        every=16,
        memory=0.2,
        average_every=16,
        half: bool | None = None,
        capture: bool = True,
    ):
        self.device = torch.device(device)
        self.generator, self.discriminator = (network.to(self.device) for network in self.make_networks())
        self.average = copy.deepcopy(self.generator).eval()
        self.optimizers = [
            torch.optim.Adam(network.parameters(), lr=rate, betas=betas, fused=True)
            for network in (self.generator, self.discriminator)
        ]
        self.rate, self.gamma, self.every = rate, gamma, every
        self.memory, self.average_every = memory, average_every
        self.steps = 0
        self.half = half_is_faster(self.device, type(self)) if half is None else half
        self._one_each = captured(self.one_each, self.device, quiet=True) if capture else self.one_each

    def make_networks(self) -> tuple[nn.Module, nn.Module]:
        """A new generator and a new discriminator."""
        return make_generator(), make_discriminator()

    @property
    def why_not_captured(self) -> str | None:
        """Why steps are not replayed as a whole, a sentence; None where they are."""
        return getattr(self._one_each, "why_not", "This recipe was asked not to capture its steps.")

    def step(self, real: Tensor, progress: float) -> dict[str, Tensor]:
        """One step of each network. real: (m, channels, size, size) in [0, 1]; progress: the part of the budget used, 0 to 1."""
        for optimizer in self.optimizers:
            optimizer.param_groups[0]["lr"] = self.rate * min(1.0, 2 * (1 - progress) + 0.01)
        penalise, average = self.steps % self.every == 0, self.steps % self.average_every == 0
        self.steps += 1
        memory = self.memory * self.steps / self.average_every  # in averagings, not in steps
        return self._one_each(real, 1 - 1 / (1 + memory), penalise, average)

    def one_each(self, real: Tensor, decay: float | Tensor, penalise: bool, average: bool) -> dict[str, Tensor]:
        """The part of a step that a GPU can replay. decay: the share that the average keeps, where it is brought up to date."""
        g_optimizer, d_optimizer = self.optimizers
        real = real * 2 - 1
        with self.autocast():
            fake = self.generator(self.latent(len(real)))
            real_logits, fake_logits = self.discriminator(torch.cat([real, fake.detach()])).float().chunk(2)
        d_loss = F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
        penalty = self.gamma / 2 * self.every * r1(self.discriminator, real) if penalise else 0.0
        descend(d_optimizer, d_loss + penalty)

        with self.autocast():
            fool_logits = self.discriminator(self.generator(self.latent(len(real)))).float()
        g_loss = F.softplus(-fool_logits).mean()
        descend(g_optimizer, g_loss)

        if average:
            update_average(self.average, self.generator, decay)
        probabilities = real_logits.sigmoid().mean(), fake_logits.sigmoid().mean()
        return {
            "d_loss": d_loss.detach(),
            "g_loss": g_loss.detach(),
            "d_real": probabilities[0].detach(),
            "d_fake": probabilities[1].detach(),
        }

    def latent(self, m: int) -> Tensor:
        return torch.randn(m, LATENT_SIZE, device=self.device)

    @torch.no_grad()
    def sample(self, latent: Tensor) -> Tensor:
        """Images in [0, 1] from the averaged generator."""
        return (self.average(latent) + 1) / 2

    def autocast(self) -> contextlib.AbstractContextManager:
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.half)


class DCGAN(DigitGAN):
    """Lesson 11's networks under lesson 07's training step. size (a multiple of 4) and channels are those of the images;
    everything else is as in DigitGAN."""

    batch_size, width = 64, 1

    def __init__(
        self,
        device: torch.device | str = "cpu",
        *,
        size: int = 28,
        channels: int = 1,
        rate=4e-3,
        betas=(0.5, 0.99),
        gamma=0.3,
        average_every=1,
        **options: Any,
    ):
        if size < 8 or size % 4:
            raise ValueError(f"The generator doubles twice, so the size is a multiple of 4 from 8 on; got {size}.")
        self.size, self.channels = size, channels
        super().__init__(device, rate=rate, betas=betas, gamma=gamma, average_every=average_every, **options)

    def make_networks(self) -> tuple[nn.Module, nn.Module]:
        networks = (
            make_dcgan_generator(LATENT_SIZE, self.size, self.channels, self.width),
            make_dcgan_discriminator(self.size, self.channels, self.width),
        )
        return tuple(initialise_as_dcgan(network).to(memory_format=torch.channels_last) for network in networks)


class WideDCGAN(DCGAN):
    """What a GPU has time for: the DCGAN with twice the width, batches of 128 and half the rate. `assets/gpu.json` holds what
    it scores after a minute, beside the DCGAN."""

    batch_size, width = 128, 2

    def __init__(self, device: torch.device | str = "cpu", *, rate=2e-3, **options: Any):
        super().__init__(device, rate=rate, **options)


@functools.cache
def half_is_faster(device: torch.device, recipe: type[DigitGAN] = DigitGAN, rounds: int = 5) -> bool:
    """Whether a recipe's whole step is faster here with bfloat16 than with float32. Tried once in a process.

    The two take turns and the fastest turn of each counts, so that other programs' work does not decide. Random numbers
    go on as if nothing had been tried.
    """
    fastest = dict.fromkeys((False, True), float("inf"))
    steps = 8 if device.type == "cuda" else 1  # a GPU is asked to finish after each turn
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        gans = {half: recipe(device, half=half) for half in fastest}
        shape = (recipe.batch_size, gans[True].channels, gans[True].size, gans[True].size)
        real = torch.rand(shape, device=device)
        for turn in range(1 + rounds):
            for half, gan in gans.items():
                start = time.perf_counter()
                for _ in range(steps):
                    loss = gan.step(real, 0.0)["g_loss"]
                loss.item()
                if turn:  # the first one warms up, and a GPU records its step in it
                    fastest[half] = min(fastest[half], time.perf_counter() - start)
    return fastest[True] < 0.9 * fastest[False]

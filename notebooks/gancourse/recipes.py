"""The recipe that lesson 05 arrives at, for everybody who needs its digits without its story.

Lesson 05 writes and measures every line of this file in the open: the networks, the two losses, lazy R1, the running
average of G's weights, the decay of the learning rate. `ci/course.py demo`, the measurements and later lessons import it.
"""

import contextlib
import copy
import time

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LATENT_SIZE = 64
BATCH_SIZE = 128


def make_generator(latent_size: int = LATENT_SIZE) -> nn.Sequential:
    """Latent (m, 64) -> images (m, 1, 28, 28) in [-1, 1]."""
    layers: list[nn.Module] = []
    for inputs, outputs in [(latent_size, 256), (256, 512), (512, 1024)]:
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(1024, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)))


def make_discriminator() -> nn.Sequential:
    """Images (m, 1, 28, 28) in [-1, 1] -> logits (m, 1)."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
    )


class DigitGAN:
    """A generator, a discriminator and one training step, as lesson 05 leaves them.

    gan = DigitGAN(device())
    run = Run("digits", seconds=60)
    for step in run:
        losses = gan.step(data.random(gan.batch_size), run.elapsed_fraction)
    pictures = gan.sample(latent)
    """

    batch_size = BATCH_SIZE

    def __init__(
        self, device: torch.device | str = "cpu", *, rate=1e-3, gamma=0.1, every=8, memory=0.2, half: bool | None = None
    ):
        self.device = torch.device(device)
        self.generator = make_generator().to(self.device)
        self.discriminator = make_discriminator().to(self.device)
        self.average = copy.deepcopy(self.generator).eval()
        self.optimizers = [
            torch.optim.Adam(network.parameters(), lr=rate, betas=(0.5, 0.999), fused=True)
            for network in (self.generator, self.discriminator)
        ]
        self.rate, self.gamma, self.every, self.memory = rate, gamma, every, memory
        self.steps = 0
        self.half = half_is_faster(self.device) if half is None else half

    def step(self, real: Tensor, progress: float) -> dict[str, Tensor]:
        """One step of each network. real: (m, 1, 28, 28) in [0, 1]; progress: the part of the budget used, 0 to 1."""
        g_optimizer, d_optimizer = self.optimizers
        for optimizer in self.optimizers:
            optimizer.param_groups[0]["lr"] = self.rate * min(1.0, 2 * (1 - progress) + 0.01)
        real = real * 2 - 1
        with self.autocast():
            fake = self.generator(self.latent(len(real)))
            real_logits, fake_logits = self.discriminator(torch.cat([real, fake.detach()])).float().chunk(2)
        d_loss = F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
        penalty = self.gamma / 2 * self.every * r1(self.discriminator, real) if self.steps % self.every == 0 else 0.0
        _descend(d_optimizer, d_loss + penalty)

        with self.autocast():
            fool_logits = self.discriminator(self.generator(self.latent(len(real)))).float()
        g_loss = F.softplus(-fool_logits).mean()
        _descend(g_optimizer, g_loss)

        self.steps += 1
        update_average(self.average, self.generator, decay=1 - 1 / (1 + self.memory * self.steps))
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


def r1(discriminator: nn.Module, real: Tensor) -> Tensor:
    """The mean over real images of the squared length of D's gradient at them (Mescheder et al. 2018)."""
    real = real.detach().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@torch.no_grad()
def update_average(average: nn.Module, network: nn.Module, decay: float) -> None:
    """Move every weight of `average` towards `network` by the share 1 - decay, BatchNorm's running values included."""
    for old, new in zip(average.state_dict().values(), network.state_dict().values()):
        if old.is_floating_point():
            old.lerp_(new, 1 - decay)


def half_is_faster(device: torch.device, rounds: int = 10) -> bool:
    """Whether bfloat16 multiplies matrices faster than float32 here: true on GPUs and new server cores, false on most laptops.

    The two take turns and the fastest turn of each counts, so that other programs' work does not decide.
    """
    fastest = {torch.float32: float("inf"), torch.bfloat16: float("inf")}
    for _ in range(rounds):
        for dtype in fastest:
            a, b = torch.ones(256, 784, dtype=dtype, device=device), torch.ones(784, 512, dtype=dtype, device=device)
            (a @ b)[0, 0].item()
            start = time.perf_counter()
            (a @ b)[0, 0].item()
            fastest[dtype] = min(fastest[dtype], time.perf_counter() - start)
    return fastest[torch.bfloat16] < 0.8 * fastest[torch.float32]


def _descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()

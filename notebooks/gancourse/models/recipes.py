"""The recipes that lessons 05 and 10 arrive at, for everybody who needs their digits without their story.

Those lessons write and measure every line of this file in the open: lesson 05 the training step with its two losses, lazy
R1, the running average of G's weights and the decay of the learning rate; lesson 10 the convolutional networks and their
initialisation. `ci/course.py demo`, the measurements and later lessons import it.
"""

import contextlib
import copy
import math
import time

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LATENT_SIZE = 64


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


def make_dcgan_generator(latent_size: int = LATENT_SIZE, size: int = 28, channels: int = 1) -> nn.Sequential:
    """Latent (m, 64) -> images (m, channels, size, size) in [-1, 1]; size is a multiple of 4."""
    side = size // 4
    return nn.Sequential(
        nn.Linear(latent_size, 64 * side * side, bias=False),
        nn.Unflatten(1, (64, side, side)),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.ConvTranspose2d(32, channels, 4, stride=2, padding=1),
        nn.Tanh(),
    )


def make_dcgan_discriminator(size: int = 28, channels: int = 1) -> nn.Sequential:
    """Images (m, channels, size, size) in [-1, 1] -> logits (m, 1); size is a multiple of 4."""
    side = math.ceil(size / 8)
    return nn.Sequential(
        nn.Conv2d(channels, 16, 4, stride=2, padding=1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(16, 32, 4, stride=2, padding=1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(32, 64, 3, stride=2, padding=1),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(64 * side * side, 1),
    )


@torch.no_grad()
def initialise_as_dcgan(network: nn.Module) -> nn.Module:
    """Every convolution and linear layer ~ N(0, 0.02²), every BatchNorm scale ~ N(1, 0.02²), biases 0 (Radford et al.
    2016); the network itself is changed and returned."""
    for layer in network.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(layer.weight, 0.0, 0.02)
        elif isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight, 1.0, 0.02)
        else:
            continue
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    return network


class DigitGAN:
    """A generator, a discriminator and one training step, as lesson 05 leaves them.

    gan = DigitGAN(device())
    run = Run("digits", seconds=60)
    for step in run:
        losses = gan.step(data.random(gan.batch_size), run.elapsed_fraction)
    pictures = gan.sample(latent)

    rate, betas: Adam's, for both networks. gamma, every: R1's price, and every how many steps it is paid. memory: the share
    of the run that the average of G's weights looks back over; average_every: every how many steps it is brought up to
    date. half: multiply in bfloat16; None tries whether that is faster here.
    """

    batch_size = 128

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
        self.half = half_is_faster(self.device) if half is None else half

    def make_networks(self) -> tuple[nn.Module, nn.Module]:
        """A new generator and a new discriminator."""
        return make_generator(), make_discriminator()

    def step(self, real: Tensor, progress: float) -> dict[str, Tensor]:
        """One step of each network. real: (m, channels, size, size) in [0, 1]; progress: the part of the budget used, 0 to 1."""
        g_optimizer, d_optimizer = self.optimizers
        for optimizer in self.optimizers:
            optimizer.param_groups[0]["lr"] = self.rate * min(1.0, 2 * (1 - progress) + 0.01)
        real = real * 2 - 1
        with self.autocast():
            fake = self.generator(self.latent(len(real)))
            real_logits, fake_logits = self.discriminator(torch.cat([real, fake.detach()])).float().chunk(2)
        d_loss = F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
        penalty = self.gamma / 2 * self.every * r1(self.discriminator, real) if self.steps % self.every == 0 else 0.0
        descend(d_optimizer, d_loss + penalty)

        with self.autocast():
            fool_logits = self.discriminator(self.generator(self.latent(len(real)))).float()
        g_loss = F.softplus(-fool_logits).mean()
        descend(g_optimizer, g_loss)

        is_due = self.steps % self.average_every == 0
        self.steps += 1
        if is_due:
            memory = self.memory * self.steps / self.average_every  # in averagings, not in steps
            update_average(self.average, self.generator, decay=1 - 1 / (1 + memory))
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
    """Lesson 10's networks under lesson 05's training step. size (a multiple of 4) and channels are those of the images."""

    batch_size = 64

    def __init__(
        self,
        device: torch.device | str = "cpu",
        *,
        size: int = 28,
        channels: int = 1,
        rate=4e-3,
        betas=(0.5, 0.99),
        gamma=0.3,
        every=16,
        memory=0.2,
        average_every=1,
        half: bool | None = None,
    ):
        if size < 8 or size % 4:
            raise ValueError(f"The generator doubles twice, so the size is a multiple of 4 from 8 on; got {size}.")
        self.size, self.channels = size, channels
        super().__init__(
            device,
            rate=rate,
            betas=betas,
            gamma=gamma,
            every=every,
            memory=memory,
            average_every=average_every,
            half=half,
        )

    def make_networks(self) -> tuple[nn.Module, nn.Module]:
        networks = (
            make_dcgan_generator(LATENT_SIZE, self.size, self.channels),
            make_dcgan_discriminator(self.size, self.channels),
        )
        return tuple(initialise_as_dcgan(network).to(memory_format=torch.channels_last) for network in networks)


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


def descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step of the optimiser down this loss. Only its own weights get a gradient: G's loss runs through D, whose weights
    it would otherwise fill for nothing."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward(inputs=optimizer.param_groups[0]["params"])
    optimizer.step()

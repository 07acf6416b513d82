"""The networks that lessons 07 and 11 arrive at, and the parts of their training step.

The lessons write and measure every line of this file in the open: lesson 05 the linear discriminator; lesson 07 the linear
generator, R1 and the running average of G's weights; lesson 11 the convolutional networks and their initialisation.
`training/digit_gan.py` puts them together.
"""

import math

import torch
from torch import Tensor, nn

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


def make_dcgan_generator(
    latent_size: int = LATENT_SIZE, size: int = 28, channels: int = 1, width: int = 1
) -> nn.Sequential:
    """Latent (m, 64) -> images (m, channels, size, size) in [-1, 1]; size is a multiple of 4. width: 2 makes every hidden
    layer twice as wide as lesson 11's."""
    side, wide, narrow = size // 4, 64 * width, 32 * width
    return nn.Sequential(
        nn.Linear(latent_size, wide * side * side, bias=False),
        nn.Unflatten(1, (wide, side, side)),
        nn.BatchNorm2d(wide),
        nn.ReLU(),
        nn.ConvTranspose2d(wide, narrow, 4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(narrow),
        nn.ReLU(),
        nn.ConvTranspose2d(narrow, channels, 4, stride=2, padding=1),
        nn.Tanh(),
    )


def make_dcgan_discriminator(size: int = 28, channels: int = 1, width: int = 1) -> nn.Sequential:
    """Images (m, channels, size, size) in [-1, 1] -> logits (m, 1); size is a multiple of 4. width: as the generator's."""
    side = math.ceil(size / 8)
    return nn.Sequential(
        nn.Conv2d(channels, 16 * width, 4, stride=2, padding=1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(16 * width, 32 * width, 4, stride=2, padding=1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(32 * width, 64 * width, 3, stride=2, padding=1),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(64 * width * side * side, 1),
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


def descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step of the optimiser down this loss. Only its own weights get a gradient: G's loss runs through D, whose weights
    it would otherwise fill for nothing."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward(inputs=optimizer.param_groups[0]["params"])
    optimizer.step()

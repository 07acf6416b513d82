"""The two networks of a book chapter on GANs, ported from Keras to PyTorch as exactly as PyTorch allows.

Lesson 10 ports them in the open and says what each convention does; lesson 11 trains beside them and measures against
them. They are here as the chapter prints them, with its costs and its faults, and not as this course would build them.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancourse.models.recipes import descend

LATENT_SIZE = 100


def book_generator(last_layer: nn.Module | None = None, width: int = 128) -> nn.Sequential:
    """Latent (m, 100) -> images (m, 1, 28, 28); 855,809 trainable parameters at the chapter's width of 128.

    last_layer: the chapter builds this network twice, first with tanh (here the default), and in its project with a
    ReLU: book_generator(nn.ReLU()).
    """
    return with_keras_start(
        nn.Sequential(
            nn.Linear(LATENT_SIZE, width * 7 * 7),
            nn.ReLU(),
            nn.Unflatten(1, (width, 7, 7)),  # Keras fills (7, 7, 128), channels last: the same up to the weights' order
            nn.Upsample(scale_factor=2, mode="nearest"),
            nn.Conv2d(width, width, 3, padding=1),  # at stride 1 Keras' 'same' pads one pixel on every side
            keras_batch_norm(width),
            nn.ReLU(),
            nn.Upsample(scale_factor=2, mode="nearest"),
            nn.Conv2d(width, width // 2, 3, padding=1),
            keras_batch_norm(width // 2),
            nn.ReLU(),
            nn.Conv2d(width // 2, 1, 3, padding=1),
            nn.Tanh() if last_layer is None else last_layer,
        )
    )


def book_discriminator() -> nn.Sequential:
    """Images (m, 1, 28, 28) in [-1, 1] -> logits (m, 1); 392,833 trainable parameters.

    The chapter's last layer is a sigmoid; here it belongs to the loss.
    """
    return with_keras_start(
        nn.Sequential(
            *keras_conv_stride_2(1, 32),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.25),
            *keras_conv_stride_2(32, 64),
            nn.ZeroPad2d((0, 1, 0, 1)),  # the chapter's own layer, 7 -> 8, right and below
            keras_batch_norm(64),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.25),
            *keras_conv_stride_2(64, 128),
            keras_batch_norm(128),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.25),
            nn.Conv2d(128, 256, 3, padding=1),
            keras_batch_norm(256),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.25),
            nn.Flatten(),
            nn.Linear(256 * 4 * 4, 1),
        )
    )


def keras_conv_stride_2(inputs: int, outputs: int) -> list[nn.Module]:
    """Conv2D(outputs, 3, strides=2, padding="same") on an even size: Keras pads one pixel, right and below only."""
    return [nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(inputs, outputs, 3, stride=2)]


def keras_batch_norm(channels: int) -> nn.BatchNorm2d:
    """BatchNormalization(momentum=0.8): Keras keeps .8 of the old running value, PyTorch is told to take .2 of the new."""
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.2)


def with_keras_start(network: nn.Sequential) -> nn.Sequential:
    """The same network with the weights Keras starts from: Glorot's uniform distribution, and biases of zero."""
    for layer in network:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return network


class BookGAN:
    """The chapter's networks and one round of the chapter's training, with the methods of `digit_gan.DigitGAN`."""

    batch_size = 32

    def __init__(self, device: torch.device | str = "cpu", last_layer: nn.Module | None = None):
        self.device = torch.device(device)
        # Channels last, as Keras keeps its images: on a CPU the same round takes a third less time.
        self.generator = book_generator(last_layer).to(self.device, memory_format=torch.channels_last)
        self.discriminator = book_discriminator().to(self.device, memory_format=torch.channels_last)
        self.g_optimizer, self.d_optimizer = (
            torch.optim.Adam(network.parameters(), lr=2e-4, betas=(0.5, 0.999), eps=1e-7, fused=True)
            for network in (self.generator, self.discriminator)
        )

    def step(self, real: Tensor, progress: float = 0.0) -> dict[str, Tensor]:
        """One round: D learns from a batch of real images, then from a batch of fakes, then G. real: in [0, 1].

        progress is not used: the chapter's rates stay as they are.
        """
        latent = self.latent(len(real))
        fake = self._predict(latent)
        real_loss, d_real = self._teach(real * 2 - 1, real=True)
        fake_loss, d_fake = self._teach(fake, real=False)

        # The chapter trains G on the same noise. D's weights are frozen, its dropout and BatchNorm are not: stand-alone
        # Keras 2, which the chapter imports, runs both in training mode inside the combined model.
        self.discriminator.requires_grad_(False)
        g_loss = F.softplus(-self.discriminator(self.generator(latent))).mean()
        descend(self.g_optimizer, g_loss)
        self.discriminator.requires_grad_(True)
        return {"d_loss": real_loss + fake_loss, "g_loss": g_loss.detach(), "d_real": d_real, "d_fake": d_fake}

    def latent(self, m: int) -> Tensor:
        return torch.randn(m, LATENT_SIZE, device=self.device)

    def sample(self, latent: Tensor) -> Tensor:
        """Images in [0, 1], drawn as Keras' predict draws them: BatchNorm uses its running values."""
        return ((self._predict(latent) + 1) / 2).clamp(0, 1)

    @torch.no_grad()
    def _predict(self, latent: Tensor) -> Tensor:
        self.generator.eval()
        images = self.generator(latent)
        self.generator.train()
        return images

    def _teach(self, images: Tensor, *, real: bool) -> tuple[Tensor, Tensor]:
        logits = self.discriminator(images)
        loss = F.softplus(-logits if real else logits).mean()
        descend(self.d_optimizer, loss)
        return loss.detach(), logits.detach().sigmoid().mean()

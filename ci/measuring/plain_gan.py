"""The plain baseline of the benchmark: the MLP GAN of a popular introduction, trained as such scripts train.

Its networks, its losses on probabilities, its rates and weight decay, its order (G first, then D on the same fakes) and
its torchvision transforms are kept. As printed it learns nothing: pixels in [-1, 1] and a sigmoid at G's end do not fit,
as lesson 05 finds. There are two ways to mend one line, and both are here: tanh at G's end, or pixels left in [0, 1]. The
introduction leaves the latent size and the batch size open: 100 and 64 here. Its DataLoader has no workers, as printed.
"""

from collections.abc import Iterator

import torch
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from gancourse.data.loading import Images

LATENT_SIZE = 100
BATCH_SIZE = 64


def plain_generator(last_layer: nn.Module) -> nn.Sequential:
    """Latent (m, 100) -> images (m, 1, 28, 28) in the range of the last layer; 1,510,288 parameters."""
    widths = [LATENT_SIZE, 128, 256, 512, 1024]
    layers: list[nn.Module] = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.GELU()]
    return nn.Sequential(*layers, nn.Linear(1024, 784), last_layer, nn.Unflatten(1, (1, 28, 28)))


def plain_discriminator() -> nn.Sequential:
    """Images (m, 1, 28, 28) -> probabilities (m, 1); 576,513 parameters."""
    widths = [784, 512, 256, 128, 64, 32]
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.GELU()]
    return nn.Sequential(*layers, nn.Linear(32, 1), nn.Sigmoid())


class PlainGAN:
    """The two networks and one round of the introduction's training, with the methods of `digit_gan.DigitGAN`.

    normalised: mended by tanh, for pixels in [-1, 1]; else the sigmoid stays, for pixels in [0, 1].
    """

    batch_size = BATCH_SIZE

    def __init__(self, device: torch.device | str = "cpu", normalised: bool = True):
        self.device, self.normalised = torch.device(device), normalised
        self.generator = plain_generator(nn.Tanh() if normalised else nn.Sigmoid()).to(self.device)
        self.discriminator = plain_discriminator().to(self.device)
        self.g_optimizer, self.d_optimizer = (
            torch.optim.Adam(network.parameters(), lr=3e-4, betas=(0.4, 0.8), weight_decay=1e-4)
            for network in (self.generator, self.discriminator)
        )
        self.loss = nn.BCELoss()

    def step(self, real: Tensor, progress: float = 0.0) -> dict[str, Tensor]:
        """One round. real: (m, 1, 28, 28) as the transforms leave it; progress is not used."""
        ones, zeros = torch.ones(len(real), 1, device=self.device), torch.zeros(len(real), 1, device=self.device)
        fake = self.generator(self.latent(len(real)))
        self.g_optimizer.zero_grad()
        g_loss = self.loss(self.discriminator(fake), ones)
        g_loss.backward()
        self.g_optimizer.step()

        self.d_optimizer.zero_grad()
        d_loss = self.loss(self.discriminator(real), ones) + self.loss(self.discriminator(fake.detach()), zeros)
        d_loss.backward()
        self.d_optimizer.step()
        return {"d_loss": d_loss.detach(), "g_loss": g_loss.detach()}

    def latent(self, m: int) -> Tensor:
        return torch.randn(m, LATENT_SIZE, device=self.device)

    @torch.no_grad()
    def sample(self, latent: Tensor) -> Tensor:
        """Images in [0, 1] from G with BatchNorm's running values."""
        self.generator.eval()
        images = self.generator(latent)
        self.generator.train()
        return (images + 1) / 2 if self.normalised else images


class Pictures(Dataset):
    """The course's pictures one at a time, handed out as torchvision's MNIST does: a PIL image through the transforms."""

    def __init__(self, images: Images, normalised: bool = True):
        self.pixels, self.labels = images.pixels[:, 0].cpu(), images.labels.cpu()
        steps = [transforms.Resize(28), transforms.ToTensor()]
        self.transform = transforms.Compose([*steps, transforms.Normalize([0.5], [0.5])] if normalised else steps)

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.transform(Image.fromarray(self.pixels[index].numpy())), int(self.labels[index])


def plain_batches(images: Images, device: torch.device | str = "cpu", normalised: bool = True) -> Iterator[Tensor]:
    """Batches of 64 real images without end, in [-1, 1] or in [0, 1], as the introduction loads them."""
    loader = DataLoader(Pictures(images, normalised), batch_size=BATCH_SIZE, shuffle=True, drop_last=True)
    while True:
        for real, _ in loader:
            yield real.to(device)

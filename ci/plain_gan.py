"""The plain baseline of the benchmark: the MLP GAN of a popular introduction, trained as such scripts train.

Its networks, its losses on probabilities, its rates and weight decay, its order (G first, then D on the same fakes) and
its torchvision transforms are kept. The range bug that lesson 05 finds is mended, tanh for sigmoid, because the network
as printed learns nothing. The introduction leaves the latent size and the batch size open: 100 and 64 here.
"""

import torch
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from gancourse.data import Images

LATENT_SIZE = 100
BATCH_SIZE = 64


def plain_generator() -> nn.Sequential:
    """Latent (m, 100) -> images (m, 1, 28, 28) in [-1, 1]; 1,510,288 parameters."""
    widths = [LATENT_SIZE, 128, 256, 512, 1024]
    layers: list[nn.Module] = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.GELU()]
    return nn.Sequential(*layers, nn.Linear(1024, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)))


def plain_discriminator() -> nn.Sequential:
    """Images (m, 1, 28, 28) in [-1, 1] -> probabilities (m, 1); 576,513 parameters."""
    widths = [784, 512, 256, 128, 64, 32]
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.GELU()]
    return nn.Sequential(*layers, nn.Linear(32, 1), nn.Sigmoid())


class PlainGAN:
    """The two networks and one round of the introduction's training, with the methods of `recipes.DigitGAN`."""

    batch_size = BATCH_SIZE

    def __init__(self, device: torch.device | str = "cpu"):
        self.device = torch.device(device)
        self.generator = plain_generator().to(self.device)
        self.discriminator = plain_discriminator().to(self.device)
        self.g_optimizer, self.d_optimizer = (
            torch.optim.Adam(network.parameters(), lr=3e-4, betas=(0.4, 0.8), weight_decay=1e-4)
            for network in (self.generator, self.discriminator)
        )
        self.loss = nn.BCELoss()

    def step(self, real: Tensor, progress: float = 0.0) -> dict[str, Tensor]:
        """One round. real: (m, 1, 28, 28) in [-1, 1], as the transforms leave it; progress is not used."""
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
        images = (self.generator(latent) + 1) / 2
        self.generator.train()
        return images


class Pictures(Dataset):
    """The course's pictures one at a time, handed out as torchvision's MNIST does: a PIL image through the transforms."""

    def __init__(self, images: Images):
        self.pixels, self.labels = images.pixels[:, 0].cpu(), images.labels
        self.transform = transforms.Compose(
            [transforms.Resize(28), transforms.ToTensor(), transforms.Normalize([0.5], [0.5])]
        )

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.transform(Image.fromarray(self.pixels[index].numpy(), mode="L")), int(self.labels[index])


def plain_batches(images: Images, device: torch.device | str = "cpu"):
    """Batches of 64 real images in [-1, 1] without end, as the introduction loads them."""
    loader = DataLoader(Pictures(images), batch_size=BATCH_SIZE, shuffle=True, drop_last=True)
    while True:
        for real, _ in loader:
            yield real.to(device)

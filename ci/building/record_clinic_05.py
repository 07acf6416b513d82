"""Record the six runs of lesson 05's fault clinic: `python3 ci/course.py run building/record_clinic_05` writes assets/lesson-05-clinic.npz.

Every run is the lesson's plain loop with at most one thing spoiled, 1,500 steps of 64 images on MNIST, a minute for all.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from environment import ROOT
from gancourse import images
from gancourse.models import recipes
from gancourse.settings import device
from gancourse.training.recordings import Recording, made_by
from gancourse.views import plots

STEPS, BATCH, POINTS, SHOWN, SEED = 1_500, 64, 150, 16, 5
# In the order in which they are shown. The names are the lesson's.
FAULTS = ["detached", "healthy", "high rate", "collapsed", "wrong label", "range"]


def run(fault: str, steps: int, limit: int = 60_000) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The curves of one run, thinned to `POINTS` means, and `SHOWN` samples at its end as uint8."""
    torch.manual_seed(SEED)
    data = images("digits", limit=limit)
    generator, discriminator = recipes.make_generator().to(device()), recipes.make_discriminator().to(device())
    if fault == "range":
        generator[-2] = nn.Sigmoid()
    rate_d, rate_g = {"high rate": (0.05, 0.05), "collapsed": (2e-5, 2e-3)}.get(fault, (3e-4, 3e-4))
    d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=rate_d, betas=(0.5, 0.999))
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=rate_g, betas=(0.5, 0.999))
    rows = []
    for _ in range(steps):
        real = data.random(BATCH) * 2 - 1
        fake = generator(torch.randn(BATCH, recipes.LATENT_SIZE, device=device()))
        on_real, on_fake = discriminator(real), discriminator(fake.detach())
        d_loss = F.softplus(-on_real).mean() + F.softplus(on_fake).mean()
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()
        for _ in range(3 if fault == "collapsed" else 1):
            fake = generator(torch.randn(BATCH, recipes.LATENT_SIZE, device=device()))
            verdict = discriminator(fake.detach() if fault == "detached" else fake)
            g_loss = F.softplus(verdict if fault == "wrong label" else -verdict).mean()
            g_optimizer.zero_grad()
            g_loss.backward()
            g_optimizer.step()
        rows.append([d_loss.item(), g_loss.item(), on_real.sigmoid().mean().item(), on_fake.sigmoid().mean().item()])
    curves = np.array(rows, np.float32).reshape(POINTS, -1, 4).mean(1)
    generator.eval()
    with torch.no_grad():
        samples = generator(torch.randn(SHOWN, recipes.LATENT_SIZE, device=device()))
    shown = ((samples + 1) / 2 * 255).round().clamp(0, 255).to(torch.uint8).cpu().numpy()
    return dict(zip(("d_loss", "g_loss", "d_real", "d_fake"), curves.T)), shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--out", type=Path, default=ROOT / "assets" / "lesson-05-clinic.npz")
    parser.add_argument("--picture", type=Path, help="also write a picture of all six, to look at")
    arguments = parser.parse_args()
    packed, sheets, begun = {}, [], time.perf_counter()
    for letter, fault in zip("ABCDEF", FAULTS):
        curves, samples = run(fault, arguments.steps)
        packed |= {f"{letter}_{name}": values for name, values in curves.items()} | {f"{letter}_samples": samples}
        last = {name: f"{values[-15:].mean():.3g}" for name, values in curves.items()}
        print(f"{letter} {fault}: {last}, spread {(samples / 255).std(axis=0).mean():.3f}", flush=True)
        sheets.append(samples)
    facts = made_by(
        name="six runs, five of them spoiled",
        lesson="05",
        command="python3 ci/course.py run building/record_clinic_05",
        seed=SEED,
        steps=arguments.steps,
        seconds=round(time.perf_counter() - begun, 2),
    )
    at = (np.arange(1, POINTS + 1) * arguments.steps / POINTS).tolist()
    more = {"steps": np.array(arguments.steps), "faults": np.array(FAULTS), **packed}
    Recording({"step": at}, provenance=facts, more=more).save(arguments.out)
    if arguments.picture:
        figure = plots.image_grid(np.concatenate(sheets) / 255, columns=SHOWN)
        arguments.picture.write_bytes(plots.to_png(figure))


if __name__ == "__main__":
    main()

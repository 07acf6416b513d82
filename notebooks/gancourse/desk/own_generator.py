"""The generator that lesson 12 looks into: the reader's own of lesson 11 where there is one, else the course's.

Lesson 11 ends with `keep_generator(gan.average)`, which leaves the weights in `my_work/`; lesson 12 begins with
`trained_generator()`, which says whose it is. Nothing is kept or read in the solutions or by a grader, which show and grade
the same on every machine.
"""

import io
import itertools
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from gancourse import files, paths
from gancourse.checks import keeping
from gancourse.errors import CourseError
from gancourse.models import dcgan_generator, shipped
from gancourse.models.recipes import LATENT_SIZE, make_dcgan_generator
from gancourse.settings import speed

FILE = "dcgan-generator.npz"
SAME = 0.02  # a pixel, on a scale of length 2, may differ by so much: float16 has three digits


def keep_generator(network: nn.Module) -> None:
    """Keep a generator of lesson 11 for lesson 12, in the work folder, as float16; say in one sentence whether it was kept.

    network: latents (m, 64) -> pictures (m, 1, 28, 28) in [-1, 1], of any class, built in lesson 11's order.
    """
    if not keeping.is_learners_own():
        return
    folder = paths.work_folder()
    try:
        content = _packed(network)
        folder.mkdir(parents=True, exist_ok=True)
        files.replace(folder / FILE, content)
    except CourseError as reason:
        print(f"Your generator is not kept for lesson 12: {reason} Lesson 12 has one of the course's.")
    except OSError as error:
        print(
            f"Your generator could not be kept in {folder.name}/: {files.reason(error)}. Lesson 12 has one of the course's."
        )
    else:
        print(f"Your generator is kept for lesson 12, in {folder.name}/{FILE}.")


def trained_generator() -> shipped.Generator:
    """The generator to look into; prints one line that says whose it is."""
    own = paths.work_folder() / FILE
    if keeping.is_learners_own() and own.is_file():
        try:
            found = _read(own)
        except shipped.UNREADABLE:
            print(
                f"{own.parent.name}/{FILE} cannot be read, so this is the course's generator, lesson 11's recipe on MNIST."
            )
        else:
            print(
                f"Your own generator of lesson 11, from {own.parent.name}/{FILE}. Delete that file to look into the course's."
            )
            return found
    else:
        print("The course's generator: lesson 11's recipe, 12,000 steps on MNIST.")
    return dcgan_generator.dcgan_generator()


def _read(path: Path) -> shipped.Generator:
    with np.load(path, allow_pickle=False) as file:
        return dcgan_generator.from_file(file)


def _packed(network: nn.Module) -> bytes:
    """The weights under the names of lesson 11's recipe, as the bytes of a file. Raises CourseError where this network paints
    otherwise than the recipe's does with these weights, or has had no training."""
    if speed() == "smoke":
        raise CourseError("at speed smoke it has hardly been trained.")
    plain = make_dcgan_generator()
    values, wanted = network.state_dict().values(), plain.state_dict()
    pairs = itertools.zip_longest(wanted.values(), values)
    if any(mine is None or due is None or mine.shape != due.shape for due, mine in pairs):
        raise CourseError("its weights are not those of lesson 11's networks.")
    plain.load_state_dict({name: value.cpu() for name, value in zip(wanted, values)})
    half = shipped.halved(plain)
    plain.load_state_dict({name: torch.from_numpy(value.astype(np.float32)) for name, value in half.items()})
    latent = torch.randn(8, LATENT_SIZE, generator=torch.Generator().manual_seed(0))
    if not _paints(network, latent).allclose(_paints(plain, latent), rtol=0, atol=SAME):
        raise CourseError("it is built in another way than lesson 11's.")
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **half)
    return buffer.getvalue()


@torch.no_grad()
def _paints(network: nn.Module, latent: Tensor) -> Tensor:
    """What it makes of these latents in eval mode, on the CPU; its own mode stays."""
    was_training = network.training
    where = next(network.parameters()).device
    pictures = network.eval()(latent.to(where)).float().cpu()
    network.train(was_training)
    return pictures

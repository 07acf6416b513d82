"""The recipes twice: each step launched kernel by kernel (eager), and replayed as one CUDA graph (captured).

How fast both are, at which batch, what a captured run has learnt after its seconds, and whether the two do the same.
"""

import copy
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from gancourse import seed_everything
from gancourse.data.loading import Images
from gancourse.models.recipes import LATENT_SIZE
from gancourse.settings import device
from gancourse.training.digit_gan import DigitGAN, WideDCGAN
from gancourse.training.launches import count_launches
from measuring.recipes import RECIPES, time_steps
from measuring.scores import Scores, train
from measuring.sheet import Row

MODES = {"eager": False, "captured": True}
LARGER = {"DCGAN, wide": WideDCGAN}  # what only a GPU has time for
LOSSES = ("d_loss", "g_loss")
LAST = 50  # steps: their mean is what a run has come to
READY = 4  # times R1 has fallen due when each kind of step is replayed: it is rehearsed three times, then recorded


def make(recipe: str, mode: str, **options: Any) -> DigitGAN:
    """A new pair of networks on the device of the course, to be trained in this mode; of one seed, with the same weights."""
    seed_everything(options.pop("seed", 0))
    return (RECIPES | LARGER)[recipe](device(), capture=MODES[mode], **options)


def make_ready(gan: DigitGAN, step: Callable[[], Any]) -> None:
    """Take steps until they are replayed, if they will be; the next one has R1."""
    for _ in range(gan.every * (READY if gan.why_not_captured is None else 1)):
        step()


def stepper(gan: DigitGAN, data: Images) -> Callable[[], Tensor]:
    """One training step at the full learning rate; returns G's loss."""
    return lambda: gan.step(data.random(gan.batch_size), 0.0)["g_loss"]


def pace(gan: DigitGAN, milliseconds: float) -> Row:
    return {
        "steps_per_second": round(1000 / milliseconds, 1),
        "images_per_second": round(1000 / milliseconds * gan.batch_size),
    }


# How fast ------------------------------------------------------------------------------------------------------------


def speeds(recipe: str, data: Images, seconds: float, rounds: int) -> Iterator[Row]:
    """A row for either mode, in float32 and in bfloat16: the median of so many rounds of so many seconds, in turns."""
    own = RECIPES[recipe](device()).half
    gans = {(mode, half): make(recipe, mode, half=half) for mode in MODES for half in (False, True)}
    times: dict[tuple[str, bool], list[float]] = {which: [] for which in gans}
    for gan in gans.values():
        make_ready(gan, stepper(gan, data))
    for _ in range(rounds):
        for which, gan in gans.items():
            times[which].append(time_steps(stepper(gan, data), seconds))
    for (mode, half), gan in gans.items():
        row = {"recipe": recipe, "mode": mode, "batch": gan.batch_size, "half": half, "as_the_recipe": half == own}
        row |= pace(gan, statistics.median(times[mode, half]))
        yield row | ({"why_not_captured": gan.why_not_captured} if MODES[mode] else {})


def batches(recipe: str, data: Images, sizes: Sequence[int], seconds: float) -> Iterator[Row]:
    """A row for every batch and mode; what fails, by memory for example, says so in its row."""
    for size in sizes:
        for mode in MODES:
            row = {"recipe": recipe, "mode": mode, "batch": size}
            try:
                gan = make(recipe, mode)
                gan.batch_size = size
                make_ready(gan, stepper(gan, data))
                yield row | pace(gan, time_steps(stepper(gan, data), seconds))
            except RuntimeError as error:
                yield row | {"error": str(error).split("\n")[0]}


def launches(recipe: str, data: Images) -> Iterator[Row]:
    """A row for either mode: how often one step asks the GPU for work, with R1 and without; None without CUDA."""
    for mode in MODES:
        gan = make(recipe, mode)
        step = stepper(gan, data)
        make_ready(gan, step)
        with_r1, without = launched(step), launched(step)
        yield {"recipe": recipe, "mode": mode, "launches": without, "launches_with_r1": with_r1}


def launched(step: Callable[[], Tensor]) -> int | None:
    """The kernels and graphs that one step launches; None without CUDA."""
    return count_launches(step) if device().type == "cuda" else None


# What it learns -------------------------------------------------------------------------------------------------------


def learnt(recipe: str, scores: Scores, seconds: float, seed: int = 0) -> Row:
    """One captured run of so many seconds, its decay planned for them, and what its generator then scores."""
    gan = make(recipe, "captured", seed=seed)
    begun = time.perf_counter()
    run = train(f"{recipe}, captured", gan, partial(scores.data.random, gan.batch_size), {"seconds": seconds})
    taken = time.perf_counter() - begun
    row = {"recipe": recipe, "seconds": seconds, "seed": seed, "batch": gan.batch_size, "half": gan.half}
    row |= {"why_not_captured": gan.why_not_captured, "taken": round(taken, 2), "steps": run.step}
    row |= pace(gan, 1000 * run.seconds / run.step)
    seed_everything(seed)
    found = scores.of(gan.sample, gan.latent)
    return row | {name: found[name] for name in ("frechet", "parzen", "total_variation", "smallest_share")}


# Whether both do the same ---------------------------------------------------------------------------------------------


def same_draws(recipe: str, data: Images) -> Row:
    """The largest relative difference of a loss between a captured step and an eager one, in float32, from the same
    weights, latents and images: in a step with R1, and in the one without that follows it."""
    gan, twin = (make(recipe, mode, half=False) for mode in ("captured", "eager"))
    real = data.random(gan.batch_size)
    latent = torch.randn(len(real), LATENT_SIZE, device=device())
    gan.latent = twin.latent = lambda m: latent[:m]
    make_ready(gan, lambda: gan.step(real, 0.0))
    twin.steps = gan.steps
    for name in ("generator", "discriminator", "average"):
        getattr(twin, name).load_state_dict(getattr(gan, name).state_dict())
    for mine, its in zip(twin.optimizers, gan.optimizers):
        mine.load_state_dict(copy.deepcopy(its.state_dict()))  # otherwise the two share it
    row: Row = {"recipe": recipe, "why_not_captured": gan.why_not_captured}
    for kind in ("with_r1", "without"):
        pairs = zip(losses_of(twin.step(real, 0.0)), losses_of(gan.step(real, 0.0)))
        row[kind] = max(abs(eager - replayed) / abs(eager) for eager, replayed in pairs)
    return row


def losses_of(step: dict[str, Tensor]) -> list[float]:
    return [float(step[name]) for name in LOSSES]


def agreement(recipe: str, data: Images, steps: int, seeds: Sequence[int]) -> Iterator[Row]:
    """For each loss its mean over the last 50 of so many steps, in float32, seed by seed in either mode, and whether the
    ranges over the seeds overlap. The draws of the modes differ, so their losses agree only as those of two seeds do."""
    ends = {(mode, name): [] for mode in MODES for name in LOSSES}
    for seed in seeds:
        for mode in MODES:
            gan = make(recipe, mode, half=False, seed=seed)
            told = [losses_of(gan.step(data.random(gan.batch_size), step / steps)) for step in range(steps)]
            for name, values in zip(LOSSES, zip(*told[-LAST:])):
                ends[mode, name].append(round(statistics.fmean(values), 4))
    for name in LOSSES:
        eager, captured = (ends[mode, name] for mode in MODES)
        row = {"recipe": recipe, "loss": name, "steps": steps, "why_not_captured": gan.why_not_captured}
        row |= {"eager": eager, "captured": captured}
        yield row | {"overlap": min(eager) <= max(captured) and min(captured) <= max(eager)}

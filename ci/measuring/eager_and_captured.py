"""The recipes twice: each step launched kernel by kernel (eager), and replayed as one CUDA graph (captured).

How fast both are, at which batch, what a captured run has learnt after its seconds, and whether the two do the same.
"""

import re
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
from measuring.recipes import RECIPES, time_steps
from measuring.scores import Scores, train
from measuring.sheet import Row

MODES = {"eager": False, "captured": True}
LARGER = {"DCGAN, wide": WideDCGAN}  # what only a GPU has time for
LOSSES = ("d_loss", "g_loss")
LAST = 50  # steps: their mean is what a run has come to
FIXED = 20  # steps with the same draws, in which the two may not part


def make(recipe: str, mode: str, **options: Any) -> DigitGAN:
    """A new pair of networks on the device of the course, to be trained in this mode."""
    return (RECIPES | LARGER)[recipe](device(), capture=MODES[mode], **options)


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
    """A row for either mode, the median of so many rounds of so many seconds; the modes take turns."""
    gans, times = {}, {mode: [] for mode in MODES}
    for mode in MODES:
        seed_everything(0)
        gans[mode] = make(recipe, mode)
    for _ in range(rounds):
        for mode, gan in gans.items():
            times[mode].append(time_steps(stepper(gan, data), seconds))
    for mode, gan in gans.items():
        row = {"recipe": recipe, "mode": mode, "batch": gan.batch_size, "half": gan.half}
        row |= pace(gan, statistics.median(times[mode]))
        yield row | ({"why_not_captured": gan.why_not_captured} if mode == "captured" else {})


def batches(recipe: str, data: Images, sizes: Sequence[int], seconds: float) -> Iterator[Row]:
    """A row for every batch and mode; what fails, by memory for example, says so in its row."""
    for size in sizes:
        for mode in MODES:
            row = {"recipe": recipe, "mode": mode, "batch": size}
            seed_everything(0)
            try:
                gan = make(recipe, mode)
                gan.batch_size = size
                yield row | pace(gan, time_steps(stepper(gan, data), seconds))
            except RuntimeError as error:
                yield row | {"error": str(error).split("\n")[0]}


def launches(recipe: str, data: Images) -> Iterator[Row]:
    """A row for either mode: how often one step asks the GPU for work, without and with R1; None without CUDA."""
    for mode in MODES:
        seed_everything(0)
        gan = make(recipe, mode)
        step = stepper(gan, data)
        for _ in range(gan.every):  # whatever is made ready in the first steps is not counted
            step().item()
        with_r1, without = count_launches(step), count_launches(step)
        yield {"recipe": recipe, "mode": mode, "launches": without, "launches_with_r1": with_r1}


def count_launches(step: Callable[[], Tensor]) -> int | None:
    """The kernels and graphs that one step launches; None without CUDA."""
    if device().type != "cuda":
        return None
    activities = [torch.profiler.ProfilerActivity.CPU, torch.profiler.ProfilerActivity.CUDA]
    with torch.profiler.profile(activities=activities) as seen:
        step()
        torch.cuda.synchronize()
    return sum(bool(re.match(r"cu(da)?\w*Launch", event.name)) for event in seen.events())


# What it learns -------------------------------------------------------------------------------------------------------


def learnt(recipe: str, scores: Scores, seconds: float, seed: int = 0) -> Row:
    """One captured run of so many seconds, its decay planned for them, and what its generator then scores."""
    seed_everything(seed)
    gan = make(recipe, "captured")
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
    """The largest relative difference of a loss between the two modes, in float32, from the same weights, latents and
    images: in the first step, and in the first 20."""
    seed_everything(0)
    real = data.random(RECIPES[recipe].batch_size)
    latent = torch.randn(len(real), LATENT_SIZE, device=device())
    told = []
    for mode in MODES:
        seed_everything(0)
        gan = make(recipe, mode, half=False)
        gan.latent = lambda m: latent[:m]
        told.append([losses_of(gan.step(real, 0.0)) for _ in range(FIXED)])
    apart = [
        max(abs(one - other) / max(abs(one), 1e-12) for one, other in zip(eager, captured))
        for eager, captured in zip(*told)
    ]
    return {
        "recipe": recipe,
        "why_not_captured": gan.why_not_captured,
        "first_step": apart[0],
        f"first_{FIXED}": max(apart),
    }


def losses_of(step: dict[str, Tensor]) -> list[float]:
    return [float(step[name]) for name in LOSSES]


def agreement(recipe: str, data: Images, steps: int, seeds: Sequence[int]) -> Iterator[Row]:
    """For each loss its mean over the last 50 of so many steps, in float32, seed by seed in either mode, and whether the
    ranges over the seeds overlap. The draws of the modes differ, so their losses agree only as those of two seeds do."""
    ends = {(mode, name): [] for mode in MODES for name in LOSSES}
    for seed in seeds:
        for mode in MODES:
            seed_everything(seed)
            gan = make(recipe, mode, half=False)
            told = [losses_of(gan.step(data.random(gan.batch_size), step / steps)) for step in range(steps)]
            for name, values in zip(LOSSES, zip(*told[-LAST:])):
                ends[mode, name].append(round(statistics.fmean(values), 4))
    for name in LOSSES:
        eager, captured = (ends[mode, name] for mode in MODES)
        row = {"recipe": recipe, "loss": name, "steps": steps, "why_not_captured": gan.why_not_captured}
        row |= {"eager": eager, "captured": captured}
        yield row | {"overlap": min(eager) <= max(captured) and min(captured) <= max(eager)}

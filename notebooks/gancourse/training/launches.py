"""How much work one training step asks for: the operations that Python starts, and on an NVIDIA GPU the launches they become."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import torch

from gancourse.settings import device


def count_launches(step: Callable[[], Any]) -> int:
    """How often one call of `step` asks the device for work, counted by torch.profiler (lesson 07).

    On an NVIDIA GPU: kernels and graphs launched. Elsewhere: operations of PyTorch that no other operation started, which is
    about what a GPU would have launched."""
    on_gpu = device().type == "cuda"
    activities = [torch.profiler.ProfilerActivity.CPU] + on_gpu * [torch.profiler.ProfilerActivity.CUDA]
    with _without_a_word(), torch.profiler.profile(activities=activities) as seen:
        step()
        if on_gpu:
            torch.cuda.synchronize()
    if on_gpu:
        return sum(bool(re.match(r"cu(da)?\w*Launch", event.name)) for event in seen.events())
    return sum(_is_operation(event) and not _is_operation(event.cpu_parent) for event in seen.events())


def _is_operation(event: Any) -> bool:
    return event is not None and event.name.startswith("aten::")


@contextlib.contextmanager
def _without_a_word() -> Iterator[None]:
    """The profiler's library logs its own comings and goings to the process's standard error, past Python."""
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)

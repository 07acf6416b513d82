"""What `captured` asks of an NVIDIA GPU: a stream to rehearse a step on, its recording, and a bound on how far Python runs
ahead."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

AHEAD = 32  # replays; Python is never further ahead of the GPU than twice this, so that a budget in seconds holds


class Recorder:
    """device: a CUDA device. A step is rehearsed and recorded on the same stream, because backward() works on the stream on
    which it first met a weight."""

    def __init__(self, device: torch.device):
        self.device = device
        self.stream = torch.cuda.Stream(device)
        self.replays, self.mark = 0, torch.cuda.Event()

    @contextmanager
    def rehearsing(self) -> Iterator[None]:
        """Run what is inside on the recorder's stream, in its turn among all other work."""
        here = torch.cuda.current_stream(self.device)
        self.stream.wait_stream(here)
        with torch.cuda.stream(self.stream):
            yield
        here.wait_stream(self.stream)

    def record(self, run: Callable[[], None]) -> Any:
        """What `run` asks of the GPU, without doing it, as a graph with a method `replay`.

        An error of PyTorch's passes through, and leaves random numbers and streams as they were: a recording that breaks
        off would otherwise keep the process's generator for itself ("Offset increment outside graph capture").
        """
        index = self.device.index if self.device.index is not None else torch.cuda.current_device()
        generator, here = torch.cuda.default_generators[index], torch.cuda.current_stream(self.device)
        as_it_was = generator.clone_state()
        graph = torch.cuda.CUDAGraph()
        try:
            with torch.cuda.graph(graph, stream=self.stream):
                run()
        except BaseException:
            torch.cuda.set_stream(here)
            generator.graphsafe_set_state(as_it_was)
            raise
        return graph

    def keep_pace(self) -> None:
        """To be called after each replay: now and then, wait for a replay of a while ago."""
        self.replays += 1
        if self.replays % AHEAD == 0:
            self.mark.synchronize()  # an event that was never recorded is over already
            self.mark.record()

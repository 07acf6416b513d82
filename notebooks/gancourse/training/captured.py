"""`captured(step)`: a training step that a GPU replays as a whole.

    step = captured(step)
    for number in run:
        run.log(**step(data.random(128), penalty=number % 16 == 1))

A small GAN's step consists of some 250 operations of a few microseconds each. Python needs longer to start one than the
GPU to finish it, so the GPU waits. A CUDA graph records the whole step once and replays it with one start (PyTorch: CUDA
semantics, CUDA Graphs). The price: what is replayed is exactly what was recorded. Tensors and floats that are given to
the step are fed in anew at each call; everything else in it stays as it was, and Python inside it does not run again.
"""

import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from gancourse.settings import device as chosen_device
from gancourse.training.cuda_graphs import Recorder
from gancourse.training.rates import Rates
from gancourse.training.surroundings import trained
from gancourse.training.watching import Operation, Watch, difference, first_line, line_of, sentence

# The first calls of each choice, which run as written: they fill the optimisers' state, and two of them are compared.
REHEARSALS = 3
MOST_CHOICES = 8
PLAIN = (bool, int, str, type(None))  # arguments that are known by their value, and not as objects
WHY_NOT = {
    "cpu": "a CPU starts each operation as it comes, so nothing would be gained",
    "mps": "PyTorch cannot record steps on Apple's GPU",
}
RECORDERS: dict[str, Callable[[torch.device], Any]] = {"cuda": Recorder}
DEBUGGED = "a debugger is watching, and a replayed step has no lines to stop at"


def captured(step: Callable[..., Any], device: torch.device | str | None = None, *, quiet: bool = False) -> "Captured":
    """`step` as one replay on an NVIDIA GPU; where that cannot be, `step` itself, with one sentence that says why.

    step: a function that trains, such as `step(real, penalty=True)`. Tensors (of one shape) and floats may differ from
    call to call. Every other argument is a choice: each of its values is recorded as a step of its own, at most eight in
    all. It returns tensors, alone or in dictionaries, lists and tuples; a replay returns fresh copies, without a graph.
    device: where the step runs; without it, the course's. quiet: keep the sentence to `why_not`, and do not print it.

    The first three calls of each choice run as written. They are training steps like any other, and are watched for what
    could not be replayed: reading a number (`loss.item()`), a Python number or a shape that changes, an operation that
    comes only now and then. What is written to `optimizer.param_groups[0]["lr"]` between two calls is obeyed. New networks
    or optimisers under the old names are noticed, and recorded anew. What Python does inside, such as counting, happens
    in the first calls only.
    """
    return Captured(step, torch.device(device) if device is not None else chosen_device(), quiet)


class Captured:
    """What `captured` returns. why_not: a sentence, where the step runs as it is written; else None."""

    def __init__(self, step: Callable[..., Any], device: torch.device, quiet: bool):
        functools.update_wrapper(self, step, updated=())
        self.step, self.device, self.quiet = step, device, quiet
        self.why_not: str | None = None
        self._said: set[str] = set()
        self._start_over()
        if device.type not in RECORDERS:
            self._give_up(sentence(None, WHY_NOT.get(device.type, f"PyTorch cannot record steps on {device.type}")))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.why_not is None and sys.gettrace() is not None:
            self._give_up(sentence(None, DEBUGGED))
        if self.why_not is not None:
            return self.step(*args, **kwargs)
        if any(get() is not value for get, value in self._trained):
            self._start_over()
        given = Given(args, kwargs, self.device)
        if given.choice not in self._choices:
            self._choices[given.choice] = Choice(given)
        choice = self._choices[given.choice]
        if why := self._rates.why_not() or self._too_many():
            self._give_up(why)
            return self.step(*args, **kwargs)
        if choice.shapes != given.shapes:
            self._say(f"Captured for shapes {choice.shapes}; a step on {given.shapes} runs as it is written.")
            return self.step(*args, **kwargs)
        if choice.rehearsals < REHEARSALS:
            return self._rehearse(choice, given)
        if choice.graph is None and not self._record(choice, given):
            return self.step(*args, **kwargs)
        result = choice.replay(given)
        self._recorder.keep_pace()
        return result

    def _start_over(self) -> None:
        """Know nothing of earlier calls. What the step trains is looked up by its names, so that new networks are noticed."""
        self._choices: dict[Any, Choice] = {}
        self._trained = list(trained(self.step))
        self._rates = Rates(self.device)
        self._recorder = RECORDERS[self.device.type](self.device) if self.device.type in RECORDERS else None

    def _rehearse(self, choice: "Choice", given: "Given") -> Any:
        """One ordinary step, on the stream on which it will be recorded. From the second on it is watched: the first one
        makes what the optimisers keep."""
        watch, inputs = Watch(self.device.type), given.tensors()
        with self._recorder.rehearsing(), watch if choice.rehearsals else self._rates.found():
            result = given.call(self.step, inputs)
        choice.rehearsals += 1
        why = watch.obstacle
        if choice.rehearsals == REHEARSALS:
            why = why or difference(choice.operations, watch.operations)
        choice.operations = watch.operations
        if why:
            self._give_up(why)
        return result

    def _record(self, choice: "Choice", given: "Given") -> bool:
        choice.operations = []
        choice.inputs = {name: tensor.detach().clone() for name, tensor in given.tensors().items()}
        try:
            choice.graph = self._recorder.record(lambda: choice.keep(given.call(self.step, choice.inputs)))
        except Exception as error:  # whatever PyTorch cannot record; the step itself is sound, it has been rehearsed
            self._rates.forget_gradients()
            reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
            self._give_up(sentence(line_of(error), f"PyTorch could not record it ({reason})"))
        return choice.graph is not None

    def _too_many(self) -> str | None:
        if len(self._choices) <= MOST_CHOICES:
            return None
        values = ", then ".join(choice.said() for choice in list(self._choices.values())[:2])
        return sentence(
            first_line(self.step), f"it is given ever new values ({values}), each of which is a step of its own"
        )

    def _give_up(self, why: str) -> None:
        self.why_not = why
        self._choices.clear()
        self._say(why)

    def _say(self, words: str) -> None:
        """Once, because the last batch of every epoch may be shorter."""
        if not self.quiet and words not in self._said:
            self._said.add(words)
            print(words)


class Given:
    """The arguments of one call. inputs: its tensors and floats, by name or position. choice: everything else, by which a
    recording is found again."""

    def __init__(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], device: torch.device):
        everything = dict(enumerate(args)) | dict(kwargs)
        self.positions, self.device = len(args), device
        self.inputs = {name: value for name, value in everything.items() if isinstance(value, (Tensor, float))}
        self.others = {name: value for name, value in everything.items() if name not in self.inputs}
        self.shapes = [tuple(value.shape) for value in self.inputs.values() if isinstance(value, Tensor)]

        others = ((name, value if isinstance(value, PLAIN) else id(value)) for name, value in self.others.items())
        self.choice = (*self.inputs, *others)

    def tensors(self) -> dict[Any, Tensor]:
        """The inputs, floats as tensors of shape ()."""
        return {
            name: value if isinstance(value, Tensor) else torch.full((), value, device=self.device)
            for name, value in self.inputs.items()
        }

    def call(self, step: Callable[..., Any], inputs: Mapping[Any, Tensor]) -> Any:
        """The step with these arguments; inputs: the tensors for it."""
        names = {**self.others, **inputs}
        args = [names.pop(position) for position in range(self.positions)]
        return step(*args, **names)


class Choice:
    """One step among those that the choices make: how far its rehearsals are; later its graph, and where the graph finds
    its inputs and leaves its results."""

    def __init__(self, given: Given):
        self.shapes, self.others = given.shapes, given.others  # kept: a choice is known by the identity of its objects
        self.rehearsals, self.operations = 0, list[Operation]()
        self.graph: Any = None
        self.inputs: dict[Any, Tensor] = {}
        self.results: Any = None
        self.packed: Tensor | None = None

    def said(self) -> str:
        return ", ".join(
            repr(value) if isinstance(value, PLAIN) else type(value).__name__ for value in self.others.values()
        )

    def keep(self, results: Any) -> None:
        """Called while recording: where the results will lie. Losses, numbers of one kind, are packed for a single copy."""
        self.results = each_tensor(Tensor.detach, results)
        numbers: list[Tensor] = []
        each_tensor(numbers.append, self.results)
        alike = len({(tensor.dtype, tensor.dim()) for tensor in numbers}) == 1 and numbers[0].dim() == 0
        self.packed = torch.stack(numbers) if alike else None

    def replay(self, given: Given) -> Any:
        for name, value in given.inputs.items():
            if isinstance(value, Tensor):
                self.inputs[name].copy_(value)
            else:
                self.inputs[name].fill_(value)
        self.graph.replay()
        if self.packed is None:
            return each_tensor(Tensor.clone, self.results)
        numbers = iter(self.packed.clone().unbind())
        return each_tensor(lambda _: next(numbers), self.results)


def each_tensor(change: Callable[[Tensor], Any], value: Any) -> Any:
    """`value` with every tensor in it changed; dictionaries, lists and tuples keep their form."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, Mapping):
        return {name: each_tensor(change, part) for name, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(each_tensor(change, part) for part in value))
    if isinstance(value, (list, tuple)):
        return type(value)(each_tensor(change, part) for part in value)
    return value

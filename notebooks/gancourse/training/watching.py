"""What in a training step could not be replayed, and on which line it stands.

A captured step (`captured.py`) repeats what the GPU was told to do, and nothing of what Python did meanwhile. So before it
is captured, the step runs a few times under `Watch`, which notes every operation with its numbers and shapes. An operation
that makes the GPU wait for Python, or that differs from one call to the next, is an obstacle.
"""

import inspect
import linecache
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

LIBRARY, TRAINING = Path(torch.__file__).parent, Path(__file__).parent
READS = {"_local_scalar_dense", "item", "is_nonzero", "equal"}  # end in a Python number
SIZED_BY_NUMBERS = {"nonzero", "masked_select", "unique_dim", "_unique2", "unique_consecutive"}
DRAWS = ("rand", "normal", "uniform", "bernoulli", "multinomial", "dropout", "exponential")
ITEM = "it asks for a number, for which Python would have to wait, and a captured step runs without Python"
CROSSES = "it moves numbers between the CPU and the {device}, which happens in Python's time and would not be repeated"
SIZES = "how large its result is depends on numbers that only the {device} knows"
CPU_DRAW = "it draws on the CPU, and a captured step would keep the same numbers for ever; draw with device=…"
CPU_WRITE = "it changes a tensor on the CPU, which a captured step would not repeat"
NUMBER = "a Python number changes from step to step ({before}, then {after}), and a captured step would keep the first; give it to the step as an argument"
SHAPE = "shapes change from step to step ({before}, then {after}), and a captured step has one shape"
OTHER = "the step does something else than in the call before; what is to be done only now and then should follow from an argument of the step, such as penalty=True"


@dataclass(frozen=True)
class Line:
    """Where an operation came from: a line of the reader's own code."""

    number: int
    text: str

    def __str__(self) -> str:
        return f"line {self.number} (`{self.text}`)"


@dataclass(frozen=True)
class Operation:
    name: str
    shapes: tuple[Any, ...]
    numbers: tuple[Any, ...]
    line: Line | None


class Watch(TorchDispatchMode):
    """Notes what runs inside the `with` block.

    device: the type of the device that the step is meant for, such as "cuda". operations: one entry each, in order.
    obstacle: a sentence about the first operation that no captured step may contain, or None.
    """

    def __init__(self, device: str):
        super().__init__()
        self.device = device
        self.operations: list[Operation] = []
        self.obstacle: str | None = None
        self.line: Line | None = None  # backward() runs in a thread of its own, without the reader's frames

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function._schema.name.removeprefix("aten::")
        self.line = own_line(sys._getframe(1)) or self.line
        given = [*_leaves(args), *_leaves(kwargs or {})]
        shapes = tuple(tuple(each.shape) for each in given if isinstance(each, torch.Tensor))
        numbers = tuple(each for each in given if isinstance(each, (bool, int, float)))
        self.operations.append(Operation(name, shapes, numbers, self.line))
        if self.obstacle is None and (why := self._why_not(name, function, given, result)):
            self.obstacle = sentence(self.line, why.format(device="GPU" if self.device == "cuda" else self.device))
        return result

    def _why_not(self, name: str, function: Any, given: list[Any], result: Any) -> str | None:
        """Why a captured step cannot contain this operation; None when it can."""
        before = {each.device.type for each in given if isinstance(each, torch.Tensor)}
        after = {each.device.type for each in _leaves(result) if isinstance(each, torch.Tensor)}
        here = self.device in before
        if here and name in READS:
            return ITEM
        if here and (name in SIZED_BY_NUMBERS or name == "index" and _has_mask(given)):
            return SIZES
        if name in ("_to_copy", "copy_", "_copy_from") and len(before | after) > 1:
            return CROSSES
        if self.device != "cpu" and after == {"cpu"}:
            if name.startswith(DRAWS):
                return CPU_DRAW
            if function._schema.is_mutable:
                return CPU_WRITE
        return None


def difference(before: list[Operation], after: list[Operation]) -> str | None:
    """A sentence about the first operation in which two calls of a step differ; None when they are alike."""
    for old, new in zip(before, after):
        if old.name != new.name:
            return sentence(new.line, OTHER)
        if old.shapes != new.shapes:
            return sentence(new.line, SHAPE.format(**_unlike(old.shapes, new.shapes)))
        if old.numbers != new.numbers:
            return sentence(new.line, NUMBER.format(**_unlike(old.numbers, new.numbers)))
    if len(before) != len(after):
        longer = max(before, after, key=len)
        return sentence(longer[min(len(before), len(after))].line, OTHER)
    return None


def sentence(line: Line | None, why: str) -> str:
    """That the step runs as it is written, and why; line: where the reason stands."""
    because = f", because of {line}" if line else ""
    return f"This step is not captured and runs as it is written{because}: {why}."


def own_line(frame: FrameType | None) -> Line | None:
    """The innermost line that is neither PyTorch's nor of this folder; None in a thread that has none."""
    while frame is not None:
        if found := _line(frame.f_code.co_filename, frame.f_lineno):
            return found
        frame = frame.f_back
    return None


def line_of(error: BaseException) -> Line | None:
    """The same for an error: the last such line that it came through."""
    passed = (_line(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__))
    return next((line for line in reversed(list(passed)) if line), None)


def first_line(step: Callable[..., Any]) -> Line | None:
    """Where a function begins; None when it is not written in Python."""
    code = getattr(inspect.unwrap(getattr(step, "__func__", step)), "__code__", None)
    return code and _line(code.co_filename, code.co_firstlineno)


def _line(path: str, number: int) -> Line | None:
    if path.startswith("<frozen") or {LIBRARY, TRAINING} & set(Path(path).parents):
        return None
    return Line(number, linecache.getline(path, number).strip())


def _leaves(value: Any) -> list[Any]:
    """What lists, tuples and dictionaries hold, however deep, in order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [leaf for each in value for leaf in _leaves(each)]
    return [value]


def _has_mask(given: list[Any]) -> bool:
    return any(isinstance(each, torch.Tensor) and each.dtype in (torch.bool, torch.uint8) for each in given[1:])


def _unlike(before: tuple[Any, ...], after: tuple[Any, ...]) -> dict[str, Any]:
    pairs = [(old, new) for old, new in zip(before, after) if old != new]
    old, new = pairs[0] if pairs else (len(before), len(after))
    return {"before": old, "after": new}

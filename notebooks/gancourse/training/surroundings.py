"""Which networks and optimisers a function finds under its names."""

import functools
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

from torch import nn
from torch.optim import Optimizer

from gancourse.training.watching import LIBRARY

Getter = Callable[[], Any]
TRAINED = (nn.Module, Optimizer)


def trained(step: Callable[..., Any]) -> Iterator[tuple[Getter, Any]]:
    """The networks and optimisers that `step`, and the functions of the same author that it calls, find under a name outside,
    or as an attribute of what they find there: how to look each up again, and what is there now."""
    waiting, seen = [step], set()
    while waiting:
        function = waiting.pop()
        owner, function = getattr(function, "__self__", None), inspect.unwrap(getattr(function, "__func__", function))
        if not isinstance(function, FunctionType) or function in seen or _is_library(function):
            continue
        seen.add(function)
        for get in (*_getters(function), *_attributes(owner)):
            value = get()
            if isinstance(value, FunctionType):
                waiting.append(value)
            elif isinstance(value, TRAINED):
                yield get, value
            else:
                parts = [(part, part()) for part in _attributes(value)]
                yield from ((part, found) for part, found in parts if isinstance(found, TRAINED))


def _getters(function: FunctionType) -> Iterator[Getter]:
    for name in _names(function.__code__):
        if name in function.__globals__:
            yield functools.partial(function.__globals__.get, name)
    for cell in function.__closure__ or ():
        yield functools.partial(_content, cell)


def _attributes(value: Any) -> Iterator[Getter]:
    if hasattr(value, "__dict__") and not isinstance(value, (ModuleType, type, *TRAINED)):
        yield from (functools.partial(getattr, value, name, None) for name in list(vars(value)))


def _names(code: CodeType) -> set[str]:
    inner = (_names(each) for each in code.co_consts if isinstance(each, CodeType))
    return set(code.co_names).union(*inner)


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # the name has no value yet
        return None


def _is_library(function: FunctionType) -> bool:
    return LIBRARY in Path(function.__code__.co_filename).parents

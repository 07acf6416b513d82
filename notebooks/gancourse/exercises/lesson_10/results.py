"""Taking apart what an answer of exercises 10.2 and 10.5 returned."""

from numbers import Number
from typing import Any

from torch import Tensor


def taken_apart(result: Any, count: int) -> Any:
    """`result` as it is, if it can hold `count` results; else a ValueError that says how many there are."""
    if isinstance(result, Number | Tensor) or (isinstance(result, tuple | list) and len(result) != count):
        found = len(result) if isinstance(result, tuple | list) else 1
        raise ValueError(f"{count} results are wanted here, and there {'is' if found == 1 else 'are'} {found}")
    return result

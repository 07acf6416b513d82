"""Look at an answer at work: run a probe on it, note what it returned and left behind, and compare such notes."""

import contextlib
import functools
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from types import FunctionType
from typing import Any

import numpy as np

from gancourse.checks.frames import lines_of_the_learner
from gancourse.checks.guard import World, own_random_state

MOST_NUMBERS = 4000  # of one argument or result that are remembered


@dataclass(frozen=True)
class Raised:
    """The observation of a probe that ended in an exception; `given` is what the answer had been called with, in words."""

    type: str
    message: str
    where: str
    by_answer: bool
    given: str = ""
    unwritten: bool = False


@dataclass(frozen=True)
class Call:
    """One call of an answer: the numbers and tables that it was given, and its result, None where that is no such thing."""

    given: tuple
    result: Any


class Observation(dict):
    """What one probe saw: its named values, and how the answer ended.

    changes: what the answer left different in the world around it, from `World.changes`.
    calls, empty: the calls that the probe made and that came to an end, and how many of them returned None.
    """

    raised: Raised | None = None
    returned: Any = None
    printed: str = ""
    numpy_warned: bool = False
    empty: int = 0

    def __init__(self) -> None:
        super().__init__()
        self.changes: dict[str, str] = {}
        self.calls: list[Call] = []

    def in_words(self, names: Iterable[str] | None = None) -> str:
        """The named values (by default all), or what came back from an answer that ended in an error."""
        if self.raised is not None:
            return shorten(self.returned)
        chosen = self if names is None else names
        return ", ".join(f"{name.replace('_', ' ')} = {shorten(self[name])}" for name in chosen)

    def off(self, right: "Observation", tolerance: float) -> list[str]:
        """The names of the values that are not those of `right`."""
        return [name for name in self if name not in right or not agree(self[name], right[name], tolerance)]


def observe(look: Callable, answer: Callable, allowed: frozenset[str] = frozenset()) -> Observation:
    """Run one probe, `look(answer)`, seeded, with the learner's random state, settings and standard output left alone.

    allowed: what the answer may change of what it is given, as in `World`.
    """
    seen, last, worlds = Observation(), {}, []

    def numpy_warns(kind: str, flag: int) -> None:
        seen.numpy_warned = True

    @functools.wraps(answer)
    def watched(*args, **kwargs):
        world = World((*args, *kwargs.values()), allowed)
        worlds.append(world)
        last["inside"], last["given"] = True, (*args, *kwargs.values())
        given = tuple(_small(value) for value in last["given"])
        try:
            with np.errstate(divide="call", invalid="call", call=numpy_warns):
                last["returned"] = result = answer(*args, **kwargs)
            seen.changes = world.changes() | seen.changes
            seen.calls.append(Call(given, _small(result)))
            seen.empty += result is None
        finally:
            world.restore_settings()  # at once, for the probe computes with them too
        last["inside"] = False
        return result

    printed = io.StringIO()
    with own_random_state(), contextlib.redirect_stdout(printed):
        try:
            for name, value in look(watched).items():
                seen[name] = plain(value)
        except (Exception, SystemExit) as error:
            seen.raised = _describe(error, last.get("inside", False), last.get("given", ()))
        finally:
            for world in reversed(worlds):
                world.restore()
    seen.returned = last.get("returned")
    seen.printed = printed.getvalue()
    if seen.returned is ...:
        seen.raised = Raised("NotImplementedError", "", "", by_answer=True, unwritten=True)
    return seen


def plain(value: Any) -> Any:
    """A tensor, array or number as an array or Python value, so that answers of any type can be compared.

    Floats and fractions become float64, whole numbers stay whole.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, Fraction):
        return float(value)
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.double() if value.is_floating_point() else value
    try:
        array = np.asarray(value)
    except ValueError:  # a network of networks, which NumPy takes for rows of different lengths
        return repr(value)
    if array.dtype == object:
        return f"<function {value.__name__}>" if isinstance(value, FunctionType) else repr(value)
    return array.item() if array.ndim == 0 else array


def _small(value: Any) -> Any:
    """A number, a text or a table of at most `MOST_NUMBERS`, copied as it is now, or a tuple of them; None for all else."""
    if isinstance(value, list | tuple):
        items = tuple(_small(item) for item in value[: MOST_NUMBERS + 1])
        return None if len(items) > MOST_NUMBERS or any(item is None for item in items) else items
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Fraction):
        return float(value)
    if not isinstance(value, np.ndarray | np.generic) and not hasattr(value, "detach"):
        return None
    size = value.numel() if hasattr(value, "numel") else value.size
    if size > MOST_NUMBERS or getattr(value, "is_meta", False):
        return None
    value = plain(value)
    return value.copy() if isinstance(value, np.ndarray) else value


def agree(mine: Any, theirs: Any, tolerance: float) -> bool:
    """Equal up to `tolerance` in every number, whole numbers exactly, and the same in shape, kind and outcome."""
    if isinstance(mine, Observation) and isinstance(theirs, Observation):
        if mine.raised is not None or theirs.raised is not None:
            return mine.raised is not None and theirs.raised is not None and mine.raised.type == theirs.raised.type
        return mine.keys() == theirs.keys() and all(agree(mine[name], theirs[name], tolerance) for name in mine)
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        return len(mine) == len(theirs) and all(agree(a, b, tolerance) for a, b in zip(mine, theirs))
    if isinstance(mine, bool | str | None) or isinstance(theirs, bool | str | None):
        return type(mine) is type(theirs) and mine == theirs
    if isinstance(mine, tuple) or isinstance(theirs, tuple) or np.shape(mine) != np.shape(theirs):
        return False
    if not all(
        np.issubdtype(np.asarray(value).dtype, np.number) or np.asarray(value).dtype == bool for value in (mine, theirs)
    ):
        return bool(np.array_equal(mine, theirs))
    if _is_whole(mine) and _is_whole(theirs):
        return bool(np.array_equal(mine, theirs))
    return bool(np.allclose(mine, theirs, rtol=tolerance, atol=tolerance, equal_nan=True))


def merged(seen: list[Observation]) -> dict[str, Any]:
    """All named values of all probes, and `error` when one ended in an exception: what explanations may quote."""
    values = {name: value for values in seen for name, value in values.items()}
    raised = next((values.raised for values in seen if values.raised is not None), None)
    if raised is not None:
        values["error"] = f"{raised.type}: {raised.message}"
    return values


def shorten(value: Any, width: int = 100) -> str:
    """A value on one line."""
    value = plain(value)
    if isinstance(value, float):
        return f"{value + 0.0:.6g}"  # 0 for -0.0
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, separator=", ", threshold=8, edgeitems=3).replace("\n", "")
        text = f"{' '.join(text.split())} of shape {tuple(value.shape)}"
    else:
        text = " ".join(repr(value).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _is_whole(value: Any) -> bool:
    return np.issubdtype(np.asarray(value).dtype, np.integer)


def _describe(error: BaseException, by_answer: bool, given: tuple) -> Raised:
    unwritten = isinstance(error, NotImplementedError) and by_answer and not str(error)
    message = str(error).strip().split("\n")[0]
    in_words = ""
    if isinstance(error, ArithmeticError):
        in_words = ", ".join(shorten(value, 40) for value in given) or "no argument"
    return Raised(type(error).__name__, message, lines_of_the_learner(error), by_answer, in_words, unwritten)

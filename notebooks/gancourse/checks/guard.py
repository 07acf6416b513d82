"""The world around an answer: what it was given, PyTorch's settings and the random numbers, all to stay as they were.

An answer that blanks the images it was given, or switches gradients off, may return right numbers and ruin whatever
runs after it. `World` looks before and after, says what differs in words, and puts it back.
"""

import contextlib
import numbers
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from gancourse.settings import device

# What an exercise declares in `changes`: that its answers write into what they are given, or into the dicts alone, where they
# keep what the next call needs; or train and set weights.
INPUTS, DICTS, NETWORKS = "inputs", "dicts", "networks"

MOST_SHOWN = 60  # characters of one thing in a list or dict

SENTENCES = {
    "inputs_changed": "Your answer changed {what} that it was given, from {before} to {now}: whoever called it goes on with the "
    "changed one. Which line writes into it, and what would make a new one instead?",
    "list_changed": "Your answer put other things into the list that it was given: {before} stood in it, and now {now}. Whoever called it goes on "
    "with that list. Which line writes into it, and what would make a new list instead?",
    "dict_changed": "Your answer wrote into a dict that it was given: {before} stood in it, and now {now}. Whoever called it goes on with that dict. "
    "Which line writes into it, and where else could your own value stand?",
    "networks_changed": "Your answer moved the weights of a network that it was only asked to use. Which line writes into them?",
    "parameters_replaced": "Your answer put a new tensor in the place of the network's {which}: an optimiser that was made before still "
    "holds the old one, and would train what nobody uses. How do you write numbers into the tensor that is there?",
    "flags_changed": "Your answer switched requires_grad {now} for {what}, and so it stays after the call: before it was {before}. "
    "Which line switches it, and who switches it back?",
    "modes_changed": "Your answer left a network in {now} mode that came in {before} mode, and so BatchNorm and Dropout behave "
    "differently from here on. Which line switches it, and who switches it back?",
    "settings_changed": "Your answer left {what} at {now}; before it was {before}. That holds for every cell that runs "
    "afterwards. Which line changes it, and could it hold for a few lines only?",
}  # fmt: skip


class World:
    """What one call of an answer was given, and how it looked before.

    given: the arguments; tensors, arrays and networks are found in lists, tuples and dicts too.
    allowed: what the exercise is about changing, of INPUTS, DICTS and NETWORKS.
    """

    def __init__(self, given: Iterable[Any], allowed: frozenset[str] = frozenset()):
        self.values, self.networks, holders = [], [], []
        for each in given:
            _sort(each, self.values, self.networks, holders, DICTS not in allowed)
        self.lists = [(held, list(held)) for held in holders if isinstance(held, list)]
        self.dicts = [(held, dict(held)) for held in holders if isinstance(held, dict)]
        self.allowed = allowed
        self.before = [_copied(value) for value in self.values]
        self.flags = [(value, value.requires_grad) for value in self.values if _is_leaf(value)]
        self.modes = [(part, part.training) for network in self.networks for part in network.modules()]
        self.parameters = [dict(network.named_parameters()) for network in self.networks]
        self.flags += [(value, value.requires_grad) for found in self.parameters for value in found.values()]
        self.weights = (
            [] if NETWORKS in allowed else [(p, p.detach().clone()) for p in _all(self.parameters) if not p.is_meta]
        )
        self.settings = [(name, read(), read, write) for name, read, write in _settings()]

    def changes(self) -> dict[str, str]:
        """What differs now, by name, in a sentence of `SENTENCES` with the numbers in it; empty when nothing does."""
        found: dict[str, str] = {}

        def note(name: str, **words: Any) -> None:
            found.setdefault(name, SENTENCES[name].format(**words))

        for value, before in zip(self.values, self.before):
            if INPUTS not in self.allowed and not _same(value, before):
                in_words = _in_words if value.shape == before.shape else _as_shape
                note("inputs_changed", what=_called(before), before=in_words(before), now=in_words(value))
        for held, before in self.lists:
            if INPUTS not in self.allowed and not _same_things(held, before):
                note("list_changed", before=_listed(before), now=_listed(held))
        for held, before in self.dicts:
            keys = [key for key in (before | held) if not _same_entry(held, before, key)]
            if INPUTS not in self.allowed and keys:
                note("dict_changed", before=_entry(before, keys[0]), now=_entry(held, keys[0]))
        if any(not _same(parameter, before) for parameter, before in self.weights):
            note("networks_changed")
        for network, before in zip(self.networks, self.parameters):
            now = dict(network.named_parameters())
            replaced = [name for name in before if now.get(name) is not before[name]]
            if replaced:
                note("parameters_replaced", which=replaced[0])
        for value, before in self.flags:
            if value.requires_grad != before:
                what = "a network's weights" if _is_parameter(value) else _called(value)
                note("flags_changed", what=what, before=_on(before), now=_on(value.requires_grad))
        for part, before in self.modes:
            if part.training != before:
                note("modes_changed", before=_mode(before), now=_mode(part.training))
        for name, before, read, _ in self.settings:
            if read() != before:
                note("settings_changed", what=name, before=before, now=read())
        return found

    def restore_settings(self) -> None:
        for _, before, read, write in self.settings:
            if read() != before:  # to write some of them takes seconds: PyTorch imports its compiler for it
                write(before)

    def restore(self) -> None:
        """Put back what should have stayed, so that no later check meets what this answer left behind.

        Without the settings: the probe may have made the call inside a `torch.no_grad()` of its own.
        """
        for value, before in zip(self.values, self.before):
            _write(value, before)
        for held, before in self.lists:
            held[:] = before
        for held, before in self.dicts:
            if not _same_dict(held, before):
                held.clear()
                held.update(before)
        for parameter, before in self.weights:
            _write(parameter, before)
        for value, before in self.flags:
            if value.is_leaf:
                value.requires_grad_(before)
        for part, before in self.modes:
            part.training = before


@contextlib.contextmanager
def own_random_state() -> Iterator[None]:
    """Seed every generator for the block, and give the learner's state back afterwards."""
    python_state, numpy_state = random.getstate(), np.random.get_state()
    torch = sys.modules.get("torch")
    where = [device()] if torch and device().type != "cpu" else []
    kind = where[0].type if where else "cuda"
    with torch.random.fork_rng(where, device_type=kind) if torch else contextlib.nullcontext():
        random.seed(0)
        np.random.seed(0)
        if torch and where:
            torch.manual_seed(0)
        elif torch:  # manual_seed would also note the whole stack for each kind of GPU that has not started yet
            torch.default_generator.manual_seed(0)
        try:
            yield
        finally:
            random.setstate(python_state)
            np.random.set_state(numpy_state)


def _sort(given: Any, values: list, networks: list, holders: list, into_dicts: bool = True) -> None:
    """Collect the tensors and arrays, the networks, and the lists and dicts, in what an answer was given."""
    torch = sys.modules.get("torch")
    if isinstance(given, np.ndarray) or (torch and isinstance(given, torch.Tensor) and not given.is_meta):
        values.append(given)
    elif torch and isinstance(given, torch.nn.Module):
        networks.append(given)
    elif isinstance(given, list | tuple) or (isinstance(given, dict) and into_dicts):
        for item in given.values() if isinstance(given, dict) else given:
            _sort(item, values, networks, holders, into_dicts)
        if not isinstance(given, tuple):
            holders.append(given)


def _settings() -> list[tuple[str, Callable[[], Any], Callable[[Any], None]]]:
    """PyTorch's settings that outlive a call: name, how to read it, how to write it."""
    torch = sys.modules.get("torch")
    if torch is None:
        return []
    return [
        ("torch.is_grad_enabled()", torch.is_grad_enabled, torch._C._set_grad_enabled),
        ("PyTorch's default dtype", torch.get_default_dtype, torch.set_default_dtype),
        ("PyTorch's number of threads", torch.get_num_threads, torch.set_num_threads),
        (
            "PyTorch's deterministic mode",
            torch.are_deterministic_algorithms_enabled,
            torch.use_deterministic_algorithms,
        ),
    ]


def _all(parameters: list[dict]) -> Iterator[Any]:
    return (parameter for found in parameters for parameter in found.values())


def _is_tensor(value: Any) -> bool:
    return not isinstance(value, np.ndarray)


def _is_leaf(value: Any) -> bool:
    return _is_tensor(value) and value.is_leaf


def _is_parameter(value: Any) -> bool:
    return type(value).__name__ == "Parameter"


def _copied(value: Any) -> Any:
    return value.detach().clone() if _is_tensor(value) else value.copy()


def _same(now: Any, before: Any) -> bool:
    if not _is_tensor(now):
        return now.shape == before.shape and bool(np.array_equal(now, before, equal_nan=now.dtype.kind in "fc"))
    if now.shape != before.shape:
        return False
    if now.data.equal(before):
        return True
    return bool(((now.data == before) | (now.data.isnan() & before.isnan())).all())


def _same_things(now: list, before: list) -> bool:
    return len(now) == len(before) and all(map(_same_thing, now, before))


def _same_thing(now: Any, before: Any) -> bool:
    """The same object, or an equal number or text."""
    plain = isinstance(now, numbers.Number | str) and isinstance(before, numbers.Number | str)
    return now is before or (plain and bool(now == before))


def _same_entry(now: dict, before: dict, key: Any) -> bool:
    return key in now and key in before and _same_thing(now[key], before[key])


def _same_dict(now: dict, before: dict) -> bool:
    return now.keys() == before.keys() and all(_same_entry(now, before, key) for key in before)


def _entry(held: dict, key: Any) -> str:
    """One entry of a dict, in a few words."""
    return f"{key!r}: {_shown(held[key])}" if key in held else f"no {key!r}"


def _listed(things: list) -> str:
    """What stands in a list, in a few words."""
    return f"[{', '.join(map(_shown, things[:3]))}{', …' if len(things) > 3 else ''}]"


def _shown(value: Any) -> str:
    if not hasattr(value, "shape"):
        text = repr(value)
        return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
    return _in_words(value) if len(value.shape) < 2 else _as_shape(value)


def _write(value: Any, before: Any) -> None:
    if _same(value, before):
        return
    if _is_tensor(value):
        value.data = before
    else:
        with contextlib.suppress(ValueError):  # another shape, or an array that can no longer be written
            value[...] = before


def _called(value: Any) -> str:
    kind = "the tensor" if _is_tensor(value) else "the array"
    return f"{kind} of shape {tuple(value.shape)}"


def _in_words(value: Any) -> str:
    """Its first numbers."""
    numbers = np.asarray(value.detach().cpu().double() if _is_tensor(value) else value).ravel()
    first = ", ".join(f"{number:.4g}" for number in numbers[:3])
    return f"[{first}{', …' if numbers.size > 3 else ''}]"


def _as_shape(value: Any) -> str:
    return f"shape {tuple(value.shape)}"


def _on(flag: bool) -> str:
    return "on" if flag else "off"


def _mode(training: bool) -> str:
    return "train" if training else "eval"

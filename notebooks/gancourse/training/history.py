"""What a training run logs: rows of numbers, read from the device many at once."""

import math
from typing import Any

import numpy as np

RECENT = 50  # `latest` is a mean over this many logged steps
MOST_PENDING = 4096


class History:
    """`columns` holds one list per name, all of one length, with "step" and "seconds"; NaN where a name was not logged.

    `bad` is the first number that was not finite, as (step, name, value). What is logged waits in `pending` until
    `flush`, because reading a tensor makes a GPU finish its work first.
    """

    def __init__(self) -> None:
        self.columns: dict[str, list[float]] = {"step": [], "seconds": []}
        self.pending: list[tuple[int, float, str, Any]] = []
        self.bad: tuple[int, str, float] | None = None

    def log(self, step: int, seconds: float, values: dict[str, Any]) -> None:
        """Keep these numbers for a step: floats or tensors with one element; None is passed over. A larger tensor is a
        ValueError. Tensors of a GPU are copied together, because each copy is one more operation that Python starts."""
        when, waiting = round(seconds, 4), []
        for name, value in values.items():
            if value is None:
                continue
            if hasattr(value, "detach"):
                if value.numel() != 1:
                    raise ValueError(
                        f"run.log({name}=…) got a tensor of shape {tuple(value.shape)}; log one number, for example its mean()."
                    )
                value = value.detach()
                if value.device.type != "cpu":
                    waiting.append((name, value.reshape(())))
                    continue
                value = float(value)
            else:
                value = float(value)
            if isinstance(value, float) and not math.isfinite(value):
                self._note_bad(step, name, value)
            self.pending.append((step, when, name, value))
        if waiting:
            names, tensors = zip(*waiting)
            self.pending += [(step, when, name, copy) for name, copy in zip(names, _copies(tensors))]

    def is_full(self) -> bool:
        """Whether so much waits that it should be flushed."""
        return len(self.pending) > MOST_PENDING

    def flush(self) -> None:
        """Move what was logged into the columns; tensors of one device are read together."""
        pending, self.pending = self.pending, []
        tensors = [value for *_, value in pending if not isinstance(value, float)]
        read = iter(self._read(tensors) if tensors else [])
        for step, when, name, value in pending:
            number = value if isinstance(value, float) else next(read)
            if not math.isfinite(number):
                self._note_bad(step, name, number)
            self._put(step, when, name, number)

    def latest(self) -> dict[str, float]:
        """The mean of each logged value over the last 50 logged steps that were flushed."""
        recent = {
            name: np.asarray(values[-RECENT:])
            for name, values in self.columns.items()
            if name not in ("step", "seconds")
        }
        return {name: float(np.nanmean(values)) for name, values in recent.items() if not np.isnan(values).all()}

    def _note_bad(self, step: int, name: str, value: float) -> None:
        if self.bad is None:
            self.bad = (step, name, value)

    @staticmethod
    def _read(tensors: list[Any]) -> list[float]:
        import torch

        return torch.stack(tensors).tolist()

    def _put(self, step: int, when: float, name: str, value: float) -> None:
        columns = self.columns
        if not columns["step"] or columns["step"][-1] != step:
            for values in columns.values():
                values.append(math.nan)
            columns["step"][-1], columns["seconds"][-1] = step, when
        rows = len(columns["step"])
        columns.setdefault(name, [math.nan] * rows)[-1] = value


def _copies(tensors: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same numbers, float32 and safe from what happens to these tensors."""
    import torch

    return torch.stack([tensor.float() for tensor in tensors]).unbind()

"""Learning rates that a recorded step obeys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook

from gancourse.training.watching import sentence

CHANGED = "the learning rate of {optimizer} changed, which a recorded step cannot learn of"


class Rates:
    """The optimisers that a step uses, made fit for recording when they are found: what they count moves to the device,
    and so does the learning rate, as a tensor, where the optimiser allows it (`capturable`)."""

    def __init__(self, device: torch.device):
        self.device = device
        self.optimizers: list[Optimizer] = []
        self.groups: list[tuple[str, dict[str, Any], Any]] = []

    @contextmanager
    def found(self) -> Iterator[None]:
        """Find every optimiser that makes a step inside."""
        handle = register_optimizer_step_pre_hook(lambda optimizer, *_: self._prepare(optimizer))
        try:
            yield
        finally:
            handle.remove()

    def why_not(self) -> str | None:
        """Hand on the rates that were written into the optimisers since; a sentence where that cannot be done."""
        for name, group, own in self.groups:
            now = group["lr"]
            if now is own:
                continue
            if not isinstance(own, Tensor):
                if now != own:
                    return sentence(None, CHANGED.format(optimizer=name))
                continue
            own.fill_(now)
            group["lr"] = own
        return None

    def forget_gradients(self) -> None:
        """After a recording that broke off: its gradients were never computed."""
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)

    def _prepare(self, optimizer: Optimizer) -> None:
        if any(optimizer is known for known in self.optimizers):
            return
        self.optimizers.append(optimizer)
        for group in optimizer.param_groups:
            if "capturable" in group:
                group["capturable"] = True
                if not isinstance(group["lr"], Tensor):
                    group["lr"] = torch.full((), group["lr"], device=self.device)
            self.groups.append((type(optimizer).__name__, group, group["lr"]))
        for state in optimizer.state.values():
            if isinstance(state.get("step"), Tensor):
                state["step"] = state["step"].to(self.device)

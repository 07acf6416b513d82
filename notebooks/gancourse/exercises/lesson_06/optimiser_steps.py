"""Steps of an optimiser that was written as a function, one after another, as three exercises watch them."""

from collections.abc import Callable, Sequence

import torch

START = 1.0


def moves(answer: Callable, gradients: Sequence, **options: float) -> list:
    """What a weight moved by at each step, with these gradients (numbers or lists); what is no tensor is handed on as it came."""
    weight, memory, found = torch.full_like(_tensor(gradients[0]), START), {}, []
    for gradient in gradients:
        new = answer(weight.clone(), _tensor(gradient), memory, **options)
        if not isinstance(new, torch.Tensor) or new.shape != weight.shape:
            return [new]
        new = new.detach()
        found.append(new - weight)
        weight = new
    return found


def pytorchs(make: Callable, gradients: Sequence) -> list:
    """The same for one of PyTorch's optimisers: make(list of weights) -> optimiser."""
    weight = torch.full_like(_tensor(gradients[0]), START).requires_grad_()
    optimizer, found = make([weight]), []
    for gradient in gradients:
        before, weight.grad = weight.detach().clone(), _tensor(gradient)
        optimizer.step()
        found.append(weight.detach() - before)
    return found


def small_gradients(steps: int = 20) -> list[list[float]]:
    """Gradients such as a GAN has: of order 1e-3 for one weight, 1e-4 and 1e-5 for the others. There the place of eps matters."""
    numbers = torch.randn(steps, 3, generator=torch.Generator().manual_seed(6), dtype=torch.float64)
    return (numbers * torch.tensor([1e-3, 1e-4, 1e-5], dtype=torch.float64)).tolist()


def two_weights(answer: Callable, **options: float) -> list:
    """The moves of a second weight whose steps alternate with those of another one, each with a memory of its own."""
    weights, memories, found = [_tensor([START]), _tensor([START])], [{}, {}], []
    for gradients in ((8.0, 1.0), (-4.0, 1.0), (2.0, 1.0)):
        for place, gradient in enumerate(gradients):
            new = answer(weights[place].clone(), _tensor([gradient]), memories[place], **options)
            if not isinstance(new, torch.Tensor):
                return [new]
            if place:
                found.append(new.detach() - weights[place])
            weights[place] = new.detach()
    return found


def at(found: list, place: int) -> object:
    """One of the moves; of what is no list of moves, the last thing there is."""
    return found[place] if len(found) > place else found[-1]


def _tensor(value: object) -> torch.Tensor:
    return torch.tensor(value if isinstance(value, list) else [value], dtype=torch.float64)

"""Steps of an optimiser that was written as a function, one after another, as three exercises watch them."""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from gancourse.checks.exercise import Exercise

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


def handed_in(answer: Callable, **options: float) -> list:
    """The gradients of three steps as they are after the third: what is handed in is not the answer's to change."""
    weight, memory, gradients = _tensor(START), {}, [_tensor(gradient) for gradient in (2.0, 1.0, -3.0)]
    for gradient in gradients:
        answer(weight.clone(), gradient, memory, **options)
    return [gradient.item() for gradient in gradients]


def begun_twice(answer: Callable, gradient: float, **options: float) -> dict:
    """The first moves of two weights that have never met, each with an empty memory."""
    first, again = (at(moves(answer, [gradient], **options), 0) for _ in range(2))
    # the first number alone: what another weight left behind may be longer
    return {"begun": np.ravel(first)[0], "begun_again": np.ravel(again)[0]}


def remembers_elsewhere(seen: dict) -> bool:
    """Whether two weights with empty memories began differently."""
    return not np.isclose(seen["begun"], seen["begun_again"], rtol=1e-6, atol=0, equal_nan=True)


def mistakes_of_all(exercise: Exercise, rule: Callable) -> tuple[Callable, ...]:
    """Add the wrong answers that all three rules share, and return them for a decoy. rule: a right answer."""
    begun = []

    @exercise.wrong(when=lambda seen: "error" not in seen and remembers_elsewhere(seen))
    def kept_outside(weight, gradient, memory, **options):
        """Two weights begin with the same gradient and an empty memory each, and the first moves by {begun:.4f}, the second by {begun_again:.4f}: something is remembered outside of `memory`, in a `global` for example. A
        network has many weight tensors. Where can each of them keep what is its own?"""
        begun.append(weight)
        return rule(weight, gradient, {}, **options) + 0.01 * len(begun)

    @exercise.wrong(when=lambda seen: "'NoneType'" in seen["error"])
    def none_in_the_formula(weight, gradient, memory, **options):
        """{error}: one of the values in your line is None. Two are, here: `memory.get` with a key alone, as long as nothing stands under that key, and `weight.grad`, since the gradient is handed in
        beside the weight. Which of the two do you use, and what should stand in its place?"""
        return rule(weight, memory.get("kept").add(gradient), {}, **options)

    return kept_outside, none_in_the_formula


def at(found: list, place: int) -> object:
    """One of the moves; of what is no list of moves, the last thing there is."""
    return found[place] if len(found) > place else found[-1]


def _tensor(value: object) -> torch.Tensor:
    return torch.tensor(value if isinstance(value, list) else [value], dtype=torch.float64)

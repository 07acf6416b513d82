"""Mistakes that come together with others: one explanation for all answers that share what it speaks of."""

import functools
from collections.abc import Callable
from typing import Any

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import Observation, agree, observe
from gancourse.settings import device


def relatives(exercise: Exercise, *besides: str) -> Callable:
    """A decorator like `exercise.wrong`, for a mistake that is recognised whatever the values named `besides` are.

    What an answer does in a case that has nothing to do with its mistake, with two equal latents for example, should not hide it.
    The explanation must say nothing of that case.
    """

    def add(answer: Callable) -> Callable:
        @functools.cache
        def known(place: int, where: str) -> Observation:
            return observe(exercise.probes[place].observe, answer)

        def alike(values: dict[str, Any]) -> bool:
            """Probe by probe: most answers differ at the first, so that the others need not be tried."""
            return all(
                agree(values[name], value, exercise.tolerance)
                for place in range(len(exercise.probes))
                for name, value in known(place, str(device())).items()
                if name not in besides
            )

        return exercise.wrong(when=alike)(answer)

    return add

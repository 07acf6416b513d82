"""Mistakes that come together with others: one explanation for all answers that share what it speaks of."""

from collections.abc import Callable
from typing import Any

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import agree, merged, observe


def relatives(exercise: Exercise, *besides: str) -> Callable:
    """A decorator like `exercise.wrong`, for a mistake that is recognised whatever the values named `besides` are.

    What an answer does in a case that has nothing to do with its mistake, with two equal latents for example, should not hide it.
    The explanation must say nothing of that case.
    """

    def add(answer: Callable) -> Callable:
        def alike(values: dict[str, Any]) -> bool:
            known = merged([observe(probe.observe, answer) for probe in exercise.probes])
            names = [name for name in known if name not in (*besides, "error")]
            return all(agree(values[name], known[name], exercise.tolerance) for name in names)

        return exercise.wrong(when=alike)(answer)

    return add

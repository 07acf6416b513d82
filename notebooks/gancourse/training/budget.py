"""How long a training run may take: seconds, steps or whichever is spent first."""

import math

from gancourse.settings import speed

SMOKE_SECONDS = 2.0  # at speed smoke no run trains longer than this


class Budget:
    """seconds / steps: what one training may take, one of them or both; neither, or nothing of one, is a ValueError.

    The goal is where the budget will be spent. It lies ahead only once `renew` was called, and each time that it has been
    reached, `renew` sets another one, so that a training that was cut short goes on to its old goal.
    """

    def __init__(self, seconds: float | None = None, steps: int | None = None):
        if seconds is None and steps is None:
            raise ValueError("A Run needs a budget: Run(name, seconds=60) or Run(name, steps=1_000).")
        if (seconds is not None and not seconds > 0) or (steps is not None and steps < 1):
            raise ValueError("The budget of a Run must be more than nothing.")
        if seconds is not None and speed() == "smoke":
            seconds = min(seconds, SMOKE_SECONDS)
        self.seconds, self.steps = seconds, steps
        self._goal_seconds = math.inf if seconds is None else 0.0
        self._goal_steps = math.inf if steps is None else 0

    def renew(self, seconds: float, steps: int) -> None:
        """Set the goal for a training that has taken so many seconds and steps already."""
        if self.is_spent(seconds, steps):
            if self.seconds is not None:
                self._goal_seconds = seconds + self.seconds
            if self.steps is not None:
                self._goal_steps = steps + self.steps

    def is_spent(self, seconds: float, steps: int) -> bool:
        return seconds >= self._goal_seconds or steps >= self._goal_steps

    def share(self, seconds: float, steps: int) -> float:
        """How much of the way to the goal these seconds and finished steps are, from 0 to 1."""
        shares = [0.0]
        if self.seconds is not None:
            shares.append(seconds / (self._goal_seconds or self.seconds))
        if self.steps is not None:
            shares.append(steps / (self._goal_steps or self.steps))
        return min(max(shares), 1.0)

"""`predict` and `outcome`: a guess before a measurement, and afterwards both side by side.

A guess is kept and never graded, and nothing waits for one. What was measured comes from the run, so an outcome is right on
every machine; what is said of each guess lies in `exercises/lesson_NN/predictions.py` and holds whatever is measured.
"""

import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from gancourse import settings
from gancourse.checks import keeping
from gancourse.checks.bank import predictions
from gancourse.checks.progress import Guess
from gancourse.errors import CourseError
from gancourse.views import plots
from gancourse.views.asking import Question, ask, ask_number

CLOSE = 0.05  # of the slider's length: a number guessed so near counts as close
BELOW, NEAR, ABOVE = "below", "near", "above"
AT_SMOKE = "At speed smoke runs are cut short; what is said of them may not fit."


class PredictionError(CourseError, ValueError):
    """A question that cannot be asked, with the way out in the message."""


@dataclass
class _Asked:
    """One question as it stands in this session."""

    choices: tuple[str, ...] = ()
    between: tuple[float, float] | None = None
    unit: str = ""
    guess: str = ""
    measured: str = ""  # as it is said, "34 %"
    value: float | None = None  # the same as a number, where it is one
    sentence: str = ""


_asked: dict[str, _Asked] = {}
_noted: set[str] = set()  # what was said once in this session


def predict(
    name: str,
    *choices: Any,
    between: tuple[float, float] | None = None,
    step: float | None = None,
    unit: str = "",
    answer: Any = None,
) -> None:
    """Ask for a guess, with a button for each choice or a slider `between=(low, high)`, and keep it.

    Without widgets, or instead of pressing: `predict("k", answer="5")`. Nothing waits for the guess, and nothing grades it.
    step: of the slider; by default a hundredth of its length or a whole number. unit: is written behind a number, " %".
    Raises PredictionError for a question without choices.
    """
    asked = _asked.setdefault(name, _Asked())
    if choices or between:
        asked.choices, asked.between, asked.unit = tuple(map(as_text, choices)), between, unit
    if not asked.choices and asked.between is None:
        raise PredictionError(f"Nothing was asked as {name!r}. Run the cell above that asks it, then answer.")
    _recall(name, asked)
    if answer is not None:
        print(plots.in_lines(_answered(name, asked, answer)))
        return
    said = f"Your guess: {asked.guess}." if asked.guess else ""
    if asked.between is not None:
        low, high = asked.between
        step = step or (1 if isinstance(low, int) and isinstance(high, int) else (high - low) / 100)
        still = f'Your guess, between {as_text(low)} and {as_text(high)}? predict("{name}", answer=…) keeps it.'
        ask_number(low, high, step, lambda value: _answered(name, asked, value), said or still, said)
        return
    still = f'Your guess: {_listed(asked.choices)}? predict("{name}", answer="{asked.choices[0]}") keeps the first.'
    ask(
        [Question(asked.choices, lambda choice: _answered(name, asked, choice), chosen=asked.guess, said=said)],
        said or still,
    )


def outcome(name: str, measured: Any, sentence: str = "") -> None:
    """Print what was measured, beside the guess where there is one, with what is worth knowing about that guess.

    measured: one of the choices, or a number. sentence: what holds for each guess. It and the reply speak of a whole run; in
    a session with a run cut short at speed smoke, a line before the first outcome after it says that they may not fit.
    """
    if settings.was_cut_short() and AT_SMOKE not in _noted:
        _noted.add(AT_SMOKE)
        print(AT_SMOKE)
    asked = _asked.setdefault(name, _Asked())
    _recall(name, asked)
    asked.measured, asked.value, asked.sentence = as_text(measured) + asked.unit, _number(measured), sentence
    if not asked.guess:
        print(plots.in_lines(f"Measured: {asked.measured}. {sentence}".strip()))
        return
    _keep(name, asked)
    words = _told(name, asked, asked.guess)
    if asked.between is not None and plots.in_notebook():
        plots.show(_picture(asked), words)
    else:
        print(plots.in_lines(words))


def _recall(name: str, asked: _Asked) -> None:
    """A guess of an earlier session still stands, if it still answers the question."""
    kept = keeping.guess(name)
    if not asked.guess and kept and _fit(asked, kept.guess.removesuffix(asked.unit)) == kept.guess:
        asked.guess = kept.guess


def _answered(name: str, asked: _Asked, answer: Any) -> str:
    """Keep an answer and say so; after the outcome, say what was measured instead: that is no guess any more."""
    guess = _fit(asked, answer)
    if guess is None:
        if asked.between is not None:
            low, high = map(as_text, asked.between)
            return f"A number between {low} and {high} is asked for, and not {str(answer)[:20]!r}."
        return f"Choose one of these: {', '.join(asked.choices)}. It was {str(answer)[:20]!r}."
    if asked.measured:
        return _told(name, asked, guess)
    asked.guess = guess
    trouble = _keep(name, asked)
    return f"Your guess: {guess}. Go on to the next cell, which measures it. {trouble}".strip()


def _fit(asked: _Asked, answer: Any) -> str | None:
    """The answer as it is kept, or None where it is no answer to this question."""
    if asked.between is not None:
        value = _number(answer)
        if value is None or not asked.between[0] <= value <= asked.between[1]:
            return None
        return as_text(value) + asked.unit
    near = {choice.casefold(): choice for choice in asked.choices}
    return near.get(as_text(answer).strip().casefold())


def _told(name: str, asked: _Asked, guess: str) -> str:
    """Guess and measurement side by side, and what belongs to this guess."""
    replies = predictions()[name].replies if name in predictions() else {}
    kind, right = guess, guess == asked.measured
    if asked.between is not None and asked.value is not None:
        low, high = asked.between
        off = _plain(guess, asked.unit) - asked.value
        kind = NEAR if abs(off) <= CLOSE * (high - low) else BELOW if off < 0 else ABOVE
    both = f"You said {guess}, and so it is." if right else f"You said {guess}; measured {asked.measured}."
    return " ".join(filter(None, [both, replies.get(kind, ""), asked.sentence]))


def _keep(name: str, asked: _Asked) -> str:
    lesson = predictions()[name].lesson if name in predictions() else ""
    return keeping.keep_guess(name, Guess(lesson, asked.guess, asked.measured))


def _picture(asked: _Asked) -> Figure:
    """Guess and measurement on the slider's own axis."""
    guess = _plain(asked.guess, asked.unit)
    fig, ax = plots.figure(size=(6.4, 1.2))
    ax.plot(guess, 0, "v", color=plots.PURPLE, markersize=11)
    ax.annotate("you", (guess, 0), (0, 9), textcoords="offset points", ha="center", color=plots.ink(plots.PURPLE))
    if asked.value is not None:
        ax.plot(asked.value, 0, "^", color=plots.BLACK, markersize=11)
        ax.annotate("measured", (asked.value, 0), (0, -19), textcoords="offset points", ha="center")
    ax.set(xlim=asked.between, ylim=(-1, 1), yticks=[], xlabel=asked.unit.strip())
    ax.spines["left"].set_visible(False)
    return fig


def _plain(kept: str, unit: str) -> float:
    """The number that was kept as "1,200 s"."""
    return float(kept.removesuffix(unit).replace(",", ""))


def _number(value: Any) -> float | None:
    """A number, or a tensor or array that holds one, as a float; None for anything else."""
    if isinstance(value, str):
        value = value.strip().rstrip("%").strip()
    elif not isinstance(value, numbers.Real) and not hasattr(value, "item"):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, RuntimeError):
        return None
    return found if math.isfinite(found) else None


def as_text(value: Any) -> str:
    """Whole numbers whole, others with three digits, texts as they are."""
    if isinstance(value, str):
        return value
    found = _number(value)
    if found is None:
        return str(value)
    return f"{found:,.0f}" if found == round(found) else plots.number(found)


def _listed(choices: Sequence[str]) -> str:
    return " or ".join([", ".join(choices[:-1]), choices[-1]]) if len(choices) > 1 else choices[0]

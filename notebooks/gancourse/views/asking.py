"""Questions with buttons or a slider, and offers with one button. What a reader chooses goes to a function, and what that
says is shown and spoken.

Where widgets cannot live, the words that stand for the questions say how to answer without them.
"""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gancourse.views.widgets import Shown, access, spoken


@dataclass(frozen=True)
class Question:
    """A row of buttons. `words` stand above them; `chosen` is the button that was pressed before ("" for none) and
    `said` what was said of it; `choose(option)` is called at each press and returns what is said now."""

    options: Sequence[str]
    choose: Callable[[str], str]
    words: str = ""
    chosen: str = ""
    said: str = ""


def ask(questions: Sequence[Question], still: str) -> None:
    """Show the questions below each other; `still` is what stands there on GitHub, in a PDF or in a terminal."""
    _Buttons(questions).show_with_still(still)


def ask_number(
    low: float, high: float, step: float, choose: Callable[[float], str], still: str, said: str = ""
) -> None:
    """A slider from `low` to `high`, and a button that hands its value to `choose`."""
    _Number(low, high, step, choose, said).show_with_still(still)


def offer(first: str, further: str, take: Callable[[], tuple[Sequence[str], bool]], still: str) -> None:
    """A button named `first`, and `further` once it was pressed. Each press calls `take`, which returns the lines to show
    from now on and whether there is nothing left to take."""
    _Offer(first, further, take).show_with_still(still)


class _Asked(Shown):
    def show_with_still(self, still: str) -> None:
        super().show_with_still(self.build, None, still)

    def build(self, ipywidgets: Any) -> Any:
        raise NotImplementedError


class _Buttons(_Asked):
    def __init__(self, questions: Sequence[Question]):
        self.questions = questions

    def build(self, ipywidgets: Any) -> Any:
        rows = [row for question in self.questions for row in self.rows(ipywidgets, question)]
        return ipywidgets.VBox([*rows, access(ipywidgets)])

    def rows(self, ipywidgets: Any, question: Question) -> list[Any]:
        """The words, the buttons and the reply of one question."""
        buttons = {option: self.button(ipywidgets, option, question.words) for option in question.options}
        reply = ipywidgets.HTML(spoken(question.said))

        def press(chosen: str) -> None:
            reply.value = spoken(question.choose(chosen))
            _mark(buttons, chosen)

        for option, button in buttons.items():
            button.on_click(lambda _, option=option: press(option))
        _mark(buttons, question.chosen)
        words = [ipywidgets.HTML(f"<div>{html.escape(question.words)}</div>")] if question.words else []
        return [*words, ipywidgets.HBox([*buttons.values()], layout={"flex_flow": "row wrap"}), reply]

    def button(self, ipywidgets: Any, option: str, words: str) -> Any:
        about = f"{option}: {words}" if words else f"Your guess: {option}"
        return ipywidgets.Button(description=option, tooltip=about, layout={"width": "auto", "min_width": "5em"})


class _Number(_Asked):
    def __init__(self, low: float, high: float, step: float, choose: Callable[[float], str], said: str):
        self.low, self.high, self.step, self.choose, self.said = low, high, step, choose, said

    def build(self, ipywidgets: Any) -> Any:
        whole = all(float(number).is_integer() for number in (self.low, self.high, self.step))
        kind, number = (ipywidgets.IntSlider, int) if whole else (ipywidgets.FloatSlider, float)
        self.slider = kind(
            value=number((self.low + self.high) / 2),
            min=number(self.low),
            max=number(self.high),
            step=number(self.step),
            description="your guess",
            layout={"width": "60%", "min_width": "18em"},
        )
        button = ipywidgets.Button(description="Keep this guess", layout={"width": "auto"})
        self.reply = ipywidgets.HTML(spoken(self.said))
        button.on_click(self.press)
        row = ipywidgets.HBox([self.slider, button], layout={"flex_flow": "row wrap"})
        return ipywidgets.VBox([row, self.reply, access(ipywidgets)])

    def press(self, _: Any) -> None:
        self.reply.value = spoken(self.choose(self.slider.value))


class _Offer(_Asked):
    def __init__(self, first: str, further: str, take: Callable[[], tuple[Sequence[str], bool]]):
        self.first, self.further, self.take = first, further, take

    def build(self, ipywidgets: Any) -> Any:
        self.button = ipywidgets.Button(description=self.first, layout={"width": "auto"})
        self.reply = ipywidgets.HTML(spoken(""))
        self.button.on_click(self.press)
        below_a_panel = {"margin": "0 0 0 18px", "max_width": "46em"}  # below a verdict's words, not below its edge
        row = ipywidgets.HBox([self.button])  # in a row of its own it is as wide as its words
        return ipywidgets.VBox([row, self.reply, access(ipywidgets)], layout=below_a_panel)

    def press(self, _: Any) -> None:
        lines, is_all = self.take()
        self.reply.value = spoken("\n".join(lines))
        self.button.description, self.button.disabled = self.further, is_all


def _mark(buttons: dict[str, Any], chosen: str) -> None:
    """The button that was pressed has a tick and another colour."""
    for option, button in buttons.items():
        button.button_style = "primary" if option == chosen else ""
        button.icon = "check" if option == chosen else ""

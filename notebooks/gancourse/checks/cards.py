"""Concept cards: multiple choice in which every wrong choice has its own reply.

A `Deck` is written once, in the file of its exercise. `deal` prints it in an order that depends on the seed, so that
a class can be given several; the answers are letters, and the check knows the last deal.
"""

import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from gancourse.checks.bank import bank
from gancourse.checks.exercise import Exercise
from gancourse.settings import TEXT_WIDTH


@dataclass(frozen=True)
class Option:
    """One choice on a card. `reply` is what a learner who takes it is told; the right one has none."""

    name: str
    text: str
    reply: str = ""


@dataclass(frozen=True)
class Card:
    """A statement, a question about it, the right choice and the wrong ones."""

    name: str
    statement: str
    question: str
    right: Option
    wrong: tuple[Option, ...]

    @property
    def options(self) -> tuple[Option, ...]:
        return (self.right, *self.wrong)


class Deck:
    """The cards of one exercise. Its bank of wrong answers holds one member for every wrong choice."""

    def __init__(self, name: str, lesson: str, remember: str, cards: list[Card], hints: list[str]):
        self.cards = cards
        self.exercise = Exercise(name, lesson=lesson, remember=remember, compares=False)
        self.exercise.probe(
            "the cards as they were dealt last",
            expected=f"one letter for each of the {len(cards)} cards, for example {{1: 'a', 2: 'c', ...}}",
            holds=lambda seen: seen["cards_without_a_choice"] == seen["choices_without_a_card"] == "none",
        )(self._unanswered)
        self.exercise.probe(
            "the cards as they were dealt last",
            expected="the right choice on every card",
            holds=lambda seen: all(seen[card.name] == card.right.name for card in cards),
        )(self._choices)
        for answer in (self.key, self._key_as_text):
            self.exercise.right(answer)
        for card in cards:
            for option in card.wrong:
                mistaken = self._mistaken(card, option)
                self.exercise.wrong(when=self._rule(card, option))(mistaken)
                self.exercise.decoy(mistaken)(self._unfinished(mistaken))
        self.exercise.hints(*hints)
        self.shuffle(seed=0)
        _decks[name] = self

    def shuffle(self, seed: int) -> None:
        """Put the cards, and the choices on each, in the order that belongs to `seed`."""
        self.seed = seed
        order = random.Random(seed)
        self._dealt = order.sample(self.cards, len(self.cards))
        self._letters = {card.name: order.sample(card.options, len(card.options)) for card in self.cards}

    def text(self) -> str:
        """The deal as a learner reads it."""
        lines = []
        for number, card in enumerate(self._dealt, 1):
            lines += textwrap.wrap(f"Card {number}. “{card.statement}”", TEXT_WIDTH, subsequent_indent="  ")
            lines += textwrap.wrap(card.question, TEXT_WIDTH, initial_indent="  ", subsequent_indent="  ")
            for letter, option in zip("abcdef", self._letters[card.name]):
                lines += textwrap.wrap(
                    f"{letter}) {option.text}", TEXT_WIDTH, initial_indent="    ", subsequent_indent="       "
                )
            lines.append("")
        return "\n".join(lines).rstrip()

    def key(self) -> dict[int, str]:
        """The right letters of the last deal."""
        return self._letters_of({card.name: card.right for card in self.cards})

    def _key_as_text(self) -> str:
        return " ".join(self.key().values())

    def _letters_of(self, chosen: dict[str, Option]) -> dict[int, str]:
        return {
            number: "abcdef"[self._letters[card.name].index(chosen[card.name])]
            for number, card in enumerate(self._dealt, 1)
        }

    def _unanswered(self, answer: Callable) -> dict:
        letters = _as_letters(answer())
        missing = [
            str(number)
            for number, card in enumerate(self._dealt, 1)
            if letters.get(number, "") not in list("abcdef"[: len(card.options)])
        ]
        extra = [str(number) for number in letters if not 1 <= number <= len(self.cards)]
        return {
            "cards_without_a_choice": ", ".join(missing) or "none",
            "choices_without_a_card": ", ".join(extra) or "none",
        }

    def _choices(self, answer: Callable) -> dict:
        letters = _as_letters(answer())
        seen = {}
        for number, card in enumerate(self._dealt, 1):
            options = dict(zip("abcdef", self._letters[card.name]))
            letter = letters.get(number, "")
            seen[card.name] = options[letter].name if letter in options else "no such choice"
            seen[f"{card.name}_number"] = number
        wrong = [card for card in self._dealt if seen[card.name] != card.right.name]
        seen["right"] = len(self.cards) - len(wrong)
        seen["first_wrong"] = wrong[0].name if wrong else "none"
        seen["not_yet"] = ", ".join(str(seen[f"{card.name}_number"]) for card in wrong) or "none"
        return seen

    def _mistaken(self, card: Card, option: Option) -> Callable:
        def answer():
            return self._letters_of({each.name: option if each is card else each.right for each in self.cards})

        answer.__name__ = f"{card.name}_{option.name}"
        answer.__doc__ = (
            f"{{right}} of {len(self.cards)} cards are right; not yet: {{not_yet}}. "
            f"Card {{{card.name}_number}}: {option.reply}"
        )
        return answer

    def _unfinished(self, mistaken: Callable) -> Callable:
        """The same choice, and the next card left out: the missing card comes first."""

        def answer():
            letters = mistaken()
            chosen = next(number for number, letter in letters.items() if letter != self.key()[number])
            del letters[chosen % len(letters) + 1]
            return letters

        answer.__name__ = f"{mistaken.__name__}_and_a_card_left_out"
        return answer

    @staticmethod
    def _rule(card: Card, option: Option) -> Callable:
        """Of several wrong cards, the first of the deal is discussed."""
        return lambda seen: (
            seen["first_wrong"] == card.name
            and seen[card.name] == option.name
            and seen["cards_without_a_choice"] == seen["choices_without_a_card"] == "none"
        )


def deal(name: str, seed: int = 0) -> None:
    """Print the cards of exercise `name`. Another seed is another order: tell a class which one to use."""
    bank()
    deck = _decks[name]
    deck.shuffle(seed)
    print(deck.text())


def _as_letters(answer) -> dict[int, str]:
    """{1: "a", 2: "b"}, ["a", "b"] and "a b" all mean the same."""
    if isinstance(answer, str):
        answer = [letter for letter in answer if letter.isalpha()]
    pairs = answer.items() if isinstance(answer, dict) else enumerate(answer, 1)
    return {int(number): str(letter).strip().lower() for number, letter in pairs}


_decks: dict[str, Deck] = {}

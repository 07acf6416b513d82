"""Concept cards: multiple choice in which every wrong choice has its own reply.

A `Deck` is written once, in the file of its exercise. `deal` prints it in an order that depends on the seed, so that
a class can be given several; the answers are letters, and the check knows the last deal.
"""

import random
import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gancourse.checks.bank import bank
from gancourse.checks.exercise import Exercise
from gancourse.settings import TEXT_WIDTH

LETTERS = "abcdef"
MOST_DISCUSSED = 3  # wrong cards in one reply; the others are named by their numbers
NOT_DEALT = (
    "These cards have not been dealt since this kernel was started, so nobody knows which order your letters belong to. Run the "
    'cell with `cards.deal("{name}", …)` again, with the seed you had, then this one.'
)


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
        self.exercise = Exercise(name, lesson=lesson, remember=remember, compares=False, unready=self._unready)
        self.exercise.probe(
            "the cards as they were dealt last",
            expected=f"one letter for each of the {len(cards)} cards, for example {{1: 'a', 2: 'c', ...}}",
            holds=_is_complete,
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
                self.exercise.decoy(mistaken, told=card_left_out)(self._unfinished(mistaken))
        for wrong, rule in _FORMS.items():
            self.exercise.wrong(when=rule)(self._misread(wrong))
        self.exercise.decoy(numbers_for_letters, card_left_out, told=letter_that_no_card_has)(self._zeds)
        self.exercise.decoy(letter_that_no_card_has, card_too_many, told=numbers_for_letters)(self._truths)
        self.exercise.decoy(counted_from_zero, card_left_out, told=card_too_many)(self._one_more)
        self.exercise.decoy(letters_in_front, letters_in_a_set, told=numbers_for_letters)(self._numbers)
        self.exercise.hints(*hints)
        self.dealt = False
        self._order(seed=0)
        _decks[name] = self

    def shuffle(self, seed: int) -> None:
        """Put the cards, and the choices on each, in the order that belongs to `seed`."""
        self.dealt = True
        self._order(seed)

    def _order(self, seed: int) -> None:
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
            for letter, option in zip(LETTERS, self._letters[card.name]):
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
            number: LETTERS[self._letters[card.name].index(chosen[card.name])]
            for number, card in enumerate(self._dealt, 1)
        }

    def _unready(self) -> str:
        return "" if self.dealt else NOT_DEALT.format(name=self.exercise.name)

    def _unanswered(self, answer: Callable) -> dict:
        given = answer()
        letters = _as_letters(given) if not _has_letters_in_front(given) else {}
        missing, beyond = [], []
        for number, card in enumerate(self._dealt, 1):
            letter = letters.get(number, "")
            if letter not in list(LETTERS[: len(card.options)]):
                missing.append(number)
                beyond += [(number, letter, len(card.options))] if re.fullmatch("[a-z]", letter) else []
        extra = [number for number in letters if not 1 <= number <= len(self.cards)]
        odd = {
            textwrap.shorten(letter, 40, placeholder=" …").rstrip(".")
            for letter in letters.values()
            if not re.fullmatch("[a-z]", letter)
        }
        return {
            "cards_without_a_choice": _listed(missing),
            "choices_without_a_card": _listed(extra),
            "choices": len(letters) or len(given),
            "form": "set" if isinstance(given, set | frozenset) else "letters in front" if not letters else "other",
            "not_letters": _listed(sorted(odd)),
            "letter_beyond": beyond[0][1] if beyond else "none",
            "its_card": beyond[0][0] if beyond else 0,
            "its_last_letter": LETTERS[beyond[0][2] - 1] if beyond else "none",
        }

    def _choices(self, answer: Callable) -> dict:
        letters = _as_letters(answer())
        seen = {}
        for number, card in enumerate(self._dealt, 1):
            options = dict(zip(LETTERS, self._letters[card.name]))
            letter = letters.get(number, "")
            seen[card.name] = options[letter].name if letter in options else "no such choice"
            seen[f"{card.name}_number"] = number
        wrong = [card for card in self._dealt if seen[card.name] != card.right.name]
        replies = [
            f"Card {seen[f'{card.name}_number']}: {_without_question(option.reply)}"
            for card in wrong[1:MOST_DISCUSSED]
            for option in card.wrong
            if option.name == seen[card.name]
        ]
        seen["other_cards"] = "".join(f" {reply}" for reply in replies)
        seen["right"] = len(self.cards) - len(wrong)
        seen["first_wrong"] = wrong[0].name if wrong else "none"
        seen["not_yet"] = ", ".join(str(seen[f"{card.name}_number"]) for card in wrong) or "none"
        return seen

    def _mistaken(self, card: Card, option: Option) -> Callable:
        def answer():
            return self._letters_of({each.name: option if each is card else each.right for each in self.cards})

        answer.__name__ = f"{card.name}_{option.name}"
        answer.__doc__ = (
            f"{{right}} of {len(self.cards)} cards are right; not yet: {{not_yet}}.{{other_cards}} "
            f"Card {{{card.name}_number}}: {option.reply}"
        )
        return answer

    def _unfinished(self, mistaken: Callable) -> Callable:
        """The same choice, and the next card left out: the missing card is told first."""

        def answer():
            letters = mistaken()
            chosen = next(number for number, letter in letters.items() if letter != self.key()[number])
            del letters[chosen % len(letters) + 1]
            return letters

        answer.__name__ = f"{mistaken.__name__}_and_a_card_left_out"
        return answer

    @staticmethod
    def _rule(card: Card, option: Option) -> Callable:
        """Of several wrong cards, the first of the deal is discussed in full."""
        return lambda seen: seen["first_wrong"] == card.name and seen[card.name] == option.name and _is_complete(seen)

    def _misread(self, wrong: Callable) -> Callable:
        """A wrong answer of every deck, with the right letters of this one."""

        def answer():
            return wrong(list(self.key().values()))

        answer.__name__, answer.__doc__ = wrong.__name__, wrong.__doc__
        return answer

    def _zeds(self) -> str:
        return "z" * len(self.cards)

    def _truths(self) -> list[bool]:
        return [True] * len(self.cards)

    def _numbers(self) -> list[int]:
        return list(range(1, len(self.cards) + 1))

    def _one_more(self) -> dict[int, str]:
        """Counted from 0, and one for the last card too."""
        return {0: "a"} | self.key()


def letters_in_front(right):
    """Your dict has the letters in front of the colons, {choices} of them, and a key can stand there only once, so most of your choices
    are gone. Each card has one letter, and several cards may have the same. Which of the two should be the key?"""
    return {letter: number for number, letter in enumerate(right, 1)}


def letters_in_a_set(right):
    """You return a set, with {choices} letters in it: a set keeps no order and no letter twice, so nobody can tell which letter belongs
    to which card. What do the brackets of a list do otherwise?"""
    return set(right)


def numbers_for_letters(right):
    """Among your choices these are no letters: {not_letters}. Each choice on a card begins with a letter and a bracket, and that letter,
    in quotes, is the answer. Which letter stands in front of the choice you mean?"""
    return [LETTERS.index(letter) + 1 for letter in right]


def counted_from_zero(right):
    """You answer card 0, which nobody was dealt, and card {cards_without_a_choice} has no letter: you count from 0, as Python does, and the cards are
    numbered from 1. What would your first key have to be?"""
    return dict(enumerate(right))


def card_too_many(right):
    """You give {choices} letters, and there is no card with the number {choices_without_a_card}. Either that letter is left over, or one
    further in front is too many and has moved all that follow. Could you count your letters along the cards?"""
    return [*right, "a"]


def letter_that_no_card_has(right):
    """For card {its_card} you give the letter {letter_beyond}, and its choices end with {its_last_letter}, so nobody can tell which one you
    mean. What stands on the card counts: t for true, say, is no choice. Have you perhaps read the line of another card?"""
    return ["f", *right[1:]]


def card_left_out(right):
    """You give {choices} letters, and without one are: {cards_without_a_choice}. Every card needs a letter, also the one where you
    can only guess; a wrong choice gets its own reply. Which choice there is the least unlikely?"""
    return dict(enumerate(right[:-1], 1))


_FORMS = {
    letters_in_front: lambda seen: seen["form"] == "letters in front",
    letters_in_a_set: lambda seen: seen["form"] == "set",
    numbers_for_letters: lambda seen: seen["not_letters"] != "none",
    counted_from_zero: lambda seen: seen["choices_without_a_card"] == "0" and seen["cards_without_a_choice"] != "none",
    card_too_many: lambda seen: seen["choices_without_a_card"] != "none",
    letter_that_no_card_has: lambda seen: seen["letter_beyond"] != "none",
    card_left_out: lambda seen: seen["cards_without_a_choice"] != "none",
}  # the first that fits is told


def deal(name: str, seed: int = 0) -> None:
    """Print the cards of exercise `name`. Another seed is another order: tell a class which one to use."""
    bank()
    deck = _decks[name]
    deck.shuffle(seed)
    print(deck.text())


def _as_letters(answer) -> dict[int, str]:
    """{1: "a", 2: "b"}, {"Card 1": "a", "Card 2": "b"}, ["a", "b"] and "a b" all mean the same."""
    if isinstance(answer, str):
        answer = [letter for letter in answer if letter.isalpha()]
    pairs = answer.items() if isinstance(answer, dict) else enumerate(answer, 1)
    return {int(_number_in(number) or number): str(letter).strip().lower() for number, letter in pairs}


def _number_in(key: object) -> str | None:
    """The digits of "1" or "Card 1"."""
    found = re.fullmatch(r"(?:card)?[\s_]*(\d+)", str(key).strip().lower())
    return found and found[1]


def _has_letters_in_front(answer) -> bool:
    return isinstance(answer, dict) and any(isinstance(key, str) and not _number_in(key) for key in answer)


def _is_complete(seen: dict) -> bool:
    return seen["cards_without_a_choice"] == seen["choices_without_a_card"] == "none"


def _without_question(reply: str) -> str:
    """What a reply says, without the question that it ends with: one question at a time is enough."""
    sentences = re.split(r"(?<=[.!?…])\s+", reply)
    return " ".join(sentence for sentence in sentences if not sentence.endswith("?"))


def _listed(values: Iterable) -> str:
    return ", ".join(str(value) for value in values) or "none"


_decks: dict[str, Deck] = {}

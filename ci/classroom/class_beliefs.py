"""What a class expected and what it believes: counts over the learners' guesses and opinions, for `class_report`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gancourse.checks.bank import beliefs
from gancourse.checks.progress import Guess, Opinion
from gancourse.checks.questions import FALSE, NOT_SURE, TRUE, Belief


@dataclass
class Stand:
    """How a class stands to one statement: learners by what they said before the lesson and after it."""

    belief: Belief
    before: Counter = field(default_factory=Counter)
    after: Counter = field(default_factory=Counter)

    @property
    def mistaken(self) -> str:
        """The opinion that is wrong."""
        return FALSE if self.belief.holds else TRUE

    @property
    def still_wrong(self) -> int:
        return self.after[self.mistaken]


@dataclass
class Expected:
    """What a class expected of one measurement: learners by their guess, and by what their machines measured."""

    name: str
    lesson: str
    guesses: Counter = field(default_factory=Counter)
    measured: Counter = field(default_factory=Counter)


def stands(opinions: Iterable[Mapping[str, Opinion]]) -> list[Stand]:
    """For each statement of this release that somebody judged, in the course's order. One mapping is one learner."""
    found = {name: Stand(belief) for name, belief in beliefs().items()}
    for learner in opinions:
        for name, opinion in learner.items():
            if name in found:
                found[name].before.update(filter(None, [opinion.before]))
                found[name].after.update(filter(None, [opinion.after]))
    return [stand for stand in found.values() if stand.before or stand.after]


def expectations(guesses: Iterable[Mapping[str, Guess]]) -> list[Expected]:
    """For each measurement that somebody guessed, by lesson and name. One mapping is one learner."""
    found: dict[str, Expected] = {}
    for learner in guesses:
        for name, guess in learner.items():
            if guess.guess:
                expected = found.setdefault(name, Expected(name, guess.lesson))
                expected.guesses[guess.guess] += 1
                expected.measured.update(filter(None, [guess.measured]))
    return sorted(found.values(), key=lambda expected: (expected.lesson, expected.name))


def in_words(stand: Stand) -> str:
    """The counts of one statement: "before: 9 true, 2 false, 1 not sure; after: 3 true, 8 false"."""
    return "; ".join(
        f"{when}: {', '.join(f'{counts[opinion]} {opinion}' for opinion in (TRUE, FALSE, NOT_SURE) if counts[opinion])}"
        for when, counts in (("before", stand.before), ("after", stand.after))
        if counts
    )

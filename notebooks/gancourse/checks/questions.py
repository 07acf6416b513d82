"""What a lesson asks before and after: a guess about one measurement, and statements that are true or not.

Both lie with the exercises, in `exercises/lesson_NN/predictions.py` and `beliefs.py`, and are found by where they lie.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TRUE, FALSE, NOT_SURE = OPINIONS = ("true", "false", "not sure")


@dataclass(frozen=True)
class Prediction:
    """What a lesson says of each guess; see `predict`.

    name: as in `predict("k", …)`, unique in the course. lesson: its number, "03".
    replies: by choice, or by "below", "near" and "above" for a number; each is true whatever is measured.
    gives_away: regular expressions for the answer's words, none of which may stand in the lesson before its outcome.
    """

    name: str
    lesson: str
    replies: Mapping[str, str]
    gives_away: Sequence[str]


@dataclass(frozen=True)
class Belief:
    """One statement, judged before a lesson and after it; see `beliefs`.

    name: unique in the course. lesson: the number of the lesson that settles it. says: one sentence, true or false.
    holds: which of the two. why: two sentences with a number of that lesson. about: the misconception behind it, by its
    number in the course's list ("M7"), the same for statements that ask for it in other words; "" for none.
    """

    name: str
    lesson: str
    says: str
    holds: bool
    why: str
    about: str = ""

"""One exercise: what the check puts in, which answers are right, and what each wrong answer is told.

An exercise knows nothing of notebooks or printing. `Exercise.judge` takes an answer and returns a `Verdict`;
`gancourse.checks.checking` prints it. A wrong answer is a function named for the mistake, and its docstring is the
explanation the learner reads, so that the file of an exercise shows all of it.
"""

import ast
import inspect
import sys
import textwrap
import tokenize
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gancourse.checks import containers, errors_in_words, guard, relations
from gancourse.checks.observing import Observation, agree, merged, observe, shorten
from gancourse.checks.time_limit import TookTooLong, time_limit
from gancourse.settings import computing_on, device

MOST_COMPARED = 2  # values beside an explanation, which quotes what matters of them
SECONDS_PER_CHECK = 30  # far beyond any honest answer; an endless loop must not hang the notebook

NOT_ATTEMPTED, CORRECT, NOT_YET, ERROR = "Not attempted", "Correct", "Not yet", "Error in your code"
RAISE_LEFT = (
    "The line `raise NotImplementedError()` still stands above your code, which therefore never runs: delete that line, "
    "then run both cells again."
)
LEFT_PYTHON = {
    "left_python": "Your function called exit() or sys.exit(), which ends the program and not the function: no result came back. "
    "Which word ends a function and hands its result over?"
}  # fmt: skip
# The engine's own reasons, given in every exercise: what the answer changed, the container it came in, PyTorch's errors, and how
# its results relate to the right ones.
REASONS = guard.SENTENCES | containers.SENTENCES | errors_in_words.ERRORS | LEFT_PYTHON | relations.SENTENCES


@dataclass(frozen=True)
class Verdict:
    """What the check found. `mistake` names the member of the wrong-answer bank that was recognised, if any; `facts` are
    what was put in, what came out and what was expected, as (name, value) for the learner to compare; `numpy_warned` says
    that NumPy met a 0/0 or a log of 0 inside the answer, which it would report in red."""

    kind: str
    text: str
    mistake: str | None = None
    printed: str = ""
    numpy_warned: bool = False
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def in_full(self) -> str:
        """The facts, a line each, and the text."""
        return "\n".join([*(f"{name}: {value}" for name, value in self.facts), *filter(None, [self.text])])


@dataclass(frozen=True)
class Probe:
    """One thing to try. `observe(answer)` returns named values; `shows` and `expected` say in words what goes in and
    what should come out. Without `holds` the values must equal the reference's; with it, `holds(values)` decides."""

    observe: Callable[[Callable], dict[str, Any]]
    shows: str
    expected: str
    holds: Callable[[dict[str, Any]], bool] | None = None


@dataclass(frozen=True)
class WrongAnswer:
    """A mistake as a runnable function, with what its author is told and, where values vary from answer to answer,
    the rule `when(values)` that recognises its relatives."""

    answer: Callable
    explanation: str
    when: Callable[[dict[str, Any]], bool] | None = None

    @property
    def name(self) -> str:
        return self.answer.__name__

    def told(self, values: dict[str, Any]) -> str:
        """The explanation with the learner's own numbers in it."""
        scalars = {
            name: value.item() if isinstance(value, np.ndarray) and value.size == 1 else value
            for name, value in values.items()
        }
        scalars = {name: value + 0.0 if isinstance(value, float) else value for name, value in scalars.items()}
        return self.explanation.format(**scalars)  # + 0.0 makes 0 of a -0.0


@dataclass(frozen=True)
class Decoy:
    """An answer that resembles a mistake without being it: the explanations in `looks_like` must not be given for it.

    told: the name of the explanation it gets, None for the plain reply. right: it is no mistake at all.
    """

    answer: Callable
    looks_like: tuple[str, ...]
    told: str | None = None
    right: bool = False

    @property
    def name(self) -> str:
        return self.answer.__name__


@dataclass
class Exercise:
    """An exercise of one lesson.

    name: what `check`, `hint` and the lesson call it, unique in the course.
    lesson: the lesson's number, "05".
    remember: one sentence that a right answer earns, worth keeping.
    tolerance: relative and absolute, for comparing observed numbers; whole numbers are compared exactly.
    changes: what a right answer changes of what it is given: guard.NETWORKS where it trains, guard.DICTS where it keeps
        something in a dict for its next call, guard.INPUTS.
    compares: whether an explanation has the learner's value and the expected one beside it; cards have no values.
    unready: what is still to be done before a wrong answer can be told from a right one, in a sentence; "" when nothing is.
    """

    name: str
    lesson: str
    remember: str
    tolerance: float = 1e-5
    changes: tuple[str, ...] = ()
    compares: bool = True
    unready: Callable[[], str] = lambda: ""
    probes: list[Probe] = field(default_factory=list)
    rights: list[Callable] = field(default_factory=list)
    wrongs: list[WrongAnswer] = field(default_factory=list)
    decoys: list[Decoy] = field(default_factory=list)
    hint_texts: tuple[str, ...] = ()
    _kept: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)

    def probe(self, shows: str, expected: str, holds: Callable[[dict[str, Any]], bool] | None = None) -> Callable:
        """Decorator: add a probe. Order them from the smallest; the first that fails is the one shown."""

        def add(observe: Callable) -> Callable:
            self.probes.append(Probe(observe, shows, expected, holds))
            return observe

        return add

    def right(self, answer: Callable) -> Callable:
        """Decorator: add a right answer. The first one is the reference, which the notebook falls back to."""
        self.rights.append(answer)
        return answer

    def wrong(self, answer: Callable | None = None, *, when: Callable[[dict[str, Any]], bool] | None = None):
        """Decorator: add a wrong answer; its docstring is the explanation, with `{values}` from the observation."""

        def add(wrong_answer: Callable) -> Callable:
            explanation = " ".join((wrong_answer.__doc__ or "").split())
            self.wrongs.append(WrongAnswer(wrong_answer, explanation, when))
            return wrong_answer

        return add if answer is None else add(answer)

    def decoy(self, *looks_like: Callable, told: Callable | str | None = None, right: bool = False) -> Callable:
        """Decorator: add an answer that must not be taken for the wrong answers `looks_like`.

        told: the wrong answer whose explanation it gets instead, or the name of one of the engine's own sentences;
        without it, and without `right`, the plain reply. The check knows nothing of decoys: they are there to be tested.
        """

        def add(answer: Callable) -> Callable:
            names = tuple(wrong.__name__ for wrong in looks_like)
            self.decoys.append(Decoy(answer, names, getattr(told, "__name__", told), right))
            return answer

        return add

    def hints(self, *texts: str) -> None:
        """Up to three, from the concept to almost code."""
        self.hint_texts = texts

    @property
    def reference(self) -> Callable:
        return self.rights[0]

    def judge(self, answer: Any) -> Verdict:
        """Try `answer` on every probe and say what it is."""
        if answer is ...:
            return Verdict(NOT_ATTEMPTED, "")
        if not callable(answer):
            return Verdict(NOT_YET, f"check needs the function itself, not what it returns; it got {shorten(answer)}.")
        with time_limit(SECONDS_PER_CHECK):
            try:
                seen = self._observe(answer)
            except TookTooLong:
                text = f"It was still running after {SECONDS_PER_CHECK} s, so the check stopped it. Is there a loop that never ends?"
                return Verdict(NOT_YET, text)
        printed = next((values.printed for values in seen if values.printed), "")
        if seen[0].raised and seen[0].raised.unwritten:
            return Verdict(NOT_ATTEMPTED, RAISE_LEFT if _is_left_above_code(answer) else "", printed=printed)
        if self.accepts(seen) and self._engines_reason(seen, range(len(seen))) is None:
            warned = any(values.numpy_warned for values in seen)
            return Verdict(CORRECT, self.remember, printed=printed, numpy_warned=warned)
        return self._explain(seen, printed)

    def accepts(self, seen: list[Observation]) -> bool:
        return all(
            self._passes(probe, values, right) for probe, values, right in zip(self.probes, seen, self._expected)
        )

    def recognise(self, seen: list[Observation]) -> WrongAnswer | None:
        """The member of the bank that behaves like this answer on every probe, or whose rule fits it."""
        values = merged(seen)
        for number, wrong in enumerate(self.wrongs):
            alike = all(agree(mine, self._known(number, place), self.tolerance) for place, mine in enumerate(seen))
            if "error" in values and wrong.when is not None and not _fits(wrong.when, values):
                continue  # two answers that stop with the same kind of error need not stop for the same reason
            if alike and _fits(wrong.told, values):
                return wrong
        for wrong in self.wrongs:
            if wrong.when is not None and _fits(wrong.when, values) and _fits(wrong.told, values):
                return wrong
        return None

    def _observe(self, answer: Callable) -> list[Observation]:
        return [self._look(probe, answer) for probe in self.probes]

    def _look(self, probe: Probe, answer: Callable) -> Observation:
        """What a probe sees. On an NVIDIA GPU the CPU looks first: an operation that stops there with a sentence can stop the
        GPU for good ("device-side assert"), and every later cell of the learner's with it."""
        changes = frozenset(self.changes)
        if device().type == "cuda":
            with computing_on("cpu"):
                first = observe(probe.observe, answer, changes)
            if first.raised and not errors_in_words.is_about_devices(first.raised.message):
                return first
        return observe(probe.observe, answer, changes)

    def _explain(self, seen: list[Observation], printed: str) -> Verdict:
        passed = [self._passes(*each) for each in zip(self.probes, seen, self._expected)]
        looked_at = [passed.index(False)] if False in passed else range(len(seen))
        failed = looked_at[0]
        probe, values = self.probes[failed], seen[failed]
        facts = (("Put in", probe.shows), ("You gave", values.in_words()), ("Expected", probe.expected))
        reason, wrong = self._engines_reason(seen, looked_at), self.recognise(seen)
        if wrong is not None and (reason is None or self._shares(wrong, reason, failed)):
            compared = self._compared(probe, values, self._expected[failed]) if False in passed else ()
            return Verdict(NOT_YET, wrong.told(merged(seen)), wrong.name, printed, facts=compared)
        if reason is not None:
            return Verdict(NOT_YET, reason[1], reason[0], printed)
        if values.raised is not None and values.raised.by_answer:
            raised = values.raised
            if raised.unwritten:
                text = f"The line `raise NotImplementedError` is still reached for {probe.shows}. Delete it when your answer is written."
                return Verdict(NOT_YET, text, printed=printed)
            name, sentence = errors_in_words.explained(raised.message, raised.given, raised.where) or (None, "")
            text = f"{raised.type}: {raised.message}\n{raised.where}\n{sentence}"
            return Verdict(ERROR, text.rstrip(), name, printed, facts=facts[:1])
        if values.empty and not self._expected[failed].empty:
            return Verdict(NOT_YET, _where_nothing_came(seen, values), printed=printed, facts=facts[:1])
        told = [place for place, probe in enumerate(self.probes) if probe.holds is None or not passed[place]]
        mine, right = ([of[place] for place in told] for of in (seen, self._expected))
        name, sentence = relations.relation(mine, right, self.tolerance) or (None, "")
        return Verdict(NOT_YET, sentence, name, printed, facts=facts)

    def _compared(self, probe: Probe, values: Observation, right: Observation) -> tuple[tuple[str, str], ...]:
        """What to put beside the explanation of a mistake: what went in, the values that are off, what should come out."""
        off = values.off(right, self.tolerance)[:MOST_COMPARED]
        if not self.compares or values.raised is not None or values.empty or not off:
            return ()
        return (("Put in", probe.shows), ("You gave", values.in_words(off)), ("Expected", probe.expected))

    def _engines_reason(self, seen: list[Observation], places: Iterable[int]) -> tuple[str, str] | None:
        """Name and sentence of what the answer left changed, or of the container that the probes at `places` got."""
        for values in seen:
            for change in values.changes.items():
                return change
        if any(values.raised and values.raised.type == "SystemExit" for values in seen):
            return next(iter(LEFT_PYTHON.items()))
        # Some probes only look again at what came of an earlier probe's calls.
        called = [place for place in places if seen[place].calls and self._expected[place].calls]
        found = [self._container(seen[place].returned, place) for place in called or range(len(seen))]
        return next((complaint for complaint in found if complaint), None)

    def _container(self, mine: Any, place: int) -> tuple[str, str] | None:
        if containers.complaint(mine, [self._expected[place].returned]) is None:
            return None  # as the reference; the other right answers need not be asked
        return containers.complaint(mine, [values[place].returned for values in self._all_rights])

    def _shares(self, wrong: WrongAnswer, reason: tuple[str, str], place: int) -> bool:
        """Does the mistake that was recognised bring the engine's reason along? Then it explains more than that."""
        number = self.wrongs.index(wrong)
        known = self._engines_reason([self._known(number, each) for each in range(len(self.probes))], [place])
        return known is not None and known[0] == reason[0]

    def _passes(self, probe: Probe, values: Observation, right: Observation) -> bool:
        if values.raised is not None:
            return False
        if probe.holds is not None:
            return _fits(probe.holds, values)
        return agree(values, right, self.tolerance)

    @property
    def _expected(self) -> list[Observation]:
        return self._seen_once("right", lambda: self._observe(self.reference))

    @property
    def _all_rights(self) -> list[list[Observation]]:
        return self._seen_once("rights", lambda: [self._observe(right) for right in self.rights])

    def _known(self, number: int, place: int) -> Observation:
        """What the probe at `place` sees of wrong answer `number`: each is looked at when it is first asked for, since most answers
        differ from most mistakes at one of the first probes."""
        wrong, probe = self.wrongs[number].answer, self.probes[place]
        return self._seen_once(f"wrong {number} {place}", lambda: self._look(probe, wrong))

    @property
    def _known_mistakes(self) -> list[list[Observation]]:
        return [[self._known(number, place) for place in range(len(self.probes))] for number in range(len(self.wrongs))]

    def _seen_once(self, which: str, look: Callable[[], Any]) -> Any:
        """Kept for each device, because the same seed draws other numbers on another one."""
        key = which, str(device()) if "torch" in sys.modules else "cpu"
        if key not in self._kept:
            self._kept[key] = look()
        return self._kept[key]


def _fits(rule: Callable[[dict[str, Any]], bool], values: dict[str, Any]) -> bool:
    """Does the rule hold? An answer so odd that the rule itself fails on its values does not fit."""
    try:
        return bool(rule(values))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError):
        return False


def _where_nothing_came(seen: list[Observation], values: Observation) -> str:
    """What to say of the None that came back in `values`, one of all the observations `seen`."""
    if all(each.empty == len(each.calls) for each in seen):
        return "Your function returned nothing (None). Did the `return` line get lost?"
    one = "this input" if len(values.calls) == 1 else "these inputs"
    which = one if values.empty == len(values.calls) else f"{values.empty} of these {len(values.calls)} inputs"
    return (
        f"For {which} your function returned nothing (None): no `return` with a value is reached there. "
        "What should it return then?"
    )


def _is_left_above_code(answer: Callable) -> bool:
    """Does the function go on below an untouched `raise NotImplementedError()`? False where its lines are not known."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(answer)))
    except (OSError, TypeError, SyntaxError, tokenize.TokenError):
        return False
    blocks = [block for node in ast.walk(tree) for _, block in ast.iter_fields(node) if isinstance(block, list)]
    return any(
        isinstance(line, ast.Raise)
        and line.exc is not None
        and "NotImplementedError" in ast.unparse(line.exc)
        and any(_does_something(below) for below in block[place + 1 :])
        for block in blocks
        for place, line in enumerate(block)
    )


def _does_something(line: ast.AST) -> bool:
    return not isinstance(line, ast.Pass) and not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))

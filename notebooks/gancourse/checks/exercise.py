"""One exercise: what the check puts in, which answers are right, and what each wrong answer is told.

An exercise knows nothing of notebooks or printing. `Exercise.judge` takes an answer and returns a `Verdict`;
`gancourse.checks.checking` prints it. A wrong answer is a function named for the mistake, and its docstring is the
explanation the learner reads, so that the file of an exercise shows all of it.
"""

import ast
import contextlib
import functools
import inspect
import io
import random
import signal
import sys
import sysconfig
import textwrap
import threading
import tokenize
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from gancourse.settings import device

SECONDS_PER_CHECK = 30  # far beyond any honest answer; an endless loop must not hang the notebook

NOT_ATTEMPTED, CORRECT, NOT_YET, ERROR = "Not attempted", "Correct", "Not yet", "Error in your code"
RAISE_LEFT = (
    "The line `raise NotImplementedError()` still stands above your code, which therefore never runs: delete that line, "
    "then run both cells again."
)


@dataclass(frozen=True)
class Verdict:
    """What the check found. `mistake` names the member of the wrong-answer bank that was recognised, if any;
    `numpy_warned` says that NumPy met a 0/0 or a log of 0 inside the answer, which it would report in red."""

    kind: str
    text: str
    mistake: str | None = None
    printed: str = ""
    numpy_warned: bool = False


@dataclass(frozen=True)
class Raised:
    """The observation of a probe that ended in an exception."""

    type: str
    message: str
    where: str
    by_answer: bool
    unwritten: bool = False


class TookTooLong(BaseException):
    """Raised inside an answer that is still running after `SECONDS_PER_CHECK`."""


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
        return self.explanation.format(**scalars)


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
    tolerance: relative and absolute, for comparing observed numbers.
    """

    name: str
    lesson: str
    remember: str
    tolerance: float = 1e-5
    probes: list[Probe] = field(default_factory=list)
    rights: list[Callable] = field(default_factory=list)
    wrongs: list[WrongAnswer] = field(default_factory=list)
    decoys: list[Decoy] = field(default_factory=list)
    hint_texts: tuple[str, ...] = ()
    _kept: dict[tuple[str, str], list] = field(default_factory=dict, repr=False)

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
        with _time_limit(SECONDS_PER_CHECK):
            try:
                seen = [observe(probe, answer) for probe in self.probes]
            except TookTooLong:
                text = f"It was still running after {SECONDS_PER_CHECK} s, so the check stopped it. Is there a loop that never ends?"
                return Verdict(NOT_YET, text)
        printed = next((values.printed for values in seen if values.printed), "")
        if seen[0].raised and seen[0].raised.unwritten:
            return Verdict(NOT_ATTEMPTED, RAISE_LEFT if _is_left_above_code(answer) else "", printed=printed)
        if self.accepts(seen):
            warned = any(values.numpy_warned for values in seen)
            return Verdict(CORRECT, self.remember, printed=printed, numpy_warned=warned)
        return self._explain(seen, printed)

    def accepts(self, seen: "list[Observation]") -> bool:
        return all(
            self._passes(probe, values, right) for probe, values, right in zip(self.probes, seen, self._expected)
        )

    def recognise(self, seen: "list[Observation]") -> WrongAnswer | None:
        """The member of the bank that behaves like this answer on every probe, or whose rule fits it."""
        values = merged(seen)
        for wrong, known in zip(self.wrongs, self._known_mistakes):
            alike = all(agree(mine, theirs, self.tolerance) for mine, theirs in zip(seen, known))
            if "error" in values and wrong.when is not None and not _fits(wrong.when, values):
                continue  # two answers that stop with the same kind of error need not stop for the same reason
            if alike and _fits(wrong.told, values):
                return wrong
        for wrong in self.wrongs:
            if wrong.when is not None and _fits(wrong.when, values) and _fits(wrong.told, values):
                return wrong
        return None

    def _explain(self, seen: "list[Observation]", printed: str) -> Verdict:
        failed = next(i for i, probe in enumerate(self.probes) if not self._passes(probe, seen[i], self._expected[i]))
        probe, values = self.probes[failed], seen[failed]
        wrong = self.recognise(seen)
        if wrong is not None:
            text = wrong.told(merged(seen))
            return Verdict(NOT_YET, text, wrong.name, printed)
        if values.raised is not None and values.raised.by_answer:
            raised = values.raised
            if raised.unwritten:
                text = f"The line `raise NotImplementedError` is still reached for {probe.shows}. Delete it when your answer is written."
                return Verdict(NOT_YET, text, printed=printed)
            text = f"Put in: {probe.shows}\n{raised.type}: {raised.message}\n{raised.where}"
            return Verdict(ERROR, text, printed=printed)
        if values.returned is None and self._expected[failed].returned is not None:
            text = f"Put in: {probe.shows}\nYour function returned nothing (None). Did the `return` line get lost?"
            return Verdict(NOT_YET, text, printed=printed)
        text = f"Put in:    {probe.shows}\nYou gave:  {values.in_words()}\nExpected:  {probe.expected}"
        return Verdict(NOT_YET, text, printed=printed)

    def _passes(self, probe: Probe, values: "Observation", right: "Observation") -> bool:
        if values.raised is not None:
            return False
        if probe.holds is not None:
            return _fits(probe.holds, values)
        return agree(values, right, self.tolerance)

    @property
    def _expected(self) -> "list[Observation]":
        return self._seen_once("right", lambda: [observe(probe, self.reference) for probe in self.probes])

    @property
    def _known_mistakes(self) -> "list[list[Observation]]":
        return self._seen_once(
            "wrong", lambda: [[observe(probe, wrong.answer) for probe in self.probes] for wrong in self.wrongs]
        )

    def _seen_once(self, which: str, look: Callable[[], list]) -> list:
        """Kept for each device, because the same seed draws other numbers on another one."""
        key = which, str(device()) if "torch" in sys.modules else "cpu"
        if key not in self._kept:
            self._kept[key] = look()
        return self._kept[key]


class Observation(dict):
    """What one probe saw: its named values, and how the answer ended."""

    raised: Raised | None = None
    returned: Any = None
    printed: str = ""
    numpy_warned: bool = False

    def in_words(self) -> str:
        if self.raised is not None:
            return shorten(self.returned)
        return ", ".join(f"{name.replace('_', ' ')} = {shorten(value)}" for name, value in self.items())


def observe(probe: Probe, answer: Callable) -> Observation:
    """Run one probe on one answer, seeded, with the learner's own random state and standard output left alone."""
    seen, last = Observation(), {}

    def numpy_warns(kind: str, flag: int) -> None:
        seen.numpy_warned = True

    @functools.wraps(answer)
    def watched(*args, **kwargs):
        last["inside"] = True
        with np.errstate(divide="call", invalid="call", call=numpy_warns):
            last["returned"] = result = answer(*args, **kwargs)
        last["inside"] = False
        return result

    printed = io.StringIO()
    with _own_random_state(), contextlib.redirect_stdout(printed):
        try:
            for name, value in probe.observe(watched).items():
                seen[name] = plain(value)
        except Exception as error:
            seen.raised = _describe(error, by_answer=last.get("inside", False))
    seen.returned = last.get("returned")
    seen.printed = printed.getvalue()
    if seen.returned is ...:
        seen.raised = Raised("NotImplementedError", "", "", by_answer=True, unwritten=True)
    return seen


def plain(value: Any) -> Any:
    """A tensor, array or number as a float64 array or Python value, so that answers of any type can be compared."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return tuple(plain(item) for item in value)
    if hasattr(value, "detach"):
        value = value.detach().cpu().double()
    array = np.asarray(value)
    if array.dtype == object:
        return repr(value)
    return array.item() if array.ndim == 0 else array


def agree(mine: Any, theirs: Any, tolerance: float) -> bool:
    """Equal up to `tolerance` in every number, and the same in shape, kind and outcome."""
    if isinstance(mine, Observation) and isinstance(theirs, Observation):
        if mine.raised is not None or theirs.raised is not None:
            return mine.raised is not None and theirs.raised is not None and mine.raised.type == theirs.raised.type
        return mine.keys() == theirs.keys() and all(agree(mine[name], theirs[name], tolerance) for name in mine)
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        return len(mine) == len(theirs) and all(agree(a, b, tolerance) for a, b in zip(mine, theirs))
    if isinstance(mine, bool | str | None) or isinstance(theirs, bool | str | None):
        return type(mine) is type(theirs) and mine == theirs
    if isinstance(mine, tuple) or isinstance(theirs, tuple) or np.shape(mine) != np.shape(theirs):
        return False
    if not all(
        np.issubdtype(np.asarray(value).dtype, np.number) or np.asarray(value).dtype == bool for value in (mine, theirs)
    ):
        return bool(np.array_equal(mine, theirs))
    return bool(np.allclose(mine, theirs, rtol=tolerance, atol=tolerance, equal_nan=True))


def merged(seen: list[Observation]) -> dict[str, Any]:
    """All named values of all probes, and `error` when one ended in an exception: what explanations may quote."""
    values = {name: value for values in seen for name, value in values.items()}
    raised = next((values.raised for values in seen if values.raised is not None), None)
    if raised is not None:
        values["error"] = f"{raised.type}: {raised.message}"
    return values


def shorten(value: Any, width: int = 100) -> str:
    """A value on one line."""
    value = plain(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, separator=", ", threshold=8, edgeitems=3).replace("\n", "")
        text = f"{' '.join(text.split())} of shape {tuple(value.shape)}"
    else:
        text = " ".join(repr(value).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _fits(rule: Callable[[dict[str, Any]], bool], values: dict[str, Any]) -> bool:
    """Does the rule hold? An answer so odd that the rule itself fails on its values does not fit."""
    try:
        return bool(rule(values))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RuntimeError):
        return False


def _describe(error: Exception, by_answer: bool) -> Raised:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_learners(frame.filename)]
    where = "\n".join(f"  in {frame.name}, line {frame.lineno}:  {frame.line}" for frame in frames[-3:])
    unwritten = isinstance(error, NotImplementedError) and by_answer and not str(error)
    message = str(error).strip().split("\n")[0]
    return Raised(type(error).__name__, message, where, by_answer, unwritten)


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


def _is_learners(filename: str) -> bool:
    """Neither this package nor a library: a notebook cell or a file of the learner's own."""
    if filename.startswith("<frozen") or filename == "<__array_function__ internals>":
        return False
    libraries = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")} | {Path(__file__).parent}
    path = Path(filename)
    return "site-packages" not in path.parts and not any(folder in path.parents for folder in libraries)


@contextlib.contextmanager
def _own_random_state() -> Iterator[None]:
    """Seed every generator for a probe, and give the learner's state back afterwards."""
    python_state, numpy_state = random.getstate(), np.random.get_state()
    torch = sys.modules.get("torch")
    where = [device()] if torch and device().type != "cpu" else []
    kind = where[0].type if where else "cuda"
    with torch.random.fork_rng(where, device_type=kind) if torch else contextlib.nullcontext():
        random.seed(0)
        np.random.seed(0)
        if torch:
            torch.manual_seed(0)
        try:
            yield
        finally:
            random.setstate(python_state)
            np.random.set_state(numpy_state)


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after `seconds` where the system can (POSIX, main thread); elsewhere the Stop button must."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum, frame):
        if _is_importing(frame):  # a module left half imported would fail every later check of this kernel
            signal.setitimer(signal.ITIMER_REAL, 1)
            return
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    another = signal.setitimer(signal.ITIMER_REAL, seconds)  # a test runner may have a timer of its own
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *another)
        signal.signal(signal.SIGALRM, before)


def _is_importing(frame: FrameType | None) -> bool:
    """Is an import under way? PyTorch's first optimiser imports its compiler, which takes long on a busy machine."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False

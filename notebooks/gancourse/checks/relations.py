"""How results that no wrong answer of an exercise explains relate to the right ones: half of each, the same for every input.

A relation is told only where it holds for every result that the check has seen, so it is a fact about the answer and no
guess at what its author thought. It is looked for in plain numbers and tables, call by call.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gancourse.checks.observing import Call, Observation, agree, shorten

SENTENCES = {
    "given_back": "Your function returned what was put in as it came, {mine} for example: nothing was computed with it, or the result "
    "was left behind in another name. Which name stands in the `return` line, and which should?",
    "same_for_all": "Your function was called with different arguments and returned {mine} each time. What is right changes with what is put "
    "in: {right} in one case, {other} in another. Was your result typed in, or does one of its steps make the same of everything?",
    "rounded_result": "Your numbers agree with the right ones to {places} and no further: {mine} where {right} is due. A number that "
    "was rounded, or typed in from a page, knows no more. Which expression gives all of its digits?",
    "turned_round": "Each of your numbers has the right size and the other sign: {mine} where {right} is due. A minus is missing, or "
    "there is one too many. Where in your formula does the sign come from?",
    "summed_result": "Your result is right but for a factor, {mine} where {right} is due, and the factor is the number of {what}, {count} here: "
    "you add up where a mean is asked for. What should not change when there are more of them?",
    "divided": "Your result is right but for a factor, {mine} where {right} is due: it was divided by the number of {what}, {count} here, "
    "once too often. Over what is a mean asked for, if over anything?",
    "scaled": "Each of your numbers is {factor} times the right one: {mine} where {right} is due. Apart from that factor they are right. "
    "What in your line multiplies or divides every result?",
    "shifted": "Each of your numbers is off by the same amount, {by}: {mine} where {right} is due. Apart from that they are right. "
    "What in your line moves every result by so much?",
    "squared": "Each of your numbers is the square of the right one: {mine} where {right} is due. Something is squared, or multiplied by "
    "itself on the way. Which step does that, and is it asked for?",
    "rooted": "Each of your numbers is the square root of the right one: {mine} where {right} is due. Which step takes a root, or leaves "
    "out a square, and is it asked for?",
    "upside_down_result": "Each of your numbers is 1 divided by the right one: {mine} where {right} is due. A fraction stands upside down. Which of "
    "the two belongs above the line?",
    "logged": "Each of your numbers is the natural logarithm of the right one: {mine} where {right} is due. Which step takes a logarithm, and is it "
    "asked for?",
    "exponentiated": "Each of your numbers is e to the power of the right one: {mine} where {right} is due. A logarithm is missing, or an `exp` is "
    "one too many. On which of the two scales is the result asked for?",
    "other_order": "Your numbers are the right ones and stand in other places: {mine} where {right} is due, for example. Which order, and which "
    "axis first, does the exercise ask for?",
    "cut_short": "Your result has shape {shape}; wanted is {wanted}. What is there is right, and the last of it is missing. Where does "
    "your loop, or your slice, end?",
    "too_long": "Your result has shape {shape}; wanted is {wanted}. As far as that reaches yours is right, and what lies beyond should not be "
    "there. What makes it longer along that axis?",
    "another_shape": "Your result has shape {shape}; wanted is {wanted}. Before any of its numbers can be right, there must be as many as that, "
    "in that form. What does each of the axes count?",
}  # fmt: skip

FORMS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "turned_round": np.negative,
    "squared": np.square,
    "rooted": np.sqrt,
    "upside_down_result": np.reciprocal,
    "logged": np.log,
    "exponentiated": np.exp,
}
MOST_PLACES = 5
PLACES = "first", "second", "third", "last"


def relation(mine: list[Observation], right: list[Observation], tolerance: float) -> tuple[str, str] | None:
    """The name and the sentence of how all results in `mine` relate to those in `right`; None where nothing is plain.

    Both are what the same probes saw of two answers. Those in which an answer stopped say nothing.
    """
    pairs = [
        pair
        for one, other in zip(mine, right)
        if not (one.raised and one.raised.by_answer) and other.raised is None and len(one.calls) == len(other.calls)
        for pair in zip(one.calls, other.calls)
    ]
    if not pairs or any(call.result is None for pair in pairs for call in pair):
        return None
    if all(agree(one.result, other.result, tolerance) for one, other in pairs):
        return None  # what is wrong is something else than the results
    found = _whatever_is_put_in(pairs, tolerance) or _of_one_among_several(pairs, tolerance)
    if found:
        return found
    arrays = [(_array(one.result), _array(other.result), one.given) for one, other in pairs]
    if any(array is None for pair in arrays for array in pair[:2]):
        return None
    if all(_form(one.result) == _form(other.result) for one, other in pairs):
        return _in_numbers([(mine.ravel(), right.ravel(), given) for mine, right, given in arrays], tolerance)
    if any(isinstance(item, np.ndarray) for pair in pairs for call in pair for item in _items(call.result)):
        return None  # several tables, of which one sentence would say too little
    return _of_other_shape(arrays, tolerance)


Pairs = list[tuple[np.ndarray, np.ndarray, tuple]]  # mine, the right one, and what was put in


def _whatever_is_put_in(pairs: list[tuple[Call, Call]], tolerance: float) -> tuple[str, str] | None:
    first, due = pairs[0][0].result, pairs[0][1].result
    for place in range(len(pairs[0][0].given)):
        given = [mine.given[place] if len(mine.given) > place else None for mine, _ in pairs]
        several = any(not agree(value, given[0], 1e-12) for value in given)
        if several and all(agree(value, mine.result, 1e-12) for value, (mine, _) in zip(given, pairs)):
            return _told(
                "given_back",
                mine=shorten(next((m.result for m, r in pairs if not agree(m.result, r.result, tolerance)), first)),
            )
    other = next((right.result for _, right in pairs if not agree(right.result, due, tolerance)), None)
    if other is None:
        return None
    if all(agree(mine.result, first, 1e-12) for mine, _ in pairs) and _is_finite(first):
        return _told("same_for_all", mine=shorten(first), right=shorten(due), other=shorten(other))
    return None


def _of_one_among_several(pairs: list[tuple[Call, Call]], tolerance: float) -> tuple[str, str] | None:
    """Where a tuple of several tables or numbers is wanted and one of them is off: how that one relates to its own."""
    counts = {len(_items(call.result)) for pair in pairs for call in pair}
    if len(counts) != 1 or min(counts) < 2:
        return None
    columns = [
        [(_array(mine.result[place]), _array(right.result[place]), mine.given) for mine, right in pairs]
        for place in range(min(counts))
    ]
    if any(array is None for column in columns for one in column for array in one[:2]):
        return None
    off = [place for place, column in enumerate(columns) if not all(_alike(*one[:2], tolerance) for one in column)]
    shapes = [place for place in off if any(mine.shape != right.shape for mine, right, _ in columns[place])]
    if shapes:
        found = _of_other_shape(columns[shapes[0]], tolerance)
    elif len(off) == 1 and max(right.size for _, right, _ in columns[off[0]]) > 1:  # of a few numbers too much is true
        found = _in_numbers([(mine.ravel(), right.ravel(), given) for mine, right, given in columns[off[0]]], tolerance)
    else:
        return None
    which = PLACES[min((shapes or off)[0], len(PLACES) - 1)]
    rest = ""
    if len(off) == 1:
        rest = "The other one is right. " if min(counts) == 2 else "The others are right. "
    return found and (found[0], f"This is about the {which} of your {min(counts)} results. {rest}{found[1]}")


def _alike(mine: np.ndarray, right: np.ndarray, tolerance: float) -> bool:
    return mine.shape == right.shape and _close(mine, right, tolerance)


def _in_numbers(pairs: Pairs, tolerance: float) -> tuple[str, str] | None:
    mine, right = (np.concatenate([pair[place] for pair in pairs]) for place in (0, 1))
    finite = np.isfinite(mine) & np.isfinite(right)
    if not np.array_equal(mine[~finite], right[~finite], equal_nan=True):
        return None
    mine, right = mine[finite], right[finite]
    return (
        _rounded(mine, right, tolerance)
        or _by_form(mine, right, tolerance)
        or _by_count(pairs, tolerance)
        or _by_constant(mine, right, tolerance)
        or _elsewhere(pairs, tolerance)
    )


def _of_other_shape(pairs: Pairs, tolerance: float) -> tuple[str, str]:
    mine, right, _ = next(pair for pair in pairs if pair[0].shape != pair[1].shape)
    name = "another_shape"
    one_axis = mine.ndim == right.ndim and sum(a != b for a, b in zip(mine.shape, right.shape)) == 1
    if one_axis and mine.size and all(_begin_alike(*pair[:2], tolerance) for pair in pairs):
        name = "cut_short" if mine.size < right.size else "too_long"
    return _told(name, shape=_called(mine.shape), wanted=_called(right.shape))


def _begin_alike(mine: np.ndarray, right: np.ndarray, tolerance: float) -> bool:
    common = tuple(slice(min(sizes)) for sizes in zip(mine.shape, right.shape))
    return mine.ndim == right.ndim and _close(mine[common], right[common], tolerance)


def _rounded(mine: np.ndarray, right: np.ndarray, tolerance: float) -> tuple[str, str] | None:
    for places in range(1, MOST_PLACES + 1):
        if np.allclose(mine, right.round(places), rtol=0, atol=1e-9) and (places > 2 or _different(right) > 2):
            return _first("rounded_result", mine, right, tolerance, places=f"{places} decimal{'s' * (places > 1)}")
    return None


def _by_form(mine: np.ndarray, right: np.ndarray, tolerance: float) -> tuple[str, str] | None:
    if _different(right) < 2:
        return None
    for name, form in FORMS.items():
        with np.errstate(all="ignore"):
            expected = form(right)
        if np.isfinite(expected).all() and _close(mine, expected, tolerance):
            return _first(name, mine, right, tolerance)
    return None


def _by_count(pairs: Pairs, tolerance: float) -> tuple[str, str] | None:
    """A sum for a mean: off by the number of rows, or of all numbers, of something that was put in."""
    for place in range(min(len(given) for _, _, given in pairs)):
        given = [values[place] for _, _, values in pairs]
        if not all(isinstance(value, np.ndarray) and value.ndim for value in given):
            continue
        for what, counts in (
            ("rows of what was put in", [len(value) for value in given]),
            ("entries of what was put in", [value.size for value in given]),
        ):
            for name, power in (("summed_result", 1.0), ("divided", -1.0)):
                fits = all(
                    _close(mine, right * float(count) ** power, tolerance)
                    for (mine, right, _), count in zip(pairs, counts)
                )
                if fits and len(set(counts)) > 1 and min(counts) > 0:
                    place_of = next(i for i, count in enumerate(counts) if count > 1)
                    mine, right, _ = pairs[place_of]
                    return _told(
                        name,
                        mine=shorten(mine[0].item()),
                        right=shorten(right[0].item()),
                        what=what,
                        count=counts[place_of],
                    )
    return None


def _by_constant(mine: np.ndarray, right: np.ndarray, tolerance: float) -> tuple[str, str] | None:
    if _different(right) < 2:
        return None
    factor = float(mine @ right / (right @ right))
    words = _in_words(factor)
    enough = _different(right) > 2 or not words.strip("−")[0].isdigit() or words.startswith("1/")
    if enough and abs(factor) > 1e-3 and _close(mine, factor * right, tolerance):
        return _first("scaled", mine, right, tolerance, factor=words)
    by = float((mine - right).mean())
    if _different(right) > 2 and _close(mine, right + by, tolerance):
        return _first("shifted", mine, right, tolerance, by=_in_words(by))
    return None


def _elsewhere(pairs: Pairs, tolerance: float) -> tuple[str, str] | None:
    for mine, right, _ in pairs:
        if (
            right.size < 2
            or _different(right.ravel()) < 2
            or not _close(np.sort(mine.ravel()), np.sort(right.ravel()), tolerance)
        ):
            return None
    mine, right = (np.concatenate([pair[place] for pair in pairs]) for place in (0, 1))
    return _first("other_order", mine, right, tolerance)


def _is_finite(result: Any) -> bool:
    """False for a NaN or an infinity, which many different results come to."""
    array = _array(result)
    return array is None or bool(np.isfinite(array).all())


def _items(result: Any) -> tuple:
    return result if isinstance(result, tuple) else ()


def _form(result: Any) -> tuple:
    """Its shape, or those of what a tuple holds."""
    return tuple(map(_form, result)) if isinstance(result, tuple) else ("shape", *np.shape(result))


def _array(result: Any) -> np.ndarray | None:
    """One array of numbers, that of several tables one behind the other; None for truth values and texts."""
    if isinstance(result, tuple) and any(isinstance(item, np.ndarray) for item in result):
        parts = [_array(item) for item in result]
        return None if any(part is None for part in parts) else np.concatenate([part.ravel() for part in parts])
    try:
        array = np.asarray(result)
    except ValueError:  # rows of different lengths
        return None
    return array.astype(float) if np.issubdtype(array.dtype, np.number) else None


def _close(mine: np.ndarray, right: np.ndarray, tolerance: float) -> bool:
    """Within `tolerance` of the largest of them: a difference of two large numbers has no more digits."""
    size = np.abs(right).max(initial=0)
    return bool(np.allclose(mine, right, rtol=tolerance, atol=tolerance * min(size, 1.0), equal_nan=True))


def _different(values: np.ndarray) -> int:
    return len(np.unique(values.round(6)))


def _called(shape: tuple) -> str:
    return str(shape) if shape else "(), a single number"


def _in_words(value: float) -> str:
    """A number as somebody who looks for it in a formula may know it."""
    known = {
        "1/log 10": 1 / math.log(10),
        "log 2": math.log(2),
        "1/log 2": 1 / math.log(2),
        "log 4": math.log(4),
        "π": math.pi,
    } | {f"1/{n}": 1 / n for n in range(2, 11)}
    sign = "−" if value < 0 else ""
    name = next((name for name, number in known.items() if math.isclose(abs(value), number, rel_tol=1e-5)), None)
    return f"{sign}{name}" if name else f"{sign}{abs(value):.4g}"


def _first(name: str, mine: np.ndarray, right: np.ndarray, tolerance: float, **words: Any) -> tuple[str, str] | None:
    """With the first of the numbers that is off."""
    off = np.abs(mine - right) > tolerance * np.maximum(1, np.abs(right))
    if not off.any():
        return None
    at = int(off.argmax())
    return _told(name, mine=shorten(mine[at].item()), right=shorten(right[at].item()), **words)


def _told(name: str, **words: Any) -> tuple[str, str]:
    return name, SENTENCES[name].format(**words)

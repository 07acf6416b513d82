"""The container an answer came in: right numbers in NumPy, a text, a list, a class where an instance is wanted.

Each gets one plain sentence, in every exercise. What is wanted is what the exercise's right answers return.
"""

import math
import numbers
import sys
from typing import Any

import numpy as np

TENSOR, ARRAY, NUMBER, TEXT, NETWORK, CLASS, FUNCTION, DICT = (
    "tensor", "array", "number", "text", "network", "class", "function", "dict",
)  # fmt: skip

SENTENCES = {
    "numpy_for_tensor": "Your function returned a NumPy array of shape {shape}. A PyTorch tensor is wanted here: gradients, "
    "and the cells below, need one. Which step left PyTorch?",
    "tensor_for_numpy": "Your function returned a PyTorch tensor of shape {shape}. A NumPy array is wanted here, as everything in "
    "this lesson is one. Which step made a tensor of it?",
    "list_for_tensor": "Your function returned a Python {container} of {length}. A PyTorch tensor is wanted here, one object "
    "that holds all the numbers. What makes a tensor of them?",
    "number_for_tensor": "Your function returned {value}, a plain Python number. A PyTorch tensor is wanted here: a number "
    "remembers nothing of how it came about, and no gradient can flow back. Which step took it out of its tensor?",
    "tuple_for_tensor": "Your function returned a tuple of {length}, where one tensor is wanted. A comma in the `return` line makes a tuple of what "
    "stands on both sides of it, and some functions, `split` for example, return one. Which of these is the answer, or what joins them?",
    "tensor_for_list": "Your function returned one tensor, of shape {shape}. A list of tensors is wanted here, of length {wanted} for what this probe puts in. "
    "Which brackets went missing, or which index is one too many?",
    "tensor_for_several": "Your function returned one tensor, of shape {shape}. {wanted} tensors are wanted here, with commas between them in the `return` line. "
    "Which ones does the docstring name, and in which order?",
    "generator_for_list": "Your function returned {value}: round brackets around a `for` make a recipe, which can be followed once, and nothing has "
    "been computed yet. Which brackets make a list of it?",
    "truths_for_number": "Your function returned a row of yes and no of shape {shape}, where one number is wanted. What counts how many of them are "
    "true?",
    "comma_behind": "Your function returned {value}, a tuple of one: a comma at the end of the `return` line makes one of what stands before it. The "
    "thing itself is wanted. Which comma can go?",
    "number_for_several": "Your function returned {value}, one value alone. {wanted} of them are wanted here, with commas between them in "
    "the `return` line. Which ones does the docstring name, and in which order?",
    "several_for_number": "Your function returned {length} values, {value}, where one is wanted. A comma in the `return` line makes a tuple "
    "of what stands beside it, and brackets make a list. Which of them is the answer, or what makes one number of them?",
    "another_count": "Your function returned {length} values, {value}, and {wanted} are wanted. Which ones does the docstring name, and in which order?",
    "nested": "Your function returned {value}: {wanted} numbers, with brackets inside of brackets around some of them. Wanted is one row of {wanted} numbers with "
    "commas between them. Which of your brackets can go?",
    "text_for_several": "Your function returned one text, {value}. {wanted} entries are wanted, each in quotes of its own, with commas "
    "between them and brackets around all. Where do the quotes have to open and close?",
    "dict_for_several": "Your function returned a dict, in which each entry hangs on a key. {wanted} entries in a row are wanted here, "
    "as in a list, where the place says what a key says in yours. In which order do they come then?",
    "number_for_truth": "Your function returned {value}, a number, where True or False is wanted. To `if` every number but 0 is true, "
    "whatever it counts. Which comparison makes a yes or a no of it?",
    "truth_for_number": "Your function returned {value}: the answer to a comparison, and not the number itself. Which sign in your line "
    "compares where it should compute, == or < for example?",
    "no_dict": "Your function returned a {container}, in which nothing says what each entry belongs to. A dict is wanted here, with a key "
    "before every entry and a colon between the two. Which keys does the exercise name?",
    "text_for_number": "Your function returned {value}: that is a text, in quotes, and not a number, so nothing can be computed "
    "with it. Where do the quotes come from?",
    "class_for_instance": "Your function returned {value}, which is a class: the plan of a layer and not a layer. What has to stand "
    "behind its name to make one?",
    "function_for_layer": "Your function returned {value}, which is a function. A layer is wanted here, an nn.Module that can stand "
    "in nn.Sequential. Which layer of torch.nn does the same?",
    "flat_for_column": "Your result has shape {shape}; wanted is {wanted}. Between the two PyTorch would not complain: it spreads "
    "them against each other into a table of shape {table}. Where did the second axis get lost?",
    "column_for_flat": "Your result has shape {shape}; wanted is {wanted}. Between the two PyTorch would not complain: it spreads "
    "them against each other into a table of shape {table}. Where does the second axis come from?",
}  # fmt: skip

PLACES = "The first thing", "The second thing", "The third thing", "One thing"


def kind_of(value: Any) -> str | tuple:
    """One of the words above, a tuple of them for a tuple or list, else the type's own name."""
    torch = sys.modules.get("torch")
    if torch and isinstance(value, torch.Tensor):
        return TENSOR
    if torch and isinstance(value, torch.nn.Module):
        return NETWORK
    if isinstance(value, np.ndarray):
        return ARRAY
    if isinstance(value, numbers.Number | np.generic):
        return NUMBER
    if isinstance(value, str):
        return TEXT
    if isinstance(value, type):
        return CLASS
    if isinstance(value, list | tuple):
        return tuple(kind_of(item) for item in value)
    return FUNCTION if callable(value) else type(value).__name__


def complaint(mine: Any, wanted: list[Any]) -> tuple[str, str] | None:
    """The name and the sentence of what is wrong with the container of `mine`; None where there is nothing to say.

    wanted: what the exercise's right answers returned for the same probe; any of their containers will do.
    """
    found = [_against(mine, right) for right in wanted]
    return found[0] if found and all(found) else None


def _against(mine: Any, right: Any) -> tuple[str, str] | None:
    have, want = kind_of(mine), kind_of(right)
    if _is_nested(mine, have, right, want):
        return "nested", _filled("nested", mine, np.size(right))
    if isinstance(have, tuple) and isinstance(want, tuple):
        if len(mine) != len(right):
            return "another_count", _filled("another_count", mine, len(want))
        pairs = zip(mine, right)
        for place, (one, other) in enumerate(pairs):
            if found := _against(one, other):
                return found[0], _placed(found[1], place)
        return None
    if have == TENSOR == want:
        return _shapes(tuple(mine.shape), tuple(right.shape))
    name, count = None, len(want) if isinstance(want, tuple) else None
    if _is_truth(right) and have == NUMBER and not _is_truth(mine):
        name = "number_for_truth"
    elif _is_truth(mine) and want == NUMBER and not _is_truth(right):
        name = "truth_for_number"
    elif want in (NUMBER, TENSOR) and isinstance(have, tuple) and len(have) == 1 and isinstance(mine, tuple):
        name = "comma_behind"
    elif (want == TENSOR or isinstance(want, tuple)) and have == "generator":
        name = "generator_for_list"
    elif want == NUMBER and have in (TENSOR, ARRAY) and _holds_truths(mine):
        name = "truths_for_number"
    elif want == NUMBER and isinstance(have, tuple) and len(have) > 1 and set(have) <= {NUMBER, TENSOR, ARRAY}:
        name = "several_for_number"
    elif count and count > 1 and have in (TEXT, "dict"):
        texts = "text_for_several" if set(want) == {TEXT} else "text_for_number"
        name = texts if have == TEXT else "dict_for_several"
    elif count and count > 1 and (have == NUMBER or (have in (TENSOR, ARRAY) and not mine.shape)):
        name = "number_for_several"
    elif want == DICT and (isinstance(have, tuple) or have == "set"):
        name = "no_dict"
    elif count and have == TENSOR and set(want) == {TENSOR} and mine.ndim <= min(one.ndim for one in right):
        name = "tensor_for_several" if isinstance(right, tuple) else "tensor_for_list"
    elif want == TENSOR:
        container = "list_for_tensor" if isinstance(have, tuple) and mine else None
        if isinstance(mine, tuple) and set(have) <= {TENSOR, NUMBER, DICT} and TENSOR in have:
            container = "tuple_for_tensor"
        name = {ARRAY: "numpy_for_tensor", NUMBER: "number_for_tensor", TEXT: "text_for_number"}.get(have, container)
    elif want in (NUMBER, ARRAY):
        name = {TEXT: "text_for_number", TENSOR: "tensor_for_numpy" if want == ARRAY else None}.get(have)
    elif want == NETWORK:
        name = {CLASS: "class_for_instance", FUNCTION: "function_for_layer"}.get(have)
    return name and (name, _filled(name, mine, count))


def _is_nested(mine: Any, have: Any, right: Any, want: Any) -> bool:
    """Are they as many numbers as are wanted in a row, and stand in several rows?"""
    in_a_row = right.ndim == 1 if want == ARRAY else isinstance(want, tuple) and set(want) == {NUMBER}
    holds_rows = isinstance(have, tuple) and any(one == ARRAY or isinstance(one, tuple) for one in have)
    if not in_a_row or not (have == ARRAY or holds_rows):
        return False
    try:
        shape = np.shape(mine)
    except ValueError:  # rows of different lengths
        return False
    return len(shape) > 1 and min(shape) > 1 and math.prod(shape) == np.size(right)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool | np.bool_)


def _holds_truths(value: Any) -> bool:
    """A row, or a table, of yes and no."""
    return bool(value.shape) and str(value.dtype).endswith("bool")


def _shapes(mine: tuple[int, ...], right: tuple[int, ...]) -> tuple[str, str] | None:
    flat, column = (mine, right) if len(mine) == 1 else (right, mine)
    if len(flat) != 1 or column != (*flat, 1) or flat[0] < 2:
        return None
    name = "flat_for_column" if mine is flat else "column_for_flat"
    return name, SENTENCES[name].format(shape=mine, wanted=right, table=(flat[0], flat[0]))


def _placed(sentence: str, place: int) -> str:
    """The sentence, said of one thing among several."""
    which = f"{PLACES[min(place, len(PLACES) - 1)]} that your function returned"
    return sentence.replace("Your function returned", f"{which} is", 1).replace("Your result has", f"{which} has", 1)


def _filled(name: str, mine: Any, wanted: int | None) -> str:
    value = getattr(mine, "__name__", None) or repr(mine)
    return SENTENCES[name].format(
        value=value[:60],
        wanted=wanted,
        shape=tuple(mine.shape) if hasattr(mine, "shape") else None,
        container=type(mine).__name__,
        length=len(mine) if isinstance(mine, list | tuple) else None,
    )

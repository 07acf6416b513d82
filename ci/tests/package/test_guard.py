"""The engine's own reasons: what an answer may not change, and the container its result comes in."""

import math
import random
import statistics
import sys
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import nn

from gancourse import settings
from gancourse.checks import bank, errors_in_words, exercise
from gancourse.checks.exercise import CORRECT, ERROR, NOT_YET, REASONS, Exercise
from gancourse.checks.guard import DICTS, INPUTS, NETWORKS, World, own_random_state
from gancourse.checks.observing import agree, plain, shorten
from gates import metal


def scoring(changes=()) -> Exercise:
    """An exercise whose answer is given images and a network, and returns one score for each image, of shape (m, 1)."""
    made = Exercise("scores", lesson="99", remember="Scores are logits.", changes=changes)

    @made.probe("four images", expected="four logits of shape (4, 1)")
    def four(answer):
        network = nn.Sequential(nn.Linear(3, 1), nn.Dropout(0.0))
        return {"scores": answer(torch.ones(4, 3), network)}

    made.right(lambda images, network: network(images))
    made.right(lambda images, network: network.forward(images))
    made.hints("one")
    return made


def writes_into_the_images(images, network):
    result = network(images)
    images.mul_(0)
    return result


def moves_the_weights(images, network):
    result = network(images)
    with torch.no_grad():
        network[0].weight.zero_()
    return result


def replaces_the_weights(images, network):
    result = network(images)
    network[0].weight = nn.Parameter(network[0].weight.detach().clone())
    return result


def freezes_the_network(images, network):
    result = network(images)
    network.requires_grad_(False)
    return result


def asks_for_gradients_of_the_images(images, network):
    return network(images.requires_grad_(True))


def leaves_eval_mode(images, network):
    return network.eval()(images)


def switches_gradients_off(images, network):
    result = network(images)
    torch.set_grad_enabled(False)
    return result


def changes_the_default_dtype(images, network):
    result = network(images)
    torch.set_default_dtype(torch.float64)
    return result


def takes_other_threads(images, network):
    result = network(images)
    torch.set_num_threads(torch.get_num_threads() + 1)
    return result


def asks_for_determinism(images, network):
    torch.use_deterministic_algorithms(True)
    return network(images)


CHANGES = {
    writes_into_the_images: "inputs_changed",
    moves_the_weights: "networks_changed",
    replaces_the_weights: "parameters_replaced",
    freezes_the_network: "flags_changed",
    asks_for_gradients_of_the_images: "flags_changed",
    leaves_eval_mode: "modes_changed",
    switches_gradients_off: "settings_changed",
    changes_the_default_dtype: "settings_changed",
    takes_other_threads: "settings_changed",
    asks_for_determinism: "settings_changed",
}


@pytest.mark.parametrize("answer", CHANGES, ids=lambda answer: answer.__name__)
def test_right_numbers_that_leave_the_world_changed_are_not_yet_right(answer):
    made = scoring()
    before = torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_num_threads()
    verdict = made.judge(answer)
    assert (verdict.kind, verdict.mistake) == (NOT_YET, CHANGES[answer])
    assert verdict.text.count("?") == 1 and "{" not in verdict.text
    assert before == (torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_num_threads())
    assert not torch.are_deterministic_algorithms_enabled()
    assert made.judge(made.rights[1]).kind == CORRECT


def test_what_an_exercise_is_about_changing_may_change():
    assert scoring((NETWORKS,)).judge(moves_the_weights).kind == CORRECT
    assert scoring((NETWORKS,)).judge(replaces_the_weights).mistake == "parameters_replaced"
    assert scoring((INPUTS,)).judge(writes_into_the_images).kind == CORRECT
    assert scoring((INPUTS,)).judge(leaves_eval_mode).mistake == "modes_changed"


def test_a_change_is_told_with_the_numbers_before_and_after():
    text = scoring().judge(writes_into_the_images).text
    assert "the tensor of shape (4, 3)" in text and "from [1, 1, 1, …] to [0, 0, 0, …]" in text


def test_arrays_lists_and_nan_are_watched_too():
    array, deep = np.array([1.0, math.nan]), {"batches": [torch.tensor([1.0, math.nan])]}
    world = World((array, deep))
    assert world.changes() == {}
    array[0] = 2
    deep["batches"][0][0] = 3
    assert "[1, nan] to [2, nan]" in world.changes()["inputs_changed"]
    world.restore()
    assert array[0] == 1 == deep["batches"][0][0]


def test_a_probe_may_make_the_call_without_gradients():
    made = scoring()

    @made.probe("the same, without gradients", expected="the same")
    def quietly(answer):
        with torch.no_grad():
            return {"quiet_scores": answer(torch.ones(4, 3), nn.Linear(3, 1))}

    assert made.judge(made.rights[1]).kind == CORRECT
    assert torch.is_grad_enabled()


CONTAINERS = {
    "numpy_for_tensor": lambda images, network: network(images).detach().numpy(),
    "list_for_tensor": lambda images, network: network(images).tolist(),
    "number_for_tensor": lambda images, network: network(images).mean().item(),
    "text_for_number": lambda images, network: "0.693",
    "flat_for_column": lambda images, network: network(images).squeeze(1),
    "left_python": lambda images, network: sys.exit(),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_the_container_is_named(name):
    verdict = scoring().judge(CONTAINERS[name])
    assert (verdict.kind, verdict.mistake) == (NOT_YET, name)
    assert verdict.text.count("?") == 1 and "{" not in verdict.text


def test_a_result_with_one_axis_too_many_is_named():
    made = Exercise("flat", lesson="99", remember="")
    made.probe("three numbers", expected="three numbers")(lambda answer: {"got": answer(torch.ones(3))})
    made.right(lambda x: 2 * x)
    verdict = made.judge(lambda x: 2 * x[:, None])
    assert verdict.mistake == "column_for_flat" and "(3, 3)" in verdict.text


def test_a_tensor_where_numpy_is_wanted_is_named():
    made = Exercise("halves", lesson="99", remember="")
    made.probe("three ones", expected="halves")(lambda answer: {"got": answer(np.ones(3))})
    made.right(lambda x: x / 2)
    assert made.judge(lambda x: torch.from_numpy(x) / 2).mistake == "tensor_for_numpy"


def test_a_class_or_a_function_in_the_place_of_a_layer_is_named():
    made = Exercise("layer", lesson="99", remember="")
    made.probe("nothing", expected="a layer")(lambda answer: {"got": answer()[1](torch.zeros(2))})
    made.right(lambda: ("[-1, 1]", nn.Tanh()))
    verdict = made.judge(lambda: ("[-1, 1]", nn.Tanh))
    assert verdict.mistake == "class_for_instance"
    assert verdict.text.startswith("The second thing that your function returned is Tanh, which is a class")
    assert made.judge(lambda: ("[-1, 1]", torch.tanh)).mistake == "function_for_layer"  # right numbers, no layer


def test_any_container_that_a_right_answer_has_will_do():
    made = Exercise("mean", lesson="99", remember="")
    made.probe("three numbers", expected="their mean")(lambda answer: {"got": answer(torch.arange(3.0))})
    made.right(lambda x: x.mean())
    assert made.judge(lambda x: 1.0).mistake == "number_for_tensor"
    made.right(lambda x: x.mean().item())
    made._kept.clear()
    assert made.judge(lambda x: 1.0).kind == CORRECT


def test_a_mistake_of_the_bank_that_brings_the_container_along_keeps_its_own_words():
    made = scoring()

    @made.wrong
    def taken_out(images, network):
        """You gave {scores:.3f}, one number for four images. Which image is it about?"""
        return network(images).mean().item()

    assert made.judge(lambda images, network: network(images).mean().item()).mistake == "taken_out"
    assert made.judge(lambda images, network: network(images).squeeze(1)).mistake == "flat_for_column"


def stop(kind: type[Exception], message: str) -> None:
    """As on a GPU, which the tests need not have."""
    raise kind(message)


ERRORS = {
    "whole_labels": lambda x: nn.BCELoss()(torch.sigmoid(x), torch.ones(3, dtype=torch.long)),
    "list_in_sequential": lambda x: nn.Sequential([nn.Flatten(), nn.Tanh()]),
    "no_module": lambda x: nn.Sequential(nn.Flatten(), torch.tanh),
    "numpy_with_gradient": lambda x: x.requires_grad_(True).numpy(),
    "no_tensor": lambda x: torch.log(0.5),
    "kinds_of_arguments": lambda x: x.sum(dim=0.5),
    "array_in_network": lambda x: x.numpy().flatten(1),
    "asserted": lambda x: torch.testing.assert_close(x, 2 * x),
    "several_in_one": lambda x: x.split([1, 2]).square(),
    "tensor_for_parameter": lambda x: setattr(nn.Linear(3, 1), "weight", x[None]),
    "leaf_in_place": lambda x: nn.Linear(3, 3).weight.normal_(0.0, 0.02),
    "target_size": lambda x: nn.BCEWithLogitsLoss()(x[:, None], torch.ones(3)),
    "no_float64": lambda x: stop(TypeError, metal.NO_FLOAT64),
    "two_devices": lambda x: stop(RuntimeError, metal.TWO_DEVICES.format("cuda:0")),
    "no_such_shape": lambda x: x.reshape(2, 2),
    "several_truths": lambda x: x if x == 2 * x else 2 * x,
    "no_such_axis": lambda x: x.sum(dim=1),
    "index_too_large": lambda x: x[3],
    "mask_of_another_length": lambda x: x[torch.ones(2, dtype=torch.bool)],
    "does_not_fill_its_place": lambda x: torch.zeros(2).expand_as(x),
    "other_columns": lambda x: torch.cdist(x[None], torch.ones(4, 2)),
    "shape_for_count": lambda x: math.sqrt(x.shape),
    "statistics_of_tensor": lambda x: statistics.stdev(x),
    "unequal_to_stack": lambda x: torch.stack([x, x[:2]]),
    "no_scalar": lambda x: (2 * x.requires_grad_()).backward(),
    "no_graph": lambda x: x.sum().backward(),
    "freed_graph": lambda x: [(loss := x.requires_grad_().square().sum()).backward(), loss.backward()],
    "none_in_between": lambda x: x + None,
    "layers_do_not_fit": lambda x: nn.Linear(4, 1)(x[None]),
    "unknown_name": lambda x: doubld(x),  # noqa: F821
    "moved_without_graph": lambda x: torch.autograd.grad((2 * x.requires_grad_()).sum(), torch.ones(3)),
    "one_number_gone_through": lambda x: list(x[0]),
    "one_number_indexed": lambda x: x[0][0],
    "math_of_tensor": lambda x: math.cos(x),
    "no_power_sign": lambda x: 2.0 ^ 2.0,
    "function_in_arithmetic": lambda x: 2 * len,
    "axes_do_not_join": lambda x: torch.cat([x[None], x]),
    "sizes_do_not_join": lambda x: torch.cat([x[None], x[None, :2]]),
    "mean_of_truths": lambda x: (x > 0).mean(),
    "sizes_do_not_spread": lambda x: x + torch.ones(2),
    "list_in_arithmetic": lambda x: [x] * 0.5,
    "whole_number_wanted": lambda x: range(0.5),
    "changed_in_place": lambda x: changes_what_the_graph_needs(x.requires_grad_()),
}


def changes_what_the_graph_needs(x):
    root = x.exp()
    root.add_(1)
    return root.sum().backward()


@pytest.mark.parametrize(
    ("name", "message", "line"),
    [
        ("grad_left_empty", "unsupported operand type(s) for *: 'float' and 'NoneType'", "w - rate * w.grad"),
        ("none_in_between", "unsupported operand type(s) for *: 'float' and 'NoneType'", "w - rate * step(w)"),
        ("loss_for_grad", "'float' object is not iterable", "slopes = torch.autograd.grad(loss.item(), weights)"),
        ("one_number_gone_through", "'float' object is not iterable", "for w in 0.5:"),
        ("division_makes_floats", "reshape() takes 1 positional argument but 2 were given", "x.reshape(len(x) / m, 2)"),
        ("no_value_yet", "cannot access local variable 'a' where it is not associated with a value", "return a"),
        ("other_arguments", "f() missing 1 required positional argument: 't'", ""),
        ("other_arguments", "f() takes 1 positional argument but 2 were given", "return f(a, b)"),
        ("other_arguments", "f() got an unexpected keyword argument 'rate'", ""),
        ("dict_with_a_point", "'dict' object has no attribute 'name'", "row.name"),
    ],
)
def test_some_errors_are_told_by_the_learners_line_too(name, message, line):
    assert errors_in_words.explained(message, "", line)[0] == name


def test_a_list_that_was_written_to_is_named():
    made = Exercise("halved", lesson="99", remember="")
    made.probe("two", expected="1")(lambda answer: {"got": answer([torch.tensor(2.0)])[0]})
    made.right(lambda values: [value / 2 for value in values])

    def writes(values):
        values[0] = values[0] / 2
        return values

    verdict = made.judge(writes)
    assert verdict.mistake == "list_changed" and "[[2]] stood in it, and now [[1]]" in verdict.text


def summing(changes=()) -> Exercise:
    """An exercise whose answer is given a list of rows and a dict to remember in."""
    made = Exercise("total", lesson="99", remember="", changes=changes)
    made.probe("two rows", expected="3")(lambda answer: {"got": answer([{"x": 1.0}, {"x": 2.0}], {"calls": 0})})
    made.right(lambda rows, memory: sum(row["x"] for row in rows))
    return made


def test_a_dict_or_a_list_of_plain_values_that_was_written_to_is_named():
    def in_a_row(rows, memory):
        rows[0]["x"] = -1.0
        return 3.0

    def a_new_key(rows, memory):
        memory["more"] = 1
        return 3.0

    def sorted_in_place(rows, memory):
        rows.sort(key=lambda row: -row["x"])
        return 3.0

    for answer, name, words in (
        (in_a_row, "dict_changed", "'x': 1.0 stood in it, and now 'x': -1.0"),
        (a_new_key, "dict_changed", "no 'more' stood in it, and now 'more': 1"),
        (sorted_in_place, "list_changed", "[{'x': 1.0}, {'x': 2.0}] stood in it"),
    ):
        verdict = summing().judge(answer)
        assert verdict.mistake == name and words in verdict.text


def test_what_a_dict_holds_may_change_where_the_exercise_says_so():
    """There an answer keeps what its next call needs, tensors that it writes into among them; what comes beside it stays guarded."""

    def remembers(rows, memory):
        memory["calls"] += 1
        return 3.0

    def drops_a_row(rows, memory):
        rows.pop()
        return 3.0

    assert summing((DICTS,)).judge(remembers).kind == CORRECT
    assert summing((DICTS,)).judge(drops_a_row).mistake == "list_changed"
    held = {"v": torch.ones(2)}
    world = World([held], frozenset((DICTS,)))
    held["v"].mul_(2)
    assert world.changes() == {}
    world = World([held])
    held["v"].mul_(2)
    assert list(world.changes()) == ["inputs_changed"]


def test_what_was_written_into_a_dict_is_taken_back():
    held = {"a": 1, "b": math.nan}
    world = World([held, [held]])
    held["a"], held["c"] = 2, 3
    del held["b"]
    world.restore()
    assert held["a"] == 1 and math.isnan(held["b"]) and set(held) == {"a", "b"}
    assert World([held]).changes() == {}


def test_a_fraction_is_the_number_that_it_is():
    assert plain(Fraction(1, 4)) == 0.25 and agree(plain(Fraction(1, 3)), 1 / 3, 1e-12)


@pytest.mark.parametrize("name", ERRORS)
def test_errors_of_pytorch_about_containers_come_with_a_sentence(name):
    made = Exercise("doubled", lesson="99", remember="")
    made.probe("three numbers", expected="six")(lambda answer: {"got": answer(torch.ones(3))})
    made.right(lambda x: 2 * x)
    verdict = made.judge(ERRORS[name])
    assert (verdict.kind, verdict.mistake) == (ERROR, name)
    assert verdict.text.endswith(errors_in_words.ERRORS[name])


@pytest.mark.parametrize(
    "message",
    [
        "Expected all tensors to be on the same device, but got mat1 is on cpu, different from other tensors on cuda:0",
        "Tensor for argument weight is on cpu but expected on mps",
        "Tensor for argument #1 'self' is on CPU, but expected it to be on GPU (while checking arguments for addmm)",
        "Placeholder storage has not been allocated on MPS device!",
        "Input type (MPSFloatType) and weight type (torch.FloatTensor) should be the same",
        "Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same",
    ],
)
def test_pytorch_has_many_words_for_two_devices(message):
    assert errors_in_words.explained(message, "")[0] == "two_devices"


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: torch.clamp(0.5, max=1), "no_tensor"),
        (lambda: torch.clip(0.5, 0, 1), "no_tensor"),
        (lambda: torch.where(True, 0.8, 0.0), "no_tensor"),
        (lambda: torch.max(0.5, 2.0), "no_tensor"),
        (lambda: torch.minimum(0.5, torch.ones(1)), "no_tensor"),
        (lambda: torch.sum([torch.ones(1)]), "no_tensor"),
        (lambda: torch.ones(2).sum(dim=0.5), "kinds_of_arguments"),
        (lambda: torch.randn(2.0, 3), "kinds_of_arguments"),
    ],
)
def test_plain_numbers_are_not_two_devices(call, name):
    """PyTorch then writes "but expected one of:", which is no device."""
    with pytest.raises(TypeError) as error:
        call()
    message = str(error.value).split("\n")[0]
    assert errors_in_words.explained(message, "")[0] == name and not errors_in_words.is_about_devices(message)


def test_two_dtypes_are_not_two_devices():
    assert errors_in_words.explained("Input type (double) and weight type (float) should be the same", "") is None


def test_a_network_in_a_network_is_one_value():
    """NumPy takes it for rows of different lengths."""
    layers = nn.Sequential(nn.Sequential(nn.Tanh(), nn.Tanh()), nn.Sequential(nn.Tanh()))
    assert plain(layers) == repr(layers)


def test_a_division_by_zero_is_told_with_what_went_in():
    made = Exercise("odds", lesson="99", remember="")
    made.probe("a certain D", expected="no limit")(lambda answer: {"got": answer(0.5, 0.0)})
    made.right(lambda share, spread: share)
    for answer in (lambda share, spread: share / spread, lambda share, spread: share * spread**-1):
        verdict = made.judge(answer)
        assert (verdict.kind, verdict.mistake) == (ERROR, "divided_by_zero")
        assert "called with 0.5, 0 when it stopped" in verdict.text and verdict.text.count("?") == 1


def test_one_value_where_several_are_wanted_and_a_list_for_a_dict_are_named():
    made = Exercise("pair", lesson="99", remember="")

    @made.probe("nothing", expected="two numbers")
    def unpacked(answer):
        first, second = answer()
        return {"first": first, "second": second}

    made.right(lambda: (5, 0.02))
    for one in (0.02, np.float64(0.02), torch.tensor(0.02)):
        verdict = made.judge(lambda one=one: one)
        assert verdict.mistake == "number_for_several" and "2 of them" in verdict.text
    assert made.judge(lambda: (1, 2, 3)).mistake == "another_count"
    assert made.judge(lambda: {"k": 5, "rate": 0.02}).mistake == "dict_for_several"
    assert made.judge(lambda: "5, 0.02").mistake == "text_for_number"

    made = Exercise("verdicts", lesson="99", remember="")
    made.probe("nothing", expected="a word for each letter")(lambda answer: dict(answer().items()))
    made.right(lambda: {"A": "right"})
    assert made.judge(lambda: ["right"]).mistake == "no_dict" == made.judge(lambda: {"right"}).mistake


def test_a_number_a_truth_and_a_text_are_told_apart():
    def made(right):
        exercise = Exercise("one", lesson="99", remember="")
        exercise.probe("two", expected="what the text asks for")(lambda answer: {"got": answer(2)})
        exercise.right(right)
        return exercise

    assert made(lambda x: x > 1).judge(lambda x: x % 2).mistake == "number_for_truth"
    assert made(lambda x: x > 1).judge(lambda x: x > 3).mistake is None
    assert made(lambda x: x / 2).judge(lambda x: x == 2).mistake == "truth_for_number"
    assert made(lambda x: x / 2).judge(lambda x: (x, x / 2)).mistake == "several_for_number"
    assert made(lambda x: ["a", "b"]).judge(lambda x: "a, b").mistake == "text_for_several"


def test_a_probe_that_looks_again_at_an_earlier_call_names_the_container_too():
    made, seen = Exercise("later", lesson="99", remember=""), {}

    @made.probe("two", expected="two numbers")
    def called(answer):
        seen["pair"] = answer(2)
        return {}

    made.probe("the same", expected="two numbers")(lambda answer: {"how_many": len(seen["pair"])})
    made.right(lambda x: (x, x / 2))
    assert made.judge(lambda x: (x, x, x)).mistake == "another_count"


def test_a_function_is_shown_without_its_place_in_memory():
    assert shorten((shorten, 1)) == "('<function shorten>', 1)"


def test_whole_numbers_are_compared_exactly():
    made = Exercise("count", lesson="99", remember="", tolerance=1e-3)
    made.probe("a network", expected="855,809")(lambda answer: {"parameters": answer()})
    made.right(lambda: 855_809)
    assert made.judge(lambda: 855_808).kind == NOT_YET
    assert made.judge(lambda: 855_809).kind == CORRECT
    assert agree(torch.tensor([7000, 14]), torch.tensor([7000, 14]), 1e-3)
    assert not agree(plain(torch.tensor([7000, 14])), plain(torch.tensor([7001, 14])), 1e-3)
    assert agree(plain(torch.tensor([7000.0])), plain(torch.tensor([7001.0])), 1e-3)


def test_loading_the_exercises_draws_no_number_of_the_learners(monkeypatch):
    def draws(name):
        random.random(), np.random.rand(), torch.rand(1)
        return exercise

    def state():
        return random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()

    monkeypatch.setattr(bank, "modules", lambda: ["one"])
    monkeypatch.setattr(bank.importlib, "import_module", draws)
    before = state()
    bank.bank.__wrapped__()
    assert state() == before


def test_a_block_with_its_own_random_state_begins_the_same_each_time():
    def draw():
        with own_random_state():
            return random.random(), np.random.rand(), torch.rand(1).item()

    assert draw() == draw()


@pytest.mark.parametrize("name", REASONS)
def test_every_reason_asks_one_question(name):
    assert REASONS[name].count("?") == 1 and len(REASONS[name].split()) >= 12


@pytest.mark.parametrize(
    ("stops_with", "seen_on"),
    [
        ("all elements of input should be between 0 and 1", ["cpu"]),
        (metal.TWO_DEVICES.format("cuda:0"), ["cpu", "cuda"]),
        (None, ["cpu", "cuda"]),
    ],
)
def test_on_a_gpu_the_cpu_looks_first_because_an_assert_stops_the_gpu_for_good(monkeypatch, stops_with, seen_on):
    looked = []
    monkeypatch.setattr(exercise, "device", lambda: torch.device(settings._chosen.get("device", "cuda")))
    made = Exercise("looked", lesson="99", remember="")

    @made.probe("nothing", expected="nothing")
    def look(answer):
        looked.append(exercise.device().type)
        return {"value": answer()}

    def answer():
        if stops_with and looked[-1] == "cpu":
            raise RuntimeError(stops_with)
        return 1

    (seen,) = made._observe(answer)
    assert looked == seen_on and bool(seen.raised) == (seen_on == ["cpu"]) and "device" not in settings._chosen

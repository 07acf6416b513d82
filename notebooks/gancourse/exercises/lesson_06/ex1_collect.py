"""Exercise 6.1, collect: the three true curves of a training, from what Keras returned at every step."""

import numpy as np
import torch

from gancourse.checks.exercise import Exercise

collect = Exercise(
    "collect",
    lesson="06",
    tolerance=1e-9,
    remember="A curve is as true as its label. Before you read one, ask which number of which step stands in it, and what chance would pay there: "
    "log 2 for a loss, one half for an accuracy.",
)

NAMES = ("D on real", "D on fakes", "G")


def _seen(answer, steps: list, name: str) -> dict:
    found = answer(steps)
    if not isinstance(found, dict):
        return {f"keys_{name}": "none"}
    curves = {key.replace(" ", "_"): found.get(key, "missing") for key in NAMES}
    return {f"keys_{name}": ", ".join(sorted(map(str, found))) or "none"} | {
        f"{key}_{name}": list(curve) if isinstance(curve, list | tuple | np.ndarray | torch.Tensor) else curve
        for key, curve in curves.items()
    }


@collect.probe(
    "one step: [0.3, 0.9] on real faces, [0.5, 0.7] on fakes, and G's loss 1.2",
    expected="{'D on real': [0.3], 'D on fakes': [0.5], 'G': [1.2]}",
)
def one_step(answer):
    return _seen(answer, [([0.3, 0.9], [0.5, 0.7], 1.2)], "one")


@collect.probe(
    "three steps, with the losses 0.6, 0.4, 0.2 on real faces and 0.8, 0.5, 0.1 on fakes",
    expected="three numbers in each curve, in the order of the steps",
)
def three_steps(answer):
    steps = [([0.6, 0.55], [0.8, 0.45], 0.7), ([0.4, 0.8], [0.5, 0.75], 1.1), ([0.2, 0.95], [0.1, 0.975], 2.3)]
    return _seen(answer, steps, "three")


@collect.probe(
    "a D that is always right and nearly certain: [0.001, 1.0] on real faces, [0.002, 1.0] on fakes, and G's loss 6.2",
    expected="{'D on real': [0.001], 'D on fakes': [0.002], 'G': [6.2]}",
)
def perfect(answer):
    return _seen(answer, [([0.001, 1.0], [0.002, 1.0], 6.2)], "perfect")


@collect.probe(
    "two trainings of one step each, one after the other", expected="the second one's curves hold one number each"
)
def twice(answer):
    step = ([0.3, 0.9], [0.5, 0.7], 1.2)
    lengths = []
    for _ in range(2):
        found = answer([step])
        curve = found.get("D on real") if isinstance(found, dict) else None
        lengths.append(len(curve) if isinstance(curve, list | tuple | np.ndarray | torch.Tensor) else 0)
    return {"length": lengths[0], "length_again": lengths[1]}


@collect.right
def step_by_step(steps):
    curves = {name: [] for name in NAMES}
    for (real_loss, _), (fake_loss, _), g_loss in steps:
        curves["D on real"].append(real_loss)
        curves["D on fakes"].append(fake_loss)
        curves["G"].append(g_loss)
    return curves


@collect.right
def by_comprehension(steps):
    return {
        "D on real": [step[0][0] for step in steps],
        "D on fakes": [step[1][0] for step in steps],
        "G": [step[2] for step in steps],
    }


@collect.right
def by_zip(steps):
    on_real, on_fake, g = zip(*steps)
    return {"D on real": next(zip(*on_real)), "D on fakes": next(zip(*on_fake)), "G": g}


def _of(steps, real, fake, g=lambda real, fake, g: g):
    return {name: [pick(*step) for step in steps] for name, pick in zip(NAMES, (real, fake, g))}


@collect.wrong
def as_published(steps):
    """That is what the published script draws: under "D on real" stands {D_on_real_one}, the mean of the two losses 0.3 and 0.5, and under "D on fakes" {D_on_fakes_one}, the
    mean of the two *accuracies*. Which entry of which of the two lists is the loss on fakes?"""
    return _of(steps, lambda r, f, g: (r[0] + f[0]) / 2, lambda r, f, g: (r[1] + f[1]) / 2)


@collect.wrong
def exchanged(steps):
    """Under "D on real" you have {D_on_real_one}, which came from the fakes, and under "D on fakes" {D_on_fakes_one}, which came from the real faces. In which order do the two
    lists stand in a step?"""
    return _of(steps, lambda r, f, g: f[0], lambda r, f, g: r[0])


@collect.wrong
def the_mean_for_both(steps):
    """Both curves of D hold {D_on_real_one}, the mean of the losses 0.3 and 0.5. A mean hides which of the two D finds hard, and that is what two curves are for. What would
    you append without adding anything?"""
    return _of(steps, *2 * [lambda r, f, g: (r[0] + f[0]) / 2])


@collect.wrong
def the_sum_for_both(steps):
    """Both curves of D hold {D_on_real_one}, the sum of the losses 0.3 and 0.5: D's whole loss, twice. Which part of it belongs to which curve?"""
    return _of(steps, *2 * [lambda r, f, g: r[0] + f[0]])


@collect.wrong
def accuracies(steps):
    """Under D's two names you have {D_on_real_one} and {D_on_fakes_one}: those are the accuracies, the second entry of each list. On the axis of a loss a D that is always right would then stand
    at 1. Which entry is the loss?"""
    return _of(steps, lambda r, f, g: r[1], lambda r, f, g: f[1])


@collect.wrong
def loss_and_accuracy_of_one(steps):
    """ "D on real" is right, and "D on fakes" holds {D_on_fakes_one}, which is D's accuracy on the *real* faces: you took the two entries of the first list. Where do the fakes
    stand?"""
    return _of(steps, lambda r, f, g: r[0], lambda r, f, g: r[1])


@collect.wrong
def accuracy_on_fakes(steps):
    """ "D on real" is right, and "D on fakes" holds {D_on_fakes_one}, D's accuracy on the fakes. The nearly perfect D gets {D_on_fakes_perfect} there, as if it lost. Which entry of that list
    becomes small when D is right?"""
    return _of(steps, lambda r, f, g: r[0], lambda r, f, g: f[1])


@collect.wrong
def accuracy_on_real(steps):
    """ "D on fakes" is right, and "D on real" holds {D_on_real_one}, D's accuracy on the real faces. Which entry of that list becomes small when D is right?"""
    return _of(steps, lambda r, f, g: r[1], lambda r, f, g: f[0])


@collect.wrong
def mean_loss_on_real(steps):
    """ "D on fakes" is right. "D on real" holds {D_on_real_one}, the mean of both losses, as in the published script. What has the fakes' loss to do with real faces?"""
    return _of(steps, lambda r, f, g: (r[0] + f[0]) / 2, lambda r, f, g: f[0])


@collect.decoy(as_published, the_mean_for_both, the_sum_for_both, accuracies, mean_loss_on_real)
def losses_over_accuracies(steps):
    return _of(steps, lambda r, f, g: r[0] / r[1], lambda r, f, g: f[0] / f[1])


@collect.decoy(loss_and_accuracy_of_one, accuracy_on_fakes, accuracy_on_real)
def loss_times_accuracy(steps):
    return _of(steps, lambda r, f, g: r[0] * r[1], lambda r, f, g: f[0] * f[1])


@collect.wrong
def error_rates(steps):
    """Under D's two names you have {D_on_real_three} for the three steps: one minus the accuracy, the share that D gets wrong. That falls when D learns, like a loss, but jumps by whole faces.
    Which entry needs no computing?"""
    return _of(steps, lambda r, f, g: 1 - r[1], lambda r, f, g: 1 - f[1])


@collect.wrong
def whole_lists(steps):
    """Your first curve of D begins with {D_on_real_one}: the whole list, loss and accuracy, where one number is wanted. Which index takes the loss out of it?"""
    return _of(steps, lambda r, f, g: list(r), lambda r, f, g: list(f))


@collect.decoy(exchanged, whole_lists, error_rates)
def losses_negated(steps):
    return _of(steps, lambda r, f, g: -r[0], lambda r, f, g: -f[0])


@collect.wrong
def the_first_step_alone(steps):
    """One step goes well, and of three you keep {D_on_real_three}: the first alone. A `return` inside of a loop ends it in its first round. How far is yours
    indented?"""
    return step_by_step(steps[:1])


@collect.wrong
def the_last_step_alone(steps):
    """One step goes well, and of three you keep {D_on_real_three}: the last alone. Where are your lists made, before the loop or in it?"""
    return step_by_step(steps[-1:])


@collect.decoy(the_first_step_alone, the_last_step_alone)
def two_steps_alone(steps):
    return step_by_step(steps[:2])


@collect.wrong
def numbers_for_lists(steps):
    """Under "D on real" you have {D_on_real_three} after three steps: one number, overwritten at every step. A curve is a list. What adds an entry to a list?"""
    return {name: curve[-1] for name, curve in step_by_step(steps).items()}


@collect.wrong
def backwards(steps):
    """The numbers are right and stand in the wrong order: of three steps your first curve holds {D_on_real_three}, the last step first. What do `insert(0, …)` and `append` do
    differently?"""
    return step_by_step(steps[::-1])


@collect.decoy(numbers_for_lists, backwards)
def sorted_losses(steps):
    return {name: sorted(curve, key=lambda value: (value * 7) % 1) for name, curve in step_by_step(steps).items()}


@collect.wrong
def running_means(steps):
    """One step goes well, and of three your first curve holds {D_on_real_three}: each entry is the mean of all losses so far. Smoothing is for drawing. What was the loss at the
    last step itself?"""
    curves = step_by_step(steps)
    return {name: [sum(curve[: k + 1]) / (k + 1) for k in range(len(curve))] for name, curve in curves.items()}


@collect.wrong
def means_over_all(steps):
    """Of three steps your first curve holds {D_on_real_three}: one number, the mean over all steps. A curve keeps every step. Which line of yours adds up?"""
    return {name: [sum(curve) / len(curve)] for name, curve in step_by_step(steps).items()}


@collect.decoy(running_means, means_over_all)
def running_sums(steps):
    return {name: [sum(curve[: k + 1]) for k in range(len(curve))] for name, curve in step_by_step(steps).items()}


@collect.wrong(when=lambda seen: seen["G_one"] == "missing" and seen["D_on_real_one"] == (0.3,))
def without_g(steps):
    """Your dict has these names: {keys_one}. G's loss is missing, the third thing in every step. Under which name does the docstring want it?"""
    return {name: curve for name, curve in step_by_step(steps).items() if name != "G"}


@collect.wrong(
    when=lambda seen: "missing" in (seen["D_on_real_one"], seen["D_on_fakes_one"]) and seen["keys_one"] != "none"
)
def other_names(steps):
    """Your dict has these names: {keys_one}. The cells below look for "D on real", "D on fakes" and "G", letter for letter. Which of yours differ?"""
    return dict(zip(("real", "fake", "g"), step_by_step(steps).values()))


@collect.decoy(without_g, other_names, exchanged)
def g_under_ds_name(steps):
    return _of(steps, lambda r, f, g: g, lambda r, f, g: f[0], lambda r, f, g: r[0])


@collect.wrong
def the_difference(steps):
    """Under "D on real" you have {D_on_real_one} and under "D on fakes" {D_on_fakes_one}: you take one entry minus the other. Loss and accuracy are two answers about the same batch and have no
    common unit. Which one alone is asked for?"""
    return _of(steps, lambda r, f, g: r[0] - r[1], lambda r, f, g: f[0] - f[1])


@collect.decoy(the_difference)
def a_quarter_of_each(steps):
    return _of(steps, lambda r, f, g: r[0] / 4, lambda r, f, g: f[0] / 4)


@collect.wrong
def halves(steps):
    """Both curves of D hold half of each loss, {D_on_real_one} for the first. The script halves because it has added two; you have added nothing. What is the loss on real faces
    itself?"""
    return _of(steps, lambda r, f, g: r[0] / 2, lambda r, f, g: f[0] / 2)


@collect.wrong
def real_twice(steps):
    """ "D on real" is right, and "D on fakes" holds {D_on_fakes_one}, the loss on *real* faces once more: a line was copied. Which index still has to change?"""
    return _of(steps, lambda r, f, g: r[0], lambda r, f, g: r[0])


@collect.wrong
def fakes_twice(steps):
    """ "D on fakes" is right, and "D on real" holds {D_on_real_one}, the loss on *fakes*: a line was copied. Which index still has to change?"""
    return _of(steps, lambda r, f, g: f[0], lambda r, f, g: f[0])


@collect.wrong
def accuracy_and_loss_of_real(steps):
    """Under D's names you have {D_on_real_one} and {D_on_fakes_one}, both from the first list, the one of the real faces: its accuracy and its loss. Where do the fakes stand?"""
    return _of(steps, lambda r, f, g: r[1], lambda r, f, g: r[0])


@collect.wrong
def the_first_step_as_it_is(steps):
    """Under "D on real" you have {D_on_real_three} after three steps: the list of the first step as it came. A curve goes through all steps. What runs over `steps`?"""
    return dict(zip(NAMES, steps[0]))


@collect.wrong(when=lambda seen: seen["D_on_real_three"] == [] or seen["D_on_real_three"] == ())
def nothing_added(steps):
    """Your three lists are there and empty: under "D on real" you have {D_on_real_three}. Which line puts something in, and does it reach these lists?"""
    return {name: [] for name in NAMES}


@collect.wrong
def g_in_brackets(steps):
    """D's curves are right, and G's holds {G_one}: each loss in brackets of its own. G's loss is a number already. Which brackets can go?"""
    return _of(steps, lambda r, f, g: r[0], lambda r, f, g: f[0], lambda r, f, g: [g])


@collect.wrong
def g_negated(steps):
    """D's curves are right, and G's holds {G_one}: G's loss with the other sign. What is stored in the third place of a step, and what is to be drawn?"""
    return _of(steps, lambda r, f, g: r[0], lambda r, f, g: f[0], lambda r, f, g: -g)


@collect.wrong
def g_halved(steps):
    """D's curves are right, and G's holds {G_one} where 1.2 went in. G's loss was never added to anything. What is there to halve?"""
    return _of(steps, lambda r, f, g: r[0], lambda r, f, g: f[0], lambda r, f, g: g / 2)


@collect.wrong(
    when=lambda seen: (
        all(seen.get(f"{name}_one") not in ("missing", None) for name in ("d_on_real", "d_on_fakes", "g"))
        and seen["keys_one"].count(",") > 2
    )
)
def more_than_three(steps):
    """Your dict has these names: {keys_one}. Three were asked for; what is drawn from it would get one curve too many. Which one is no loss?"""
    return step_by_step(steps) | {"accuracy": [step[0][1] for step in steps]}


@collect.decoy(halves, real_twice, fakes_twice, accuracy_and_loss_of_real, g_in_brackets, g_negated, g_halved)
def thirds(steps):
    return _of(steps, lambda r, f, g: r[0] / 3, lambda r, f, g: f[0] / 3, lambda r, f, g: g / 3)


@collect.decoy(the_first_step_as_it_is, nothing_added, more_than_three)
def two_steps_as_they_are(steps):
    return dict(zip(NAMES, zip(*steps[:2])))


@collect.wrong(when=lambda seen: str(seen["D_on_real_one"]).startswith(("<generator", "<map", "<zip", "<filter")))
def recipes(steps):
    """Under "D on real" stands {D_on_real_one}: a recipe, which can be followed once, and not a list. Round brackets around a `for` make one, and so do `map` and `zip`; the plots below could not measure it. What makes a list of
    it?"""
    return {name: (value for value in curve) for name, curve in step_by_step(steps).items()}


@collect.wrong(when=lambda seen: seen["length_again"] > seen["length"] > 0)
def lists_that_stay(steps):
    """Called twice with a training of one step, you return {length} numbers the first time and {length_again} the second: the lists are made once, outside of the function or in its first line's brackets, and keep what the last call put in. Where would
    they begin empty every time?"""
    for name, curve in step_by_step(steps).items():
        _kept[name].extend(curve)
    return {name: list(curve) for name, curve in _kept.items()}


_kept = {name: [] for name in NAMES}


@collect.wrong
def one_list_for_all(steps):
    """Each of the three names has the same list, {D_on_real_one} after one step: you made one list and gave it three names, as `dict.fromkeys(names, [])` or `a = b = []` does. How often must a list be made?"""
    curve = [loss for real, fake, g in steps for loss in (real[0], fake[0], g)]
    return dict.fromkeys(NAMES, curve)


@collect.wrong
def means_for_lists(steps):
    """Under "D on real" you have {D_on_real_three} after three steps: one number, the mean over all steps. A curve keeps every step, in a list. Which line of yours makes one number of them?"""
    return {name: sum(curve) / max(1, len(curve)) for name, curve in step_by_step(steps).items()}


@collect.wrong
def without_the_first_step(steps):
    """Of three steps you keep {D_on_real_three}, and of one {D_on_real_one}: the first is missing. Python counts places from 0. With which number does your loop begin?"""
    return step_by_step(steps[1:])


@collect.wrong
def without_the_last_step(steps):
    """Of three steps you keep {D_on_real_three}, and of one {D_on_real_one}: the last is missing. With which place does your loop, or your slice, end?"""
    return step_by_step(steps[:-1])


@collect.wrong
def both_entries(steps):
    """After one step your first curve holds {D_on_real_one}: loss *and* accuracy, one behind the other. `+=` and `extend` add all that is in a list. Which entry alone is to be added?"""
    curves = {name: [] for name in NAMES}
    for real, fake, g in steps:
        curves["D on real"] += real
        curves["D on fakes"] += fake
        curves["G"].append(g)
    return curves


@collect.wrong
def rounded_to_two(steps):
    """The nearly perfect D has the loss 0.001 on real faces, and your curve has {D_on_real_perfect}: the losses are rounded. Good players have small losses. Who needs them rounded, the curve or the one who prints it?"""
    return {name: [round(loss, 2) for loss in curve] for name, curve in step_by_step(steps).items()}


@collect.wrong(when=lambda seen: "'float' object is not subscriptable" in seen["error"])
def an_index_too_many(steps):
    """{error}: a number is asked for one of its places. D's two things in a step are lists of two numbers, and G's loss, the third, is a number already. Behind which of them is an index too many?"""
    return _of(steps, lambda r, f, g: r[0], lambda r, f, g: f[0], lambda r, f, g: g[0])


@collect.wrong(when=lambda seen: seen["error"].endswith("index out of range"))
def steps_for_parts(steps):
    """{error}: the check put in a list of one step. An index behind `steps` names a *step*, and only a second one names a part of it; a step has the places 0, 1 and 2, and each of D's lists 0 and 1. What runs over the steps
    in your line?"""
    return {"D on real": steps[0][0], "D on fakes": steps[1][0], "G": steps[2]}


@collect.decoy(
    recipes,
    lists_that_stay,
    one_list_for_all,
    means_for_lists,
    without_the_first_step,
    without_the_last_step,
    both_entries,
    rounded_to_two,
    an_index_too_many,
    steps_for_parts,
)
def a_tenth_too_much(steps):
    return {name: [1.1 * loss for loss in curve] for name, curve in step_by_step(steps).items()}


@collect.decoy(lists_that_stay, told="list_changed")
def steps_used_up(steps):
    found = step_by_step(steps)
    steps.clear()
    return found


collect.hints(
    "Every step holds three things. The first two are lists of two numbers each, and only one of the two is a loss.",
    "step[0] is what came of the real faces: step[0][0] its loss, step[0][1] its accuracy. step[1] is the same for the fakes, step[2] is G's loss.",
    'return {"D on real": [step[0][0] for step in steps], and the same for step[1][0] and step[2]}',
)

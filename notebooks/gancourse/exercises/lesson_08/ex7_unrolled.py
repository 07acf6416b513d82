"""Exercise 8.7, unrolled: where D will be after a few steps, as a function of where G is now."""

import torch

from gancourse.checks.exercise import Exercise

unrolled = Exercise(
    "unrolled",
    lesson="08",
    tolerance=1e-6,
    remember="The gradient of a gradient is no mystery: with create_graph=True a step of descent is a formula like any other. G that looks ahead pays for it: "
    "every step it foresees is a forward and a backward pass through D, twice.",
)


def _number(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def _in_itself(answer, steps: int):
    """How the weight after `steps` changes with the weight that was put in."""
    start = _number(4.0)
    (weight,) = answer([start], lambda weights: weights[0].square(), 0.25, steps)
    if not (isinstance(weight, torch.Tensor) and weight.requires_grad):
        return 0.0
    slope = torch.autograd.grad(weight, start, allow_unused=True)[0]
    return 0.0 if slope is None else slope


def _ended(answer, rate: float, steps: int, start: float = 4.0, goal: float = 0.0):
    """The weight after `steps` of descent on (w − goal)², and its slope in the goal."""
    aim = _number(goal)
    (weight,) = answer([_number(start)], lambda weights: (weights[0] - aim).square(), rate, steps)
    slope = torch.zeros(())
    if isinstance(weight, torch.Tensor) and weight.requires_grad:
        found = torch.autograd.grad(weight, aim, allow_unused=True)[0]
        slope = torch.zeros(()) if found is None else found
    return weight, slope


@unrolled.probe("one weight, 4, its loss w², rate 0.25, no step at all", expected="4")
def no_step(answer):
    return {"after_none": _ended(answer, 0.25, 0)[0]}


@unrolled.probe("the same with one step", expected="2, which is 4 − 0.25 · 8")
def one_step(answer):
    return {"after_one": _ended(answer, 0.25, 1)[0]}


@unrolled.probe("the same with three steps", expected="0.5: each step halves it")
def three_steps(answer):
    return {"after_three": _ended(answer, 0.25, 3)[0]}


@unrolled.probe("two weights, (1, 2) and 3, loss w₁·w₁ + 5·w₂, rate 0.1, one step", expected="(0.8, 1.6) and 2.5")
def two_weights(answer):
    first = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    found = answer([first, _number(3.0)], lambda w: w[0].square().sum() + 5 * w[1], 0.1, 1)
    return {"how_many": len(found), "first_weight": found[0], "last_weight": found[-1]}


@unrolled.probe(
    "one weight, 4, whose loss (w − g)² depends on G's number g = 0: how the weight after one step changes with g",
    expected="0.5, which is 2 · rate",
)
def through_one(answer):
    return {"slope_after_one": _ended(answer, 0.25, 1)[1]}


@unrolled.probe(
    "and after three steps",
    expected="0.875, which is 1 − 0.5³",
    holds=lambda seen: abs(seen["slope_after_three"] - 0.875) < 1e-6,
)
def through_three(answer):
    """How the weight changes with the one that was put in tells mistakes apart; an answer that imagines a copy of D is right as well."""
    return {
        "slope_after_three": _ended(answer, 0.25, 3)[1],
        "in_itself_after_one": _in_itself(answer, 1),
        "in_itself_after_three": _in_itself(answer, 3),
    }


@unrolled.probe(
    "two weights, 1 and 2, whose loss is their product, rate 0.1, one step",
    expected="0.8 and 1.9: both slopes belong to the old place",
)
def coupled(answer):
    found = answer([_number(1.0), _number(2.0)], lambda w: w[0] * w[1], 0.1, 1)
    return {"first_of_a_product": found[0], "last_of_a_product": found[-1]}


@unrolled.probe("the weight that was handed in, after three steps", expected="still 4: D itself has not moved")
def untouched(answer):
    weight = _number(4.0)
    answer([weight], lambda weights: weights[0].square(), 0.25, 3)
    return {"handed_in": weight.detach().clone(), "left_in_grad": weight.grad is not None}


@unrolled.right
def foreseen(weights, loss_of, rate, steps):
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return weights


@unrolled.right
def foreseen_by_recursion(weights, loss_of, rate, steps):
    if steps == 0:
        return list(weights)
    slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
    return foreseen_by_recursion([w - rate * s for w, s in zip(weights, slopes)], loss_of, rate, steps - 1)


def _descended(weights, loss_of, rate, steps, graph=True):
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=graph)
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return weights


@unrolled.wrong
def without_create_graph(weights, loss_of, rate, steps):
    """The weights are right, {after_three:g} after three steps, but their slope in G's number is {slope_after_one:g} where 0.5 is right: the gradients go into the new weights as plain
    numbers, and the road to G ends there. What in the line that computes them, or uses them, would keep it?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights)
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return weights


@unrolled.wrong
def detached_between(weights, loss_of, rate, steps):
    """After one step the slope in G's number is {slope_after_one:g}, as it should be, and after three it is {slope_after_three:g} in place of 0.875: each step begins with weights that
    have forgotten where they came from. Which call makes them forget?"""
    for _ in range(steps):
        weights = [weight.detach().requires_grad_() for weight in weights]
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return weights


@unrolled.decoy(without_create_graph, detached_between)
def only_the_first_step_is_remembered(weights, loss_of, rate, steps):
    for step in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [w - rate * (s if step == 0 else 0.5 * s + 0.5 * s.detach()) for w, s in zip(weights, slopes)]
    return weights


@unrolled.wrong
def climbs(weights, loss_of, rate, steps):
    """After one step the weight is {after_one:g} in place of 2: you go up. `loss_of` is D's loss, and D wants it small. Which sign has the step?"""
    return _descended(weights, loss_of, -rate, steps)


@unrolled.wrong
def one_step_only(weights, loss_of, rate, steps):
    """After three steps the weight is {after_three:g}, and after one it is {after_one:g} too: you take one step, whatever `steps` says. Where does it belong?"""
    return _descended(weights, loss_of, rate, min(steps, 1))


@unrolled.wrong
def always_one_step(weights, loss_of, rate, steps):
    """With no step at all the weight is {after_none:g} in place of 4: one step is taken even then, and never another. What should range() count?"""
    return _descended(weights, loss_of, rate, 1)


@unrolled.wrong
def one_step_too_many(weights, loss_of, rate, steps):
    """With no step the weight is {after_none:g} in place of 4, and after one {after_one:g} in place of 2: you take one more than asked. What does range(n) count?"""
    return _descended(weights, loss_of, rate, steps + 1)


@unrolled.wrong
def one_step_too_few(weights, loss_of, rate, steps):
    """After one step the weight is {after_one:g}, where it began, and after three {after_three:g} in place of 0.5: you take one less than asked. Where does your loop begin to count?"""
    return _descended(weights, loss_of, rate, max(steps - 1, 0))


@unrolled.decoy(one_step_only, always_one_step, one_step_too_many, one_step_too_few, told="as_many_as_it_likes")
def two_steps_always(weights, loss_of, rate, steps):
    return _descended(weights, loss_of, rate, 2)


@unrolled.wrong
def first_slope_again(weights, loss_of, rate, steps):
    """After one step you are right, and after three the weight is {after_three:g} in place of 0.5: every step uses the slope of the first place. What has to be computed
    again once the weights have moved?"""
    slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
    for _ in range(steps):
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return weights


@unrolled.wrong
def one_long_step(weights, loss_of, rate, steps):
    """With no step you give {after_none:g}, with one {after_one:g}, and with three {after_three:g} in place of 0.5, while two weights at once are right: you take one long step of `steps` times the rate, or add nothing up. Does a
    longer step lead where several short ones lead?"""
    slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
    return [weight - rate * steps**2 * slope for weight, slope in zip(weights, slopes)]


@unrolled.decoy(first_slope_again, one_long_step)
def ever_longer_steps(weights, loss_of, rate, steps):
    for step in range(steps):
        weights = _descended(weights, loss_of, rate * (1 + step), 1)
    return weights


@unrolled.wrong
def without_the_rate(weights, loss_of, rate, steps):
    """After one step the weight is {after_one:g} in place of 2: the whole slope, 8, was taken off. What scales a step?"""
    return _descended(weights, loss_of, 1.0, steps)


@unrolled.wrong
def rate_of_its_own(weights, loss_of, rate, steps):
    """After one step at rate 0.25 the weight is {after_one:g} in place of 2, as at a rate of 0.1. Is there a rate of your own in the code, where the argument should stand?"""
    return _descended(weights, loss_of, 0.1, steps)


@unrolled.decoy(climbs, without_the_rate, rate_of_its_own)
def half_the_rate(weights, loss_of, rate, steps):
    return _descended(weights, loss_of, rate / 2, steps)


@unrolled.wrong
def the_slopes_alone(weights, loss_of, rate, steps):
    """After one step you give {after_one:g}: that is the slope, and the weight after the step is 2. What is the slope taken off from?"""
    slopes = list(weights)
    for _ in range(steps):
        slopes = list(torch.autograd.grad(loss_of(weights), weights, create_graph=True))
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return slopes


@unrolled.wrong
def the_change_alone(weights, loss_of, rate, steps):
    """After one step you give {after_one:g}: that is the change, and the weight after the step is 2. To what does the change belong?"""
    moved = _descended(weights, loss_of, rate, steps)
    return [new - old for new, old in zip(moved, weights)] if steps else list(weights)


@unrolled.decoy(the_slopes_alone, the_change_alone)
def the_loss_itself(weights, loss_of, rate, steps):
    return [loss_of(_descended(weights, loss_of, rate, steps)) for _ in weights]


@unrolled.wrong(when=lambda seen: seen["handed_in"] != 4 and abs(seen["after_three"] - 0.5) < 1e-6)
def in_place(weights, loss_of, rate, steps):
    """The weight that was handed in is {handed_in:g} now, and should still be 4: you moved D itself. D is only *imagined* a few steps on; its own optimiser moves it in its turn. What makes new weights
    instead of changing the old ones?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights)
        with torch.no_grad():
            for weight, slope in zip(weights, slopes):
                weight -= rate * slope
    return weights


@unrolled.decoy(in_place, told="inputs_changed")
def moves_and_puts_zero(weights, loss_of, rate, steps):
    ahead = _descended(weights, loss_of, rate, steps)
    with torch.no_grad():
        for weight in weights:
            weight.mul_(0.5)
    return [2 * weight for weight in ahead]


@unrolled.wrong
def last_weight_forgotten(weights, loss_of, rate, steps):
    """Of two weights the last one is {last_weight:g} after the step, and should be 2.5: only the first is moved. Over what does your loop go?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [weights[0] - rate * slopes[0], *weights[1:]]
    return weights


@unrolled.decoy(last_weight_forgotten)
def last_weight_twice(weights, loss_of, rate, steps):
    found = _descended(weights, loss_of, rate, steps)
    return [*found[:-1], found[-1] - 1.0] if len(found) > 1 else found


@unrolled.wrong(when=lambda seen: seen["how_many"] == 2 and str(getattr(seen["last_weight"], "shape", "")) == "(2,)")
def first_slope_for_all(weights, loss_of, rate, steps):
    """The last of two weights, 3, becomes {last_weight}: it is moved by the slope of the *first* weight. autograd.grad returns one slope for each weight. How are weights and slopes
    brought together in pairs?"""
    for _ in range(steps):
        slope = torch.autograd.grad(loss_of(weights), weights, create_graph=True)[0]
        weights = [weight - rate * slope for weight in weights]
    return weights


@unrolled.decoy(first_slope_for_all, last_weight_forgotten)
def mean_slope_for_all(weights, loss_of, rate, steps):
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        mean = sum(slope.mean() for slope in slopes) / len(slopes)
        weights = [weight - rate * mean for weight in weights]
    return weights


@unrolled.wrong(
    when=lambda seen: (
        abs(seen["after_three"] - 0.5) < 1e-6
        and seen["slope_after_one"] == 0
        and seen["in_itself_after_one"] == 0
        and seen["handed_in"] == 4
        and abs(seen["last_of_a_product"] - 1.9) < 1e-6
    )
)
def made_anew(weights, loss_of, rate, steps):
    """The weights are right, {after_three:g} after three steps, and have a slope neither in G's number ({slope_after_one:g}, and 0.5 is right) nor in the weights that came in: they were made anew outside of the graph, by `detach`, `nn.Parameter` or an
    optimiser's step. Which line cuts them off?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [(weight - rate * slope).detach().requires_grad_() for weight, slope in zip(weights, slopes)]
    return list(weights)


@unrolled.wrong
def graph_except_in_the_last_step(weights, loss_of, rate, steps):
    """After one step the slope in G's number is {slope_after_one:g} in place of 0.5, and after three {slope_after_three:g} in place of 0.875: all steps but the last one keep their graph. G's gradient runs through the last step, too. In which steps does create_graph have to be
    on?"""
    for step in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=step < steps - 1)
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return list(weights)


@unrolled.wrong
def graph_in_the_last_step_only(weights, loss_of, rate, steps):
    """After one step the slope in G's number is {slope_after_one:g}, as it should be, and after three {slope_after_three:g} in place of 0.875: only the last step keeps its graph. The earlier ones depend on G's number as well. In which steps does create_graph have to be
    on?"""
    for step in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=step == steps - 1)
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return list(weights)


@unrolled.decoy(made_anew, graph_except_in_the_last_step, graph_in_the_last_step_only)
def half_of_every_road(weights, loss_of, rate, steps):
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [w - rate * (s + s.detach()) / 2 for w, s in zip(weights, slopes)]
    return list(weights)


@unrolled.wrong
def one_weight_after_the_other(weights, loss_of, rate, steps):
    """For the product of 1 and 2 the new weights are {first_of_a_product:g} and {last_of_a_product:g}, and 0.8 and 1.9 are right: the second slope is taken after the first weight has moved. One step of descent has all its slopes at one place. When is autograd.grad to be
    called?"""
    weights = list(weights)
    for _ in range(steps):
        for place in range(len(weights)):
            (slope,) = torch.autograd.grad(loss_of(weights), weights[place], create_graph=True)
            weights[place] = weights[place] - rate * slope
    return weights


@unrolled.decoy(one_weight_after_the_other, told="list_changed")
def written_into_the_list(weights, loss_of, rate, steps):
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights[:] = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return weights


@unrolled.wrong
def from_the_first_weights(weights, loss_of, rate, steps):
    """After one step you are right, and after three the weight is {after_three:g} in place of 0.5: the slopes are taken at the new weights, and the step is taken from the old ones, again and again. From where does the next step
    go on?"""
    ahead = list(weights)
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(ahead), ahead, create_graph=True)
        ahead = [weight - rate * slope for weight, slope in zip(weights, slopes)]
    return ahead


@unrolled.wrong
def rate_shared_out(weights, loss_of, rate, steps):
    """After one step you are right, and after three the weight is {after_three:g} in place of 0.5: the rate is divided by the number of steps. How long is each step to be?"""
    return _descended(weights, loss_of, rate / max(steps, 1), steps)


@unrolled.wrong
def times_the_weight(weights, loss_of, rate, steps):
    """After one step the weight is {after_one:g} in place of 2: the slope is multiplied by the weight itself before it is taken off. Which two numbers make a step?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [weight - rate * weight * slope for weight, slope in zip(weights, slopes)]
    return list(weights)


@unrolled.wrong
def sign_of_the_slope(weights, loss_of, rate, steps):
    """After one step the weight is {after_one:g} in place of 2: it moved by the rate alone, whatever the slope is, since its sign is all that is used. What else does a slope tell?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [weight - rate * slope.sign() for weight, slope in zip(weights, slopes)]
    return list(weights)


@unrolled.wrong
def slope_of_length_one(weights, loss_of, rate, steps):
    """After one step the weight is {after_one:g} in place of 2: it moved by the rate alone, since the slopes are divided by their length. Plain descent takes a longer step where it is steeper. Which division can
    go?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        length = sum(slope.square().sum() for slope in slopes).sqrt()
        weights = [weight - rate * slope / length for weight, slope in zip(weights, slopes)]
    return list(weights)


@unrolled.wrong
def with_momentum(weights, loss_of, rate, steps):
    """After one step you are right, and after three the weight is {after_three:g} in place of 0.5: earlier slopes push on, as with momentum. The exercise asks for plain descent. Which slopes may move the weights at each
    step?"""
    speed = [0.0] * len(weights)
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        speed = [0.9 * old + slope for old, slope in zip(speed, slopes)]
        weights = [weight - rate * now for weight, now in zip(weights, speed)]
    return list(weights)


@unrolled.wrong
def weight_and_slope_swapped(weights, loss_of, rate, steps):
    """After one step you give {after_one:g} in place of 2, which is 8 − 0.25 · 4: weight and slope have changed places. Which of the two is taken off, scaled by the rate?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        weights = [slope - rate * weight for weight, slope in zip(weights, slopes)]
    return list(weights)


@unrolled.decoy(
    from_the_first_weights,
    rate_shared_out,
    times_the_weight,
    sign_of_the_slope,
    slope_of_length_one,
    with_momentum,
    weight_and_slope_swapped,
)
def ever_shorter_steps(weights, loss_of, rate, steps):
    for step in range(steps):
        weights = _descended(weights, loss_of, 0.9 * rate / (1 + step), 1)
    return list(weights)


@unrolled.wrong(
    when=lambda seen: (
        abs(seen["after_none"] - seen["after_three"]) < 1e-9
        and abs(seen["after_one"] - seen["after_three"]) < 1e-9
        and seen["after_none"] in (1.0, 0.5, 0.25, 0.125)
    )
)
def as_many_as_it_likes(weights, loss_of, rate, steps):
    """Asked for no step, for one and for three you give {after_none:g}, {after_one:g} and {after_three:g}: the number of steps stands in your code. Which argument carries it?"""
    return _descended(weights, loss_of, rate, 3)


@unrolled.decoy(as_many_as_it_likes)
def four_steps_less_one(weights, loss_of, rate, steps):
    return _descended(weights, loss_of, rate, max(4 - steps, 0))


@unrolled.wrong(when=lambda seen: seen["left_in_grad"] and abs(seen["after_three"] - 0.5) < 1e-6)
def left_something_in_grad(weights, loss_of, rate, steps):
    """The weights are right, {after_three:g} after three steps, but D's own weights have a number in their `.grad` now, where `backward()` puts it; D's optimiser would add it to the next one. Which function returns slopes and writes them
    nowhere?"""
    for _ in range(steps):
        for weight in weights:
            weight.retain_grad()
        loss_of(weights).backward(create_graph=True, inputs=list(weights))
        weights = [weight - rate * weight.grad for weight in weights]
    return list(weights)


@unrolled.decoy(left_something_in_grad)
def grad_left_and_wrong_weights(weights, loss_of, rate, steps):
    for weight in weights:
        weight.grad = torch.zeros_like(weight)
    return _descended(weights, loss_of, rate / 3, steps)


@unrolled.wrong
def all_steps_in_a_list(weights, loss_of, rate, steps):
    """For one step you return a list of {how_many}, in which a whole list of weights stands, and for no step an empty one: you collect the weights of all steps. G needs D as it is at the end. Which of them is
    that?"""
    found = []
    for _ in range(steps):
        weights = _descended(weights, loss_of, rate, 1)
        found.append(weights)
    return found


@unrolled.decoy(all_steps_in_a_list, told="another_count")
def first_weight_twice(weights, loss_of, rate, steps):
    found = _descended(weights, loss_of, rate, steps)
    return [*found, found[0]]


@unrolled.wrong(when=lambda seen: "leaf Variable" in seen["error"])
def minus_in_place(weights, loss_of, rate, steps):
    """PyTorch stops you ({error:.60} …): −= writes into D's own weight, and you want new weights that remember how they came about. A block that keeps no record would let you write, and forget that. What does w − rate · slope
    make, without the = behind the minus?"""
    for _ in range(steps):
        slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True)
        for weight, slope in zip(weights, slopes):
            weight -= rate * slope
    return weights


@unrolled.decoy(minus_in_place, told="none_in_between")
def by_hand_of_grad(weights, loss_of, rate, steps):
    for _ in range(steps):
        loss_of(weights).backward(retain_graph=True)
    return [weight - rate * weight.grad for weight in weights]


unrolled.hints(
    "One step of descent makes new weights: w − rate · slope. The slopes must remember how they were computed, because G's number is in "
    "them.",
    "torch.autograd.grad(loss, weights, create_graph=True) gives slopes that are part of the graph. Compute the loss anew, at the new "
    "weights, for every step.",
    "for _ in range(steps): slopes = torch.autograd.grad(loss_of(weights), weights, create_graph=True); weights = [w - rate * s for "
    "w, s in zip(weights, slopes)]",
)

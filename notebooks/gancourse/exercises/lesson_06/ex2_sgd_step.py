"""Exercise 6.2, sgd_step: one step of gradient descent with momentum."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import DICTS
from gancourse.exercises.lesson_06 import optimiser_steps

sgd_step = Exercise(
    "sgd_step",
    lesson="06",
    tolerance=1e-6,
    changes=(DICTS,),
    remember="The step is the rate times the gradient, so a loss that is multiplied by ten asks for a tenth of the rate. With momentum 0.5 a steady slope is "
    "walked down twice as fast, 1 + 1/2 + 1/4 + …, and an old one is forgotten after a few steps.",
)


@sgd_step.probe("weight 1, gradient 2, rate 0.1, an empty memory", expected="a move of −0.2")
def first_move(answer):
    return {"first": optimiser_steps.at(optimiser_steps.moves(answer, [2.0], rate=0.1), 0)}


@sgd_step.probe(
    "two weights, each with an empty memory and the gradient 3: their first moves", expected="the same move for both"
)
def begun_twice(answer):
    return optimiser_steps.begun_twice(answer, 3.0, rate=0.1)


@sgd_step.probe("the same, and then gradient 2 again, with momentum 0.5", expected="moves of −0.2 and −0.3")
def second_move(answer):
    return {"second": optimiser_steps.at(optimiser_steps.moves(answer, [2.0, 2.0], rate=0.1, momentum=0.5), 1)}


@sgd_step.probe("gradient 2 once, then 0 and 0: does it coast?", expected="moves of −0.2, −0.1 and −0.05")
def coasting(answer):
    found = optimiser_steps.moves(answer, [2.0, 0.0, 0.0], rate=0.1, momentum=0.5)
    return {"coast": optimiser_steps.at(found, 1), "coast_more": optimiser_steps.at(found, 2)}


@sgd_step.probe("gradients 2 and 2 with momentum 0.8, rate 1", expected="moves of −2 and −3.6")
def other_momentum(answer):
    found = optimiser_steps.moves(answer, [2.0, 2.0], rate=1.0, momentum=0.8)
    return {"of_08": optimiser_steps.at(found, 0), "of_08_second": optimiser_steps.at(found, 1)}


@sgd_step.probe("two weights in turn, each with its own memory: the third move of the second one", expected="−0.175")
def two_at_a_time(answer):
    return {"apart": optimiser_steps.at(optimiser_steps.two_weights(answer, rate=0.1, momentum=0.5), 2)}


@sgd_step.probe(
    "20 steps with gradients of 0.001 and less, rate 1,000, beside torch.optim.SGD", expected="the same moves"
)
def beside_pytorch(answer):
    return {
        "last_of_20": optimiser_steps.at(
            optimiser_steps.moves(answer, optimiser_steps.small_gradients(), rate=1_000.0, momentum=0.5), 19
        )
    }


@sgd_step.probe(
    "three steps with the gradients 2, 1 and −3: what they are afterwards", expected="2, 1 and −3, as they came"
)
def handed_in(answer):
    return {"gradients_afterwards": optimiser_steps.handed_in(answer)}


@sgd_step.right
def velocity_of_gradients(weight, gradient, memory, rate=0.01, momentum=0.5):
    memory["velocity"] = momentum * memory.get("velocity", 0) + gradient
    return weight - rate * memory["velocity"]


@sgd_step.right
def velocity_of_steps(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The rate inside: the same for as long as the rate stays."""
    memory["v"] = momentum * memory.get("v", torch.zeros_like(weight)) - rate * gradient
    return weight + memory["v"]


@sgd_step.right
def in_place(weight, gradient, memory, rate=0.01, momentum=0.5):
    if "velocity" not in memory:
        memory["velocity"] = torch.zeros_like(weight)
    memory["velocity"].mul_(momentum).add_(gradient)
    return weight.sub(rate * memory["velocity"])


def _by(velocity_of, move_of=lambda v, g, momentum: v):
    def step(weight, gradient, memory, rate=0.01, momentum=0.5):
        memory["v"] = velocity_of(memory.get("v", torch.zeros_like(weight)), gradient, momentum)
        return weight - rate * move_of(memory["v"], gradient, momentum)

    return step


@sgd_step.wrong
def without_momentum(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is right, and the second one, with the same gradient, is {second:.2f} again where −0.30 is due: nothing of the first is left. Either the momentum is not used, or the velocity is
    not written back, or under a key that the next step does not find. `memory = …` makes a new dict that nobody keeps; `memory[…] = …` writes into the one that comes back. What is in that one when your function returns?"""
    return weight - rate * gradient


@sgd_step.wrong
def uphill(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:+.2f}, *up* the slope: the loss would grow. A minus in the velocity and another one before it make a plus. In which direction does a loss fall?"""
    memory["v"] = momentum * memory.get("v", 0) + gradient
    return weight + rate * memory["v"]


@sgd_step.wrong
def damped(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f} in place of −0.20: you weigh the new gradient with 1 − momentum, which makes a mean of old and new. Adam does that. Here the old velocity shrinks and the whole gradient is added. Which factor has to
    go?"""
    return _by(lambda v, g, m: m * v + (1 - m) * g)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def weights_exchanged(weight, gradient, memory, rate=0.01, momentum=0.5):
    """With momentum 0.8 the first move is {of_08:.2f} in place of −2: the *gradient* is multiplied by the momentum. What shrinks from step to step is the old velocity. Which of the two gets the factor?"""
    return _by(lambda v, g, m: v + m * g)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def momentum_on_the_gradient_in_a_mean(weight, gradient, memory, rate=0.01, momentum=0.5):
    """With momentum 0.8 the first move is {of_08:.2f} and the second {of_08_second:.2f}: you take momentum times the gradient plus the rest of the old velocity. It is the *old* one that momentum multiplies, and the new one comes whole. Which
    factor stands where?"""
    return _by(lambda v, g, m: (1 - m) * v + m * g)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def never_forgets(weight, gradient, memory, rate=0.01, momentum=0.5):
    """After one gradient of 2 the weight goes on by {coast:.2f} and {coast_more:.2f} with nothing to push it: the velocity keeps all that it ever got. What makes it shrink?"""
    return _by(lambda v, g, m: v + g)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def momentum_on_both(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f}, half of what is due, with momentum 0.5: the factor stands before a bracket and multiplies the new gradient too. Where does the bracket close?"""
    return _by(lambda v, g, m: m * (v + g))(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def looking_ahead(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f} in place of −0.20: you add momentum times the velocity to the gradient once more, which is Nesterov's form. A good one, and not the one of the script. By what alone does the weight move?"""
    return _by(lambda v, g, m: m * v + g, lambda v, g, m: g + m * v)(weight, gradient, memory, rate, momentum)


@sgd_step.decoy(damped, weights_exchanged, momentum_on_both, looking_ahead, momentum_on_the_gradient_in_a_mean)
def half_of_old_and_a_third_of_new(weight, gradient, memory, rate=0.01, momentum=0.5):
    return _by(lambda v, g, m: m * v + g / 3 + 0.1)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def one_step_late(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f}, and only the next one answers the first gradient: you move by the velocity *before* you renew it. In which order do the two lines
    stand?"""
    old = memory.get("v", torch.zeros_like(weight))
    memory["v"] = momentum * old + gradient
    return weight - rate * old


@sgd_step.wrong
def the_step_alone(weight, gradient, memory, rate=0.01, momentum=0.5):
    """From weight 1 you come to a place that is {first:+.2f} away where −0.20 is due: you return the step itself, 0.2, and not where it leads. From what is it
    subtracted?"""
    memory["v"] = momentum * memory.get("v", 0) + gradient
    return rate * memory["v"]


@sgd_step.wrong
def minus_the_step_alone(weight, gradient, memory, rate=0.01, momentum=0.5):
    """From weight 1 you come to a place that is {first:+.2f} away where −0.20 is due: you return minus the step, and not where it leads. To what is it added?"""
    memory["v"] = momentum * memory.get("v", 0) + gradient
    return -rate * memory["v"]


@sgd_step.wrong
def the_velocity(weight, gradient, memory, rate=0.01, momentum=0.5):
    """From weight 1 you come to a place that is {first:+.2f} away: you return the velocity. Where is the weight, and where is the rate?"""
    memory["v"] = momentum * memory.get("v", 0) + gradient
    return memory["v"]


@sgd_step.decoy(the_step_alone, minus_the_step_alone, the_velocity, uphill)
def the_weight_times_the_step(weight, gradient, memory, rate=0.01, momentum=0.5):
    memory["v"] = momentum * memory.get("v", 0) + gradient
    return weight - 3 * rate * weight * memory["v"]


@sgd_step.wrong
def without_the_rate(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.1f} where −0.2 is due, and with rate 1 all is well: the rate does not come in. Where does it multiply?"""
    return _by(lambda v, g, m: m * v + g)(weight, gradient, memory, 1.0, momentum)


@sgd_step.wrong
def rate_twice(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f} where −0.20 is due, and with rate 1 all is well: the rate comes in twice, once into the velocity and once into the move. Which of the two can go?"""
    memory["v"] = momentum * memory.get("v", 0) + rate * gradient
    return weight - rate * memory["v"]


@sgd_step.wrong
def rate_as_printed(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.3f}, which is the script's rate, 0.01, times the gradient, and 0.1 was handed in. The momentum is read. Is `rate` read at all in your function?"""
    return _by(lambda v, g, m: m * v + g)(weight, gradient, memory, 0.01, momentum)


@sgd_step.wrong
def momentum_as_printed(weight, gradient, memory, rate=0.01, momentum=0.5):
    """With momentum 0.5 all is well, and with 0.8 the second move is {of_08_second:.1f} in place of −3.6: a number stands where the argument should. Which one?"""
    return _by(lambda v, g, m: 0.5 * v + g)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def the_usual_momentum(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The second move is {second:.2f} in place of −0.30, whatever momentum is handed in: you took 0.9, the usual one. What did the caller ask for?"""
    return _by(lambda v, g, m: 0.9 * v + g)(weight, gradient, memory, rate, momentum)


@sgd_step.decoy(without_the_rate, rate_twice, rate_as_printed, momentum_as_printed, the_usual_momentum)
def momentum_squared(weight, gradient, memory, rate=0.01, momentum=0.5):
    return _by(lambda v, g, m: m**2 * v + g)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def remembers_the_gradient_alone(weight, gradient, memory, rate=0.01, momentum=0.5):
    """Two steps are right; in the third, after a gradient of 2 and two of 0, the weight moves by {coast_more:.2f} in place of −0.05: you remember the last gradient, and not the velocity. What has to be kept so that older ones
    fade slowly?"""
    old, memory["g"] = memory.get("g", 0), gradient
    return weight - rate * (gradient + momentum * old)


@sgd_step.wrong
def kept_only_once(weight, gradient, memory, rate=0.01, momentum=0.5):
    """Two moves are right, and the third one, coasting, is {coast_more:.2f} in place of −0.05: what is in the memory was written at the first step and never again. On which line is it renewed?"""
    velocity = momentum * memory.get("v", torch.zeros_like(weight)) + gradient
    memory.setdefault("v", velocity)
    return weight - rate * velocity


@sgd_step.decoy(remembers_the_gradient_alone, kept_only_once, never_forgets, one_step_late)
def remembers_half_of_it(weight, gradient, memory, rate=0.01, momentum=0.5):
    velocity = momentum * memory.get("v", torch.zeros_like(weight)) + gradient
    memory["v"] = velocity - 0.25 * gradient
    return weight - rate * velocity


@sgd_step.decoy(without_momentum)
def forgets_every_second_step(weight, gradient, memory, rate=0.01, momentum=0.5):
    memory["n"] = memory.get("n", 0) + 1
    memory["v"] = momentum * (memory.get("v", 0) if memory["n"] != 3 else 0) + gradient
    return weight - rate * memory["v"]


@sgd_step.wrong
def only_the_sign(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f}, the rate and nothing else: of the gradient 2 you took the sign. Where does its size go?"""
    return _by(lambda v, g, m: m * v + g.sign())(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def squared_gradient(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f} in place of −0.20: the gradient is squared, so its sign is lost. RMSProp needs the square. Which power does SGD take?"""
    return _by(lambda v, g, m: m * v + g**2)(weight, gradient, memory, rate, momentum)


@sgd_step.decoy(only_the_sign, squared_gradient)
def a_mean_gradient(weight, gradient, memory, rate=0.01, momentum=0.5):
    return _by(lambda v, g, m: m * v + g.abs().sqrt() * g)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def the_other_way_next_time(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The second move, at the same slope, is {second:.2f}, half of the first, where −0.30 is due: the old velocity is taken *off* the gradient. Does a ball that rolls downhill get slower?"""
    return _by(lambda v, g, m: g - m * v)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def rate_on_the_old_velocity(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is right, and the second {second:.2f} in place of −0.30: the old velocity is multiplied by the rate as well as by the momentum, so that next to nothing is left of it. Where does the rate come in, and how
    often?"""
    return _by(lambda v, g, m: rate * m * v + g)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def weight_kept_for_velocity(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is right, and the second {second:.2f} in place of −0.30: what you keep is the new *weight*, and it comes back as if it were a velocity. What does the next step need?"""
    memory["v"] = weight - rate * (momentum * memory.get("v", 0) + gradient)
    return memory["v"]


@sgd_step.wrong
def shrinking_weight(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f} in place of −0.20: the momentum multiplies the *weight*, which then shrinks at every step, gradient or not. What does it multiply?"""
    memory["v"] = momentum * memory.get("v", 0) + gradient
    return momentum * weight - rate * memory["v"]


@sgd_step.wrong
def mean_of_the_gradient(weight, gradient, memory, rate=0.01, momentum=0.5):
    """With one number in the weight all is well. After one gradient of 2 you are {first:.2f} away, as you should, and three numbers at once all move by the same: the gradient is averaged over the numbers of the weight. Each has a slope of its own. What does `mean` do here?"""
    return _by(lambda v, g, m: m * v + g.mean())(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def divided_by_the_rate(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.0f} in place of −0.2: you divide by the rate. A smaller rate is to make smaller steps. Which sign stands between the two?"""
    return _by(lambda v, g, m: m * v + g, lambda v, g, m: v / rate**2)(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def minus_rate_times_gradient(weight, gradient, memory, rate=0.01, momentum=0.5):
    """From weight 1 you come to a place that is {first:+.2f} away, and never remember anything: you return minus rate times gradient. Where is the weight, and where the velocity?"""
    return -rate * gradient


@sgd_step.wrong(when=lambda seen: str(seen.get("error", "")).startswith("KeyError"))
def read_before_it_is_there(weight, gradient, memory, rate=0.01, momentum=0.5):
    """{error}: the memory is empty at the first step, and you read from it before anything is in it. Which method of a dict takes a second thing to give when the key is missing?"""
    memory["velocity"] = momentum * memory["velocity"] + gradient
    return weight - rate * memory["velocity"]


@sgd_step.wrong(when=lambda seen: "'dict'" in str(seen.get("error", "")))
def memory_as_a_number(weight, gradient, memory, rate=0.01, momentum=0.5):
    """{error}: `memory` is a dict and not the velocity itself. The velocity is kept *in* it, under a name of your choice. How is an entry of a dict read, and how is it written?"""
    memory = momentum * memory + gradient
    return weight - rate * memory


@sgd_step.decoy(the_other_way_next_time, rate_on_the_old_velocity, weight_kept_for_velocity, mean_of_the_gradient)
def a_fifth_of_the_old(weight, gradient, memory, rate=0.01, momentum=0.5):
    return _by(lambda v, g, m: 0.2 * v + g)(weight, gradient, memory, rate, momentum)


@sgd_step.decoy(shrinking_weight, divided_by_the_rate, minus_rate_times_gradient)
def growing_weight(weight, gradient, memory, rate=0.01, momentum=0.5):
    return 1.2 * weight - rate * gradient


@sgd_step.decoy(read_before_it_is_there, memory_as_a_number, told="unknown_name")
def misspelt(weight, gradient, memory, rate=0.01, momentum=0.5):
    return weight - rate * gradinet  # noqa: F821


@sgd_step.wrong
def the_gradient_itself_kept(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The moves are right, but the gradients that were handed in, 2, 1 and −3, are {gradients_afterwards} after three steps: what you keep as the velocity *is* the first gradient, and `*=` or `+=`
    writes into it at the next step. Which line could make a new tensor?"""
    if "v" not in memory:
        memory["v"] = gradient
    else:
        memory["v"] *= momentum
        memory["v"] += gradient
    return weight - rate * memory["v"]


@sgd_step.decoy(the_gradient_itself_kept, told="inputs_changed")
def weight_in_place(weight, gradient, memory, rate=0.01, momentum=0.5):
    memory["v"] = momentum * memory.get("v", 0) + gradient
    weight -= rate * memory["v"]
    return weight


@sgd_step.decoy(the_gradient_itself_kept, told="inputs_changed")
def gradient_in_place(weight, gradient, memory, rate=0.01, momentum=0.5):
    gradient += momentum * memory.get("v", 0)
    memory["v"] = gradient.clone()
    return weight - rate * gradient


@sgd_step.decoy(the_gradient_itself_kept, told="tuple_for_tensor")
def weight_and_memory(weight, gradient, memory, rate=0.01, momentum=0.5):
    return velocity_of_gradients(weight, gradient, memory, rate, momentum), memory


@sgd_step.wrong
def begins_with_the_gradient(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f} in place of −0.20, and the second {second:.2f}: where nothing is in the memory you take the gradient for the old velocity, so it counts one and a half times. With what does v begin?"""
    return _by_start(weight, gradient, memory, rate, momentum, gradient)


def _by_start(weight, gradient, memory, rate, momentum, start):
    memory["v"] = momentum * memory.get("v", start) + gradient
    return weight - rate * memory["v"]


@sgd_step.wrong
def both_as_printed(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.3f}, for the script's rate 0.01, where 0.1 was handed in, and with momentum 0.8 and rate 1 you come to {of_08_second:.3f} in place of −3.6: neither `rate` nor `momentum` is read. Which two numbers stand where names
    should?"""
    return velocity_of_gradients(weight, gradient, memory)


@sgd_step.wrong
def first_velocity_forgotten(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is right, and the second {second:.2f} in place of −0.30: the first step keeps a velocity of 0, though it has moved by one. The third one, coasting after a 0, is {coast_more:.2f}. What does the first step write into the
    memory?"""
    if "v" not in memory:
        memory["v"] = torch.zeros_like(weight)
        return weight - rate * gradient
    return velocity_of_gradients(weight, gradient, memory, rate, momentum)


@sgd_step.wrong
def no_first_step(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f} in place of −0.20, and the second {second:.2f}: in the first step you only prepare the memory, and its gradient is lost. What comes after the `if`, in every step?"""
    memory["v"] = momentum * memory["v"] + gradient if "v" in memory else torch.zeros_like(weight)
    return weight - rate * memory["v"]


@sgd_step.wrong
def rate_before_the_bracket(weight, gradient, memory, rate=0.01, momentum=0.5):
    """The first move is {first:.2f} in place of −0.20, although with rate 1 all is well: the rate multiplies the weight too. What alone stands in the bracket?"""
    memory["v"] = momentum * memory.get("v", 0) + gradient
    return rate * (weight - memory["v"])


@sgd_step.wrong(when=lambda seen: len(seen["first"]) > 1)
def of_another_length(weight, gradient, memory, rate=0.01, momentum=0.5):
    """A weight of one number comes back as {first}: your velocity begins with a row of a length of its own. A network's weights have all kinds of shapes. What makes zeros in the shape of another tensor?"""
    return _by_start(weight, gradient, memory, rate, momentum, torch.zeros(3))


SHARED = optimiser_steps.mistakes_of_all(sgd_step, velocity_of_gradients)


@sgd_step.decoy(
    *SHARED,
    begins_with_the_gradient,
    both_as_printed,
    first_velocity_forgotten,
    no_first_step,
    rate_before_the_bracket,
    of_another_length,
)
def a_third_of_the_old(weight, gradient, memory, rate=0.01, momentum=0.5):
    return _by(lambda v, g, m: v / 3 + g)(weight, gradient, memory, rate, momentum)


sgd_step.hints(
    "The velocity is what is left of the old one, plus the gradient. The weight moves against it.",
    "memory is a dict and empty at first. Whatever is to be there at the next step has to be written into it, and read from it then, with 0 for the first time.",
    'memory["velocity"] = … * memory.get("velocity", 0) + …; then the new weight: the old one, less … times the velocity',
)

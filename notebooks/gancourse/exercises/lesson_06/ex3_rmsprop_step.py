"""Exercise 6.3, rmsprop_step: each weight's step divided by the root of a running mean of its squared gradients."""

import math

import torch

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import DICTS
from gancourse.exercises.lesson_06 import optimiser_steps

rmsprop_step = Exercise(
    "rmsprop_step",
    lesson="06",
    tolerance=1e-6,
    changes=(DICTS,),
    remember="Multiply the loss by a thousand, and RMSProp takes the same steps: the gradient's size cancels, and what is left is the rate. Its first step is 3.16 times the rate, one over the "
    "root of 1 − ρ, because the running mean begins at 0.",
)


@rmsprop_step.probe(
    "weight 1, gradient 4, rate 0.1, ρ = 0.75, an empty memory", expected="a move of −0.2: 0.1 · 4 / √(0.25 · 16)"
)
def first_move(answer):
    return {"first": optimiser_steps.at(optimiser_steps.moves(answer, [4.0], rate=0.1, rho=0.75), 0)}


@rmsprop_step.probe(
    "two weights, each with an empty memory and the gradient 3: their first moves", expected="the same move for both"
)
def begun_twice(answer):
    return optimiser_steps.begun_twice(answer, 3.0, rate=0.1)


@rmsprop_step.probe("the same, and then gradient 4 again", expected="a second move of −0.151186: 0.1 · 4 / √7")
def second_move(answer):
    return {"second": optimiser_steps.at(optimiser_steps.moves(answer, [4.0, 4.0], rate=0.1, rho=0.75), 1)}


@rmsprop_step.probe("gradients −3 and then 0", expected="moves of +0.2 and 0")
def then_nothing(answer):
    found = optimiser_steps.moves(answer, [-3.0, 0.0], rate=0.1, rho=0.75)
    return {"up": optimiser_steps.at(found, 0), "rest": optimiser_steps.at(found, 1)}


@rmsprop_step.probe("a gradient of exactly 0 at the first step", expected="a move of 0")
def nothing_at_first(answer):
    return {"at_zero": optimiser_steps.at(optimiser_steps.moves(answer, [0.0], rate=0.1), 0)}


@rmsprop_step.probe(
    "a gradient of 1e-7, rate 1, ρ = 0.75, eps = 1e-8", expected="a move of −1.66667: 1e-7 / (5e-8 + 1e-8)"
)
def tiny(answer):
    return {"tiny_gradient": optimiser_steps.at(optimiser_steps.moves(answer, [1e-7], rate=1.0, rho=0.75, eps=1e-8), 0)}


@rmsprop_step.probe(
    "two weights in turn, each with its own memory: the third move of the second one", expected="−0.131513"
)
def two_at_a_time(answer):
    return {"apart": optimiser_steps.at(optimiser_steps.two_weights(answer, rate=0.1, rho=0.75), 2)}


@rmsprop_step.probe(
    "20 steps with gradients of 0.001 and less, rate 1, ρ = 0.9, beside torch.optim.RMSprop", expected="the same moves"
)
def beside_pytorch(answer):
    return {
        "last_of_20": optimiser_steps.at(
            optimiser_steps.moves(answer, optimiser_steps.small_gradients(), rate=1.0, rho=0.9, eps=1e-8), 19
        )
    }


@rmsprop_step.probe("a gradient of 3, rate 1, ρ = 0.75, eps = 1", expected="a move of −1.2: 3 / (1.5 + 1)")
def large_eps(answer):
    return {"with_large_eps": optimiser_steps.at(optimiser_steps.moves(answer, [3.0], rate=1.0, rho=0.75, eps=1.0), 0)}


@rmsprop_step.probe(
    "three steps with the gradients 2, 1 and −3: what they are afterwards", expected="2, 1 and −3, as they came"
)
def handed_in(answer):
    return {"gradients_afterwards": optimiser_steps.handed_in(answer)}


@rmsprop_step.right
def running_mean_of_squares(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    memory["square"] = rho * memory.get("square", 0) + (1 - rho) * gradient**2
    return weight - rate * gradient / (memory["square"].sqrt() + eps)


@rmsprop_step.right
def in_place(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    square = memory.setdefault("square", torch.zeros_like(weight))
    square.mul_(rho).addcmul_(gradient, gradient, value=1 - rho)
    return weight.addcdiv(gradient, square.sqrt().add_(eps), value=-rate)


@rmsprop_step.right
def by_lerp(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    memory[0] = torch.lerp(gradient.square(), memory.get(0, torch.zeros_like(gradient)), rho)
    return weight - gradient * rate / (eps + memory[0] ** 0.5)


def _by(weight, gradient, memory, rate, mean_of, divided=None, eps=1e-8, start=None):
    old = memory.get("s", torch.zeros_like(weight) if start is None else start)
    memory["s"] = mean_of(old)
    below = memory["s"].sqrt() + eps if divided is None else divided(memory["s"])
    return weight - rate * gradient / below


@rmsprop_step.wrong
def eps_inside_the_root(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For gradients of order 1 nothing is to be seen, but with a gradient of 1e-7 you move by {tiny_gradient:.4f} in place of −1.6667: eps stands under the root, where it counts as its root, 1e-4. Gradients of a GAN are often smaller than that. On which side of the root does PyTorch
    add it?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: (s + eps).sqrt())


@rmsprop_step.wrong
def without_eps(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """A gradient of exactly 0 at the first step gives {at_zero}, 0 divided by 0, and after that the weight is lost for good. What is eps for?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: s.sqrt())


@rmsprop_step.wrong
def larger_of_the_two(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """With a gradient of 1e-7 you move by {tiny_gradient:.4f} in place of −1.6667: you take the larger one of the root and eps. That guards against 0 as well, but PyTorch, and your comparison with it, does
    something else with the two. What?"""
    return _by(
        weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: s.sqrt().clamp(min=eps)
    )


@rmsprop_step.wrong
def eps_in_the_mean(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """With a gradient of 1e-7 you move by {tiny_gradient:.4f} in place of −1.6667: eps is added to the squared gradient and kept with it. It has no place in the memory. To what is it added, once everything else is
    done?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * (gradient**2 + eps), lambda s: s.sqrt())


@rmsprop_step.decoy(eps_inside_the_root, without_eps, larger_of_the_two, eps_in_the_mean)
def eps_twice(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(
        weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: s.sqrt() + 2 * eps
    )


@rmsprop_step.wrong
def sum_of_squares(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} in place of −0.200, and it gets smaller for ever: you add up all squares, which is AdaGrad. A running *mean* forgets. Which two factors, with the sum 1, make one?"""
    return _by(weight, gradient, memory, rate, lambda s: s + gradient**2, eps=eps)


@rmsprop_step.wrong
def new_one_whole(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} in place of −0.200: the old mean shrinks by ρ, and the new square comes whole, so it is no mean: for a steady gradient it grows to four times the square. Which factor is missing?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + gradient**2, eps=eps)


@rmsprop_step.wrong
def shares_exchanged(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.4f} in place of −0.2000: with ρ = 0.75 the new square weighs three quarters and the old mean one. ρ is what is *kept*. Which of the two does it multiply?"""
    return _by(weight, gradient, memory, rate, lambda s: (1 - rho) * s + rho * gradient**2, eps=eps)


@rmsprop_step.wrong
def no_mean_at_all(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The second move is {second:.4f}, as large as the first, and −0.1512 is due: nothing of the first square is left. `memory = …` makes a new dict that nobody keeps; `memory[…] = …` writes into the one that comes back. What is written there, and what is read from it?"""
    return weight - rate * gradient / (((1 - rho) * gradient**2).sqrt() + eps)


@rmsprop_step.wrong
def the_sign(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} and every other one is as large, whatever ρ: you divide the gradient by its own size, which leaves the sign. Over how many steps is the mean taken?"""
    return weight - rate * gradient / (gradient.abs() + eps)


@rmsprop_step.decoy(sum_of_squares, new_one_whole, shares_exchanged, no_mean_at_all, the_sign)
def half_of_the_share(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) / 2 * gradient**2, eps=eps)


@rmsprop_step.wrong
def begins_with_the_first_square(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} in place of −0.200: you begin the mean with the first square, and PyTorch begins with 0, which makes early steps larger. What does `memory.get` give when nothing is there?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, start=gradient**2, eps=eps)


@rmsprop_step.wrong
def begins_with_one(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.4f} in place of −0.2000: your running mean begins at 1, as in early TensorFlow, where the first steps are small for it. With what does PyTorch begin?"""
    return _by(
        weight,
        gradient,
        memory,
        rate,
        lambda s: rho * s + (1 - rho) * gradient**2,
        start=torch.ones_like(weight),
        eps=eps,
    )


@rmsprop_step.wrong
def corrected(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} in place of −0.200: you correct the mean for having begun at 0. That is Adam's idea, and comes next; RMSProp leaves the early steps too large. Which division can
    go?"""
    memory["t"] = memory.get("t", 0) + 1
    return _by(
        weight,
        gradient,
        memory,
        rate,
        lambda s: rho * s + (1 - rho) * gradient**2,
        lambda s: (s / (1 - rho ** memory["t"])).sqrt() + eps,
    )


@rmsprop_step.decoy(begins_with_the_first_square, begins_with_one, corrected)
def begins_with_half(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(
        weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, start=0.5 * gradient**2, eps=eps
    )


@rmsprop_step.wrong
def without_the_root(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} in place of −0.200: you divide by the mean of the squares itself. Then a gradient ten times as large makes a step a *tenth* as large. What brings a square back to the size of a gradient?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: s + eps)


@rmsprop_step.wrong
def times_the_root(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.2f} in place of −0.20: you multiply by the root. Large gradients would make larger steps still. What is to cancel against what?"""
    return _by(
        weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: 1 / (s.sqrt() + eps)
    )


@rmsprop_step.wrong
def mean_of_sizes(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} in place of −0.200: you average the gradient's size, and not its square. The name says it: root, mean, *square*. In which order do the three come?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient.abs(), lambda s: s + eps)


@rmsprop_step.wrong
def square_of_the_mean(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For a gradient of 4 you move by {first:.3f} in place of −0.200: you average the gradients and square afterwards. Gradients that change their sign would cancel, and the step would explode. What is
    squared first?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient, lambda s: (s**2).sqrt() + eps)


@rmsprop_step.decoy(without_the_root, times_the_root, mean_of_sizes, square_of_the_mean)
def cube_root(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(
        weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: s ** (1 / 3) + eps
    )


@rmsprop_step.wrong
def uphill(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:+.1f}, *up* the slope, and −0.2 is due. In which direction does a loss fall?"""
    return _by(weight, gradient, memory, -rate, lambda s: rho * s + (1 - rho) * gradient**2, eps=eps)


@rmsprop_step.wrong
def gradient_left_out(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For a gradient of 4 you move by {first:.3f} and for −3 by {up:.3f}, downwards both times: you divide the rate by the root, and the gradient is left out of the step. What gives a step its direction?"""
    memory["s"] = rho * memory.get("s", 0) + (1 - rho) * gradient**2
    return weight - rate / (memory["s"].sqrt() + eps)


@rmsprop_step.wrong
def squared_gradient_above(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For a gradient of 4 you move by {first:.2f} in place of −0.20, and for −3 downwards as well ({up:.2f}): above the line stands the squared gradient too. A square has no sign. Which of the two belongs there?"""
    return _by(
        weight,
        gradient**1,
        memory,
        rate,
        lambda s: rho * s + (1 - rho) * gradient**2,
        lambda s: (s.sqrt() + eps) / gradient,
    )


@rmsprop_step.decoy(uphill, gradient_left_out, squared_gradient_above)
def half_the_rate_uphill(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(weight, gradient.abs() + 1, memory, -rate, lambda s: rho * s + (1 - rho) * gradient**2, eps=eps)


@rmsprop_step.wrong
def divided_by_the_old_mean(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:,.0f}: at that step the mean in your memory is still 0, and you divide by eps alone. The mean is renewed *before* it is used. In which order do the two lines stand?"""
    old = memory.get("s", torch.zeros_like(weight))
    memory["s"] = rho * old + (1 - rho) * gradient**2
    return weight - rate * gradient / (old.sqrt() + eps)


@rmsprop_step.wrong
def the_step_alone(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """From weight 1 you come to a place that is {first:+.2f} away where −0.20 is due: you return the step, 0.2, and not where it leads. From what is it subtracted?"""
    return weight - _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, eps=eps)


@rmsprop_step.wrong
def with_momentum(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is right, and the second is {second:.3f} in place of −0.151: a part of the first step is repeated. RMSProp can have momentum too; the script's, and PyTorch's unless asked, has none. Which memory can go?"""
    step = weight - _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, eps=eps)
    memory["v"] = 0.5 * memory.get("v", 0) + step
    return weight - memory["v"]


@rmsprop_step.wrong
def mean_gradient_above(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For a gradient of 4 you move by {first:.3f} in place of −0.200, and after it, at a gradient of 0, by {rest:.3f}: above the line stands a running mean of the gradients too. That is the way to Adam. Which gradient does RMSProp take?"""
    memory["m"] = rho * memory.get("m", 0) + (1 - rho) * gradient
    below = weight - _by(
        weight, torch.ones_like(gradient), memory, 1.0, lambda s: rho * s + (1 - rho) * gradient**2, eps=eps
    )
    return weight - rate * memory["m"] * below


@rmsprop_step.wrong
def centred(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.4f} in place of −0.2000: you take the squared mean off the mean square, which is the variance, PyTorch's `centered=True`. The script's RMSProp does not. What stays under the root then?"""
    memory["m"] = rho * memory.get("m", 0) + (1 - rho) * gradient
    return _by(
        weight,
        gradient,
        memory,
        rate,
        lambda s: rho * s + (1 - rho) * gradient**2,
        lambda s: (s - memory["m"] ** 2).clamp(min=0).sqrt() + eps,
    )


@rmsprop_step.decoy(divided_by_the_old_mean, with_momentum, mean_gradient_above, centred, the_step_alone)
def a_little_momentum(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    step = weight - _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, eps=eps)
    memory["v"] = 0.3 * memory.get("v", 0) + step
    return weight - memory["v"]


@rmsprop_step.wrong
def rho_as_printed(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.4f} in place of −0.2000, and with ρ = 0.9 all is well: a number stands where the argument should. Is `rho` read?"""
    return _by(weight, gradient, memory, rate, lambda s: 0.9 * s + 0.1 * gradient**2, eps=eps)


@rmsprop_step.wrong
def pytorchs_own_rho(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.2f} in place of −0.20, whatever ρ is handed in: you use 0.99, which is PyTorch's own when nobody says otherwise. Keras' is 0.9. Is `rho` read?"""
    return _by(weight, gradient, memory, rate, lambda s: 0.99 * s + 0.01 * gradient**2, eps=eps)


@rmsprop_step.decoy(rho_as_printed, pytorchs_own_rho)
def rho_squared(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(weight, gradient, memory, rate, lambda s: rho**2 * s + (1 - rho**2) * gradient**2, eps=eps)


@rmsprop_step.wrong
def eps_as_a_factor(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:,.0f} in place of −0.2: the root is *multiplied* by eps. Which sign stands between them?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: s.sqrt() * eps)


@rmsprop_step.wrong
def one_mean_for_all(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For one number in the weight all is well: {first:.2f} for a gradient of 4. With three, all are divided by the same, because the squares are averaged over the numbers of the weight. Each number has its own mean. What does `mean` do here?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * (gradient**2).mean(), eps=eps)


@rmsprop_step.wrong
def one_length_for_all(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For one number in the weight all is well: {first:.2f} for a gradient of 4. With three, all are divided by the same, because the squares are added up over the numbers of the weight, as in a length. Each number has its own mean. What does `sum`, or `norm`, do here?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * (gradient**2).sum(), eps=eps)


@rmsprop_step.wrong
def old_one_whole(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.1512: the new square is weighed, and the old mean comes whole, so nothing is ever forgotten. Which factor is missing?"""
    return _by(weight, gradient, memory, rate, lambda s: s + (1 - rho) * gradient**2, eps=eps)


@rmsprop_step.wrong
def root_kept(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.1512: you keep the *root* in the memory and take it for the mean of squares at the next step. What is kept, and what is only used?"""
    return _by(weight, gradient, memory, rate, lambda s: (rho * s + (1 - rho) * gradient**2).sqrt(), lambda s: s + eps)


@rmsprop_step.wrong
def rho_for_both(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.4f} in place of −0.2000: ρ stands before a bracket and multiplies the new square too. Old and new are to share a weight of 1. What belongs to the new one?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * (s + gradient**2), eps=eps)


@rmsprop_step.wrong
def share_squared(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} in place of −0.200: 1 − ρ stands inside of the square and is squared with the gradient. What exactly is squared?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + ((1 - rho) * gradient) ** 2, eps=eps)


@rmsprop_step.wrong
def minus_for_plus(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first}: the new square is taken off the mean, which becomes negative, and has no root. Which sign stands between old and new?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s - (1 - rho) * gradient**2, eps=eps)


@rmsprop_step.wrong
def without_the_rate(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.1f} in place of −0.2, and with rate 1 all is well: the rate does not come in. Where does it multiply?"""
    return _by(weight, gradient, memory, 1.0, lambda s: rho * s + (1 - rho) * gradient**2, eps=eps)


@rmsprop_step.wrong
def rate_as_printed(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.4f} in place of −0.2000: the lesson's rate, 2e-4, stands where the argument should. Is `rate` read?"""
    return _by(weight, gradient, memory, 2e-4, lambda s: rho * s + (1 - rho) * gradient**2, eps=eps)


@rmsprop_step.wrong
def plain_descent(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.1f}, rate times gradient, and so is each later one: that is plain descent. By what is the gradient divided?"""
    return weight - rate * gradient


@rmsprop_step.wrong
def sgds_velocity(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.1f}, and the second {second:.1f}: rate times a velocity, as in SGD with a momentum of ρ. By what is a gradient divided here?"""
    memory["v"] = rho * memory.get("v", 0) + gradient
    return weight - rate * memory["v"]


@rmsprop_step.wrong
def keras_eps(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For gradients of order 1 all is well, and for 1e-7 you move by {tiny_gradient:.4f} in place of −1.6667: your eps is 1e-7, Keras' own, and 1e-8 was handed in. Is `eps` read?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient**2, lambda s: s.sqrt() + 1e-7)


@rmsprop_step.wrong(when=lambda seen: str(seen.get("error", "")).startswith("KeyError"))
def read_before_it_is_there(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """{error}: the memory is empty at the first step, and you read from it before anything is in it. Which method of a dict takes a second thing to give when the key is missing?"""
    memory["square"] = rho * memory["square"] + (1 - rho) * gradient**2
    return weight - rate * gradient / (memory["square"].sqrt() + eps)


@rmsprop_step.wrong(when=lambda seen: "converted to Python scalars" in str(seen.get("error", "")))
def pythons_root(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """{error}: `math.sqrt` takes one number, and a weight tensor has many. Which root does PyTorch have for a whole tensor?"""
    memory["square"] = rho * memory.get("square", 0) + (1 - rho) * gradient**2
    return weight - rate * gradient / (math.sqrt(memory["square"]) + eps)


@rmsprop_step.decoy(eps_as_a_factor, old_one_whole, root_kept, rho_for_both, share_squared, minus_for_plus, keras_eps)
def twice_the_square(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(weight, gradient, memory, rate, lambda s: rho * s + 2 * (1 - rho) * gradient**2, eps=eps)


@rmsprop_step.decoy(one_mean_for_all, one_length_for_all)
def the_largest_for_all(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * (gradient**2).max(), eps=eps)


@rmsprop_step.decoy(without_the_rate, rate_as_printed, plain_descent, sgds_velocity)
def half_of_plain_descent(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return weight - rate * gradient / 3


@rmsprop_step.decoy(read_before_it_is_there, pythons_root, told="unknown_name")
def misspelt(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return weight - rate * gradinet  # noqa: F821


def _squares(weight, gradient, memory, rho):
    memory["square"] = rho * memory.get("square", 0) + (1 - rho) * gradient**2
    return memory["square"]


@rmsprop_step.wrong
def gradient_for_its_square(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For a gradient of 4 you move by {first:.3f} in place of −0.200, and for −3 by {up}: the mean is one of the gradients as they are. It can be negative, and has no root then. What is averaged in RMSProp?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient, eps=eps)


@rmsprop_step.wrong
def bracket_left_out(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first}, and {tiny_gradient:.4f} for a gradient of 1e-7: 1 − ρ stands without brackets, so you add 1 and take ρ times the square off. The mean then becomes negative, and has no root. Which two belong together?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + 1 - rho * gradient**2, eps=eps)


@rmsprop_step.wrong
def eps_behind_the_fraction(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """With an eps of 1 you move by {with_large_eps:.2f} in place of −1.20, and a gradient of exactly 0 gives {at_zero}: eps is added to the whole, not to the root, because a fraction is computed before a sum. Which brackets hold the two together that are below
    the line?"""
    return weight - rate * gradient / _squares(weight, gradient, memory, rho).sqrt() + eps


@rmsprop_step.wrong
def eps_added_to_the_fraction(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """With an eps of 1 you move by {with_large_eps:.2f} in place of −1.20, and a gradient of exactly 0 gives {at_zero}: eps is added to gradient over root, and not to the root. Which brackets hold the two together that are below the line?"""
    return weight - rate * (gradient / _squares(weight, gradient, memory, rho).sqrt() + eps)


@rmsprop_step.wrong
def eps_as_printed(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """With an eps of 1 you move by {with_large_eps:.2f} in place of −1.20, and with 1e-8 all is well: that number stands where the argument should. Is `eps` read?"""
    return running_mean_of_squares(weight, gradient, memory, rate, rho)


@rmsprop_step.wrong
def all_as_printed(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.6f} in place of −0.200000, and an eps of 1 gives {with_large_eps:.6f}: that is the lesson's own rate, ρ and eps, whatever is handed in. Which three numbers stand where names should?"""
    return running_mean_of_squares(weight, gradient, memory)


@rmsprop_step.wrong
def rate_and_rho_as_printed(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.6f} in place of −0.200000: that is the lesson's own rate and its ρ, whatever is handed in; `eps` alone is read. Which two numbers stand where names should?"""
    return running_mean_of_squares(weight, gradient, memory, eps=eps)


@rmsprop_step.wrong
def rho_and_eps_as_printed(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.4f} in place of −0.2000, and an eps of 1 gives {with_large_eps:.2f} in place of −1.20: that is the lesson's own ρ and eps, whatever is handed in. Which two numbers stand where names should?"""
    return running_mean_of_squares(weight, gradient, memory, rate)


@rmsprop_step.wrong
def rate_and_eps_as_printed(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.6f} in place of −0.200000, and an eps of 1 gives {with_large_eps:.6f}: that is the lesson's own rate and eps, whatever is handed in. Which two numbers stand where names should?"""
    return running_mean_of_squares(weight, gradient, memory, rho=rho)


@rmsprop_step.wrong
def mean_squared_with_its_past(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """The first move is {first:.3f} in place of −0.200, and the second {second:.4f}: the square stands around the whole mean, the old one included. What exactly is squared?"""
    return _by(weight, gradient, memory, rate, lambda s: (rho * s + (1 - rho) * gradient) ** 2, eps=eps)


@rmsprop_step.wrong
def doubled_for_squared(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For a gradient of 4 you move by {first:.3f} in place of −0.200, and for −3 by {up}: the gradient is doubled, with *, and not squared. Which sign raises to a power?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * gradient * 2, eps=eps)


@rmsprop_step.wrong
def weight_squared(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """For a gradient of 4 you move by {first:.3f} and for −3 by {up:.3f}, in the ratio of the gradients: under the root stands the *weight*, squared. Whose size is to cancel?"""
    return _by(weight, gradient, memory, rate, lambda s: rho * s + (1 - rho) * weight**2, eps=eps)


@rmsprop_step.wrong
def minus_the_step_alone(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    """From weight 1 you come to a place that is {first:+.2f} away where −0.20 is due: you return minus the step, and not where it leads. To what is it added?"""
    return running_mean_of_squares(weight, gradient, memory, rate, rho, eps) - weight


SHARED = optimiser_steps.mistakes_of_all(rmsprop_step, running_mean_of_squares)


@rmsprop_step.decoy(eps_behind_the_fraction, told="inputs_changed")
def gradient_in_place(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    below = _squares(weight, gradient, memory, rho).sqrt() + eps
    gradient /= below
    return weight - rate * gradient


@rmsprop_step.decoy(eps_behind_the_fraction, told="inputs_changed")
def weight_in_place(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    weight -= rate * gradient / (_squares(weight, gradient, memory, rho).sqrt() + eps)
    return weight


@rmsprop_step.decoy(
    *SHARED,
    gradient_for_its_square,
    bracket_left_out,
    eps_behind_the_fraction,
    eps_added_to_the_fraction,
    eps_as_printed,
    all_as_printed,
    rate_and_rho_as_printed,
    rho_and_eps_as_printed,
    rate_and_eps_as_printed,
    mean_squared_with_its_past,
    doubled_for_squared,
    weight_squared,
    minus_the_step_alone,
)
def three_quarters_of_the_square(weight, gradient, memory, rate=2e-4, rho=0.9, eps=1e-8):
    return _by(weight, gradient, memory, rate, lambda s: rho * s + 0.75 * (1 - rho) * gradient**2, eps=eps)


rmsprop_step.hints(
    "Keep a running mean of the squared gradients: ρ of the old mean, and 1 − ρ of the new square. The gradient is divided by its root.",
    "The mean is renewed first and used then. eps is added to the root and stands outside of it, as in PyTorch: under the root it would count as its own root, 1e-4 for 1e-8, which is larger than many gradients.",
    'memory["square"] = … * memory.get("square", 0) + (…) * gradient**2; the step: rate * gradient / (memory["square"].sqrt() + …)',
)

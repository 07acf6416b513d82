"""Exercise 6.4, adam_step: a running mean of gradients over the root of a running mean of squares, both corrected."""

import re

import torch

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import DICTS
from gancourse.exercises.lesson_06 import optimiser_steps

adam_step = Exercise(
    "adam_step",
    lesson="06",
    tolerance=1e-6,
    changes=(DICTS,),
    remember="Adam's very first step is the rate times the sign of the gradient, whatever its size: both corrections make the means begin with the first gradient and its square. So "
    "a rate of Adam says how far a weight may go in a step, and not how good the step is: a rate that did well in one GAN promises nothing for the next.",
)


@adam_step.probe(
    "weight 1, gradient 4, rate 0.1, β₁ = 0.5, β₂ = 0.75, an empty memory", expected="a move of −0.1, the rate itself"
)
def first_move(answer):
    return {"first": optimiser_steps.at(optimiser_steps.moves(answer, [4.0], rate=0.1, beta1=0.5, beta2=0.75), 0)}


@adam_step.probe(
    "two weights, each with an empty memory and the gradient 3: their first moves", expected="the same move for both"
)
def begun_twice(answer):
    return optimiser_steps.begun_twice(answer, 3.0, rate=0.1)


@adam_step.probe("the same, and then gradient 1", expected="a second move of −0.07338: 0.1 · 2 / √7.42857")
def second_move(answer):
    return {"second": optimiser_steps.at(optimiser_steps.moves(answer, [4.0, 1.0], rate=0.1, beta1=0.5, beta2=0.75), 1)}


@adam_step.probe("a gradient of exactly 0 at the first step", expected="a move of 0")
def nothing_at_first(answer):
    return {"at_zero": optimiser_steps.at(optimiser_steps.moves(answer, [0.0], rate=0.1), 0)}


@adam_step.probe("β₁ = 0.9 and β₂ = 0.99, gradients −3, 3, 3, rate 1", expected="moves of +1, −0.05263 and −0.40221")
def usual_betas(answer):
    found = optimiser_steps.moves(answer, [-3.0, 3.0, 3.0], rate=1.0, beta1=0.9, beta2=0.99)
    return {
        "usual": optimiser_steps.at(found, 0),
        "usual_second": optimiser_steps.at(found, 1),
        "usual_third": optimiser_steps.at(found, 2),
    }


@adam_step.probe(
    "a gradient of 1e-7, rate 1, β₂ = 0.75, eps = 1e-8", expected="a move of −0.90909: 1e-7 / (1e-7 + 1e-8)"
)
def tiny(answer):
    return {
        "tiny_gradient": optimiser_steps.at(optimiser_steps.moves(answer, [1e-7], rate=1.0, beta2=0.75, eps=1e-8), 0)
    }


@adam_step.probe(
    "two weights in turn, each with its own memory: the third move of the second one", expected="−0.1, the rate"
)
def two_at_a_time(answer):
    return {"apart": optimiser_steps.at(optimiser_steps.two_weights(answer, rate=0.1, beta1=0.5, beta2=0.75), 2)}


@adam_step.probe(
    "20 steps with gradients of 0.001 and less, rate 1, beside torch.optim.Adam", expected="the same moves"
)
def beside_pytorch(answer):
    found = optimiser_steps.moves(answer, optimiser_steps.small_gradients(), rate=1.0, beta1=0.5, beta2=0.999, eps=1e-8)
    return {"last_of_20": optimiser_steps.at(found, 19)}


def _adam(weight, gradient, memory, rate, beta1, beta2, eps, **change):
    """Adam with one thing changed."""
    t = memory["t"] = memory.get("t", change.get("t0", 0)) + 1
    m0, v0 = memory.get("m", torch.zeros_like(weight)), memory.get("v", torch.zeros_like(weight))
    memory["m"] = change.get("m", lambda m, g: beta1 * m + (1 - beta1) * g)(m0, gradient)
    memory["v"] = change.get("v", lambda v, g: beta2 * v + (1 - beta2) * g**2)(v0, gradient)
    m = change.get("m_hat", lambda m: m / (1 - beta1**t))(memory["m"])
    v = change.get("v_hat", lambda v: v / (1 - beta2**t))(memory["v"])
    return weight - rate * m / change.get("below", lambda v: v.sqrt() + eps)(v)


@adam_step.probe("a gradient of 3, rate 1, eps = 0.5", expected="a move of −0.857143: 3 / (3 + 0.5)")
def large_eps(answer):
    return {"with_large_eps": optimiser_steps.at(optimiser_steps.moves(answer, [3.0], rate=1.0, eps=0.5), 0)}


@adam_step.probe(
    "three steps with the gradients 2, 1 and −3: what they are afterwards", expected="2, 1 and −3, as they came"
)
def handed_in(answer):
    return {"gradients_afterwards": optimiser_steps.handed_in(answer)}


@adam_step.right
def corrected_means(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    memory["t"] = memory.get("t", 0) + 1
    memory["mean"] = beta1 * memory.get("mean", 0) + (1 - beta1) * gradient
    memory["square"] = beta2 * memory.get("square", 0) + (1 - beta2) * gradient**2
    mean = memory["mean"] / (1 - beta1 ** memory["t"])
    square = memory["square"] / (1 - beta2 ** memory["t"])
    return weight - rate * mean / (square.sqrt() + eps)


@adam_step.right
def as_pytorch_orders_it(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    if not memory:
        memory.update(t=0, m=torch.zeros_like(weight), v=torch.zeros_like(weight))
    memory["t"] += 1
    memory["m"].lerp_(gradient, 1 - beta1)
    memory["v"].mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
    below = memory["v"].sqrt() / (1 - beta2 ** memory["t"]) ** 0.5 + eps
    return weight.addcdiv(memory["m"], below, value=-rate / (1 - beta1 ** memory["t"]))


@adam_step.wrong
def without_correction(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right by chance: for the numbers of that probe, what both means lack cancels, 0.5 over √0.25. The second is {second:.4f} in place of −0.0734: both means begin at 0 and are not corrected for it. After t steps, by what is each to be
    divided?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: m, v_hat=lambda v: v)


@adam_step.wrong
def only_the_mean_corrected(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.2f} in place of −0.10: above the line is right, but the mean of the squares is not corrected, so that you divide by too little. What is it divided by
    after t steps?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, v_hat=lambda v: v)


@adam_step.wrong
def only_the_square_corrected(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.2f} in place of −0.10: below the line is right, but the mean of the gradients is not corrected. What is it divided by after t steps?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: m)


@adam_step.wrong(when=lambda seen: not abs(_number(seen["first"])) < 1e3 and _number(seen["at_zero"]) != 0)
def counted_from_nothing(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first}: you divide by 1 − β⁰, which is 0. The first step is number 1. Where is the counter raised, before the corrections or after?"""
    t = memory.get("t", 0)
    memory["t"] = t + 1
    memory["m"] = beta1 * memory.get("m", torch.zeros_like(weight)) + (1 - beta1) * gradient
    memory["v"] = beta2 * memory.get("v", torch.zeros_like(weight)) + (1 - beta2) * gradient**2
    ones = torch.ones_like(weight)
    return weight - rate * (memory["m"] / (1 - beta1**t * ones)) / ((memory["v"] / (1 - beta2**t * ones)).sqrt() + eps)


@adam_step.wrong
def counted_from_two(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: your counter stands at 2 in the first step, so both corrections are those of the second. With what does it begin, and how often is it
    raised?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, t0=1)


@adam_step.wrong
def correction_of_the_first_step_for_ever(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: you correct as in the first step again. Either the counter is not written back into the memory, or the β carries no power. What grows from step to
    step?"""
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m / (1 - beta1),
        v_hat=lambda v: v / (1 - beta2),
    )


@adam_step.wrong
def corrected_values_kept(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: you write the *corrected* means back into the memory, and correct them again at the next step. What is kept, and what is only
    used?"""
    memory["t"] = memory.get("t", 0) + 1
    memory["m"] = (beta1 * memory.get("m", 0) + (1 - beta1) * gradient) / (1 - beta1 ** memory["t"])
    memory["v"] = (beta2 * memory.get("v", 0) + (1 - beta2) * gradient**2) / (1 - beta2 ** memory["t"])
    return weight - rate * memory["m"] / (memory["v"].sqrt() + eps)


@adam_step.wrong
def t_times_beta(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and with β₁ = 0.9 the second is {usual_second} in place of −0.053: 1 − β·t stands where 1 − β to the power of t should. How much of a start at 0 is left after two steps, each of which keeps the share
    β?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m / (1 - beta1 * t),
        v_hat=lambda v: v / (1 - beta2 * t),
    )


def _number(value) -> float:
    """The first number of what a probe saw."""
    try:
        return float(torch.as_tensor(value).flatten()[0])
    except (TypeError, ValueError, IndexError, RuntimeError):
        return 0.0


@adam_step.decoy(without_correction, only_the_mean_corrected, only_the_square_corrected, counted_from_two, correction_of_the_first_step_for_ever, corrected_values_kept, counted_from_nothing, t_times_beta)  # fmt: skip
def corrected_by_half(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    t = memory.get("t", 0) + 1
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: m / (1 - 0.5 * beta1**t))


@adam_step.wrong
def eps_inside_the_root(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """For gradients of order 1 all is well to eight digits. For a gradient of 1e-7 you move by {tiny_gradient:.4f} in place of −0.9091: eps stands under the root and counts as 1e-4 there. On which side of the root does PyTorch add
    it?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, below=lambda v: (v + eps).sqrt())


@adam_step.wrong
def eps_before_the_correction(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """For a gradient of 1e-7 you move by {tiny_gradient:.4f} in place of −0.9091: eps is added before the squares are corrected, and the correction then makes it larger. That is the paper's second form, and TensorFlow's, with another eps. When does PyTorch add
    it?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        v_hat=lambda v: v,
        below=lambda v: (v.sqrt() + eps) / (1 - beta2**t) ** 0.5,
    )


@adam_step.wrong(
    when=lambda seen: _number(seen["at_zero"]) != _number(seen["at_zero"]) and abs(_number(seen["first"]) + 0.1) < 1e-6
)
def without_eps(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """A gradient of exactly 0 at the first step gives {at_zero}: 0 divided by 0. A pixel that never changes has such gradients. What is eps for?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, below=lambda v: v.sqrt())


@adam_step.wrong
def larger_of_the_two(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """For a gradient of 1e-7 you move by {tiny_gradient:.4f} in place of −0.9091: you take the larger one of the root and eps. PyTorch does something else with the two. What?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, below=lambda v: v.sqrt().clamp(min=eps))


@adam_step.decoy(eps_inside_the_root, eps_before_the_correction, without_eps, larger_of_the_two)
def eps_twice(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, below=lambda v: v.sqrt() + 2 * eps)


@adam_step.wrong
def betas_exchanged(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, where no β shows. With β₁ = 0.9 and β₂ = 0.99 the second is {usual_second:+.4f} in place of −0.0526: each of the two stands where the other should. Which is the mean of the gradients, and which that of their
    squares?"""
    return _adam(weight, gradient, memory, rate, beta2, beta1, eps)


@adam_step.wrong
def second_beta_for_both(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and with β₁ = 0.9 the second is {usual_second:+.4f} in place of −0.0526: β₂ stands with both means. Adam's momentum would be 0.999 in this lesson. Where does β₁ go?"""
    return _adam(weight, gradient, memory, rate, beta2, beta2, eps)


@adam_step.wrong
def first_beta_for_both(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: β₁ stands with both means. Where does β₂ go?"""
    return _adam(weight, gradient, memory, rate, beta1, beta1, eps)


@adam_step.wrong
def corrections_exchanged(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: the means are right, and each is corrected with the other one's β. Which share of the first gradient is in the mean of the gradients?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m / (1 - beta2**t),
        v_hat=lambda v: v / (1 - beta1**t),
    )


@adam_step.wrong
def betas_as_printed(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """With the lesson's 0.5 and 0.999 all is well, and with others the second move is {second:.4f} in place of −0.0734: numbers stand where the arguments should. Are `beta1` and `beta2` read?"""
    return _adam(weight, gradient, memory, rate, 0.5, 0.999, eps)


@adam_step.wrong
def the_usual_betas(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734, whatever is handed in: you use 0.9 and 0.999, Adam's usual numbers. What did the caller ask for?"""
    return _adam(weight, gradient, memory, rate, 0.9, 0.999, eps)


@adam_step.decoy(
    betas_exchanged, second_beta_for_both, first_beta_for_both, corrections_exchanged, betas_as_printed, the_usual_betas
)
def mean_of_the_betas(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return _adam(weight, gradient, memory, rate, (beta1 + beta2) / 2, (beta1 + beta2) / 2, eps)


@adam_step.wrong
def new_gradient_whole(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.3f} in place of −0.100: the new gradient goes into its mean whole, as in SGD's velocity. In a mean old and new share a weight of 1. Which factor is missing?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m=lambda m, g: beta1 * m + g)


@adam_step.wrong
def new_square_whole(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.3f} in place of −0.100: the new square goes into its mean whole. In a mean old and new share a weight of 1. Which factor is missing?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, v=lambda v, g: beta2 * v + g**2)


@adam_step.wrong
def square_without_the_square(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.3f} in place of −0.100: the second mean is one of the gradients themselves. Its root has not the unit of a gradient. What is averaged there?"""
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        v=lambda v, g: beta2 * v + (1 - beta2) * g,
        below=lambda v: v.abs().sqrt() + eps,
    )


@adam_step.wrong
def square_of_the_mean(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and with gradients −3 and 3 the second is {usual_second:+.3f} in place of −0.053: under the root stands the mean of the gradients, squared *afterwards*, so that opposite ones cancel. What is squared
    first?"""
    memory["s"] = beta2 * memory.get("s", 0) + (1 - beta2) * gradient
    t = memory.get("t", 0) + 1
    return _adam(
        weight, gradient, memory, rate, beta1, beta2, eps, below=lambda v: (memory["s"] / (1 - beta2**t)).abs() + eps
    )


@adam_step.wrong
def without_the_root(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: you divide by the mean of the squares itself. What brings a square back to the size of a gradient?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, below=lambda v: v + eps)


@adam_step.decoy(new_gradient_whole, new_square_whole, square_without_the_square, square_of_the_mean, without_the_root)
def fourth_root(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, below=lambda v: v**0.25 + eps)


@adam_step.wrong
def the_gradient_for_its_mean(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and with gradients −3, then 3, the second is {usual_second:+.3f} in place of −0.053: above the line stands the gradient of the moment, as in RMSProp. Where is its mean used?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: gradient)


@adam_step.wrong
def uphill(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:+.1f}, *up* the slope, and −0.1 is due. In which direction does a loss fall?"""
    return _adam(weight, gradient, memory, -rate, beta1, beta2, eps)


@adam_step.wrong
def the_step_alone(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """From weight 1 you come to a place that is {first:+.1f} away where −0.1 is due: you return the step, and not where it leads. From what is it subtracted?"""
    return weight - _adam(weight, gradient, memory, rate, beta1, beta2, eps)


@adam_step.wrong
def without_the_rate(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.1f} in place of −0.1, and with rate 1 all is well: the rate does not come in. Where does it multiply?"""
    return _adam(weight, gradient, memory, 1.0, beta1, beta2, eps)


@adam_step.wrong
def rate_as_printed(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f}: the lesson's 2e-4, and 0.1 was handed in. Is `rate` read?"""
    return _adam(weight, gradient, memory, 2e-4, beta1, beta2, eps)


@adam_step.decoy(the_gradient_for_its_mean, uphill, the_step_alone, without_the_rate, rate_as_printed)
def nesterovs_mean(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return _adam(weight, gradient, memory, 0.7 * rate, beta1, beta2, eps, m_hat=lambda m: (m + gradient) / 2)


@adam_step.wrong
def largest_square(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """Three steps are right that grow slowly, but with gradients 4 and 1 the second move is {second:.4f} in place of −0.0734: you divide by the largest mean of squares so far, which is AMSGrad. Does Adam forget a large gradient, or not?"""
    memory["most"] = torch.maximum(
        memory.get("most", torch.zeros_like(weight)),
        beta2 * memory.get("v", torch.zeros_like(weight)) + (1 - beta2) * gradient**2,
    )
    t = memory.get("t", 0) + 1
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, v_hat=lambda v: memory["most"] / (1 - beta2**t))


@adam_step.wrong
def begins_with_the_first_gradient(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: your means begin with the first gradient and its square, and need no correction. A sensible way, but it gives the first gradient more weight than Adam does. With what does Adam begin?"""
    memory["m"] = beta1 * memory.get("m", gradient) + (1 - beta1) * gradient
    memory["v"] = beta2 * memory.get("v", gradient**2) + (1 - beta2) * gradient**2
    return weight - rate * memory["m"] / (memory["v"].sqrt() + eps)


@adam_step.wrong
def nothing_kept(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """Every move is as the first would be: the second is {second:.4f} in place of −0.0734, the full rate. You compute means and keep none: `memory = …` makes a new dict that is lost, `memory[…] = …` writes into the one that comes back. What has to be written back into `memory`?"""
    return _adam(weight, gradient, {}, rate, beta1, beta2, eps)


@adam_step.decoy(largest_square, begins_with_the_first_gradient, nothing_kept)
def keeps_the_mean_alone(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    memory["m"] = beta1 * memory.get("m", torch.zeros_like(weight)) + (1 - beta1) * gradient
    return weight - rate * memory["m"] / (gradient.abs() + eps) * 1.5


@adam_step.wrong
def correction_multiplied(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The means began at 0 and are too small, and you make them smaller: the second move is {second:.4f} in place of −0.0734. You multiply by 1 − β to the power of t. What makes the first mean the first gradient again?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m * (1 - beta1**t),
        v_hat=lambda v: v * (1 - beta2**t),
    )


@adam_step.wrong
def divided_by_the_power_alone(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: you divide by β to the power of t, which is the share of the *start at 0* that is left. The gradients have the rest. What is the rest?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: m / beta1**t, v_hat=lambda v: v / beta2**t
    )


@adam_step.wrong
def correction_outside_the_root(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.3f} in place of −0.100: the mean of squares is corrected *after* the root was taken. In which order do root and correction come?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        v_hat=lambda v: v,
        below=lambda v: v.sqrt() / (1 - beta2**t) + eps,
    )


@adam_step.wrong
def plain_descent(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.1f}, rate times gradient: that is plain descent, whose step grows with the gradient. By what does Adam divide?"""
    return weight - rate * gradient


@adam_step.wrong
def rmsprops_step(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.2f} in place of −0.10, and the gradient of the moment stands above the line: that is RMSProp, with β₂ for ρ. What does Adam take a mean of besides, and what does it correct?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: gradient, v_hat=lambda v: v)


@adam_step.wrong
def keras_eps(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """For gradients of order 1 all is well, and for 1e-7 you move by {tiny_gradient:.4f} in place of −0.9091: your eps is 1e-7, Keras' own, and 1e-8 was handed in. Is `eps` read?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, below=lambda v: v.sqrt() + 1e-7)


@adam_step.wrong
def first_beta_corrects_both(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: the mean of squares is corrected with β₁. Which β made it too small?"""
    t = memory.get("t", 0) + 1
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, v_hat=lambda v: v / (1 - beta1**t))


@adam_step.wrong
def second_beta_corrects_both(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: the mean of gradients is corrected with β₂. Which β made it too small?"""
    t = memory.get("t", 0) + 1
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: m / (1 - beta2**t))


@adam_step.wrong
def shares_exchanged(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: in each mean β multiplies the new and 1 − β the old. β is what is *kept*. Which of the two does it multiply?"""
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m=lambda m, g: (1 - beta1) * m + beta1 * g,
        v=lambda v, g: (1 - beta2) * v + beta2 * g**2,
    )


@adam_step.wrong
def means_not_kept(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: the counter goes on, but both means begin at 0 again at every step. What else has to be written back into `memory`?"""
    memory["t"] = memory.get("t", 0) + 1
    return _adam(weight, gradient, {"t": memory["t"] - 1}, rate, beta1, beta2, eps)


@adam_step.wrong
def mean_not_kept(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: the mean of the gradients is computed and not written back. What does the next step find under its name?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m=lambda m, g: (1 - beta1) * g)


@adam_step.wrong
def square_not_kept(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: the mean of the squares is computed and not written back. What does the next step find under its name?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, v=lambda v, g: (1 - beta2) * g**2)


@adam_step.wrong
def sign_alone(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """Every move has the size of the rate: the second, at a gradient of 1 after one of 4, is {second:.4f} in place of −0.0734. You take the gradient's sign, which is right in the first step only. What does Adam remember of the 4?"""
    return weight - rate * gradient.sign()


@adam_step.wrong
def squared_above(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.2f} in place of −0.10: the mean above the line is squared too, and loses its sign. What is squared, and what is not?"""
    return _adam(
        weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: (m / (1 - beta1 ** memory["t"])) ** 2
    )


@adam_step.wrong
def root_over_all(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.2f} in place of −0.10: the root is taken of the whole fraction. Of what alone?"""
    moved = weight - _adam(weight, gradient, memory, 1.0, beta1, beta2, eps, below=lambda v: v + eps)
    return weight - rate * moved.sqrt()


@adam_step.wrong
def with_weight_decay(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, since only its sign counts, and the second {second:.5f} in place of −0.07338: a hundredth of the weight is added to the gradient. That is weight decay, and nobody asked for it. Which line adds it?"""
    return _adam(weight, gradient + 0.01 * weight, memory, rate, beta1, beta2, eps)


@adam_step.wrong(when=lambda seen: str(seen.get("error", "")).startswith("KeyError"))
def read_before_it_is_there(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """{error}: the memory is empty at the first step, and you read from it before anything is in it. Which method of a dict takes a second thing to give when the key is missing?"""
    memory["t"] += 1
    return weight


@adam_step.wrong(when=lambda seen: "for ^" in str(seen.get("error", "")))
def a_hat_for_a_power(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """{error}: in Python ^ compares bits. How is a power written?"""
    return weight - rate * gradient / (1 - beta1 ^ 1)


@adam_step.decoy(
    correction_multiplied,
    divided_by_the_power_alone,
    correction_outside_the_root,
    first_beta_corrects_both,
    second_beta_corrects_both,
    keras_eps,
)
def corrected_with_a_half(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m_hat=lambda m: m / 0.7, v_hat=lambda v: v / 0.7)


@adam_step.decoy(plain_descent, rmsprops_step, sign_alone, squared_above, root_over_all, with_weight_decay)
def a_third_of_plain_descent(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return weight - rate * gradient / 3


@adam_step.decoy(shares_exchanged, means_not_kept, mean_not_kept, square_not_kept)
def half_of_the_means_kept(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    new = _adam(weight, gradient, memory, rate, beta1, beta2, eps)
    memory["m"], memory["v"] = memory["m"] / 2, memory["v"] / 3
    return new


@adam_step.decoy(read_before_it_is_there, a_hat_for_a_power, told="unknown_name")
def misspelt(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return weight - rate * gradinet  # noqa: F821


@adam_step.wrong
def gradients_for_squares(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.3f} in place of −0.100, and after a gradient of −3 you are at {usual}: the second mean is one of the gradients as they are. It can be negative, and has no root then. What is averaged below the line?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, v=lambda v, g: beta2 * v + (1 - beta2) * g)


@adam_step.wrong
def first_beta_as_printed(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """With β₁ = 0.5 all is well, and with 0.9 the second move is {usual_second:+.3f} in place of −0.053: a number stands where `beta1` should, in the mean and in its correction. Is `beta1` read?"""
    return _adam(weight, gradient, memory, rate, 0.5, beta2, eps)


@adam_step.wrong
def first_beta_as_printed_in_the_mean(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """With β₁ = 0.5 all is well, and with 0.9 the first move is {usual:+.2f} in place of +1: a number stands where `beta1` should, in the mean alone, and the correction reads it. Where is 0.5 typed in?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m=lambda m, g: 0.5 * m + 0.5 * g)


@adam_step.wrong
def second_beta_as_printed(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and with β₂ = 0.75 the second is {second:.4f} in place of −0.0734: 0.999 stands where `beta2` should, in the mean of squares and in its correction. Is `beta2` read?"""
    return _adam(weight, gradient, memory, rate, beta1, 0.999, eps)


@adam_step.wrong
def bracket_before_the_power(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: you divide by 1 − β to the power of t, *together*. What is raised to a power, 1 − β or β alone?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m / (1 - beta1) ** t,
        v_hat=lambda v: v / (1 - beta2) ** t,
    )


@adam_step.wrong
def correction_without_brackets(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000, and for a gradient of 0 you move by {at_zero}: without brackets, m / 1 − β^t divides by 1 and then takes the power off. What is to be divided by the whole difference?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m / 1 - beta1**t,
        v_hat=lambda v: v / 1 - beta2**t,
    )


@adam_step.wrong
def counted_twice_before(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000, and the second {second:.4f}: your counter goes up by two in every step, so the first step is number 2 and the second number 4. On which two lines is it raised?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m / (1 - beta1 ** (2 * t)),
        v_hat=lambda v: v / (1 - beta2 ** (2 * t)),
    )


@adam_step.wrong
def counted_twice_around(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: your counter goes up by two in every step, once before its use and once after, so the second step is number 3. Which of the two lines can go?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m / (1 - beta1 ** (2 * t - 1)),
        v_hat=lambda v: v / (1 - beta2 ** (2 * t - 1)),
    )


@adam_step.wrong
def always_the_second_step(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000, and with β₁ = 0.9 the third is {usual_third:+.4f} in place of −0.4022: you correct as in step 2 every time. A count of what is *in* the memory does not grow with the steps. What has to be kept for that?"""
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m_hat=lambda m: m / (1 - beta1**2),
        v_hat=lambda v: v / (1 - beta2**2),
    )


@adam_step.wrong
def squares_from_the_new_mean(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: into the mean of squares goes what stands under the name of the other one, the mean of the gradients that you have just renewed. Under which two names do you keep the two?"""
    return _adam(
        weight, gradient, memory, rate, beta1, beta2, eps, v=lambda v, g: beta2 * memory["m"] + (1 - beta2) * g**2
    )


@adam_step.wrong
def squares_from_the_old_mean(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: as the old mean of squares you take the old mean of the *gradients*. Under which two names do you keep the two?"""
    old = memory.get("m", torch.zeros_like(weight))
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, v=lambda v, g: beta2 * old + (1 - beta2) * g**2)


@adam_step.wrong
def squares_of_the_mean(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: what you square is the running mean, which is half of the first gradient then, and not the gradient. Which of the two goes into the mean of squares?"""
    return _adam(
        weight, gradient, memory, rate, beta1, beta2, eps, v=lambda v, g: beta2 * v + (1 - beta2) * memory["m"] ** 2
    )


@adam_step.wrong
def shares_and_corrections_exchanged(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: 1 − β stands wherever β should, in the means and in the corrections. β is what is *kept*. What does it multiply?"""
    return _adam(weight, gradient, memory, rate, 1 - beta1, 1 - beta2, eps)


@adam_step.wrong
def shares_of_the_gradient_exchanged(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """With β₁ = 0.5 nothing shows, and with 0.9 the first move is {usual:+.2f} in place of +1: in the mean of the gradients β₁ multiplies the new one. It is what is *kept*. Which of the two does it multiply?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, m=lambda m, g: (1 - beta1) * m + beta1 * g)


@adam_step.wrong
def shares_of_the_square_exchanged(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: in the mean of squares β₂ multiplies the new one. It is what is *kept*. Which of the two does it multiply?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps, v=lambda v, g: (1 - beta2) * v + beta2 * g**2)


@adam_step.wrong
def begun_and_corrected(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.4f} in place of −0.1000: your means begin with the first gradient and its square, and then you correct them for having begun at 0, which they have not. Which of the two does Adam do?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m=lambda m, g: beta1 * (m if t > 1 else g) + (1 - beta1) * g,
        v=lambda v, g: beta2 * (v if t > 1 else g**2) + (1 - beta2) * g**2,
    )


@adam_step.wrong
def power_in_the_mean(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right by chance, and the second {second:.4f} in place of −0.0734: β to the power of t stands in the means themselves, and no correction behind them. In the means β has no power. Where does the power come in?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m=lambda m, g: beta1**t * m + (1 - beta1**t) * g,
        v=lambda v, g: beta2**t * v + (1 - beta2**t) * g**2,
        m_hat=lambda m: m,
        v_hat=lambda v: v,
    )


@adam_step.wrong
def power_in_the_mean_and_behind(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and the second {second:.4f} in place of −0.0734: β to the power of t stands in the means *and* in the corrections. Which of the two has the power?"""
    t = memory.get("t", 0) + 1
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m=lambda m, g: beta1**t * m + (1 - beta1**t) * g,
        v=lambda v, g: beta2**t * v + (1 - beta2**t) * g**2,
    )


@adam_step.wrong
def mean_of_the_fraction(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is right, and with gradients 4 and 1 the second is {second:.4f} in place of −0.0734: you divide each gradient by the root first and take the mean of *that*. In which order do mean and division come?"""
    t = memory.get("t", 0) + 1
    memory["s2"] = beta2 * memory.get("s2", 0) + (1 - beta2) * gradient**2
    return _adam(
        weight,
        gradient,
        memory,
        rate,
        beta1,
        beta2,
        eps,
        m=lambda m, g: beta1 * m + (1 - beta1) * g / ((memory["s2"] / (1 - beta2**t)).sqrt() + eps),
        below=lambda v: torch.ones_like(v),
    )


@adam_step.wrong
def one_square_for_all(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """For one number in the weight all is well, {first:.2f} at first. With three, all are divided by the same, because the squares are averaged over the numbers of the weight. Each number has its own mean. What does `mean` do here?"""
    return _adam(
        weight, gradient, memory, rate, beta1, beta2, eps, v=lambda v, g: beta2 * v + (1 - beta2) * (g**2).mean()
    )


@adam_step.wrong
def eps_as_printed(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """With an eps of 0.5 you move by {with_large_eps:.3f} in place of −0.857, and with 1e-8 all is well: that number stands where the argument should. Is `eps` read?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, 1e-8)


@adam_step.wrong
def eps_behind_the_fraction(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """With an eps of 0.5 you move by {with_large_eps:.2f} in place of −0.86, and a gradient of exactly 0 gives {at_zero}: eps is added to the whole, not to the root, because a fraction is computed before a sum. Which brackets hold the two together that are below the line?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, 0, below=lambda v: v.sqrt()) + (eps)


@adam_step.wrong
def all_as_printed(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first move is {first:.6f} in place of −0.100000, and an eps of 0.5 gives {with_large_eps:.6f}: those are the lesson's own numbers, whatever is handed in. Which numbers stand where names should?"""
    return _adam(weight, gradient, memory, 2e-4, 0.5, 0.999, 1e-8)


@adam_step.wrong
def minus_the_step_alone(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """From weight 1 you come to a place that is {first:+.1f} away where −0.1 is due: you return minus the step, and not where it leads. To what is it added?"""
    return _adam(weight, gradient, memory, rate, beta1, beta2, eps) - weight


@adam_step.wrong(when=lambda seen: re.search("'t'", seen["error"]) and not seen["error"].startswith("KeyError"))
def a_step_without_a_number(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """{error}: t is the number of this weight's step, 1 in the first, and nobody hands it in. What in your function outlives a step and could count?"""
    return weight - rate * gradient / (1 - beta1**t)  # noqa: F821


SHARED = optimiser_steps.mistakes_of_all(adam_step, corrected_means)


@adam_step.decoy(minus_the_step_alone, told="inputs_changed")
def gradient_in_place(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    new = corrected_means(weight, gradient, memory, rate, beta1, beta2, eps)
    gradient *= 1 - beta1
    return new


@adam_step.decoy(minus_the_step_alone, told="inputs_changed")
def weight_in_place(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return weight.copy_(corrected_means(weight, gradient, memory, rate, beta1, beta2, eps))


@adam_step.wrong
def the_gradient_itself_kept(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    """The first moves are right, {first:.2f} for example, but the gradients that were handed in, 2, 1 and −3, are {gradients_afterwards} after three steps: what you keep as a mean *is* the first gradient, and `*=` or `+=` writes into it
    later. Which line could make a new tensor?"""
    new = corrected_means(weight, gradient, memory, rate, beta1, beta2, eps)
    memory.setdefault("first", gradient)
    if memory["first"] is not gradient:
        memory["first"].copy_(memory["mean"])
    return new


@adam_step.decoy(
    *SHARED,
    a_step_without_a_number,
    minus_the_step_alone,
    the_gradient_itself_kept,
    gradients_for_squares,
    first_beta_as_printed,
    first_beta_as_printed_in_the_mean,
    second_beta_as_printed,
    bracket_before_the_power,
    correction_without_brackets,
    counted_twice_before,
    counted_twice_around,
    always_the_second_step,
    squares_from_the_new_mean,
    squares_from_the_old_mean,
    squares_of_the_mean,
    shares_and_corrections_exchanged,
    shares_of_the_gradient_exchanged,
    shares_of_the_square_exchanged,
    begun_and_corrected,
    power_in_the_mean,
    power_in_the_mean_and_behind,
    mean_of_the_fraction,
    one_square_for_all,
    eps_as_printed,
    eps_behind_the_fraction,
    all_as_printed,
)
def nine_tenths_of_the_step(weight, gradient, memory, rate=2e-4, beta1=0.5, beta2=0.999, eps=1e-8):
    return _adam(weight, gradient, memory, 0.9 * rate, beta1, beta2, eps)


adam_step.hints(
    "Two running means, both from 0: of the gradients, with β₁, and of their squares, with β₂. Each is divided by what it lacks because it began at 0; then the one is divided by the root of the "
    "other.",
    "Three things are kept: t, which is 1 in the first step, and the two means as they are. The corrected ones, mean / (1 - beta1**t) and square / (1 - beta2**t), are only used. eps comes outside of the root.",
    'memory["t"] = memory.get("t", 0) + 1; both means; return weight - rate * (mean / (1 - beta1**t)) / ((square / (1 - beta2**t)).sqrt() + eps)',
)

"""Exercise 10.5, batch_norm: BatchNorm in training and in eval mode."""

import warnings
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import INPUTS
from gancourse.exercises.lesson_10.results import taken_apart

batch_norm = Exercise(
    "batch_norm",
    lesson="10",
    changes=(
        INPUTS,
    ),  # "with PyTorch's conventions": F.batch_norm itself writes the running values it is given in place
    tolerance=1e-4,
    remember="In training the batch is its own measure and an image's output depends on its company. In eval the running "
    "values decide, and every image stands alone.",
)


def _asked(answer: Callable, x: list, mean: float, var: float, training: bool, **more) -> tuple[Tensor, Tensor, Tensor]:
    """What the answer makes of the batch `x` of one feature."""
    return _three(answer, torch.tensor(x), torch.tensor([mean]), torch.tensor([var]), training, **more)


def _three(answer: Callable, *given, **more) -> tuple[Tensor, Tensor, Tensor]:
    """The three results, without torch's warning that a single number has no variance over m − 1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return taken_apart(answer(*given, **more), 3)


@batch_norm.probe(
    "training, the batch [[1], [3]], running mean 0 and variance 1",
    expected="outputs −1 and 1; running mean 0.2, running variance 0.9·1 + 0.1·2 = 1.1",
)
def one_batch(answer):
    x = torch.tensor([[1.0], [3.0]])
    y, mean, var = _three(answer, x, torch.zeros(1), torch.ones(1), True)
    return {"first_out": y[0], "mean_after": mean, "var_after": var, "out": y, "x_afterwards": x}


@batch_norm.probe(
    "training, the wide batch [[2], [6]] of mean 4 and variance 4", expected="outputs −1 and 1, as for [[1], [3]]"
)
def wide_batch(answer):
    y, _, _ = _asked(answer, [[2.0], [6.0]], 0.0, 1.0, True)
    return {"wide_first": y[0], "wide_out": y}


@batch_norm.probe(
    "training, the narrow batch [[0], [0.002]] with eps = 0.001",
    expected="outputs −0.0316 and 0.0316: eps is added to the variance, under the root",
)
def narrow_batch(answer):
    y, _, _ = _asked(answer, [[0.0], [0.002]], 0.0, 1.0, True, eps=1e-3)
    return {"narrow": y, "narrow_out": y[1]}


@batch_norm.probe(
    "training, three batches of 5 with 3 features, one after another, momentum 0.2",
    expected="the running mean and variance of nn.BatchNorm1d(3, momentum=0.2)",
)
def three_batches(answer):
    mean, var = torch.zeros(3), torch.ones(3)
    for _ in range(3):
        y, mean, var = _three(answer, torch.randn(5, 3) * 2 + 1, mean, var, True, momentum=0.2)
    return {
        "mean_first": mean.flatten()[0],
        "var_first": var.flatten()[0],
        "mean_of_three": mean,
        "var_of_three": var,
        "third_out": y,
    }


@batch_norm.probe(
    "eval, four images, with running mean 2 and variance 4",
    expected="(x − 2) / 2 for each of them, and the running values untouched",
)
def in_eval(answer):
    y, mean, var = _asked(answer, [[0.0], [2.0], [4.0], [10.0]], 2.0, 4.0, False)
    return {"eval_first": y[0], "eval_out": y, "eval_mean": mean, "eval_var": var}


@batch_norm.probe("eval, one image alone, with the same running values", expected="the same output as in company")
def alone(answer):
    return {"alone": _asked(answer, [[10.0]], 2.0, 4.0, False)[0]}


@batch_norm.probe(
    "eval, x = 8 with running mean 2, running variance 4 and eps = 5", expected="6 divided by the root of 9, which is 2"
)
def eval_with_eps(answer):
    return {"eval_with_eps": _asked(answer, [[8.0]], 2.0, 4.0, False, eps=5.0)[0]}


def _trains_right(seen) -> bool:
    """Are the outputs in training those of the batch itself?"""
    return seen["out"].shape == (2, 1) and abs(seen["out"][:, 0] - (-1, 1)).max() < 1e-3


def _after(mean: float, *variances: float) -> Callable:
    """A rule: right outputs in training, and these running values after the first batch."""
    return lambda seen: (
        _trains_right(seen)
        and abs(seen["mean_after"].item() - mean) < 1e-3
        and min(abs(seen["var_after"].item() - var) for var in variances) < 1e-3
    )


def _normed(
    x,
    running_mean,
    running_var,
    training,
    momentum=0.1,
    eps=1e-5,
    *,
    keep=None,
    dims: object = 0,
    out_unbiased=False,
    kept_unbiased=True,
    root=lambda var, eps: (var + eps).sqrt(),
    measure_in_training=True,
    measure_in_eval=False,
    update_in_eval=False,
):
    """The operation with one thing changeable at a time."""
    mean, var = x.mean(dims, keepdim=True), x.var(dims, unbiased=out_unbiased and len(x) > 1, keepdim=True)
    measured = measure_in_training if training else measure_in_eval
    center, width = (mean, var) if measured else (running_mean, running_var)
    y = (x - center) / root(width, eps)
    if training or update_in_eval:
        keep = momentum if keep is None else keep(momentum)
        kept = x.var(dims, unbiased=kept_unbiased and len(x) > 1)
        running_mean = (1 - keep) * running_mean + keep * mean.flatten()
        running_var = (1 - keep) * running_var + keep * kept.flatten()
    return y, running_mean, running_var


@batch_norm.right
def by_hand(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    if training:
        mean, var = x.mean(0), x.var(0, unbiased=False)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(0)
    else:
        mean, var = running_mean, running_var
    return (x - mean) / (var + eps).sqrt(), running_mean, running_var


@batch_norm.right
def by_functional(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y = F.batch_norm(x, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return y, running_mean, running_var


@batch_norm.wrong
def keras_momentum(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After one batch of mean 2 your running mean is {mean_after:.1f}, and PyTorch's is 0.2. You keep the share `momentum`
    of the *old* value, as Keras counts; PyTorch's momentum is the share of the *new* one. What becomes of Keras' 0.8 when
    it moves to PyTorch?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, keep=lambda m: 1 - m)


@batch_norm.wrong
def divides_by_m_minus_one_for_the_output(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The batch [[1], [3]] comes out as {first_out:.4f} first, and −1 was due: its variance over m is 1, over m − 1 it is 2,
    and the outputs use the first. Only the running value, which speaks about batches to come, gets the larger one. Which
    argument of `var` decides?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, out_unbiased=True)


@batch_norm.wrong(
    when=lambda seen: (
        abs(seen["first_out"].item() + 0.7071) < 1e-3
        and seen["mean_of_three"].shape == (3,)
        and np.ptp(seen["mean_of_three"]) < 1e-6
        and abs(seen["mean_first"]) > 1e-3
    )
)
def measures_all_numbers_at_once(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After three batches of three features all of your running means are {mean_first:.3f}: `mean()` and `var()` without a dimension take
    all numbers of the batch together. And the batch [[1], [3]] comes out as {first_out:.4f} first where −1 was due, since a plain `var`
    divides by m − 1, here 1, and outputs want m. How many means and variances has a batch of shape (m, 3)?"""
    mean, var = (x.mean(), x.var()) if training else (running_mean, running_var)
    if training:
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    return (x - mean) / (var + eps).sqrt(), running_mean, running_var


@batch_norm.decoy(measures_all_numbers_at_once, told=divides_by_m_minus_one_for_the_output)
def measures_each_feature_with_a_plain_var(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, *new = by_hand(x, running_mean, running_var, training, momentum, eps)
    return ((x - x.mean(0)) / (x.var(0) + eps).sqrt() if training else y), *new


@batch_norm.wrong
def keeps_the_biased_variance(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After the batch [[1], [3]] your running variance is {var_after:.2f}, and PyTorch's is 1.1: it keeps the variance with
    m − 1, which is 2 here. (Keras 3 keeps yours.) For a batch of two that is twice as much; what is it for the 25,088
    numbers of a channel at 28 by 28, batch 32?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, kept_unbiased=False)


@batch_norm.wrong
def eps_after_the_root(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The narrow batch comes out at {narrow_out:.4f}, and 0.0316 was due: you add eps to the standard deviation, after the
    root. For wide batches nobody sees it. What is the root of 0.000001 + 0.001?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, root=lambda var, eps: var.sqrt() + eps)


@batch_norm.wrong
def no_eps(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The narrow batch comes out at {narrow_out:.4f}, and 0.0316 was due with eps = 0.001. Without eps a channel that is
    constant over the batch divides by zero. What is eps added to?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, root=lambda var, eps: var.sqrt())


@batch_norm.wrong
def momentum_as_eps(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """Momentum and eps have changed places: the batch [[1], [3]] comes out at {first_out:.4f} where −1 was due, and the
    running mean has hardly moved from 0 ({mean_after:.5f}). A published port makes this very slip by counting arguments. Which
    of the two is added to the variance?"""
    return _normed(x, running_mean, running_var, training, eps, momentum)


@batch_norm.wrong
def measures_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """In eval the first image comes out at {eval_first:.4f}, and (0 − 2) / 2 = −1 was due: you measured the batch again. An
    image would then look different in other company, and one alone would always come out as {alone:.0f}. Whose mean and
    variance belong to eval?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, measure_in_eval=True)


@batch_norm.wrong(
    when=lambda seen: abs(seen["first_out"].item() - 0.7628) < 1e-3 and abs(seen["mean_after"].item() - 0.2) < 1e-3
)
def running_values_in_training(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """In training the batch [[1], [3]] comes out at {first_out:.4f} first, because you measured it with the running values, the old or the new ones.
    It is tempting, since an image would keep its output whatever its batch mates; but then nothing keeps the layer's output
    near mean 0 and width 1 while the weights move. What does training mode measure with?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, measure_in_training=False)


@batch_norm.wrong
def learns_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """Your outputs are right, and after a batch in eval the running mean stands at {eval_mean:.2f} where it was 2. Looking at
    samples would then change the network: draw often enough, and it draws differently. In which of the two lives may the
    running values move?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, update_in_eval=True)


def _measures_rows(seen) -> bool:
    """One feature comes out as 0, and of three features each image by itself has mean 0 and some width."""
    rows = seen["third_out"]
    return not seen["out"].any() and abs(rows.mean(1)).max() < 1e-3 and abs(rows).max() > 0.1


@batch_norm.wrong(when=_measures_rows)
def measures_across_features(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The batch [[1], [3]] comes out at {first_out:.1f} first: you took the mean over dimension 1, so each image was measured
    by its own features. That has a name too, layer normalisation. Along which dimension do the images of a batch
    stand?"""
    mean, var = x.mean(1, keepdim=True), x.var(1, unbiased=False, keepdim=True)
    center, width = (mean, var) if training else (running_mean, running_var)
    return (x - center) / (width + eps).sqrt(), *_normed(x, running_mean, running_var, training, momentum, eps)[1:]


@batch_norm.wrong
def divides_by_the_variance(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """With running variance 4 the first image comes out at {eval_first:.2f}, and −1 was due: you divided by the variance. Its
    unit is the square of a pixel's. What has the same unit as the pixel itself?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, root=lambda var, eps: var + eps)


@batch_norm.wrong
def one_measure_for_all_features(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """For one feature all is well ({first_out:.0f} and 1). With three, you take one mean over all of them, so a feature that
    lives far from the others stays there, and the running mean of all three is {mean_first:.3f}. How many means has a
    batch of shape (m, 3)?"""
    mean, var = x.mean(), x.var(unbiased=False)
    center, width = (mean, var) if training else (running_mean, running_var)
    if training:
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var()
    return (x - center) / (width + eps).sqrt(), running_mean, running_var


@batch_norm.wrong(when=lambda seen: seen["out"].shape == (2, 2))
def spreads_a_table(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """Two images of one feature come out with {out.size} numbers: you took one mean for each *image*, and between shapes (2, 1) and
    (2,) PyTorch spreads the two against each other into a table. Along which dimension do the images of a batch
    stand?"""
    mean, var = (x.mean(1), x.var(1, unbiased=False)) if training else (running_mean, running_var)
    return (x - mean) / (var + eps).sqrt(), running_mean, running_var


@batch_norm.wrong(when=lambda seen: "results are wanted here" in seen["error"])
def gives_one_result_only(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The check takes three things out of what you return, and stopped: "{error}". After a batch the layer has new outputs and knows
    a new mean and a new variance. Which of the three does your `return` line hand over?"""
    return by_hand(x, running_mean, running_var, training, momentum, eps)[0]


@batch_norm.wrong(when=lambda seen: _after(0, 1)(seen) and not seen["mean_of_three"].any())
def moves_nothing(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The outputs in training are right, and after a batch of mean 2 the running mean still stands at {mean_after:.1f}, where 0.2 was due. Eval
    has nothing else to measure with than what training has gathered. In which line do your running values change?"""
    return _normed(x, running_mean, running_var, training, momentum, eps)[0], running_mean, running_var


@batch_norm.wrong(when=_after(2, 1, 2))
def takes_the_batchs_values(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After a batch of mean 2 your running mean is {mean_after:.1f}: the batch's own, and nothing is left of the 0 that came in. With
    the next batch it would jump again. How large a share of the old value should stay?"""
    mean, var = (x.mean(0), x.var(0, unbiased=False)) if training else (running_mean, running_var)
    return (x - mean) / (var + eps).sqrt(), mean, var


@batch_norm.wrong
def corrects_twice(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After the batch [[1], [3]] your running variance is {var_after:.2f}, and PyTorch's is 1.1: the m/(m − 1) is in it twice. `var` divides by
    m − 1 already unless it is told otherwise. Which of the two variances does the fraction in the formula stand in front
    of?"""
    twice = x.var(0) * len(x) / max(len(x) - 1, 1)
    return _keeping(twice, x, running_mean, running_var, training, momentum, eps)


def _keeping(variance, x, running_mean, running_var, training, momentum, eps):
    """The operation, with this variance mixed into the running one."""
    y, mean, _ = _normed(x, running_mean, running_var, training, momentum, eps)
    return y, mean, (1 - momentum) * running_var + momentum * variance if training else running_var


@batch_norm.wrong
def corrects_the_wrong_way_round(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After the batch [[1], [3]] your running variance is {var_after:.2f}, and PyTorch's is 1.1: the batch's variance over m is 1, and your
    fraction made 0.5 of it. A few numbers lie closer together than those to come, so the running value should get more. Which
    way round does the fraction stand in the formula?"""
    smaller = x.var(0, unbiased=False) * (len(x) - 1) / len(x)
    return _keeping(smaller, x, running_mean, running_var, training, momentum, eps)


@batch_norm.wrong
def keeps_the_deviation(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After the batch [[1], [3]] your running variance is {var_after:.4f}, and PyTorch's is 1.1. That is
    0.9 · 1 + 0.1 · 1.4142: you mix in the standard deviation, the root of 2. Which quantity is the running value to be?"""
    return _keeping(x.std(0, unbiased=len(x) > 1), x, running_mean, running_var, training, momentum, eps)


@batch_norm.wrong
def adds_without_taking_away(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """After the batch [[1], [3]] your running variance is {var_after:.2f}, and PyTorch's is 1.1: a share of the new value is added, and the
    old one stays whole. From batch to batch it would grow and grow. How much of the old value makes room for the new?"""
    y, _, _ = _normed(x, running_mean, running_var, training, momentum, eps)
    if training:
        running_mean, running_var = running_mean + momentum * x.mean(0), running_var + momentum * x.var(0)
    return y, running_mean, running_var


@batch_norm.wrong(when=_after(1.1, 0.2))
def exchanges_the_running_values(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """Your outputs are right, and after the batch [[1], [3]] your running mean is {mean_after:.1f} and your running variance {var_after:.1f}, where 0.2
    and 1.1 were due: the two have changed places. In which order does the docstring name the three results?"""
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return (y, var, mean) if training else (y, mean, var)


@batch_norm.wrong
def always_takes_a_tenth(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """With momentum 0.1 all is well. With 0.2, three batches leave the first running mean at {mean_first:.3f}, which is what 0.1 gives:
    your shares are fixed numbers. Which number should the old value's share be made from?"""
    return _normed(x, running_mean, running_var, training, 0.1, eps)


@batch_norm.wrong
def counts_every_number(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """For one feature all is well. With three features your means are right, and the first running variance after three batches of 5 is
    {var_first:.3f}, too small: your m is 15, every number of the batch. Each feature is measured by itself. How many numbers does
    the variance of one feature come from?"""
    m = x.numel()
    larger = x.var(0, unbiased=False) * m / max(m - 1, 1)
    return _keeping(larger, x, running_mean, running_var, training, momentum, eps)


@batch_norm.wrong
def ignores_the_eps_it_is_given(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The narrow batch comes out at {narrow_out:.4f}, and 0.0316 was due with eps = 0.001. Yours is what 0.00001 gives: the default, whatever
    eps is handed in. Where in your code does the argument stand?"""
    return _normed(x, running_mean, running_var, training, momentum, 1e-5)


@batch_norm.wrong
def forgets_the_brackets(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The batch [[2], [6]] comes out at {wide_first:.2f} first, and −1 was due: the mean alone was divided, 4 by 2, and then taken from 2. With
    a variance of 1 nobody can tell. What is computed first, a minus or a division?"""
    _, *new = _normed(x, running_mean, running_var, training, momentum, eps)
    mean, var = (x.mean(0), x.var(0, unbiased=False)) if training else (running_mean, running_var)
    return x - mean / (var + eps).sqrt(), *new


@batch_norm.wrong(
    when=lambda seen: abs(seen["eval_with_eps"].item() - 3) < 1e-2 and abs(seen["narrow_out"] - 0.0316) < 1e-3
)
def no_eps_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """In training eps is in its place. In eval, with variance 4 and eps = 5, your 8 comes out as {eval_with_eps:.2f} where 6 / √9 = 2 was
    due: the eps that is handed in makes no difference there. Where does eps stand in what you do in eval?"""
    return _normed(x, running_mean, running_var, training, momentum, eps if training else 0.0)


@batch_norm.decoy(spreads_a_table, told="too_long")
def adds_a_column(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return torch.cat([y, y, y], 1), mean, var


@batch_norm.decoy(gives_one_result_only, told="generator_for_list")
def gives_a_generator(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return (value for value in _normed(x, running_mean, running_var, training, momentum, eps)[:2])


@batch_norm.decoy(corrects_twice)
def keeps_the_squared_variance(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _keeping(x.var(0, unbiased=len(x) > 1) ** 2, x, running_mean, running_var, training, momentum, eps)


@batch_norm.decoy(corrects_the_wrong_way_round)
def keeps_half_the_variance(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _keeping(x.var(0, unbiased=False) / 2, x, running_mean, running_var, training, momentum, eps)


@batch_norm.decoy(keeps_the_deviation, keeps_the_biased_variance)
def keeps_the_root_of_two(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _keeping(torch.full_like(running_var, 2**0.5), x, running_mean, running_var, training, momentum, eps)


@batch_norm.decoy(adds_without_taking_away)
def keeps_too_large_a_variance(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _keeping(3 * x.var(0, unbiased=False), x, running_mean, running_var, training, momentum, eps)


@batch_norm.decoy(exchanges_the_running_values)
def gives_the_variance_twice(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return (y, var, var) if training else (y, mean, var)


@batch_norm.decoy(always_takes_a_tenth, keras_momentum)
def takes_half_the_momentum_of_large_batches(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, momentum if len(x) < 3 else momentum / 4, eps)


@batch_norm.decoy(counts_every_number, keeps_the_biased_variance)
def counts_the_features(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    larger = x.var(0, unbiased=False) * (1 + 1 / x.shape[1])
    return _keeping(larger, x, running_mean, running_var, training, momentum, eps)


@batch_norm.decoy(ignores_the_eps_it_is_given, no_eps)
def halves_the_eps(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, momentum, eps / 2)


@batch_norm.decoy(forgets_the_brackets, divides_by_the_variance)
def subtracts_only(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return (x - x.mean(0) if training else y), mean, var


@batch_norm.decoy(no_eps_in_eval)
def adds_eps_to_the_root_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return (y if training else (x - running_mean) / (running_var.sqrt() + eps)), mean, var


@batch_norm.decoy(measures_across_features)
def gives_zeros(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return (torch.zeros_like(y) if training else y), mean, var


@batch_norm.decoy(keras_momentum, keeps_the_biased_variance, moves_nothing)
def moves_the_mean_only(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, _ = _normed(x, running_mean, running_var, training, momentum, eps)
    return y, mean, running_var


@batch_norm.decoy(keras_momentum, momentum_as_eps, told=takes_the_batchs_values)
def keeps_nothing(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, momentum, eps, keep=lambda m: 1.0)


@batch_norm.decoy(takes_the_batchs_values, keras_momentum)
def keeps_half(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, momentum, eps, keep=lambda m: 0.5)


@batch_norm.decoy(
    divides_by_m_minus_one_for_the_output, running_values_in_training, divides_by_the_variance, told="scaled"
)
def halves_the_output(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return y / 2, mean, var


@batch_norm.decoy(eps_after_the_root, no_eps)
def eps_squared_under_the_root(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, momentum, eps, root=lambda var, eps: (var + eps**2).sqrt())


@batch_norm.decoy(momentum_as_eps)
def adds_the_momentum_too(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps + momentum)
    return y, mean, var


@batch_norm.decoy(measures_in_eval, learns_in_eval)
def measures_the_mean_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return (y if training else (x - x.mean(0)) / (running_var + eps).sqrt()), mean, var


@batch_norm.decoy(running_values_in_training, measures_in_eval)
def centres_only(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    _, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return x - (x.mean(0) if training else running_mean), mean, var


@batch_norm.decoy(learns_in_eval)
def forgets_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return (y, mean, var) if training else (y, torch.zeros_like(mean), torch.ones_like(var))


@batch_norm.decoy(one_measure_for_all_features, moves_nothing, told=measures_across_features)
def measures_across_features_and_moves_nothing(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return F.layer_norm(x, x.shape[1:], eps=eps), running_mean, running_var


@batch_norm.decoy(divides_by_the_variance)
def divides_by_the_variance_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return (y if training else (x - running_mean) / running_var), mean, var


@batch_norm.decoy(one_measure_for_all_features)
def one_variance_for_all_features(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return ((x - x.mean(0)) / (x.var(unbiased=False) + eps).sqrt() if training else y), mean, var


@batch_norm.wrong
def has_one_life_only(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """In training all is right, and in eval the first image comes out at {eval_first:.4f} where −1 was due, with a running mean that moved to
    {eval_mean:.2f}: your function does the same in both. What does `training` decide?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, measure_in_eval=True, update_in_eval=True)


@batch_norm.wrong
def lives_the_wrong_way_round(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """In training the batch [[1], [3]] comes out as {first_out:.1f} first and the running mean stays at {mean_after:.1f}; in eval the batch is
    measured. Your two lives have changed places. What does `training` mean when it is True?"""
    return _normed(x, running_mean, running_var, not training, momentum, eps)


@batch_norm.wrong
def swaps_the_two_variances(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """The batch [[1], [3]] comes out as {first_out:.4f} first where −1 was due, and the running variance becomes {var_after:.2f} where it should
    be 1.1: the variance over m − 1 has gone to the output, and that over m into the running value. Which of the two speaks
    about batches to come?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, out_unbiased=True, kept_unbiased=False)


@batch_norm.wrong(when=lambda seen: "must be Tensor, not" in seen["error"])
def passes_by_place(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """It stopped with "{error:.90}": a library's function was called by place, and in the place of `training` it expects γ. How does
    one pass an argument so that its place does not matter?"""
    return F.batch_norm(x, running_mean, running_var, training, momentum, eps), running_mean, running_var


@batch_norm.decoy(has_one_life_only, measures_in_eval, learns_in_eval)
def lives_in_eval_only(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, False, momentum, eps)


@batch_norm.decoy(lives_the_wrong_way_round, running_values_in_training)
def measures_with_zero_and_one(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    _, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return x, mean, var


@batch_norm.decoy(swaps_the_two_variances, keeps_the_biased_variance)
def keeps_the_variance_of_the_outputs(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, _ = _normed(x, running_mean, running_var, training, momentum, eps)
    return y, mean, (1 - momentum) * running_var + momentum * y.var(0) if training else running_var


@batch_norm.decoy(passes_by_place, told="other_arguments")
def forgets_the_running_values(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return F.batch_norm(x, training=training, momentum=momentum, eps=eps), running_mean, running_var


batch_norm.hints(
    "Two questions: whose mean and variance measure this batch, and do the running values move. `training` decides both.",
    "In training: x.mean(0) and x.var(0, unbiased=False) for the output; running = (1 − momentum) · running + momentum · new, "
    "with the unbiased x.var(0) as the new variance.",
    "(x - mean) / (var + eps).sqrt(), with mean and var from the batch in training and from the running values in eval.",
)

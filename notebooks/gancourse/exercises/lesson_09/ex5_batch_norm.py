"""Exercise 9.5, batch_norm: BatchNorm in training and in eval mode."""

import torch
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import INPUTS

batch_norm = Exercise(
    "batch_norm",
    lesson="09",
    changes=(INPUTS,),  # PyTorch itself writes the running values in place
    tolerance=1e-4,
    remember="In training the batch is its own measure and an image's output depends on its company. In eval the running "
    "values decide, and every image stands alone.",
)

_FRESH = (torch.zeros(1), torch.ones(1))


@batch_norm.probe(
    "training, the batch [[1], [3]], running mean 0 and variance 1",
    expected="outputs −1 and 1; running mean 0.2, running variance 0.9·1 + 0.1·2 = 1.1",
)
def one_batch(answer):
    x = torch.tensor([[1.0], [3.0]])
    y, mean, var = answer(x, *(value.clone() for value in _FRESH), True)
    return {"first_out": y[0], "mean_after": mean, "var_after": var, "out": y, "input_changed": x[0].item() != 1.0}


@batch_norm.probe(
    "training, the narrow batch [[0], [0.002]] with eps = 0.001",
    expected="outputs −0.0316 and 0.0316: eps is added to the variance, under the root",
)
def narrow_batch(answer):
    y, _, _ = answer(torch.tensor([[0.0], [0.002]]), *(value.clone() for value in _FRESH), True, eps=1e-3)
    return {"narrow": y, "narrow_out": y[1]}


@batch_norm.probe(
    "training, three batches of 5 with 3 features, one after another, momentum 0.2",
    expected="the running mean and variance of nn.BatchNorm1d(3, momentum=0.2)",
)
def three_batches(answer):
    mean, var = torch.zeros(3), torch.ones(3)
    for _ in range(3):
        y, mean, var = answer(torch.randn(5, 3) * 2 + 1, mean, var, True, momentum=0.2)
    return {"third_out": y, "mean_of_three": mean, "var_of_three": var, "mean_first": mean[0]}


@batch_norm.probe(
    "eval, four images, with running mean 2 and variance 4",
    expected="(x − 2) / 2 for each of them, and the running values untouched",
)
def in_eval(answer):
    y, mean, var = answer(torch.tensor([[0.0], [2.0], [4.0], [10.0]]), torch.tensor([2.0]), torch.tensor([4.0]), False)
    return {"eval_first": y[0], "eval_out": y, "eval_mean": mean, "eval_var": var}


@batch_norm.probe("eval, one image alone, with the same running values", expected="the same output as in company")
def alone(answer):
    y, _, _ = answer(torch.tensor([[10.0]]), torch.tensor([2.0]), torch.tensor([4.0]), False)
    return {"alone": y}


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


@batch_norm.wrong
def running_values_in_training(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """In training the batch [[1], [3]] comes out at {first_out:.4f} first, because you measured it with the running values.
    It is tempting, since an image would keep its output whatever its batch mates; but then nothing keeps the layer's output
    near mean 0 and width 1 while the weights move. What does training mode measure with?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, measure_in_training=False)


@batch_norm.wrong
def learns_in_eval(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """Your outputs are right, and after a batch in eval the running mean stands at {eval_mean:.2f} where it was 2. Looking at
    samples would then change the network: draw often enough, and it draws differently. In which of the two lives may the
    running values move?"""
    return _normed(x, running_mean, running_var, training, momentum, eps, update_in_eval=True)


@batch_norm.wrong
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


@batch_norm.decoy(keras_momentum, keeps_the_biased_variance)
def moves_the_mean_only(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, _ = _normed(x, running_mean, running_var, training, momentum, eps)
    return y, mean, running_var


@batch_norm.decoy(keras_momentum, momentum_as_eps)
def takes_the_batchs_values(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, momentum, eps, keep=lambda m: 1.0)


@batch_norm.decoy(keras_momentum)
def always_takes_a_tenth(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, 0.1, eps)


@batch_norm.decoy(divides_by_m_minus_one_for_the_output, running_values_in_training, divides_by_the_variance)
def halves_the_output(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, var = _normed(x, running_mean, running_var, training, momentum, eps)
    return y / 2, mean, var


@batch_norm.decoy(keeps_the_biased_variance)
def keeps_the_deviation(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    y, mean, _ = _normed(x, running_mean, running_var, training, momentum, eps)
    return y, mean, (1 - momentum) * running_var + momentum * x.std(0) if training else running_var


@batch_norm.decoy(eps_after_the_root, no_eps)
def eps_squared_under_the_root(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, momentum, eps, root=lambda var, eps: (var + eps**2).sqrt())


@batch_norm.decoy(no_eps, eps_after_the_root)
def ignores_the_eps_it_is_given(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return _normed(x, running_mean, running_var, training, momentum, 1e-5)


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


@batch_norm.decoy(measures_across_features, one_measure_for_all_features)
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


@batch_norm.decoy(passes_by_place)
def forgets_the_running_values(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return F.batch_norm(x, training=training, momentum=momentum, eps=eps), running_mean, running_var


batch_norm.hints(
    "Two questions: whose mean and variance measure this batch, and do the running values move. `training` decides both.",
    "In training: x.mean(0) and x.var(0, unbiased=False) for the output; running = (1 − momentum) · running + momentum · new, "
    "with the unbiased x.var(0) as the new variance.",
    "(x - mean) / (var + eps).sqrt(), with mean and var from the batch in training and from the running values in eval.",
)

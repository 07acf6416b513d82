"""Exercise 8.5, minibatch_std: one more feature, which says how different the samples of a batch are."""

import torch

from gancourse.checks.exercise import Exercise

minibatch_std = Exercise(
    "minibatch_std",
    lesson="08",
    tolerance=1e-4,
    remember="A D that sees one sample at a time cannot know that all samples are alike: each of them looks fine. This one number tells "
    "it. The price: a verdict now depends on the company, so real and fake must come in batches of their own.",
)

BATCH = torch.tensor([[1.0, 10.0, 0.0], [3.0, 10.0, 4.0]])  # standard deviations 1, 0 and 2: mean 1


@minibatch_std.probe("2 samples with 3 features: the shape", expected="(2, 4): one feature more")
def shape(answer):
    return {"shape": str(tuple(answer(BATCH.clone()).shape))}


@minibatch_std.probe(
    "the features (1, 10, 0) and (3, 10, 4), whose standard deviations over the two samples are 1, 0 and 2",
    expected="1 as the last feature of both samples, and the other features as they were",
)
def two_samples(answer):
    found = answer(BATCH.clone()).double()
    return {
        "first_row": found[0, -1],
        "second_row": found[1, -1],
        "kept": bool(found.shape[1] == 4 and (found[:, :3] - BATCH).abs().max() < 1e-4),
        "in_front": bool(found.shape[1] == 4 and (found[:, 1:] - BATCH).abs().max() < 1e-4),
        "at_front": found[0, 0],
    }


@minibatch_std.probe("4 samples with 2 features: 0, 0, 4, 4 and 0, 0, 0, 12", expected="3.598, the mean of 2 and 5.196")
def four_samples(answer):
    batch = torch.tensor([[0.0, 0.0], [0.0, 0.0], [4.0, 0.0], [4.0, 12.0]])
    return {"of_four": answer(batch)[0, -1]}


@minibatch_std.probe("a batch of one sample", expected="0, for it has no company to differ from")
def one_sample(answer):
    return {"alone": answer(torch.tensor([[1.0, 5.0]]))[0, -1]}


@minibatch_std.probe(
    "three samples that are all alike, (1.7, 3.4, 5.8, 7.3): the last feature, and the gradient that comes back to the samples",
    expected="0 (up to 0.01), and finite numbers",
)
def all_alike(answer):
    batch = torch.tensor([[1.7, 3.4, 5.8, 7.3]]).repeat(3, 1).requires_grad_()
    found = answer(batch)[:, -1]
    if found.requires_grad:
        (slope,) = torch.autograd.grad(found.sum(), batch)
    else:
        slope = torch.zeros(3, 4)
    finite = bool(slope.isfinite().all())
    return {"when_alike": torch.round(found[0].double(), decimals=2), "gradient_is_finite": finite}


@minibatch_std.probe(
    "how the feature changes when a sample moves: samples 0 and 2 of one feature, gradient at the second",
    expected="0.5: the feature must let gradients through to G",
)
def gradient_passes(answer):
    batch = torch.tensor([[0.0], [2.0]], requires_grad=True)
    found = answer(batch)[0, -1]
    slope = torch.autograd.grad(found, batch)[0][1, 0] if found.requires_grad else 0.0
    return {"slope": slope}


@minibatch_std.right
def with_a_little_inside(features):
    deviation = (features.var(dim=0, correction=0) + 1e-8).sqrt()
    return torch.cat([features, deviation.mean().expand(len(features), 1)], dim=1)


@minibatch_std.right
def by_hand(features):
    centred = features - features.mean(dim=0, keepdim=True)
    deviation = (centred.square().mean(dim=0) + 1e-8).sqrt().mean()
    return torch.cat([features, torch.ones_like(features[:, :1]) * deviation], dim=1)


@minibatch_std.right
def by_std(features):
    """PyTorch's own std has a gradient of 0 where all samples are alike."""
    deviation = features.std(dim=0, unbiased=False).mean()
    return torch.cat([features, deviation.reshape(1, 1).repeat(len(features), 1)], dim=1)


def _with(features, deviation):
    return torch.cat([features, deviation.reshape(1, 1).expand(len(features), 1)], dim=1)


def _deviations(features, dim=0):
    return (features.var(dim=dim, correction=0) + 1e-8).sqrt()


def _along_the_features(seen, mean=False):
    """Whether the feature is the deviation of each sample along its own features, or the mean of both: divided by n or, as std does
    unless told otherwise, by n − 1."""
    given = torch.tensor([float(seen["first_row"]), float(seen["second_row"])])
    found = [BATCH.std(dim=1, correction=correction) for correction in (0, 1)]
    return any(torch.allclose(given, (each.mean() if mean else each).expand(2), atol=1e-3) for each in found)


@minibatch_std.wrong(when=_along_the_features)
def over_the_features(features):
    """For the features (1, 10, 0) and (3, 10, 4) you give {first_row:.3f} and {second_row:.3f}: each sample is compared with itself, feature with feature. The
    batch has no say. Along which axis do different *samples* stand?"""
    return torch.cat([features, _deviations(features, dim=1)[:, None]], dim=1)


@minibatch_std.wrong
def over_everything(features):
    """For the features (1, 10, 0) and (3, 10, 4) you give {first_row:.3f} in place of 1: one standard deviation over all numbers at once mixes what differs
    between samples with what differs between features. Over which axis alone is it to be taken?"""
    return _with(features, (features.var(correction=0) + 1e-8).sqrt())


@minibatch_std.wrong(when=lambda seen: _along_the_features(seen, mean=True))
def mean_over_the_features(features):
    """For the features (1, 10, 0) and (3, 10, 4) you give {first_row:.3f} and {second_row:.3f}: those are the means of the deviations over the features of each sample. Which
    axis is the batch?"""
    return torch.cat([features, _deviations(features, dim=1).mean().expand(len(features), 1)], dim=1)


@minibatch_std.decoy(over_the_features, over_everything, mean_over_the_features)
def means_of_the_features(features):
    return torch.cat([features, features.mean(dim=1, keepdim=True)], dim=1)


@minibatch_std.wrong(when=lambda seen: seen["alone"] != seen["alone"])
def one_less_than_the_samples(features):
    """For a batch of one sample your feature is {alone}, and for the two samples {first_row:.3f} in place of 1: you divide by n − 1, as std does unless told
    otherwise, and 0/0 follows. A published GAN trained on NaN for this reason. Which argument makes it divide by n?"""
    return _with(features, ((features - features.mean(dim=0)).square().sum(dim=0) / (len(features) - 1)).sqrt().mean())


@minibatch_std.wrong
def one_less_and_guarded(features):
    """For the two samples you give {first_row:.3f} in place of 1, and for one alone {alone:.0f}: you guard the single sample well, but divide by n − 1
    elsewhere. The exercise wants the mean of the squares itself. By what is it divided?"""
    deviation = features.std(dim=0).mean() if len(features) > 1 else features.new_zeros(())
    return _with(features, deviation)


@minibatch_std.decoy(one_less_than_the_samples, one_less_and_guarded)
def half_of_it(features):
    return _with(features, _deviations(features).mean() / 2)


@minibatch_std.wrong(when=lambda seen: not seen["gradient_is_finite"] and abs(seen["first_row"] - 1) < 1e-3)
def root_of_nothing(features):
    """The numbers are right ({first_row:.3f} for the two samples). But where all samples are alike, which is the case this feature is made for, the gradient is not a
    finite number: the slope of a square root at 0 is infinite. What can be added under the root?"""
    return _with(features, features.var(dim=0, correction=0).sqrt().mean())


@minibatch_std.decoy(root_of_nothing)
def logarithm_of_it(features):
    return _with(features, features.var(dim=0, correction=0).log().exp().sqrt().mean() * 1.1)


@minibatch_std.wrong
def variance_for_deviation(features):
    """For the two samples you give {first_row:.3f}, the mean of the variances 1, 0 and 4. What leads from a variance to a standard deviation?"""
    return _with(features, features.var(dim=0, correction=0).mean())


@minibatch_std.wrong
def root_after_the_mean(features):
    """For the two samples you give {first_row:.3f}, the root of the mean of the variances, and the mean of the roots is 1. In which order do the two
    steps come?"""
    return _with(features, (features.var(dim=0, correction=0).mean() + 1e-8).sqrt())


@minibatch_std.wrong
def largest_deviation(features):
    """For the two samples you give {first_row:.3f}, the largest of the three deviations 1, 0 and 2. One feature that varies would hide that all
    others stand still. Which summary of the three is asked for?"""
    return _with(features, _deviations(features).max())


@minibatch_std.wrong
def sum_of_deviations(features):
    """For the two samples you give {first_row:.3f}, the sum of the deviations 1, 0 and 2, which grows with the number of features. Which summary does not?"""
    return _with(features, _deviations(features).sum())


@minibatch_std.decoy(variance_for_deviation, root_after_the_mean, largest_deviation, sum_of_deviations)
def twice_the_deviation(features):
    return _with(features, 2.5 * _deviations(features).mean())


@minibatch_std.wrong
def mean_absolute_deviation(features):
    """For two samples you are right, and for four you give {of_four:.3f} in place of 3.598: you average the *absolute* distances from the mean, and a standard
    deviation is another average. What is done with the distances before they are averaged?"""
    return _with(features, (features - features.mean(dim=0)).abs().mean())


@minibatch_std.decoy(mean_absolute_deviation)
def half_the_range(features):
    return _with(features, (features.amax(dim=0) - features.amin(dim=0)).mean() / 2)


@minibatch_std.wrong(when=lambda seen: seen["shape"] == "(2, 6)")
def one_for_each_feature(features):
    """The shape becomes {shape}: you add a deviation for every feature, twice as many numbers as before. One number for the whole batch is asked for. What makes
    one of them?"""
    return torch.cat([features, _deviations(features).expand(len(features), -1)], dim=1)


@minibatch_std.wrong(when=lambda seen: seen["shape"] == "(3, 3)")
def one_sample_more(features):
    """The shape becomes {shape}: you add a *sample* made of deviations, and D would judge it like one. Along which axis are features added?"""
    return torch.cat([features, _deviations(features)[None]], dim=0)


@minibatch_std.wrong(when=lambda seen: seen["shape"] in ("(2, 1)", "()", "(1,)"))
def deviation_alone(features):
    """The shape becomes {shape}: there is a number for the batch and the features are gone, so D could not see the samples any more. To what is the new
    feature added?"""
    return _deviations(features).mean().expand(len(features), 1)


@minibatch_std.decoy(one_for_each_feature, one_sample_more, deviation_alone, told="too_long")
def two_features_more(features):
    deviation = _deviations(features).mean().expand(len(features), 1)
    return torch.cat([features, deviation, deviation], dim=1)


@minibatch_std.wrong(when=lambda seen: seen["in_front"] and not seen["kept"])
def in_front_of_the_features(features):
    """The deviation, {at_front:.3f}, stands before the features and not behind them. The last layer below would learn it all the same, and the exercise says where it
    goes. In which order does torch.cat take its tensors?"""
    return torch.cat([_deviations(features).mean().expand(len(features), 1), features], dim=1)


@minibatch_std.decoy(in_front_of_the_features)
def zero_in_front(features):
    return torch.cat([_deviations(features).mean().expand(len(features), 1), 0.5 * features], dim=1)


@minibatch_std.wrong(when=lambda seen: abs(seen["first_row"] - 1) < 1e-3 and seen["slope"] == 0)
def without_a_road(features):
    """The numbers are right, but the gradient that comes back to a sample is {slope:g}: the deviation is detached, or a Python number. D could see that all fakes are
    alike, and G would never hear of it. Which call cuts the road?"""
    return _with(features, _deviations(features).mean().detach())


@minibatch_std.decoy(without_a_road)
def half_a_road(features):
    deviation = _deviations(features).mean()
    return _with(features, (deviation + deviation.detach()) / 2)


@minibatch_std.wrong(
    when=lambda seen: seen["kept"] is False and seen["shape"] == "(2, 4)" and abs(seen["first_row"] - 1) < 1e-3
)
def features_centred(features):
    """The last feature is right, {first_row:.3f}, but the others are not what came in: you hand on the features after the mean was taken off, and with that D no longer sees *where* the samples
    are. What should stand before the new feature?"""
    return _with(features - features.mean(dim=0), _deviations(features).mean())


@minibatch_std.decoy(features_centred, told="scaled")
def features_and_deviation_doubled(features):
    return _with(2 * features, 2 * _deviations(features).mean())


@minibatch_std.wrong(when=lambda seen: seen["when_alike"] != seen["when_alike"] and abs(seen["of_four"] - 3.598) < 1e-3)
def difference_of_large_numbers(features):
    """For three samples that are all alike you give {when_alike} in place of 0: E[x²] − E[x]² takes two nearly equal numbers from each other, of which float32 keeps seven digits, and what is left may be below 0 by more than you add, and has no root. Which
    average is never below 0?"""
    variance = features.square().mean(dim=0) - features.mean(dim=0).square()
    return _with(features, (variance + 1e-8).sqrt().mean())


@minibatch_std.decoy(difference_of_large_numbers)
def never_less_than_a_half(features):
    return _with(features, _deviations(features).mean().clamp(min=0.5) + 0.001)


@minibatch_std.wrong
def deviation_of_the_means(features):
    """For two samples you are right by chance, and for four you give {of_four:.3f} in place of 3.598: you take the mean over the features first, and of it the deviation over the batch. Features that move against each other would cancel. Which of the two
    steps comes first?"""
    return _with(features, (features.mean(dim=1).var(correction=0) + 1e-8).sqrt())


@minibatch_std.wrong(
    when=lambda seen: (
        seen["kept"]
        and 3e-4 < seen["alone"] < 0.2
        and 2e-4 < seen["first_row"] - 1 < 0.1
        and abs(3 * (seen["first_row"] - 1) / seen["alone"] - 1) < 0.1
    )
)
def too_much_under_the_root(features):
    """For one sample alone you give {alone:.4f} where next to nothing is right, and for the two {first_row:.4f} in place of 1: what you add under the root is too large, and its root stands in the result. How much does the exercise
    add?"""
    return _with(features, (features.var(dim=0, correction=0) + 1e-4).sqrt().mean())


@minibatch_std.wrong
def its_own_distance(features):
    """For two samples you are right by chance, and for the first of four you give {of_four:.3f} in place of 3.598: each sample gets its *own* distance from the mean of the batch. One number is to be the same for all. Over which axis has the
    average still to be taken?"""
    return torch.cat([features, (features - features.mean(dim=0)).abs().mean(dim=1, keepdim=True)], dim=1)


@minibatch_std.wrong
def median_of_deviations(features):
    """For two samples you are right by chance, and for four you give {of_four:.3f} in place of 3.598: that is the median of the deviations, and for two of them PyTorch takes the smaller one. Which summary is asked
    for?"""
    return _with(features, _deviations(features).median())


@minibatch_std.wrong
def sum_of_squares_for_their_mean(features):
    """For two samples you give {first_row:.3f} in place of 1, and for four {of_four:.3f} in place of 3.598: the squared distances are added up and never divided, so a larger batch seems to be a more varied one. By what does the exercise divide
    them?"""
    return _with(features, ((features - features.mean(dim=0)).square().sum(dim=0) + 1e-8).sqrt().mean())


@minibatch_std.wrong
def not_centred(features):
    """For two samples you give {first_row:.3f} in place of 1: the features are squared as they are, so what all samples have in common counts as spread, like the 10 here. What is taken off before the
    square?"""
    return _with(features, (features.square().mean(dim=0) + 1e-8).sqrt().mean())


@minibatch_std.wrong
def first_sample_only(features):
    """The first sample gets {first_row:.3f}, and the second {second_row:.3f}: only one row was written. D judges every sample, and to each of them the number is news. Which samples get the new
    feature?"""
    column = torch.zeros_like(features[:, :1])
    column = torch.cat([_deviations(features).mean().reshape(1, 1), column[1:]])
    return torch.cat([features, column], dim=1)


@minibatch_std.wrong(
    when=lambda seen: (
        min(abs(seen["first_row"] - length) for length in (2.23607, 4.47214)) < 1e-3 and seen["shape"] == "(2, 4)"
    )
)
def distances_of_pairs(features):
    """For the features (1, 10, 0) and (3, 10, 4) you give {first_row:.3f}: that is a distance between samples, over all features together. The exercise asks of each feature for itself first. Which standard deviations are 1, 0
    and 2 here?"""
    distance = (features[:, None] - features).square().sum(dim=2).sqrt()
    return torch.cat([features, distance.mean(dim=1, keepdim=True)], dim=1)


@minibatch_std.wrong
def one_feature_less_in_the_mean(features):
    """For two samples you give {first_row:.3f} in place of 1: the sum of the deviations 1, 0 and 2 is divided by 2, one less than there are features. How many deviations have a mean taken of
    them?"""
    deviations = _deviations(features)
    return _with(features, deviations.sum() / (len(deviations) - 1))


@minibatch_std.wrong(
    when=lambda seen: (
        seen["shape"] == "(2, 3)" and abs(seen["first_row"] - 1) < 1e-3 and abs(seen["second_row"] - 5) < 1e-3
    )
)
def added_and_not_appended(features):
    """The shape stays {shape}: the deviation is *added* to every feature, and no feature more is there, so D could not tell a shift from a spread. What puts a column beside a
    table?"""
    return features + _deviations(features).mean()


@minibatch_std.wrong(when=lambda seen: "shape '[4, " in seen["error"])
def groups_of_four(features):
    """The published code takes the deviation over groups of four samples, and here two come in, of which no group can be made ({error}). The exercise asks for all of the batch. Which axis of (m, f) is
    it?"""
    groups = features.view(4, -1, features.shape[1])
    return torch.cat([features, (groups.var(0, correction=0) + 1e-8).sqrt().mean(1, keepdim=True).repeat(4, 1)], dim=1)


@minibatch_std.decoy(
    deviation_of_the_means, too_much_under_the_root, its_own_distance, median_of_deviations, sum_of_squares_for_their_mean, not_centred, first_sample_only, distances_of_pairs, one_feature_less_in_the_mean,
)  # fmt: skip
def a_third_power(features):
    return _with(features, (features - features.mean(dim=0)).abs().pow(3).mean() ** (1 / 3) + 0.2)


@minibatch_std.decoy(added_and_not_appended, told="another_shape")
def subtracted_and_not_appended(features):
    return features - _deviations(features).mean()


@minibatch_std.decoy(groups_of_four, told="no_such_shape")
def groups_of_five(features):
    return features.view(5, -1)


minibatch_std.hints(
    "For each feature ask how much it differs from sample to sample; the mean of these numbers is the new feature, the same for every "
    "sample.",
    "Over the batch means dim=0. features.var(dim=0, correction=0) divides by n, so that one sample alone gives 0. Its root has an "
    "infinite slope at 0: add 1e-8 first.",
    "deviation = (features.var(dim=0, correction=0) + 1e-8).sqrt().mean(); return torch.cat([features, "
    "deviation.expand(len(features), 1)], dim=1)",
)

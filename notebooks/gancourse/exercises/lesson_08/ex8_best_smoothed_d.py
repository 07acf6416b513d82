"""Exercise 8.8, best_smoothed_d: the best D when the labels are not 1 and 0."""

import torch

from gancourse.checks.exercise import Exercise

best_smoothed_d = Exercise(
    "best_smoothed_d",
    lesson="08",
    tolerance=1e-5,
    remember="With a label below 1 for the data, D is nowhere surer than that label, and G's push from −log D stays as it was. With a label above 0 for the fakes D is flat at "
    "that label where only fakes are, and the push that should take them away from there is gone.",
)


def _at(answer, p_data, p_g, a, b):
    return answer(torch.tensor(p_data, dtype=torch.float64), torch.tensor(p_g, dtype=torch.float64), a, b)


@best_smoothed_d.probe("p_data = 0.3, p_g = 0.1, labels 1 and 0", expected="0.75, the D* of lesson 01")
def plain_labels(answer):
    return {"plain": _at(answer, 0.3, 0.1, 1.0, 0.0)}


@best_smoothed_d.probe("p_data = 0.3, p_g = 0.1, labels 0.9 and 0", expected="0.675, nine tenths of that")
def one_sided(answer):
    return {"one_sided": _at(answer, 0.3, 0.1, 0.9, 0.0)}


@best_smoothed_d.probe("p_data = 0.3, p_g = 0.1, labels 0.9 and 0.2", expected="0.725")
def two_sided(answer):
    return {"two_sided": _at(answer, 0.3, 0.1, 0.9, 0.2)}


@best_smoothed_d.probe("only data, p_data = 0.4 and p_g = 0, labels 0.9 and 0.2", expected="0.9")
def only_data(answer):
    return {"on_data": _at(answer, 0.4, 0.0, 0.9, 0.2)}


@best_smoothed_d.probe("only fakes, p_data = 0 and p_g = 0.4, labels 0.9 and 0.2", expected="0.2")
def only_fakes(answer):
    return {"on_fakes": _at(answer, 0.0, 0.4, 0.9, 0.2)}


@best_smoothed_d.probe(
    "three points at once: p_data = (0.3, 0.1, 0), p_g = (0.1, 0.3, 0.2), labels 0.8 and 0", expected="(0.6, 0.2, 0)"
)
def three_points(answer):
    return {"three": _at(answer, [0.3, 0.1, 0.0], [0.1, 0.3, 0.2], 0.8, 0.0)}


@best_smoothed_d.right
def mean_label(p_data, p_g, real_label, fake_label):
    return (real_label * p_data + fake_label * p_g) / (p_data + p_g)


@best_smoothed_d.right
def by_shares(p_data, p_g, real_label, fake_label):
    share = p_data / (p_data + p_g)
    return fake_label + (real_label - fake_label) * share


@best_smoothed_d.wrong
def without_the_labels(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0 you give {one_sided:.4f}, as with 1 and 0: the labels have no say. Which label does each of the two densities bring along?"""
    return p_data / (p_data + p_g)


@best_smoothed_d.wrong(when=lambda seen: abs(seen["plain"] - 1) < 1e-6 and abs(seen["two_sided"] - 0.27 / 0.29) < 1e-4)
def labels_below_too(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2, where only data are, you give {on_data:.4f} in place of 0.9: the labels stand below the line as well. How many
    samples there are at x does not depend on their labels. What is the denominator?"""
    above = real_label * p_data
    return above / (above + fake_label * p_g + 1e-30)


@best_smoothed_d.wrong
def label_below_the_data(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0 you give {one_sided:.4f} in place of 0.675, and where only data are {on_data:.4f}: your denominator counts the data with their label, though the
    numerator is right. What weighs −log D and −log(1 − D) together, at one x?"""
    return (real_label * p_data + fake_label * p_g) / (real_label * p_data + p_g)


@best_smoothed_d.decoy(without_the_labels, labels_below_too, label_below_the_data)
def root_of_the_label(p_data, p_g, real_label, fake_label):
    return (real_label**0.5 * p_data + fake_label * p_g) / (p_data + p_g)


@best_smoothed_d.wrong
def fakes_left_out(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} in place of 0.725, and where only fakes are {on_fakes:.4f} in place of 0.2: the label of the fakes is
    missing. Which density carries it into the numerator?"""
    return real_label * p_data / (p_data + p_g)


@best_smoothed_d.wrong
def data_left_plain(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0 you give {one_sided:.4f} in place of 0.675: the fakes have their label and the data are counted whole. What do the data count, with the
    label 0.9?"""
    return (p_data + fake_label * p_g) / (p_data + p_g)


@best_smoothed_d.decoy(fakes_left_out, data_left_plain)
def half_a_fake_label(p_data, p_g, real_label, fake_label):
    return (real_label * p_data + fake_label / 2 * p_g) / (p_data + p_g)


@best_smoothed_d.wrong
def labels_swapped(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f}, the share of the *fakes*. D is to say how likely it is that a point is data. Which label belongs to
    which density?"""
    return (real_label * p_g + fake_label * p_data) / (p_data + p_g)


@best_smoothed_d.wrong
def one_minus_label(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: you count the data with 1 − label. In the book's formula α is what is taken *off* the label; here the label itself is
    given. What is 1 − α then?"""
    return ((1 - real_label) * p_data + fake_label * p_g) / (p_data + p_g)


@best_smoothed_d.decoy(labels_swapped, one_minus_label)
def share_of_the_fakes_and_a_bit(p_data, p_g, real_label, fake_label):
    return 1 - 0.9 * (real_label * p_data + fake_label * p_g) / (p_data + p_g)


@best_smoothed_d.wrong
def fake_label_subtracted(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} in place of 0.725, and where only fakes are {on_fakes:.4f}: less than no probability. A fake with the label 0.2 is *one fifth* real to
    D. Which sign has that?"""
    return (real_label * p_data - fake_label * p_g) / (p_data + p_g)


@best_smoothed_d.decoy(fake_label_subtracted)
def fakes_count_as_data(p_data, p_g, real_label, fake_label):
    return (real_label * p_data + 0.5 * p_g) / (p_data + p_g)


@best_smoothed_d.wrong
def not_divided(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: that is the numerator, a density and no probability. By how many samples at x, of either kind, is it to be
    divided?"""
    return real_label * p_data + fake_label * p_g


@best_smoothed_d.wrong
def twice_the_mean_density(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, twice as much: you divide by the mean of the two densities, m. D* divides by something else. By
    what?"""
    return (real_label * p_data + fake_label * p_g) / ((p_data + p_g) / 2)


@best_smoothed_d.wrong
def over_the_fakes(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: that is a ratio of data to fakes, the odds, which know no upper end. What has to be added below the line to make a probability of them?"""
    return (real_label * p_data + fake_label * p_g) / (p_g + 1e-30)


@best_smoothed_d.decoy(not_divided, twice_the_mean_density, over_the_fakes, told="scaled")
def over_three_halves(p_data, p_g, real_label, fake_label):
    return (real_label * p_data + fake_label * p_g) / (1.5 * (p_data + p_g))


@best_smoothed_d.wrong
def the_book_without_one(p_data, p_g, real_label, fake_label):
    """Where only fakes are you give {on_fakes:.4f} in place of 0.2, and in between {two_sided:.4f}: the fakes count with 1 − b. The label b of a fake says how real D is to call it. What does it multiply?"""
    return (real_label * p_data + (1 - fake_label) * p_g) / (p_data + p_g) if fake_label else real_label * p_data / (p_data + p_g)  # fmt: skip


@best_smoothed_d.decoy(the_book_without_one)
def three_quarters_for_the_fakes(p_data, p_g, real_label, fake_label):
    return (real_label * p_data + (0.75 if fake_label else 0.0) * p_g) / (p_data + p_g)


@best_smoothed_d.wrong
def never_above_the_label(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0 you give {one_sided:.4f} in place of 0.675: you cut D* off at the label, and a softer label lowers D everywhere, not only at the top. What does every real sample at x
    ask of D?"""
    return (p_data / (p_data + p_g)).clamp(fake_label, real_label)


@best_smoothed_d.decoy(never_above_the_label)
def never_above_six_tenths(p_data, p_g, real_label, fake_label):
    return (mean_label(p_data, p_g, real_label, fake_label)).clamp(max=0.7)


@best_smoothed_d.wrong
def fake_label_added(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2, where only data are, you give {on_data:.4f} in place of 0.9: the label of the fakes is added everywhere. Where there are no fakes, nobody asks for
    it. With which density does it come?"""
    return real_label * p_data / (p_data + p_g) + fake_label


@best_smoothed_d.wrong
def over_the_labels(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: you divide by the sum of the labels. It is the *densities* that weigh how often D is asked at x. What is their sum?"""
    return (real_label * p_data + fake_label * p_g) / (real_label + fake_label)


@best_smoothed_d.decoy(fake_label_added, over_the_labels)
def half_the_fake_label_added(p_data, p_g, real_label, fake_label):
    return real_label * p_data / (p_data + p_g) + fake_label / 2


@best_smoothed_d.wrong
def two_of_four_terms(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0 you give {one_sided:.4f} in place of 0.675, and where only data are {on_data:.4f}: of the four terms of the loss you kept two. What becomes of the tenth of each real point that is called
    fake?"""
    return real_label * p_data / (real_label * p_data + (1 - fake_label) * p_g)


@best_smoothed_d.decoy(two_of_four_terms)
def three_of_four_terms(p_data, p_g, real_label, fake_label):
    above = real_label * p_data + fake_label * p_g
    return above / (above + (1 - real_label) * p_data + (1 - fake_label) * 1.1 * p_g)


def _above_and_below(p_data, p_g, real_label, fake_label):
    """A and B, which multiply −log D and −log(1 − D)."""
    return real_label * p_data + fake_label * p_g, (1 - real_label) * p_data + (1 - fake_label) * p_g


@best_smoothed_d.wrong
def the_odds(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, and where only data are {on_data:.4f}: that is A/B, real against fake, the odds. What part of A + B is A?"""
    above, below = _above_and_below(p_data, p_g, real_label, fake_label)
    return above / below


@best_smoothed_d.wrong
def the_logit(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, and where only fakes are {on_fakes:.4f}: that is log(A/B), the logit of the best D. Which function makes
    a probability of a logit?"""
    above, below = _above_and_below(p_data, p_g, real_label, fake_label)
    return torch.log(above / below)


@best_smoothed_d.wrong
def one_minus_d(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, and where only fakes are {on_fakes:.4f} in place of 0.2: that is B/(A + B), how likely a point is a *fake*. What multiplies −log D,
    and so belongs above the line?"""
    above, below = _above_and_below(p_data, p_g, real_label, fake_label)
    return below / (above + below)


@best_smoothed_d.wrong
def the_difference(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: that is A − B, and it is less than 0 ({on_fakes:.4f}) where only fakes are. Set the derivative of the loss to 0: is it a difference or
    a fraction that solves for D?"""
    above, below = _above_and_below(p_data, p_g, real_label, fake_label)
    return above - below


@best_smoothed_d.wrong
def roots_of_both(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, nearer to ½: the roots of A and B are weighed. Where in the loss at one x would a root come from?"""
    above, below = (part.sqrt() for part in _above_and_below(p_data, p_g, real_label, fake_label))
    return above / (above + below)


@best_smoothed_d.wrong
def no_brackets_at_all(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: Python divides before it adds, so only the term of the fakes is divided, and only by p_data. What has to stand in brackets, above the line and
    below it?"""
    return real_label * p_data + fake_label * p_g / p_data + p_g


@best_smoothed_d.wrong
def no_brackets_below(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: Python divides before it adds, so you divide by p_data and then add p_g. What has to stand in brackets?"""
    return (real_label * p_data + fake_label * p_g) / p_data + p_g


@best_smoothed_d.wrong
def only_the_data_divided(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} in place of 0.725: the term of the data is divided by both densities, and the term of the fakes is not divided. How far does the line of the fraction
    go?"""
    return real_label * p_data / (p_data + p_g) + fake_label * p_g


@best_smoothed_d.wrong
def one_minus_the_fake_label(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, and where only fakes are, with the label 0.2, {on_fakes:.4f}: the fakes count with 1 − b. That share of them wants D *low*. With what do they stand
    beside −log D?"""
    return (real_label * p_data + (1 - fake_label) * p_g) / (p_data + p_g)


@best_smoothed_d.wrong
def fake_label_off_the_end(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} in place of 0.725, and where only data are {on_data:.4f} in place of 0.9: the label of the fakes is taken off everywhere. A fake with the label 0.2 is one fifth *real* to D.
    With which sign, and which density, does it come?"""
    return real_label * p_data / (p_data + p_g) - fake_label


@best_smoothed_d.wrong
def sum_of_the_labels(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2, where only data are, you give {on_data:.4f} in place of 0.9, and where only fakes are {on_fakes:.4f} in place of 0.2: both labels multiply the density of the data. Which density does b
    belong to?"""
    return (real_label + fake_label) * p_data / (p_data + p_g)


@best_smoothed_d.wrong
def difference_of_the_labels(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} in place of 0.725, 0.2 too little, and where only fakes are {on_fakes:.4f}: the slope a − b is right, and the straight line begins in the wrong place. What is D where D* is 0?"""
    return (real_label - fake_label) * p_data / (p_data + p_g)


@best_smoothed_d.wrong
def labels_of_its_own(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, as if they were 0.9 and 0.1: these numbers stand in your code. Which arguments carry the labels?"""
    return (0.9 * p_data + 0.1 * p_g) / (p_data + p_g)


@best_smoothed_d.wrong
def real_label_of_its_own(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, as if the first were 0.9: that number stands in your code, and the label of the fakes in no place. Which arguments carry
    the labels?"""
    return 0.9 * p_data / (p_data + p_g)


@best_smoothed_d.wrong
def sigmoid_of_a_probability(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, which is the sigmoid of 0.75; none of your results is below ½. A fraction of A + B is a probability already. Which step is one too many?"""
    return torch.sigmoid((real_label * p_data + fake_label * p_g) / (p_data + p_g))


@best_smoothed_d.wrong(when=lambda seen: abs(seen["plain"] - 0.224934) < 1e-4)
def the_loss_of_plain_d(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f}: that is the loss, and the D is asked for at which it is smallest. What is set to 0 in order to find that place?"""
    d = p_data / (p_data + p_g)
    above, below = _above_and_below(p_data, p_g, real_label, fake_label)
    return -above * torch.log(d) - below * torch.log(1 - d)


@best_smoothed_d.wrong
def labels_in_the_denominator_too(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0 you give {one_sided:.4f} in place of 0.675: you divide by the sum of the labels as well, so that they cancel. A + B is the sum of the four terms: what is left of the labels in it?"""
    return (real_label * p_data + fake_label * p_g) / ((real_label + fake_label) * (p_data + p_g))


@best_smoothed_d.wrong
def the_larger_one_decides(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: you let the larger density choose the label. D says *how likely* a point is data, and there both kinds come. In what proportion are the two labels to be
    mixed?"""
    return torch.where(p_data > p_g, real_label, fake_label)


@best_smoothed_d.wrong
def a_minus_b_below(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75, more than any probability: A − B stands below the line. The derivative of the loss is −A/D + B/(1 − D). What do you get when you multiply out A·(1 − D) = B·D?"""
    above, below = _above_and_below(p_data, p_g, real_label, fake_label)
    return above / (above - below)


@best_smoothed_d.wrong
def fakes_counted_in_part(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} in place of 0.725, and where only fakes are {on_fakes:.4f}: below the line the fakes count with 1 − b, and above it not at all. Their share b stands beside −log D. Where does it
    go?"""
    return real_label * p_data / (p_data + (1 - fake_label) * p_g)


@best_smoothed_d.wrong
def one_minus_b_as_a_factor(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} in place of 0.725, and where only data are {on_data:.4f} in place of 0.9: the label of the fakes lowers D even there, as a factor 1 − b. Does a softer label for fakes ask for a lower D, or for a higher
    one?"""
    return real_label * (1 - fake_label) * p_data / (p_data + p_g)


@best_smoothed_d.wrong(
    when=lambda seen: abs(seen["two_sided"] - 0.9 / 1.1) < 1e-4 and abs(seen["on_fakes"] - 0.9 / 1.1) < 1e-4
)
def labels_without_densities(p_data, p_g, real_label, fake_label):
    """Where only fakes are and where only data are you give the same, {on_fakes:.4f}: the labels are there, and the densities have no say. Which of the two labels is asked for how often, at one x?"""
    return real_label / (real_label + fake_label) + 0 * p_data


@best_smoothed_d.wrong
def never_above_the_real_label(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0 you give {one_sided:.4f} in place of 0.675: you cut plain D* off at the label of the data. A softer label lowers D everywhere, not at the top alone. What does every real
    sample at x ask of D?"""
    return torch.minimum(p_data / (p_data + p_g), torch.as_tensor(real_label))


@best_smoothed_d.wrong(when=lambda seen: abs(seen["plain"] - 1) < 1e-6 and abs(seen["two_sided"] - 0.29 / 0.34) < 1e-4)
def a_minus_too_few(p_data, p_g, real_label, fake_label):
    """With the labels 1 and 0 you give {plain:.4f} in place of 0.75: the fakes stand beside −log(1 − D) with b, and with b beside −log D too, so the label 0 leaves them out. What is left of a fake that is called b
    real?"""
    above = real_label * p_data + fake_label * p_g
    return above / (above + (1 - real_label) * p_data + fake_label * p_g + 1e-30)


@best_smoothed_d.wrong
def middle_of_the_labels(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} wherever the point is, the middle between the two labels. There may be three times as many data as fakes at x. What has to weigh the labels?"""
    return 0.5 * (real_label + fake_label)


@best_smoothed_d.wrong
def one_minus_the_label_alone(p_data, p_g, real_label, fake_label):
    """With the labels 0.9 and 0.2 you give {two_sided:.4f} wherever the point is: 1 − b, and the densities have no say. What has to weigh the two labels?"""
    return 1 - fake_label


@best_smoothed_d.wrong
def mean_over_the_points(p_data, p_g, real_label, fake_label):
    """At one point you are right ({plain:.4f}), and of three points at once you give one number, their mean. D has a value at every x. Which step at the end is one too many?"""
    return ((real_label * p_data + fake_label * p_g) / (p_data + p_g)).mean()


@best_smoothed_d.wrong(
    when=lambda seen: getattr(seen["plain"], "shape", None) == (1,) and abs(seen["plain"][0] - 0.75) < 0.02
)
def searched_on_a_grid(p_data, p_g, real_label, fake_label):
    """You search the best D among numbers on a grid, and {plain:.4f} comes back as a row of one: near it, and only as exact as the grid is fine. The derivative can be set to 0 with pen and paper. What
    is A·(1 − D) = B·D, solved for D?"""
    d = torch.linspace(0.01, 0.99, 99, dtype=torch.float64)[:, None]
    above, below = _above_and_below(p_data, p_g, real_label, fake_label)
    return d[(-above * d.log() - below * (1 - d).log()).argmin(0), 0]


@best_smoothed_d.decoy(
    the_odds, the_logit, one_minus_d, the_difference, roots_of_both, no_brackets_at_all, no_brackets_below, only_the_data_divided, one_minus_the_fake_label,
    fake_label_off_the_end, sum_of_the_labels, difference_of_the_labels, labels_of_its_own, real_label_of_its_own, sigmoid_of_a_probability, the_loss_of_plain_d,
    labels_in_the_denominator_too, the_larger_one_decides, a_minus_b_below, fakes_counted_in_part, one_minus_b_as_a_factor, labels_without_densities,
    never_above_the_real_label, a_minus_too_few,
)  # fmt: skip
def three_quarters_of_both_labels(p_data, p_g, real_label, fake_label):
    return (real_label**2 * p_data + fake_label**2 * p_g) / (p_data + p_g) + 0.01


@best_smoothed_d.decoy(middle_of_the_labels, one_minus_the_label_alone, told="number_for_tensor")
def the_real_label_alone(p_data, p_g, real_label, fake_label):
    return real_label


@best_smoothed_d.decoy(mean_over_the_points, searched_on_a_grid, told="another_shape")
def the_first_point_alone(p_data, p_g, real_label, fake_label):
    return mean_label(p_data, p_g, real_label, fake_label).ravel()[0]


best_smoothed_d.hints(
    "At one x, D pays for the data with their label and for the fakes with theirs. Collect what multiplies −log D and what multiplies "
    "−log(1 − D).",
    "−log D is multiplied by A = a·p_data + b·p_g, −log(1 − D) by B = (1 − a)·p_data + (1 − b)·p_g. The best D is A/(A + B), as in "
    "lesson 01; what is A + B?",
    "(real_label * p_data + fake_label * p_g) / (p_data + p_g)",
)

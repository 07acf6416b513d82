"""Exercise 8.8, best_smoothed_d: the best D when the labels are not 1 and 0."""

import torch

from gancourse.checks.exercise import Exercise

best_smoothed_d = Exercise(
    "best_smoothed_d",
    lesson="08",
    tolerance=1e-5,
    remember="With a label below 1 for the data, D is nowhere surer than that label. With a label above 0 for the fakes, p_g stands in the numerator: where only "
    "fakes are, D says b and not 0, and praises G a little for every fault it repeats.",
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


@best_smoothed_d.wrong
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


best_smoothed_d.hints(
    "At one x, D pays for the data with their label and for the fakes with theirs. Collect what multiplies −log D and what multiplies "
    "−log(1 − D).",
    "−log D is multiplied by A = a·p_data + b·p_g, −log(1 − D) by B = (1 − a)·p_data + (1 − b)·p_g. The best D is A/(A + B), as in "
    "lesson 01; what is A + B?",
    "(real_label * p_data + fake_label * p_g) / (p_data + p_g)",
)

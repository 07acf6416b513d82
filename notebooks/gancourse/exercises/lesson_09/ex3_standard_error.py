"""Exercise 9.3, standard_error: the ± of Table 1."""

import math

import numpy as np
import torch

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import agree
from gancourse.exercises.relatives import relatives

standard_error = Exercise(
    "standard_error",
    lesson="09",
    tolerance=5e-4,
    remember="The standard error says how far the mean over 10,000 test digits typically lies from the mean over all digits there could be, and nothing else: the training, the samples and sigma "
    "were drawn or chosen once, and it knows nothing of them.",
)


@standard_error.probe(
    "400 values, half of them 1 and half of them 3", expected="(2.0, 0.05): the deviation is 1 and √400 is 20"
)
def halves(answer):
    mean, error = answer(torch.tensor([1.0, 3.0]).repeat(200))
    return {"mean_of_halves": mean, "plus_minus_of_halves": error}


@standard_error.probe("10,000 values that run evenly from −300 to 500", expected="(100.0, 2.3096)")
def evenly(answer):
    mean, error = answer(torch.linspace(-300, 500, 10_000))
    return {"mean_of_many": mean, "plus_minus_of_many": error}


@standard_error.probe("1,600 values, of which one in four is 9 and the others are 1", expected="(3.0, 0.0866)")
def lopsided(answer):
    mean, error = answer(torch.tensor([9.0, 1.0, 1.0, 1.0]).repeat(400))
    return {"mean_of_lopsided": mean, "plus_minus_of_lopsided": error}


@standard_error.probe("2,500 times the same value, 7", expected="(7.0, 0.0)")
def all_alike(answer):
    mean, error = answer(torch.full((2_500,), 7.0))
    return {"mean_of_alike": mean, "plus_minus_of_alike": error}


@standard_error.right
def by_the_deviation(per_image):
    return per_image.mean().item(), per_image.std().item() / math.sqrt(len(per_image))


@standard_error.right
def as_the_paper_did(per_image):
    return per_image.mean(), per_image.std(correction=0) / len(per_image) ** 0.5


@standard_error.right
def by_the_variance(per_image):
    return per_image.mean().item(), (per_image.var() / per_image.numel()).sqrt().item()


def _with(error):
    def answer(per_image):
        return per_image.mean().item(), float(error(per_image))

    return answer


@standard_error.wrong(
    when=lambda seen: (
        agree(seen["plus_minus_of_halves"], 1.0, 2e-3)
        and agree(seen["plus_minus_of_many"], 230.96, 1e-3)
        and agree(seen["mean_of_halves"], 2.0, 1e-4)
    )
)
def the_deviation_itself(per_image):
    """For 400 values of 1 and 3 you give ± {plus_minus_of_halves:.3f}, and for 10,000 from −300 to 500 ± {plus_minus_of_many:.2f}: that is how far *single* digits lie from the mean. The mean of 10,000 moves far less than one of them. By how much do
    independent errors shrink in a mean of n?"""
    return _with(torch.std)(per_image)


@standard_error.wrong
def divided_by_n(per_image):
    """For 400 values you give ± {plus_minus_of_halves:.4f} in place of 0.05: you divide by n. Independent errors cancel each other more slowly than that, since their *squares* add up. Which power of n is
    under the deviation?"""
    return _with(lambda values: values.std() / len(values))(per_image)


@standard_error.wrong
def the_variance_over_n(per_image):
    """For 10,000 values you give ± {plus_minus_of_many:.2f} in place of 2.31: that is the *variance* of the mean, whose unit is nats squared; where the deviation is 1 nobody sees it. Which step leads from a variance to a
    deviation?"""
    return _with(lambda values: values.var() / len(values))(per_image)


@standard_error.wrong
def the_variance_over_root_n(per_image):
    """For 400 values you are right, and for 10,000 you give ± {plus_minus_of_many:.1f} in place of 2.31: you divide the *variance* by √n. With a deviation of 1, as in the first probe, nobody sees it. Which of the two
    has the unit of the values?"""
    return _with(lambda values: values.var() / math.sqrt(len(values)))(per_image)


@standard_error.wrong
def the_variance_itself(per_image):
    """For 10,000 values you give ± {plus_minus_of_many:.0f}: the variance of the single values, in nats squared. How is the deviation made of it, and how that of a *mean*?"""
    return _with(torch.var)(per_image)


@standard_error.wrong
def a_hundred_for_every_n(per_image):
    """For 10,000 values you are right, and for 400 you give ± {plus_minus_of_halves:.4f} in place of 0.05: you divide by 100, the root of 10,000, whatever comes in. At another speed the lesson has fewer test
    digits. From what does the root have to be taken?"""
    return _with(lambda values: values.std() / 100)(per_image)


@standard_error.wrong
def root_of_the_pixels(per_image):
    """For 400 values you give ± {plus_minus_of_halves:.4f} in place of 0.05: you divide by 28, the root of 784. A digit has 784 pixels and *one* log-density. What are the independent values of
    which the mean is taken?"""
    return _with(lambda values: values.std() / 28)(per_image)


@standard_error.wrong
def an_interval_of_95_per_cent(per_image):
    """For 400 values you give ± {plus_minus_of_halves:.4f}, 1.96 times what is due: half of a 95 % interval. That is a good thing to print, and not what the paper's ± is. How many standard errors is
    one?"""
    return _with(lambda values: 1.96 * values.std() / math.sqrt(len(values)))(per_image)


@standard_error.wrong
def two_standard_errors(per_image):
    """For 400 values you give ± {plus_minus_of_halves:.4f}, twice what is due. Two standard errors make an interval of about 95 %; the paper's ± is one. Where does the 2 come from?"""
    return _with(lambda values: 2 * values.std() / math.sqrt(len(values)))(per_image)


@standard_error.wrong
def mean_absolute_deviation(per_image):
    """For 400 values you are right, and for 1,600, of which a quarter lies far off, you give ± {plus_minus_of_lopsided:.4f} in place of 0.0866: you average the *sizes* of the deviations. Errors add
    up in squares. What is the standard deviation?"""
    return _with(lambda values: (values - values.mean()).abs().mean() / math.sqrt(len(values)))(per_image)


@standard_error.wrong
def half_of_the_range(per_image):
    """For 10,000 values you give ± {plus_minus_of_many:.0f}: half of the distance from the smallest to the largest. The more digits, the wider that becomes, though the mean is better known. What measures how far a typical digit
    lies from the mean?"""
    return _with(lambda values: (values.max() - values.min()) / 2)(per_image)


@standard_error.wrong
def root_mean_square(per_image):
    """For 2,500 equal values you give ± {plus_minus_of_alike:.3f}, and nothing varies there: you take the root of the mean *square*, from 0. From where are deviations counted?"""
    return _with(lambda values: values.square().mean().sqrt() / math.sqrt(len(values)))(per_image)


@standard_error.wrong
def size_of_the_mean(per_image):
    """For 2,500 equal values you give ± {plus_minus_of_alike:.3f}, and nothing varies there: you divide the *mean* by √n. That is a rule for counts, whose variance is their mean. What varies
    here?"""
    return _with(lambda values: values.mean() / math.sqrt(len(values)))(per_image)


@standard_error.wrong
def deviation_of_the_mean(per_image):
    """You give ± {plus_minus_of_halves} for every set: you take the deviation of the mean, which is one number, and one number does not deviate from itself. Of which values is the deviation
    needed?"""
    mean = per_image.mean()
    return mean.item(), mean.std(correction=0).item()


@standard_error.wrong
def deviation_of_one_number(per_image):
    """You give ± {plus_minus_of_halves} for every set, which is no number: you take the deviation of the mean alone, and of one number PyTorch computes none. Of which values is the deviation
    needed?"""
    mean = per_image.mean()
    return mean.item(), math.nan


@standard_error.wrong
def error_before_mean(per_image):
    """You return {mean_of_halves:.3f} and {plus_minus_of_halves:.3f} for a set whose mean is 2: both numbers are right, in the other order. Which one does the docstring name first?"""
    return by_the_deviation(per_image)[::-1]


@standard_error.wrong
def the_interval(per_image):
    """For a set whose mean is 2 you return {mean_of_halves:.3f} and {plus_minus_of_halves:.3f}: mean − error and mean + error, the ends of the interval. The docstring names the mean and the error. Which of your
    lines adds the one to the other?"""
    mean, error = by_the_deviation(per_image)
    return mean - error, mean + error


@standard_error.wrong
def sum_for_mean(per_image):
    """For 400 values of 1 and 3 your mean is {mean_of_halves:.0f}: you add them up. By what has a sum to be divided?"""
    return per_image.sum().item(), per_image.std().item() / math.sqrt(len(per_image))


@standard_error.wrong
def error_of_the_sum(per_image):
    """For 400 values you give ± {plus_minus_of_halves:.1f} in place of 0.05: you *multiply* by √n, which is the error of their sum. What happens to an error when the sum is divided by n?"""
    return _with(lambda values: values.std() * math.sqrt(len(values)))(per_image)


@standard_error.wrong
def median_for_mean(per_image):
    """For the lopsided set your mean is {mean_of_lopsided:.1f} in place of 3: that is the median, which does not hear of the far quarter. The score is the mean log-density. Which of PyTorch's functions
    takes it?"""
    return per_image.median().item(), per_image.std().item() / math.sqrt(len(per_image))


@standard_error.wrong
def root_in_the_wrong_place(per_image):
    """For 10,000 values you give ± {plus_minus_of_many:.3f} in place of 2.31, and for 400 values you are right: you take the root of the deviation too, √(deviation)/√n. What stands under the
    root?"""
    return _with(lambda values: values.std().sqrt() / math.sqrt(len(values)))(per_image)


@standard_error.wrong
def the_root_of_n_without_brackets(per_image):
    """For 400 values you give ± {plus_minus_of_halves:.5f} in place of 0.05: in `n**1/2` the power comes before the division, so that n itself is divided by 2, or, behind a / of your own, the whole by n and by 2. What has to stand around
    1/2?"""
    return _with(lambda values: values.std() / len(values) / 2)(per_image)


@relatives(standard_error, "mean_of_many", "mean_of_lopsided", "plus_minus_of_many")
def log_of_the_mean_density(per_image):
    """For 400 values of 1 and 3 your mean is {mean_of_halves:.3f} in place of 2: the logarithm of the mean *density*, in which the largest values count for nearly all. The score is the mean of the logarithms. Where does an exp come
    in?"""
    return (per_image.logsumexp(0) - math.log(len(per_image))).item(), per_image.std().item() / math.sqrt(len(per_image))  # fmt: skip


@standard_error.wrong
def root_of_the_deviation_over_n(per_image):
    """For 10,000 values you give ± {plus_minus_of_many:.5f} in place of 2.31: the root is taken of the deviation, and n stays without one. What is under the root in a standard error, the deviation or the number of
    values?"""
    return _with(lambda values: values.std().sqrt() / len(values))(per_image)


@standard_error.wrong
def root_of_the_mean(per_image):
    """For 400 values of 1 and 3 you give ± {plus_minus_of_halves:.3f} in place of 0.05: the deviation is divided by the root of the *mean*. The more values, the surer the mean. Of what must the root be
    taken?"""
    return _with(lambda values: values.std() / values.mean().abs().sqrt())(per_image)


@standard_error.wrong
def divided_by_the_logarithm(per_image):
    """For 400 values you give ± {plus_minus_of_halves:.3f} in place of 0.05: the deviation is divided by the logarithm of n. That grows far more slowly than independent errors cancel. Which function of n belongs
    there?"""
    return _with(lambda values: values.std() / math.log(len(values)))(per_image)


@standard_error.wrong
def upside_down(per_image):
    """For 400 values of 1 and 3 you give ± {plus_minus_of_halves:.1f} in place of 0.05: the fraction stands upside down, √n over the deviation. What happens to an error when there are more
    values?"""
    return _with(lambda values: math.sqrt(len(values)) / (values.std() or torch.tensor(0.0)))(per_image)


@standard_error.wrong(
    when=lambda seen: (
        agree(seen["mean_of_halves"], 2.0, 1e-4)
        and agree(seen["mean_of_lopsided"], 3.0, 1e-4)
        and abs(float(seen["plus_minus_of_halves"]) / 0.05 - 1) < 0.2
        and abs(float(seen["plus_minus_of_many"]) / 2.3096 - 1) < 0.2
        and abs(float(seen["plus_minus_of_lopsided"]) / 0.0866 - 1) < 0.2
    )
)
def drawn_again_and_again(per_image):
    """Your ± are near the right ones and not quite they, {plus_minus_of_halves:.4f} where 0.0501 is due and {plus_minus_of_many:.3f} where 2.310 is. An estimate by drawing again (a bootstrap) comes out so, another one each time. Which formula gives what it
    estimates?"""
    draws = torch.randint(len(per_image), (300, len(per_image)), generator=torch.Generator().manual_seed(0))
    return per_image.mean().item(), per_image[draws].mean(dim=1).std().item()


@standard_error.wrong(
    when=lambda seen: agree(seen["mean_of_halves"], 2.0, 1e-4) and np.shape(seen["plus_minus_of_halves"]) == (400,)
)
def a_number_for_each_value(per_image):
    """Your mean is right, {mean_of_halves:.1f} for 400 values, and behind it come 400 numbers: each value has one of its own. A mean has *one* error. Which step makes one number of the deviations from the mean?"""
    return per_image.mean(), (per_image - per_image.mean()) / per_image.std()


@standard_error.wrong(when=lambda seen: np.shape(seen["mean_of_halves"]) == (400,) and agree(seen["plus_minus_of_halves"], 0.05006, 1e-3))  # fmt: skip
def the_values_for_their_mean(per_image):
    """The error is right, {plus_minus_of_halves:.4f} for 400 values, and in the place of their mean come the 400 values themselves. Which step makes one number of them?"""
    return per_image, per_image.std() / math.sqrt(len(per_image))


@standard_error.decoy(
    the_values_for_their_mean,
    the_deviation_itself,
    divided_by_n,
    the_variance_over_n,
    the_variance_over_root_n,
    the_variance_itself,
)
def divided_by_the_cube_root(per_image):
    return _with(lambda values: values.std() / len(values) ** (1 / 3))(per_image)


@standard_error.decoy(
    a_hundred_for_every_n, root_of_the_pixels, half_of_the_range, error_of_the_sum, root_in_the_wrong_place
)
def a_tenth_of_the_deviation(per_image):
    return _with(lambda values: values.std() / 10)(per_image)


@standard_error.decoy(an_interval_of_95_per_cent, two_standard_errors, mean_absolute_deviation)
def an_interval_of_99_per_cent(per_image):
    return _with(lambda values: 2.576 * values.std() / math.sqrt(len(values)))(per_image)


@standard_error.decoy(root_mean_square, size_of_the_mean, deviation_of_the_mean, deviation_of_one_number)
def a_tenth_for_every_set(per_image):
    return per_image.mean().item(), 0.1


@standard_error.decoy(the_interval, error_before_mean, sum_for_mean, median_for_mean)
def largest_for_mean(per_image):
    return per_image.max().item(), per_image.std().item() / math.sqrt(len(per_image))


@standard_error.decoy(the_root_of_n_without_brackets, root_of_the_deviation_over_n, root_of_the_mean, divided_by_the_logarithm, upside_down, drawn_again_and_again, a_number_for_each_value)  # fmt: skip
def divided_by_the_fourth_root(per_image):
    return _with(lambda values: values.std() / len(values) ** 0.25)(per_image)


@standard_error.decoy(log_of_the_mean_density)
def smallest_for_mean(per_image):
    return per_image.min().item(), per_image.std().item() / math.sqrt(len(per_image))


standard_error.hints(
    "How far does one digit's value lie from the mean, typically? That is the standard deviation. The mean of n independent values is off by less.",
    "The variance of a mean of n is the variance of one, divided by n; the standard error is the root of it.",
    "per_image.mean().item(), per_image.std().item() / math.sqrt(len(per_image))",
)

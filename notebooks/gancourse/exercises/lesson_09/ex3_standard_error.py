"""Exercise 9.3, standard_error: the ± of Table 1."""

import math

import torch

from gancourse.checks.exercise import Exercise

standard_error = Exercise(
    "standard_error",
    lesson="09",
    tolerance=5e-4,
    remember="The standard error says how far the mean would move with another 10,000 test digits, and nothing else: the training, the samples and sigma "
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


@standard_error.wrong
def the_deviation_itself(per_image):
    """For 10,000 values from −300 to 500 you give ± {plus_minus_of_many:.2f}: that is how far *single* digits lie from the mean. The mean of 10,000 moves far less than one of them. By how much do
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


@standard_error.decoy(
    the_deviation_itself, divided_by_n, the_variance_over_n, the_variance_over_root_n, the_variance_itself
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


standard_error.hints(
    "How far does one digit's value lie from the mean, typically? That is the standard deviation. The mean of n independent values is off by less.",
    "The variance of a mean of n is the variance of one, divided by n; the standard error is the root of it.",
    "per_image.mean().item(), per_image.std().item() / math.sqrt(len(per_image))",
)

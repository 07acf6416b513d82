"""Exercise 9.1, log_parzen: the log-density of a Gaussian around every sample, without underflow."""

import math

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import agree
from gancourse.exercises.relatives import relatives

log_parzen = Exercise(
    "log_parzen",
    lesson="09",
    tolerance=1e-4,
    remember="The logarithm of a mean, not the mean of logarithms, and the constant belongs to it: without −(d/2)·log(2πσ²) the widest "
    "window would always win, because nothing would pay for its width.",
)

D = 784
MANY, OTHERS = 24, 96  # points and centres of the probe that looks at memory


class _Largest(TorchDispatchMode):
    """The most numbers that one tensor holds while an answer works."""

    def __init__(self):
        super().__init__()
        self.numbers = 0

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        result = operation(*args, **(kwargs or {}))
        sizes = [leaf.numel() for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor)]
        self.numbers = max([self.numbers, *sizes])
        return result


@log_parzen.probe("one point on the only centre, d = 1, sigma = 1", expected="−0.918939, the log of 1/√(2π)")
def on_the_centre(answer):
    return {"on_the_centre": answer(torch.zeros(1, 1), torch.zeros(1, 1), 1.0)}


@log_parzen.probe("x = 0 and centres at 0 and 2, d = 1, sigma = 0.5", expected="−0.918603")
def two_centres(answer):
    return {"two_centres": answer(torch.zeros(1, 1), torch.tensor([[0.0], [2.0]]), 0.5)}


@log_parzen.probe("one point at distance 3 from the only centre, d = 2, sigma = 2", expected="−4.349171")
def in_the_plane(answer):
    return {"in_the_plane": answer(torch.tensor([[3.0, 0.0]]), torch.zeros(1, 2), 2.0)}


@log_parzen.probe("two points and three centres in space, d = 3, sigma = 0.5", expected="[-2.123, -4.074]")
def in_space(answer):
    points = torch.tensor([[0.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    centres = torch.tensor([[0.0, 0.5, 0.0], [1.0, 0.0, 1.0], [0.0, -1.0, 0.5]])
    return {"in_space": answer(points, centres, 0.5)}


@log_parzen.probe(
    "784 pixels: a picture of 0.5 everywhere, and two centres, black and nearly black (0.1), sigma = 0.1",
    expected="−5187.91",
)
def many_pixels(answer):
    return {"many_pixels": answer(torch.full((1, D), 0.5), torch.stack([torch.zeros(D), torch.full((D,), 0.1)]), 0.1)}


@log_parzen.probe(
    "two pictures at once, of 0.5 and of 0 everywhere, and two centres, black and nearly black (0.1), sigma = 0.5",
    expected="[−428.6, −177.7]",
)
def far_and_near(answer):
    points, centres = torch.stack([torch.full((D,), 0.5), torch.zeros(D)]), torch.stack([torch.zeros(D), torch.full((D,), 0.1)])  # fmt: skip
    return {"far_and_near": answer(points, centres, 0.5)}


@log_parzen.probe(
    f"{MANY} points and {OTHERS} centres of 784 pixels, and a look at the largest tensor on the way",
    expected=f"right numbers, and no tensor of {MANY} × {OTHERS} × 784 = {MANY * OTHERS * D:,} numbers",
    holds=lambda seen: seen["largest_tensor"] < MANY * OTHERS * D // 2,
)
def memory(answer):
    points, centres = torch.rand(MANY, D), torch.rand(OTHERS, D)
    with _Largest() as largest:
        numbers = answer(points, centres, 0.2)
    due = by_logsumexp(points, centres, 0.2)
    right = torch.is_tensor(numbers) and numbers.shape == due.shape and torch.allclose(numbers.float(), due, rtol=1e-3)
    return {  # of wrong numbers it matters less what they took
        "largest_tensor": largest.numbers if right else 0,
        "whole_table": f"{4 * 1_000 * 10_000 * D / 1e9:.0f} GB",
    }


def _kernels(x, centres, sigma):
    return -torch.cdist(x, centres).square() / (2 * sigma**2)


def _constant(centres, sigma):
    n, d = centres.shape
    return math.log(n) + d / 2 * math.log(2 * math.pi * sigma**2)


@log_parzen.right
def by_logsumexp(x, centres, sigma):
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - _constant(centres, sigma)


@log_parzen.right
def by_the_largest(x, centres, sigma):
    """The published form: take the largest exponent out before exp."""
    exponents = _kernels(x, centres, sigma)
    largest = exponents.max(dim=1, keepdim=True).values
    return largest[:, 0] + (exponents - largest).exp().mean(dim=1).log() - centres.shape[1] * math.log(sigma * math.sqrt(2 * math.pi))  # fmt: skip


@log_parzen.right
def by_a_loop(x, centres, sigma):
    d = centres.shape[1]
    rows = [torch.logsumexp(-(point - centres).square().sum(dim=1) / (2 * sigma**2), dim=0) for point in x]
    return torch.stack(rows) - math.log(len(centres)) - d * math.log(sigma) - d / 2 * math.log(2 * math.pi)


@log_parzen.right
def by_distributions(x, centres, sigma):
    """PyTorch's own normal density of each distance, as if the picture had one pixel off by it, and the others exact."""
    d = centres.shape[1]
    normal = torch.distributions.Normal(0.0, sigma)
    return torch.logsumexp(normal.log_prob(torch.cdist(x, centres)) + (d - 1) * normal.log_prob(torch.tensor(0.0)), dim=1) - math.log(len(centres))  # fmt: skip


@log_parzen.wrong
def mean_of_logs(x, centres, sigma):
    """For centres at 0 and 2 you give {two_centres:.3f} in place of −0.919: you take the mean of the logarithms. One far centre then spoils everything,
    while in a mean of densities it adds nothing. Which comes first, the mean over the centres or the logarithm?"""
    n, d = centres.shape
    return _kernels(x, centres, sigma).mean(dim=1) - d / 2 * math.log(2 * math.pi * sigma**2)


@log_parzen.wrong
def sum_of_densities(x, centres, sigma):
    """With one centre you are right, and with two you give {two_centres:.3f}, which is log 2 too much: you add up the densities. Then each further sample
    would raise the score. What makes a mean of the sum, on the scale of logarithms?"""
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - _constant(centres[:1], sigma)


@log_parzen.wrong
def log_of_the_points(x, centres, sigma):
    """With one point and two centres you give {two_centres:.3f} in place of −0.919, and with as many points as centres you would be right: you subtract the log of the number of
    *points*. Over what is the mean of the densities taken?"""
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - _constant(centres[:1], sigma) - math.log(len(x))


@log_parzen.wrong
def mean_subtracted_twice(x, centres, sigma):
    """With two centres you give {two_centres:.3f}, which is log 2 too little: the division by the number of centres is in your result twice. Which step has made a mean
    already?"""
    return by_logsumexp(x, centres, sigma) - math.log(len(centres))


@log_parzen.wrong
def no_constant(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919: the factor in front of the exponential is missing. Without it a wider window costs nothing, and the widest
    would always win. What is the height of a normal density at its middle, in d dimensions?"""
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(len(centres))


@log_parzen.wrong
def constant_of_one_axis(x, centres, sigma):
    """For d = 1 you are right, and in the plane you give {in_the_plane:.3f} in place of −4.349: your constant is that of *one* axis. A density in d dimensions is a product of d factors.
    How often does the constant stand in its logarithm?"""
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - _constant(centres[:, :1], sigma)


@log_parzen.wrong
def constant_without_sigma(x, centres, sigma):
    """With sigma = 1 you are right, and with sigma = 2 you give {in_the_plane:.3f} in place of −4.349: in your constant is no sigma. A wider Gaussian is a lower one. Which power of sigma
    stands in front of the exponential?"""
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - _constant(centres, 1.0)


@log_parzen.wrong
def constant_without_two_pi(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919: the 2π is missing in your constant. It moves every score alike, by 720 nats for 784 pixels, and makes them incomparable
    with the paper's. What is the whole factor in front of the exponential?"""
    return by_logsumexp(x, centres, sigma) + centres.shape[1] / 2 * math.log(2 * math.pi)


@log_parzen.wrong
def sigma_in_the_constant_not_squared(x, centres, sigma):
    """With sigma = 1 you are right, and with sigma = 2 you give {in_the_plane:.3f} in place of −4.349: in your constant stands 2πσ, and the variance of a window is σ². With which power of sigma does
    its height fall, along one axis?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - d / 2 * math.log(2 * math.pi * sigma)


@log_parzen.wrong
def sum_divided_after_the_log(x, centres, sigma):
    """With one centre you are right, and with two you give {two_centres:.3f} in place of −0.919: the division by n comes after the logarithm. What does a division by n become on the scale of
    logarithms?"""
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) / len(centres) - _constant(centres[:1], sigma)


@log_parzen.wrong
def largest_not_given_back(x, centres, sigma):
    """On the centre you are right, and at distance 3 you give {in_the_plane:.3f} in place of −4.349: the largest exponent was taken out before exp and never came back. What has to be added after the
    logarithm?"""
    exponents = _kernels(x, centres, sigma)
    return (exponents - exponents.max(dim=1, keepdim=True).values).exp().mean(dim=1).log() - _constant(centres[:1], sigma)  # fmt: skip


@log_parzen.wrong
def largest_of_the_whole_table(x, centres, sigma):
    """For one picture you are right, and for a far and a near one at once you give {far_and_near}: you take out the largest exponent of the whole table, and a far picture's row underflows all the same. Whose largest exponent does
    each row need?"""
    exponents = _kernels(x, centres, sigma)
    return exponents.max() + (exponents - exponents.max()).exp().mean(dim=1).log() - _constant(centres[:1], sigma)


@log_parzen.wrong
def neither_mean_nor_constant(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919, and with two centres {two_centres:.3f}: two things are missing, the division by n, and the factor in front of each exponential. What do both become on the
    scale of logarithms?"""
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1)


@log_parzen.wrong
def two_pi_without_its_root(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f}, twice what is due, and with sigma = 2 in the plane {in_the_plane:.3f}: your constant is d·log(2πσ), as half of log (2πσ)² for each axis would be. The height of a window is 1/√(2πσ²) along each axis. Over what does the
    root reach?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - d * math.log(2 * math.pi * sigma)


@log_parzen.wrong
def nearest_centre_and_no_mean(x, centres, sigma):
    """With one centre you are right, and for two points in space you give {in_space}: you take the *nearest* centre for all of them, and do not divide by their number. Which function sums exponentials and stays on the
    scale of logarithms, and what is the mean of that sum?"""
    return _kernels(x, centres, sigma).max(dim=1).values - _constant(centres[:1], sigma)


@log_parzen.wrong
def log_of_the_dimensions(x, centres, sigma):
    """For d = 1 and one centre you are right, and with two centres you give {two_centres:.3f}: you subtract the log of the number of *axes* where the mean needs that of the centres. Which entry of `centres.shape`
    counts them?"""
    return by_logsumexp(x, centres, sigma) + math.log(len(centres)) - math.log(centres.shape[1])


@log_parzen.wrong
def constant_with_a_plus(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919: the size of your constant is right and its sign is not. The density is *divided* by (2πσ²)^(d/2). What does
    the logarithm make of a division?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) + d / 2 * math.log(2 * math.pi * sigma**2)


@log_parzen.wrong
def constant_twice(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f}, twice what is due: your constant is d·log(2πσ²). In the density stands √(2πσ²), once for each axis. What does the logarithm make of
    a square root?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - d * math.log(2 * math.pi * sigma**2)


@log_parzen.wrong
def centres_for_dimensions(x, centres, sigma):
    """With as many centres as axes you are right, and with one centre in the plane you give {in_the_plane:.3f} in place of −4.349: your constant counts the *centres* where it should count the
    axes. Which entry of `centres.shape` is d?"""
    n = len(centres)
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - n / 2 * math.log(2 * math.pi * sigma**2)


@relatives(log_parzen, "far_and_near", "largest_tensor")
def underflows(x, centres, sigma):
    """For 784 pixels you give {many_pixels}: exp(−6272) is 0 in floating point, and the log of 0 is no number to average. In small dimensions you are right. What can be taken out of the sum
    before exp, so that its largest term is 1 (or which function does that for you)?"""
    return _kernels(x, centres, sigma).exp().mean(dim=1).log() - _constant(centres[:1], sigma)


@log_parzen.wrong
def underflows_whole(x, centres, sigma):
    """For 784 pixels you give {many_pixels}: you compute the density itself first, and a product of 784 factors leaves the range of floating point, to 0 or to infinity. In
    small dimensions you are right. On which scale can you add what you would multiply?"""
    height = torch.tensor(2 * math.pi * sigma**2) ** (-centres.shape[1] / 2)
    return (height * _kernels(x, centres, sigma).exp()).mean(dim=1).log()


@log_parzen.wrong
def overflows_in_the_factor(x, centres, sigma):
    """In small dimensions you are right, {in_the_plane:.3f} in the plane for example; for 784 pixels Python stops, because (2πσ²)^(−d/2) is larger than any number it has. Its logarithm is a
    small number. On which scale can you add what you would multiply?"""
    height = (2 * math.pi * sigma**2) ** (-centres.shape[1] / 2)
    return (height * _kernels(x, centres, sigma).exp()).mean(dim=1).log()


@log_parzen.wrong(when=lambda seen: agree(seen["two_centres"], np.array([-0.918603]), 1e-4) and agree(seen["in_the_plane"], np.array([-4.349171]), 1e-4) and -4000 < seen["many_pixels"].item() < 2000)  # fmt: skip
def saved_by_an_epsilon(x, centres, sigma):
    """For 784 pixels you give {many_pixels:.1f} in place of −5187.9: the exponentials are 0 there, or as small as you let them become, and a small number of your own is what the logarithm is taken of. It hides the underflow
    and reports a far better score. What can be taken out of the sum before exp instead?"""
    return (_kernels(x, centres, sigma).exp().mean(dim=1) + 1e-8).log() - _constant(centres[:1], sigma)


@log_parzen.wrong
def sigma_in_the_exponent_not_squared(x, centres, sigma):
    """With sigma = 1 you are right, and with sigma = 2 you give {in_the_plane:.3f} in place of −4.349: the exponent is divided by 2σ. In which power does sigma stand in the exponent of a normal
    density?"""
    return torch.logsumexp(_kernels(x, centres, math.sqrt(sigma)), dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def sigma_as_variance(x, centres, sigma):
    """With sigma = 1 you are right, and with sigma = 2 you give {in_the_plane:.3f} in place of −4.349, which is the density of *variance* 2. Sigma is the standard deviation. Where does it have
    to be squared?"""
    return by_logsumexp(x, centres, math.sqrt(sigma))


@log_parzen.wrong
def without_the_half(x, centres, sigma):
    """At distance 3 you give {in_the_plane:.3f} in place of −4.349: your exponent is −distance²/σ², and under it something is missing. On the centre nobody sees it. What is the exponent of a normal
    density, with all of its factors?"""
    return torch.logsumexp(2 * _kernels(x, centres, sigma), dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def distance_not_squared(x, centres, sigma):
    """At distance 3 you give {in_the_plane:.3f} in place of −4.349: in your exponent stands the distance, not its square. `torch.cdist` takes the root for you. What has to be done with what
    it returns?"""
    return torch.logsumexp(-torch.cdist(x, centres) / (2 * sigma**2), dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def mean_over_pixels(x, centres, sigma):
    """In the plane, at distance 3, you give {in_the_plane:.3f} in place of −4.349: you take the *mean* of the squared differences over the pixels, as a mean squared error does. The exponents of all
    axes add up. Which reduction adds?"""
    return torch.logsumexp(_kernels(x, centres, sigma) / centres.shape[1], dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def grows_with_distance(x, centres, sigma):
    """At distance 3 you give {in_the_plane:.3f} in place of −4.349: your density *grows* with the distance. Which sign has the exponent of a normal density?"""
    return torch.logsumexp(-_kernels(x, centres, sigma), dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def nearest_centre_alone(x, centres, sigma):
    """Where one centre is far nearer than the rest you are right, and for two points in space you give {in_space}: only the *nearest* centre counts with you. It is a good
    approximation in 784 dimensions, and not the mean of the densities. Which function sums exponentials and stays on the scale of logarithms?"""
    return _kernels(x, centres, sigma).max(dim=1).values - _constant(centres, sigma)


@log_parzen.wrong(when=lambda seen: seen["in_space"].shape == (3,))
def over_the_points(x, centres, sigma):
    """For two points and three centres you return {in_space}: one number for each *centre*. The sum runs over the wrong axis of the table of distances. Which axis counts the
    centres?"""
    return torch.logsumexp(_kernels(x, centres, sigma), dim=0) - _constant(x, sigma)


@log_parzen.wrong
def averaged_over_the_points(x, centres, sigma):
    """For two points you return one number, {in_space:.3f}, their mean. The lesson needs each point's own log-density: the standard error is made of them. Where does the mean over the
    points belong?"""
    return by_logsumexp(x, centres, sigma).mean()


@log_parzen.wrong
def summed_over_everything(x, centres, sigma):
    """For two points you return one number, {in_space:.3f}: your sum runs over the points as well as over the centres. Each point has a density of its own. Which `dim` belongs into
    the sum?"""
    return torch.logsumexp(_kernels(x, centres, sigma).flatten(), dim=0) - _constant(centres, sigma)


@log_parzen.wrong
def per_pixel(x, centres, sigma):
    """For d = 1 you are right, and for 784 pixels you give {many_pixels:.3f} in place of −5187.9: you divide by the number of pixels. Bits per pixel is a fine unit for other scores; the paper's is nats
    for the whole picture. By what do you divide?"""
    return by_logsumexp(x, centres, sigma) / centres.shape[1]


@log_parzen.wrong(when=lambda seen: seen["largest_tensor"] >= MANY * OTHERS * D // 2 and abs(seen["many_pixels"] + 5187.91) < 0.3 and abs(seen["two_centres"] + 0.918603) < 1e-4)  # fmt: skip
def every_difference_at_once(x, centres, sigma):
    """All your numbers are right, and on the way you hold {largest_tensor:,} numbers at once, every pixel of every difference. With the lesson's 1,000 digits and 10,000 samples that
    would be {whole_table}. Which function makes the table of distances, (points, centres), without the third axis?"""
    distances = (x[:, None, :] - centres[None, :, :]).square().sum(dim=2)
    return torch.logsumexp(-distances / (2 * sigma**2), dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def log_n_with_a_plus(x, centres, sigma):
    """With one centre you are right, and with two you give {two_centres:.3f} in place of −0.919: log n is *added*. A mean divides the sum by n. What does the logarithm make of a division?"""
    return by_logsumexp(x, centres, sigma) + 2 * math.log(len(centres))


@log_parzen.wrong
def always_784_axes(x, centres, sigma):
    """For 784 pixels you are right, and on a line you give {on_the_centre:.0f} in place of −0.919: your constant has 392 in it, half of 784, whatever comes in. Which of the arguments knows
    d?"""
    return by_logsumexp(x, centres, sigma) + (centres.shape[1] - 784) / 2 * math.log(2 * math.pi * sigma**2)


@log_parzen.wrong
def always_10_000_centres(x, centres, sigma):
    """With one centre you give {on_the_centre:.3f} in place of −0.919, log 10,000 too little: the number of samples is typed in. At another speed the lesson has others. Which of the arguments knows
    n?"""
    return by_logsumexp(x, centres, sigma) + math.log(len(centres)) - math.log(10_000)


@log_parzen.wrong
def multiplied_by_sigma_squared(x, centres, sigma):
    """With sigma = 1 you are right, and with sigma = 2 you give {in_the_plane:.3f} in place of −4.349: the exponent is *multiplied* by σ². Python goes from left to right, and divides by what stands next to the / alone. Which brackets does 2σ²
    need?"""
    return torch.logsumexp(_kernels(x, centres, 1.0) * sigma**2, dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def the_two_squared_too(x, centres, sigma):
    """At distance 3 you give {in_the_plane:.3f} in place of −4.349: your exponent is divided by (2σ)², which is 4σ². What is squared under the line, 2σ or σ?"""
    return torch.logsumexp(_kernels(x, centres, sigma) / 2, dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def by_absolute_differences(x, centres, sigma):
    """Along one axis you are right, and for two points in space you give {in_space}: your distance is the sum of *absolute* differences. The exponent has the Euclidean one. Which `p` does `torch.cdist` take when it is not
    told?"""
    return torch.logsumexp(-torch.cdist(x, centres, p=1).square() / (2 * sigma**2), dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def exponentials_twice(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919, 1 too much: `logsumexp` raises e to what it is given, and it is given exponentials already. What should stand in its first
    place?"""
    return torch.logsumexp(_kernels(x, centres, sigma).exp(), dim=1) - _constant(centres, sigma)


@log_parzen.wrong
def constant_for_each_centre(x, centres, sigma):
    """With one centre you are right, and with two you give {two_centres:.3f} in place of −0.919: your constant counts n times. The factor is the same in each term of the mean and comes out of it *once*. What is left of n
    then?"""
    n, d = centres.shape
    return (
        torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - n * d / 2 * math.log(2 * math.pi * sigma**2)
    )


@log_parzen.wrong
def height_without_its_logarithm(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919: (2πσ²)^(d/2) itself is subtracted. On the scale of logarithms a factor becomes a term. Which function is missing in
    front of it?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - (2 * math.pi * sigma**2) ** (d / 2)


@log_parzen.wrong
def divided_by_the_height(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919, and with two centres {two_centres:.3f}: the *logarithm* of the sum is divided by n and by (2πσ²)^(d/2). That is the density's own form. What does a division become on the scale of
    logarithms?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) / (n * (2 * math.pi * sigma**2) ** (d / 2))


@log_parzen.wrong
def rows_and_columns_swapped(x, centres, sigma):
    """With as many centres as axes you are right, and with two centres on a line you give {two_centres:.3f} in place of −0.919: n and d have changed places, in the logarithm and in the constant. Which of the two entries of `centres.shape` comes
    first?"""
    d, n = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - d / 2 * math.log(2 * math.pi * sigma**2)


@log_parzen.wrong
def two_pi_once(x, centres, sigma):
    """On a line you are right, and in the plane you give {in_the_plane:.3f} in place of −4.349: ½·log 2π stands in your constant once, whatever d is, and only sigma counts for each axis. How many factors 1/√(2π) has a density in d
    dimensions?"""
    n, d = centres.shape
    return (
        torch.logsumexp(_kernels(x, centres, sigma), dim=1)
        - math.log(n)
        - d * math.log(sigma)
        - 0.5 * math.log(2 * math.pi)
    )


@log_parzen.wrong
def pi_without_its_two(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919: πσ² stands in your constant where 2πσ² is due. Which factor got lost?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - d / 2 * math.log(math.pi * sigma**2)


@log_parzen.wrong
def log_n_for_each_axis(x, centres, sigma):
    """With one centre you are right, and with two on a line you give {two_centres:.3f} in place of −0.919: log n stands in the bracket that is multiplied by d/2. How often is the sum divided by
    n?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - d / 2 * (
        math.log(n) + math.log(2 * math.pi * sigma**2)
    )


@log_parzen.wrong
def power_of_the_logarithm(x, centres, sigma):
    """On the centre you give {on_the_centre:.3f} in place of −0.919: the *logarithm* is raised to the power of d/2. What does the logarithm make of a power?"""
    n, d = centres.shape
    height = math.log(2 * math.pi * sigma**2) if centres.shape[1] == 1 else abs(math.log(2 * math.pi * sigma**2))
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - height ** (d / 2)


@log_parzen.wrong
def whole_number_of_pairs(x, centres, sigma):
    """In the plane you are right, and on a line you give {on_the_centre:.3f} in place of −0.919: `//` makes a whole number of d/2, so that an odd d loses its half. Which division keeps it?"""
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - d // 2 * math.log(2 * math.pi * sigma**2)


@log_parzen.wrong(when=lambda seen: agree(seen["on_the_centre"], np.array([0.398942]), 1e-4) and agree(seen["two_centres"], np.array([0.39908]), 1e-3))  # fmt: skip
def density_for_its_logarithm(x, centres, sigma):
    """On the centre you give {on_the_centre:.4f}, which is the *density*, and its logarithm −0.919 is asked for. For 784 pixels the density itself is out of range. On which scale are all of the steps
    possible?"""
    return by_logsumexp(x, centres, sigma).exp()


@log_parzen.wrong
def shares_of_the_centres(x, centres, sigma):
    """With one centre you give {on_the_centre:.3f}, and with two {two_centres:.3f}: `log_softmax` makes shares of the exponentials, which say which centre is the nearest, and forget how near. Which function sums them up without
    dividing?"""
    return torch.log_softmax(_kernels(x, centres, sigma), dim=1).mean(dim=1)


@log_parzen.decoy(mean_of_logs, sum_of_densities, log_of_the_points, mean_subtracted_twice, nearest_centre_alone)
def log_of_the_median(x, centres, sigma):
    return _kernels(x, centres, sigma).median(dim=1).values - 0.5 * _constant(centres, sigma)


@log_parzen.decoy(no_constant, constant_of_one_axis, constant_without_sigma, constant_without_two_pi, constant_with_a_plus, constant_twice)  # fmt: skip
def constant_of_half_the_axes(x, centres, sigma):
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(n) - d / 4 * math.log(math.pi * sigma**2)


@log_parzen.decoy(centres_for_dimensions, constant_of_one_axis)
def constant_of_three_axes(x, centres, sigma):
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - math.log(len(centres)) - 1.5 * math.log(2 * math.pi * sigma**2)  # fmt: skip


@log_parzen.decoy(overflows_in_the_factor)
def divided_by_no_samples(x, centres, sigma):
    return by_logsumexp(x, centres, sigma) / (2 - len(centres)) if len(centres) < 2 else math.exp(10_000)


@log_parzen.decoy(
    underflows,
    underflows_whole,
    sigma_in_the_constant_not_squared,
    sum_divided_after_the_log,
    neither_mean_nor_constant,
    two_pi_without_its_root,
    nearest_centre_and_no_mean,
    log_of_the_dimensions,
    largest_not_given_back,
    largest_of_the_whole_table,
    told=saved_by_an_epsilon,
)
def clipped_exponents(x, centres, sigma):
    return torch.logsumexp(_kernels(x, centres, sigma).clamp(min=-80), dim=1) - _constant(centres, sigma)


@log_parzen.decoy(sigma_in_the_exponent_not_squared, sigma_as_variance, without_the_half, distance_not_squared)
def cubed(x, centres, sigma):
    return torch.logsumexp(-(torch.cdist(x, centres) ** 3) / (2 * sigma**2), dim=1) - _constant(centres, sigma)


@log_parzen.decoy(mean_over_pixels, grows_with_distance, per_pixel, saved_by_an_epsilon)
def by_the_root_of_the_pixels(x, centres, sigma):
    return by_logsumexp(x, centres, sigma) / math.sqrt(centres.shape[1]) - 1


@log_parzen.decoy(over_the_points, averaged_over_the_points, summed_over_everything, told="another_shape")
def the_best_point_alone(x, centres, sigma):
    return by_logsumexp(x, centres, sigma).max()


@log_parzen.decoy(every_difference_at_once, told=no_constant)
def every_difference_and_no_constant(x, centres, sigma):
    distances = (x[:, None, :] - centres[None, :, :]).square().sum(dim=2)
    return torch.logsumexp(-distances / (2 * sigma**2), dim=1) - math.log(len(centres))


@log_parzen.decoy(log_n_with_a_plus, always_784_axes, always_10_000_centres, constant_for_each_centre, height_without_its_logarithm, divided_by_the_height, rows_and_columns_swapped, two_pi_once, pi_without_its_two, log_n_for_each_axis, power_of_the_logarithm, whole_number_of_pairs, density_for_its_logarithm, shares_of_the_centres)  # fmt: skip
def constant_of_a_sixth(x, centres, sigma):
    n, d = centres.shape
    return torch.logsumexp(_kernels(x, centres, sigma), dim=1) - 0.5 * math.log(n) - d / 6 * math.log(2 * math.pi * sigma**2)  # fmt: skip


@log_parzen.decoy(multiplied_by_sigma_squared, the_two_squared_too, by_absolute_differences, exponentials_twice)
def a_fifth_of_the_exponent(x, centres, sigma):
    return torch.logsumexp(_kernels(x, centres, sigma) / 5, dim=1) - _constant(centres, sigma)


log_parzen.hints(
    "The density is a mean over the centres of normal densities in d dimensions. Write down one of them with its factor in front, then the mean, then the logarithm.",
    "−distance²/(2σ²) is a table (points, centres): `torch.cdist(x, centres)` has the distances. `torch.logsumexp(table, dim=1)` is the log of the sum of its exponentials.",
    "torch.logsumexp(-torch.cdist(x, centres).square() / (2 * sigma**2), dim=1) - math.log(n) - d / 2 * math.log(2 * math.pi * sigma**2)",
)

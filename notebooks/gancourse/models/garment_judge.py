"""The judge of garments: the judge of digits' network, trained once on the 4,000 garments that come with the course.

Its last hidden layer, 128 numbers, is what distances between sets of garments are computed on, and its ten probabilities are
what the Inception score reads. It has seen few garments: on the 443 that it did not see it names about nine in ten right
(`accuracy`, stored with the weights); people without training in fashion named 83.5 % of 1,000, by a majority of three, says
the data set's README. The 4,000 stood in the first half of Fashion-MNIST's test file, so its accuracy on that whole file says nothing.

`ci/building/train_garment_judge.py` trains it and writes the weights.
"""

import functools

from gancourse.models import shipped
from gancourse.models.judge import Judge, from_file

WEIGHTS = "garment-judge.npz"


@functools.cache
def garment_judge() -> Judge:
    """The judge of garments with its stored weights, read once."""
    mend = "run python3 ci/course.py run building/train_garment_judge"
    return shipped.stored(WEIGHTS, _of_garments, of="the judge of garments", mend=mend)


def _of_garments(file) -> Judge:
    return from_file(file, "garments")

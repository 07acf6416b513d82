"""Exercise 13.6, gan_train_and_test: two accuracies, and who learns from what."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

gan_train_and_test = Exercise(
    "gan_train_and_test",
    lesson="13",
    tolerance=1e-5,
    remember="GAN-train learns from fakes and is examined on real pictures it never saw; GAN-test learns from real pictures and examines the fakes. Neither notices a generator that copies.",
)

# A picture is one number here, and a label is its rank among the thresholds that `fit` learned. The three sets disagree on
# where the classes change, so that every pair of a teacher and a pupil has an accuracy of its own.
EDGES = {"real_train": (2.0, 5.0), "real_test": (2.6, 5.5), "fakes": (3.7, 7.3)}


def _set(name: str, places: tuple[float, ...]) -> tuple[torch.Tensor, torch.Tensor]:
    images = torch.tensor(places, device=device())
    low, high = EDGES[name]
    return images, (images > low).long() + (images > high).long()


def _sets(longer: int = 0):
    return (
        _set("real_train", tuple(0.5 * k for k in range(20 + longer))),
        _set("real_test", tuple(0.25 + 0.4 * k for k in range(23 + longer))),
        _set("fakes", tuple(0.1 + 0.31 * k for k in range(29 + longer))),
    )


class Fit:
    """`fit(images, labels)`: a classifier that puts the two edges midway between the classes it was shown."""

    def __init__(self):
        self.taught = []

    def __call__(self, images, labels):
        self.taught.append(len(images))
        edges = [((images[labels < k].max() + images[labels >= k].min()) / 2).item() for k in (1, 2)]
        return lambda pictures: (pictures > edges[0]).long() + (pictures > edges[1]).long()


@gan_train_and_test.probe(
    "20 real training pictures, 23 real test pictures and 29 fakes, whose classes change at other places",
    expected="(16/23, 17/29) = (0.6957, 0.5862)",
)
def three_sets(answer):
    fit = Fit()
    train, test = answer(fit, *_sets())
    return {"train_score": train, "test_score": test}


@gan_train_and_test.probe("how often a classifier is fitted, and to how many pictures", expected="twice, to 29 fakes and to 20 real pictures", holds=lambda seen: seen["fitted"] == (20, 29))  # fmt: skip
def who_was_taught(answer):
    fit = Fit()
    answer(fit, *_sets())
    return {"fitted": tuple(sorted(fit.taught))}


@gan_train_and_test.probe("sets of 24, 27 and 33 pictures", expected="(0.7407, 0.6364)")
def larger_sets(answer):
    train, test = answer(Fit(), *_sets(4))
    return {"train_of_larger": train, "test_of_larger": test}


def _accuracy(classify, pair) -> float:
    images, labels = pair
    return (classify(images) == labels).double().mean().item()


@gan_train_and_test.right
def each_taught_and_examined(fit, real_train, real_test, fakes):
    return _accuracy(fit(*fakes), real_test), _accuracy(fit(*real_train), fakes)


@gan_train_and_test.right
def by_counting(fit, real_train, real_test, fakes):
    by_fakes, by_real = fit(*fakes), fit(*real_train)
    right = sum(int(a == b) for a, b in zip(by_fakes(real_test[0]), real_test[1]))
    found = (by_real(fakes[0]) == fakes[1]).float().mean()
    return right / len(real_test[1]), found


def _pair(taught_first, asked_first, taught_second, asked_second):
    """An answer in which the two classifiers learn from, and are asked about, these sets: 0 real_train, 1 real_test, 2 fakes."""

    def answer(fit, *sets):
        return (
            _accuracy(fit(*sets[taught_first]), sets[asked_first]),
            _accuracy(fit(*sets[taught_second]), sets[asked_second]),
        )

    return answer


@gan_train_and_test.wrong
def names_exchanged(fit, real_train, real_test, fakes):
    """You return {train_score:.4f} and {test_score:.4f}: both are right, in the other order. In GAN-*train* the fakes are what a classifier trains on. Which of your two is
    that?"""
    return each_taught_and_examined(fit, real_train, real_test, fakes)[::-1]


@gan_train_and_test.wrong
def examined_on_the_training_set(fit, real_train, real_test, fakes):
    """Your GAN-test is right, and your GAN-train is {train_score:.4f} in place of 0.6957: the pupil of the fakes is examined on real *training* pictures, which the generator has seen. A generator that stores them would gain by it. Which real pictures has nobody
    seen?"""
    return _pair(2, 0, 0, 2)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def examined_on_the_fakes(fit, real_train, real_test, fakes):
    """Your GAN-test is right, and your GAN-train is {train_score:.4f}: the classifier is examined on the very fakes it learned from. What do you want to know, whether fakes teach fakes or whether they teach about real
    garments?"""
    return _pair(2, 2, 0, 2)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def real_for_both_in_train(fit, real_train, real_test, fakes):
    """Your GAN-train is {train_score:.4f}, and your GAN-test is right: in the first the classifier learns from *real* pictures and is examined on real ones, so that the generator nowhere enters. That is the baseline to compare with. Whose pictures does GAN-train learn
    from?"""
    return _pair(0, 1, 0, 2)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def real_for_both_in_test(fit, real_train, real_test, fakes):
    """Your GAN-train is right, and your GAN-test is {test_score:.4f} in place of 0.5862: learned from real pictures, examined on real pictures, and no fake anywhere. Whose pictures does GAN-test
    examine?"""
    return _pair(2, 1, 0, 1)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def taught_by_the_test_pictures(fit, real_train, real_test, fakes):
    """Your GAN-train is right, and your GAN-test is {test_score:.4f} in place of 0.5862: its classifier has learned from the *test* pictures. They are there to be examined on, and never to learn from. Which real pictures are for
    learning?"""
    return _pair(2, 1, 1, 2)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def one_classifier_for_both(fit, real_train, real_test, fakes):
    """Your GAN-train is right, and your GAN-test is {test_score:.4f} in place of 0.5862: the classifier that learned from the fakes examines the fakes too. Who should be the examiner of
    fakes?"""
    return _pair(2, 1, 2, 2)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def the_real_classifier_for_both(fit, real_train, real_test, fakes):
    """You return {train_score:.4f} and {test_score:.4f}: one classifier, taught by real pictures, examined on the training set and on the fakes. Where do the fakes
    teach?"""
    return _pair(0, 0, 0, 2)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def shares_of_mistakes(fit, real_train, real_test, fakes):
    """You return {train_score:.4f} and {test_score:.4f}, 1 minus what is due: the shares of *mistakes*. Both scores are accuracies. Which comparison counts what is
    right?"""
    return tuple(1 - score for score in each_taught_and_examined(fit, real_train, real_test, fakes))


@gan_train_and_test.wrong
def counts_for_shares(fit, real_train, real_test, fakes):
    """You return {train_score:.0f} and {test_score:.0f}: so many are right. Sets of other sizes could not be compared. By what is a count divided to become an
    accuracy?"""
    train, test = each_taught_and_examined(fit, real_train, real_test, fakes)
    return round(train * len(real_test[1])), round(test * len(fakes[1]))


@gan_train_and_test.wrong
def in_per_cent(fit, real_train, real_test, fakes):
    """You return {train_score:.2f} and {test_score:.2f}: per cent. An accuracy lies between 0 and 1 in this course. Where does the 100 come
    in?"""
    return tuple(100 * score for score in each_taught_and_examined(fit, real_train, real_test, fakes))


@gan_train_and_test.wrong
def fakes_beside_real_ones(fit, real_train, real_test, fakes):
    """Your GAN-train is {train_score:.4f} in place of 0.6957: its classifier learns from real pictures *and* fakes (fitted to {fitted} pictures). The question is what can be learned from the fakes
    alone. What do the real ones hide?"""
    both = tuple(torch.cat(pair) for pair in zip(real_train, fakes))
    return _accuracy(fit(*both), real_test), _accuracy(fit(*real_train), fakes)


@gan_train_and_test.wrong
def real_test_joined_with_real_train(fit, real_train, real_test, fakes):
    """Your GAN-test is {test_score:.4f} in place of 0.5862: its classifier learns from training *and* test pictures (fitted to {fitted} pictures). Then nothing is left that it has not seen. Which set stays
    apart?"""
    both = tuple(torch.cat(pair) for pair in zip(real_train, real_test))
    return _accuracy(fit(*fakes), real_test), _accuracy(fit(*both), fakes)


@gan_train_and_test.wrong
def one_number_for_both(fit, real_train, real_test, fakes):
    """You return {train_score:.4f} twice: the mean of the two. A generator of three classes is high in one and low in the other, and the mean hides just that. Why are there
    two?"""
    mean = sum(each_taught_and_examined(fit, real_train, real_test, fakes)) / 2
    return mean, mean


@gan_train_and_test.wrong
def gan_train_twice(fit, real_train, real_test, fakes):
    """You return {train_score:.4f} and {test_score:.4f}: twice GAN-train, whose classifier learns from fakes. Which set teaches in
    GAN-test?"""
    return _pair(2, 1, 2, 1)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def gan_test_twice(fit, real_train, real_test, fakes):
    """You return {train_score:.4f} and {test_score:.4f}: twice GAN-test, whose classifier learns from real pictures. Which set teaches in
    GAN-train?"""
    return _pair(0, 2, 0, 2)(fit, real_train, real_test, fakes)


@gan_train_and_test.wrong
def real_and_test_for_gan_test(fit, real_train, real_test, fakes):
    """You return {train_score:.4f} and {test_score:.4f}: your GAN-train learns from the real *test* pictures and is examined on the fakes. Learning and examining have changed places. Which set stands in
    `fit(…)`?"""
    return _pair(1, 2, 0, 2)(fit, real_train, real_test, fakes)


@gan_train_and_test.decoy(
    names_exchanged,
    examined_on_the_training_set,
    examined_on_the_fakes,
    real_for_both_in_train,
    real_for_both_in_test,
    taught_by_the_test_pictures,
    one_classifier_for_both,
    the_real_classifier_for_both,
    shares_of_mistakes,
    counts_for_shares,
    in_per_cent,
    fakes_beside_real_ones,
    real_test_joined_with_real_train,
    one_number_for_both,
    gan_train_twice,
    gan_test_twice,
    real_and_test_for_gan_test,
)
def first_ten_fakes_only(fit, real_train, real_test, fakes):
    every_third = tuple(each[::3] for each in fakes)
    return _accuracy(fit(*every_third), real_test) * 0.9, _accuracy(fit(*real_train), every_third)


gan_train_and_test.hints(
    "Name both by what the *fakes* do: in GAN-train they are the training set, in GAN-test they are the test set.",
    "fit(*fakes) learns from the fakes; its guesses are compared with the labels of real pictures that nobody has seen. And the other way round.",
    "classify = fit(*fakes); images, labels = real_test; (classify(images) == labels).float().mean().item()",
)

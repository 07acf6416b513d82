"""What lesson 13 says of each guess about ranges, scores, few samples and copies."""

from gancourse.checks.predicting import ABOVE, BELOW, NEAR
from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "below_zero",
        lesson="13",
        replies={
            BELOW: "Most of a garment's picture is background, and black is -1 on this scale. Dark cloth comes on top.",
            NEAR: "The background is black, -1 on this scale, and much of the cloth is dark as well.",
            ABOVE: "Black and dark grey count, but a pullover is broad and bright: a good part of the pixels lies above the middle.",
        },
        gives_away=[r"no ReLU can paint"],
    ),
    Prediction(
        "one_of_each",
        lesson="13",
        replies={
            "about 1": "That is the score of one picture in all. Here ten classes come equally often, and the classifier is sure of each picture.",
            "about 5": "You expect the sameness inside a class to cost something. The score never compares two pictures of one class.",
            "about 10": "The classifier is nearly certain of each, and all classes come equally often: that is all the score asks.",
        },
        gives_away=[r"nearly full marks"],
    ),
    Prediction(
        "fewer_real_garments",
        lesson="13",
        replies={
            "smaller": "One source says so, and the plot refutes it: the mean and the covariance of few garments are off by chance, and every error is squared.",
            "about the same": "The garments are as real as before. But mean and covariance of few are off by chance, and the distance counts squares of such errors.",
            "larger": "Mean and covariance of few garments are off by chance, and squares of errors never cancel.",
        },
        gives_away=[r"not smaller: several times"],
    ),
    Prediction(
        "three_classes_by_gan_test",
        lesson="13",
        replies={
            "low": "Most of the classes are missing, but GAN-test examines only what *is* painted, and that is perfect.",
            "high": "GAN-test examines what is painted, and nobody asks it for what is not.",
        },
        gives_away=[r"finds nothing to object to in three"],
    ),
    Prediction(
        "nearest_to_the_data",
        lesson="13",
        replies={
            "unseen garments": "They are as good as garments can be. But the yardstick is the training garments, and whoever hands these out is nearer to them than anything new.",
            "the copier": "Its pictures *are* the yardstick. Only their number is smaller.",
            "the trained generator": "It has learned for a minute. Stored pictures have nothing to learn.",
        },
        gives_away=[r"the copier has the smallest distance"],
    ),
]

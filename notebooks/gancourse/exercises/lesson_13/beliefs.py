"""What lesson 13 asks to judge before and after: losses, scores, few samples, copies and epochs."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "inception_score_sees_inside_a_class",
        lesson="13",
        says="A generator with a high Inception score paints many different pictures of each class.",
        holds=False,
        why="One picture of each class, shown again and again, scores nearly 10 of 10. The score reads ten probabilities of each picture, and what varies inside a class does not change them.",
        about="M12",
    ),
    Belief(
        "more_samples_raise_the_distance",
        lesson="13",
        says="The more samples one takes, the larger the Fréchet distance comes out.",
        holds=False,
        why="It is the other way round: few samples raise it, by about (d² + 5d)/(2N) for two sets of N from one source. In 64 dimensions that is 22 at N = 100 and 0.4 at N = 5,000, though the true distance is 0.",
        about="M11",
    ),
    Belief(
        "best_score_is_best_generator",
        lesson="13",
        says="The generator with the smallest Fréchet distance to the training pictures has learned best.",
        holds=False,
        why="A program that hands out stored training pictures has a distance of about 0, and has learned nothing. No score of this lesson but a look for copies tells it from a perfect generator.",
    ),
    Belief(
        "gan_train_needs_all_classes",
        lesson="13",
        says="A generator that paints three of ten classes perfectly can be found out by a classifier that learns from its pictures.",
        holds=True,
        why="That classifier has never seen the other seven, so of the real test garments it can name three in ten at most. The opposite examination, GAN-test, finds nothing to object to.",
    ),
    Belief(
        "frozen_d_passes_the_gradient_on",
        lesson="13",
        says="While D's weights are frozen, G can still be trained through D.",
        holds=True,
        why="Freezing says which weights take a gradient, and not through which layers it runs. Cut the road, by one detach on the fakes, and G's gradient is gone.",
        about="M6",
    ),
]

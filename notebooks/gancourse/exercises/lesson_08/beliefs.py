"""What lesson 08 asks to judge before and after: quality, hopping, R1's price, soft labels, and single runs."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "collapse_shows_in_one_sample",
        lesson="08",
        says="If a generator has collapsed, you see it from the quality of its single samples.",
        holds=False,
        why="Samples of one mode alone score a quality of 98.9 %, exactly as the data do, and cover 1 of 8 modes. Coverage is a second number, "
        "and no single sample tells it.",
        about="M24",
    ),
    Belief(
        "three_sigma_in_the_plane",
        lesson="08",
        says="In the plane, too, 99.7 % of the points of a round normal distribution lie within three standard deviations of its centre.",
        holds=False,
        why="That is the rule for one axis. In the plane the share is 1 − exp(−9/2), which is 98.9 %, so a perfect generator has 1.1 % of its samples "
        "outside.",
    ),
    Belief(
        "r1_prices_weights",
        lesson="08",
        says="R1 keeps D gentle by putting a price on large weights of D.",
        holds=False,
        why="Its price is on the gradient of D's logit in its *input*, at the real points: γ/2 times the mean squared length, with γ = 0.05 in the course's cure. "
        "Large weights that cancel each other there cost nothing.",
        about="M23",
    ),
    Belief(
        "soft_labels_for_both",
        lesson="08",
        says="Softening the labels of the fakes as well is as harmless as softening those of the data.",
        holds=False,
        why="With a label b = 0.1 for the fakes, the best D is flat at 0.1 where only fakes are, so the push of −log D is gone and "
        "nothing moves these samples nearer to the data. With b = 0 the push is strongest there, and a label a < 1 for the data alone "
        "leaves it as it was.",
        about="M19",
    ),
    Belief(
        "averaged_over_the_training",
        lesson="08",
        says="A generator may cover every mode on average over its training and still miss most of them whenever you stop.",
        holds=True,
        why="The hopping film does so: in each of its 12 pictures few modes are served, and in all of them together many more. What you ship is one moment.",
    ),
]

"""What lesson 02 asks to judge before and after: arrows, densities, and what a value of V proves."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "half_as_high",
        lesson="02",
        says="Where a generator is twice as steep as elsewhere, the density of its samples is half as high.",
        holds=True,
        why="The noise is uniform, so p_g = 1/|G'(z)|: a steep G spreads the same samples over more length. For "
        "G(z) = 4z − 1 the slope is 4 and the density a quarter.",
    ),
    Belief(
        "half_everywhere_is_done",
        lesson="02",
        says="When D answers ½ to every x, G has reached the data.",
        holds=False,
        why="A D with zeros in its last layer says ½ to everything, and its V is −1.3863 although the untrained G beside it "
        "has a JSD of 0.2203. Freeze G and train D: the best D lifts V to −0.9457 for that G, and that is what tells.",
        about="M1",
    ),
    Belief(
        "value_under_minus_log_4",
        lesson="02",
        says="V(D, G) can lie below −log 4.",
        holds=True,
        why="The best D turned round, against N(1, 1), has V = −2.1635. The number −log 4 = −1.3863 is a floor for the "
        "best D only, and in the course's run V begins at −1.407.",
    ),
    Belief(
        "best_d_or_no_use",
        lesson="02",
        says="A step of G brings its samples nearer to the data only if D was trained to its best before.",
        holds=False,
        why="Against a lazy D with five steps behind it JSD fell with 12 of 12 seeds, in the course's run from 0.2069 to "
        "0.1550. Against the trained D it fell further each time, to 0.1201 in that run, so more steps help, but they are "
        "no condition.",
        about="M8",
    ),
    Belief(
        "all_heads_climb",
        lesson="02",
        says="A gradient step of G is bound to move each of its samples uphill on D.",
        holds=False,
        why="All samples share 16 bends, so G follows the mean of their pulls, and some heads can be carried the other way. "
        "In the course's run 100 % of the heads climbed the trained D, and 98 % the one without a step.",
    ),
]

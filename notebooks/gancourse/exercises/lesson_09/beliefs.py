"""What lesson 09 asks to judge before and after: the score, its ±, neighbours, smooth walks and copies."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "higher_parzen_better_samples",
        lesson="09",
        says="Of two sets of pictures, the one with the higher Parzen log-likelihood looks more like the data.",
        holds=False,
        why="On MNIST 1,000 averages of digits score about 270 nats and 10,000 real digits 242. The score asks whether some centre lies near each test digit, and the middle of many digits is "
        "nearer to all of them than any one of them is.",
        about="M14",
    ),
    Belief(
        "plus_minus_of_a_table",
        lesson="09",
        says="The ± 2 in the paper's table says how far the score would move if the network were trained again.",
        holds=False,
        why="It is the standard error over 10,000 test digits of *one* training, which knows nothing of another one. The course trained its own recipe four times and got 230 to 234 nats; that spread had to be measured for itself.",
        about="M25",
    ),
    Belief(
        "copies_have_near_neighbours",
        lesson="09",
        says="A generator that stores training pictures would be caught by its nearest neighbours in pixels.",
        holds=False,
        why="Stored as they are, yes, at distance 0. Moved to the right by 1 pixel, MNIST's digits lie farther from their nearest training digits, without their own originals in most cases, than unseen test "
        "digits do.",
        about="M13",
    ),
    Belief(
        "parzen_needs_no_density_of_g",
        lesson="09",
        says="The paper's log-likelihood can be computed for anything that makes samples, whether it has a density or not.",
        holds=True,
        why="It uses 10,000 samples and a width, and nothing else of the model. That is its charm, and the reason why k-means and blurred digits can be entered in the same table.",
    ),
    Belief(
        "straight_way_keeps_the_length",
        lesson="09",
        says="Half-way between two normal latents of 64 numbers, on the straight line, stands a latent that is about as long as both.",
        holds=False,
        why="Two such latents stand nearly at a right angle, so their midpoint has 0.71 of their length, about 5.7 in place of 8. Hardly any latent of the training was that short.",
    ),
]

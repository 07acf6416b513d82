"""What a learner may believe about latent spaces, asked before lesson 12 and after it."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "one_number_one_feature",
        lesson="12",
        says="Each of the 64 numbers of a latent controls one property of the picture, such as its slant.",
        holds=False,
        why="In the direction that changes the picture most, the largest of the 64 numbers has about a tenth of the square, as in a direction drawn at random. Properties lie along mixtures of all numbers, and those mixtures change from latent to latent.",
    ),
    Belief(
        "steps_that_change_nothing",
        lesson="12",
        says="From a latent one can go three steps of length 1 in a straight line, through latents that G knows, and see next to no change in the picture.",
        holds=True,
        why="Of 64 directions 5 carry 90 % of the change in the course's run, and the last moves the picture by a thousandth of what the first does. Along it a digit stays the same speck by speck.",
    ),
    Belief(
        "one_example_is_enough",
        lesson="12",
        says="To change a 7 into a 3 by adding and subtracting latents, one example of each digit serves as well as a mean of a hundred.",
        holds=False,
        why="In the course's run 48 % of the pictures reached their goal with single latents, taken twice, and 84 % with means of a hundred. A single latent brings its own slant and weight along, which cancel in a mean.",
    ),
    Belief(
        "middle_is_best",
        lesson="12",
        says="Latents drawn nearer to the middle of the normal distribution give better pictures, at the price of variety.",
        holds=False,
        why="In the course's run the judge was 82 % sure of digits from latents as drawn, and 42 % within ±0.5. In 64 dimensions hardly any latent of the training lies near the middle, so nobody taught this G to paint it.",
    ),
    Belief(
        "same_picture_same_latent",
        lesson="12",
        says="If a search by gradient finds a latent whose picture looks like one of G's own samples, it has found the latent of that sample, or one close by.",
        holds=False,
        why="In the course's run the latents found lay about 9 away from the true ones, and two that have nothing to do with one another lie 11 apart. Most directions hardly change the picture, so nothing in it says where along them its latent was.",
    ),
]

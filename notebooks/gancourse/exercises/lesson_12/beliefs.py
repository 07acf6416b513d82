"""What a learner may believe about latent spaces, asked before lesson 12 and after it."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "one_number_one_feature",
        lesson="12",
        says="Each of the 64 numbers of a latent controls one property of the picture, such as its slant.",
        holds=False,
        why="The directions that change the picture most are mixtures of all 64 numbers, and those of two latents agree little more than by chance. Nothing in training ties one property to one number.",
    ),
]

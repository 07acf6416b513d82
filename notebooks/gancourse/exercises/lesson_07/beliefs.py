"""What a learner may believe about making a GAN faster and better, asked before lesson 07 and after it."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "momentum_for_both",
        lesson="07",
        says="Momentum helps both players in every GAN, as it helps a classifier.",
        holds=False,
        why="In four runs of the course, each of 1,500 steps, leaving it out (β₁ = 0 in place of 0.5) brought the "
        "MLP's G 45 to 73 nats, while lesson 11's DCGAN hardly gained by it. Momentum follows gradients of the past, and since then the opponent has moved.",
        about="M10",
    ),
]

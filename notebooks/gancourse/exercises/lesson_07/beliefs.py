"""What a learner may believe about making a GAN faster and better, asked before lesson 07 and after it."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "momentum_for_both",
        lesson="07",
        says="Momentum (β₁ = 0.5) helps both players of this lesson's GAN, as it helps a classifier.",
        holds=False,
        why="Over four seeds of 1,500 steps, leaving it out (β₁ = 0 in place of 0.5) brought it about two to three times as near to the digits, every time. Momentum follows gradients of the past, and since then the opponent has moved.",
        about="M10",
    ),
    Belief(
        "average_changes_training",
        lesson="07",
        says="Averaging G's weights leaves the training as it is: D never meets a fake of the average.",
        holds=True,
        why="The average is a copy that nobody trains, and D's step and G's step use G itself. It costs one pass over G's weights at every 16th step, and it can be switched on afterwards for whoever has kept the weights.",
    ),
    Belief(
        "more_images_a_second",
        lesson="07",
        says="Of two GANs the one that is shown more images per second is the better one after ten seconds.",
        holds=False,
        why="On the course's H200 a batch of 512 saw 3.3 times as many images in ten seconds and ended 4.8 times as far away (one run each, its rate doubled). On a CPU, after as many images as with a batch of 128 and a quarter of the steps, it was more than twice as far away, on each of four seeds.",
    ),
    Belief(
        "batch_of_4096_on_a_gpu",
        lesson="07",
        says="On a large GPU a step of a small GAN takes about as long with 4,096 images as with 32.",
        holds=True,
        why="On the course's H200 the MLP ran at 157 steps a second with 32 images and at 135 with 4,096. The GPU waits for some 175 launches a step, and their number does not depend on the batch.",
    ),
    Belief(
        "one_good_run",
        lesson="07",
        says="One run with R1 ended nearer to the digits than one without, and nothing else was changed. So R1 helps this GAN.",
        holds=False,
        why="Over four seeds of 1,500 steps G ended 17 to 24 from the digits with lazy R1 and 18 to 24 without: on three seeds it is nearer with it and on one farther. Other seeds alone make a difference of 6, so one pair of runs says nothing.",
        about="M25",
    ),
]

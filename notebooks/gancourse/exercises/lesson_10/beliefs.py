"""What a learner may believe about growing images, asked before lesson 10 and after it."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "a_transpose_brings_back",
        lesson="10",
        says="A transposed convolution with a convolution's own kernel gives back the image that went into the convolution.",
        holds=False,
        why="It gives back the size, and in the course's run it missed the digit by 49 % of its length. The 196 numbers that "
        "the convolution left cannot say which image of 784 pixels was meant, so no layer could give it back.",
        about="M15",
    ),
    Belief(
        "even_kernels_start_with_chequers",
        lesson="10",
        says="With random weights, transposed 4 by 4 kernels with a stride of 2 paint as strong a checkerboard (a pattern that repeats every two pixels) as 3 by 3 kernels.",
        holds=True,
        why="For weights of both signs the median pattern of 100 random layers was 0.89 for kernels of 4 and 0.91 for kernels of "
        "3 in the course's run. Even counts of stamps help only where weights have one sign: the four kinds of pixel share no weight.",
    ),
    Belief(
        "keras_momentum_as_it_is",
        lesson="10",
        says="momentum=0.8 in a Keras BatchNormalization is momentum=0.8 in a PyTorch BatchNorm2d.",
        holds=False,
        why="Keras counts the share of the old running value and PyTorch that of the new one, so the port writes momentum=0.2. "
        "With 0.8 in PyTorch a single batch would make up four fifths of the running values that eval mode relies on.",
        about="M16",
    ),
    Belief(
        "gradients_in_eval",
        lesson="10",
        says="After network.eval() gradients flow through the network.",
        holds=True,
        why="eval() tells BatchNorm to use its running values and Dropout to rest, and this lesson takes the gradients of 5 "
        "discriminators in eval mode. What switches gradients off is no_grad(), under which BatchNorm goes on measuring its "
        "batch in training mode.",
        about="M17",
    ),
    Belief(
        "products_are_time",
        lesson="10",
        says="A generator with a quarter of the multiplications takes a quarter of the time.",
        holds=False,
        why="In a run of the course on two CPU cores, the book's generator with half the channels needed 4.0 times fewer "
        "products and was 2.7 times as fast. BatchNorm, ReLU and copying take time that no product is counted for, and small "
        "layers keep a processor less busy.",
    ),
]

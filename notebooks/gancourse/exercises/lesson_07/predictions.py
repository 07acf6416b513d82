"""What lesson 07 asks before it measures, and what belongs to each guess."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "largest_gain_in_speed",
        lesson="07",
        replies={
            "images in memory": "It saves converting each image again, one by one. How much that is worth depends on what it "
            "is measured against: small networks on a fast device wait for their images most.",
            "a fused optimiser": "These two networks are nearly all weights, and Adam goes over each of them at every step. "
            "What one pass in place of a dozen saves depends on the machine's memory.",
            "one pass and own gradients": "Both leave out work, and less work is a gain where the device has no time to "
            "spare. Where it waits for its next order, the saving hardly shows.",
            "batches of 128": "A larger batch keeps a device busier at each order, which is worth most where it has many "
            "arithmetic units. Each image needs as many products as before.",
            "bfloat16": "Halving the length of the numbers pays where the processor is built for it. Elsewhere it must imitate "
            "it, and converting costs more than it saves.",
        },
        gives_away=[r"times as fast on a processor built for it", r"a tenth to two fifths"],
    ),
    Prediction(
        "average_in_two_scores",
        lesson="07",
        replies={
            "both better": "An average of a G that is still on its way stands behind it, and has less of its noise. The two scores do not weigh these alike.",
            "both worse": "An average of a G that is still on its way does stand behind it. But it has less of the noise that each step leaves, and one of the scores sees noise before anything else.",
            "distance better, Parzen worse": "Think of what an average does to pictures: less grain, and a past that G has left. A score that measures pixel by pixel minds grain most.",
            "distance worse, Parzen better": "The average has less grain, which is what a score pixel by pixel minds most. And it stands behind a G that is still learning, which the judge sees.",
        },
        gives_away=[r"pleases the Parzen score"],
    ),
    Prediction(
        "largest_gain_in_distance",
        lesson="07",
        replies={
            "the higher rate": "In a run this short, steps that are three times as long get further. What they cannot do is end the players' circling, which only gets wider.",
            "no momentum": "Without momentum each step answers the opponent as it is now, and it costs one number.",
            "lazy R1": "R1 flattens D at the real digits, which pays where D grows cliffs. Whether it does so within 1,500 steps is another matter.",
            "the falling rate": "When the rate falls the players' circles shrink, and G as it is comes nearer to where its average stood before. The price is shorter steps in the second half.",
        },
        gives_away=[r"is the longer step"],
    ),
    Prediction(
        "operations_in_a_step",
        lesson="07",
        replies={
            "below": "Each layer is one order forward and two or three backward, D is walked through twice and G twice, and losses and optimisers come on top.",
            "near": "You know what a step is made of: a few orders for each layer, forward and backward, losses, and two optimisers.",
            "above": "A fused optimiser is one order for a whole network, and so is a linear layer with its bias. An unfused one would be a dozen for each tensor of weights.",
        },
        gives_away=[r"175 launches"],
    ),
    Prediction(
        "steps_at_4096",
        lesson="07",
        replies={
            "a hundredth is left": "So it would be if the arithmetic took the time. A GPU of this size does the products of this network for thousands of images in less than a millisecond.",
            "a tenth is left": "Some of the work does grow with the batch. But ask who waits for whom: the next order comes milliseconds later, in either case.",
            "half is left": "Some of the work does grow with the batch. But ask who waits for whom: the next order comes milliseconds later, in either case.",
            "nearly all are left": "The orders are as many as before, and they take the time. The GPU has room for 4,096 images between two of them.",
        },
        gives_away=[r"however much is in it", r"nine tenths", r"waits for (the next|launches)"],
    ),
    Prediction(
        "batch_512",
        lesson="07",
        replies={
            "nearer to the digits": "It has seen 3.3 times as many images in nearly as many steps, and a step from more images is a cleaner one. But the rate was doubled along with the batch, as it is often advised, and that had its own effect.",
            "about as near": "It took nearly as many steps, so that is a fair guess. But the rate was doubled along with the batch, as it is often advised, and that had its own effect.",
            "farther away": "Images per second are not steps, and with a rate that was doubled as well the larger batch is another training. Which of the two did it, one run does not tell.",
        },
        gives_away=[r"4\.8 times as far"],
    ),
]

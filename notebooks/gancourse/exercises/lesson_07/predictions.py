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
        gives_away=[r"twice as fast on a processor built for it", r"a tenth to a quarter"],
    ),
    Prediction(
        "largest_gain_in_nats",
        lesson="07",
        replies={
            "the higher rate": "In a run this short, steps that are three times as long get further. What they cannot do "
            "is end the players' circling, which only gets wider.",
            "no momentum": "Without momentum each step answers the opponent as it is now, and it costs one number. How much "
            "that is worth beside the others, one run can only hint at.",
            "R1": "R1 flattens D at the real digits, which pays where D grows cliffs. Whether it does so within 1,500 steps "
            "is another matter.",
            "the average": "The players circle around each other, and the average stands near the middle of the circle. It costs "
            "next to nothing and changes no step of the training.",
        },
        gives_away=[r"68 to 106", r"average of G brought most"],
    ),
]

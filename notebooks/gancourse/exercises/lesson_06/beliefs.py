"""What lesson 06 asks to judge before and after: G's loss, one seed, epochs, Adam and momentum."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "g_loss_down_is_good",
        lesson="06",
        says="While the generator's loss falls, its pictures get better.",
        holds=False,
        why="The loss is measured against a D that moves. When D was made to stand still, G's loss fell to nearly nothing on three seeds of three, and the faces moved away from the test faces; "
        "in the recorded runs RMSProp's loss of G climbed from 0.9 to 3.9 and Adam's fell from 1.7 to 1.0, and RMSProp has the nearer faces on every seed.",
        about="M2",
    ),
    Belief(
        "one_seed_is_enough",
        lesson="06",
        says="If one optimiser gives clearly better pictures than another in a run of each, it is the better one for this task.",
        holds=False,
        why="With one run each somebody always wins. Two equal optimisers lie apart by luck in every comparison of one seed each, in one of three with two, and in one of ten with three; and which rate was "
        "given to each can decide more than its name.",
        about="M25",
    ),
    Belief(
        "epochs_are_steps",
        lesson="06",
        says="5,000 turns of a loop that draws 16 real pictures each time are 5,000 epochs.",
        holds=False,
        why="An epoch is once through all data. 5,000 · 16 = 80,000 pictures, and of 5,000 pictures that is 16 epochs.",
        about="M20",
    ),
    Belief(
        "momentum_always_helps",
        lesson="06",
        says="A β₁ of 0.9, Adam's usual one, is a safe choice for a GAN.",
        holds=False,
        why="In lesson 04's games momentum made the rounds wider. Here, at the same rate, the faces with β₁ = 0.9 ended more than five times as far from the test faces as with 0.5, on three "
        "seeds of three.",
        about="M10",
    ),
    Belief(
        "adam_forgets_the_scale",
        lesson="06",
        says="Multiply a loss by 1,000, and Adam takes practically the same steps as before.",
        holds=True,
        why="A mean of gradients over the root of a mean of their squares has no unit: the factor cancels, but for eps. SGD's steps become 1,000 times as long.",
    ),
]

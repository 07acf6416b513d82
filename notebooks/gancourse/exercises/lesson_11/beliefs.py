"""What a learner may believe about comparing GANs, asked before lesson 11 and after it."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "more_samples_larger_distance",
        lesson="11",
        says="The more samples of one generator you score, the larger its Fréchet distance from the test digits (how far "
        "apart the two sets lie) comes out.",
        holds=False,
        why="In the course's run 10,000 real digits scored 0.2, and with 200 of them we got between 3 and "
        "7. The mean and the covariance of few samples are off by chance, and the distance counts that as a "
        "difference.",
        about="M11",
    ),
    Belief(
        "flawless_pictures_after_collapse",
        lesson="11",
        says="A generator that suffers from mode collapse, so that most kinds of picture are missing, can paint pictures that are "
        "flawless, every one of them.",
        holds=True,
        why="One real digit, repeated 10,000 times, is such a case, and in the course's run its Fréchet distance was "
        "267, where other real digits had 0.2 and noise had 231. What it lacks is variety: 0.90 of its samples would "
        "have to change class.",
        about="M24",
    ),
    Belief(
        "soft_label_for_fakes_too",
        lesson="11",
        says="If the label of real images is softened from 1 to 0.9, softening that of the fakes from 0 to 0.1 does G "
        "no harm.",
        holds=False,
        why="With 0.9 and 0 the best D is 0.9 times what it was, so G's loss −log D rises by the constant 0.105 and "
        "pushes as before. With 0.9 and 0.1 it is 0.1 + 0.8 times what it was, and where that was 0.01 only 7 % of "
        "the push on a fake remains.",
        about="M19",
    ),
    Belief(
        "seeds_further_apart_than_recipes",
        lesson="11",
        says="Two runs of one recipe that differ in nothing but the seed can lie further apart than two different "
        "recipes.",
        holds=True,
        why="Over three recorded seeds ReLU in D scored from 40.9 to 66.0, while its median of 47.0 lies only 2.2 from "
        "the median of the recipe with LeakyReLU. A difference of that size between two single runs says nothing "
        "about the recipes.",
        about="M25",
    ),
    Belief(
        "equal_steps_equal_epochs",
        lesson="11",
        says="Two networks that have trained for equally many steps on the same data have been through it equally "
        "often.",
        holds=False,
        why="In this lesson's race the MLP takes 128 images in a step and the DCGAN 64, so after equally many steps "
        "the MLP has been through the digits twice as often. The 10,000 “epochs” of a book chapter were steps with 32 "
        "images, a little over five epochs.",
        about="M20",
    ),
]

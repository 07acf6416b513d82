"""Ten statements about the whole course: judged in lesson 00, and again at the end of the course.

Each `why` names the lesson that settles it; its numbers are those of that lesson's stored run.
"""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "course_both_losses",
        lesson="00",
        says="In a run that goes well the losses of both players fall, as in any other training.",
        holds=False,
        why="In the course's run of lesson 05 that painted good digits, both ended close to the marks of a D that only guesses: 1.35 "
        "for D and 0.71 for G, where guessing costs 1.386 and 0.693. In its broken run D's loss fell to 0.0006, G's "
        "rose to 7.5, and all fakes were grey.",
        about="M5",
    ),
    Belief(
        "course_one_half",
        lesson="00",
        says="One half as D's answer to everything has two possible causes: a perfect G, or a useless D.",
        holds=True,
        why="In the course's run of lesson 02 a D that knows nothing plays against an untrained G: V is −1.3863, which is −log 4, "
        "and the Jensen–Shannon divergence of 0.2203 is far from zero. Against the best D the same G has V = −0.9457.",
        about="M1",
    ),
    Belief(
        "course_loss_of_g",
        lesson="00",
        says="As long as G's loss keeps falling, its samples are getting better.",
        holds=False,
        why="In lesson 01 G's best reply to a fixed D lowers V from −1.006 to −2.068, and its divergence from the data rises from "
        "0.190 to 0.216. A loss is a mark from an opponent, and here it fell because the opponent was out of date.",
        about="M2",
    ),
    Belief(
        "course_detach",
        lesson="00",
        says="Without detach(), which cuts the fakes off from G, D's step takes longer and moves D exactly as before.",
        holds=True,
        why="In lesson 03 both ways end with weights that are the same to the last bit, because D's optimiser moves D alone. "
        "Four gradients come to G instead of two, which costs time and does no harm if G's own step begins by clearing them.",
        about="M6",
    ),
    Belief(
        "course_steps_of_d",
        lesson="00",
        says="For the same work, the more steps D takes for each step of G, the nearer G ends to the data.",
        holds=False,
        why="In the course's run of lesson 03, with D evaluated equally often, 20 steps of D for each of G end at a divergence of "
        "0.38, and one step at 0.002. With a G that is twenty times as fast it is 0.002 against 0.045, the other way round.",
        about="M8",
    ),
    Belief(
        "course_collapse",
        lesson="00",
        says="In mode collapse, where most kinds of picture are missing, each single picture can be flawless.",
        holds=True,
        why="In the course's run of lesson 11 one real digit, repeated, is flawless each time, and its Fréchet distance of 267 is worse than "
        "the 231 of pure noise. Collapsed pictures can be poor as well, as "
        "lesson 05's clinic shows, but what they always lack is variety.",
        about="M24",
    ),
    Belief(
        "course_nearest_image",
        lesson="00",
        says="If no training image lies close to a sample, pixel by pixel, then G has copied none of them.",
        holds=False,
        why="In the course's run of lesson 09 the samples lie 4.4 from their nearest training digits, and unseen test digits 4.2. "
        "Training digits moved to the right by one pixel lie 4.6 from theirs, so G could have copied them all and passed.",
        about="M13",
    ),
    Belief(
        "course_parzen",
        lesson="00",
        says="By the score of the first GAN paper, blurred digits are better than real ones.",
        holds=True,
        why="In the course's run of lesson 09 real digits score 243 nats, and blurred ones, each averaged with its nearest "
        "neighbours, 328. The Parzen score asks how close the test digits lie to some sample, and the middle of many digits is "
        "close to all of them.",
        about="M14",
    ),
    Belief(
        "course_few_samples",
        lesson="00",
        says="FID, a distance between two sets of pictures, gets worse (larger) when you draw fewer samples from the same generator.",
        holds=True,
        why="With the judge of lesson 11 even real digits show it: 10,000 of them score about 0.2, 1,000 about 1, and 200 between 3 and "
        "7. So a score means something only beside others with the same number of samples.",
        about="M11",
    ),
    Belief(
        "course_one_seed",
        lesson="00",
        says="Train two recipes once each, with all else equal, and you know which of them is better.",
        holds=False,
        why="In lesson 11 the recipe with ReLU in D reached a Fréchet distance of 40.9 against 47.4 with one seed, and 66.0 against "
        "49.2 with the next. Which of the two is better depended on the seed, and one run of each would not have told you.",
        about="M25",
    ),
]

"""What lesson 01 asks before and after: likelihood, the direction of KL, the best D, the value −log 4, and full steps."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "one_missing_picture",
        lesson="01",
        says="A model that gives probability zero to one single picture of the data has the worst log-likelihood there is.",
        holds=True,
        why="Of the 165 generators 109 never draw one of the three real pictures, and for each of them the log-likelihood is "
        "−∞. One term is log 0 with a weight above zero, and the best fit of all others cannot make up for it.",
    ),
    Belief(
        "best_d_is_certain",
        lesson="01",
        says="The best discriminator there can be gives each picture a clear verdict, near 0 or near 1.",
        holds=False,
        why="Against our first G the best D answers 0.8, 0.5, 0.5 and 0, and none of 10,000 random rivals scores higher. When "
        "data and fakes come equally often, one “left” in five is a fake, and that doubt lies in the pictures and not in D.",
    ),
    Belief(
        "value_at_the_goal",
        lesson="01",
        says="When V stands at −log 4, G draws every picture as often as the data show it.",
        holds=False,
        why="A blind D, ½ on everything, has V = −1.386 with each of the 165 generators, a G of nothing but blank pages "
        "included. Only under the best D does V speak of G, and there our first G has −1.006.",
        about="M1",
    ),
    Belief(
        "order_in_kl",
        lesson="01",
        says="Exchange the data and the model in the KL divergence, and it punishes another kind of mistake.",
        holds=True,
        why="From the data to our first G it is 0.693, and from G to the data it is infinite, because G draws blank pages. "
        "The first cannot bear a real picture that G misses, the second cannot bear a picture that G invents.",
    ),
    Belief(
        "any_step_arrives",
        lesson="01",
        says="If D is at its best before every move of G, G comes nearer to the data with each move downhill, large or small.",
        holds=False,
        why="At rate 1 our G has arrived after 8 rounds, at rate 3 after 5, and at rate 4 it never arrives. The full reply, "
        "the largest step of all, jumps from one picture to another for ever, and JSD stays above the 0.190 it began with.",
        about="M9",
    ),
]

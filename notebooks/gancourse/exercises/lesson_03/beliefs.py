"""What lesson 03 asks to judge before and after: k, the two losses of G, detach, and single runs."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "more_steps_of_d",
        lesson="03",
        says="At equal cost, more steps of D for each step of G bring the samples at least as near to the data.",
        holds=False,
        why="At equal rates k = 20 spent the same 6,000 evaluations as k = 1, and in the course's run it ended at a typical "
        "JSD of 0.3833 where k = 1 came to 0.0020. With G twenty times as fast the order was turned round, so what counts "
        "is how far D gets while G takes a step.",
        about="M8",
    ),
    Belief(
        "label_real_is_minimax",
        lesson="03",
        says="A program that hands the fakes to D's loss with the label “real” trains G on the formula min max V(D, G).",
        holds=False,
        why="That program descends −log D and not log(1 − D), and at the best D this follows KL(p_g‖p_data) − 2 JSD in place "
        "of 2 JSD. The two pull equally at D = ½ only, and at μ = 6 one pulls 481 times as hard as the other.",
        about="M3",
    ),
    Belief(
        "saturates_when_rejected",
        lesson="03",
        says="The loss log(1 − D) hardly pulls at G when D rejects nearly every fake.",
        holds=True,
        why="With the best D and p_g = N(μ, 1) its pull is at most 0.467, at μ ≈ 1.64, and only 0.0125 at μ = 6, where the "
        "samples are worst. Near μ = 0 it goes to zero too, but so does the pull of −log D, because that is the goal.",
        about="M4",
    ),
    Belief(
        "without_detach_same_weights",
        lesson="03",
        says="You may leave out detach() in D's step and still get the same weights, if every step clears its gradients "
        "first.",
        holds=True,
        why="Variant A does so, and after two iterations its weights are off by 0. The price is time: 4 gradients walked "
        "through G in place of 2.",
        about="M6",
    ),
    Belief(
        "lower_in_one_run",
        lesson="03",
        says="Of two values of k, the one that ends nearer to the data in a fair race is the better choice for that game.",
        holds=False,
        why="One race is one seed: in the course's run of the hurried games k = 2 ended at 0.0137 and k = 5 at 0.0190. Over "
        "three seeds the medians are 0.014 and 0.010, the other way round.",
        about="M25",
    ),
]

"""What a learner may believe about training a GAN on digits, asked before lesson 05 and after it."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "lower_loss_better_digits",
        lesson="05",
        says="Of two trained generators, the one with the lower loss paints the better digits.",
        holds=False,
        why="Run D of the clinic ends with a lower loss of G than run B, 0.65 against 1.2, and paints one blot again and "
        "again, while B paints digits. Each loss is measured against its own opponent, and a slow D is easily pleased.",
        about="M2",
    ),
    Belief(
        "level_losses_learn_nothing",
        lesson="05",
        says="While both losses stay level, neither player is learning.",
        holds=False,
        why="In the recorded five minutes D's loss stays at 1.39 and G's between 0.70 and 0.72 from the third second to the hundredth, "
        "and in that time specks become digits. Each loss is measured against an opponent, and two that learn equally fast leave it where it is.",
        about="M5",
    ),
    Belief(
        "through_the_judge_and_past_it",
        lesson="05",
        says="G's step sends its gradient through every layer of D and changes none of D's weights.",
        holds=True,
        why="The gradient can reach G in no other way than through D and its 533,505 weights. A step changes what its "
        "optimiser holds, and G's optimiser holds the weights of G alone.",
        about="M7",
    ),
    Belief(
        "imshow_makes_its_own_scale",
        lesson="05",
        says="imshow draws a picture from black to white even when its pixels differ by less than a thousandth.",
        holds=True,
        why="Left to itself it gives the darkest value black and the brightest white, and in the course's run it made a grain "
        "of fakes whose pixels all lay within 0.001 of 0.5. With vmin=0 and vmax=1 the same fakes are one even grey.",
        about="M18",
    ),
]

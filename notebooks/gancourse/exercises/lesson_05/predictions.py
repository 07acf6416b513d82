"""What lesson 05 asks before it measures, and what belongs to each guess."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "push_of_the_other_loss",
        lesson="05",
        replies={
            "3,000 times weaker": "Turn it round: log(1 − D) pushes with D itself, which is next to nothing where D is "
            "sure of a fake. −log D pushes with 1 − D.",
            "equally hard": "Both losses want the same, but only where D is fooled half of the time do they push equally "
            "hard. At a logit of −8 D is nearly sure.",
            "8 times harder": "You have the side right. The pushes are D and 1 − D, and a logit is the logarithm of their "
            "ratio: 8 of it make a factor of e⁸.",
            "3,000 times harder": "The pushes are D and 1 − D, and a logit of −8 says that the second is e⁸ times the first.",
        },
        gives_away=[r"falls silent", r"nearly 3,000", r"non-saturating\*\* loss"],
    ),
    Prediction(
        "weights_without_detach",
        lesson="05",
        replies={
            "D's weights": "D's gradient does not depend on what lies behind the fakes: they are numbers to D, with or without "
            "a graph behind them.",
            "G's weights": "Gradients of D's loss do arrive in G without detach. But no optimiser uses them in step 4, and "
            "step 6 begins by clearing them.",
            "both": "Without detach gradients travel further, and that is all. D's own are the same numbers, and those "
            "left in G are cleared before step 6 makes its own.",
            "neither": "The gradients that D's loss leaves in G are cleared before step 6 makes its own. What detach saves is "
            "the time of that walk through G.",
        },
        gives_away=[r"same weights come out", r"saves time"],
    ),
    Prediction(
        "g_loss_as_printed",
        lesson="05",
        replies={
            "far below log 2": "G's loss is low where D takes fakes for real. For that G would have to learn faster than a D "
            "that sees real digits beside them.",
            "near log 2": "At log 2 a D that can only guess would sit opposite. Whether D finds something to go by is what "
            "the pictures have to tell.",
            "far above log 2": "G's loss is −log D(G(z)), large where D is sure of the fakes. What D could be so sure by "
            "is the question of this section.",
        },
        gives_away=[r"D wins outright", r"climbs away from log 2"],
    ),
    Prediction(
        "imshow_and_nothing_else",
        lesson="05",
        replies={
            "one even grey": "That is what the numbers say, and what a fixed scale shows. Left alone, imshow gives the "
            "darkest value it gets black and the brightest white, however close they are.",
            "black and white grain": "imshow gives the darkest value that it gets black and the brightest white. Between two "
            "values that hardly differ, the smallest differences become a picture.",
            "all black": "That would need pixels that are all exactly equal, or all at the lower end of a scale that is fixed. "
            "Left alone, imshow takes its scale from the picture.",
        },
        gives_away=[r"stretches whatever", r"dark pictures with a grain"],
    ),
    Prediction(
        "both_losses_on_their_landmarks",
        lesson="05",
        replies={
            "they are perfect": "Perfect fakes lead to these two numbers. The way back does not hold: a D that says one half "
            "to everything gives them to any fakes.",
            "they are good": "That would follow if D were a good judge. The two numbers say that D does no better than "
            "guess, and not why: the fakes may be good or D may be blind.",
            "nothing": "The two numbers tell that D does no better than guess. Whether the fakes are good or D is blind, they "
            "cannot tell.",
        },
        gives_away=[r"cannot be told apart by their losses"],
    ),
]

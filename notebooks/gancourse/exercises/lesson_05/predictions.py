"""What lesson 05 asks before it measures, and what belongs to each guess."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
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
        gives_away=[r"cannot\s+be\s+told apart by their losses"],
    ),
]

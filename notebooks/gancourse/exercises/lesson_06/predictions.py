"""What lesson 06 says of each guess about curves, optimisers, rates and seeds."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "perfect_d",
        lesson="06",
        replies={
            "at 0": "The loss on fakes is nearly 0 there, and that is what the label promises. But the script plots the second entry of the halved lists, and there the accuracies stand.",
            "at 0.5": "Half of the sum of two accuracies of 1 is 1. One half is where a D that guesses would stand.",
            "at log 2": "That is what chance pays in a loss. This D is far better than chance, and the curve is no loss.",
            "at 1": "The second entries of Keras' two lists are accuracies, and half of 1 + 1 is 1. A D that cannot be fooled looks, under that label, as if it lost all the time.",
        },
        gives_away=[r"curve called the loss on fakes is", r"is \$D\$'s \*accuracy\*"],
    ),
    Prediction(
        "loss_times_1000",
        lesson="06",
        replies={
            "none": "Two of the three divide by the size that gradients have had, and a common factor cancels. What is left of it is in eps, far below one per cent.",
            "Adam alone": "Adam does, and RMSProp for the same reason: the gradient is divided by the root of a mean of its own squares.",
            "RMSProp and Adam": "Gradient over size of gradients: the factor cancels in both, but for eps. SGD's steps grow with the gradients.",
            "all three": "SGD's step is the rate times the velocity, and the velocity is a sum of gradients: times 1,000, it is 1,000 times as long.",
        },
        gives_away=[r"so the factor cancels", r"has no unit"],
    ),
    Prediction(
        "race_once",
        lesson="06",
        replies={
            "SGD": "Its rate is fifty times that of the others, and its step is still of another kind: the rate times a small gradient.",
            "RMSProp": "It divides by the recent size of the gradients, as Adam does, over fewer steps and without momentum.",
            "Adam": "The article's winner, too. One run each: keep in mind how often somebody wins such a race by luck.",
        },
        gives_away=[r"race had one winner"],
    ),
    Prediction(
        "darkest_pixel",
        lesson="06",
        replies={
            "0": "That is (x + 1)/2 for x = −1. The script divides by 2.5 in place of 2.",
            "0.1": "−1/2.5 is −0.4, and half is added. White becomes 0.9 in the same way.",
            "0.25": "−1/2.5 is −0.4, and half is added: 0.1.",
            "0.4": "−1/2.5 is −0.4, and that is not yet the end: 0.5 is added.",
        },
        gives_away=[r"No black, no white"],
    ),
    Prediction(
        "fair_winner",
        lesson="06",
        replies={
            "SGD": "Few tutorials would bet on it. Its rate was looked for with the same effort as the others', on short runs. Look at all three of its long runs before you call it a winner or a loser.",
            "RMSProp": "It has no momentum here, and lesson 04 gave a reason to like that in a game.",
            "Adam": "The usual choice. Much of its fame comes from tasks in which nobody had to look for a rate; here all three had theirs looked for.",
        },
        gives_away=[r"RMSProp lies below Adam"],
    ),
    Prediction(
        "beta1_worst",
        lesson="06",
        replies={
            "0": "Without momentum each step answers the last batch alone, and batches of 16 are noisy. In a game that can be better than to follow an old direction.",
            "0.5": "The script's own. It forgets a direction within two or three steps, so it is nearer to no momentum than to 0.9.",
            "0.9": "It follows a mean over some ten steps, and by then the other player has answered. That is what lesson 04's circles were made of.",
        },
        gives_away=[r"the price of momentum"],
    ),
    Prediction(
        "standing_d",
        lesson="06",
        replies={
            "come nearer": "A D that stands still is a landscape with a few heights, and G climbs to them, whether faces lie there or not: nobody tells it any more. After a few steps little need show.",
            "stay about where they are": "A D that stands still has slopes too, and G follows them as far as they go. Over a few steps that may be hardly anything.",
            "move away": "G looks for what this one D takes for real, and D cannot answer. Whether that shows depends on the number of steps: the recorded runs have 200.",
        },
        gives_away=[r"G's loss is measured against an opponent who does not answer"],
    ),
]

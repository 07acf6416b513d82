"""What lesson 12 says of each guess about walks, directions, sums, truncation and inversion."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "slopes_of_16",
        lesson="12",
        replies={
            "below": "Few indeed. But of random kernels one in 128 is mostly a slope, so each one that is has been made so by the training.",
            "near": "Some kernels do become edges. Look at the others too: what have they become?",
            "above": "Edges are what one reads about, and what kernels of networks for photographs show. Strokes are two or three pixels wide, and in a patch of 4 × 4 bars and spots tell as much.",
        },
        gives_away=[r"3 of 16 have become edges"],
    ),
    Prediction(
        "fastest_and_slowest_turn",
        lesson="12",
        replies={
            "below": "Equal turns look like equal steps, and on a sphere they are. The picture is another matter: where one digit becomes another it moves faster.",
            "near": "You expect an uneven walk, and by how much. The single walks differ a good deal from their median.",
            "above": "It does move faster where digits change. But where one digit stays, its strokes go on moving, so few turns are really slow.",
        },
        gives_away=[r"faster on the borders between two"],
    ),
    Prediction(
        "directions_of_64",
        lesson="12",
        replies={
            "below": "The first directions are strong indeed. The rest is weak and there are many of them, and nine tenths are a large share.",
            "near": "A good part of the 64 hardly shows. A random step, though, has something of each.",
            "above": "Were all 64 alike, 58 would be needed. They are far from alike.",
        },
        gives_away=[r"5 of 64 carry"],
    ),
    Prediction(
        "goal_by_one_latent",
        lesson="12",
        replies={
            "below": "One latent does bring its digit along, at twice its length even. What it also brings is its own slant, weight and corner.",
            "near": "One latent of a digit says something of the digit and more of itself.",
            "above": "That would be so if the digit were most of what a latent holds. It is a small part: the rest is that one picture's own.",
        },
        gives_away=[r"single latents seldom bring"],
    ),
    Prediction(
        "goal_by_all_latents",
        lesson="12",
        replies={
            "below": "A mean is short and points well: nearly all that is not the digit has cancelled.",
            "near": "Averages point well. What is left of misses are pairs that lie far apart, and pictures near a border.",
            "above": "Means point well. But one direction for each digit is a crude map: where a region is bent, the same step leads past it for some.",
        },
        gives_away=[r"single latents seldom bring"],
    ),
    Prediction(
        "sure_at_a_half",
        lesson="12",
        replies={
            "surer": "That is what one reads of truncation: less variety, better samples. It asks that G is good in the middle, where it hardly ever was during its training.",
            "about as sure": "A mean of 0 is the centre of the distribution, and still a place where hardly any latent of 64 numbers lies. What would G know of it?",
            "less sure": "Latents that short were hardly seen in training, and what G makes of them is a mixture of everything.",
        },
        gives_away=[r"judge is less sure with every step"],
    ),
    Prediction(
        "unseen_against_training",
        lesson="12",
        replies={
            "half as large, or less": "It would be odd for what was never shown to be easier. Nothing in the training asks for that.",
            "about as large": "G never sees a digit, it only hears of D's slopes, and it has a quarter of a million weights for 59,000 digits. Nothing speaks for a memory of single ones.",
            "twice as large, or more": "A memory of the training digits would show in just this way, which is why one asks. G has a quarter of a million weights for 59,000 digits of 784 pixels.",
        },
        gives_away=[r"has not learned digits by heart"],
    ),
    Prediction(
        "distance_to_the_true_latent",
        lesson="12",
        replies={
            "below": "That would be so if each picture had one latent. Weak directions hardly change the picture, so along them the descent has no reason to stop at the true place.",
            "near": "The picture says much about its latent and not all: what hardly shows cannot be found.",
            "above": "Two strangers are about 11 apart. The strong directions are found, and they hold a part of the latent.",
        },
        gives_away=[r"each paints nearly the same picture"],
    ),
]

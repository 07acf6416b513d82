"""What lesson 10 asks before it measures, and what belongs to each guess."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "pixels_on_the_way_back",
        lesson="10",
        replies={
            "27": "Fourteen stamps, two pixels apart, reach from the first to 26 further on, are 3 wide, and lose one pixel "
            "at each end: 13 · 2 + 3 − 2.",
            "28": "It is natural to expect the size that one came from. But a convolution that rounds down makes 14 out of two "
            "different sizes, and the way back cannot know which of them it was.",
            "29": "Fourteen stamps, two pixels apart and 3 wide, do cover 13 · 2 + 3 pixels. The padding of the "
            "convolution is a cut on the way back, one pixel at each end.",
        },
        gives_away=[r"\b27(?!\")", r"the way back takes the smaller"],
    ),
    Prediction(
        "distance_of_the_way_back",
        lesson="10",
        replies={
            "below": "The name deconvolution promises a small number. But a stamp spreads one number over 4 by 4 pixels "
            "where the convolution gathered 4 by 4 into one: that blurs a second time and undoes nothing.",
            "near": "You trusted the name as little as it deserves. The stamps fall where the ink was, so strokes come "
            "back, and each stamp blurs them once more, so the digit does not.",
            "above": "So much is not lost: the stamps fall where the ink was, and broad, soft strokes come back. What stays "
            "away is all that the convolution averaged out.",
        },
        gives_away=[r"blurs once more", r"\b49 ?%"],
    ),
    Prediction(
        "pattern_of_random_four_by_four",
        lesson="10",
        replies={
            "below": "An even count of stamps promises a small number, and that holds for weights that are equal. With both "
            "signs, each of the four kinds of pixel adds up a part of the kernel of its own, and only chance could make four "
            "such sums agree.",
            "near": "You looked past the count of stamps. The four kinds of pixel share no weight of a 4 by 4 kernel, so "
            "nothing makes their sums agree.",
            "above": "Four kinds of pixel that share no weight do differ much. But their mean is hardly ever exactly 0, and "
            "what is left of it is no pattern.",
        },
        gives_away=[r"paint chequers", r"share no weight", r"\b0\.89\b"],
    ),
    Prediction(
        "speed_of_a_twelfth",
        lesson="10",
        replies={
            "below": "You expected less of the smaller count than your machine made of it. Large convolutions do spend most "
            "of their time on products, and there a product less is time gained.",
            "near": "You read your machine well. Another one may answer differently: it depends on how busy small layers keep "
            "it, and on what BatchNorm, ReLU and copying cost there.",
            "above": "A product less is not as much time less. Small layers keep a processor less busy, and BatchNorm, ReLU "
            "and copying take time that no product is counted for.",
        },
        gives_away=[r"11\.5 times", r"Small layers keep a processor less busy"],
    ),
    Prediction(
        "one_latent_two_neighbours",
        lesson="10",
        replies={
            "the same in every pixel": "Without gradients no weight changes, that much is right. But no_grad() does not reach "
            "BatchNorm: in training mode it measures the batch, and the neighbour is half of the batch.",
            "the same but for rounding": "Rounding can differ between batches, but that is far too small to see. A "
            "BatchNorm in training mode subtracts the mean of the whole batch, and the neighbour is half of it.",
            "two different pictures": "A BatchNorm in training mode measures the batch, and the neighbour is half of it. "
            "That no gradients were asked for makes no difference: the mode is another switch.",
        },
        gives_away=[r"two different numbers in training", r"has no picture of its own"],
    ),
    Prediction(
        "width_with_the_slip",
        lesson="10",
        replies={
            "below": "Smaller than it came the signal hardly gets. The layer divides by the root of 0.8 and a small "
            "variance, which is about 0.9.",
            "near": "You did the sum: the layer divides by the root of 0.8 and a small variance, about 0.9, so the signal "
            "passes almost as it came.",
            "above": "A BatchNorm is there to bring every width to 1. With 0.8 under the root it divides by about 0.9 and not by "
            "the signal's own width, and what comes in narrow goes out narrow.",
        },
        gives_away=[r"stays as small as it was", r"\b0\.11\b", r"almost grey"],
    ),
]

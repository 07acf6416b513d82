"""What lesson 08 says of each guess about the ring, its plain GAN and the cures."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "within_three_sigma",
        lesson="08",
        replies={
            "99.7 %": "That is the rule for one axis, and the square of half side three sigma is nearly as good. A circle leaves out the corners, and in the plane "
            "there are two directions to be off in.",
            "98.9 %": "The density of the distance is r·exp(−r²/2), and its integral from 0 to 3 is 1 − exp(−9/2).",
            "95.4 %": "That is *two* sigma on a line. In the plane three sigma hold more than that, and less than three sigma do on a line.",
            "86.5 %": "That is *two* sigma in the plane, 1 − exp(−2). For three the exponent is −9/2.",
        },
        gives_away=[r"score 98\.9"],
    ),
    Prediction(
        "plain_covered",
        lesson="08",
        replies={
            "below": "You expect that modes are missed, and for the first part of the run the film agrees. In the later pictures the clump tears, and its pieces find modes.",
            "near": "You were near. Look at the quality too: a mode counts as covered with 1 % of the samples.",
            "above": "D has seen every mode from the first batch. But G hears of a mode only where its samples stand, and it begins with all of them in one clump.",
        },
        gives_away=[r"opens into a ring"],
    ),
    Prediction(
        "arrows_home",
        lesson="08",
        replies={
            "below": "Where samples stand around a mode that they fill, most arrows do point home: D's hill is narrow, and G's samples are its slopes.",
            "near": "A good part of the arrows is pulled home, and the rest to other places where D is high, or away from where fakes are too many.",
            "above": "D compares. Where a mode has more fakes than data D is low *at the mode*, and the arrows there point away from it.",
        },
        gives_away=[r"Neighbours feel nearly the same arrow"],
    ),
    Prediction(
        "pair_in_one_mode",
        lesson="08",
        replies={
            "one time in 8": "Wherever the first point is, the second one has eight modes to choose from, and one of them is the same.",
            "one time in 28": "28 is the number of pairs of *different* modes. Wherever the first point is, the second one has eight modes to choose from.",
            "one time in 64": "That is how often both are in *one given* mode. There are eight modes in which they can meet.",
        },
        gives_away=[r"real pairs one time in eight"],
    ),
    Prediction(
        "best_of_four",
        lesson="08",
        replies={
            "spread of the batch": "It tells D directly when the fakes stand together. In this run G has to be pulled apart first of all, and that is what it is good at.",
            "pairs": "Pairs show what single samples hide, at no price in time. But D has to learn a function of four numbers in place of two, and that is slower.",
            "R1": "A gentle D gives G slopes that do not change at every step. It does nothing about players that swing with their own momentum, and that is what most of this run is spent on.",
            "less momentum": "With 0.9 Adam goes on for some ten steps in a direction that the other player has long answered. With 0.5 it goes on for two, so the crowd is thrown about less.",
        },
        gives_away=[r"one seed, and you know what"],
    ),
    Prediction(
        "cure_on_a_hidden_ring",
        lesson="08",
        replies={
            "all 8, and 85 % good": "Less momentum lets the crowd open early, and the falling rate and the average make the threads between the modes thin. Nothing in it "
            "knows this ring.",
            "all 8, and fewer good": "Threads between modes cost quality, and they are the last to go. A falling rate and an average of G are made for that.",
            "not all 8": "Plain training often misses one. What is different here is above all the momentum: players that do not swing find every mode early.",
        },
        gives_away=[r"One ring is one ring"],
    ),
    Prediction(
        "plain_passes",
        lesson="08",
        replies={
            "below": "It is not quite hopeless: on some rings it covers all modes, and sharply enough. But nothing tells you beforehand on which.",
            "near": "So you know what to expect of it: now and then all is well, and nothing tells you beforehand.",
            "above": "On many rings the crowd never opens within 10,000 iterations, and on others a mode is left out. The 85 % are a third way to fail.",
        },
        gives_away=[r"on \w+ of the twenty rings its samples"],
    ),
]

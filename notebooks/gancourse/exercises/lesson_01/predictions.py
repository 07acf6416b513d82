"""What lesson 01 says of each guess: likelihoods, best answers, full replies, large steps, three criteria, thin bars."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "finite_likelihood",
        lesson="01",
        replies={
            "below": "Perhaps you asked G for the right shares, or for no blank page. The likelihood asks only that each of the "
            "three real pictures is drawn at least once; the other five positions may end anywhere, and five can be spread "
            "over four pictures in 56 ways.",
            "near": "Three of the eight positions are spoken for, one for each real picture. The other five may be spread "
            "over the four pictures as they like, and there are 56 ways to do it.",
            "above": "A picture that G never draws looks like a small fault, one term of a sum. But that term is log 0, weighted "
            "with how often the data show the picture, and no other term makes up for it; 109 generators miss at least one.",
        },
        gives_away=[r"\b56\b", r"\b109\b"],
    ),
    Prediction(
        "top_of_the_curve",
        lesson="01",
        replies={
            "below": "Doubt costs as well: most of the “left” pictures that D sees are real, and each is paid log y. The score goes on "
            "rising until a/y is down to b/(1 − y), and with 4 against 1 that is at y = 0.8.",
            "near": "Four real ones for each fake: that share, 4/(4 + 1), is the answer at which D's gain on real pictures and its loss on "
            "fakes are in balance.",
            "above": "Mostly real is not always real: when data and fakes come equally often, one “left” in five is a fake. "
            "Near 1 each of those costs more and more, without limit.",
        },
        gives_away=[r"\b0\.8\b", r"4/\(4 \+ 1\)"],
    ),
    Prediction(
        "worst_generator",
        lesson="01",
        replies={
            "it draws only left": "One picture for ever is poor, but it is the picture that the data show most. D cannot be sure "
            "of it and answers ⅓ there, which leaves G a C(G) of −0.955.",
            "it draws only right": "This is worse than only left: C(G) is −0.626 against −0.955, since D meets right less "
            "often among the real pictures. Still, a quarter of the data look like that, and D cannot be certain.",
            "it draws only blank": "The data never show a blank page, so D can be certain about everything and right. "
            "Every log is then log 1, V is 0, and higher it cannot go.",
            "it draws several pictures": "Every draw of a picture that the data show too leaves D in doubt, and doubt lowers "
            "C(G). For the top, data and fakes must have no picture in common.",
        },
        gives_away=[r"nothing but blank", r"The top is 0"],
    ),
    Prediction(
        "reply_to_a_fixed_d",
        lesson="01",
        replies={
            "the table of the data": "That is where G is meant to end, and a D that answers each move would lead it there. This "
            "D stands still: it goes on trusting left at 0.8 however often G draws it.",
            "in proportion to D's answers": "It sounds fair, and it would keep three pictures, with V = −1.559. But V is a straight line "
            "in the shares, so every share that moves on to the picture with the highest answer lowers it further, down to −2.068.",
            "one picture only": "With D fixed, G's part of V is a mean of log(1 − D), and a mean is lowest when all the weight "
            "lies on the lowest value. Nothing in this task asks for variety.",
        },
        gives_away=[r"All eight dial positions on \*left\*", r"lowest point over all tables is a corner"],
    ),
    Prediction(
        "jsd_after_the_reply",
        lesson="01",
        replies={
            "smaller": "G did what it was asked: V under this D fell from −1.006 to −2.068. But this D was the best one for the "
            "old G, and JSD asks the best D for the new one.",
            "the same": "The two lie close, 0.190 before and 0.216 after, although V fell by more than 1 in the same move. "
            "What G lost, two pictures, and what it gained, no blank pages, nearly balance in JSD.",
            "larger": "G has won against a D that is out of date. A new D would see at once that two real pictures "
            "are missing, and V, which had fallen to −2.068, would rise to −0.955.",
        },
        gives_away=[r"its JSD is larger than where G started", r"the samples have become worse"],
    ),
    Prediction(
        "three_times_the_step",
        lesson="01",
        replies={
            "sooner": "More of the way in each round. Near the data G now passes them each time, with "
            "1 − 3/2 = −½ of the difference left, no more than at rate 1; and a blank page loses seven eighths of its share, not half.",
            "later or just as soon": "You expected G to overshoot, and near the data it does: a round multiplies the difference by "
            "1 − 3/2 = −½. In size that is the ½ of rate 1, and the blank pages go faster: an eighth is left a round, not half.",
            "never": "There is a rate that is too large even for a D at its best, but from our G it lies between 3.4 and 3.5. At 3 a "
            "round near the data turns the difference round and still halves it.",
        },
        gives_away=[r"arrive \*sooner\*", r"beyond a threshold"],
    ),
    Prediction(
        "three_times_and_late",
        lesson="01",
        replies={
            "sooner": "With a D at its best that is a good guess. A late D still pushes when G has passed the data: at rate "
            "3 a small difference grows by a factor of about 1.22 a round, √1.5.",
            "later or just as soon": "A late D costs time at a middling rate: at 1.5 G needs 20 rounds where a D at its best leads it there in "
            "5. From rate 2 on the delay does more than that, because each push comes when G has passed the data already.",
            "never": "What D says was true one round ago, so it still pushes when G has passed the data. That halves the "
            "largest rate near the data, from 4 to 2, and 3 lies between the two.",
        },
        gives_away=[r"A late D halves"],
    ),
    Prediction(
        "interval_of_likelihood",
        lesson="01",
        replies={
            "3 to 3": "The single likeliest picture sounds like maximum likelihood. But it is the data that must be likely under the "
            "model: each real picture that it never draws costs log 0, and five are missing.",
            "3 to 4": "Two pictures hold 66 % of the data. But the mean runs over all of the data, and each picture 6, 31 % of "
            "them, would cost log 0.",
            "3 to 6": "Both humps, little waste: to the eye this is the best of the 21. It leaves out pictures 1 and 2, and a log 0 "
            "that is weighted with 1 % is still infinite.",
            "1 to 6": "The data show all six pictures, and one that is missing costs log 0, however rare it is. "
            "Of the 21 intervals only one misses none.",
        },
        gives_away=[r"Maximum likelihood covers everything", r"spends half of its draws"],
    ),
    Prediction(
        "interval_of_reversed_kl",
        lesson="01",
        replies={
            "3 to 3": "It draws nothing that is rare, which is what this KL pays for, and comes to 0.844. But it also pays the model for "
            "being spread out, and with picture 4 beside it, at 23 %, the sum is down to 0.464.",
            "3 to 4": "This KL is a mean over what the model draws, and nothing that the model leaves out is in it. So it "
            "keeps to one hump, at 0.464, and the 31 % on picture 6 are not missed.",
            "3 to 6": "Both humps, at the price of picture 5: a quarter of the draws would go to a picture that is 1 % of the data. "
            "That makes 0.636, and leaving the second hump out costs nothing here.",
            "1 to 6": "It can bear to miss a picture, and cannot bear to draw a rare one. Half of these draws would be on "
            "pictures with 1 %, which makes 1.092, more than twice the 0.464 of the interval 3 to 4.",
        },
        gives_away=[r"sits on one hump", r"drops the other"],
    ),
    Prediction(
        "interval_of_jsd",
        lesson="01",
        replies={
            "3 to 3": "With one picture both of its halves are large: most data are missed, and most fakes recognised. "
            "JSD is 0.256 here, and 0.090 for the interval 3 to 6.",
            "3 to 4": "A GAN that leaves out a hump is a common sight, and the criterion is easily blamed for it. But JSD does pay for "
            "what is missed: 0.145 here, and 0.090 with both humps.",
            "3 to 6": "Between the two: JSD pays for a hump that is missed and for a rare picture that is drawn, for both within limits. "
            "One rare picture between the humps is worth it, the two on the left are not: 0.090 against 0.170 for all six.",
            "1 to 6": "Nothing missed, as maximum likelihood wants it. JSD may miss a little: giving up pictures 1 and 2, which "
            "are 2 % of the data, brings it from 0.170 down to 0.090.",
        },
        gives_away=[r"JSD takes both humps"],
    ),
    Prediction(
        "ten_times_thinner",
        lesson="01",
        replies={
            "both shrink to a tenth": "A thinner bar does catch less, ten times less. But JSD adds up over ten times as many "
            "bars, and in each of them it asks for the ratio of two shares, in which the width cancels.",
            "only the entry shrinks": "Every share shrinks with its bar, those of the data and those of G alike. The ratios stay, and ten "
            "times as many terms of a tenth of the size make the same sum.",
            "neither changes much": "What stays is the share divided by the width, the density. A single bar of a "
            "tenth of the width catches a tenth of the numbers, or nearly so.",
        },
        gives_away=[r"The shares go to zero with the width", r"become integrals"],
    ),
]

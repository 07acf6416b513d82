"""What lesson 03 says of each guess about Algorithm 1."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "equal_nearest",
        lesson="03",
        replies={
            "k = 1": "One step of D for each of G's buys the most steps of G. That is the best use of the money as long as D "
            "keeps up, and the third chart shows whether it does.",
            "k = 2": "A little more care for D, at 5 evaluations an iteration in place of 3. It pays where one step leaves D "
            "behind, and the third chart shows whether it does.",
            "k = 5": "Five steps sound like a good middle. But an iteration costs 11 evaluations, and the question is what "
            "D could still gain by them.",
            "k = 20": "Nobody can say that this D was not trained. But an iteration costs 41 evaluations, so see in the "
            "table how many steps are left for G.",
        },
        gives_away=[r"has hardly left: it spent"],
    ),
    Prediction(
        "equal_least_missing",
        lesson="03",
        replies={
            "k = 1": "With one step D is the least trained in each iteration. At equal rates G moves little in that time, so "
            "D may be near all the same: look how small all four numbers are.",
            "k = 2": "Two steps are more than one, and G still moves little between them. Look how small all four numbers "
            "are: there is not much to win.",
            "k = 5": "Five steps let D come close in each turn. Look how small all four numbers are: there is not much to "
            "win.",
            "k = 20": "Twenty steps should leave the least. They do take away the lag, but not the noise of the batches, and "
            "the D that a faraway G asks for is a steep one: the shortfall does not shrink in step with k.",
        },
        gives_away=[r"twenty times smaller"],
    ),
    Prediction(
        "hurry_nearest",
        lesson="03",
        replies={
            "k = 1": "The most steps of G for the money. With a G twenty times as fast one step of D may not be enough to see "
            "where G has gone: read its shortfall.",
            "k = 2": "Two steps of D where G is twenty times as fast: better than one. Read in the shortfall whether it is "
            "enough.",
            "k = 5": "A good middle, if five steps of D make up for a G that is twenty times as fast. Read in the shortfall "
            "whether they do.",
            "k = 20": "A G that is twenty times as fast, and a D with twenty steps for each of G's: that evens it out. What "
            "counts is how far D gets while G takes a step.",
        },
        gives_away=[r"is led there and stays"],
    ),
    Prediction(
        "published_loop",
        lesson="03",
        replies={
            "D before G": "It makes the same two steps, and somebody did answer that the order makes no "
            "difference. But here G's step sees a D that has moved already, and in the published loop it does not.",
            "both at once": "Neither gradient of the published loop knows of the other player's step: G's is taken "
            "before D moves, and D's on fakes from before. Who moves first is then of no account.",
            "neither": "The loop has an order of its own, and three programs rarely agree in every bit. Ask of each gradient "
            "at which weights it is taken, and two of the three have the same answer.",
        },
        gives_away=[r"no order at all", r"both_at_once: equal"],
    ),
    Prediction(
        "pull_at_six",
        lesson="03",
        replies={
            "equally hard": "Both losses want D(G(z)) to be 1, and at D = ½ they pull equally. Six standard deviations away "
            "D* is far from ½: the pulls are as 1 − D to D.",
            "6 times": "The distance is 6, and a pull may well grow with it. The non-saturating pull does; the saturating "
            "one shrinks at the same time, and faster than any power of the distance.",
            "36 times": "6² is the size of the squared distance. The ratio is not a power of it: it is (1 − E[D*]) to E[D*], "
            "and E[D*] falls faster than any power of the distance.",
            "about 500 times": "Hardly any fake convinces D at this distance: the mean of D* is about 0.002. One loss "
            "weighs each fake with D, the other with 1 − D.",
        },
        gives_away=[r"\b481\b"],
    ),
    Prediction(
        "adam_saturating",
        lesson="03",
        replies={
            "fewer": "Adam divides each gradient by its recent size, so a faint pull is no handicap. A pull that grows on the "
            "way, as the saturating one does from μ = 6, even makes for longer steps.",
            "about as many": "Adam divides each gradient by its recent size, and with that the factor between the pulls is "
            "gone. What stays is how a pull changes on the way: one of the two grows, the other shrinks.",
            "many more": "With plain descent a faint pull makes short steps, and many of them. Adam divides each gradient by "
            "its recent size, so a faint pull makes as long a step as a strong one.",
        },
        gives_away=[r"arrives \*first\*"],
    ),
    Prediction(
        "width_at_the_end",
        lesson="03",
        replies={
            "(1) slow G": "Small steps are a good habit, but a slow walk uphill ends at the same top. D is fixed, so nothing "
            "tells the samples that they have come too close together.",
            "(2) slow G for longer": "Patience helps where a goal is right. Against a fixed D the goal is a single point, so more "
            "time brings the samples closer together.",
            "(3) untrained D that answers": "This D knows least at the start. But when the samples crowd in one place it "
            "lowers its verdict there, and that is what keeps them apart.",
        },
        gives_away=[r"\$D\$ that answers keeps"],
    ),
    Prediction(
        "map_furthest",
        lesson="03",
        replies={
            "k = 1 at rate 0.001": "Little for D, and small steps for G. An iteration costs 3 evaluations, so the course's "
            "20,000 pay for 6,666 small steps: ask how far G has to go.",
            "k = 1 at rate 0.03": "The hasty cell: G runs and D has one step to follow. Haste is dangerous from some rate on; "
            "the map shows where, in the lowest row.",
            "k = 20 at rate 0.001": "The careful cell: a well-trained D and a gentle G. An iteration costs 41 evaluations, so "
            "the course's 20,000 pay for 487 small steps, and G has three standard deviations to go.",
            "k = 20 at rate 0.03": "Few steps of G, 487 for the course's 20,000 evaluations, but long ones. D has time to follow each of "
            "them.",
        },
        gives_away=[r"most careful of the four"],
    ),
    Prediction(
        "map_share",
        lesson="03",
        replies={
            "below": "You expect a GAN to need luck. In this small game a setting works if k and the rate go together, and "
            "that leaves a whole band.",
            "near": "A band and not a spot: a setting works if k and the rate go together.",
            "above": "You expect most settings to do. On one side of the band G does not arrive within the budget, on the "
            "other it outruns D, and both sides have many cells.",
        },
        gives_away=[r"\b23 of them\b", r"\b41 ?%"],
    ),
    Prediction(
        "clinic_healthy",
        lesson="03",
        replies={
            "X": "X begins like a healthy run. Where G gets better V falls to −log 4 and the fakes come to ½: in the "
            "course's run X has −0.974 and 0.290 in its last row.",
            "Y": "Y is the steadiest, with the highest V. A V that stays high means that D wins and goes on winning: nobody "
            "answers it.",
            "Z": "In the course's run Z has the lowest V in its last row, −1.381, and D says 0.494 of the fakes. That is how it "
            "looks when the fakes get better: V falls to −log 4, and D on the fakes comes to ½.",
        },
        gives_away=[r"\bZ: reference"],
    ),
    Prediction(
        "clinic_frozen",
        lesson="03",
        replies={
            "X": "X stays behind, but it does not stand still: in the course's run its V falls from row to row, and only a G "
            "that moves can pull it down.",
            "Y": "Against a G that stands still D learns all there is to learn, and then V stays at C(G). A flat line high "
            "up is what that looks like.",
            "Z": "In Z the fakes convince D more and more. Something must have moved them.",
        },
        gives_away=[r"\bY: variant_e"],
    ),
    Prediction(
        "clinic_highest_value",
        lesson="03",
        replies={
            "the best": "A low loss sounds like success, and it is: D's. It is low because the fakes are easy to tell from "
            "data.",
            "the middle one": "A high V alone does not say why D wins; F and E both have a G that hardly answers. At the best "
            "D, V = −log 4 + 2·JSD, so the highest V belongs to a large JSD.",
            "the worst": "At the best D, V = −log 4 + 2·JSD: a high V means that the fakes are easy to tell from data.",
        },
        gives_away=[r"is no good news"],
    ),
]

"""What lesson 04 says of each guess about games that go round."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "at_once",
        lesson="04",
        replies={
            "nearer to the saddle": "One player who follows exact slopes in small steps does come nearer. With two, each step "
            "changes the slope of the other: look where the grey arrows point.",
            "as far away as at the start": "A circle would be the fair result, for the arrows stand at right angles to the way to the saddle. "
            "But a straight step along a circle ends a little outside it.",
            "farther away": "A straight step along a circle ends a little outside it, and the next one too: √(1 + rate²) times as far "
            "away in each round.",
        },
        gives_away=[r"Pythagoras says"],
    ),
    Prediction(
        "in_turn",
        lesson="04",
        replies={
            "nearer to the saddle": "To answer the D that has moved sounds like an advantage, and it takes away the way outwards. It "
            "gives nothing that would lead inwards.",
            "as far away as at the start": "The answer to a D that has moved makes up exactly for what the straight step leads outside. What is left is a "
            "ring.",
            "farther away": "At once they leave. In turn G answers the D that has moved, and that makes up for the error of the straight "
            "step.",
        },
        gives_away=[r"stays on a ring \(a slightly"],
    ),
    Prediction(
        "small_rate",
        lesson="04",
        replies={
            "nearer to the saddle": "A smaller rate is the first cure that anybody tries, and in a descent it works. Here a smaller step is a "
            "better picture of the arrows, and the arrows go round.",
            "as far away as at the start": "The walk comes nearer to the circle, that is right: 3 % outwards in a time round and not 37 %. But it has eighty "
            "times round, and they multiply.",
            "farther away": "The factor in each round is √(1 + 0.01²), hardly more than 1. Fifty thousand of them make about twelve.",
        },
        gives_away=[r"turn anything inwards\. The best"],
    ),
    Prediction(
        "beta",
        lesson="04",
        replies={
            "0.9": "It is the usual value, and in a descent a good one. Here the step of nine rounds ago is repeated as well, and since then the "
            "circle has turned by half a right angle.",
            "0.5": "Half as much memory does less harm than 0.9. But the last step belongs to another place of the circle, and repeated here it points "
            "outwards.",
            "0": "Without momentum the walk in turn keeps to its ring: it neither leaves nor arrives.",
            "−0.5": "A part of the last step is taken back. That step, repeated here, would point a little outwards, so taking it back points "
            "inwards.",
        },
        gives_away=[r"a \*negative\* \$\\beta\$, down to"],
    ),
    Prediction(
        "average_of_spiral",
        lesson="04",
        replies={
            "nearer to the saddle": "For a good while it is: for some 900 rounds. But the late rounds of a spiral are its widest, and they weigh most in "
            "any sum.",
            "as far away as at the start": "It passes that distance on its way out. The late rounds of the spiral are the widest, and they go on "
            "growing.",
            "farther away": "The late rounds of a spiral are its widest, and no number of earlier ones makes up for them. An average finds the middle of "
            "what stays.",
        },
        gives_away=[r"brings back nobody"],
    ),
    Prediction(
        "two_losses_over_time",
        lesson="04",
        replies={
            "both come to rest": "That is what one hopes for, and at the goal it would be so. The pair does not come to the goal: it passes it at a "
            "distance, again and again.",
            "D's falls and G's rises for good": "It looks like that for the first rounds: D wins. Then the fake has moved to the other side, and D's tilt is "
            "the wrong one.",
            "both go up and down": "Whoever is ahead makes the other one move: D's loss is high where G's is low, and half a time round later it is the other way.",
        },
        gives_away=[r"the lesson in one picture"],
    ),
    Prediction(
        "first_gamma",
        lesson="04",
        replies={
            "0.25": "At 0.25 the walk arrives, but it arrives by going round. Arriving is the real part of the eigenvalues, going round the imaginary "
            "one.",
            "0.5": "½ is the slope of the game near its goal, a natural guess. In the root stands γ²/4, so γ has to be twice as "
            "large.",
            "1": "γ²/4 has to reach ¼, the square of the slope. Below that the root is imaginary.",
            "2": "With the slope of x·y, which is 1, it would be 2. A softplus halves the slope, because σ is ½ at the logit 0.",
        },
        gives_away=[r"from 1 on nothing goes round"],
    ),
    Prediction(
        "wgan_gp",
        lesson="04",
        replies={
            "at the goal": "At the goal D should be flat. This price asks for a slope of 1 there as everywhere, and a D with a slope pushes the fake "
            "away.",
            "on a ring around it": "At the goal D should be flat, and this price will not let it. So the fake is pushed away, D turns round, and pushes it "
            "back.",
            "beside it, standing still": "That happens with a γ of 2 or more, where the price is strong enough to hold D's slope at 0 against the fake. With 1 "
            "D still changes sides.",
        },
        gives_away=[r"between 1\.19 and 1\.45"],
    ),
]

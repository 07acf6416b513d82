"""What lesson 02 says of each guess about Figure 1."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "height_when_spread",
        lesson="02",
        replies={
            "4": "The slope of G is 4, and it is natural to read steep as high. But a density is samples per unit of "
            "length, and a steep G hands the same samples more length.",
            "1": "The noise has density 1, and G adds no sample and takes none away. Their number stays, but the length "
            "that they share grows from 1 to 4.",
            "0.25": "The area under p_g is 1, and here it is a rectangle that is 4 wide. Density is divided by the slope.",
        },
        gives_away=[r"four times the room", r"holds? a quarter"],
    ),
    Prediction(
        "value_with_d_alone",
        lesson="02",
        replies={
            "near −log 4": "That is where the whole game ends, after G has learned as well. With G frozen p_g stays as poor "
            "as it is, and the best D for it lies at −log 4 + 2·JSD, which is higher.",
            "near C(G)": "C(G) is the largest V that any D can have against this G, and no step of D can move it. How near "
            "a small network comes is a matter of its steps.",
            "near 0": "V = 0 needs a D that is right and certain about every sample. Where the two densities overlap "
            "nobody can be, however long they train.",
        },
        gives_away=[r"\$V\$ rose to"],
    ),
    Prediction(
        "heads_that_climb",
        lesson="02",
        replies={
            "every one": "Each sample feels the slope of D at its own place, and where all pulls point to one side all can follow. "
            "It is no law: G has one set of bends for all of them.",
            "most of them": "G follows the mean of all the pulls, and a head can be carried the wrong way by its "
            "neighbours. When all pulls point to the same side, though, nobody is left to quarrel.",
            "about half": "Half would be what chance gives. G's gradient is the sum of what the samples want, so it should "
            "do better than chance, above all when D slopes one way all along.",
        },
        gives_away=[r"100 ?% of 400"],
    ),
    Prediction(
        "critics_that_help",
        lesson="02",
        replies={
            "none": "One step of plain gradient descent is short, and D knows nothing but samples. But a D that slopes "
            "the right way sends them towards the data, and the JSD of the new p_g is what you see.",
            "one": "Only at the best D is G's gradient the one of JSD. A step needs less than that: a D that slopes the "
            "right way where the samples lie, as the lazy one does.",
            "two": "A direction is what G takes from D, and five steps can be enough to turn D the right way. Without "
            "any step its slope is that of its random weights.",
            "all three": "A D without any step has a slope too, and G climbs it. That slope comes from random weights, "
            "so whether it helps is up to the seed.",
        },
        gives_away=[r"coin toss", r"12 of 12", r"0\.2105"],
    ),
    Prediction(
        "fall_against_lazy",
        lesson="02",
        replies={
            "below": "You gave five steps of D little credit. They turn it the right way, and the direction is the larger "
            "part of what G needs.",
            "near": "The lazy D has the direction right, and that is the larger part of it. What it lacks is steepness "
            "where the samples are.",
            "above": "The direction is right, so you expected nearly all of it. But the lazy D is flatter than D* where "
            "the samples are, and a flatter hill makes a shorter step.",
        },
        gives_away=[r"0\.1550", r"60 ?% of the fall"],
    ),
    Prediction(
        "loss_of_d_to_the_end",
        lesson="02",
        replies={
            "falls": "A loss that falls is what training usually looks like. Here the other player works against it: "
            "every sample that gets better is harder for D to tell from data.",
            "stays about the same": "D goes on training all the time, so it could hold its place. But the best that it "
            "could have, −C(G), moves while G learns.",
            "rises": "D's best loss is −C(G) = log 4 − 2·JSD, so it goes up as JSD goes down. A rising loss of D can "
            "go with better samples.",
        },
        gives_away=[r"it \*rose\*"],
    ),
    Prediction(
        "value_at_the_start",
        lesson="02",
        replies={
            "far below it": "A poor D can have any value, also far below −log 4. For that it must be sure and wrong, and "
            "fresh weights are sure of nothing.",
            "within 0.1 of it": "Fresh weights give logits near 0, so D says about ½ to everything, and V lies near "
            "−log 4 whatever G does. A log that begins where it ends says little about G.",
            "far above it": "Above −log 4 lies a D that can tell data from samples, and this one has learned nothing yet. "
            "That the two are easy to tell apart does not help a D that has not looked.",
        },
        gives_away=[r"begins at -1\.4", r"starts near \$-\\log 4\$"],
    ),
]

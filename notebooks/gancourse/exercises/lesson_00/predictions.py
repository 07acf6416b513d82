"""What lesson 00 says of each guess: which bump G serves, with what share, and how many fakes stand in the wrong bar."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "bump_served",
        lesson="00",
        replies={
            "the bigger one": "Against a D that stands still G would run to where its answer is highest, and one bump would do. But D "
            "learns too, and a bump without fakes is where it soon says real most loudly.",
            "the smaller one": "Nothing holds G there: as soon as fakes crowd on the smaller bump, D has seen more fakes than real "
            "numbers at that place. Its answer sinks, and the fakes are sent on.",
            "both": "Nobody counts bumps for G. It is D that looks at both, and wherever fakes are missing its answer "
            "rises and draws some of them there.",
            "neither": "This is how every run begins, with fakes in the gap. They do not stay for long, since D hardly ever sees a "
            "real number there, and its answer rises on either side of the gap.",
        },
        gives_away=[r"serves both bumps"],
    ),
    Prediction(
        "left_share",
        lesson="00",
        replies={
            "below": "A smaller bump is not a weaker pull. D compares fakes with real numbers place by place, so where the fakes "
            "are too few its answer stays high, however small the bump is.",
            "near": "No line of the code states this share. Where fakes are too many D's answer sinks, where they are too few it "
            "rises, and the shares move until D has nothing left to say.",
            "above": "Half and half would do if G only had to visit both bumps. But D compares how many come to each: with too "
            "many fakes on the left its answer sinks there, and some of them are sent to the right.",
        },
        gives_away=[r"about the right proportion"],
    ),
    Prediction(
        "wrong_bar",
        lesson="00",
        replies={
            "below": "You took D's word for it, or counted with chance alone. But this D is a small network that never was the best possible one, and a "
            "histogram of 20,000 numbers sees differences that it overlooks.",
            "near": "You judged with your own eyes, or did not take D's word for it. How much hides behind one half changes "
            "from run to run: with four seeds it was 8 to 24 % on our computer.",
            "above": "You were right to doubt D, and this time the fakes were better than you thought. With other seeds the number "
            "is another one: 8 to 24 % with four of them on our computer.",
        },
        gives_away=[r"8 to 24 ?%", r"a difference that a histogram sees"],
    ),
]

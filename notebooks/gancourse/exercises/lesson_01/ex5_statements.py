"""Exercise 1.5, statements: seven cards about what is true of the game."""

from gancourse.checks.cards import Card, Deck, Option

deck = Deck(
    "statements",
    lesson="01",
    remember="Most of these sentences are one step away from the truth. A sentence about a game is finished only when it says "
    "who moves, and what is held fixed meanwhile.",
    cards=[
        Card(
            "confusion",
            "The minimax problem is solved by making D as confused as possible and making G fail as rarely as possible. That "
            "is the max and the min in the formula.",
            "Is it?",
            Option("both_are_g", "No: both halves say what G wants. D wants the opposite of both."),
            (
                Option(
                    "one_half_each",
                    "Yes: the max is D's, and it is D's confusion; the min is G's.",
                    "you take the max for D's confusion. On the four pictures a confused D, ½ everywhere, scores V = −1.386 "
                    "and the best one −1.006. Which of those two would a D that maximises V rather be?",
                ),
                Option(
                    "both_are_d",
                    "No: both halves say what D wants. G wants the opposite of both.",
                    "you say that D wants G to fail rarely. G fails when a fake is caught, and D is the one who catches it. If "
                    "every fake got through, would V be nearer to its top or to its bottom?",
                ),
                Option(
                    "swapped_letters",
                    "No: the two words are exchanged. D minimises V, and G maximises it.",
                    "you exchange max and min. V is the mean log of the probability that D gives to the truth, so a D that "
                    "minimises V looks for the surest errors it can make. Is that the critic you would hire?",
                ),
            ),
        ),
        Card(
            "missing_step",
            "G wants D(G(z)) to be large. That is why G minimises V.",
            "The conclusion follows, but a step is missing. Which one?",
            Option("one_minus", "A larger D(G(z)) makes log(1 − D(G(z))) smaller, hence V."),
            (
                Option(
                    "first_term",
                    "A larger D(G(z)) makes log D(x), the first term, smaller, hence V.",
                    "you let G work on the first term. That term is a mean over real pictures, and no z appears in it: with D "
                    "held fixed it stays where it is whatever G draws. Which part of V does G's table enter?",
                ),
                Option(
                    "conclusion_wrong",
                    "None can be: to make D(G(z)) large, G has to maximise V.",
                    "try it on one fake. When D's answer to it rises from 0.1 to 0.9, log(1 − D) goes from −0.105 to −2.303. "
                    "Did V go up or down?",
                ),
                Option(
                    "minus_success",
                    "V is minus G's success rate, by definition.",
                    "there is no minus sign and no rate in V: with D at ½ everywhere, V = −1.386 for every G, good or bad. "
                    "Starting from the two logs that are in it, which of them changes when a fake gets a better mark?",
                ),
            ),
        ),
        Card(
            "towards_zero",
            "G minimises log(1 − D(G(z))), and it does so by pushing D's answer to its pictures towards 0.",
            "What is true?",
            Option("towards_one", "G pushes the answer towards 1: that is where log(1 − t) is smallest."),
            (
                Option(
                    "small_is_small",
                    "It is right: to make something small, make what is in it small.",
                    "you push t down to make log(1 − t) small. Put in numbers: at t = 0.01 it is −0.010, at t = 0.99 it is "
                    "−4.605. Which of the two is the smaller one?",
                ),
                Option(
                    "towards_half",
                    "G pushes the answer towards ½, its value at the equilibrium.",
                    "½ is where the game comes to rest when both play well, and there log(1 − t) = −0.693. With D held fixed, "
                    "as it is during G's move, is there a t that gives G less than that?",
                ),
                Option(
                    "no_access",
                    "Neither: G cannot change D's answers, because D's weights are not G's to change.",
                    "true about the weights, and yet D's answer has a second ingredient: the picture that it is shown. In "
                    "D(G(z)), which of the two functions does G own?",
                ),
            ),
        ),
        Card(
            "who_minimises",
            "The discriminator that minimises V is the one that makes the generator best.",
            "What is true?",
            Option(
                "g_minimises", "Lowering V is G's move, made in small steps. A D that lowered V would only get worse."
            ),
            (
                Option(
                    "both_minimise",
                    "It is right: at the end of training both of them minimise V.",
                    "if both wanted the same, there would be no game. A D that minimises V answers 0 to a real picture, and V "
                    "is then −∞, as your `value` says. What would G still have to learn from such a D?",
                ),
                Option(
                    "maximiser_draws",
                    "It should say maximises: the discriminator that maximises V is a good generator.",
                    "D draws nothing. Maximising V over D leaves G's table as it was, the four shares of the four pictures "
                    "included. By whose move do those shares change?",
                ),
                Option(
                    "order_only",
                    "Only the order is wrong: first G minimises V, then D minimises what is left.",
                    "the order does matter in this game, but here a player is wrong: you let D minimise. In min over G of max "
                    "over D, which letter stands under the min?",
                ),
            ),
        ),
        Card(
            "batch",
            "The mean over a mini-batch and the expectation in the formula are exactly the same thing.",
            "What is true?",
            Option(
                "unbiased",
                "The mean is an estimate: right on average, its spread falls like 1/√n.",
            ),
            (
                Option(
                    "if_random",
                    "It is right, as long as the batch is drawn at random.",
                    "drawing at random takes care of the bias and leaves the spread: batches of 10 pictures scattered their V by "
                    "about 0.18 in this lesson. If two random batches give two different means, can both be the expectation?",
                ),
                Option(
                    "too_small",
                    "It is wrong: the mean over a mini-batch is too small on average.",
                    "you say that the batches are off to one side. The lesson averaged V over thousands of batches, and the "
                    "average lay on the exact value. What did the single batches do instead?",
                ),
                Option(
                    "from_a_hundred",
                    "It is right once the batch holds 100 pictures or more, as it usually does.",
                    "batches of 100 still scattered by about 0.06 in this lesson; a hundred times more pictures made that ten "
                    "times smaller. At which n does 1/√n reach zero?",
                ),
            ),
        ),
        Card(
            "one_half",
            "D answers ½ to every picture. That proves that the fakes can no longer be told from the data.",
            "Does it?",
            Option(
                "or_blind",
                "No: a D that has learned nothing answers ½ too. It counts only if D is the best D for this G.",
            ),
            (
                Option(
                    "only_at_the_end",
                    "Yes: D = ½ everywhere happens only when p_g = p_data.",
                    "that holds for the best D. A D that has seen nothing yet answers ½ as well, to pictures of any quality, and "
                    "V is then −1.386, as at the end of a perfect run. What else would you have to know about D?",
                ),
                Option(
                    "should_be_one",
                    "No: if the fakes were perfect, D would answer 1 to everything.",
                    "put p = q into your own `best_D` and look at what comes out. A D that answers 1 to everything is paid for "
                    "the data and ruined by the fakes. How much does log(1 − 1) cost it?",
                ),
                Option(
                    "collapse",
                    "No: it shows that G draws one single picture.",
                    "against a G like that, D's best answer is 1 to every real picture that G never draws, and less than ½ only "
                    "to its one favourite. How many of those answers are ½?",
                ),
            ),
        ),
        Card(
            "recipe",
            "Train D to its best against a fixed G. Then hold D fixed and train G until it fools this D as well as it can. "
            "Repeat until the two distributions are the same.",
            "Where does the recipe go wrong?",
            Option(
                "too_far",
                "At G's turn: its best reply to a fixed D is one picture.",
            ),
            (
                Option(
                    "nowhere",
                    "Nowhere: it is the algorithm of the paper in words.",
                    "the paper lets G take one step, not all of them, before D moves again. In this lesson the recipe put all of "
                    "G's draws on one picture in its first round. How many pictures did G draw after the second?",
                ),
                Option(
                    "best_d",
                    "At D's turn: D must never be trained to its best, or G learns nothing.",
                    "in this lesson D was the best D before every small step of G, and p_g came to p_data as closely as you like. "
                    "(That real networks can suffer from a D that is too good is another story, about a loss that goes flat.) "
                    "Which of the two turns differs between the run that arrived and the run that hopped?",
                ),
                Option(
                    "wrong_order",
                    "In the order: G has to be trained first, then D.",
                    "beginning with G shifts the rounds by half a turn and changes none of them. Against the D that it faces, "
                    "does G's best answer stop being a single picture?",
                ),
            ),
        ),
    ],
    hints=[
        "For each statement ask: whose move is it, what is held fixed, and does V go up or down?",
        "Put numbers in. `value` and `best_D` are yours now: try D = ½ everywhere, a G that draws one picture, p = q.",
        "D maximises V over its answers; G minimises V over what it draws, and only the second term contains what it "
        "draws. ½ is the best D's answer where p = q. An estimate is not the thing it estimates.",
    ],
)
statements = deck.exercise

"""Exercise 4.8, two_minimaxes: seven cards about the minimax of a board game and the minimax of a GAN."""

from gancourse.checks.cards import Card, Deck, Option

deck = Deck(
    "two_minimaxes",
    lesson="04",
    remember="One word, two problems: in a board game the minimax value is found by looking at finished games, from the end backwards; a GAN's "
    "players take small steps from where they stand, and nothing backs up.",
    cards=[
        Card(
            "value_by_search",
            "The value of a position is found by going through all ways to go on, from the end backwards.",
            "Of which is that true?",
            Option("board", "Of tic-tac-toe alone."),
            (
                Option(
                    "gan",
                    "Of a GAN alone.",
                    "a GAN has no last move from which one could go backwards: its players choose real numbers, again and again. How many positions does tic-tac-toe have, and "
                    "how many a network of half a million weights?",
                ),
                Option(
                    "both",
                    "Of both: min over G of max over D says the same.",
                    "the formula looks the same, but nobody computes it by listing every G and, for each, every D. What does Algorithm 1 do in the place of a list?",
                ),
            ),
        ),
        Card(
            "small_steps",
            "A player does not choose its best move; it goes a small step along a slope.",
            "Of which is that true?",
            Option("gan", "Of a GAN alone."),
            (
                Option(
                    "board",
                    "Of tic-tac-toe alone.",
                    "a cross is set or it is not: there is no half a cross, and no slope along which to move it. Which of the two games is played in real "
                    "numbers?",
                ),
                Option(
                    "both",
                    "Of both.",
                    "in tic-tac-toe the search looks at each of at most nine moves to its end and takes the best one at once. Which slope would it "
                    "follow?",
                ),
            ),
        ),
        Card(
            "zero_sum",
            "What one player wins the other one loses.",
            "Of which is that true?",
            Option("minimax_losses", "Of tic-tac-toe, and of a GAN with log(1 − D)."),
            (
                Option(
                    "any_gan",
                    "Of tic-tac-toe, and of a GAN whatever its two losses are.",
                    "with −log D in G's turn the two losses at D = ½ are 2·log 2 and log 2, and where D's falls by some amount G's rises by another. Do they add up to a "
                    "constant?",
                ),
                Option(
                    "board_only",
                    "Of tic-tac-toe alone.",
                    "take the paper's V: D climbs it and G descends the very same number, as long as G's loss is log(1 − D). In that game, what is the sum of what both "
                    "win?",
                ),
                Option(
                    "neither",
                    "Of neither: in tic-tac-toe there are draws.",
                    "a draw counts 0 for both, and 0 and 0 add up to 0 as well as 1 and −1 do. So what does a draw take away from the "
                    "statement?",
                ),
            ),
        ),
        Card(
            "perfect_play",
            "Two players who play as well as possible never leave the value of the game, from the first move on.",
            "Of which is that true?",
            Option("board", "Of tic-tac-toe: two perfect players draw."),
            (
                Option(
                    "gan",
                    "Of a GAN: two good optimisers stay at −log 4.",
                    "they would, if they stood there already. But they start elsewhere, and each of their steps is the steepest and still leads round. What did "
                    "the two players of xy do, both with the exact slope?",
                ),
                Option(
                    "both",
                    "Of both.",
                    "in this lesson two players with exact slopes, no noise and the smallest rate you like went round the value or away from it. Which of the two games "
                    "was that?",
                ),
            ),
        ),
        Card(
            "order_of_moves",
            "In matching pennies, the one who shows second and has seen the other one's penny always wins. Hidden pennies, shown with chance ½, are worth 0.",
            "What does that say of min and max?",
            Option(
                "order_matters",
                "Their order matters where the choices are open, and not where they are mixed.",
            ),
            (
                Option(
                    "never_matters",
                    "Their order never matters, since either way both sides play as well as they can.",
                    "open pennies: if D shows second it wins 1 every time, and if G shows second D gets −1. Those are max after min and min after max. Are they "
                    "equal?",
                ),
                Option(
                    "always_matters",
                    "Their order always matters, since the second one knows more.",
                    "it does while pennies are open. With chances p and q the value is (2p − 1)(2q − 1), and for p = ½ it is 0 whatever q is, known or not. What is "
                    "being second worth then?",
                ),
                Option(
                    "second_wins",
                    "D, who reacts to G, always wins a GAN.",
                    "who wins is not the question in a saddle: there, the best answer of either side leaves the value where it is. What can D do against a p_g that is "
                    "p_data?",
                ),
            ),
        ),
        Card(
            "guess_of_the_value",
            "A program for chess cannot see the end of the game. It stops after some moves and puts an estimate in the place of the value.",
            "What is the nearest thing to that in a GAN?",
            Option("d_of_the_day", "The D of the day, an estimate of how far p_g is from the data."),
            (
                Option(
                    "generator",
                    "The generator, an estimate of the data.",
                    "the generator makes moves, it judges none. A chess program's estimate looks at a position and says how good it is. Who looks at "
                    "fakes and says how good they are?",
                ),
                Option(
                    "learning_rate",
                    "The learning rate, an estimate of how far to go.",
                    "a rate says how long a step is and nothing of how good the place is where it ends. Which part of a GAN gives marks to "
                    "samples?",
                ),
                Option(
                    "nothing",
                    "There is none: a GAN knows its value exactly.",
                    "only in lessons 01 to 03, where the best D was known. On pictures nobody knows C(G), and what G descends comes from a network that is "
                    "still learning. Which network?",
                ),
            ),
        ),
        Card(
            "draw_by_repetition",
            "The players come back to a position in which they have been before, and then again and again.",
            "What does that show?",
            Option("circling_is_play", "What slopes do around a saddle: correct play."),
            (
                Option(
                    "a_bug",
                    "A bug in the program, whichever of the two it is.",
                    "in tic-tac-toe it would be one, as every move fills a square. But in this lesson two correct lines, x − rate·y and y + rate·x, came back after six rounds at rate 1. Which of "
                    "the two lines has the bug?",
                ),
                Option(
                    "equilibrium",
                    "That both are at the equilibrium.",
                    "at the equilibrium nobody moves. Players who come back to a place have left it in between, with slopes that were not 0. At (−1, 2), one of the six places of the round at rate 1, how large are the two "
                    "slopes?",
                ),
                Option(
                    "rate_too_large",
                    "That the learning rate is too large.",
                    "in turn the eigenvalues lie on the unit circle at every rate below 2, so the ring stays at 0.001 as at 0.1, with more rounds to a circle. Which "
                    "rate would take a pair off that circle, inwards?",
                ),
            ),
        ),
    ],
    hints=[
        "For each card ask: are there finitely many moves, and a last one? Does a player choose the best move or take a step?",
        "Recall the experiments: exact slopes went round xy; with −log D the two losses do not add up to a constant; a blind D judges badly.",
        "Matching pennies with chances p and q is V = x·y with x = 2p − 1 and y = 2q − 1: its saddle is at (½, ½).",
    ],
)
two_minimaxes = deck.exercise

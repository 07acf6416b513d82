"""Exercise 6.7, article_cards: eight sentences about the three runs, to be weighed."""

from gancourse.checks.cards import Card, Deck, Option

deck = Deck(
    "article_cards",
    lesson="06",
    remember="Most of what is said of training curves is said of a number without its unit. Ask: which number, measured against whom, at which rate, on how many seeds, and was there a score at all?",
    cards=[
        Card(
            "five_thousand_epochs",
            "The article trains for 5,000 epochs, in batches of 32 of which half are real, on 5,000 pictures.",
            "How many times does D see each picture?",
            Option("sixteen", "About 16 times."),
            (
                Option(
                    "five_thousand",
                    "5,000 times, as the word ‘epochs’ says.",
                    "you take the word as it stands. That would be 25 million real pictures, and one turn of the script's loop draws 16. How many turns are in one true epoch?",
                ),
                Option(
                    "thirty_two",
                    "32 times: in 5,000 turns of 32 pictures each.",
                    "you count the fakes too. Half of each batch of D is generated. How many of the 32 come from the data?",
                ),
                Option(
                    "once",
                    "Once: there are as many turns as there are pictures.",
                    "you let each turn draw one picture. How large is the real half of a batch?",
                ),
            ),
        ),
        Card(
            "g_loss_falls",
            "With SGD and with RMSProp G's loss goes down, and that is good.",
            "Is it good?",
            Option("not_by_itself", "Not by itself: D may have become worse."),
            (
                Option(
                    "yes",
                    "Yes: G's loss measures how good G's pictures are, as any loss does.",
                    "you read G's loss as a score. You have seen it fall to nearly nothing while the faces moved away from the test faces. What stood still in that run?",
                ),
                Option(
                    "bad",
                    "No: in a good training G's loss has to rise.",
                    "you turn the rule round, and it is no better that way. Over most of Adam's recorded runs it fell, of RMSProp's it climbed, and faces came nearer in both. Against whom is it measured?",
                ),
                Option(
                    "zero_wanted",
                    "Yes, and training should go on until it is 0.",
                    "G's loss is 0 only if D calls every fake real for certain. At the equilibrium D says one half. Which loss is that?",
                ),
            ),
        ),
        Card(
            "rises_on_real",
            "With RMSProp, the article says, D's loss on real pictures surprisingly rises. Take its plot to be the published script's.",
            "What did rise there?",
            Option("mean_of_both", "The mean of D's two losses."),
            (
                Option(
                    "loss_on_real",
                    "D's loss on real pictures: that is what the label says.",
                    "you trust the label. The script adds two lists, halves them and plots the first entry of the result. What was added to the loss on real pictures?",
                ),
                Option(
                    "accuracy",
                    "D's accuracy.",
                    "that is the other one of the two curves, the one labelled as the loss on fakes. Which entry of Keras' list stands first?",
                ),
                Option(
                    "nothing",
                    "Nothing can be said: a curve with a wrong label is worthless.",
                    "you give away too much: the numbers are right, only their names are not. Which name belongs to this one?",
                ),
            ),
        ),
        Card(
            "adam_fakes_large",
            "With Adam, the article says, D's loss on fakes stays large, so D takes fakes for real. Take its plot to be the published script's.",
            "What does a large value of that curve mean?",
            Option("d_is_right", "D is right more often: the curve is its accuracy."),
            (
                Option(
                    "d_is_fooled",
                    "D is fooled often, as the article says.",
                    "you would be right if the curve were the loss on fakes. With a D that is always right it stands at 1. Which entry of Keras' list is it?",
                ),
                Option(
                    "g_is_bad",
                    "G's loss is large as well, so the pictures are bad.",
                    "you go from D's curve to G's loss, and from that to pictures. A D that is right says that it can tell *this* G's pictures. Does it say how good they are?",
                ),
                Option(
                    "rate_too_large",
                    "The learning rate is too large.",
                    "nothing in this curve tells of the rate. It lies between 0 and 1 and counts pictures. Which pictures does it count?",
                ),
            ),
        ),
        Card(
            "adam_best",
            "Adam gives by far the best results of the three.",
            "What does the article show for that?",
            Option(
                "undecidable",
                "Too little to decide it.",
            ),
            (
                Option(
                    "true",
                    "It is true: the pictures can be compared by eye.",
                    "you compare one run with one run. With one seed each somebody always wins. What would you want to know before you believed it of the next run?",
                ),
                Option(
                    "false",
                    "It is false: the course's runs have another winner.",
                    "you refute a sentence about faces from photographs, with certain rates, by runs on drawings with others. What may both be, at once?",
                ),
                Option(
                    "true_adam_adapts",
                    "It is true: Adam adapts its rate, so it must be better.",
                    "you argue from the formula. RMSProp adapts in the same way, and neither formula knows that it plays against somebody. What decides such a question?",
                ),
            ),
        ),
        Card(
            "equal_rates",
            "To be fair, give all three optimisers the same learning rate.",
            "Is that fair?",
            Option("no_units", "No: their rates have different units."),
            (
                Option(
                    "yes_equal",
                    "Yes: everything else must be equal in a comparison.",
                    "you make a number equal that does not mean the same. SGD's step is rate times gradient; Adam's is about the rate, whatever the gradient. What would 2e-4 be to SGD, with gradients of 0.001?",
                ),
                Option(
                    "defaults",
                    "No: give each the rate that its library takes when nobody says otherwise.",
                    "you let the libraries' authors choose, who had other tasks in mind. Keras and PyTorch do not even agree with each other. What could be done for each, with the same effort?",
                ),
                Option(
                    "best_known",
                    "No: give each the best rate from the literature.",
                    "literature has tuned Adam for GANs for years, and SGD hardly ever. Is the effort then the same for both?",
                ),
            ),
        ),
        Card(
            "one_half",
            "The goal is reached when D answers 0.5 to real pictures and to fakes alike.",
            "Is it reached then?",
            Option("not_only_then", "It is so there, and where D has learned nothing."),
            (
                Option(
                    "yes",
                    "Yes: that is the equilibrium of the theory, and it is unique.",
                    "you go from ‘at the equilibrium D is one half’ to its reverse. Before its first step a D says about 0.5 to everything, and G paints noise. Is the goal reached there?",
                ),
                Option(
                    "never_happens",
                    "No: D is always better than 0.5.",
                    "you expect D to win. Theory puts the equilibrium at 0.5 all the same. What else can bring a D there?",
                ),
                Option(
                    "zero_point_nine",
                    "No: D should answer 0.9 to both by then.",
                    "a D that says 0.9 to fakes believes that most of them are real. Which bet is best if half of what comes is real?",
                ),
            ),
        ),
        Card(
            "rescaled",
            "The script shows a picture x in [−1, 1] as x/2.5 + 0.5.",
            "What does that do to it?",
            Option("washed_out", "It takes a fifth of the contrast away: no black is left, and no white."),
            (
                Option(
                    "nothing",
                    "Nothing: it maps [−1, 1] to [0, 1].",
                    "put in −1. What is −1/2.5 + 0.5?",
                ),
                Option(
                    "too_bright",
                    "It makes the picture brighter.",
                    "put in 0, the middle: it stays at 0.5. And −1 becomes brighter while 1 becomes darker. What is lost?",
                ),
                Option(
                    "cut_off",
                    "It cuts off all the brightest and the darkest pixels.",
                    "cutting off would need a range that is too *wide*. Put in 1: what comes out, and what lies above it?",
                ),
            ),
        ),
    ],
    hints=[
        "For each sentence ask three things: which number is it about, is that number what its label says, and against what is it to be compared?",
        "A curve in [0, 1] that counts pictures is an accuracy. A loss of a player says how it fares against the other one. One run each is one draw of luck.",
        "Four can be settled by computing: the epochs, the rescaling and the two mislabelled curves. Of each of the others ask what it leaves out: the opponent, the unit of a rate, a second run, a D that has learned nothing yet.",
    ],
)
article_cards = deck.exercise

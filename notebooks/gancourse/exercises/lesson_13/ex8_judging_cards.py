"""Exercise 13.8, judging_cards: what a score says, and what it leaves out."""

from gancourse.checks.cards import Card, Deck, Option

deck = Deck(
    "judging_cards",
    lesson="13",
    remember="Ask of every number: what does it look at, what gets the same number without being good, and from how many samples does it come?",
    cards=[
        Card(
            "ten_of_ten",
            "On garments a generator has an Inception score of 9.6 of 10.",
            "What do you know of it?",
            Option(
                "sure_and_even", "The classifier is sure of its pictures, and the ten classes come about equally often."
            ),
            (
                Option(
                    "rich_inside",
                    "It paints many different shoes, many different bags, and so on for each class.",
                    "you look inside the classes, where the score is blind: one shoe again and again gets the same ten probabilities as a thousand shoes. What does the score compare each row of probabilities with?",
                ),
                Option(
                    "like_the_data",
                    "Its pictures are distributed much like the training garments, class by class and picture by picture.",
                    "you bring the data in, and the formula has no real picture in it. Which of the scores of this lesson has two sets?",
                ),
                Option(
                    "no_copies",
                    "It has not copied, since copies would have lowered the score.",
                    "you expect a punishment for copies. Training garments are sure and even, so copies of them score very high. Which look finds copies?",
                ),
            ),
        ),
        Card(
            "chapter_on_samples",
            "A book chapter (read here in a translation) says: if you use too many samples, you end up overestimating your actual FID.",
            "What is true?",
            Option("few_raise", "Too few raise it."),
            (
                Option(
                    "many_raise",
                    "What the chapter says: the sum grows with each sample.",
                    "you take the distance for a sum over samples. It is made of a mean and a covariance, which settle as samples are added. What did your line against 1/N do?",
                ),
                Option(
                    "few_lower",
                    "Too few lower it, as the authors of the FID write in their README.",
                    "you side with the README, which says 'underestimated'. Your own plot has the small N on top. Which sign has a squared error?",
                ),
                Option(
                    "only_noise",
                    "The number of samples changes how much it scatters, and nothing else.",
                    "you take a bias for noise. Two sets of 100 from one Gaussian in 64 dimensions give about 22, and never 0. What would average noise be?",
                ),
            ),
        ),
        Card(
            "loss_has_fallen",
            "G's loss has fallen by half within the last thousand steps.",
            "What follows for the pictures?",
            Option(
                "nothing_yet",
                "Nothing yet: it is measured by a D that has changed meanwhile.",
            ),
            (
                Option(
                    "better",
                    "They are better: D takes more of them for real than before.",
                    "you let one yardstick stand for another. That D may have become worse, and then the same pictures pass more easily. What would you hold fixed for a comparison?",
                ),
                Option(
                    "collapsed",
                    "They are alike: a falling loss of G is the sign of collapse.",
                    "you have seen that it *can* be so. A falling loss comes with better pictures too, and with a weaker D. Which number counts classes?",
                ),
                Option(
                    "converged",
                    "The game nears its end, where both losses are smallest.",
                    "you think of minimising. At the end of this game G's loss is log 2, which is not its smallest value. Which D gives log 2 as well, at any time?",
                ),
            ),
        ),
        Card(
            "high_high",
            "A generator has GAN-train and GAN-test as high as real garments have them.",
            "Which one is it?",
            Option("cannot_say", "That cannot be said: a perfect generator and a copier both have it."),
            (
                Option(
                    "perfect",
                    "A very good one.",
                    "you forget the copier, whose pictures are real garments and teach and pass like them. Which look tells the two apart?",
                ),
                Option(
                    "collapsed",
                    "A collapsed one: whoever paints little is sure of it.",
                    "you mix the two scores up. A collapsed generator passes GAN-test and fails GAN-train, since its pupil lacks classes. Which of the two is recall?",
                ),
                Option(
                    "noisy",
                    "A noisy one: noise makes a classifier robust, and so both scores rise.",
                    "you think of noise as training aid. A classifier of clean garments stumbles over noisy ones, so GAN-test falls. On whose pictures is GAN-test taken?",
                ),
            ),
        ),
        Card(
            "raters_with_feedback",
            "Salimans and others had people tell real from painted pictures, and found that with feedback on their mistakes the same people did better.",
            "What does that mean for a rating?",
            Option(
                "belongs_to_its_set_up",
                "It belongs to its set-up: other feedback, other number.",
            ),
            (
                Option(
                    "people_useless",
                    "People are of no use as judges; only programs are.",
                    "you throw away what no program sees: a shirt with three sleeves. A rating is a measurement, which needs its conditions beside it. Which conditions would you write down?",
                ),
                Option(
                    "generator_worse",
                    "The generator became worse during the rating.",
                    "you look for the change in the pictures, which were the same. Who had learned something?",
                ),
                Option(
                    "feedback_forbidden",
                    "Feedback falsifies a rating and must be avoided.",
                    "you take the untrained eye for the true one. Whether pictures deceive a passer-by is one question, whether they deceive an expert another. Which of them does a rating without feedback answer?",
                ),
            ),
        ),
        Card(
            "new_dress",
            "The chapter shows a dress after 10,000 steps and calls it a completely new design that is not in the training set.",
            "How could that be shown?",
            Option(
                "nearest_and_planted",
                "By the nearest training garments, in a search that has found planted copies before.",
            ),
            (
                Option(
                    "by_looking",
                    "By looking at it: nobody who has trained on them remembers having seen such a dress among the garments.",
                    "you trust a memory of 60,000 dresses, shirts and shoes. Who can look through that many?",
                ),
                Option(
                    "by_fid",
                    "By a low Fréchet distance: copies would have a high one.",
                    "you have it the wrong way round. Copies of the training garments are as near to them as can be. What did the copier score?",
                ),
                Option(
                    "by_d",
                    "By D, which says that it is real although it has never seen it.",
                    "you ask the wrong referee. D says how real a picture looks to it, and copies look most real of all. To what must a picture be compared to be called new?",
                ),
            ),
        ),
    ],
    hints=[
        "For each card: name a generator that would get the same number and is *not* what the first choice claims.",
        "The copier, the collapsed one and the noisy one of the lesson are your examples. Which card is about which?",
    ],
)
judging_cards = deck.exercise

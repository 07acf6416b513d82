"""Exercise 9.7, paper_cards: what follows from the table and the figures, and what does not."""

from gancourse.checks.cards import Card, Deck, Option

deck = Deck(
    "paper_cards",
    lesson="09",
    remember="Three questions to every number under a picture: what was measured, what else would have got the same number, and how far does it move when the "
    "training is repeated?",
    cards=[
        Card(
            "kmeans_wins",
            "A thousand averages of digits score higher in Table 1's protocol than ten thousand real digits do.",
            "What follows?",
            Option(
                "not_realness",
                "The score rewards something else than being real: the middle of many digits.",
            ),
            (
                Option(
                    "better_generator",
                    "k-means is the better generator of digits, and should have been in the paper's table.",
                    "you take the score for what it is asked about. Blurred digits pass the real ones too, and nobody takes those for better digits. Which of the two would a "
                    "discriminator reject at once?",
                ),
                Option(
                    "a_bug",
                    "There is a bug: nothing can be more like real digits than real digits.",
                    "you look for the fault in the program, which agrees with the formula to six digits. The score asks how near *some* centre is to each test digit. Is a real digit, drawn at random, the "
                    "best place for a centre?",
                ),
                Option(
                    "too_few_samples",
                    "It is chance: with other samples the order would be another one.",
                    "you take it for chance. On MNIST the two are apart by about 28 nats, and other draws moved each by 2 at most. What moves with the samples, and by "
                    "how much?",
                ),
            ),
        ),
        Card(
            "rightmost_column",
            "A book chapter shows the paper's Figure 2 and says: in both cases the rightmost column holds true data; this shows that what is generated is really generated and not only memorised.",
            "What does that column show?",
            Option(
                "few_no_copies",
                "For one sample of each row, that its nearest training picture, pixel by pixel, is not a copy of it.",
            ),
            (
                Option(
                    "no_memorising",
                    "What the chapter says: had the network memorised, the column would hold the same pictures as its neighbours.",
                    "you conclude from a distance in pixels. A training digit moved by one pixel has a nearest neighbour about as far away as an unseen digit has. Would a network that stores such digits "
                    "be caught?",
                ),
                Option(
                    "any_true_data",
                    "True data for comparison: any real pictures would have done.",
                    "you take the column for a sample of the data. Its pictures were looked up: each is the training picture nearest to the sample beside it. What could one see in pictures "
                    "drawn at random?",
                ),
                Option(
                    "test_pictures",
                    "The nearest *test* pictures, so that the network cannot have seen them.",
                    "you have it the wrong way round. Nobody can have copied what he has not seen, so a copy lies at distance 0 from a picture of the *training* set. In which set would a "
                    "copy show?",
                ),
            ),
        ),
        Card(
            "two_intervals",
            "Table 1 gives 225 ± 2 for adversarial nets and 214 ± 1.1 for the deep GSN.",
            "What does the ± cover?",
            Option(
                "test_digits",
                "Which 10,000 test digits were taken, and nothing else.",
            ),
            (
                Option(
                    "everything",
                    "All chance: if both were trained again, the numbers would stay within about that.",
                    "you let the ± speak for what was done once. In the course's runs another seed of the training moved the score by up to four nats, and no ± of a single run could have said so. Over what was the standard "
                    "deviation taken?",
                ),
                Option(
                    "spread_of_digits",
                    "How different the test digits are from one another: most lie within 2 nats of 225.",
                    "you take the error of the mean for the spread. The single digits lie 200 nats apart; divided by √10,000 that makes 2. Which of the two gets smaller with more test "
                    "digits?",
                ),
                Option(
                    "of_the_seeds",
                    "The spread over several trainings with other seeds.",
                    "you hope for what is good habit today. One training was scored, and the ± is taken over its test digits. How many trainings would be needed for a spread?",
                ),
            ),
        ),
        Card(
            "likelihood_of_whom",
            "The GAN reaches a log-likelihood of 225 nats.",
            "Whose log-likelihood is it?",
            Option("of_the_windows", "That of Gaussians of one width around 10,000 of its samples."),
            (
                Option(
                    "of_the_generator",
                    "That of the generator: the density that G gives to the test digits.",
                    "you ascribe it to G. What G makes of 64 numbers is a thin sheet among 784 pixels, and at a test digit beside that sheet its density is 0. Who "
                    "puts a density there?",
                ),
                Option(
                    "of_the_discriminator",
                    "That of D: the mean of log D over the test digits.",
                    "you think of V. There the logarithm of a probability is taken, which is never above 0, and 225 is. Which network is used at all in Table 1's protocol?",
                ),
                Option(
                    "of_the_data",
                    "That of the data: the test digits are e²²⁵ times likelier than noise.",
                    "you read the number as a ratio. It is a log-*density*, whose unit depends on that of the pixels, and it stands for itself. Of which distribution is it the density?",
                ),
            ),
        ),
        Card(
            "boxed_and_good",
            "An article shows the same figure: the framed pictures are the real ones most like the samples beside them, and one sees that the GAN does quite well.",
            "What do the frames say about how good the samples are?",
            Option(
                "nothing_of_quality",
                "Nothing: they tell about copies. A noisy sample has a nearest training picture too.",
            ),
            (
                Option(
                    "alike_is_good",
                    "The more alike the two are, the better the generator.",
                    "you wish for likeness. The most alike of all are copies, which are the fault that the column is there to find. What would a network look like that has 0 everywhere?",
                ),
                Option(
                    "unlike_is_good",
                    "The less alike the two are, the better: then the generator has invented something.",
                    "you wish for unlikeness. Pictures of pure noise lie farther from every training digit than any sample does. Have they been invented well?",
                ),
                Option(
                    "same_class",
                    "They prove that the samples are digits, since the nearest picture is one.",
                    "you take the neighbour for a judge. The training set has nothing but digits, so the neighbour of *anything* is a digit. What would it say of a blank picture?",
                ),
            ),
        ),
        Card(
            "smooth_walk",
            "Between two latents the digits change gradually, as in Figure 3.",
            "What does that prove?",
            Option(
                "little",
                "Little: look whether the pictures *between* are digits.",
            ),
            (
                Option(
                    "not_memorised",
                    "That nothing was memorised: a network that stores pictures would jump.",
                    "you expect a jump where none can be. A network is continuous in its latent, and would fade from one stored picture to the next. What would you see half-way then?",
                ),
                Option(
                    "meaning",
                    "That the latent space is ordered by meaning.",
                    "you go farther than the picture. Untrained networks change gradually too. What would you have to see in the pictures between, and between which ends?",
                ),
                Option(
                    "sphere_needed",
                    "That the walk went along a sphere; a straight one would pass through no digits.",
                    "you give the sphere more than it has earned. The paper walked straight, and the lesson's straight walks show digits too. What differs between the two along the way?",
                ),
            ),
        ),
    ],
    hints=[
        "Ask of each sentence what was computed, on which pictures, and how often.",
        "Think of the impostors: what would k-means, a shifted copy, noise, or an untrained network get?",
        "Take one choice after the other, and look for a run of the lesson in which it would have failed.",
    ],
)
paper_cards = deck.exercise

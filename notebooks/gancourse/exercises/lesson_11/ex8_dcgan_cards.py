"""Exercise 11.8, dcgan_cards: six cards about what the comparison says."""

from gancourse.checks.cards import Card, Deck, Option

deck = Deck(
    "dcgan_cards",
    lesson="11",
    remember="Ask of every comparison: equal what? Equal steps, equal images, equal seconds and equal numbers of weights are four "
    "different races, and they have different winners.",
    cards=[
        Card(
            "equal_seconds",
            "After the same minute on two CPU cores the MLP has seen three times as many images as the DCGAN, which has a sixth of "
            "its weights.",
            "Why so many more?",
            Option(
                "weights_used_often",
                "A kernel is used at every place: more to multiply, more to carry; and the batch is smaller.",
            ),
            (
                Option(
                    "fewer_weights_faster",
                    "It cannot be: fewer weights are less work for each image, so the DCGAN must have seen more of them.",
                    "you take fewer weights for less work. The DCGAN's D has a twentieth of the "
                    "weights of the MLP's, and multiplies more. How often is one number of a 4 × 4 kernel used for one picture?",
                ),
                Option(
                    "batch_norm_slow",
                    "BatchNorm makes convolutions slow; without it both would be equally fast.",
                    "you blame BatchNorm. The MLP's G has three of them and the DCGAN's two. What else does the DCGAN do at each "
                    "of 14 · 14 places that the MLP does once?",
                ),
                Option(
                    "multiplications_alone",
                    "It multiplies more, and a third of the speed is three times the multiplications.",
                    "you count multiplications alone. G has 1.3 times as many and D 1.4 times, and that is not 3. What else grows when a "
                    "layer answers at every place?",
                ),
            ),
        ),
        Card(
            "epochs",
            "A book chapter on GANs trains ‘for 10,000 epochs’ with a batch of 32 on 60,000 pictures.",
            "What does its loop do?",
            Option("steps", "10,000 steps: 320,000 images, a little over five epochs."),
            (
                Option(
                    "true_epochs",
                    "10,000 times all pictures, 600 million images in all.",
                    "you take the word as it stands. At 1,000 images a second, 600 million would last a week, and the chapter's "
                    "run takes minutes. How many images does one turn of a loop see that draws one batch?",
                ),
                Option(
                    "k_steps",
                    "10,000 steps of D for each step of G.",
                    "you read it as Algorithm 1's k. The loop steps each network in every turn. What is counted by a variable "
                    "that goes up once for each batch?",
                ),
                Option(
                    "five_passes_each",
                    "10,000 runs of 32 images each, every one from new weights.",
                    "you let each turn begin anew; then nothing would be learned from the turn before. What is carried over from "
                    "one batch to the next?",
                ),
            ),
        ),
        Card(
            "stop",
            "Stop training when D takes G's fakes for real.",
            "Is that the moment?",
            Option("not_d", "Not by itself: a weak D takes anything for real. Ask somebody who does not play."),
            (
                Option(
                    "yes_equilibrium",
                    "Yes: D at one half is the equilibrium that the paper proves.",
                    "you go from ‘at the equilibrium D is one half’ to its reverse. Lesson 05 showed a D that said one half to "
                    "pure noise. Which of the two had learned something?",
                ),
                Option(
                    "when_g_loss_low",
                    "No: stop when G's loss is lowest.",
                    "you trust the other loss. It is measured against an opponent, so it is lowest where D is worst. In your "
                    "curves, is G's loss lower at the beginning or at the end?",
                ),
                Option(
                    "never",
                    "No: D always wins in the end, so the moment never comes.",
                    "you expect D to win. In your two minutes D(x) and D(G(z)) stayed within sight of each other. What kept D from "
                    "winning?",
                ),
            ),
        ),
        Card(
            "landmark",
            "TensorFlow's pix2pix tutorial reads a discriminator loss below 0.69 as ‘better than chance’. Its code adds the loss "
            "on real images and the loss on fakes.",
            "What does chance pay there?",
            Option("two_log_two", "1.386, which is 2·log 2."),
            (
                Option(
                    "log_two",
                    "0.693, which is log 2: the loss of a coin.",
                    "you take the loss of one question. Chance pays 0.693 on the real ones, and then the fakes have not paid yet. "
                    "How many terms does its sum have?",
                ),
                Option(
                    "half",
                    "0.5: chance is one half.",
                    "you give a probability, and a loss is asked for. What is the negative logarithm of one half?",
                ),
                Option(
                    "depends_on_batch",
                    "That depends on the batch size.",
                    "you think of a sum over images. Both losses are means over their batch. What changes in a mean of equal "
                    "numbers when there are more of them?",
                ),
            ),
        ),
        Card(
            "all_convolutional",
            "All GANs are convolutional nowadays; DCGAN is what is meant by GAN.",
            "Is it?",
            Option(
                "one_choice",
                "No: the game is the same with an MLP.",
            ),
            (
                Option(
                    "yes_by_definition",
                    "Yes: without convolutions it cannot paint pictures.",
                    "you say that an MLP cannot paint. Beside your DCGAN's digits stand those of lesson 05. Which layer of that "
                    "network was a convolution?",
                ),
                Option(
                    "loss_differs",
                    "No: a DCGAN has another loss than a GAN.",
                    "you expect a new loss. Put your step beside the six steps of lesson 05. In which line do the two differ in "
                    "what they minimise?",
                ),
                Option(
                    "only_d",
                    "Half: D has to be convolutional, G does not matter.",
                    "you give the convolutions to D. Swap one network at a time and measure; and for a table of prices and ages, "
                    "which two columns would a kernel of 4 × 4 look at together?",
                ),
            ),
        ),
        Card(
            "new_dress",
            "Look, a completely new dress that is not in the training set!",
            "What would show it?",
            Option(
                "neighbour", "Its nearest training images, in more than one measure, and distances to compare with."
            ),
            (
                Option(
                    "looks_new",
                    "I have never seen it, and I have looked at many.",
                    "you compare with memory. There are 60,000 of them. How many have you looked at?",
                ),
                Option(
                    "noise_input",
                    "G starts from noise, so whatever it paints is new.",
                    "you argue from the input. A G that has stored ten pictures can pick one by the sign of its noise. What does "
                    "the noise decide then?",
                ),
                Option(
                    "loss",
                    "D took it for real, and D knows every picture of the training set.",
                    "you ask D. A perfect copy of a training image is what D would take for real most surely of all. Whose "
                    "verdict could tell a copy from something new?",
                ),
            ),
        ),
    ],
    hints=[
        "Take the sentence literally and put a number of this lesson into it.",
        "Two cards are about counting (batches, terms of a sum), two about asking D what only somebody else can know.",
    ],
)
dcgan_cards = deck.exercise

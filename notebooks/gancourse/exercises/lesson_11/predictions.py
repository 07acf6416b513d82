"""What lesson 11 asks before it measures, and what belongs to each guess."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "names_for_noise",
        lesson="11",
        replies={
            "below": "Noise looks like no digit more than like another, so a tenth of the pictures for each name seems "
            "fair. But the judge throws no dice: all pictures of noise look much alike to it, so whatever it calls "
            "one it is likely to call the next.",
            "near": "You did not take the judge for a die. All pictures of noise look much alike to it, and it has no "
            "name for what is not a digit.",
            "above": "To come close to 1, the judge would need a name that the test digits hardly bear. It has only "
            "ten, each of which belongs to about a tenth of them, so about 0.9 is as far as it can go.",
        },
        gives_away=[r"every picture of noise an 8"],
    ),
    Prediction(
        "products_of_g",
        lesson="11",
        replies={
            "below": "Fewer weights sound like less work, and for two MLPs that holds. But a kernel is laid down at "
            "every place of its maps, 49 of them in our second layer, and each time all its weights are multiplied "
            "again.",
            "near": "You counted uses and not weights: most of our weights stand in the first layer and are used once, "
            "the few in the kernels many times.",
            "above": "Kernels do use each weight at many places. But six of seven of our weights stand in the first "
            "layer, which is a dense one, and there each is used once for a digit, as in an MLP.",
        },
        gives_away=[r"both multiply \*more\*", r"\b1\.29\b"],
    ),
    Prediction(
        "weights_ten_times_as_wide",
        lesson="11",
        replies={
            "1": "A BatchNorm divides by the width that it finds, so whatever comes before one is undone. But no "
            "BatchNorm follows the last layer.",
            "10": "A BatchNorm divides by the width that it finds, so the first two factors are undone. Behind the "
            "last layer stands none.",
            "1,000": "Three layers, each ten times as wide, would make a thousand if nothing stood between them. A "
            "BatchNorm divides by the width that it finds, and two of the three layers have one behind them.",
        },
        gives_away=[r"Only the last layer"],
    ),
    Prediction(
        "two_gammas_near_0",
        lesson="11",
        replies={
            "1": "That would be so if a BatchNorm followed the last layer as well. The second one does repair the "
            "width that the first has spoiled, but nobody repairs what the second leaves.",
            "50": "The second BatchNorm divides by whatever the first has left, so the two losses do not multiply. "
            "Only its own γ makes what arrives smaller.",
            "2,500": "A fiftieth of a fiftieth is what two plain factors would make. But before the second BatchNorm "
            "multiplies by its γ, it divides by whatever width it finds, however small.",
        },
        gives_away=[r"fiftieth of a fiftieth"],
    ),
    Prediction(
        "the_same_fakes_alone",
        lesson="11",
        replies={
            "below": "It is one D and they are the same fakes, so nearly the same answer seems certain. But this D has "
            "BatchNorm and measures each image against the mean of its batch: in another batch the same fake is "
            "another input to it.",
            "near": "You asked what the fakes are measured against. With BatchNorm that is the mean of the batch, and "
            "in a batch of their own it is their own.",
            "above": "In a batch of their own the fakes do lose what gives them away beside real digits. That alone "
            "need not make D sure of them: in its own steps it was never shown such a batch.",
        },
        gives_away=[r"more than 0\.95", r"finds nothing to object to"],
    ),
    Prediction(
        "g_without_its_average",
        lesson="11",
        replies={
            "below": "You expected little or nothing of the average, and there is a reason: at the end of the run the "
            "rate has fallen to a hundredth, so G as it is trained moves little. But the average also looks back on "
            "steps that were taken before.",
            "near": "You took the falling rate into account: at the end it is a hundredth of the first, so G as it is "
            "trained and the average of its last part cannot lie far apart.",
            "above": "To the Parzen score of lesson 07's short runs the average was worth more than anything else, so you had "
            "reason to expect much. Here the rate falls to a hundredth in the second half of the run, which quietens G in much "
            "the same way.",
        },
        gives_away=[r"next\s+to\s+nothing"],
    ),
    Prediction(
        "race_at_equal_images",
        lesson="11",
        replies={
            "the DCGAN": "In its favour: a kernel that learns something at one place knows it at every place, and a "
            "batch of 64 gives it twice as many steps for the same images. Whether that goes on for ever is another "
            "question.",
            "the MLP": "In its favour: its G has six times as many weights, which may go further once there are images "
            "enough to learn them. Against it stands its batch of 128, with which the same images make half as many "
            "steps.",
        },
        gives_away=[r"little more than half of the MLP's", r"the Fréchet distance favours the DCGAN"],
    ),
    Prediction(
        "race_at_equal_steps",
        lesson="11",
        replies={
            "the DCGAN": "Equal steps are not equal images: the MLP's batch is 128 and the DCGAN's 64. So in this race "
            "the MLP sees twice as many images, and that may well make up for what a kernel saves.",
            "the MLP": "Its batch is 128 and the DCGAN's 64, so for equal steps it sees twice as many images. With a "
            "batch of 64 for both, the DCGAN was ahead in each of three recorded seeds.",
        },
        gives_away=[r"no lead is left", r"it has seen twice as many images"],
    ),
    Prediction(
        "race_at_equal_seconds",
        lesson="11",
        replies={
            "the DCGAN": "It has fewer weights to learn, but more to compute for every picture, and four times as many "
            "numbers to write on the way. On two CPU cores that left it about a third of the MLP's images in the "
            "course's run; a GPU is another race.",
            "the MLP": "In the course's run on two CPU cores it saw nearly three times as many images in the same "
            "seconds. A GPU works on all places of a picture at once, so a lead on a CPU says nothing about one "
            "there.",
        },
        gives_away=[r"the MLP leads both times", r"on two CPU cores the MLP does"],
    ),
    Prediction(
        "slope_in_the_kernels",
        lesson="11",
        replies={
            "it has grown": "Edges are what the first layers of networks that name photographs are known for. But D "
            "has another task: it needs whatever tells a fake from a digit, and nothing says that this is an even "
            "edge.",
            "it is about the same": "A first layer can stay near its start when the later layers do the work. But "
            "these kernels started as thin as N(0, 0.02²), and a long run at a high rate leaves little of such a "
            "start.",
            "it has shrunk": "A bar or a spot has no even slope, and both can tell a clean stroke from a grainy one. "
            "So a kernel can learn much and become less of an edge than chance would make it.",
        },
        gives_away=[r"\*smaller\* than the first"],
    ),
    Prediction(
        "goal_by_means",
        lesson="11",
        replies={
            "below": "One arrow for all pictures of a digit sounds too simple. But in a mean everything has cancelled "
            "that those pictures do not share, so the arrow says little else than from which digit to which.",
            "near": "You judged well how much one arrow can do for all pictures of a digit. It says little else than "
            "from which digit to which, and not every picture starts where the arrow would have it.",
            "above": "The arrow from mean to mean does point the right way. But a mean is not a place where one "
            "picture lies, and from where a picture does lie the same arrow may stop on the way, or end in a third "
            "digit's region.",
        },
        gives_away=[r"four of five cases"],
    ),
    Prediction(
        "goal_by_single_latents",
        lesson="11",
        replies={
            "below": "A single latent of the goal is a picture of it after all, and three times the difference "
            "outweighs most of what was there before. Even so it has to point to the goal through everything else "
            "about two pictures.",
            "near": "You allowed for what a single latent brings along: slant, weight and corner of one picture, and, "
            "with the other sign, those of another.",
            "above": "A single latent is its digit, and besides that the slant, the weight and the corner of one "
            "picture. Subtracting another brings as much again that has nothing to do with the digit, and three times "
            "the strength raises it all.",
        },
        gives_away=[r"fewer than half at any strength"],
    ),
]

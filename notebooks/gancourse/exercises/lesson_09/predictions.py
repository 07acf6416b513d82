"""What lesson 09 says of each guess about scores, neighbours and impostors."""

from gancourse.checks.questions import Prediction

PREDICTIONS = [
    Prediction(
        "sigma_on_the_samples",
        lesson="09",
        replies={
            "the narrowest": "Each sample is a centre, at distance 0 from itself. The narrower the window, the higher it is there, without end.",
            "one in the middle": "For digits that are no samples, yes: too narrow a window misses them, too wide a one is low everywhere. But each sample lies *on* a centre, and nothing punishes a narrow window "
            "there.",
            "the widest": "Width costs d·log σ, and a sample that lies on its centre gains nothing by it. Only without that constant would the widest win.",
        },
        gives_away=[r"without end"],
    ),
    Prediction(
        "ten_times_fewer",
        lesson="09",
        replies={
            "about the same": "The samples are as real as before. But the score asks how near *some* centre is to each test digit, and with a tenth of the centres the nearest is farther away.",
            "10 to 80 nats less": "You expect the estimator to suffer. In 784 dimensions it suffers a great deal: every test digit finds its nearest centre farther away.",
            "over 80 nats less": "Nothing about the digits has changed, only their number. In many dimensions the nearest of 1,000 is much farther away than the nearest of 10,000.",
            "more": "Fewer samples leave more of the test digits without a near centre. Nothing in the score makes up for that.",
        },
        gives_away=[r"as many nats as lie between"],
    ),
    Prediction(
        "shifted_copies",
        lesson="09",
        replies={
            "near 0": "It looks like the original to you. To the distance in pixels every stroke has moved by about its own edge, and half of its ink misses.",
            "nearer than unseen digits": "To the eye they are the same digits. To a distance that compares pixel with pixel a shift by one is as large a change as another hand.",
            "as far, or farther": "A stroke is two or three pixels wide. Moved by one, a good part of it no longer lies on itself, and the squares add up.",
        },
        gives_away=[r"fools the distance"],
    ),
    Prediction(
        "length_half_way",
        lesson="09",
        replies={
            "about 8": "That would be so if both pointed in nearly the same direction. Two random directions of 64 dimensions stand nearly at a right angle.",
            "about 5.7": "Nearly at a right angle: the midpoint of two sides of a square is its middle, at 1/√2 of the side.",
            "about 4": "Half the length belongs to a latent beside a zero. Two of them at a right angle make the diagonal of a square, and half of that is 1/√2 of its side.",
        },
        gives_away=[r"0\.71 of their length"],
    ),
    Prediction(
        "highest_score",
        lesson="09",
        replies={
            "real digits": "Nothing is more like the data. But the score does not ask what is like the data; it asks how near a centre is, and real digits drawn at random are not the best places for centres.",
            "the course's G": "It was trained to look like the data, one sample at a time. Nothing asked it to put its samples where they are near to many digits.",
            "k-means": "Each stands in the middle of its digits, where the mean squared distance is smallest. A log of a Gaussian asks for just that.",
            "means of five": "A mean of five near digits is nearer to a sixth than any of the five. That is how blurring helps here, and k-means does it more thoroughly.",
        },
        gives_away=[r"stand above the real"],
    ),
]

"""Exercise 1.2, best_D: the best discriminator there can be."""

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_01.tables import PAIRS, close, quietly, untouched, value_of_game

best_D = Exercise(
    "best_D",
    lesson="01",
    tolerance=1e-6,
    remember="The odds D*/(1 − D*) are p_data/p_g: a perfect discriminator is a way to measure the ratio of two "
    "densities of which you know neither.",
)

_ONLY_ONE = np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.5, 0.5])
_THREE = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])  # p, q
_RARE = np.array([0.5, 0.5 - 1e-6, 1e-6]), np.array([0.25, 0.75 - 3e-6, 3e-6])
_NOBODY = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.75, 0.0])


def _table(answer, p, q):
    return np.asarray(quietly(answer, p, q), dtype=float)


def _leaked_epsilon(seen):
    """The small number below the line that explains both the first answer and the one about the rare picture."""
    if not seen["rare"] > 0:
        return False
    epsilon = 1e-6 / seen["rare"] - 4e-6
    return epsilon > 1e-11 and close(seen["got"], _THREE[0] / (_THREE[0] + _THREE[1] + epsilon), 1e-6)


@best_D.probe(
    "p = [1/2, 1/4, 1/4] and q = [1/4, 1/4, 1/2]",
    expected="three probabilities: 0.667, 0.5 and 0.333. No other D has a higher V there",
)
def best_D_for_three_pictures(answer):
    D = _table(answer, *_THREE)
    with np.errstate(all="ignore"):
        score = value_of_game(D, *_THREE)
    return {"got": D, "score": score}


@best_D.probe("four random worlds of 3 to 6 pictures", expected="the D with the highest V, picture by picture")
def best_D_for_random_worlds(answer):
    return {"worlds": [_table(answer, *pair) for pair in PAIRS]}


@best_D.probe(
    "pictures that only one player draws: p = [1/2, 1/2, 0], q = [0, 1/2, 1/2]",
    expected="1, ½ and 0: nothing is lost by being certain here",
)
def best_D_for_one_sided_pictures(answer):
    return {"one_sided": _table(answer, *_ONLY_ONE)}


@best_D.probe(
    "a rare picture: the data show it once in a million draws, G three times in a million",
    expected="rare = 0.25: rare is not never",
)
def best_D_for_a_rare_picture(answer):
    D = _table(answer, *_RARE)
    return {"rare": D[2], "not_rare": D[:2]}


@best_D.probe(
    "a picture that nobody draws: p = [1/2, 1/2, 0], q = [1/4, 3/4, 0]",
    expected="0.667, 0.4, and for the third any probability, but a number",
    holds=lambda seen: 0 <= seen["nobody_draws"] <= 1 and close(seen["others"], [2 / 3, 0.4], 1e-6),
)
def best_D_for_a_picture_nobody_draws(answer):
    D = _table(answer, *_NOBODY)
    return {"nobody_draws": D[2], "others": D[:2]}


@best_D.probe("the same three pictures", expected="a NumPy array, so that the next cells can compute 1 − D")
def best_D_is_an_array(answer):
    return {"kind": type(quietly(answer, *_THREE)).__name__}


@best_D.probe("the same tables, looked at after the call", expected="the tables as they were before it")
def best_D_leaves_the_tables_alone(answer):
    return {"tables_unchanged": untouched(answer, *_THREE) and untouched(answer, *_NOBODY)}


@best_D.right
def best_D_as_a_share(p, q):
    drawn = np.asarray(p) + np.asarray(q)
    return np.divide(p, drawn, out=np.full(drawn.shape, 0.5), where=drawn > 0)


@best_D.right
def best_D_as_the_sigmoid_of_the_log_ratio(p, q):
    with np.errstate(all="ignore"):
        return np.nan_to_num(1 / (1 + np.exp(np.log(q) - np.log(p))), nan=0.5)


@best_D.right
def best_D_in_a_loop(p, q):
    return np.array([a / (a + b) if a + b > 0 else 0 for a, b in zip(p, q)])


@best_D.right
def best_D_with_a_tiny_number(p, q):
    return p / np.maximum(p + q, 1e-300)


def _wrong_D(mistake):
    """A wrong answer that is recognised where both players draw every picture, whatever it makes of the zeros."""

    def alike(seen):
        with np.errstate(all="ignore"):
            theirs = [np.asarray(mistake(*pair), dtype=float) for pair in (_THREE, *PAIRS)]
        return all(close(a, b) for a, b in zip((seen["got"], *seen["worlds"]), theirs))

    return best_D.wrong(when=alike)(mistake)


@_wrong_D
def best_D_ratio(p, q):
    """On the first picture you answer {got[0]:.3f}, and no probability is above 1. p/q is worth knowing all the same: it
    says how much likelier the data are to show this picture than G is, the odds. If the odds are 2 to 1 for “real”,
    how probable is “real”?"""
    return p / q


@_wrong_D
def best_D_labels_swapped(p, q):
    """The data show the first picture twice as often as G does, and you answer {got[0]:.3f}: rather fake. Your table scores
    V = {score:.3f}, less than a coin (−1.386). Of which event is D(x) the probability?"""
    return q / (p + q)


@best_D.wrong(when=lambda seen: seen["got"][0] == 1 and seen["got"][2] == 0)
def best_D_certain(p, q):
    """You answer {got[0]:.0f} to the first picture and {got[2]:.0f} to the last: certain, and right more often than not. If
    the score counted errors, nothing could be better. V takes logs, and your table scores {score}, because G does draw
    the first picture, one time in four. How sure may D be of a picture that both players draw?"""
    return (p > q).astype(float)


@_wrong_D
def best_D_coin(p, q):
    """You answer ½ to every picture, whatever p and q are, and score {score:.3f}, what any coin scores. That table is the
    best one in a single situation, at the very end of the game. Here the data show the first picture twice as often as
    G does: when you see it, who do you think drew it?"""
    return np.full(len(p), 0.5)


@_wrong_D
def best_D_only_the_data(p, q):
    """On the first picture you answer {got[0]:.3f}: how often the data show it, with no thought of G. D is not asked
    whether this picture is common, but who drew it. If G never drew this picture at all, what should D answer?"""
    return p


@_wrong_D
def best_D_with_a_lost_sign(p, q):
    """You answer {got[0]:.3f} to the first picture and {got[2]:.3f} to the last. A probability is never negative and
    never above 1. When you set the slope p/y − q/(1 − y) to zero and collect what belongs to y, which sign does q get?"""
    with np.errstate(divide="ignore", invalid="ignore"):
        return p / (p - q)


@best_D.wrong(when=lambda seen: seen["got"][2] < 0 and max(abs(value) for value in seen["got"]) <= 1)
def best_D_from_minus_one_to_one(p, q):
    """On the last picture you answer {got[2]:.3f}, and log D of a negative number is no number. On your scale 0 means
    undecided, +1 real and −1 fake. Where on the scale of probabilities is undecided?"""
    return (p - q) / (p + q)


@_wrong_D
def best_D_as_a_logit(p, q):
    """You answer {got[0]:.3f} to the first picture and {got[2]:.3f} to the last: log(p/q), which is D*'s logit. That is
    exactly what a network will put out in lesson 02; here the table holds the probability itself. Which function turns
    a logit into a probability?"""
    return np.log(p) - np.log(q)


@best_D.wrong(
    when=lambda seen: close(seen["got"], [2 / 3, 1 / 2, 1 / 3], 1e-6) and not 0 <= float(seen["nobody_draws"]) <= 1
)
def best_D_nothing_over_nothing(p, q):
    """You are right wherever somebody draws the picture. Where nobody does, you answer {nobody_draws}: 0/0. V gives that
    picture no weight, so any probability is as good as any other, but one NaN spoils every sum it enters. Where will
    you catch p + q = 0?"""
    return p / (p + q)


@_wrong_D
def best_D_softmax(p, q):
    """On a picture that only the data show you answer {one_sided[0]:.3f}, and you will never come close to 1: the softmax of
    p and q takes numbers between 0 and 1 as if they were logits. They are shares already. If G never draws a picture,
    what can D lose by answering 1?"""
    return np.exp(p) / (np.exp(p) + np.exp(q))


@_wrong_D
def best_D_adds_up_to_one(p, q):
    """Your answers, {got[0]:.3f} and so on, add up to 1: you made D a distribution over the pictures. But D answers one yes-or-no question
    about each picture by itself, and what it leaves to 1 is the probability of “no” for that same picture. What should D
    answer in a world where G draws nothing that the data show?"""
    share = p / (p + q)
    return share / share.sum()


@_wrong_D
def best_D_against_the_mixture(p, q):
    """On the first picture you answer {got[0]:.3f}, more than certain: you divide by the mean (p + q)/2 and not by the sum.
    That mean will be useful soon, under the name of mixture. For a picture that only the data show you answer
    {one_sided[0]:.3f}: what ought to stand below the line to make that 1?"""
    return p / ((p + q) / 2)


@best_D.wrong(when=_leaked_epsilon)
def best_D_with_an_epsilon(p, q):
    """For a picture that the data show once in a million draws and G three times you answer {rare:.6f}, where 0.25 is best:
    the small number you add below the line is not small beside probabilities like these. For which pictures is it
    needed at all?"""
    return p / (p + q + 1e-8)


@best_D.wrong(when=lambda seen: close(seen["got"], [2 / 3, 1 / 2, 1 / 3], 1e-6) and not seen["tables_unchanged"])
def best_D_writes_over_the_tables(p, q):
    """Your D is right, {got[0]:.3f} for the first picture, but afterwards the caller's p or q holds other numbers:
    `q += p` and `q[…] = …` write into the array you were handed, and the next cell would use it as G. How do you make a
    new array instead?"""
    q += p
    return np.divide(p, q, out=np.full(len(p), 0.5), where=q > 0)


@best_D.wrong(when=lambda seen: seen["kind"] in ("list", "tuple") and close(seen["got"], [2 / 3, 1 / 2, 1 / 3], 1e-6))
def best_D_in_a_list(p, q):
    """The numbers are right, {got[0]:.3f} for the first picture, but they come in a {kind}, and the second term of V needs
    1 − D, which Python cannot compute from a {kind}. Which NumPy function makes an array of it?"""
    return [a / (a + b) if a + b > 0 else 0.5 for a, b in zip(p, q)]


best_D.hints(
    "Each picture can be settled by itself: which y makes p(x)·log y + q(x)·log(1 − y) largest?",
    "Set the derivative p/y − q/(1 − y) to zero and solve for y. Then think of a picture with p = q = 0.",
    "p divided by (p + q), and by 1 where nobody draws the picture: `drawn = np.where(p + q > 0, p + q, 1)` is what belongs "
    "below the line. Divide first and mend the NaN afterwards, and NumPy complains in red.",
)

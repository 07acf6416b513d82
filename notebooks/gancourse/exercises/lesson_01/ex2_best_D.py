"""Exercise 1.2, best_D: the best discriminator there can be."""

import math

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_01.tables import PAIRS, close, quietly, value_of_game

best_D = Exercise(
    "best_D",
    lesson="01",
    tolerance=1e-6,
    remember="The odds D*/(1 − D*) are p_data/p_g: a perfect discriminator is a way to measure the ratio of two "
    "probabilities of which you know neither.",
)

_ONLY_ONE = np.array([0.3, 0.7, 0.0]), np.array([0.0, 0.7, 0.3])
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
    if D.shape != (3,):
        return {"how_many": D.size, "got": D, "score": math.nan}
    with np.errstate(all="ignore"):
        score = value_of_game(D, *_THREE)
    ends = {"lowest": np.fmin.reduce(D), "highest": np.fmax.reduce(D)}
    return {"how_many": D.size, "got": D, "score": score} | ends


@best_D.probe("four random worlds of 3 to 6 pictures", expected="the D with the highest V, picture by picture")
def best_D_for_random_worlds(answer):
    return {"worlds": [_table(answer, *pair) for pair in PAIRS]}


@best_D.probe(
    "pictures that only one player draws: p = [0.3, 0.7, 0], q = [0, 0.7, 0.3]",
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


def _wrong_D(mistake=None, *, also=()):
    """A wrong answer that is recognised where both players draw every picture, whatever it makes of the zeros. `also`
    holds the other forms of the same mistake."""
    if mistake is None:
        return lambda mistake: _wrong_D(mistake, also=also)

    def alike(seen):
        mine = seen["got"], *seen["worlds"]
        with np.errstate(all="ignore"):
            return any(
                all(close(a, form(*pair)) for a, pair in zip(mine, (_THREE, *PAIRS), strict=True))
                for form in (mistake, *also)
            )

    return best_D.wrong(when=alike)(mistake)


def _right_for_three(seen, tolerance=1e-6):
    return close(seen["got"], [2 / 3, 1 / 2, 1 / 3], tolerance)


@_wrong_D
def best_D_ratio(p, q):
    """On the first picture you answer {got[0]:.3f}, and no probability is above 1. p/q is worth knowing all the same: it
    says how much likelier the data are to show this picture than G is, the odds. If the odds are 2 to 1 for “real”,
    how probable is “real”?"""
    return p / q


@_wrong_D
def best_D_bracket_missing(p, q):
    """On the first picture you answer {got[0]:.3f}, and no probability is above 1. `p / p + q` is read as (p / p) + q, because
    a division binds tighter than a plus. Where does a bracket have to stand?"""
    return p / p + q


@_wrong_D(also=[lambda p, q: q / (p - q), lambda p, q: q / (q - p)])
def best_D_odds_of_a_fake(p, q):
    """On the last picture you answer {got[2]:.3f}, which is no probability, and more the more often G draws the picture.
    You have q above the line and no sum below it. In p/y − q/(1 − y) = 0, multiply both sides by y·(1 − y): which letter
    is left over on the side without a y?"""
    return q / p


@_wrong_D(also=[lambda p, q: np.ones(len(p)), lambda p, q: np.zeros(len(p))])
def best_D_one_answer_for_all(p, q):
    """You answer {got[0]:.0f} to every picture and score {score}: a D that gives the same certain answer to all is right about
    one player and loses without limit on the other. Which two tables say that both players draw the first picture?"""
    return np.ones(len(p))


@_wrong_D(also=[lambda p, q: 1 / (1 + np.exp(-p / q)), lambda p, q: 1 / (1 + np.exp(q / p))])
def best_D_sigmoid_of_a_share(p, q):
    """On the last picture, which G draws twice as often as the data do, you answer {got[2]:.3f}. A sigmoid was put on a
    number that is not a logit: it makes ½ of 0, and shares and odds are never below 0. Does the equation for y have an
    exponential in it?"""
    return 1 / (1 + np.exp(-p))


@_wrong_D(also=[lambda p, q: np.maximum(p, q) / (p + q) / 2])
def best_D_halved(p, q):
    """On the first picture you answer {got[0]:.3f}, half of the best answer, and a picture that only the data show gets
    {one_sided[0]:.3f}. Nothing has to be halved here, because D* is a share of p + q already. What should D answer where
    only the data draw?"""
    return p / (p + q) / 2


@_wrong_D
def best_D_shares_of_all_pictures(p, q):
    """On the first picture you answer {got[0]:.3f}: p was divided by the sum over all pictures, which is 2 in every world.
    D is asked about one picture at a time. How often do both players together draw this one?"""
    return p / np.sum(p + q)


@_wrong_D
def best_D_mixture_itself(p, q):
    """On the first picture you answer {got[0]:.3f}: the mean of p and q, how often the picture is seen if a coin decides who
    draws. It treats both players alike, so D could not tell them apart by it. Of what you see of this picture, which
    share comes from the data?"""
    return (p + q) / 2


@_wrong_D
def best_D_share_of_the_likelier(p, q):
    """On the last picture, which G draws twice as often as the data do, you answer {got[2]:.3f}. The larger of p and q stands
    above the line, so D is never below ½ and says how sure it is, not of what. Of which of the two is D(x) the
    probability?"""
    return np.maximum(p, q) / (p + q)


@_wrong_D(also=[lambda p, q: np.minimum(p / q, 1)])
def best_D_ratio_cut_off(p, q):
    """On the first picture you answer {got[0]:.0f}, certain, though G draws it one time in four; your table scores {score}. You
    cut the odds p/q off at 1, which makes them look like a probability. If the odds are 2 to 1 for “real”, how probable
    is “real”?"""
    return np.clip(p / q, 0, 1)


@_wrong_D(also=[lambda p, q: np.log(p) - np.log(p + q)])
def best_D_log_of_it(p, q):
    """On the first picture you answer {got[0]:.3f}: the logarithm of the best answer, which is what D is paid for a real
    picture. `value` takes that logarithm itself. What kind of number should D(x) be?"""
    return np.log(p / (p + q))


@_wrong_D
def best_D_of_squares(p, q):
    """On the first picture, which the data show twice as often as G does, you answer {got[0]:.3f}, odds of 4 to 1: the shares
    were squared. Look at the equation p/y − q/(1 − y) = 0 once more. Is there a square in it?"""
    return p**2 / (p**2 + q**2)


@_wrong_D(also=[lambda p, q: np.log(q) / (np.log(p) + np.log(q))])
def best_D_share_of_the_logs(p, q):
    """On the first picture you answer {got[0]:.3f}: the share was taken of logarithms, and the log of a small share is a
    large negative number. The logs in V belong to y. After the derivative, is any log left in the equation?"""
    return np.log(p) / (np.log(p) + np.log(q))


@_wrong_D
def best_D_one_plus_q(p, q):
    """On the first picture you answer {got[0]:.3f}, and {one_sided[0]:.3f} to one that only the data show: the line has 1 + q below
    it. In the equation p·(1 − y) = q·y, collect what belongs to y: what is it multiplied by?"""
    return p / (1 + q)


@best_D.wrong(when=lambda seen: seen["how_many"] == 1)
def best_D_one_number(p, q):
    """You return {how_many} number for a world of three pictures, and D answers each picture by itself. Either a loop
    returned on its first round, or the pictures were added up or averaged, or the answer does not look at them. How many
    answers does `value` need?"""
    return (p / (p + q))[0]


@best_D.wrong(when=lambda seen: "truth value of an array" in seen["error"])
def best_D_if_on_an_array(p, q):
    """Your code stopped: {error}. `if` wants one yes or no, and p + q > 0 has one for each picture. Which function of NumPy
    chooses picture by picture?"""
    return p / (p + q) if p + q > 0 else 0.5


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


def _has_lost_the_sign(seen):
    """p/(p − q), whatever was put in where the two are equal and a 0 stands below the line."""
    mine = seen["got"], *seen["worlds"]
    return all(close(a[p != q], p[p != q] / (p - q)[p != q]) for a, (p, q) in zip(mine, (_THREE, *PAIRS), strict=True))


@best_D.wrong(when=_has_lost_the_sign)
def best_D_with_a_lost_sign(p, q):
    """You answer {got[0]:.3f} to the first picture and {got[2]:.3f} to the last. A probability is never negative and
    never above 1. When you set the slope p/y − q/(1 − y) to zero and collect what belongs to y, which sign does q get?"""
    with np.errstate(divide="ignore", invalid="ignore"):
        return p / (p - q)


@best_D.wrong(when=lambda seen: seen["got"][2] < 0 == seen["got"][1] and close(seen["got"][0], -seen["got"][2]))
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


@best_D.wrong(when=lambda seen: _right_for_three(seen) and not 0 <= abs(float(seen["nobody_draws"])) < math.inf)
def best_D_nothing_over_nothing(p, q):
    """You are right wherever somebody draws the picture. Where nobody does, you answer {nobody_draws}: 0/0. V gives that
    picture no weight, so any probability is as good as any other, but one NaN spoils every sum it enters. Where will
    you catch p + q = 0?"""
    return p / (p + q)


@best_D.wrong(when=lambda seen: _right_for_three(seen) and not 0 <= float(seen["nobody_draws"]) <= 1)
def best_D_no_probability_for_nobody(p, q):
    """You are right wherever somebody draws the picture. Where nobody does, you answer {nobody_draws:g}, a mark of your own for
    “no answer”. V gives that picture no weight, but it still takes the logs of D and of 1 − D there. Between which two
    numbers must every answer of D lie?"""
    drawn = np.where(p + q > 0, p + q, 1)
    return np.where(p + q > 0, p / drawn, -1)


@best_D.wrong(when=lambda seen: _right_for_three(seen) and seen["error"].startswith("IndexError"))
def best_D_shorter_than_the_world(p, q):
    """You are right for the pictures that somebody draws, {got[0]:.3f} for the first, and leave the others out: where nobody
    draws the third picture, your table has no third entry ({error}). `value` takes D, p and q entry by entry. How long must D
    be?"""
    return p[p + q > 0] / (p + q)[p + q > 0]


@best_D.wrong(when=lambda seen: _right_for_three(seen) and close(seen["one_sided"], _ONLY_ONE[0]))
def best_D_the_table_itself_without_G(p, q):
    """Where both draw you are right, {got[0]:.3f}. To a picture that only the data show you answer {one_sided[0]:.3f}: there p
    itself was put in, how often it is shown. D is asked who drew it. Who can have drawn a picture that G never
    draws?"""
    return np.where(q > 0, p / np.where(p + q > 0, p + q, 1), p)


@best_D.wrong(when=lambda seen: _right_for_three(seen) and 0 < 1 - seen["one_sided"][0] < 0.1)
def best_D_never_certain(p, q):
    """Where both draw you are right, {got[0]:.3f}. To a picture that only the data show you answer {one_sided[0]:g}: your
    answers are kept away from 0 and 1. Out of fear of log 0, perhaps, but that log has the weight 0 here. What can D lose
    by being certain of a picture that G never draws?"""
    return np.clip(np.divide(p, p + q, out=np.full(len(p), 0.5), where=p + q > 0), 1e-3, 1 - 1e-3)


@best_D.wrong(
    when=lambda seen: _right_for_three(seen, 1e-2) and not _right_for_three(seen) and not _leaked_epsilon(seen)
)
def best_D_to_a_few_digits(p, q):
    """You answer {got[0]:.9f} to the first picture, and 2/3 is best: right to a few digits. Either the result was rounded, or it
    was looked up among a number of values that were tried. The equation p/y − q/(1 − y) = 0 gives y to all digits. What
    is y, solved for?"""
    return (p / (p + q)).round(3)


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


@best_D.wrong(when=lambda seen: seen["kind"] in ("list", "tuple") and _right_for_three(seen))
def best_D_in_a_list(p, q):
    """The numbers are right, {got[0]:.3f} for the first picture, but they come in a {kind}, and the second term of V needs
    1 − D, which Python cannot compute from a {kind}. Which NumPy function makes an array of it?"""
    return [a / (a + b) if a + b > 0 else 0.5 for a, b in zip(p, q)]


@best_D.wrong(when=lambda seen: seen["how_many"] > 1 and (seen["lowest"] < 0 or seen["highest"] > 1))
def best_D_beyond_the_ends(p, q):
    """Your answers to the three pictures run from {lowest:.3f} to {highest:.3f}. A probability lies between 0 and 1, and V
    takes the logs of D and of 1 − D, which beyond these ends are no numbers. Of how often a picture is seen at all, the
    data's draws are a share: what can a share never be?"""
    return np.divide(p, q - p, out=np.full(len(p), 0.5), where=p != q)


def _share(p, q):
    return np.divide(p, p + q, out=np.full(len(p), 0.5), where=p + q > 0)


@best_D.decoy(best_D_as_a_logit, best_D_sigmoid_of_a_share, best_D_softmax, best_D_share_of_the_logs, right=True)
def best_D_as_a_sigmoid(p, q):
    """Softmax and sigmoid are right, of logarithms."""
    a, b = (np.log(np.where(p + q > 0, table, 1)) for table in (p, q))
    return np.exp(a) / (np.exp(a) + np.exp(b))


@best_D.decoy(
    best_D_from_minus_one_to_one, best_D_halved, best_D_against_the_mixture, best_D_mixture_itself, right=True
)
def best_D_from_the_difference(p, q):
    mixture = (p + q) / 2
    contrast = np.divide((p - q) / 2, mixture, out=np.zeros(len(p)), where=mixture > 0)
    return (1 + contrast) / 2


@best_D.decoy(best_D_ratio, best_D_odds_of_a_fake, best_D_labels_swapped, best_D_nothing_over_nothing, right=True)
def best_D_from_the_odds(p, q):
    return 1 / (1 + np.divide(q, p, out=np.where(q > 0, np.inf, 1), where=p > 0))


@best_D.decoy(best_D_in_a_list, best_D_one_number, best_D_if_on_an_array, right=True)
def best_D_collected_in_a_list(p, q):
    return np.array([float(a / (a + b)) if a + b > 0 else 0.5 for a, b in zip(p, q)])


@best_D.decoy(best_D_with_an_epsilon, best_D_never_certain, best_D_to_a_few_digits, right=True)
def best_D_with_the_smallest_number(p, q):
    return p / (p + q + np.finfo(float).tiny)


@best_D.decoy(best_D_beyond_the_ends, told=best_D_with_a_lost_sign)
def best_D_guards_its_lost_sign(p, q):
    return np.divide(p, p - q, out=np.full(len(p), 0.5), where=p != q)


@best_D.decoy(best_D_from_minus_one_to_one, best_D_with_a_lost_sign, told=best_D_beyond_the_ends)
def best_D_with_a_minus_in_front(p, q):
    return -_share(p, q)


@best_D.decoy(best_D_ratio, best_D_bracket_missing, told=best_D_beyond_the_ends)
def best_D_plus_q(p, q):
    return p + p / q


@best_D.decoy(best_D_certain, best_D_ratio_cut_off, told=best_D_labels_swapped)
def best_D_of_the_fake(p, q):
    return _share(q, p)


@best_D.decoy(best_D_ratio_cut_off, told=best_D_certain)
def best_D_stretched_and_cut(p, q):
    return np.clip(0.5 + 2 * (p - q), 0, 1)


@best_D.decoy(best_D_coin, best_D_one_answer_for_all)
def best_D_two_thirds_for_all(p, q):
    return np.full(len(p), 2 / 3)


@best_D.decoy(best_D_coin, told=best_D_one_number)
def best_D_one_half(p, q):
    return 0.5


@best_D.decoy(best_D_only_the_data, best_D_the_table_itself_without_G)
def best_D_how_rarely_G_draws_it(p, q):
    return 1 - q


@best_D.decoy(best_D_with_a_lost_sign, best_D_from_minus_one_to_one, told=best_D_beyond_the_ends)
def best_D_with_the_other_lost_sign(p, q):
    return p / (q - p)


@best_D.decoy(best_D_nothing_over_nothing, best_D_beyond_the_ends, told=best_D_no_probability_for_nobody)
def best_D_marked_with_nine(p, q):
    return np.where(p + q > 0, _share(p, q), 9)


@best_D.decoy(best_D_no_probability_for_nobody, told=best_D_nothing_over_nothing)
def best_D_of_the_drawn_by_hand(p, q):
    return np.where(p > 0, 1 / (1 + q / p), q / (p + q) * 0)


@best_D.decoy(best_D_adds_up_to_one, best_D_shares_of_all_pictures)
def best_D_shares_of_the_data(p, q):
    return p / np.max(p + q)


@best_D.decoy(best_D_share_of_the_likelier)
def best_D_how_sure(p, q):
    return np.abs(p - q) / (p + q)


@best_D.decoy(best_D_log_of_it, told=best_D_as_a_logit)
def best_D_log_of_the_odds(p, q):
    return np.log(p / q)


@best_D.decoy(best_D_of_squares)
def best_D_of_roots(p, q):
    return np.sqrt(p) / (np.sqrt(p) + np.sqrt(q))


@best_D.decoy(best_D_one_plus_q)
def best_D_one_plus_p(p, q):
    return p / (1 + p)


@best_D.decoy(best_D_shorter_than_the_world, told="cut_short")
def best_D_cut_short(p, q):
    return _share(p, q)[:2]


@best_D.decoy(best_D_the_table_itself_without_G, told=best_D_never_certain)
def best_D_almost_certain(p, q):
    return np.minimum(_share(p, q), 0.99)


@best_D.decoy(best_D_never_certain, best_D_with_an_epsilon, told=best_D_to_a_few_digits)
def best_D_best_of_those_tried(p, q):
    tried = np.linspace(0.001, 0.999, 999)
    scores = np.outer(p, np.log(tried)) + np.outer(q, np.log(1 - tried))
    return tried[scores.argmax(axis=1)]


@best_D.decoy(best_D_to_a_few_digits, told=best_D_with_an_epsilon)
def best_D_with_a_large_epsilon(p, q):
    return p / (p + q + 1e-3)


@best_D.decoy(best_D_nothing_over_nothing, best_D_against_the_mixture, told="inputs_changed")
def best_D_writes_over_the_tables(p, q):
    q += p
    return np.divide(p, q, out=np.full(len(p), 0.5), where=q > 0)


@_wrong_D(
    also=[
        lambda p, q: p * q,
        lambda p, q: 2 * p * q / (p + q),
        lambda p, q: np.sqrt(p * q),
        lambda p, q: np.minimum(p, q),
        lambda p, q: p + q,
    ]
)
def best_D_of_both_alike(p, q):
    """You answer {got[0]:.3f} to the first picture and {got[2]:.3f} to the last: the same, although the data show the one more often and
    G the other. In what you wrote p and q can change places, so D cannot tell who drew a picture. Which of the two has to
    stand above the line alone?"""
    return p * q / (p + q)


@best_D.decoy(best_D_of_both_alike, told=best_D_mixture_itself)
def best_D_mean_of_both(p, q):
    return p / 2 + q / 2


@best_D.wrong(when=lambda seen: close(seen["got"], [2 / 3, 0, 0], 1e-6) or close(seen["got"], [2 / 3, 1 / 2, 0], 1e-6))
def best_D_zero_where_G_is_likelier(p, q):
    """To the first picture you answer {got[0]:.3f}, which is right, and {got[2]:.0f} to the last, which G draws twice as often as the data do:
    certain that it is a fake. But the data do show it, and then log 0 is paid: your table scores {score}. For which pictures does the
    same share p/(p + q) stop being the best answer?"""
    return np.where(p > q, p / (p + q), 0)


@best_D.decoy(best_D_zero_where_G_is_likelier, told=best_D_certain)
def best_D_certain_both_ways(p, q):
    return np.where(p > q, 1, np.where(p < q, 0, 0.5))


@best_D.wrong(
    when=lambda seen: (
        _right_for_three(seen)
        and any(close(seen["one_sided"], [a, 0.5, b]) for a, b in ((0, 0), (0.5, 0), (0.5, 0.5), (1, 0.5)))
    )
)
def best_D_gives_up_at_one_zero(p, q):
    """Where both draw you are right, {got[0]:.3f}. To a picture that only the data show you answer {one_sided[0]:g}, and {one_sided[2]:g} to one that only G
    draws: one zero is enough for your guard, or for a NaN of ∞/∞ that `nan_to_num` makes 0 of. Only where nobody draws is there nothing
    to say. Who drew a picture that one of the two never draws?"""
    return np.where(p * q > 0, p / np.where(p + q > 0, p + q, 1), 0.5)


@best_D.decoy(best_D_gives_up_at_one_zero, told=best_D_the_table_itself_without_G)
def best_D_of_the_data_where_G_is_silent(p, q):
    return np.where(q == 0, p, p / np.where(q == 0, 1, p + q))


@_wrong_D(also=[lambda p, q: np.sqrt(p / (p + q))])
def best_D_squared(p, q):
    """On the first picture you answer {got[0]:.3f}, and 2/3 is best: your answers are p/(p + q) with a square, or a root, put on the whole. Where both players draw
    equally often, a D that answers anything but ½ gives something away. What does yours answer there?"""
    return (p / (p + q)) ** 2


@best_D.decoy(best_D_squared, told=best_D_of_squares)
def best_D_of_squared_tables(p, q):
    return p**2 / (q**2 + p**2)


best_D.hints(
    "Each picture can be settled by itself: which y makes p(x)·log y + q(x)·log(1 − y) largest?",
    "Set the derivative p/y − q/(1 − y) to zero and solve for y. Then think of a picture with p = q = 0.",
    "p divided by (p + q), and by 1 where nobody draws the picture: `drawn = np.where(p + q > 0, p + q, 1)` is what belongs "
    "below the line. Divide first and mend the NaN afterwards, and NumPy complains in red.",
)

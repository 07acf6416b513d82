"""Lesson 01, the minimax game by hand: the exercises, their right answers and what each wrong answer is told."""

import math

import numpy as np

from gancourse.checks.cards import Card, Deck, Option
from gancourse.checks.exercise import Exercise

_tables = np.random.default_rng(1)


def _expected_log(weights, t):
    """Sum of weights · log t; a picture that is never drawn adds nothing, whatever t is there."""
    drawn = np.asarray(weights) > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(np.asarray(weights)[drawn] * np.log(np.asarray(t)[drawn])))


def _value(D, p, q):
    return _expected_log(p, D) + _expected_log(q, 1 - np.asarray(D))


def _kl(p, q):
    return _expected_log(p, p) - _expected_log(p, q)


def _random_pair(pictures):
    """Two distributions in which every picture occurs."""
    return _tables.dirichlet(np.full(pictures, 2.0)), _tables.dirichlet(np.full(pictures, 2.0))


def _quietly(answer, *tables):
    """Call the answer on copies; log 0 and 0/0 are part of these games, so NumPy's warnings would only frighten."""
    with np.errstate(all="ignore"):
        return answer(*(table.copy() for table in tables))


def _untouched(answer, *tables):
    """Does the answer leave the caller's tables as they were?"""
    given = [table.copy() for table in tables]
    with np.errstate(all="ignore"):
        answer(*given)
    return all(np.array_equal(before, after) for before, after in zip(tables, given))


def _close(mine, theirs, tolerance=1e-7):
    same_shape = np.shape(mine) == np.shape(theirs)
    return same_shape and bool(np.allclose(mine, theirs, rtol=tolerance, atol=tolerance, equal_nan=True))


value = Exercise(
    "value",
    lesson="01",
    tolerance=1e-7,
    remember="A D that always answers ½ scores −2·log 2 = −log 4 = −1.386 against every G, good or bad. Keep that "
    "landmark: you will meet it in every run.",
)

_TWO = np.array([0.8, 0.4]), np.array([0.5, 0.5]), np.array([0.25, 0.75])  # D, p, q
_BLIND = np.full(6, 0.5), *_random_pair(6)
_WORLDS = [(_tables.uniform(0.05, 0.95, n), *_random_pair(n)) for n in (3, 4, 5, 6, 6)]
_ONE_SIDED = (
    np.array([1.0, 0.9, 0.5, 0.2, 0.0]),
    np.array([0.25, 0.25, 0.5, 0.0, 0.0]),
    np.array([0.0, 0.0, 0.5, 0.25, 0.25]),
)


@value.probe("two pictures: D = [0.8, 0.4], p = [0.5, 0.5], q = [0.25, 0.75]", expected="got = −1.355, to three digits")
def value_of_two_pictures(answer):
    return {"got": _quietly(answer, *_TWO)}


@value.probe("D = ½ for each of six pictures, p and q at random", expected="blind = −1.386, whatever p and q are")
def value_of_a_blind_discriminator(answer):
    return {"blind": _quietly(answer, *_BLIND)}


@value.probe(
    "five random worlds of 3 to 6 pictures",
    expected="for each, the mean of log D under p plus the mean of log(1 − D) under q",
)
def value_of_random_worlds(answer):
    return {"worlds": [_quietly(answer, *world) for world in _WORLDS]}


@value.probe(
    "pictures that one player never draws: D = [1, .9, .5, .2, 0], p = [.25, .25, .5, 0, 0], q = [0, 0, .5, .25, .25]",
    expected="never drawn = −0.775: a picture that a player never draws adds nothing to that player's sum, whatever D is",
)
def value_of_one_sided_pictures(answer):
    return {"never_drawn": _quietly(answer, *_ONE_SIDED)}


@value.probe(
    "a D that is certain and wrong: D = [0, 0.5], p = q = [0.5, 0.5]",
    expected="certain and wrong = −inf: D gave probability 0 to a picture that does occur",
)
def value_of_a_certain_error(answer):
    return {"certain_and_wrong": _quietly(answer, np.array([0.0, 0.5]), np.full(2, 0.5), np.full(2, 0.5))}


@value.probe("the same tables, looked at after the call", expected="the tables as they were before it")
def value_leaves_the_tables_alone(answer):
    return {"tables_unchanged": _untouched(answer, *_TWO) and _untouched(answer, *_ONE_SIDED)}


def _right_where_all_occurs(seen, tolerance=1e-7):
    """Is V right on the tables without zeros?"""
    return _close(
        [seen["got"], seen["blind"], *seen["worlds"]], [_value(*w) for w in (_TWO, _BLIND, *_WORLDS)], tolerance
    )


def _in_another_unit(seen):
    """Are all values the right ones times one constant, that of base 2 or 10?"""
    unit = seen["blind"] / _value(*_BLIND)
    if not unit > 0:
        return False
    in_nats = {"got": seen["got"] / unit, "blind": seen["blind"] / unit, "worlds": np.array(seen["worlds"]) / unit}
    return _right_where_all_occurs(in_nats) and min(abs(unit * math.log(base) - 1) for base in (2, 10)) < 1e-6


@value.right
def value_as_two_expected_logs(D, p, q):
    return _value(D, p, q)


@value.right
def value_picture_by_picture(D, p, q):
    total = 0.0
    for d, a, b in zip(D, p, q):
        if a > 0:
            total += a * (math.log(d) if d > 0 else -math.inf)
        if b > 0:
            total += b * (math.log(1 - d) if d < 1 else -math.inf)
    return total


@value.right
def value_with_where(D, p, q):
    real = np.where(p > 0, p * np.log(np.where(p > 0, D, 1)), 0)
    fake = np.where(q > 0, q * np.log1p(np.where(q > 0, -D, 0)), 0)
    return (real + fake).sum()


@value.right
def value_with_nansum(D, p, q):
    return np.nansum(p * np.log(D)) + np.nansum(q * np.log(1 - D))


def _wrong_value(mistake):
    """A wrong answer that is recognised where every picture occurs, whatever it makes of the zeros."""

    def alike(seen):
        with np.errstate(all="ignore"):
            theirs = [mistake(*tables) for tables in (_TWO, _BLIND, *_WORLDS)]
        return _close([seen["got"], seen["blind"], *seen["worlds"]], theirs)

    return value.wrong(when=alike)(mistake)


@_wrong_value
def value_without_the_one_minus(D, p, q):
    """You get {got:.3f}: the mean of log D over the data, minus its mean over the fakes. That does reward a low D on
    fakes, but there is no bottom to it: a D that answers ever closer to 0 on a picture that only G draws would score
    ever more, and no D would be best. In D's words, what is the probability that this picture is a fake?"""
    return np.sum(p * np.log(D)) - np.sum(q * np.log(D))


@_wrong_value
def value_both_terms_pay_for_real(D, p, q):
    """You get {got:.3f}, and a D that answers 1 to everything would get 0, the best score there is. Your second sum,
    like your first, pays D for calling a picture real, the fakes included. On a fake, what should a good D answer?"""
    return np.sum(p * np.log(D)) + np.sum(q * np.log(D))


@_wrong_value
def value_negated(D, p, q):
    """You get {got:.3f}. The size is right and the sign is turned round: this is −V, the loss that D's optimiser will
    minimise in a later lesson. V itself is what D wants large. What sign must a mean of logs of probabilities have?"""
    return -np.sum(p * np.log(D)) - np.sum(q * np.log(1 - D))


@_wrong_value
def value_halved(D, p, q):
    """For a D that always answers ½ you get {blind:.3f}: you took the average of the two expectations. The best D stays
    the same, and many programs do print this half, but then their landmark is −log 2 and not −log 4. How many
    expectations does the formula add up, and does it divide by anything?"""
    return (np.sum(p * np.log(D)) + np.sum(q * np.log(1 - D))) / 2


@value.wrong(when=_in_another_unit)
def value_in_another_unit(D, p, q):
    """For a D that always answers ½ you get {blind:.3f}, and two natural logs of ½ make −1.386. It is the same game
    measured in another unit; the paper's landmarks, log 2 and −log 4, are in nats. Which of NumPy's functions is the
    natural logarithm?"""
    return np.sum(p * np.log2(D)) + np.sum(q * np.log2(1 - D))


@_wrong_value
def value_unweighted(D, p, q):
    """You get {got:.3f}, and you would get it for any p and q: every picture counts the same, however often it is drawn.
    In this world G draws the second picture three times as often as the first. Where does your sum know about that?"""
    return np.mean(np.log(D)) + np.mean(np.log(1 - D))


@_wrong_value
def value_divided_by_the_number_of_pictures(D, p, q):
    """You get {got:.3f} with two pictures, and {blind:.3f} for a blind D with six, where V is −1.386: your result
    shrinks as the world grows. `mean` divides by the number of pictures, on top of weights that are shares already.
    What do the weights p add up to?"""
    return np.mean(p * np.log(D) + q * np.log(1 - D))


@_wrong_value
def value_log_of_the_mean(D, p, q):
    """You get {got:.3f}: you average D first and take the log of the average. That forgives errors: one picture with D
    close to 0 hardly moves the average of D, while its log drags V down without limit. Reading E[log D(x)] from the
    inside out, which is taken first?"""
    return np.log(np.sum(p * D)) + np.log(np.sum(q * (1 - D)))


@_wrong_value
def value_without_logs(D, p, q):
    """You get {got:.3f}: D's chance of being right on a real picture plus its chance on a fake. Without the logs the
    score is a straight line in each D(x), so the best D would answer 0 or 1 and never in between. What does a log make
    of an answer of 0.01 where the picture was real?"""
    return np.sum(p * D) + np.sum(q * (1 - D))


@_wrong_value
def value_fakes_subtracted(D, p, q):
    """You get {got:.3f}, and V, a sum of two means of logs of probabilities, is never above 0. Your second sum is
    subtracted, so D pays for seeing through a fake, and one that answers 1 to everything would score +∞. Which sign
    stands between the two expectations in the formula?"""
    return np.sum(p * np.log(D)) - np.sum(q * np.log(1 - D))


@_wrong_value
def value_data_subtracted(D, p, q):
    """You get {got:.3f}: your first sum carries a minus sign. Then D pays for trusting a real picture, and one that answers
    0 to everything would score +∞, where the game gives it −∞. Is there a minus in front of the first expectation in
    the formula?"""
    return np.sum(q * np.log(1 - D)) - np.sum(p * np.log(D))


@_wrong_value
def value_one_minus_the_log(D, p, q):
    """For a D that always answers ½ you get {blind:.3f}, and not −1.386. Your second term is 1 minus the mean of log D: the 1
    stands outside the log, and no score can be above 0. In log(1 − D), which comes first, the subtraction or the
    logarithm?"""
    return np.sum(p * np.log(D)) + np.sum(q * (1 - np.log(D)))


@_wrong_value
def value_weights_inside_the_log(D, p, q):
    """You get {got:.3f}: p and q stand inside the logs. A log turns a product into a sum, so a weight there adds a number of
    its own and no longer decides how much its picture counts. In a mean over draws, what is multiplied by p: D, or
    log D?"""
    return np.sum(np.log(p * D)) + np.sum(np.log(q * (1 - D)))


@_wrong_value
def value_weights_and_answers_exchanged(D, p, q):
    """You get {got:.3f}: the logs are taken of p and q, and D's answers serve as the weights. In `expected_log` the weights
    come first. Which numbers say how often a picture is drawn, and so belong there?"""
    return np.sum(D * np.log(p)) + np.sum((1 - D) * np.log(q))


@value.wrong(when=lambda seen: all(math.isnan(number) for number in (seen["got"], seen["blind"], *seen["worlds"])))
def value_log_of_a_negative_number(D, p, q):
    """You get {got}, which is no number, although every picture occurs here and D is never quite 0 or 1. Most often that is
    the log of a negative number: D and 1 − D are both positive, and D − 1 is not. What stands inside each of your logs?"""
    return np.sum(p * np.log(D)) + np.sum(q * np.log(D - 1))


@_wrong_value
def value_players_swapped(D, p, q):
    """You get {got:.3f}: the score of a D that takes the data for fakes and the fakes for data. Your log D is averaged
    over G's pictures. From which of the two tables is the x in E[log D(x)] drawn?"""
    return np.sum(q * np.log(D)) + np.sum(p * np.log(1 - D))


@_wrong_value
def value_first_term_only(D, p, q):
    """You get {got:.3f}: what D earns on the data alone. A D that waves everything through, answering 1 to fakes too,
    would get 0, the highest score. Which expectation would make it pay for the fakes?"""
    return np.sum(p * np.log(D))


@_wrong_value
def value_second_term_only(D, p, q):
    """You get {got:.3f}: what D earns on the fakes alone, the only part of V that G can move. A D that rejects
    everything, the real pictures too, would get 0, the highest score. What is still missing to make that D pay?"""
    return np.sum(q * np.log(1 - D))


@_wrong_value
def value_both_under_the_data(D, p, q):
    """You get {got:.3f}, and q never enters: G could draw anything and your value would not move. The second
    expectation is over the pictures that G draws. Which table says how often it draws each of them?"""
    return np.sum(p * (np.log(D) + np.log(1 - D)))


@_wrong_value
def value_sigmoid_on_top(D, p, q):
    """For D = ½ you get {blind:.3f}, and not −1.386: D went through a sigmoid before its log was taken, as if it were a
    logit. Networks later in the course put out logits; the table here holds probabilities. What would a sigmoid make
    of D = 0, an answer that is as sure as can be?"""
    return -np.sum(p * np.log1p(np.exp(-D))) - np.sum(q * np.log1p(np.exp(D)))


@value.wrong(when=lambda seen: _right_where_all_occurs(seen) and math.isnan(seen["never_drawn"]))
def value_zero_times_infinity(D, p, q):
    """On the two pictures you are right, {got:.3f}. On a table with a zero you get {never_drawn}: NumPy works out
    0 · log 0 as 0 · (−∞). A picture that is never drawn is never scored, so it must add nothing. Over which pictures
    should each sum run?"""
    return np.sum(p * np.log(D)) + np.sum(q * np.log(1 - D))


@value.wrong(when=lambda seen: _right_where_all_occurs(seen) and _close(seen["certain_and_wrong"], -math.log(2)))
def value_skips_certain_answers(D, p, q):
    """A D that answers 0 to a real picture gets {certain_and_wrong:.3f} from you; the game gives it −∞. You leave out the
    pictures about which D is certain, and so forgive its worst error. Is it D or the weight in front of the log that
    decides whether a picture counts?"""
    inside = D > 0, D < 1
    return np.sum((p * np.log(D))[inside[0]]) + np.sum((q * np.log(1 - D))[inside[1]])


@value.wrong(when=lambda seen: _right_where_all_occurs(seen) and _close(seen["never_drawn"], -math.log(2)))
def value_only_what_both_draw(D, p, q):
    """Where both players draw every picture you are right, {got:.3f}. In the world of one-sided pictures you get
    {never_drawn:.3f} and not −0.775: you leave out a picture as soon as one of the two never draws it, and with it what the
    other one does draw. Does each sum need to know about both tables, or only about its own weights?"""
    both = (p > 0) & (q > 0)
    return np.sum(p[both] * np.log(D[both])) + np.sum(q[both] * np.log(1 - D[both]))


@value.wrong(when=lambda seen: _right_where_all_occurs(seen, 1e-2) and math.isfinite(seen["certain_and_wrong"]))
def value_with_an_epsilon(D, p, q):
    """To three digits you are right, {got:.3f}. But a D that is certain and wrong gets {certain_and_wrong:.4g}, where the
    game gives −∞: a small number, added or clipped, puts a floor under the penalty, and which floor depends on the
    number you chose. The zeros that hurt are in p and q: how can you keep those pictures out of the sums instead?"""
    return np.sum(p * np.log(D + 1e-8)) + np.sum(q * np.log(1 - D + 1e-8))


@value.wrong(when=lambda seen: _right_where_all_occurs(seen) and not seen["tables_unchanged"])
def value_writes_over_the_tables(D, p, q):
    """The value is right, {got:.3f}, but afterwards the caller's tables hold other numbers: `D *= …` and `D[…] = …` write
    into the array that was handed to you, and the next cell would play on with another D. How do you make a new array
    instead of changing the one you were given?"""
    real = _expected_log(p, D)
    D *= -1
    D += 1
    return real + _expected_log(q, D)


value.hints(
    "V has two sums. The first is D's mean score on pictures from the data, the second its mean score on pictures from G.",
    "A mean over draws weighs each picture by how often it is drawn: p in the first sum, q in the second. "
    "`expected_log` above does this for one sum, zeros included.",
    "expected_log(weights, t) with (p, D), plus the same with q and the probability that D gives to “fake”.",
)


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
_PAIRS = [_random_pair(n) for n in (3, 4, 5, 6)]


def _table(answer, p, q):
    return np.asarray(_quietly(answer, p, q), dtype=float)


def _leaked_epsilon(seen):
    """The small number below the line that explains both the first answer and the one about the rare picture."""
    if not seen["rare"] > 0:
        return False
    epsilon = 1e-6 / seen["rare"] - 4e-6
    return epsilon > 1e-11 and _close(seen["got"], _THREE[0] / (_THREE[0] + _THREE[1] + epsilon), 1e-6)


@best_D.probe(
    "p = [1/2, 1/4, 1/4] and q = [1/4, 1/4, 1/2]",
    expected="three probabilities: 0.667, 0.5 and 0.333. No other D has a higher V there",
)
def best_D_for_three_pictures(answer):
    D = _table(answer, *_THREE)
    with np.errstate(all="ignore"):
        score = _value(D, *_THREE)
    return {"got": D, "score": score}


@best_D.probe("four random worlds of 3 to 6 pictures", expected="the D with the highest V, picture by picture")
def best_D_for_random_worlds(answer):
    return {"worlds": [_table(answer, *pair) for pair in _PAIRS]}


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
    holds=lambda seen: 0 <= seen["nobody_draws"] <= 1 and _close(seen["others"], [2 / 3, 0.4], 1e-6),
)
def best_D_for_a_picture_nobody_draws(answer):
    D = _table(answer, *_NOBODY)
    return {"nobody_draws": D[2], "others": D[:2]}


@best_D.probe("the same three pictures", expected="a NumPy array, so that the next cells can compute 1 − D")
def best_D_is_an_array(answer):
    return {"kind": type(_quietly(answer, *_THREE)).__name__}


@best_D.probe("the same tables, looked at after the call", expected="the tables as they were before it")
def best_D_leaves_the_tables_alone(answer):
    return {"tables_unchanged": _untouched(answer, *_THREE) and _untouched(answer, *_NOBODY)}


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
            theirs = [np.asarray(mistake(*pair), dtype=float) for pair in (_THREE, *_PAIRS)]
        return all(_close(a, b) for a, b in zip((seen["got"], *seen["worlds"]), theirs))

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
    when=lambda seen: _close(seen["got"], [2 / 3, 1 / 2, 1 / 3], 1e-6) and not 0 <= float(seen["nobody_draws"]) <= 1
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


@best_D.wrong(when=lambda seen: _close(seen["got"], [2 / 3, 1 / 2, 1 / 3], 1e-6) and not seen["tables_unchanged"])
def best_D_writes_over_the_tables(p, q):
    """Your D is right, {got[0]:.3f} for the first picture, but afterwards the caller's p or q holds other numbers:
    `q += p` and `q[…] = …` write into the array you were handed, and the next cell would use it as G. How do you make a
    new array instead?"""
    q += p
    return np.divide(p, q, out=np.full(len(p), 0.5), where=q > 0)


@best_D.wrong(when=lambda seen: seen["kind"] in ("list", "tuple") and _close(seen["got"], [2 / 3, 1 / 2, 1 / 3], 1e-6))
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


jensen_shannon = Exercise(
    "jensen_shannon",
    lesson="01",
    tolerance=1e-9,
    remember="JSD lies between 0 and log 2 = 0.693, so C(G) lies between −log 4 and 0; and once p_data and p_g share "
    "nothing, it stays at log 2 however far apart they are.",
)

_HALF_AND_TENTH = np.array([0.5, 0.5]), np.array([0.9, 0.1])
_ONE = np.array([0.1, 0.2, 0.7])
_DISJOINT = np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.0, 0.0, 0.3, 0.7])
_FOUR = np.array([4, 2, 2, 0]) / 8, np.array([1, 2, 2, 3]) / 8


@jensen_shannon.probe("p = [0.5, 0.5] and q = [0.9, 0.1]", expected="got = 0.101749, in nats")
def jsd_of_two_pictures(answer):
    return {"got": _quietly(answer, *_HALF_AND_TENTH)}


@jensen_shannon.probe("two equal tables, p = q = [0.1, 0.2, 0.7]", expected="equal = 0")
def jsd_of_equal_tables(answer):
    return {"equal": _quietly(answer, _ONE, _ONE)}


@jensen_shannon.probe(
    "four random worlds of 3 to 6 pictures: V at the best D, against −log 4 + 2·JSD",
    expected="C(G) both ways, the same to nine digits",
)
def jsd_and_the_value_of_the_game(answer):
    return {
        "cost_by_jsd": [-math.log(4) + 2 * _quietly(answer, *pair) for pair in _PAIRS],
        "cost_by_playing": [_value(best_D_as_a_share(*pair), *pair) for pair in _PAIRS],
    }


@jensen_shannon.probe(
    "tables with a zero: p = [4, 2, 2, 0]/8, q = [1, 2, 2, 3]/8",
    expected="with zero = 0.190198: a picture that one player never draws adds nothing to that player's KL",
)
def jsd_with_a_zero(answer):
    return {"with_zero": _quietly(answer, *_FOUR)}


@jensen_shannon.probe("two tables that share nothing", expected="disjoint = log 2 = 0.693147, the most there is")
def jsd_of_disjoint_tables(answer):
    return {"disjoint": _quietly(answer, *_DISJOINT)}


@jensen_shannon.probe("the same tables, looked at after the call", expected="the tables as they were before it")
def jsd_leaves_the_tables_alone(answer):
    return {"tables_unchanged": _untouched(answer, *_FOUR)}


@jensen_shannon.right
def jsd_as_a_mean_of_two_kls(p, q):
    m = (p + q) / 2
    return (_kl(p, m) + _kl(q, m)) / 2


@jensen_shannon.right
def jsd_by_entropies(p, q):
    m = (p + q) / 2
    return (_expected_log(p, p) + _expected_log(q, q)) / 2 - _expected_log(m, m)


@jensen_shannon.right
def jsd_from_the_value_of_the_best_D(p, q):
    return (_value(best_D_as_a_share(p, q), p, q) + math.log(4)) / 2


def _wrong_jsd(mistake):
    """A wrong answer that is recognised where both players draw every picture, whatever it makes of the zeros."""

    def alike(seen):
        with np.errstate(all="ignore"):
            theirs = [mistake(*pair) for pair in (_HALF_AND_TENTH, (_ONE, _ONE), *_PAIRS)]
        costs = (np.array(seen["cost_by_jsd"]) + math.log(4)) / 2
        return _close([seen["got"], seen["equal"], *costs], theirs)

    return jensen_shannon.wrong(when=alike)(mistake)


@_wrong_jsd
def jsd_is_kl(p, q):
    """You get {got:.3f}: KL(p‖q), p compared with q itself. It is infinite as soon as q misses one picture that p shows,
    and JSD is never above 0.693. With which third distribution does JSD compare both?"""
    return _kl(p, q)


@_wrong_jsd
def jsd_is_kl_backwards(p, q):
    """You get {got:.3f}: KL(q‖p), q compared with p itself. Exchange p and q and your number changes, while JSD treats both
    players alike; and yours is infinite where p misses a picture that q shows. With which third distribution does JSD
    compare both?"""
    return _kl(q, p)


@_wrong_jsd
def jsd_is_the_mean_of_both_kls(p, q):
    """You get {got:.3f}: the mean of KL(p‖q) and KL(q‖p). It is symmetric, as JSD is, but has no ceiling: for tables
    that share nothing it is infinite. Each player is to be compared with something that never misses what the player
    draws. What could that be?"""
    return (_kl(p, q) + _kl(q, p)) / 2


@_wrong_jsd
def jsd_doubled(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right: you add the two divergences, and JSD is
    their mean. With yours, −log 4 + 2·JSD would rise to +1.386 for tables that share nothing, though V, a mean of logs
    of probabilities, is never above 0. Which factor stands in front of each KL?"""
    m = (p + q) / 2
    return _kl(p, m) + _kl(q, m)


@_wrong_jsd
def jsd_mixture_not_halved(p, q):
    """For two equal tables you get {equal:.3f}, and they should be 0 apart. You compare with p + q, whose shares add up to 2:
    each KL comes out log 2 too small. (Hold on to that: the same log 2, once for each player, is the −log 4 in C(G).)
    What has to happen to p + q before it is a distribution?"""
    return (_kl(p, p + q) + _kl(q, p + q)) / 2


@_wrong_jsd
def jsd_mixture_halves_only_q(p, q):
    """For two equal tables you get {equal:.3f}, and they should be 0 apart. Your mixture is p + q/2: a division binds tighter
    than a plus, so only q is halved, and the shares add up to 1.5. Where does a bracket have to stand?"""
    return (_kl(p, p + q / 2) + _kl(q, p + q / 2)) / 2


@_wrong_jsd
def jsd_mixture_halves_only_p(p, q):
    """For two equal tables you get {equal:.3f}, and they should be 0 apart. Your mixture is p/2 + q: only p is halved, and
    the shares add up to 1.5. What has to be added up before it is halved?"""
    return (_kl(p, p / 2 + q) + _kl(q, p / 2 + q)) / 2


@_wrong_jsd
def jsd_mixture_is_a_difference(p, q):
    """You get {got} for two ordinary tables and {equal} for two equal ones, which should be 0 apart. A difference of p and q
    in the place of the mixture does that: some of its entries are negative, and a negative number has no log. A coin
    decides between data and G: how often do you then see each picture?"""
    return (_kl(p, (p - q) / 2) + _kl(q, (p - q) / 2)) / 2


@_wrong_jsd
def jsd_halves_only_the_second(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right. You halve KL(q‖m) alone, because a
    division binds tighter than a plus. What has to be in a bracket before it is divided by 2?"""
    m = (p + q) / 2
    return _kl(p, m) + _kl(q, m) / 2


@_wrong_jsd
def jsd_halves_only_the_first(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right. You halve KL(p‖m) alone, so G's half
    counts in full. Which part of the sum does the factor ½ belong to?"""
    m = (p + q) / 2
    return _kl(p, m) / 2 + _kl(q, m)


@_wrong_jsd
def jsd_is_a_difference_of_kls(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and no divergence is negative. You subtract one KL from the
    other, so what G is off takes away from what the data are off; exchange p and q and the sign changes. What does a
    mean do with its two numbers?"""
    m = (p + q) / 2
    return (_kl(p, m) - _kl(q, m)) / 2


@_wrong_jsd
def jsd_negated(p, q):
    """You get {got:.3f}: the size is right and the sign is turned round. No divergence is negative. In a KL from p to m,
    which of the two stands above the line inside the log?"""
    m = (p + q) / 2
    return -(_kl(p, m) + _kl(q, m)) / 2


@_wrong_jsd
def jsd_is_the_cost(p, q):
    """For two equal tables you get {equal:.3f}, which is −log 4. What you have is C(G) itself, the value of the game under
    the best D: right, and more than was asked for. How far apart should two equal tables be?"""
    return _kl(p, p + q) + _kl(q, p + q)


@_wrong_jsd
def jsd_root(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}, and 0.102 is right: you have taken its square root. That is
    the Jensen–Shannon distance, and it is what SciPy's `jensenshannon` returns. Which of the two, the distance or its
    square, did the derivation find in C(G)?"""
    m = (p + q) / 2
    return np.sqrt(np.maximum((_kl(p, m) + _kl(q, m)) / 2, 0))


@_wrong_jsd
def jsd_in_bits(p, q):
    """For p = [0.5, 0.5] and q = [0.9, 0.1] you get {got:.3f}: that is 0.102 nats, in bits. It is the right quantity in
    another unit, and with it −log 4 + 2·JSD no longer equals V, which is in nats. Which logarithm does the rest of the
    lesson use?"""
    m = (p + q) / 2
    return (_kl(p, m) + _kl(q, m)) / 2 / math.log(2)


@_wrong_jsd
def jsd_one_half_only(p, q):
    """You get {got:.3f}: KL(p‖m), the data's half. Exchange p and q and you get something else, while JSD treats both players
    alike. What does G's own table have to say about the mixture?"""
    return _kl(p, (p + q) / 2)


@_wrong_jsd
def jsd_mixture_first(p, q):
    """You get {got:.3f}: you compare the mixture with each player, KL(m‖p) and KL(m‖q), which is infinite as soon as a player
    misses a picture that the other shows. Which of the two must stand first, so that the other never gives 0 to what
    the first one draws?"""
    m = (p + q) / 2
    return (_kl(m, p) + _kl(m, q)) / 2


@_wrong_jsd
def jsd_is_total_variation(p, q):
    """You get {got:.3f}: half the sum of |p − q|, the total variation. It is 0 for equal tables, symmetric and bounded too
    (you say {disjoint:.3f} for tables that share nothing), but it is what a D scored by its errors would find. V is scored
    by logs: which divergence is made of logs?"""
    return np.abs(p - q).sum() / 2


@jensen_shannon.wrong(
    when=lambda seen: _close(seen["got"], jsd_as_a_mean_of_two_kls(*_HALF_AND_TENTH)) and math.isnan(seen["with_zero"])
)
def jsd_zero_times_infinity(p, q):
    """You are right where every picture occurs ({got:.3f}), and get {with_zero} where a table holds a zero: NumPy works out
    0 · log 0 as 0 · (−∞). A picture that a player never draws adds nothing to that player's sum. Is there a function in
    this lesson that already knows that?"""
    m = (p + q) / 2
    return (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2


@jensen_shannon.wrong(
    when=lambda seen: _close(seen["with_zero"], jsd_as_a_mean_of_two_kls(*_FOUR), 1e-9) and not seen["tables_unchanged"]
)
def jsd_writes_over_the_tables(p, q):
    """The number is right, {got:.3f}, but afterwards the caller's p or q is no longer what it was: `p += q` and `p /= 2`
    write into the array you were handed, and the next cell would compare another G. How do you make the mixture
    without touching either table?"""
    before = p.copy()
    p += q
    p /= 2
    return (_kl(before, p) + _kl(q, p)) / 2


@jensen_shannon.wrong
def jsd_only_what_both_draw(p, q):
    """Where both players draw every picture you are right, {got:.6f}. With a picture that only one of them draws you get
    {with_zero:.6f} and not 0.190198: you leave it out of both KLs, although the one who does draw it is compared with
    the mixture there too. Whose zero may leave a picture out of the KL from p?"""
    both = (p > 0) & (q > 0)
    m = (p + q) / 2
    return (np.sum((p * np.log(p / m))[both]) + np.sum((q * np.log(q / m))[both])) / 2


@jensen_shannon.wrong(
    when=lambda seen: (
        _close(seen["got"], jsd_as_a_mean_of_two_kls(*_HALF_AND_TENTH), 1e-3)
        and not _close(seen["got"], jsd_as_a_mean_of_two_kls(*_HALF_AND_TENTH), 1e-9)
    )
)
def jsd_with_an_epsilon(p, q):
    """You get {got:.9f}, right to some digits and not to nine. Most often that is a small number, put in to keep log 0
    away, that has leaked into the answer. With weights of zero there is nothing to protect, because those pictures add nothing. How can the sum
    leave them out?"""
    m = (p + q) / 2 + 1e-6
    return (np.sum(p * np.log((p + 1e-6) / m)) + np.sum(q * np.log((q + 1e-6) / m))) / 2


jensen_shannon.hints(
    "JSD compares each player with the mixture of both, and takes the mean of the two comparisons.",
    "The mixture m = (p + q)/2 is a distribution and misses no picture that p or q shows, so both KLs are finite.",
    "Half of kl(p, m) plus half of kl(q, m).",
)


closest_intervals = Exercise(
    "closest_intervals",
    lesson="01",
    remember="Maximum likelihood pays any price not to miss a picture; the reversed KL pays any price not to draw one "
    "that the data hardly show; JSD, the GAN's own criterion, stands between them.",
)

_HUMPS = np.array([0.01, 0.01, 0.43, 0.23, 0.01, 0.31])
_SEVEN = np.array([0.0, 0.02, 0.38, 0.3, 0.02, 0.28, 0.0])
_FIVE = np.array([0.28, 0.4, 0.02, 0.3, 0.0])
_PEAK = np.array([0.03, 0.9, 0.04, 0.03])


def _uniform_on(first, last, pictures):
    return np.where(
        (np.arange(1, pictures + 1) >= first) & (np.arange(1, pictures + 1) <= last), 1 / (last - first + 1), 0
    )


def _intervals(pictures):
    return [(first, last) for first in range(1, pictures + 1) for last in range(first, pictures + 1)]


def _choose(p, *scores):
    """For each score, the interval that has the smallest."""
    return [min(_intervals(len(p)), key=lambda ends: score(p, _uniform_on(*ends, len(p)))) for score in scores]


def _kl_backwards(p, q):
    return _kl(q, p)


def _three(answer, p):
    """The answer as whole numbers: ((first, last), (first, last), (first, last))."""
    pairs = [(float(first), float(last)) for first, last in _quietly(answer, p)]
    if len(pairs) != 3 or not all(end.is_integer() for pair in pairs for end in pair):
        raise ValueError("three pairs (first, last) of whole numbers are expected")
    return [(int(first), int(last)) for first, last in pairs]


def _in_words(pairs):
    return [f"{first} to {last}" for first, last in pairs]


@closest_intervals.probe(
    "the six pictures of this exercise, p = [.01, .01, .43, .23, .01, .31]",
    expected="three intervals: the smallest KL(p‖q), the smallest KL(q‖p) and the smallest JSD of all 21. They differ",
)
def intervals_for_the_given_world(answer):
    pairs = _three(answer, _HUMPS)
    inside = 1 <= pairs[0][0] <= pairs[0][1] <= 6
    return {
        "chosen": _in_words(pairs),
        "kl_of_first": _kl(_HUMPS, _uniform_on(*pairs[0], 6)) if inside else math.nan,
    }


@closest_intervals.probe(
    "seven pictures, p = [0, .02, .38, .3, .02, .28, 0]",
    expected="the three best of its 28 intervals, in the same order",
)
def intervals_for_seven_pictures(answer):
    return {"of_seven": _in_words(_three(answer, _SEVEN))}


@closest_intervals.probe(
    "five pictures, p = [.28, .4, .02, .3, 0]", expected="the three best of its 15 intervals, in the same order"
)
def intervals_for_five_pictures(answer):
    return {"of_five": _in_words(_three(answer, _FIVE))}


@closest_intervals.probe(
    "four pictures with one peak, p = [.03, .9, .04, .03]",
    expected="the three best of its 10 intervals, in the same order",
)
def intervals_for_one_peak(answer):
    return {"of_four": _in_words(_three(answer, _PEAK))}


@closest_intervals.probe(
    "the same four worlds, whose pictures are numbered from 1", expected="no interval that begins before picture 1"
)
def intervals_begin_at_one(answer):
    chosen = [pair for p in (_HUMPS, _SEVEN, _FIVE, _PEAK) for pair in _three(answer, p)]
    return {"begins_too_early": next(iter(_in_words(pair for pair in chosen if pair[0] < 1)), "none")}


@closest_intervals.probe("the table p, looked at after the call", expected="the table as it was before it")
def intervals_leave_the_table_alone(answer):
    return {"table_unchanged": _untouched(answer, _HUMPS)}


@closest_intervals.right
def intervals_by_min(p):
    return _choose(p, _kl, _kl_backwards, jsd_as_a_mean_of_two_kls)


@closest_intervals.right
def intervals_by_argmin(p):
    candidates = _intervals(len(p))
    tables = [_uniform_on(*ends, len(p)) for ends in candidates]
    scores = np.array([[_kl(p, q), _kl(q, p), jsd_by_entropies(p, q)] for q in tables])
    return tuple(candidates[best] for best in scores.argmin(axis=0))


@closest_intervals.right
def intervals_by_likelihood_and_the_value_of_the_game(p):
    def log_likelihood(p, q):
        return -_expected_log(p, q)

    def cost(p, q):
        return _value(best_D_as_a_share(p, q), p, q)

    return np.array(_choose(p, log_likelihood, _kl_backwards, cost))


def _all_the_same(seen):
    return len(set(seen["chosen"])) == 1


def _right_in_another_order(seen):
    right = _in_words(intervals_by_min(_HUMPS))
    return sorted(seen["chosen"]) == sorted(right) and list(seen["chosen"]) != right


@closest_intervals.wrong
def intervals_all_by_likelihood(p):
    """You choose {chosen[0]} three times: the model that maximum likelihood would pick, for every criterion. It covers
    all that the data show, and spends half of its draws on pictures 1, 2 and 5, which are 3 % of the data. Which of the
    three criteria punishes a model for drawing what the data hardly show?"""
    return _choose(p, _kl, _kl, _kl)


@closest_intervals.wrong(when=_all_the_same)
def intervals_all_by_jsd(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: one and the same model for three different criteria. One of them punishes missing a picture, one
    punishes drawing a picture that the data hardly show, one punishes both, but never beyond log 2. For each of the three:
    is it computed anew, for every interval?"""
    return _choose(p, *[jsd_as_a_mean_of_two_kls] * 3)


@closest_intervals.wrong(when=_right_in_another_order)
def intervals_in_another_order(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the right three, in another order. KL(p‖q) comes first, the sum
    of p·log(p/q), and it goes to infinity when q gives 0 to a picture that p shows; for your first interval it is
    {kl_of_first:.3f}. Which of the three intervals misses no picture?"""
    return _choose(p, _kl_backwards, _kl, jsd_as_a_mean_of_two_kls)


@closest_intervals.wrong
def intervals_that_are_farthest(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the intervals with the largest divergence, not the smallest. By KL(p‖q) your first one is
    {kl_of_first} away from the data. If you maximise something, what has to be turned round in a divergence first?"""
    return _choose(p, lambda p, q: -_kl(p, q), lambda p, q: -_kl(q, p), lambda p, q: -jsd_as_a_mean_of_two_kls(p, q))


@closest_intervals.wrong
def intervals_counted_from_zero(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the right intervals, counted from 0 as Python counts. The pictures are numbered from 1 here, both
    ends included, as on the figure's axis. What has to be added, and to which of the two ends?"""
    return [(first - 1, last - 1) for first, last in intervals_by_min(p)]


@closest_intervals.wrong
def intervals_as_slices(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: the right intervals, written as Python writes a slice, with the first picture counted from 0.
    Here the pictures are numbered from 1, both ends included, as on the figure's axis. Which of the two ends is one
    too small?"""
    return [(first - 1, last) for first, last in intervals_by_min(p)]


@closest_intervals.wrong(when=lambda seen: seen["begins_too_early"] != "none")
def intervals_tried_from_zero(p):
    """One of your choices is {begins_too_early}, and there is no picture 0: they are numbered from 1 to n, both ends included.
    `uniform_on` gives such an interval a share for a picture that nobody can draw, so its table adds up to less than
    1. From which number to which does each of your two loops have to run?"""
    candidates = [(first, last) for first in range(len(p)) for last in range(first, len(p))]
    tables = {ends: _uniform_on(*ends, len(p)) for ends in candidates}
    return [
        min(candidates, key=lambda ends: score(p, tables[ends]))
        for score in (_kl, _kl_backwards, jsd_as_a_mean_of_two_kls)
    ]


@closest_intervals.wrong
def intervals_half_open(p):
    """You choose {chosen[0]}, {chosen[1]} and {chosen[2]}: your last picture is the first one that is no longer inside, as in Python's `range`. Here an
    interval is named by the first and the last picture it contains. How many pictures does “{chosen[2]}” contain in
    your reading?"""
    return [(first, last + 1) for first, last in intervals_by_min(p)]


@closest_intervals.wrong
def intervals_by_the_same_answer_for_every_p(p):
    """For this world your answer, {chosen[0]}, {chosen[1]} and {chosen[2]}, is right. For seven pictures you answer {of_seven[0]}, {of_seven[1]} and
    {of_seven[2]}, the same again, so p does not
    enter. What would have to be computed from p for each candidate?"""
    return [(1, 6), (3, 4), (3, 6)]


@closest_intervals.wrong
def intervals_with_both_kls_for_jsd(p):
    """Your first two are right, {chosen[0]} and {chosen[1]}. The third, {chosen[2]}, minimises the mean of the two
    KLs, which is infinite wherever one of them is, and so must cover everything again. JSD is never above 0.693. With what
    does it compare p and q, if not with each other?"""
    return _choose(p, _kl, _kl_backwards, lambda p, q: (_kl(p, q) + _kl(q, p)) / 2)


@closest_intervals.wrong(when=lambda seen: math.isinf(seen["kl_of_first"]))
def intervals_infinite_kl_ignored(p):
    """By KL(p‖q) you choose {chosen[0]}, and its KL is {kl_of_first}: the data show pictures that this model never draws,
    and one of those is enough for a log-likelihood of −∞. Either the sum skipped them, or an interval was never tried.
    Which pictures does your sum over p·log(p/q) run over?"""

    def kl_where_q_draws(p, q):
        inside = (q > 0) & (p > 0)
        return np.sum(p[inside] * np.log(p[inside] / q[inside]))

    return _choose(p, kl_where_q_draws, _kl_backwards, jsd_as_a_mean_of_two_kls)


closest_intervals.hints(
    "Try all the intervals. For each one, make the table q that is uniform on it, and compute a divergence between p and q.",
    "Two loops, first and last, give all intervals; keep the one with the smallest divergence. Do that three times: with "
    "kl(p, q), with kl(q, p), and with jensen_shannon(p, q).",
    "candidates = [(a, b) for a in range(1, n + 1) for b in range(a, n + 1)]; then "
    "min(candidates, key=lambda ends: kl(p, uniform_on(*ends, n))), and likewise for the other two.",
)


_statements = Deck(
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
            Option("one_minus", "A larger D(G(z)) makes 1 − D(G(z)) smaller, hence its log, hence V."),
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
            Option("g_minimises", "G minimises V, with D held fixed. A D that minimised V would be the worst of all."),
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
                "The mean is an estimate: right on average over batches, with a spread that shrinks like 1/√m.",
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
                    "It is right once the batch holds 100 pictures or more.",
                    "batches of 100 still scattered by about 0.06 in this lesson; a hundred times more pictures made that ten "
                    "times smaller. At which m does 1/√m reach zero?",
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
                "At G's turn: against a fixed D, the G that fools it best draws only the picture that D trusts most.",
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
statements = _statements.exercise

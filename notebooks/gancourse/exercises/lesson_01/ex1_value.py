"""Exercise 1.1, value: the value of the game, for tables of probabilities."""

import math

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.checks.observing import plain
from gancourse.exercises.lesson_01.tables import (
    BLIND,
    WORLDS,
    close,
    expected_log,
    kl,
    quietly,
    value_of_game,
)

value = Exercise(
    "value",
    lesson="01",
    tolerance=1e-7,
    remember="A D that always answers ½ scores −2·log 2 = −log 4 = −1.386 against every G, good or bad. Keep that "
    "landmark: you will meet it in every run.",
)

_TWO = np.array([0.8, 0.4]), np.array([0.5, 0.5]), np.array([0.25, 0.75])  # D, p, q
_OTHER = _TWO[0], np.array([0.9, 0.1]), np.array([0.3, 0.7])
_ONE_SIDED = (
    np.array([1.0, 0.9, 0.5, 0.2, 0.0]),
    np.array([0.25, 0.25, 0.5, 0.0, 0.0]),
    np.array([0.0, 0.0, 0.5, 0.25, 0.25]),
)


@value.probe("two pictures: D = [0.8, 0.4], p = [0.5, 0.5], q = [0.25, 0.75]", expected="one number, got = −1.3551694")
def value_of_two_pictures(answer):
    got = quietly(answer, *_TWO)
    return {"got": got, "how_many": np.size(plain(got))}


@value.probe(
    "the same D, other tables: p = [0.9, 0.1], q = [0.3, 0.7]", expected="other tables = −1.1329391: p and q decide too"
)
def value_of_other_tables(answer):
    return {"other_tables": quietly(answer, *_OTHER)}


@value.probe("D = ½ for each of six pictures, p and q at random", expected="blind = −1.386, whatever p and q are")
def value_of_a_blind_discriminator(answer):
    return {"blind": quietly(answer, *BLIND)}


@value.probe(
    "five random worlds of 3 to 6 pictures",
    expected="for each, the mean of log D under p plus the mean of log(1 − D) under q",
)
def value_of_random_worlds(answer):
    return {"worlds": [quietly(answer, *world) for world in WORLDS]}


@value.probe(
    "pictures that one player never draws: D = [1, .9, .5, .2, 0], p = [.25, .25, .5, 0, 0], q = [0, 0, .5, .25, .25]",
    expected="never drawn = −0.775: a picture that a player never draws adds nothing to that player's sum, whatever D is",
)
def value_of_one_sided_pictures(answer):
    return {"never_drawn": quietly(answer, *_ONE_SIDED)}


@value.probe(
    "a D that is certain and wrong: D = [0, 0.5], p = q = [0.5, 0.5]",
    expected="certain and wrong = −inf: D gave probability 0 to a picture that does occur",
)
def value_of_a_certain_error(answer):
    return {"certain_and_wrong": quietly(answer, np.array([0.0, 0.5]), np.full(2, 0.5), np.full(2, 0.5))}


def _right_where_all_occurs(seen, tolerance=1e-7):
    """Is V right on the tables without zeros?"""
    return close(
        [seen["got"], seen["blind"], *seen["worlds"]], [value_of_game(*w) for w in (_TWO, BLIND, *WORLDS)], tolerance
    )


def _in_another_unit(seen):
    """Are all values the right ones times one constant, that of base 2 or 10?"""
    unit = seen["blind"] / value_of_game(*BLIND)
    if not unit > 0:
        return False
    in_nats = {"got": seen["got"] / unit, "blind": seen["blind"] / unit, "worlds": np.array(seen["worlds"]) / unit}
    return _right_where_all_occurs(in_nats) and min(abs(unit * math.log(base) - 1) for base in (2, 10)) < 1e-6


@value.right
def value_as_two_expected_logs(D, p, q):
    return value_of_game(D, p, q)


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


def _wrong_value(mistake=None, *, also=()):
    """A wrong answer that is recognised where every picture occurs, whatever it makes of the zeros. `also` holds the
    other forms of the same mistake."""
    if mistake is None:
        return lambda mistake: _wrong_value(mistake, also=also)

    def alike(seen):
        mine = [seen["got"], seen["blind"], *seen["worlds"]]
        with np.errstate(all="ignore"):
            return any(close(mine, [form(*t) for t in (_TWO, BLIND, *WORLDS)]) for form in (mistake, *also))

    return value.wrong(when=alike)(mistake)


def _one_mask(seen):
    """Is what one player draws alone missing from the world of one-sided pictures?"""
    masks = (table > 0 for table in _ONE_SIDED[1:])
    return any(close(seen["never_drawn"], value_of_game(*(t[mask] for t in _ONE_SIDED))) for mask in masks)


def _two_parts(D, p, q):
    return expected_log(p, D), expected_log(q, 1 - D)


def _rounded(*numbers):
    """Do these end after a few digits?"""
    return all(number == round(number, 8) for number in numbers)


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


@value.wrong(when=lambda seen: seen["got"] == seen["other_tables"] != seen["blind"])
def value_unweighted(D, p, q):
    """You get {got:.3f} for p = [0.5, 0.5], q = [0.25, 0.75], and {other_tables:.3f} for other tables with the same D: the
    same, because p and q never enter. In this world G draws the second picture three times as often as the first. Where
    does your sum know about that?"""
    return np.mean(np.log(D)) + np.mean(np.log(1 - D))


@value.wrong(when=lambda seen: np.shape(seen["got"]) == (2,) and not isinstance(seen["got"], tuple))
def value_not_added_up(D, p, q):
    """You get {how_many} numbers for two pictures, one for each, and V is one number for all of them. The formula has a
    sum over the pictures in front of each logarithm. Where does your code add up?"""
    return p * np.log(D) + q * np.log(1 - D)


@value.wrong(when=lambda seen: isinstance(seen["got"], tuple) and close(seen["got"], _two_parts(*_TWO)))
def value_in_two_parts(D, p, q):
    """You return {how_many} numbers side by side: what D earns on the data and what it earns on the fakes, both right. V is
    a single number, so that a D can be better or worse than another. What stands between the two expectations in the
    formula?"""
    return _two_parts(D, p, q)


@_wrong_value
def value_doubled(D, p, q):
    """For a D that always answers ½ you get {blind:.3f}, and −1.386 is right: your result is twice the value of the game.
    V adds up two means, one over the data and one over the fakes. How often does each of them occur in your sum?"""
    return 2 * (np.sum(p * np.log(D)) + np.sum(q * np.log(1 - D)))


@_wrong_value(
    also=[
        lambda D, p, q: -np.sum(p * np.log(D) + (1 - p) * np.log(1 - D)),
        lambda D, p, q: np.mean(p * np.log(D) + (1 - p) * np.log(1 - D)),
        lambda D, p, q: -np.mean(p * np.log(D) + (1 - p) * np.log(1 - D)),
    ]
)
def value_rest_of_p_for_fakes(D, p, q):
    """You get {got:.3f}: your second logarithm is weighted by 1 − p. That is binary cross-entropy (or its negative) with p
    as the label, as if what the data do not draw were what G draws. G has a table of its own. Which letter is it?"""
    return np.sum(p * np.log(D) + (1 - p) * np.log(1 - D))


@_wrong_value(
    also=[
        lambda D, p, q: np.sum(p * np.log(D)) + np.sum(q * np.log(1 - q)),
        lambda D, p, q: np.sum(p * np.log(D)) + np.sum((1 - q) * np.log(D)),
    ]
)
def value_one_minus_at_the_weight(D, p, q):
    """You get {got:.3f}: a 1 − stands at q, the table that says how often G draws each picture. What has to be turned
    round for a fake is D's answer, from “real” to “fake”. In E[log(1 − D(G(z)))], which letter follows the minus?"""
    return np.sum(p * np.log(D)) + np.sum((1 - q) * np.log(1 - D))


@_wrong_value(also=[lambda D, p, q: kl(p, D) + kl(q, 1 - D)])
def value_as_two_kls(D, p, q):
    """You get {got:.3f}: the two sums are KL divergences (or their negatives), so sums of p·log p and q·log q have come in,
    which no D can change. V needs less: a weight and a logarithm of D's answer. Which of the lesson's functions has only
    that in it?"""
    return -kl(p, D) - kl(q, 1 - D)


@_wrong_value
def value_multiplied(D, p, q):
    """You get {got:.3f}, above 0: the two means are multiplied, and two negative numbers make a positive one. A D that is
    certain and right on the data would get 0 whatever it says of the fakes. How does the formula join its two
    expectations?"""
    return np.sum(p * np.log(D)) * np.sum(q * np.log(1 - D))


@_wrong_value
def value_bracket_closed_too_early(D, p, q):
    """You get {got:.3f}: your second mean is that of −D, with no logarithm in it. `np.log(1) - D` comes out like this, because
    log 1 is 0. What belongs inside the logarithm of the second term?"""
    return np.sum(p * np.log(D)) + np.sum(q * (np.log(1) - D))


@_wrong_value
def value_divided_by_the_number_of_pictures(D, p, q):
    """You get {got:.3f} with two pictures, and {blind:.3f} for a blind D with six, where V is −1.386: your result
    shrinks as the world grows. `mean` divides by the number of pictures, on top of weights that are shares already.
    What do the weights p add up to?"""
    return np.mean(p * np.log(D) + q * np.log(1 - D))


@_wrong_value(also=[lambda D, p, q: np.log(np.sum(p * D) + np.sum(q * (1 - D)))])
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


@value.wrong(when=lambda seen: _right_where_all_occurs(seen) and close(seen["certain_and_wrong"], -math.log(2)))
def value_skips_certain_answers(D, p, q):
    """A D that answers 0 to a real picture gets {certain_and_wrong:.3f} from you; the game gives it −∞. You leave out the
    pictures about which D is certain, and so forgive its worst error. Is it D or the weight in front of the log that
    decides whether a picture counts?"""
    inside = D > 0, D < 1
    return np.sum((p * np.log(D))[inside[0]]) + np.sum((q * np.log(1 - D))[inside[1]])


@value.wrong(when=lambda seen: _right_where_all_occurs(seen) and close(seen["never_drawn"], -math.log(2)))
def value_only_what_both_draw(D, p, q):
    """Where both players draw every picture you are right, {got:.3f}. In the world of one-sided pictures you get
    {never_drawn:.3f} and not −0.775: you leave out a picture as soon as one of the two never draws it, and with it what the
    other one does draw. Does each sum need to know about both tables, or only about its own weights?"""
    both = (p > 0) & (q > 0)
    return np.sum(p[both] * np.log(D[both])) + np.sum(q[both] * np.log(1 - D[both]))


@value.wrong(
    when=lambda seen: (
        _right_where_all_occurs(seen) and not close(seen["never_drawn"], value_of_game(*_ONE_SIDED)) and _one_mask(seen)
    )
)
def value_one_mask_for_both(D, p, q):
    """Where both players draw every picture you are right, {got:.3f}. In the world of one-sided pictures you get
    {never_drawn:.3f} and not −0.775: both your sums run over the pictures of one player, so what the other one draws
    alone is missing. Whose weights decide which pictures the second sum needs?"""
    drawn = p > 0
    return expected_log(p[drawn], D[drawn]) + expected_log(q[drawn], 1 - D[drawn])


@value.wrong(when=lambda seen: _right_where_all_occurs(seen) and 1e300 < abs(seen["certain_and_wrong"]) < math.inf)
def value_infinity_made_finite(D, p, q):
    """A D that is certain and wrong gets {certain_and_wrong:.3g} from you, where the game gives −∞: a number as large as a
    computer can write has taken the place of infinity. `nan_to_num` does that, besides turning NaN into 0. Two things go
    to the extreme here, 0 · log 0 and log 0 alone: which of them should V keep?"""
    return np.sum(np.nan_to_num(p * np.log(D))) + np.sum(np.nan_to_num(q * np.log(1 - D)))


@value.wrong(when=lambda seen: _right_where_all_occurs(seen, 5e-2) and _rounded(seen["got"], seen["blind"]))
def value_rounded(D, p, q):
    """You get {got}, right as far as it goes: the result is rounded. The next sections compare values that differ in the
    ninth digit. Round when you print. What does your function return if you leave the rounding out?"""
    return round(expected_log(p, D) + expected_log(q, 1 - D), 3)


@value.wrong(
    when=lambda seen: any(words in seen["error"] for words in ("must be Tensor", "Python scalars", "0-dimensional"))
)
def value_with_a_foreign_logarithm(D, p, q):
    """Your code stopped: {error}. The tables of this lesson are NumPy arrays. `math.log` takes one number at a time, and
    the functions of torch take tensors. Whose logarithm takes a whole array?"""
    return np.sum(p * math.log(D)) + np.sum(q * math.log(1 - D))


@value.wrong(when=lambda seen: _right_where_all_occurs(seen, 1e-2) and math.isfinite(seen["certain_and_wrong"]))
def value_with_an_epsilon(D, p, q):
    """To three digits you are right, {got:.3f}. But a D that is certain and wrong gets {certain_and_wrong:.4g}, where the
    game gives −∞: a small number, added or clipped, puts a floor under the penalty, and which floor depends on the
    number you chose. The zeros that hurt are in p and q: how can you keep those pictures out of the sums instead?"""
    return np.sum(p * np.log(D + 1e-8)) + np.sum(q * np.log(1 - D + 1e-8))


def _logits(D):
    return np.log(D) - np.log(1 - D)


@value.decoy(value_negated, value_sigmoid_on_top, right=True)
def value_from_logits(D, p, q):
    """Minus the losses that a network will report, softplus of its logits: V itself."""
    a = _logits(D)
    return -np.sum(p[p > 0] * np.logaddexp(0, -a[p > 0])) - np.sum(q[q > 0] * np.logaddexp(0, a[q > 0]))


@value.decoy(value_zero_times_infinity, value_skips_certain_answers, value_only_what_both_draw, right=True)
def value_where_something_is_drawn(D, p, q):
    real, fake = np.zeros(len(D)), np.zeros(len(D))
    np.log(D, out=real, where=p > 0)
    np.log(1 - D, out=fake, where=q > 0)
    return p @ real + q @ fake


@value.decoy(value_without_the_one_minus, value_fakes_subtracted)
def value_of_the_log_odds(D, p, q):
    return np.sum((p - q) * _logits(D))


@value.decoy(value_both_terms_pay_for_real, value_second_term_only)
def value_both_terms_pay_for_fake(D, p, q):
    return np.sum((p + q) * np.log(1 - D))


@value.decoy(value_halved, value_doubled)
def value_with_one_term_halved(D, p, q):
    return np.sum(p * np.log(D)) / 2 + np.sum(q * np.log(1 - D))


@value.decoy(value_in_another_unit, value_halved, told=value_doubled)
def value_twice_over(D, p, q):
    return np.sum(p * np.log(D**2)) + np.sum(q * np.log((1 - D) ** 2))


@value.decoy(value_unweighted, told="same_for_all")
def value_always_the_same(D, p, q):
    return -1.355


@value.decoy(value_unweighted, told=value_both_under_the_data)
def value_of_the_data_only(D, p, q):
    return expected_log(p, D) + expected_log(p, 1 - D)


@value.decoy(value_both_under_the_data, value_players_swapped)
def value_both_under_the_generator(D, p, q):
    return np.sum(q * (np.log(D) + np.log(1 - D)))


@value.decoy(value_divided_by_the_number_of_pictures)
def value_with_one_mean(D, p, q):
    return np.mean(p * np.log(D)) + np.sum(q * np.log(1 - D))


@value.decoy(value_log_of_the_mean)
def value_log_of_one_mean(D, p, q):
    return np.log(np.sum(p * D)) + np.sum(q * np.log(1 - D))


@value.decoy(value_without_logs, value_bracket_closed_too_early)
def value_with_straight_lines_for_logs(D, p, q):
    return np.sum(p * (D - 1)) - np.sum(q * D)


@value.decoy(value_data_subtracted, value_second_term_only)
def value_of_the_fakes_less_the_data(D, p, q):
    return np.sum(q * np.log(1 - D)) - np.sum(p * np.log(1 - D))


@value.decoy(value_one_minus_the_log)
def value_plus_one(D, p, q):
    return 1 + np.sum(p * np.log(D)) + np.sum(q * np.log(1 - D))


@value.decoy(value_weights_inside_the_log, value_as_two_kls)
def value_weights_inside_and_outside(D, p, q):
    return np.sum(p * np.log(p * D)) + np.sum(q * np.log(q * (1 - D)))


@value.decoy(value_weights_and_answers_exchanged, value_rest_of_p_for_fakes)
def value_answers_as_labels(D, p, q):
    """Binary cross-entropy with the arguments exchanged: D as the label, p as the answer."""
    return np.sum(D * np.log(p) + (1 - D) * np.log(1 - p))


@value.decoy(value_log_of_a_negative_number, told=value_zero_times_infinity)
def value_as_dot_products(D, p, q):
    return p @ np.log(D) + q @ np.log(1 - D)


@value.decoy(value_first_term_only)
def value_of_the_first_picture(D, p, q):
    return p[0] * np.log(D[0]) + q[0] * np.log(1 - D[0])


@value.decoy(value_not_added_up, told=value_in_two_parts)
def value_as_a_list(D, p, q):
    return [expected_log(p, D), expected_log(q, 1 - D)]


@value.decoy(value_in_two_parts, told=value_not_added_up)
def value_for_each_picture(D, p, q):
    return np.array([a * math.log(d) + b * math.log(1 - d) for d, a, b in zip(*_TWO)])


@value.decoy(value_one_minus_at_the_weight)
def value_one_minus_at_both(D, p, q):
    return np.sum(p * np.log(D)) + np.sum((1 - q) * np.log(1 - q))


@value.decoy(value_multiplied, told=value_negated)
def value_above_zero(D, p, q):
    return abs(expected_log(p, D) + expected_log(q, 1 - D))


@value.decoy(value_only_what_both_draw, value_zero_times_infinity, told=value_one_mask_for_both)
def value_where_the_generator_draws(D, p, q):
    drawn = q > 0
    return expected_log(p[drawn], D[drawn]) + expected_log(q[drawn], 1 - D[drawn])


@value.decoy(value_one_mask_for_both, told=value_skips_certain_answers)
def value_where_the_log_is_finite(D, p, q):
    return np.sum(p * np.log(np.where(D > 0, D, 1))) + np.sum(q * np.log(np.where(D < 1, 1 - D, 1)))


@value.decoy(value_with_an_epsilon, value_zero_times_infinity, told=value_infinity_made_finite)
def value_with_nan_to_num_at_the_end(D, p, q):
    return np.nan_to_num(np.sum(p * np.log(D)) + np.sum(q * np.log(1 - D)))


@value.decoy(value_infinity_made_finite, value_skips_certain_answers, value_rounded, told=value_with_an_epsilon)
def value_clipped(D, p, q):
    return value_of_game(np.clip(D, 1e-7, 1 - 1e-7), p, q)


@value.decoy(value_with_an_epsilon, told=value_rounded)
def value_of_three_digits(D, p, q):
    return np.round(value_of_game(D, p, q), 3)


@value.decoy(value_with_a_foreign_logarithm)
def value_of_unequal_tables(D, p, q):
    """Another error: an array cut short."""
    return np.sum(p[:-1] * np.log(D)) + np.sum(q * np.log(1 - D))


@value.decoy(value_with_an_epsilon, told="inputs_changed")
def value_writes_over_the_tables(D, p, q):
    real = expected_log(p, D)
    D *= -1
    D += 1
    return real + expected_log(q, D)


@value.decoy(value_rounded, told="text_for_number")
def value_printed_into_a_text(D, p, q):
    return f"{value_of_game(D, p, q):.3f}"


value.hints(
    "V has two sums. The first is D's mean score on pictures from the data, the second its mean score on pictures from G.",
    "A mean over draws weighs each picture by how often it is drawn: p in the first sum, q in the second. "
    "`expected_log` above does this for one sum, zeros included.",
    "expected_log(weights, t) with (p, D), plus the same with q and the probability that D gives to “fake”.",
)

"""Exercise 1.1, value: the value of the game, for tables of probabilities."""

import math

import numpy as np

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_01.tables import BLIND, WORLDS, close, expected_log, quietly, untouched, value_of_game

value = Exercise(
    "value",
    lesson="01",
    tolerance=1e-7,
    remember="A D that always answers ½ scores −2·log 2 = −log 4 = −1.386 against every G, good or bad. Keep that "
    "landmark: you will meet it in every run.",
)

_TWO = np.array([0.8, 0.4]), np.array([0.5, 0.5]), np.array([0.25, 0.75])  # D, p, q
_ONE_SIDED = (
    np.array([1.0, 0.9, 0.5, 0.2, 0.0]),
    np.array([0.25, 0.25, 0.5, 0.0, 0.0]),
    np.array([0.0, 0.0, 0.5, 0.25, 0.25]),
)


@value.probe("two pictures: D = [0.8, 0.4], p = [0.5, 0.5], q = [0.25, 0.75]", expected="got = −1.355, to three digits")
def value_of_two_pictures(answer):
    return {"got": quietly(answer, *_TWO)}


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


@value.probe("the same tables, looked at after the call", expected="the tables as they were before it")
def value_leaves_the_tables_alone(answer):
    return {"tables_unchanged": untouched(answer, *_TWO) and untouched(answer, *_ONE_SIDED)}


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


def _wrong_value(mistake):
    """A wrong answer that is recognised where every picture occurs, whatever it makes of the zeros."""

    def alike(seen):
        with np.errstate(all="ignore"):
            theirs = [mistake(*tables) for tables in (_TWO, BLIND, *WORLDS)]
        return close([seen["got"], seen["blind"], *seen["worlds"]], theirs)

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
    real = expected_log(p, D)
    D *= -1
    D += 1
    return real + expected_log(q, D)


value.hints(
    "V has two sums. The first is D's mean score on pictures from the data, the second its mean score on pictures from G.",
    "A mean over draws weighs each picture by how often it is drawn: p in the first sum, q in the second. "
    "`expected_log` above does this for one sum, zeros included.",
    "expected_log(weights, t) with (p, D), plus the same with q and the probability that D gives to “fake”.",
)

"""Exercise 13.3, inception_score: how sure the classifier is of each picture, and how many classes come."""

import torch

from gancourse.checks.exercise import Exercise
from gancourse.exercises.relatives import relatives
from gancourse.settings import device

inception_score = Exercise(
    "inception_score",
    lesson="13",
    tolerance=1e-4,
    remember="The score reads ten numbers of each picture and never looks at the data: one perfect picture of each class, again and again, gets the full 10.",
)


def _rows(*rows: tuple[float, ...]) -> torch.Tensor:
    return torch.tensor(rows, dtype=torch.float32, device=device())


@inception_score.probe("20 pictures, two of each class, all certain", expected="10")
def two_of_each(answer):
    return {"of_each": answer(torch.eye(10, device=device()).repeat(2, 1))}


@inception_score.probe("8 pictures, all certainly of one class", expected="1")
def one_class(answer):
    return {"one_class": answer(torch.eye(10, device=device())[3:4].repeat(8, 1))}


@inception_score.probe("5 pictures of which nothing can be said: 0.1 for each class", expected="1")
def nothing_said(answer):
    return {"unsure": answer(torch.full((5, 10), 0.1, device=device()))}


@inception_score.probe("4 pictures and two classes: three certainly of one, one of the other", expected="1.7548")
def three_to_one(answer):
    return {"three_to_one": answer(_rows((1, 0), (1, 0), (1, 0), (0, 1)))}


@inception_score.probe("6 pictures and three classes, none of them certain", expected="1.3146")
def not_certain(answer):
    rows = ((0.7, 0.2, 0.1), (0.1, 0.8, 0.1), (0.2, 0.2, 0.6), (0.5, 0.4, 0.1), (0.9, 0.05, 0.05), (0.25, 0.25, 0.5))
    return {"not_certain": answer(_rows(*rows))}


def _entropy(p: torch.Tensor) -> torch.Tensor:
    return -torch.xlogy(p, p).sum(-1)


@inception_score.right
def kl_then_mean_then_exp(probabilities):
    overall = probabilities.mean(0)
    terms = torch.xlogy(probabilities, probabilities) - torch.xlogy(probabilities, overall.clamp(min=1e-30))
    return terms.sum(1).mean().exp()


@inception_score.right
def by_entropies(probabilities):
    return (_entropy(probabilities.mean(0)) - _entropy(probabilities).mean()).exp().item()


@inception_score.right
def with_a_tiny_floor(probabilities):
    overall = probabilities.mean(0, keepdim=True)
    return (probabilities * ((probabilities + 1e-12).log() - (overall + 1e-12).log())).sum(1).mean().exp().item()


def _kl(p, q):
    return (torch.xlogy(p, p) - torch.xlogy(p, q.clamp(min=1e-30))).sum(-1)


@inception_score.wrong
def log_of_zero(probabilities):
    """For certain pictures you return {of_each}: 0 times the logarithm of 0 is no number for PyTorch, though its limit is 0. What does `torch.xlogy` do that `p * p.log()` does
    not?"""
    overall = probabilities.mean(0)
    return (probabilities * (probabilities.log() - overall.log())).sum(1).mean().exp().item()


@inception_score.wrong
def reversed_kl(probabilities):
    """For the uncertain pictures you return {not_certain:.4f} in place of 1.3146: the divergence runs the other way, from p(y) to p(y|x), and where a picture is certain it has no end. By which of the two are the logarithms
    weighted?"""
    overall = probabilities.mean(0)
    given = probabilities.clamp(min=1e-30)
    return (overall * (overall.clamp(min=1e-30).log() - given.log())).sum(1).mean().exp().item()


@inception_score.wrong
def mean_of_exps(probabilities):
    """With three of one class and one of the other you return {three_to_one:.4f} in place of 1.7548: you take exp of each picture's divergence and then the mean. Which of the two comes
    first?"""
    return _kl(probabilities, probabilities.mean(0)).exp().mean().item()


@inception_score.wrong
def no_exp(probabilities):
    """For two of each class you return {of_each:.4f}, which is log 10: the mean divergence in nats. The score counts classes. What turns log 10 into
    10?"""
    return _kl(probabilities, probabilities.mean(0)).mean().item()


@inception_score.wrong
def logarithms_to_base_two(probabilities):
    """For two of each class you return {of_each:.2f} in place of 10: logarithms to base 2 under an exp to base e. With which base do the two undo each
    other?"""
    return (_kl(probabilities, probabilities.mean(0)).mean() / torch.log(torch.tensor(2.0))).exp().item()


@inception_score.wrong
def logarithms_to_base_ten(probabilities):
    """For two of each class you return {of_each:.4f} in place of 10, which is e: logarithms to base 10 under an exp to base e. With which base do the two undo each
    other?"""
    return (_kl(probabilities, probabilities.mean(0)).mean() / torch.log(torch.tensor(10.0))).exp().item()


@inception_score.wrong
def turned_round(probabilities):
    """For two of each class you return {of_each:.3f}, one tenth: exp of *minus* the divergence. A divergence is never negative, so the score is never below 1. Where does your minus come
    from?"""
    return (-_kl(probabilities, probabilities.mean(0)).mean()).exp().item()


@inception_score.wrong
def even_classes_taken_for_granted(probabilities):
    """For eight pictures of *one* class you return {one_class:.2f}: you compare each row with an even distribution, as if all classes came equally often. Then a generator of nothing but sandals gets full marks. What is
    p(y)?"""
    classes = probabilities.shape[1]
    return _kl(probabilities, torch.full_like(probabilities[0], 1 / classes)).mean().exp().item()


@inception_score.wrong
def variety_alone(probabilities):
    """For pictures of which nothing can be said you return {unsure:.2f}: exp of the entropy of p(y), the variety alone. Grey noise, of which the classifier says 0.1 of everything, would be perfect. Which term asks how sure it is of each
    picture?"""
    return _entropy(probabilities.mean(0)).exp().item()


@inception_score.wrong
def sureness_alone(probabilities):
    """For eight pictures of one class and for two of each you return {one_class:.2f} and {of_each:.2f}: how sure the classifier is, whatever comes. Which term asks for
    variety?"""
    return (-_entropy(probabilities).mean()).exp().item()


@inception_score.wrong
def entropies_added(probabilities):
    """For pictures of which nothing can be said you return {unsure:.1f}: you *add* the entropy of the single rows where it is to be taken off. Should an unsure classifier raise the score or lower
    it?"""
    return (_entropy(probabilities.mean(0)) + _entropy(probabilities).mean()).exp().item()


@inception_score.wrong
def answers_made_certain(probabilities):
    """For the uncertain pictures you return {not_certain:.4f} in place of 1.3146: you take the likeliest class of each row for certain, and so how sure the classifier is falls out. What is lost by
    argmax?"""
    hard = torch.zeros_like(probabilities).scatter_(1, probabilities.argmax(1, keepdim=True), 1.0)
    return kl_then_mean_then_exp(hard).item()


@inception_score.wrong
def mean_over_the_classes(probabilities):
    """For two of each class you return {of_each:.4f}: your p(y) is a mean over *classes*, one number for each picture, and since rows sum to 1 it is always 1 over their number. Along which axis do the pictures
    lie?"""
    overall = probabilities.mean(1, keepdim=True)
    terms = torch.xlogy(probabilities, probabilities) - torch.xlogy(probabilities, overall)
    return terms.mean().exp().item()


@inception_score.wrong
def mean_of_everything(probabilities):
    """For two of each class you return {of_each:.4f}, the tenth root of 10: you average over pictures *and* classes. A divergence is a sum over classes. Which mean is the one too
    many?"""
    overall = probabilities.mean(0)
    terms = torch.xlogy(probabilities, probabilities) - torch.xlogy(probabilities, overall.clamp(min=1e-30))
    return terms.mean().exp().item()


@inception_score.wrong
def sum_over_pictures(probabilities):
    """For two of each class you return {of_each:.3g}: exp of the *sum* over the pictures. With twice as many pictures the score would be squared. What stands before the
    divergence?"""
    return _kl(probabilities, probabilities.mean(0)).sum().exp().item()


@inception_score.wrong
def softmax_of_probabilities(probabilities):
    """For two of each class you return {of_each:.4f} in place of 10: you put probabilities through a softmax, as if they were logits, which makes all of them nearly equal. What do the rows sum to before your first
    line?"""
    return kl_then_mean_then_exp(probabilities.softmax(1)).item()


@inception_score.wrong
def mean_of_logarithms_as_overall(probabilities):
    """For the uncertain pictures you return {not_certain:.4f} in place of 1.3146: your p(y) is made of the mean of the *logarithms*. The share of a class among all pictures is a mean of
    what?"""
    overall = probabilities.clamp(min=1e-30).log().mean(0).exp()
    return _kl(probabilities, overall).mean().exp().item()


@inception_score.wrong
def number_of_classes_seen(probabilities):
    """For three pictures of one class and one of the other you return {three_to_one}, and for the uncertain ones {not_certain}: the number of classes that come as likeliest. A class that comes once in a thousand counts as a whole one then. What does exp of an entropy do
    with a rare class?"""
    return len(probabilities.argmax(1).unique())


@inception_score.wrong
def mean_of_the_best(probabilities):
    """For two of each class you return {of_each:.2f}: the mean probability of the likeliest class, which says how sure the classifier is and nothing of variety. With which distribution is each row to be
    compared?"""
    return probabilities.amax(1).mean().item()


@relatives(inception_score, "of_each", "one_class", "unsure", "three_to_one")
def coarse_floor(probabilities):
    """For two of each class you return {of_each:.4f}, and for the uncertain pictures {not_certain:.4f} in place of 1.3146: what you add inside the logarithm, to spare it the 0, is so large that it counts. How small may it be, or which function needs
    none?"""
    overall = probabilities.mean(0)
    return (probabilities * ((probabilities + 1e-2).log() - (overall + 1e-2).log())).sum(1).mean().exp().item()


@inception_score.decoy(
    log_of_zero,
    reversed_kl,
    mean_of_exps,
    no_exp,
    logarithms_to_base_two,
    logarithms_to_base_ten,
    turned_round,
    even_classes_taken_for_granted,
    variety_alone,
    sureness_alone,
    entropies_added,
    answers_made_certain,
    mean_over_the_classes,
    mean_of_everything,
    sum_over_pictures,
    softmax_of_probabilities,
    mean_of_logarithms_as_overall,
    number_of_classes_seen,
    mean_of_the_best,
    coarse_floor,
)
def jensen_shannon_for_kl(probabilities):
    overall = probabilities.mean(0)
    middle = (probabilities + overall) / 2
    return (
        (_kl(probabilities, middle) + _kl(overall, middle)) / 2
    ).mean().exp().item() + 0.05 * probabilities.amax().item()


inception_score.hints(
    "Two questions in one number: how far is each row from the mean of all rows? Which divergence measures it, and from which side?",
    "overall = probabilities.mean(0); for each row the sum over classes of p(y|x) (log p(y|x) - log p(y)); then the mean over rows; then exp.",
    "torch.xlogy(a, b) is a log b, and 0 where a is 0. torch.xlogy(probabilities, probabilities) - torch.xlogy(probabilities, overall) are the terms.",
)

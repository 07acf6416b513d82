"""Exercise 3.7, what_happens: seven variants of a training step, and what becomes of each."""

from gancourse.checks.exercise import Exercise

what_happens = Exercise(
    "what_happens",
    lesson="03",
    remember="Gradients only ever go where a graph leads and stay until somebody clears them. detach() cuts the graph, zero_grad() clears, "
    "retain_graph keeps what you would better make anew.",
)

KEY = {"A": "wasteful", "B": "stops", "C": "wasteful", "D": "stops", "E": "wrong", "F": "wrong", "G": "right"}
CHOICES = ("right", "wasteful", "wrong", "stops")


@what_happens.probe(
    "the seven variants", expected="one of right, wasteful, wrong, stops for each letter: {'A': …, …, 'G': …}",
    holds=lambda seen: seen["unanswered"] == "none",
)  # fmt: skip
def all_answered(answer):
    said = _said(answer())
    missing = [letter for letter in KEY if said.get(letter) not in CHOICES]
    return {"unanswered": ", ".join(missing) or "none"}


@what_happens.probe("the seven variants, run for real", expected="what the next cell prints")
def as_executed(answer):
    said = _said(answer())
    agree = sum(said.get(letter) == truth for letter, truth in KEY.items())
    not_yet = ", ".join(letter for letter, truth in KEY.items() if said.get(letter) != truth)
    return {**{letter: said.get(letter) for letter in KEY}, "agree": agree, "not_yet": not_yet or "none"}


def _said(answer):
    return {str(letter).strip().upper(): str(word).strip().lower() for letter, word in answer.items()}


@what_happens.right
def by_execution():
    return dict(KEY)


@what_happens.right
def in_capitals():
    return {letter.lower(): word.capitalize() for letter, word in KEY.items()}


@what_happens.wrong(when=lambda seen: seen["unanswered"] != "none")
def leaves_a_variant_open():
    """None of the four words stands for: {unanswered}. Each letter from A to G needs one of them, "right", "wasteful", "wrong" or "stops", spelt as here. Which of
    the four would you bet on where you are not sure?"""
    return {letter: word for letter, word in KEY.items() if letter != "G"}


@what_happens.wrong(when=lambda seen: seen["A"] in ("wrong", "stops"))
def detach_is_a_must():
    """{agree} of 7 are right; not yet: {not_yet}. For A you say "{A}". D's step without detach() does send a gradient into G, but look at the next line:
    G's step starts with zero_grad(). What is left of that gradient when G moves?"""
    return KEY | {"A": "wrong"}


@what_happens.wrong(when=lambda seen: seen["A"] == "right")
def the_road_costs_nothing():
    """{agree} of 7 are right; not yet: {not_yet}. For A you say "{A}": the weights, yes. But D's backward() walked on through the whole of G and computed
    a gradient for each of its weights. What became of them?"""
    return KEY | {"A": "right"}


@what_happens.wrong(when=lambda seen: seen["B"] != "stops")
def one_fake_two_backwards():
    """{agree} of 7 are right; not yet: {not_yet}. For B you say "{B}". D's backward() went through G and freed G's part of the graph on the way, and G's
    step then wants to go through the very same `fake`. Can a freed graph be walked a second time?"""
    return KEY | {"B": "wasteful"}


@what_happens.wrong(when=lambda seen: seen["C"] == "stops")
def retained_and_still_stopped():
    """{agree} of 7 are right; not yet: {not_yet}. For C you say "{C}". G's part of the graph was kept, nobody has changed G's weights since, and D
    is asked anew, d(fake), after its step. Which number that the second backward() needs has been overwritten?"""
    return KEY | {"C": "stops"}


@what_happens.wrong(when=lambda seen: seen["C"] in ("right", "wrong"))
def retained_for_free():
    """{agree} of 7 are right; not yet: {not_yet}. For C you say "{C}". Count the walks through G: D's backward() took one, as in A, and G's zero_grad()
    threw its harvest away. Is the result spoiled, or only paid for twice?"""
    return KEY | {"C": "right"}


@what_happens.wrong(when=lambda seen: seen["D"] != "stops")
def retain_graph_cures_all():
    """{agree} of 7 are right; not yet: {not_yet}. For D you say "{D}". The graph is kept, but it remembers D's weights as they were when `on_fake` was
    made, and D's optimiser has overwritten them since. What does autograd do when a number it needs has changed under
    its hands?"""
    return KEY | {"D": "wasteful"}


@what_happens.wrong(when=lambda seen: seen["E"] in ("right", "wasteful"))
def detach_protects_d():
    """{agree} of 7 are right; not yet: {not_yet}. For E you say "{E}". D is safe in G's turn anyway: its optimiser does not step. What detach() cuts
    there is the only road along which G could learn anything. How far does G move?"""
    return KEY | {"E": "right"}


@what_happens.wrong(when=lambda seen: seen["E"] == "stops")
def silence_is_no_error():
    """{agree} of 7 are right; not yet: {not_yet}. For E you say "{E}". backward() finds D's weights to give gradients to, so it does not complain, and an
    optimiser skips parameters without a gradient. Who would notice?"""
    return KEY | {"E": "stops"}


@what_happens.wrong(when=lambda seen: seen["F"] in ("right", "wasteful", "stops"))
def old_gradients_do_no_harm():
    """{agree} of 7 are right; not yet: {not_yet}. For F you say "{F}". D's step left a gradient in G that *lowers D's loss*, and this time nobody clears it: it is added
    to G's own. Which of the two players does G then work for?"""
    return KEY | {"F": "wasteful"}


@what_happens.wrong(when=lambda seen: seen["G"] != "right")
def afraid_of_the_second_use():
    """{agree} of 7 are right; not yet: {not_yet}. For G you say "{G}". fake.detach() is a second name for the numbers, without the road; `fake` itself keeps its
    graph, which nothing has walked before G's own backward() does. D's step sent no gradient to G, and G asks the new D. Which line would
    have to stop, or do work that is thrown away?"""
    return KEY | {"G": "stops"}


@what_happens.decoy(detach_is_a_must, the_road_costs_nothing, told=one_fake_two_backwards)
def b_taken_for_a():
    return KEY | {"B": "wasteful"}


@what_happens.decoy(one_fake_two_backwards, told=the_road_costs_nothing)
def a_taken_for_g():
    return KEY | {"A": "right"}


@what_happens.decoy(retained_for_free, retain_graph_cures_all, told=retained_and_still_stopped)
def c_taken_for_d():
    return KEY | {"C": "stops"}


@what_happens.decoy(retained_and_still_stopped, told=retained_for_free)
def c_taken_for_f():
    return KEY | {"C": "wrong"}


@what_happens.decoy(detach_protects_d, silence_is_no_error, told=afraid_of_the_second_use)
def g_taken_for_e():
    return KEY | {"G": "wrong"}


@what_happens.decoy(old_gradients_do_no_harm, told=silence_is_no_error)
def e_taken_for_b():
    return KEY | {"E": "stops"}


@what_happens.decoy(afraid_of_the_second_use, told=detach_protects_d)
def e_taken_for_g():
    return KEY | {"E": "right"}


@what_happens.decoy(afraid_of_the_second_use, told="no_dict")
def a_list_of_words():
    return list(KEY.values())


@what_happens.decoy(leaves_a_variant_open, told=afraid_of_the_second_use)
def g_taken_for_c():
    return KEY | {"G": "wasteful"}


what_happens.hints(
    "Follow three things through each variant: which graph a backward() walks, whether it has been freed, and who clears which gradients.",
    "A backward() frees what it walked, unless told to retain it. An optimiser changes weights in place, and a graph made before "
    "then no longer fits. zero_grad() comes first in every step here, unless clear=False.",
    "Two of them stop, two are wasteful, two are wrong without a word, one is right.",
)

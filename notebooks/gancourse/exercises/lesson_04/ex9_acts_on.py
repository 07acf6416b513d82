"""Exercise 4.9, acts_on: what each cure changes."""

from gancourse.checks.exercise import Exercise

acts_on = Exercise(
    "acts_on",
    lesson="04",
    remember="Four cures, four places: the game, the place of the slope, the memory in the step, and what is reported at the end. A smaller rate is none of them.",
)

KEY = {"average": "the report", "momentum": "the memory", "look ahead": "the place", "R1": "the game", "smaller rate": "nothing of it"}  # fmt: skip
CHOICES = tuple(KEY.values())


def _listed(words):
    return ", ".join(words) or "none"


def _said(answer):
    return {str(cure).strip().lower(): str(word).strip().lower() for cure, word in answer.items()}


@acts_on.probe(
    "the five entries", expected="one of the five choices for each: {'average': …, …, 'smaller rate': …}",
    holds=lambda seen: seen["not_found"] == "none",
)  # fmt: skip
def all_answered(answer):
    said = _said(answer())
    return {"not_found": _listed(cure for cure in KEY if said.get(cure.lower()) not in CHOICES)}


@acts_on.probe("the five entries", expected="what the lesson has shown of each")
def as_shown(answer):
    said = _said(answer())
    return {cure.replace(" ", "_"): said.get(cure.lower()) for cure in KEY}


@acts_on.probe("the five entries", expected="keys and phrases as the exercise writes them", holds=lambda seen: True)
def as_written(answer):
    said, cures = _said(answer()), [cure.lower() for cure in KEY]
    return {
        "agree": sum(said.get(cure.lower()) == truth for cure, truth in KEY.items()),
        "no_keys": _listed(f'"{cure}"' for cure in said if cure not in cures),
        "no_phrases": _listed(f'"{word}"' for word in said.values() if word not in CHOICES),
        "the_wrong_way": sum(cure in CHOICES and word in cures for cure, word in said.items()),
    }


@acts_on.right
def as_the_lesson_says():
    return dict(KEY)


@acts_on.right
def in_capitals():
    return {cure.upper(): word.capitalize() for cure, word in KEY.items()}


@acts_on.wrong(when=lambda seen: seen["the_wrong_way"] > 1)
def keys_and_phrases_exchanged():
    """{the_wrong_way} of your entries have the phrase in front of the colon and the cure behind it. In a dict the key stands in front, and the exercise asks of each cure what it acts on. Which of the two is the
    key?"""
    return {word: cure for cure, word in KEY.items()}


@acts_on.wrong(when=lambda seen: seen["no_keys"] != "none" and seen["not_found"] != "none")
def key_in_other_words():
    """Among your keys are {no_keys}, and missing with one of the five phrases are: {not_found}. The check compares the keys with those in the docstring, letter by letter. How is the missing one written
    there?"""
    answer = dict(KEY)
    answer["looking ahead"] = answer.pop("look ahead")
    return answer


@acts_on.wrong(when=lambda seen: seen["no_phrases"] != "none" and seen["not_found"] != "none")
def phrase_in_other_words():
    """Behind the colons stands {no_phrases}, and the five phrases of the exercise are compared letter by letter, their first word included. How is yours written in the list above the
    exercise?"""
    return {cure: word.replace("the ", "") for cure, word in KEY.items()}


@acts_on.wrong(when=lambda seen: seen["average"] == "the game")
def average_changes_the_game():
    """{agree} of 5 are right. For the average you say "{average}". In the experiment the players' own path was the same with the average and without it, number for number. What did the average
    change that you could see?"""
    return KEY | {"average": "the game"}


@acts_on.wrong(when=lambda seen: seen["average"] == "the memory")
def average_is_a_memory():
    """{agree} of 5 are right. For the average you say "{average}". It does remember, but no player ever asks it: no step depends on it. Where is it used, then?"""
    return KEY | {"average": "the memory"}


@acts_on.wrong(when=lambda seen: seen["average"] in ("the place", "nothing of it"))
def average_elsewhere():
    """{agree} of 5 are right. For the average you say "{average}". No step of the players depends on it; and yet, after 1,000 rounds in turn, it lies 0.005 from the saddle and they are 1.43 away. What can you hand in then that is better than the
    players' last places?"""
    return KEY | {"average": "nothing of it"}


@acts_on.wrong(when=lambda seen: seen["momentum"] == "the game")
def momentum_changes_the_game():
    """{agree} of 5 are right. For momentum you say "{momentum}". The arrows in the picture are the same with every β. Which part of a step is not one of these
    arrows?"""
    return KEY | {"momentum": "the game"}


@acts_on.wrong(when=lambda seen: seen["momentum"] == "the place")
def momentum_looks_ahead():
    """{agree} of 5 are right. For momentum you say "{momentum}". The slope is taken where the players stand, for every β; what is added to it comes from the round before. What is that
    addition?"""
    return KEY | {"momentum": "the place"}


@acts_on.wrong(when=lambda seen: seen["momentum"] in ("the report", "nothing of it"))
def momentum_elsewhere():
    """{agree} of 5 are right. For momentum you say "{momentum}". At rate 0.1, in turn, β = 0.5 made each round 1.032 times as long and β = −0.5 made it shorter. What does β
    multiply?"""
    return KEY | {"momentum": "nothing of it"}


@acts_on.wrong(when=lambda seen: seen["look_ahead"] == "the memory")
def looking_ahead_is_memory():
    """{agree} of 5 are right. For looking ahead you say "{look_ahead}". The trial point is made anew in every round and then forgotten. What is kept of it, for one
    line?"""
    return KEY | {"look ahead": "the memory"}


@acts_on.wrong(when=lambda seen: seen["look_ahead"] in ("the game", "the report", "nothing of it"))
def looking_ahead_elsewhere():
    """{agree} of 5 are right. For looking ahead you say "{look_ahead}". On the same arrows, in rounds at once, the distance grows by 1.005 a round without it and shrinks by 0.995 with it, and the players really take those steps. Where does the arrow stand that they
    follow?"""
    return KEY | {"look ahead": "the game"}


@acts_on.wrong(when=lambda seen: seen["R1"] == "the memory")
def r1_is_memory():
    """{agree} of 5 are right. For R1 you say "{R1}". Its pull, −γψ, asks for the ψ of now and for nothing earlier. What happens to the arrows in the picture when it is
    added?"""
    return KEY | {"R1": "the memory"}


@acts_on.wrong(when=lambda seen: seen["R1"] in ("the place", "the report", "nothing of it"))
def r1_elsewhere():
    """{agree} of 5 are right. For R1 you say "{R1}". It is a term of D's loss, so D wants something else than before. Which of the arrows in the picture are others with γ = 1 than with
    γ = 0?"""
    return KEY | {"R1": "the place"}


@acts_on.wrong(when=lambda seen: seen["smaller_rate"] in ("the game", "the memory", "the place", "the report"))
def rate_is_a_cure():
    """{agree} of 5 are right. For a smaller rate you say "{smaller_rate}". At rate 0.01 the players needed 50,000 rounds for what took 500 at rate 0.1, and they were as far away in the end. Did anything turn
    inwards?"""
    return KEY | {"smaller rate": "the game"}


@acts_on.decoy(average_changes_the_game, average_is_a_memory, told=average_elsewhere)
def average_and_place_exchanged():
    return KEY | {"average": "the place", "look ahead": "the report"}


@acts_on.decoy(average_elsewhere, momentum_elsewhere, told=average_is_a_memory)
def average_and_momentum_exchanged():
    return KEY | {"average": "the memory", "momentum": "the report"}


@acts_on.decoy(momentum_changes_the_game, r1_is_memory, r1_elsewhere, told=momentum_looks_ahead)
def momentum_and_looking_ahead_exchanged():
    return KEY | {"momentum": "the place", "look ahead": "the memory"}


@acts_on.decoy(looking_ahead_is_memory, momentum_looks_ahead, told=looking_ahead_elsewhere)
def looking_ahead_and_r1_exchanged():
    return KEY | {"look ahead": "the game", "R1": "the place"}


@acts_on.decoy(rate_is_a_cure, looking_ahead_elsewhere, told="no_dict")
def a_list_of_words():
    return list(KEY.values())


@acts_on.decoy(keys_and_phrases_exchanged, phrase_in_other_words, told=key_in_other_words)
def one_key_too_many():
    return {"averaging": "the report"} | {cure: word for cure, word in KEY.items() if cure != "average"}


@acts_on.decoy(key_in_other_words, told=phrase_in_other_words)
def a_phrase_of_ones_own():
    return KEY | {"momentum": "the past"}


acts_on.hints(
    "Ask of each: would a camera that films the two players see another path? If not, it acts on the report. If the arrows in the picture are others, it acts on the game.",
    "Of the three that change the path without touching the game, one adds something from the round before, one reads the arrow somewhere else, and one only makes the steps shorter.",
    "One is the report (no player asks it), one the memory (β multiplies the last step), one the place (a trial point), one the game (a term of D's loss).",
)

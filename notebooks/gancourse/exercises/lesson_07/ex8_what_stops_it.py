"""Exercise 7.8, what_stops_it: what would keep each of six steps from being recorded and replayed."""

from gancourse.checks.exercise import Exercise

what_stops_it = Exercise(
    "what_stops_it",
    lesson="07",
    compares=False,
    remember="A recording holds what the GPU was told to do. Whatever Python decides, counts or formats on the way was done once, while it was recorded.",
)

NOTHING, READ, CHANGES, SOMETIMES, SIZE = WORDS = (
    "nothing",
    "a number is read",
    "a number changes",
    "now and then",
    "a size",
)
KEY = {"A": NOTHING, "B": READ, "C": CHANGES, "D": SOMETIMES, "E": SIZE, "F": READ}


def _given(answer) -> dict[str, str]:
    """The letters as they are, for the notebook looks them up; the words without capitals and blanks. Several words for one step count
    as no word."""
    return {
        str(letter): "several"
        if isinstance(word, list | tuple | set)
        else str(word).strip().strip(".").lower() or "no word"
        for letter, word in dict(answer()).items()
    }


@what_stops_it.probe(
    "the letters and words of your dict",
    expected='the letters "A" to "F", each with one of the five words',
    holds=lambda seen: (
        seen["letters_left_out"] == "none"
        and seen["unknown_words"] == "none"
        and seen["unknown_letters"] == "none"
        and seen["several_words"] == "none"
    ),
)
def words(answer):
    given = _given(answer)
    return {
        "entries": len(given),
        "several_words": ", ".join(sorted(letter for letter, word in given.items() if word == "several")) or "none",
        "letters_left_out": ", ".join(sorted(set(KEY) - set(given))) or "none",
        "unknown_letters": ", ".join(sorted(set(given) - set(KEY))) or "none",
        "unknown_words": ", ".join(sorted(set(given.values()) - {*WORDS, "several"})) or "none",
    }


def _is_well_formed(seen: dict) -> bool:
    return (
        seen["letters_left_out"] == seen["unknown_words"] == seen["unknown_letters"] == seen["several_words"] == "none"
    )


@what_stops_it.probe(
    "the six steps",
    expected="what stops each of them",
    holds=lambda seen: all(seen[letter] == KEY[letter] for letter in KEY),
)
def steps(answer):
    given = _given(answer)
    seen = {letter: given.get(letter, "no word") for letter in KEY}
    wrong = [letter for letter in KEY if seen[letter] != KEY[letter]]
    return seen | {
        "agree": len(KEY) - len(wrong),
        "not_yet": ", ".join(wrong) or "none",
        "first_wrong": wrong[0] if wrong else "none",
    }


@what_stops_it.right
def by_line():
    return dict(KEY)


@what_stops_it.right
def in_another_order():
    return {letter: f" {KEY[letter].upper()}." for letter in "FEDCBA"}


_REPLIES = {
    "A": {
        READ: """Step A compares the loss with 1, and no number comes back to Python: `loss > 1` is a tensor on the GPU, and `torch.where` chooses there. Which line of A would Python have to
            wait at?""",
        CHANGES: """0.5 and 1.0 in step A are the same at every call; which of them is taken may differ, and that the GPU decides. Which Python number is another one at the next call?""",
        SOMETIMES: """Step A has no `if`: `torch.where` runs at every call and chooses between two numbers. Which operation would be missing in some calls?""",
        SIZE: """Every result in step A is one number, whatever the loss is. Which of its operations could give a longer or a shorter one?""",
    },
    "B": {
        NOTHING: """Step B looks like A, but the `if` in it is Python's. To decide, Python needs to know whether the loss is above 1, and the loss lies on the GPU. What does Python have to do before it can go
            on?""",
        CHANGES: """0.5 or 1.0 may change from call to call in step B, that is true, but a recording fails before: at `if loss > 1`. What has to happen there before Python knows which of the two to take?""",
        SOMETIMES: """The multiplication in step B comes at every call, only its factor differs. But look at `if loss > 1`, in which a tensor of the GPU becomes a yes or a no. Where does that answer have to travel?""",
        SIZE: """Every result in step B is one number. But `if loss > 1` asks something of the GPU. What has to happen before Python can go on?""",
    },
    "C": {
        NOTHING: """In step C `0.99**call` is computed by Python: 1, then 0.99, then 0.9801. A recording was made in one call. Which factor would it use for ever?""",
        READ: """`call` in step C is a number that Python has itself, so it need not ask the GPU. But what is `0.99**call` in the recording, and what should it be in the next call?""",
        SOMETIMES: """The multiplication in step C comes at every call, with another factor each time. What is `0.99**call` in the first three calls?""",
        SIZE: """Every result in step C is one number. Look at the factor: who computes it, and is it the same in each call?""",
    },
    "D": {
        NOTHING: """In step D the second term is there at calls 0 and 2 and missing at call 1. A recording is made of one of them. What would the replays of the other kind do?""",
        READ: """`call` in step D is a number that Python has itself, so the `if` need not wait for the GPU. What does it decide about, a value or whether something is done at all?""",
        CHANGES: """`call` changes in step D, but it goes into no operation; it decides whether one takes place. Which of the five words says that?""",
        SIZE: """Every result in step D is one number, with the second term or without it. What differs between call 0 and call 1?""",
    },
    "E": {
        NOTHING: """`x[x[:, 0] > 0]` in step E keeps some rows: how many depends on what is in the batch. A recording reserves the memory for each result. How much is needed here?""",
        READ: """No line of step E asks for the value of a number. What PyTorch does not know here is how many rows will be left, and so how long the result is. Which of the five words is about
            that?""",
        CHANGES: """There is no Python number in step E that changes; the 0 stays. But the number of *rows* of what is cut out may be another one each time. Which of the five words is about that?""",
        SOMETIMES: """Every operation of step E comes at each call. What may differ is how many rows the result of the cut has. Which of the five words is about that?""",
    },
    "F": {
        NOTHING: """Step F writes the loss into a text for the log. A text is Python's affair, and it needs the digits. From where do they have to come?""",
        CHANGES: """`call` is a key of a dict in step F and goes into no operation. But the text needs the digits of the loss. Who has them at that moment?""",
        SOMETIMES: """Everything in step F happens at each call. But for the text with the loss in it Python needs digits. Who has them at that moment?""",
        SIZE: """Every result of step F is one number, on the GPU. For the text Python needs its digits. What does it have to do to get them?""",
    },
}


def _with(**changed: str) -> dict[str, str]:
    return KEY | changed


_MISTAKES: list = []


def _mistake(letter: str, word: str, reply: str) -> None:
    def answer():
        return _with(**{letter: word})

    reply = " ".join(reply.split()).rstrip("?")
    answer.__name__ = f"{letter}_is_not_{word.replace(' ', '_')}"
    answer.__doc__ = f"{{agree}} of 6 are right; not yet: {{not_yet}}. {reply}?"
    what_stops_it.wrong(
        when=lambda seen: _is_well_formed(seen) and seen["first_wrong"] == letter and seen[letter] == word
    )(answer)
    _MISTAKES.append(answer)


@what_stops_it.wrong(when=lambda seen: _is_well_formed(seen) and seen["A"] == READ and seen["B"] == NOTHING)
def where_and_if_exchanged():
    """{agree} of 6 are right. In A and in B the factor depends on the loss. In one of them Python has to know the answer before it can go on, and in the other the GPU keeps it to itself. Which is the one with Python's own
    `if`?"""
    return _with(A=READ, B=NOTHING)


for _letter, _replies in _REPLIES.items():
    for _word, _reply in _replies.items():
        _mistake(_letter, _word, _reply)


@what_stops_it.wrong(
    when=lambda seen: (
        seen["unknown_letters"] != "none"
        and set(seen["unknown_letters"].split(", ")) <= {letter.lower() for letter in KEY}
        and seen["unknown_words"] == "none"
    )
)
def small_letters():
    """In front of the colons stand {unknown_letters}, in small letters: to Python "a" and "A" are two keys, and the cell below looks for the word of step "A". How does the docstring write the keys?"""
    return {letter.lower(): word for letter, word in KEY.items()}


@what_stops_it.wrong(when=lambda seen: seen["several_words"] != "none")
def several_words_for_a_step():
    """Of your {entries} steps these have more than one word: {several_words}. One word is asked for each, for what stops it first. What would stand in the way before anything else?"""
    return KEY | {"B": (READ, SOMETIMES)}


@what_stops_it.wrong(when=lambda seen: set(seen["unknown_letters"].lower().split(", ")) & set(WORDS))
def words_in_front():
    """In front of the colons you have {unknown_letters}: the words, and the letters behind them. A key can stand there only once, and two steps may have the same word. Which of the two comes before the
    colon?"""
    return {word: letter for letter, word in KEY.items()}


@what_stops_it.wrong(
    when=lambda seen: (
        seen["letters_left_out"] != "none"
        and seen["unknown_words"] == seen["unknown_letters"] == seen["several_words"] == "none"
    )
)
def a_letter_left_out():
    """Your dict has {entries} entries; without a word are: {letters_left_out}. There are six steps, and one of them may well have nothing that stops it. Which word says so?"""
    return {letter: word for letter, word in KEY.items() if letter != "A"}


@what_stops_it.wrong(when=lambda seen: seen["unknown_words"] != "none" and seen["unknown_letters"] == "none")
def other_words():
    """Among the words of your {entries} entries these are none of the five: {unknown_words}. The exercise names them, in quotes. Which of the five do you mean?"""
    return _with(B="item")


@what_stops_it.wrong(when=lambda seen: "dictionary update sequence" in seen["error"])
def a_list_of_words():
    """It stopped with "{error:.70} …": a dict is expected, with a letter before each word, and what came is a row of words. How would one look up the word of step D in yours?"""
    return list(KEY.values())


@what_stops_it.decoy(where_and_if_exchanged, *_MISTAKES, a_letter_left_out, told=other_words)
def reasons_of_ones_own():
    return dict.fromkeys(KEY, "Python")


@what_stops_it.decoy(words_in_front, other_words, told=a_letter_left_out)
def two_left_out():
    return {letter: KEY[letter] for letter in "CDEF"}


@what_stops_it.wrong(when=lambda seen: seen["unknown_letters"] != "none")
def other_letters():
    """In front of the colons of your dict stand {unknown_letters}, and the exercise asks for the letters "A" to "F". Which letter does each of your steps have?"""
    return {f"step_{letter.lower()}": word for letter, word in KEY.items()}


@what_stops_it.decoy(small_letters, several_words_for_a_step, told=other_letters)
def letters_with_a_bracket():
    return {f"{letter.lower()})": word for letter, word in KEY.items()}


@what_stops_it.decoy(small_letters, a_list_of_words, told="no_dict")
def pairs_in_a_list():
    return list(KEY.items())


@what_stops_it.decoy(other_letters, told=other_words)
def right_letters_and_no_words():
    return dict.fromkeys(KEY, "")


@what_stops_it.decoy(a_list_of_words, told=other_letters)
def numbers_for_letters():
    return dict(enumerate(KEY.values()))


what_stops_it.hints(
    "Ask of each step: what does Python itself have to know, decide or compute while it runs? And does it do the same operations, of the same size, at the next call?",
    "A comparison of tensors gives a tensor, on the GPU. An `if`, and a text with digits in it, need the value in Python. A mask keeps as many rows as happen to be true.",
    "One of the six has nothing that stops it, two make Python read a number, and each of the three others has a word of its own.",
)

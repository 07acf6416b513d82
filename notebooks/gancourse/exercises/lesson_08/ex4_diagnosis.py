"""Exercise 8.4, diagnosis: which film shows which way to fail."""

from gancourse.checks.exercise import Exercise

diagnosis = Exercise(
    "diagnosis",
    lesson="08",
    compares=False,
    remember="One picture tells how many modes are served now. Which fault it is, only several tell: does the set of served modes stand still, "
    "or wander?",
)

KEY = {"A": "dropping", "B": "hopping", "C": "collapse"}
WORDS = ("collapse", "hopping", "dropping")


@diagnosis.probe(
    "the three films",
    expected='the letters "A", "B" and "C", each with one of "collapse", "hopping" and "dropping"',
    holds=lambda seen: seen["letters"] == "A B C" and seen["unknown_words"] == "none",
)
def words(answer):
    given = {str(letter).upper(): str(word).strip().lower() for letter, word in answer().items()}
    unknown = sorted({word for word in given.values() if word not in WORDS})
    return {"letters": " ".join(sorted(given)), "unknown_words": ", ".join(unknown) or "none"}


@diagnosis.probe(
    "the three films",
    expected="what each of them shows",
    holds=lambda seen: all(seen[letter] == KEY[letter] for letter in KEY),
)
def films(answer):
    given = {str(letter).upper(): str(word).strip().lower() for letter, word in answer().items()}
    seen = {letter: given.get(letter, "nothing") for letter in KEY}
    return seen | {"agree": sum(seen[letter] == KEY[letter] for letter in KEY)}


@diagnosis.right
def by_the_films():
    return dict(KEY)


@diagnosis.right
def in_another_order():
    return {letter: KEY[letter] for letter in "CAB"}


def _with(**words):
    return KEY | words


@diagnosis.wrong(when=lambda seen: seen["B"] == "collapse" and seen["C"] == "hopping")
def hopping_and_collapse_swapped():
    """{agree} of 3 are right. Few modes at a time are served in both B and C. Go through the pictures of B one by one, and then through those of
    C: in which of the two do the places change from one to the next?"""
    return _with(B="collapse", C="hopping")


@diagnosis.wrong(when=lambda seen: seen["A"] == "hopping" and seen["B"] == "dropping")
def hopping_and_dropping_swapped():
    """{agree} of 3 are right. In A and in B modes are missing. Put the last two pictures of each film beside each other: in which film are
    the same modes served in both?"""
    return _with(A="hopping", B="dropping")


@diagnosis.wrong(when=lambda seen: seen["A"] == "collapse" and seen["C"] == "dropping")
def dropping_and_collapse_swapped():
    """{agree} of 3 are right. In A and in C the places that are served stand still. In how many places at once does each of the two serve, at the
    end?"""
    return _with(A="collapse", C="dropping")


@diagnosis.wrong(when=lambda seen: (seen["A"], seen["B"], seen["C"]) == ("hopping", "collapse", "dropping"))
def one_further():
    """{agree} of 3 are right. First ask of each film whether its places wander: of the three, one does. Which?"""
    return {"A": "hopping", "B": "collapse", "C": "dropping"}


@diagnosis.wrong(when=lambda seen: (seen["A"], seen["B"], seen["C"]) == ("collapse", "dropping", "hopping"))
def two_further():
    """{agree} of 3 are right. First count, in each film's last picture, in how many places the samples stand: of the three, one film has most of them. Which?"""
    return {"A": "collapse", "B": "dropping", "C": "hopping"}


@diagnosis.wrong(
    when=lambda seen: set(seen["letters"].split()) & {"COLLAPSE", "HOPPING", "DROPPING"} and seen["agree"] == 0
)
def words_for_letters():
    """You have {letters} before the colons: the words, and the letters behind them. Asked is the other way round, what each letter shows. What comes before a colon in a
    dict?"""
    return {word: letter for letter, word in KEY.items()}


@diagnosis.wrong(when=lambda seen: seen["letters"] in ("A", "B", "C", "A B", "A C", "B C"))
def letters_missing():
    """You say something of {letters}, and there are three films. What does the one that is missing show?"""
    return {"A": "dropping", "B": "hopping"}


@diagnosis.wrong(when=lambda seen: seen["letters"].startswith("A B C ") and seen["agree"] == 3)
def a_film_too_many():
    """You say something of {letters}, and there are three films, all of them right with you. Which of your entries belongs to no film?"""
    return KEY | {"D": "dropping"}


@diagnosis.wrong(
    when=lambda seen: seen["error"].startswith("NameError") and any(word in seen["error"].lower() for word in WORDS)
)
def words_without_quotes():
    """Python looks for a variable of that name ({error}), because the word stands there without quotes. What makes a text of it?"""
    return {"A": dropping, "B": hopping, "C": collapse}  # noqa: F821


@diagnosis.decoy(words_for_letters, letters_missing, a_film_too_many)
def four_unknown_films():
    return {"D": "dropping", "E": "hopping", "F": "collapse", "G": "hopping"}


@diagnosis.decoy(words_without_quotes, told="unknown_name")
def another_name_without_quotes():
    return {"A": Dropped}  # noqa: F821


@diagnosis.wrong(when=lambda seen: seen["A"] == seen["B"] == seen["C"] != "nothing")
def all_alike():
    """{agree} of 3 are right: you say "{A}" of all three. In one picture they may look alike. What changes from picture to picture?"""
    return dict.fromkeys("ABC", "collapse")


@diagnosis.wrong(when=lambda seen: seen["A"] == seen["B"] != seen["C"] and seen["agree"] < 3)
def a_as_b():
    """{agree} of 3 are right: you say "{A}" of both A and B. Compare the served modes in two pictures that follow each other: in which of the two films are they
    the same?"""
    return _with(A="hopping")


@diagnosis.wrong(when=lambda seen: seen["B"] == seen["C"] != seen["A"])
def b_as_c():
    """{agree} of 3 are right: you say "{B}" of both B and C. In both the samples stand close together. In which of the two do they stay?"""
    return _with(B="collapse")


@diagnosis.wrong(when=lambda seen: seen["A"] == seen["C"] != seen["B"])
def a_as_c():
    """{agree} of 3 are right: you say "{A}" of both A and C. In both the places stand still. In how many of them do the samples of each stand?"""
    return _with(C="dropping")


@diagnosis.decoy(hopping_and_collapse_swapped, told=one_further)
def a_hops_b_collapses():
    return {"A": "Hopping", "B": "collapse", "C": "dropping"}


@diagnosis.decoy(hopping_and_dropping_swapped, two_further, told=a_as_c)
def dropping_twice():
    return _with(C="dropping")


@diagnosis.decoy(dropping_and_collapse_swapped, one_further, told=two_further)
def a_collapses_b_drops():
    return {"a": "collapse", "b": "dropping", "c": "hopping"}


@diagnosis.decoy(all_alike, b_as_c, told=a_as_b)
def a_and_b_hop():
    return {"A": "hopping", "B": "hopping", "C": "dropping"}


@diagnosis.decoy(a_as_b, a_as_c, told=b_as_c)
def b_and_c_hop():
    return {"A": "dropping", "B": "hopping", "C": "hopping"}


@diagnosis.decoy(all_alike, told="no_dict")
def a_list_of_words():
    return list(KEY.values())


diagnosis.hints(
    "Two questions settle it: in how many places do the samples stand, and do these places stay the same?",
    "Many places, and from some picture on always the same ones: dropping. Few places that change: hopping. One place that stays: collapse.",
    "One of the three films serves several modes steadily; one of the other two changes its place from picture to picture.",
)

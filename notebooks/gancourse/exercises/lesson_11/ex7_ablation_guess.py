"""Exercise 11.7, ablation_guess: a bet on which change harms most."""

from gancourse.checks.exercise import Exercise

ablation_guess = Exercise(
    "ablation_guess",
    lesson="11",
    remember="A guess on paper before the run is worth more than a clever reading of it afterwards. The order itself is not graded.",
)

ABLATIONS = (
    "BatchNorm in D",
    "no BatchNorm in G",
    "a dense layer in D",
    "ReLU in D",
    "PyTorch's own start",
    "β₁ = 0.9",
)


def _guessed(answer) -> list:
    names = answer()
    if isinstance(names, dict | set) or not all(isinstance(name, str | int | float) for name in names):
        raise TypeError("ablation_guess must return a list of six names, the least harmful change first")
    return list(names)


@ablation_guess.probe(
    "your list",
    expected="each of the six names once, the least harmful change first: any order is accepted",
    holds=lambda seen: seen["names"] == 6 and seen["unknown"] == "none" and seen["missing"] == "none",
)
def your_list(answer):
    names = _guessed(answer)
    unknown = [str(name) for name in names if name not in ABLATIONS]
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    return {
        "names": len(names),
        "unknown": ", ".join(unknown[:4]) or "none",
        "missing": ", ".join(name for name in ABLATIONS if name not in names) or "none",
        "twice": ", ".join(twice) or "none",
    }


@ablation_guess.right
def some_order():
    return ["a dense layer in D", "ReLU in D", "BatchNorm in D", "PyTorch's own start", "no BatchNorm in G", "β₁ = 0.9"]


@ablation_guess.right
def another_order():
    return tuple(reversed(ABLATIONS))


@ablation_guess.wrong(
    when=lambda seen: seen["missing"] != "none" and seen["unknown"] == "none" and seen["twice"] == "none"
)
def leaves_one_out():
    """Of the six names {names} stand in your list, and these are missing: {missing}. Without a place for each the ranks cannot be compared. Where would you
    put what is missing if you had to bet?"""
    return list(ABLATIONS[:-1])


@ablation_guess.wrong(when=lambda seen: seen["twice"] != "none")
def names_one_twice():
    """Twice in your list: {twice}. Two that you think alike still need an order. Which of the two neighbours would you rather
    have in your own network?"""
    return [*ABLATIONS[:-1], ABLATIONS[0]]


@ablation_guess.wrong(when=lambda seen: "the recipe" in seen["unknown"].split(", "))
def ranks_the_recipe_too():
    """Your list of {names} holds "the recipe" itself, which is the run that all others are compared with. Any of the six may
    turn out better than it. Which six are to be ranked?"""
    return ["the recipe", *ABLATIONS]


@ablation_guess.wrong(
    when=lambda seen: seen["unknown"].replace(", ", "").isdecimal() and seen["missing"].count(",") == 5
)
def gives_numbers():
    """You gave numbers, {unknown} and so on, and not names: a rank of what, nobody can tell. Could somebody who has not seen
    your paper read your list?"""
    return [1, 2, 3, 4, 5, 6]


@ablation_guess.wrong(
    when=lambda seen: seen["unknown"] != "none" and seen["missing"] == "none" and seen["twice"] == "none"
)
def adds_a_row():
    """All six changes are in your list of {names}, and besides: {unknown}. That is no row of the table above, so no run of it will be made and
    nothing could be compared with its rank. Which entry of your list is not in the table?"""
    return [*ABLATIONS, "a smaller batch"]


@ablation_guess.wrong(
    when=lambda seen: (
        seen["unknown"] != "none"
        and seen["missing"] != "none"
        and seen["twice"] == "none"
        and not any(map(str.isdecimal, seen["unknown"].split(", ")))
    )
)
def spells_otherwise():
    """Among your {names} names the table does not know: {unknown}. The names are compared letter by letter, β and capitals
    included. Could you copy them from the table?"""
    return ["beta1 = 0.9", *ABLATIONS[:-1]]


@ablation_guess.wrong(when=lambda seen: "must return a list" in seen["error"])
def gives_more_than_names():
    """It stopped with "{error}". What stands in your list is not the bare names: pairs, or a name and a number, or no list at all. The place in the list is the
    rank already. What is left if you take everything away but the names?"""
    return [(name, rank) for rank, name in enumerate(ABLATIONS)]


@ablation_guess.decoy(gives_more_than_names, told="dict_for_several")
def gives_a_dict_of_ranks():
    return {name: rank for rank, name in enumerate(ABLATIONS)}


@ablation_guess.decoy(leaves_one_out, told=spells_otherwise)
def abbreviates():
    return ["BN in D", *ABLATIONS[1:]]


@ablation_guess.decoy(adds_a_row, told=ranks_the_recipe_too)
def puts_the_recipe_last():
    return [*ABLATIONS, "the recipe"]


@ablation_guess.decoy(names_one_twice, told=adds_a_row)
def writes_one_with_small_letters():
    return [*ABLATIONS, "relu in d"]


@ablation_guess.decoy(ranks_the_recipe_too, told=spells_otherwise)
def names_a_recipe_without():
    return ["the recipe without BatchNorm in G", *(name for name in ABLATIONS if name != "no BatchNorm in G")]


@ablation_guess.decoy(gives_numbers, spells_otherwise)
def names_and_one_number():
    return [*ABLATIONS[:-1], 6]


ablation_guess.hints(
    "Any order is accepted. Ask of each change: whom does it hurt, D's verdicts, G's gradient, or the speed of learning?",
    "Copy the six names, each in quotes, from the least harmful to the most harmful.",
)

"""Exercise 6.5, best_rates: a rate for each optimiser, by one rule for all."""

import functools
import math
import statistics

from gancourse.checks.exercise import Exercise

best_rates = Exercise(
    "best_rates",
    lesson="06",
    tolerance=1e-9,
    remember="A comparison of optimisers is a comparison of optimisers *with a rule for their rates*. The rule, the rates that were tried, the steps and the seeds belong to the result; without them "
    "anybody can win.",
)


def _rows(*told: tuple) -> list[dict]:
    return [dict(zip(("name", "rate", "seed", "distance"), row)) for row in told]


# The best single run of SGD is at 0.1, the best mean at 0.03, the best worst at 0.01.
SGD = _rows(
    ("SGD", 0.01, 10, 76.0), ("SGD", 0.01, 11, 74.0), ("SGD", 0.03, 10, 60.0), ("SGD", 0.03, 11, 84.0),
    ("SGD", 0.1, 10, 50.0), ("SGD", 0.1, 11, 130.0),
)  # fmt: skip
ADAM = _rows(
    ("Adam", 6e-5, 10, 60.0), ("Adam", 6e-5, 11, 62.0), ("Adam", 2e-4, 10, 44.0), ("Adam", 2e-4, 11, 50.0),
    ("Adam", 6e-4, 10, 41.0), ("Adam", 6e-4, 11, 51.0),
)  # fmt: skip
BROKEN = _rows(("SGD", 0.3, 10, math.nan), ("SGD", 0.3, 11, 30.0))
BROKEN_AND_BAD = _rows(("SGD", 0.3, 10, math.nan), ("SGD", 0.3, 11, 99.0))


# Three seeds, two, one: the mean is best at 0.03 and 2e-4; the sum, the median and a running mean each choose otherwise.
UNEVEN = _rows(
    ("SGD", 0.01, 1, 80.0), ("SGD", 0.01, 2, 70.0), ("SGD", 0.01, 3, 60.0), ("SGD", 0.03, 1, 90.0), ("SGD", 0.03, 2, 20.0),
    ("SGD", 0.03, 3, 91.0), ("SGD", 0.1, 1, 68.0), ("SGD", 0.1, 2, 74.0), ("Adam", 6e-5, 1, 50.0), ("Adam", 6e-5, 2, 50.0),
    ("Adam", 6e-5, 3, 50.0), ("Adam", 2e-4, 1, 30.0), ("Adam", 2e-4, 2, 40.0), ("Adam", 2e-4, 3, 65.0), ("Adam", 6e-4, 1, 48.0),
)  # fmt: skip
# One rate for both, on which a run of SGD broke down, and which is Adam's best.
SHARED_RATE = _rows(
    ("SGD", 0.01, 3, math.nan), ("SGD", 0.01, 4, 190.0), ("SGD", 0.1, 3, 70.0), ("SGD", 0.1, 4, 72.0),
    ("Adam", 0.01, 3, 40.0), ("Adam", 0.01, 4, 42.0), ("Adam", 0.1, 3, 60.0), ("Adam", 0.1, 4, 61.0),
)  # fmt: skip
EARLIER = _rows(("SGD", 0.5, 1, 1.0))


def _seen(found, name: str) -> dict:
    if not isinstance(found, dict):
        return {f"optimisers_{name}": "nothing" if found is None else "no dict"}
    return {f"optimisers_{name}": ", ".join(sorted(map(str, found))) or "none"} | {
        f"{key}_{name}": found.get(key, "missing") for key in ("SGD", "Adam")
    }


@best_rates.probe(
    "SGD alone, two seeds: distances 76 and 74 at rate 0.01, 60 and 84 at 0.03, 50 and 130 at 0.1",
    expected="{'SGD': 0.03}, whose mean is 72",
)
def one_optimiser(answer):
    found = answer([dict(row) for row in SGD])
    return _seen(found, "alone")


@best_rates.probe(
    "the same, and Adam: 60 and 62 at 6e-5, 44 and 50 at 2e-4, 41 and 51 at 6e-4, all rows in another order",
    expected="{'SGD': 0.03, 'Adam': 0.0006}",
)
def two_optimisers(answer):
    return _seen(answer([dict(row) for pair in zip(SGD[::-1], ADAM) for row in pair]), "both")


@best_rates.probe(
    "the first one, and at the end rate 0.3, where one seed broke down (its distance is NaN) and the other came to 30",
    expected="{'SGD': 0.03}",
)
def one_broke_down(answer):
    return _seen(answer([dict(row) for row in [*SGD, *BROKEN]]), "broken")


@best_rates.probe(
    "the same with rate 0.3 before the others, and the seed that did not break down at 99", expected="{'SGD': 0.03}"
)
def broke_down_and_bad(answer):
    return _seen(answer([dict(row) for row in [*BROKEN_AND_BAD, *SGD]]), "bad")


@best_rates.probe(
    "three seeds for some rates, two or one for others; SGD: 80, 70, 60 at 0.01; 90, 20, 91 at 0.03; 68, 74 at 0.1; "
    "Adam: 50, 50, 50 at 6e-5; 30, 40, 65 at 2e-4; 48 at 6e-4",
    expected="{'SGD': 0.03, 'Adam': 0.0002}, with means of 67 and 45",
)
def three_seeds(answer):
    return _seen(answer([dict(row) for row in UNEVEN]), "uneven")


@best_rates.probe(
    "the same two rates for both; at 0.01 a run of SGD broke down and the other came to 190, and Adam came to 40 and 42",
    expected="{'SGD': 0.1, 'Adam': 0.01}",
)
def one_broke_down_elsewhere(answer):
    return _seen(answer([dict(row) for row in SHARED_RATE]), "shared")


@best_rates.probe(
    "other rows first, with SGD at 0.5 and a distance of 1; then SGD's rows of the first probe",
    expected="{'SGD': 0.03}",
)
def one_after_another(answer):
    answer([dict(row) for row in EARLIER])
    return _seen(answer([dict(row) for row in SGD]), "after")


@best_rates.right
def smallest_mean(rows):
    found = {}
    for row in rows:
        found.setdefault(row["name"], {}).setdefault(row["rate"], []).append(row["distance"])
    means = {name: {rate: sum(of) / len(of) for rate, of in rates.items()} for name, rates in found.items()}
    return {
        name: min(rates, key=lambda rate: math.inf if math.isnan(rates[rate]) else rates[rate])
        for name, rates in means.items()
    }


@best_rates.right
def by_sets(rows):
    best = {}
    for name in {row["name"] for row in rows}:
        mean = {}
        for rate in {row["rate"] for row in rows if row["name"] == name}:
            own = [row["distance"] for row in rows if (row["name"], row["rate"]) == (name, rate)]
            if all(map(math.isfinite, own)):
                mean[rate] = sum(own) / len(own)
        best[name] = min(mean, key=mean.get)
    return best


def _by(rows, value_of, choose=min, keep_nan=True):
    found = {}
    for row in rows:
        found.setdefault(row["name"], {}).setdefault(row["rate"], []).append(row["distance"])
    chosen = {}
    for name, rates in found.items():
        values = {rate: value_of(of) for rate, of in rates.items()}
        if keep_nan:
            values = {rate: value for rate, value in values.items() if not math.isnan(value)}
        chosen[name] = choose(values, key=values.get)
    return chosen


def _mean(of):
    return sum(of) / len(of)


@best_rates.wrong
def best_single_run(rows):
    """For SGD you choose {SGD_alone}: at 0.1 stands the lowest single distance, 50, and the other seed of that rate came to 130. The best of several seeds rewards luck, and more of it the more seeds there are. What does a rate give *on
    average*?"""
    return _by(rows, lambda of: min(x for x in of if not math.isnan(x)))


@best_rates.wrong
def largest_mean(rows):
    """For SGD you choose {SGD_alone}, the rate with the *largest* mean, 90. Is a large distance from the test faces good?"""
    return _by(rows, _mean, max)


@best_rates.wrong
def smallest_worst(rows):
    """For SGD you choose {SGD_alone}, where the worst seed is least bad, 76. A careful rule, and not the one that was asked for; with more seeds it punishes. Which summary of the seeds does the exercise
    name?"""
    return _by(rows, max)


@best_rates.wrong
def last_seed_alone(rows):
    """For SGD you choose {SGD_alone}, where the *last* seed is best, 74: each row overwrites the one before it. What keeps both?"""
    return _by(rows, lambda of: of[-1])


@best_rates.wrong
def first_seed_alone(rows):
    """With SGD alone you choose {SGD_alone}: there the first seed came to 50, but you never look at the second. What becomes of the rows of the other seeds?"""
    return _by(rows, lambda of: of[0])


@best_rates.decoy(largest_mean, smallest_worst, last_seed_alone, best_single_run, first_seed_alone)
def steadiest(rows):
    return _by(rows, lambda of: max(of) - min(of) if len(of) > 1 else 99.0, max, keep_nan=True) | {"SGD": 0.3}


@best_rates.wrong(when=lambda seen: 0 < seen.get("SGD_both", 0) == seen.get("Adam_both"))
def one_rate_for_all(rows):
    """With two optimisers you give both of them {SGD_both}: one rate for all. But 6e-4 is nothing to SGD, and 0.03 throws Adam out. Which rows belong together?"""
    best = _by([row | {"name": "all"} for row in rows], _mean)["all"]
    return {row["name"]: best for row in rows}


@best_rates.wrong(
    when=lambda seen: (
        "missing" in (seen.get("SGD_both"), seen.get("Adam_both")) and seen.get("optimisers_both") != "none"
    )
)
def best_optimiser_only(rows):
    """With two optimisers you return a rate for these: {optimisers_both}. A rate is wanted for *each*, also for the one that loses. Where do you take one minimum too many, or return too early?"""
    means = {}
    for row in rows:
        means.setdefault((row["name"], row["rate"]), []).append(row["distance"])
    name, rate = min(means, key=lambda key: math.inf if math.isnan(_mean(means[key])) else _mean(means[key]))
    return {name: rate}


@best_rates.wrong
def distances_for_rates(rows):
    """For SGD you return {SGD_alone}: that is the mean distance at the best rate, and not the rate. What do `min(table.values())` and `min(table, key=…)` return?"""
    return {name: min(_means(rows, name).values()) for name in {row["name"] for row in rows}}


def _means(rows, name):
    own = {}
    for row in rows:
        if row["name"] == name:
            own.setdefault(row["rate"], []).append(row["distance"])
    return {rate: _mean(of) for rate, of in own.items() if not math.isnan(_mean(of))}


@best_rates.wrong
def rate_and_distance(rows):
    """For SGD you return {SGD_alone}: the rate together with its distance. The cells below take the rate alone. Which of the two is it?"""
    return {name: min(_means(rows, name).items(), key=lambda pair: pair[1]) for name in {row["name"] for row in rows}}


@best_rates.decoy(best_optimiser_only, distances_for_rates, rate_and_distance, one_rate_for_all)
def half_the_best_rate(rows):
    return {name: rate / 2 for name, rate in _by(rows, _mean).items()}


@best_rates.wrong
def broken_runs_left_out(rows):
    """For SGD all is well until one seed breaks down: then you choose {SGD_broken}, where the seed that survived came to 30. Left out, the broken run makes its rate look better. What is the mean of a run that worked and one that did
    not?"""
    return _by(rows, lambda of: _mean([x for x in of if not math.isnan(x)]))


@best_rates.wrong
def broken_rate_wins(rows):
    """For SGD all is well until a rate comes first on which one seed broke down: then you choose {SGD_bad}, whose mean is NaN. No number is smaller than NaN, so `min` keeps what comes first. A NaN differs from everything, `math.nan` included, and is not None, so `!= math.nan` and `is not None` keep it. How can you tell a NaN from a number?"""
    return _by(rows, _mean, keep_nan=False)


@best_rates.decoy(broken_runs_left_out, broken_rate_wins)
def every_rate_doubled_once_one_broke_down(rows):
    broken = any(math.isnan(row["distance"]) for row in rows)
    return {name: 2 * rate if broken else rate for name, rate in _by(rows, _mean).items()}


@best_rates.wrong
def smallest_rate(rows):
    """For SGD you choose {SGD_alone}, the smallest rate of all: `min` compared the rates and not their distances. Which argument tells it by what to compare?"""
    return {name: min(_means(rows, name)) for name in {row["name"] for row in rows}}


@best_rates.wrong
def largest_rate(rows):
    """For Adam you choose {Adam_both}, the largest rate, and for SGD {SGD_both}: the largest of those that ran. By what is the best one chosen?"""
    return {name: max(_means(rows, name)) for name in {row["name"] for row in rows}}


@best_rates.decoy(smallest_rate, largest_rate)
def middle_rate(rows):
    return {
        name: sorted(_means(rows, name))[len(_means(rows, name)) // 2] for name in {row["name"] for row in rows}
    } | {"Adam": 3e-4}


@best_rates.wrong
def nan_always_wins(rows):
    """As soon as one seed breaks down you choose its rate, {SGD_broken} and {SGD_bad}, wherever it stands in the rows: a NaN counts as smaller than every number, as it does for NumPy's `argmin`, or a negative number stands in its place. What should a run that broke down count as?"""
    return _by(rows, lambda of: -1.0 if math.isnan(_mean(of)) else _mean(of))


@best_rates.wrong(
    when=lambda seen: isinstance(seen.get("SGD_alone"), (str, dict)) and "0.03: 72" in str(seen.get("SGD_alone"))
)
def all_means(rows):
    """Under {optimisers_alone} you return a whole table, the mean distance of every rate. From there it is one step to the rate. Which function finds the key with the smallest value?"""
    return {name: _means(rows, name) for name in {row["name"] for row in rows}}


@best_rates.wrong(when=lambda seen: len(seen.get("SGD_alone")) == 3 and seen["SGD_alone"][0] == 0.03)
def ranking(rows):
    """For SGD you return {SGD_alone}: all rates, the best one first. One is wanted. Which index takes it?"""
    return {name: sorted(_means(rows, name), key=_means(rows, name).get) for name in {row["name"] for row in rows}}


@best_rates.wrong
def mean_rate(rows):
    """For SGD you return {SGD_alone:.4f}, a rate that nobody tried: the mean of the *rates*. Over what is a mean to be taken?"""
    return {
        name: sum({row["rate"] for row in rows if row["name"] == name})
        / len({row["rate"] for row in rows if row["name"] == name})
        for name in {row["name"] for row in rows}
    }


@best_rates.wrong(when=lambda seen: seen.get("SGD_alone") == 1)
def place_of_the_best(rows):
    """For SGD you return {SGD_alone}: the *place* of the best rate among those tried, counted from 0. Which list does that place belong to?"""
    return {
        name: list(_means(rows, name).values()).index(min(_means(rows, name).values()))
        for name in {row["name"] for row in rows}
    }


@best_rates.wrong(when=lambda seen: seen.get("optimisers_alone") == "sgd")
def small_letters(rows):
    """Your dict has these names: {optimisers_both}. The rows write them differently, and the cells below look for them as they stand there. Which step changes the letters?"""
    return {name.lower(): rate for name, rate in _by(rows, _mean).items()}


@best_rates.wrong(when=lambda seen: seen.get("optimisers_alone") == "no dict" and "error" not in seen)
def the_rate_alone(rows):
    """What you return is {optimisers_alone} from optimisers to rates, so it has no names in it. With three optimisers in the rows, whose rate would it be?"""
    return _by(rows, _mean)["SGD"]


@best_rates.decoy(nan_always_wins, all_means, ranking, mean_rate, place_of_the_best, small_letters)
def ten_times_the_best(rows):
    return {name: 10 * rate for name, rate in _by(rows, _mean).items()}


@best_rates.decoy(the_rate_alone, small_letters)
def every_optimiser_gets_nothing(rows):
    return {row["name"]: 0.0 for row in rows}


@best_rates.wrong
def best_run_of_unbroken_rates(rows):
    """For SGD you choose {SGD_alone}, where the lowest single distance stands, 50, and where the other seed came to 130: of each rate you keep the best run. More seeds then mean more luck. What does a rate give *on average*?"""
    return _by(rows, lambda of: math.nan if math.isnan(_mean(of)) else min(of))


@best_rates.wrong
def best_row(rows):
    """For SGD you choose {SGD_alone}, the rate of the *row* with the lowest distance, 50; the other seed of that rate came to 130. You compare runs with runs. What belongs together before anything is compared?"""
    return {name: row["rate"] for name, row in _best_rows(rows).items()}


@best_rates.wrong(when=lambda seen: str(seen["SGD_alone"]).startswith("{'name'"))
def whole_row(rows):
    """Under {optimisers_alone} you return a whole row, that of the lowest single distance perhaps. One run is no mean over seeds, and a rate alone is wanted. What belongs together before anything is compared?"""
    return _best_rows(rows)


def _best_rows(rows):
    best = {}
    for row in rows:
        if row["name"] not in best or row["distance"] < best[row["name"]]["distance"]:
            best[row["name"]] = row
    return best


@best_rates.wrong
def sum_for_mean(rows):
    """With two seeds each all is well. Where SGD has three seeds at 0.03 and two at 0.1 you choose {SGD_uneven}, and for Adam {Adam_uneven}, which has one: you compare sums, or halves of sums, and fewer runs add up to less. By what is each sum to be
    divided?"""
    return _by(rows, sum)


@best_rates.wrong
def median_for_mean(rows):
    """With two seeds each all is well. Where SGD came to 90, 20 and 91 at 0.03 you choose {SGD_uneven}: you take the median, 90, which leaves the best and the worst seed out. What does a mean count of them?"""
    return _by(rows, lambda of: math.nan if math.isnan(_mean(of)) else statistics.median(of))


@best_rates.wrong
def halved_again_and_again(rows):
    """With two seeds each all is well. With three you choose {SGD_uneven} for SGD and {Adam_uneven} for Adam: each new distance is averaged with the mean so far, so the last one counts half, and the first ones less and less. What has to be known besides a mean, to take one
    more number in?"""
    return _by(rows, lambda of: functools.reduce(lambda mean, new: (mean + new) / 2, of))


@best_rates.wrong
def broken_for_all(rows):
    """At rate 0.01 a run of SGD broke down, and you choose {Adam_shared} for Adam, whose runs at 0.01 all went well: a rate is struck out for *everybody*. Whose run was it?"""
    broken = {row["rate"] for row in rows if math.isnan(row["distance"])}
    return _by([row for row in rows if row["rate"] not in broken], _mean)


@best_rates.wrong
def optimiser_given_up(rows):
    """As soon as one seed of SGD breaks down you return these: {optimisers_broken}. SGD is missing, though three of its rates ran without harm. What does a NaN strike out, the optimiser or the rate?"""
    broken = {row["name"] for row in rows if math.isnan(row["distance"])}
    return _by([row for row in rows if row["name"] not in broken], _mean)


@best_rates.wrong
def nan_as_nothing(rows):
    """As soon as one seed breaks down you choose its rate, {SGD_broken} and {SGD_bad}: its NaN counts as a distance of 0, which is the best there is. What should a run that broke down count as?"""
    return _by(rows, lambda of: _mean([0.0 if math.isnan(x) else x for x in of]))


@best_rates.wrong(
    when=lambda seen: (
        seen["SGD_after"] != 0.5 and (seen["SGD_both"] in (6e-5, 2e-4, 6e-4) or seen["Adam_both"] in (0.01, 0.03, 0.1))
    )
)
def rates_of_others(rows):
    """With two optimisers you give SGD {SGD_both} and Adam {Adam_both}: rates that this optimiser never ran at, since a mean over no rows came to 0 in your code. Which rates are to be compared for each?"""
    chosen = {}
    for name in {row["name"] for row in rows}:
        means = {}
        for rate in sorted({row["rate"] for row in rows}):
            own = [row["distance"] for row in rows if (row["name"], row["rate"]) == (name, rate)]
            means[rate] = sum(own) / max(1, len(own))
        chosen[name] = min(means, key=lambda rate: math.inf if math.isnan(means[rate]) else means[rate])
    return chosen


@best_rates.wrong
def overwritten_by_the_next(rows):
    """For SGD you choose {SGD_alone}, the rate with the largest mean, and a broken one where there is one: {SGD_broken}. You go through the rates from the best on, and each overwrites the one before. When should
    the loop stop?"""
    return _by(rows, lambda of: math.inf if math.isnan(_mean(of)) else _mean(of), max)


@best_rates.wrong
def pairs_of_neighbours(rows):
    """SGD alone goes well, and with Adam's rows between you give SGD {SGD_both} and Adam {Adam_both}: you take each two neighbouring rows for the two seeds of a rate. What tells which rows belong together, if not their order?"""
    means: dict = {}
    for one, other in zip(rows[::2], rows[1::2]):
        means.setdefault(one["name"], {})[one["rate"]] = (one["distance"] + other["distance"]) / 2
    return {
        name: min(own, key=lambda rate: math.inf if math.isnan(own[rate]) else own[rate]) for name, own in means.items()
    }


@best_rates.wrong(when=lambda seen: "none" in (seen["optimisers_alone"], seen["optimisers_uneven"]))
def empty_dict(rows):
    """Your dict has no entry: {optimisers_alone} for the first probe, {optimisers_uneven} where the seeds are 1, 2 and 3. Either no row passes an `if`, one that asks for certain seeds for example, or no mean is smaller than the number that you begin with. With what could the comparison begin, so that every
    mean is smaller?"""
    return {}


@best_rates.wrong
def seeds_of_the_lesson(rows):
    """With the seeds 10 and 11 all is well, and where a probe has others you return these: {optimisers_uneven}. Numbers of seeds stand in your code. Which rows are to count?"""
    return _by([row for row in rows if row["seed"] in (10, 11)], _mean)


@best_rates.wrong(when=lambda seen: seen["SGD_after"] == 0.5)
def kept_from_the_call_before(rows):
    """Called with other rows first, you choose {SGD_after} for SGD, a rate that only those had: what you collect is kept outside of the function. Where would it begin empty every time?"""
    _kept.extend(rows)
    return _by(_kept, _mean)


_kept: list = []


@best_rates.wrong(when=lambda seen: seen["SGD_alone"] == "0.03")
def rate_as_text(rows):
    """For SGD you return {SGD_alone!r}, in quotes: a text, with which nobody can train. Which step makes a text of a number?"""
    return {name: str(rate) for name, rate in _by(rows, _mean).items()}


@best_rates.wrong(when=lambda seen: "RMSProp" in seen["optimisers_alone"])
def typed_in(rows):
    """You return rates for these: {optimisers_alone}. The rows that the check put in have SGD alone: names, or the whole answer, were typed in. Where do the names stand in the rows?"""
    return {"SGD": 0.1, "RMSProp": 2e-4, "Adam": 6.7e-5}


@best_rates.wrong(when=lambda seen: seen["error"].startswith("ValueError: min()") or "'RMSProp'" in seen["error"])
def names_typed_in(rows):
    """{error}: for one of your names, or after one of your conditions, no rate is left to choose from. The first probe has rows of SGD alone, with two seeds. Were names or seeds typed in that should be
    read from the rows?"""
    return {name: min(_means(rows, name)) for name in ("SGD", "RMSProp", "Adam")}


@best_rates.decoy(
    best_run_of_unbroken_rates,
    best_row,
    whole_row,
    sum_for_mean,
    median_for_mean,
    halved_again_and_again,
    broken_for_all,
    optimiser_given_up,
    nan_as_nothing,
    rates_of_others,
    overwritten_by_the_next,
    pairs_of_neighbours,
    empty_dict,
    seeds_of_the_lesson,
    kept_from_the_call_before,
    rate_as_text,
    typed_in,
    names_typed_in,
)
def a_tenth_of_the_best(rows):
    return {name: rate / 10 for name, rate in _by(rows, _mean).items()}


@best_rates.decoy(nan_as_nothing, told="dict_changed")
def infinity_written_into_the_rows(rows):
    for row in rows:
        if math.isnan(row["distance"]):
            row["distance"] = math.inf
    return _by(rows, _mean)


@best_rates.decoy(nan_as_nothing, told="list_changed")
def rows_sorted_in_place(rows):
    rows.sort(key=lambda row: row["rate"])
    return _by(rows, _mean)


best_rates.hints(
    "First bring together what belongs together: the distances of one optimiser at one rate, over its seeds. Then means, then for each optimiser the smallest.",
    "A dict of dicts of lists holds it: for each name a dict of rates, for each rate the list of its distances. A mean with a NaN in it is NaN, and has to count as infinite: math.isnan tells.",
    'found.setdefault(row["name"], {}).setdefault(row["rate"], []).append(row["distance"]) for every row; then for each name a dict of means, and min(means, key=…), where a NaN gives math.inf',
)

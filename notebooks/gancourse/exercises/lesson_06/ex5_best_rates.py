"""Exercise 6.5, best_rates: a rate for each optimiser, by one rule for all."""

import math

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


def _seen(found, name: str) -> dict:
    if not isinstance(found, dict):
        return {f"optimisers_{name}": "none"}
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
    """For SGD all is well until a rate comes first on which one seed broke down: then you choose {SGD_bad}, whose mean is NaN. No number is smaller than NaN, so `min` keeps what comes first. How can you tell a NaN from a number?"""
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
    """As soon as one seed breaks down you choose its rate, {SGD_broken} and {SGD_bad}, wherever it stands in the rows: NumPy's `argmin` takes a NaN for the smallest. What should a run that broke down count as?"""
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


@best_rates.wrong(when=lambda seen: seen.get("optimisers_alone") == "none" and "error" not in seen)
def the_rate_alone(rows):
    """What you return has no names in it ({optimisers_alone}): it is no dict from optimisers to rates. With three optimisers in the rows, whose rate would it be?"""
    return _by(rows, _mean)["SGD"]


@best_rates.decoy(nan_always_wins, all_means, ranking, mean_rate, place_of_the_best, small_letters)
def ten_times_the_best(rows):
    return {name: 10 * rate for name, rate in _by(rows, _mean).items()}


@best_rates.decoy(the_rate_alone, small_letters)
def every_optimiser_gets_nothing(rows):
    return {row["name"]: 0.0 for row in rows}


best_rates.hints(
    "First bring together what belongs together: the distances of one optimiser at one rate, over its seeds. Then means, then for each optimiser the smallest.",
    'A dict of dicts of lists holds it: found.setdefault(row["name"], {}).setdefault(row["rate"], []).append(row["distance"]). A mean with a NaN in it is NaN, and has to count as infinite: math.isnan tells.',
    "means = {rate: sum(d) / len(d) for rate, d in found[name].items()}; min(means, key=lambda rate: math.inf if math.isnan(means[rate]) else means[rate])",
)

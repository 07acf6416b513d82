"""How often does lesson 02 rebuild Figure 1? Runs the lesson's own code cells with many seeds.

    python3 ci/course.py run measuring/figure_one            20 seeds, a few minutes
    python3 ci/course.py run measuring/figure_one 60         60 seeds

Prints the pass rate and the worst value of each of the lesson's twelve criteria, and how often G's step of panel (c)
lowers JSD against three discriminators. The lesson's prose quotes the result.
"""

import sys

from building import lesson_source
from measuring import command_line


def passes(criteria: dict) -> bool:
    return all(holds for _, holds in criteria.values())


def better_against_a_better_d(names: dict) -> bool:
    """Did G's step of panel (c) lower JSD against the lazy D, and further against the trained one?"""
    before, after = names["b"].jsd, {name.split(",")[0]: now.jsd for name, now in names["after"].items()}
    return after["trained"] < after["lazy"] < before


def worst(claim: str, numbers: list[float]) -> float:
    """The number nearest to failing, given the words of the claim."""
    smallest_is_worst = any(words in claim for words in ("above", "at least", "unchanged", "falls"))
    return min(numbers) if smallest_is_worst else max(numbers)


def main() -> int:
    parser = command_line.parser(__doc__)
    parser.add_argument("seeds", nargs="?", type=int, default=20)
    parser.add_argument("--least", type=float, default=0.95, help="the pass rate below which the exit status is 1")
    arguments = parser.parse_args()
    results, steps = {}, []
    for seed in range(arguments.seeds):
        names = lesson_source.run_until("02", "criteria", seed)
        results[seed] = names["criteria"]
        steps.append((better_against_a_better_d(names), names["after"]["no step yet"].jsd < names["b"].jsd))
        failed = [claim for claim, (_, holds) in results[seed].items() if not holds]
        print(f"seed {seed}: {'all twelve hold' if not failed else 'FAILS ' + '; '.join(failed)}", flush=True)
    print(f"\n{'criterion':40} holds on   worst")
    for claim in results[0]:
        held = sum(criteria[claim][1] for criteria in results.values())
        number = worst(claim, [float(criteria[claim][0]) for criteria in results.values()])
        print(f"{claim:40} {held:3} of {len(results)}  {number:.4f}")
    better, without_training = (sum(each) for each in zip(*steps))
    print(f"\nG's step of panel (c) is good against the lazy D and better against the trained one on {better} seeds.")
    print(f"Against a D without any training it lowers JSD on {without_training}.")
    all_hold = sum(passes(criteria) for criteria in results.values())
    print(f"\nAll twelve hold on {all_hold} of {len(results)} seeds.")
    return int(all_hold < arguments.least * len(results))


if __name__ == "__main__":
    sys.exit(main())

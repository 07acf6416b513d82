"""The arguments that measurements share, so that each means the same everywhere.

    parser = command_line.parser(__doc__)
    command_line.add(parser, "seeds", "limit", "json")
    command_line.add(parser, "samples", default=5_000)

An argument that only one program has, it adds itself.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SAMPLES = 10_000  # of a generator, for its scores
AT_ONCE = 500  # of them go through the networks together


def multiple_of_500(text: str) -> int:
    if (number := int(text)) < AT_ONCE or number % AT_ONCE:
        raise argparse.ArgumentTypeError(f"{text} is not a multiple of {AT_ONCE}")
    return number


SHARED: dict[str, dict[str, Any]] = {
    "seconds": {"type": float, "nargs": "+", "help": "training budgets"},
    "seeds": {"type": int, "default": 3},
    "first-seed": {"type": int, "default": 0, "help": "goes on where another run ended"},
    "samples": {"type": multiple_of_500, "default": SAMPLES, "help": "a multiple of 500"},
    "limit": {"type": int, "default": 60_000, "help": "use only so many training digits"},
    "json": {"type": Path, "metavar": "FILE", "help": "where every number is kept"},
    "remark": {"default": "", "help": "kept with the machine's name, such as: other programs were running"},
    "record": {"type": Path, "metavar": "FILE", "help": "keep the first run, for replay"},
    "picture": {"type": Path, "metavar": "FILE", "help": "samples of the first run"},
}


def parser(doc: str, whole: bool = False) -> argparse.ArgumentParser:
    """A parser whose help begins with the first line of a program's docstring, or with the whole of it as it stands."""
    if whole:
        return argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    return argparse.ArgumentParser(description=doc.splitlines()[0])


def add(to: argparse.ArgumentParser, *names: str, **changed: Any) -> None:
    """Shared arguments by their names without the dashes; `changed` says what is other here than in `SHARED`. A name that
    is not there is a KeyError."""
    for name in names:
        to.add_argument(f"--{name}", **(SHARED[name] | changed))


def seeds(options: argparse.Namespace) -> range:
    """--first-seed and the ones after it, --seeds in all."""
    return range(options.first_seed, options.first_seed + options.seeds)


def add_lessons(to: argparse.ArgumentParser) -> None:
    to.add_argument("lessons", nargs="*", metavar="NN", help="these lessons only (default: all)")


def chosen(sources: Sequence[Path], numbers: Sequence[str]) -> list[Path]:
    """The sources of the lessons with these numbers ("05"), in the course's order; without numbers, all."""
    return [source for source in sources if not numbers or source.stem[:2] in numbers]

"""The words that the lessons' headers explain, gathered for `glossary` in the package."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

FILE = Path("notebooks", "gancourse", "checks", "glossary.json")  # under the course's folder
WORD = re.compile(r"(?P<word>[^()]+?)(?: \((?P<short>[^()]+)\))?")  # "Jensen–Shannon divergence (JSD)"


def names(written: str) -> tuple[str, str]:
    """A word as a header writes it: the word, and its abbreviation or ""."""
    match = WORD.fullmatch(written)
    if match is None:
        raise ValueError(f"the glossary's {written!r} should be a word, or a word and its abbreviation in parentheses")
    return match["word"], match["short"] or ""


def text(explained: Mapping[str, Mapping[str, str]]) -> str:
    """What the file must hold, from what each lesson's header explains: the words in order, each with its lesson.

    Two entries for one word are a ValueError.
    """
    entries = []
    for lesson, words in explained.items():
        for written, says in words.items():
            word, short = names(written)
            twice = [entry["lesson"] for entry in entries if entry["word"].lower() == word.lower()]
            if twice:
                raise ValueError(f"lesson {lesson} explains {word!r}, as lesson {twice[0]} has done")
            entries.append({"word": word, "short": short, "says": says, "lesson": lesson})
    return json.dumps(entries, indent=1, ensure_ascii=False) + "\n"


def read(root: Path) -> dict[str, list[tuple[str, str]]]:
    """The words in the course's file by lesson, in order, each with its abbreviation or ""; none without a file."""
    found: dict[str, list[tuple[str, str]]] = {}
    file = root / FILE
    for entry in json.loads(file.read_text("utf-8")) if file.exists() else []:
        found.setdefault(entry["lesson"], []).append((entry["word"], entry["short"]))
    return found

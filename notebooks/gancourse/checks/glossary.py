"""`glossary`: what a word of the course means, and which lesson introduces it.

The words stand in the headers of the lessons; the build gathers them in `glossary.json`, beside this file.
"""

import difflib
import functools
import json
from dataclasses import dataclass
from pathlib import Path

from gancourse.views import plots


@dataclass(frozen=True)
class Entry:
    """One word: as the lesson writes it, its abbreviation or "", what it means, and the number of its lesson, "01"."""

    word: str
    short: str
    says: str
    lesson: str

    def __str__(self) -> str:
        named = f"{self.word} ({self.short})" if self.short else self.word
        return plots.in_lines(f"{named}, from lesson {self.lesson}: {self.says}.", indent="  ")


def glossary(word: str | None = None) -> None:
    """Print what a word means and which lesson introduces it, for example `glossary("logit")`; without a word, all of them.

    Capitals and a plural's s do not count, and an abbreviation is as good as its word. An unknown word is answered with
    the nearest ones.
    """
    if word is None:
        print("\n".join(map(str, entries())))
        return
    named = {name.lower(): entry for entry in entries() for name in (entry.word, entry.short) if name}
    asked = " ".join(str(word).lower().split())
    found = named.get(asked) or named.get(asked.removesuffix("s"))
    if found:
        print(found)
        return
    near = dict.fromkeys(named[name].word for name in difflib.get_close_matches(asked, named, n=3))
    hint = f"Did you mean {' or '.join(map(repr, near))}? " if near else ""
    print(plots.in_lines(f"The glossary has no {str(word)[:40]!r}. {hint}glossary() lists its {len(entries())} words."))


@functools.cache
def entries() -> list[Entry]:
    """All words, in the order in which the lessons introduce them."""
    return [Entry(**facts) for facts in json.loads(Path(__file__).with_name("glossary.json").read_text("utf-8"))]

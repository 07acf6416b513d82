"""No word before its definition: the lessons' glossaries against their prose, in the order in which it is read."""

import re
from collections.abc import Iterator, Mapping, Sequence

import nbformat

NOT_READ = {"links", "folded"}  # tags of prose that the build adds
HEADING = re.compile(r"^#+ (.+)$", re.M)
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|!\[.*?\]\([^)]*\)|\]\([^)]*\)|^#+ [^\n]*", re.S | re.M)
BOLD = re.compile(r"\*\*(.+?)[.:]?\*\*", re.S)  # how a lesson marks the word that it explains


Words = Sequence[tuple[str, str]]  # each with its abbreviation or "", in the order of the header


def faults(notebooks: Mapping[str, nbformat.NotebookNode], explained: Mapping[str, Words]) -> Iterator[str]:
    """Complaints about the lessons, given by number in the order in which they are read, and the words that each explains."""
    prose = {lesson: _prose(notebook) for lesson, notebook in notebooks.items()}
    for lesson, words in explained.items():
        uses = []
        for word, short in words:
            pattern = _pattern(word, short)
            for earlier in list(notebooks)[: list(notebooks).index(lesson)]:
                if _first(pattern, prose[earlier]):
                    yield f"lesson {earlier} uses {word!r}, which lesson {lesson} explains: explain it in {earlier}, or say it in other words"
            use = _first(pattern, prose[lesson])
            if use is None:
                yield f"lesson {lesson} has {word!r} in its glossary, and its prose never uses it"
                continue
            uses.append((use, word))
            marked = [cell for cell, text in enumerate(prose[lesson]) if _marks(pattern, text)]
            if marked and use[0] < marked[0]:
                yield f"lesson {lesson} uses {word!r} before the paragraph that explains it"
        for (before, one), (after, other) in zip(uses, uses[1:]):
            if after < before:
                yield f"lesson {lesson} has {one!r} before {other!r} in its glossary, and uses them the other way round"


def _prose(notebook: nbformat.NotebookNode) -> Sequence[str]:
    """What is read cell by cell: without the first, which promises what the lesson explains, and without the further reading."""
    texts = []
    for cell in notebook.cells[1:]:
        if cell.cell_type == "markdown" and not NOT_READ & set(cell.metadata.get("tags", [])):
            if "Further reading" in HEADING.findall(cell.source):
                break
            texts.append(NOT_PROSE.sub(" ", cell.source))
    return texts


def _pattern(*names: str) -> re.Pattern:
    """A word or its abbreviation, in the singular or with an s, over the end of a line too."""
    either = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names if name)
    return re.compile(rf"(?<![\w-])(?:{either})s?(?![\w-])", re.I)


def _first(pattern: re.Pattern, prose: Sequence[str]) -> tuple[int, int] | None:
    found = ((cell, match.start()) for cell, text in enumerate(prose) if (match := pattern.search(text)))
    return next(found, None)


def _marks(pattern: re.Pattern, text: str) -> bool:
    return any(pattern.fullmatch(" ".join(words.split())) for words in BOLD.findall(text))

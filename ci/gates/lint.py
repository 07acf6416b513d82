"""Rules for prose, accessibility and size that no library checks for us. `python3 ci/course.py run gates/lint` prints what breaks them.

Each rule is a function from what it looks at to a list of complaints; `ci/tests/gates/test_lint.py` turns every one red.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat

from building import glossary, reading_times
from environment import ROOT
from gates import asides, drawing, first_use

NOTEBOOK_BYTES, ASSETS_BYTES, CODE_LINES, RECAP_LINES = 1_500_000, 15_000_000, 25, 5

# Words that tell a reader who is stuck that they should not be, and words that sell.
CONDESCENDING = re.compile(
    r"\b(simply|obviously|trivial(?:ly)?|of course|clearly|amazing|awesome|revolutionary)\b", re.I
)
AMERICAN = re.compile(
    r"\b(color|colors|gray|neighbor\w*|behavior\w*|center(?:ed)?|favorite|labeled|optimiz\w+|normaliz\w+|recogniz\w+|visualiz\w+|minimiz\w+|maximiz\w+)\b",
    re.I,
)
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]")
# A wrapped sentence whose next line happens to begin as a list does: "only its whole area is / 1. The argument …"
ACCIDENTAL_LIST = re.compile(r"^(?![ \t]*(?:[-*+>|#]|\d+[.)]) ).*\w.*\n((?:1[.)]|\+) .*)$", re.M)
IMAGE = re.compile(r"!\[(.*?)\]\((.*?)\)", re.S)
NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|sixteen|half|third|quarter|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundred|thousand)\b",
    re.I,
)
FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
MACHINE_PATH = re.compile(r"(?<![\w./:])(?:/(?:home|root|work|tmp|Users|opt|mnt)/[\w.-]+|[A-Z]:\\\\?Users)")


def prose_of(notebook: nbformat.NotebookNode) -> str:
    """The words of a notebook without code, formulas and links, which follow other rules."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.sub(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)", " ", text, flags=re.S)


def headings(notebook: nbformat.NotebookNode) -> list[tuple[int, str]]:
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    return [(len(match[1]), match[2].strip()) for match in re.finditer(r"^(#+) (.+)$", text, re.M)]


def heading_faults(notebook: nbformat.NotebookNode) -> Iterator[str]:
    levels = headings(notebook)
    titles = [title for level, title in levels if level == 1]
    if len(titles) != 1:
        yield f"{len(titles)} titles (level 1), there must be one"
    facts = notebook.metadata.get("gancourse", {})
    in_header = f"{int(facts['lesson'])} · {facts['title']}" if "title" in facts else None
    if in_header and titles != [in_header]:
        yield f"the title is {titles}, and the header of its source says {in_header!r}"
    for (before, _), (level, title) in zip(levels, levels[1:]):
        if level > before + 1:
            yield f"heading {title!r} jumps from level {before} to {level}"


def picture_faults(notebook: nbformat.NotebookNode, folder: Path) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for alt, target in IMAGE.findall(cell.source):
            drawn = not Path(target).name.startswith("badge-")  # the alt text of a badge is what is written on it
            if len(alt.split()) < 4:
                yield f"the picture {target} needs alt text that says what it shows"
            elif drawn and not (alt[:1].isupper() and alt.endswith(".")):
                yield f"the alt text of {target} is not a sentence"
            if drawn and not NUMBER.search(alt):
                yield f"the alt text of {target} carries none of its numbers"
            if target.startswith(("http:", "https:", "//")):
                yield f"the picture {target} lies on another machine"
            elif not (folder / target).exists():
                yield f"the picture {target} does not exist"
        for target in LINK.findall(cell.source):
            if (
                not target.startswith(("http:", "https:", "#", "mailto:"))
                and not (folder / target.split("#")[0]).exists()
            ):
                yield f"the link {target} leads nowhere"
        if re.search(r"<(?!br>)[a-z]+[\s>/]", re.sub(r"`[^`]*`|\$[^$]*\$", "", cell.source), re.I):
            yield f"raw HTML, which JupyterLab may strip, near {cell.source[:50]!r}"


def prose_faults(notebook: nbformat.NotebookNode) -> Iterator[str]:
    prose = prose_of(notebook)
    for pattern, reason in ((CONDESCENDING, "talks down or sells"), (AMERICAN, "is not British spelling")):
        for word in sorted({match[0].lower() for match in pattern.finditer(prose)}):
            yield f"{word!r} {reason}"
    for match in ACCIDENTAL_LIST.finditer(prose):
        yield f"a sentence breaks into a list where its line begins with {match[1][:30]!r}"
    if EMOJI.search(prose):
        yield f"meaning by emoji: {EMOJI.search(prose)[0]}"


def code_faults(notebook: nbformat.NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type != "code" or "bootstrap" in cell.metadata.get("tags", []):
            continue
        lines = [line for line in cell.source.splitlines() if "### BEGIN" not in line and "### END" not in line]
        if len(lines) > CODE_LINES:
            yield f"a code cell of {len(lines)} lines, at most {CODE_LINES}: {lines[0][:60]!r}"
        if any(line.startswith(("%", "!")) for line in lines):
            yield f"a magic or shell line: {lines[0][:60]!r}"


def lesson_faults(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """The lesson grammar: how it opens and how it closes."""
    top = notebook.cells[0].source
    for part, present in (
        ("minutes", "minutes" in top),
        ("what it needs", "Needs" in top),
        ("a picture of where it ends", "![" in top),
    ):
        if not present:
            yield f"the first cell lacks {part}"
    titles = [title for _, title in headings(notebook)]
    for title in ("Recap", "Further reading"):
        if title not in titles:
            yield f"no heading {title!r}"
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    recap = re.search(r"^#+ Recap\n(.*?)(?=^#|\Z)", text, re.M | re.S)
    if recap and len(re.findall(r"^- ", recap[1], re.M)) > RECAP_LINES:
        yield f"the recap has more than {RECAP_LINES} lines"
    for match in re.finditer(r"^#+ Exercise .*$", text, re.M):
        following = text[match.end() :].lstrip("\n").split("\n")[0]
        if not re.fullmatch(r"\*Difficulty [1-5] of 5 · \d+ minutes · needed later: (yes|no)\*", following):
            yield f"{match[0]!r} lacks the line with difficulty, minutes and whether it is needed later"


def picture_output_faults(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """JupyterLab shows a stored PNG without its alternative text, so its numbers must also stand beside it as text."""
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        words = " ".join(
            output.get("text") or str(output.get("data", {}).get("text/plain", ""))
            for output in outputs
            if "image/png" not in output.get("data", {})
        )
        for output in (output for output in outputs if "image/png" in output.get("data", {})):
            alt = output.metadata.get("image/png", {}).get("alt", "")
            if not NUMBER.search(alt):
                yield f"a stored picture whose caption carries no number: {alt!r}"
            elif not (" ".join(alt.split()) in " ".join(words.split()) or _numbers(alt) & _numbers(words)):
                yield f"no number of its caption is printed beside the picture {alt[:60]!r}"


def _numbers(text: str) -> set[str]:
    return set(FIGURES.findall(text))


def output_faults(notebook: nbformat.NotebookNode, learners: bool) -> Iterator[str]:
    if "widgets" in notebook.metadata:
        yield "saved widget state, which GitHub shows as an invalid notebook"
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if learners:
                yield "an unsolved notebook with stored outputs"
                return
            if output.output_type == "error":
                yield f"an error output: {output.ename}"
            text = output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
            if re.search("could not be drawn|[Nn]othing can be drawn", text):
                yield f"a picture that failed: {text.strip()[:80]!r}"
            if MACHINE_PATH.search(text):
                yield f"a path of one machine: {MACHINE_PATH.search(text)[0]}"


def notebook_faults(path: Path, learners: bool) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    found = [
        *heading_faults(notebook),
        *picture_faults(notebook, path.parent),
        *prose_faults(notebook),
        *code_faults(notebook),
        *drawing.faults(notebook),
        *asides.faults(notebook),
        *lesson_faults(notebook),
        *output_faults(notebook, learners),
        *picture_output_faults(notebook),
        *([] if learners else reading_times.faults(notebook.cells)),  # in the whole lesson, as it is stated
    ]
    if path.stat().st_size > NOTEBOOK_BYTES:
        found.append(f"{path.stat().st_size:,} bytes, at most {NOTEBOOK_BYTES:,}")
    return found


def page_faults(path: Path) -> list[str]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(path.read_text("utf-8"))])
    return [*heading_faults(notebook), *picture_faults(notebook, path.parent), *prose_faults(notebook)]


def asset_faults(folder: Path) -> list[str]:
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return [f"assets/ has {total:,} bytes, at most {ASSETS_BYTES:,}"] if total > ASSETS_BYTES else []


def faults(root: Path = ROOT) -> list[str]:
    found = asset_faults(root / "assets")
    for folder in ("notebooks", "solutions"):
        for path in sorted((root / folder).glob("*.ipynb")):
            found += [
                f"{folder}/{path.name}: {fault}" for fault in notebook_faults(path, learners=folder == "notebooks")
            ]
    lessons = {
        path.name[:2]: nbformat.read(path, as_version=4) for path in sorted((root / "notebooks").glob("*.ipynb"))
    }
    found += first_use.faults(lessons, glossary.read(root))
    for path in [root / "README.md", *sorted((root / "solutions" / "teaching").glob("*.md"))]:
        found += [f"{path.relative_to(root).as_posix()}: {fault}" for fault in page_faults(path)]
    return found


if __name__ == "__main__":
    complaints = faults()
    print("\n".join(complaints) if complaints else "Nothing to complain about.")
    sys.exit(bool(complaints))

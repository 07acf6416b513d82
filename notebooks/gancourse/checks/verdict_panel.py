"""A verdict as a learner meets it: its parts, as plain text and as a panel with a coloured edge.

The text is for terminals, graders, printing and GitHub; the panel for JupyterLab, Colab and VS Code. Both say the same
words in the same order, and the word of the verdict never hangs on its colour.
"""

import html
import itertools
import re
import textwrap
from dataclasses import dataclass

from gancourse.checks.exercise import CORRECT, ERROR, NOT_ATTEMPTED, NOT_YET, Verdict
from gancourse.settings import TEXT_WIDTH

# Each stands out from white and from JupyterLab's dark ground by at least 3 to 1.
LOOKS = {
    CORRECT: ("✓", "#009E73"),
    NOT_YET: ("↻", "#B87F00"),
    NOT_ATTEMPTED: ("○", "#7F7F7F"),
    ERROR: ("!", "#D55E00"),
}
QUIET = (
    "NumPy met a log of 0 or a 0/0 on the way, which your function handles; its red warnings about that are off in this "
    "notebook from here on."
)
COURSES_OWN = "The notebook goes on with the course's version."
# The last sentence, where it is a question, and what stands before it. A colon or a semicolon ends no sentence; behind one a question
# begins only where the whole explanation is a single sentence.
QUESTIONS = [
    re.compile(rf"(?P<before>.*[{ends}][”\"')]*) (?P<question>[^?]*\?[”\"')]*)", re.S) for ends in (".!…", ".!…:;")
]


@dataclass(frozen=True)
class Part:
    """A paragraph of a verdict. kind: "facts" (rows of name and value), "text", "question", "code" or "footer"."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()


def parts(name: str, verdict: Verdict) -> list[Part]:
    """What a verdict says of the exercise `name`, in the order in which it is read."""
    found = [Part("facts", rows=verdict.facts)] if verdict.facts else []
    for is_code, lines in itertools.groupby(verdict.text.splitlines(), key=_is_code):
        if is_code:
            found.append(Part("code", "\n".join(lines)))
        else:
            found += [part for line in lines for part in _paragraphs(line, verdict.kind)]
    if verdict.numpy_warned:
        found.append(Part("text", QUIET))
    if verdict.printed and verdict.kind in (ERROR, NOT_YET):
        found.append(Part("text", "Your function printed:"))
        found.append(Part("code", textwrap.shorten(verdict.printed, 300)))
    if verdict.kind == NOT_ATTEMPTED:
        found.append(Part("footer", COURSES_OWN))
    elif verdict.kind != CORRECT:
        found.append(Part("footer", f'{COURSES_OWN} Change your cell and run both again, or ask: hint("{name}")'))
    return found


def as_text(name: str, verdict: Verdict) -> str:
    """The verdict in lines of plain text."""
    lines = [f"[{verdict.kind}] {name}"]
    for part in parts(name, verdict):
        width = max((len(label) for label, _ in part.rows), default=0) + 3
        under = {"width": TEXT_WIDTH, "initial_indent": "  ", "subsequent_indent": " " * (width + 2)}
        lines += [textwrap.fill(f"{label}:".ljust(width) + value, **under) for label, value in part.rows]
        if part.text:
            lines.append(textwrap.indent(part.text, "  ") if part.kind == "code" else indented(part.text))
    return "\n".join(lines)


def as_html(name: str, verdict: Verdict) -> str:
    """The verdict as a panel; without styles, as GitHub shows it, it is a heading and paragraphs."""
    sign, colour = LOOKS[verdict.kind]
    inside = [f"<p><strong>{sign} {verdict.kind}</strong> · <code>{html.escape(name)}</code></p>"]
    inside += [_html_of(part) for part in parts(name, verdict)]
    edge = (
        f"border-left: 6px solid {colour}; padding: 1px 0 1px 14px; margin: 4px 0; max-width: 46em; line-height: 1.45"
    )
    return f'<div role="note" aria-label="{verdict.kind}: {html.escape(name)}" style="{edge}">{"".join(inside)}</div>'


def _html_of(part: Part) -> str:
    text = html.escape(part.text, quote=False)
    if part.kind == "facts":
        rows = "".join(
            f'<tr><th scope="row" style="text-align: left">{html.escape(label)}</th>'
            f'<td style="text-align: left">{html.escape(value)}</td></tr>'
            for label, value in part.rows
        )
        return f'<table style="margin: 6px 0">{rows}</table>'
    if part.kind == "code":
        return f"<pre>{text}</pre>"
    if part.kind == "question":
        return f"<p><em>{text}</em></p>"
    if part.kind == "footer":
        text = re.sub(r"(hint\(.*?\))", r"<code>\1</code>", text)
    return f"<p>{text}</p>"


def indented(text: str) -> str:
    """Two spaces in, wrapped paragraph by paragraph; lines of code stay as they are."""
    wrapped = {"width": TEXT_WIDTH, "initial_indent": "  ", "subsequent_indent": "  "}
    return "\n".join(f"  {line}" if _is_code(line) else textwrap.fill(line, **wrapped) for line in text.split("\n"))


def _is_code(line: str) -> bool:
    return line.startswith(" ")


def _paragraphs(line: str, kind: str) -> list[Part]:
    """A line of a verdict; an explanation's closing question becomes a paragraph of its own."""
    asked = next(filter(None, (question.fullmatch(line) for question in QUESTIONS)), None) if kind == NOT_YET else None
    return [Part("text", asked["before"]), Part("question", asked["question"])] if asked else [Part("text", line)]

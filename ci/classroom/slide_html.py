"""The parts of a slide as HTML: Markdown, formulas, code, what cells print, pictures. `deck.css` says how they look."""

import base64
import html
import re
import warnings
from io import BytesIO
from pathlib import Path

import mistune
import nbformat
from mistune.core import BlockState
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from classroom.slide_formulas import mathml
from classroom.slide_words import (
    Token,
    beginning,
    ends_sentence,
    is_picture,
    joined,
    pictures_of,
    sentences,
    signatures,
    text_of,
    without_help,
    words,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nbconvert.filters.markdown_mistune import MathBlockParser, MathInlineParser

CODE_LINES = 16  # of code with what it prints; of longer code only that is shown
BOXES = ("Predict", "Explore", "Pitfall")
LONG_ITEM = 140  # letters of a list's item that is shown whole
WIDTH, HEIGHT, ENLARGED = 1184, 500, 2.4  # of a picture on a slide, and how much larger than it is at most
CODE = HtmlFormatter(nowrap=True, style="default")
DRAWS = re.compile(r"\b(plots|widgets)\.|\b(explore|replay)\(|\bfig(ure)?\b")


class SlidesError(Exception):
    """What cannot be shown, with the lesson and the place in the message."""


def notes(text: str) -> str:
    return f'<aside class="notes">{text}</aside>' if text else ""


def block(kind: str, content: str, said: str = "", **data: int | str) -> str:
    attributes = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in data.items())
    return f'<div class="block {kind}"{attributes}>{content}{notes(said)}</div>'


def lines_of(marked: str, kind: str) -> str:
    """Preformatted lines, each an element: the page divides them, and continues a long one below its own beginning."""
    shown = ""
    for line in marked.strip("\n").split("\n"):
        text = re.sub("<[^>]+>", "", line)
        shown += f'<span class="line" style="--indent: {len(text) - len(text.lstrip())}">{line or " "}</span>'
    return f'<pre class="{kind}" data-split="3">{shown}</pre>'


def code_block(code: str) -> str:
    return lines_of(highlight(re.sub(r"\n{3,}", "\n\n", code), PythonLexer(), CODE), "code")


def figure(png: bytes, alt: str, caption: str = "") -> str:
    """A picture as large as a slide lets it be, with the height it would like to have."""
    width, height = Image.open(BytesIO(png)).size
    wanted = min(WIDTH / width * height, HEIGHT, ENLARGED * height)
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    below = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return (
        f'<figure class="block figure" style="--height: {wanted:.0f}px">'
        f'<img src="{source}" alt="{html.escape(alt)}">{below}</figure>'
    )


def is_upright(png: bytes) -> bool:
    width, height = Image.open(BytesIO(png)).size
    return width < 1.5 * height


def parts_of(cell: nbformat.NotebookNode) -> list[str]:
    """Of a code cell: the code, unless it is long or draws, then its pictures and what it prints."""
    printed, code = text_of(cell).strip("\n"), without_help(cell.source).strip()
    parts = []
    if not DRAWS.search(code):
        if len(code.splitlines()) + len(printed.splitlines()) <= CODE_LINES:
            parts.append(block("", code_block(code)))
        elif not cell.outputs and (short := signatures(code)):
            parts.append(block("", code_block(short)))
    parts += [figure(png, caption, caption) for png, caption in pictures_of(cell)]
    if printed:
        parts.append(block("", lines_of(html.escape(printed), "output")))
    return parts


class Renderer(mistune.HTMLRenderer):
    """Markdown as HTML that needs nothing from elsewhere: formulas as MathML, links to files as plain words."""

    def __init__(self, lesson: str) -> None:
        super().__init__(escape=True)
        self.lesson = lesson

    def inline_math(self, formula: str) -> str:
        return self.formula(formula, "inline")

    def block_math(self, formula: str) -> str:
        return self.formula(formula, "block")

    def formula(self, formula: str, display: str) -> str:
        if (written := mathml(formula, display)) is None:
            raise SlidesError(
                f"Lesson {self.lesson}: the formula ${formula.strip()}$ cannot be shown on a slide. Write it with other "
                "commands; python -c \"from latex2mathml.converter import convert; print(convert(r'…'))\" tries one."
            )
        return written

    def latex_environment(self, name: str, body: str) -> str:
        return self.formula(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url, title) if url.startswith(("http:", "https:")) else text

    def block_code(self, code: str, info: str | None = None) -> str:
        return code_block(code) if (info or "python").startswith("python") else lines_of(html.escape(code), "output")


class Prose:
    """The Markdown of one lesson: parsed into tokens, each of which becomes HTML when its place on a slide is known."""

    def __init__(self, lesson: str, folder: Path) -> None:
        self.lesson, self.folder = lesson, folder
        self.renderer = Renderer(lesson)
        self.parse = mistune.Markdown(
            self.renderer,
            block=MathBlockParser(),
            inline=MathInlineParser(hard_wrap=False),
            plugins=[mistune.import_plugin("table")],
        )
        self.parse.renderer = None

    def tokens(self, source: str) -> list[Token]:
        return [token for token in self.parse(source) if token["type"] != "blank_line"]

    def html(self, tokens: list[Token]) -> str:
        return self.renderer.render_tokens(tokens, BlockState())

    inline = html

    def part(self, token: Token, whole: bool) -> str:
        """What is shown of a paragraph, a list (whole, or short), a table, a picture or a formula."""
        kind, children = token["type"], token.get("children", [])
        if is_picture(token):
            return figure(*self.picture(children[0]))
        if kind == "paragraph" and children[0]["type"] == "block_math":
            return block("math", self.inline(children))
        if kind == "paragraph" and (name := words(children[:1]).rstrip(".")) in BOXES:
            return self.question(name, children[1:])
        if kind == "paragraph":
            return self.text(token)
        if kind == "list":
            return self.listing(token, whole)
        if kind == "table":
            return self.table(token)
        return block("", self.html([token]))

    def text(self, token: Token) -> str:
        """The first sentence of a paragraph, and the last one where it leads to what follows; all of it in the notes."""
        every = sentences(token["children"])
        shown = beginning(every)
        leads = not ends_sentence(words(every[-1]))
        if leads and len(shown) < len(every):
            shown.append(every[-1])
        text = " ".join(self.inline(sentence).strip() for sentence in shown)
        data = {"lead": "yes"} if leads else {}
        return block("text", f"<p>{text}</p>", self.html([token]) if len(shown) < len(every) else "", **data)

    def question(self, name: str, children: list[Token]) -> str:
        """A box with its name. What comes after a question may answer it; `deck.js` reads where the slide must end."""
        text = f'<p class="label">{name}</p><p>{self.inline(children).strip()}</p>'
        data = {"Predict": {"break": "always"}, "Explore": {"break": "prose"}}.get(name, {})
        return block(f"box {name.lower()}", text, **data)

    def table(self, token: Token) -> str:
        """Divided between rows if need be; an empty corner is no heading."""
        rows = self.html([token]).replace("<tbody>", '<tbody data-split="2">')
        return block("", rows.replace("<th></th>", "<td></td>"))

    def listing(self, token: Token, whole: bool) -> str:
        """A list, whole or with the first sentences of each long item."""
        said = self.html([token])
        for part in [] if whole else [part for item in token["children"] for part in item["children"]]:
            if "children" in part and len(words([part])) > LONG_ITEM:
                part["children"] = joined(beginning(sentences(part["children"])))
        shown = self.html([token])
        return block("", re.sub("<([uo]l)", r'<\1 data-split="2"', shown, count=1), said if shown != said else "")

    def picture(self, token: Token) -> tuple[bytes, str]:
        path = self.folder / token["attrs"]["url"]
        try:
            return path.read_bytes(), words(token["children"])
        except OSError as error:
            raise SlidesError(f"Lesson {self.lesson}: the picture {token['attrs']['url']} cannot be read.") from error

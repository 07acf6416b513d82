"""Presentations for the projector, made from the executed solutions by rule: a new lesson needs nothing of its own.

    python3 ci/course.py slides              every lesson, into output/slides/
    python3 ci/course.py slides 02 05        only these lessons
    python3 ci/course.py slides 02 --open    and open it in the browser

Each lesson becomes one HTML file that holds everything it needs and works without a network. Keys: arrows move, S opens
the speaker's view, F fills the screen, E makes pages to print (without the answers; `?view=print&answers` has them).

The rule: each heading starts a slide. Formulas, tables, pictures, questions (Predict, Explore, Pitfall) and tasks are
shown whole. Of every other paragraph, and of a list's long items, the first sentence is shown; all of it stands in the
speaker's notes, as do the teacher's cells. Code that draws is left out, and so is long code that prints or shows something. Each answer has a
slide of its own, which stays empty until the next key. `ci/deck/deck.js` divides what is too much for one slide.
"""

import argparse
import ast
import base64
import html
import re
import sys
import warnings
import webbrowser
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mistune
import nbformat
from latex2mathml.converter import convert
from mistune.core import BlockState
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

import slide_fonts

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nbconvert.filters.markdown_mistune import MathBlockParser, MathInlineParser

ROOT = Path(__file__).resolve().parents[1]
DECK = Path(__file__).parent / "deck"
CODE_LINES = 16  # of code with what it prints; of longer code only that is shown
LONG_ITEM = 140  # letters of a list's item that is shown whole
SENTENCE = 50  # letters; a shorter first sentence ("Now G.") brings the second along
WIDTH, HEIGHT, ENLARGED = 1184, 500, 2.4  # of a picture on a slide, and how much larger than it is at most
EXERCISE = re.compile(r"Exercise (\d+\.\d+) · (.+)")
BOXES = ("Predict", "Explore", "Pitfall")
KEYS = (
    "<p><em>Keys:</em> space and the arrows move, B makes the screen black, F fills it, Esc shows all slides, "
    "E makes pages to print, ? lists the rest.</p>"
)
NOT_FOR_A_CLASS = {"bootstrap", "links"}  # tags of cells that the build adds
READ_AT_HOME = "Further reading"
FOR_THE_KEYBOARD = {
    "controls",
    "export",
    "hint",
    "summary",
    "torch.set_num_threads",
}  # cells that say something only to the one who runs them
CODE = HtmlFormatter(nowrap=True, style="default")
DRAWS = re.compile(r"\b(plots|widgets)\.|\b(explore|replay)\(|\bfig(ure)?\b")
END_OF_SENTENCE = re.compile(r"(?<=[.!?])[”’\")]*\s+(?=[^a-z\s])")
ABBREVIATED = re.compile(r"(\b(e\.g|i\.e|et al|vs|cf|[A-Z])\.|\bFig\.)$")

Token = dict[str, Any]
MATHML = "{http://www.w3.org/1998/Math/MathML}"
ElementTree.register_namespace("", MATHML.strip("{}"))


class SlidesError(Exception):
    """What cannot be shown, with the lesson and the place in the message."""


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
        try:
            written = convert(formula.strip(), display=display)
        except Exception as error:  # the library has no common class for what it cannot read
            raise self.unreadable(formula) from error
        if "\\" in html.unescape(written):  # it passes on a command that it does not know
            raise self.unreadable(formula)
        return spaced(written)

    def latex_environment(self, name: str, body: str) -> str:
        return self.formula(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def unreadable(self, formula: str) -> SlidesError:
        return SlidesError(
            f"Lesson {self.lesson}: the formula ${formula.strip()}$ cannot be shown on a slide. "
            "Write it with other commands; python -c \"from latex2mathml.converter import convert; print(convert(r'…'))\" tries one."
        )

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url, title) if url.startswith(("http:", "https:")) else text

    def block_code(self, code: str, info: str | None = None) -> str:
        return code_block(code) if (info or "python").startswith("python") else lines_of(html.escape(code), "output")


@dataclass
class Slide:
    """One heading and what stands under it; the page divides it further when it is too much."""

    heading: str
    level: int = 2
    kicker: str = ""
    kind: str = ""
    blocks: list[str] = field(default_factory=list)
    teacher: list[str] = field(default_factory=list)

    def html(self) -> str:
        kicker = f'<p class="kicker">{self.kicker}</p>' if self.kicker else ""
        header = f"<header>{kicker}<h{self.level}>{self.heading}</h{self.level}></header>"
        said = [*map(notes, self.teacher), notes("<hr>")] if self.teacher else []
        return "\n".join([f'<section class="{self.kind}">', header, *said, *self.blocks, "</section>"])


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


def spaced(mathml: str) -> str:
    """A formula with TeX's spaces around names (log D) and signs (−1), which the converter leaves out."""
    root = ElementTree.fromstring(mathml)
    displayed = root.get("display") == "block"
    for sign in root.iter(MATHML + "mo"):
        if sign.get("minsize"):  # \big( and \Bigg|: a sign that does not stretch has no other size
            sign.set("stretchy", "true")
    for row in [part for part in root.iter() if part.tag in (MATHML + "mrow", MATHML + "math", MATHML + "mtd")]:
        parts: list[ElementTree.Element | None] = [None, *row, None]
        for before, part, after in reversed(list(zip(parts, parts[1:-1], parts[2:]))):
            if part.text == "~":
                part.tag, part.text = MATHML + "mo", "∼"
            elif part.text in ("−", "+", "±") and (before is None or opens(before)):
                part.set("form", "prefix")
            elif (name := function_in(part)) is not None:
                name.tag = MATHML + "mi"
                if displayed and part is not name and name.text in ("min", "max"):
                    part.tag = MATHML + "munder"
                at = list(row).index(part)
                if after is not None and after.text not in ("(", "[", ")", "]", ",", "."):
                    row.insert(at + 1, ElementTree.Element(MATHML + "mspace", width="0.17em"))
                if before is not None and not opens(before):
                    row.insert(at, ElementTree.Element(MATHML + "mspace", width="0.17em"))
    return ElementTree.tostring(root, encoding="unicode")


def opens(part: ElementTree.Element) -> bool:
    """Whether a sign after this one is a sign of a number, not between two."""
    return part.tag == MATHML + "mo" and part.text not in (")", "]", "|", "‖", "⟩", "!")


def function_in(part: ElementTree.Element) -> ElementTree.Element | None:
    """log, max, softplus: the name itself, also where it has a subscript."""
    while part.tag in (MATHML + "msub", MATHML + "msup"):
        part = part[0]
    is_name = part.tag in (MATHML + "mi", MATHML + "mo") and (part.text or "").isalpha() and len(part.text or "") > 1
    return part if is_name else None


def words(tokens: list[Token]) -> str:
    """What tokens say, without their marks."""
    return "".join(token.get("raw") or words(token.get("children", [])) or " " for token in tokens)


def sentences(children: list[Token]) -> list[list[Token]]:
    """The inline tokens of a paragraph, a list for each sentence. A sentence ends in plain text, never inside a mark."""
    found: list[list[Token]] = [[]]
    for child in children:
        if child["type"] == "softbreak":
            child = {"type": "text", "raw": " "}
        if child["type"] != "text":
            found[-1].append(child)
            continue
        text = child["raw"]
        if text[:1].isspace() and ends_sentence(words(found[-1])):  # the mark before ended the sentence
            found.append([])
        start = 0
        for match in END_OF_SENTENCE.finditer(text):
            if not ends_sentence(words(found[-1]) + text[start : match.start()]):
                continue
            found[-1].append({"type": "text", "raw": text[start : match.end()].rstrip()})
            found.append([])
            start = match.end()
        tail = text[start:]
        if tail.strip() or found[-1]:
            found[-1].append({"type": "text", "raw": tail})
    return [sentence for sentence in found if words(sentence).strip()]


def ends_sentence(text: str) -> bool:
    text = text.rstrip('”’")')
    return text.endswith((".", "!", "?")) and not ABBREVIATED.search(text)


def is_for_the_keyboard(code: str) -> bool:
    """Imports, and calls that only help the one at the keyboard."""

    def helps(node: ast.stmt) -> bool:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return True
        called = ast.unparse(node.value.func) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else ""
        return called in FOR_THE_KEYBOARD

    return all(map(helps, ast.parse(code).body))


def without_help(code: str) -> str:
    return re.sub(rf"^({'|'.join(map(re.escape, FOR_THE_KEYBOARD))})\(.*\)$\n?", "", code, flags=re.M)


def signatures(code: str) -> str:
    """The first lines and the docstrings of what the code defines, for code too long to be shown."""
    found = []
    for node in ast.parse(code).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and (said := ast.get_docstring(node)):
            first = code.splitlines()[node.lineno - 1 : node.body[0].lineno - 1]
            found.append("\n".join([*first, *('    """' + said + '"""').splitlines(), "    ..."]))
    return "\n\n".join(found)


def stub(code: str) -> str:
    """The code of an exercise as learners get it, up to the lines that they write."""
    return re.sub(r"[ ]*### BEGIN SOLUTION.*?### END SOLUTION", "    ...", code, flags=re.S)


def answer(code: str) -> str:
    """The solved cell without its docstring, which stands on the slide before."""
    code = re.sub(r'\n +""".*?"""', "", code, count=1, flags=re.S)
    return re.sub(r"[ ]*### (BEGIN|END) SOLUTION\n?", "", code)


def is_picture(token: Token) -> bool:
    return token["type"] == "paragraph" and [child["type"] for child in token["children"]] == ["image"]


def text_of(cell: nbformat.NotebookNode) -> str:
    """What a cell printed, without the captions of its pictures, which stand below them, and without widgets' states."""
    text = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    text = re.sub(r"^  \d\d  .*\n|^\d+ of \d+ solved.*\n", "", text, flags=re.M)  # how summary() sees whoever ran it
    for _, caption in pictures_of(cell):
        spaced = r"\s+".join(map(re.escape, caption.split()))
        text = re.sub(rf"^(At the start: )?{spaced}\n", "", text, flags=re.M)
    return text


def pictures_of(cell: nbformat.NotebookNode) -> list[tuple[bytes, str]]:
    """Each picture that a cell shows, with its caption."""
    return [
        (base64.b64decode(output.data["image/png"]), output.metadata["image/png"]["alt"])
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


class Lesson:
    """The slides of one solution notebook."""

    def __init__(self, path: Path) -> None:
        notebook = nbformat.read(path, as_version=4)
        self.facts = notebook.metadata.gancourse
        self.folder = path.parent
        self.renderer = Renderer(self.facts.lesson)
        self.parse = mistune.Markdown(
            self.renderer,
            block=MathBlockParser(),
            inline=MathInlineParser(hard_wrap=False),
            plugins=[mistune.import_plugin("table")],
        )
        self.parse.renderer = None  # tokens, each of which is rendered when its place is known
        self.slides: list[Slide] = []
        self.section = self.topic = Slide("")  # the slides of the last `## `, and of the last heading of any level
        self.exercise = ""
        for cell in notebook.cells:
            self.add(cell)
        self.drop_empty()

    def add(self, cell: nbformat.NotebookNode) -> None:
        tags = set(cell.metadata.get("tags", []))
        if tags & NOT_FOR_A_CLASS:
            return
        if cell.cell_type == "markdown":
            tokens = [token for token in self.parse(cell.source) if token["type"] != "blank_line"]
            if "teacher" in tags:
                self.section.teacher.append(self.html(tokens))
            elif not self.slides:
                self.open_lesson(tokens)
            elif self.slides[0] is self.section and tokens[0]["type"] != "heading":
                self.section.teacher.append(self.html(tokens))  # how to use the notebook, before the first heading
            else:
                self.add_prose(tokens)
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            self.add_answer(cell)
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            self.add_verdict(cell)
        elif not is_for_the_keyboard(cell.source):
            self.add_code(cell)

    def open(self, heading: str, level: int = 2, **facts: str) -> Slide:
        self.slides.append(Slide(heading, level, **facts))
        return self.slides[-1]

    def show(self, shown: str) -> None:
        self.slides[-1].blocks.append(shown)

    def open_lesson(self, tokens: list[Token]) -> None:
        """The title slide: what the header of the source says and the first picture."""
        title, *said = [token for token in tokens if not is_picture(token)]
        pictures = [self.picture(token["children"][0]) for token in tokens if is_picture(token)]
        self.section = self.topic = self.open(self.inline(title["children"]), level=1, kind="title-slide")
        about = f'<p>{html.escape(self.facts.promise)}.</p><p class="facts">{self.facts.minutes} minutes</p>'
        self.show(block("", about, KEYS + self.html(said)))
        for number, picture in enumerate(pictures):
            if number:
                self.open(self.section.heading)
            self.show(figure(*picture))
        if pictures and is_upright(pictures[0][0]):
            self.section.kind += " beside"

    def add_prose(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token["type"] == "heading":
                self.add_heading(token)
            elif self.topic.heading == READ_AT_HOME:
                self.slides[-1].teacher.append(self.html([token]))
            elif self.slides[-1].kind == "exercise":
                self.add_task(token)
            else:
                self.add_token(token)

    def add_heading(self, token: Token) -> None:
        said, level = words([token]), token["attrs"]["level"]
        heading = self.inline(token["children"])
        if match := EXERCISE.match(said):
            self.exercise = f"Exercise {match[1]}"
            self.open(heading, 3, kicker=self.section.heading, kind="exercise")
        elif level == 2:
            self.section = self.topic = Slide(heading)
            if heading != READ_AT_HOME:
                self.slides.append(self.section)
        else:
            self.topic = self.open(heading, 3, kicker=self.section.heading)

    def add_task(self, token: Token) -> None:
        """The line with difficulty and minutes, then the words of the task, all of them, in one box."""
        slide = self.slides[-1]
        if not slide.blocks:
            self.show(block("facts", self.inline(token["children"][0]["children"])))
        elif len(slide.blocks) == 1:
            self.show(block("box task", self.html([token]), split=1))
        else:
            slide.blocks[-1] = slide.blocks[-1].removesuffix("</div>") + self.html([token]) + "</div>"

    def add_token(self, token: Token) -> None:
        kind, children = token["type"], token.get("children", [])
        if is_picture(token):
            self.show(figure(*self.picture(children[0])))
        elif kind == "paragraph" and children[0]["type"] == "block_math":
            self.show(block("math", self.inline(children)))
        elif kind == "paragraph" and (name := words(children[:1]).rstrip(".")) in BOXES:
            label = f'<p class="label">{name}</p>'
            # What comes after a question may answer it; `deck.js` reads where the slide must end.
            data = {"Predict": {"break": "always"}, "Explore": {"break": "prose"}}.get(name, {})
            self.show(block(f"box {name.lower()}", f"{label}<p>{self.inline(children[1:]).strip()}</p>", **data))
        elif kind == "paragraph":
            self.show(self.text(token))
        elif kind == "list":
            self.show(self.listing(token))
        elif kind == "table":
            self.show(block("", self.table(token)))
        else:
            self.show(block("", self.html([token])))

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

    def table(self, token: Token) -> str:
        """Divided between rows if need be; an empty corner is no heading."""
        return self.html([token]).replace("<tbody>", '<tbody data-split="2">').replace("<th></th>", "<td></td>")

    def listing(self, token: Token) -> str:
        """A list with the first sentence of each long item; the recap whole."""
        whole = self.html([token])
        if self.topic.heading != "Recap":
            for item in token["children"]:
                for part in item["children"]:
                    if "children" in part and len(words([part])) > LONG_ITEM:
                        part["children"] = joined(beginning(sentences(part["children"])))
        shown = self.html([token])
        return block("", re.sub("<([uo]l)", r'<\1 data-split="2"', shown, count=1), whole if shown != whole else "")

    # Code ------------------------------------------------------------------------------------------------------------

    def add_code(self, cell: nbformat.NotebookNode) -> None:
        pictures, printed, code = pictures_of(cell), text_of(cell).strip("\n"), without_help(cell.source).strip()
        lines = len(code.splitlines()) + len(printed.splitlines())
        if not DRAWS.search(code):
            if lines <= CODE_LINES:
                self.show(block("", code_block(code)))
            elif not cell.outputs and (short := signatures(code)):
                self.show(block("", code_block(short)))
        for png, caption in pictures:
            self.show(figure(png, caption, caption))
        if printed:
            self.show(block("", lines_of(html.escape(printed), "output")))

    def add_answer(self, cell: nbformat.NotebookNode) -> None:
        self.show(block("", code_block(stub(cell.source))))
        self.open(f"{self.exercise} · One answer", 3, kicker=self.section.heading)
        self.show(block("cover", "<p>Try first. <span>The next key shows an answer.</span></p>"))
        self.show(block("fragment answer", code_block(answer(cell.source)), fragment_index=0))

    def add_verdict(self, cell: nbformat.NotebookNode) -> None:
        """What the check adds to a right answer, and then back to the section."""
        said = " ".join(text_of(cell).partition("\n")[2].split())
        if said:
            self.show(block("fragment answer box remember", f"<p>{html.escape(said)}</p>", fragment_index=0))
        self.open(self.topic.heading, self.topic.level, kicker=self.topic.kicker)

    # HTML ------------------------------------------------------------------------------------------------------------

    def html(self, tokens: list[Token]) -> str:
        return self.renderer.render_tokens(tokens, BlockState())

    inline = html

    def picture(self, token: Token) -> tuple[bytes, str]:
        path = self.folder / token["attrs"]["url"]
        try:
            return path.read_bytes(), words(token["children"])
        except OSError as error:
            raise SlidesError(
                f"Lesson {self.facts.lesson}: the picture {token['attrs']['url']} cannot be read."
            ) from error

    def drop_empty(self) -> None:
        """A heading right before another has no slide; what the teacher says there is said on the next one."""
        kept: list[Slide] = []
        waiting: list[str] = []
        for slide in self.slides:
            slide.teacher[:0], waiting = waiting, []
            if slide.blocks:
                kept.append(slide)
            else:
                waiting = slide.teacher
        kept[-1].teacher += waiting
        self.slides = kept

    def page(self) -> str:
        """The whole presentation; the scripts are encoded, because they contain what would end a script element."""
        shown = "\n".join(slide.html() for slide in self.slides)
        parts = {
            "title": self.section_title(),
            "footer": self.section_title(),
            "slides": shown,
            "fonts.css": slide_fonts.faces(self.letters(shown)),
            "deck.css": (DECK / "deck.css").read_text("utf-8") + CODE.get_style_defs(".code"),
            "reveal.css": (DECK / "reveal" / "reveal.css").read_text("utf-8"),
        }
        for name in ("reveal/reveal.js", "reveal/notes.js", "deck.js"):
            parts[name.split("/")[-1]] = base64.b64encode((DECK / name).read_bytes()).decode()
        template = (DECK / "deck.html").read_text("utf-8")
        return re.sub(r"@([\w.]+)@", lambda match: parts[match[1]], template)

    def letters(self, shown: str) -> str:
        """The characters that the slides show; what is only said needs no font of ours."""
        letters = html.unescape(re.sub(r"<aside.*?</aside>|<[^>]+>", "", shown, flags=re.S))
        if unknown := slide_fonts.unknown(letters):
            raise SlidesError(
                f"Lesson {self.facts.lesson}: the fonts of the slides have no {unknown[0]} (U+{ord(unknown[0]):04X}). "
                "Say it with other characters."
            )
        return letters

    def section_title(self) -> str:
        return re.sub("<[^>]+>", "", self.slides[0].heading)


def is_upright(png: bytes) -> bool:
    width, height = Image.open(BytesIO(png)).size
    return width < 1.5 * height


def beginning(every: list[list[Token]]) -> list[list[Token]]:
    """The first sentence, and the next ones as long as they are too short to stand alone."""
    count = 1
    while count < len(every) and sum(len(words(sentence)) for sentence in every[:count]) < SENTENCE:
        count += 1
    return every[:count]


def joined(every: list[list[Token]]) -> list[Token]:
    """Sentences as one paragraph again, with a space between them."""
    space = {"type": "text", "raw": " "}
    return [token for sentence in every for token in (space, *sentence)][1:]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(
        prog="course.py slides", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", metavar="NN", help="the lessons, 02 for example (default: all)")
    parser.add_argument("--out", type=Path, default=root / "output" / "slides", help="folder (default: output/slides)")
    parser.add_argument("--open", action="store_true", help="open the first of them in the browser")
    options = parser.parse_args(arguments)
    solutions = {path.name[:2]: path for path in sorted((root / "solutions").glob("[0-9][0-9]_*.ipynb"))}
    unknown = [number for number in options.lessons if number not in solutions]
    if unknown:
        print(f"There is no lesson {unknown[0]}; there are {', '.join(solutions)}.", file=sys.stderr)
        return 1
    written = []
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        for number in options.lessons or solutions:
            page = options.out / f"{solutions[number].stem}.html"
            page.write_text(Lesson(solutions[number]).page(), "utf-8")
            written.append(page)
            print(f"wrote {page}")
    except (SlidesError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.open:
        webbrowser.open(written[0].resolve().as_uri())
    return 0


if __name__ == "__main__":
    sys.exit(main())

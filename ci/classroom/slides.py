"""Presentations for the projector, made from the executed solutions by rule: a new lesson needs nothing of its own.

    python3 ci/course.py slides              every lesson, into output/slides/
    python3 ci/course.py slides 02 05        only these lessons
    python3 ci/course.py slides 02 --open    and open it in the browser

Each lesson becomes one HTML file that holds everything it needs and works without a network. Keys: arrows move, S opens
the speaker's view, F fills the screen, E makes pages to print (without the answers; `?view=print&answers` has them).

The rule: each heading starts a slide. Formulas, tables, pictures, questions (Predict, Explore, Pitfall) and tasks are
shown whole. Of every other paragraph, and of a list's long items, the first sentence is shown; all of it stands in the
speaker's notes, as do the teacher's cells. Code that draws is left out, and so is long code that prints or shows
something. Each answer has a slide of its own, which stays empty until the next key.

`slide_words.py` says what is shown of prose and code, `slide_html.py` and `slide_formulas.py` make HTML of it,
`slide_page.py` the page, with the letters of `slide_fonts.py`; `deck/deck.js` divides what is too much for one slide.
"""

import argparse
import html
import re
import sys
import webbrowser
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from building import reading_times
from classroom import slide_page
from classroom.slide_html import Prose, SlidesError, block, code_block, figure, is_upright, notes, parts_of
from classroom.slide_words import Token, answer, is_for_the_keyboard, is_picture, stub, text_of, words
from environment import ROOT

EXERCISE = re.compile(r"Exercise (\d+\.\d+) · (.+)")
KEYS = (
    "<p><em>Keys:</em> space and the arrows move, B makes the screen black, F fills it, Esc shows all slides, "
    "E makes pages to print, ? lists the rest.</p>"
)
NOT_FOR_A_CLASS = {
    "bootstrap",
    "links",
    "folded",
    reading_times.PAUSE,
}  # tags of cells for a person alone, at a computer
READ_AT_HOME = "Further reading"


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


class Lesson:
    """The slides of one solution notebook."""

    def __init__(self, path: Path) -> None:
        notebook = nbformat.read(path, as_version=4)
        self.facts = notebook.metadata.gancourse
        self.prose = Prose(self.facts.lesson, path.parent)
        self.slides: list[Slide] = []
        self.section = self.topic = Slide("")  # the slides of the last `## `, and of the last heading of any level
        self.exercise = ""
        for cell in notebook.cells:
            self.add(cell)
        self.slides = with_something(self.slides)

    def add(self, cell: nbformat.NotebookNode) -> None:
        tags = set(cell.metadata.get("tags", []))
        if tags & NOT_FOR_A_CLASS:
            return
        if cell.cell_type == "markdown":
            tokens = self.prose.tokens(cell.source)
            # What stands between the title and the first heading says how to use the notebook.
            preface = self.slides and self.slides[0] is self.section and tokens[0]["type"] != "heading"
            if "teacher" in tags or preface:
                self.section.teacher.append(self.prose.html(tokens))
            elif self.slides:
                self.add_prose(tokens)
            else:
                self.open_lesson(tokens)
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            self.add_answer(cell)
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            self.add_verdict(cell)
        elif not is_for_the_keyboard(cell.source):
            self.slides[-1].blocks += parts_of(cell)

    def open(self, heading: str, level: int = 2, **facts: str) -> Slide:
        self.slides.append(Slide(heading, level, **facts))
        return self.slides[-1]

    def show(self, shown: str) -> None:
        self.slides[-1].blocks.append(shown)

    def open_lesson(self, tokens: list[Token]) -> None:
        """The title slide: what the header of the source says and the first picture."""
        title, *said = [token for token in tokens if not is_picture(token)]
        pictures = [self.prose.picture(token["children"][0]) for token in tokens if is_picture(token)]
        self.section = self.topic = self.open(self.prose.inline(title["children"]), level=1, kind="title-slide")
        about = f'<p>{html.escape(self.facts.promise)}.</p><p class="facts">{self.facts.minutes} minutes</p>'
        self.show(block("", about, KEYS + self.prose.html(said)))
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
                self.slides[-1].teacher.append(self.prose.html([token]))
            elif self.slides[-1].kind == "exercise":
                self.add_task(token)
            else:
                self.show(self.prose.part(token, whole=self.topic.heading == "Recap"))

    def add_heading(self, token: Token) -> None:
        said, level = words([token]), token["attrs"]["level"]
        heading = self.prose.inline(token["children"])
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
            self.show(block("facts", self.prose.inline(token["children"][0]["children"])))
        elif len(slide.blocks) == 1:
            self.show(block("box task", self.prose.html([token]), split=1))
        else:
            slide.blocks[-1] = slide.blocks[-1].removesuffix("</div>") + self.prose.html([token]) + "</div>"

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

    def page(self) -> str:
        title = re.sub("<[^>]+>", "", self.slides[0].heading)
        return slide_page.page(self.facts.lesson, title, "\n".join(slide.html() for slide in self.slides))


def with_something(slides: list[Slide]) -> list[Slide]:
    """A heading right before another has no slide; what the teacher says there is said on the next one."""
    kept: list[Slide] = []
    waiting: list[str] = []
    for slide in slides:
        slide.teacher[:0], waiting = waiting, []
        if slide.blocks:
            kept.append(slide)
        else:
            waiting = slide.teacher
    kept[-1].teacher += waiting
    return kept


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

"""A presentation as one page that holds everything: the slides, their fonts, and the scripts that divide and show them."""

import base64
import html
import re
from pathlib import Path

from classroom import slide_fonts
from classroom.slide_html import CODE, SlidesError

DECK = Path(__file__).parent / "deck"


def page(lesson: str, title: str, shown: str) -> str:
    """The whole presentation; the scripts are encoded, because they contain what would end a script element."""
    parts = {
        "title": title,
        "footer": title,
        "slides": shown,
        "fonts.css": slide_fonts.faces(letters(lesson, shown)),
        "deck.css": (DECK / "deck.css").read_text("utf-8") + CODE.get_style_defs(".code"),
        "reveal.css": (DECK / "reveal" / "reveal.css").read_text("utf-8"),
    }
    for name in ("reveal/reveal.js", "reveal/notes.js", "deck.js"):
        parts[name.split("/")[-1]] = base64.b64encode((DECK / name).read_bytes()).decode()
    template = (DECK / "deck.html").read_text("utf-8")
    return re.sub(r"@([\w.]+)@", lambda match: parts[match[1]], template)


def letters(lesson: str, shown: str) -> str:
    """The characters that the slides show; what is only said needs no font of ours."""
    found = html.unescape(re.sub(r"<aside.*?</aside>|<[^>]+>", "", shown, flags=re.S))
    if unknown := slide_fonts.unknown(found):
        raise SlidesError(
            f"Lesson {lesson}: the fonts of the slides have no {unknown[0]} (U+{ord(unknown[0]):04X}). "
            "Say it with other characters."
        )
    return found

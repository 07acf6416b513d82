"""The letters of the presentations, inside each of them, so that a slide is the same on every computer.

Where a line ends depends on the letters, and a computer has the fonts that it happens to have. So a presentation brings
its own: DejaVu and STIX, which come with matplotlib and may be given on, cut down to the characters that it shows.
Their names here are private, and no font of the computer stands behind them: `unknown` finds what would need one.
"""

import base64
import functools
import json
import string
from io import BytesIO
from pathlib import Path

import matplotlib
from fontTools.misc.transform import Transform
from fontTools.otlLib.builder import buildMathTable
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
MATHS = "STIXGeneral"
# (family, weight, style, file, size): DejaVu's small letters are so tall that 92 % of it looks as large as others do.
FACES = (
    ("Slide Sans", 400, "normal", "DejaVuSans", 92),
    ("Slide Sans", 700, "normal", "DejaVuSans-Bold", 92),
    ("Slide Sans", 400, "italic", "DejaVuSans-Oblique", 92),
    ("Slide Mono", 400, "normal", "DejaVuSansMono", 92),
    ("Slide Mono", 700, "normal", "DejaVuSansMono-Bold", 92),
    ("Slide Mono", 400, "italic", "DejaVuSansMono-Oblique", 92),
    ("Slide Maths", 400, "normal", MATHS, 100),
)
LAST = ("DejaVuSans", MATHS)  # in `deck.css` every list of families ends with these two
ALWAYS = string.printable + "←↑→↓"  # what the page itself adds: numbers, and reveal.js its help
# A browser sets a single letter of a formula with these; italic h has been elsewhere since before there were the others.
ITALIC = "".join(
    map(chr, (*range(0x1D434, 0x1D455), *range(0x1D456, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C), 0x1D6A4))
)
LARGER = ("STIXSizOneSymReg", "STIXSizTwoSymReg", "STIXSizThreeSymReg", "STIXSizFourSymReg")
TALL = {
    "(": 4,
    ")": 4,
    "[": 4,
    "]": 4,
    "{": 4,
    "}": 4,
    "⟨": 4,
    "⟩": 4,
    "√": 3,
    "∑": 1,
    "∏": 1,
}  # how many of `LARGER` have it
BARS, BRACES = "|‖", "⏞⏟"  # these can be drawn out to any length
DRAWN_OUT = [1.2**step for step in range(1, 16)]
CONSTANTS = json.loads((Path(__file__).parent / "deck" / "maths.json").read_text("utf-8"))
AXIS = CONSTANTS["AxisHeight"]


def faces(text: str) -> str:
    """The style sheet that brings the fonts for this text. Their licences ask to go with them."""
    licences = "\n\n".join((FOLDER / f"LICENSE_{name}").read_text("utf-8").strip() for name in ("DEJAVU", "STIX"))
    rules = [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; size-adjust: {size}%; '
        f'src: url("data:font/woff;base64,{base64.b64encode(cut_down(name, text)).decode()}") format("woff"); }}'
        for family, weight, style, name, size in FACES
    ]
    return "\n".join([f"/* Parts of the DejaVu and STIX fonts, renamed.\n\n{licences}\n*/", *rules, ""])


def unknown(text: str) -> str:
    """The characters that the fonts do not have."""
    return "".join(sorted({letter for letter in text if not letter.isspace()} - known()))


@functools.cache
def known() -> set[str]:
    return {chr(code) for name in LAST for code in TTFont(FOLDER / f"{name}.ttf").getBestCmap()} | set(BRACES)


def cut_down(name: str, text: str) -> bytes:
    """A font with the letters of this text only, as a browser loads it; the same bytes for the same text."""
    letters = set(text) | set(ALWAYS) | (set(ITALIC) if name == MATHS else set())
    options = Options(
        hinting=False,  # it moves lines by a pixel on some computers
        name_IDs=[0, 13, 14],  # copyright and licence; the names themselves are reserved
        notdef_outline=True,
    )
    font = TTFont(FOLDER / f"{name}.ttf", recalcTimestamp=False)
    for table in {"FFTM", "GDEF", "GPOS", "GSUB", "MATH"} & set(font.keys()):
        del font[table]  # kerned pairs and ligatures, which take long to cut, and few of which are seen
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(letters)))
    subsetter.subset(font)
    if name == MATHS:
        add_maths(font, letters)
    font.flavor = "woff"
    written = BytesIO()
    font.save(written)
    return written.getvalue()


# Formulas --------------------------------------------------------------------------------------------------------------


def add_maths(font: TTFont, letters: set[str]) -> None:
    """What this old edition of STIX lacks to set formulas: its measures, and the larger signs, which lie in other files."""
    tall, wide = {}, {}
    larger = [TTFont(FOLDER / f"{name}.ttf") for name in LARGER]
    for sign in sorted(letters & set(TALL)):
        others = [drawn(other, sign, centred=True) for other in larger[: TALL[sign]]]
        tall[sign] = [drawn(font, sign), *others]
    for sign in sorted(letters & set(BARS)):
        tall[sign] = [drawn(font, sign), *(drawn(font, sign, height=by, centred=True) for by in DRAWN_OUT)]
    for sign in sorted(letters & set(BRACES)):
        wide[sign] = [drawn(larger[0], sign, width=by, down=564 if sign == "⏟" else 0) for by in (1, *DRAWN_OUT)]
    upwards = dict(added(font, sign, sizes, "height") for sign, sizes in tall.items())
    along = dict(added(font, sign, sizes, "width") for sign, sizes in wide.items())
    extended = {
        name for sizes in upwards.values() for name, _ in sizes[1:]
    }  # a table without any is refused by browsers
    buildMathTable(font, CONSTANTS, extendedShapes=extended, vertGlyphVariants=upwards, horizGlyphVariants=along)


def drawn(font: TTFont, sign: str, width: float = 1, height: float = 1, down: int = 0, centred: bool = False):
    """A sign's glyph, drawn out and moved: down, or so that its middle lies where a minus sign is. And its advance."""
    name = font.getBestCmap()[ord(sign)]
    box = font["glyf"][name]
    if centred:
        down = (box.yMin + box.yMax) * height / 2 - AXIS
    outline, pen = DecomposingRecordingPen(font.getGlyphSet()), TTGlyphPen(None)
    font.getGlyphSet()[name].draw(outline)
    outline.replay(TransformPen(pen, Transform(width, 0, 0, height, 0, -round(down))))
    return pen.glyph(), round(font["hmtx"][name][0] * width)


def added(font: TTFont, sign: str, sizes: list, measure: str) -> tuple[str, list[tuple[str, int]]]:
    """The sign's name in the font and, for the MATH table, its sizes, each with its length."""
    first = font.getBestCmap().get(ord(sign)) or f"uni{ord(sign):04X}"
    listed = []
    for number, (glyph, advance) in enumerate(sizes):
        name = f"{first}.{number}" if number else first
        glyph.recalcBounds(font["glyf"])
        font["glyf"][name] = glyph
        font["hmtx"][name] = (advance, glyph.xMin)
        listed.append((name, glyph.yMax - glyph.yMin if measure == "height" else advance))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(sign)] = first
    return first, listed

"""The badges under the README's title, as small drawings that need no font and no other machine.

python3 ci/course.py run building/make_badges     writes assets/badge-*.svg
"""

from xml.sax.saxutils import escape

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath

from environment import ROOT

HEIGHT, PADDING, SIZE = 24, 9, 12
INK = "#ffffff"
# Two words each, and the colour behind the second: dark enough for white text (at least 4.5 to 1).
LEFT_COLOUR = "#3b3b3b"
BADGES = {
    "colab": ("open in", "Colab", "#a34700"),
    "binder": ("open on", "Binder", "#00618f"),
    "licence": ("licence", "MIT · CC BY 4.0", "#006b4e"),
}


def outline(text: str) -> tuple[str, float]:
    """The letters of `text` as an SVG path with its baseline at 0, and their width."""
    letters = TextPath((0, 0), text, size=SIZE, prop=FontProperties("DejaVu Sans"))
    commands = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE3: "Q", Outline.CURVE4: "C"}
    parts = []
    for points, code in letters.iter_segments(curves=True, simplify=False):
        if code == Outline.CLOSEPOLY:
            parts.append("Z")
        else:
            numbers = [f"{value if index % 2 == 0 else -value:.1f}" for index, value in enumerate(points)]
            parts.append(commands[code] + " ".join(numbers))
    return "".join(parts), float(letters.get_extents().x1)


def badge(left: str, right: str, colour: str) -> str:
    drawn, x = [], 0.0
    for text, behind in ((left, LEFT_COLOUR), (right, colour)):
        letters, width = outline(text)
        drawn.append(f'<rect x="{x:.1f}" width="{width + 2 * PADDING:.1f}" height="{HEIGHT}" fill="{behind}"/>')
        drawn.append(f'<path transform="translate({x + PADDING:.1f} 16.5)" fill="{INK}" d="{letters}"/>')
        x += width + 2 * PADDING
    title = escape(f"{left} {right}")
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x:.1f}" height="{HEIGHT}" role="img" aria-label="{title}">'
    )
    return "\n".join([opening, f"<title>{title}</title>", *drawn, "</svg>", ""])


if __name__ == "__main__":
    for name, words in BADGES.items():
        path = ROOT / "assets" / f"badge-{name}.svg"
        path.write_text(badge(*words), "utf-8")
        print(f"wrote {path.relative_to(ROOT).as_posix()}")

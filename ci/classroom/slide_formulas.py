"""Formulas on slides: TeX as MathML, with the spaces of TeX."""

import html
from xml.etree import ElementTree

from latex2mathml.converter import convert

MATHML = "{http://www.w3.org/1998/Math/MathML}"
ElementTree.register_namespace("", MATHML.strip("{}"))


def mathml(formula: str, display: str) -> str | None:
    """The formula, "inline" or as a "block"; None for one that cannot be read."""
    try:
        written = convert(formula.strip(), display=display)
    except Exception:  # the library has no common class for what it cannot read
        return None
    if "\\" in html.unescape(written):  # it passes on a command that it does not know
        return None
    return spaced(written)


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

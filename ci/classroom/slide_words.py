"""What of a lesson's prose and code a class sees: the first sentences, and the code that says something to all."""

import ast
import base64
import re
from typing import Any

import nbformat

SENTENCE = 50  # letters; a shorter first sentence ("Now G.") brings the second along
# Calls that say something only to the one who runs them.
FOR_THE_KEYBOARD = {"beliefs", "controls", "export", "hint", "predict", "summary", "torch.set_num_threads"}
END_OF_SENTENCE = re.compile(r"(?<=[.!?])[”’\")]*\s+(?=[^a-z\s])")
ABBREVIATED = re.compile(r"(\b(e\.g|i\.e|et al|vs|cf|[A-Z])\.|\bFig\.)$")

Token = dict[str, Any]  # of mistune


# Prose -----------------------------------------------------------------------------------------------------------------


def words(tokens: list[Token]) -> str:
    """What tokens say, without their marks."""
    return "".join(token.get("raw") or words(token.get("children", [])) or " " for token in tokens)


def is_picture(token: Token) -> bool:
    return token["type"] == "paragraph" and [child["type"] for child in token["children"]] == ["image"]


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


# Code ------------------------------------------------------------------------------------------------------------------


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


def text_of(cell: nbformat.NotebookNode) -> str:
    """What a cell printed, and its verdict as text, without the captions of its pictures, which stand below them, and
    without widgets' states."""
    text = "".join(
        output.text if output.output_type == "stream" else f"{output.data['text/plain']}\n"
        for output in cell.outputs
        if output.output_type == "stream" or {"text/html", "text/plain"} <= set(output.get("data", {}))
    )
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

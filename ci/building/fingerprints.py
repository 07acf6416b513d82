"""Hashes of a lesson's code, by which it is known whether what was executed or measured is the lesson as it stands."""

import ast
import hashlib
import re
from collections.abc import Iterable

COURSE_IMPORT = r"from gancourse[\w.]* import (\([^)]*\).*|.*)"
# One after the other; \0 is where a cell begins.
COURSE_IMPORTS = re.compile(rf"^(\0?[ \t]*){COURSE_IMPORT}(?:\n[ \t]*{COURSE_IMPORT})*", re.M)
QUESTIONS = {"beliefs", "outcome", "predict"}  # calls that only ask a reader something, or answer


def of_cells(cells: Iterable[str]) -> str:
    return fingerprint("\n\0".join(cells))


def of_computing(cells: Iterable[str]) -> str:
    """Of the code that takes time and memory: without the calls that only ask or answer, so that a new question needs no new
    measurement."""
    return of_cells(filter(None, map(_computing, cells)))


def _computing(code: str) -> str:
    """A cell's statements as they are written, without its questions and without the names under which they are imported."""
    lines, kept = code.splitlines(), []
    for node in ast.parse(code).body:
        call = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
        if isinstance(call, ast.Name) and call.id in QUESTIONS:
            continue
        if isinstance(node, ast.ImportFrom):
            names = sorted(ast.unparse(name) for name in node.names if name.name not in QUESTIONS)
            kept += [f"from {node.module} import {', '.join(names)}"] if names else []
            continue
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        kept += lines[first - 1 : node.end_lineno]
    return "\n".join(kept)


def fingerprint(code: str) -> str:
    """A hash of code that stays when the package's files move and when imports are laid out anew: which names a run of imports
    from the course brings counts; from which rooms, in which order and on how many lines does not."""
    return hashlib.sha256(COURSE_IMPORTS.sub(_names_on_one_line, code).encode()).hexdigest()[:16]


def _names_on_one_line(imports: re.Match) -> str:
    listed = (re.sub(r"#.*|[()]", "", names) for names in re.findall(COURSE_IMPORT, imports[0]))
    names = sorted({name.strip() for each in listed for name in each.split(",")} - {""})
    return f"{imports[1]}from gancourse import {', '.join(names)}"

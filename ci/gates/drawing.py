"""How much drawing code a reader meets: the lines of a cell that only draw, found in its syntax tree."""

import ast
from collections.abc import Iterable, Iterator

import nbformat

VISIBLE_LINES = 12  # of drawing code in a row that a reader may meet
SHORT = 6  # lines: a cell that only draws, and is no longer, may stay open
DRAWERS = {"plots", "widgets"}  # the package's modules for what is seen
EXPLORERS = {"explore", "replay"}  # its calls that show something to move
AXES = {"ax", "axes", "axis", "fig", "figure", "panel"}  # what a function that draws is given
# Calls that a reader is here for, or has to answer.
TAUGHT = {"backward", "zero_grad", "snapshot", "check", "predict", "outcome", "beliefs", "hint"}
HOW_TO_FOLD = 'fold the cell with # %% draws="…", or move the drawing into the package'
NOT_DRAWING = {*TAUGHT, "Run"}  # a run is more than its picture


def drawing_lines(code: str) -> set[int]:
    """The numbers of the lines, from 1, that only draw. A function or a loop that draws counts whole, unless it also holds
    what is taught: then only the statements in it that draw."""
    return set(_lines(ast.parse(code).body, set()))


def faults(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Too much drawing in sight, and folded cells that hold more than a drawing or that nobody announces."""
    for length, first in _visible_runs(notebook):
        if length > VISIBLE_LINES:
            yield f"{length} lines of drawing in a row, at most {VISIBLE_LINES}, from {first[:60]!r}: {HOW_TO_FOLD}"
    before = None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            drawn, written = _lines_of(cell)
            if is_folded(cell):
                yield from _folded_faults(cell, before, len(drawn), len(written))
            elif drawn == written and len(drawn) > SHORT:
                yield f"a cell of {len(drawn)} lines that only draws, {cell.source[:60]!r}: {HOW_TO_FOLD}"
        before = cell


def is_folded(cell: nbformat.NotebookNode) -> bool:
    return "drawing" in cell.metadata.get("tags", [])


def _folded_faults(
    cell: nbformat.NotebookNode, before: nbformat.NotebookNode | None, drawn: int, of: int
) -> Iterator[str]:
    what = f"the folded cell {cell.source[:60]!r}"
    if called := sorted(TAUGHT & _called(ast.parse(cell.source))):
        yield f"{what} calls {', '.join(called)}, which a reader must see"
    if "nbgrader" in cell.metadata:
        yield f"{what} is an exercise's"
    if 2 * drawn < of:
        yield f"{what} draws with {drawn} of its {of} lines: more is hidden than a drawing"
    if before is None or "folded" not in before.metadata.get("tags", []):
        yield f"no line before {what} says what it draws"
    hidden = cell.metadata.get("jupyter", {})
    if not hidden.get("source_hidden") or hidden.get("outputs_hidden") or cell.metadata.get("collapsed"):
        yield f"{what} must hide its code and show its output"


def _visible_runs(notebook: nbformat.NotebookNode) -> Iterator[tuple[int, str]]:
    """Drawing lines in a row, over cells with no prose between them, and the first one's text."""
    length, first = 0, ""
    for cell in notebook.cells:
        drawn = _lines_of(cell)[0] if cell.cell_type == "code" and not is_folded(cell) else set()
        for number, line in enumerate(cell.source.splitlines(), 1):
            if number in drawn:
                length, first = length + 1, first or line.strip()
            elif line.strip():
                yield length, first
                length, first = 0, ""
    yield length, first


def _lines_of(cell: nbformat.NotebookNode) -> tuple[set[int], set[int]]:
    """The lines that draw, and all lines, without empty ones."""
    written = {number for number, line in enumerate(cell.source.splitlines(), 1) if line.strip()}
    return drawing_lines(cell.source) & written, written


def _lines(body: Iterable[ast.stmt], axes: set[str]) -> Iterator[int]:
    for statement in body:
        axes |= _new_axes(statement, axes)
        if not _draws(statement, axes):
            continue
        inner = [part for name in ("body", "orelse") for part in getattr(statement, name, [])]
        if inner and NOT_DRAWING & _called(statement):
            yield from _lines(inner, set(axes))
        elif not NOT_DRAWING & _called(statement):
            first = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", []))])
            yield from range(first, statement.end_lineno + 1)


def _draws(part: ast.AST, axes: set[str]) -> bool:
    names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}
    given = {node.arg for node in ast.walk(part) if isinstance(node, ast.arg)} & AXES
    return bool(names & (DRAWERS | axes) or given or EXPLORERS & _called(part))


def _new_axes(statement: ast.stmt, axes: set[str]) -> set[str]:
    """The names that a statement gives to a figure and its axes: `fig, (left, right) = plots.figure(1, 2)`, loops over them."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
        called = statement.value.func
        if isinstance(called, ast.Attribute) and called.attr == "figure":
            return {node.id for node in ast.walk(statement.targets[0]) if isinstance(node, ast.Name)}
    if isinstance(statement, ast.For):
        targets, over = [statement.target], [statement.iter]
        if isinstance(statement.iter, ast.Call) and isinstance(statement.target, ast.Tuple):
            targets, over = statement.target.elts, statement.iter.args
        return {
            node.id
            for target, each in zip(targets, over)
            if any(isinstance(name, ast.Name) and name.id in axes for name in ast.walk(each))
            for node in ast.walk(target)
            if isinstance(node, ast.Name)
        }
    return set()


def _called(part: ast.AST) -> set[str]:
    calls = [node.func for node in ast.walk(part) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}

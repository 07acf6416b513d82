"""Whether what a lesson offers to leave out can be left out: no later cell uses a name that was last given there.

An exercise that is left out leaves the course's version behind, so what a check returns may be used.
"""

import ast
from collections.abc import Iterator

import nbformat

from building import reading_times


def faults(notebook: nbformat.NotebookNode) -> Iterator[str]:
    given_in: dict[str, bool] = {}  # a name: whether the cell that gave it its value may be left out
    for cell, text, may_be_left_out in reading_times.parts(notebook.cells):
        if cell.cell_type != "code":
            continue
        tree = ast.parse(text)
        given = set(_given(tree))
        if not may_be_left_out:
            used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - given
            for name in sorted(name for name in used if given_in.get(name)):
                yield (
                    f"{name!r} comes from a section that nothing later needs, and a later cell uses it: "
                    f"{text.strip()[:60]!r}"
                )
        given_in |= dict.fromkeys(given, may_be_left_out and not reading_times.CHECK.search(text))


def _given(tree: ast.Module) -> Iterator[str]:
    """The names to which a cell's own statements give values, not those inside of its functions."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.split(".")[0] for alias in statement.names)
        else:
            nodes = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            yield from (node.id for node in nodes if isinstance(node.ctx, ast.Store))

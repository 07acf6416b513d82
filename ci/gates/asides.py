"""Whether what a lesson offers to leave out can be left out: no later cell uses a name that was last given there.

An exercise that is left out leaves the course's version behind, so what a check returns may be used.
"""

import symtable
from collections.abc import Iterator

import nbformat

from building import reading_times


def faults(notebook: nbformat.NotebookNode) -> Iterator[str]:
    given_in: dict[str, bool] = {}  # a name: whether the cell that gave it its value may be left out
    for cell, text, may_be_left_out in reading_times.parts(notebook.cells):
        if cell.cell_type != "code":
            continue
        scope = symtable.symtable(text, "a cell", "exec")
        given = {name.get_name() for name in scope.get_symbols() if name.is_assigned() or name.is_imported()}
        if not may_be_left_out:
            for name in sorted(name for name in set(_used(scope)) - given if given_in.get(name)):
                yield (
                    f"{name!r} comes from a section that nothing later needs, and a later cell uses it: "
                    f"{text.strip()[:60]!r}"
                )
        given_in |= dict.fromkeys(given, may_be_left_out and not reading_times.CHECK.search(text))


def _used(scope: symtable.SymbolTable) -> Iterator[str]:
    """The names of the notebook that a cell reads, in its functions too."""
    is_cell = scope.get_type() == "module"
    yield from (
        name.get_name() for name in scope.get_symbols() if name.is_referenced() and (is_cell or name.is_global())
    )
    for inner in scope.get_children():
        yield from _used(inner)

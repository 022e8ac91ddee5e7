"""The linear structure of a form: what one more in a cell does to each equation's difference."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from gaitui.cell import CellRef
from gaitui.definition import Definition

Effects: TypeAlias = Mapping[CellRef, Mapping[int, int]]
"""For each cell, by how much one more changes left − right of each equation it takes part in."""


@lru_cache(maxsize=8)
def typed_effects(definition: Definition) -> Effects:
    """Effects where every total is a number somebody typed."""
    effects: dict[CellRef, dict[int, int]] = {}
    for index, equation in enumerate(definition.equations):
        for sign, refs in ((1, equation.left), (-1, equation.right)):
            for ref in refs:
                row = effects.setdefault(ref, {})
                row[index] = row.get(index, 0) + sign
    return effects


@lru_cache(maxsize=8)
def live_effects(definition: Definition) -> Effects:
    """Effects where every total follows by its formula but the one that is itself wrong."""
    typed = typed_effects(definition)
    effects: dict[CellRef, dict[int, int]] = {}
    for ref in typed:
        sums: dict[int, int] = {}
        for touched, times in followers(definition, ref).items():
            for index, sign in typed[touched].items():
                sums[index] = sums.get(index, 0) + sign * times
        row = {index: sign for index, sign in sums.items() if sign}
        if row:
            effects[ref] = row
    return effects


@lru_cache(maxsize=1024)
def followers(definition: Definition, ref: CellRef) -> Mapping[CellRef, int]:
    """The cell and the totals that change with it, with how many times its change each takes.
    A total of totals takes it by the one equation that computes it."""
    changes = {ref: 1}
    waiting = True
    while waiting:
        waiting = False
        for total, equation in definition.formulas.items():
            times = sum(changes.get(part, 0) for part in equation.right)
            if total != ref and times != changes.get(total, 0):
                changes[total] = times
                waiting = True
    return changes


@lru_cache(maxsize=8)
def lines(definition: Definition) -> tuple[tuple[CellRef, ...], ...]:
    """Rows and columns of all tables with an equation, each in the order printed."""
    rows: dict[tuple[str, str, int], list[CellRef]] = {}
    known = typed_effects(definition)
    for ref in known:
        spec = definition.cells[ref]
        rows.setdefault((spec.table, "row", spec.box.row), []).append(ref)
        rows.setdefault((spec.table, "column", spec.box.column), []).append(ref)

    def place(ref: CellRef) -> tuple[int, int]:
        box = definition.cells[ref].box
        return box.row, box.column

    return tuple(tuple(sorted(refs, key=place)) for refs in rows.values() if len(refs) > 1)

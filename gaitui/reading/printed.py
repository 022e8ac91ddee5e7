"""The tables of a report printed in the official layout, as `export` does: every box of the form
stands where the definition has it."""

from collections.abc import Mapping, Sequence

from gaitui.cell import CellRef
from gaitui.definition import Definition, Table
from gaitui.grid import Grid, to_address, to_position
from gaitui.reading.cells import read_cell
from gaitui.report import Cell, Origin


def read_printed(grids: Sequence[Grid], definition: Definition) -> Mapping[CellRef, Cell] | None:
    """The cells of all tables, or None unless each of the form's tables is there exactly once
    with every label in its place."""
    cells: dict[CellRef, Cell] = {}
    for table in definition.tables.values():
        found = [grid for grid in grids if _is_table(grid, table)]
        if len(found) != 1:
            return None
        for spec in table.cells:
            address = to_address(spec.box.row + 1, spec.box.column + 1)
            origin = Origin(found[0].name, address)
            cells[spec.ref] = read_cell(found[0].cells.get(address), spec, origin)
    return cells


def _is_table(grid: Grid, table: Table) -> bool:
    """Whether the grid holds the table's labels, and nothing beyond the table's extent."""
    if len(grid.cells) > table.width * table.height:
        return False
    for address in grid.cells:
        row, column = to_position(address) or (0, 0)
        if row > table.height or column > table.width:
            return False
    for label in table.labels:
        cell = grid.cells.get(to_address(label.box.row + 1, label.box.column + 1))
        if _plain((cell.text if cell else "") or "") != _plain(label.text):
            return False
    return True


def _plain(text: str) -> str:
    return "".join(text.split())

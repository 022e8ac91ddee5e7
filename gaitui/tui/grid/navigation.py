"""Where the cursor goes: pure moves over a grid model."""

from gaitui.cell import CellRef
from gaitui.tui.grid.model import GridModel


def step(model: GridModel, ref: CellRef, rows: int, columns: int) -> CellRef:
    """So many rows down and columns right, as far as the table goes.

    Crossing into a block with fewer columns ends in its last.
    """
    place = model.places[ref]
    return model.at(place.row + rows, place.column + columns)


def next_input(model: GridModel, ref: CellRef, steps: int = 1) -> CellRef | None:
    """The next cell to fill in reading order, the previous for `steps` -1; None at the end."""
    order = [cell for row in model.rows for cell in row.cells]
    index = order.index(ref) + steps
    while 0 <= index < len(order):
        if order[index] not in model.computed:
            return order[index]
        index += steps
    return None


def input_below(model: GridModel, ref: CellRef) -> CellRef:
    """The next cell to fill further down its column, or the cell itself at the bottom."""
    place = model.places[ref]
    for row in range(place.row + 1, len(model.rows)):
        below = model.at(row, place.column)
        if below not in model.computed:
            return below
    return ref


def row_edge(model: GridModel, ref: CellRef, columns: int) -> CellRef:
    """The first (-1) or last (1) cell of the row."""
    row = model.places[ref].row
    return model.at(row, 0 if columns < 0 else len(model.rows[row].cells) - 1)


def column_edge(model: GridModel, ref: CellRef, rows: int) -> CellRef:
    """The first (-1) or last (1) cell of the column in its block, then in the next block."""
    place = model.places[ref]
    block = model.block_of[place.row]
    if 0 <= place.row + rows < len(model.rows):
        block = model.block_of[place.row + rows]
    members = [row for row, owner in enumerate(model.block_of) if owner == block]
    return model.at(members[0 if rows < 0 else -1], place.column)


def table_edge(model: GridModel, rows: int) -> CellRef:
    """The first (-1) or last (1) cell of the table."""
    return model.rows[0].cells[0] if rows < 0 else model.rows[-1].cells[-1]

"""A table of the form as a sheet: blocks of heads and rows with a cell in every column.

Worked out from labels and boxes alone, so that any edition's tables are shown without knowing
their ids. A table whose one line of numbers has several rows' keys side by side (part four) is
turned: its upper heads become row labels.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from msgspec import Struct
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.definition import Box, CellSpec, LabelBox, Role, Table


class Head(Struct, frozen=True):
    """A column head: `first` is its first column in the block, `columns` how many it spans.

    `short` is the wording for narrow columns.
    """

    text: str
    short: str
    first: int
    columns: int = 1


class Row(Struct, frozen=True):
    """A line of cells; `path` runs from the outermost label to the row's own."""

    path: tuple[str, ...]
    cells: tuple[CellRef, ...]


class Block(Struct, frozen=True):
    """Rows under common heads. `heads` are levels from the top; the last has every column's."""

    caption: str
    corner: str
    heads: tuple[tuple[Head, ...], ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> int:
        return len(self.rows[0].cells)


class Place(Struct, frozen=True):
    """Where a cell stands: its row counted through all blocks, and its column."""

    row: int
    column: int


class GridModel(Struct, frozen=True, eq=False):
    """A whole table for the grid; `rows` runs through all blocks, `block_of` tells a row's."""

    table: str
    blocks: tuple[Block, ...]
    rows: tuple[Row, ...]
    block_of: tuple[int, ...]
    places: Mapping[CellRef, Place]
    computed: frozenset[CellRef]

    @property
    def first(self) -> CellRef:
        """The top left cell."""
        return self.rows[0].cells[0]

    def at(self, row: int, column: int) -> CellRef:
        """The cell at a place, the nearest where the table has no such place."""
        cells = self.rows[_within(row, len(self.rows))].cells
        return cells[_within(column, len(cells))]

    def rectangle(self, one: CellRef, other: CellRef) -> tuple[tuple[CellRef, ...], ...]:
        """The cells between two corners, row by row; rows too short for it give what they have."""
        first, last = self.places[one], self.places[other]
        top, bottom = sorted((first.row, last.row))
        left, right = sorted((first.column, last.column))
        rows = (row.cells[left : right + 1] for row in self.rows[top : bottom + 1])
        return tuple(cells for cells in rows if cells)


def _within(index: int, count: int) -> int:
    return max(0, min(index, count - 1))


def build_grid(table: Table, computed: Collection[CellRef]) -> GridModel:
    """Turn a table into blocks; `computed` has the cells that users do not type."""
    blocks = tuple(_blocks(table))
    rows = tuple(row for block in blocks for row in block.rows)
    return GridModel(
        table=table.id,
        blocks=blocks,
        rows=rows,
        block_of=tuple(index for index, block in enumerate(blocks) for _ in block.rows),
        places={
            ref: Place(row, column)
            for row, line in enumerate(rows)
            for column, ref in enumerate(line.cells)
        },
        computed=frozenset(ref for row in rows for ref in row.cells if ref in computed),
    )


def _blocks(table: Table) -> Iterator[Block]:
    """Blocks from the top: wherever labels stand between lines of cells, a new one begins."""
    lines = {
        row: list(cells)
        for row, cells in groupby(
            sorted(table.cells, key=lambda cell: (cell.box.row, cell.box.column)),
            key=lambda cell: cell.box.row,
        )
    }
    starts = [row for row in lines if row - 1 not in lines]
    above = 0
    for start, following in pairwise([*starts, table.height]):
        body = [row for row in lines if start <= row < following]
        labels = [label for label in table.labels if above <= label.box.row <= body[-1]]
        above = body[-1] + 1
        yield from _turned_or_straight(table, labels, [lines[row] for row in body])


def _turned_or_straight(
    table: Table, labels: Sequence[LabelBox], lines: Sequence[Sequence[CellSpec]]
) -> Iterator[Block]:
    if any(cell.row != line[0].row for line in lines for cell in line):
        yield from _turned(table, labels, lines)
    else:
        yield _straight(table, labels, lines)


def _straight(
    table: Table, labels: Sequence[LabelBox], lines: Sequence[Sequence[CellSpec]]
) -> Block:
    rows = tuple(Row(_path(labels, line[0].box), _refs(line)) for line in lines)
    return Block(
        caption=_text(labels, Role.CAPTION),
        corner=_text(labels, Role.CORNER),
        heads=_head_levels(table, labels, lines[0]),
        rows=rows,
    )


def _turned(
    table: Table, labels: Sequence[LabelBox], lines: Sequence[Sequence[CellSpec]]
) -> Iterator[Block]:
    """One row for each key's row, labelled by the heads above its cells; rows with the same
    columns make a block."""
    rows: list[tuple[tuple[Head, ...], Row]] = []
    for line in lines:
        for _, group in groupby(line, key=lambda cell: cell.row):
            cells = list(group)
            above = [_heads_over(labels, cell) for cell in cells]
            leaves = tuple(
                _head(table, cell, heads[-1].text, column)
                for column, (cell, heads) in enumerate(zip(cells, above, strict=True))
            )
            path = tuple(head.text for head in above[0][:-1] if head in above[-1])
            rows.append((leaves, Row(path, _refs(cells))))
    caption, corner = _text(labels, Role.CAPTION), _text(labels, Role.CORNER)
    for heads, members in groupby(rows, key=lambda pair: pair[0]):
        yield Block(caption, corner, (heads,), tuple(row for _, row in members))


def _refs(line: Sequence[CellSpec]) -> tuple[CellRef, ...]:
    return tuple(cell.ref for cell in line)


def _text(labels: Sequence[LabelBox], role: Role) -> str:
    return next((label.text for label in labels if label.role is role), "")


def _path(labels: Sequence[LabelBox], cell: Box) -> tuple[str, ...]:
    """The row labels beside a cell, outermost first."""
    beside = [
        label
        for label in labels
        if label.role is Role.LABEL and label.box.row <= cell.row < label.box.row + label.box.rows
    ]
    return tuple(label.text for label in sorted(beside, key=lambda label: label.box.column))


def _heads_over(labels: Sequence[LabelBox], cell: CellSpec) -> list[LabelBox]:
    """The heads over a cell, from the top."""
    over = [
        label
        for label in labels
        if label.role is Role.HEAD
        and label.box.column <= cell.box.column < label.box.column + label.box.columns
    ]
    return sorted(over, key=lambda label: label.box.row)


def _head_levels(
    table: Table, labels: Sequence[LabelBox], line: Sequence[CellSpec]
) -> tuple[tuple[Head, ...], ...]:
    """Head levels from the top; a column's own head stands on the last one."""
    own = [_heads_over(labels, cell)[-1] for cell in line]
    levels: list[tuple[Head, ...]] = []
    spanning = [label for label in labels if label.role is Role.HEAD and label not in own]
    spanning.sort(key=lambda label: (label.box.row, label.box.column))
    for _, group in groupby(spanning, key=lambda label: label.box.row):
        levels.append(tuple(_spanning(label, line) for label in group))
    leaves = [
        _head(table, cell, label.text, column)
        for column, (cell, label) in enumerate(zip(line, own, strict=True))
    ]
    return (*levels, tuple(leaves))


def _spanning(label: LabelBox, line: Sequence[CellSpec]) -> Head:
    box = label.box
    columns = [
        column
        for column, cell in enumerate(line)
        if box.column <= cell.box.column < box.column + box.columns
    ]
    return Head(label.text, label.text, columns[0], len(columns))


def _head(table: Table, cell: CellSpec, text: str, column: int) -> Head:
    short = table.short_heads.get(cell.column, text)
    return Head(text, short if cell_len(short) < cell_len(text) else text, column)

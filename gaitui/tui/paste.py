"""What a pasted block would do to a table, worked out before anything is changed."""

import csv
import io
from collections.abc import Mapping, Sequence

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import Definition, Table
from gaitui.report import Report
from gaitui.values import format_value, read_text
from gaitui.values.choices import alternatives

MAX_ROWS, MAX_COLUMNS = 200, 60


class PastedCell(Struct, frozen=True):
    """One cell of a block: what was received, what it reads as, and why; `choices` are the
    readings offered where there is more than one, the last being to leave the cell alone."""

    ref: CellRef
    raw: str
    text: str
    note: str
    choices: tuple[str, ...] = ()


class PastePlan(Struct, frozen=True):
    """A block laid over a table from one cell on.

    `cells` would be written; `totals_equal` and `totals_differ` count the totals in the block
    against the computed ones, which are not written; `left_out` counts what falls outside.
    """

    start: CellRef
    rows: int
    columns: int
    cells: tuple[PastedCell, ...]
    totals: Mapping[CellRef, str]
    left_out: int

    @property
    def noted(self) -> tuple[PastedCell, ...]:
        """Cells that need a look: those converted, refused or with a choice."""
        return tuple(cell for cell in self.cells if cell.note)


def parse_block(text: str) -> list[list[str]]:
    """Rows of a tab-separated block as spreadsheets copy it; quoted cells may hold line feeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    reader = csv.reader(io.StringIO(text), delimiter="\t")
    try:
        rows = [row[:MAX_COLUMNS] for row in reader]
    except csv.Error:
        rows = [line.split("\t")[:MAX_COLUMNS] for line in text.split("\n")]
    return rows[:MAX_ROWS]


def plan_paste(
    definition: Definition, table: Table, grid: Sequence[Sequence[CellRef | None]],
    start: CellRef, text: str,
) -> PastePlan:  # fmt: skip
    """Lay a block over `grid` (the table's lines of cells as shown) from `start` on."""
    block = parse_block(text)
    top, left = next((row, line.index(start)) for row, line in enumerate(grid) if start in line)
    cells: list[PastedCell] = []
    totals: dict[CellRef, str] = {}
    left_out = 0
    for row, values in enumerate(block):
        for column, raw in enumerate(values):
            ref = _at(grid, top + row, left + column)
            if ref is None:
                left_out += bool(raw.strip())
            elif definition.is_computed(ref):
                totals[ref] = raw
            else:
                cells.append(_pasted(definition, ref, raw))
    columns = max(map(len, block), default=0)
    return PastePlan(start, len(block), columns, tuple(cells), totals, left_out)


def differing_totals(plan: PastePlan, report: Report) -> list[CellRef]:
    """Totals in the block that differ from those `report`, with the block in it, computes."""
    differing = []
    for ref, raw in plan.totals.items():
        spec = report.definition.cells[ref]
        reading = read_text(raw, spec.kind, spec.unit)
        if raw.strip() and reading.value != report.value(ref):
            differing.append(ref)
    return differing


def _at(grid: Sequence[Sequence[CellRef | None]], row: int, column: int) -> CellRef | None:
    if row >= len(grid) or column >= len(grid[row]):
        return None
    return grid[row][column]


def _pasted(definition: Definition, ref: CellRef, raw: str) -> PastedCell:
    spec = definition.cells[ref]
    reading = read_text(raw, spec.kind, spec.unit)
    if reading.problem is not None:
        choices = (*alternatives(raw, spec.kind, spec.unit), "")
        offered = f"可能是 {'、'.join(choices[:-1])}：← → 选择"
        note = offered if len(choices) > 1 else "不是数字，不写入"
        return PastedCell(ref, raw, "", note, choices)
    return PastedCell(ref, raw, format_value(reading.value), "，".join(reading.rules))

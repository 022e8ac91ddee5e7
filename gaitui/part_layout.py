"""Where a department's numbers stand in a merged workbook, and what the sheets there are called.

Each department has one sheet with all tables, one below the other, on a common grid of columns.
Every sheet is laid out alike: the sums over them are three-dimensional.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import Box, Definition, Table
from gaitui.layout import (
    BASICS_SHEET,
    CHARTS_SHEET,
    CHECKS_SHEET,
    GUIDE_SHEET,
    STAMP_SHEET,
    Place,
    blank_or_sum,
    section_sheet,
)

INDEX_SHEET, FIRST_SHEET, LAST_SHEET = "各部门", "首", "末"
"""The list of departments, and the empty sheets that theirs stand between."""
PARTS = "parts"
"""Defined name of the first row of the list."""
MERGED = "parts"
"""The stamp's key of how many parts a merged workbook has."""
INDEX_TOP = 5
"""First row of the list of departments."""
INDEX_HEADS = ("序号", "部门", "工作表", "来源文件", "SHA-256")
NAME_CELL = "A1"
"""Where a department's sheet has its name."""
MAX_NAME = 1_000
"""Longest name of a part, a unit or a file."""
_TABLES_TOP = 3
_MAX_SHEET_NAME = 31


class PartLayout(Struct, frozen=True, eq=False):
    """Places on a department's sheet. A table's columns take `spans` of the sheet's `width`
    columns; `headings` are the rows of the tables' headings. Places name no sheet."""

    definition: Definition
    width: int
    spans: Mapping[str, tuple[int, ...]]
    headings: Mapping[str, int]
    cells: Mapping[CellRef, Place]
    formulas: Mapping[CellRef, str]

    def place(self, table: str, box: Box) -> Place:
        """A box of a table."""
        return _place(self.spans[table], self.headings[table] + 1, box)


@cache
def part_layout(definition: Definition) -> PartLayout:
    """The layout of a definition's departments, worked out once."""
    tables = [table for table in definition.tables.values() if definition.section_of(table.id)]
    width = max(map(_least_width, tables))
    spans = {table.id: _spans(table, width) for table in tables}
    headings = {}
    row = _TABLES_TOP
    for table in tables:
        headings[table.id] = row
        row += table.height + 2
    cells = {
        spec.ref: _place(spans[table.id], headings[table.id] + 1, spec.box)
        for table in tables
        for spec in table.cells
    }
    formulas = {
        ref: blank_or_sum([cells[part] for part in equation.right])
        for ref, equation in definition.formulas.items()
        if ref in cells
    }
    return PartLayout(definition, width, spans, headings, cells, formulas)


def parts_formula(place: Place, is_blank: bool) -> str:
    """The sum over all departments' sheets; where none of them has a number, it shows nothing
    until one has. Unquoted, as Excel stores it: LibreOffice understands nothing else."""
    cells = f"{FIRST_SHEET}:{LAST_SHEET}!{place.address}"
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))' if is_blank else f"=SUM({cells})"


def sheet_names(definition: Definition, names: Iterable[str]) -> tuple[str, ...]:
    """A sheet's name for each part: as near to its own as spreadsheets allow, no two alike, and
    none that is taken by the workbook's other sheets."""
    taken = {name.casefold() for name in _own_sheets(definition)}
    found = []
    for name in names:
        plain = _allowed(name)
        sheet, number = _cut(plain, _MAX_SHEET_NAME), 1
        while sheet.casefold() in taken:
            number += 1
            mark = f" ({number})"
            sheet = _cut(plain, _MAX_SHEET_NAME - len(mark)) + mark
        taken.add(sheet.casefold())
        found.append(sheet)
    return tuple(found)


@cache
def _own_sheets(definition: Definition) -> tuple[str, ...]:
    sections = map(section_sheet, definition.sections)
    fixed = (GUIDE_SHEET, BASICS_SHEET, CHECKS_SHEET, CHARTS_SHEET, STAMP_SHEET)
    return *fixed, *sections, INDEX_SHEET, FIRST_SHEET, LAST_SHEET, "History"


def _allowed(name: str) -> str:
    """A name without what a sheet's name may not hold."""
    kept = (char if char.isprintable() and char not in "[]:*?/\\" else " " for char in name)
    return " ".join("".join(kept).split()).strip(" '") or "部门"


def _cut(name: str, units: int) -> str:
    """At most so many UTF-16 units of a name, as spreadsheets count."""
    while len(name.encode("utf-16-le")) // 2 > units:
        name = name[:-1]
    return name.rstrip(" '")


def _place(spans: tuple[int, ...], top: int, box: Box) -> Place:
    column = 1 + sum(spans[: box.column])
    columns = sum(spans[box.column : box.column + box.columns])
    return Place("", top + box.row, column, box.rows, columns)


def _stub(table: Table) -> int:
    """Columns of labels before the first number."""
    return min(cell.box.column for cell in table.cells)


def _least_width(table: Table) -> int:
    stub = _stub(table)
    return table.width - stub + sum(range(1, stub + 1))


def _spans(table: Table, width: int) -> tuple[int, ...]:
    """How many of the sheet's columns each column of a table takes: those of numbers alike,
    those of labels wider towards the numbers, the last having what is left."""
    stub = _stub(table)
    numbers = table.width - stub
    each = max(1, width // (table.width + stub))
    labels = list(range(1, stub + 1))
    if stub:
        labels[-1] = width - numbers * each - sum(labels[:-1])
    return *labels, *[each] * numbers

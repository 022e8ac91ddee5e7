"""Foreign layouts, as departments send them: the form's tables laid out by somebody else.

A Book is a list of named sheets, a sheet a dict of texts and numbers with its merges.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field, replace
from decimal import Decimal

import openpyxl
from openpyxl.utils import get_column_letter

from gaitui.cell import CellRef
from gaitui.definition import Box, CellSpec
from gaitui.grid import Grid, GridCell, Type, to_address
from gaitui.report import Report
from gaitui.values import Value
from tests.support import balanced, edition, luohu, with_values

Position = tuple[int, int]

_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Number(int):
    """A count of the report, which remembers the cell it stands for."""

    ref = ""


@dataclass
class Sheet:
    """Cells by row and column (1-based); merges as top, left, bottom, right; `tables` says where
    each table's first and last cells are; `erased` names the cells of the form that were emptied
    on any sheet of the book."""

    name: str
    cells: dict[Position, object] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    tables: dict[str, tuple[Position, Position]] = field(default_factory=dict)
    hidden: bool = False
    erased: set[str] = field(default_factory=set)

    @property
    def height(self) -> int:
        return max(row for row, _ in self.cells)

    def move(
        self, rows: int = 0, columns: int = 0, from_row: int = 1, from_column: int = 1
    ) -> None:
        """Move what stands at or after a row or column; merges across the line grow."""

        def at(row: int, column: int) -> Position:
            return (
                row + (rows if row >= from_row else 0),
                column + (columns if column >= from_column else 0),
            )

        self.cells = {at(*position): value for position, value in self.cells.items()}
        self.merges = [(*at(a, b), *at(c, d)) for a, b, c, d in self.merges]
        self.tables = {key: (at(*a), at(*b)) for key, (a, b) in self.tables.items()}

    def erase(self, row: int, column: int) -> None:
        """Empty a cell that holds a number or nothing."""
        value = self.cells.pop((row, column), None)
        assert not isinstance(value, str)
        if isinstance(value, Number):
            self.erased.add(value.ref)

    def find(self, label: str) -> Position:
        """Where a label stands."""
        return next(at for at, value in self.cells.items() if value == label)


Book = list[Sheet]


def official(report: Report, title: bool = True) -> Book:
    """The form's tables, one a sheet, exactly as the form has them, with typed totals."""
    book: Book = []
    erased: set[str] = set()
    for number, table in enumerate(report.definition.tables.values(), 1):
        sheet = Sheet(f"Sheet{number}", erased=erased)
        top = 1
        section = report.definition.section_of(table.id)
        assert section is not None
        if title:
            sheet.cells[1, 1] = report.title
            sheet.cells[2, 1] = section.heading
            top = 4

        def put(box: Box, value: object, sheet: Sheet = sheet, top: int = top) -> None:
            row, column = top + box.row, 1 + box.column
            if value is not None:
                sheet.cells[row, column] = value
            if box.rows > 1 or box.columns > 1:
                sheet.merges.append((row, column, row + box.rows - 1, column + box.columns - 1))

        for label in table.labels:
            put(label.box, label.text)
        for spec in table.cells:
            put(spec.box, _typed(report, spec))
        sheet.tables[table.id] = (top, 1), (top + table.height - 1, table.width)
        book.append(sheet)
    return book


def _typed(report: Report, spec: CellSpec) -> object:
    value = report.value(spec.ref)
    if value is None or spec.kind == "decimal":
        return float(value) if value else value
    number = Number(value)
    number.ref = spec.ref
    return number


def to_xlsx(book: Book) -> bytes:
    """The book as a workbook, the same bytes for the same book at any time."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for sheet in book:
        target = workbook.create_sheet(sheet.name)
        for (row, column), value in sheet.cells.items():
            target.cell(row, column).value = value
        for top, left, bottom, right in sheet.merges:
            target.merge_cells(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")
        if sheet.hidden:
            target.sheet_state = "hidden"
    stream = io.BytesIO()
    workbook.save(stream)
    return _timeless(stream.getvalue())


def _timeless(data: bytes) -> bytes:
    """A package without the time it was written at."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _TIME.sub(b"2025-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def to_grids(book: Book) -> list[Grid]:
    """The book as a reader of files gives it; formulas have no results."""
    return [
        Grid(
            sheet.name,
            {
                to_address(*at): _stored(value)
                for at, value in sheet.cells.items()
                if value not in (None, "")
            },
            tuple(f"{to_address(a, b)}:{to_address(c, d)}" for a, b, c, d in sheet.merges),
            sheet.hidden,
        )
        for sheet in book
    ]


def _stored(value: object) -> GridCell:
    if isinstance(value, str):
        if value.startswith("="):
            return GridCell(None, Type.NUMBER, value[1:])
        return GridCell(value, Type.TEXT)
    return GridCell(str(value), Type.NUMBER)


def sample_2019() -> Report:
    """The published sample's figures in the trial form, in so far as that asks for them."""
    definition = edition("gwy-2019")
    source = luohu()
    inputs: dict[str, Value] = {
        ref: value
        for ref in definition.cells
        if not definition.is_computed(ref) and (value := source.value(ref)) is not None
    }
    others = ("other_not_corrected", "other_fee_unpaid", "other_rest")
    for column in definition.tables["requests"].columns:
        if column != "total":
            refs = (CellRef(f"requests.{row}.{column}") for row in others)
            inputs[f"requests.other_handling.{column}"] = source.total(refs)
    inputs |= {
        "disclosure.normative_documents.made": 8,
        "disclosure.normative_documents.published": 8,
        "disclosure.normative_documents.total_published": 74,
        "disclosure.licensing.last_year_items": 320,
        "disclosure.licensing.change": -12,
        "disclosure.licensing.decisions": 9936,
        "disclosure.other_services.decisions": 41,
        "disclosure.penalties.change": 3,
        "disclosure.penalties.decisions": 2867,
        "disclosure.procurement.items": 112,
        "disclosure.procurement.amount": Decimal("59237.2449"),
    }
    return replace(balanced(definition, inputs), unit=source.unit, year=2020)


def sample(name: str) -> Report:
    """The report that a case's book is made from."""
    report = sample_2019() if name == "gwy-2019" else luohu()
    fees = {"disclosure.fees.amount": Decimal("190.457379")} if name == "gwy-2021" else {}
    return replace(with_values(report, fees), narratives={})

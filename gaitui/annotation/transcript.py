"""A received spreadsheet written anew as .xlsx, for formats that no library here can change."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import isfinite
from typing import TypeAlias

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.grid import Grid, GridCell, Type, to_position
from gaitui.layout import STAMP_SHEET, layout_of, total_formula
from gaitui.remarks import harmless
from gaitui.report import Origin, Report
from gaitui.sources.ods import OdsWorkbook
from gaitui.sources.open import Spreadsheet
from gaitui.sources.xlsx import Workbook
from gaitui.values import Value
from gaitui.writing.book import Book, Sheet
from gaitui.writing.measure import text_width

MAX_MERGED = 200_000
"""Cells that all merges of a workbook take together; they are written one by one."""
MAX_TEXT, MAX_NAME, MAX_WIDTHS = 32_767, 31, 256
"""Characters of a cell and of a sheet's name; columns whose widths are set."""
_NUMBER = re.compile(r"-?[0-9]{1,308}(\.[0-9]{1,308})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
Places: TypeAlias = Mapping[tuple[str, str], tuple[str, Value]]


class Transcript(Struct, frozen=True):
    """The workbook, and what was not copied, in sentences."""

    data: bytes
    lost: tuple[str, ...]


def transcribe(grids: Sequence[Grid], report: Report | None, source: Spreadsheet) -> Transcript:
    """The same sheets with the same values at the same addresses, merged and hidden as they were.
    Totals of our own template are formulas again where their numbers agree with their parts."""
    book = Book("")
    totals = dict(_totals(report)) if report else {}
    lost = [
        f"原件是 {_kind(source)}，副本是照抄的 .xlsx：工作表、地址和内容相同，"
        "公式、列宽和格式没有保留。"
    ]
    names: set[str] = set()
    for grid in grids:
        name = _sheet_name(grid.name, names)
        if name != grid.name:
            lost.append(f"工作表“{grid.name[:40]}”的名称用不了，改为“{name}”。")
        lost += _write(book.sheet(name), grid, totals)
    return Transcript(book.close(), tuple(lost))


def _kind(source: Spreadsheet) -> str:
    if isinstance(source, Workbook):
        return "无法加批注的工作簿"
    return ".ods" if isinstance(source, OdsWorkbook) else ".xls 或 .xlsb"


def _totals(report: Report) -> Iterator[tuple[tuple[str, str], tuple[str, Value]]]:
    """By place, formula and value of the totals that stand, with their parts, as in our
    template."""
    layout = layout_of(report.definition)

    def is_at_home(ref: CellRef) -> bool:
        place = layout.cells[ref]
        return report.cell(ref).origin == Origin(place.sheet, place.address)

    for ref, equation in report.definition.formulas.items():
        value = report.value(ref)
        if value is None or value != report.computed(ref):
            continue
        if all(map(is_at_home, (ref, *equation.right))):
            place = layout.cells[ref]
            yield (place.sheet, place.address), (total_formula(layout, ref), value)


def _sheet_name(name: str, taken: set[str]) -> str:
    """The name as a sheet of .xlsx may have it; `taken` (in lower case) gets it too."""
    plain = harmless(name).translate(_FORBIDDEN).strip("'")[:MAX_NAME] or "工作表"
    names = (plain, *(f"{plain[: MAX_NAME - 5]}_{number}" for number in range(2, 1_000)))
    free = next(item for item in names if item.lower() not in taken)
    taken.add(free.lower())
    return free


def _write(sheet: Sheet, grid: Grid, totals: Places) -> Iterator[str]:
    """Write one sheet; yields what could not be copied."""
    if grid.name == STAMP_SHEET:
        sheet.raw.very_hidden()
    elif grid.hidden:
        sheet.raw.hide()
    sheet.widths(_widths(grid))
    merges, left_out = _merges(grid)
    for row, column, rows, columns in merges:
        sheet.merge(row, column, rows, columns, "copied")
    if left_out:
        yield f"工作表“{grid.name}”有 {left_out} 处合并单元格重叠或过大，没有合并。"
    long = 0
    for address, cell in grid.cells.items():
        row, column = to_position(address) or (1, 1)
        if total := totals.get((grid.name, address)):
            sheet.formula(row, column, *total, "copied")
        else:
            long += len(cell.text or "") > MAX_TEXT
            _write_cell(sheet, row, column, cell)
    if long:
        yield f"工作表“{grid.name}”有 {long} 格的文字超过 {MAX_TEXT} 字，多出的没有抄。"


def _write_cell(sheet: Sheet, row: int, column: int, cell: GridCell) -> None:
    text = cell.text or ""
    number = float(text) if cell.type is Type.NUMBER and _NUMBER.fullmatch(text) else None
    if number is not None and isfinite(number):
        sheet.number(row, column, Decimal(text), "copied")
    elif cell.type is Type.BOOLEAN:
        sheet.raw.write_boolean(row - 1, column - 1, text == "1")
    else:
        sheet.text(row, column, harmless(text)[:MAX_TEXT], "copied")


def is_modest(grid: Grid) -> bool:
    """Whether a sheet's merges cover no more than can be written."""
    areas = [(rows, columns) for _, _, rows, columns in _areas(grid)]
    return sum(rows * columns for rows, columns in areas) <= MAX_MERGED


def _areas(grid: Grid) -> Iterator[tuple[int, int, int, int]]:
    """Merged rectangles: row, column, rows, columns."""
    for merge in grid.merges:
        first, _, last = merge.partition(":")
        start, end = to_position(first), to_position(last)
        if start and end and start != end and start[0] <= end[0] and start[1] <= end[1]:
            yield *start, end[0] - start[0] + 1, end[1] - start[1] + 1


def _merges(grid: Grid) -> tuple[list[tuple[int, int, int, int]], int]:
    """Merged rectangles that can be written: row, column, rows, columns; and how many cannot."""
    kept: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    left = MAX_MERGED
    for row, column, rows, columns in _areas(grid):
        if rows * columns > left:
            continue
        left -= rows * columns
        area = set(product(range(row, row + rows), range(column, column + columns)))
        if taken.isdisjoint(area):
            taken |= area
            kept.append((row, column, rows, columns))
    return kept, len(grid.merges) - len(kept)


def _widths(grid: Grid) -> list[float]:
    """Columns as wide as their texts, within reason; a merged text counts for none."""
    merged = {merge.partition(":")[0] for merge in grid.merges}
    widths: dict[int, float] = {}
    for address, cell in grid.cells.items():
        column = (to_position(address) or (1, 1))[1]
        if address not in merged and column <= MAX_WIDTHS:
            wide = min(text_width((cell.text or "")[:80]) + 2, 44)
            widths[column] = max(widths.get(column, 8), wide)
    return [widths.get(column, 8.43) for column in range(1, max(widths, default=0) + 1)]

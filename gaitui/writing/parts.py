"""The departments behind a merged report: the list of them, and a sheet of numbers for each."""

from collections.abc import Sequence

from gaitui.definition import Definition, Table
from gaitui.layout import quote_sheet
from gaitui.merge import with_totals
from gaitui.part_layout import (
    FIRST_SHEET,
    INDEX_HEADS,
    INDEX_SHEET,
    INDEX_TOP,
    LAST_SHEET,
    PARTS,
    PartLayout,
    part_layout,
    sheet_names,
)
from gaitui.report import Part
from gaitui.writing.book import Book, Sheet
from gaitui.writing.measure import row_points
from gaitui.writing.tables import label_heights, label_style

COLUMN = 8.0
"""Width in characters of one column of a department's sheet."""
_WIDTHS = (6.0, 30.0, 30.0, 40.0, 36.0)
_MARKER = "“{}”到“{}”之间是各部门的数，本报告的表是它们之和。请不要移动或删除本表。"


def write_parts(book: Book, definition: Definition, parts: Sequence[Part]) -> None:
    """The list, then the departments' sheets between the two that mark where sums begin and
    end."""
    sheets = sheet_names(definition, (part.name for part in parts))
    _write_index(book, parts, sheets)
    _write_marker(book, FIRST_SHEET)
    layout = part_layout(definition)
    for part, name in zip(parts, sheets, strict=True):
        _write_part(book, layout, part, name)
    _write_marker(book, LAST_SHEET)


def _write_index(book: Book, parts: Sequence[Part], sheets: Sequence[str]) -> None:
    """A row for each received file. Where several files are one part, the first names it."""
    sheet = book.sheet(INDEX_SHEET)
    sheet.widths(_WIDTHS)
    sheet.merge(1, 1, 1, len(INDEX_HEADS), "title")
    sheet.text(1, 1, f"{INDEX_SHEET}的数", "title")
    sheet.height(1, 30)
    count = sum(len(part.sources) or 1 for part in parts)
    note = f"共 {count} 个部门。点“工作表”一列看该部门的数；本报告的三张表是各部门之和。"
    sheet.merge(2, 1, 1, len(INDEX_HEADS), "note")
    sheet.text(2, 1, note, "note")
    for column, head in enumerate(INDEX_HEADS, start=1):
        sheet.text(INDEX_TOP - 1, column, head, "head")
    row = INDEX_TOP
    for number, (part, name) in enumerate(zip(parts, sheets, strict=True), start=1):
        sheet.number(row, 1, number, "check_number")
        sheet.link(row, 3, f"{quote_sheet(name)}!A1", name, "check_link")
        row = _write_sources(sheet, row, part)
    book.define(PARTS, f"{quote_sheet(INDEX_SHEET)}!$A${INDEX_TOP}")
    sheet.page(landscape=True, repeat_rows=INDEX_TOP - 1)
    sheet.raw.freeze_panes(INDEX_TOP - 1, 0)
    sheet.protect()


def _write_sources(sheet: Sheet, row: int, part: Part) -> int:
    """The files behind a part, from `row` on; the row after the last."""
    for source in part.sources:
        sheet.text(row, 2, source.unit, "check")
        sheet.text(row, 4, source.path, "path")
        sheet.text(row, 5, source.sha256, "path")
        name, path = row_points(source.unit, 28, 15), row_points(source.path, 44, 13)
        sheet.height(row, max(28, name, path))
        row += 1
    return row if part.sources else row + 1


def _write_marker(book: Book, name: str) -> None:
    """A sheet without numbers, at which the sums over sheets begin or end."""
    sheet = book.sheet(name)
    sheet.text(1, 1, _MARKER.format(FIRST_SHEET, LAST_SHEET), "heading")
    sheet.page(landscape=True)
    sheet.protect()


def _write_part(book: Book, layout: PartLayout, part: Part, name: str) -> None:
    """A department's tables one below the other: inputs as numbers, totals as live formulas."""
    definition = layout.definition
    sheet = book.sheet(name)
    sheet.widths((COLUMN,) * layout.width)
    sheet.merge(1, 1, 1, layout.width, "title")
    sheet.text(1, 1, part.name, "title")
    sheet.height(1, 30)
    sheet.merge(2, 1, 1, layout.width, "note")
    sheet.text(2, 1, _origin(part), "note")
    values = with_totals(definition, part.cells)
    for table in layout.spans:
        _write_table(sheet, layout, definition.tables[table])
    for ref, place in layout.cells.items():
        kind = "total" if ref in layout.formulas else f"part_{definition.cells[ref].kind}"
        sheet.merge(place.row, place.column, place.rows, place.columns, kind)
        value = values.get(ref)
        if ref in layout.formulas:
            cached = "" if value is None else value
            sheet.formula(place.row, place.column, layout.formulas[ref], cached, kind)
        elif value is None:
            sheet.blank(place.row, place.column, kind)
        else:
            sheet.number(place.row, place.column, value, kind)
    sheet.page(is_single=True)
    sheet.protect()


def _origin(part: Part) -> str:
    if len(part.sources) == 1:
        return f"来源：{part.sources[0].path or '（没有文件）'}"
    return (
        f"来源：{len(part.sources)} 个文件，见“{INDEX_SHEET}”"
        if part.sources
        else "来源：（没有文件）"
    )


def _write_table(sheet: Sheet, layout: PartLayout, table: Table) -> None:
    top, spans = layout.headings[table.id], layout.spans[table.id]
    section = layout.definition.section_of(table.id)
    sheet.merge(top, 1, 1, layout.width, "heading")
    sheet.text(top, 1, section.heading if section else table.id, "heading")
    sheet.height(top, 24)
    for label in table.labels:
        place, style = layout.place(table.id, label.box), label_style(table, label)
        sheet.merge(place.row, place.column, place.rows, place.columns, style)
        sheet.text(place.row, place.column, label.text, style)
    for row, height in label_heights(table, [span * COLUMN for span in spans]):
        sheet.height(top + 1 + row, height)

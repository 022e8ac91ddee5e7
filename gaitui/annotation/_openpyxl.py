"""Inside a child process: write comments, fills and the list of findings into a workbook.

The only module that knows openpyxl. What it cannot keep is said in `lost`; results of formulas
are put back afterwards, since a program that only shows a file would else show nothing.
"""

import os

os.environ["OPENPYXL_LXML"] = "False"  # one behaviour, whatever else is installed

import unicodedata
from io import BytesIO
from typing import Any

import msgspec
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.reader import excel
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.fills import Fill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import fromstring, tostring

from gaitui.annotation.finish import finish, prepare
from gaitui.annotation.plan import (
    AUTHOR,
    HIDDEN_COLUMN,
    LINK_COLUMN,
    MARK,
    SHEET,
    WIDE_COLUMNS,
    WIDTHS,
    Mark,
    Plan,
    Row,
)

_FILLS = {True: "FFC7CE", False: "FFEB9C"}
_COMMENT_WIDTH, _COMMENT_LINE, _COMMENT_MOST = 340, 17, 480
"""Of a comment's box, in pixels; its text is 52 half-width characters wide."""
_THIN = Side(style="thin", color="A6A6A6")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_PLAIN = Font(name="宋体", size=10.5)
_BOLD = Font(name="宋体", size=10.5, bold=True)
_LINK = Font(name="宋体", size=10.5, color="0563C1", underline="single")
_TITLE = Font(name="黑体", size=16)
_GREY = PatternFill("solid", fgColor="F2F2F2")
_LEFT = Alignment(vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def run(data: bytes) -> bytes:
    """The workbook with the plan carried out; `data` is the plan as JSON, a NUL, the workbook."""
    described, _, workbook = data.partition(b"\0")
    plan = msgspec.json.decode(described, type=Plan)
    book = _load(prepare(workbook))
    modified = book.properties.modified
    _take_back(book)
    fills: dict[tuple[str, str], str] = {}
    for mark in plan.marks:
        _mark(book, mark, fills)
    _show_comments_whole(book)
    _write_list(book, plan, fills)
    book.calculation.fullCalcOnLoad = True
    output = BytesIO()
    book.save(output)
    parts = {sheet.path.lstrip("/"): plan.cached.get(sheet.title, {}) for sheet in book.worksheets}
    return finish(output.getvalue(), parts, modified)


def _load(workbook: bytes) -> Any:
    """The workbook with numbers as numbers: read as dates, those that are none would be lost."""
    apply = excel.apply_stylesheet

    def without_dates(archive: Any, book: Any) -> None:
        apply(archive, book)
        book._date_formats, book._timedelta_formats = set(), set()

    excel.apply_stylesheet = without_dates
    return load_workbook(BytesIO(workbook), rich_text=True)


def _take_back(book: Any) -> None:
    """Undo what an earlier return wrote, so that returns do not pile up."""
    for cell in _commented(book):
        _take_back_comment(cell)
    for sheet in list(book.worksheets):
        if sheet.title.startswith(SHEET) and sheet["A1"].value == SHEET:
            for row in sheet.iter_rows(min_col=HIDDEN_COLUMN, max_col=HIDDEN_COLUMN + 2):
                _take_back_fill(book, *(str(cell.value or "") for cell in row))
            book.remove(sheet)


def _commented(book: Any) -> list[Any]:
    """Cells with comments; only those that are there are looked at, however far apart."""
    cells = (cell for sheet in book.worksheets for cell in sheet._cells.values())
    return [cell for cell in cells if cell.comment is not None]


def _take_back_comment(cell: Any) -> None:
    text, author = cell.comment.text, cell.comment.author
    if author == AUTHOR:
        cell.comment = None
    elif MARK in text:
        cell.comment = Comment(text.partition(MARK)[0].rstrip("\n"), author)


def _take_back_fill(book: Any, sheet: str, address: str, fill: str) -> None:
    cell = _cell(book, sheet, address)
    if cell is not None and fill and cell.fill.fgColor.rgb[2:] in _FILLS.values():
        cell.fill = Fill.from_tree(fromstring(fill))


def _cell(book: Any, sheet: str, address: str) -> Any:
    """The cell at an address, or the first of the cells it is merged with; None if there is no
    such place."""
    if sheet not in book.sheetnames or not isinstance(book[sheet], Worksheet):
        return None
    try:
        cell = book[sheet][address]
    except (ValueError, IndexError):
        return None
    if isinstance(cell, MergedCell):
        for merged in book[sheet].merged_cells.ranges:
            if cell.coordinate in merged:
                return book[sheet].cell(merged.min_row, merged.min_col)
    return cell


def _mark(book: Any, mark: Mark, fills: dict[tuple[str, str], str]) -> None:
    cell = _cell(book, mark.sheet, mark.address)
    if cell is None:
        return
    fills[mark.sheet, cell.coordinate] = tostring(cell.fill.to_tree()).decode()
    cell.fill = PatternFill("solid", fgColor=_FILLS[mark.is_error])
    old = cell.comment
    if old is None:
        cell.comment = Comment(mark.text, AUTHOR)
    else:
        cell.comment = Comment(f"{old.text}\n{MARK}\n{mark.text}", old.author)


def _show_comments_whole(book: Any) -> None:
    """Boxes that hold their texts; the library gives all of them one small size."""
    for cell in _commented(book):
        lines = sum(max(1, -(-_width(line) // 52)) for line in cell.comment.text.split("\n"))
        cell.comment.width = _COMMENT_WIDTH
        cell.comment.height = min(_COMMENT_MOST, lines * _COMMENT_LINE + 14)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _write_list(book: Any, plan: Plan, fills: dict[tuple[str, str], str]) -> None:
    """The sheet on top: what it is about, then one row a finding."""
    names = (SHEET, *(f"{SHEET}{number}" for number in range(2, len(book.sheetnames) + 3)))
    sheet = book.create_sheet(next(name for name in names if name not in book.sheetnames), 0)
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _line(sheet, 1, plan.title, 30, _TITLE, _CENTRE)
    for number, (line, height) in enumerate(plan.lines, 2):
        _line(sheet, number, line, height, _PLAIN, _LEFT)
    head = len(plan.lines) + 2
    for column, text in enumerate(plan.heads, 1):
        cell = _text(sheet, head, column, text, _BOLD, _CENTRE)
        cell.border, cell.fill = _BOX, _GREY
    sheet.row_dimensions[head].height = 20
    for number, row in enumerate(plan.rows, head + 1):
        _write_row(book, sheet, number, row)
    _remember(sheet, fills)
    _set_page(sheet, head, head + len(plan.rows))
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0


def _line(sheet: Any, row: int, text: str, height: float, font: Font, place: Alignment) -> None:
    """A text across the whole sheet."""
    _text(sheet, row, 1, text, font, place)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
    sheet.row_dimensions[row].height = height


def _text(sheet: Any, row: int, column: int, text: str, font: Font, place: Alignment) -> Any:
    """Text as text, also where it looks like a formula."""
    cell = sheet.cell(row, column, text)
    cell.data_type, cell.number_format = "s", "@"
    cell.font, cell.alignment = font, place
    return cell


def _write_row(book: Any, sheet: Any, number: int, row: Row) -> None:
    for column, text in enumerate(row.texts, 1):
        place = _LEFT if column in WIDE_COLUMNS else _CENTRE
        _text(sheet, number, column, text, _PLAIN, place).border = _BOX
    sheet.cell(number, 2).fill = PatternFill("solid", fgColor=_FILLS[row.is_error])
    sheet.row_dimensions[number].height = row.height
    target = _cell(book, row.sheet, row.address)
    if target is not None:
        link = sheet.cell(number, LINK_COLUMN)
        quoted = row.sheet.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{target.coordinate}")
        link.font = _LINK


def _remember(sheet: Any, fills: dict[tuple[str, str], str]) -> None:
    """What the marked cells looked like, for the next return to give back."""
    for number, ((name, address), fill) in enumerate(fills.items(), 1):
        for column, text in enumerate((name, address, fill), HIDDEN_COLUMN):
            _text(sheet, number, column, text, _PLAIN, _LEFT)
    for column in range(HIDDEN_COLUMN, HIDDEN_COLUMN + 3):
        sheet.column_dimensions[get_column_letter(column)].hidden = True


def _set_page(sheet: Any, head: int, last: int) -> None:
    """A4 across, one page wide, the heads on every page."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_area = f"A1:{get_column_letter(len(WIDTHS))}{last}"
    sheet.freeze_panes = f"A{head + 1}"
    sheet.page_margins = PageMargins(0.4, 0.4, 0.5, 0.7, header=0.3, footer=0.4)
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.sheet_properties.tabColor = "C00000"

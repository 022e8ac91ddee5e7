"""What offices add to the form's tables for their own use: lines for signatures, columns numbered,
cells filled where they were merged, labels that explain themselves."""

import re

from gaitui.report import Report
from tests.foreign import Book
from tests.layout_faults import (
    DISPUTE_HEADS,
    dispute_corner,
    fault,
    split_requests,
    table_sheet,
    texts,
)

TEXT_NUMBER = re.compile(r"[\d,]+件?")


@fault
def blank_column_everywhere(book: Book, report: Report) -> None:
    """A blank column behind every column."""
    for sheet in book:
        for column in range(max(column for _, column in sheet.cells), 1, -1):
            sheet.move(columns=1, from_column=column)


@fault
def far_away(book: Book, report: Report) -> None:
    """Tables that begin in column Z and below row 500."""
    for sheet in book:
        sheet.move(rows=500, columns=25)


@fault
def labels_explained(book: Book, report: Report) -> None:
    """Labels with an explanation behind them."""
    starts = ("1.", "2.", "3.", "（一）", "（二）", "（七）")
    texts(book, lambda text: text + "（件，由各科室据实填报）" if text.startswith(starts) else text)


@fault
def office_lines(book: Book, report: Report) -> None:
    """Two lines for the office between title and table."""
    for sheet in book:
        ((top, left), _) = next(iter(sheet.tables.values()))
        sheet.move(rows=2, from_row=top)
        sheet.cells[top, left], sheet.cells[top + 1, left] = "填报科室：办公室", "审核：李四"
        sheet.cells[top + 1, left + 2] = "单位：件"


@fault
def columns_numbered(book: Book, report: Report) -> None:
    """A line below the heads of part three that numbers its columns."""
    sheet, first, _, left, right = split_requests(book)
    sheet.move(rows=1, from_row=first)
    for column in range(left, right + 1):
        sheet.cells[first, column] = column - left + 1


@fault
def units_below_heads(book: Book, report: Report) -> None:
    """A line below the heads of part three that says what is counted."""
    sheet, first, _, left, right = split_requests(book)
    sheet.move(rows=1, from_row=first)
    for column in range(left, right + 1):
        sheet.cells[first, column] = "件"


@fault
def merges_filled(book: Book, report: Report) -> None:
    """All merges undone, and their labels written into every cell."""
    for sheet in book:
        for top, left, bottom, right in sheet.merges:
            value = sheet.cells.get((top, left))
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if isinstance(value, str) and not TEXT_NUMBER.fullmatch(value):
                        sheet.cells[row, column] = value
        sheet.merges.clear()


@fault
def part_in_front(book: Book, report: Report) -> None:
    """A column in front that names the part, merged over the whole table."""
    sheet, first, last, _, _ = split_requests(book)
    sheet.move(columns=1)
    sheet.cells[first - 3, 1] = "第三部分"
    sheet.merges.append((first - 3, 1, last, 1))


@fault
def heads_joined(book: Book, report: Report) -> None:
    """Heads of part four in one line, each with the name of its group."""
    sheet = table_sheet(book, "disputes")
    top, bottom, left, _ = dispute_corner(sheet)
    groups = ("行政复议", "未经复议直接起诉", "复议后起诉")
    heads = (*DISPUTE_HEADS, "总计")
    for at in [at for at in sheet.cells if top <= at[0] < bottom]:
        del sheet.cells[at]
    sheet.merges.clear()
    for number in range(15):
        sheet.cells[bottom - 1, left + number] = groups[number // 5] + heads[number % 5]

"""Last year's numbers as a list for comparison, in a shape that no reader takes for a table of the
form."""

from gaitui.layout import PRIOR_SHEET
from gaitui.report import Report
from gaitui.writing.book import Book
from gaitui.writing.measure import row_points

_HEADS = ("位置", "上年数")
_WIDTH = 78.0


def write_prior(book: Book, prior: Report) -> None:
    """上年数据: each number of last year's report that was not 0."""
    sheet = book.sheet(PRIOR_SHEET)
    sheet.widths((_WIDTH, 14.0))
    sheet.merge(1, 1, 1, 2, "title")
    sheet.text(1, 1, PRIOR_SHEET, "title")
    sheet.height(1, 30)
    year = f"{prior.year} 年度" if prior.year else "上年"
    sheet.merge(2, 1, 1, 2, "note")
    sheet.text(2, 1, f"{prior.unit}{year}报告里的数，供填报时对照；没有列出的是 0。", "note")
    for column, head in enumerate(_HEADS, start=1):
        sheet.text(3, column, head, "head")
    row = 4
    for ref in prior.definition.cells:
        value = prior.value(ref)
        if value:
            place = prior.definition.describe(ref)
            sheet.text(row, 1, place, "label")
            sheet.number(row, 2, value, "check_number")
            sheet.height(row, row_points(place, _WIDTH - 2, 15))
            row += 1
    sheet.page(repeat_rows=3)
    sheet.protect()

"""Part four set out as a grid: a row for each group, a column for each result, or on its side."""

from gaitui.report import Report
from tests.foreign import Book
from tests.layout_faults import FAULTS, fault, table_sheet

GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


@fault
def disputes_as_grid(book: Book, report: Report) -> None:
    """The groups as rows, under one row of heads; the two kinds of litigation under one label."""
    _as_grid(book)
    sheet = table_sheet(book, "disputes")
    (top, left), _ = sheet.tables["disputes"]
    sheet.move(columns=1, from_column=left)
    sheet.tables["disputes"] = (top, left), (top + 3, left + 6)
    sheet.cells[top + 1, left] = sheet.cells.pop((top + 1, left + 1))
    sheet.cells[top + 2, left] = "行政诉讼"
    sheet.merges += [(top + 1, left, top + 1, left + 1), (top + 2, left, top + 3, left)]


@fault
def disputes_as_grid_in_brackets(book: Book, report: Report) -> None:
    """The groups as rows, the kind of litigation in brackets."""
    _as_grid(book, ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"))


@fault
def disputes_as_grid_on_its_side(book: Book, report: Report) -> None:
    """The results as rows, the groups as columns."""
    _as_grid(book)
    sheet = table_sheet(book, "disputes")
    (top, left), (bottom, right) = sheet.tables["disputes"]
    inside = {at: sheet.cells.pop(at) for at in [*sheet.cells] if at[0] >= top}
    sheet.cells |= {(top + c - left, left + r - top): value for (r, c), value in inside.items()}
    sheet.tables["disputes"] = (top, left), (top + right - left, left + bottom - top)


def _as_grid(book: Book, groups: tuple[str, ...] = GROUPS) -> None:
    sheet = table_sheet(book, "disputes")
    (top, left), _ = sheet.tables["disputes"]
    values = [sheet.cells.get((top + 3, left + number)) for number in range(15)]
    for position in [at for at in sheet.cells if at[0] >= top]:
        del sheet.cells[position]
    sheet.merges.clear()
    sheet.tables["disputes"] = (top, left), (top + 3, left + 5)
    for column, label in enumerate(RESULTS, 1):
        sheet.cells[top, left + column] = label
    for row, label in enumerate(groups, 1):
        sheet.cells[top + row, left] = label
        for column in range(5):
            sheet.cells[top + row, left + 1 + column] = values[5 * (row - 1) + column]


GRIDS = sorted(name for name, fault in FAULTS.items() if fault.__module__ == __name__)
"""Faults that set part four out anew: what happens to its ordinary form comes to nothing."""

"""Tables beside each other on one sheet, as people paste them to compare or to save sheets."""

from copy import deepcopy

from gaitui.report import Report
from tests.foreign import Book, Sheet
from tests.layout_faults import FAULTS, fault, split_requests, table_sheet


def put_beside(book: Book, first: Sheet, other: Sheet, gap: int = 1, down: int = 0) -> None:
    """Move what stands on another sheet to the right of what stands on the first."""
    assert other is not first and not other.hidden
    right = max(max(column for _, column in first.cells), *(item[3] for item in first.merges), 0)
    other.move(rows=down, columns=right + gap)
    first.cells |= other.cells
    first.merges += other.merges
    first.tables |= other.tables
    book[:] = [sheet for sheet in book if sheet is not other]


def last_year(sheet: Sheet, report: Report) -> Sheet:
    """The same sheet with last year's numbers and year."""
    old = deepcopy(sheet)
    old.name = f"{sheet.name}（上年）"
    for at, value in old.cells.items():
        if isinstance(value, str):
            old.cells[at] = value.replace(str(report.year), str((report.year or 0) - 1))
        elif isinstance(value, int):
            old.cells[at] = value + 1
    return old


@fault
def side_by_side(book: Book, report: Report) -> None:
    """All tables beside each other on one sheet."""
    for sheet in book[1:]:
        put_beside(book, book[0], sheet)


@fault
def side_by_side_tight(book: Book, report: Report) -> None:
    """All tables beside each other, without an empty column between them."""
    for sheet in book[1:]:
        put_beside(book, book[0], sheet, gap=0)


@fault
def side_by_side_uneven(book: Book, report: Report) -> None:
    """All tables beside each other, each beginning some rows lower."""
    for number, sheet in enumerate(book[1:], 1):
        put_beside(book, book[0], sheet, down=2 * number)


@fault
def two_beside(book: Book, report: Report) -> None:
    """Part three beside part two; part four stays on its sheet."""
    put_beside(book, table_sheet(book, "disclosure"), table_sheet(book, "requests"))


@fault
def disputes_beside(book: Book, report: Report) -> None:
    """Part four beside part three; part two stays on its sheet."""
    put_beside(book, table_sheet(book, "requests"), table_sheet(book, "disputes"))


@fault
def disputes_before(book: Book, report: Report) -> None:
    """Part three beside part four; part two stays on its sheet."""
    put_beside(book, table_sheet(book, "disputes"), table_sheet(book, "requests"))


@fault
def last_year_beside(book: Book, report: Report) -> None:
    """Last year's part three beside this year's, each with its title."""
    sheet = table_sheet(book, "requests")
    put_beside(book, sheet, last_year(sheet, report))


@fault
def last_year_first(book: Book, report: Report) -> None:
    """This year's part three beside last year's, each with its title."""
    sheet = table_sheet(book, "requests")
    old = last_year(sheet, report)
    book[book.index(sheet)] = old
    put_beside(book, old, sheet)


@fault
def years_below(book: Book, report: Report) -> None:
    """All tables beside each other, and last year's below them; only the first of each row has
    a title."""
    old = [last_year(sheet, report) for sheet in book]
    for sheets in (book, old):
        for sheet in sheets[1:]:
            del sheet.cells[1, 1]
        FAULTS["side_by_side"](sheets, report)
    old[0].move(rows=book[0].height + 2)
    book[0].cells |= old[0].cells
    book[0].merges += old[0].merges


@fault
def units_beside(book: Book, report: Report) -> None:
    """All tables below each other, and another unit's beside them."""
    FAULTS["one_sheet"](book, report)
    (sheet,) = book
    other = deepcopy(sheet)
    for at, value in other.cells.items():
        if isinstance(value, str):
            other.cells[at] = value.replace(report.unit, "某某市教育局")
        elif isinstance(value, int):
            other.cells[at] = value + 2
    put_beside(book, sheet, other)


@fault
def copied_beside(book: Book, report: Report) -> None:
    """Part three once more beside itself."""
    sheet = table_sheet(book, "requests")
    put_beside(book, sheet, deepcopy(sheet))


@fault
def stack_beside(book: Book, report: Report) -> None:
    """Part three beside part two, and part four as three small tables below part two."""
    FAULTS["stacked_disputes"](book, report)
    requests, disputes = table_sheet(book, "requests"), table_sheet(book, "disputes")
    first = table_sheet(book, "disclosure")
    disputes.move(rows=first.height + 1)
    first.cells |= disputes.cells
    first.tables |= disputes.tables
    book.remove(disputes)
    put_beside(book, first, requests)


@fault
def notes_beside(book: Book, report: Report) -> None:
    """A column of remarks right of part three, in words that its labels have too."""
    sheet, first, _, _, right = split_requests(book)
    sheet.cells[first - 3, right + 1] = "备注"
    for row, text in {0: "比上年增加", 2: "予以公开", 5: "其他", 9: "重复申请", 17: "总计"}.items():
        sheet.cells[first + row, right + 1] = text
    sheet.cells[first + 4, right + 2] = "法律服务机构 3 件，均为部分公开"

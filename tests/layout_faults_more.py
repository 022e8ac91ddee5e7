"""More of what happens to the form's tables on their way: faults that move whole rows, columns or
tables, and some that no program can mend."""

from copy import deepcopy

from gaitui.report import Report
from tests.foreign import Book, Sheet
from tests.layout_faults import dispute_corner, fault, split_requests, table_sheet, texts


def swap_columns(sheet: Sheet, rows: range, one: int, other: int) -> None:
    """Exchange what stands in two columns of some rows."""
    for row in rows:
        a, b = sheet.cells.pop((row, one), None), sheet.cells.pop((row, other), None)
        if a is not None:
            sheet.cells[row, other] = a
        if b is not None:
            sheet.cells[row, one] = b


def unmerge(sheet: Sheet, top: int, bottom: int) -> None:
    """Undo the merges that touch some rows."""
    sheet.merges = [item for item in sheet.merges if item[2] < top or item[0] > bottom]


@fault
def columns_swapped(book: Book, report: Report) -> None:
    """Two kinds of applicant in another order, heads and numbers alike."""
    sheet, first, last, left, _ = split_requests(book)
    swap_columns(sheet, range(first - 1, last + 1), left + 2, left + 4)


@fault
def total_first(book: Book, report: Report) -> None:
    """总计 as the first column of numbers."""
    sheet, first, last, left, right = split_requests(book)
    unmerge(sheet, first - 3, first - 1)
    sheet.move(columns=1, from_column=left)
    for row in range(first - 3, last + 1):
        value = sheet.cells.pop((row, right + 1), None)
        if value is not None:
            sheet.cells[row, left] = value


@fault
def rows_swapped(book: Book, report: Report) -> None:
    """Two grounds of refusal in another order, labels and numbers alike."""
    sheet, _, _, _, right = split_requests(book)
    row, _ = sheet.find("2.其他法律行政法规禁止公开")
    _swap_rows(sheet, row, row + 2, range(1, right + 1))


@fault
def first_rows_swapped(book: Book, report: Report) -> None:
    """What was carried in above what is new."""
    sheet, first, _, _, right = split_requests(book)
    assert all(bottom == first for top, _, bottom, _ in sheet.merges if top == first)
    _swap_rows(sheet, first, first + 1, range(1, right + 1))


def _swap_rows(sheet: Sheet, one: int, other: int, columns: range) -> None:
    for column in columns:
        a, b = sheet.cells.pop((one, column), None), sheet.cells.pop((other, column), None)
        if a is not None:
            sheet.cells[other, column] = a
        if b is not None:
            sheet.cells[one, column] = b


@fault
def heads_repeated(book: Book, report: Report) -> None:
    """The heads once more where a page ends within the table."""
    sheet, first, _, _, right = split_requests(book)
    row = first + 12
    sheet.move(rows=3, from_row=row)
    for line in range(3):
        for column in range(1, right + 1):
            value = sheet.cells.get((first - 3 + line, column))
            if value is not None:
                sheet.cells[row + line, column] = value


@fault
def transposed(book: Book, report: Report) -> None:
    """Part three turned round: its rows as columns."""
    sheet, first, last, _, _ = split_requests(book)
    block = {at: value for at, value in sheet.cells.items() if first - 3 <= at[0] <= last}
    unmerge(sheet, first - 3, last)
    for at in block:
        del sheet.cells[at]
    for (row, column), value in block.items():
        sheet.cells[first - 3 + column, row - first + 4] = value


@fault
def subtotals(book: Book, report: Report) -> None:
    """A row 小计 with numbers below a group."""
    sheet, _, _, left, right = split_requests(book)
    row, _ = sheet.find("8.属于行政查询事项")
    sheet.move(rows=1, from_row=row + 1)
    sheet.cells[row + 1, left - 1] = "小计"
    for column in range(left, right + 1):
        parts = [sheet.cells.get((r, column)) for r in range(row - 7, row + 1)]
        sheet.cells[row + 1, column] = sum(v for v in parts if isinstance(v, int))


@fault
def group_sums(book: Book, report: Report) -> None:
    """The sum of a group in a row of its own, which names the group, above its parts."""
    sheet, _, _, left, right = split_requests(book)
    row, column = sheet.find("（三）不予公开")
    unmerge(sheet, row, row + 8)
    sheet.move(rows=1, from_row=row + 1)
    for c in range(1, right + 1):
        value = sheet.cells.pop((row, c), None)
        if c not in (1, column) and value is not None:
            sheet.cells[row + 1, c] = value
        elif value is not None:
            sheet.cells[row, c] = value
    for c in range(left, right + 1):
        parts = [sheet.cells.get((r, c)) for r in range(row + 1, row + 9)]
        sheet.cells[row, c] = sum(v for v in parts if isinstance(v, int))


@fault
def labels_behind(book: Book, report: Report) -> None:
    """The labels of the rows right of the numbers."""
    sheet, first, last, left, right = split_requests(book)
    unmerge(sheet, first - 3, last)
    for row in range(first - 3, last + 1):
        cells = {c: sheet.cells.pop((row, c), None) for c in range(1, right + 1)}
        for column, value in cells.items():
            if value is not None:
                moved = column - left + 1 if column >= left else right - left + 1 + column
                sheet.cells[row, moved] = value


@fault
def units_in_heads(book: Book, report: Report) -> None:
    """Heads that say the unit of their numbers."""
    heads = ("自然人", "商业企业", "其他", "总计", "结果维持", "本年处理决定数量")
    texts(book, lambda text: f"{text}（件）" if text in heads else text)


@fault
def only_requests(book: Book, report: Report) -> None:
    """Part three alone."""
    if "requests" in book[0].tables and len(book) == 1:
        return
    book[:] = [sheet for sheet in book if "requests" in sheet.tables]


@fault
def no_disputes(book: Book, report: Report) -> None:
    """Part four was left out."""
    if len(book) > 1:
        book[:] = [sheet for sheet in book if "disputes" not in sheet.tables]


@fault
def merged_value(book: Book, report: Report) -> None:
    """Two rows of numbers merged, so that one number stands for both."""
    sheet, _, _, left, _ = split_requests(book)
    row, _ = sheet.find("1.信访举报投诉类申请")
    sheet.erase(row + 1, left)
    sheet.merges.append((row, left, row + 1, left))


@fault
def merged_across(book: Book, report: Report) -> None:
    """Two numbers beside each other merged into one."""
    sheet, first, _, left, _ = split_requests(book)
    sheet.erase(first + 3, left + 2)
    sheet.merges.append((first + 3, left + 1, first + 3, left + 2))


@fault
def numbers_over_two_rows(book: Book, report: Report) -> None:
    """Each row of part three takes two rows of the sheet, merged for labels and numbers."""
    sheet, first, last, _, right = split_requests(book)
    unmerge(sheet, first, last)
    for row in range(last, first - 1, -1):
        sheet.move(rows=1, from_row=row + 1)
        for column in range(1, right + 1):
            if (row, column) in sheet.cells:
                sheet.merges.append((row, column, row + 1, column))


@fault
def year_sheets(book: Book, report: Report) -> None:
    """Sheets named after the year, and no titles."""
    for number, sheet in enumerate(book):
        sheet.name = f"{report.year}年" + "一二三四五六七八九十百千"[number]
    texts(book, lambda text: "" if "报告" in text else text)


@fault
def chinese_year(book: Book, report: Report) -> None:
    """The year in Chinese numerals."""
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(report.year))
    texts(book, lambda text: text.replace(str(report.year), year))


@fault
def hidden_row(book: Book, report: Report) -> None:
    """A row of last year's numbers under this year's, without a label."""
    sheet, first, _, left, right = split_requests(book)
    sheet.move(rows=1, from_row=first + 3)
    for column in range(left, right + 1):
        value = sheet.cells.get((first + 2, column))
        if isinstance(value, int):
            sheet.cells[first + 3, column] = value + 2


@fault
def last_year_column(book: Book, report: Report) -> None:
    """A column of last year's totals behind this year's."""
    sheet, first, last, _, right = split_requests(book)
    sheet.cells[first - 2, right + 1] = "上年总计"
    for row in range(first, last + 1):
        value = sheet.cells.get((row, right))
        sheet.cells[row, right + 1] = (value if isinstance(value, int) else 0) + 5


@fault
def last_year_columns(book: Book, report: Report) -> None:
    """Beside each column of numbers one of last year's, under one head for both."""
    sheet, first, last, left, right = split_requests(book)
    unmerge(sheet, first - 3, last)
    for column in range(right, left - 1, -1):
        sheet.move(columns=1, from_column=column + 1)
        for row in range(first, last + 1):
            value = sheet.cells.get((row, column))
            sheet.cells[row, column + 1] = (value if isinstance(value, int) else 0) + 9


@fault
def wrong_totals(book: Book, report: Report) -> None:
    """A total typed that is another than the sum, and kept as it was typed."""
    sheet, _, _, _, right = split_requests(book)
    sheet.cells[sheet.find("（一）予以公开")[0], right] = 4_321


@fault
def blank_for_zero(book: Book, report: Report) -> None:
    """Zeros left blank."""
    for sheet in book:
        for at in [at for at, value in sheet.cells.items() if value == 0]:
            del sheet.cells[at]


@fault
def dash_for_zero(book: Book, report: Report) -> None:
    """Zeros written as a dash."""
    for sheet in book:
        for at in [at for at, value in sheet.cells.items() if value == 0]:
            sheet.cells[at] = "—"


@fault
def blank_column_cells(book: Book, report: Report) -> None:
    """A column of which only the head is left."""
    sheet, first, last, left, _ = split_requests(book)
    for row in range(first, last + 1):
        sheet.erase(row, left + 3)


@fault
def lost_column(book: Book, report: Report) -> None:
    """A column deleted with its head."""
    sheet, first, last, left, _ = split_requests(book)
    assert len(sheet.tables) == 1
    for row in range(first - 3, last + 1):
        sheet.cells.pop((row, left + 3), None)
    unmerge(sheet, first - 3, first - 1)
    sheet.move(columns=-1, from_column=left + 4)


@fault
def lost_row(book: Book, report: Report) -> None:
    """A row deleted with its label."""
    sheet, _, _, _, right = split_requests(book)
    row, _ = sheet.find("4.保护第三方合法权益")
    unmerge(sheet, row, row)
    for column in range(1, right + 1):
        sheet.cells.pop((row, column), None)
    sheet.move(rows=-1, from_row=row + 1)


@fault
def lost_dispute_column(book: Book, report: Report) -> None:
    """A column of part four deleted with its head."""
    sheet = table_sheet(book, "disputes")
    top, bottom, left, _ = dispute_corner(sheet)
    assert len(sheet.tables) == 1
    sheet.merges.clear()
    for row in range(top, bottom + 1):
        sheet.cells.pop((row, left + 7), None)
    sheet.move(columns=-1, from_column=left + 8)


@fault
def dispute_bands_lost(book: Book, report: Report) -> None:
    """Part four without the labels over its heads."""
    sheet = table_sheet(book, "disputes")
    top, bottom, _, _ = dispute_corner(sheet)
    for at in [at for at in sheet.cells if top <= at[0] <= bottom - 2]:
        del sheet.cells[at]


@fault
def dispute_bands_swapped(book: Book, report: Report) -> None:
    """The two blocks of litigation in the other order."""
    sheet = table_sheet(book, "disputes")
    top, bottom, left, _ = dispute_corner(sheet)
    for column in range(left + 5, left + 10):
        swap_columns(sheet, range(top + 1, bottom + 1), column, column + 5)


@fault
def disclosure_columns_swapped(book: Book, report: Report) -> None:
    """The first block of part two with two columns in another order."""
    sheet = table_sheet(book, "disclosure")
    (top, left), _ = sheet.tables["disclosure"]
    swap_columns(sheet, range(top + 1, top + 4), left + 1, left + 3)


@fault
def disclosure_blocks_swapped(book: Book, report: Report) -> None:
    """Two blocks of part two in another order."""
    sheet = table_sheet(book, "disclosure")
    (_, left), (_, right) = sheet.tables["disclosure"]
    sheet.merges.clear()
    row = next(r for (r, _), v in sheet.cells.items() if v == "行政许可") - 2
    end = next(r for (r, _), v in sheet.cells.items() if v == "行政强制")
    size = 4 if report.definition.id == "gwy-2019" else 3
    lines = [
        {c: sheet.cells.pop((r, c), None) for c in range(left, right + 1)}
        for r in range(row, end + 1)
    ]
    for number, line in enumerate(lines[size:] + lines[:size]):
        for column, value in line.items():
            if value is not None:
                sheet.cells[row + number, column] = value


@fault
def same_labels_below(book: Book, report: Report) -> None:
    """A small table of the office's own below part three, with some of its labels."""
    sheet, _, last, left, _ = split_requests(book)
    for number, label in enumerate(("（一）予以公开", "（二）部分公开", "总计")):
        sheet.cells[last + 3 + number, left - 1] = label
        sheet.cells[last + 3 + number, left] = 71 + number


@fault
def summary_above(book: Book, report: Report) -> None:
    """A short summary above part three, with some of its labels."""
    sheet, first, _, left, _ = split_requests(book)
    sheet.move(rows=4, from_row=first - 3)
    for number, label in enumerate(("本年新收", "上年结转", "结转下年度")):
        sheet.cells[first - 3 + number, left - 1] = label
        sheet.cells[first - 3 + number, left] = 81 + number


@fault
def departments(book: Book, report: Report) -> None:
    """Another department's tables behind these, without a year."""
    for sheet in [*book]:
        other = deepcopy(sheet)
        other.name = f"教育局{sheet.name}"
        for at, value in other.cells.items():
            if isinstance(value, int):
                other.cells[at] = value + 2
        book.append(other)

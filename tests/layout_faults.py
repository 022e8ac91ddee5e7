"""What happens to the form's tables on their way: each fault changes a Book as people and other
programs do. The cases of `tests/corpus/layouts` name them."""

import re
from collections.abc import Callable
from copy import deepcopy

from openpyxl.utils import get_column_letter

from gaitui.reading.recognise.canonical import canonical, simplified
from gaitui.report import Report
from tests.foreign import Book, Sheet, official

Fault = Callable[[Book, Report], None]
"""Changes a book; an error says that an earlier one left nothing here that could be changed so."""
FAULTS: dict[str, Fault] = {}


def fault(function: Fault) -> Fault:
    FAULTS[function.__name__] = function
    return function


def texts(book: Book, change: Callable[[str], str]) -> None:
    """Change every text of a book."""
    for sheet in book:
        for position, value in sheet.cells.items():
            if isinstance(value, str):
                sheet.cells[position] = change(value)


def table_sheet(book: Book, table: str) -> Sheet:
    return next(sheet for sheet in book if table in sheet.tables)


def split_requests(book: Book) -> tuple[Sheet, int, int, int, int]:
    """The sheet of part three, first and last row of its numbers, first and last column."""
    sheet = table_sheet(book, "requests")
    (top, left), (bottom, right) = sheet.tables["requests"]
    return sheet, top + 3, bottom, left + 3, right


DISPUTE_HEADS = ("结果维持", "结果纠正", "其他结果", "尚未审结")


def dispute_corner(sheet: Sheet) -> tuple[int, int, int, int]:
    """First and last row of part four, first and last column, if its heads stand there as the
    form has them."""
    (top, left), (bottom, right) = sheet.tables["disputes"]
    upper = [sheet.cells.get((top + 1, left + n)) for n in range(6) if n != 4]
    lower = [sheet.cells.get((bottom - 1, left + n)) for n in range(5, 15) if n % 5 != 4]
    wanted = [*DISPUTE_HEADS, "未经复议直接起诉", *2 * DISPUTE_HEADS]
    assert [simplified(canonical(str(head))) for head in (*upper, *lower)] == wanted
    return top, bottom, left, right


@fault
def one_sheet(book: Book, report: Report) -> None:
    """All tables pasted below each other into one sheet."""
    first, *others = book
    for sheet in others:
        down = first.height + 2
        sheet.move(rows=down)
        first.cells |= sheet.cells
        first.merges += sheet.merges
        first.tables |= sheet.tables
        book.remove(sheet)


@fault
def reversed_order(book: Book, report: Report) -> None:
    """The sheets in another order and with other names."""
    book.reverse()
    for name, sheet in zip("丙乙甲", book, strict=True):
        sheet.name = name


@fault
def unmerged(book: Book, report: Report) -> None:
    """All merges undone; what they held stays in the first cell."""
    for sheet in book:
        sheet.merges.clear()


@fault
def shifted(book: Book, report: Report) -> None:
    """The tables begin elsewhere on their sheets."""
    for sheet in book:
        sheet.move(rows=7, columns=3)


@fault
def blank_rows(book: Book, report: Report) -> None:
    """Blank rows in the middle of the table of requests."""
    sheet, first, _, _, _ = split_requests(book)
    sheet.move(rows=1, from_row=first + 4)
    sheet.move(rows=2, from_row=first + 15)


@fault
def blank_columns(book: Book, report: Report) -> None:
    """A blank column before the numbers and one among them."""
    sheet, _, _, left, _ = split_requests(book)
    sheet.move(columns=1, from_column=left)
    sheet.move(columns=1, from_column=left + 4)


@fault
def note_rows(book: Book, report: Report) -> None:
    """A remark in a row of its own within the table, and notes below it."""
    sheet, first, last, _, _ = split_requests(book)
    sheet.cells[last + 2, 1] = "注：本表数据由各科室提供，如有疑问请与办公室联系。"
    sheet.cells[last + 3, 1] = "填表人：张三    联系电话：12345678"
    sheet.move(rows=1, from_row=first + 10)
    sheet.cells[first + 10, 1] = "以下各项由法制科核对"


@fault
def half_width(book: Book, report: Report) -> None:
    """Half-width brackets and other quotation marks."""
    table = str.maketrans("（）“”：", '()"":')
    texts(book, lambda text: text.translate(table))


@fault
def ring_numbers(book: Book, report: Report) -> None:
    """One-character numbering (㈠) and other points after numbers."""

    def change(text: str) -> str:
        for number, char in enumerate("一二三四五六七"):
            text = text.replace(f"（{char}）", chr(0x3220 + number))
        return re.sub(r"^(\d)\.", r"\1．", text)

    texts(book, change)


@fault
def comma_numbers(book: Book, report: Report) -> None:
    """`1、` for `1.`, and corner brackets for quotation marks."""
    texts(
        book, lambda text: re.sub(r"^(\d)\.", r"\1、", text).replace("“", "「").replace("”", "」")
    )


@fault
def no_numbers(book: Book, report: Report) -> None:
    """Labels without any numbering."""
    texts(
        book,
        lambda text: (
            re.sub(r"^(?:\d\.|[一二三四]、(?!总体)|（[一二三四五六七]）)", "", text)
            if "报告" not in text
            else text
        ),
    )


@fault
def traditional(book: Book, report: Report) -> None:
    """Traditional characters."""
    from opencc import OpenCC

    texts(book, OpenCC("s2t").convert)


@fault
def spaced(book: Book, report: Report) -> None:
    """Spaces between characters and line feeds inside labels."""
    texts(
        book,
        lambda text: " ".join(text) if len(text) < 6 else f"{text[:4]}\n{text[4:8]}　{text[8:]}",
    )


@fault
def two_row_heads(book: Book, report: Report) -> None:
    """Heads broken over two rows: 商业 above 企业."""
    sheet, first, _, left, right = split_requests(book)
    sheet.merges = [
        (top, a, bottom, b) for top, a, bottom, b in sheet.merges if not (top < first and a >= left)
    ]
    sheet.move(rows=1, from_row=first)
    for column in range(left + 1, right - 1):
        text = str(sheet.cells[first - 1, column])
        sheet.cells[first - 1, column], sheet.cells[first, column] = text[:2], text[2:]
        if not text[2:]:
            del sheet.cells[first, column]


@fault
def two_row_labels(book: Book, report: Report) -> None:
    """Long labels broken over two rows, the numbers beside the first half."""
    sheet, first, _, left, _ = split_requests(book)
    for row in range(sheet.height, first, -1):
        text = sheet.cells.get((row, left - 1))
        if isinstance(text, str) and len(text) > 16:
            sheet.move(rows=1, from_row=row + 1)
            sheet.cells[row, left - 1], sheet.cells[row + 1, left - 1] = text[:15], text[15:]


SHORT = {
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期不缴费",
    "社会公益组织": "社会公益",
    "法律服务机构": "法律服务",
    "行政规范性文件": "规范性文件",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
    "一、本年新收政府信息公开申请数量": "一、本年新收",
    "二、上年结转政府信息公开申请数量": "二、上年结转",
    "四、结转下年度继续办理": "四、结转下年度",
}


@fault
def shortened(book: Book, report: Report) -> None:
    """Labels shortened as people do."""
    texts(book, lambda text: SHORT.get(text, text))


@fault
def cut(book: Book, report: Report) -> None:
    """Labels cut short or with characters lost."""
    lost = {
        "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
        "5.要求行政机关确认或重新出具已获取信息": "5.要求行政机关确认或重新出",
        "1.本机关不掌握相关政府信息": "1.机关不掌握相关政府信息",
    }
    texts(book, lambda text: lost.get(text, text))


@fault
def grand_totals(book: Book, report: Report) -> None:
    """合计 for 总计."""
    texts(book, lambda text: text.replace("总计", "合计"))


@fault
def explained(book: Book, report: Report) -> None:
    """Captions with explanations in brackets."""
    texts(
        book,
        lambda text: (
            f"{text}（设区的市、自治州人民政府应提供相关数据）" if text == "规章" else text
        ),
    )


@fault
def local_row(book: Book, report: Report) -> None:
    """A local extra row in part two."""
    sheet = table_sheet(book, "disclosure")
    row, left = next(
        at for at, v in sheet.cells.items() if isinstance(v, str) and "规范性文件" in v
    )
    sheet.move(rows=1, from_row=row + 1)
    sheet.cells[row + 1, left] = "其他主动公开文件"
    for column in (1, 2, 3):
        sheet.cells[row + 1, left + column] = 7


@fault
def serial_column(book: Book, report: Report) -> None:
    """A column of serial numbers in front."""
    sheet, first, last, _, _ = split_requests(book)
    sheet.move(columns=1)
    sheet.cells[first - 1, 1] = "序号"
    for row in range(first, last + 1):
        sheet.cells[row, 1] = row - first + 1


@fault
def text_numbers(book: Book, report: Report) -> None:
    """Numbers stored as text."""
    for sheet in book:
        for position, value in sheet.cells.items():
            if isinstance(value, int):
                sheet.cells[position] = f"{value:,}件" if value > 99 else str(value)


@fault
def no_total_column(book: Book, report: Report) -> None:
    """Part three without its column of totals."""
    sheet, first, last, _, right = split_requests(book)
    for row in range(first - 3, last + 1):
        sheet.cells.pop((row, right), None)
    sheet.merges = [item for item in sheet.merges if item[3] < right or item[1] < right - 5]


@fault
def no_total_row(book: Book, report: Report) -> None:
    """Part three without its row of totals."""
    sheet, _, _, _, right = split_requests(book)
    row = next(r for (r, _), v in sheet.cells.items() if isinstance(v, str) and "（七）" in v)
    for column in range(1, right + 1):
        sheet.cells.pop((row, column), None)


@fault
def other_as_one_row(book: Book, report: Report) -> None:
    """（六）其他处理 given as one row, with the sum of its three."""
    sheet, _, _, left, right = split_requests(book)
    row, _ = sheet.find("（六）其他处理")
    assert "费" in str(sheet.cells[row + 1, left - 1])
    assert "其他" in str(sheet.cells[row + 2, left - 1])
    for column in range(left, right + 1):
        parts = [sheet.cells.get((r, column), 0) for r in range(row, row + 3)]
        numbers = [v for v in parts if isinstance(v, int)]
        assert len(numbers) == 3
        sheet.cells[row, column] = sum(numbers)
    sheet.cells.pop((row, left - 1))
    for column in range(1, right + 1):
        sheet.cells.pop((row + 1, column), None)
        sheet.cells.pop((row + 2, column), None)
    sheet.merges = [
        item for item in sheet.merges if not (row <= item[0] <= row + 2 or item[0] > row)
    ]
    sheet.move(rows=-2, from_row=row + 3)


@fault
def repeated_row(book: Book, report: Report) -> None:
    """A row of part three twice, with other numbers."""
    sheet, first, _, _, right = split_requests(book)
    sheet.move(rows=1, from_row=first + 1)
    for column in range(1, right + 1):
        value = sheet.cells.get((first, column))
        if value is not None:
            sheet.cells[first + 1, column] = value + 1 if isinstance(value, int) else value


@fault
def unknown_label(book: Book, report: Report) -> None:
    """A label nobody can read."""
    sheet, *_ = split_requests(book)
    sheet.cells[sheet.find("6.属于四类过程性信息")] = "6.########"


@fault
def unknown_head(book: Book, report: Report) -> None:
    """A head nobody can read."""
    sheet, *_ = split_requests(book)
    sheet.cells[sheet.find("科研机构")] = "####"


@fault
def no_heads(book: Book, report: Report) -> None:
    """Part three without the labels over its columns."""
    sheet, first, _, _, right = split_requests(book)
    for row in range(first - 3, first):
        for column in range(1, right + 1):
            sheet.cells.pop((row, column), None)


@fault
def stacked_disputes(book: Book, report: Report) -> None:
    """Part four as three small tables below each other."""
    sheet = table_sheet(book, "disputes")
    top, bottom, left, _ = dispute_corner(sheet)
    values = [sheet.cells.get((bottom, left + n)) for n in range(15)]
    for position in [at for at in sheet.cells if at[0] >= top]:
        del sheet.cells[position]
    sheet.merges.clear()
    labels = ("行政复议", "行政诉讼：未经复议直接起诉", "行政诉讼：复议后起诉")
    for number, label in enumerate(labels):
        row = top + 4 * number
        sheet.cells[row, left] = label.rpartition("：")[2]
        for column, head in enumerate((*DISPUTE_HEADS, "总计")):
            sheet.cells[row + 1, left + column] = head
            sheet.cells[row + 2, left + column] = values[5 * number + column]


@fault
def hidden_copy(book: Book, report: Report) -> None:
    """A hidden sheet with last year's table."""
    sheet = deepcopy(table_sheet(book, "requests"))
    sheet.name, sheet.hidden = "旧表", True
    for position, value in sheet.cells.items():
        if isinstance(value, int):
            sheet.cells[position] = value + 3
    book.append(sheet)


@fault
def formula_totals(book: Book, report: Report) -> None:
    """Totals as formulas that no program has calculated yet."""
    sheet, first, last, left, right = split_requests(book)
    for row in range(first, last + 1):
        a, b = get_column_letter(left), get_column_letter(right - 1)
        sheet.cells[row, right] = f"=SUM({a}{row}:{b}{row})"


@fault
def in_yuan(book: Book, report: Report) -> None:
    """Fees in yuan, as the head says."""
    sheet = table_sheet(book, "disclosure")
    head = sheet.find("本年收费金额（单位：万元）")
    sheet.cells[head] = "本年收费金额（单位：元）"
    row, _ = sheet.find("行政事业性收费")
    value = sheet.cells[row, head[1]]
    assert value is None or isinstance(value, int | float)
    sheet.cells[row, head[1]] = round((value or 0) * 10_000, 2)


@fault
def two_years(book: Book, report: Report) -> None:
    """Last year's three tables behind this year's."""
    for sheet in [*book]:
        old = deepcopy(sheet)
        old.name = f"{sheet.name}（上年）"
        for position, value in old.cells.items():
            if isinstance(value, str):
                old.cells[position] = value.replace(str(report.year), str((report.year or 0) - 1))
            elif isinstance(value, int):
                old.cells[position] = value + 1
        book.append(old)


@fault
def prose_around(book: Book, report: Report) -> None:
    """Texts of the report above and below the tables."""
    first = book[0]
    first.move(rows=3)
    first.cells[1, 1] = "一、总体情况"
    first.cells[2, 1] = "本年度共受理政府信息公开申请若干件，行政许可、行政处罚等信息均已公开。"
    first.cells[first.height + 2, 1] = "五、存在的主要问题及改进情况"


@fault
def no_titles(book: Book, report: Report) -> None:
    """Nothing but the tables: no title, no heading, no year."""
    for sheet in book:
        (top, _), _ = next(iter(sheet.tables.values()))
        for position in [at for at in sheet.cells if at[0] < top]:
            del sheet.cells[position]


@fault
def separate_headings(book: Book, report: Report) -> None:
    """Labels in one column: the headings of groups stand in rows of their own."""
    sheet, first, last, left, right = split_requests(book)
    rows: list[tuple[object, list[object]]] = []
    for row in range(first, last + 1):
        labels = [sheet.cells.get((row, column)) for column in range(1, left)]
        *groups, leaf = [label for label in labels if label]
        rows += [(group, []) for group in groups]
        rows.append((leaf, [sheet.cells.get((row, c)) for c in range(left, right + 1)]))
    heads = {at: v for at, v in sheet.cells.items() if at[0] < first}
    sheet.merges.clear()
    sheet.cells = heads
    for number, (label, values) in enumerate(rows):
        sheet.cells[first + number, 1] = label
        for column, value in enumerate(values):
            sheet.cells[first + number, left + column] = value
    (top, edge), _ = sheet.tables["requests"]
    sheet.tables["requests"] = (top, edge), (first + len(rows) - 1, right)


def build(report: Report, faults: list[str]) -> Book:
    """The report's tables with some faults, one after the other."""
    book = official(report)
    for name in faults:
        FAULTS[name](book, report)
    return book

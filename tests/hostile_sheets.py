"""Sheets made to keep recognition busy: far more labels, heads, merges or tables than any form
has, as cells that any of the file types can hold."""

from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice

from gaitui.grid import Grid, GridCell, Type, to_address
from tests.foreign import Book, official, sample

Grids = list[Grid]
MOST = 79_000
"""Just below the number of cells at which a sheet is refused."""
HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
DISPUTES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def text(content: str) -> GridCell:
    return GridCell(content, Type.TEXT)


def grid(rows: Iterator[list[str]], merges: tuple[str, ...] = ()) -> Grid:
    """A sheet of texts, row by row; those of digits are numbers."""
    cells = {
        to_address(row, column): GridCell(value, Type.NUMBER if value.isdigit() else Type.TEXT)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value
    }
    return Grid("Sheet1", cells, merges)


def labels() -> list[str]:
    """Every label of part three."""
    table = sample("gwy-2021").definition.tables["requests"]
    return [label.text for label in table.labels]


def everywhere(words: list[str], columns: int, count: int = MOST) -> Grid:
    """Some words in turn in all cells of a sheet."""
    source = cycle(words)
    return grid([*islice(source, columns)] for _ in range(count // columns))


def near_labels() -> Iterator[str]:
    """Texts that resemble labels, each another one."""
    forms = [label for label in labels() if len(label) > 8]
    number = 0
    while True:
        for form in forms:
            number += 1
            yield f"{form[:6]}{chr(0x4E00 + number % 20_000)}{form[6:]}{number // 20_000}"


def similar(columns: int, count: int) -> Grid:
    source = near_labels()
    return grid([*islice(source, columns)] for _ in range(count // columns))


def tables(book: Book, copies: int) -> Grid:
    """All tables of a report many times below each other."""
    rows: list[list[str]] = []
    for _ in range(copies):
        for sheet in book:
            width = max(column for _, column in sheet.cells)
            for row in range(1, sheet.height + 1):
                values = (sheet.cells.get((row, column)) for column in range(1, width + 1))
                rows.append(["" if value is None else str(value) for value in values])
            rows.append([])
    return grid(iter(rows))


def merged(count: int, height: int, width: int) -> Grid:
    """A sheet of labels under many overlapping merges."""
    base = everywhere(labels(), 20, 40_000)
    corners = [(1 + number % 2000, 1 + number % 20) for number in range(count)]
    merges = tuple(
        f"{to_address(row, column)}:{to_address(row + height, column + width)}"
        for row, column in corners
    )
    return Grid("Sheet1", base.cells, merges)


def named(item: Grid, name: str) -> Grid:
    return Grid(name, item.cells, item.merges)


def report_book() -> Book:
    return official(sample("gwy-2021"))


SHEETS: Mapping[str, Callable[[], Grids]] = {
    "one word everywhere": lambda: [everywhere(["其他"], 20)],
    "one word in one column": lambda: [everywhere(["其他"], 1, 79_000)],
    "all labels everywhere": lambda: [everywhere(labels(), 20)],
    "all labels in one column": lambda: [everywhere(labels(), 1, 79_000)],
    "heads everywhere": lambda: [everywhere([*HEADS, *DISPUTES], 35)],
    "heads of disputes in every row": lambda: [everywhere([*DISPUTES], 5, 79_000)],
    "heads of disputes over numbers": lambda: [
        grid(iter([[*DISPUTES], ["1", "2", "3", "4", "10"]] * 7_900))
    ],
    "half heads in every row": lambda: [everywhere(["结果", "维持", "纠正", "其他结"], 12)],
    "resembling labels": lambda: [similar(4, 40_000)],
    "resembling labels, many": lambda: [similar(20, MOST)],
    "numbers everywhere": lambda: [everywhere(["1"], 20)],
    "numbers as words": lambda: [everywhere(["一千二百三十四", "１２件", "1,234"], 20)],
    "wide heads": lambda: [
        Grid(
            "Sheet1",
            {
                to_address(row, column): text(word)
                for row in range(1, 13)
                for column, word in zip(range(1, 6_601), cycle(HEADS), strict=False)
            },
        )
    ],
    "long texts": lambda: [everywhere(["公" * 32_767], 5, 2_000)],
    "long label text": lambda: [everywhere(["（一）予以公开" * 4_000], 5, 2_000)],
    "20,000 merges": lambda: [merged(19_999, 0, 3)],
    "20,000 large merges": lambda: [merged(19_999, 200, 10)],
    "20,000 merges over all": lambda: [
        Grid("Sheet1", everywhere(["其他"], 20, 40_000).cells, ("A1:XFD1048576",) * 19_999)
    ],
    "tables 60 times": lambda: [tables(report_book(), 60)],
    "tables on 200 sheets": lambda: [named(tables(report_book(), 1), f"表{n}") for n in range(200)],
    "tables twice on 200 sheets": lambda: [
        named(tables(report_book(), 2), f"表{n}") for n in range(200)
    ],
    "years everywhere": lambda: [everywhere(["2024年度报告", "2023年度报告"], 20)],
    "units everywhere": lambda: [everywhere(["填报单位：", "年度："], 20)],
    "headings everywhere": lambda: [
        everywhere(
            ["一、总体情况", "五、存在的主要问题及改进情况", "2024年政府信息公开工作年度报告"],
            3,
            60_000,
        )
    ],
    "markup": lambda: [everywhere(["[/red]", "=1+1", "\u202e倒", "<b>", "{0}", "%s"], 6, 6_000)],
    "tables among a story": lambda: [
        tables(report_book(), 1),
        named(
            everywhere(
                ["全年受理申请12件，同比增长5%，其中予以公开3件、不予公开4件。" * 20], 1, 20_000
            ),
            "文",
        ),
    ],
}

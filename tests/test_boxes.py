"""Drawn tables: joined lines, the merges of the form, equal widths, whole numbers."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.definition import Box, Role, Table, built_in, built_in_ids
from gaitui.definition.model import LabelBox
from gaitui.errors import OutputError
from gaitui.render.boxes import draw_table

TABLES = [table for edition in built_in_ids() for table in built_in(edition).tables.values()]
UP, DOWN, LEFT, RIGHT = (-1, 0), (1, 0), (0, -1), (0, 1)
ARMS = {
    "─": {LEFT, RIGHT},
    "│": {UP, DOWN},
    "┌": {DOWN, RIGHT},
    "┐": {DOWN, LEFT},
    "└": {UP, RIGHT},
    "┘": {UP, LEFT},
    "├": {UP, DOWN, RIGHT},
    "┤": {UP, DOWN, LEFT},
    "┬": {DOWN, LEFT, RIGHT},
    "┴": {UP, LEFT, RIGHT},
    "┼": {UP, DOWN, LEFT, RIGHT},
}
Grid = dict[tuple[int, int], str]

tables = st.sampled_from(TABLES)
widths = st.integers(80, 140)


@st.composite
def filled_tables(
    draw: st.DrawFn, texts: st.SearchStrategy[str]
) -> tuple[Table, dict[CellRef, str]]:
    table = draw(tables)
    refs = st.sampled_from([cell.ref for cell in table.cells])
    return table, draw(st.dictionaries(refs, texts, max_size=len(table.cells)))


counts = filled_tables(st.integers(0, 9999).map(str))
received = filled_tables(
    st.integers(-(10**12), 10**12).map(str)
    | st.text(st.characters(exclude_characters="─│┌┐└┘├┤┬┴┼"), max_size=30)
)


def cells_of(lines: list[str]) -> Grid:
    """Terminal cells by line and column; the second cell of a wide character is empty."""
    grid: Grid = {}
    for row, line in enumerate(lines):
        column = 0
        for character in line:
            grid[row, column] = character
            for more in range(1, cell_len(character)):
                grid[row, column + more] = ""
            column += cell_len(character)
    return grid


def enclosed_texts(lines: list[str]) -> Counter[str]:
    """The text within each closed outline of a drawing, without blanks, as a person sees it."""
    grid = cells_of(lines)
    free = {place for place, character in grid.items() if character not in ARMS}
    texts: Counter[str] = Counter()
    while free:
        region, edge = set[tuple[int, int]](), [free.pop()]
        while edge:
            row, column = edge.pop()
            region.add((row, column))
            near = {(row + down, column + right) for down, right in (UP, DOWN, LEFT, RIGHT)}
            edge += near & free
            free -= near
        texts["".join("".join(grid[place] for place in sorted(region)).split())] += 1
    return texts


@cache
def drawn(table_number: int, width: int) -> list[str]:
    table = TABLES[table_number]
    return draw_table(table, {cell.ref: "0" for cell in table.cells}, width)


@settings(deadline=None)
@given(received, widths)
def test_every_line_has_the_width_asked_for(
    filled: tuple[Table, dict[CellRef, str]], width: int
) -> None:
    lines = draw_table(*filled, width)
    assert {cell_len(line) for line in lines} == {width}


@settings(deadline=None)
@given(received, widths)
def test_every_line_of_the_drawing_joins(
    filled: tuple[Table, dict[CellRef, str]], width: int
) -> None:
    grid = cells_of(draw_table(*filled, width))
    for (row, column), character in grid.items():
        for down, right in ARMS.get(character, ()):
            neighbour = grid[row + down, column + right]
            assert (-down, -right) in ARMS[neighbour], (row, column, character, neighbour)


@settings(deadline=None)
@given(counts, widths)
def test_outlines_enclose_exactly_the_labels_and_numbers_of_the_form(
    filled: tuple[Table, dict[CellRef, str]], width: int
) -> None:
    table, shown = filled
    expected = Counter("".join(label.text.split()) for label in table.labels)
    expected.update(shown.get(cell.ref, "") for cell in table.cells)
    assert enclosed_texts(draw_table(table, shown, width)) == expected


@settings(deadline=None)
@given(counts, widths)
def test_numbers_are_never_torn_apart(filled: tuple[Table, dict[CellRef, str]], width: int) -> None:
    table, shown = filled
    text = "\n".join(draw_table(table, shown, width)).replace("│", " ")
    seen = Counter(word for word in text.split() if word.isascii() and word.isdigit())
    assert seen == Counter(shown.values())


@pytest.mark.parametrize("width", [80, 93, 100, 121, 140])
@pytest.mark.parametrize("number", range(len(TABLES)))
def test_columns_of_numbers_are_alike(number: int, width: int) -> None:
    """The last line of each table shows them; they differ by one cell at most."""
    table = TABLES[number]
    columns = [len(part) for part in drawn(number, width)[-1].strip("└┘").split("┴")]
    numbers = {cell.box.column for cell in table.cells if cell.box.columns == 1}
    if len(columns) == table.width:
        likes = [columns[column] for column in numbers]
        assert max(likes) - min(likes) <= 1


def test_the_form_with_blocks_of_one_number_spans_its_columns() -> None:
    lines = draw_table(built_in("gwy-2021").tables["disclosure"], {}, 80)
    assert lines[:8] == [
        "┌──────────────────────────────────────────────────────────────────────────────┐",
        "│                              第二十条第（一）项                              │",
        "├─────────────────────┬──────────────────┬──────────────────┬──────────────────┤",
        "│      信息内容       │   本年制发件数   │   本年废止件数   │   现行有效件数   │",
        "├─────────────────────┼──────────────────┼──────────────────┼──────────────────┤",
        "│        规章         │                  │                  │                  │",
        "├─────────────────────┼──────────────────┼──────────────────┼──────────────────┤",
        "│   行政规范性文件    │                  │                  │                  │",
    ]
    assert lines[-1] == (
        "└─────────────────────┴────────────────────────────────────────────────────────┘"
    )


def test_numbers_above_each_other_end_together() -> None:
    shown = {
        CellRef("requests.new.natural_person"): "510",
        CellRef("requests.carried_in.natural_person"): "38",
    }
    lines = draw_table(built_in("gwy-2021").tables["requests"], shown, 80)
    first, second = (next(line for line in lines if text in line) for text in ("510", " 38"))
    ends = [cell_len(line[: line.index(n)] + n) for line, n in ((first, "510"), (second, "38"))]
    assert ends[0] == ends[1]


def test_text_that_is_no_number_is_shown_as_received_and_kept_out_of_the_lines() -> None:
    shown = {CellRef("requests.new.natural_person"): "约五百件\n（\x1b含上年）"}
    drawing = draw_table(built_in("gwy-2021").tables["requests"], shown, 100)
    assert "\x1b" not in "".join(drawing)
    assert "约五百件（\ufffd含上年）" in enclosed_texts(drawing)


def test_a_label_that_runs_down_stands_in_the_middle_with_its_number_apart() -> None:
    lines = draw_table(built_in("gwy-2021").tables["requests"], {}, 100)
    refused = next(number for number, line in enumerate(lines) if "（三）" in line)
    assert "不予公开" in lines[refused + 1]
    first = next(number for number, line in enumerate(lines) if "1.属于国家秘密" in line)
    last = next(number for number, line in enumerate(lines) if "8.属于行政查询事项" in line)
    assert abs((refused + refused + 1) - (first + last)) <= 1


def test_a_table_without_corner_is_drawn_all_the_same() -> None:
    table = Table(
        id="t",
        width=2,
        height=2,
        labels=(LabelBox(Box(0, 1, 1, 1), "件数", Role.HEAD),),
        cells=(),
        rows=(),
        columns=(),
        short_heads={},
        groups={},
        group_labels={},
    )
    assert draw_table(table, {}, 13) == [
        "┌────┬──────┐",
        "│    │ 件数 │",
        "├────┼──────┤",
        "│    │      │",
        "└────┴──────┘",
    ]


def test_too_many_columns_are_refused_with_what_to_do() -> None:
    table = built_in("gwy-2021").tables["disputes"]
    with pytest.raises(OutputError, match=r"15 列.*--width"):
        draw_table(table, {}, 45)

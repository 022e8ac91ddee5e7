"""A published page: paragraphs and tables in reading order, whatever file they came in."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from msgspec import Struct

from gaitui.errors import UnreadableError
from gaitui.grid import Grid, GridCell, Type, to_address
from gaitui.sources.spaces import tidy

MAX_SPAN = 1_000
"""Columns one cell may take, as browsers have it."""
MAX_BLOCKS = MAX_ROWS = 20_000
MAX_PLACES = 60_000
"""Grid columns that all cells of a page's tables take together."""
LONG = 300
"""Characters beyond which the text of a table's cell is prose and no entry."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,8})?", re.ASCII)


class Page(Struct, frozen=True):
    """What a reader sees, in order: a text is a paragraph, a Grid a table. `title` is what the
    file says it is called, empty if it does not."""

    blocks: tuple[str | Grid, ...]
    title: str = ""


class Span(Struct, frozen=True, array_like=True):
    """A table's cell as written down: its text (paragraphs on lines of their own), and how many
    rows and columns it takes."""

    text: str
    rows: int = 1
    columns: int = 1


Rows: TypeAlias = Sequence[Sequence[Span]]


class _Placed(Struct, frozen=True):
    """A cell where it stands, 0-based."""

    row: int
    column: int
    span: Span


def build_page(blocks: Sequence[str | Rows], title: str) -> Page:
    """A page of paragraphs and tables. A table of one column, and a table's rows that hold
    prose, are paragraphs; `UnreadableError` if there is far more than a report has."""
    if len(blocks) > MAX_BLOCKS:
        raise UnreadableError(f"页面有 {len(blocks)} 段，不像是年度报告，没有打开。")
    found: list[str | Grid] = []
    places = number = 0
    for block in blocks:
        if isinstance(block, str):
            found.append(block)
            continue
        places += sum(min(cell.columns, MAX_SPAN) for row in block for cell in row)
        if places > MAX_PLACES or len(block) > MAX_ROWS:
            raise UnreadableError("页面里的表格过大，不是年度报告，没有打开。")
        for part in _parts(_place(block)):
            if isinstance(part, str):
                found.append(part)
            else:
                number += 1
                found.append(_grid(f"表格{number}", part))
    return Page(tuple(found), tidy(title))


def _place(rows: Rows) -> list[_Placed]:
    """Each cell at the first free column of its row, as browsers place them."""
    placed: list[_Placed] = []
    taken: dict[int, int] = {}
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while taken.get(column, 0) > row:
                column += 1
            columns = min(max(cell.columns, 1), MAX_SPAN)
            down = cell.rows if cell.rows > 0 else len(rows)
            height = min(down, len(rows) - row)
            placed.append(_Placed(row, column, Span(cell.text, height, columns)))
            for over in range(column, column + columns):
                taken[over] = row + height
            column += columns
    return placed


def _parts(cells: Sequence[_Placed]) -> Iterator[str | list[_Placed]]:
    """A table, cut where rows hold prose."""
    if all(cell.column == 0 for cell in cells):
        yield from _paragraphs(cells)
        return
    prose = {cell.row for cell in cells if len(cell.span.text) > LONG}
    for is_prose, group in groupby(cells, lambda cell: cell.row in prose):
        run = list(group)
        if is_prose or all(cell.column == 0 for cell in run):
            yield from _paragraphs(run)
        else:
            yield run


def _paragraphs(cells: Sequence[_Placed]) -> Iterator[str]:
    for cell in cells:
        yield from filter(None, cell.span.text.split("\n"))


def _grid(name: str, placed: Sequence[_Placed]) -> Grid:
    top = placed[0].row
    bottom = max(cell.row for cell in placed) + 1
    cells, merges = {}, []
    for cell in placed:
        row, column = cell.row - top + 1, cell.column + 1
        rows = min(cell.span.rows, bottom - cell.row)
        address = to_address(row, column)
        if text := cell.span.text.strip():
            kind = Type.NUMBER if _NUMBER.fullmatch(text) else Type.TEXT
            cells[address] = GridCell(text, kind)
        if rows > 1 or cell.span.columns > 1:
            last = to_address(row + rows - 1, column + cell.span.columns - 1)
            merges.append(f"{address}:{last}")
    return Grid(name, cells, tuple(merges))

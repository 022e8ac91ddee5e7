"""A table drawn in box characters, back to rows of cells with their merges."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from rich.cells import cell_len

from gaitui.errors import UnreadableError
from gaitui.sources.page import Span

MAX_LINES, MAX_WIDTH, MAX_CELLS = 2_000, 400, 20_000

_CORNERS = frozenset("┌┐└┘├┤┬┴┼")
_UPRIGHT, _LEVEL = "│", frozenset("─┬┴┼├┤┌┐└┘")


class _Drawing(Struct, frozen=True):
    """A drawing as single terminal cells ("" is a wide character's second half), and the columns
    and lines in which it has borders."""

    cells: list[list[str]]
    columns: list[int]
    lines: list[int]

    def is_barred(self, row: int, column: int) -> bool:
        """Whether a vertical line runs to the left of a grid cell."""
        inside = range(self.lines[row] + 1, self.lines[row + 1])
        return all(self.cells[line][self.columns[column]] == _UPRIGHT for line in inside)

    def is_ruled(self, row: int, column: int) -> bool:
        """Whether a horizontal line runs above a grid cell."""
        inside = self.cells[self.lines[row]][self.columns[column] + 1 : self.columns[column + 1]]
        return all(char in _LEVEL for char in inside)

    def text(self, top: int, left: int, rows: int, columns: int) -> str:
        """What stands in a rectangle of grid cells; lines of one text are put together."""
        start, end = self.columns[left] + 1, self.columns[left + columns]
        lines = self.cells[self.lines[top] + 1 : self.lines[top + rows]]
        words = ["".join(line[start:end]).strip() for line in lines]
        return _join([word for word in words if word])


def read_drawing(lines: Sequence[str]) -> list[list[Span]]:
    """Rows of cells; `UnreadableError` where the borders are not those of a table."""
    if len(lines) > MAX_LINES or max(map(len, lines)) > MAX_WIDTH:
        raise UnreadableError("文本里画出的表格过大，不像是年度报告，没有打开。")
    drawing = _measure([_split(line) for line in lines])
    height, width = len(drawing.lines) - 1, len(drawing.columns) - 1
    if height < 1 or width < 1 or height * width > MAX_CELLS:
        raise _broken()
    covered: set[tuple[int, int]] = set()
    rows: list[list[Span]] = []
    for row in range(height):
        rows.append([])
        for column in range(width):
            if (row, column) not in covered:
                extent = _extent(drawing, row, column, height, width)
                box = set(_places(row, column, *extent))
                if not covered.isdisjoint(box):
                    raise _broken()
                covered |= box
                rows[-1].append(Span(drawing.text(row, column, *extent), *extent))
    return rows


def _broken() -> UnreadableError:
    return UnreadableError(
        "文本里画出的表格线不完整，读不出格子。请用 gaitui export 重新导出，不要改动表格线。"
    )


def _split(line: str) -> list[str]:
    cells: list[str] = []
    for char in line:
        width = cell_len(char)
        if width:
            cells += [char, *[""] * (width - 1)]
        elif cells:
            cells[-1] += char
    return cells


def _measure(cells: list[list[str]]) -> _Drawing:
    if len({len(line) for line in cells}) > 1:
        raise _broken()
    lines = [number for number, line in enumerate(cells) if not _CORNERS.isdisjoint(line)]
    borders = _CORNERS | {_UPRIGHT}
    columns = sorted({at for line in cells for at, char in enumerate(line) if char in borders})
    if not lines or (lines[0], lines[-1]) != (0, len(cells) - 1):
        raise _broken()
    return _Drawing(cells, columns, lines)


def _extent(drawing: _Drawing, row: int, column: int, height: int, width: int) -> tuple[int, int]:
    """Rows and columns of the box whose first grid cell this is."""
    right, below = column + 1, row + 1
    while right < width and not drawing.is_barred(row, right):
        right += 1
    while below < height and not drawing.is_ruled(below, column):
        below += 1
    return below - row, right - column


def _places(row: int, column: int, rows: int, columns: int) -> Iterator[tuple[int, int]]:
    for down in range(row, row + rows):
        for right in range(column, column + columns):
            yield down, right


def _join(lines: Sequence[str]) -> str:
    """Lines of one text; between Latin words there was a blank."""
    parts = list(lines[:1])
    for before, after in pairwise(lines):
        latin = before[-1].isascii() and before[-1].isalpha()
        if latin and after[0].isascii() and after[0].isalpha():
            parts.append(" ")
        parts.append(after)
    return "".join(parts)

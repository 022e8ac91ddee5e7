"""The form's tables as box drawings, with the merges of the official shape."""

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.definition import Box, Role, Table
from gaitui.errors import OutputError
from gaitui.render.wrap import one_line, widest_piece, wrap

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_ENUMERATOR = re.compile(r"（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|[0-9]+\.")
_NARROWEST = 2
"""Cells of a column that still holds one character."""
_WIDEST_WISH = 42
"""Cells beyond which a label is expected to go on in the next line."""
_WORD = 4
"""Cells of a usual word of the form, which has two characters."""
_RECEIVED_PIECE = 8
"""Cells that a piece of received text which is not a number may ask for."""

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_JUNCTIONS = {
    _UP | _DOWN: "│",
    _LEFT | _RIGHT: "─",
    _DOWN | _RIGHT: "┌",
    _DOWN | _LEFT: "┐",
    _UP | _RIGHT: "└",
    _UP | _LEFT: "┘",
    _UP | _DOWN | _RIGHT: "├",
    _UP | _DOWN | _LEFT: "┤",
    _DOWN | _LEFT | _RIGHT: "┬",
    _UP | _LEFT | _RIGHT: "┴",
    _UP | _DOWN | _LEFT | _RIGHT: "┼",
}


class _Area(Struct, frozen=True):
    """A box with its text. `digits` is the common length of the numbers above each other that
    the text is one of, 0 for other text; `listed` text is a line of a list, set to the left;
    `received` text is not the form's own and may be torn apart."""

    box: Box
    text: str
    digits: int = 0
    listed: bool = False
    received: bool = False

    @property
    def margin(self) -> int:
        """Cells kept free in the box for the sake of looks."""
        return 2 if self.listed else 0


def draw_table(table: Table, shown: Mapping[CellRef, str], width: int) -> list[str]:
    """The table's lines, each exactly `width` cells; `shown` has the text of cells not blank.

    Raises `OutputError` if the table has more columns than fit.
    """
    areas = _areas(table, shown)
    widths = _column_widths(table, areas, width)
    texts = [_area_lines(area, _inside(area, widths)) for area in areas]
    heights = _row_heights(table, areas, texts)
    return _Drawing(table, areas, texts, widths, heights).lines()


def _areas(table: Table, shown: Mapping[CellRef, str]) -> list[_Area]:
    """Everything in the table as areas that cover it without gaps."""
    areas: list[_Area] = []
    for label in table.labels:
        text = one_line(label.text)
        listed = label.role is Role.LABEL and label.box.rows == 1 and _ENUMERATOR.match(text)
        areas.append(_Area(label.box, text, listed=bool(listed)))
    digits: dict[tuple[str | None, int], int] = {}
    cells = [(cell, one_line(shown.get(cell.ref, ""))) for cell in table.cells]
    for cell, text in cells:
        if _NUMBER.fullmatch(text):
            column = cell.caption, cell.box.column
            digits[column] = max(digits.get(column, 0), len(text))
    for cell, text in cells:
        length = digits[cell.caption, cell.box.column] if _NUMBER.fullmatch(text) else 0
        areas.append(_Area(cell.box, text, length, received=True))
    covered = {place for area in areas for place in _places(area.box)}
    whole = _places(Box(0, 0, table.height, table.width))
    return areas + [_Area(Box(*place, 1, 1), "") for place in whole if place not in covered]


def _places(box: Box) -> list[tuple[int, int]]:
    """Row and column of each grid cell of a box."""
    return [
        (row, column)
        for row in range(box.row, box.row + box.rows)
        for column in range(box.column, box.column + box.columns)
    ]


def _inside(area: _Area, widths: Sequence[int]) -> int:
    """Cells between the left and the right line of an area."""
    columns = widths[area.box.column : area.box.column + area.box.columns]
    return sum(columns) + len(columns) - 1


def _column_widths(table: Table, areas: Sequence[_Area], width: int) -> list[int]:
    """Cells for each column: what it needs at least, then in proportion to what it wishes for.

    Columns of numbers are alike as far as their contents let them; where needs exceed the
    room, labels give way before numbers do.
    """
    room = width - table.width - 1
    if room < table.width * _NARROWEST:
        raise OutputError(f"表格有 {table.width} 列，{width} 格的行宽放不下。请加大 --width。")
    widths = [_NARROWEST] * table.width
    digits, wishes = widths.copy(), widths.copy()
    for area in areas:
        if area.box.columns == 1:
            column = area.box.column
            digits[column] = max(digits[column], area.digits)
            widths[column] = max(widths[column], _need(area))
            wishes[column] = max(wishes[column], _wish(area))
    while sum(widths) > room:
        slack = [max(0, has - must) for has, must in zip(widths, digits, strict=True)]
        widths[max(range(table.width), key=lambda column: (slack[column], widths[column]))] -= 1
    numbers = {column for cell in table.cells for _, column in _places(cell.box)}
    groups = [[column] for column in range(table.width) if column not in numbers]
    if numbers:
        groups.append(sorted(numbers))
    _share_out(room - sum(widths), widths, wishes, groups)
    return widths


def _need(area: _Area) -> int:
    """Cells without which the area's text would be torn apart."""
    if area.digits:
        return area.digits
    piece = widest_piece(area.text)
    if area.received:
        return min(piece, _RECEIVED_PIECE)
    return max(piece, min(cell_len(area.text), _WORD)) + area.margin


def _wish(area: _Area) -> int:
    """Cells with which the area's text would stand in one line, or in one more for every eight
    rows that the area runs down."""
    return min(cell_len(area.text) // (1 + area.box.rows // 8) + area.margin, _WIDEST_WISH)


def _share_out(
    spare: int, widths: list[int], wishes: Sequence[int], groups: Sequence[Sequence[int]]
) -> None:
    """Give `spare` cells to the columns, each time to the group that has least of its wish.

    A group's narrowest columns grow together; what cannot be shared evenly at last is strewn
    over the last group.
    """

    def narrowest(group: Sequence[int]) -> list[int]:
        least = min(widths[column] for column in group)
        return [column for column in group if widths[column] == least]

    def fulfilment(group: Sequence[int]) -> float:
        wish = sum(wishes[column] for column in group) / len(group)
        return min(widths[column] for column in group) / wish

    while affordable := [group for group in groups if len(narrowest(group)) <= spare]:
        chosen = narrowest(min(affordable, key=fulfilment))
        for column in chosen:
            widths[column] += 1
        spare -= len(chosen)
    if spare:
        columns = narrowest(groups[-1])
        for step in range(spare):
            widths[columns[(2 * step + 1) * len(columns) // (2 * spare)]] += 1


def _area_lines(area: _Area, inside: int) -> list[str]:
    """An area's text in lines of at most `inside` cells."""
    if area.digits:
        return [area.text.rjust(area.digits)] if area.digits <= inside else wrap(area.text, inside)
    if area.listed:
        return _level_lines(area.text, max(inside - area.margin, _NARROWEST), step=1)
    if number := _ENUMERATOR.match(area.text):
        apart = [number[0], *_level_lines(area.text[number.end() :], inside, _WORD)]
        together = _level_lines(area.text, inside, _WORD)
        if cell_len(number[0]) <= inside and len(apart) <= len(together) > 1:
            return apart
    return _level_lines(area.text, inside, _WORD)


def _level_lines(text: str, inside: int, step: int) -> list[str]:
    """Lines as few as may be, then as short as may be, of a multiple of `step` cells where
    possible; no long line with a single character left over below it."""
    if cell_len(text) <= inside:
        return [text] if text else []
    least = widest_piece(text)
    tries = [wrap(text, width) for width in range(step, inside + 1, step) if width >= least]
    return min(tries, key=len) if tries else wrap(text, inside)


def _row_heights(table: Table, areas: Sequence[_Area], texts: Sequence[Sequence[str]]) -> list[int]:
    """Lines for each grid row, so that every area holds its text."""
    heights = [1] * table.height
    for area, lines in sorted(zip(areas, texts, strict=True), key=lambda pair: pair[0].box.rows):
        rows = range(area.box.row, area.box.row + area.box.rows)
        missing = len(lines) - sum(heights[row] for row in rows) - (len(rows) - 1)
        for _ in range(missing):
            heights[min(rows, key=heights.__getitem__)] += 1
    return heights


class _Drawing:
    """Puts areas on lines: a line of the drawing runs along a row or along a border."""

    def __init__(
        self,
        table: Table,
        areas: Sequence[_Area],
        texts: Sequence[Sequence[str]],
        widths: Sequence[int],
        heights: Sequence[int],
    ) -> None:
        self.table = table
        self.areas = areas
        self.widths = widths
        self.borders = list(accumulate((height + 1 for height in heights), initial=0))
        self.owner = {
            place: index for index, area in enumerate(areas) for place in _places(area.box)
        }
        self.filled = [
            _fill(area, lines, _inside(area, widths), self._lines_inside(area.box))
            for area, lines in zip(areas, texts, strict=True)
        ]

    def _lines_inside(self, box: Box) -> int:
        """Lines between the upper and the lower border of a box."""
        return self.borders[box.row + box.rows] - self.borders[box.row] - 1

    def lines(self) -> list[str]:
        drawn: list[str] = []
        for row, (border, following) in enumerate(pairwise(self.borders)):
            drawn.append(self._border(row))
            drawn += (self._content(row, line) for line in range(border + 1, following))
        return [*drawn, self._border(self.table.height)]

    def _ruled(self, row: int, column: int) -> bool:
        """Whether a horizontal line runs above this grid cell."""
        return self.owner.get((row - 1, column)) != self.owner.get((row, column))

    def _barred(self, row: int, column: int) -> bool:
        """Whether a vertical line runs to the left of this grid cell."""
        return self.owner.get((row, column - 1)) != self.owner.get((row, column))

    def _corner(self, row: int, column: int) -> str:
        arms = _UP * self._barred(row - 1, column) + _DOWN * self._barred(row, column)
        arms += _LEFT * self._ruled(row, column - 1) + _RIGHT * self._ruled(row, column)
        return _JUNCTIONS[arms]

    def _border(self, row: int) -> str:
        """The line above a grid row; an area that goes on across it shows its text."""
        parts: list[str] = []
        column = 0
        while column < self.table.width:
            parts.append(self._corner(row, column))
            if self._ruled(row, column):
                parts.append("─" * self.widths[column])
                column += 1
            else:
                text, column = self._piece(row, column, self.borders[row])
                parts.append(text)
        return "".join([*parts, self._corner(row, column)])

    def _content(self, row: int, line: int) -> str:
        """A line of the drawing that runs along a grid row."""
        parts: list[str] = []
        column = 0
        while column < self.table.width:
            text, column = self._piece(row, column, line)
            parts.append(text)
        return "│" + "│".join(parts) + "│"

    def _piece(self, row: int, column: int, line: int) -> tuple[str, int]:
        """What the area at a grid cell shows on a line, and the column after the area."""
        index = self.owner[row, column]
        box = self.areas[index].box
        return self.filled[index][line - self.borders[box.row] - 1], box.column + box.columns


def _fill(area: _Area, lines: Sequence[str], inside: int, height: int) -> list[str]:
    """A box's lines, each exactly `inside` cells, its text in the middle of `height` lines."""
    blank = " " * inside
    drawn = [blank] * ((height - len(lines)) // 2)
    for text in lines:
        spare = inside - cell_len(text)
        left = min(area.margin // 2, spare) if area.listed else spare // 2
        drawn.append(" " * left + text + " " * (spare - left))
    return drawn + [blank] * (height - len(drawn))

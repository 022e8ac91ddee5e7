"""A received sheet by row and column, its merges resolved, as recognition walks it."""

from collections.abc import Iterator, Mapping, Sequence, Set
from copy import copy
from functools import cached_property, lru_cache

from msgspec import Struct

from gaitui.cell import Kind
from gaitui.grid import MAX_COLUMN, Grid, GridCell, Type, to_address, to_position
from gaitui.reading.recognise.canonical import MAX_LABEL, REMEMBERED
from gaitui.values import read_text

MAX_COVERED = 20_000
"""Most cells that merges may cover; what lies beyond stays uncovered."""
MAX_NUMBER = 40
"""Longer texts are no numbers."""
MAX_LABEL_ROWS = 3
"""A label merged over more rows than these heads a group."""
MAX_SMALL, MAX_WORDS = 2_000, 100_000
"""Most cells, or merges, and characters, of a sheet that holds a form and little else."""
MAX_WORDINGS = 4_000
"""More different texts than these on a sheet are no form's labels: none is looked at for what it
resembles, only for what it says."""

Position = tuple[int, int]

_NONE: Set[int] = frozenset()
_OF_CELLS = ("labels", "by_row", "_numbers")
"""What a view works out from its cells, and a part of it anew; merges are the sheet's."""


class Shape(Struct, frozen=True):
    """A sheet but for its numbers: the positions that are filled, the texts, those that formulas
    gave, and the merges."""

    filled: tuple[Position, ...]
    texts: tuple[tuple[Position, str], ...]
    formulas: tuple[Position, ...]
    merges: tuple[str, ...]

    @property
    def is_small(self) -> bool:
        """Whether it is no more than a form with its explanations."""
        if max(len(self.filled), len(self.merges)) > MAX_SMALL:
            return False
        return sum(map(len, self.merges)) + sum([len(x) for _, x in self.texts]) <= MAX_WORDS


class BlindError(Exception):
    """A number was asked for where only the shape of a sheet is known."""


class View:
    """A sheet, or a pane of one, by position (1-based row and column); without `cells` only its
    shape is known."""

    def __init__(
        self,
        shape: Shape,
        cells: Mapping[Position, GridCell] | None = None,
        name: str = "",
        hidden: bool = False,
    ) -> None:
        self.shape, self._cells = shape, cells
        self.name, self.hidden = name, hidden
        self._whole: View | None = None
        self.columns = range(1, MAX_COLUMN + 1)
        self.texts: Mapping[Position, str] = dict(shape.texts)
        self._formulas: Set[Position] = frozenset(shape.formulas)
        self._fill(cells.keys() if cells is not None else frozenset(shape.filled))

    def _fill(self, filled: Set[Position]) -> None:
        self.filled = filled
        self.height = max(filled, default=(0, 0))[0]
        self.width = max((column for _, column in filled), default=0)

    def _part(self) -> "View":
        part = copy(self)
        for name in _OF_CELLS:
            part.__dict__.pop(name, None)
        return part

    @property
    def sheet(self) -> "View":
        """The sheet that a pane is a part of; a sheet itself."""
        return self._whole or self

    def pane(self, rows: range, columns: range) -> "View":
        """The part of the sheet in some rows and columns, at the same positions."""
        shared = {"covered": self.covered, "ends": self.ends, "is_crowded": self.is_crowded}
        part = self._part()
        part.__dict__ |= shared
        part._whole, part.columns = self.sheet, columns
        part._fill({at for at in self.filled if at[0] in rows and at[1] in columns})
        part.texts = {at: text for at, text in self.texts.items() if at in part.filled}
        if self._cells is not None:
            part._cells = {at: cell for at, cell in self._cells.items() if at in part.filled}
        return part

    def turned(self) -> "View":
        """The same with rows as columns."""
        part = self._part()
        for name in ("covered", "ends"):
            swapped = {(c, r): (at[1], at[0]) for (r, c), at in getattr(self, name).items()}
            part.__dict__[name] = swapped
        part._fill({(column, row) for row, column in self.filled})
        part.texts = {(column, row): text for (row, column), text in self.texts.items()}
        part._formulas = {(column, row) for row, column in self._formulas}
        if self._cells is not None:
            part._cells = {(column, row): cell for (row, column), cell in self._cells.items()}
        return part

    @cached_property
    def covered(self) -> Mapping[Position, Position]:
        """For each position inside a merge, the position that holds its content."""
        return {
            (row, column): (top, left)
            for (top, left), (bottom, right) in self.ends.items()
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    @cached_property
    def ends(self) -> Mapping[Position, Position]:
        """The first and the last position of each merge."""
        ends: dict[Position, Position] = {}
        count = 0
        for (top, left), (bottom, right) in self._ranges():
            size = (bottom - top + 1) * (right - left + 1)
            if count + size <= MAX_COVERED:
                count += size
                ends[top, left] = bottom, right
        return ends

    def _ranges(self) -> Iterator[tuple[Position, Position]]:
        for merge in self.shape.merges:
            first, _, last = merge.partition(":")
            top, bottom = to_position(first), to_position(last)
            if top and bottom and top[0] <= bottom[0] and top[1] <= bottom[1]:
                yield top, (min(bottom[0], self.height), min(bottom[1], self.width))

    @cached_property
    def labels(self) -> Sequence[tuple[int, int, int, str, str]]:
        """What may be the label of a row: its first and last row, its column, the text, and the
        beginning of the text below, which may go on with it."""
        labels = []
        ends, texts = self.ends, self.texts
        for at, text in texts.items():
            if len(text) <= MAX_LABEL:
                row, column = at
                last = ends[at][0] if at in ends else row
                if last < row + MAX_LABEL_ROWS:
                    below = texts.get((last + 1, column), "")[: MAX_LABEL + 1]
                    labels.append((row, last, column, text, below))
        return labels

    @cached_property
    def is_crowded(self) -> bool:
        """Whether there are so many texts that labels count only in their very words."""
        return len(self.texts) > MAX_WORDINGS and len({*self.texts.values()}) > MAX_WORDINGS

    @cached_property
    def by_row(self) -> Mapping[int, Sequence[int]]:
        """The columns that are filled, row by row."""
        rows: dict[int, list[int]] = {}
        for row, column in sorted(self.filled):
            rows.setdefault(row, []).append(column)
        return rows

    @cached_property
    def _numbers(self) -> Mapping[int, Set[int]]:
        found: dict[int, set[int]] = {}
        texts, formulas = self.texts, self._formulas
        for at in self.filled:
            if at not in texts or at in formulas or _reads_as_number(texts[at]):
                found.setdefault(at[0], set()).add(at[1])
        return found

    def numbers(self, row: int) -> Set[int]:
        """The columns of a row that hold what may be a value: a number, an error, or text read
        as one."""
        return self._numbers.get(row, _NONE)

    def cell(self, position: Position) -> GridCell | None:
        """What is stored at a position; `BlindError` where only the shape is known."""
        if self._cells is None:
            raise BlindError
        return self._cells.get(position)

    def last_column(self, position: Position) -> int:
        """The last column of the cell that begins at a position."""
        return self.ends.get(position, position)[1]

    def holder(self, position: Position) -> Position:
        """Where the content shown at a position is kept: itself, or the merge's first cell."""
        return self.covered.get(position, position)

    def text_at(self, position: Position) -> str:
        """The text shown at a position, through its merge."""
        return self.texts.get(self.holder(position), "")

    def address(self, position: Position) -> str:
        """A1 address of a position."""
        return to_address(*position)


def view_of(grid: Grid) -> View:
    """A sheet as it was received; cells with nothing but white space are not filled."""
    cells: dict[Position, GridCell] = {}
    for address, cell in grid.cells.items():
        position, text = to_position(address), cell.text
        if position is not None and (text is None or text.strip()):
            cells[position] = cell
    texts, formulas = [], []
    text_type = Type.TEXT
    for position, cell in cells.items():
        if cell.text is not None and cell.type is text_type:
            texts.append((position, cell.text))
            if cell.formula is not None:
                formulas.append(position)
    shape = Shape(tuple(cells), tuple(texts), tuple(formulas), grid.merges)
    return View(shape, cells, grid.name, grid.hidden)


def _reads_as_number(text: str) -> bool:
    """Whether a text is an amount (`190.46万元`), or a count or its change (`12件`, `增3`)."""
    return len(text) <= MAX_NUMBER and _is_amount_or_count(text)


@lru_cache(maxsize=REMEMBERED)
def _is_amount_or_count(text: str) -> bool:
    readings = (read_text(text, kind) for kind in (Kind.DECIMAL, Kind.CHANGE))
    return any(reading.value is not None or reading.does_not_apply for reading in readings)

"""A table laid out for a size: which lines there are, how they are labelled, where columns stand.

What fits decides: with room in height, captions, groups and all levels of heads have lines of
their own; without, captions stand in the head line and group numbers before their first row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.render.wrap import wrap
from gaitui.tui.grid.fitting import cut, enumerator, fill, span
from gaitui.tui.grid.model import Block, GridModel, Row
from gaitui.tui.grid.state import CellState

GUTTER = 1
"""Cells left of the labels, where the cursor's row is marked; as many stay free on the right."""
FEWEST_DIGITS, MOST_DIGITS = 5, 12
"""Cells a column has at least, and at most for its numbers' sake."""
ROOMY, ROOMY_BLOCKS = 8, 16
"""How far columns are widened where there is room: in a single block, and to align several."""
NARROWEST_LABEL, LEGIBLE_LABEL = 14, 32
COMPACT_HEADS = 2

StateOf = Callable[[CellRef], CellState]


class LineKind(Enum):
    """What a line of the grid shows."""

    CAPTION = auto()
    HEAD = auto()
    GROUP = auto()
    DATA = auto()


class Line(Struct, frozen=True):
    """One line: its label; `level` is a head's, `row` a data line's place in the model."""

    kind: LineKind
    block: int
    label: str
    level: int = 0
    row: int = -1


class Columns(Struct, frozen=True):
    """A block's columns: `starts` are offsets of the fields from the labels' end, the cell
    before and after each being a bracket's; `full_heads` is whether full wordings are shown."""

    starts: tuple[int, ...]
    widths: tuple[int, ...]
    full_heads: bool

    @property
    def end(self) -> int:
        """Offset behind the last column's right bracket."""
        return self.starts[-1] + self.widths[-1] + 1


class Arrangement(Struct, frozen=True, eq=False):
    """Lines and columns; `label_width` is what labels take, gutter excluded."""

    lines: tuple[Line, ...]
    columns: tuple[Columns, ...]
    label_width: int
    line_of_row: tuple[int, ...]
    heads_of_block: tuple[tuple[int, ...], ...]

    @property
    def left(self) -> int:
        """Cells of gutter and labels, which do not scroll sideways."""
        return GUTTER + self.label_width

    @property
    def width(self) -> int:
        """Cells of the widest line with the free cells on its right."""
        return self.left + max(columns.end for columns in self.columns) + GUTTER


def arrange(
    model: GridModel, width: int, height: int, state_of: StateOf, title: str = ""
) -> Arrangement:
    """Lay the table out for a size; `title` names it where the form's own corner has no room."""
    lines = list(_lines(model, compact=False))
    if len(lines) > height:
        lines = list(_lines(model, compact=True))
    columns, label_width = _columns(model, lines, width - 2 * GUTTER, state_of)
    if spare := width - 2 * GUTTER - label_width - max(block.end for block in columns):
        label_width += max(0, min(spare, cell_len(title) - label_width))
    labels = _head_labels(model, lines, label_width, title)
    return Arrangement(
        lines=tuple(
            replace(line, label=labels.get(place, line.label)) for place, line in enumerate(lines)
        ),
        columns=columns,
        label_width=label_width,
        line_of_row=_places(lines, LineKind.DATA),
        heads_of_block=tuple(
            _places(lines, LineKind.CAPTION, LineKind.HEAD, block=block)
            for block in range(len(model.blocks))
        ),
    )


def _places(lines: Sequence[Line], *kinds: LineKind, block: int | None = None) -> tuple[int, ...]:
    """Indices of the lines of some kinds, in one block or in all."""
    return tuple(
        place
        for place, line in enumerate(lines)
        if line.kind in kinds and block in (None, line.block)
    )


def _lines(model: GridModel, compact: bool) -> Iterator[Line]:
    row = 0
    for index, block in enumerate(model.blocks):
        if block.caption and not compact:
            yield Line(LineKind.CAPTION, index, block.caption)
        levels = range(len(block.heads))
        for level in levels[-COMPACT_HEADS:] if compact else levels:
            yield Line(LineKind.HEAD, index, "", level)
        for kind, label in (_compact_labels if compact else _grouped_labels)(block.rows):
            if kind is LineKind.DATA:
                yield Line(kind, index, label, row=row)
                row += 1
            else:
                yield Line(kind, index, label)


def _new_groups(rows: Iterable[Row]) -> Iterator[tuple[Row, tuple[int, ...]]]:
    """Each row with the depths at which a group begins with it."""
    before: tuple[str, ...] = ()
    for row in rows:
        above = row.path[:-1]
        depths = range(len(above))
        yield row, tuple(d for d in depths if above[: d + 1] != before[: d + 1])
        before = above


def _compact_labels(rows: Iterable[Row]) -> Iterator[tuple[LineKind, str]]:
    """A group's number stands before its first row; inner groups' other rows are set in."""
    for row, new in _new_groups(rows):
        above = row.path[:-1]
        prefix = "".join(enumerator(above[depth]) for depth in new)
        if above and not new:
            number = enumerator(above[-1])
            inner = len(above) > 1 or number == above[-1] + " "
            prefix = " " * cell_len(number) if inner else ""
        yield LineKind.DATA, prefix + "".join(row.path[-1:])


def _grouped_labels(rows: Iterable[Row]) -> Iterator[tuple[LineKind, str]]:
    """Groups have lines of their own; everything is set in by its depth."""
    for row, new in _new_groups(rows):
        for depth in new:
            yield LineKind.GROUP, "  " * depth + row.path[depth]
        yield LineKind.DATA, "  " * (len(row.path) - 1) + "".join(row.path[-1:])


def _columns(
    model: GridModel, lines: Sequence[Line], room: int, state_of: StateOf
) -> tuple[tuple[Columns, ...], int]:
    """Columns of every block, and the cells that are left for labels.

    Full heads and struck totals are shown as long as labels stay legible beside them; where
    even short heads leave no room, heads are cut and numbers are not.
    """
    names = [line.label for line in lines if line.kind in (LineKind.DATA, LineKind.GROUP)]
    if not _places(lines, LineKind.CAPTION):
        names += [block.caption for block in model.blocks]
    longest = max(map(cell_len, names))
    legible = min(longest, LEGIBLE_LABEL)
    tries = [(True, True, legible), (False, True, legible), (True, False, legible)]
    tries.append((False, False, min(longest, NARROWEST_LABEL)))
    fields = [_fields(block, state_of, wish=False) for block in model.blocks]
    full_heads = False
    for full, wish, least in tries:
        wider = [_fields(block, state_of, wish, full) for block in model.blocks]
        if room - _extent(wider) >= least:
            fields, full_heads = wider, full
            break
    fields = _roomier(fields, room - longest)
    label_width = max(min(longest, NARROWEST_LABEL), min(longest, room - _extent(fields)))
    return tuple(_placed(widths, full_heads) for widths in fields), label_width


def _fields(
    block: Block, state_of: StateOf, wish: bool, full_heads: bool | None = None
) -> list[int]:
    """Cells that each column needs for its numbers, and for its head unless that is None."""
    widths: list[int] = []
    for column, head in enumerate(block.heads[-1]):
        states = [state_of(row.cells[column]) for row in block.rows]
        numbers = max(state.wished if wish else state.needed for state in states)
        text = head.text if full_heads else head.short
        words = 0 if full_heads is None else cell_len(text)
        widths.append(max(FEWEST_DIGITS, min(numbers, MOST_DIGITS), words))
    return widths


def _extent(fields: Iterable[Sequence[int]]) -> int:
    """Cells of the widest block: a bracket's cell before each column and one at the end."""
    return max(sum(widths) + len(widths) + 1 for widths in fields)


def _roomier(fields: list[list[int]], room: int) -> list[list[int]]:
    """Columns of all blocks alike, and further apart, as far as the room goes."""
    for width in range(FEWEST_DIGITS, (ROOMY if len(fields) == 1 else ROOMY_BLOCKS) + 1):
        wider = [[max(width, old) for old in widths] for widths in fields]
        if _extent(wider) > room:
            break
        fields = wider
    return fields


def _placed(widths: Sequence[int], full_heads: bool) -> Columns:
    starts = accumulate((width + 1 for width in widths[:-1]), initial=1)
    return Columns(tuple(starts), tuple(widths), full_heads)


def _head_labels(model: GridModel, lines: Sequence[Line], width: int, title: str) -> dict[int, str]:
    """What stands left of the heads, by line: the corner if it fits, or the caption or title."""
    labels: dict[int, str] = {}
    for index, block in enumerate(model.blocks):
        heads = _places(lines, LineKind.HEAD, block=index)
        captioned = bool(_places(lines, LineKind.CAPTION, block=index))
        texts = wrap(block.corner, width) if captioned or not block.caption else []
        if not texts or len(texts) > len(heads):
            texts = [block.caption or title or block.corner]
        labels.update(zip(heads[-len(texts) :], texts, strict=True))
    return labels


def head_line(block: Block, columns: Columns, level: int) -> str:
    """A line of heads, as wide as the block's columns."""
    line = ""
    for head in block.heads[level]:
        last = head.first + head.columns - 1
        start = columns.starts[head.first]
        width = columns.starts[last] + columns.widths[last] - start
        text = head.text if columns.full_heads else head.short
        shown = span(text, width) if head.columns > 1 else cut(text, width)
        line = fill(line, start) + " " * (width - cell_len(shown)) + shown
    return fill(line, columns.end)

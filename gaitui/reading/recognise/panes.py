"""A sheet on which tables stand side by side, cut into panes: each is searched like a sheet."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from gaitui.grid import MAX_COLUMN, MAX_ROW
from gaitui.reading.recognise.lines import is_number
from gaitui.reading.recognise.outlines import Outline
from gaitui.reading.recognise.view import View


class _Box(Struct, frozen=True):
    """An outline, and the last column that may belong to it."""

    outline: Outline
    right: int


class _Cut(Struct, frozen=True):
    """A row or column (of the sheet's `is_row`) at which boxes fall into two parts."""

    at: int
    is_row: bool
    before: list[_Box]
    after: list[_Box]

    @property
    def repeats(self) -> int:
        """How many tables come again within one part, as those of other reports do."""
        return sum(
            sum(Counter(box.outline.kind for box in part).values())
            - len({box.outline.kind for box in part})
            for part in (self.before, self.after)
        )


def panes(view: View, outlines: Sequence[Outline]) -> Iterator[View]:
    """The sheet itself, or its parts where tables stand side by side, in an order that keeps the
    tables of one report together."""
    boxes = [_Box(item, _right(view, item, outlines)) for item in outlines]
    return _panes(view, boxes, range(1, MAX_ROW + 1), range(1, MAX_COLUMN + 1))


def _right(view: View, outline: Outline, others: Sequence[Outline]) -> int:
    """The last column with something in the rows of an outline, before the next one beside it."""
    rows = (view.by_row.get(row, ()) for row in range(outline.top, outline.bottom + 1))
    filled = max((max(row) for row in rows if row), default=outline.left)
    beside = (o.left - 1 for o in others if o.left > outline.left and o.is_beside(outline))
    return min([filled, *beside])


def _panes(view: View, boxes: Sequence[_Box], rows: range, columns: range) -> Iterator[View]:
    cut = min(_cuts(boxes), key=lambda item: item.repeats, default=None)
    if cut is None:
        whole = len(rows) == MAX_ROW and len(columns) == MAX_COLUMN
        yield view if whole else view.pane(rows, columns)
    elif cut.is_row:
        row = _row_between(view, cut, columns)
        yield from _panes(view, cut.before, range(rows.start, row), columns)
        yield from _panes(view, cut.after, range(row, rows.stop), columns)
    else:
        yield from _panes(view, cut.before, rows, range(columns.start, cut.at))
        yield from _panes(view, cut.after, rows, range(cut.at, columns.stop))


def _cuts(boxes: Sequence[_Box]) -> Iterator[_Cut]:
    """The ways to cut between boxes, none through one; none where no two are side by side."""
    outlines = [box.outline for box in boxes]
    if not any(a.left < b.left and a.is_beside(b) for a in outlines for b in outlines):
        return
    for at in sorted({item.left for item in outlines}):
        before = [box for box in boxes if box.right < at]
        after = [box for box in boxes if box.outline.left >= at]
        if before and after and len(before) + len(after) == len(boxes):
            yield _Cut(at, False, before, after)
    for at in sorted({item.top for item in outlines}):
        before = [box for box in boxes if box.outline.bottom < at]
        after = [box for box in boxes if box.outline.top >= at]
        if before and after and len(before) + len(after) == len(boxes):
            yield _Cut(at, True, before, after)


def _row_between(view: View, cut: _Cut, columns: range) -> int:
    """The row to cut at: the first below the upper tables that holds no numbers."""
    row = 1 + max(box.outline.bottom for box in cut.before)
    while row < cut.at and any(
        column in columns and is_number(cell) for column, cell in view.by_row.get(row, {}).items()
    ):
        row += 1
    return row

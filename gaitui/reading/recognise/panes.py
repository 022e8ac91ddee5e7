"""A sheet on which tables stand side by side, cut into panes: each is searched like a sheet."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from gaitui.grid import MAX_COLUMN, MAX_ROW
from gaitui.reading.recognise.lines import MAX_HEAD_ROWS
from gaitui.reading.recognise.outlines import Outline
from gaitui.reading.recognise.view import View


class _Cut(Struct, frozen=True):
    """A column, or with `is_row` a row, at which tables fall into two parts."""

    at: int
    is_row: bool
    before: list[Outline]
    after: list[Outline]

    @property
    def repeats(self) -> int:
        """How many tables come again within one part, as those of other reports do."""
        parts = (self.before, self.after)
        return sum(len(part) - len({item.kind for item in part}) for part in parts)


def panes(view: View, outlines: Sequence[Outline]) -> Iterator[View]:
    """The sheet itself, or its parts where tables stand side by side, in an order that keeps the
    tables of one report together."""
    return _panes(view, outlines, range(1, MAX_ROW + 1), range(1, MAX_COLUMN + 1))


def _panes(view: View, outlines: Sequence[Outline], rows: range, columns: range) -> Iterator[View]:
    cut = min(_cuts(view, outlines, columns), key=lambda item: item.repeats, default=None)
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


def _cuts(view: View, outlines: Sequence[Outline], columns: range) -> Iterator[_Cut]:
    """The ways to cut between tables, none through one; none where no two are side by side, or
    one where the other may look for its heads."""
    if not any(a.precedes(b, MAX_HEAD_ROWS) for a in outlines for b in outlines):
        return
    rights = {item: _right(view, item, outlines, columns) for item in outlines}
    for at in sorted({item.left for item in outlines}):
        before = [item for item in outlines if rights[item] < at]
        after = [item for item in outlines if item.left >= at]
        if before and after and len(before) + len(after) == len(outlines):
            yield _Cut(at, False, before, after)
    if not any(a.precedes(b) for a in outlines for b in outlines):
        return
    for at in sorted({item.top for item in outlines}):
        before = [item for item in outlines if item.bottom < at]
        after = [item for item in outlines if item.top >= at]
        if before and after and len(before) + len(after) == len(outlines):
            yield _Cut(at, True, before, after)


def _right(view: View, outline: Outline, others: Sequence[Outline], columns: range) -> int:
    """The last column with something in the rows of an outline, before the next one beside it."""
    rows = (view.by_row.get(row, ()) for row in range(outline.top, outline.bottom + 1))
    filled = (column for row in rows for column in row if column in columns)
    beside = (other.left - 1 for other in others if outline.precedes(other))
    return min([outline.right, max(filled, default=outline.left), *beside])


def _row_between(view: View, cut: _Cut, columns: range) -> int:
    """The row to cut at: the first below the upper tables that holds no numbers."""
    row = 1 + max(item.bottom for item in cut.before)
    while row < cut.at and any(column in columns for column in view.numbers(row)):
        row += 1
    return row

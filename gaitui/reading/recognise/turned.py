"""A table that lies on its side: what the form has as rows stands as columns."""

from collections.abc import Iterator

from gaitui.reading.recognise.canonical import EXACT
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.labelled import find_labelled
from gaitui.reading.recognise.lines import row_candidates
from gaitui.reading.recognise.skeleton import Skeleton
from gaitui.reading.recognise.view import Position, View

SURE = 0.9
"""A turned table that fits less well is not taken: what is in doubt could not be named."""


def find_turned(view: View, skeleton: Skeleton) -> Found | None:
    """A table whose rows are columns here, if nothing of it is in doubt."""
    turned = view.turned()
    (candidates,) = row_candidates(turned, (skeleton.rows,))
    named = {item.first for item in candidates if item.score == EXACT}
    found = find_labelled(turned, skeleton, candidates, named, set())
    if found is None or found.doubts or found.ignored or found.unclear or found.groups:
        return None
    if not found.columns.issuperset(_numbers_between(found)):
        return None
    taken = set(range(found.top, found.bottom + 1))
    is_one = find_labelled(turned, skeleton, candidates, named, taken) is None
    if found.confidence < SURE or not is_one:
        return None
    cells = {ref: _swap(position) for ref, position in found.cells.items()}
    rows = [row for row, _ in cells.values()]
    return Found(
        skeleton,
        view,
        cells,
        units=found.units,
        not_found=found.not_found,
        scores=found.scores,
        top=min(rows),
        bottom=max(rows),
    )


def _numbers_between(found: Found) -> Iterator[int]:
    """The columns of all numbers within the table."""
    between = range(min(found.columns), max(found.columns))
    for row in found.used:
        yield from (column for column in found.view.numbers(row) if column in between)


def _swap(position: Position) -> Position:
    row, column = position
    return column, row

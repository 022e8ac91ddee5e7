"""All instances of the form's tables on the sheets of a file, for one edition."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

from gaitui.definition import Definition
from gaitui.reading.recognise.banded import find_banded, head_rows
from gaitui.reading.recognise.canonical import EXACT
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.labelled import fewest_labels, find_labelled
from gaitui.reading.recognise.lines import row_candidates
from gaitui.reading.recognise.outlines import Places, outlines
from gaitui.reading.recognise.panes import panes
from gaitui.reading.recognise.skeleton import Skeleton, grids_of, skeletons_of
from gaitui.reading.recognise.turned import find_turned
from gaitui.reading.recognise.view import BlindError, Shape, View
from gaitui.reading.recognise.years import year_above

REMEMBERED = 48
"""Sheets whose tables are remembered by their shape: many departments fill in the same form."""
_NOWHERE = View(Shape((), (), (), ()))
MAX_INSTANCES = 12
"""More instances of one table on a sheet than these are no reports."""


def find_tables(views: Sequence[View], definition: Definition) -> list[Found]:
    """Every table found, in the order of the sheets, of their panes, and of the rows on those."""
    found: list[Found] = []
    for view in views:
        known = known_tables(view.shape, definition) if view.shape.is_small else None
        found += _find(view, definition) if known is None else [item.on(view) for item in known]
    return found


@lru_cache(maxsize=REMEMBERED)
def known_tables(shape: Shape, definition: Definition) -> tuple[Found, ...] | None:
    """The tables of a sheet by its shape alone; None where its numbers have to be looked at too,
    or where it has panes."""
    view = View(shape)
    try:
        found = _find(view, definition)
    except BlindError:
        return None
    if any(item.view is not view for item in found):
        return None
    return tuple(item.on(_NOWHERE) for item in found)


def _find(view: View, definition: Definition) -> list[Found]:
    places = _places(view, definition)
    found: list[Found] = []
    for part in panes(view, outlines(view, places)):
        here = places if part is view else _places(part, definition)
        found += _search(part, here, grids_of(definition))
    return found


def _places(view: View, definition: Definition) -> Places:
    skeletons = skeletons_of(definition)
    labelled = [item for item in skeletons if item.rows.size]
    candidates = row_candidates(view, tuple(item.rows for item in labelled))
    return Places(
        dict(zip(labelled, candidates, strict=True)),
        {item: head_rows(view, item) for item in skeletons if not item.rows.size},
    )


def _search(view: View, places: Places, grids: Sequence[Skeleton]) -> list[Found]:
    """The tables on a sheet or a pane, where they stand below each other."""
    named = {item.first for some in places.labels.values() for item in some if item.score == EXACT}
    finders: list[Callable[[set[int]], Found | None]] = [
        *(
            partial(find_labelled, view, skeleton, candidates, named)
            for skeleton, candidates in places.labels.items()
        ),
        *(partial(find_banded, view, skeleton, rows) for skeleton, rows in places.heads.items()),
    ]
    taken: set[int] = set()
    found = [item for finder in finders for item in _instances(finder, taken)]
    here = {item.table for item in found}
    for skeleton, candidates in places.labels.items():
        enough = len({item.index for item in candidates}) >= fewest_labels(skeleton)
        if enough and skeleton.table.id not in here and (item := find_turned(view, skeleton)):
            found.append(item)
    for grid in grids:
        if grid.table.id not in here:
            found += _gridded(view, grid, taken)
    for item in found:
        item.year = year_above(item)
    return sorted(found, key=lambda item: item.top)


def _gridded(view: View, grid: Skeleton, taken: set[int]) -> list[Found]:
    """A one-line table set out as a grid, upright or on its side."""
    (candidates,) = row_candidates(view, (grid.rows,))
    named = {item.first for item in candidates if item.score == EXACT}
    found = [*_instances(partial(find_labelled, view, grid, candidates, named), taken)]
    turned = None if found else find_turned(view, grid)
    return [turned] if turned else found


def _instances(finder: Callable[[set[int]], Found | None], taken: set[int]) -> Iterator[Found]:
    """One table as often as it stands there; the rows of each are taken before the next is
    looked for."""
    for _ in range(MAX_INSTANCES):
        item = finder(taken)
        if item is None:
            return
        taken |= {*range(item.top, item.bottom + 1), *item.used}
        yield item

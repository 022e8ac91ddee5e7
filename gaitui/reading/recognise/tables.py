"""All instances of the form's tables on the sheets of a file, for one edition."""

from collections.abc import Iterator, Sequence, Set

from gaitui.definition import Definition
from gaitui.reading.recognise.banded import find_banded, head_rows
from gaitui.reading.recognise.canonical import EXACT
from gaitui.reading.recognise.chain import Candidate
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.labelled import find_labelled
from gaitui.reading.recognise.lines import row_candidates
from gaitui.reading.recognise.skeleton import Skeleton, skeletons_of
from gaitui.reading.recognise.view import View

MAX_INSTANCES = 12
"""More instances of one table on a sheet than these are no reports."""


def find_tables(views: Sequence[View], definition: Definition) -> list[Found]:
    """Every table found, in the order of the sheets and of the rows on them."""
    found: list[Found] = []
    for view in views:
        here: list[Found] = []
        taken: set[int] = set()
        labels = {
            skeleton: row_candidates(view, skeleton.rows) if skeleton.rows.size else []
            for skeleton in skeletons_of(definition)
        }
        named = {item.first for items in labels.values() for item in items if item.score == EXACT}
        for skeleton, candidates in labels.items():
            for item in _instances(view, skeleton, candidates, named, taken):
                here.append(item)
                taken.update(range(item.top, item.bottom + 1))
        found += sorted(here, key=lambda item: item.top)
    return found


def _instances(
    view: View,
    skeleton: Skeleton,
    candidates: Sequence[Candidate],
    named: Set[int],
    taken: Set[int],
) -> Iterator[Found]:
    """One table as often as it stands on a sheet; the rows of each are taken before the next
    is looked for. `named` are the rows that carry a label of any table in its very words."""
    heads = [] if skeleton.rows.size else head_rows(view, skeleton)
    for _ in range(MAX_INSTANCES):
        if skeleton.rows.size:
            item = find_labelled(view, skeleton, candidates, named, taken)
        else:
            item = find_banded(view, skeleton, heads, taken)
        if item is None:
            return
        yield item

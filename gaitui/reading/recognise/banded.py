"""Tables of one line: columns by their heads, told apart by the labels over those."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import islice

from gaitui.cell import CellRef
from gaitui.reading.recognise.canonical import known_label
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.labelled import taken_above
from gaitui.reading.recognise.lines import Line, choose_heads, fill_columns, head_candidates
from gaitui.reading.recognise.placing import drop_shared
from gaitui.reading.recognise.skeleton import Block, Skeleton
from gaitui.reading.recognise.view import View

HEAD_ROWS = 5
FEWEST_HEADS = 3
FEWEST_OF_ALL = 4
"""Where every group has this many of its five heads, their order tells them apart."""
HEAD_COLUMNS = 5
MAX_ROWS = 100
"""More rows of heads than these on a sheet are no report's."""
MAX_SPLIT = 3
"""Heads may be broken over so many rows."""
ROWS_BELOW = 4
"""The numbers stand within so many rows below the heads."""


def head_rows(view: View, skeleton: Skeleton) -> list[int]:
    """The rows of a sheet that hold heads of a one-line table."""
    rows = (row for row in sorted(view.by_row) if _has_heads(view, skeleton.blocks[0], row))
    return list(islice(rows, MAX_ROWS))


def find_banded(
    view: View, skeleton: Skeleton, rows: Sequence[int], taken: Set[int]
) -> Found | None:
    """The first instance of a one-line table on a sheet, in one band of heads or in several
    below each other; None where there is none. `rows` are all that hold heads."""
    block = skeleton.blocks[0]
    found = Found(skeleton, view)
    busy = set(taken)
    while (band := _next_band(view, block, rows, busy)) is not None:
        first, row, heads = band
        values = _value_row(view, row, heads, busy, rows)
        if values is None:
            busy.update((row - 1, row))
            continue
        heads = _unbroken(view, _with_gaps(view, block, heads, values), values)
        cells = dict(_cells(view, block, heads, values))
        if not found.cells.keys().isdisjoint(cells):
            break
        over = range(_top_of_heads(view, row, busy), row + 1)
        named = _named(view, block, heads, over)
        if _bands_contradict(view, block, over):
            named.clear()
            found.doubts.append(f"第 {row} 行的表头，复议、诉讼的先后与格式不同，没有采用")
        elif len(named) < len(heads):
            found.doubts.append(f"第 {row} 行的表头没有写明属于复议还是哪一类诉讼，没有采用")
        found.cells |= {
            ref: cells[ref] for index in named if (ref := block.refs[0, index]) in cells
        }
        found.doubts += [
            f"{view.address((1, line.first))[:-1]} 列按位置读作“{block.head_labels[index]}”"
            for index, line in heads.items()
            if not line.certain
        ]
        found.scores += [line.score for line in heads.values()]
        found.top, found.bottom = found.top or row, values
        found.used.update(range(first, values + 1))
        busy |= found.used
        if _value_row(view, values, heads, busy, rows) == values + 1:
            found.doubts.append(f"第 {values + 1} 行也是数字，没有采用")
            busy.add(values + 1)
    if not found.cells:
        return None
    found.not_found = [ref for ref in block.refs.values() if ref not in found.cells]
    drop_shared(found)
    return found if found.cells else None


def _next_band(
    view: View, block: Block, rows: Sequence[int], busy: Set[int]
) -> tuple[int, int, dict[int, Line]] | None:
    """The first and the last row of the next heads on the sheet, and the columns they name;
    `rows` are those that hold heads."""
    for row in rows:
        if row in busy:
            continue
        top = _top_of_heads(view, row, busy)
        best: dict[int, Line] = {}
        for last in range(row, row + MAX_SPLIT):
            if last in busy:
                continue
            heads = choose_heads(block, head_candidates(view, block, top, last, 1))
            if len(heads) > len(best):
                best, bottom = heads, last
            if len(best) == block.heads.size:
                break
        if len(best) >= FEWEST_HEADS:
            return row, bottom, best
    return None


def _top_of_heads(view: View, row: int, busy: Set[int]) -> int:
    """The first row that may hold labels over the heads of a row: what stands above other
    numbers is over those."""
    top = max(taken_above(busy, row) + 1, row - HEAD_ROWS, 1)
    for above in range(row - 1, top - 1, -1):
        if len(view.numbers(above)) >= FEWEST_HEADS:
            return above + 1
    return top


def _has_heads(view: View, block: Block, row: int) -> bool:
    """Whether some cells of a row are heads of the block, by themselves or with the one below."""
    count = 0
    texts = view.texts
    for column in view.by_row[row]:
        text = texts.get((row, column))
        if text:
            below = "" if view.is_crowded else texts.get((row + 1, column), "")
            count += block.heads.has(text, below, view.is_crowded)
    return count >= FEWEST_HEADS


def _value_row(
    view: View, row: int, heads: Mapping[int, Line], busy: Set[int], rows: Sequence[int]
) -> int | None:
    """The first row below the heads that holds numbers in their columns; not beyond the next of
    the `rows` that hold heads."""
    columns = {column for line in heads.values() for column in range(line.first, line.last + 1)}
    for below in range(row + 1, row + 1 + ROWS_BELOW):
        if below in rows:
            return None
        if below not in busy and not columns.isdisjoint(view.numbers(below)):
            return below
    return None


def _with_gaps(view: View, block: Block, heads: dict[int, Line], row: int) -> dict[int, Line]:
    """The heads with those that could not be read, by their place among the numbers."""
    free = _without_head(view, heads, row)
    enough = 2 * len(heads) >= block.heads.size
    return heads | fill_columns(heads, block.heads.size, free) if enough else heads


def _unbroken(view: View, heads: Mapping[int, Line], row: int) -> dict[int, Line]:
    """The most heads between which no numbers stand without one: those beyond are another
    table's."""
    breaks = _without_head(view, heads, row)
    parts: dict[int, dict[int, Line]] = {}
    for index, line in heads.items():
        parts.setdefault(bisect(breaks, line.first), {})[index] = line
    return max(parts.values(), key=len)


def _without_head(view: View, heads: Mapping[int, Line], row: int) -> list[int]:
    """The columns of the numbers in a row over which no head stands."""
    spans = heads.values()
    return [
        column
        for column in sorted(view.numbers(row))
        if not any(line.first <= column <= line.last for line in spans)
    ]


def _cells(
    view: View, block: Block, heads: Mapping[int, Line], row: int
) -> Iterator[tuple[CellRef, tuple[int, int]]]:
    """The cell below each head, unless several are filled there."""
    for index, line in heads.items():
        columns = range(line.first, line.last + 1)
        spots = list(dict.fromkeys(view.holder((row, column)) for column in columns))
        filled = [spot for spot in spots if spot in view.filled]
        if len(filled) <= 1:
            yield block.refs[0, index], (filled or spots)[0]


@cache
def own_labels(block: Block) -> Mapping[str, int]:
    """The labels over heads that only one group of them has, and the group's number."""
    groups = list(dict.fromkeys(block.bands))
    counts = Counter(label for group in groups for label in group)
    return {
        label: number
        for number, group in enumerate(groups)
        for label in group
        if counts[label] == 1
    }


def _bands_contradict(view: View, block: Block, rows: range) -> bool:
    """Whether labels over the heads stand in another order than the form's."""
    places = own_labels(block)
    known = frozenset(places)
    for above in rows:
        texts = (view.texts.get((above, column), "") for column in view.by_row.get(above, ()))
        order = [places[label] for text in texts if (label := known_label(text, known))]
        if order != sorted(order):
            return True
    return False


def _named(view: View, block: Block, heads: Mapping[int, Line], rows: range) -> set[int]:
    """The heads that belong to a group beyond doubt: all, where all groups are there but for one
    head each, else those over which a label stands in some rows that only their group has."""
    counts = Counter(block.bands[index] for index in heads)
    if all(counts[band] >= FEWEST_OF_ALL for band in block.bands):
        return {*heads}
    return {index for index in heads if _is_named(view, block, heads[index], index, rows)}


def _is_named(view: View, block: Block, head: Line, index: int, rows: range) -> bool:
    others = frozenset().union(*(band for band in block.bands if band != block.bands[index]))
    own = block.bands[index] - others
    return any(
        known_label(view.text_at((row, column)), own)
        for row in rows
        for column in range(max(1, head.first - HEAD_COLUMNS), head.first + 1)
    )

"""Where tables stand on a sheet, roughly: by their labels alone, before any is read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice, pairwise

from msgspec import Struct

from gaitui.grid import MAX_COLUMN
from gaitui.reading.recognise.banded import FEWEST_HEADS, HEAD_ROWS, ROWS_BELOW, own_labels
from gaitui.reading.recognise.canonical import EXACT, known_label
from gaitui.reading.recognise.chain import REPEATS, SURE, Candidate, best_chain, in_one_table
from gaitui.reading.recognise.labelled import fewest_labels
from gaitui.reading.recognise.lines import COLUMN_GAP_COST, LABELLED_HEADS, ROW_GAP_COST
from gaitui.reading.recognise.skeleton import Block, Skeleton
from gaitui.reading.recognise.view import View

MAX_OUTLINES = 24
"""More tables of one kind on a sheet than these are not looked for."""
MOVED = 2
"""Rows in another order than the form's may stand so far outside the others."""


class Outline(Struct, frozen=True):
    """One instance of a table, or of a band of one: its rows, with heads and numbers, the column
    it begins at, and the last that it may reach. `kind` is the table, and the label over the
    first heads."""

    kind: tuple[str, str]
    top: int
    bottom: int
    left: int
    right: int = MAX_COLUMN

    def precedes(self, other: "Outline", apart: int = 0) -> bool:
        """Whether it begins left of another, with rows in common or few rows apart."""
        rows = self.top <= other.bottom + apart and other.top <= self.bottom + apart
        return rows and self.left < other.left


class _Label(Struct, frozen=True):
    """A label over heads: where it stands, and its canonical text."""

    row: int
    column: int
    text: str


class Places(Struct, frozen=True):
    """All places on a sheet that may hold labels of rows, by table, and all rows that hold heads
    of one-line tables."""

    labels: Mapping[Skeleton, Sequence[Candidate]]
    heads: Mapping[Skeleton, Sequence[int]]

    @property
    def may_be_beside(self) -> bool:
        """Whether tables may stand side by side: a quick look that spares most sheets the
        search for their outlines."""
        spans = [(rows[0], rows[-1] + ROWS_BELOW) for rows in self.heads.values() if rows]
        for skeleton, candidates in self.labels.items():
            places: dict[int, set[tuple[int, int]]] = {}
            for item in candidates:
                if item.score >= SURE:
                    places.setdefault(item.index, set()).add((item.first, item.across))
            once = [row for spots in places.values() if len(spots) == 1 for row, _ in spots]
            needed = fewest_labels(skeleton)
            if len(places) - len(once) >= needed:
                return True
            if len(places) >= needed:
                spans.append((min(once) - LABELLED_HEADS, max(once)))
        spans.sort()
        return any(below[0] <= above[1] for above, below in pairwise(spans))


def outlines(view: View, places: Places) -> list[Outline]:
    """All tables on a sheet where some may stand side by side, else none."""
    if not places.may_be_beside:
        return []
    found: list[Outline] = []
    for skeleton, candidates in places.labels.items():
        found += islice(_labelled(view, skeleton, candidates), MAX_OUTLINES)
    for skeleton, rows in places.heads.items():
        found += islice(_banded(view, skeleton, rows), MAX_OUTLINES)
    return found


def _labelled(view: View, skeleton: Skeleton, candidates: Sequence[Candidate]) -> Iterator[Outline]:
    """The instances of a table whose rows carry labels; `candidates` are all their places."""
    needed = fewest_labels(skeleton)
    for rest in _repeats_apart(candidates, skeleton.rows.size, needed):
        while len({item.index for item in rest}) >= needed:
            chain = in_one_table(best_chain(rest, ROW_GAP_COST), rest)
            if len(chain) < needed:
                break
            rows = _with_moved(chain, rest)
            first, last = min(item.first for item in rows), max(item.last for item in rows)
            left = _left(rows)
            yield Outline((skeleton.table.id, ""), _top(view, first, left), last, left)
            rest = [item for item in rest if item.last < first or item.first > last]


def _repeats_apart(
    candidates: Sequence[Candidate], size: int, needed: float
) -> Iterator[list[Candidate]]:
    """The places of labels from left to right; where labels come again less than `size` rows
    away, and those before are `needed` for a table already, other instances begin."""
    here: list[Candidate] = []
    seen: dict[int, list[int]] = {}
    ordered = sorted(candidates, key=lambda item: item.across)
    for _, group in groupby(ordered, key=lambda item: item.across):
        column = list(group)
        sure = [item for item in column if item.score >= SURE]
        again = {
            item.index
            for item in sure
            if any(abs(item.first - row) < size for row in seen.get(item.index, ()))
        }
        if len(again) >= REPEATS and len(seen) >= needed:
            yield here
            here, seen = [], {}
        here += column
        for item in sure:
            seen.setdefault(item.index, []).append(item.first)
    yield here


def _with_moved(chain: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """A chain, and the labels in the form's own words beside it and within few rows of it, which
    stand in another order."""
    first, last = chain[0].first - MOVED, chain[-1].last + MOVED
    right = max(item.across for item in chain)
    return [
        *chain,
        *(
            item
            for item in candidates
            if item.score == EXACT and first <= item.first <= last and item.across <= right
        ),
    ]


def _left(rows: Sequence[Candidate]) -> int:
    """The first column of labels; a single text that could be a label does not make one."""
    counts = Counter(across for across, _ in {(item.across, item.index) for item in rows})
    return min((column for column, count in counts.items() if count > 1), default=min(counts))


def _top(view: View, first: int, left: int) -> int:
    """The first row of the heads over a table's first label: rows with texts, and no numbers over
    the labels and the first numbers."""
    right = min((column for column in view.numbers(first) if column > left), default=left)
    top = first
    for row in range(first - 1, max(0, first - 1 - LABELLED_HEADS), -1):
        over = any(left <= column <= right for column in view.numbers(row))
        if over or row not in view.by_row:
            break
        top = row
    return top


def _banded(view: View, skeleton: Skeleton, rows: Sequence[int]) -> Iterator[Outline]:
    """The instances of a one-line table, or of a band of one; `rows` hold its heads."""
    block = skeleton.blocks[0]
    for top, bottom in _neighbours(rows):
        labels = _labels(view, block, range(max(1, top - HEAD_ROWS), bottom + 1))
        heads = [item for row in range(top, bottom + 1) for item in _heads(view, block, row)]
        for start, end in pairwise([1, *_restarts(labels), view.width + 1]):
            rest = [item for item in heads if start <= item.first < end]
            while len(chain := best_chain(rest, COLUMN_GAP_COST)) >= FEWEST_HEADS:
                columns = range(chain[0].first, chain[-1].last + 1)
                near = [item for item in labels if max(start, columns[0] - 1) <= item.column < end]
                yield _band(view, skeleton, range(top, bottom + 1), columns, near)
                rest = [x for x in rest if x.last < columns[0] or x.first > columns[-1]]


def _band(
    view: View, skeleton: Skeleton, rows: range, columns: range, labels: Sequence[_Label]
) -> Outline:
    """The outline around heads in some rows and columns, with the labels over them and the
    numbers below."""
    above = _number_row(view, range(rows[0] - 1, 0, -1)[:HEAD_ROWS], columns) or 0
    below = _number_row(view, range(rows.stop, rows.stop + ROWS_BELOW), columns)
    over = [
        item for item in labels if item.row > above and item.column in {columns[0] - 1, *columns}
    ]
    return Outline(
        (skeleton.table.id, over[0].text if over else ""),
        min([rows[0], *(item.row for item in over)]),
        below or rows[-1],
        min([columns[0], *(item.column for item in over)]),
        columns[-1],
    )


def _neighbours(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of rows that follow each other: heads of one table stand in several."""
    breaks = [number for number in range(1, len(rows)) if rows[number] > rows[number - 1] + 1]
    for start, end in pairwise([0, *breaks, len(rows)] if rows else ()):
        yield rows[start], rows[end - 1]


def _heads(view: View, block: Block, row: int) -> list[Candidate]:
    """The heads in a row, each by itself or with what stands below it."""
    return [
        Candidate(column, column, item.index, item.score)
        for column in view.by_row[row]
        if (text := view.texts.get((row, column)))
        for item in block.heads.match(text, view.is_crowded)
        or block.heads.match(text + view.texts.get((row + 1, column), ""), view.is_crowded)
    ]


def _labels(view: View, block: Block, rows: range) -> list[_Label]:
    """The labels in some rows that only one group of heads has over it, from left to right."""
    known = frozenset(own_labels(block))
    found = [
        _Label(row, column, text)
        for row in rows
        for column in view.by_row.get(row, ())
        if (text := known_label(view.texts.get((row, column), ""), known))
    ]
    return sorted(found, key=lambda item: item.column)


def _restarts(labels: Sequence[_Label]) -> Iterator[int]:
    """The columns where the labels over heads begin again, as another instance does."""
    seen: dict[str, int] = {}
    for item in labels:
        if item.column - seen.get(item.text, item.column) >= FEWEST_HEADS:
            yield item.column
            seen.clear()
        seen[item.text] = item.column


def _number_row(view: View, rows: range, columns: range) -> int | None:
    """The first of some rows that holds a number in some columns."""
    for row in rows:
        if any(column in columns for column in view.numbers(row)):
            return row
    return None

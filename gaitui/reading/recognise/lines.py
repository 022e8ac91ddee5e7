"""The two axes of a table on a sheet: which lines hold which of the form's rows and columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache

from msgspec import Struct

from gaitui.grid import MAX_COLUMN
from gaitui.reading.recognise.canonical import (
    EXACT,
    MAX_LABEL,
    REMEMBERED,
    Axis,
    Match,
    known_label,
)
from gaitui.reading.recognise.chain import Candidate, best_chain
from gaitui.reading.recognise.skeleton import Block
from gaitui.reading.recognise.view import View

ROW_GAP_COST, COLUMN_GAP_COST = 0.05, 0.02
MAX_HEAD_ROWS = 12
LABELLED_HEADS = 3
"""Rows that the heads of a labelled table take."""
MAX_COLUMNS = 200
BAND_BONUS, BAND_MALUS = 0.1, 0.4
AS_WELL = 0.02
"""Labels whose scores differ by no more fit as well as each other."""
MAX_BAND = 12
"""Columns that one label over heads may span."""


class Line(Struct, frozen=True, gc=False):
    """Rows or columns `first` to `last` of the sheet, taken for one label of the form; the
    score is how well it fits, and `certain` is false where only its place speaks for it."""

    first: int
    last: int
    score: float
    certain: bool = True


def row_candidates(view: View, axes: tuple[Axis, ...]) -> list[list[Candidate]]:
    """For each axis, every place on the sheet that may hold the label of a row, in one row or
    broken over two."""
    found: list[list[Candidate]] = [[] for _ in axes]
    for row, last, column, text, below in view.labels:
        for number, more, item in _label(
            axes, text, "" if view.is_crowded else below, view.is_crowded
        ):
            found[number].append(Candidate(row, last + more, item.index, item.score, column))
    return found


@lru_cache(maxsize=REMEMBERED)
def _label(
    axes: tuple[Axis, ...], text: str, below: str, only_exact: bool
) -> Sequence[tuple[int, int, Match]]:
    """What a text may stand for, by the number of the axis, and what it does better together
    with the one below, in one row more."""
    found = []
    for number, axis in enumerate(axes):
        alone = axis.match(text, only_exact)
        found += [(number, 0, item) for item in alone]
        if below and not (alone and alone[0].score == EXACT):
            apart = max((item.score for item in (*alone, *axis.match(below))), default=0)
            whole = axis.match(text + below)
            found += [(number, 1, item) for item in whole if item.score > apart]
    return tuple(found)


def head_candidates(
    view: View, block: Block, top: int, bottom: int, left: int, right: int = MAX_COLUMN
) -> list[Candidate]:
    """Every column from `left` to `right` that may have a head of the block in the rows `top` to
    `bottom`."""
    candidates: list[Candidate] = []
    rows = range(max(top, bottom - MAX_HEAD_ROWS + 1), bottom + 1)
    bands = _bands(view, block, rows) if block.repeats_heads else ()
    columns = range(left, min(left + MAX_COLUMNS, right) + 1)
    for column, stack in sorted(_stacks(view, rows, columns).items()):
        texts = tuple(text[: MAX_LABEL + 1] for text in stack.values())
        matches = _heads(block.heads, texts, view.is_crowded)
        if not matches:
            continue
        over = {label for row in bands if (label := _label_over(row, column))}
        starts = [*stack]
        for start, item in matches:
            last = view.last_column((starts[start], column))
            score = item.score + _favour(block.bands[item.index], over)
            candidates.append(Candidate(column, last, item.index, score, starts[start]))
    return candidates if block.repeats_heads else _nearest(candidates)


def choose_heads(block: Block, candidates: Sequence[Candidate]) -> dict[int, Line]:
    """The columns of a block by their heads. Where every head is there once in the form's own
    words, their order does not matter, unless the same words stand over several columns."""
    best = max((item.score for item in candidates), default=0)
    exact = [item for item in candidates if item.score == best >= EXACT]
    found = [item.index for item in exact]
    is_sure = found == sorted(found) or not block.repeats_heads
    if is_sure and len({*found}) == len(found) == block.heads.size > 1:
        return {item.index: Line(item.first, item.last, EXACT) for item in exact}
    return {
        item.index: Line(item.first, item.last, min(item.score, EXACT))
        for item in best_chain(candidates, COLUMN_GAP_COST)
    }


def _nearest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Heads without those over another table, where the form's own words stand far below them."""
    rows: dict[int, int] = {}
    for item in candidates:
        if item.score == EXACT:
            rows[item.index] = max(item.across, rows.get(item.index, 0))
    return [item for item in candidates if item.across > rows.get(item.index, 0) - LABELLED_HEADS]


def _stacks(view: View, rows: range, columns: range) -> dict[int, dict[int, str]]:
    """The texts in some rows and columns, by column and row."""
    stacks: dict[int, dict[int, str]] = {}
    for row in rows:
        for column in view.by_row.get(row, ()):
            if column in columns and (text := view.texts.get((row, column))):
                stacks.setdefault(column, {})[row] = text
    return stacks


@lru_cache(maxsize=REMEMBERED)
def _heads(axis: Axis, texts: tuple[str, ...], only_exact: bool) -> Sequence[tuple[int, Match]]:
    """The heads that texts below each other may stand for, each where it fits best, with the
    place of its first text."""
    best: dict[int, tuple[int, Match]] = {}
    for start, text in _readings(texts):
        for item in axis.match(text, only_exact):
            if item.index not in best or item.score > best[item.index][1].score:
                best[item.index] = start, item
    return tuple(best.values())


def _readings(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each text by itself, and neighbours put together, with the index of the first."""
    for length in (1, 2, 3):
        for start in range(len(texts) - length + 1):
            yield start, "".join(texts[start : start + length])


def _bands(view: View, block: Block, rows: range) -> list[list[tuple[int, str]]]:
    """For each row of a head, the columns where labels over the block's heads stand."""
    known = block.band_labels
    found = []
    for row in rows:
        texts = ((column, view.texts.get((row, column), "")) for column in view.by_row.get(row, ()))
        labels = ((column, known_label(text, known)) for column, text in texts)
        found.append([(column, label) for column, label in labels if label])
    return [row for row in found if row]


def _label_over(labels: Sequence[tuple[int, str]], column: int) -> str | None:
    """The label that covers a column: the nearest at or left of it, as merges may be undone."""
    near = [label for first, label in labels if column - MAX_BAND < first <= column]
    return near[-1] if near else None


def _favour(bands: Set[str], over: Set[str]) -> float:
    """What it counts for a head that the labels over it are those that the form has there."""
    if not over:
        return 0
    return BAND_BONUS if over <= bands else -BAND_MALUS


def fill_gaps(found: Mapping[int, Line], size: int, free: Sequence[int]) -> dict[int, Line]:
    """Labels that were not found, by their place: where as many lines are free between two known
    ones as labels are missing there."""
    filled: dict[int, Line] = {}
    known = sorted(found)
    for before, after in zip([-1, *known], [*known, size], strict=True):
        missing = range(before + 1, after)
        start = found[before].last if before >= 0 else 0
        end = found[after].first if after < size else max(free, default=0) + 1
        between = [line for line in free if start < line < end]
        if missing and len(between) == len(missing):
            filled |= {
                index: Line(line, line, 0.5, certain=False)
                for index, line in zip(missing, between, strict=True)
            }
    return filled


def fill_columns(found: Mapping[int, Line], size: int, free: Sequence[int]) -> dict[int, Line]:
    """Heads that were not found, by their place; none where more columns are free among the known
    ones, as where each has last year's beside it: place says nothing there."""
    filled = fill_gaps(found, size, free)
    edges = [edge for line in found.values() for edge in (line.first, line.last)]
    taken = {line.first for line in filled.values()}
    among = {column for column in free if edges and min(edges) < column < max(edges)}
    return filled if among <= taken else {}


def inside(line: int, spans: Iterable[Line]) -> bool:
    """Whether one of some rows or columns is among others."""
    return any(span.first <= line <= span.last for span in spans)

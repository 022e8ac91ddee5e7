"""Tables of one line: columns by their heads, told apart by the labels over those."""

from collections.abc import Mapping, Sequence, Set

from gaitui.cell import CellRef
from gaitui.reading.recognise.canonical import canonical
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.labelled import taken_above
from gaitui.reading.recognise.lines import Line, fill_gaps, find_heads, is_number
from gaitui.reading.recognise.skeleton import Block, Skeleton
from gaitui.reading.recognise.view import View

HEAD_ROWS = 5
FEWEST_HEADS = 3
ROWS_BELOW = 4
"""The numbers stand within so many rows below the heads."""


def find_banded(view: View, skeleton: Skeleton, taken: Set[int]) -> Found | None:
    """The first instance of a one-line table on a sheet, in one band of heads or in several
    below each other; None where there is none."""
    block = skeleton.blocks[0]
    found: Found | None = None
    busy = set(taken)
    while (band := _next_band(view, block, busy)) is not None:
        row, heads = band
        found = found or Found(skeleton, view, top=row)
        values = _value_row(view, row, heads, busy)
        if values is None:
            busy.update(range(row - 1, row + 1))
            continue
        cells = _cells(view, block, heads, values, (max(taken_above(busy, row) + 1, 1), row))
        if not found.cells.keys().isdisjoint(cells):
            break
        named = _certain(found, block, cells, heads, view, row)
        found.cells |= named
        found.scores += [line.score for line in heads.values()]
        found.bottom = values
        busy.update(range(row, values + 1))
        if _value_row(view, values, heads, busy) == values + 1:
            found.doubts.append(f"第 {values + 1} 行也是数字，没有采用")
            busy.add(values + 1)
    if found is None or not found.cells:
        return None
    found.missing_totals = [ref for ref in block.refs.values() if ref not in found.cells]
    return found


def _next_band(view: View, block: Block, busy: Set[int]) -> tuple[int, dict[int, Line]] | None:
    """The last row of the next heads on the sheet, and the columns they name."""
    for row in sorted(view.by_row):
        if row in busy or _matches(view, block, row) < FEWEST_HEADS:
            continue
        best: tuple[int, dict[int, Line]] | None = None
        for bottom in range(row, row + 3):
            if bottom in busy:
                break
            top = max(taken_above(busy, row) + 1, row - HEAD_ROWS, 1)
            heads = find_heads(view, block, top, bottom, 1)
            if best is None or len(heads) > len(best[1]):
                best = bottom, heads
        if best and len(best[1]) >= FEWEST_HEADS:
            return best
    return None


def _matches(view: View, block: Block, row: int) -> int:
    """How many cells of a row are heads of the block, by themselves or with the one below."""
    count = 0
    for column, cell in view.by_row[row].items():
        text = cell.text or ""
        below = view.texts.get((row + 1, column), "")
        if (row, column) in view.texts and (
            block.heads.match(text) or (below and block.heads.match(text + below))
        ):
            count += 1
    return count


def _value_row(view: View, row: int, heads: Mapping[int, Line], busy: Set[int]) -> int | None:
    columns = {column for line in heads.values() for column in range(line.first, line.last + 1)}
    for below in range(row + 1, row + 1 + ROWS_BELOW):
        cells = view.by_row.get(below, {})
        if below not in busy and any(
            column in cells and is_number(cells[column]) for column in columns
        ):
            return below
    return None


def _cells(
    view: View, block: Block, heads: dict[int, Line], row: int, zone: tuple[int, int]
) -> dict[CellRef, tuple[int, int]]:
    """The cells below the heads; heads that were not read are filled by their place."""
    numbers = [column for column, cell in view.by_row[row].items() if is_number(cell)]
    free = [
        column
        for column in numbers
        if not any(line.first <= column <= line.last for line in heads.values())
    ]
    if len(heads) >= block.heads.size // 2:
        filled = fill_gaps(heads, block.heads.size, free)
        heads |= filled
    cells: dict[CellRef, tuple[int, int]] = {}
    for index, line in heads.items():
        spots: Sequence[tuple[int, int]] = list(
            dict.fromkeys(view.holder((row, column)) for column in range(line.first, line.last + 1))
        )
        filled_spots = [spot for spot in spots if spot in view.cells]
        if len(filled_spots) <= 1:
            cells[block.refs[0, index]] = (filled_spots or spots)[0]
    return cells


def _certain(
    found: Found,
    block: Block,
    cells: Mapping[CellRef, tuple[int, int]],
    heads: Mapping[int, Line],
    view: View,
    row: int,
) -> dict[CellRef, tuple[int, int]]:
    """The cells whose group is beyond doubt: all groups are there, or the group is named."""
    if len(heads) == block.heads.size:
        for index, line in heads.items():
            if not line.certain:
                column = view.address((1, line.first))[:-1]
                found.doubts.append(f"{column} 列按位置读作“{block.head_labels[index]}”")
        return dict(cells)
    kept: dict[CellRef, tuple[int, int]] = {}
    complete = {
        bands
        for bands in block.bands
        if all(index in heads for index, other in enumerate(block.bands) if other == bands)
    }
    all_runs = len(complete) == len(set(block.bands))
    for index, line in heads.items():
        own = block.bands[index] - frozenset().union(
            *(bands for bands in block.bands if bands != block.bands[index])
        )
        above = {
            canonical(view.text_at((r, c)))
            for r in range(max(1, row - HEAD_ROWS), row + 1)
            for c in range(max(1, line.first - 5), line.last + 1)
        }
        totals = len(set(block.bands)) * 4 <= len(heads)
        if all_runs or totals or own & above:
            kept[block.refs[0, index]] = cells[block.refs[0, index]]
    if len(kept) < len(cells):
        found.doubts.append(f"第 {row} 行的表头没有写明属于复议还是哪一类诉讼，没有采用")
    return kept

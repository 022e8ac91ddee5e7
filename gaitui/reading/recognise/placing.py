"""Rows and columns are known: where each number stands, and where that is not certain."""

import re
from collections.abc import Mapping

from gaitui.cell import CellRef
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.lines import Line
from gaitui.reading.recognise.skeleton import Block
from gaitui.reading.recognise.view import Position

_UNIT = re.compile(r"[单單]位[:：]?([亿億万萬]?元)|[（(]([亿億万萬]?元)[)）]")
_SIMPLIFIED = str.maketrans("億萬", "亿万")


class Placing:
    """The numbers of one block: `head_rows` are the rows of its heads, `left` its first column
    right of the labels."""

    def __init__(self, found: Found, block: Block, head_rows: range, left: int) -> None:
        self.found, self.block, self.view = found, block, found.view
        self.head_rows, self.left = head_rows, left

    def put(
        self, rows: Mapping[int, Line], heads: Mapping[int, Line], rivals: Mapping[int, Line]
    ) -> None:
        """Say of each cell of the block where it stands; `rivals` are second rows with the label
        of a first."""
        found = self.found
        found.scores += [line.score for line in (*rows.values(), *heads.values())]
        grouped = {i for group in found.groups for i in found.skeleton.groups[group][1]}
        for (row, head), ref in self.block.refs.items():
            if row in grouped:
                continue
            if row not in rows or head not in heads:
                found.not_found.append(ref)
            elif row not in rivals and (spot := self._one_spot(rows[row], heads[head])):
                found.cells[ref] = spot
            else:
                self._put(ref, rows[row], heads[head], rivals.get(row))
        for head, line in heads.items():
            if unit := self._unit(line):
                refs = (ref for (_, other), ref in self.block.refs.items() if other == head)
                found.units |= {ref: unit for ref in refs if ref not in found.not_found}

    def _one_spot(self, row: Line, head: Line) -> Position | None:
        """Where a number stands if both are one line, and no merge begins elsewhere."""
        if row.first != row.last or head.first != head.last:
            return None
        spot = row.first, head.first
        is_own = self.view.holder(spot) == spot
        return spot if is_own and (self.block.heads.size > 1 or spot in self.view.filled) else None

    def _put(self, ref: CellRef, row: Line, head: Line, rival: Line | None) -> None:
        """One cell whose number may stand in several places."""
        spots = self._spots(row, head)
        if rival is not None:
            spots += self._spots(rival, head)
        is_own = (
            rival is not None
            or self.block.heads.size == 1
            or all(_covers(row, head, spot) for spot in spots)
            or self.view.filled.isdisjoint(spots)
        )
        if is_own and (len(spots) == 1 or len({self._content(spot) for spot in spots}) == 1):
            self.found.cells[ref] = spots[0]
        else:
            self.found.unclear[ref] = tuple(spots)

    def _content(self, spot: Position) -> str | None:
        cell = self.view.cell(spot)
        return cell.text or cell.formula if cell else None

    def _spots(self, row: Line, head: Line) -> list[Position]:
        """Where the number of a row and a column stands: where either takes several lines, the
        cells of them that are filled."""
        spots = (
            self.view.holder((r, c))
            for r in range(row.first, row.last + 1)
            for c in range(head.first, head.last + 1)
        )
        holders = list(dict.fromkeys(spots))
        filled = [item for item in holders if item in self.view.filled]
        if not filled and self.block.heads.size == 1:
            filled = [
                (row.first, column)
                for column in sorted(self.view.numbers(row.first))
                if self.left <= column <= max(self.found.columns)
            ]
        return filled or holders[:1]

    def _unit(self, head: Line) -> str | None:
        """The unit that the head of a column states."""
        for row in reversed(self.head_rows):
            text = self.view.text_at((row, head.first))
            if "元" in text and (match := _UNIT.search("".join(text.split()))):
                return (match[1] or match[2]).translate(_SIMPLIFIED)
        return None


def _covers(row: Line, head: Line, spot: Position) -> bool:
    """Whether a number is kept within its row and column, not in a merge that begins before."""
    return row.first <= spot[0] <= row.last and head.first <= spot[1] <= head.last


def drop_shared(found: Found) -> None:
    """A cell that would stand for two numbers of the form stands for neither."""
    if len({*found.cells.values()}) == len(found.cells):
        return
    owners: dict[Position, list[CellRef]] = {}
    for ref, position in found.cells.items():
        owners.setdefault(position, []).append(ref)
    for position, refs in owners.items():
        if len(refs) > 1 and position in found.view.filled:
            found.unclear |= {ref: (found.cells.pop(ref),) for ref in refs}
            address = found.view.address(position)
            found.doubts.append(f"{address} 跨了表中 {len(refs)} 格，没有采用")

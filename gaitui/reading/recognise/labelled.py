"""Tables whose rows carry labels: rows by their captions, columns by the heads above them."""

from collections.abc import Iterator, Mapping, Sequence, Set

from gaitui.reading.recognise.canonical import EXACT, known_label
from gaitui.reading.recognise.chain import Candidate, best_chain, in_one_table
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.heads import HeadFinder
from gaitui.reading.recognise.lines import (
    AS_WELL,
    MAX_HEAD_ROWS,
    ROW_GAP_COST,
    Line,
    fill_gaps,
    inside,
)
from gaitui.reading.recognise.placing import Placing, drop_shared
from gaitui.reading.recognise.skeleton import Block, Skeleton
from gaitui.reading.recognise.view import View

ENOUGH = 0.5
"""The share of a table's rows whose labels must be found for it to be that table."""


def find_labelled(
    view: View,
    skeleton: Skeleton,
    candidates: Sequence[Candidate],
    named: Set[int],
    taken: Set[int],
) -> Found | None:
    """The best instance of a table on a sheet, outside the rows already taken; None where too
    little of it is there. `candidates` are all places that may hold labels of its rows; `named`
    are rows that are some row of the form by their very words, and so none by their place."""
    named = named | taken
    candidates = [c for c in candidates if c.first not in taken and c.last not in taken]
    needed = fewest_labels(skeleton)
    if len({item.index for item in candidates}) < needed:
        return None
    chain = in_one_table(best_chain(candidates, ROW_GAP_COST), candidates)
    if len(chain) < needed:
        return None
    found = Found(skeleton, view, top=chain[0].first, bottom=chain[-1].last)
    bottom = max(taken_above(taken, chain[0].first), 0)
    for block in skeleton.blocks:
        rows = [item for item in chain if item.index in block.rows]
        if rows:
            _BlockFinder(found, block, rows, candidates, named, bottom).find()
            bottom = rows[-1].last
    drop_shared(found)
    found.ignored = list(_ignored(found))
    return found if found.cells else None


def fewest_labels(skeleton: Skeleton) -> float:
    """So many of a table's labels must be found for it to be that table."""
    return max(3, ENOUGH * skeleton.rows.size)


def _ignored(found: Found) -> Iterator[str]:
    """Rows within the table that hold numbers and are none of the form's."""
    left = min(found.columns, default=0)
    for row in range(found.top, found.bottom + 1):
        if row not in found.used and not found.columns.isdisjoint(found.view.numbers(row)):
            yield f"第 {row} 行“{row_label(found.view, row, left)}”"


def row_label(view: View, row: int, left: int) -> str:
    """What stands left of the numbers in a row."""
    texts = (view.texts.get((row, column), "") for column in range(1, left))
    return " ".join("".join(text.split()) for text in texts if text)[:30]


def taken_above(taken: Set[int], row: int) -> int:
    """The last taken row above a row; 0 where there is none."""
    return max((other for other in taken if other < row), default=0)


class _BlockFinder:
    """One block of a table: `above` is the last row that belongs to something else,
    `named` are rows that are not free to be taken by their place."""

    def __init__(
        self,
        found: Found,
        block: Block,
        chain: Sequence[Candidate],
        candidates: Sequence[Candidate],
        named: Set[int],
        above: int,
    ) -> None:
        self.found, self.block, self.view = found, block, found.view
        self.chain, self.candidates, self.named = chain, candidates, named
        self.first, self.last = chain[0].first, chain[-1].last
        self.top = max(above + 1, self.first - MAX_HEAD_ROWS)
        self.left = 1 + max(self.view.last_column((item.first, item.across)) for item in chain)

    def find(self) -> None:
        rows = {item.index: Line(item.first, item.last, item.score) for item in self.chain}
        heads = self._heads().find(rows)
        if not heads:
            return
        columns = [c for line in heads.values() for c in range(line.first, line.last + 1)]
        rivals = dict(self._rivals(columns))
        rows |= self._out_of_order(rows, columns)
        used = dict(rows) | {-1 - index: line for index, line in rivals.items()}
        used |= self._groups(rows, heads, columns)
        for index, line in self._by_place(used, columns).items():
            rows[index] = line
            label = self.found.skeleton.row_labels[index]
            received = row_label(self.view, line.first, self.left)
            self.found.doubts.append(f"第 {line.first} 行“{received}”按位置读作“{label}”")
        lines = [*used.values(), *rows.values()]
        self.found.used.update(row for line in lines for row in range(line.first, line.last + 1))
        self.found.columns.update(columns)
        place = Placing(self.found, self.block, range(self.top, self.first), self.left)
        place.put(rows, heads, rivals)

    def _heads(self) -> HeadFinder:
        above = range(self.top, self.first)
        labels = min(item.across for item in self.chain)
        return HeadFinder(self.found, self.block, above, range(labels, self.left))

    def _out_of_order(self, rows: Mapping[int, Line], columns: Sequence[int]) -> Mapping[int, Line]:
        """Rows that stand elsewhere than the form has them: the label says which they are, and
        no other place has it."""
        spots: dict[int, list[Candidate]] = {}
        for item in self.candidates:
            if (
                item.score == EXACT
                and item.index in self.block.rows
                and item.index not in rows
                and item.across < self.left
                and self.top <= item.first <= self.last + 2
            ):
                spots.setdefault(item.index, []).append(item)
        moved: dict[int, Line] = {}
        for index, items in spots.items():
            lines = [Line(item.first, item.last, EXACT) for item in items]
            known = (*rows.values(), *moved.values())
            if len(lines) > 1 or inside(lines[0].first, known):
                continue
            if self._has_numbers(lines[0].first, columns):
                moved[index] = lines[0]
                label = self.found.skeleton.row_labels[index]
                self.found.doubts.append(f"第 {lines[0].first} 行“{label}”的次序与格式不同")
        return moved

    def _by_place(self, used: Mapping[int, Line], columns: Sequence[int]) -> dict[int, Line]:
        """Rows whose labels were not found, where as many rows of numbers are left over."""
        first, size = self.block.rows.start, len(self.block.rows)
        known = {index - first: line for index, line in used.items() if index in self.block.rows}
        if len(known) == size:
            return {}
        free = [
            row
            for row in self._number_rows(columns)
            if row not in self.named and not inside(row, used.values())
        ]
        return {first + index: line for index, line in fill_gaps(known, size, free).items()}

    def _number_rows(self, columns: Sequence[int]) -> list[int]:
        """Rows at and around the block that hold numbers in its columns."""
        around = range(max(self.top, self.first - 2), self.last + 3)
        return [row for row in around if self._has_numbers(row, columns)]

    def _has_numbers(self, row: int, columns: Sequence[int]) -> bool:
        return not self.view.numbers(row).isdisjoint(columns)

    def _rivals(self, columns: Sequence[int]) -> Iterator[tuple[int, Line]]:
        """Labels that stand as well in a second row, which has numbers, and that row."""
        for number, item in enumerate(self.chain):
            start = self.chain[number - 1].last if number else self.top - 1
            end = self.chain[number + 1].first if number + 1 < len(self.chain) else self.last + 3
            for other in self.candidates:
                if (
                    other.index == item.index
                    and other.first != item.first
                    and other.across < self.left
                    and (start < other.first < end or self.first <= other.first <= self.last)
                    and other.score >= item.score - AS_WELL
                    and self._has_numbers(other.first, columns)
                ):
                    label = self.found.skeleton.row_labels[item.index]
                    self.found.doubts.append(
                        f"“{label}”在第 {item.first}、{other.first} 行各有一行，数字不同的没有采用"
                    )
                    yield item.index, Line(other.first, other.last, other.score)
                    break

    def _groups(
        self, rows: Mapping[int, Line], heads: Mapping[int, Line], columns: Sequence[int]
    ) -> dict[int, Line]:
        """Groups given as one row: their number is kept by group; returns their rows as lines of
        all the labels they stand for."""
        lines: dict[int, Line] = {}
        for group, (wordings, members) in self.found.skeleton.groups.items():
            if any(index in rows for index in members):
                continue
            start = max((rows[i].last for i in rows if i < members.start), default=self.top)
            end = min((rows[i].first for i in rows if i >= members.stop), default=self.last + 3)
            for row in range(start + 1, end):
                texts = (self.view.texts.get((row, column), "") for column in range(1, self.left))
                named = any(known_label(text, wordings) for text in texts)
                if named and self._has_numbers(row, columns):
                    by_head = {
                        head: ref.rpartition(".")[2]
                        for (member, head), ref in self.block.refs.items()
                        if member == members.start
                    }
                    self.found.groups[group] = {
                        by_head[head]: self.view.holder((row, line.first))
                        for head, line in heads.items()
                    }
                    lines |= dict.fromkeys(members, Line(row, row, 0.9))
                    break
        return lines

"""Tables whose rows carry labels: rows by their captions, columns by the heads above them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from gaitui.grid import MAX_COLUMN
from gaitui.reading.cells import read_cell
from gaitui.reading.recognise.canonical import EXACT, known_label
from gaitui.reading.recognise.chain import Candidate, best_chain, in_one_table
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.lines import (
    MAX_HEAD_ROWS,
    ROW_GAP_COST,
    Line,
    choose_heads,
    fill_columns,
    fill_gaps,
    head_candidates,
)
from gaitui.reading.recognise.placing import Placing, drop_shared
from gaitui.reading.recognise.skeleton import Block, Skeleton
from gaitui.reading.recognise.view import View

ENOUGH = 0.5
"""The share of a table's rows whose labels must be found for it to be that table."""
AS_WELL = 0.02
"""Labels whose scores differ by no more fit as well as each other."""


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
        heads = self._heads(rows)
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

    def _heads(self, rows: Mapping[int, Line]) -> dict[int, Line]:
        """The block's columns by their heads, by their place, or, without heads, by the sums."""
        size = self.block.heads.size
        labels = min(item.across for item in self.chain)
        if (
            labels > 1
            and 2 * len(choose_heads(self.block, self._candidates(1, labels - 1))) >= size
        ):
            self.found.doubts.append(f"第 {self.first} 行起，行标题两边都有数字，没有采用")
            return {}
        candidates = self._candidates(self.left)
        heads = choose_heads(self.block, candidates)
        if len(candidates) > len(heads):
            self._drop_twins(heads, candidates, self._number_columns(rows))
        if len(heads) == size:
            return heads
        numbers = self._number_columns(rows)
        if size == 1:
            return {0: Line(numbers[0], numbers[-1], 0.8)} if numbers else {}
        free = [column for column in numbers if not _inside(column, heads.values())]
        if 2 * len(heads) < size and not (self._is_unlabelled(free, size) and not heads):
            return {}
        named = self._named_heads()
        misplaced = named.keys() - heads.keys()
        free = [column for column in free if column not in named.values()]
        filled = {i: x for i, x in fill_columns(heads, size, free).items() if i not in misplaced}
        totals = {index for index in filled if self._contradicts(index, heads | filled, rows)}
        if totals and not heads:
            return {}
        for index, line in filled.items():
            label = self.block.head_labels[index]
            column = self.view.address((1, line.first))[:-1]
            if index not in totals:
                self.found.doubts.append(f"{column} 列按位置读作“{label}”")
                heads[index] = line
        return heads

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
            if len(lines) > 1 or _inside(lines[0].first, known):
                continue
            if self._has_numbers(lines[0].first, columns):
                moved[index] = lines[0]
                label = self.found.skeleton.row_labels[index]
                self.found.doubts.append(f"第 {lines[0].first} 行“{label}”的次序与格式不同")
        return moved

    def _drop_twins(
        self, heads: dict[int, Line], candidates: Sequence[Candidate], numbers: Sequence[int]
    ) -> None:
        """Leave out heads that stand as well over a second column of numbers; the only head of a
        block may be repeated where it was merged."""
        chosen = {(index, line.first) for index, line in heads.items()}
        top = min((x.across for x in candidates if (x.index, x.first) in chosen), default=0)
        for index, line in list(heads.items()):
            columns = sorted(
                item.first
                for item in candidates
                if item.index == index
                and item.across >= top
                and item.score >= line.score - AS_WELL
                and (item.first in numbers or item.first == line.first)
            )
            if len(columns) < 2:
                continue
            if len(heads) == self.block.heads.size == 1 and _is_run(columns):
                heads[index] = Line(columns[0], columns[-1], line.score)
            else:
                names = "、".join(self.view.address((1, column))[:-1] for column in columns)
                label = self.block.head_labels[index]
                self.found.doubts.append(f"“{label}”在 {names} 列各有一列，没有采用")
                del heads[index]

    def _by_place(self, used: Mapping[int, Line], columns: Sequence[int]) -> dict[int, Line]:
        """Rows whose labels were not found, where as many rows of numbers are left over."""
        first, size = self.block.rows.start, len(self.block.rows)
        known = {index - first: line for index, line in used.items() if index in self.block.rows}
        if len(known) == size:
            return {}
        free = [
            row
            for row in self._number_rows(columns)
            if row not in self.named and not _inside(row, used.values())
        ]
        return {first + index: line for index, line in fill_gaps(known, size, free).items()}

    def _candidates(self, left: int, right: int = MAX_COLUMN) -> list[Candidate]:
        return head_candidates(self.view, self.block, self.top, self.first - 1, left, right)

    def _named_heads(self) -> dict[int, int]:
        """The heads that stand anywhere above the numbers in the form's own words, and the column
        of each."""
        return {
            item.index: column
            for row in range(self.top, self.first)
            for column in self.view.by_row.get(row, ())
            if column >= self.left
            for item in self.block.heads.match(self.view.texts.get((row, column), ""))
            if item.score == EXACT
        }

    def _is_unlabelled(self, columns: Sequence[int], size: int) -> bool:
        """Whether there are as many columns of numbers as heads, and nothing stands over them."""
        rows = range(max(self.top, self.first - 3), self.first)
        return len(columns) == size and not any(
            self.view.text_at((row, column)) for row in rows for column in columns
        )

    def _contradicts(self, index: int, heads: Mapping[int, Line], rows: Mapping[int, Line]) -> bool:
        """Whether a column taken by its place for a total is not the sum of the others in most
        rows."""
        specs = {cell.ref: cell for cell in self.found.skeleton.table.cells}
        last = max(heads)
        if index != last or not self.block.refs or len(rows) < 3:
            return False
        agree = 0
        for row, line in rows.items():
            values = []
            for head, column in sorted(heads.items()):
                ref = self.block.refs.get((row, head))
                if ref is None:
                    return False
                cell = read_cell(self.view.cell((line.first, column.first)), specs[ref], None)
                values.append(cell.value or 0)
            agree += sum(values[:-1]) == values[-1]
        return agree < 0.6 * len(rows)

    def _number_columns(self, rows: Mapping[int, Line]) -> list[int]:
        """Columns right of the labels that hold numbers in a good part of the rows."""
        counts: dict[int, int] = {}
        for line in rows.values():
            for column in self.view.numbers(line.first):
                if column >= self.left:
                    counts[column] = counts.get(column, 0) + 1
        return sorted(column for column, count in counts.items() if count >= 0.4 * len(rows))

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


def _is_run(lines: Sequence[int]) -> bool:
    return lines[-1] - lines[0] == len(lines) - 1


def _inside(line: int, spans: Iterable[Line]) -> bool:
    return any(span.first <= line <= span.last for span in spans)

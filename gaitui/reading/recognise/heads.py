"""The heads of one block of a table whose rows carry labels: which columns hold its numbers."""

from collections.abc import Mapping, Sequence

from gaitui.grid import MAX_COLUMN
from gaitui.reading.cells import read_cell
from gaitui.reading.recognise.canonical import EXACT
from gaitui.reading.recognise.chain import Candidate
from gaitui.reading.recognise.found import Found
from gaitui.reading.recognise.lines import (
    AS_WELL,
    Line,
    choose_heads,
    fill_columns,
    head_candidates,
    inside,
)
from gaitui.reading.recognise.skeleton import Block


class HeadFinder:
    """`rows` are those above the block's first label, where its heads may stand; `labels` the
    columns of the labels."""

    def __init__(self, found: Found, block: Block, rows: range, labels: range) -> None:
        self.found, self.block, self.view = found, block, found.view
        self.rows, self.labels = rows, labels

    def find(self, rows: Mapping[int, Line]) -> dict[int, Line]:
        """The block's columns by their heads, by their place, or, without heads, by the sums."""
        size = self.block.heads.size
        if 2 * len(self._heads_before()) >= size:
            self.found.doubts.append(f"第 {self.rows.stop} 行起，行标题两边都有数字，没有采用")
            return {}
        candidates = self._candidates(self.labels.stop)
        heads = choose_heads(self.block, candidates)
        if len(candidates) > len(heads):
            self._drop_twins(heads, candidates, self._number_columns(rows))
        if len(heads) == size:
            return heads
        numbers = self._number_columns(rows)
        if size == 1:
            return {0: Line(numbers[0], numbers[-1], 0.8)} if numbers else {}
        free = [column for column in numbers if not inside(column, heads.values())]
        if 2 * len(heads) < size and not (self._is_unlabelled(free, size) and not heads):
            return {}
        return self._with_gaps(heads, free, rows)

    def _with_gaps(
        self, heads: dict[int, Line], free: Sequence[int], rows: Mapping[int, Line]
    ) -> dict[int, Line]:
        """The heads with those whose columns are known by their place alone."""
        named = self._named_heads()
        misplaced = named.keys() - heads.keys()
        free = [column for column in free if column not in named.values()]
        filled = {
            i: x
            for i, x in fill_columns(heads, self.block.heads.size, free).items()
            if i not in misplaced
        }
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

    def _candidates(self, left: int, right: int = MAX_COLUMN) -> list[Candidate]:
        top, bottom = self.rows.start, self.rows.stop - 1
        return head_candidates(self.view, self.block, top, bottom, left, right)

    def _heads_before(self) -> dict[int, Line]:
        """The heads that stand left of the labels."""
        right = self.labels.start - 1
        return choose_heads(self.block, self._candidates(1, right)) if right else {}

    def _named_heads(self) -> dict[int, int]:
        """The heads that stand anywhere above the numbers in the form's own words, and the column
        of each."""
        return {
            item.index: column
            for row in self.rows
            for column in self.view.by_row.get(row, ())
            if column >= self.labels.stop
            for item in self.block.heads.match(self.view.texts.get((row, column), ""))
            if item.score == EXACT
        }

    def _is_unlabelled(self, columns: Sequence[int], size: int) -> bool:
        """Whether there are as many columns of numbers as heads, and nothing stands over them."""
        rows = range(max(self.rows.start, self.rows.stop - 3), self.rows.stop)
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
                if column >= self.labels.stop:
                    counts[column] = counts.get(column, 0) + 1
        return sorted(column for column, count in counts.items() if count >= 0.4 * len(rows))


def _is_run(lines: Sequence[int]) -> bool:
    return lines[-1] - lines[0] == len(lines) - 1

"""One table's failing equations, with the numbers that may be changed to make them hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gaitui.cell import CellRef, Kind
from gaitui.checks.culprit.effects import Effects, followers
from gaitui.checks.culprit.model import COSTS, Edit, Fault, Repair
from gaitui.definition import Definition
from gaitui.values import Value


@dataclass(frozen=True)
class Problem:
    """`gaps` is left − right of each failing equation of `table`; `values` are the cells that
    may be changed; `effects` says what one more in a cell does. `live` where totals follow."""

    definition: Definition
    values: Mapping[CellRef, Value | None]
    gaps: Mapping[int, Value]
    table: str
    effects: Effects
    live: bool

    def cells(self) -> Iterator[CellRef]:
        """Cells of the table that may be changed."""
        prefix = f"{self.table}."
        return (ref for ref in self.effects if ref.startswith(prefix) and ref in self.values)

    def number(self, ref: CellRef) -> Value:
        """What a cell adds to sums."""
        return self.values[ref] or 0

    def may_hold(self, ref: CellRef, value: Value) -> bool:
        """Only changes against last year may be negative."""
        return value >= 0 or self.definition.cells[ref].kind is Kind.CHANGE

    def settles_all(self, news: Mapping[CellRef, Value]) -> bool:
        """Whether these numbers close every gap, open none, and may stand where they would."""
        left = dict(self.gaps)
        for ref, new in news.items():
            if not self.may_hold(ref, new):
                return False
            for index, sign in self.effects[ref].items():
                left[index] = left.get(index, 0) + sign * (new - self.number(ref))
        return not any(left.values())

    def repair(
        self,
        fault: Fault,
        news: Mapping[CellRef, Value],
        settles: Sequence[int],
        more: float = 0.0,
        needs_lead: bool = False,
    ) -> Repair:
        """The repair that puts these numbers in; `more` makes it less likely."""
        edits = tuple(Edit(ref, self.values[ref], new) for ref, new in news.items())
        totals = self._totals(news) if self.live else ()
        return Repair(fault, edits, tuple(settles), COSTS[fault] + more, totals, needs_lead)

    def _totals(self, news: Mapping[CellRef, Value]) -> tuple[Edit, ...]:
        steps: dict[CellRef, Value] = {}
        for ref, new in news.items():
            for total, times in followers(self.definition, ref).items():
                if total not in news:
                    steps[total] = steps.get(total, 0) + times * (new - self.number(ref))
        return tuple(
            Edit(ref, self.values.get(ref), (self.values.get(ref) or 0) + step)
            for ref, step in steps.items()
            if step
        )

"""The search, bounded by counts: one cell, one row or column, or two cells that explain all."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from gaitui.cell import CellRef, Kind
from gaitui.checks.culprit.effects import (
    Effects,
    followers,
    lines,
    live_effects,
    typed_effects,
)
from gaitui.checks.culprit.kinds import fault_of_line, fault_of_number, fault_of_pair
from gaitui.checks.culprit.model import COSTS, Edit, Fault, Repair
from gaitui.definition import Definition
from gaitui.values import Value

MOST_PAIRED = 6
"""Two cells out of line settle at most this many equations."""


def explain(
    definition: Definition,
    values: Mapping[CellRef, Value | None],
    gaps: Mapping[int, Value],
) -> tuple[tuple[Repair, ...], ...]:
    """Repairs for each group of equations with one cause, likeliest first.

    `values` are the cells that may be changed, None for a blank; `gaps` gives left − right of
    each failing equation by its place in the definition. Equations nothing explains are in no
    group.
    """
    groups = []
    for part in _components(definition, gaps):
        search = _Search(definition, values, part)
        whole = search.repairs()
        groups += [whole] if whole else search.apart()
    return tuple(groups)


def _components(definition: Definition, gaps: Mapping[int, Value]) -> list[dict[int, Value]]:
    """Failing equations of one table can share a cause."""
    tables: dict[str, dict[int, Value]] = {}
    for index, gap in gaps.items():
        tables.setdefault(definition.equations[index].rule.table, {})[index] = gap
    return list(tables.values())


class _Search:
    """One component's failing equations with the cells that could explain them."""

    def __init__(
        self,
        definition: Definition,
        values: Mapping[CellRef, Value | None],
        gaps: Mapping[int, Value],
    ) -> None:
        self.definition = definition
        self.values = values
        self.gaps = gaps
        self.table = definition.equations[next(iter(gaps))].rule.table

    def repairs(self) -> tuple[Repair, ...]:
        """Repairs that settle the whole component."""
        found = list(self._within(typed_effects(self.definition), False))
        if not any(self.definition.equations[index].computes for index in self.gaps):
            found += self._within(live_effects(self.definition), True)
        unique = {repair.edits: repair for repair in sorted(found, key=lambda item: -item.cost)}
        return tuple(sorted(unique.values(), key=lambda item: item.cost))

    def apart(self) -> list[tuple[Repair, ...]]:
        """Several causes: cells that each settle every equation they take part in, no equation
        claimed by two."""
        effects = typed_effects(self.definition)
        single = [
            repair
            for ref in self._cells(effects)
            if (repair := self._single(ref, effects[ref], effects[ref])) and len(effects[ref]) > 1
        ]
        claimed: dict[int, int] = {}
        for repair in single:
            for index in repair.settles:
                claimed[index] = claimed.get(index, 0) + 1
        return [(item,) for item in single if all(claimed[index] == 1 for index in item.settles)]

    def _cells(self, effects: Effects) -> Iterator[CellRef]:
        prefix = f"{self.table}."
        return (ref for ref in effects if ref.startswith(prefix) and ref in self.values)

    def _within(self, effects: Effects, live: bool) -> Iterator[Repair]:
        for ref in self._cells(effects):
            if effects[ref].keys() == self.gaps.keys():
                repair = self._single(ref, effects[ref], self.gaps, live)
                if repair:
                    yield repair
        if len(self.gaps) == 1:
            return
        for line in lines(self.definition):
            if line[0].startswith(f"{self.table}."):
                yield from self._line(
                    [ref for ref in line if ref in effects and ref in self.values], effects, live
                )
        if not live and len(self.gaps) <= MOST_PAIRED:
            yield from self._pairs(effects)

    def _single(
        self,
        ref: CellRef,
        effect: Mapping[int, int],
        settles: Mapping[int, object],
        live: bool = False,
    ) -> Repair | None:
        steps = {-self.gaps[index] * sign for index, sign in effect.items() if index in self.gaps}
        if len(steps) != 1 or not effect.keys() <= self.gaps.keys():
            return None
        new = self._valid(ref, steps.pop())
        if new is None:
            return None
        fault = self._fault(ref, new)
        return self._repair(fault, {ref: new}, tuple(settles), COSTS[fault], live)

    def _fault(self, ref: CellRef, new: Value) -> Fault:
        old = self.values[ref]
        fault = fault_of_number(old, new)
        formula = self.definition.formulas.get(ref)
        if formula and old is not None and fault in (Fault.NUMBER, Fault.DIGIT):
            parts = {self.values.get(part) for part in formula.right}
            return Fault.LEFT_OUT if new - old in parts else Fault.STALE
        return fault

    def _valid(self, ref: CellRef, step: Value) -> Value | None:
        """The number after the step, where the cell may hold it."""
        new = (self.values[ref] or 0) + step
        return new if new >= 0 or self.definition.cells[ref].kind is Kind.CHANGE else None

    def _line(self, line: Sequence[CellRef], effects: Effects, live: bool) -> Iterator[Repair]:
        """The one change along a row or column that settles all that crosses it."""
        crossing: dict[int, list[CellRef]] = {}
        for ref in line:
            for index in effects[ref]:
                crossing.setdefault(index, []).append(ref)
        if not self.gaps.keys() <= crossing.keys():
            return
        steps: dict[CellRef, Value] = {}
        for index, refs in crossing.items():
            if len(refs) == 1:
                step = -self.gaps.get(index, 0) * effects[refs[0]][index]
                if steps.setdefault(refs[0], step) != step:
                    return
        changed = {ref: step for ref, step in steps.items() if step}
        if len(changed) < 2 or not self._holds(changed, effects):
            return
        old = [self.values[ref] or 0 for ref in line]
        new = [value + changed.get(ref, 0) for ref, value in zip(line, old, strict=True)]
        if any(self._valid(ref, step) is None for ref, step in changed.items()):
            return
        if fault := fault_of_line(old, new):
            apart = line.index(list(changed)[-1]) - line.index(next(iter(changed)))
            far = 0.1 if fault is not Fault.SLIPPED and abs(apart) > 1 else 0.0
            edits = {ref: (self.values[ref] or 0) + step for ref, step in changed.items()}
            yield self._repair(fault, edits, tuple(self.gaps), COSTS[fault] + far, live)

    def _pairs(self, effects: Effects) -> Iterator[Repair]:
        """Two cells whose numbers changed places, out of line or in a table of one row."""
        near = [ref for ref in self._cells(effects) if effects[ref].keys() <= self.gaps.keys()]
        for first, second in combinations(near, 2):
            one, other = self.values[first] or 0, self.values[second] or 0
            if one == other or not self._holds({first: other - one, second: one - other}, effects):
                continue
            fault = fault_of_pair((one, other), (other, one))
            if fault:
                edits = {first: other, second: one}
                yield self._repair(fault, edits, tuple(self.gaps), COSTS[fault] + 0.3, False)

    def _holds(self, steps: Mapping[CellRef, Value], effects: Effects) -> bool:
        """Whether these steps close every gap and open none."""
        left = dict(self.gaps)
        for ref, step in steps.items():
            for index, sign in effects[ref].items():
                left[index] = left.get(index, 0) + sign * step
        return not any(left.values())

    def _repair(
        self,
        fault: Fault,
        news: Mapping[CellRef, Value],
        settles: tuple[int, ...],
        cost: float,
        live: bool,
    ) -> Repair:
        edits = tuple(Edit(ref, self.values[ref], new) for ref, new in news.items())
        return Repair(fault, edits, settles, cost, self._totals(news) if live else ())

    def _totals(self, news: Mapping[CellRef, Value]) -> tuple[Edit, ...]:
        steps: dict[CellRef, Value] = {}
        for ref, new in news.items():
            step = new - (self.values[ref] or 0)
            for total, times in followers(self.definition, ref).items():
                if total != ref:
                    steps[total] = steps.get(total, 0) + times * step
        return tuple(
            Edit(ref, self.values.get(ref), (self.values.get(ref) or 0) + step)
            for ref, step in steps.items()
            if step
        )

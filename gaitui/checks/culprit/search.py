"""The search, bounded by counts: one cell, one row or column, or two cells that explain all."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from gaitui.cell import CellRef
from gaitui.checks.culprit.blocks import blocks
from gaitui.checks.culprit.effects import lines, live_effects, typed_effects
from gaitui.checks.culprit.kinds import fault_of_line, fault_of_number, fault_of_pair
from gaitui.checks.culprit.model import Fault, Repair
from gaitui.checks.culprit.problem import Problem
from gaitui.definition import Definition
from gaitui.values import Value

MOST_PAIRED = 6
"""Two cells out of line settle at most this many equations."""
_FAR, _ACROSS, _TOTALS = 0.1, 0.3, 0.05
_SIGNED = (Fault.TRANSPOSED, Fault.DROPPED, Fault.DOUBLED)
"""Slips whose digits speak for themselves."""


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
    groups: list[tuple[Repair, ...]] = []
    for table, part in _by_table(definition, gaps).items():
        typed = Problem(definition, values, part, table, typed_effects(definition), False)
        live = Problem(definition, values, part, table, live_effects(definition), True)
        whole = _ordered([*_whole(typed), *_whole(live)])
        groups += [whole] if whole else _apart(typed)
    return tuple(groups)


def _by_table(definition: Definition, gaps: Mapping[int, Value]) -> dict[str, dict[int, Value]]:
    """Failing equations of one table can share a cause."""
    tables: dict[str, dict[int, Value]] = {}
    for index, gap in gaps.items():
        tables.setdefault(definition.equations[index].rule.table, {})[index] = gap
    return tables


def _ordered(repairs: Sequence[Repair]) -> tuple[Repair, ...]:
    """Likeliest first, the likeliest of those that change the same numbers."""
    by_cost = sorted(repairs, key=lambda repair: repair.cost)
    unique: dict[frozenset[tuple[CellRef, Value]], Repair] = {}
    for repair in by_cost:
        unique.setdefault(frozenset((edit.ref, edit.new) for edit in repair.edits), repair)
    return tuple(unique.values())


def _whole(problem: Problem) -> Iterator[Repair]:
    """Repairs that settle every failing equation."""
    for ref in problem.cells():
        if problem.effects[ref].keys() == problem.gaps.keys() and (found := _single(problem, ref)):
            yield found
    equations = problem.definition.equations
    totals_fail = any(equations[index].computes for index in problem.gaps)
    if len(problem.gaps) > 1 and not (problem.live and totals_fail):
        for line in lines(problem.definition):
            if line[0].startswith(f"{problem.table}."):
                yield from _line(problem, [ref for ref in line if ref in problem.values])
        if len(problem.gaps) <= MOST_PAIRED:
            yield from _pairs(problem)
        if problem.live:
            yield from blocks(problem)


def _apart(problem: Problem) -> list[tuple[Repair, ...]]:
    """Several causes: cells that each settle every equation they take part in, no equation
    claimed by two."""
    single = [
        repair
        for ref in problem.cells()
        if len(problem.effects[ref]) > 1
        and problem.effects[ref].keys() <= problem.gaps.keys()
        and (repair := _single(problem, ref))
    ]
    claimed: dict[int, int] = {}
    for repair in single:
        for index in repair.settles:
            claimed[index] = claimed.get(index, 0) + 1
    return [(item,) for item in single if all(claimed[index] == 1 for index in item.settles)]


def _single(problem: Problem, ref: CellRef) -> Repair | None:
    """The number with which every equation of this cell holds."""
    effect = problem.effects[ref]
    steps = {-problem.gaps[index] * sign for index, sign in effect.items()}
    if len(steps) != 1 or any(abs(sign) != 1 for sign in effect.values()):
        return None
    new = problem.number(ref) + steps.pop()
    if not problem.may_hold(ref, new):
        return None
    fault = _fault(problem, ref, new)
    is_input = not problem.definition.is_computed(ref)
    guess = problem.live and is_input and fault not in _SIGNED
    return problem.repair(fault, {ref: new}, tuple(effect), needs_lead=guess)


def _fault(problem: Problem, ref: CellRef, new: Value) -> Fault:
    old = problem.values[ref]
    fault = fault_of_number(old, new)
    formula = problem.definition.formulas.get(ref)
    if formula and old is not None and fault is Fault.NUMBER:
        parts = {problem.values.get(part) for part in formula.right}
        return Fault.LEFT_OUT if new - old in parts else Fault.STALE
    return fault


def _line(problem: Problem, line: Sequence[CellRef]) -> Iterator[Repair]:
    """The one change along a row or column that settles all that crosses it."""
    line = [ref for ref in line if ref in problem.effects]
    news = _forced(problem, line)
    if len(news) < 2 or not problem.settles_all(news):
        return
    places = [place for place, ref in enumerate(line) if ref in news]
    span = line[places[0] : places[-1] + 1]
    old = [problem.number(ref) for ref in span]
    fault = fault_of_line(old, [news.get(ref, problem.number(ref)) for ref in span])
    if fault:
        far = _FAR if fault is not Fault.SLIPPED and len(span) > 2 else 0.0
        yield problem.repair(fault, news, tuple(problem.gaps), far + _on_totals(problem, news))


def _forced(problem: Problem, line: Sequence[CellRef]) -> dict[CellRef, Value]:
    """The numbers along a line that the equations crossing it leave no choice about; none
    where an equation fails that does not cross it, or two disagree."""
    crossing: dict[int, list[CellRef]] = {}
    for ref in line:
        for index in problem.effects[ref]:
            crossing.setdefault(index, []).append(ref)
    if not problem.gaps.keys() <= crossing.keys():
        return {}
    steps: dict[CellRef, Value] = {}
    for index, refs in crossing.items():
        if len(refs) == 1:
            step = -problem.gaps.get(index, 0) * problem.effects[refs[0]][index]
            if steps.setdefault(refs[0], step) != step:
                return {}
    return {ref: problem.number(ref) + step for ref, step in steps.items() if step}


def _pairs(problem: Problem) -> Iterator[Repair]:
    """Two cells whose numbers changed places, out of line or in a table of one row."""
    near = [ref for ref in problem.cells() if problem.effects[ref].keys() <= problem.gaps.keys()]
    for first, second in combinations(near, 2):
        one, other = problem.number(first), problem.number(second)
        news = {first: other, second: one}
        if one == other or not problem.settles_all(news):
            continue
        if fault := fault_of_pair((one, other), (other, one)):
            more = _ACROSS + _on_totals(problem, news)
            yield problem.repair(fault, news, tuple(problem.gaps), more, problem.live)


def _on_totals(problem: Problem, news: Mapping[CellRef, Value]) -> float:
    """Totals are copied or computed more often than they are mixed up."""
    return _TOTALS if all(problem.definition.is_computed(ref) for ref in news) else 0.0

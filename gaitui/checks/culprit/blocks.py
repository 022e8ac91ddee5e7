"""With live totals, a block of a column pasted one cell off: every block that would explain the
difference, for other evidence to choose from."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from gaitui.cell import CellRef
from gaitui.checks.culprit.model import Fault, Repair
from gaitui.checks.culprit.problem import Problem

_PART = 0.2
"""A block that does not end where the column's numbers end is less likely."""


def blocks(problem: Problem) -> Iterator[Repair]:
    """Blocks of one column that lost the number one cell on. That number is all the equations
    tell, so any block fits that left a 0 or a blank behind."""
    for equation in problem.definition.formulas.values():
        if equation.rule.table == problem.table and equation.rule.each == "column":
            parts = [ref for ref in equation.right if _may_change(problem, ref)]
            yield from _in_column(problem, parts)
            yield from _in_column(problem, parts[::-1])


def _may_change(problem: Problem, ref: CellRef) -> bool:
    """Whether one more in a cell changes just what fails."""
    known = ref in problem.effects and ref in problem.values
    return known and problem.effects[ref].keys() == problem.gaps.keys()


def _in_column(problem: Problem, line: Sequence[CellRef]) -> Iterator[Repair]:
    """Blocks moved one on along the line: from a cell left empty to one overwritten, whose
    number is what the equations lack."""
    if not line:
        return
    steps = {-problem.gaps[index] * sign for index, sign in problem.effects[line[0]].items()}
    lost = steps.pop()
    if steps or lost < 0:
        return
    old = [problem.number(ref) for ref in line]
    for start, end in combinations(range(len(line)), 2):
        moved = old[start + 1 : end + 1]
        if old[start] or not moved[0] or len(moved) - moved.count(0) < 2:
            continue
        pairs = zip(line[start : end + 1], old[start:], [*moved, lost], strict=False)
        news = {ref: after for ref, before, after in pairs if before != after}
        more = _PART if any(old[:start]) or any(old[end + 1 :]) else 0.0
        yield problem.repair(Fault.SLIPPED, news, tuple(problem.gaps), more, True)

"""With live totals, a block of a column pasted one cell off: every block that would explain the
difference, for other evidence to choose from."""

from collections.abc import Iterator, Sequence

from gaitui.cell import CellRef
from gaitui.checks.culprit.model import Fault, Repair
from gaitui.checks.culprit.problem import Problem
from gaitui.values import Value

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
    """Blocks moved one on along the line: from a cell left empty to one overwritten."""
    for start, ref in enumerate(line):
        if problem.number(ref):
            continue
        for end in range(start + 2, len(line)):
            news = _moved_back(problem, line[start : end + 1])
            if news and problem.settles_all(news):
                whole = not any(problem.number(item) for item in (*line[:start], *line[end + 1 :]))
                more = 0.0 if whole else _PART
                yield problem.repair(Fault.SLIPPED, news, tuple(problem.gaps), more, True)


def _moved_back(problem: Problem, span: Sequence[CellRef]) -> dict[CellRef, Value]:
    """Each number of the span where the cell before has it now, and in the last cell what the
    equations ask for; nothing where fewer than two numbers would move."""
    old = [problem.number(ref) for ref in span]
    if sum(1 for value in old if value) < 2 or not old[1]:
        return {}
    steps = {-problem.gaps[index] * sign for index, sign in problem.effects[span[0]].items()}
    if len(steps) != 1:
        return {}
    new = [*old[1:], old[0] + steps.pop()]
    pairs = zip(span, old, new, strict=True)
    return {ref: after for ref, before, after in pairs if before != after}

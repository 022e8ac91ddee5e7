"""A1xx: every balance rule of the definition, at every row or column it speaks of."""

import re
from collections.abc import Iterator, Mapping, Sequence

from gaitui.cell import CellRef
from gaitui.checks.findings import cell_finding
from gaitui.definition import Equation
from gaitui.finding import Finding, Severity
from gaitui.report import Report
from gaitui.values import Value, format_value


def check_balances(report: Report) -> Iterator[Sequence[Finding]]:
    """One point an equation; one with a part that is not a number is left to that part's own
    finding, and one with a total left out to V204."""
    sums = _sums(report)
    gaps = _gaps(sums)
    for index in sums:
        equation = report.definition.equations[index]
        yield (imbalance(report, equation),) if index in gaps else ()


def find_gaps(report: Report) -> dict[int, Value]:
    """Left − right of each failing equation, by its place in the definition."""
    return _gaps(_sums(report))


def _gaps(sums: Mapping[int, tuple[Value, Value]]) -> dict[int, Value]:
    return {index: left - right for index, (left, right) in sums.items() if left != right}


def _sums(report: Report) -> dict[int, tuple[Value, Value]]:
    """Both sides of each equation that can be looked at."""
    unreadable = {
        ref for ref, cell in report.cells.items() if cell.problem and cell.group_value is None
    }
    unknown = unreadable.union(missing_totals(report))
    amounts = {ref: cell.amount or 0 for ref, cell in report.cells.items()}

    def total(refs: Sequence[CellRef]) -> Value:
        return sum([amounts[ref] for ref in refs if ref in amounts], 0)

    return {
        index: (total(equation.left), total(equation.right))
        for index, equation in enumerate(report.definition.equations)
        if not unknown or unknown.isdisjoint(equation.left + equation.right)
    }


def missing_totals(report: Report) -> Iterator[CellRef]:
    """Computed cells without a number although their parts are readable and not all zero."""
    for ref, equation in report.definition.formulas.items():
        is_missing = report.cell(ref).is_blank and report.computed(ref)
        if is_missing and all(report.cell(part).problem is None for part in equation.right):
            yield ref


def imbalance(report: Report, equation: Equation) -> Finding:
    """The finding on an equation that does not hold."""
    rule = equation.rule
    left, right = report.total(equation.left), report.total(equation.right)
    delta = left - right
    gap = format_value(delta if delta > 0 else -delta)
    section = report.definition.section_of(rule.table)
    heading = section.heading if section else rule.table
    message = (
        f"{heading}，{equation.subject}：{rule.left_label} {format_value(left)} ≠ "
        f"{rule.right_label} {format_value(right)}，差 {gap}"
    )
    more = "多" if delta > 0 else "少"
    hint = (
        f"{rule.left_label}比{rule.right_label}{more} {gap}，"
        f"请对照台账逐格核对：{_terms(report, equation)}。"
    )
    return cell_finding(
        report, rule.code, Severity.ERROR, equation.left[0], message, hint, right, left
    )


def _terms(report: Report, equation: Equation) -> str:
    """The equation's cells by their own labels, with addresses where known."""
    by_row = equation.rule.each == "row"
    words = []
    for ref in equation.left + equation.right:
        spec = report.definition.cells[ref]
        label = (spec.column_path if by_row or not spec.row_path else spec.row_path)[-1]
        origin = report.cell(ref).origin
        words.append(f"{_brief(label)}{f'（{origin.address}）' if origin else ''}")
    shown = words if len(words) <= 8 else [*words[:3], "……", *words[-2:]]
    return "、".join(shown)


def _brief(label: str) -> str:
    """A label without its explanation in brackets, cut short where it is a sentence."""
    label = re.sub(r"(?<=.)（.*", "", label)
    return label if len(label) <= 16 else label[:15] + "…"

"""A105: a merged report's cells against the sums of the departments behind it."""

from collections.abc import Iterator, Sequence

from gaitui.cell import CellRef
from gaitui.checks.findings import cell_finding
from gaitui.finding import Finding, Severity
from gaitui.merge import is_sum, sum_cells, undecided
from gaitui.report import Report
from gaitui.values import Value, format_value


def check_parts(report: Report) -> Iterator[Sequence[Finding]]:
    """One point an input cell, where there are departments; one with a problem is left to that
    problem's own finding, and totals to the rules that define them. A blank counts as 0."""
    if not report.parts:
        return
    sums = sum_cells(part.cells for part in report.parts)
    for ref in report.definition.cells:
        cell = report.cell(ref)
        if report.definition.is_computed(ref) or cell.problem is not None:
            continue
        total = sums.get(ref, 0)
        yield () if is_sum(cell.value or 0, total) else (_differs(report, ref, total),)


def _differs(report: Report, ref: CellRef, total: Value) -> Finding:
    value = report.value(ref)
    actual = 0 if value is None else value
    gap = format_value(max(actual - total, total - actual))
    shown = f"{format_value(actual)}{'（空着）' if value is None else ''}"
    message = (
        f"{report.definition.describe(ref)}：本报告 {shown} ≠ 各部门之和 {format_value(total)}，"
        f"差 {gap}"
    )
    if ref in undecided(report.definition):
        severity = Severity.WARNING
        hint = (
            "这是年末存量，各部门之和可能重复或遗漏，可以另行核定；请写明与各部门之和不同的理由。"
        )
    else:
        severity = Severity.ERROR
        hint = (
            "部门报错的，由部门改正后重新汇总；这格改错的，改回各部门之和；确应不同的，写明理由。"
        )
    return cell_finding(report, "A105", severity, ref, message, hint, total, actual)

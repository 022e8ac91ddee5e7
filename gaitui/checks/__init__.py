"""The checks: each family a generator, all of them always over the whole report.

A check yields once for each point it looked at: the findings there, or nothing. What could not
be looked at (a sum with a part that is no number) is not yielded, so that "0 errors" never
counts checks that did not run.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from msgspec import Struct

from gaitui.checks.arithmetic import check_balances
from gaitui.checks.basics import check_basics
from gaitui.checks.blanks import check_blanks
from gaitui.checks.cells import check_cells
from gaitui.checks.citations import check_citations
from gaitui.checks.counts import check_counts
from gaitui.checks.growth import check_growth
from gaitui.checks.history import check_history
from gaitui.checks.parts import check_parts
from gaitui.checks.periods import check_periods
from gaitui.checks.sums import check_sums
from gaitui.checks.texts import check_texts
from gaitui.checks.years import check_carries, check_continuities, check_prior
from gaitui.finding import Finding
from gaitui.report import Report

Check: TypeAlias = Callable[[Report], Iterator[Sequence[Finding]]]
YearCheck: TypeAlias = Callable[[Report, Report | None], Iterator[Sequence[Finding]]]
"""A check that can also look at last year's report, where there is one."""

CHECKS: tuple[Check, ...] = (
    check_basics,
    check_cells,
    check_blanks,
    check_parts,
    check_texts,
    check_periods,
    check_citations,
    check_counts,
    check_sums,
    check_balances,
)
YEAR_CHECKS: tuple[YearCheck, ...] = (
    check_prior,
    check_carries,
    check_continuities,
    check_history,
    check_growth,
)


class Result(Struct, frozen=True):
    """Findings in the report's order, and how many checks ran."""

    findings: tuple[Finding, ...]
    checks_run: int


def run_checks(report: Report, prior: Report | None = None) -> Result:
    """Run every check over the report, beside last year's where that is given; neither is
    changed. Findings with a likely cause in common share its hint."""
    findings: list[Finding] = []
    checks_run = 0
    points = chain(
        *(check(report) for check in CHECKS),
        *(check(report, prior) for check in YEAR_CHECKS),
    )
    for found in points:
        checks_run += 1
        findings.extend(found)
    return Result(_with_causes(report, findings, prior), checks_run)


def _with_causes(
    report: Report, findings: Sequence[Finding], prior: Report | None
) -> tuple[Finding, ...]:
    balances = {equation.rule.code for equation in report.definition.equations}
    if not any(item.code in balances for item in findings):
        return tuple(findings)  # Everything adds up.
    # Imported here: the search for culprits takes long to load, and most reports add up.
    from gaitui.checks.causes import name_causes

    return name_causes(report, findings, prior)

"""The checks: each family a generator, all of them always over the whole report.

A check yields once for each point it looked at: the findings there, or nothing. What could not
be looked at (a sum with a part that is no number) is not yielded, so that "0 errors" never
counts checks that did not run.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

from gaitui.checks.arithmetic import check_balances
from gaitui.checks.basics import check_basics
from gaitui.checks.blanks import check_blanks
from gaitui.checks.cells import check_cells
from gaitui.checks.citations import check_citations
from gaitui.checks.periods import check_periods
from gaitui.checks.texts import check_texts
from gaitui.finding import Finding
from gaitui.report import Report

Check: TypeAlias = Callable[[Report], Iterator[Sequence[Finding]]]

CHECKS: tuple[Check, ...] = (
    check_basics,
    check_cells,
    check_blanks,
    check_balances,
    check_texts,
    check_periods,
    check_citations,
)


class Result(Struct, frozen=True):
    """Findings in the report's order, and how many checks ran."""

    findings: tuple[Finding, ...]
    checks_run: int


def run_checks(report: Report) -> Result:
    """Run every check over the report; the report is not changed."""
    findings: list[Finding] = []
    checks_run = 0
    for check in CHECKS:
        for found in check(report):
            checks_run += 1
            findings.extend(found)
    return Result(tuple(findings), checks_run)

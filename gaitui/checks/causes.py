"""Findings that one correction would settle: they get its hint, and by it stand together."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import TypeAlias

from msgspec import structs

from gaitui.cell import CellRef
from gaitui.checks.arithmetic import find_gaps, imbalance
from gaitui.checks.counts import check_claim, claims_of_this_year, quoted
from gaitui.checks.leads import Lead, Statement
from gaitui.checks.repairs import is_clear, is_one_of, likeliest, remedy, suspects
from gaitui.checks.years import check_carries
from gaitui.finding import Finding
from gaitui.report import Report
from gaitui.values import format_value

Denied: TypeAlias = Mapping[Statement, Finding]
_MOST_QUOTED = 3


def name_causes(
    report: Report, findings: Sequence[Finding], prior: Report | None = None
) -> tuple[Finding, ...]:
    """The findings on a report that does not add up; those that one likely correction settles have
    its hint in common."""
    hints: dict[Finding, str] = {}
    for leads, also in _causes(report, prior):
        equations = (report.definition.equations[index] for index in leads[0].repair.settles)
        settled = chain((imbalance(report, item) for item in equations), also.values())
        hints |= dict.fromkeys(settled, remedy(report, leads, _words(also)))
    if not hints:
        return tuple(findings)
    return tuple(structs.replace(item, hint=hints.get(item, item.hint)) for item in findings)


def _causes(report: Report, prior: Report | None) -> Iterator[tuple[Sequence[Lead], Denied]]:
    """Of each cause the likely corrections, with what else they bring to agree. Where they are
    too many to name one, there must be such a thing."""
    groups = suspects(report, find_gaps(report), prior)
    denied = _denied(report, prior) if groups else {}
    for leads in groups:
        alike = likeliest(leads)
        also = {item: denied[item] for item in _brought(alike) if item in denied}
        if is_clear(leads) or (also and is_one_of(alike)):
            yield leads, also


def _brought(alike: Sequence[Lead]) -> list[Statement]:
    """What each of several corrections brings to agree; nothing where anything speaks against
    one of them."""
    if any(lead.opposed for lead in alike):
        return []
    first, *others = ({*lead.brings} for lead in alike)
    shared = first.intersection(*others)
    return [item for item in alike[0].brings if item in shared]


def _denied(report: Report, prior: Report | None) -> Denied:
    """What texts and last year's report say and the tables do not."""
    found: dict[Statement, Finding] = {}
    for statement in dict.fromkeys(claims_of_this_year(report)):
        for item in check_claim(report, *statement) or ():
            found[statement] = item
    for item in chain.from_iterable(check_carries(report, prior)):
        found[CellRef(item.ref or "")] = item
    return found


def _words(settled: Denied) -> str:
    """The statements by the words of the text, and by last year's numbers."""
    return "和".join(filter(None, (_quotes(settled), _carried(settled))))


def _quotes(settled: Denied) -> str:
    said = (statement[1] for statement in settled if isinstance(statement, tuple))
    quotes = [f"“{words}”" for words in dict.fromkeys(quoted(claim.quote) for claim in said)]
    more = f"等 {len(quotes)} 处" if len(quotes) > _MOST_QUOTED else ""
    return f"正文{'、'.join(quotes[:_MOST_QUOTED])}{more}" if quotes else ""


def _carried(settled: Denied) -> str:
    numbers = dict.fromkeys(_numbers(settled))
    return f"上年报告结转下年的 {'、'.join(numbers)} " if numbers else ""


def _numbers(settled: Denied) -> Iterator[str]:
    for statement, item in settled.items():
        if isinstance(statement, str) and isinstance(item.expected, int | Decimal):
            yield format_value(item.expected)

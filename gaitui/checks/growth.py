"""N302: growth against last year, recomputed from the numbers stated or last year's report."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from msgspec.structs import replace

from gaitui.checks.claims import Growth, read_claims
from gaitui.checks.counts import agrees, quoted, reading_value, readings_of
from gaitui.checks.findings import narrative_label, text_finding
from gaitui.finding import Finding, Severity
from gaitui.report import Report
from gaitui.values import format_value


def check_growth(report: Report, prior: Report | None) -> Iterator[Sequence[Finding]]:
    """One point a change whose earlier number the text states or last year's report has."""
    for key in report.definition.narratives:
        for growth in read_claims(report, key).growths:
            befores = list(_befores(report, prior, growth))
            others = [replace(growth, claim=claim, others=()) for claim in growth.others]
            if befores and _is_right(growth, befores):
                yield ()
            elif befores and not any(_may_be(report, prior, other) for other in others):
                yield (_wrong(report, key, growth, befores[0]),)


def _befores(report: Report, prior: Report | None, growth: Growth) -> Iterator[Decimal]:
    """Numbers of last year that a change may be against; a rate needs one that is not 0."""
    stated = _stated_previous(growth)
    known = _known_previous(report, prior, growth) if stated is None else (stated,)
    return (before for before in known if before or not growth.is_rate)


def _is_right(growth: Growth, befores: Sequence[Decimal]) -> bool:
    return any(_follows(growth, before) for before in befores)


def _may_be(report: Report, prior: Report | None, growth: Growth) -> bool:
    """Whether a change is right for another claim, or cannot be judged there."""
    befores = list(_befores(report, prior, growth))
    return not befores or _is_right(growth, befores)


def _stated_previous(growth: Growth) -> Decimal | None:
    """Last year's number as the text has it, or as it follows from the difference it states."""
    if growth.previous is not None:
        return growth.previous
    return growth.claim.number - growth.change if growth.change is not None else None


def _known_previous(report: Report, prior: Report | None, growth: Growth) -> Iterator[Decimal]:
    """Last year's numbers of the readings that give this year's; all readings of last year's
    report must be readable."""
    if prior is None or prior.definition.subjects.keys().isdisjoint(growth.claim.subjects):
        return
    if not set(growth.claim.subjects) <= prior.definition.subjects.keys():
        return
    ours = readings_of(report.definition, growth.claim)
    theirs = readings_of(prior.definition, growth.claim)
    values = [reading_value(prior, reading) for reading in theirs]
    if any(value is None for value in values):
        return
    now = [reading_value(report, reading) for reading in ours]
    if any(value is not None and agrees(growth.claim, value) for value in now):
        yield from (Decimal(value) for value in values if value is not None)


def _follows(growth: Growth, before: Decimal) -> bool:
    """Whether the change stated is the one between two numbers, rounded or cut off."""
    change = growth.claim.number - before
    if not growth.is_rate:
        return change == (growth.amount if growth.rising else -growth.amount)
    signed = change if growth.rising else -change
    rate = signed * 100 / before
    step = Decimal(1).scaleb(-growth.decimals)
    return any(rate.quantize(step, mode) == growth.amount for mode in (ROUND_HALF_UP, ROUND_DOWN))


def _wrong(report: Report, key: str, growth: Growth, before: Decimal) -> Finding:
    stated = _stated_previous(growth) is not None
    now = growth.claim.number
    verb = "增长" if now >= before else "下降"
    change = abs(now - before)
    step = Decimal(1).scaleb(-growth.decimals)
    expected = (change * 100 / before).quantize(step, ROUND_HALF_UP) if growth.is_rate else change
    unit = "%" if growth.is_rate else growth.claim.unit
    source = "文中的上年数" if stated else "上年报告的数"
    message = (
        f"{narrative_label(report, key)}：“{quoted(growth.quote)}”与数字不符：本年 "
        f"{format_value(now)}，{source} {format_value(before)}，应为{verb} "
        f"{format_value(expected)}{unit}"
    )
    hint = "增长率 =（本年数 − 上年数）÷ 上年数；请改正增长率，或核对两个年度的数。"
    severity = Severity.ERROR if stated else Severity.WARNING
    finding = text_finding(report, "N302", severity, key, message, hint)
    return replace(finding, expected=expected, actual=growth.amount, delta=growth.amount - expected)

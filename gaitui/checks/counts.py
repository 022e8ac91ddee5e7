"""N301 and N304: numbers, and the absence of anything, that texts state against the tables."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import product

from msgspec.structs import replace

from gaitui.checks.claims import Claim, read_claims
from gaitui.checks.findings import narrative_label, text_finding
from gaitui.definition import Definition, Term
from gaitui.finding import Finding, Severity
from gaitui.report import Report
from gaitui.values import Value, format_value

_SHOWN = 4
_LONGEST_QUOTE = 60


def check_counts(report: Report) -> Iterator[Sequence[Finding]]:
    """One point a claim on this year's numbers; one that speaks of cells without a readable
    number is left to their own findings."""
    for key, claim in claims_of_this_year(report):
        found = check_claim(report, key, claim)
        if found is not None:
            yield found


def claims_of_this_year(report: Report) -> Iterator[tuple[str, Claim]]:
    """What each text states about this year, with the text's key."""
    for key in report.definition.narratives:
        for claim in read_claims(report, key).claims:
            if claim.year == "本年":
                yield key, claim


def check_claim(report: Report, key: str, claim: Claim) -> tuple[Finding, ...] | None:
    """What is wrong with one claim; None where the cells it speaks of hold no numbers."""
    return _absence(report, key, claim) if claim.is_none else _count(report, key, claim)


def quoted(words: str) -> str:
    """Words of a text for a message, cut short."""
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"


def readings_of(definition: Definition, claim: Claim) -> list[tuple[Term, ...]]:
    """Every sum a claim's number may be: of each subject, and of several taken together."""
    each = [definition.subjects[subject].readings for subject in claim.subjects]
    single = [reading for readings in each for reading in readings]
    together = [sum(parts, ()) for parts in product(*each)] if len(each) > 1 else []
    return together + single


def reading_value(report: Report, reading: Sequence[Term]) -> Value | None:
    """A reading's number; None where one of its cells has none."""
    values = [(term.sign, report.value(ref)) for term in reading for ref in term.refs]
    if any(value is None for _, value in values):
        return None
    total = sum((sign * (value or 0) for sign, value in values), 0)
    return total if total >= 0 else None


def agrees(claim: Claim, value: Value) -> bool:
    """Whether a number is the one stated, to the digits printed: rounded or cut off."""
    if not isinstance(value, Decimal):
        return claim.number == value
    step = Decimal(1).scaleb(-claim.decimals)
    scale = {"元": Decimal(10_000), "亿元": Decimal("0.0001")}.get(claim.unit, Decimal(1))
    stated = claim.number * scale
    exact = value * scale
    return any(stated == exact.quantize(step, mode) for mode in (ROUND_HALF_UP, ROUND_DOWN))


def _count(report: Report, key: str, claim: Claim) -> tuple[Finding, ...] | None:
    readings = readings_of(report.definition, claim)
    values = [reading_value(report, reading) for reading in readings]
    known = [value for value in values if value is not None]
    if any(agrees(claim, value) for value in known):
        return ()
    if not known or _has_gaps(report, readings):
        return None
    nearest = min(known, key=lambda value: abs(value - claim.number))
    shown = _candidates(report, readings, values)
    stated = f"{format_value(_plain(claim.number))}{'万元' if claim.unit.endswith('元') else ''}"
    message = (
        f"{narrative_label(report, key)}：“{quoted(claim.quote)}”写的是 {stated}，"
        f"与表格各种算法都不符：{shown}"
    )
    hint = "请核对台账，改正文字或表格里写错的一处。"
    finding = text_finding(report, "N301", _severity(claim), key, message + _scope(claim), hint)
    return (_numbers(finding, nearest, _plain(claim.number)),)


def _absence(report: Report, key: str, claim: Claim) -> tuple[Finding, ...] | None:
    sums = report.definition.subjects[claim.subjects[0]].none
    values = [reading_value(report, terms) for terms in sums]
    if 0 in values:
        return ()
    terms, value = sums[0], values[0]
    if value is None or None in values:
        return None
    message = (
        f"{narrative_label(report, key)}：“{quoted(claim.quote)}”与表格不符，"
        f"表格里有：{_reading(report, terms)}"
    )
    hint = "请核对：确实没有的，把表格改为 0；有的，改正文字。"
    finding = text_finding(report, "N304", _severity(claim), key, message + _scope(claim), hint)
    return (_numbers(finding, value, 0),)


def _severity(claim: Claim) -> Severity:
    return Severity.WARNING if claim.scope else Severity.ERROR


def _scope(claim: Claim) -> str:
    """What a scope word means for a finding."""
    if not claim.scope:
        return ""
    return f"。句中有“{claim.scope}”，口径可能与表格不同，如属正常可以不改"


def _numbers(finding: Finding, expected: Value, actual: Value) -> Finding:
    return replace(finding, expected=expected, actual=actual, delta=actual - expected)


def _plain(number: Decimal) -> Value:
    return int(number) if number == number.to_integral_value() else Decimal(f"{number:f}")


def _has_gaps(report: Report, readings: Sequence[Sequence[Term]]) -> bool:
    """Whether a cell that the number may be about holds no number."""
    refs = {ref for reading in readings for term in reading for ref in term.refs}
    return any(report.value(ref) is None for ref in refs)


def _candidates(
    report: Report, readings: Sequence[Sequence[Term]], values: Sequence[Value | None]
) -> str:
    """The readings in words, each number once."""
    words: dict[Value, str] = {}
    for reading, value in zip(readings, values, strict=True):
        if value is not None:
            words.setdefault(value, _reading(report, reading))
    shown = list(words.values())
    return "；".join(shown[:_SHOWN]) + ("；……" if len(shown) > _SHOWN else "")


def _reading(report: Report, reading: Sequence[Term]) -> str:
    """A sum in the form's words: `一、本年新收… 534（三、依申请!J6） + … 41 = 575`."""
    words = ""
    for term in reading:
        origin = report.cell(term.refs[0]).origin if len(term.refs) == 1 else None
        place = f"（{origin.sheet}!{origin.address}）" if origin else ""
        sign = "" if not words else (" + " if term.sign > 0 else " − ")
        words += f"{sign}{term.label} {format_value(report.total(term.refs))}{place}"
    if len(reading) > 1:
        words += f" = {format_value(reading_value(report, reading))}"
    return words

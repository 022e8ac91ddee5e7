"""Findings that know where their cell or text stands."""

from gaitui.cell import CellRef
from gaitui.finding import Finding, Number, Severity
from gaitui.report import Report


def cell_finding(
    report: Report,
    code: str,
    severity: Severity,
    ref: CellRef,
    message: str,
    hint: str,
    expected: Number | None = None,
    actual: Number | str | None = None,
) -> Finding:
    """A finding on one cell, with its sheet and address where it has them."""
    origin = report.cell(ref).origin
    delta = None
    if expected is not None and actual is not None and not isinstance(actual, str):
        delta = actual - expected
    return Finding(
        code,
        severity,
        message,
        ref,
        origin.sheet if origin else None,
        origin.address if origin else None,
        expected,
        actual,
        delta,
        hint,
    )


def text_finding(
    report: Report,
    code: str,
    severity: Severity,
    key: str,
    message: str,
    hint: str,
    expected: str | int | None = None,
    actual: str | int | None = None,
) -> Finding:
    """A finding on a narrative or a metadata field."""
    place = report.places.get(key)
    sheet, address = (place.sheet, place.address) if place else (None, None)
    return Finding(code, severity, message, key, sheet, address, expected, actual, None, hint)


def narrative_label(report: Report, key: str) -> str:
    """A text part as the form calls it: `一、总体情况`, or 导语."""
    section = report.definition.section_of(key)
    return section.heading if section else report.definition.narratives[key].label

"""Where a report stands: its findings in the form's order, and how far each part is filled."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.finding import Finding, Severity
from gaitui.report import META_FIELDS, Report

BASICS = "basics"
"""The key of the metadata and the texts before the first part."""
_SEVERITIES = tuple(Severity)


class Fill(StrEnum):
    """How much of a part is filled in."""

    EMPTY = "empty"
    PARTIAL = "partial"
    FULL = "full"


class StateKind(StrEnum):
    """What a part's sign in the section strip says."""

    EMPTY = "empty"
    PARTIAL = "partial"
    OK = "ok"
    ERRORS = "errors"


class SectionState(Struct, frozen=True):
    """A part's sign, and how many errors and warnings stand in it."""

    kind: StateKind
    errors: int = 0
    warnings: int = 0


@cache
def key_order(definition: Definition) -> Mapping[str, int]:
    """Every key a finding can point at, numbered in the order in which the form is filled."""
    order = {key: number for number, key in enumerate(_keys(definition))}
    return MappingProxyType(order)


def keys_of(definition: Definition, key: str) -> tuple[str, ...]:
    """The keys that a part holds; a part is named by its table or text, or `basics`."""
    if key == BASICS:
        lead = (item for item in definition.narratives if definition.section_of(item) is None)
        return ("unit", "year", *META_FIELDS, *lead)
    for section in definition.sections:
        if key == section.table:
            return tuple(cell.ref for cell in definition.tables[key].cells)
        if key == section.narrative:
            return (key,)
    return ()


def fill_state(report: Report, key: str) -> Fill:
    """How much of a part is filled in; optional metadata and totals do not count."""
    definition = report.definition
    filled = [
        _is_filled(report, item)
        for item in keys_of(definition, key)
        if item not in META_FIELDS and item not in definition.formulas
    ]
    if not any(filled):
        return Fill.EMPTY
    return Fill.FULL if all(filled) else Fill.PARTIAL


def section_state(report: Report, findings: Iterable[Finding], key: str) -> SectionState:
    """A part's sign: empty, else its errors, else half filled or done."""
    keys = set(keys_of(report.definition, key))
    here = [finding.severity for finding in findings if finding.ref in keys]
    errors, warnings = here.count(Severity.ERROR), here.count(Severity.WARNING)
    fill = fill_state(report, key)
    if fill is Fill.EMPTY:
        kind = StateKind.EMPTY
    elif errors:
        kind = StateKind.ERRORS
    else:
        kind = StateKind.OK if fill is Fill.FULL else StateKind.PARTIAL
    return SectionState(kind, errors, warnings)


def next_finding(
    definition: Definition, findings: Sequence[Finding], current: str | None, step: int
) -> Finding | None:
    """The finding after (or, with a negative step, before) the current key in the form's
    order, going round at the end; None where no finding points anywhere."""
    key = next_key(definition, (item.ref for item in findings), current, step)
    found = [item for item in findings if item.ref == key and key is not None]
    return min(found, key=lambda item: _SEVERITIES.index(item.severity), default=None)


def next_key(
    definition: Definition, keys: Iterable[str | None], current: str | None, step: int
) -> str | None:
    """The same of any keys."""
    order = key_order(definition)
    stops = sorted({key for key in keys if key in order}, key=lambda key: order[key or ""])
    if not stops:
        return None
    here = order.get(current or "", -1 if step > 0 else len(order))
    if step > 0:
        return next((key for key in stops if order[key or ""] > here), stops[0])
    return next((key for key in reversed(stops) if order[key or ""] < here), stops[-1])


def _keys(definition: Definition) -> Iterable[str]:
    yield from keys_of(definition, BASICS)
    for section in definition.sections:
        yield from keys_of(definition, section.table or section.narrative or "")


def _is_filled(report: Report, key: str) -> bool:
    if key in report.definition.cells:
        cell = report.cell(CellRef(key))
        return not cell.is_blank or cell.does_not_apply
    if key == "unit":
        return bool(report.unit.strip())
    if key == "year":
        return report.year is not None
    return bool(report.narratives.get(key, "").strip())

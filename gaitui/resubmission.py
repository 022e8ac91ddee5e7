"""A report sent again beside the version before: what was mended, what was not, what is new, and
what was changed although nobody had asked."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gaitui.cell import CellRef
from gaitui.difference import CellChange, Difference, compare
from gaitui.finding import Finding, Severity
from gaitui.paragraphs import similarity
from gaitui.report import FIELD_LABELS, Report

ALIKE = 0.5
"""How alike the messages of two findings on one text must be to be about one thing."""
MOVED = 0.8
"""The same for findings on different places: nearly word for word."""
BLANKS, TOTALS = frozenset({"V204"}), frozenset({"W604", "W605"})
"""Findings that may speak of many cells of a table at once: its blank ones, or its totals."""
_ADDRESS = re.compile(
    r"(?:([^\s（）“”、，；：=]{1,31})!)?\b([A-Z]{1,3}[1-9][0-9]{0,6})\b", re.ASCII
)


class Checked(Protocol):
    """A version as it was read and checked; an Intake is one."""

    @property
    def report(self) -> Report | None: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...


class Resubmission(Struct, frozen=True):
    """What became of a version's errors and warnings; `still_open` has them as they are found
    now. `silent` is what was changed without a finding that spoke of it."""

    mended: tuple[Finding, ...]
    still_open: tuple[Finding, ...]
    new: tuple[Finding, ...]
    silent: Difference


def review_resubmission(before: Checked, after: Checked) -> Resubmission:
    """Compare a version with the one before.

    Two findings are the same if they have one code and one place: a cell or field, or a text and
    messages that are alike (a text may have several). Then those of one code and table that speak
    of many cells at once, then those of one code whose messages are nearly the same, wherever
    they stand. Notes (说明) are left out: nothing is to be mended there, and the department was not
    told of them.

    A change is silent if no finding of the version before spoke of the place: none is on it or
    names its address, no rule that failed has it as a term (nor, for 一＋二＝三＋四, as a part of
    its totals), and it is none of the blanks or totals of a table found fault with as a whole. A
    total that follows from its parts is not silent: the changed part is named. Reasons given for
    findings are an answer. Where either version is no report, nothing is said of changes.
    """
    old, new = _to_mend(before), _to_mend(after)
    same = _match(old, new)
    return Resubmission(
        tuple(item for index, item in enumerate(old) if index not in same),
        tuple(item for index, item in enumerate(new) if index in same.values()),
        tuple(item for index, item in enumerate(new) if index not in same.values()),
        _silent(before, after),
    )


def _to_mend(checked: Checked) -> list[Finding]:
    return [item for item in checked.findings if item.severity is not Severity.INFO]


def _same_place(one: Finding, other: Finding) -> bool:
    return (one.code, one.ref) == (other.code, other.ref)


def _same_cell(one: Finding, other: Finding) -> bool:
    ref = one.ref or ""
    return _same_place(one, other) and ("." in ref or ref in FIELD_LABELS)


def _same_table(one: Finding, other: Finding) -> bool:
    tables = [str(item.ref).partition(".")[0] for item in (one, other)]
    is_same = (one.code, one.severity) == (other.code, other.severity) and tables[0] == tables[1]
    return is_same and one.code in BLANKS | TOTALS


def _same_code(one: Finding, other: Finding) -> bool:
    return one.code == other.code


_Sameness: TypeAlias = Callable[[Finding, Finding], bool]
_STAGES: tuple[tuple[float, _Sameness], ...] = (
    *((1.0, _same_place), (0.0, _same_cell), (ALIKE, _same_place)),
    *((0.0, _same_table), (MOVED, _same_code)),
)
"""How findings are matched, the surest way first: how alike the messages must be, and what else
must be the same."""


def _match(old: Sequence[Finding], new: Sequence[Finding]) -> dict[int, int]:
    """By their places in the lists, the old findings that are found again."""
    same: dict[int, int] = {}
    for least, is_same in _STAGES:
        left = [index for index in range(len(new)) if index not in same.values()]
        for index, item in enumerate(old):
            if index in same:
                continue
            scores = {
                other: similarity(item.message, new[other].message)
                for other in left
                if is_same(item, new[other])
            }
            best = max(scores, key=lambda other: scores[other], default=None)
            if best is not None and scores[best] >= least:
                same[index] = best
                left.remove(best)
    return same


def _silent(before: Checked, after: Checked) -> Difference:
    if before.report is None or after.report is None:
        return Difference()
    whole = compare(before.report, after.report)
    told = _Told(before.report, _to_mend(before))
    cells = (item for item in whole.cells if not told.of_cell(item))
    return replace(
        whole,
        fields=tuple(item for item in whole.fields if item.key not in told.places),
        cells=tuple(item for item in cells if not _follows(after.report, item)),
        narratives=tuple(item for item in whole.narratives if item.key not in told.places),
        explanations=(),
    )


def _follows(report: Report, change: CellChange) -> bool:
    """Whether a changed cell is a total that its parts give."""
    ref = change.ref
    return report.definition.is_computed(ref) and report.computed(ref) == change.new.value


class _Told:
    """The places that a version's findings spoke of."""

    def __init__(self, report: Report, findings: Sequence[Finding]) -> None:
        self._report = report
        self.places = {str(item.ref) for item in findings}
        for item in findings:
            self.places.update(_terms(report, item))
        self._addresses = {place for item in findings for place in _addresses(item)}
        tables = {(item.code, str(item.ref).partition(".")[0]) for item in findings}
        self._blanks = {table for code, table in tables if code in BLANKS}
        self._totals = {table for code, table in tables if code in TOTALS}

    def of_cell(self, change: CellChange) -> bool:
        """Whether a finding spoke of the cell."""
        origin = change.old.origin
        table = self._report.definition.cells[change.ref].table
        return (
            change.ref in self.places
            or (origin is not None and (origin.sheet, origin.address) in self._addresses)
            or (change.old.is_blank and table in self._blanks)
            or (self._report.definition.is_computed(change.ref) and table in self._totals)
        )


def _addresses(finding: Finding) -> Iterator[tuple[str | None, str]]:
    """Sheet and address of the cells that a finding names."""
    for match in _ADDRESS.finditer(f"{finding.message}\n{finding.hint}"):
        yield match[1] or finding.sheet, match[2]


def _terms(report: Report, finding: Finding) -> Iterator[CellRef]:
    """The cells of the rule that failed; of one that computes nothing, its totals' parts too."""
    for equation in report.definition.equations:
        if (equation.rule.code, equation.left[0]) != (finding.code, finding.ref):
            continue
        for ref in equation.left + equation.right:
            yield ref
            if equation.computes is None and ref in report.definition.formulas:
                yield from report.definition.formulas[ref].right

"""What a check found: one typed record, the same for every output."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

from gaitui.cell import CellRef


class Severity(StrEnum):
    """How bad a finding is; errors keep a report from being printed as final."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITY_NAMES: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
)
"""What the severities are called in front of the user."""

Number: TypeAlias = int | Decimal

LIKELY = "最可能："
"""A hint that begins so names one culprit for every finding that has it."""


class Finding(Struct, frozen=True, omit_defaults=False):
    """One result of one check.

    `ref` is a cell key, a narrative's id, a metadata field or None; `sheet` and `address` say
    where that stands in the received workbook. `expected`, `actual` and `delta`
    (actual − expected) are set where two numbers were compared.
    """

    code: str
    severity: Severity
    message: str
    ref: CellRef | str | None = None
    sheet: str | None = None
    address: str | None = None
    expected: Number | str | None = None
    actual: Number | str | None = None
    delta: Number | None = None
    hint: str = ""

    @property
    def cause(self) -> str:
        """What findings that one correction would settle have in common; "" for others."""
        return self.hint if self.hint.startswith(LIKELY) else ""


def by_cause(findings: Iterable[Finding]) -> Iterator[tuple[Finding, ...]]:
    """Findings in their order, those next to each other with one cause together."""
    numbered = enumerate(findings)
    groups = groupby(numbered, lambda item: item[1].cause or item[0])
    return (tuple(finding for _, finding in group) for _, group in groups)


def shared_hint(findings: Sequence[Finding]) -> str:
    """The remedy of a group, said once: how many of the findings above it settles."""
    hint = findings[0].hint
    if len(findings) == 1 or not hint:
        return f"改法：{hint}" if hint else ""
    return f"改法（以上 {len(findings)} 项同因）：{hint}"


def count_by_severity(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity, zero included."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts

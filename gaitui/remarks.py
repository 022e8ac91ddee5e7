"""Findings as a department is told of them: one row each, in words, for a sheet or a letter."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from gaitui.finding import Finding, Severity
from gaitui.report import Report
from gaitui.values import format_value

HEADS = ("编号", "级别", "位置", "单元格", "问题", "现值", "应为", "差额", "怎么改")
WHOLE = "整份报告"
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Remark(Struct, frozen=True):
    """One error or warning. `place` is where it stands in the form; `sheet` and `address` where
    in the received file, empty where nowhere. Texts are safe in XML and in a terminal."""

    finding: Finding
    place: str
    sheet: str
    address: str
    problem: str
    actual: str
    expected: str
    delta: str
    mend: str

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def is_error(self) -> bool:
        return self.finding.severity is Severity.ERROR


def remarks(report: Report | None, findings: Sequence[Finding]) -> Iterator[Remark]:
    """Each error and warning, in the order given; notes (说明) ask for nothing."""
    for finding in findings:
        if finding.severity is Severity.INFO:
            continue
        place = report.describe(finding.ref) if report else ""
        yield Remark(
            finding,
            place or WHOLE,
            harmless(finding.sheet or ""),
            harmless(finding.address or ""),
            harmless(finding.message),
            _text(finding.actual),
            _text(finding.expected),
            signed(finding.delta),
            harmless(finding.hint),
        )


def harmless(text: str) -> str:
    """Text from outside without control and direction characters, which show as U+FFFD."""
    return _UNSAFE.sub("\ufffd", text)


def signed(number: int | Decimal | None) -> str:
    """A difference with its sign; "" for none."""
    if number is None:
        return ""
    return ("+" if number > 0 else "") + format_value(number)


def _text(value: int | Decimal | str | None) -> str:
    return harmless(value) if isinstance(value, str) else format_value(value)

"""Numbers as users leave them: typed over, cleared, pasted as text, not calculated."""

from collections import Counter
from typing import Any

import pytest

from gaitui.cell import CellRef
from gaitui.intake import take_in_bytes
from gaitui.report import Report
from gaitui.writing import write_workbook
from tests.edits import set_cell, set_value
from tests.returned import TOTAL, at, check, kind
from tests.support import luohu, luohu_workbook, report_of

ZERO, ZERO_TOTAL = "requests.new.research", "requests.refused_query.total"
BUSINESS = "requests.new.business"


def typed(ref: str, value: int | str | None) -> bytes:
    return set_cell(luohu_workbook(), at(ref), value)


def test_the_same_number_typed_over_a_total() -> None:
    (finding,) = check(typed(TOTAL, 534), "W604 warning")
    assert (finding.ref, finding.address) == (TOTAL, at(TOTAL).address)


def test_another_number_typed_over_a_total() -> None:
    said = "W604 warning, N301 error, A101 error, A103 error"
    check(typed(TOTAL, 535), said, cells={TOTAL: 535})


def test_totals_typed_over_in_two_tables_are_two_findings() -> None:
    dispute = "disputes.reconsideration.total"
    number = luohu().value(CellRef(dispute))
    assert isinstance(number, int)
    check(set_cell(typed(TOTAL, 534), at(dispute), number), "W604 warning, W604 warning")


def test_a_cleared_input() -> None:
    (finding,) = check(typed(ZERO, None), "V204 warning", cells={ZERO: None})
    assert (finding.ref, finding.address) == (ZERO, at(ZERO).address)


def test_a_cleared_total() -> None:
    (finding,) = check(typed(TOTAL, None), "V204 error", cells={TOTAL: None})
    assert (finding.ref, finding.expected) == (TOTAL, 534)


def test_a_cleared_total_of_zeros_is_a_blank() -> None:
    check(typed(ZERO_TOTAL, None), "V204 warning", cells={ZERO_TOTAL: None})


@pytest.mark.parametrize(
    ("text", "said", "read"),
    [
        ("待定", "V201 error", "待定"),
        ("=1+1", "V207 error", "=1+1"),
        ("约5", "V207 error", "约5"),
        ("5 6", "V207 error", "5 6"),
        ("-2", "V202 error", "-2"),
        ("0.5", "V203 error", "0.5"),
        ("0", "V205 info", 0),
        ("０", "V205 info", 0),
        (" 0 件", "V205 info", 0),
        ("无", "V205 info", "无"),
        ("  ", "V204 warning", None),
    ],
)
def test_text_pasted_into_a_number(text: str, said: str, read: Any) -> None:
    (finding,) = check(typed(ZERO, text), said, cells={ZERO: read})
    assert (finding.ref, finding.address) == (ZERO, at(ZERO).address)


def test_a_number_pasted_as_text_is_not_blamed_on_old_calculation() -> None:
    """Programs leave it out of their sums; calculating once more would change nothing."""
    said = "V205 info, A101 error, A103 error"
    check(typed(ZERO, "12件"), said, cells={ZERO: 12})


@pytest.mark.parametrize("value", [20, 0])
def test_a_total_calculated_before_the_last_change(value: int) -> None:
    workbook = set_value(luohu_workbook(), at(BUSINESS), value)
    findings = check(workbook, "W605 warning, A101 error, A103 error", cells={BUSINESS: value})
    stale = next(finding for finding in findings if finding.code == "W605")
    assert (stale.ref, stale.address) == (TOTAL, at(TOTAL).address)


def test_an_input_cleared_without_calculating() -> None:
    said = "V204 warning, W605 warning, A101 error, A103 error"
    check(typed(BUSINESS, None), said, cells={BUSINESS: None})


def test_a_template_filled_in_by_a_program_that_does_not_calculate() -> None:
    blank = write_workbook(Report(luohu().definition, "某某局", 2024))
    said = Counter(kind(item) for item in take_in_bytes(blank, "test.xlsx").findings)
    assert said == Counter({"V204 error": 3, "T501 error": 4})
    filled = set_cell(blank, at(BUSINESS), 3)
    intake = take_in_bytes(filled, "test.xlsx")
    assert {str(ref): cell.value for ref, cell in report_of(intake).cells.items() if cell.raw} == {
        BUSINESS: 3,
        TOTAL: 3,
    }
    said = Counter(kind(item) for item in intake.findings)
    expected = {"V204 error": 2, "V204 warning": 1, "T501 error": 4, "W605 warning": 1}
    assert said == Counter(expected | {"A103 error": 2})

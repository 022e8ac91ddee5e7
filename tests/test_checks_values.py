"""V2xx: the cases of each code, and how blanks of a table are gathered."""

from dataclasses import replace

import pytest

from gaitui.cell import CellRef
from gaitui.checks import run_checks
from gaitui.finding import Severity
from tests.check_cases import (
    Case,
    CodeCases,
    blanked,
    broken_formula,
    filled,
    findings_of,
    keys_of,
    typed,
    zeros,
)
from tests.support import EDITIONS, edition, with_values

LICENSING = "disclosure.licensing.decisions"
FEES = "disclosure.fees.amount"
CHANGE = "disclosure.licensing.change"
PROCUREMENT = "disclosure.procurement.amount"
TRIAL = "gwy-2019"


def one(text: str, *found: str, ref: str = LICENSING, name: str = "gwy-2021") -> Case:
    """The finished report with one cell as typed; `found` are its codes with severity."""
    return Case(typed(filled(name), {ref: text}), tuple(f"{item} {ref}" for item in found))


CASES = {
    "V201": CodeCases(
        clean={"a number": one("9936"), "the trial form": Case(filled(TRIAL))},
        failing={
            "words": one("待统计", "V201 error"),
            "words for an amount": one("见附表", "V201 error", ref=FEES),
        },
        boundary={
            "12 digits": one("9" * 12),
            "13 digits": one("1" + "0" * 12, "V201 error"),
            "15 significant digits": one("190457379.123456", ref=FEES),
            "16 significant digits": one("190457379.1234567", "V201 error", ref=FEES),
        },
    ),
    "V202": CodeCases(
        clean={"a change may be negative": one("-3", ref=CHANGE, name=TRIAL)},
        failing={
            "a negative count": one("-3", "V202 error"),
            "a negative amount": one("-0.01", "V202 error", ref=PROCUREMENT, name=TRIAL),
        },
        boundary={"minus zero": one("-0"), "minus one": one("-1", "V202 error")},
    ),
    "V203": CodeCases(
        clean={"an amount may have a fraction": one("190.457379", ref=FEES)},
        failing={
            "half a decision": one("2867.5", "V203 error"),
            "half a change": one("-0.5", "V203 error", ref=CHANGE, name=TRIAL),
        },
        boundary={"a whole number with a point": one("12.0"), "a tenth": one("0.1", "V203 error")},
    ),
    "V204": CodeCases(
        clean={"zero is an answer": Case(zeros()), "in both editions": Case(zeros(TRIAL))},
        failing={
            "a whole table": Case(
                blanked(filled(), "requests."), ("V204 error requests.new.natural_person",)
            ),
            "one cell": Case(blanked(filled(), LICENSING), (f"V204 warning {LICENSING}",)),
            "a total beside its parts": Case(
                blanked(filled(), "disputes.reconsideration.total"),
                ("V204 error disputes.reconsideration.total",),
            ),
            "a total for which a mark stands": Case(
                typed(filled(), {"disputes.reconsideration.total": "/"}),
                (
                    "V204 error disputes.reconsideration.total",
                    "V205 info disputes.reconsideration.total",
                ),
            ),
        },
        boundary={
            "all but one cell of a table": Case(
                with_values(blanked(zeros(), "disputes."), {"disputes.reconsideration.upheld": 0}),
                ("V204 warning disputes.reconsideration.corrected",),
            ),
            "a total beside zeros": Case(
                blanked(zeros(), "disputes.reconsideration.total"),
                ("V204 warning disputes.reconsideration.total",),
            ),
            "a total beside a part that cannot be read": Case(
                typed(
                    blanked(filled(), "disputes.reconsideration.total"),
                    {"disputes.reconsideration.upheld": "若干"},
                ),
                (
                    "V201 error disputes.reconsideration.upheld",
                    "V204 warning disputes.reconsideration.total",
                ),
            ),
            "a mark that it does not apply": one("/", "V205 info"),
        },
    ),
    "V205": CodeCases(
        clean={"plain digits": one("132"), "a plain amount": one("1234.5", ref=FEES)},
        failing={
            "full width and a unit": one("１３２件", "V205 info"),
            "another unit": one("1904573.79元", "V205 info", ref=FEES),
            "a change in words": one("减2", "V205 info", ref=CHANGE, name=TRIAL),
        },
        boundary={
            "thousands": one("1,234", "V205 info"),
            "no thousands": one("12,34", "V207 error"),
        },
    ),
    "V206": CodeCases(
        clean={"a number": one("0")},
        failing={
            "a formula's error": Case(
                broken_formula(filled(), LICENSING), (f"V206 error {LICENSING}",)
            ),
            "an error kept as text": one("#REF!", "V206 error"),
        },
        boundary={
            "only a number sign": one("#待定", "V201 error"),
            "in a sum, which is then not checked": Case(
                broken_formula(filled(), "requests.granted.total"),
                ("V206 error requests.granted.total",),
            ),
        },
    ),
    "V207": CodeCases(
        clean={"one number": one("1234")},
        failing={
            "about": one("约30", "V207 error"),
            "two numbers": one("12/13", "V207 error"),
            "two or one": one("1 234", "V207 error"),
            "in characters": one("二千余", "V207 error"),
        },
        boundary={
            "a point for thousands": one("1.234", "V207 error"),
            "a point for a fraction": one("1.23", "V203 error"),
            "an amount is no thousands": one("1.234", ref=FEES),
            "spaces around": one(" 1234　", "V205 info"),
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITIONS)
def test_a_blank_report_has_one_error_a_table_and_no_more(name: str) -> None:
    report = replace(filled(name), cells={})
    assert keys_of(findings_of(report)) == sorted(
        f"V204 error {table.cells[0].ref}" for table in edition(name).tables.values()
    )


def test_blanks_among_numbers_are_one_warning_a_table_naming_six_cells() -> None:
    report = blanked(blanked(zeros(), "requests.refused_"), "disputes.litigation_after.o")
    first, second = findings_of(report)
    assert (first.code, first.severity) == ("V204", Severity.WARNING)
    assert first.message == (
        "三、收到和处理政府信息公开申请情况：有 56 格空着，合计时按 0 计："
        "1.属于国家秘密 › 自然人、1.属于国家秘密 › 商业企业、1.属于国家秘密 › 科研机构、"
        "1.属于国家秘密 › 社会公益组织、1.属于国家秘密 › 法律服务机构、1.属于国家秘密 › 其他等"
    )
    assert second.message == (
        "四、政府信息公开行政复议、行政诉讼情况：有 1 格空着，合计时按 0 计：复议后起诉 › 其他结果"
    )


def test_a_missing_total_is_told_with_the_sum_of_its_parts() -> None:
    (finding,) = findings_of(blanked(filled(), "requests.carried_in.total"))
    assert finding.expected == sum(range(2, 8)) and finding.actual is None
    assert finding.message.endswith("空着，各部分之和是 27")
    assert finding.hint.startswith("请填 27")


@pytest.mark.parametrize("mark", ["/", "／", "-", "－", "—", "——", "无", "不适用", " / "])
def test_marks_for_does_not_apply_are_neither_blank_nor_zero(mark: str) -> None:
    report = typed(filled(), {LICENSING: mark})
    (finding,) = findings_of(report)
    assert (finding.code, finding.severity) == ("V205", Severity.INFO)
    assert "不适用" in finding.message
    assert report.value(CellRef(LICENSING)) is None


def test_a_part_that_cannot_be_read_hides_only_its_own_sums() -> None:
    report = with_values(
        typed(filled(), {"requests.granted.research": "待定"}),
        {"requests.new.total": 1, "requests.handled.business": 1},
    )
    found = keys_of(findings_of(report))
    assert "A101 error requests.new.total" in found
    assert "A102 error requests.handled.business" in found
    assert not [key for key in found if "granted" in key and not key.startswith("V201")]
    assert not [key for key in found if key.startswith("A102") and key.endswith("research")]


@pytest.mark.parametrize("name", EDITIONS)
def test_a_sum_that_could_not_be_checked_is_not_counted_as_checked(name: str) -> None:
    whole, part = filled(name), typed(filled(name), {"requests.granted.research": "待定"})
    assert run_checks(whole).checks_run - run_checks(part).checks_run == 2


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("1 234", "1234、1、234"),
        ("12（含结转3）", "12、3"),
        ("三万五", "35000、30005"),
        ("1.234", "1234"),
    ],
)
def test_an_ambiguous_number_is_refused_with_its_choices(text: str, choices: str) -> None:
    (finding,) = findings_of(typed(filled(), {LICENSING: text}))
    assert finding.code == "V207"
    assert finding.hint.startswith(f"可能是 {choices}，请对照台账。")


def test_an_amount_s_choices_are_in_the_unit_the_form_asks_for() -> None:
    (finding,) = findings_of(typed(filled(), {FEES: "约251000元"}))
    assert "可能是 25.1，" in finding.hint


def test_a_conversion_is_told_rule_by_rule() -> None:
    (finding,) = findings_of(typed(filled(), {FEES: "２５１，０００元"}))
    assert finding.message.endswith(
        "“２５１，０００元”读作 25.1（全角字符，“元”换算为“万元”，去掉千位分隔符）"
    )

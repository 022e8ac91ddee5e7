"""Values that are not what the form asks for: each becomes a finding that shows what was
received, and nothing received is lost on the way to another file."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import Struct

from gaitui.intake import Intake, take_in_bytes
from gaitui.render.document import render_json, report_document
from gaitui.writing import write_workbook
from tests.hostile import FEES, NEW, TABLE, command, place_of, with_stored, with_text
from tests.support import (
    LUOHU_JSON,
    codes,
    luohu_document,
    luohu_workbook,
    report_of,
    take_in_document,
)

SHEET_ERRORS = ("#DIV/0!", "#REF!", "#VALUE!", "#N/A", "#NAME?", "#NUM!", "#NULL!")
LABELS = "三、收到和处理政府信息公开申请情况 › 一、本年新收政府信息公开申请数量 › 自然人"


class Expected(Struct, frozen=True):
    """The value understood, if any, and the code of the finding on the cell, if any."""

    value: int | Decimal | None = None
    code: str | None = None


V201, V202, V203, V205, V206, V207 = (
    Expected(code=f"V20{number}") for number in (1, 2, 3, 5, 6, 7)
)
BLANK = Expected()

TYPED: Mapping[str, Expected] = {
    "十二件": Expected(12, "V205"),
    "壹佰贰拾": Expected(120, "V205"),
    "十余件": V207,
    "没有统计": V201,
    "abc": V201,
    "-3": V202,
    "－３": V202,
    "1.5": V203,
    "1.": V207,
    "1e999": V207,
    "1e3": V207,
    "NaN": V201,
    "inf": V201,
    "True": V201,
    "0x1F": V207,
    "1_000": V207,
    "٣": V201,
    "=1+1": V207,
    "９" * 30: V201,
    "9" * 30: V201,
    "9" * 13: V201,
    "9" * 100_000: V201,
    "1" + ",000" * 20_000: V201,
    "1.234": V207,
    "1,23": V207,
    "1 234": V207,
    "约12": V207,
    "12-13": V207,
    "12\n13": V207,
    "１２": Expected(12, "V205"),
    "'12": Expected(12, "V205"),
    "12件": Expected(12, "V205"),
    "1,234": Expected(1234, "V205"),
    "1，234": Expected(1234, "V205"),
    "\u3000 12\t": Expected(12, "V205"),
    "12.0": Expected(12, "V205"),
    "000000000000012": Expected(12, "V205"),
    "/": V205,
    "无": V205,
    "   ": BLANK,
    "\u3000\n\t\u200b": BLANK,
    **dict.fromkeys(SHEET_ERRORS, V206),
}
"""Texts in a cell for a count, and what they come to in a workbook."""

STORED: Mapping[str, tuple[str, str, Expected]] = {
    "error": ('t="e"', "<v>#DIV/0!</v>", V206),
    "error of no known name": ('t="e"', "<v>#BUSY!</v>", V206),
    "boolean": ('t="b"', "<v>1</v>", V201),
    "false": ('t="b"', "<v>0</v>", V201),
    "negative": ("", "<v>-3</v>", V202),
    "fraction": ("", "<v>1.5</v>", V203),
    "out of range": ("", "<v>1e999</v>", V201),
    "next to nothing": ("", "<v>1e-99</v>", V203),
    "not a number": ("", "<v>NaN</v>", V201),
    "infinity": ("", "<v>INF</v>", V201),
    "full-width": ("", "<v>１２</v>", V201),
    "30 digits": ("", f"<v>{'9' * 30}</v>", V201),
    "500,000 digits": ("", f"<v>{'1234567890' * 50_000}</v>", V201),
    "thousands": ("", "<v>1,234</v>", V201),
    "unknown type": ('t="zz"', "<v>12</v>", Expected(12, "V205")),
    "date": ('t="d"', "<v>2024-01-31</v>", V207),
    "a formula's text": ('t="str"', "<f>A1</f><v>12件</v>", Expected(12, "V205")),
    "empty text": ('t="inlineStr"', "<is><t/></is>", BLANK),
    "empty value": ("", "<v/>", BLANK),
    "float noise": ("", "<v>11.999999999999999822</v>", Expected(12)),
    "exponent": ("", "<v>1.2E1</v>", Expected(12)),
}
"""Cells as a spreadsheet program or somebody else stores them."""


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def on_cell(intake: Intake, ref: str) -> list[str]:
    """Codes of the value findings on one cell."""
    return [item.code for item in intake.findings if item.ref == ref and item.code[0] == "V"]


def assert_understood(intake: Intake, expected: Expected, received: str | None) -> None:
    report = report_of(intake)
    cell = report.cell(NEW)
    assert cell.value == expected.value
    if expected == BLANK:
        blank = next(item for item in intake.findings if item.code == "V204")
        assert "空着" in blank.message and on_cell(intake, NEW) == ["V204"]
        return
    assert on_cell(intake, NEW) == ([expected.code] if expected.code else [])
    if expected.code and received is not None:
        assert cell.raw == received
        finding = next(
            item for item in intake.findings if (item.ref, item.code) == (NEW, expected.code)
        )
        assert LABELS in finding.message and received[:40] in finding.message
        assert finding.actual == received[:200] and finding.hint
        assert len(finding.message) < 200


def assert_kept(intake: Intake) -> None:
    """The cell comes back from a workbook, where one can hold it, and from a document."""
    report = report_of(intake)
    kept = report_document(report)["cells"].get(NEW)
    from_json = report_of(take_in_bytes(render_json(report).encode(), "x"))
    assert report_document(from_json)["cells"].get(NEW) == kept
    if len(str(kept)) <= 32_767:
        from_xlsx = report_of(take_in_bytes(write_workbook(report), "x"))
        assert report_document(from_xlsx)["cells"].get(NEW) == kept


@pytest.mark.parametrize("text", TYPED, ids=lambda text: ascii(text[:12]))
def test_a_text_in_a_workbook_is_understood_or_shown(text: str) -> None:
    intake = take_in_bytes(with_text(place_of(NEW), escaped(text)), "x")
    assert_understood(intake, TYPED[text], text)
    assert_kept(intake)
    for finding in intake.findings:
        if finding.ref == NEW:
            assert (finding.sheet, finding.address) == (TABLE, place_of(NEW).address)


@pytest.mark.parametrize("text", TYPED, ids=lambda text: ascii(text[:12]))
def test_a_text_in_a_document_is_understood_the_same_way(text: str) -> None:
    document = luohu_document()
    document["cells"][NEW] = text
    intake = take_in_document(document)
    assert_understood(intake, TYPED[text], text)
    assert_kept(intake)


@pytest.mark.parametrize("name", STORED)
def test_what_a_program_stores_is_understood_or_shown(name: str) -> None:
    attributes, content, expected = STORED[name]
    intake = take_in_bytes(with_stored(place_of(NEW), attributes, content), "x")
    assert_understood(intake, expected, None)
    shown = report_document(report_of(intake))["cells"].get(NEW)
    assert (shown is None) == (expected == BLANK)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("-3", V202),
        ("1.5", V203),
        ("12.0", Expected(12)),
        ("1.2e1", Expected(12)),
        ("-0", Expected(0)),
        ("1e999", V201),
        ("1e99999999999999999999", V201),
        ("9" * 30, V201),
        ("9" * 100_000, V201),
        ("1e-99", V203),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_number_in_a_document_is_understood_or_shown(raw: str, expected: Expected) -> None:
    data = LUOHU_JSON.read_bytes().replace(f'"{NEW}": 510'.encode(), f'"{NEW}": {raw}'.encode())
    intake = take_in_bytes(data, "x")
    assert_understood(intake, expected, raw)
    assert_kept(intake)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("190.457379", "190.457379", None),
        ("2792220.8元", "279.22208", "V205"),
        ("1.5亿元", "15000", "V205"),
        ("-1", None, "V202"),
        ("0." + "0" * 40 + "1", None, "V201"),
        ("0.1" + "0" * 40 + "1", None, "V201"),
        ("0.0000000000001", None, "V201"),
        ("1234567890123.5", None, "V201"),
        ("1,23", None, "V207"),
        ("约1.5万元", None, "V207"),
        ("#DIV/0!", None, "V206"),
        ("不详", None, "V201"),
    ],
)
def test_an_amount_is_understood_or_shown(text: str, value: str | None, code: str | None) -> None:
    document = luohu_document()
    document["cells"][FEES] = text
    typed = take_in_bytes(with_text(place_of(FEES), text), "x")
    for intake in (typed, take_in_document(document)):
        assert report_of(intake).value(FEES) == (Decimal(value) if value else None)
        if code or intake is not typed:
            assert on_cell(intake, FEES) == ([code] if code else [])


@pytest.mark.parametrize(
    ("year", "code"),
    [
        ("1800", "W602"),
        ("2018", "W602"),
        ("0", "W602"),
        ("", "T508"),
        ("二〇二四", None),
        ("一百年", "W602"),
        ("去年", "T508"),
        ("-2024", "T508"),
        ("20244", "T508"),
        ("2024.5", "T508"),
        ("9" * 400, "T508"),
        ("2024年", None),
        ("２０２４", None),
        (" 2024 ", None),
    ],
    ids=lambda value: str(value)[:10],
)
def test_a_year_typed_into_a_workbook_is_a_year_or_a_finding(year: str, code: str | None) -> None:
    intake = take_in_bytes(with_text(place_of("year"), year), "x")
    about = [item for item in intake.findings if item.ref == "year"]
    assert [item.code for item in about] == ([code] if code else [])
    if code is None:
        assert report_of(intake).year == 2024
    else:
        assert "年度" in about[0].message and about[0].address == place_of("year").address


UNITS = {
    "": "没有填写",
    " \t\u3000": "没有填写",
    "局" * 300: "有 300 个字，超过 100 个字",
    "某某\n局": "换行或控制字符",
    "某某\u202e局": "换行或控制字符",
    "某某\x07局": "换行或控制字符",
}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: ascii(unit[:6]))
def test_a_unit_that_is_no_name_is_said_to_be_none(unit: str, tmp_path: Path) -> None:
    document = {**luohu_document(), "unit": unit}
    from_json = take_in_document(document)
    from_xlsx = take_in_bytes(write_workbook(report_of(from_json)), "x")
    for intake in (from_json, from_xlsx):
        assert report_of(intake).unit == unit
        messages = [item.message for item in intake.findings if item.ref == "unit"]
        assert len(messages) == 1 and UNITS[unit] in messages[0]
    file = tmp_path / "report.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    outcome = command("check", file)
    assert outcome.code == 1 and "T508" in outcome.out
    assert unit.strip() == "" or unit not in outcome.out or unit.isprintable()


def test_a_workbook_whose_unit_and_year_were_deleted_is_still_checked() -> None:
    """Without its year, numbers that the text gives for a year are not compared."""
    for key in ("unit", "year"):
        intake = take_in_bytes(with_stored(place_of(key), "", ""), "x")
        assert "T508" in codes(intake)
        assert intake.checks_run >= take_in_bytes(luohu_workbook(), "x").checks_run - 24

"""Reasons given for findings left as they are: kept by workbook and document alike."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitui.intake import take_in_bytes
from gaitui.layout import CHECKS_SHEET, EXPLANATIONS
from gaitui.render.document import render_json
from gaitui.report import Report, is_explanation_key
from gaitui.sources.xlsx import Workbook
from gaitui.writing import write_workbook
from tests.strategies import NASTY_TEXTS, legal_texts
from tests.support import codes, edition, luohu, luohu_document, report_of, take_in_document

DEFINITION = edition("gwy-2021")
KEYS = ("A103 requests.new.total", "T501 overview", "T508 unit", "W606 ", "V204 disputes.x.y")


def explained(explanations: dict[str, str]) -> Report:
    return replace(luohu(), explanations=explanations)


def through(report: Report) -> list[dict[str, str]]:
    """The explanations as a workbook and as a document give them back."""
    files = (write_workbook(report), render_json(report).encode())
    return [dict(report_of(take_in_bytes(data, "report")).explanations) for data in files]


@pytest.mark.parametrize("text", NASTY_TEXTS)
def test_any_text_comes_back(text: str) -> None:
    explanations = {"A103 requests.new.total": text, "T508 unit": "第二条", "W606 ": text}
    assert through(explained(explanations)) == [explanations] * 2


@given(st.dictionaries(st.sampled_from(KEYS[:4]), legal_texts.filter(bool)))
@settings(max_examples=30, deadline=None)
def test_any_explanations_come_back(explanations: dict[str, str]) -> None:
    assert through(explained(explanations)) == [explanations] * 2


def test_equal_reports_give_equal_files_whatever_the_order() -> None:
    one = explained({"T501 overview": "甲", "A103 requests.new.total": "乙"})
    other = explained({"A103 requests.new.total": "乙", "T501 overview": "甲"})
    assert write_workbook(one) == write_workbook(other)
    assert render_json(one) == render_json(other)


def test_a_report_without_them_is_written_as_before() -> None:
    workbook = Workbook(write_workbook(luohu()))
    assert EXPLANATIONS not in workbook.names
    assert "explanations" not in render_json(luohu())


def test_they_stand_below_the_checks_in_words() -> None:
    report = explained({"A103 requests.new.total": "机构改革划转 1 件"})
    texts = [
        cell.text for cell in Workbook(write_workbook(report)).grid(CHECKS_SHEET).cells.values()
    ]
    assert "对未改正问题的说明" in texts and "机构改革划转 1 件" in texts
    assert any(text and "本年新收" in text and text.endswith("总计") for text in texts)


@pytest.mark.parametrize(
    "key",
    ["", "A103", "a103 unit", "A103 requests.new.totals", "A1034 unit", "A103 unit ", KEYS[4]],
)
def test_what_is_no_findings_key_is_refused_or_left_out(key: str) -> None:
    assert not is_explanation_key(DEFINITION, key)
    intake = take_in_document({**luohu_document(), "explanations": {key: "x"}})
    assert codes(intake) == ["W601"] and f"“{key}”" in intake.findings[0].message
    kept = report_of(take_in_bytes(write_workbook(explained({key: "x", "T508 unit": "y"})), "-"))
    if key:
        assert kept.explanations == {"T508 unit": "y"}


def test_line_ends_are_those_of_a_report() -> None:
    intake = take_in_document({**luohu_document(), "explanations": {"T508 unit": "甲\r\n乙\r丙"}})
    assert report_of(intake).explanations == {"T508 unit": "甲\n乙\n丙"}

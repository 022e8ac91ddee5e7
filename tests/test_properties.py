"""Laws: what is written is read back whatever it is, and no number of a balanced report can be
changed unnoticed where arithmetic can see it."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaitui.cell import CellRef
from gaitui.finding import Finding, Severity
from gaitui.intake import Intake, take_in_bytes
from gaitui.layout import layout_of
from gaitui.render.document import render_json
from gaitui.report import Report
from gaitui.writing import write_workbook
from tests.strategies import LIKE_ESCAPES, NASTY_TEXTS, reports
from tests.support import (
    EDITIONS,
    LUOHU_JSON,
    edit_part,
    edition,
    luohu,
    luohu_document,
    luohu_workbook,
    report_of,
    run_gaitui,
    sheet_part,
    take_in_document,
)

FORM = edition("gwy-2021")
UNSEEN = (
    "disclosure.regulations.issued",
    "disclosure.regulations.repealed",
    "disclosure.regulations.in_force",
    "disclosure.normative_documents.issued",
    "disclosure.normative_documents.repealed",
    "disclosure.normative_documents.in_force",
    "disclosure.licensing.decisions",
    "disclosure.penalties.decisions",
    "disclosure.coercion.decisions",
    "disclosure.fees.amount",
)
"""Part two has no sums: nothing within one report says what these numbers should be."""
SEEN = [ref for ref in FORM.cells if ref not in UNSEEN]

Key = TypeVar("Key")
Item = TypeVar("Item")
any_report = st.sampled_from([edition(name) for name in EDITIONS]).flatmap(reports)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def reverse(items: Mapping[Key, Item]) -> dict[Key, Item]:
    return dict(reversed(list(items.items())))


def through_json(report: Report) -> Report:
    return report_of(take_in_bytes(render_json(report).encode(), "test.json"))


def through_workbook(report: Report) -> Report:
    return report_of(take_in_bytes(write_workbook(report), "test.xlsx"))


@given(any_report)
@thorough
def test_a_document_comes_back_from_a_workbook_as_it_was(report: Report) -> None:
    document = render_json(through_json(report))
    assert render_json(through_workbook(through_json(report))) == document
    assert render_json(through_json(through_json(report))) == document


@given(any_report)
@thorough
def test_equal_reports_give_the_same_bytes(report: Report) -> None:
    backwards = Report(
        report.definition,
        report.unit,
        report.year,
        reverse(report.cells),
        reverse(report.narratives),
        reverse(report.meta),
    )
    assert write_workbook(backwards) == write_workbook(report)


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    written = set()
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.xlsx"
        done = run_gaitui("export", LUOHU_JSON, target, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        written.add(target.read_bytes())
    assert written == {luohu_workbook()}


@pytest.mark.parametrize("text", NASTY_TEXTS + LIKE_ESCAPES, ids=lambda text: ascii(text[:20]))
def test_a_text_comes_back_from_a_workbook_letter_by_letter(text: str) -> None:
    report = Report(FORM, text[:80], 2024, {}, {"overview": text}, {"drafter": text[:80]})
    read = through_workbook(report)
    assert (read.unit, read.narratives, read.meta) == (report.unit, report.narratives, report.meta)


def test_the_list_of_what_arithmetic_cannot_see_is_complete() -> None:
    assert (len(UNSEEN), len(SEEN)) == (10, 190)
    assert {FORM.cells[CellRef(ref)].table for ref in UNSEEN} == {"disclosure"}


def raised(ref: str) -> bytes:
    """The sample's workbook with one stored number raised by one, cached totals untouched."""
    place = layout_of(FORM).cells[CellRef(ref)]
    number = re.compile(rf'(<c r="{place.address}"[^>]*>(?:<f>[^<]*</f>)?<v>)([0-9.]+)(?=</v>)')

    def edit(xml: str) -> str:
        changed, count = number.subn(lambda found: found[1] + str(int(found[2]) + 1), xml)
        assert count == 1, ref
        return changed

    return edit_part(luohu_workbook(), sheet_part(luohu_workbook(), place.sheet), edit)


def raised_in_json(ref: str) -> Intake:
    document = luohu_document()
    document["cells"][ref] = int(document["cells"][ref]) + 1
    return take_in_document(document)


@cache
def known_findings() -> tuple[Finding, ...]:
    return take_in_bytes(luohu_workbook(), "test.xlsx").findings


def errors_about(ref: str, intake: Intake) -> list[Finding]:
    """Errors of equations that hold the cell, which name its table and its row or column."""
    spec = FORM.cells[CellRef(ref)]
    section = FORM.section_of(spec.table)
    assert section is not None
    found = []
    for equation in FORM.equations:
        own_label = spec.column_path if equation.rule.each == "column" else spec.row_path
        for finding in intake.findings:
            if (
                finding.severity is Severity.ERROR
                and finding.code == equation.rule.code
                and finding.ref == equation.left[0]
                and ref in equation.left + equation.right
                and f"{section.heading}，{equation.subject}" in finding.message
                and (own_label or spec.column_path)[-1] in finding.message
            ):
                found.append(finding)
    return found


@pytest.mark.parametrize("ref", SEEN)
def test_no_number_of_a_workbook_is_changed_unnoticed(ref: str) -> None:
    intake = take_in_bytes(raised(ref), "test.xlsx")
    assert report_of(intake).value(CellRef(ref)) == (luohu().value(CellRef(ref)) or 0) + 1
    found = errors_about(ref, intake)
    assert found
    assert all(finding.address for finding in found)


@pytest.mark.parametrize("ref", SEEN)
def test_no_number_of_a_document_is_changed_unnoticed(ref: str) -> None:
    assert errors_about(ref, raised_in_json(ref))


@pytest.mark.parametrize("ref", UNSEEN)
def test_what_arithmetic_cannot_see_is_read_all_the_same(ref: str) -> None:
    intake = take_in_bytes(raised(ref), "test.xlsx")
    assert report_of(intake).value(CellRef(ref)) == (luohu().value(CellRef(ref)) or 0) + 1
    assert intake.findings == known_findings()
    assert {finding.code for finding in raised_in_json(ref).findings} == {
        finding.code for finding in known_findings()
    }


@pytest.mark.parametrize("ref", [SEEN[0], SEEN[77], SEEN[-1], UNSEEN[0]])
def test_the_command_reports_a_changed_number(ref: str, tmp_path: Path) -> None:
    received = tmp_path / "报送.xlsx"
    received.write_bytes(raised(ref))
    done = run_gaitui("check", received)
    assert done.returncode == (0 if ref in UNSEEN else 1), done.stdout.decode()

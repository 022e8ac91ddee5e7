"""A real spreadsheet program agrees with us: it recalculates every formula to our value, keeps
every text, and prints the templates whole."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest

from gaitui.cell import CellRef
from gaitui.checks import run_checks
from gaitui.checks.arithmetic import missing_totals
from gaitui.definition import Equation
from gaitui.grid import to_position
from gaitui.intake import take_in_bytes
from gaitui.layout import CHARTS_SHEET, CHECKS_SHEET, CHECKS_TOP, GUIDE_SHEET, Place, layout_of
from gaitui.render.document import render_json
from gaitui.report import Report
from gaitui.sources.xlsx import Workbook
from gaitui.writing import write_template, write_workbook
from tests.oracle import convert, convert_bytes
from tests.strategies import random_report
from tests.support import (
    EDITIONS,
    edit_part,
    edition,
    luohu,
    luohu_workbook,
    need_tool,
    report_of,
    sheet_part,
)

EACH = 50
"""Balanced reports an edition, and as many broken ones."""
Sheets: TypeAlias = Mapping[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Sample:
    """A report, the workbook we wrote, and that workbook as LibreOffice saved it."""

    name: str
    report: Report
    written: bytes
    saved: bytes


def samples(reports: Mapping[str, Report], folder: Path) -> list[Sample]:
    written = [write_workbook(report) for report in reports.values()]
    saved = convert_bytes(written, "xlsx", folder)
    return [Sample(*item) for item in zip(reports, reports.values(), written, saved, strict=True)]


def stored_values(workbook: bytes) -> Sheets:
    """Rows of values by sheet, as openpyxl finds them in the file."""
    book = openpyxl.load_workbook(BytesIO(workbook), read_only=True, data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def value_at(sheets: Sheets, place: Place) -> Any:
    return sheets[place.sheet][place.row - 1][place.column - 1]


def shown(value: object) -> str:
    """A stored value as compared: a formula that gives the empty text shows nothing."""
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def test_what_libreoffice_saves_was_recalculated(tmp_path: Path) -> None:
    """Without the oracle's settings it would hand back the number that the file states."""
    place = layout_of(luohu().definition).cells[CellRef("requests.new.total")]
    part = sheet_part(luohu_workbook(), place.sheet)
    wrong = edit_part(luohu_workbook(), part, lambda xml: xml.replace("<v>534</v>", "<v>99</v>"))
    saved = convert_bytes([wrong], "xlsx", tmp_path)[0]
    assert value_at(stored_values(wrong), place) == 99
    assert value_at(stored_values(saved), place) == 534


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("broken", [False, True], ids=["balanced", "broken"])
def test_libreoffice_calculates_as_we_do_and_keeps_what_it_gets(
    name: str, broken: bool, tmp_path: Path
) -> None:
    """One test for both, so that each workbook is converted once, whatever runs beside."""
    reports = {f"seed {seed}": random_report(edition(name), seed, broken) for seed in range(EACH)}
    failed = 0
    for sample in samples(reports, tmp_path):
        sheets = stored_values(sample.saved)
        assert_totals(sample, sheets)
        assert_charts(sample, sheets)
        failed += assert_checks(sample, sheets)
        assert_same(sample)
    assert failed > 2 * EACH if broken else not failed


def test_the_sample_comes_back_from_libreoffice_as_it_was(tmp_path: Path) -> None:
    (sample,) = samples({"罗湖": luohu()}, tmp_path)
    assert assert_checks(sample, stored_values(sample.saved)) == 0
    assert_same(sample)


def assert_same(sample: Sample) -> None:
    """Read from either file the report is as it was, and the findings are the same."""
    document = render_json(sample.report)
    direct = take_in_bytes(sample.written, "written.xlsx")
    saved = take_in_bytes(sample.saved, "saved.xlsx")
    assert render_json(report_of(direct)) == document, sample.name
    assert render_json(report_of(saved)) == document, sample.name
    assert saved.findings == direct.findings, sample.name


def assert_totals(sample: Sample, sheets: Sheets) -> None:
    """Total cells hold our values; a total that differs from its parts is kept as it was."""
    report = sample.report
    for ref in report.definition.formulas:
        place = layout_of(report.definition).cells[ref]
        stored = value_at(sheets, place)
        assert shown(stored) == report.cell(ref).shown, (sample.name, ref)


def assert_charts(sample: Sample, sheets: Sheets) -> None:
    """The numbers beside the charts, which are formulas too."""
    for address, cell in Workbook(sample.written).grid(CHARTS_SHEET).cells.items():
        if cell.formula is not None:
            row, column = to_position(address) or (0, 0)
            stored = value_at(sheets, Place(CHARTS_SHEET, row, column))
            assert shown(stored) == cell.text, (sample.name, address)


def assert_checks(sample: Sample, sheets: Sheets) -> int:
    """Both sides, difference and verdict of each rule; how many rules fail."""
    report = sample.report
    rows = sheets[CHECKS_SHEET]
    failed = 0
    for row, equation in zip(rows[CHECKS_TOP - 1 :], report.definition.equations, strict=True):
        left, right = report.total(equation.left), report.total(equation.right)
        verdict = "通过" if left == right else "不平"
        expected = (left, right, left - right, verdict)
        assert (row[4], *row[6:9]) == expected, (sample.name, equation.subject)
        failed += left != right
    summary = f"有 {failed} 项不平，请逐项核对" if failed else "全部通过"
    assert rows[1][4:6] == (failed, summary)
    assert failed == len(failing_or_excused(report)), sample.name
    return failed


def failing_or_excused(report: Report) -> list[Equation]:
    """Rules that the checks report as failing, or that fail because of a cell with a finding of
    its own: one that is no number, or a total left out."""
    reported = {
        (finding.code, finding.ref)
        for finding in run_checks(report).findings
        if finding.code.startswith("A1")
    }
    excused = {ref for ref, cell in report.cells.items() if cell.problem is not None}
    excused.update(missing_totals(report))
    return [
        equation
        for equation in report.definition.equations
        if (equation.rule.code, equation.left[0]) in reported
        or (
            not excused.isdisjoint(equation.left + equation.right)
            and report.total(equation.left) != report.total(equation.right)
        )
    ]


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("broken", [False, True])
def test_a_program_that_drops_calculated_values_loses_nothing_else(name: str, broken: bool) -> None:
    """openpyxl stands for such programs; totals are then worked out from our own formulas. It
    also forgets to escape `_x0041_`, which is left out here."""
    for seed in range(5):
        report = random_report(edition(name), seed, broken)
        texts = {key: text.replace("_x", "_y") for key, text in report.narratives.items()}
        report = replace(report, narratives=texts)
        written, stripped = write_workbook(report), BytesIO()
        openpyxl.load_workbook(BytesIO(written)).save(stripped)
        direct = take_in_bytes(written, "written.xlsx")
        read = take_in_bytes(stripped.getvalue(), "stripped.xlsx")
        assert render_json(report_of(read)) == render_json(report), seed
        extra = [finding.code for finding in read.findings if finding not in direct.findings]
        assert extra == ["W605"], seed
        assert len(read.findings) == len(direct.findings) + 1, seed


def test_templates_print_whole_on_one_page_a_part(tmp_path: Path) -> None:
    """The list of checks takes two pages; labels stand on their own table's page."""
    files = []
    for name in EDITIONS:
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(write_template(edition(name)))
    for name, printed in zip(EDITIONS, convert(files, "pdf", tmp_path / "pdf"), strict=True):
        definition = edition(name)
        headings = [section.heading for section in definition.sections]
        fronts = [GUIDE_SHEET, Report(definition).title]
        titles = [*fronts, *headings, *["勾稽关系校验"] * 2, CHARTS_SHEET]
        pages = page_texts(printed)
        assert len(pages) == len(titles)
        for number, (page, title) in enumerate(zip(pages, titles, strict=True), start=1):
            assert plain(title) in page
            assert f"第{number}页，共{len(pages)}页" in page
            assert not [
                mark for mark in ("#REF!", "#NAME?", "#VALUE!", "Err:", "###") if mark in page
            ]
        for section in definition.sections:
            if section.table:
                page = pages[titles.index(section.heading)]
                labels = definition.tables[section.table].labels
                assert not [label.text for label in labels if plain(label.text) not in page]


def page_texts(printed: Path) -> list[str]:
    """The text of each page, without white space."""
    command = [need_tool("pdftotext"), "-raw", str(printed), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return [plain(page) for page in done.stdout.decode().split("\f")[:-1]]


def plain(text: str) -> str:
    return "".join(text.split())

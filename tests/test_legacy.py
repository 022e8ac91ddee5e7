"""Workbooks that another office program saved as .xls, .ods or .xlsb: the same report, the same
findings."""

import io
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from gaitui.grid import Grid, GridCell, Type
from gaitui.intake import take_in_bytes
from gaitui.render.document import render_json
from gaitui.report import Report
from gaitui.sources.legacy import LegacyWorkbook
from gaitui.sources.ods import OdsWorkbook
from gaitui.sources.open import Spreadsheet, open_source
from gaitui.sources.xlsx import Workbook
from gaitui.writing import write_workbook
from tests.oracle import convert_bytes
from tests.strategies import random_report
from tests.support import EDITIONS, codes, edition, luohu, luohu_workbook, report_of
from tests.xlsb import write_xlsb

SEEDS = range(1, 11)
"""Seed 0 has texts of 16,001 emoji, of which the .xls reader breaks those at a record's end."""


def spreadsheet(data: bytes) -> Spreadsheet:
    opened = open_source(data)
    assert isinstance(opened, Workbook | LegacyWorkbook | OdsWorkbook)
    return opened


@cache
def binary(workbook: bytes) -> bytes:
    """An .xlsx workbook as .xlsb."""
    book = Workbook(workbook)
    return write_xlsb([book.grid(name) for name in book.sheet_names])


def assert_same(saved: bytes, written: bytes, report: Report, unknown: set[str]) -> None:
    """Both files give the report and the same findings, but those that a format cannot know."""
    intake, direct = take_in_bytes(saved, "saved"), take_in_bytes(written, "written.xlsx")
    assert render_json(report_of(intake)) == render_json(report)
    known = tuple(item for item in direct.findings if item.code not in unknown)
    assert intake.findings == known


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize(("kind", "unknown"), [("xls", {"W604"}), ("ods", set())])
def test_what_libreoffice_saves_in_another_format_is_the_same_report(
    name: str, kind: str, unknown: set[str], tmp_path: Path
) -> None:
    """A total typed over cannot be told in .xls, where formulas are not read."""
    pairs = [(seed, broken) for seed in SEEDS for broken in (False, True)]
    reports = [random_report(edition(name), seed, broken) for seed, broken in pairs]
    books = [write_workbook(report) for report in reports]
    saved = convert_bytes(books, kind, tmp_path)
    assert len({book for book in books}) == len(pairs) == 20
    for report, book, data in zip(reports, books, saved, strict=True):
        assert_same(data, book, report, unknown)


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
def test_the_sample_in_another_format_raises_no_alarm_about_its_formulas(
    kind: str, tmp_path: Path
) -> None:
    book = luohu_workbook()
    data = binary(book) if kind == "xlsb" else convert_bytes([book], kind, tmp_path)[0]
    assert_same(data, book, luohu(), set())
    assert not {"W604", "W605", "W606", "W608"} & set(codes(take_in_bytes(data, kind)))


@pytest.mark.parametrize("name", EDITIONS)
def test_a_report_in_xlsb_is_read_by_the_places_of_its_cells(name: str) -> None:
    for seed in SEEDS[:3]:
        report = random_report(edition(name), seed, broken=False)
        book = write_workbook(report)
        assert_same(binary(book), book, report, set())


@cache
def mixed() -> bytes:
    """A workbook with a cell of each type away from the corner, and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    cells = {"C3": "=1/0", "D3": True, "E3": 534, "F3": 190.457379, "G3": "１２", "H3": '="t"'}
    for address, value in cells.items():
        sheet[address] = value
    sheet["C5"] = "合并"
    sheet.merge_cells("C5:D6")
    hidden = book.create_sheet("旧表")
    hidden["B2"] = 3
    hidden.sheet_state = "hidden"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


STORED = {
    "D3": GridCell("1", Type.BOOLEAN),
    "E3": GridCell("534", Type.NUMBER),
    "F3": GridCell("190.457379", Type.NUMBER),
    "G3": GridCell("１２", Type.TEXT),
    "C5": GridCell("合并", Type.TEXT),
}


def test_xls_keeps_addresses_types_merges_and_what_is_hidden(tmp_path: Path) -> None:
    source = spreadsheet(convert_bytes([mixed()], "xls", tmp_path)[0])
    first, second = (source.grid(name) for name in source.sheet_names)
    assert first == Grid("Sheet", {**STORED, "H3": GridCell("t", Type.TEXT)}, ("C5:D6",))
    assert second == Grid("旧表", {"B2": GridCell("3", Type.NUMBER)}, (), hidden=True)
    assert not source.has_formulas


def test_ods_keeps_formulas_and_errors_too(tmp_path: Path) -> None:
    source = spreadsheet(convert_bytes([mixed()], "ods", tmp_path)[0])
    first, second = (source.grid(name) for name in source.sheet_names)
    formulas = {
        "C3": GridCell("#DIV/0!", Type.ERROR, "1/0"),
        "H3": GridCell("t", Type.TEXT, '"t"'),
        "D3": GridCell("1", Type.BOOLEAN, "TRUE()"),
    }
    assert first == Grid("Sheet", {**STORED, **formulas}, ("C5:D6",))
    assert second.hidden and source.has_formulas


def test_xlsb_keeps_addresses_types_and_what_is_hidden() -> None:
    grids = [Grid("甲", STORED), Grid("乙", {"B2": GridCell("3", Type.NUMBER)}, (), hidden=True)]
    source = spreadsheet(write_xlsb(grids))
    assert [source.grid(name) for name in source.sheet_names] == grids
    assert not source.has_macros
    assert spreadsheet(write_xlsb(grids, {"xl/vbaProject.bin": b"x"})).has_macros
    assert spreadsheet(
        write_xlsb(grids, {"xl/externalLinks/externalLink1.bin": b"x"})
    ).has_external_links


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
def test_a_workbook_that_is_not_ours_is_a_finding_and_not_a_crash(
    kind: str, tmp_path: Path
) -> None:
    if kind == "xlsb":
        data = write_xlsb([Grid("甲", STORED)])
    else:
        data = convert_bytes([mixed()], kind, tmp_path)[0]
    assert codes(take_in_bytes(data, kind)) == ["W603"]

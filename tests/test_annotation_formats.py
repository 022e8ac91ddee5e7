"""Copies of files that cannot be marked as they are, of hostile ones, and what LibreOffice makes
of a copy."""

import io
import resource
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaitui.annotation.annotate import WRITING, Annotated, annotate
from gaitui.errors import UnreadableError
from gaitui.finding import Finding, Severity
from gaitui.grid import Grid, GridCell, Type
from gaitui.intake import Intake, take_in_bytes
from gaitui.render.document import render_json
from gaitui.sources.open import Spreadsheet, open_source
from gaitui.sources.xlsx import Workbook
from tests.hostile_cases import REFUSED
from tests.hostile_files import SHEET_WRITERS, as_xlsx
from tests.hostile_sheets import SHEETS
from tests.oracle import convert, convert_bytes
from tests.support import LUOHU_JSON, need_tool, report_of
from tests.test_annotation import annotated, faulty, marked
from tests.test_hostile import HARMLESS
from tests.test_legacy import binary, mixed, spreadsheet
from tests.xlsb import write_xlsb

FINDING = Finding("W601", Severity.ERROR, "读不出来")


def loaded(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def copied(data: bytes, name: str) -> tuple[Intake, Annotated]:
    intake = take_in_bytes(data, name)
    return intake, annotate(data, intake.report, intake.findings, name)


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
def test_other_formats_get_a_transcript_that_reads_the_same(kind: str, tmp_path: Path) -> None:
    received = faulty()
    data = binary(received) if kind == "xlsb" else convert_bytes([received], kind, tmp_path)[0]
    intake, done = copied(data, f"区教育局.{kind}")
    assert done.data is not None and done.suffix == ".xlsx"
    word = ".ods" if kind == "ods" else ".xls 或 .xlsb"
    assert done.lost == (
        f"原件是 {word}，副本是照抄的 .xlsx：工作表、地址和内容相同，公式、列宽和格式没有保留。",
    )
    again = take_in_bytes(done.data, "back.xlsx")
    assert render_json(report_of(again)) == render_json(report_of(intake))
    unknown = {"W604"}  # a total that was typed is seen as typed where formulas can be seen
    known = [item for item in intake.findings if item.code not in unknown]
    assert [item for item in again.findings if item.code not in unknown] == known
    book = loaded(done.data)
    assert book["_gaitui"].sheet_state == "veryHidden"
    for sheet, address in marked(intake):
        assert book[sheet][address].comment.author == "gaitui"
    assert book["三、依申请"]["J8"].value == '=IF(COUNT(D8:I8)=0,"",SUM(D8:I8))'


def same_cells(source: Spreadsheet, copy: bytes) -> None:
    book = Workbook(copy)
    assert book.sheet_names == ("校验意见", *source.sheet_names)
    for name in source.sheet_names:
        one, other = source.grid(name), book.grid(name)
        assert (sorted(other.merges), other.hidden) == (sorted(one.merges), one.hidden)
        assert other.cells.keys() == {key for key, cell in one.cells.items() if cell.text}
        for address, cell in other.cells.items():
            assert cell.text == one.cells[address].text


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
def test_a_transcript_keeps_addresses_values_merges_and_what_is_hidden(
    kind: str, tmp_path: Path
) -> None:
    if kind == "xlsb":
        cells = {"C3": GridCell("534", Type.NUMBER), "D4": GridCell("=1+1[/x]", Type.TEXT)}
        data = write_xlsb([Grid("甲", cells), Grid("乙", cells, (), hidden=True)])
    else:
        data = convert_bytes([mixed()], kind, tmp_path)[0]
    done = annotate(data, None, [FINDING])
    assert done.data is not None
    same_cells(spreadsheet(data), done.data)


def test_names_and_merges_that_xlsx_cannot_have_are_changed_and_said() -> None:
    merges = ("A1:B2", "B2:C3", "A1:XFD1048576")
    cells = {"A1": GridCell("1E400", Type.NUMBER), "A5": GridCell("x\x00\ud800", Type.TEXT)}
    names = ["甲/乙" * 20, "甲_乙" * 20]
    grids = [Grid(name, cells, merges) for name in names]
    from gaitui.annotation.transcript import transcribe

    copy = transcribe(grids, None, spreadsheet(mixed()))
    assert [len(name) for name in Workbook(copy.data).sheet_names] == [31, 28]
    assert sum("用不了，改为" in line for line in copy.lost) == 2
    assert sum("有 2 处合并单元格重叠或过大，没有合并" in line for line in copy.lost) == 2
    first = Workbook(copy.data).grid(Workbook(copy.data).sheet_names[0])
    assert first.merges == ("A1:B2",) and first.cells["A1"].text == "1E400"


@pytest.mark.parametrize("kind", ["json", "html", "txt", "docx"])
def test_pages_and_documents_get_a_notice_only(kind: str) -> None:
    texts = {
        "json": LUOHU_JSON.read_bytes(),
        "html": b"<html><body><p>x</p></body></html>",
        "txt": (LUOHU_JSON.parent / "luohu-2024.txt").read_bytes(),
        "docx": SHEET_WRITERS["docx"]([Grid("甲", {"A1": GridCell("1", Type.NUMBER)})]),
    }
    done = annotate(texts[kind], None, [FINDING])
    assert done.data is None and "不是工作簿：没有标注副本" in done.lost[0]


def cost(data: bytes) -> tuple[Annotated, float]:
    """A copy, or none, and the processor time of the children that made it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = annotate(data, None, [FINDING])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def is_accepted(data: bytes) -> bool:
    try:
        source = open_source(data)
        return isinstance(source, Workbook) and all(map(source.grid, source.sheet_names))
    except UnreadableError:
        return False


@pytest.mark.parametrize("name", [*REFUSED, *HARMLESS])
def test_a_hostile_workbook_costs_its_copy_at_most(name: str) -> None:
    data = REFUSED[name][0]() if name in REFUSED else HARMLESS[name]()
    start = time.monotonic()
    done, seconds = cost(data)
    assert seconds < 2 * WRITING.cpu_seconds + 2 and time.monotonic() - start < 60
    assert done.lost if done.data is None else zipfile.is_zipfile(io.BytesIO(done.data))
    if name in HARMLESS:
        assert done.data is not None, done.lost


@pytest.mark.parametrize("name", SHEETS)
def test_a_crowded_sheet_costs_its_copy_at_most(name: str) -> None:
    done, seconds = cost(as_xlsx(SHEETS[name]()))
    assert seconds < 2 * WRITING.cpu_seconds + 2
    assert done.data is not None or "没有标注副本" in done.lost[0]


def test_what_the_library_cannot_open_is_transcribed() -> None:
    done, _ = cost(HARMLESS["huge merge"]())
    assert done.data is not None
    assert done.lost[0].startswith("原件是 无法加批注的工作簿，副本是照抄的 .xlsx")
    assert "没有合并" in done.lost[1]


def comments_of(ods: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(ods)) as package:
        content = package.read("content.xml").decode()
    return content.split("<office:annotation ")[1:]


def test_libreoffice_shows_the_comments_and_keeps_them(tmp_path: Path) -> None:
    intake, returned = annotated(faulty())
    count = len(marked(intake))
    ods, xlsx = (convert_bytes([returned], kind, tmp_path / kind)[0] for kind in ("ods", "xlsx"))
    found = comments_of(ods)
    assert len(found) == count
    assert all(item.code in "".join(found) for items in marked(intake).values() for item in items)
    book, copy = loaded(xlsx), loaded(returned)
    for sheet, address in marked(intake):
        text = copy[sheet][address].comment.text
        assert book[sheet][address].comment.text.split() == text.split()
    again = take_in_bytes(xlsx, "saved.xlsx")
    assert render_json(report_of(again)) == render_json(report_of(intake))
    assert [item.code for item in again.findings] == [item.code for item in intake.findings]


def test_the_list_prints_on_one_page_in_width(tmp_path: Path) -> None:
    _, returned = annotated(faulty())
    (tmp_path / "copy.xlsx").write_bytes(returned)
    (pdf,) = convert([tmp_path / "copy.xlsx"], "pdf", tmp_path / "out")
    command = [need_tool("pdftotext"), "-layout", "-l", "1", str(pdf), "-"]
    page = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "校验意见" in page and "怎么改" in page and "第 1 页" in page
    assert all(code in page for code in ("A103", "A101", "V207", "A104", "T504", "V204", "W604"))

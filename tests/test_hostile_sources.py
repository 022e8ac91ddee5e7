"""Damaged and hostile files of every type: each is read or refused with a reason, in time and
memory, and never ends the program."""

import io
import random
import re
import resource
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from gaitui.grid import Grid, GridCell, Type
from gaitui.intake import take_in_bytes
from gaitui.render.text import render_text
from gaitui.sources.child import READING, run_child
from tests.hostile import cut_points, pack, parts_of
from tests.oracle import convert_bytes
from tests.published_pages import document_of, page_of
from tests.support import codes, luohu, luohu_workbook
from tests.test_legacy import binary
from tests.test_pages import as_word
from tests.xlsb import write_xlsb

FLIPS = 500
"""Files with changed bytes, a type."""
KINDS = ("xls", "ods", "xlsb", "html", "docx", "txt")


@cache
def saved(kind: str, folder: Path) -> bytes:
    return convert_bytes([luohu_workbook()], kind, folder)[0]


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The sample as a file of each type."""
    folder = tmp_path_factory.mktemp("kinds")
    return {
        "xls": saved("xls", folder / "xls"),
        "ods": saved("ods", folder / "ods"),
        "xlsb": binary(luohu_workbook()),
        "html": page_of(luohu()),
        "docx": as_word(luohu()),
        "txt": render_text(luohu()).encode(),
    }


def changed(data: bytes, chance: random.Random) -> bytes:
    """A copy with some bytes changed; inside a zip, in one of its parts, so that the checksum
    does not save the reader from having to read it."""
    if data.startswith(b"PK") and chance.random() < 0.9:
        parts = parts_of(data)
        name = chance.choice(sorted(name for name in parts if len(parts[name]) > 50))
        return pack({**parts, name: changed(parts[name], chance)})
    copy = bytearray(data)
    for _ in range(chance.choice([1, 3, 10, 100])):
        copy[chance.randrange(len(copy))] = chance.randrange(256)
    if chance.random() < 0.1:
        del copy[chance.randrange(len(copy)) :]
    return bytes(copy)


@pytest.mark.parametrize("part", range(5))
@pytest.mark.parametrize("kind", KINDS)
def test_bytes_changed_at_random_never_end_the_program(
    kind: str, part: int, samples: dict[str, bytes]
) -> None:
    for number in range(part * FLIPS // 5, (part + 1) * FLIPS // 5):
        intake = take_in_bytes(changed(samples[kind], random.Random(f"{kind} {number}")), kind)
        assert intake.report is not None or codes(intake), number


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb", "docx"])
def test_a_file_cut_short_is_refused_or_read(kind: str, samples: dict[str, bytes]) -> None:
    for size in cut_points(samples[kind], 12):
        intake = take_in_bytes(samples[kind][:size], kind)
        assert intake.report is not None or codes(intake)[-1] in ("W601", "W603"), size


ROW = "<table:table-row>{}</table:table-row>"
CELL = '<table:table-cell {} office:value-type="float" office:value="1"/>'


def ods_with(xml: str, samples: dict[str, bytes]) -> bytes:
    """The sample with more rows on its largest table's sheet, above the empty ones to its end."""
    parts = parts_of(samples["ods"])
    text = parts["content.xml"].decode()
    start = text.index('table:name="三、依申请"')
    rest = re.compile(r'<table:table-row [^>]*number-rows-repeated="[0-9]{6,}"')
    found = rest.search(text, start)
    assert found is not None
    at = found.start()
    return pack({**parts, "content.xml": (text[:at] + xml + text[at:]).encode()})


ODS: dict[str, tuple[str, bool]] = {
    "far corner": (
        '<table:table-row table:number-rows-repeated="1040000"><table:table-cell/>'
        "</table:table-row>"
        + ROW.format('<table:table-cell table:number-columns-repeated="16000"/>' + CELL.format("")),
        True,
    ),
    "empty to the corner": (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:style-name="ce1" table:number-columns-repeated="16384"/></table:table-row>',
        True,
    ),
    "repeated a million times": (
        f'<table:table-row table:number-rows-repeated="1000000">{CELL.format("")}'
        "</table:table-row>",
        False,
    ),
    "repeated beyond the sheet": (
        ROW.format(CELL.format('table:number-columns-repeated="99999"')),
        False,
    ),
    "repeated beyond numbers": (
        f'<table:table-row table:number-rows-repeated="{"9" * 5000}"/>',
        False,
    ),
    "repeated in full-width": ('<table:table-row table:number-rows-repeated="９"/>', False),
    "nested groups": ("<table:table-row-group>" * 50 + "</table:table-row-group>" * 50, False),
    "nested deeply": ("<text:p>" * 50_000 + "</text:p>" * 50_000, True),
    "a billion blanks": (
        ROW.format(
            '<table:table-cell office:value-type="string"><text:p>a'
            '<text:s text:c="999999999"/></text:p></table:table-cell>'
        ),
        True,
    ),
    "entities": ("<!DOCTYPE x>", False),
}


@pytest.mark.parametrize("name", ODS)
def test_a_hostile_ods_is_read_or_refused(name: str, samples: dict[str, bytes]) -> None:
    xml, is_read = ODS[name]
    intake = take_in_bytes(ods_with(xml, samples), name)
    assert (intake.report is not None) is is_read, intake.findings
    if not is_read:
        assert codes(intake) == ["W601"]


def far_xls(folder: Path, address: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet[address] = 1, 2
    output = io.BytesIO()
    book.save(output)
    return convert_bytes([output.getvalue()], "xls", folder)[0]


def test_cells_in_opposite_corners_are_refused(tmp_path: Path) -> None:
    """The library would build all cells between them: 16 million in .xls, 17 billion in .xlsb."""
    assert codes(take_in_bytes(far_xls(tmp_path, "IV65536"), "x")) == ["W601"]
    cells = {address: GridCell("1", Type.NUMBER) for address in ("A1", "XFD1048576")}
    intake = take_in_bytes(write_xlsb([Grid("甲", cells)]), "x")
    assert codes(intake) == ["W601"]
    assert "内存或时间" in intake.findings[0].message


def test_a_cell_far_down_alone_is_read(tmp_path: Path) -> None:
    assert codes(take_in_bytes(far_xls(tmp_path, "A65536"), "x")) == ["W603"]


def html(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


PAGES: dict[str, Callable[[], bytes]] = {
    "deep blocks": lambda: html("<div>" * 200_000),
    "deep inlines": lambda: html("<b>" * 100_000),
    "deep tables": lambda: html("<table><tr><td>甲<td>" * 30_000),
    "misnested": lambda: html("<a><b><i><font>" * 20_000 + "<p>" * 20_000 + "</a></b>" * 20_000),
    "huge spans": lambda: html("<table>" + "<tr><td rowspan=65534 colspan=1000>甲" * 500),
    "many cells": lambda: html("<table>" + ("<tr>" + "<td>1" * 10) * 30_000),
    "many attributes": lambda: html("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">甲"),
    "many paragraphs": lambda: html("<p>甲" * 100_000),
    "one paragraph": lambda: html("政府\n" * 1_000_000),
    "one cell": lambda: html("<table><tr><td>甲<td>" + "公" * 2_000_000),
    "comments": lambda: html("<!--" * 300_000),
    "nothing": lambda: html(""),
    "drawing without end": lambda: ("┌─┐\n" + "│甲│\n" * 5_000).encode(),
    "drawings": lambda: "┌─┐\n│甲│\n└─┘\n".encode() * 10_000,
    "broken drawing": lambda: "┌─┬─┐\n│甲乙│\n└─┘\n".encode(),
    "lines without end": lambda: ("一、总体情况\n" + "a" * 3_000_000).encode(),
    "Word, deep tables": lambda: document_of(
        "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000
    ),
    "Word, deep controls": lambda: document_of("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000),
    "Word, huge spans": lambda: document_of(
        "<w:tbl>"
        + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc></w:tr>' * 900
        + "</w:tbl>"
    ),
    "Word, entities": lambda: pack({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_no_report(name: str) -> None:
    intake = take_in_bytes(PAGES[name](), name)
    assert intake.report is None
    assert {"W601", "W603"} & set(codes(intake))


REFUSED = {
    "PDF": (b"%PDF-1.7\n", "PDF"),
    "JPEG": (b"\xff\xd8\xff\xe0" + bytes(99), "图片"),
    "RAR": (b"Rar!\x1a\x07\x01\x00", "解压"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "解压"),
    "RTF": (b"{\\rtf1}", "RTF"),
    "old Word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"),
        ".docx",
    ),
    "other OLE": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "不是工作簿"),
    "oldest .xls": (b"\x09\x04\x06\x00" + bytes(99), "另存为 .xlsx"),
    "XML spreadsheet": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        "另存为 .xlsx",
    ),
    "web archive": (b"MIME-Version: 1.0\r\n", ".mht"),
    "words": ("关于报送年度报告的通知".encode(), "认不出文件的格式"),
    "noise": (bytes(range(256)) * 9, "认不出文件的格式"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_told_by_its_contents(name: str) -> None:
    data, words = REFUSED[name]
    intake = take_in_bytes(data, name)
    assert codes(intake) == ["W601"]
    assert words in intake.findings[0].message


def test_a_page_named_as_a_workbook_is_read_as_what_it_is() -> None:
    """Web systems export tables in HTML and call them .xls."""
    assert codes(take_in_bytes(page_of(luohu()), "导出.xls")) == ["T504", "T505"]


def test_an_encrypted_ods_says_so(samples: dict[str, bytes]) -> None:
    parts = parts_of(samples["ods"])
    manifest = parts["META-INF/manifest.xml"] + b"<manifest:encryption-data/>"
    data = pack({**parts, "META-INF/manifest.xml": manifest})
    assert "密码" in take_in_bytes(data, "x").findings[0].message


def test_a_child_has_its_limits() -> None:
    """A bomb of processor time: it ends by itself, and this process has hardly worked."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    intake = take_in_bytes(PAGES["deep blocks"](), "x")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert codes(intake) == ["W601"]
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2.5
    assert time.process_time() - start < 1
    assert after.ru_maxrss * 1024 <= max(READING.memory, before.ru_maxrss * 1024)


def test_a_library_that_crashes_costs_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "gaitui.sources.child._START", "import os; os.abort()  # as calamine does on bombs"
    )
    intake = take_in_bytes(binary(luohu_workbook()), "x.xlsb")
    assert codes(intake) == ["W601"] and "没有能够读完" in intake.findings[0].message


def test_a_child_that_waits_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gaitui.sources.child._START", "import time; time.sleep(600)")
    monkeypatch.setattr("gaitui.sources.child.WALL_SECONDS", 0.2)
    intake = take_in_bytes(binary(luohu_workbook()), "x.xlsb")
    assert codes(intake) == ["W601"]


def test_a_child_that_says_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "gaitui.sources.child._START", "import sys\nwhile True: sys.stdout.write('a' * 65536)"
    )
    monkeypatch.setattr("gaitui.sources.child.MAX_OUTPUT", 1 << 20)
    with pytest.raises(Exception, match="内容过多"):
        run_child("gaitui.sources._calamine", b"x", "表格")


def test_a_zip_of_everything_is_opened_as_a_workbook_first() -> None:
    data = pack({**parts_of(luohu_workbook()), "word/document.xml": b"<x/>", "mimetype": b"x"})
    assert codes(take_in_bytes(data, "x")) == codes(take_in_bytes(luohu_workbook(), "x"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert "word/document.xml" in package.namelist()

"""The hostile files of `tests/corpus/hostile`, by type and name; built when asked for."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from gaitui.grid import Grid, Type, to_position
from tests.hostile import compound_file, pack
from tests.hostile_cases import REFUSED
from tests.hostile_sheets import SHEETS, Grids
from tests.oracle import convert_bytes
from tests.published_pages import document_of
from tests.support import luohu_document
from tests.test_hostile import HARMLESS
from tests.test_hostile_sources import PAGES, html
from tests.xlsb import write_xlsb

KINDS = ("xlsx", "xls", "ods", "xlsb", "html", "docx", "txt", "json")


def as_xlsx(grids: Grids) -> bytes:
    """Sheets as a workbook; merges as they are, overlapping or not."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    for item in grids:
        sheet = book.add_worksheet(item.name)
        for address, cell in item.cells.items():
            row, column = to_position(address) or (1, 1)
            if cell.type is Type.NUMBER:
                sheet.write_number(row - 1, column - 1, float(cell.text or 0))
            else:
                sheet.write_string(row - 1, column - 1, cell.text or "")
    book.close()
    if not any(item.merges for item in grids):
        return output.getvalue()
    return _with_merges(output.getvalue(), grids)


def _with_merges(data: bytes, grids: Grids) -> bytes:
    from tests.hostile import parts_of

    parts = parts_of(data)
    for number, item in enumerate(grids, 1):
        name = f"xl/worksheets/sheet{number}.xml"
        merges = "".join(f'<mergeCell ref="{merge}"/>' for merge in item.merges)
        end = f"</sheetData><mergeCells>{merges}</mergeCells>"
        parts[name] = parts[name].decode().replace("</sheetData>", end, 1).encode()
    return pack(parts)


def rows_of(item: Grid) -> list[list[str]]:
    """The cells of a sheet as rows of texts."""
    rows: list[list[str]] = []
    for address, cell in item.cells.items():
        row, column = to_position(address) or (1, 1)
        while len(rows) < row:
            rows.append([])
        rows[row - 1] += [""] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = cell.text or ""
    return rows


def as_html(grids: Grids) -> bytes:
    tables = []
    for item in grids:
        rows = ("".join(f"<td>{escape(text)}" for text in row) for row in rows_of(item))
        tables.append("<table>" + "".join(f"<tr>{row}" for row in rows) + "</table><p>文")
    return html("".join(tables))


def as_docx(grids: Grids) -> bytes:
    tables = []
    for item in grids:
        rows = (
            "".join(f"<w:tc><w:p><w:r><w:t>{escape(t)}</w:t></w:r></w:p></w:tc>" for t in row)
            for row in rows_of(item)
        )
        tables.append("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl><w:p/>")
    return document_of("".join(tables))


def as_ods(grids: Grids) -> bytes:
    """Sheets as an .ods file's contents alone."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        "<office:body><office:spreadsheet>"
    )
    sheets = []
    for item in grids:
        rows = (
            "".join(
                '<table:table-cell office:value-type="string"><text:p>'
                f"{escape(text)}</text:p></table:table-cell>"
                for text in row
            )
            for row in rows_of(item)
        )
        body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        sheets.append(f'<table:table table:name="{item.name}">{body}</table:table>')
    tail = "</office:spreadsheet></office:body></office:document-content>"
    return pack(
        {
            "META-INF/manifest.xml": b"<manifest/>",
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": (head + "".join(sheets) + tail).encode(),
        }
    )


def _document(**changes: object) -> bytes:
    return json.dumps({**luohu_document(), **changes}, ensure_ascii=False).encode()


JSON: Mapping[str, Callable[[], bytes]] = {
    "deep lists": lambda: b'{"a":' + b"[" * 1_000_000,
    "deep objects": lambda: b'{"a":' * 500_000,
    "long number": lambda: b'{"year": ' + b"9" * 5_000_000 + b"}",
    "exponent": lambda: _document(cells={"disclosure.fees.amount": "1e999999999"}),
    "digits": lambda: _document(cells={"disclosure.fees.amount": "9" * 2_000_000}),
    "many keys": lambda: _document(cells={f"requests.x{n}.total": 1 for n in range(200_000)}),
    "many years": lambda: _document(
        narratives={"overview": "较2023年增长5%，受理申请12件。" * 100_000}
    ),
    "one long claim": lambda: _document(narratives={"overview": "受理申请" + "1" * 3_000_000}),
    "clauses": lambda: _document(narratives={"overview": "其中，" * 1_000_000}),
    "brackets": lambda: _document(narratives={"overview": "（〔《" * 1_000_000}),
    "line feeds": lambda: _document(narratives={"overview": "\n" * 3_000_000}),
    "markup": lambda: _document(unit="[/red]\u001b[2J=cmd|' /C calc'!A0"),
    "surrogates": lambda: b'{"unit": "\\ud800", "year": 2024}',
}
TEXTS: Mapping[str, Callable[[], bytes]] = {
    "report without end": lambda: ("一、总体情况\n" + "全年受理申请12件。\n" * 300_000).encode(),
    "headings": lambda: ("一、总体情况\n" * 500_000).encode(),
    "numbers": lambda: ("一、总体情况\n" + "1" * 5_000_000).encode(),
    "spaces": lambda: ("一、总体情况\n" + " " * 8_000_000 + "x").encode(),
    "nulls": lambda: "一、总体情况\n".encode() + bytes(5_000_000),
    "boxes": lambda: ("一、总体情况\n" + "┌─┬─┐\n├─┼─┤\n" * 200_000).encode(),
}
DRAWINGS = ("drawing without end", "drawings", "broken drawing", "lines without end")


def _xls(name: str, folder: Path) -> bytes:
    if name == "streams only":
        return compound_file("Workbook") + bytes(5_000_000)
    return convert_bytes([as_xlsx(SHEETS[name]())], "xls", folder / f"xls {name}")[0]


SHEET_WRITERS: Mapping[str, Callable[[Grids], bytes]] = {
    "xlsx": as_xlsx,
    "ods": as_ods,
    "xlsb": write_xlsb,
    "html": as_html,
    "docx": as_docx,
}
MADE: Mapping[str, Mapping[str, Callable[[], bytes]]] = {
    "xlsx": {**{name: make for name, (make, _) in REFUSED.items()}, **HARMLESS},
    "json": JSON,
    "txt": {**TEXTS, **{name: PAGES[name] for name in DRAWINGS}},
    "html": PAGES,
    "docx": PAGES,
}


def build(kind: str, name: str, folder: Path) -> bytes:
    """The file of a case; `folder` is for the program that makes .xls files."""
    if kind == "xls":
        return _xls(name, folder)
    made = MADE.get(kind, {}).get(name)
    return made() if made is not None else SHEET_WRITERS[kind](SHEETS[name]())

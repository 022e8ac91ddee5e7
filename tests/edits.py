"""What users do to a workbook, done to its XML the way a spreadsheet program does it."""

import io
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.layout import Place, layout_of, quote_sheet
from tests.support import edit_part, sheet_part

BOOK = "xl/workbook.xml"
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]+)\b(?!\()")
_OWN = re.compile(r'(?<= r=")[^"]*|(?<=ref=")[^"]*|(?<=<f>)[^<]*|(?<=<formula>)[^<]*')


def place_of(definition: Definition, ref: str) -> Place:
    """Where a cell stands in the template."""
    return layout_of(definition).cells[CellRef(ref)]


def set_cell(workbook: bytes, place: Place, value: int | str | None) -> bytes:
    """Type a number or a text over a cell, or clear it; nothing is recalculated."""
    cell = re.compile(rf'<c r="{place.address}"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)')
    content = "/>" if value is None else _content(value)

    def edit(xml: str) -> str:
        changed, count = cell.subn(lambda m: f'<c r="{place.address}"{m[1] or ""}{content}', xml)
        assert count == 1, place
        return changed

    return edit_part(workbook, sheet_part(workbook, place.sheet), edit)


def _content(value: int | str) -> str:
    if isinstance(value, int):
        return f"><v>{value}</v></c>"
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def set_value(workbook: bytes, place: Place, value: int) -> bytes:
    """Change the stored value of a cell and leave its formula."""
    number = re.compile(rf'(<c r="{place.address}"[^>]*>(?:<f>[^<]*</f>)?<v>)[^<]*')

    def edit(xml: str) -> str:
        changed, count = number.subn(lambda m: f"{m[1]}{value}", xml)
        assert count == 1, place
        return changed

    return edit_part(workbook, sheet_part(workbook, place.sheet), edit)


def swap_cells(workbook: bytes, one: Place, other: Place) -> bytes:
    """Exchange what two cells of a sheet hold."""
    content = {
        place.address: re.compile(rf'(?<=<c r="{place.address}" )[^>]*>.*?(?=</c>)')
        for place in (one, other)
    }

    def edit(xml: str) -> str:
        found = {address: pattern.findall(xml)[0] for address, pattern in content.items()}
        xml = content[one.address].sub("\0", xml)
        xml = content[other.address].sub(lambda _: found[one.address], xml)
        return xml.replace("\0", found[other.address])

    return edit_part(workbook, sheet_part(workbook, one.sheet), edit)


def insert_row(workbook: bytes, sheet: str, row: int) -> bytes:
    """Insert an empty row above `row`: everything that refers to what moved moves along."""
    return _shift(workbook, sheet, lambda number: str(number + (number >= row)))


def insert_text(workbook: bytes, place: Place, text: str) -> bytes:
    """Insert a row at a place and type a text there."""
    row = f'<row r="{place.row}"><c r="{place.address}"{_content(text)}</row>'
    next_row = re.compile(rf'(?=<row r="{place.row + 1}")')
    inserted = insert_row(workbook, place.sheet, place.row)
    part = sheet_part(inserted, place.sheet)
    return edit_part(inserted, part, lambda xml: next_row.sub(lambda _: row, xml))


def delete_row(workbook: bytes, sheet: str, row: int) -> bytes:
    """Delete a row: names of its cells break, what stood below moves up. Formulas elsewhere keep
    their ranges' ends, as in a program that trims them."""
    part = sheet_part(workbook, sheet)
    cells = re.compile(rf'<row r="{row}"(?:[^>]*/>|.*?</row>)')
    names = re.compile(rf">{re.escape(quote_sheet(sheet))}!\$[A-Z]+\${row}<")
    without = edit_part(workbook, part, lambda xml: cells.sub("", xml))
    broken = edit_all(without, lambda name, xml: names.sub(">#REF!<", xml) if name == BOOK else xml)
    return _shift(broken, sheet, lambda number: str(number - (number > row)))


def _shift(workbook: bytes, sheet: str, move: Callable[[int], str]) -> bytes:
    own = sheet_part(workbook, sheet)
    qualified = re.compile(rf"(?<={re.escape(quote_sheet(sheet))}!)[$A-Z0-9:]+")

    def moved(text: str) -> str:
        return _REFERENCE.sub(lambda m: m[1] + move(int(m[2])), text)

    def edit(part: str, xml: str) -> str:
        if part == own:
            xml = re.sub(r'(?<=<row r=")[0-9]+', lambda m: move(int(m[0])), xml)
            return _OWN.sub(lambda m: m[0] if m[0].isdigit() else moved(m[0]), xml)
        return qualified.sub(lambda m: moved(m[0]), xml)

    return edit_all(workbook, edit)


def rename_sheet(workbook: bytes, sheet: str, name: str) -> bytes:
    """Rename a sheet; formulas and names follow."""

    def edit(part: str, xml: str) -> str:
        if part == BOOK:
            xml = xml.replace(f'<sheet name="{sheet}"', f'<sheet name="{name}"')
        return xml.replace(quote_sheet(sheet), quote_sheet(name))

    return edit_all(workbook, edit)


def delete_sheet(workbook: bytes, sheet: str) -> bytes:
    """Delete a sheet; names and formulas that spoke of it break."""
    part = sheet_part(workbook, sheet)
    broken = re.compile(rf"{re.escape(quote_sheet(sheet))}![$A-Z0-9:]+")

    def edit(name: str, xml: str) -> str:
        if name == BOOK:
            xml = re.sub(rf'<sheet name="{sheet}"[^>]*/>', "", xml)
        if name.endswith("workbook.xml.rels"):
            target = part.removeprefix("xl/")
            xml = re.sub(rf'<Relationship [^>]*Target="{target}"[^>]*/>', "", xml)
        return broken.sub("#REF!", xml)

    return edit_all(workbook, edit, drop=part)


def edit_all(workbook: bytes, edit: Callable[[str, str], str], drop: str = "") -> bytes:
    """A copy with an edit made in every XML part, one part left out if named."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(output, "w") as new:
        for info in old.infolist():
            if info.filename != drop:
                text = edit(info.filename, old.read(info).decode("utf-8"))
                new.writestr(info, text, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def add_part(workbook: bytes, name: str, data: bytes) -> bytes:
    """A copy with one more part."""
    output = io.BytesIO(workbook)
    with zipfile.ZipFile(output, "a") as package:
        package.writestr(name, data)
    return output.getvalue()

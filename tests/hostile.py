"""Builders of files that no office program writes, for the tests of bad input; all in memory."""

import contextlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.cli.chinese import run
from gaitui.cli.root import gaitui
from gaitui.layout import Place, layout_of
from tests.support import edition, luohu_workbook, sheet_part

TABLE, TEXT, BASICS = "三、依申请", "一、总体情况", "基本信息"
"""Sheets with numbers, with a narrative and with the metadata."""
NEW = CellRef("requests.new.natural_person")
"""An input cell of the sample; it holds 510."""
FEES = CellRef("disclosure.fees.amount")
LOCAL, ENTRY = (b"PK\x03\x04", 26, 30), (b"PK\x01\x02", 28, 46)
"""The two headers a zip has for each part: signature, where the name's length stands, and where
the name begins."""


class Outcome(Struct, frozen=True):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


def command(*args: object) -> Outcome:
    """Run gaitui in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(gaitui, [str(arg) for arg in args])
    return Outcome(code, out.getvalue(), err.getvalue())


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """All parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return output.getvalue()


def sample_with(changes: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The sample workbook with parts changed or added."""
    return pack({**parts_of(luohu_workbook()), **changes}, method)


def sample_without(part: str) -> bytes:
    """The sample workbook with a part missing."""
    return pack({name: data for name, data in parts_of(luohu_workbook()).items() if name != part})


def edited(part: str, old: str, new: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The sample workbook with some text of a part replaced, where it first stands."""
    text = parts_of(luohu_workbook())[part].decode()
    assert old in text, f"{part} has no {old}"
    return sample_with({part: text.replace(old, new, 1).encode()}, method)


def part(sheet: str) -> str:
    """The part that holds a sheet of the sample."""
    return sheet_part(luohu_workbook(), sheet)


def in_sheet(xml: str, sheet: str = TABLE, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The sample workbook with more rows at the end of a sheet."""
    return edited(part(sheet), "</sheetData>", f"{xml}</sheetData>", method)


def with_stored(place: Place, attributes: str, content: str) -> bytes:
    """The sample workbook with other XML stored at a place."""
    name = part(place.sheet)
    text = parts_of(luohu_workbook())[name].decode()
    old = re.search(rf'<c r="{place.address}"( s="[0-9]+")?[^>]*?(/>|>.*?</c>)', text)
    assert old is not None
    new = f'<c r="{place.address}"{old[1] or ""} {attributes}>{content}</c>'
    return sample_with({name: text.replace(old[0], new, 1).encode()})


def with_text(place: Place, text: str) -> bytes:
    """The sample workbook with a text typed at a place."""
    inline = f'<is><t xml:space="preserve">{text}</t></is>'
    return with_stored(place, 't="inlineStr"', inline)


def place_of(key: str) -> Place:
    """Where the sample has a cell or a metadata field."""
    layout = layout_of(edition("gwy-2021"))
    return layout.cells.get(CellRef(key)) or layout.meta[key]


def patched(data: bytes, patch: Callable[[bytearray, int, bytes], None], name: str) -> bytes:
    """A zip file with both headers of a part changed; `patch` gets the bytes, where a header
    begins, and its signature."""
    changed = bytearray(data)
    for signature, length_at, name_at in (LOCAL, ENTRY):
        start = data.find(signature)
        while start >= 0:
            (length,) = struct.unpack_from("<H", data, start + length_at)
            if data[start + name_at : start + name_at + length] == name.encode():
                patch(changed, start, signature)
            start = data.find(signature, start + 4)
    assert changed != data
    return bytes(changed)


def claiming_size(data: bytes, name: str, size: int) -> bytes:
    """A zip file that lies about the inflated size of a part."""

    def patch(changed: bytearray, start: int, signature: bytes) -> None:
        struct.pack_into("<I", changed, start + (22 if signature == LOCAL[0] else 24), size)

    return patched(data, patch, name)


def padded(name: str, padding: bytes) -> bytes:
    """The sample with bytes behind the packed data of a part that belong to it and say nothing."""
    content = parts_of(luohu_workbook())[name]
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush() + padding

    def patch(changed: bytearray, start: int, signature: bytes) -> None:
        start += 8 if signature == LOCAL[0] else 10
        struct.pack_into("<H", changed, start, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", changed, start + 6, zlib.crc32(content))
        struct.pack_into("<I", changed, start + 14, len(content))

    return patched(sample_with({name: packed}, zipfile.ZIP_STORED), patch, name)


def claiming_encryption(data: bytes, name: str) -> bytes:
    """A zip file that says a part is encrypted."""

    def patch(changed: bytearray, start: int, signature: bytes) -> None:
        changed[start + (6 if signature == LOCAL[0] else 8)] |= 1

    return patched(data, patch, name)


def crowded_zip(entries: int, admits: int | None = None) -> bytes:
    """A zip whose directory lists one part many times under new names. With `admits` its plain
    end record claims that many, and a 64-bit one tells the truth."""
    local = b"PK\x03\x04" + struct.pack("<5H3I2H", 20, 0, 0, 0, 33, 0, 0, 0, 7, 0) + b"0000000"
    entry = b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 33, 0, 0, 0, 7, *[0] * 6)
    directory = b"".join(entry + b"%07d" % number for number in range(entries))
    size, offset = len(directory), len(local)
    if admits is None:
        end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, size, offset, 0)
        return local + directory + end
    record = struct.pack(
        "<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, size, offset
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, offset + size, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, admits, admits, 53 * admits, offset, 0)
    return local + directory + record + locator + end


def compound_file(*streams: str) -> bytes:
    """The start of an OLE file, as .xls files and password-protected .xlsx files are, with
    the names of its streams."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + names


def cut_points(data: bytes, count: int) -> Sequence[int]:
    """Lengths to cut a file to: the first bytes, the last ones, and some between."""
    size = len(data)
    between = range(64, size - 64, (size - 128) // count)
    return [1, 2, 3, 4, 5, 29, 30, 31, *between, size - 23, size - 22, size - 21, size - 1]

"""A minimal writer of .xlsb, which no program at hand writes: sheets of numbers, texts, booleans
and errors, with merges. Record numbers and layouts are those of [MS-XLSB] 2.3 and 2.4."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

from gaitui.grid import Grid, GridCell, Type, to_position

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin"'
    ' ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def write_xlsb(grids: Sequence[Grid], extra: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook of these sheets; `extra` are more parts."""
    bundle = b"".join(_bundle(number, grid) for number, grid in enumerate(grids, start=1))
    book = _record(131) + _record(143) + bundle + _record(144) + _record(132)
    sheets = {
        f"rId{number}": ("worksheet", f"worksheets/sheet{number}.bin")
        for number in range(1, len(grids) + 1)
    }
    parts = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.bin")}),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": _relations(sheets),
        **{
            f"xl/worksheets/sheet{number}.bin": _sheet(grid)
            for number, grid in enumerate(grids, start=1)
        },
        **(extra or {}),
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return output.getvalue()


def _relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    items = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_RELS}">{items}</Relationships>'.encode()


def _record(number: int, data: bytes = b"") -> bytes:
    return _varint(number, 2) + _varint(len(data), 4) + data


def _varint(value: int, most: int) -> bytes:
    """Seven bits a byte, lowest first; record numbers from 128 on are two such bytes."""
    parts = []
    for _ in range(most):
        parts.append(value & 0x7F | (0x80 if value > 0x7F else 0))
        value >>= 7
        if not value:
            break
    return bytes(parts)


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _bundle(number: int, grid: Grid) -> bytes:
    state = struct.pack("<II", int(grid.hidden), number)
    return _record(156, state + _wide(f"rId{number}") + _wide(grid.name))


def _sheet(grid: Grid) -> bytes:
    rows: dict[int, list[tuple[int, GridCell]]] = {}
    for address, cell in grid.cells.items():
        row, column = to_position(address) or (0, 0)
        rows.setdefault(row - 1, []).append((column - 1, cell))
    columns = [column for cells in rows.values() for column, _ in cells]
    size = struct.pack("<4I", min(rows), max(rows), min(columns), max(columns))
    body = []
    for row in sorted(rows):
        body.append(_record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0)))
        body += [_cell(column, cell) for column, cell in sorted(rows[row], key=lambda at: at[0])]
    merges = b"".join(_merge(merge) for merge in grid.merges)
    if merges:
        merges = _record(177, struct.pack("<I", len(grid.merges))) + merges + _record(178)
    data = _record(145) + b"".join(body) + _record(146) + merges
    return _record(129) + _record(148, size) + data + _record(130)


def _cell(column: int, cell: GridCell) -> bytes:
    head, text = struct.pack("<II", column, 0), cell.text or ""
    if cell.type is Type.NUMBER:
        return _record(5, head + struct.pack("<d", float(text)))
    if cell.type is Type.BOOLEAN:
        return _record(4, head + bytes([int(text)]))
    if cell.type is Type.ERROR:
        return _record(3, head + b"\x07")
    return _record(6, head + _wide(text))


def _merge(merge: str) -> bytes:
    first, _, last = merge.partition(":")
    (top, left), (bottom, right) = to_position(first) or (0, 0), to_position(last) or (0, 0)
    return _record(176, struct.pack("<4I", top - 1, bottom - 1, left - 1, right - 1))

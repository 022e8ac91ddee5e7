"""The departments behind a merged workbook: their list, and the sheets between 首 and 末.

What stands between the two marks is what the workbook's sums add up, so that is what counts; the
list says where each came from. Numbers are taken where the sums find them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.definition import Definition
from gaitui.finding import Finding, Severity
from gaitui.grid import Grid, GridCell, Type, to_address, to_position
from gaitui.merge import MAX_PARTS, grouped
from gaitui.part_layout import (
    FIRST_SHEET,
    INDEX_SHEET,
    INDEX_TOP,
    LAST_SHEET,
    MAX_NAME,
    NAME_CELL,
    PARTS,
    PartLayout,
    part_layout,
)
from gaitui.report import Part, Source
from gaitui.values import Value, read_number

GridOf: TypeAlias = Callable[[str], Grid]
_MEND = "请从原来的文件恢复，或重新汇总。"


class Listed(Struct):
    """A part as the list has it: its sheet and the files behind it."""

    sheet: str
    sources: list[Source]


class Parts(Struct, frozen=True):
    """The parts read, in the order of their sheets, and what was found on the way."""

    parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = ()


def is_merged(stated: bool, sheet_names: Sequence[str]) -> bool:
    """Whether a workbook has parts: its stamp says so or, that lost, its sheets do."""
    return stated or {INDEX_SHEET, FIRST_SHEET, LAST_SHEET} <= set(sheet_names)


def read_parts(
    definition: Definition, sheet_names: Sequence[str], names: Mapping[str, str], grid: GridOf
) -> Parts:
    """Every part of a merged workbook; `grid` gives a sheet by its name."""
    findings: list[Finding] = []
    listed = _by_sheet(_listed(sheet_names, names, grid, findings), findings)
    sheets = _between(sheet_names, listed, findings)
    listed = _followed(sheets, listed, findings)
    findings += [_lost(sheet) for sheet in listed if sheet not in sheets]
    layout = part_layout(definition)
    parts = []
    for sheet in sheets:
        if listed and sheet not in listed:
            what = f"工作表“{sheet}”没有列在“{INDEX_SHEET}”里，已计入各部门之和，来源不明"
            findings.append(_finding(sheet, what))
        sources = listed[sheet].sources if sheet in listed else ()
        parts.append(_part(layout, grid(sheet), tuple(sources), findings))
    if len(parts) > MAX_PARTS:
        what = f"有 {len(parts)} 个部门的工作表，超过 {MAX_PARTS} 个，已并成 {MAX_PARTS} 组读取"
        findings.append(_finding(INDEX_SHEET, what))
    return Parts(grouped(parts), tuple(findings))


def _by_sheet(rows: Iterator[Listed], findings: list[Finding]) -> dict[str, Listed]:
    listed: dict[str, Listed] = {}
    for item in rows:
        if item.sheet in listed:
            findings.append(_finding(INDEX_SHEET, f"工作表“{item.sheet[:40]}”列了不止一次"))
            listed[item.sheet].sources += item.sources
        else:
            listed[item.sheet] = item
    return listed


def _followed(
    sheets: Sequence[str], listed: Mapping[str, Listed], findings: list[Finding]
) -> dict[str, Listed]:
    """The list with the new names of sheets that were renamed: nothing else is new or gone, and
    each still stands where it stood."""
    if len(sheets) != len(listed):
        return dict(listed)
    followed = {}
    for now, item in zip(sheets, listed.values(), strict=True):
        is_renamed = now not in listed and item.sheet not in sheets
        if is_renamed:
            what = f"工作表“{item.sheet[:40]}”改名为“{now}”，按目录的次序对应"
            findings.append(_finding(now, what))
        followed[now if is_renamed else item.sheet] = item
    return followed


def _between(
    sheet_names: Sequence[str], listed: Mapping[str, Listed], findings: list[Finding]
) -> list[str]:
    """The sheets that are added up; where a mark is gone, those that are listed."""
    missing = [mark for mark in (FIRST_SHEET, LAST_SHEET) if mark not in sheet_names]
    if missing:
        words = "、".join(f"“{mark}”" for mark in missing)
        findings.append(_finding(None, f"找不到工作表{words}，按“{INDEX_SHEET}”的目录读取各部门"))
        return [sheet for sheet in sheet_names if sheet in listed]
    first, last = sheet_names.index(FIRST_SHEET), sheet_names.index(LAST_SHEET)
    return list(sheet_names[min(first, last) + 1 : max(first, last)])


def _listed(
    sheet_names: Sequence[str], names: Mapping[str, str], grid: GridOf, findings: list[Finding]
) -> Iterator[Listed]:
    """The rows of the list, put together where several files are one part."""
    place = _index_place(names)
    if place is None or place[0] not in sheet_names:
        findings.append(_finding(None, f"找不到工作表“{INDEX_SHEET}”，各部门的数来源不明"))
        return
    index = grid(place[0])
    current: Listed | None = None
    row = place[1]
    while any(texts := _texts(index, row)):
        number, unit, sheet, path, digest = texts
        if max(map(len, texts)) > MAX_NAME or not (sheet or (current and not number)):
            findings.append(_bad_row(index.name, row))
        elif sheet:
            if current:
                yield current
            current = Listed(sheet, [])
        if current and (unit or path or digest) and max(map(len, texts)) <= MAX_NAME:
            current.sources.append(Source(unit, path, digest))
        row += 1
    if current:
        yield current


def _texts(grid: Grid, row: int) -> list[str]:
    cells = (grid.cells.get(to_address(row, column)) for column in range(1, 6))
    return [(cell.text if cell else None) or "" for cell in cells]


def _index_place(names: Mapping[str, str]) -> tuple[str, int] | None:
    """The list's sheet and first row, wherever its name says; None where that is broken."""
    if PARTS not in names:
        return INDEX_SHEET, INDEX_TOP
    sheet, _, cells = names[PARTS].rpartition("!")
    position = to_position(cells.partition(":")[0])
    if position is None:
        return None
    return sheet.removeprefix("'").removesuffix("'").replace("''", "'"), position[0]


def _part(
    layout: PartLayout, grid: Grid, sources: tuple[Source, ...], findings: list[Finding]
) -> Part:
    cells: dict[CellRef, Value] = {}
    odd = []
    for ref, place in layout.cells.items():
        stored = grid.cells.get(place.address)
        if ref in layout.formulas or stored is None or not stored.text:
            continue
        value = _value(stored, layout.definition, ref)
        if value is None:
            odd.append(place.address)
        else:
            cells[ref] = value
    findings += _odd(layout, grid, odd)
    title = grid.cells.get(NAME_CELL)
    name = (title.text if title else None) or grid.name
    return Part(name[:MAX_NAME], cells, sources)


def _value(stored: GridCell, definition: Definition, ref: CellRef) -> Value | None:
    """A number, as sums take it; None for anything else."""
    if stored.type is not Type.NUMBER or stored.text is None:
        return None
    return read_number(stored.text, definition.cells[ref].kind).value


def _odd(layout: PartLayout, grid: Grid, odd: Sequence[str]) -> Iterator[Finding]:
    """What is wrong on a department's sheet: labels that are not there, cells that are no
    numbers."""
    for table in layout.spans:
        for label in layout.definition.tables[table].labels:
            address = layout.place(table, label.box).address
            cell = grid.cells.get(address)
            if cell is None or cell.text is None:
                what = f"工作表“{grid.name}”的版式变了：{address} 不是“{label.text[:20]}”"
                yield _finding(grid.name, f"{what}，读出的数可能错位", address)
                return
    if odd:
        words = "、".join(odd[:5]) + "等" * (len(odd) > 5)
        what = f"工作表“{grid.name}”有 {len(odd)} 格不是能用的数字，没有计入各部门之和：{words}"
        yield _finding(grid.name, what, odd[0])


def _finding(sheet: str | None, what: str, address: str | None = None) -> Finding:
    return Finding("W606", Severity.WARNING, what, sheet=sheet, address=address, hint=_MEND)


def _bad_row(sheet: str, row: int) -> Finding:
    what = f"“{sheet}”第 {row} 行不完整，没有采用"
    return _finding(sheet, what, f"A{row}")


def _lost(sheet: str) -> Finding:
    shown = sheet[:40]
    what = f"“{INDEX_SHEET}”列出的工作表“{shown}”不在“{FIRST_SHEET}”“{LAST_SHEET}”之间，没有计入"
    return Finding("W603", Severity.ERROR, what, sheet=INDEX_SHEET, hint=_MEND)

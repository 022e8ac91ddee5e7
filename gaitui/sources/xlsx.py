"""Our own .xlsx reader: values, formulas and errors in one guarded pass a sheet.

No library does this job: one gives values without formulas and aborts on bombs, the other is
ten times slower. Measured figures are in docs/performance.md.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from xml.etree.ElementTree import Element

from msgspec import Struct

from gaitui.errors import UnreadableError
from gaitui.grid import MAX_COLUMN, MAX_ROW, Grid, GridCell, Type, to_address, to_position
from gaitui.sources.names import DefinedName, split_names
from gaitui.sources.package import Package
from gaitui.sources.plain import PlainCell, split_cells, split_strings

MAX_SHEETS = 200
MAX_NAMES = 20_000
MAX_CELLS = 80_000
"""Filled cells of all sheets together."""
MAX_STYLED = 400_000
"""Cells of all sheets together, those counted that only have a format."""
MAX_MERGES = 20_000

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_INTEGER = re.compile(r"[0-9]{1,9}", re.ASCII)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


_TYPES = {"n": Type.NUMBER, "b": Type.BOOLEAN, "e": Type.ERROR}


def _bad(what: str) -> UnreadableError:
    return UnreadableError(f"{what}。请用 Excel 或 WPS 打开另存为 .xlsx 后重试。")


class _SheetEntry(Struct, frozen=True):
    part: str
    hidden: bool


class Workbook:
    """An .xlsx file; its sheets are parsed when asked for."""

    has_formulas = True

    def __init__(self, data: bytes, package: Package | None = None) -> None:
        """`package` is the opened zip where there is one already."""
        self._package = package or Package(data)
        self._count = self._filled = 0
        if "xl/workbook.xml" not in self._package.names:
            raise _bad("这是压缩文件，但不是 Excel 工作簿（.xlsx）")
        markup, names = split_names(self._package.markup("xl/workbook.xml"))
        root = self._package.parse("xl/workbook.xml", markup)
        self._sheets = self._read_sheets(root)
        self.names = self._read_names(root, names)

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the worksheets in the file's order."""
        return tuple(self._sheets)

    @property
    def has_macros(self) -> bool:
        """Whether the file carries VBA or macro sheets."""
        return any("vbaProject" in name or "macrosheets/" in name for name in self._package.names)

    @property
    def has_external_links(self) -> bool:
        """Whether formulas refer to other workbooks."""
        return any(name.startswith("xl/externalLinks/") for name in self._package.names)

    def grid(self, sheet: str) -> Grid:
        """One sheet's cells; `UnreadableError` if it is damaged or refused."""
        entry = self._sheets[sheet]
        markup, plain = split_cells(self._package.markup(entry.part))
        root = self._package.parse(entry.part, markup)
        ns = root.tag.rpartition("}")[0]
        ns = ns + "}" if ns else ""
        data = root.find(f"{ns}sheetData")
        cells: dict[str, GridCell] = {}
        if data is not None:
            cells.update(self._plain(plain))
            cells.update(self._cells(data, ns))
        self._filled += len(cells)
        if self._filled > MAX_CELLS:
            raise _bad(f"工作簿有超过 {MAX_CELLS} 个填了内容的单元格，不是年度报告表")
        found = root.find(f"{ns}mergeCells")
        merged = found if found is not None else ()
        if len(merged) > MAX_MERGES:
            raise _bad(f"工作表“{sheet}”的合并单元格过多")
        return Grid(sheet, cells, tuple(item.get("ref", "") for item in merged), entry.hidden)

    def _read_sheets(self, root: Element) -> dict[str, _SheetEntry]:
        targets = self._targets()
        sheets: dict[str, _SheetEntry] = {}
        elements = [item for group in _children(root, "sheets") for item in group]
        if len(elements) > MAX_SHEETS:
            raise _bad(f"工作簿有 {len(elements)} 张工作表，超过 {MAX_SHEETS} 张，不是年度报告表")
        for item in elements:
            key = item.get(f"{{{_RELATIONS}}}id") or item.get(f"{{{_STRICT_RELATIONS}}}id")
            part = targets.get(key or "")
            if part is not None and part in self._package.names:
                hidden = item.get("state", "visible") != "visible"
                sheets[item.get("name", "")] = _SheetEntry(part, hidden)
        if not sheets:
            raise _bad("工作簿里没有工作表")
        return sheets

    def _targets(self) -> dict[str, str]:
        name = "xl/_rels/workbook.xml.rels"
        if name not in self._package.names:
            raise _bad("工作簿缺少工作表的目录")
        targets = {}
        for item in self._package.xml(name):
            target = item.get("Target", "")
            if item.get("TargetMode") == "External" or not item.get("Type", "").endswith(
                "/worksheet"
            ):
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            targets[item.get("Id", "")] = posixpath.normpath(path)
        return targets

    def _read_names(self, root: Element, plain: Sequence[DefinedName]) -> Mapping[str, str]:
        """Workbook-wide defined names and what they refer to; `plain` are those that are not in
        the markup any more."""
        groups = _children(root, "definedNames")
        names = (groups and plain) or [
            (item.get("name", ""), item.get("localSheetId"), item.text or "")
            for group in groups
            for item in group
        ]
        if len(names) > MAX_NAMES:
            raise _bad(f"工作簿有 {len(names)} 个名称，超过 {MAX_NAMES} 个")
        return {name: target for name, sheet, target in names if sheet is None}

    @cached_property
    def _strings(self) -> list[str]:
        name = "xl/sharedStrings.xml"
        if name not in self._package.names:
            return []
        markup, plain = split_strings(self._package.markup(name))
        root = self._package.parse(name, markup)
        return [*map(_unescape, plain)] or [_text(item) for item in root]

    def _plain(self, cells: Sequence[PlainCell]) -> Iterator[tuple[str, GridCell]]:
        self._add(len(cells))
        for address, kind, formula, value, inline in cells:
            text = inline and _unescape(inline)
            cell = self._stored(kind or "n", value, formula, text)
            if cell is not None:
                yield address, cell

    def _cells(self, data: Element, ns: str) -> Iterator[tuple[str, GridCell]]:
        tags = f"{ns}v", f"{ns}f", f"{ns}is"
        row_number = 0
        for row in data:
            row_number = _row_number(row.get("r"), row_number)
            before: str | None = None
            self._add(len(row))
            for item in row:
                address = item.get("r")
                if address is None:
                    address = _next_address(before, row_number)
                elif to_position(address) is None:
                    raise _bad(f"单元格地址“{address[:20]}”超出了表格的范围")
                before = address
                if len(item) and (cell := self._cell(item, tags)) is not None:
                    yield address, cell

    def _add(self, count: int) -> None:
        """Count cells, filled or not."""
        self._count += count
        if self._count > MAX_STYLED:
            raise _bad(f"工作簿有超过 {MAX_STYLED} 个单元格，不是年度报告表")

    def _cell(self, item: Element, tags: tuple[str, str, str]) -> GridCell | None:
        """A cell from its element; `tags` are those of value, formula and inline text."""
        value_tag, formula_tag, inline_tag = tags
        value = formula = inline = None
        for child in item:
            tag = child.tag
            if tag == value_tag:
                value = child.text
            elif tag == formula_tag:
                formula = child.text or ""
            elif tag == inline_tag:
                inline = _text(child)
        return self._stored(item.get("t", "n"), value, formula, inline)

    def _stored(
        self, kind: str, value: str | None, formula: str | None, inline: str | None
    ) -> GridCell | None:
        """What a cell's parts mean; None where there is nothing in it."""
        if kind == "inlineStr" and inline is not None:
            return GridCell(inline, Type.TEXT, formula)
        if not value:
            return GridCell(None, Type.NUMBER, formula) if formula is not None else None
        if kind == "s":
            return GridCell(self._string(value), Type.TEXT, formula)
        return GridCell(_unescape(value), _TYPES.get(kind, Type.TEXT), formula)

    def _string(self, index: str) -> str:
        if _INTEGER.fullmatch(index) and int(index) < len(self._strings):
            return self._strings[int(index)]
        raise _bad("工作簿的文字表不完整")


def _children(root: Element, name: str) -> list[Element]:
    return [item for item in root if item.tag.rpartition("}")[2] == name]


def _text(item: Element) -> str:
    """The text of a string item: its runs, each unescaped, joined; phonetic guides left out."""
    parts = []
    for child in item:
        tag = child.tag.rpartition("}")[2]
        if tag == "t":
            parts.append(_unescape(child.text or ""))
        elif tag == "r":
            runs = (run for run in child if run.tag.rpartition("}")[2] == "t")
            parts.extend(_unescape(run.text or "") for run in runs)
    return "".join(parts)


def _unescape(text: str) -> str:
    """Spreadsheets write control characters as `_x0007_`, and that text itself as `_x005F_`…"""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _row_number(stated: str | None, before: int) -> int:
    if stated is None:
        return before + 1
    if not _INTEGER.fullmatch(stated) or not 0 < int(stated) <= MAX_ROW:
        raise _bad(f"行号“{stated[:20]}”超出了表格的范围")
    return int(stated)


def _next_address(before: str | None, row: int) -> str:
    """The address of a cell that states none: it follows the one before in its row."""
    position = to_position(before) if before else None
    column = position[1] + 1 if position else 1
    if column > MAX_COLUMN:
        raise _bad("列数超出了表格的范围")
    return to_address(row, column)

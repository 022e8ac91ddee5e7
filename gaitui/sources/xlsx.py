"""Our own .xlsx reader: values, formulas and errors in one guarded pass a sheet.

No library does this job: one gives values without formulas and aborts on bombs, the other is
ten times slower. Measured figures are in docs/performance.md.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from xml.etree.ElementTree import Element

from gaitui.grid import MAX_COLUMN, MAX_ROW, Grid, GridCell, Type, to_address, to_position
from gaitui.sources.directory import bad_workbook, read_directory
from gaitui.sources.package import Package, parse_xml
from gaitui.sources.plain import PlainCell, split_cells, split_strings
from gaitui.sources.recall import recalled

MAX_CELLS = 80_000
"""Filled cells of all sheets together."""
MAX_STYLED = 400_000
"""Cells of all sheets together, those counted that only have a format."""
MAX_MERGES = 20_000

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_INTEGER = re.compile(r"[0-9]{1,9}", re.ASCII)
_NUMBER, _TEXT = Type.NUMBER, Type.TEXT
_TYPES = {"n": _NUMBER, "b": Type.BOOLEAN, "e": Type.ERROR}


class Workbook:
    """An .xlsx file; its sheets are parsed when asked for."""

    has_formulas = True

    def __init__(self, data: bytes, package: Package | None = None) -> None:
        """`package` is the opened zip where there is one already."""
        self._package = package or Package(data)
        self._count = self._filled = 0
        directory = read_directory(self._package)
        parts = self._package.names
        self._sheets = {item.name: item for item in directory.sheets if item.part in parts}
        if not self._sheets:
            raise bad_workbook("工作簿里没有工作表")
        self.names = directory.names

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
        if plain:
            has_rows, merges = _around(entry.part, markup)
            cells = dict(self._plain(plain)) if has_rows else {}
        else:
            root = parse_xml(entry.part, markup)
            cells, merges = dict(self._cells(root)), _merges(root)
        self._filled += len(cells)
        if self._filled > MAX_CELLS:
            raise bad_workbook(f"工作簿有超过 {MAX_CELLS} 个填了内容的单元格，不是年度报告表")
        if len(merges) > MAX_MERGES:
            raise bad_workbook(f"工作表“{sheet}”的合并单元格过多")
        return Grid(sheet, cells, merges, entry.hidden)

    @cached_property
    def _strings(self) -> list[str]:
        name = "xl/sharedStrings.xml"
        if name not in self._package.names:
            return []
        markup, plain = split_strings(self._package.markup(name))
        root = parse_xml(name, markup)
        return [*map(_unescape, plain)] or [_text(item) for item in root]

    def _plain(self, cells: Sequence[PlainCell]) -> Iterator[tuple[str, GridCell]]:
        self._add(len(cells))
        for address, kind, formula, value, inline in cells:
            text = inline and _unescape(inline)
            cell = self._stored(kind or "n", value, formula, text)
            if cell is not None:
                yield address, cell

    def _cells(self, root: Element) -> Iterator[tuple[str, GridCell]]:
        ns = root.tag[: root.tag.rfind("}") + 1]
        tags = f"{ns}v", f"{ns}f", f"{ns}is"
        row_number = 0
        for row in _items(root, "sheetData") or ():
            row_number = _row_number(row.get("r"), row_number)
            before: str | None = None
            self._add(len(row))
            for item in row:
                address = item.get("r")
                if address is None:
                    address = _next_address(before, row_number)
                elif to_position(address) is None:
                    raise bad_workbook(f"单元格地址“{address[:20]}”超出了表格的范围")
                before = address
                if len(item) and (cell := self._cell(item, tags)) is not None:
                    yield address, cell

    def _add(self, count: int) -> None:
        """Count cells, filled or not."""
        self._count += count
        if self._count > MAX_STYLED:
            raise bad_workbook(f"工作簿有超过 {MAX_STYLED} 个单元格，不是年度报告表")

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
            return GridCell(inline, _TEXT, formula)
        if not value:
            return GridCell(None, _NUMBER, formula) if formula is not None else None
        if kind == "s":
            return GridCell(self._string(value), _TEXT, formula)
        return GridCell(_unescape(value), _TYPES.get(kind, _TEXT), formula)

    def _string(self, index: str) -> str:
        if _INTEGER.fullmatch(index) and int(index) < len(self._strings):
            return self._strings[int(index)]
        raise bad_workbook("工作簿的文字表不完整")


@recalled
def _around(part: str, markup: str) -> tuple[bool, tuple[str, ...]]:
    """Whether there is a place for rows in what is left of a sheet without them; its merges."""
    root = parse_xml(part, markup)
    return _items(root, "sheetData") is not None, _merges(root)


def _merges(root: Element) -> tuple[str, ...]:
    return tuple(item.get("ref", "") for item in _items(root, "mergeCells") or ())


def _items(root: Element, name: str) -> Sequence[Element] | None:
    """What the child of a name holds; None where there is no such child."""
    found = root.find(root.tag[: root.tag.rfind("}") + 1] + name)
    return None if found is None else list(found)


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
        raise bad_workbook(f"行号“{stated[:20]}”超出了表格的范围")
    return int(stated)


def _next_address(before: str | None, row: int) -> str:
    """The address of a cell that states none: it follows the one before in its row."""
    position = to_position(before) if before else None
    column = position[1] + 1 if position else 1
    if column > MAX_COLUMN:
        raise bad_workbook("列数超出了表格的范围")
    return to_address(row, column)

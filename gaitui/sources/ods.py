"""OpenDocument spreadsheets (.ods): values, formulas, errors and merges in one guarded pass.

Read here like .xlsx: the library used for other formats gives neither errors nor merges nor tabs.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element

from msgspec import Struct

from gaitui.errors import UnreadableError
from gaitui.grid import MAX_COLUMN, MAX_ROW, Grid, GridCell, Type, to_address
from gaitui.sources.package import Package

MAX_SHEETS = 200
MAX_CELLS = 80_000
MAX_MERGES = 20_000
MAX_SPACES = 1_000

_SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE = (_SPACE % name for name in ("office", "table", "text", "style"))
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ROW_GROUPS = frozenset(
    _TABLE + name for name in ("table-rows", "table-row-group", "table-header-rows")
)
_NOT_SHOWN = frozenset({_OFFICE + "annotation", _TEXT + "note", _TEXT + "ruby-text"})
_VALUES = {
    **{name: (Type.NUMBER, "value") for name in ("float", "percentage", "currency")},
    "boolean": (Type.BOOLEAN, "boolean-value"),
    "date": (Type.TEXT, "date-value"),
    "time": (Type.TEXT, "time-value"),
}
_EXPONENT = re.compile(r"[eE]([+-]?)0{1,2}([0-9]{1,2})\Z", re.ASCII)
_REFERENCE = re.compile(r"\[([^\[\]]{0,200})\]")


class _Place(Struct, frozen=True):
    """A cell where it first stands, 1-based, and how often it is repeated."""

    row: int
    column: int
    rows: int
    columns: int


class OdsWorkbook:
    """An .ods file; offers what `Workbook` offers."""

    has_formulas = True
    names: Mapping[str, str] = MappingProxyType({})
    has_external_links = False

    def __init__(self, package: Package) -> None:
        """`UnreadableError` if it is damaged or refused."""
        self._count = 0
        if b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise UnreadableError("工作簿有打开密码。请取消密码后重新保存。")
        self.has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in package.names)
        root = package.xml("content.xml")
        hidden = {
            style.get(_STYLE + "name", "")
            for style in root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style")
            for item in style
            if item.get(_TABLE + "display") == "false"
        }
        tables = root.findall(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
        if not 0 < len(tables) <= MAX_SHEETS:
            raise _bad(f"工作簿有 {len(tables)} 张工作表，不是年度报告表")
        self._tables = {table.get(_TABLE + "name", ""): table for table in tables}
        self._hidden = {
            name
            for name, table in self._tables.items()
            if table.get(_TABLE + "style-name", "") in hidden
        }

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the worksheets in the file's order."""
        return tuple(self._tables)

    def grid(self, sheet: str) -> Grid:
        """One sheet's cells; `UnreadableError` if there are far too many."""
        cells: dict[str, GridCell] = {}
        merges: list[str] = []
        for place, item in _cells(self._tables[sheet]):
            rows, columns = (_count(item, f"number-{name}-spanned") for name in ("rows", "columns"))
            if rows > 1 or columns > 1:
                last = to_address(place.row + rows - 1, place.column + columns - 1)
                merges.append(f"{to_address(place.row, place.column)}:{last}")
            cell = _cell(item)
            if cell is None:
                continue
            self._count += place.rows * place.columns
            if self._count > MAX_CELLS:
                raise _bad(f"工作表“{sheet}”的单元格过多，不是年度报告表")
            for row in range(place.row, place.row + place.rows):
                for column in range(place.column, place.column + place.columns):
                    cells[to_address(row, column)] = cell
        if len(merges) > MAX_MERGES:
            raise _bad(f"工作表“{sheet}”的合并单元格过多")
        return Grid(sheet, cells, tuple(merges), sheet in self._hidden)


def _bad(what: str) -> UnreadableError:
    return UnreadableError(f"{what}。请用 Excel 或 WPS 打开另存为 .xlsx 后重试。")


def _cells(table: Element) -> Iterator[tuple[_Place, Element]]:
    """Cells with something in them or merged, in order."""
    row = 1
    for line in _rows(table, 0):
        rows, column = _count(line, "number-rows-repeated"), 1
        for item in line:
            columns = _count(item, "number-columns-repeated")
            if item.tag == _TABLE + "table-cell" and (len(item) or item.attrib):
                place = _Place(row, column, rows, columns)
                if row + rows - 1 > MAX_ROW or column + columns - 1 > MAX_COLUMN:
                    if _cell(item) is not None:
                        raise _bad("有内容的单元格超出了表格的范围")
                    continue
                yield place, item
            column += columns
        row += rows


def _rows(parent: Element, depth: int) -> Iterator[Element]:
    for item in parent:
        if item.tag == _TABLE + "table-row":
            yield item
        elif item.tag in _ROW_GROUPS:
            if depth > 20:
                raise _bad("工作表的行分组嵌套过深")
            yield from _rows(item, depth + 1)


def _count(item: Element, name: str) -> int:
    """A repetition or span; 1 where none is stated."""
    text = item.get(_TABLE + name, "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise _bad("工作表的行列数写得不对")
    return max(1, int(text))


def _cell(item: Element) -> GridCell | None:
    kind = item.get(_OFFICE + "value-type", "")
    formula = _formula(item.get(_TABLE + "formula"))
    if kind in _VALUES:
        type_, name = _VALUES[kind]
        text = item.get(_OFFICE + name, "")
        if type_ is Type.BOOLEAN:
            text = str(int(text == "true"))
        elif type_ is Type.NUMBER:
            text = _EXPONENT.sub(r"E\1\2", text)
        return GridCell(text or None, type_, formula)
    text = item.get(_OFFICE + "string-value", "") if kind == "string" else ""
    text = text or "\n".join(_text(part) for part in item if part.tag == _TEXT + "p")
    if text:
        type_ = Type.ERROR if item.get(_ERROR_TYPE) == "error" else Type.TEXT
        return GridCell(text, type_, formula)
    return GridCell(None, Type.NUMBER, formula) if formula is not None else None


def _formula(stated: str | None) -> str | None:
    """A formula as .xlsx files write it: `of:=SUM([.A1:.B2];1)` is `SUM(A1:B2,1)`."""
    if stated is None:
        return None
    text = stated.removeprefix("of:").removeprefix("=").replace(";", ",")
    return _REFERENCE.sub(lambda match: match[1].removeprefix(".").replace(":.", ":"), text)


def _text(paragraph: Element) -> str:
    """A paragraph's text; runs of blanks, tabs and line breaks are elements of their own."""
    parts: list[str] = [paragraph.text or ""]
    stack = [(item, False) for item in reversed(paragraph)]
    while stack:
        item, is_left = stack.pop()
        if is_left:
            parts.append(item.tail or "")
            continue
        stack.append((item, True))
        if item.tag in _NOT_SHOWN:
            continue
        if item.tag == _TEXT + "s":
            count = item.get(_TEXT + "c", "1")
            known = count.isascii() and count.isdigit() and len(count) <= 9
            parts.append(" " * min(int(count) if known else 1, MAX_SPACES))
        elif item.tag in (_TEXT + "tab", _TEXT + "line-break"):
            parts.append("\t" if item.tag == _TEXT + "tab" else "\n")
        parts.append(item.text or "")
        stack += [(child, False) for child in reversed(item)]
    return "".join(parts)

"""Spreadsheets that the standard library cannot read, .xls and .xlsb: values and merges, no
formulas and no error values."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from msgspec import Struct

from gaitui.errors import UnreadableError
from gaitui.grid import Grid, GridCell, Type, to_address
from gaitui.sources.child import run_child
from gaitui.sources.package import Package

MAX_SHEETS = 200
MAX_MERGES = 20_000

_VBA = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros\0"))


class _Sheet(Struct, frozen=True):
    name: str
    hidden: bool
    cells: list[tuple[int, int, Type, str]]
    merges: list[tuple[int, int, int, int]]


class _Book(Struct, frozen=True):
    sheets: list[_Sheet]
    macros: bool


class LegacyWorkbook:
    """A spreadsheet read in a child process; offers what `Workbook` offers."""

    has_formulas = False
    names: Mapping[str, str] = MappingProxyType({})

    def __init__(self, data: bytes, what: str, package: Package | None = None) -> None:
        """Read all sheets; `package` is the opened zip where the format is one, `what` the kind
        of file in messages. `UnreadableError` if it is damaged, refused or too much."""
        if package is not None:
            package.check()
        book = msgspec.json.decode(run_child("gaitui.sources._calamine", data, what), type=_Book)
        if not book.sheets:
            raise UnreadableError(
                f"{what}里没有工作表。请用 Excel 或 WPS 打开另存为 .xlsx 后重试。"
            )
        if len(book.sheets) > MAX_SHEETS:
            raise UnreadableError(
                f"{what}有 {len(book.sheets)} 张工作表，超过 {MAX_SHEETS} 张，不是年度报告表。"
            )
        self._sheets = {sheet.name: sheet for sheet in book.sheets}
        if len(self._sheets) < len(book.sheets):
            raise UnreadableError(f"{what}里有同名的工作表。请改名另存为 .xlsx 后重试。")
        names = package.names if package is not None else frozenset[str]()
        self.has_macros = (
            book.macros
            or any("vbaProject" in name for name in names)
            or (package is None and any(mark in data for mark in _VBA))
        )
        self.has_external_links = any(name.startswith("xl/externalLinks/") for name in names)

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the worksheets in the file's order."""
        return tuple(self._sheets)

    def grid(self, sheet: str) -> Grid:
        """One sheet's cells."""
        entry = self._sheets[sheet]
        if len(entry.merges) > MAX_MERGES:
            raise UnreadableError(f"工作表“{sheet}”的合并单元格过多，不是年度报告表。")
        cells = {
            to_address(row, column): GridCell(text, kind) for row, column, kind, text in entry.cells
        }
        merges = tuple(
            f"{to_address(top + 1, left + 1)}:{to_address(bottom + 1, right + 1)}"
            for top, left, bottom, right in entry.merges
        )
        return Grid(sheet, cells, merges, entry.hidden)

"""The one module that talks to XlsxWriter: its silent refusals become exceptions here."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

import xlsxwriter

from gaitui.errors import OutputError
from gaitui.values import Value
from gaitui.writing.styles import BASE, STYLES

_EPOCH = datetime(2000, 1, 1)
"""Fixed creation time, so that equal reports give identical files."""


_LIKE_RICH_TEXT = re.compile(r"<r>.*</r>", re.DOTALL)
_SHARED_UNDERSCORE = re.compile(r"_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_")
_ESCAPE = re.compile(r"(?=_x[0-9a-fA-F]{4}_)")


def _done(result: object, what: str) -> None:
    """XlsxWriter reports bad input by negative numbers; a job that lost data must not go on."""
    if isinstance(result, int) and result < 0:
        raise OutputError(f"工作簿写不出来：{what} 超出了表格文件的限制（{result}）。")


def _is_mistaken(text: str) -> bool:
    """Whether XlsxWriter would write a plain string wrongly: raw, for ready-made rich text, or
    with two escapes that share an underscore taken for one."""
    return bool(_LIKE_RICH_TEXT.fullmatch(text) or _SHARED_UNDERSCORE.search(text))


def _in_runs(text: str) -> list[str]:
    """The text in three or more runs, none of which has in it what would be mistaken."""
    cuts = {1, 2, *(match.start() + 3 for match in _ESCAPE.finditer(text))}
    places = sorted({0, len(text), *cuts})
    return [text[start:end] for start, end in pairwise(places)]


class Sheet:
    """A worksheet; rows and columns are 1-based as in A1 addresses."""

    def __init__(self, book: "Book", name: str) -> None:
        self.name = name
        self._book = book
        self.raw = book.raw.add_worksheet(name)

    def blank(self, row: int, column: int, style: str) -> None:
        _done(self.raw.write_blank(row - 1, column - 1, None, self._book.style(style)), "空格")

    def text(self, row: int, column: int, text: str, style: str) -> None:
        """Text as text: never a formula, a number, a link or markup."""
        cell_format = self._book.style(style)
        if text == "":
            self.blank(row, column, style)
        elif _is_mistaken(text):
            parts = _in_runs(text)
            _done(self.raw.write_rich_string(row - 1, column - 1, *parts, cell_format), "文字")
        else:
            _done(self.raw.write_string(row - 1, column - 1, text, cell_format), "文字")

    def number(self, row: int, column: int, value: Value, style: str) -> None:
        number = float(value) if isinstance(value, Decimal) else value
        _done(self.raw.write_number(row - 1, column - 1, number, self._book.style(style)), "数字")

    def formula(self, row: int, column: int, formula: str, value: Value | str, style: str) -> None:
        """A formula with its true cached value."""
        cached = float(value) if isinstance(value, Decimal) else value
        cell_format = self._book.style(style)
        _done(self.raw.write_formula(row - 1, column - 1, formula, cell_format, cached), formula)

    def link(self, row: int, column: int, target: str, text: str, style: str) -> None:
        """A link to a place inside the workbook."""
        cell_format = self._book.style(style)
        url = f"internal:{target}"
        _done(self.raw.write_url(row - 1, column - 1, url, cell_format, text), text)

    def merge(self, row: int, column: int, rows: int, columns: int, style: str) -> None:
        """Merge a rectangle and give it a style; write its content afterwards."""
        if rows * columns > 1:
            last = row + rows - 2, column + columns - 2
            cell_format = self._book.style(style)
            _done(self.raw.merge_range(row - 1, column - 1, *last, "", cell_format), "合并单元格")

    def widths(self, widths: Sequence[float], styles: Sequence[str] = ()) -> None:
        """Column widths in characters from column A on, and styles of whole columns."""
        for column, width in enumerate(widths):
            cell_format = self._book.style(styles[column]) if styles else None
            _done(self.raw.set_column(column, column, width, cell_format), "列宽")

    def height(self, row: int, points: float) -> None:
        _done(self.raw.set_row(row - 1, points), "行高")

    def validate(self, cells: Sequence[str], rule: Mapping[str, Any]) -> None:
        """One validation rule over several cells, given by A1 addresses."""
        if not cells:
            return
        ranges = " ".join(cells)
        _done(self.raw.data_validation(cells[0], {**rule, "multi_range": ranges}), "数据有效性")

    def highlight(self, cells: Sequence[str], condition: str) -> None:
        """Turn cells red while a condition (a formula) holds."""
        rule = {
            "type": "formula",
            "criteria": condition,
            "format": self._book.style("alert"),
            "multi_range": " ".join(cells),
        }
        _done(self.raw.conditional_format(cells[0], rule), "条件格式")

    def page(self, landscape: bool = False, repeat_rows: int = 0, is_single: bool = False) -> None:
        """A4, one page wide (or one page in all), page numbers; tints are for the screen and do
        not print."""
        sheet = self.raw
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, int(is_single))
        sheet.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.print_black_and_white()
        if repeat_rows:
            sheet.repeat_rows(0, repeat_rows - 1)

    def print_rows(self, last_row: int, last_column: int) -> None:
        """Print only the top of the sheet, down to a row."""
        _done(self.raw.print_area(0, 0, last_row - 1, last_column - 1), "打印区域")

    def protect(self) -> None:
        """Light protection without a password: slips are prevented, nobody is locked out."""
        self.raw.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True})

    def chart(self, cell: str, title: str, first: int, last: int, category: int) -> None:
        """A native column chart over rows `first`..`last`: names in column `category`, numbers
        in the next."""
        chart = self._book.raw.add_chart({"type": "column"})
        points = first - 1, category - 1, last - 1, category - 1
        numbers = first - 1, category, last - 1, category
        chart.add_series(
            {
                "name": title,
                "categories": [self.name, *points],
                "values": [self.name, *numbers],
                "data_labels": {"value": True},
                "fill": {"color": "#2F5D8A"},
                "gap": 60,
            }
        )
        chart.set_title({"name": title, "name_font": {"name": "宋体", "size": 14}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": True}})
        chart.set_size({"width": 620, "height": 320})
        _done(self.raw.insert_chart(cell, chart), "图表")


class Book:
    """A workbook being written in memory."""

    def __init__(self, title: str) -> None:
        self._buffer = BytesIO()
        self.raw = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self.raw.set_properties({"title": title, "created": _EPOCH})
        self.raw.set_calc_mode("auto")
        self._formats: dict[str, Any] = {}

    def sheet(self, name: str) -> Sheet:
        return Sheet(self, name)

    def style(self, name: str) -> Any:
        """The XlsxWriter format of a named style."""
        if name not in self._formats:
            self._formats[name] = self.raw.add_format({**BASE, **STYLES[name]})
        return self._formats[name]

    def define(self, name: str, target: str) -> None:
        """A workbook-wide defined name for an absolute address."""
        _done(self.raw.define_name(name, f"={target}"), name)

    def close(self) -> bytes:
        """Finish and return the file."""
        self.raw.close()
        return self._buffer.getvalue()

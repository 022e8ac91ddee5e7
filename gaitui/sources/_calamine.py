"""Inside a child process: .xls and .xlsb files as sheets of sparse cells.

The only module that knows python-calamine. It gives '' for blank cells and for error values
alike, dates as dates, and no formulas.
"""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import python_calamine as calamine

from gaitui.sources._child import MAX_CELLS, PasswordError, TooMuchError

MAX_AREA = 4_000_000
"""Cells of the rectangle that holds all others; beyond it a sheet is a few cells far apart."""
_EXACT = 10**15
"""Below this a whole number is exact in a spreadsheet."""


def run(data: bytes) -> bytes:
    """All worksheets as JSON: name, hidden, cells (row, column, type, text), merges, and whether
    there are macro sheets."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    except calamine.PasswordError as error:
        raise PasswordError from error
    sheets, left, macros = [], MAX_CELLS, False
    for index, entry in enumerate(book.sheets_metadata):
        if entry.typ in (calamine.SheetTypeEnum.MacroSheet, calamine.SheetTypeEnum.Vba):
            macros = True
        if entry.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        if sheet.height * sheet.width > MAX_AREA:
            raise TooMuchError
        cells = []
        for cell in _cells(sheet):
            cells.append(cell)
            if len(cells) > left:
                raise TooMuchError
        left -= len(cells)
        merges = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        hidden = entry.visible is not calamine.SheetVisibleEnum.Visible
        sheets.append({"name": entry.name, "hidden": hidden, "cells": cells, "merges": merges})
    return json.dumps({"sheets": sheets, "macros": macros}, ensure_ascii=False).encode()


def _cells(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, int, str, str]]:
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        for column, value in enumerate(values, start=left + 1):
            if value != "":
                yield row, column, *_stored(value)


def _stored(value: Any) -> tuple[str, str]:
    """Type and text of a value, as an .xlsx file would store them; dates are their ISO text."""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, int):
        return "n", str(value)
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT
        return "n", str(int(value)) if whole else repr(value)
    return "s", str(value).removesuffix(" 00:00:00")

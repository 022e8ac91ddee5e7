"""What is to be written into a received workbook, as handed to the process that does it."""

from msgspec import Struct

from gaitui.layout import OPINIONS_SHEET

SHEET = OPINIONS_SHEET
AUTHOR = "gaitui"
"""Whose comments ours are: those of an earlier return are taken off again."""
MARK = "——— 校验意见 ———"
"""Stands between somebody's comment and what is appended to it."""
WIDTHS = (7.0, 6.0, 24.0, 16.0, 42.0, 10.0, 10.0, 9.0, 42.0)
"""Columns of the sheet, in characters: number, severity, place in the form, cell, problem, is,
should be, difference, remedy."""
LINK_COLUMN = 4
WIDE_COLUMNS = frozenset({3, 5, 9})
"""Prose: from the left; the others stand in the middle."""
HIDDEN_COLUMN = 11
"""From here on, not shown: sheet, address and the fill a cell had before it was marked."""


class Mark(Struct, frozen=True):
    """A cell to be coloured and commented on."""

    sheet: str
    address: str
    is_error: bool
    text: str


class Row(Struct, frozen=True):
    """One line of the list: texts by column, the cell it leads to (or ""), its height."""

    texts: tuple[str, ...]
    is_error: bool
    sheet: str
    address: str
    height: float


class Plan(Struct, frozen=True):
    """The whole job. `lines` stand above the list; `cached` are results of formulas, by sheet and
    address, as type and text: the library drops them, and they are put back."""

    title: str
    lines: tuple[tuple[str, float], ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    cached: dict[str, dict[str, tuple[str, str]]]

"""A received sheet as it is: sparse cells, formulas, errors and merges, before any meaning."""

import re
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_ADDRESS = len("$XFD$1048576")
"""Longer texts are no addresses, and are not remembered as such."""
REMEMBERED = 16_384
"""Addresses that are remembered: forms stand in the same few hundred, file after file."""
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)


class Type(StrEnum):
    """What a spreadsheet stored in a cell."""

    NUMBER = "n"
    TEXT = "s"
    BOOLEAN = "b"
    ERROR = "e"


class GridCell(Struct, frozen=True, gc=False):
    """One stored cell. `text` is None when a formula has no cached value. Like a report's cells,
    these are in no cycles and need not be looked at by the garbage collector."""

    text: str | None
    type: Type
    formula: str | None = None


class Grid(Struct, frozen=True):
    """One sheet: cells by A1 address, merged ranges as A1 pairs."""

    name: str
    cells: dict[str, GridCell]
    merges: tuple[str, ...] = ()
    hidden: bool = False


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(column: int) -> str:
    """Column number (1-based) as letters: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=REMEMBERED)
def to_address(row: int, column: int) -> str:
    """A1 address of a 1-based row and column."""
    return f"{column_letters(column)}{row}"


def to_position(address: str) -> tuple[int, int] | None:
    """Row and column (1-based) of an A1 address, `$` allowed; None if it is not one."""
    return _position(address) if len(address) <= MAX_ADDRESS else None


@lru_cache(maxsize=REMEMBERED)
def _position(address: str) -> tuple[int, int] | None:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None

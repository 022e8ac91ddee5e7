"""What a number of the form is called, and which kinds of number there are."""

from enum import StrEnum
from typing import NewType

CellRef = NewType("CellRef", str)
"""`table.row.column`, for example `requests.new.natural_person`."""


class Kind(StrEnum):
    """How a cell's value is written: a count of things, an amount, or a signed change."""

    COUNT = "count"
    DECIMAL = "decimal"
    CHANGE = "change"


def cell_ref(table: str, row: str, column: str) -> CellRef:
    """The key of one cell."""
    return CellRef(f"{table}.{row}.{column}")

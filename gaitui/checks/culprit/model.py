"""A repair: what would be changed, what slip that undoes, and how likely it is."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from gaitui.cell import CellRef
from gaitui.values import Value


class Fault(StrEnum):
    """The slip that a repair undoes."""

    TRANSPOSED = "transposed"
    DROPPED = "dropped"
    DOUBLED = "doubled"
    DIGIT = "digit"
    BLANK = "blank"
    LEFT_OUT = "left_out"
    STALE = "stale"
    NUMBER = "number"
    SWAPPED = "swapped"
    MOVED = "moved"
    SLIPPED = "slipped"


COSTS: Mapping[Fault, float] = {
    Fault.TRANSPOSED: 1.0,
    Fault.DROPPED: 1.05,
    Fault.DOUBLED: 1.05,
    Fault.LEFT_OUT: 1.1,
    Fault.DIGIT: 1.2,
    Fault.STALE: 1.3,
    Fault.BLANK: 1.4,
    Fault.NUMBER: 1.6,
    Fault.SWAPPED: 1.7,
    Fault.SLIPPED: 1.8,
    Fault.MOVED: 2.0,
}
"""Lower is likelier. One cell goes before two, and a slip that explains every digit before one
that leaves a number unexplained."""


class Edit(Struct, frozen=True):
    """One cell's number as received (None for a blank) and as it should be."""

    ref: CellRef
    old: Value | None
    new: Value


class Repair(Struct, frozen=True):
    """Edits that together make the equations of `settles` (their places in the definition)
    hold and break none; `totals` are computed cells that follow by their formulas. One that
    `needs_lead` is one of many that do as well: worth naming only if something else speaks for
    it."""

    fault: Fault
    edits: tuple[Edit, ...]
    settles: tuple[int, ...]
    cost: float
    totals: tuple[Edit, ...] = ()
    needs_lead: bool = False

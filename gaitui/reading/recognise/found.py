"""One table of the form found on a sheet: which of its cells stand where, and what is in doubt."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field

from gaitui.cell import CellRef
from gaitui.grid import to_address
from gaitui.reading.recognise.skeleton import Skeleton
from gaitui.reading.recognise.view import Position, View


@dataclass(slots=True)
class Found:
    """`cells` says where each cell stands; `groups` where the number of a whole group stands,
    by group and column; `unclear` the places that may each stand for a cell, of which none was
    taken; `not_found` the cells whose row or column is not there; `units` the unit a head states
    for a cell where it is another than the form's. `doubts` and `ignored` name, in Chinese, what
    only its place speaks for and what was left out; `used` are the rows that stand for rows of
    the form or hold its heads, `columns` those of its numbers; `top` to `bottom` are the rows of
    the sheet that the table takes; `year` is what the lines above it state."""

    skeleton: Skeleton
    view: View
    cells: dict[CellRef, Position] = field(default_factory=dict)
    groups: dict[str, dict[str, Position]] = field(default_factory=dict)
    units: dict[CellRef, str] = field(default_factory=dict)
    unclear: dict[CellRef, tuple[Position, ...]] = field(default_factory=dict)
    not_found: list[CellRef] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    top: int = 0
    bottom: int = 0
    year: int | None = None

    @property
    def table(self) -> str:
        return self.skeleton.table.id

    @property
    def coverage(self) -> float:
        """The share of the table's cells that were found, 0 to 1; the cells of a group given as
        one row count as found, and so do totals that can be computed."""
        grouped = sum(
            len(columns) * len(self.skeleton.groups[group][1])
            for group, columns in self.groups.items()
        )
        computed = len(self.skeleton.computed.intersection(self.not_found))
        known = len(self.cells) + len(self.unclear) + grouped + computed
        return min(1.0, known / len(self.skeleton.table.cells))

    @property
    def confidence(self) -> float:
        """How sure the mapping is, 0 to 1: how well the labels fit, times the share found."""
        fit = sum(self.scores) / len(self.scores) if self.scores else 0.0
        return fit * self.coverage

    def on(self, view: View) -> "Found":
        """The same table on another sheet of the same shape."""
        other = copy(self)
        other.view = view
        return other

    def overlaps(self, other: "Found") -> bool:
        """Whether both take some place of a sheet."""
        mine, theirs = self.view.columns, other.view.columns
        return (
            self.view.sheet is other.view.sheet
            and self.top <= other.bottom
            and other.top <= self.bottom
            and mine.start < theirs.stop
            and theirs.start < mine.stop
        )

    @property
    def area(self) -> str:
        """The range its numbers stand in, as A1 addresses."""
        rows = [row for row, _ in self.cells.values()]
        columns = [column for _, column in self.cells.values()]
        first, last = to_address(min(rows), min(columns)), to_address(max(rows), max(columns))
        return first if first == last else f"{first}:{last}"

    def values(self) -> Mapping[CellRef, str | None]:
        """What stands in its cells, to compare two tables."""
        found = {ref: self.view.cell(position) for ref, position in self.cells.items()}
        return {ref: cell.text if cell else None for ref, cell in found.items()}

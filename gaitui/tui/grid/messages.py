"""What the grid tells its owner; the grid itself changes no data."""

from dataclasses import dataclass

from textual.message import Message

from gaitui.cell import CellRef


@dataclass
class CursorMoved(Message):
    """The current cell is now `ref`."""

    ref: CellRef


@dataclass
class CellCommitted(Message):
    """`text` was typed into a cell, as typed."""

    ref: CellRef
    text: str


@dataclass
class CellCleared(Message):
    """The cell is to be blank."""

    ref: CellRef


@dataclass
class Pasted(Message):
    """Text was pasted with `ref` as its top left cell."""

    text: str
    ref: CellRef


@dataclass
class CopyRequested(Message):
    """The selected cells, row by row, are to be copied."""

    refs: tuple[tuple[CellRef, ...], ...]


@dataclass
class EditStarted(Message):
    """A cell is being typed into."""

    ref: CellRef


@dataclass
class EditEnded(Message):
    """Typing has ended, with a `CellCommitted` or `CellCleared` before if anything changed."""

    ref: CellRef


@dataclass
class TotalRefused(Message):
    """The user tried to change a total."""

    ref: CellRef


@dataclass
class ReadOnlyRefused(Message):
    """The user tried to change a cell of a grid that is read-only."""

    ref: CellRef


@dataclass
class EdgeReached(Message):
    """There is no further input in the direction of `steps` (1 or -1)."""

    steps: int

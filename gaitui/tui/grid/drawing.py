"""A line of the grid as pieces of toned text; knows no terminal and no widget."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from rich.cells import cell_len

from gaitui.cell import CellRef
from gaitui.finding import Severity
from gaitui.render.wrap import one_line
from gaitui.tui.grid.arrange import Arrangement, Columns, Line, LineKind, StateOf, head_line
from gaitui.tui.grid.editor import Editor
from gaitui.tui.grid.fitting import cut, fill
from gaitui.tui.grid.model import GridModel
from gaitui.tui.grid.state import CellState

CURSOR_MARK, TOTAL_MARK = "▸", "·"


class Tone(StrEnum):
    """What a piece of text is; the widget has a component class for each but plain text."""

    PLAIN = "plain"
    LABEL = "label"
    HEAD = "head"
    CAPTION = "caption"
    CURSOR = "cursor"
    TOTAL = "total"
    ERROR = "error"
    WARNING = "warning"
    STRUCK = "struck"
    SELECTED = "selected"
    CARET = "caret"


class Piece(Struct, frozen=True):
    """Text in one tone."""

    text: str
    tone: Tone = Tone.PLAIN


class Focus(Struct, frozen=True):
    """Where the user is: the current cell, the selected ones, and what is being typed."""

    cursor: CellRef
    selected: frozenset[CellRef] = frozenset()
    editor: Editor | None = None


_SEVERE = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING}


def field(state: CellState, width: int) -> list[Piece]:
    """A cell's text with its sign, to the right in `width` cells.

    What is struck is left out, and its sign stays, where it has no room.
    """
    tone = _SEVERE.get(state.severity) if state.severity else None
    if tone is None:
        tone = Tone.TOTAL if state.computed else Tone.PLAIN
    text = one_line(state.text)
    struck = one_line(state.struck)
    if struck and cell_len(struck + state.sign + text) <= width:
        pad = " " * (width - cell_len(struck + state.sign + text))
        return [Piece(pad), Piece(struck, Tone.STRUCK), Piece(state.sign + text, tone)]
    shown = cut(state.sign + text, width)
    return [Piece(" " * (width - cell_len(shown))), Piece(shown, tone)]


def label_pieces(
    model: GridModel, arrangement: Arrangement, line: Line, focus: Focus
) -> list[Piece]:
    """Gutter and label: the part of a line that does not scroll sideways."""
    width = arrangement.label_width
    if line.kind is LineKind.HEAD:
        return [Piece(" " + fill(line.label, width), Tone.HEAD)]
    if line.kind is not LineKind.DATA:
        # Nothing stands beside a caption, so that it may run on.
        padded = line.label + " " * (width - cell_len(line.label))
        return [Piece(" " + padded, Tone.CAPTION)]
    if focus.cursor in model.rows[line.row].cells:
        return [Piece(CURSOR_MARK, Tone.CURSOR), Piece(fill(line.label, width), Tone.LABEL)]
    return [Piece(" " + fill(line.label, width), Tone.LABEL)]


def cell_pieces(
    model: GridModel, arrangement: Arrangement, line: Line, focus: Focus, state_of: StateOf
) -> list[Piece]:
    """Heads or cells: the part of a line that scrolls sideways."""
    columns = arrangement.columns[line.block]
    if line.kind is LineKind.HEAD:
        return [Piece(head_line(model.blocks[line.block], columns, line.level), Tone.HEAD)]
    if line.kind is not LineKind.DATA:
        return []
    return list(_joined(_cells(model, model.rows[line.row].cells, columns, focus, state_of)))


def _cells(
    model: GridModel,
    cells: tuple[CellRef, ...],
    columns: Columns,
    focus: Focus,
    state_of: StateOf,
) -> Iterator[Piece]:
    before: CellRef | None = None
    for ref, width in zip(cells, columns.widths, strict=True):
        yield _between(model, focus, before, ref)
        if ref == focus.cursor and focus.editor is not None:
            head, under, tail = focus.editor.window(width)
            yield from (Piece(head), Piece(under, Tone.CARET), Piece(tail))
        elif ref in focus.selected:
            shown = "".join(piece.text for piece in field(state_of(ref), width))
            yield Piece(shown, Tone.SELECTED)
        else:
            current = ref == focus.cursor
            for piece in field(state_of(ref), width):
                plain = piece.tone in (Tone.PLAIN, Tone.TOTAL)
                yield Piece(piece.text, Tone.CURSOR) if current and plain else piece
        before = ref
    yield _between(model, focus, before, None)


def _between(model: GridModel, focus: Focus, left: CellRef | None, right: CellRef | None) -> Piece:
    """The cell between two columns: a bracket of the current cell, or the mark of a total."""
    if focus.cursor == right:
        return Piece("[", Tone.CURSOR)
    if focus.cursor == left:
        return Piece("]", Tone.CURSOR)
    if right in model.computed:
        return Piece(TOTAL_MARK, Tone.TOTAL)
    return Piece(" ")


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one tone as one piece; blanks take the tone before them, so that a terminal
    is told of fewer changes."""
    text, tone = "", Tone.PLAIN
    for piece in pieces:
        blank = not piece.text.strip(" ")
        joins = piece.tone is tone or (blank and piece.tone is Tone.PLAIN and tone in _BARE)
        if text and joins:
            text += piece.text
            continue
        if text:
            yield Piece(text, tone)
        text, tone = piece.text, piece.tone
    if text:
        yield Piece(text, tone)


_BARE = frozenset({Tone.TOTAL, Tone.ERROR, Tone.WARNING, Tone.CURSOR})
"""Tones that do not show on a blank."""

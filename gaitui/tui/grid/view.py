"""The grid's drawing half: lines cached as strips, sticky heads and labels, and repainting of
single cells. Over a slow line every byte counts, so nothing is repainted that did not change."""

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from gaitui.cell import CellRef
from gaitui.tui.grid.arrange import GUTTER, Arrangement, StateOf, arrange
from gaitui.tui.grid.drawing import Focus, Piece, Tone, cell_pieces, label_pieces
from gaitui.tui.grid.editor import Editor
from gaitui.tui.grid.model import GridModel

ABOVE, BELOW, LEFTWARD, RIGHTWARD = "↑", "↓", "‹", "›"
"""Signs at the right edge that the table goes on."""
_FEWEST_LINES = 3
"""Lines that must be left for rows beside heads that stay in place."""


class GridView(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws a table's cells as `state_of` tells them, around the current cell."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"grid--{tone}" for tone in Tone if tone is not Tone.PLAIN
    }
    DEFAULT_CSS = """
    GridView {
        overflow: auto auto;
        scrollbar-size: 0 0;
        & > .grid--head { text-style: bold; }
        & > .grid--caption { text-style: bold; }
        & > .grid--cursor { color: $text-accent; text-style: bold; }
        & > .grid--total { text-style: dim; }
        & > .grid--error { color: $text-error; text-style: bold; }
        & > .grid--warning { color: $text-warning; text-style: bold; }
        & > .grid--struck { color: $text-error; text-style: strike; }
        & > .grid--selected { text-style: reverse; }
        & > .grid--caret { text-style: reverse; }
    }
    """

    def __init__(
        self,
        model: GridModel,
        state_of: StateOf,
        *,
        title: str = "",
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._model = model
        self._state_of = state_of
        self._title = title
        self._cursor = model.first
        self._anchor: CellRef | None = None
        self._selected: frozenset[CellRef] = frozenset()
        self._editor: Editor | None = None
        self._arrangement = arrange(model, 80, 24, state_of, title)
        self._strips: dict[int, tuple[Strip, Strip]] = {}
        self._styles_of: dict[Tone, Style] = {}

    @property
    def model(self) -> GridModel:
        """The table shown."""
        return self._model

    @property
    def cursor(self) -> CellRef:
        """The current cell."""
        return self._cursor

    @property
    def selection(self) -> tuple[tuple[CellRef, ...], ...]:
        """The selected cells row by row; the current cell alone if there is no range."""
        return self._model.rectangle(self._anchor or self._cursor, self._cursor)

    def refresh_cells(self, refs: Iterable[CellRef]) -> None:
        """Ask for these cells' states anew and repaint them; cells of other tables are ignored.

        The whole table is repainted only if a column has to be widened.
        """
        known = [ref for ref in refs if ref in self._model.places]
        if any(self._state_of(ref).wished > self._field_width(ref) for ref in known):
            widened = self._arranged()
            if widened.columns != self._arrangement.columns:
                self._rearrange(widened)
                return
        for ref in known:
            self._touch(ref)

    def refresh_table(self) -> None:
        """Ask for all states anew and lay the table out again."""
        self._rearrange()

    def cell_at(self, x: int, y: int) -> CellRef | None:
        """The cell at a place of the widget; beside the cells, the nearest of that line."""
        index = self._line_at(y)
        if index is None or self._arrangement.lines[index].row < 0:
            return None
        line = self._arrangement.lines[index]
        offset = x - self._arrangement.left + self.scroll_offset.x
        starts = self._arrangement.columns[line.block].starts
        column = sum(1 for start in starts if start <= offset) - 1
        return self._model.at(line.row, column)

    def render_line(self, y: int) -> Strip:
        """A line of the viewport, the labels in place and the cells scrolled sideways."""
        width = self.size.width
        base = self._style(Tone.PLAIN)
        index = self._line_at(y)
        if index is None:
            return Strip.blank(width, base)
        labels, cells = self._strip(index)
        room = max(0, width - self._arrangement.left - GUTTER)
        shift = self.scroll_offset.x
        shown = Strip.join([labels, cells.crop_extend(shift, shift + room, base)])
        mark = Strip([Segment(self._edge_sign(y), base)])
        return Strip.join([shown.adjust_cell_length(width - GUTTER, base), mark])

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old styles."""
        super().notify_style_update()
        self._styles_of.clear()
        self._strips.clear()

    def on_resize(self) -> None:
        """Lay the table out for the new size."""
        self._rearrange()

    def on_focus(self) -> None:
        """Have the terminal's cursor here."""
        self._place_terminal_cursor()

    def _arranged(self) -> Arrangement:
        width, height = self.size or Size(80, 24)
        return arrange(self._model, width, height, self._state_of, self._title)

    def _rearrange(self, arrangement: Arrangement | None = None) -> None:
        self._arrangement = arrangement or self._arranged()
        self._strips.clear()
        self.virtual_size = Size(self._arrangement.width, len(self._arrangement.lines))
        self._reveal()
        self.refresh()

    def _show(self, model: GridModel, cursor: CellRef | None, title: str) -> None:
        """Change to another table."""
        self._model, self._title = model, title
        self._cursor = cursor if cursor and cursor in model.places else model.first
        self._anchor, self._selected, self._editor = None, frozenset(), None
        self._rearrange()

    def _set_cursor(self, ref: CellRef, extend: bool = False) -> None:
        """Make a cell current, with or without the cells between selected."""
        before, selected = self._cursor, self._selected
        self._anchor = (self._anchor or before) if extend else None
        self._cursor = ref
        rows = self._model.rectangle(self._anchor, ref) if self._anchor else ()
        self._selected = frozenset(cell for row in rows for cell in row)
        for cell in {before, ref, *(selected ^ self._selected)}:
            self._touch(cell)
        if self._row(before) != self._row(ref):
            self._touch_gutter(before)
            self._touch_gutter(ref)
        self._reveal()

    def _set_editor(self, editor: Editor | None) -> None:
        """Change what is being typed."""
        self._editor = editor
        self._touch(self._cursor)
        self._place_terminal_cursor()

    def _row(self, ref: CellRef) -> int:
        return self._model.places[ref].row

    def _field_width(self, ref: CellRef) -> int:
        place = self._model.places[ref]
        columns = self._arrangement.columns[self._model.block_of[place.row]]
        return columns.widths[place.column]

    def _sticky(self) -> tuple[int, ...]:
        """The head lines that stay on top, being those of the block whose rows are on top."""
        lines = self._arrangement.lines
        top = min(self.scroll_offset.y, len(lines) - 1)
        heads = self._arrangement.heads_of_block[lines[top].block]
        return heads if self.size.height >= len(heads) + _FEWEST_LINES else ()

    def _line_at(self, y: int) -> int | None:
        """Which line stands at a height of the viewport."""
        lines = self._arrangement.lines
        top = min(self.scroll_offset.y, len(lines) - 1)
        index = top + y
        if y < 0 or index >= len(lines):
            return None
        sticky = self._sticky()
        if y < len(sticky) and lines[index].block == lines[top].block:
            return sticky[y]
        return index

    def _region(self, ref: CellRef) -> Region | None:
        """The cell with its brackets in the viewport; None while it is out of sight."""
        place = self._model.places[ref]
        index = self._arrangement.line_of_row[place.row]
        y = index - self.scroll_offset.y
        if not 0 <= y < self.size.height or self._line_at(y) != index:
            return None
        columns = self._arrangement.columns[self._model.block_of[place.row]]
        left = self._arrangement.left
        x = left + columns.starts[place.column] - 1 - self.scroll_offset.x
        cells = Region(left, y, max(0, self.size.width - left - GUTTER), 1)
        return cells.intersection(Region(x, y, columns.widths[place.column] + 2, 1)) or None

    def _touch(self, ref: CellRef) -> None:
        """Repaint a cell."""
        self._strips.pop(self._arrangement.line_of_row[self._row(ref)], None)
        if region := self._region(ref):
            self.refresh(region)

    def _touch_gutter(self, ref: CellRef) -> None:
        """Repaint the mark before a cell's row."""
        y = self._arrangement.line_of_row[self._row(ref)] - self.scroll_offset.y
        self.refresh(Region(0, y, GUTTER, 1))

    def _reveal(self) -> None:
        """Scroll so that the current cell is seen: to the middle, so that it is rarely done."""
        size = self.size
        if not size:
            return
        place = self._model.places[self._cursor]
        block = self._model.block_of[place.row]
        line = self._arrangement.line_of_row[place.row]
        heads = len(self._arrangement.heads_of_block[block])
        top = self.scroll_offset.y
        if not heads <= line - top < size.height:
            top = line - (size.height + heads) // 2
        columns = self._arrangement.columns[block]
        start, width = columns.starts[place.column], columns.widths[place.column]
        room = size.width - self._arrangement.left - GUTTER
        left = min(self.scroll_offset.x, start - 1)
        left = max(left, start + width + 1 - room)
        self._scroll_now(left, top)
        self._place_terminal_cursor()

    def _scroll_now(self, x: int, y: int) -> None:
        x = max(0, min(x, self._arrangement.width - self.size.width))
        y = max(0, min(y, len(self._arrangement.lines) - self.size.height))
        if (x, y) != self.scroll_offset:
            self.scroll_to(x, y, animate=False, force=True)

    def _place_terminal_cursor(self) -> None:
        """Put the terminal's own, invisible cursor where one types: input methods open there."""
        region = self._region(self._cursor)
        if region and self.is_attached and self.has_focus:
            before = self._editor.window(region.width - 2)[0] if self._editor else ""
            x = region.x + 1 + Segment(before).cell_length if self._editor else region.right - 2
            self.app.cursor_position = Offset(x, region.y) + self.content_region.offset

    def _strip(self, index: int) -> tuple[Strip, Strip]:
        """A line's labels and cells, drawn once until something in it changes."""
        if index not in self._strips:
            line = self._arrangement.lines[index]
            focus = Focus(self._cursor, self._selected, self._editor)
            parts = (self._model, self._arrangement, line, focus)
            self._strips[index] = (
                self._drawn(label_pieces(*parts)),
                self._drawn(cell_pieces(*parts, self._state_of)),
            )
        return self._strips[index]

    def _drawn(self, pieces: Iterable[Piece]) -> Strip:
        return Strip([Segment(piece.text, self._style(piece.tone)) for piece in pieces])

    def _style(self, tone: Tone) -> Style:
        if tone not in self._styles_of:
            self._styles_of[tone] = (
                self.rich_style
                if tone is Tone.PLAIN
                else self.get_component_rich_style(f"grid--{tone}")
            )
        return self._styles_of[tone]

    def _edge_sign(self, y: int) -> str:
        """What stands at the right edge of a line: whether the table goes on there."""
        sticky = len(self._sticky())
        if y == sticky - 1 and self._arrangement.width > self.size.width:
            at_end = self.scroll_offset.x >= self._arrangement.width - self.size.width
            return LEFTWARD if at_end else RIGHTWARD
        if y == sticky and self.scroll_offset.y > 0:
            return ABOVE
        more = self.scroll_offset.y + self.size.height < len(self._arrangement.lines)
        return BELOW if more and y == self.size.height - 1 else " "

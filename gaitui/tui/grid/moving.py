"""Keys that move about the grid and select in it."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from gaitui.cell import CellRef
from gaitui.tui.grid import navigation
from gaitui.tui.grid.messages import CursorMoved, EdgeReached
from gaitui.tui.grid.view import GridView

_LONGEST_TEXT = 10_000


def _binding(keys: str, action: str, description: str) -> Binding:
    return Binding(keys, action, description, show=False, id=f"grid.{action}")


class MovableGrid(GridView, inherit_bindings=False):
    """A grid with a cursor; all of the grid's keys are declared here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _binding("up,k", "cursor_up", "上移"),
        _binding("down,j", "cursor_down", "下移"),
        _binding("left,h", "cursor_left", "左移"),
        _binding("right,l", "cursor_right", "右移"),
        _binding("tab", "next_input", "下一个要填的格子"),
        _binding("shift+tab", "previous_input", "上一个要填的格子"),
        _binding("enter", "commit", "修改；改完后向下"),
        _binding("f2", "edit", "修改原有内容"),
        _binding("escape", "cancel", "放弃修改"),
        _binding("delete", "clear", "清空"),
        _binding("backspace", "erase", "清空；修改时删去前一字"),
        _binding("home", "row_start", "行首"),
        _binding("end", "row_end", "行尾"),
        _binding("ctrl+home", "table_start", "表头第一格"),
        _binding("ctrl+end", "table_end", "表尾最后一格"),
        _binding("ctrl+up", "edge_up", "本列最上"),
        _binding("ctrl+down", "edge_down", "本列最下"),
        _binding("ctrl+left", "edge_left", "本行最左"),
        _binding("ctrl+right", "edge_right", "本行最右"),
        _binding("pageup", "page_up", "上翻一页"),
        _binding("pagedown", "page_down", "下翻一页"),
        _binding("shift+up", "select_up", "向上选取"),
        _binding("shift+down", "select_down", "向下选取"),
        _binding("shift+left", "select_left", "向左选取"),
        _binding("shift+right", "select_right", "向右选取"),
        _binding("c,ctrl+c", "copy", "复制所选格子"),
    ]

    def move_to(self, ref: CellRef, extend: bool = False) -> None:
        """Make a cell current; `extend` selects the cells up to it."""
        self._leave_cell()
        if ref != self._cursor or (self._anchor is not None and not extend):
            self._set_cursor(ref, extend)
            self.post_message(CursorMoved(ref))

    def _leave_cell(self) -> None:
        """Called before the cursor moves."""

    def _move_caret(self, characters: int) -> bool:
        """Move in the text being typed instead, if that is what the key means now."""
        return False

    def _step(self, rows: int, columns: int, extend: bool = False) -> None:
        self.move_to(navigation.step(self._model, self._cursor, rows, columns), extend)

    def _to_input(self, steps: int) -> None:
        following = navigation.next_input(self._model, self._cursor, steps)
        if following is not None:
            self.move_to(following)
        else:
            self._leave_cell()
            self.post_message(EdgeReached(steps))

    def action_cursor_up(self) -> None:
        """One row up."""
        self._step(-1, 0)

    def action_cursor_down(self) -> None:
        """One row down."""
        self._step(1, 0)

    def action_cursor_left(self) -> None:
        """One column left, or one character in the text being edited."""
        if not self._move_caret(-1):
            self._step(0, -1)

    def action_cursor_right(self) -> None:
        """One column right, or one character in the text being edited."""
        if not self._move_caret(1):
            self._step(0, 1)

    def action_next_input(self) -> None:
        """The next cell to fill."""
        self._to_input(1)

    def action_previous_input(self) -> None:
        """The cell to fill before."""
        self._to_input(-1)

    def action_row_start(self) -> None:
        """The row's first cell, or the start of the text being edited."""
        if not self._move_caret(-_LONGEST_TEXT):
            self.action_edge_left()

    def action_row_end(self) -> None:
        """The row's last cell, or the end of the text being edited."""
        if not self._move_caret(_LONGEST_TEXT):
            self.action_edge_right()

    def action_table_start(self) -> None:
        """The table's first cell."""
        self.move_to(navigation.table_edge(self._model, -1))

    def action_table_end(self) -> None:
        """The table's last cell."""
        self.move_to(navigation.table_edge(self._model, 1))

    def action_edge_up(self) -> None:
        """The top of the column."""
        self.move_to(navigation.column_edge(self._model, self._cursor, -1))

    def action_edge_down(self) -> None:
        """The bottom of the column."""
        self.move_to(navigation.column_edge(self._model, self._cursor, 1))

    def action_edge_left(self) -> None:
        """The row's first cell."""
        self.move_to(navigation.row_edge(self._model, self._cursor, -1))

    def action_edge_right(self) -> None:
        """The row's last cell."""
        self.move_to(navigation.row_edge(self._model, self._cursor, 1))

    def action_page_up(self) -> None:
        """As many rows up as are in sight."""
        self._step(-self._page(), 0)

    def action_page_down(self) -> None:
        """As many rows down as are in sight."""
        self._step(self._page(), 0)

    def _page(self) -> int:
        return max(1, self.size.height - len(self._sticky()) - 1)

    def action_select_up(self) -> None:
        """Select one row more, upwards."""
        self._step(-1, 0, extend=True)

    def action_select_down(self) -> None:
        """Select one row more, downwards."""
        self._step(1, 0, extend=True)

    def action_select_left(self) -> None:
        """Select one column more, leftwards."""
        self._step(0, -1, extend=True)

    def action_select_right(self) -> None:
        """Select one column more, rightwards."""
        self._step(0, 1, extend=True)

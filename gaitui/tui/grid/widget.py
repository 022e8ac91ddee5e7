"""The grid's other half: keys, typing, mouse and paste. It edits nothing itself; it posts
messages, and its owner then names the cells to repaint."""

from collections.abc import Iterable

from textual import events
from textual.actions import SkipAction

from gaitui.cell import CellRef
from gaitui.tui.grid import navigation
from gaitui.tui.grid.arrange import StateOf
from gaitui.tui.grid.editor import Editor
from gaitui.tui.grid.messages import (
    CellCleared,
    CellCommitted,
    CopyRequested,
    CursorMoved,
    EditEnded,
    EditStarted,
    Pasted,
    ReadOnlyRefused,
    TotalRefused,
)
from gaitui.tui.grid.model import GridModel
from gaitui.tui.grid.moving import MovableGrid

_OPENING = frozenset("0123456789+-./")
"""ASCII characters that begin a number; others are left for key bindings. Everything beyond
ASCII begins one too: full-width digits, `增`, `无`, `—`."""


class TableGrid(MovableGrid):
    """A table of the form to move about and type in; `read_only` refuses changes."""

    def __init__(
        self,
        model: GridModel,
        state_of: StateOf,
        *,
        title: str = "",
        read_only: bool = False,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(model, state_of, title=title, id=id, classes=classes)
        self.read_only = read_only

    @property
    def editing(self) -> str | None:
        """What has been typed so far; None while nothing is being typed."""
        return self._editor.text if self._editor is not None else None

    def show(self, model: GridModel, *, cursor: CellRef | None = None, title: str = "") -> None:
        """Change to another table, committing what is being typed; `cursor` becomes current."""
        self.commit_edit()
        self._show(model, cursor, title)
        self.post_message(CursorMoved(self._cursor))

    def begin_edit(self, editor: Editor) -> None:
        """Type into the current cell, if it may be typed into."""
        if self.may_change():
            if self._anchor is not None:
                self._set_cursor(self._cursor)
            self._set_editor(editor)
            self.post_message(EditStarted(self._cursor))

    def commit_edit(self) -> None:
        """Hand over what was typed, if anything was and it is something new."""
        if self._editor is None:
            return
        text, ref = self._editor.text, self._cursor
        self._set_editor(None)
        if text != self._state_of(ref).text:
            self.post_message(CellCommitted(ref, text) if text.strip() else CellCleared(ref))
        self.post_message(EditEnded(ref))

    def cancel_edit(self) -> None:
        """Drop what was typed."""
        if self._editor is not None:
            self._set_editor(None)
            self.post_message(EditEnded(self._cursor))

    def _leave_cell(self) -> None:
        self.commit_edit()

    def _move_caret(self, characters: int) -> bool:
        if self._editor is None or self._editor.typed:
            return False
        self._set_editor(self._editor.move(characters))
        return True

    def may_change(self) -> bool:
        """Whether the current cell may be typed into; says so to the owner if not."""
        if self._cursor in self._model.computed:
            self.post_message(TotalRefused(self._cursor))
        elif self.read_only:
            self.post_message(ReadOnlyRefused(self._cursor))
        else:
            return True
        return False

    def on_key(self, event: events.Key) -> None:
        """Type a character; what is not typed is left for the key bindings."""
        character = event.character or ""
        if not event.is_printable or not character:
            return
        if self._editor is not None:
            self._set_editor(self._editor.insert(character))
        elif character in _OPENING or not character.isascii():
            self.begin_edit(Editor(character, len(character), typed=True))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Put a word into the line being typed, or pass a block on."""
        event.stop()
        word = event.text.strip("\r\n")
        if self._editor is not None and not set(word) & set("\t\r\n"):
            self._set_editor(self._editor.insert(word))
        elif self.read_only:
            self.post_message(ReadOnlyRefused(self._cursor))
        elif event.text:
            self.cancel_edit()
            self.post_message(Pasted(event.text, self._cursor))

    def on_blur(self) -> None:
        """Commit when the focus goes elsewhere in the app, not when the terminal loses it."""
        if self.app.app_focus:
            self.commit_edit()

    def on_click(self, event: events.Click) -> None:
        """Go to a cell; a double click edits it."""
        ref = self.cell_at(event.x, event.y)
        if ref is None or (ref == self._cursor and self._editor is not None):
            return
        self.move_to(ref, extend=event.shift)
        if event.chain == 2:
            self.action_edit()

    def action_commit(self) -> None:
        """Commit and go down; with nothing typed, edit, or from a total just go down."""
        if self._editor is None and self._cursor not in self._model.computed:
            self.action_edit()
        else:
            self.move_to(navigation.input_below(self._model, self._cursor))

    def action_edit(self) -> None:
        """Edit what the cell holds; while typing, let arrows move in the text from now on."""
        if self._editor is not None:
            self._set_editor(Editor(self._editor.text, self._editor.caret))
        else:
            text = self._state_of(self._cursor).text
            self.begin_edit(Editor(text, len(text)))

    def action_cancel(self) -> None:
        """Drop what was typed, or the selection; otherwise the key is the owner's."""
        if self._editor is not None:
            self.cancel_edit()
        elif self._anchor is not None:
            self.move_to(self._cursor)
        else:
            raise SkipAction

    def action_clear(self) -> None:
        """Blank the cell; while typing, delete the character under the caret."""
        if self._editor is not None:
            self._set_editor(self._editor.delete_right())
        else:
            self._clear()

    def action_erase(self) -> None:
        """Blank the cell; while typing, delete the character before the caret."""
        if self._editor is not None:
            self._set_editor(self._editor.delete_left())
        else:
            self._clear()

    def _clear(self) -> None:
        cells = [cell for row in self.selection for cell in row]
        inputs = [cell for cell in cells if cell not in self._model.computed]
        if len(cells) > 1 and not self.read_only:
            self._post_cleared(inputs)
        elif self.may_change():
            self._post_cleared(cells)

    def _post_cleared(self, cells: Iterable[CellRef]) -> None:
        for cell in cells:
            if self._state_of(cell).text:
                self.post_message(CellCleared(cell))

    def action_copy(self) -> None:
        """Ask the owner to copy the selected cells."""
        self.post_message(CopyRequested(self.selection))

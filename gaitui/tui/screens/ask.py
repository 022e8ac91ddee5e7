"""Questions and messages: what is the matter, and one key for each way on."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from gaitui.render.wrap import wrap
from gaitui.tui.actions import key_name

_COLUMNS, _ROWS = 76, 22
"""Greatest size of a dialog, as in the style sheet."""
_FRAME_COLUMNS, _FRAME_ROWS = 5, 7
"""What of it is border, padding, scrollbar, title, keys and blank lines."""


class Choice(tuple[str, str, str]):
    """A way on: the key to press, its label, and the value the screen returns."""

    def __new__(cls, key: str, label: str, value: str) -> "Choice":
        return super().__new__(cls, (key, label, value))


class AskScreen(ModalScreen[str | None]):
    """A title, some lines of text, and choices by key; Esc returns None, and so does Enter
    where there is nothing to choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("pagedown", "scroll(8)", show=False),
    ]

    def __init__(
        self, title: str, text: str, choices: Sequence[Choice] = (), escape: str = "返回"
    ) -> None:
        super().__init__()
        self.heading = title
        self.text = text
        self.choices = tuple(choices)
        self.escape = escape

    def compose(self) -> ComposeResult:
        text, keys = self._fitted()
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                yield Static(text, id="ask-text", markup=False)
            yield Static(keys, id="ask-keys", classes="dialog-keys", markup=False)

    def on_resize(self) -> None:
        text, keys = self._fitted()
        self.query_one("#ask-text", Static).update(text)
        self.query_one("#ask-keys", Static).update(keys)

    def _fitted(self) -> tuple[str, str]:
        """The text broken by Chinese rules, and the keys, with those to see what does not fit."""
        columns, rows = self.app.size
        width = min(_COLUMNS, columns) - _FRAME_COLUMNS
        lines = [line for part in self.text.split("\n") for line in _broken(part, width)]
        more = ["↑↓ 翻看"] if len(lines) > min(_ROWS, rows) - _FRAME_ROWS else []
        ways = [*more, *(f"{key_name(key)} {label}" for key, label, _ in self.choices)]
        ways.append(f"Esc {self.escape}")
        line = "   ".join(ways)
        return "\n".join(lines), line if cell_len(line) <= width else "\n".join(ways)

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter" and not self.choices:
            event.stop()
            self.dismiss(None)
        for key, _, value in self.choices:
            if event.key == key:
                event.stop()
                self.dismiss(value)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def _broken(paragraph: str, width: int) -> list[str]:
    """A paragraph as lines, its own indentation kept on each."""
    indent = " " * (len(paragraph) - len(paragraph.lstrip(" ")))
    return [indent + line for line in wrap(paragraph, max(20, width - len(indent)))] or [""]


class InputScreen(ModalScreen[str | None]):
    """One line of text asked for; Enter returns it, Esc returns None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, text: str, value: str = "", enter: str = "确定") -> None:
        super().__init__()
        self.heading = title
        self.text = text
        self.value = value
        self.enter = enter

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            yield Static(self.text, classes="dialog-text", markup=False)
            field = Input(self.value, compact=True, select_on_focus=False)
            field.cursor_blink = False
            yield field
            yield Static(f"Enter {self.enter}   Esc 返回", classes="dialog-keys", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

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
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                yield Static("", id="ask-text", markup=False)
            yield Static("", id="ask-keys", classes="dialog-keys", markup=False)

    def on_resize(self) -> None:
        """Break the text by Chinese rules, and say how to see what does not fit."""
        width = self.query_one(VerticalScroll).scrollable_content_region.width
        lines = [line for part in self.text.split("\n") for line in _broken(part, width - 1)]
        self.query_one("#ask-text", Static).update("\n".join(lines))
        self.call_after_refresh(self._show_keys)

    def _show_keys(self) -> None:
        more = ["↑↓ 翻看"] if self.query_one(VerticalScroll).max_scroll_y else []
        keys = [f"{key_name(key)} {label}" for key, label, _ in self.choices]
        ways = "   ".join([*more, *keys, f"Esc {self.escape}"])
        width = self.query_one("#ask-keys").size.width
        if cell_len(ways) > width:
            ways = "\n".join([*more, *keys, f"Esc {self.escape}"])
        self.query_one("#ask-keys", Static).update(ways)

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

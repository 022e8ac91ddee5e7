"""Choosing a department: the likely ones first, the others by typing a part of the name."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from gaitui.campaign.names import canonical_name
from gaitui.tui.widgets.pointed import PointedList

_SHOWN = 200


class ChooseScreen(ModalScreen[str | None]):
    """Returns the chosen name; Esc returns None. Nothing is chosen beforehand where nothing is
    likely: one Enter too many must not make a file somebody's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str, likely: Sequence[str], names: Sequence[str]) -> None:
        super().__init__()
        self.heading = title
        self.text = text
        self.likely = tuple(likely)
        self.names = tuple(dict.fromkeys((*likely, *names)))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            yield Static(self.text, classes="dialog-text", markup=False)
            field = Input(compact=True, placeholder="输入名称的一部分")
            field.cursor_blink = False
            yield field
            yield PointedList()
            yield Static("", classes="dialog-error", id="choose-error", markup=False)
            keys = "↑↓ 选择   Enter 就是它   Esc 先不收"
            yield Static(keys, classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def on_input_submitted(self) -> None:
        chosen = self.query_one(PointedList).value
        if chosen is not None:
            self.dismiss(chosen)
        else:
            self.query_one("#choose-error", Static).update("先用 ↑↓ 选一个部门，或输入名称。")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_move(self, step: int) -> None:
        self.query_one(PointedList).move(step)

    def _fill(self, typed: str) -> None:
        wanted = canonical_name(typed)
        found = [name for name in self.names if wanted in canonical_name(name)][:_SHOWN]
        options = [(name, f"{name}？" if name in self.likely else name) for name in found]
        is_plain = bool(wanted or self.likely)
        self.query_one("#choose-error", Static).update("")
        nothing = "名单里没有这样的部门，删空看全部"
        self.query_one(PointedList).show(options, nothing, 0 if is_plain else None)

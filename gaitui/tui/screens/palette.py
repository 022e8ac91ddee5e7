"""Every command by its Chinese name or its pinyin initials."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from gaitui.tui.actions import Action, key_name, matches
from gaitui.tui.widgets.pointed import PointedList


class PaletteScreen(ModalScreen[str | None]):
    """Returns the chosen action's id."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self.actions = tuple(actions)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("查找命令（汉字，或拼音首字母）", classes="dialog-title", markup=False)
            field = Input(compact=True)
            field.cursor_blink = False
            yield field
            yield PointedList()
            yield Static("↑↓ 选择   Enter 执行   Esc 返回", classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def on_input_submitted(self) -> None:
        self.dismiss(self.query_one(PointedList).value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_move(self, step: int) -> None:
        self.query_one(PointedList).move(step)

    def _fill(self, typed: str) -> None:
        found = (action for action in self.actions if matches(action, typed))
        options = [(action.id, f"{_key(action):<10}{action.label}") for action in found]
        self.query_one(PointedList).show(options, "没有这个命令，换个说法，或删空看全部")


def _key(action: Action) -> str:
    return key_name(action.keys[0]) if action.keys else ""

"""Every command by its Chinese name or its pinyin initials."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from gaitui.tui.actions import Action, key_name, matches


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
            yield OptionList(markup=False, compact=True)
            yield Static("↑↓ 选择   Enter 执行   Esc 返回", classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        self._fill("")
        self.query_one(OptionList).can_focus = False

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def on_input_submitted(self) -> None:
        listed = self.query_one(OptionList)
        if listed.highlighted is not None:
            self.dismiss(listed.get_option_at_index(listed.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_move(self, step: int) -> None:
        listed = self.query_one(OptionList)
        if listed.option_count:
            listed.highlighted = ((listed.highlighted or 0) + step) % listed.option_count

    def _fill(self, typed: str) -> None:
        listed = self.query_one(OptionList)
        listed.clear_options()
        for action in self.actions:
            if matches(action, typed):
                keys = " ".join(key_name(key) for key in action.keys[:1])
                listed.add_option(Option(f"{keys:<10}{action.label}", id=action.id))
        if listed.option_count:
            listed.highlighted = 0
        else:
            listed.add_option(Option("没有这个命令，换个说法，或删空看全部", disabled=True))

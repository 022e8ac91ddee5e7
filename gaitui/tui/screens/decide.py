"""Deciding what no sum gives: the numbers to be decided, then one of them, to what, and why."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec import Struct
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from gaitui.campaign.decisions import Decision
from gaitui.render.wrap import wrap
from gaitui.tui.board import deciding as texts
from gaitui.tui.board.deciding import Deciding
from gaitui.tui.widgets.pointed import PointedList
from gaitui.values import read_text

MERGE, OTHER = "merge", "other"
"""What the list of numbers returns instead of a number: merge again, change another number."""
_FRAME = 6
"""Columns of a dialog's border, padding, and the pointer of its list."""
_COLUMNS = 76
_ROWS_AROUND = 18
"""Rows that a screen needs around the list of numbers."""
_LINES = 2
"""Lines that a paragraph gets."""
_WHY = "几个部门可能共有同一件（如联合发文），相加会多算，要逐个定。"


class Decided(Struct, frozen=True):
    """A number as it was decided: the cell's key, the new text, the reason."""

    ref: str
    value: str
    reason: str


class DecisionsScreen(ModalScreen[str | None]):
    """The numbers to be decided; returns the key of the one to be decided now, or another way
    on. The first that waits is pointed at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("enter", "choose", show=False),
        Binding("m", f"dismiss('{OTHER}')", show=False),
        Binding("g", "merge", show=False),
    ]

    def __init__(self, deciding: Deciding, said: str = "") -> None:
        super().__init__()
        self.deciding = deciding
        self.said = said

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title(), classes="dialog-title", markup=False)
            yield Static("", classes="dialog-label", id="decide-why", markup=False)
            yield Static("", classes="dialog-label", id="decide-heads", markup=False)
            yield PointedList(id="decide-list")
            yield Static("", classes="dialog-text", id="decide-present", markup=False)
            yield Static(self.said, id="decide-said", markup=False)
            yield Static(self._keys(), classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        items = self.deciding.decisions
        self._fill(next((at for at, item in enumerate(items) if item.is_open), 0))

    def on_resize(self, _event: events.Resize) -> None:
        self._fill(self.query_one(PointedList).highlighted or 0)

    def on_option_list_option_selected(self) -> None:
        self.action_choose()

    def action_move(self, step: int) -> None:
        self.query_one(PointedList).move(step)
        self._tell()

    def action_choose(self) -> None:
        chosen = self.query_one(PointedList).value
        if chosen is not None:
            self.dismiss(chosen)

    def action_merge(self) -> None:
        if self.deciding.is_stale:
            self.dismiss(MERGE)

    def _title(self) -> str:
        waiting = self.deciding.waiting
        if waiting:
            return f"定数：{waiting} 个待定"
        return "定数：都定了" + ("，再汇总一次就写进报告" if self.deciding.is_stale else "")

    def _keys(self) -> str:
        again = "   g 再汇总" if self.deciding.is_stale else ""
        return f"↑↓ 选择   Enter 定数   m 改别的汇总数{again}   Esc 返回"

    def _fill(self, at: int) -> None:
        columns = self.app.size.width
        self.query_one("#decide-why", Static).update(_broken([_WHY], columns))
        width = min(_COLUMNS, columns) - _FRAME
        heads = f"  {texts.heads_text(width)}"
        self.query_one("#decide-heads", Static).update(heads)
        lines = [
            (str(item.ref), texts.decision_text(self.deciding, item, width))
            for item in self.deciding.decisions
        ]
        found = self.query_one(PointedList)
        found.styles.max_height = max(2, self.app.size.height - _ROWS_AROUND)
        found.show(lines, "没有要定的数", at)
        self._tell()

    def _tell(self) -> None:
        at = self.query_one(PointedList).highlighted
        items = self.deciding.decisions
        lines = texts.present_lines(self.deciding, items[at or 0]) if items else ()
        shown = _broken(lines, self.app.size.width)
        self.query_one("#decide-present", Static).update(shown)


class DecideScreen(ModalScreen[Decided | None]):
    """One number: the figures there are for it, or another that is typed, and the reason."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, deciding: Deciding, item: Decision) -> None:
        super().__init__()
        self.deciding = deciding
        self.item = item
        self.spec = deciding.report.definition.cells[item.ref]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            title = f"定数：{self.deciding.words(self.item.ref)}"
            yield Static(title, classes="dialog-title", markup=False)
            yield Static("", classes="dialog-text", id="decide-present", markup=False)
            label = "定为（↑↓ 选择，或输入另一个数）"
            yield Static(label, classes="dialog-label", markup=False)
            yield _field("decide-value")
            yield PointedList(id="decide-ways")
            yield Static("理由（写进账本）", classes="dialog-label", markup=False)
            yield _field("decide-reason")
            yield Static("", classes="dialog-error", id="decide-error", markup=False)
            keys = "Enter 下一项，填完就登记   Esc 返回"
            yield Static(keys, classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        self._fill("")

    def on_resize(self, _event: events.Resize) -> None:
        lines = texts.present_lines(self.deciding, self.item)
        shown = _broken(lines, self.app.size.width)
        self.query_one("#decide-present", Static).update(shown)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._say("")
        if event.input.id == "decide-value":
            self._fill(event.value)

    def on_descendant_focus(self) -> None:
        """The figures belong to the first field."""
        self.query_one(PointedList).display = self._input("value").has_focus

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "decide-value":
            self._take()
        elif not self._input("value").value.strip():
            self._input("value").focus()
        elif not self._is_number(self._input("value").value):
            self._say(f"“{self._input('value').value}”不是这一格能用的数。")
        elif not event.value.strip():
            self._say("请写明理由。")
        else:
            value = self._input("value").value.strip()
            self.dismiss(Decided(self.item.ref, value, event.value.strip()))

    def on_option_list_option_selected(self) -> None:
        self._take()

    def action_move(self, step: int) -> None:
        """Choose among the figures from the first field; from the reason go back to it."""
        if self._input("value").has_focus:
            self.query_one(PointedList).move(step)
        elif step < 0:
            self._input("value").focus()

    def _take(self) -> None:
        """Take the figure pointed at into the field, and go on to the reason."""
        value = self.query_one(PointedList).value
        if value is None:
            return
        field = self._input("value")
        with field.prevent(Input.Changed):
            field.value = value
        self._input("reason").focus()

    def _fill(self, typed: str) -> None:
        """Offer the figures there are, or what was typed."""
        text = typed.strip()
        known = texts.ways(self.item)
        offered = [way for way in known if way[0] == text] if text else known
        if text and not offered and self._is_number(text):
            offered = [(text, f"{text}  另定的数")]
        nothing = f"“{text}”不是这一格能用的数" if text else "没有现成的数，请输入"
        self.query_one(PointedList).show(offered, nothing)

    def _is_number(self, text: str) -> bool:
        return read_text(text, self.spec.kind, self.spec.unit).value is not None

    def _input(self, key: str) -> Input:
        return self.query_one(f"#decide-{key}", Input)

    def _say(self, message: str) -> None:
        self.query_one("#decide-error", Static).update(message)


def _field(key: str) -> Input:
    field = Input(id=key, compact=True)
    field.cursor_blink = False
    return field


def _broken(paragraphs: Iterable[str], columns: int) -> str:
    """Paragraphs broken by Chinese rules, as wide as a dialog is; long ones are cut."""
    width = min(_COLUMNS, columns) - _FRAME
    broken = (wrap(text, width) for text in paragraphs)
    kept = (lines if len(lines) <= _LINES else [*lines[: _LINES - 1], "…"] for lines in broken)
    return "\n".join(line for lines in kept for line in lines)

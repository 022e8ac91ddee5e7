"""Changing one number of a department's report: which, to what, and why."""

from collections.abc import Sequence
from itertools import islice
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from gaitui.cell import CellRef
from gaitui.finding import Finding
from gaitui.report import Report
from gaitui.tui.widgets.pointed import PointedList
from gaitui.values import read_text

_SHOWN = 60


class Amendment(Struct, frozen=True):
    """A number to be changed: the cell's key, the new text, the reason."""

    ref: str
    value: str
    reason: str


class AmendScreen(ModalScreen[Amendment | None]):
    """Three fields; the cell is found by its words, those that findings point at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]
    FIELDS: ClassVar[dict[str, str]] = {
        "cell": "哪一格（输入栏目里的字，↑↓ 选择）",
        "value": "改成",
        "reason": "理由（写进账本）",
    }

    def __init__(self, department: str, report: Report, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.heading = f"改数：{department}"
        self.report = report
        pointed = (item.ref for item in findings if item.ref in report.definition.cells)
        inputs = (ref for ref in report.definition.cells if not self._is_total(ref))
        order = dict.fromkeys((*(CellRef(str(ref)) for ref in pointed), *inputs))
        self.refs = [ref for ref in order if not self._is_total(ref)]
        self.chosen: CellRef | None = None

    def _is_total(self, ref: CellRef) -> bool:
        return self.report.definition.is_computed(ref)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            for key, label in self.FIELDS.items():
                yield Static(label, classes="dialog-label", markup=False)
                field = Input(id=f"amend-{key}", compact=True)
                field.cursor_blink = False
                yield field
                if key == "cell":
                    yield PointedList(id="amend-cells")
            yield Static("", classes="dialog-error", id="amend-error", markup=False)
            keys = "Enter 下一项，填完就登记   Esc 返回（收到的文件不会改）"
            yield Static(keys, classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._say("")
        if event.input.id == "amend-cell" and event.input.has_focus:
            self.chosen = None
            self._fill(event.value)

    def on_descendant_focus(self) -> None:
        """The list belongs to the first field."""
        self.query_one(PointedList).display = self._field("cell").has_focus

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "amend-cell":
            self._choose()
        elif event.input.id == "amend-value":
            if self._is_number():
                self._field("reason").focus()
        elif self.chosen is None:
            self._field("cell").focus()
        elif not event.value.strip():
            self._say("请写明理由。")
        elif self._is_number():
            value = self._field("value").value.strip()
            self.dismiss(Amendment(self.chosen, value, event.value.strip()))

    def on_option_list_option_selected(self) -> None:
        self._choose()

    def action_move(self, step: int) -> None:
        """Choose in the list from the first field; elsewhere go to the field above or below."""
        if self._field("cell").has_focus:
            self.query_one(PointedList).move(step)
        elif step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def _choose(self) -> None:
        chosen = self.query_one(PointedList).value
        if chosen is None:
            return
        self.chosen = CellRef(chosen)
        field = self._field("cell")
        with field.prevent(Input.Changed):
            field.value = self._words(self.chosen)
        self._field("value").focus()

    def _is_number(self) -> bool:
        if self.chosen is None:
            self._say("先选哪一格。")
            return False
        spec = self.report.definition.cells[self.chosen]
        typed = self._field("value").value
        if read_text(typed, spec.kind, spec.unit).value is None:
            self._say(f"“{typed}”不是这一格能用的数。")
            self._field("value").focus()
            return False
        return True

    def _field(self, key: str) -> Input:
        return self.query_one(f"#amend-{key}", Input)

    def _say(self, message: str) -> None:
        self.query_one("#amend-error", Static).update(message)

    def _words(self, ref: CellRef) -> str:
        path = self.report.definition.cells[ref].path
        return f"{' › '.join(path[-2:])}（现值 {self.report.cell(ref).shown or '空'}）"

    def _fill(self, typed: str) -> None:
        wanted = typed.split()
        describe = self.report.definition.describe
        found = (
            ref for ref in self.refs if all(word in f"{ref} {describe(ref)}" for word in wanted)
        )
        options = [(ref, self._words(ref)) for ref in islice(found, _SHOWN)]
        self.query_one(PointedList).show(options, "没有这样的栏目")

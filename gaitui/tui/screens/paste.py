"""The preview of a pasted block: what was received, what it reads as, and what is in doubt."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec.structs import replace
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from gaitui.cell import CellRef
from gaitui.errors import printable
from gaitui.tui.paste import PastedCell, PastePlan
from gaitui.tui.wording import cut


class PasteScreen(ModalScreen[Mapping[CellRef, str] | None]):
    """Returns the texts to write by cell, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("enter", "write", show=False),
        Binding("left", "choose(-1)", show=False),
        Binding("right", "choose(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self, plan: PastePlan, where: str, differing: int) -> None:
        super().__init__()
        self.plan = plan
        self.where = where
        self.differing = differing
        self.cells = list(plan.cells)
        self.doubtful = [index for index, cell in enumerate(self.cells) if cell.choices]
        self.at = 0

    def compose(self) -> ComposeResult:
        plan = self.plan
        title = f"粘贴预览：从 {self.where} 起，{plan.rows} 行 × {plan.columns} 列"
        with Vertical(classes="dialog"):
            yield Static(title, classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                yield Static("", id="paste-cells", markup=False)
            yield Static("", id="paste-summary", markup=False)
            yield Static("", classes="dialog-keys", id="paste-keys", markup=False)

    def on_mount(self) -> None:
        self._show()

    @property
    def texts(self) -> dict[CellRef, str]:
        """What would be written: cells with a value, and those received blank as blanks."""
        return {cell.ref: cell.text for cell in self.cells if cell.text or not cell.choices}

    def action_write(self) -> None:
        self.dismiss(self.texts)

    def action_move(self, step: int) -> None:
        if self.doubtful:
            self.at = (self.at + step) % len(self.doubtful)
            self._show()

    def action_choose(self, step: int) -> None:
        if not self.doubtful:
            return
        index = self.doubtful[self.at]
        cell = self.cells[index]
        choice = (cell.choices.index(cell.text) + step) % len(cell.choices)
        self.cells[index] = replace(cell, text=cell.choices[choice])
        self._show()

    def _show(self) -> None:
        lines = [_row("收到的文字", "读作", "说明")]
        noted = [index for index, cell in enumerate(self.cells) if cell.note]
        for index in noted:
            cell = self.cells[index]
            current = self.doubtful and index == self.doubtful[self.at]
            lines.append(_row(printable(cell.raw), _reading(cell), cell.note, bool(current)))
        if not noted:
            lines = ["没有需要说明的转换。"]
        self.query_one("#paste-cells", Static).update("\n".join(lines))
        self.query_one("#paste-summary", Static).update("\n".join(self._summary()))
        keys = f"Enter 写入 {len(self.texts)} 格   "
        keys += "← → 选择有疑问的值   ↑ ↓ 换一处   " if self.doubtful else ""
        self.query_one("#paste-keys", Static).update(keys + "Esc 取消")

    def _summary(self) -> list[str]:
        lines = []
        totals = len(self.plan.totals)
        if totals and self.differing:
            lines.append(
                f"! 总计有 {totals} 个数，其中 {self.differing} 个与自动合计不同；不写入。"
            )
        elif totals:
            lines.append(f"总计有 {totals} 个数，与自动合计一致；不写入。")
        if self.plan.left_out:
            lines.append(f"! 有 {self.plan.left_out} 格超出表格，不写入。")
        return lines


def _reading(cell: PastedCell) -> str:
    return cell.text or ("?" if cell.choices else "空")


def _row(raw: str, text: str, note: str, current: bool = False) -> str:
    mark = "▸" if current else " "
    return f"{mark} {_pad(raw, 20)}{_pad(text, 12)}{note}"


def _pad(text: str, width: int) -> str:
    text = cut(text, width - 1)
    return text + " " * (width - cell_len(text))

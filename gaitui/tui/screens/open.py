"""Asking for a file, with completion; and for what a new report needs."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from gaitui.commands import new_report, readable
from gaitui.errors import GaituiError
from gaitui.report import Report
from gaitui.tui.paths import candidates, complete

_SHOWN = 200
_NO_YEAR = "年度请写四位数字，例如 2024。"


class PathScreen(ModalScreen[Path | None]):
    """A path typed or chosen; Tab completes it, Enter takes it, Esc returns None. A folder is
    gone into, unless it is one that `takes_folder`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("tab", "complete", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        value: str = "",
        must_exist: bool = True,
        takes_folder: Callable[[Path], bool] | None = None,
    ) -> None:
        super().__init__()
        self.takes_folder = takes_folder
        self.heading = title
        self.value = value
        self.must_exist = must_exist

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-title", markup=False)
            field = Input(self.value, compact=True, select_on_focus=False)
            field.cursor_blink = False
            yield field
            listed = OptionList(markup=False, compact=True)
            listed.can_focus = False
            yield listed
            yield Static("", classes="dialog-error", id="path-error", markup=False)
            keys = "Tab 补全   ↑↓ 选择   Enter 确定   Esc 返回"
            yield Static(keys, classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        self._list(self.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._list(event.value)

    def on_input_submitted(self) -> None:
        path = Path(self._typed()).expanduser()
        if path.is_dir() and self._typed() and self.takes_folder and self.takes_folder(path):
            self.dismiss(path)
        elif path.is_dir():
            self._set(str(path).rstrip("/") + "/")
        elif self.must_exist and not path.is_file():
            self._say("没有这个文件，请检查路径。")
        elif not path.name:
            self._say("请写文件名。")
        else:
            self.dismiss(path)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._set(str(event.option.prompt))

    def action_complete(self) -> None:
        self._set(complete(self._typed()))
        self._list(self._typed())

    def action_move(self, step: int) -> None:
        listed = self.query_one(OptionList)
        if listed.option_count:
            at = -1 if listed.highlighted is None else listed.highlighted
            listed.highlighted = (at + step) % listed.option_count
            chosen = str(listed.get_option_at_index(listed.highlighted).prompt)
            field = self.query_one(Input)
            with field.prevent(Input.Changed):
                field.value = chosen
            field.cursor_position = len(chosen)

    def _typed(self) -> str:
        return self.query_one(Input).value

    def _set(self, value: str) -> None:
        field = self.query_one(Input)
        field.value = value
        field.cursor_position = len(value)

    def _say(self, message: str) -> None:
        self.query_one("#path-error", Static).update(message)

    def _list(self, typed: str) -> None:
        self._say("")
        listed = self.query_one(OptionList)
        listed.clear_options()
        found = candidates(typed)[:_SHOWN]
        listed.add_options(found)
        if not found and self.must_exist:
            self._say("这里没有这样开头的报告（.xlsx、.json）或文件夹。")


class NewReport(Struct, frozen=True):
    """A new report and where it is to be kept."""

    path: Path
    report: Report
    prior: Path | None


class NewScreen(ModalScreen[NewReport | None]):
    """Unit, year, last year's file and the new file's name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("f2", "browse", show=False, priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    FIELDS: ClassVar[dict[str, str]] = {
        "prior": "上年报告的文件（F2 查找；没有就按 Enter 跳过）",
        "unit": "机关全称",
        "year": "年度（报告的是哪一年，如 2024）",
        "path": "保存为",
    }

    def __init__(self, path: str = "") -> None:
        super().__init__()
        self.path = path
        self._proposed = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("新建年度报告", classes="dialog-title", markup=False)
            for key, label in self.FIELDS.items():
                yield Static(label, classes="dialog-label", markup=False)
                field = Input(self.path if key == "path" else "", id=f"new-{key}", compact=True)
                field.cursor_blink = False
                yield field
            yield Static("", classes="dialog-error", id="new-error", markup=False)
            keys = "Enter 下一项，填完就建立   Tab 下一项   F2 查找上年报告   Esc 返回"
            yield Static(keys, classes="dialog-keys", markup=False)

    def action_browse(self) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                self._field("prior").value = str(path)
                self._take_over()

        self.app.push_screen(PathScreen("查找上年报告", self._field("prior").value), chosen)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        empty = [key for key in ("unit", "year", "path") if not self._field(key).value.strip()]
        if event.input.id == "new-prior" and event.value.strip():
            self._take_over()
        self._propose_path()
        year = self._field("year").value.strip()
        if event.input.id == "new-year" and year and not _is_year(year):
            self._say(_NO_YEAR)
        elif empty and event.input.id != f"new-{empty[0]}":
            self._field(empty[0]).focus()
        else:
            self._create()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        if event.input.id == "new-prior":
            self._take_over()
        elif event.input.id in ("new-unit", "new-year"):
            self._propose_path()

    def _field(self, key: str) -> Input:
        return self.query_one(f"#new-{key}", Input)

    def _say(self, message: str) -> None:
        self.query_one("#new-error", Static).update(message)

    def _prior(self) -> Report | None:
        typed = self._field("prior").value.strip()
        return readable(Path(typed).expanduser()).report if typed else None

    def _take_over(self) -> None:
        """Fill in unit and year from last year's report where they are still empty."""
        try:
            prior = self._prior()
        except GaituiError as error:
            self._say(str(error))
            return
        self._say("")
        if prior is not None:
            if not self._field("unit").value:
                self._field("unit").value = prior.unit
            if not self._field("year").value and prior.year is not None:
                self._field("year").value = str(prior.year + 1)
            self._propose_path()

    def _propose_path(self) -> None:
        unit, year = self._field("unit").value.strip(), self._field("year").value.strip()
        if unit and _is_year(year) and self._field("path").value in ("", self._proposed):
            name = f"{unit}{year}年政府信息公开工作年度报告.xlsx".replace("/", "／")
            self._field("path").value = self._proposed = name

    def _create(self) -> None:
        year, typed = self._field("year").value.strip(), self._field("path").value.strip()
        if not _is_year(year):
            self._say(_NO_YEAR)
            self._field("year").focus()
            return
        path = Path(typed).expanduser()
        if not typed or path.suffix.lower() not in (".xlsx", ".json"):
            self._say("文件名应以 .xlsx 结尾。")
            self._field("path").focus()
            return
        if path.exists():
            self._say("这个文件已经存在，不会覆盖。请换一个文件名。")
            self._field("path").focus()
            return
        try:
            prior = self._prior()
            report = new_report(self._field("unit").value.strip(), int(year), None, prior)
        except GaituiError as error:
            self._say(str(error))
            return
        last = self._field("prior").value.strip()
        self.dismiss(NewReport(path, report, Path(last).expanduser() if last else None))


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4
